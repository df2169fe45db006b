//! `hegui import`: a form in a workbook as JSON.

use std::io::{self, Write};

use hegui::check::form::Loaded;
use hegui::load;
use hegui::load::forms::Place;
use hegui::render::human::{self, Style};
use hegui::report::{DocumentReport, Problem, Report, Severity};
use hegui::wording::Message;
use hegui::workbook::{Imported, import};

use super::context::Context;
use super::exit;
use super::layouts::{Layouts, Wanted};
use super::options::Import;
use super::output::Output;

/// Bytes of a workbook that are read.
pub(super) const LARGEST: usize = 64 << 20;

pub(super) fn run(context: &Context, options: &Import, out: &mut impl Write) -> io::Result<u8> {
    let found = forms(options).and_then(|forms| choose(options, forms));
    let form = match found {
        Ok(form) => form,
        Err(problems) => {
            context.show_problems(problems)?;
            return Ok(exit::NOT_DONE);
        }
    };
    out.write_all(form.source.bytes())?;
    out.flush()?;
    let is_whole = form.findings.is_empty();
    show(context, form)?;
    Ok(if is_whole { exit::CLEAN } else { exit::FINDINGS })
}

fn forms(options: &Import) -> Result<Vec<Imported>, Vec<Problem>> {
    let file = match Place::named(&options.path).read(LARGEST) {
        Loaded::Form(file) => file,
        Loaded::Unread(_, problem) => return Err(vec![problem]),
    };
    let wanted = Wanted {
        rules: options.rules.as_deref(),
        pack: options.pack.as_deref(),
        layout: options.layout.as_deref(),
    };
    let mut layouts = Layouts::load(wanted)?;
    let mut known = std::mem::take(&mut layouts.known);
    // The JSON says by which layout it was read: alone it might be held to another one that it fits better.
    for layout in &mut known {
        layout.is_written = true;
    }
    import(&file, &known, |id| layouts.schema(id)).map_err(|problem| vec![problem])
}

/// The one form of a file, or that of a number.
fn choose(options: &Import, forms: Vec<Imported>) -> Result<Imported, Vec<Problem>> {
    let count = forms.len();
    let number = match options.form {
        Some(number) => usize::try_from(number).unwrap_or(usize::MAX) - 1,
        None if count > 1 => usize::MAX,
        None => 0,
    };
    forms.into_iter().nth(number).ok_or_else(|| {
        let args = [("count", &*count.to_string())];
        vec![Problem {
            file: Some(load::file::shown(&options.path)),
            rule: None,
            place: None,
            message: Message::new("workbook-several", &args),
            help: Some(Message::new("workbook-several-help", &args)),
        }]
    })
}

/// What was not read, on standard error: what stands on standard output is JSON.
fn show(context: &Context, form: Imported) -> io::Result<()> {
    let mut report = DocumentReport::unchecked(&form.source, Vec::new());
    form.tell(&mut report);
    let report = Report { documents: vec![report], ..Report::default() };
    let style = Style { quiet: Some(Severity::Info), ..context.style() };
    human::render(&report, style, Output::new(io::stderr().lock()))
}
