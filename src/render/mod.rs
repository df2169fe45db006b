//! A [`crate::report::Report`] as people and programs read it; one file for each format.

pub mod csv;
mod escape;
mod excerpt;
mod facts;
pub mod frame;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod ndjson;
mod repeats;
#[cfg(test)]
mod sample;
pub mod sarif;
mod sheet;
pub mod short;
pub mod sink;
mod table;
#[cfg(test)]
mod tests;
mod window;
pub mod xlsx;

pub use escape::{escape, visible};
pub use facts::harmless;

/// The JSON Schema of what [`json::render`] writes.
pub const REPORT_SCHEMA: &str = include_str!("report.schema.json");
