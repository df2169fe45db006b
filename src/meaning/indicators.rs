//! Indicators: their parts as the schema tells them, what their name asks for, and what they are about.

use std::cell::OnceCell;
use std::rc::Rc;

use super::form_reading::FormReading;
pub use super::indicator::Indicator;
use crate::document::{NodeId, Value};
use crate::figure::{MoneyUnit, Quantity, Unit};
use crate::form::{Role, SchemaId};
use crate::text::language::Language;
use crate::text::lexicon::Classes;
use crate::text::names::{stated_targets, stem};
use crate::text::numbers::{Number, is_large};
use crate::text::phrases::Phrase;
use crate::text::text::Text;
use crate::text::tokens::TokenKind;

impl FormReading {
    /// Every indicator of the form, in its order.
    #[must_use]
    pub fn indicators(&self) -> &[Rc<Indicator>] {
        self.indicators.get_or_init(|| {
            let nodes = self.form().document().nodes();
            nodes.filter_map(|node| self.read_indicator(node)).map(Rc::new).collect()
        })
    }

    /// The indicator that is a node, if it is one.
    #[must_use]
    pub fn indicator(&self, item: NodeId) -> Option<Rc<Indicator>> {
        let at = self.indicators().binary_search_by_key(&item, |indicator| indicator.item).ok()?;
        self.indicators().get(at).cloned()
    }

    /// The indicator that a cell belongs to.
    #[must_use]
    pub fn indicator_of(&self, node: NodeId) -> Option<Rc<Indicator>> {
        self.indicator(self.form().document().parent(node)?)
    }

    fn read_indicator(&self, item: NodeId) -> Option<Indicator> {
        let document = self.form().document();
        if document.value(item) != Value::Object {
            return None;
        }
        let schema = self.form().schema();
        let kind = self.form().schema_of(item)?;
        let node = |member: SchemaId| document.member(item, schema.key(member)?);
        let cell = |role: Role| schema.member_for(kind, role).and_then(node);
        let name = cell(Role::Name).filter(|name| self.is_filled(*name))?;
        // A target that was adjusted stands behind the first one.
        let target = || {
            let targets = || schema.members_for(kind, Role::Target).filter_map(node);
            targets().filter(|target| self.is_filled(*target)).last().or_else(|| targets().next())
        };
        let language = self.language();
        let stem = stem(language, &self.text(name)).into_boxed_str();
        let printed: Vec<String> = schema
            .members_for(kind, Role::Class)
            .filter_map(node)
            .map(|node| self.text(node).into_owned())
            .collect();
        let printed: Vec<&str> = printed.iter().map(String::as_str).collect();
        // Most names are their stem.
        let printed_name = self.read(name);
        let text = if printed_name.as_str() == &*stem {
            Rc::clone(&printed_name)
        } else {
            Rc::new(Text::read(language, &stem))
        };
        let (core, phrase) = core(&text);
        let kinds = language.kinds().beside(language.kinds().of(&stem), &printed);
        Some(Indicator {
            item,
            name,
            result: cell(Role::Answer),
            target: target(),
            sign: cell(Role::Sign),
            unit: cell(Role::Unit),
            reason: cell(Role::Reason),
            section: self.section(item),
            kinds,
            asks: language.kinds().asks(kinds),
            counted: counted_word(&text),
            phrase: Rc::new(phrase),
            direction: language.kinds().direction(kinds, &printed),
            is_timed: language.kinds().is_printed("timeliness", &printed),
            is_counted: language.kinds().is_printed("quantity", &printed),
            is_costed: language.kinds().is_printed("cost", &printed),
            narrowed: narrowed(language, &core, &printed_name),
            core: core.into(),
            stem,
            found_target: OnceCell::new(),
            found_answer: OnceCell::new(),
        })
    }

    /// The unit that an indicator's own cell or brackets name, as printed.
    pub(super) fn unit_of(&self, indicator: &Indicator) -> Option<String> {
        // % alone is a unit, though it holds no letter.
        let is_sign =
            |unit: &str| self.language().number(&format!("1{unit}")).is_ok_and(|one| one.unit.is_some());
        let own = indicator.unit.map(|unit| (unit, self.text(unit)));
        let own = own.filter(|(unit, text)| self.is_filled(*unit) || is_sign(text.trim()));
        let printed = own.map(|(_, text)| text.trim().to_owned());
        let name = self.text(indicator.name);
        let measures = self.language().measures();
        let bracketed = || {
            let open = name.rfind(['（', '('])?;
            let inner = name.get(open..)?.trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
            let is_unit =
                inner == "%" || MoneyUnit::parse(inner).is_some() || measures.dimension(inner).is_some();
            is_unit.then(|| inner.to_owned())
        };
        let unit = printed.or_else(bracketed)?;
        let unit = unit.trim_matches(['（', '）', '(', ')', '：', ':', ' ']);
        (!unit.is_empty()).then(|| unit.to_owned())
    }

    /// A bare number in a unit that stands elsewhere: 480 in 万人次.
    pub(super) fn with_unit(&self, node: NodeId, number: &Number, unit: &str) -> Quantity {
        // 3.24万 in a cell whose unit is 万卷 has its ten thousands already.
        let printed = self.text(node);
        let is_scaled = printed.get(number.range.clone()).is_some_and(|printed| printed.contains(is_large));
        let unit = if is_scaled { unit.trim_start_matches(is_large) } else { unit };
        let text = format!("{}{unit}", number.value);
        let read = match self.language().number(&text) {
            Ok(read) if read.unit.is_some() => {
                Number { qualifier: number.qualifier, range: number.range.clone(), ..read }
            }
            _ => Number { unit: Some(Unit::Counter(unit.into())), ..number.clone() },
        };
        self.form().quantity_read(node, &read)
    }
}

