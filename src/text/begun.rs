//! What a number in a sentence is: a figure, a date, or only part of a name.

use rust_decimal::Decimal;

use super::dates::{Date, date};
use super::entries::leads_to_first;
use super::language::Language;
use super::numbers::{Number, Unreadable};
use super::numerals::{
    OF_PARTS, SHARES, WIDE, fraction, is_digit, magnitude, narrow, narrow_digits, numeral,
};
use crate::figure::Unit;

/// What begins at a place of a text.
pub(super) enum Begun {
    /// A number with its unit.
    Figure(Number),
    /// A day, month or year.
    Date(Date),
    /// Two figures with “to” between them, a name, an order: up to this byte.
    Name(usize),
}

/// What joins numbers to one name: 1+4+4, 5749—2006.
const JOINTS: [char; 9] = ['+', '＋', ':', '∶', '×', '*', '/', '.', '·'];

/// What stands between the ends of a range.
pub(super) const TO: [char; 8] = ['-', '－', '—', '–', '~', '～', '至', '到'];

/// A text of so many bytes in which a short numeral stands alone is a count: 一项.
const LONGEST_ALONE: usize = 18;

/// Characters of a word that numbers entries: 目标, 年度任务.
const LONGEST_NAMED: usize = 4;

/// Digits of a row that counts nothing, from which on it is a code.
const SHORTEST_CODE: usize = 8;

/// What the digit or numeral at `at` begins; a word that leaves it open begins at `start`. What stands before `since`, the
/// mark of an entry, does not belong to it.
pub(super) fn begun(
    language: &Language,
    text: &str,
    since: usize,
    (at, start): (usize, usize),
    is_quoted: bool,
) -> Begun {
    let place = Place { language, text, since, at, start, is_quoted };
    if place.text.get(at..).is_some_and(|rest| rest.starts_with(is_digit)) {
        place.digits()
    } else if let Some(date) = date(text, at) {
        Begun::Date(date)
    } else {
        match place.numeral() {
            Some(number) => Begun::Figure(number),
            None => Begun::Name(place.numerals_end()),
        }
    }
}

/// Whether a numeral is no order or name, whatever it counts: 三十八万, 五千六百, but not 二十四.
fn is_long_numeral(numerals: &str) -> bool {
    let powers = numerals.chars().filter_map(magnitude).filter(|power| *power >= 2);
    let digits = numerals.chars().filter(|c| magnitude(*c).is_none()).count();
    let largest = powers.max().unwrap_or(0);
    largest >= 4 || largest >= 2 && digits >= 2
}

struct Place<'t> {
    language: &'t Language,
    text: &'t str,
    since: usize,
    at: usize,
    start: usize,
    is_quoted: bool,
}

