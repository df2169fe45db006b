//! A place of the form as the schema knows it: its number, and what stands there.

use serde::{Deserialize, Serialize};

/// A cell, object or list that the schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SchemaId(pub(super) u32);

/// What stands at a place of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Named members.
    Object,
    /// Elements of one kind, in an array or under names that the form gives them
    /// ([`FormSchema::is_keyed`](super::FormSchema::is_keyed)).
    List(SchemaId),
    /// A single value.
    Leaf,
}
