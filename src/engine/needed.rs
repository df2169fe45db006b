//! What a text must have for a regular expression to match in it: most texts are ruled out without a search.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::text::pairs::{Mark, Pairs};

/// The most texts, and the most letters of one, that an expression is followed through.
const TEXTS: usize = 64;
const LETTERS: usize = 12;

/// Of each of these lists a text has at least one.
#[derive(Debug, Default)]
pub(super) struct Needed(Vec<Vec<Words>>);

/// The marks of a word: of its first two letters and its last two, or of its one letter twice.
type Words = [Mark; 2];

/// What each match of a part of an expression has.
struct Part {
    /// All that may match, if those are few.
    texts: Option<Vec<String>>,
    /// Of each of these lists, one.
    needs: Vec<Vec<String>>,
}

impl Needed {
    pub(super) fn of(hir: &Hir) -> Self {
        let mut needs = part(hir).into_needs();
        needs.sort_by_key(Vec::len);
        Self(needs.iter().map(|texts| texts.iter().filter_map(|text| marks(text)).collect()).collect())
    }

    /// Whether the expression may match in a text; never false where it does.
    pub(super) fn may_match(&self, pairs: &Pairs) -> bool {
        self.0
            .iter()
            .all(|words| words.iter().any(|[first, last]| pairs.may_have(*first) && pairs.may_have(*last)))
    }
}

fn marks(text: &str) -> Option<Words> {
    let mut letters = text.chars();
    let first = letters.next()?;
    let Some(second) = letters.next() else { return Some([Mark::letter(first); 2]) };
    let mut back = text.chars().rev();
    let (last, before) = (back.next()?, back.next()?);
    Some([Mark::pair(first, second), Mark::pair(before, last)])
}

impl Part {
    fn unknown() -> Self {
        Self { texts: None, needs: Vec::new() }
    }

    fn of(texts: Vec<String>) -> Self {
        let is_short = |text: &String| text.chars().count() <= LETTERS;
        if texts.len() > TEXTS {
            return Self::unknown();
        }
        if texts.iter().all(is_short) {
            return Self { texts: Some(texts), needs: Vec::new() };
        }
        Self { texts: None, needs: Self { texts: Some(texts), needs: Vec::new() }.into_needs() }
    }

    /// What a text must have to hold a match.
    fn into_needs(self) -> Vec<Vec<String>> {
        let mut needs = self.needs;
        needs.extend(self.texts.filter(|texts| texts.iter().all(|text| !text.is_empty())));
        needs
    }
}

fn part(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Part::of(vec![String::new()]),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Part::of(vec![text.to_owned()]),
            Err(_) => Part::unknown(),
        },
        HirKind::Class(Class::Unicode(class)) => {
            let count: usize = class
                .iter()
                .map(|range| u32::from(range.end()) - u32::from(range.start()) + 1)
                .fold(0, |sum, count| sum.saturating_add(usize::try_from(count).unwrap_or(usize::MAX)));
            if count > TEXTS {
                return Part::unknown();
            }
            let letters = class.iter().flat_map(|range| range.start()..=range.end());
            Part::of(letters.map(String::from).collect())
        }
        HirKind::Class(Class::Bytes(_)) => Part::unknown(),
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => {
            let own = part(&repetition.sub);
            match (repetition.min, repetition.max, own.texts) {
                (0, Some(1), Some(mut texts)) => {
                    texts.push(String::new());
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
    let mut texts = vec![String::new()];
    let mut is_all = true;
    for own in parts.iter().map(part) {
        needs.extend(own.needs);
        let before = std::mem::take(&mut texts);
        let both = own.texts.as_ref().filter(|own| before.len().saturating_mul(own.len()) <= TEXTS);
        if let Some(own) = both {
            texts =
                before.iter().flat_map(|head| own.iter().map(move |tail| format!("{head}{tail}"))).collect();
        } else {
            needs.extend(Part { texts: Some(before), needs: Vec::new() }.into_needs());
            is_all = false;
            texts = own.texts.unwrap_or_else(|| vec![String::new()]);
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
    let parts: Vec<Part> = parts.iter().map(part).collect();
    if parts.iter().all(|part| part.texts.is_some() && part.needs.is_empty()) {
        return Part::of(parts.into_iter().filter_map(|part| part.texts).flatten().collect());
    }
    // The shortest list of each; without one any text will do.
    let each: Option<Vec<Vec<String>>> =
        parts.into_iter().map(|part| part.into_needs().into_iter().min_by_key(Vec::len)).collect();
    let needs = each.map(|each| each.concat()).filter(|texts| texts.len() <= 2 * TEXTS);
    Part { texts: None, needs: needs.into_iter().collect() }
}
