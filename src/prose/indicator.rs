//! What the name of an indicator asks for, which target it states, and which way is good.

use rust_decimal::Decimal;

use super::{Figure, Prose, Role};
use crate::figure::{self, Reading, Unit};

/// How an answer is to stand to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// ≥, 不低于, 以上
    AtLeast,
    /// ≤, 不超过, 以内
    AtMost,
    /// =
    Equal,
}

/// What kind of answer a name asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// A percentage: 完成率, 占比.
    Rate,
    /// A number of things: 项目数, 培训场次.
    Count,
    /// How often something bad happened: 安全事故.
    Incidents,
    /// An amount: 协议投资总额.
    Money,
    /// A day or a length of time: 完成时间, 办理时限.
    Time,
    /// What the name does not tell.
    Open,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More is better, or nothing says otherwise.
    Higher,
    /// Less is better: cost, time, loss.
    Lower,
}

/// A target that a text states, by the place of its figure.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The figure.
    pub figure: Figure,
    /// The comparator, if one stands there.
    pub comparator: Option<Comparator>,
}

/// The name without marks and numbers before it, what stands in brackets, comparators and figures at its end.
#[must_use]
pub fn stem(name: &str) -> String {
    let name = unmarked(name);
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    // 及时（按期）开工率 goes on behind its bracket; one that states a target ends the name.
    while let Some(open) = rest.find(OPENING) {
        let (head, bracket) = rest.split_at(open);
        let close = bracket.char_indices().take(LONGEST_BRACKET).find(|(_, c)| CLOSING.contains(c));
        let behind = close.and_then(|(at, c)| bracket.get(at + c.len_utf8()..)).unwrap_or_default();
        plain.push_str(head);
        rest = behind;
    }
    plain.push_str(rest);
    let head = plain.split(SIGNS).next().unwrap_or_default();
    let head = head.split("——").next().unwrap_or_default();
    let bound =
        ["不低于", "不少于", "不高于", "不超过", "达到"].iter().filter_map(|word| head.find(word)).min();
    bound.filter(|at| *at > 6).and_then(|at| head.get(..at)).unwrap_or(head).trim().to_owned()
}

/// Brackets in names.
const OPENING: [char; 5] = ['（', '(', '【', '〔', '['];
const CLOSING: [char; 5] = ['）', ')', '】', '〕', ']'];

/// What a target in a name begins with.
const SIGNS: [char; 16] =
    ['≥', '≤', '≧', '≦', '⩾', '⩽', '≮', '≯', '＞', '＜', '>', '<', '=', '＝', '：', ':'];

/// A name without what forms print before it: ★, 指标3：, 其中：, 1、.
fn unmarked(name: &str) -> &str {
    let mut rest = name;
    loop {
        let trimmed =
            rest.trim_start_matches(['★', '☆', '*', '＊', '●', '◆', '▲', '△', '■', '·', ' ', '\u{3000}']);
        let body = trimmed.strip_prefix("其中").unwrap_or(trimmed);
        let numbered = body.strip_prefix("指标").unwrap_or(body);
        let behind = numbered.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_number = behind.len() < numbered.len();
        // 1.5万亩 and 1:3 are figures.
        let unnumbered = behind.strip_prefix(['、', '）', ')']).or_else(|| {
            let rest = behind.strip_prefix(['：', ':', '.', '．'])?;
            (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)
        });
        let unnumbered = unnumbered.filter(|_| is_number);
        let next = unnumbered.unwrap_or_else(|| body.trim_start_matches(['：', ':', '，', ',']));
        if next == rest || next.is_empty() {
            return rest;
        }
        rest = next;
    }
}

