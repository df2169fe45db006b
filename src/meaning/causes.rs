//! Where a form says why.

use std::ops::Range;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::form_reading::FormReading;
use super::indicator::Indicator;
use super::kept::{Counted, Reason, Reasons};
use super::place::Place;
use crate::document::NodeId;
use crate::figure::{Quantity, Unit};
use crate::form::{Content, Role};
use crate::text::claims::Tone;
use crate::text::dates::Date;
use crate::text::figures::Figure;
use crate::text::phrases::Phrase;
use crate::text::text::Text;

/// Whether a problem names a thing.
fn names(name: &Phrase, problem: &Phrase) -> bool {
    let (shared, covered) = (name.shared(problem), name.coverage(problem));
    shared >= 4 && covered >= 30 || shared >= 2 && covered >= 40
}

/// By what a sentence is found that tells of so many of something.
fn counted(section: Option<NodeId>, value: Decimal, unit: &Unit) -> Counted {
    (section, value.normalize(), format!("{unit:?}"))
}

impl FormReading {
    /// The text that gives a reason for an indicator: its own cell, its result, a problem that names it, or another text
    /// that names it with a reason. `is_short` tells whether it fell short: then only what speaks of a shortfall counts.
    #[must_use]
    pub fn explains(&self, indicator: &Indicator, is_short: bool) -> Option<Place> {
        if let Some(reason) = indicator.reason.filter(|reason| !self.is_empty_reason(*reason)) {
            return Some(Place { node: reason, range: None });
        }
        let own = indicator.result.and_then(|result| self.own_reason(indicator, result));
        own.or_else(|| self.explained_elsewhere(&indicator.phrase, is_short, indicator.section))
            .or_else(|| self.gap_explained(indicator).filter(|_| is_short))
    }

    /// The sentence of its task's result that tells of just as many as are missing and says why: 4套因摇号家庭弃选顺延.
    fn gap_explained(&self, indicator: &Indicator) -> Option<Place> {
        let gap = self.gap(indicator)?;
        let key = counted(indicator.section, gap.value(), gap.unit());
        let (node, range) = self.reasons().counted.get(&key)?.clone();
        Some(Place { node, range: Some(range) })
    }

    /// What an indicator's own result tells beside its figure: not found in its name or in a goal.
    fn own_reason(&self, indicator: &Indicator, result: NodeId) -> Option<Place> {
        let text = self.read(result);
        let goals: Vec<_> = self.goals(indicator).map(|goal| self.read(goal)).collect();
        let name = self.read(indicator.name);
        let mut known: Vec<&Phrase> = vec![&indicator.phrase, name.whole()];
        known.extend(goals.iter().map(|goal| &**goal.whole()));
        // What a target cell says already is no reason: 每季度结束后10日内.
        let target = indicator.target.map(|target| self.read(target));
        known.extend(target.iter().map(|target| &**target.whole()));
        let tells =
            |range: &Range<usize>| text.is_reason(range, &known) || text.gives_cause_of(range, &known);
        let late = |range: &Range<usize>| {
            text.says(Tone::Late, range) && text.told_in(range, &[&indicator.phrase]) >= 2
        };
        // 4座，1座移交铁路部门: what became of just those that are missing, told by a clause that begins with their number.
        let gap = self.gap(indicator);
        let of_gap = |range: &Range<usize>| {
            let gap = gap.as_ref().map(|gap| (gap.value(), Some(gap.unit())));
            let mut figures = text.figures_in(range).iter();
            figures.any(|figure| {
                gap == Some((figure.number.value, figure.number.unit.as_ref()))
                    && text.leads_clause(figure)
                    && text.told_in(&text.clause_of(figure), &known) >= 2
            })
        };
        let sentences = text.sentences().iter().map(|sentence| &sentence.range);
        let found = sentences.into_iter().find(|range| tells(range) || late(range) || of_gap(range));
        found.map(|range| Place { node: result, range: Some(range.clone()) })
    }

    /// How much an indicator's answer lacks of its target; `None` where it lacks nothing or that is not sure.
    fn gap(&self, indicator: &Indicator) -> Option<Quantity> {
        let target = self.target(indicator)?;
        let gap = target.quantity.sub(&self.answer(indicator)?).ok()?;
        (gap.value() > Decimal::ZERO).then_some(gap)
    }

    /// The text that gives a reason for a thing by its name.
    #[must_use]
    pub fn explained_elsewhere(
        &self,
        name: &Phrase,
        is_short: bool,
        section: Option<NodeId>,
    ) -> Option<Place> {
        let reasons = self.reasons();
        if is_short
            && let Some(problem) = reasons.problems.iter().find(|problem| names(name, &problem.phrase))
        {
            return Some(Place { node: problem.node, range: None });
        }
        let tells = |reason: &&Reason| {
            (reason.falls_short || !is_short)
                && name.coverage(&reason.phrase) >= 50
                && name.shared(&reason.phrase) >= 2
        };
        let first = |of: Option<NodeId>| reasons.given.get(&of).into_iter().flatten().find(tells);
        let found = match section {
            Some(_) => [first(None), first(section)].into_iter().flatten().min_by_key(|reason| reason.node),
            None => {
                reasons.given.values().filter_map(|of| of.iter().find(tells)).min_by_key(|reason| reason.node)
            }
        };
        found.map(|reason| Place { node: reason.node, range: reason.range.clone() })
    }

