//! `OpenDocument` sheets: each cell with the text that it shows, which the file holds beside the value.

use quick_xml::events::BytesStart;

use super::fault::Fault;
use super::package::part;
use super::room::Room;
use super::xml::{Step, Steps, attribute, number};
use crate::sheet::{Filled, Held, MOST_ROWS, Sheet, Spot};

/// Columns of a sheet.
const COLUMNS: u32 = 16_384;

/// Reads every sheet.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Fault> {
    let manifest = part(bytes, "META-INF/manifest.xml")?;
    if manifest.is_some_and(|text| text.contains("encryption-data")) {
        return Err(Fault::new("workbook-encrypted"));
    }
    let text = part(bytes, "content.xml")?.ok_or_else(|| Fault::new("workbook-unknown"))?;
    if !text.contains("<office:spreadsheet") {
        return Err(Fault::new("workbook-unknown"));
    }
    let mut reader = Reader { room: Room::new(), ..Reader::default() };
    let mut steps = Steps::new(&text);
    loop {
        match steps.next()? {
            Step::Open(element) => reader.open(&element),
            Step::Empty(element) => {
                reader.open(&element);
                reader.close(element.local_name().as_ref())?;
            }
            Step::Close(name) => reader.close(&name)?,
            Step::Text(text) if reader.in_text > 0 && reader.in_note == 0 => reader.text.push_str(&text),
            Step::Text(_) => {}
            Step::End => return Ok(reader.sheets),
        }
    }
}

#[derive(Default)]
struct Reader {
    sheets: Vec<Sheet>,
    room: Room,
    name: String,
    filled: Vec<Filled>,
    merges: Vec<(Spot, Spot)>,
    row: u32,
    column: u32,
    row_repeats: u32,
    /// Where the filled cells of the row begin.
    row_start: usize,
    cell_repeats: u32,
    span: (u32, u32),
    held: Held,
    text: String,
    in_text: usize,
    in_note: usize,
}

impl Reader {
    fn open(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "annotation" => self.in_note += 1,
            _ if self.in_note > 0 => {}
            "table" => {
                self.name = attribute(element, "name").unwrap_or_default();
                (self.row, self.column) = (0, 0);
                self.filled.clear();
                self.merges.clear();
            }
            "table-row" => {
                self.column = 0;
                self.row_start = self.filled.len();
                self.row_repeats = number(element, "number-rows-repeated").unwrap_or(1).max(1);
            }
            "table-cell" | "covered-table-cell" => self.begin_cell(element),
            "p" => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.in_text += 1;
            }
            "line-break" => self.text.push('\n'),
            "tab" => self.text.push(' '),
            "s" => {
                let count = number(element, "c").unwrap_or(1).min(100);
                self.text.extend((0..count).map(|_| ' '));
            }
            _ => {}
        }
    }

    fn begin_cell(&mut self, element: &BytesStart<'_>) {
        self.text.clear();
        self.cell_repeats = number(element, "number-columns-repeated").unwrap_or(1).max(1);
        let span = |name| number(element, name).unwrap_or(1).max(1);
        self.span = (span("number-rows-spanned"), span("number-columns-spanned"));
        self.held = match attribute(element, "value-type").as_deref() {
            Some("error") => Held::Error,
            Some("float" | "percentage" | "currency") => Held::Number,
            None if attribute(element, "formula").is_some() => Held::Pending,
            _ => Held::Text,
        };
    }

    fn close(&mut self, name: &str) -> Result<(), Fault> {
        match name {
            "annotation" => self.in_note = self.in_note.saturating_sub(1),
            _ if self.in_note > 0 => {}
            "p" => self.in_text = self.in_text.saturating_sub(1),
            "table-cell" | "covered-table-cell" => self.end_cell()?,
            "table-row" => self.end_row()?,
            "table" => {
                let (filled, merges) = (std::mem::take(&mut self.filled), std::mem::take(&mut self.merges));
                self.sheets.push(Sheet::new(&self.name, filled, merges));
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        let first = Spot { row: self.row, column: self.column };
        let (rows, columns) = self.span;
        if rows > 1 || columns > 1 {
            let last = Spot {
                row: first.row.saturating_add(rows - 1),
                column: first.column.saturating_add(columns - 1).min(COLUMNS),
            };
            self.merges.push((first, last));
        }
        let text = self.text.trim().to_owned();
        let held = match self.held {
            // Without a type, a formula that shows something is one of another program.
            Held::Pending if !text.is_empty() => Held::Text,
            Held::Text if text.starts_with("#REF!") => Held::Error,
            held => held,
        };
        if !text.is_empty() || held == Held::Pending {
            for offset in 0..self.cell_repeats.min(COLUMNS) {
                self.room.take()?;
                let spot = Spot { column: first.column.saturating_add(offset), ..first };
                self.filled.push(Filled { spot, text: text.clone(), held });
            }
        }
        self.column = self.column.saturating_add(self.cell_repeats).min(COLUMNS);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        let row: Vec<Filled> = self.filled.get(self.row_start..).unwrap_or_default().to_vec();
        for offset in 1..self.row_repeats.min(MOST_ROWS) {
            for cell in &row {
                self.room.take()?;
                let spot = Spot { row: cell.spot.row.saturating_add(offset), ..cell.spot };
                self.filled.push(Filled { spot, ..cell.clone() });
            }
        }
        self.row = self.row.saturating_add(self.row_repeats);
        Ok(())
    }
}
