//! Samples of layouts: a workbook is read by its layout as the JSON beside it says.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{Document, Limits, NodeId, Value};
use crate::report::Printed;
use crate::rule::{Layout, RulePack, Sample, layouts};
use crate::wording::Lang;
use crate::workbook::{Imported, import};

/// Differences of a sample that are told.
const TOLD: usize = 10;

/// What is wrong with a sample, a line each: what cannot be read, each value that differs with its cell and pointer, each box that was not
/// read. `None` if it is read as it should be.
#[must_use]
pub fn compare(pack: &RulePack, sample: &Sample, lang: Lang) -> Option<String> {
    let (known, _) = layouts(&pack.layouts);
    let mut wanted: Vec<Layout> = known.into_iter().filter(|layout| layout.name == sample.layout).collect();
    if wanted.is_empty() {
        return Some(lang.text("sample-no-layout", &[("name", &sample.layout)]));
    }
    let Some(json) = &sample.json else { return Some(lang.text("sample-no-json", &[])) };
    let expected = match Document::parse(Arc::clone(json), Limits::default()) {
        Ok(expected) => expected,
        Err(fault) => return Some(format!("{}: {}", json.name(), fault.message().text(lang))),
    };
    // The JSON that `hegui import` writes names its layout.
    let names = expected.member(expected.root(), "layout").is_some();
    for layout in &mut wanted {
        layout.is_written |= names;
    }
    let schema = |_: &str| Some(Arc::clone(&pack.schema));
    let forms = match import(&sample.workbook, &wanted, schema) {
        Ok(forms) => forms,
        Err(problem) => return Some(problem.message.text(lang)),
    };
    let [form] = forms.as_slice() else {
        return Some(lang.text("sample-several", &[("count", &forms.len().to_string())]));
    };
    let found = Document::parse(Arc::clone(&form.source), Limits::default()).ok()?;
    let mut lines = differences(&expected, &found, &form.printed, lang);
    lines.extend(unread(form, lang));
    let more = lines.len().saturating_sub(TOLD);
    lines.truncate(TOLD);
    if more > 0 {
        lines.push(lang.text("sample-more", &[("count", &more.to_string())]));
    }
    (!lines.is_empty()).then(|| lines.join("\n  "))
}

fn unread(form: &Imported, lang: Lang) -> impl Iterator<Item = String> {
    form.findings.iter().map(move |finding| {
        let cell = finding.place.cell.map(|cell| form.printed.address(cell).text(lang)).unwrap_or_default();
        format!("{cell} {}", finding.message.text(lang))
    })
}

fn differences(expected: &Document, found: &Document, printed: &Printed, lang: Lang) -> Vec<String> {
    let (expected, found) = (values(expected), values(found));
    let mut lines = Vec::new();
    let nothing = lang.text("sample-nothing", &[]);
    let pointers: std::collections::BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    for pointer in pointers {
        let (own, other) = (expected.get(pointer), found.get(pointer));
        if own == other {
            continue;
        }
        let cell = crate::document::Pointer::parse(pointer).and_then(|pointer| printed.cell(&pointer));
        let cell = cell.map(|cell| printed.address(cell).text(lang)).unwrap_or_default();
        let args = [
            ("cell", cell.as_str()),
            ("pointer", pointer),
            ("expected", own.unwrap_or(&nothing)),
            ("found", other.unwrap_or(&nothing)),
        ];
        lines.push(lang.text("sample-differs", &args).trim().to_owned());
    }
    lines
}

/// Every value by its pointer, figures without zeros at their end: a sheet keeps none. What holds others is there by what it holds, if it
/// holds something.
fn values(document: &Document) -> BTreeMap<String, String> {
    let shown = |node: NodeId| match document.value(node) {
        Value::Array | Value::Object if document.children(node).next().is_some() => None,
        Value::Array => Some("[]".to_owned()),
        Value::Object => Some("{}".to_owned()),
        Value::Null => Some("null".to_owned()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.normalize().to_string()),
        Value::Text(text) => Some(format!("\"{text}\"")),
    };
    document.nodes().filter_map(|node| Some((document.pointer(node).to_string(), shown(node)?))).collect()
}
