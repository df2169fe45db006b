//! Digits and Chinese numerals: what a row of them is worth.

use rust_decimal::Decimal;

/// The ASCII form of a full-width character; others as they are.
#[must_use]
pub fn narrow(wide: char) -> char {
    match wide {
        '﹣' | '–' => '-',
        '﹦' | '═' => '=',
        '﹥' => '>',
        '﹤' => '<',
        '﹪' => '%',
        '﹢' => '+',
        '﹒' => '.',
        '﹐' => ',',
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(wide).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(wide)
        }
        other => other,
    }
}

/// The first ideograph by number.
pub(super) const FIRST_IDEOGRAPH: char = '\u{4e00}';

/// Whether a character is an ideograph: a letter of three bytes, and no mark.
#[inline]
#[must_use]
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, FIRST_IDEOGRAPH..='\u{9fff}')
}

/// Whether a letter that begins with a byte is no mark, digit or blank but such a letter, or near to one.
#[inline]
pub(super) fn is_ideograph_byte(byte: u8) -> bool {
    matches!(byte, 0xe4..=0xe9)
}

/// How many narrow digits some bytes begin with.
#[inline]
pub(super) fn narrow_digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The first byte of full-width digits and marks.
pub(super) const WIDE: u8 = 0xef;

/// Whether a character is a letter of any script: of an ideograph the tables of Unicode are not asked.
pub(super) fn is_letter(c: char) -> bool {
    is_ideograph(c) || c.is_alphabetic()
}

/// Whether a character is a digit, full-width or not.
#[must_use]
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Whether a character stands in dates behind a number.
#[must_use]
pub(super) fn is_date_letter(c: char) -> bool {
    is_date_code(u32::from(c))
}

/// The same of its number: 年, 月, 日.
#[must_use]
pub(super) fn is_date_code(code: u32) -> bool {
    matches!(code, 0x5e74 | 0x6708 | 0x65e5)
}

/// Whether a character is a Chinese numeral.
#[must_use]
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || magnitude(c).is_some()
}

/// Reads Chinese numerals at the start of a text: the value and how many bytes they take; `None` if none stand there.
///
/// Positional (二〇二二), with magnitudes (三千零八十四, 一百二十万, 两亿) and with a point (三点五).
#[must_use]
pub(super) fn numeral(text: &str) -> Option<(Decimal, usize)> {
    let length = length_of(text, is_numeral);
    let numerals = text.get(..length).filter(|numerals| !numerals.is_empty())?;
    let positional = numerals.chars().all(|c| digit(c).is_some());
    let whole = if positional { by_position(numerals)? } else { by_magnitude(numerals)? };
    let behind = text.get(length..)?;
    let Some(fraction) = behind.strip_prefix(POINT) else { return Some((whole, length)) };
    let places = length_of(fraction, |c| digit(c).is_some());
    let Some(digits) = fraction.get(..places).filter(|digits| !digits.is_empty()) else {
        return Some((whole, length));
    };
    let scale = u32::try_from(digits.chars().count()).ok()?;
    let fraction = by_position(digits)?.checked_mul(Decimal::try_new(1, scale).ok()?)?;
    Some((whole.checked_add(fraction)?, length + POINT.len_utf8() + places))
}

fn length_of(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|c| is_part(*c)).map(char::len_utf8).sum()
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The power of ten of 十, 百, 千, 万, 亿.
#[must_use]
pub(super) fn magnitude(c: char) -> Option<u32> {
    Some(match c {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        '万' => 4,
        '亿' => 8,
        _ => return None,
    })
}

/// Whether it counts in ten thousands, behind digits as behind numerals: 万, 亿.
#[must_use]
pub fn is_large(c: char) -> bool {
    magnitude(c).is_some_and(|power| power >= 4)
}

fn by_position(numerals: &str) -> Option<Decimal> {
    let number = numerals
        .chars()
        .try_fold(0_i128, |number, c| number.checked_mul(10)?.checked_add(i128::from(digit(c)?)));
    Decimal::try_from_i128_with_scale(number?, 0).ok()
}

/// What a share in words begins with, and the places by which it is less than as many percent: 千分之三 is 0.3%.
pub(super) const SHARES: [(&str, u32); 2] = [("百分之", 0), ("千分之", 1)];

/// Of a fraction in words, such as 三分之二: how many of how many parts, and its bytes.
#[must_use]
pub(super) fn fraction(text: &str) -> Option<(u32, u32, usize)> {
    let part = |text: &str| {
        let c = text.chars().next()?;
        let value = digit(c).or((magnitude(c) == Some(1)).then_some(10)).filter(|value| *value > 0)?;
        Some((value, c.len_utf8()))
    };
    let (all, length) = part(text)?;
    let behind = text.get(length..)?.strip_prefix(OF_PARTS)?;
    let (some, last) = part(behind)?;
    let goes_on = behind.get(last..)?.starts_with(|c| is_numeral(c) || c == POINT);
    (some < all && !goes_on).then_some((some, all, length + OF_PARTS.len() + last))
}

/// Between how many parts there are and how many of them are meant.
pub(super) const OF_PARTS: &str = "分之";

/// What stands before decimals in words.
const POINT: char = '点';

/// 三千零八十四: digits before 十百千 make a section, 万 and 亿 multiply what stands before them.
fn by_magnitude(numerals: &str) -> Option<Decimal> {
    let (mut total, mut section, mut pending): (u64, u64, Option<u64>) = (0, 0, None);
    // 一万二 is 12000 to those who say it, and 10002 as it stands.
    let mut back = numerals.chars().rev();
    let is_short = back.next().and_then(digit).is_some()
        && back.next().and_then(magnitude).is_some_and(|power| power > 1);
    if is_short {
        return None;
    }
    for c in numerals.chars() {
        if let Some(value) = digit(c) {
            pending = Some(u64::from(value));
            continue;
        }
        let size = 10_u64.checked_pow(magnitude(c)?)?;
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