/// A comparator and a figure that are the whole of a text, whatever the figure is counted in: `≥200MB`, `≤35ug/m³`.
#[must_use]
pub fn signed_figure(text: &str) -> Option<(Option<Comparator>, Reading)> {
    let at = text.find(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))?;
    let (before, behind) = text.split_at(at);
    let comparator = super::scan::bound(before, "");
    if comparator.is_none() && !before.trim().is_empty() {
        return None;
    }
    let reading = figure::scan(text, at).ok()?;
    let length = reading.range.end.checked_sub(at)?;
    behind.get(length..)?.trim().is_empty().then_some((comparator, reading))
}

/// The two ends of a range that is the whole of a text: `3-5天`, `90%～95%`. The first is in the unit of the second.
#[must_use]
pub fn range(text: &str) -> Option<(Reading, Reading)> {
    let start = text.len() - text.trim_start().len();
    let first = figure::scan_in_prose(text, start).ok()?;
    let behind = text.get(first.range.end..)?.trim_start();
    let joint = behind.chars().next().filter(|c| super::number::TO.contains(c))?;
    let second_at = text.len() - behind.len() + joint.len_utf8();
    let second = figure::scan(text, second_at).ok()?;
    if !text.get(second.range.end..)?.trim().is_empty() || first.value >= second.value {
        return None;
    }
    let unit = first.unit.clone().or_else(|| second.unit.clone());
    Some((Reading { unit, ..first }, second))
}

/// What kind of answer the name of an indicator asks for.
#[must_use]
pub fn asked(name: &str) -> Asks {
    let stem = &*stem(name);
    let ends = |words: &[&str]| words.iter().any(|word| stem.ends_with(word));
    // 数量及金额 asks for two things.
    if stem.contains(['及', '、']) && !ends(&["率", "事故", "事件"])
        || stem.contains('和') && ends(&["额", "量", "数"]) && stem.contains("数量和")
    {
        return Asks::Open;
    }
    if ends(&[
        "效率",
        "频率",
        "速率",
        "功率",
        "汇率",
        "心率",
        "费率",
        "税率",
        "利率",
        "变动率",
        "死亡率",
        "发病率",
        "发生率",
        "万车死亡率",
    ]) {
        return Asks::Open;
    }
    if ends(&["率", "占比", "比例", "比重"]) {
        return Asks::Rate;
    }
    if is_incident(stem) {
        return Asks::Incidents;
    }
    if ends(&[
        "系数",
        "指数",
        "分数",
        "基数",
        "倍数",
        "参数",
        "岁数",
        "天数",
        "时数",
        "支出数",
        "控制数",
        "收入数",
        "预算数",
        "执行数",
        "决算数",
        "金额数",
        "资金数",
    ]) {
        return Asks::Open;
    }
    if ends(&["数", "数量", "场次", "人次", "批次"]) {
        return Asks::Count;
    }
    if ends(&["金额", "总额", "资金", "经费", "投资额", "产值", "税收", "额"])
        && !ends(&["名额", "配额", "差额", "定额", "限额"])
    {
        return Asks::Money;
    }
    if ends(&["时间", "时限", "日期", "期限", "时效"]) {
        return Asks::Time;
    }
    Asks::Open
}

/// Whether a name counts what should not happen: 安全事故, 群体性事件.
fn is_incident(stem: &str) -> bool {
    let tail = ["发生起数", "发生次数", "发生数", "起数", "次数", "数量", "数", "发生率", "发生"];
    let head = tail.iter().find_map(|tail| stem.strip_suffix(tail)).unwrap_or(stem);
    ["事故", "事件", "责任事故", "舆情"].iter().any(|word| head.ends_with(word)) && !head.contains("应急")
}

/// Rates of what must be done whole: the verb says that anything less is a shortfall.
/// Letters in which a bracket ends.
const LONGEST_BRACKET: usize = 200;

const WHOLE: [&str; 32] = [
    "完成", "合格", "达标", "及时", "准确", "到位", "缴纳", "兑现", "办结", "整改", "验收", "发放", "支付",
    "落实", "合规", "履约", "按时", "按期", "准时", "规范", "真实", "征收", "归档", "拨付", "准点", "响应",
    "公开", "足额", "兑付", "销号", "执行", "处置",
];

