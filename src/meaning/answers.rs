//! The figure of a result that answers its indicator.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::form_reading::FormReading;
use super::indicator::Indicator;
use super::target::{Source, Target};
use crate::document::{NodeId, Value};
use crate::figure::{Origin, Quantity, Unit};
use crate::text::figures::{Comparator, Figure, Role};
use crate::text::kinds::{Asks, Direction};
use crate::text::lexicon::Classes;
use crate::text::numbers::is_large;
use crate::text::phrases::Phrase;
use crate::text::statements::Member;
use crate::text::text::Text;
use crate::text::tokens::{Mark, TokenKind};

/// The least likeness, in per cent, at which a figure is about what the indicator is about.
const SURE: u32 = 80;

/// Places to which an amount for each of something is converted.
const PLACES: u32 = 4;

/// Letters before a figure within which 每 makes it one for each of something.
const NEAR: usize = 5;

impl FormReading {
    /// The figure that answers an indicator; `None` if its result has none, or several and none of them surely.
    #[must_use]
    pub fn answer(&self, indicator: &Indicator) -> Option<Quantity> {
        let find = || self.find_answer(indicator, self.target(indicator).map(Rc::as_ref));
        indicator.found_answer.get_or_init(find).clone()
    }

    fn find_answer(&self, indicator: &Indicator, target: Option<&Target>) -> Option<Quantity> {
        let result = indicator.result?;
        let text = self.read(result);
        if !self.is_filled(result) && !self.says_none(&text) {
            return None;
        }
        if let Value::Number(_) = self.form().document().value(result) {
            return self.bare_answer(indicator, result, &text, target);
        }
        let lowers = indicator.asks == Asks::Count && indicator.direction == Direction::Lower;
        if (indicator.asks == Asks::Incidents || lowers) && text.figures().is_empty() {
            let unit = target.map_or(Unit::Counter(Arc::from("")), |target| target.quantity.unit().clone());
            let origin = Origin::Place { node: result, range: Some(0..text.as_str().len()) };
            return self.says_none(&text).then(|| Quantity::exact(Decimal::ZERO, unit, origin));
        }
        // 210MB answers ≥200MB, though neither is counted by a measure word.
        if text.figures().is_empty()
            && let Some(Unit::Counter(_)) = target.map(|target| target.quantity.unit())
            && let Some((None, number)) = self.language().signed_figure(text.as_str())
        {
            return Some(self.form().quantity_read(result, &number));
        }
        let candidates = self.candidates(indicator, &text, target);
        let figure = self.chosen(indicator, result, &text, &candidates, target)?;
        self.measured(indicator, result, &text, text.figures().get(figure)?, target)
    }

    fn bare_answer(
        &self,
        indicator: &Indicator,
        result: NodeId,
        text: &Text,
        target: Option<&Target>,
    ) -> Option<Quantity> {
        if let Some(unit) = self.unit_of(indicator)
            && let [figure] = text.figures()
        {
            return Some(self.with_unit(result, &figure.number, &unit));
        }
        let number = self.form().quantity(result)?;
        let unit = target.map(|target| target.quantity.unit().clone());
        Some(number.measured_in(unit.unwrap_or(Unit::Ratio)))
    }

