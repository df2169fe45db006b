//! What a sentence states about its figures: a share, a completion, a growth, a difference, parts of a whole, progress,
//! a price for each.

mod parts;

use std::ops::Range;

use super::compare::alike;
use super::subject::core;
use super::words::{self, DOWN, EARLIER, TARGETS, UP};
use super::{Figure, Prose, Role};
use crate::figure;

/// What kind of statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// a，占 b 的 p%
    Share,
    /// 完成 b 的 p%; 应检 b，合格 a，合格率 p%
    Completion,
    /// a，比上年的 b 增长 p%
    Growth,
    /// a，比 b 多 n
    Difference,
    /// b，其中 a₁、a₂
    Parts,
    /// 共 b 项，完成 a 项
    Progress,
    /// b 人，每人 p 元，共 a 元
    Price,
    /// b 个，分别为甲、乙、丙
    Listing,
}

/// A statement about figures; each member names one of the text's figures by its bytes, and is `None` where the text
/// prints none or leaves open which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that the text states or does not"
)]
pub struct Relation {
    /// What kind.
    pub kind: Kind,
    /// The bytes of its sentence.
    pub sentence: Range<usize>,
    /// What is compared with the base or whole: the part, the value of today, what is done.
    pub part: Option<Range<usize>>,
    /// What it is compared with: the whole, the base, the value of last year.
    pub whole: Option<Range<usize>>,
    /// The percentage, difference or price that is stated.
    pub rate: Option<Range<usize>>,
    /// The parts of the whole.
    pub parts: Vec<Range<usize>>,
    /// What is listed by name, one after the other.
    pub listed: Vec<Range<usize>>,
    /// Whether the text says that the parts are all there are.
    pub is_complete: bool,
    /// Whether no thing can be in two of the parts.
    pub is_exclusive: bool,
    /// Whether the rate or difference goes down: 下降, 少.
    pub is_decline: bool,
    /// Whether it is compared with a target: 占任务指标的, 比预期值.
    pub is_of_target: bool,
}

impl Kind {
    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "share" => Self::Share,
            "completion" => Self::Completion,
            "growth" => Self::Growth,
            "difference" => Self::Difference,
            "parts" => Self::Parts,
            "progress" => Self::Progress,
            "price" => Self::Price,
            "listing" => Self::Listing,
            _ => return None,
        })
    }
}

pub(super) fn find(prose: &Prose) -> Vec<Relation> {
    let mut relations = Vec::new();
    let mut sentence = None;
    for figure in prose.figures() {
        if sentence != Some(figure.sentence) {
            sentence = Some(figure.sentence);
            let reader = Reader::new(prose, figure.sentence);
            relations.extend(reader.uses(figure.sentence).or_else(|| reader.parts()));
            relations.extend(reader.total());
            relations.extend(reader.progress());
            relations.extend(reader.price());
            relations.extend(reader.listing());
        }
        let reader = Reader::new(prose, figure.sentence);
        let found = if figure.is_percent() && !reader.is_points(figure) {
            reader.share(figure).or_else(|| reader.growth(figure)).or_else(|| reader.named_rate(figure))
        } else {
            reader.difference(figure)
        };
        relations.extend(found);
    }
    relations
}

/// Verbs that end a matter.
const DONE: [&str; 12] = [
    "完成",
    "办结",
    "整改",
    "销号",
    "解决",
    "答复",
    "完成整改",
    "整改完成",
    "落实",
    "已完成",
    "已整改",
    "已办结",
];

/// What introduces parts of a whole.
const PARTS: [&str; 9] = ["其中", "包括", "包含", "分为", "分别为", "分别是", "，即", "资金来源为", "来源为"];

struct Reader<'p> {
    prose: &'p Prose,
    sentence: Range<usize>,
    figures: &'p [Figure],
}

impl<'p> Reader<'p> {
    fn new(prose: &'p Prose, sentence: usize) -> Self {
        Self { prose, sentence: prose.sentence_range(sentence), figures: prose.figures_in(sentence) }
    }

