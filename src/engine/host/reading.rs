//! Reading cells: by key or printed label, whether something is there, texts and what they mention.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, Position};
use smallvec::SmallVec;

use super::arithmetic::literal;
use super::comparing::fold;
use super::state::Host;
use crate::document::NodeId;
use crate::engine::pattern::{Apt, Pattern};
use crate::engine::value::{At, Cell, Excerpt, List, Reason, Unknown, Value};
use crate::engine::work::Fallible;
use crate::form::{Content, FormSchema, Formula, SchemaId, Shape, Term};

/// What ends a sentence.
const SENTENCE_ENDS: [char; 8] = ['。', '；', ';', '！', '？', '!', '?', '\n'];

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    engine.register_type_with_name::<Value>("Value");
    presence(engine, host);
    texts(engine, host);
    let h = Rc::clone(host);
    engine.register_indexer_get(move |value: &mut Value, name: &str| -> Fallible<Value> {
        h.charge_member(value, steps_of(value, name))?;
        by_name(value, name)
    });
    host.define(engine, "parent", |value: Value| match value.cell() {
        Some(cell) => Value::Cell(cell.parent().unwrap_or_else(|| Cell::root(&cell.form))),
        None => value,
    });
    host.define(engine, "or", move |value: Value, other: Dynamic| -> Fallible<Value> {
        if value.is_blank() { Host::default_of(&other) } else { Ok(value) }
    });
    host.define(engine, "quantity", |value: Value| Value::from_result(value.quantity()));
}

/// Registers a getter for every key and term of a schema: much cheaper than the indexer, which Rhai asks last.
pub(crate) fn register_keys(engine: &mut Engine, host: &Rc<Host>, schema: &FormSchema) {
    let members = crate::engine::vocabulary::MEMBERS;
    let mut keys = schema.keys();
    keys.extend(schema.terms().iter().map(|term| &*term.name));
    keys.sort_unstable();
    keys.dedup();
    let mut ways: HashMap<&str, Vec<Way>> = HashMap::new();
    for outer in schema.ids() {
        for (key, inner) in schema.members(outer) {
            ways.entry(key).or_default().push(Way { outer, inner: SmallVec::from_slice(&[inner]) });
        }
    }
    for term in schema.terms() {
        ways.entry(&term.name).or_default().extend(Way::of(schema, term));
    }
    for key in keys.iter().copied().chain(members.into_iter().filter(|member| !keys.contains(member))) {
        let name: Rc<str> = Rc::from(key);
        let steps = schema.steps_of(key);
        getter(engine, host, &name, (ways.remove(key).unwrap_or_default(), steps), member);
    }
    let labels: BTreeSet<&str> = schema.ids().filter_map(|id| schema.label(id)).collect();
    for label in labels.into_iter().filter(|label| is_name(label) && !keys.iter().any(|key| key == label)) {
        let name: Rc<str> = Rc::from(label);
        getter(engine, host, &name, (Vec::new(), 0), by_name);
    }
}

/// How to come by a cell from an object: through members alone.
struct Way {
    outer: SchemaId,
    inner: SmallVec<[SchemaId; 1]>,
}

impl Way {
    /// That of a term; `None` for one that reckons, is the first of several, or leads through lists or other terms.
    fn of(schema: &FormSchema, term: &Term) -> Option<Self> {
        let Formula::Way(steps) = &term.formula else { return None };
        let mut at = term.owner;
        let inner = steps.iter().map(|step| {
            at = schema.member(at, step).filter(|_| schema.shape(at) == Shape::Object)?;
            Some(at)
        });
        Some(Self { inner: inner.collect::<Option<_>>()?, outer: term.owner })
    }
}

