//! Trying a regular expression on a text step by step, in the order that [`regex`] prefers.

use std::collections::BTreeMap;
use std::ops::Range;

use regex_syntax::hir::{Hir, HirKind, Look, Repetition};
use serde::{Deserialize, Serialize};

use super::chars::{Chars, FEW, Set, char_at, count, first, near, needed, ranges};

/// So many alternatives are looked up by the character that they begin with, if those are few.
const MANY: usize = 4;

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
pub(super) enum Frame {
    /// A step and a place.
    At(usize, usize),
    /// The group as it was before.
    Group(Group),
}

/// Where the first group begins and ends; [`NOWHERE`] before it does.
type Group = (usize, usize);

const NOWHERE: usize = usize::MAX;

/// Trying took too many steps.
pub(super) struct Spent;

/// A match.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it begins.
    pub(super) start: usize,
    /// It, or its first group.
    pub(super) range: Range<usize>,
}

/// What is tried, in the order that [`regex`] prefers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Program {
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
    pub(super) fn new(hir: &Hir, groups: &[u32]) -> Option<Self> {
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

    pub(super) fn find(
        &self,
        text: &str,
        open: &mut Vec<Frame>,
        left: &mut usize,
    ) -> Result<Option<Found>, Spent> {
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
