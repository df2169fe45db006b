//! Regular expressions of rules: read once, tried as they stand, and compiled only where that pays.
//!
//! In: an expression as [`regex`] reads it. Out: a `Pattern` that finds what [`regex`] would. To compile one takes as
//! long as to try it on all texts of many forms: classes that leave out a few characters, repeated some times, make
//! large automata of bytes.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use regex::Regex;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind, Look, Repetition};
use regex_syntax::utf8::Utf8Sequences;
use serde::{Deserialize, Serialize};

use super::names::ByName;
use super::needed::Needed;
use crate::text::language::Language;
use crate::text::lexicon::Classes;
use crate::text::pairs::Pairs;
use crate::text::sayings::Saying;

/// The largest automaton of an expression, in bytes.
const LARGEST: usize = 2 << 20;

/// At most as much of it as characters of a row of bytes take, and anything else.
const ROW: usize = 250;
const OTHER: usize = 100;

/// The most rows of bytes that a range of characters takes.
const ROWS: usize = 16;

/// So many alternatives are looked up by the character that they begin with, if those are few.
const MANY: usize = 4;
const FEW: u32 = 64;

/// Alternatives that are tried each by itself: a bit of [`Apt`] for each.
const MOST_BRANCHES: usize = 16;

/// Expressions that scripts put together and that are kept.
const KEPT: usize = 2_000;

/// Of these, compiled ones: each may take a megabyte.
const COMPILED: usize = 128;

/// Steps of all searches after which an expression is compiled: about what compiling it and its first searches take.
const STEPS: usize = 1_000_000;

/// The expressions of an engine, each read once.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Those that stand in files of the pack.
    of_files: RefCell<ByName<Box<str>, Rc<Pattern>>>,
    /// Those that scripts put together, of texts of forms too.
    kept: RefCell<HashMap<Box<str>, Rc<Pattern>>>,
    /// Those that were read when the program was built, as [`ReadyPattern`] is written, taken up when they are first asked for.
    ready: RefCell<BTreeMap<&'static str, &'static [u8]>>,
    /// How many of them were compiled.
    compiled: Rc<Cell<usize>>,
}

impl Patterns {
    /// All that stand in files of the pack and that were read, by what they are asked for.
    pub(super) fn ready(&self) -> BTreeMap<Box<str>, Vec<u8>> {
        let of_files = self.of_files.borrow();
        of_files
            .iter()
            .filter_map(|(text, known)| Some((text.clone(), postcard::to_allocvec(&known.ready()).ok()?)))
            .collect()
    }

    /// Takes up what [`Patterns::ready`] gave.
    pub(super) fn stand_in_files(&self, ready: BTreeMap<&'static str, &'static [u8]>) {
        self.ready.replace(ready);
    }

    /// An expression that was read before, or that stands in a file of the pack.
    pub(super) fn known(&self, text: &str) -> Option<Rc<Pattern>> {
        let of_file = self.of_files.borrow().get(text).map(Rc::clone);
        let known = of_file.or_else(|| self.kept.borrow().get(text).map(Rc::clone));
        let ready = || postcard::from_bytes(self.ready.borrow().get(text)?).ok();
        known.or_else(|| Some(self.keep(text, Pattern::of_ready(ready()?), true)))
    }

    /// An expression; whether it stands in a file of the pack, and so is kept.
    ///
    /// # Errors
    /// See [`Pattern::parse`].
    pub(super) fn get(&self, text: &str, is_of_file: bool) -> Result<Rc<Pattern>, Unfit> {
        match self.known(text) {
            Some(known) => Ok(known),
            None => Ok(self.keep(text, Pattern::parse(text)?, is_of_file)),
        }
    }

    /// A saying by the name with which rules ask for it, `@prompt`, and what it matches.
    ///
    /// # Errors
    /// See [`Pattern::of`].
    pub(super) fn name(&self, name: &str, expression: &Arc<Hir>) -> Result<Rc<Pattern>, Unfit> {
        match self.known(name) {
            Some(known) => Ok(known),
            None => Ok(self.keep(name, Pattern::of(Arc::clone(expression))?, true)),
        }
    }

