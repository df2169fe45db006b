//! The department's own workbook with marks: coloured cells, notes, and a sheet that lists what was found. Every part that is not
//! touched stays as it is, byte for byte; marked again it has the new marks in the place of the old.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::fault::Fault;
use super::splice::{Outline, Package, spliced};
use super::xml::{Step, Steps, attribute};
use super::{notes, results};
use crate::report::Severity;
use crate::sheet::{Spot, address};
use crate::wording::Lang;

/// A cell to mark.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The name of its sheet.
    pub sheet: String,
    /// Its upper left and lower right cell; `None` for what stands in no cell.
    pub cells: Option<(Spot, Spot)>,
    /// Where people find it: `表1!D7`.
    pub address: String,
    /// How grave the finding is.
    pub severity: Severity,
    /// The rule.
    pub rule: String,
    /// The printed name of the cell.
    pub label: String,
    /// What is wrong.
    pub message: String,
    /// The calculation, what to do and the law, each a line.
    pub more: Vec<String>,
}

/// The colour of marked cells. A workbook with it has been marked before: no other program is likely to have the same.
const FILL: &str = "FFFFC9A7";

/// The id of our relations, of which each part has one of each kind.
pub(super) const RELATION: &str = "rIdHegui";

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

/// Elements of a worksheet before which the drawing of notes is named.
const BEHIND_NOTES: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
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

/// Where a workbook keeps its parts.
#[derive(Debug)]
pub(super) struct Book {
    /// The part of the workbook itself.
    pub(super) part: String,
    pub(super) styles: String,
    /// The name of each sheet with its part.
    pub(super) sheets: Vec<(String, String)>,
}

impl Book {
    fn read(package: &Package<'_>) -> Result<Self, Fault> {
        let roots = relations(&package.required("_rels/.rels")?)?;
        let part = roots.iter().find(|relation| relation.kind.ends_with("/officeDocument"));
        let part =
            part.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| resolved("", &relation.target));
        let own = relations(&package.required(&relations_of(&part))?)?;
        let styles = own.iter().find(|relation| relation.kind.ends_with("/styles"));
        let styles =
            styles.map_or_else(|| "xl/styles.xml".to_owned(), |relation| resolved(&part, &relation.target));
        let text = package.required(&part)?;
        let mut sheets = Vec::new();
        let mut steps = Steps::new(&text);
        loop {
            let element = match steps.next()? {
                Step::Open(element) | Step::Empty(element) => element,
                Step::End => break,
                _ => continue,
            };
            if element.local_name().as_ref() != "sheet" {
                continue;
            }
            let (Some(name), Some(id)) = (attribute(&element, "name"), attribute(&element, "id")) else {
                continue;
            };
            if let Some(relation) = own.iter().find(|relation| relation.id == id) {
                sheets.push((name, resolved(&part, &relation.target)));
            }
        }
        Ok(Self { part, styles, sheets })
    }
}

/// A relation of a part to another.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) target: String,
}

/// The relations that a part of relations holds.
pub(super) fn relations(text: &str) -> Result<Vec<Relation>, Fault> {
    let mut found = Vec::new();
    let mut steps = Steps::new(text);
    loop {
        let element = match steps.next()? {
            Step::Open(element) | Step::Empty(element) => element,
            Step::End => return Ok(found),
            _ => continue,
        };
        if element.local_name().as_ref() == "Relationship" {
            let get = |name| attribute(&element, name).unwrap_or_default();
            found.push(Relation { id: get("Id"), kind: get("Type"), target: get("Target") });
        }
    }
}

/// The part that holds the relations of another.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") }
}

/// The name of a part that another names by a path.
pub(super) fn resolved(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
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

/// Names the drawing of notes in a sheet that has none.
pub(super) fn name_drawing(text: &str, relation: &str) -> Result<String, Fault> {
    let outline = Outline::read(text)?;
    let p = &outline.prefix;
    let at = outline.before(&BEHIND_NOTES);
    let piece = format!(
        "<{p}legacyDrawing xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"{relation}\"/>"
    );
    Ok(spliced(text, vec![(at..at, piece)]))
}

/// Adds a relation to a part, unless one of that id is there.
pub(super) fn relate(
    package: &mut Package<'_>,
    part: &str,
    id: &str,
    kind: &str,
    target: &str,
) -> Result<(), Fault> {
    let name = relations_of(part);
    let text = package.part(&name)?.unwrap_or_else(|| {
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_owned()
    });
    if relations(&text)?.iter().any(|relation| relation.id == id) {
        return Ok(());
    }
    let text = opened(&text);
    let outline = Outline::read(&text)?;
    let p = &outline.prefix;
    let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
    let piece = format!("<{p}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
    package.put(&name, spliced(&text, vec![(outline.end..outline.end, piece)]));
    Ok(())
}

/// The same text with an outermost element that has an end tag: `<Relationships/>` may hold nothing.
fn opened(text: &str) -> String {
    let Some(head) = text.trim_end().strip_suffix("/>") else { return text.to_owned() };
    let Some(at) = head.rfind('<').filter(|at| head.get(*at..).is_some_and(|tag| !tag.contains('>'))) else {
        return text.to_owned();
    };
    let tag = head.get(at + 1..).unwrap_or_default();
    let name = tag.split_whitespace().next().unwrap_or_default();
    if name == "Relationships" || name.ends_with(":Relationships") {
        format!("{}></{name}>", head.trim_end())
    } else {
        text.to_owned()
    }
}

/// Tells the type of a part, or of all with an ending.
pub(super) fn declare(
    package: &mut Package<'_>,
    what: &str,
    key: &str,
    value: &str,
    kind: &str,
) -> Result<(), Fault> {
    const TYPES: &str = "[Content_Types].xml";
    let text = package.required(TYPES)?;
    if text.to_lowercase().contains(&format!("{key}=\"{value}\"").to_lowercase()) {
        return Ok(());
    }
    let outline = Outline::read(&text)?;
    let p = &outline.prefix;
    let piece = format!("<{p}{what} {key}=\"{value}\" ContentType=\"{kind}\"/>");
    package.put(TYPES, spliced(&text, vec![(outline.end..outline.end, piece)]));
    Ok(())
}
