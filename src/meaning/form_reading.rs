//! The texts of a form by what they are for, each read once.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::indicator::Indicator;
use super::kept::{Kind, Reasons, Results, StatedGoal};
pub use super::place::Place;
use super::restatement::Statement;
use crate::document::{NodeId, Value};
use crate::figure::Quantity;
use crate::form::{Content, Form, Role};
use crate::text::dates::YEARS;
use crate::text::figures::Figure;
use crate::text::language::Language;
use crate::text::pairs::Pairs;
use crate::text::phrases::Phrase;
use crate::text::text::Text;

/// A cell with a text, and what it is for.
#[derive(Debug, Clone, Copy)]
pub struct TextCell {
    /// The cell.
    pub node: NodeId,
    /// What it is for.
    pub role: Role,
    /// The element of a list that holds it, such as a task; `None` for texts of the whole form.
    pub section: Option<NodeId>,
}

/// An indicator among others, by which of its words it is told from them.
#[derive(Debug)]
pub struct Row {
    /// The indicator.
    pub indicator: Rc<Indicator>,
    /// Its name as printed.
    pub name: String,
    /// Whether no other row has a name of the same letters.
    pub is_lone: bool,
}

/// How often a text is searched without knowing its pairs: gathering them costs as much as some searches.
const SELDOM: u8 = 2;

/// The pairs of a text, and how often they were asked for before there were any.
#[derive(Debug, Default)]
struct Asked {
    times: Cell<u8>,
    pairs: OnceCell<Pairs>,
}

/// A form whose texts are read as they are asked for.
#[derive(Debug)]
pub struct FormReading {
    form: Rc<Form>,
    /// By the number of the node.
    read: Vec<OnceCell<Rc<Text>>>,
    /// By the number of the node.
    pairs: Vec<Asked>,
    texts: OnceCell<Vec<TextCell>>,
    common: OnceCell<Vec<TextCell>>,
    pub(super) indicators: OnceCell<Vec<Rc<Indicator>>>,
    pub(super) groups: OnceCell<Vec<Vec<Statement>>>,
    pub(super) told: OnceCell<Results>,
    pub(super) results: RefCell<HashMap<Kind, Option<(NodeId, usize)>>>,
    pub(super) goals_of: RefCell<HashMap<Option<NodeId>, Rc<[StatedGoal]>>>,
    pub(super) reasons: OnceCell<Reasons>,
    rows: RefCell<HashMap<NodeId, Rc<[Row]>>>,
    year: OnceCell<Option<u16>>,
    /// What rules compare texts with, made ready once.
    phrases: RefCell<HashMap<Box<str>, Rc<Phrase>>>,
}

impl FormReading {
    /// Takes up a form; nothing is read yet.
    #[must_use]
    pub fn new(form: Rc<Form>) -> Self {
        let nodes = form.document().node_count();
        let read = (0..nodes).map(|_| OnceCell::new()).collect();
        let pairs = (0..nodes).map(|_| Asked::default()).collect();
        Self {
            form,
            read,
            pairs,
            texts: OnceCell::new(),
            common: OnceCell::new(),
            indicators: OnceCell::new(),
            groups: OnceCell::new(),
            told: OnceCell::new(),
            results: RefCell::default(),
            goals_of: RefCell::default(),
            reasons: OnceCell::new(),
            rows: RefCell::default(),
            year: OnceCell::new(),
            phrases: RefCell::default(),
        }
    }

    /// The form.
    #[must_use]
    pub fn form(&self) -> &Rc<Form> {
        &self.form
    }

    /// The language of its texts.
    #[must_use]
    pub fn language(&self) -> &Arc<Language> {
        self.form.language()
    }

    /// What the text of a cell says; a number is read as its digits. Empty for lists, objects and null.
    #[must_use]
    pub fn read(&self, node: NodeId) -> Rc<Text> {
        let new = || Rc::new(Text::read(self.language(), &self.form.text(node).unwrap_or_default()));
        let slot = usize::try_from(node.number()).ok().and_then(|at| self.read.get(at));
        slot.map_or_else(new, |slot| Rc::clone(slot.get_or_init(new)))
    }

    /// Which letters and neighbours the text of a cell has. `None` for a node of another form, and for a text that was asked too
    /// seldom for it to pay.
    #[must_use]
    pub fn pairs(&self, node: NodeId) -> Option<&Pairs> {
        let asked = usize::try_from(node.number()).ok().and_then(|at| self.pairs.get(at))?;
        let times = asked.times.get();
        if times < SELDOM {
            asked.times.set(times + 1);
            return None;
        }
        Some(asked.pairs.get_or_init(|| Pairs::of(&self.form.text(node).unwrap_or_default())))
    }

    /// A phrase ready for comparing, made once for each text.
    #[must_use]
    pub fn phrase(&self, text: &str) -> Rc<Phrase> {
        let mut known = self.phrases.borrow_mut();
        if let Some(phrase) = known.get(text) {
            return Rc::clone(phrase);
        }
        let phrase = Rc::new(Phrase::new(self.language(), text));
        known.insert(text.into(), Rc::clone(&phrase));
        phrase
    }

