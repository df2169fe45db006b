//! A sentence that the language reads and finds untrue is told of a form that says it: between the grammar and the report
//! stand rules that ask for its kind, and nothing may be lost there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

mod place;

use std::num::NonZeroUsize;
use std::sync::Arc;

use hegui::check::form::{Checked, Loaded};
use hegui::check::session::Session;
use hegui::check::settings::Settings;
use hegui::load::embedded_language;
use hegui::load::shelf::Shelf;
use hegui::source::SourceFile;
use hegui::text::grammar::Proves;

use place::fixture;

/// What the example of the pack says of the whole year, in one sentence.
const SAID: &str = "部门职责履行到位，年度任务全部完成，群众满意度92.5%。";
const WHERE: &str = "/overall_performance";

/// Every untrue example of the grammar, each as a text of its own.
fn untrue() -> Vec<String> {
    let language = embedded_language("zh").expect("the language that comes with the program is sound");
    let forms = language.grammar().statements().iter().flat_map(|kind| &kind.forms);
    let examples = forms.flat_map(|form| &form.examples);
    let untrue = examples.filter(|example| example.proves == Proves::Breaks);
    untrue.map(|example| example.text.replace(['[', ']', '¦'], "")).collect()
}

/// Whether something is wrong with that cell.
fn is_told(checked: &Checked) -> bool {
    assert!(checked.errors.is_empty(), "{:?}", checked.errors);
    checked.report.findings.iter().any(|finding| {
        finding.rule.to_string().starts_with("consistency/")
            && finding.place.pointer.as_ref().is_some_and(|at| at.to_string() == WHERE)
    })
}

#[test]
fn an_untrue_sentence_is_told_of_a_form_that_says_it() {
    let form = fixture("rules/department-overall/example.json");
    assert!(form.contains(SAID));
    let sentences = untrue();
    let of = |said: &str| {
        let file = Arc::new(SourceFile::new("form.json", form.replace(SAID, said).as_bytes()));
        move || Loaded::Form(Arc::clone(&file))
    };
    let (shelf, errors) = Shelf::new(None);
    let session = Session::new(&shelf, Settings::default(), errors);
    let mut told = Vec::new();
    let forms = sentences.iter().map(|said| of(said)).chain([of(SAID)]);
    session.check(forms, NonZeroUsize::MIN, |one| told.push(is_told(&one))).unwrap();
    assert_eq!(told.pop(), Some(false), "the example of the pack is sound");
    let missed: Vec<_> =
        sentences.iter().zip(&told).filter(|(_, told)| !**told).map(|(said, _)| said).collect();
    assert!(missed.is_empty() && sentences.len() > 250, "of {}: {missed:#?}", sentences.len());
}
