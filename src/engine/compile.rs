//! Scripts → what can run: the engine with its limits, and each rule's syntax tree, vetted.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use rhai::packages::{BasicIteratorPackage, Package as _};
use rhai::{AST, Caches, Dynamic, Engine, OptimizationLevel, Position};
use serde::{Deserialize, Serialize};

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
use crate::rule::{Header, Param, ParamValue, Rule, RulePack, TermPlace, Validity};
use crate::source::{self, SourceFile, Span};
use crate::wording::Message;

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
    functions: Rc<vet::Functions>,
    modules: Vec<Rc<rhai::Module>>,
    /// Its files, by their numbers.
    files: Vec<Arc<SourceFile>>,
    /// The same as Rhai reads them.
    scripts: Vec<Rc<Script>>,
    /// Where its functions stand, by name: the file of the last that is read decides, as it does for Rhai.
    pub(super) homes: Rc<Homes>,
    /// The parameters that rules see which have none of their own.
    pub(super) params: Rc<Params>,
}

/// Parameters by name, as scripts see them.
pub(super) type Params = HashMap<String, Dynamic>;

/// The files that functions stand in, by name.
pub(super) type Homes = BTreeMap<String, Arc<SourceFile>>;

/// A rule that can run.
pub(super) struct Compiled {
    pub(super) facts: Rc<RuleFacts>,
    pub(super) source: Arc<SourceFile>,
    /// Where its body begins.
    body: usize,
    /// Where the functions of the pack stand.
    homes: Rc<Homes>,
    pub(super) script: Runs,
    pub(super) params: Rc<Params>,
    pub(super) each: Option<(SchemaId, Vec<String>)>,
    /// When it holds.
    pub(super) validity: Validity,
    /// The parameters that it asks for.
    pub(super) parameters: HashSet<String>,
    /// The functions that it calls, itself or through others, with the number of their arguments.
    pub(super) functions: HashSet<(String, usize)>,
}

/// How a rule runs, and what is known of its script.
#[derive(Serialize, Deserialize)]
pub(super) struct Runs {
    pub(super) body: Body,
    /// The names of its own functions.
    pub(super) own: Vec<String>,
    /// Whether saying nothing is a pass.
    pub(super) reports: bool,
    /// The cells that it reads, in the order of the schema.
    pub(super) reads: Vec<SchemaId>,
}

/// The body of a rule.
#[derive(Serialize, Deserialize)]
pub(super) enum Body {
    /// Lowered, as far as all of it could be.
    Plan(Plan),
    /// As Rhai runs it.
    #[serde(skip)]
    Tree(Box<Tree>),
}

/// A body that Rhai runs.
pub(super) struct Tree {
    pub(super) ast: AST,
    /// The functions of the pack, then those of the rule.
    pub(super) modules: Vec<Rc<rhai::Module>>,
    /// Kept from run to run: resolving functions anew is a sixth of a rule's time. One for each rule, since two rules
    /// may define the same name.
    pub(super) caches: Caches,
}

impl Compiled {
    pub(super) fn id(&self) -> &RuleId {
        &self.facts.id
    }

    /// A rule of a pack with how it runs.
    pub(super) fn new(
        pack: &RulePack,
        rule: &Rule,
        script: Runs,
        (homes, params): (&Rc<Homes>, &Rc<Params>),
    ) -> Self {
        let header = &rule.header;
        let each = header.each.as_ref();
        Self {
            facts: Rc::new(facts(rule)),
            source: Arc::clone(&rule.source),
            body: rule.body.start,
            homes: Rc::clone(homes),
            script,
            params: own_params(pack, header, params),
            each: each.map(|(item, path)| (*item, path.split('.').map(str::to_owned).collect())),
            validity: header.validity,
            parameters: HashSet::new(),
            functions: HashSet::new(),
        }
    }

    /// Where the functions of the pack stand.
    pub(super) fn homes(&self) -> &Rc<Homes> {
        &self.homes
    }

