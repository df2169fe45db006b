//! Requirements: `must_…` and `require`. Each says what is wrong, where, and with which calculation.

use std::borrow::Cow;
use std::rc::Rc;

use num_traits::ToPrimitive as _;
use rhai::{Array, Dynamic, Engine, ImmutableString};

use super::arithmetic::{both, in_one_unit, literal};
use super::comparing::{Side, Way, fold};
use super::state::Host;
use crate::engine::law::{Relation, RowLaw, Sides};
use crate::engine::value::{Reason, Unknown, Value};
use crate::engine::work::Fallible;
use crate::figure::{self, Agreement, Doubt, NearMiss, Quantity, Unit};
use crate::form::Content;
use crate::report::{AgreementKind, Finding, Severity};
use crate::wording::Message;

/// A bound that figures must keep.
#[derive(Clone, Copy)]
enum Bound {
    AtMost,
    AtLeast,
    Less,
    Greater,
}

/// What a requirement on one element comes to.
pub(super) enum Decision {
    Holds(Option<AgreementKind>),
    /// Boxed: findings are rare and large.
    Broken(Box<Finding>, Option<AgreementKind>),
    Open(Unknown),
}

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    figures(engine, host);
    presence(engine, host);
    texts(engine, host);
    lists(engine, host);
}

/// Registers a requirement with and without a message of the author's own.
macro_rules! requirement {
    ($engine:expr, $host:expr, $name:expr, |$h:ident, $value:ident $(, $arg:ident: $type:ty)*; $message:ident| $body:expr) => {{
        let $h = Rc::clone($host);
        $host.define($engine, $name, move |$value: Value $(, $arg: $type)*| -> Fallible<bool> {
            let $message: Option<ImmutableString> = None;
            $body
        });
        let $h = Rc::clone($host);
        $host.define($engine, $name, move |$value: Value $(, $arg: $type)*, message: ImmutableString| -> Fallible<bool> {
            let $message = Some(message);
            $body
        });
    }};
}

pub(super) use requirement;

fn figures(engine: &mut Engine, host: &Rc<Host>) {
    requirement!(engine, host, "must_hold", |h, statements; message| {
        h.each(&statements, |h, one| h.holds(one, message.as_deref()))
    });
    requirement!(engine, host, "must_equal", |h, a, b: Dynamic; message| {
        h.each(&a, |h, a| h.equal(a, &b, message.as_deref()))
    });
    requirement!(engine, host, "must_restate", |h, a, b: Dynamic; message| {
        h.each(&a, |h, a| h.restate(a, &b, message.as_deref()))
    });
    let bounds = [
        ("must_not_exceed", Bound::AtMost),
        ("must_be_at_least", Bound::AtLeast),
        ("must_be_less_than", Bound::Less),
        ("must_be_greater_than", Bound::Greater),
    ];
    for (name, bound) in bounds {
        requirement!(engine, host, name, |h, a, b: Dynamic; message| {
            h.each(&a, |h, a| h.bounded(a, &b, bound, message.as_deref()))
        });
    }
}

fn presence(engine: &mut Engine, host: &Rc<Host>) {
    requirement!(engine, host, "must_be_present", |h, a; message| {
        h.each(&a, |h, a| h.present(a, true, message.as_deref()))
    });
    requirement!(engine, host, "must_not_be_blank", |h, a; message| {
        h.each(&a, |h, a| h.present(a, false, message.as_deref()))
    });
}

fn texts(engine: &mut Engine, host: &Rc<Host>) {
    requirement!(engine, host, "must_match", |h, a, pattern: ImmutableString; message| {
        h.each(&a, |h, a| h.matches(a, &pattern, message.as_deref()))
    });
    requirement!(engine, host, "must_be_one_of", |h, a, list: Dynamic; message| {
        let allowed = h.texts_of(&list)?;
        h.each(&a, |h, a| h.one_of(a, &allowed, message.as_deref()))
    });
}

fn lists(engine: &mut Engine, host: &Rc<Host>) {
    requirement!(engine, host, "must_have_at_least", |h, a, least: Dynamic; message| {
        h.has_at_least(&a, &least, message.as_deref())
    });
    requirement!(engine, host, "must_be_unique", |h, a; message| h.unique(&a, message.as_deref()));
}

