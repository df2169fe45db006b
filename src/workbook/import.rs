//! A file of forms as what a check takes: the JSON of each, the sheet it was read from, and what is to be told beside.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fault::Fault;
use super::find::{BEFORE, Found, find};
use super::grid::open;
use super::read::{Read, read};
use super::title::titles;
use crate::form::FormSchema;
use crate::report::{self, DocumentReport, Finding, Printed, Problem, Severity};
use crate::rule::{Label, Layout};
use crate::sheet::{Sheet, Spot, address, key};
use crate::source::SourceFile;
use crate::wording::Message;

/// A sheet that no form was read from, though it looks like one.
const UNREAD_SHEET: &str = "form/unread-sheet";

/// Labels of one layout that make a sheet look like a form.
const LIKE_FORM: usize = 5;

/// A form that was read from a workbook.
#[derive(Debug)]
pub struct Imported {
    /// Its JSON, under the name of the file; where that holds several forms, with sheet and first cell behind `#`.
    pub source: Arc<SourceFile>,
    /// The sheet, and where its values stand.
    pub printed: Arc<Printed>,
    /// What was not read.
    pub findings: Vec<Finding>,
}

impl Imported {
    /// Tells in the report of its JSON the cells, and what was not read.
    pub fn tell(self, report: &mut DocumentReport) {
        report.findings.extend(self.findings);
        report.print(self.printed);
        report.sort();
    }
}

/// Reads every form of a file. `schema_of` gives the schema of the pack that a layout names; a layout without one is not used.
///
/// # Errors
/// A file that cannot be read, and one that holds no form.
pub fn import(
    file: &SourceFile,
    layouts: &[Layout],
    mut schema_of: impl FnMut(&str) -> Option<Arc<FormSchema>>,
) -> Result<Vec<Imported>, Problem> {
    let workbook = open(file.bytes()).map_err(|fault| fault.problem(file.name()))?;
    let found = find(&workbook.sheets, layouts);
    let sheets: Vec<Arc<Sheet>> = workbook.sheets.into_iter().map(Arc::new).collect();
    let sha256 = file.sha256();
    let mut imported = Vec::new();
    for one in &found {
        let (Some(sheet), Some(layout)) = (sheets.get(one.sheet), layouts.get(one.layout)) else { continue };
        let Some(schema) = schema_of(&layout.form) else { continue };
        let cover = cover(&sheets, &found, one, layouts);
        let Read { json, sheet: joint, cells, findings } = read(sheet, one, cover, layout, &schema);
        let name = if found.len() == 1 {
            file.name().to_owned()
        } else {
            let is_whole = found.iter().filter(|other| other.sheet == one.sheet).count() == 1;
            let start = Spot { row: one.rows.start, column: 0 };
            let place = match (is_whole, sheet.name.is_empty()) {
                (true, false) => sheet.name.clone(),
                (_, true) => address(start),
                (false, false) => format!("{}!{}", sheet.name, address(start)),
            };
            format!("{}#{place}", file.name())
        };
        let printed = Printed {
            sheet: joint.map_or_else(|| Arc::clone(sheet), Arc::new),
            sha256: sha256.clone(),
            layout: layout.name.clone(),
            cells,
        };
        let source = Arc::new(SourceFile::new(&name, json.as_bytes()));
        imported.push(Imported { source, printed: Arc::new(printed), findings });
    }
    let is_form = |at: usize| found.iter().any(|one| one.sheet == at);
    let left = sheets
        .iter()
        .enumerate()
        .filter(|(at, sheet)| !is_form(*at) && !sheet.hidden && is_like_form(sheet, layouts));
    if let Some(first) = imported.first_mut() {
        first.findings.extend(left.map(|(_, sheet)| unread_sheet(sheet)));
    }
    if imported.is_empty() { Err(no_form(file.name(), &sheets, layouts)) } else { Ok(imported) }
}

/// Characters of what stands on a cover; longer texts explain how to fill the form in.
const LONG: usize = 40;

/// The nearest of the sheets right before that of a form, behind the form before, that ends a line with the title, has short texts only
/// and is no form, nor like one: a cover. A page that tells how to fill in 单位名称 is none.
fn cover<'s>(
    sheets: &'s [Arc<Sheet>],
    found: &[Found],
    form: &Found,
    layouts: &[Layout],
) -> Option<&'s Sheet> {
    let layout = layouts.get(form.layout)?;
    let is_free = |at: &usize| found.iter().all(|one| one.sheet != *at);
    let mut before = (0..form.sheet)
        .rev()
        .take(BEFORE)
        .take_while(is_free)
        .filter_map(|at| sheets.get(at).map(|sheet| &**sheet));
    let is_short = |sheet: &Sheet| sheet.areas().iter().all(|area| area.text.chars().count() <= LONG);
    let is_titled = |sheet: &Sheet| {
        let found = titles(sheet, &(0..sheet.row_count()), layout);
        found.iter().any(|title| layout.ends_with_title(&title.text))
    };
    before.find(|sheet| !sheet.hidden && is_short(sheet) && is_titled(sheet) && !is_like_form(sheet, layouts))
}

/// Whether a sheet has the labels that some layout needs, and more than a page of explanations has.
fn is_like_form(sheet: &Sheet, layouts: &[Layout]) -> bool {
    let keys: BTreeSet<String> = sheet.areas().iter().map(|area| key(&area.text)).collect();
    let is_there = |label: &Label| label.keys.iter().any(|key| keys.contains(key));
    let known = |layout: &Layout| {
        let labels = layout.labels().filter(|label| is_there(label)).map(|label| label.text.as_str());
        labels.collect::<BTreeSet<_>>().len()
    };
    layouts.iter().any(|layout| layout.needs.iter().any(is_there) && known(layout) >= LIKE_FORM)
}

/// A sheet that looks like a form and that no layout reads.
fn unread_sheet(sheet: &Sheet) -> Finding {
    let message = Message::new("form-unread-sheet", &[("sheet", &sheet.name)]);
    Finding {
        severity: Severity::Warning,
        help: Some(Message::new("form-unread-sheet-help", &[])),
        ..Finding::builtin(UNREAD_SHEET, message, report::Label::default())
    }
}

/// What to say of a workbook without a form: which titles are looked for.
fn no_form(path: &str, sheets: &[Arc<Sheet>], layouts: &[Layout]) -> Problem {
    let mut wanted: Vec<&str> =
        layouts.iter().filter_map(|layout| layout.titles.first()).map(String::as_str).collect();
    wanted.dedup();
    // A title without its labels: what is lacking is told.
    let is_titled = |layout: &&Layout| {
        sheets.iter().any(|sheet| !titles(sheet, &(0..sheet.row_count()), layout).is_empty())
    };
    let printed = layouts.iter().find(is_titled);
    let fault = match printed {
        Some(layout) => {
            let needs: Vec<&str> = layout.needs.iter().map(|label| label.text.as_str()).collect();
            Fault::new("workbook-no-labels")
                .with("layout", layout.name.clone())
                .with("needs", Message::list(needs))
        }
        None => Fault::new("workbook-no-form").with("titles", Message::list(wanted)),
    };
    fault.problem(path)
}