    /// What tells the functions of its pack from those of another; `None` where its own bear the name of one of them.
    pub(super) fn origin(&self) -> Option<usize> {
        let is_known = |own: &String| self.homes.contains_key(own);
        (!self.script.own.iter().any(is_known)).then(|| Rc::as_ptr(&self.homes).addr())
    }

    /// The file and bytes that an error of the running script points at, in the function of a name or in the body.
    pub(super) fn place_of(&self, function: Option<&str>, at: Position) -> (Arc<SourceFile>, Span) {
        let shared = function.filter(|name| !self.script.own.iter().any(|own| own == name));
        let home = shared.and_then(|name| self.homes.get(name));
        let (file, body) = home.map_or((&self.source, self.body), |file| (file, 0));
        let (line, column) = script(file.text().unwrap_or_default(), body)
            .place(at.line().unwrap_or(1), at.position().unwrap_or(1));
        (Arc::clone(file), span(file, line, column, 1))
    }

    /// The parameters that its script sees where some of them have other values.
    pub(super) fn with_params(&self, changed: &[Param]) -> Rc<HashMap<String, Dynamic>> {
        if changed.is_empty() {
            return Rc::clone(&self.params);
        }
        let mut params = HashMap::clone(&self.params);
        params.extend(changed.iter().map(|param| (param.name.to_string(), value_of(param))));
        Rc::new(params)
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
) -> (Library, Vec<Problem>) {
    let mut library = Library { files: files.to_vec(), ..Library::default() };
    let mut functions = vet::Functions::new();
    let mut homes = Homes::new();
    let mut problems = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let (script, tree) = parse(engine, file, 0, settings);
        let script = Rc::new(script);
        library.scripts.push(Rc::clone(&script));
        match tree {
            Ok(ast) => {
                let misnamed = vet::misnamed(&ast, &script.text);
                problems.extend(misnamed.iter().map(|fault| problem(file, &script, None, fault)));
                functions.extend(vet::functions(&ast, Some(number)));
                homes.extend(ast.iter_functions().map(|own| (own.name.to_owned(), Arc::clone(file))));
                library.modules.push(ast.shared_lib().clone());
            }
            Err(fault) => problems.push(problem(file, &script, None, &fault)),
        }
    }
    library.functions = Rc::new(functions);
    library.homes = Rc::new(homes);
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
) -> Result<Compiled, Idle> {
    if let Some(name) = &rule.header.lacks {
        return Err(Idle::Lacks(vec![name.clone()]));
    }
    let file = &rule.source;
    let (script, tree) = parse(engine, file, rule.body.start, settings);
    let script = Rc::new(script);
    let told = |faults: &[ScriptFault]| {
        Idle::Faults(faults.iter().map(|fault| located(pack, library, (rule, &script), fault)).collect())
    };
    let ast = tree.map_err(|fault| told(&[fault]))?;
    let mut functions = Rc::clone(&library.functions);
    if ast.iter_functions().next().is_some() {
        Rc::make_mut(&mut functions).extend(vet::functions(&ast, None));
    }
    let misnamed = vet::misnamed(&ast, &script.text);
    if !misnamed.is_empty() {
        return Err(told(&misnamed));
    }
    let verdict = vetted(pack, rule, &script, (&functions, &library.scripts), &ast, host);
    let verdict = passed(rule, verdict, told)?;
    let plan = || Plan::of(ast.statements(), &functions, &host.work.natives);
    let script = Runs {
        own: ast.iter_functions().map(|own| own.name.to_owned()).collect(),
        reports: verdict.reports,
        reads: verdict.reads,
        body: match settings.plans.then(plan).flatten() {
            Some(plan) => Body::Plan(plan),
            None => {
                let mut modules = library.modules.clone();
                modules.push(ast.shared_lib().clone());
                Body::Tree(Box::new(Tree { ast, modules, caches: Caches::new() }))
            }
        },
    };
    let compiled = Compiled::new(pack, rule, script, (&library.homes, &library.params));
    Ok(Compiled { parameters: verdict.parameters, functions: verdict.functions, ..compiled })
}

