//! The titles of forms: one box, or several one after the other that print a title only together.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::rule::Layout;
use crate::sheet::{COLONS, Sheet, key, plain};

/// Lines that a title may stand in.
const MOST_LINES: usize = 3;

/// Boxes that may stand in such a line.
const MOST_BOXES: usize = 2;

/// A printed title.
pub(super) struct Title {
    /// The numbers of its boxes.
    pub(super) boxes: Vec<usize>,
    /// What they say together, in half width, without white space.
    pub(super) text: String,
}

/// The boxes that begin in a row and show something, with what they show; of neighbours that repeat a text the first.
type Line = Vec<(usize, String)>;

/// The titles of a layout in some rows of a sheet, one of each line. A name or the year that stands right before a title belongs to it.
pub(super) fn titles(sheet: &Sheet, rows: &Range<u32>, layout: &Layout) -> Vec<Title> {
    let mut titles = Vec::new();
    let mut before: Vec<Line> = Vec::new();
    for line in lines(sheet, rows) {
        if let Some(at) = line.iter().position(|(_, text)| layout.is_title(text)) {
            let (beside, own) = line.split_at(at);
            let beside = Some(beside).filter(|boxes| !boxes.is_empty() && is_open(boxes, layout));
            let before_it = beside.or(before.last().map(Vec::as_slice)).unwrap_or_default();
            titles.push(with_before(sheet, joined(own.iter().take(1)), before_it, layout));
            before.clear();
        } else if is_open(&line, layout) {
            before.push(line);
            if let Some(title) = parted(sheet, &before, layout) {
                titles.push(title);
                before.clear();
            }
        } else {
            before.clear();
        }
    }
    titles
}

/// The lines of some rows, from top to bottom.
fn lines(sheet: &Sheet, rows: &Range<u32>) -> Vec<Line> {
    let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
    for (index, area) in sheet.areas().iter().enumerate() {
        if rows.contains(&area.first.row) && !area.text.is_empty() {
            let line = lines.entry(area.first.row).or_default();
            let text = plain(&area.text);
            if line.last().is_none_or(|(_, before)| *before != text) {
                line.push((index, text));
            }
        }
    }
    lines.into_values().collect()
}

/// Whether boxes may be part of a title: they are few, and none is a label or holds one, or stands for itself.
fn is_open(boxes: &[(usize, String)], layout: &Layout) -> bool {
    let is_other = |text: &String| {
        let key = key(text);
        text.contains(COLONS)
            || layout.labels().any(|label| label.is(&key))
            || layout.texts.iter().any(|part| part.pattern.is_match(text))
    };
    boxes.len() <= MOST_BOXES && !boxes.iter().any(|(_, text)| is_other(text))
}

/// The title that the last of some lines end, the fewest of them that do.
fn parted(sheet: &Sheet, lines: &[Line], layout: &Layout) -> Option<Title> {
    let splits =
        (1..=lines.len().min(MOST_LINES)).filter_map(|count| lines.split_at_checked(lines.len() - count));
    let mut titles = splits.map(|(before, run)| (before, joined(run.iter().flatten())));
    let (before, title) = titles.find(|(_, title)| layout.is_title(&title.text))?;
    Some(with_before(sheet, title, before.last().map(Vec::as_slice).unwrap_or_default(), layout))
}

/// What some boxes say together.
fn joined<'b>(boxes: impl Iterator<Item = &'b (usize, String)>) -> Title {
    let (boxes, texts): (Vec<usize>, Vec<&str>) = boxes.map(|(index, text)| (*index, text.as_str())).unzip();
    Title { boxes, text: texts.concat() }
}

/// A title with what stands before it, where that tells the year and the title does not, or is a name right above it without any figure
/// or mark.
fn with_before(sheet: &Sheet, title: Title, before: &[(usize, String)], layout: &Layout) -> Title {
    let before = joined(before.iter());
    let text = [before.text.as_str(), &title.text].concat();
    let column = |boxes: &[usize]| Some(sheet.areas().get(*boxes.first()?)?.first.column);
    let is_above = column(&before.boxes) == column(&title.boxes);
    let is_name = is_above && before.text.chars().all(char::is_alphabetic);
    let has_year = year_in(&title.text).is_none() && year_in(&text).is_some();
    if !(is_name || has_year) || !layout.is_title(&text) {
        return title;
    }
    Title { boxes: [before.boxes, title.boxes].concat(), text }
}

/// The year in a title: the only figure of four digits that can be one.
pub(super) fn year_in(title: &str) -> Option<u32> {
    let figures = title.split(|c: char| !c.is_ascii_digit()).filter(|figure| figure.len() == 4);
    let mut years = figures.filter(|figure| figure.starts_with("19") || figure.starts_with("20"));
    let only = years.next()?;
    if years.next().is_some() { None } else { only.parse().ok() }
}
