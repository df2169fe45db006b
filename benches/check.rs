//! The whole check of a published form in process, beside what `serde_json` takes to read the same bytes.
//!
//! `serde_json` has the features `arbitrary_precision`, `preserve_order`, `raw_value` and `unbounded_depth`; allocator of the system.

#![allow(clippy::expect_used, reason = "a benchmark that cannot begin has nothing to measure")]

use std::sync::Arc;

use divan::{Bencher, black_box};
use hegui::document::{Document, Limits};
use hegui::engine::{Checker, Settings};
use hegui::load::embedded_packs;
use hegui::rule::Extent;
use hegui::source::SourceFile;

const FORM: &[u8] = include_bytes!("../fixtures/department-overall/tianhe-hitech-2022.json");

fn main() {
    divan::main();
}

fn parsed() -> Arc<Document> {
    let source = Arc::new(SourceFile::new("a.json", FORM));
    Arc::new(Document::parse(source, Limits::default()).expect("the form is sound JSON"))
}

fn checker() -> Checker {
    let (packs, _) = embedded_packs(Some("department-overall"), Extent::Rules);
    let pack = packs.first().expect("it is built in");
    Checker::new(pack, Settings::default()).0
}

#[divan::bench]
fn a_serde_json_value(bencher: Bencher<'_, '_>) {
    bencher.bench(|| serde_json::from_slice::<serde_json::Value>(black_box(FORM)));
}

#[divan::bench]
fn b_document(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        Document::parse(Arc::new(SourceFile::new("a.json", black_box(FORM))), Limits::default()).is_ok()
    });
}

#[divan::bench]
fn c_rules_and_schema(bencher: Bencher<'_, '_>) {
    let mut checker = checker();
    let document = parsed();
    bencher.bench_local(|| checker.check(black_box(&document)));
}

#[divan::bench]
fn d_whole_check(bencher: Bencher<'_, '_>) {
    let mut checker = checker();
    bencher.bench_local(|| {
        let source = Arc::new(SourceFile::new("a.json", black_box(FORM)));
        let document = Arc::new(Document::parse(source, Limits::default()).expect("the form is sound JSON"));
        checker.check(&document)
    });
}

#[divan::bench]
fn e_start_up(bencher: Bencher<'_, '_>) {
    bencher.bench_local(checker);
}
