//! An indicator of a form.

use std::cell::OnceCell;
use std::rc::Rc;

use super::target::Target;
use crate::document::NodeId;
use crate::figure::Quantity;
use crate::text::kinds::{Asks, Direction, KindSet};
use crate::text::language::Language;
use crate::text::phrases::Phrase;

/// An element of a list that has a name and a result.
#[derive(Debug)]
pub struct Indicator {
    /// The element of the list.
    pub item: NodeId,
    /// Its name.
    pub name: NodeId,
    /// What came of it, if the form has the cell.
    pub result: Option<NodeId>,
    /// Its own target cell.
    pub(super) target: Option<NodeId>,
    /// Its own cell for the sign of its target.
    pub(super) sign: Option<NodeId>,
    /// Its own unit cell.
    pub(super) unit: Option<NodeId>,
    /// Its own cell for a reason.
    pub reason: Option<NodeId>,
    /// What holds it: a task.
    pub section: Option<NodeId>,
    /// The kinds that its name is of.
    pub(super) kinds: KindSet,
    /// What kind of answer it asks for.
    pub asks: Asks,
    /// The name without brackets and targets.
    pub stem: Box<str>,
    /// What it is about, without what says only how it is counted.
    pub core: Box<str>,
    /// The measure word in a name that counts: 宗 in 供地宗数, 场 in 培训场次.
    pub(super) counted: Option<Box<str>>,
    /// What it is about, ready for comparing.
    pub phrase: Rc<Phrase>,
    /// Which way is good, where no comparator tells.
    pub direction: Direction,
    /// Whether the class that the form prints beside it says that it is about time.
    pub(super) is_timed: bool,
    /// The same of money.
    pub(super) is_costed: bool,
    /// Whether the form prints that it is counted (数量指标).
    pub(super) is_counted: bool,
    /// What it is about with the words of brackets that make it a part of what its stem says: （省控点）.
    pub(super) narrowed: Option<Phrase>,
    pub(super) found_target: OnceCell<Option<Rc<Target>>>,
    pub(super) found_answer: OnceCell<Option<Quantity>>,
}

impl Indicator {
    /// Whether it is of a kind of `kinds.toml`.
    pub(super) fn is_kind(&self, language: &Language, kind: &str) -> bool {
        language.kinds().is(kind, self.kinds)
    }
}
