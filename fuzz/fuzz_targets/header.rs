//! Any text as a rule file of a small pack.
#![no_main]

use std::sync::Arc;

use hegui::engine::{Checker, Settings};
use hegui::rule::{Extent, PackFile, parse_pack};
use hegui::source::SourceFile;
use libfuzzer_sys::fuzz_target;

const SCHEMA: &str = r#"{ "type": "object", "additionalProperties": false, "properties": { "form": { "type": "string" },
  "a": { "title": "甲", "type": ["number", "null"], "x-quantity": "number" },
  "b": { "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": { "c": { "type": "string" } } } } } }"#;

fuzz_target!(|text: &str| {
    let file = |name: &str, text: &str| PackFile {
        name: name.into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let files = [
        file("pack.toml", "id = \"t\"\ntitle = \"t\"\nversion = \"1\"\n"),
        file("form.schema.json", SCHEMA),
        file("example.json", r#"{ "form": "t", "a": 1.50, "b": [ { "c": "x" } ] }"#),
        file("a/b.rhai", text),
    ];
    let pack = Arc::new(
        parse_pack(
            &files,
            &mut |_, _| Ok(hegui::load::embedded_language("zh").expect("it is sound")),
            Extent::Whole,
        )
        .expect("only the rule can be at fault"),
    );
    let (mut checker, _) = Checker::new(&pack, Settings::default());
    let (report, _) = checker.check(&pack.example);
    assert_eq!(report.rules.len(), 1);
});
