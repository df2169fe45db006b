//! What a pattern takes of a text from a token on: its members, and how far it goes.

use std::cell::Cell;
use std::ops::Range;

use smallvec::SmallVec;

use super::measured::Measured;
use super::pattern::{Atom, Pattern, Step, ends_clause, ends_sentence, is_gap};
use super::tokens::{Mark, Token, TokenKind};

/// What a pattern took of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// The members by number with the tokens that they are.
    pub(super) members: SmallVec<[(usize, Range<usize>); 4]>,
    /// The tokens of all of it.
    pub(super) span: Range<usize>,
}

/// Matches patterns in the tokens of one text; keeps its memory from match to match.
pub(super) struct Matcher<'t> {
    tokens: &'t [Token],
    /// What each figure measures, by its number.
    measured: &'t [Measured],
    scratch: Scratch,
    /// Tokens of a gap, and of a clause, up to the first that is none: looked at once for all matches that pass over them.
    runs: [Range<usize>; 2],
}

/// Memory for matching, kept from text to text.
#[derive(Default)]
struct Scratch {
    /// For steps and places the number of the match in which they were tried: each leads to the same end.
    tried: Vec<u32>,
    /// The number of the match.
    round: u32,
    /// What may still be tried.
    open: Vec<Thread>,
    /// The members taken: the number, the tokens, and which was taken before it.
    taken: Vec<(usize, Range<usize>, usize)>,
}

thread_local! {
    static SCRATCH: Cell<Scratch> = Cell::default();
}

impl Scratch {
    /// Makes ready for a match of so many steps and places.
    fn begin(&mut self, places: usize) {
        if self.round == u32::MAX {
            self.tried.clear();
            self.round = 0;
        }
        self.round += 1;
        if self.tried.len() < places {
            self.tried.resize(places, 0);
        }
    }
}

impl Drop for Matcher<'_> {
    fn drop(&mut self) {
        SCRATCH.set(std::mem::take(&mut self.scratch));
    }
}

#[derive(Clone, Copy)]
struct Thread {
    step: usize,
    at: usize,
    /// The last member taken, by its number in `taken` and one more; 0 for none.
    last: usize,
}

/// The most tokens that a match takes.
pub(super) const LONGEST_MATCH: usize = 250;

impl<'t> Matcher<'t> {
    pub(super) fn new(tokens: &'t [Token], measured: &'t [Measured]) -> Self {
        Self { tokens, measured, scratch: SCRATCH.take(), runs: [0..0, 0..0] }
    }

    /// What a pattern takes from the token `start` on; the token itself is the first.
    pub(super) fn at(&mut self, pattern: &Pattern, start: usize) -> Option<Taken> {
        self.scratch.open.clear();
        self.scratch.taken.clear();
        self.scratch.begin(pattern.steps.len() * (LONGEST_MATCH + 1));
        self.scratch.open.push(Thread { step: 0, at: 0, last: 0 });
        while let Some(thread) = self.scratch.open.pop() {
            if let Some(thread) = self.follow(pattern, thread, start) {
                return Some(self.found(thread, start));
            }
        }
        None
    }

    /// Follows a thread to its end; what may be tried instead is left open. The thread if it ends in a match.
    fn follow(&mut self, pattern: &Pattern, mut thread: Thread, start: usize) -> Option<Thread> {
        loop {
            match pattern.steps.get(thread.step)? {
                Step::Found => return Some(thread),
                Step::Jump(to) => thread.step = *to,
                // Where it divides it was once before, or goes on.
                Step::Split(first, second) => {
                    if !self.is_new(pattern, thread) {
                        return None;
                    }
                    self.scratch.open.push(Thread { step: *second, ..thread });
                    thread.step = *first;
                }
                Step::Take(atom) if atom.is_one_token() => {
                    let (number, token) = self.token(start, thread.at)?;
                    if thread.at >= LONGEST_MATCH || !self.accepts(atom, token) {
                        return None;
                    }
                    thread = self.accepted(
                        atom,
                        number,
                        token,
                        Thread { at: thread.at + 1, step: thread.step + 1, ..thread },
                    );
                }
                Step::Take(atom) => {
                    if self.is_new(pattern, thread) {
                        self.take(pattern, atom, thread, start);
                    }
                    return None;
                }
            }
        }
    }