    /// The figures of a result that may answer, by number: of the kind that is asked for, and about nothing else.
    fn candidates(&self, indicator: &Indicator, text: &Text, target: Option<&Target>) -> Vec<usize> {
        let language = self.language();
        let grows = indicator.is_kind(language, "growth") || indicator.is_kind(language, "decline");
        let mut told = self.told_of_others(text);
        if grows {
            // 增长3.8% answers a 增长率.
            told.retain(|number| !self.grows_so(indicator, text, *number));
        }
        let aimed = target.filter(|target| target.source == Source::Cell);
        let aimed = aimed.map(|target| self.read(target.place.node));
        let known = self.language().known();
        // 较上年提高2个百分点 is no level.
        let in_points = aimed.as_ref().is_some_and(|text| text.figures().iter().any(|f| f.number.is_points))
            || target.is_some_and(|target| self.is_in_points(target));
        // 每月1次 answers 每月1次, and not 4次.
        let each = known.each.with(known.average);
        let is_each = aimed
            .is_some_and(|text| text.classes().meets(each) || text.as_str().contains(['/', '／']))
            || self.read(indicator.name).classes().meets(each);
        // 1件未办结 answers only what is asked of the undone.
        let asks_undone = self.read(indicator.name).classes().meets(known.not.with(known.undone));
        let fits = |number: &usize| {
            let Some(figure) = text.figures().get(*number) else { return false };
            let role = match figure.role {
                Role::Value | Role::Cumulative => true,
                Role::Change => {
                    let is_asked = grows && self.grows_so(indicator, text, *number);
                    (is_asked || in_points) && figure.is_percent()
                }
                _ => false,
            };
            let as_aimed = || {
                target.is_some_and(|target| {
                    target.source == Source::Cell
                        && figure.number.unit.as_ref() == Some(target.quantity.unit())
                })
            };
            role && !told.contains(number)
                && target.is_none_or(|target| self.goes_together(figure, &target.quantity))
                && (!in_points || figure.number.is_points)
                && (is_each
                    || !self.is_for_each(text, *number)
                    || self.is_mean_of_lengths(text, *number, target))
                && (asks_undone || !text.counts_what_is_left(*number))
                && (figure.number.unit.is_none() || answers(indicator, figure) || as_aimed())
        };
        let mut candidates: Vec<usize> = (0..text.figures().len()).filter(fits).collect();
        if candidates.is_empty() {
            candidates = self.told_otherwise(indicator, text, target, is_each);
        }
        candidates.retain(|number| !self.is_other_rate(indicator, text, *number));
        keep_those_meant(&mut candidates, indicator, text, target);
        candidates
    }

    /// The figures that answer where nothing else does: 2000元/户 a price, 压减9项 what asks how many are done away with.
    fn told_otherwise(
        &self,
        indicator: &Indicator,
        text: &Text,
        target: Option<&Target>,
        is_each: bool,
    ) -> Vec<usize> {
        let known = self.language().known();
        let changes = known.up.with(known.down);
        let begins = || {
            let name = self.read(indicator.name);
            name.tokens().first().map_or(Classes::NONE, |first| first.classes.both(changes))
        };
        let compares = known.than.with(known.earlier).with(known.year_on_year);
        let answers = |number: &usize| {
            let Some(figure) = text.figures().get(*number) else { return false };
            let is_priced = || {
                // 3月、6月各1次 is no answer of 1次.
                let is_whole =
                    is_each || figure.is_money() || figure.counter().is_some_and(|of| of.contains('/'));
                let is_apiece =
                    text.tokens_before(*number, 1).iter().any(|last| last.classes.meets(known.apiece));
                figure.role == Role::Each && figure.bound.is_none() && is_whole && !is_apiece
            };
            let is_changed = || {
                figure.role == Role::Change
                    && !figure.is_percent()
                    && text.classes_beside(*number).meets(begins())
                    && !text.classes_in_clause(*number).meets(compares)
            };
            target.is_some_and(|target| self.goes_together(figure, &target.quantity))
                && (is_priced() || is_changed())
        };
        (0..text.figures().len()).filter(answers).collect()
    }

    /// Whether a rate of change is the one that an indicator of growth or decline asks for: that way, and of nothing that its
    /// name does not tell.
    fn grows_so(&self, indicator: &Indicator, text: &Text, number: usize) -> bool {
        let Some(figure) = text.figures().get(number) else { return false };
        let known = self.language().known();
        let beside = text.classes_beside(number);
        let falls = indicator.is_kind(self.language(), "decline");
        let way = if falls { known.down } else { known.up };
        let of = Self::grown(text, number).map_or_else(|| text.grown(number).to_owned(), |of| text.core(of));
        let of = Phrase::new(self.language(), &of);
        figure.role == Role::Change
            && figure.is_percent()
            && beside.meets(way)
            && (of.telling() < 2 || indicator.phrase.shared(&of) >= 2)
    }

    /// Whether a target is the distance of two percentages.
    fn is_in_points(&self, target: &Target) -> bool {
        let Some(range) = &target.place.range else { return false };
        let text = self.read(target.place.node);
        let figure = text.figure_number(range).and_then(|number| text.figures().get(number));
        figure.is_some_and(|figure| figure.number.is_points)
    }

