//! A layer: what an office changes of a pack that somebody else keeps, and nothing of it copied.
//!
//! In: the files of the pack and those of the layer. Out: a pack for the same forms, with the layer's own rules, words and cells, other
//! severities and parameters, and rules switched off with a reason.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::files::{
    EXAMPLE, MANIFEST, PackFile, SCHEMA, has_ending, is_layout, looks_like_a_rule, missing_file, own_words,
    stray,
};
use super::header::Extent;
use super::pack::{Languages, Over, RulePack, parse_with};
use super::param::{self, Param};
use super::table::{Faults, Table, closest};
use super::terms::TERMS;
use crate::report::{LayerRef, Problem, RuleId, Severity};
use crate::source::{Digest, SourceFile};
use crate::wording::Message;

/// The key of a manifest that makes it one of a layer.
const EXTENDS: &str = "extends";

/// The pack that a manifest extends; `None` for one of a pack of its own.
#[must_use]
pub fn extends(files: &[PackFile]) -> Option<String> {
    let manifest = files.iter().find(|file| file.name == MANIFEST)?;
    let (table, _) = DeTable::parse_recoverable(manifest.source.text()?);
    let value = table.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == EXTENDS)?.1;
    Some(value.get_ref().as_str().unwrap_or_default().to_owned())
}

/// The id in a manifest, as far as it can be read.
#[must_use]
pub fn names_itself(files: &[PackFile]) -> Option<String> {
    let manifest = files.iter().find(|file| file.name == MANIFEST)?;
    let (table, _) = DeTable::parse_recoverable(manifest.source.text()?);
    entries(table.get_ref(), "id").find_map(|item| Some(item.as_str()?.to_owned()))
}

/// What a layer sets in its pack, as far as its manifest can be read.
#[derive(Debug, Default)]
pub struct Settings {
    /// Rules with their severity.
    pub severity: Vec<(String, String)>,
    /// Parameters with their value as written.
    pub params: Vec<(String, String)>,
    /// Rules that are off.
    pub off: Vec<String>,
}

/// What a layer sets, also where the pack has no such rule or parameter any more.
#[must_use]
pub fn settings(files: &[PackFile]) -> Settings {
    let manifest = files.iter().find(|file| file.name == MANIFEST);
    let text = manifest.and_then(|file| file.source.text()).unwrap_or_default();
    let (table, _) = DeTable::parse_recoverable(text);
    let of = |key: &str| -> Vec<(String, String)> {
        let tables = entries(table.get_ref(), key).filter_map(DeValue::as_table);
        let members = tables.flat_map(|table| table.iter());
        members.map(|(name, item)| (name.get_ref().to_string(), written(item.get_ref()))).collect()
    };
    let off = of("off").into_iter().map(|(rule, _)| rule).collect();
    Settings { severity: of("severity"), params: of("params"), off }
}

fn entries<'t>(table: &'t DeTable<'t>, key: &str) -> impl Iterator<Item = &'t DeValue<'t>> {
    table.iter().filter(move |(name, _)| name.get_ref().as_ref() == key).map(|(_, item)| item.get_ref())
}

/// A value as its author wrote it, without its note.
fn written(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(value) => value.to_string(),
        DeValue::Array(elements) => {
            elements.iter().map(|element| written(element.get_ref())).collect::<Vec<_>>().join("、")
        }
        DeValue::Table(table) => entries(table, "value").map(written).collect(),
    }
}

