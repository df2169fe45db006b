//! Findings as rows of a table, for spreadsheets.

use super::escape::escape;
use super::facts;
use crate::document::Pointer;
use crate::report::{DocumentReport, Finding, Problem};
use crate::wording::{Lang, Message};

/// The columns, by the ids of their headings.
pub(super) const COLUMNS: [&str; 18] = [
    "column-document",
    "column-severity",
    "column-rule",
    "column-title",
    "column-label",
    "column-message",
    "column-actual",
    "column-expected",
    "column-calculation",
    "column-help",
    "column-basis",
    "column-cell",
    "column-pointer",
    "column-line",
    "column-column",
    "column-waived",
    "column-explained",
    "column-fingerprint",
];

/// A row, all of it text, control characters and line feeds written out.
pub(super) type Row = [String; COLUMNS.len()];

/// The headings.
pub(super) fn heads(lang: Lang) -> Row {
    COLUMNS.map(|id| lang.text(id, &[]))
}

/// The row of a finding.
pub(super) fn row(document: &DocumentReport, finding: &Finding, lang: Lang) -> Row {
    let at = facts::position(document, finding);
    let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
    let plain = |text: Option<&String>| text.cloned().unwrap_or_default();
    let said = |message: Option<&Message>| message.map(|message| message.text(lang)).unwrap_or_default();
    let about = document.pack.as_ref().and_then(|pack| pack.about.rule(&finding.rule));
    let row = [
        document.path.clone(),
        facts::severity(finding.severity, lang),
        finding.rule.to_string(),
        said(about.map(|about| &about.title)),
        plain(finding.place.label.as_ref()),
        finding.message.text(lang),
        plain(finding.actual.as_ref()),
        said(finding.expected.as_ref()),
        said(finding.calculation.as_ref()),
        said(finding.help.as_ref()),
        facts::basis(finding, lang),
        facts::cell(document, &finding.place, lang).unwrap_or_default(),
        finding.place.pointer.as_ref().map(Pointer::to_string).unwrap_or_default(),
        number(at.map(|at| at.line)),
        number(at.map(|at| at.column)),
        finding.waived.as_deref().map(|waived| facts::waived(waived, lang)).unwrap_or_default(),
        finding.explained.as_deref().map(|known| facts::explained(known, lang)).unwrap_or_default(),
        finding.fingerprint.map(|known| known.to_string()).unwrap_or_default(),
    ];
    row.map(|text| escape(&text).into_owned())
}

/// The row of what is wrong with a pack, a rule or a file.
pub(super) fn problem(problem: &Problem, lang: Lang) -> Row {
    let at = facts::position_of(problem);
    let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut row = Row::default();
    let cells = [
        problem.file.clone().unwrap_or_default(),
        lang.text("column-problem", &[]),
        problem.rule.as_ref().map(ToString::to_string).unwrap_or_default(),
        String::new(),
        String::new(),
        problem.message.text(lang),
        String::new(),
        String::new(),
        String::new(),
        problem.help.as_ref().map(|help| help.text(lang)).unwrap_or_default(),
        String::new(),
        String::new(),
        String::new(),
        number(at.map(|at| at.line)),
        number(at.map(|at| at.column)),
    ];
    for (to, cell) in row.iter_mut().zip(cells) {
        *to = escape(&cell).into_owned();
    }
    row
}

/// Whether a spreadsheet would take a text for a formula, one with full-width signs too. A plain figure is none.
pub(super) fn is_formula(text: &str) -> bool {
    let signs = ['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    let is_figure = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'))
    };
    text.strip_prefix(signs).is_some_and(|rest| !is_figure(rest) || !text.starts_with(['+', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_takes_for_a_formula() {
        for text in ["=1+1", "@SUM(A1)", "+1+cmd|' /C calc'!A0", "-2+3", "\u{ff1d}1", "-"] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["-24,525.50", "+8.2%", "93.23%", "预算=1", ""] {
            assert!(!is_formula(text), "{text}");
        }
    }
}
