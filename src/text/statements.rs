//! What sentences state about their figures: the patterns of the grammar, and the conditions on their members.

use std::collections::BTreeSet;
use std::ops::Range;

use super::candidates::Numbers;
use super::gathered;
use super::grammar::Form;
use super::matcher::{Matcher, Taken};
use super::members::Reader;
use super::pattern::Pattern;
use super::standing::Standing;
pub use super::statement::{Member, Statement};
use super::text::Text;

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

/// Why a pattern that took a text was not read as a statement, for those who write patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The number of its kind.
    pub kind: usize,
    /// The number of its form in the kind.
    pub form: usize,
    /// The pattern as it is written.
    pub pattern: Box<str>,
    /// The condition that does not hold, by its number in the form.
    pub condition: usize,
    /// The bytes that the pattern took.
    pub range: Range<usize>,
}

/// Every statement of a text, in the order of the text.
fn find(text: &Text) -> Vec<Statement> {
    let mut found = Vec::new();
    search(text, &mut |read| found.extend(read.ok()));
    found.sort_by_key(|statement: &Statement| statement.range.start);
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
    search(text, &mut |read| found.extend(read.err()));
    found
}

/// Tries every pattern wherever what it takes stands in its order.
fn search(text: &Text, tell: &mut dyn FnMut(Result<Statement, NearMiss>)) {
    let figures = text.figures();
    if figures.is_empty() {
        return;
    }
    let grammar = text.language().grammar();
    let mut matcher = Matcher::new(text.tokens(), text.measured());
    let mut standing = Standing::new(grammar.asked_by_statements(), text.measured());
    // What has been said of a figure as that member: the first pattern that fits is read.
    let mut claimed: BTreeSet<(usize, usize)> = BTreeSet::new();
    let across = starts_across(text);
    let mut numbers = Numbers::new();
    for sentence in text.sentences().iter().filter(|sentence| !sentence.figures.is_empty()) {
        let stands = text.stands_in(sentence);
        grammar.candidates.among(&stands, &mut numbers);
        if !across.is_empty() {
            numbers.extend(across.iter().map(|(number, _)| *number));
            numbers.sort_unstable();
            numbers.dedup();
        }
        standing.begin(text.tokens(), &sentence.tokens);
        for number in &numbers {
            let Some((place, form, pattern)) = grammar.pattern(*number) else { continue };
            let starts = if pattern.crosses {
                let of_pattern = across.iter().find(|(known, _)| known == number);
                let starts = of_pattern.map(|(_, starts)| starts.as_slice()).unwrap_or_default();
                let first = starts.partition_point(|start| *start < sentence.tokens.start);
                let behind = starts.get(first..).unwrap_or_default().iter();
                behind.copied().take_while(|start| *start < sentence.tokens.end).collect()
            } else if pattern.may_match(&stands) {
                standing.starts(pattern)
            } else {
                continue;
            };
            let all = if pattern.beside.is_empty() {
                let taken = starts.iter().filter_map(|start| matcher.at(pattern, *start));
                taken.map(|taken| read(text, (place.kind, place.form), form, pattern, &taken)).collect()
            } else {
                gathered::read(text, place, form, pattern, (&mut matcher, &mut standing), &starts)
            };
            for read in all {
                if let Ok(statement) = &read {
                    let key = statement.key(form.key);
                    if !key.is_some_and(|key| claimed.insert((form.key, key))) {
                        continue;
                    }
                }
                tell(read);
            }
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

/// A statement from what a pattern took, if its conditions hold.
pub(super) fn read(
    text: &Text,
    (kind, form_number): (usize, usize),
    form: &Form,
    pattern: &Pattern,
    taken: &Taken,
) -> Result<Statement, NearMiss> {
    let range = text.bytes(&taken.span);
    let mut reader = Reader {
        text,
        span: taken.span.clone(),
        statement: Statement { kind, form: form_number, members: Vec::new(), range: range.clone() },
    };
    for (member, tokens) in &taken.members {
        reader.take(*member, tokens.clone());
    }
    for (number, check) in form.when.iter().enumerate() {
        if !reader.holds(check) {
            return Err(NearMiss {
                kind,
                form: form_number,
                pattern: pattern.source.clone(),
                condition: number,
                range,
            });
        }
    }
    Ok(reader.statement)
}
