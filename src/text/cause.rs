//! What gives a reason in a text.

use std::ops::Range;

/// What gives a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    /// The bytes that a pattern takes.
    pub(super) range: Range<usize>,
    /// Whether they tell something beside its words.
    pub(super) tells: bool,
}
