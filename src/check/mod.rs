//! The flow: source → document → pack → form → rules → report.
//!
//! In: forms, one after the other, and packs. Out: the report of each form in the order in which they came in, however many
//! threads check them, and at the end what stands over all of them. Nothing here reads a file or writes.

pub mod cache;
mod cut;
mod end;
pub mod form;
mod joined;
pub mod ordered;
pub mod packs;
pub mod session;
mod sets;
pub mod settings;
mod worker;

/// SHA-256 over the sources and rules that this program was built from, 64 lower-case hexadecimal digits.
pub const PROGRAM: &str = env!("HEGUI_SOURCES");
