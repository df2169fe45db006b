//! A language: its words, measures, patterns and kinds of indicators, read from the files of `rules/zh`.
//!
//! In: the five files, and those of a pack that add to them. Out: a [`Language`], or every fault with its place.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use regex_syntax::hir::Hir;

use super::examples::Example;
use super::fault::{Fault, Faults};
use super::grammar::Grammar;
use super::kinds::Kinds;
use super::lexicon::{Builder, Classes, Lexicon};
use super::measures::Measures;
use super::sayings::{Saying, Sayings};
use crate::figure::Qualifier;
use crate::source::{Digest, SourceFile};

/// The files of a language, by what they hold.
pub const FILES: [&str; 5] = [LEXICON, MEASURES, GRAMMAR, KINDS, SAYINGS];

/// Those that a pack or layer may add to.
pub const OWN: [&str; 2] = [LEXICON, SAYINGS];

/// The file of words.
pub const LEXICON: &str = "lexicon.toml";
pub(super) const MEASURES: &str = "measures.toml";
/// The file of patterns.
pub const GRAMMAR: &str = "grammar.toml";
pub(super) const KINDS: &str = "kinds.toml";
/// The file of sayings.
pub const SAYINGS: &str = "sayings.toml";

/// A language that texts are read in.
#[derive(Debug, Serialize, Deserialize)]
pub struct Language {
    lexicon: Lexicon,
    measures: Measures,
    grammar: Grammar,
    kinds: Kinds,
    sayings: Sayings,
    known: Known,
    #[serde(skip)]
    files: Vec<LanguageFile>,
    #[serde(skip)]
    own: Vec<LanguageFile>,
}

/// A file of a language: its name, without folders, and its text.
pub type LanguageFile = (String, Arc<SourceFile>);

