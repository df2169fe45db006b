//! Where a text gives a reason: the patterns of `[[reason]]`.

use std::ops::Range;

use super::candidates::Numbers;
use super::cause::Cause;
use super::lexicon::Classes;
use super::pattern::{Matcher, Measure};
use super::standing::Standing;
use super::text::Text;

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
    let figures = text.figures();
    let known = text.language().measures();
    let measures = |number: usize, measure: &Measure| {
        figures.get(number).is_some_and(|figure| super::statements::fits(figure, measure, known))
    };
    let mut matcher = Matcher::new(text.tokens(), &measures);
    let grammar = text.language().grammar();
    let mut standing = Standing::new(grammar.asked_by_reasons());
    let mut found = Vec::new();
    let (mut numbers, mut starts) = (Numbers::new(), Numbers::new());
    for sentence in text.sentences() {
        grammar.reason_candidates.among(sentence.classes, sentence.figures.len(), &mut numbers);
        if numbers.is_empty() {
            continue;
        }
        let tokens = text.tokens().get(sentence.tokens.clone()).unwrap_or_default();
        standing.begin(tokens, sentence.tokens.start);
        for (pattern, reason) in numbers.iter().filter_map(|number| grammar.reason(*number)) {
            standing.starts(pattern, &matcher, &mut starts);
            // Starts come in the order of the text: what stands before one of them in its clause is what stands before the last
            // one, and more.
            let mut before = Before { tokens: 0..0, classes: Classes::NONE };
            for start in &starts {
                let Some(taken) = matcher.at(pattern, *start, true) else { continue };
                let range = text.bytes(&taken.span);
                let clause = text.clauses().partition_point(|clause| clause.range.end < range.start);
                let clause = text.clauses().get(clause).map_or(0, |clause| clause.tokens.start);
                if before.tokens.start != clause {
                    before = Before { tokens: clause..clause, classes: Classes::NONE };
                }
                if !before.up_to(text, *start).meets(reason.unless) {
                    let tells = reason.tells || text.told_in(&range, &[]) >= LEAST;
                    found.push(Cause { range, is_complete: reason.tells, tells });
                }
            }
        }
    }
    found
}
