//! What clauses promise, claim and give as a cause.

use std::ops::Range;

use super::Prose;
use super::words::{self, CAUSES};

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
    "建成", "竣工", "完工", "通车", "投用", "投入使用", "投入运行", "验收", "交付", "印发", "出台", "发布", "落成", "启用", "获批", "批复", "开园",
    "开馆", "完成", "办结", "实现", "上线", "开通", "修订完毕", "全部", "正式实施",
];
const UNDERWAY: [&str; 17] = [
    "推进", "加快", "启动", "推动", "正在", "筹备", "谋划", "前期工作", "稳步", "有序", "着手", "开展", "编制中", "建设中", "初步", "持续", "研究",
];
const LATE: [&str; 27] = [
    "滞后", "不及时", "未完成", "偏慢", "缓慢", "较慢", "延期", "逾期", "未达到", "未达预期", "未达", "不到位", "推迟", "拖延", "未能", "迟缓", "不足",
    "未按", "延迟", "未实现", "尚未", "偏低", "进度慢", "落后", "慢于", "拖欠", "未及时",
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

/// Whether a sentence gives a cause for what it says.
#[must_use]
pub fn gives_cause(sentence: &str) -> bool {
    if words::any(sentence, &CAUSES) {
        return true;
    }
    // 因 gives a cause but in 因素, 因地制宜, 因此.
    let mut rest = sentence;
    while let Some(at) = rest.find('因') {
        let before = rest.get(..at).unwrap_or_default();
        let behind = rest.get(at + '因'.len_utf8()..).unwrap_or_default();
        let is_word = ["素", "地制宜", "此", "而", "村", "企", "人施策", "校"].iter().any(|word| behind.starts_with(word));
        if !is_word && !before.ends_with(['基', '诱']) {
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
    let planned = ["按进度", "按计划", "符合计划", "符合进度", "符合预期", "按期", "达到计划进度", "达到预期进度", "与计划进度一致", "按时序"];
    text.chars().count() <= 14 && words::any(text, &planned) && Prose::read(text).figures().is_empty()
}
