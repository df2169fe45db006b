//! What the reader of `form.schema.json` refuses, and where.

use super::*;

/// The faults of a schema: the bytes pointed at and what is said.
fn faults(text: &str) -> Vec<(String, String)> {
    let problems = schema(text).err().unwrap_or_default();
    let told = problems.into_iter().map(|problem| {
        let (source, span) = problem.place.unwrap();
        (source.slice(span).into_owned(), problem.message.english())
    });
    told.collect()
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
