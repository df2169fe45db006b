//! Notes at cells: the text in one part, the frame that programs draw around it in another.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::fault::Fault;
use super::parts::{Mark, RELATION, declare, name_drawing, relate, relations, relations_of, resolved};
use super::splice::{Outline, Package, escaped, spliced};
use crate::sheet::{Spot, address};

/// The author of our notes.
const AUTHOR: &str = "hegui";

/// What stands before our text in a note of somebody else.
const BELOW: &str = "\n\u{2014}\u{2014} hegui \u{2014}\u{2014}\n";

/// Characters of a note; programs show no more of it without scrolling.
const LONGEST: usize = 1_500;

/// A run of ours in a note of somebody else.
static OWN_RUN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?s)<(?:\w+:)?r><(?:\w+:)?t [^>]*>\n\x{2014}\x{2014} hegui \x{2014}\x{2014}.*?</(?:\w+:)?r>")
        .ok()
});

/// A frame of ours.
static OWN_FRAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?s)<v:shape id="hegui_[^"]*".*?</v:shape>"#).ok());

/// Puts notes into a sheet; those of an earlier marking go.
pub(super) fn put(package: &mut Package<'_>, part: &str, marks: &[&Mark]) -> Result<(), Fault> {
    let mut texts: BTreeMap<Spot, String> = BTreeMap::new();
    for mark in marks {
        let Some((first, _)) = mark.cells else { continue };
        let text = texts.entry(first).or_default();
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&mark.message);
        for more in &mark.more {
            text.push('\n');
            text.push_str(more);
        }
    }
    let related =
        package.part(&relations_of(part))?.map(|text| relations(&text)).transpose()?.unwrap_or_default();
    let find = |kind: &str| {
        let relation = related.iter().find(|relation| relation.kind.ends_with(kind));
        relation.map(|relation| resolved(part, &relation.target))
    };
    let (comments, frames) = (find("/comments"), find("/vmlDrawing"));
    if comments.is_none() && texts.is_empty() {
        return Ok(());
    }
    let comments = match comments {
        Some(name) => name,
        None => begin_comments(package, part)?,
    };
    let new = put_comments(package, &comments, &texts)?;
    let frames = match frames {
        Some(name) => name,
        None if new.is_empty() => return Ok(()),
        None => begin_frames(package, part)?,
    };
    put_frames(package, &frames, &new)
}

/// A name of a part that is not taken.
fn free(package: &Package<'_>, before: &str, behind: &str) -> String {
    let names = (1_u32..).map(|number| format!("{before}{number}{behind}"));
    let mut free = names.filter(|name| !package.has(name));
    free.next().unwrap_or_default()
}

fn begin_comments(package: &mut Package<'_>, part: &str) -> Result<String, Fault> {
    let name = free(package, "xl/heguiComments", ".xml");
    relate(package, part, &format!("{RELATION}Comments"), "comments", &format!("/{name}"))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
    declare(package, "Override", "PartName", &format!("/{name}"), kind)?;
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>{AUTHOR}</author></authors><commentList></commentList></comments>"
    );
    package.put(&name, text);
    Ok(name)
}

fn begin_frames(package: &mut Package<'_>, part: &str) -> Result<String, Fault> {
    let name = free(package, "xl/drawings/heguiNotes", ".vml");
    let relation = format!("{RELATION}Notes");
    relate(package, part, &relation, "vmlDrawing", &format!("/{name}"))?;
    declare(
        package,
        "Default",
        "Extension",
        "vml",
        "application/vnd.openxmlformats-officedocument.vmlDrawing",
    )?;
    let sheet = name_drawing(&package.required(part)?, &relation)?;
    package.put(part, sheet);
    package.put(&name, FRAMES.to_owned());
    Ok(name)
}

/// The name spaces of a frame, which programs declare where they like: each frame brings its own.
const SPACES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";

/// An empty drawing of notes.
const FRAMES: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype></xml>";

