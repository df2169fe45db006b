//! The functions' common memory: the form, the element of `each`, and what a rule has told so far.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::{Rc, Weak};

use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, Position};

use crate::document::{NodeId, Pointer};
use crate::engine::held::Held;
use crate::engine::law::Laws;
use crate::engine::names::ByName;
use crate::engine::pattern::{Asked, Pattern};
use crate::engine::patterns::Patterns;
use crate::engine::settings::Settings;
use crate::engine::value::{self, Need, Reason, Unknown, Value};
use crate::engine::work::{Fallible, Native, Work};
use crate::figure::Quantity;
use crate::form::Form;
use crate::meaning::form_reading::FormReading;
use crate::report::{AgreementKind, Finding, RuleId, Severity};
use crate::text::sayings::SIGN;
use crate::wording::Message;

/// What a rule's header says that findings carry on.
#[derive(Debug)]
pub(crate) struct RuleFacts {
    pub(crate) id: RuleId,
    pub(crate) severity: Severity,
    pub(crate) help: Option<Message>,
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
pub(super) struct Now {
    form: Option<Rc<Form>>,
    reading: Option<Rc<FormReading>>,
    item: Option<Value>,
    params: Rc<HashMap<String, Dynamic>>,
    pub(super) rule: Option<Rc<RuleFacts>>,
    pub(super) tally: Tally,
    /// Operands of the comparisons since the last finding, with the place of the operator.
    trace: Vec<(Position, Value)>,
    /// Computed figures that the run has put into texts since it last told something, as they are written there.
    printed: Vec<(Quantity, String)>,
    stop: Option<Stop>,
    /// What made this run go no further before it had looked at anything.
    turned: Vec<Unknown>,
    /// The regular expressions that this run has put together.
    made: BTreeSet<Box<str>>,
}

/// What functions of scripts said of cells of one form, by the function and the cell.
#[derive(Default)]
struct Known {
    reading: Weak<FormReading>,
    said: ByName<(usize, NodeId), Said>,
}

/// A function that rules share: what tells those of its pack from others, its name, and how many arguments it takes.
type Shared = (usize, Box<str>, usize);

/// Whether a function of a script holds of a cell, where that follows from the form alone.
#[derive(Clone, Copy)]
pub(crate) struct Said {
    pub(crate) holds: bool,
    /// The operations of its steps, and those of the functions of the language that it calls.
    pub(crate) operations: u64,
    pub(crate) charged: u64,
}

/// What a run works with: the variables of its calls, and what is passed to functions.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) variables: Vec<Held>,
    pub(crate) passed: Vec<Held>,
}

/// The functions' common memory.
pub(crate) struct Host {
    pub(super) settings: Settings,
    pub(super) now: RefCell<Now>,
    pub(super) patterns: Patterns,
    /// The classes and sayings that were asked for, by the names that rules ask by.
    pub(super) asked: RefCell<ByName<ImmutableString, Asked>>,
    /// The numbers of functions that rules share, each by its pack, name and arity.
    numbers: RefCell<HashMap<Shared, usize>>,
    /// What functions of scripts said of cells of a form.
    known: RefCell<Known>,
    /// Counts what a function of a script does or sees beside giving its value.
    effects: Cell<u64>,
    /// What a run works with, kept for the next one.
    pub(crate) memory: RefCell<Memory>,
    /// The laws of statements.
    pub(super) laws: Laws,
    /// What a run has taken and may take.
    pub(crate) work: Rc<Work>,
}

impl Host {
    pub(crate) fn new(settings: Settings, laws: Laws) -> Rc<Self> {
        let now = Now {
            form: None,
            reading: None,
            item: None,
            params: Rc::default(),
            rule: None,
            tally: Tally::default(),
            trace: Vec::new(),
            printed: Vec::new(),
            stop: None,
            turned: Vec::new(),
            made: BTreeSet::new(),
        };
        Rc::new(Self {
            settings,
            now: RefCell::new(now),
            patterns: Patterns::default(),
            asked: RefCell::default(),
            numbers: RefCell::default(),
            known: RefCell::default(),
            effects: Cell::new(0),
            memory: RefCell::default(),
            laws,
            work: Work::new(settings.operations, settings.time),
        })
    }

