//! A certificate, written as the check goes: nothing is kept of a document once it is written. The same check gives the same bytes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::certificate::{Certificate, DocumentEntry, ErrorEntry, FileEntry, Given, PackEntry, ProgramEntry};
use crate::report::{Closing, DocumentReport};
use crate::wording::Lang;

/// What stands before the documents.
#[derive(Debug, Clone)]
pub struct Head {
    /// What the command line said.
    pub options: Given,
    /// `hegui.toml`.
    pub configuration: Option<FileEntry>,
    /// The file of waivers.
    pub waivers: Option<FileEntry>,
    /// The file of explanations.
    pub explanations: Option<FileEntry>,
}

/// A certificate that is being written: a line for each document.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    documents: usize,
    packs: BTreeMap<String, PackEntry>,
}

impl<W: Write> Writer<W> {
    /// Writes what stands before the documents.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn open(mut out: W, head: &Head) -> io::Result<Self> {
        write!(out, "{{\n  \"certificate\": {}", Certificate::VERSION)?;
        member(&mut out, "program", &ProgramEntry::this())?;
        member(&mut out, "options", &head.options)?;
        let Head { configuration, waivers, explanations, .. } = head;
        let files = [("configuration", configuration), ("waivers", waivers), ("explanations", explanations)];
        for (key, file) in files {
            if let Some(file) = file {
                member(&mut out, key, file)?;
            }
        }
        out.write_all(b",\n  \"documents\": [")?;
        Ok(Self { out, documents: 0, packs: BTreeMap::new() })
    }

    /// Writes what became of a document.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn document(&mut self, document: &DocumentReport) -> io::Result<()> {
        if let Some(pack) = &document.pack
            && !self.packs.contains_key(&pack.id)
        {
            self.packs.insert(pack.id.clone(), PackEntry::of(pack));
        }
        self.out.write_all(if self.documents == 0 { b"\n    " } else { b",\n    " })?;
        self.documents += 1;
        serde_json::to_writer(&mut self.out, &DocumentEntry::of(document)).map_err(Into::into)
    }

    /// Writes what stands behind the documents, its messages in a language, and gives back what was written to.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn close(mut self, closing: &Closing, status: u8, lang: Lang) -> io::Result<W> {
        self.out.write_all(if self.documents == 0 { b"]" } else { b"\n  ]" })?;
        lines(&mut self.out, "packs", self.packs.values())?;
        lines(&mut self.out, "errors", closing.errors.iter().map(|problem| ErrorEntry::of(problem, lang)))?;
        member(&mut self.out, "status", &status)?;
        self.out.write_all(b"\n}\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

fn member(out: &mut impl Write, key: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, ",\n  \"{key}\": ")?;
    serde_json::to_writer(out, value).map_err(Into::into)
}

/// A list with a line for each of its elements.
fn lines(out: &mut impl Write, key: &str, values: impl Iterator<Item = impl Serialize>) -> io::Result<()> {
    write!(out, ",\n  \"{key}\": [")?;
    let mut is_first = true;
    for value in values {
        out.write_all(if is_first { b"\n    " } else { b",\n    " })?;
        is_first = false;
        serde_json::to_writer(&mut *out, &value)?;
    }
    out.write_all(if is_first { b"]" } else { b"\n  ]" })
}
