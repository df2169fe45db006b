//! What scripts call: the functions of the rule language, and what they tell the engine.
//!
//! One [`Host`] serves one Rhai engine. While a rule runs on a form it holds the form, the element of `each`, and what
//! was found; the functions below are registered once and work on whatever it holds.

mod arithmetic;
mod comparing;
mod indicators;
mod lists;
mod reading;
mod reporting;
mod requiring;
mod sayings;
pub(super) mod state;
mod texts;

use std::rc::Rc;

use rhai::Engine;

use self::state::Host;

pub(crate) use arithmetic::{literal, reckon};
pub(crate) use reading::register_keys;

/// Registers every function, operator and limit of the language.
pub(super) fn register(host: &Rc<Host>, engine: &mut Engine) {
    reading::register(engine, host);
    texts::register(engine, host);
    sayings::register(engine, host);
    indicators::register(engine, host);
    lists::register(engine, host);
    arithmetic::register(engine, host);
    comparing::register(engine, host);
    requiring::register(engine, host);
    reporting::register(engine, host);
}
