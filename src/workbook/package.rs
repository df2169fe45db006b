//! What kind of file some bytes are, and whether it may be unpacked: nothing is read before its parts are known to be small.

use std::io::{Cursor, Read as _};
use std::sync::LazyLock;

use regex::bytes::Regex;
use zip::ZipArchive;

use super::fault::Fault;
use crate::source::SourceFile;

/// What kind of file some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Excel since 2007.
    Xlsx,
    /// The same in binary parts.
    Xlsb,
    /// Excel before, and WPS.
    Xls,
    /// `OpenDocument`.
    Ods,
    /// Word since 2007.
    Docx,
}

/// Bytes that the parts of a workbook may have together once unpacked.
const MOST_UNPACKED: u64 = 64 << 20;

/// Parts that a workbook may have.
const MOST_PARTS: usize = 10_000;

/// How a zip file begins; an empty one too.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// How a compound file begins: Office before 2007, and encrypted workbooks.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Endings of the files that are read, in lower case.
pub const READ: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "docx", "et"];

/// Endings of files of office programs that are not.
const NOT_READ: [&str; 4] = ["doc", "wps", "rtf", "pdf"];

/// Whether a file is one of an office program, by its first bytes or its name; one that is named as JSON is read as such, and
/// told where it breaks off.
#[must_use]
pub fn is_workbook(file: &SourceFile) -> bool {
    let others: [&[u8]; 3] = [COMPOUND, b"%PDF", b"{\\rtf"];
    let by_bytes = ZIP.iter().chain(&others).any(|magic| file.bytes().starts_with(magic));
    let ending = file.name().rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if ending == "json" {
        return false;
    }
    by_bytes || READ.iter().chain(&NOT_READ).any(|known| *known == ending)
}

/// Whether bytes are a page or a table in XML under the name of a workbook, as some programs export them.
fn is_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"<")
}

/// What a file is.
///
/// # Errors
/// One that cannot be read, with what to do instead.
pub(super) fn kind(bytes: &[u8]) -> Result<Kind, Fault> {
    if ZIP.iter().any(|magic| bytes.starts_with(magic)) {
        return zipped(bytes);
    }
    if bytes.starts_with(COMPOUND) {
        return compound(bytes);
    }
    Err(Fault::new(match bytes {
        _ if bytes.starts_with(b"%PDF") => "workbook-pdf",
        _ if bytes.starts_with(b"{\\rtf") => "workbook-doc",
        _ if is_markup(bytes) => "workbook-markup",
        _ => "workbook-unknown",
    }))
}

fn zipped(bytes: &[u8]) -> Result<Kind, Fault> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(Fault::broken)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    let kinds =
        [("xl/workbook.xml", Kind::Xlsx), ("xl/workbook.bin", Kind::Xlsb), ("word/document.xml", Kind::Docx)];
    if let Some((_, kind)) = kinds.into_iter().find(|(part, _)| has(part)) {
        return Ok(kind);
    }
    if has("content.xml") {
        return Ok(Kind::Ods);
    }
    // A workbook may keep its parts under other names, which its relations tell.
    if has("[Content_Types].xml") { Ok(Kind::Xlsx) } else { Err(Fault::new("workbook-unknown")) }
}

fn compound(bytes: &[u8]) -> Result<Kind, Fault> {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has("EncryptedPackage") {
        return Err(Fault::new("workbook-encrypted"));
    }
    if has("WordDocument") {
        return Err(Fault::new("workbook-doc"));
    }
    if has("Workbook") || has("Book") { Ok(Kind::Xls) } else { Err(Fault::new("workbook-unknown")) }
}

/// Unpacks every part that is not a picture once, one after the other.
///
/// # Errors
/// More parts or more bytes than a workbook has: a small file may unpack to very much.
pub(super) fn measure(bytes: &[u8]) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Fault::broken)?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(told)?;
        if part.name().is_ok_and(|name| name.contains("/media/")) {
            continue;
        }
        let mut text = Vec::new();
        part.take(left + 1).read_to_end(&mut text).map_err(Fault::broken)?;
        let unpacked = u64::try_from(text.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
        if claims_many(&text) {
            return Err(too_large());
        }
    }
    Ok(())
}

/// How many texts a part says that it holds: its reader makes room for as many before it reads one.
static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"uniqueCount\s*=\s*["']0*(\d+)"#).ok());

/// Texts of a workbook beyond which it is no form.
const MOST_TEXTS: u64 = 1_000_000;

fn claims_many(text: &[u8]) -> bool {
    let counts = COUNT.as_ref().into_iter().flat_map(|pattern| pattern.captures_iter(text));
    let mut digits = counts.filter_map(|groups| std::str::from_utf8(groups.get(1)?.as_bytes()).ok());
    digits.any(|digits| digits.parse::<u64>().map_or(true, |count| count > MOST_TEXTS))
}

/// What is wrong with an entry of a zip file.
fn told(error: zip::result::ZipError) -> Fault {
    match error {
        zip::result::ZipError::UnsupportedArchive(text) if text.to_lowercase().contains("password") => {
            Fault::new("workbook-encrypted")
        }
        other => Fault::broken(other),
    }
}

pub(super) fn too_large() -> Fault {
    Fault::new("workbook-too-large").with("limit", (MOST_UNPACKED >> 20).to_string())
}

/// A part as text; `None` if there is none of the name.
pub(super) fn part(bytes: &[u8], name: &str) -> Result<Option<String>, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Fault::broken)?;
    let Some(index) = archive.index_for_name(name) else { return Ok(None) };
    let mut text = Vec::new();
    let mut part = archive.by_index(index).map_err(told)?.take(MOST_UNPACKED + 1);
    part.read_to_end(&mut text).map_err(Fault::broken)?;
    if u64::try_from(text.len()).is_ok_and(|size| size > MOST_UNPACKED) {
        return Err(too_large());
    }
    String::from_utf8(text).map(Some).map_err(Fault::broken)
}
