//! What a Chinese text says: its sentences, its figures with what each is about, and what it states of them.
//!
//! In: a text. Out: a [`Prose`], found in one pass; byte ranges are those of the text. Nothing here knows forms or rules.
//!
//! A figure is decided by grammar: a number with a measure word or unit. What only looks like one (十四五, 〔2022〕10号,
//! GB 5749—2006, 5G, “1+4+4”, 10号路, 第3, dates, ranges) is none. Where two readings are possible, there is none: a
//! reader that guesses cries wolf.

mod claim;
mod compare;
mod indicator;
mod number;
mod relation;
mod scan;
mod subject;
#[cfg(test)]
mod tests;
mod words;

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

pub use claim::{Clause, Entry, Style, Tone, gives_cause, is_vague_progress};
pub use compare::{Phrase, Shared, alike, common, coverage, fold, misnamed, similarity};
pub use indicator::{
    Asks, Comparator, Direction, Stated, asked, direction, natural_bound, range, signed_figure,
    stated_targets, stem,
};
pub use relation::{Kind, Relation};
pub use subject::core;

use crate::figure::{Qualifier, Reading, Unit};

/// What a figure is in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// What was done or is.
    Value,
    /// What is aimed at: 目标, 计划, 预期, 不低于.
    Target,
    /// By how much something changed: 增长, 下降, 个百分点.
    Change,
    /// Of an earlier period: 上年, 去年同期.
    Previous,
    /// Since some day: 累计, 截至.
    Cumulative,
    /// Part of another: behind 其中.
    Part,
    /// What marks a class: 10亿元以上企业.
    Threshold,
}

/// A figure of a text.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Value, places, unit, qualifier, and the bytes of all of that.
    pub reading: Reading,
    /// What it is in its sentence.
    pub role: Role,
    /// The comparator that stands with it: 不低于, 以上, ≤.
    pub bound: Option<Comparator>,
    /// The last year that its sentence names before it.
    pub year: Option<u16>,
    /// Whether it speaks of part of a year: 一季度, 上半年, 3月.
    pub is_partial_period: bool,
    /// Its clause, by number.
    clause: usize,
    /// Its sentence, by number.
    sentence: usize,
}

/// A day, month or year that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// The bytes of it.
    pub range: Range<usize>,
    /// The year, if it stands there or before it in the same date.
    pub year: Option<u16>,
    /// The month, 1–12 if it is one.
    pub month: Option<u16>,
    /// The day of the month.
    pub day: Option<u16>,
}

/// What a text says.
#[derive(Debug, Default)]
pub struct Prose {
    text: Box<str>,
    sentences: Vec<Range<usize>>,
    /// Between commas, colons and brackets, each with the number of its sentence.
    clauses: Vec<(Range<usize>, usize)>,
    figures: Vec<Figure>,
    dates: Vec<Date>,
    /// What is worked out when it is first asked for.
    relations: OnceCell<Vec<Relation>>,
    subjects: OnceCell<Vec<Box<str>>>,
    cores: OnceCell<Vec<(Box<str>, Phrase)>>,
    entries: OnceCell<Vec<Entry>>,
    phrases: OnceCell<Vec<Rc<Phrase>>>,
    whole: OnceCell<Rc<Phrase>>,
    causes: OnceCell<Vec<bool>>,
}

impl Figure {
    /// Whether both count the same kind of thing: two amounts, two percentages, 场 and 次.
    #[must_use]
    pub fn is_commensurable(&self, other: &Self) -> bool {
        commensurable(self.reading.unit.as_ref(), other.reading.unit.as_ref())
    }

    /// Whether it is a percentage.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        self.reading.unit == Some(Unit::Percent)
    }

    /// Whether it is an amount of money.
    #[must_use]
    pub fn is_money(&self) -> bool {
        matches!(self.reading.unit, Some(Unit::Money(_)))
    }

    /// The measure word, if it counts or measures things.
    #[must_use]
    pub fn counter(&self) -> Option<&str> {
        match &self.reading.unit {
            Some(Unit::Counter(word)) => Some(word),
            _ => None,
        }
    }

    /// Whether it stands for itself alone: no 约, 近, 超, 多.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.reading.qualifier.is_none() && self.bound.is_none()
    }

    /// Its bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.reading.range.clone()
    }

    /// 约, 近, 超 and the like.
    #[must_use]
    pub fn qualifier(&self) -> Option<Qualifier> {
        self.reading.qualifier
    }

    /// The number of its sentence.
    #[must_use]
    pub fn sentence(&self) -> usize {
        self.sentence
    }
}

/// Whether two units count the same kind of thing.
#[must_use]
pub fn commensurable(one: Option<&Unit>, other: Option<&Unit>) -> bool {
    match (one, other) {
        (Some(Unit::Money(_)), Some(Unit::Money(_))) => true,
        (Some(Unit::Counter(a)), Some(Unit::Counter(b))) => crate::figure::counts_alike(a, b),
        (Some(a), Some(b)) => a == b,
        (a, b) => a.is_none() && b.is_none(),
    }
}