    fn relation(&self, kind: Kind) -> Relation {
        Relation {
            kind,
            sentence: self.sentence.clone(),
            part: None,
            whole: None,
            rate: None,
            parts: Vec::new(),
            listed: Vec::new(),
            is_complete: false,
            is_exclusive: false,
            is_decline: false,
            is_of_target: false,
        }
    }

    fn is_points(&self, figure: &Figure) -> bool {
        self.prose.slice(figure.range()).ends_with("百分点")
    }

    /// The words of a figure's clause before it.
    fn in_clause(&self, figure: &Figure) -> &'p str {
        let clause = self.prose.clause_range(figure);
        self.prose.slice(clause.start..figure.range().start)
    }

    fn earlier(&self, figure: &Figure) -> impl DoubleEndedIterator<Item = &'p Figure> + use<'p> {
        let start = figure.range().start;
        self.figures.iter().filter(move |other| other.range().start < start)
    }

    /// The figure that a share or difference is stated of: the last one before `at`, in the clause of `figure` or the
    /// one before it.
    fn stated_of(&self, figure: &Figure, at: usize) -> Option<&'p Figure> {
        // What only says how it changed stands between: 投资9.73亿元，同比增长21.6%，占…
        let says_change = |other: &&Figure| matches!(other.role, Role::Change | Role::Previous);
        let before: Vec<&Figure> = self.earlier(figure).filter(|other| other.range().end <= at).collect();
        // 126名，其中正职58名、副职43名，比上年增加16名: of all of them or of the last, the sentence does not say.
        let listed: Vec<_> = before
            .iter()
            .rev()
            .take_while(|other| other.role == Role::Part && other.clause < figure.clause)
            .collect();
        if listed.len() > 1 {
            return None;
        }
        let skipped = before.iter().rev().take_while(|other| says_change(other)).count();
        let last = before.into_iter().rev().nth(skipped)?;
        let is_near = last.clause + 1 + 2 * skipped >= figure.clause;
        (is_near && last.role != Role::Threshold).then_some(last)
    }

    /// What `phrase` names among the figures before `figure`: one inside it, or the only one whose clause has its words.
    fn named(
        &self,
        phrase: Range<usize>,
        figure: &Figure,
        part: Option<&Figure>,
    ) -> (Option<&'p Figure>, bool) {
        let inside = |other: &&Figure| other.range().start >= phrase.start && other.range().end <= phrase.end;
        let words = self.prose.slice(phrase.clone());
        let of_target = words::any(words, &TARGETS);
        let mut within = self.figures.iter().filter(inside);
        if let Some(found) = within.next() {
            return (Some(found).filter(|_| within.next().is_none()), of_target);
        }
        let wanted = core(words);
        let is_other = |other: &&Figure| part.is_none_or(|part| part.range() != other.range());
        let fits = |other: &&Figure| {
            let clause = self.prose.slice(self.prose.clause_range(other));
            if of_target {
                // 占年度投资计划 is of 年度计划投资, 占任务指标 of no 计划总投资.
                let rest = TARGETS.iter().fold(words.to_owned(), |rest, word| rest.replace(word, ""));
                let rest = core(&rest.replace("年度", "").replace(['值', '数'], ""));
                let before = self.prose.before(other);
                let same = TARGETS.iter().any(|word| words.contains(word) && before.contains(word));
                return same && (rest.is_empty() || alike(&rest, clause) >= 50);
            }
            wanted.chars().count() >= 2 && alike(&wanted, clause) >= 80
        };
        let mut found = self
            .earlier(figure)
            .filter(|other| part.is_none_or(|part| part.is_commensurable(other)) && !other.is_percent())
            .filter(is_other)
            .filter(fits);
        match (found.next(), found.next()) {
            (Some(only), None) => (Some(only), of_target),
            (None, _) if !of_target => {
                let whole = self.whole_of(words, figure, part);
                (whole.or_else(|| self.named_before(words.trim_matches(['的', '约', '近']), part)), false)
            }
            _ => (None, of_target),
        }
    }

    /// The only figure of an earlier sentence that is about just this.
    fn named_before(&self, wanted: &str, part: Option<&Figure>) -> Option<&'p Figure> {
        let part = part?;
        let earlier = self.prose.figures().iter().filter(|other| other.range().end <= self.sentence.start);
        let mut named = earlier
            .filter(|other| other.is_commensurable(part) && self.prose.before(other).ends_with(wanted));
        let only = named.next().filter(|_| wanted.chars().count() >= 4 && named.next().is_none())?;
        matches!(only.role, Role::Value | Role::Cumulative).then_some(only)
    }

    /// The whole that 占比 and 占总数的 leave unnamed: what 其中 is of, or the only other figure of the sentence.
    fn whole_of(&self, words: &str, figure: &Figure, part: Option<&Figure>) -> Option<&'p Figure> {
        let part = part?;
        let bare =
            words.trim_matches(['的', '约', '近', '比', '重', '例', '达', '为', '到', '了', '其', '中']);
        let before = self.prose.slice(self.sentence.start..part.range().start);
        let of_all = ["总数", "总人数", "总量", "总额", "总面积", "全部", "总户数"]
            .iter()
            .any(|word| bare.starts_with(word));
        if !(bare.is_empty() && before.contains("其中") || of_all) {
            return None;
        }
        let mark = before.find("其中").map_or(part.range().start, |at| self.sentence.start + at);
        let mut wholes = self
            .earlier(figure)
            .filter(|other| other.range().end <= mark && other.range() != part.range())
            .filter(|other| other.is_commensurable(part) && other.role != Role::Change);
        wholes.next().filter(|_| wholes.next().is_none())
    }

    /// a，占 b 的 p%; a，完成 b 的 p%
    fn share(&self, figure: &Figure) -> Option<Relation> {
        let in_clause = self.in_clause(figure);
        let start = figure.range().start - in_clause.len();
        let (kind, at, length) = share_verb(in_clause)?;
        let phrase = start + at + length..figure.range().start;
        // 签约86个、总额278.64亿元，分别完成目标的107.50%和107.17%
        if in_clause.contains("分别") {
            return None;
        }
        let part = self.stated_of(figure, start + at);
        let part = part.filter(|part| !part.is_percent());
        // 新增120辆、更新180辆，新能源公交车占比达到91.6%: of all of them, not of those named before.
        let own = core(self.prose.slice(start..start + at));
        let is_own = |part: &&Figure| {
            let clause = self.prose.slice(self.prose.clause_range(part));
            part.clause == figure.clause || own.chars().count() < 3 || alike(&own, clause) >= 50
        };
        let part = part.filter(is_own);
        // 1836套，其中收购640套，完成计划的102%: of the whole or of the part, the sentence does not say.
        let listed = self.prose.slice(self.sentence.start..start + at);
        let names_target = words::any(self.prose.slice(phrase.clone()), &TARGETS) || kind == Kind::Completion;
        let part = part.filter(|_| !(names_target && words::any(listed, &PARTS)));
        let (whole, of_target) = self.named(phrase.clone(), figure, part);
        let words = self.prose.slice(phrase);
        let is_bare =
            words.trim_matches(['的', '约', '近', '比', '重', '例', '达', '为', '到', '了']).is_empty();
        Some(Relation {
            part: part.map(Figure::range),
            whole: whole
                .filter(|whole| part.is_none_or(|part| part.is_commensurable(whole)))
                .map(Figure::range),
            rate: Some(figure.range()),
            is_of_target: of_target || kind == Kind::Completion && is_bare,
            ..self.relation(kind)
        })
    }

    /// 应检 b 批次，合格 a 批次，合格率 p%
    fn named_rate(&self, figure: &Figure) -> Option<Relation> {
        let before =
            self.prose.before(figure).trim_end_matches(['为', '达', '到', '约', '是', '仅', '：', ':']);
        let name = before.strip_suffix('率')?;
        let verb: String = {
            let mut last: Vec<char> = name.chars().rev().take(2).collect();
            last.reverse();
            last.into_iter().collect()
        };
        if verb.chars().count() < 2 || matches!(figure.role, Role::Change | Role::Previous | Role::Target) {
            return None;
        }
        // 审限内结案率 and 按期完工率 count those in time among those done, not those done among all.
        let head = name.get(..name.len() - verb.len()).unwrap_or_default();
        if head.ends_with(['内', '期', '时', '次', '庭']) {
            return None;
        }
        let is_value = |other: &&Figure| {
            !other.is_percent() && !matches!(other.role, Role::Change | Role::Threshold | Role::Previous)
        };
        let mut before: Vec<&Figure> = self.earlier(figure).filter(is_value).collect();
        let last = before.pop()?;
        before.retain(|other| other.is_commensurable(last));
        // 72批次不合格食品核查处置率100%: the rate is of those 72.
        let is_near = last.clause + 1 >= figure.clause && last.clause < figure.clause;
        before.retain(|other| other.is_money() || other.counter() == last.counter());
        if !is_near {
            return None;
        }
        let words = |other: &Figure| {
            let clause = self.prose.clause_range(other);
            let inside = self.prose.before_range(other).start.max(clause.start);
            format!("{}{}", self.prose.slice(inside..other.range().start), self.prose.behind(other))
        };
        let is_money = last.is_money();
        let spends = ["执行", "支付", "支出", "使用", "完成"];
        let (done, due): (Vec<&str>, &[&str]) = if is_money && spends.contains(&verb.as_str()) {
            (vec!["支出", "执行", "支付", "使用", "拨付"], &["预算", "安排", "下达", "到位", "计划"])
        } else {
            (
                vec![verb.as_str()],
                &[
                    "应", "需", "总", "共", "计划", "目标", "任务", "下达", "抽检", "受理", "检查", "接",
                    "申请", "报名", "收到",
                ],
            )
        };
        // 应检340处，完成315处，整改率: the rate bears the name of what was due or done.
        let bears_name = |other: &Figure| verb.chars().any(|c| words(other).contains(c)) || verb == "完成";
        let is_clear = |other: &Figure| {
            words::any(&words(other), due)
                && words::any(&words(last), &["实际", "已", "完成", "建成"])
                && (bears_name(other) || bears_name(last))
        };
        let says_done = words::any(&words(last), &done) || bears_name(last);
        // With more than one that it may be a part of, only the one that says so is.
        let whole = match before.as_slice() {
            [only] => Some(*only),
            [] => None,
            // 报名、中签、完赛: of which of two stages, the sentence does not say.
            _ => before
                .iter()
                .rfind(|other| words::any(&words(other), &["调整后", "调整预算", "全年预算"]))
                .copied(),
        }?;
        let among = self.prose.behind(whole).contains("中")
            && head.chars().count() >= 3
            && words(last).contains(core(head).as_str());
        let names_verb = words::any(&words(last), &done) && !words::any(&words(whole), &done);
        // 约谈6个乡镇，整改问题21个，整改率100%: not of those six.
        let is_within = last.reading.unit != whole.reading.unit || last.reading.value <= whole.reading.value;
        let is_due = is_within && (names_verb || among)
            || words::any(&words(whole), due) && (says_done || is_clear(whole));
        (is_due && whole.role != Role::Part).then(|| Relation {
            part: Some(last.range()),
            whole: Some(whole.range()),
            rate: Some(figure.range()),
            ..self.relation(Kind::Completion)
        })
    }

    /// a，比上年的 b 增长 p%
    fn growth(&self, figure: &Figure) -> Option<Relation> {
        if figure.role != Role::Change {
            return None;
        }
        let before = self.prose.before(figure);
        let is_decline =
            words::any(before, &DOWN) && !words::any(before, &UP) || matches!(before.trim(), "降" | "减");
        let in_clause = self.in_clause(figure);
        let values = |other: &&Figure| {
            (!matches!(other.role, Role::Change | Role::Threshold | Role::Previous | Role::Target)
                || self.is_average(other))
                && self.difference(other).is_none()
                // 完成预算85.4亿元的101.3%
                && !self.prose.behind(other).starts_with('的')
        };
        let follows = |other: &&Figure| self.is_earlier_value(other);
        let mut previous = self.figures.iter().filter(|other| !other.is_percent()).filter(follows);
        let previous = previous.next().filter(|_| previous.next().is_none());
        let is_amount = |other: &&Figure| !other.is_percent() && !self.is_earlier_value(other);
        let mut current = self.earlier(figure).filter(values).filter(is_amount);
        let current = current.next_back().filter(|other| other.clause + 3 > figure.clause);
        // 比上年的285亿元增长8.2%，达到308亿元
        let current = current.or_else(|| {
            let next = self.figures.iter().find(|other| other.range().start > figure.range().start)?;
            let reaches = self.prose.before(next).trim_start_matches('，').ends_with(['到', '达', '至']);
            (reaches && !next.is_percent() && previous.is_some()).then_some(next)
        });
        // 培训教师9,000人次，培训经费增长20%: what grows is named, and it is another.
        let own = growing(before);
        let names_it = |current: &&Figure| {
            let clause = self.prose.slice(self.prose.clause_range(current));
            own.chars().count() < 2 || alike(&own, clause) > 60
        };
        let current = current.filter(names_it).filter(|current| {
            let listed = |other: &&Figure| {
                other.role == Role::Part && other.clause < figure.clause && other.is_commensurable(current)
            };
            current.role != Role::Part || self.earlier(figure).filter(listed).count() < 2
        });
        let previous = previous
            .filter(|previous| current.is_some_and(|current| current.is_commensurable(previous)))
            // 累计1710万吨，日均4.69万吨，同比增长3.8%（上年1648万吨）: a year's is no day's.
            .filter(|previous| {
                current.is_some_and(|current| self.is_average(current) == self.is_average(previous))
            })
            .filter(|_| !in_clause.contains("年均") && !in_clause.contains("环比"));
        Some(Relation {
            part: current.map(Figure::range),
            whole: previous.map(Figure::range),
            rate: Some(figure.range()),
            is_decline,
            ..self.relation(Kind::Growth)
        })
    }

    /// Whether a figure is last year's: 上年285亿元, 由285亿元增长到.
    fn is_earlier_value(&self, figure: &Figure) -> bool {
        let before = self.prose.before(figure);
        let behind = self.prose.behind(figure);
        let from = before.trim_end().ends_with(['由', '从'])
            || words::any(before, &["由上年", "从上年", "由去年", "从去年"]);
        figure.role == Role::Previous || from && words::any(behind, &["到", "至"])
    }

    /// a，比 b 多 n; 比预期值差 n
    fn difference(&self, figure: &Figure) -> Option<Relation> {
        let in_clause = self.in_clause(figure);
        if let Some(change) = self.change_from(figure) {
            return Some(change);
        }
        let start = figure.range().start - in_clause.len();
        let Some((at, length, verb, is_decline)) = difference_words(in_clause) else {
            return self.bare_difference(figure);
        };
        let phrase = start + at + length..figure.range().start - verb;
        let value = self.stated_of(figure, start + at).filter(|value| value.is_commensurable(figure))?;
        let (base, of_target) = self.named(phrase.clone(), figure, Some(value));
        let is_of_year = words::any(self.prose.slice(phrase), &EARLIER);
        let base = base.or_else(|| {
            let mut previous = self.figures.iter().filter(|other| other.role == Role::Previous);
            previous.next().filter(|_| is_of_year && previous.next().is_none())
        });
        Some(Relation {
            part: Some(value.range()),
            whole: base.filter(|base| base.is_commensurable(value)).map(Figure::range),
            rate: Some(figure.range()),
            is_decline,
            is_of_target: of_target,
            ..self.relation(Kind::Difference)
        })
    }

    /// 143场，少17场: against the target, as nothing else is named.
    fn bare_difference(&self, figure: &Figure) -> Option<Relation> {
        let is_decline = match self.prose.before(figure).trim_start_matches(['，', '、']) {
            "少" | "差" | "缺" | "还差" | "少了" => true,
            "多" | "超" | "超出" | "多出" => false,
            _ => return None,
        };
        let value = self.earlier(figure).rfind(|value| value.role != Role::Target)?;
        if !value.is_commensurable(figure) {
            return None;
        }
        Some(Relation {
            part: Some(value.range()),
            rate: Some(figure.range()),
            is_decline,
            is_of_target: true,
            ..self.relation(Kind::Difference)
        })
    }

    /// 由 b 压缩到 a，压缩 n
    fn change_from(&self, figure: &Figure) -> Option<Relation> {
        let before = self.prose.before(figure).trim_start_matches(['，', '共', '合', '计', '累']);
        let (_, is_decline) =
            words::CHANGES.iter().find(|(verb, _)| verb.chars().count() == 2 && *verb == before)?;
        let (to, from) = {
            let mut earlier = self.earlier(figure).rev();
            (earlier.next()?, earlier.next()?)
        };
        let reaches = self.prose.before(to).trim_end().ends_with(['到', '至', '为']);
        let starts =
            self.prose.before(from).trim_end().ends_with(['由', '从']) || self.is_earlier_value(from);
        (reaches && starts && to.is_commensurable(from) && to.is_commensurable(figure)).then(|| Relation {
            part: Some(to.range()),
            whole: Some(from.range()),
            rate: Some(figure.range()),
            is_decline: *is_decline,
            ..self.relation(Kind::Difference)
        })
    }

    /// 共18项，完成整改10项
    fn progress(&self) -> Option<Relation> {
        let due = [
            "共", "需", "应", "问题", "排查", "隐患", "提出", "查出", "涉及", "反馈", "列入", "下达", "确定",
            "发现", "指出", "交办",
        ];
        let done = |figure: &&Figure| {
            let before = self.prose.before(figure).trim_end_matches(['了', '的']);
            DONE.iter().any(|word| before.ends_with(word))
                && !words::any(before, &["未", "不", "正在", "计划", "按期", "按时", "及时", "当场"])
        };
        let part = self.figures.iter().find(done)?;
        let whole = self.earlier(part).rfind(|figure| {
            let words = self.in_clause(figure);
            figure.counter().is_some() && figure.is_commensurable(part) && words::any(words, &due)
        })?;
        let is_plain =
            whole.is_plain() && part.is_plain() && !matches!(whole.role, Role::Change | Role::Previous);
        is_plain.then(|| Relation {
            part: Some(part.range()),
            whole: Some(whole.range()),
            ..self.relation(Kind::Progress)
        })
    }

    /// 2,390名学生，每人1,000元，共239万元
    fn price(&self) -> Option<Relation> {
        let each = |figure: &&Figure| {
            figure.is_money() && {
                let before = self.prose.before(figure);
                Self::each_of(before, self.prose.behind(figure)).is_some()
            }
        };
        let mut prices = self.figures.iter().filter(each);
        let price = prices.next().filter(|_| prices.next().is_none())?;
        let text = self.prose.slice(self.sentence.clone());
        // With a second multiplier the product says nothing.
        if words::any(text, &["每月", "每天", "每日", "每学期", "每次", "个月", "/月", "/年", "/天"])
        {
            return None;
        }
        let word = Self::each_of(self.prose.before(price), self.prose.behind(price))?;
        let mut counts = self.figures.iter().filter(|figure| {
            figure.counter().is_some_and(|counter| figure::counts_alike(counter, word))
                && figure.role != Role::Threshold
        });
        let count = counts.next().filter(|_| counts.next().is_none())?;
        let mut totals =
            self.figures.iter().filter(|figure| figure.is_money() && figure.range() != price.range());
        let total = totals.next().filter(|_| totals.next().is_none())?;
        let sums = words::any(
            self.prose.before(total),
            &["共", "合计", "总", "发放", "兑付", "支付", "支出", "补助", "计", "资金", "投资", "金额", "费"],
        );
        (sums && total.is_plain() && price.is_plain() && count.is_plain()).then(|| Relation {
            part: Some(total.range()),
            whole: Some(count.range()),
            rate: Some(price.range()),
            ..self.relation(Kind::Price)
        })
    }

    /// The measure word of 每人…元 or …元/人.
    fn each_of(before: &'p str, behind: &'p str) -> Option<&'p str> {
        let yearly = before.trim_end_matches(['约', '为', '达']).trim_end_matches("每年");
        let named = yearly.rfind('每').and_then(|at| yearly.get(at + '每'.len_utf8()..));
        let named = named.or_else(|| before.contains("人均").then_some("人"));
        let slash = behind.strip_prefix(['/', '／']);
        let word = named.or(slash)?;
        figure::measure_word(word).map(|(word, _)| word).or_else(|| word.starts_with('生').then_some("名"))
    }
}

