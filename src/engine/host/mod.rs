//! What scripts call: the functions of the rule language, and what they tell the engine.
//!
//! One [`Host`] serves one Rhai engine. While a rule runs on a form it holds the form, the element of `each`, and what
//! was found; the functions below are registered once and work on whatever it holds.

mod arithmetic;
mod comparing;
mod indicators;
mod lists;
mod reading;
mod reporting;
mod requiring;
mod texts;

use std::cell::{Cell as Slot, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::Duration;

pub(crate) use reading::register_keys;

use rhai::{Dynamic, Engine, EvalAltResult, Position};

use super::Settings;
use super::pattern::{Pattern, Patterns};
use super::value::{Cell, Need, Reason, Unknown, Value};
use crate::document::Pointer;
use crate::form::Form;
use crate::meaning::form_reading::FormReading;
use crate::report::{AgreementKind, Finding, RuleId, Severity};
use crate::wording::Lang;

/// Outcome of a host function: scripts cannot catch the errors that a [`Stop`] stands for.
pub(super) type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// What a rule's header says that findings carry on.
#[derive(Debug)]
pub(crate) struct RuleFacts {
    pub(crate) id: RuleId,
    pub(crate) severity: Severity,
    pub(crate) help: Option<String>,
    pub(crate) basis: Vec<String>,
    pub(crate) tags: Vec<String>,
}

/// Why a run of a body ended early without being at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A condition needs what is not known; noted in the tally.
    Unknown,
    /// The author said that there is nothing to check.
    Skipped,
}

/// What the runs of one rule on one form have told so far.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) findings: Vec<Finding>,
    /// Whether anything was decided.
    pub(crate) decided: bool,
    pub(crate) agreement: Option<AgreementKind>,
    /// Cells without which something could not be decided, in the order met.
    pub(crate) needs: Vec<Pointer>,
    known: HashSet<Pointer>,
    /// Findings that were left out because there were too many.
    pub(crate) left_out: usize,
    /// The first reason why something did not apply.
    pub(crate) not_applicable: Option<Reason>,
}

/// What the host holds while a rule runs.
struct Now {
    form: Option<Rc<Form>>,
    reading: Option<Rc<FormReading>>,
    item: Option<Value>,
    params: Rc<HashMap<String, Dynamic>>,
    rule: Option<Rc<RuleFacts>>,
    tally: Tally,
    /// Operands of the comparisons since the last finding, with the place of the operator.
    trace: Vec<(Position, Value)>,
    stop: Option<Stop>,
    /// Whether this run has looked at anything: compared figures, searched a text, decided a requirement.
    has_looked: bool,
    /// What made this run go no further before it had.
    turned: Vec<Unknown>,
    /// The regular expressions that this run has put together.
    made: HashSet<Box<str>>,
}

/// The functions' common memory.
pub(crate) struct Host {
    lang: Lang,
    settings: Settings,
    now: RefCell<Now>,
    patterns: Patterns,
    /// Operations that host functions have taken in this run of a body.
    charged: Slot<u64>,
    /// When this run of a body must have ended.
    deadline: Slot<Option<Duration>>,
    /// How many thousandths of the usual operations and time a run may take: more on a larger form.
    scale: Slot<u32>,
}

/// Operations of host functions after which the clock is read.
const CLOCK: u64 = 10_000;

/// Nodes and bytes of a form for each of which a run may take once more the usual operations and time: a form of 26
/// indicators has 160 nodes and 24 KB.
const USUAL: (usize, usize) = (1_000, 200_000);

impl Host {
    pub(crate) fn new(settings: Settings, lang: Lang) -> Rc<Self> {
        let now = Now {
            form: None,
            reading: None,
            item: None,
            params: Rc::default(),
            rule: None,
            tally: Tally::default(),
            trace: Vec::new(),
            stop: None,
            has_looked: false,
            turned: Vec::new(),
            made: HashSet::new(),
        };
        Rc::new(Self {
            lang,
            settings,
            now: RefCell::new(now),
            patterns: Patterns::default(),
            charged: Slot::new(0),
            deadline: Slot::new(None),
            scale: Slot::new(1_000),
        })
    }

    /// Registers every function, operator and limit of the language.
    pub(crate) fn register(self: &Rc<Self>, engine: &mut Engine) {
        reading::register(engine, self);
        texts::register(engine, self);
        indicators::register(engine, self);
        lists::register(engine, self);
        arithmetic::register(engine, self);
        comparing::register(engine, self);
        requiring::register(engine, self);
        reporting::register(engine, self);
    }

    // What a run begins and ends with