impl Prose {
    /// Reads a text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        scan::scan(text)
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its figures, in order.
    #[must_use]
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// The days, months and years that it names, in order.
    #[must_use]
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// The bytes of its sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The bytes of its clauses, between commas, colons and brackets, in order.
    pub fn clause_ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.clauses.iter().map(|(range, _)| range.clone())
    }

    /// The figure with just these bytes.
    #[must_use]
    pub fn figure_at(&self, range: &Range<usize>) -> Option<&Figure> {
        let at = self.figures.binary_search_by_key(&range.start, |figure| figure.reading.range.start).ok()?;
        self.figures.get(at).filter(|figure| figure.reading.range == *range)
    }

    /// The bytes of the sentence with a place in it.
    #[must_use]
    pub fn sentence_at(&self, at: usize) -> Range<usize> {
        let next = self.sentences.partition_point(|sentence| sentence.end < at);
        self.sentences.get(next).cloned().unwrap_or(0..self.text.len())
    }

    /// What a figure is about: the words before it in its clause and those that it counts.
    #[must_use]
    pub fn subject(&self, figure: &Figure) -> &str {
        let subjects = self
            .subjects
            .get_or_init(|| self.figures.iter().map(|figure| subject::of(self, figure).into()).collect());
        let at = self.figures.binary_search_by_key(&figure.range().start, |known| known.reading.range.start);
        at.ok().and_then(|at| subjects.get(at)).map_or("", |subject| subject)
    }

    /// What a figure is about, without what says only that it was done or how it is counted.
    #[must_use]
    pub fn core(&self, figure: &Figure) -> &str {
        self.core_of(figure).map_or("", |(core, _)| core)
    }

    /// The same, ready for comparing.
    #[must_use]
    pub fn phrase(&self, figure: &Figure) -> &Phrase {
        static NOTHING: LazyLock<Phrase> = LazyLock::new(|| Phrase::new(""));
        self.core_of(figure).map_or(&NOTHING, |(_, phrase)| phrase)
    }

    fn core_of(&self, figure: &Figure) -> Option<&(Box<str>, Phrase)> {
        let cores = self.cores.get_or_init(|| {
            let read = |figure| {
                let subject = self.subject(figure);
                // 民生支出占一般公共预算支出的比重: of what has the share.
                let shares = figure.is_percent() && subject.contains(['比', '的']);
                let (part, _) = subject
                    .split_once('占')
                    .filter(|(part, _)| shares && !part.is_empty())
                    .unwrap_or((subject, ""));
                let core = core(part);
                let phrase = Phrase::new(&core);
                (core.into(), phrase)
            };
            self.figures.iter().map(read).collect()
        });
        let at = self
            .figures
            .binary_search_by_key(&figure.range().start, |known| known.reading.range.start)
            .ok()?;
        cores.get(at)
    }

    /// What the sentences state about their figures.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        self.relations.get_or_init(|| relation::find(self))
    }

    /// The sentences as phrases to compare with, in order.
    #[must_use]
    pub fn phrases(&self) -> &[Rc<Phrase>] {
        self.phrases.get_or_init(|| {
            self.sentences.iter().map(|range| Rc::new(Phrase::new(self.slice(range.clone())))).collect()
        })
    }

    /// The phrase of a sentence by its bytes, or of the whole text; `None` for other pieces.
    #[must_use]
    pub fn phrase_at(&self, range: Option<&Range<usize>>) -> Option<Rc<Phrase>> {
        let Some(range) = range else {
            return Some(Rc::clone(self.whole.get_or_init(|| Rc::new(Phrase::new(&self.text)))));
        };
        let at = self.sentences.binary_search_by_key(&range.start, |sentence| sentence.start).ok()?;
        let is_whole = self.sentences.get(at) == Some(range);
        self.phrases().get(at).filter(|_| is_whole).map(Rc::clone)
    }

    /// Whether each sentence gives a cause, in order.
    #[must_use]
    pub fn causes(&self) -> &[bool] {
        self.causes.get_or_init(|| {
            self.sentences.iter().map(|range| gives_cause(self.slice(range.clone()))).collect()
        })
    }

    /// The words between the figure before it, or the beginning of its clause, and a figure.
    #[must_use]
    pub fn words_before(&self, figure: &Figure) -> &str {
        self.before(figure)
    }

    /// The words between a figure and the next one, or the end of its clause.
    #[must_use]
    pub fn words_behind(&self, figure: &Figure) -> &str {
        self.behind(figure)
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    pub(crate) fn clause_range(&self, figure: &Figure) -> Range<usize> {
        self.clauses.get(figure.clause).map_or(0..self.text.len(), |(range, _)| range.clone())
    }

    fn sentence_range(&self, sentence: usize) -> Range<usize> {
        self.sentences.get(sentence).cloned().unwrap_or(0..self.text.len())
    }

    /// The words of its clause between the figure before it, or the clause's beginning, and a figure.
    fn before(&self, figure: &Figure) -> &str {
        self.slice(self.before_range(figure))
    }

    fn before_range(&self, figure: &Figure) -> Range<usize> {
        let clause = self.clause_range(figure);
        let at = self.figures.partition_point(|other| other.reading.range.start < figure.reading.range.start);
        let earlier = at.checked_sub(1).and_then(|at| self.figures.get(at));
        let start = earlier
            .map(|earlier| earlier.reading.range.end)
            .filter(|end| *end > clause.start)
            .unwrap_or(clause.start);
        start..figure.reading.range.start
    }

    /// The words of its clause between a figure and the next one, or the clause's end.
    fn behind(&self, figure: &Figure) -> &str {
        let clause = self.clause_range(figure);
        let next =
            self.figures.partition_point(|other| other.reading.range.start <= figure.reading.range.start);
        let end = self
            .figures
            .get(next)
            .map(|next| next.reading.range.start)
            .filter(|start| *start < clause.end)
            .unwrap_or(clause.end);
        self.slice(figure.reading.range.end..end)
    }

    /// The figures of a sentence, in order.
    fn figures_in(&self, sentence: usize) -> &[Figure] {
        let start = self.figures.partition_point(|figure| figure.sentence < sentence);
        let end = self.figures.partition_point(|figure| figure.sentence <= sentence);
        self.figures.get(start..end).unwrap_or_default()
    }
}
