//! Regular expressions of rules: read once, tried as they stand, and compiled only where that pays.
//!
//! In: an expression as [`regex`] reads it. Out: a `Pattern` that finds what [`regex`] would. To compile one takes as
//! long as to try it on all texts of many forms: classes that leave out a few characters, repeated some times, make
//! large automata of bytes.

mod chars;
mod needed;
mod program;
mod size;
#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use regex::Regex;
use regex_syntax::hir::{Hir, HirKind};
use serde::{Deserialize, Serialize};

use self::chars::{FEW, count, first};
use self::needed::Needed;
use self::program::{Found, Frame, Program, Spent};
use self::size::{OTHER, rows, size, sizes};
use crate::text::language::Language;
use crate::text::lexicon::Classes;
use crate::text::pairs::Pairs;
use crate::text::sayings::Saying;

/// The largest automaton of an expression, in bytes.
const LARGEST: usize = 2 << 20;

/// Alternatives that are tried each by itself: a bit of [`Apt`] for each.
const MOST_BRANCHES: usize = 16;

/// Steps of all searches after which an expression is compiled: about what compiling it and its first searches take.
const STEPS: usize = 1_000_000;

/// What a text is asked for by its name.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    /// A word of a class.
    Class(Classes),
    /// A saying.
    Saying(Rc<Pattern>),
}

/// Where a saying of a language is first said in a text.
#[must_use]
pub fn said(language: &Language, saying: &Saying, text: &str) -> Option<Range<usize>> {
    Pattern::of(Arc::clone(language.expression(saying))).ok()?.find(text, Apt::ALL)
}

/// Why a text is no expression for a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is none, in the words of [`regex_syntax`].
    Syntax(String),
    /// Its automaton would be too large.
    TooLarge,
}

/// What is known of an expression that was read when the program was built.
#[derive(Serialize, Deserialize)]
pub(super) struct ReadyPattern {
    /// As [`regex`] reads it.
    text: String,
    groups: Vec<u32>,
    needed: Needed,
    states: usize,
    trial: Trial,
}

/// What an expression was read from.
#[derive(Debug)]
enum Source {
    Read(Arc<Hir>),
    /// As [`regex`] reads it, and the numbers of its groups that come first.
    Ready(String, Vec<u32>),
}

/// A regular expression.
#[derive(Debug)]
pub(super) struct Pattern {
    source: Source,
    needed: Needed,
    /// Whether it stands in a file of the pack, not put together by a script.
    pub(super) is_of_file: bool,
    /// How large its automaton is.
    states: usize,
    /// How it is tried, worked out when a text may hold a match.
    trial: OnceCell<Trial>,
    /// Steps that may still be tried.
    left: Cell<usize>,
    compiled: OnceCell<Option<Regex>>,
    /// Of all that are kept, how many were compiled.
    count: Rc<Cell<usize>>,
    /// Memory of trying.
    open: RefCell<Vec<Frame>>,
}

/// How an expression is tried.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Trial {
    /// What is tried; `None` for what only [`regex`] can match.
    program: Option<Program>,
    /// Its alternatives each by itself, where trying all would be to try them nearly everywhere; else none.
    branches: Vec<Branch>,
}

impl Trial {
    fn of(hir: &Hir) -> Self {
        let groups = groups(hir);
        let program = Program::new(hir, &groups);
        let branches = if program.is_some() { Branch::all(hir, &groups) } else { Vec::new() };
        Self { program, branches }
    }
}

/// One of the alternatives that an expression is.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Branch {
    needed: Needed,
    program: Program,
}

impl Branch {
    /// The alternatives of an expression, unless one look at a character tells which of them may match.
    fn all(hir: &Hir, groups: &[u32]) -> Vec<Self> {
        let HirKind::Alternation(parts) = hir.kind() else { return Vec::new() };
        let is_anywhere = |part: &Hir| {
            let mut begins = Vec::new();
            first(part, &mut begins) || count(&begins) > FEW
        };
        if parts.len() > MOST_BRANCHES || !parts.iter().any(is_anywhere) {
            return Vec::new();
        }
        let branch = |part| Some(Self { needed: Needed::of(part), program: Program::new(part, groups)? });
        parts.iter().map(branch).collect::<Option<_>>().unwrap_or_default()
    }
}

/// Which alternatives of an expression may match in a text, by their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Apt(u16);

impl Apt {
    /// Any of them.
    pub(super) const ALL: Self = Self(u16::MAX);
}

impl Pattern {
    /// Reads an expression.
    ///
    /// # Errors
    /// See [`Unfit`].
    pub(super) fn parse(text: &str) -> Result<Self, Unfit> {
        Self::of(Arc::new(regex_syntax::parse(text).map_err(|error| Unfit::Syntax(error.to_string()))?))
    }

    /// An expression that was read.
    ///
    /// # Errors
    /// [`Unfit::TooLarge`].
    pub(super) fn of(hir: Arc<Hir>) -> Result<Self, Unfit> {
        let [least, most] = sizes(&hir);
        if most > LARGEST && size(&hir, &rows) > LARGEST {
            return Err(Unfit::TooLarge);
        }
        Ok(Self {
            needed: Needed::of(&hir),
            is_of_file: false,
            states: least / OTHER,
            trial: OnceCell::new(),
            left: Cell::new(STEPS),
            compiled: OnceCell::new(),
            count: Rc::default(),
            open: RefCell::default(),
            source: Source::Read(hir),
        })
    }

