//! What texts offer: figures with their subject and role, what sentences state about them, clauses and entries.

use std::rc::Rc;

use rhai::{Array, Dynamic, Engine, ImmutableString};
use rust_decimal::Decimal;

use super::state::Host;
use crate::engine::law::Given;
use crate::engine::value::{At, Cell, Excerpt, List, Need, Reason, RelationValue, Unknown, Value};
use crate::engine::work::Fallible;
use crate::figure::{Agreement, Origin, Quantity, Unit};
use crate::meaning::form_reading::{FormReading, TextCell};
use crate::meaning::targets::Source;
use crate::text::claims::Tone;
use crate::text::dates::Date;
use crate::text::entries::misnumbered;
use crate::text::figures::{Figure, Role};
use crate::text::lexicon::{Class, Classes};
use crate::text::phrases::{self, Phrase};
use crate::text::statements::{Member, Statement};
use crate::text::text::Text;
use crate::text::tokens::Piece;
use crate::wording::Message;

/// What is done with a text: its cell, what it says, and the bytes that count.
type Work<'w> = dyn FnMut(&Host, &Cell, &Rc<Text>, std::ops::Range<usize>) -> Fallible<()> + 'w;

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    figures(engine, host);
    relations(engine, host);
    phrases(engine, host);
    pieces(engine, host);
    classes(engine, host);
    claims(engine, host);
    entries(engine, host);
    periods(engine, host);
}

