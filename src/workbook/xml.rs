//! XML as the parts of a workbook have it: elements by their local name, and texts with their references resolved.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::fault::Fault;

/// A step through the text of a part.
#[derive(Debug)]
pub(super) enum Step<'x> {
    /// An element begins.
    Open(BytesStart<'x>),
    /// One that holds nothing.
    Empty(BytesStart<'x>),
    /// The element of a local name ends.
    Close(String),
    /// A piece of text.
    Text(String),
    /// The end.
    End,
}

/// Reads a part step by step.
pub(super) struct Steps<'x>(Reader<&'x [u8]>);

impl<'x> Steps<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        Self(Reader::from_str(text))
    }

    /// Where the next step begins, in bytes.
    pub(super) fn position(&self) -> usize {
        usize::try_from(self.0.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The next step.
    pub(super) fn next(&mut self) -> Result<Step<'x>, Fault> {
        loop {
            return Ok(match self.0.read_event().map_err(Fault::broken)? {
                Event::Start(element) => Step::Open(element),
                Event::Empty(element) => Step::Empty(element),
                Event::End(element) => Step::Close(element.local_name().as_ref().to_owned()),
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Step::Text(resolved(&reference)),
                Event::Eof => Step::End,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            });
        }
    }
}

/// A reference to a character; nothing for an entity that a document defines itself, which no office program writes.
fn resolved(reference: &BytesRef<'_>) -> String {
    let known = [("lt", "<"), ("gt", ">"), ("amp", "&"), ("apos", "'"), ("quot", "\"")];
    let name: &str = reference.as_ref();
    match known.into_iter().find(|(known, _)| *known == name) {
        Some((_, text)) => text.to_owned(),
        None => reference.resolve_char_ref().ok().flatten().map(String::from).unwrap_or_default(),
    }
}

/// The value of an attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|attribute| {
        let local: &str = attribute.key.local_name().into_inner();
        local == name
    })?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// The same as a number, 0 where it is none.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name).map(|text| text.parse().unwrap_or_default())
}
