//! `hegui layout draft`: a first layout from a blank form.

use std::io::{self, Write};
use std::path::Path;

use hegui::check::form::Loaded;
use hegui::load::file::shown;
use hegui::load::forms::Place;
use hegui::load::save::save;
use hegui::report::Problem;
use hegui::sheet::Sheet;
use hegui::wording::Message;
use hegui::workbook::{self, Draft, draft};

use super::context::{Context, ids, no_pack};
use super::exit;
use super::import::LARGEST;
use super::layouts::{Layouts, Wanted};
use super::options::LayoutDraft;

pub(super) fn run(context: &Context, options: &LayoutDraft, out: &mut impl Write) -> io::Result<u8> {
    let drafted = match make(context, options) {
        Ok(drafted) => drafted,
        Err(problems) => {
            context.show_problems(problems)?;
            return Ok(exit::NOT_DONE);
        }
    };
    let counts = [("known", &*drafted.known.to_string()), ("unknown", &drafted.unknown.to_string())];
    match &options.output {
        None => {
            out.write_all(drafted.text.as_bytes())?;
            out.flush()?;
        }
        Some(into) => {
            if let Err(problem) = write(into, &drafted) {
                context.show_problems(vec![problem])?;
                return Ok(exit::NOT_DONE);
            }
            let name = hegui::render::escape(&shown(into)).into_owned();
            writeln!(out, "{}", context.lang.text("template-done", &[("path", &name)]))?;
            writeln!(out, "{}", context.lang.text("draft-counts", &counts))?;
        }
    }
    Ok(exit::CLEAN)
}

/// Writes the layout where no file is: what somebody has gone through is not written over.
fn write(into: &Path, drafted: &Draft) -> Result<(), Problem> {
    if into.exists() {
        return Err(Problem {
            file: Some(shown(into)),
            rule: None,
            place: None,
            message: Message::new("template-exists", &[]),
            help: Some(Message::new("draft-exists-help", &[])),
        });
    }
    save(into, drafted.text.as_bytes())
}

fn make(context: &Context, options: &LayoutDraft) -> Result<Draft, Vec<Problem>> {
    let lang = context.lang;
    let file = match Place::named(&options.path).read(LARGEST) {
        Loaded::Form(file) => file,
        Loaded::Unread(_, problem) => return Err(vec![problem]),
    };
    let wanted = Wanted { rules: options.rules.as_deref(), pack: Some(&options.pack), layout: None };
    let mut layouts = Layouts::load(wanted)?;
    let Some(pack) = layouts.pack(&options.pack) else {
        let (packs, _) = Context::packs(options.rules.as_deref());
        return Err(vec![no_pack(&options.pack, &ids(&packs))]);
    };
    let told = |fault: workbook::Fault| vec![fault.problem(file.name())];
    let book = workbook::open(file.bytes()).map_err(told)?;
    let name = options.sheet.as_deref();
    let fits = |sheet: &&Sheet| name.map_or(!sheet.hidden, |name| sheet.name == name);
    let fullest = book.sheets.iter().filter(fits).max_by_key(|sheet| sheet.areas().len());
    let Some(sheet) = fullest.filter(|sheet| !sheet.areas().is_empty()) else {
        let known = Message::list(book.sheets.iter().map(|sheet| &sheet.name));
        return Err(vec![Problem {
            file: Some(file.name().to_owned()),
            rule: None,
            place: None,
            message: Message::new("draft-no-sheet", &[]),
            help: Some(Message::new("draft-no-sheet-help", &[]).with("known", known)),
        }]);
    };
    Ok(draft(sheet, &options.pack, &pack.schema, &layouts.known, lang))
}
