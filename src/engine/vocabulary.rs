//! The words of the rule language: every function and operator that a script may use, with what it takes, gives and costs.
//!
//! The one table of them: scripts are vetted by it, and `host` registers nothing that has no row. What is not in it is
//! refused when a pack is loaded, whatever Rhai itself would offer.

use std::collections::HashMap;
use std::sync::LazyLock;

use self::Charge::{Around, Bytes, Call, Cells, Comparing, Pairs, Reckoning, States};
use self::{Role as R, Takes as T};

/// What a function is to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
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
    /// An operator that compares and gives `true` or `false`.
    Compares,
    /// An operator that computes, or joins texts.
    Computes,
}

/// What a call gives, as far as it is known without running it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
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
    /// Points of a score.
    Score,
    /// What was reported, for adding to it.
    Draft,
    /// Nothing.
    Nothing,
}

/// What stands at a place of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A cell or anything else of the form.
    Value,
    /// What has texts: they are read.
    Texts,
    /// A list.
    List,
    /// A figure, a number of the script, or what is compared as one or as a text.
    Figure,
    /// One text or several.
    Words,
    /// A text to compare with.
    Phrase,
    /// A text.
    Text,
    /// `"error"`, `"warning"` or `"info"`.
    Severity,
    /// A regular expression.
    Pattern,
    /// A class of words.
    Class,
    /// A class of words or a saying.
    Saying,
    /// A list of classes of words.
    Classes,
    /// The key of a member.
    Key,
    /// What texts are for, one or several.
    Uses,
    /// Kinds of statements, one or several.
    Kinds,
    /// A number of the script.
    Number,
    /// How many elements at least: 1 or more.
    Least,
    /// `true` or `false`.
    Bool,
    /// A day, month or year of a text.
    Date,
    /// What an indicator aims at.
    Target,
    /// An indicator.
    Indicator,
    /// Indicators.
    Rows,
    /// What was reported.
    Draft,
    /// The author's own words; may be left out where they come last in a requirement.
    Message,
}

/// What a call costs, in operations. One for the call, and the bytes and elements of all that the script itself hands on, whatever the
/// function; beside those what stands here. Each is taken before the work is done. What a unit is stands in `engine/work.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// Nothing more: it looks at one cell, figure or place.
    Call,
    /// The figures that it reckons with.
    Reckoning,
    /// The figures that it compares with all that is behind them, or the bytes of the texts.
    Comparing,
    /// The elements and cells that it goes through.
    Cells,
    /// Each text that it goes through: one operation for so many bytes.
    Bytes(usize),
    /// The same, but of characters of a text all that stands around them.
    Around(usize),
    /// Each text that it searches, by its bytes and the states of the expression.
    States,
    /// Each text that it compares with a phrase: pairs of letters.
    Pairs,
    /// What it says of the form.
    Saying,
}

/// A function or operator that scripts may use.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Its name in scripts.
    pub name: &'static str,
    /// What it takes, the receiver first.
    pub takes: &'static [Takes],
    /// How many of these may be left out at the end.
    pub optional: usize,
    /// What a call gives.
    pub gives: Gives,
    /// What it is to a rule.
    pub role: Role,
    /// What a call costs.
    pub charge: Charge,
}

const fn reads(name: &'static str, takes: &'static [Takes], gives: Gives, charge: Charge) -> Word {
    Word { name, takes, optional: 0, gives, role: R::Reads, charge }
}

/// The last argument may be left out.
const fn may_read(name: &'static str, takes: &'static [Takes], gives: Gives, charge: Charge) -> Word {
    Word { optional: 1, ..reads(name, takes, gives, charge) }
}

/// The message of the author's own, which comes last, may be left out.
const fn requires(name: &'static str, takes: &'static [Takes], charge: Charge) -> Word {
    Word { name, takes, optional: 1, gives: Gives::Bool, role: R::Requires, charge }
}

const fn speaks(name: &'static str, takes: &'static [Takes], gives: Gives, role: Role) -> Word {
    Word { name, takes, optional: 0, gives, role, charge: Charge::Saying }
}

const fn compares(name: &'static str) -> Word {
    let takes = &[T::Figure, T::Figure];
    Word { name, takes, optional: 0, gives: Gives::Bool, role: R::Compares, charge: Comparing }
}

