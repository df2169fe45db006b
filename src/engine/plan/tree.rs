//! What a plan is made of.

use std::cell::OnceCell;
use std::rc::Rc;

use rhai::{ImmutableString, Position};
use serde::{Deserialize, Serialize};

use super::written;
use crate::engine::held::Held;
use crate::engine::natives::{Getter, Natives, Overloads};

/// A rule ready to run.
#[derive(Serialize, Deserialize)]
pub(in crate::engine) struct Plan {
    pub(super) body: Vec<Step>,
    pub(super) functions: Vec<Function>,
}

/// A function that a script defines.
#[derive(Serialize, Deserialize)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) arity: usize,
    /// Whether it is one of the pack, and not of the rule alone.
    pub(super) is_shared: bool,
    pub(super) body: Vec<Step>,
    /// Its number, the same in all rules that share it, once it is first called.
    #[serde(skip)]
    pub(super) number: OnceCell<usize>,
}

/// A statement and its place.
#[derive(Serialize, Deserialize)]
pub(super) struct Step {
    #[serde(with = "written::position")]
    pub(super) at: Position,
    pub(super) what: Statement,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Statement {
    Nothing,
    /// A new variable, behind all others.
    Let(Expression),
    Assign(usize, Expression),
    /// `+=` and the like: by itself, or else by `+`.
    Change {
        variable: usize,
        operators: [Operation; 2],
        value: Expression,
    },
    If(Box<Choice>),
    For(Box<Loop>),
    /// Without a condition it ends by `break` or `return`; with the place of the body.
    While(Option<Condition>, #[serde(with = "written::position")] Position, Vec<Step>),
    Block(Vec<Step>),
    Do(Expression),
    Break,
    Continue,
    Return(Option<Expression>),
}

#[derive(Serialize, Deserialize)]
pub(super) struct Choice {
    pub(super) condition: Condition,
    pub(super) then: Vec<Step>,
    pub(super) otherwise: Vec<Step>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Loop {
    pub(super) list: Expression,
    /// Where the list begins, its place, and that of the body.
    #[serde(with = "written::positions")]
    pub(super) places: [Position; 3],
    /// Where the variable stands.
    #[serde(with = "written::position")]
    pub(super) variable: Position,
    pub(super) counts: bool,
    pub(super) body: Vec<Step>,
}

/// What must be `true` or `false`.
#[derive(Serialize, Deserialize)]
pub(super) struct Condition {
    pub(super) what: Expression,
    #[serde(with = "written::position")]
    pub(super) at: Position,
}

/// An expression and its place.
#[derive(Serialize, Deserialize)]
pub(super) struct Expression {
    #[serde(with = "written::position")]
    pub(super) at: Position,
    pub(super) what: Node,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Node {
    Constant(#[serde(with = "written::constant")] Held),
    Global(Global),
    Parameter(#[serde(with = "written::text")] ImmutableString),
    Variable(usize),
    /// Pieces of a text and values put in, with what prints these.
    Text(Operation, Vec<Expression>),
    Array(Vec<Expression>),
    /// Whether all are `true`, or else whether one is.
    Logic(bool, Vec<Condition>),
    Block(Vec<Step>),
    Call(Operation, Vec<Expression>),
    /// A function of the script by its number.
    Script(usize, Vec<Expression>),
    Chain(Box<Chain>),
}

/// What every script knows.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum Global {
    Form,
    Item,
}

/// A function or operator of the language.
#[derive(Serialize, Deserialize)]
pub(super) struct Operation {
    #[serde(with = "written::text")]
    pub(super) name: ImmutableString,
    pub(super) arity: usize,
    /// What it is for which arguments, once it is first called.
    #[serde(skip)]
    overloads: OnceCell<Overloads>,
}

impl Operation {
    pub(super) fn new(name: ImmutableString, arity: usize) -> Self {
        Self { name, arity, overloads: OnceCell::new() }
    }

    /// What it is for which arguments.
    pub(super) fn overloads(&self, natives: &Natives) -> &Overloads {
        self.overloads.get_or_init(|| natives.overloads(&self.name, self.arity))
    }
}

/// A member of a value.
#[derive(Serialize, Deserialize)]
pub(super) struct Member {
    #[serde(with = "written::text")]
    pub(super) name: ImmutableString,
    #[serde(with = "written::position")]
    pub(super) at: Position,
    /// What reads it, once it is first read; `None` if nothing does.
    #[serde(skip)]
    getter: OnceCell<Option<Rc<Getter>>>,
}

impl Member {
    pub(super) fn new(name: ImmutableString, at: Position) -> Self {
        Self { name, at, getter: OnceCell::new() }
    }

    /// What reads it; `None` if nothing does.
    pub(super) fn getter(&self, natives: &Natives) -> Option<&Getter> {
        self.getter.get_or_init(|| natives.getter(&self.name)).as_deref()
    }
}

/// `a.b.c(…)[…]`: the arguments of all are worked out before anything is read.
#[derive(Serialize, Deserialize)]
pub(super) struct Chain {
    pub(super) base: Expression,
    pub(super) links: Vec<Link>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Link {
    Member(Member),
    Method(Operation, Vec<Expression>, #[serde(with = "written::position")] Position),
    Index(Expression, #[serde(with = "written::position")] Position),
}
