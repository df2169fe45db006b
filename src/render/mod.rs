//! A [`crate::report::Report`] as people and programs read it; one file for each format.

mod escape;
mod excerpt;
pub mod human;
pub mod json;
pub mod ndjson;
mod repeats;
#[cfg(test)]
mod sample;
pub mod sink;
mod window;

pub use escape::{escape, visible};

/// The JSON Schema of what [`json::render`] writes.
pub const REPORT_SCHEMA: &str = include_str!("report.schema.json");
