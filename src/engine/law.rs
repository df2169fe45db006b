//! The laws of statements: what `grammar.toml` says must hold between their members, worked out with the figures of a
//! text.
//!
//! In: a [`Language`] and a [`Statement`] of a text. Out: a [`Verdict`] with the two sides that were held against each
//! other. A law is `side = side`, `side <= side` or `side >= side`; a side is made of members, whole numbers, `+ - * /`,
//! brackets, `abs(…)`, `sum(row)` and `count(row)`. A row that stands alone on a side is held against the other side
//! element by element.

mod parse;
mod terms;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

pub use self::terms::{Law, Relation};

use self::terms::{Operator, Term};
use crate::figure::{
    Agreement, Doubt, NearMiss, Origin, Qualifier, Quantity, Undecided, Unit, agree, compare,
};
use crate::report::Problem;
use crate::rule::{LanguageFault, language_problem};
use crate::text::fault::Fault;
use crate::text::figures::{Comparator, Role};
use crate::text::language::Language;
use crate::text::statements::{Member, Statement};
use crate::text::text::Text;

/// The laws of a language, ready to be worked out. By the numbers of kinds and forms.
#[derive(Debug)]
pub struct Laws(Vec<Vec<Option<Law>>>);

/// What a member of a statement is worth.
#[derive(Debug, Clone)]
pub enum Given {
    /// One figure.
    One(Quantity),
    /// The figures of a row.
    Many(Vec<Quantity>),
    /// Names, so many of them.
    Names(usize),
}

/// The member that says how often something is taken, a number without a unit.
const TIMES: &str = "times";

/// What a law says of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It holds to the last digit.
    Holds,
    /// It holds within the rounding of the figures.
    WithinRounding,
    /// It does not hold, with an innocent explanation if there is one.
    Violated(Option<NearMiss>),
    /// The figures leave it open, or one of them is not printed.
    Undecided(Undecided),
    /// The form of the statement has no law.
    NoLaw,
}

impl Verdict {
    /// `holds`, `within_rounding`, `violated`, `undecided` or `no_law`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::WithinRounding => "within_rounding",
            Self::Violated(_) => "violated",
            Self::Undecided(_) => "undecided",
            Self::NoLaw => "no_law",
        }
    }
}

/// A law worked out on a statement.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// What it says.
    pub verdict: Verdict,
    /// The sides that decide and how they should lie; of a row the first element that violates it, else the last.
    pub sides: Option<(Quantity, Relation, Quantity)>,
}

/// The sides of a law with figures: each of one row is held against each of the other.
#[derive(Debug, Clone)]
pub struct Sides {
    /// What stands before the sign.
    pub left: Vec<Quantity>,
    /// How they should lie.
    pub relation: Relation,
    /// What stands behind it.
    pub right: Vec<Quantity>,
    /// Whether a row, or two members, are added up or counted on one of them.
    pub row: Option<RowLaw>,
}

/// What a law does with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowLaw {
    /// It adds the row up, or two members.
    Sum,
    /// It counts what the row lists.
    Count,
}

/// What is wrong with the laws of a language, each with its place in `grammar.toml`.
#[must_use]
pub fn check(language: &Language) -> Vec<Fault> {
    Laws::new(language).1
}

/// The same, for people.
#[must_use]
pub fn problems(language: &Language) -> Vec<Problem> {
    told(language, check(language))
}

/// Faults of laws, for people.
pub(super) fn told(language: &Language, faults: Vec<Fault>) -> Vec<Problem> {
    let told = |fault: Fault| {
        let file = language.file(&fault.file).map(Arc::clone);
        language_problem(&LanguageFault { fault, file })
    };
    faults.into_iter().map(told).collect()
}

/// Figures before one that may be meant in its place.
const FIGURES: usize = 8;

impl Laws {
    /// Reads the laws of a language. One at fault is left out and told.
    #[must_use]
    pub fn new(language: &Language) -> (Self, Vec<Fault>) {
        let grammar = language.grammar();
        let file = language.grammar_file().map(|file| file.name().to_owned()).unwrap_or_default();
        let mut faults = Vec::new();
        let mut read = |form| match parse::law(grammar, form) {
            Ok(law) => law,
            Err(unclear) => {
                faults.push(unclear.fault(&file, form));
                None
            }
        };
        let kinds = grammar.statements().iter();
        let laws = kinds.map(|kind| kind.forms.iter().map(&mut read).collect()).collect();
        (Self(laws), faults)
    }

    /// The law of a statement; `None` if its form has none.
    #[must_use]
    pub fn of(&self, statement: &Statement) -> Option<&Law> {
        self.0.get(statement.kind)?.get(statement.form)?.as_ref()
    }

