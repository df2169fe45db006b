//! Indicators: what is aimed at, what came of it, why; and figures that several places state.

use std::rc::Rc;

use rhai::{Dynamic, Engine, ImmutableString};

use super::state::Host;
use super::texts::{excerpt, list, missing};
use crate::document::NodeId;
use crate::engine::value::{At, Cell, Excerpt, List, Need, Reason, Unknown, Value};
use crate::engine::work::Fallible;
use crate::figure::{Origin, Quantity};
use crate::form::{Content, Shape};
use crate::meaning::form_reading::{Place, Row};
use crate::meaning::indicators::Indicator;
use crate::meaning::targets::{Source, Target};
use crate::text::kinds::Direction;
use crate::text::sayings::SIGN;

/// What a figure is of a target, as a ratio.
type Share = fn(&Target, &Quantity) -> Option<Quantity>;

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "target", move |item: Value| -> Fallible<Value> {
        let Some(indicator) = h.indicator(&item)? else { return Ok(missing()) };
        let target = h.reading().and_then(|reading| reading.target(&indicator).cloned());
        Ok(target.map_or_else(missing, Value::Target))
    });
    let h = Rc::clone(host);
    host.define(engine, "answer", move |item: Value| -> Fallible<Value> {
        let Some(indicator) = h.indicator(&item)? else { return Ok(missing()) };
        let unanswered = || Value::Unknown(Rc::new(h.unanswered(&item, &indicator)));
        Ok(h.answer(&indicator).map_or_else(unanswered, Value::Quantity))
    });
    let h = Rc::clone(host);
    host.define(engine, "asks", move |item: Value| -> Fallible<ImmutableString> {
        let asks = h.indicator(&item)?.map(|indicator| indicator.asks.name());
        Ok(asks.unwrap_or_default().into())
    });
    answers(engine, host);
    names(engine, host);
    targets(engine, host);
    causes(engine, host);
    let h = Rc::clone(host);
    host.define(engine, "restatements", move |value: Value| -> Value { h.restatements(&value) });
}

/// How an indicator and a goal stand to what is told of them.
fn answers(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "states_target", move |item: Value| -> Fallible<bool> {
        let Some(indicator) = h.indicator(&item)? else { return Ok(true) };
        Ok(h.reading().is_none_or(|reading| reading.states_target(&indicator)))
    });
    let h = Rc::clone(host);
    host.define(engine, "name_core", move |item: Value| -> Fallible<ImmutableString> {
        Ok(h.indicator(&item)?.map(|indicator| indicator.core.to_string()).unwrap_or_default().into())
    });
    for (name, wanted) in [("is_met", true), ("is_unmet", false)] {
        let h = Rc::clone(host);
        host.define(engine, name, move |item: Value| -> Fallible<bool> {
            Ok(h.meets(&item)? == Some(wanted))
        });
    }
    for (name, wanted) in [("met", true), ("unmet", false)] {
        let h = Rc::clone(host);
        host.define(engine, name, move |rows: Value| -> Fallible<Value> {
            h.pick(&rows, name, |row| Ok(h.meets(row)? == Some(wanted)))
        });
    }
    let h = Rc::clone(host);
    host.define(engine, "result_of", move |_: Value, goal: Value| -> Value {
        let quantity = goal.quantity().ok().filter(|quantity| !quantity.is_computed());
        let found = quantity.and_then(|quantity| {
            let Some(Origin::Place { node, range: Some(range) }) = quantity.first_origin().cloned() else {
                return None;
            };
            let reading = h.reading()?;
            let figure = reading.read(node).figure_number(&range)?;
            reading.result_of(node, figure)
        });
        found.map_or_else(missing, Value::Quantity)
    });
    let h = Rc::clone(host);
    host.define(engine, "missed_deadline", move |item: Value| -> Fallible<Value> {
        let Some(indicator) = h.indicator(&item)? else { return Ok(missing()) };
        let due = h.reading().and_then(|reading| reading.missed_deadline(&indicator));
        Ok(due.and_then(|due| h.value_at(&due)).unwrap_or_else(missing))
    });
}

