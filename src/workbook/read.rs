//! A sheet read by a layout: every filled box is a label, a value, ignored, or told as unread.

use std::collections::BTreeMap;

use super::find::Found;
use super::reader::Reader;
use super::unread;
use crate::form::FormSchema;
use crate::report::Finding;
use crate::rule::Layout;
use crate::sheet::{Area, Sheet, Spot, key};

/// A form as it was read.
#[derive(Debug)]
pub struct Read {
    /// Its JSON, two blanks for each level.
    pub json: String,
    /// The sheet with its cover below it, where something was read from that.
    pub sheet: Option<Sheet>,
    /// The cell of each value that the print has, those that are blank too, by JSON Pointer.
    pub cells: BTreeMap<String, Spot>,
    /// What was not read, and what cannot be.
    pub findings: Vec<Finding>,
}

/// Reads a form. `cover` is the sheet before it that holds no form; `schema` is that of the layout's pack.
#[must_use]
pub fn read(
    sheet: &Sheet,
    found: &Found,
    cover: Option<&Sheet>,
    layout: &Layout,
    schema: &FormSchema,
) -> Read {
    let inside = |area: &&Area| found.rows.contains(&area.first.row);
    let told = layout.year_told(sheet.areas().iter().filter(inside).map(|area| area.text.as_str()));
    let dated = told.map(|told| layout.in_year(told.year));
    let layout = dated.as_ref().unwrap_or(layout);
    let is_label = |text: &str| {
        let key = key(text);
        layout.labels().any(|label| label.is(&key)) || layout.is_title(text)
    };
    let joined = if sheet.is_merged() { None } else { Some(sheet.joined(is_label)) };
    let mut reader = Reader::new(joined.as_ref().unwrap_or(sheet), found.rows.clone(), layout, schema);
    if let Some((told, area)) =
        told.and_then(|told| Some((told, sheet.areas().iter().filter(inside).nth(told.text)?)))
    {
        reader.year(told.year, area.first);
    }
    reader.run();
    let joint =
        cover.filter(|cover| reader.cover(cover, sheet.row_count())).map(|cover| sheet.with_below(cover));
    let findings = unread::findings(&reader);
    let (json, cells) = reader.out.text();
    Read { json, sheet: joint, cells, findings }
}
