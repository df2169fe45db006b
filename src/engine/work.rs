//! What host functions cost, and how they come into an engine.
//!
//! In: a function with its name. Out: it is registered if the name has a row in the table of words, and each call is counted
//! by that row: what follows from the arguments before the function begins, what only it knows (the texts below a cell, how
//! many letters a phrase has) piece by piece, each before the piece is worked on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use rhai::{Array, Dynamic, Engine, EvalAltResult, INT, ImmutableString, NativeCallContext, Position};
use rust_decimal::Decimal;

use super::held::Passed;
use super::natives::{Native as Function, Natives};
use super::value::Value;
use super::vocabulary::{self, Charge, Word};
use crate::figure::Quantity;

/// What a host function gives, or what ends the run.
pub(super) type Fallible<T> = Result<T, Box<EvalAltResult>>;

// One operation is about what Rhai takes for one of its own.

/// Bytes of a text that a script hands on.
const BYTES: usize = 20;

/// Bytes of characters of the form that a function is given.
const EXCERPT: usize = 200;

/// Elements and nodes that are gone through.
const CELLS: usize = 4;

/// Pairs of letters that are compared: a bit for each.
const PAIRS: usize = 1_000;

/// Letters of a phrase that are looked up in another one.
const LETTERS: usize = 8;

/// Bytes that are searched by an automaton of up to [`STATES`], and those that each further so many states count for.
const SEARCHED: usize = 20;
const BY_STATES: usize = 40;
const STATES: usize = 100;

/// Operations that reckoning with a computed figure takes: its intervals are worked out once more when it is folded.
const COMPUTED: usize = 36;

/// Operations that a printed figure takes which is reckoned or compared with.
const FIGURE: usize = 2;

/// Steps behind a computed figure that are gone through when it is compared, and when a calculation is folded.
const STEPS: usize = 2;

/// Operations that a finding or a label takes.
const SAYING: usize = 20;

/// Operations of host functions after which the clock is read.
const CLOCK: u64 = 10_000;

/// What a function takes from a script.
pub(super) trait Argument: Passed {
    /// Adds what it counts for.
    fn weigh(&self, _charge: Charge, _weight: &mut Weight) {}
}

/// What the arguments of a call count for.
#[derive(Debug, Default)]
pub(super) struct Weight {
    /// Operations.
    taken: usize,
    /// Steps behind computed figures.
    steps: usize,
    /// The same, each as many times as its fractions are long.
    reckoned: usize,
    /// Bytes of texts that the script hands on.
    bytes: usize,
}

impl Argument for INT {}
impl Argument for Decimal {}
impl Argument for bool {}
impl Argument for () {}

impl Argument for Array {
    fn weigh(&self, charge: Charge, weight: &mut Weight) {
        weight.taken += self.len();
        for element in self {
            element.weigh(charge, weight);
        }
    }
}

impl Argument for ImmutableString {
    fn weigh(&self, _: Charge, weight: &mut Weight) {
        weight.taken += self.len() / BYTES;
        weight.bytes += self.len();
    }
}

impl Argument for Value {
    fn weigh(&self, charge: Charge, weight: &mut Weight) {
        match (self, charge) {
            (Self::Quantity(quantity), Charge::Reckoning | Charge::Comparing | Charge::Saying)
                if quantity.is_computed() =>
            {
                weight.taken += COMPUTED * quantity.breadth();
                weight.steps += quantity.steps();
                weight.reckoned += quantity.steps().saturating_mul(quantity.breadth());
            }
            (Self::Excerpt(excerpt), _) => weight.taken += excerpt.text.len() / EXCERPT,
            (Self::List(_) | Self::Cell(_), Charge::Cells | Charge::Comparing) => {
                weight.taken += self.elements() / CELLS;
            }
            _ => {}
        }
    }
}

/// Whatever the function makes of it, what is listed is gone through.
impl Argument for Dynamic {
    fn weigh(&self, charge: Charge, weight: &mut Weight) {
        if let Ok(text) = self.as_immutable_string_ref() {
            text.weigh(charge, weight);
        } else if let Ok(array) = self.as_array_ref() {
            array.weigh(charge, weight);
        } else if let Some(value) = self.read_lock::<Value>() {
            value.weigh(charge, weight);
        }
    }
}

