//! Figures that state the same measure in several places.

use std::collections::{BTreeMap, BTreeSet};

use super::form_reading::FormReading;
pub use super::restatement::Statement;
use super::target::Source;
use crate::document::NodeId;
use crate::figure::{Agreement, Origin, Quantity, Unit};
use crate::form::{Role as CellRole, Shape};
use crate::text::figures::{Figure, Role};
use crate::text::phrases::{Phrase, fold};
use crate::text::statements::Member;
use crate::text::text::Text;

/// What figures must share to state the same measure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Measure {
    /// Whether it is aimed at, done, or how much it grew.
    class: u8,
    /// What it is about.
    subject: String,
    /// What its unit measures.
    unit: String,
}

/// Values of one measure that are held against one another.
const MOST_VALUES: usize = 64;

/// Statements up to which each is held against each other one.
const FEW: usize = 8;

const AIMED: u8 = 0;
const DONE: u8 = 1;
const GREW: u8 = 2;

impl FormReading {
    /// Groups of figures that state the same measure: the same subject, kind of unit, role and period, in different
    /// cells. In each the value that most places state comes first.
    #[must_use]
    pub fn restatements(&self) -> &[Vec<Statement>] {
        self.groups.get_or_init(|| {
            let mut measures: BTreeMap<Measure, Vec<Statement>> = BTreeMap::new();
            self.state_cells(&mut measures);
            self.state_indicators(&mut measures);
            self.state_texts(&mut measures);
            measures.values().filter_map(|statements| group(statements)).collect()
        })
    }

    /// What a unit measures: what is counted by different words is one kind.
    fn kind(&self, unit: &Unit) -> String {
        match unit {
            // Of points of a score and of 分 in a text.
            Unit::Counter(word) if self.language().measures().measures(unit) == "things" => {
                let known = self.language().measures().dimension(word).is_some() || word.is_empty();
                if known { "things".to_owned() } else { word.to_string() }
            }
            _ => self.language().measures().measures(unit).to_owned(),
        }
    }

    /// Whether a phrase is long enough to tell one thing from another. Two letters are where it is counted how often it took
    /// place: 展览10期.
    fn is_long(&self, phrase: &Phrase, unit: Option<&Unit>) -> bool {
        let takes_place = || unit.is_some_and(|unit| self.language().measures().measures(unit) == "events");
        phrase.len() > 2 || phrase.len() == 2 && takes_place()
    }

    /// Cells of figures that texts speak of by a name (`x-names`).
    fn state_cells(&self, measures: &mut BTreeMap<Measure, Vec<Statement>>) {
        let document = self.form().document();
        for node in document.nodes() {
            let Some(id) = self.form().schema_of(node) else { continue };
            let mut names = self.form().schema().names(id).peekable();
            if names.peek().is_none() {
                continue;
            }
            let Some(quantity) = self.form().quantity(node) else { continue };
            for name in names {
                let measure = Measure { class: DONE, subject: fold(name), unit: self.kind(quantity.unit()) };
                let statement = Statement { quantity: quantity.clone(), node, section: None, is_cell: true };
                measures.entry(measure).or_default().push(statement);
            }
        }
    }

    /// Each indicator's target and answer, by its name.
    fn state_indicators(&self, measures: &mut BTreeMap<Measure, Vec<Statement>>) {
        for indicator in self.indicators() {
            let phrase = indicator.narrowed.as_ref().unwrap_or(&*indicator.phrase);
            if !tells(phrase) {
                continue;
            }
            let section = indicator.section.filter(|section| *section != indicator.item);
            let mut state = |class, quantity: Quantity, node| {
                // 5.14批次/千人 is another measure than 4352批次.
                if self.counts_for_each(&quantity, node) || !self.is_long(phrase, Some(quantity.unit())) {
                    return;
                }
                let subject = subject(phrase, section, *quantity.unit() == Unit::Percent);
                let measure = Measure { class, subject, unit: self.kind(quantity.unit()) };
                let statement = Statement { quantity, node, section: indicator.section, is_cell: true };
                measures.entry(measure).or_default().push(statement);
            };
            let target = self.target(indicator);
            let own = target.filter(|target| {
                (target.place.node == indicator.name || target.source == Source::Cell)
                    && target.source != Source::Nature
            });
            if let Some(target) = own {
                state(AIMED, target.quantity.clone(), target.place.node);
            }
            if let (Some(answer), Some(result)) = (self.answer(indicator), indicator.result) {
                state(DONE, answer, result);
            }
        }
    }

