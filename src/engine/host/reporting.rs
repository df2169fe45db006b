//! Saying what is wrong: `require`, `report` and what adds to it, `skip`; and how findings are put together.

use std::rc::Rc;

use rhai::{Engine, ImmutableString, Position};

use super::state::{Host, Params, RuleFacts, Stop};
use crate::engine::held::Passed;
use crate::engine::value::{At, Cell, Reason, Value};
use crate::engine::work::{Argument, Fallible, Given};
use crate::figure::{self, Origin, Quantity};
use crate::report::{Finding, Label, Severity};
use crate::wording::Message;

/// A finding that the author is still adding to: its place among those of the rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft(usize);

impl Passed for Draft {}
impl Argument for Draft {}

impl Given for Draft {
    type Value = Self;

    fn outcome(self) -> Fallible<Self> {
        Ok(self)
    }
}

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    engine.register_indexer_get(|params: &mut Params, name: &str| params.named(name));
    let h = Rc::clone(host);
    host.define(
        engine,
        "require",
        move |call: Position, holds: bool, at: Value, message: ImmutableString| -> Fallible<bool> {
            h.require(call, holds, &at, &message)
        },
    );
    let h = Rc::clone(host);
    host.define(engine, "report", move |at: Value, message: ImmutableString| -> Fallible<Draft> {
        h.report(&at, &message)
    });
    let h = Rc::clone(host);
    host.define(engine, "skip", move |reason: ImmutableString| -> Fallible<()> { h.skip(&reason) });
    additions(engine, host);
}

fn additions(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "see", move |draft: Draft, other: Value, text: ImmutableString| -> Fallible<Draft> {
        let mut labels = h.labels_of(&other);
        if let Some(label) = labels.first_mut() {
            // 年度：年度 says nothing more than 年度.
            let is_named = label.label.as_deref().is_some_and(|name| name.ends_with(text.as_str()));
            label.message = (!is_named).then(|| h.message(&text));
        }
        h.add(draft, |finding| {
            let room = h.settings.labels.saturating_sub(finding.related.len());
            finding.related.extend(labels.into_iter().take(room));
        });
        Ok(draft)
    });
    let h = Rc::clone(host);
    host.define(engine, "help", move |draft: Draft, text: ImmutableString| {
        h.add(draft, |finding| finding.help = Some(h.message(&text)));
        draft
    });
    let h = Rc::clone(host);
    host.define(engine, "softer", move |draft: Draft, is_soft: bool| {
        if is_soft {
            h.add(draft, |finding| finding.severity = finding.severity.min(Severity::Info));
        }
        draft
    });
    let h = Rc::clone(host);
    host.define(engine, "expected", move |draft: Draft, text: ImmutableString| {
        h.add(draft, |finding| finding.expected = Some(h.message(&text)));
        draft
    });
    let h = Rc::clone(host);
    host.define(engine, "severity", move |draft: Draft, text: ImmutableString| -> Fallible<Draft> {
        let severity = Severity::parse(&text)
            .ok_or_else(|| Host::error("engine-unknown-severity", &[("severity", text.as_str())]))?;
        h.add(draft, |finding| finding.severity = severity);
        Ok(draft)
    });
}

impl Host {
    /// A condition of the author's own; the figures that it compared become labels.
    fn require(&self, call: Position, holds: bool, at: &Value, message: &str) -> Fallible<bool> {
        let operands = self.traced_behind(call);
        self.decided(None);
        if !holds {
            let mut finding = self.finding(at, &operands)?;
            finding.message = message.into();
            finding.actual = Self::printed(at);
            finding.calculation = self.reckoned(message);
            self.found(finding);
        }
        Ok(holds)
    }

    fn report(&self, at: &Value, message: &str) -> Fallible<Draft> {
        self.decided(None);
        if self.is_full() {
            self.now.borrow_mut().tally.left_out += 1;
            return Ok(Draft(usize::MAX));
        }
        let mut finding = self.finding(at, &[])?;
        finding.message = message.into();
        finding.actual = Self::printed(at);
        finding.calculation = self.reckoned(message);
        Ok(self.found(finding))
    }

    /// How the figures that a message shows were reckoned; `None` if none of them was.
    fn reckoned(&self, message: &str) -> Option<Message> {
        let name_of = |origin: &Origin| self.name_of_origin(origin);
        let mut written: Vec<Message> = Vec::new();
        for figure in self.figures_of(message) {
            let text = figure::reckoning(&figure, &name_of);
            if !written.contains(&text) {
                written.push(text);
            }
        }
        (!written.is_empty()).then(|| Message::joined("calculation-separator", written))
    }

    /// What an author says, cut where it is too long to be read.
    fn message(&self, words: &str) -> Message {
        Message::from(words).cut(self.settings.message)
    }

    /// Whether a rule has said as much of this form as is kept.
    fn is_full(&self) -> bool {
        self.now.borrow().tally.findings.len() >= self.settings.findings
    }

    /// Keeps a finding, or counts it where there are too many.
    pub(super) fn found(&self, finding: Finding) -> Draft {
        let finding = Finding { message: finding.message.cut(self.settings.message), ..finding };
        let tally = &mut self.now.borrow_mut().tally;
        if tally.findings.len() >= self.settings.findings {
            tally.left_out += 1;
            return Draft(usize::MAX);
        }
        tally.findings.push(finding);
        Draft(tally.findings.len() - 1)
    }

    fn skip(&self, reason: &str) -> Fallible<()> {
        let reason = Reason::Said(reason.to_owned());
        self.now.borrow_mut().tally.not_applicable.get_or_insert(reason);
        self.stop(Stop::Skipped)
    }

