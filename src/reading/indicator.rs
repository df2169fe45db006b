//! Indicators: what is aimed at, where that is said, and the figure that answers it.

mod answer;

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use answer::told_of_others;

use super::{FormReading, Place};
use crate::document::{NodeId, Value};
use crate::figure::{self, MoneyUnit, Origin, Quantity, Unit, counts_alike};
use crate::form::{Content, Role, SchemaId};
use crate::prose::{
    self, Asks, Comparator, Direction, Figure, Phrase, Prose, Role as FigureRole, alike, asked, core,
    natural_bound, stated_targets, stem,
};

/// The parts of an indicator, as the schema tells them.
#[derive(Debug)]
pub struct Indicator {
    /// The element of the list.
    pub item: NodeId,
    /// Its name.
    pub name: NodeId,
    /// What came of it, if the form has the cell.
    pub result: Option<NodeId>,
    /// Its own target cell.
    target: Option<NodeId>,
    /// Its own unit cell.
    unit: Option<NodeId>,
    /// Its own cell for a reason.
    pub reason: Option<NodeId>,
    /// What holds it: a task.
    pub section: Option<NodeId>,
    /// What kind of answer it asks for.
    pub asks: Asks,
    /// The name without brackets and targets.
    pub stem: Box<str>,
    /// What it is about.
    pub core: Box<str>,
    /// The same, ready for comparing.
    pub phrase: Phrase,
    found_target: OnceCell<Option<Target>>,
    found_answer: OnceCell<Option<Quantity>>,
}

/// Where a target is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The indicator's own cell.
    Cell,
    /// Its name: （预期值：24个）.
    Name,
    /// The text of its result: 目标24个，实际23个.
    Result,
    /// A goal of its task or of the year.
    Goal,
    /// Its nature: 100% for a rate of completion, 0 for accidents.
    Nature,
}

/// A target that was found.
#[derive(Debug, Clone)]
pub struct Target {
    /// The figure with its place, of a range the lower end; a natural bound stands at the name.
    pub quantity: Quantity,
    /// The upper end of a range: 3-5天.
    pub upper: Option<Quantity>,
    /// ≥, ≤ or =; `None` where no sign stands.
    pub comparator: Option<Comparator>,
    /// Whether less is better.
    pub direction: Direction,
    /// Where it was found.
    pub source: Source,
    /// The characters that say it.
    pub place: Place,
    /// Whether it is surely this indicator's: a goal that only shares words may be another's.
    pub is_sure: bool,
}

/// The least likeness, in per cent, at which a goal's figure is an indicator's target, and at which it may be.
const SURE: u32 = 80;
const POSSIBLE: u32 = 55;

impl FormReading {
    /// Every indicator of the form, in its order.
    #[must_use]
    pub fn indicators(&self) -> &[Rc<Indicator>] {
        self.indicators.get_or_init(|| {
            let nodes = self.form.document().nodes();
            nodes.filter_map(|node| self.read_indicator(node)).map(Rc::new).collect()
        })
    }

    /// The indicator that is a node, if it is one.
    #[must_use]
    pub fn indicator(&self, item: NodeId) -> Option<Rc<Indicator>> {
        let at = self.indicators().binary_search_by_key(&item, |indicator| indicator.item).ok()?;
        self.indicators().get(at).cloned()
    }

    fn read_indicator(&self, item: NodeId) -> Option<Indicator> {
        let document = self.form.document();
        if document.value(item) != Value::Object {
            return None;
        }
        let schema = self.form.schema();
        let kind = self.form.schema_of(item)?;
        let cell = |role: Role| {
            let member: SchemaId = schema.member_for(kind, role)?;
            document.member(item, schema.key(member)?)
        };
        let name = cell(Role::Name).filter(|name| self.is_filled(*name))?;
        let text = self.text(name);
        let stem = stem(&text).into_boxed_str();
        Some(Indicator {
            item,
            name,
            result: cell(Role::Answer),
            target: cell(Role::Target),
            unit: cell(Role::Unit),
            reason: cell(Role::Reason),
            section: self.section(item),
            asks: asked(&text),
            phrase: Phrase::new(&core(&stem)),
            core: core(&stem).into(),
            stem,
            found_target: OnceCell::new(),
            found_answer: OnceCell::new(),
        })
    }

