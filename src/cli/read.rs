//! `hegui read`: what the reader sees in a text, for those who check it or write words and patterns.

mod human;
mod view;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use hegui::check::form::Loaded;
use hegui::document::{Document, Limits, Pointer, Value};
use hegui::engine::law::{self, Laws};
use hegui::load;
use hegui::load::forms;
use hegui::report::Problem;
use hegui::rule::RulePack;
use hegui::source::SourceFile;
use hegui::text::language::Language;
use hegui::text::text::Text;
use hegui::wording::Message;

use self::view::{Place, View};
use super::context::Context;
use super::exit;
use super::options::{PageFormat, Read};

/// Bytes of a form or of standard input that are read at most.
const LONGEST: usize = 64 << 20;

pub(super) fn run(context: &Context, options: &Read, out: &mut impl Write) -> io::Result<u8> {
    let lang = match options.format {
        PageFormat::Human => context.lang,
        PageFormat::Json => context.machine_lang(),
    };
    let (mut packs, problems) = Context::packs(options.rules.as_deref());
    // Forms and texts are of a pack that serves forms.
    packs.retain(|pack| !pack.manifest.is_library);
    let source = if problems.is_empty() { find(options, &packs) } else { Err(problems) };
    let Source { text, pack, place } = match source {
        Ok(source) => source,
        Err(problems) => return not_done(context, problems),
    };
    let problems = law::problems(&pack.language);
    let (laws, _) = Laws::new(&pack.language);
    let read = Text::read(&pack.language, &text);
    let view = View::new(&read, &laws, &pack.manifest.id, place, lang);
    match options.format {
        PageFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &view)?;
            writeln!(out)?;
        }
        PageFormat::Human => human::write(context, &view, options.all, out)?,
    }
    if problems.is_empty() {
        return Ok(exit::CLEAN);
    }
    out.flush()?;
    not_done(context, problems)
}

fn not_done(context: &Context, problems: Vec<Problem>) -> io::Result<u8> {
    context.show_problems(problems)?;
    Ok(exit::NOT_DONE)
}

/// A text to read, and by whose language.
struct Source {
    text: String,
    pack: Arc<RulePack>,
    /// The cell that it stands in; `None` for one from the arguments or standard input.
    place: Option<Place>,
}

fn find(options: &Read, packs: &[Arc<RulePack>]) -> Result<Source, Vec<Problem>> {
    let chosen = options.pack.as_deref();
    let Some(pointer) = &options.pointer else {
        let pack = of_text(packs, chosen)?;
        let text = match options.what.as_str() {
            load::STANDARD_INPUT => standard_input()?,
            // Whoever names a form and forgets the cell does not want its name read.
            file if PathBuf::from(file).is_file() => {
                return Err(vec![problem(file, Message::new("read-no-pointer", &[]))]);
            }
            text => text.to_owned(),
        };
        return Ok(Source { text, pack, place: None });
    };
    let source = form(&options.what)?;
    let document = Document::parse(
        Arc::clone(&source),
        Limits { bytes: LONGEST, values: usize::MAX, ..Limits::default() },
    )
    .map_err(|fault| {
        let place = fault.span.map(|span| (Arc::clone(&source), span));
        vec![Problem { place, help: fault.help(), ..problem(source.name(), fault.message()) }]
    })?;
    let id = chosen.or_else(|| hegui::engine::form_id(&document)).unwrap_or_default();
    let pack = named(packs, id)?;
    let text = cell(&document, pointer)?;
    let place = Some(Place { path: source.name().to_owned(), pointer: pointer.clone() });
    Ok(Source { text, pack, place })
}

fn problem(file: &str, message: Message) -> Problem {
    Problem { file: Some(file.to_owned()), rule: None, place: None, message, help: None }
}

/// The pack of that id.
fn named(packs: &[Arc<RulePack>], id: &str) -> Result<Arc<RulePack>, Vec<Problem>> {
    let found = packs.iter().find(|pack| pack.manifest.id == id).map(Arc::clone);
    found.ok_or_else(|| vec![super::no_pack(id, &super::ids(packs))])
}

fn choose(packs: &[Arc<RulePack>], message: Message) -> Problem {
    let ids: Vec<&str> = packs.iter().map(|pack| pack.manifest.id.as_str()).collect();
    let help = Some(Message::new("form-unknown-help", &[]).with("known", Message::list(ids)));
    Problem { file: None, rule: None, place: None, message, help }
}

/// The pack by whose language a text of no form is read: the one asked for, else any as long as all read alike.
fn of_text(packs: &[Arc<RulePack>], chosen: Option<&str>) -> Result<Arc<RulePack>, Vec<Problem>> {
    if let Some(id) = chosen {
        return named(packs, id);
    }
    let is_same = |language: &Arc<Language>| packs.iter().all(|pack| pack.language.is_same(language));
    let first = packs.first().filter(|pack| is_same(&pack.language));
    first.map(Arc::clone).ok_or_else(|| vec![choose(packs, Message::new("read-choose", &[]))])
}

fn form(path: &str) -> Result<Arc<SourceFile>, Vec<Problem>> {
    let path = PathBuf::from(path);
    if path.is_dir() {
        return Err(vec![problem(&load::file::shown(&path), Message::new("load-no-file", &[]))]);
    }
    match forms::Place::named(&path).read(LONGEST) {
        Loaded::Form(source) => Ok(source),
        Loaded::Unread(_, problem) => Err(vec![problem]),
    }
}

/// The text of standard input, without the end of its last line.
fn standard_input() -> Result<String, Vec<Problem>> {
    let source = form(load::STANDARD_INPUT)?;
    let text =
        source.text().ok_or_else(|| vec![problem(source.name(), Message::new("pack-not-utf8", &[]))])?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

/// The text of a cell; a number is read as its digits.
fn cell(document: &Document, text: &str) -> Result<String, Vec<Problem>> {
    let source = document.source();
    let fault = |id: &'static str| vec![problem(source.name(), Message::new(id, &[("text", text)]))];
    let pointer = Pointer::parse(text).ok_or_else(|| fault("toml-not-pointer"))?;
    let node = document.find(&pointer).ok_or_else(|| fault("read-no-cell"))?;
    match document.value(node) {
        Value::Text(text) => Ok(text.to_owned()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array | Value::Object => Err(fault("read-no-text")),
    }
}
