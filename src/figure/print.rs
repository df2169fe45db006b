//! Figures and calculations as a form prints them.

use std::fmt;

use rust_decimal::Decimal;

use super::arithmetic::{rounded, shifted};
use super::operator::Operator;
use super::quantity::{Expression, Operand, Origin, Quantity};
use super::unit::{MoneyUnit, Unit};
use crate::wording::Message;

/// Terms of a sum that are written out: those before the gap and the last one.
const TERMS: usize = 5;

/// A number with its places and thousands separators: `-24,525.50`.
#[must_use]
pub fn grouped(value: Decimal, places: u32) -> String {
    // Zeros are put behind by hand: the decimal's own padding panics where digits and places are more than it holds.
    let mut text = rounded(value, places).to_string();
    let printed = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let lacking = usize::try_from(places).unwrap_or(0).saturating_sub(printed);
    if lacking > 0 {
        text.push_str(if printed == 0 { "." } else { "" });
        text.extend(std::iter::repeat_n('0', lacking));
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3);
    let is_zero = digits.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    grouped.push_str(if is_zero { "" } else { sign });
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// The same without separators, where it is a year.
fn plain_or_grouped(value: Decimal, places: u32, is_year: bool) -> String {
    let text = grouped(value, places);
    if is_year { text.replace(',', "") } else { text }
}

impl Quantity {
    /// The sign behind the figure: money in a cell has its unit in the form's head and prints none.
    fn sign(&self) -> &str {
        match (self.unit(), &self.0.expression) {
            (
                Unit::Money(_),
                Expression::Leaf(Origin::Place { range: None, .. })
                | Expression::Operation(..)
                | Expression::Folded(_),
            ) => "",
            (unit, _) => unit.sign(),
        }
    }

    fn with_places(&self, places: u32) -> String {
        let number = plain_or_grouped(self.value(), places, self.0.extent.is_year);
        match self.sign() {
            // One side of a ratio.
            "1:n" => format!("1:{number}"),
            "n:1" => format!("{number}:1"),
            sign => format!("{number}{sign}"),
        }
    }
}

/// As printed, with thousands separators: `15,920.74`, `93.23%`, `约19.55亿元`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.with_places(self.0.printed);
        match self.qualifier() {
            Some(qualifier) => f.write_str(&qualifier.around(&text)),
            None => f.write_str(&text),
        }
    }
}

/// What `declared` should print, going by `computed`: its value at the places and in the unit of the declared figure.
#[must_use]
pub fn expected(declared: &Quantity, computed: &Quantity) -> String {
    let unit = match (declared.unit(), computed.unit()) {
        // A bare number beside a percentage is shown as one.
        (Unit::Ratio, Unit::Percent) if declared.is_literal() => Unit::Percent,
        (unit, _) => unit.clone(),
    };
    let power = unit.unify(computed.unit()).map_or(0, |joined| joined.right);
    let value = shifted(computed.value(), power).unwrap_or(computed.value());
    let places = if declared.is_computed() { computed.places() } else { declared.places() };
    let places = places.max(if computed.is_computed() {
        exact_places(value, places)
    } else {
        computed.0.printed.min(6)
    });
    let sign = if declared.is_computed() { computed.sign() } else { declared.sign() };
    let is_year = declared.0.extent.is_year || computed.0.extent.is_year;
    format!("{}{sign}", plain_or_grouped(value, places, is_year))
}

/// The places of a value that a few more than `places` print to the last digit; 0 for any other: 120户 × 600元 is 7.2万元, however
/// the form rounds it.
fn exact_places(value: Decimal, places: u32) -> u32 {
    let own = value.normalize().scale();
    if own <= places + FURTHER { own } else { 0 }
}

/// Places more than a form prints at which an exact result is shown.
const FURTHER: u32 = 2;

/// The values that a figure may stand for: `122.17～123.38个`, or the value alone if it stands for itself. What is
/// computed is shown at two places at most, what is printed at one more than it prints: `77.5～78.5%`.
#[must_use]
pub fn interval(quantity: &Quantity) -> String {
    if quantity.is_exact() {
        return quantity.to_string();
    }
    let places = quantity.places().min(2);
    let is_short = [quantity.lower(), quantity.upper()].iter().all(|end| end.round_dp(places) == *end);
    let places = if quantity.is_computed() || is_short { places } else { places + 1 };
    let (lower, upper) = (grouped(quantity.lower(), places), grouped(quantity.upper(), places));
    format!("{lower}～{upper}{}", quantity.unit().sign())
}

/// A bound as reports show it: `≤ 15,920.74`.
#[must_use]
pub fn bound(sign: &str, declared: &Quantity, computed: &Quantity) -> String {
    format!("{sign} {}", expected(declared, computed))
}

/// The calculation behind a comparison: `预算完成率 = 实际支出数 15,920.74 ÷ 部门调整预算收入 17,076.42 = 93.23%`.
///
/// `name_of` gives the name of a cell or parameter; empty for none.
#[must_use]
pub fn calculation(declared: &Quantity, computed: &Quantity, name_of: &dyn Fn(&Origin) -> String) -> Message {
    let writer = Writer { name_of, units: mixed_money(&[declared, computed]) };
    let result = expected(declared, computed);
    let name = declared.name().map(|name| format!("{} = ", name_of(name))).unwrap_or_default();
    match (&declared.0.expression, &computed.0.expression) {
        (Expression::Leaf(origin), Expression::Operation(..) | Expression::Folded(_)) => row([
            format!("{} = ", name_of(origin)).into(),
            writer.expression(computed),
            format!(" = {result}").into(),
        ]),
        (Expression::Operation(..) | Expression::Folded(_), Expression::Leaf(_)) => {
            let result = format!(" = {}", writer.result(declared));
            row([name.into(), writer.expression(declared), result.into()])
        }
        _ => row([
            name.into(),
            writer.expression(declared),
            format!(" = {}", writer.result(declared)).into(),
            Message::new("calculation-separator", &[]),
            writer.expression(computed),
            format!(" = {}", writer.result(computed)).into(),
        ]),
    }
}

