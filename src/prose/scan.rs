//! One pass over a text: its sentences and clauses, and the numbers in them.

use super::number::{self, Token};
use super::words;
use super::{Comparator, Date, Figure, Prose, Role};
use crate::figure::Reading;

/// A text longer than this inside quotation marks is no name.
const LONGEST_QUOTED: usize = 90;

/// Figures of a sentence, and bytes of it, behind which no more are read: no one writes such sentences, and what figures
/// say together is sought among all of them.
const LONGEST_SENTENCE: (usize, usize) = (150, 20_000);

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    sentence: usize,
    clause: usize,
    prose: Prose,
    /// Where the innermost name in 《》 or “” ends.
    quoted_until: usize,
    /// How many figures this sentence has so far.
    figures: usize,
}

pub(super) fn scan(text: &str) -> Prose {
    let mut scanner =
        Scanner { text, at: 0, sentence: 0, clause: 0, prose: Prose::default(), quoted_until: 0, figures: 0 };
    scanner.run();
    let mut prose = scanner.prose;
    prose.text = text.into();
    inherit_years(&mut prose);
    assign_roles(&mut prose);
    prose
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(c) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            let width = c.len_utf8();
            match c {
                '0'..='9' | '０'..='９' => self.number(),
                '一'..='龟' if is_numeral(c) => self.numeral(width),
                '。' | '；' | ';' | '！' | '!' | '？' | '?' | '\n' => self.end_sentence(width),
                '（' | '(' if self.is_aside() => self.at += self.aside(),
                '，' | ',' | '：' | ':' | '（' | '(' | '）' | ')' | '【' | '】' => {
                    self.end_clause(width);
                }
                '《' => self.quote('》', width),
                '“' => self.quote('”', width),
                '「' => self.quote('」', width),
                _ => self.at += width,
            }
        }
        self.end_sentence(0);
    }

    fn number(&mut self) {
        match number::digits(self.text, self.at, self.at < self.quoted_until) {
            Token::Figure(reading) => self.figure(reading),
            Token::Date(date) => self.date(date),
            Token::Nothing(end) => self.at = end.max(self.at + 1),
        }
        // A wide digit takes three bytes.
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    fn numeral(&mut self, width: usize) {
        if self.at < self.quoted_until {
            self.at += width;
            return;
        }
        match number::numeral(self.text, self.at) {
            Some(reading) => self.figure(reading),
            None => {
                // What is no figure from its beginning is none from its middle: 二〇二二, 十四五.
                let rest = self.text.get(self.at..).unwrap_or_default();
                let length: usize = rest.chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum();
                self.at += length.max(width);
            }
        }
    }

    fn figure(&mut self, reading: Reading) {
        self.at = reading.range.end.max(self.at + 1);
        let start = self.prose.sentences.last().map_or(0, |range| range.end);
        self.figures += 1;
        if self.figures > LONGEST_SENTENCE.0 || self.at - start > LONGEST_SENTENCE.1 {
            return;
        }
        self.prose.figures.push(Figure {
            reading,
            role: Role::Value,
            bound: None,
            year: None,
            is_partial_period: false,
            clause: self.clause,
            sentence: self.sentence,
        });
    }

    fn date(&mut self, date: Date) {
        self.at = date.range.end.max(self.at + 1);
        self.prose.dates.push(date);
    }

    fn end_clause(&mut self, width: usize) {
        let start = self.prose.clauses.last().map_or(0, |(range, _)| range.end + self.separator());
        self.prose.clauses.push((start.min(self.at)..self.at, self.sentence));
        self.clause += 1;
        self.at += width;
    }

    /// The length of the mark that ended the clause before.
    fn separator(&self) -> usize {
        let end = self.prose.clauses.last().map_or(0, |(range, _)| range.end);
        self.text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    }

    fn end_sentence(&mut self, width: usize) {
        let end = self.at;
        self.end_clause(width);
        let start = self.prose.sentences.last().map_or(0, |range| {
            let mark = self.text.get(range.end..).and_then(|rest| rest.chars().next());
            range.end + mark.map_or(0, char::len_utf8)
        });
        self.prose.sentences.push(start.min(end)..end);
        self.sentence += 1;
        self.figures = 0;
    }

    /// Whether a bracket holds only a short word: 中心（站）.
    fn is_aside(&self) -> bool {
        self.aside() > 0
    }

    /// The length of a bracket with a short word without numbers in it; 0 for others.
    fn aside(&self) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let close = rest.char_indices().take(9).find(|(_, c)| matches!(c, '）' | ')'));
        let Some((end, _)) = close else { return 0 };
        let inner = rest.get(..end).unwrap_or_default();
        let is_word = inner.chars().count() <= 7
            && !inner
                .chars()
                .any(|c| c.is_ascii_digit() || is_numeral(c) || "０１２３４５６７８９，：".contains(c));
        let close = rest.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        if is_word { end + close } else { 0 }
    }

    /// Passes over the opening mark; numbers up to the closing one are parts of a name.
    fn quote(&mut self, close: char, width: usize) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let near = rest.char_indices().take_while(|(at, _)| *at <= LONGEST_QUOTED);
        if let Some((length, _)) = near.into_iter().find(|(_, c)| *c == close) {
            self.quoted_until = self.quoted_until.max(self.at + length);
        }
        self.at += width;
    }
}

fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '两'
            | '零'
            | '〇'
    )
}

/// A day without a year is of the year that its sentence named last: 2024年6月30日竣工，7月15日启用.
fn inherit_years(prose: &mut Prose) {
    let mut last: Option<(usize, u16)> = None;
    let sentences = prose.sentences.clone();
    for date in &mut prose.dates {
        let sentence = sentences.partition_point(|sentence| sentence.end < date.range.start);
        match (date.year, last) {
            (Some(year), _) => last = Some((sentence, year)),
            (None, Some((known, year))) if known == sentence && date.month.is_some() => {
                date.year = Some(year);
            }
            (None, _) => {}
        }
    }
}

/// What each figure is in its sentence.
fn assign_roles(prose: &mut Prose) {
    let mut figures = std::mem::take(&mut prose.figures);
    // The roles read the words between figures, so the figures stay in place while they are read.
    prose.figures.clone_from(&figures);
    for figure in &mut figures {
        let clause = prose.clause_range(figure);
        let sentence = prose.sentence_range(figure.sentence);
        let start = figure.reading.range.start;
        let before = prose.before(figure);
        let in_sentence = prose.slice(sentence.start..start);
        let in_clause = prose.slice(clause.start..start);
        let behind = prose.slice(figure.reading.range.end..clause.end);
        figure.bound = bound(before, behind);
        figure.role = role(figure, before, in_clause, in_sentence, behind);
        figure.is_partial_period =
            words::any(in_clause, &words::PARTIAL) || prose.slice(sentence.clone()).contains("季度");
        figure.year = prose
            .dates
            .iter()
            .rev()
            .filter(|date| date.range.start >= sentence.start && date.range.end <= start)
            .find_map(|date| date.year);
        let months =
            |date: &Date| date.range.start >= clause.start && date.range.end <= start && date.month.is_some();
        // 截至12月31日 and 12月底 are the year's end.
        let ends = |date: &Date| date.month == Some(12);
        figure.is_partial_period |= prose.dates.iter().any(|date| months(date) && !ends(date));
    }
    prose.figures = figures;
}

/// The comparator that stands with a figure.
pub(super) fn bound(before: &str, behind: &str) -> Option<Comparator> {
    let before = before.trim_end().trim_end_matches(['达', '到', '在', '为', '：', ':']);
    let at_least = [
        "不低于",
        "不少于",
        "不小于",
        "不得低于",
        "不得少于",
        "≥",
        "＞=",
        ">=",
        "≧",
        "⩾",
        "≮",
        "大于等于",
        "至少",
        "＞＝",
        "大于或等于",
    ];
    let at_most = [
        "不高于",
        "不超过",
        "不大于",
        "不多于",
        "不得超过",
        "不得高于",
        "≤",
        "<=",
        "≦",
        "⩽",
        "≯",
        "小于等于",
        "控制",
        "最多",
        "＜＝",
        "小于或等于",
    ];
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    if ends(&at_least) {
        return Some(Comparator::AtLeast);
    }
    if ends(&at_most) {
        return Some(Comparator::AtMost);
    }
    if ends(&["＞", ">", "大于", "高于", "多于"]) {
        return Some(Comparator::AtLeast);
    }
    if ends(&["＜", "<", "小于", "低于", "少于"]) {
        return Some(Comparator::AtMost);
    }
    if ends(&["=", "＝", "﹦", "═"]) {
        return Some(Comparator::Equal);
    }
    let behind = behind.trim_start_matches(['（', '(', '及', '含']);
    if ["以上", "及以上"].iter().any(|word| behind.starts_with(word)) {
        return Some(Comparator::AtLeast);
    }
    if ["以下", "以内", "之内", "内）", "内)", "的限值", "的上限"].iter().any(|word| behind.starts_with(word))
        || behind == "内"
    {
        return Some(Comparator::AtMost);
    }
    None
}

