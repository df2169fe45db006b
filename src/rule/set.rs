//! How forms belong together: `[set]` of a manifest names the cells that say it, and each form says it by what stands there.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::de::DeTable;

use super::table::{Faults, Table, closest};
use super::validity::YEARS;
use crate::document::{Document, NodeId, Pointer, Value};
use crate::form::{FormSchema, Shape, is_invisible};
use crate::report::Problem;
use crate::source::SourceFile;
use crate::text::numbers::narrow;
use crate::wording::Message;

/// The table of a manifest.
pub(super) const SET: &str = "set";

/// The cells by which a form says which others it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCells {
    /// Whose form it is: the code of a department, with that of a project where it has a form for each.
    pub by: Vec<Pointer>,
    /// The year.
    pub year: Pointer,
    /// What it is called in findings.
    pub called: Vec<Pointer>,
    /// The code of the department whose form takes it in.
    pub parent: Option<Pointer>,
    /// On a form that takes in others: their codes, a list of texts.
    pub units: Option<Pointer>,
    /// What only a part of a submission has that stands beside the others: a form that has the first, the second …
    pub parts: Vec<Pointer>,
}

/// What a form says of its belonging.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Whose form it is, without blanks, letters and digits as ASCII.
    pub by: Vec<String>,
    /// Its year.
    pub year: u16,
    /// Which part of a submission it is, by what only that part has; `None` of the form itself.
    pub part: Option<String>,
    /// The code of the department whose form takes it in; `None` if it names none.
    pub parent: Option<String>,
    /// The codes of the forms that it takes in; `None` if it lists none.
    pub units: Option<Vec<String>>,
}

impl SetCells {
    /// What a form says.
    ///
    /// # Errors
    /// The cells that say nothing and without which it belongs to no set.
    pub fn member(&self, form: &Document) -> Result<Member, Vec<Pointer>> {
        let mut blank = Vec::new();
        let mut by = Vec::new();
        for cell in &self.by {
            match code(form, form.find(cell)) {
                Some(code) => by.push(code),
                None => blank.push(cell.clone()),
            }
        }
        let year = year(form, form.find(&self.year));
        match year.filter(|_| blank.is_empty()) {
            Some(year) => {
                let parent = self.parent.as_ref().and_then(|cell| code(form, form.find(cell)));
                let list = self.units.as_ref().and_then(|cell| form.find(cell));
                let codes = list.into_iter().flat_map(|list| form.children(list));
                let units: Vec<String> = codes.filter_map(|node| code(form, Some(node))).collect();
                let units = Some(units).filter(|units| !units.is_empty());
                let is_there =
                    |cell: &&Pointer| form.find(cell).is_some_and(|node| form.value(node) != Value::Null);
                let part = self.parts.iter().find(is_there).map(Pointer::to_string);
                Ok(Member { by, year, part, parent, units })
            }
            None => {
                blank.extend(year.is_none().then(|| self.year.clone()));
                Err(blank)
            }
        }
    }
}

