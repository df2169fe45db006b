//! What a figure is about, once it is found.

use std::ops::Range;
use std::rc::Rc;

use super::phrases::Phrase;

/// What a figure is about, as bytes of its text.
#[derive(Debug, Clone, Default)]
pub(super) struct Subject {
    /// Before the figure.
    pub(super) head: Range<usize>,
    /// Behind it.
    pub(super) counted: Range<usize>,
    /// The same without what says how it is counted.
    pub(super) core: (Range<usize>, Range<usize>),
    pub(super) phrase: Rc<Phrase>,
}

impl Subject {
    /// All of it as printed.
    pub(super) fn text(&self, source: &str) -> String {
        let piece = |range: &Range<usize>| source.get(range.clone()).unwrap_or_default();
        format!("{}{}", piece(&self.head), piece(&self.counted))
    }

    /// What it is about, without what says only that it was done or how it is counted.
    pub(super) fn core(&self, source: &str) -> String {
        let (head, counted) = &self.core;
        let whole = [head, counted]
            .into_iter()
            .flat_map(|range| source.get(range.clone()).unwrap_or_default().chars());
        let mut core = String::with_capacity(head.len() + counted.len());
        core.extend(whole.filter(|c| !c.is_whitespace()));
        core
    }
}
