//! What texts offer: figures with their subject and role, what sentences state about them, clauses and entries.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, ImmutableString};
use rust_decimal::Decimal;

use super::{Fallible, Host};
use crate::engine::value::{At, Cell, Excerpt, List, Need, Reason, RelationValue, Unknown, Value};
use crate::figure::{Origin, Qualifier, Quantity, Unit};
use crate::prose::{self, Figure, Kind, Phrase, Prose, Relation, Role, Tone};
use crate::reading::{Source, TextCell};

/// What a relation says of itself, by the name of the function.
type Fact = (&'static str, fn(&Relation) -> bool);

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    figures(engine, host);
    relations(engine, host);
    phrases(engine, host);
    pieces(engine, host);
    claims(engine, host);
    entries(engine, host);
    periods(engine, host);
}

fn figures(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    engine.register_fn("quantities", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, range| {
            let inside =
                |figure: &&Figure| figure.range().start >= range.start && figure.range().end <= range.end;
            let Some(node) = cell.node() else { return Ok(()) };
            let found = prose.figures().iter().filter(inside);
            items.extend(
                found.map(|figure| Value::Quantity(cell.form.quantity_read(node, &(&figure.reading).into()))),
            );
            h.charge(prose.figures().len())
        })?;
        Ok(list(items, &value))
    });
    engine.register_fn("unit", |value: Value| -> ImmutableString {
        value.quantity().map(|quantity| quantity.unit().sign().into()).unwrap_or_default()
    });
    engine
        .register_fn("is_money", |value: Value| matches!(value.quantity().map(|quantity| quantity.unit().clone()), Ok(Unit::Money(_))))
        .register_fn("is_percent", |value: Value| matches!(value.quantity().map(|quantity| quantity.unit().clone()), Ok(Unit::Percent)))
        .register_fn("is_like", |a: Value, b: Value| match (a.quantity(), b.quantity()) {
            (Ok(a), Ok(b)) => {
                let is_bare = |quantity: &Quantity| *quantity.unit() == Unit::Ratio;
                // Of a unit that is no measure word (元/人) nothing is known.
                let is_known = |quantity: &Quantity| !matches!(quantity.unit(), Unit::Counter(word) if crate::figure::dimension(word).is_none());
                is_bare(&a) || is_bare(&b) || !is_known(&a) || !is_known(&b) || prose::commensurable(Some(a.unit()), Some(b.unit()))
            }
            _ => true,
        })
        .register_fn("measures", |value: Value| -> ImmutableString {
            value.quantity().map(|quantity| dimension_of(quantity.unit()).into()).unwrap_or_default()
        })
        .register_fn("interval", |value: Value| -> ImmutableString {
            value.quantity().map(|quantity| crate::figure::interval(&quantity).into()).unwrap_or_default()
        });
    engine.register_fn("qualifier", |value: Value| -> ImmutableString {
        let word =
            value.quantity().ok().and_then(|quantity| quantity.qualifier()).map(
                |qualifier| match qualifier {
                    Qualifier::About => "约",
                    Qualifier::Nearly => "近",
                    Qualifier::Odd => "多",
                    Qualifier::Over => "超",
                },
            );
        word.unwrap_or_default().into()
    });
    in_sentences(engine, host);
}