const fn computes(name: &'static str, takes: &'static [Takes], gives: Gives, charge: Charge) -> Word {
    Word { name, takes, optional: 0, gives, role: R::Computes, charge }
}

/// Every function, by topic.
pub const FUNCTIONS: &[Word] = &[
    reads("is_missing", &[T::Value], Gives::Bool, Call),
    reads("is_blank", &[T::Value], Gives::Bool, Call),
    reads("is_absent", &[T::Value], Gives::Bool, Call),
    reads("is_true", &[T::Value], Gives::Bool, Call),
    reads("is_one_of", &[T::Value, T::Words], Gives::Bool, Bytes(20)),
    reads("mentions", &[T::Texts, T::Words], Gives::Bool, Bytes(200)),
    reads("placeholder", &[T::Value], Gives::Text, Call),
    reads("text", &[T::Value], Gives::Text, Call),
    reads("label", &[T::Value], Gives::Text, Call),
    reads("key", &[T::Value], Gives::Text, Call),
    reads("texts", &[T::Texts], Gives::Texts, Cells),
    reads("find", &[T::Texts, T::Pattern], Gives::Excerpt, States),
    reads("sentences", &[T::Texts, T::Pattern], Gives::Texts, States),
    reads("containing", &[T::List, T::Pattern], Gives::Same, States),
    reads("quantity", &[T::Figure], Gives::SameQuantity, Call),
    reads("quantities", &[T::Texts], Gives::Texts, Bytes(20)),
    reads("unit", &[T::Figure], Gives::Text, Call),
    reads("is_spelled_out", &[T::Figure], Gives::Bool, Call),
    reads("printed", &[T::Figure], Gives::Text, Call),
    reads("as_printed", &[T::Figure], Gives::Anything, Call),
    reads("sentences_about", &[T::Texts, T::Phrase], Gives::Texts, Pairs),
    reads("misnamed", &[T::Texts, T::Phrase], Gives::Excerpt, Around(10)),
    reads("words_of", &[T::Texts, T::Phrase], Gives::Texts, Pairs),
    reads("words_naming", &[T::Texts, T::Rows], Gives::Texts, Pairs),
    reads("named", &[T::Rows, T::Phrase], Gives::Element, Cells),
    reads("figures_equal_to", &[T::Texts, T::Figure], Gives::Texts, Bytes(20)),
    may_read("clauses", &[T::Texts, T::Pattern], Gives::Texts, States),
    reads("says", &[T::Texts, T::Saying], Gives::Bool, Bytes(200)),
    reads("names_only", &[T::Figure, T::Classes], Gives::Bool, Call),
    reads("clauses_saying", &[T::Texts, T::Saying], Gives::Texts, Bytes(40)),
    reads("words", &[T::Class], Gives::Text, Cells),
    reads("measures", &[T::Figure], Gives::Text, Call),
    reads("texts_beside", &[T::Value, T::Uses], Gives::Texts, Cells),
    reads("texts_for", &[T::Value, T::Uses], Gives::Texts, Cells),
    reads("periods", &[T::Texts], Gives::Texts, Around(20)),
    reads("repetitions", &[T::Texts], Gives::Texts, Around(20)),
    reads("is_after", &[T::Date, T::Date], Gives::Bool, Call),
    reads("is_met", &[T::Indicator], Gives::Bool, Call),
    reads("is_unmet", &[T::Indicator], Gives::Bool, Call),
    reads("met", &[T::Rows], Gives::Same, Cells),
    reads("unmet", &[T::Rows], Gives::Same, Cells),
    reads("result_of", &[T::Value, T::Figure], Gives::Anything, Call),
    reads("is_money", &[T::Figure], Gives::Bool, Call),
    reads("is_percent", &[T::Figure], Gives::Bool, Call),
    reads("is_like", &[T::Figure, T::Figure], Gives::Bool, Call),
    reads("interval", &[T::Figure], Gives::Text, Call),
    reads("qualifier", &[T::Figure], Gives::Text, Call),
    reads("subject", &[T::Figure], Gives::Text, Bytes(20)),
    reads("role", &[T::Figure], Gives::Text, Call),
    reads("is_of_year", &[T::Figure], Gives::Bool, Call),
    reads("sentence", &[T::Figure], Gives::Excerpt, Bytes(200)),
    reads("entry", &[T::Figure], Gives::Excerpt, Bytes(200)),
    reads("entries", &[T::Texts], Gives::Texts, Around(20)),
    reads("misnumbered", &[T::Texts], Gives::Texts, Around(20)),
    reads("dates", &[T::Texts], Gives::Texts, Around(20)),
    reads("is_impossible", &[T::Date], Gives::Bool, Call),
    reads("year", &[T::Date], Gives::Anything, Call),
    reads("relations", &[T::Texts, T::Kinds], Gives::Relations, Around(20)),
    reads("is_complete", &[T::Value], Gives::Bool, Call),
    reads("is_exclusive", &[T::Value], Gives::Bool, Call),
    reads("is_decline", &[T::Value], Gives::Bool, Call),
    reads("is_of_target", &[T::Value], Gives::Bool, Call),
    reads("objects_of", &[T::Texts, T::Words], Gives::Texts, Around(20)),
    reads("similarity", &[T::Phrase, T::Phrase], Gives::Percent, Pairs),
    reads("coverage", &[T::Phrase, T::Phrase], Gives::Percent, Pairs),
    reads("covering", &[T::List, T::Phrase, T::Figure], Gives::Same, Pairs),
    reads("same_object", &[T::Phrase, T::Phrase], Gives::Bool, Pairs),
    reads("says_done", &[T::Texts], Gives::Bool, Bytes(20)),
    reads("says_underway", &[T::Texts], Gives::Bool, Bytes(20)),
    reads("says_late", &[T::Texts], Gives::Bool, Bytes(20)),
    reads("gives_cause", &[T::Texts], Gives::Bool, Bytes(20)),
    reads("is_vague_progress", &[T::Texts], Gives::Bool, Bytes(20)),
    reads("target", &[T::Indicator], Gives::Anything, Call),
    reads("answer", &[T::Indicator], Gives::Anything, Call),
    reads("asks", &[T::Indicator], Gives::Text, Call),
    reads("states_target", &[T::Indicator], Gives::Bool, Call),
    reads("name_core", &[T::Indicator], Gives::Text, Call),
    reads("missed_deadline", &[T::Indicator], Gives::Excerpt, Call),
    reads("is_met_by", &[T::Target, T::Figure], Gives::Bool, Comparing),
    reads("reached", &[T::Target, T::Figure], Gives::Anything, Comparing),
    reads("earned", &[T::Target, T::Figure], Gives::Anything, Comparing),
    reads("is_lower_better", &[T::Target], Gives::Bool, Call),
    reads("source", &[T::Target], Gives::Text, Call),
    reads("explains", &[T::Value, T::Phrase], Gives::Excerpt, Pairs),
    reads("is_empty_reason", &[T::Value], Gives::Bool, Bytes(20)),
    reads("restatements", &[T::Value], Gives::Texts, Cells),
    reads("parent", &[T::Value], Gives::Parent, Call),
    reads("or", &[T::Value, T::Figure], Gives::Same, Call),
    reads("len", &[T::Texts], Gives::Count, Bytes(100)),
    reads("count", &[T::List], Gives::Count, Cells),
    reads("sum", &[T::List], Gives::SameQuantity, Cells),
    may_read("min", &[T::Figure, T::Figure], Gives::SameQuantity, Reckoning),
    may_read("max", &[T::Figure, T::Figure], Gives::SameQuantity, Reckoning),
    reads("filled", &[T::List], Gives::Same, Cells),
    reads("having", &[T::List, T::Key, T::Pattern], Gives::Same, States),
    reads("without", &[T::List, T::Key, T::Pattern], Gives::Same, States),
    reads("whose", &[T::List, T::Key, T::Text], Gives::Same, Bytes(20)),
    reads("unique", &[T::List], Gives::Same, Bytes(20)),
    reads("first", &[T::List], Gives::Element, Call),
    reads("abs", &[T::Figure], Gives::SameQuantity, Reckoning),
    reads("round", &[T::Figure, T::Number], Gives::SameQuantity, Reckoning),
    reads("percent", &[T::Number], Gives::Percent, Call),
    reads("分", &[T::Number], Gives::Score, Call),
    reads("元", &[T::Number], Gives::Money, Call),
    reads("万元", &[T::Number], Gives::Money, Call),
    reads("亿元", &[T::Number], Gives::Money, Call),
    reads("yuan", &[T::Number], Gives::Money, Call),
    reads("wan_yuan", &[T::Number], Gives::Money, Call),
    reads("yi_yuan", &[T::Number], Gives::Money, Call),
    requires("must_equal", &[T::Figure, T::Figure, T::Message], Comparing),
    requires("must_restate", &[T::Figure, T::Figure, T::Message], Comparing),
    requires("must_not_exceed", &[T::Figure, T::Figure, T::Message], Comparing),
    requires("must_be_at_least", &[T::Figure, T::Figure, T::Message], Comparing),
    requires("must_be_less_than", &[T::Figure, T::Figure, T::Message], Comparing),
    requires("must_be_greater_than", &[T::Figure, T::Figure, T::Message], Comparing),
    requires("must_be_present", &[T::Value, T::Message], Cells),
    requires("must_not_be_blank", &[T::Value, T::Message], Cells),
    requires("must_match", &[T::Texts, T::Pattern, T::Message], States),
    requires("must_not_say", &[T::Texts, T::Saying, T::Message], Bytes(200)),
    requires("must_be_explained", &[T::Value, T::Saying, T::Message], Bytes(200)),
    requires("must_hold", &[T::List, T::Message], Comparing),
    requires("must_be_one_of", &[T::Texts, T::Words, T::Message], Bytes(20)),
    requires("must_have_at_least", &[T::List, T::Least, T::Message], Cells),
    requires("must_be_unique", &[T::List, T::Message], Bytes(20)),
    speaks("require", &[T::Bool, T::Value, T::Message], Gives::Bool, R::Requires),
    speaks("report", &[T::Value, T::Message], Gives::Draft, R::Reports),
    speaks("see", &[T::Draft, T::Value, T::Message], Gives::Draft, R::Adds),
    speaks("help", &[T::Draft, T::Message], Gives::Draft, R::Adds),
    speaks("severity", &[T::Draft, T::Severity], Gives::Draft, R::Adds),
    speaks("softer", &[T::Draft, T::Bool], Gives::Draft, R::Adds),
    speaks("expected", &[T::Draft, T::Message], Gives::Draft, R::Adds),
    speaks("skip", &[T::Message], Gives::Nothing, R::Ends),
];

