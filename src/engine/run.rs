//! One rule on one form: the runs of its body, and what comes of them.

use std::rc::Rc;
use std::sync::Arc;

use rhai::{Engine, EvalAltResult, GlobalRuntimeState, Position, Scope};

use super::compile::{Body, Compiled, Tree};
use super::host::state::{Host, Tally};
use super::plan::run::Run;
use super::value::{Cell, Reason, Unknown, Value};
use super::work::Fallible;
use crate::form::{Form, SchemaId};
use crate::meaning::form_reading::FormReading;
use crate::report::{Finding, Label, Outcome, Problem, Severity};
use crate::rule::RulePack;
use crate::wording::Message;

/// What a rule said of a form.
pub(super) struct RuleResult {
    pub(super) findings: Vec<Finding>,
    pub(super) outcome: Outcome,
    /// What is wrong with the rule, if it broke.
    pub(super) problem: Option<Problem>,
    /// Where the form may have been too large for the rule: what the rule came to if it is to blame all the same.
    pub(super) blamed: Option<Box<RuleResult>>,
}

/// A rule that broke.
struct Breakage {
    message: Message,
    /// The function in which it broke; `None` for the body.
    function: Option<String>,
    at: Position,
    /// Whether it reached a limit.
    is_limit: bool,
}

/// Runs a rule, and says whether the form was too large for it. A rule that reaches a limit on the pack's own example as well is
/// at fault by itself.
pub(super) fn settled(
    engine: &Engine,
    host: &Rc<Host>,
    pack: &RulePack,
    compiled: &mut Compiled,
    reading: &Rc<FormReading>,
) -> (RuleResult, bool) {
    let mut result = rule(engine, host, compiled, reading);
    let Some(blamed) = result.blamed.take() else { return (result, false) };
    let unit = pack.manifest.money_unit.as_ref();
    let (form, _) = Form::bind(Arc::clone(&pack.example), Arc::clone(&pack.schema), unit);
    let example = Rc::new(FormReading::new(Rc::new(form)));
    match rule(engine, host, compiled, &example).problem {
        Some(_) => (*blamed, false),
        None => (result, true),
    }
}

/// Runs a rule. Stands by itself, so that a tool can count what each rule takes.
#[inline(never)]
pub(super) fn rule(
    engine: &Engine,
    host: &Rc<Host>,
    rule: &mut Compiled,
    reading: &Rc<FormReading>,
) -> RuleResult {
    let form = reading.form();
    host.begin(reading, &rule.facts, &rule.params);
    let mut state = State::new(engine, rule);
    let broken = match elements(rule, form) {
        None => state.run(engine, host, rule, None).err(),
        Some(Ok(items)) if items.is_empty() => {
            host.note(&Unknown::NotApplicable(Reason::EmptyList));
            None
        }
        Some(Ok(items)) => items.into_iter().find_map(|item| match item {
            Value::Cell(ref cell) if cell.is_missing() => {
                host.note(&cell.unknown());
                None
            }
            item => state.run(engine, host, rule, Some(item)).err(),
        }),
        Some(Err(unknown)) => {
            host.note(&unknown);
            None
        }
    };
    unseen(host, rule, form);
    let mut tally = host.end();
    drop_not_printed(&mut tally, form);
    if tally.left_out > 0 {
        let last = tally.findings.last().map(|finding| finding.place.clone()).unwrap_or_default();
        tally.findings.push(left_out(rule, last, tally.left_out));
    }
    let large = match &broken {
        Some(Breakage { is_limit: true, .. }) => form.large_cells(),
        _ => Vec::new(),
    };
    if large.is_empty() {
        return conclude(rule, tally, broken);
    }
    // The form's size is no fault of the rule: what it could not go through is not checked.
    let mut found = Tally::default();
    found.findings.clone_from(&tally.findings);
    tally.needs.extend(large.iter().map(|(node, ..)| form.document().pointer(*node)));
    let blamed = Some(Box::new(conclude(rule, found, broken)));
    RuleResult { blamed, ..conclude(rule, tally, None) }
}

/// Notes what the rule reads and could not see, since its value has another shape than the schema's.
fn unseen(host: &Host, rule: &Compiled, form: &Form) {
    let schema = form.schema();
    for node in form.misshapen() {
        let holds = |read: &SchemaId| {
            let mut outer = std::iter::successors(Some(*read), |inner| schema.parent(*inner));
            outer.any(|outer| Some(outer) == form.schema_of(*node))
        };
        if rule.script.reads.iter().any(holds) {
            host.need(form.document().pointer(*node));
        }
    }
}

