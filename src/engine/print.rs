//! The layout that a form is held to, and what the form leaves out of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::document::{Document, Pointer, Value};
use crate::form::Form;
use crate::form::presence::{Filling, LeftOut, Presence};
use crate::report::{Finding, Kept, Label, LayoutBy, LayoutRef, Problem, Severity};
use crate::rule::{KnownPrint, RulePack, closest, pointer_of};
use crate::wording::Message;

/// The key by which a form names its layout.
const LAYOUT: &str = "layout";

/// Whether a form says that it is only a part (`cut`): completeness and totals are not asked of it.
#[must_use]
pub fn is_part(document: &Document) -> bool {
    let node = document.member(document.root(), CUT);
    node.is_some_and(|node| document.value(node) == Value::Bool(true))
}

/// The key by which a form of any type says that it is only a part.
pub const CUT: &str = "cut";

/// What is known of how a form is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Print<'p> {
    /// The layout that it was read by, from a workbook or document.
    pub read_by: Option<&'p str>,
    /// The layout that it is held to, whatever it says.
    pub demanded: Option<&'p str>,
}

/// The layout that a form is held to.
#[derive(Default)]
pub(super) struct Held {
    /// Which cells its print has; `None` where all is taken as it is.
    pub(super) presence: Option<Arc<Presence>>,
    pub(super) layout: Option<LayoutRef>,
    left_out: Vec<LeftOut>,
    /// A layout that there is not, and another one than is demanded.
    pub(super) findings: Vec<Finding>,
    /// What is wrong with layouts that the form might be held to.
    pub(super) problems: Vec<Problem>,
}

/// A layout that a form may be held to, read.
struct Open<'p> {
    print: &'p KnownPrint,
    presence: &'p Arc<Presence>,
}

impl AsRef<Presence> for Open<'_> {
    fn as_ref(&self) -> &Presence {
        self.presence
    }
}

/// Reads a layout; what is wrong with it is a problem.
fn open<'p>(print: &'p KnownPrint, problems: &mut Vec<Problem>) -> Option<Open<'p>> {
    match print.presence() {
        Ok(presence) => Some(Open { print, presence }),
        Err(faults) => {
            let is_new = |fault: &&Problem| !problems.iter().any(|known| known.is_same(fault));
            let new: Vec<Problem> = faults.iter().filter(is_new).cloned().collect();
            problems.extend(new);
            None
        }
    }
}

/// Holds a form to a layout: the one that is demanded, that it was read by, that it names, that it fits best of those with its title.
pub(super) fn hold(pack: &RulePack, document: &Document, print: Print<'_>) -> Held {
    let known = pack.prints();
    // What a part of a form does not have says nothing of its print.
    let part = is_part(document).then(|| Arc::new(Presence::of_part(&pack.schema)));
    if known.is_empty() {
        return Held { presence: part, ..Held::default() };
    }
    let find = |name: &str| known.iter().find(|print| print.name() == name);
    let named = named(pack, document);
    let filling = Filling::new(document, &pack.schema);
    let title = title(pack, document);
    let is_of = |print: &&KnownPrint| title.as_ref().is_none_or(|title| print.is_titled(title));
    let titled: Vec<&KnownPrint> = known.iter().filter(is_of).collect();
    let all: Vec<&KnownPrint> = if titled.is_empty() { known.iter().collect() } else { titled };
    let mut problems: Vec<Problem> = known.iter().flat_map(KnownPrint::faults).cloned().collect();
    let chosen =
        [(print.demanded, LayoutBy::Gate), (print.read_by, LayoutBy::Print), (named, LayoutBy::Form)];
    let chosen = chosen.into_iter().find_map(|(name, by)| Some((find(name?)?, by)));
    let chosen = chosen.or_else(|| {
        let any = all.iter().filter(|print| !print.holds_named_only);
        let fits: Vec<Open<'_>> = any.filter_map(|print| open(print, &mut problems)).collect();
        Some((filling.best(&fits)?.print, LayoutBy::Fit))
    });
    let opened = chosen.and_then(|(held, by)| Some((open(held, &mut problems)?, by)));
    let Some((Open { print: held, presence }, by)) = opened else {
        return Held { presence: part, problems, ..Held::default() };
    };
    let is_of_title = |name: &str| all.iter().any(|print| print.name() == name);
    let own = print.read_by.or(named);
    let fault = if let Some(name) =
        [named, print.demanded].into_iter().flatten().find(|name| find(name).is_none())
    {
        Some(unknown(name, known))
    } else if let Some((demanded, own)) = print.demanded.zip(own).filter(|(demanded, own)| demanded != own) {
        let args = [("demanded", demanded), ("own", own)];
        Some((Message::new("form-layout-other", &args), Message::new("form-layout-other-help", &args)))
    } else if by == LayoutBy::Form && !is_of_title(held.name()) {
        Some(other_title(held, title.as_deref().unwrap_or_default(), &all))
    } else {
        None
    };
    let findings = fault.into_iter().map(|(message, help)| told(document, message, help)).collect();
    let lacks = lacks(pack, &all, presence, &mut problems);
    Held {
        left_out: if part.is_some() { Vec::new() } else { filling.left_out(presence) },
        presence: Some(part.unwrap_or_else(|| Arc::clone(presence))),
        layout: Some(LayoutRef {
            name: presence.name().to_owned(),
            by,
            is_one_of_many: known.len() > 1,
            lacks,
        }),
        findings,
        problems,
    }
}

