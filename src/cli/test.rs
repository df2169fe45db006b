//! `hegui test`: the examples of rules.

use std::io::{self, Write};
use std::sync::Arc;

use hegui::render::escape;
use hegui::report::RuleId;
use hegui::rule::RulePack;
use hegui::verify::{self, Verdict};

use super::options::Test;
use super::{Context, exit};

pub(super) fn run(context: &Context, options: &Test, out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let (mut packs, mut problems) = Context::packs(options.rules.as_deref(), lang);
    if let Some(id) = &options.pack {
        packs.retain(|pack| pack.manifest.id == *id);
    }
    let wanted: Vec<RuleId> = options.wanted.iter().filter_map(|id| RuleId::parse(id)).collect();
    let knows = |pack: &Arc<RulePack>, id: &str| {
        pack.rule(id).is_some() || pack.broken.keys().any(|known| known.as_str() == id)
    };
    let unknown: Vec<&String> =
        options.wanted.iter().filter(|id| !packs.iter().any(|pack| knows(pack, id))).collect();
    for id in &unknown {
        super::complain(&lang.text("explain-unknown", &[("rule", &escape(id))]));
    }
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for pack in &packs {
        if !wanted.is_empty() && !wanted.iter().any(|id| knows(pack, id.as_str())) {
            continue;
        }
        let (verdicts, found) = verify::verify(pack, &wanted, lang);
        problems.extend(found);
        for verdict in &verdicts {
            match &verdict.fault {
                None => passed += 1,
                Some(fault) => {
                    failed += 1;
                    writeln!(out, "{}", line(context, verdict, fault))?;
                }
            }
        }
    }
    let args = [("passed", &*passed.to_string()), ("failed", &*failed.to_string())];
    writeln!(out, "{}", lang.text("test-total", &args))?;
    out.flush()?;
    let not_done = !problems.is_empty() || !unknown.is_empty() || packs.is_empty();
    context.show_problems(problems)?;
    Ok(match (not_done, failed) {
        (true, _) => exit::NOT_DONE,
        (false, 0) => exit::CLEAN,
        (false, _) => exit::FINDINGS,
    })
}

fn line(context: &Context, verdict: &Verdict, fault: &str) -> String {
    let lang = context.lang;
    let place = verdict.place.as_ref().map(|(file, span)| {
        let at = file.position(span.start);
        format!("{}:{}:{}", file.name(), at.line, at.column)
    });
    let place = place.unwrap_or_else(|| verdict.rule.to_string());
    let name =
        if verdict.example.is_empty() { lang.text("test-untouched", &[]) } else { verdict.example.clone() };
    lang.text("test-failed", &[("place", &escape(&place)), ("name", &escape(&name)), ("fault", fault)])
}
