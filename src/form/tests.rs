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

/// The faults of a schema: the bytes pointed at and what is said.
fn faults(text: &str) -> Vec<(String, String)> {
    let problems = schema(text).err().unwrap_or_default();
    let told = problems.into_iter().map(|problem| {
        let (source, span) = problem.place.unwrap();
        (source.slice(span).into_owned(), problem.message)
    });
    told.collect()
}

/// A schema of one member.
fn of_member(member: &str) -> String {
    format!(r#"{{ "type": "object", "additionalProperties": false, "properties": {{ "a": {member} }} }}"#)
}

#[test]
fn every_fault_of_a_schema_is_found_in_the_order_of_the_text() {
    let text = r#"{ "type": "object", "additionalProperties": false, "required": ["a", "b"],
      "properties": { "default": { "type": "string", "x-place": 2 }, "a": { "type": "object", "properties": {} },
        "c": { "type": ["array", "null"], "minItems": 1, "items": { "type": "string", "x-places": 2 } } } }"#;
    let places: Vec<String> = faults(text).into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["\"b\"", "\"default\"", "\"x-place\"", "\"a\"", "\"minItems\"", "\"x-places\""]);
}

#[test]
fn each_fault_of_a_schema_is_told_at_its_place() {
    for (member, place, said) in [
        (r#"{ "type": "string", "titel": "x" }"#, "\"titel\"", "unknown word “titel”"),
        (r#"{ "type": "string", "x-unknown": 1 }"#, "\"x-unknown\"", "unknown word"),
        (r#"{ "anyOf": [{ "type": "string" }], "type": "string" }"#, "\"anyOf\"", "unknown word"),
        (r#"{ "type": "string", "minLength": 1 }"#, "\"minLength\"", "belongs to rules"),
        (r#"{ "type": "string", "title": " " }"#, "\"title\"", "the title is blank"),
        (r#"{ "type": "string", "$id": "x" }"#, "\"$id\"", "stands at the top only"),
        ("{}", "\"a\"", "nothing says what goes here"),
        ("true", "\"a\"", "nothing says what goes here"),
        (r#"{ "type": "object" }"#, "\"a\"", "every object needs"),
        (r#"{ "type": "object", "properties": {} }"#, "\"a\"", "every object needs"),
        (r#"{ "type": "array" }"#, "\"a\"", "a list says by items"),
        (r#"{ "type": ["array", "string"], "items": { "type": "string" } }"#, "\"a\"", "does not go with"),
        (r#"{ "type": "array", "items": true }"#, "\"items\"", "nothing says what goes here"),
        (r##"{ "$ref": "#/$defs/none" }"##, "\"$ref\"", "#/$defs/none is not there"),
        (r#"{ "$ref": "https://example.org/x" }"#, "\"$ref\"", "is not there"),
        (r##"{ "$ref": "#" }"##, "\"a\"", "contains itself"),
        (r##"{ "$ref": "#/properties/a" }"##, "\"$ref\"", "contains itself"),
        (r#"{ "type": "string", "x-quantity": "mony" }"#, "\"x-quantity\"", "is money, percent"),
        (r#"{ "type": "boolean", "x-quantity": "money" }"#, "\"x-quantity\"", "takes number or string"),
        (
            r#"{ "type": "array", "items": { "type": "string" }, "x-quantity": "money" }"#,
            "\"x-quantity\"",
            "belongs to a single cell",
        ),
        (r#"{ "type": "string", "x-places": 2 }"#, "\"x-places\"", "x-places needs x-quantity"),
        (
            r#"{ "type": "string", "x-quantity": "percent", "x-places": 2 }"#,
            "\"x-places\"",
            "does not belong",
        ),
        (r#"{ "type": "number", "x-quantity": "money", "x-places": 2.5 }"#, "\"x-places\"", "from 0 to 10"),
        (r#"{ "type": "number", "x-quantity": "money", "x-unit": "个" }"#, "\"x-unit\"", "does not belong"),
        (r#"{ "type": "number", "x-quantity": "count", "x-unit": 1 }"#, "\"x-unit\"", "what is counted"),
        (
            r#"{ "type": "string", "x-quantity": "money", "x-placeholder": 1 }"#,
            "\"x-placeholder\"",
            "true or false",
        ),
        (
            r#"{ "type": "number", "x-quantity": "money", "x-placeholder": true }"#,
            "\"x-placeholder\"",
            "a placeholder is a text",
        ),
        (r#"{ "type": "string", "pattern": "(" }"#, "\"pattern\"", "no regular expression"),
        (r#"{ "type": "string", "pattern": "(?=x)" }"#, "\"pattern\"", "no regular expression"),
        (r#"{ "type": "string", "format": "datum" }"#, "\"format\"", "no format “datum”"),
        (r#"{ "type": "text" }"#, "\"type\"", "no valid JSON Schema"),
    ] {
        let told = faults(&of_member(member));
        assert_eq!(told.len(), 1, "{member}: {told:?}");
        assert_eq!(told[0].0, place, "{member}: {told:?}");
        assert!(told[0].1.contains(said), "{member}: {told:?}");
    }
}

#[test]
fn a_whole_form_is_an_object_of_this_dialect() {
    for text in ["{}", "true", "[]", "1", r#"{ "type": "string" }"#, r#"{ "type": ["object", "null"] }"#] {
        assert!(!faults(text).is_empty(), "{text}");
    }
    let nullable = r#"{ "type": ["object", "null"], "additionalProperties": false, "properties": {} }"#;
    assert!(faults(nullable)[0].1.contains("the whole form"), "{:?}", faults(nullable));
    let old = of_member(r#"{ "type": "string" }"#).replacen(
        '{',
        r#"{ "$schema": "http://json-schema.org/draft-07/schema#","#,
        1,
    );
    assert_eq!(faults(&old)[0].0, "\"$schema\"");
}

#[test]
fn words_beside_a_reference_count_before_those_it_leads_to() {
    let text = r##"{ "type": "object", "additionalProperties": false, "properties": {
        "a": { "title": "甲", "$ref": "#/$defs/money", "x-places": 4 }, "b": { "$ref": "#/$defs/money" } },
      "$defs": { "money": { "$ref": "#/$defs/figure", "title": "金额", "x-quantity": "money", "x-places": 2 },
        "figure": { "type": ["number", "null"] } } }"##;
    let schema = schema(text).unwrap();
    let about = |key: &str| {
        let id = schema.member(schema.root(), key).unwrap();
        (schema.label(id), schema.places(id), schema.quantity(id), schema.types(id).collect::<Vec<_>>())
    };
    assert_eq!(about("a"), (Some("甲"), Some(4), Some(QuantityKind::Money), vec!["number", "null"]));
    assert_eq!(about("b"), (Some("金额"), Some(2), Some(QuantityKind::Money), vec!["number", "null"]));
    let beside = text.replace(r#""x-places": 4"#, r#""type": "string""#);
    assert_eq!(
        faults(&beside)[0],
        ("\"type\"".into(), "type cannot stand beside $ref: put it where the reference leads".into())
    );
}

#[test]
fn references_to_references_cannot_make_a_schema_without_bounds() {
    let level = |n: usize| {
        let members: Vec<String> =
            (0..10).map(|m| format!(r##""m{m}": {{ "$ref": "#/$defs/d{}" }}"##, n + 1)).collect();
        format!(
            r#""d{n}": {{ "type": "object", "additionalProperties": false, "properties": {{ {} }} }}"#,
            members.join(",")
        )
    };
    let levels: Vec<String> = (0..20).map(level).collect();
    let text = of_member(r##"{ "$ref": "#/$defs/d0" }"##).replacen(
        '{',
        &format!(r#"{{ "$defs": {{ {}, "d20": {{ "type": "string" }} }},"#, levels.join(",")),
        1,
    );
    let told = faults(&text);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.contains("10000 places"), "{told:?}");

    let chain: Vec<String> = (0..5_000)
        .map(|n| format!(r##""d{n}": {{ "type": "array", "items": {{ "$ref": "#/$defs/d{}" }} }}"##, n + 1))
        .collect();
    let text = of_member(r##"{ "$ref": "#/$defs/d0" }"##).replacen(
        '{',
        &format!(r#"{{ "$defs": {{ {}, "d5000": {{ "type": "string" }} }},"#, chain.join(",")),
        1,
    );
    assert!(faults(&text)[0].1.contains("nested too deeply"));
}

#[test]
fn a_schema_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<FormSchema>();
}