    /// The unit that an indicator's own cell or brackets name, as printed.
    fn unit_of(&self, indicator: &Indicator) -> Option<String> {
        let printed =
            indicator.unit.filter(|unit| self.is_filled(*unit)).map(|unit| self.text(unit).trim().to_owned());
        let name = self.text(indicator.name);
        let bracketed = || {
            let open = name.rfind(['（', '('])?;
            let inner = name.get(open..)?.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
            let is_unit =
                inner == "%" || MoneyUnit::parse(inner).is_some() || figure::dimension(inner).is_some();
            is_unit.then(|| inner.to_owned())
        };
        let unit = printed.or_else(bracketed)?;
        let unit = unit.trim_matches(['（', '）', '(', ')', '：', ':', ' ']);
        (!unit.is_empty()).then(|| unit.to_owned())
    }

    /// A bare number in a unit that stands elsewhere: 480 in 万人次.
    fn with_unit(&self, node: NodeId, number: &figure::Reading, unit: &str) -> Quantity {
        // 3.24万 in a cell whose unit is 万卷 has its ten thousands already.
        let printed = self.text(node);
        let is_scaled =
            printed.get(number.range.clone()).is_some_and(|printed| printed.contains(['万', '亿']));
        let unit = if is_scaled { unit.trim_start_matches(['万', '亿']) } else { unit };
        let text = format!("{}{unit}", number.value);
        let reading = match figure::read(&text) {
            Ok(reading) if reading.unit.is_some() => {
                figure::Reading { qualifier: number.qualifier, range: number.range.clone(), ..reading }
            }
            _ => figure::Reading { unit: Some(Unit::Counter(Arc::from(unit))), ..number.clone() },
        };
        self.form.quantity_read(node, &(&reading).into())
    }

