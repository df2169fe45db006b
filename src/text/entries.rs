//! Numbered entries: 一、 （一） 一是 第一， 1. （1）.

use std::ops::Range;

use super::numerals::{is_digit, is_ideograph, narrow, numeral};

/// The kind of mark that numbers an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// 一、
    Chinese,
    /// （一）
    BracketedChinese,
    /// 一是, 第一是
    Spoken,
    /// 第一，
    Ordinal,
    /// 1. or 1、
    Arabic,
    /// （1） or 1）
    BracketedArabic,
}

/// A numbered entry of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The bytes from its mark to the next mark.
    pub range: Range<usize>,
    /// The bytes of its mark: （一）.
    pub mark: Range<usize>,
    /// Its number.
    pub number: u32,
    /// How it is numbered.
    pub style: Style,
}

/// The largest number of an entry in letters.
const MOST: u32 = 30;

/// What stands before the number of an entry that is told in order: 第一，.
pub(super) const ORDER: char = '第';

/// Letters between how many there are and the first of them: 三项重点工作：一是.
const MOST_LEADING: usize = 10;

/// Bytes of an ideograph.
const LETTER: usize = 3;

/// The mark of an entry at the beginning of a text: its number, style and bytes. A point before a digit may be a decimal
/// point.
pub(super) fn entry_at(text: &str) -> Option<(u32, Style, usize)> {
    let inner = text.strip_prefix(['（', '(']);
    let is_bracketed = inner.is_some();
    let inner = inner.unwrap_or(text);
    let opening = text.len() - inner.len();
    let digits = || inner.chars().take(3).take_while(|c| is_digit(*c));
    if (1..=2).contains(&digits().count()) {
        let length: usize = digits().map(char::len_utf8).sum();
        let number = digits().try_fold(0, |number, c| Some(number * 10 + narrow(c).to_digit(10)?))?;
        let mark = inner.get(length..)?.chars().next()?;
        let style = match mark {
            '）' | ')' => Style::BracketedArabic,
            '.' | '．' | '、' if !is_bracketed => Style::Arabic,
            _ => return None,
        };
        return Some((number, style, opening + length + mark.len_utf8()));
    }
    let ordered = inner.strip_prefix(ORDER).filter(|_| !is_bracketed);
    let order = ordered.map_or(0, |_| ORDER.len_utf8());
    let inner = ordered.unwrap_or(inner);
    let (value, length) = numeral(inner)?;
    let number = u32::try_from(value).ok().filter(|number| (1..=MOST).contains(number))?;
    let mark = inner.get(length..)?.chars().next()?;
    let style = match (is_bracketed, mark) {
        (false, '，' | ',' | '、' | '：' | ':') if order > 0 => Style::Ordinal,
        (false, '是') => Style::Spoken,
        _ if order > 0 => return None,
        (true, '）' | ')') => Style::BracketedChinese,
        (false, '、') => Style::Chinese,
        _ => return None,
    };
    Some((number, style, opening + order + length + mark.len_utf8()))
}

/// How many bytes stand before the first entry of a list that a text leads to by a few letters: 措施：（1）.
pub(super) fn leads_to_first(text: &str) -> Option<usize> {
    let letters = text.chars().take_while(|c| is_ideograph(*c)).take(MOST_LEADING + 1);
    let end: usize = letters.map(char::len_utf8).sum();
    let behind = text.get(end..).filter(|_| end <= MOST_LEADING * LETTER)?;
    let marks =
        behind.chars().take_while(|c| matches!(c, '：' | ':' | '，' | ',' | '。' | '\n' | ' ' | '\u{3000}'));
    let marks: usize = marks.map(char::len_utf8).sum();
    let (number, ..) = entry_at(behind.get(marks..).filter(|_| marks > 0)?)?;
    (number == 1).then_some(end + marks)
}

/// The numbers below 64 that stand with a point or 、 at beginnings of sentences, as a set of bits.
pub(super) fn numbered_starts(text: &str) -> u64 {
    let ends = text.char_indices().filter(|(_, c)| matches!(c, '。' | '；' | ';' | '\n' | '：' | ':'));
    let starts = std::iter::once(0).chain(ends.map(|(at, c)| at + c.len_utf8()));
    let numbers = starts.filter_map(|at| {
        let (number, style, _) = entry_at(text.get(at..)?.trim_start())?;
        (style == Style::Arabic && number < 64).then_some(number)
    });
    numbers.fold(0, |all, number| all | 1 << number)
}

/// Those whose number is not the one behind the number of the entry before with the same kind of mark; 1 begins anew.
pub fn misnumbered(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    let mut last: Vec<(Style, u32)> = Vec::new();
    entries.iter().filter(move |entry| {
        let known = last.iter_mut().find(|(style, _)| *style == entry.style);
        let before = match known {
            Some((_, number)) => std::mem::replace(number, entry.number),
            None => {
                last.push((entry.style, entry.number));
                0
            }
        };
        entry.number != 1 && entry.number != before + 1
    })
}

/// Lets each entry reach to the next one.
pub(super) fn close(entries: &mut [Entry]) {
    let mut end = None;
    for entry in entries.iter_mut().rev() {
        if let Some(end) = end {
            entry.range.end = end;
        }
        end = Some(entry.range.start);
    }
}
