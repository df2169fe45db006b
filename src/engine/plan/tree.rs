//! What a plan is made of.

use std::rc::Rc;

use rhai::{ImmutableString, Position};

use crate::engine::held::Held;
use crate::engine::natives::{Getter, Overloads};

/// A rule ready to run.
pub(in crate::engine) struct Plan {
    pub(super) body: Vec<Step>,
    pub(super) functions: Vec<Function>,
}

/// A function that a script defines.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) body: Vec<Step>,
}

/// A statement and its place.
pub(super) struct Step {
    pub(super) at: Position,
    pub(super) what: Statement,
}

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
    While(Option<Condition>, Position, Vec<Step>),
    Block(Vec<Step>),
    Do(Expression),
    Break,
    Continue,
    Return(Option<Expression>),
}

pub(super) struct Choice {
    pub(super) condition: Condition,
    pub(super) then: Vec<Step>,
    pub(super) otherwise: Vec<Step>,
}

pub(super) struct Loop {
    pub(super) list: Expression,
    /// Where the list begins, its place, and that of the body.
    pub(super) places: [Position; 3],
    /// Where the variable stands.
    pub(super) variable: Position,
    pub(super) counts: bool,
    pub(super) body: Vec<Step>,
}

/// What must be `true` or `false`.
pub(super) struct Condition {
    pub(super) what: Expression,
    pub(super) at: Position,
}

/// An expression and its place.
pub(super) struct Expression {
    pub(super) at: Position,
    pub(super) what: Node,
}

pub(super) enum Node {
    Constant(Held),
    Global(Global),
    Parameter(ImmutableString),
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
#[derive(Clone, Copy)]
pub(super) enum Global {
    Form,
    Item,
}

/// A function or operator of the language.
pub(super) struct Operation {
    pub(super) name: ImmutableString,
    pub(super) overloads: Overloads,
}

/// `a.b.c(…)[…]`: the arguments of all are worked out before anything is read.
pub(super) struct Chain {
    pub(super) base: Expression,
    pub(super) links: Vec<Link>,
}

pub(super) enum Link {
    Member(Rc<Getter>, ImmutableString, Position),
    Method(Operation, Vec<Expression>, Position),
    Index(Expression, Position),
}
