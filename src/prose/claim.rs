//! What clauses promise, claim and give as a cause.

use std::ops::Range;

use super::compare::folded;
use super::words::{self, CAUSES};
use super::{Date, Prose};

/// How far something is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// 完成, 建成, 竣工, 印发: it is there.
    Done,
    /// 推进, 启动, 加快: it is under way.
    Underway,
    /// 滞后, 不及时, 未完成: it is late or missing.
    Late,
}

/// A clause with what it says is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The bytes of the clause.
    pub range: Range<usize>,
    /// The bytes of its sentence.
    pub sentence: Range<usize>,
    /// The bytes behind the verb, up to the end of the clause; the whole clause if the verb stands last.
    pub object: Range<usize>,
}

const DONE: [&str; 26] = [
    "建成",
    "竣工",
    "完工",
    "通车",
    "投用",
    "投入使用",
    "投入运行",
    "验收",
    "交付",
    "印发",
    "出台",
    "发布",
    "落成",
    "启用",
    "获批",
    "批复",
    "开园",
    "开馆",
    "完成",
    "办结",
    "实现",
    "上线",
    "开通",
    "修订完毕",
    "全部",
    "正式实施",
];
const UNDERWAY: [&str; 17] = [
    "推进",
    "加快",
    "启动",
    "推动",
    "正在",
    "筹备",
    "谋划",
    "前期工作",
    "稳步",
    "有序",
    "着手",
    "开展",
    "编制中",
    "建设中",
    "初步",
    "持续",
    "研究",
];
const LATE: [&str; 33] = [
    "未完工",
    "未竣工",
    "未建成",
    "未开工",
    "仍未",
    "推进不平衡",
    "滞后",
    "不及时",
    "未完成",
    "偏慢",
    "缓慢",
    "较慢",
    "延期",
    "逾期",
    "未达到",
    "未达预期",
    "未达",
    "不到位",
    "推迟",
    "拖延",
    "未能",
    "迟缓",
    "不足",
    "未按",
    "延迟",
    "未实现",
    "尚未",
    "偏低",
    "进度慢",
    "落后",
    "慢于",
    "拖欠",
    "未及时",
];

impl Tone {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Done => &DONE,
            Self::Underway => &UNDERWAY,
            Self::Late => &LATE,
        }
    }

    /// Whether a text has a word of this tone.
    #[must_use]
    pub fn is_in(self, text: &str) -> bool {
        words::any(text, self.words())
    }
}

impl Prose {
    /// The clauses in which one of `verbs` stands before an object, each once, at its first verb.
    #[must_use]
    pub fn clauses_with(&self, verbs: &[String]) -> Vec<Clause> {
        let mut found = Vec::new();
        for (range, sentence) in &self.clauses {
            let text = self.slice(range.clone());
            let first = verbs
                .iter()
                .filter(|verb| !verb.is_empty())
                .filter_map(|verb| Some((text.find(verb.as_str())?, verb.len())))
                .min_by_key(|(at, length)| (*at, usize::MAX - length));
            let Some((at, length)) = first else { continue };
            let behind = range.start + at + length..range.end;
            let is_empty = self.slice(behind.clone()).trim().is_empty();
            found.push(Clause {
                range: range.clone(),
                sentence: self.sentence_range(*sentence),
                object: if is_empty { range.start..range.start + at } else { behind },
            });
        }
        found
    }
}

impl Prose {
    /// Whether some characters, or the sentence behind them that begins with the reason, give a cause.
    #[must_use]
    pub fn gives_cause_in(&self, range: Range<usize>) -> bool {
        let behind =
            self.text().get(range.end..).unwrap_or_default().trim_start_matches(['。', '；', ';', '\n']);
        let goes_on = ["原因", "主要", "其原因", "究其", "因", "由于", "系"]
            .iter()
            .any(|word| behind.starts_with(word));
        // 调减1737.66万元。调减的主要原因是…
        let near: String = behind.chars().take(14).collect();
        let goes_on = goes_on || near.split(['，', ',']).next().is_some_and(|clause| clause.contains("原因"));
        let next = behind.split(['。', '；', ';', '\n']).next().unwrap_or_default();
        gives_cause(self.text().get(range).unwrap_or_default()) || goes_on && gives_cause(next)
    }
}

/// Whether a sentence gives a cause for what it says.
#[must_use]
pub fn gives_cause(sentence: &str) -> bool {
    // 原因：无 gives none.
    let (_, told) = sentence.rsplit_once("原因").unwrap_or_default();
    let told = told.trim_matches(|c: char| !c.is_alphanumeric() || c == '为');
    if matches!(told, "无" | "暂无" | "没有" | "正常" | "略") {
        return false;
    }
    if words::any(sentence, &CAUSES) {
        return true;
    }
    // 因 gives a cause but in 因素, 因地制宜, 因此.
    let mut rest = sentence;
    while let Some(at) = rest.find('因') {
        let before = rest.get(..at).unwrap_or_default();
        let behind = rest.get(at + '因'.len_utf8()..).unwrap_or_default();
        let is_word = ["素", "地制宜", "此", "而", "村", "企", "人施策", "校"]
            .iter()
            .any(|word| behind.starts_with(word));
        // 未发生因汛死亡 names what did not happen.
        let clause = before.rsplit(['，', '、']).next().unwrap_or_default();
        let is_denied = words::any(clause, &["未发生", "不发生", "没有", "杜绝", "防止"]);
        if !is_word && !is_denied && !before.ends_with(['基', '诱']) {
            return true;
        }
        rest = behind;
    }
    false
}

