//! Grids: rows with names and columns with labels, or the other way round.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reader::{Reader, Use};
use super::table::Heads;
use super::written::figure;
use crate::rule::{GridPart, GridRow, Label};
use crate::sheet::{Seen, Spot, key};

/// Where the header of a grid stands, and where its rows end.
struct Head<'s> {
    row: u32,
    columns: Heads<'s>,
    end: u32,
    /// The first column of the sheet that names of rows may stand in.
    left: u32,
}

impl<'r> Reader<'r> {
    /// Reads a grid.
    pub(super) fn grid(&mut self, part: &'r GridPart) {
        let head = match &part.names {
            Some(names) => self.one_of_several(part, names),
            None => {
                let scope = self.scope(&part.scope);
                // A label in the row of the header is but the name of what stands below.
                let tall = scope.clone().filter(|rows| rows.end > rows.start + 1);
                if self.turned(part, tall.as_ref()) {
                    return;
                }
                let own =
                    tall.and_then(|rows| Some((self.grid_header(part, &rows, &(0..u32::MAX))?, rows.end)));
                let own = own.map(|((row, columns), end)| Head { row, columns, end, left: 0 });
                own.or_else(|| self.loose(part, scope))
            }
        };
        let Some(head) = head else { return };
        if self.is_paired(&head.columns) {
            self.pairs_of_rows(part, head.row, &head.columns, head.end);
            return;
        }
        let rows = self.rows_of_grid(part, &head);
        if part.names.is_some() { self.beside.push(rows) } else { self.taken.push(rows) }
    }

