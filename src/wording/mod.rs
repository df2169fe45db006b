//! Every text that hegui says, in Chinese and English; the texts stand in `zh/*.ftl` and `en/*.ftl`, a file for each
//! module that speaks.
//!
//! In: the id of a text and its arguments. Out: a [`Message`], which becomes a sentence in the language asked for where
//! it is shown and not before.

mod lang;
mod message;

pub use lang::Lang;
pub use message::Message;