/// Every operator, and what a template does with a value. `-` before a figure is that of two. `&&` and `||` are Rhai's own.
pub const OPERATORS: &[Word] = &[
    compares("=="),
    compares("!="),
    compares("<"),
    compares("<="),
    compares(">"),
    compares(">="),
    compares(AGREES[0]),
    compares(AGREES[1]),
    computes("+", &[T::Figure, T::Figure], Gives::SameQuantity, Reckoning),
    computes("-", &[T::Figure, T::Figure], Gives::SameQuantity, Reckoning),
    computes("*", &[T::Figure, T::Figure], Gives::SameQuantity, Reckoning),
    computes("/", &[T::Figure, T::Figure], Gives::SameQuantity, Reckoning),
    computes("!", &[T::Bool], Gives::Bool, Call),
    computes("to_string", &[T::Value], Gives::Text, Call),
];

/// The function of that name; `None` if scripts may not call it.
#[must_use]
pub fn function(name: &str) -> Option<&'static Word> {
    static BY_NAME: LazyLock<HashMap<&str, &Word>> =
        LazyLock::new(|| FUNCTIONS.iter().rev().map(|function| (function.name, function)).collect());
    BY_NAME.get(name).copied()
}

/// The operator of that name.
#[must_use]
pub fn operator_of(name: &str) -> Option<&'static Word> {
    OPERATORS.iter().find(|operator| operator.name == name)
}

impl Word {
    /// The fewest and the most arguments that it can be called with, the receiver among them.
    #[must_use]
    pub fn arity(&self) -> (usize, usize) {
        (self.takes.len() - self.optional, self.takes.len())
    }

    /// Whether it can be called with so many arguments, the receiver among them.
    pub(crate) fn takes(&self, arguments: usize) -> bool {
        let (least, most) = self.arity();
        (least..=most).contains(&arguments)
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
