//! Every function of the language at work on arguments of three sizes, for counting what one operation of its charge takes:
//! `charge [NAME | PART/PARTS]`, for one function, some or all. Prints a line for each rule in the order in which they run: the case, the size, how
//! often the function is called, and the operations that the rule took; 0 where the case makes no sense and is refused or broken.
//! What comes of it stands in `.ci/charge`, which counts the instructions of each run.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot begin has nothing to measure")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::engine::vocabulary::{FUNCTIONS, OPERATORS, Role, Takes, Word};
use hegui::engine::{Checker, Settings};
use hegui::load::embedded_packs;
use hegui::report::Outcome;
use hegui::rule::{Extent, PackFile, parse_pack};
use hegui::source::SourceFile;
use hegui::text::language::Language;

/// Elements, sentences, words and alternatives of the smallest arguments; then twice and four times as many.
const LEAST: usize = 20;

/// The times after which all is kept that pays: a text is searched twice before the pairs of its letters are gathered.
const KEPT: usize = 3;

const SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["form"],
  "properties": {
    "form": { "title": "表", "const": "t" }, "unit": { "title": "单位", "enum": ["万元"] }, "few": { "title": "短", "type": "string", "x-role": "remark" },
    "amount": { "title": "额", "type": "number", "x-quantity": "money" }, "truth": { "title": "是否", "type": "boolean" },
    "text": { "title": "述", "type": "string", "x-role": "result" }, "clause": { "title": "句", "type": "string", "x-role": "result" },
    "figures": { "title": "数", "type": "array", "items": { "type": "number", "x-quantity": "money" } },
    "goals": { "title": "目标", "type": "string", "x-role": "goal" },
    "rows": { "title": "指标", "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["name"],
      "properties": {
        "name": { "title": "名称", "type": "string", "x-role": "indicator-name" },
        "target": { "title": "目标值", "type": "string", "x-role": "indicator-target" },
        "result": { "title": "实际", "type": "string", "x-role": "indicator-result" },
        "reason": { "title": "原因", "type": "string", "x-role": "reason" } } } }
  } }"#;

const HEADER: &str = "/*---\ntitle = \"t\"\nseverity = \"error\"\nbasis = [\"convention\"]\nwhy = \"w\"\n[[example]]\nname = \"a\"\nfinds = []\n[[example]]\nname = \"b\"\nfinds = [\"/few\"]\n---*/\n";

/// A word of two letters for each number.
fn word(number: usize) -> String {
    let letter =
        |at: usize| char::from_u32(0x4e10 + u32::try_from(at * 37 % 18_000).unwrap_or(0)).unwrap_or('水');
    format!("{}{}", letter(number * 2), letter(number * 2 + 1))
}

fn repeated(size: usize, one: impl Fn(usize) -> String, between: &str) -> String {
    (0..size).map(one).collect::<Vec<_>>().join(between)
}

/// A form whose texts and lists have `size` sentences and elements.
fn form(size: usize) -> String {
    let sentence = |at: usize| {
        format!(
            "{}水厂改造完成投资{}.5万元，占预算25万元的50%，因雨推迟，2022年{}月建成。",
            word(at),
            at + 10,
            at % 12 + 1
        )
    };
    let row = |at: usize| {
        let name = word(at);
        format!(
            "{{\"name\": \"{name}道路改造数量\", \"target\": \"≥{}个\", \"result\": \"完成{}个，因{name}推迟\", \"reason\": \"\"}}",
            at + 9,
            at + 5
        )
    };
    format!(
        "{{\"form\": \"t\", \"unit\": \"万元\", \"few\": \"水厂改造完成投资5万元\", \"amount\": 5.5, \"truth\": true, \"text\": \"{}\", \"clause\": \"{}\", \"figures\": [{}], \"goals\": \"{}\", \"rows\": [{}]}}",
        repeated(size, sentence, ""),
        repeated(4 * size, word, ""),
        repeated(size, |at| format!("{at}.25"), ","),
        repeated(size, |at| format!("改造{}道路{}公里。", word(at), at + 3), ""),
        repeated(size, row, ",")
    )
}

