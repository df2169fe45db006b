//! What a script's expressions are, as far as the schema and the literals tell.

use std::rc::Rc;

use crate::figure::{QuantityKind, Unit};
use crate::form::{FormSchema, SchemaId, Shape};

/// The kind of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Not known before the rule runs.
    Any,
    Bool,
    /// A text; the literal itself where it is one.
    Text(Option<Rc<str>>),
    /// A figure of some dimension.
    Figure(Dimension),
    /// A place of the form.
    Cell(SchemaId),
    /// Elements of one kind; `nested` if they come from lists inside a list.
    List {
        item: SchemaId,
        nested: bool,
    },
    /// A figure of each element of a list.
    Figures(Dimension),
    /// Elements of any kind.
    Listed,
    /// What sentences state, one after the other.
    Relations,
    /// What a sentence states.
    Relation,
    /// The parameters of the rule.
    Params,
    /// Something reported.
    Draft,
    /// Nothing.
    Nothing,
}

/// What a value holds that is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Truth,
}

/// What a figure measures.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Dimension {
    Money,
    Percent,
    Ratio,
    Count(Option<Rc<str>>),
    Score,
    /// A literal without a unit; whether it is 0.
    Bare {
        zero: bool,
    },
    Unknown,
}

impl Dimension {
    /// The message that names it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Money => "dimension-money",
            Self::Percent => "dimension-percent",
            Self::Ratio => "dimension-ratio",
            Self::Count(_) => "dimension-count",
            Self::Score => "dimension-score",
            Self::Bare { .. } | Self::Unknown => "dimension-number",
        }
    }
}

/// Why two figures do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clash {
    /// An amount against a number without a unit.
    MoneyWithBare,
    /// A percentage against a number without a unit.
    PercentWithBare,
    /// Different things.
    Units,
}

impl Kind {
    /// What stands in a cell or list of the schema.
    pub(super) fn dimension(&self, schema: &FormSchema) -> Option<Dimension> {
        match self {
            Self::Figure(dimension) => Some(dimension.clone()),
            Self::Cell(id) if schema.shape(*id) == Shape::Leaf => Dimension::of_cell(schema, *id),
            Self::Any => Some(Dimension::Unknown),
            _ => None,
        }
    }

    /// Whether it is a list, of the form or of the script.
    pub(super) fn is_list(&self, schema: &FormSchema) -> bool {
        match self {
            Self::List { .. } | Self::Figures(_) | Self::Listed | Self::Relations => true,
            Self::Cell(id) => matches!(schema.shape(*id), Shape::List(_)),
            _ => false,
        }
    }

    /// Whether it is a row of cells, which has no text of its own.
    pub(super) fn is_row(&self, schema: &FormSchema) -> bool {
        matches!(self, Self::Cell(id) if schema.shape(*id) == Shape::Object)
    }

    /// Whether two that are no figures can be compared: texts with texts, yes and no with yes and no.
    pub(super) fn goes_with(&self, other: &Self, schema: &FormSchema) -> bool {
        match (self.holds(schema), other.holds(schema)) {
            (Some(own), Some(other)) => own == other,
            _ => false,
        }
    }

    /// Whether it is a cell of texts, or one.
    pub(super) fn is_text(&self, schema: &FormSchema) -> bool {
        self.dimension(schema).is_none() && self.holds(schema) == Some(Holds::Text)
    }

    /// Whether something that may be a figure may be what another one is, which is none.
    pub(super) fn may_be(&self, other: &Self, schema: &FormSchema) -> bool {
        match self {
            Self::Any => other.holds(schema).is_some(),
            // A cell that takes numbers and texts.
            Self::Cell(id) => {
                let takes_texts =
                    schema.quantity(*id).is_none() && schema.types(*id).any(|name| name == "string");
                takes_texts && other.holds(schema) == Some(Holds::Text)
            }
            _ => false,
        }
    }

    /// What it holds that is no figure; `None` for what is never compared.
    fn holds(&self, schema: &FormSchema) -> Option<Holds> {
        match self {
            Self::Bool => Some(Holds::Truth),
            Self::Text(_) => Some(Holds::Text),
            Self::Cell(id) if schema.shape(*id) == Shape::Leaf => {
                let is_truth = schema.types(*id).any(|name| name == "boolean");
                Some(if is_truth { Holds::Truth } else { Holds::Text })
            }
            _ => None,
        }
    }