    fn keep(&self, name: &str, pattern: Pattern, is_of_file: bool) -> Rc<Pattern> {
        let pattern = Rc::new(Pattern { is_of_file, count: Rc::clone(&self.compiled), ..pattern });
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= KEPT || self.compiled.get() >= COMPILED {
            kept.clear();
            self.compiled.set(0);
        }
        if is_of_file {
            self.of_files.borrow_mut().insert(name.into(), Rc::clone(&pattern));
        } else {
            kept.insert(name.into(), Rc::clone(&pattern));
        }
        pattern
    }
}

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

    /// All that is known of it.
    fn ready(&self) -> ReadyPattern {
        ReadyPattern {
            text: self.text(),
            groups: self.groups(),
            needed: self.needed.clone(),
            states: self.states,
            trial: self.trial().clone(),
        }
    }

    /// An expression of which all is known.
    fn of_ready(ready: ReadyPattern) -> Self {
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

/// The rows of bytes that a range of characters takes.
fn rows(range: ClassUnicodeRange) -> usize {
    Utf8Sequences::new(range.start(), range.end()).count()
}

/// No less than the size of the automaton, in bytes.
fn size(hir: &Hir, rows: &dyn Fn(ClassUnicodeRange) -> usize) -> usize {
    let own = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len() * OTHER,
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().copied().map(rows).sum::<usize>() * ROW
        }
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() * OTHER,
        HirKind::Capture(capture) => size(&capture.sub, rows),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(0_usize, |sum, part| sum.saturating_add(size(part, rows)))
        }
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            let times = usize::try_from(max.unwrap_or(*min)).unwrap_or(usize::MAX).max(1);
            size(sub, rows).saturating_mul(times)
        }
    };
    own.saturating_add(OTHER)
}

/// The same where each range of characters takes one row of bytes, and where it takes as many as any does.
fn sizes(hir: &Hir) -> [usize; 2] {
    let sum = |[least, most]: [usize; 2], own: [usize; 2]| {
        [least.saturating_add(own[0]), most.saturating_add(own[1])]
    };
    let own = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => [0; 2],
        HirKind::Literal(literal) => [literal.0.len() * OTHER; 2],
        HirKind::Class(Class::Unicode(class)) => [1, ROWS].map(|rows| class.ranges().len() * rows * ROW),
        HirKind::Class(Class::Bytes(class)) => [class.ranges().len() * OTHER; 2],
        HirKind::Capture(capture) => sizes(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(sizes).fold([0; 2], sum),
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            let times = usize::try_from(max.unwrap_or(*min)).unwrap_or(usize::MAX).max(1);
            sizes(sub).map(|size| size.saturating_mul(times))
        }
    };
    sum(own, [OTHER; 2])
}

/// First and last of some characters.
type Chars = (char, char);

/// A set of characters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Chars>", into = "Vec<Chars>")]
struct Set {
    /// In order.
    ranges: Vec<Chars>,
    /// A bit for each of ASCII.
    ascii: u128,
    /// A bit for the lowest six bits of each other character.
    low: u64,
    /// Of a few characters of three bytes a bit for the last one, in the word for the one before.
    rows: Option<Box<[u64; 64]>>,
}

/// Only the characters are written: all else follows from them.
impl From<Set> for Vec<Chars> {
    fn from(set: Set) -> Self {
        set.ranges
    }
}

impl From<Vec<Chars>> for Set {
    fn from(ranges: Vec<Chars>) -> Self {
        Self::new(ranges)
    }
}

impl Set {
    fn new(mut ranges: Vec<Chars>) -> Self {
        ranges.sort_unstable();
        let rows = (count(&ranges) <= FEW).then(|| Box::new([0; 64]));
        let mut set = Self { rows, ranges: Vec::with_capacity(ranges.len()), ..Self::default() };
        for (first, last) in ranges {
            let (from, to) = (u32::from(first), u32::from(last));
            if from < 128 {
                set.ascii |= u128::MAX << from & u128::MAX >> (127 - to.min(127));
            }
            set.low |= low_bits(from.max(128), to);
            if let Some(rows) = &mut set.rows {
                for code in from..=to {
                    let row = usize::try_from(code >> 6 & 63).ok().and_then(|row| rows.get_mut(row));
                    if let Some(row) = row {
                        *row |= 1 << (code & 63);
                    }
                }
            }
            match set.ranges.last_mut() {
                Some((_, end)) if *end >= first => *end = last.max(*end),
                _ => set.ranges.push((first, last)),
            }
        }
        set
    }

    fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        if self.low >> (code & 63) & 1 == 0 {
            return false;
        }
        let at = self.ranges.partition_point(|(_, last)| *last < c);
        self.ranges.get(at).is_some_and(|(first, _)| *first <= c)
    }

    /// Where the first of them stands in a text from a byte on. Most letters are ruled out by their last bytes.
    fn next_in(&self, text: &str, from: usize) -> Option<usize> {
        match &self.rows {
            Some(rows) => self.next_by(text, from, |middle, last| {
                rows.get(usize::from(middle & 63)).is_some_and(|row| row >> (last & 63) & 1 == 1)
            }),
            None => self.next_by(text, from, |_, last| self.low >> (last & 63) & 1 == 1),
        }
    }

    /// The same; `may_be` tells of the last two bytes of a character of three whether it may be one of them.
    #[inline]
    fn next_by(&self, text: &str, from: usize, may_be: impl Fn(u8, u8) -> bool) -> Option<usize> {
        let mut rest = text.as_bytes().get(from..)?;
        loop {
            let (is_candidate, behind) = match rest {
                [first @ 0..=0x7f, behind @ ..] => (self.ascii >> first & 1 == 1, behind),
                [0xe0..=0xef, middle, last, behind @ ..] => (may_be(*middle, *last), behind),
                [] => return None,
                [_, behind @ ..] => {
                    // The other bytes of a character of two or four.
                    let length = behind.iter().take_while(|byte| (0x80..0xc0).contains(*byte)).count();
                    (true, behind.get(length..).unwrap_or_default())
                }
            };
            if is_candidate {
                let at = text.len() - rest.len();
                if self.contains(char_at(text, at)?) {
                    return Some(at);
                }
            }
            rest = behind;
        }
    }
}

/// A bit for the lowest six bits of each number of a range; none if it is empty.
fn low_bits(from: u32, to: u32) -> u64 {
    if to < from {
        0
    } else if to - from >= 63 {
        u64::MAX
    } else {
        let bits = u64::MAX >> (63 - (to - from));
        bits.rotate_left(from & 63)
    }
}

fn count(ranges: &[Chars]) -> u32 {
    ranges.iter().map(|(first, last)| u32::from(*last) - u32::from(*first) + 1).sum()
}

/// One step of trying; where nothing else is said the one behind it is next.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Step {
    /// Takes this character.
    One(char),
    /// Takes one of a set, by its number.
    Any(usize),
    /// Goes on at the first, and if that fails at the second.
    Split(usize, usize),
    /// Goes on at those alternatives that may take the next character.
    Switch(usize),
    /// Goes on there.
    Jump(usize),
    /// Nothing stands before.
    Start,
    /// Nothing stands behind.
    End,
    /// The first group begins or ends.
    Group(bool),
    Found,
}

/// Where the alternatives begin that may match before a character.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Switch {
    /// By the characters that some of them begin with, in order.
    by_char: Vec<(char, Vec<usize>)>,
    /// A bit for the lowest six bits of each of these characters.
    low: u64,
    /// Those that may match before any.
    others: Vec<usize>,
}

impl Switch {
    /// `parts` are alternatives and where they begin.
    fn new(parts: &[(&Hir, usize)]) -> Self {
        let mut by_char: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for (part, start) in parts {
            let mut begins = Vec::new();
            if first(part, &mut begins) || count(&begins) > FEW {
                others.push(*start);
                for starts in by_char.values_mut() {
                    starts.push(*start);
                }
                continue;
            }
            for c in begins.iter().flat_map(|(first, last)| *first..=*last) {
                let starts = by_char.entry(c).or_insert_with(|| others.clone());
                if starts.last() != Some(start) {
                    starts.push(*start);
                }
            }
        }
        let low = by_char.keys().fold(0, |low, c| low | 1 << (u32::from(*c) & 63));
        Self { by_char: by_char.into_iter().collect(), low, others }
    }

