//! Packs of rules as their authors write them, read into data; every fault of a pack found before a form is seen.
//!
//! In: the files of a pack. Out: a [`RulePack`], or [`crate::report::Problem`]s with their places.

mod example;
mod header;
mod layer;
mod pack;
mod param;
mod table;
#[cfg(test)]
mod tests;

pub use example::{Change, Edit, Example, Expect, Find, Impossible};
pub use header::{CLOSING, Extent, Header, KEYS, OPENING, Rule};
pub use layer::{extends, parse_layer};
pub use pack::{
    HEADER_SCHEMA, LanguageFault, Languages, Manifest, PackFile, RulePack, is_pack_file, language_problem,
    looks_like_a_rule, parse_pack,
};
pub use param::{Param, ParamValue};
pub(crate) use table::closest;
