//! What a figure is about, and when two such phrases are the same.

use super::words::{ADVERBS, DOWN, LIGHT_VERBS, LINKS, MEASURES, UP};
use super::{Figure, Prose};

/// The words before a figure in its clause and those that it counts: 推动24个重点产业项目建设 is about 重点产业项目建设.
pub(super) fn of(prose: &Prose, figure: &Figure) -> String {
    // 得分由62分提高到75分: both are about the 得分.
    if let Some(from) = changed_from(prose, figure) {
        return of(prose, from);
    }
    let before = last_item(prose, figure);
    let behind = prose.behind(figure);
    let behind = behind.split(['、', '。']).next().unwrap_or_default();
    let head = strip(before);
    // Behind an amount or a rate stands what comes of it, not what it is; 个, 家, 项 count what follows.
    let counted = if figure.counter().is_some() || head.is_empty() { strip_start(behind) } else { "" };
    let counted = counted.trim_start_matches(['以', '上', '的']);
    format!("{head}{counted}")
}

/// The figure from which this one is said to have changed.
fn changed_from<'p>(prose: &'p Prose, figure: &Figure) -> Option<&'p Figure> {
    let verb = prose.before(figure).strip_suffix(['到', '至', '为'])?;
    let changes = verb.is_empty() || UP.iter().chain(&DOWN).any(|word| verb == *word);
    let at =
        prose.figures.partition_point(|other| other.range().start < figure.range().start).checked_sub(1)?;
    let from =
        prose.figures.get(at).filter(|from| from.clause == figure.clause && from.is_commensurable(figure))?;
    let starts = prose.before(from).trim_end_matches(['的', '约']).contains(['由', '从']);
    (changes && starts).then_some(from)
}

/// The words before a figure, from the item of a row (A3个、B5个) to which it belongs.
fn last_item<'p>(prose: &'p Prose, figure: &Figure) -> &'p str {
    let before = prose.before(figure);
    let range = prose.before_range(figure);
    let is_row = range.start > prose.clause_range(figure).start;
    match before.rfind('、') {
        // Behind another figure the sign begins a new item; else it joins nouns: 道路、桥梁12处.
        Some(at) if is_row => before.get(at + '、'.len_utf8()..).unwrap_or_default(),
        _ => before,
    }
}

/// What a phrase is about: without verbs that say only that it was done, adverbs, dates, and how it is counted.
#[must_use]
pub fn core(phrase: &str) -> String {
    let mut core: String = strip(phrase).chars().filter(|c| !c.is_whitespace()).collect();
    loop {
        let shorter =
            MEASURES.iter().find_map(|word| core.strip_suffix(word)).filter(|rest| rest.chars().count() >= 2);
        match shorter {
            Some(rest) => core = rest.trim_end_matches(['的', '总', '及', '和']).to_owned(),
            None => return core,
        }
    }
}

fn strip(text: &str) -> &str {
    strip_end(strip_start(text))
}

/// Without what stands around a phrase in front.
fn strip_start(text: &str) -> &str {
    let mut text = text;
    loop {
        let trimmed =
            text.trim_start_matches(|c: char| c.is_whitespace() || "、。，；：:“”\"（）()—-·".contains(c));
        let shorter = ADVERBS
            .iter()
            .chain(&LIGHT_VERBS)
            .filter_map(|word| trimmed.strip_prefix(word))
            // 完成 in 完成率 is part of the name.
            .filter(|rest| !rest.starts_with('率'))
            .min_by_key(|rest| rest.len())
            .or_else(|| strip_mark(trimmed))
            .or_else(|| strip_date(trimmed));
        match shorter {
            Some(rest) => text = rest,
            None => return trimmed,
        }
    }
}

/// Without what stands around a phrase behind.
fn strip_end(text: &str) -> &str {
    let mut text = text;
    loop {
        let trimmed =
            text.trim_end_matches(|c: char| c.is_whitespace() || "、。，；：:“”\"（）()—-·".contains(c));
        // 大班额比例降至4.2%: how it came to be so much is not what it is.
        let changed = trimmed.strip_suffix(['至', '到']).and_then(|rest| {
            let verbs = UP.iter().chain(&DOWN).chain(&["降", "升", "增", "减"]);
            verbs.filter_map(|verb| rest.strip_suffix(verb)).min_by_key(|rest| rest.len())
        });
        let shorter = LINKS
            .iter()
            .filter_map(|word| trimmed.strip_suffix(word))
            .chain(changed)
            .min_by_key(|rest| rest.len());
        match shorter {
            // A word that is all there is stays: 完成.
            Some(rest) if !rest.is_empty() => text = rest,
            _ => return trimmed,
        }
    }
}

/// 一是, 二、, 1.
fn strip_mark(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let second = chars.next()?;
    let numbers = "一二三四五六七八九十0123456789".contains(first);
    (numbers && "是、.．".contains(second)).then_some(chars.as_str())
}

/// 2022年, 2022年度, 12月底.
fn strip_date(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    if rest.len() == text.len() {
        return None;
    }
    ["年度", "年底", "年末", "年", "月底", "月份", "月", "日"]
        .into_iter()
        .find_map(|word| rest.strip_prefix(word))
}