    fn of(&self, next: Option<char>) -> &[usize] {
        let listed = next.filter(|c| self.low >> (u32::from(*c) & 63) & 1 == 1).and_then(|next| {
            let at = self.by_char.binary_search_by_key(&next, |(c, _)| *c).ok()?;
            self.by_char.get(at)
        });
        listed.map_or(&self.others, |(_, starts)| starts)
    }

    fn moved(&self, by: usize) -> Self {
        let mut moved = self.clone();
        let lists = moved.by_char.iter_mut().map(|(_, starts)| starts).chain([&mut moved.others]);
        lists.flatten().for_each(|start| *start += by);
        moved
    }
}

/// What is left to be tried.
#[derive(Debug)]
enum Frame {
    /// A step and a place.
    At(usize, usize),
    /// The group as it was before.
    Group(Group),
}

/// Where the first group begins and ends; [`NOWHERE`] before it does.
type Group = (usize, usize);

const NOWHERE: usize = usize::MAX;

/// Trying took too many steps.
struct Spent;

/// A match.
#[derive(Debug)]
struct Found {
    /// Where it begins.
    start: usize,
    /// It, or its first group.
    range: Range<usize>,
}

/// What is tried, in the order that [`regex`] prefers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Program {
    /// The groups that are looked for.
    groups: Vec<u32>,
    steps: Vec<Step>,
    sets: Vec<Set>,
    switches: Vec<Switch>,
    /// What each match begins with; `None` if it may be empty.
    first: Option<Set>,
    /// One of these is among the first two characters of each match; `None` if that says no more than `first`.
    near: Option<Set>,
    /// Of these each match has one; `None` if that says no more than `first` and `near`.
    needed: Option<Set>,
    /// Whether each match begins with the text.
    is_anchored: bool,
}

impl Program {
    fn new(hir: &Hir, groups: &[u32]) -> Option<Self> {
        let mut program = Self { groups: groups.to_vec(), ..Self::default() };
        program.emit(hir)?;
        program.steps.push(Step::Found);
        let mut begins = Vec::new();
        let is_empty = first(hir, &mut begins);
        let fewer = |needed: &Vec<Chars>| is_empty || count(needed) < count(&begins);
        program.near = near(hir).filter(|near| count(near) <= FEW && fewer(near)).map(Set::new);
        // Where few characters may begin a match they are looked for at once.
        let is_wide = program.near.is_none() && (is_empty || count(&begins) > FEW);
        program.needed = needed(hir).filter(|needed| is_wide && fewer(needed)).map(Set::new);
        program.first = (!is_empty).then(|| Set::new(begins));
        program.is_anchored = hir.properties().look_set_prefix().contains(Look::Start);
        Some(program)
    }