/// The parameters of a rule; those of the pack where it has none of its own.
fn own_params(pack: &RulePack, header: &Header, of_pack: &Rc<Params>) -> Rc<Params> {
    if header.params.is_empty() {
        return Rc::clone(of_pack);
    }
    Rc::new(params(pack.params(header)))
}

/// What was told of a rule before any form is seen, unless it cannot run.
fn passed(
    rule: &Rule,
    verdict: vet::Verdict,
    told: impl Fn(&[ScriptFault]) -> Idle,
) -> Result<vet::Verdict, Idle> {
    if !verdict.lacks.is_empty() {
        return Err(Idle::Lacks(verdict.lacks.into_iter().collect()));
    }
    if !verdict.faults.is_empty() {
        return Err(told(&verdict.faults));
    }
    all_used(rule, &verdict.parameters)?;
    Ok(verdict)
}

/// What the check of a rule before any form is seen tells.
fn vetted(
    pack: &RulePack,
    rule: &Rule,
    script: &Script,
    (functions, libraries): (&vet::Functions, &[Rc<Script>]),
    ast: &AST,
    host: &Host,
) -> vet::Verdict {
    let params: Vec<&Param> = pack.params(&rule.header).collect();
    let scope = Scope {
        schema: &pack.schema,
        written_for: rule.from.as_ref().map(|shared| &*shared.schema),
        item: rule.header.each.as_ref().map(|(item, _)| *item),
        params: &params,
        own: &rule.header.params,
        functions,
        script,
        libraries,
        patterns: host.patterns(),
        language: &pack.language,
    };
    vet::script(&scope, ast)
}

/// What each finding of a rule tells of it.
fn facts(Rule { id, header, .. }: &Rule) -> RuleFacts {
    RuleFacts {
        id: id.clone(),
        severity: header.severity,
        help: header.help.as_ref().map(Message::from),
        basis: header.basis.clone(),
        tags: header.tags.clone(),
    }
}

/// What scripts see of some parameters.
pub(super) fn params<'p>(params: impl Iterator<Item = &'p Param>) -> Params {
    params.map(|param| (param.name.to_string(), value_of(param))).collect()
}

