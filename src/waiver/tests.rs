//! Waivers on forms with one finding, and waivers written.

use std::sync::Arc;

use super::{Approval, Reported, Waivers, accepted, add};
use crate::document::Pointer;
use crate::report::fingerprint::Fingerprint;
use crate::report::{DocumentReport, Finding, Label, Outcome, RuleId, RuleOutcome, Summary};
use crate::rule::{AsOf, Day};
use crate::source::SourceFile;

fn day(text: &str) -> Day {
    match AsOf::parse(text) {
        Some(AsOf::Day(day)) => day,
        other => panic!("{other:?}"),
    }
}

fn fingerprint(value: &str) -> Fingerprint {
    Fingerprint::new("funds/rate", "/rate", &[("/rate", value)])
}

/// A form with one finding, of a value.
fn document(value: &str) -> DocumentReport {
    let place = Label { pointer: Pointer::parse("/rate"), ..Label::default() };
    let finding = Finding {
        fingerprint: Some(fingerprint(value)),
        ..Finding::builtin("funds/rate", "应为 93.23%".into(), place)
    };
    let rule = RuleId::parse("funds/rate").unwrap();
    DocumentReport {
        set: None,
        path: "./forms/a.json".into(),
        printed: None,
        layout: None,
        source: None,
        pack: None,
        findings: vec![finding],
        rules: vec![RuleOutcome { rule, outcome: Outcome::Failed { needs: Vec::new() } }],
    }
}

fn entry(value: &str, expires: &str) -> String {
    format!(
        "[[waiver]]\nfingerprint = \"{}\"\nrule = \"funds/rate\"\ndocument = \"forms/a.json\"\nreason = \"凭证齐全\"\napproved_by = \"李四\"\non = 2026-03-31\nexpires = {expires}\n",
        fingerprint(value)
    )
}

/// What a file of waivers does on a day to a form with a finding: whether it is waived, and what is told of the waivers.
fn applied(file: &str, today: &str, value: &str) -> (bool, Vec<(String, String)>) {
    let source = Arc::new(SourceFile::new("waivers.toml", file.as_bytes()));
    let mut waivers = Waivers::read(&source, day(today)).unwrap();
    let mut document = document(value);
    waivers.apply(&mut document);
    let told = waivers.finish().map(|report| report.findings).unwrap_or_default();
    let at = |finding: &Finding| source.slice(finding.place.span.unwrap()).into_owned();
    let told = told.iter().map(|finding| (finding.rule.to_string(), at(finding))).collect();
    (document.findings[0].waived.is_some(), told)
}

#[test]
fn a_waiver_holds_until_its_last_day_and_for_its_values_only() {
    let file = entry("95.23%", "2027-03-31");
    let at = format!("\"{}\"", fingerprint("95.23%"));
    assert_eq!(applied(&file, "2026-11-29", "95.23%"), (true, vec![]));
    assert_eq!(applied(&file, "2027-03-31", "95.23%"), (true, vec![]));
    assert_eq!(applied(&file, "2027-04-01", "95.23%"), (false, vec![("waiver/expired".into(), at.clone())]));
    assert_eq!(applied(&file, "2026-11-29", "96.23%"), (false, vec![("waiver/changed".into(), at)]));
}

#[test]
fn a_waiver_of_a_finding_that_is_gone_is_told_and_of_a_form_that_was_not_checked_it_is_not() {
    let source = Arc::new(SourceFile::new("waivers.toml", entry("95.23%", "2027-03-31").as_bytes()));
    let read = || Waivers::read(&source, day("2026-11-29")).unwrap();
    let mut waivers = read();
    let mut clean = document("95.23%");
    clean.findings.clear();
    waivers.apply(&mut clean);
    let told = waivers.finish().unwrap();
    assert_eq!(told.findings[0].rule.as_str(), "waiver/unused");
    assert_eq!(told.path, "waivers.toml");
    let mut elsewhere = read();
    elsewhere.apply(&mut DocumentReport { path: "forms/b.json".into(), ..document("95.23%") });
    assert!(elsewhere.finish().is_none());
    let mut unread = read();
    unread.apply(&mut DocumentReport { rules: Vec::new(), ..document("95.23%") });
    assert!(unread.finish().is_none(), "nobody knows what a text that is no form would hold");
}

