//! `hegui waive` and `hegui baseline`: waivers written from a report.

use std::io::{self, Write};
use std::path::Path;

use hegui::load;
use hegui::load::beside::{self, Beside};
use hegui::render::escape;
use hegui::report::Problem;
use hegui::waiver::{Approval, Reported, accepted, add};
use hegui::wording::Lang;

use super::options::{Approved, Baseline, Waive};
use super::{Context, exit};

/// The fewest digits of a fingerprint that stand for it.
const FEWEST: usize = 8;

/// Accepts some findings of a report.
pub(super) fn run(context: &Context, options: &Waive, out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let found = match findings(&options.report, lang) {
        Ok(found) => found,
        Err(problem) => return refuse(context, vec![problem]),
    };
    let (mut chosen, mut problems): (Vec<Reported>, Vec<Problem>) = (Vec::new(), Vec::new());
    for wanted in &options.fingerprints {
        let fits: Vec<&Reported> =
            found.iter().filter(|one| one.fingerprint.to_string().starts_with(wanted.as_str())).collect();
        match fits.as_slice() {
            _ if wanted.len() < FEWEST => problems.push(plain("waive-short", wanted, lang)),
            [] => problems.push(plain("waive-none", wanted, lang)),
            [one] => chosen.push((*one).clone()),
            // The same finding on several forms is told apart by the form.
            _ => match &options.document {
                Some(path) => chosen.extend(fits.into_iter().filter(|one| one.document == *path).cloned()),
                None => problems.push(plain("waive-many", wanted, lang)),
            },
        }
    }
    if chosen.is_empty() && problems.is_empty() {
        problems.push(plain("waive-none", options.document.as_deref().unwrap_or_default(), lang));
    }
    if !problems.is_empty() {
        return refuse(context, problems);
    }
    write(context, &chosen, &found, &options.approved, out)
}

/// Accepts all findings of a report, for an archive that is taken over as it is.
pub(super) fn baseline(context: &Context, options: &Baseline, out: &mut impl Write) -> io::Result<u8> {
    match findings(&options.report, context.lang) {
        Ok(found) => write(context, &found, &found, &options.approved, out),
        Err(problem) => refuse(context, vec![problem]),
    }
}

fn refuse(context: &Context, problems: Vec<Problem>) -> io::Result<u8> {
    context.show_problems(problems)?;
    Ok(exit::NOT_DONE)
}

fn plain(id: &str, text: &str, lang: Lang) -> Problem {
    let message = lang.text(id, &[("text", text)]);
    Problem { file: None, rule: None, place: None, message, help: Some(lang.text("waive-help", &[])) }
}

/// The findings of a JSON report that may be waived.
fn findings(path: &Path, lang: Lang) -> Result<Vec<Reported>, Problem> {
    let source = load::named_file(path, lang)?
        .ok_or_else(|| plain("waive-no-report", &path.display().to_string(), lang))?;
    let report = serde_json::from_slice(source.bytes()).ok();
    report.as_ref().and_then(accepted).ok_or_else(|| plain("waive-no-report", source.name(), lang))
}

fn write(
    context: &Context,
    chosen: &[Reported],
    found: &[Reported],
    approved: &Approved,
    out: &mut impl Write,
) -> io::Result<u8> {
    let lang = context.lang;
    let Some(on) = approved.on.or_else(super::today) else {
        return refuse(context, vec![plain("waivers-today", "", lang)]);
    };
    let approval = Approval {
        reason: approved.reason.trim().to_owned(),
        approved_by: approved.approved_by.trim().to_owned(),
        on: on.to_string(),
        expires: approved.expires.to_string(),
    };
    let done = written(chosen, found, &approval, &approved.to, lang);
    let accepted = match done {
        Ok(accepted) => accepted,
        Err(problem) => return refuse(context, vec![problem]),
    };
    for one in chosen {
        let line = format!("{} {} {}: {}", one.fingerprint, one.rule, one.document, one.message);
        context.line(0, &escape(&line), out)?;
    }
    let (added, replaced) = (accepted.added.to_string(), accepted.replaced.to_string());
    let file = approved.to.display().to_string();
    let args = [("added", &*added), ("replaced", &replaced), ("file", &file)];
    context.line(0, &lang.text("waive-written", &args), out)?;
    Ok(exit::CLEAN)
}

fn written(
    chosen: &[Reported],
    found: &[Reported],
    approval: &Approval,
    to: &Path,
    lang: Lang,
) -> Result<hegui::waiver::Accepted, Problem> {
    if approval.reason.is_empty() || approval.approved_by.is_empty() {
        return Err(plain("waive-blank", "", lang));
    }
    if approval.expires < approval.on {
        return Err(plain("waive-order", &approval.expires, lang));
    }
    let known = load::named_file(to, lang)?;
    let text = match &known {
        Some(known) => known.text().ok_or_else(|| plain("waivers-syntax-of", known.name(), lang))?,
        None => "",
    };
    let (text, accepted) = add(text, chosen, found, approval)
        .map_err(|reason| plain("waivers-syntax-of", &format!("{}: {reason}", to.display()), lang))?;
    let mut file = Beside::open(to, lang)?;
    file.write_all(text.as_bytes()).map_err(|error| beside::unwritten(to, &error, lang))?;
    file.finish(lang)?;
    Ok(accepted)
}