    /// Whether a percentage bears the name of another rate.
    fn is_other_rate(&self, indicator: &Indicator, text: &Text, number: usize) -> bool {
        let subject = text.core(number);
        let kinds = self.language().kinds();
        kinds.split("rate", &subject).is_some()
            && !indicator.core.ends_with(subject.as_str())
            && indicator.phrase.alike(text.phrase(number)) < SURE
    }

    /// The figure that answers in the unit that it is meant in; `None` where that is not sure.
    fn measured(
        &self,
        indicator: &Indicator,
        result: NodeId,
        text: &Text,
        figure: &Figure,
        target: Option<&Target>,
    ) -> Option<Quantity> {
        if figure.number.unit.is_none()
            && let Some(unit) = self.unit_of(indicator)
        {
            return Some(self.with_unit(result, &figure.number, &unit));
        }
        let quantity = self.quantity(result, figure);
        if figure.number.unit.is_some() {
            return self.for_each_of(target, (result, quantity), text, figure);
        }
        let is_percent = target.is_some_and(|target| *target.quantity.unit() == Unit::Percent);
        if is_percent && quantity.value() <= Decimal::ONE && !quantity.value().is_zero() {
            // 1 is all of it; 0.98 may be a ratio or a percentage.
            let whole = quantity.value() == Decimal::ONE;
            let origin = Origin::Place { node: result, range: Some(figure.range()) };
            return whole.then(|| Quantity::exact(Decimal::ONE_HUNDRED, Unit::Percent, origin));
        }
        // 62.73万 against a bare 62.73: of what, neither says.
        if text.slice(figure.range()).contains(is_large) {
            return None;
        }
        let Some(target) = target else { return Some(quantity) };
        let plain = quantity.measured_in(target.quantity.unit().clone());
        let Some(unit) = self.scaled_unit(target) else { return Some(plain) };
        // 5.63 against 5万人次 is in 万人次 too, 56300 in 人次: the one that is of the target's size.
        let scaled = self.with_unit(result, &figure.number, &unit);
        match (target.is_of_size(&plain), target.is_of_size(&scaled)) {
            (true, false) => Some(plain),
            (false, true) => Some(scaled),
            _ => None,
        }
    }

    /// An amount for each of something as it is for each of what the target is: 27000元/公顷 against 元/平方米. `None` where the one
    /// does not convert into the other: 元/亩.
    fn for_each_of(
        &self,
        target: Option<&Target>,
        (result, amount): (NodeId, Quantity),
        text: &Text,
        figure: &Figure,
    ) -> Option<Quantity> {
        let own = text.counted_by(figure);
        let wanted = target.and_then(|target| {
            let text = self.read(target.place.node);
            let figure = target.place.range.as_ref().and_then(|range| text.figure_number(range))?;
            text.counted_by(text.figures().get(figure)?).map(str::to_owned)
        });
        let measures = self.language().measures();
        match (own, wanted) {
            (Some(own), Some(wanted)) if !measures.counts_alike(own, &wanted) => {
                let unit = target.map(|target| target.quantity.unit().clone())?;
                let (Unit::Money(from), Unit::Money(to)) = (amount.unit(), &unit) else { return None };
                let factor = from.in_yuan().checked_div(to.in_yuan())?;
                let factor = factor.checked_div(measures.conversion(own, &wanted)?)?;
                let value = amount.value().checked_mul(factor)?.round_dp(PLACES).normalize();
                let origin = Origin::Place { node: result, range: Some(figure.range()) };
                Some(Quantity::printed(value, value.scale(), unit, figure.qualifier(), origin))
            }
            _ => Some(amount),
        }
    }

    /// The unit of a target with its ten thousands, as printed: 万人次; `None` if it has none.
    fn scaled_unit(&self, target: &Target) -> Option<String> {
        let text = self.text(target.place.node);
        let printed = text.get(target.place.range.clone()?)?;
        let is_count = matches!(target.quantity.unit(), Unit::Counter(_));
        let at = printed.find(is_large).filter(|_| is_count)?;
        printed.get(at..).map(str::to_owned)
    }

