//! A package whose parts stay as they are but for those that are changed, and XML into which pieces are put.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::Range;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::fault::Fault;
use super::xml::{Step, Steps};

/// A package with its changes.
pub(super) struct Package<'p> {
    bytes: &'p [u8],
    names: Vec<String>,
    changed: BTreeMap<String, String>,
}

impl<'p> Package<'p> {
    pub(super) fn new(bytes: &'p [u8]) -> Result<Self, Fault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(Fault::broken)?;
        let names = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
        Ok(Self { bytes, names, changed: BTreeMap::new() })
    }

    /// Whether there is such a part, a new one too.
    pub(super) fn has(&self, name: &str) -> bool {
        self.changed.contains_key(name) || self.names.iter().any(|known| known == name)
    }

    /// A part as it is now; `None` if there is none.
    pub(super) fn part(&self, name: &str) -> Result<Option<String>, Fault> {
        match self.changed.get(name) {
            Some(text) => Ok(Some(text.clone())),
            None => super::package::part(self.bytes, name),
        }
    }

    /// The same of a part that a workbook cannot be without.
    pub(super) fn required(&self, name: &str) -> Result<String, Fault> {
        let missing = || Fault::new("workbook-broken").with("reason", name);
        self.part(name)?.ok_or_else(missing)
    }

    /// Puts a text in the place of a part, or adds it.
    pub(super) fn put(&mut self, name: &str, text: String) {
        self.changed.insert(name.to_owned(), text);
    }

    /// The package: every part that was not changed is copied as it is packed.
    pub(super) fn write(&self) -> Result<Vec<u8>, Fault> {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(Fault::broken)?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        let put = |writer: &mut ZipWriter<_>, name: &str, text: &str| -> Result<(), Fault> {
            writer.start_file(name, options).map_err(Fault::broken)?;
            writer.write_all(text.as_bytes()).map_err(Fault::broken)
        };
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(Fault::broken)?;
            let name = part.name().map(std::borrow::Cow::into_owned).map_err(Fault::broken)?;
            match self.changed.get(&name) {
                Some(text) => {
                    drop(part);
                    put(&mut writer, &name, text)?;
                }
                None => writer.raw_copy_file(part).map_err(Fault::broken)?,
            }
        }
        for (name, text) in self.changed.iter().filter(|(name, _)| !self.names.contains(name)) {
            put(&mut writer, name, text)?;
        }
        Ok(writer.finish().map_err(Fault::broken)?.into_inner())
    }
}

/// An element right inside the outermost one.
#[derive(Debug, Clone)]
pub(super) struct Child {
    /// Its local name.
    pub(super) name: String,
    /// All of it.
    pub(super) range: Range<usize>,
}

/// The outermost element of a part, and what stands right in it.
#[derive(Debug)]
pub(super) struct Outline {
    /// What stands before the local names of its elements, with the colon; mostly nothing.
    pub(super) prefix: String,
    pub(super) children: Vec<Child>,
    /// Where its end tag begins.
    pub(super) end: usize,
}

impl Outline {
    /// Reads the outline of a part.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let mut steps = Steps::new(text);
        let mut outline = Self { prefix: String::new(), children: Vec::new(), end: text.len() };
        let mut depth = 0_usize;
        let mut begun = (String::new(), 0);
        loop {
            let at = steps.position();
            match steps.next()? {
                Step::Open(element) => {
                    match depth {
                        0 => {
                            let name = element.name();
                            let name: &str = name.as_ref();
                            outline.prefix =
                                name.split_once(':').map_or_else(String::new, |(head, _)| format!("{head}:"));
                        }
                        1 => begun = (element.local_name().as_ref().to_owned(), at),
                        _ => {}
                    }
                    depth += 1;
                }
                Step::Empty(element) if depth == 1 => {
                    let name = element.local_name().as_ref().to_owned();
                    outline.children.push(Child { name, range: at..steps.position() });
                }
                Step::Close(_) => {
                    depth = depth.saturating_sub(1);
                    match depth {
                        0 => {
                            outline.end = at;
                            return Ok(outline);
                        }
                        1 => outline
                            .children
                            .push(Child { name: begun.0.clone(), range: begun.1..steps.position() }),
                        _ => {}
                    }
                }
                Step::End => return Err(Fault::broken("XML")),
                Step::Empty(_) | Step::Text(_) => {}
            }
        }
    }

    /// Where the first of some elements begins; the end of all where there is none.
    pub(super) fn before(&self, names: &[&str]) -> usize {
        let first = self.children.iter().find(|child| names.contains(&child.name.as_str()));
        first.map_or(self.end, |child| child.range.start)
    }

    pub(super) fn find(&self, name: &str) -> Option<&Child> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Puts pieces into a text, each in the place of a range; ranges do not overlap.
pub(super) fn spliced(text: &str, mut pieces: Vec<(Range<usize>, String)>) -> String {
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::new();
    let mut at = 0;
    for (range, piece) in pieces {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&piece);
        at = range.end.max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// A text in XML: what XML cannot hold at all is left out.
pub(super) fn escaped(text: &str) -> String {
    let is_allowed =
        |c: &char| matches!(c, '\t' | '\n') || *c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text: String = text.chars().filter(is_allowed).collect();
    quick_xml::escape::escape(text.as_str()).into_owned()
}
