//! The terms of a pack at work: what a name comes to on an object of the form.
//!
//! A term that leads to a cell is that cell; one that reckons is a figure with its calculation.

use std::rc::Rc;

use super::host::{self, literal};
use super::value::{Cell, Reason, Unknown, Value};
use crate::figure::Origin;
use crate::form::{Formula, Term};

impl Cell {
    /// What the term of a name comes to on this object; `None` if the object has no such term.
    pub(super) fn term(&self, name: &str) -> Option<Value> {
        let form = Rc::clone(&self.form);
        let term = form.schema().term(self.schema(), name)?;
        if term.formula == Formula::Nothing {
            return Some(self.nothing(name));
        }
        let value = self.work_out(&term.formula)?;
        Some(match value {
            Value::Quantity(figure) if figure.is_computed() => Value::Quantity(match self.called(term) {
                Some(name) => figure.named(name),
                None => figure,
            }),
            value => value,
        })
    }

    /// How findings call the figure of a term.
    fn called(&self, term: &Term) -> Option<Origin> {
        let label = term.label.as_deref()?;
        Some(Origin::Named { node: self.node()?, label: label.into() })
    }

    fn work_out(&self, formula: &Formula) -> Option<Value> {
        Some(match formula {
            Formula::Way(steps) => self.walk(steps)?.0,
            Formula::Else(first, second) => match self.walk(first)? {
                (_, true) => self.work_out(second)?,
                (value, false) => value,
            },
            Formula::Nothing => self.nothing(""),
            Formula::Number(number) => literal(*number),
            Formula::Operation(sign, left, right) => {
                host::reckon(*sign, &self.work_out(left)?, &self.work_out(right)?)
            }
        })
    }

    /// What members lead to, and whether the form has no such cell.
    fn walk(&self, steps: &[Box<str>]) -> Option<(Value, bool)> {
        let mut at = Value::Cell(self.clone());
        for step in steps {
            at = at.property(step)?;
        }
        let is_absent = at.is_absent();
        Some((at, is_absent))
    }

    /// A cell that forms of the type have not.
    fn nothing(&self, name: &str) -> Value {
        let mut pointer = self.pointer();
        pointer.push(name);
        Value::Unknown(Rc::new(Unknown::NotApplicable(Reason::NoSuchCell(pointer))))
    }
}