/// What may stand at a place of a call: expressions that grow, and one that does not.
fn arguments(takes: Takes, size: usize) -> (Vec<String>, String) {
    let text = |size: usize| format!("\"{}\"", repeated(4 * size, word, ""));
    let pattern =
        |size: usize| format!("\"{}\"", repeated(size, |at| format!("{}[{}]+", word(at), word(at + 1)), "|"));
    let words = |size: usize| format!("[{}]", repeated(size, |at| format!("\"{}\"", word(at)), ","));
    let fixed = |text: &str| (Vec::new(), text.to_owned());
    let grows =
        |grown: &[&str], small: &str| (grown.iter().map(|one| (*one).to_owned()).collect(), small.to_owned());
    match takes {
        Takes::Value => grows(
            &["form.text", "form.truth", "form.rows", "form", "form.relations(\"share\")[0]"],
            "form.few",
        ),
        Takes::Texts => grows(
            &[
                "form.text",
                "form.rows.result",
                "form",
                "form.text.clauses()",
                "form.clause",
                "form.text.find(\"(?s).+\")",
            ],
            "form.few",
        ),
        Takes::List => {
            grows(&["form.figures", "form.rows", "form.rows.name", "form.text.clauses()"], "[form.few]")
        }
        Takes::Figure => grows(
            &[
                "form.figures.sum()",
                "form.text",
                "form.clause.find(\"(?s).+\")",
                "form.text.quantities()[7]",
                "form.figures",
            ],
            "form.amount",
        ),
        Takes::Words => (vec![words(size), "form.rows.name".into(), text(size)], "\"水\"".into()),
        Takes::Phrase => (
            vec![text(size), "form.text".into(), "form.clause.find(\"(?s).+\")".into()],
            "\"东湖水厂改造\"".into(),
        ),
        Takes::Text => (vec![text(size)], "\"水\"".into()),
        Takes::Severity => fixed("\"warning\""),
        Takes::Pattern => (vec![pattern(size), "\"zz|改造[完]+\"".into()], "\"水厂\"".into()),
        Takes::Message => (vec![text(size)], "\"水\"".into()),
        Takes::Rows => grows(&["form.rows"], "form.rows"),
        Takes::Class => fixed("\"late\""),
        Takes::Saying => fixed("\"taken_back\""),
        Takes::Classes => fixed("[\"late\", \"generic\"]"),
        Takes::Key => fixed("\"name\""),
        Takes::Uses => fixed("[\"result\", \"indicator-result\", \"goal\"]"),
        Takes::Kinds => fixed("[\"share\", \"completion\", \"growth\", \"parts\"]"),
        Takes::Number | Takes::Least => fixed("3"),
        Takes::Bool => fixed("false"),
        Takes::Date => fixed("form.text.dates()[0]"),
        Takes::Target => fixed("form.rows[3].target()"),
        Takes::Indicator => fixed("form.rows[3]"),
        Takes::Draft => fixed("report(form, \"x\")"),
    }
}

/// The arguments of each case of a word: all that can grow grown together, in each way, and each of them alone.
fn cases(word: &Word, size: usize) -> Vec<Vec<String>> {
    if word.name == "must_hold" {
        return vec![vec!["form.text.relations([\"share\", \"growth\", \"parts\"])".into()]];
    }
    let (least, most) = word.arity();
    let mut cases = Vec::new();
    for arity in BTreeSet::from([least, most]) {
        let all: Vec<_> = word.takes.iter().take(arity).map(|takes| arguments(*takes, size)).collect();
        let ways = all.iter().map(|(grown, _)| grown.len()).max().unwrap_or(0).max(1);
        for way in 0..ways {
            let one = |(grown, small): &(Vec<String>, String)| {
                way.checked_rem(grown.len()).and_then(|way| grown.get(way)).unwrap_or(small).clone()
            };
            cases.push(all.iter().map(one).collect());
        }
        if all.iter().filter(|(grown, _)| !grown.is_empty()).count() > 1 {
            for alone in 0..arity {
                let one = |(at, (grown, small)): (usize, &(Vec<String>, String))| {
                    grown.first().filter(|_| at == alone).unwrap_or(small).clone()
                };
                cases.push(all.iter().enumerate().map(one).collect());
            }
        }
    }
    cases
}

fn call(word: &Word, arguments: &[&str]) -> String {
    match (word.role, arguments) {
        (Role::Compares | Role::Computes, [one, other]) => format!("{one} {} {other}", word.name),
        (Role::Computes, [one]) if word.name == "!" => format!("!{one}"),
        (Role::Computes, [one]) => format!("`${{{one}}}`"),
        _ => format!("{}({})", word.name, arguments.join(", ")),
    }
}

