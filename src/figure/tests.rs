//! What [`super::Quantity`] promises: the figures of a real form, and properties both ways.

use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::interval::{fraction, ten_to};
use super::*;
use crate::document::{self, Document, Limits, NodeId};
use crate::source::SourceFile;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn leaf(text: &str, unit: Unit) -> Quantity {
    let value = dec(text);
    Quantity::printed(value, value.scale(), unit, None, Origin::Parameter(Arc::from(text)))
}

fn money(text: &str) -> Quantity {
    leaf(text, Unit::Money(MoneyUnit::WanYuan))
}

fn percent(text: &str) -> Quantity {
    leaf(text, Unit::Percent)
}

#[test]
fn the_figures_of_a_published_form_agree() {
    let (adjusted, initial, actual) = (money("17076.42"), money("41601.91"), money("15920.74"));
    let adjustment = adjusted.sub(&initial).unwrap();
    assert_eq!(agree(&money("-24525.50"), &adjustment), Agreement::WithinRounding);
    assert_eq!(agree(&percent("93.23"), &actual.div(&adjusted).unwrap()), Agreement::WithinRounding);
    assert_eq!(agree(&percent("93.2"), &actual.div(&adjusted).unwrap()), Agreement::WithinRounding);
    let rate = money("-24525.50").div(&initial).unwrap();
    assert_eq!(agree(&percent("-58.95"), &rate), Agreement::WithinRounding);
    let parts = money("10033.63").add(&money("12900.00")).unwrap();
    assert_eq!(agree(&money("22933.63"), &parts), Agreement::Exact);
    assert_eq!(agree(&percent("95.23"), &actual.div(&adjusted).unwrap()), Agreement::Violated(None));
    assert_eq!(agree(&percent("93.33"), &actual.div(&adjusted).unwrap()), Agreement::Violated(None));
}

#[test]
fn an_approximate_operand_is_consistent_or_open_but_never_exact() {
    let yi = Unit::Money(MoneyUnit::YiYuan);
    let done = leaf("30.66", yi.clone());
    let about = |qualifier| Quantity::printed(dec("19.55"), 2, yi.clone(), Some(qualifier), Origin::Literal);
    let rate = done.div(&about(Qualifier::About)).unwrap();
    assert_eq!(agree(&percent("156.84"), &rate), Agreement::WithinRounding);
    assert!(matches!(agree(&percent("150"), &rate), Agreement::Undecided(_)));
    assert_eq!(agree(&percent("120"), &rate), Agreement::Violated(None));
    let fifty = Quantity::printed(dec("50"), 0, Unit::Ratio, Some(Qualifier::Odd), Origin::Literal);
    assert_eq!((fifty.lower(), fifty.upper()), (dec("50"), dec("60")));
}

#[test]
fn a_violation_names_its_innocent_explanation() {
    let rate = |a: &str, b: &str| money(a).div(&money(b)).unwrap();
    // 95.397%
    assert_eq!(
        agree(&percent("95.39"), &rate("95397.00", "100000.00")),
        Agreement::Violated(Some(NearMiss::Truncated))
    );
    // 31.08%
    assert_eq!(
        agree(&percent("31.00"), &rate("3108.00", "10000.00")),
        Agreement::Violated(Some(NearMiss::Padded))
    );
    // 99.97%
    assert_eq!(
        agree(&percent("100"), &rate("9997.00", "10000.00")),
        Agreement::Violated(Some(NearMiss::Reached))
    );
    let whole = |text: &str| {
        Quantity::exact(dec(text), Unit::Money(MoneyUnit::WanYuan), Origin::Parameter(Arc::from(text)))
    };
    let sum = Quantity::sum(&[whole("1"), whole("2"), whole("4")]).unwrap();
    assert_eq!(agree(&whole("8"), &sum), Agreement::Violated(Some(NearMiss::WholeMoney)));
    assert_eq!(agree(&whole("10"), &sum), Agreement::Violated(None));
    let cents = Quantity::sum(&[money("1.00"), money("2.00"), money("4.00")]).unwrap();
    assert_eq!(agree(&money("8.00"), &cents), Agreement::Violated(None));
    let off = Quantity::sum(&[money("1.00"), money("2.00"), money("4.60")]).unwrap();
    assert_eq!(agree(&money("8.00"), &off), Agreement::Violated(None));
}

