//! What [`super::Document`] promises, on texts that the reader sees.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::source::SourceFile;
use crate::wording::Lang;

fn parse(text: &str) -> Result<Document, Fault> {
    Document::parse(Arc::new(SourceFile::new("a.json", text.as_bytes())), Limits::default())
}

fn span_of(text: &str, pointer: &str) -> String {
    let document = parse(text).unwrap();
    let node = document.find(&Pointer::parse(pointer).unwrap()).unwrap();
    document.lexeme(node).into_owned()
}

#[test]
fn numbers_keep_the_places_they_are_printed_with() {
    let document = parse(r#"{"a": 17076.40, "b": -0, "c": 1.5e3}"#).unwrap();
    let values: Vec<_> = document.children(document.root()).map(|node| document.value(node)).collect();
    assert_eq!(values[0], Value::Number("17076.40".parse().unwrap()));
    let Value::Number(a) = values[0] else { panic!() };
    assert_eq!(a.scale(), 2);
    let Value::Number(b) = values[1] else { panic!() };
    assert!(b.is_zero());
    assert_eq!(span_of(r#"{"c": 1.5e3}"#, "/c"), "1.5e3");
}

#[test]
fn an_object_that_prints_the_readers_own_key_is_an_ordinary_object() {
    let document = parse(r#"{"$serde_json::private::Number": "12"}"#).unwrap();
    assert_eq!(document.value(document.root()), Value::Object);
    assert_eq!(document.node_count(), 2);
}

#[test]
fn a_key_that_stands_twice_is_found_at_both_places() {
    let text = r#"{"a": {"预算": 1, "b": 2, "\u9884算": 3}}"#;
    let fault = parse(text).unwrap_err();
    assert_eq!(fault.rule(), "json/duplicate-key");
    let source = SourceFile::new("a.json", text.as_bytes());
    assert_eq!(source.slice(fault.span.unwrap()), r#""\u9884算""#);
    assert_eq!(source.slice(fault.related.unwrap()), r#""预算""#);
    assert_eq!(fault.pointer.unwrap().as_str(), "/a/预算");
}

#[test]
fn many_keys_are_compared_by_a_set() {
    let members: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let text = format!("{{{},\"k7\":0}}", members.join(","));
    assert_eq!(parse(&text).unwrap_err().rule(), "json/duplicate-key");
}

#[test]
fn a_number_that_no_decimal_holds_is_pointed_at() {
    for number in ["1e400", "1234567890123456789012345678901234567890", "0.1234567890123456789012345678901"] {
        let text = format!("{{\"funds\": {{\"a\": {number}}}, \"b\": 1}}");
        let fault = parse(&text).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Number);
        assert_eq!(&text[fault.span.unwrap().start..fault.span.unwrap().end], number);
    }
}

#[test]
fn a_hundred_and_twenty_eight_levels_are_fine_and_one_more_is_not() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(&nested(128)).is_ok());
    let fault = parse(&nested(129)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooDeep { limit: 128 });
    assert_eq!(fault.span, Some(crate::source::Span::new(128, 129)));
    assert_eq!(parse(&"[".repeat(1_000_000)).unwrap_err().rule(), "json/depth");
    assert_eq!(parse(&"{\"a\":".repeat(1_000_000)).unwrap_err().rule(), "json/depth");
}

#[test]
fn a_text_of_too_many_values_is_refused_where_they_stand() {
    let list = |values: usize| format!("{{\"a\": [{}]}}", vec!["{}"; values].join(","));
    // The object, its list and the elements, in three bytes each: 20,000 values and one for each 16 bytes.
    assert!(parse(&list(24_613)).is_ok());
    let fault = parse(&list(24_614)).unwrap_err();
    assert_eq!((fault.rule(), fault.kind), ("json/values", FaultKind::TooMany { limit: 24_615 }));
    assert_eq!(fault.pointer.map(|pointer| pointer.to_string()), Some("/a".into()));
}

#[test]
fn a_byte_order_mark_counts_in_offsets() {
    let document = parse("\u{feff}{\"a\": 1}").unwrap();
    let node = document.find(&Pointer::parse("/a").unwrap()).unwrap();
    let located = document.locate(&[node])[0];
    assert_eq!((located.value.start, located.key.unwrap().start), (9, 4));
}

#[test]
fn characters_behind_escapes_are_found_in_the_raw_text() {
    let text = r#"{"a": "甲\n\u4e59\ud83d\ude00丙"}"#;
    let document = parse(text).unwrap();
    let node = document.find(&Pointer::parse("/a").unwrap()).unwrap();
    let Value::Text(decoded) = document.value(node) else { panic!() };
    let located = document.locate(&[node])[0];
    for (part, raw) in
        [("甲", "甲"), ("乙", r"\u4e59"), ("😀", r"\ud83d\ude00"), ("丙", "丙"), ("\n乙", r"\n\u4e59")]
    {
        let start = decoded.find(part).unwrap();
        let span = document.characters(located.value).span(start..start + part.len());
        assert_eq!(&text[span.start..span.end], raw);
    }
}

/// What the reader of JSON says, and what we make of it: a new wording of the library fails here.
#[test]
fn each_way_to_be_no_json_has_words_of_its_own() {
    let cases = [
        ("", "json-empty"),
        (" \n", "json-empty"),
        (r#"{"a": "b"#, "json-unclosed-text"),
        ("[1, 2", "json-unclosed-array"),
        (r#"{"a": 1"#, "json-unclosed-object"),
        (r#"{"a":"#, "json-missing-end"),
        (r#"{"a": 1,}"#, "json-trailing-comma"),
        ("[1,]", "json-trailing-comma"),
        ("{} x", "json-trailing-text"),
        ("{} // x", "json-comment"),
        ("{'a': 1}", "json-single-quotes"),
        ("{“a”: 1}", "json-full-width"),
        (r#"{"a"：1}"#, "json-full-width"),
        (r#"{"a": NaN}"#, "json-foreign-word"),
        (r#"{"a": -Infinity}"#, "json-foreign-word"),
        (r#"{"a": True}"#, "json-foreign-word"),
        (r#"{"a": nul}"#, "json-foreign-word"),
        (r#"{"a" 1}"#, "json-missing-colon"),
        (r#"{"a": 1 "b": 2}"#, "json-missing-comma"),
        ("{a: 1}", "json-bare-key"),
        (r#"{"a": }"#, "json-missing-value"),
        (r#"{"a": 01}"#, "json-number-syntax"),
        (r#"{"a": 1.}"#, "json-number-syntax"),
        (r#"{"a": "\x"}"#, "json-escape"),
        (r#"{"a": "\ud800"}"#, "json-lone-surrogate"),
        (r#"{"a": "\udc00"}"#, "json-lone-surrogate"),
        ("{\"a\": \"b\nc\"}", "json-control-character"),
    ];
    for (text, id) in cases {
        let fault = parse(text).unwrap_err();
        let FaultKind::Syntax(syntax) = &fault.kind else { panic!("{text}: {fault:?}") };
        assert_eq!(syntax.id(), id, "{text}");
        assert_ne!(Lang::Zh.text(id, &[]), id, "{id} has no text");
    }
}

#[test]
fn a_foreign_word_is_told_as_a_whole() {
    for (text, word) in [
        ("not json", "not"),
        (r#"{"a": nul}"#, "nul"),
        (r#"{"a": True}"#, "True"),
        (r#"{"a": trust_me}"#, "trust_me"),
        (r#"{"a": -Infinity}"#, "-Infinity"),
        (r#"{"a": 是}"#, "是"),
    ] {
        let message = parse(text).unwrap_err().message();
        assert_eq!(message.english(), format!("{word} is no JSON value"), "{text}");
    }
}

#[test]
fn bytes_of_another_encoding_are_named_with_the_command_that_converts_them() {
    let chinese = "{\"单位\": \"某区财政局\", \"说明\": \"全年预算执行情况良好\"}";
    let (gbk, ..) = encoding_rs::GB18030.encode(chinese);
    let utf16: Vec<u8> = chinese.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut damaged = chinese.as_bytes().to_vec();
    damaged[30] = 0xff;
    let noise: Vec<u8> =
        (0..2_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0] | 0x80).collect();
    for (bytes, likely) in
        [(gbk.to_vec(), Some("GB18030")), (utf16, Some("UTF-16LE")), (damaged, None), (noise, None)]
    {
        let source = Arc::new(SourceFile::new("表 1.json", &bytes));
        let fault = Document::parse(source, Limits::default()).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Encoding { likely });
        if likely == Some("GB18030") {
            assert!(
                fault.help().unwrap().english().contains("iconv -f GB18030 -t UTF-8 old.json > new.json")
            );
        }
    }
}

// Properties

/// A JSON value with texts and keys of every kind.
fn json() -> impl Strategy<Value = serde_json::Value> + use<> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        (any::<i64>(), 0_u32..6).prop_map(|(value, places)| {
            let number = rust_decimal::Decimal::from_i128_with_scale(value.into(), places);
            serde_json::Value::Number(serde_json::Number::from_string_unchecked(number.to_string()))
        }),
        "\\PC{0,8}|[\n\t\"\\\\😀预算]{0,5}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::btree_map("[a-c~/\"\\\\预算\n]{0,3}", inner, 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Writes every character beyond ASCII as an escape, surrogates and all.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            written.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                written.extend([format!("\\u{unit:04x}")]);
            }
        }
    }
    written
}

proptest! {
    #[test]
    fn every_span_slices_back_to_its_own_text(value in json(), pretty: bool, escapes: bool, mark: bool) {
        let mut text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        if escapes {
            text = escaped(&text);
        }
        if mark {
            text.insert(0, '\u{feff}');
        }
        let document = parse(&text).unwrap();
        let nodes: Vec<NodeId> = document.nodes().collect();
        for (node, place) in nodes.iter().zip(document.locate(&nodes)) {
            let pointer = document.pointer(*node);
            prop_assert_eq!(document.find(&pointer), Some(*node));
            let piece: serde_json::Value = serde_json::from_str(&text[place.value.start..place.value.end]).unwrap();
            prop_assert_eq!(&piece, value.pointer(pointer.as_str()).unwrap());
            prop_assert_eq!(document.locate(&[*node])[0], place);
            if let Some(key) = document.key(*node) {
                let span = place.key.unwrap();
                let written: String = serde_json::from_str(&text[span.start..span.end]).unwrap();
                prop_assert_eq!(written, key);
            }
            if let Value::Text(decoded) = document.value(*node) {
                let characters = document.characters(place.value);
                for (at, c) in decoded.char_indices() {
                    let span = characters.span(at..at + c.len_utf8());
                    let one: String = serde_json::from_str(&format!("\"{}\"", &text[span.start..span.end])).unwrap();
                    prop_assert_eq!(one, c.to_string());
                }
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), value in json(), at in 0_usize..400, byte: u8) {
        let read = |bytes: &[u8]| {
            let source = Arc::new(SourceFile::new("a.json", bytes));
            if let Err(fault) = Document::parse(source, Limits { depth: 3, bytes: 1_000, values: 20 }) {
                let span = fault.span.unwrap_or_default();
                assert!(span.end <= bytes.len());
                assert!(!fault.message().chinese().is_empty() && fault.help().is_some());
            }
        };
        read(&bytes);
        let mut damaged = serde_json::to_vec(&value).unwrap();
        if let Some(slot) = damaged.get_mut(at) {
            *slot = byte;
        }
        read(&damaged);
        damaged.truncate(at);
        read(&damaged);
    }
}
