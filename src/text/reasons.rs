//! Where a text gives a reason: the patterns of `[[reason]]`.

use std::ops::Range;

use super::pattern::{Matcher, Measure};
use super::text::Text;

/// What gives a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    /// The bytes that a pattern takes.
    pub(super) range: Range<usize>,
    /// Whether they tell something beside its words.
    pub(super) tells: bool,
}

/// Letters that a reason tells beside the words that lead to it.
const LEAST: usize = 2;

/// Every reason of a text, by sentence.
pub(super) fn find(text: &Text) -> Vec<Cause> {
    let figures = text.figures();
    let known = text.language().measures();
    let measures = |number: usize, measure: &Measure| {
        figures.get(number).is_some_and(|figure| super::statements::fits(figure, measure, known))
    };
    let mut matcher = Matcher::new(text.tokens(), &measures);
    let grammar = text.language().grammar();
    let patterns: Vec<_> = grammar.reason_patterns().collect();
    let mut found = Vec::new();
    let mut numbers = Vec::new();
    for sentence in text.sentences() {
        grammar.reason_candidates.among(sentence.classes, &mut numbers);
        for (pattern, denied) in numbers.iter().filter_map(|number| patterns.get(*number)) {
            if !pattern.may_match(sentence.classes, sentence.figures.len()) {
                continue;
            }
            for start in sentence.tokens.clone() {
                let begins = text.tokens().get(start).is_some_and(|token| pattern.may_begin(token));
                let Some(taken) = begins.then(|| matcher.at(pattern, start, true)).flatten() else {
                    continue;
                };
                let range = text.bytes(&taken.span);
                let clause = text.clauses().partition_point(|clause| clause.range.end < range.start);
                let clause = text.clauses().get(clause).map_or(0, |clause| clause.tokens.start);
                if !text.classes_of(clause.min(start)..start).meets(*denied) {
                    let tells = text.told_in(&range, &[]) >= LEAST;
                    found.push(Cause { range, tells });
                }
            }
        }
    }
    found
}
