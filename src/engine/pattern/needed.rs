//! What a text must have for a regular expression to match in it: most texts are ruled out without a search.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

use crate::text::pairs::{Mark, Pairs};

/// The most texts, and the most letters of one, that an expression is followed through.
const TEXTS: usize = 64;
const LETTERS: usize = 12;

/// Of each of these lists a text has at least one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Needed(Vec<Vec<Words>>);

/// The marks of a word: of its first two letters and its last two, or of its one letter twice.
type Words = [Mark; 2];

/// A text, as far as its marks tell of it.
#[derive(Debug, Clone, Copy)]
struct Text {
    letters: usize,
    /// Its first two letters, and its last two.
    first: [char; 2],
    last: [char; 2],
}

/// What each match of a part of an expression has.
struct Part {
    /// All that may match, if those are few.
    texts: Option<Vec<Text>>,
    /// Of each of these lists, one.
    needs: Vec<Vec<Text>>,
}

impl Needed {
    pub(super) fn of(hir: &Hir) -> Self {
        let mut needs = part(hir).into_needs();
        needs.sort_by_key(Vec::len);
        Self(needs.iter().map(|texts| texts.iter().filter_map(Text::marks).collect()).collect())
    }

    /// Whether the expression may match in a text; never false where it does.
    pub(super) fn may_match(&self, pairs: &Pairs) -> bool {
        self.0
            .iter()
            .all(|words| words.iter().any(|[first, last]| pairs.may_have(*first) && pairs.may_have(*last)))
    }
}

impl Text {
    /// Stands where there is no letter.
    const NONE: char = '\0';
    const EMPTY: Self = Self { letters: 0, first: [Self::NONE; 2], last: [Self::NONE; 2] };

    fn of(text: &str) -> Self {
        text.chars().map(Self::letter).fold(Self::EMPTY, Self::then)
    }

    fn letter(letter: char) -> Self {
        Self { letters: 1, first: [letter, Self::NONE], last: [Self::NONE, letter] }
    }

    /// It and another one behind it.
    fn then(self, other: Self) -> Self {
        let ([one, _], [_, end]) = (self.first, self.last);
        let first = match self.letters {
            0 => other.first,
            1 => [one, other.first[0]],
            _ => self.first,
        };
        let last = match other.letters {
            0 => self.last,
            1 => [end, other.last[1]],
            _ => other.last,
        };
        Self { letters: self.letters + other.letters, first, last }
    }

    fn marks(&self) -> Option<Words> {
        let ([first, second], [before, last]) = (self.first, self.last);
        match self.letters {
            0 => None,
            1 => Some([Mark::letter(first); 2]),
            _ => Some([Mark::pair(first, second), Mark::pair(before, last)]),
        }
    }
}

impl Part {
    fn unknown() -> Self {
        Self { texts: None, needs: Vec::new() }
    }

    fn of(texts: Vec<Text>) -> Self {
        if texts.len() > TEXTS {
            return Self::unknown();
        }
        if texts.iter().all(|text| text.letters <= LETTERS) {
            return Self { texts: Some(texts), needs: Vec::new() };
        }
        Self { texts: None, needs: Self { texts: Some(texts), needs: Vec::new() }.into_needs() }
    }

    /// What a text must have to hold a match.
    fn into_needs(self) -> Vec<Vec<Text>> {
        let mut needs = self.needs;
        needs.extend(self.texts.filter(|texts| texts.iter().all(|text| text.letters > 0)));
        needs
    }
}

/// The text that a part of an expression is.
fn literal(hir: &Hir) -> Option<Text> {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(Text::of),
        _ => None,
    }
}

fn part(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Part::of(vec![Text::EMPTY]),
        HirKind::Literal(_) => literal(hir).map_or_else(Part::unknown, |text| Part::of(vec![text])),
        HirKind::Class(Class::Unicode(class)) => {
            let count: usize = class
                .iter()
                .map(|range| u32::from(range.end()) - u32::from(range.start()) + 1)
                .fold(0, |sum, count| sum.saturating_add(usize::try_from(count).unwrap_or(usize::MAX)));
            if count > TEXTS {
                return Part::unknown();
            }
            let letters = class.iter().flat_map(|range| range.start()..=range.end());
            Part::of(letters.map(Text::letter).collect())
        }
        HirKind::Class(Class::Bytes(_)) => Part::unknown(),
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => {
            let own = part(&repetition.sub);
            match (repetition.min, repetition.max, own.texts) {
                (0, Some(1), Some(mut texts)) => {
                    texts.push(Text::EMPTY);
                    Part::of(texts)
                }
                (0, ..) => Part::unknown(),
                (_, _, texts) => Part { texts: None, needs: Part { texts, needs: own.needs }.into_needs() },
            }
        }
        HirKind::Concat(parts) => in_a_row(parts),
        HirKind::Alternation(parts) => one_of(parts),
    }
}

fn in_a_row(parts: &[Hir]) -> Part {
    let mut needs = Vec::new();
    let mut texts = vec![Text::EMPTY];
    let mut is_all = true;
    for own in parts {
        // A word goes on with what stands before it, without a list of its own.
        if let Some(word) = literal(own).filter(|word| word.letters <= LETTERS) {
            for text in &mut texts {
                *text = text.then(word);
            }
            continue;
        }
        let own = part(own);
        needs.extend(own.needs);
        let before = std::mem::take(&mut texts);
        let both = own.texts.as_ref().filter(|own| before.len().saturating_mul(own.len()) <= TEXTS);
        if let Some(own) = both {
            texts = before.iter().flat_map(|head| own.iter().map(|tail| head.then(*tail))).collect();
        } else {
            needs.extend(Part { texts: Some(before), needs: Vec::new() }.into_needs());
            is_all = false;
            texts = own.texts.unwrap_or_else(|| vec![Text::EMPTY]);
        }
    }
    let rest = Part::of(texts);
    if is_all && needs.is_empty() {
        return rest;
    }
    needs.extend(rest.into_needs());
    Part { texts: None, needs }
}

fn one_of(parts: &[Hir]) -> Part {
    if let Some(texts) = parts.iter().map(literal).collect::<Option<Vec<Text>>>() {
        return Part::of(texts);
    }
    let parts: Vec<Part> = parts.iter().map(part).collect();
    if parts.iter().all(|part| part.texts.is_some() && part.needs.is_empty()) {
        return Part::of(parts.into_iter().filter_map(|part| part.texts).flatten().collect());
    }
    // The shortest list of each; without one any text will do.
    let each: Option<Vec<Vec<Text>>> =
        parts.into_iter().map(|part| part.into_needs().into_iter().min_by_key(Vec::len)).collect();
    let needs = each.map(|each| each.concat()).filter(|texts| texts.len() <= 2 * TEXTS);
    Part { texts: None, needs: needs.into_iter().collect() }
}