fn figures(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "quantities", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |_, cell, text, range| {
            let Some(node) = cell.node() else { return Ok(()) };
            // What stands in a name is none.
            let counts = text.figures_in(&range).iter().filter(|figure| figure.role != Role::Grade);
            items.extend(counts.map(|figure| Value::Quantity(cell.form.quantity_read(node, &figure.number))));
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    host.define(engine, "unit", |value: Value| -> ImmutableString {
        value.quantity().map(|quantity| quantity.unit().sign().into()).unwrap_or_default()
    });
    let is = |value: &Value, holds: fn(&Unit) -> bool| {
        value.quantity().is_ok_and(|quantity| holds(quantity.unit()))
    };
    host.define(engine, "is_money", move |value: Value| is(&value, |unit| matches!(unit, Unit::Money(_))));
    host.define(engine, "is_percent", move |value: Value| is(&value, |unit| *unit == Unit::Percent));
    host.define(engine, "interval", |value: Value| -> ImmutableString {
        value.quantity().map(|quantity| crate::figure::interval(&quantity).into()).unwrap_or_default()
    });
    host.define(engine, "qualifier", |value: Value| -> ImmutableString {
        let qualifier = value.quantity().ok().and_then(|quantity| quantity.qualifier());
        qualifier.map(|qualifier| qualifier.sign().into()).unwrap_or_default()
    });
    let h = Rc::clone(host);
    host.define(engine, "is_like", move |a: Value, b: Value| match (a.quantity(), b.quantity()) {
        (Ok(a), Ok(b)) => h.is_like(&a, &b),
        _ => true,
    });
    equal_figures(engine, host);
    let h = Rc::clone(host);
    host.define(engine, "measures", move |value: Value| -> ImmutableString {
        let Some(reading) = h.reading() else { return ImmutableString::new() };
        let measures = reading.language().measures();
        value.quantity().map(|quantity| measures.measures(quantity.unit()).into()).unwrap_or_default()
    });
    in_sentences(engine, host);
}

/// The figures of texts that equal another one.
fn equal_figures(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "figures_equal_to", move |value: Value, figure: Value| -> Fallible<Value> {
        let wanted = match figure.quantity() {
            Ok(figure) => figure,
            Err(unknown) => return h.stop_unknown(&unknown),
        };
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, text, range| {
            let Some(node) = cell.node() else { return Ok(()) };
            h.work.charge_comparisons(text.figures_in(&range).len(), &wanted)?;
            for figure in text.figures_in(&range).iter().filter(|figure| figure.role != Role::Grade) {
                // Units that go together are powers of ten apart.
                if !wanted.is_computed() && digits(figure.number.value) != digits(wanted.value()) {
                    continue;
                }
                let own = cell.form.quantity_read(node, &figure.number);
                let is_equal = matches!(crate::figure::compare(&own, &wanted), Ok(std::cmp::Ordering::Equal));
                if is_equal && h.is_like(&own, &wanted) {
                    items.push(Value::Quantity(own));
                }
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
}

/// What a figure is in its sentence.
fn in_sentences(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "subject", move |value: Value| -> ImmutableString {
        h.figure(&value, |text, number, _| match text.part_phrase(number) {
            Some(phrase) => phrase.folded().into(),
            None => text.subject(number).into(),
        })
        .unwrap_or_default()
    });
    let h = Rc::clone(host);
    host.define(engine, "role", move |value: Value| -> ImmutableString {
        h.figure(&value, |_, _, figure| figure.role.name().into()).unwrap_or_default()
    });
    let h = Rc::clone(host);
    host.define(engine, "is_of_year", move |value: Value| -> bool {
        let reading = h.reading();
        let own = h.figure(&value, |_, _, figure| {
            reading.as_ref().is_none_or(|reading| reading.is_of_year(figure)) && !figure.is_partial_period
        });
        own.unwrap_or(true)
    });
    let h = Rc::clone(host);
    host.define(engine, "is_spelled_out", move |value: Value| -> bool {
        let spelled = h.figure(&value, |text, _, figure| {
            let printed = text.slice(figure.range());
            !printed.chars().map(crate::text::numbers::narrow).any(|c| c.is_ascii_digit())
        });
        spelled.unwrap_or(false)
    });
    let h = Rc::clone(host);
    host.define(engine, "printed", move |value: Value| -> ImmutableString {
        h.figure(&value, |text, _, figure| text.slice(figure.range()).into()).unwrap_or_default()
    });
    host.define(engine, "as_printed", |value: Value| -> Value {
        Value::from_result(value.quantity().map(|quantity| quantity.without_qualifier()))
    });
    let h = Rc::clone(host);
    host.define(engine, "sentence", move |value: Value| -> Value { h.around(&value, Text::sentence_at) });
}

fn relations(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "relations", move |value: Value, kinds: Dynamic| -> Fallible<Value> {
        let kinds = h.kinds(&kinds)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, text, range| {
            let found = text.statements().iter().filter(|statement| {
                kinds.contains(&statement.kind)
                    && statement.range.start >= range.start
                    && statement.range.end <= range.end
            });
            for statement in found {
                items.push(Value::Relation(Rc::new(h.relation(cell, text, statement.clone()))));
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let facts = [
        ("is_complete", "complete"),
        ("is_exclusive", "exclusive"),
        ("is_decline", "decline"),
        ("is_of_target", "target"),
    ];
    for (name, flag) in facts {
        host.define(engine, name, move |value: Value| -> bool {
            matches!(&value, Value::Relation(relation) if relation.statement.has_flag(&relation.text, flag))
        });
    }
}

fn phrases(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "objects_of", move |value: Value, verbs: Dynamic| -> Fallible<Value> {
        let verbs = h.texts_of(&verbs)?;
        let mut items = Vec::new();
        let letters: usize = verbs.iter().map(|verb| 1 + verb.len()).sum();
        h.each_text(&value, |h, cell, text, _| {
            h.work.charge_scans(letters / 20, text.as_str().len())?;
            for clause in text.clauses_with(&verbs) {
                items.push(excerpt(cell, text, clause.object));
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "similarity", move |a: Dynamic, b: Dynamic| -> Fallible<Value> {
        h.measure(&a, &b, Phrase::similarity)
    });
    let h = Rc::clone(host);
    host.define(engine, "coverage", move |phrase: Dynamic, text: Dynamic| -> Fallible<Value> {
        h.measure(&phrase, &text, Phrase::coverage)
    });
    let h = Rc::clone(host);
    host.define(engine, "covering", move |list: Value, phrase: Dynamic, share: Value| -> Fallible<Value> {
        let phrase = h.phrase(&phrase)?;
        let share = match share.quantity() {
            Ok(share) => share.value(),
            Err(unknown) => return h.stop_unknown(&unknown),
        };
        h.pick(&list, "covering", |item| {
            let text = h.phrase(&Dynamic::from(item.clone()))?;
            h.work.charge_pairs(phrase.len(), text.len())?;
            Ok(Decimal::from(phrase.coverage(&text)) >= share)
        })
    });
    let h = Rc::clone(host);
    host.define(engine, "same_object", move |a: Dynamic, b: Dynamic| -> Fallible<bool> {
        let (a, b) = (h.phrase(&a)?, h.phrase(&b)?);
        h.work.charge_pairs(a.len(), b.len())?;
        let shared = a.shared(&b).max(b.shared(&a));
        Ok(shared >= 4 && a.coverage(&b).max(b.coverage(&a)) >= 60)
    });
}

/// Pieces of texts by what they are about or what they are for.
fn pieces(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "sentences_about", move |value: Value, phrase: Dynamic| -> Fallible<Value> {
        let phrase = h.phrase(&phrase)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, text, _| {
            h.work.charge_pairs(phrase.len(), text.whole().len())?;
            let sentences = text.sentences().iter().zip(text.phrases());
            let about = sentences.filter(|(_, sentence)| {
                sentence.contains(&phrase) && phrase.len() >= 4
                    || phrase.coverage(sentence) >= 70 && phrase.shared(sentence) >= 4
            });
            for (sentence, _) in about {
                // What stands before it in the sentence speaks of something else.
                let names = |(_, clause): &(&Piece, &Phrase)| phrase.coverage(clause) >= 50;
                let first =
                    text.clauses().partition_point(|clause| clause.range.start < sentence.range.start);
                let inside = text.clauses().iter().zip(text.clause_phrases()).skip(first);
                let mut inside = inside.take_while(|(clause, _)| clause.range.end <= sentence.range.end);
                let start = inside.find(names).map_or(sentence.range.start, |(clause, _)| clause.range.start);
                items.push(excerpt(cell, text, start..sentence.range.end));
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "misnamed", move |value: Value, name: Dynamic| -> Fallible<Value> {
        let Some(reading) = h.reading() else { return Ok(missing()) };
        let name = phrases::first_name(reading.language(), &h.words(&name)?).to_owned();
        let mut found = None;
        let mut is_named = false;
        h.each_text(&value, |_, cell, text, _| {
            h.work.charge_bytes(name.len())?;
            is_named |= text.as_str().contains(&name);
            if found.is_none() {
                found = phrases::misnamed(&name, text.as_str()).map(|range| excerpt(cell, text, range));
            }
            Ok(())
        })?;
        Ok(found.filter(|_| !is_named).unwrap_or_else(missing))
    });
    words(engine, host);
    uses(engine, host);
}

/// Pieces of texts by their words.
fn words(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "words_of", move |value: Value, phrase: Dynamic| -> Fallible<Value> {
        let phrase = h.phrase(&phrase)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, text, range| {
            let own = h.phrase_in(text, &range)?;
            h.work.charge_pairs(phrase.len(), own.len())?;
            for piece in phrase.common(&own) {
                let found = text.slice(range.clone()).find(piece.as_str());
                let found = found.map(|at| range.start + at..range.start + at + piece.len());
                items.extend(found.map(|range| excerpt(cell, text, range)));
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "clauses", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |_, cell, text, range| {
            items.extend(clauses_in(text, &range).map(|clause| excerpt(cell, text, clause.range.clone())));
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "clauses", move |value: Value, pattern: ImmutableString| -> Fallible<Value> {
        let pattern = h.pattern(&pattern)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, text, range| {
            let Some(apt) = h.apt(&pattern, &Value::Cell(cell.clone())) else { return Ok(()) };
            for clause in clauses_in(text, &range) {
                if h.search(&pattern, apt, text.slice(clause.range.clone()))?.is_some() {
                    items.push(excerpt(cell, text, clause.range.clone()));
                }
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
}

/// Texts by what they are for.
fn uses(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "texts_beside", move |value: Value, uses: Dynamic| -> Fallible<Value> {
        let roles = h.roles(&uses)?;
        let Some(reading) = h.reading() else { return Ok(missing()) };
        let section = value.cell().and_then(Cell::node).and_then(|node| reading.section(node));
        h.work.charge_cells(match section {
            Some(section) => reading.common_texts().len() + reading.texts_within(section).len(),
            None => reading.texts().len(),
        })?;
        Ok(match section {
            Some(section) => h.texts_of_use(&value, reading.texts_beside(section), &roles),
            None => h.texts_of_use(&value, reading.texts(), &roles),
        })
    });
    let h = Rc::clone(host);
    host.define(engine, "texts_for", move |value: Value, uses: Dynamic| -> Fallible<Value> {
        let roles = h.roles(&uses)?;
        let Some(reading) = h.reading() else { return Ok(missing()) };
        let outer = value.cell().and_then(Cell::node);
        let texts = outer.map_or_else(|| reading.texts(), |outer| reading.texts_within(outer));
        h.work.charge_cells(texts.len())?;
        Ok(h.texts_of_use(&value, texts, &roles))
    });
}

/// Words by their class in the lexicon.
fn classes(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "names_only", move |value: Value, classes: Dynamic| -> Fallible<bool> {
        let names = h.texts_of(&classes)?;
        let mut classes = Classes::NONE;
        for name in &names {
            classes = classes.with(h.class(name)?);
        }
        Ok(h.figure(&value, |text, number, _| text.names_only(number, classes)).unwrap_or(false))
    });
    let h = Rc::clone(host);
    host.define(engine, "words", move |class: ImmutableString| -> Fallible<ImmutableString> {
        h.class(&class)?;
        let Some(reading) = h.reading() else { return Ok(ImmutableString::new()) };
        let lexicon = reading.language().lexicon();
        let class = lexicon.classes().iter().find(|known| *known.name == *class);
        let words: Vec<&str> = class.into_iter().flat_map(Class::words).collect();
        h.work.charge_cells(words.len())?;
        Ok(words.into_iter().map(regex_syntax::escape).collect::<Vec<_>>().join("|").into())
    });
}

/// What a text claims: how far something is, and why.
fn claims(engine: &mut Engine, host: &Rc<Host>) {
    for (name, tone) in
        [("says_done", Tone::Done), ("says_underway", Tone::Underway), ("says_late", Tone::Late)]
    {
        let h = Rc::clone(host);
        host.define(engine, name, move |value: Value| -> Fallible<bool> {
            let mut says = false;
            h.each_text(&value, |_, _, text, range| {
                says |= text.says(tone, &range);
                Ok(())
            })?;
            Ok(says)
        });
    }
    let h = Rc::clone(host);
    host.define(engine, "gives_cause", move |value: Value| -> Fallible<bool> {
        let mut gives = false;
        h.each_text(&value, |_, _, text, range| {
            gives |= text.gives_cause_in(&range);
            Ok(())
        })?;
        Ok(gives)
    });
    let h = Rc::clone(host);
    host.define(engine, "is_vague_progress", move |value: Value| -> Fallible<bool> {
        let Some(reading) = h.reading() else { return Ok(false) };
        match value.text() {
            Ok(text) => {
                h.work.charge_bytes(text.len())?;
                Ok(match &value {
                    Value::Cell(Cell { at: At::Present(node, _), .. }) => {
                        reading.read(*node).is_vague_progress()
                    }
                    _ => {
                        // It is read anew, of which a reading that is kept is a tenth.
                        h.work.charge_scans(10, text.len())?;
                        Text::read(reading.language(), &text).is_vague_progress()
                    }
                })
            }
            Err(unknown) => h.stop_unknown(&unknown),
        }
    });
}

fn entries(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "entries", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |_, cell, text, _| {
            items.extend(text.entries().iter().map(|entry| excerpt(cell, text, entry.range.clone())));
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "misnumbered", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |_, cell, text, _| {
            let marks = misnumbered(text.entries()).map(|entry| entry.mark.clone());
            items.extend(marks.map(|mark| excerpt(cell, text, mark)));
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "entry", move |value: Value| -> Value {
        h.around(&value, |text, at| {
            let next = text.entries().partition_point(|entry| entry.range.start <= at);
            let entry = next.checked_sub(1).and_then(|own| text.entries().get(own));
            let entry = entry.filter(|entry| entry.range.contains(&at));
            entry.map_or(0..text.as_str().len(), |entry| entry.range.clone())
        })
    });
    let h = Rc::clone(host);
    host.define(engine, "dates", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |_, cell, text, range| {
            let inside = |date: &&Date| date.range.start >= range.start && date.range.end <= range.end;
            let dates = text.dates().iter().filter(inside);
            items.extend(dates.map(|date| excerpt(cell, text, date.range.clone())));
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "is_impossible", move |value: Value| -> bool {
        h.date(&value).is_some_and(|date| date.is_impossible())
    });
    let h = Rc::clone(host);
    host.define(engine, "year", move |value: Value| -> Value {
        let Value::Excerpt(excerpt) = &value else { return missing() };
        let year = h.date(&value).and_then(|date| date.year).zip(excerpt.cell.node());
        year.map_or_else(missing, |(year, node)| {
            let origin = Origin::Place { node, range: Some(excerpt.range.clone()) };
            Value::Quantity(Quantity::year(Decimal::from(year), origin))
        })
    });
}

/// A stretch of time with a beginning and an end that a sentence names.
fn periods(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "repetitions", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |_, cell, text, within| {
            let inside =
                |range: &std::ops::Range<usize>| within.start <= range.start && range.end <= within.end;
            let found = text.repetitions().into_iter().filter(inside);
            items.extend(found.map(|range| excerpt(cell, text, range)));
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "periods", move |value: Value| -> Fallible<Value> {
        let mut items = Vec::new();
        h.each_text(&value, |_, cell, text, range| {
            for (start, end) in text.periods() {
                if start.range.start >= range.start && end.range.end <= range.end {
                    let pair = vec![excerpt(cell, text, start.range), excerpt(cell, text, end.range)];
                    items.push(Value::List(Rc::new(List {
                        items: pair,
                        origin: Some(cell.clone()),
                        schema: None,
                    })));
                }
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "is_after", move |one: Value, other: Value| -> bool {
        match (h.date(&one), h.date(&other)) {
            (Some(one), Some(other)) => one.is_after(&other),
            _ => false,
        }
    });
}

/// The clauses that lie in a range.
pub(super) fn clauses_in<'t>(
    text: &'t Text,
    range: &std::ops::Range<usize>,
) -> impl Iterator<Item = &'t Piece> {
    let first = text.clauses().partition_point(|clause| clause.range.start < range.start);
    let end = range.end;
    text.clauses().iter().skip(first).take_while(move |clause| clause.range.end <= end)
}

/// The digits of a number without the zeros at its end.
fn digits(value: Decimal) -> i128 {
    let mut digits = value.mantissa();
    while digits != 0 && digits % 10 == 0 {
        digits /= 10;
    }
    digits
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

pub(super) fn excerpt(cell: &Cell, text: &Text, range: std::ops::Range<usize>) -> Value {
    let own: Box<str> = text.slice(range.clone()).into();
    Value::Excerpt(Rc::new(Excerpt { cell: cell.clone(), range, text: own }))
}

impl Host {
    /// Whether two figures measure the same, or may: of a bare number or an unknown unit nothing is known.
    fn is_like(&self, a: &Quantity, b: &Quantity) -> bool {
        let Some(reading) = self.reading() else { return true };
        let measures = reading.language().measures();
        let is_open = |quantity: &Quantity| match quantity.unit() {
            Unit::Ratio => true,
            Unit::Counter(word) => measures.dimension(word).is_none(),
            _ => false,
        };
        is_open(a) || is_open(b) || measures.commensurable(Some(a.unit()), Some(b.unit()))
    }

    /// Does something with every text of a value, at any depth: its cell, what it says, and the bytes that count.
    pub(super) fn each_text(
        &self,
        value: &Value,
        mut work: impl FnMut(&Self, &Cell, &Rc<Text>, std::ops::Range<usize>) -> Fallible<()>,
    ) -> Fallible<()> {
        match self.reading() {
            Some(reading) => self.each_text_in(&reading, value, &mut work),
            None => Ok(()),
        }
    }

    fn each_text_in(&self, reading: &FormReading, value: &Value, work: &mut Work<'_>) -> Fallible<()> {
        let mut whole = |cell: &Cell, node| {
            let text = reading.read(node);
            self.work.charge_bytes(text.as_str().len())?;
            work(self, cell, &text, 0..text.as_str().len())
        };
        match value {
            Value::List(list) => {
                list.items.iter().try_for_each(|item| self.each_text_in(reading, item, work))
            }
            Value::Excerpt(excerpt) => match excerpt.cell.node() {
                Some(node) => {
                    let text = reading.read(node);
                    self.work.charge_piece(excerpt.range.len(), text.as_str().len())?;
                    work(self, &excerpt.cell, &text, excerpt.range.clone())
                }
                None => Ok(()),
            },
            Value::Cell(cell) => match cell.node() {
                None => Ok(()),
                Some(node) if cell.form.text_of(node).is_some() => whole(cell, node),
                Some(node) => {
                    self.work.charge_cells(cell.form.document().extent(node))?;
                    cell.form.texts_under(node).try_for_each(|(node, schema)| {
                        whole(&Cell { form: Rc::clone(&cell.form), at: At::Present(node, schema) }, node)
                    })
                }
            },
            Value::Quantity(_) | Value::Unknown(_) | Value::Relation(_) | Value::Target(_) => Ok(()),
        }
    }

    /// Looks up the figure of a text that a quantity is, with its number; `None` for computed ones, cells and literals.
    pub(super) fn figure<T>(
        &self,
        value: &Value,
        look: impl FnOnce(&Text, usize, &Figure) -> T,
    ) -> Option<T> {
        let quantity = value.quantity().ok()?;
        let (node, range) = quantity.place_in_text()?;
        let text = self.reading()?.read(node);
        let number = text.figure_number(range)?;
        Some(look(&text, number, text.figures().get(number)?))
    }

    /// The cell and the first byte of a figure or excerpt.
    fn place_of(&self, value: &Value) -> Option<(Cell, usize)> {
        match value {
            Value::Excerpt(excerpt) => Some((excerpt.cell.clone(), excerpt.range.start)),
            Value::Relation(relation) => Some((relation.cell.clone(), relation.statement.range.start)),
            Value::Cell(cell) => Some((cell.clone(), 0)),
            _ => {
                let quantity = value.quantity().ok()?;
                let Origin::Place { node, range } = quantity.first_origin()?.clone() else { return None };
                let form = self.form()?;
                let schema = form.schema_of(node)?;
                Some((Cell { form, at: At::Present(node, schema) }, range.map_or(0, |range| range.start)))
            }
        }
    }

    /// The characters around a figure or excerpt; missing for what stands in no text.
    fn around(&self, value: &Value, range: impl FnOnce(&Text, usize) -> std::ops::Range<usize>) -> Value {
        let found = self.place_of(value).and_then(|(cell, at)| {
            let text = self.reading()?.read(cell.node()?);
            let range = range(&text, at);
            Some(excerpt(&cell, &text, range))
        });
        found.unwrap_or_else(missing)
    }

    /// A class of the lexicon.
    pub(super) fn class(&self, name: &str) -> Fallible<Classes> {
        let Some(reading) = self.reading() else { return Ok(Classes::NONE) };
        let class = reading.language().lexicon().class(name);
        class.ok_or_else(|| Self::error("engine-unknown-class", &[("name", name)]))
    }

    fn date(&self, value: &Value) -> Option<Date> {
        let Value::Excerpt(excerpt) = value else { return None };
        let text = self.reading()?.read(excerpt.cell.node()?);
        let at = text.dates().binary_search_by_key(&excerpt.range.start, |date| date.range.start).ok()?;
        text.dates().get(at).filter(|date| date.range == excerpt.range).cloned()
    }

    fn roles(&self, uses: &Dynamic) -> Fallible<Vec<crate::form::Role>> {
        let names = self.texts_of(uses)?;
        let parse = |name: &String| {
            crate::form::Role::parse(name).ok_or_else(|| Self::error("engine-unknown-use", &[("name", name)]))
        };
        names.iter().map(parse).collect()
    }

    /// Those of some texts that serve one of some uses, as a list of cells.
    pub(super) fn texts_of_use<'t>(
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

    /// The numbers of some kinds of statements.
    fn kinds(&self, kinds: &Dynamic) -> Fallible<Vec<usize>> {
        let names = self.texts_of(kinds)?;
        let Some(reading) = self.reading() else { return Ok(Vec::new()) };
        let grammar = reading.language().grammar();
        let parse = |name: &String| {
            grammar.kind(name).ok_or_else(|| {
                let kinds = Message::list(grammar.statements().iter().map(|kind| &*kind.name));
                Self::fault(Message::new("engine-unknown-relation", &[("name", name)]).with("kinds", kinds))
            })
        };
        names.iter().map(parse).collect()
    }

    /// A statement of a text with its figures. The base of a percentage of a target is the indicator's own target.
    fn relation(&self, cell: &Cell, text: &Rc<Text>, statement: Statement) -> RelationValue {
        let whole = text.language().grammar().member("whole").and_then(|whole| statement.figure(whole));
        let base = (statement.has_flag(text, "target") && whole.is_none())
            .then(|| self.base(cell, text, &statement))
            .flatten();
        RelationValue { cell: cell.clone(), text: Rc::clone(text), statement, base }
    }

    fn base(&self, cell: &Cell, text: &Text, statement: &Statement) -> Option<Quantity> {
        let (reading, node) = (self.reading()?, cell.node()?);
        let grammar = text.language().grammar();
        let part = grammar.member("part").and_then(|part| statement.figure(part));
        let rate = grammar.member("rate").and_then(|rate| statement.figure(rate));
        if let Some(indicator) = reading.indicator_of(node) {
            let target = reading.target(&indicator).filter(|target| target.source != Source::Nature)?;
            let follows = || {
                let rate = text.figures().get(rate?)?;
                let computed =
                    reading.quantity(node, text.figures().get(part?)?).div(&target.quantity).ok()?;
                let agreement = crate::figure::agree(&reading.quantity(node, rate), &computed);
                matches!(agreement, Agreement::Exact | Agreement::WithinRounding).then_some(())
            };
            // A goal that only shares words is the base where the percentage follows from it.
            let is_base = target.is_sure || follows().is_some();
            return is_base.then(|| target.quantity.clone());
        }
        let (part, rate) = (part?, rate?);
        reading.goal_of(node, part, rate)
    }

    fn measure(&self, a: &Dynamic, b: &Dynamic, measure: fn(&Phrase, &Phrase) -> u32) -> Fallible<Value> {
        let (a, b) = (self.phrase(a)?, self.phrase(b)?);
        self.work.charge_pairs(a.len(), b.len())?;
        let percent = Decimal::from(measure(&a, &b));
        Ok(Value::Quantity(Quantity::exact(percent, Unit::Percent, Origin::Literal)))
    }

    /// Some bytes of a text ready for comparing.
    pub(super) fn phrase_in(&self, text: &Text, range: &std::ops::Range<usize>) -> Fallible<Rc<Phrase>> {
        if let Some(known) = text.phrase_at(Some(range)) {
            return Ok(known);
        }
        self.work.charge_bytes(range.len())?;
        Ok(self.reading().map(|reading| reading.phrase(text.slice(range.clone()))).unwrap_or_default())
    }

    /// A text ready for comparing; that of a sentence or a whole cell is made once. A cell that is missing is noted and is like
    /// nothing.
    pub(super) fn phrase(&self, text: &Dynamic) -> Fallible<Rc<Phrase>> {
        if let Some(Value::Cell(cell)) = text.read_lock::<Value>().as_deref()
            && cell.is_missing()
        {
            self.note(&cell.unknown());
            return Ok(Rc::default());
        }
        let place = text.read_lock::<Value>().and_then(|value| match &*value {
            Value::Excerpt(excerpt) => Some((excerpt.cell.node()?, Some(excerpt.range.clone()))),
            Value::Cell(cell) => Some((cell.node()?, None)),
            _ => None,
        });
        let Some(reading) = self.reading() else { return Ok(Rc::default()) };
        if let Some((node, range)) = place
            && let Some(known) = reading.read(node).phrase_at(range.as_ref())
        {
            return Ok(known);
        }
        Ok(reading.phrase(&self.words(text)?))
    }

    /// The text of a value or literal; one that is not known ends the run.
    pub(super) fn words(&self, value: &Dynamic) -> Fallible<String> {
        if let Some(value) = value.read_lock::<Value>() {
            return match value.text() {
                Ok(text) => {
                    self.work.charge_bytes(text.len())?;
                    Ok(text.into_owned())
                }
                Err(unknown) => self.stop_unknown(&unknown),
            };
        }
        if value.read_lock::<Array>().is_some() {
            return Err(Self::error("engine-not-texts", &[]));
        }
        value.clone().into_string().map_err(|_| Self::error("engine-not-texts", &[]))
    }
}

impl RelationValue {
    /// What says it.
    pub(crate) fn sentence(&self) -> &str {
        self.text.slice(self.statement.sentence(&self.text))
    }

    /// Its figures as labels: the rate or difference first, or the whole of parts.
    pub(crate) fn places(&self) -> Vec<crate::report::Label> {
        let Some(node) = self.cell.node() else { return Vec::new() };
        let grammar = self.text.language().grammar();
        let names = ["rate", "part", "whole", "parts"].into_iter().filter_map(|name| grammar.member(name));
        let figures = names.flat_map(|member| match self.statement.member(member) {
            Some(Member::Figure(figure)) => vec![*figure],
            Some(Member::Figures(figures)) => figures.clone(),
            _ => Vec::new(),
        });
        let figures = figures.filter_map(|number| self.text.figures().get(number));
        figures.map(|figure| self.cell.form.place_in_text(node, figure.range())).collect()
    }

    /// A member by its name; `None` if statements have no such member.
    pub(crate) fn member(&self, name: &str) -> Option<Value> {
        let grammar = self.text.language().grammar();
        let is_price = grammar.kind("price") == Some(self.statement.kind);
        let name = match name {
            "total" if is_price => "part",
            "value" | "current" | "done" => "part",
            "base" | "previous" | "total" => "whole",
            "difference" | "price" => "rate",
            other => other,
        };
        Some(self.numbered(grammar.member(name)?))
    }

    /// A member by its number in the grammar.
    pub(super) fn numbered(&self, number: usize) -> Value {
        let grammar = self.text.language().grammar();
        let is = |name| grammar.member(name) == Some(number);
        let cell = Value::Cell(self.cell.clone());
        match self.statement.member(number) {
            Some(Member::Figure(figure)) => self.quantity(*figure),
            Some(Member::Figures(figures)) => {
                list(figures.iter().map(|figure| self.quantity(*figure)).collect(), &cell)
            }
            Some(Member::Names(names)) => {
                let names = names.iter().map(|range| excerpt(&self.cell, &self.text, range.clone()));
                list(names.collect(), &cell)
            }
            None if is("whole") && self.base.is_some() => {
                self.base.clone().map_or_else(missing, Value::Quantity)
            }
            None if is("parts") || is("listed") => list(Vec::new(), &cell),
            None => unprinted(&self.cell),
        }
    }

    /// What a member is worth in a law.
    pub(super) fn given(&self, number: usize) -> Option<Given> {
        let value = self.numbered(number);
        if let Some(Member::Names(names)) = self.statement.member(number) {
            return Some(Given::Names(names.len()));
        }
        match value.items() {
            Some(items) => {
                items.ok()?.iter().map(|item| item.quantity().ok()).collect::<Option<_>>().map(Given::Many)
            }
            None => value.quantity().ok().map(Given::One),
        }
    }

    /// A figure of the text by its number.
    pub(super) fn figure(&self, number: usize) -> Option<Quantity> {
        self.quantity(number).quantity().ok()
    }

    fn quantity(&self, figure: usize) -> Value {
        let Some(node) = self.cell.node() else { return unprinted(&self.cell) };
        let number = self.text.figures().get(figure).map(|figure| &figure.number);
        number.map_or_else(
            || Value::Unknown(Rc::new(Unknown::Missing(vec![Need(self.cell.clone())]))),
            |number| Value::Quantity(self.cell.form.quantity_read(node, number)),
        )
    }
}