    fn is_new(&mut self, pattern: &Pattern, thread: Thread) -> bool {
        if thread.at > LONGEST_MATCH {
            return false;
        }
        let bit = thread.at * pattern.steps.len() + thread.step;
        let round = self.scratch.round;
        let slot = self.scratch.tried.get_mut(bit);
        slot.is_some_and(|slot| std::mem::replace(slot, round) != round)
    }

    /// The token `at` steps from the start; `None` beyond the end of the text.
    #[inline]
    fn token(&self, start: usize, at: usize) -> Option<(usize, &'t Token)> {
        let number = start.checked_add(at)?;
        self.tokens.get(number).map(|token| (number, token))
    }

    fn take(&mut self, pattern: &Pattern, atom: &Atom, thread: Thread, start: usize) {
        let next = Thread { step: thread.step + 1, ..thread };
        let here = self.token(start, thread.at);
        match atom {
            Atom::Gap | Atom::Clause | Atom::Anything => self.skip(pattern, atom, thread, start),
            Atom::Start => {
                let before = (start + thread.at).checked_sub(1).and_then(|before| self.tokens.get(before));
                if before.is_none_or(|before| ends_clause(before.kind)) {
                    self.scratch.open.push(next);
                }
            }
            Atom::End => {
                if here.is_none_or(|(_, token)| ends_clause(token.kind)) {
                    self.scratch.open.push(next);
                }
            }
            Atom::Aside => {
                let closed = here.and_then(|(number, token)| {
                    let opens = matches!(token.kind, TokenKind::Mark(Mark::Open) | TokenKind::Plain);
                    let other = usize::try_from(token.index).ok().filter(|_| opens)?;
                    (other < self.tokens.len()).then(|| other.abs_diff(number) + 1)
                });
                self.scratch.open.push(next);
                if let Some(length) = closed {
                    self.scratch.open.push(Thread { at: thread.at + length, ..next });
                }
            }
            Atom::Row(member, _) | Atom::Names(member) => self.row(atom, *member, thread, start),
            Atom::Word(_) | Atom::Figure(..) | Atom::Date | Atom::One | Atom::Marks(_) => {}
        }
    }

    /// The thread behind a token that an atom accepts.
    fn accepted(&mut self, atom: &Atom, number: usize, token: &Token, next: Thread) -> Thread {
        let last = match atom {
            Atom::Figure(member, _) if token.kind == TokenKind::Figure => {
                self.scratch.taken.push((*member, number..number + 1, next.last));
                self.scratch.taken.len()
            }
            _ => next.last,
        };
        Thread { last, ..next }
    }

    /// Whether an atom of one token takes this one.
    fn accepts(&self, atom: &Atom, token: &Token) -> bool {
        match atom {
            Atom::Figure(_, measure) => {
                let of = || self.measured.get(usize::try_from(token.index).ok()?);
                token.kind == TokenKind::Figure && of().is_some_and(|of| of.has(*measure))
            }
            Atom::Word(classes) => token.kind == TokenKind::Word && token.classes.meets(*classes),
            Atom::Date => token.kind == TokenKind::Date,
            Atom::One => matches!(token.kind, TokenKind::Word | TokenKind::Plain),
            Atom::Marks(marks) => marks.iter().any(|mark| token.kind == TokenKind::Mark(*mark)),
            _ => false,
        }
    }

