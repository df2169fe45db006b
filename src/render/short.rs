//! One line a finding, `path:line:column: severity: message [rule]`, as compilers print them: for editors and `grep`. In the place
//! of line and column stands the cell of a form that was read from a sheet.

use std::io::{self, Write};

use super::escape::escape;
use super::facts;
use super::frame::Frame;
use super::sink::Sink;
use crate::report::{Closing, DocumentReport, Problem};

/// The format, with the writer that it goes to.
#[derive(Debug)]
pub struct Short<W> {
    out: W,
    frame: Frame,
}

impl<W: Write> Short<W> {
    /// The format for a writer.
    pub fn new(out: W, frame: Frame) -> Self {
        Self { out, frame }
    }

    fn line(&mut self, path: &str, at: Option<&str>, said: &str) -> io::Result<()> {
        let at = at.map_or_else(|| " ".to_owned(), |at| format!("{at}: "));
        // A path that begins like a command to the runner of the check is told by the same file.
        let here = if path.starts_with(':') { "./" } else { "" };
        writeln!(self.out, "{}", facts::harmless(&format!("{here}{}:{at}{said}", escape(path))))
    }
}

impl<W: Write> Sink for Short<W> {
    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        for finding in &document.findings {
            let waived = facts::standing_behind(finding, self.frame.lang);
            let (severity, message) = (finding.severity.as_str(), finding.message.text(self.frame.lang));
            let said = format!("{severity}: {} [{}]{waived}", escape(&message), finding.rule);
            self.line(&document.path, facts::spot(document, finding, self.frame.lang).as_deref(), &said)?;
        }
        Ok(())
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        for problem in &closing.errors {
            let rule = problem.rule.as_ref().map(|rule| format!(" [{rule}]")).unwrap_or_default();
            let message = problem.message.text(self.frame.lang);
            let said = format!("problem: {}{rule}", escape(&message));
            let at = facts::position_of(problem).map(|at| format!("{}:{}", at.line, at.column));
            self.line(problem.file.as_deref().unwrap_or("hegui"), at.as_deref(), &said)?;
        }
        self.out.flush()
    }
}
