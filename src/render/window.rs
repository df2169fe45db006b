//! The lines of a file that a diagnostic shows, as miette takes them.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthStr as _;

use super::escape::escape;
use crate::source::{SourceFile, Span};

/// The least width that a report is laid out for.
pub(super) const NARROWEST: usize = 40;

/// The pieces of a file that the labels of one diagnostic show.
///
/// miette prints lines whole, counts columns in bytes, and joins labels that lie far apart into one snippet. So each
/// label gets a window of its own line, escaped, at an offset of its own; labels that fit into one window share it.
#[derive(Debug)]
pub(super) struct Window {
    name: String,
    snippets: Vec<Snippet>,
}

/// A window of one line.
#[derive(Debug)]
struct Snippet {
    /// Where it begins in the offsets that miette is given.
    start: usize,
    text: String,
    /// Line from 0.
    line: usize,
    /// For each label: its offset, and its column in the file, from 0.
    columns: Vec<(usize, usize)>,
}

/// Columns that line number, margin and frame take.
const FRAME: usize = 10;

/// What stands for the rest of a line that is not shown.
const CUT: &str = "…";

/// A label on one line of the file: from its start to its end or the end of that line.
struct Mark {
    index: usize,
    line: usize,
    span: Span,
    /// Columns of what is said below it.
    says: usize,
}

impl Window {
    /// The window for some labels, and the labels with the offsets that it knows.
    pub(super) fn new(
        file: &SourceFile,
        labels: Vec<(Span, Option<String>)>,
        width: usize,
    ) -> (Self, Vec<LabeledSpan>) {
        let columns = width.max(NARROWEST).saturating_sub(FRAME);
        // Two thirds leave room for what it stands below.
        let said = |text: String| textwrap::wrap(&text, columns * 2 / 3).join("\n");
        let labels: Vec<_> = labels.into_iter().map(|(span, text)| (span, text.map(said))).collect();
        let marks = labels.iter().enumerate().map(|(index, (span, text))| {
            let says = text.iter().flat_map(|text| text.lines()).map(str::width).max().unwrap_or(0);
            mark(file, index, *span, says)
        });
        let mut marks: Vec<Mark> = marks.collect();
        marks.sort_by_key(|mark| (mark.span.start, mark.span.end, mark.index));
        let mut window = Self { name: escape(file.name()).into_owned(), snippets: Vec::new() };
        let mut placed: Vec<Option<SourceSpan>> = vec![None; labels.len()];
        let mut groups: Vec<Vec<Mark>> = Vec::new();
        for mark in marks {
            match groups.last_mut().filter(|group| fits(file, group, &mark, columns)) {
                Some(group) => group.push(mark),
                None => groups.push(vec![mark]),
            }
        }
        // What the finding is about comes first, whatever its line.
        groups.sort_by_key(|group| !group.iter().any(|mark| mark.index == 0));
        for group in &groups {
            window.add(file, group, columns, &mut placed);
        }
        let spans = labels.into_iter().zip(placed).enumerate().filter_map(|(index, ((_, text), placed))| {
            let placed = placed?;
            Some(if index == 0 {
                LabeledSpan::new_primary_with_span(text, placed)
            } else {
                LabeledSpan::new_with_span(text, placed)
            })
        });
        let spans = spans.collect();
        (window, spans)
    }

    /// Adds the window around a group of labels on one line.
    fn add(&mut self, file: &SourceFile, group: &[Mark], columns: usize, placed: &mut [Option<SourceSpan>]) {
        let Some(first) = group.first() else { return };
        let line = file.line_span(first.line + 1);
        let (low, high) = surroundings(file, line, group, columns);
        let start = self.snippets.last().map_or(0, |last| last.start + last.text.len() + 1);
        let mut text = String::new();
        if low > line.start {
            text.push_str(CUT);
        }
        // Offsets of the file beside those of the window.
        let mut offsets: Vec<(usize, usize)> = Vec::new();
        let piece = file.slice(Span::new(low, high));
        let mut at = low;
        for c in piece.chars() {
            offsets.push((at, start + text.len()));
            text.push_str(&escape(c.encode_utf8(&mut [0; 4])));
            at += c.len_utf8();
        }
        offsets.push((at, start + text.len()));
        if high < line.end {
            text.push_str(CUT);
        }
        let place = |offset: usize| {
            let next = offsets.partition_point(|(known, _)| *known < offset);
            offsets.get(next).or(offsets.last()).map_or(start, |(_, shown)| *shown)
        };
        let mut known = Vec::new();
        for mark in group {
            let (from, to) = (place(mark.span.start), place(mark.span.end));
            known.push((from, file.position(mark.span.start).column.saturating_sub(1)));
            if let Some(slot) = placed.get_mut(mark.index) {
                *slot = Some((from, to.saturating_sub(from)).into());
            }
        }
        self.snippets.push(Snippet { start, text, line: first.line, columns: known });
    }
}

