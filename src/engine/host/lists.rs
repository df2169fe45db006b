//! Lists: projections with their sums, extremes and counts; the work is done here, not in the script.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

use rhai::{Engine, INT, ImmutableString};
use rust_decimal::Decimal;

use super::comparing::fold;
use super::reading::steps_of;
use super::state::Host;
use crate::document::{NodeId, Pointer};
use crate::engine::value::{Cell, List, Need, Reason, Unknown, Value};
use crate::engine::work::Fallible;
use crate::figure::{Origin, Quantity, Undecided, Unit};
use crate::rule::pointer_of;

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    engine.register_iterator_result::<Value, Value>();
    let h = Rc::clone(host);
    host.define(engine, "sum", move |list: Value| h.fold(&list, Quantity::sum));
    let h = Rc::clone(host);
    host.define(engine, "min", move |list: Value| h.fold(&list, |figures| extreme(figures, Quantity::min)));
    let h = Rc::clone(host);
    host.define(engine, "max", move |list: Value| h.fold(&list, |figures| extreme(figures, Quantity::max)));
    for name in ["len", "count"] {
        let h = Rc::clone(host);
        host.define(engine, name, move |list: Value| h.length(&list));
    }
    host.define(engine, "first", move |list: Value| Host::first(&list));
    let h = Rc::clone(host);
    engine.register_indexer_get(move |list: &mut Value, index: INT| -> Fallible<Value> {
        h.work.charge_cells(list.elements())?;
        Host::at(list, index)
    });
    picking(engine, host);
}

/// Those elements of a list that are to be kept.
fn picking(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "filled", move |list: Value| h.pick(&list, "filled", |item| Ok(!item.is_blank())));
    for (name, wanted) in [("having", true), ("without", false)] {
        let h = Rc::clone(host);
        host.define(engine, name, move |list: Value, key: ImmutableString, pattern: ImmutableString| {
            h.matching(&list, name, wanted, &key, &pattern)
        });
    }
    let h = Rc::clone(host);
    host.define(engine, "whose", move |list: Value, key: ImmutableString, text: ImmutableString| {
        let wanted = fold(&text);
        h.charge_member(&list, steps_of(&list, &key))?;
        h.pick(&list, "whose", |item| match item.property(&key).as_ref().map(Value::text) {
            Some(Ok(text)) => {
                h.work.charge_bytes(text.len())?;
                Ok(fold(&text) == wanted)
            }
            _ => Ok(false),
        })
    });
    let h = Rc::clone(host);
    host.define(engine, "unique", move |list: Value| {
        let mut seen = HashSet::new();
        h.pick(&list, "unique", |item| {
            let identity = h.identity(item)?;
            Ok(identity.map_or(true, |key| seen.insert(key)))
        })
    });
}

/// What a list without elements lacks; nothing if they are of a column that the print has not.
fn missing(list: &Value) -> Value {
    if let Value::List(list) = list
        && let (Some(origin), Some(schema)) = (&list.origin, list.schema)
        && let Some(layout) = origin.form.layout().filter(|_| origin.form.is_unprinted(schema))
    {
        let column = Pointer::parse(&pointer_of(origin.form.schema(), schema)).unwrap_or_default();
        return Value::Unknown(Rc::new(Unknown::NotApplicable(Reason::NotPrinted(
            column,
            layout.to_owned(),
        ))));
    }
    let needs = list.cell().map(|cell| Need(cell.clone())).into_iter().collect();
    Value::Unknown(Rc::new(Unknown::Missing(needs)))
}

fn extreme(
    figures: &[Quantity],
    pick: fn(&Quantity, &Quantity) -> Result<Quantity, Undecided>,
) -> Result<Quantity, Undecided> {
    // By pairs, then by pairs of these: else the calculation would be as deep as the list is long.
    match figures {
        [] => Err(Undecided::nothing()),
        [only] => Ok(only.clone()),
        _ => {
            let (one, other) = figures.split_at(figures.len().div_ceil(2));
            pick(&extreme(one, pick)?, &extreme(other, pick)?)
        }
    }
}