/// What a function gives back, with or without the errors that end a run.
pub(super) trait Given {
    /// Without.
    type Value: Passed;

    /// With.
    fn outcome(self) -> Fallible<Self::Value>;
}

impl<T: Passed> Given for Fallible<T> {
    type Value = T;

    fn outcome(self) -> Self {
        self
    }
}

macro_rules! given {
    ($($type:ty),*) => {$(
        impl Given for $type {
            type Value = Self;

            fn outcome(self) -> Fallible<Self> {
                Ok(self)
            }
        }
    )*};
}
given!(Value, bool, ImmutableString);

/// A function of the language; `A` tells its arguments apart.
pub(super) trait Native<A> {
    /// Makes it known to an engine.
    fn register(self, engine: &mut Engine, work: &Rc<Work>, word: &'static Word);
}

/// The arguments of a function that asks for the place of the call.
pub(super) struct At<A>(std::marker::PhantomData<A>);

macro_rules! native {
    ($($name:ident: $type:ident),+) => {
        impl<$($type: Argument,)+ R: Given, F: Fn($($type),+) -> R + 'static> Native<($($type,)+)> for F {
            fn register(self, engine: &mut Engine, work: &Rc<Work>, word: &'static Word) {
                let function = move |_: Position, $($name: $type),+| self($($name),+);
                Native::<At<($($type,)+)>>::register(function, engine, work, word);
            }
        }

        impl<$($type: Argument,)+ R: Given, F: Fn(Position, $($type),+) -> R + 'static> Native<At<($($type,)+)>> for F {
            #[expect(clippy::disallowed_methods, reason = "the one place where functions are registered")]
            fn register(self, engine: &mut Engine, work: &Rc<Work>, word: &'static Word) {
                let counted = Rc::clone(work);
                let call = Rc::new(move |at: Position, $($name: $type),+| -> Fallible<R::Value> {
                    let mut weight = Weight::default();
                    $($name.weigh(word.charge, &mut weight);)+
                    counted.begin_call(word, &weight)?;
                    self(at, $($name),+).outcome()
                });
                let known = Rc::clone(&call);
                engine.register_fn(word.name, move |context: NativeCallContext<'_>, $($name: $type),+| -> Fallible<R::Value> {
                    known(context.call_position(), $($name),+)
                });
                work.natives.add(word.name, Function {
                    arity: [$(stringify!($name)),+].len(),
                    open: [$($type::IS_ANY),+].into_iter().filter(|is_any| *is_any).count(),
                    takes: |arguments| matches!(arguments, [$($name),+] if $($type::is($name))&&+),
                    call: Box::new(move |at, arguments| {
                        let [$($name),+] = arguments else { return Err(unfit()) };
                        call(at, $($type::of($name.take()).ok_or_else(unfit)?),+).map(Passed::held)
                    }),
                });
            }
        }
    };
}
native!(a: A);
native!(a: A, b: B);
native!(a: A, b: B, c: C);

/// What a function is not called with: it was asked before.
#[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
fn unfit() -> Box<EvalAltResult> {
    EvalAltResult::ErrorRuntime(Dynamic::UNIT, Position::NONE).into()
}

/// Nodes and bytes of a form for each of which a run may take once more the usual operations and time: a form of 26
/// indicators has 160 nodes and 24 KB.
const USUAL: (usize, usize) = (1_000, 200_000);

/// How many times the operations of one run all runs of a rule on a form may take together.
const RUNS: u64 = 12;

