//! `hegui waive`, `hegui baseline` and `hegui answer`: waivers and explanations written from a report.

use std::io::Write as _;
use std::path::Path;

use hegui::load;
use hegui::load::beside::{self, Beside};
use hegui::report::{Explained, Problem};
use hegui::rule::Day;
use hegui::waiver::{Accepted, Approval, Reported, accepted, add, explain};
use hegui::wording::{Lang, Message};

use super::options::{Acceptance, Answer, Baseline, Picked, Waive};

/// The fewest digits of a fingerprint that stand for it.
const FEWEST: usize = 8;

/// What was written, a line each, or why nothing was.
pub(super) type Said = Result<Vec<String>, Vec<Problem>>;

/// Accepts some findings of a report.
pub(super) fn waive(options: &Waive, today: Option<Day>, lang: Lang) -> Said {
    let found = findings(&options.picked.report).map_err(|problem| vec![problem])?;
    let chosen = chosen(&found, &options.picked)?;
    write(&chosen, &found, &options.approved, today, lang)
}

/// The findings that are named by the first digits of their fingerprints.
fn chosen(found: &[Reported], picked: &Picked) -> Result<Vec<Reported>, Vec<Problem>> {
    let document = picked.document.as_deref();
    let (mut chosen, mut problems): (Vec<Reported>, Vec<Problem>) = (Vec::new(), Vec::new());
    for wanted in &picked.fingerprints {
        let is_there = |one: &&Reported| {
            one.fingerprint.to_string().starts_with(wanted.as_str())
                && document.is_none_or(|document| one.document == document)
        };
        let fits: Vec<&Reported> = found.iter().filter(is_there).collect();
        match fits.as_slice() {
            _ if wanted.len() < FEWEST => problems.push(plain("waive-short", wanted)),
            [] => problems.push(plain("waive-none", wanted)),
            [one] => chosen.push((*one).clone()),
            // The same finding on several forms is told apart by the form.
            _ => problems.push(plain("waive-many", wanted)),
        }
    }
    if problems.is_empty() { Ok(chosen) } else { Err(problems) }
}

/// Says something of findings of a report.
pub(super) fn answer(options: &Answer, today: Option<Day>, lang: Lang) -> Said {
    let found = findings(&options.picked.report).map_err(|problem| vec![problem])?;
    let chosen = chosen(&found, &options.picked)?;
    let on = options.on.or(today).ok_or_else(|| vec![plain("waivers-today", "")])?;
    let (text, by) = (options.text.trim().to_owned(), options.by.trim().to_owned());
    if text.is_empty() || by.is_empty() {
        return Err(vec![plain("explanation-blank", "")]);
    }
    let said = Explained { text, by, on: on.to_string() };
    let added = |known: &str| explain(known, &chosen, &found, &said);
    let accepted = rewritten(&options.to, added).map_err(|problem| vec![problem])?;
    Ok(told(&chosen, accepted, "answer-written", &options.to, lang))
}

/// Accepts all findings of a report, for an archive that is taken over as it is.
pub(super) fn baseline(options: &Baseline, today: Option<Day>, lang: Lang) -> Said {
    let found = findings(&options.report).map_err(|problem| vec![problem])?;
    write(&found, &found, &options.approved, today, lang)
}

fn plain(id: &'static str, text: &str) -> Problem {
    let message = Message::new(id, &[("text", text)]);
    Problem { file: None, rule: None, place: None, message, help: Some(Message::new("waive-help", &[])) }
}

/// The findings of a JSON report that may be waived.
fn findings(path: &Path) -> Result<Vec<Reported>, Problem> {
    let source =
        load::named_file(path)?.ok_or_else(|| plain("waive-no-report", &path.display().to_string()))?;
    let report = serde_json::from_slice(source.bytes()).ok();
    report.as_ref().and_then(accepted).ok_or_else(|| plain("waive-no-report", source.name()))
}

fn write(
    chosen: &[Reported],
    found: &[Reported],
    approved: &Acceptance,
    today: Option<Day>,
    lang: Lang,
) -> Said {
    let on = approved.on.or(today).ok_or_else(|| vec![plain("waivers-today", "")])?;
    let approval = Approval {
        reason: approved.reason.trim().to_owned(),
        approved_by: approved.approved_by.trim().to_owned(),
        on: on.to_string(),
        expires: approved.expires.to_string(),
    };
    let accepted = written(chosen, found, &approval, &approved.to).map_err(|problem| vec![problem])?;
    Ok(told(chosen, accepted, "waive-written", &approved.to, lang))
}

/// What was written, a line for each finding.
fn told(chosen: &[Reported], accepted: Accepted, id: &str, to: &Path, lang: Lang) -> Vec<String> {
    let told = chosen
        .iter()
        .map(|one| format!("{} {} {}: {}", one.fingerprint, one.rule, one.document, one.message));
    let (added, replaced) = (accepted.added.to_string(), accepted.replaced.to_string());
    let file = to.display().to_string();
    let args = [("added", &*added), ("replaced", &replaced), ("file", &file)];
    told.chain([lang.text(id, &args)]).collect()
}

fn written(
    chosen: &[Reported],
    found: &[Reported],
    approval: &Approval,
    to: &Path,
) -> Result<Accepted, Problem> {
    if approval.reason.is_empty() || approval.approved_by.is_empty() {
        return Err(plain("waive-blank", ""));
    }
    if approval.expires < approval.on {
        return Err(plain("waive-order", &approval.expires));
    }
    rewritten(to, |text| add(text, chosen, found, approval))
}

/// Changes the text of a file, which need not be there, and stays as it is if anything fails.
fn rewritten(
    to: &Path,
    change: impl FnOnce(&str) -> Result<(String, Accepted), String>,
) -> Result<Accepted, Problem> {
    let known = load::named_file(to)?;
    let text = match &known {
        Some(known) => known.text().ok_or_else(|| plain("waivers-syntax-of", known.name()))?,
        None => "",
    };
    let (text, accepted) =
        change(text).map_err(|reason| plain("waivers-syntax-of", &format!("{}: {reason}", to.display())))?;
    let mut file = Beside::open(to)?;
    file.write_all(text.as_bytes()).map_err(|error| beside::unwritten(to, &error))?;
    file.finish()?;
    Ok(accepted)
}