    /// Makes a function known to an engine, by its row in the table of words.
    pub(super) fn define<A>(&self, engine: &mut Engine, name: &str, function: impl Native<A>) {
        self.work.define(engine, name, function);
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
        self.work.begin(document.node_count(), document.source().bytes().len());
        let mut now = self.now.borrow_mut();
        now.form = Some(Rc::clone(reading.form()));
        now.reading = Some(Rc::clone(reading));
        now.rule = Some(Rc::clone(rule));
        now.params = Rc::clone(params);
        now.tally = Tally::default();
        let known = &mut *self.known.borrow_mut();
        let own = Rc::downgrade(reading);
        if !own.ptr_eq(&known.reading) {
            known.said.clear();
            known.reading = own;
        }
    }

    /// Takes up one run of the body.
    pub(crate) fn begin_run(&self, item: Option<Value>) {
        let mut now = self.now.borrow_mut();
        now.item = item;
        now.trace.clear();
        now.printed.clear();
        now.stop = None;
        now.turned.clear();
        now.made.clear();
        self.work.begin_run();
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
        now.printed.clear();
        std::mem::take(&mut now.tally)
    }

    /// The value of a name that every script knows; `None` for other names.
    pub(crate) fn global(&self, name: &str) -> Option<Dynamic> {
        match name {
            "form" => self.root().map(Dynamic::from),
            "item" => self.item().map(Dynamic::from),
            "params" => Some(Dynamic::from(Params(Rc::clone(&self.now.borrow().params)))),
            _ => None,
        }
    }

    /// The whole form.
    pub(crate) fn root(&self) -> Option<Value> {
        self.now.borrow().form.as_ref().map(|form| Value::Cell(value::Cell::root(form)))
    }

    /// The number of a function of a pack, by what tells its functions from others.
    pub(crate) fn number(&self, origin: usize, name: &str, arity: usize) -> usize {
        let mut numbers = self.numbers.borrow_mut();
        let next = numbers.len();
        *numbers.entry((origin, name.into(), arity)).or_insert(next)
    }

    /// Whether a function of a script holds of a cell, if that is known.
    pub(crate) fn known_of(&self, function: usize, cell: NodeId) -> Option<Said> {
        self.known.borrow().said.get(&(function, cell)).copied()
    }

    /// Keeps whether a function of a script holds of a cell.
    pub(crate) fn keep(&self, function: usize, cell: NodeId, said: Said) {
        self.known.borrow_mut().said.insert((function, cell), said);
    }

    /// A number that stays the same while nothing is noted, and nothing is seen but what follows from the form and from what
    /// functions are given.
    pub(crate) fn effects(&self) -> u64 {
        self.effects.get()
    }

    /// Remembers that something was noted, or seen that is of one rule or run.
    pub(super) fn affect(&self) {
        self.effects.set(self.effects.get() + 1);
    }

    /// The element of `each`.
    pub(crate) fn item(&self) -> Option<Value> {
        self.affect();
        self.now.borrow().item.clone()
    }

    /// A parameter of the rule.
    pub(crate) fn parameter(&self, name: &str) -> Fallible<Dynamic> {
        self.affect();
        Params(Rc::clone(&self.now.borrow().params)).named(name)
    }

    /// Concludes a run that came to its end. A rule that speaks by `report` passes by saying nothing, but not where it went no
    /// further for want of a figure or a target and looked at nothing else.
    pub(crate) fn finish_run(&self, reports: bool) {
        if !reports {
            return;
        }
        let turned = std::mem::take(&mut self.now.borrow_mut().turned);
        let turned = if self.work.has_looked() { Vec::new() } else { turned };
        if turned.is_empty() {
            self.decided(None);
        }
        for unknown in &turned {
            self.note(unknown);
        }
    }

    /// Remembers that something is not there, on which a rule may go no further.
    pub(super) fn turn(&self, unknown: Unknown) {
        self.affect();
        if !self.work.has_looked() {
            self.now.borrow_mut().turned.push(unknown);
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
        } else if cell.form.is_owed(cell.schema()) && cell.is_missing() {
            self.turn(cell.unknown());
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings
    }

    // What functions tell

    pub(super) fn stop<T>(&self, stop: Stop) -> Fallible<T> {
        self.affect();
        self.now.borrow_mut().stop = Some(stop);
        Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into())
    }

    /// Ends the run because a condition stands on something that is not known.
    pub(super) fn stop_unknown<T>(&self, unknown: &Unknown) -> Fallible<T> {
        self.note(unknown);
        self.stop(Stop::Unknown)
    }