/// What is said of a form with a title that its layout has not and `others` have, and what to do.
fn other_title(held: &KnownPrint, title: &str, others: &[&KnownPrint]) -> (Message, Message) {
    let others = Message::list(others.iter().map(|print| print.name()));
    let args = [("name", held.name()), ("printed", held.title()), ("title", title)];
    let said = |id| Message::new(id, &args).with("others", &others);
    (said("form-layout-title"), said("form-layout-title-help"))
}

/// What is said of a layout that there is not, and what to do.
fn unknown(name: &str, known: &[KnownPrint]) -> (Message, Message) {
    let names = || known.iter().map(KnownPrint::name);
    let help = match closest(name, names()) {
        Some(name) => Message::new("toml-did-you-mean", &[("name", name)]),
        None => Message::new("layout-none-help", &[]).with("known", Message::list(names())),
    };
    (Message::new("form-layout-unknown", &[("name", name)]), help)
}

/// The cells that a fuller print has and this one has not, as layouts name them: of those with the same title, and with that of the
/// pack, lest another title hide what was left out.
fn lacks(
    pack: &RulePack,
    titled: &[&KnownPrint],
    presence: &Presence,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let usual = pack.prints().iter().filter(|print| print.is_titled(&pack.manifest.title));
    let prints = titled.iter().copied().chain(usual).filter_map(|print| open(print, problems));
    let fuller = prints
        .map(|other| other.presence)
        .filter(|other| other.size() > presence.size())
        .max_by_key(|other| (presence.lacks(other, &pack.schema).len(), other.size()));
    let lacks = fuller.map(|other| presence.lacks(other, &pack.schema)).unwrap_or_default();
    lacks.into_iter().map(|id| pointer_of(&pack.schema, id)).collect()
}

/// The title of a form, if any form of its pack is printed with it; else that of the pack, which is what the form says it is. `None`
/// where forms of a pack have no cell for it.
fn title(pack: &RulePack, document: &Document) -> Option<String> {
    let mut cells = pack.prints().iter().filter_map(|print| pack.schema.key(print.title?)).peekable();
    cells.peek()?;
    let own = cells.find_map(|key| match document.value(document.member(document.root(), key)?) {
        Value::Text(text) if pack.prints().iter().any(|print| print.is_titled(text)) => {
            Some(text.to_string())
        }
        _ => None,
    });
    Some(own.unwrap_or_else(|| pack.manifest.title.clone()))
}

/// The layout that a form names; `None` too where forms of its type have no cell for that.
fn named<'d>(pack: &RulePack, document: &'d Document) -> Option<&'d str> {
    pack.schema.member(pack.schema.root(), LAYOUT)?;
    match document.value(document.member(document.root(), LAYOUT)?) {
        Value::Text(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    }
}

/// A finding on what a form says of its layout, or on the whole form.
fn told(document: &Document, message: Message, help: Message) -> Finding {
    let mut pointer = Pointer::root();
    let node = document.member(document.root(), LAYOUT);
    if node.is_some() {
        pointer.push(LAYOUT);
    }
    let located =
        document.locate(&[node.unwrap_or_else(|| document.root())]).first().copied().unwrap_or_default();
    let span = if node.is_some() { located.value } else { document.anchor(located) };
    let place = Label { pointer: Some(pointer), span: Some(span), ..Label::default() };
    Finding { help: Some(help), ..Finding::builtin("form/layout", message, place) }
}

/// A finding for each cell that the print of a form has and the form leaves out, unless an error tells it already, or of what would hold
/// it.
pub(super) fn left_out(form: &Form, held: &Held, told: &[Finding]) -> Vec<Finding> {
    let errors = told.iter().filter(|finding| finding.severity == Severity::Error);
    let known: BTreeSet<&Pointer> = errors.filter_map(|finding| finding.place.pointer.as_ref()).collect();
    let layout = held.layout.as_ref().map(|layout| layout.name.as_str()).unwrap_or_default();
    let mut kept = Kept::new();
    for LeftOut { holder, schema, pointer, is_column } in &held.left_out {
        let label = form.schema().label(*schema).or_else(|| form.schema().key(*schema)).unwrap_or_default();
        let key = form.schema().key(*schema).unwrap_or_default();
        if known.contains(pointer) || !kept.counts("schema/required", Severity::Error) {
            continue;
        }
        let (id, place) = if *is_column {
            ("layout-column-left-out", form.place(*holder))
        } else {
            ("layout-left-out", form.place_of_absent(*holder, *schema, pointer))
        };
        let own = place.label.clone().unwrap_or_default();
        let args = [
            ("label", if *is_column { label } else { &own }),
            ("list", &own),
            ("layout", layout),
            ("key", key),
        ];
        let message = Message::new(id, &args);
        let advice = Some(Message::new("layout-left-out-help", &args));
        kept.push(Finding { help: advice, ..Finding::builtin("schema/required", message, place) });
    }
    kept.finish(|count| Message::new("finding-left-out", &[("count", &count.to_string())]))
}