impl Host {
    /// Decides a requirement on a value, or on each element of a list.
    fn each(&self, value: &Value, decide: impl Fn(&Self, &Value) -> Fallible<Decision>) -> Fallible<bool> {
        match value.items() {
            None => {
                let decision = decide(self, value)?;
                Ok(self.record(decision))
            }
            Some(Err(unknown)) => Ok(self.record(Decision::Open(unknown))),
            Some(Ok(items)) if items.is_empty() => {
                Ok(self.record(Decision::Open(Unknown::NotApplicable(Reason::EmptyList))))
            }
            Some(Ok(items)) => {
                let mut holds = true;
                for item in items.iter() {
                    self.work.charge_element()?;
                    let decision = decide(self, item)?;
                    holds &= self.record(decision);
                }
                Ok(holds)
            }
        }
    }

    /// Notes what a requirement came to; whether it holds.
    pub(super) fn record(&self, decision: Decision) -> bool {
        match decision {
            Decision::Holds(agreement) => {
                self.decided(agreement);
                true
            }
            Decision::Broken(finding, agreement) => {
                self.decided(agreement);
                self.found(*finding);
                false
            }
            Decision::Open(unknown) => {
                self.note(&unknown);
                false
            }
        }
    }

    // Figures

    fn equal(
        &self,
        declared: &Value,
        other: &Dynamic,
        message: Option<impl Into<Message>>,
    ) -> Fallible<Decision> {
        let other = match Self::counterpart(declared, other)? {
            Counterpart::Figure(other) => other,
            Counterpart::Text(other) => return self.equal_text(declared, &other, message),
        };
        let (a, b) = match both(declared, &other) {
            Ok((a, b)) => in_one_unit(a, b),
            Err(unknown) => return Ok(Decision::Open(unknown)),
        };
        Ok(match figure::agree(&a, &b) {
            Agreement::Exact => Decision::Holds(Some(AgreementKind::Exact)),
            Agreement::WithinRounding => Decision::Holds(Some(AgreementKind::WithinRounding)),
            Agreement::Violated(near) => self.unequal(declared, &a, &b, near, message)?,
            Agreement::Undecided(undecided) => Decision::Open(undecided.into()),
        })
    }

    fn unequal(
        &self,
        at: &Value,
        declared: &Quantity,
        computed: &Quantity,
        near: Option<NearMiss>,
        message: Option<impl Into<Message>>,
    ) -> Fallible<Decision> {
        let mut finding =
            self.finding(at, &[Value::Quantity(declared.clone()), Value::Quantity(computed.clone())])?;
        let expected = figure::expected(declared, computed);
        let actual = declared.to_string();
        let args = [("expected", expected.as_str()), ("actual", &actual)];
        let said = |id| Message::new(id, &args).with("name", self.name_of(at));
        let id = if declared.is_computed() { "finding-computed" } else { "finding-unequal" };
        finding.message = message.map_or_else(|| said(id), Into::into);
        if let Some(near) = near {
            finding.severity = finding.severity.min(near_severity(near));
            let near = Message::new("finding-near", &[]).with("why", said(near_id(near)));
            finding.message = near.with("message", finding.message);
        }
        self.explain(&mut finding, declared, computed, expected);
        let agreement = near.map(|_| AgreementKind::WithinRounding);
        Ok(Decision::Broken(Box::new(finding), agreement))
    }

    /// The law that the grammar gives a statement.
    fn holds(&self, one: &Value, message: Option<&str>) -> Fallible<Decision> {
        let Value::Relation(relation) = one else { return Err(Self::error("engine-no-statement", &[])) };
        let given = |number| relation.given(number);
        // What the sentence does not print, or not clearly, is nothing to check.
        let unprinted = || Unknown::NotApplicable(Reason::Unprinted(relation.cell.pointer()));
        let sides = match self.laws.sides(&relation.text, &relation.statement, &given) {
            Some(Ok(sides)) => sides,
            Some(Err(undecided)) if undecided.doubt == Doubt::Nothing => {
                return Ok(Decision::Open(unprinted()));
            }
            Some(Err(undecided)) => return Ok(Decision::Open(undecided.into())),
            None => return Ok(Decision::Holds(None)),
        };
        let mut last = Decision::Open(unprinted());
        let own = message.map(Message::from);
        for left in &sides.left {
            for right in &sides.right {
                let told = Self::law_broken(&sides, left, right);
                let message = own.as_ref().or(told.as_ref());
                let (left, right) =
                    (Value::Quantity(left.clone()), Dynamic::from(Value::Quantity(right.clone())));
                last = match sides.relation {
                    Relation::Equal => self.equal(&left, &right, message)?,
                    Relation::AtMost => self.bounded(&left, &right, Bound::AtMost, message)?,
                    Relation::AtLeast => self.bounded(&left, &right, Bound::AtLeast, message)?,
                };
                if let Decision::Broken(finding, _) = &mut last {
                    if told.is_some() {
                        // A part may be wrong as well as the whole.
                        finding.expected = None;
                    }
                    self.work.charge_figures(relation.text.figures().len().min(64))?;
                    let is_kept = self.laws.keeps_with_another(
                        &relation.text,
                        &relation.statement,
                        &given,
                        &|number| relation.figure(number),
                    );
                    return Ok(if is_kept { Decision::Open(unprinted()) } else { last });
                }
            }
        }
        Ok(last)
    }