/// Defines the classes that the engine asks for by name.
macro_rules! known {
    ($($(#[$doc:meta])* $name:ident)*) => {
        /// The word classes that the engine asks for.
        #[derive(Debug, Default, Serialize, Deserialize)]
        pub(crate) struct Known {
            $($(#[$doc])* pub(crate) $name: Classes,)*
            /// Words that say nothing of why.
            pub(crate) empty: Classes,
            /// Words of which it matters at once what stands behind them.
            pub(crate) scanned: Classes,
        }

        impl Known {
            /// Finds them by their names; the names of those that the lexicon lacks.
            fn find(lexicon: &Lexicon) -> (Self, Vec<&'static str>) {
                let mut missing = Vec::new();
                let mut find = |name: &'static str| {
                    lexicon.class(name).unwrap_or_else(|| { missing.push(name); Classes::NONE })
                };
                let mut known = Self {
                    $($name: find(stringify!($name)),)*
                    empty: Classes::NONE,
                    scanned: Classes::NONE,
                };
                known.empty = known.empty_words();
                known.scanned = known.about.with(known.nearly).with(known.over).with(known.tally);
                (known, missing)
            }
        }
    };
}

known! {
    /// 约, 大约
    about
    /// 近, 接近
    nearly
    /// 超过, 逾
    over
    /// 多, 余
    odd
    /// 左右, 上下
    around
    /// 为, 是, 达: between a comparator or verb and its figure.
    copula
    /// ≥, 不低于
    at_least
    /// ≤, 不超过
    at_most
    /// >, 高于
    above
    /// <, 低于
    below
    /// =
    equal
    /// 以上
    or_more
    /// 以下, 以内
    or_less
    /// 率
    rate
    /// 季度, 上半年
    partial
    /// 一季度, 上半年: makes its whole sentence one of part of a year.
    quarter
    /// What stands before a subject and says nothing of it: 目前, 开展.
    light
    /// What leads from a subject to its figure: 达到, 为.
    link
    /// 数量, 情况: how something is counted, at the end of a name.
    tally
    /// Words that say too little to tell one thing from another: 项目, 工作.
    generic
    /// Words of change: 增长, 下降.
    up
    /// The same, downwards.
    down
    /// 到, 至
    reach
    /// 由, 从
    from
    /// 占
    take
    /// 由于, 因
    cause
    /// 建成, 完成
    finished
    /// 推进, 启动
    underway
    /// 滞后, 未完成
    late
    /// 未, 没有
    not
    /// 无, 不适用
    nothing
    /// 主要, 均: before what a reason says.
    mainly
    /// 目标, 预期值
    aim
    /// 其中
    inner
    /// 未发生, 没有, 零
    none
    /// 健全, 达标, 提升: a state aimed at in words.
    state
    /// 建成, 出台, 保持: promises that something will be there.
    promise
    /// 共, 合计
    in_all
    /// 上半年
    half_year
    /// 并, 且: joins two things done.
    joins
    /// 各: so many for each.
    apiece
    /// 未, 不: it is not done.
    not_done
    /// 截至, 累计: up to a day.
    since
    /// 没有做完, 年初设定: says only again that it was not done.
    again
    /// 今后, 下一步: what will be done, and no reason.
    resolve
    /// 支出, 执行
    spent
    /// 财政拨款: money of several sources and kinds.
    fund_whole
    /// 少, 差
    fewer
    /// 应, 须: it is wanted.
    must
    /// 少 before what was done: 少审批20件.
    verb_fewer
    /// 差, 缺, 少: falls short.
    short
    /// 多, 超
    more
    /// 项目, 工程, 任务: one of those that a form lists.
    part_of_form
    /// 指标: before the number of an indicator.
    heading
    /// 达到: a comparator in a name.
    bounding
    /// 客观原因, 同上: what stands for a reason and gives none.
    hollow
    /// 按计划, 按进度
    planned
    /// 的
    of
    /// 按可比价, 同口径
    comparable
    /// 预算数, 满意度, 晚于: what the form itself asks for and how it stands to the aim.
    own_terms
    /// 比, 较
    than
    /// 超, 超出
    beyond
    /// Says nothing, and shields what it contains: to all that touches it open text.
    plain
    /// 下达, 核定: sets an amount that is to be done.
    assigned
    /// 上年, 去年
    earlier
    /// 同比, 环比
    year_on_year
    /// 前, 之前: what stands before it is the last day for something.
    by
    /// 填报, 最大限度: of the work at a desk, of effort and praise, which says why of nothing.
    office
    /// 调整, 困难: says why only together with what was adjusted or hard.
    vague
    /// 其中, 包括
    among
    /// 目标, 计划, 任务: stands for a target that is printed elsewhere.
    goal
    /// 预算, 编制, 原有
    standing
    /// 上限, 标准
    standard
    /// 总数, 总量
    all
    /// 比重, 比例: names a share.
    ratio
    /// 全年, 本年
    this_year
    /// 但, 然而: what is meant to be done ends here.
    but
    /// 另, 此外: something else is told from here on.
    turn
    /// 人均, 平均
    average
    /// 用于
    uses
    /// 由…组成
    compose
    /// 其余
    rest
    /// 每, 人均
    each
    /// 分别为, 即
    namely
    /// 支出进度
    progress
    /// 及时, 按期: a rate of those in time.
    in_time
    /// 开工: begins a stretch of time.
    begins
    /// 竣工: ends one.
    ends
    /// 达到, 为, 相当于: before the target of which something is so much.
    reaches
    /// 按期, 如期, 全部: how something was done.
    thorough
    /// 拥有, 占有: how much of something there is.
    possess
    /// 后, 之后: what stands behind it was done later.
    after
    /// 次年, 明年
    later_year
    /// 平均
    mean
    /// 无 as a target: none of it.
    zero
    /// 上半年
    first_half
    /// 下半年
    second_half
    /// 追加, 压减: a budget was changed.
    adjusted_for
    /// 资金, 人员
    resource
    /// 预算, 下达
    money_due
    /// 办结, 整改
    done
    /// 追加: money given besides.
    granted
    /// 未完成
    undone
    /// 共, 发放, 支付: an amount in all.
    sums
    /// 财政, 投入, 费用: the money of a task.
    task_money
    /// 抽查, 受理, 应: of how many.
    planned_amount
}

impl Known {
    /// Words that say nothing of why.
    fn empty_words(&self) -> Classes {
        [
            self.light,
            self.link,
            self.copula,
            self.hollow,
            self.finished,
            self.underway,
            self.not,
            self.late,
            self.cause,
            self.mainly,
            self.generic,
            self.tally,
            self.aim,
            self.goal,
            self.up,
            self.down,
            self.planned,
            self.rest,
            self.among,
            self.this_year,
            self.inner,
            self.than,
            self.fewer,
            self.more,
            self.beyond,
            self.above,
            self.below,
            self.granted,
        ]
        .into_iter()
        .fold(Classes::NONE, Classes::with)
    }

    /// Words of which a text may be full that says nothing.
    pub(super) fn chaff(&self) -> Classes {
        let empty = [self.hollow, self.vague, self.office, self.generic, self.again];
        empty.into_iter().fold(Classes::NONE, Classes::with)
    }

    /// Words that only say that something fell short.
    pub(super) fn short_words(&self) -> Classes {
        self.again.with(self.short).with(self.undone).with(self.done).with(self.rate)
    }

    /// What a word before a number says of it.
    pub(super) fn opens(&self, word: Classes) -> Option<Qualifier> {
        [(self.about, Qualifier::About), (self.nearly, Qualifier::Nearly), (self.over, Qualifier::Over)]
            .into_iter()
            .find_map(|(class, qualifier)| word.meets(class).then_some(qualifier))
    }

    /// Words that bound a figure, before or behind it.
    pub(super) fn bounds(&self) -> Classes {
        self.or_more.with(self.or_less).with(self.around)
    }

    /// Whether letters behind a bare number are no unit of it.
    pub(super) fn no_unit(&self, lexicon: &Lexicon, letters: &str) -> bool {
        let word = letters.chars().next().and_then(|first| lexicon.longest(first, letters));
        let none = self.bounds().with(self.odd).with(self.reach);
        word.is_some_and(|word| word.classes.meets(none))
    }
}

/// A file that is no text, or says nothing: a language without kinds or patterns would let every form pass.
fn unreadable(file: &SourceFile, faults: &mut Faults<'_>) {
    let is_said = |line: &str| !line.is_empty() && !line.starts_with('#');
    match file.text() {
        None => faults.at(0..0, "pack-not-utf8", &[]),
        Some(text) if !text.lines().any(|line| is_said(line.trim())) => {
            faults.at(0..0, "language-empty", &[]);
        }
        Some(_) => {}
    }
}

/// What a file says, `None` where it is not there; what is wrong with it joins the faults.
fn read_file<T>(
    file: Option<&Arc<SourceFile>>,
    text: impl Fn(&Arc<SourceFile>) -> String,
    faults: &mut Vec<Fault>,
    read: impl FnOnce(&str, &mut Faults<'_>) -> T,
) -> Option<T> {
    let file = file?;
    let mut found = Faults::new(file);
    let said = read(&text(file), &mut found);
    faults.append(&mut found.found);
    Some(said)
}

/// The keys that hold examples.
const EXAMPLES: [&str; 7] = ["holds", "breaks", "unread", "not", "frame", "says", "silent"];

/// A file with blanks in the place of its examples, so that all else keeps its place; the file as it is where they are not
/// written as single lines, or as lists with a text on each line.
fn without_examples(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut is_list, mut is_text) = (false, false);
    for line in text.split_inclusive('\n') {
        // The key is looked for only where one of them may begin.
        let may_begin = EXAMPLES.iter().any(|key| line.starts_with(key));
        let (key, value) = if may_begin {
            line.split_once('=').map_or(("", ""), |(key, value)| (key.trim_end(), value.trim()))
        } else {
            ("", "")
        };
        let begins = !is_list && !is_text && EXAMPLES.contains(&key);
        let is_whole = value.ends_with([']', '"']) && !value.starts_with("\"\"\"");
        match (begins, is_list) {
            (true, _) if is_whole => {}
            (true, _) if value == "[" => is_list = true,
            (false, true) if line.starts_with(']') => is_list = false,
            (false, true) if line.trim_start().starts_with('"') => {}
            (false, false) => {
                let quotes = line.bytes().filter(|byte| *byte == b'"').count();
                is_text ^= quotes > 2 && line.matches("\"\"\"").count() % 2 == 1;
                kept.push_str(line);
                continue;
            }
            _ => return text.to_owned(),
        }
        let text = line.trim_end_matches('\n');
        blank(&mut kept, text.len());
        kept.push_str(line.get(text.len()..).unwrap_or_default());
    }
    if is_list { text.to_owned() } else { kept }
}

/// Adds so many blanks.
fn blank(text: &mut String, mut count: usize) {
    const BLANKS: &str = "                                                                ";
    while count > 0 {
        let some = BLANKS.get(..count).unwrap_or(BLANKS);
        text.push_str(some);
        count -= some.len();
    }
}

impl Language {
    /// Reads a language from its files and those of a pack that add words to it.
    ///
    /// # Errors
    /// Every fault of the files.
    pub fn parse(files: &[LanguageFile], own: &[LanguageFile]) -> Result<Self, Vec<Fault>> {
        Self::read(files, own, str::to_owned)
    }

    /// The same without its examples, which a check of forms does not take.
    ///
    /// # Errors
    /// Every fault of the files, those of examples among them if there are others.
    pub fn parse_for_checks(files: &[LanguageFile], own: &[LanguageFile]) -> Result<Self, Vec<Fault>> {
        Self::read(files, own, without_examples).or_else(|_| Self::parse(files, own))
    }

    fn read(
        files: &[LanguageFile],
        own: &[LanguageFile],
        take: fn(&str) -> String,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults: Vec<Fault> = Vec::new();
        for (_, file) in files.iter().chain(own) {
            let mut found = Faults::new(file);
            unreadable(file, &mut found);
            faults.append(&mut found.found);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let text = |file: &Arc<SourceFile>| take(file.text().unwrap_or_default());
        let find = |name: &str| files.iter().find(|(known, _)| known == name).map(|(_, file)| file);
        // What no rule asks for need not be there.
        for name in FILES.into_iter().filter(|name| *name != SAYINGS && find(name).is_none()) {
            let args = vec![("file", name.to_owned())];
            faults.push(Fault { file: name.to_owned(), range: 0..0, id: "pack-missing-file", args });
        }
        let measures = read_file(find(MEASURES), text, &mut faults, Measures::read).unwrap_or_default();
        let mut builder = Builder::default();
        for (_, file) in files.iter().chain(own).filter(|(name, _)| name == LEXICON) {
            let read = |text: &str, found: &mut Faults<'_>| {
                Lexicon::read(&mut builder, text, found, file.name());
            };
            read_file(Some(file), text, &mut faults, read);
        }
        builder.count(&measures);
        let lexicon = builder.finish();
        let (known, missing) = Known::find(&lexicon);
        if let Some(file) = find(LEXICON) {
            let mut found = Faults::new(file);
            for name in missing {
                found.at(0..0, "language-no-class", &[("class", name)]);
            }
            faults.append(&mut found.found);
        }
        let patterns = |text: &str, found: &mut Faults<'_>| Grammar::read(text, &lexicon, &measures, found);
        let grammar = read_file(find(GRAMMAR), text, &mut faults, patterns).unwrap_or_default();
        let kinds = read_file(find(KINDS), text, &mut faults, Kinds::read).unwrap_or_default();
        let told = files.iter().chain(own).filter(|(name, _)| name == SAYINGS);
        let told = told.map(|(_, file)| (file, text(file)));
        let sayings = Sayings::read(&told.collect::<Vec<_>>(), &lexicon, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let (files, own) = (files.to_vec(), own.to_vec());
        Ok(Self { lexicon, measures, grammar, kinds, sayings, known, files, own })
    }

    /// The same with its files and those of a pack, where it was read when the program was built.
    #[must_use]
    pub fn with_files(self, files: Vec<LanguageFile>, own: Vec<LanguageFile>) -> Self {
        Self { files, own, ..self }
    }

    /// Its files, without those of a pack.
    #[must_use]
    pub fn files(&self) -> &[LanguageFile] {
        &self.files
    }

    /// The files of a pack that add to it.
    #[must_use]
    pub fn own_files(&self) -> &[LanguageFile] {
        &self.own
    }

    /// That of all its files, those of a pack among them.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let own = self.own.iter().map(|(name, file)| (format!("+{name}"), Arc::clone(file)));
        Digest::new(self.files.iter().cloned().chain(own).collect())
    }

    /// The file with that path, as faults and classes name it.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&Arc<SourceFile>> {
        self.files.iter().chain(&self.own).map(|(_, file)| file).find(|file| file.name() == path)
    }

    /// The file of patterns.
    #[must_use]
    pub fn grammar_file(&self) -> Option<&Arc<SourceFile>> {
        self.files.iter().find(|(name, _)| name == GRAMMAR).map(|(_, file)| file)
    }

    /// Whether both were read from the same texts.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let all = |language: &'_ Self| -> Vec<(String, Vec<u8>)> {
            let files = language.files.iter().chain(&language.own);
            files.map(|(name, file)| (name.clone(), file.bytes().to_vec())).collect()
        };
        all(self) == all(other)
    }

    /// Its words.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The examples of its roles, reasons, units and kinds, each with the name of its file.
    pub fn examples(&self) -> impl Iterator<Item = (&'static str, &Example)> {
        let measures = self.measures.examples.iter().map(|example| (MEASURES, example));
        let grammar = self.grammar.examples.iter().map(|example| (GRAMMAR, example));
        measures.chain(grammar).chain(self.kinds.examples.iter().map(|example| (KINDS, example)))
    }

    /// Its units and measure words.
    #[must_use]
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// Its patterns.
    #[must_use]
    pub fn grammar(&self) -> &Grammar {
        &self.grammar
    }

    /// Its kinds of indicators.
    #[must_use]
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Its ways of saying something.
    #[must_use]
    pub fn sayings(&self) -> &Sayings {
        &self.sayings
    }

    /// What a saying of them matches, with one group at most in each alternative: what is pointed at.
    #[must_use]
    pub fn expression<'s>(&self, saying: &'s Saying) -> &'s Arc<Hir> {
        self.sayings.expression(saying, &self.lexicon)
    }

    pub(crate) fn known(&self) -> &Known {
        &self.known
    }

    /// Whether a text is a mark that says that there is nothing to fill in: 无, 不适用, dashes, slashes.
    #[must_use]
    pub fn is_placeholder(&self, text: &str) -> bool {
        let text = text.trim();
        let is_mark = |c: char| matches!(c, '-' | '－' | '—' | '–' | '―' | '─' | '/' | '／' | '\\');
        self.lexicon.is(text, self.known.nothing) || !text.is_empty() && text.chars().all(is_mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_left_out_and_all_else_keeps_its_place() {
        let text = "[a]\nwords = \"\"\"\nnot = x\n\"\"\"\nframe = \"{word}。\"\nnot   = [\n    \"一\",\n]\nedge  = \"any\"\n";
        let kept = without_examples(text);
        assert_eq!(kept.len(), text.len());
        assert_eq!(kept.find("edge"), text.find("edge"));
        let lines: Vec<&str> = kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["[a]", "words = \"\"\"", "not = x", "\"\"\"", "edge  = \"any\""]);
    }

    #[test]
    fn a_file_that_is_written_otherwise_is_read_as_it_is() {
        for text in [
            "holds = [\"一\"] # 注\n[[form]]\n",
            "holds = [\"一\",\n\"二\"]\n[[form]]\n",
            "holds = [\n\"一\",\n[[form]]\n",
            "holds = [\n\"一\",\n",
            "frame = \"\"\"\n一\"\"\"\n",
        ] {
            assert_eq!(without_examples(text), text);
        }
    }
}