    /// The target of an indicator: from its own cell, its name, its result, a goal, or its nature.
    #[must_use]
    pub fn target<'i>(&self, indicator: &'i Indicator) -> Option<&'i Target> {
        let find = || {
            // What is in the indicator's own cell is its target, be it in words; a dash says that there is none.
            if let Some(cell) = indicator.target {
                match self.form.content(cell) {
                    Content::Missing => {}
                    Content::Placeholder(_) => return None,
                    _ => return self.target_cell(indicator, cell),
                }
            }
            self.named_target(indicator)
                .or_else(|| self.target_in_result(indicator))
                .or_else(|| self.target_in_goals(indicator))
                .or_else(|| Self::natural_target(indicator))
        };
        indicator.found_target.get_or_init(find).as_ref()
    }

    /// Whether the form states a target for an indicator in any way, be it in words.
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
        let lowers = prose::direction(&indicator.stem, None) == Direction::Lower;
        let said_none = || {
            let text = indicator.result.map(|result| self.text(result)).unwrap_or_default();
            ["无", "零", "未发生", "没有"].iter().any(|word| text.trim_start().starts_with(word))
        };
        match self.answer(indicator) {
            Some(answer) if lowers => answer.value().is_zero(),
            Some(answer) => {
                *answer.unit() == Unit::Percent
                    && answer.value() == Decimal::ONE_HUNDRED
                    && indicator.asks == Asks::Rate
            }
            None => lowers && said_none(),
        }
    }

    /// Whether brackets in the name, or a result, speak of a target in words: （目标：建立健全）.
    fn names_target(&self, indicator: &Indicator) -> bool {
        let name = self.text(indicator.name);
        let result = indicator.result.map(|result| self.text(result)).unwrap_or_default();
        let speaks = |text: &str| {
            ["目标", "预期值", "目标值", "计划值", "指标值", "要求"].iter().any(|word| text.contains(word))
        };
        let dated = !self.prose(indicator.name).dates().is_empty();
        let bracketed =
            name.find(['（', '(', '【', '〔']).and_then(|open| name.get(open..)).is_some_and(|inner| {
                speaks(inner)
                    || [
                        "健全",
                        "完善",
                        "达标",
                        "提升",
                        "提高",
                        "优",
                        "良好",
                        "按期",
                        "按时",
                        "及时",
                        "有效",
                        "不发生",
                        "零",
                    ]
                    .iter()
                    .any(|word| inner.contains(word))
            });
        bracketed
            || dated
            || !stated_targets(&self.prose(indicator.name)).is_empty()
            || result.contains("目标") && !result.contains("目标的")
    }

    /// Whether a goal promises that something of this name will be there: 建成智慧停车平台.
    fn promises_it(&self, indicator: &Indicator) -> bool {
        let verbs: Vec<String> = [
            "建成",
            "完成",
            "出台",
            "印发",
            "通过",
            "投入使用",
            "竣工",
            "上线",
            "开通",
            "全覆盖",
            "建立",
            "实现",
            "修订",
            "健全",
            "完善",
            "确保",
            "保持",
        ]
        .map(str::to_owned)
        .into();
        self.goals(indicator).any(|goal| {
            let prose = self.prose(goal);
            let promised = prose.clauses_with(&verbs);
            promised.iter().any(|clause| {
                let text = prose.text().get(clause.range.clone()).unwrap_or_default();
                indicator.phrase.coverage(&Phrase::new(text)) >= 60
            })
        })
    }

    fn own_target(&self, indicator: &Indicator) -> Option<Target> {
        match indicator.target.filter(|target| self.is_filled(*target)) {
            Some(cell) => self.target_cell(indicator, cell),
            None => self.named_target(indicator),
        }
    }

    fn named_target(&self, indicator: &Indicator) -> Option<Target> {
        let prose = self.prose(indicator.name);
        let stated = stated_targets(&prose);
        let [only] = stated.as_slice() else { return None };
        Some(self.found(indicator, indicator.name, &only.figure, only.comparator, Source::Name))
    }

    /// The target in an indicator's own cell. One in words or with two figures that are no range gives none.
    fn target_cell(&self, indicator: &Indicator, cell: NodeId) -> Option<Target> {
        let prose = self.prose(cell);
        let figure = match prose.figures() {
            [figure] => figure,
            [] if prose.dates().is_empty() => return self.whole_cell(indicator, cell, prose.text()),
            _ => return None,
        };
        let text = prose.text();
        let head = text.get(..figure.range().start)?.trim();
        let comparator = figure.bound.or_else(|| match head.trim_end_matches(['：', ':', ' ']) {
            "<" | "＜" | "小于" | "低于" => Some(Comparator::AtMost),
            ">" | "＞" | "大于" | "高于" => Some(Comparator::AtLeast),
            _ => None,
        });
        let mut target = self.found(indicator, cell, figure, comparator, Source::Cell);
        if figure.reading.unit.is_none()
            && let Some(unit) = self.unit_of(indicator)
        {
            target.quantity = self.with_unit(cell, &figure.reading, &unit).as_set();
        }
        if matches!(self.form.document().value(cell), Value::Number(_)) {
            target.place.range = None;
        }
        Some(target)
    }

    /// A target cell that is a range, or a figure in a unit that is no measure word: 3-5天, ≥200MB.
    fn whole_cell(&self, indicator: &Indicator, cell: NodeId, text: &str) -> Option<Target> {
        let read = |reading: &figure::Reading| match (&reading.unit, self.unit_of(indicator)) {
            (None, Some(unit)) => self.with_unit(cell, reading, &unit).as_set(),
            _ => self.form.quantity_read(cell, &reading.into()).as_set(),
        };
        let (comparator, lower, upper) = match (prose::range(text), prose::signed_figure(text)) {
            (Some((lower, upper)), _) => (None, read(&lower), Some(read(&upper))),
            (None, Some((comparator, figure))) => (comparator, read(&figure), None),
            (None, None) => return None,
        };
        Some(Target {
            quantity: lower,
            upper,
            comparator,
            direction: prose::direction(&indicator.stem, comparator),
            source: Source::Cell,
            place: Place { node: cell, range: Some(0..text.len()) },
            is_sure: true,
        })
    }

    fn found(
        &self,
        indicator: &Indicator,
        node: NodeId,
        figure: &Figure,
        comparator: Option<Comparator>,
        source: Source,
    ) -> Target {
        Target {
            quantity: self.quantity(node, figure).as_set(),
            upper: None,
            comparator,
            direction: prose::direction(&indicator.stem, comparator),
            source,
            place: Place { node, range: Some(figure.range()) },
            is_sure: true,
        }
    }

    /// 目标24个，实际完成23个
    fn target_in_result(&self, indicator: &Indicator) -> Option<Target> {
        let result = indicator.result?;
        let prose = self.prose(result);
        // 完成年度计划1.6万平方米的113.75%: what it is a percentage of is the target.
        let of_target = prose
            .relations()
            .iter()
            .filter(|relation| relation.is_of_target)
            .find_map(|relation| relation.whole.clone());
        if let Some(figure) = of_target.and_then(|range| prose.figure_at(&range)) {
            return Some(self.found(indicator, result, figure, figure.bound, Source::Result));
        }
        let told = told_of_others(&prose);
        let is_target = |figure: &&Figure| {
            figure.role == FigureRole::Target
                && (!figure.is_percent() || indicator.asks == Asks::Rate)
                && !told.contains(&figure.range())
        };
        let mut targets = prose.figures().iter().filter(is_target);
        let only = targets.next().filter(|_| targets.next().is_none())?;
        let answers = prose.figures().iter().any(|figure| {
            figure.role == FigureRole::Value
                && figure.is_commensurable(only)
                && !told.contains(&figure.range())
        });
        answers.then(|| self.found(indicator, result, only, only.bound, Source::Result))
    }

    /// The goals that may state an indicator's target, those of its own task first.
    fn goals(&self, indicator: &Indicator) -> impl Iterator<Item = NodeId> {
        let own = indicator.section.map_or(&[][..], |section| self.texts_within(section));
        let goals = own.iter().chain(self.common_texts()).filter(|text| text.role == Role::Goal);
        goals.map(|goal| goal.node)
    }

    fn target_in_goals(&self, indicator: &Indicator) -> Option<Target> {
        let grows = ["增长率", "增幅", "增速"].iter().any(|word| indicator.stem.ends_with(word));
        let answer = indicator.result.map(|result| self.prose(result));
        let mut best: Option<(u32, NodeId, Figure)> = None;
        let mut rivals = false;
        for goal in self.goals(indicator) {
            let prose = self.prose(goal);
            for figure in prose.figures() {
                // 每周开放时间 asks for what is so each week.
                let is_each = indicator.stem.contains('每') && prose.words_before(figure).contains('每');
                let fits = match figure.role {
                    FigureRole::Change => grows,
                    FigureRole::Value | FigureRole::Target => !grows && (is_each || is_goal(figure)),
                    _ => false,
                };
                if !fits || !self.is_of_year(figure) || !goes_with(indicator, figure, answer.as_deref()) {
                    continue;
                }
                let score = likeness(indicator, &prose, figure, grows);
                match &best {
                    Some((known, ..)) if *known > score => {}
                    Some((known, _, other)) if *known == score => {
                        rivals |= other.reading.value != figure.reading.value;
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
        target.is_sure = score >= SURE;
        Some(target)
    }

    fn natural_target(indicator: &Indicator) -> Option<Target> {
        let (value, unit, comparator) = natural_bound(&indicator.stem)?;
        let unit = unit.unwrap_or(Unit::Counter(Arc::from("")));
        let origin = Origin::Place { node: indicator.name, range: None };
        Some(Target {
            quantity: Quantity::exact(value, unit, origin),
            upper: None,
            comparator: Some(comparator),
            direction: prose::direction(&indicator.stem, Some(comparator)),
            source: Source::Nature,
            place: Place { node: indicator.name, range: None },
            is_sure: true,
        })
    }

    /// Whether an indicator's answer meets its target; `None` where either is not sure.
    #[must_use]
    pub fn is_met(&self, indicator: &Indicator) -> Option<bool> {
        let target = self.target(indicator)?;
        target.is_met_by(&self.answer(indicator)?)
    }

    /// The figure of a result that answers a figure of a goal: of the same kind and about the same.
    #[must_use]
    pub fn result_of(&self, node: NodeId, goal: &Figure) -> Option<Quantity> {
        let goal_text = self.prose(node);
        let subject = Self::about(&goal_text, goal);
        let mut best: Option<((u32, u32), NodeId, Figure)> = None;
        for text in self.texts().iter().filter(|text| matches!(text.role, Role::Result | Role::Answer)) {
            let prose = self.prose(text.node);
            let indicator = (text.role == Role::Answer).then(|| self.indicator_of(text.node)).flatten();
            for figure in prose.figures().iter().filter(|figure| figure.is_commensurable(goal)) {
                if (figure.role == FigureRole::Change) != (goal.role == FigureRole::Change)
                    && indicator.is_none()
                {
                    continue;
                }
                let own = Self::about(&prose, figure);
                let named = indicator.as_ref().map_or(0, |indicator| likeness_of(subject, &indicator.phrase));
                // Of figures that share as many words, the one by the more similar name.
                let score = (likeness_of(subject, own).max(named), subject.similarity(own));
                if score.0 >= 50 && best.as_ref().is_none_or(|(known, ..)| score > *known) {
                    best = Some((score, text.node, figure.clone()));
                }
            }
        }
        best.map(|(_, node, figure)| self.quantity(node, &figure))
    }

    /// The indicator that a cell belongs to.
    #[must_use]
    pub fn indicator_of(&self, node: NodeId) -> Option<Rc<Indicator>> {
        self.indicator(self.form.document().parent(node)?)
    }

    /// The target that a text means where it says 完成年度目标的95% or 比目标多5个 of a figure: one of its task or of the
    /// year that the percentage follows from, or the only one that is surely about the same.
    #[must_use]
    pub fn goal_of(&self, node: NodeId, part: &Figure, rate: &Figure) -> Option<Quantity> {
        let text = self.prose(node);
        let subject = Self::about(&text, part);
        let part_quantity = self.quantity(node, part);
        let implied = rate.is_percent().then(|| part_quantity.div(&self.quantity(node, rate)).ok()).flatten();
        let section = self.section(node);
        let mut alike: Vec<Quantity> = Vec::new();
        for (about, target) in self.stated_goals(section) {
            if !prose::commensurable(Some(target.unit()), part.reading.unit.as_ref()) {
                continue;
            }
            let target = target.without_qualifier();
            let follows = implied.as_ref().is_some_and(|implied| {
                let implied = implied.measured_in(part_quantity.unit().clone());
                let target = target.in_counter_of(&implied);
                matches!(
                    figure::agree(&target, &implied),
                    figure::Agreement::Exact | figure::Agreement::WithinRounding
                )
            });
            if follows {
                return Some(target.in_counter_of(&part_quantity));
            }
            if likeness_of(subject, &about) >= SURE && about.len() >= 4 {
                alike.push(target.in_counter_of(&part_quantity));
            }
        }
        let first = alike.first()?;
        alike.iter().all(|other| other.value() == first.value()).then(|| first.clone())
    }

    /// Every figure that a goal or an indicator aims at, with what it is about.
    fn stated_goals(&self, section: Option<NodeId>) -> Vec<(Phrase, Quantity)> {
        let mut goals: Vec<(Phrase, Quantity)> = Vec::new();
        for indicator in
            self.indicators().iter().filter(|indicator| section.is_none() || indicator.section == section)
        {
            if let Some(target) = self.own_target(indicator) {
                goals.push((indicator.phrase.clone(), target.quantity));
            }
        }
        let own = section.map_or(&[][..], |section| self.texts_within(section));
        for text in self.common_texts().iter().chain(own).filter(|text| text.role == Role::Goal) {
            let prose = self.prose(text.node);
            for figure in prose.figures().iter().filter(|figure| is_goal(figure)) {
                goals.push((Self::about(&prose, figure).clone(), self.quantity(text.node, figure)));
            }
        }
        goals
    }

    /// What a figure is about; of a rate of growth what grows, of a bare share what has it.
    fn about<'p>(prose: &'p Prose, figure: &Figure) -> &'p Phrase {
        let names_nothing = prose.core(figure).trim_matches(['占', '比', '重', '例']).is_empty();
        let grown = (figure.role == FigureRole::Change || figure.is_percent() && names_nothing)
            .then(|| {
                prose.relations().iter().find(|relation| relation.rate == Some(figure.range()))?.part.clone()
            })
            .flatten()
            .and_then(|range| prose.figure_at(&range));
        prose.phrase(grown.unwrap_or(figure))
    }
}

/// How much two phrases have in common, one in the other, in per cent.
fn likeness_of(one: &Phrase, other: &Phrase) -> u32 {
    if one.len() < 2 || other.len() < 2 {
        return 0;
    }
    // A word or two in common make 新建11座 no answer to 新建冷藏设施25座.
    if other.common(one).letters() < 4 {
        return one.coverage(other);
    }
    let words = one.coverage(other).max(other.coverage(one));
    let row = one.alike(other).max(other.alike(one));
    if row >= 70 { row.max(words) } else { words }
}

fn is_goal(figure: &Figure) -> bool {
    matches!(figure.role, FigureRole::Value | FigureRole::Target) && !figure.is_partial_period
}

/// Whether a goal's figure is of the kind that an indicator asks for.
fn goes_with(indicator: &Indicator, figure: &Figure, answer: Option<&Prose>) -> bool {
    let asked = match indicator.asks {
        Asks::Rate => figure.is_percent(),
        Asks::Count | Asks::Incidents => figure.counter().is_some(),
        Asks::Money => figure.is_money(),
        Asks::Time | Asks::Open => true,
    };
    let answered = answer.is_none_or(|answer| {
        let figures = answer.figures();
        figures.is_empty()
            || figures.iter().any(|other| other.reading.unit.is_none() || other.is_commensurable(figure))
    });
    // A coefficient prints no unit, neither as goal nor as answer.
    let is_bare =
        || answer.is_some_and(|answer| matches!(answer.figures(), [only] if only.reading.unit.is_none()));
    asked && answered && (figure.reading.unit.is_some() || is_bare())
}

/// How alike what an indicator and a goal's figure are about, in per cent.
fn likeness(indicator: &Indicator, prose: &Prose, figure: &Figure, grows: bool) -> u32 {
    if grows {
        let current = prose
            .relations()
            .iter()
            .find(|relation| relation.rate == Some(figure.range()))
            .and_then(|relation| relation.part.clone());
        let subject = current.and_then(|range| prose.figure_at(&range)).map_or_else(
            || prose.subject(figure).trim_end_matches("增长").trim_end_matches("同比"),
            |current| prose.subject(current),
        );
        let stem = ["增长率", "增幅", "增速"]
            .iter()
            .find_map(|word| indicator.stem.strip_suffix(word))
            .unwrap_or_default();
        return alike(&core(stem), subject);
    }
    let subject = prose.phrase(figure);
    if subject.len() < 2 {
        return 0;
    }
    // Verbs may stand in one and not in the other: 培训 and 举办培训.
    let forward = indicator.phrase.alike(subject);
    let backward = subject.alike(&indicator.phrase);
    if forward >= SURE && backward >= 50 {
        return forward;
    }
    let context =
        || prose.phrases().get(figure.sentence()).map_or(0, |sentence| indicator.phrase.coverage(sentence));
    if backward >= 95 && context() >= 90 {
        return SURE;
    }
    if backward >= 95 && forward >= 60 {
        return SURE;
    }
    // 绣娘培训 and 培训绣娘 have the same words in another order.
    let reordered =
        if subject.common(&indicator.phrase).letters() >= 2 { indicator.phrase.coverage(subject) } else { 0 };
    forward.max(reordered).min(SURE - 1)
}

/// With its sign: `24个`, `≥95%`, `3天～5天`.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = match self.comparator.filter(|_| self.source != Source::Nature) {
            Some(Comparator::AtLeast) => "≥",
            Some(Comparator::AtMost) => "≤",
            Some(Comparator::Equal) => "=",
            None => "",
        };
        match &self.upper {
            Some(upper) => write!(f, "{}～{upper}", self.quantity),
            None => write!(f, "{sign}{}", self.quantity),
        }
    }
}