    /// Takes up a rule on a form.
    pub(crate) fn begin(
        &self,
        reading: &Rc<FormReading>,
        rule: &Rc<RuleFacts>,
        params: &Rc<HashMap<String, Dynamic>>,
    ) {
        let document = reading.form().document();
        let share = |part: usize, usual: usize| part.saturating_mul(1_000) / usual;
        let nodes = share(document.node_count(), USUAL.0);
        let bytes = share(document.source().bytes().len(), USUAL.1);
        self.scale.set(u32::try_from(1_000 + nodes + bytes).unwrap_or(u32::MAX));
        let mut now = self.now.borrow_mut();
        now.form = Some(Rc::clone(reading.form()));
        now.reading = Some(Rc::clone(reading));
        now.rule = Some(Rc::clone(rule));
        now.params = Rc::clone(params);
        now.tally = Tally::default();
    }

    /// Takes up one run of the body.
    pub(crate) fn begin_run(&self, item: Option<Value>) {
        let mut now = self.now.borrow_mut();
        now.item = item;
        now.trace.clear();
        now.stop = None;
        now.has_looked = false;
        now.turned.clear();
        now.made.clear();
        self.charged.set(0);
        self.deadline.set(None);
    }

    /// Why the run ended early, if it did.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.now.borrow().stop
    }

    /// Gives up the rule and what it told.
    pub(crate) fn end(&self) -> Tally {
        let mut now = self.now.borrow_mut();
        now.form = None;
        now.reading = None;
        now.item = None;
        now.trace.clear();
        std::mem::take(&mut now.tally)
    }

    /// The value of a name that every script knows; `None` for other names.
    pub(crate) fn global(&self, name: &str) -> Option<Dynamic> {
        let now = self.now.borrow();
        match name {
            "form" => now.form.as_ref().map(|form| Dynamic::from(Value::Cell(Cell::root(form)))),
            "item" => now.item.clone().map(Dynamic::from),
            "params" => Some(Dynamic::from(Params(Rc::clone(&now.params)))),
            _ => None,
        }
    }

    /// Whether a run has used up its operations or its time; `operations` are those that Rhai has counted.
    #[inline]
    pub(crate) fn is_exhausted(&self, operations: u64) -> bool {
        // Asked at every operation: what is dear is asked every 64, the clock every 1,024, from the first of those on.
        operations.is_multiple_of(64) && operations > 0 && self.is_spent(operations)
    }

    fn is_spent(&self, operations: u64) -> bool {
        let is_over = operations.saturating_add(self.charged.get()) > self.limit();
        is_over || operations.is_multiple_of(1024) && self.is_late()
    }

    /// The operations that one run of a body may take on this form.
    pub(crate) fn limit(&self) -> u64 {
        self.settings.operations.saturating_mul(u64::from(self.scale.get())) / 1_000
    }

    /// The time that one run of a body may take on this form.
    pub(crate) fn time(&self) -> std::time::Duration {
        self.settings.time.saturating_mul(self.scale.get().div_ceil(1_000))
    }

    fn is_late(&self) -> bool {
        match self.deadline.get() {
            None => {
                self.deadline.set(spent().checked_add(self.time()));
                false
            }
            Some(deadline) => spent() > deadline,
        }
    }

    /// Whether the run has gone beyond its time.
    pub(crate) fn has_no_time_left(&self) -> bool {
        self.deadline.get().is_some_and(|deadline| spent() > deadline)
    }

    /// Takes operations for the work of a host function, so that its cost counts towards the limit.
    fn charge(&self, operations: usize) -> Fallible<()> {
        if operations > 0 {
            self.look();
        }
        let operations = u64::try_from(operations).unwrap_or(u64::MAX);
        let charged = self.charged.get().saturating_add(operations);
        self.charged.set(charged);
        if charged > self.limit() {
            return Err(EvalAltResult::ErrorTooManyOperations(Position::NONE).into());
        }
        // Host functions may do all the work of a run: the clock is read here as well.
        let is_due = charged / CLOCK != (charged - operations) / CLOCK;
        if is_due && self.is_late() {
            return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into());
        }
        Ok(())
    }

    /// Concludes a run that came to its end. A rule that speaks by `report` passes by saying nothing, but not where it went no
    /// further for want of a figure or a target and looked at nothing else.
    pub(crate) fn finish_run(&self, reports: bool) {
        if !reports {
            return;
        }
        let turned = {
            let mut now = self.now.borrow_mut();
            if now.has_looked { Vec::new() } else { std::mem::take(&mut now.turned) }
        };
        if turned.is_empty() {
            self.decided(None);
        }
        for unknown in &turned {
            self.note(unknown);
        }
    }

    /// Remembers that this run has looked at something.
    pub(super) fn look(&self) {
        self.now.borrow_mut().has_looked = true;
    }

    /// Remembers that something is not there, on which a rule may go no further.
    pub(super) fn turn(&self, unknown: Unknown) {
        let mut now = self.now.borrow_mut();
        if !now.has_looked {
            now.turned.push(unknown);
        }
    }

    /// The same of a cell of figures, or one that every form must have. Where no row fills in a column of figures, the rule has
    /// not checked what it would have said of it.
    pub(super) fn turn_at(&self, value: &Value) {
        let Value::Cell(cell) = value else { return };
        let schema = cell.form.schema();
        if cell.is_of_blank_column() {
            self.note(&cell.unknown());
        } else if schema.quantity(cell.schema()).is_some() {
            cell.quantity().map_or_else(|unknown| self.turn(unknown), |_| ());
        } else if schema.is_required(cell.schema()) && cell.is_missing() {
            self.turn(cell.unknown());
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings
    }

    // What functions tell

    fn stop<T>(&self, stop: Stop) -> Fallible<T> {
        self.now.borrow_mut().stop = Some(stop);
        Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into())
    }

    /// Ends the run because a condition stands on something that is not known.
    fn stop_unknown<T>(&self, unknown: &Unknown) -> Fallible<T> {
        self.note(unknown);
        self.stop(Stop::Unknown)
    }

    /// Remembers what could not be decided.
    pub(crate) fn note(&self, unknown: &Unknown) {
        let mut now = self.now.borrow_mut();
        let (form, item) = (now.form.clone(), now.item.clone());
        let tally = &mut now.tally;
        match unknown {
            Unknown::NotApplicable(reason) => {
                tally.not_applicable.get_or_insert_with(|| reason.clone());
            }
            Unknown::Missing(needs) => {
                for Need(cell) in needs {
                    tally.need(cell.pointer());
                }
                // What no cell holds, such as words that a text has not: the element is what could not be checked.
                if needs.is_empty() {
                    let item = item.as_ref().and_then(Value::cell).map(Cell::pointer);
                    tally.need(item.unwrap_or_else(Pointer::root));
                }
            }
            Unknown::Undecided(undecided) => {
                let document = form.as_ref().map(|form| form.document());
                for node in undecided.nodes() {
                    if let Some(document) = document {
                        tally.need(document.pointer(node));
                    }
                }
                if tally.needs.is_empty() {
                    tally.need(Pointer::root());
                }
            }
        }
    }

    /// Remembers that a rule could not see what it reads.
    pub(crate) fn need(&self, pointer: Pointer) {
        self.now.borrow_mut().tally.need(pointer);
    }

    /// Remembers that something was decided, and how well figures agree.
    fn decided(&self, agreement: Option<AgreementKind>) {
        let mut now = self.now.borrow_mut();
        now.has_looked = true;
        let tally = &mut now.tally;
        tally.decided = true;
        tally.agreement = tally.agreement.max(agreement);
    }

    /// Remembers the operands of a comparison.
    fn trace(&self, at: Position, operands: [&Value; 2]) {
        let trace = &mut self.now.borrow_mut().trace;
        if trace.len() < self.settings.trace {
            trace.extend(operands.map(|operand| (at, operand.clone())));
        }
    }

    /// The operands of comparisons written behind `from`: those of the condition of a call.
    fn traced_behind(&self, from: Position) -> Vec<Value> {
        let trace = std::mem::take(&mut self.now.borrow_mut().trace);
        trace.into_iter().filter(|(at, _)| *at > from).map(|(_, value)| value).collect()
    }

    /// What the texts of the form say.
    fn reading(&self) -> Option<Rc<FormReading>> {
        self.now.borrow().reading.clone()
    }

    fn form(&self) -> Option<Rc<Form>> {
        self.now.borrow().form.clone()
    }

    /// The regular expressions of scripts.
    pub(crate) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// A regular expression.
    fn pattern(&self, text: &str) -> Fallible<Rc<Pattern>> {
        let known = self.patterns.known(text);
        if let Some(known) = known.filter(|known| known.is_of_file) {
            return Ok(known);
        }
        // A script put it together: each run pays for it once, whatever other forms have made before.
        if self.now.borrow_mut().made.insert(text.into()) {
            self.charge(1_000 + 20 * text.len())?;
        }
        self.patterns.get(text, false).map_err(|_| self.error("engine-bad-pattern", &[("pattern", text)]))
    }

    /// A fault of the rule's author.
    #[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
    fn error(&self, id: &str, args: &[(&str, &str)]) -> Box<EvalAltResult> {
        EvalAltResult::ErrorRuntime(self.lang.text(id, args).into(), Position::NONE).into()
    }
}

/// The time of the processor that this thread has used: how busy the machine is changes no verdict.
fn spent() -> Duration {
    cpu_time::ThreadTime::try_now().map(|time| time.as_duration()).unwrap_or_default()
}

impl Tally {
    fn need(&mut self, pointer: Pointer) {
        if self.known.insert(pointer.clone()) {
            self.needs.push(pointer);
        }
    }
}

/// The parameters of a rule, as a script sees them.
#[derive(Clone)]
pub(crate) struct Params(Rc<HashMap<String, Dynamic>>);

impl Params {
    fn get(&self, name: &str) -> Option<Dynamic> {
        self.0.get(name).cloned()
    }
}
