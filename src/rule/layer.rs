//! A layer: what an office changes of a pack that somebody else keeps, and nothing of it copied.
//!
//! In: the files of the pack and those of the layer. Out: a pack for the same forms, with the layer's own rules, words and cells, other
//! severities and parameters, and rules switched off with a reason.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::files::{
    EXAMPLE, MANIFEST, PackFile, SCHEMA, has_ending, looks_like_a_rule, missing_file, own_words, stray,
};
use super::header::Extent;
use super::pack::{Languages, Over, RulePack, parse_with};
use super::param::{self, Param};
use super::table::{Faults, Table, closest};
use super::terms::TERMS;
use crate::report::{LayerRef, Problem, RuleId, Severity};
use crate::source::{Digest, SourceFile};
use crate::wording::Lang;

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

/// Reads a layer upon the files of the pack that it extends.
///
/// # Errors
/// As for a pack; a rule, parameter or cell that the pack has not, or has already.
pub fn parse_layer(
    base: &[PackFile],
    own: &[PackFile],
    languages: &mut Languages<'_>,
    extent: Extent,
    lang: Lang,
) -> Result<RulePack, Vec<Problem>> {
    let find = |name: &str| own.iter().find(|file| file.name == name).map(|file| &file.source);
    let manifest = find(MANIFEST).ok_or_else(|| vec![missing_file(MANIFEST, lang)])?;
    let over = Over {
        words: own_words(own).collect(),
        schema: find(SCHEMA).map(|cells| with_cells(base, cells, lang)).transpose()?,
        example: find(EXAMPLE).cloned(),
        manifest: Some(Arc::clone(manifest)),
    };
    let mut pack = parse_with(base, &over, languages, extent, lang)?;
    let text = manifest.text().unwrap_or_default();
    let body = text.trim_start_matches('\u{feff}');
    let offset = text.len() - body.len();
    let mut faults = Faults { source: manifest, rule: None, lang, offset, problems: Vec::new() };
    let parsed = faults.parse(body);
    let mut table = Table::new(parsed.get_ref(), 0..body.find('\n').unwrap_or(body.len()));
    table.required_text(EXTENDS, &mut faults);
    let id = table.required_text("id", &mut faults);
    let version = table.required_text("version", &mut faults);
    table.text("title", &mut faults);
    parameters(&mut pack, &mut table, &mut faults);
    severities(&mut pack, &mut table, &mut faults);
    switched_off(&mut pack, &mut table, &mut faults);
    // Read with those of the pack.
    table.get(TERMS);
    table.close(&mut faults);
    let problems = std::mem::take(&mut faults.problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    add_rules(&mut pack, own, extent, lang)?;
    pack.tell_idle(own, extent, lang);
    let named = |file: &PackFile| (file.name.clone(), Arc::clone(&file.source));
    let digest = Digest::new(own.iter().map(named).collect());
    pack.layer = Some(LayerRef { id, version, digest });
    Ok(pack)
}

/// Parameters of the pack with another value.
fn parameters(pack: &mut RulePack, table: &mut Table<'_>, faults: &mut Faults<'_>) {
    let ranges: Vec<(String, Range<usize>)> = table
        .entries("params", faults)
        .into_iter()
        .map(|(name, range, _)| (name.to_owned(), range))
        .collect();
    for param in param::read_all(table, &pack.language, faults) {
        let known = &mut pack.manifest.params;
        let Some(slot) = known.iter_mut().find(|known| known.name == param.name) else {
            let range = ranges
                .iter()
                .find(|(name, _)| **name == *param.name)
                .map_or(0..0, |(_, range)| range.clone());
            let meant = closest(&param.name, known.iter().map(|known| &*known.name));
            let help = meant.map(|name| faults.lang.text("toml-did-you-mean", &[("name", name)]));
            faults.with_help(range, "layer-no-parameter", &[("name", &param.name)], help);
            continue;
        };
        let note = param.note.or_else(|| slot.note.take());
        *slot = Param { note, ..param };
    }
}

/// The rules that a table names, each with its value; a fault for one that the pack has not.
fn of_rules<'t>(
    pack: &RulePack,
    key: &'static str,
    table: &mut Table<'t>,
    faults: &mut Faults<'_>,
) -> Vec<(usize, Range<usize>, &'t str)> {
    let mut found = Vec::new();
    for (name, range, item) in table.entries(key, faults) {
        let Some(at) = pack.rules.iter().position(|rule| rule.id.as_str() == name) else {
            let meant = closest(name, pack.rules.iter().map(|rule| rule.id.as_str()));
            let help = meant.map(|name| faults.lang.text("toml-did-you-mean", &[("name", name)]));
            faults.with_help(range, "layer-no-rule", &[("rule", name)], help);
            continue;
        };
        match item.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => found.push((at, item.span(), text.as_ref())),
            _ => faults.at(item.span(), "toml-not-text", &[("key", name)]),
        }
    }
    found
}

fn severities(pack: &mut RulePack, table: &mut Table<'_>, faults: &mut Faults<'_>) {
    for (at, range, text) in of_rules(pack, "severity", table, faults) {
        match (Severity::parse(text), pack.rules.get_mut(at)) {
            (Some(severity), Some(rule)) => rule.header.severity = severity,
            _ => faults.at(range, "header-severity", &[("text", text)]),
        }
    }
}

fn switched_off(pack: &mut RulePack, table: &mut Table<'_>, faults: &mut Faults<'_>) {
    for (at, _, reason) in of_rules(pack, "off", table, faults) {
        if let Some(rule) = pack.rules.get_mut(at) {
            rule.header.deactivated = Some(reason.to_owned());
        }
    }
}

/// The layer's own rules and functions.
fn add_rules(pack: &mut RulePack, own: &[PackFile], extent: Extent, lang: Lang) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for file in own {
        let id = RuleId::parse(file.name.trim_end_matches(".rhai"));
        let is_known =
            id.as_ref().is_some_and(|id| pack.rule(id.as_str()).is_some() || pack.broken.contains_key(id));
        if !has_ending(&file.name, "rhai") {
            if looks_like_a_rule(&file.name) {
                pack.strays.push(stray(&file.source, lang));
            }
        } else if is_known {
            let message = lang.text("layer-rule-twice", &[]);
            let help = Some(lang.text("layer-rule-twice-help", &[]));
            problems.push(Problem {
                file: Some(file.source.name().to_owned()),
                rule: id,
                place: None,
                message,
                help,
            });
        } else {
            let before = pack.rules.len();
            pack.add(file, extent, lang);
            pack.own.extend(pack.rules.iter().skip(before).map(|rule| rule.id.clone()));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The schema of a pack with the cells of a layer in it, as a text under the layer's name.
fn with_cells(
    base: &[PackFile],
    cells: &Arc<SourceFile>,
    lang: Lang,
) -> Result<Arc<SourceFile>, Vec<Problem>> {
    let fault = |id: &str, args: &[(&str, &str)]| {
        vec![Problem {
            file: Some(cells.name().to_owned()),
            rule: None,
            place: None,
            message: lang.text(id, args),
            help: Some(lang.text("layer-cells-help", &[])),
        }]
    };
    let read = |file: &SourceFile| serde_json::from_slice::<Value>(file.bytes());
    let schema = base.iter().find(|file| file.name == SCHEMA);
    let schema = schema.ok_or_else(|| vec![missing_file(SCHEMA, lang)])?;
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