/// What the words before a rate of growth say that grows; empty where they name nothing.
fn growing(before: &str) -> String {
    let mut head = before.trim_end_matches(['了', '约', '近', '达', '为', '的', '增', '降', '升', '减']);
    while let Some(rest) = UP.iter().chain(&DOWN).find_map(|word| head.strip_suffix(word)) {
        head = rest;
    }
    for word in [
        "比上年同期",
        "较上年同期",
        "比去年同期",
        "较去年同期",
        "同比",
        "环比",
        "比上年",
        "较上年",
        "比去年",
        "较去年",
        "上年",
        "去年",
        "年均",
        "分别",
    ] {
        head = head.trim_end_matches(word).trim_start_matches(word);
    }
    core(head.trim_matches(['，', '比', '较', '由', '从', '率']))
}

/// The verb of a share or completion in the words before a percentage: its kind, place and length.
fn share_verb(in_clause: &str) -> Option<(Kind, usize, usize)> {
    if let Some(at) = in_clause.rfind('占') {
        let behind = in_clause.get(at + '占'.len_utf8()..)?;
        let is_other = ["用", "地", "道", "补", "有", "领"].iter().any(|word| behind.starts_with(word));
        return (!is_other && !behind.contains(['率', '，'])).then_some((Kind::Share, at, '占'.len_utf8()));
    }
    let tail = in_clause.trim_end_matches(['约', '近']);
    if let Some(at) = tail.rfind("完成") {
        let behind = tail.get(at + "完成".len()..)?;
        let names_target = words::any(behind, &TARGETS) || behind.ends_with('的');
        let is_bare = behind.trim_matches(['了', '的']).is_empty();
        if !behind.contains('率') && (names_target || is_bare) && !words::any(behind, &UP) {
            return Some((Kind::Completion, at, "完成".len()));
        }
    }
    // 达到年度目标的156.8%
    let of = tail.strip_suffix('的')?;
    let verb = ["达到", "相当于", "为", "达", "是"]
        .into_iter()
        .filter_map(|verb| Some((of.rfind(verb)?, verb)))
        .max()?;
    let phrase = of.get(verb.0 + verb.1.len()..)?;
    words::any(phrase, &TARGETS).then_some((Kind::Completion, verb.0, verb.1.len()))
}

