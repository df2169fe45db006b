//! One JSON text a line: each document as [`super::json`] tells it, on a line of its own.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{
    JsonDocument, JsonProblem, JsonSkipped, JsonSummary, TOOL, Tool, document, notes, problems, skipped,
    summary,
};
use super::sink::Sink;
use crate::report::{Closing, DocumentReport, Problem};
use crate::wording::Lang;

#[derive(Serialize)]
struct Line<'r> {
    version: u8,
    #[serde(flatten)]
    document: JsonDocument<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<JsonProblem<'r>>,
}

#[derive(Serialize)]
struct LastLine<'r> {
    version: u8,
    tool: Tool,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'r str>,
    errors: Vec<JsonProblem<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<JsonSkipped<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    summary: JsonSummary,
}

/// A line for each document, and one more at the end with what is wrong with packs, rules and files, and the counts.
#[derive(Debug)]
pub struct Ndjson<W> {
    out: W,
    /// Whether the last line is left out unless it tells errors that no document has told.
    is_pipe: bool,
    /// The language of messages.
    lang: Lang,
    told: usize,
}

impl<W: Write> Ndjson<W> {
    /// Lines yet to be written. With `is_pipe` there are as many as there are documents, for a program that hands in a form
    /// a line and reads a result a line: the last line is written only where it tells what no document could.
    pub fn new(out: W, is_pipe: bool, lang: Lang) -> Self {
        Self { out, is_pipe, lang, told: 0 }
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

impl<W: Write> Sink for Ndjson<W> {
    fn document(&mut self, one: &DocumentReport, errors: &[Problem]) -> io::Result<()> {
        self.told += errors.len();
        let errors = problems(errors, self.lang);
        self.line(&Line { version: 1, document: document(one, self.lang), errors })
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        if !self.is_pipe || closing.errors.len() > self.told {
            let errors = problems(&closing.errors, self.lang);
            let (as_of, summary) = (closing.as_of.as_deref(), summary(&closing.summary));
            let (skipped, notes) = (skipped(closing), notes(closing, self.lang));
            self.line(&LastLine { version: 1, tool: TOOL, as_of, errors, skipped, notes, summary })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::sample_report;

    #[test]
    fn the_sample_is_a_line_for_each_document_and_one_for_the_end() {
        let mut bytes = Vec::new();
        super::super::sink::write(&sample_report(), &mut Ndjson::new(&mut bytes, false, Lang::Zh)).unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap());
    }

    #[test]
    fn a_pipe_gets_a_line_for_each_document_and_no_other() {
        let report = sample_report();
        let mut bytes = Vec::new();
        let mut sink = Ndjson::new(&mut bytes, true, Lang::Zh);
        sink.document(&report.documents[0], &report.errors).unwrap();
        sink.document(&report.documents[1], &[]).unwrap();
        sink.close(&report.closing()).unwrap();
        let lines: Vec<serde_json::Value> = bytes
            .split_inclusive(|byte| *byte == b'\n')
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        let paths: Vec<&str> = lines.iter().map(|line| line["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["表格/甲.json", "b \"2\".json"]);
        assert_eq!(lines[0]["errors"][1]["message"], "没有这个文件");
        assert!(lines[1].get("errors").is_none());
    }
}
