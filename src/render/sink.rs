//! What takes a report while the check runs: one document after the other, and what stands at the end.

use std::io;

use crate::report::{Closing, DocumentReport, Problem, Report};

/// A format that is written while the check runs. No document is kept once it has been taken.
pub trait Sink {
    /// Takes one more document, in the order of the input, with what is wrong with its file, its pack and its rules, as far
    /// as no document before it has told that. The same is told again at the end. What is written is flushed, so that the
    /// reader has whole documents, whatever becomes of the rest.
    ///
    /// # Errors
    /// Those of the writer.
    fn document(&mut self, document: &DocumentReport, errors: &[Problem]) -> io::Result<()>;

    /// Takes the end, once.
    ///
    /// # Errors
    /// Those of the writer.
    fn close(&mut self, closing: &Closing) -> io::Result<()>;
}

/// Hands a whole report to a sink.
pub(super) fn write(report: &Report, sink: &mut impl Sink) -> io::Result<()> {
    for document in &report.documents {
        sink.document(document, &[])?;
    }
    sink.close(&report.closing())
}
