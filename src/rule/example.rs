//! Examples: changes to a sound form, and what the rule says of the changed one.

use std::ops::Range;

use serde_json::Value as Json;
use toml::de::DeValue;

use super::param::{self, Param};
use super::table::{Faults, Item, Table};
use crate::document::{Document, NodeId, Pointer, Value};
use crate::report::Severity;
use crate::text::language::Language;

/// One example of a rule.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The file of the pack that is changed; `None` for `example.json`.
    pub base: Option<String>,
    /// The changes; every pointer names the base as it stands before any of them.
    pub changes: Vec<Change>,
    /// Parameters that have another value in it.
    pub params: Vec<Param>,
    /// What the rule says.
    pub expect: Expect,
    /// Its place in the TOML of the header.
    pub range: Range<usize>,
}

/// A change to a form.
#[derive(Debug, Clone)]
pub struct Change {
    /// The cell, or the list to append to.
    pub pointer: Pointer,
    /// What becomes of it.
    pub edit: Edit,
    /// Its place in the TOML of the header.
    pub range: Range<usize>,
}

/// What becomes of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// It holds this.
    Set(Json),
    /// It is left out.
    Remove,
    /// The list gets one more element.
    Append(Json),
    /// In its text, which holds the first exactly once, that becomes the second.
    Replace(String, String),
}

/// How an edit holds a value.
type Maker = fn(Json) -> Edit;

/// What a rule says of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Expect {
    /// `finds = []`: it passes.
    Passed,
    /// It finds these and nothing else.
    Finds(Vec<Find>),
    /// `outcome = "not_applicable"`
    NotApplicable,
    /// `outcome = "not_checked"` with the cells that it needs, all of them.
    NotChecked(Vec<Pointer>),
}

/// A finding that an example expects.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// Where.
    pub at: Pointer,
    /// The characters inside the text, if it says so.
    pub text: Option<String>,
    /// How grave, if it says so.
    pub severity: Option<Severity>,
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    /// The text that says so.
    pub id: &'static str,
    /// The cell.
    pub pointer: Pointer,
    /// Where the change stands in the header.
    pub range: Range<usize>,
}

impl Change {
    /// What stands in the cell before any change; `None` if the form leaves it out.
    #[must_use]
    pub fn before(&self, base: &Document) -> Option<Json> {
        base.find(&self.pointer).map(|node| to_json(base, node))
    }
}

impl Example {
    pub(super) fn read(table: &mut Table<'_>, language: &Language, faults: &mut Faults<'_>) -> Self {
        let name = table.required_text("name", faults);
        let base = table.text("base", faults);
        let mut changes = Vec::new();
        let makers: [(_, Maker); 2] = [("set", Edit::Set), ("append", Edit::Append)];
        for (key, edit) in makers {
            for (pointer, range, item) in table.entries(key, faults) {
                let value = json(item, faults);
                changes.extend(change(pointer, range, edit(value), faults));
            }
        }
        for (key, edit) in [("blank", Edit::Set(Json::Null)), ("remove", Edit::Remove)] {
            let pointers = table.pointers(key, faults);
            let edit = |(pointer, range)| Change { pointer, edit: edit.clone(), range };
            changes.extend(pointers.into_iter().map(edit));
        }
        for (pointer, range, item) in table.entries("replace", faults) {
            let texts: Option<Vec<&str>> = item
                .get_ref()
                .as_array()
                .and_then(|array| array.iter().map(|element| element.get_ref().as_str()).collect());
            match texts.as_deref() {
                Some([old, new]) => {
                    let edit = Edit::Replace((*old).to_owned(), (*new).to_owned());
                    changes.extend(change(pointer, range, edit, faults));
                }
                _ => faults.at(item.span(), "example-replace", &[]),
            }
        }
        let params = param::read_all(table, language, faults);
        let expect = expect(table, faults);
        Self { name, base, changes, params, expect, range: table.range.clone() }
    }

    /// The form that comes of the changes, as JSON text with two blanks for each level.
    ///
    /// # Errors
    /// The first change that cannot be made.
    pub fn apply(&self, base: &Document) -> Result<String, Impossible> {
        let mut form = to_json(base, base.root());
        let mut removed: Vec<NodeId> = Vec::new();
        for change in &self.changes {
            let impossible =
                |id| Impossible { id, pointer: change.pointer.clone(), range: change.range.clone() };
            let node = base.find(&change.pointer);
            if change.edit == Edit::Remove {
                removed.push(node.ok_or_else(|| impossible("example-not-there"))?);
                continue;
            }
            edit(&mut form, change, node.is_some()).map_err(impossible)?;
        }
        // From the back, so that no element moves before it is removed.
        removed.sort_unstable();
        removed.dedup();
        for node in removed.into_iter().rev() {
            remove(&mut form, &base.pointer(node));
        }
        let mut text = serde_json::to_string_pretty(&form).unwrap_or_default();
        text.push('\n');
        Ok(text)
    }
}

fn change(pointer: &str, range: Range<usize>, edit: Edit, faults: &mut Faults<'_>) -> Option<Change> {
    let parsed = Pointer::parse(pointer);
    if parsed.is_none() {
        faults.at(range.clone(), "toml-not-pointer", &[("text", pointer)]);
    }
    parsed.map(|pointer| Change { pointer, edit, range })
}

