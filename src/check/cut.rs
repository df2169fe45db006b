//! Forms that say of themselves that they are only a part: completeness and totals are not asked of them.

use crate::document::{Document, Pointer};
use crate::engine::print::CUT;
use crate::report::{Finding, Label};
use crate::wording::Message;

/// The finding of a form that says so where nobody has allowed it: whoever hands a form in may not choose what is checked.
pub(super) fn finding(document: &Document) -> Finding {
    let mut pointer = Pointer::root();
    pointer.push(CUT);
    let node = document.member(document.root(), CUT).unwrap_or_else(|| document.root());
    let located = document.locate(&[node]).first().copied().unwrap_or_default();
    let place = Label { pointer: Some(pointer), span: Some(located.value), ..Label::default() };
    let help = Some(Message::new("form-cut-help", &[]));
    Finding { help, ..Finding::builtin("form/cut", Message::new("form-cut", &[]), place) }
}
