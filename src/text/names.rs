//! The name of an indicator: what it is called, and the target that it states.

use std::ops::Range;

use super::figures::{Comparator, Figure, Role};
use super::kinds::Asks;
use super::language::Language;
use super::numbers::Number;
use super::text::Text;
use super::tokens::TokenKind;

/// A target that a text states, by the number of its figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// The figure.
    pub figure: usize,
    /// The comparator, if one stands there.
    pub comparator: Option<Comparator>,
}

/// Brackets in names.
const OPENING: [char; 5] = ['（', '(', '【', '〔', '['];
const CLOSING: [char; 5] = ['）', ')', '】', '〕', ']'];

/// What a target in a name begins with.
const SIGNS: [char; 16] =
    ['≥', '≤', '≧', '≦', '⩾', '⩽', '≮', '≯', '＞', '＜', '>', '<', '=', '＝', '：', ':'];

/// Letters in which a bracket ends.
const LONGEST_BRACKET: usize = 200;

/// Letters that a name has before a comparator in words.
const SHORTEST_NAME: usize = 2;

/// The line of measures of time and age.
const TIME: &str = "time";

/// Bytes of two letters.
const LETTER: usize = 3;

/// The name without marks and numbers before it, what stands in brackets, comparators and figures at its end.
#[must_use]
pub fn stem(language: &Language, name: &str) -> String {
    let name = unmarked(language, name);
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    // 及时（按期）开工率 goes on behind its bracket; one that states a target ends the name.
    while let Some(open) = rest.find(OPENING) {
        let (head, bracket) = rest.split_at(open);
        let behind = close(bracket).and_then(|close| bracket.get(close..)).unwrap_or_default();
        plain.push_str(head);
        rest = behind;
    }
    plain.push_str(rest);
    plain.retain(|c| !is_invisible(c));
    let head = plain.split(SIGNS).next().unwrap_or_default();
    let head = head.split("——").next().unwrap_or_default();
    let end = bound_at(language, head).unwrap_or(head.len());
    head.get(..end).unwrap_or(head).trim().to_owned()
}

/// Characters that print nothing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// The byte behind the bracket that closes the one at the beginning, those inside it passed over.
fn close(bracket: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in bracket.char_indices().take(LONGEST_BRACKET) {
        if OPENING.contains(&c) {
            depth += 1;
        } else if CLOSING.contains(&c) {
            depth -= 1;
            if depth == 0 {
                return Some(at + c.len_utf8());
            }
        }
    }
    None
}

/// Where a comparator in words stands in a name: 群众满意度|不低于90%.
fn bound_at(language: &Language, name: &str) -> Option<usize> {
    let known = language.known();
    let bounds = known.at_least.with(known.at_most).with(known.bounding);
    let starts = name.char_indices().filter(|(at, _)| *at >= SHORTEST_NAME * LETTER);
    let mut words = starts.filter_map(|(at, c)| {
        let rest = name.get(at..)?;
        let word = language.lexicon().longest(c, rest)?;
        let behind = rest.get(language.lexicon().taken(word, rest)..)?;
        let is_bound = word.classes.meets(bounds);
        (is_bound && behind.contains(super::numerals::is_digit)).then_some(at)
    });
    words.next()
}

/// A name without what forms print before it: ★, 指标3：, 其中：, 1、.
fn unmarked<'n>(language: &Language, name: &'n str) -> &'n str {
    let known = language.known();
    let mut rest = name;
    loop {
        let marks = |c: char| {
            matches!(c, '★' | '☆' | '*' | '＊' | '●' | '◆' | '▲' | '△' | '■' | '·' | ' ' | '\u{3000}')
                || is_invisible(c)
        };
        let trimmed = rest.trim_start_matches(marks);
        let body = without(language, trimmed, known.inner);
        let numbered = without(language, body, known.heading);
        let behind = numbered.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_number = behind.len() < numbered.len();
        // 1.5万亩 and 1:3 are figures.
        let unnumbered = behind.strip_prefix(['、', '）', ')']).or_else(|| {
            let rest = behind.strip_prefix(['：', ':', '.', '．'])?;
            (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
        });
        let unnumbered = unnumbered.filter(|_| is_number);
        let next = unnumbered.unwrap_or_else(|| body.trim_start_matches(['：', ':', '，', ',']));
        if next == rest || next.is_empty() {
            return rest;
        }
        rest = next;
    }
}

/// A text without the word of a class that it begins with.
fn without<'n>(language: &Language, text: &'n str, class: super::lexicon::Classes) -> &'n str {
    let word = text.chars().next().and_then(|first| language.lexicon().longest(first, text));
    let length =
        word.filter(|word| word.classes.meets(class)).map_or(0, |word| language.lexicon().taken(word, text));
    text.get(length..).unwrap_or(text)
}

