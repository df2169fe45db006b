//! The sheet that lists what was found, with a link to each cell.

use std::fmt::Write as _;

use super::fault::Fault;
use super::parts::{Book, Mark, RELATION, declare, relate};
use super::splice::{Outline, Package, escaped, spliced};
use super::xml::{Step, Steps, attribute, number};
use crate::sheet::{Spot, address};
use crate::wording::Lang;

/// The part of our sheet, by which it is known again.
const PART: &str = "xl/worksheets/heguiResults.xml";

/// Characters that a cell holds.
const LONGEST: usize = 32_000;

/// Widths of the columns, in characters.
const WIDTHS: [u32; 6] = [8, 16, 28, 60, 60, 28];

/// Puts the sheet into a workbook, in the place of that of an earlier marking.
pub(super) fn put(package: &mut Package<'_>, book: &Book, marks: &[Mark], lang: Lang) -> Result<(), Fault> {
    let is_new = !package.has(PART);
    package.put(PART, sheet(marks, lang));
    if !is_new {
        return Ok(());
    }
    let id = format!("{RELATION}Results");
    relate(package, &book.part, &id, "worksheet", &format!("/{PART}"))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
    declare(package, "Override", "PartName", &format!("/{PART}"), kind)?;
    let text = package.required(&book.part)?;
    let outline = Outline::read(&text)?;
    let p = &outline.prefix;
    let sheets =
        outline.find("sheets").ok_or_else(|| Fault::new("workbook-broken").with("reason", "sheets"))?;
    let inner = text.get(sheets.range.clone()).unwrap_or_default();
    let end = sheets.range.start + Outline::read(inner)?.end;
    let number = last_number(inner)? + 1;
    let name = free_name(book, &lang.text("results-sheet", &[]));
    let piece = format!(
        "<{p}sheet xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" name=\"{}\" sheetId=\"{number}\" r:id=\"{id}\"/>",
        escaped(&name)
    );
    package.put(&book.part, spliced(&text, vec![(end..end, piece)]));
    Ok(())
}

fn last_number(sheets: &str) -> Result<u32, Fault> {
    let mut steps = Steps::new(sheets);
    let mut last = 0;
    loop {
        match steps.next()? {
            Step::Open(element) | Step::Empty(element) if attribute(&element, "sheetId").is_some() => {
                last = last.max(number(&element, "sheetId").unwrap_or(0));
            }
            Step::End => return Ok(last),
            _ => {}
        }
    }
}

fn free_name(book: &Book, name: &str) -> String {
    let names = std::iter::once(name.to_owned()).chain((2_u32..).map(|number| format!("{name} ({number})")));
    let is_free =
        |name: &String| !book.sheets.iter().any(|(known, _)| known.to_lowercase() == name.to_lowercase());
    let mut free = names.filter(is_free);
    free.next().unwrap_or_default()
}

/// The sheet: a row for each finding. All of it is text but the links, which are formulas so that they stay with their rows when
/// these are sorted.
fn sheet(marks: &[Mark], lang: Lang) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>",
    );
    for (at, width) in WIDTHS.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", at + 1);
    }
    text.push_str("</cols><sheetData>");
    let heads = ["severity", "cell", "label", "message", "more", "rule"];
    let heads = heads.map(|head| lang.text(&format!("results-{head}"), &[]));
    row(&mut text, 0, &heads.map(|head| (head, None)));
    for (at, mark) in marks.iter().enumerate() {
        let cells = [
            (lang.text(&format!("results-{}", mark.severity.as_str()), &[]), None),
            (mark.address.clone(), link(mark)),
            (mark.label.clone(), None),
            (mark.message.clone(), None),
            (mark.more.join("\n"), None),
            (mark.rule.clone(), None),
        ];
        row(&mut text, at + 1, &cells);
    }
    let last = Spot { row: u32::try_from(marks.len()).unwrap_or(u32::MAX), column: 5 };
    let _ = write!(text, "</sheetData><autoFilter ref=\"A1:{}\"/></worksheet>", address(last));
    text
}

/// The formula that leads to a cell.
fn link(mark: &Mark) -> Option<String> {
    let (first, _) = mark.cells?;
    let quoted = mark.sheet.replace('\'', "''");
    let target = format!("#'{quoted}'!{}", address(first));
    Some(format!("HYPERLINK(\"{}\",\"{}\")", target.replace('"', "\"\""), mark.address.replace('"', "\"\"")))
}

fn row(text: &mut String, row: usize, cells: &[(String, Option<String>)]) {
    let _ = write!(text, "<row r=\"{}\">", row + 1);
    for (column, (value, formula)) in cells.iter().enumerate() {
        let spot = Spot {
            row: u32::try_from(row).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        };
        let at = address(spot);
        let shown = escaped(&value.chars().take(LONGEST).collect::<String>());
        let _ = match formula {
            Some(formula) => {
                write!(text, "<c r=\"{at}\" t=\"str\"><f>{}</f><v>{shown}</v></c>", escaped(formula))
            }
            None => write!(
                text,
                "<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{shown}</t></is></c>"
            ),
        };
    }
    text.push_str("</row>");
}
