//! Findings as a workbook: a sheet of findings with a filter, and one that counts for each form. Every cell is a text or a
//! count, never a formula or a link.
//!
//! A workbook is written as a whole, so the set is kept until the end.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::escape::escape;
use super::frame::Frame;
use super::sink::Sink;
use super::table::{self, COLUMNS, Row};
use crate::report::{Closing, DocumentReport, Problem, Summary};

/// Rows that a sheet has room for below its headings.
const ROWS: u32 = 1_048_575;

/// Characters that a cell has room for.
const LONGEST: usize = 32_000;

/// Characters that the columns of findings are wide, in their order.
const WIDTHS: [f64; COLUMNS.len()] =
    [28.0, 8.0, 28.0, 32.0, 28.0, 48.0, 16.0, 16.0, 40.0, 32.0, 28.0, 10.0, 28.0, 6.0, 6.0, 28.0, 40.0, 20.0];

/// The columns of the sheet that counts, by the ids of their headings.
const COUNTS: [&str; 9] = [
    "column-document",
    "column-errors",
    "column-warnings",
    "column-infos",
    "column-waived",
    "column-passed",
    "column-failed",
    "column-not-checked",
    "column-broken",
];

/// The format, with the writer that it goes to.
pub struct Xlsx<W> {
    out: W,
    frame: Frame,
    /// Sheets of findings: one, and a further one each time that it is full.
    findings: Vec<Sheet>,
    documents: Sheet,
}

/// A sheet with the row that is written next.
struct Sheet {
    sheet: Worksheet,
    next: u32,
}

/// How cells look.
struct Looks {
    head: Format,
    text: Format,
    /// As a text with `'` before it: editing it makes no formula of it.
    quoted: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let quoted = text.clone().set_quote_prefix();
        Self { head: Format::new().set_bold(), text, quoted }
    }
}

impl Sheet {
    fn new(name: &str, heads: &[String], widths: &[f64]) -> Result<Self, XlsxError> {
        let looks = Looks::new();
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (column, head) in (0..).zip(heads) {
            sheet.write_string_with_format(0, column, head, &looks.head)?;
        }
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        Ok(Self { sheet, next: 1 })
    }

    fn add(&mut self, row: &[String], looks: &Looks) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(row) {
            let cut: String = cell.chars().take(LONGEST).collect();
            let look = if table::is_formula(cell) { &looks.quoted } else { &looks.text };
            self.sheet.write_string_with_format(self.next, column, &*cut, look)?;
        }
        self.next += 1;
        Ok(())
    }

    fn finish(mut self, columns: usize) -> Result<Worksheet, XlsxError> {
        let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(0);
        self.sheet.autofilter(0, 0, self.next - 1, last)?;
        self.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        Ok(self.sheet)
    }
}

impl<W: Write> Xlsx<W> {
    /// The format for a writer.
    ///
    /// # Errors
    /// A sheet that cannot be made.
    pub fn new(out: W, frame: Frame) -> io::Result<Self> {
        let heads = COUNTS.map(|id| frame.lang.text(id, &[]));
        let widths = [40.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 10.0, 8.0];
        let documents = Sheet::new(&frame.lang.text("sheet-documents", &[]), &heads, &widths)
            .map_err(io::Error::other)?;
        Ok(Self { out, frame, findings: Vec::new(), documents })
    }

    fn finding(&mut self, row: &Row, looks: &Looks) -> Result<(), XlsxError> {
        if self.findings.last().is_none_or(|sheet| sheet.next > ROWS) {
            let name = self.frame.lang.text("sheet-findings", &[]);
            let number = self.findings.len() + 1;
            let name = if number > 1 { format!("{name} {number}") } else { name };
            self.findings.push(Sheet::new(&name, &table::heads(self.frame.lang), &WIDTHS)?);
        }
        self.findings.last_mut().map_or(Ok(()), |sheet| sheet.add(row, looks))
    }

    fn count(&mut self, document: &DocumentReport, looks: &Looks) -> Result<(), XlsxError> {
        if self.documents.next > ROWS {
            return Ok(());
        }
        let mut summary = Summary::default();
        summary.add(document);
        let waived = summary.waived();
        let Summary { errors, warnings, infos, passed, failed, not_checked, broken, .. } = summary;
        let path = [escape(&document.path).into_owned()];
        self.documents.add(&path, looks)?;
        let row = self.documents.next - 1;
        for (column, count) in
            (1..).zip([errors, warnings, infos, waived, passed, failed, not_checked, broken])
        {
            self.documents.sheet.write_number(row, column, u32::try_from(count).unwrap_or(u32::MAX))?;
        }
        Ok(())
    }

    fn finish(&mut self, closing: &Closing) -> Result<Vec<u8>, XlsxError> {
        let looks = Looks::new();
        for problem in &closing.errors {
            self.finding(&table::problem(problem, self.frame.lang), &looks)?;
        }
        let mut workbook = Workbook::new();
        // The same report gives the same bytes.
        let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let mut findings = std::mem::take(&mut self.findings);
        if findings.is_empty() {
            let name = self.frame.lang.text("sheet-findings", &[]);
            findings.push(Sheet::new(&name, &table::heads(self.frame.lang), &WIDTHS)?);
        }
        for sheet in findings {
            workbook.push_worksheet(sheet.finish(COLUMNS.len())?);
        }
        let documents = Sheet { sheet: Worksheet::new(), next: 1 };
        let documents = std::mem::replace(&mut self.documents, documents);
        workbook.push_worksheet(documents.finish(COUNTS.len())?);
        workbook.save_to_buffer()
    }
}

impl<W: Write> Sink for Xlsx<W> {
    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        let looks = Looks::new();
        for finding in &document.findings {
            let row = table::row(document, finding, self.frame.lang);
            self.finding(&row, &looks).map_err(io::Error::other)?;
        }
        self.count(document, &looks).map_err(io::Error::other)
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        let bytes = self.finish(closing).map_err(io::Error::other)?;
        self.out.write_all(&bytes)?;
        self.out.flush()
    }
}