    /// Whether a text says that there was none: 无, 未发生, 没有.
    pub(super) fn says_none(&self, text: &Text) -> bool {
        let known = self.language().known();
        let none = known.nothing.with(known.none);
        let mut tokens = text.tokens().iter().filter(|token| !matches!(token.kind, TokenKind::Mark(_)));
        let first = tokens.next();
        first.is_some_and(|token| token.classes.meets(none)) || text.classes().meets(known.none)
    }

    /// Whether a figure can answer a target: the same unit, or none where the whole text is the number.
    fn goes_together(&self, figure: &Figure, target: &Quantity) -> bool {
        let measures = self.language().measures();
        let is_counted = || *target.unit() == Unit::Ratio && figure.counter().is_some();
        let converts = || match (figure.counter(), target.unit()) {
            (Some(own), Unit::Counter(wanted)) => measures.conversion(own, wanted).is_some(),
            _ => false,
        };
        figure.number.unit.is_none()
            || is_counted()
            || converts()
            || measures.commensurable(figure.number.unit.as_ref(), Some(target.unit()))
    }

    fn chosen(
        &self,
        indicator: &Indicator,
        result: NodeId,
        text: &Text,
        candidates: &[usize],
        target: Option<&Target>,
    ) -> Option<usize> {
        let (first, rest) = candidates.split_first()?;
        let value = |number: &usize| text.figures().get(*number).map(|figure| figure.number.value);
        if rest.iter().all(|other| value(other) == value(first)) {
            return Some(*first);
        }
        let named: Vec<&usize> = candidates
            .iter()
            .filter(|number| {
                let subject = text.phrase(**number);
                subject.len() >= 2
                    && subject.alike(&indicator.phrase) >= SURE
                    && indicator.phrase.alike(subject) >= 50
            })
            .collect();
        if let Some((first, rest)) = named.split_first()
            && rest.iter().all(|other| value(other) == value(first))
        {
            return Some(**first);
        }
        if Self::stands_alone(text, *first) {
            return Some(*first);
        }
        let mut totals = candidates.iter().filter(|number| self.says_all(text, **number));
        if let (Some(only), None) = (totals.next(), totals.next()) {
            return Some(*only);
        }
        let sharing: Vec<&usize> =
            candidates.iter().filter(|number| self.shares_word(indicator, text, **number)).collect();
        match sharing.as_slice() {
            [only] => return Some(**only),
            [] => {}
            _ => return None,
        }
        // The first figure leads what follows it: 198家，其中…; it counts only if it settles the question.
        let figure = text.figures().get(*first)?;
        let settles =
            target.is_some_and(|target| target.is_met_by(&self.quantity(result, figure)) == Some(true));
        (self.leads(text, *first) || settles).then_some(*first)
    }

    /// 57条，完成计划的142.5%，其中新开专线15条: a figure that stands alone at the beginning answers.
    fn stands_alone(text: &Text, number: usize) -> bool {
        let Some(figure) = text.figures().get(number) else { return false };
        let head = text.slice(0..figure.range().start);
        let behind = text.tokens_in(&(figure.range().end..text.as_str().len()));
        let ends = behind.first().is_some_and(|token| {
            matches!(token.kind, TokenKind::Mark(Mark::Comma | Mark::Period | Mark::Open | Mark::Semicolon))
        });
        head.trim().is_empty() && ends
    }

    /// 共开展培训18场: said to be all of them.
    fn says_all(&self, text: &Text, number: usize) -> bool {
        let in_all = self.language().known().in_all;
        text.classes_in_clause(number).meets(in_all)
    }

    /// 年初412家，年末441家，净增29家: the one that shares a word with the name, if only one does.
    fn shares_word(&self, indicator: &Indicator, text: &Text, number: usize) -> bool {
        let pieces = [text.words_before(number), text.words_behind(number)];
        indicator.phrase.shared(&Phrase::of(self.language(), pieces)) > 0
    }