    /// Every text whose use the schema tells, in the order of the form.
    #[must_use]
    pub fn texts(&self) -> &[TextCell] {
        self.texts.get_or_init(|| {
            let document = self.form.document();
            let cell = |node: NodeId| {
                let role = self.form.schema().role(self.form.schema_of(node)?)?;
                let is_text = matches!(document.value(node), Value::Text(_));
                let tells = !matches!(role, Role::Sign | Role::Unit | Role::Class);
                (is_text && tells).then(|| TextCell { node, role, section: self.section(node) })
            };
            document.nodes().filter_map(cell).collect()
        })
    }

    /// Those of the texts that are a node or lie inside it.
    #[must_use]
    pub fn texts_within(&self, outer: NodeId) -> &[TextCell] {
        let document = self.form.document();
        let (_, behind) = self.texts().split_at(self.texts().partition_point(|text| text.node < outer));
        behind.split_at(behind.partition_point(|text| document.contains(outer, text.node))).0
    }

    /// Those of the texts that belong to the whole form, not to a task or project.
    #[must_use]
    pub fn common_texts(&self) -> &[TextCell] {
        let belongs = |text: &&TextCell| text.section.is_none();
        self.common.get_or_init(|| self.texts().iter().filter(belongs).copied().collect())
    }

    /// The texts inside a section and those of the whole form, in the order of the form.
    pub fn texts_beside(&self, section: NodeId) -> impl Iterator<Item = &TextCell> {
        let common = self.common_texts();
        let (before, behind) = common.split_at(common.partition_point(|text| text.node < section));
        before.iter().chain(self.texts_within(section)).chain(behind)
    }

    /// The outermost element of a list of objects that holds a node: a task, a project.
    #[must_use]
    pub fn section(&self, node: NodeId) -> Option<NodeId> {
        let document = self.form.document();
        let above = std::iter::successors(Some(node), |node| document.parent(*node));
        above.filter(|node| document.index(*node).is_some() && document.value(*node) == Value::Object).last()
    }

    /// The year of the form, if it prints one that forms can be of.
    #[must_use]
    pub fn year(&self) -> Option<u16> {
        *self.year.get_or_init(|| {
            let document = self.form.document();
            let is_year = |node: &NodeId| {
                self.form.schema_of(*node).and_then(|id| self.form.schema().role(id)) == Some(Role::Year)
            };
            let node = document.nodes().find(is_year)?;
            let text = self.form.text(node)?;
            let digits = text.chars().map(crate::text::numbers::narrow).skip_while(|c| !c.is_ascii_digit());
            let printed = digits.take_while(char::is_ascii_digit).collect::<String>().parse().ok();
            let year = printed.or_else(|| self.read(node).dates().first().and_then(|date| date.year));
            year.filter(|year| YEARS.contains(year))
        })
    }

    /// Whether a figure is of the form's own year, as far as its sentence tells.
    #[must_use]
    pub fn is_of_year(&self, figure: &Figure) -> bool {
        figure.year.is_none_or(|year| self.year().is_none_or(|own| own == year))
    }

    /// Some indicators as rows, in their order.
    #[must_use]
    pub fn rows(&self, indicators: Vec<Rc<Indicator>>) -> Rc<[Row]> {
        let mut same: HashMap<String, usize> = HashMap::new();
        for indicator in &indicators {
            *same.entry(indicator.phrase.folded()).or_default() += 1;
        }
        let row = |indicator: Rc<Indicator>| Row {
            name: self.text(indicator.name).into_owned(),
            is_lone: same.get(&indicator.phrase.folded()) == Some(&1),
            indicator,
        };
        indicators.into_iter().map(row).collect()
    }

    /// The indicators that are the elements of a list, as rows, made once.
    #[must_use]
    pub fn rows_of(&self, list: NodeId) -> Rc<[Row]> {
        if let Some(known) = self.rows.borrow().get(&list) {
            return Rc::clone(known);
        }
        let elements = self.form.document().children(list);
        let rows = self.rows(elements.filter_map(|element| self.indicator(element)).collect());
        self.rows.borrow_mut().insert(list, Rc::clone(&rows));
        rows
    }

    /// A figure of a text as a quantity with its place.
    #[must_use]
    pub fn quantity(&self, node: NodeId, figure: &Figure) -> Quantity {
        self.form.quantity_read(node, &figure.number)
    }

    /// The text of a cell; empty where there is none.
    #[must_use]
    pub fn text(&self, node: NodeId) -> Cow<'_, str> {
        self.form.text(node).unwrap_or_default()
    }

    /// Whether a cell says something: no placeholder, not blank.
    pub(super) fn is_filled(&self, node: NodeId) -> bool {
        matches!(self.form.content(node), Content::Text | Content::Quantity)
    }
}
