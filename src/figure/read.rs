//! Figures as people print them: `17,076.42`, `－58.95％`, `约19.55亿元`, `２０００多套`, `百分之九十`.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::arithmetic::shifted;
use super::measure::measure_word;
use super::{MoneyUnit, Unit};

/// A word that leaves a figure open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// 约, 大约, 左右: around it.
    About,
    /// 近: a little less.
    Nearly,
    /// 多, 余: more, by less than a unit of the last digit that is not 0.
    Odd,
    /// 超, 超过, 逾: more.
    Over,
}

/// A mark that says that there is nothing to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder(Box<str>);

/// A figure that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The number as printed; ten thousands and hundred millions of things counted are multiplied out.
    pub value: Decimal,
    /// Decimal places printed.
    pub places: u32,
    /// Places before the point that are not printed: 2 for 1.23万, which stands for hundreds.
    pub coarse: u32,
    /// The unit; `None` if none is printed.
    pub unit: Option<Unit>,
    /// 约, 多 and the like.
    pub qualifier: Option<Qualifier>,
    /// The bytes of the figure, its unit and qualifier in the text.
    pub range: Range<usize>,
}

/// Why a text is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not a figure, or more than one.
    NoFigure,
    /// More than 28 digits.
    TooManyDigits,
}

const PREFIXES: [(&str, Qualifier); 9] = [
    ("大约", Qualifier::About),
    ("约为", Qualifier::About),
    ("约", Qualifier::About),
    ("接近", Qualifier::Nearly),
    ("近", Qualifier::Nearly),
    ("超过", Qualifier::Over),
    ("超", Qualifier::Over),
    ("逾", Qualifier::Over),
    ("突破", Qualifier::Over),
];

/// Units of money and of percentages as they are printed, longest first, with the power of ten that brings them to
/// one of ours.
const UNITS: [(&str, Unit, i32); 15] = [
    ("个百分点", Unit::Percent, 0),
    ("百分点", Unit::Percent, 0),
    ("百分比", Unit::Percent, 0),
    ("百万元", Unit::Money(MoneyUnit::WanYuan), 2),
    ("千万元", Unit::Money(MoneyUnit::WanYuan), 3),
    ("万元", Unit::Money(MoneyUnit::WanYuan), 0),
    ("亿元", Unit::Money(MoneyUnit::YiYuan), 0),
    ("千元", Unit::Money(MoneyUnit::Yuan), 3),
    ("百元", Unit::Money(MoneyUnit::Yuan), 2),
    ("万人民币", Unit::Money(MoneyUnit::WanYuan), 0),
    ("亿人民币", Unit::Money(MoneyUnit::YiYuan), 0),
    ("人民币", Unit::Money(MoneyUnit::Yuan), 0),
    ("元", Unit::Money(MoneyUnit::Yuan), 0),
    ("%", Unit::Percent, 0),
    ("‰", Unit::Percent, -1),
];

/// The longest name of a thing counted, in characters: 家（次）, 平方公里, 立方米.
const LONGEST_COUNTER: usize = 6;

impl Qualifier {
    /// The values that may be meant, ends included.
    pub(super) fn band(self, value: Decimal) -> (Decimal, Decimal) {
        let tenth = value.abs().checked_mul(Decimal::new(1, 1)).unwrap_or_default();
        let up = |by: Decimal| value.checked_add(by).unwrap_or(Decimal::MAX);
        let down = |by: Decimal| value.checked_sub(by).unwrap_or(Decimal::MIN);
        match self {
            Self::About => (down(tenth), up(tenth)),
            Self::Nearly => (down(tenth), value),
            Self::Odd => (value, up(last_unit(value))),
            Self::Over => (value, up(value.abs())),
        }
    }

    /// The figure with the word where it belongs.
    pub(super) fn around(self, figure: &str) -> String {
        match self {
            Self::About => format!("约{figure}"),
            Self::Nearly => format!("近{figure}"),
            Self::Odd => format!("{figure}多"),
            Self::Over => format!("超{figure}"),
        }
    }
}

