//! `hegui schema`: the schema of a form, of a rule's header, of the JSON report.

use std::io::{self, Write};

use hegui::render::REPORT_SCHEMA;

use super::options::Schema;
use super::{Context, exit};

pub(super) fn run(context: &Context, options: &Schema, out: &mut impl Write) -> io::Result<u8> {
    if options.report {
        out.write_all(REPORT_SCHEMA.as_bytes())?;
        return Ok(exit::CLEAN);
    }
    if options.rule {
        out.write_all(hegui::rule::HEADER_SCHEMA.as_bytes())?;
        return Ok(exit::CLEAN);
    }
    let (packs, problems) = Context::packs(options.rules.as_deref(), context.lang);
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
        let known = ids.join(&context.lang.text("list-separator", &[]));
        let id = options.pack.as_deref().unwrap_or_default();
        let text = if id.is_empty() { "schema-choose" } else { "check-no-pack" };
        super::complain(&context.lang.text(text, &[("id", id)]));
        let first = ids.first().copied().unwrap_or_default();
        super::complain(&context.lang.text("schema-choose-help", &[("known", &known), ("first", first)]));
        return Ok(exit::NOT_DONE);
    };
    out.write_all(pack.schema.source().bytes())?;
    Ok(exit::CLEAN)
}