/// The targets that the name of an indicator states: （预期值：24个）, （≥95%）, 不低于90%.
#[must_use]
pub fn stated_targets(text: &Text) -> Vec<Stated> {
    let name = text.as_str();
    let mut brackets: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    while let Some(open) = name.get(from..).and_then(|rest| rest.find(OPENING)).map(|at| from + at) {
        let Some(length) = name.get(open..).and_then(close) else { break };
        brackets.push((open, open + length));
        from = open + length;
    }
    let known = text.language().known();
    let states = |figure: &&(usize, &Figure)| {
        let (_, figure) = **figure;
        let range = figure.range();
        let opened = around(&brackets, &range);
        let in_brackets = opened.is_some();
        let behind = text.tokens_in(&(range.end..name.len()));
        let is_last = behind.iter().all(|token| {
            matches!(token.kind, TokenKind::Mark(_))
                || token.classes.meets(known.or_more.with(known.or_less).with(known.around))
        });
        let told = opened.map(|(open, _)| text.classes_in(&(open..range.start)));
        let aimed = told.is_some_and(|told| told.meets(known.aim)) || figure.role == Role::Target;
        // 中心（3个片区） and （65岁以上） tell of what, not how much.
        let is_grade = figure.role == Role::Grade || in_brackets && tells_whom(text, figure);
        let has_unit = figure.number.unit.is_some();
        !is_grade
            && (has_unit
                && in_brackets
                && (aimed || figure.bound.is_some() || is_all_of(text, figure, &brackets))
                || has_unit && figure.bound.is_some() && is_last
                || in_brackets && (figure.role == Role::Target || figure.bound.is_some()))
    };
    text.figures()
        .iter()
        .enumerate()
        .filter(|figure| states(&figure))
        .map(|(number, figure)| Stated { figure: number, comparator: figure.bound })
        .collect()
}

/// The bracket that stands around a range; brackets are given in their order, none inside another.
fn around(brackets: &[(usize, usize)], range: &Range<usize>) -> Option<(usize, usize)> {
    let behind = brackets.partition_point(|(open, _)| *open < range.start);
    let bracket = *brackets.get(behind.checked_sub(1)?)?;
    (range.end < bracket.1).then_some(bracket)
}

/// Whether a figure is an age or a length of time in a name that counts: 体检人数（65岁以上）.
fn tells_whom(text: &Text, figure: &Figure) -> bool {
    let language = text.language();
    let measures = language.measures();
    let line = figure.counter().and_then(|word| measures.dimension(word));
    let is_time = line.is_some_and(|line| measures.name(line) == TIME);
    is_time && language.kinds().asks(language.kinds().of(&stem(language, text.as_str()))) == Asks::Count
}

/// Whether a figure is all that stands in its brackets: （24个）.
fn is_all_of(text: &Text, figure: &Figure, brackets: &[(usize, usize)]) -> bool {
    let range = figure.range();
    around(brackets, &range).is_some_and(|(open, close)| {
        let head = text.slice(open..range.start).trim_start_matches(OPENING);
        let tail = text.slice(range.end..close).trim_end_matches(CLOSING);
        head.trim().is_empty() && tail.trim().is_empty()
    })
}

impl Language {
    /// A comparator and a figure that are the whole of a text, whatever the figure is counted in: `≥200MB`.
    #[must_use]
    pub fn signed_figure(&self, text: &str) -> Option<(Option<Comparator>, Number)> {
        let at = text.find(super::numerals::is_digit)?;
        let (before, behind) = text.split_at(at);
        let comparator = self.comparator(before.trim());
        if comparator.is_none() && !before.trim().is_empty() {
            return None;
        }
        let number = self.number_at(text, at).ok()?;
        let length = number.range.end.checked_sub(at)?;
        behind.get(length..)?.trim().is_empty().then_some((comparator, number))
    }

    /// The comparator that a text is.
    #[must_use]
    pub fn comparator(&self, text: &str) -> Option<Comparator> {
        let known = self.known();
        let is = |class| self.lexicon().is(text, class);
        if is(known.at_least.with(known.above)) {
            return Some(Comparator::AtLeast);
        }
        if is(known.at_most.with(known.below)) {
            return Some(Comparator::AtMost);
        }
        is(known.equal).then_some(Comparator::Equal)
    }

    /// The two ends of a range that is the whole of a text: `3-5天`, `90%～95%`. The first is in the unit of the second.
    #[must_use]
    pub fn range(&self, text: &str) -> Option<(Number, Number)> {
        let start = text.len() - text.trim_start().len();
        let first = self.number_in_prose(text, start).ok()?;
        let behind = text.get(first.range.end..)?.trim_start();
        let joint = behind.chars().next().filter(|c| super::begun::TO.contains(c))?;
        let second_at = text.len() - behind.len() + joint.len_utf8();
        let second = self.number_at(text, second_at).ok()?;
        if !text.get(second.range.end..)?.trim().is_empty() || first.value >= second.value {
            return None;
        }
        let unit = first.unit.clone().or_else(|| second.unit.clone());
        Some((Number { unit, ..first }, second))
    }
}
