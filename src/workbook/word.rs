//! A Word document as one sheet: its tables one below the other, with the paragraphs between them.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::package::part;
use super::room::Room;
use super::xml::{Step, Steps, attribute, number};
use crate::sheet::{Area, Band, Held, MOST_ROWS, Sheet, Spot};
use crate::wording::Message;

/// Columns that a paragraph takes, and the most that a table may have.
const COLUMNS: u32 = 1_000;

/// Reads the body of a document. A table is named by its number, as `lang` says.
pub(super) fn sheet(bytes: &[u8]) -> Result<Sheet, Fault> {
    let text = part(bytes, "word/document.xml")?.ok_or_else(|| Fault::new("workbook-unknown"))?;
    let mut document = Document { ..Document::default() };
    let mut room = Room::new();
    let mut steps = Steps::new(&text);
    // Within what was taken out, or stands there for older programs.
    let mut left_out = 0_usize;
    loop {
        match steps.next()? {
            Step::Open(element) => match element.local_name().as_ref() {
                "del" | "moveFrom" | "Fallback" => left_out += 1,
                _ if left_out > 0 => {}
                "tbl" => document.begin_table(),
                "tr" => document.begin_row(),
                "tc" => {
                    room.take()?;
                    document.begin_cell();
                }
                name => document.note(name, &element),
            },
            Step::Empty(element) if left_out == 0 => document.note(element.local_name().as_ref(), &element),
            Step::Close(name) => match &*name {
                "del" | "moveFrom" | "Fallback" => left_out = left_out.saturating_sub(1),
                _ if left_out > 0 => {}
                "t" => document.in_text = false,
                "p" => document.end_paragraph(),
                "tc" => document.end_cell(),
                "tr" => document.end_row(),
                "tbl" => document.end_table(),
                _ => {}
            },
            Step::Text(text) if left_out == 0 && document.in_text => document.text.push_str(&text),
            Step::Empty(_) | Step::Text(_) => {}
            Step::End => break,
        }
    }
    Ok(Sheet::of_boxes(document.areas, document.bands))
}

/// How a cell goes on from the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Merge {
    #[default]
    None,
    Begins,
    GoesOn,
}

#[derive(Debug, Default)]
struct Document {
    areas: Vec<Area>,
    bands: Vec<Band>,
    /// The row that comes next.
    row: u32,
    tables: u32,
    /// How many tables are open, one in the other; an inner one is text of its cell.
    depth: usize,
    /// Whether the paragraphs since the last table have a name.
    in_prose: bool,
    column: u32,
    span: u32,
    merge: Merge,
    /// By their first column, the boxes that the next row may go on.
    above: BTreeMap<u32, usize>,
    text: String,
    in_text: bool,
}

impl Document {
    fn begin_table(&mut self) {
        self.depth += 1;
        if self.depth == 1 {
            self.tables += 1;
            self.in_prose = false;
            let name = Message::new("workbook-table", &[("number", &self.tables.to_string())]);
            self.bands.push(Band { row: self.row, name });
            self.above.clear();
            self.text.clear();
        }
    }

    fn end_table(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn begin_row(&mut self) {
        if self.depth == 1 {
            self.column = 0;
        }
    }

    fn end_row(&mut self) {
        if self.depth == 1 {
            self.row += 1;
        }
    }

    fn begin_cell(&mut self) {
        if self.depth == 1 {
            (self.span, self.merge) = (1, Merge::None);
            self.text.clear();
        }
    }

    /// What an element says that holds no other of interest.
    fn note(&mut self, name: &str, element: &quick_xml::events::BytesStart<'_>) {
        match name {
            "t" => self.in_text = true,
            "br" | "cr" => self.text.push('\n'),
            "tab" if self.in_run() => self.text.push(' '),
            "gridSpan" if self.depth == 1 => {
                self.span = number(element, "val").unwrap_or(1).clamp(1, COLUMNS);
            }
            "gridBefore" if self.depth == 1 => self.column = number(element, "val").unwrap_or(0).min(COLUMNS),
            "vMerge" if self.depth == 1 => {
                let begins = attribute(element, "val").is_some_and(|value| value == "restart");
                self.merge = if begins { Merge::Begins } else { Merge::GoesOn };
            }
            _ => {}
        }
    }

    /// A stop of the ruler bears the same name as a tab in a text.
    fn in_run(&self) -> bool {
        !self.text.is_empty()
    }

    fn end_paragraph(&mut self) {
        if self.depth > 0 {
            self.text.push('\n');
            return;
        }
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        if !self.in_prose {
            self.in_prose = true;
            let name = Message::new("workbook-prose", &[]);
            self.bands.push(Band { row: self.row, name });
        }
        let first = Spot { row: self.row, column: 0 };
        let last = Spot { row: self.row, column: COLUMNS };
        self.areas.push(Area { first, last, text: text.trim().to_owned(), held: Held::Prose });
        self.row += 1;
    }

    fn end_cell(&mut self) {
        if self.depth != 1 || self.column >= COLUMNS || self.row >= MOST_ROWS {
            return;
        }
        let first = Spot { row: self.row, column: self.column };
        let last = Spot { row: self.row, column: self.column + self.span - 1 };
        self.column += self.span;
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let above = self.above.get(&first.column).copied();
        let same = above.and_then(|index| self.areas.get_mut(index)).filter(|area| {
            self.merge == Merge::GoesOn && area.last.row + 1 == first.row && area.last.column == last.column
        });
        if let Some(area) = same {
            area.last.row = first.row;
            return;
        }
        self.above.retain(|column, _| *column < first.column || *column > last.column);
        if self.merge != Merge::None {
            self.above.insert(first.column, self.areas.len());
        }
        self.areas.push(Area { first, last, text, held: Held::Text });
    }
}
