//! Computing: `+ - * /`, `abs`, `round`, `min`, `max`, and literals with a unit.

use std::rc::Rc;

use rhai::{Dynamic, Engine, INT, ImmutableString, Position};
use rust_decimal::Decimal;

use super::state::Host;
use crate::engine::value::{Reason, Unknown, Value};
use crate::engine::work::Fallible;
use crate::figure::{MoneyUnit, Origin, Quantity, Undecided, Unit};
use crate::form::Sign;

/// The longest text that a script puts together, in bytes; a longer one is cut, so that no form makes a rule fail.
const LONGEST_TEXT: usize = 2_000;

#[derive(Clone, Copy)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A number that stands in a script.
pub(crate) trait Literal: Clone + 'static {
    fn decimal(self) -> Decimal;
}

impl Literal for INT {
    fn decimal(self) -> Decimal {
        Decimal::from(self)
    }
}

impl Literal for Decimal {
    fn decimal(self) -> Decimal {
        self
    }
}

/// A literal as a quantity.
pub(crate) fn literal(value: impl Literal) -> Value {
    Value::Quantity(Quantity::exact(value.decimal(), Unit::Ratio, Origin::Literal))
}

type Unary = fn(&Quantity) -> Result<Quantity, Undecided>;
type Binary = fn(&Quantity, &Quantity) -> Result<Quantity, Undecided>;

pub(super) fn same(value: Value) -> Value {
    value
}

/// Registers an operator between values and numbers of a script, each brought to a value: what it does with the host, the place
/// of the call and both.
macro_rules! between_figures {
    ($engine:ident, $host:ident, $name:ident, |$h:ident, $at:ident, $left:ident, $right:ident| $work:block) => {
        between_figures!(@ $engine, $host, $name, |$h, $at, $left, $right| $work,
            (Value, Value, same, same), (Value, INT, same, literal), (INT, Value, literal, same),
            (Value, Decimal, same, literal), (Decimal, Value, literal, same));
    };
    (@ $engine:ident, $host:ident, $name:ident, |$h:ident, $at:ident, $left:ident, $right:ident| $work:block,
        $(($a:ty, $b:ty, $of_left:expr, $of_right:expr)),*) => {$({
        let $h = Rc::clone($host);
        $host.define($engine, $name, move |at: Position, a: $a, b: $b| -> Fallible<_> {
            let ($at, $left, $right) = (at, $of_left(a), $of_right(b));
            $work
        });
    })*};
}
pub(super) use between_figures;

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    let operators =
        [("+", Operator::Add), ("-", Operator::Subtract), ("*", Operator::Multiply), ("/", Operator::Divide)];
    for (name, operator) in operators {
        between_figures!(engine, host, name, |_h, _at, a, b| { Ok(compute(operator, &a, &b)) });
    }
    let unaries: [(&str, Unary); 2] = [("-", Quantity::neg), ("abs", Quantity::abs)];
    for (name, operation) in unaries {
        host.define(engine, name, move |a: Value| unary(&a, operation));
    }
    host.define(engine, "round", |a: Value, places: INT| {
        let places = u32::try_from(places.clamp(0, 28)).unwrap_or(0);
        unary(&a, |quantity| quantity.round(places))
    });
    let binaries: [(&str, Binary); 2] = [("min", Quantity::min), ("max", Quantity::max)];
    for (name, operation) in binaries {
        host.define(engine, name, move |a: Value, b: Value| pick(&a, &b, operation));
    }
    host.define(engine, "/", |a: INT, b: INT| compute(Operator::Divide, &literal(a), &literal(b)));
    host.define(engine, "+", |a: Value| a);
    host.define(engine, "-", |a: INT| compute(Operator::Subtract, &literal(0), &literal(a)));
    host.define(engine, "-", |a: Decimal| compute(Operator::Subtract, &literal(0), &literal(a)));
    texts(engine, host);
    units(engine, host);
}

/// Joining texts. A cell joins as it is printed.
fn texts(engine: &mut Engine, host: &Rc<Host>) {
    let join = |a: &str, b: &str| ImmutableString::from(clip(format!("{a}{b}")));
    host.define(engine, "+", move |a: ImmutableString, b: ImmutableString| join(&a, &b));
    host.define(engine, "+", move |a: ImmutableString, b: Value| join(&a, &b.to_string()));
    host.define(engine, "+", move |a: Value, b: ImmutableString| join(&a.to_string(), &b));
    host.define(engine, "+", move |a: ImmutableString, b: INT| join(&a, &b.to_string()));
    host.define(engine, "+", move |a: ImmutableString, b: Decimal| join(&a, &b.to_string()));
    host.define(engine, "+", move |a: INT, b: ImmutableString| join(&a.to_string(), &b));
    host.define(engine, "+", move |a: Decimal, b: ImmutableString| join(&a.to_string(), &b));
    host.work.define_assignment(engine, "+", move |a: &ImmutableString, b: ImmutableString| join(a, &b));
    host.work.define_assignment(engine, "+", move |a: &ImmutableString, b: Value| join(a, &b.to_string()));
    let h = Rc::clone(host);
    host.define(engine, "to_string", move |a: Value| {
        let text = clip(a.to_string());
        if let Value::Quantity(figure) = a {
            h.printed_figure(figure, &text);
        }
        ImmutableString::from(text)
    });
}

