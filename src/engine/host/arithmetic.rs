//! Computing: `+ - * /`, `abs`, `round`, `min`, `max`, and literals with a unit.

use std::rc::Rc;

use rhai::{Dynamic, Engine, INT, ImmutableString, NativeCallContext};
use rust_decimal::Decimal;

use super::{Fallible, Host};
use crate::engine::value::{Reason, Unknown, Value};
use crate::figure::{MoneyUnit, Origin, Quantity, Undecided, Unit};

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
pub(super) trait Literal: Clone + 'static {
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
pub(super) fn literal(value: impl Literal) -> Value {
    Value::Quantity(Quantity::exact(value.decimal(), Unit::Ratio, Origin::Literal))
}

type Unary = fn(&Quantity) -> Result<Quantity, Undecided>;
type Binary = fn(&Quantity, &Quantity) -> Result<Quantity, Undecided>;

/// Operations that reckoning with a computed figure takes: its intervals are worked out once more when it is folded.
const COMPUTED: usize = 12;

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
        $engine.register_fn($name, move |call: NativeCallContext<'_>, a: $a, b: $b| -> Fallible<_> {
            let ($at, $left, $right) = (call.call_position(), $of_left(a), $of_right(b));
            $work
        });
    })*};
}
pub(super) use between_figures;

impl Host {
    /// Takes the operations of a calculation.
    fn charge_for<const N: usize>(&self, figures: [&Value; N]) -> Fallible<()> {
        let is_computed =
            |value: &&Value| matches!(value, Value::Quantity(quantity) if quantity.is_computed());
        self.charge(1 + COMPUTED * figures.iter().filter(|value| is_computed(value)).count())
    }
}

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    let operators =
        [("+", Operator::Add), ("-", Operator::Subtract), ("*", Operator::Multiply), ("/", Operator::Divide)];
    for (name, operator) in operators {
        between_figures!(engine, host, name, |h, _at, a, b| {
            h.charge_for([&a, &b])?;
            Ok(compute(operator, &a, &b))
        });
    }
    let unaries: [(&str, Unary); 2] = [("-", Quantity::neg), ("abs", Quantity::abs)];
    for (name, operation) in unaries {
        let h = Rc::clone(host);
        engine.register_fn(name, move |a: Value| -> Fallible<Value> {
            h.charge_for([&a])?;
            Ok(unary(&a, operation))
        });
    }
    let h = Rc::clone(host);
    engine.register_fn("round", move |a: Value, places: INT| -> Fallible<Value> {
        h.charge_for([&a])?;
        let places = u32::try_from(places.clamp(0, 28)).unwrap_or(0);
        Ok(unary(&a, |quantity| quantity.round(places)))
    });
    let binaries: [(&str, Binary); 2] = [("min", Quantity::min), ("max", Quantity::max)];
    for (name, operation) in binaries {
        let h = Rc::clone(host);
        engine.register_fn(name, move |a: Value, b: Value| -> Fallible<Value> {
            h.charge_for([&a, &b])?;
            Ok(pick(&a, &b, operation))
        });
    }
    engine
        .register_fn("/", |a: INT, b: INT| compute(Operator::Divide, &literal(a), &literal(b)))
        .register_fn("+", |a: Value| a)
        .register_fn("-", |a: INT| compute(Operator::Subtract, &literal(0), &literal(a)))
        .register_fn("-", |a: Decimal| compute(Operator::Subtract, &literal(0), &literal(a)));
    texts(engine);
    units(engine, host);
}

/// Joining texts. A cell joins as it is printed.
fn texts(engine: &mut Engine) {
    let join = |a: &str, b: &str| ImmutableString::from(clip(format!("{a}{b}")));
    engine
        .register_fn("+", move |a: ImmutableString, b: ImmutableString| join(&a, &b))
        .register_fn("+", move |a: ImmutableString, b: Value| join(&a, &b.to_string()))
        .register_fn("+", move |a: Value, b: ImmutableString| join(&a.to_string(), &b))
        .register_fn("+=", move |a: &mut ImmutableString, b: ImmutableString| *a = join(a, &b))
        .register_fn("+=", move |a: &mut ImmutableString, b: Value| *a = join(a, &b.to_string()))
        .register_fn("to_string", |a: Value| clip(a.to_string()));
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
        ("元", Unit::Money(MoneyUnit::Yuan)),
        ("yuan", Unit::Money(MoneyUnit::Yuan)),
        ("万元", Unit::Money(MoneyUnit::WanYuan)),
        ("wan_yuan", Unit::Money(MoneyUnit::WanYuan)),
        ("亿元", Unit::Money(MoneyUnit::YiYuan)),
        ("yi_yuan", Unit::Money(MoneyUnit::YiYuan)),
    ];
    for (name, unit) in units {
        let host = Rc::clone(host);
        engine.register_fn(name, move |_: NativeCallContext<'_>, value: Dynamic| -> Fallible<Value> {
            let number = value.as_int().map(Decimal::from).or_else(|_| value.as_decimal());
            match number {
                Ok(number) => Ok(Value::Quantity(Quantity::exact(number, unit.clone(), Origin::Literal))),
                Err(_) => Err(host.error("engine-unit-of-what", &[("name", name)])),
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

/// Both quantities. If one is not applicable, so is what is made of them; else every cell that is missing is needed.
pub(super) fn both(a: &Value, b: &Value) -> Result<(Quantity, Quantity), Unknown> {
    match (a.quantity(), b.quantity()) {
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