    /// Whether 其中 follows a figure.
    fn leads(&self, text: &Text, number: usize) -> bool {
        let inner = self.language().known().inner;
        let Some(figure) = text.figures().get(number) else { return false };
        let behind = text.tokens_in(&(figure.range().end..text.as_str().len()));
        let next = behind.iter().find(|token| !matches!(token.kind, TokenKind::Mark(_)));
        next.is_some_and(|token| token.classes.meets(inner))
    }

    /// Whether a figure is a mean of lengths of time that may be short: 平均3.4小时 answers 2小时以内, and no 总学时.
    fn is_mean_of_lengths(&self, text: &Text, number: usize, target: Option<&Target>) -> bool {
        let mean = self.language().known().mean;
        if !target.is_some_and(|target| target.comparator == Some(Comparator::AtMost)) {
            return false;
        }
        let unit = text.figures().get(number).and_then(|figure| figure.number.unit.as_ref());
        let is_length = unit.is_some_and(|unit| self.language().measures().measures(unit) == "time");
        is_length && text.tokens_before(number, NEAR).iter().any(|token| token.classes.meets(mean))
    }

    /// Whether a figure counts for each of something, or for part of the year: 每月1次, 两个片区各2场, 日均1万吨, 上半年1次.
    fn is_for_each(&self, text: &Text, number: usize) -> bool {
        let known = self.language().known();
        let before = text.tokens_before(number, NEAR);
        let is_near = |classes| before.iter().any(|token| token.classes.meets(classes));
        let is_half = text.classes_in_clause(number).meets(known.half_year);
        let is_last = |classes| before.last().is_some_and(|token| token.classes.meets(classes));
        is_half || is_near(known.each) || is_last(known.apiece) || is_near(known.average)
    }

    /// Figures of a result that speak of something else than what came of it, by number: rates of completion, differences.
    pub(super) fn told_of_others(&self, text: &Text) -> BTreeSet<usize> {
        let grammar = self.language().grammar();
        let member = |name: &str| grammar.member(name).unwrap_or(usize::MAX);
        let (whole, rate, parts) = (member("whole"), member("rate"), member("parts"));
        let kind = |name: &str| grammar.kind(name);
        let mut told = BTreeSet::new();
        for statement in text.statements() {
            let is = |name: &str| Some(statement.kind) == kind(name);
            if is("share") || is("difference") || is("growth") {
                told.extend(statement.figure(rate));
                told.extend(statement.figure(whole));
            } else if is("completion") {
                // 应检500批次，合格495批次，合格率99%: the rate answers, its figures do not.
                told.extend(statement.figure(rate).filter(|_| statement.has_flag(text, "target")));
                told.extend(statement.figure(whole));
            } else if is("progress") {
                told.extend(statement.figure(whole));
            } else if is("parts")
                && let Some(Member::Figures(parts)) = statement.member(parts)
            {
                told.extend(parts);
            }
        }
        told
    }
}

/// Keeps those that pass, if any does.
fn keep_if_any(numbers: &mut Vec<usize>, passes: impl Fn(&usize) -> bool) {
    if numbers.iter().any(&passes) {
        numbers.retain(passes);
    }
}

/// Whether a figure is of the kind that the name asks for.
fn answers(indicator: &Indicator, figure: &Figure) -> bool {
    match indicator.asks {
        Asks::Rate => figure.is_percent(),
        Asks::Count | Asks::Incidents => figure.counter().is_some(),
        Asks::Money => figure.is_money(),
        Asks::Time | Asks::Open => true,
    }
}

/// Keeps the figures that are counted as the indicator is, and of these those in the target's own unit; all where there are none.
fn keep_those_meant(
    candidates: &mut Vec<usize>,
    indicator: &Indicator,
    text: &Text,
    target: Option<&Target>,
) {
    let counted = indicator.counted.as_deref();
    keep_if_any(candidates, |number| {
        let figure = text.figures().get(*number);
        counted.is_some_and(|word| figure.and_then(Figure::counter) == Some(word))
    });
    // Of figures that could be meant, those counted by the target's own word are.
    keep_if_any(candidates, |number| {
        let unit = text.figures().get(*number).and_then(|figure| figure.number.unit.as_ref());
        target.is_some_and(|target| unit == Some(target.quantity.unit()))
    });
}