/// The text, cut at [`LONGEST_TEXT`] with an ellipsis.
pub(super) fn clip(mut text: String) -> String {
    if text.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

fn units(engine: &mut Engine, host: &Rc<Host>) {
    let units = [
        ("percent", Unit::Percent),
        ("分", Unit::Score),
        ("元", Unit::Money(MoneyUnit::Yuan)),
        ("yuan", Unit::Money(MoneyUnit::Yuan)),
        ("万元", Unit::Money(MoneyUnit::WanYuan)),
        ("wan_yuan", Unit::Money(MoneyUnit::WanYuan)),
        ("亿元", Unit::Money(MoneyUnit::YiYuan)),
        ("yi_yuan", Unit::Money(MoneyUnit::YiYuan)),
    ];
    for (name, unit) in units {
        host.define(engine, name, move |value: Dynamic| -> Fallible<Value> {
            let number = value.as_int().map(Decimal::from).or_else(|_| value.as_decimal());
            match number {
                Ok(number) => Ok(Value::Quantity(Quantity::exact(number, unit.clone(), Origin::Literal))),
                Err(_) => Err(Host::error("engine-unit-of-what", &[("name", name)])),
            }
        });
    }
}

fn unary(value: &Value, operation: impl Fn(&Quantity) -> Result<Quantity, Undecided>) -> Value {
    Value::from_result(value.quantity().and_then(|quantity| operation(&quantity).map_err(Unknown::from)))
}

fn pick(a: &Value, b: &Value, operation: fn(&Quantity, &Quantity) -> Result<Quantity, Undecided>) -> Value {
    Value::from_result(both(a, b).and_then(|(a, b)| {
        let (a, b) = in_one_unit(a, b);
        operation(&a, &b).map_err(Unknown::from)
    }))
}

fn compute(operator: Operator, a: &Value, b: &Value) -> Value {
    Value::from_result(both(a, b).and_then(|(a, b)| {
        let result = match operator {
            Operator::Multiply => a.mul(&b),
            Operator::Divide => a.div(&b),
            Operator::Add | Operator::Subtract => {
                let (a, b) = in_one_unit(a, b);
                if matches!(operator, Operator::Add) { a.add(&b) } else { a.sub(&b) }
            }
        };
        result.map_err(Unknown::from)
    }))
}

/// What a term reckons of two.
pub(crate) fn reckon(sign: Sign, a: &Value, b: &Value) -> Value {
    let operator = match sign {
        Sign::Add => Operator::Add,
        Sign::Subtract => Operator::Subtract,
        Sign::Multiply => Operator::Multiply,
        Sign::Divide => Operator::Divide,
    };
    compute(operator, a, b)
}

/// Both quantities. If one is not applicable, so is what is made of them; else every cell that is missing is needed.
pub(super) fn both(a: &Value, b: &Value) -> Result<(Quantity, Quantity), Unknown> {
    together(a.quantity(), b.quantity())
}

pub(super) fn together<T>(a: Result<T, Unknown>, b: Result<T, Unknown>) -> Result<(T, T), Unknown> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Ok(_)) => Err(a),
        (Ok(_), Err(b)) => Err(b),
        (Err(a), Err(b)) => Err(a.and(b)),
    }
}

/// A bare number of the rule takes the unit of a count or score that it stands beside, and 0 any unit.
pub(super) fn in_one_unit(a: Quantity, b: Quantity) -> (Quantity, Quantity) {
    let adopts = |literal: &Quantity, other: &Quantity| {
        literal.is_of_rule()
            && *literal.unit() == Unit::Ratio
            && (literal.value().is_zero() || matches!(other.unit(), Unit::Counter(_) | Unit::Score))
    };
    if adopts(&a, &b) {
        (a.measured_in(b.unit().clone()), b)
    } else if adopts(&b, &a) {
        let b = b.measured_in(a.unit().clone());
        (a, b)
    } else {
        (a, b)
    }
}

impl Unknown {
    /// What is not known of something made of two parts that are not known.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotApplicable(reason), _) | (_, Self::NotApplicable(reason)) => {
                Self::NotApplicable(reason)
            }
            (Self::Missing(mut needs), Self::Missing(more)) => {
                needs.extend(more);
                Self::Missing(needs)
            }
            (Self::Missing(needs), Self::Undecided(_)) | (Self::Undecided(_), Self::Missing(needs)) => {
                Self::Missing(needs)
            }
            (undecided, Self::Undecided(_)) => undecided,
        }
    }
}

impl From<Undecided> for Unknown {
    fn from(undecided: Undecided) -> Self {
        if undecided.is_division_by_zero() {
            Self::NotApplicable(Reason::DivisionByZero)
        } else {
            Self::Undecided(undecided)
        }
    }
}
