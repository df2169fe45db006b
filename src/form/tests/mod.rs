//! What a form's structure tells, on small schemas and forms that the reader sees.

mod schema;

use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::document::{Document, Limits, Pointer};
use crate::figure::QuantityKind;
use crate::report::{DocumentReport, Finding, Severity};
use crate::source::SourceFile;
use crate::wording::{Lang, Message};

const SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["unit", "funds", "tasks"],
  "properties": {
    "unit": { "title": "金额单位", "enum": ["元", "万元", "亿元"] },
    "funds": { "title": "资金", "type": "object", "additionalProperties": false, "required": ["budget"],
      "properties": {
        "budget": { "title": "预算", "type": ["number", "string", "null"], "x-quantity": "money", "x-places": 2 },
        "rate": { "title": "完成率", "type": ["number", "string", "null"], "x-quantity": "percent" } } },
    "tasks": { "title": "任务", "type": ["array", "null"],
      "items": { "type": "object", "additionalProperties": false, "required": ["name"],
        "properties": {
          "name": { "title": "名称", "type": ["string", "null"] },
          "funds": { "title": "涉及资金", "type": ["number", "string", "null"], "x-quantity": "money", "x-places": 2 } } } }
  } }"#;

fn schema(text: &str) -> Result<Arc<FormSchema>, Vec<crate::report::Problem>> {
    let source = Arc::new(SourceFile::new("form.schema.json", text.as_bytes()));
    FormSchema::parse(&source, &crate::text::sample::chinese()).map(Arc::new)
}

