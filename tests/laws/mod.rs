//! Whether what a sentence states holds, worked out by other means than the engine's.

use std::sync::Arc;

use hegui::figure::{Agreement, Origin, Quantity, Unit, agree, compare};
use hegui::text::statements::{Member, Statement};
use hegui::text::text::Text;
use rust_decimal::Decimal;

/// A figure as the engine takes it; what is counted is a bare number, for all of a statement count the same.
fn quantity(text: &Text, figure: usize) -> Quantity {
    let number = &text.figures()[figure].number;
    let unit = number.unit.clone().filter(|unit| !matches!(unit, Unit::Counter(_))).unwrap_or(Unit::Ratio);
    let origin = Origin::Parameter(Arc::from(figure.to_string()));
    if number.coarse > 0 && number.qualifier.is_none() {
        Quantity::coarse(number.value, number.coarse, unit, origin)
    } else if number.places == 0 && number.qualifier.is_none() && unit != Unit::Percent {
        Quantity::exact(number.value, unit, origin)
    } else {
        Quantity::printed(number.value, number.places, unit, number.qualifier, origin)
    }
}

/// Said of parts that are less than their whole, and may be all of it.
pub(crate) const ASKED: &str = "asked about";

/// How often something was done, as a plain number.
fn times_of(text: &Text, statement: &Statement) -> Option<Quantity> {
    let times = quantity(text, statement.figure(text.language().grammar().member("times")?)?);
    Some(Quantity::exact(times.value(), Unit::Ratio, Origin::Literal))
}

fn exceeds(part: &Quantity, whole: &Quantity) -> Option<&'static str> {
    compare(part, whole).ok().filter(|order| order.is_gt()).map(|_| "exceeded")
}

fn violates(declared: &Quantity, computed: &Quantity) -> Option<&'static str> {
    match agree(declared, computed) {
        Agreement::Violated(None) => Some("violated"),
        Agreement::Violated(Some(_)) => Some("nearly"),
        Agreement::Exact | Agreement::WithinRounding | Agreement::Undecided(_) => None,
    }
}

/// How a statement does not hold, nearly where an innocent way of rounding explains it; `None` if it holds, or its figures
/// do not tell. The laws are worked out by other means than the engine's.
pub(crate) fn violated(text: &Text, statement: &Statement) -> Option<&'static str> {
    let grammar = text.language().grammar();
    let member = |name: &str| Some(quantity(text, statement.figure(grammar.member(name)?)?));
    let parts = || match grammar.member("parts").and_then(|parts| statement.member(parts)) {
        Some(Member::Figures(parts)) => parts.iter().map(|part| quantity(text, *part)).collect(),
        _ => Vec::new(),
    };
    let listed = || match statement.member(grammar.member("listed")?)? {
        Member::Names(names) => Some(Decimal::from(names.len())),
        _ => None,
    };
    let one = Quantity::exact(Decimal::ONE, Unit::Ratio, Origin::Literal);
    let (part, whole, rate) = (member("part"), member("whole"), member("rate"));
    let form = &grammar.statements()[statement.kind].forms[statement.form];
    match &*form.law {
        "rate = part / whole" => violates(&rate?, &part?.div(&whole?).ok()?),
        "rate = part / whole - 1" => violates(&rate?, &part?.div(&whole?).ok()?.sub(&one).ok()?),
        "rate = 1 - part / whole" => violates(&rate?, &one.sub(&part?.div(&whole?).ok()?).ok()?),
        "rate = change / (part - change)" => {
            let change = member("change")?;
            violates(&rate?, &change.div(&part?.sub(&change).ok()?).ok()?)
        }
        "rate = change / (part + change)" => {
            let change = member("change")?;
            violates(&rate?, &change.div(&part?.add(&change).ok()?).ok()?)
        }
        "rate = abs(part - whole)" => violates(&rate?, &part?.sub(&whole?).ok()?.abs().ok()?),
        "rate = part - whole" => violates(&rate?, &part?.sub(&whole?).ok()?),
        "rate = whole - part" => violates(&rate?, &whole?.sub(&part?).ok()?),
        "rate = whole + change - part" => {
            violates(&rate?, &whole?.add(&member("change")?).ok()?.sub(&part?).ok()?)
        }
        "whole = part + other" => violates(&whole?, &part?.add(&member("other")?).ok()?),
        "part = whole * rate" => violates(&part?, &whole?.mul(&rate?).ok()?),
        "part = rate * times" => violates(&part?, &rate?.mul(&times_of(text, statement)?).ok()?),
        "part = whole * rate * times" => {
            violates(&part?, &whole?.mul(&rate?).ok()?.mul(&times_of(text, statement)?).ok()?)
        }
        "part <= whole" => exceeds(&part?, &whole?),
        "part >= whole" => exceeds(&whole?, &part?),
        "whole = sum(parts)" => violates(&whole?, &Quantity::sum(&parts()).ok()?),
        "sum(parts) <= whole" => {
            let (sum, whole) = (Quantity::sum(&parts()).ok()?, whole?);
            // What a bracket lists may be all: less is asked about.
            let is_less = || compare(&sum, &whole).is_ok_and(std::cmp::Ordering::is_lt);
            let asked = || statement.has_flag(text, "complete") && is_less();
            exceeds(&sum, &whole).or_else(|| asked().then_some(ASKED))
        }
        "parts <= whole" => {
            let whole = whole?;
            parts().iter().find_map(|part| exceeds(part, &whole))
        }
        "whole >= count(listed)" => (whole?.value() < listed()?).then_some("miscounted"),
        "whole = count(listed)" => (whole?.value() != listed()?).then_some("miscounted"),
        "" => None,
        law => match in_words(law) {
            Some(times) => told_in_words(law, times, &part?, &whole?),
            None => flows(law, text, statement),
        },
    }
}