fn role(figure: &Figure, before: &str, in_clause: &str, in_sentence: &str, behind: &str) -> Role {
    let after_bound = ["及以上", "以上", "以下", "以内"].iter().find_map(|word| behind.strip_prefix(word));
    if let Some(thing) = after_bound
        && thing.chars().next().is_some_and(char::is_alphabetic)
    {
        return Role::Threshold;
    }
    // 优于90%的年度目标
    let named: String = behind.chars().take(7).collect();
    if named.starts_with('的') && words::any(&named, &["目标", "限值", "要求", "标准值"]) {
        return Role::Target;
    }
    // 未达到45公顷目标
    if behind.trim_start().strip_prefix("目标").is_some_and(|rest| rest.is_empty() || rest.starts_with('值'))
    {
        return Role::Target;
    }
    if before.ends_with("每") || before.ends_with("人均") || behind.starts_with('/') {
        return Role::Threshold;
    }
    let tail = before.trim_end_matches(['了', '约', '近', '达', '为', '是', '到', '至', '：', ' ', '的']);
    let changes = words::UP.iter().chain(&words::DOWN).any(|word| tail.ends_with(word));
    // 由1,150人次增至1,323人次，增15.0%
    let changes = changes || matches!(before.trim(), "增" | "降" | "升" | "减");
    let reaches = before.ends_with(['到', '至']);
    // 增长率8%, 下降率: a rate by that name is a value.
    let is_named_rate = before.contains("率") && tail.ends_with('率') && figure.is_percent();
    if changes && !reaches && !is_named_rate {
        return Role::Change;
    }
    // 较上年19.42亿元增长, 上年为82.14亿元
    let names_earlier = before.trim_end_matches(['的', '为', '是', '达', '约']);
    let is_earlier = words::EARLIER.iter().any(|word| names_earlier.ends_with(word));
    // 较2022年的36.04亿元增长
    let names_year = before.trim_end_matches(['的', '同', '期', '底', '末']).ends_with('年')
        && words::any(before, &["比", "较", "由", "从"])
        || in_clause.trim_end_matches(['的', '同', '期', '底', '末']).ends_with('年')
            && words::any(in_clause, &["比", "较", "由", "从"]);
    let compares = words::any(in_clause, &["比上", "较上", "比去", "较去", "比前", "较前", "同比"]);
    if is_earlier || names_year || words::any(in_clause, &words::EARLIER) && !compares && !reaches {
        return Role::Previous;
    }
    if words::any(before, &words::AIMS)
        || figure.bound.is_some_and(|_| words::any(in_clause, &["目标", "要求"]))
    {
        return Role::Target;
    }
    let is_since = |text: &str| words::any(text, &words::SINCE) && !words::any(text, &words::THIS_YEAR);
    if in_sentence.contains("其中") && !is_since(in_clause) {
        return Role::Part;
    }
    if is_since(in_clause)
        || is_since(in_sentence_tail(in_sentence)) && !words::any(in_sentence, &words::THIS_YEAR)
    {
        return Role::Cumulative;
    }
    Role::Value
}

/// The last two clauses of what stands before a figure.
fn in_sentence_tail(text: &str) -> &str {
    let cut = text.rmatch_indices('，').nth(1).map_or(0, |(at, comma)| at + comma.len());
    text.get(cut..).unwrap_or_default()
}
