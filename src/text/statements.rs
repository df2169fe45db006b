//! What sentences state about their figures: the patterns of the grammar, and the conditions on their members.

use std::collections::BTreeSet;
use std::ops::Range;

use smallvec::SmallVec;

use super::candidates::{Numbers, Stands};
use super::conditions::{Wants, read};
use super::gathered;
use super::grammar::Form;
use super::matcher::{Matcher, Taken};
use super::measured::Measure;
use super::pattern::Pattern;
use super::standing::Standing;
pub use super::statement::{Member, NearMiss, Statement};
use super::text::Text;
use super::token::{Piece, TokenKind};

impl Text {
    /// What the sentences state about their figures.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        self.found_statements(find)
    }

    /// For each figure that is stated of another one, as a rate or difference is, that other one.
    #[must_use]
    pub fn stated_of(&self, figure: usize) -> Option<usize> {
        self.found_of(stated_of).get(figure).copied().flatten()
    }
}

impl Statement {
    /// Whether its form says so much of it: `complete`, `decline`.
    #[must_use]
    pub fn has_flag(&self, text: &Text, flag: &str) -> bool {
        let kind = text.language().grammar().statements().get(self.kind);
        let form = kind.and_then(|kind| kind.forms.get(self.form));
        form.is_some_and(|form| form.flags.iter().any(|known| **known == *flag))
    }

    /// The bytes of its sentence.
    #[must_use]
    pub fn sentence(&self, text: &Text) -> Range<usize> {
        let first = text.sentence_at(self.range.start);
        let last = text.sentence_at(self.range.end);
        first.start..last.end
    }
}

/// Every statement of a text, in the order of the text.
fn find(text: &Text) -> Vec<Statement> {
    let mut found = Vec::new();
    search(text, Wants::Statements, &mut |read| found.extend(read.ok()));
    found.sort_by_key(|statement: &Statement| statement.range.start);
    // What follows from other figures says more than that the figure is told.
    let of = |statement: &Statement| {
        let kind = text.language().grammar().statements().get(statement.kind)?;
        let form = kind.forms.get(statement.form)?;
        Some((statement.kind, form.key, statement.key(form.key)?, !form.follows(statement)))
    };
    let told: BTreeSet<_> = found.iter().filter_map(of).filter(|(.., is_bare)| !is_bare).collect();
    found.retain(|statement| {
        of(statement).is_none_or(|(kind, member, key, is_bare)| {
            !is_bare || !told.contains(&(kind, member, key, false))
        })
    });
    found
}

/// For each figure the one that it is stated of, if any.
fn stated_of(text: &Text) -> Vec<Option<usize>> {
    let mut stated = vec![None; text.figures().len()];
    let grammar = text.language().grammar();
    let (part, rate) = (grammar.member("part"), grammar.member("rate"));
    for statement in text.statements() {
        let rate = rate.and_then(|rate| statement.figure(rate));
        if let Some(slot) = rate.and_then(|rate| stated.get_mut(rate)) {
            *slot = slot.or(part.and_then(|part| statement.figure(part)));
        }
    }
    stated
}

/// The patterns that took some of a text and whose conditions do not hold.
#[must_use]
pub fn near_misses(text: &Text) -> Vec<NearMiss> {
    let mut found = Vec::new();
    search(text, Wants::Misses, &mut |read| found.extend(read.err()));
    found
}

/// What is told of each pattern that took some of a text.
type Tell<'t> = &'t mut dyn FnMut(Result<Statement, NearMiss>);

/// Tries every pattern wherever what it takes stands in its order.
fn search(text: &Text, wants: Wants, tell: Tell<'_>) {
    if text.figures().is_empty() {
        return;
    }
    let grammar = text.language().grammar();
    let mut search = Search {
        text,
        wants,
        matcher: Matcher::new(text.tokens(), text.measured()),
        standing: Standing::new(grammar.asked_by_statements(), text.measured()),
        claimed: vec![SmallVec::new(); text.figures().len()],
        across: starts_across(text),
    };
    for sentence in text.sentences().iter().filter(|sentence| !sentence.figures.is_empty()) {
        search.piece(sentence, false, tell);
    }
    for joined in gathered::joined(text) {
        search.piece(&joined, true, tell);
    }
}

/// A search for statements in one text.
struct Search<'t> {
    text: &'t Text,
    wants: Wants,
    matcher: Matcher<'t>,
    standing: Standing<'t>,
    /// Of each figure as which members it has been said, and whether that has a law: the first pattern that fits is read.
    claimed: Vec<SmallVec<[(usize, bool); 2]>>,
    /// Where the patterns begin that go on behind the end of a sentence, by their numbers.
    across: Vec<(usize, Numbers)>,
}

