//! Runs a [`Plan`]: each step counts as an operation, as each of Rhai's does, and what goes wrong is told in its errors.

use std::ops::{Range, RangeInclusive};

use rhai::{Array, Dynamic, Engine, EvalAltResult, GlobalRuntimeState, INT, NativeCallContext, Position};
use smallvec::SmallVec;

use super::tree::{
    Chain, Choice, Condition, Expression, Function, Global, Link, Loop, Member, Node, Operation, Plan,
    Statement, Step,
};
use crate::document::NodeId;
use crate::engine::held::Held;
use crate::engine::host::state::{Host, Memory, Said};
use crate::engine::value::Value;
use crate::engine::work::Fallible;

/// Variables of one call.
const MOST_VARIABLES: usize = 256;

/// Why a step does not lead to the next one.
enum Ended {
    Return(Held),
    Break,
    Continue,
    Failed(Box<EvalAltResult>),
}

impl From<Box<EvalAltResult>> for Ended {
    fn from(error: Box<EvalAltResult>) -> Self {
        Self::Failed(error)
    }
}

type Ran<T> = Result<T, Ended>;

/// Operations that are looked at, the rarest first: see [`Work::is_exhausted`](crate::engine::work::Work::is_exhausted).
const LOOKED_AT: [u64; 2] = [1024, 64];

/// How a run stands before a function of the script is called.
struct Before {
    effects: u64,
    operations: u64,
    charged: u64,
    has_looked: bool,
}

/// One run of a body.
pub(in crate::engine) struct Run<'r> {
    pub(in crate::engine) engine: &'r Engine,
    pub(in crate::engine) global: &'r GlobalRuntimeState,
    pub(in crate::engine) host: &'r Host,
    /// What tells the functions that rules share from others of the same names, if it is sure which are called.
    origin: Option<usize>,
    pub(in crate::engine) plan: &'r Plan,
    /// The variables of all calls, one behind the other.
    variables: Vec<Held>,
    /// Where those of this call begin.
    base: usize,
    /// What is passed to functions that are still to be called, one behind the other.
    passed: Vec<Held>,
    calls: usize,
    operations: u64,
}

