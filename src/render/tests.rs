//! Every format on the shared sample, and the machine formats against what reads them.

use super::frame::Frame;
use super::sample::sample_report;
use super::sink::{Sink, write};
use super::{csv, github, gitlab, html, junit, markdown, sarif, short, xlsx};
use crate::report::{Explained, Report, Severity, Waived};
use crate::wording::Lang;

const FRAME: Frame = Frame { lang: Lang::Zh, fail_on: Severity::Error };

/// What a format writes, by the name of the format.
fn written(report: &Report, name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut summary = Vec::new();
    {
        let mut format: Box<dyn Sink> = match name {
            "short" => Box::new(short::Short::new(&mut out, FRAME)),
            "sarif" => Box::new(sarif::Sarif::new(&mut out, FRAME)),
            "junit" => Box::new(junit::Junit::new(&mut out, FRAME)),
            "github" => Box::new(github::Github::new(&mut out, Some(&mut summary), FRAME)),
            "gitlab" => Box::new(gitlab::Gitlab::new(&mut out, FRAME)),
            "markdown" => Box::new(markdown::Markdown::new(&mut out, FRAME)),
            "csv" => Box::new(csv::Csv::new(&mut out, FRAME)),
            "xlsx" => Box::new(xlsx::Xlsx::new(&mut out, FRAME).unwrap()),
            "html" => Box::new(html::Html::new(&mut out, FRAME)),
            other => panic!("{other}"),
        };
        write(report, format.as_mut()).unwrap();
    }
    out
}

fn text(report: &Report, name: &str) -> String {
    String::from_utf8(written(report, name)).unwrap()
}

/// The sample with its first error waived.
fn waived() -> Report {
    let mut report = sample_report();
    let found = &mut report.documents[0].findings;
    let error = found.iter_mut().find(|finding| finding.severity == Severity::Error).unwrap();
    error.waived = Some(std::sync::Arc::new(Waived {
        reason: "已核对原始凭证".into(),
        approved_by: "张三".into(),
        on: "2026-03-31".into(),
        expires: "2027-03-31".into(),
    }));
    report
}

#[test]
fn what_a_department_says_stands_beside_the_finding_in_every_format() {
    let mut report = sample_report();
    let found = &mut report.documents[0].findings;
    let error = found.iter_mut().find(|finding| finding.severity == Severity::Error).unwrap();
    let (text, by, on) = ("年中机构改革".into(), "王五".into(), "2026-03-31".into());
    error.explained = Some(std::sync::Arc::new(Explained { text, by, on }));
    let told = "部门说明：年中机构改革（王五 2026-03-31）";
    for name in ["short", "sarif", "junit", "github", "gitlab", "markdown", "csv", "html"] {
        let shown = self::text(&report, name);
        assert_eq!(shown.matches(told).count(), 1, "{name}: {shown}");
        assert!(!self::text(&sample_report(), name).contains("部门说明："), "{name}");
    }
}

#[test]
fn the_sample_in_every_format_of_text() {
    for name in ["short", "sarif", "junit", "github", "gitlab", "markdown", "csv", "html"] {
        insta::assert_snapshot!(name, text(&sample_report(), name));
    }
}

#[test]
fn sarif_follows_its_schema_with_findings_waived_and_without_any() {
    let schema = include_str!("../../fixtures/schemas/sarif-2.1.0.json");
    // A bracket that ECMAScript lets pass and stricter readers of patterns do not.
    let schema: serde_json::Value = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    // A rule that two packs share stands once among the rules.
    let mut shared = sample_report();
    let mut other = shared.documents[0].clone();
    if let Some(pack) = &mut other.pack {
        pack.id = "project".into();
    }
    shared.documents.push(other);
    for report in [sample_report(), waived(), Report::default(), shared] {
        let log: serde_json::Value = serde_json::from_slice(&written(&report, "sarif")).unwrap();
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    let mut wrong: serde_json::Value = serde_json::from_slice(&written(&sample_report(), "sarif")).unwrap();
    wrong["runs"][0]["results"][0]["level"] = "grave".into();
    assert!(!validator.is_valid(&wrong), "the schema refuses what it has not");
}

#[test]
fn sarif_names_places_rules_and_waivers() {
    let log: serde_json::Value = serde_json::from_slice(&written(&waived(), "sarif")).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][1];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%E8%A1%A8%E6%A0%BC/%E7%94%B2.json");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&4.into(), &22.into()));
    assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 2);
    assert_eq!(result["partialFingerprints"]["hegui/v1"].as_str().unwrap().len(), 49);
    assert_eq!(result["suppressions"][0]["status"], "accepted");
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], "funds/completion-rate");
    assert_eq!(rule["shortDescription"]["text"], "预算完成率 = 实际支出数 ÷ 部门调整预算收入");
    assert!(rule["help"]["text"].as_str().unwrap().contains("预算法"));
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let told = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert!(
        told.iter().any(|told| told["associatedRule"]["id"] == "funds/sum"),
        "what was not checked is told"
    );
}

