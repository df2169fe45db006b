//! Figures of goals and the figures that answer them.

use std::collections::HashSet;
use std::rc::Rc;

use super::form_reading::{FormReading, TextCell};
use super::kept::{Kind, Results, StatedGoal, Told};
use crate::document::NodeId;
use crate::figure::{self, Quantity};
use crate::form::Role as CellRole;
use crate::text::figures::{Figure, Role};
use crate::text::phrases::Phrase;
use crate::text::text::Text;

/// The least likeness, in per cent, at which a goal is surely about the same.
const SURE: u32 = 80;

/// Letters of a rate that is named by its verb alone.
const VERB_ALONE: usize = 4;

impl FormReading {
    /// The figure of a result that answers a figure of a goal: of the same kind and about the same.
    #[must_use]
    pub fn result_of(&self, node: NodeId, goal: usize) -> Option<Quantity> {
        let text = self.read(node);
        let figure = text.figures().get(goal)?;
        let kind = Self::kind_of(&text, goal, figure);
        let known = self.results.borrow().get(&kind).copied();
        let best = known.unwrap_or_else(|| {
            let best = self.best_result(figure, Self::about(&text, goal));
            self.results.borrow_mut().insert(kind, best);
            best
        });
        let (node, number) = best?;
        self.read(node).figures().get(number).map(|figure| self.quantity(node, figure))
    }

