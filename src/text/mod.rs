//! One text, and no form: its words, figures and dates, what each figure is, and what the sentences state.
//!
//! In: a text and a [`language::Language`], whose words and patterns are files that auditors read. Out: a
//! [`text::Text`]. Where two readings are possible there is none: a reader that guesses cries wolf.

mod begun;
mod candidates;
mod cause;
pub mod claims;
mod conditions;
pub mod dates;
pub mod edits;
mod elsewhere;
pub mod entries;
pub mod examples;
mod expression;
pub mod fault;
pub mod figures;
mod gathered;
pub mod grammar;
pub mod kinds;
pub mod language;
pub mod lexicon;
mod matcher;
mod measured;
pub mod measures;
mod members;
pub mod names;
#[cfg(test)]
mod number_tests;
pub mod numbers;
mod numerals;
pub mod pairs;
mod parts;
mod pattern;
pub mod phrases;
mod places;
mod rates;
mod reasons;
mod role;
mod roles;
#[cfg(test)]
pub(crate) mod sample;
pub mod sayings;
#[cfg(test)]
mod sayings_tests;
mod standing;
mod statement;
pub mod statements;
mod subject;
mod subjects;
#[cfg(test)]
mod tests;
#[expect(clippy::module_inception, reason = "the type that the module is about has its name")]
pub mod text;
mod token;
pub mod tokens;
