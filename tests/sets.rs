//! Rules of sets: a consolidated form with those of its units, this year's with last year's, two forms of one year.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

mod place;

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use place::{Place, fixture};
use serde_json::{Value, json};

/// The forms in `fixtures/sets/sound`: a consolidated one, its two units, and that of last year.
const FORMS: [&str; 4] = ["105.json", "105001.json", "105002.json", "105-2022.json"];

impl Place {
    /// The sound forms, with some texts in one of them replaced.
    fn with(changes: &[(&str, &str, &str)]) -> Self {
        let place = Self::empty();
        for name in FORMS {
            let mut text = sound(name);
            for (_, old, new) in changes.iter().filter(|(file, ..)| *file == name) {
                assert!(text.contains(old), "{name} has no {old}");
                text = text.replacen(old, new, 1);
            }
            place.write(&format!("forms/{name}"), &text);
        }
        place
    }

    /// The reports of sets, and the status.
    fn sets(&self, args: &[&str]) -> (Vec<Value>, Option<i32>) {
        let (report, code) = self.report(args);
        let documents = report["documents"].as_array().unwrap().iter();
        (documents.filter(|document| document.get("set").is_some()).cloned().collect(), code)
    }

    fn report(&self, args: &[&str]) -> (Value, Option<i32>) {
        let output =
            self.command(&[&["check", "--no-config", "--format", "json"], args].concat()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        (serde_json::from_slice(&output.stdout).unwrap(), output.status.code())
    }

    fn told(&self, args: &[&str]) -> (String, Option<i32>) {
        let output = self.command(args).output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        (String::from_utf8(told).unwrap(), output.status.code())
    }
}

fn sound(name: &str) -> String {
    fixture(&format!("fixtures/sets/sound/{name}"))
}

/// The rules of a report with what became of them.
fn outcomes(document: &Value) -> Vec<(&str, &str)> {
    let rules = document["rules"].as_array().unwrap().iter();
    rules.map(|rule| (rule["rule"].as_str().unwrap(), rule["outcome"].as_str().unwrap())).collect()
}

/// The text of a file at the span of a place.
fn at<'t>(text: &'t str, place: &Value) -> &'t str {
    let offset = |key: &str| usize::try_from(place["span"][key].as_u64().unwrap()).unwrap();
    text.get(offset("start")..offset("end")).unwrap()
}

#[test]
fn sound_forms_agree_and_the_report_says_which_belong_together() {
    let place = Place::with(&[]);
    let (report, code) = place.report(&["forms"]);
    assert_eq!(code, Some(0));
    let (sets, _) = place.sets(&["forms"]);
    assert_eq!(sets.len(), 1);
    assert_eq!(sets[0]["path"], "forms/105.json");
    assert_eq!(
        sets[0]["set"],
        json!({
            "form": "forms/105.json",
            "units": [
                { "code": "105001", "path": "forms/105001.json" },
                { "code": "105002", "path": "forms/105002.json" },
            ],
            "last_year": "forms/105-2022.json",
        })
    );
    let expected = [
        ("sets/amounts-add-up", "passed"),
        ("sets/filed-twice", "not_applicable"),
        ("sets/indicators-add-up", "passed"),
        ("sets/last-year", "passed"),
        ("sets/units-there", "passed"),
    ];
    assert_eq!(outcomes(&sets[0]), expected);
    assert_eq!((&report["summary"]["documents"], &report["summary"]["sets"]), (&json!(5), &json!(1)));
    assert_eq!(report["notes"], json!(["一起检查的表：1 组，共 4 张"]));
    // Of a form by itself they say why they say nothing.
    let alone = &report["documents"][0]["rules"];
    let rule = alone.as_array().unwrap().iter().find(|rule| rule["rule"] == "sets/amounts-add-up").unwrap();
    assert_eq!(rule["reason"], "与同一组的其他表一起检查，结果另列");
}

