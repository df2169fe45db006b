//! Figures that state the same measure in several places.

use std::collections::BTreeMap;

use super::{FormReading, Indicator};
use crate::document::NodeId;
use crate::figure::{Origin, Quantity, Unit};
use crate::form::Role;
use crate::prose::{Figure, Kind, Phrase, Prose, Role as FigureRole, fold};

/// A figure with what it states.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The figure.
    pub quantity: Quantity,
    /// The cell that it stands in.
    pub node: NodeId,
    /// The task that the cell belongs to.
    section: Option<NodeId>,
    /// Whether the place is a cell of its own, not one of many figures of a text.
    is_cell: bool,
}

/// What figures must share to state the same measure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Measure {
    /// Whether it is aimed at, done, or how much it grew.
    class: u8,
    /// What it is about.
    subject: String,
    /// The kind of its unit.
    unit: u8,
}

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

    /// Cells of figures that texts speak of by a name (`x-names`).
    fn state_cells(&self, measures: &mut BTreeMap<Measure, Vec<Statement>>) {
        let document = self.form.document();
        for node in document.nodes() {
            let Some(id) = self.form.schema_of(node) else { continue };
            let mut names = self.form.schema().names(id).peekable();
            if names.peek().is_none() {
                continue;
            }
            let Some(quantity) = self.form.quantity(node) else { continue };
            for name in names {
                let measure = Measure { class: DONE, subject: fold(name), unit: kind(quantity.unit()) };
                let statement = Statement { quantity: quantity.clone(), node, section: None, is_cell: true };
                measures.entry(measure).or_default().push(statement);
            }
        }
    }

    /// Each indicator's target and answer, by its name.
    fn state_indicators(&self, measures: &mut BTreeMap<Measure, Vec<Statement>>) {
        for indicator in self.indicators() {
            let Some(subject) = subject_of(indicator) else { continue };
            let mut state = |class, quantity: Quantity, node| {
                // 5.14批次/千人 is another measure than 4352批次.
                if self.is_for_each(&quantity, node) {
                    return;
                }
                let measure = Measure { class, subject: subject.clone(), unit: kind(quantity.unit()) };
                let statement = Statement { quantity, node, section: indicator.section, is_cell: true };
                measures.entry(measure).or_default().push(statement);
            };
            let target = self.target(indicator);
            if let Some(target) = target
                .filter(|target| target.place.node == indicator.name || target.source == super::Source::Cell)
                && target.source != super::Source::Nature
            {
                state(AIMED, target.quantity.clone(), target.place.node);
            }
            if let (Some(answer), Some(result)) = (self.answer(indicator), indicator.result) {
                state(DONE, answer, result);
            }
        }
    }

    /// Whether a figure counts for each of something: 530元/人.
    fn is_for_each(&self, quantity: &Quantity, node: NodeId) -> bool {
        let Some(Origin::Place { range: Some(range), .. }) = quantity.origins().into_iter().next() else {
            return false;
        };
        self.text(node).get(range.end..).is_some_and(|rest| rest.trim_start().starts_with(['/', '／', '每']))
    }

    /// Whether a sentence speaks of one project or task among those that the form lists, not of all of it.
    fn is_of_part(&self, prose: &Prose, figure: &Figure) -> bool {
        let sentence = prose.sentence_at(figure.range().start);
        let before = prose.text().get(sentence.start..figure.range().start).unwrap_or_default();
        if !["项目", "工程", "专项", "任务", "课题", "其中"].iter().any(|word| before.contains(word))
        {
            return false;
        }
        let schema = self.form.schema();
        let is_listed =
            |id| schema.around(id).any(|id| matches!(schema.shape(id), crate::form::Shape::List(_)));
        schema.ids().any(|id| schema.role(id) == Some(Role::Title) && is_listed(id))
    }

    /// The figures of goals and results.
    fn state_texts(&self, measures: &mut BTreeMap<Measure, Vec<Statement>>) {
        let names: Vec<String> =
            self.form.schema().ids().flat_map(|id| self.form.schema().names(id)).map(fold).collect();
        for text in self.texts().iter().filter(|text| matches!(text.role, Role::Goal | Role::Result)) {
            let prose = self.prose(text.node);
            let relations = prose.relations();
            for figure in prose.figures() {
                let told = relations.iter().any(|relation| {
                    let is_rate = relation.rate.as_ref() == Some(&figure.range());
                    is_rate
                        && !matches!(relation.kind, Kind::Growth)
                        && (relation.kind != Kind::Completion || relation.is_of_target)
                        || relation.kind == Kind::Parts && relation.parts.contains(&figure.range())
                });
                if told
                    || figure.is_partial_period
                    || !self.is_of_year(figure)
                    || !figure.is_plain() && text.role != Role::Goal
                {
                    continue;
                }
                let Some((class, subject)) = stated(&prose, figure, text.role) else { continue };
                let of_form = text.section.is_none() && !self.is_of_part(&prose, figure);
                let is_known = names.contains(&subject) && of_form;
                if !is_known && (names.contains(&subject) || !tells(&subject)) {
                    continue;
                }
                let measure = Measure { class, subject, unit: figure.reading.unit.as_ref().map_or(0, kind) };
                let statement = Statement {
                    quantity: self.quantity(text.node, figure),
                    node: text.node,
                    section: text.section,
                    is_cell: false,
                };
                measures.entry(measure).or_default().push(statement);
            }
        }
    }
}