    /// Adds the steps of an expression; `None` if there are none for it.
    fn emit(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                self.steps.extend(text.chars().map(Step::One));
            }
            HirKind::Class(class) => {
                self.sets.push(Set::new(ranges(class)?));
                self.steps.push(Step::Any(self.sets.len() - 1));
            }
            HirKind::Look(Look::Start) => self.steps.push(Step::Start),
            HirKind::Look(Look::End) => self.steps.push(Step::End),
            HirKind::Look(_) => return None,
            HirKind::Capture(capture) if self.groups.contains(&capture.index) => {
                self.steps.push(Step::Group(true));
                self.emit(&capture.sub)?;
                self.steps.push(Step::Group(false));
            }
            HirKind::Capture(capture) => self.emit(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.emit(part))?,
            HirKind::Alternation(parts) => self.alternatives(parts)?,
            HirKind::Repetition(repetition) => self.repetition(repetition)?,
        }
        Some(())
    }

    fn alternatives(&mut self, parts: &[Hir]) -> Option<()> {
        let (last, others) = parts.split_last()?;
        let mut jumps = Vec::with_capacity(others.len());
        if parts.len() >= MANY {
            let switch = self.hold();
            let mut starts = Vec::with_capacity(parts.len());
            for part in parts {
                starts.push((part, self.steps.len()));
                self.emit(part)?;
                jumps.push(self.hold());
            }
            self.switches.push(Switch::new(&starts));
            self.set(switch, Step::Switch(self.switches.len() - 1));
            for jump in jumps {
                self.set(jump, Step::Jump(self.steps.len()));
            }
            return Some(());
        }
        for part in others {
            let split = self.hold();
            self.emit(part)?;
            jumps.push(self.hold());
            self.set(split, Step::Split(split + 1, self.steps.len()));
        }
        self.emit(last)?;
        for jump in jumps {
            self.set(jump, Step::Jump(self.steps.len()));
        }
        Some(())
    }

    /// What may be empty and is repeated without end is tried without end: its steps run out.
    fn repetition(&mut self, Repetition { min, max, greedy, sub }: &Repetition) -> Option<()> {
        let split = |on, out| if *greedy { Step::Split(on, out) } else { Step::Split(out, on) };
        let must = usize::try_from(*min).ok()?;
        let copies = max.map_or(Some(must.max(1)), |max| usize::try_from(max).ok())?;
        let mut splits = Vec::new();
        let mut last: Option<Range<usize>> = None;
        for number in 0..copies {
            if number >= must {
                splits.push(self.hold());
            }
            let start = self.steps.len();
            match last {
                Some(before) => self.copy(before),
                None => self.emit(sub)?,
            }
            last = Some(start..self.steps.len());
        }
        if let (None, Some(last)) = (max, last) {
            self.steps.push(split(last.start, last.end + 1));
        }
        for at in splits {
            self.set(at, split(at + 1, self.steps.len()));
        }
        Some(())
    }

    /// Adds the same steps once more.
    fn copy(&mut self, range: Range<usize>) {
        let by = self.steps.len() - range.start;
        for at in range {
            let step = match self.steps.get(at).copied() {
                Some(Step::Split(first, second)) => Step::Split(first + by, second + by),
                Some(Step::Jump(to)) => Step::Jump(to + by),
                Some(Step::Switch(switch)) => {
                    let moved = self.switches.get(switch).map(|switch| switch.moved(by));
                    self.switches.extend(moved);
                    Step::Switch(self.switches.len() - 1)
                }
                Some(step) => step,
                None => return,
            };
            self.steps.push(step);
        }
    }

    /// Holds a place for a step that is not known yet.
    fn hold(&mut self) -> usize {
        self.steps.push(Step::Found);
        self.steps.len() - 1
    }

    fn set(&mut self, at: usize, step: Step) {
        if let Some(slot) = self.steps.get_mut(at) {
            *slot = step;
        }
    }

    fn find(&self, text: &str, open: &mut Vec<Frame>, left: &mut usize) -> Result<Option<Found>, Spent> {
        if self.is_anchored {
            return self.try_at(text, 0, open, left);
        }
        if let Some(needed) = &self.needed {
            let found = needed.next_in(text, 0);
            look(found.unwrap_or(text.len()), left)?;
            if found.is_none() {
                return Ok(None);
            }
        }
        let found = self.first_match(text, open, left);
        if let Ok(found) = &found {
            look(found.as_ref().map_or(text.len(), |found| found.range.end), left)?;
        }
        found
    }

    /// The first match of an expression that may stand anywhere.
    fn first_match(
        &self,
        text: &str,
        open: &mut Vec<Frame>,
        left: &mut usize,
    ) -> Result<Option<Found>, Spent> {
        if let Some(near) = &self.near {
            return self.find_near(near, text, open, left);
        }
        let Some(first) = &self.first else {
            let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let found = places.find_map(|at| self.try_at(text, at, open, left).transpose());
            return found.transpose();
        };
        let mut next = first.next_in(text, 0);
        while let Some(at) = next {
            if let Some(found) = self.try_at(text, at, open, left)? {
                return Ok(Some(found));
            }
            next = first.next_in(text, behind(text, at));
        }
        Ok(None)
    }

    /// Tries each place at which, or a character behind which, one of a set stands.
    fn find_near(
        &self,
        near: &Set,
        text: &str,
        open: &mut Vec<Frame>,
        left: &mut usize,
    ) -> Result<Option<Found>, Spent> {
        let mut untried = 0;
        let mut next = near.next_in(text, 0);
        while let Some(at) = next {
            let before = text.get(..at).and_then(|head| head.chars().next_back()).map_or(0, char::len_utf8);
            for place in [at - before, at] {
                if place < untried {
                    continue;
                }
                untried = place + 1;
                let begins = |first: &Set| char_at(text, place).is_some_and(|c| first.contains(c));
                if !self.first.as_ref().is_none_or(begins) {
                    continue;
                }
                if let Some(found) = self.try_at(text, place, open, left)? {
                    return Ok(Some(found));
                }
            }
            next = near.next_in(text, behind(text, at));
        }
        Ok(None)
    }

    /// What matches from one place on.
    fn try_at(
        &self,
        text: &str,
        start: usize,
        open: &mut Vec<Frame>,
        left: &mut usize,
    ) -> Result<Option<Found>, Spent> {
        let mut group = (NOWHERE, NOWHERE);
        open.clear();
        let mut tried = Some((0, start));
        while let Some((mut step, mut at)) = tried {
            let mut next = char_at(text, at);
            loop {
                *left = left.checked_sub(1).ok_or(Spent)?;
                step = match self.steps.get(step) {
                    Some(Step::Split(first, second)) if self.may_take(*first, next) => {
                        if self.may_take(*second, next) {
                            open.push(Frame::At(*second, at));
                        }
                        *first
                    }
                    Some(Step::Split(_, second)) => *second,
                    Some(Step::Switch(switch)) => match self.alternatives_at(*switch, next, at, open) {
                        Some(first) => first,
                        None => break,
                    },
                    Some(Step::Jump(to)) => *to,
                    Some(Step::Start) if at == 0 => step + 1,
                    Some(Step::End) if next.is_none() => step + 1,
                    Some(Step::Group(begins)) => {
                        open.push(Frame::Group(group));
                        group = if *begins { (at, group.1) } else { (group.0, at) };
                        step + 1
                    }
                    Some(Step::Found) => {
                        let (from, to) = if group.1 == NOWHERE { (start, at) } else { group };
                        return Ok(Some(Found { start, range: from..to }));
                    }
                    Some(Step::One(_) | Step::Any(_)) if self.may_take(step, next) => {
                        at += next.map_or(0, char::len_utf8);
                        next = char_at(text, at);
                        step + 1
                    }
                    _ => break,
                };
            }
            tried = loop {
                match open.pop() {
                    Some(Frame::At(step, at)) => break Some((step, at)),
                    Some(Frame::Group(before)) => group = before,
                    None => break None,
                }
            };
        }
        Ok(None)
    }

    /// The first alternative that may take the next character; the others are left to be tried.
    fn alternatives_at(
        &self,
        switch: usize,
        next: Option<char>,
        at: usize,
        open: &mut Vec<Frame>,
    ) -> Option<usize> {
        let (first, rest) = self.switches.get(switch)?.of(next).split_first()?;
        open.extend(rest.iter().rev().map(|start| Frame::At(*start, at)));
        Some(*first)
    }

    /// Whether a step takes the next character; true of those that take none.
    fn may_take(&self, step: usize, next: Option<char>) -> bool {
        match self.steps.get(step) {
            Some(Step::One(c)) => next == Some(*c),
            Some(Step::Any(set)) => next.zip(self.sets.get(*set)).is_some_and(|(c, set)| set.contains(c)),
            _ => true,
        }
    }
}