impl Target {
    /// Whether a figure meets it; `None` where that cannot be told.
    ///
    /// Without a sign, short is unmet and more is met; where less is better and no sign says up to where, only the target
    /// itself is surely met. A target of 0 is met by 0 alone, a range by what lies in it.
    #[must_use]
    pub fn is_met_by(&self, answer: &Quantity) -> Option<bool> {
        let answer = self.in_unit(answer)?;
        let order = figure::compare(&answer, &self.quantity).ok()?;
        if let Some(upper) = &self.upper {
            let is_above = figure::compare(&answer, upper).ok()?.is_gt();
            return match (order.is_lt(), is_above, self.direction) {
                (false, false, _) => Some(true),
                (true, _, Direction::Higher) | (_, true, Direction::Lower) => Some(false),
                _ => None,
            };
        }
        let met = match (self.comparator, self.direction) {
            (Some(Comparator::AtLeast), _) => order.is_ge(),
            (Some(Comparator::AtMost), _) => order.is_le(),
            (_, _) if self.quantity.value().is_zero() => order.is_eq(),
            (Some(Comparator::Equal), Direction::Higher) => order.is_eq(),
            (None, Direction::Higher) => order.is_ge(),
            // 成本=90万元 is met by 85万元 as well as missed.
            (Some(Comparator::Equal) | None, Direction::Lower) => match order {
                Ordering::Equal => true,
                _ => return None,
            },
        };
        (met || self.is_sure).then_some(met)
    }