    /// How a broken law reads that adds a row up or counts it; `None` for others.
    fn law_broken(sides: &Sides, left: &Quantity, right: &Quantity) -> Option<Message> {
        let (row, whole) = if left.is_computed() { (left, right) } else { (right, left) };
        let id = match (sides.row?, sides.relation) {
            (RowLaw::Sum, Relation::Equal) => "finding-sum-differs",
            (RowLaw::Sum, Relation::AtMost | Relation::AtLeast) => "finding-sum-exceeds",
            (RowLaw::Count, _) => "finding-count-differs",
        };
        let row = figure::expected(whole, row);
        Some(Message::new(id, &[("row", &row), ("whole", &whole.to_string())]))
    }

    fn restate(&self, one: &Value, other: &Dynamic, message: Option<&str>) -> Fallible<Decision> {
        let Counterpart::Figure(other) = Self::counterpart(one, other)? else {
            return Err(Self::error("engine-not-a-figure", &[]));
        };
        let (a, b) = match both(one, &other) {
            Ok((a, b)) => in_one_unit(a, b),
            Err(unknown) => return Ok(Decision::Open(unknown)),
        };
        Ok(match figure::restates(&a, &b) {
            Agreement::Exact => Decision::Holds(Some(AgreementKind::Exact)),
            Agreement::WithinRounding => Decision::Holds(Some(AgreementKind::WithinRounding)),
            Agreement::Undecided(undecided) => Decision::Open(undecided.into()),
            Agreement::Violated(_) => {
                let mut finding = self.finding(one, &[Value::Quantity(a.clone()), other])?;
                let (name, said, elsewhere) = (self.name_of(one), a.to_string(), b.to_string());
                let args = [("actual", said.as_str()), ("expected", &elsewhere)];
                finding.message = message.map_or_else(
                    || Message::new("finding-restated", &args).with("name", name),
                    Message::from,
                );
                // Which of the two places is wrong, nobody knows.
                finding.actual = Some(said.clone());
                Decision::Broken(Box::new(finding), None)
            }
        })
    }

    fn bounded(
        &self,
        one: &Value,
        other: &Dynamic,
        bound: Bound,
        message: Option<impl Into<Message>>,
    ) -> Fallible<Decision> {
        let Counterpart::Figure(other) = Self::counterpart(one, other)? else {
            return Err(Self::error("engine-not-a-figure", &[]));
        };
        let (a, b) = match both(one, &other) {
            Ok((a, b)) => in_one_unit(a, b),
            Err(unknown) => return Ok(Decision::Open(unknown)),
        };
        let ordering = match figure::compare(&a, &b) {
            Ok(ordering) => ordering,
            Err(undecided) => return Ok(Decision::Open(undecided.into())),
        };
        // Where a computed operand only touches the other, the two count as equal: a strict bound is then not proved
        // broken, and rounding is all that could break it.
        let touches = ordering.is_eq() && a.value() != b.value();
        let (holds, sign, id) = match bound {
            Bound::AtMost => (ordering.is_le(), "≤", "finding-exceeds"),
            Bound::AtLeast => (ordering.is_ge(), "≥", "finding-below"),
            Bound::Less => (ordering.is_lt() || touches, "<", "finding-not-less"),
            Bound::Greater => (ordering.is_gt() || touches, ">", "finding-not-greater"),
        };
        if holds {
            return Ok(Decision::Holds(None));
        }
        let mut finding = self.finding(one, &[Value::Quantity(a.clone()), Value::Quantity(b.clone())])?;
        let expected = format!("{sign} {}", figure::expected(&a, &b));
        let (name, actual) = (self.name_of(one), a.to_string());
        let args = [("actual", actual.as_str()), ("expected", &expected)];
        finding.message = message.map_or_else(|| Message::new(id, &args).with("name", name), Into::into);
        self.explain(&mut finding, &a, &b, expected);
        Ok(Decision::Broken(Box::new(finding), None))
    }

