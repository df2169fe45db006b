//! What is told is data until it is shown: one check serves readers of both languages.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

mod place;

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use hegui::check::form::{Checked, Loaded};
use hegui::check::session::{Checks, Session};
use hegui::check::settings::Settings;
use hegui::load::shelf::Shelf;
use hegui::render::human::{Human, Style};
use hegui::render::json::Json;
use hegui::render::sink::Sink;
use hegui::source::SourceFile;
use hegui::wording::Lang;

use place::{Place, ROOT, fixture};

const LANGUAGES: [Lang; 2] = [Lang::Zh, Lang::En];

/// The files of a check, some of it wrong in each way.
const NAMES: [&str; 6] =
    ["faulty.json", "cut.json", "empty.json", "broken.json", "strange.json", "tables.docx"];

/// Those files: figures that do not agree, a part, a form of which little is filled in, no JSON, no form, a document with tables.
fn place() -> Place {
    let place = Place::empty();
    let project = fixture("rules/project/example.json");
    place.write("faulty.json", &project.replacen("\"93.57%\"", "\"95.57%\"", 1));
    place.write("cut.json", &project.replacen('{', "{ \"cut\": true,", 1));
    place.write("empty.json", "{ \"form\": \"project\", \"fuds\": [] }");
    place.write("broken.json", "{");
    place.write("strange.json", "{ \"form\": \"x\" }");
    let document = Path::new(ROOT).join("fixtures/workbook/national.docx");
    fs::copy(document, place.0.path().join("tables.docx")).unwrap();
    place
}

/// The files, checked once.
fn check(place: &Place) -> (Vec<Checked>, Checks) {
    let (shelf, errors) = Shelf::new(None);
    let forms = NAMES.map(|name| {
        let file = Arc::new(SourceFile::new(name, &fs::read(place.0.path().join(name)).unwrap()));
        move || Loaded::Form(Arc::clone(&file))
    });
    let mut checked = Vec::new();
    let session = Session::new(&shelf, Settings::default(), errors);
    let checks = session.check(forms.into_iter(), NonZeroUsize::MIN, |one| checked.push(one)).unwrap();
    (checked, checks)
}

fn shown(sink: &mut dyn Sink, (checked, checks): &(Vec<Checked>, Checks)) {
    sink.open().unwrap();
    for one in checked {
        sink.document(&one.report, &one.errors).unwrap();
    }
    sink.close(&checks.closing).unwrap();
}

fn as_json(told: &(Vec<Checked>, Checks), lang: Lang) -> String {
    let mut bytes = Vec::new();
    shown(&mut Json::new(&mut bytes, None, lang), told);
    String::from_utf8(bytes).unwrap()
}

fn for_people(told: &(Vec<Checked>, Checks), lang: Lang) -> String {
    let mut bytes = Vec::new();
    let style = Style { lang, color: false, ascii: false, width: 200, quiet: None, tells_unchecked: false };
    shown(&mut Human::new(&mut bytes, style), told);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn one_check_is_shown_in_both_languages_as_two_checks_are() {
    let place = place();
    let told = check(&place);
    for lang in LANGUAGES {
        let by_itself = |format: &str| {
            let args = [&["check", "--lang", lang.code(), "--format", format], &NAMES[..]].concat();
            String::from_utf8(place.command(&args).output().unwrap().stdout).unwrap()
        };
        assert_eq!(as_json(&told, lang), by_itself("json"));
        assert_eq!(for_people(&told, lang), by_itself("human"));
    }
    // Each speaks its own language: the same report, other sentences.
    let [chinese, english] = LANGUAGES.map(|lang| for_people(&told, lang));
    for (zh, en) in
        [("执行率应为 93.57%，填的是 95.57%", "执行率 should be 93.57% and is 95.57%"), ("表格1!", "table1!")]
    {
        assert!(chinese.contains(zh) && !english.contains(zh), "{chinese}");
        assert!(english.contains(en) && !chinese.contains(en), "{english}");
    }
}

#[test]
fn what_a_cache_keeps_is_told_in_either_language() {
    let place = place();
    let run = |args: &[&str], lang: &str| {
        let args = [&["check", "--lang", lang, "--format", "json"], args, &NAMES[..]].concat();
        String::from_utf8(place.command(&args).output().unwrap().stdout).unwrap()
    };
    let kept = || fs::read_dir(place.0.path().join("cache")).unwrap().count();
    let chinese = run(&["--cache", "cache"], "zh");
    let entries = kept();
    assert!(entries > 0);
    assert_eq!(run(&["--cache", "cache"], "en"), run(&[], "en"));
    assert_eq!(kept(), entries);
    assert_eq!(run(&["--cache", "cache"], "zh"), chinese);
}
