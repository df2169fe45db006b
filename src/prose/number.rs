//! What a number in a sentence is: a figure, a date, or only part of a name.

use super::Date;
use crate::figure::{self, Reading, Unit};

/// What begins at a place of a text.
pub(super) enum Token {
    /// A number with its unit.
    Figure(Reading),
    /// A day, month or year.
    Date(Date),
    /// Two figures with “to” between them, a name, an ordinal, a number of a list: up to this byte.
    Nothing(usize),
}

/// What joins numbers to one name: 1+4+4, 1:3, 5749—2006.
const JOINTS: [char; 9] = ['+', '＋', ':', '∶', '×', '*', '/', '.', '·'];

/// What stands between the ends of a range.
pub(super) const TO: [char; 8] = ['-', '－', '—', '–', '~', '～', '至', '到'];

/// Measure words behind a numeral in characters that counts: 十二座. Behind others it orders (二期) or names (三级).
const COUNTED: [&str; 38] = [
    "个",
    "家",
    "座",
    "次",
    "场",
    "项",
    "条",
    "名",
    "人",
    "户",
    "件",
    "处",
    "所",
    "套",
    "台",
    "辆",
    "种",
    "大类",
    "宗",
    "人次",
    "家次",
    "户次",
    "公里",
    "亩",
    "栋",
    "艘",
    "盏",
    "份",
    "倍",
    "万元",
    "元",
    "亿元",
    "吨",
    "公顷",
    "平方米",
    "起",
    "支",
    "间",
];

/// Reads what begins with a digit at `at`.
pub(super) fn digits(text: &str, at: usize, in_quotes: bool) -> Token {
    let before = text.get(..at).unwrap_or_default();
    let end = number_end(text, at);
    if let Some(date) = date(text, at) {
        return Token::Date(date);
    }
    if in_quotes || is_named_before(before) {
        return Token::Nothing(name_end(text, end));
    }
    let rest = text.get(end..).unwrap_or_default();
    let next = rest.chars().next();
    if is_list_mark(before, text.get(at..end).unwrap_or_default(), rest) {
        return Token::Nothing(end);
    }
    let second = rest.chars().nth(1);
    let joins = |c: char| c.is_ascii_alphanumeric() || is_wide_digit(c);
    if next.is_some_and(|c| JOINTS.contains(&c)) && second.is_some_and(joins) {
        return Token::Nothing(name_end(text, end));
    }
    if next.is_some_and(|c| TO.contains(&c)) && second.is_some_and(|c| c.is_ascii_digit() || is_wide_digit(c))
    {
        return Token::Nothing(range_end(text, end));
    }
    // 每月25日前: a day of the month, no length of time.
    if ["日前", "日之前", "日以前", "日底前"].iter().any(|word| rest.starts_with(word)) {
        return Token::Nothing(end);
    }
    if rest.starts_with("号") || rest.starts_with("强") || rest.starts_with("届") || rest.starts_with('#')
    {
        return Token::Nothing(end);
    }
    let start = at - prefix_length(before);
    let Ok(mut reading) = figure::scan_in_prose(text, start) else { return Token::Nothing(end) };
    if reading.unit.is_none() && next.is_some_and(|c| c.is_ascii_alphabetic()) {
        return Token::Nothing(name_end(text, end));
    }
    // 10%—15%, 60°~70度
    let behind = text.get(reading.range.end..).unwrap_or_default();
    let mut behind = behind.trim_start_matches('°').chars();
    if !goes_from(text, before, &reading)
        && behind.next().is_some_and(|c| TO.contains(&c))
        && behind.next().is_some_and(|c| c.is_ascii_digit() || is_wide_digit(c))
    {
        return Token::Nothing(range_end(text, reading.range.end));
    }
    // A long row of digits that counts nothing is a code.
    if reading.unit.is_none() && end - at > 8 && reading.places == 0 {
        return Token::Nothing(end);
    }
    if is_minus(before) {
        reading.value = -reading.value;
        let sign = before.chars().next_back().map_or(0, char::len_utf8);
        reading.range.start = at - sign;
    }
    Token::Figure(reading)
}