    /// Writes out what was compared with what.
    fn explain(&self, finding: &mut Finding, declared: &Quantity, computed: &Quantity, expected: String) {
        finding.actual = Some(declared.to_string());
        finding.expected = Some(expected.into());
        if declared.is_computed() {
            // What is expected is the result's, not that of the cell where the calculation begins.
            finding.place.message = Some(Message::new("label-takes-part", &[]));
        }
        if computed.is_computed() || declared.is_computed() {
            let name_of = |origin: &figure::Origin| self.name_of_origin(origin);
            finding.calculation = Some(figure::calculation(declared, computed, &name_of));
        }
    }

    // Presence

    fn present(&self, value: &Value, placeholder_will_do: bool, message: Option<&str>) -> Fallible<Decision> {
        let Value::Cell(cell) = value else {
            return Ok(match value {
                Value::Unknown(unknown) => Decision::Open(Unknown::clone(unknown)),
                _ => Decision::Holds(None),
            });
        };
        // What the structure of the form tells is told once.
        if cell.is_left_out_by_right() || cell.is_told() {
            return Ok(Decision::Open(cell.unknown()));
        }
        let filled = match cell.content() {
            Content::Placeholder(_) => placeholder_will_do,
            _ => cell.has_content(),
        };
        if filled {
            return Ok(Decision::Holds(None));
        }
        let mut finding = self.finding(value, &[])?;
        let name = self.name_of(value);
        let printed = cell.node().and_then(|node| cell.form.text(node)).unwrap_or_default();
        let id = if printed.trim().is_empty() { "finding-blank" } else { "finding-placeholder" };
        let args = [("actual", &*printed)];
        finding.message = message.map_or_else(|| Message::new(id, &args).with("name", name), Message::from);
        Ok(Decision::Broken(Box::new(finding), None))
    }

    // Texts

    fn equal_text(
        &self,
        declared: &Value,
        other: &Words,
        message: Option<impl Into<Message>>,
    ) -> Fallible<Decision> {
        let found = match declared.text() {
            Ok(found) => found,
            Err(unknown) => return Ok(Decision::Open(unknown)),
        };
        let wanted = match other.text() {
            Ok(wanted) => wanted,
            Err(unknown) => return Ok(Decision::Open(unknown)),
        };
        self.work.charge_bytes(found.len() + wanted.len())?;
        if fold(&found) == fold(&wanted) {
            return Ok(Decision::Holds(None));
        }
        let operands: Vec<Value> = other.value().into_iter().collect();
        self.wrong_text(declared, &operands, &found, (&*wanted).into(), "finding-other-text", message)
    }

    fn wrong_text(
        &self,
        at: &Value,
        operands: &[Value],
        found: &str,
        wanted: Message,
        id: &'static str,
        message: Option<impl Into<Message>>,
    ) -> Fallible<Decision> {
        let mut finding = self.finding(at, operands)?;
        let name = self.name_of(at);
        let (found, wanted) = (shortened(found), wanted.cut(QUOTED));
        let said = || Message::new(id, &[("actual", &*found)]).with("name", name).with("expected", &wanted);
        finding.message = message.map_or_else(said, Into::into);
        finding.actual = Some(found.into_owned());
        finding.expected = Some(wanted);
        Ok(Decision::Broken(Box::new(finding), None))
    }

    fn matches(&self, value: &Value, pattern: &str, message: Option<&str>) -> Fallible<Decision> {
        let text = match value.text() {
            Ok(text) => text,
            Err(unknown) => return Ok(Decision::Open(unknown)),
        };
        if self.search_in(&*self.pattern(pattern)?, value, &text)?.is_some() {
            return Ok(Decision::Holds(None));
        }
        let mut finding = self.finding(value, &[])?;
        let name = self.name_of(value);
        let args = [("pattern", pattern)];
        finding.message =
            message.map_or_else(|| Message::new("finding-no-match", &args).with("name", name), Message::from);
        finding.actual = Some(super::arithmetic::clip(text.into_owned()));
        Ok(Decision::Broken(Box::new(finding), None))
    }