/// How a computed figure was reckoned: `实际支出数 76.00 ÷ 部门调整预算收入 126.50 = 60.08%`.
///
/// `name_of` as in [`calculation`].
#[must_use]
pub fn reckoning(figure: &Quantity, name_of: &dyn Fn(&Origin) -> String) -> Message {
    let writer = Writer { name_of, units: mixed_money(&[figure]) };
    let name = figure.name().map(|name| format!("{} = ", name_of(name))).unwrap_or_default();
    row([name.into(), writer.expression(figure), format!(" = {figure}").into()])
}

fn row<const N: usize>(pieces: [Message; N]) -> Message {
    pieces.into_iter().collect()
}

/// Whether figures of different units of money take part, so that each must print its own.
fn mixed_money(figures: &[&Quantity]) -> bool {
    let mut units: Vec<MoneyUnit> = Vec::new();
    for figure in figures {
        figure.money_units(&mut units);
    }
    units.len() > 1
}

struct Writer<'w> {
    name_of: &'w dyn Fn(&Origin) -> String,
    /// Whether money prints its unit.
    units: bool,
}

impl Writer<'_> {
    fn expression(&self, quantity: &Quantity) -> Message {
        match &quantity.0.expression {
            Expression::Leaf(origin) => self.leaf(quantity, origin).into(),
            Expression::Operation(operator, operands) => self.operation(*operator, operands),
            Expression::Folded(folded) => {
                let (count, result) = (folded.figures.to_string(), self.result(quantity));
                Message::new("calculation-folded", &[("count", &count), ("result", &result)])
            }
        }
    }

    fn leaf(&self, quantity: &Quantity, origin: &Origin) -> String {
        let name = (self.name_of)(origin);
        let mut printed = quantity.to_string();
        if self.units && matches!(quantity.unit(), Unit::Money(_)) && quantity.sign().is_empty() {
            printed.push_str(quantity.unit().sign());
        }
        if name.is_empty() { printed } else { format!("{name} {printed}") }
    }

    fn result(&self, quantity: &Quantity) -> String {
        let unit =
            if self.units && matches!(quantity.unit(), Unit::Money(_)) { quantity.unit().sign() } else { "" };
        format!("{}{unit}", quantity.with_places(quantity.places()))
    }

    fn operation(&self, operator: Operator, operands: &[Operand]) -> Message {
        let written = |operand: &Operand| self.expression(&operand.quantity);
        match (operator, operands) {
            (Operator::Sum, [only]) => written(only),
            (Operator::Sum, terms) => self.sum(terms),
            (Operator::Absolute, [of]) => row(["|".into(), written(of), "|".into()]),
            (Operator::Negate, [of]) => row(["−".into(), self.bracketed(of, 3, false)]),
            (Operator::Round(places), [of]) => {
                Message::new("calculation-rounded", &[("places", &places.to_string())])
                    .with("of", written(of))
            }
            (Operator::Least, [a, b]) => {
                Message::new("calculation-least", &[]).with("a", written(a)).with("b", written(b))
            }
            (Operator::Greatest, [a, b]) => {
                Message::new("calculation-greatest", &[]).with("a", written(a)).with("b", written(b))
            }
            (_, [a, b]) => {
                let (sign, strength) = match operator {
                    Operator::Subtract => ("−", 1),
                    Operator::Multiply => ("×", 2),
                    Operator::Divide => ("÷", 2),
                    _ => ("+", 1),
                };
                let ordered = matches!(operator, Operator::Subtract | Operator::Divide);
                row([
                    self.bracketed(a, strength, false),
                    format!(" {sign} ").into(),
                    self.bracketed(b, strength, ordered),
                ])
            }
            _ => Message::default(),
        }
    }

    fn sum(&self, terms: &[Operand]) -> Message {
        let term = |term: &Operand| self.bracketed(term, 1, false);
        let written: Vec<Message> = if terms.len() <= TERMS {
            terms.iter().map(term).collect()
        } else {
            let gap = Message::new("calculation-terms", &[("count", &terms.len().to_string())]);
            terms.iter().take(TERMS - 2).map(term).chain([gap]).chain(terms.last().map(term)).collect()
        };
        let mut sum = Message::default();
        for (at, term) in written.into_iter().enumerate() {
            sum.push(if at > 0 { " + " } else { "" });
            sum.push(term);
        }
        sum
    }

    /// An operand in brackets if it binds less than what stands around it.
    fn bracketed(&self, operand: &Operand, strength: u8, ordered: bool) -> Message {
        let written = self.expression(&operand.quantity);
        let own = match &operand.quantity.0.expression {
            Expression::Operation(Operator::Add | Operator::Subtract | Operator::Sum, _) => 1,
            Expression::Operation(Operator::Multiply | Operator::Divide, _) => 2,
            _ => 3,
        };
        if own < strength || ordered && own == strength {
            row(["(".into(), written, ")".into()])
        } else {
            written
        }
    }
}
