//! `hegui mark`: the department's own workbook with its faulty cells marked.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use hegui::check::form::{Checked, Loaded};
use hegui::check::session::Session;
use hegui::check::settings::Settings;
use hegui::load::file::shown;
use hegui::load::forms::Place;
use hegui::load::save::save;
use hegui::load::shelf::Shelf;
use hegui::report::{DocumentReport, Finding, Printed, Problem, Severity};
use hegui::sheet::Spot;
use hegui::wording::{Lang, Message};
use hegui::workbook::{self, Kind, Mark, Workbook};

use super::context::Context;
use super::exit;
use super::import::LARGEST;
use super::options::Mark as Options;

pub(super) fn run(context: &Context, options: &Options, out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let loaded = Place::named(&options.path).read(LARGEST);
    let file = match loaded {
        Loaded::Form(file) => file,
        Loaded::Unread(_, problem) => return refuse(context, vec![problem]),
    };
    let book = match workbook::open(file.bytes()) {
        Ok(book) => book,
        Err(fault) => return refuse(context, vec![fault.problem(file.name())]),
    };
    let (shelf, errors) = Shelf::new(options.rules.as_deref());
    let settings = Settings { pack: options.pack.clone(), as_of: options.as_of, ..Settings::default() };
    let mut checked: Vec<Checked> = Vec::new();
    let form = std::iter::once({
        let file = std::sync::Arc::clone(&file);
        move || Loaded::Form(std::sync::Arc::clone(&file))
    });
    let checks =
        Session::new(&shelf, settings, errors).check(form, NonZeroUsize::MIN, |one| checked.push(one))?;
    let errors = checks.closing.errors;
    if checked.iter().all(|one| one.report.printed.is_none()) {
        return refuse(context, errors);
    }
    let marks: Vec<Mark> = checked.iter().flat_map(|one| marks(&one.report, &book, lang)).collect();
    let made = if book.kind == Kind::Xlsx {
        workbook::mark(file.bytes(), &marks, lang)
    } else {
        workbook::redraw(&book.sheets, &marks, lang)
    };
    let into = options.output.clone().unwrap_or_else(|| beside(&options.path, lang));
    let saved = made
        .map_err(|fault| fault.problem(file.name()))
        .and_then(|bytes| same(&into, options).map_or(Ok(bytes), Err))
        .and_then(|bytes| save(&into, &bytes));
    if let Err(problem) = saved {
        return refuse(context, errors.into_iter().chain([problem]).collect());
    }
    let count = |severity| marks.iter().filter(|mark| mark.severity == severity).count().to_string();
    let (found, warned, told) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let name = hegui::render::escape(&shown(&into)).into_owned();
    let args = [("path", &*name), ("errors", &found), ("warnings", &warned), ("infos", &told)];
    writeln!(out, "{}", lang.text("mark-done", &args))?;
    if book.kind != Kind::Xlsx {
        writeln!(out, "{}", lang.text("mark-redrawn", &[]))?;
    }
    let is_sound = errors.is_empty() && checks.closing.summary.broken == 0;
    context.show_problems(errors)?;
    Ok(match (is_sound, checks.closing.summary.errors > 0) {
        (false, _) => exit::NOT_DONE,
        (true, true) => exit::FINDINGS,
        (true, false) => exit::CLEAN,
    })
}

fn refuse(context: &Context, problems: Vec<Problem>) -> io::Result<u8> {
    context.show_problems(problems)?;
    Ok(exit::NOT_DONE)
}

/// The department's own file is never written over.
fn same(into: &std::path::Path, options: &Options) -> Option<Problem> {
    let is_same = into == options.path
        || into
            .canonicalize()
            .ok()
            .zip(options.path.canonicalize().ok())
            .is_some_and(|(one, other)| one == other);
    is_same.then(|| Problem {
        file: Some(shown(into)),
        rule: None,
        place: None,
        message: Message::new("mark-same", &[]),
        help: Some(Message::new("mark-same-help", &[])),
    })
}

/// The name of the copy: that of the file, with a word behind it.
fn beside(path: &std::path::Path, lang: Lang) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let word = lang.text("mark-suffix", &[]);
    path.with_file_name(format!("{stem}-{word}.xlsx"))
}

/// A mark for each finding of a form.
fn marks(report: &DocumentReport, book: &Workbook, lang: Lang) -> Vec<Mark> {
    let Some(printed) = report.printed.as_deref() else { return Vec::new() };
    let sheet_of = |name: &str| {
        let number = book.sheets.iter().position(|sheet| sheet.name == name).unwrap_or_default();
        workbook::name(&book.sheets, number)
    };
    report.findings.iter().map(|finding| mark(finding, printed, &sheet_of, lang)).collect()
}

fn mark(finding: &Finding, printed: &Printed, sheet_of: &dyn Fn(&str) -> String, lang: Lang) -> Mark {
    let sheet = &printed.sheet;
    let seen = finding.place.cell.map(|spot| sheet.at(spot.row, spot.column));
    // What stands on the cover is marked there.
    let below = seen.and_then(|seen| sheet.below(seen.first));
    let (name, top) = below.map_or_else(|| (sheet.name.clone(), 0), |(name, row)| (name.text(lang), row));
    let within = |spot: Spot| Spot { row: spot.row - top, ..spot };
    let mut more = Vec::new();
    if let Some(calculation) = &finding.calculation {
        more.push(lang.text("finding-calculation", &[("calculation", &calculation.text(lang))]));
    }
    let related = finding.related.iter().filter_map(|label| {
        // One in another form of the set may be on another sheet.
        let printed = label.home.as_ref().map_or(Some(printed), |home| home.printed.as_deref())?;
        let address = printed.address(label.cell?).text(lang);
        Some(format!("{} {address}", label.label.as_deref().unwrap_or_default()))
    });
    let related: Vec<String> = related.map(|text| text.trim().to_owned()).collect();
    if !related.is_empty() {
        let cells = related.join(&lang.text("list-separator", &[]));
        more.push(lang.text("mark-related", &[("cells", &cells)]));
    }
    if let Some(help) = &finding.help {
        more.push(lang.text("finding-help", &[("help", &help.text(lang))]));
    }
    let basis: Vec<&str> =
        finding.basis.iter().map(String::as_str).filter(|basis| *basis != "convention").collect();
    if !basis.is_empty() {
        let basis = basis.join(&lang.text("list-separator", &[]));
        more.push(lang.text("finding-basis", &[("basis", &basis)]));
    }
    Mark {
        sheet: sheet_of(&name),
        cells: seen.map(|seen| (within(seen.first), within(seen.last))),
        address: seen.map(|seen| printed.address(seen.first).text(lang)).unwrap_or_default(),
        severity: finding.severity,
        rule: finding.rule.as_str().to_owned(),
        label: finding.place.label.clone().unwrap_or_default(),
        message: finding.message.text(lang),
        more,
    }
}