/// What a figure is in its sentence.
fn in_sentences(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    engine.register_fn("subject", move |value: Value| -> ImmutableString {
        h.figure(&value, |prose, figure| ImmutableString::from(prose.subject(figure))).unwrap_or_default()
    });
    let h = Rc::clone(host);
    engine.register_fn("role", move |value: Value| -> ImmutableString {
        let role = h.figure(&value, |_, figure| match figure.role {
            Role::Value => "value",
            Role::Target => "target",
            Role::Change => "change",
            Role::Previous => "previous",
            Role::Cumulative => "cumulative",
            Role::Part => "part",
            Role::Threshold => "threshold",
        });
        role.unwrap_or_default().into()
    });
    let h = Rc::clone(host);
    engine.register_fn("is_of_year", move |value: Value| -> bool {
        let reading = h.reading();
        let own = h.figure(&value, |_, figure| {
            reading.as_ref().is_none_or(|reading| reading.is_of_year(figure)) && !figure.is_partial_period
        });
        own.unwrap_or(true)
    });
    let h = Rc::clone(host);
    engine.register_fn("is_spelled_out", move |value: Value| -> bool {
        h.figure(&value, |prose, figure| {
            !prose
                .text()
                .get(figure.range())
                .is_some_and(|text| text.contains(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)))
        })
        .unwrap_or(false)
    });
    let h = Rc::clone(host);
    engine.register_fn("printed", move |value: Value| -> ImmutableString {
        h.figure(&value, |prose, figure| prose.text().get(figure.range()).unwrap_or_default().to_owned())
            .unwrap_or_default()
            .into()
    });
    engine.register_fn("as_printed", |value: Value| -> Value {
        Value::from_result(value.quantity().map(|quantity| quantity.without_qualifier()))
    });
    let h = Rc::clone(host);
    engine.register_fn("sentence", move |value: Value| -> Value { h.around(&value, Prose::sentence_at) });
}

/// What a unit measures, by the words of the language.
fn dimension_of(unit: &Unit) -> &'static str {
    use crate::figure::Dimension;
    match unit {
        Unit::Money(_) => "money",
        Unit::Percent => "percent",
        Unit::Score => "score",
        Unit::Ratio => "",
        Unit::Counter(word) => match crate::figure::dimension(word) {
            Some(Dimension::Length) => "length",
            Some(Dimension::Area) => "area",
            Some(Dimension::Volume) => "volume",
            Some(Dimension::Mass) => "mass",
            Some(Dimension::Energy) => "energy",
            Some(Dimension::Time) => "time",
            Some(Dimension::People) => "people",
            Some(Dimension::Events) => "events",
            Some(Dimension::Multiple) => "multiple",
            Some(Dimension::Points) => "score",
            Some(Dimension::Currency) => "currency",
            Some(Dimension::Things) | None => "things",
        },
    }
}

fn relations(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    engine.register_fn("relations", move |value: Value, kinds: Dynamic| -> Fallible<Value> {
        let kinds = h.kinds(&kinds)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, range| {
            let found = prose.relations().iter().filter(|relation| {
                kinds.contains(&relation.kind)
                    && relation.sentence.start >= range.start
                    && relation.sentence.end <= range.end
            });
            for relation in found {
                items.push(Value::Relation(Rc::new(h.relation(cell, prose, relation.clone()))));
            }
            h.charge(1 + prose.figures().len())
        })?;
        Ok(list(items, &value))
    });
    let facts: [Fact; 4] = [
        ("is_complete", |relation| relation.is_complete),
        ("is_exclusive", |relation| relation.is_exclusive),
        ("is_decline", |relation| relation.is_decline),
        ("is_of_target", |relation| relation.is_of_target),
    ];
    for (name, holds) in facts {
        engine.register_fn(name, move |value: Value| -> bool {
            matches!(&value, Value::Relation(relation) if holds(&relation.relation))
        });
    }
}