    /// Works out the law of a statement; `quantity` gives the figures of the text by their numbers. A law that another figure of
    /// the sentence would keep is undecided: see [`Self::keeps_with_another`].
    #[must_use]
    pub fn weigh(
        &self,
        text: &Text,
        statement: &Statement,
        quantity: &dyn Fn(usize) -> Option<Quantity>,
    ) -> Weighed {
        let Some(law) = self.of(statement) else {
            return Weighed { verdict: Verdict::NoLaw, sides: None };
        };
        let given = |member| match statement.member(member)? {
            Member::Figure(number) => quantity(*number).map(Given::One),
            Member::Figures(numbers) => {
                numbers.iter().map(|number| quantity(*number)).collect::<Option<_>>().map(Given::Many)
            }
            Member::Names(names) => Some(Given::Names(names.len())),
        };
        let reckoning = Reckoning::new(text, statement);
        let mut weighed = law.weigh(&|member| given(member).map(|given| reckoning.given(member, given)));
        if matches!(weighed.verdict, Verdict::Violated(_))
            && self.keeps_with_another(text, statement, &given, quantity)
        {
            weighed.verdict = Verdict::Undecided(Undecided::ambiguous());
        }
        weighed
    }

    /// Whether a law between single figures is kept by a figure that its sentence tells further from what it is compared with: of
    /// 12.6万元，控制在预算15万元以内，比上年13.2万元下降4.5% the fall is that of 12.6万元. The sentence was then misread, or does not say
    /// which figure it means. Only the figure that is compared is looked for again, and only before what it is compared with.
    #[must_use]
    pub fn keeps_with_another(
        &self,
        text: &Text,
        statement: &Statement,
        given: &dyn Fn(usize) -> Option<Given>,
        quantity: &dyn Fn(usize) -> Option<Quantity>,
    ) -> bool {
        let grammar = text.language().grammar();
        let figures = text.figures();
        let place_of = |name: &str| grammar.member(name);
        let figure_of = |place: Option<usize>| figures.get(statement.figure(place?)?);
        let (Some(part), base) = (place_of("part"), place_of("whole")) else { return false };
        let Some(law) = self.of(statement).filter(|law| !law.has_row()) else { return false };
        let (Some(taken), Some(base)) = (figure_of(Some(part)), figure_of(base)) else { return false };
        let reckoning = Reckoning::new(text, statement);
        let measures = text.language().measures();
        let near = text.figures_of(taken.sentence).filter(|other| {
            figures.get(*other).is_some_and(|other| {
                matches!(other.role, Role::Value | Role::Cumulative)
                    && other.range().start < taken.range().start
                    && taken.range().start < base.range().start
                    && other.is_commensurable(taken, measures)
            })
        });
        let keeps = |others: &[(usize, Quantity)]| {
            let weighed = law.weigh(&|member| {
                let other = others.iter().find(|(own, _)| *own == member);
                let given = other.map_or_else(|| given(member), |(_, other)| Some(Given::One(other.clone())));
                given.map(|given| reckoning.given(member, given))
            });
            matches!(weighed.verdict, Verdict::Holds | Verdict::WithinRounding)
        };
        near.rev().take(FIGURES).filter_map(quantity).any(|other| keeps(&[(part, other)]))
            || base.role == Role::Previous && {
                let rate = place_of("rate").and_then(|rate| statement.figure(rate));
                // 比上年3000人次增长20% says itself from what.
                let says_itself =
                    rate.and_then(|rate| figures.get(rate)).is_some_and(|r| r.clause == base.clause);
                if says_itself {
                    return false;
                }
                let near = rate.unwrap_or_else(|| text.figures_of(taken.sentence).start);
                let pairs = pairs_beside(text, statement, near, taken.sentence);
                pairs.into_iter().any(|(one, other)| {
                    let pair = quantity(one).zip(quantity(other));
                    let whole = place_of("whole");
                    pair.zip(whole).is_some_and(|((one, other), whole)| keeps(&[(part, one), (whole, other)]))
                })
            }
    }

    /// The sides of a statement's law and how they should lie; `given` is what members are worth by their numbers. `None` if its
    /// form has no law.
    #[must_use]
    pub fn sides(
        &self,
        text: &Text,
        statement: &Statement,
        given: &dyn Fn(usize) -> Option<Given>,
    ) -> Option<Result<Sides, Undecided>> {
        let law = self.of(statement)?;
        let reckoning = Reckoning::new(text, statement);
        Some(law.sides(&|member| given(member).map(|given| reckoning.given(member, given))))
    }
}

/// In which units the members of a statement are reckoned with.
struct Reckoning<'t> {
    text: &'t Text,
    statement: &'t Statement,
    /// The word by which it counts.
    word: Option<Unit>,
    /// The member that says how often: of what, is told by what it is multiplied with.
    times: Option<usize>,
}

