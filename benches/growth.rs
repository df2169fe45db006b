//! How the work of a whole check grows with one thing that a form may have much of: `growth PACK`.
//!
//! Each shape fills a small form with texts or lists of a size, and with twice, four and eight times as much. The check of each
//! stands in [`counted`], so that a tool can count its instructions; a line on standard output for each names it, in that order.
//! Size 0 is the form without the thing: what it takes is no part of the growth.

#![allow(clippy::expect_used, reason = "a benchmark that cannot begin has nothing to measure")]

use std::hint::black_box;
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::engine::{Checker, Settings};
use hegui::load::embedded_packs;
use hegui::report::DocumentReport;
use hegui::rule::Extent;
use hegui::source::SourceFile;
use serde_json::{Value, json};

/// Bytes of a text of size 1, in each cell that has it.
const TEXT: usize = 1_000;

/// The same of words in a row: patterns walk on from a word up to 250 words, of which the first size is to have more.
const ROW_TEXT: usize = 4 * TEXT;

/// Words of the language that stand in a row, some 1,000 bytes of them, before they come again.
const ROW: usize = 160;

/// Elements of a list of size 1.
const LIST: usize = 30;

/// The sizes that are compared; what the first of them takes is taken off the others.
const SIZES: [usize; 5] = [0, 1, 2, 4, 8];

/// A form with so many of something.
type Make = fn(usize) -> Value;

#[expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
fn main() {
    let args: Vec<String> = std::env::args().filter(|arg| arg != "--bench").collect();
    let [_, pack, only @ ..] = args.as_slice() else { return };
    let is_department = pack == "department-overall";
    let (packs, _) = embedded_packs(Some(pack), Extent::Rules);
    let mut settings = Settings::default();
    settings.time = std::time::Duration::from_hours(1);
    let mut checker = Checker::new(packs.first().expect("it is built in"), settings).0;
    let mut forms: Vec<(String, usize, Vec<u8>)> = Vec::new();
    for (name, unit) in texts() {
        let first = if name == "words" { ROW_TEXT } else { TEXT };
        for size in SIZES {
            let text = filled(&unit, size * first);
            let form = if is_department { with_text(&text) } else { project_with_text(&text) };
            forms.push((name.to_owned(), size, form.to_string().into_bytes()));
        }
    }
    for (name, make) in if is_department { DEPARTMENT_LISTS } else { PROJECT_LISTS } {
        for size in SIZES {
            forms.push(((*name).to_owned(), size, make(size * LIST).to_string().into_bytes()));
        }
    }
    forms.retain(|(name, ..)| only.is_empty() || only.contains(name));
    // Rules compile what they search for once it has been used often enough: all do so before anything is counted.
    for (.., bytes) in forms.iter().filter(|(_, size, _)| SIZES.last() == Some(size)) {
        drop(check(&mut checker, bytes));
    }
    for (name, size, bytes) in &forms {
        println!("{name} {size}");
        counted(&mut checker, bytes);
    }
}

#[inline(never)]
fn counted(checker: &mut Checker, bytes: &[u8]) {
    drop(black_box(check(checker, bytes)));
}

fn check(checker: &mut Checker, bytes: &[u8]) -> DocumentReport {
    let source = Arc::new(SourceFile::new("a.json", bytes));
    let document = Document::parse(source, Limits::default()).expect("the form is sound JSON");
    checker.check(&Arc::new(document)).0
}

/// What a shape of texts is made of: pieces in turn, each with its number.
type Unit = Box<dyn Fn(usize) -> String>;

/// Pieces until there are so many bytes.
fn filled(unit: &Unit, bytes: usize) -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < bytes {
        text += &unit(number);
        number += 1;
    }
    text
}

/// A piece that is always the same.
fn same(piece: &'static str) -> Unit {
    Box::new(move |_| piece.to_owned())
}

/// One of some letters, by a number: names that differ from one another.
fn letters(number: usize) -> String {
    const LETTERS: [char; 24] = [
        '东', '西', '南', '北', '山', '水', '河', '湖', '林', '田', '石', '桥', '路', '站', '园', '馆', '楼',
        '塔', '港', '湾', '岭', '溪', '村', '镇',
    ];
    let at = |part: usize| LETTERS.get(part % LETTERS.len()).copied().unwrap_or('东');
    [at(number), at(number / 24 + 7), at(number / 5 + 3)].iter().collect()
}