    fn one_of(&self, value: &Value, allowed: &[String], message: Option<&str>) -> Fallible<Decision> {
        let text = match value.text() {
            Ok(text) => text,
            Err(unknown) => return Ok(Decision::Open(unknown)),
        };
        self.work.charge_bytes(text.len())?;
        self.work.charge_scans(allowed.len(), 0)?;
        let folded = fold(&text);
        if allowed.iter().any(|one| fold(one) == folded) {
            return Ok(Decision::Holds(None));
        }
        self.wrong_text(value, &[], &text, Message::list(allowed), "finding-not-one-of", message)
    }

    // Lists

    fn has_at_least(&self, value: &Value, least: &Dynamic, message: Option<&str>) -> Fallible<bool> {
        let least = Self::least(least)?;
        let items = match value.items() {
            Some(Ok(items)) => items,
            // A list that is not filled in is told like an empty one.
            Some(Err(_)) if matches!(value, Value::Cell(cell) if !cell.is_left_out_by_right() && !cell.is_told()) => {
                Cow::Borrowed(&[][..])
            }
            Some(Err(unknown)) => return Ok(self.record(Decision::Open(unknown))),
            None => return Err(Self::error("engine-not-a-list", &[("name", "must_have_at_least")])),
        };
        // A row in which nothing is filled in is none.
        let is_filled = |item: &&Value| !matches!(item, Value::Cell(cell) if !cell.has_content());
        let count = items.iter().filter(is_filled).count();
        if count >= least {
            return Ok(self.record(Decision::Holds(None)));
        }
        let mut finding = self.finding(value, &[])?;
        let id = if count == 0 { "finding-empty-list" } else { "finding-too-few" };
        let (name, count, least) = (self.name_of(value), count.to_string(), least.to_string());
        let args = [("actual", count.as_str()), ("expected", &least)];
        finding.message = message.map_or_else(|| Message::new(id, &args).with("name", name), Message::from);
        finding.actual = Some(count.clone());
        finding.expected = Some(format!("≥ {least}").into());
        Ok(self.record(Decision::Broken(Box::new(finding), None)))
    }

    /// How many elements at least: a number of the script or a parameter, 1 or more.
    fn least(least: &Dynamic) -> Fallible<usize> {
        let number = match (least.as_int(), least.read_lock::<Value>().as_deref()) {
            (Ok(number), _) => usize::try_from(number).ok(),
            (_, Some(Value::Quantity(quantity))) => {
                let is_number = quantity.is_of_rule() && *quantity.unit() == Unit::Ratio;
                let value = Some(quantity.value()).filter(|value| is_number && value.is_integer());
                value.and_then(|value| value.to_usize())
            }
            _ => None,
        };
        number.filter(|number| *number > 0).ok_or_else(|| Self::error("engine-least", &[]))
    }

    fn unique(&self, value: &Value, message: Option<&str>) -> Fallible<bool> {
        let items = match value.items() {
            Some(Ok(items)) => items,
            Some(Err(unknown)) => return Ok(self.record(Decision::Open(unknown))),
            None => return Err(Self::error("engine-not-a-list", &[("name", "must_be_unique")])),
        };
        if items.is_empty() {
            return Ok(self.record(Decision::Open(Unknown::NotApplicable(Reason::EmptyList))));
        }
        let mut first: std::collections::HashMap<String, &Value> = std::collections::HashMap::new();
        let mut holds = true;
        for item in items.iter() {
            let key = match self.identity(item)? {
                Ok(key) => key,
                Err(unknown) => {
                    holds &= self.record(Decision::Open(unknown));
                    continue;
                }
            };
            let decision = match first.entry(key) {
                std::collections::hash_map::Entry::Vacant(slot) => {
                    slot.insert(item);
                    Decision::Holds(None)
                }
                std::collections::hash_map::Entry::Occupied(slot) => {
                    self.repeated(item, slot.get(), message)?
                }
            };
            holds &= self.record(decision);
        }
        Ok(holds)
    }

    fn repeated(&self, item: &Value, earlier: &Value, message: Option<&str>) -> Fallible<Decision> {
        let mut finding = self.finding(item, &[(*earlier).clone()])?;
        let printed = item.text().map(Cow::into_owned).unwrap_or_default();
        let (name, before) = (self.name_of(item), self.name_of(earlier));
        let default = || {
            let said = Message::new("finding-repeated", &[("actual", &printed)]);
            said.with("name", name).with("earlier", before)
        };
        finding.message = message.map_or_else(default, Message::from);
        finding.actual = Some(printed.clone());
        if let Some(label) = finding.related.first_mut() {
            label.message = Some(Message::new("label-first-here", &[]));
        }
        Ok(Decision::Broken(Box::new(finding), None))
    }