impl<'t> Reckoning<'t> {
    fn new(text: &'t Text, statement: &'t Statement) -> Self {
        let times = text.language().grammar().member(TIMES);
        Self { text, statement, word: counter(text, statement), times }
    }

    /// What a member is worth, counted by the word of the statement, or a bare number.
    fn given(&self, member: usize, given: Given) -> Given {
        let alike = |quantity: Quantity| count_alike(self.text, quantity, self.word.as_ref());
        let given = match (given, self.bound(member)) {
            (Given::One(figure), Some(bound)) => Given::One(figure.as_bound(bound)),
            (given, _) => given,
        };
        match given {
            Given::One(count) if Some(member) == self.times => Given::One(count.measured_in(Unit::Ratio)),
            Given::One(quantity) => Given::One(alike(quantity)),
            Given::Many(row) => Given::Many(row.into_iter().map(alike).collect()),
            Given::Names(count) => Given::Names(count),
        }
    }

    /// Which end of what is meant a member is: 占33%以上 is that share or any more. What was set, as 控制在15万元以内 is, or is held
    /// against, as in 高于95.5%的目标值, is itself.
    fn bound(&self, member: usize) -> Option<Qualifier> {
        let figure = self.text.figures().get(self.statement.figure(member)?)?;
        if matches!(figure.role, Role::Target | Role::Previous) {
            return None;
        }
        match figure.bound? {
            Comparator::AtLeast => Some(Qualifier::AtLeast),
            Comparator::AtMost if figure.is_percent() => Some(Qualifier::AtMost),
            Comparator::AtMost | Comparator::Equal => None,
        }
    }
}

/// The figures of a sentence near one of them that may be a value and the earlier one from which it has changed, other than those
/// of a statement: 31.6万人次，增长5.3%（上年为30.0万人次），住院日由8.6天降到8.2天.
fn pairs_beside(text: &Text, statement: &Statement, near: usize, sentence: usize) -> Vec<(usize, usize)> {
    let figures = text.figures();
    let of = |number: usize| figures.get(number);
    let Range { start, end } = text.figures_of(sentence);
    let told = start.max(near.saturating_sub(FIGURES))..end.min(near + FIGURES / 2);
    let told = told.filter(|number| of(*number).is_some_and(|figure| !figure.is_percent()));
    let told: Vec<usize> = told.collect();
    let own = |number: usize| statement.members.iter().any(|(_, member)| *member == Member::Figure(number));
    let pairs = told.iter().flat_map(|earlier| told.iter().map(move |value| (*value, *earlier)));
    let is_pair = |(value, earlier): &(usize, usize)| {
        let alike = of(*value).zip(of(*earlier)).is_some_and(|(value, earlier)| {
            value.role != Role::Previous && value.is_commensurable(earlier, text.language().measures())
        });
        alike && value != earlier && !(own(*value) && own(*earlier))
    };
    pairs.filter(is_pair).collect()
}

/// The word by which the first member that counts things counts them.
fn counter(text: &Text, statement: &Statement) -> Option<Unit> {
    let figures = statement.members.iter().flat_map(|(_, member)| match member {
        Member::Figure(number) => std::slice::from_ref(number),
        Member::Figures(numbers) => numbers,
        Member::Names(_) => &[],
    });
    let units = figures.filter_map(|number| text.figures().get(*number)?.number.unit.clone());
    units.into_iter().find(|unit| matches!(unit, Unit::Counter(_)))
}

/// A figure counted by the word of the statement, where both count the same: 场 and 次.
fn count_alike(text: &Text, quantity: Quantity, base: Option<&Unit>) -> Quantity {
    match (quantity.unit(), base) {
        (Unit::Counter(own), Some(Unit::Counter(word))) => {
            let unit = Unit::Counter(Arc::clone(word));
            if text.language().measures().counts_alike(own, word) {
                quantity.measured_in(unit)
            } else {
                quantity
            }
        }
        _ => quantity,
    }
}

impl Law {
    /// Whether it adds a row up, counts one, or holds each of one against something.
    fn has_row(&self) -> bool {
        !matches!(self.relation, Relation::Equal)
            || [&self.left, &self.right].iter().any(|side| matches!(side, Term::Sum(_) | Term::Count(_)))
    }

    /// Works it out; `member` gives what members are worth by their numbers, `None` for one that the text does not print.
    #[must_use]
    pub fn weigh(&self, member: &dyn Fn(usize) -> Option<Given>) -> Weighed {
        let undecided = |undecided| Weighed { verdict: Verdict::Undecided(undecided), sides: None };
        let Sides { left, right, .. } = match self.sides(member) {
            Ok(sides) => sides,
            Err(found) => return undecided(found),
        };
        let mut last = undecided(Undecided::nothing());
        for one in &left {
            for other in &right {
                last = held(one, self.relation, other);
                if matches!(last.verdict, Verdict::Violated(_)) {
                    return last;
                }
            }
        }
        last
    }

