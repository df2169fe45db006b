//! Comparing in conditions: `== != < <= > >=`, `~` and `约等于`.
//!
//! Printed figures compare by what is printed. A computed one stands for an interval: where the intervals meet, the two
//! count as equal, so that no condition turns on rounding.

use std::cmp::Ordering;
use std::rc::Rc;

use rhai::{Array, Engine, INT, ImmutableString, NativeCallContext, Position};
use rust_decimal::Decimal;

use super::arithmetic::{between_figures, both, in_one_unit, literal, same};
use super::reporting::Draft;
use super::{Fallible, Host};
use crate::engine::value::{Unknown, Value};
use crate::engine::vocabulary::{AGREES, COMPARISONS};
use crate::figure::{self, Agreement};
use crate::form::Content;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Agrees,
}

impl Relation {
    fn of(name: &str) -> Self {
        match name {
            "==" => Self::Equal,
            "!=" => Self::Unequal,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::Greater,
            ">=" => Self::AtLeast,
            _ => Self::Agrees,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Agrees => "~",
        }
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal | Self::Agrees => ordering.is_eq(),
            Self::Unequal => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    for name in COMPARISONS {
        let relation = Relation::of(name);
        between_figures!(engine, host, name, |h, at, a, b| { h.compare(at, relation, &a, &b) });
        let by_text = Rc::clone(host);
        engine.register_fn(name, move |a: Value, b: ImmutableString| by_text.compare_text(relation, &a, &b));
        let by_text = Rc::clone(host);
        engine.register_fn(name, move |a: ImmutableString, b: Value| by_text.compare_text(relation, &b, &a));
        let by_truth = Rc::clone(host);
        engine.register_fn(name, move |a: Value, b: bool| by_truth.compare_bool(relation, &a, b));
        let by_truth = Rc::clone(host);
        engine.register_fn(name, move |a: bool, b: Value| by_truth.compare_bool(relation, &b, a));
        mismatches(engine, host, name);
        if !matches!(relation, Relation::Equal | Relation::Unequal | Relation::Agrees) {
            let texts = Rc::clone(host);
            engine.register_fn(name, move |_: ImmutableString, _: ImmutableString| -> Fallible<bool> {
                Err(texts.error("engine-order-of-texts", &[]))
            });
        }
    }
    for name in AGREES {
        engine.register_fn(name, |a: INT, b: INT| a == b).register_fn(name, |a: Decimal, b: Decimal| a == b);
    }
    engine.register_fn("!", |value: bool| !value);
}

/// Rhai finds two things of different types unequal without a word; here each such pair is an error.
fn mismatches(engine: &mut Engine, host: &Rc<Host>, name: &'static str) {
    macro_rules! pairs {
        ($(($a:ty, $b:ty)),* $(,)?) => {$(
            let mismatch = Rc::clone(host);
            engine.register_fn(name, move |_: $a, _: $b| -> Fallible<bool> {
                Err(mismatch.error("engine-compared-kinds", &[("operator", name)]))
            });
            let mismatch = Rc::clone(host);
            engine.register_fn(name, move |_: $b, _: $a| -> Fallible<bool> {
                Err(mismatch.error("engine-compared-kinds", &[("operator", name)]))
            });
        )*};
    }
    pairs!(
        (Value, Array),
        (Value, ()),
        (Value, Draft),
        (INT, Draft),
        (Decimal, Draft),
        (ImmutableString, Draft),
        (bool, Draft),
        (Array, Draft),
        ((), Draft),
        (INT, ImmutableString),
        (Decimal, ImmutableString),
        (INT, bool),
        (Decimal, bool),
        (ImmutableString, bool),
        (INT, Array),
        (Decimal, Array),
        (ImmutableString, Array),
        (bool, Array),
        (INT, ()),
        (Decimal, ()),
        (ImmutableString, ()),
        (bool, ()),
        (Array, ()),
    );
}

/// What a value compares as.
enum Comparand<'v> {
    Figures,
    Texts(std::borrow::Cow<'v, str>),
}

impl Host {
    fn compare(&self, at: Position, relation: Relation, a: &Value, b: &Value) -> Fallible<bool> {
        if a.is_list() || b.is_list() {
            return Err(self.error("engine-list-compared", &[]));
        }
        let is_truth = |value: &Value| matches!(value.truth(), Ok(Some(_)));
        if matches!(a, Value::Relation(_)) || matches!(b, Value::Relation(_)) || is_truth(a) != is_truth(b) {
            return Err(self.error("engine-compared-kinds", &[("operator", relation.sign())]));
        }
        self.trace(at, [a, b]);
        match (a.comparand(), b.comparand()) {
            (Ok(Comparand::Texts(left)), Ok(Comparand::Texts(right))) => {
                let ordering = fold(&left).cmp(&fold(&right));
                self.text_relation(relation, ordering)
            }
            (Err(unknown), _) | (_, Err(unknown)) => self.stop_unknown(&unknown),
            _ => match figures(relation, a, b) {
                Ok(holds) => {
                    self.look();
                    Ok(holds)
                }
                Err(unknown) => self.stop_unknown(&unknown),
            },
        }
    }

