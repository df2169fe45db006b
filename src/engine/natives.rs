//! The functions of the language by their names, for rules that run as plans.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use rhai::{EvalAltResult, Position};

use super::held::Held;
use super::value::Value;

/// What a function gives, or what ends the run.
type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// A function for arguments of certain types.
pub(super) struct Native {
    pub(super) arity: usize,
    /// How many of its arguments may be anything.
    pub(super) open: usize,
    pub(super) takes: fn(&[Held]) -> bool,
    pub(super) call: Box<Called>,
}

/// What a function does with the place of a call and its arguments, which it takes.
pub(super) type Called = dyn Fn(Position, &mut [Held]) -> Outcome<Held>;

/// Reads a member of a value.
pub(super) type Getter = dyn Fn(&Value) -> Outcome<Value>;

/// All that one name can be called with so many arguments.
#[derive(Clone, Default)]
pub(super) struct Overloads(Rc<Functions>);

#[derive(Default)]
struct Functions {
    /// Those with the fewest open arguments first.
    all: RefCell<Vec<Native>>,
    /// The number of the one for arguments of some kinds, for those that were asked for; `None` if there is none.
    by_kinds: RefCell<Vec<(u32, Option<usize>)>>,
    /// The last of these that was asked for.
    last: Cell<Option<(u32, Option<usize>)>>,
}

/// Functions of one name by how many arguments they take.
type ByArity = Vec<(usize, Overloads)>;

/// The functions and members that are known.
#[derive(Default)]
pub(super) struct Natives {
    functions: RefCell<HashMap<Box<str>, ByArity>>,
    getters: RefCell<HashMap<Rc<str>, Rc<Getter>>>,
}

impl Natives {
    pub(super) fn add(&self, name: &str, native: Native) {
        let mut functions = self.functions.borrow_mut();
        let all = functions.entry(name.into()).or_default();
        let arity = native.arity;
        let own = match all.iter().position(|(known, _)| *known == arity) {
            Some(at) => all.get(at),
            None => {
                all.push((arity, Overloads::default()));
                all.last()
            }
        };
        let Some((_, Overloads(own))) = own else { return };
        own.by_kinds.borrow_mut().clear();
        own.last.take();
        let mut own = own.all.borrow_mut();
        let at = own.partition_point(|known| known.open <= native.open);
        own.insert(at, native);
    }

    pub(super) fn add_getter(&self, name: &Rc<str>, getter: Rc<Getter>) {
        self.getters.borrow_mut().insert(Rc::clone(name), getter);
    }

    pub(super) fn getter(&self, name: &str) -> Option<Rc<Getter>> {
        self.getters.borrow().get(name).map(Rc::clone)
    }

    /// The functions of a name for so many arguments.
    pub(super) fn overloads(&self, name: &str, arity: usize) -> Overloads {
        let functions = self.functions.borrow();
        let known = functions.get(name).and_then(|all| all.iter().find(|(known, _)| *known == arity));
        known.map(|(_, overloads)| overloads.clone()).unwrap_or_default()
    }
}

impl Overloads {
    /// Calls the function for some arguments; `None` if there is none, or several that take anything at different places.
    pub(super) fn call(&self, at: Position, arguments: &mut [Held]) -> Option<Outcome<Held>> {
        let all = self.0.all.borrow();
        let number = self.0.number(&all, arguments)?;
        all.get(number).map(|native| (native.call)(at, arguments))
    }
}

impl Functions {
    /// The number of the function for some arguments.
    fn number(&self, all: &[Native], arguments: &[Held]) -> Option<usize> {
        let Some(kinds) = kinds(arguments) else { return fitting(all, arguments) };
        if let Some((_, number)) = self.last.get().filter(|(last, _)| *last == kinds) {
            return number;
        }
        let known =
            self.by_kinds.borrow().iter().find(|(known, _)| *known == kinds).map(|(_, number)| *number);
        let number = known.unwrap_or_else(|| {
            let number = fitting(all, arguments);
            self.by_kinds.borrow_mut().push((kinds, number));
            number
        });
        self.last.set(Some((kinds, number)));
        number
    }
}

/// A number for the kinds of arguments; `None` if one is told by its type alone, or if there are more than it has room for.
fn kinds(arguments: &[Held]) -> Option<u32> {
    if arguments.len() > MOST {
        return None;
    }
    arguments.iter().try_fold(0, |kinds: u32, held| Some(kinds << KIND | u32::from(held.kind()?)))
}

/// Bits of [`Held::kind`], and how many of them a number has room for.
const KIND: u32 = 3;
const MOST: usize = 10;

fn fitting(all: &[Native], arguments: &[Held]) -> Option<usize> {
    let mut fitting = all.iter().enumerate().filter(|(_, native)| (native.takes)(arguments));
    let (number, first) = fitting.next()?;
    let is_clear = first.open == 0 || fitting.next().is_none_or(|(_, next)| next.open > first.open);
    is_clear.then_some(number)
}