/// Takes the steps of looking at so many bytes: to look at a few characters takes as long as a step.
fn look(bytes: usize, left: &mut usize) -> Result<(), Spent> {
    *left = left.saturating_sub(bytes / 8);
    if *left == 0 { Err(Spent) } else { Ok(()) }
}

/// The byte behind the character at a place.
fn behind(text: &str, at: usize) -> usize {
    at + char_at(text, at).map_or(1, char::len_utf8)
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

/// The characters of a class; `None` for bytes that are none.
fn ranges(class: &Class) -> Option<Vec<Chars>> {
    match class {
        Class::Unicode(class) => Some(class.iter().map(|range| (range.start(), range.end())).collect()),
        Class::Bytes(class) if class.is_ascii() => {
            Some(class.iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect())
        }
        Class::Bytes(_) => None,
    }
}

/// Gathers what matches begin with; gives whether one may be empty.
fn first(hir: &Hir, found: &mut Vec<Chars>) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            found.extend(initial(&literal.0));
            literal.0.is_empty()
        }
        HirKind::Class(class) => {
            found.extend(ranges(class).unwrap_or_default());
            false
        }
        HirKind::Capture(capture) => first(&capture.sub, found),
        HirKind::Concat(parts) => parts.iter().all(|part| first(part, found)),
        HirKind::Alternation(parts) => {
            let mut is_empty = false;
            for part in parts {
                is_empty |= first(part, found);
            }
            is_empty
        }
        HirKind::Repetition(repetition) => first(&repetition.sub, found) || repetition.min == 0,
    }
}

