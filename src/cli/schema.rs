//! `hegui schema`: the schema of a form, of a rule's header, of the JSON report.

use std::borrow::Cow;
use std::io::{self, Write};

use hegui::render::{REPORT_SCHEMA, escape};

use super::context::Context;
use super::exit;
use super::options::Schema;

pub(super) fn run(context: &Context, options: &Schema, out: &mut impl Write) -> io::Result<u8> {
    if options.report {
        out.write_all(REPORT_SCHEMA.as_bytes())?;
        return Ok(exit::CLEAN);
    }
    if options.rule {
        out.write_all(hegui::rule::HEADER_SCHEMA.as_bytes())?;
        return Ok(exit::CLEAN);
    }
    let (packs, problems) = Context::packs(options.rules.as_deref());
    if !problems.is_empty() {
        context.show_problems(problems)?;
        return Ok(exit::NOT_DONE);
    }
    let ids: Vec<&str> = packs.iter().map(|pack| pack.manifest.id.as_str()).collect();
    let chosen = match (&options.pack, packs.as_slice()) {
        (Some(id), _) => packs.iter().find(|pack| pack.manifest.id == *id),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let Some(pack) = chosen else {
        let ids: Vec<Cow<'_, str>> = ids.into_iter().map(escape).collect();
        let known = ids.join(&context.lang.text("list-separator", &[]));
        let id = options.pack.as_deref().unwrap_or_default();
        if !id.is_empty() {
            context.show_problems(vec![super::no_pack(id, &super::ids(&packs))])?;
            return Ok(exit::NOT_DONE);
        }
        super::complain(&context.lang.text("schema-choose", &[]));
        let first = ids.first().map_or("", |first| first);
        super::complain(&context.lang.text("schema-choose-help", &[("known", &known), ("first", first)]));
        return Ok(exit::NOT_DONE);
    };
    out.write_all(visible_json(pack.schema.source().text().unwrap_or_default()).as_bytes())?;
    Ok(exit::CLEAN)
}

/// A text of JSON with what could steer a terminal written as JSON escapes: it says the same. Such characters stand in its
/// texts only, or before all of it as a byte order mark, which is left out.
fn visible_json(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches('\u{feff}');
    let is_steering = |c: char| {
        !matches!(c, '\n' | '\r' | '\t') && matches!(escape(c.encode_utf8(&mut [0; 4])), Cow::Owned(_))
    };
    if !text.contains(is_steering) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    for c in text.chars() {
        if is_steering(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}
