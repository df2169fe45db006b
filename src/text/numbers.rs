//! Figures as people print them: `17,076.42`, `－58.95％`, `约19.55亿元`, `3亿5000万元`, `12公里500米`, `百分之九十点五`.
//!
//! In: a text and where a number begins. Out: the whole number with its unit, or none: never a part of it.

use std::ops::Range;

use rust_decimal::Decimal;

use super::language::Language;
use super::lexicon::Word;
use super::measures::Measures;
use super::numerals::{self, SHARES, is_digit, is_ideograph_byte, is_letter, is_numeral, magnitude, numeral};
use crate::figure::{MoneyUnit, Origin, Qualifier, Quantity, Unit};

pub use super::numerals::{is_large, narrow};

/// A number that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The number as printed; ten thousands and hundred millions of things counted are multiplied out.
    pub value: Decimal,
    /// Decimal places printed.
    pub places: u32,
    /// Places before the point that are not printed: 2 for 1.23万, which stands for hundreds.
    pub coarse: u32,
    /// The unit; `None` if none is printed.
    pub unit: Option<Unit>,
    /// Whether it is the distance of two percentages: 3个百分点.
    pub is_points: bool,
    /// 约, 多 and the like.
    pub qualifier: Option<Qualifier>,
    /// The bytes of the number, its unit and qualifier in the text.
    pub range: Range<usize>,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not a number, or more than one.
    NoFigure,
    /// More than 28 digits.
    TooManyDigits,
    /// A number that goes on in a way that is not understood, up to this byte.
    Broken(usize),
}

/// What may follow a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// Nothing: a short word up to the end of the text is what is counted.
    End,
    /// The rest of a sentence: only a measure word is, or a short unknown word before a mark.
    Prose,
}

impl Number {
    /// The number as a figure to reckon with. Whole amounts and counts are exact.
    #[must_use]
    pub fn quantity(&self, origin: Origin) -> Quantity {
        let unit = self.unit.clone().unwrap_or(Unit::Ratio);
        let is_plain = self.qualifier.is_none();
        if self.coarse > 0 && is_plain {
            Quantity::coarse(self.value, self.coarse, unit, origin)
        } else if self.places == 0 && is_plain && unit != Unit::Percent {
            Quantity::exact(self.value, unit, origin)
        } else {
            Quantity::printed(self.value, self.places, unit, self.qualifier, origin)
        }
    }
}

impl Language {
    /// Reads a text that is a number and nothing else, white space around it aside.
    ///
    /// # Errors
    /// [`Unreadable`] for any other text.
    pub fn number(&self, text: &str) -> Result<Number, Unreadable> {
        let start = text.len() - text.trim_start().len();
        let number = self.number_at(text, start)?;
        let rest = text.get(number.range.end..).unwrap_or_default();
        if rest.trim().is_empty() { Ok(number) } else { Err(Unreadable::NoFigure) }
    }

    /// Reads the number that begins at the byte `at` of a text, as far as it goes.
    ///
    /// # Errors
    /// [`Unreadable`] if none begins there.
    pub fn number_at(&self, text: &str, at: usize) -> Result<Number, Unreadable> {
        Scanner { language: self, text, at, behind: Behind::End }.number()
    }

    /// Reads the number that begins at the byte `at` of a sentence.
    ///
    /// # Errors
    /// [`Unreadable`] if none begins there.
    pub(super) fn number_in_prose(&self, text: &str, at: usize) -> Result<Number, Unreadable> {
        Scanner { language: self, text, at, behind: Behind::Prose }.number()
    }
}

/// The longest name of a thing counted, in characters: 家（次）, 平方公里, 立方米.
const LONGEST_COUNTER: usize = 6;

/// The longest unit that no table knows, in characters.
const LONGEST_UNKNOWN: usize = 4;

/// Digits that a decimal holds.
const MOST_DIGITS: usize = 28;

/// So many digits are reckoned with quickly.
const SHORT_NUMBER: usize = 18;

/// A number as it adds up: 3亿5000万.
struct Sum {
    value: Decimal,
    /// Decimal places of its last digit; below 0 where digits before the point are not printed.
    places: i64,
    /// The power of ten of its last magnitude.
    power: u32,
}

/// A row of digits with a point in it.
#[derive(Default)]
struct Digits {
    number: i128,
    /// The same as long as it is short.
    short: i64,
    count: usize,
    /// Those behind the point.
    places: u32,
    is_too_long: bool,
}