    /// Its sides, each a row of one figure or several.
    fn sides(&self, member: &dyn Fn(usize) -> Option<Given>) -> Result<Sides, Undecided> {
        let row = [&self.left, &self.right].into_iter().find_map(|side| match side {
            Term::Sum(_) => Some(RowLaw::Sum),
            // whole = part + other
            Term::Operation(Operator::Add, one, other) if one.is_member() && other.is_member() => {
                Some(RowLaw::Sum)
            }
            Term::Count(_) => Some(RowLaw::Count),
            _ => None,
        });
        Ok(Sides {
            left: self.left.row(member)?,
            relation: self.relation,
            right: self.right.row(member)?,
            row,
        })
    }
}

/// One side held against the other.
fn held(left: &Quantity, relation: Relation, right: &Quantity) -> Weighed {
    let wrong = match relation {
        Relation::Equal => None,
        Relation::AtMost => Some(Ordering::Greater),
        Relation::AtLeast => Some(Ordering::Less),
    };
    let verdict = match wrong {
        None => match agree(left, right) {
            Agreement::Exact => Verdict::Holds,
            Agreement::WithinRounding => Verdict::WithinRounding,
            Agreement::Violated(near) => Verdict::Violated(near),
            Agreement::Undecided(undecided) => Verdict::Undecided(undecided),
        },
        Some(wrong) => match compare(left, right) {
            Ok(order) if order == wrong => Verdict::Violated(None),
            Ok(Ordering::Equal) if is_beyond(left, wrong, right) => Verdict::WithinRounding,
            Ok(_) => Verdict::Holds,
            Err(undecided) => Verdict::Undecided(undecided),
        },
    };
    Weighed { verdict, sides: Some((left.clone(), relation, right.clone())) }
}

/// Whether only rounding keeps the values of both sides in order.
fn is_beyond(left: &Quantity, wrong: Ordering, right: &Quantity) -> bool {
    left.unit() == right.unit() && left.value().cmp(&right.value()) == wrong
}

impl Term {
    /// The figures of a side: one, or those of a row.
    fn row(&self, member: &dyn Fn(usize) -> Option<Given>) -> Result<Vec<Quantity>, Undecided> {
        match self {
            Self::Member(number) => figures(member(*number)),
            _ => self.work(member).map(|quantity| vec![quantity]),
        }
    }

    fn work(&self, member: &dyn Fn(usize) -> Option<Given>) -> Result<Quantity, Undecided> {
        let exact = |value: Decimal| Quantity::exact(value, Unit::Ratio, Origin::Literal);
        match self {
            Self::Number(value) => Ok(exact(*value)),
            Self::Member(number) => match member(*number) {
                Some(Given::One(quantity)) => Ok(quantity),
                _ => Err(Undecided::nothing()),
            },
            Self::Sum(number) => Quantity::sum(&figures(member(*number))?),
            Self::Count(number) => match member(*number).ok_or_else(Undecided::nothing)? {
                Given::One(_) => Ok(exact(Decimal::ONE)),
                Given::Many(figures) => Ok(exact(figures.len().into())),
                Given::Names(count) => Ok(exact(count.into())),
            },
            Self::Absolute(term) => term.work(member)?.abs(),
            Self::Negate(term) => term.work(member)?.neg(),
            Self::Operation(operator, left, right) => {
                let (left, right) = (left.work(member)?, right.work(member)?);
                match operator {
                    Operator::Add => left.add(&right),
                    Operator::Subtract => left.sub(&right),
                    Operator::Multiply => left.mul(&right),
                    Operator::Divide => divided(&left, &right),
                }
            }
        }
    }
}

/// A quotient; of things counted by words that do not count alike there is none.
fn divided(left: &Quantity, right: &Quantity) -> Result<Quantity, Undecided> {
    let differs = match (left.unit(), right.unit()) {
        (Unit::Counter(a), Unit::Counter(b)) => a != b && !a.is_empty() && !b.is_empty(),
        _ => false,
    };
    if differs {
        let origins = [left, right].into_iter().flat_map(Quantity::origins).collect();
        return Err(Undecided { doubt: Doubt::Units, origins });
    }
    left.div(right)
}

/// The figures of a member; a single one is a row too.
fn figures(given: Option<Given>) -> Result<Vec<Quantity>, Undecided> {
    match given {
        Some(Given::One(quantity)) => Ok(vec![quantity]),
        Some(Given::Many(quantities)) if !quantities.is_empty() => Ok(quantities),
        _ => Err(Undecided::nothing()),
    }
}
