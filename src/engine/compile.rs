//! Scripts → what can run: the engine with its limits, and each rule's syntax tree, vetted.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use rhai::packages::{BasicIteratorPackage, Package as _};
use rhai::{AST, Caches, Dynamic, Engine, OptimizationLevel, Position};

use super::host::state::{Host, RuleFacts};
use super::plan::tree::Plan;
use super::script::Script;
use super::settings::Settings;
use super::syntax;
use super::value::Value;
use super::vet::{self, Scope, ScriptFault};
use super::vocabulary::AGREES;
use crate::figure::{Origin, Quantity};
use crate::form::{FormSchema, SchemaId};
use crate::report::{Problem, RuleId};
use crate::rule::{Param, ParamValue, Rule, RulePack, TermPlace};
use crate::source::{self, SourceFile, Span};
use crate::wording::Lang;

/// The precedence of `~`: that of `==`, so that `a ~ b && c` reads as hoped.
const AGREES_PRECEDENCE: u8 = 90;

/// Why a rule does not run.
pub(super) enum Idle {
    /// It is at fault.
    Faults(Vec<Problem>),
    /// It was written for several packs, and this form has not these names.
    Lacks(Vec<String>),
}

/// Functions that every rule of a pack sees.
#[derive(Default)]
pub(super) struct Library {
    functions: vet::Functions,
    modules: Vec<Rc<rhai::Module>>,
}

/// A rule that can run.
pub(super) struct Compiled {
    pub(super) facts: Rc<RuleFacts>,
    pub(super) source: Arc<SourceFile>,
    script: Script,
    pub(super) ast: AST,
    /// What runs in place of the tree, where all of it could be lowered.
    pub(super) plan: Option<Plan>,
    /// The functions of the pack, then those of the rule.
    pub(super) modules: Vec<Rc<rhai::Module>>,
    /// Kept from run to run: resolving functions anew is a sixth of a rule's time. One for each rule, since two rules
    /// may define the same name.
    pub(super) caches: Caches,
    pub(super) params: Rc<HashMap<String, Dynamic>>,
    pub(super) each: Option<(SchemaId, Vec<String>)>,
    /// Whether saying nothing is a pass.
    pub(super) reports: bool,
    /// The cells that it reads, in the order of the schema, worked out when they are first asked for.
    reads: OnceCell<Vec<SchemaId>>,
    /// The functions of the pack and those of the rule.
    functions: vet::Functions,
}

impl Compiled {
    pub(super) fn id(&self) -> &RuleId {
        &self.facts.id
    }

    /// The cells that it reads, in the order of the schema; the rule is one of the pack.
    pub(super) fn reads(&self, pack: &RulePack, host: &Host) -> &[SchemaId] {
        self.reads.get_or_init(|| {
            let rule = pack.rules.iter().find(|rule| rule.id == self.facts.id);
            let vet = |rule| vetted(pack, rule, &self.script, &self.functions, &self.ast, host);
            rule.map(vet).unwrap_or_default().reads
        })
    }

    /// The bytes that an error of the running script points at.
    pub(super) fn span_at(&self, at: Position) -> Span {
        let (line, column) = self.script.place(at.line().unwrap_or(1), at.position().unwrap_or(1));
        span(&self.source, line, column, 1)
    }
}

/// An engine that knows the words of the language and nothing else.
pub(super) fn engine(host: &Rc<Host>, schema: &FormSchema, settings: Settings) -> Engine {
    let mut engine = Engine::new_raw();
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    // The optimiser folds before our operators are asked, and our integers divide as decimals.
    engine.set_optimization_level(OptimizationLevel::None).set_fast_operators(false);
    engine
        // The host counts: how many a run may take grows with the form.
        .set_max_operations(0)
        .set_max_call_levels(settings.calls)
        .set_max_expr_depths(64, 32)
        .set_max_string_size(settings.text)
        .set_max_array_size(settings.array)
        .set_max_map_size(settings.array)
        .set_max_variables(256)
        .set_max_functions(256);
    for word in AGREES {
        // Fails only for a word that cannot be an operator, which a test would show.
        let _ = engine.register_custom_operator(word, AGREES_PRECEDENCE);
    }
    super::host::register(host, &mut engine);
    super::host::register_keys(&mut engine, host, schema);
    let work = Rc::clone(&host.work);
    engine.on_progress(move |operations| work.is_exhausted(operations).then_some(Dynamic::UNIT));
    let globals = Rc::clone(host);
    #[expect(
        deprecated,
        reason = "marked so only because it may change; the one way to names inside functions"
    )]
    engine.on_var(move |name, _, _| Ok(globals.global(name)));
    engine
}

