//! A file as sheets of boxes, whatever program wrote it.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, DataRef, Reader as _, SheetType, SheetVisible, Xls, XlsError, Xlsb, Xlsx, XlsxCellReader, XlsxError,
};

use super::fault::Fault;
use super::package::{self, Kind};
use super::room::Room;
use super::show::show;
use super::{biff, ods, word};
use crate::sheet::{Filled, Held, Sheet, Spot};

/// Merged regions of a sheet that are read.
const MOST_MERGES: usize = 5_000;

/// Sheets of a workbook that are read.
const MOST_SHEETS: usize = 256;

/// A workbook or document.
#[derive(Debug)]
pub struct Workbook {
    /// What kind of file it is.
    pub kind: Kind,
    /// Its sheets in their order; all of a document is one.
    pub sheets: Vec<Sheet>,
}

type Bytes<'b> = Cursor<&'b [u8]>;

/// Reads a file. `lang` is the language of the names of a document's tables, which have none of their own.
///
/// # Errors
/// A file that is no workbook or document, one that cannot be read, and one that is larger than any form.
pub fn open(bytes: &[u8]) -> Result<Workbook, Fault> {
    let kind = package::kind(bytes)?;
    if kind != Kind::Xls {
        package::measure(bytes)?;
    }
    // The readers are other people's, and files may be anybody's.
    let read = || match kind {
        Kind::Xlsx => xlsx(bytes),
        Kind::Xlsb => xlsb(bytes),
        Kind::Xls => xls(bytes),
        Kind::Ods => ods::sheets(bytes),
        Kind::Docx => word::sheet(bytes).map(|sheet| vec![sheet]),
    };
    let sheets = catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Fault::new("workbook-broken").with("reason", "?")))?;
    Ok(Workbook { kind, sheets })
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Fault> {
    let told = |error: XlsxError| match error {
        XlsxError::Password => Fault::new("workbook-encrypted"),
        other => Fault::broken(other),
    };
    let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(told)?;
    let is_1904 = book.has_1904_epoch();
    let mut room = Room::new();
    let mut sheets = Vec::new();
    for known in book.sheets_metadata().to_vec().into_iter().take(MOST_SHEETS) {
        if known.typ != SheetType::WorkSheet {
            continue;
        }
        let merges = book.merge_cells_by_sheet_name(&known.name).map_err(told)?;
        let mut reader = book.worksheet_cells_reader(&known.name).map_err(told)?;
        let mut filled = Vec::new();
        let mut has_empty = false;
        while let Some((cell, style)) = next(&mut reader).map_err(told)? {
            let style = reader.styles().get(style);
            let format = style
                .and_then(|style| style.number_format.as_ref())
                .map(|format| format.format_code.as_str());
            match of_value(&Data::from(cell.get_value().clone()), format, is_1904) {
                Some((text, held)) => {
                    room.take()?;
                    filled.push(Filled { spot: spot(cell.get_position()), text, held });
                }
                None => has_empty = true,
            }
        }
        drop(reader);
        if has_empty {
            let mut reader = book.worksheet_cells_reader(&known.name).map_err(told)?;
            pending(&mut reader, &mut filled, &mut room)
                .map_err(|error| error.map_or_else(package::too_large, told))?;
        }
        sheets.push(sheet(&known, filled, &merges));
    }
    Ok(sheets)
}

fn next<'a>(
    reader: &mut XlsxCellReader<'a, Bytes<'_>>,
) -> Result<Option<(calamine::Cell<DataRef<'a>>, usize)>, XlsxError> {
    reader.next_cell_with_style_id()
}

/// Adds the cells whose formula has no result: programs that are not Excel write them so.
fn pending(
    reader: &mut XlsxCellReader<'_, Bytes<'_>>,
    filled: &mut Vec<Filled>,
    room: &mut Room,
) -> Result<(), Option<XlsxError>> {
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(Some)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            room.take().map_err(|_| None)?;
            filled.push(Filled { spot: spot(cell.pos), text: String::new(), held: Held::Pending });
        }
    }
    Ok(())
}

