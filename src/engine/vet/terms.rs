//! What names of objects are, keys and terms alike; and whether terms can be what they are told to be.

use std::collections::HashSet;

use super::kind::{Dimension, Kind};
use crate::form::{FormSchema, Formula, SchemaId, Shape, Sign, Term};
use crate::rule::RulePack;

/// A term that cannot be: its place among those of the pack, the text that says so, and what it should be and is.
pub(in crate::engine) struct Misfit {
    pub(in crate::engine) owner: SchemaId,
    pub(in crate::engine) name: String,
    pub(in crate::engine) id: &'static str,
    /// The messages that name what the shared rules take it for, and what it is.
    pub(in crate::engine) kinds: Option<(&'static str, &'static str)>,
}

/// What a member of an object is by its key, printed label or term; `None` if it has none of that name.
pub(super) fn member(schema: &FormSchema, object: SchemaId, name: &str) -> Option<Kind> {
    let cell = schema.member(object, name).or_else(|| schema.member_by_label(object, name));
    cell.map(Kind::Cell).or_else(|| schema.term(object, name).map(|term| of(schema, term)))
}

/// What is there of all elements of a list that have a member of a kind.
pub(super) fn projected(schema: &FormSchema, member: Kind, nested: bool) -> Kind {
    match member {
        Kind::Cell(id) => match schema.shape(id) {
            Shape::List(item) => Kind::List { item, nested: true },
            Shape::Object | Shape::Leaf => Kind::List { item: id, nested },
        },
        Kind::List { item, .. } => Kind::List { item, nested: true },
        Kind::Figure(dimension) => Kind::Figures(dimension),
        _ => Kind::Listed,
    }
}

/// What a term is.
pub(super) fn of(schema: &FormSchema, term: &Term) -> Kind {
    match (&term.formula, term.place) {
        (Formula::Way(steps), _) => walked(schema, term.owner, steps).unwrap_or(Kind::Any),
        (Formula::Else(steps, _), Some(_)) if term.is_many => {
            walked(schema, term.owner, steps).unwrap_or(Kind::Any)
        }
        (_, Some(place)) => Kind::Cell(place),
        (Formula::Nothing, None) => Kind::Any,
        (formula, None) => {
            let figure = measured(schema, term.owner, formula).ok().flatten();
            Kind::Figure(figure.unwrap_or(Dimension::Unknown))
        }
    }
}

/// What members lead to.
fn walked(schema: &FormSchema, owner: SchemaId, steps: &[Box<str>]) -> Option<Kind> {
    steps.iter().try_fold(Kind::Cell(owner), |at, step| step_to(schema, &at, step))
}

/// What a formula measures; `None` for a text, an error where it cannot be reckoned.
fn measured(schema: &FormSchema, owner: SchemaId, formula: &Formula) -> Result<Option<Dimension>, ()> {
    match formula {
        Formula::Way(steps) => Ok(walked(schema, owner, steps).and_then(|kind| kind.dimension(schema))),
        Formula::Else(first, second) => {
            let first = measured(schema, owner, &Formula::Way(first.clone()))?;
            let second = measured(schema, owner, second)?;
            match (&first, &second) {
                (Some(a), Some(b)) => a.compare(b).map_err(|_| ())?,
                (None, None) => {}
                _ => return Err(()),
            }
            Ok(first)
        }
        Formula::Nothing => Ok(None),
        Formula::Number(number) => Ok(Some(Dimension::Bare { zero: number.is_zero() })),
        Formula::Operation(sign, left, right) => {
            let (left, right) = (measured(schema, owner, left)?, measured(schema, owner, right)?);
            let (left, right) = left.zip(right).ok_or(())?;
            let result = match sign {
                Sign::Add | Sign::Subtract => left.add(&right),
                Sign::Multiply => left.multiply(&right),
                Sign::Divide => left.divide(&right),
            };
            result.map(Some).map_err(|_| ())
        }
    }
}