impl Digits {
    fn push(&mut self, digit: u32) {
        self.count += 1;
        if self.count <= SHORT_NUMBER {
            self.short = self.short * 10 + i64::from(digit);
            self.number = i128::from(self.short);
            return;
        }
        let number = self.number.checked_mul(10).and_then(|number| number.checked_add(i128::from(digit)));
        self.is_too_long |= number.is_none();
        self.number = number.unwrap_or(self.number);
    }

    fn value(&self) -> Result<Decimal, Unreadable> {
        if self.count <= SHORT_NUMBER {
            return Decimal::try_new(self.short, self.places).map_err(|_| Unreadable::TooManyDigits);
        }
        let value = Decimal::try_from_i128_with_scale(self.number, self.places);
        value.ok().filter(|_| !self.is_too_long).ok_or(Unreadable::TooManyDigits)
    }
}

/// 三分之一, which stands for tens of percent as 三成 does: who says it does not count exactly, with 约 before it or without.
pub(super) fn fraction(
    some: u32,
    all: u32,
    qualifier: Option<Qualifier>,
    range: Range<usize>,
) -> Option<Number> {
    let value = Decimal::from(some * 100).checked_div(Decimal::from(all))?.round_dp(1);
    let qualifier = qualifier.filter(|qualifier| *qualifier != Qualifier::About);
    let unit = Some(Unit::Percent);
    Some(Number { value, places: 0, coarse: 1, unit, is_points: false, qualifier, range })
}

struct Scanner<'t> {
    language: &'t Language,
    text: &'t str,
    at: usize,
    behind: Behind,
}

/// The letters of a verb, with 了.
const VERB: usize = 3;