    /// The header of a grid: a label that is printed once more begins another one beside it.
    fn grid_header(
        &self,
        part: &GridPart,
        rows: &Range<u32>,
        within: &Range<u32>,
    ) -> Option<(u32, Heads<'r>)> {
        let (row, mut heads) = self.header_within(&part.columns, rows, within)?;
        let again = |head: &Seen<'_>| {
            let own = key(head.text);
            let mut behind = self.sheet.row(row).filter(|seen| seen.first.column > head.last.column);
            behind.find(|seen| key(seen.text) == own).map(|seen| seen.first.column)
        };
        if let Some(end) = heads.iter().filter_map(|(_, head)| again(head)).min() {
            heads.retain(|(_, head)| head.first.column < end);
        }
        Some((row, heads))
    }

    /// The header of a grid that stands beside others, each with a label above its names.
    fn one_of_several(&mut self, part: &'r GridPart, names: &Label) -> Option<Head<'r>> {
        let rows = self.rows.clone();
        let names = self.find(names, &rows).into_iter().find(|seen| !self.is_used(seen))?;
        let all = self.layout.grids.iter().filter_map(|grid| grid.names.as_ref());
        let beside = names.first.row..names.first.row + 1;
        let starts: Vec<u32> =
            all.flat_map(|label| self.find(label, &beside)).map(|seen| seen.first.column).collect();
        let leftmost = starts.iter().copied().min().unwrap_or_default();
        let next = starts.into_iter().filter(|column| *column > names.last.column).min();
        let within = names.first.column..next.unwrap_or(u32::MAX);
        let scopes = self.find(&part.scope, &rows).into_iter();
        let mut scope =
            scopes.filter(|seen| seen.last.row > seen.first.row && seen.last.row > names.first.row);
        let scope = scope.rfind(|seen| seen.first.row <= names.first.row);
        let end = scope.map_or(rows.end, |seen| seen.last.row + 1);
        let (row, columns) = self.grid_header(part, &(names.first.row..end), &within)?;
        // A label to the left of all of them is of what follows.
        let is_known = |row: &u32| {
            self.is_behind(part, *row, &within)
                || self.sheet.row(*row).any(|seen| {
                    seen.first.row == *row && seen.first.column < leftmost && self.is_label(&seen)
                })
        };
        let end = (row + 1..end).find(|row| scope.is_none() && is_known(row)).unwrap_or(end);
        for seen in scope.iter().chain([&names]) {
            self.mark(seen, Use::Label);
        }
        self.scopes.extend(scope.and_then(|seen| seen.index));
        Some(Head { row, columns, end, left: within.start })
    }

    /// Reads the rows below a header; the rows of the sheet that they take with it.
    fn rows_of_grid(&mut self, part: &'r GridPart, head: &Head<'r>) -> Range<u32> {
        let (header, heads) = (head.row, &head.columns);
        for (_, seen) in heads {
            self.mark(seen, Use::Label);
        }
        self.mark_over(heads);
        let first = heads.iter().map(|(_, seen)| seen.first.column).min().unwrap_or(0);
        // What stands above the names of the rows names nothing itself: some prints have a label of another cell there.
        let corner =
            self.sheet.row(header).filter(|seen| seen.last.column < first && seen.first.row == header);
        let corner: Vec<Seen<'r>> = corner.filter(|seen| self.is_label(seen)).collect();
        for seen in &corner {
            self.mark(seen, Use::Label);
        }
        let top = heads.iter().map(|(_, seen)| seen.last.row + 1).max().unwrap_or(header + 1);
        let mut number = 0;
        let mut last = top;
        let mut above = None;
        for row in top..head.end {
            let name = self.name_of(part, row, head.left..first);
            let kind = part.kind(name.text, above);
            let boxes: Heads<'r> =
                heads.iter().map(|(at, head)| (*at, self.sheet.at(row, head.first.column))).collect();
            let begins = |seen: &Seen<'_>| seen.is_filled() && seen.first.row == row;
            let is_blank = !boxes.iter().any(|(_, seen)| begins(seen));
            // What reaches over several columns is no figure of one of them.
            let is_across = boxes
                .windows(2)
                .any(|two| matches!(two, [(_, a), (_, b)] if a.is_filled() && a.index == b.index));
            if is_across || is_blank && (!begins(&name) || self.is_ignored(&name)) {
                continue;
            }
            // A row of no kind is left to what reads single cells.
            if let Some(kind) = kind {
                last = row + 1;
                self.grid_row(part, kind, &name, &boxes, &mut number);
                above = kind.label.as_ref().or(above);
            } else {
                above = None;
            }
        }
        header..last.max(top)
    }

    /// Reads a grid that is printed the other way round: its labels of columns stand down the side, the names of its rows across the
    /// top. Tells whether it is one: more of the labels stand in a column of the sheet than in any row.
    fn turned(&mut self, part: &'r GridPart, scope: Option<&Range<u32>>) -> bool {
        let rows = scope.cloned().unwrap_or_else(|| self.rows.clone());
        let side = self.side(part, &rows);
        let across = self.header(&part.columns, &rows).map_or(0, |(_, heads)| heads.len());
        let (Some((_, first)), Some((_, last))) = (side.first(), side.last()) else { return false };
        if side.len() < 2 || side.len() <= across {
            return false;
        }
        let known = |seen: &Seen<'_>| {
            let name = part.name(seen.text);
            part.rows.iter().filter_map(|row| row.label.as_ref()).any(|label| label.is(&name))
        };
        let heads = |row: u32| {
            let right = self.sheet.row(row).filter(|seen| seen.first.column > first.last.column);
            right.filter(Seen::is_filled).collect::<Vec<_>>()
        };
        let above = (rows.start..first.first.row).rev().take_while(|row| !self.is_taken(*row));
        let Some(top) = above.into_iter().find(|row| heads(*row).iter().any(known)) else {
            return self.bare_side(part, &side);
        };
        let (heads, end) = (heads(top), last.last.row + 1);
        for (_, seen) in &side {
            self.mark(seen, Use::Label);
        }
        let mut number = 0;
        let mut before = None;
        for head in heads {
            let own = key(head.text);
            if part.columns.iter().any(|(_, label)| label.is(&own)) {
                self.whole_side(part, &head, &side);
            } else if let Some(kind) = part.kind(head.text, before).filter(|_| !self.is_ignored(&head)) {
                let boxes =
                    side.iter().map(|(at, seen)| (*at, self.sheet.at(seen.first.row, head.first.column)));
                let is_own = |(_, seen): &(usize, Seen<'_>)| {
                    head.first.column <= seen.first.column && seen.last.column <= head.last.column
                };
                let boxes: Heads<'r> = boxes.filter(is_own).collect();
                let is_once = boxes
                    .windows(2)
                    .all(|two| !matches!(two, [(_, a), (_, b)] if a.index.is_some() && a.index == b.index));
                if is_once {
                    self.grid_row(part, kind, &head, &boxes, &mut number);
                    before = kind.label.as_ref().or(before);
                }
            }
        }
        self.taken.push(top..end);
        true
    }

    /// Reads labels of columns down the side, each with one figure to its right and no name above: they are the whole's. Tells
    /// whether it does; two of them are amounts of money, lest a few other labels that stand below one another be taken for these.
    fn bare_side(&mut self, part: &'r GridPart, side: &Heads<'r>) -> bool {
        let Some(whole) = part.rows.iter().find(|row| row.label.is_some()) else { return false };
        let pointer = |at: usize| {
            part.columns
                .get(at)
                .map(|(column, _)| format!("{}/{column}", whole.to.pointer))
                .unwrap_or_default()
        };
        let money = side.iter().filter(|(at, _)| self.out.takes_money(&pointer(*at))).count();
        let values = side.iter().map(|(at, seen)| {
            let mut right = self
                .sheet
                .row(seen.first.row)
                .filter(|value| value.first.column > seen.last.column && value.is_filled());
            right
                .next()
                .filter(|value| value.first.row == seen.first.row && right.next().is_none())
                .map(|value| (*at, value))
        });
        let Some(values) = values.collect::<Option<Heads<'r>>>().filter(|_| money > 1) else { return false };
        for ((_, label), (at, value)) in side.iter().zip(&values) {
            self.mark(label, Use::Label);
            self.print(pointer(*at));
            self.put(&pointer(*at), value);
        }
        self.taken.extend(side.iter().map(|(_, label)| label.first.row..label.last.row + 1));
        true
    }

    /// The labels of columns that stand below one another, in the column of the sheet that has the most of them.
    fn side(&self, part: &GridPart, rows: &Range<u32>) -> Heads<'r> {
        let mut sides: BTreeMap<u32, Heads<'r>> = BTreeMap::new();
        for (at, (_, label)) in part.columns.iter().enumerate() {
            let found = self.find(label, rows).into_iter();
            for seen in found.filter(|seen| !self.is_used(seen) && !self.is_taken(seen.first.row)) {
                let side = sides.entry(seen.first.column).or_default();
                if side.iter().all(|(known, _)| *known != at) {
                    side.push((at, seen));
                }
            }
        }
        let most = sides.into_values().rev().max_by_key(Vec::len);
        let mut side = most.unwrap_or_default();
        side.sort_by_key(|(_, seen)| seen.first.row);
        side
    }

    /// The one value below a label of a column that stands among the names at the top: it is the whole's.
    fn whole_side(&mut self, part: &'r GridPart, head: &Seen<'r>, side: &Heads<'r>) {
        let own = key(head.text);
        let column = part.columns.iter().find(|(_, label)| label.is(&own)).map(|(column, _)| column);
        let whole = part.rows.iter().find(|row| row.label.is_some());
        let Some((column, whole)) = column.zip(whole) else { return };
        let mut boxes: Vec<Seen<'r>> = Vec::new();
        for (_, seen) in side {
            let below = self.sheet.at(seen.first.row, head.first.column);
            if below.is_filled() && boxes.iter().all(|known: &Seen<'_>| known.first != below.first) {
                boxes.push(below);
            }
        }
        let blank = Spot { row: head.last.row + 1, ..head.first };
        let pointer = format!("{}/{column}", whole.to.pointer);
        let value = match boxes.as_slice() {
            [] => self.sheet.at(blank.row, blank.column),
            [only] => *only,
            _ => return,
        };
        self.mark(head, Use::Label);
        self.print(&pointer);
        self.put(&pointer, &value);
    }

    /// Whether the labels of a header have their figures beside them, and not below: `预算数：` 186 `执行数：` 182.30.
    fn is_paired(&self, heads: &Heads<'r>) -> bool {
        let mut heads = heads.iter().map(|(_, head)| self.sheet.at(head.first.row, head.last.column + 1));
        heads.len() > 1 && heads.all(|beside| beside.is_filled() && figure(beside.text).is_some())
    }

    /// Reads rows of pairs, each a name with its figure. The first row is the one with a label; those below have the name of the
    /// first pair.
    fn pairs_of_rows(&mut self, part: &'r GridPart, header: u32, heads: &Heads<'r>, end: u32) {
        let known = |kind: &&GridRow| kind.label.is_some();
        let (Some(whole), others) =
            (part.rows.iter().find(known), part.rows.iter().find(|row| row.label.is_none()))
        else {
            return;
        };
        let mut number = 0;
        let mut last = header + 1;
        for row in header..end {
            let name = self.sheet.at(row, heads.iter().map(|(_, head)| head.first.column).min().unwrap_or(0));
            let boxes: Heads<'r> = heads
                .iter()
                .map(|(at, head)| {
                    (*at, self.sheet.at(row, self.sheet.at(row, head.first.column).last.column + 1))
                })
                .collect();
            let is_pair =
                |(_, seen): &(usize, Seen<'_>)| seen.first.row == row && figure(seen.text).is_some();
            let kind = if row == header { Some(whole) } else { others };
            let Some(kind) = kind.filter(|_| name.is_filled() && boxes.iter().any(is_pair)) else { break };
            last = row + 1;
            self.grid_row(part, kind, &name, &boxes, &mut number);
            for (_, head) in heads {
                self.mark(&self.sheet.at(row, head.first.column), Use::Label);
            }
        }
        // What a label above says stands in the first row: 预算执行进度.
        let lacking = |(at, _): &(usize, &(String, Label))| heads.iter().all(|(own, _)| own != at);
        for (_, (column, label)) in part.columns.iter().enumerate().filter(lacking) {
            let above = header.checked_sub(1).map(|above| self.find(label, &(above..header)));
            let Some(above) = above.and_then(|found| found.into_iter().find(|seen| !self.is_used(seen)))
            else {
                continue;
            };
            self.mark(&above, Use::Label);
            let value = self.sheet.at(header, above.first.column);
            self.print(format!("{}/{column}", whole.to.pointer));
            self.put(&format!("{}/{column}", whole.to.pointer), &value);
        }
        self.taken.push(header..last);
    }

    /// Where the section has no label, or its header stands outside: the header by its labels, down to what is a label of a cell.
    fn loose(&self, part: &GridPart, scope: Option<Range<u32>>) -> Option<Head<'r>> {
        let rows = self.rows.clone();
        let (row, columns) = self.grid_header(part, &rows, &(0..u32::MAX))?;
        if self.is_taken(row) || columns.len() < 2 || scope.is_some_and(|scope| row > scope.end) {
            return None;
        }
        let is_known = |row: &u32| self.is_behind(part, *row, &(0..u32::MAX));
        let end = (row + 1..rows.end).find(is_known).unwrap_or(rows.end);
        Some(Head { row, columns, end, left: 0 })
    }

    /// Whether a list or another grid owns a row.
    fn is_taken(&self, row: u32) -> bool {
        self.taken.iter().any(|taken| taken.contains(&row))
    }

    /// Whether a row is behind a grid of some columns of the sheet: another part owns it, or it begins with a label of what follows.
    fn is_behind(&self, part: &GridPart, row: u32, within: &Range<u32>) -> bool {
        let begins = |seen: &Seen<'_>| {
            seen.first.row == row && seen.is_filled() && within.contains(&seen.first.column)
        };
        let first = self.sheet.row(row).find(begins);
        let is_blank = || !self.sheet.row(row).any(|seen| seen.is_filled());
        let is_other = |seen: Seen<'_>| {
            let key = part.name(seen.text);
            let own = part.rows.iter().filter_map(|row| row.label.as_ref()).any(|label| label.is(&key));
            !own && self.is_label(&seen) && !self.is_ignored(&seen)
        };
        self.is_taken(row) || first.map_or_else(is_blank, is_other)
    }

    /// The name of a row: the nearest filled box to the left of its figures that is not the label of the section.
    fn name_of(&self, part: &GridPart, row: u32, within: Range<u32>) -> Seen<'r> {
        let is_left = |seen: &Seen<'_>| {
            seen.first.column >= within.start && seen.last.column < within.end && seen.is_filled()
        };
        let mut names =
            self.sheet.row(row).rev().filter(is_left).filter(|seen| !part.scope.is(&key(seen.text)));
        names.next().unwrap_or_else(|| self.sheet.at(row, within.end.saturating_sub(1)))
    }

    fn grid_row(
        &mut self,
        part: &GridPart,
        kind: &GridRow,
        name: &Seen<'r>,
        boxes: &Heads<'r>,
        number: &mut usize,
    ) {
        if !kind.is_kept() {
            for seen in boxes.iter().map(|(_, seen)| seen).filter(|seen| seen.is_filled()) {
                self.mark(seen, Use::Value);
            }
            return self.mark(name, Use::Label);
        }
        let base = kind.to.pointer.replace("/-", &format!("/{number}"));
        if kind.to.pointer.contains("/-") {
            *number += 1;
        }
        match &kind.name {
            Some(own) => {
                self.print(format!("{}/{own}", kind.to.pointer));
                let stripped = kind.strip.as_ref().map(|strip| strip.strip(name.text).trim().to_owned());
                let text = stripped.filter(|text| !text.is_empty()).unwrap_or_else(|| name.text.to_owned());
                if !self.is_used(name) {
                    self.put_text(&format!("{base}/{own}"), name, &text);
                }
            }
            None => self.mark(name, Use::Label),
        }
        for (at, seen) in boxes {
            if let Some((column, _)) = part.columns.get(*at) {
                self.print(format!("{}/{column}", kind.to.pointer));
                self.put(&format!("{base}/{column}"), seen);
            }
        }
    }
}
