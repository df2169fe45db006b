//! Forms with some of their values changed: no rule breaks, nothing panics, every place lies inside the file, and the same form gives
//! the same bytes again.
#![no_main]

use std::cell::RefCell;
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::engine::{Checker, Settings};
use hegui::load::embedded_packs;
use hegui::render::{human, json};
use hegui::report::{Outcome, Report};
use hegui::rule::Extent;
use hegui::source::SourceFile;
use hegui::wording::Lang;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Sound and faulty forms, each with the number of its pack.
const FORMS: [(usize, &str); 4] = [
    (0, include_str!("../../fixtures/department-overall/tianhe-hitech-2022.json")),
    (0, include_str!("../../rules/department-overall/example.json")),
    (1, include_str!("../../fixtures/project/published/35-suixi-linshijiuzhu-2019.json")),
    (1, include_str!("../../rules/project/example.json")),
];

thread_local! {
    static CHECKERS: RefCell<Vec<Checker>> = RefCell::new({
        let (packs, _) = embedded_packs(None, Extent::Rules);
        packs.iter().map(|pack| Checker::new(pack, Settings::default()).0).collect()
    });
}

/// What a change is read from.
struct Input<'b>(&'b [u8]);

impl<'b> Input<'b> {
    fn byte(&mut self) -> Option<usize> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(usize::from(*first))
    }

    fn text(&mut self) -> String {
        let length = self.byte().unwrap_or(0).min(self.0.len());
        let (own, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(own).into_owned()
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value of that number, counted from the outside in.
fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(elements) => elements.iter_mut().find_map(|element| nth(element, left)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, left)),
        _ => None,
    }
}

/// Elements and bytes from which on a list and a text are not made longer.
const MANY: usize = 500;
const LONG: usize = 20_000;

fn change(form: &mut Value, input: &mut Input<'_>) -> Option<()> {
    let mut at = (input.byte()? * 256 + input.byte()?) % count(form);
    let action = input.byte()?;
    let text = input.text();
    let value = nth(form, &mut at)?;
    match (action % 9, &mut *value) {
        (0, _) => *value = Value::Null,
        (1, _) => *value = serde_json::from_str(&text).unwrap_or(Value::String(text)),
        (2, Value::Array(elements)) => elements.clear(),
        (3, Value::Array(elements)) if elements.len() < MANY => elements.extend(elements.clone()),
        (4, Value::Array(elements)) => elements.push(Value::String(text)),
        (5, Value::Object(members)) => members.clear(),
        (6, Value::String(own)) => own.push_str(&text),
        (7, Value::String(own)) if own.len() < LONG => *own = own.repeat(1 + text.len() % 8),
        (8, Value::String(own)) => own.insert_str(0, &text),
        _ => *value = Value::String(text),
    }
    Some(())
}

/// The report of a form, as JSON and for people.
fn report(pack: usize, form: &str) -> (String, String) {
    let source = Arc::new(SourceFile::new("a.json", form.as_bytes()));
    let document = match Document::parse(Arc::clone(&source), Limits::default()) {
        Ok(document) => Arc::new(document),
        Err(_) => return Default::default(),
    };
    CHECKERS.with_borrow_mut(|checkers| {
        let (told, problems) = checkers[pack].check(&document);
        assert!(problems.is_empty(), "{problems:?}");
        let broken = told.rules.iter().find(|rule| matches!(rule.outcome, Outcome::Broken { .. }));
        assert!(broken.is_none(), "{broken:?}");
        for span in told.findings.iter().filter_map(|finding| finding.place.span) {
            assert!(span.start <= span.end && span.end <= source.bytes().len(), "{span:?}");
        }
        render(told)
    })
}

fn render(told: hegui::report::DocumentReport) -> (String, String) {
    let report = Report { documents: vec![told], ..Report::default() };
    let style = human::Style {
        lang: Lang::Zh,
        color: true,
        ascii: false,
        width: 60,
        quiet: None,
        tells_unchecked: false,
    };
    let (mut as_json, mut for_people) = (Vec::new(), Vec::new());
    json::render(&report, Lang::Zh, &mut as_json).expect("memory takes it");
    human::render(&report, style, &mut for_people).expect("memory takes it");
    (String::from_utf8(as_json).expect("it is text"), String::from_utf8(for_people).expect("it is text"))
}

fuzz_target!(|bytes: &[u8]| {
    let mut input = Input(bytes);
    let Some(first) = input.byte() else { return };
    let (pack, form) = FORMS[first % FORMS.len()];
    let mut form: Value = serde_json::from_str(form).expect("it is sound");
    while change(&mut form, &mut input).is_some() {}
    let form = form.to_string();
    let once = report(pack, &form);
    assert!(once == report(pack, &form), "the same form gave another report");
});
