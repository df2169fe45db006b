//! A check of many forms by the packs of one shelf.

use std::collections::HashSet;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::cache::Cache;
use super::form::{Checked, Loaded};
use super::ordered::{self, Work};
use super::packs::{Packs, Shelf};
use super::settings::Settings;
use super::worker::{By, Timings, Worker};
use crate::report::{Closing, DocumentReport, Problem, RuleId};
use crate::waiver::{Explanations, Waivers};
use crate::wording::Lang;

/// What a whole check leaves.
#[derive(Debug, Default)]
pub struct Checks {
    /// What stands at the end of the report.
    pub closing: Closing,
    /// By pack: how long each rule took over all forms and threads, the most costly first. Empty unless it was asked for.
    pub timings: Vec<(String, Vec<(RuleId, Duration)>)>,
}

/// Errors that are kept for the end: each has been told with its form.
const MOST: usize = 10_000;

/// A check of forms: each is read, matched with its pack, and checked by its rules.
pub struct Session<'p> {
    shelf: Shelf<'p>,
    settings: Settings,
    /// What is wrong before the first form.
    errors: Vec<Problem>,
    /// Findings that are accepted as they are.
    waivers: Option<Waivers>,
    /// What departments say of findings.
    explanations: Option<Explanations>,
    /// What forms came to before.
    cache: Option<&'p dyn Cache>,
    timings: Mutex<Timings>,
}

impl<'p> Session<'p> {
    /// A check by some packs. `errors`: what is already known to be wrong, told at the end.
    #[must_use]
    pub fn new(packs: &'p dyn Packs, settings: Settings, errors: Vec<Problem>) -> Self {
        Self {
            shelf: Shelf::new(packs),
            settings,
            errors,
            waivers: None,
            explanations: None,
            cache: None,
            timings: Mutex::default(),
        }
    }

    /// The same with findings that are accepted as they are. What is wrong with the waivers is told as a report of its own,
    /// behind those of the forms.
    #[must_use]
    pub fn with_waivers(self, waivers: Option<Waivers>) -> Self {
        Self { waivers, ..self }
    }

    /// The same with what departments say of findings. What of it explains nothing any more is told as a report of its own, at the
    /// end.
    #[must_use]
    pub fn with_explanations(self, explanations: Option<Explanations>) -> Self {
        Self { explanations, ..self }
    }

    /// The same with what forms came to before, and with what they come to now kept there.
    #[must_use]
    pub fn with_cache(self, cache: Option<&'p dyn Cache>) -> Self {
        Self { cache, ..self }
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
        mut self,
        forms: impl Iterator<Item = F> + Send,
        jobs: NonZeroUsize,
        mut take: impl FnMut(Checked),
    ) -> io::Result<Checks> {
        let mut told = Told::default();
        let (mut parts, mut idle, mut lesser, mut more) =
            (Noted::default(), Noted::default(), Noted::default(), 0);
        let mut closing =
            Closing { as_of: self.settings.as_of.map(|time| time.to_string()), ..Closing::default() };
        closing.errors.extend(self.errors.iter().filter(|problem| told.is_new(problem)).cloned());
        let (mut waivers, mut explanations) = (self.waivers.take(), self.explanations.take());
        let work = Threads { session: &self, forms: std::marker::PhantomData };
        ordered::map(&work, forms, jobs, |forms| {
            for mut checked in forms {
                checked.errors.retain(|problem| told.is_new(problem));
                if let Some(waivers) = &mut waivers {
                    waivers.apply(&mut checked.report);
                }
                if let Some(explanations) = &mut explanations {
                    explanations.apply(&mut checked.report);
                }
                closing.summary.add(&checked.report);
                closing.unknown += usize::from(checked.is_unknown);
                parts.add(checked.is_cut, &checked.report);
                idle.add(checked.is_idle, &checked.report);
                lesser.add(checked.is_lesser(), &checked.report);
                let room = MOST.saturating_sub(closing.errors.len());
                closing.errors.extend(checked.errors.iter().take(room).cloned());
                more += checked.errors.len().saturating_sub(room);
                take(checked);
            }
        })?;
        let of_waivers = waivers.and_then(|waivers| waivers.finish());
        let of_explanations = explanations.and_then(|explanations| explanations.finish());
        for report in of_waivers.into_iter().chain(of_explanations) {
            // It is no form: its findings count, and nothing else of it.
            report.findings.iter().for_each(|finding| closing.summary.add_finding(finding));
            take(Checked::plain(report));
        }
        let lang = self.settings.lang;
        closing.notes.extend((more > 0).then(|| lang.text("note-errors", &[("count", &more.to_string())])));
        closing.notes.extend(parts.note("note-cut", lang));
        closing.notes.extend(idle.note("note-idle", lang));
        closing.notes.extend(lesser.note("note-lesser", lang));
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

/// Forms of which something is to be known at the end, the first by name.
#[derive(Default)]
struct Noted {
    count: usize,
    named: Vec<String>,
}

impl Noted {
    const NAMED: usize = 5;

    fn add(&mut self, is_one: bool, report: &DocumentReport) {
        if is_one {
            self.count += 1;
            if self.named.len() < Self::NAMED {
                self.named.push(report.path.clone());
            }
        }
    }

    fn note(&self, id: &str, lang: Lang) -> Option<String> {
        let named = self.named.join(&lang.text("list-separator", &[]));
        let more = if self.count > self.named.len() { lang.text("note-more", &[]) } else { String::new() };
        let (count, named) = (self.count.to_string(), format!("{named}{more}"));
        (self.count > 0).then(|| lang.text(id, &[("count", &count), ("named", &named)]))
    }
}

/// What has been told, so that nothing is told twice: a rule that breaks on many forms, a pack that several threads have read.
/// Files that cannot be read may be many, and each is told once as it is: beyond some they are not kept.
#[derive(Default)]
struct Told(HashSet<Key>);

/// The rule, the file, the bytes and the message.
type Key = (Option<RuleId>, Option<String>, Option<(usize, usize)>, String);

impl Told {
    fn is_new(&mut self, problem: &Problem) -> bool {
        if problem.rule.is_none() && problem.place.is_none() && self.0.len() >= MOST {
            return true;
        }
        let place = problem.place.as_ref().map(|(_, span)| (span.start, span.end));
        self.0.insert((problem.rule.clone(), problem.file.clone(), place, problem.message.clone()))
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
        let by =
            By { packs: &self.session.shelf, settings: &self.session.settings, cache: self.session.cache };
        worker.add(&by, form())
    }

    fn finish(&self, worker: Worker) {
        let mut timings = self.session.timings.lock().unwrap_or_else(PoisonError::into_inner);
        worker.finish(&mut timings);
    }
}