    /// How many texts and sentences give a reason.
    #[must_use]
    pub fn reason_count(&self) -> usize {
        let reasons = self.reasons();
        reasons.problems.len() + reasons.given.values().map(Vec::len).sum::<usize>()
    }

    /// What the form's texts give as reasons, and the problems that speak of a shortfall.
    fn reasons(&self) -> &Reasons {
        self.reasons.get_or_init(|| {
            let mut reasons = Reasons::default();
            let known = self.language().known();
            for cell in self.texts() {
                let tells = matches!(
                    cell.role,
                    Role::Result | Role::Remark | Role::Problem | Role::Answer | Role::Reason
                );
                if !tells {
                    continue;
                }
                let text = self.read(cell.node);
                let short = known.late.with(known.not).with(known.short).with(known.cause).with(known.rest);
                let whole = 0..text.as_str().len();
                if cell.role == Role::Problem && (text.classes().meets(short) || text.gives_cause(&whole)) {
                    let phrase = Rc::clone(text.whole());
                    reasons.problems.push(Reason { node: cell.node, range: None, phrase, falls_short: true });
                }
                for (number, sentence) in text.sentences().iter().enumerate() {
                    let Some(phrase) =
                        text.gives_cause(&sentence.range).then(|| text.phrases().get(number)).flatten()
                    else {
                        continue;
                    };
                    // 4套因摇号家庭弃选顺延, and not 2座桥梁因…, which is of something else.
                    let is_bare = |figure: &&Figure| {
                        let behind = text.tokens_in(&(figure.range().end..sentence.range.end));
                        behind.first().is_some_and(|token| token.classes.meets(known.cause))
                    };
                    let figures = text.figures_in(&sentence.range).iter().filter(is_bare);
                    for figure in figures.filter(|_| cell.role == Role::Result) {
                        let Some(unit) = &figure.number.unit else { continue };
                        let key = counted(cell.section, figure.number.value, unit);
                        let told = (cell.node, sentence.range.clone());
                        reasons.counted.entry(key).or_insert(told);
                    }
                    reasons.given.entry(cell.section).or_default().push(Reason {
                        node: cell.node,
                        range: Some(sentence.range.clone()),
                        phrase: Rc::clone(phrase),
                        falls_short: self.falls_short(&text, &sentence.range),
                    });
                }
            }
            reasons
        })
    }

    /// Whether a sentence speaks of a shortfall. That money is not spent yet explains no other shortfall.
    fn falls_short(&self, text: &Text, range: &Range<usize>) -> bool {
        let known = self.language().known();
        let tokens = text.tokens_in(range);
        let is_money = |at: usize| tokens.get(at + 1).is_some_and(|next| next.classes.meets(known.spent));
        let short = known.late.with(known.not).with(known.short);
        tokens.iter().enumerate().any(|(at, token)| token.classes.meets(short) && !is_money(at))
    }

    /// Whether a text that should give a reason for an indicator only says again what is short: 实际举办52场，差8场; 完成率
    /// 86.7%; 阅读推广活动未全部举办.
    fn says_no_more(&self, text: &Text, indicator: &Indicator) -> bool {
        let whole = 0..text.as_str().len();
        let name = self.read(indicator.name);
        let known: [&Phrase; 2] = [&indicator.phrase, name.whole()];
        // An amount saved or a delay in days is something told, of another measure than what was asked for.
        let aimed = self.target(indicator).map(|target| target.quantity.unit());
        let measures = self.language().measures();
        let kind = |unit: &Unit| Some(measures.measures(unit)).filter(|of| ["money", "time"].contains(of));
        let is_other = |figure: &Figure| {
            let own = figure.number.unit.as_ref().and_then(kind);
            own.is_some() && own != aimed.and_then(kind)
        };
        // 截至12月31日尚未做完 is no day on which it will be.
        let since = self.language().known().since;
        let is_day = |date: &Date| {
            let before = text.tokens_in(&(0..date.range.start));
            !before.last().is_some_and(|token| token.classes.meets(since))
        };
        text.says_only_short(&whole, &known)
            && !text.dates().iter().any(|date| is_day(date) && !text.is_hollow_at(date.range.start))
            && !text
                .figures()
                .iter()
                .any(|figure| is_other(figure) && !text.is_hollow_at(figure.range().start))
    }

    /// Whether a reason says that the money was cut, 预算压减40%, which is one unless just that is asked for.
    fn tells_of_a_cut(&self, text: &Text, indicator: &Indicator) -> bool {
        let known = self.language().known();
        text.classes().meets(known.adjusted_for)
            && text.classes().meets(known.resource.with(known.money_due))
            && !self.read(indicator.name).classes().meets(known.adjusted_for)
    }

    /// Whether a cell for a reason says nothing: blank, or hollow words.
    #[must_use]
    pub fn is_empty_reason(&self, node: NodeId) -> bool {
        match self.form().content(node) {
            Content::Text => {
                let text = self.read(node);
                let Some(of) = self.indicator_of(node) else { return text.is_hollow() };
                !self.tells_of_a_cut(&text, &of) && (text.is_hollow() || self.says_no_more(&text, &of))
            }
            Content::Quantity => true,
            _ => true,
        }
    }
}
