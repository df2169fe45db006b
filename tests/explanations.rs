//! What departments say of findings: kept like a waiver, shown beside the finding, and without any say in the verdict.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

mod place;

use place::{Place, fixture};
use serde_json::{Value, json};

impl Place {
    /// A form whose execution rate is wrong.
    fn new() -> Self {
        let place = Self::empty();
        let form = fixture("rules/project/example.json");
        place.write("forms/a.json", &form.replacen("\"93.57%\"", "\"95.57%\"", 1));
        place
    }

    fn report(&self, args: &[&str]) -> (Value, i32) {
        let (out, code) = self.said(&[&["check", "forms", "--format", "json"], args].concat());
        (serde_json::from_str(&out).unwrap(), code)
    }

    /// Explains the finding of the wrong rate, and gives back its fingerprint.
    fn answer(&self, text: &str) -> String {
        let (report, _) = self.report(&[]);
        self.write("report.json", &report.to_string());
        let known = rate(&report)["fingerprint"].as_str().unwrap().to_owned();
        let answer =
            ["answer", "report.json", &known[..12], "--text", text, "--by", "王五", "--on", "2024-03-01"];
        let (told, code) = self.said(&answer);
        assert_eq!(code, 0, "{told}");
        known
    }
}

/// The finding of the wrong rate.
fn rate(report: &Value) -> &Value {
    let findings = report["documents"][0]["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["rule"] == "funds/completion-rate").unwrap()
}

#[test]
fn an_explanation_is_shown_beside_its_finding_which_counts_all_the_same() {
    let place = Place::new();
    let before = place.report(&[]);
    let known = place.answer("尾款 2024 年 1 月支付");
    let file = place.read("explanations.toml");
    assert!(file.starts_with(&format!("[[explanation]]\nfingerprint = \"{known}\"\nrule = \"funds/completion-rate\"\ndocument = \"forms/a.json\"\n")), "{file}");
    let (report, code) = place.report(&["--explanations", "explanations.toml"]);
    let explained = json!({ "text": "尾款 2024 年 1 月支付", "by": "王五", "on": "2024-03-01" });
    assert_eq!((&rate(&report)["explained"], code), (&explained, 1));
    assert_eq!((&report["summary"], code), (&before.0["summary"], before.1));
    let told = "部门说明：尾款 2024 年 1 月支付（王五 2024-03-01）";
    for format in ["human", "short", "markdown", "html", "sarif", "gitlab", "csv", "junit", "github"] {
        let (shown, code) =
            place.said(&["check", "forms", "--explanations", "explanations.toml", "--format", format]);
        assert!(code == 1 && shown.contains(told), "{format}: {shown}");
    }
    // Said anew, it stands in the place of what was said.
    place.answer("见附件");
    assert_eq!(place.read("explanations.toml").matches("[[explanation]]").count(), 1);
    place.write("hegui.toml", "explanations = \"explanations.toml\"\n");
    assert_eq!(rate(&place.report(&[]).0)["explained"]["text"], "见附件");
}

#[test]
fn an_explanation_of_other_values_or_of_nothing_is_told_and_fails_nothing() {
    let place = Place::new();
    place.answer("见附件");
    let with = ["--explanations", "explanations.toml"];
    let form = place.read("forms/a.json");
    for (text, rule) in [
        (form.replacen("95.57%", "96.57%", 1), "explanation/changed"),
        (form.replacen("95.57%", "93.57%", 1), "explanation/unused"),
    ] {
        place.write("forms/a.json", &text);
        let (report, code) = place.report(&with);
        let last = report["documents"].as_array().unwrap().last().unwrap();
        let finding = &last["findings"][0];
        assert_eq!(
            (&last["path"], &finding["rule"], &finding["severity"]),
            (&json!("explanations.toml"), &json!(rule), &json!("info"))
        );
        assert_eq!(finding["span"]["line"], 2);
        assert_eq!(code, i32::from(rule == "explanation/changed"));
    }
    // Of forms that are not checked nothing is told.
    place
        .write("explanations.toml", &place.read("explanations.toml").replace("forms/a.json", "forms/b.json"));
    let (report, code) = place.report(&with);
    assert_eq!((report["documents"].as_array().unwrap().len(), code), (1, 0));
}

#[test]
fn what_is_wrong_with_the_file_is_told_where_it_stands() {
    let place = Place::new();
    place.answer("见附件");
    let sound = place.read("explanations.toml");
    for (text, line, told) in [
        (sound.replace("text = \"见附件\"", "text = \" \""), 6, "must not be blank"),
        (sound.replace("by = ", "bye = "), 7, "unknown field"),
        (sound.replacen("fingerprint = \"", "fingerprint = \"x", 1), 2, "is no fingerprint"),
        (sound.replace("on = 2024-03-01", "on = \"soon\""), 8, "cannot be read"),
        (format!("{sound}\n[waiver]\n"), 10, "unknown field"),
    ] {
        place.write("explanations.toml", &text);
        let (report, code) = place.report(&["--explanations", "explanations.toml", "--lang", "en"]);
        let error = &report["errors"][0];
        assert_eq!((code, &error["line"]), (2, &json!(line)), "{error}");
        assert!(error["message"].as_str().unwrap().contains(told), "{error}");
    }
    assert_eq!(place.report(&["--explanations", "nothing.toml"]).1, 2);
    // A blank one is not written.
    let (told, code) = place.said(&["answer", "report.json", "00000000", "--text", " ", "--by", "x"]);
    assert_eq!(code, 2, "{told}");
}
