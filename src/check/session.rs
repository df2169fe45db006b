//! A check of many forms by the packs of one shelf.

use std::collections::BTreeSet;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::cache::Cache;
use super::end::{End, HELD};
use super::form::{Belonging, Checked, Loaded};
use super::ordered::{self, Work};
use super::packs::{Packs, Shelf};
use super::sets::{self, Before, Known, Plan};
use super::settings::Settings;
use super::worker::{By, Timings, Worker};
use crate::report::{Closing, Problem, RuleId};
use crate::rule::Member;
use crate::source::SourceFile;
use crate::waiver::{Explanations, Waivers};

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
    /// Findings that are accepted as they are.
    waivers: Option<Waivers>,
    /// What departments say of findings.
    explanations: Option<Explanations>,
    /// What forms came to before.
    cache: Option<&'p dyn Cache>,
    /// Whether forms that may belong to a set are held in memory.
    holds_forms: bool,
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
            holds_forms: false,
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

    /// The same with forms of which each is held in memory for as long as it may belong to a set.
    #[must_use]
    pub fn holding_forms(self) -> Self {
        Self { holds_forms: true, ..self }
    }

    /// Checks forms on some threads. Each report is handed on in the order of the forms and then no longer kept: of forms and
    /// reports no more are held than the threads have in hand and some that wait for one before them. The same forms give the
    /// same reports with any number of jobs.
    ///
    /// A form is read by the thread that checks it. Forms that belong together are read once more at the end, set by set: until then
    /// their keys are kept. What is found in a set is handed on as reports of its own, behind those of all forms.
    ///
    /// # Errors
    /// Those of the system where it gives no thread.
    pub fn check<F: Fn() -> Loaded + Send + Sync>(
        self,
        forms: impl Iterator<Item = F> + Send,
        jobs: NonZeroUsize,
        take: impl FnMut(Checked),
    ) -> io::Result<Checks> {
        self.check_among(forms, Others { unchanged: Vec::new(), before: Vec::new() }, jobs, take)
    }

    /// The same where others are only looked at: they are not checked, but a form may belong to them.
    ///
    /// # Errors
    /// Those of the system where it gives no thread.
    pub fn check_among<F: Fn() -> Loaded + Send + Sync>(
        mut self,
        forms: impl Iterator<Item = F> + Send,
        others: Others<F>,
        jobs: NonZeroUsize,
        take: impl FnMut(Checked),
    ) -> io::Result<Checks> {
        let (waivers, explanations) = (self.waivers.take(), self.explanations.take());
        let mut end = End::new(&self.settings, waivers, explanations, take);
        end.errors(&self.errors);
        let mut kept =
            Kept { known: Vec::new(), again: Vec::new(), held: 0, unheld: 0, holds: self.holds_forms };
        let work = Threads { session: &self, forms: std::marker::PhantomData };
        ordered::map(&work, forms, jobs, |(forms, again)| {
            kept.add(&forms, again);
            for checked in forms {
                end.take(checked);
            }
        })?;
        let work = Lookers { session: &self, forms: std::marker::PhantomData };
        let mut before = Vec::new();
        ordered::map(&work, others.before.into_iter(), jobs, |(found, _)| {
            let said = found.into_iter().filter_map(|(pack, belonging, _)| Some((pack, belonging.said()?)));
            before.extend(said.map(|(pack, member)| Before { pack, member }));
        })?;
        // Where no form of the change says to which it belongs the others need not be looked at.
        if !kept.known.is_empty() || !before.is_empty() {
            let unchanged = others.unchanged.into_iter();
            ordered::map(&work, unchanged, jobs, |(found, again)| kept.look_at(found, again))?;
        }
        let plans = sets::plans(&kept.known, &before);
        let of_sets: BTreeSet<usize> = plans.iter().flat_map(Plan::forms).collect();
        let count = plans.len();
        let work = Sets { session: &self, kept: &kept };
        ordered::map(&work, plans.into_iter(), jobs, |checked| {
            for checked in checked {
                end.take(checked);
            }
        })?;
        end.sets(count, of_sets.len(), kept.unheld);
        let claims = |known: &Known| known.member.parent.is_some() || known.member.units.is_some();
        end.claims(kept.known.iter().any(claims), sets::orphans(&kept.known));
        let timings = std::mem::take(&mut *self.timings.lock().unwrap_or_else(PoisonError::into_inner));
        let timings = timings.into_iter().map(|(pack, rules)| {
            let mut rules: Vec<_> = rules.into_iter().collect();
            rules.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
            (pack, rules)
        });
        Ok(Checks { closing: end.close(), timings: timings.collect() })
    }
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Forms that are not checked.
#[derive(Debug)]
pub struct Others<F> {
    /// What has not changed where only changes are checked: a form may belong to it.
    pub unchanged: Vec<F>,
    /// What was changed or deleted as it was before: a form may have belonged to it.
    pub before: Vec<F>,
}

