//! Packs of rules as their authors write them, read into data; every fault of a pack found before a form is seen.
//!
//! In: the files of a pack. Out: a [`RulePack`], or [`crate::report::Problem`]s with their places.

mod example;
mod files;
mod formula;
mod header;
mod include;
mod layer;
mod layout;
mod pack;
mod param;
mod ready;
mod set;
pub(crate) mod table;
mod terms;
#[cfg(test)]
mod tests;
mod validity;
mod years;

pub use example::{Change, Edit, Example, Expect, Find, Impossible};
pub use files::{PackFile, is_pack_file, looks_like_a_rule};
pub use files::{Sample, samples};
pub use header::{CLOSING, Extent, Header, KEYS, OPENING, Rule, Scope};
pub use include::{Shared, included_file, includes, is_library};
pub use layer::{Settings, extends, names_itself, parse_layer, settings};
pub use layout::{
    CellPart, GridPart, GridRow, KnownPrint, Label, Layout, Part, Split, Stands, TablePart, Target, TextPart,
    cell_of, layouts, pointer_of,
};
pub use pack::{HEADER_SCHEMA, LanguageFault, Languages, Manifest, RulePack, language_problem, parse_pack};
pub use param::{Param, ParamValue};
pub use set::{Member, SetCells};
pub(crate) use table::closest;
pub use terms::TermPlace;
pub use validity::{AsOf, Day, Outside, Validity};
pub use years::Told;
