//! What texts say in one of the ways that the language knows: words of a class, and sayings.

use std::ops::Range;
use std::rc::Rc;

use rhai::{Engine, ImmutableString};

use super::requiring::{Decision, requirement};
use super::state::Host;
use super::texts::{clauses_in, excerpt, list, missing};
use crate::engine::pattern::{Apt, Asked, Pattern};
use crate::engine::value::{Cell, Reason, Unknown, Value};
use crate::engine::work::Fallible;
use crate::form::Role;
use crate::text::sayings::SIGN;
use crate::text::text::Text;
use crate::text::tokens::Token;
use crate::wording::Message;

/// Texts in which a department says why.
const TELLING: [Role; 6] =
    [Role::Goal, Role::Result, Role::Problem, Role::Reason, Role::Remark, Role::Answer];

pub(super) fn register(engine: &mut Engine, host: &Rc<Host>) {
    let h = Rc::clone(host);
    host.define(engine, "says", move |value: Value, name: ImmutableString| -> Fallible<bool> {
        let asked = h.asked(&name)?;
        let mut says = false;
        h.each_text(&value, |h, cell, text, range| {
            says = says || h.said(&asked, cell, text, &range)?.is_some();
            Ok(())
        })?;
        Ok(says)
    });
    let h = Rc::clone(host);
    host.define(engine, "clauses_saying", move |value: Value, name: ImmutableString| -> Fallible<Value> {
        let asked = h.asked(&name)?;
        let mut items = Vec::new();
        h.each_text(&value, |h, cell, text, range| {
            if matches!(asked, Asked::Class(class) if !text.classes_in(&range).meets(class)) {
                return Ok(());
            }
            for clause in clauses_in(text, &range) {
                if h.said(&asked, cell, text, &clause.range)?.is_some() {
                    items.push(excerpt(cell, text, clause.range.clone()));
                }
            }
            Ok(())
        })?;
        Ok(list(items, &value))
    });
    requirement!(engine, host, "must_not_say", |h, texts, name: ImmutableString; message| {
        h.says_nothing(&texts, &name, message.as_deref())
    });
    requirement!(engine, host, "must_be_explained", |h, at, name: ImmutableString; message| {
        h.must_be_explained(&at, &name, message.as_deref())
    });
}

impl Host {
    /// A class or saying by its name.
    fn asked(&self, name: &ImmutableString) -> Fallible<Asked> {
        if let Some(known) = self.asked.borrow().get(name) {
            return Ok(known.clone());
        }
        let reading = self.reading();
        let class = reading.as_ref().and_then(|reading| reading.language().lexicon().class(name));
        let asked = match class {
            Some(class) => Asked::Class(class),
            None => Asked::Saying(self.saying(name)?),
        };
        self.asked.borrow_mut().insert(name.clone(), asked.clone());
        Ok(asked)
    }

    /// The expression of a saying.
    pub(super) fn saying(&self, name: &str) -> Fallible<Rc<Pattern>> {
        let key = format!("{SIGN}{name}");
        if let Some(known) = self.patterns.known(&key) {
            return Ok(known);
        }
        let reading = self.reading();
        let pattern = reading.as_ref().and_then(|reading| {
            let language = reading.language();
            self.patterns.name(&key, language.expression(language.sayings().find(name)?)).ok()
        });
        pattern.ok_or_else(|| Self::error("engine-unknown-saying", &[("name", name)]))
    }

    /// Where in a piece of the text of a cell it is said first.
    fn said(
        &self,
        asked: &Asked,
        cell: &Cell,
        text: &Text,
        range: &Range<usize>,
    ) -> Fallible<Option<Range<usize>>> {
        match asked {
            Asked::Class(class) => {
                let mut words = text.tokens_in(range).iter();
                Ok(words.find(|token| token.classes.meets(*class)).map(Token::bytes))
            }
            Asked::Saying(pattern) => {
                let Some(apt) = self.apt_in(pattern, cell.node()) else {
                    self.work.charge_states(0, 0)?;
                    return Ok(None);
                };
                let said = self.search(pattern, apt, text.slice(range.clone()))?;
                Ok(said.map(|said| range.start + said.start..range.start + said.end))
            }
        }
    }