    fn compare_text(&self, relation: Relation, cell: &Value, text: &str) -> Fallible<bool> {
        if cell.is_no_text() {
            return Err(self.error("engine-compared-kinds", &[("operator", relation.sign())]));
        }
        match cell.text() {
            Ok(found) => self.text_relation(relation, fold(&found).cmp(&fold(text))),
            Err(unknown) => self.stop_unknown(&unknown),
        }
    }

    fn text_relation(&self, relation: Relation, ordering: Ordering) -> Fallible<bool> {
        match relation {
            Relation::Equal | Relation::Unequal | Relation::Agrees => Ok(relation.holds(ordering)),
            _ => Err(self.error("engine-order-of-texts", &[])),
        }
    }

    fn compare_bool(&self, relation: Relation, value: &Value, other: bool) -> Fallible<bool> {
        match value.truth() {
            Ok(Some(truth)) => Ok(relation.holds(truth.cmp(&other))),
            Ok(None) => Err(self.error("engine-compared-kinds", &[("operator", "==")])),
            Err(unknown) => self.stop_unknown(&unknown),
        }
    }
}

fn figures(relation: Relation, a: &Value, b: &Value) -> Result<bool, Unknown> {
    let (a, b) = both(a, b)?;
    let (a, b) = in_one_unit(a, b);
    if relation == Relation::Agrees {
        return match figure::agree(&a, &b) {
            Agreement::Exact | Agreement::WithinRounding => Ok(true),
            Agreement::Violated(_) => Ok(false),
            Agreement::Undecided(undecided) => Err(undecided.into()),
        };
    }
    figure::compare(&a, &b).map(|ordering| relation.holds(ordering)).map_err(Unknown::from)
}

impl Value {
    fn comparand(&self) -> Result<Comparand<'_>, Unknown> {
        match self {
            Self::Excerpt(excerpt) => Ok(Comparand::Texts((*excerpt.text).into())),
            Self::Cell(cell) if cell.form.schema().quantity(cell.schema()).is_none() => {
                match cell.content() {
                    Content::Quantity => Ok(Comparand::Figures),
                    _ => cell.text().map(Comparand::Texts),
                }
            }
            Self::Unknown(unknown) => Err(Unknown::clone(unknown)),
            Self::Cell(_) | Self::Quantity(_) | Self::Target(_) | Self::List(_) | Self::Relation(_) => {
                Ok(Comparand::Figures)
            }
        }
    }

    /// Whether it is never compared with a text, whatever it prints: a cell of figures or of yes and no, a figure, a list.
    pub(super) fn is_no_text(&self) -> bool {
        match self {
            Self::Cell(cell) => {
                let is_figure = cell.form.schema().quantity(cell.schema()).is_some();
                is_figure || matches!(self.truth(), Ok(Some(_)))
            }
            Self::Quantity(_) | Self::Relation(_) | Self::Target(_) | Self::List(_) => true,
            Self::Excerpt(_) | Self::Unknown(_) => false,
        }
    }

    /// `true` or `false` if the value is a cell that says so; `None` for other cells.
    pub(super) fn truth(&self) -> Result<Option<bool>, Unknown> {
        let Self::Cell(cell) = self else { return Ok(None) };
        match cell.content() {
            Content::Bool(value) => Ok(Some(value)),
            Content::Missing => Err(cell.unknown()),
            _ => Ok(None),
        }
    }
}

/// A text for comparing: without white space around it, full-width ASCII as ASCII.
pub(super) fn fold(text: &str) -> String {
    text.trim().chars().map(narrow).collect()
}

/// The ASCII form of a full-width character; others as they are.
fn narrow(wide: char) -> char {
    match wide {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(wide).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(wide)
        }
        other => other,
    }
}