impl Host {
    /// The elements of a list; a fault of the author if it is none.
    fn items<'v>(&self, list: &'v Value, name: &str) -> Fallible<Result<Cow<'v, [Value]>, Unknown>> {
        match list {
            Value::Unknown(unknown) => Ok(Err(Unknown::clone(unknown))),
            _ => {
                self.work.charge_cells(list.elements())?;
                list.items().ok_or_else(|| Self::error("engine-not-a-list", &[("name", name)]))
            }
        }
    }

    /// One figure of all elements. Missing if there is none, or one of them is: `filled()` leaves those out.
    fn fold(
        &self,
        list: &Value,
        fold: impl Fn(&[Quantity]) -> Result<Quantity, Undecided>,
    ) -> Fallible<Value> {
        let items = match self.items(list, "sum")? {
            Ok(items) if items.is_empty() => return Ok(missing(list)),
            Ok(items) => items,
            Err(unknown) => return Ok(Value::Unknown(Rc::new(unknown))),
        };
        let mut figures = Vec::with_capacity(items.len());
        let mut lacking: Option<Unknown> = None;
        self.work.charge_figures(items.len())?;
        for item in items.iter() {
            match item.quantity() {
                Ok(figure) => figures.push(figure),
                Err(unknown) => {
                    lacking =
                        Some(lacking.map_or_else(|| unknown.clone(), |known| known.and(unknown.clone())));
                }
            }
        }
        let folded = lacking.map_or_else(|| fold(&figures).map_err(Unknown::from), Err);
        Ok(Value::from_result(folded))
    }

    /// How many elements there are, or characters of a text; the list itself is the label.
    fn length(&self, list: &Value) -> Fallible<Value> {
        let count = match list.items() {
            Some(Ok(items)) => items.len(),
            Some(Err(unknown)) => return Ok(Value::Unknown(Rc::new(unknown))),
            None => match list.text() {
                Ok(text) => {
                    self.work.charge_bytes(text.len())?;
                    text.trim().chars().count()
                }
                Err(unknown) => return Ok(Value::Unknown(Rc::new(unknown))),
            },
        };
        // The form as a whole says nothing of where the elements are.
        let is_part = |node: &NodeId| self.form().is_some_and(|form| form.document().root() != *node);
        let node = list.cell().and_then(Cell::node).filter(is_part);
        let origin = node.map_or(Origin::Literal, |node| Origin::Place { node, range: None });
        let count = Decimal::from(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(Value::Quantity(Quantity::exact(count, Unit::Ratio, origin)))
    }

    /// The elements whose member `key` is a text in which a regular expression matches, or the others: among those are the
    /// elements without it.
    fn matching(&self, list: &Value, name: &str, wanted: bool, key: &str, pattern: &str) -> Fallible<Value> {
        let pattern = self.pattern(pattern)?;
        self.charge_member(list, steps_of(list, key))?;
        self.pick(list, name, |item| {
            let member = item.property(key);
            let Some(member) = &member else { return Ok(!wanted) };
            let Ok(text) = member.text() else { return Ok(!wanted) };
            Ok(self.search_in(&pattern, member, &text)?.is_some() == wanted)
        })
    }

    /// The elements that are to be kept, as a list of the same kind.
    pub(super) fn pick(
        &self,
        list: &Value,
        name: &str,
        mut keep: impl FnMut(&Value) -> Fallible<bool>,
    ) -> Fallible<Value> {
        let items = match self.items(list, name)? {
            Ok(items) => items,
            Err(unknown) => return Ok(Value::Unknown(Rc::new(unknown))),
        };
        let (origin, schema) = match list {
            Value::List(list) => (list.origin.clone(), list.schema),
            _ => {
                let cell = list.cell().cloned();
                let schema = cell.as_ref().and_then(|cell| cell.form.schema().item(cell.schema()));
                (cell, schema)
            }
        };
        let mut kept = Vec::new();
        for item in items.iter() {
            if keep(item)? {
                kept.push(item.clone());
            }
        }
        Ok(Value::List(Rc::new(List { items: kept, origin, schema })))
    }

    /// The first element.
    fn first(list: &Value) -> Fallible<Value> {
        let first = match list {
            Value::Unknown(_) => return Ok(list.clone()),
            Value::List(list) => list.items.first().cloned(),
            Value::Cell(cell) if list.is_list() => match cell.as_list() {
                Some(_) => cell.nth(0),
                None => Some(Value::Unknown(Rc::new(cell.unknown()))),
            },
            _ => return Err(Self::error("engine-not-a-list", &[("name", "first")])),
        };
        Ok(first.unwrap_or_else(|| missing(list)))
    }

    /// The element `index`, from 0, or from the end for a negative one.
    fn at(list: &Value, index: INT) -> Fallible<Value> {
        let place = |count: usize| {
            let from_end = || count.checked_sub(usize::try_from(index.unsigned_abs()).ok()?);
            usize::try_from(index).ok().or_else(from_end)
        };
        let item = match list {
            Value::Unknown(_) => return Ok(list.clone()),
            Value::List(list) => place(list.items.len()).and_then(|place| list.items.get(place).cloned()),
            Value::Cell(cell) if list.is_list() => match cell.as_list() {
                Some(_) => place(list.elements())
                    .and_then(|place| cell.nth(place).or_else(|| cell.element(place).map(Value::Cell))),
                None => Some(Value::Unknown(Rc::new(cell.unknown()))),
            },
            _ => return Err(Self::error("engine-not-a-list", &[("name", "[ ]")])),
        };
        Ok(item.unwrap_or_else(|| missing(list)))
    }
}