/// Rules by their name, of which each calls a function some times.
fn rules(size: usize, wanted: &dyn Fn(&str) -> bool) -> BTreeMap<String, String> {
    let mut rules = BTreeMap::new();
    let mut add = |name: &str, case: usize, values: &[String], call: &str| {
        let mut begin = String::new();
        for (at, value) in values.iter().enumerate() {
            write!(begin, "let a{at} = {value}; ").expect("a text takes all");
        }
        // What is kept from the third time on, and what it takes to begin, is no part of the difference between the others.
        for (run, times) in ["w1", "x1", "y2"].into_iter().zip([1, 1, 2]) {
            let begin = begin.repeat(if run == "w1" { KEPT } else { 1 });
            let body = format!(
                "{begin} for i in 0..{times} {{ let r = {call}; }} if false {{ report(form, \"x\"); }}"
            );
            let id = format!("{:03}_{name}_{case}_{run}", rules_number(name));
            rules.insert(id, format!("{HEADER}{body}\n"));
        }
    };
    for word in FUNCTIONS.iter().chain(OPERATORS).filter(|word| wanted(word.name)) {
        for (case, values) in cases(word, size).iter().enumerate() {
            let names: Vec<String> = (0..values.len()).map(|at| format!("a{at}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            add(word.name, case, values, &call(word, &names));
        }
    }
    for (case, part) in
        ["form.rows.name", "form.rows[1]", "form.rows[-1]", "form[\"指标\"]", "form.rows[\"名称\"]"]
            .iter()
            .enumerate()
    {
        if wanted("parts") {
            add("parts", case, &[], part);
        }
    }
    rules
}

/// The place of a name in the table; behind it for what is no word.
fn rules_number(name: &str) -> usize {
    FUNCTIONS
        .iter()
        .chain(OPERATORS)
        .position(|word| word.name == name)
        .unwrap_or(FUNCTIONS.len() + OPERATORS.len())
}

#[expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let (packs, _) = embedded_packs(Some("project"), Extent::Rules);
    let language = Arc::clone(&packs.first().expect("it is built in").language);
    let part = args.first().and_then(|part| part.split_once('/'));
    let part =
        part.and_then(|(part, parts)| Some((part.parse::<usize>().ok()?, parts.parse::<usize>().ok()?)));
    let wanted = |name: &str| match (part, args.first()) {
        (Some((part, parts)), _) => rules_number(name) % parts == part,
        (None, only) => only.is_none_or(|only| only == name),
    };
    for size in [LEAST, 2 * LEAST, 4 * LEAST] {
        for (rule, operations) in taken(size, &wanted, &language) {
            println!("{size} {rule} {operations}");
        }
    }
}

/// The rules that ran, in that order, with the operations that each took.
fn taken(size: usize, wanted: &dyn Fn(&str) -> bool, language: &Arc<Language>) -> Vec<(String, u64)> {
    let file = |name: &str, text: &str| PackFile {
        name: name.to_owned(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let form = form(size);
    let manifest = "id = \"t\"\ntitle = \"t\"\nversion = \"1\"\nmoney_unit = \"/unit\"\n";
    let mut files =
        vec![file("pack.toml", manifest), file("form.schema.json", SCHEMA), file("example.json", &form)];
    let mut names = Vec::new();
    for (at, (name, text)) in rules(size, wanted).into_iter().enumerate() {
        files.push(file(&format!("c/r{at:05}.rhai"), &text));
        names.push(name);
    }
    let pack = parse_pack(&files, &mut |_, _| Ok(Arc::clone(language)), Extent::Rules)
        .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut settings = Settings::default();
    settings.operations = 1 << 40;
    settings.time = std::time::Duration::from_hours(10);
    settings.script = 1 << 20;
    let (mut checker, _) = Checker::new(&Arc::new(pack), settings);
    let document = Arc::new(SourceFile::new("a.json", form.as_bytes()));
    let document = Arc::new(Document::parse(document, Limits::default()).expect("the form is sound JSON"));
    checker.measure();
    let (report, _) = checker.check(&document);
    let operations: BTreeMap<String, u64> = checker
        .operations()
        .into_iter()
        .map(|(rule, operations)| (rule.as_str().to_owned(), operations))
        .collect();
    let mut rules =
        report.rules.iter().filter(|rule| operations.contains_key(rule.rule.as_str())).map(|rule| {
            let number: usize = rule.rule.as_str().trim_start_matches("c/r").parse().unwrap_or(0);
            let name = names.get(number).cloned().unwrap_or_default();
            let is_broken = matches!(rule.outcome, Outcome::Broken { .. });
            (name, if is_broken { 0 } else { operations.get(rule.rule.as_str()).copied().unwrap_or(0) })
        });
    rules.by_ref().collect()
}
