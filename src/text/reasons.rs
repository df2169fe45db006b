//! Where a text gives a reason, and where what it says is none: the patterns of `[[reason]]` and `[[hollow]]`.

use std::ops::Range;

use super::candidates::{Candidates, Numbers};
use super::cause::Cause;
use super::lexicon::Classes;
use super::matcher::Matcher;
use super::pattern::Pattern;
use super::standing::Standing;
use super::text::Text;
use super::token::Piece;

/// Letters that a reason tells beside the words that lead to it.
const LEAST: usize = 2;

/// What stands in a clause before a token.
struct Before {
    tokens: Range<usize>,
    classes: Classes,
}

impl Before {
    /// The classes of all before a token, which is none before the last that was asked for.
    fn up_to(&mut self, text: &Text, token: usize) -> Classes {
        let more = self.tokens.end..token.max(self.tokens.end);
        self.tokens.end = more.end;
        self.classes = self.classes.with(text.classes_of(more));
        self.classes
    }
}

/// Every reason of a text, by sentence.
pub(super) fn find(text: &Text) -> Vec<Cause> {
    let grammar = text.language().grammar();
    let patterns = Patterns {
        candidates: &grammar.reason_candidates,
        asked: grammar.asked_by_reasons(),
        of: &|number| grammar.reason(number).map(|(pattern, _)| pattern),
    };
    let mut found = Vec::new();
    // Starts come in the order of the text: what stands before one of them in its clause is what stands before the last
    // one, and more.
    let mut before = (usize::MAX, Before { tokens: 0..0, classes: Classes::NONE });
    each(text, text.sentences(), &patterns, &mut |number, start, range| {
        let Some((_, reason)) = grammar.reason(number) else { return };
        let clause = text.clauses().partition_point(|clause| clause.range.end < range.start);
        let clause = text.clauses().get(clause).map_or(0, |clause| clause.tokens.start);
        if before.0 != number || before.1.tokens.start != clause {
            before = (number, Before { tokens: clause..clause, classes: Classes::NONE });
        }
        if !before.1.up_to(text, start).meets(reason.unless) {
            let tells = reason.tells || text.told_in(&range, &[]) >= LEAST;
            found.push(Cause { range, is_complete: reason.tells, tells });
        }
    });
    found
}

/// The bytes of every hollow word of a sentence, in their order: 宣讲的针对性不够, 属于正常波动.
pub(super) fn find_hollow(text: &Text, sentence: &Piece) -> Vec<Range<usize>> {
    let grammar = text.language().grammar();
    let patterns = Patterns {
        candidates: &grammar.hollow_candidates,
        asked: grammar.asked_by_hollow(),
        of: &|number| grammar.hollow(number).map(|hollow| &hollow.say),
    };
    let mut found = Vec::new();
    each(text, std::slice::from_ref(sentence), &patterns, &mut |number, _, range| {
        let Some(hollow) = grammar.hollow(number) else { return };
        if !text.classes_in(&range).meets(hollow.unless) {
            found.push(range);
        }
    });
    found.sort_unstable_by_key(|range| range.start);
    found
}

/// Some patterns that are looked for in sentences.
struct Patterns<'p> {
    candidates: &'p Candidates,
    /// The classes whose words they look for.
    asked: Classes,
    /// One of them by its number.
    of: &'p dyn Fn(usize) -> Option<&'p Pattern>,
}

/// Tells of every place in some sentences where a pattern matches, sentence by sentence and pattern by pattern: its number, the token at which it
/// begins, and the bytes that it takes.
fn each(
    text: &Text,
    sentences: &[Piece],
    patterns: &Patterns<'_>,
    tell: &mut dyn FnMut(usize, usize, Range<usize>),
) {
    let mut matcher = Matcher::new(text.tokens(), text.measured());
    let mut standing = Standing::new(patterns.asked, text.measured());
    let mut numbers = Numbers::new();
    for sentence in sentences {
        let stands = text.stands_in(sentence);
        patterns.candidates.among(&stands, &mut numbers);
        if numbers.is_empty() {
            continue;
        }
        standing.begin(text.tokens(), &sentence.tokens);
        for number in &numbers {
            let pattern = (patterns.of)(*number).filter(|pattern| pattern.may_match(&stands));
            let Some(pattern) = pattern else { continue };
            for start in standing.starts(pattern) {
                if let Some(taken) = matcher.at(pattern, start) {
                    tell(*number, start, text.bytes(&taken.span));
                }
            }
        }
    }
}