    /// Passes over tokens up to one that the next step takes. Lazy: the nearest one is tried first.
    fn skip(&mut self, pattern: &Pattern, atom: &Atom, thread: Thread, start: usize) {
        let next = match pattern.steps.get(thread.step + 1) {
            Some(Step::Take(next)) if next.is_one_token() => Some(next),
            _ => None,
        };
        // Between the ends of clauses it need not be asked whether one is there.
        let is_up_to_end = matches!(pattern.steps.get(thread.step + 1), Some(Step::Take(Atom::End)));
        let from = if is_up_to_end { self.run_end(atom, start + thread.at) - start } else { thread.at };
        for at in from..=LONGEST_MATCH {
            let here = self.token(start, at);
            let goes_on = here.is_some_and(|(_, token)| match atom {
                Atom::Gap => is_gap(token.kind),
                Atom::Clause => !ends_clause(token.kind),
                _ => !ends_sentence(token.kind),
            });
            if is_up_to_end && here.is_some_and(|(_, token)| !ends_clause(token.kind)) {
                if goes_on {
                    continue;
                }
                return;
            }
            let Some(next) = next else {
                if goes_on {
                    self.scratch.open.push(Thread { at: at + 1, ..thread });
                }
                return self.scratch.open.push(Thread { step: thread.step + 1, at, ..thread });
            };
            let Some((number, token)) = here else { return };
            if self.accepts(next, token) {
                if goes_on {
                    self.scratch.open.push(Thread { at: at + 1, ..thread });
                }
                let next = self.accepted(
                    next,
                    number,
                    token,
                    Thread { step: thread.step + 2, at: at + 1, ..thread },
                );
                return self.scratch.open.push(next);
            }
            if !goes_on {
                return;
            }
        }
    }

    /// The first token from one on that ends a clause, or that a gap does not take where it is one.
    fn run_end(&mut self, atom: &Atom, from: usize) -> usize {
        let [gap, clause] = &mut self.runs;
        let (run, goes_on): (_, fn(TokenKind) -> bool) = match atom {
            Atom::Gap => (gap, is_gap),
            _ => (clause, |kind| !ends_clause(kind)),
        };
        if !run.contains(&from) {
            let behind = self.tokens.get(from..).unwrap_or_default();
            *run = from..from + behind.iter().take_while(|token| goes_on(token.kind)).count();
        }
        run.end.max(from)
    }

    /// The tokens of a row: up to the end of the sentence or of the brackets around it, for names of the clause.
    fn row(&mut self, atom: &Atom, member: usize, thread: Thread, start: usize) {
        let from = start + thread.at;
        let is_names = matches!(atom, Atom::Names(_));
        let is_across = matches!(atom, Atom::Row(_, true));
        let mut depth = 0_usize;
        let mut end = from;
        // Of a row of figures there is one at least.
        let mut is_row = is_names;
        while let Some(token) = self.tokens.get(end) {
            let closes = token.kind == TokenKind::Mark(Mark::Close) && depth == 0;
            let ends = token.kind == TokenKind::Mark(Mark::Period) || !is_across && ends_sentence(token.kind);
            if closes || ends || is_names && ends_clause(token.kind) {
                break;
            }
            // What is too long for a match need not be looked at to its end, and a name holds no figure.
            if end - start > LONGEST_MATCH || is_names && token.kind == TokenKind::Figure {
                return;
            }
            match token.kind {
                TokenKind::Mark(Mark::Open) => depth += 1,
                TokenKind::Mark(Mark::Close) => depth -= 1,
                TokenKind::Figure => is_row = true,
                _ => {}
            }
            end += 1;
        }
        if end > from && is_row {
            self.scratch.taken.push((member, from..end, thread.last));
            let last = self.scratch.taken.len();
            self.scratch.open.push(Thread { step: thread.step + 1, at: end - start, last });
        }
    }

    fn found(&self, thread: Thread, start: usize) -> Taken {
        let before = |last: usize| self.scratch.taken.get(last.checked_sub(1)?);
        let taken = std::iter::successors(before(thread.last), |(.., last)| before(*last));
        let mut members: SmallVec<_> = taken.map(|(member, range, _)| (*member, range.clone())).collect();
        members.reverse();
        Taken { members, span: start..start + thread.at }
    }
}
