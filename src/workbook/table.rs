//! Lists with a header row.

use std::collections::BTreeSet;
use std::ops::Range;

use super::reader::{Reader, Use};
use crate::rule::{CellPart, Label, Stands, TablePart};
use crate::sheet::{Seen, key, plain};

/// The columns of a table that are printed, by the number of the column in the layout.
pub(super) type Heads<'s> = Vec<(usize, Seen<'s>)>;

/// Where the reader of a list is.
#[derive(Default)]
struct Place<'s> {
    /// The element, and the one of the list in it.
    item: Option<usize>,
    inner: Option<usize>,
    /// The boxes of the row before, by the number of their column.
    before: Vec<(usize, Seen<'s>)>,
}

impl<'r> Reader<'r> {
    /// The row most of whose boxes are labels of these columns, with those boxes; at least two of them, and one of each column.
    pub(super) fn header(&self, columns: &[(String, Label)], rows: &Range<u32>) -> Option<(u32, Heads<'r>)> {
        self.header_within(columns, rows, &(0..u32::MAX))
    }

    /// The same of the boxes that begin in some columns of the sheet.
    pub(super) fn header_within(
        &self,
        columns: &[(String, Label)],
        rows: &Range<u32>,
        within: &Range<u32>,
    ) -> Option<(u32, Heads<'r>)> {
        let hits: Vec<(usize, Seen<'r>)> = columns
            .iter()
            .enumerate()
            .flat_map(|(at, (_, label))| self.find(label, rows).into_iter().map(move |seen| (at, seen)))
            .filter(|(_, seen)| !self.is_used(seen) && within.contains(&seen.first.column))
            .collect();
        let in_row =
            |row: u32| hits.iter().filter(move |(_, seen)| seen.first.row <= row && row <= seen.last.row);
        let starts: BTreeSet<u32> = hits.iter().map(|(_, seen)| seen.first.row).collect();
        let count = |row: &u32| in_row(*row).map(|(at, _)| *at).collect::<BTreeSet<_>>().len();
        let row = starts.into_iter().max_by_key(|row| (count(row), u32::MAX - row))?;
        if count(&row) < columns.len().min(2) {
            return None;
        }
        let mut heads: Heads<'r> = Vec::new();
        for (at, seen) in in_row(row) {
            if !heads.iter().any(|(known, _)| known == at) {
                heads.push((*at, *seen));
            }
        }
        // Where cells are not merged the labels of a header of two rows stand in either.
        for (at, seen) in &hits {
            let is_beside = seen.first.row + 1 == row && !self.sheet.at(row, seen.first.column).is_filled()
                || seen.first.row == row + 1;
            let is_known =
                |(known, head): &(usize, Seen<'r>)| known == at || head.first.column == seen.first.column;
            if is_beside && !heads.iter().any(is_known) {
                heads.push((*at, *seen));
            }
        }
        heads.sort_by_key(|(at, _)| *at);
        self.part_heads(&mut heads);
        Some((row, heads))
    }

    /// Marks boxes in the rows of a header that stand over several of its labels: they name nothing themselves.
    pub(super) fn mark_over(&mut self, heads: &Heads<'r>) {
        let top = heads.iter().map(|(_, seen)| seen.first.row).min().unwrap_or_default();
        let lower = heads.iter().filter(|(_, seen)| seen.first.row > top);
        let above = lower.map(|(_, seen)| self.sheet.at(seen.first.row - 1, seen.first.column));
        let over: Vec<Seen<'r>> =
            above.filter(|above| above.first.row >= top && !above.is_single()).collect();
        for pair in over.windows(2) {
            if let [one, other] = pair
                && one.index == other.index
            {
                self.mark(one, Use::Label);
            }
        }
    }

    /// Parts a box that heads several columns among them, in their order, as the boxes of the row below it stand.
    fn part_heads(&self, heads: &mut Heads<'r>) {
        let mut number = 0;
        let mut before = None;
        for (_, seen) in heads.iter_mut() {
            number = if before == Some(seen.index) { number + 1 } else { 0 };
            before = Some(seen.index);
            if number == 0 {
                continue;
            }
            // Where cells are not merged it reaches up to the next box.
            let next = self
                .sheet
                .row(seen.first.row)
                .find(|next| next.first.column > seen.last.column && next.is_filled());
            let end = if seen.is_single() {
                next.map(|next| next.first.column)
            } else {
                Some(seen.last.column + 1)
            };
            let is_below = |below: &Seen<'_>| {
                seen.first.column <= below.first.column && end.is_some_and(|end| below.last.column < end)
            };
            let below = self.sheet.row(seen.last.row + 1).filter(is_below).map(|below| below.first.column);
            let mut columns: Vec<u32> = below.collect();
            // Where a blank form has no boxes, each column of the sheet is one of the list.
            let next = columns.last().map_or(seen.first.column, |last| last + 1);
            columns.extend(next..=seen.last.column);
            if let Some(column) = columns.get(number) {
                seen.first.column = *column;
            }
        }
        // What heads several columns and is but one below it heads the first of them.
        heads.dedup_by_key(|(_, seen)| (seen.index, seen.first.column));
    }

    /// Reads a list.
    pub(super) fn table(&mut self, part: &'r TablePart) {
        let Some((header, mut heads)) = self.header(&part.columns, &self.rows) else { return };
        for (at, seen) in &heads {
            self.mark(seen, Use::Label);
            if let Some((name, _)) = part.columns.get(*at) {
                self.print(format!("{}/{name}", part.to.pointer));
                // Whether a figure stands in the text of a column a blank form does not tell.
                for split in part.splits.iter().filter(|split| split.column == *name) {
                    self.print(&split.to.pointer);
                }
            }
        }
        self.mark_over(&heads);
        let top = heads.iter().map(|(_, seen)| seen.last.row + 1).max().unwrap_or(header + 1);
        let beside = self.beside(&heads);
        let (top, end) = match &beside {
            Some((rows, column)) => {
                for (_, seen) in &mut heads {
                    seen.first.column = *column;
                }
                (rows.start, rows.end)
            }
            None => {
                let end = (top..self.rows.end).find(|row| self.ends(*row, part)).unwrap_or(self.rows.end);
                (top, end)
            }
        };
        self.taken.push(header..end);
        let list = part.to.pointer.trim_end_matches("/-");
        self.out.put_list(list, Self::spot_of(&heads));
        let mut place = Place::default();
        for row in top..end {
            match self.repeated(part, row) {
                Some(again) => {
                    for (_, seen) in &again {
                        self.mark(seen, Use::Label);
                    }
                    heads = again;
                }
                None => self.element(part, row, &heads, &mut place),
            }
        }
        self.feet(part, end, &heads);
    }

    /// The rows and the column of a list of one column whose header stands to the left of it and not above: over all its rows.
    fn beside(&self, heads: &Heads<'r>) -> Option<(Range<u32>, u32)> {
        let [(_, head)] = heads.as_slice() else { return None };
        let next = self.sheet.at(head.first.row, head.last.column + 1);
        let is_tall = head.last.row > head.first.row;
        let is_value = next.index.is_some() && (is_tall || next.is_filled()) && !self.is_label(&next);
        // Where cells are not merged the rows below have nothing in its column.
        let goes_on = |row: &u32| {
            let below = self.sheet.at(*row, head.first.column);
            !below.is_filled() && below.is_single() && self.sheet.at(*row, next.first.column).is_filled()
        };
        let end = (head.last.row + 1..self.rows.end).take_while(goes_on).last().unwrap_or(head.last.row);
        is_value.then(|| (head.first.row..end + 1, head.last.column + 1))
    }

    /// The header, printed once more at the top of a page.
    fn repeated(&self, part: &TablePart, row: u32) -> Option<Heads<'r>> {
        let (at, heads) = self.header(&part.columns, &(row..row + 1))?;
        (at == row && heads.len() * 2 > part.columns.len().min(6)).then_some(heads)
    }

