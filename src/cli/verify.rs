//! `hegui verify`: a check done again, held against its certificate.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use hegui::check::form::Loaded;
use hegui::check::session::Others;
use hegui::evidence::{Certificate, Comparison, Difference, DocumentEntry, Given, Unusable, file_of};
use hegui::load;
use hegui::load::forms::Place;
use hegui::render::{escape, harmless};
use hegui::report::Problem;
use hegui::rule::{AsOf, Day};
use hegui::wording::{Lang, Message};

use super::context::Context;
use super::exit;
use super::gate::Gate;
use super::options::{Check, Level, Verify};

/// Does a check again, and tells whether everything is as its certificate says: status 0, or 1 with a line for each difference.
pub(super) fn run(context: &Context, options: &Verify, out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let (certificate, again) = match read(&options.certificate).and_then(|certificate| {
        let again = again(&certificate.options)
            .map_err(|text| problem(&options.certificate, "certificate-damaged", &text))?;
        Ok((certificate, again))
    }) {
        Ok(read) => read,
        Err(problem) => {
            context.show_problems(vec![problem])?;
            return Ok(exit::NOT_DONE);
        }
    };
    let mut gate = Gate::new(&again, language(&certificate.options));
    let head = gate.head(&again);
    let files = files(&certificate);
    let others = others(&certificate, &files);
    let count = certificate.documents.iter().filter(|entry| entry.set.is_empty()).count();
    let mut comparison = Comparison::new(certificate, &head);
    let (packs, errors) = gate.packs();
    let is_sound = errors.is_empty();
    let session = gate.session(&packs, errors);
    let max = again.max_bytes;
    let forms = files.iter().filter(|_| is_sound);
    let read = |file: &Path| {
        let file = file.to_owned();
        move || -> Loaded { Place::named(&file).read(max) }
    };
    let forms = forms.map(|file| read(file));
    let unchanged = others.iter().map(|file| read(file)).collect();
    let others = Others { unchanged, before: Vec::new() };
    let jobs = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let checks = session.check_among(forms, others, jobs, |checked| comparison.document(&checked.report))?;
    let status = gate.status(&checks.closing);
    let differences = comparison.finish(&checks.closing, status, gate.lang);
    for difference in &differences {
        writeln!(out, "{}", harmless(&told(difference, lang)))?;
    }
    let (forms, different) = (count.to_string(), differences.len().to_string());
    let id = if differences.is_empty() { "verify-same" } else { "verify-differs" };
    writeln!(out, "{}", lang.text(id, &[("documents", &forms), ("count", &different)]))?;
    Ok(if differences.is_empty() { exit::CLEAN } else { exit::FINDINGS })
}

/// The files that are checked again, in the order of the certificate.
fn files(certificate: &Certificate) -> Vec<PathBuf> {
    let told = [&certificate.waivers, &certificate.explanations];
    // What is wrong with waivers and explanations is told as a document of its own, at the end.
    let is_told = |entry: &DocumentEntry| {
        let is_path = told.iter().any(|file| file.as_ref().is_some_and(|file| file.path == entry.path));
        is_path && entry.pack.is_none() && entry.verdicts.is_empty()
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in certificate.documents.iter().filter(|entry| !is_told(entry) && entry.set.is_empty()) {
        // The forms of a workbook stand one behind the other.
        if files.last().is_none_or(|last| last.as_os_str() != entry.file()) {
            files.push(PathBuf::from(entry.file()));
        }
    }
    files
}

/// The files of forms that were not checked, but belong together with one that was.
fn others(certificate: &Certificate, files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let paths = certificate.documents.iter().flat_map(|entry| &entry.set);
    let all = paths.map(|path| PathBuf::from(file_of(path)));
    all.filter(|file| !files.contains(file)).collect()
}

fn told(difference: &Difference, lang: Lang) -> String {
    let args: Vec<(&str, String)> =
        difference.args.iter().map(|(name, text)| (*name, escape(text).into_owned())).collect();
    let args: Vec<(&str, &str)> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
    lang.text(difference.id, &args)
}

fn read(path: &Path) -> Result<Certificate, Problem> {
    let source = load::named_file(path)?.ok_or_else(|| problem(path, "load-not-found", ""))?;
    Certificate::parse(source.bytes()).map_err(|fault| match fault {
        Unusable::NoCertificate => problem(path, "certificate-none", ""),
        Unusable::Version(version) => problem(path, "certificate-version", &version.to_string()),
        Unusable::Damaged(reason) => problem(path, "certificate-damaged", &reason),
    })
}

fn problem(path: &Path, id: &'static str, text: &str) -> Problem {
    let file = Some(path.display().to_string());
    Problem { file, rule: None, place: None, message: Message::new(id, &[("text", text)]), help: None }
}

fn language(given: &Given) -> Lang {
    if given.lang == Lang::En.code() { Lang::En } else { Lang::Zh }
}

/// The arguments by which the check is done again; else the value that there is none of.
fn again(given: &Given) -> Result<Check, String> {
    let path = |path: &Option<String>| path.as_ref().map(PathBuf::from);
    let [max_bytes, max_depth, max_values] = given.limits;
    let as_of = given.as_of.as_ref().map(|text| AsOf::parse(text).ok_or_else(|| text.clone())).transpose()?;
    let fail_on = given.fail_on.as_deref().map(level).transpose()?;
    // A revision that begins as an option would be one for git.
    let config_from = given.config_from.as_ref();
    if let Some(text) = config_from.filter(|text| !text.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Err(text.clone());
    }
    Ok(Check {
        rules: path(&given.rules),
        pack: given.pack.clone(),
        config: path(&given.config),
        no_config: given.no_config,
        config_from: config_from.map(OsString::from),
        waivers: path(&given.waivers),
        explanations: path(&given.explanations),
        as_of,
        today: given.today.as_deref().map(day).transpose()?,
        allow_cut: given.allow_cut,
        fail_on,
        fail_on_unchecked: given.fail_on_unchecked,
        changed_since: given.may_be_empty.then(OsString::new),
        max_bytes,
        max_depth: max_depth.clamp(1, super::options::DEEPEST),
        max_values,
        ..Check::default()
    })
}

fn level(text: &str) -> Result<Level, String> {
    clap::ValueEnum::from_str(text, false).map_err(|_: String| text.to_owned())
}

fn day(text: &str) -> Result<Day, String> {
    match AsOf::parse(text) {
        Some(AsOf::Day(day)) => Ok(day),
        _ => Err(text.to_owned()),
    }
}
