//! What stands at the end of a check: counted and noted while the reports of forms are handed on.

use std::collections::HashSet;

use super::form::{Belonging, Checked};
use super::settings::Settings;
use crate::report::{Closing, DocumentReport, Problem, RuleId};
use crate::waiver::{Explanations, Waivers};
use crate::wording::Message;

/// Errors that are kept for the end: each has been told with its form.
const MOST: usize = 10_000;

/// Bytes of forms that are held in memory for as long as they may belong to a set.
pub(super) const HELD: usize = 256 << 20;

/// What is known at the end, and where each report goes.
pub(super) struct End<T> {
    waivers: Option<Waivers>,
    explanations: Option<Explanations>,
    take: T,
    told: Told,
    closing: Closing,
    parts: Noted,
    idle: Noted,
    lesser: Noted,
    /// Forms that do not say to which set they belong.
    unsaid: Noted,
    /// Forms that name a department that consolidates them, whose form is not there.
    orphans: Noted,
    /// Whether any form says that others belong to it, or it to another.
    is_claimed: bool,
    /// How many sets there were, and how many forms in them.
    sets: (usize, usize),
    /// Errors that are not kept.
    more: usize,
}

impl<T: FnMut(Checked)> End<T> {
    pub(super) fn new(
        settings: &Settings,
        waivers: Option<Waivers>,
        explanations: Option<Explanations>,
        take: T,
    ) -> Self {
        let closing = Closing { as_of: settings.as_of.map(|time| time.to_string()), ..Closing::default() };
        Self {
            waivers,
            explanations,
            take,
            told: Told::default(),
            closing,
            parts: Noted::default(),
            idle: Noted::default(),
            lesser: Noted::default(),
            unsaid: Noted::default(),
            orphans: Noted::default(),
            is_claimed: false,
            sets: (0, 0),
            more: 0,
        }
    }

    /// What is wrong before the first form.
    pub(super) fn errors(&mut self, errors: &[Problem]) {
        let told = &mut self.told;
        self.closing.errors.extend(errors.iter().filter(|problem| told.is_new(problem)).cloned());
    }

    /// The report of a form, or of a set.
    pub(super) fn take(&mut self, mut checked: Checked) {
        checked.errors.retain(|problem| self.told.is_new(problem));
        if let Some(waivers) = &mut self.waivers {
            waivers.apply(&mut checked.report);
        }
        if let Some(explanations) = &mut self.explanations {
            explanations.apply(&mut checked.report);
        }
        self.closing.summary.add(&checked.report);
        self.closing.unknown += usize::from(checked.is_unknown);
        self.parts.add(checked.is_cut, &checked.report);
        self.idle.add(checked.is_idle, &checked.report);
        self.lesser.add(checked.is_lesser(), &checked.report);
        self.unsaid.add(checked.belonging == Belonging::Unsaid, &checked.report);
        let room = MOST.saturating_sub(self.closing.errors.len());
        self.closing.errors.extend(checked.errors.iter().take(room).cloned());
        self.more += checked.errors.len().saturating_sub(room);
        (self.take)(checked);
    }

    /// What forms say of one another: whether any does, and which are consolidated by one that is not there.
    pub(super) fn claims<'p>(&mut self, is_claimed: bool, orphans: impl Iterator<Item = &'p str>) {
        self.is_claimed = is_claimed;
        orphans.for_each(|path| self.orphans.add_path(path));
    }

    /// How many sets were checked, of how many forms, and how many forms there was no room for.
    pub(super) fn sets(&mut self, sets: usize, forms: usize, unheld: usize) {
        self.sets = (sets, forms);
        if unheld > 0 {
            let (limit, count) = ((HELD >> 20).to_string(), unheld.to_string());
            let message = Message::new("set-unheld", &[("limit", &limit), ("count", &count)]);
            self.closing.errors.push(Problem { file: None, rule: None, place: None, message, help: None });
        }
    }

    /// What stands at the end, once all has been handed on.
    pub(super) fn close(mut self) -> Closing {
        let of_waivers = self.waivers.and_then(|waivers| waivers.finish());
        let of_explanations = self.explanations.and_then(|explanations| explanations.finish());
        for report in of_waivers.into_iter().chain(of_explanations) {
            // It is no form: its findings count, and nothing else of it.
            report.findings.iter().for_each(|finding| self.closing.summary.add_finding(finding));
            (self.take)(Checked::plain(report));
        }
        let mut closing = self.closing;
        closing.notes.extend(
            (self.more > 0).then(|| Message::new("note-errors", &[("count", &self.more.to_string())])),
        );
        closing.notes.extend(self.parts.note("note-cut"));
        closing.notes.extend(self.idle.note("note-idle"));
        closing.notes.extend(self.lesser.note("note-lesser"));
        let (sets, forms) = self.sets;
        if sets > 0 {
            let args = [("sets", &*sets.to_string()), ("forms", &*forms.to_string())];
            closing.notes.push(Message::new("note-sets", &args));
        }
        if sets > 0 || self.is_claimed {
            closing.notes.extend(self.unsaid.note("note-no-set"));
        }
        closing.notes.extend(self.orphans.note("note-no-parent"));
        closing
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
            self.add_path(&report.path);
        }
    }

    fn add_path(&mut self, path: &str) {
        self.count += 1;
        if self.named.len() < Self::NAMED {
            self.named.push(path.to_owned());
        }
    }

    fn note(&self, id: &'static str) -> Option<Message> {
        let named = Message::list(&self.named);
        let more = (self.count > self.named.len()).then(|| Message::new("note-more", &[]));
        let named: Message = std::iter::once(named).chain(more).collect();
        let count = self.count.to_string();
        (self.count > 0).then(|| Message::new(id, &[("count", &count)]).with("named", named))
    }
}

/// What has been told, so that nothing is told twice: a rule that breaks on many forms, a pack that several threads have read.
/// Files that cannot be read may be many, and each is told once as it is: beyond some they are not kept.
#[derive(Default)]
struct Told(HashSet<Key>);

/// The rule, the file, the bytes and the message.
type Key = (Option<RuleId>, Option<String>, Option<(usize, usize)>, Message);

impl Told {
    fn is_new(&mut self, problem: &Problem) -> bool {
        if problem.rule.is_none() && problem.place.is_none() && self.0.len() >= MOST {
            return true;
        }
        let place = problem.place.as_ref().map(|(_, span)| (span.start, span.end));
        self.0.insert((problem.rule.clone(), problem.file.clone(), place, problem.message.clone()))
    }
}