/// Compiles the functions of a pack. With a fault in them no rule can be trusted.
pub(super) fn libraries(
    engine: &Engine,
    files: &[Arc<SourceFile>],
    settings: Settings,
    lang: Lang,
) -> (Library, Vec<Problem>) {
    let mut library = Library::default();
    let mut problems = Vec::new();
    for file in files {
        let (script, tree) = parse(engine, file, 0, settings, lang);
        match tree {
            Ok(ast) => {
                let misnamed = vet::misnamed(&ast, &script.text, lang);
                problems.extend(misnamed.iter().map(|fault| problem(file, &script, None, fault)));
                library.functions.extend(vet::functions(&ast));
                library.modules.push(ast.shared_lib().clone());
            }
            Err(fault) => problems.push(problem(file, &script, None, &fault)),
        }
    }
    (library, problems)
}

/// Compiles a rule and vets it.
pub(super) fn rule(
    engine: &Engine,
    pack: &RulePack,
    rule: &Rule,
    library: &Library,
    host: &Host,
    settings: Settings,
    lang: Lang,
) -> Result<Compiled, Idle> {
    if let Some(name) = &rule.header.lacks {
        return Err(Idle::Lacks(vec![name.clone()]));
    }
    let file = &rule.source;
    let (script, tree) = parse(engine, file, rule.body.start, settings, lang);
    let told = |faults: &[ScriptFault]| {
        Idle::Faults(faults.iter().map(|fault| problem(file, &script, Some(&rule.id), fault)).collect())
    };
    let ast = tree.map_err(|fault| told(&[fault]))?;
    let mut functions = library.functions.clone();
    functions.extend(vet::functions(&ast));
    let (reports, reads) = if pack.is_sound {
        let vet::Named { reports, texts } = vet::named(ast.statements(), &functions);
        host.patterns().stand_in_files(&texts);
        (reports, OnceCell::new())
    } else {
        let misnamed = vet::misnamed(&ast, &script.text, lang);
        if !misnamed.is_empty() {
            return Err(told(&misnamed));
        }
        let verdict = vetted(pack, rule, &script, &functions, &ast, host);
        if !verdict.lacks.is_empty() {
            return Err(Idle::Lacks(verdict.lacks.into_iter().collect()));
        }
        if !verdict.faults.is_empty() {
            return Err(told(&verdict.faults));
        }
        all_used(rule, &verdict.parameters, lang)?;
        (verdict.reports, OnceCell::from(verdict.reads))
    };
    let mut modules = library.modules.clone();
    modules.push(ast.shared_lib().clone());
    let header = &rule.header;
    Ok(Compiled {
        facts: Rc::new(facts(rule)),
        source: Arc::clone(file),
        script,
        modules,
        caches: Caches::new(),
        params: Rc::new(pack.params(header).map(|param| (param.name.to_string(), value_of(param))).collect()),
        each: header.each.as_ref().map(|(item, path)| (*item, path.split('.').map(str::to_owned).collect())),
        reports,
        reads,
        plan: settings.plans.then(|| Plan::of(ast.statements(), &functions, &host.work.natives)).flatten(),
        functions,
        ast,
    })
}

/// What the check of a rule before any form is seen tells.
fn vetted(
    pack: &RulePack,
    rule: &Rule,
    script: &Script,
    functions: &vet::Functions,
    ast: &AST,
    host: &Host,
) -> vet::Verdict {
    let params: Vec<&Param> = pack.params(&rule.header).collect();
    let scope = Scope {
        schema: &pack.schema,
        written_for: rule.from.as_ref().map(|shared| &*shared.schema),
        item: rule.header.each.as_ref().map(|(item, _)| *item),
        params: &params,
        functions,
        script,
        patterns: host.patterns(),
        language: &pack.language,
        lang: host.lang(),
    };
    vet::script(&scope, ast)
}

/// What each finding of a rule tells of it.
fn facts(Rule { id, header, .. }: &Rule) -> RuleFacts {
    RuleFacts {
        id: id.clone(),
        severity: header.severity,
        help: header.help.clone(),
        basis: header.basis.clone(),
        tags: header.tags.clone(),
    }
}

fn value_of(param: &Param) -> Dynamic {
    match &param.value {
        ParamValue::Quantity(value, unit) => Dynamic::from(Value::Quantity(Quantity::exact(
            *value,
            unit.clone(),
            Origin::Parameter(Arc::clone(&param.name)),
        ))),
        ParamValue::Text(text) => text.clone().into(),
        ParamValue::Texts(texts) => {
            texts.iter().map(|text| Dynamic::from(text.clone())).collect::<rhai::Array>().into()
        }
        ParamValue::Bool(value) => (*value).into(),
    }
}

