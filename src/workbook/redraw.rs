//! A new workbook drawn from the boxes of a file that cannot be marked itself: an old workbook, a document.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook as Writer, Worksheet, XlsxError};

use super::fault::Fault;
use super::mark::mark;
use super::parts::Mark;
use crate::sheet::{Held, Sheet, Spot};
use crate::wording::Lang;

/// Columns of the new sheet; a paragraph of a document spans those that its tables have.
const COLUMNS: u32 = 60;

/// Draws the sheets anew and marks them. The marks name the sheets as [`name`] does.
///
/// # Errors
/// What cannot be written.
pub fn redraw(sheets: &[Sheet], marks: &[Mark], lang: Lang) -> Result<Vec<u8>, Fault> {
    let bytes = drawn(sheets).map_err(Fault::broken)?;
    mark(&bytes, marks, lang)
}

/// The name of a sheet in the new workbook, by its number.
#[must_use]
pub fn name(sheets: &[Sheet], number: usize) -> String {
    let own = sheets.get(number).map(|sheet| sheet.name.as_str()).unwrap_or_default();
    if own.is_empty() { format!("Sheet{}", number + 1) } else { own.to_owned() }
}

fn drawn(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut writer = Writer::new();
    for (number, sheet) in sheets.iter().enumerate() {
        let page = writer.add_worksheet();
        page.set_name(name(sheets, number))?;
        draw(page, sheet)?;
    }
    writer.save_to_buffer()
}

fn draw(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let boxed =
        Format::new().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_border(FormatBorder::Thin);
    let loose = Format::new().set_text_wrap();
    let tables = sheet.areas().iter().filter(|area| area.held != Held::Prose);
    let width = tables.map(|area| area.last.column).max().unwrap_or(0).min(COLUMNS);
    for column in 0..=width {
        page.set_column_width(narrow(column), 14)?;
    }
    for area in sheet.areas() {
        let format = if area.held == Held::Prose { &loose } else { &boxed };
        let (first, last) = (area.first, Spot { column: area.last.column.min(width), ..area.last });
        if first.column > width {
            continue;
        }
        if first == last {
            page.write_string_with_format(first.row, narrow(first.column), area.text.as_str(), format)?;
        } else {
            page.merge_range(
                first.row,
                narrow(first.column),
                last.row,
                narrow(last.column),
                &area.text,
                format,
            )?;
        }
    }
    Ok(())
}

fn narrow(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