fn value_of(param: &Param) -> Dynamic {
    match &param.value {
        ParamValue::Quantity(value, unit) => Dynamic::from(Value::Quantity(Quantity::exact(
            *value,
            unit.clone(),
            Origin::Parameter(param.label.as_deref().map_or_else(|| Arc::clone(&param.name), Arc::from)),
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
) -> (Script, Result<AST, ScriptFault>) {
    let fault = |message| (Script::read(""), Err(ScriptFault::new(1, 1, 1, message)));
    if file.bytes().len() > settings.script {
        let limit = (settings.script / 1024).to_string();
        return fault(Message::new("script-too-long", &[("limit", &limit)]));
    }
    let Some(text) = file.text() else { return fault(Message::new("pack-not-utf8", &[])) };
    let script = script(text, body);
    let tree = engine.compile(&script.text).map_err(|error| syntax::fault(&error, &script));
    (script, tree)
}

/// A file as Rhai reads it, whose body begins at a byte behind the header.
fn script(text: &str, body: usize) -> Script {
    // Rhai takes a byte order mark for a character: it is left out, as it is from columns. Of a header only its lines
    // count.
    let (header, body) = text.split_at_checked(body).unwrap_or_default();
    let lines = header.bytes().filter(|byte| *byte == b'\n').count();
    Script::behind(lines, body.trim_start_matches('\u{feff}'))
}

/// What is wrong with the terms of a pack: what cannot be reckoned, and what is not what shared rules take it for.
pub(super) fn terms(pack: &RulePack) -> Vec<Problem> {
    let told = |misfit: vet::Misfit| {
        let is_it = |place: &&TermPlace| place.owner == misfit.owner && place.name == misfit.name;
        let place = pack.terms.iter().find(is_it);
        let mut message = Message::new(misfit.id, &[("name", &misfit.name)]);
        if let Some((wanted, given)) = misfit.kinds {
            message =
                message.with("wanted", Message::new(wanted, &[])).with("given", Message::new(given, &[]));
        }
        Problem {
            file: place.map(|place| place.source.name().to_owned()),
            rule: None,
            place: place.map(|place| (Arc::clone(&place.source), place.span)),
            message,
            help: None,
        }
    };
    vet::misfits(pack).into_iter().map(told).collect()
}

/// That a rule asks for each parameter of its own.
fn all_used(rule: &Rule, asked: &HashSet<String>) -> Result<(), Idle> {
    let idle = rule.header.params.iter().find(|param| !asked.contains(&*param.name));
    match idle {
        Some(param) => Err(Idle::Faults(vec![unused(Some(&rule.id), param)])),
        None => Ok(()),
    }
}

/// A parameter that no script asks for.
fn unused(rule: Option<&RuleId>, param: &Param) -> Problem {
    let (file, _) = &param.place;
    Problem {
        file: Some(file.name().to_owned()),
        rule: rule.cloned(),
        place: Some((Arc::clone(file), param.named)),
        message: Message::new("vet-unused-parameter", &[("name", &param.name)]),
        help: None,
    }
}

/// The parameters and functions of a pack that none of its rules uses. Nothing is said of one some of whose rules do not run, and
/// of a layer only its own functions.
pub(super) fn idle(
    pack: &RulePack,
    library: &Library,
    (rules, of_sets): (&[Compiled], &[Compiled]),
) -> Vec<Problem> {
    let is_whole = rules.len() + of_sets.len() == pack.rules.len() && pack.broken.is_empty();
    if rules.is_empty() || !is_whole {
        return Vec::new();
    }
    let all = || rules.iter().chain(of_sets);
    let asked: HashSet<&String> = all().flat_map(|rule| &rule.parameters).collect();
    let params = pack.manifest.params.iter().filter(|_| pack.layer.is_none());
    let mut problems: Vec<Problem> = params
        .filter(|param| !asked.contains(&param.name.to_string()))
        .map(|param| unused(None, param))
        .collect();
    let called: HashSet<&(String, usize)> = all().flat_map(|rule| &rule.functions).collect();
    let mut idle: Vec<_> = library.functions.keys().filter(|key| !called.contains(key)).collect();
    idle.sort_unstable();
    for (name, _) in idle {
        let Some(file) = library.homes.get(name) else { continue };
        let script = script(file.text().unwrap_or_default(), 0);
        let is_of_pack = pack.files.iter().any(|known| Arc::ptr_eq(&known.source, file));
        if pack.layer.is_none() || !is_of_pack {
            problems.push(problem(file, &script, None, &vet::idle(&script.text, name)));
        }
    }
    problems
}

/// A fault of a rule where it is to be mended: in its script, in a function of the pack, or in the value of a parameter.
fn located(
    pack: &RulePack,
    library: &Library,
    (rule, script): (&Rule, &Script),
    fault: &ScriptFault,
) -> Problem {
    let param = fault.param.as_ref();
    let param = param.and_then(|name| pack.manifest.params.iter().find(|param| *param.name == **name));
    if let Some(Param { name, printed, place: (file, span), .. }) = param {
        let message = Message::new("param-does-not-go", &[("name", name), ("value", printed)]);
        let (place, message) = ((Arc::clone(file), *span), message.with("reason", fault.message.clone()));
        let file = Some(file.name().to_owned());
        return Problem { file, rule: None, place: Some(place), message, help: None };
    }
    let home = fault.home.and_then(|number| Some((library.files.get(number)?, library.scripts.get(number)?)));
    match home {
        Some((file, script)) => problem(file, script, None, fault),
        None => problem(&rule.source, script, Some(&rule.id), fault),
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
