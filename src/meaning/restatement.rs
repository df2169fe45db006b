//! A figure that states a measure.

use crate::document::NodeId;
use crate::figure::Quantity;

/// A figure with what it states.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The figure.
    pub quantity: Quantity,
    /// The cell that it stands in.
    pub node: NodeId,
    /// The task that the cell belongs to.
    pub(super) section: Option<NodeId>,
    /// Whether the place is a cell of its own, not one of many figures of a text.
    pub(super) is_cell: bool,
}