/// Which of some indicators a text names.
fn names(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "words_naming", move |value: Value, rows: Value| -> Fallible<Value> {
        let rows = h.rows(&rows)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, text, range| {
            h.work.charge_cells(rows.len())?;
            let own = h.phrase_in(text, &range)?;
            for row in rows.iter().filter(|row| row.is_lone) {
                h.work.charge_pairs(row.indicator.phrase.len(), 0)?;
                for word in row.indicator.phrase.common(&own) {
                    h.work.charge_cells(rows.len())?;
                    let mut naming = rows.iter().filter(|row| row.name.contains(word.as_str()));
                    let is_only = naming.next().is_some() && naming.next().is_none();
                    let at = text.slice(range.clone()).find(word.as_str()).filter(|_| is_only);
                    let found = at.map(|at| range.start + at..range.start + at + word.len());
                    items.extend(found.map(|range| excerpt(cell, text, range)));
                }
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    let h = Rc::clone(host);
    host.define(engine, "named", move |rows: Value, word: Dynamic| -> Fallible<Value> {
        let word = h.words(&word)?;
        let rows = h.rows(&rows)?;
        h.work.charge_cells(rows.len())?;
        let named = rows.iter().find(|row| row.name.contains(&word));
        let cell = named.and_then(|row| h.cell_at(row.indicator.item));
        Ok(cell.map_or_else(missing, Value::Cell))
    });
}

fn targets(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "is_met_by", move |target: Value, answer: Value| -> Fallible<bool> {
        let (target, answer) = match (&target, answer.quantity()) {
            (Value::Target(target), Ok(answer)) => (target, answer),
            (Value::Unknown(unknown), _) => return h.stop_unknown(unknown),
            (_, Err(unknown)) => return h.stop_unknown(&unknown),
            _ => return Err(Host::error("engine-no-target", &[])),
        };
        let met = target.is_met_by(&answer);
        met.map_or_else(|| h.stop_unknown(&h.undecided(&[&answer, &target.quantity])), Ok)
    });
    let shares: [(&str, Share); 2] = [("reached", Target::reached), ("earned", Target::earned)];
    for (name, share) in shares {
        let h = Rc::clone(host);
        host.define(engine, name, move |target: Value, answer: Value| -> Fallible<Value> {
            let (target, answer) = match (&target, answer.quantity()) {
                (Value::Target(target), Ok(answer)) => (target, answer),
                (Value::Unknown(_), _) => return Ok(target),
                (Value::Target(_), Err(unknown)) => {
                    h.note(&unknown);
                    return Ok(Value::Unknown(Rc::new(unknown)));
                }
                (_, Err(unknown)) => return Ok(Value::Unknown(Rc::new(unknown))),
                _ => return Err(Host::error("engine-no-target", &[])),
            };
            let nothing = || Value::Unknown(Rc::new(Unknown::NotApplicable(Reason::DivisionByZero)));
            Ok(share(target, &answer).map_or_else(nothing, Value::Quantity))
        });
    }
    host.define(engine, "is_lower_better", |target: Value| -> bool {
        matches!(&target, Value::Target(target) if target.direction == Direction::Lower)
    });
    host.define(engine, "source", |target: Value| -> ImmutableString {
        let source = match &target {
            Value::Target(target) => match target.source {
                Source::Cell => "cell",
                Source::Name => "name",
                Source::Result => "result",
                Source::Goal => "goal",
                Source::Nature => "nature",
            },
            _ => "",
        };
        source.into()
    });
}

fn causes(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "explains", move |_: Value, thing: Dynamic| -> Fallible<Value> {
        if let Ok(name) = thing.clone().into_immutable_string()
            && let Some(name) = name.strip_prefix(SIGN)
        {
            return h.explanation(name);
        }
        h.explains(&thing)
    });
    let h = Rc::clone(host);
    host.define(engine, "is_empty_reason", move |value: Value| -> Fallible<bool> {
        let node = value.cell().and_then(Cell::node);
        match (node, h.reading()) {
            (Some(node), Some(reading)) => {
                h.work.charge_bytes(reading.text(node).len())?;
                Ok(reading.is_empty_reason(node))
            }
            _ => Ok(true),
        }
    });
}

impl Host {
    /// The indicator that a value is; `None` if it has no name filled in. Anything else is the author's fault.
    fn indicator(&self, item: &Value) -> Fallible<Option<Rc<Indicator>>> {
        let Some(reading) = self.reading() else { return Ok(None) };
        match item {
            Value::Cell(Cell { at: At::Present(node, schema), form }) => {
                let is_one = form.schema().member_for(*schema, crate::form::Role::Name).is_some();
                if is_one {
                    Ok(reading.indicator(*node))
                } else {
                    Err(Self::error("engine-no-indicator", &[]))
                }
            }
            Value::Cell(_) | Value::Unknown(_) => Ok(None),
            _ => Err(Self::error("engine-no-indicator", &[])),
        }
    }

    /// Whether an indicator meets its target; `None` where that is not sure, which is noted.
    fn meets(&self, item: &Value) -> Fallible<Option<bool>> {
        let (Some(indicator), Some(reading)) = (self.indicator(item)?, self.reading()) else {
            return Ok(None);
        };
        let met = reading.is_met(&indicator);
        match (met, reading.target(&indicator)) {
            (Some(_), _) => self.work.look(),
            // Whether it falls short is not known: to say nothing is no pass.
            (None, Some(_)) if self.answer(&indicator).is_none() => {
                self.note(&self.unanswered(item, &indicator));
            }
            (None, Some(_)) => {}
            (None, None) => self.turn(self.untargeted(&indicator)),
        }
        Ok(met)
    }

    /// The indicators of a list as rows.
    fn rows(&self, rows: &Value) -> Fallible<Rc<[Row]>> {
        let Some(reading) = self.reading() else { return Ok(Rc::default()) };
        if let Value::Cell(cell) = rows
            && let (Some(node), Shape::List(item)) = (cell.node(), cell.shape())
            && *cell.content() == Content::List
            && cell.form.schema().member_for(item, crate::form::Role::Name).is_some()
        {
            return Ok(reading.rows_of(node));
        }
        let items = match rows.items() {
            Some(Ok(items)) => items,
            Some(Err(unknown)) => return self.stop_unknown(&unknown),
            None => return Err(Self::error("engine-no-indicator", &[])),
        };
        let mut all = Vec::with_capacity(items.len());
        for item in items.iter() {
            all.extend(self.indicator(item)?);
        }
        Ok(reading.rows(all))
    }

    fn answer(&self, indicator: &Indicator) -> Option<Quantity> {
        self.reading()?.answer(indicator)
    }

    /// Why an indicator has no answer: its result is what a rule needs.
    fn unanswered(&self, item: &Value, indicator: &Indicator) -> Unknown {
        let node = indicator.result.unwrap_or(indicator.name);
        let needs = self.cell_at(node).or_else(|| item.cell().cloned()).map(Need).into_iter().collect();
        Unknown::Missing(needs)
    }

    /// Why whether an indicator is met is no question: it has no target.
    fn untargeted(&self, indicator: &Indicator) -> Unknown {
        let pointer = self.form().map(|form| {
            let document = form.document();
            let is_target = |cell: &NodeId| {
                form.schema_of(*cell).and_then(|id| form.schema().role(id)) == Some(crate::form::Role::Target)
            };
            document.pointer(document.children(indicator.item).find(is_target).unwrap_or(indicator.name))
        });
        Unknown::NotApplicable(Reason::Unprinted(pointer.unwrap_or_default()))
    }

    pub(super) fn cell_at(&self, node: NodeId) -> Option<Cell> {
        let form = self.form()?;
        let schema = form.schema_of(node)?;
        Some(Cell { form, at: At::Present(node, schema) })
    }

    fn undecided(&self, figures: &[&Quantity]) -> Unknown {
        let nodes = figures.iter().flat_map(|figure| figure.origins()).filter_map(|origin| match origin {
            Origin::Place { node, .. } => self.cell_at(node),
            _ => None,
        });
        Unknown::Missing(nodes.take(1).map(Need).collect())
    }

    /// What gives a cause for an indicator, or for a thing by its name.
    fn explains(&self, thing: &Dynamic) -> Fallible<Value> {
        let Some(reading) = self.reading() else { return Ok(missing()) };
        let value = thing.read_lock::<Value>().map(|value| value.clone());
        let is_item = matches!(&value, Some(Value::Cell(cell)) if cell.form.schema().member_for(cell.schema(), crate::form::Role::Name).is_some());
        let reasons = reading.reason_count();
        let place = match value {
            Some(item) if is_item => {
                let Some(indicator) = self.indicator(&item)? else { return Ok(missing()) };
                self.work.charge_lookups(indicator.phrase.len(), reasons)?;
                for told in [Some(indicator.name), indicator.result].into_iter().flatten() {
                    self.work.charge_bytes(reading.text(told).len())?;
                }
                reading.explains(&indicator, reading.is_met(&indicator) == Some(false))
            }
            _ => {
                let name = self.phrase(thing)?;
                self.work.charge_lookups(name.len(), reasons)?;
                reading.explained_elsewhere(&name, true, None)
            }
        };
        Ok(place.and_then(|place| self.value_at(&place)).unwrap_or_else(missing))
    }

    /// The characters or cell at a place.
    pub(super) fn value_at(&self, place: &Place) -> Option<Value> {
        let cell = self.cell_at(place.node)?;
        Some(match &place.range {
            None => Value::Cell(cell),
            Some(range) => {
                let text: Box<str> = cell.form.text(place.node)?.get(range.clone())?.into();
                Value::Excerpt(Rc::new(Excerpt { cell, range: range.clone(), text }))
            }
        })
    }

    /// Figures that state the same measure, a list for each.
    fn restatements(&self, of: &Value) -> Value {
        let Some(reading) = self.reading() else { return missing() };
        let groups = reading.restatements().iter().map(|group| {
            let items = group.iter().map(|statement| Value::Quantity(statement.quantity.clone())).collect();
            Value::List(Rc::new(List { items, origin: None, schema: None }))
        });
        Value::List(Rc::new(List { items: groups.collect(), origin: of.cell().cloned(), schema: None }))
    }
}
