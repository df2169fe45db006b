//! Where in a workbook forms stand: by their printed titles, and the labels that a layout needs.

use std::collections::BTreeSet;
use std::ops::Range;

use super::title::titles;
use crate::rule::Layout;
use crate::sheet::{Held, Sheet, key};

/// Sheets right before a form that may be its cover or explain how to fill it in.
pub(super) const BEFORE: usize = 3;

/// A form in a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The number of its sheet.
    pub sheet: usize,
    /// Its rows.
    pub rows: Range<u32>,
    /// The number of the layout that it is printed in.
    pub layout: usize,
    /// How many labels of the layout are there.
    score: usize,
}

/// The forms of a workbook, in their order: of the layouts that fit, each is held against the one most of whose labels are there.
/// Sheets that nobody sees count only where no other holds a form.
#[must_use]
pub fn find(sheets: &[Sheet], layouts: &[Layout]) -> Vec<Found> {
    let seen = |hidden: bool| sheets.iter().enumerate().filter(move |(_, sheet)| sheet.hidden == hidden);
    let mut found = Vec::new();
    for hidden in [false, true] {
        for (at, sheet) in seen(hidden) {
            let titled =
                layouts.iter().enumerate().flat_map(|(number, layout)| titled(at, sheet, number, layout));
            let mut forms = best(parted(titled.collect(), sheet, layouts));
            let is_document = sheet.areas().iter().any(|area| area.held == Held::Prose);
            // What stands above the first title belongs to its form, if it is a sheet.
            forms.first_mut().filter(|_| !is_document).into_iter().for_each(|first| first.rows.start = 0);
            found.extend(forms);
        }
        if !found.is_empty() {
            break;
        }
        for (at, sheet) in seen(hidden) {
            let before = sheets.get(at.saturating_sub(BEFORE)..at).unwrap_or_default();
            let whole = layouts.iter().enumerate();
            let whole = whole.filter_map(|(number, layout)| untitled(at, sheet, before, number, layout));
            found.extend(best(whole.collect()));
        }
    }
    found
}

/// Of forms that share rows, the one most of whose labels are there.
fn best(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (usize::MAX - one.score, one.layout, one.rows.start));
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        if kept.iter().all(|other| one.rows.end <= other.rows.start || other.rows.end <= one.rows.start) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.rows.start);
    kept
}

/// Forms of a sheet, each of which ends where one of another layout begins, if it has all that it needs before.
fn parted(found: Vec<Found>, sheet: &Sheet, layouts: &[Layout]) -> Vec<Found> {
    let starts: BTreeSet<u32> = found.iter().map(|one| one.rows.start).collect();
    let part = |one: Found| {
        let Some(layout) = layouts.get(one.layout) else { return one };
        let inside = starts.range(one.rows.start + 1..).copied().take_while(|start| *start < one.rows.end);
        let mut shorter = inside.map(|end| one.rows.start..end);
        let first = shorter.find_map(|rows| Some((score(sheet, rows.clone(), layout)?, rows)));
        first.map_or_else(|| one.clone(), |(score, rows)| Found { rows, score, ..one.clone() })
    };
    found.into_iter().map(part).collect()
}

/// The forms of a layout in a sheet: one from each title on.
fn titled(at: usize, sheet: &Sheet, number: usize, layout: &Layout) -> Vec<Found> {
    let titles = titles(sheet, &(0..sheet.row_count()), layout);
    let firsts = titles.iter().filter_map(|title| sheet.areas().get(*title.boxes.first()?));
    let mut starts: Vec<u32> = firsts.map(|area| area.first.row).collect();
    starts.dedup();
    let mut forms: Vec<Found> = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(sheet.row_count());
        match score(sheet, *start..end, layout) {
            Some(score) => forms.push(Found { sheet: at, rows: *start..end, layout: number, score }),
            // A title without a form is a heading of what goes on.
            None => forms.last_mut().into_iter().for_each(|last| last.rows.end = end),
        }
    }
    forms
}

/// A sheet without a title is a form if a sheet before it has the title, or half the labels of a layout are there.
fn untitled(at: usize, sheet: &Sheet, before: &[Sheet], number: usize, layout: &Layout) -> Option<Found> {
    let rows = 0..sheet.row_count();
    let score = score(sheet, rows.clone(), layout)?;
    let columns = layout.tables.iter().map(|table| table.columns.len()).sum::<usize>();
    let is_titled = |cover: &Sheet| {
        let found = titles(cover, &(0..cover.row_count()), layout);
        found.iter().any(|title| layout.ends_with_title(&title.text))
    };
    let is_form = before.iter().any(is_titled) || score * 2 >= layout.cells.len() + columns;
    is_form.then_some(Found { sheet: at, rows, layout: number, score })
}

/// How many labels of a layout stand in some rows; `None` where one is lacking that it needs.
fn score(sheet: &Sheet, rows: Range<u32>, layout: &Layout) -> Option<usize> {
    let inside = sheet.areas().iter().filter(|area| rows.contains(&area.first.row));
    let keys: BTreeSet<String> = inside.map(|area| key(&area.text)).collect();
    let is_there = |label: &crate::rule::Label| label.keys.iter().any(|key| keys.contains(key));
    if !layout.needs.iter().all(is_there) {
        return None;
    }
    let labels: BTreeSet<&str> =
        layout.labels().filter(|label| is_there(label)).map(|label| label.text.as_str()).collect();
    Some(labels.len())
}