/// What is kept of forms until all have been seen.
struct Kept<F> {
    known: Vec<Known>,
    /// By what those are read again.
    again: Vec<F>,
    /// The bytes of forms that are held in memory.
    held: usize,
    /// Forms that are not kept, since there is no more room.
    unheld: usize,
    holds: bool,
}

impl<F> Kept<F> {
    fn add(&mut self, forms: &[Checked], again: F) {
        let said = forms.iter().enumerate().filter_map(|(number, checked)| match &checked.belonging {
            Belonging::Said(member) => {
                Some((number, member, checked.report.source.as_ref()?, &checked.report.pack))
            }
            Belonging::None | Belonging::Unsaid => None,
        });
        let at = self.again.len();
        let before = self.known.len();
        for (number, member, source, pack) in said {
            let pack = pack.as_ref().map(|pack| pack.id.clone()).unwrap_or_default();
            self.keep((pack, member.clone(), source), (at, number), true);
        }
        if self.known.len() > before {
            self.again.push(again);
        }
    }

    fn look_at(&mut self, found: Vec<(String, Belonging, Arc<SourceFile>)>, again: F) {
        let at = self.again.len();
        for (number, (pack, belonging, source)) in found.into_iter().enumerate() {
            if let Some(member) = belonging.said() {
                self.keep((pack, member, &source), (at, number), false);
            }
        }
        self.again.push(again);
    }

    fn keep(
        &mut self,
        (pack, member, source): (String, Member, &SourceFile),
        again: (usize, usize),
        is_checked: bool,
    ) {
        if self.holds {
            self.held += source.bytes().len();
            if self.held > HELD {
                self.unheld += 1;
                return;
            }
        }
        let (path, sha256) = (source.name().to_owned(), source.sha256());
        self.known.push(Known { pack, member, path, sha256, again, is_checked });
    }
}

struct Threads<'s, 'p, F> {
    session: &'s Session<'p>,
    forms: std::marker::PhantomData<fn(F)>,
}

impl Session<'_> {
    fn by(&self) -> By<'_> {
        By { packs: &self.shelf, settings: &self.settings, cache: self.cache }
    }

    fn finish(&self, worker: Worker) {
        let mut timings = self.timings.lock().unwrap_or_else(PoisonError::into_inner);
        worker.finish(&mut timings);
    }
}

impl<F: Fn() -> Loaded + Send> Work for Threads<'_, '_, F> {
    type Item = F;
    type State = Worker;
    type Done = (Vec<Checked>, F);

    fn start(&self) -> Worker {
        Worker::default()
    }

    fn work(&self, worker: &mut Worker, form: F) -> (Vec<Checked>, F) {
        (worker.add(&self.session.by(), form()), form)
    }

    fn finish(&self, worker: Worker) {
        self.session.finish(worker);
    }
}

/// Looks at forms that are not checked.
struct Lookers<'s, 'p, F> {
    session: &'s Session<'p>,
    forms: std::marker::PhantomData<fn(F)>,
}

impl<F: Fn() -> Loaded + Send> Work for Lookers<'_, '_, F> {
    type Item = F;
    type State = ();
    type Done = (Vec<(String, Belonging, Arc<SourceFile>)>, F);

    fn start(&self) {}

    fn work(&self, (): &mut (), form: F) -> Self::Done {
        (Worker::look_at(&self.session.by(), form()), form)
    }

    fn finish(&self, (): ()) {}
}

/// Checks forms together with those that they belong to.
struct Sets<'s, 'p, F> {
    session: &'s Session<'p>,
    kept: &'s Kept<F>,
}

impl<F: Fn() -> Loaded + Send + Sync> Work for Sets<'_, '_, F> {
    type Item = Plan;
    type State = Worker;
    type Done = Vec<Checked>;

    fn start(&self) -> Worker {
        Worker::default()
    }

    fn work(&self, worker: &mut Worker, plan: Plan) -> Vec<Checked> {
        let read = |at: usize| self.kept.again.get(at).map(|again| again());
        worker.set(&self.session.by(), &self.kept.known, &plan, read)
    }

    fn finish(&self, worker: Worker) {
        self.session.finish(worker);
    }
}
