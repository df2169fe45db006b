//! `[terms]` of a manifest: names for derived cells, each held against the schema before any rule is read.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::formula::{Parsed, Unclear};
use super::table::{Faults, Item, Table, closest};
use crate::form::{FormSchema, Formula, SchemaId, Shape, Sign, Term, is_reserved};
use crate::report::Problem;
use crate::source::{SourceFile, Span};
use crate::wording::Message;

/// The table of a manifest.
pub(super) const TERMS: &str = "terms";

/// Steps of a term with those of all terms that it names, and terms that name terms.
const MOST_STEPS: usize = 1_000;
const DEEPEST: usize = 32;

/// Bytes of a formula.
const LONGEST: usize = 500;

/// Steps that an operator counts for.
const RECKONING: usize = 36;

/// Where a term is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TermPlace {
    /// The object that has it.
    pub owner: SchemaId,
    /// Its name.
    pub name: String,
    /// The manifest.
    pub source: Arc<SourceFile>,
    /// The name in it.
    pub span: Span,
}

/// A term as it is told, for one of the objects that it is told of.
struct Told {
    owner: SchemaId,
    name: String,
    name_range: Range<usize>,
    text: String,
    text_range: Range<usize>,
    label: Option<String>,
    /// Whether another thing has the name.
    is_taken: bool,
    state: State,
}

enum State {
    New,
    /// What it names is being looked at.
    Open,
    Done(Option<Term>),
}

/// What a part of a formula comes to.
struct Resolved {
    formula: Formula,
    place: Option<SchemaId>,
    is_many: bool,
    reads: Vec<SchemaId>,
    steps: usize,
}

/// Reads the terms of a manifest into a schema that has those of others already. Those at fault are told and left out.
pub(super) fn read(source: &Arc<SourceFile>, schema: &mut FormSchema) -> (Vec<TermPlace>, Vec<Problem>) {
    let (mut faults, body) = Faults::of_file(source);
    let offset = faults.offset;
    let (parsed, _) = DeTable::parse_recoverable(body);
    let mut table = Table::new(parsed.get_ref(), 0..0);
    let entries = table.entries(TERMS, &mut faults);
    let mut reader = Reader { schema, told: Vec::new(), faults: &mut faults };
    reader.gather("", &entries);
    reader.names();
    let all: Vec<Term> = (0..reader.told.len()).filter_map(|at| reader.settle(at, 0)).collect();
    let place = |told: &Told| TermPlace {
        owner: told.owner,
        name: told.name.clone(),
        source: Arc::clone(source),
        span: Span::new(told.name_range.start + offset, told.name_range.end + offset),
    };
    let places = reader.told.iter().map(place).collect();
    for term in all {
        schema.add_term(term);
    }
    // What is wrong for several objects is told once.
    let mut known = HashSet::new();
    let place = |problem: &Problem| problem.place.as_ref().map(|(_, span)| (span.start, span.end));
    faults.problems.retain(|problem| known.insert((place(problem), problem.message.clone())));
    (places, faults.problems)
}

impl Resolved {
    /// What reads no cell.
    fn of(formula: Formula) -> Self {
        Self { formula, place: None, is_many: false, reads: Vec::new(), steps: 1 }
    }
}

struct Reader<'r, 'f> {
    schema: &'r FormSchema,
    told: Vec<Told>,
    faults: &'r mut Faults<'f>,
}

