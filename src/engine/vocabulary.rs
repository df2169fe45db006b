//! The words of the rule language: every function that a script may call, with what it takes and gives.
//!
//! What is not in this table is refused when a pack is loaded, whatever Rhai itself would offer.

/// What a function is to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Reads the form.
    Reads,
    /// Says something about the form: a requirement, whose value tells whether it holds.
    Requires,
    /// Says something about the form in the author's words.
    Reports,
    /// Adds to what was said.
    Adds,
    /// Ends the rule's work here.
    Ends,
}

/// What a call gives, as far as it is known without running it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    /// `true` or `false`.
    Bool,
    /// A count.
    Count,
    /// A text.
    Text,
    /// Characters found inside a text.
    Excerpt,
    /// A quantity of the same kind as the receiver or its elements.
    SameQuantity,
    /// The receiver itself, or something of its kind.
    Same,
    /// An element of the receiver.
    Element,
    /// The texts under the receiver.
    Texts,
    /// What holds the receiver.
    Parent,
    /// A percentage.
    Percent,
    /// An amount of money.
    Money,
    /// What was reported, for adding to it.
    Draft,
    /// Nothing.
    Nothing,
}

/// A function that scripts may call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) name: &'static str,
    /// How many arguments it takes, the receiver among them.
    pub(crate) arity: (usize, usize),
    pub(crate) gives: Gives,
    pub(crate) role: Role,
}

const fn reads(name: &'static str, least: usize, most: usize, gives: Gives) -> Word {
    Word { name, arity: (least, most), gives, role: Role::Reads }
}

const fn requires(name: &'static str, least: usize) -> Word {
    // The message of the author's own comes last and may be left out.
    Word { name, arity: (least, least + 1), gives: Gives::Bool, role: Role::Requires }
}

const fn speaks(name: &'static str, arity: usize, gives: Gives, role: Role) -> Word {
    Word { name, arity: (arity, arity), gives, role }
}

/// Every function, by topic.
pub(crate) const FUNCTIONS: &[Word] = &[
    reads("is_missing", 1, 1, Gives::Bool),
    reads("is_blank", 1, 1, Gives::Bool),
    reads("is_true", 1, 1, Gives::Bool),
    reads("is_one_of", 2, 2, Gives::Bool),
    reads("mentions", 2, 2, Gives::Bool),
    reads("placeholder", 1, 1, Gives::Text),
    reads("text", 1, 1, Gives::Text),
    reads("label", 1, 1, Gives::Text),
    reads("texts", 1, 1, Gives::Texts),
    reads("find", 2, 2, Gives::Excerpt),
    reads("sentences", 2, 2, Gives::Texts),
    reads("quantity", 1, 1, Gives::SameQuantity),
    reads("parent", 1, 1, Gives::Parent),
    reads("or", 2, 2, Gives::Same),
    reads("len", 1, 1, Gives::Count),
    reads("count", 1, 1, Gives::Count),
    reads("sum", 1, 1, Gives::SameQuantity),
    reads("min", 1, 2, Gives::SameQuantity),
    reads("max", 1, 2, Gives::SameQuantity),
    reads("filled", 1, 1, Gives::Same),
    reads("having", 3, 3, Gives::Same),
    reads("unique", 1, 1, Gives::Same),
    reads("first", 1, 1, Gives::Element),
    reads("abs", 1, 1, Gives::SameQuantity),
    reads("round", 2, 2, Gives::SameQuantity),
    reads("percent", 1, 1, Gives::Percent),
    reads("元", 1, 1, Gives::Money),
    reads("万元", 1, 1, Gives::Money),
    reads("亿元", 1, 1, Gives::Money),
    reads("yuan", 1, 1, Gives::Money),
    reads("wan_yuan", 1, 1, Gives::Money),
    reads("yi_yuan", 1, 1, Gives::Money),
    requires("must_equal", 2),
    requires("must_restate", 2),
    requires("must_not_exceed", 2),
    requires("must_be_at_least", 2),
    requires("must_be_less_than", 2),
    requires("must_be_greater_than", 2),
    requires("must_be_present", 1),
    requires("must_not_be_blank", 1),
    requires("must_match", 2),
    requires("must_be_one_of", 2),
    requires("must_have_at_least", 2),
    requires("must_be_unique", 1),
    speaks("require", 3, Gives::Bool, Role::Requires),
    speaks("report", 2, Gives::Draft, Role::Reports),
    speaks("see", 3, Gives::Draft, Role::Adds),
    speaks("help", 2, Gives::Draft, Role::Adds),
    speaks("severity", 2, Gives::Draft, Role::Adds),
    speaks("expected", 2, Gives::Draft, Role::Adds),
    speaks("skip", 1, Gives::Nothing, Role::Ends),
];

/// The function of that name; `None` if scripts may not call it.
pub(crate) fn function(name: &str) -> Option<&'static Word> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

impl Word {
    /// Whether it can be called with so many arguments, the receiver among them.
    pub(crate) fn takes(&self, arguments: usize) -> bool {
        (self.arity.0..=self.arity.1).contains(&arguments)
    }
}

/// The cell of the whole form, the element of `each`, the parameters.
pub(crate) const GLOBALS: [&str; 3] = ["form", "item", "params"];

/// The relation that holds within rounding, as an operator.
pub(crate) const AGREES: [&str; 2] = ["~", "约等于"];

/// Operators that compare and give `true` or `false`.
pub(crate) const COMPARISONS: [&str; 8] = ["==", "!=", "<", "<=", ">", ">=", "~", "约等于"];

/// Operators that compute.
pub(crate) const ARITHMETIC: [&str; 4] = ["+", "-", "*", "/"];