/// Reads what begins with a numeral in characters at `at`; `None` if it counts nothing.
pub(super) fn numeral(text: &str, at: usize) -> Option<Reading> {
    let rest = text.get(at..)?;
    let before = text.get(..at)?;
    let start = at - prefix_length(before);
    if rest.starts_with("百分之") {
        return figure::scan_in_prose(text, start).ok().filter(|reading| reading.unit == Some(Unit::Percent));
    }
    let (_, length) = figure::numeral(rest)?;
    let numerals = rest.get(..length)?;
    // 一 is as often an article as a number; 二 orders where 两 counts; 百家, 千人 name no number.
    let stands_alone = text.len() <= 18 && before.trim().is_empty();
    let is_ordinal = matches!(numerals, "一" | "二" | "〇" | "零") && !stands_alone;
    if is_ordinal || numerals.starts_with(['十', '百', '千', '万', '亿']) && !numerals.starts_with('十')
    {
        return None;
    }
    let orders = |c: char| "第十数几每这那另某统唯单专同逐进之各初廿周星期".contains(c);
    if before.chars().next_back().is_some_and(|c| orders(c) || c.is_ascii_digit() || c == '、') {
        return None;
    }
    let behind = rest.get(length..)?;
    // 三分之一 is a fraction.
    if behind.starts_with("分之") {
        return None;
    }
    let word = figure::measure_word(behind).map(|(word, _)| word);
    let counts = behind.starts_with("个百分点")
        || ["万元", "亿元", "元"].into_iter().any(|unit| behind.starts_with(unit))
        || word.is_some_and(|word| COUNTED.contains(&word) || stands_alone);
    if !counts {
        return None;
    }
    figure::scan_in_prose(text, start).ok().filter(|reading| reading.unit.is_some())
}

/// Whether a figure in front of 到 or 至 is what another one changed from, or of another kind: 由10天到4天, 提高3个百分点到98%.
fn goes_from(text: &str, before: &str, reading: &Reading) -> bool {
    let behind = text.get(reading.range.end..).unwrap_or_default();
    let Some(rest) = behind.strip_prefix(['到', '至']) else { return false };
    let is_start = before.trim_end().ends_with(['由', '从']);
    let other = figure::scan_in_prose(text, text.len() - rest.len());
    let differs =
        other.is_ok_and(|other| reading.unit.is_some() && other.unit.is_some() && other.unit != reading.unit);
    let is_points = text.get(reading.range.clone()).is_some_and(|printed| printed.ends_with("百分点"));
    is_start || is_points || differs
}

fn is_wide_digit(c: char) -> bool {
    ('０'..='９').contains(&c)
}

/// The end of the digits, separators and point.
fn number_end(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut rest = text.get(at..).unwrap_or_default().chars().peekable();
    while let Some(c) = rest.next() {
        let is_inner = matches!(c, ',' | '，' | '.' | '．')
            && rest.peek().is_some_and(|next| next.is_ascii_digit() || is_wide_digit(*next));
        let groups = || {
            let behind = text.get(end + c.len_utf8()..).unwrap_or_default();
            behind.chars().take_while(|c| c.is_ascii_digit() || is_wide_digit(*c)).count() == 3
        };
        let is_separator = is_inner && (matches!(c, '.' | '．') || groups());
        if !(c.is_ascii_digit() || is_wide_digit(c) || is_separator) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// The end of a name that goes on with letters, digits and what joins them.
fn name_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let length: usize = rest
        .chars()
        .take_while(|c| {
            c.is_ascii_alphanumeric() || is_wide_digit(*c) || JOINTS.contains(c) || "-—–－".contains(*c)
        })
        .map(char::len_utf8)
        .sum();
    from + length
}

/// The end of a range whose first end ends at `from`: its second number with its unit.
fn range_end(text: &str, from: usize) -> usize {
    let joint = text.get(from..).and_then(|rest| {
        rest.chars().take_while(|c| TO.contains(c) || *c == '°').map(char::len_utf8).reduce(|a, b| a + b)
    });
    let at = from + joint.unwrap_or(0);
    let end = figure::scan_in_prose(text, at).map_or(at, |reading| reading.range.end);
    // 2021-2023年
    let rest = text.get(end..).unwrap_or_default();
    ["年", "月", "日", "号", "°", "度"]
        .into_iter()
        .find(|word| rest.starts_with(word))
        .map_or(end, |word| end + word.len())
}

/// Whether what stands before makes a number part of a name or an ordinal.
fn is_named_before(before: &str) -> bool {
    let mut back = before.chars().rev();
    let Some(last) = back.next() else { return false };
    if last.is_ascii_alphabetic()
        || matches!(last, '第' | '〔' | '[' | '+' | '＋' | '№' | '#' | '_' | '/' | '×')
    {
        return true;
    }
    if last == '前' {
        // 前10名, 前3位: an order, not a count.
        return true;
    }
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '〕' | ']');
    let inner = before.trim_end_matches(' ');
    if inner.len() < before.len() {
        // GB 5749, DB 31
        return inner.chars().next_back().is_some_and(|c| c.is_ascii_uppercase());
    }
    matches!(last, '-' | '—' | '–' | '.') && back.next().is_some_and(is_code)
}

