//! What readings of a form keep, so that the next question finds it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

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
    /// The place of a pair of letters in the upper 10 bits, in the others the number of a figure about what has it; ascending.
    pairs: Vec<u32>,
}

impl Results {
    const PLACE: u32 = 22;

    /// Takes a figure with what it may be about.
    pub(super) fn add(&mut self, told: Told, about: Option<&Phrase>) {
        let phrases = [about, told.answers.as_deref()];
        if let Some(number) = u32::try_from(self.all.len()).ok().filter(|number| *number < 1 << Self::PLACE) {
            let places = phrases.into_iter().flatten().flat_map(Phrase::places);
            self.pairs.extend(places.map(|place| place << Self::PLACE | number));
        }
        self.all.push(told);
    }

    /// Makes ready for asking.
    pub(super) fn sort(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
    }

    /// Those about something that has a pair of letters of a phrase, in their order.
    pub(super) fn meeting(&self, phrase: &Phrase) -> impl Iterator<Item = &Told> {
        let mut numbers = Vec::new();
        for place in phrase.places() {
            let behind = self.pairs.partition_point(|pair| *pair < place << Self::PLACE);
            let pairs = self.pairs.iter().skip(behind).take_while(|pair| **pair >> Self::PLACE == place);
            numbers.extend(pairs.map(|pair| pair & ((1 << Self::PLACE) - 1)));
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

/// What a form gives as reasons.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    /// Sentences in the order of the form, by the section that they stand in.
    pub(super) given: BTreeMap<Option<NodeId>, Vec<Reason>>,
    /// The problems that speak of a shortfall.
    pub(super) problems: Vec<Reason>,
}