/// A unit of the last digit that is not 0: 10 for 50, 0.01 for 1.25.
fn last_unit(value: Decimal) -> Decimal {
    let normal = value.normalize();
    let mut unit = Decimal::try_new(1, normal.scale()).unwrap_or(Decimal::ONE);
    if normal.scale() > 0 || normal.is_zero() {
        return unit;
    }
    let ten = Decimal::TEN;
    while let Some(next) = unit.checked_mul(ten) {
        if !normal.checked_rem(next).is_some_and(|rest| rest.is_zero()) {
            break;
        }
        unit = next;
    }
    unit
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a mark that says that there is nothing to fill in: 无, 不适用, dashes, slashes; `None` for other texts.
#[must_use]
pub fn placeholder(text: &str) -> Option<Placeholder> {
    let text = text.trim();
    let is_mark = |c: char| matches!(c, '-' | '－' | '—' | '–' | '―' | '─' | '/' | '／' | '\\');
    let is_placeholder =
        matches!(text, "无" | "不适用" | "N/A" | "n/a") || !text.is_empty() && text.chars().all(is_mark);
    is_placeholder.then(|| Placeholder(text.into()))
}

/// Reads a text that is a figure and nothing else, white space around it aside.
///
/// # Errors
/// [`Unreadable`] for any other text.
pub fn read(text: &str) -> Result<Reading, Unreadable> {
    let start = text.len() - text.trim_start().len();
    let reading = scan(text, start)?;
    let rest = text.get(reading.range.end..).unwrap_or_default();
    if rest.trim().is_empty() { Ok(reading) } else { Err(Unreadable::NoFigure) }
}

/// Reads the figure that begins at the byte `at` of a text, as far as it goes.
///
/// # Errors
/// [`Unreadable`] if none begins there.
pub fn scan(text: &str, at: usize) -> Result<Reading, Unreadable> {
    Scanner { text, at, behind: Behind::End }.reading()
}

/// Reads the figure that begins at the byte `at` of a sentence: behind its measure word the sentence goes on.
///
/// # Errors
/// [`Unreadable`] if none begins there.
pub fn scan_in_prose(text: &str, at: usize) -> Result<Reading, Unreadable> {
    Scanner { text, at, behind: Behind::Prose }.reading()
}

/// What stands behind a number.
struct Measure {
    unit: Option<Unit>,
    /// The power of ten that brings the number to the unit.
    power: i32,
    odd: Option<Qualifier>,
}

/// What may follow a figure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// Nothing: a short word up to the end of the text is what is counted.
    End,
    /// The rest of a sentence: only a measure word is.
    Prose,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    behind: Behind,
}

impl<'t> Scanner<'t> {
    fn reading(mut self) -> Result<Reading, Unreadable> {
        let at = self.at;
        let mut qualifier = self.prefix();
        let percent = self.take("百分之");
        let negative = self.sign();
        let mut value = self.number()?;
        // 百分之九十五点六 is read as nothing, not as 95%.
        if percent && self.peek() == Some('点') {
            return Err(Unreadable::NoFigure);
        }
        if negative {
            value = -value;
        }
        if percent {
            let places = value.scale();
            return Ok(Reading {
                value,
                places,
                coarse: 0,
                unit: Some(Unit::Percent),
                qualifier,
                range: at..self.at,
            });
        }
        qualifier = qualifier.or_else(|| self.odd());
        let Measure { unit, power, odd } = self.measure();
        qualifier = qualifier.or(odd).or_else(|| self.odd());
        if self.take("左右") || self.take("上下") {
            qualifier = qualifier.or(Some(Qualifier::About));
        }
        let places = i64::from(value.scale()) - i64::from(power);
        let value = shifted(value, power).ok_or(Unreadable::TooManyDigits)?;
        let coarse = u32::try_from((-places).max(0)).unwrap_or(0);
        let places = u32::try_from(places.max(0)).unwrap_or(0);
        let value = if value.scale() > places { value.round_dp(places) } else { value };
        Ok(Reading { value, places, coarse, unit, qualifier, range: at..self.at })
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next().map(narrow)
    }

