//! Where something is said.

use std::ops::Range;

use crate::document::NodeId;

/// Characters of a cell's text; the whole cell if there is no range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The cell.
    pub node: NodeId,
    /// The bytes of its text.
    pub range: Option<Range<usize>>,
}