    /// Whether a figure counts for each of something: 530元/人.
    fn counts_for_each(&self, quantity: &Quantity, node: NodeId) -> bool {
        let Some(Origin::Place { range: Some(range), .. }) = quantity.origins().into_iter().next() else {
            return false;
        };
        let text = self.read(node);
        let figure = text.figure_number(&range).and_then(|number| text.figures().get(number));
        figure.is_some_and(|figure| {
            figure.role == Role::Each || figure.counter().is_some_and(|word| word.contains('/'))
        })
    }

    /// Whether a sentence speaks of one project or task among those that the form lists, not of all of it.
    fn is_of_part(&self, text: &Text, figure: &Figure) -> bool {
        let sentence = text.sentence_at(figure.range().start);
        let before = sentence.start..figure.range().start;
        if !text.classes_in(&before).meets(self.language().known().part_of_form) {
            return false;
        }
        let schema = self.form().schema();
        let is_listed = |id| schema.around(id).any(|id| matches!(schema.shape(id), Shape::List(_)));
        schema.ids().any(|id| schema.role(id) == Some(CellRole::Title) && is_listed(id))
    }

    /// The figures of goals and results.
    fn state_texts(&self, measures: &mut BTreeMap<Measure, Vec<Statement>>) {
        let schema = self.form().schema();
        let names: Vec<String> = schema.ids().flat_map(|id| schema.names(id)).map(fold).collect();
        for cell in self.texts().iter().filter(|text| matches!(text.role, CellRole::Goal | CellRole::Result))
        {
            let text = self.read(cell.node);
            let told = self.told_by_statements(&text);
            for (number, figure) in text.figures().iter().enumerate() {
                let is_open = !figure.is_plain() && cell.role != CellRole::Goal;
                // A part of a goal is aimed at as what it is a part of.
                let is_told = told.contains(&number)
                    && !(cell.role == CellRole::Goal && text.part_phrase(number).is_some());
                if is_told || figure.is_partial_period || !self.is_of_year(figure) || is_open {
                    continue;
                }
                // 新增学位360个、270个、180个: of which the name speaks, the sentence does not say. 1件未办结 is what is not done.
                if text.is_in_bare_row(number) || text.counts_what_is_left(number) {
                    continue;
                }
                let Some((class, phrase)) = Self::stated(&text, number, figure, cell.role) else { continue };
                let is_name = names.iter().any(|name| phrase.is_spelled(name));
                let is_known = is_name && cell.section.is_none() && !self.is_of_part(&text, figure);
                if !is_known
                    && (is_name || !self.is_long(phrase, figure.number.unit.as_ref()) || !tells(phrase))
                {
                    continue;
                }
                // 绣娘培训 and 培训绣娘 are one.
                let subject = if is_known {
                    phrase.folded()
                } else {
                    subject(phrase, cell.section, figure.is_percent())
                };
                let unit = figure.number.unit.as_ref().map(|unit| self.kind(unit)).unwrap_or_default();
                let statement = Statement {
                    quantity: self.quantity(cell.node, figure),
                    node: cell.node,
                    section: cell.section,
                    is_cell: false,
                };
                measures.entry(Measure { class, subject, unit }).or_default().push(statement);
            }
        }
    }

    /// Figures that a sentence states of others: rates of shares and completions of targets, parts of a whole.
    fn told_by_statements(&self, text: &Text) -> BTreeSet<usize> {
        let grammar = self.language().grammar();
        let (rate, parts) = (grammar.member("rate"), grammar.member("parts"));
        let mut told = BTreeSet::new();
        for statement in text.statements() {
            let is = |name: &str| grammar.kind(name) == Some(statement.kind);
            let keeps = is("growth") || is("completion") && !statement.has_flag(text, "target");
            if !keeps {
                told.extend(rate.and_then(|rate| statement.figure(rate)));
            }
            if let Some(Member::Figures(parts)) = parts.and_then(|parts| statement.member(parts)) {
                told.extend(parts);
            }
        }
        told
    }

    /// What a figure of a text states: its class and subject.
    fn stated<'t>(
        text: &'t Text,
        number: usize,
        figure: &Figure,
        role: CellRole,
    ) -> Option<(u8, &'t Phrase)> {
        figure.number.unit.as_ref()?;
        let class = match (role, figure.role) {
            (CellRole::Goal, Role::Value | Role::Target) => AIMED,
            (CellRole::Goal, Role::Part) if text.part_phrase(number).is_some() => AIMED,
            (CellRole::Result, Role::Value) => DONE,
            (CellRole::Result, Role::Change) if figure.is_percent() && !figure.number.is_points => GREW,
            _ => return None,
        };
        if class == AIMED
            && let Some(joint) = text.part_phrase(number)
        {
            return Some((class, joint));
        }
        let of = if class == GREW { Self::grown(text, number)? } else { number };
        let subject = text.phrase(of);
        (!subject.is_empty()).then_some((class, subject))
    }
}