/// What a run of a body has taken and may take.
pub(super) struct Work {
    /// Operations and time of a run on a small form.
    usual: (u64, Duration),
    /// Operations that host functions have taken in this run of a body.
    charged: Cell<u64>,
    /// So many of them are looked at next: against the limit, and the clock.
    due: Cell<u64>,
    /// Bytes of a text for one operation, for the function that works.
    rate: Cell<usize>,
    /// Whether it goes through all of a text of which it is given a piece.
    reads_around: Cell<bool>,
    /// Whether this run has looked at anything: compared figures, searched a text, decided a requirement.
    has_looked: Cell<bool>,
    /// Bytes that the script has handed on, which each finding may quote.
    given: Cell<usize>,
    /// When this run of a body must have ended.
    deadline: Cell<Option<Duration>>,
    /// How many thousandths of the usual operations and time a run may take: more on a larger form.
    scale: Cell<u32>,
    /// Operations of the runs of this rule on this form that have ended.
    earlier: Cell<u64>,
    /// Operations of all runs.
    all: Cell<u64>,
    /// Names without a row in the table of words, which were not registered.
    unlisted: RefCell<Vec<String>>,
    /// What was registered, for rules that Rhai does not run.
    pub(super) natives: Natives,
}

impl Work {
    pub(super) fn new(operations: u64, time: Duration) -> Rc<Self> {
        Rc::new(Self {
            usual: (operations, time),
            charged: Cell::new(0),
            due: Cell::new(0),
            rate: Cell::new(BYTES),
            reads_around: Cell::new(false),
            has_looked: Cell::new(false),
            given: Cell::new(0),
            deadline: Cell::new(None),
            scale: Cell::new(1_000),
            earlier: Cell::new(0),
            all: Cell::new(0),
            unlisted: RefCell::default(),
            natives: Natives::default(),
        })
    }

    /// Takes up a rule on a form of so many nodes and bytes.
    pub(super) fn begin(&self, nodes: usize, bytes: usize) {
        self.earlier.set(0);
        let share = |part: usize, usual: usize| part.saturating_mul(1_000) / usual;
        let scale = 1_000 + share(nodes, USUAL.0) + share(bytes, USUAL.1);
        self.scale.set(u32::try_from(scale).unwrap_or(u32::MAX));
    }

    /// Takes up one run of a body.
    pub(super) fn begin_run(&self) {
        self.charged.set(0);
        self.due.set(CLOCK.min(self.limit() + 1));
        self.has_looked.set(false);
        self.deadline.set(None);
    }

    /// Remembers that this run has looked at something.
    pub(super) fn look(&self) {
        self.has_looked.set(true);
    }

    /// Whether it has.
    pub(super) fn has_looked(&self) -> bool {
        self.has_looked.get()
    }

    /// The operations that host functions have taken in this run.
    pub(super) fn charged(&self) -> u64 {
        self.charged.get()
    }

    /// Takes the operations of host functions once more that are known to lead to what they led to, and looked at something.
    pub(super) fn charge_again(&self, operations: u64) -> Fallible<()> {
        self.look();
        self.charge(usize::try_from(operations).unwrap_or(usize::MAX))
    }

    /// Ends a run in which Rhai has counted so many operations.
    pub(super) fn end_run(&self, operations: u64) {
        let taken = self.charged.get().saturating_add(operations);
        self.earlier.set(self.earlier.get().saturating_add(taken));
        self.all.set(self.all.get().saturating_add(taken));
    }

    /// Operations of all runs.
    pub(super) fn all(&self) -> u64 {
        self.all.get()
    }

    /// Whether a run has used up its operations or its time; `operations` are those that Rhai has counted.
    #[inline]
    pub(super) fn is_exhausted(&self, operations: u64) -> bool {
        // Asked at every operation: what is dear is asked every 64, the clock every 1,024, from the first of those on.
        operations.is_multiple_of(64) && operations > 0 && self.is_spent(operations)
    }

    fn is_spent(&self, operations: u64) -> bool {
        let is_over = operations.saturating_add(self.charged.get()) > self.limit();
        is_over || operations.is_multiple_of(1024) && self.is_late()
    }

    /// The operations that this run of a body may take on this form: those of one run, as far as the runs before it have left
    /// as many.
    fn limit(&self) -> u64 {
        self.limit_of_run().min(self.limit_of_all().saturating_sub(self.earlier.get()))
    }

    /// The operations that one run of a body may take on this form.
    pub(super) fn limit_of_run(&self) -> u64 {
        self.usual.0.saturating_mul(u64::from(self.scale.get())) / 1_000
    }

    /// The operations that all runs of a rule may take on this form.
    pub(super) fn limit_of_all(&self) -> u64 {
        self.limit_of_run().saturating_mul(RUNS)
    }

