//! How large the automaton of a regular expression would be.

use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind, Repetition};
use regex_syntax::utf8::Utf8Sequences;

/// At most as much of it as characters of a row of bytes take, and anything else.
const ROW: usize = 250;
pub(super) const OTHER: usize = 100;

/// The most rows of bytes that a range of characters takes.
const ROWS: usize = 16;

/// The rows of bytes that a range of characters takes.
pub(super) fn rows(range: ClassUnicodeRange) -> usize {
    Utf8Sequences::new(range.start(), range.end()).count()
}

/// No less than the size of the automaton, in bytes.
pub(super) fn size(hir: &Hir, rows: &dyn Fn(ClassUnicodeRange) -> usize) -> usize {
    let own = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len() * OTHER,
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().copied().map(rows).sum::<usize>() * ROW
        }
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() * OTHER,
        HirKind::Capture(capture) => size(&capture.sub, rows),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(0_usize, |sum, part| sum.saturating_add(size(part, rows)))
        }
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            let times = usize::try_from(max.unwrap_or(*min)).unwrap_or(usize::MAX).max(1);
            size(sub, rows).saturating_mul(times)
        }
    };
    own.saturating_add(OTHER)
}

/// The same where each range of characters takes one row of bytes, and where it takes as many as any does.
pub(super) fn sizes(hir: &Hir) -> [usize; 2] {
    let sum = |[least, most]: [usize; 2], own: [usize; 2]| {
        [least.saturating_add(own[0]), most.saturating_add(own[1])]
    };
    let own = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => [0; 2],
        HirKind::Literal(literal) => [literal.0.len() * OTHER; 2],
        HirKind::Class(Class::Unicode(class)) => [1, ROWS].map(|rows| class.ranges().len() * rows * ROW),
        HirKind::Class(Class::Bytes(class)) => [class.ranges().len() * OTHER; 2],
        HirKind::Capture(capture) => sizes(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(sizes).fold([0; 2], sum),
        HirKind::Repetition(Repetition { min, max, sub, .. }) => {
            let times = usize::try_from(max.unwrap_or(*min)).unwrap_or(usize::MAX).max(1);
            sizes(sub).map(|size| size.saturating_mul(times))
        }
    };
    sum(own, [OTHER; 2])
}
