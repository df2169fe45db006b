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

use hegui::document::{Document, Limits, Pointer};
use hegui::engine::{Checker, Settings};
use hegui::load::{embedded_ids, embedded_packs};
use hegui::report::{DocumentReport, Finding, Outcome, Severity};
use hegui::rule::{Extent, RulePack};
use hegui::source::SourceFile;
use hegui::verify::verify;
use hegui::wording::Lang;
use serde_json::Value as Json;

fn packs() -> Vec<Arc<RulePack>> {
    let (packs, problems) = embedded_packs(None, Extent::Whole);
    assert!(problems.is_empty(), "{problems:?}");
    let serving = packs.iter().filter(|pack| !pack.manifest.is_library);
    let ids: Vec<&str> = serving.map(|pack| pack.manifest.id.as_str()).collect();
    assert_eq!(ids, embedded_ids());
    packs
}

fn check(pack: &Arc<RulePack>, text: &str) -> DocumentReport {
    let (mut checker, problems) = Checker::new(pack, Settings::default());
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
        // Each rule on the untouched form, and at least one quiet and one firing example, which shared rules have elsewhere.
        let shared = pack.rules.iter().filter(|rule| rule.from.is_some()).count();
        assert!(verdicts.len() >= 3 * (pack.rules.len() - shared) + shared);
    }
}

#[test]
fn a_rule_alone_says_what_it_says_among_all() {
    for pack in packs() {
        let (mut checker, _) = Checker::new(&pack, Settings::default());
        let (all, _) = checker.check(&pack.example);
        for known in &all.rules {
            let (alone, _) = checker.check_rule(&pack.example, &known.rule);
            let [alone] = alone.rules.as_slice() else { panic!("{}: {:?}", known.rule, alone.rules) };
            // A rule alone is held to no layout, so the reason why it has nothing to speak of is another one.
            let is_idle = |outcome: &Outcome| matches!(outcome, Outcome::NotApplicable { .. });
            assert!(
                alone == known || is_idle(&alone.outcome) && is_idle(&known.outcome),
                "{alone:?} {known:?}"
            );
        }
    }
}

#[test]
fn the_form_of_a_pack_has_no_finding() {
    for pack in packs() {
        let report = check(&pack, pack.example.source().text().unwrap());
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        // Where a rule has nothing to speak of on it, an example of its own says so.
        let is_settled =
            |outcome: &Outcome| matches!(outcome, Outcome::Passed { .. } | Outcome::NotApplicable { .. });
        let open: Vec<_> = report.rules.iter().filter(|rule| !is_settled(&rule.outcome)).collect();
        assert!(open.is_empty(), "{open:#?}");
    }
}

/// What a form's expectation lists: the file beside it that ends in `.expected.json`, in the order of the report.
/// Written anew when `UPDATE_EXPECTED` is set.
fn expects(report: &DocumentReport, name: &str) {
    let found: Vec<serde_json::Value> = report
        .findings
        .iter()
        .map(|finding| {
            let place = &finding.place;
            serde_json::json!({
                "rule": finding.rule.as_str(),
                "severity": finding.severity.as_str(),
                "pointer": place.pointer.as_ref().unwrap().as_str(),
                "text": place.text,
            })
        })
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/{name}.expected.json"));
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let expected: Vec<serde_json::Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(found, expected, "{name}");
}

fn pack(id: &str) -> Arc<RulePack> {
    packs().into_iter().find(|pack| pack.manifest.id == id).unwrap()
}

fn severities(report: &DocumentReport) -> [usize; 3] {
    ["error", "warning", "info"].map(|severity| {
        report.findings.iter().filter(|finding| finding.severity.as_str() == severity).count()
    })
}

#[test]
fn sound_forms_have_no_error_and_no_warning() {
    let pack = pack("department-overall");
    for (name, infos) in [
        ("health-2022-wan", 2),
        ("hitech-zone-2024", 2),
        ("housing-2024-yuan", 2),
        ("urban-management-2023", 1),
        ("national-education-2024-sources", 0),
        ("national-health-2023-rounded", 1),
        ("national-transport-2023-rate-indicator", 0),
        ("national-water-2022-whole-points", 2),
    ] {
        let name = format!("department-overall/sound/{name}");
        let report = check(&pack, &fixture(&format!("{name}.json")));
        assert_eq!(severities(&report), [0, 0, infos], "{name}");
        expects(&report, &name);
    }
}

#[test]
fn faulty_forms_have_just_their_faults() {
    let pack = pack("department-overall");
    for (name, counts) in [
        ("culture-2022-yuan", [6, 2, 1]),
        ("transport-2020-yi", [5, 3, 3]),
        ("water-2023-wan", [5, 4, 1]),
        ("national-education-2024-sources", [2, 0, 0]),
        ("national-health-2023-points", [3, 1, 1]),
        ("national-transport-2023-order", [0, 5, 2]),
        ("national-water-2022-weights", [4, 1, 2]),
    ] {
        let name = format!("department-overall/faulty/{name}");
        let report = check(&pack, &fixture(&format!("{name}.json")));
        assert_eq!(severities(&report), counts, "{name}");
        expects(&report, &name);
    }
}

#[test]
fn the_published_form_has_the_findings_that_its_weaknesses_prove() {
    let pack = pack("department-overall");
    let report = check(&pack, &fixture("department-overall/tianhe-hitech-2022.json"));
    expects(&report, "department-overall/tianhe-hitech-2022");
    assert_eq!(severities(&report), [4, 23, 7]);
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
    assert_eq!(
        rounded,
        ["consistency/shares", "funds/adjustment", "funds/adjustment-rate", "funds/completion-rate"]
    );
}

