//! A rule lowered to what it does: variables by their places, functions and members found beforehand.
//!
//! In: the syntax tree of a rule that has been vetted. Out: a [`tree::Plan`], which does what Rhai would do with the tree, in
//! a fraction of the time; none where the tree holds what only Rhai can run.

mod lower;
pub(super) mod run;
pub(super) mod tree;
mod written;