/// The words of a difference before a figure: where what it is compared with begins and how long the word before that
/// is, how long the verb at the end is, and whether it goes down.
fn difference_words(in_clause: &str) -> Option<(usize, usize, usize, bool)> {
    let tail = in_clause.trim_end_matches('了');
    let trimmed = in_clause.len() - tail.len();
    let found =
        words::CHANGES.iter().find_map(|(verb, down)| Some((tail.strip_suffix(verb)?, verb.len(), *down)));
    if let Some((head, length, down)) = found {
        let places = ["比", "较", "距离", "距"].into_iter().filter_map(|word| {
            let at = head.rfind(word)?;
            let behind = head.get(at + word.len()..)?;
            let before = head.get(..at)?;
            let is_other = ["例", "重", "率", "大", "好", "高", "多", "快", "强"]
                .iter()
                .any(|word| behind.starts_with(word));
            (!is_other && !before.ends_with(['占', '同', '环', '对']) && !behind.is_empty())
                .then_some((at, word.len()))
        });
        if let Some((at, width)) = places.max() {
            return Some((at, width, length + trimmed, down));
        }
        if head.ends_with("还") && words::any(head, &["距"]) {
            return None;
        }
    }
    // 超目标33户, 超出计划5场
    let at = tail.rfind('超')?;
    let behind = tail.get(at + '超'.len_utf8()..)?.trim_start_matches(['出', '过', '额']);
    let is_target = TARGETS.iter().any(|word| behind.starts_with(word) || behind.ends_with(word))
        && behind.chars().count() <= 8
        && !behind.contains("完成");
    is_target.then_some((at, '超'.len_utf8(), trimmed, false))
}