/// Registers a getter, with the ways to what it reads that are known beforehand, those by a key first, and the steps that are
/// charged.
fn getter(
    engine: &mut Engine,
    host: &Rc<Host>,
    name: &Rc<str>,
    (ways, steps): (Vec<Way>, usize),
    read: fn(&Value, &str) -> Fallible<Value>,
) {
    let (h, own) = (Rc::clone(host), Rc::clone(name));
    let get = Rc::new(move |value: &Value| -> Fallible<Value> {
        let way = match value {
            Value::Cell(cell) => ways.iter().find(|way| way.outer == cell.schema()).zip(Some(cell)),
            _ => None,
        };
        let Some((way, cell)) = way else {
            h.charge_member(value, steps)?;
            return read(value, &own);
        };
        // An object is one thing, and has no elements.
        h.work.charge_cells(0)?;
        h.charge_steps(1, steps)?;
        let (first, others) = way.inner.split_first().unzip();
        let first = first.map_or_else(|| cell.clone(), |first| cell.member(*first));
        let others = others.unwrap_or_default();
        Ok(Value::Cell(others.iter().fold(first, |at, inner| at.member(*inner))))
    });
    let known = Rc::clone(&get);
    engine.register_get(&**name, move |value: &mut Value| known(value));
    host.work.natives.add_getter(name, get);
}

/// Whether a label may stand behind a dot.
fn is_name(label: &str) -> bool {
    let starts = label.chars().next().is_some_and(|first| !first.is_numeric());
    starts && label.chars().all(|letter| letter == '_' || letter.is_alphanumeric())
}

fn presence(engine: &mut Engine, host: &Rc<Host>) {
    host.define(engine, "is_absent", |value: Value| value.is_absent());
    let h = Rc::clone(host);
    host.define(engine, "is_missing", move |value: Value| h.is_missing(&value));
    let h = Rc::clone(host);
    host.define(engine, "is_blank", move |value: Value| h.is_blank(&value));
    let h = Rc::clone(host);
    host.define(engine, "is_true", move |value: Value| -> Fallible<bool> {
        if let Value::Cell(cell) = &value
            && matches!(cell.at, At::Absent(_))
            && cell.is_left_out_by_right()
        {
            return Ok(false);
        }
        match &value {
            Value::Unknown(unknown) => h.stop_unknown(unknown),
            Value::Cell(cell) => match cell.content() {
                Content::Bool(truth) => Ok(*truth),
                Content::Missing => h.stop_unknown(&cell.unknown()),
                // A text where a truth value belongs is the form's fault, told by its structure.
                _ if cell.form.schema().types(cell.schema()).any(|name| name == "boolean") => Ok(false),
                _ => Err(Host::error("engine-no-truth", &[])),
            },
            _ => Err(Host::error("engine-no-truth", &[])),
        }
    });
    let h = Rc::clone(host);
    host.define(engine, "placeholder", move |value: Value| -> Fallible<ImmutableString> {
        match &value {
            Value::Cell(cell) => match cell.content() {
                Content::Placeholder(placeholder) => Ok(placeholder.to_string().into()),
                Content::Missing => h.stop_unknown(&cell.unknown()),
                _ => Ok(ImmutableString::new()),
            },
            _ => Ok(ImmutableString::new()),
        }
    });
}

fn texts(engine: &mut Engine, host: &Rc<Host>) {
    host.define(engine, "label", |value: Value| -> ImmutableString {
        value.cell().map(Cell::label).unwrap_or_default().into()
    });
    host.define(engine, "key", |value: Value| -> ImmutableString {
        let cell = value.cell();
        let name = cell.and_then(|cell| cell.form.element_name(cell.node()?));
        name.unwrap_or_default().into()
    });
    let h = Rc::clone(host);
    host.define(engine, "text", move |value: Value| -> Fallible<Value> {
        match value.text() {
            Ok(_) => Ok(value),
            Err(unknown) => h.stop_unknown(&unknown),
        }
    });
    let h = Rc::clone(host);
    host.define(engine, "texts", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.gather_texts(&value, &mut items)?;
        Ok(Value::List(Rc::new(List { items, origin: value.cell().cloned(), schema: None })))
    });
    patterns(engine, host);
    words(engine, host);
}

/// Regular expressions.
fn patterns(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "find", move |value: Value, pattern: ImmutableString| h.find(&value, &pattern));
    let h = Rc::clone(host);
    host.define(engine, "containing", move |list: Value, pattern: ImmutableString| -> Fallible<Value> {
        let pattern = h.pattern(&pattern)?;
        h.pick(&list, "containing", |item| match item.text() {
            Ok(text) => Ok(h.search_in(&pattern, item, &text)?.is_some()),
            Err(_) => Ok(false),
        })
    });
    let h = Rc::clone(host);
    host.define(engine, "sentences", move |value: Value, pattern: ImmutableString| {
        h.sentences(&value, &pattern)
    });
}