/// Whether a phrase is not all generic words.
fn tells(phrase: &Phrase) -> bool {
    phrase.tells_word()
}

/// What figures that state the same measure are about: the letters, whatever their order. Of two letters, or of a rate that is named
/// by its verb alone (破案率), each task speaks of its own.
fn subject(phrase: &Phrase, section: Option<NodeId>, is_rate: bool) -> String {
    let bare = if is_rate { 4 } else { 3 };
    match section.filter(|_| phrase.len() < bare) {
        Some(section) => format!("{} {}", phrase.sorted(), section.number()),
        None => phrase.sorted(),
    }
}

/// The statements that can be held against one another; `None` if there are none in two cells.
fn group(statements: &[Statement]) -> Option<Vec<Statement>> {
    if statements.len() < 2 {
        return None;
    }
    // Two tasks that speak of the same thing each speak of their own.
    let mut sections: Vec<NodeId> = statements.iter().filter_map(|statement| statement.section).collect();
    sections.sort_unstable();
    sections.dedup();
    if sections.len() > 1 {
        return None;
    }
    // A text that states two values speaks of two things.
    let mut values: BTreeMap<NodeId, Vec<&Statement>> = BTreeMap::new();
    for statement in statements {
        values.entry(statement.node).or_default().push(statement);
    }
    let same = |of: &[&Statement]| {
        of.windows(2).all(|pair| matches!(pair, [a, b] if a.quantity.value() == b.quantity.value()))
    };
    let kept: Vec<Statement> =
        values.values().filter(|of| same(of)).filter_map(|of| of.first().copied().cloned()).collect();
    let first = kept.first()?;
    if kept.len() < 2 || kept.iter().any(|statement| !same_word(&statement.quantity, &first.quantity)) {
        return None;
    }
    let votes = votes(&kept);
    let mut ordered: Vec<(usize, bool, Statement)> = kept
        .iter()
        .zip(votes)
        .map(|(statement, votes)| (votes, statement.is_cell, statement.clone()))
        .collect();
    ordered.sort_by_key(|(votes, is_cell, statement)| (std::cmp::Reverse(*votes), !*is_cell, statement.node));
    Some(ordered.into_iter().map(|(_, _, statement)| statement).collect())
}

/// How many of some statements agree with each: those of one value are asked once, and of very many values each counts its
/// own alone.
fn votes(statements: &[Statement]) -> Vec<usize> {
    if statements.len() <= FEW {
        let agreeing = |statement: &Statement| {
            statements.iter().filter(|other| agrees(&statement.quantity, &other.quantity)).count()
        };
        return statements.iter().map(agreeing).collect();
    }
    let mut values: BTreeMap<String, (usize, &Statement)> = BTreeMap::new();
    // A figure prints its value, unit, places and 约.
    let key = |statement: &Statement| format!("{} {:?}", statement.quantity, statement.quantity.unit());
    let keys: Vec<String> = statements.iter().map(key).collect();
    for (statement, key) in statements.iter().zip(&keys) {
        values.entry(key.clone()).or_insert((0, statement)).0 += 1;
    }
    let agreeing = |statement: &Statement| {
        let others = values.values().filter(|(_, other)| agrees(&statement.quantity, &other.quantity));
        others.map(|(count, _)| count).sum::<usize>()
    };
    let count = |(key, (own, statement)): (&String, &(usize, &Statement))| {
        (key.clone(), if values.len() > MOST_VALUES { *own } else { agreeing(statement) })
    };
    let counts: BTreeMap<String, usize> = values.iter().map(count).collect();
    keys.iter().map(|key| counts.get(key).copied().unwrap_or(1)).collect()
}

fn same_word(one: &Quantity, first: &Quantity) -> bool {
    match (one.unit(), first.unit()) {
        (Unit::Counter(a), Unit::Counter(b)) => a == b || a.is_empty() || b.is_empty(),
        _ => true,
    }
}

fn agrees(one: &Quantity, other: &Quantity) -> bool {
    let is_plain = one.qualifier().is_none() && other.qualifier().is_none();
    if is_plain && one.value() == other.value() && one.unit() == other.unit() {
        return true;
    }
    matches!(crate::figure::restates(one, other), Agreement::Exact | Agreement::WithinRounding)
}