    /// What an element of it is; `None` if it is no list.
    pub(super) fn element(&self, schema: &FormSchema) -> Option<Self> {
        match self {
            Self::List { item, .. } => Some(Self::Cell(*item)),
            Self::Figures(dimension) => Some(Self::Figure(dimension.clone())),
            Self::Relations => Some(Self::Relation),
            Self::Listed | Self::Any => Some(Self::Any),
            Self::Cell(id) => match schema.shape(*id) {
                Shape::List(item) => Some(Self::Cell(item)),
                Shape::Object | Shape::Leaf => None,
            },
            _ => None,
        }
    }
}

impl Dimension {
    /// `None` for a cell of texts. One that takes bare numbers is a figure of no known dimension.
    fn of_cell(schema: &FormSchema, id: SchemaId) -> Option<Self> {
        let Some(kind) = schema.quantity(id) else {
            let takes_numbers = schema.types(id).any(|name| matches!(name, "integer" | "number"));
            return takes_numbers.then_some(Self::Unknown);
        };
        Some(match kind {
            QuantityKind::Money => Self::Money,
            QuantityKind::Percent => Self::Percent,
            QuantityKind::Count => Self::Count(schema.counter(id).map(Rc::from)),
            QuantityKind::Score => Self::Score,
            QuantityKind::Number => Self::Unknown,
        })
    }

    /// What a figure of that unit measures.
    pub(super) fn of_unit(unit: &Unit) -> Self {
        match unit {
            Unit::Ratio => Self::Bare { zero: false },
            Unit::Percent => Self::Percent,
            Unit::Money(_) => Self::Money,
            Unit::Counter(name) => Self::Count(Some(Rc::from(&**name))),
            Unit::Score => Self::Score,
        }
    }

    /// Whether two figures can be compared.
    pub(super) fn compare(&self, other: &Self) -> Result<(), Clash> {
        use Dimension::{Bare, Count, Money, Percent, Ratio, Score, Unknown};
        match (self, other) {
            (Unknown, _) | (_, Unknown) => Ok(()),
            (Bare { zero: true }, _) | (_, Bare { zero: true }) => Ok(()),
            (Money, Bare { .. }) | (Bare { .. }, Money) => Err(Clash::MoneyWithBare),
            (Percent, Bare { .. }) | (Bare { .. }, Percent) => Err(Clash::PercentWithBare),
            (Bare { .. }, _) | (_, Bare { .. }) => Ok(()),
            (Percent | Ratio, Percent | Ratio) => Ok(()),
            (Money, Money) | (Score, Score) => Ok(()),
            (Count(a), Count(b)) if a.is_none() || b.is_none() || a == b => Ok(()),
            (Count(_), Ratio) | (Ratio, Count(_)) => Ok(()),
            _ => Err(Clash::Units),
        }
    }

    /// What `self + other` or `self - other` measures.
    pub(super) fn add(&self, other: &Self) -> Result<Self, Clash> {
        use Dimension::{Bare, Percent, Ratio, Unknown};
        match (self, other) {
            (Unknown, _) | (_, Unknown) => Ok(Unknown),
            (Ratio, Percent) | (Percent, Ratio) => Ok(Percent),
            (Bare { .. }, Bare { .. }) => Ok(Bare { zero: false }),
            (_, Bare { .. }) => self.compare(other).map(|()| self.clone()),
            _ => self.compare(other).map(|()| other.clone()),
        }
    }

    /// What `self * other` measures.
    pub(super) fn multiply(&self, other: &Self) -> Result<Self, Clash> {
        use Dimension::{Bare, Count, Money, Percent, Ratio, Unknown};
        match (self, other) {
            (Money, Money) => Err(Clash::Units),
            (Money, _) | (_, Money) => Ok(Money),
            (Bare { .. }, Bare { .. }) => Ok(Bare { zero: false }),
            (Percent | Ratio, Percent | Ratio) => Ok(Ratio),
            (kind, Bare { .. }) | (Bare { .. }, kind) => Ok(kind.clone()),
            (Count(unit), Percent | Ratio) | (Percent | Ratio, Count(unit)) => Ok(Count(unit.clone())),
            _ => Ok(Unknown),
        }
    }

    /// What `self / other` measures.
    pub(super) fn divide(&self, other: &Self) -> Result<Self, Clash> {
        use Dimension::{Bare, Count, Money, Percent, Ratio, Score, Unknown};
        match (self, other) {
            (Money, Money) | (Count(_), Count(_)) | (Score, Score) => Ok(Ratio),
            (Unknown, _) | (_, Unknown) => Ok(Unknown),
            (Money, _) => Ok(Money),
            (_, Money) => Err(Clash::Units),
            (Bare { .. }, Bare { .. }) => Ok(Bare { zero: false }),
            (Percent | Ratio, Percent | Ratio) => Ok(Ratio),
            (kind, Bare { .. }) => Ok(kind.clone()),
            _ => Ok(Unknown),
        }
    }
}