/// What an indicator has by its nature: 100% for 完成率 and the like, 0 for accidents.
#[must_use]
pub fn natural_bound(name: &str) -> Option<(Decimal, Option<Unit>, Comparator)> {
    let stem = &*stem(name);
    if is_incident(stem) {
        let unit = stem.ends_with('率').then_some(Unit::Percent);
        return Some((Decimal::ZERO, unit, Comparator::AtMost));
    }
    let verb = stem.strip_suffix('率')?;
    let whole = WHOLE.iter().any(|word| verb.ends_with(word));
    whole.then_some((Decimal::ONE_HUNDRED, Some(Unit::Percent), Comparator::AtLeast))
}

/// Words of what should be little: cost, time, loss.
const LESS: [&str; 66] = [
    "不合格",
    "不满意",
    "故障",
    "误差",
    "错误",
    "贫困",
    "近视",
    "结转",
    "结余",
    "住院日",
    "工期",
    "接待费",
    "跑腿",
    "环节",
    "超时",
    "缺陷",
    "噪声",
    "成本",
    "费用",
    "支出",
    "时限",
    "时长",
    "天数",
    "时间",
    "耗",
    "损",
    "空置",
    "投诉",
    "死亡",
    "发病",
    "违规",
    "违纪",
    "超标",
    "差错",
    "失误",
    "流失",
    "逾期",
    "欠",
    "返贫",
    "失业",
    "事故",
    "事件",
    "污染",
    "排放",
    "浓度",
    "经费控制",
    "投资控制",
    "预算控制",
    "总量控制",
    "人员控制",
    "造价",
    "三公",
    "变动",
    "降低",
    "下降",
    "压减",
    "减少",
    "信访量",
    "复发",
    "患病",
    "感染",
    "辍学",
    "退货",
    "单价",
    "漏损",
    "发案",
];

/// Which way is good, going by the words of a name and of its target.
#[must_use]
pub fn direction(name: &str, comparator: Option<Comparator>) -> Direction {
    match comparator {
        Some(Comparator::AtMost) => return Direction::Lower,
        Some(Comparator::AtLeast) => return Direction::Higher,
        Some(Comparator::Equal) | None => {}
    }
    let stem = stem(name);
    let lowers = LESS.iter().any(|word| stem.contains(word));
    // What is done about a bad thing is good: 投诉办结率, 事故处置率.
    let is_about = WHOLE.iter().any(|word| stem.strip_suffix('率').is_some_and(|verb| verb.ends_with(word)))
        && !stem.ends_with("控制率");
    if lowers && !is_about { Direction::Lower } else { Direction::Higher }
}

/// The targets that the name of an indicator states: （预期值：24个）, （≥95%）, 不低于90%.
#[must_use]
pub fn stated_targets(prose: &Prose) -> Vec<Stated> {
    let text = prose.text();
    let brackets: Vec<(usize, usize)> = text
        .char_indices()
        .filter(|(_, c)| OPENING.contains(c))
        .filter_map(|(open, _)| {
            let mut inner = text.get(open..)?.char_indices().take(LONGEST_BRACKET);
            let (close, _) = inner.find(|(_, c)| CLOSING.contains(c))?;
            Some((open, open + close))
        })
        .collect();
    let states = |figure: &&Figure| {
        let range = figure.range();
        let in_brackets = brackets.iter().any(|(open, close)| range.start > *open && range.end <= *close);
        let ends =
            text.get(range.end..).unwrap_or_default().trim_start_matches("以上").trim_start_matches("以内");
        let is_last = ends.trim().is_empty() || ends.trim() == "以下";
        figure.reading.unit.is_some() && (in_brackets || figure.bound.is_some() && is_last)
            || in_brackets && (figure.role == Role::Target || figure.bound.is_some())
    };
    prose
        .figures()
        .iter()
        .filter(states)
        .map(|figure| Stated { figure: figure.clone(), comparator: figure.bound })
        .collect()
}