fn mark(file: &SourceFile, index: usize, span: Span, says: usize) -> Mark {
    let line = file.position(span.start).line;
    let end = file.line_span(line).end.max(span.start);
    Mark { index, line: line - 1, span: Span::new(span.start, span.end.min(end)), says }
}

/// Columns from the start of a group to the end of what is said below one of its marks, which begins below the middle of
/// the mark.
fn reach(file: &SourceFile, start: usize, mark: &Mark) -> usize {
    let before = shown_width(file, Span::new(start, mark.span.start));
    before + shown_width(file, mark.span).div_ceil(2) + mark.says + 1
}

/// Whether one more label fits into the window of a group.
fn fits(file: &SourceFile, group: &[Mark], mark: &Mark, columns: usize) -> bool {
    group.first().is_none_or(|first| {
        let end = group.iter().map(|mark| mark.span.end).max().unwrap_or(0).max(mark.span.end);
        first.line == mark.line
            && shown_width(file, Span::new(first.span.start, end)) + 8 <= columns
            && reach(file, first.span.start, mark) <= columns
    })
}

fn shown_width(file: &SourceFile, span: Span) -> usize {
    escape(&file.slice(span)).width()
}

/// The least columns of a mark that are shown, whatever is said below it.
const LEAST: usize = 12;

/// The piece of a line that fits around a group of marks: themselves, then as much on either side as there is room for, with
/// what is said below them no further to the right than the line may reach.
fn surroundings(file: &SourceFile, line: Span, group: &[Mark], columns: usize) -> (usize, usize) {
    let start = group.first().map_or(line.start, |first| first.span.start);
    let labels = Span::new(start, group.iter().map(|mark| mark.span.end).max().unwrap_or(start));
    let room = columns.saturating_sub(2 * CUT.width());
    let width = |c: char| escape(c.encode_utf8(&mut [0; 4])).width();
    let inside = file.slice(labels);
    // Of one that is wider, half must stand before what is said.
    let widest = match group {
        [one] => room.min((2 * columns.saturating_sub(one.says + 2)).max(LEAST)),
        _ => room,
    };
    let mut used = 0;
    let mut high = labels.start;
    for c in inside.chars() {
        if used + width(c) > widest {
            return (labels.start, high);
        }
        used += width(c);
        high += c.len_utf8();
    }
    let furthest = group.iter().map(|mark| reach(file, start, mark)).max().unwrap_or(0);
    let before_room = columns.saturating_sub(furthest + CUT.width());
    let mut used_before = 0;
    // No character takes more than four bytes: what lies further off is not shown, however long the line.
    let near = 4 * columns;
    let from = file.boundary(labels.start.saturating_sub(near).max(line.start));
    let to = file.boundary((labels.end + near).min(line.end));
    let before = file.slice(Span::new(from, labels.start));
    let after = file.slice(Span::new(labels.end, to));
    let (mut left, mut right) = (before.chars().rev().peekable(), after.chars().peekable());
    let (mut low, mut high) = (labels.start, labels.end);
    while left.peek().is_some() || right.peek().is_some() {
        // A third of the room goes to what stands before.
        let takes_left = left.peek().is_some_and(|c| used_before + width(*c) <= before_room)
            && ((labels.start - low) <= 2 * (high - labels.end) || right.peek().is_none());
        let next = if takes_left { left.next() } else { right.next() };
        let Some(c) = next else { break };
        if used + width(c) > room {
            break;
        }
        used += width(c);
        if takes_left {
            used_before += width(c);
            low -= c.len_utf8();
        } else {
            high += c.len_utf8();
        }
    }
    (low, high)
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let snippet = self
            .snippets
            .iter()
            .find(|snippet| snippet.start <= start && end <= snippet.start + snippet.text.len());
        // What spans two windows is not to be joined.
        let snippet = snippet.ok_or(MietteError::OutOfBounds)?;
        let column =
            snippet.columns.iter().find(|(offset, _)| *offset == start).map_or(0, |(_, column)| *column);
        // Asked without context, miette wants the place to print above the snippet.
        let column = if context_before == 0 { column } else { 0 };
        let (text, span) = (snippet.text.as_bytes(), (snippet.start, snippet.text.len()).into());
        // Rows of a sheet have no name: the message tells the cell.
        Ok(Box::new(if self.name.is_empty() {
            MietteSpanContents::new(text, span, snippet.line, column, 1)
        } else {
            MietteSpanContents::new_named(self.name.clone(), text, span, snippet.line, column, 1)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_shows_a_window_that_fits_the_terminal() {
        let long = format!("{{\"a\": \"{}目标24个{}\"}}", "前文。".repeat(400), "后文。".repeat(400));
        let source = SourceFile::new("a.json", long.as_bytes());
        let start = long.find("24").unwrap();
        let (window, labels) = Window::new(&source, vec![(Span::new(start, start + 2), None)], 80);
        let snippet = &window.snippets[0].text;
        assert!(snippet.width() <= 70 && snippet.starts_with('…') && snippet.ends_with('…'), "{snippet}");
        let at = labels[0].offset();
        assert_eq!(&snippet[at..at + 2], "24");
    }
}
