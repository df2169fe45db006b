//! A rule lowered to what it does: variables by their places, functions and members found beforehand.
//!
//! In: the syntax tree of a rule that has been vetted. Out: a [`Plan`], which does what Rhai would do with the tree, in a
//! fraction of the time; none where the tree holds what only Rhai can run.

mod lower;
mod run;

use std::rc::Rc;

use rhai::{ImmutableString, Position};

use super::held::Held;
use super::natives::{Getter, Overloads};

pub(super) use run::Run;

/// A rule ready to run.
pub(super) struct Plan {
    body: Vec<Step>,
    functions: Vec<Function>,
}

/// A function that a script defines.
struct Function {
    name: String,
    body: Vec<Step>,
}

/// A statement and its place.
struct Step {
    at: Position,
    what: Statement,
}

enum Statement {
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
    /// Without a condition it ends by `break` or `return`.
    While(Option<Condition>, Vec<Step>),
    Block(Vec<Step>),
    Do(Expression),
    Break,
    Continue,
    Return(Option<Expression>),
}

struct Choice {
    condition: Condition,
    then: Vec<Step>,
    otherwise: Vec<Step>,
}

struct Loop {
    list: Expression,
    /// Where the list begins, its place, and that of the body.
    places: [Position; 3],
    /// Where the variable stands.
    variable: Position,
    counts: bool,
    body: Vec<Step>,
}

/// What must be `true` or `false`.
struct Condition {
    what: Expression,
    at: Position,
}

/// An expression and its place.
struct Expression {
    at: Position,
    what: Node,
}

enum Node {
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
enum Global {
    Form,
    Item,
}

/// A function or operator of the language.
struct Operation {
    name: ImmutableString,
    overloads: Overloads,
}

/// `a.b.c(…)[…]`: the arguments of all are worked out before anything is read.
struct Chain {
    base: Expression,
    links: Vec<Link>,
}

enum Link {
    Member(Rc<Getter>, ImmutableString, Position),
    Method(Operation, Vec<Expression>, Position),
    Index(Expression, Position),
}
