//! Workbooks and documents as departments have them, read into the JSON of a form by the layouts of its pack, marked with what
//! was found, and printed blank.
//!
//! In: the bytes of a file and [`crate::rule::Layout`]s. Out: JSON text with the cell of every value, and findings for every filled
//! box that no value was read from; a copy of the workbook with marks; a blank workbook.

mod biff;
mod draft;
mod fault;
mod find;
mod grid;
mod import;
mod mark;
mod notes;
mod ods;
mod package;
mod parts;
mod read;
mod reader;
mod redraw;
mod results;
mod room;
mod rows;
mod show;
mod splice;
mod table;
mod template;
mod title;
mod unread;
mod word;
mod written;
mod xml;

pub use draft::{Draft, draft};
pub use fault::Fault;
pub use find::{Found, find};
pub use grid::{Workbook, open};
pub use import::{Imported, import};
pub use mark::mark;
pub use package::{Kind, READ, is_workbook};
pub use parts::Mark;
pub use read::{Read, read};
pub use redraw::{name, redraw};
pub use template::{Notes, Print, print};