impl Reader<'_, '_> {
    /// Takes up the terms of a table: those of the whole form, and those of the objects that it has tables of.
    fn gather(&mut self, path: &str, entries: &[(&str, Range<usize>, Item<'_>)]) {
        let owners =
            if path.is_empty() { Ok(vec![self.schema.root()]) } else { self.schema.objects_at(path) };
        for (name, range, item) in entries {
            let inner = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
            match item.get_ref() {
                DeValue::Table(table) if !is_term(table) || self.schema.objects_at(&inner).is_ok() => {
                    self.object(&inner, range, table);
                }
                _ => {
                    let Some((text, text_range, label)) = self.formula(name, item) else { continue };
                    for owner in owners.iter().flatten() {
                        self.told.push(Told {
                            owner: *owner,
                            name: (*name).to_owned(),
                            name_range: range.clone(),
                            text: text.clone(),
                            text_range: text_range.clone(),
                            label: label.clone(),
                            is_taken: false,
                            state: State::New,
                        });
                    }
                }
            }
        }
    }

    /// The terms of the objects of a path.
    fn object(&mut self, path: &str, range: &Range<usize>, table: &DeTable<'_>) {
        let is_way = table
            .iter()
            .all(|(_, value)| matches!(value.get_ref(), DeValue::Table(table) if !is_term(table)));
        match self.schema.objects_at(path) {
            Err((step, owner)) => {
                let known =
                    self.schema.members(owner).flat_map(|(key, id)| [Some(key), self.schema.label(id)]);
                let help = closest(step, known.flatten())
                    .map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
                return self.faults.with_help(range.clone(), "term-no-object", &[("step", step)], help);
            }
            Ok(owners) if owners.is_empty() && !is_way => {
                return self.faults.at(range.clone(), "term-of-leaf", &[("step", path)]);
            }
            Ok(_) => {}
        }
        let entries: Vec<_> =
            table.iter().map(|(name, value)| (name.get_ref().as_ref(), name.span(), value)).collect();
        self.gather(path, &entries);
    }

    /// What stands behind a name: a formula, alone or with a label.
    fn formula(&mut self, name: &str, item: Item<'_>) -> Option<(String, Range<usize>, Option<String>)> {
        let Some(inner) = item.get_ref().as_table() else {
            return match item.get_ref().as_str() {
                Some(text) => Some((text.to_owned(), item.span(), None)),
                None => {
                    self.faults.at(item.span(), "toml-not-text", &[("key", name)]);
                    None
                }
            };
        };
        let mut inner = Table::new(inner, item.span());
        let text = inner.required_text("value", self.faults);
        let range = inner.get("value").map(Spanned::span);
        let label = inner.text("label", self.faults);
        inner.close(self.faults);
        Some((text, range?, label))
    }

    /// Holds the names against each other and against what the objects have.
    fn names(&mut self) {
        for at in 0..self.told.len() {
            let Some((one, earlier)) = self.told.get(at).map(|one| (one, self.told.iter().take(at))) else {
                continue;
            };
            let (owner, name) = (one.owner, one.name.as_str());
            let is_name = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
                && name.chars().all(|c| c.is_alphanumeric() || c == '_');
            let has_cell =
                self.schema.member(owner, name).or_else(|| self.schema.member_by_label(owner, name));
            let is_told = || {
                self.schema.term(owner, name).is_some()
                    || earlier.clone().any(|known| known.owner == owner && known.name == name)
            };
            let id = match has_cell {
                _ if !is_name || is_reserved(name) => "term-name",
                Some(_) => "term-of-cell",
                None if is_told() => "term-twice",
                None => continue,
            };
            self.faults.at(one.name_range.clone(), id, &[("name", name)]);
            if let Some(one) = self.told.get_mut(at) {
                one.is_taken = true;
            }
        }
    }

    /// The term at a place of those told; `None` if it is at fault.
    fn settle(&mut self, at: usize, depth: usize) -> Option<Term> {
        let told = self.told.get_mut(at)?;
        let (range, id) = match &told.state {
            State::Done(term) => return term.clone(),
            State::Open => (told.text_range.clone(), "term-circle"),
            State::New if depth > DEEPEST => (told.text_range.clone(), "term-too-long"),
            State::New => {
                told.state = State::Open;
                let term = self.work_out(at, depth);
                if let Some(told) = self.told.get_mut(at)
                    && matches!(told.state, State::Open)
                {
                    told.state = State::Done(term.filter(|_| !told.is_taken));
                }
                return match self.told.get(at).map(|told| &told.state) {
                    Some(State::Done(term)) => term.clone(),
                    _ => None,
                };
            }
        };
        let name = told.name.clone();
        told.state = State::Done(None);
        self.faults.at(range, id, &[("name", &name)]);
        None
    }

    fn work_out(&mut self, at: usize, depth: usize) -> Option<Term> {
        let told = self.told.get(at)?;
        let (owner, name, label) = (told.owner, told.name.clone(), told.label.clone());
        let (text, range) = (told.text.clone(), told.text_range.clone());
        if text.len() > LONGEST {
            self.faults.at(range, "term-too-long", &[("name", &name)]);
            return None;
        }
        // The quotation mark is the first byte.
        let start = range.start + 1;
        let parsed = match Parsed::read(&text) {
            Ok(parsed) => parsed,
            Err(Unclear { range: inner, id, what }) => {
                let inner = shifted(&inner, start, &range);
                self.faults.at(inner, id, &[("what", &what)]);
                return None;
            }
        };
        let resolved = self.resolve(owner, &parsed, &range, depth)?;
        if resolved.steps > MOST_STEPS {
            self.faults.at(range, "term-too-long", &[("name", &name)]);
            return None;
        }
        let Resolved { formula, place, is_many, reads, steps } = resolved;
        let (name, label) = (name.into(), label.map(Into::into));
        Some(Term { owner, name, label, formula, place, is_many, reads, steps })
    }

    fn resolve(
        &mut self,
        owner: SchemaId,
        parsed: &Parsed,
        range: &Range<usize>,
        depth: usize,
    ) -> Option<Resolved> {
        match parsed {
            Parsed::Way(steps) => self.way(owner, steps, range, depth),
            Parsed::Number(number) => Some(Resolved::of(Formula::Number(*number))),
            Parsed::Nothing => Some(Resolved::of(Formula::Nothing)),
            Parsed::Else(first, second) => {
                let (a, b) =
                    (self.resolve(owner, first, range, depth)?, self.resolve(owner, second, range, depth)?);
                self.otherwise(a, b, (first, second), range)
            }
            Parsed::Operation(sign, first, second) => {
                let (a, b) =
                    (self.resolve(owner, first, range, depth)?, self.resolve(owner, second, range, depth)?);
                self.reckoned(*sign, (a, b), (first, second), range)
            }
        }
    }

    /// A way from member to member.
    fn way(
        &mut self,
        owner: SchemaId,
        steps: &[(String, Range<usize>)],
        range: &Range<usize>,
        depth: usize,
    ) -> Option<Resolved> {
        let mut at = Some(owner);
        let mut known = Resolved { steps: 0, ..Resolved::of(Formula::Nothing) };
        let mut keys: Vec<Box<str>> = Vec::new();
        for (name, inner) in steps {
            let inner = shifted(inner, range.start + 1, range);
            let object = match at.map(|at| (at, self.schema.shape(at))) {
                Some((at, Shape::Object)) => at,
                Some((_, Shape::List(item))) if self.schema.shape(item) == Shape::Object => {
                    known.is_many = true;
                    item
                }
                _ => {
                    self.faults.at(inner, "term-of-leaf", &[("step", name)]);
                    return None;
                }
            };
            let member =
                self.schema.member(object, name).or_else(|| self.schema.member_by_label(object, name));
            known.steps += 1;
            if let Some(member) = member {
                at = Some(member);
                keys.push(self.schema.key(member).unwrap_or(name).into());
                continue;
            }
            let term = self.named(object, name, &inner, depth)?;
            at = term.place;
            known.is_many |= term.is_many;
            known.reads.extend(term.reads);
            known.steps = known.steps.saturating_add(term.steps);
            keys.push(name.as_str().into());
        }
        known.reads.extend(at);
        Some(Resolved { formula: Formula::Way(keys), place: at, ..known })
    }

    /// A term that another one names.
    fn named(&mut self, object: SchemaId, name: &str, range: &Range<usize>, depth: usize) -> Option<Term> {
        if let Some(term) = self.schema.term(object, name) {
            return Some(term.clone());
        }
        let is_it = |told: &Told| told.owner == object && told.name == name;
        if let Some(at) = self.told.iter().position(is_it) {
            return self.settle(at, depth + 1);
        }
        let labels = self.schema.members(object).filter_map(|(_, id)| self.schema.label(id));
        let own = self.told.iter().filter(|told| told.owner == object).map(|told| told.name.as_str());
        let known = self.schema.names_of(object).chain(labels).chain(own);
        let help = closest(name, known).map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
        self.faults.with_help(range.clone(), "term-no-cell", &[("step", name)], help);
        None
    }

    /// The elements of a list of objects.
    fn item(&self, part: &Resolved) -> Option<SchemaId> {
        let item = self.schema.item(part.place?)?;
        (self.schema.shape(item) == Shape::Object).then_some(item)
    }

    /// What rules may name of an object, keys and terms.
    fn names_of(&self, object: SchemaId) -> Vec<String> {
        let keys = self.schema.members(object).map(|(key, _)| key.to_owned());
        let terms = self.told.iter().filter(|told| told.owner == object).map(|told| told.name.clone());
        keys.chain(terms).collect()
    }

    fn has_name(&self, object: SchemaId, name: &str) -> bool {
        self.schema.member(object, name).is_some()
            || self.told.iter().any(|told| told.owner == object && told.name == name)
    }

    /// One cell or the other: both are single cells that hold the same, or lists of whose elements rules may say the same.
    fn otherwise(
        &mut self,
        first: Resolved,
        second: Resolved,
        (one, other): (&Parsed, &Parsed),
        range: &Range<usize>,
    ) -> Option<Resolved> {
        let is_cell = |part: &Resolved| {
            part.place.is_some_and(|id| self.schema.shape(id) == Shape::Leaf) && !part.is_many
        };
        let is_figure = second.place.is_none() && !second.is_many;
        let Formula::Way(way) = &first.formula else {
            let inner = shifted(&one.range(), range.start + 1, range);
            self.faults.at(inner, "term-else", &[]);
            return None;
        };
        if let Some((a, b)) = self.item(&first).zip(self.item(&second)) {
            let lacking = self.names_of(a).into_iter().find(|name| !self.has_name(b, name));
            if let Some(name) = lacking {
                let inner = shifted(&other.range(), range.start + 1, range);
                self.faults.at(inner, "term-else-lacks", &[("name", &name)]);
                return None;
            }
            return Some(Resolved {
                formula: Formula::Else(way.clone(), Box::new(second.formula)),
                place: first.place,
                is_many: true,
                reads: [first.reads, second.reads].concat(),
                steps: first.steps.saturating_add(second.steps),
            });
        }
        let wrong = match (first.place, second.place) {
            _ if !is_cell(&first) => Some((one, "term-else")),
            _ if !is_cell(&second) && !is_figure => Some((other, "term-else")),
            (Some(a), Some(b)) => {
                let measures = |id| (self.schema.quantity(id), self.schema.counter(id));
                (measures(a) != measures(b)).then_some((other, "term-else-differs"))
            }
            _ => None,
        };
        if let Some((part, id)) = wrong {
            let inner = shifted(&part.range(), range.start + 1, range);
            self.faults.at(inner, id, &[]);
            return None;
        }
        Some(Resolved {
            formula: Formula::Else(way.clone(), Box::new(second.formula)),
            place: second.place.and(first.place),
            is_many: false,
            reads: [first.reads, second.reads].concat(),
            steps: first.steps.saturating_add(second.steps),
        })
    }

    /// A figure reckoned of two.
    fn reckoned(
        &mut self,
        sign: Sign,
        (first, second): (Resolved, Resolved),
        (one, other): (&Parsed, &Parsed),
        range: &Range<usize>,
    ) -> Option<Resolved> {
        let is_single = |part: &Resolved| {
            !part.is_many && part.place.is_none_or(|id| self.schema.shape(id) == Shape::Leaf)
        };
        for (part, parsed) in [(&first, one), (&second, other)] {
            if !is_single(part) {
                let inner = shifted(&parsed.range(), range.start + 1, range);
                self.faults.at(inner, "term-not-one-figure", &[]);
                return None;
            }
        }
        Some(Resolved {
            formula: Formula::Operation(sign, Box::new(first.formula), Box::new(second.formula)),
            place: None,
            is_many: false,
            reads: [first.reads, second.reads].concat(),
            steps: first.steps.saturating_add(second.steps).saturating_add(RECKONING),
        })
    }
}

/// Whether a table is a formula with a label, and none of the terms of an object.
fn is_term(table: &DeTable<'_>) -> bool {
    table.iter().any(|(key, value)| key.get_ref().as_ref() == "value" && value.get_ref().as_str().is_some())
}

/// Bytes of the text of a value as bytes of the file, never beyond the value.
fn shifted(inner: &Range<usize>, start: usize, whole: &Range<usize>) -> Range<usize> {
    let at = |byte: usize| (start + byte).min(whole.end);
    at(inner.start)..at(inner.end)
}
