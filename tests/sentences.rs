//! How well the reader of texts does on sentences as forms print them: how many figures it finds and reads right, how
//! many relations that do not hold it finds, and how many that hold raise an alarm. Every count and every known miss is
//! exact, so that a change in either direction is seen.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use hegui::figure::{MoneyUnit, Unit};
use hegui::text::figures::{Figure, Role};
use hegui::text::language::Language;
use hegui::text::statements::Statement;
use hegui::text::text::Text;
use rust_decimal::Decimal;
use serde_json::Value;

mod laws;

fn language() -> Arc<Language> {
    hegui::load::embedded_language("zh").expect("the language that comes with the program is sound")
}

fn lines(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/prose").join(name);
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

// Figures

const FIGURES: usize = 687;

/// What a sentence prints and the reader does not find.
const MISSED: &[(&str, &str)] =
    &[("开展调研两次，撰写报告一篇。", "一篇"), ("本项目自评总分九十四分。", "九十四分")];

/// What it reads as another value.
const WRONG: &[(&str, &str)] = &[];

/// Names, ordinals and the like that it takes for a figure with a unit; what marks a class (10亿元以上) aside.
const MISTAKEN: &[(&str, &str)] = &[
    ("新建24小时城市书房两座，面积共560余平方米。", "24小时"),
    ("街道辖15个社区，建成15分钟生活圈6个，新增便民网点38个。", "15分钟"),
    ("新增公交线路3条、优化11条，公交站点500米覆盖率100%。", "500米"),
    ("投放新能源公交车200辆，其中10米车型120辆、8米车型80辆。", "10米"),
    ("投放新能源公交车200辆，其中10米车型120辆、8米车型80辆。", "8米"),
    ("消防站11个，专职消防员264名，接处警1,876起，5分钟到场率88.4%。", "5分钟"),
    ("依托三所一庭联动机制，化解纠纷418起。", "三所"),
    ("在9·18、国庆73周年等重要节点开展巡逻186次。", "73周年"),
];

/// The number and unit of what is printed, read by other means than the library's: money in 元, ‰ as a percentage.
fn worth(printed: &str) -> Option<Decimal> {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap(),
        other => other,
    };
    let text: String = printed.chars().map(narrow).filter(|c| *c != ',').collect();
    let text = ["大约", "超过", "约", "近", "超", "逾"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(&text);
    let text = text.strip_prefix("百分之").unwrap_or(text);
    let length = text.find(|c: char| !c.is_ascii_digit() && !"-.".contains(c)).unwrap_or(text.len());
    let (mut value, mut rest) = match length {
        0 => in_characters(text)?,
        _ => (text[..length].parse::<Decimal>().ok()?, &text[length..]),
    };
    loop {
        rest = rest.trim_start_matches(['多', '余']);
        let is_unit = ["千米", "千瓦", "千克"].iter().any(|unit| rest.starts_with(unit));
        let powers = [("千", 3), ("百", 2), ("万", 4), ("亿", 8)];
        let power = powers.iter().find_map(|(word, power)| Some((rest.strip_prefix(word)?, *power)));
        match power.filter(|_| !is_unit) {
            Some((behind, power)) => (rest, value) = (behind, value * Decimal::from(10_i64.pow(power))),
            None => break,
        }
    }
    Some(if rest.starts_with('‰') { value / Decimal::TEN } else { value })
}

/// 三百二十, 两, 百: the number and what stands behind it.
fn in_characters(text: &str) -> Option<(Decimal, &str)> {
    let (mut whole, mut digit, mut length) = (0_i64, 0_i64, 0);
    for c in text.chars() {
        let known = "零一二三四五六七八九".chars().zip(0..).find(|(known, _)| *known == c);
        match (known, c) {
            (Some((_, value)), _) => digit = value,
            (None, '两') => digit = 2,
            (None, '十' | '百' | '千') => {
                let power = match c {
                    '十' => 10,
                    '百' => 100,
                    _ => 1_000,
                };
                whole += digit.max(1) * power;
                digit = 0;
            }
            _ => break,
        }
        length += c.len_utf8();
    }
    (length > 0).then(|| (Decimal::from(whole + digit), &text[length..]))
}

fn value_of(figure: &Figure) -> Decimal {
    let yuan = match figure.number.unit {
        Some(Unit::Money(MoneyUnit::WanYuan)) => 10_000,
        Some(Unit::Money(MoneyUnit::YiYuan)) => 100_000_000,
        _ => 1,
    };
    figure.number.value * Decimal::from(yuan)
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

#[test]
fn figures_of_sentences_are_found_and_read_right() {
    let language = language();
    let (mut all, mut missed, mut wrong, mut mistaken) = (0, Vec::new(), Vec::new(), Vec::new());
    for line in lines("figures.jsonl") {
        let text = line["text"].as_str().unwrap();
        let read = Text::read(&language, text);
        let mut from = 0;
        let mut wanted: Vec<Range<usize>> = Vec::new();
        for printed in strings(&line["figures"]) {
            let at = text[from..].find(printed).map(|at| from + at).or_else(|| text.find(printed)).unwrap();
            from = at + printed.len();
            wanted.push(at..from);
            all += 1;
            match read.figures().iter().find(|figure| overlap(&figure.range(), &(at..from))) {
                None => missed.push((text.to_owned(), printed.to_owned())),
                Some(figure) if worth(printed) != Some(value_of(figure)) => {
                    wrong.push((text.to_owned(), printed.to_owned()));
                }
                Some(_) => {}
            }
        }
        let names: Vec<Range<usize>> = strings(&line["not"])
            .into_iter()
            .flat_map(|name| text.match_indices(name).map(|(at, name)| at..at + name.len()))
            .collect();
        let counts = |figure: &&Figure| {
            figure.number.unit.is_some() && !matches!(figure.role, Role::Grade | Role::Each)
        };
        for range in read.figures().iter().filter(counts).map(Figure::range) {
            let is_name = names.iter().any(|name| overlap(name, &range));
            if is_name && !wanted.iter().any(|wanted| overlap(wanted, &range)) {
                mistaken.push((text.to_owned(), text[range].to_owned()));
            }
        }
    }
    assert_eq!(all, FIGURES);
    same(&missed, MISSED);
    same(&wrong, WRONG);
    same(&mistaken, MISTAKEN);
}

/// Fails with what came and what went.
fn same(found: &[(String, String)], known: &[(&str, &str)]) {
    let found: Vec<(&str, &str)> = found.iter().map(|(text, piece)| (&**text, &**piece)).collect();
    let new: Vec<_> = found.iter().filter(|pair| !known.contains(pair)).collect();
    let gone: Vec<_> = known.iter().filter(|pair| !found.contains(pair)).collect();
    assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}\ngone: {gone:#?}");
    assert_eq!(found.len(), known.len());
}

// Relations

const HOLDING: usize = 253;
const FALSE: usize = 97;

/// Sentences whose figures do not go together and of which nothing is found.
const UNSEEN: &[&str] = &["融资授信约2.8亿元，实现投放1.54亿元，占授信额度的82%。"];

/// Sentences that are sound and yet raise an alarm.
const ALARMS: &[(&str, &str)] = &[
    ("全年应检疫生猪15,342头，实际检疫15,338头，检疫率100%。", "completion nearly"),
    ("全年应巡河6,480次，实际巡河6,476次，巡河率100%。", "completion nearly"),
];

#[test]
fn relations_that_do_not_hold_are_found_and_those_that_do_are_left_alone() {
    let language = language();
    let (mut holding, mut untrue, mut unseen, mut alarms) = (0, 0, Vec::new(), Vec::new());
    for line in lines("relations.jsonl") {
        let text = line["text"].as_str().unwrap();
        let read = Text::read(&language, text);
        let told = |statement: &Statement| {
            let kind = &language.grammar().statements()[statement.kind].name;
            Some(format!("{kind} {}", laws::violated(&read, statement)?))
        };
        let is_wrong = line["wrong"].as_bool().unwrap();
        match (is_wrong, read.statements().iter().find_map(told)) {
            (true, None) => unseen.push((text.to_owned(), String::new())),
            (false, Some(alarm)) if !alarm.ends_with(laws::ASKED) => alarms.push((text.to_owned(), alarm)),
            _ => {}
        }
        if is_wrong { untrue += 1 } else { holding += 1 }
    }
    assert_eq!((holding, untrue), (HOLDING, FALSE));
    same(&unseen, &UNSEEN.iter().map(|text| (*text, "")).collect::<Vec<_>>());
    same(&alarms, ALARMS);
}

/// Sentences of the corpus that say which kind of statement they are, or that they are none, and are read otherwise.
const OTHERWISE: &[(&str, &str)] =
    &[("全年新登记市场主体6420户，同比增加520户，增幅8.8%。", ""), ("梳理群众诉求57条，已解决51条。", "")];

#[test]
fn sentences_state_what_they_are_said_to_state() {
    let language = language();
    let mut otherwise = Vec::new();
    for line in lines("relations.jsonl") {
        let Some(kind) = line["kind"].as_str() else { continue };
        let text = line["text"].as_str().unwrap();
        let read = Text::read(&language, text);
        let kinds = &language.grammar().statements();
        let states = read.statements().iter().filter(|statement| {
            let kind = &kinds[statement.kind];
            !kind.forms[statement.form].law.is_empty()
        });
        let mut told: Vec<&str> = states.map(|statement| &*kinds[statement.kind].name).collect();
        told.dedup();
        let fits = if kind.is_empty() { told.is_empty() } else { told.contains(&kind) };
        if !fits {
            otherwise.push((text.to_owned(), told.join(" ")));
        }
    }
    same(&otherwise, OTHERWISE);
}