/// How many times the part, and how many times the whole, a law of what is told in words compares: a third, twice as many.
fn in_words(law: &str) -> Option<(i64, i64)> {
    Some(match law {
        "abs(part * 2 - whole) * 10 <= whole" => (2, 1),
        "abs(part * 3 - whole) * 10 <= whole" => (3, 1),
        "abs(part * 3 - whole * 2) * 10 <= whole" => (3, 2),
        "abs(part * 4 - whole) * 10 <= whole" => (4, 1),
        "abs(part * 4 - whole * 3) * 10 <= whole" => (4, 3),
        "abs(part * 5 - whole) * 10 <= whole" => (5, 1),
        "part * 10 >= whole * 19" => (10, 19),
        "part * 10 >= whole * 38" => (10, 38),
        _ => return None,
    })
}

fn told_in_words(
    law: &str,
    (times, of): (i64, i64),
    part: &Quantity,
    whole: &Quantity,
) -> Option<&'static str> {
    let (part, of) = (part.value() * Decimal::from(times), whole.value() * Decimal::from(of));
    let holds =
        if law.starts_with("abs") { (part - of).abs() * Decimal::TEN <= whole.value() } else { part >= of };
    (!holds).then_some("violated")
}

/// Laws of what flows in and out, and of so many for each ten thousand.
fn flows(law: &str, text: &Text, statement: &Statement) -> Option<&'static str> {
    let grammar = text.language().grammar();
    let member = |name: &str| Some(quantity(text, statement.figure(grammar.member(name)?)?));
    let (part, whole, rate) = (member("part")?, member("whole"), member("rate")?);
    let many = |count: i64| Quantity::exact(Decimal::from(count), Unit::Ratio, Origin::Literal);
    let computed = match law {
        "rate = whole + change - part - other" => {
            whole?.add(&member("change")?).ok()?.sub(&part).ok()?.sub(&member("other")?)
        }
        "rate = whole + change + other - part" => {
            whole?.add(&member("change")?).ok()?.add(&member("other")?).ok()?.sub(&part)
        }
        "rate = whole - part - other" => whole?.sub(&part).ok()?.sub(&member("other")?),
        "rate = part * 10000 / times" => part.mul(&many(10_000)).ok()?.div(&times_of(text, statement)?),
        "rate = part * 1000 / times" => part.mul(&many(1_000)).ok()?.div(&times_of(text, statement)?),
        other => unreachable!("no law is known by {other}"),
    };
    violates(&rate, &computed.ok()?)
}
