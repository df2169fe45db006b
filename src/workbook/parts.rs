//! The parts of a workbook and how they name one another, and what is to be marked in it.

use super::fault::Fault;
use super::splice::{Outline, Package, spliced};
use super::xml::{Step, Steps, attribute};
use crate::report::Severity;
use crate::sheet::Spot;

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

/// The id of our relations, of which each part has one of each kind.
pub(super) const RELATION: &str = "rIdHegui";

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
    pub(super) fn read(package: &Package<'_>) -> Result<Self, Fault> {
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