    fn bump(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    fn take(&mut self, word: &str) -> bool {
        let mut rest = self.rest().chars();
        let mut length = 0;
        for wanted in word.chars() {
            match rest.next() {
                Some(found) if narrow(found) == wanted => length += found.len_utf8(),
                _ => return false,
            }
        }
        self.at += length;
        true
    }

    fn prefix(&mut self) -> Option<Qualifier> {
        PREFIXES.iter().find(|(word, _)| self.take(word)).map(|(_, qualifier)| *qualifier)
    }

    fn odd(&mut self) -> Option<Qualifier> {
        // 比上年的740个多120个: more by that many.
        let is_verb = self.peek() == Some('多') && self.digit_behind();
        (!is_verb && (self.take("多") || self.take("余"))).then_some(Qualifier::Odd)
    }

    /// Whether a minus stands here; a plus is passed over.
    fn sign(&mut self) -> bool {
        match self.peek() {
            Some('-' | '−') => {
                self.bump();
                true
            }
            Some('+') => {
                self.bump();
                false
            }
            _ => false,
        }
    }

    /// A number in digits or in Chinese numerals.
    fn number(&mut self) -> Result<Decimal, Unreadable> {
        if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return self.digits();
        }
        let (value, length) = numeral(self.rest()).ok_or(Unreadable::NoFigure)?;
        self.at += length;
        Ok(value)
    }

    fn digits(&mut self) -> Result<Decimal, Unreadable> {
        let mut lexeme = self.whole()?;
        if self.peek() == Some('.') && self.digit_behind() {
            self.bump();
            lexeme.push('.');
            while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
                lexeme.push(digit);
                self.bump();
            }
        }
        Decimal::from_str_exact(&lexeme).map_err(|_| Unreadable::TooManyDigits)
    }

    /// Whether a digit stands behind the character here.
    fn digit_behind(&self) -> bool {
        self.rest().chars().nth(1).map(narrow).is_some_and(|c| c.is_ascii_digit())
    }

    /// The digits before the point; separators only where they set off groups of three.
    fn whole(&mut self) -> Result<String, Unreadable> {
        let mut digits = String::new();
        let mut group = 0_usize;
        let mut separated = false;
        loop {
            match self.peek() {
                Some(digit) if digit.is_ascii_digit() => {
                    digits.push(digit);
                    group += 1;
                    self.bump();
                }
                Some(',')
                    if self.group_of_three_behind()
                        && (if separated { group == 3 } else { (1..=3).contains(&group) }) =>
                {
                    separated = true;
                    group = 0;
                    self.bump();
                }
                _ => break,
            }
        }
        if digits.len() > 28 {
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

    /// What the number is measured in.
    fn measure(&mut self) -> Measure {
        let before = self.at;
        while self.peek() == Some(' ') {
            self.bump();
        }
        if let Some((_, unit, power)) = UNITS.iter().find(|(sign, ..)| self.take(sign)) {
            return Measure { unit: Some(unit.clone()), power: *power, odd: None };
        }
        let (magnitude, money) = if self.take("亿") {
            (8, MoneyUnit::YiYuan)
        } else if self.take("万") {
            (4, MoneyUnit::WanYuan)
        } else if self.behind == Behind::Prose && self.thousands() {
            (3, MoneyUnit::Yuan)
        } else {
            (0, MoneyUnit::Yuan)
        };
        // 多 and 余 also stand between the magnitude and the thing: 3亿多元, 5万余人.
        let odd = if magnitude > 0 { self.odd() } else { None };
        if odd.is_some() && self.take("元") {
            return Measure { unit: Some(Unit::Money(money)), power: 0, odd };
        }
        let unit = self.counter().map(Unit::Counter);
        if unit.is_none() && magnitude == 0 {
            self.at = before;
        }
        // 万 and 亿 alone leave open of what.
        Measure { unit, power: magnitude, odd }
    }

    /// Passes over 千 in front of a measure word: 6千人次, 7千多人, but not 6千米.
    fn thousands(&mut self) -> bool {
        let Some(rest) = self.rest().strip_prefix('千') else { return false };
        let counted = rest.trim_start_matches(['多', '余']);
        let is_unit = measure_word(self.rest()).is_some();
        let counts = !is_unit && measure_word(counted).is_some();
        counts && self.take("千")
    }

    /// The name of a thing counted: in prose a measure word, else some letters of any script up to the end of the text.
    fn counter(&mut self) -> Option<Arc<str>> {
        if self.behind == Behind::Prose {
            let (word, _) = measure_word(self.rest())?;
            self.at += word.len();
            return Some(Arc::from(word));
        }
        let is_part = |c: char| {
            c.is_alphabetic() && !c.is_ascii_digit() || matches!(c, '（' | '）' | '(' | ')' | '/' | '²' | '³')
        };
        let name: &str = self.rest().trim_end();
        let length = name.chars().count();
        let ends = ["左右", "上下"].into_iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name);
        if length == 0 || length > LONGEST_COUNTER || !ends.chars().all(is_part) || ends.is_empty() {
            return None;
        }
        if ends.chars().next().is_some_and(|c| matches!(c, '多' | '余' | '以' | '至' | '到')) {
            return None;
        }
        self.at += ends.len();
        Some(Arc::from(ends))
    }
}