fn spot((row, column): (u32, u32)) -> Spot {
    Spot { row, column }
}

fn sheet(known: &calamine::Sheet, filled: Vec<Filled>, merges: &[calamine::Dimensions]) -> Sheet {
    let merges = merges.iter().take(MOST_MERGES).map(|merge| (spot(merge.start), spot(merge.end)));
    let mut sheet = Sheet::new(&known.name, filled, merges.collect());
    sheet.hidden = known.visible != SheetVisible::Visible;
    sheet
}

/// What a cell shows; `None` for nothing.
fn of_value(value: &Data, format: Option<&str>, is_1904: bool) -> Option<(String, Held)> {
    let number = |number: f64| (show(number, format, is_1904), Held::Number);
    let (text, held) = match value {
        Data::Empty => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            (text.replace("\r\n", "\n").trim().to_owned(), Held::Text)
        }
        Data::Float(value) => number(*value),
        #[expect(
            clippy::cast_precision_loss,
            clippy::as_conversions,
            reason = "a sheet has no longer numbers"
        )]
        Data::Int(value) => number(*value as f64),
        Data::DateTime(value) => (number(value.as_f64()).0, Held::Text),
        Data::Bool(value) => (if *value { "TRUE" } else { "FALSE" }.to_owned(), Held::Text),
        Data::Error(error) => (error.to_string(), Held::Error),
    };
    (!text.is_empty()).then_some((text, held))
}

fn xlsb(bytes: &[u8]) -> Result<Vec<Sheet>, Fault> {
    let mut book: Xlsb<Bytes<'_>> = Xlsb::new(Cursor::new(bytes)).map_err(Fault::broken)?;
    let mut room = Room::new();
    let mut sheets = Vec::new();
    for known in book.sheets_metadata().to_vec().into_iter().take(MOST_SHEETS) {
        if known.typ != SheetType::WorkSheet {
            continue;
        }
        let mut reader = book.worksheet_cells_reader(&known.name).map_err(Fault::broken)?;
        let mut filled = Vec::new();
        while let Some(cell) = reader.next_cell().map_err(Fault::broken)? {
            if let Some((text, held)) = of_value(&Data::from(cell.get_value().clone()), None, false) {
                room.take()?;
                filled.push(Filled { spot: spot(cell.get_position()), text, held });
            }
        }
        drop(reader);
        sheets.push(sheet(&known, filled, &[]));
    }
    Ok(sheets)
}

fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, Fault> {
    let told = |error: XlsError| match error {
        XlsError::Password => Fault::new("workbook-encrypted"),
        other => Fault::broken(other),
    };
    // Encryption is told by the reader; what it cannot say is in which formats cells show their numbers.
    let formats = biff::formats(bytes)?;
    let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(told)?;
    let is_1904 = book.has_1904_epoch();
    let mut room = Room::new();
    let mut sheets = Vec::new();
    for (number, known) in book.sheets_metadata().to_vec().into_iter().take(MOST_SHEETS).enumerate() {
        if known.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&known.name).map_err(told)?;
        let (top, left) = range.start().unwrap_or_default();
        let merges = book.merge_cells_by_sheet_name(&known.name).map_err(told)?;
        let mut filled = Vec::new();
        let at = |offset: usize, start: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(start);
        for (row, column, value) in range.used_cells() {
            let spot = Spot { row: at(row, top), column: at(column, left) };
            let format = formats.get(number).and_then(|formats| formats.get(&spot)).map(String::as_str);
            if let Some((text, held)) = of_value(value, format, is_1904) {
                room.take()?;
                filled.push(Filled { spot, text, held });
            }
        }
        sheets.push(sheet(&known, filled, &merges));
    }
    Ok(sheets)
}