/// Reads a layer upon the files of the pack that it extends.
///
/// # Errors
/// As for a pack; a rule, parameter or cell that the pack has not, or has already.
pub fn parse_layer(
    base: &[PackFile],
    own: &[PackFile],
    languages: &mut Languages<'_>,
    extent: Extent,
) -> Result<RulePack, Vec<Problem>> {
    let find = |name: &str| own.iter().find(|file| file.name == name).map(|file| &file.source);
    let manifest = find(MANIFEST).ok_or_else(|| vec![missing_file(MANIFEST)])?;
    let over = Over {
        words: own_words(own).collect(),
        schema: find(SCHEMA).map(|cells| with_cells(base, cells)).transpose()?,
        example: find(EXAMPLE).cloned(),
        manifest: Some(Arc::clone(manifest)),
    };
    let mut pack = parse_with(base, &over, languages, extent)?;
    let (mut faults, body) = Faults::of_file(manifest);
    let parsed = faults.parse(body);
    let mut table = Table::new(parsed.get_ref(), 0..body.find('\n').unwrap_or(body.len()));
    table.required_text(EXTENDS, &mut faults);
    let id = table.required_text("id", &mut faults);
    let version = table.required_text("version", &mut faults);
    table.text("title", &mut faults);
    parameters(&mut pack, &mut table, &mut faults);
    severities(&mut pack, own, &mut table, &mut faults);
    switched_off(&mut pack, own, &mut table, &mut faults);
    // Read with those of the pack.
    table.get(TERMS);
    table.close(&mut faults);
    let problems = std::mem::take(&mut faults.problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    add_rules(&mut pack, own, extent);
    pack.fill_in();
    pack.tell_idle(own, extent);
    let layouts = own.iter().filter(|file| is_layout(&file.name));
    for file in layouts {
        pack.layouts.retain(|known| known.name != file.name);
        pack.layouts.push(file.clone());
    }
    // Those of the pack know nothing of the layer's cells.
    pack.vet_layouts(own, extent);
    let named = |file: &PackFile| (file.name.clone(), Arc::clone(&file.source));
    let digest = Digest::new(own.iter().map(named).collect());
    pack.layer = Some(LayerRef { id, version, digest });
    Ok(pack)
}

/// Parameters of the pack with another value.
fn parameters(pack: &mut RulePack, table: &mut Table<'_>, faults: &mut Faults<'_>) {
    let ranges: Vec<(String, Range<usize>, Range<usize>)> = table
        .entries("params", faults)
        .into_iter()
        .map(|(name, range, item)| (name.to_owned(), range, item.span()))
        .collect();
    for param in param::read_all(table, &pack.language, faults) {
        let known = &mut pack.manifest.params;
        let Some(slot) = known.iter_mut().find(|known| known.name == param.name) else {
            let range = ranges
                .iter()
                .find(|(name, ..)| **name == *param.name)
                .map_or(0..0, |(_, range, _)| range.clone());
            let meant = closest(&param.name, known.iter().map(|known| &*known.name));
            let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
            faults.with_help(range, "layer-no-parameter", &[("name", &param.name)], help);
            continue;
        };
        if !slot.value.fits(&param.value) {
            let range =
                ranges.iter().find(|(name, ..)| **name == *param.name).map(|(.., value)| value.clone());
            let args = [("name", &*param.name), ("value", slot.printed.as_str())];
            faults.at(range.unwrap_or_default(), "param-other-kind", &args);
            continue;
        }
        let label = param.label.or_else(|| slot.label.take());
        let note = param.note.or_else(|| slot.note.take());
        *slot = Param { label, note, ..param };
    }
}

/// The rules that a table names, each with its value; a fault for one that the pack has not, and for one in whose place
/// the layer puts its own, whose header says it.
fn of_rules<'t>(
    pack: &RulePack,
    own: &[PackFile],
    key: &'static str,
    table: &mut Table<'t>,
    faults: &mut Faults<'_>,
) -> Vec<(usize, Range<usize>, &'t str)> {
    let mut found = Vec::new();
    for (name, range, item) in table.entries(key, faults) {
        let Some(at) = pack.rules.iter().position(|rule| rule.id.as_str() == name) else {
            let meant = closest(name, pack.rules.iter().map(|rule| rule.id.as_str()));
            let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
            faults.with_help(range, "layer-no-rule", &[("rule", name)], help);
            continue;
        };
        if own.iter().any(|file| file.name.strip_suffix(".rhai") == Some(name)) {
            faults.at(range, "layer-own-says", &[("rule", name)]);
            continue;
        }
        match item.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => found.push((at, item.span(), text.as_ref())),
            _ => faults.at(item.span(), "toml-not-text", &[("key", name)]),
        }
    }
    found
}

fn severities(pack: &mut RulePack, own: &[PackFile], table: &mut Table<'_>, faults: &mut Faults<'_>) {
    for (at, range, text) in of_rules(pack, own, "severity", table, faults) {
        match (Severity::parse(text), pack.rules.get_mut(at)) {
            (Some(severity), Some(rule)) => rule.header.severity = severity,
            _ => faults.at(range, "header-severity", &[("text", text)]),
        }
    }
}