fn expect(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Expect {
    let finds = table.get("finds");
    let needs: Vec<Pointer> =
        table.pointers("needs", faults).into_iter().map(|(pointer, _)| pointer).collect();
    let outcome = table.text("outcome", faults);
    let range = table.range.clone();
    let found = finds.map(|item| read_finds(item, faults));
    match (outcome.as_deref(), found) {
        (None | Some("failed"), Some(finds)) if !finds.is_empty() => Expect::Finds(finds),
        (None | Some("passed"), Some(_)) => Expect::Passed,
        (Some("passed"), None) => Expect::Passed,
        (Some("not_applicable"), None) if needs.is_empty() => Expect::NotApplicable,
        (Some("not_checked"), None) if !needs.is_empty() => Expect::NotChecked(needs),
        (None, None) => {
            faults.at(range, "example-says-nothing", &[]);
            Expect::Passed
        }
        _ => {
            faults.at(range, "example-contradicts", &[]);
            Expect::Passed
        }
    }
}

fn read_finds(item: Item<'_>, faults: &mut Faults<'_>) -> Vec<Find> {
    let Some(array) = item.get_ref().as_array() else {
        faults.at(item.span(), "toml-not-texts", &[("key", "finds")]);
        return Vec::new();
    };
    let mut finds = Vec::new();
    for element in array {
        let find = match element.get_ref() {
            DeValue::String(text) => Pointer::parse(text).map(|at| Find { at, text: None, severity: None }),
            DeValue::Table(inner) => {
                let mut inner = Table::new(inner, element.span());
                let at = inner.required_text("at", faults);
                let text = inner.text("text", faults);
                let severity = severity(&mut inner, faults);
                inner.close(faults);
                Pointer::parse(&at).map(|at| Find { at, text, severity })
            }
            _ => None,
        };
        match find {
            Some(find) => finds.push(find),
            None => faults.at(element.span(), "example-find", &[]),
        }
    }
    finds
}

/// How grave a finding is to be; a fault for what is no severity.
fn severity(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Option<Severity> {
    let range = table.get("severity")?.span();
    let text = table.text("severity", faults)?;
    let severity = Severity::parse(&text);
    if severity.is_none() {
        faults.at(range, "header-severity", &[("text", &text)]);
    }
    severity
}

/// A TOML value as JSON, numbers by their digits.
fn json(item: Item<'_>, faults: &mut Faults<'_>) -> Json {
    let mut number = |lexeme: &str| {
        let plain = lexeme.replace('_', "");
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        if digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.')) {
            Json::Number(serde_json::Number::from_string_unchecked(digits.to_owned()))
        } else {
            faults.at(item.span(), "example-number", &[("text", lexeme)]);
            Json::Null
        }
    };
    match item.get_ref() {
        DeValue::String(text) => Json::String(text.to_string()),
        DeValue::Integer(value) if value.radix() == 10 => number(value.as_str()),
        DeValue::Integer(value) => {
            faults.at(item.span(), "example-number", &[("text", value.as_str())]);
            Json::Null
        }
        DeValue::Float(value) => number(value.as_str()),
        DeValue::Boolean(value) => Json::Bool(*value),
        DeValue::Datetime(value) => {
            faults.at(item.span(), "example-date", &[("text", &value.to_string())]);
            Json::Null
        }
        DeValue::Array(array) => Json::Array(array.iter().map(|element| json(element, faults)).collect()),
        DeValue::Table(table) => {
            let member = |(key, value): (&toml::Spanned<_>, _)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                (key.to_string(), json(value, faults))
            };
            Json::Object(table.iter().map(member).collect())
        }
    }
}

/// A node of a document as JSON, numbers by their digits.
fn to_json(document: &Document, node: NodeId) -> Json {
    match document.value(node) {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => Json::Number(serde_json::Number::from_string_unchecked(number.to_string())),
        Value::Text(text) => Json::String(text.to_owned()),
        Value::Array => Json::Array(document.children(node).map(|child| to_json(document, child)).collect()),
        Value::Object => {
            let member =
                |child| (document.key(child).unwrap_or_default().to_owned(), to_json(document, child));
            Json::Object(document.children(node).map(member).collect())
        }
    }
}

/// Makes a change that keeps every other pointer as it is.
fn edit(form: &mut Json, change: &Change, is_there: bool) -> Result<(), &'static str> {
    let pointer = change.pointer.as_str();
    if let (Edit::Set(value), false) = (&change.edit, is_there) {
        let (parent, _) = pointer.rsplit_once('/').ok_or("example-not-there")?;
        let key = change.pointer.steps().last().ok_or("example-not-there")?.into_owned();
        let parent = form.pointer_mut(parent).and_then(Json::as_object_mut).ok_or("example-not-there")?;
        parent.insert(key, value.clone());
        return Ok(());
    }
    let cell = form.pointer_mut(pointer).ok_or("example-not-there")?;
    match &change.edit {
        Edit::Set(value) => *cell = value.clone(),
        Edit::Append(value) => cell.as_array_mut().ok_or("example-append")?.push(value.clone()),
        Edit::Replace(old, new) => {
            let text = cell.as_str().filter(|text| text.matches(old.as_str()).count() == 1);
            *cell = Json::String(text.ok_or("example-replace-once")?.replace(old.as_str(), new));
        }
        Edit::Remove => {}
    }
    Ok(())
}

fn remove(form: &mut Json, pointer: &Pointer) {
    let Some((parent, _)) = pointer.as_str().rsplit_once('/') else { return };
    let Some(key) = pointer.steps().last() else { return };
    match form.pointer_mut(parent) {
        Some(Json::Object(members)) => {
            members.shift_remove(&*key);
        }
        Some(Json::Array(elements)) => {
            if let Some(index) = Pointer::parse_index(&key).filter(|index| *index < elements.len()) {
                elements.remove(index);
            }
        }
        _ => {}
    }
}