impl Place<'_> {
    fn tail(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    fn before(&self) -> &str {
        self.text.get(self.since..self.at).unwrap_or_default()
    }

    fn digits(&self) -> Begun {
        let end = self.number_end();
        if let Some(date) = date(self.text, self.at) {
            return Begun::Date(date);
        }
        if self.is_quoted || self.is_named_before() {
            return Begun::Name(self.name_end(end));
        }
        let rest = self.tail(end);
        let mut next = rest.chars();
        let (first, second) = (next.next(), next.next());
        if self.is_list_mark(end, first, second) {
            return Begun::Name(end);
        }
        if let Some(ratio) = self.ratio(end).or_else(|| self.fraction(end)) {
            return Begun::Figure(ratio);
        }
        let joins = |c: char| c.is_ascii_alphanumeric() || is_digit(c);
        if first.is_some_and(|c| JOINTS.contains(&c)) && second.is_some_and(joins) {
            return Begun::Name(self.name_end(end));
        }
        if first.is_some_and(|c| TO.contains(&c)) && second.is_some_and(is_digit) {
            return Begun::Name(self.range_end(end));
        }
        let naming = &self.language.measures().naming;
        if naming.days.begin(rest) || naming.behind.begin(rest) {
            return Begun::Name(end);
        }
        self.counted(end, first)
    }

    /// A number that is no part of a name by what surrounds it: whether its unit makes it a figure.
    fn counted(&self, end: usize, next: Option<char>) -> Begun {
        let mut number = match self.language.number_in_prose(self.text, self.start) {
            Ok(number) => number,
            Err(Unreadable::Broken(broken)) => return Begun::Name(self.broken_end(broken)),
            Err(_) => return Begun::Name(end),
        };
        if number.unit.is_none() && next.is_some_and(|c| c.is_ascii_alphabetic()) {
            return Begun::Name(self.name_end(end));
        }
        let naming = &self.language.measures().naming;
        if naming.of_name.begin(self.tail(number.range.end)) {
            return Begun::Name(number.range.end);
        }
        // 10%—15%, 60°~70度
        let mut behind = self.tail(number.range.end).trim_start_matches('°').chars();
        let goes_on = behind.next().is_some_and(|c| TO.contains(&c)) && behind.next().is_some_and(is_digit);
        if goes_on && !self.goes_from(&number) {
            return Begun::Name(self.range_end(number.range.end));
        }
        // A long row of digits that counts nothing is a code.
        if number.unit.is_none() && end - self.at > SHORTEST_CODE && number.places == 0 {
            return Begun::Name(end);
        }
        if self.start == self.at
            && let Some(sign) = self.minus()
        {
            number.value = -number.value;
            number.range.start = self.at - sign;
        }
        Begun::Figure(number)
    }

    /// 1:0.4 and 12:1, of which one side is 1: the other side, counted in the form of it.
    fn ratio(&self, end: usize) -> Option<Number> {
        let rest = self.tail(end);
        let colon = rest.chars().next().filter(|c| matches!(c, ':' | '：' | '∶'))?;
        let second = end + colon.len_utf8();
        if !self.tail(second).starts_with(is_digit) {
            return None;
        }
        let inner = Place { at: second, start: second, ..*self };
        let close = inner.number_end();
        let value = |from: usize, to: usize| {
            let digits: String = self.text.get(from..to)?.chars().map(narrow).collect();
            Decimal::from_str_exact(&digits).ok()
        };
        let (one, other) = (value(self.at, end)?, value(second, close)?);
        // 约1:4 says no more than about how much; 1:2:3 and 12:30 are something else.
        let goes_on = self.start < self.at || self.tail(close).starts_with([':', '：', '∶']);
        let (value, unit) = match (one == Decimal::ONE, other == Decimal::ONE) {
            (true, _) => (other, "1:n"),
            (_, true) => (one, "n:1"),
            _ => return None,
        };
        let unit = Some(super::measures::Measures::counter(unit));
        let (places, range) = (value.scale(), self.start..close);
        let number = Number { value, places, coarse: 0, unit, is_points: false, qualifier: None, range };
        (!goes_on && self.stands_for_itself(close)).then_some(number)
    }

    /// 1/3 behind 占; elsewhere it may be a date, a number of pages, an address.
    fn fraction(&self, end: usize) -> Option<Number> {
        let digit = |text: &str| text.chars().next().and_then(|c| narrow(c).to_digit(10));
        let slash = self.tail(end).chars().next().filter(|c| matches!(c, '/' | '／'))?;
        let second = end + slash.len_utf8();
        let inner = Place { at: second, start: second, ..*self };
        let close = inner.number_end();
        let is_digit =
            |from: usize, to: usize| self.text.get(from..to).is_some_and(|text| text.chars().count() == 1);
        let (some, all) = (digit(self.tail(self.at))?, digit(self.tail(second))?);
        let is_share = self.start == self.at && self.ends_with_word(0, self.language.known().take);
        let goes_on =
            self.tail(close).starts_with(|c: char| JOINTS.contains(&c) || c.is_ascii_alphanumeric());
        if !is_share
            || goes_on
            || !(1..all).contains(&some)
            || !is_digit(self.at, end)
            || !is_digit(second, close)
        {
            return None;
        }
        super::numbers::fraction(some, all, None, self.start..close)
    }

    /// Whether what the number is, up to `end`, is told by a comparator before it or is the whole text.
    fn stands_for_itself(&self, end: usize) -> bool {
        let before = self.before().trim_end();
        let known = self.language.known();
        let bounds = known.at_least.with(known.at_most).with(known.equal).with(known.copula);
        let is_bound = |at: usize| {
            let word = before.get(at..).unwrap_or_default();
            self.language.lexicon().is(word, bounds)
        };
        let open = known.about.with(known.nearly).with(known.over);
        if self.ends_with_word(0, open) {
            return false;
        }
        let told = before.char_indices().rev().take(4).any(|(at, _)| is_bound(at));
        told || before.is_empty() && self.tail(end).trim().is_empty()
    }

    /// A numeral in letters that counts.
    fn numeral(&self) -> Option<Number> {
        if self.is_quoted {
            return None;
        }
        let rest = self.tail(self.at);
        let before = self.before();
        if SHARES.iter().any(|(words, _)| rest.starts_with(words)) || fraction(rest).is_some() {
            let read = self.language.number_in_prose(self.text, self.start).ok()?;
            return (read.unit == Some(Unit::Percent)).then_some(read);
        }
        let (_, length) = numeral(rest)?;
        let numerals = rest.get(..length)?;
        // 一 is as often an article as a number; 二 orders where 两 counts; 百家, 千人 name no number.
        let stands_alone = self.text.len() <= LONGEST_ALONE && before.trim().is_empty();
        let is_order = matches!(numerals, "一" | "二" | "〇" | "零") && !stands_alone;
        let no_digit = numerals.starts_with(['百', '千', '万', '亿']);
        let naming = &self.language.measures().naming;
        // 宣传单两万三千份, but not 第一千二百名.
        let ordered =
            naming.before_numeral.end(before) && (naming.before.end(before) || !is_long_numeral(numerals));
        if is_order || no_digit || ordered || before.ends_with(is_digit) || before.ends_with('、') {
            return None;
        }
        let behind = rest.get(length..)?;
        // 三分之二十 is no fraction.
        if behind.starts_with(OF_PARTS) {
            return None;
        }
        let measures = self.language.measures();
        if let Some(entries) = self.entries(length) {
            return Some(entries);
        }
        let read = self.language.number_in_prose(self.text, self.start).ok()?;
        let counts = match &read.unit {
            Some(Unit::Percent | Unit::Money(_)) => true,
            Some(Unit::Counter(word)) => {
                let counts = || measures.dimension(word).is_some();
                measures.counts_numerals(word) || (stands_alone || is_long_numeral(numerals)) && counts()
            }
            _ => false,
        };
        let is_name = naming.of_name.begin(self.tail(read.range.end));
        (counts && !is_name).then_some(read)
    }

    /// How many entries are numbered behind it: 三点：, 四方面措施：（1）. `length` bytes are its numerals.
    fn entries(&self, length: usize) -> Option<Number> {
        let behind = self.tail(self.at + length);
        let known = self.language.known();
        // 约三点 leaves it open.
        if self.ends_with_word(0, known.about.with(known.nearly).with(known.over)) {
            return None;
        }
        let word = self.language.measures().counting_entries(behind)?;
        leads_to_first(behind.get(word.len()..)?)?;
        let (value, _) = numeral(self.tail(self.at))?;
        let range = self.at..self.at + length + word.len();
        let unit = Some(super::measures::Measures::counter(word));
        Some(Number { value, places: 0, coarse: 0, unit, is_points: false, qualifier: None, range })
    }

    /// The end of the numerals here: what is no figure from its beginning is none from its middle.
    fn numerals_end(&self) -> usize {
        let numerals = self.tail(self.at).chars().take_while(|c| super::numerals::is_numeral(*c));
        self.at + numerals.map(char::len_utf8).sum::<usize>()
    }

    /// Whether a figure in front of 到 or 至 is what another one changed from, or of another kind: 由10天到4天.
    fn goes_from(&self, number: &Number) -> bool {
        let behind = self.tail(number.range.end);
        let Some(rest) = behind.strip_prefix(['到', '至']) else { return false };
        let before = self.text.get(..self.start).unwrap_or_default().trim_end();
        let is_start = before.ends_with(['由', '从']);
        let other = self.language.number_in_prose(self.text, self.text.len() - rest.len());
        let differs = other
            .is_ok_and(|other| number.unit.is_some() && other.unit.is_some() && other.unit != number.unit);
        is_start || number.is_points || differs
    }

    /// The end of the digits, separators and point.
    fn number_end(&self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let narrow = narrow_digits(rest);
        if narrow > 0 && !matches!(rest.get(narrow), Some(b',' | b'.' | &WIDE)) {
            return self.at + narrow;
        }
        let mut end = self.at;
        let mut rest = self.tail(self.at).chars().peekable();
        while let Some(c) = rest.next() {
            let is_inner = matches!(c, ',' | '，' | '.' | '．') && rest.peek().copied().is_some_and(is_digit);
            let groups = || {
                let behind = self.tail(end + c.len_utf8());
                behind.chars().take(4).take_while(|c| is_digit(*c)).count() == 3
            };
            let is_separator = is_inner && (matches!(c, '.' | '．') || groups());
            if !(is_digit(c) || is_separator) {
                break;
            }
            end += c.len_utf8();
        }
        end
    }

    /// The end of a name that goes on with letters, digits and what joins them.
    fn name_end(&self, from: usize) -> usize {
        let goes_on = |c: &char| {
            c.is_ascii_alphanumeric() || is_digit(*c) || JOINTS.contains(c) || "-—–－".contains(*c)
        };
        from + self.tail(from).chars().take_while(goes_on).map(char::len_utf8).sum::<usize>()
    }

    /// The end of a number that is not understood: its digits, numerals and letters of units.
    fn broken_end(&self, from: usize) -> usize {
        let mut end = from.max(self.number_end());
        loop {
            let digits = self.tail(end).chars().take_while(|c| is_digit(*c) || *c == '.');
            let length: usize = digits.map(char::len_utf8).sum();
            let word = self.language.measures().at(self.tail(end + length)).map_or(0, |(word, _)| word.len());
            if length == 0 && word == 0 {
                return end;
            }
            end += length + word;
        }
    }

    /// The end of a range whose first end ends at `from`: its second number with its unit.
    fn range_end(&self, from: usize) -> usize {
        let joint = self.tail(from).chars().take_while(|c| TO.contains(c) || *c == '°');
        let at = from + joint.map(char::len_utf8).sum::<usize>();
        let end = self.language.number_in_prose(self.text, at).map_or(at, |number| number.range.end);
        // 2021-2023年
        let rest = self.tail(end);
        ["年", "月", "日", "号", "°", "度"]
            .into_iter()
            .find(|word| rest.starts_with(word))
            .map_or(end, |word| end + word.len())
    }

    /// Whether what stands before makes a number part of a name or an order.
    fn is_named_before(&self) -> bool {
        let before = self.before();
        let mut back = before.chars().rev();
        let Some(last) = back.next() else { return false };
        let naming = &self.language.measures().naming;
        if last.is_ascii_alphabetic() || naming.before.end(before) {
            return true;
        }
        let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '〕' | ']');
        if last == ' ' {
            // GB 5749, DB 31
            let inner = before.trim_end_matches(' ');
            return inner.chars().next_back().is_some_and(|c| c.is_ascii_uppercase());
        }
        matches!(last, '-' | '—' | '–' | '.') && back.next().is_some_and(is_code)
    }

    /// The bytes of the minus before a number; `None` where a dash joins or stands for something else.
    fn minus(&self) -> Option<usize> {
        let mut back = self.before().chars().rev();
        let sign = back.next().filter(|c| matches!(c, '-' | '－' | '−'))?;
        let is_minus = back.next().is_none_or(|c| {
            let is_name = c.is_alphanumeric() || matches!(c, '%' | '％' | '）' | ')');
            let known = self.language.known();
            let leads = known.copula.with(known.up).with(known.down).with(known.rate).with(known.reach);
            // 增幅为-3.2%, 同比增长-5%
            !is_name || self.ends_with_word(sign.len_utf8(), leads)
        });
        is_minus.then(|| sign.len_utf8())
    }

    /// Whether a word of some classes ends `skip` bytes before the number.
    fn ends_with_word(&self, skip: usize, classes: super::lexicon::Classes) -> bool {
        let before = self.before();
        let head = before.get(..before.len().saturating_sub(skip)).unwrap_or_default();
        let starts = head.char_indices().rev().take(4);
        starts.into_iter().any(|(at, _)| {
            let word = head.get(at..).unwrap_or_default();
            self.language.lexicon().is(word, classes)
        })
    }

    /// 1. and （1） and 1、 at the beginning of what they number.
    fn is_list_mark(&self, end: usize, mark: Option<char>, behind: Option<char>) -> bool {
        if end - self.at > 2 {
            return false;
        }
        let last = self.before().chars().next_back();
        let starts =
            last.is_none_or(|c| matches!(c, '\n' | '。' | '；' | ';' | ' ' | '\u{3000}' | '：' | ':' | '，'));
        let bracketed = matches!(last, Some('（' | '(')) && matches!(mark, Some('）' | ')'));
        let is_mark = matches!(mark, Some('.' | '．' | '、' | '）' | ')'));
        bracketed || (starts && is_mark || self.is_named_mark(mark)) && !behind.is_some_and(is_digit)
    }

    /// Whether a word that numbers entries stands before, and a colon behind: 目标1：, 任务2：.
    fn is_named_mark(&self, mark: Option<char>) -> bool {
        if !matches!(mark, Some(':' | '：')) {
            return false;
        }
        let back = self.before().chars().rev();
        let letters = back.take(LONGEST_NAMED + 1).take_while(|c| c.is_alphabetic()).count();
        let before = self.before().chars().rev().nth(letters);
        let begins = before.is_none_or(|c| matches!(c, '\n' | '。' | '；' | ';' | '，' | ' ' | '\u{3000}'));
        (2..=LONGEST_NAMED).contains(&letters) && begins
    }
}