/// Words as they are listed.
fn words(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "mentions", move |value: Value, words: Dynamic| -> Fallible<bool> {
        let words = h.texts_of(&words)?;
        h.any_text(&value, |h, text| h.has_any(text, &words))
    });
    let h = Rc::clone(host);
    host.define(engine, "mentions", move |text: ImmutableString, words: Dynamic| -> Fallible<bool> {
        let words = h.texts_of(&words)?;
        h.has_any(&text, &words)
    });
    let h = Rc::clone(host);
    host.define(engine, "is_one_of", move |value: Value, words: Dynamic| -> Fallible<bool> {
        let words = h.texts_of(&words)?;
        match value.text() {
            Ok(text) => {
                h.work.charge_bytes(text.len())?;
                let text = fold(&text);
                Ok(words.iter().any(|word| fold(word) == text))
            }
            Err(unknown) => h.stop_unknown(&unknown),
        }
    });
}

fn member(value: &Value, key: &str) -> Fallible<Value> {
    value
        .property(key)
        .ok_or_else(|| EvalAltResult::ErrorPropertyNotFound(key.to_owned(), Position::NONE).into())
}

/// Steps that it takes to come by a member that is a term; 0 for a cell.
pub(super) fn steps_of(value: &Value, name: &str) -> usize {
    value.cell().map_or(0, |cell| cell.form.schema().steps_of(name))
}

/// A member by its key or by the label printed on the form.
fn by_name(value: &Value, name: &str) -> Fallible<Value> {
    if let Some(found) = value.property(name) {
        return Ok(found);
    }
    let owner = match value {
        Value::Cell(cell) => match cell.shape() {
            Shape::List(item) => Some((cell.form.schema(), item)),
            Shape::Object | Shape::Leaf => Some((cell.form.schema(), cell.schema())),
        },
        Value::List(list) => value.cell().map(|cell| cell.form.schema()).zip(list.schema),
        _ => None,
    };
    let key = owner.and_then(|(schema, owner)| {
        schema.member_by_label(owner, name).and_then(|member| schema.key(member))
    });
    member(value, key.unwrap_or(name))
}

impl Host {
    /// Every text under a value, at any depth, in the order of the form.
    fn gather_texts(&self, value: &Value, texts: &mut Vec<Value>) -> Fallible<()> {
        match value {
            Value::List(list) => {
                return list.items.iter().try_for_each(|item| self.gather_texts(item, texts));
            }
            Value::Cell(cell) => {
                let Some(node) = cell.node() else { return Ok(()) };
                self.work.charge_cells(cell.form.document().extent(node))?;
                for (node, schema) in cell.form.texts_under(node) {
                    let form = Rc::clone(&cell.form);
                    texts.push(Value::Cell(Cell { form, at: At::Present(node, schema) }));
                }
            }
            Value::Excerpt(_) => texts.push(value.clone()),
            Value::Quantity(_) | Value::Relation(_) | Value::Target(_) | Value::Unknown(_) => {}
        }
        Ok(())
    }

    /// Takes operations for a member of a value, or of each of its elements, that may be a term of so many steps.
    pub(super) fn charge_member(&self, value: &Value, steps: usize) -> Fallible<()> {
        let elements = value.elements();
        self.work.charge_cells(elements)?;
        self.charge_steps(elements.max(1), steps)
    }

    /// Takes operations for a term of so many steps of each of some elements.
    fn charge_steps(&self, elements: usize, steps: usize) -> Fallible<()> {
        if steps == 0 { Ok(()) } else { self.work.charge_lookups(steps.saturating_mul(elements), 1) }
    }

