//! Comparing in conditions: `== != < <= > >=`, `~` and `约等于`.
//!
//! Printed figures compare by what is printed. A computed one stands for an interval: where the intervals meet, the two
//! count as equal, so that no condition turns on rounding.

use std::cmp::Ordering;
use std::rc::Rc;

use rhai::{Array, Engine, EvalAltResult, INT, ImmutableString, Position};
use rust_decimal::Decimal;

use super::arithmetic::{between_figures, both, in_one_unit, literal, same, together};
use super::reporting::Draft;
use super::state::Host;
use crate::engine::value::{Need, Unknown, Value};
use crate::engine::vocabulary::{AGREES, COMPARISONS};
use crate::engine::work::Fallible;
use crate::figure::{self, Agreement};
use crate::form::{Content, Shape};

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
        host.define(engine, name, move |a: Value, b: ImmutableString| by_text.compare_text(relation, &a, &b));
        let by_text = Rc::clone(host);
        host.define(engine, name, move |a: ImmutableString, b: Value| by_text.compare_text(relation, &b, &a));
        let by_truth = Rc::clone(host);
        host.define(engine, name, move |a: Value, b: bool| by_truth.compare_bool(relation, &a, b));
        let by_truth = Rc::clone(host);
        host.define(engine, name, move |a: bool, b: Value| by_truth.compare_bool(relation, &b, a));
        mismatches(engine, host, name);
        if !matches!(relation, Relation::Equal | Relation::Unequal | Relation::Agrees) {
            host.define(engine, name, move |_: ImmutableString, _: ImmutableString| -> Fallible<bool> {
                Err(Host::error("engine-order-of-texts", &[]))
            });
            host.define(engine, name, move |_: bool, _: bool| -> Fallible<bool> {
                Err(Host::error("engine-order-of-texts", &[]))
            });
        }
    }
    for name in AGREES {
        host.define(engine, name, |a: INT, b: INT| a == b);
        host.define(engine, name, |a: Decimal, b: Decimal| a == b);
    }
    host.define(engine, "!", |value: bool| !value);
}

