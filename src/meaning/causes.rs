//! Where a form says why.

use std::ops::Range;

use super::form_reading::{FormReading, Place, TextCell};
use super::indicators::Indicator;
use crate::document::NodeId;
use crate::form::{Content, Role};
use crate::text::claims::Tone;
use crate::text::phrases::Phrase;
use crate::text::text::Text;

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
    }

    /// What an indicator's own result tells beside its figure: not found in its name or in a goal.
    fn own_reason(&self, indicator: &Indicator, result: NodeId) -> Option<Place> {
        let text = self.read(result);
        let goals: Vec<_> = self.goals(indicator).map(|goal| self.read(goal)).collect();
        let name = self.read(indicator.name);
        let mut known: Vec<&Phrase> = vec![&indicator.phrase, name.whole()];
        known.extend(goals.iter().map(|goal| &**goal.whole()));
        let tells =
            |range: &Range<usize>| text.is_reason(range, &known) || text.gives_cause_of(range, &known);
        let late = |range: &Range<usize>| {
            text.says(Tone::Late, range) && text.told_in(range, &[&indicator.phrase]) >= 2
        };
        let sentences = text.sentences().iter().map(|sentence| &sentence.range);
        let found = sentences.into_iter().find(|range| tells(range) || late(range));
        found.map(|range| Place { node: result, range: Some(range.clone()) })
    }

    /// The text that gives a reason for a thing by its name.
    #[must_use]
    pub fn explained_elsewhere(
        &self,
        name: &Phrase,
        is_short: bool,
        section: Option<NodeId>,
    ) -> Option<Place> {
        if is_short
            && let Some(problem) = self
                .texts()
                .iter()
                .filter(|text| text.role == Role::Problem)
                .find(|text| self.is_problem_of(name, text))
        {
            return Some(Place { node: problem.node, range: None });
        }
        let tells = |text: &&TextCell| {
            matches!(text.role, Role::Result | Role::Remark | Role::Problem | Role::Answer | Role::Reason)
        };
        let find = |text: &TextCell| self.cause_in(text.node, name, is_short);
        match section {
            Some(section) => self.texts_beside(section).filter(tells).find_map(find),
            None => self.texts().iter().filter(tells).find_map(find),
        }
    }

    /// Whether a problem names a thing and speaks of a shortfall. That it is named is not enough: 节目质量有待提高 does
    /// not say why there were fewer.
    fn is_problem_of(&self, name: &Phrase, problem: &TextCell) -> bool {
        let text = self.read(problem.node);
        let known = self.language().known();
        let whole = 0..text.as_str().len();
        let says_short =
            text.classes().meets(known.late.with(known.not).with(known.cause)) || text.gives_cause(&whole);
        if !says_short {
            return false;
        }
        let (shared, covered) = (name.shared(text.whole()), name.coverage(text.whole()));
        shared >= 4 && covered >= 30 || shared >= 2 && covered >= 40
    }

    /// The first sentence of a text that names a thing and gives a reason, for a shortfall one that speaks of it.
    fn cause_in(&self, node: NodeId, name: &Phrase, is_short: bool) -> Option<Place> {
        let text = self.read(node);
        let sentences = text.sentences().iter().zip(text.phrases());
        let tells = |range: &Range<usize>, phrase: &Phrase| {
            name.coverage(phrase) >= 50
                && name.shared(phrase) >= 2
                && text.gives_cause(range)
                && (!is_short || self.falls_short(&text, range))
        };
        let mut found = sentences.filter(|(sentence, phrase)| tells(&sentence.range, phrase));
        found.next().map(|(sentence, _)| Place { node, range: Some(sentence.range.clone()) })
    }

    /// Whether a sentence speaks of a shortfall. That money is not spent yet explains no other shortfall.
    fn falls_short(&self, text: &Text, range: &Range<usize>) -> bool {
        let known = self.language().known();
        let tokens = text.tokens_in(range);
        let is_money = |at: usize| tokens.get(at + 1).is_some_and(|next| next.classes.meets(known.spent));
        let short = known.late.with(known.not).with(known.short);
        tokens.iter().enumerate().any(|(at, token)| token.classes.meets(short) && !is_money(at))
    }

    /// Whether a cell for a reason says nothing: blank, or hollow words.
    #[must_use]
    pub fn is_empty_reason(&self, node: NodeId) -> bool {
        match self.form().content(node) {
            Content::Text => self.read(node).is_hollow(),
            Content::Quantity => true,
            _ => true,
        }
    }
}