    /// The same, kept with others of which so many were compiled.
    pub(super) fn kept(self, is_of_file: bool, count: &Rc<Cell<usize>>) -> Self {
        Self { is_of_file, count: Rc::clone(count), ..self }
    }

    /// All that is known of it.
    pub(super) fn ready(&self) -> ReadyPattern {
        ReadyPattern {
            text: self.text(),
            groups: self.groups(),
            needed: self.needed.clone(),
            states: self.states,
            trial: self.trial().clone(),
        }
    }

    /// An expression of which all is known.
    pub(super) fn of_ready(ready: ReadyPattern) -> Self {
        Self {
            needed: ready.needed,
            is_of_file: true,
            states: ready.states,
            trial: OnceCell::from(ready.trial),
            left: Cell::new(STEPS),
            compiled: OnceCell::new(),
            count: Rc::default(),
            open: RefCell::default(),
            source: Source::Ready(ready.text, ready.groups),
        }
    }

    fn trial(&self) -> &Trial {
        self.trial.get_or_init(|| match &self.source {
            Source::Read(hir) => Trial::of(hir),
            Source::Ready(..) => Trial::default(),
        })
    }

    fn text(&self) -> String {
        match &self.source {
            Source::Read(hir) => hir.to_string(),
            Source::Ready(text, _) => text.clone(),
        }
    }

    fn groups(&self) -> Vec<u32> {
        match &self.source {
            Source::Read(hir) => groups(hir),
            Source::Ready(_, groups) => groups.clone(),
        }
    }

    /// What of the expression may match in a text that has these pairs of letters, or in a part of it; `None` if nothing.
    pub(super) fn apt(&self, pairs: Option<&Pairs>) -> Option<Apt> {
        let Some(pairs) = pairs else { return Some(Apt::ALL) };
        if !self.needed.may_match(pairs) {
            return None;
        }
        let branches = &self.trial().branches;
        let apt = branches
            .iter()
            .enumerate()
            .fold(0, |apt, (number, branch)| apt | u16::from(branch.needed.may_match(pairs)) << number);
        if branches.is_empty() { Some(Apt::ALL) } else { Some(Apt(apt)).filter(|Apt(apt)| *apt != 0) }
    }

    /// How many states its automaton has, more or less.
    pub(super) fn states(&self) -> usize {
        self.states
    }

    /// Where the expression, or the first group of its alternative, matches first; `apt` is what of it may match in the text.
    pub(super) fn find(&self, text: &str, apt: Apt) -> Option<Range<usize>> {
        let Trial { program, branches } = self.trial();
        if let Some(program) = program.as_ref().filter(|_| self.left.get() > 0) {
            let mut left = self.left.get();
            let open = &mut self.open.borrow_mut();
            let found = if branches.is_empty() || apt == Apt::ALL {
                program.find(text, open, &mut left)
            } else {
                find_among(branches, apt, text, open, &mut left)
            };
            self.left.set(left);
            if let Ok(found) = found {
                return found.map(|found| found.range);
            }
        }
        let regex = self.compiled.get_or_init(|| {
            self.count.set(self.count.get() + 1);
            compile(&self.text()).ok()
        });
        let regex = regex.as_ref()?;
        // Groups cost far more than knowing whether there is a match at all.
        if regex.captures_len() == 1 || !regex.is_match(text) {
            return regex.find(text).map(|found| found.range());
        }
        let found = regex.captures(text)?;
        let group = |number: &u32| usize::try_from(*number).ok().and_then(|number| found.get(number));
        self.groups().iter().find_map(group).or_else(|| found.get(0)).map(|found| found.range())
    }
}

/// The match of some alternatives that begins first, of those that begin together that of the first alternative.
fn find_among(
    branches: &[Branch],
    Apt(apt): Apt,
    text: &str,
    open: &mut Vec<Frame>,
    left: &mut usize,
) -> Result<Option<Found>, Spent> {
    let mut best: Option<Found> = None;
    let apt = branches.iter().enumerate().filter(|(number, _)| apt >> number & 1 == 1);
    for (_, branch) in apt {
        let found = branch.program.find(text, open, left)?;
        best = best.into_iter().chain(found).min_by_key(|found| found.start);
    }
    Ok(best)
}

/// The numbers of the groups that come first, one in each alternative.
fn groups(hir: &Hir) -> Vec<u32> {
    match hir.kind() {
        HirKind::Capture(capture) => vec![capture.index],
        HirKind::Concat(parts) => {
            parts.iter().map(groups).find(|found| !found.is_empty()).unwrap_or_default()
        }
        HirKind::Alternation(parts) => parts.iter().flat_map(groups).collect(),
        HirKind::Repetition(repetition) => groups(&repetition.sub),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => Vec::new(),
    }
}

fn compile(text: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(text).size_limit(LARGEST).build()
}