    /// Requires that no text says so; each that does is told where it does.
    fn says_nothing(&self, texts: &Value, name: &ImmutableString, message: Option<&str>) -> Fallible<bool> {
        let asked = self.asked(name)?;
        let mut found = Vec::new();
        self.each_text(texts, |h, cell, text, range| {
            let said = h.said(&asked, cell, text, &range)?;
            found.extend(said.map(|said| excerpt(cell, text, said)));
            Ok(())
        })?;
        if found.is_empty() {
            let is_there = self.note_missing_texts(texts);
            return Ok(is_there && self.record(Decision::Holds(None)));
        }
        for said in found {
            let mut finding = self.finding(&said, &[])?;
            let text = said.text().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let default = || Message::new("finding-said", &[("text", &text)]);
            finding.message = message.map_or_else(default, Message::from);
            finding.actual = Some(super::arithmetic::clip(text.clone()));
            self.record(Decision::Broken(Box::new(finding), None));
        }
        Ok(false)
    }

    /// Notes the texts that are missing; whether there is any other.
    fn note_missing_texts(&self, texts: &Value) -> bool {
        match texts.items() {
            Some(Err(unknown)) => self.note(&unknown),
            Some(Ok(items)) if items.is_empty() => self.note(&Unknown::NotApplicable(Reason::EmptyList)),
            Some(Ok(items)) => {
                let mut are_there = false;
                for item in items.iter() {
                    match item {
                        Value::Cell(cell) if cell.is_missing() => self.note(&cell.unknown()),
                        _ => are_there = true,
                    }
                }
                return are_there;
            }
            None => match texts {
                Value::Cell(cell) if cell.is_missing() => self.note(&cell.unknown()),
                Value::Unknown(unknown) => self.note(unknown),
                _ => return true,
            },
        }
        false
    }

    /// Whether a sentence of a problem tells a circumstance beside what a pattern finds: a clause with neither it nor vague words
    /// alone. 设备清关延误，货款未付.
    fn tells_beside(&self, pattern: &Pattern, read: &Text, sentence: &Range<usize>) -> Fallible<bool> {
        for clause in clauses_in(read, sentence).map(|clause| &clause.range) {
            if read.tells_circumstance(clause)
                && self.search(pattern, Apt::ALL, read.slice(clause.clone()))?.is_none()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Requires that some text of the form speaks of what a saying names and says why.
    fn must_be_explained(&self, at: &Value, name: &str, message: Option<&str>) -> Fallible<bool> {
        if !self.explanation(name)?.is_missing() {
            return Ok(self.record(Decision::Holds(None)));
        }
        let mut finding = self.finding(at, &[])?;
        let (name, actual) = (self.name_of(at), at.text().unwrap_or_default().into_owned());
        let default = || Message::new("finding-unexplained", &[("actual", &actual)]).with("name", name);
        finding.message = message.map_or_else(default, Message::from);
        finding.actual = Self::printed(at);
        Ok(self.record(Decision::Broken(Box::new(finding), None)))
    }

    /// The first sentence of the form that speaks of what a saying names and says why; missing if none does. What stands in a cell
    /// for reasons is one.
    pub(super) fn explanation(&self, name: &str) -> Fallible<Value> {
        let pattern = self.saying(name)?;
        let Some(reading) = self.reading() else { return Ok(missing()) };
        let because = reading.language().sayings().find(name).and_then(|saying| saying.because.as_deref());
        let because = because.map(|because| self.saying(because)).transpose()?;
        self.work.charge_cells(reading.texts().len())?;
        for text in reading.texts().iter().filter(|text| TELLING.contains(&text.role)) {
            let Some(cell) = self.cell_at(text.node).map(Value::Cell) else { continue };
            let mut sentences = Vec::new();
            self.sentences_in(&cell, &pattern, &mut sentences)?;
            let read = reading.read(text.node);
            for sentence in sentences {
                let Value::Excerpt(excerpt) = &sentence else { continue };
                let says = match &because {
                    Some(because) => self.search(because, Apt::ALL, &excerpt.text)?.is_some(),
                    None => false,
                };
                self.work.charge_piece(excerpt.range.len(), read.as_str().len())?;
                if text.role == Role::Reason
                    || says
                    || read.gives_cause_in(&excerpt.range)
                    || text.role == Role::Problem && self.tells_beside(&pattern, &read, &excerpt.range)?
                {
                    return Ok(sentence);
                }
            }
        }
        Ok(missing())
    }
}