#[test]
fn two_printed_figures_must_print_the_same_number() {
    assert_eq!(agree(&money("3083.9"), &money("3083.90")), Agreement::Exact);
    assert_eq!(agree(&money("3083.9"), &money("3083.89")), Agreement::Violated(None));
    assert_eq!(restates(&money("90"), &money("89.974")), Agreement::WithinRounding);
    assert_eq!(restates(&money("90"), &money("89.4")), Agreement::Violated(None));
    let yi = leaf("3", Unit::Money(MoneyUnit::YiYuan));
    assert_eq!(restates(&yi, &money("30838.9")), Agreement::WithinRounding);
    assert_eq!(restates(&yi, &money("35001")), Agreement::Violated(None));
}

#[test]
fn units_convert_or_are_refused() {
    let yuan = leaf("170764200", Unit::Money(MoneyUnit::Yuan));
    assert_eq!(agree(&money("17076.42"), &yuan), Agreement::Exact);
    let people = leaf("3", Unit::Counter(Arc::from("人")));
    assert_eq!(people.add(&money("1")).unwrap_err().doubt, Doubt::Units);
    assert_eq!(people.add(&leaf("1", Unit::Counter(Arc::from("家")))).unwrap_err().doubt, Doubt::Units);
    assert_eq!(money("2").mul(&money("2")).unwrap_err().doubt, Doubt::Units);
    assert_eq!(money("200").mul(&percent("50")).unwrap().value(), dec("100"));
}

#[test]
fn what_cannot_be_computed_is_undecided_and_never_a_panic() {
    let zero = money("0");
    assert_eq!(money("1").div(&zero).unwrap_err().doubt, Doubt::DivisionByZero);
    assert_eq!(money("1").div(&money("0.004").round(2).unwrap()).unwrap_err().doubt, Doubt::DivisionByZero);
    let small = Quantity::printed(dec("0.004"), 2, Unit::Ratio, None, Origin::Literal);
    assert_eq!(money("1").div(&small).unwrap_err().doubt, Doubt::DivisorNearZero);
    let huge = Quantity::exact(Decimal::MAX, Unit::Ratio, Origin::Literal);
    assert_eq!(huge.mul(&huge).unwrap_err().doubt, Doubt::Overflow);
    assert_eq!(huge.add(&huge).unwrap_err().doubt, Doubt::Overflow);
    let tiny = Quantity::exact(Decimal::new(1, 28), Unit::Ratio, Origin::Literal);
    let nothing = tiny.mul(&tiny).unwrap();
    // 1e-56 is no 0, although the decimal is.
    assert_eq!(
        agree(&Quantity::exact(dec("0.0"), Unit::Counter("个".into()), Origin::Literal), &nothing),
        Agreement::Exact
    );
}

#[test]
fn a_calculation_is_written_out_as_on_paper() {
    let text = "[15920.74, 17076.42, 95.23, 1, 2, 3]";
    let source = Arc::new(SourceFile::new("a.json", text.as_bytes()));
    let document = Document::parse(source, Limits::default()).unwrap();
    let nodes: Vec<NodeId> = document.children(document.root()).collect();
    let cell = |at: usize, unit: Unit| {
        let document::Value::Number(value) = document.value(nodes[at]) else { panic!() };
        Quantity::printed(value, value.scale(), unit, None, Origin::Place { node: nodes[at], range: None })
    };
    let wan = |at: usize| cell(at, Unit::Money(MoneyUnit::WanYuan));
    let names = ["实际支出数", "部门调整预算收入", "预算完成率"];
    let name_of = |origin: &Origin| match origin {
        Origin::Place { node, .. } => names[nodes.iter().position(|known| known == node).unwrap()].to_owned(),
        _ => String::new(),
    };
    let rate = wan(0).div(&wan(1)).unwrap();
    let declared = cell(2, Unit::Percent);
    assert_eq!(
        calculation(&declared, &rate, &name_of).chinese(),
        "预算完成率 = 实际支出数 15,920.74 ÷ 部门调整预算收入 17,076.42 = 93.23%"
    );
    assert_eq!(expected(&declared, &rate), "93.23%");
    // A short exact result keeps its digits, however the form rounds the figure.
    let product = wan(0).mul(&Quantity::exact(dec("0.06"), Unit::Ratio, Origin::Literal)).unwrap();
    assert_eq!((expected(&wan(0), &product), expected(&wan(3), &product)), ("955.2444".into(), "955".into()));
    let bare = |_: &Origin| String::new();
    let nested = wan(3).sub(&wan(4).sub(&wan(5)).unwrap()).unwrap();
    assert_eq!(calculation(&wan(5), &nested, &bare).chinese(), " = 1 − (2 − 3) = 2");
    let many = [3, 4, 5, 3, 4, 5, 3, 4, 5].map(wan);
    let sum = Quantity::sum(&many).unwrap();
    assert_eq!(calculation(&wan(5), &sum, &bare).chinese(), " = 1 + 2 + 3 + …（共 9 项） + 3 = 18");
}