    /// Remembers what could not be decided.
    pub(crate) fn note(&self, unknown: &Unknown) {
        self.affect();
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
                    let item = item.as_ref().and_then(Value::cell).map(value::Cell::pointer);
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
    pub(super) fn decided(&self, agreement: Option<AgreementKind>) {
        self.affect();
        self.work.look();
        let tally = &mut self.now.borrow_mut().tally;
        tally.decided = true;
        tally.agreement = tally.agreement.max(agreement);
    }

    /// Remembers the operands of a comparison.
    pub(super) fn trace(&self, at: Position, operands: [&Value; 2]) {
        self.affect();
        let trace = &mut self.now.borrow_mut().trace;
        if trace.len() < self.settings.trace {
            trace.extend(operands.map(|operand| (at, operand.clone())));
        }
    }

    /// Remembers a figure that was put into a text: a message that shows it shows how it was reckoned as well.
    pub(super) fn printed_figure(&self, figure: Quantity, text: &str) {
        self.affect();
        let printed = &mut self.now.borrow_mut().printed;
        if figure.is_computed() && printed.len() < PRINTED {
            printed.push((figure, text.to_owned()));
        }
    }

    /// The computed figures that a message shows, each once, in the order in which they were put there.
    pub(super) fn figures_of(&self, message: &str) -> Vec<Quantity> {
        let printed = std::mem::take(&mut self.now.borrow_mut().printed);
        printed.into_iter().filter(|(_, text)| shows(message, text)).map(|(figure, _)| figure).collect()
    }

    /// The operands of comparisons written behind `from`: those of the condition of a call.
    pub(super) fn traced_behind(&self, from: Position) -> Vec<Value> {
        let trace = std::mem::take(&mut self.now.borrow_mut().trace);
        trace.into_iter().filter(|(at, _)| *at > from).map(|(_, value)| value).collect()
    }

    /// What the texts of the form say.
    pub(super) fn reading(&self) -> Option<Rc<FormReading>> {
        self.now.borrow().reading.clone()
    }

    pub(super) fn form(&self) -> Option<Rc<Form>> {
        self.now.borrow().form.clone()
    }

    /// The regular expressions of scripts.
    pub(crate) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// A regular expression.
    pub(super) fn pattern(&self, text: &str) -> Fallible<Rc<Pattern>> {
        let known = self.patterns.known(text);
        if let Some(name) = text.strip_prefix(SIGN) {
            return known.map_or_else(|| self.saying(name), Ok);
        }
        if let Some(known) = known.filter(|known| known.is_of_file) {
            return Ok(known);
        }
        // A script put it together: each run pays for it once, whatever other forms have made before.
        self.affect();
        if self.now.borrow_mut().made.insert(text.into()) {
            self.work.charge_expression(text.len())?;
        }
        self.patterns.get(text, false).map_err(|_| Self::error("engine-bad-pattern", &[("pattern", text)]))
    }

    /// A fault of the rule's author.
    #[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
    pub(super) fn error(id: &'static str, args: &[(&'static str, &str)]) -> Box<EvalAltResult> {
        Self::fault(Message::new(id, args))
    }

    /// The same as it is to be said.
    #[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
    pub(super) fn fault(message: Message) -> Box<EvalAltResult> {
        EvalAltResult::ErrorRuntime(Dynamic::from(message), Position::NONE).into()
    }
}

/// Whether a figure stands in a message as a whole: 5 is no part of 15.
fn shows(message: &str, figure: &str) -> bool {
    let (points, is_digit) = (['.', ','], |c: char| c.is_ascii_digit());
    message.match_indices(figure).any(|(at, _)| {
        let before = message.get(..at).unwrap_or_default().trim_end_matches(points);
        let behind = message.get(at + figure.len()..).unwrap_or_default().trim_start_matches(points);
        !before.ends_with(is_digit) && !behind.starts_with(is_digit)
    })
}

/// Figures put into texts that are remembered: no message shows more.
const PRINTED: usize = 8;

/// Cells that one rule needs and a report names: it is not checked on account of one as of many.
const NEEDS: usize = 1_000;

impl Tally {
    fn need(&mut self, pointer: Pointer) {
        if self.needs.len() < NEEDS && self.known.insert(pointer.clone()) {
            self.needs.push(pointer);
        }
    }
}

/// The parameters of a rule, as a script sees them.
#[derive(Clone)]
pub(crate) struct Params(Rc<HashMap<String, Dynamic>>);

impl Params {
    pub(super) fn named(&self, name: &str) -> Fallible<Dynamic> {
        let unknown = || EvalAltResult::ErrorPropertyNotFound(name.to_owned(), Position::NONE).into();
        self.0.get(name).cloned().ok_or_else(unknown)
    }
}
