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
    /// What sentences state.
    Relations,
    /// Something that is known only when the rule runs.
    Anything,
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
    reads("is_absent", 1, 1, Gives::Bool),
    reads("is_true", 1, 1, Gives::Bool),
    reads("is_one_of", 2, 2, Gives::Bool),
    reads("mentions", 2, 2, Gives::Bool),
    reads("placeholder", 1, 1, Gives::Text),
    reads("text", 1, 1, Gives::Text),
    reads("label", 1, 1, Gives::Text),
    reads("key", 1, 1, Gives::Text),
    reads("texts", 1, 1, Gives::Texts),
    reads("find", 2, 2, Gives::Excerpt),
    reads("sentences", 2, 2, Gives::Texts),
    reads("containing", 2, 2, Gives::Same),
    reads("quantity", 1, 1, Gives::SameQuantity),
    reads("quantities", 1, 1, Gives::Texts),
    reads("unit", 1, 1, Gives::Text),
    reads("is_spelled_out", 1, 1, Gives::Bool),
    reads("printed", 1, 1, Gives::Text),
    reads("as_printed", 1, 1, Gives::Anything),
    reads("sentences_about", 2, 2, Gives::Texts),
    reads("misnamed", 2, 2, Gives::Excerpt),
    reads("words_of", 2, 2, Gives::Texts),
    reads("words_naming", 2, 2, Gives::Texts),
    reads("named", 2, 2, Gives::Element),
    reads("figures_equal_to", 2, 2, Gives::Texts),
    reads("clauses", 1, 2, Gives::Texts),
    reads("says", 2, 2, Gives::Bool),
    reads("clauses_saying", 2, 2, Gives::Texts),
    reads("words", 1, 1, Gives::Text),
    reads("measures", 1, 1, Gives::Text),
    reads("texts_beside", 2, 2, Gives::Texts),
    reads("texts_for", 2, 2, Gives::Texts),
    reads("periods", 1, 1, Gives::Texts),
    reads("repetitions", 1, 1, Gives::Texts),
    reads("is_after", 2, 2, Gives::Bool),
    reads("is_met", 1, 1, Gives::Bool),
    reads("is_unmet", 1, 1, Gives::Bool),
    reads("result_of", 2, 2, Gives::Anything),
    reads("is_money", 1, 1, Gives::Bool),
    reads("is_percent", 1, 1, Gives::Bool),
    reads("is_like", 2, 2, Gives::Bool),
    reads("interval", 1, 1, Gives::Text),
    reads("qualifier", 1, 1, Gives::Text),
    reads("subject", 1, 1, Gives::Text),
    reads("role", 1, 1, Gives::Text),
    reads("is_of_year", 1, 1, Gives::Bool),
    reads("sentence", 1, 1, Gives::Excerpt),
    reads("entry", 1, 1, Gives::Excerpt),
    reads("entries", 1, 1, Gives::Texts),
    reads("misnumbered", 1, 1, Gives::Texts),
    reads("dates", 1, 1, Gives::Texts),
    reads("is_impossible", 1, 1, Gives::Bool),
    reads("year", 1, 1, Gives::Anything),
    reads("relations", 2, 2, Gives::Relations),
    reads("is_complete", 1, 1, Gives::Bool),
    reads("is_exclusive", 1, 1, Gives::Bool),
    reads("is_decline", 1, 1, Gives::Bool),
    reads("is_of_target", 1, 1, Gives::Bool),
    reads("objects_of", 2, 2, Gives::Texts),
    reads("similarity", 2, 2, Gives::Percent),
    reads("coverage", 2, 2, Gives::Percent),
    reads("covering", 3, 3, Gives::Same),
    reads("same_object", 2, 2, Gives::Bool),
    reads("says_done", 1, 1, Gives::Bool),
    reads("says_underway", 1, 1, Gives::Bool),
    reads("says_late", 1, 1, Gives::Bool),
    reads("gives_cause", 1, 1, Gives::Bool),
    reads("is_vague_progress", 1, 1, Gives::Bool),
    reads("target", 1, 1, Gives::Anything),
    reads("answer", 1, 1, Gives::Anything),
    reads("asks", 1, 1, Gives::Text),
    reads("states_target", 1, 1, Gives::Bool),
    reads("name_core", 1, 1, Gives::Text),
    reads("missed_deadline", 1, 1, Gives::Excerpt),
    reads("is_met_by", 2, 2, Gives::Bool),
    reads("reached", 2, 2, Gives::Anything),
    reads("earned", 2, 2, Gives::Anything),
    reads("is_lower_better", 1, 1, Gives::Bool),
    reads("source", 1, 1, Gives::Text),
    reads("explains", 2, 2, Gives::Excerpt),
    reads("is_empty_reason", 1, 1, Gives::Bool),
    reads("restatements", 1, 1, Gives::Texts),
    reads("parent", 1, 1, Gives::Parent),
    reads("or", 2, 2, Gives::Same),
    reads("len", 1, 1, Gives::Count),
    reads("count", 1, 1, Gives::Count),
    reads("sum", 1, 1, Gives::SameQuantity),
    reads("min", 1, 2, Gives::SameQuantity),
    reads("max", 1, 2, Gives::SameQuantity),
    reads("filled", 1, 1, Gives::Same),
    reads("having", 3, 3, Gives::Same),
    reads("without", 3, 3, Gives::Same),
    reads("whose", 3, 3, Gives::Same),
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

/// The members of what a sentence states about its figures.
pub(crate) const MEMBERS: [&str; 13] = [
    "listed",
    "part",
    "whole",
    "rate",
    "parts",
    "value",
    "base",
    "difference",
    "current",
    "previous",
    "total",
    "done",
    "price",
];