#[test]
fn numbers_print_with_separators_and_round_half_away_from_zero() {
    assert_eq!(grouped(dec("-24525.495"), 2), "-24,525.50");
    assert_eq!(grouped(dec("-0.001"), 2), "0.00");
    assert_eq!(grouped(dec("999.995"), 2), "1,000.00");
    assert_eq!(grouped(dec("100"), 0), "100");
}

// Properties

/// A random true value with the places it is printed with.
#[derive(Debug, Clone)]
struct True {
    value: BigRational,
    places: u32,
}

impl True {
    /// What a correct form prints.
    fn printed(&self, unit: Unit) -> Quantity {
        Quantity::printed(round(&self.value, self.places), self.places, unit, None, Origin::Literal)
    }
}

/// Half away from zero, by the test's own fractions.
fn round(value: &BigRational, places: u32) -> Decimal {
    let factor = ten_to(i32::try_from(places).unwrap());
    let units = (value * factor).round().to_integer();
    Decimal::from_i128_with_scale(i128::try_from(units).unwrap(), places)
}

fn true_value() -> impl Strategy<Value = True> {
    (-99_999_999_i64..99_999_999, 1_i64..9_999, 0_u32..5)
        .prop_map(|(n, d, places)| True { value: BigRational::new(BigInt::from(n), BigInt::from(d)), places })
}

#[derive(Debug, Clone)]
enum Tree {
    Leaf(True),
    Unary(u8, Box<Tree>),
    Binary(u8, Box<Tree>, Box<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    true_value().prop_map(Tree::Leaf).prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (0_u8..3, inner.clone()).prop_map(|(op, a)| Tree::Unary(op, Box::new(a))),
            (0_u8..7, inner.clone(), inner).prop_map(|(op, a, b)| Tree::Binary(op, Box::new(a), Box::new(b))),
        ]
    })
}

/// An interval of fractions, worked out here once more and by other means than the code under test.
#[derive(Clone, Debug)]
struct Reach(BigRational, BigRational);

