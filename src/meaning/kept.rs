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