impl Search<'_> {
    /// Tries the patterns in a sentence, or, in some that are joined, those whose pieces stand in any order.
    fn piece(&mut self, piece: &Piece, is_joined: bool, tell: Tell<'_>) {
        let grammar = self.text.language().grammar();
        let stands = self.text.stands_in(piece);
        let mut numbers = Numbers::new();
        grammar.candidates.among(&stands, &mut numbers);
        if is_joined {
            let is_apart = |number: &mut usize| {
                let pattern = grammar.pattern(*number).map(|(.., pattern)| pattern);
                pattern.is_some_and(|pattern| !pattern.beside.is_empty() && pattern.may_match(&stands))
            };
            numbers.retain(is_apart);
        } else if !self.across.is_empty() {
            numbers.extend(self.across.iter().map(|(number, _)| *number));
            numbers.sort_unstable();
            numbers.dedup();
        }
        if numbers.is_empty() {
            return;
        }
        self.standing.begin(self.text.tokens(), &piece.tokens);
        for number in numbers {
            let Some((place, form, pattern)) = grammar.pattern(number) else { continue };
            if self.is_told(place.key, form, piece) && !pattern.crosses {
                continue;
            }
            let own = (place.kind, place.form);
            if pattern.beside.is_empty() {
                for start in self.starts(number, pattern, piece, &stands) {
                    let taken = self.matcher.at(pattern, start);
                    let Some(taken) = taken.filter(|taken| !self.is_taken(form, taken)) else { continue };
                    let read = read(self.text, own, form, pattern, &taken, self.wants);
                    if let Some(read) = read {
                        self.tell(form, read, tell);
                    }
                }
            } else if pattern.may_match(&stands) {
                let tools = (&mut self.matcher, &mut self.standing);
                let found = gathered::read(self.text, own, (form, pattern), tools, is_joined, self.wants);
                for read in found {
                    self.tell(form, read, tell);
                }
            }
        }
    }

    /// Tells of what was read, but for a statement of what has been said.
    fn tell(&mut self, form: &Form, read: Result<Statement, NearMiss>, tell: Tell<'_>) {
        if !read.as_ref().is_ok_and(|statement| !self.claims(form, statement)) {
            tell(read);
        }
    }

    /// Whether a form can say nothing new of a figure as its key.
    fn is_said(&self, form: &Form, figure: usize) -> bool {
        let claimed = self.claimed.get(figure).map(SmallVec::as_slice).unwrap_or_default();
        let said = claimed.iter().find(|(member, _)| *member == form.key);
        said.is_some_and(|(_, said)| *said || form.law.is_empty())
    }

    /// Whether a pattern whose key measures so much can say nothing new of any figure of a sentence.
    fn is_told(&self, key: Option<Measure>, form: &Form, piece: &Piece) -> bool {
        let Some(key) = key.filter(|_| self.wants == Wants::Statements) else { return false };
        let measured = self.text.measured();
        let may_be = |figure: &usize| measured.get(*figure).is_some_and(|of| of.has(key));
        piece.figures.clone().filter(may_be).all(|figure| self.is_said(form, figure))
    }

    /// Whether a form can say nothing new of the figure that a pattern took as its key.
    fn is_taken(&self, form: &Form, taken: &Taken) -> bool {
        let key = || {
            let (_, tokens) = taken.members.iter().find(|(member, _)| *member == form.key)?;
            let only = self.text.tokens().get(tokens.start).filter(|_| tokens.len() == 1)?;
            usize::try_from(only.index).ok().filter(|_| only.kind == TokenKind::Figure)
        };
        self.wants == Wants::Statements && key().is_some_and(|figure| self.is_said(form, figure))
    }

    /// Whether nothing was said yet of the figure that only one statement can be of, or nothing that follows from other figures.
    fn claims(&mut self, form: &Form, statement: &Statement) -> bool {
        let Some(key) = statement.key(form.key) else { return false };
        let has_law = form.follows(statement);
        let Some(claimed) = self.claimed.get_mut(key) else { return false };
        match claimed.iter_mut().find(|(member, _)| *member == form.key) {
            Some((_, said)) if *said || !has_law => return false,
            Some((_, said)) => *said = true,
            None => claimed.push((form.key, has_law)),
        }
        true
    }

    /// The tokens of a sentence from which on a pattern matches.
    fn starts(&mut self, number: usize, pattern: &Pattern, sentence: &Piece, stands: &Stands) -> Numbers {
        if pattern.crosses {
            let of_pattern = self.across.iter().find(|(known, _)| *known == number);
            let starts = of_pattern.map(|(_, starts)| starts.as_slice()).unwrap_or_default();
            let first = starts.partition_point(|start| *start < sentence.tokens.start);
            let behind = starts.get(first..).unwrap_or_default().iter();
            behind.copied().take_while(|start| *start < sentence.tokens.end).collect()
        } else if pattern.may_match(stands) {
            self.standing.starts(pattern)
        } else {
            Numbers::new()
        }
    }
}

/// Where in a text the patterns begin that go on behind the end of a sentence, by the number of the pattern.
fn starts_across(text: &Text) -> Vec<(usize, Numbers)> {
    let grammar = text.language().grammar();
    let mut numbers = Numbers::new();
    let stands = text.stands();
    grammar.candidates.among(&stands, &mut numbers);
    let crosses = |number: &usize| {
        let (_, _, pattern) = grammar.pattern(*number)?;
        (pattern.crosses && pattern.may_match(&stands)).then_some((*number, pattern))
    };
    let patterns: Vec<(usize, &Pattern)> = numbers.iter().filter_map(crosses).collect();
    if patterns.is_empty() {
        return Vec::new();
    }
    let mut standing = Standing::new(grammar.asked_by_statements(), text.measured());
    standing.begin(text.tokens(), &(0..text.tokens().len()));
    let starts = patterns.into_iter().map(|(number, pattern)| (number, standing.starts(pattern)));
    starts.filter(|(_, starts)| !starts.is_empty()).collect()
}
