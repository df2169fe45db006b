//! What several formats say of a finding in the same way.

use super::escape::escape;
use crate::document::Pointer;
use crate::report::{DocumentReport, Explained, Finding, Label, Problem, Severity, Waived};
use crate::source::{Position, SourceFile};
use crate::wording::Lang;

/// The word for a severity in the reader's language.
pub(super) fn severity(severity: Severity, lang: Lang) -> String {
    lang.text(&format!("severity-{}", severity.as_str()), &[])
}

/// The text that lines and columns are counted in; `None` for a form that was read from a sheet: nobody has the JSON in between.
pub(super) fn text(document: &DocumentReport) -> Option<&SourceFile> {
    document.source.as_deref().filter(|_| document.printed.is_none())
}

/// The text that lines and columns of a label are counted in, which may be that of another form of the set.
pub(super) fn text_of<'d>(document: &'d DocumentReport, label: &'d Label) -> Option<&'d SourceFile> {
    match &label.home {
        Some(home) => Some(&*home.source).filter(|_| home.printed.is_none()),
        None => text(document),
    }
}

/// The path of the form that a label is in.
pub(super) fn path_of<'d>(document: &'d DocumentReport, label: &'d Label) -> &'d str {
    label.home.as_ref().map_or(&document.path, |home| home.source.name())
}

/// The cells of a finding in other forms of its set, each with where it is, what it is called and what stands there.
pub(super) fn elsewhere(finding: &Finding, lang: Lang) -> Vec<String> {
    let one = |label: &Label| {
        let home = label.home.as_ref()?;
        let path = escape(home.source.name());
        let at =
            || positions(Some(&*home.source), label).map(|(at, _)| format!(":{}:{}", at.line, at.column));
        let spot = match (&home.printed, label.cell) {
            (Some(printed), cell) => cell.map(|cell| format!(" {}", printed.address(cell).text(lang))),
            (None, _) => at(),
        };
        let message = label.message.as_ref().map(|message| message.text(lang));
        let said = [label.label.as_ref(), label.text.as_ref().or(label.value.as_ref()), message.as_ref()];
        let said: Vec<String> = said.into_iter().flatten().map(|said| escape(said).into_owned()).collect();
        Some(format!("{path}{} {}", escape(&spot.unwrap_or_default()), said.join(" ")).trim_end().to_owned())
    };
    finding.related.iter().filter_map(one).collect()
}

/// Where a label begins and ends; `None` if nothing is known of it.
pub(super) fn positions(source: Option<&SourceFile>, label: &Label) -> Option<(Position, Position)> {
    let (source, span) = source.zip(label.span)?;
    Some((source.position(span.start), source.position(span.end)))
}

/// Where a finding begins in its text; `None` if nothing is known of it, and for a form that was read from a sheet.
pub(super) fn position(document: &DocumentReport, finding: &Finding) -> Option<Position> {
    positions(text(document), &finding.place).map(|(start, _)| start)
}

/// The cell of a label, `表1!D7`; `None` for a form that was read from no sheet.
pub(super) fn cell(document: &DocumentReport, label: &Label, lang: Lang) -> Option<String> {
    let printed = match &label.home {
        Some(home) => home.printed.as_ref(),
        None => document.printed.as_ref(),
    };
    let (printed, cell) = printed.zip(label.cell)?;
    Some(escape(&printed.address(cell).text(lang)).into_owned())
}

/// Where a finding is as people look for it: the cell of the sheet, else line and column; `None` for one that is nowhere.
pub(super) fn spot(document: &DocumentReport, finding: &Finding, lang: Lang) -> Option<String> {
    let at = || position(document, finding).map(|at| format!("{}:{}", at.line, at.column));
    cell(document, &finding.place, lang).or_else(at)
}

/// The file of a finding with where it is there: `a.json:12:5`, `a.xlsx 表1!D7`.
pub(super) fn place(document: &DocumentReport, finding: &Finding, lang: Lang) -> String {
    let path = escape(&document.path);
    let between = if document.printed.is_some() { ' ' } else { ':' };
    spot(document, finding, lang).map_or_else(|| path.to_string(), |spot| format!("{path}{between}{spot}"))
}

/// The message of a finding behind its cell, for formats that have no room for a cell elsewhere.
pub(super) fn message(document: &DocumentReport, finding: &Finding, lang: Lang) -> String {
    let message = finding.message.text(lang);
    let message = escape(&message);
    match cell(document, &finding.place, lang) {
        Some(cell) => format!("{cell}: {message}"),
        None => message.into_owned(),
    }
}

/// What is needed for a rule, each as people find it: the cell of a sheet where there is one, else by its name on the
/// form.
pub(super) fn needs(document: &DocumentReport, needs: &[Pointer], lang: Lang) -> Vec<String> {
    let mut named: Vec<String> = needs.iter().map(|pointer| where_is(document, pointer, lang)).collect();
    // Of a form that is not there every cell is lacking.
    named.dedup();
    named
}

