//! Where a form says what an indicator aims at.

use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::form_reading::FormReading;
use super::indicator::Indicator;
use super::place::Place;
use super::target::OneTo;
pub use super::target::{Source, Target};
use crate::document::{NodeId, Value};
use crate::figure::{Origin, Quantity, Unit};
use crate::form::{Content, Role as CellRole};
use crate::text::figures::{Comparator, Figure, Role};
use crate::text::kinds::{Asks, Direction};
use crate::text::names::stated_targets;
use crate::text::numbers::Number;
use crate::text::phrases::Phrase;
use crate::text::text::Text;

/// The least likeness, in per cent, at which a goal's figure may be an indicator's target.
const POSSIBLE: u32 = 55;

impl FormReading {
    /// The target of an indicator: from its own cell, its name, its result, a goal, or its nature.
    #[must_use]
    pub fn target<'i>(&self, indicator: &'i Indicator) -> Option<&'i Rc<Target>> {
        let find = || {
            // What is in the indicator's own cell is its target, be it in words; a dash says that there is none.
            if let Some(cell) = indicator.target {
                match self.form().content(cell) {
                    Content::Missing => {}
                    // 无 before accidents is none of them; a dash is no target.
                    Content::Placeholder(word) => {
                        let is_none = self.language().lexicon().is(word, self.language().known().zero);
                        return (is_none && indicator.asks == Asks::Incidents)
                            .then(|| self.natural_target(indicator))
                            .flatten();
                    }
                    _ => return self.target_cell(indicator, cell),
                }
            }
            self.named_target(indicator)
                .or_else(|| self.target_in_result(indicator))
                .or_else(|| self.target_in_goals(indicator))
                .or_else(|| self.natural_target(indicator))
        };
        indicator.found_target.get_or_init(|| find().map(Rc::new)).as_ref()
    }

    /// Whether the form states a target for an indicator in any way, be it in words, a date or a change.
    #[must_use]
    pub fn states_target(&self, indicator: &Indicator) -> bool {
        let filled = indicator.target.is_some_and(|target| self.is_filled(target));
        filled
            || self.names_target(indicator)
            || self.target(indicator).is_some()
            || self.promises_it(indicator)
            || self.is_at_its_best(indicator)
    }

    /// Whether the answer is the best that there can be, so that any target was met: 100% of a share, 0 of what should not
    /// be.
    fn is_at_its_best(&self, indicator: &Indicator) -> bool {
        let lowers = indicator.direction == Direction::Lower;
        match self.answer(indicator) {
            Some(answer) if lowers => answer.value().is_zero(),
            Some(answer) => {
                *answer.unit() == Unit::Percent
                    && answer.value() == Decimal::ONE_HUNDRED
                    && indicator.asks == Asks::Rate
            }
            None => lowers && indicator.result.is_some_and(|result| self.says_none(&self.read(result))),
        }
    }

    /// Whether brackets in the name, or a result, speak of a target in words: （目标：建立健全）.
    fn names_target(&self, indicator: &Indicator) -> bool {
        let name = self.read(indicator.name);
        let known = self.language().known();
        let text = name.as_str();
        let bracket = text.find(['（', '(', '【', '〔']).unwrap_or(text.len());
        let told = name.classes_in(&(bracket..text.len()));
        let in_result = || {
            let result = indicator.result.map(|result| self.read(result));
            result.is_some_and(|result| {
                result.tokens().windows(2).any(|pair| match pair {
                    [aim, next] => aim.classes.meets(known.aim) && !next.classes.meets(known.of),
                    _ => false,
                })
            })
        };
        told.meets(known.aim.with(known.state))
            || !name.dates().is_empty()
            || !stated_targets(&name).is_empty()
            || in_result()
    }

    /// Whether a goal promises that something of this name will be there, or says how much or by when: 建成智慧停车平台,
    /// 文化中心12月20日前交付, 森林覆盖率提高0.6个百分点.
    fn promises_it(&self, indicator: &Indicator) -> bool {
        let promise = self.language().known().promise;
        self.goals(indicator).any(|goal| {
            let text = self.read(goal);
            text.clauses().iter().zip(text.clause_phrases()).any(|(clause, phrase)| {
                let dated = text
                    .dates()
                    .iter()
                    .any(|date| date.range.start >= clause.range.start && date.range.end <= clause.range.end);
                let tells = clause.classes.meets(promise) || !clause.figures.is_empty() || dated;
                // What names the thing whole says what is to become of it: 推动晋级国家级高新区.
                let (least, letters) = if tells { (60, 2) } else { (100, 4) };
                indicator.phrase.coverage(phrase) >= least && indicator.phrase.shared(phrase) >= letters
            })
        })
    }

    pub(super) fn own_target(&self, indicator: &Indicator) -> Option<Target> {
        match indicator.target.filter(|target| self.is_filled(*target)) {
            Some(cell) => self.target_cell(indicator, cell),
            None => self.named_target(indicator),
        }
    }

    fn named_target(&self, indicator: &Indicator) -> Option<Target> {
        let text = self.read(indicator.name);
        let stated = stated_targets(&text);
        let [only] = stated.as_slice() else { return None };
        let figure = text.figures().get(only.figure)?;
        Some(self.found(indicator, indicator.name, figure, only.comparator, Source::Name))
    }

    /// The target in an indicator's own cell. One in words or with two figures that are no range gives none.
    fn target_cell(&self, indicator: &Indicator, cell: NodeId) -> Option<Target> {
        let text = self.read(cell);
        // 80周岁以上全覆盖 tells of whom, not how much.
        let told: Vec<&Figure> = text.figures().iter().filter(|figure| figure.role != Role::Grade).collect();
        let figure = match told.as_slice() {
            [figure] => *figure,
            [] if text.figures().is_empty() && text.dates().is_empty() => {
                return self.whole_cell(indicator, cell, text.as_str());
            }
            _ => return None,
        };
        // 小于：18场
        let head = text.slice(0..figure.range().start).trim_end_matches(['：', ':', ' ']);
        let comparator =
            figure.bound.or_else(|| self.language().comparator(head)).or_else(|| self.sign(indicator));
        let mut target = self.found(indicator, cell, figure, comparator, Source::Cell);
        if figure.number.unit.is_none()
            && let Some(unit) = self.unit_of(indicator)
        {
            target.quantity = self.with_unit(cell, &figure.number, &unit).as_set();
        }
        if matches!(self.form().document().value(cell), Value::Number(_)) {
            target.place.range = None;
        }
        Some(target)
    }

    /// The sign that a cell of its own gives the target.
    fn sign(&self, indicator: &Indicator) -> Option<Comparator> {
        self.language().comparator(self.text(indicator.sign?).trim())
    }

    /// A target cell that is a range, or a figure in a unit that is no measure word: 3-5天, ≥200MB.
    fn whole_cell(&self, indicator: &Indicator, cell: NodeId, text: &str) -> Option<Target> {
        let read = |number: &Number| match (&number.unit, self.unit_of(indicator)) {
            (None, Some(unit)) => self.with_unit(cell, number, &unit).as_set(),
            _ => self.form().quantity_read(cell, number).as_set(),
        };
        let language = self.language();
        let (comparator, lower, upper) = match (language.range(text), language.signed_figure(text)) {
            (Some((lower, upper)), _) => (None, read(&lower), Some(read(&upper))),
            (None, Some((comparator, figure))) => {
                (comparator.or_else(|| self.sign(indicator)), read(&figure), None)
            }
            (None, None) => return None,
        };
        let place = Place { node: cell, range: Some(0..text.len()) };
        let mut target = self.at(indicator, lower, comparator, Source::Cell, place);
        target.upper = upper;
        Some(target)
    }

    fn found(
        &self,
        indicator: &Indicator,
        node: NodeId,
        figure: &Figure,
        comparator: Option<Comparator>,
        source: Source,
    ) -> Target {
        let place = Place { node, range: Some(figure.range()) };
        self.at(indicator, self.quantity(node, figure).as_set(), comparator, source, place)
    }

    fn at(
        &self,
        indicator: &Indicator,
        quantity: Quantity,
        comparator: Option<Comparator>,
        source: Source,
        place: Place,
    ) -> Target {
        // Money under 成本指标 and a length of time under 时效指标 are to be kept to.
        let measures = self.language().measures().measures(quantity.unit());
        let is_kept = indicator.is_timed && measures == "time"
            || indicator.is_costed && matches!(quantity.unit(), Unit::Money(_));
        let is_ceiling = is_kept && !matches!(comparator, Some(Comparator::AtLeast));
        let is_kind = |kind: &str| indicator.is_kind(self.language(), kind);
        // How long something may take is no less kept where it takes less, unless it is to last or the form prints that it is
        // counted.
        let is_length = measures == "time" && !is_kind("lasting") && !indicator.is_counted;
        let is_bound = comparator.is_some_and(|comparator| comparator != Comparator::Equal);
        let ratio = is_one_to_many(&quantity, is_bound).then(|| {
            match (is_kind("one-for-many"), is_kind("leverage")) {
                (true, false) => OneTo::Many,
                (false, true) => OneTo::Yield,
                _ => OneTo::Unknown,
            }
        });
        let direction = match comparator {
            Some(Comparator::AtMost) => Direction::Lower,
            Some(Comparator::AtLeast) => Direction::Higher,
            _ if is_ceiling || is_length => Direction::Lower,
            _ => indicator.direction,
        };
        let language = Arc::clone(self.language());
        Target {
            quantity,
            upper: None,
            comparator,
            direction,
            source,
            place,
            is_sure: true,
            is_ceiling,
            ratio,
            language,
        }
    }

    /// 目标24个，实际完成23个
    fn target_in_result(&self, indicator: &Indicator) -> Option<Target> {
        let result = indicator.result?;
        let text = self.read(result);
        let grammar = self.language().grammar();
        // 完成年度计划1.6万平方米的113.75%: what it is a percentage of is the target.
        let whole = grammar.member("whole")?;
        let mut of_target = text.statements().iter().filter(|statement| statement.has_flag(&text, "target"));
        let of_target = of_target.find_map(|statement| statement.figure(whole));
        if let Some(figure) = of_target.and_then(|number| text.figures().get(number)) {
            return Some(self.found(indicator, result, figure, figure.bound, Source::Result));
        }
        let told = self.told_of_others(&text);
        let figures = || text.figures().iter().enumerate().filter(|(number, _)| !told.contains(number));
        let mut targets = figures().filter(|(_, figure)| {
            figure.role == Role::Target && (!figure.is_percent() || indicator.asks == Asks::Rate)
        });
        let (_, only) = targets.next().filter(|_| targets.next().is_none())?;
        let measures = self.language().measures();
        let answers = figures()
            .any(|(_, figure)| figure.role == Role::Value && figure.is_commensurable(only, measures));
        answers.then(|| self.found(indicator, result, only, only.bound, Source::Result))
    }

    /// The goals that may state an indicator's target, those of its own task first.
    pub(super) fn goals(&self, indicator: &Indicator) -> impl Iterator<Item = NodeId> {
        let own = indicator.section.map_or(&[][..], |section| self.texts_within(section));
        let goals = own.iter().chain(self.common_texts()).filter(|text| text.role == CellRole::Goal);
        goals.map(|goal| goal.node)
    }

    /// The figure of a goal that is about just what the indicator is about. One that only shares words with it is no more
    /// than a hint: a narrower measure has a target of its own.
    fn target_in_goals(&self, indicator: &Indicator) -> Option<Target> {
        let grows = ["growth", "decline"].iter().any(|kind| indicator.is_kind(self.language(), kind));
        let answer = indicator.result.map(|result| self.read(result));
        let mut best: Option<(u32, NodeId, Figure)> = None;
        let mut rivals = false;
        for goal in self.goals(indicator) {
            let text = self.read(goal);
            for (number, figure) in text.figures().iter().enumerate() {
                if !self.may_be_target(indicator, &text, number, figure, answer.as_deref(), grows) {
                    continue;
                }
                let score = self.likeness(indicator, &text, number, grows);
                match &best {
                    Some((known, ..)) if *known > score => {}
                    Some((known, _, other)) if *known == score => {
                        rivals |= other.number.value != figure.number.value;
                    }
                    _ => {
                        best = Some((score, goal, figure.clone()));
                        rivals = false;
                    }
                }
            }
            // The goal of its own task decides, if it speaks of it at all.
            if best.as_ref().is_some_and(|(score, ..)| *score >= POSSIBLE) {
                break;
            }
        }
        let (score, node, figure) = best.filter(|(score, ..)| *score >= POSSIBLE && !rivals)?;
        let mut target = self.found(indicator, node, &figure, figure.bound, Source::Goal);
        target.is_sure = score >= SAME;
        Some(target)
    }

    fn may_be_target(
        &self,
        indicator: &Indicator,
        text: &Text,
        number: usize,
        figure: &Figure,
        answer: Option<&Text>,
        grows: bool,
    ) -> bool {
        let each = self.language().known().each;
        // 每周开放时间 asks for what is so each week.
        let is_each = || {
            let name = self.read(indicator.name);
            name.classes().meets(each) && text.classes_beside(number).meets(each)
        };
        let fits = match figure.role {
            Role::Change => grows,
            Role::Value | Role::Target => !grows && (!figure.is_partial_period || is_each()),
            // 其中校园食品300批次 is aimed at as what it is a part of.
            Role::Part => !grows && !figure.is_partial_period && text.part_phrase(number).is_some(),
            _ => false,
        };
        fits && self.is_of_year(figure) && self.goes_with(indicator, figure, answer)
    }

    /// Whether a goal's figure is of the kind that an indicator asks for.
    fn goes_with(&self, indicator: &Indicator, figure: &Figure, answer: Option<&Text>) -> bool {
        let asked = match indicator.asks {
            Asks::Rate => figure.is_percent(),
            Asks::Count | Asks::Incidents => figure.counter().is_some(),
            Asks::Money => figure.is_money(),
            Asks::Time | Asks::Open => true,
        };
        let measures = self.language().measures();
        let answered = answer.is_none_or(|answer| {
            let figures = answer.figures();
            figures.is_empty()
                || figures
                    .iter()
                    .any(|other| other.number.unit.is_none() || other.is_commensurable(figure, measures))
        });
        // A coefficient prints no unit, neither as goal nor as answer.
        let is_bare =
            || answer.is_some_and(|answer| matches!(answer.figures(), [only] if only.number.unit.is_none()));
        asked && answered && (figure.number.unit.is_some() || is_bare())
    }

    /// How alike what an indicator and a goal's figure are about, in per cent; [`SAME`] only for the same letters.
    fn likeness(&self, indicator: &Indicator, text: &Text, number: usize, grows: bool) -> u32 {
        let language = self.language();
        if grows {
            let subject =
                Self::grown(text, number).map_or_else(|| text.grown(number).to_owned(), |of| text.core(of));
            let kinds = language.kinds();
            let stem =
                kinds.split("growth", &indicator.stem).or_else(|| kinds.split("decline", &indicator.stem));
            let stem = stem.unwrap_or_default();
            let (stem, subject) = (Phrase::new(language, stem), Phrase::new(language, &subject));
            return if stem.is_same(&subject) { SAME } else { stem.alike(&subject).min(SAME - 1) };
        }
        let subject = text.phrase(number);
        if subject.len() < 2 {
            return 0;
        }
        if let Some(joint) = text.part_phrase(number) {
            return Self::likeness_of_part(indicator, subject, joint);
        }
        // 新增就业人数（其中：残疾人） is narrower than its stem.
        if let Some(narrowed) = &indicator.narrowed {
            return if narrowed.is_same(subject) {
                SAME
            } else {
                indicator.phrase.alike(subject).min(SAME - 1)
            };
        }
        if indicator.phrase.is_same(subject) || Self::is_one_name(indicator, subject) {
            return SAME;
        }
        let forward = indicator.phrase.alike(subject);
        let reordered =
            if subject.shared(&indicator.phrase) >= 2 { indicator.phrase.coverage(subject) } else { 0 };
        forward.max(reordered).min(SAME - 1)
    }

    /// The same of a part, alone and with its whole: 0 where the name lacks a word of the part or has one of neither.
    fn likeness_of_part(indicator: &Indicator, part: &Phrase, joint: &Phrase) -> u32 {
        let name = indicator.narrowed.as_ref().unwrap_or(&indicator.phrase);
        // Most names share nothing with it.
        if !part.meets(name) {
            return 0;
        }
        if name.is_same(joint) || indicator.narrowed.is_none() && Self::is_one_name(indicator, joint) {
            return SAME;
        }
        let is_hint = part.telling() >= 2 && part.coverage(name) == 100 && name.coverage(joint) == 100;
        if is_hint { SAME - 1 } else { 0 }
    }

    /// Whether a phrase names an indicator with nothing but light or generic words between them: 重点项目开工 and 项目开工数.
    fn is_one_name(indicator: &Indicator, subject: &Phrase) -> bool {
        let name = &indicator.phrase;
        name.telling() >= 2
            && name.covers_all(subject)
            && subject.covers_all(name)
            && name.alike(subject).max(subject.alike(name)) >= 80
    }

    /// What grows by a rate, if its sentence says so.
    pub(super) fn grown(text: &Text, rate: usize) -> Option<usize> {
        text.stated_of(rate)
    }

    fn natural_target(&self, indicator: &Indicator) -> Option<Target> {
        let (value, is_percent, comparator) = self.language().kinds().natural_bound(indicator.kinds)?;
        let unit = if is_percent { Unit::Percent } else { Unit::Counter(Arc::from("")) };
        let origin = Origin::Place { node: indicator.name, range: None };
        let place = Place { node: indicator.name, range: None };
        let quantity = Quantity::exact(value, unit, origin);
        Some(self.at(indicator, quantity, Some(comparator), Source::Nature, place))
    }

    /// Whether an indicator's answer meets its target; `None` where either is not sure.
    #[must_use]
    pub fn is_met(&self, indicator: &Indicator) -> Option<bool> {
        let target = self.target(indicator)?;
        target.is_met_by(&self.answer(indicator)?)
    }
}

/// Whether a figure is printed as 1:n, n being 1 or more, or without a bound as n:1.
fn is_one_to_many(quantity: &Quantity, is_bound: bool) -> bool {
    let is_ratio = |word: &str| word == "1:n" || word == "n:1" && !is_bound;
    matches!(quantity.unit(), Unit::Counter(word) if is_ratio(word)) && quantity.value() >= Decimal::ONE
}

/// The likeness of phrases with the same letters, in per cent.
pub(super) const SAME: u32 = 100;
