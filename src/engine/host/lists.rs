//! Lists: projections with their sums, extremes and counts; the work is done here, not in the script.

use std::collections::HashSet;
use std::rc::Rc;

use rhai::{Engine, INT, ImmutableString};
use rust_decimal::Decimal;

use super::comparing::fold;
use super::{Fallible, Host};
use crate::engine::value::{Cell, List, Need, Unknown, Value};
use crate::figure::{Origin, Quantity, Undecided, Unit};

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    engine.register_iterator_result::<Value, Value>();
    let h = Rc::clone(host);
    engine.register_fn("sum", move |list: Value| h.fold(&list, Quantity::sum));
    let h = Rc::clone(host);
    engine.register_fn("min", move |list: Value| h.fold(&list, |figures| extreme(figures, Quantity::min)));
    let h = Rc::clone(host);
    engine.register_fn("max", move |list: Value| h.fold(&list, |figures| extreme(figures, Quantity::max)));
    for name in ["len", "count"] {
        let h = Rc::clone(host);
        engine.register_fn(name, move |list: Value| -> Fallible<Value> { h.length(&list) });
    }
    let h = Rc::clone(host);
    engine.register_fn("filled", move |list: Value| -> Fallible<Value> {
        h.pick(&list, "filled", |item| !item.is_blank())
    });
    for (name, wanted) in [("having", true), ("without", false)] {
        let h = Rc::clone(host);
        engine.register_fn(
            name,
            move |list: Value, key: ImmutableString, pattern: ImmutableString| -> Fallible<Value> {
                h.matching(&list, name, wanted, &key, &pattern)
            },
        );
    }
    let h = Rc::clone(host);
    engine.register_fn(
        "whose",
        move |list: Value, key: ImmutableString, text: ImmutableString| -> Fallible<Value> {
            let wanted = fold(&text);
            h.pick(&list, "whose", |item| {
                matches!(item.property(&key).as_ref().map(Value::text), Some(Ok(text)) if fold(&text) == wanted)
            })
        },
    );
    let h = Rc::clone(host);
    engine.register_fn("unique", move |list: Value| -> Fallible<Value> {
        let mut seen = HashSet::new();
        h.pick(&list, "unique", move |item| item.identity().map_or(true, |key| seen.insert(key)))
    });
    let h = Rc::clone(host);
    engine.register_fn("first", move |list: Value| -> Fallible<Value> {
        match h.items(&list, "first")? {
            Ok(items) => Ok(items.first().cloned().unwrap_or_else(|| missing(&list))),
            Err(unknown) => Ok(Value::Unknown(Rc::new(unknown))),
        }
    });
    let h = Rc::clone(host);
    engine.register_indexer_get(move |list: &mut Value, index: INT| -> Fallible<Value> { h.at(list, index) });
}

/// What a list without elements lacks.
fn missing(list: &Value) -> Value {
    let needs = list.cell().map(|cell| Need(cell.clone())).into_iter().collect();
    Value::Unknown(Rc::new(Unknown::Missing(needs)))
}

fn extreme(
    figures: &[Quantity],
    pick: fn(&Quantity, &Quantity) -> Result<Quantity, Undecided>,
) -> Result<Quantity, Undecided> {
    let (first, rest) = figures.split_first().ok_or_else(Undecided::nothing)?;
    rest.iter().try_fold(first.clone(), |extreme, figure| pick(&extreme, figure))
}

impl Host {
    /// The elements of a list; a fault of the author if it is none.
    fn items(&self, list: &Value, name: &str) -> Fallible<Result<Vec<Value>, Unknown>> {
        match list {
            Value::Unknown(unknown) => Ok(Err(Unknown::clone(unknown))),
            _ => match list.items() {
                Some(Ok(items)) => {
                    self.charge(items.len() / 8)?;
                    Ok(Ok(items.into_owned()))
                }
                Some(Err(unknown)) => Ok(Err(unknown)),
                None => Err(self.error("engine-not-a-list", &[("name", name)])),
            },
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
        for item in &items {
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
                    self.charge(text.len() / 100)?;
                    text.trim().chars().count()
                }
                Err(unknown) => return Ok(Value::Unknown(Rc::new(unknown))),
            },
        };
        let node = list.cell().and_then(Cell::node);
        let origin = node.map_or(Origin::Literal, |node| Origin::Place { node, range: None });
        let count = Decimal::from(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(Value::Quantity(Quantity::exact(count, Unit::Ratio, origin)))
    }

    /// The elements whose member `key` is a text in which a regular expression matches, or the others: among those are the
    /// elements without it.
    fn matching(&self, list: &Value, name: &str, wanted: bool, key: &str, pattern: &str) -> Fallible<Value> {
        let pattern = self.pattern(pattern)?;
        let mut limit = Ok(());
        let picked = self.pick(list, name, |item| {
            let member = item.property(key);
            let Some(member) = &member else { return !wanted };
            let Ok(text) = member.text() else { return !wanted };
            match self.search_in(&pattern, member, &text) {
                Ok(found) => found.is_some() == wanted,
                Err(error) => {
                    limit = Err(error);
                    false
                }
            }
        });
        limit.and(picked)
    }

    /// The elements that are to be kept, as a list of the same kind.
    pub(super) fn pick(
        &self,
        list: &Value,
        name: &str,
        mut keep: impl FnMut(&Value) -> bool,
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
        let items = items.into_iter().filter(|item| keep(item)).collect();
        Ok(Value::List(Rc::new(List { items, origin, schema })))
    }

    /// The element `index`, from 0, or from the end for a negative one.
    fn at(&self, list: &Value, index: INT) -> Fallible<Value> {
        let items = match self.items(list, "[ ]")? {
            Ok(items) => items,
            Err(unknown) => return Ok(Value::Unknown(Rc::new(unknown))),
        };
        let from_start = usize::try_from(index).ok();
        let from_end =
            usize::try_from(index.unsigned_abs()).ok().and_then(|back| items.len().checked_sub(back));
        let place = if index < 0 { from_end } else { from_start };
        if let Some(item) = place.and_then(|place| items.get(place)) {
            return Ok(item.clone());
        }
        let beyond = match (list, from_start) {
            (Value::Cell(cell), Some(index)) => cell.element(index).map(Value::Cell),
            _ => None,
        };
        Ok(beyond.unwrap_or_else(|| missing(list)))
    }
}