/// Characters of which one is among the first two of each match; `None` if there are none such.
fn near(hir: &Hir) -> Option<Vec<Chars>> {
    let mut begins = Vec::new();
    let first = (!first(hir, &mut begins)).then_some(begins);
    let other = match hir.kind() {
        HirKind::Capture(capture) => near(&capture.sub),
        HirKind::Alternation(parts) => {
            let each: Option<Vec<Vec<Chars>>> = parts.iter().map(near).collect();
            each.map(|each| each.concat())
        }
        // (?:^|[^试])运行 has 运 behind its first character at most.
        HirKind::Concat(parts) => match parts.split_first() {
            Some((one, rest)) if takes_one(one) => {
                let mut begins = Vec::new();
                let is_empty = rest.iter().all(|part| self::first(part, &mut begins));
                (!is_empty).then_some(begins)
            }
            _ => None,
        },
        _ => None,
    };
    first.into_iter().chain(other).min_by_key(|chars| count(chars))
}

/// Whether a part takes at most one character.
fn takes_one(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => true,
        HirKind::Capture(capture) => takes_one(&capture.sub),
        HirKind::Alternation(parts) => parts.iter().all(takes_one),
        _ => false,
    }
}

/// Characters of which each match has one; `None` where that would be most texts.
fn needed(hir: &Hir) -> Option<Vec<Chars>> {
    match hir.kind() {
        HirKind::Literal(literal) => initial(&literal.0).map(|chars| vec![chars]),
        HirKind::Class(class) => ranges(class).filter(|ranges| count(ranges) <= 64),
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(needed).min_by_key(|found| count(found)),
        HirKind::Alternation(parts) => {
            let each: Option<Vec<Vec<Chars>>> = parts.iter().map(needed).collect();
            each.map(|each| each.concat())
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// The first character of a literal.
fn initial(literal: &[u8]) -> Option<Chars> {
    // No more of it is read than its first character.
    let near = literal.get(..literal.len().min(4))?;
    let text = match std::str::from_utf8(near) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(near.get(..error.valid_up_to())?).ok()?,
    };
    text.chars().next().map(|c| (c, c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What [`regex`] finds.
    fn found(regex: &Regex, text: &str) -> Option<Range<usize>> {
        let found = regex.captures(text)?;
        let groups = groups(&regex_syntax::parse(regex.as_str()).unwrap());
        let mut groups = groups.into_iter().filter_map(|number| found.get(usize::try_from(number).unwrap()));
        groups.next().or_else(|| found.get(0)).map(|found| found.range())
    }

    fn is_same(pattern: &str, texts: &[&str]) {
        let (own, regex) = (Pattern::parse(pattern).unwrap(), Regex::new(pattern).unwrap());
        for text in texts {
            let found = found(&regex, text);
            assert_eq!(own.find(text, Apt::ALL), found, "{pattern} in {text}");
            let apt = own.apt(Some(&Pairs::of(text)));
            assert_eq!(apt.and_then(|apt| own.find(text, apt)), found, "{pattern} in {text}");
        }
    }

    #[test]
    fn it_finds_what_regex_finds() {
        let texts =
            ["", "a", "完成率为95.3%，比上年高。", "aab\nbA", "未完成", "2022年完成100%", "１２", "abab\n"];
        let patterns = [
            "",
            "^",
            "$",
            "^$",
            "a*",
            "a*?",
            "(a|ab)(b)?",
            "(?:a*)*b",
            "(?:a|)+",
            "[^。，]{2,3}?率",
            "(?i)B$",
            "(?s).+",
            "(?m)^b",
            r"\bA",
            r"\d{2,}",
            r"\s*$",
            "未?完成(率)?",
            "(?:^|[^未])完成",
            "(?:比|较).*高|(?P<n>年)",
            r"[0-9.]+[%％]",
            r"(?-u:\d)+",
            "(?:(a)|b)*",
            "完(成)|比(上年)|a(b)",
            "(?:(完)成|比)(上)",
            "(?:|a){3}",
            "[一-龥]{2}$",
            "x|",
            "(?:a|b|ab)*?b",
            "建成|竣工|(?:^|[^未])完|2022|[试投]用|高",
            "(?:比|较|完).{0,4}(?:年|率)",
            "[^a]{2}比|(?:^|[^为])(95)|完成|高",
            "(?:a|)b|[^b]+(c)?$|率",
        ];
        for pattern in patterns {
            is_same(pattern, &texts);
        }
    }

    #[test]
    fn a_text_without_what_an_expression_needs_is_not_searched() {
        let pairs = Pairs::of("年末结转结余资金已由财政部门收回。");
        let may = |pattern: &str| Pattern::parse(pattern).unwrap().apt(Some(&pairs)).is_some();
        assert!(may("(?:资金|结余)[^。]{0,12}(?:收回|上缴)"));
        assert!(may("(?:收回|上缴)?[^。]*|滞后"));
        assert!(!may("(?:资金|结余)[^。]{0,12}(?:缴回|上缴)"));
        assert!(!may("(?:滞后|拖欠)(?:的)?|[^。]{3}招聘"));
        assert!(!may("结转[0-9]+元"));
    }

    #[test]
    fn what_takes_too_long_is_compiled_and_found_all_the_same() {
        let pattern = Pattern::parse("(?:a?){12}a{12}$|(?:a|aa)+b").unwrap();
        let text = "a".repeat(60);
        assert_eq!(pattern.find(&text, Apt::ALL), Some(36..60));
        assert_eq!(pattern.find(&format!("{text}c"), Apt::ALL), None);
        assert!(pattern.compiled.get().is_some());
        assert_eq!(pattern.find("aab", Apt::ALL), Some(0..3));
    }

    #[test]
    fn what_is_too_large_is_refused_when_it_is_read() {
        assert_eq!(Pattern::parse(r"\w{200}").unwrap_err(), Unfit::TooLarge);
        assert!(Pattern::parse("[^。；]{0,24}(?:收回|上缴)").unwrap().compiled.get().is_none());
        assert_eq!(Pattern::parse("a{1000000}").unwrap_err(), Unfit::TooLarge);
        assert!(matches!(Pattern::parse("(a"), Err(Unfit::Syntax(_))));
    }

    #[test]
    fn the_size_is_never_taken_for_less_than_it_is() {
        let parts = [
            "a",
            "[^。；]",
            r"\s",
            r"\d",
            r"\S",
            "[一-龥]",
            ".",
            "(?:完成|a)",
            r"\p{Cf}",
            "[^a]",
            "[^试]?",
            "(?:a|.)*",
        ];
        for part in parts {
            let times = [1, 3, 30, 100];
            for text in times.map(|times| format!("(?:{part}){{{times}}}b")) {
                let size = size(&regex_syntax::parse(&text).unwrap(), &rows);
                let least = regex::RegexBuilder::new(&text).size_limit(size).build();
                assert!(least.is_ok(), "{text}: {size}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_expression_finds_what_regex_finds(
            parts in prop::collection::vec("(a|b|完|[^b]|[ab]|\\.|\\(a\\|完\\)|\\(\\?:b\\|ab\\)|\\^|\\$|\\|)(\\*|\\?|\\+|\\{1,3\\}|\\*\\?|\\{2,\\}|)", 1..6),
            texts in prop::collection::vec("[ab完\n]{0,12}", 4),
        ) {
            let pattern = parts.concat();
            if let Ok(regex) = Regex::new(&pattern) {
                let own = Pattern::parse(&pattern).unwrap();
                for text in &texts {
                    let found = found(&regex, text);
                    prop_assert_eq!(&own.find(text, Apt::ALL), &found, "{} in {}", pattern, text);
                    let apt = own.apt(Some(&Pairs::of(text)));
                    prop_assert_eq!(apt.and_then(|apt| own.find(text, apt)), found, "{} in {}", pattern, text);
                }
            }
        }
    }
}
