//! What a form's structure tells, on small schemas and forms that the reader sees.

use super::*;
use crate::document::Limits;
use crate::report::{DocumentReport, Severity};
use crate::source::SourceFile;

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
    FormSchema::parse(&source, Lang::En).map(Arc::new)
}

fn bind(text: &str) -> (Form, Vec<Finding>) {
    let source = Arc::new(SourceFile::new("a.json", text.as_bytes()));
    let document = Arc::new(Document::parse(Arc::clone(&source), Limits::default()).unwrap());
    let unit = Pointer::parse("/unit").unwrap();
    let (form, findings) = Form::bind(Arc::clone(&document), schema(SCHEMA).unwrap(), Some(&unit), Lang::En);
    let mut report = DocumentReport {
        path: "a.json".into(),
        source: Some(source),
        pack: None,
        findings,
        rules: Vec::new(),
    };
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
    let (form, findings) = Form::bind(
        document,
        super::tests::schema(&schema).unwrap(),
        Pointer::parse("/unit").as_ref(),
        Lang::En,
    );
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
    assert_eq!(findings[0].message, "the form has no “完成律”: did you mean “rate”?");
}

#[test]
fn words_of_the_validator_never_reach_the_reader() {
    for text in [r#"{"unit": 1, "funds": [], "tasks": {}}"#, "[]", "\"x\"", "null", "{}"] {
        for finding in bind(text).1 {
            assert!(!finding.message.contains("is not of type"), "{}", finding.message);
        }
    }
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
    assert_eq!(rate("0"), "0%");
}

#[test]
fn every_fault_of_a_schema_is_found_with_its_place() {
    let text = r#"{ "type": "object", "additionalProperties": false, "required": ["b"],
      "properties": { "default": { "type": "string", "x-place": 2 }, "a": { "type": "object", "properties": {} },
        "c": { "type": "array", "minItems": 1, "items": { "type": "string", "x-places": 2 } } } }"#;
    let mut told: Vec<String> = schema(text)
        .unwrap_err()
        .into_iter()
        .map(|problem| {
            let (source, span) = problem.place.unwrap();
            format!("{}: {}", source.slice(span), problem.message)
        })
        .collect();
    told.sort();
    assert_eq!(told.len(), 6, "{told:#?}");
    assert_eq!(
        told[0],
        "\"a\": every object needs \"additionalProperties\": false, or mistyped names pass unseen"
    );
}
