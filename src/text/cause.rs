//! What gives a reason in a text.

use std::ops::Range;

/// What gives a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    /// The bytes that a pattern takes.
    pub(super) range: Range<usize>,
    /// Whether the pattern itself tells enough: 资金未到位.
    pub(super) is_complete: bool,
    /// Whether they tell something, be it beside its words.
    pub(super) tells: bool,
}