/// A file as Rhai reads it, and the syntax tree of its body, which begins at a byte behind the header.
fn parse(
    engine: &Engine,
    file: &SourceFile,
    body: usize,
    settings: Settings,
    lang: Lang,
) -> (Script, Result<AST, ScriptFault>) {
    let fault = |message| {
        let fault = ScriptFault { line: 1, column: 1, width: 1, message, help: None };
        (Script::read(""), Err(fault))
    };
    if file.bytes().len() > settings.script {
        let limit = (settings.script / 1024).to_string();
        return fault(lang.text("script-too-long", &[("limit", &limit)]));
    }
    let Some(text) = file.text() else { return fault(lang.text("pack-not-utf8", &[])) };
    // Rhai takes a byte order mark for a character: it is left out, as it is from columns. Of a header only its lines
    // count.
    let (header, body) = text.split_at_checked(body).unwrap_or_default();
    let lines = header.bytes().filter(|byte| *byte == b'\n').count();
    let script = Script::read(&("\n".repeat(lines) + body.trim_start_matches('\u{feff}')));
    let tree = engine.compile(&script.text).map_err(|error| syntax::fault(&error, &script, lang));
    (script, tree)
}

/// What is wrong with the terms of a pack: what cannot be reckoned, and what is not what shared rules take it for.
pub(super) fn terms(pack: &RulePack, lang: Lang) -> Vec<Problem> {
    let told = |misfit: vet::Misfit| {
        let is_it = |place: &&TermPlace| place.owner == misfit.owner && place.name == misfit.name;
        let place = pack.terms.iter().find(is_it);
        let (wanted, given) = misfit
            .kinds
            .map(|(wanted, given)| (lang.text(wanted, &[]), lang.text(given, &[])))
            .unwrap_or_default();
        let args = [("name", misfit.name.as_str()), ("wanted", &wanted), ("given", &given)];
        Problem {
            file: place.map(|place| place.source.name().to_owned()),
            rule: None,
            place: place.map(|place| (Arc::clone(&place.source), place.span)),
            message: lang.text(misfit.id, &args),
            help: None,
        }
    };
    vet::misfits(pack).into_iter().map(told).collect()
}

/// That a rule asks for each parameter of its own.
fn all_used(rule: &Rule, asked: &HashSet<String>, lang: Lang) -> Result<(), Idle> {
    let idle = rule.header.params.iter().find(|param| !asked.contains(&*param.name));
    match idle {
        Some(param) => Err(Idle::Faults(vec![unused(&rule.source, rule, &param.name, lang)])),
        None => Ok(()),
    }
}

/// A parameter of a rule that its script does not ask for, at its place in the header.
fn unused(file: &Arc<SourceFile>, rule: &Rule, name: &str, lang: Lang) -> Problem {
    let header = file.text().and_then(|text| text.get(..rule.body.start)).unwrap_or_default();
    let is_set = |at: &usize| {
        let behind = header.get(at + name.len()..).unwrap_or_default();
        behind.trim_start().starts_with('=')
    };
    let at = header.match_indices(name).map(|(at, _)| at).find(is_set);
    let span = at.map_or_else(|| file.line_span(1), |at| Span::new(at, at + name.len()));
    Problem {
        file: Some(file.name().to_owned()),
        rule: Some(rule.id.clone()),
        place: Some((Arc::clone(file), span)),
        message: lang.text("vet-unused-parameter", &[("name", name)]),
        help: None,
    }
}

fn problem(file: &Arc<SourceFile>, script: &Script, rule: Option<&RuleId>, fault: &ScriptFault) -> Problem {
    let (line, column) = script.place(fault.line, fault.column);
    let (_, end) = script.place(fault.line, fault.column + fault.width);
    let width = end.saturating_sub(column).max(1);
    Problem {
        file: Some(file.name().to_owned()),
        rule: rule.cloned(),
        place: Some((Arc::clone(file), span(file, line, column, width))),
        message: fault.message.clone(),
        help: fault.help.clone(),
    }
}

/// The bytes of some characters of a script.
fn span(file: &SourceFile, line: usize, column: usize, width: usize) -> Span {
    let start = file.offset(source::Position { line, column });
    let end = file.offset(source::Position { line, column: column + width });
    Span::new(start, end.min(file.line_span(line).end.max(start)))
}
