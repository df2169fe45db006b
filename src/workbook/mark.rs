//! The department's own workbook with marks: coloured cells, notes, and a sheet that lists what was found. Every part that is not
//! touched stays as it is, byte for byte; marked again it has the new marks in the place of the old.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::fault::Fault;
use super::parts::{Book, Mark};
use super::splice::{Outline, Package, spliced};
use super::{notes, results};
use crate::sheet::{Spot, address};
use crate::wording::Lang;

/// The colour of marked cells. A workbook with it has been marked before: no other program is likely to have the same.
const FILL: &str = "FFFFC9A7";

/// Elements of a worksheet before which conditional formats stand.
const BEHIND_FORMATS: [&str; 26] = [
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
    "sortMap",
    "legacyPicture",
];

/// The rank of a conditional format.
static PRIORITY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(<(?:\w+:)?cfRule\b[^>]*?\bpriority=")(\d+)(")"#).ok());

/// Marks a workbook (.xlsx).
///
/// # Errors
/// One that cannot be read.
pub fn mark(bytes: &[u8], marks: &[Mark], lang: Lang) -> Result<Vec<u8>, Fault> {
    super::package::measure(bytes)?;
    let mut package = Package::new(bytes)?;
    let book = Book::read(&package)?;
    let (format, was_marked) = put_style(&mut package, &book)?;
    let mut by_sheet: BTreeMap<&str, Vec<&Mark>> = BTreeMap::new();
    for mark in marks.iter().filter(|mark| mark.cells.is_some()) {
        by_sheet.entry(&mark.sheet).or_default().push(mark);
    }
    for (name, part) in &book.sheets {
        let own = by_sheet.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
        if own.is_empty() && !was_marked {
            continue;
        }
        put_formats(&mut package, part, own, format, was_marked)?;
        notes::put(&mut package, part, own)?;
    }
    results::put(&mut package, &book, marks, lang)?;
    package.write()
}

/// The number of our format among those of the workbook, which it has now; and whether it had before.
fn put_style(package: &mut Package<'_>, book: &Book) -> Result<(usize, bool), Fault> {
    let text = package.required(&book.styles)?;
    let outline = Outline::read(&text)?;
    let p = &outline.prefix;
    let own = format!(
        "<{p}dxf><{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{FILL}\"/><{p}bgColor rgb=\"{FILL}\"/></{p}patternFill></{p}fill></{p}dxf>"
    );
    let Some(formats) = outline.find("dxfs") else {
        let at = outline.before(&["tableStyles", "colors", "extLst"]);
        let piece = format!("<{p}dxfs count=\"1\">{own}</{p}dxfs>");
        package.put(&book.styles, spliced(&text, vec![(at..at, piece)]));
        return Ok((0, false));
    };
    let range = formats.range.clone();
    let inner = text.get(range.clone()).unwrap_or_default();
    if inner.ends_with("/>") && !inner.contains("</") {
        package.put(
            &book.styles,
            spliced(&text, vec![(range, format!("<{p}dxfs count=\"1\">{own}</{p}dxfs>"))]),
        );
        return Ok((0, false));
    }
    let known = Outline::read(inner)?;
    let ours =
        |child: &super::splice::Child| inner.get(child.range.clone()).is_some_and(|dxf| dxf.contains(FILL));
    if let Some(index) = known.children.iter().position(ours) {
        return Ok((index, true));
    }
    let count = known.children.len();
    let open = inner.find('>').map_or(0, |at| at + 1);
    let piece = format!("<{p}dxfs count=\"{}\">", count + 1);
    let end = range.start + known.end;
    let pieces = vec![(range.start..range.start + open, piece), (end..end, own)];
    package.put(&book.styles, spliced(&text, pieces));
    Ok((count, false))
}

/// Puts the rule that colours cells into a sheet, before all others; one of an earlier marking goes.
fn put_formats(
    package: &mut Package<'_>,
    part: &str,
    marks: &[&Mark],
    format: usize,
    was_marked: bool,
) -> Result<(), Fault> {
    let text = package.required(part)?;
    let outline = Outline::read(&text)?;
    let p = &outline.prefix;
    let rule = format!(
        "<{p}cfRule type=\"expression\" dxfId=\"{format}\" priority=\"1\"><{p}formula>TRUE</{p}formula></{p}cfRule>"
    );
    let is_ours = |child: &&super::splice::Child| {
        let own = format!("dxfId=\"{format}\"");
        let text = text.get(child.range.clone()).unwrap_or_default();
        child.name == "conditionalFormatting" && was_marked && text.contains(&own) && text.contains(">TRUE<")
    };
    let mut pieces: Vec<_> =
        outline.children.iter().filter(is_ours).map(|child| (child.range.clone(), String::new())).collect();
    let had = !pieces.is_empty();
    if !marks.is_empty() {
        let mut cells: Vec<(Spot, Spot)> = marks.iter().filter_map(|mark| mark.cells).collect();
        cells.sort_unstable();
        cells.dedup();
        let cells: Vec<String> = cells.into_iter().map(named).collect();
        let at = outline.before(&BEHIND_FORMATS);
        let piece = format!(
            "<{p}conditionalFormatting sqref=\"{}\">{rule}</{p}conditionalFormatting>",
            cells.join(" ")
        );
        match pieces.iter_mut().find(|(range, _)| range.start == at) {
            Some((_, own)) => *own = piece,
            None => pieces.push((at..at, piece)),
        }
    }
    // Ranks are moved once, to make room for ours; by the pieces of the text that stay.
    let shifts = if had || marks.is_empty() { Vec::new() } else { shifts(&text) };
    pieces.extend(shifts);
    let new = spliced(&text, pieces);
    if new != text {
        package.put(part, new);
    }
    Ok(())
}

/// The ranks of conditional formats, each one more.
fn shifts(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let Some(pattern) = PRIORITY.as_ref() else { return Vec::new() };
    let ranks = pattern.captures_iter(text).filter_map(|groups| groups.get(2));
    ranks.map(|rank| (rank.range(), (rank.as_str().parse().unwrap_or(0_u32) + 1).to_string())).collect()
}

fn named((first, last): (Spot, Spot)) -> String {
    if first == last { address(first) } else { format!("{}:{}", address(first), address(last)) }
}