impl<'t> Scanner<'t> {
    fn number(mut self) -> Result<Number, Unreadable> {
        let start = self.at;
        let mut qualifier = None;
        // Most begin with a digit.
        if !self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            qualifier = self.prefix();
            for (words, tenths) in SHARES {
                if self.take(words) {
                    return self.percentage_in_words(start, qualifier, tenths);
                }
            }
            if let Some((some, all, length)) = numerals::fraction(self.rest()) {
                self.at += length;
                return fraction(some, all, qualifier, start..self.at).ok_or(Unreadable::NoFigure);
            }
        }
        let is_negative = self.sign();
        let mut sum = self.part()?;
        if is_negative {
            sum.value = -sum.value;
        }
        qualifier = qualifier.or_else(|| self.odd());
        if sum.power == 0
            && let Some(number) = self.percentage(&sum, start, qualifier)
        {
            return Ok(number);
        }
        let digits = self.at;
        self.magnitudes(&mut sum)?;
        if self.at > digits {
            qualifier = qualifier.or_else(|| self.odd());
        }
        let number = self.measured(sum)?;
        let qualifier = qualifier.or(number.qualifier);
        let qualifier = qualifier.or_else(|| self.odd_behind_measure());
        let qualifier = qualifier.or_else(|| self.around());
        Ok(Number { qualifier, range: start..self.at, ..number })
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            _ => self.rest().chars().next().map(narrow),
        }
    }

    fn bump(&mut self) {
        self.at += match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => 1,
            _ => self.rest().chars().next().map_or(0, char::len_utf8),
        };
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// The words before a number that leave it open.
    fn prefix(&mut self) -> Option<Qualifier> {
        let (word, length) = self.word()?;
        let qualifier = self.language.known().opens(word.classes)?;
        self.at += length;
        Some(qualifier)
    }

    /// The word here and its bytes.
    fn word(&self) -> Option<(&'t Word, usize)> {
        let (rest, lexicon) = (self.rest(), self.language.lexicon());
        let first = rest.chars().next().filter(|_| !lexicon.is_open(rest.as_bytes()))?;
        lexicon.word_at(first, rest)
    }

    /// 多 and 余 behind a number; before another number 多 is a verb: 比上年的740个多120个.
    fn odd(&mut self) -> Option<Qualifier> {
        let (word, length) = self.word()?;
        let is_odd = word.classes.meets(self.language.known().odd);
        let behind = self.rest().get(length..).and_then(|rest| rest.chars().next());
        let is_verb = behind.is_some_and(|c| is_digit(c) || is_numeral(c) && magnitude(c).is_none());
        (is_odd && !is_verb).then(|| {
            self.at += length;
            Qualifier::Odd
        })
    }

    /// 多 and 余 behind a measure.
    fn odd_behind_measure(&mut self) -> Option<Qualifier> {
        let (word, _) = self.word()?;
        let may_be = word.classes.meets(self.language.known().odd) && !self.is_verb_before_number();
        may_be.then(|| self.odd()).flatten()
    }

    /// Whether what may be 多 behind a measure is one with a verb and another number: 比上年的740个多接诊120个.
    fn is_verb_before_number(&self) -> bool {
        let mut behind =
            self.rest().chars().skip(1).take(VERB + 1).skip_while(|c| is_letter(*c) && !is_numeral(*c));
        behind.next().is_some_and(is_digit)
    }

    fn around(&mut self) -> Option<Qualifier> {
        let (word, length) = self.word()?;
        word.classes.meets(self.language.known().around).then(|| {
            self.at += length;
            Qualifier::About
        })
    }

    /// Whether a minus stands here; a plus is passed over.
    fn sign(&mut self) -> bool {
        let sign = self.peek().filter(|c| matches!(c, '-' | '−' | '+'));
        if sign.is_some() {
            self.bump();
        }
        matches!(sign, Some('-' | '−'))
    }

    fn percentage_in_words(
        mut self,
        start: usize,
        qualifier: Option<Qualifier>,
        tenths: u32,
    ) -> Result<Number, Unreadable> {
        let Sum { value, places, .. } = self.part()?;
        // 百分之九十五点 breaks off.
        if self.peek() == Some('点') {
            return Err(Unreadable::Broken(self.at));
        }
        let places = u32::try_from(places.max(0)).unwrap_or(0) + tenths;
        let value = value.checked_mul(Decimal::new(1, tenths)).ok_or(Unreadable::TooManyDigits)?;
        let unit = Some(Unit::Percent);
        Ok(Number { value, places, coarse: 0, unit, is_points: false, qualifier, range: start..self.at })
    }

    fn percentage(&mut self, sum: &Sum, start: usize, qualifier: Option<Qualifier>) -> Option<Number> {
        let before = self.at;
        self.spaces();
        let known = &self.language.measures().percentages;
        let rest = self.rest();
        let mut sign = [0; 4];
        let narrowed = self.peek().filter(char::is_ascii).map(|sign_read| &*sign_read.encode_utf8(&mut sign));
        let found = known.iter().find(|percentage| {
            let first = percentage.word.as_bytes().first();
            first == rest.as_bytes().first() && rest.starts_with(&*percentage.word)
                || narrowed.is_some_and(|sign| sign == &*percentage.word)
        });
        let begins_a_word = self.language.measures().naming.not_units.begin(rest);
        let Some(percentage) = found.filter(|_| !begins_a_word) else {
            self.at = before;
            return None;
        };
        let (factor, is_points) = (percentage.factor, percentage.points);
        if rest.starts_with(&*percentage.word) {
            self.at += percentage.word.len();
        } else {
            self.bump();
        }
        let mut value = sum.value.checked_mul(factor)?;
        let places = sum.places.max(0) + i64::from(factor.scale());
        let places = u32::try_from(places).ok()?;
        // 六成 stands for tens, 七成五 does not.
        let mut coarse = u32::from(factor >= Decimal::TEN && places == 0);
        if coarse > 0
            && let Some((rest, length)) = numeral(self.rest()).filter(|(rest, _)| *rest < Decimal::TEN)
        {
            (value, coarse) = (value.checked_add(rest)?, 0);
            self.at += length;
        }
        let unit = Some(Unit::Percent);
        let qualifier = qualifier.or_else(|| self.around());
        Some(Number { value, places, coarse, unit, is_points, qualifier, range: start..self.at })
    }

    fn spaces(&mut self) {
        if self.text.as_bytes().get(self.at).is_some_and(|byte| is_ideograph_byte(*byte)) {
            return;
        }
        while self.peek() == Some(' ') {
            self.bump();
        }
    }

    /// Digits or numerals, without magnitudes behind them.
    fn part(&mut self) -> Result<Sum, Unreadable> {
        let value = if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.digits()?
        } else {
            let (value, length) = numeral(self.rest()).ok_or(Unreadable::NoFigure)?;
            self.at += length;
            value
        };
        Ok(Sum { value, places: i64::from(value.scale()), power: 0 })
    }

    fn digits(&mut self) -> Result<Decimal, Unreadable> {
        if let Some(plain) = self.plain_digits() {
            return Ok(plain);
        }
        let mut digits = self.whole()?;
        if self.peek() == Some('.') && self.digit_behind() {
            self.bump();
            while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
                digits.push(digit);
                digits.places += 1;
                self.bump();
            }
        }
        digits.value()
    }

    /// A few narrow digits, with a point in them or not, behind which nothing stands that may go on with them.
    fn plain_digits(&mut self) -> Option<Decimal> {
        let bytes = self.text.as_bytes().get(self.at..)?;
        let whole = numerals::narrow_digits(bytes);
        let places = match bytes.get(whole) {
            Some(b'.') => numerals::narrow_digits(bytes.get(whole + 1..)?),
            _ => 0,
        };
        let length = if places > 0 { whole + 1 + places } else { whole };
        let is_end = match bytes.get(length) {
            Some(b',' | b'.' | b' ') => false,
            Some(byte) => byte.is_ascii() || is_ideograph_byte(*byte),
            None => true,
        };
        let digits = bytes.get(..length).filter(|_| is_end && whole > 0 && length <= SHORT_NUMBER)?;
        let digits = digits.iter().filter(|byte| **byte != b'.');
        let number = digits.fold(0_i64, |number, digit| number * 10 + i64::from(digit - b'0'));
        let value = Decimal::try_new(number, u32::try_from(places).ok()?).ok()?;
        self.at += length;
        Some(value)
    }

    /// Whether a digit stands behind the character here.
    fn digit_behind(&self) -> bool {
        self.rest().chars().nth(1).is_some_and(is_digit)
    }

    /// The digits before the point; separators only where they set off groups of three: 35,000,000 and 35 000 000.
    fn whole(&mut self) -> Result<Digits, Unreadable> {
        let mut digits = Digits::default();
        let mut group = 0_usize;
        let mut separator = None;
        loop {
            match self.peek() {
                Some(digit) if digit.is_ascii_digit() => {
                    digits.push(digit.to_digit(10).unwrap_or(0));
                    group += 1;
                    self.bump();
                }
                Some(mark @ (',' | ' '))
                    if separator.is_none_or(|known| known == mark)
                        && self.group_of_three_behind()
                        && (if separator.is_some() { group == 3 } else { (1..=3).contains(&group) }) =>
                {
                    separator = Some(mark);
                    group = 0;
                    self.bump();
                }
                _ => break,
            }
        }
        if digits.count > MOST_DIGITS {
            return Err(Unreadable::TooManyDigits);
        }
        Ok(digits)
    }

    /// Whether exactly three digits stand behind the separator here.
    fn group_of_three_behind(&self) -> bool {
        let mut behind = self.rest().chars().skip(1).map(narrow);
        let three = behind.by_ref().take(3).filter(char::is_ascii_digit).count() == 3;
        three && !behind.next().is_some_and(|c| c.is_ascii_digit())
    }

    /// 百, 千, 万, 亿 behind digits, and the parts that follow them: 3千万, 3亿5000万, 1万2千.
    fn magnitudes(&mut self, sum: &mut Sum) -> Result<(), Unreadable> {
        let before = self.at;
        self.spaces();
        let Some(power) = self.magnitude() else {
            self.at = before;
            return Ok(());
        };
        raise(sum, power)?;
        while self.peek().is_some_and(|c| c.is_ascii_digit() || is_numeral(c) && magnitude(c).is_none()) {
            let broken = Unreadable::Broken(self.at);
            let mut part = self.part().map_err(|_| broken)?;
            let power = self.magnitude().unwrap_or(0);
            raise(&mut part, power)?;
            let room = shifted(Decimal::ONE, sum.power).ok_or(Unreadable::TooManyDigits)?;
            // 1万2 is 12000 to those who say it, and 10002 as it stands.
            let is_short = power == 0 && part.value < Decimal::TEN;
            if is_short || power >= sum.power || part.value >= room || sum.places > -i64::from(sum.power) {
                return Err(Unreadable::Broken(self.at));
            }
            sum.value = sum.value.checked_add(part.value).ok_or(Unreadable::TooManyDigits)?;
            (sum.places, sum.power) = (part.places, power);
            if power == 0 {
                break;
            }
        }
        Ok(())
    }

    /// The power of ten of the magnitudes here; 百 and 千 only where they multiply: not in 6千米, 百分点.
    fn magnitude(&mut self) -> Option<u32> {
        let mut power = 0;
        while let Some(more) = self.rest().chars().next().and_then(magnitude) {
            if self.language.measures().at(self.rest()).is_some() {
                break;
            }
            let behind = self.rest().chars().nth(1);
            if more < 4 {
                let goes_on = behind.is_some_and(|c| matches!(magnitude(c), Some(4 | 8)));
                if !goes_on && !self.multiplies() {
                    break;
                }
            }
            power += more;
            self.bump();
        }
        (power > 0).then_some(power)
    }

    /// Whether a unit, or a digit, stands behind the 百 or 千 here.
    fn multiplies(&self) -> bool {
        let mut inner = Scanner { at: self.at, ..*self };
        inner.bump();
        if inner.peek().is_some_and(|c| c.is_ascii_digit()) {
            return true;
        }
        let _ = inner.odd();
        let measures = self.language.measures();
        measures.money_at(inner.rest()).is_some()
            || measures.at(inner.rest()).is_some()
            || self.behind == Behind::Prose && inner.unknown().is_some()
    }

    /// What the number is measured in, with the smaller unit that may follow.
    fn measured(&mut self, sum: Sum) -> Result<Number, Unreadable> {
        let before = self.at;
        self.spaces();
        if let Some(length) = self.language.measures().money_at(self.rest()) {
            self.at += length;
            return money(&sum);
        }
        let Some(word) = self.counter() else {
            // 万 and 亿 alone leave open of what.
            self.at = before;
            return finish(&sum, None);
        };
        let mut sum = sum;
        let mut unit = word;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            let Some(joined) = self.smaller(&sum, unit)? else { break };
            (sum, unit) = joined;
        }
        let per = if self.behind == Behind::Prose { self.per(unit) } else { None };
        finish(&sum, Some(Measures::counter(per.as_deref().unwrap_or(unit))))
    }

    /// A second figure in a smaller unit of the same dimension: 500米 behind 12公里. `None` if another figure begins here.
    fn smaller(&mut self, sum: &Sum, unit: &'t str) -> Result<Option<(Sum, &'t str)>, Unreadable> {
        let before = self.at;
        let measures = self.language.measures();
        let part = self.part().map_err(|_| Unreadable::Broken(self.at))?;
        let found = measures.part_at(self.rest(), unit);
        let Some((length, times, name)) = found else {
            // 3,864户5,927人 counts twice, 3米5千克 measures twice; 3米5米 measures nothing.
            let same = measures.at(self.rest()).is_some_and(|(_, of)| measures.dimension(unit) == Some(of));
            if same && !measures.is_thing(unit) {
                return Err(Unreadable::Broken(self.at));
            }
            self.at = before;
            return Ok(None);
        };
        let word = name;
        self.at += length;
        let share = Decimal::ONE.checked_div(times).ok_or(Unreadable::TooManyDigits)?;
        if sum.places > 0 || part.value >= times {
            return Err(Unreadable::Broken(self.at));
        }
        let more = sum.value.checked_mul(times).and_then(|value| value.checked_add(part.value));
        let value = more.ok_or(Unreadable::TooManyDigits)?;
        // In the larger unit where that prints: 12.5公里, but 80分钟.
        let is_exact = share.checked_mul(times) == Some(Decimal::ONE);
        let larger = value.checked_mul(share).filter(|_| is_exact);
        Ok(Some(match larger {
            Some(larger) => {
                let places = i64::from(share.scale()) + part.places;
                (Sum { value: larger, places, power: 0 }, unit)
            }
            None => (Sum { value, places: part.places, power: 0 }, word),
        }))
    }

    /// The name of a thing counted: in prose a measure word or a short unknown one, else some letters of any script up to
    /// the end of the text.
    fn counter(&mut self) -> Option<&'t str> {
        if self.behind == Behind::Prose {
            let known = self.language.measures().at(self.rest()).map(|(word, _)| word);
            let word = known.or_else(|| self.unknown())?;
            self.at += word.len();
            return Some(word);
        }
        let is_part = |c: char| {
            is_letter(c) && !c.is_ascii_digit() || matches!(c, '（' | '）' | '(' | ')' | '/' | '²' | '³')
        };
        if self.continues() {
            let (word, _) = self.language.measures().at(self.rest())?;
            self.at += word.len();
            return Some(word);
        }
        let name: &str = self.rest().trim_end();
        let ends = self.without_around(name);
        let length = name.chars().count();
        let is_name = length > 0 && length <= LONGEST_COUNTER && ends.chars().all(is_part);
        let is_clear = !ends.is_empty() && !self.language.known().no_unit(self.language.lexicon(), ends);
        if !is_name || !is_clear {
            return None;
        }
        self.at += ends.len();
        Some(ends)
    }

    /// Whether the measure word here is followed by another number: 12公里500米.
    fn continues(&self) -> bool {
        let word = self.language.measures().at(self.rest()).map_or(0, |(word, _)| word.len());
        word > 0 && self.rest().get(word..).and_then(|rest| rest.chars().next()).is_some_and(is_digit)
    }

    fn without_around(&self, name: &'t str) -> &'t str {
        let (lexicon, around) = (self.language.lexicon(), self.language.known().around);
        let starts = |at: usize| {
            let rest = name.get(at..).unwrap_or_default();
            let word = rest.chars().next().and_then(|first| lexicon.longest(first, rest));
            word.is_some_and(|word| word.classes.meets(around) && lexicon.taken(word, rest) == rest.len())
        };
        let cut = name.char_indices().map(|(at, _)| at).find(|at| starts(*at));
        cut.and_then(|at| name.get(..at)).unwrap_or(name)
    }

    /// A unit that no table knows: a few letters before a mark, the end, a slash or a bound.
    fn unknown(&self) -> Option<&'t str> {
        let rest = self.rest();
        let lexicon = self.language.lexicon();
        let mut length = 0;
        for (count, c) in rest.chars().enumerate() {
            let tail = rest.get(length..).unwrap_or_default();
            let word = lexicon.longest(c, tail);
            let bound = word.is_some_and(|word| word.classes.meets(self.language.known().bounds()));
            let ends = bound || matches!(narrow(c), ',' | '。' | ';' | '、' | '/' | ')' | '\n');
            if ends {
                return rest.get(..length).filter(|word| count > 0 && is_unit(word));
            }
            if word.is_some() || count >= LONGEST_UNKNOWN || !is_letter(c) || is_numeral(c) {
                return None;
            }
            length += c.len_utf8();
        }
        (length > 0 && is_unit(rest)).then_some(rest)
    }

    /// A unit with what a figure is for each of: 千瓦时/平方米; `None` where it is for none.
    fn per(&mut self, unit: &str) -> Option<String> {
        let rest = self.rest().strip_prefix(['/', '／'])?;
        let slash = self.rest().len() - rest.len();
        let mut inner = Scanner { at: self.at + slash, ..*self };
        let magnitudes =
            rest.chars().take_while(|c| magnitude(*c).is_some()).map(char::len_utf8).sum::<usize>();
        inner.at += magnitudes;
        let measures = inner.language.measures();
        let known = measures.at(inner.rest()).map(|(word, _)| word);
        let word = known.or_else(|| measures.counting_behind_slash(inner.rest()));
        let word = word.or_else(|| inner.unknown())?;
        inner.at += word.len();
        let each = self.text.get(self.at + slash..inner.at).unwrap_or_default();
        self.at = inner.at;
        Some(format!("{unit}/{each}"))
    }
}