    /// Whether the runs of this rule have taken all that they may take together.
    pub(super) fn is_all_taken(&self) -> bool {
        self.earlier.get() >= self.limit_of_all()
    }

    /// The time that one run of a body may take on this form.
    pub(super) fn time(&self) -> Duration {
        self.usual.1.saturating_mul(self.scale.get().div_ceil(1_000))
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
    pub(super) fn has_no_time_left(&self) -> bool {
        self.deadline.get().is_some_and(|deadline| spent() > deadline)
    }

    /// The names that host functions were to be registered by and that have no row in the table of words.
    #[cfg(test)]
    pub(super) fn unlisted(&self) -> Vec<String> {
        self.unlisted.borrow().clone()
    }

    /// Makes a function known to an engine, by its row in the table of words; without a row it stays unknown.
    pub(super) fn define<A>(self: &Rc<Self>, engine: &mut Engine, name: &str, function: impl Native<A>) {
        match vocabulary::function(name).or_else(|| vocabulary::operator_of(name)) {
            Some(word) => function.register(engine, self, word),
            None => self.unlisted.borrow_mut().push(name.to_owned()),
        }
    }

    /// Makes an assignment known: `+=` of `+`.
    #[expect(clippy::disallowed_methods, reason = "what a script assigns to is changed where it stands")]
    pub(super) fn define_assignment<A: Argument, B: Argument>(
        self: &Rc<Self>,
        engine: &mut Engine,
        name: &str,
        function: impl Fn(&A, B) -> A + 'static,
    ) {
        let Some(word) = vocabulary::operator_of(name) else {
            return self.unlisted.borrow_mut().push(name.to_owned());
        };
        let counted = Rc::clone(self);
        let changed = Rc::new(move |a: &A, b: B| -> Fallible<A> {
            let mut weight = Weight::default();
            a.weigh(word.charge, &mut weight);
            b.weigh(word.charge, &mut weight);
            counted.begin_call(word, &weight)?;
            Ok(function(a, b))
        });
        let known = Rc::clone(&changed);
        let name = format!("{name}=");
        self.natives.add(
            &name,
            Function {
                arity: 2,
                open: 0,
                takes: |arguments| matches!(arguments, [a, b] if A::is(a) && B::is(b)),
                call: Box::new(move |_, arguments| {
                    let [a, b] = arguments else { return Err(unfit()) };
                    let (a, b) = (A::of(a.take()).ok_or_else(unfit)?, B::of(b.take()).ok_or_else(unfit)?);
                    known(&a, b).map(Passed::held)
                }),
            },
        );
        engine.register_fn(name, move |a: &mut A, b: B| -> Fallible<()> {
            *a = changed(a, b)?;
            Ok(())
        });
    }

    /// Takes the operations of a call as far as they follow from what it is called with.
    fn begin_call(&self, word: &Word, weight: &Weight) -> Fallible<()> {
        let (rate, reads_around) = match word.charge {
            Charge::Bytes(rate) => (rate, false),
            Charge::Around(rate) => (rate, true),
            _ => (BYTES, false),
        };
        self.rate.set(rate);
        self.reads_around.set(reads_around);
        self.given.set(weight.bytes);
        let folds = Quantity::folds_at(weight.steps);
        let steps = match word.charge {
            Charge::Comparing | Charge::Saying => weight.reckoned / STEPS,
            Charge::Reckoning if folds => weight.reckoned / STEPS,
            _ => 0,
        };
        let own = if word.charge == Charge::Saying { SAYING } else { 1 };
        self.charge(own + weight.taken + steps)
    }

    /// Takes operations for the bytes of a text that is gone through next.
    pub(super) fn charge_bytes(&self, bytes: usize) -> Fallible<()> {
        self.look();
        self.charge(1 + bytes / self.rate.get())
    }

    /// Takes operations for a piece of a text that is gone through next, or for all of the text.
    pub(super) fn charge_piece(&self, piece: usize, whole: usize) -> Fallible<()> {
        self.charge_bytes(if self.reads_around.get() { whole } else { piece })
    }

    /// The same for going through them so many times.
    pub(super) fn charge_scans(&self, times: usize, bytes: usize) -> Fallible<()> {
        self.look();
        self.charge(times.saturating_mul(1 + bytes / self.rate.get()))
    }

    /// Takes operations for elements or nodes that are gone through next.
    pub(super) fn charge_cells(&self, cells: usize) -> Fallible<()> {
        self.look();
        self.charge(cells / CELLS)
    }

    /// Takes operations for an element of which a requirement is decided next.
    pub(super) fn charge_element(&self) -> Fallible<()> {
        self.charge(1)
    }

    /// Takes operations for holding the letters of one phrase against those of another.
    pub(super) fn charge_pairs(&self, one: usize, other: usize) -> Fallible<()> {
        self.look();
        self.charge(1 + one / LETTERS + other / LETTERS + one.saturating_mul(other) / PAIRS)
    }

    /// Takes operations for a finding that stands on some values, with at most so many labels.
    pub(super) fn charge_saying<'v>(
        &self,
        values: impl Iterator<Item = &'v Value>,
        most: usize,
    ) -> Fallible<()> {
        let steps = values.map(|value| match value {
            Value::Quantity(quantity) => quantity.steps(),
            _ => 0,
        });
        let steps: usize = steps.sum();
        let quoted = self.given.get() / BYTES;
        self.charge(SAYING + SAYING * steps.min(2 * most) + steps / STEPS + quoted)
    }