/// Whether a text says no more than that all goes as planned: 按进度完成, 符合计划进度.
#[must_use]
pub fn is_vague_progress(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['。', '；', ';', '.', '，']);
    let planned = [
        "按进度",
        "按计划",
        "符合计划",
        "符合进度",
        "符合预期",
        "按期",
        "达到计划进度",
        "达到预期进度",
        "与计划进度一致",
        "按时序",
    ];
    text.chars().count() <= 14 && words::any(text, &planned) && Prose::read(text).figures().is_empty()
}

/// The kind of mark that numbers an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// 一、
    Chinese,
    /// （一）
    BracketedChinese,
    /// 一是
    Spoken,
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
    /// Its number.
    pub number: u32,
    /// How it is numbered.
    pub style: Style,
}

impl Prose {
    /// The sentences, and the clauses of one sentence, of eight letters or more that say again what the one before says
    /// or ends with, with at most one stray letter before it; of a run of the same only the second.
    #[must_use]
    pub fn repetitions(&self) -> Vec<Range<usize>> {
        // Clauses are compared within their sentence; the sentences all belong to the text.
        let clauses = self.clauses.iter().map(|(range, sentence)| (range.clone(), *sentence + 1));
        let pieces: Vec<_> = self.sentences.iter().map(|range| (range.clone(), 0)).chain(clauses).collect();
        let letters = |text: &str| folded(text).collect::<Vec<char>>();
        let mut is_running = false;
        let mut found = Vec::new();
        for pair in pieces.windows(2) {
            let [(before, outer), (piece, within)] = pair else { continue };
            let again = letters(self.slice(piece.clone()));
            let is_same = outer == within && again.len() >= 8 && {
                let said = letters(without_mark(self.slice(before.clone())));
                said.ends_with(&again) || again.ends_with(&said) && again.len() <= said.len() + 1
            };
            if is_same && !is_running {
                found.push(piece.clone());
            }
            is_running = is_same;
        }
        found
    }

    /// The numbered entries, each from its mark to the next one, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| self.read_entries())
    }

    fn read_entries(&self) -> Vec<Entry> {
        let text = self.text();
        let mut entries: Vec<Entry> = Vec::new();
        let starts = std::iter::once(0).chain(
            text.char_indices()
                .filter(|(_, c)| matches!(c, '。' | '；' | ';' | '\n' | '：' | ':'))
                .map(|(at, c)| at + c.len_utf8()),
        );
        for start in starts {
            let rest = text.get(start..).unwrap_or_default();
            let mark = start + (rest.len() - rest.trim_start().len());
            if let Some((number, style)) = mark_at(rest.trim_start())
                && entries.last().is_none_or(|last| last.range.start < mark)
            {
                if let Some(last) = entries.last_mut() {
                    last.range.end = mark;
                }
                entries.push(Entry { range: mark..text.len(), number, style });
            }
        }
        entries
    }
}

/// A text without the mark of an entry at its beginning.
fn without_mark(text: &str) -> &str {
    let behind = mark_at(text.trim_start()).and_then(|_| text.split_once(['是', '、', '.', '．', '）', ')']));
    behind.map_or(text, |(_, behind)| behind)
}

/// The mark of an entry at the beginning of a text.
fn mark_at(text: &str) -> Option<(u32, Style)> {
    let (bracketed, inner) = match text.strip_prefix(['（', '(']) {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let digits = inner.chars().take_while(char::is_ascii_digit).count();
    if (1..=2).contains(&digits) {
        let number = inner.get(..digits)?.parse().ok()?;
        let behind = inner.get(digits..)?;
        let next_is_digit = behind.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        return match behind.chars().next()? {
            '）' | ')' => Some((number, Style::BracketedArabic)),
            '.' | '．' | '、' if !bracketed && !next_is_digit => Some((number, Style::Arabic)),
            _ => None,
        };
    }
    let (value, length) = crate::figure::numeral(inner)?;
    let number = u32::try_from(value).ok().filter(|number| (1..=30).contains(number))?;
    match (bracketed, inner.get(length..)?.chars().next()?) {
        (true, '）' | ')') => Some((number, Style::BracketedChinese)),
        (false, '、') => Some((number, Style::Chinese)),
        (false, '是') => Some((number, Style::Spoken)),
        _ => None,
    }
}

impl Prose {
    /// Beginning and end of what a sentence says took time: 3月10日开工，11月28日完工; 2022年3月至9月. The end takes the
    /// year of the beginning where it prints none.
    #[must_use]
    pub fn periods(&self) -> Vec<(Date, Date)> {
        const STARTS: [&str; 9] = ["开工", "动工", "启动", "开始", "进场", "起", "竣工", "完工", "验收"];
        const ENDS: [&str; 10] =
            ["启用", "完工", "竣工", "建成", "投入使用", "投用", "通车", "结束", "完成", "验收"];
        let mut found = Vec::new();
        for pair in self.dates().windows(2) {
            let [start, end] = pair else { continue };
            let sentence = self.sentence_at(start.range.start);
            if end.range.end > sentence.end {
                continue;
            }
            let between = self.text().get(start.range.end..end.range.start).unwrap_or_default();
            let behind = self.text().get(end.range.end..sentence.end).unwrap_or_default();
            let behind: String = behind.chars().take_while(|c| *c != '，').take(12).collect();
            let joined = matches!(between.trim(), "至" | "到" | "-" | "—" | "–" | "－" | "~" | "～");
            let worked =
                words::any(between, &STARTS) && words::any(&behind, &ENDS) && between.chars().count() <= 20;
            if joined || worked {
                let year = end.year.or(start.year);
                found.push((start.clone(), Date { year, ..end.clone() }));
            }
        }
        found
    }
}
