//! What readings of a form keep, so that the next question finds it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use rust_decimal::Decimal;

use crate::document::NodeId;
use crate::figure::{Quantity, Unit};
use crate::text::phrases::Phrase;

/// A figure that may answer a goal.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) node: NodeId,
    /// Its number in the text.
    pub(super) number: usize,
    /// What the indicator is about whose result it stands in.
    pub(super) answers: Option<Rc<Phrase>>,
}

/// The figures that may answer goals, and which of them have a pair of letters.
#[derive(Debug, Default)]
pub(super) struct Results {
    all: Vec<Told>,
    /// The place of a pair of letters with the number of a figure about what has it, in the order of the figures.
    pairs: Vec<(u32, u32)>,
    /// The numbers of the figures, by the places of their pairs.
    by_place: Vec<u32>,
    /// Where those of each place begin, and one more for the end.
    starts: Vec<usize>,
}

impl Results {
    /// Takes a figure with what it may be about.
    pub(super) fn add(&mut self, told: Told, about: Option<&Phrase>) {
        let phrases = [about, told.answers.as_deref()];
        if let Ok(number) = u32::try_from(self.all.len()) {
            let places = Phrase::places_of(phrases.into_iter().flatten());
            self.pairs.extend(places.map(|place| (place, number)));
        }
        self.all.push(told);
    }

    /// Makes ready for asking: counts the figures of each place, and puts each into its row.
    pub(super) fn sort(&mut self) {
        let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
        let mut ends = vec![0; Phrase::PLACES + 1];
        for (place, _) in &self.pairs {
            ends.get_mut(at(*place) + 1).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        self.starts.clone_from(&ends);
        self.by_place = vec![0; self.pairs.len()];
        for (place, number) in self.pairs.drain(..) {
            let Some(next) = ends.get_mut(at(place)) else { continue };
            self.by_place.get_mut(*next).into_iter().for_each(|slot| *slot = number);
            *next += 1;
        }
    }

    /// Those about something that has a pair of letters of a phrase, in their order.
    pub(super) fn meeting(&self, phrase: &Phrase) -> impl Iterator<Item = &Told> {
        let mut numbers = Vec::new();
        for place in phrase.places().filter_map(|place| usize::try_from(place).ok()) {
            let ends = self.starts.get(place).zip(self.starts.get(place + 1));
            let own = ends.and_then(|(start, end)| self.by_place.get(*start..*end));
            numbers.extend_from_slice(own.unwrap_or_default());
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.all.get(usize::try_from(number).ok()?))
    }
}

/// A figure that is aimed at.
#[derive(Debug)]
pub(super) struct StatedGoal {
    pub(super) about: Rc<Phrase>,
    pub(super) target: Quantity,
}

/// What must be the same for two figures to be answered by the same, and to answer the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) about: Option<Rc<Phrase>>,
    pub(super) unit: Option<Unit>,
    pub(super) changes: bool,
}

/// By what it is about: that tells nearly all apart.
impl std::hash::Hash for Kind {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.about.hash(state);
    }
}

/// A text that gives a reason.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) node: NodeId,
    /// The bytes of the sentence; `None` for the whole cell.
    pub(super) range: Option<Range<usize>>,
    pub(super) phrase: Rc<Phrase>,
    /// Whether it speaks of a shortfall.
    pub(super) falls_short: bool,
}

/// A figure that a section tells: its value, and its unit as text.
pub(super) type Counted = (Option<NodeId>, Decimal, String);

/// What a form gives as reasons.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    /// Sentences in the order of the form, by the section that they stand in.
    pub(super) given: BTreeMap<Option<NodeId>, Vec<Reason>>,
    /// The problems that speak of a shortfall.
    pub(super) problems: Vec<Reason>,
    /// Sentences of results that give a reason, by section and by each figure that they tell.
    pub(super) counted: BTreeMap<Counted, (NodeId, Range<usize>)>,
}
