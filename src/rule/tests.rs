//! Every fault of a pack with its place, and examples applied, on files that the reader sees.

use std::sync::Arc;

use super::*;
use crate::report::Problem;
use crate::source::SourceFile;

const SCHEMA: &str = r#"{ "type": "object", "additionalProperties": false, "properties": {
  "form": { "type": "string" }, "note": { "title": "备注", "type": ["string", "null"] },
  "tasks": { "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": {
    "name": { "type": ["string", "null"] }, "funds": { "type": ["number", "null"], "x-quantity": "number" } } } } } }"#;

const EXAMPLE: &str = r#"{ "form": "t", "note": "共12项", "tasks": [ { "name": "甲", "funds": 1.50 }, { "name": "乙" }, { "name": "丙" } ] }"#;

const MANIFEST: &str = "id = \"t\"\ntitle = \"t\"\nversion = \"1\"\n";

fn parse(manifest: &str, rule: &str) -> Result<RulePack, Vec<Problem>> {
    read(manifest, rule, Extent::Whole)
}

fn read(manifest: &str, rule: &str, extent: Extent) -> Result<RulePack, Vec<Problem>> {
    let file = |name: &str, text: &str| PackFile {
        name: name.into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    parse_pack(
        &[
            file("pack.toml", manifest),
            file("form.schema.json", SCHEMA),
            file("example.json", EXAMPLE),
            file("a/b.rhai", rule),
        ],
        &mut |_, _| Ok(crate::text::sample::chinese()),
        extent,
    )
}

/// Line, column, message and help of each fault of a rule file.
fn faults(rule: &str) -> Vec<String> {
    let pack = parse(MANIFEST, rule).unwrap();
    pack.broken.values().flatten().map(shown).collect()
}

fn shown(problem: &Problem) -> String {
    let (source, span) = problem.place.as_ref().unwrap();
    let at = source.position(span.start);
    let help = problem.help.as_ref().map(|help| format!(" ({})", help.english())).unwrap_or_default();
    format!(
        "{}:{} [{}] {}{help}",
        at.line,
        at.column,
        source.slice(*span).lines().next().unwrap_or_default(),
        problem.message.english()
    )
}

const SOUND: &str = r#"/*---
title = "t"
severity = "error"
basis = ["convention"]
why = "w"
[[example]]
name = "one"
finds = []
[[example]]
name = "two"
set = { "/note" = "x" }
finds = ["/note"]
---*/
form.note.must_be_present();
"#;

#[test]
fn a_layout_that_cannot_be_read_is_no_print_without_cells() {
    let file = |name: &str, text: &str| PackFile {
        name: name.into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let head = "form = \"t\"\nsheet = { title = [\"表\"] }\n";
    let schema = parse(MANIFEST, SOUND).unwrap().schema;
    let files = [
        file("layouts/a.toml", &format!("{head}[[cell]]\nlabel = \"备注\"\nto = \"/note\"\n")),
        file("layouts/b.toml", &format!("{head}[[cell]]\nlabel = \"备注\"\n")),
        file("layouts/c.toml", "form = \"t\"\nsheet = {\n"),
    ];
    let prints = super::layout::prints(&files, &schema);
    let told =
        |print: &KnownPrint| print.presence().map(|presence| presence.size()).map_err(<[Problem]>::len);
    assert_eq!(prints.iter().map(told).collect::<Vec<_>>(), [Ok(2), Err(1), Err(1)]);
    assert_eq!((prints[0].faults().len(), prints[2].faults().len()), (0, 1));
}

#[test]
fn a_sound_rule_is_read_and_its_body_is_what_stands_behind_the_header() {
    let pack = parse(MANIFEST, SOUND).unwrap();
    assert_eq!(faults(SOUND), Vec::<String>::new());
    assert_eq!(pack.rules[0].source.slice(pack.rules[0].body), "form.note.must_be_present();\n");
    assert_eq!(faults(&SOUND.replace('\n', "\r\n")), Vec::<String>::new());
    assert_eq!(faults(&format!("\u{feff}{SOUND}")), Vec::<String>::new());
}

#[test]
fn every_fault_of_a_header_is_found_at_once() {
    let rule = SOUND
        .replace("title = \"t\"", "titel = \"t\"")
        .replace("\"error\"", "\"fatal\"")
        .replace("why = \"w\"", "why = 3\neach = \"task\"\nyears = [2020]")
        .replace("set = { \"/note\" = \"x\" }", "set = { \"/tasks/7/name\" = \"x\" }");
    assert_eq!(
        faults(&rule),
        [
            "3:12 [\"fatal\"] severity is error, warning or info, not “fatal”",
            "5:7 [3] why must be a text that is not empty",
            "6:8 [\"task\"] the form has no “task” (did you mean tasks?)",
            "7:9 [[2020]] write years as [first, last], such as [2018, 2030]",
            "2:1 [titel] unknown key “titel” (did you mean title?)",
            "13:9 [\"/tasks/7/name\"] the form that the example changes has no /tasks/7/name",
        ]
    );
}

#[test]
fn a_comment_inside_the_header_is_refused_since_it_would_swallow_the_body() {
    assert_eq!(
        faults(&SOUND.replace("why = \"w\"", "why = \"/tasks/*\"")),
        ["5:14 [/*] /* cannot stand inside the header: the script behind it would become a comment"]
    );
    assert_eq!(
        faults(&SOUND.replace("why = \"w\"", "why = \"^a.*/\"")),
        ["5:11 [*/] */ cannot stand inside the header: the script behind it would become a comment"]
    );
    assert_eq!(
        faults(&SOUND.replace("---*/", "--*/")),
        ["1:1 [/*---] the header does not end: a line ---*/ is missing"]
    );
    assert_eq!(faults("form.note"), ["1:1 [form.note] the first line of a rule file must be /*---"]);
    assert_eq!(faults(""), ["1:1 [] the first line of a rule file must be /*---"]);
}

#[test]
fn a_rule_that_another_one_covers_stands_in_the_pack() {
    let covers = |rule: &str| SOUND.replace("why = \"w\"", &format!("why = \"w\"\ncovers = [\"{rule}\"]"));
    assert_eq!(
        parse(MANIFEST, &covers("a/c")).unwrap().strays.iter().map(shown).collect::<Vec<_>>(),
        ["6:11 [\"a/c\"] there is no rule a/c (did you mean a/b?)"]
    );
    assert!(parse(MANIFEST, &covers("a/b")).unwrap().strays.is_empty());
}

#[test]
fn a_rule_shows_where_it_is_quiet_and_where_it_fires() {
    let quiet_only = SOUND.replace("finds = [\"/note\"]", "finds = []");
    assert_eq!(
        faults(&quiet_only),
        ["2:1 [title = \"t\"] an example with a finding is missing (finds = [\"/…\"])"]
    );
    let unchecked = "outcome = \"not_checked\"\nneeds = [\"/note\"]";
    let neither = SOUND.replace("finds = [\"/note\"]", unchecked).replace("finds = []", unchecked);
    assert_eq!(
        faults(&neither),
        [
            "2:1 [title = \"t\"] an example without a finding is missing (finds = [])",
            "2:1 [title = \"t\"] an example with a finding is missing (finds = [\"/…\"])"
        ]
    );
}

#[test]
fn syntax_of_toml_is_told_with_its_place() {
    let found = faults(&SOUND.replace("severity = \"error\"", "severity = error"));
    assert!(found.iter().any(|fault| fault.starts_with("3:12")), "{found:?}");
}

#[test]
fn a_manifest_is_read_with_its_parameters() {
    let manifest = format!(
        "{MANIFEST}[params]\nlimit = \"30%\"\nfloor = {{ value = \"100万元\", note = \"n\" }}\ncount = 3\nwords = [\"a\"]\n"
    );
    let pack = parse(&manifest, SOUND).unwrap();
    let params: Vec<(&str, &str)> =
        pack.manifest.params.iter().map(|param| (&*param.name, param.printed.as_str())).collect();
    assert_eq!(params, [("count", "3"), ("floor", "100万元"), ("limit", "30%"), ("words", "a")]);
    let bad = format!("{MANIFEST}vresion = 1\nmoney_unit = \"unit\"\n[params]\n\"1x\" = 2\n");
    let told: Vec<String> = parse(&bad, SOUND).unwrap_err().iter().map(shown).collect();
    assert_eq!(
        told,
        [
            "5:14 [\"unit\"] “unit” is no path of a cell; write \"/funds/completion_rate\"",
            "7:1 [\"1x\"] the name of a parameter has letters, digits and underscores and begins with no digit: “1x”",
            "4:1 [vresion] unknown key “vresion” (did you mean version?)",
        ]
    );
}

#[test]
fn a_rule_file_needs_a_folder_and_a_plain_name() {
    let file = |name: &str, text: &str| PackFile {
        name: name.into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let files = [
        file("pack.toml", MANIFEST),
        file("form.schema.json", SCHEMA),
        file("example.json", EXAMPLE),
        file("Rule_1.rhai", SOUND),
    ];
    let pack = parse_pack(&files, &mut |_, _| Ok(crate::text::sample::chinese()), Extent::Whole);
    let told: Vec<_> =
        pack.unwrap().strays.into_iter().map(|stray| (stray.file, stray.message.english())).collect();
    assert_eq!(told, [(Some("Rule_1.rhai".into()), "this is no name of a rule file: it was not run".into())]);
    let missing =
        parse_pack(&files[..1], &mut |_, _| Ok(crate::text::sample::chinese()), Extent::Whole).unwrap_err();
    assert_eq!(missing.len(), 2);
}

#[test]
fn changes_name_the_form_as_it_stands_before_any_of_them() {
    let rule = SOUND.replace(
        "set = { \"/note\" = \"x\" }",
        "set = { \"/tasks/2/name\" = \"丁\", \"/tasks/1/funds\" = 15920.70 }\nremove = [\"/tasks/0\"]\nappend = { \"/tasks\" = { name = \"戊\" } }\nreplace = { \"/note\" = [\"12\", \"十二\"] }\n",
    );
    assert_eq!(faults(&rule), Vec::<String>::new());
    let pack = parse(MANIFEST, &rule).unwrap();
    let example = &pack.rules[0].header.examples[1];
    let text = example.apply(&pack.example).unwrap();
    let compact: String = text.split_whitespace().collect();
    assert_eq!(
        compact,
        r#"{"form":"t","note":"共十二项","tasks":[{"name":"乙","funds":15920.70},{"name":"丁"},{"name":"戊"}]}"#
    );
}

#[test]
fn a_change_that_cannot_be_made_is_refused() {
    let with = |change: &str| faults(&SOUND.replace("set = { \"/note\" = \"x\" }", change));
    assert_eq!(
        with("remove = [\"/nothing\"]"),
        ["11:11 [\"/nothing\"] the form has no /nothing (did you mean note?)"]
    );
    assert!(with("append = { \"/note\" = 1 }")[0].contains("no list to append to"));
    assert!(with("replace = { \"/note\" = [\"x\", \"y\"] }")[0].contains("exactly once"));
    assert!(with("set = { \"/note\" = 2022-01-01 }")[0].contains("between quotes"));
    assert!(with("set = { \"/note\" = inf }")[0].contains("plain decimal"));
    assert!(with("base = \"examples/x.json\"")[0].contains("no file examples/x.json"));
}

#[test]
fn a_check_reads_no_examples_and_everything_else() {
    let told = |rule: &str| {
        let pack = read(MANIFEST, rule, Extent::Rules).unwrap();
        assert!(pack.rules.iter().all(|rule| rule.header.examples.is_empty()));
        pack.broken.values().flatten().map(shown).collect::<Vec<_>>()
    };
    for rule in [
        SOUND.to_owned(),
        SOUND.replace("\"/note\" = \"x\"", "\"/nothing/1\" = \"x\""),
        SOUND.replace("finds = []", "finds = 3"),
        SOUND.replace("finds = []", "finds = ["),
        SOUND.replace("why = \"w\"", "why = \"\"\"\n[[example]]\n\"\"\""),
    ] {
        assert_eq!(told(&rule), Vec::<String>::new(), "{rule}");
    }
    assert_eq!(
        told(&SOUND.replace("\"error\"", "\"fatal\"")),
        faults(&SOUND.replace("\"error\"", "\"fatal\""))
    );
    let behind = SOUND.replace("finds = [\"/note\"]", "finds = [\"/note\"]\n[titel]");
    assert_eq!(told(&behind), faults(&behind));
    assert_eq!(told(&behind).len(), 1);
}

#[test]
fn a_slip_of_the_keys_is_understood() {
    assert_eq!(closest("compeltion_rate", ["completion_rate", "adjustment_rate"]), Some("completion_rate"));
    assert_eq!(closest("预算收人", ["预算收入", "实际支出数"]), Some("预算收入"));
    assert_eq!(closest("xyz", ["completion_rate"]), None);
}

#[test]
fn the_digest_changes_with_any_file() {
    let one = parse(MANIFEST, SOUND).unwrap().digest;
    assert_eq!(one, parse(MANIFEST, SOUND).unwrap().digest);
    assert_ne!(one, parse(MANIFEST, &format!("{SOUND} ")).unwrap().digest);
}

#[test]
fn the_published_schema_of_a_header_knows_the_same_keys() {
    let schema: serde_json::Value = serde_json::from_str(HEADER_SCHEMA).unwrap();
    let mut known: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut keys = KEYS.to_vec();
    known.sort_unstable();
    keys.sort_unstable();
    assert_eq!(known, keys);
}

proptest::proptest! {
    #[test]
    fn reading_a_rule_never_panics(text in "(/\\*---\n)?[ -~\n\u{4e00}-\u{4e20}]{0,200}(---\\*/\n)?.{0,40}") {
        let _ = parse(MANIFEST, &text);
    }
}

/// A pack that includes another one, which has one rule.
fn with_shared(manifest: &str, shared: &str) -> Result<RulePack, Vec<Problem>> {
    let file = |name: &str, text: &str| PackFile {
        name: name.into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let others =
        [("pack.toml", shared), ("form.schema.json", SCHEMA), ("example.json", EXAMPLE), ("a/b.rhai", SOUND)];
    let mut files =
        vec![file("pack.toml", manifest), file("form.schema.json", SCHEMA), file("example.json", EXAMPLE)];
    files.extend(others.iter().map(|(name, text)| included_file("common", &file(name, text))));
    parse_pack(&files, &mut |_, _| Ok(crate::text::sample::chinese()), Extent::Whole)
}

#[test]
fn a_pack_has_the_rules_and_parameters_of_those_that_it_includes() {
    let shared = MANIFEST.replace("\"t\"", "\"common\"") + "library = true\n[params]\nlimit = \"30%\"\n";
    let including = MANIFEST.to_owned() + "include = [\"common\"]\n";
    let limit = |manifest: &str| {
        let pack = with_shared(manifest, &shared).unwrap();
        let [rule] = pack.rules.as_slice() else { panic!("{:?}", pack.broken) };
        let from = rule.from.as_ref().map(|from| from.id.clone());
        (rule.id.to_string(), from, rule.header.examples.len(), pack.manifest.params[0].printed.clone())
    };
    assert_eq!(limit(&including), ("a/b".into(), Some("common".into()), 0, "30%".into()));
    assert_eq!(limit(&(including.clone() + "[params]\nlimit = \"40%\"\n")).3, "40%");
    // What it includes is part of what its digest stands for.
    let digest = |shared: &str| with_shared(&including, shared).unwrap().digest.hex().to_owned();
    assert_ne!(digest(&shared), digest(&shared.replace("30%", "31%")));
    let refused = with_shared(&including, MANIFEST).unwrap_err();
    assert_eq!(
        shown(&refused[0]),
        "4:12 [\"common\"] common is no pack to include: its pack.toml has no library = true"
    );
}