/// What an indicator is about, if its name tells it from others.
fn subject_of(indicator: &Indicator) -> Option<String> {
    let subject = fold(&indicator.core);
    tells(&subject).then_some(subject)
}

/// What a figure of a text states: its class and subject.
fn stated(prose: &Prose, figure: &Figure, role: Role) -> Option<(u8, String)> {
    figure.reading.unit.as_ref()?;
    let class = match (role, figure.role) {
        (Role::Goal, FigureRole::Value | FigureRole::Target) => AIMED,
        (Role::Result, FigureRole::Value) => DONE,
        (Role::Result, FigureRole::Change) if figure.is_percent() => GREW,
        _ => return None,
    };
    let subject = if class == GREW {
        let mut relations = prose.relations().iter();
        let current =
            relations.find(|relation| relation.rate.as_ref() == Some(&figure.range()))?.part.as_ref()?;
        fold(prose.core(prose.figure_at(current)?))
    } else {
        fold(prose.core(figure))
    };
    (!subject.is_empty()).then_some((class, subject))
}

/// Whether a phrase tells one thing from another: long enough, and not all generic words.
fn tells(subject: &str) -> bool {
    let phrase = Phrase::new(subject);
    phrase.len() >= 3 && phrase.common(&phrase).letters() >= 2
}

/// The kind of a unit: what is counted by different words is one kind.
fn kind(unit: &Unit) -> u8 {
    match unit {
        Unit::Ratio => 0,
        Unit::Percent => 1,
        Unit::Money(_) => 2,
        Unit::Score => 3,
        Unit::Counter(word) => match crate::figure::dimension(word) {
            Some(crate::figure::Dimension::People) => 4,
            Some(crate::figure::Dimension::Events) => 5,
            Some(crate::figure::Dimension::Things) | None => 6,
            Some(crate::figure::Dimension::Length) => 7,
            Some(crate::figure::Dimension::Area) => 8,
            Some(crate::figure::Dimension::Time) => 9,
            Some(crate::figure::Dimension::Points) => 3,
            Some(_) => 10,
        },
    }
}

/// The statements that can be held against one another; `None` if there are none in two cells.
fn group(statements: &[Statement]) -> Option<Vec<Statement>> {
    // Two tasks that speak of the same thing each speak of their own.
    let mut sections: Vec<NodeId> = statements.iter().filter_map(|statement| statement.section).collect();
    sections.sort_unstable();
    sections.dedup();
    if sections.len() > 1 {
        return None;
    }
    // A text that states two values speaks of two things.
    let differs = |one: &Statement, other: &Statement| {
        one.node == other.node && one.quantity.value() != other.quantity.value()
    };
    let mut kept: Vec<Statement> = statements
        .iter()
        .filter(|statement| !statements.iter().any(|other| differs(statement, other)))
        .cloned()
        .collect();
    let mut seen: Vec<NodeId> = Vec::new();
    kept.retain(|statement| {
        let is_new = !seen.contains(&statement.node);
        seen.push(statement.node);
        is_new
    });
    if kept.len() < 2
        || kept
            .iter()
            .any(|statement| !same_word(&statement.quantity, kept.first().map(|first| &first.quantity)))
    {
        return None;
    }
    let votes = |statement: &Statement| {
        kept.iter().filter(|other| agrees(&statement.quantity, &other.quantity)).count()
    };
    let mut ordered: Vec<(usize, bool, Statement)> =
        kept.iter().map(|statement| (votes(statement), statement.is_cell, statement.clone())).collect();
    ordered.sort_by_key(|(votes, is_cell, statement)| (std::cmp::Reverse(*votes), !*is_cell, statement.node));
    Some(ordered.into_iter().map(|(_, _, statement)| statement).collect())
}

fn same_word(one: &Quantity, first: Option<&Quantity>) -> bool {
    match (one.unit(), first.map(Quantity::unit)) {
        (Unit::Counter(a), Some(Unit::Counter(b))) => a == b || a.is_empty() || b.is_empty(),
        _ => true,
    }
}

fn agrees(one: &Quantity, other: &Quantity) -> bool {
    use crate::figure::Agreement;
    matches!(crate::figure::restates(one, other), Agreement::Exact | Agreement::WithinRounding)
}
