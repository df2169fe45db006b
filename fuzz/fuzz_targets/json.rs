//! Any bytes as a document: what is read has places that slice back, and pointers that lead back.
#![no_main]

use std::sync::Arc;

use hegui::document::{Document, Limits, NodeId, Value};
use hegui::source::SourceFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = Arc::new(SourceFile::new("a.json", bytes));
    let document = match Document::parse(Arc::clone(&source), Limits::default()) {
        Ok(document) => document,
        Err(fault) => {
            let span = fault.span.unwrap_or_default();
            assert!(span.start <= span.end && span.end <= bytes.len());
            assert!(!fault.message().chinese().is_empty());
            return;
        }
    };
    let nodes: Vec<NodeId> = document.nodes().collect();
    for (node, place) in nodes.iter().zip(document.locate(&nodes)) {
        assert_eq!(document.find(&document.pointer(*node)), Some(*node));
        let piece = source.slice(place.value);
        match document.value(*node) {
            Value::Text(text) => {
                let read: String = serde_json::from_str(&piece).expect("the span of a text is a text");
                assert_eq!(read, text);
                let whole = document.characters(place.value).span(0..text.len());
                assert_eq!((whole.start, whole.end), (place.value.start + 1, place.value.end - 1));
            }
            Value::Array => assert!(piece.starts_with('[') && piece.ends_with(']')),
            Value::Object => assert!(piece.starts_with('{') && piece.ends_with('}')),
            Value::Null => assert_eq!(piece, "null"),
            Value::Bool(value) => assert_eq!(piece, value.to_string()),
            Value::Number(_) => assert!(piece.starts_with(|c: char| c == '-' || c.is_ascii_digit())),
        }
    }
});
