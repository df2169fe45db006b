//! hegui (合规) checks performance self-assessment forms (绩效自评表) against rules that auditors write.
//!
//! The flow, each arrow one module handing one value to the next ([`check`] is the whole of it):
//!
//! ```text
//! source text → Document → form (schema, labels, units) → rules run → Report → a rendering
//! ```
//!
//! The modules stand below in that order; each may use those above it and none below it.

#![cfg_attr(
    test,
    allow(clippy::string_slice, clippy::many_single_char_names, reason = "tests show what they cut")
)]

pub mod wording;

pub mod source;

pub mod document;

pub mod figure;

pub mod text;

pub mod sheet;

pub mod report;

pub mod form;

pub mod meaning;

pub mod rule;

pub mod waiver;

pub mod workbook;

pub mod engine;

pub mod config;

pub mod check;

pub mod evidence;

pub mod verify;

pub mod render;

pub mod load;
