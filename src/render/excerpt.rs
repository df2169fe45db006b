//! Rows of a sheet as lines of text, so that cells are pointed at as bytes of JSON are.

use std::collections::BTreeMap;

use crate::report::Printed;
use crate::sheet::Spot;
use crate::source::{SourceFile, Span};

/// Between the boxes of a row.
const BESIDE: &str = " \u{2502} ";

/// What stands for a box that shows nothing.
const EMPTY: &str = "[ ]";

/// Characters of a box that is not pointed at.
const SHORT: usize = 14;

/// A cell to point at.
pub(super) struct Marked<'m> {
    pub(super) spot: Spot,
    /// The piece of its text that is meant; `None` for all of it.
    pub(super) text: Option<&'m str>,
    pub(super) says: Option<String>,
}

/// The rows of some cells, each on the line of its number, and where the cells stand in that text.
pub(super) fn rows(printed: &Printed, marks: Vec<Marked<'_>>) -> (SourceFile, Vec<(Span, Option<String>)>) {
    let sheet = &printed.sheet;
    let first = |mark: &Marked<'_>| sheet.at(mark.spot.row, mark.spot.column).first;
    let mut lines: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, mark) in marks.iter().enumerate() {
        lines.entry(sheet.row_in_band(first(mark).row)).or_default().push(at);
    }
    let mut text = String::new();
    let mut spans: Vec<Option<Span>> = vec![None; marks.len()];
    let mut line = 0;
    for (row, marked) in lines {
        while line < row {
            text.push('\n');
            line += 1;
        }
        // Tables of a document may have the same rows: those of the first cell are shown.
        let Some(top) = marked.first().and_then(|at| marks.get(*at)).map(|mark| first(mark).row) else {
            continue;
        };
        add_row(printed, top, &marks, &marked, &mut text, &mut spans);
    }
    let spans = marks.into_iter().zip(spans).filter_map(|(mark, span)| Some((span?, mark.says))).collect();
    (SourceFile::new("", text.as_bytes()), spans)
}

fn add_row(
    printed: &Printed,
    row: u32,
    marks: &[Marked<'_>],
    marked: &[usize],
    text: &mut String,
    spans: &mut [Option<Span>],
) {
    let sheet = &printed.sheet;
    let here = marked.iter().filter_map(|at| Some((*at, marks.get(*at)?)));
    let places: Vec<(usize, &Marked<'_>, Spot)> =
        here.map(|(at, mark)| (at, mark, sheet.at(mark.spot.row, mark.spot.column).first)).collect();
    let mut firsts: Vec<Spot> = sheet
        .row(row)
        .filter(|seen| seen.first.row == row && seen.is_filled())
        .map(|seen| seen.first)
        .collect();
    firsts.extend(places.iter().map(|(.., spot)| *spot).filter(|spot| spot.row == row));
    firsts.sort_unstable();
    firsts.dedup();
    for (number, spot) in firsts.iter().enumerate() {
        if number > 0 {
            text.push_str(BESIDE);
        }
        let whole = one_line(sheet.at(spot.row, spot.column).text);
        let here: Vec<&(usize, &Marked<'_>, Spot)> =
            places.iter().filter(|(.., first)| first == spot).collect();
        let start = text.len();
        match (whole.is_empty(), here.is_empty()) {
            (true, _) => text.push_str(EMPTY),
            (false, true) => text.push_str(&short(&whole)),
            (false, false) => text.push_str(&whole),
        }
        for (at, mark, _) in here {
            let piece = mark.text.map(one_line).filter(|piece| !piece.is_empty());
            let found = piece.and_then(|piece| Some((whole.find(&*piece)?, piece.len())));
            let span = found.map_or(Span::new(start, text.len()), |(from, length)| {
                Span::new(start + from, start + from + length)
            });
            if let Some(slot) = spans.get_mut(*at) {
                *slot = Some(span);
            }
        }
    }
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn short(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    text.chars().take(SHORT - 1).chain(['\u{2026}']).collect()
}