impl<'r> Run<'r> {
    pub(in crate::engine) fn new(
        engine: &'r Engine,
        global: &'r GlobalRuntimeState,
        (host, origin): (&'r Host, Option<usize>),
        plan: &'r Plan,
    ) -> Self {
        let Memory { variables, passed } = host.memory.take();
        Self { engine, global, host, origin, plan, variables, base: 0, passed, calls: 0, operations: 0 }
    }

    /// The operations that were counted.
    pub(in crate::engine) fn operations(&self) -> u64 {
        self.operations
    }

    /// Gives its memory back for the next one.
    pub(in crate::engine) fn end(self) {
        let Self { mut variables, mut passed, .. } = self;
        variables.clear();
        passed.clear();
        self.host.memory.replace(Memory { variables, passed });
    }

    /// Runs the body.
    pub(in crate::engine) fn body(&mut self) -> Fallible<()> {
        match self.steps(&self.plan.body) {
            Err(Ended::Failed(error)) => Err(error),
            _ => Ok(()),
        }
    }

    #[inline]
    fn count(&mut self, at: Position) -> Ran<()> {
        self.operations += 1;
        if self.host.work.is_exhausted(self.operations) {
            return Err(Ended::Failed(EvalAltResult::ErrorTerminated(Dynamic::UNIT, at).into()));
        }
        Ok(())
    }

    /// Counts the operations of steps that need not be taken again.
    fn count_again(&mut self, operations: u64, at: Position) -> Ran<()> {
        let before = self.operations;
        self.operations += operations;
        // What is asked at some operations is asked at the last such that it went past.
        let last = LOOKED_AT.iter().map(|every| self.operations / every * every).find(|last| *last > before);
        if last.is_some_and(|last| self.host.work.is_exhausted(last)) {
            return Err(Ended::Failed(EvalAltResult::ErrorTerminated(Dynamic::UNIT, at).into()));
        }
        Ok(())
    }

    // Statements

    fn steps(&mut self, steps: &[Step]) -> Ran<Held> {
        let depth = self.variables.len();
        let mut last = Ok(Held::Nothing);
        for step in steps {
            last = self.step(step);
            if last.is_err() {
                break;
            }
        }
        if self.variables.len() > depth {
            self.variables.truncate(depth);
        }
        last
    }

    fn step(&mut self, step: &Step) -> Ran<Held> {
        self.count(step.at)?;
        match &step.what {
            Statement::Nothing => {}
            Statement::Let(value) => {
                self.room_for(1, step.at)?;
                let value = self.expression(value)?;
                self.variables.push(value);
            }
            Statement::Assign(variable, value) => {
                let value = self.expression(value)?;
                self.count(step.at)?;
                self.assign(*variable, value);
            }
            Statement::Change { variable, operators, value } => {
                let value = self.expression(value)?;
                self.count(step.at)?;
                let changed = self.changed(*variable, operators, value, step.at)?;
                self.assign(*variable, changed);
            }
            Statement::If(choice) => return self.choose(choice),
            Statement::For(parts) => self.each(parts)?,
            Statement::While(condition, at, body) => self.repeat(condition.as_ref(), *at, body)?,
            Statement::Block(steps) => return self.steps(steps),
            Statement::Do(expression) => return self.expression(expression),
            Statement::Break => return Err(Ended::Break),
            Statement::Continue => return Err(Ended::Continue),
            Statement::Return(value) => {
                let value = value.as_ref().map(|value| self.expression(value)).transpose()?;
                return Err(Ended::Return(value.unwrap_or(Held::Nothing)));
            }
        }
        Ok(Held::Nothing)
    }

    /// Whether so many variables more may be defined.
    fn room_for(&self, more: usize, at: Position) -> Ran<()> {
        if self.variables.len() - self.base + more > MOST_VARIABLES {
            return Err(Ended::Failed(EvalAltResult::ErrorTooManyVariables(at).into()));
        }
        Ok(())
    }

    fn assign(&mut self, variable: usize, value: Held) {
        if let Some(slot) = self.variables.get_mut(self.base + variable) {
            *slot = value;
        }
    }

    fn variable(&self, variable: usize) -> Held {
        self.variables.get(self.base + variable).cloned().unwrap_or(Held::Nothing)
    }

    /// What a variable becomes by `+=`, or by `+` where that is not known.
    fn changed(
        &mut self,
        variable: usize,
        [changing, plain]: &[Operation; 2],
        value: Held,
        at: Position,
    ) -> Ran<Held> {
        // It is taken from its place: a list that grows is not copied each time.
        let slot = self.variables.get_mut(self.base + variable);
        let own = slot.map_or(Held::Nothing, Held::take);
        self.count(at)?;
        if let Some((a, b)) = own.whole().zip(value.whole())
            && plain.name == "+"
            && let Some(sum) = a.checked_add(b)
        {
            return Ok(Held::Whole(sum));
        }
        let mut arguments = [own, value];
        if let Some(changed) = changing.overloads(&self.host.work.natives).call(at, &mut arguments) {
            return self.within(changed.map_err(|error| placed(error, at))?, at);
        }
        let [mut left, mut right] = arguments.map(Held::dynamic);
        match self.by_engine(&changing.name, &mut [&mut left, &mut right], at) {
            Ok(_) => self.within(Held::from(left), at),
            Err(error) if is_unknown(&error, &changing.name) => {
                let from = self.passed.len();
                self.passed.extend([Held::from(left), Held::from(right)]);
                self.call_last(plain, from, at)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn choose(&mut self, choice: &Choice) -> Ran<Held> {
        if self.holds(&choice.condition)? { self.steps(&choice.then) } else { self.steps(&choice.otherwise) }
    }

    fn holds(&mut self, condition: &Condition) -> Ran<bool> {
        let value = self.expression(&condition.what)?;
        value
            .truth()
            .map_err(|found| {
                let wanted = std::any::type_name::<bool>().to_owned();
                EvalAltResult::ErrorMismatchDataType(wanted, found.to_owned(), condition.at).into()
            })
            .map_err(Ended::Failed)
    }

    fn each(&mut self, parts: &Loop) -> Ran<()> {
        let own = 1 + usize::from(parts.counts);
        self.room_for(own, parts.variable)?;
        let list = self.expression(&parts.list)?;
        let [start, at, inside] = parts.places;
        let depth = self.variables.len();
        self.variables.resize(depth + own, Held::Nothing);
        let ran = self.elements(list, start, |run, number, element| {
            let element = element.map_err(|error| placed(error, at))?;
            run.variables.truncate(depth);
            if parts.counts {
                run.variables.push(Held::Whole(number));
            }
            run.variables.push(element);
            if parts.body.is_empty() {
                run.count(inside)?;
            }
            run.steps(&parts.body)
        });
        self.variables.truncate(depth);
        ran
    }

    /// Goes through the elements of what can be gone through, up to `break`.
    fn elements(
        &mut self,
        list: Held,
        at: Position,
        mut each: impl FnMut(&mut Self, INT, Fallible<Held>) -> Ran<Held>,
    ) -> Ran<()> {
        let mut number: INT = -1;
        let passed = self.passed.len();
        let mut goes_on = |run: &mut Self, element: Fallible<Held>| {
            number += 1;
            run.passed.truncate(passed);
            match each(run, number, element) {
                Ok(_) | Err(Ended::Continue) => Ok(true),
                Err(Ended::Break) => Ok(false),
                Err(ended) => Err(ended),
            }
        };
        let other = match list {
            Held::Value(value) => {
                for element in value {
                    if !goes_on(self, element.map(Held::Value))? {
                        break;
                    }
                }
                return Ok(());
            }
            other => other.dynamic(),
        };
        let elements: Box<dyn Iterator<Item = Held>> = if other.is_array() {
            Box::new(other.cast::<Array>().into_iter().map(Held::from))
        } else if let Some(range) = other.clone().try_cast::<Range<INT>>() {
            Box::new(range.map(Held::Whole))
        } else if let Some(range) = other.try_cast::<RangeInclusive<INT>>() {
            Box::new(range.map(Held::Whole))
        } else {
            return Err(Ended::Failed(EvalAltResult::ErrorFor(at).into()));
        };
        for element in elements {
            if !goes_on(self, Ok(element))? {
                break;
            }
        }
        Ok(())
    }

    fn repeat(&mut self, condition: Option<&Condition>, at: Position, body: &[Step]) -> Ran<()> {
        let passed = self.passed.len();
        loop {
            self.passed.truncate(passed);
            match condition {
                Some(condition) if !self.holds(condition)? => return Ok(()),
                None if body.is_empty() => self.count(at)?,
                _ => {}
            }
            match self.steps(body) {
                Ok(_) | Err(Ended::Continue) => {}
                Err(Ended::Break) => return Ok(()),
                Err(ended) => return Err(ended),
            }
        }
    }

    // Expressions

    fn expression(&mut self, expression: &Expression) -> Ran<Held> {
        self.count(expression.at)?;
        let at = expression.at;
        Ok(match &expression.what {
            Node::Constant(value) => value.clone(),
            Node::Global(global) => self.global(*global),
            Node::Parameter(name) => {
                self.count(at)?;
                Held::from(self.host.parameter(name).map_err(|error| placed(error, at))?)
            }
            Node::Variable(variable) => self.variable(*variable),
            Node::Text(print, pieces) => return self.text(print, pieces),
            Node::Array(elements) => return self.array(elements, at),
            Node::Logic(are_all, operands) => return self.logic(*are_all, operands),
            Node::Block(steps) => return self.steps(steps),
            Node::Call(operation, arguments) => {
                let from = self.arguments(arguments)?;
                return self.call_last(operation, from, at);
            }
            Node::Script(number, arguments) => {
                let from = self.arguments(arguments)?;
                return self.script(*number, from, at);
            }
            Node::Chain(chain) => return self.chain(chain),
        })
    }

    fn array(&mut self, elements: &[Expression], at: Position) -> Ran<Held> {
        let elements = elements.iter().map(|element| self.expression(element).map(Held::dynamic));
        let array: Array = elements.collect::<Ran<_>>()?;
        self.within(Held::Other(array.into()), at)
    }

    /// Whether all are `true`, or else whether one is: no more are asked than need be.
    fn logic(&mut self, are_all: bool, operands: &[Condition]) -> Ran<Held> {
        for operand in operands {
            if self.holds(operand)? != are_all {
                return Ok(Held::Truth(!are_all));
            }
        }
        Ok(Held::Truth(are_all))
    }

    fn global(&self, global: Global) -> Held {
        let value = match global {
            Global::Form => self.host.root(),
            Global::Item => self.host.item(),
        };
        value.map_or(Held::Nothing, Held::Value)
    }

    /// Works out what is passed to a function; gives where it begins.
    fn arguments(&mut self, expressions: &[Expression]) -> Ran<usize> {
        let from = self.passed.len();
        for expression in expressions {
            let value = self.expression(expression)?;
            self.passed.push(value);
        }
        Ok(from)
    }

    fn text(&mut self, print: &Operation, pieces: &[Expression]) -> Ran<Held> {
        let mut text = String::new();
        for piece in pieces {
            let value = self.expression(piece)?;
            let value = match value {
                Held::Value(_) => {
                    let printed =
                        print.overloads(&self.host.work.natives).call(piece.at, &mut [value.clone()]);
                    printed.and_then(Result::ok).unwrap_or(value)
                }
                other => other,
            };
            match value.text() {
                Some(piece) => text.push_str(piece),
                None => text.push_str(&value.clone().dynamic().to_string()),
            }
            self.within_sizes((0, text.len()), piece.at)?;
        }
        Ok(Held::Text(text.into()))
    }

    /// Calls a function of the script with what is passed from a place on.
    fn script(&mut self, number: usize, from: usize, at: Position) -> Ran<Held> {
        self.count(at)?;
        let Some(function) = self.plan.functions.get(number) else { return Ok(Held::Nothing) };
        if self.calls >= self.host.settings().calls {
            return Err(Ended::Failed(EvalAltResult::ErrorStackOverflow(at).into()));
        }
        let asked = self.asked(function, from);
        if let Some(said) =
            asked.as_ref().and_then(|(function, cell, _)| self.host.known_of(*function, *cell))
        {
            self.passed.truncate(from);
            self.count_again(said.operations, at)?;
            self.host.work.charge_again(said.charged).map_err(|error| placed(error, at))?;
            return Ok(Held::Truth(said.holds));
        }
        let outer = std::mem::replace(&mut self.base, self.variables.len());
        self.calls += 1;
        self.variables.extend(self.passed.drain(from..));
        let ran = self.steps(&function.body);
        self.variables.truncate(self.base);
        self.passed.truncate(from);
        self.base = outer;
        self.calls -= 1;
        match ran {
            Ok(value) | Err(Ended::Return(value)) => {
                self.keep(asked, &value);
                Ok(value)
            }
            Err(Ended::Failed(error)) => Err(Ended::Failed(called(error, &function.name, at))),
            Err(ended) => Err(ended),
        }
    }

    /// What a function is asked of, if that is one cell of the form, and how the run stands before.
    fn asked(&self, function: &Function, from: usize) -> Option<(usize, NodeId, Before)> {
        let [Held::Value(Value::Cell(cell))] = self.passed.get(from..)? else { return None };
        let origin = self.origin.filter(|_| function.is_shared)?;
        let number = || self.host.number(origin, &function.name, function.arity);
        let work = &self.host.work;
        let before = Before {
            effects: self.host.effects(),
            operations: self.operations,
            charged: work.charged(),
            has_looked: work.has_looked(),
        };
        Some((*function.number.get_or_init(number), cell.node()?, before))
    }

    /// Keeps whether a function holds of a cell, if that follows from the form alone, for all rules that ask the same.
    fn keep(&self, asked: Option<(usize, NodeId, Before)>, value: &Held) {
        let (Some((function, cell, before)), Held::Truth(holds)) = (asked, value) else { return };
        let work = &self.host.work;
        if self.host.effects() == before.effects && !before.has_looked && work.has_looked() {
            let operations = self.operations - before.operations;
            let charged = work.charged().saturating_sub(before.charged);
            self.host.keep(function, cell, Said { holds: *holds, operations, charged });
        }
    }

    /// The arguments of a chain; in front of those of each method there is room for what it is called on.
    fn arguments_of(&mut self, links: &[Link]) -> Ran<()> {
        for link in links {
            match link {
                Link::Member(..) => {}
                Link::Method(_, arguments, _) => {
                    self.passed.push(Held::Nothing);
                    self.arguments(arguments)?;
                }
                Link::Index(index, _) => {
                    let index = self.expression(index)?;
                    self.passed.push(index);
                }
            }
        }
        Ok(())
    }

    fn chain(&mut self, chain: &Chain) -> Ran<Held> {
        let from = self.passed.len();
        self.arguments_of(&chain.links)?;
        let mut next = from;
        let mut links = chain.links.as_slice();
        let mut value = match (&chain.base.what, links) {
            // Of a list of the script one element is copied, and not all.
            (Node::Variable(variable), [Link::Index(_, at), behind @ ..]) => {
                self.count(chain.base.at)?;
                let index = self.take_passed(next);
                (next, links) = (next + 1, behind);
                let of = self.variables.get(self.base + variable).unwrap_or(&Held::Nothing);
                self.element(of, index, *at)?
            }
            _ => self.expression(&chain.base)?,
        };
        for link in links {
            value = match link {
                Link::Member(member) => self.member(member, value)?,
                Link::Method(operation, arguments, at) => {
                    if let Some(receiver) = self.passed.get_mut(next) {
                        *receiver = value;
                    }
                    let own = next..next + 1 + arguments.len();
                    next = own.end;
                    self.call(operation, own, *at)?
                }
                Link::Index(_, at) => {
                    let index = self.take_passed(next);
                    next += 1;
                    self.element(&value, index, *at)?
                }
            };
        }
        if self.passed.len() > from {
            self.passed.truncate(from);
        }
        Ok(value)
    }

    fn take_passed(&mut self, at: usize) -> Held {
        self.passed.get_mut(at).map_or(Held::Nothing, Held::take)
    }

    fn member(&mut self, member: &Member, value: Held) -> Ran<Held> {
        let at = member.at;
        if let Held::Value(of) = &value
            && let Some(get) = member.getter(&self.host.work.natives)
        {
            self.count(at)?;
            return Ok(Held::Value(get(of).map_err(|error| placed(error, at))?));
        }
        self.by_name(&format!("get${}", member.name), [value], at)
    }

    /// An element of an array of the script, or what a value has there.
    fn element(&self, of: &Held, index: Held, at: Position) -> Ran<Held> {
        let array = match of {
            Held::Other(other) => other.as_array_ref().ok(),
            _ => None,
        };
        let Some((array, place)) = array.zip(index.whole()) else {
            return self.by_name("index$get$", [of.clone(), index], at);
        };
        let length = INT::try_from(array.len()).unwrap_or(INT::MAX);
        let found = if place < 0 { place.checked_add(length) } else { Some(place) };
        let element = found.and_then(|found| array.get(usize::try_from(found).ok()?));
        match element {
            Some(element) => Ok(Held::from(element.clone())),
            None => {
                let error = EvalAltResult::ErrorArrayBounds(array.len(), place, at);
                Err(Ended::Failed(error.into()))
            }
        }
    }

    // Functions of the language

    /// Calls a function with all that is passed from a place on, which it takes.
    fn call_last(&mut self, operation: &Operation, from: usize, at: Position) -> Ran<Held> {
        let value = self.call(operation, from..self.passed.len(), at)?;
        self.passed.truncate(from);
        Ok(value)
    }

    /// Calls a function with some of what is passed, which it takes.
    fn call(&mut self, operation: &Operation, own: Range<usize>, at: Position) -> Ran<Held> {
        self.count(at)?;
        let arguments = self.passed.get_mut(own).unwrap_or_default();
        if let Some(value) = operation.overloads(&self.host.work.natives).call(at, arguments) {
            return self.within(value.map_err(|error| placed(error, at))?, at);
        }
        if let [a, b] = arguments
            && let Some(found) = compared(&operation.name, a, b)
        {
            return Ok(Held::Truth(found));
        }
        let mut given: SmallVec<[Dynamic; 4]> =
            arguments.iter_mut().map(|held| held.take().dynamic()).collect();
        let mut given: SmallVec<[&mut Dynamic; 4]> = given.iter_mut().collect();
        let value = self.by_engine(&operation.name, &mut given, at)?;
        self.within(Held::from(value), at)
    }

    fn by_name<const N: usize>(&self, name: &str, arguments: [Held; N], at: Position) -> Ran<Held> {
        let mut given = arguments.map(Held::dynamic);
        let value = self.by_engine(name, &mut given.each_mut(), at)?;
        self.within(Held::from(value), at)
    }

    /// What Rhai alone knows: operators between its own types, and how it tells what it does not know.
    fn by_engine(&self, name: &str, arguments: &mut [&mut Dynamic], at: Position) -> Fallible<Dynamic> {
        let context: NativeCallContext<'_> = (self.engine, name, None, self.global, at).into();
        context.call_native_fn_raw(name, true, arguments).map_err(|error| placed(error, at))
    }

    /// A value that is no larger than it may be.
    fn within(&self, value: Held, at: Position) -> Ran<Held> {
        if let Some(sizes) = value.sizes() {
            self.within_sizes(sizes, at)?;
        }
        Ok(value)
    }

    fn within_sizes(&self, (elements, bytes): (usize, usize), at: Position) -> Ran<()> {
        let settings = self.host.settings();
        let what = match (bytes > settings.text, elements > settings.array) {
            (true, _) => "Length of string",
            (_, true) => "Size of array/BLOB",
            _ => return Ok(()),
        };
        Err(Ended::Failed(EvalAltResult::ErrorDataTooLarge(what.to_owned(), at).into()))
    }
}

/// Whether an error says that there is no function of that name for what it was called with.
fn is_unknown(error: &EvalAltResult, name: &str) -> bool {
    matches!(error, EvalAltResult::ErrorFunctionNotFound(found, _) if found.starts_with(name))
}

/// How two whole numbers, or two texts, compare.
fn compared(name: &str, a: &Held, b: &Held) -> Option<bool> {
    let numbers = a.whole().zip(b.whole()).map(|(a, b)| a.cmp(&b));
    let order = numbers.or_else(|| Some(a.text()?.cmp(b.text()?)))?;
    Some(match name {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        _ => return None,
    })
}

/// An error at the place of the call, unless it has one.
#[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
fn placed(mut error: Box<EvalAltResult>, at: Position) -> Box<EvalAltResult> {
    if error.position().is_none() {
        error.set_position(at);
    }
    error
}

/// An error that came through a function of the script.
#[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
fn called(mut error: Box<EvalAltResult>, name: &str, at: Position) -> Box<EvalAltResult> {
    if error.is_system_exception() {
        error.set_position(at);
        return error;
    }
    EvalAltResult::ErrorInFunctionCall(name.to_owned(), String::new(), error, at).into()
}
