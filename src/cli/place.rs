//! Where something stands, for people.

use std::sync::Arc;

use hegui::source::{SourceFile, Span};

/// `file:line:column`, or what is given where no file has it.
pub(super) fn place(place: Option<&(Arc<SourceFile>, Span)>, other: &str) -> String {
    let told = place.map(|(file, span)| {
        let at = file.position(span.start);
        format!("{}:{}:{}", file.name(), at.line, at.column)
    });
    told.unwrap_or_else(|| other.to_owned())
}
