//! Certificates: what they hold, that the check is reproduced by them, and that whatever differs is told.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

mod place;

use std::fs;
use std::path::Path;

use place::{Place, ROOT, fixture};
use serde_json::{Value, json};

impl Place {
    /// Two forms, one of which has an error, and a configuration.
    fn new() -> Self {
        let place = Self::empty();
        place.write("hegui.toml", "rules = \"rules\"\nwaivers = \"waivers.toml\"\n");
        place.write("waivers.toml", "");
        place.write("rules/ours/pack.toml", "extends = \"project\"\nid = \"ours\"\nversion = \"1\"\n");
        let form = fixture("rules/project/example.json");
        place.write("forms/sound.json", &form);
        assert!(form.contains("\"93.57%\""));
        place.write("forms/faulty.json", &form.replacen("\"93.57%\"", "\"95.57%\"", 1));
        place
    }

    fn hegui(&self, args: &[&str]) -> (String, i32) {
        self.said(&[args, &["--lang", "en"]].concat())
    }

    /// Writes a certificate of the forms and gives it back with the status.
    fn certify(&self, args: &[&str]) -> (Value, i32) {
        let args = [&["check", "forms", "--certificate", "certificate.json"], args].concat();
        let (_, code) = self.hegui(&args);
        (serde_json::from_str(&self.read("certificate.json")).unwrap(), code)
    }

    fn verify(&self) -> (Vec<String>, i32) {
        let (told, code) = self.hegui(&["verify", "certificate.json"]);
        (told.lines().map(str::to_owned).collect(), code)
    }
}

