//! The packs that come with the program: their examples hold, every rule is quiet and fires somewhere, and the given
//! forms get exactly the findings that are written down.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::engine::{Checker, Settings};
use hegui::load::embedded_packs;
use hegui::report::{DocumentReport, Outcome};
use hegui::rule::RulePack;
use hegui::source::SourceFile;
use hegui::verify::verify;
use hegui::wording::Lang;

fn packs() -> Vec<Arc<RulePack>> {
    let (packs, problems) = embedded_packs(Lang::En);
    assert!(problems.is_empty(), "{problems:?}");
    packs
}

fn check(pack: &Arc<RulePack>, text: &str) -> DocumentReport {
    let (mut checker, problems) = Checker::new(pack, Settings::default(), Lang::Zh);
    assert!(problems.is_empty(), "{problems:?}");
    let source = Arc::new(SourceFile::new("a.json", text.as_bytes()));
    checker.check(&Arc::new(Document::parse(source, Limits::default()).unwrap())).0
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    fs::read_to_string(path).unwrap()
}

#[test]
fn every_example_of_every_rule_holds() {
    for pack in packs() {
        let (verdicts, problems) = verify(&pack, &[], Lang::En);
        assert!(problems.is_empty(), "{problems:?}");
        let failed: Vec<_> = verdicts.iter().filter(|verdict| verdict.fault.is_some()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
        // Each rule on the untouched form, and at least one quiet and one firing example.
        assert!(verdicts.len() >= 3 * pack.rules.len());
    }
}

#[test]
fn the_form_of_a_pack_has_no_finding() {
    for pack in packs() {
        let report = check(&pack, pack.example.source().text().unwrap());
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        let open: Vec<_> =
            report.rules.iter().filter(|rule| !matches!(rule.outcome, Outcome::Passed { .. })).collect();
        assert!(open.is_empty(), "{open:#?}");
    }
}

#[test]
fn the_published_form_has_the_findings_that_its_weaknesses_prove() {
    let pack = packs().into_iter().find(|pack| pack.manifest.id == "department-overall").unwrap();
    let report = check(&pack, &fixture("department-overall/tianhe-hitech-2022.json"));
    let found: Vec<(&str, &str, &str)> = report
        .findings
        .iter()
        .map(|finding| {
            let pointer = finding.place.pointer.as_ref().unwrap().as_str();
            (finding.rule.as_str(), finding.severity.as_str(), pointer)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("funds/adjustment-explained", "warning", "/funds/adjustment_rate"),
            ("indicators/rate-without-percentage", "error", "/tasks/2/indicators/1/result"),
        ]
    );
    let rounded: Vec<&str> = report
        .rules
        .iter()
        .filter(|rule| {
            matches!(
                rule.outcome,
                Outcome::Passed { agreement: Some(hegui::report::AgreementKind::WithinRounding) }
            )
        })
        .map(|rule| rule.rule.as_str())
        .collect();
    assert_eq!(rounded, ["funds/adjustment", "funds/adjustment-rate", "funds/completion-rate"]);
}

#[test]
fn a_wrong_rate_is_one_finding_and_a_rounded_one_is_none() {
    let pack = packs().into_iter().find(|pack| pack.manifest.id == "department-overall").unwrap();
    let form = fixture("department-overall/tianhe-hitech-2022.json");
    let of_rate = |printed: &str| {
        let report = check(&pack, &form.replace("\"93.23%\"", &format!("\"{printed}\"")));
        let findings =
            report.findings.into_iter().filter(|finding| finding.rule.as_str() == "funds/completion-rate");
        findings.collect::<Vec<_>>()
    };
    assert_eq!(of_rate("93.2%").len(), 0);
    assert_eq!(of_rate("93.33%").len(), 1);
    let wrong = of_rate("95.23%");
    assert_eq!(wrong.len(), 1);
    assert_eq!(wrong[0].place.pointer.as_ref().unwrap().as_str(), "/funds/completion_rate");
    assert_eq!(wrong[0].related.len(), 2);
    assert_eq!(wrong[0].expected.as_deref(), Some("93.23%"));
    assert_eq!(
        wrong[0].calculation.as_deref(),
        Some("预算完成率 = 实际支出数 15,920.74 ÷ 部门调整预算收入 17,076.42 = 93.23%")
    );
}