/// A schema of one member.
fn of_member(member: &str) -> String {
    format!(r#"{{ "type": "object", "additionalProperties": false, "properties": {{ "a": {member} }} }}"#)
}

fn document(text: &str) -> Document {
    Document::parse(Arc::new(SourceFile::new("a.json", text.as_bytes())), Limits::default()).unwrap()
}

fn bind(text: &str) -> (Form, Vec<Finding>) {
    let document = Arc::new(document(text));
    let unit = Pointer::parse("/unit").unwrap();
    let (form, findings) = Form::bind(Arc::clone(&document), schema(SCHEMA).unwrap(), Some(&unit));
    let mut report = DocumentReport::unchecked(document.source(), findings);
    report.locate(&document);
    report.sort();
    (form, report.findings)
}

/// Rule, severity, pointer and the bytes pointed at of each finding.
fn told(text: &str) -> Vec<(String, Severity, String, String)> {
    let (_, findings) = bind(text);
    let one = |finding: &Finding| {
        let span = finding.place.span.unwrap();
        let pointer = finding.place.pointer.as_ref().unwrap().to_string();
        (finding.rule.to_string(), finding.severity, pointer, text[span.start..span.end].to_owned())
    };
    findings.iter().map(one).collect()
}

fn row(rule: &str, severity: Severity, pointer: &str, piece: &str) -> (String, Severity, String, String) {
    (rule.into(), severity, pointer.into(), piece.into())
}

const ERROR: Severity = Severity::Error;

#[test]
fn a_sound_form_has_no_finding() {
    assert_eq!(told(r#"{"unit": "万元", "funds": {"budget": "1,234.50"}, "tasks": [{"name": null}]}"#), []);
}

#[test]
fn each_fault_of_structure_is_told_once_at_its_place() {
    assert_eq!(
        told(r#"{"unit": "万元", "funds": {"rate": "约半"}, "tasks": 5}"#),
        [
            row("schema/required", ERROR, "/funds/budget", "\"funds\""),
            row("schema/quantity", ERROR, "/funds/rate", "\"约半\""),
            row("schema/type", ERROR, "/tasks", "5"),
        ]
    );
    assert_eq!(
        told(r#"{"unit": "美元", "funds": {"budget": "—"}, "tasks": [{}, {"name": true}], "note": 1}"#),
        [
            row("schema/enum", ERROR, "/unit", "\"美元\""),
            row("schema/quantity", ERROR, "/funds/budget", "\"—\""),
            row("schema/required", ERROR, "/tasks/0/name", "{"),
            row("schema/type", ERROR, "/tasks/1/name", "true"),
            row("schema/unknown-property", Severity::Warning, "/note", "\"note\""),
        ]
    );
}

#[test]
fn amounts_without_a_unit_are_told_where_nothing_else_tells_it() {
    let schema = SCHEMA.replace("\"enum\": [\"元\", \"万元\", \"亿元\"]", "\"type\": [\"string\", \"null\"]");
    let text = r#"{"unit": null, "funds": {"budget": 1}, "tasks": []}"#;
    let source = Arc::new(SourceFile::new("a.json", text.as_bytes()));
    let document = Arc::new(Document::parse(source, Limits::default()).unwrap());
    let (form, findings) =
        Form::bind(document, super::tests::schema(&schema).unwrap(), Pointer::parse("/unit").as_ref());
    assert_eq!(findings[0].rule.as_str(), "schema/currency-unit");
    let node = form.document().find(&Pointer::parse("/funds/budget").unwrap()).unwrap();
    assert!(form.quantity(node).is_none());
}

#[test]
fn a_mistyped_member_is_one_error_and_not_missing_too() {
    assert_eq!(
        told(r#"{"unit": "万元", "funds": {"budgte": 1}, "tasks": []}"#),
        [row("schema/unknown-property", ERROR, "/funds/budgte", "\"budgte\"")]
    );
    let (_, findings) = bind(r#"{"unit": "万元", "funds": {"budget": 1, "完成律": "9%"}, "tasks": []}"#);
    assert_eq!(findings[0].message.english(), "the form has no “完成律”: did you mean \"rate\" (完成率)?");
}

/// A form of one cell `a`, bound by what the schema says of it: rule, message, help, and the value told.
fn about_cell(cell: &str, printed: &str) -> Vec<(String, Message, Option<Message>, String)> {
    let schema = schema(&of_member(cell)).unwrap();
    let text = format!(r#"{{ "a": {printed} }}"#);
    let document = Arc::new(document(&text));
    let (_, findings) = Form::bind(document, schema, None);
    let told = findings.into_iter().map(|finding| {
        let pointer = finding.place.pointer.unwrap().to_string();
        (finding.rule.to_string(), finding.message, finding.help, pointer)
    });
    told.collect()
}

const MONEY: &str = r#"{ "title": "金额", "type": ["number", "string", "null"], "x-quantity": "money" }"#;
const RATE: &str = r#"{ "title": "比率", "type": ["number", "string", "null"], "x-quantity": "percent" }"#;
const FLAG: &str = r#"{ "title": "汇总", "type": ["boolean", "null"] }"#;
const YEAR: &str = r#"{ "title": "年度", "type": ["integer", "string"], "minimum": 1949, "pattern": "^[0-9]{4}$", "examples": [2022] }"#;
const DAY: &str = r#"{ "title": "日期", "type": "string", "format": "date", "maxLength": 10 }"#;
const LIST: &str = r#"{ "title": "单位", "type": "array", "uniqueItems": true, "maxItems": 2, "items": { "type": "string" } }"#;
const SCORE: &str =
    r#"{ "title": "得分", "type": "number", "exclusiveMinimum": 0, "maximum": 100, "multipleOf": 0.5 }"#;

/// Cell, what it says, rule, and what is told in both languages.
const CELL_FAULTS: [(&str, &str, &str, &str, &str); 17] = [
    (RATE, "\"很高\"", "quantity", "“比率”填的是“很高”，读不出数", "“比率” says “很高”, which is no figure"),
    (
        RATE,
        "\"17,076.42万元\"",
        "quantity",
        "“比率”填的是“17,076.42万元”，这里应当填百分比，例如 \"93.23%\"",
        "“比率” says “17,076.42万元”, it takes a percentage such as \"93.23%\"",
    ),
    (
        RATE,
        "\"12345678901234567890123456789012345678%\"",
        "quantity",
        "“比率”填的是“123456789012345678901234567890…”，位数太多，无法精确计算",
        "“比率” says “123456789012345678901234567890…”, which has too many digits to be reckoned with exactly",
    ),
    (RATE, "\"—\"", "quantity", "“比率”填的是“—”，这里应当有数", "“比率” says “—” where a figure belongs"),
    (
        RATE,
        "true",
        "type",
        "“比率”应当填百分比，例如 \"93.23%\"，填的是 true",
        "“比率” takes a percentage such as \"93.23%\", it says true",
    ),
    (
        FLAG,
        "\"是\"",
        "type",
        "“汇总”应当填true 或 false，填的是文字“是”",
        "“汇总” takes true or false, it says the text “是”",
    ),
    (
        YEAR,
        "[]",
        "type",
        "“年度”应当填整数、文字，填的是列表 [ ]",
        "“年度” takes a whole number or a text, it says a list [ ]",
    ),
    (
        YEAR,
        "null",
        "type",
        "“年度”没有填，应当是：整数、文字",
        "“年度” is not filled in, it takes: a whole number or a text",
    ),
    (
        YEAR,
        "\"去年\"",
        "pattern",
        "“年度”填的是“去年”，写法不对",
        "“年度” says “去年”, which is not how it is written",
    ),
    (YEAR, "22", "range", "“年度”填的是 22，不应小于 1949", "“年度” is 22, it must not be below 1949"),
    (
        DAY,
        "\"2022-2-30\"",
        "format",
        "“日期”填的是“2022-2-30”，不是有效的日期，例如 2023-12-31",
        "“日期” says “2022-2-30”, which is no valid date such as 2023-12-31",
    ),
    (LIST, "[\"甲\", \"甲\"]", "unique", "“单位”里有重复的内容", "“单位” says the same thing twice"),
    (LIST, "[\"甲\", \"乙\", \"丙\"]", "length", "“单位”超过 2 项", "“单位” has more than 2 items"),
    (SCORE, "0", "range", "“得分”填的是 0，应当大于 0", "“得分” is 0, it must be above 0"),
    (
        SCORE,
        "100.5",
        "range",
        "“得分”填的是 100.5，不应大于 100",
        "“得分” is 100.5, it must not be above 100",
    ),
    (
        SCORE,
        "9.3",
        "range",
        "“得分”填的是 9.3，应当是 0.5 的倍数",
        "“得分” is 9.3, it must be a multiple of 0.5",
    ),
    (
        MONEY,
        "\"五个\"",
        "quantity",
        "“金额”填的是“五个”，这里应当填金额，例如 17076.42",
        "“金额” says “五个”, it takes an amount such as 17076.42",
    ),
];

#[test]
fn each_fault_of_a_cell_is_told_in_the_words_of_its_reader() {
    for (cell, printed, rule, zh, en) in CELL_FAULTS {
        let told = about_cell(cell, printed);
        for (lang, message) in [(Lang::Zh, zh), (Lang::En, en)] {
            let told: Vec<_> = told.iter().map(|(rule, said, ..)| (rule.as_str(), said.text(lang))).collect();
            assert_eq!(told, [(format!("schema/{rule}").as_str(), message.to_owned())], "{printed}");
        }
    }
}

#[test]
fn a_pattern_is_shown_by_its_examples() {
    let told = about_cell(YEAR, "\"去年\"");
    assert_eq!(told[0].2.as_ref().map(Message::english).as_deref(), Some("write it like 2022"));
}

#[test]
fn a_cell_with_several_faults_is_told_once_by_the_gravest() {
    let cell = r#"{ "type": ["string", "null"], "enum": ["x"], "x-quantity": "money", "maxLength": 1 }"#;
    let rules = |printed: &str| -> Vec<String> {
        about_cell(cell, printed).into_iter().map(|(rule, ..)| rule).collect()
    };
    assert_eq!(rules("5"), ["schema/type", "schema/currency-unit"]);
    assert_eq!(rules("\"很多\""), ["schema/quantity"]);
}

#[test]
fn words_of_the_validator_never_reach_the_reader() {
    for text in [r#"{"unit": 1, "funds": [], "tasks": {}}"#, "[]", "\"x\"", "null", "{}", "0", "true"] {
        let (_, findings) = bind(text);
        assert!(!findings.is_empty(), "{text}");
        for finding in findings {
            let english = ["is not of type", "required property", "Additional properties", "is not one of"];
            let message = finding.message.english();
            assert!(!english.iter().any(|words| message.contains(words)), "{message}");
            assert!(!message.contains("“”"), "{message}");
        }
    }
}

#[test]
fn the_unit_of_amounts_is_asked_for_where_it_belongs() {
    let open = SCHEMA.replace("\"enum\": [\"元\", \"万元\", \"亿元\"]", "\"type\": [\"string\", \"null\"]");
    let told = |schema_text: &str, cell: Option<&str>, text: &str| -> Vec<(String, String)> {
        let cell = cell.and_then(Pointer::parse);
        let schema = schema(schema_text).unwrap();
        let (_, findings) = Form::bind(Arc::new(document(text)), schema, cell.as_ref());
        let told = findings
            .into_iter()
            .map(|finding| (finding.rule.to_string(), finding.place.pointer.unwrap().to_string()));
        told.collect()
    };
    let unit = |pointer: &str| vec![("schema/currency-unit".to_owned(), pointer.to_owned())];
    let amount = r#"{"unit": "人民币", "funds": {"budget": 1}, "tasks": []}"#;
    assert_eq!(told(&open, Some("/unit"), amount), unit("/unit"));
    assert_eq!(told(&open, None, amount), unit(""));
    let printed = r#"{"unit": null, "funds": {"budget": "17,076.42"}, "tasks": []}"#;
    assert_eq!(told(&open, Some("/unit"), printed), unit("/unit"));
    let own = r#"{"unit": null, "funds": {"budget": "1.5亿元"}, "tasks": []}"#;
    assert_eq!(told(&open, Some("/unit"), own), []);
    let optional = open.replace("\"required\": [\"unit\", ", "\"required\": [");
    let absent = r#"{"funds": {"budget": 1}, "tasks": []}"#;
    assert_eq!(told(&optional, Some("/unit"), absent), unit("/unit"));
    assert_eq!(told(&open, Some("/unit"), absent), [("schema/required".to_owned(), "/unit".to_owned())]);
    let mistyped = r#"{"units": "万元", "funds": {"budget": 1}, "tasks": []}"#;
    assert_eq!(
        told(&open, Some("/unit"), mistyped),
        [("schema/unknown-property".to_owned(), "/units".to_owned())]
    );
}

#[test]
fn labels_name_the_element() {
    let (form, _) =
        bind(r#"{"unit": "万元", "funds": {"budget": 1}, "tasks": [{"name": "a"}, {"funds": 2}]}"#);
    let node = form.document().find(&Pointer::parse("/tasks/1/funds").unwrap()).unwrap();
    assert_eq!(form.label(node), "任务 2 › 涉及资金");
}

#[test]
fn amounts_are_known_to_the_places_that_the_form_prints_somewhere() {
    let at = |text: &str, pointer: &str| {
        let (form, _) = bind(text);
        let node = form.document().find(&Pointer::parse(pointer).unwrap()).unwrap();
        let quantity = form.quantity(node).unwrap();
        (quantity.places(), quantity.is_exact())
    };
    let two =
        r#"{"unit": "万元", "funds": {"budget": 15920.7}, "tasks": [{"name": "a", "funds": 17076.42}]}"#;
    assert_eq!(at(two, "/funds/budget"), (2, false));
    let one = r#"{"unit": "万元", "funds": {"budget": 15920.7}, "tasks": [{"name": "a", "funds": 17076}]}"#;
    assert_eq!(at(one, "/tasks/0/funds"), (1, false));
    let none = r#"{"unit": "万元", "funds": {"budget": 15920}, "tasks": []}"#;
    assert_eq!(at(none, "/funds/budget"), (0, true));
    let three = r#"{"unit": "万元", "funds": {"budget": 89.974}, "tasks": [{"name": "a", "funds": 90}]}"#;
    assert_eq!(at(three, "/tasks/0/funds"), (2, false));
}

#[test]
fn an_amount_in_a_unit_of_its_own_is_known_to_what_it_prints() {
    let at = |printed: &str| {
        let text = format!(
            r#"{{"unit": "万元", "funds": {{"budget": {printed}}}, "tasks": [{{"name": "a", "funds": 17076.42}}]}}"#
        );
        let (form, findings) = bind(&text);
        assert!(findings.is_empty(), "{findings:?}");
        let node = form.document().find(&Pointer::parse("/funds/budget").unwrap()).unwrap();
        let quantity = form.quantity(node).unwrap();
        (format!("{quantity}{}", quantity.unit().sign()), quantity.places(), quantity.is_exact())
    };
    assert_eq!(at("\"1.5亿元\""), ("1.5亿元".to_owned(), 1, false));
    assert_eq!(at("\"1.5亿\""), ("1.5亿元".to_owned(), 1, false));
    assert_eq!(at("\"2亿元\""), ("2亿元".to_owned(), 0, false));
    assert_eq!(at("\"15,920.7万元\"").1, 2);
    // Places of 元 say nothing of an amount in 万元.
    let (form, _) = bind(
        r#"{"unit": "万元", "funds": {"budget": "159,207,400.25元"}, "tasks": [{"name": "a", "funds": 17076}]}"#,
    );
    let node = form.document().find(&Pointer::parse("/tasks/0/funds").unwrap()).unwrap();
    assert!(form.quantity(node).unwrap().is_exact());
}

#[test]
fn texts_under_a_place_come_in_the_order_of_the_form() {
    let (form, _) = bind(
        r#"{"unit": "万元", "funds": {"budget": 1}, "tasks": [{"name": "a", "funds": "2"}, {"name": "b"}]}"#,
    );
    let under = |pointer: &str| -> Vec<String> {
        let node = form.document().find(&Pointer::parse(pointer).unwrap()).unwrap();
        form.texts_under(node).map(|(node, _)| form.text(node).unwrap().into_owned()).collect()
    };
    assert_eq!(under(""), ["万元", "a", "2", "b"]);
    assert_eq!(under("/tasks/0"), ["a", "2"]);
    assert_eq!(under("/tasks/1/name"), ["b"]);
    assert_eq!(under("/funds"), Vec::<String>::new());
}

#[test]
fn a_bare_figure_in_a_percent_cell_is_a_percentage_and_one_is_whole() {
    let rate = |printed: &str| {
        let (form, _) =
            bind(&format!(r#"{{"unit": "万元", "funds": {{"budget": 1, "rate": {printed}}}, "tasks": []}}"#));
        let node = form.document().find(&Pointer::parse("/funds/rate").unwrap()).unwrap();
        form.quantity(node).unwrap().to_string()
    };
    assert_eq!(rate("93.23"), "93.23%");
    assert_eq!(rate("\"95.20%\""), "95.20%");
    assert_eq!(rate("1"), "100%");
    assert_eq!(rate("1.00"), "1.00%");
    assert_eq!(rate("0"), "0%");
}

// The form of departments

fn department() -> Arc<FormSchema> {
    schema(include_str!("../../../rules/department-overall/form.schema.json")).unwrap()
}

const PUBLISHED: &str = include_str!("../../../fixtures/department-overall/tianhe-hitech-2022.json");

fn bind_department(text: &str, schema: &Arc<FormSchema>) -> Vec<Finding> {
    let unit = Pointer::parse("/currency_unit");
    Form::bind(Arc::new(document(text)), Arc::clone(schema), unit.as_ref()).1
}

#[test]
fn a_published_form_and_the_example_have_the_structure() {
    let example = include_str!("../../../rules/department-overall/example.json");
    for text in [PUBLISHED, example] {
        assert_eq!(bind_department(text, &department()), []);
    }
}

#[test]
fn a_form_that_leaves_out_its_money_unit_has_the_default_of_its_schema() {
    let text = r#"{ "type": "object", "additionalProperties": false, "properties": {
      "unit": { "title": "金额单位", "enum": ["元", "万元"], "default": "万元" },
      "sum": { "title": "金额", "type": "number", "x-quantity": "money" } } }"#;
    let schema = Arc::new(schema(text).unwrap());
    let cell = Pointer::parse("/unit");
    let unit_of = |text: &str| {
        let (form, findings) = Form::bind(Arc::new(document(text)), Arc::clone(&schema), cell.as_ref());
        assert_eq!(findings, [], "{text}");
        let sum = form.document().find(&Pointer::parse("/sum").unwrap()).unwrap();
        form.quantity(sum).unwrap().unit().sign().to_owned()
    };
    assert_eq!(unit_of(r#"{ "sum": 1.5 }"#), "万元");
    assert_eq!(unit_of(r#"{ "sum": 1.5, "unit": "元" }"#), "元");
}

#[test]
fn a_form_of_very_many_faults_is_told_in_time_and_the_rest_counted() {
    let schema = department();
    let unknown: Vec<String> = (0..5).map(|n| format!(r#""键{n}": 1"#)).collect();
    let task = format!(
        r#"{{ "nmae": "x", "expected": 1, "actual": "好", "funds": "很多", "indicators": [], {} }}"#,
        unknown.join(", ")
    );
    let tasks = vec![task; 5_000].join(",\n");
    let keys: Vec<String> = (0..20_000).map(|n| format!(r#""多余{n}": 1"#)).collect();
    let text = PUBLISHED.replacen('{', &format!("{{ {}, ", keys.join(",")), 1);
    let start = text.find("\"tasks\": [").unwrap() + "\"tasks\": [".len();
    let text = format!("{}{tasks}, {}", &text[..start], &text[start..]);
    let before = Instant::now();
    let findings = bind_department(&text, &schema);
    let took = before.elapsed();
    let told = |rule: &str| {
        let told: Vec<&Finding> = findings.iter().filter(|finding| finding.rule.as_str() == rule).collect();
        let more = told.iter().find(|finding| finding.message.chinese().starts_with("另有"));
        (told.len(), more.map(|more| (more.severity, more.message.chinese())))
    };
    let left_out = |count: &str| Some((Severity::Error, format!("另有 {count} 处同样的问题，不再逐一列出")));
    // Warnings stand first; that a mistyped key is an error is not lost among them.
    assert_eq!(told("schema/unknown-property"), (1_001, left_out("49000")));
    assert_eq!(told("schema/type"), (1_001, left_out("4000")));
    assert_eq!(told("schema/quantity"), (1_001, left_out("4000")));
    assert_eq!(findings.len(), 3_003);
    // A build without optimisation takes some seconds; work in the square of the tasks would take minutes.
    assert!(took < Duration::from_mins(1), "{took:?}");
}

/// Any JSON, often with the keys of the form in it.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let keys: Vec<String> = department().keys().into_iter().map(str::to_owned).collect();
    let key = prop_oneof![3 => proptest::sample::select(keys), 1 => "\\PC{0,6}"];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i32>().prop_map(serde_json::Value::from),
        "[0-9０-９,，.．%％亿万元约多余—/-]{0,8}".prop_map(serde_json::Value::from),
        "\\PC{0,8}".prop_map(serde_json::Value::from),
        Just(serde_json::Value::from("万元")),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The published form with something else in one of its places.
fn mutated() -> impl Strategy<Value = serde_json::Value> {
    let form: serde_json::Value = serde_json::from_str(PUBLISHED).unwrap();
    let document = document(PUBLISHED);
    let pointers: Vec<String> =
        document.nodes().map(|node| document.pointer(node).as_str().to_owned()).collect();
    (proptest::sample::select(pointers), any_json()).prop_map(move |(pointer, value)| {
        let mut form = form.clone();
        *form.pointer_mut(&pointer).unwrap() = value;
        form
    })
}

proptest! {
    #[test]
    fn whatever_a_form_holds_it_is_bound(form in prop_oneof![any_json(), mutated()]) {
        thread_local!(static SCHEMA: Arc<FormSchema> = department());
        let schema = SCHEMA.with(Arc::clone);
        let text = form.to_string();
        let document = Arc::new(document(&text));
        let unit = Pointer::parse("/currency_unit");
        let (bound, findings) = Form::bind(Arc::clone(&document), schema, unit.as_ref());
        for node in document.nodes() {
            let (_, _, _) = (bound.content(node), bound.quantity(node), bound.label(node));
        }
        // The validator and the tool agree on what is sound, but for figures, which only the tool reads.
        let root = json::DocumentNode::Node(&document, document.root());
        let is_valid = bound.schema().validator().unwrap().is_valid(root);
        // What is taken without the validator is valid.
        prop_assert!(is_valid || !structure::is_surely_valid(&bound), "{}", text);
        let is_quiet = findings.iter().all(|finding| {
            matches!(finding.rule.as_str(), "schema/quantity" | "schema/currency-unit")
        });
        prop_assert_eq!(is_valid, is_quiet, "{}: {:?}", text, findings);
        // One finding for a place and rule; every place is one.
        let mut places: Vec<_> = findings
            .iter()
            .map(|finding| (finding.place.pointer.clone().unwrap(), finding.rule.clone()))
            .collect();
        let told = places.len();
        places.sort();
        places.dedup();
        prop_assert_eq!(places.len(), told, "{}: {:?}", text, findings);
    }
}