    /// Whether a row is behind a list: the first box that begins in it is a label of what follows.
    fn ends(&self, row: u32, part: &TablePart) -> bool {
        let Some(first) = self.sheet.row(row).find(|seen| seen.first.row == row && seen.is_filled()) else {
            return false;
        };
        let whole = key(first.text);
        let head = first.text.split_once([':', '\u{ff1a}']).map(|(head, _)| key(head)).unwrap_or_default();
        let is_free = |cell: &&CellPart| cell.scope.is_none() && cell.stands != Stands::Every;
        let free = self.layout.cells.iter().filter(is_free).map(|cell| &cell.label);
        let is_column = |label: &Label| {
            part.columns.iter().any(|(_, column)| column.keys.iter().any(|key| label.is(key)))
        };
        let behind = part.until.iter().chain(part.feet.iter().map(|(label, _)| label));
        behind.clone().any(|label| label.is(&whole) || label.is(&head))
            || free.filter(|label| !is_column(label)).any(|label| label.is(&whole) || label.is(&head))
    }

    fn element(&mut self, part: &'r TablePart, row: u32, heads: &Heads<'r>, place: &mut Place<'r>) {
        let shown: Vec<(usize, Seen<'r>)> =
            heads.iter().map(|(at, head)| (*at, self.sheet.at(row, head.first.column))).collect();
        // A row is an element when a box that begins in it is filled.
        let is_own = |seen: &Seen<'_>| seen.is_filled() && seen.first.row == row;
        if !shown.iter().any(|(_, seen)| is_own(seen)) || self.is_across(part, &shown) {
            return;
        }
        let boxes = filled_down(part, shown, &place.before);
        let is_inner = |at: usize| part.columns.get(at).is_some_and(|(name, _)| name.contains("/-/"));
        if place.item.is_none() || begins(part, &boxes, place, &is_inner) {
            place.item = Some(place.item.map_or(0, |item| item + 1));
            place.inner = None;
        }
        let item = place.item.unwrap_or_default();
        let base = part.to.pointer.replace("/-", &format!("/{item}"));
        let has_inner = boxes.iter().any(|(at, seen)| is_inner(*at) && seen.is_filled());
        if has_inner {
            place.inner = Some(place.inner.map_or(0, |inner| inner + 1));
        }
        for (at, seen) in &boxes {
            let Some((name, _)) = part.columns.get(*at) else { continue };
            let Some((list, inner)) = name.split_once("/-/") else {
                let text = self.split(part, name, seen);
                self.put_text(&format!("{base}/{name}"), seen, &text);
                continue;
            };
            self.out.put_list(&format!("{base}/{list}"), seen.first);
            if let Some(number) = place.inner.filter(|_| has_inner) {
                self.put(&format!("{base}/{list}/{number}/{inner}"), seen);
            }
        }
        place.before = boxes;
    }

    /// Whether a text reaches over several columns one of which takes figures: a row of its own between those of the list.
    fn is_across(&self, part: &TablePart, shown: &Heads<'_>) -> bool {
        let is_figure = |at: usize| {
            let column = part.columns.get(at);
            column.is_some_and(|(name, _)| self.out.takes_figure(&format!("{}/{name}", part.to.pointer)))
        };
        let wide = |(at, seen): &(usize, Seen<'_>)| {
            let others = || shown.iter().filter(|(other, over)| other != at && over.index == seen.index);
            seen.is_filled() && is_figure(*at) && others().next().is_some()
        };
        shown.iter().any(wide)
    }

    /// The text of a box without the figure that goes elsewhere.
    fn split(&mut self, part: &TablePart, column: &str, seen: &Seen<'_>) -> String {
        for split in part.splits.iter().filter(|split| split.column == column) {
            let text = plain(seen.text);
            let Some(groups) = split.pattern.captures(&text) else { continue };
            let (Some(name), Some(weight)) = (groups.name("name"), groups.name("weight")) else { continue };
            let step = name.as_str().replace('~', "~0").replace('/', "~1");
            let to = split.to.pointer.replace("{name}", &step);
            if !self.out.has(&to) {
                self.out.put(&to, seen.first, weight.as_str(), seen.held);
            }
            return name.as_str().to_owned();
        }
        seen.text.to_owned()
    }

    /// The rows behind a list whose cells stand in its columns.
    fn feet(&mut self, part: &TablePart, end: u32, heads: &Heads<'r>) {
        for (label, to) in &part.feet {
            let Some(foot) =
                self.find(label, &(end..self.rows.end)).into_iter().find(|seen| !self.is_used(seen))
            else {
                continue;
            };
            self.mark(&foot, Use::Label);
            let mut is_whole = true;
            for (name, to) in to {
                let head = heads
                    .iter()
                    .find(|(at, _)| part.columns.get(*at).is_some_and(|(known, _)| known == name));
                let Some((_, head)) = head else { continue };
                self.print(&to.pointer);
                let seen = self.sheet.at(foot.first.row, head.first.column);
                if self.is_label(&seen) {
                    is_whole &= seen.index == foot.index;
                } else {
                    self.put(&to.pointer, &seen);
                }
            }
            // A row of labels with their values is left to what reads single cells.
            if is_whole {
                self.taken.push(foot.first.row..foot.last.row + 1);
            }
        }
    }
}

/// The boxes of a row, with those that are printed once and hold for the rows below. An inner one does not hold on where the outer
/// one is new.
fn filled_down<'s>(part: &TablePart, shown: Heads<'s>, before: &Heads<'s>) -> Heads<'s> {
    let mut boxes = shown;
    let mut holds = true;
    for name in &part.fill {
        let is_it = |at: usize| part.columns.get(at).is_some_and(|(known, _)| known == name);
        let Some((_, own)) = boxes.iter_mut().find(|(at, _)| is_it(*at)) else { continue };
        let Some((_, above)) = before.iter().find(|(at, _)| is_it(*at)) else { continue };
        if own.is_filled() {
            holds = holds && (own.index == above.index || own.text == above.text);
        } else if holds {
            *own = *above;
        }
    }
    boxes
}

/// Whether an outer element begins in a row.
fn begins(part: &TablePart, boxes: &Heads<'_>, place: &Place<'_>, is_inner: &impl Fn(usize) -> bool) -> bool {
    let Some(group) = &part.group else { return true };
    let is_group = |at: usize| part.columns.get(at).is_some_and(|(name, _)| name == group);
    let find = |boxes: &Heads<'_>| {
        boxes.iter().find(|(at, _)| is_group(*at)).map(|(_, seen)| (seen.first, seen.index))
    };
    let (own, above) = (find(boxes), find(&place.before));
    if own.is_some() && own == above {
        return false;
    }
    // Without merged cells the outer boxes of further rows are empty, or repeat those above.
    let outer = || boxes.iter().filter(|(at, _)| !is_inner(*at));
    let repeats = |at: usize, seen: &Seen<'_>| {
        place.before.iter().any(|(known, above)| *known == at && above.text == seen.text)
    };
    let is_blank = outer().all(|(_, seen)| !seen.is_filled() && seen.is_single());
    let is_same = outer().all(|(at, seen)| repeats(*at, seen) && seen.is_single());
    !(is_blank || is_same)
}