#[test]
fn junit_is_read_again_with_the_same_counts() {
    let report = quick_junit::Report::deserialize_from_str(&text(&waived(), "junit")).unwrap();
    let counts: Vec<(String, usize, usize, usize, usize)> = report
        .test_suites
        .iter()
        .map(|suite| {
            let is_skipped = |case: &&quick_junit::TestCase| {
                matches!(case.status, quick_junit::TestCaseStatus::Skipped { .. })
            };
            let skipped = suite.test_cases.iter().filter(is_skipped).count();
            (suite.name.as_str().to_owned(), suite.tests, suite.failures, suite.errors, skipped)
        })
        .collect();
    // Seven rules and one fault of the structure: one broken, three skipped: waived, not applicable, not checked.
    assert_eq!(
        counts,
        [
            ("表格/甲.json".to_owned(), 8, 0, 1, 3),
            ("b \"2\".json".to_owned(), 0, 0, 0, 0),
            ("hegui".to_owned(), 2, 0, 2, 0)
        ]
    );
    let failing = quick_junit::Report::deserialize_from_str(&text(&sample_report(), "junit")).unwrap();
    assert_eq!(failing.failures, 1);
}

#[test]
fn gitlab_has_what_its_page_asks_for_and_no_fingerprint_twice() {
    let entries: serde_json::Value = serde_json::from_slice(&written(&sample_report(), "gitlab")).unwrap();
    let entries = entries.as_array().unwrap();
    assert_eq!(entries.len(), 5);
    let mut known = std::collections::BTreeSet::new();
    for entry in entries {
        assert!(!entry["description"].as_str().unwrap().is_empty());
        assert!(!entry["check_name"].as_str().unwrap().is_empty());
        assert!(known.insert(entry["fingerprint"].as_str().unwrap().to_owned()));
        let severity = entry["severity"].as_str().unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        let path = entry["location"]["path"].as_str().unwrap();
        assert!(!path.is_empty() && !path.starts_with("./"));
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
    }
    assert_eq!(entries[1]["location"]["lines"]["begin"], 4);
}

#[test]
fn github_shows_ten_of_a_level_by_rule_and_counts_the_rest() {
    let mut report = sample_report();
    report.errors.clear();
    let document = &mut report.documents[0];
    let error = document.findings.remove(1);
    document.findings.clear();
    for number in 0..40 {
        let rule = crate::report::RuleId::parse(&format!("many/rule-{}", number % 12)).unwrap();
        document.findings.push(crate::report::Finding { rule, ..error.clone() });
    }
    let told = text(&report, "github");
    let errors: Vec<&str> = told.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 10);
    assert!(errors[0].contains("另有 3 处"), "{}", errors[0]);
    // Four rules with four findings each, eight with three: nine shown, three times three in the last.
    assert!(errors[9].contains("另有 3 条规则的 9 处问题"), "{}", errors[9]);
    let few = text(&sample_report(), "github");
    let levels: Vec<&str> =
        few.lines().filter_map(|line| line.strip_prefix("::")?.split(' ').next()).collect();
    assert_eq!(levels, ["error", "error", "error", "warning", "notice"]);
}