/// Whether some letters can be a unit that no table knows: of one script, and more than one letter of ours. 5G基站 and 4A级
/// are names.
fn is_unit(word: &str) -> bool {
    let latin = word.chars().filter(char::is_ascii).count();
    latin == 0 || latin > 1 && latin == word.chars().count()
}

fn raise(sum: &mut Sum, power: u32) -> Result<(), Unreadable> {
    sum.value = shifted(sum.value, power).ok_or(Unreadable::TooManyDigits)?;
    sum.places -= i64::from(power);
    sum.power = power;
    Ok(())
}

fn shifted(value: Decimal, power: u32) -> Option<Decimal> {
    let factor = 10_i64.checked_pow(power).map(Decimal::from)?;
    value.checked_mul(factor)
}

fn money(sum: &Sum) -> Result<Number, Unreadable> {
    let (unit, exponent) = match sum.power {
        8.. => (MoneyUnit::YiYuan, 8),
        4.. => (MoneyUnit::WanYuan, 4),
        _ => (MoneyUnit::Yuan, 0),
    };
    let value = sum.value.checked_mul(Decimal::try_new(1, exponent).unwrap_or_default());
    let value = value.ok_or(Unreadable::TooManyDigits)?;
    let places = sum.places + i64::from(exponent);
    finish(&Sum { value, places, power: 0 }, Some(Unit::Money(unit)))
}

fn finish(sum: &Sum, unit: Option<Unit>) -> Result<Number, Unreadable> {
    let coarse = u32::try_from((-sum.places).max(0)).unwrap_or(0);
    let places = u32::try_from(sum.places.max(0)).unwrap_or(0);
    let mut value = sum.value;
    value.rescale(places);
    if value != sum.value {
        return Err(Unreadable::TooManyDigits);
    }
    Ok(Number { value, places, coarse, unit, is_points: false, qualifier: None, range: 0..0 })
}