/// The words of the language, of all classes among any few hundred.
fn words() -> Vec<&'static str> {
    let all = include_str!("../rules/zh/lexicon.toml").lines();
    all.filter_map(|line| line.strip_prefix("words = \""))
        .flat_map(|line| line.trim_end_matches('"').split(' '))
        .collect()
}

fn texts() -> Vec<(&'static str, Unit)> {
    let words = words();
    vec![
        ("line-feeds", same("\n")),
        ("spaces", same(" ")),
        ("brackets", same("（")),
        ("pairs-of-brackets", same("（一）")),
        ("quotes", Box::new(|n| format!("“{}”", letters(n)))),
        ("punctuation", same("，。；、：")),
        ("digits", same("1234567890")),
        ("dots", same("1.2.3.4.")),
        ("figures", Box::new(|n| format!("{}{}家，", letters(n), n % 97 + 3))),
        ("full-width", Box::new(|n| format!("{}率９{}．５％，", letters(n), n % 10))),
        ("units", same("公里平方米万元个百分点")),
        ("ranges", Box::new(|n| format!("{}-{}天、", n % 9 + 1, n % 9 + 4))),
        ("dates", Box::new(|n| format!("2023年{}月{}日至2023年12月31日，", n % 12 + 1, n % 28 + 1))),
        ("one-clause", Box::new(letters)),
        ("one-word", same("abcdefg")),
        ("invisible", same("\u{200b}")),
        ("parts", Box::new(|n| format!("共{}家，其中{}{}家、{}家；", n + 90, letters(n), n % 40 + 1, n % 9))),
        ("sums", Box::new(|n| format!("{}{}家，合计{}家，", letters(n), n % 40 + 1, n % 90 + 41))),
        ("quotations", Box::new(|n| format!("“{}”{}个，", letters(n), n % 3 + 1))),
        ("one-whole", Box::new(|n| format!("其中{}{}家、", letters(n), n % 40 + 1))),
        ("shares", Box::new(|n| format!("完成{}家，占全部{}家的50%；", n % 50 + 10, (n % 50 + 10) * 2))),
        ("growth", Box::new(|n| format!("{}{}家，比上年的20家增长{}%。", letters(n), n % 30 + 21, n % 90))),
        ("differences", Box::new(|n| format!("{}63场，比计划的60场增加{}场。", letters(n), n % 9))),
        (
            "sentences",
            Box::new(|n| {
                format!("因{}台风影响，{}工程推迟，尾款{}万元未支付。", letters(n), letters(n + 5), n)
            }),
        ),
        (
            "promises",
            Box::new(|n| {
                format!("完成{}规划；建成{}广场。正在推进{}建设。", letters(n), letters(n + 3), letters(n))
            }),
        ),
        ("entries", Box::new(|n| format!("\n{}、{}", n % 20 + 1, letters(n)))),
        ("names-of-indicators", Box::new(|n| format!("{}维修数量{}座，", letters(n % 40), n % 40 + 3))),
        ("money", Box::new(|n| format!("本任务支出{}.5万元。本项目实际支出{}万元，", n + 3, n + 7))),
        ("prompts", same("XX个，**万元（请填写）")),
        ("options", same("□优 □良 是/否/")),
        // The same words again and again, so that each size has the same mix of classes.
        (
            "words",
            Box::new(move |n| words.get(n % ROW * 257 % words.len()).copied().unwrap_or("和").to_owned()),
        ),
        ("prose", Box::new(prose)),
    ]
}

/// Sentences as departments write them.
fn prose(number: usize) -> String {
    let (one, other) = (letters(number), letters(number * 7 + 2));
    let many = number % 80 + 12;
    match number % 4 {
        0 => format!(
            "全年维修{one}道路{many}.8公里，其中主干路{}公里、支路5.2公里，完成率{}.6%。",
            many - 5,
            many
        ),
        1 => format!("受{other}汛期影响，{one}改造工程未达到预期进度，结算支付{many}万元集中在第四季度。"),
        2 => format!(
            "开展{one}培训{many}场，服务群众{}人次，比上年增长{}%，群众满意度9{}%。",
            many * 130,
            many % 30,
            many % 10
        ),
        _ => format!("{one}广场于2023年{}月竣工验收，{other}片区通行条件明显改善。", many % 12 + 1),
    }
}

// Forms of a department