#[test]
fn a_consolidated_amount_is_held_against_the_units_and_each_cell_is_shown_in_its_own_form() {
    let place =
        Place::with(&[("105.json", "\"actual_expenditure\": 8325.18", "\"actual_expenditure\": 8335.18")]);
    let (sets, code) = place.sets(&["forms"]);
    assert_eq!(code, Some(1));
    let finding = &sets[0]["findings"][0];
    assert_eq!(finding["rule"], "sets/amounts-add-up");
    assert_eq!(finding["pointer"], "/funds/actual_expenditure");
    assert_eq!(at(&place.read("forms/105.json"), finding), "8335.18");
    // One unit fills in 万元, the other one 元.
    assert_eq!(
        finding["calculation"],
        "实际支出数 = 临江区城市运行管理局（本级） 2023 › 实际支出数 5,025.18万元 + 临江区市政设施维护所 2023 › 实际支出数 33,000,000.00元 = 8,325.18"
    );
    let related = finding["related"].as_array().unwrap();
    let places: Vec<_> = related
        .iter()
        .map(|cell| {
            assert_eq!(cell.get("span"), None, "it is in another file");
            let path = cell["document"]["path"].as_str().unwrap();
            let text = place.read(path);
            (path.to_owned(), cell["pointer"].as_str().unwrap(), at(&text, &cell["document"]).to_owned())
        })
        .collect();
    let cell = "/funds/actual_expenditure";
    assert_eq!(
        places,
        [
            ("forms/105001.json".to_owned(), cell, "5025.18".to_owned()),
            ("forms/105002.json".to_owned(), cell, "33000000.00".to_owned())
        ]
    );
    assert_eq!(related[0]["document"]["span"]["line"], 13);
}

