//! A document read as a form: which cell is which, what it is called, and what figure it holds.
//!
//! In: a [`Document`](crate::document::Document) and the [`FormSchema`] of its pack. Out: a [`Form`], and findings where its structure does not
//! follow the schema.

mod bound;
mod filled;
mod hollow;
mod json;
mod labels;
mod names;
mod outline;
mod place;
pub mod presence;
mod schema;
mod set;
mod structure;
mod takes;
mod terms;
#[cfg(test)]
mod tests;

pub use bound::{Content, Form};
pub use hollow::is_invisible;
pub use place::{SchemaId, Shape};
pub use schema::{FormSchema, ReadySchema, Role, is_reserved};
pub use terms::{Formula, Sign, Term};