impl Tree {
    /// The true value, the figure computed from what is printed, and what the printed figures can stand for.
    fn evaluate(&self) -> Option<(BigRational, Quantity, Reach)> {
        match self {
            Self::Leaf(leaf) => {
                let quantity = leaf.printed(Unit::Ratio);
                let half = BigRational::new(BigInt::from(1), BigInt::from(2))
                    * ten_to(-i32::try_from(leaf.places).unwrap());
                let printed = fraction(quantity.value());
                Some((leaf.value.clone(), quantity, Reach(&printed - &half, printed + half)))
            }
            Self::Unary(op, a) => {
                let (value, quantity, Reach(low, high)) = a.evaluate()?;
                match op {
                    0 => Some((-value, quantity.neg().ok()?, Reach(-high, -low))),
                    1 => {
                        let crosses = low.is_negative() && high.is_positive();
                        let (x, y) = (low.abs(), high.abs());
                        let least = if crosses { BigRational::zero() } else { x.clone().min(y.clone()) };
                        Some((value.abs(), quantity.abs().ok()?, Reach(least, x.max(y))))
                    }
                    _ => {
                        let at = |value: &BigRational| fraction(round(value, 2));
                        Some((at(&value), quantity.round(2).ok()?, Reach(at(&low), at(&high))))
                    }
                }
            }
            Self::Binary(op, a, b) => {
                let (x, p, Reach(a1, a2)) = a.evaluate()?;
                let (y, q, Reach(b1, b2)) = b.evaluate()?;
                let hull = |corners: [BigRational; 4]| {
                    Reach(corners.iter().min().unwrap().clone(), corners.iter().max().unwrap().clone())
                };
                match op {
                    0 => Some((x + y, p.add(&q).ok()?, Reach(a1 + b1, a2 + b2))),
                    1 => Some((x - y, p.sub(&q).ok()?, Reach(a1 - b2, a2 - b1))),
                    2 => Some((x * y, p.mul(&q).ok()?, hull([&a1 * &b1, &a1 * &b2, &a2 * &b1, &a2 * &b2]))),
                    3 => {
                        let quotient = p.div(&q).ok()?;
                        Some((x / y, quotient, hull([&a1 / &b1, &a1 / &b2, &a2 / &b1, &a2 / &b2])))
                    }
                    4 => Some((x.min(y), p.min(&q).ok()?, Reach(a1.min(b1), a2.min(b2)))),
                    5 => Some((x.max(y), p.max(&q).ok()?, Reach(a1.max(b1), a2.max(b2)))),
                    _ => Some((x + y, Quantity::sum(&[p, q]).ok()?, Reach(a1 + b1, a2 + b2))),
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn correct_rounding_is_never_a_violation(tree in tree(), places in 0_u32..5) {
        let Some((value, computed, _)) = tree.evaluate() else { return Ok(()) };
        let declared = True { value, places };
        prop_assume!(computed.is_computed() && declared.value.abs() < BigRational::from(BigInt::from(10).pow(18)));
        let declared = declared.printed(Unit::Ratio);
        let agreement = agree(&declared, &computed);
        let reached = matches!(agreement, Agreement::Violated(Some(NearMiss::Reached)));
        prop_assert!(reached || !matches!(agreement, Agreement::Violated(_)), "{agreement:?} {declared} {computed:?}");
    }

    #[test]
    fn a_figure_beyond_the_exact_interval_is_always_a_violation(tree in tree(), places in 0_u32..5, steps in 1_i64..1_000, up: bool) {
        let Some((_, computed, Reach(low, high))) = tree.evaluate() else { return Ok(()) };
        prop_assume!(computed.is_computed() && high.abs().max(low.abs()) < BigRational::from(BigInt::from(10).pow(18)));
        // The nearest printed figure whose own interval lies beyond the reach, and up to a thousand steps further.
        let unit = ten_to(-i32::try_from(places).unwrap());
        let half = &unit / BigInt::from(2);
        let beyond = if up { (&high + &half) / &unit } else { (&low - &half) / &unit };
        let beyond = if up { beyond.floor() + BigInt::from(steps) } else { beyond.ceil() - BigInt::from(steps) };
        let value = round(&(beyond * &unit), places);
        let declared = Quantity::printed(value, places, Unit::Ratio, None, Origin::Literal);
        prop_assert!(matches!(agree(&declared, &computed), Agreement::Violated(_)), "{declared} {computed:?} {low} {high}");
    }

    #[test]
    fn ends_that_are_exact_as_decimals_are_those_of_the_fractions(tree in tree()) {
        let Some((_, computed, Reach(low, high))) = tree.evaluate() else { return Ok(()) };
        let ends = (fraction(computed.lower()), fraction(computed.upper()));
        prop_assert!(!computed.has_exact_ends(0) || ends == (low, high), "{computed:?}");
    }

    #[test]
    fn order_of_rows_and_exact_zeros_change_nothing(values in prop::collection::vec(true_value(), 1..8), places in 0_u32..5, steps in -3_i64..3) {
        let figures: Vec<Quantity> = values.iter().map(|value| value.printed(Unit::Ratio)).collect();
        let sum = Quantity::sum(&figures).unwrap();
        let mut turned: Vec<Quantity> = figures.into_iter().rev().collect();
        turned.insert(0, Quantity::exact(Decimal::ZERO, Unit::Ratio, Origin::Literal));
        let again = Quantity::sum(&turned).unwrap();
        let declared = super::arithmetic::rounded(sum.value(), places) + Decimal::new(steps, places);
        let declared = Quantity::printed(declared, places, Unit::Ratio, None, Origin::Literal);
        prop_assert_eq!(agree(&declared, &sum), agree(&declared, &again));
    }
}