/// The ASCII form of a full-width character; others as they are.
fn narrow(wide: char) -> char {
    match wide {
        '％' => '%',
        '﹣' | '–' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(wide).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(wide)
        }
        other => other,
    }
}

/// Reads Chinese numerals at the start of a text: the value and how many bytes they take; `None` if none stand there.
///
/// Positional (二〇二二) and with magnitudes (三千零八十四, 一百二十万, 两亿).
#[must_use]
pub fn numeral(text: &str) -> Option<(Decimal, usize)> {
    let length: usize =
        text.chars().take_while(|c| digit(*c).is_some() || magnitude(*c).is_some()).map(char::len_utf8).sum();
    let numerals = text.get(..length).filter(|numerals| !numerals.is_empty())?;
    let positional = numerals.chars().all(|c| digit(c).is_some());
    let value = if positional { by_position(numerals)? } else { by_magnitude(numerals)? };
    Some((value, length))
}

fn digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().zip(0..).find(|(known, _)| *known == c).map(|(_, value)| value).or(match c
    {
        '零' => Some(0),
        '两' => Some(2),
        _ => None,
    })
}

fn magnitude(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

fn by_position(numerals: &str) -> Option<Decimal> {
    let digits: Option<String> = numerals.chars().map(|c| char::from_digit(digit(c)?, 10)).collect();
    Decimal::from_str_exact(&digits?).ok()
}

/// 三千零八十四: digits before 十百千 make a section, 万 and 亿 multiply what stands before them.
fn by_magnitude(numerals: &str) -> Option<Decimal> {
    let (mut total, mut section, mut pending): (u64, u64, Option<u64>) = (0, 0, None);
    for c in numerals.chars() {
        if let Some(value) = digit(c) {
            pending = Some(u64::from(value));
            continue;
        }
        let size = magnitude(c)?;
        if size < 10_000 {
            section = section.checked_add(pending.take().unwrap_or(1).checked_mul(size)?)?;
        } else {
            section = section.checked_add(pending.take().unwrap_or(0))?;
            total = if section == 0 && total > 0 {
                total.checked_mul(size)?
            } else {
                total.checked_add(section.max(1).checked_mul(size)?)?
            };
            section = 0;
        }
    }
    Some(Decimal::from(total.checked_add(section)?.checked_add(pending.unwrap_or(0))?))
}