/// What a name is about together with what its brackets say of it, where they name only a part: （省控点）, （65岁以上）,
/// （其中：残疾人）. Units, targets, dates and how it is worked out name none.
fn narrowed(language: &Language, core: &str, name: &Text) -> Option<Phrase> {
    let known = language.known();
    let text = name.as_str();
    let aims = known.aim.with(known.goal).with(known.state).with(known.each);
    let others = aims.with(known.at_least).with(known.at_most).with(known.earlier);
    let targets = stated_targets(name);
    let mut words: Vec<&str> = vec![core];
    let mut rest = 0;
    while let Some(open) = text.get(rest..).and_then(|tail| tail.find(['（', '('])).map(|at| rest + at) {
        let inside = text.get(open..)?;
        let close = inside.find(['）', ')']).map_or(text.len(), |at| open + at);
        let inner = text.get(open..close)?.trim_start_matches(['（', '(']);
        rest = close.max(open + 1);
        let range = close - inner.len()..close;
        let classes = name.classes_in(&range);
        let unit = language.measures().at(inner).is_some_and(|(word, _)| word == inner);
        let is_unit = unit || MoneyUnit::parse(inner).is_some();
        let is_formula = inner.contains(['/', '／', '=', '×', '÷', '%', '、']);
        let is_dated = name.dates().iter().any(|date| range.contains(&date.range.start));
        // 含线上 makes it wider.
        let widens = classes.meets(known.among) && !classes.meets(known.inner);
        let is_aimed = targets.iter().filter_map(|target| name.figures().get(target.figure));
        let is_aimed = is_aimed.into_iter().any(|figure| range.contains(&figure.range().start));
        let is_other = is_unit || is_formula || is_dated || is_aimed || widens || classes.meets(others);
        let tells = Phrase::new(language, inner).telling() >= 2 || classes.meets(known.inner);
        if !is_other && tells {
            words.push(without_inside(language, inner));
        }
    }
    if words.len() > 1 {
        return Some(Phrase::of(language, words));
    }
    let is_part = name.classes().meets(known.inner) && !begins_inside(language, text);
    is_part.then(|| Phrase::new(language, text))
}

/// Whether a name begins with 其中, as rows under another one do.
fn begins_inside(language: &Language, name: &str) -> bool {
    let name = name.trim_start();
    let word = name.chars().next().and_then(|first| language.lexicon().longest(first, name));
    word.is_some_and(|word| word.classes.meets(language.known().inner))
}

/// What stands behind 其中 and a colon: 残疾人 of 其中：残疾人.
fn without_inside<'n>(language: &Language, inner: &'n str) -> &'n str {
    let word = inner.chars().next().and_then(|first| language.lexicon().longest(first, inner));
    let lead = word.filter(|word| word.classes.meets(language.known().inner));
    let behind = lead.and_then(|word| inner.get(language.lexicon().taken(word, inner)..));
    behind.map_or(inner, |behind| behind.trim_start_matches(['：', ':', '，', ' ']))
}

/// What a name is about: without verbs that say only that it was done, adverbs, and how it is counted.
fn core(text: &Text) -> (String, Phrase) {
    let (stem, known) = (text.as_str(), text.language().known());
    let is = |kind: TokenKind, classes: Classes, wanted: Classes| {
        matches!(kind, TokenKind::Mark(_)) || kind == TokenKind::Word && classes.meets(wanted)
    };
    let tokens = text.tokens();
    let start = tokens.iter().take_while(|token| is(token.kind, token.classes, known.light)).count();
    let mut end = tokens.len();
    while end > start + 1 {
        let Some(last) = tokens.get(end - 1) else { break };
        let left = tokens.get(start..end - 1).unwrap_or_default();
        let letters = left.iter().map(|token| token.end - token.start).sum::<u32>();
        if letters < TWO_LETTERS || !is(last.kind, last.classes, known.tally.with(known.link)) {
            break;
        }
        end -= 1;
    }
    let inside = tokens.get(start..end).unwrap_or_default();
    let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    let range = match (inside.first(), inside.last()) {
        (Some(first), Some(last)) => byte(first.start)..byte(last.end),
        _ => 0..stem.len(),
    };
    let mut core = stem.get(range).unwrap_or(stem).to_owned();
    core.retain(|c| !c.is_whitespace());
    (core, text.phrase_of(&(start..end)))
}

/// The measure word in a name that counts.
fn counted_word(text: &Text) -> Option<Box<str>> {
    let language = text.language();
    let last = text.tokens().last().filter(|token| token.classes.meets(language.known().tally))?;
    let start = usize::try_from(last.start).ok()?;
    let tail = text.as_str().get(start..)?;
    let (word, _) = language.measures().at(tail)?;
    let is_part = start >= usize::try_from(TWO_LETTERS).ok()? && word.len() < tail.len();
    is_part.then(|| word.into())
}

/// Bytes of two letters.
const TWO_LETTERS: u32 = 6;
