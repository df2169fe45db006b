//! A form's JSON text with nothing lost: exact decimals, JSON Pointers, and the bytes of every value and key.
//!
//! In: a [`SourceFile`](crate::source::SourceFile). Out: a [`Document`], or a [`Fault`] that says where the text is not sound
//! JSON.

mod fault;
mod json;
mod locate;
mod pointer;
#[cfg(test)]
mod tests;
mod tree;

pub use fault::{Fault, FaultKind};
pub use json::Limits;
pub use locate::{Characters, Located};
pub use pointer::Pointer;
pub use tree::{Children, Document, NodeId, Value};