fn department(tasks: Value, more: &[(&str, Value)]) -> Value {
    let mut form = json!({
        "form": "department-overall", "currency_unit": "万元", "department": "临江区城市管理局", "year": 2023,
        "funds": {
            "adjusted_budget": 8642.35, "initial_budget": 8210.00, "actual_expenditure": 8325.18,
            "budget_adjustment": 432.35, "completion_rate": "96.33%", "adjustment_rate": "5.27%",
        },
        "annual_goal": { "expected": "维护道路与照明设施。", "actual": "道路与照明设施完好。" },
        "key_projects": [{ "name": "沿江路改造工程", "performance": "工程竣工验收，通行条件改善。" }],
        "problems": ["部分路段维修工期受雨季影响，结算支付集中在第四季度。"],
        "improvements": ["提前安排施工计划。"],
    });
    if let Some(members) = form.as_object_mut() {
        members.insert("tasks".to_owned(), tasks);
        members.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    }
    form
}

fn with_text(text: &str) -> Value {
    let indicator = json!({ "name": "维修道路长度（预期值：12公里）", "result": format!("11公里。{text}") });
    let task = json!({
        "name": "道路维修", "expected": text, "actual": format!("维修道路。{text}"), "funds": 90, "indicators": [indicator],
    });
    department(
        json!([task]),
        &[("problems", json!([text])), ("annual_goal", json!({ "expected": text, "actual": text }))],
    )
}

fn row(number: usize, name: &str) -> Value {
    let made = if number.is_multiple_of(7) { number % 60 + 11 } else { number % 60 + 12 };
    json!({ "name": format!("{name}（预期值：{}座）", number % 60 + 12), "result": format!("{made}座") })
}

fn task(number: usize, indicators: impl Into<Value>) -> Value {
    let name = letters(number);
    json!({
        "name": format!("{name}管护"), "funds": 1, "expected": format!("完成{name}维修{}座。", number % 60 + 12),
        "actual": format!("完成{name}维修{}座，{name}已投用。", number % 60 + 12), "indicators": indicators.into(),
    })
}

fn rows(count: usize) -> Vec<Value> {
    (0..count).map(|number| row(number, &format!("{}维修数量", letters(number)))).collect()
}

const DEPARTMENT_LISTS: &[(&str, Make)] = &[
    ("tasks", |n| {
        let name = |number: usize| format!("{}维修数量", letters(number));
        let tasks = (0..n)
            .map(|number| task(number, vec![row(number, &name(number)), row(number + 1, &name(number * 3))]));
        department(tasks.collect(), &[])
    }),
    ("indicators-of-one-task", |n| department(json!([task(1, rows(n + 1))]), &[])),
    ("indicators-over-tasks", |n| {
        let tasks =
            (0..n).map(|number| task(number, vec![row(number, &format!("{}检测数量", letters(number)))]));
        department(tasks.collect(), &[])
    }),
    ("equal-names", |n| {
        let rows = (0..=n).map(|number| row(number, "桥梁检测数量"));
        department(json!([task(1, rows.collect::<Vec<_>>())]), &[])
    }),
    ("equal-tasks", |n| department((0..=n).map(|_| task(1, rows(1))).collect(), &[])),
    ("blank-results", |n| {
        let rows =
            (0..=n).map(|number| json!({ "name": format!("{}数量", letters(number)), "result": null }));
        department(json!([task(1, rows.collect::<Vec<_>>())]), &[])
    }),
    ("empty-objects", |n| department((0..n).map(|_| json!({})).collect(), &[])),
    ("projects", |n| {
        let project = |number: usize| {
            let told =
                format!("2023年安排资金{number}万元，实际支出{number}万元，其中市级资金{number}万元。");
            json!({ "name": format!("{}工程", letters(number)), "performance": told })
        };
        department(json!([task(1, rows(1))]), &[("key_projects", (0..=n).map(project).collect())])
    }),
    ("problems", |n| {
        let problem = |number: usize| {
            json!(format!("受{}影响，{}维修进度滞后。", letters(number), letters(number * 3)))
        };
        let remedy = |number: usize| json!(format!("加快{}维修。", letters(number)));
        let lists =
            [("problems", (0..=n).map(problem).collect()), ("improvements", (0..=n).map(remedy).collect())];
        department(json!([task(1, rows(20))]), &lists)
    }),
    ("unknown-keys", |n| {
        let keys: Vec<(String, Value)> =
            (0..n).map(|number| (format!("备注{}{number}", letters(number)), json!("无"))).collect();
        let keys: Vec<(&str, Value)> =
            keys.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        department(json!([task(1, rows(1))]), &keys)
    }),
];

