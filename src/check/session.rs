//! A check of many forms by the packs of one shelf.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::ordered::{self, Work};
use super::worker::{Timings, Worker};
use crate::document::Limits;
use crate::report::{Closing, DocumentReport, Problem, RuleId};
use crate::rule::{AsOf, Layout, RulePack};
use crate::source::SourceFile;
use crate::wording::Lang;

/// A form that was to be read.
#[derive(Debug)]
pub enum Loaded {
    /// It was read.
    Form(Arc<SourceFile>),
    /// It could not be read; the path as given or as walked to.
    Unread(String, Problem),
}

/// Where packs come from.
pub trait Packs: Sync {
    /// The ids of the packs that serve forms, sorted.
    fn ids(&self) -> Vec<String>;

    /// The pack of an id, as far as it serves forms; `None` if there is none or it cannot be read, with what is wrong then.
    /// Asked once for each id.
    fn find(&self, id: &str) -> (Option<Arc<RulePack>>, Vec<Problem>);

    /// The layouts of all of them, and what is wrong with these. Asked once, with the first workbook.
    fn layouts(&self) -> (Vec<Layout>, Vec<Problem>);
}

/// What forms are checked by, the packs aside.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The pack, whatever a form says; `None` for the one that each form names.
    pub pack: Option<String>,
    /// What a document may hold.
    pub limits: Limits,
    /// The time that forms are checked for; `None` for the year of each.
    pub as_of: Option<AsOf>,
    /// Whether to measure how long each rule takes.
    pub is_timed: bool,
    /// The language of messages.
    pub lang: Lang,
}

/// One form, checked.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: DocumentReport,
    /// What is wrong with its file, its pack and its rules, as far as no form before it has told that.
    pub errors: Vec<Problem>,
    /// Whether no pack serves it.
    pub is_unknown: bool,
}

impl Checked {
    /// Of a form with which nothing else is wrong.
    #[must_use]
    pub fn plain(report: DocumentReport) -> Self {
        Self { report, errors: Vec::new(), is_unknown: false }
    }
}

/// What a whole check leaves.
#[derive(Debug, Default)]
pub struct Checks {
    /// What stands at the end of the report.
    pub closing: Closing,
    /// By pack: how long each rule took over all forms and threads, the most costly first. Empty unless it was asked for.
    pub timings: Vec<(String, Vec<(RuleId, Duration)>)>,
}

/// A check of forms: each is read, matched with its pack, and checked by its rules.
pub struct Session<'p> {
    shelf: Shelf<'p>,
    settings: Settings,
    /// What is wrong before the first form.
    errors: Vec<Problem>,
    timings: Mutex<Timings>,
}

impl<'p> Session<'p> {
    /// A check by some packs. `errors`: what is already known to be wrong, told at the end.
    #[must_use]
    pub fn new(packs: &'p dyn Packs, settings: Settings, errors: Vec<Problem>) -> Self {
        let shelf = Shelf { packs, ids: OnceLock::new(), found: Mutex::default(), layouts: OnceLock::new() };
        Self { shelf, settings, errors, timings: Mutex::default() }
    }

    /// Checks forms on some threads. Each report is handed on in the order of the forms and then no longer kept: of forms and
    /// reports no more are held than the threads have in hand and some that wait for one before them. The same forms give the
    /// same reports with any number of jobs.
    ///
    /// A form is read by the thread that checks it.
    ///
    /// # Errors
    /// Those of the system where it gives no thread.
    pub fn check<F: FnOnce() -> Loaded + Send>(
        self,
        forms: impl Iterator<Item = F> + Send,
        jobs: NonZeroUsize,
        mut take: impl FnMut(Checked),
    ) -> io::Result<Checks> {
        let mut told = Told::default();
        let mut closing =
            Closing { as_of: self.settings.as_of.map(|time| time.to_string()), ..Closing::default() };
        closing.errors.extend(self.errors.iter().filter(|problem| told.is_new(problem)).cloned());
        let work = Threads { session: &self, forms: std::marker::PhantomData };
        ordered::map(&work, forms, jobs, |forms| {
            for mut checked in forms {
                checked.errors.retain(|problem| told.is_new(problem));
                closing.summary.add(&checked.report);
                closing.unknown += usize::from(checked.is_unknown);
                closing.errors.extend(checked.errors.iter().cloned());
                take(checked);
            }
        })?;
        let timings = self.timings.into_inner().unwrap_or_else(PoisonError::into_inner);
        let timings = timings.into_iter().map(|(pack, rules)| {
            let mut rules: Vec<_> = rules.into_iter().collect();
            rules.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
            (pack, rules)
        });
        Ok(Checks { closing, timings: timings.collect() })
    }
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What has been told, so that nothing is told twice: a rule that breaks on many forms, a pack that several threads have read.
#[derive(Default)]
struct Told(HashSet<Key>);

/// The rule, the file, the bytes and the message.
type Key = (Option<RuleId>, Option<String>, Option<(usize, usize)>, String);

impl Told {
    fn is_new(&mut self, problem: &Problem) -> bool {
        let place = problem.place.as_ref().map(|(_, span)| (span.start, span.end));
        self.0.insert((problem.rule.clone(), problem.file.clone(), place, problem.message.clone()))
    }
}

/// The packs that forms have asked for, each read once.
pub(super) struct Shelf<'p> {
    packs: &'p dyn Packs,
    ids: OnceLock<Vec<String>>,
    found: Mutex<BTreeMap<String, Arc<Found>>>,
    layouts: OnceLock<(Vec<Layout>, Vec<Problem>)>,
}

/// A pack as it was found.
pub(super) struct Found {
    pub(super) pack: Option<Arc<RulePack>>,
    pub(super) problems: Vec<Problem>,
}

impl Shelf<'_> {
    pub(super) fn ids(&self) -> &[String] {
        self.ids.get_or_init(|| self.packs.ids())
    }

    pub(super) fn layouts(&self) -> &(Vec<Layout>, Vec<Problem>) {
        self.layouts.get_or_init(|| self.packs.layouts())
    }

    pub(super) fn find(&self, id: &str) -> Arc<Found> {
        // Forms come from strangers: an id that no pack has is not kept.
        if !self.ids().iter().any(|known| known == id) {
            return Arc::new(Found { pack: None, problems: Vec::new() });
        }
        // Held while the pack is read: another thread that wants it as well waits for it.
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let (pack, problems) = self.packs.find(id);
            Arc::new(Found { pack, problems })
        };
        Arc::clone(found.entry(id.to_owned()).or_insert_with(read))
    }
}

struct Threads<'s, 'p, F> {
    session: &'s Session<'p>,
    forms: std::marker::PhantomData<fn(F)>,
}

impl<F: FnOnce() -> Loaded + Send> Work for Threads<'_, '_, F> {
    type Item = F;
    type State = Worker;
    type Done = Vec<Checked>;

    fn start(&self) -> Worker {
        Worker::default()
    }

    fn work(&self, worker: &mut Worker, form: F) -> Vec<Checked> {
        worker.add(&self.session.shelf, &self.session.settings, form())
    }

    fn finish(&self, worker: Worker) {
        let mut timings = self.session.timings.lock().unwrap_or_else(PoisonError::into_inner);
        worker.finish(&mut timings);
    }
}