/// Rhai finds two things of different types unequal without a word; here each such pair is an error.
fn mismatches(engine: &mut Engine, host: &Rc<Host>, name: &'static str) {
    macro_rules! pairs {
        ($(($a:ty, $b:ty)),* $(,)?) => {$(
            host.define(engine, name, move |_: $a, _: $b| -> Fallible<bool> {
                Err(Host::error("engine-compared-kinds", &[("operator", name)]))
            });
            host.define(engine, name, move |_: $b, _: $a| -> Fallible<bool> {
                Err(Host::error("engine-compared-kinds", &[("operator", name)]))
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

/// What a value is compared as, by what it may hold and not by what a form has put there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Figure,
    Text,
    /// A cell that takes both, and words found in a text: what the other side is.
    Either,
    Truth,
    /// What is not known, as whatever.
    Unknown,
    /// An object, a list, a statement: as nothing.
    Neither,
}

/// How two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Figures,
    Texts,
    Truths,
}

impl Side {
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Cell(cell) => {
                let schema = cell.form.schema();
                let takes = |kind: &[&str]| schema.types(cell.schema()).any(|name| kind.contains(&name));
                let has_figures = schema.quantity(cell.schema()).is_some();
                match (cell.shape(), has_figures || takes(&["integer", "number"]), takes(&["boolean"])) {
                    (Shape::Object | Shape::List(_), ..) => Self::Neither,
                    (_, false, true) => Self::Truth,
                    (_, true, _) if has_figures || !takes(&["string"]) => Self::Figure,
                    (_, true, _) => Self::Either,
                    (_, false, false) => Self::Text,
                }
            }
            Value::Excerpt(_) => Self::Either,
            Value::Quantity(_) | Value::Target(_) => Self::Figure,
            Value::Unknown(_) => Self::Unknown,
            Value::List(_) | Value::Relation(_) => Self::Neither,
        }
    }
}

impl Way {
    /// `None` for what cannot be compared, whatever stands there.
    pub(super) fn of(one: &Value, other: &Value) -> Option<Self> {
        Some(match (Side::of(one), Side::of(other)) {
            (Side::Neither, _) | (_, Side::Neither) => return None,
            (Side::Truth, Side::Truth | Side::Unknown) | (Side::Unknown, Side::Truth) => Self::Truths,
            (Side::Truth, _) | (_, Side::Truth) => return None,
            (Side::Figure, Side::Text) | (Side::Text, Side::Figure) => return None,
            (Side::Text, _) | (_, Side::Text) => Self::Texts,
            (Side::Either, Side::Either) if one.is_textual() && other.is_textual() => Self::Texts,
            _ => Self::Figures,
        })
    }
}

impl Host {
    fn compare(&self, at: Position, relation: Relation, a: &Value, b: &Value) -> Fallible<bool> {
        if a.is_list() || b.is_list() {
            return Err(Self::error("engine-list-compared", &[]));
        }
        let Some(way) = Way::of(a, b) else { return Err(Self::other_kinds(relation)) };
        self.trace(at, [a, b]);
        let decided = match way {
            Way::Figures => figures(relation, a, b).inspect(|_| self.work.look()),
            Way::Texts => match together(a.text(), b.text()) {
                Ok((left, right)) => {
                    self.work.charge_bytes(left.len() + right.len())?;
                    return Self::without_order(relation, fold(&left).cmp(&fold(&right)));
                }
                Err(unknown) => Err(unknown),
            },
            Way::Truths => match together(a.truth(), b.truth()) {
                Ok((left, right)) => return Self::without_order(relation, left.cmp(&right)),
                Err(unknown) => Err(unknown),
            },
        };
        decided.or_else(|unknown| self.stop_unknown(&unknown))
    }

    fn compare_text(&self, relation: Relation, cell: &Value, text: &str) -> Fallible<bool> {
        if !matches!(Side::of(cell), Side::Text | Side::Either | Side::Unknown) {
            return Err(Self::other_kinds(relation));
        }
        match cell.text() {
            Ok(found) => {
                self.work.charge_bytes(found.len() + text.len())?;
                Self::without_order(relation, fold(&found).cmp(&fold(text)))
            }
            Err(unknown) => self.stop_unknown(&unknown),
        }
    }

    fn compare_bool(&self, relation: Relation, value: &Value, other: bool) -> Fallible<bool> {
        if !matches!(Side::of(value), Side::Truth | Side::Unknown) {
            return Err(Self::other_kinds(relation));
        }
        match value.truth() {
            Ok(truth) => Self::without_order(relation, truth.cmp(&other)),
            Err(unknown) => self.stop_unknown(&unknown),
        }
    }

    /// Texts, and yes and no, are the same or not.
    fn without_order(relation: Relation, ordering: Ordering) -> Fallible<bool> {
        match relation {
            Relation::Equal | Relation::Unequal | Relation::Agrees => Ok(relation.holds(ordering)),
            _ => Err(Self::error("engine-order-of-texts", &[])),
        }
    }

    #[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
    fn other_kinds(relation: Relation) -> Box<EvalAltResult> {
        Self::error("engine-compared-kinds", &[("operator", relation.sign())])
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
    /// What a cell of yes and no says; one in which something else stands is as if it were missing.
    fn truth(&self) -> Result<bool, Unknown> {
        match self {
            Self::Cell(cell) => match cell.content() {
                Content::Bool(value) => Ok(*value),
                Content::Missing => Err(cell.unknown()),
                _ => Err(Unknown::Missing(vec![Need(cell.clone())])),
            },
            Self::Unknown(unknown) => Err(Unknown::clone(unknown)),
            _ => Err(Unknown::Missing(Vec::new())),
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