fn phrases(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    engine.register_fn("objects_of", move |value: Value, verbs: Dynamic| -> Fallible<Value> {
        let verbs = h.texts_of(&verbs)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, _| {
            for clause in prose.clauses_with(&verbs) {
                items.push(excerpt(cell, prose, clause.object));
            }
            h.charge(1 + prose.text().len() / 20)
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("similarity", move |a: Dynamic, b: Dynamic| -> Fallible<Value> {
        h.measure(&a, &b, Phrase::similarity)
    });
    let h = Rc::clone(host);
    engine.register_fn("coverage", move |phrase: Dynamic, text: Dynamic| -> Fallible<Value> {
        h.measure(&phrase, &text, Phrase::coverage)
    });
    let h = Rc::clone(host);
    engine.register_fn("same_object", move |a: Dynamic, b: Dynamic| -> Fallible<bool> {
        let (a, b) = (h.phrase(&a)?, h.phrase(&b)?);
        h.charge(1 + a.len() + b.len() / 10)?;
        let shared = a.common(&b).letters().max(b.common(&a).letters());
        Ok(shared >= 4 && a.coverage(&b).max(b.coverage(&a)) >= 60)
    });
}

/// Pieces of texts by what they are about or what they are for.
fn pieces(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    engine.register_fn("sentences_about", move |value: Value, phrase: Dynamic| -> Fallible<Value> {
        let phrase = h.phrase(&phrase)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, _| {
            for (range, sentence) in prose.sentences().iter().zip(prose.phrases()) {
                if phrase.coverage(sentence) >= 70 && phrase.common(sentence).letters() >= 4 {
                    // What stands before it in the sentence speaks of something else.
                    let names = |clause: &std::ops::Range<usize>| {
                        let text = prose.text().get(clause.clone()).unwrap_or_default();
                        clause.start >= range.start
                            && clause.end <= range.end
                            && phrase.coverage(&Phrase::new(text)) >= 50
                    };
                    let start = prose.clause_ranges().find(names).map_or(range.start, |clause| clause.start);
                    items.push(excerpt(cell, prose, start..range.end));
                }
            }
            h.charge(1 + prose.text().len() / 4)
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("misnamed", move |value: Value, name: Dynamic| -> Fallible<Value> {
        let name = h.words(&name)?;
        let mut found = None;
        let mut is_named = false;
        h.each_text(&value, |h, cell, prose, _| {
            is_named |=
                prose.text().contains(name.trim().split(['并', '且', '，']).next().unwrap_or_default());
            if found.is_none() {
                found = prose::misnamed(&name, prose.text()).map(|range| excerpt(cell, prose, range));
            }
            h.charge(1 + prose.text().len())
        })?;
        Ok(found.filter(|_| !is_named).unwrap_or_else(missing))
    });
    let h = Rc::clone(host);
    engine.register_fn("words_of", move |value: Value, phrase: Dynamic| -> Fallible<Value> {
        let phrase = h.words(&phrase)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, range| {
            let text = prose.text().get(range.clone()).unwrap_or_default();
            for piece in prose::common(&phrase, text).pieces {
                let found =
                    text.find(piece.as_str()).map(|at| range.start + at..range.start + at + piece.len());
                items.extend(found.map(|range| excerpt(cell, prose, range)));
            }
            h.charge(1 + text.len() / 4)
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("clauses", move |value: Value, pattern: ImmutableString| -> Fallible<Value> {
        let pattern = h.pattern(&pattern)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, range| {
            for clause in
                prose.clause_ranges().filter(|clause| clause.start >= range.start && clause.end <= range.end)
            {
                let text = prose.text().get(clause.clone()).unwrap_or_default();
                if h.search(&pattern, text)?.is_some() {
                    items.push(excerpt(cell, prose, clause));
                }
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("texts_beside", move |value: Value, uses: Dynamic| -> Fallible<Value> {
        let roles = h.roles(&uses)?;
        let Some(reading) = h.reading() else { return Ok(missing()) };
        let section = value.cell().and_then(Cell::node).and_then(|node| reading.section(node));
        Ok(match section {
            Some(section) => h.texts_of_use(&value, reading.texts_beside(section), &roles),
            None => h.texts_of_use(&value, reading.texts(), &roles),
        })
    });
    let h = Rc::clone(host);
    engine.register_fn("texts_for", move |value: Value, uses: Dynamic| -> Fallible<Value> {
        let roles = h.roles(&uses)?;
        let Some(reading) = h.reading() else { return Ok(missing()) };
        let outer = value.cell().and_then(Cell::node);
        let texts = outer.map_or_else(|| reading.texts(), |outer| reading.texts_within(outer));
        Ok(h.texts_of_use(&value, texts, &roles))
    });
}

/// What a text claims: how far something is, and why.
fn claims(engine: &mut Engine, host: &Rc<Host>) {
    for (name, tone) in
        [("says_done", Tone::Done), ("says_underway", Tone::Underway), ("says_late", Tone::Late)]
    {
        let h = Rc::clone(host);
        engine.register_fn(name, move |value: Value| -> Fallible<bool> {
            let mut says = false;
            h.each_text(&value, |h, _, prose, range| {
                let text = prose.text().get(range).unwrap_or_default();
                says |= tone.is_in(text);
                h.charge(1 + text.len() / 20)
            })?;
            Ok(says)
        });
    }
    let h = Rc::clone(host);
    engine.register_fn("gives_cause", move |value: Value| -> Fallible<bool> {
        let mut gives = false;
        h.each_text(&value, |h, _, prose, range| {
            let length = range.len();
            gives |= prose.gives_cause_in(range);
            h.charge(1 + length / 20)
        })?;
        Ok(gives)
    });
    let h = Rc::clone(host);
    engine.register_fn("is_vague_progress", move |value: Value| -> Fallible<bool> {
        match value.text() {
            Ok(text) => Ok(prose::is_vague_progress(&text)),
            Err(unknown) => h.stop_unknown(&unknown),
        }
    });
}

fn entries(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    engine.register_fn("entries", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, _| {
            items.extend(prose.entries().iter().map(|entry| excerpt(cell, prose, entry.range.clone())));
            h.charge(1 + prose.text().len() / 20)
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("number", move |value: Value| -> Value {
        let number = h.entry(&value).map(|(entry, _)| entry.number);
        number.map_or_else(missing, |number| {
            Value::Quantity(Quantity::exact(number.into(), Unit::Ratio, Origin::Literal))
        })
    });
    let h = Rc::clone(host);
    engine.register_fn("previous", move |value: Value| -> Value {
        match (h.entry(&value), &value) {
            (Some((_, Some(before))), Value::Excerpt(own)) => h
                .reading()
                .and_then(|reading| own.cell.node().map(|node| reading.prose(node)))
                .map_or_else(missing, |prose| excerpt(&own.cell, &prose, before.range)),
            _ => missing(),
        }
    });
    let h = Rc::clone(host);
    engine.register_fn("entry", move |value: Value| -> Value {
        h.around(&value, |prose, at| {
            let holds = |entry: &&prose::Entry| entry.range.contains(&at);
            prose.entries().iter().rfind(holds).map_or(0..prose.text().len(), |entry| entry.range.clone())
        })
    });
    let h = Rc::clone(host);
    engine.register_fn("dates", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, range| {
            let dates = prose
                .dates()
                .iter()
                .filter(|date| date.range.start >= range.start && date.range.end <= range.end);
            items.extend(dates.map(|date| excerpt(cell, prose, date.range.clone())));
            h.charge(1 + prose.dates().len())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("is_impossible", move |value: Value| -> bool {
        h.date(&value).is_some_and(|date| date.is_impossible())
    });
    let h = Rc::clone(host);
    engine.register_fn("year", move |value: Value| -> Value {
        let year = h.date(&value).and_then(|date| date.year);
        year.map_or_else(missing, |year| {
            Value::Quantity(Quantity::exact(Decimal::from(year), Unit::Ratio, Origin::Literal))
        })
    });
}

/// A stretch of time with a beginning and an end that a sentence names.
fn periods(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    engine.register_fn("repetitions", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, within| {
            let inside =
                |range: &std::ops::Range<usize>| within.start <= range.start && range.end <= within.end;
            let found = prose.repetitions().into_iter().filter(inside);
            items.extend(found.map(|range| excerpt(cell, prose, range)));
            h.charge(1 + prose.text().len() / 200)
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("periods", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, prose, range| {
            for (start, end) in prose.periods() {
                if start.range.start >= range.start && end.range.end <= range.end {
                    let pair = vec![excerpt(cell, prose, start.range), excerpt(cell, prose, end.range)];
                    items.push(Value::List(Rc::new(List {
                        items: pair,
                        origin: Some(cell.clone()),
                        schema: None,
                    })));
                }
            }
            h.charge(1 + prose.dates().len())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    engine.register_fn("is_after", move |one: Value, other: Value| -> bool {
        match (h.date(&one), h.date(&other)) {
            (Some(one), Some(other)) => one.is_after(&other),
            _ => false,
        }
    });
}

/// What is not there, without a cell that could be filled in.
pub(super) fn missing() -> Value {
    Value::Unknown(Rc::new(Unknown::Missing(Vec::new())))
}

/// What a text does not print: there is nothing to hold against anything.
fn unprinted(cell: &Cell) -> Value {
    Value::Unknown(Rc::new(Unknown::NotApplicable(Reason::Unprinted(cell.pointer()))))
}

pub(super) fn list(items: Vec<Value>, of: &Value) -> Value {
    Value::List(Rc::new(List { items, origin: of.cell().cloned(), schema: None }))
}

pub(super) fn excerpt(cell: &Cell, prose: &Prose, range: std::ops::Range<usize>) -> Value {
    let text: Box<str> = prose.text().get(range.clone()).unwrap_or_default().into();
    Value::Excerpt(Rc::new(Excerpt { cell: cell.clone(), range, text }))
}

impl Host {
    /// Does something with every text of a value, at any depth: its cell, what it says, and the bytes that count.
    pub(super) fn each_text(
        &self,
        value: &Value,
        mut work: impl FnMut(&Self, &Cell, &Rc<Prose>, std::ops::Range<usize>) -> Fallible<()>,
    ) -> Fallible<()> {
        let Some(reading) = self.reading() else { return Ok(()) };
        let mut open = vec![value.clone()];
        while let Some(value) = open.pop() {
            match &value {
                Value::List(list) => open.extend(list.items.iter().rev().cloned()),
                Value::Excerpt(excerpt) => {
                    let Some(node) = excerpt.cell.node() else { continue };
                    work(self, &excerpt.cell, &reading.prose(node), excerpt.range.clone())?;
                }
                Value::Cell(cell) => {
                    let Some(node) = cell.node() else { continue };
                    for (node, schema) in cell.form.texts_under(node) {
                        let cell = Cell { form: Rc::clone(&cell.form), at: At::Present(node, schema) };
                        let prose = reading.prose(node);
                        let whole = 0..prose.text().len();
                        work(self, &cell, &prose, whole)?;
                    }
                }
                Value::Quantity(_) | Value::Unknown(_) | Value::Relation(_) | Value::Target(_) => {}
            }
        }
        Ok(())
    }

    /// Looks up the figure of a text that a quantity is; `None` for computed ones, cells and literals.
    pub(super) fn figure<T>(&self, value: &Value, look: impl FnOnce(&Prose, &Figure) -> T) -> Option<T> {
        let quantity = value.quantity().ok().filter(|quantity| !quantity.is_computed())?;
        let Origin::Place { node, range: Some(range) } = quantity.origins().into_iter().next()? else {
            return None;
        };
        let prose = self.reading()?.prose(node);
        let figure = prose.figure_at(&range)?;
        Some(look(&prose, figure))
    }

    /// The cell and the first byte of a figure or excerpt.
    fn place_of(&self, value: &Value) -> Option<(Cell, usize)> {
        match value {
            Value::Excerpt(excerpt) => Some((excerpt.cell.clone(), excerpt.range.start)),
            Value::Relation(relation) => Some((relation.cell.clone(), relation.relation.sentence.start)),
            Value::Cell(cell) => Some((cell.clone(), 0)),
            _ => {
                let quantity = value.quantity().ok()?;
                let Origin::Place { node, range } = quantity.origins().into_iter().next()? else {
                    return None;
                };
                let form = self.form()?;
                let schema = form.schema_of(node)?;
                Some((Cell { form, at: At::Present(node, schema) }, range.map_or(0, |range| range.start)))
            }
        }
    }

    /// The characters around a figure or excerpt; missing for what stands in no text.
    fn around(&self, value: &Value, range: impl FnOnce(&Prose, usize) -> std::ops::Range<usize>) -> Value {
        let found = self.place_of(value).and_then(|(cell, at)| {
            let prose = self.reading()?.prose(cell.node()?);
            let range = range(&prose, at);
            Some(excerpt(&cell, &prose, range))
        });
        found.unwrap_or_else(missing)
    }

    /// A numbered entry, and the one before it with the same kind of mark.
    fn entry(&self, value: &Value) -> Option<(prose::Entry, Option<prose::Entry>)> {
        let Value::Excerpt(excerpt) = value else { return None };
        let prose = self.reading()?.prose(excerpt.cell.node()?);
        let entries = prose.entries();
        let at = entries.iter().position(|entry| entry.range == excerpt.range)?;
        let own = entries.get(at)?.clone();
        let before = entries.get(..at)?.iter().rfind(|before| before.style == own.style).cloned();
        Some((own, before))
    }

    fn date(&self, value: &Value) -> Option<prose::Date> {
        let Value::Excerpt(excerpt) = value else { return None };
        let prose = self.reading()?.prose(excerpt.cell.node()?);
        prose.dates().iter().find(|date| date.range == excerpt.range).cloned()
    }

    fn roles(&self, uses: &Dynamic) -> Fallible<Vec<crate::form::Role>> {
        let names = self.texts_of(uses)?;
        let parse = |name: &String| {
            crate::form::Role::parse(name).ok_or_else(|| self.error("engine-unknown-use", &[("name", name)]))
        };
        names.iter().map(parse).collect()
    }

    /// Those of some texts that serve one of some uses, as a list of cells.
    fn texts_of_use<'t>(
        &self,
        of: &Value,
        texts: impl IntoIterator<Item = &'t TextCell>,
        roles: &[crate::form::Role],
    ) -> Value {
        let Some(form) = self.form() else { return missing() };
        let cell = |text: &TextCell| {
            let schema = form.schema_of(text.node)?;
            Some(Value::Cell(Cell { form: Rc::clone(&form), at: At::Present(text.node, schema) }))
        };
        let texts = texts.into_iter().filter(|text| roles.contains(&text.role));
        list(texts.filter_map(cell).collect(), of)
    }

    fn kinds(&self, kinds: &Dynamic) -> Fallible<Vec<Kind>> {
        let names = self.texts_of(kinds)?;
        let parse = |name: &String| {
            Kind::parse(name).ok_or_else(|| self.error("engine-unknown-relation", &[("name", name)]))
        };
        names.iter().map(parse).collect()
    }

    /// A statement of a text with its figures. The base of a percentage of a target is the indicator's own target.
    fn relation(&self, cell: &Cell, prose: &Rc<Prose>, relation: prose::Relation) -> RelationValue {
        let base = (relation.is_of_target && relation.whole.is_none())
            .then(|| self.base(cell, prose, &relation))
            .flatten();
        RelationValue { cell: cell.clone(), figures: Rc::clone(prose), relation, base }
    }

    fn base(&self, cell: &Cell, prose: &Prose, relation: &Relation) -> Option<Quantity> {
        let (reading, node) = (self.reading()?, cell.node()?);
        if let Some(indicator) = reading.indicator_of(node) {
            return reading
                .target(&indicator)
                .filter(|target| target.source != Source::Nature)
                .map(|target| target.quantity.clone());
        }
        let part = prose.figure_at(relation.part.as_ref()?)?;
        let rate = prose.figure_at(relation.rate.as_ref()?)?;
        reading.goal_of(node, part, rate)
    }

    fn measure(&self, a: &Dynamic, b: &Dynamic, measure: fn(&Phrase, &Phrase) -> u32) -> Fallible<Value> {
        let (a, b) = (self.phrase(a)?, self.phrase(b)?);
        self.charge(1 + a.len() * (1 + b.len() / 100))?;
        let percent = Decimal::from(measure(&a, &b));
        Ok(Value::Quantity(Quantity::exact(percent, Unit::Percent, Origin::Literal)))
    }

    /// A text ready for comparing; that of a sentence or a whole cell is made once.
    fn phrase(&self, text: &Dynamic) -> Fallible<Rc<Phrase>> {
        let place = text.read_lock::<Value>().and_then(|value| match &*value {
            Value::Excerpt(excerpt) => Some((excerpt.cell.node()?, Some(excerpt.range.clone()))),
            Value::Cell(cell) => Some((cell.node()?, None)),
            _ => None,
        });
        if let (Some((node, range)), Some(reading)) = (place, self.reading())
            && let Some(known) = reading.prose(node).phrase_at(range.as_ref())
        {
            return Ok(known);
        }
        Ok(Rc::new(Phrase::new(&self.words(text)?)))
    }

    /// The text of a value or literal; one that is not known ends the run.
    pub(super) fn words(&self, value: &Dynamic) -> Fallible<String> {
        if let Some(value) = value.read_lock::<Value>() {
            return match value.text() {
                Ok(text) => Ok(text.into_owned()),
                Err(unknown) => self.stop_unknown(&unknown),
            };
        }
        if value.read_lock::<Array>().is_some() {
            return Err(self.error("engine-not-texts", &[]));
        }
        value.clone().into_string().map_err(|_| self.error("engine-not-texts", &[]))
    }
}

impl RelationValue {
    /// The sentence that says it.
    pub(crate) fn sentence(&self) -> &str {
        self.figures.text().get(self.relation.sentence.clone()).unwrap_or_default()
    }

    /// Its figures as labels: the rate or difference first, or the whole of parts.
    pub(crate) fn places(&self) -> Vec<crate::report::Label> {
        let Some(node) = self.cell.node() else { return Vec::new() };
        let Relation { rate, part, whole, parts, .. } = &self.relation;
        let figures = rate.iter().chain(part).chain(whole).chain(parts);
        figures.map(|range| self.cell.form.place_in_text(node, range.clone())).collect()
    }

    /// A member by its name; `None` if relations have no such member.
    pub(crate) fn member(&self, name: &str) -> Option<Value> {
        let relation = &self.relation;
        let range = match name {
            "total" if relation.kind == Kind::Price => &relation.part,
            "part" | "value" | "current" | "done" => &relation.part,
            "whole" | "base" | "previous" | "total" => {
                if let (None, Some(base)) = (&relation.whole, &self.base) {
                    return Some(Value::Quantity(base.clone()));
                }
                &relation.whole
            }
            "rate" | "difference" | "price" => &relation.rate,
            "listed" => {
                let items = relation
                    .listed
                    .iter()
                    .map(|range| excerpt(&self.cell, &self.figures, range.clone()))
                    .collect();
                return Some(list(items, &Value::Cell(self.cell.clone())));
            }
            "parts" => {
                let items = relation.parts.iter().map(|range| self.quantity(range)).collect();
                return Some(list(items, &Value::Cell(self.cell.clone())));
            }
            _ => return None,
        };
        Some(range.as_ref().map_or_else(|| unprinted(&self.cell), |range| self.quantity(range)))
    }

    fn quantity(&self, range: &std::ops::Range<usize>) -> Value {
        let Some(node) = self.cell.node() else { return unprinted(&self.cell) };
        let reading = self.figures.figure_at(range).map(|figure| figure.reading.clone());
        reading.map_or_else(
            || Value::Unknown(Rc::new(Unknown::Missing(vec![Need(self.cell.clone())]))),
            |reading| Value::Quantity(self.cell.form.quantity_read(node, &(&reading).into())),
        )
    }
}
