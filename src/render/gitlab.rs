//! GitLab's code quality report: one entry a finding, for the widget of a merge request.

use std::io::{self, Write};

use serde::Serialize;

use super::escape::escape;
use super::facts;
use super::frame::Frame;
use super::sink::Sink;
use crate::report::{Closing, DocumentReport, Finding, Problem, Severity};
use crate::source::SourceFile;

/// The format, with the writer that it goes to.
#[derive(Debug)]
pub struct Gitlab<W> {
    out: W,
    frame: Frame,
    is_first: bool,
}

#[derive(Serialize)]
struct Entry<'e> {
    description: &'e str,
    check_name: &'e str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'e>,
}

#[derive(Serialize)]
struct Location<'e> {
    path: &'e str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

impl<W: Write> Gitlab<W> {
    /// The format for a writer.
    pub fn new(out: W, frame: Frame) -> Self {
        Self { out, frame, is_first: true }
    }

    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            writeln!(self.out, ",")?;
        }
        Ok(serde_json::to_writer(&mut self.out, entry)?)
    }

    fn description(&self, document: &DocumentReport, finding: &Finding) -> String {
        let message = facts::message(document, finding, self.frame.lang);
        format!("{message}{}", facts::standing_behind(finding, self.frame.lang))
    }
}

impl<W: Write> Sink for Gitlab<W> {
    fn open(&mut self) -> io::Result<()> {
        writeln!(self.out, "[")
    }

    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        let path = local(&document.path);
        for finding in &document.findings {
            let known = finding.fingerprint.map_or_else(String::new, |known| known.to_string());
            let severity = match finding.severity {
                _ if finding.waived.is_some() => "info",
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            };
            self.entry(&Entry {
                description: &self.description(document, finding),
                check_name: finding.rule.as_str(),
                fingerprint: unique(&[&document.path, finding.rule.as_str(), &known]),
                severity,
                location: Location {
                    path,
                    lines: Lines { begin: facts::position(document, finding).map_or(1, |at| at.line) },
                },
            })?;
        }
        Ok(())
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        for problem in &closing.errors {
            let file = problem.file.as_deref().unwrap_or("-");
            let message = problem.message.text(self.frame.lang);
            let begin = facts::position_of(problem).map_or(1, |at| at.line);
            self.entry(&Entry {
                description: &escape(&message),
                check_name: problem.rule.as_ref().map_or("hegui", |rule| rule.as_str()),
                fingerprint: unique(&[file, &begin.to_string(), &message]),
                severity: "blocker",
                location: Location { path: local(file), lines: Lines { begin } },
            })?;
        }
        writeln!(self.out, "\n]")?;
        self.out.flush()
    }
}

/// A path as GitLab finds it in the repository: without `./`.
fn local(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// The report wants a fingerprint that no other entry has: that of a finding is unique within its document.
fn unique(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    SourceFile::new("", parts.concat().as_bytes()).sha256()
}