#[test]
fn a_form_of_a_listed_unit_that_is_not_there_is_missed_and_leaves_the_sum_unchecked() {
    let place = Place::with(&[]);
    fs::remove_file(place.0.path().join("forms/105002.json")).unwrap();
    let (sets, code) = place.sets(&["forms"]);
    assert_eq!(code, Some(1));
    assert_eq!(sets[0]["findings"][0]["rule"], "sets/units-there");
    assert_eq!(sets[0]["findings"][0]["pointer"], "/unit_codes/1");
    assert_eq!(sets[0]["set"]["units"][1], json!({ "code": "105002" }));
    assert_eq!(sets[0]["rules"][0]["outcome"], "not_checked");
    assert_eq!(sets[0]["rules"][0]["needs"][0], "/units/1/funds/adjusted_budget");
    let (told, code) = place.told(&["check", "--lang", "zh", "--no-config", "--fail-on-unchecked", "forms"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("没有核对 sets/amounts-add-up：105002 没有表、不止一张表"), "{told}");
}

#[test]
fn without_a_list_units_are_those_that_name_the_form_and_a_smaller_sum_is_a_warning() {
    let list = ("105.json", "  \"unit_codes\": [\"105001\", \"105002\"],\n", "");
    let place = Place::with(&[list]);
    assert_eq!(place.sets(&["forms"]).0[0]["rules"][0]["outcome"], "passed");
    fs::remove_file(place.0.path().join("forms/105002.json")).unwrap();
    let (sets, _) = place.sets(&["forms"]);
    let findings = sets[0]["findings"].as_array().unwrap();
    let of_funds = findings.iter().filter(|finding| finding["rule"] == "sets/amounts-add-up");
    assert_eq!(of_funds.map(|finding| finding["severity"].clone()).collect::<Vec<_>>(), ["warning"; 5]);
}

#[test]
fn the_figure_of_last_year_is_that_of_last_years_form_and_a_sum_of_indicators_that_of_the_units() {
    let place = Place::with(&[
        ("105.json", "比上年的11.6公里增加1.2公里", "比上年的10.6公里增加2.2公里"),
        ("105002.json", "\"result\": \"3座\"", "\"result\": \"4座\""),
    ]);
    let (sets, _) = place.sets(&["forms"]);
    let found: Vec<_> = sets[0]["findings"].as_array().unwrap().iter().collect();
    let text = place.read("forms/105.json");
    let told: Vec<_> = found
        .iter()
        .map(|one| (one["rule"].as_str().unwrap(), at(&text, one), one["expected"].as_str()))
        .collect();
    assert_eq!(told, [("sets/last-year", "10.6公里", None), ("sets/indicators-add-up", "5座", Some("6座"))]);
    let before = &found[0]["related"][0];
    assert_eq!(before["document"]["path"], "forms/105-2022.json");
    assert_eq!(at(&place.read("forms/105-2022.json"), &before["document"]), "11.6公里");
}

#[test]
fn two_forms_of_one_unit_and_year_are_told_at_the_second() {
    let place = Place::with(&[]);
    place.write("forms/105002-b.json", &sound("105002.json"));
    let (sets, code) = place.sets(&["forms"]);
    assert_eq!(code, Some(1));
    let twice = sets.iter().find(|set| set["path"] == "forms/105002.json").unwrap();
    let finding = &twice["findings"][0];
    assert_eq!((&finding["rule"], &finding["pointer"]), (&json!("sets/filed-twice"), &json!("/unit_code")));
    assert_eq!(finding["related"][0]["document"]["path"], "forms/105002-b.json");
    // Which of them is to be summed nobody knows.
    assert_eq!(sets[0]["rules"][0]["outcome"], "not_checked");
}

#[test]
fn basic_data_beside_the_form_of_a_unit_is_no_second_form_of_it() {
    let place = Place::with(&[]);
    place.write("forms/105-data.json", &sound("105-data.json"));
    let (sets, code) = place.sets(&["forms"]);
    assert_eq!((sets.len(), &sets[0]["path"], code), (1, &json!("forms/105.json"), Some(0)));
    assert_eq!(outcomes(&sets[0])[1], ("sets/filed-twice", "not_applicable"));
    // Two of them are.
    place.write("forms/105-data-2.json", &sound("105-data.json"));
    let (sets, code) = place.sets(&["forms"]);
    assert_eq!((sets.len(), code), (2, Some(1)));
    let twice = sets.iter().find(|set| set["path"] == "forms/105-data.json").unwrap();
    assert_eq!(twice["findings"][0]["rule"], "sets/filed-twice");
    // Those of a consolidated form are not asked for theirs.
    place.write("forms/105-data-2.json", &sound("105-data.json").replace("\"105\"", "\"105001\""));
    assert_eq!(place.sets(&["forms"]).0.len(), 1);
}

#[test]
fn a_list_leaves_out_no_unit_that_names_the_form_and_no_form_is_a_unit_of_itself() {
    let codes = "\"unit_codes\": [\"105001\", \"105002\"]";
    for list in [
        "\"unit_codes\": [\"105\"]",
        "\"unit_codes\": [\"105001\"]",
        "\"unit_codes\": [\"105001\", \"105001\"]",
    ] {
        let more = ("105.json", "\"actual_expenditure\": 8325.18", "\"actual_expenditure\": 8335.18");
        let (sets, code) = Place::with(&[("105.json", codes, list), more]).sets(&["forms"]);
        assert_eq!(code, Some(1), "{list}");
        assert_eq!(sets[0]["findings"][0]["pointer"], "/funds/actual_expenditure", "{list}");
    }
}

#[test]
fn a_consolidated_form_without_a_code_is_told_and_so_are_the_forms_that_name_it() {
    let place = Place::with(&[("105.json", "  \"unit_code\": \"105\",\n", "")]);
    let (report, _) = place.report(&["forms/105.json", "forms/105001.json"]);
    assert_eq!(
        report["notes"],
        json!([
            "没有写明属于哪一组的表：1 张（forms/105.json），没有与其他表一起检查",
            "上级单位的表不在这里的：1 张（forms/105001.json），没有与汇总表一起检查"
        ])
    );
}

#[test]
fn a_form_that_does_not_say_whose_it_is_is_told_with_the_reason() {
    for none in ["", "  \"unit_code\": null,\n", "  \"unit_code\": \"无\",\n", "  \"unit_code\": \"／\",\n"]
    {
        says_not_whose_it_is(&Place::with(&[("105002.json", "  \"unit_code\": \"105002\",\n", none)]));
    }
}

fn says_not_whose_it_is(place: &Place) {
    let (report, _) = place.report(&["forms"]);
    let form =
        report["documents"].as_array().unwrap().iter().find(|form| form["path"] == "forms/105002.json");
    let rules = form.unwrap()["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["rule"] == "sets/filed-twice").unwrap();
    assert_eq!(rule["outcome"], "not_applicable");
    assert_eq!(rule["reason"], "没有填写单位编码，不知道与哪些表是一组");
    assert_eq!(
        report["notes"],
        json!([
            "一起检查的表：1 组，共 3 张",
            "没有写明属于哪一组的表：1 张（forms/105002.json），没有与其他表一起检查"
        ])
    );
}

#[test]
fn a_form_with_a_cell_where_the_others_are_to_stand_is_an_error_and_hides_nothing() {
    let place = Place::with(&[("105.json", "{\n", "{\n  \"units\": [],\n")]);
    let (report, code) = place.report(&["forms"]);
    assert_eq!(code, Some(2));
    let error = &report["errors"][0];
    assert_eq!(error["file"], "forms/105.json");
    assert!(error["message"].as_str().unwrap().starts_with("表里有 units 这一项，"), "{error}");
}

#[test]
fn the_same_bytes_with_any_number_of_jobs_with_a_cache_and_in_lines() {
    let place =
        Place::with(&[("105.json", "\"actual_expenditure\": 8325.18", "\"actual_expenditure\": 8335.18")]);
    let run = |args: &[&str]| {
        let output = place.command(&[&["check", "--no-config"], args].concat()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for format in ["json", "human", "sarif"] {
        let plain = run(&["--format", format, "--jobs", "1", "forms"]);
        assert!(plain.contains("sets/amounts-add-up") || plain.contains("8,325.18"), "{format}");
        for args in [&["--jobs", "3"][..], &["--cache", "cache"], &["--cache", "cache", "--jobs", "2"]] {
            assert_eq!(run(&[&["--format", format], args, &["forms"]].concat()), plain, "{format} {args:?}");
        }
    }
    // A unit that is mended is not hidden by what is kept.
    let unit = place.read("forms/105002.json").replacen(
        "\"actual_expenditure\": 33000000.00",
        "\"actual_expenditure\": 33100000.00",
        1,
    );
    place.write("forms/105002.json", &unit);
    let (sets, _) = place.sets(&["--cache", "cache", "forms"]);
    assert_eq!(sets[0]["rules"][0]["outcome"], "passed");
}

#[test]
fn lines_of_standard_input_are_held_against_one_another_behind_the_last() {
    let place = Place::empty();
    let line = |name: &str| {
        let form: Value = serde_json::from_str(&sound(name)).unwrap();
        let text = form.to_string();
        assert!(!text.contains('\n'));
        text
    };
    let mut program = place.command(&["check", "--ndjson", "-"]);
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let input = ["105001.json", "105.json", "105.json"].map(line).join("\n");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let paths: Vec<&Value> = lines.iter().map(|line| &line["path"]).collect();
    assert_eq!(paths[..3], [&json!("-:1"), &json!("-:2"), &json!("-:3")]);
    assert_eq!(paths[3..5], [&json!("-:2"), &json!("-:3")]);
    assert_eq!(lines[4]["set"]["twins"], json!(["-:2"]));
    assert_eq!(lines[4]["findings"][0]["related"][0]["document"]["path"], "-:2");
}

#[test]
fn a_change_is_held_against_the_forms_that_have_not_changed() {
    let place = Place::with(&[]);
    place.git(&["init", "--quiet"]);
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "x"]);
    place.git(&["checkout", "--quiet", "-b", "change"]);
    let since = ["--changed-since", "HEAD", "forms"];
    assert_eq!(place.sets(&since).0.len(), 0);
    let unit = sound("105002.json");
    let changed =
        unit.replacen("\"actual_expenditure\": 33000000.00", "\"actual_expenditure\": 33100000.00", 1);
    place.write("forms/105002.json", &changed);
    let (sets, code) = place.sets(&since);
    assert_eq!(code, Some(1));
    assert_eq!(
        (&sets[0]["path"], &sets[0]["findings"][0]["expected"]),
        (&json!("forms/105.json"), &json!("8,335.18"))
    );
    // Neither to leave the set nor to go hides that the sum no longer holds.
    place.write("forms/105002.json", &unit.replacen("\"105002\"", "\"999\"", 1));
    assert_eq!(place.sets(&since).0[0]["rules"][0]["outcome"], "not_checked");
    fs::remove_file(place.0.path().join("forms/105002.json")).unwrap();
    assert_eq!(place.sets(&since).0[0]["rules"][0]["outcome"], "not_checked");
}

#[test]
fn a_certificate_of_a_set_is_reproduced_until_one_of_its_forms_changes() {
    let place = Place::with(&[]);
    let (_, code) =
        place.told(&["check", "--no-config", "--certificate", "c.json", "--format", "json", "forms"]);
    assert_eq!(code, Some(0));
    let certificate: Value = serde_json::from_str(&place.read("c.json")).unwrap();
    let set = &certificate["documents"][4];
    assert_eq!(
        set["set"],
        json!(["forms/105.json", "forms/105001.json", "forms/105002.json", "forms/105-2022.json"])
    );
    let (told, code) = place.told(&["verify", "--lang", "en", "c.json"]);
    assert_eq!((&*told, code), ("reproduced: all is as the certificate says of 4 forms\n", Some(0)));
    let unit = sound("105002.json").replacen(
        "\"actual_expenditure\": 33000000.00",
        "\"actual_expenditure\": 33100000.00",
        1,
    );
    place.write("forms/105002.json", &unit);
    let (told, code) = place.told(&["verify", "--lang", "en", "c.json"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("sets/amounts-add-up"), "{told}");
}

#[test]
fn severities_and_waivers_hold_for_rules_of_sets() {
    let place =
        Place::with(&[("105.json", "\"actual_expenditure\": 8325.18", "\"actual_expenditure\": 8335.18")]);
    place.write(
        "hegui.toml",
        "[severity]\n\"sets/amounts-add-up\" = \"info\"\n\"funds/completion-rate\" = \"info\"\n",
    );
    let output = place.command(&["check", "--format", "json", "forms"]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let documents = report["documents"].as_array().unwrap();
    let set = documents.iter().find(|document| document.get("set").is_some()).unwrap();
    assert_eq!(set["findings"][0]["severity"], "info");
    assert_eq!(output.status.code(), Some(0));
    let known = set["findings"][0]["fingerprint"].as_str().unwrap();
    let entry = format!(
        "[[waiver]]\nfingerprint = \"{known}\"\nrule = \"sets/amounts-add-up\"\ndocument = \"forms/105.json\"\nreason = \"x\"\napproved_by = \"x\"\non = 2026-01-01\nexpires = 2027-01-01\n"
    );
    place.write("waivers.toml", &entry);
    let waived = ["--waivers", "waivers.toml", "--today", "2026-06-01"];
    let (sets, _) = place.sets(&[&waived[..], &["forms"]].concat());
    assert_eq!(sets[0]["findings"][0]["waived"]["reason"], "x");
    // Of a set that was not checked a waiver is neither used nor idle.
    let (report, _) = place.report(&[&waived[..], &["forms/105.json"]].concat());
    let paths: Vec<_> = report["documents"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(paths, ["forms/105.json", "forms/105.json"]);
    fs::write(place.0.path().join("forms/105.json"), sound("105.json")).unwrap();
    let (report, _) = place.report(&[&waived[..], &["forms"]].concat());
    let last = report["documents"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["path"], &last["findings"][0]["rule"]),
        (&json!("waivers.toml"), &json!("waiver/unused"))
    );
}
