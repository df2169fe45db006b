//! What is told of a form beside its values: filled boxes that nothing was read from, and boxes that show no value.

use super::reader::{Reader, Use};
use crate::report::{Finding, Kept, Label, Severity};
use crate::rule::closest;
use crate::sheet::{Held, Seen, Spot, key};
use crate::wording::Message;

/// A filled box that was not read.
const UNREAD: &str = "form/unread-cell";
/// A formula that gives no value.
const ERROR: &str = "form/cell-error";
/// A formula without a result.
const PENDING: &str = "form/not-calculated";

/// Characters of a text that a message shows.
const LONG: usize = 40;

/// The findings, in the order of the sheet.
pub(super) fn findings(reader: &Reader<'_>) -> Vec<Finding> {
    let mut kept = Kept::new();
    let inside = |spot: Spot| reader.rows.contains(&spot.row);
    for index in 0..reader.sheet.areas().len() {
        let Some(seen) = reader.sheet.seen(index).filter(|seen| inside(seen.first)) else { continue };
        match seen.held {
            Held::Error if kept.counts(ERROR, Severity::Error) => {
                kept.push(no_value(ERROR, &seen));
            }
            Held::Pending if kept.counts(PENDING, Severity::Error) => {
                kept.push(no_value(PENDING, &seen));
            }
            Held::Error | Held::Pending | Held::Prose => {}
            Held::Text | Held::Number => {
                if is_unread(reader, &seen) && kept.counts(UNREAD, Severity::Warning) {
                    kept.push(unread(reader, &seen));
                }
            }
        }
    }
    for cell in reader.sheet.covered.iter().filter(|cell| inside(cell.spot)) {
        if kept.counts(UNREAD, Severity::Warning) {
            let message = Message::new("form-covered", &[("text", &short(&cell.text))]);
            kept.push(Finding {
                severity: Severity::Warning,
                help: Some(Message::new("form-covered-help", &[])),
                ..Finding::builtin(UNREAD, message, Label { cell: Some(cell.spot), ..Label::default() })
            });
        }
    }
    if let Some(row) = reader.sheet.cut.filter(|_| reader.rows.end == reader.sheet.row_count())
        && kept.counts(UNREAD, Severity::Error)
    {
        let message = Message::new("form-rows-left", &[("row", &(u64::from(row) + 1).to_string())]);
        let place = Label { cell: Some(Spot { row, column: 0 }), ..Label::default() };
        kept.push(Finding {
            help: Some(Message::new("form-rows-left-help", &[])),
            ..Finding::builtin(UNREAD, message, place)
        });
    }
    kept.finish(|count| Message::new("finding-left-out", &[("count", &count.to_string())]))
}

/// Whether a box is filled and not accounted for. Where nothing is merged, a text beside or below its like is the same box.
pub(super) fn is_unread(reader: &Reader<'_>, seen: &Seen<'_>) -> bool {
    if seen.text.is_empty() || reader.is_used(seen) {
        return false;
    }
    if reader.sheet.is_merged() {
        return true;
    }
    let repeats = |row: Option<u32>, column: Option<u32>| {
        let (Some(row), Some(column)) = (row, column) else { return false };
        reader.sheet.at(row, column).text == seen.text
    };
    // To the left as far as the text is repeated, then up.
    let (mut row, mut column) = (seen.first.row, seen.first.column);
    while repeats(Some(row), column.checked_sub(1)) {
        column -= 1;
    }
    while !reader.is_used(&reader.sheet.at(row, column)) && repeats(row.checked_sub(1), Some(column)) {
        row -= 1;
    }
    !reader.is_used(&reader.sheet.at(row, column))
}

fn no_value(rule: &'static str, seen: &Seen<'_>) -> Finding {
    let id = rule.replace('/', "-");
    let message = Message::new(id, &[("text", &short(seen.text))]);
    let place = Label { cell: Some(seen.first), ..Label::default() };
    Finding { help: message.help(), ..Finding::builtin(rule, message, place) }
}

fn unread(reader: &Reader<'_>, seen: &Seen<'_>) -> Finding {
    let text = short(seen.text);
    let near = nearest(reader, seen);
    let beside = near.as_ref().map(|near| short(near.text));
    let message = match &beside {
        Some(label) => Message::new("form-unread-near", &[("text", &text), ("label", label)]),
        None => Message::new("form-unread-cell", &[("text", &text)]),
    };
    // The text itself may be a mistyped label, or what stands beside it is one that nothing was read by.
    let suspects = std::iter::once(*seen).chain(near.filter(|near| !reader.is_used(near)));
    let meant = suspects.into_iter().find_map(|suspect| {
        let known = lacking(reader);
        let meant = closest(&key(suspect.text), known.iter().copied())?.to_owned();
        Some((short(suspect.text), meant))
    });
    let layout = reader.layout.name.as_str();
    let help = match &meant {
        Some((label, meant)) => {
            Message::new("form-unread-meant", &[("label", label), ("meant", meant), ("layout", layout)])
        }
        None => Message::new("form-unread-cell-help", &[("layout", layout)]),
    };
    let place = Label { label: beside, cell: Some(seen.first), ..Label::default() };
    Finding { severity: Severity::Warning, help: Some(help), ..Finding::builtin(UNREAD, message, place) }
}

/// The labels that the layout knows and the form does not print.
fn lacking<'r>(reader: &Reader<'r>) -> Vec<&'r str> {
    let labels = reader.layout.labels();
    let lacking =
        labels.filter(|label| !reader.find(label, &reader.rows).iter().any(|seen| reader.is_used(seen)));
    lacking.flat_map(|label| label.keys.iter().map(String::as_str)).collect()
}

/// The label that a box likely hangs on: the nearest above it in its column, else to its left; one that was not read by too.
fn nearest<'r>(reader: &Reader<'r>, seen: &Seen<'r>) -> Option<Seen<'r>> {
    let is_label = |near: &Seen<'_>| {
        if !near.text.contains(char::is_alphabetic) {
            return false;
        }
        let used = near.index.and_then(|index| reader.uses.get(index)).copied().flatten();
        near.is_filled() && (used == Some(Use::Label) || used.is_none() && near.held == Held::Text)
    };
    let left = || reader.sheet.row(seen.first.row).rev().filter(|near| near.last.column < seen.first.column);
    let in_table = reader.taken.iter().any(|rows| rows.contains(&seen.first.row));
    let above = || {
        let rows = reader.rows.start..seen.first.row;
        let mut boxes = rows.rev().map(|row| reader.sheet.at(row, seen.first.column));
        boxes.find(|near| is_label(near) && reader.taken.iter().any(|rows| rows.contains(&near.first.row)))
    };
    if in_table {
        // The header stands at the top of the rows.
        let rows = reader.taken.iter().find(|rows| rows.contains(&seen.first.row))?;
        let head = reader.sheet.at(rows.start, seen.first.column);
        if is_label(&head) && head.index != seen.index {
            return Some(head);
        }
        return above().or_else(|| left().find(is_label));
    }
    left().find(is_label)
}

/// A text as messages show it: its first characters, in one line.
fn short(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= LONG {
        return one_line;
    }
    let mut cut: String = one_line.chars().take(LONG).collect();
    cut.push('\u{2026}');
    cut
}