    fn best_result(&self, figure: &Figure, subject: &Phrase) -> Option<(NodeId, usize)> {
        let measures = self.language().measures();
        let mut best: Option<((u32, u32), (NodeId, usize))> = None;
        for told in self.told_results().meeting(subject) {
            let text = self.read(told.node);
            let Some(other) = text.figures().get(told.number) else { continue };
            let changes = (other.role == Role::Change) != (figure.role == Role::Change);
            if changes && told.answers.is_none() || !other.is_commensurable(figure, measures) {
                continue;
            }
            let own = Self::about(&text, told.number);
            // Of figures that share as many words, the one by the more similar name.
            let named = || told.answers.as_ref().map_or(0, |name| likeness(subject, name));
            let shared = likeness(subject, own).max(named());
            let shared = if shared < 50 && is_verb_alone(other, own) && subject.meets(own) {
                // 办理结婚登记2047对，合格率100%: what the rate is of stands before it in its sentence.
                let sentence = text.phrases().get(other.sentence);
                sentence.map_or(shared, |sentence| subject.coverage(sentence).min(60))
            } else {
                shared
            };
            if shared < 50 || best.is_some_and(|((known, _), _)| shared < known) {
                continue;
            }
            let score = (shared, subject.similarity(own));
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, (told.node, told.number)));
            }
        }
        best.map(|(_, place)| place)
    }

    /// The figures of results and answers that may answer a goal. Of those that are of one kind the first alone: it answers
    /// as well as any.
    fn told_results(&self) -> &Results {
        self.told.get_or_init(|| {
            let mut all = Results::default();
            let is_result = |cell: &&TextCell| matches!(cell.role, CellRole::Result | CellRole::Answer);
            let results = self.texts().iter().filter(is_result);
            let mut seen =
                HashSet::with_capacity(results.map(|cell| self.read(cell.node).figures().len()).sum());
            for cell in self.texts().iter().filter(is_result) {
                let text = self.read(cell.node);
                let indicator =
                    (cell.role == CellRole::Answer).then(|| self.indicator_of(cell.node)).flatten();
                let answers = indicator.map(|indicator| Rc::clone(&indicator.phrase));
                for (number, figure) in text.figures().iter().enumerate() {
                    let counts = !matches!(figure.role, Role::Grade | Role::Previous);
                    let kind = Self::kind_of(&text, number, figure);
                    let about = kind.about.clone();
                    let is_alone = about.as_deref().is_some_and(|about| is_verb_alone(figure, about));
                    // What a rate that is named by its verb alone is of, its sentence tells.
                    if counts && (seen.insert((kind, answers.clone())) || is_alone) {
                        all.add(Told { node: cell.node, number, answers: answers.clone() }, about.as_deref());
                    }
                }
            }
            all.sort();
            all
        })
    }

    /// The target that a text means where it says 完成年度目标的95% or 比目标多5个 of a figure: one of its task or of the
    /// year that the percentage follows from, or the only one that is surely about the same.
    #[must_use]
    pub fn goal_of(&self, node: NodeId, part: usize, rate: usize) -> Option<Quantity> {
        let text = self.read(node);
        let (part_figure, rate) = (text.figures().get(part)?, text.figures().get(rate)?);
        let subject = Self::about(&text, part);
        let part = self.quantity(node, part_figure);
        let implied = rate.is_percent().then(|| part.div(&self.quantity(node, rate)).ok()).flatten();
        let measures = self.language().measures();
        let mut alike: Vec<Quantity> = Vec::new();
        for StatedGoal { about, target } in self.stated_goals(self.section(node)).iter() {
            if !measures.commensurable(Some(target.unit()), part_figure.number.unit.as_ref()) {
                continue;
            }
            let target = target.without_qualifier();
            let shared = likeness(subject, about);
            let follows = shared > 0
                && implied.as_ref().is_some_and(|implied| {
                    let implied = implied.measured_in(part.unit().clone());
                    matches!(
                        figure::agree(&target.in_counter_of(&implied), &implied),
                        figure::Agreement::Exact | figure::Agreement::WithinRounding
                    )
                });
            if follows {
                return Some(target.in_counter_of(&part));
            }
            if shared >= SURE
                && about.len() >= 4
                && (about.is_same(subject) || about.covers_all(subject) && subject.covers_all(about))
            {
                alike.push(target.in_counter_of(&part));
            }
        }
        let first = alike.first()?;
        alike.iter().all(|other| other.value() == first.value()).then(|| first.clone())
    }

    /// Every figure that a goal or an indicator of a section aims at, or one of the whole form.
    fn stated_goals(&self, section: Option<NodeId>) -> Rc<[StatedGoal]> {
        let known = self.goals_of.borrow().get(&section).map(Rc::clone);
        known.unwrap_or_else(|| {
            let goals: Rc<[StatedGoal]> = self.find_goals(section).into();
            self.goals_of.borrow_mut().insert(section, Rc::clone(&goals));
            goals
        })
    }

    /// The same, what is aimed at twice once.
    fn find_goals(&self, section: Option<NodeId>) -> Vec<StatedGoal> {
        let mut goals: Vec<StatedGoal> = Vec::new();
        for indicator in
            self.indicators().iter().filter(|indicator| section.is_none() || indicator.section == section)
        {
            if let Some(target) = self.own_target(indicator) {
                goals.push(StatedGoal { about: Rc::clone(&indicator.phrase), target: target.quantity });
            }
        }
        let own = section.map_or(&[][..], |section| self.texts_within(section));
        for cell in self.common_texts().iter().chain(own).filter(|text| text.role == CellRole::Goal) {
            let text = self.read(cell.node);
            for (number, figure) in text.figures().iter().enumerate().filter(|(_, figure)| is_goal(figure)) {
                let about = if figure.role == Role::Part {
                    // Where it is open of what it is a part, it aims at nothing that can be named.
                    let Some(joint) = text.part_phrase(number) else { continue };
                    Rc::clone(joint)
                } else {
                    text.shared_phrase(Self::about_number(&text, number)).unwrap_or_default()
                };
                goals.push(StatedGoal { about, target: self.quantity(cell.node, figure) });
            }
        }
        let mut seen = HashSet::new();
        goals.retain(|StatedGoal { about, target }| {
            seen.insert((Rc::clone(about), target.unit().clone(), target.value(), target.qualifier()))
        });
        goals
    }

    fn kind_of(text: &Text, number: usize, figure: &Figure) -> Kind {
        let about = text.shared_phrase(Self::about_number(text, number));
        Kind { about, unit: figure.number.unit.clone(), changes: figure.role == Role::Change }
    }

    /// What a figure is about; of a rate of growth what grows, of a bare share what has it.
    pub(super) fn about(text: &Text, number: usize) -> &Phrase {
        text.phrase(Self::about_number(text, number))
    }

    fn about_number(text: &Text, number: usize) -> usize {
        let Some(figure) = text.figures().get(number) else { return number };
        let names_nothing = || text.phrase(number).telling() < 2;
        let grown = (figure.role == Role::Change || figure.is_percent() && names_nothing())
            .then(|| Self::grown(text, number))
            .flatten();
        grown.unwrap_or(number)
    }
}

/// How much two phrases have in common, one in the other, in per cent.
fn likeness(one: &Phrase, other: &Phrase) -> u32 {
    if one.len() < 2 || other.len() < 2 || !one.meets(other) {
        return 0;
    }
    let shared = other.shared(one);
    // A word or two in common make 新建11座 no answer to 新建冷藏设施25座.
    if shared < 4 {
        return if shared == 0 { 0 } else { one.coverage(other) };
    }
    let words = one.coverage(other).max(other.coverage(one));
    let row = one.alike(other).max(other.alike(one));
    if row >= 70 { row.max(words) } else { words }
}

/// Whether a rate is named by its verb alone: 合格率.
fn is_verb_alone(figure: &Figure, own: &Phrase) -> bool {
    figure.is_percent() && own.len() <= VERB_ALONE
}

fn is_goal(figure: &Figure) -> bool {
    matches!(figure.role, Role::Value | Role::Target | Role::Part) && !figure.is_partial_period
}