    fn add(&self, draft: Draft, change: impl FnOnce(&mut Finding)) {
        if let Some(finding) = self.now.borrow_mut().tally.findings.get_mut(draft.0) {
            change(finding);
        }
    }

    /// What a short cell prints; long texts speak for themselves in the window of the source.
    pub(super) fn printed(at: &Value) -> Option<String> {
        match at {
            Value::Cell(_) | Value::Quantity(_) | Value::Excerpt(_) | Value::Target(_) => at.text().ok(),
            Value::List(_) | Value::Relation(_) | Value::Unknown(_) => None,
        }
        .map(std::borrow::Cow::into_owned)
        .filter(|text| text.chars().count() <= 60)
    }

    /// A finding at a value, with a label for everything else that took part, each place once.
    pub(super) fn finding(&self, at: &Value, operands: &[Value]) -> Fallible<Finding> {
        self.work.charge_saying(std::iter::once(at).chain(operands), self.settings.labels)?;
        let rule = self.now.borrow().rule.clone();
        let mut places = self.labels_of(at).into_iter();
        let place = places.next().unwrap_or_default();
        let mut related: Vec<Label> = Vec::new();
        for label in places.chain(operands.iter().flat_map(|operand| self.labels_of(operand))) {
            let is_new = |known: &Label| !known.is_same_place(&label);
            if related.len() < self.settings.labels && is_new(&place) && related.iter().all(is_new) {
                related.push(label);
            }
        }
        let facts = rule.as_deref();
        Ok(Finding {
            rule: facts
                .map_or_else(|| crate::report::RuleId::builtin("rule/unknown"), |rule| rule.id.clone()),
            severity: facts.map_or(Severity::Error, |rule| rule.severity),
            message: Message::default(),
            place,
            actual: None,
            expected: None,
            calculation: None,
            related,
            help: facts.and_then(|rule: &RuleFacts| rule.help.clone()),
            basis: facts.map(|rule| rule.basis.clone()).unwrap_or_default(),
            tags: facts.map(|rule| rule.tags.clone()).unwrap_or_default(),
            fingerprint: None,
            waived: None,
            explained: None,
        })
    }

    /// A label for every cell that made the value, in the order of its calculation.
    pub(super) fn labels_of(&self, value: &Value) -> Vec<Label> {
        match value {
            Value::Cell(cell) => vec![cell.place()],
            Value::Excerpt(excerpt) => excerpt
                .cell
                .node()
                .map(|node| excerpt.cell.form.place_in_text(node, excerpt.range.clone()))
                .into_iter()
                .collect(),
            Value::List(list) => list
                .origin
                .iter()
                .chain(list.items.iter().filter_map(Value::cell).take(usize::from(list.origin.is_none())))
                .map(Cell::place)
                .collect(),
            Value::Quantity(quantity) => self.leaves(quantity),
            Value::Relation(relation) => relation.places(),
            Value::Target(target) => {
                self.value_at(&target.place).map(|value| self.labels_of(&value)).unwrap_or_default()
            }
            Value::Unknown(_) => Vec::new(),
        }
    }

    fn leaves(&self, quantity: &Quantity) -> Vec<Label> {
        let Some(form) = self.form() else { return Vec::new() };
        let labels = quantity.origins().into_iter().filter_map(|origin| match origin {
            Origin::Place { node, range: None } => Some(form.place(node)),
            Origin::Place { node, range: Some(range) } => Some(form.place_in_text(node, range)),
            Origin::Parameter(_) | Origin::Literal | Origin::Named { .. } => None,
        });
        labels.collect()
    }

    /// What a value is called in a sentence.
    pub(super) fn name_of(&self, value: &Value) -> Message {
        match value {
            Value::Quantity(quantity) => {
                if let Some(name) = quantity.name() {
                    return self.name_of_origin(name).into();
                }
                let first = quantity.origins().first().map(|origin| self.name_of_origin(origin));
                let first = first.unwrap_or_default();
                if quantity.is_computed() {
                    Message::new("name-computed", &[("name", &first)])
                } else {
                    first.into()
                }
            }
            _ => value.cell().map(Cell::label).unwrap_or_default().into(),
        }
    }

    /// What a figure of a calculation is called: the words of a text that it is about, else the cell. Empty for a
    /// literal.
    pub(super) fn name_of_origin(&self, origin: &Origin) -> String {
        match origin {
            Origin::Place { node, range: Some(range) } => {
                let Some(reading) = self.reading() else { return String::new() };
                let text = reading.read(*node);
                let subject =
                    text.figure_number(range).map(|number| text.subject(number)).unwrap_or_default();
                if subject.chars().any(char::is_alphabetic) {
                    subject.clone()
                } else {
                    reading.form().label(*node)
                }
            }
            Origin::Place { node, range: None } => {
                self.form().map(|form| form.label(*node)).unwrap_or_default()
            }
            Origin::Parameter(name) => name.to_string(),
            Origin::Literal => String::new(),
            Origin::Named { node, label } => {
                self.form().map(|form| form.label_inside(*node, label)).unwrap_or_default()
            }
        }
    }
}

impl Cell {
    /// The name printed on the form, with the element that it belongs to.
    pub(crate) fn label(&self) -> String {
        match &self.at {
            At::Present(node, _) => self.form.label(*node),
            At::Absent(absent) => self.form.label_of_absent(absent.anchor, absent.schema, &self.pointer()),
        }
    }

    /// Where a finding on this cell points.
    pub(crate) fn place(&self) -> Label {
        match &self.at {
            At::Present(node, _) => self.form.place(*node),
            At::Absent(absent) => self.form.place_of_absent(absent.anchor, absent.schema, &self.pointer()),
        }
    }
}
