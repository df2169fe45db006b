//! `hegui test`: the examples of rules, and of the language that they read texts in.

use std::io::{self, Write};
use std::sync::Arc;

use hegui::engine::law;
use hegui::load;
use hegui::render::{escape, visible};
use hegui::report::{Problem, RuleId};
use hegui::rule::{RulePack, samples};
use hegui::text::language::Language;
use hegui::verify::samples::compare;
use hegui::verify::{self, language};
use hegui::wording::Lang;

use super::context::Context;
use super::entries;
use super::options::Test;
use super::place::place;
use super::{excerpt, exit, mutate};

pub(super) fn run(context: &Context, options: &Test, out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let (packs, mut problems) = asked(options);
    let is_entry = |id: &str| packs.iter().any(|pack| entries::find(&pack.language, id).is_some());
    let unknown: Vec<&String> = options
        .wanted
        .iter()
        .filter(|id| !packs.iter().any(|pack| knows(pack, id)) && !is_entry(id))
        .collect();
    for id in &unknown {
        super::complain(&entries::unknown(&packs, id, lang));
    }
    let mut run = Run { context, wanted: &options.wanted, passed: 0, failed: 0, languages: Vec::new() };
    for pack in &packs {
        let found = [run.rules(pack, out)?, run.language(pack, out)?, run.samples(pack, options, out)?];
        for problem in found.into_iter().flatten() {
            // What is wrong with a language is wrong for all packs.
            if !problems.iter().any(|known| known.is_same(&problem)) {
                problems.push(problem);
            }
        }
    }
    let failed = run.failed;
    for pack in packs.iter().filter(|_| options.wanted.is_empty()) {
        shared(pack, lang, out)?;
    }
    let args = [("passed", &*run.passed.to_string()), ("failed", &*failed.to_string())];
    // Of what is at fault no example ran, and the fault says so.
    if run.passed + failed > 0 || problems.is_empty() {
        writeln!(out, "{}", lang.text("test-total", &args))?;
    }
    out.flush()?;
    let is_idle = run.passed + failed == 0 && problems.is_empty() && unknown.is_empty();
    if is_idle {
        super::complain(&lang.text("test-nothing", &[]));
    }
    let not_done = is_idle || !problems.is_empty() || !unknown.is_empty() || packs.is_empty();
    context.show_problems(problems)?;
    // What is edited is held against examples that hold.
    if options.mutate && !not_done && failed == 0 {
        let asked = mutate::Asked {
            lang,
            least: options.least,
            wanted: &options.wanted,
            packs: &packs,
            knows_rule: &|pack, id| knows(pack, id),
            knows_entry: &|pack, id| entries::find(&pack.language, id).is_some(),
        };
        return mutate::run(&asked, out);
    }
    Ok(match (not_done, failed) {
        (true, _) => exit::NOT_DONE,
        (false, 0) => exit::CLEAN,
        (false, _) => exit::FINDINGS,
    })
}

/// The packs whose examples are to run, and what is wrong with them.
fn asked(options: &Test) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
    let (mut packs, mut problems) = Context::packs(options.rules.as_deref());
    if let Some(id) = &options.pack {
        let all = super::ids(&packs);
        packs.retain(|pack| pack.manifest.id == *id);
        if packs.is_empty() && problems.is_empty() {
            problems.push(super::no_pack(id, &all));
        }
    }
    (packs, problems)
}

fn knows(pack: &Arc<RulePack>, id: &str) -> bool {
    pack.rule(id).is_some() || pack.broken.keys().any(|known| known.as_str() == id)
}

/// Tells of a pack which rules it shares with others, whose examples change the form of the pack that they come from.
fn shared(pack: &RulePack, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    for from in &pack.included {
        let rules =
            pack.rules.iter().filter(|rule| rule.from.as_ref().is_some_and(|of| Arc::ptr_eq(of, from)));
        let args =
            [("pack", &*pack.manifest.id), ("from", &*from.id), ("count", &*rules.count().to_string())];
        writeln!(out, "{}", escape(&lang.text("test-shared", &args)))?;
    }
    Ok(())
}

struct Run<'r> {
    context: &'r Context,
    wanted: &'r [String],
    passed: usize,
    failed: usize,
    /// Those whose examples have been read: packs share them.
    languages: Vec<Arc<Language>>,
}

impl Run<'_> {
    /// Runs the examples of the rules that are wanted.
    fn rules(&mut self, pack: &Arc<RulePack>, out: &mut impl Write) -> io::Result<Vec<Problem>> {
        let wanted: Vec<RuleId> = self.wanted.iter().filter_map(|id| RuleId::parse(id)).collect();
        let is_wanted = |id: &RuleId| knows(pack, id.as_str());
        if !self.wanted.is_empty() && !wanted.iter().any(is_wanted) {
            return Ok(Vec::new());
        }
        let (verdicts, problems) = verify::verify(pack, &wanted, self.context.lang);
        for verdict in &verdicts {
            let name = if verdict.example.is_empty() {
                self.context.lang.text("test-untouched", &[])
            } else {
                verdict.example.clone()
            };
            let place = place(verdict.place.as_ref(), verdict.rule.as_str());
            self.tell((&place, &name), verdict.fault.as_deref(), out)?;
        }
        Ok(problems)
    }

    /// Reads the examples of a pack's language, unless only rules are wanted.
    fn language(&mut self, pack: &Arc<RulePack>, out: &mut impl Write) -> io::Result<Vec<Problem>> {
        let language = &pack.language;
        let is_wanted = |entry: &str| self.wanted.is_empty() || self.wanted.iter().any(|id| id == entry);
        let is_asked =
            self.wanted.is_empty() || self.wanted.iter().any(|id| entries::find(language, id).is_some());
        if !is_asked || self.languages.iter().any(|known| known.is_same(language)) {
            return Ok(Vec::new());
        }
        self.languages.push(Arc::clone(language));
        for proof in language::prove(language, &is_wanted, self.context.lang) {
            let place = place(proof.place.as_ref(), &proof.entry);
            self.tell((&place, &excerpt::short(&proof.text)), proof.fault.as_deref(), out)?;
        }
        Ok(law::problems(language))
    }

    /// Reads the samples of the layouts of a pack, unless only rules are wanted.
    fn samples(
        &mut self,
        pack: &Arc<RulePack>,
        options: &Test,
        out: &mut impl Write,
    ) -> io::Result<Vec<Problem>> {
        if !self.wanted.is_empty() {
            return Ok(Vec::new());
        }
        let lang = self.context.lang;
        let files = match load::beside_layouts(pack, options.rules.is_none()) {
            Ok(files) => files,
            Err(problems) => return Ok(problems),
        };
        let (samples, lone) = samples(&files);
        for sample in &samples {
            let fault = compare(pack, sample, lang);
            self.tell((sample.workbook.name(), &sample.layout), fault.as_deref(), out)?;
        }
        for json in lone {
            let fault = lang.text("sample-no-workbook", &[]);
            self.tell((json.name(), ""), Some(&fault), out)?;
        }
        Ok(Vec::new())
    }

    /// Counts an example, and tells of one that fails.
    fn tell(
        &mut self,
        (place, name): (&str, &str),
        fault: Option<&str>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let Some(fault) = fault else {
            self.passed += 1;
            return Ok(());
        };
        self.failed += 1;
        let args = [("place", &*escape(place)), ("name", &*escape(name)), ("fault", &*visible(fault))];
        writeln!(out, "{}", self.context.lang.text("test-failed", &args))
    }
}