/// The message that says what is lacking of a form, or of the forms of a set.
pub(super) fn unchecked(document: &DocumentReport) -> &'static str {
    if document.set.is_some() { "summary-set-not-checked" } else { "summary-not-checked" }
}

fn where_is(document: &DocumentReport, pointer: &Pointer, lang: Lang) -> String {
    if let Some((form, inner)) = document.set.as_ref().and_then(|set| set.form_at(pointer)) {
        let Some(inner) = inner else { return form };
        let outline = document.pack.as_ref().map(|pack| &pack.about.outline);
        let name = outline.and_then(|outline| outline.name_of(&inner)).unwrap_or_default();
        return if name.is_empty() { form } else { format!("{form} {name}") };
    }
    let printed = document.printed.as_ref();
    let cell =
        printed.and_then(|printed| Some(printed.address(*printed.cells.get(pointer.as_str())?).text(lang)));
    let named = || document.pack.as_ref()?.about.outline.name_of(pointer).filter(|name| !name.is_empty());
    cell.or_else(named).unwrap_or_else(|| pointer.as_str().to_owned())
}

/// Where a problem is.
pub(super) fn position_of(problem: &Problem) -> Option<Position> {
    problem.place.as_ref().map(|(source, span)| source.position(span.start))
}

/// That a finding is waived, why, by whom and until when, in one line.
pub(super) fn waived(waived: &Waived, lang: Lang) -> String {
    let args = [
        ("reason", &*escape(&waived.reason)),
        ("by", &*escape(&waived.approved_by)),
        ("on", &*escape(&waived.on)),
        ("expires", &*escape(&waived.expires)),
    ];
    lang.text("finding-waived", &args)
}

/// What those who filled in the form say of a finding, who and when, in one line.
pub(super) fn explained(explained: &Explained, lang: Lang) -> String {
    let args = [
        ("text", &*escape(&explained.text)),
        ("by", &*escape(&explained.by)),
        ("on", &*escape(&explained.on)),
    ];
    lang.text("finding-explained", &args)
}

/// That a finding is waived, and what is said of it, a line each.
pub(super) fn standing(finding: &Finding, lang: Lang) -> Vec<String> {
    let waived = finding.waived.as_deref().map(|known| waived(known, lang));
    let explained = finding.explained.as_deref().map(|known| explained(known, lang));
    waived.into_iter().chain(explained).collect()
}

/// The same in brackets behind a message; empty if there is nothing.
pub(super) fn standing_behind(finding: &Finding, lang: Lang) -> String {
    let lines: Vec<String> = standing(finding, lang).iter().map(|line| format!(" ({line})")).collect();
    lines.concat()
}

/// What stands below the message of a finding, each a line without line feeds: the calculation, the advice, the basis, the
/// waiver, the explanation.
pub(super) fn below(finding: &Finding, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(calculation) = &finding.calculation {
        lines.push(lang.text("finding-calculation", &[("calculation", &escape(&calculation.text(lang)))]));
    }
    if let Some(help) = &finding.help {
        lines.push(lang.text("finding-help", &[("help", &escape(&help.text(lang)))]));
    }
    let elsewhere = elsewhere(finding, lang);
    if !elsewhere.is_empty() {
        let named = elsewhere.join(&lang.text("list-separator", &[]));
        lines.push(lang.text("finding-elsewhere", &[("places", &named)]));
    }
    let basis = basis(finding, lang);
    if !basis.is_empty() {
        lines.push(lang.text("finding-basis", &[("basis", &escape(&basis))]));
    }
    lines.extend(standing(finding, lang));
    lines
}

/// The law that a finding stands on; empty for mere custom.
pub(super) fn basis(finding: &Finding, lang: Lang) -> String {
    let basis: Vec<&str> =
        finding.basis.iter().map(String::as_str).filter(|basis| *basis != "convention").collect();
    basis.join(&lang.text("list-separator", &[]))
}

/// A line made harmless to what reads the log of a run: a line that begins with `::`, or holds `##[` or `##vso[`, is a
/// command there.
#[must_use]
pub fn harmless(line: &str) -> String {
    let begins = line.trim_start().starts_with("::");
    let line = if begins { line.replacen("::", "\\u{003a}:", 1) } else { line.to_owned() };
    if !line.contains("##") {
        return line;
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some((before, behind)) = rest.split_once("##") {
        out.push_str(before);
        let is_command = behind.starts_with(|c: char| c == '[' || c.is_ascii_alphabetic());
        out.push_str(if is_command { "#\\u{0023}" } else { "##" });
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_to_the_runner_of_a_check_are_written_out() {
        assert_eq!(harmless("  ::error::x"), "  \\u{003a}:error::x");
        assert_eq!(
            harmless("a ##[error]b ##vso[task] ## c ##"),
            "a #\\u{0023}[error]b #\\u{0023}vso[task] ## c ##"
        );
        assert_eq!(harmless("a::b"), "a::b");
    }
}
