//! Days, months and years: 2022年12月31日, 9月, 2022-12-31.

use std::ops::Range;

use super::numerals::{WIDE, is_digit, is_numeral, narrow_digits, numeral};

/// A day, month or year that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// The bytes of it.
    pub range: Range<usize>,
    /// The year, if it stands there or before it in its sentence.
    pub year: Option<u16>,
    /// The month, 1–12 if it is one.
    pub month: Option<u16>,
    /// The day of the month.
    pub day: Option<u16>,
}

/// Years that a date can be of.
pub const YEARS: Range<u16> = 1900..3000;

/// The date that begins at the byte `at` of a text.
pub(super) fn date(text: &str, at: usize) -> Option<Date> {
    let rest = text.get(at..)?;
    let (first, end) = small_number(rest).or_else(|| spelled_year(rest))?;
    let mut date = Date { range: at..at, year: None, month: None, day: None };
    let length = if YEARS.contains(&first) {
        date.year = Some(first);
        match rest.get(end..)?.chars().next()? {
            '年' => {
                let end = end + '年'.len_utf8();
                month(rest, end, &mut date).unwrap_or(end)
            }
            separator @ ('-' | '.' | '/' | '－' | '．') => written(rest, end, separator, &mut date)?,
            _ => return None,
        }
    } else {
        if first >= 100 {
            return None;
        }
        let length = month(rest, 0, &mut date)?;
        // 质保期36月 is a length of time.
        if date.day.is_none() && !date.month.is_some_and(|month| (1..=12).contains(&month)) {
            return None;
        }
        length
    };
    date.range = at..at + length;
    Some(date)
}

/// 12月31日 at `at`: where it ends.
fn month(rest: &str, at: usize, date: &mut Date) -> Option<usize> {
    let (month, length) = small_number(rest.get(at..)?)?;
    rest.get(at + length..)?.strip_prefix('月')?;
    date.month = Some(month);
    let end = at + length + '月'.len_utf8();
    let tail = rest.get(end..).unwrap_or_default();
    let Some((day, length)) = small_number(tail) else { return Some(end) };
    let word = tail.get(length..).and_then(|rest| rest.chars().next()).filter(|c| matches!(c, '日' | '号'));
    if let Some(word) = word {
        date.day = Some(day);
        return Some(end + length + word.len_utf8());
    }
    Some(end)
}

/// -12-31 behind a year: where it ends.
fn written(rest: &str, end: usize, separator: char, date: &mut Date) -> Option<usize> {
    let tail = |at: usize| rest.get(at..).unwrap_or_default();
    let (month, length) = small_number(tail(end + separator.len_utf8()))?;
    let after = end + separator.len_utf8() + length;
    if tail(after).starts_with(separator) {
        let (day, length) = small_number(tail(after + separator.len_utf8()))?;
        (date.month, date.day) = (Some(month), Some(day));
        return Some(after + separator.len_utf8() + length);
    }
    // 2021-2023年 and 2022.5万元 are none.
    let is_month = month < YEARS.start && length == 2 && month <= 12 && separator != '.';
    date.month = Some(month).filter(|_| is_month);
    is_month.then_some(after)
}

/// A year in four numerals, and how many bytes they take: 二〇二二.
fn spelled_year(text: &str) -> Option<(u16, usize)> {
    // Asked first: hardly any numeral is that long.
    if text.chars().take(5).take_while(|c| is_numeral(*c)).count() != 4 {
        return None;
    }
    let (value, length) = numeral(text)?;
    let numerals = text.get(..length)?.chars().count();
    let year = u16::try_from(value).ok().filter(|year| numerals == 4 && YEARS.contains(year))?;
    Some((year, length))
}

/// Up to four digits and how many bytes they take.
fn small_number(text: &str) -> Option<(u16, usize)> {
    let narrow = narrow_digits(text.as_bytes());
    if text.as_bytes().get(narrow) != Some(&WIDE) {
        let digits = text.as_bytes().get(..narrow).filter(|digits| (1..=4).contains(&digits.len()))?;
        return Some((digits.iter().fold(0, |value, digit| value * 10 + u16::from(digit - b'0')), narrow));
    }
    let mut value: u16 = 0;
    let mut length = 0;
    for (count, c) in text.chars().take_while(|c| is_digit(*c)).enumerate() {
        if count >= 4 {
            return None;
        }
        let digit = super::numerals::narrow(c).to_digit(10).and_then(|digit| u16::try_from(digit).ok())?;
        value = value.checked_mul(10)?.checked_add(digit)?;
        length += c.len_utf8();
    }
    (length > 0).then_some((value, length))
}

impl Date {
    /// Whether it lies behind another one, as far as both are told: months of one year, days of one month. What is not
    /// told decides nothing.
    #[must_use]
    pub fn is_after(&self, other: &Self) -> bool {
        let parts = [(self.year, other.year), (self.month, other.month), (self.day, other.day)];
        for (own, of_other) in parts {
            match (own, of_other) {
                (Some(own), Some(of_other)) if own == of_other => {}
                (Some(own), Some(of_other)) => return own > of_other,
                _ => return false,
            }
        }
        false
    }

    /// Whether there is no such day.
    #[must_use]
    pub fn is_impossible(&self) -> bool {
        let month = self.month.unwrap_or(1);
        let longest = match month {
            2 => {
                let leap = self.year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
                if leap { 29 } else { 28 }
            }
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        !(1..=12).contains(&month) || self.day.is_some_and(|day| !(1..=longest).contains(&day))
    }
}