/// Drops what a rule says of blank cells that the print of the form has not. One that says nothing else has nothing to check.
fn drop_not_printed(tally: &mut Tally, form: &Form) {
    let Some(layout) = form.layout() else { return };
    let mut dropped = None;
    tally.findings.retain(|finding| {
        let Some(pointer) = &finding.place.pointer else { return true };
        let is_unprinted = form.schema().at(pointer).is_some_and(|id| form.is_unprinted(id));
        let is_there = || {
            let node = form.document().find(pointer);
            node.is_some_and(|node| form.document().value(node) != crate::document::Value::Null)
        };
        let stays = !is_unprinted || is_there();
        if !stays {
            dropped.get_or_insert_with(|| Reason::NotPrinted(pointer.clone(), layout.to_owned()));
        }
        stays
    });
    if dropped.is_some() && tally.findings.is_empty() {
        tally.decided = false;
        tally.not_applicable = dropped;
    }
}

/// What says that a rule found more than is kept, at the last place that is.
fn left_out(rule: &Compiled, place: Label, count: usize) -> Finding {
    Finding {
        rule: rule.id().clone(),
        severity: rule.facts.severity,
        message: Message::new("finding-left-out", &[("count", &count.to_string())]),
        place,
        actual: None,
        expected: None,
        calculation: None,
        related: Vec::new(),
        help: rule.facts.help.clone(),
        basis: rule.facts.basis.clone(),
        tags: rule.facts.tags.clone(),
        fingerprint: None,
        waived: None,
        explained: None,
    }
}

/// The elements that `each` names; `None` for a rule on the whole form.
fn elements(rule: &Compiled, form: &Rc<Form>) -> Option<Result<Vec<Value>, Unknown>> {
    let (_, path) = rule.each.as_ref()?;
    let mut at = Value::Cell(Cell::root(form));
    for step in path {
        at = at.property(step)?;
    }
    Some(match at.items() {
        Some(Ok(items)) => Ok(items.into_owned()),
        Some(Err(unknown)) => Err(unknown),
        None => Ok(Vec::new()),
    })
}

/// What the runs of one rule on one form share.
struct State {
    global: GlobalRuntimeState,
    scope: Scope<'static>,
}

impl State {
    fn new(engine: &Engine, rule: &Compiled) -> Self {
        let mut global = engine.new_global_runtime_state();
        if let Body::Tree(tree) = &rule.script.body {
            global.lib.extend(tree.modules.iter().cloned());
        }
        Self { global, scope: Scope::new() }
    }

    /// Runs the body once.
    fn run(
        &mut self,
        engine: &Engine,
        host: &Rc<Host>,
        rule: &mut Compiled,
        item: Option<Value>,
    ) -> Result<(), Breakage> {
        host.begin_run(item);
        let origin = rule.origin();
        let result = match &mut rule.script.body {
            Body::Plan(plan) => {
                let mut run = Run::new(engine, &self.global, (host, origin), plan);
                let result = run.body();
                host.work.end_run(run.operations());
                run.end();
                result
            }
            Body::Tree(tree) => self.run_tree(engine, host, tree),
        };
        match result {
            Ok(()) => {
                host.finish_run(rule.script.reports);
                Ok(())
            }
            Err(error) if matches!(innermost(&error).error, EvalAltResult::Return(..)) => {
                host.finish_run(rule.script.reports);
                Ok(())
            }
            Err(error) => ended(&error, host),
        }
    }

    /// Runs what only Rhai can run.
    fn run_tree(&mut self, engine: &Engine, host: &Host, tree: &mut Tree) -> Fallible<()> {
        // Else the operations would count over all elements.
        self.global.num_operations = 0;
        #[expect(deprecated, reason = "the one call that keeps the cache of resolved functions")]
        let result = engine.eval_statements_raw(
            &mut self.global,
            &mut tree.caches,
            &mut self.scope,
            tree.ast.statements(),
        );
        host.work.end_run(self.global.num_operations);
        // An early end leaves the depths of the script as they were where it ended.
        self.scope.rewind(0);
        self.global.level = 0;
        self.global.scope_level = 0;
        result.map(|_| ())
    }
}

