//! Where a text gives a reason: the patterns of `[[reason]]`.

use std::ops::Range;

use super::pattern::{Matcher, Measure};
use super::text::Text;

/// The bytes of what each pattern of reasons takes in a range, with the clause that it ends in, and whether the pattern
/// itself tells enough.
pub(super) fn find(text: &Text, range: &Range<usize>) -> Vec<(Range<usize>, bool)> {
    let figures = text.figures();
    let known = text.language().measures();
    let measures = |number: usize, measure: &Measure| {
        figures.get(number).is_some_and(|figure| super::statements::fits(figure, measure, known))
    };
    let mut matcher = Matcher::new(text.tokens(), &measures);
    let first = text.sentences().partition_point(|sentence| sentence.range.end <= range.start);
    let sentences =
        text.sentences().iter().skip(first).take_while(|sentence| sentence.range.start < range.end);
    let reasons = text.language().grammar().reasons();
    let mut found = Vec::new();
    for sentence in sentences {
        for (pattern, reason) in
            reasons.iter().flat_map(|reason| reason.say.iter().map(move |say| (say, reason)))
        {
            if !pattern.may_match(sentence.classes, sentence.figures.len()) {
                continue;
            }
            for start in sentence.tokens.clone() {
                let begins = text.tokens().get(start).is_some_and(|token| pattern.may_begin(token));
                let Some(taken) = begins.then(|| matcher.at(pattern, start, true)).flatten() else {
                    continue;
                };
                let span = text.bytes(&taken.span);
                let clause = text.clauses().partition_point(|clause| clause.range.end < span.start);
                let clause = text.clauses().get(clause).map_or(0..0, |clause| clause.range.clone());
                let before = clause.start.min(span.start)..span.start;
                let inside = span.start >= range.start && span.end <= range.end;
                if inside && !text.classes_in(&before).meets(reason.unless) {
                    found.push((span, reason.tells));
                }
            }
        }
    }
    found
}
