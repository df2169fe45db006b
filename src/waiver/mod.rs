//! Findings that somebody accepted as they are, `waivers.toml`, and what departments say of theirs, `explanations.toml`.
//!
//! In: the file, the day of the check, finished documents. Out: findings marked as waived, and findings of the waivers
//! themselves: one that is incomplete, expired, unused, or was given for other values waives nothing and is told.

mod apply;
mod entry;
mod explanation;
#[cfg(test)]
mod tests;
mod write;

pub use apply::Waivers;
pub use explanation::Explanations;
pub use write::{Accepted, Approval, Reported, accepted, add, explain};
