//! What a workbook before 2007 says of its cells beside their values: in which format each shows its number, and how far they reach.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use super::fault::Fault;
use super::package::too_large;
use crate::sheet::Spot;

/// Cells of the smallest rectangle around a sheet, each of which its reader keeps.
const MOST_CELLS: u64 = 4_000_000;

/// The formats of the cells of each sheet, in the order of the sheets.
pub(super) type Formats = Vec<HashMap<Spot, String>>;

/// Reads the formats.
///
/// # Errors
/// A sheet whose cells lie so far apart that there is no room for what is between them.
pub(super) fn formats(bytes: &[u8]) -> Result<Formats, Fault> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(Fault::broken)?;
    let name = ["Workbook", "Book"].into_iter().find(|name| file.is_stream(name));
    let mut stream = Vec::new();
    let part = name.ok_or_else(|| Fault::new("workbook-unknown"))?;
    file.open_stream(part).and_then(|mut part| part.read_to_end(&mut stream)).map_err(Fault::broken)?;
    let mut book = Book::default();
    for (kind, data) in Records::new(&stream, 0).take_while(|(kind, _)| *kind != END) {
        book.take(kind, data);
    }
    let starts = book.sheets.clone();
    starts.into_iter().map(|start| book.sheet(&stream, start)).collect()
}

/// Records, each with its kind.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    fn new(stream: &'s [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.stream.get(self.at..self.at.checked_add(4)?)?;
        let (kind, length) = (short(head, 0)?, usize::from(short(head, 2)?));
        let start = self.at + 4;
        let data = self.stream.get(start..start + length)?;
        self.at = start + length;
        Some((kind, data))
    }
}

/// The begin of the workbook's own records, of a sheet, or of a chart in it.
const BEGIN: u16 = 0x0809;
/// Their end.
const END: u16 = 0x000a;
/// The rows and columns of a sheet, as the file says: its reader makes room for as many cells.
const EXTENT: u16 = 0x0200;

/// Whether a sheet is no larger than sheets of this kind can be.
fn is_plausible(data: &[u8]) -> bool {
    let long = |at: usize| {
        short(data, at).zip(short(data, at + 2)).map(|(low, high)| u32::from(low) | u32::from(high) << 16)
    };
    let wide = |at: usize| short(data, at).map(u32::from);
    let ends = if data.len() == 10 {
        [wide(0), wide(2), wide(4), wide(6)]
    } else {
        [long(0), long(4), wide(8), wide(10)]
    };
    let [Some(top), Some(bottom), Some(left), Some(right)] = ends else { return true };
    top <= bottom && bottom <= 0x1_0000 && (left <= right || left > 0xff || right == 0) && right <= 0x100
}

#[derive(Default)]
struct Book {
    /// Formats by their number.
    codes: HashMap<u16, String>,
    /// The number of the format of each style.
    styles: Vec<u16>,
    /// Where the records of each sheet begin.
    sheets: Vec<usize>,
}

impl Book {
    fn take(&mut self, kind: u16, data: &[u8]) {
        match kind {
            // A sheet.
            0x0085 => {
                let start = short(data, 0).zip(short(data, 2));
                self.sheets.extend(start.map(|(low, high)| usize::from(low) | usize::from(high) << 16));
            }
            // A format.
            0x041e => {
                if let Some((number, code)) = short(data, 0).zip(text(data.get(2..).unwrap_or_default())) {
                    self.codes.insert(number, code);
                }
            }
            // A style.
            0x00e0 => self.styles.push(short(data, 2).unwrap_or(0)),
            _ => {}
        }
    }

    fn sheet(&self, stream: &[u8], start: usize) -> Result<HashMap<Spot, String>, Fault> {
        let mut formats = HashMap::new();
        let mut far = (0_u64, 0_u64);
        // Charts stand in a sheet as pieces of their own.
        let mut depth = 0_usize;
        for (kind, data) in Records::new(stream, start) {
            match kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                EXTENT if !is_plausible(data) => return Err(too_large()),
                _ => {}
            }
            let Some((row, column)) = short(data, 0).zip(short(data, 2)).filter(|_| depth == 1) else {
                continue;
            };
            let columns = match kind {
                // A number, a short one, a formula, a text, an empty cell, a truth value.
                0x0203 | 0x027e | 0x0006 | 0x00fd | 0x0204 | 0x0201 | 0x0205 | 0x00d6 => 1,
                // Short numbers beside one another, six bytes each; empty cells, two bytes each.
                0x00bd => data.len().saturating_sub(6) / 6,
                0x00be => data.len().saturating_sub(6) / 2,
                _ => continue,
            };
            let last = u64::from(column) + u64::try_from(columns).unwrap_or(1);
            far = (far.0.max(u64::from(row) + 1), far.1.max(last));
            let step = if kind == 0x00bd { 6 } else { 0 };
            for (offset, column) in (0..columns).zip(u32::from(column)..) {
                let style = short(data, 4 + offset * step);
                let code = style.and_then(|style| self.code(style)).filter(|_| kind != 0x00be);
                if let Some(code) = code {
                    formats.insert(Spot { row: u32::from(row), column }, code);
                }
            }
        }
        if far.0 * far.1 > MOST_CELLS { Err(too_large()) } else { Ok(formats) }
    }

    fn code(&self, style: u16) -> Option<String> {
        let number = *self.styles.get(usize::from(style))?;
        let own = self.codes.get(&number).cloned();
        own.or_else(|| ssfmt::format_code_from_id(u32::from(number)).map(str::to_owned))
            .filter(|code| code != "General")
    }
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

/// A text with its length and how its letters are kept before it.
fn text(data: &[u8]) -> Option<String> {
    let length = usize::from(short(data, 0)?);
    let letters = data.get(3..)?;
    if data.get(2)? & 1 == 0 {
        return Some(letters.get(..length)?.iter().map(|letter| char::from(*letter)).collect());
    }
    let letters = letters.get(..length * 2)?.chunks_exact(2).filter_map(|pair| short(pair, 0));
    Some(char::decode_utf16(letters).map(|letter| letter.unwrap_or('\u{fffd}')).collect())
}