fn switched_off(pack: &mut RulePack, own: &[PackFile], table: &mut Table<'_>, faults: &mut Faults<'_>) {
    for (at, _, reason) in of_rules(pack, own, "off", table, faults) {
        if let Some(rule) = pack.rules.get_mut(at) {
            rule.header.deactivated = Some(reason.to_owned());
        }
    }
}

/// The layer's own rules and functions. A rule of the id of one of the pack stands in its place.
fn add_rules(pack: &mut RulePack, own: &[PackFile], extent: Extent) {
    for file in own {
        if !has_ending(&file.name, "rhai") {
            if looks_like_a_rule(&file.name) {
                pack.strays.push(stray(&file.source));
            }
            continue;
        }
        let id =
            RuleId::parse(file.name.trim_end_matches(".rhai")).filter(|_| !file.name.starts_with("lib/"));
        let known = id.as_ref().and_then(|id| pack.rules.iter().position(|rule| rule.id == *id));
        let was_broken = id.as_ref().is_some_and(|id| pack.broken.remove(id).is_some());
        if let Some(at) = known {
            pack.rules.remove(at);
        }
        if known.is_some() || was_broken {
            pack.overlaid.extend(id.clone());
        }
        let before = pack.rules.len();
        pack.add(file, extent);
        pack.own.extend(id);
        // It stands where the other one stood.
        if let (Some(at), true) = (known, pack.rules.len() > before) {
            let rule = pack.rules.split_off(before);
            pack.rules.splice(at..at, rule);
        }
    }
}

/// The schema of a pack with the cells of a layer in it, as a text under the layer's name.
fn with_cells(base: &[PackFile], cells: &Arc<SourceFile>) -> Result<Arc<SourceFile>, Vec<Problem>> {
    let fault = |id: &'static str, args: &[(&'static str, &str)]| {
        vec![Problem {
            file: Some(cells.name().to_owned()),
            rule: None,
            place: None,
            message: Message::new(id, args),
            help: Some(Message::new("layer-cells-help", &[])),
        }]
    };
    let read = |file: &SourceFile| serde_json::from_slice::<Value>(file.bytes());
    let schema = base.iter().find(|file| file.name == SCHEMA);
    let schema = schema.ok_or_else(|| vec![missing_file(SCHEMA)])?;
    // What is wrong with the pack's own schema is told when it is read.
    let Ok(mut whole) = read(&schema.source) else { return Ok(Arc::clone(&schema.source)) };
    let added = read(cells).map_err(|error| fault("layer-cells-json", &[("reason", &error.to_string())]))?;
    add_cells(&mut whole, &added, "")
        .map_err(|pointer| fault("layer-cell-twice", &[("pointer", &pointer)]))?;
    Ok(Arc::new(SourceFile::new(cells.name(), whole.to_string().as_bytes())))
}

/// Adds the members of one schema to another; the place of what is there already, or is no cell.
fn add_cells(whole: &mut Value, added: &Value, at: &str) -> Result<(), String> {
    let (Value::Object(whole), Value::Object(added)) = (whole, added) else { return Err(at.to_owned()) };
    for (key, value) in added {
        match key.as_str() {
            "properties" | "$defs" => {
                let known = whole.entry(key).or_insert_with(|| Value::Object(Map::new()));
                add_members(known, value, at, key == "properties")?;
            }
            "items" => {
                let items = whole.get_mut(key).ok_or_else(|| at.to_owned())?;
                add_cells(items, value, at)?;
            }
            "required" => {
                let known = whole.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                let (Value::Array(known), Value::Array(more)) = (known, value) else {
                    return Err(at.to_owned());
                };
                known.extend(more.iter().filter(|name| !known.contains(name)).cloned().collect::<Vec<_>>());
            }
            _ => return Err(format!("{at}: {key}")),
        }
    }
    Ok(())
}

fn add_members(known: &mut Value, added: &Value, at: &str, are_cells: bool) -> Result<(), String> {
    let (Value::Object(known), Value::Object(added)) = (known, added) else { return Err(at.to_owned()) };
    for (name, value) in added {
        let place = format!("{at}/{name}");
        match known.get_mut(name) {
            None => drop(known.insert(name.clone(), value.clone())),
            Some(inner) if are_cells => add_cells(inner, value, &place)?,
            Some(_) => return Err(place),
        }
    }
    Ok(())
}