    /// Whether one of some words stands in a text.
    fn has_any(&self, text: &str, words: &[String]) -> Fallible<bool> {
        for word in words.iter().filter(|word| !word.is_empty()) {
            self.work.charge_bytes(text.len())?;
            if text.contains(word.as_str()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_missing(&self, value: &Value) -> bool {
        let is_missing = value.is_missing();
        if is_missing {
            self.turn_at(value);
        }
        is_missing
    }

    fn is_blank(&self, value: &Value) -> bool {
        let is_blank = value.is_blank();
        if is_blank {
            self.turn_at(value);
        }
        is_blank
    }

    fn default_of(other: &Dynamic) -> Fallible<Value> {
        if let Some(value) = other.read_lock::<Value>() {
            return Ok(value.clone());
        }
        match (other.as_int(), other.as_decimal()) {
            (Ok(number), _) => Ok(literal(number)),
            (_, Ok(number)) => Ok(literal(number)),
            (Err(kind), _) => Err(Self::error("engine-compared-with", &[("kind", kind)])),
        }
    }

    /// Whether any text of a value passes a test; a text that is missing ends the run.
    fn any_text(&self, value: &Value, passes: impl Fn(&Self, &str) -> Fallible<bool>) -> Fallible<bool> {
        match value.items() {
            Some(Ok(items)) => {
                self.work.charge_cells(items.len())?;
                for item in items.iter() {
                    if let Ok(text) = item.text()
                        && passes(self, &text)?
                    {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Some(Err(unknown)) => self.stop_unknown(&unknown),
            None => match value.text() {
                Ok(text) => passes(self, &text),
                Err(unknown) => self.stop_unknown(&unknown),
            },
        }
    }

    /// The first match of a regular expression, or its first group, with its own place; in a list, in the first text
    /// that has one. Missing if there is none.
    fn find(&self, value: &Value, pattern: &str) -> Fallible<Value> {
        let pattern = self.pattern(pattern)?;
        self.work.charge_cells(value.elements())?;
        let found = match value.items() {
            Some(Ok(items)) => items.iter().map(|item| self.find_in(item, &pattern)).find(|found| {
                // What cannot be searched (a text that is missing) is passed over, a limit is not.
                !matches!(found, Ok(Err(_)))
            }),
            Some(Err(unknown)) => Some(Ok(Err(unknown))),
            None => Some(self.find_in(value, &pattern)),
        };
        let found = found.unwrap_or_else(|| Ok(Err(Unknown::Missing(Vec::new()))))?;
        Ok(found.unwrap_or_else(|unknown| Value::Unknown(Rc::new(unknown))))
    }

    /// The sentences of a text, or of each text of a list, in which a regular expression matches, each with its own
    /// place. A text that is missing has none.
    fn sentences(&self, value: &Value, pattern: &str) -> Fallible<Value> {
        let pattern = self.pattern(pattern)?;
        let mut sentences = Vec::new();
        self.work.charge_cells(value.elements())?;
        match value.items() {
            Some(Ok(items)) => {
                for item in items.iter() {
                    self.sentences_in(item, &pattern, &mut sentences)?;
                }
            }
            Some(Err(unknown)) => return Ok(Value::Unknown(Rc::new(unknown))),
            None => self.sentences_in(value, &pattern, &mut sentences)?,
        }
        Ok(Value::List(Rc::new(List { items: sentences, origin: value.cell().cloned(), schema: None })))
    }

    pub(super) fn sentences_in(
        &self,
        value: &Value,
        pattern: &Pattern,
        sentences: &mut Vec<Value>,
    ) -> Fallible<()> {
        let (Ok(text), Some(cell)) = (value.text(), value.cell()) else { return Ok(()) };
        let Some(apt) = self.apt(pattern, value) else { return self.work.charge_states(0, 0) };
        let offset = if let Value::Excerpt(excerpt) = value { excerpt.range.start } else { 0 };
        let mut from = 0;
        while let Some(found) = self.search(pattern, apt, text.get(from..).unwrap_or_default())? {
            let at = from + found.start;
            let start = text.get(..at).and_then(|before| before.rfind(SENTENCE_ENDS)).map_or(0, |end| {
                end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
            });
            let behind = text.get(at..).unwrap_or_default();
            let end = behind.find(SENTENCE_ENDS).map_or(text.len(), |length| at + length);
            let sentence: Box<str> = text.get(start..end).unwrap_or_default().into();
            let range = start + offset..end + offset;
            sentences.push(Value::Excerpt(Rc::new(Excerpt { cell: cell.clone(), range, text: sentence })));
            from = text
                .get(end..)
                .and_then(|rest| rest.chars().next())
                .map_or(text.len(), |c| end + c.len_utf8());
        }
        Ok(())
    }

    fn find_in(&self, value: &Value, pattern: &Pattern) -> Fallible<Result<Value, Unknown>> {
        let text = match value.text() {
            Ok(text) => text,
            Err(unknown) => return Ok(Err(unknown)),
        };
        let (Some(range), Some(cell)) = (self.search_in(pattern, value, &text)?, value.cell()) else {
            return Ok(Err(Unknown::Missing(Vec::new())));
        };
        let found: Box<str> = text.get(range.clone()).unwrap_or_default().into();
        let offset = match value {
            Value::Excerpt(excerpt) => excerpt.range.start,
            _ => 0,
        };
        let range = range.start + offset..range.end + offset;
        Ok(Ok(Value::Excerpt(Rc::new(Excerpt { cell: cell.clone(), range, text: found }))))
    }

    /// What of a regular expression may match in the text of a value; `None` for most that have no match.
    pub(super) fn apt(&self, pattern: &Pattern, value: &Value) -> Option<Apt> {
        self.apt_in(pattern, value.cell().and_then(Cell::node))
    }

    /// The same in the text of a node.
    pub(super) fn apt_in(&self, pattern: &Pattern, node: Option<NodeId>) -> Option<Apt> {
        // What a search takes turns on how often the text was searched before.
        self.affect();
        let reading = self.reading();
        pattern.apt(node.zip(reading.as_ref()).and_then(|(node, reading)| reading.pairs(node)))
    }

    /// Where a regular expression, or its first group, matches first in the text of a value.
    pub(super) fn search_in(
        &self,
        pattern: &Pattern,
        value: &Value,
        text: &str,
    ) -> Fallible<Option<std::ops::Range<usize>>> {
        if let Some(apt) = self.apt(pattern, value) {
            return self.search(pattern, apt, text);
        }
        self.work.charge_states(0, 0)?;
        Ok(None)
    }

    /// Where a regular expression, or its first group, matches first.
    pub(super) fn search(
        &self,
        pattern: &Pattern,
        apt: Apt,
        text: &str,
    ) -> Fallible<Option<std::ops::Range<usize>>> {
        self.work.charge_states(text.len(), pattern.states())?;
        let found = pattern.find(text, apt);
        if let Some(found) = &found {
            self.work.give_back_states(text.len(), found.end, pattern.states());
        }
        Ok(found)
    }
}

impl Host {
    /// What makes a value the same as another element.
    pub(super) fn identity(&self, value: &Value) -> Fallible<Result<String, Unknown>> {
        if value.is_textual() {
            self.work.charge_bytes(value.text().map_or(0, |text| text.len()))?;
        } else {
            self.work.charge_figures(2)?;
        }
        Ok(value.identity())
    }
}

impl Value {
    /// Whether nothing is there.
    pub(super) fn is_missing(&self) -> bool {
        match self {
            Self::Cell(cell) => cell.is_missing(),
            Self::Unknown(_) => true,
            Self::List(_) | Self::Quantity(_) | Self::Excerpt(_) | Self::Relation(_) | Self::Target(_) => {
                false
            }
        }
    }

    /// Whether the form has no such cell; one that is printed and left blank is there.
    pub(crate) fn is_absent(&self) -> bool {
        match self {
            Self::Cell(cell) => matches!(cell.at, At::Absent(_)) || cell.is_null_and_not_printed(),
            Self::Unknown(unknown) => {
                matches!(**unknown, Unknown::NotApplicable(Reason::NoSuchCell(_) | Reason::NotPrinted(..)))
            }
            _ => false,
        }
    }

    /// Whether nothing is there, or only a mark that there is nothing to fill in; of a list or section, nowhere in it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Cell(cell) => matches!(cell.content(), Content::Placeholder(_)) || !cell.has_content(),
            _ => self.is_missing(),
        }
    }

    /// Whether it is compared as a text.
    pub(super) fn is_textual(&self) -> bool {
        match self {
            Self::Cell(cell) => {
                cell.form.schema().quantity(cell.schema()).is_none()
                    && !matches!(cell.content(), Content::Quantity)
            }
            Self::Excerpt(_) => true,
            Self::List(_) | Self::Quantity(_) | Self::Relation(_) | Self::Target(_) | Self::Unknown(_) => {
                false
            }
        }
    }

    /// What makes it the same as another element: its figure in its unit, or its text without width and margins.
    fn identity(&self) -> Result<String, Unknown> {
        if self.is_textual() {
            return self.text().map(|text| fold(&text));
        }
        match self.quantity() {
            Ok(quantity) => Ok(format!("{} {:?}", quantity.value().normalize(), quantity.unit())),
            Err(unknown) => Err(unknown),
        }
    }
}