// Forms of a project

fn project(indicators: Value, more: &[(&str, Value)]) -> Value {
    let mut form = json!({
        "form": "project", "currency_unit": "万元", "year": 2023, "project": "图书购置", "supervising_department": "市文化局",
        "implementing_unit": "市图书馆",
        "funds": { "total": {
            "initial_budget": 120, "adjusted_budget": 126.5, "actual_expenditure": 118.36, "weight": 10,
            "execution_rate": "93.57%", "score": 9.36,
        } },
        "goal": { "expected": "购置图书。", "actual": "购置图书。" },
        "total_weight": 100, "total_score": 98, "problems": "更新较慢。", "improvements": "加快更新。",
    });
    if let Some(members) = form.as_object_mut() {
        members.insert("indicators".to_owned(), indicators);
        members.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    }
    form
}

fn scored(number: usize, name: &str) -> Value {
    let made = if number.is_multiple_of(7) { number % 60 + 11 } else { number % 60 + 12 };
    json!({
        "level1": if number.is_multiple_of(2) { "产出指标" } else { "效益指标" }, "level2": "数量指标", "name": name,
        "target": format!("≥{}座", number % 60 + 12), "actual": format!("{made}座"), "weight": 0.1, "score": 0.1, "reason": null,
    })
}

fn project_with_text(text: &str) -> Value {
    let mut indicator = scored(7, "图书数量");
    if let Some(members) = indicator.as_object_mut() {
        members.insert("actual".to_owned(), json!(format!("11座。{text}")));
    }
    let goal = json!({ "expected": text, "actual": text });
    project(json!([indicator]), &[("goal", goal), ("problems", json!(text)), ("conclusion", json!(text))])
}

fn sources(number: usize, prefix: &str) -> Value {
    json!({
        "name": format!("{prefix}{}资金", letters(number)), "initial_budget": 2, "adjusted_budget": 2.5, "actual_expenditure": 2,
        "execution_rate": "80%",
    })
}

fn with_sources(rows: Vec<Value>) -> Value {
    let mut form = project(json!([scored(1, "图书数量")]), &[]);
    if let Some(funds) = form.pointer_mut("/funds").and_then(Value::as_object_mut) {
        funds.insert("sources".to_owned(), rows.into());
    }
    form
}

const PROJECT_LISTS: &[(&str, Make)] = &[
    ("indicators", |n| {
        project((0..=n).map(|number| scored(number, &format!("{}数量", letters(number)))).collect(), &[])
    }),
    ("equal-names", |n| project((0..=n).map(|number| scored(number, "图书数量")).collect(), &[])),
    ("parts-of-indicators", |n| {
        let name = |number: usize| format!("{}{}", if number == 0 { "" } else { "其中：" }, letters(number));
        project((0..=n).map(|number| scored(number, &name(number))).collect(), &[])
    }),
    ("sources", |n| with_sources((0..=n).map(|number| sources(number, "")).collect())),
    ("parts-of-sources", |n| {
        with_sources(
            (0..=n).map(|number| sources(number, if number % 3 == 1 { "其中：" } else { "" })).collect(),
        )
    }),
    ("null-sources", |n| with_sources((0..n).map(|_| Value::Null).collect())),
    ("empty-objects", |n| project((0..n).map(|_| json!({})).collect(), &[])),
    ("nulls", |n| project((0..n).map(|_| Value::Null).collect(), &[])),
    ("priced", |n| {
        let priced = |number: usize| {
            let mut row = scored(number, &format!("{}补助标准", letters(number)));
            if let Some(members) = row.as_object_mut() {
                members.insert("target".to_owned(), json!("1000元/人"));
                members.insert("actual".to_owned(), json!("1000元/人"));
            }
            row
        };
        project((0..=n).map(priced).collect(), &[])
    }),
    ("groups", |n| {
        let groups: serde_json::Map<String, Value> =
            (0..n).map(|number| (format!("{}指标{number}", letters(number)), json!(1))).collect();
        project(
            (0..20).map(|number| scored(number, &letters(number))).collect(),
            &[("level1_weights", groups.into())],
        )
    }),
    ("unknown-keys", |n| {
        let keys: Vec<(String, Value)> =
            (0..n).map(|number| (format!("备注{}{number}", letters(number)), json!("无"))).collect();
        let keys: Vec<(&str, Value)> =
            keys.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        project(json!([scored(1, "图书数量")]), &keys)
    }),
];