/// What an error of the script means: an early end that the language knows, or a fault.
fn ended(error: &EvalAltResult, host: &Host) -> Result<(), Breakage> {
    let Innermost { error: inner, function, at } = innermost(error);
    if let EvalAltResult::ErrorTerminated(token, _) = inner {
        if let Some(value) = token.read_lock::<Value>()
            && let Value::Unknown(unknown) = &*value
        {
            host.note(unknown);
            return Ok(());
        }
        if host.stopped().is_some() {
            return Ok(());
        }
    }
    let settings = host.settings();
    let (id, what): (_, Message) = match inner {
        EvalAltResult::ErrorTerminated(..) if host.work.has_no_time_left() => {
            ("broken-time", host.work.time().as_millis().to_string().into())
        }
        EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorTooManyOperations(_)
            if host.work.is_all_taken() =>
        {
            ("broken-operations-of-all", host.work.limit_of_all().to_string().into())
        }
        EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorTooManyOperations(_) => {
            ("broken-operations", host.work.limit_of_run().to_string().into())
        }
        EvalAltResult::ErrorStackOverflow(_) => ("broken-calls", settings.calls.to_string().into()),
        EvalAltResult::ErrorDataTooLarge(what, _) if what.contains("string") => {
            ("broken-text-size", settings.text.to_string().into())
        }
        EvalAltResult::ErrorDataTooLarge(..) => ("broken-array-size", settings.array.to_string().into()),
        EvalAltResult::ErrorTooManyVariables(_) => ("broken-variables", Message::default()),
        EvalAltResult::ErrorRuntime(said, _) => {
            let told = said.read_lock::<Message>().map(|message| message.clone());
            ("broken-said", told.unwrap_or_else(|| said.to_string().into()))
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            ("broken-function", plain_signature(signature).into())
        }
        EvalAltResult::ErrorPropertyNotFound(name, _) => ("broken-field", name.into()),
        EvalAltResult::ErrorMismatchDataType(wanted, found, _) => {
            ("broken-kind", format!("{wanted} ≠ {found}").into())
        }
        other => ("broken-other", other.to_string().into()),
    };
    let is_limit = matches!(
        id,
        "broken-operations" | "broken-operations-of-all" | "broken-text-size" | "broken-array-size"
    );
    let function = function.map(str::to_owned);
    Err(Breakage { message: Message::new(id, &[]).with("what", what), function, at, is_limit })
}

/// An error behind the calls that it came through.
struct Innermost<'e> {
    error: &'e EvalAltResult,
    /// The function in which it is placed; `None` for the body.
    function: Option<&'e str>,
    /// The innermost place that is known.
    at: Position,
}

fn innermost(error: &EvalAltResult) -> Innermost<'_> {
    let mut found = Innermost { error, function: None, at: error.position() };
    while let EvalAltResult::ErrorInFunctionCall(name, _, inner, _) = found.error {
        found.error = inner;
        if !inner.position().is_none() {
            (found.function, found.at) = (Some(name.as_str()), inner.position());
        }
    }
    found
}

/// A signature without the paths of our own types.
fn plain_signature(signature: &str) -> String {
    signature.rsplit("::").next().map_or_else(
        || signature.to_owned(),
        |_| {
            signature
                .split(", ")
                .map(|part| part.rsplit("::").next().unwrap_or(part))
                .collect::<Vec<_>>()
                .join(", ")
        },
    )
}

fn conclude(rule: &Compiled, tally: Tally, broken: Option<Breakage>) -> RuleResult {
    let Tally { findings, decided, agreement, needs, not_applicable, .. } = tally;
    if let Some(Breakage { message, function, at, .. }) = broken {
        let place = rule.place_of(function.as_deref(), at);
        let problem = Problem {
            file: Some(place.0.name().to_owned()),
            rule: Some(rule.id().clone()),
            place: Some(place),
            message: message.clone(),
            help: None,
        };
        let outcome = Outcome::Broken { error: message };
        return RuleResult { findings, outcome, problem: Some(problem), blamed: None };
    }
    let least = rule.facts.severity.min(Severity::Warning);
    let outcome = if findings.iter().any(|finding| finding.severity >= least) {
        Outcome::Failed { needs }
    } else if !needs.is_empty() {
        Outcome::NotChecked { needs }
    } else if decided {
        Outcome::Passed { agreement }
    } else {
        Outcome::NotApplicable { reason: reason(not_applicable.as_ref()) }
    };
    RuleResult { findings, outcome, problem: None, blamed: None }
}

fn reason(reason: Option<&Reason>) -> Message {
    match reason {
        Some(Reason::Said(text)) => text.into(),
        Some(Reason::NoSuchCell(pointer)) => Message::new("reason-no-cell", &[("pointer", pointer.as_str())]),
        Some(Reason::NoSuchForm(place)) => {
            Message::new(format!("reason-no-{}", place.replace('_', "-")), &[])
        }
        Some(Reason::NotPrinted(pointer, layout)) => {
            Message::new("reason-not-printed", &[("pointer", pointer.as_str()), ("layout", layout)])
        }
        Some(Reason::Placeholder(pointer, printed)) => {
            Message::new("reason-placeholder", &[("pointer", pointer.as_str()), ("printed", printed)])
        }
        Some(Reason::DivisionByZero) => Message::new("reason-division", &[]),
        Some(Reason::EmptyList) => Message::new("reason-empty", &[]),
        Some(Reason::Unprinted(pointer)) => {
            Message::new("reason-unprinted", &[("pointer", pointer.as_str())])
        }
        None => Message::new("reason-nothing", &[]),
    }
}