/// Puts texts into the notes of a sheet: behind what somebody else wrote, else as notes of their own. The cells of the latter.
fn put_comments(
    package: &mut Package<'_>,
    name: &str,
    texts: &BTreeMap<Spot, String>,
) -> Result<Vec<Spot>, Fault> {
    let text = package.required(name)?;
    let clean = match OWN_RUN.as_ref() {
        Some(pattern) => pattern.replace_all(&text, "").into_owned(),
        None => text.clone(),
    };
    let outline = Outline::read(&clean)?;
    let p = outline.prefix.clone();
    let broken = || Fault::new("workbook-broken").with("reason", name);
    let authors = outline.find("authors").ok_or_else(broken)?.range.clone();
    let list = outline.find("commentList").ok_or_else(broken)?.range.clone();
    let mut pieces = Vec::new();
    let author = author(&clean, &authors, &p, &mut pieces)?;
    let mut left = texts.clone();
    let comments = inner(&clean, &list)?;
    let own = format!("authorId=\"{author}\"");
    for child in &comments.children {
        let range = list.start + child.range.start..list.start + child.range.end;
        let comment = clean.get(range.clone()).unwrap_or_default();
        let head = comment.split('>').next().unwrap_or_default();
        if head.contains(&own) {
            pieces.push((range, String::new()));
            continue;
        }
        let at = left.keys().find(|spot| head.contains(&format!("ref=\"{}\"", address(**spot)))).copied();
        if let Some(text) = at.and_then(|spot| left.remove(&spot)) {
            let end = comment.rfind(&format!("</{p}text>")).ok_or_else(broken)? + range.start;
            let run = format!(
                "<{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
                escaped(&format!("{BELOW}{}", cut(&text)))
            );
            pieces.push((end..end, run));
        }
    }
    let new: Vec<String> = left
        .iter()
        .map(|(spot, text)| {
            let text = escaped(&cut(text));
            format!("<{p}comment ref=\"{}\" authorId=\"{author}\"><{p}text><{p}t xml:space=\"preserve\">{text}</{p}t></{p}text></{p}comment>", address(*spot))
        })
        .collect();
    let at = list.start + comments.end;
    pieces.push((at..at, new.concat()));
    let new = spliced(&clean, pieces);
    if new != text {
        package.put(name, new);
    }
    Ok(left.into_keys().collect())
}

/// The number of our author in the list of authors of a sheet's notes, to which it is added where it is not yet there.
fn author(
    text: &str,
    authors: &Range<usize>,
    prefix: &str,
    pieces: &mut Vec<(Range<usize>, String)>,
) -> Result<usize, Fault> {
    let known = inner(text, authors)?;
    let own = known.children.iter().position(|child| {
        text.get(authors.start + child.range.start..authors.start + child.range.end)
            .is_some_and(|text| text.contains(&format!(">{AUTHOR}<")))
    });
    if own.is_none() {
        let at = authors.start + known.end;
        pieces.push((at..at, format!("<{prefix}author>{AUTHOR}</{prefix}author>")));
    }
    Ok(own.unwrap_or(known.children.len()))
}

/// What stands in an element, by places in its own text.
fn inner(text: &str, range: &Range<usize>) -> Result<Outline, Fault> {
    Outline::read(text.get(range.clone()).unwrap_or_default())
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['\u{2026}']).collect()
}

fn put_frames(package: &mut Package<'_>, name: &str, spots: &[Spot]) -> Result<(), Fault> {
    let text = package.required(name)?;
    let clean = match OWN_FRAME.as_ref() {
        Some(pattern) => pattern.replace_all(&text, "").into_owned(),
        None => text.clone(),
    };
    let frames: Vec<String> = spots
        .iter()
        .map(|spot| {
            let (row, column) = (spot.row, spot.column);
            // Column and pixels, row and pixels of the upper left corner, then of the lower right one.
            let anchor = format!("{}, 15, {row}, 2, {}, 31, {}, 1", column + 1, column + 5, row + 6);
            format!("<v:shape id=\"hegui_{row}_{column}\" {SPACES} type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:5pt;width:240pt;height:110pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>")
        })
        .collect();
    let end = clean.rfind("</xml>").ok_or_else(|| Fault::new("workbook-broken").with("reason", name))?;
    let new = spliced(&clean, vec![(end..end, frames.concat())]);
    if new != text {
        package.put(name, new);
    }
    Ok(())
}