    /// Takes operations for so many figures that are reckoned with next.
    pub(super) fn charge_figures(&self, figures: usize) -> Fallible<()> {
        self.charge(FIGURE * figures)
    }

    /// Takes operations for holding so many figures against one, with all that is behind it.
    pub(super) fn charge_comparisons(&self, figures: usize, one: &Quantity) -> Fallible<()> {
        let steps = if one.is_computed() { one.steps().saturating_mul(one.breadth()) } else { 0 };
        self.charge(figures.saturating_mul(FIGURE + steps / STEPS))
    }

    /// Takes operations for looking up the letters of a phrase in so many others.
    pub(super) fn charge_lookups(&self, letters: usize, phrases: usize) -> Fallible<()> {
        self.charge(1 + letters.saturating_mul(phrases) / LETTERS)
    }

    /// Takes operations for searching so many bytes for what has so many states.
    pub(super) fn charge_states(&self, bytes: usize, states: usize) -> Fallible<()> {
        self.look();
        self.charge(searching(bytes, states))
    }

    /// Gives back the operations for what need not be searched since the match ended before it.
    pub(super) fn give_back_states(&self, bytes: usize, searched: usize, states: usize) {
        let unused = searching(bytes, states) - searching(searched.min(bytes), states);
        let unused = u64::try_from(unused).unwrap_or(0);
        self.charged.set(self.charged.get().saturating_sub(unused));
    }

    /// Takes operations for reading an expression that a script has put together.
    pub(super) fn charge_expression(&self, bytes: usize) -> Fallible<()> {
        self.charge(1_000 + 20 * bytes)
    }

    /// Takes operations, so that the work of host functions counts towards the limit.
    fn charge(&self, operations: usize) -> Fallible<()> {
        let operations = u64::try_from(operations).unwrap_or(u64::MAX);
        let charged = self.charged.get().saturating_add(operations);
        self.charged.set(charged);
        if charged < self.due.get() { Ok(()) } else { self.overdue(charged) }
    }

    /// Host functions may do all the work of a run: the limit is known and the clock is read here as well.
    #[cold]
    fn overdue(&self, charged: u64) -> Fallible<()> {
        if charged > self.limit() {
            return Err(EvalAltResult::ErrorTooManyOperations(Position::NONE).into());
        }
        self.due.set((charged + CLOCK).min(self.limit() + 1));
        if self.is_late() {
            return Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into());
        }
        Ok(())
    }
}

fn searching(bytes: usize, states: usize) -> usize {
    1 + bytes / SEARCHED + bytes / BY_STATES * (states / STATES)
}

/// The time of the processor that this thread has used: how busy the machine is changes no verdict.
fn spent() -> Duration {
    cpu_time::ThreadTime::try_now().map(|time| time.as_duration()).unwrap_or_default()
}