/// A code as it is compared; `None` for a blank cell, and for one that holds no digit: 无, /, —.
fn code(form: &Document, node: Option<NodeId>) -> Option<String> {
    let text = match form.value(node?) {
        Value::Text(text) => text.to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let code: String = text.chars().map(narrow).filter(|c| !is_invisible(*c)).collect();
    code.contains(|c: char| c.is_ascii_digit()).then_some(code)
}

/// The year that a cell prints: 2022, 2022 with whatever stands behind.
fn year(form: &Document, node: Option<NodeId>) -> Option<u16> {
    let printed = code(form, node)?;
    let digits = printed.find(|c: char| !c.is_ascii_digit()).unwrap_or(printed.len());
    printed.get(..digits)?.parse().ok().filter(|year| YEARS.contains(year))
}

/// Reads the table of a manifest; `None` if it has none, or one at fault.
pub(super) fn read(source: &Arc<SourceFile>, schema: &FormSchema) -> (Option<SetCells>, Vec<Problem>) {
    let (mut faults, body) = Faults::of_file(source);
    let (parsed, _) = DeTable::parse_recoverable(body);
    let mut outer = Table::new(parsed.get_ref(), 0..0);
    let Some(item) = outer.get(SET) else { return (None, Vec::new()) };
    let Some(inner) = item.get_ref().as_table() else {
        faults.at(item.span(), "toml-not-table", &[("key", SET)]);
        return (None, faults.problems);
    };
    let mut table = Table::new(inner, item.span());
    let mut reader = Reader { schema, faults: &mut faults };
    let by = reader.all("by", &mut table, Kind::Cell);
    if by.is_empty() && table.get("by").is_none() {
        reader.faults.at(item.span(), "toml-missing", &[("key", "by")]);
    }
    let year = reader.cell("year", &mut table);
    if table.get("year").is_none() {
        reader.faults.at(item.span(), "toml-missing", &[("key", "year")]);
    }
    let called = reader.all("name", &mut table, Kind::Cell);
    let parent = reader.cell("parent", &mut table);
    let units = reader.list("units", &mut table);
    let parts = reader.all("parts", &mut table, Kind::Any);
    let of_many = [("parent", parent.is_some()), ("units", units.is_some())];
    for (key, _) in of_many.into_iter().filter(|(_, is_there)| *is_there && by.len() > 1) {
        let range = table.get(key).map_or(item.span(), toml::Spanned::span);
        reader.faults.at(range, "set-many", &[("key", key)]);
    }
    table.close(&mut faults);
    let cells =
        year.filter(|_| !by.is_empty()).map(|year| SetCells { by, year, called, parent, units, parts });
    let problems = faults.problems;
    (cells.filter(|_| problems.is_empty()), problems)
}

/// What a path may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A single cell.
    Cell,
    /// A list of texts.
    Codes,
    /// Whatever there is.
    Any,
}

struct Reader<'r, 'f> {
    schema: &'r FormSchema,
    faults: &'r mut Faults<'f>,
}

impl Reader<'_, '_> {
    /// A path of keys.
    fn cell(&mut self, key: &'static str, table: &mut Table<'_>) -> Option<Pointer> {
        let range = table.get(key)?.span();
        let path = table.text(key, self.faults)?;
        self.way(&path, range, Kind::Cell)
    }

    /// The same to a list of texts.
    fn list(&mut self, key: &'static str, table: &mut Table<'_>) -> Option<Pointer> {
        let range = table.get(key)?.span();
        let path = table.text(key, self.faults)?;
        self.way(&path, range, Kind::Codes)
    }

    fn all(&mut self, key: &'static str, table: &mut Table<'_>, kind: Kind) -> Vec<Pointer> {
        let paths = table.texts(key, self.faults);
        paths.into_iter().filter_map(|(path, range)| self.way(&path, range, kind)).collect()
    }

    fn way(&mut self, path: &str, range: Range<usize>, kind: Kind) -> Option<Pointer> {
        let (mut at, mut pointer) = (self.schema.root(), Pointer::root());
        for step in path.split('.').map(str::trim) {
            let member = self.schema.member(at, step).or_else(|| self.schema.member_by_label(at, step));
            let Some(member) = member else {
                let labels = self.schema.members(at).filter_map(|(_, id)| self.schema.label(id));
                let help = closest(step, self.schema.members(at).map(|(key, _)| key).chain(labels))
                    .map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
                self.faults.with_help(range, "term-no-object", &[("step", step)], help);
                return None;
            };
            pointer.push(self.schema.key(member).unwrap_or(step));
            at = member;
        }
        let is_leaf = |id| self.schema.shape(id) == Shape::Leaf;
        let fits = match (self.schema.shape(at), kind) {
            (_, Kind::Any) | (Shape::Leaf, Kind::Cell) => true,
            (Shape::List(item), Kind::Codes) => is_leaf(item) && !self.schema.is_keyed(at),
            _ => false,
        };
        if !fits {
            let id = if kind == Kind::Codes { "set-no-list" } else { "set-no-cell" };
            self.faults.at(range, id, &[("path", path)]);
        }
        fits.then_some(pointer)
    }
}