#[test]
fn a_certificate_names_all_that_decides_and_what_every_rule_said() {
    let place = Place::new();
    let (certificate, code) = place.certify(&["--today", "2026-11-29"]);
    assert_eq!((&certificate["certificate"], &certificate["status"], code), (&json!(1), &json!(1), 1));
    assert_eq!(certificate["options"]["today"], "2026-11-29");
    let (report, _) = place.hegui(&["check", "forms", "--format", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    let documents = certificate["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2);
    for (entry, told) in documents.iter().zip(report["documents"].as_array().unwrap()) {
        assert_eq!((&entry["path"], &entry["sha256"]), (&told["path"], &told["sha256"]));
        for rule in told["rules"].as_array().unwrap() {
            let named = entry["verdicts"][rule["outcome"].as_str().unwrap()].as_array().unwrap();
            assert!(named.contains(&rule["rule"]), "{rule}");
        }
        let count: usize =
            entry["verdicts"].as_object().unwrap().values().map(|all| all.as_array().unwrap().len()).sum();
        assert_eq!(count, told["rules"].as_array().unwrap().len());
        let known = |all: &Value| -> Vec<Value> {
            all.as_array().unwrap().iter().map(|one| one["fingerprint"].clone()).collect()
        };
        assert_eq!(known(&entry["findings"]), known(&told["findings"]));
    }
    let pack = &certificate["packs"][0];
    assert_eq!((&pack["id"], &pack["layer"]["id"]), (&json!("project"), &json!("ours")));
    assert_eq!(pack["sha256"], report["documents"][0]["pack"]["digest"]);
    // SHA-256 of nothing: the file of waivers is empty.
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(certificate["waivers"], json!({ "path": "waivers.toml", "sha256": nothing }));
    assert_eq!(certificate["configuration"]["path"], "hegui.toml");
    // The same again gives the same bytes, with any number of threads.
    let before = place.read("certificate.json");
    place.certify(&["--today", "2026-11-29", "--jobs", "3"]);
    assert_eq!(place.read("certificate.json"), before);
}

#[test]
fn a_check_is_reproduced_until_something_differs_and_that_is_named() {
    let place = Place::new();
    place.certify(&["--today", "2026-11-29"]);
    assert_eq!(place.verify(), (vec!["reproduced: all is as the certificate says of 2 forms".to_owned()], 0));
    let differs = |name: &str, text: &str| {
        let before = place.read(name);
        place.write(name, text);
        let (mut told, code) = place.verify();
        assert_eq!(code, 1, "{told:?}");
        place.write(name, &before);
        let last = told.pop().unwrap();
        assert!(last.starts_with("not reproduced: 2 forms, "), "{last}");
        told
    };
    let sound = place.read("forms/sound.json");
    assert_eq!(
        differs("forms/sound.json", &format!("{sound}\n")),
        ["forms/sound.json: the form was changed"]
    );
    let told = differs("forms/sound.json", &place.read("forms/faulty.json"));
    assert!(
        told.iter().any(|line| line.starts_with("forms/sound.json: another verdict of ")
            && line.ends_with(": passed before, failed now")),
        "{told:?}"
    );
    assert!(told.iter().any(|line| line.starts_with("forms/sound.json: one finding more: ")), "{told:?}");
    let told = differs("hegui.toml", "rules = \"rules\"\nwaivers = \"waivers.toml\"\nfail-on = \"error\"\n");
    assert_eq!(told, ["another configuration: hegui.toml before, hegui.toml now"]);
    assert_eq!(differs("waivers.toml", "\n"), ["other waivers: waivers.toml before, waivers.toml now"]);
    let layer = "extends = \"project\"\nid = \"ours\"\nversion = \"2\"\n";
    let told = differs("rules/ours/pack.toml", layer);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("another layer upon the pack project") && told[0].contains("+ ours 2 now"),
        "{told:?}"
    );
    // What the certificate says is not believed either.
    let certificate = place.read("certificate.json");
    let (mut bent, rule) = (serde_json::from_str::<Value>(&certificate).unwrap(), "funds/filled");
    let passed = bent["documents"][1]["verdicts"]["passed"].as_array_mut().unwrap();
    passed.retain(|known| known != rule);
    bent["documents"][1]["verdicts"]["failed"] = json!([rule]);
    let told = differs("certificate.json", &bent.to_string());
    assert_eq!(told, [format!("forms/sound.json: another verdict of {rule}: failed before, passed now")]);
    let bent = certificate.replacen(
        &format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION")),
        "\"version\":\"9.9.9\"",
        1,
    );
    let told = differs("certificate.json", &bent);
    assert!(told.len() == 1 && told[0].starts_with("another program: 9.9.9 ("), "{told:?}");
    fs::remove_file(place.0.path().join("forms/sound.json")).unwrap();
    let (told, code) = place.verify();
    assert_eq!((told[0].as_str(), code), ("forms/sound.json: cannot be read now", 1));
}

#[test]
#[cfg(unix)]
fn a_difference_is_a_line_and_no_command_to_what_reads_the_log() {
    let place = Place::new();
    let name = format!("forms/{}.json", "很长的名称".repeat(16));
    place.write(&name, &place.read("forms/sound.json"));
    place.write("::error::x.json", &place.read("forms/sound.json"));
    place.hegui(&["check", "::error::x.json", "forms", "--certificate", "certificate.json"]);
    place.write(&name, &place.read("forms/faulty.json"));
    fs::remove_file(place.0.path().join("::error::x.json")).unwrap();
    let (told, code) = place.verify();
    assert_eq!((told[0].as_str(), code), ("\\u{003a}:error::x.json: cannot be read now", 1));
    // Wider than the terminal.
    let verdict = "another verdict of funds/completion-rate: passed before, failed now";
    assert!(told.contains(&format!("{name}: {verdict}")), "{told:?}");
}

#[test]
fn what_is_no_certificate_is_told_and_no_check_is_done() {
    let place = Place::new();
    place.certify(&[]);
    let certificate = place.read("certificate.json");
    for (text, told) in [
        ("{".to_owned(), "this is no certificate of hegui"),
        ("{\"version\": 1}".to_owned(), "this is no certificate of hegui"),
        ("{\"certificate\": 2}".to_owned(), "of version 2"),
        (certificate.replacen("\"status\"", "\"stature\"", 1), "incomplete, or was changed"),
        (
            certificate.replacen("\"limits\":[67108864,", "\"as_of\":\"soon\",\"limits\":[67108864,", 1),
            "soon",
        ),
        (
            certificate.replacen("\"limits\":", "\"config_from\":\"--upload-pack=x\",\"limits\":", 1),
            "--upload-pack=x",
        ),
    ] {
        place.write("certificate.json", &text);
        let (lines, code) = place.verify();
        assert!(code == 2 && lines.join(" ").contains(told), "{code} {lines:?}");
    }
    assert_eq!(place.hegui(&["verify", "nothing.json"]).1, 2);
    let (told, code) = place.hegui(&["check", "forms", "--certificate", "no/folder/certificate.json"]);
    assert!(code == 2 && told.contains("no/folder/certificate.json"), "{told}");
}

#[test]
fn a_certificate_by_a_revision_holds_whatever_becomes_of_the_working_tree() {
    let place = Place::new();
    place.git(&["init", "--quiet"]);
    place.git(&["add", "--all"]);
    place.git(&["commit", "--quiet", "--message", "x"]);
    let (certificate, code) = place.certify(&["--config-from", "main"]);
    let commit = place.git(&["rev-parse", "HEAD"]);
    assert_eq!((&certificate["options"]["config_from"], code), (&json!(commit), 1));
    assert_eq!(certificate["waivers"]["path"], "main:waivers.toml");
    place.write("hegui.toml", "exclude = [\"**\"]\n");
    place.git(&["commit", "--quiet", "--all", "--message", "x"]);
    assert_eq!(place.verify().1, 0);
}

#[test]
fn forms_of_workbooks_and_waivers_that_waive_nothing_are_reproduced_too() {
    let place = Place::new();
    fs::copy(Path::new(ROOT).join("fixtures/workbook/自评表.xlsx"), place.0.path().join("forms/a.xlsx"))
        .unwrap();
    place.write("rules/overall/pack.toml", "extends = \"department-overall\"\nid = \"o\"\nversion = \"1\"\n");
    place.write("waivers.toml", "[[waiver]]\nreason = \"x\"\n");
    place.write("forms/broken.json", "{");
    let (certificate, code) = place.certify(&[]);
    let paths: Vec<&Value> =
        certificate["documents"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(
        paths,
        ["forms/a.xlsx", "forms/broken.json", "forms/faulty.json", "forms/sound.json", "waivers.toml"]
    );
    assert_eq!((certificate["documents"][0]["layout"].is_string(), code), (true, 1));
    assert_eq!(place.verify().1, 0);
}
