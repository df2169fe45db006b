//! Findings as comma-separated values, for spreadsheets and scripts: UTF-8 with a byte order mark, which Excel needs to know
//! the encoding. What a spreadsheet would take for a formula has `'` before it.

use std::io::{self, Write};

use super::frame::Frame;
use super::sink::Sink;
use super::table::{self, Row};
use crate::report::{Closing, DocumentReport, Problem};

/// The format, with the writer that it goes to.
#[derive(Debug)]
pub struct Csv<W: Write> {
    rows: ::csv::Writer<W>,
    frame: Frame,
}

impl<W: Write> Csv<W> {
    /// The format for a writer.
    pub fn new(out: W, frame: Frame) -> Self {
        let rows = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
        Self { rows, frame }
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let defused = |cell: &String| if table::is_formula(cell) { format!("'{cell}") } else { cell.clone() };
        self.rows.write_record(row.iter().map(defused)).map_err(io::Error::from)
    }
}

impl<W: Write> Sink for Csv<W> {
    fn open(&mut self) -> io::Result<()> {
        let mut heads = table::heads(self.frame.lang);
        if let Some(first) = heads.first_mut() {
            first.insert(0, '\u{feff}');
        }
        self.row(&heads)
    }

    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        for finding in &document.findings {
            self.row(&table::row(document, finding, self.frame.lang))?;
        }
        Ok(())
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        for problem in &closing.errors {
            self.row(&table::problem(problem, self.frame.lang))?;
        }
        self.rows.flush()
    }
}