    /// How much of it a figure reaches, as a ratio; `None` for a target of 0, a range, and where less is better.
    #[must_use]
    pub fn reached(&self, answer: &Quantity) -> Option<Quantity> {
        let lowers = self.direction == Direction::Lower || self.comparator == Some(Comparator::AtMost);
        if lowers || self.upper.is_some() {
            return None;
        }
        self.in_unit(answer)?.div(&self.quantity).ok()
    }

    /// Whether a figure is neither many times the target nor a small part of it, or 0.
    fn is_of_size(&self, answer: &Quantity) -> bool {
        let [target, answer] = [self.quantity.value().abs(), answer.value().abs()];
        let factor = Decimal::from(50);
        let times = |of: Decimal| of.checked_mul(factor).unwrap_or(Decimal::MAX);
        answer.is_zero() || answer <= times(target) && target <= times(answer)
    }

    /// The share of its points that a figure earns: all if it is met, else answer ÷ target, and target ÷ answer where less
    /// is better. `None` where that is not sure, for a target of 0, and where more than exactly so much was done.
    #[must_use]
    pub fn earned(&self, answer: &Quantity) -> Option<Quantity> {
        if self.is_met_by(answer)? {
            return Some(Quantity::exact(Decimal::ONE, Unit::Ratio, Origin::Literal));
        }
        let answer = self.in_unit(answer).filter(|_| !self.quantity.value().is_zero())?;
        if self.comparator == Some(Comparator::AtMost) || self.direction == Direction::Lower {
            return self.upper.as_ref().unwrap_or(&self.quantity).div(&answer).ok();
        }
        let is_short = figure::compare(&answer, &self.quantity).ok()?.is_lt();
        is_short.then(|| answer.div(&self.quantity).ok()).flatten()
    }

    /// A figure counted by another word for the same, in the target's: 场 for 次.
    fn in_unit(&self, answer: &Quantity) -> Option<Quantity> {
        match (answer.unit(), self.quantity.unit()) {
            (Unit::Counter(a), Unit::Counter(b)) if a != b => {
                counts_alike(a, b).then(|| answer.measured_in(self.quantity.unit().clone()))
            }
            _ => Some(answer.clone()),
        }
    }
}