#[test]
fn a_wrong_rate_is_one_finding_and_a_rounded_one_is_none() {
    let pack = pack("department-overall");
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
    assert_eq!(wrong[0].expected, Some("93.23%".into()));
    assert_eq!(
        wrong[0].calculation,
        Some("预算完成率 = 实际支出数 15,920.74 ÷ 部门调整预算收入 17,076.42 = 93.23%".into())
    );
}

/// Lists of which a finding is only met by itself, not by what lies under it.
const WHOLE: [&str; 6] = ["", "/indicators", "/funds", "/level1_weights", "/problems", "/improvements"];

fn pointer(finding: &Finding) -> &str {
    finding.place.pointer.as_ref().unwrap().as_str()
}

fn pointers(expected: &Json) -> Vec<&str> {
    expected["pointers"].as_array().unwrap().iter().map(|pointer| pointer.as_str().unwrap()).collect()
}

fn is_loud(finding: &Finding) -> bool {
    finding.severity != Severity::Info
}

/// Whether a finding speaks of one of the places that are acceptable for what must be found.
fn meets(finding: &Finding, must: &Json) -> bool {
    let related = finding.related.iter().filter_map(|label| label.pointer.as_ref());
    let places: Vec<&str> = std::iter::once(pointer(finding)).chain(related.map(Pointer::as_str)).collect();
    pointers(must).iter().any(|wanted| {
        let lies_under = |place: &&str| !WHOLE.contains(wanted) && place.starts_with(&format!("{wanted}/"));
        places.iter().any(|place| place == wanted || lies_under(place))
    })
}

/// What must be found and is not, each finding paying for one at most: the largest pairing, by augmenting paths.
fn missed<'e>(musts: &'e [Json], findings: &[Finding]) -> Vec<&'e Json> {
    fn place(
        must: usize,
        musts: &[Json],
        findings: &[Finding],
        owners: &mut [Option<usize>],
        seen: &mut [bool],
    ) -> bool {
        for (at, finding) in findings.iter().enumerate() {
            if seen[at] || !meets(finding, &musts[must]) {
                continue;
            }
            seen[at] = true;
            if owners[at].is_none_or(|owner| place(owner, musts, findings, owners, seen)) {
                owners[at] = Some(must);
                return true;
            }
        }
        false
    }
    let mut owners = vec![None; findings.len()];
    let alone = |must: &usize| !place(*must, musts, findings, &mut owners, &mut vec![false; findings.len()]);
    let alone: Vec<usize> = (0..musts.len()).filter(alone).collect();
    alone.into_iter().map(|must| &musts[must]).collect()
}

#[test]
fn published_project_forms_have_the_faults_that_are_proved_and_no_false_alarm() {
    let pack = pack("project");
    let expected: Json = serde_json::from_str(&fixture("project/published/judgement.json")).unwrap();
    let (mut musts, mut found, mut nots) = (0, 0, 0);
    let mut wrong: Vec<String> = Vec::new();
    for (name, expected) in expected.as_object().unwrap() {
        let name = format!("project/published/{name}");
        let report = check(&pack, &fixture(&format!("{name}.json")));
        let list = |key: &str| expected[key].as_array().unwrap().as_slice();
        let missing = missed(list("must_find"), &report.findings);
        musts += list("must_find").len();
        found += list("must_find").len() - missing.len();
        wrong.extend(missing.iter().map(|must| format!("{name} misses {must}")));
        let excused: Vec<&str> =
            list("must_find").iter().chain(list("may_find")).flat_map(pointers).collect();
        nots += list("must_not_find").len();
        for not in list("must_not_find") {
            let places = pointers(not);
            let alarms = report.findings.iter().filter(|finding| {
                let at = pointer(finding);
                is_loud(finding) && places.contains(&at) && !excused.contains(&at)
            });
            wrong.extend(alarms.map(|alarm| format!("{name}: {} at {}: {not}", alarm.rule, pointer(alarm))));
        }
        expects(&report, &name);
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!((found, musts, nots), (43, 43, 129));
}

#[test]
fn sound_project_forms_of_several_schemes_have_no_error_and_no_warning() {
    let pack = pack("project");
    for name in [
        "court-2022-folded",
        "forest-2020-half-points",
        "hospital-2023-wan",
        "reservoir-2022-20-80",
        "road-2021-yuan",
        "sports-2023-no-scores",
    ] {
        let name = format!("project/sound/{name}");
        let report = check(&pack, &fixture(&format!("{name}.json")));
        let alarms: Vec<&Finding> = report.findings.iter().filter(|finding| is_loud(finding)).collect();
        assert!(alarms.is_empty(), "{name}: {alarms:#?}");
        expects(&report, &name);
    }
}

#[test]
fn faulty_project_forms_have_just_their_faults() {
    let pack = pack("project");
    for name in ["meals-2022-20-80", "schools-2021-folded", "water-supply-2023"] {
        let name = format!("project/faulty/{name}");
        expects(&check(&pack, &fixture(&format!("{name}.json"))), &name);
    }
}

#[test]
fn a_cut_form_is_not_asked_for_what_is_cut_off() {
    let report = check(&pack("project"), &fixture("project/published/37-daying-tushuguan-2022.json"));
    let outcome = |id: &str| &report.rules.iter().find(|rule| rule.rule.as_str() == id).unwrap().outcome;
    for id in ["scores/weights-add-up", "scores/total-adds-up", "indicators/groups"] {
        assert!(matches!(outcome(id), Outcome::NotApplicable { .. }), "{id}: {:?}", outcome(id));
    }
}
