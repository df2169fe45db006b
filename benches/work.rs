//! One piece of work, for counting its instructions: `work NAME FORM [TIMES [PART FACTOR]]`.
//!
//! `value` reads the bytes by `serde_json`; `readings` makes every reading of the texts, each once; `check` is the whole
//! check from bytes to report, warm. With a part, the form is grown first: its `tasks` or `indicators` are repeated so often,
//! or its `texts` are made so many times longer. The work stands in [`counted`], so that a tool can count that function alone.

#![allow(clippy::expect_used, reason = "a benchmark that cannot begin has nothing to measure")]

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::engine::{Checker, Settings};
use hegui::form::Form;
use hegui::load::embedded_packs;
use hegui::meaning::form_reading::FormReading;
use hegui::rule::{Extent, RulePack};
use hegui::source::SourceFile;
use serde_json::Value;

/// Bytes of a form from which on one round shows what is used often.
const MANY: usize = 60_000;

fn main() {
    let args: Vec<String> = std::env::args().filter(|arg| arg != "--bench").collect();
    let [_, name, form, times @ ..] = args.as_slice() else { return };
    let mut bytes = load(form);
    if let [_, part, factor] = times {
        bytes = grown(&bytes, part, factor.parse().expect("a factor is a number"));
    }
    let times = times.first().and_then(|times| times.parse().ok()).unwrap_or(1);
    let id = if bytes.windows(9).any(|window| window == b"\"project\"") {
        "project"
    } else {
        "department-overall"
    };
    let (packs, _) = embedded_packs(Some(id), Extent::Rules);
    let pack = packs.first().expect("it is built in");
    let mut work: Box<dyn FnMut()> = match name.as_str() {
        "value" => Box::new(|| drop(black_box(serde_json::from_slice::<Value>(&bytes)))),
        "readings" => {
            let form = bound(pack, &bytes);
            Box::new(move || readings(&FormReading::new(Rc::clone(&form))))
        }
        "check" => {
            let mut settings = Settings::default();
            settings.time = std::time::Duration::from_hours(1);
            let mut checker = Checker::new(pack, settings).0;
            let bytes = bytes.clone();
            Box::new(move || drop(black_box(checker.check(&parsed(&bytes)))))
        }
        "rules" => return rules(pack, &bytes, times),
        _ => return,
    };
    // Until all is kept that pays: rules compile what they search for once it has been used often enough.
    for _ in 0..if bytes.len() > MANY { 1 } else { 12 } {
        work();
    }
    for _ in 0..times {
        counted(&mut *work);
    }
}

/// The time of each rule over so many warm checks, the most costly first.
#[expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
fn rules(pack: &Arc<RulePack>, bytes: &[u8], times: usize) {
    let mut checker = Checker::new(pack, Settings::default()).0;
    drop(checker.check(&parsed(bytes)));
    checker.measure();
    for _ in 0..times {
        drop(checker.check(&parsed(bytes)));
    }
    for (rule, time) in checker.timings() {
        println!("{:>8} µs  {rule}", time.as_micros() / u128::try_from(times.max(1)).unwrap_or(1));
    }
}

#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads its form as it likes")]
fn load(path: &str) -> Vec<u8> {
    std::fs::read(path).expect("the form is there")
}

/// The form with one part of it so many times as large.
fn grown(bytes: &[u8], part: &str, factor: usize) -> Vec<u8> {
    let mut form = serde_json::from_slice(bytes).expect("the form is sound JSON");
    assert!(grow(&mut form, part, factor), "the form has no {part}");
    form.to_string().into_bytes()
}

/// Repeats what every list of that name holds or, for `texts`, every text of sentences. Tells whether there was any.
fn grow(value: &mut Value, part: &str, factor: usize) -> bool {
    match value {
        Value::String(text) if part == "texts" && text.contains('。') => {
            *text = text.repeat(factor);
            true
        }
        Value::Array(elements) => {
            elements
                .iter_mut()
                .map(|element| grow(element, part, factor))
                .filter(|has_grown| *has_grown)
                .count()
                > 0
        }
        Value::Object(members) => members.iter_mut().fold(false, |any, (key, member)| {
            let found = grow(member, part, factor);
            match member {
                Value::Array(elements) if key == part => {
                    *elements = std::iter::repeat_n(elements.as_slice(), factor).flatten().cloned().collect();
                    true
                }
                _ => any || found,
            }
        }),
        _ => false,
    }
}

fn parsed(bytes: &[u8]) -> Arc<Document> {
    let source = Arc::new(SourceFile::new("a.json", bytes));
    Arc::new(Document::parse(source, Limits::default()).expect("the form is sound JSON"))
}

fn bound(pack: &Arc<RulePack>, bytes: &[u8]) -> Rc<Form> {
    let unit = pack.manifest.money_unit.as_ref();
    Rc::new(Form::bind(parsed(bytes), Arc::clone(&pack.schema), unit).0)
}

/// Everything that texts say, each once: tokens, figures, subjects, statements, phrases, reasons, indicators with target,
/// answer and reason, goals with their results, restatements.
fn readings(reading: &FormReading) {
    let mut seen = 0;
    for cell in reading.texts() {
        let text = reading.read(cell.node);
        seen += text.statements().len() + text.phrases().len() + text.repetitions().len();
        seen += (0..text.figures().len()).map(|figure| text.phrase(figure).len()).sum::<usize>();
        seen += text.sentences().iter().filter(|sentence| text.gives_cause(&sentence.range)).count();
        if cell.role == hegui::form::Role::Goal && cell.section.is_none() {
            let found = (0..text.figures().len()).filter_map(|goal| reading.result_of(cell.node, goal));
            seen += found.count();
        }
    }
    for indicator in reading.indicators() {
        seen += usize::from(reading.target(indicator).is_some() && reading.answer(indicator).is_some());
        seen += usize::from(reading.states_target(indicator));
        seen += usize::from(reading.explains(indicator, true).is_some());
    }
    seen += reading.restatements().len();
    black_box(seen);
}