    /// What a requirement compares with: a figure or a text, as the receiver is.
    fn counterpart(receiver: &Value, other: &Dynamic) -> Fallible<Counterpart> {
        if let Some(value) = other.read_lock::<Value>() {
            if value.is_list() {
                return Err(Self::error("engine-list-compared", &[]));
            }
            return match Way::of(receiver, &value) {
                Some(Way::Texts) => Ok(Counterpart::Text(Words::Value(value.clone()))),
                Some(Way::Figures) => Ok(Counterpart::Figure(value.clone())),
                _ => Err(Self::error("engine-compared-with", &[("kind", &value.to_string())])),
            };
        }
        if let Ok(text) = other.clone().into_immutable_string() {
            if !matches!(Side::of(receiver), Side::Text | Side::Either | Side::Unknown) {
                return Err(Self::error("engine-compared-with", &[("kind", &text)]));
            }
            return Ok(Counterpart::Text(Words::Literal(text)));
        }
        if matches!(Side::of(receiver), Side::Text | Side::Truth | Side::Neither) {
            return Err(Self::error("engine-compared-with", &[("kind", &other.to_string())]));
        }
        if let Ok(number) = other.as_int() {
            return Ok(Counterpart::Figure(literal(number)));
        }
        match other.as_decimal() {
            Ok(number) => Ok(Counterpart::Figure(literal(number))),
            Err(kind) => Err(Self::error("engine-compared-with", &[("kind", kind)])),
        }
    }

    /// The texts of an array of a script or of a list of cells.
    pub(super) fn texts_of(&self, list: &Dynamic) -> Fallible<Vec<String>> {
        if let Ok(text) = list.as_immutable_string_ref() {
            return Ok(vec![text.as_str().to_owned()]);
        }
        if let Some(array) = list.read_lock::<Array>() {
            return array.iter().map(|element| self.text_of(element)).collect();
        }
        match list.read_lock::<Value>().as_deref() {
            Some(value) => match value.items() {
                Some(Ok(items)) => {
                    let mut texts = Vec::with_capacity(items.len());
                    for text in items.iter().filter_map(|item| item.text().ok()) {
                        self.work.charge_bytes(text.len())?;
                        texts.push(text.into_owned());
                    }
                    Ok(texts)
                }
                Some(Err(_)) => Ok(Vec::new()),
                None => match value.text() {
                    Ok(text) => {
                        self.work.charge_bytes(text.len())?;
                        Ok(vec![text.into_owned()])
                    }
                    Err(_) => Ok(Vec::new()),
                },
            },
            None => Err(Self::error("engine-not-texts", &[])),
        }
    }

    fn text_of(&self, element: &Dynamic) -> Fallible<String> {
        if let Ok(text) = element.as_immutable_string_ref() {
            return Ok(text.as_str().to_owned());
        }
        if let Some(value) = element.read_lock::<Value>() {
            return match value.text() {
                Ok(text) => {
                    self.work.charge_bytes(text.len())?;
                    Ok(text.into_owned())
                }
                Err(unknown) => self.stop_unknown(&unknown),
            };
        }
        element.clone().into_string().map_err(|_| Self::error("engine-not-texts", &[]))
    }
}

enum Counterpart {
    Figure(Value),
    Text(Words),
}

/// A text to compare with: of the form or of the script.
enum Words {
    Value(Value),
    Literal(ImmutableString),
}

impl Words {
    fn text(&self) -> Result<Cow<'_, str>, Unknown> {
        match self {
            Self::Value(value) => value.text(),
            Self::Literal(text) => Ok(text.as_str().into()),
        }
    }

    fn value(&self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value.clone()),
            Self::Literal(_) => None,
        }
    }
}

/// Characters of a text that a message quotes.
const QUOTED: usize = 60;

/// The beginning of a long text, with an ellipsis.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

fn near_severity(near: NearMiss) -> Severity {
    match near {
        NearMiss::Truncated => Severity::Info,
        NearMiss::Padded | NearMiss::WholeMoney | NearMiss::Reached => Severity::Warning,
    }
}

fn near_id(near: NearMiss) -> &'static str {
    match near {
        NearMiss::Truncated => "near-truncated",
        NearMiss::Padded => "near-padded",
        NearMiss::WholeMoney => "near-whole-money",
        NearMiss::Reached => "near-reached",
    }
}