#[test]
fn a_waived_finding_is_marked_in_every_format_and_fails_none() {
    for name in ["short", "sarif", "junit", "gitlab", "markdown", "csv", "html"] {
        assert!(text(&waived(), name).contains("已核对原始凭证"), "{name}");
    }
    assert!(!text(&waived(), "github").contains("funds/completion-rate"));
    assert!(text(&waived(), "github").contains("1 个已豁免"));
}

#[test]
fn the_page_allows_its_own_script_and_no_other() {
    use sha2::{Digest as _, Sha256};
    let page = text(&sample_report(), "html");
    let (_, behind) = page.split_once("<script>").unwrap();
    let (script, rest) = behind.split_once("</script>").unwrap();
    assert!(!rest.contains("<script"));
    let hash = base64(&Sha256::digest(script.as_bytes()));
    let allowed = format!("script-src 'sha256-{hash}'");
    assert!(page.contains(&allowed), "html.rs: sha256-{hash}");
    for elsewhere in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
}

/// The sample as if its first file had been a workbook: the rate in D7, the goal in B9.
fn printed() -> Report {
    use crate::report::Printed;
    use crate::sheet::{Filled, Held, Sheet, Spot};
    let mut report = sample_report();
    let cells = [
        ("/completion_rate", 6, 3, "95.23%"),
        ("/goal", 8, 1, "第一行"),
        ("/funds/adjusted_budget", 5, 3, "17076.42"),
    ];
    let filled = cells.map(|(_, row, column, text)| Filled {
        spot: Spot { row, column },
        text: text.to_owned(),
        held: Held::Text,
    });
    let document = &mut report.documents[0];
    document.path = "表格/甲.xlsx".to_owned();
    document.print(std::sync::Arc::new(Printed {
        sheet: std::sync::Arc::new(Sheet::new("表1", filled.to_vec(), Vec::new())),
        sha256: "0".repeat(64),
        layout: "guangzhou".to_owned(),
        cells: cells.map(|(pointer, row, column, _)| (pointer.to_owned(), Spot { row, column })).into(),
    }));
    report
}

#[test]
fn what_was_read_from_a_sheet_is_at_its_cell_in_every_format_and_never_at_a_line() {
    let said = [
        ("short", "表格/甲.xlsx:表1!D7: error: 预算完成率应为 93.23%，填的是 95.23% [funds/completion-rate]"),
        (
            "github",
            "::error file=表格/甲.xlsx,title=预算完成率 = 实际支出数 ÷ 部门调整预算收入::表1!D7: 预算完成率应为",
        ),
        ("gitlab", "\"description\":\"表1!D7: 预算完成率应为"),
        ("markdown", "**表格/甲.xlsx 表1\\!D7** 预算完成率应为"),
        ("csv", "预算法 第七十五条（类推）,表1!D7,/completion_rate,,,"),
        ("html", "<span class=\"at\">表1!D7</span>"),
        ("junit", "表格/甲.xlsx 表1!D7: 错误: 预算完成率应为"),
    ];
    for (name, said) in said {
        let text = text(&printed(), name);
        assert!(text.contains(said), "{name}: {text}");
        for line in ["4:22", "line=4", "\"begin\":4"] {
            assert!(!text.contains(line), "{name} {line}: {text}");
        }
    }
    let log: serde_json::Value = serde_json::from_slice(&written(&printed(), "sarif")).unwrap();
    let schema = include_str!("../../fixtures/schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}$");
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&log));
    let result = &log["runs"][0]["results"][1];
    assert_eq!(result["ruleId"], "funds/completion-rate");
    let place = &result["locations"][0];
    assert_eq!(place["physicalLocation"].get("region"), None);
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "表1!D7");
    assert_eq!(place["logicalLocations"][1]["fullyQualifiedName"], "/completion_rate");
    assert_eq!(result["relatedLocations"][1]["logicalLocations"][0]["fullyQualifiedName"], "表1!D6");
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(written(&printed(), "xlsx"))).unwrap();
    let rows = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    let row: Vec<String> = rows.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(row[11..15], ["表1!D7", "/completion_rate", "", ""]);
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let sign = SIGNS[usize::try_from(word >> (18 - 6 * place) & 63).unwrap()];
            out.push(if place <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}
