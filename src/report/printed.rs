//! The sheet that a form was read from.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::Pointer;
use crate::sheet::{Sheet, Spot};
use crate::wording::Message;

/// The sheet that a form was read from, and where its values stand.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The sheet; where its cover has values of the form, with that below it.
    pub sheet: Arc<Sheet>,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The layout that it was read by.
    pub layout: String,
    /// The cell of each value by JSON Pointer, those that are blank too.
    pub cells: BTreeMap<String, Spot>,
}

impl Printed {
    /// The cell of a place of the form: its own; of an object or list that of the first thing in it; of what is not printed that of
    /// what holds it. `None` for the whole form.
    #[must_use]
    pub fn cell(&self, pointer: &Pointer) -> Option<Spot> {
        let mut text = pointer.as_str();
        while !text.is_empty() {
            if let Some(spot) = self.cells.get(text).or_else(|| self.first_under(text)) {
                return Some(*spot);
            }
            text = text.rsplit_once('/').map_or("", |(outer, _)| outer);
        }
        None
    }

    fn first_under(&self, text: &str) -> Option<&Spot> {
        let inside = format!("{text}/");
        let under = self.cells.range(inside.clone()..).take_while(|(known, _)| known.starts_with(&inside));
        under.map(|(_, spot)| spot).min()
    }

    /// The cell with the name of its sheet: `表1!D7`.
    #[must_use]
    pub fn address(&self, spot: Spot) -> Message {
        self.sheet.address(spot)
    }
}
