//! What forms are checked by.

use std::collections::BTreeMap;

use crate::config::file::SeverityBook;
use crate::document::Limits;
use crate::rule::AsOf;

/// What forms are checked by, the packs aside.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The pack, whatever a form says; `None` for the one that each form names.
    pub pack: Option<String>,
    /// What a document may hold.
    pub limits: Limits,
    /// The time that forms are checked for; `None` for the year of each.
    pub as_of: Option<AsOf>,
    /// Whether a form may say that it is only a part, so that completeness and totals are not asked of it.
    pub allow_cut: bool,
    /// The layout that forms of a type are held to, by the id of its pack, whatever they say.
    pub layouts: BTreeMap<String, String>,
    /// Severities other than those of the rules themselves.
    pub severity: SeverityBook,
    /// Whether to measure how long each rule takes.
    pub is_timed: bool,
}