fn step_to(schema: &FormSchema, at: &Kind, name: &str) -> Option<Kind> {
    let (object, nested) = match at {
        Kind::Cell(id) => match schema.shape(*id) {
            Shape::List(item) => (item, Some(false)),
            Shape::Object | Shape::Leaf => (*id, None),
        },
        Kind::List { item, nested } => (*item, Some(*nested)),
        _ => return None,
    };
    let member = member(schema, object, name)?;
    Some(match nested {
        Some(nested) => projected(schema, member, nested),
        None => member,
    })
}

/// The terms of a pack that reckon with what cannot be reckoned, and those that are not what the rules that it shares take them for.
pub(in crate::engine) fn misfits(pack: &RulePack) -> Vec<Misfit> {
    let schema = &pack.schema;
    let misfit =
        |term: &Term, id, kinds| Misfit { owner: term.owner, name: term.name.to_string(), id, kinds };
    let wrong = schema.terms().iter().filter(|term| measured(schema, term.owner, &term.formula).is_err());
    let mut misfits: Vec<Misfit> = wrong.map(|term| misfit(term, "term-type", None)).collect();
    for shared in &pack.included {
        let mut open = vec![(shared.schema.root(), schema.root())];
        let mut seen = HashSet::new();
        while let Some((theirs, own)) = open.pop() {
            if !seen.insert((theirs, own)) {
                continue;
            }
            for name in shared.schema.names_of(theirs) {
                let (Some(wanted), Some(given)) =
                    (member(&shared.schema, theirs, name), member(schema, own, name))
                else {
                    continue;
                };
                match (sort(&shared.schema, &wanted), sort(schema, &given)) {
                    (Sort::Object(theirs), Sort::Object(own))
                    | (Sort::List(Some(theirs)), Sort::List(Some(own))) => {
                        open.push((theirs, own));
                    }
                    (wanted, given) => {
                        let term = schema.term(own, name).filter(|_| !wanted.takes(&given));
                        let kinds = Some((wanted.name(), given.name()));
                        misfits.extend(term.map(|term| misfit(term, "term-misfit", kinds)));
                    }
                }
            }
        }
    }
    misfits
}

/// What rules that several packs share take a name for.
enum Sort {
    Object(SchemaId),
    /// A list, of objects if it says of which.
    List(Option<SchemaId>),
    Figure(Dimension),
    Text,
    /// The form has none, or it is known only when a rule runs.
    Any,
}

fn sort(schema: &FormSchema, kind: &Kind) -> Sort {
    let object = |id: SchemaId| (schema.shape(id) == Shape::Object).then_some(id);
    match kind {
        Kind::Cell(id) => match schema.shape(*id) {
            Shape::Object => Sort::Object(*id),
            Shape::List(item) => Sort::List(object(item)),
            Shape::Leaf => kind.dimension(schema).map_or(Sort::Text, Sort::Figure),
        },
        Kind::List { item, .. } => Sort::List(object(*item)),
        Kind::Figure(dimension) => Sort::Figure(dimension.clone()),
        Kind::Figures(_) => Sort::List(None),
        _ => Sort::Any,
    }
}

impl Sort {
    fn takes(&self, given: &Self) -> bool {
        match (self, given) {
            (_, Self::Any) | (Self::Any, _) => true,
            (Self::Object(_), Self::Object(_)) | (Self::Text, Self::Text) => true,
            (Self::List(theirs), Self::List(own)) => theirs.is_some() == own.is_some(),
            (Self::Figure(Dimension::Unknown), Self::Text)
            | (Self::Text, Self::Figure(Dimension::Unknown)) => true,
            (Self::Figure(wanted), Self::Figure(given)) => wanted.compare(given).is_ok(),
            _ => false,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Object(_) => "sort-object",
            Self::List(_) => "sort-list",
            Self::Figure(dimension) => dimension.name(),
            Self::Text | Self::Any => "sort-text",
        }
    }
}