fn is_minus(before: &str) -> bool {
    let mut back = before.chars().rev();
    matches!(back.next(), Some('-' | '－' | '−'))
        && back.next().is_none_or(|c| {
            let is_name = c.is_alphanumeric() || matches!(c, '%' | '％' | '）' | ')');
            // 增幅为-3.2%, 同比增长-5%
            !is_name || matches!(c, '为' | '是' | '达' | '长' | '幅' | '率' | '速' | '到')
        })
}

/// 1. and （1） and 1、 at the beginning of what they number.
fn is_list_mark(before: &str, digits: &str, rest: &str) -> bool {
    if digits.len() > 2 {
        return false;
    }
    let last = before.chars().next_back();
    let starts =
        last.is_none_or(|c| matches!(c, '\n' | '。' | '；' | ';' | ' ' | '\u{3000}' | '：' | ':' | '，'));
    let bracketed = matches!(last, Some('（' | '(')) && rest.starts_with(['）', ')']);
    let mark = rest.chars().next();
    let number = rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit() || is_wide_digit(c));
    bracketed || starts && matches!(mark, Some('.' | '．' | '、' | '）' | ')')) && !number
}

/// How long the word is in front that leaves a figure open: 约, 近, 超.
fn prefix_length(before: &str) -> usize {
    const WORDS: [&str; 9] = ["大约", "约为", "接近", "超过", "突破", "约", "近", "超", "逾"];
    let found = WORDS.into_iter().find(|word| before.ends_with(word));
    let Some(word) = found else { return 0 };
    let head = before.strip_suffix(word).unwrap_or_default();
    // 最近, 附近; 签约41个, 节约13万元
    let is_other = match word {
        // 不超过2% is a bound, no 超.
        "超过" | "超" | "突破" | "逾" => head.ends_with(['不', '未', '没']),
        "近" => head.ends_with(['最', '附', '临', '靠', '邻', '远']),
        "约" => {
            head.ends_with(['签', '节', '预', '契', '制', '公', '合', '条', '邀', '履', '解', '违', '特'])
        }
        _ => false,
    };
    if is_other { 0 } else { word.len() }
}

/// A date that begins at `at`: 2022年12月31日, 9月, 2022-12-31.
fn date(text: &str, at: usize) -> Option<Date> {
    let rest = text.get(at..)?;
    let (first, mut end) = small_number(rest)?;
    let mut date = Date { range: at..at, year: None, month: None, day: None };
    let tail = |end: usize| rest.get(end..).unwrap_or_default();
    if (1900..3000).contains(&first) {
        let separator = tail(end).chars().next()?;
        match separator {
            '年' => {
                date.year = Some(first);
                end += '年'.len_utf8();
                if let Some((month, length)) =
                    small_number(tail(end)).filter(|(_, length)| tail(end + length).starts_with('月'))
                {
                    date.month = Some(month);
                    end += length + '月'.len_utf8();
                    end = day(rest, end, &mut date);
                }
            }
            '-' | '.' | '/' | '－' | '．' => {
                let (month, length) = small_number(tail(end + separator.len_utf8()))?;
                let after = end + separator.len_utf8() + length;
                if tail(after).starts_with(separator) {
                    let (number, length) = small_number(tail(after + separator.len_utf8()))?;
                    (date.month, date.day) = (Some(month), Some(number));
                    end = after + separator.len_utf8() + length;
                } else if month >= 1900 {
                    // 2021-2023年: the later year is the date, the earlier its beginning.
                    return None;
                } else if length == 2 && month <= 12 && separator != '.' {
                    date.month = Some(month);
                    end = after;
                } else {
                    return None;
                }
                date.year = Some(first);
            }
            _ => return None,
        }
    } else if first < 100 && tail(end).starts_with('月') {
        date.month = Some(first);
        end += '月'.len_utf8();
        end = day(rest, end, &mut date);
    } else {
        return None;
    }
    date.range = at..at + end;
    Some(date)
}

fn day(rest: &str, end: usize, date: &mut Date) -> usize {
    let tail = rest.get(end..).unwrap_or_default();
    let Some((number, length)) = small_number(tail) else { return end };
    let word =
        ["日", "号"].into_iter().find(|word| tail.get(length..).is_some_and(|rest| rest.starts_with(word)));
    match word {
        Some(word) => {
            date.day = Some(number);
            end + length + word.len()
        }
        None => end,
    }
}

/// Up to four digits and how many bytes they take.
fn small_number(text: &str) -> Option<(u16, usize)> {
    let mut value: u16 = 0;
    let mut length = 0;
    for (count, c) in text.chars().enumerate() {
        let wide = u32::from(c).checked_sub(u32::from('０')).filter(|_| is_wide_digit(c));
        let Some(digit) = c.to_digit(10).filter(|_| c.is_ascii_digit()).or(wide) else { break };
        if count >= 4 {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(u16::try_from(digit).ok()?)?;
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