#[test]
fn a_waiver_that_lacks_something_waives_nothing_and_is_told_where_it_stands() {
    let whole = entry("95.23%", "2027-03-31");
    let without = |key: &str| -> String {
        whole.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n")
    };
    for key in ["fingerprint", "rule", "document", "reason", "approved_by", "on ", "expires"] {
        let (is_waived, told) = applied(&without(key), "2026-11-29", "95.23%");
        assert!(!is_waived, "{key}");
        assert_eq!(told[0].0, "waiver/incomplete", "{key}");
    }
    let changed = |from: &str, to: &str| applied(&whole.replace(from, to), "2026-11-29", "95.23%");
    let incomplete = |at: &str| (false, vec![("waiver/incomplete".to_owned(), at.to_owned())]);
    assert_eq!(changed("reason = \"凭证齐全\"", "reason = \" \"").1[0].0, "waiver/incomplete");
    assert_eq!(changed("2026-03-31", "\"March\""), incomplete("\"March\""));
    assert_eq!(changed("2027-03-31", "2026-01-01").1[0].0, "waiver/incomplete");
    assert_eq!(changed("2026-03-31", "2026-12-31").1[0].0, "waiver/incomplete");
    assert_eq!(changed("\"funds/rate\"", "\"json/syntax\""), incomplete("\"json/syntax\""));
    assert_eq!(changed("on = ", "of = "), incomplete("of"));
}

#[test]
fn a_file_that_is_no_list_of_waivers_is_refused_with_its_place() {
    for (file, line) in [("[[waiver]\n", 1), ("\nwaiver = 1\n", 2), ("[[waivers]]\n", 1)] {
        let source = Arc::new(SourceFile::new("waivers.toml", file.as_bytes()));
        let problem = Waivers::read(&source, day("2026-11-29")).unwrap_err();
        let (source, span) = problem.place.unwrap();
        assert_eq!(source.position(span.start).line, line, "{file}");
    }
}

#[test]
fn waived_findings_are_counted_and_fail_nothing() {
    let source = Arc::new(SourceFile::new("waivers.toml", entry("95.23%", "2027-03-31").as_bytes()));
    let mut waivers = Waivers::read(&source, day("2026-11-29")).unwrap();
    let mut document = document("95.23%");
    waivers.apply(&mut document);
    let mut summary = Summary::default();
    summary.add(&document);
    assert_eq!((summary.errors, summary.waived()), (1, 1));
    assert_eq!(summary.findings(crate::report::Severity::Info), 0);
}

fn reported(value: &str) -> Reported {
    Reported {
        fingerprint: fingerprint(value),
        rule: "funds/rate".into(),
        document: "forms/a.json".into(),
        cell: "预算完成率".into(),
        message: String::new(),
    }
}

fn approval() -> Approval {
    Approval {
        reason: "引号\"、反斜杠\\和\n换行".into(),
        approved_by: "李四".into(),
        on: "2026-11-29".into(),
        expires: "2027-11-29".into(),
    }
}

#[test]
fn what_is_written_is_read_again_and_stands_in_the_place_of_the_old_one() {
    let before = format!("# 存档\n{}", entry("95.23%", "2026-10-31"));
    let now = [reported("96.23%")];
    let (text, done) = add(&before, &now, &now, &approval()).unwrap();
    assert_eq!((done.added, done.replaced), (1, 1));
    assert!(!text.contains(&fingerprint("95.23%").to_string()));
    assert_eq!(applied(&text, "2026-11-29", "96.23%"), (true, vec![]));
    let both = [reported("95.23%"), reported("96.23%")];
    let (text, done) = add(&before, &both[1..], &both, &approval()).unwrap();
    assert_eq!((done.added, done.replaced), (1, 0), "another finding at the cell keeps its waiver");
    assert!(text.starts_with("# 存档\n[[waiver]]\n") && text.contains(&fingerprint("95.23%").to_string()));
}

#[test]
fn a_report_gives_the_findings_that_may_be_waived() {
    let finding = |rule: &str| {
        serde_json::json!({ "rule": rule, "severity": "error", "message": "m", "pointer": "/rate",
            "fingerprint": fingerprint("95.23%").to_string() })
    };
    let report = serde_json::json!({ "version": 1, "tool": { "name": "hegui" }, "documents": [
        { "path": "./forms/a.json", "findings": [finding("funds/rate"), finding("json/syntax"), finding("waiver/unused")] }
    ] });
    let found = accepted(&report).unwrap();
    assert_eq!(found, [Reported { cell: "/rate".into(), message: "m".into(), ..reported("95.23%") }]);
    assert_eq!(accepted(&serde_json::json!({ "version": 1 })), None);
}
