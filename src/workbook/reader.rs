//! The reader of one form: its boxes, what each is for, and what is read from it.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::title::{titles, year_in};
use super::written::Written;
use crate::form::{FormSchema, Role};
use crate::rule::{CellPart, Label, Layout, Stands, Target, TextPart};
use crate::sheet::{COLONS, Held, Seen, Sheet, Spot, key, plain};

/// What a box is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Label,
    Value,
}

/// Characters of a label with its value that a layout knows as one text.
const LONGEST_PAIR: usize = 40;

/// Characters of a value that is no prose: a name, a date.
const SHORT: usize = 20;

/// The first characters of a text, one of which is its number.
const NUMBERED: usize = 3;

/// Bytes of a text of several pairs; a longer one is prose behind one label.
const LONGEST_OF_PAIRS: usize = 2_000;

/// A label with its value in a text.
struct Pair<'t> {
    whole: &'t str,
    head: &'t str,
    value: &'t str,
}

pub(super) struct Reader<'r> {
    pub(super) sheet: &'r Sheet,
    pub(super) rows: Range<u32>,
    pub(super) layout: &'r Layout,
    /// By the number of the box.
    pub(super) uses: Vec<Option<Use>>,
    /// Boxes by what labels are compared by.
    keys: HashMap<String, Vec<usize>>,
    /// Boxes that hold several labels with their values.
    parted: BTreeSet<usize>,
    /// The last column that a label reaches, once that is asked for.
    width: OnceCell<u32>,
    /// Boxes that head a section.
    pub(super) scopes: BTreeSet<usize>,
    /// Rows that tables and grids own.
    pub(super) taken: Vec<Range<u32>>,
    /// Rows of grids that stand side by side, owned once all grids are read.
    pub(super) beside: Vec<Range<u32>>,
    pub(super) out: Written<'r>,
    /// The places of the layout that the sheet prints, filled in or not, as the layout writes them.
    pub(super) printed: BTreeSet<String>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(
        sheet: &'r Sheet,
        rows: Range<u32>,
        layout: &'r Layout,
        schema: &'r FormSchema,
    ) -> Self {
        let mut keys: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, area) in sheet.areas().iter().enumerate() {
            if rows.contains(&area.first.row) && !area.text.is_empty() {
                keys.entry(key(&area.text)).or_default().push(index);
            }
        }
        let uses = vec![None; sheet.areas().len()];
        let out = Written::new(schema, &layout.form, layout.is_written.then_some(layout.name.as_str()));
        Self {
            sheet,
            rows,
            layout,
            uses,
            keys,
            parted: BTreeSet::new(),
            width: OnceCell::new(),
            scopes: BTreeSet::new(),
            taken: Vec::new(),
            beside: Vec::new(),
            out,
            printed: BTreeSet::new(),
        }
    }

    /// Reads all parts of the layout.
    pub(super) fn run(&mut self) {
        self.title();
        let layout = self.layout;
        for table in &layout.tables {
            self.table(table);
        }
        for grid in &layout.grids {
            self.grid(grid);
        }
        self.taken.append(&mut self.beside);
        for cell in &layout.cells {
            self.cell(cell);
        }
        self.texts();
        self.again();
        self.ignored();
        self.year_of_title();
    }

    /// Notes that the sheet prints a place of the layout.
    pub(super) fn print(&mut self, pointer: impl Into<String>) {
        self.printed.insert(pointer.into());
    }

    /// Puts the year of the title, where no other is printed.
    fn year_of_title(&mut self) {
        let sheet = self.sheet;
        let titles = titles(sheet, &self.rows, self.layout);
        let year = titles.iter().find_map(|title| {
            let first = sheet.areas().get(*title.boxes.first()?)?.first;
            Some((year_in(&title.text)?, first))
        });
        if let Some((year, spot)) = year {
            self.year(year, spot);
        }
    }

    /// Puts the year that labels or the title tell, where the layout has a cell for it.
    pub(super) fn year(&mut self, year: u32, spot: Spot) {
        if let Some(to) = self.open_year() {
            self.print(&to.pointer);
            self.out.put(&to.pointer, spot, &year.to_string(), Held::Text);
        }
    }

    /// The cell of the layout for the year, if nothing was read for it.
    fn open_year(&self) -> Option<&'r Target> {
        let layout = self.layout;
        let mut targets =
            layout.cells.iter().map(|cell| &cell.to).chain(layout.texts.iter().map(|text| &text.to));
        let is_year = |to: &&Target| self.out.role(&to.pointer) == Some(Role::Year);
        targets.find(is_year).filter(|to| !self.out.is_filled(&to.pointer))
    }

    /// Puts what only the cover has: the title, its year, and what stands behind a label and a colon (单位名称：县林业局). Its cells
    /// are told as if it stood below the sheet, `offset` rows down. Tells whether there was something.
    pub(super) fn cover(&mut self, cover: &Sheet, offset: u32) -> bool {
        let layout = self.layout;
        let below = |first: Spot| Spot { row: first.row + offset, ..first };
        let mut is_used = false;
        let whole = 0..cover.row_count();
        if let Some(title) = titles(cover, &whole, layout).into_iter().next() {
            let first = title.boxes.first().and_then(|index| cover.areas().get(*index));
            let spot = below(first.map(|area| area.first).unwrap_or_default());
            if let Some(to) = &layout.title_to {
                is_used |= self.put_apart(to, spot, &title.text);
            }
            if let Some((to, year)) = self.open_year().zip(year_in(&title.text)) {
                is_used |= self.put_apart(to, spot, &year.to_string());
            }
        }
        for area in cover.areas() {
            let text = plain(&area.text);
            let Some((label, value)) = text.split_once(COLONS) else { continue };
            let key = key(label);
            let is_own = |part: &&CellPart| {
                part.scope.is_none() && part.list.is_none() && part.only.is_empty() && part.label.is(&key)
            };
            if let Some(part) = layout.cells.iter().find(is_own) {
                is_used |= self.put_apart(&part.to, below(area.first), value);
            }
        }
        is_used
    }

    /// Puts a text of another sheet, where nothing was read.
    fn put_apart(&mut self, to: &Target, spot: Spot, text: &str) -> bool {
        let is_open = !to.pointer.is_empty() && !text.trim().is_empty() && !self.out.is_filled(&to.pointer);
        is_open && self.out.put(&to.pointer, spot, text, Held::Text)
    }

    /// The boxes that print a label, in the order of the sheet.
    pub(super) fn find(&self, label: &Label, rows: &Range<u32>) -> Vec<Seen<'r>> {
        let indices = label.keys.iter().filter_map(|key| self.keys.get(key)).flatten();
        let mut indices: Vec<usize> = indices.copied().collect();
        indices.sort_unstable();
        indices.dedup();
        let seen = indices.into_iter().filter_map(|index| self.sheet.seen(index));
        seen.filter(|seen| rows.contains(&seen.first.row)).collect()
    }

    /// Whether a box prints a label that the layout knows.
    pub(super) fn is_label(&self, seen: &Seen<'_>) -> bool {
        let key = key(seen.text);
        self.layout.labels().any(|label| label.is(&key))
    }

    /// Whether a box prints a text that holds nothing.
    pub(super) fn is_ignored(&self, seen: &Seen<'_>) -> bool {
        let key = key(seen.text);
        self.layout.ignore.iter().any(|label| label.is(&key))
    }

    pub(super) fn mark(&mut self, seen: &Seen<'_>, use_: Use) {
        if let Some(slot) = seen.index.and_then(|index| self.uses.get_mut(index)) {
            *slot = Some(slot.unwrap_or(use_));
        }
    }

    pub(super) fn is_used(&self, seen: &Seen<'_>) -> bool {
        seen.index.and_then(|index| self.uses.get(index)).is_some_and(Option::is_some)
    }

    /// Puts what a box shows, which is then a value.
    pub(super) fn put(&mut self, pointer: &str, seen: &Seen<'_>) -> bool {
        self.put_text(pointer, seen, seen.text)
    }

    /// Puts a piece of what a box shows.
    pub(super) fn put_text(&mut self, pointer: &str, seen: &Seen<'_>, text: &str) -> bool {
        let is_there = self.out.put(pointer, seen.first, text, seen.held);
        if is_there {
            self.mark(seen, Use::Value);
        }
        is_there
    }

    fn title(&mut self) {
        let sheet = self.sheet;
        let Some(title) = titles(sheet, &self.rows, self.layout).into_iter().next() else { return };
        let boxes: Vec<Seen<'r>> = title.boxes.iter().filter_map(|index| sheet.seen(*index)).collect();
        for seen in &boxes {
            self.mark(seen, Use::Label);
        }
        if let Some((to, first)) = self.layout.title_to.as_ref().zip(boxes.first()) {
            self.print(&to.pointer);
            self.put_text(&to.pointer, first, &title.text);
        }
    }

    /// The rows of a section: those that its label spans, or where that is one row, down to the next text in its column.
    pub(super) fn scope(&mut self, label: &Label) -> Option<Range<u32>> {
        let found = self.find(label, &self.rows);
        let tallest = found.into_iter().max_by_key(|seen| {
            let height = seen.last.row - seen.first.row;
            (height, u32::MAX - seen.first.row)
        })?;
        self.mark(&tallest, Use::Label);
        self.scopes.extend(tallest.index);
        if tallest.last.row > tallest.first.row {
            return Some(tallest.first.row..tallest.last.row + 1);
        }
        let below = self.sheet.areas().iter().find(|area| {
            area.first.row > tallest.first.row
                && area.first.column <= tallest.first.column
                && !area.text.is_empty()
        });
        Some(tallest.first.row..below.map_or(self.rows.end, |area| area.first.row.min(self.rows.end)))
    }

    fn is_free(&self, seen: &Seen<'_>) -> bool {
        !self.taken.iter().any(|rows| rows.contains(&seen.first.row))
    }

    fn cell(&mut self, part: &CellPart) {
        let scope = part.scope.as_ref().and_then(|scope| self.scope(scope));
        let scoped = scope.as_ref().map(|rows| self.find(&part.label, rows)).unwrap_or_default();
        let found = if scoped.is_empty() {
            let all = self.find(&part.label, &self.rows);
            let is_open = |seen: &Seen<'_>| {
                !self.is_used(seen) || seen.index.is_some_and(|index| self.scopes.contains(&index))
            };
            all.into_iter().filter(|seen| self.is_free(seen) && is_open(seen)).collect()
        } else {
            scoped
        };
        match part.stands {
            Stands::Bracket => self.brackets(part),
            Stands::Inside => self.inside(part),
            Stands::Every => self.each(part),
            Stands::Right | Stands::Below => {
                let placed = found.into_iter().find_map(|label| Some((label, self.value_of(&label, part)?)));
                match placed {
                    Some((label, value)) => {
                        self.labelled(part, &label, &value);
                        if let Some(rows) = scope.filter(|rows| rows.contains(&value.first.row)) {
                            self.further(part, &value, value.last.row + 1..rows.end);
                        }
                    }
                    None => self.inside(part),
                }
            }
        }
    }

    /// Adds to a text below a label those that stand below it in turn, in rows of the same section, each with a number: several goals.
    fn further(&mut self, part: &CellPart, value: &Seen<'r>, rows: Range<u32>) {
        if part.stands != Stands::Below || part.list.is_some() || self.out.takes_figure(&part.to.pointer) {
            return;
        }
        let boxes = rows.map(|row| (row, self.sheet.at(row, value.first.column)));
        let is_more = |(row, seen): &(u32, Seen<'r>)| {
            let is_own = seen.first.row == *row && seen.first.column == value.first.column;
            let is_blank = !seen.is_filled() || is_numbered(seen.text) || self.is_beside_number(seen);
            is_own && seen.last.column == value.last.column && !self.is_used(seen) && is_blank
        };
        let more: Vec<Seen<'r>> = boxes.take_while(is_more).map(|(_, seen)| seen).collect();
        let more: Vec<Seen<'r>> = more.into_iter().filter(Seen::is_filled).collect();
        let texts: Vec<&str> = std::iter::once(value).chain(&more).map(|seen| seen.text).collect();
        if !more.is_empty() && value.is_filled() && self.out.append(&part.to.pointer, &texts.join("\n")) {
            for seen in &more {
                self.mark(seen, Use::Value);
            }
        }
    }

    /// Whether a box has a running number somewhere to its left.
    fn is_beside_number(&self, seen: &Seen<'_>) -> bool {
        let mut left = self.sheet.row(seen.first.row).filter(|left| left.last.column < seen.first.column);
        left.any(|left| left.is_filled() && left.text.trim().chars().all(char::is_numeric))
    }

    /// Labels that are printed once more with the value that was read.
    fn again(&mut self) {
        let layout = self.layout;
        let single = |part: &&CellPart| part.list.is_none() && part.only.is_empty();
        for part in layout.cells.iter().filter(single) {
            for label in self.find(&part.label, &self.rows) {
                if self.is_used(&label) || !self.is_free(&label) {
                    continue;
                }
                let value = self.value_of(&label, part).filter(Seen::is_filled);
                if let Some(value) =
                    value.filter(|value| self.out.is(&part.to.pointer, value.text, value.held))
                {
                    self.mark(&label, Use::Label);
                    self.mark(&value, Use::Value);
                }
            }
        }
        for index in 0..self.sheet.areas().len() {
            let Some(seen) = self.sheet.seen(index).filter(|seen| self.rows.contains(&seen.first.row)) else {
                continue;
            };
            let is_same = |pair: &Pair<'_>| {
                let head = key(pair.head);
                let part = layout.cells.iter().filter(single).find(|part| part.label.is(&head));
                part.is_some_and(|part| self.out.is(&part.to.pointer, pair.value, Held::Text))
            };
            let is_open = seen.is_filled() && !self.is_used(&seen) && self.is_free(&seen);
            let pairs = if is_open { self.pairs(seen.text) } else { Vec::new() };
            if !pairs.is_empty() && pairs.iter().all(is_same) {
                self.mark(&seen, Use::Value);
            }
        }
    }

    /// The values of each box of a label, one below the other.
    fn each(&mut self, part: &CellPart) {
        // Between the rows of a list too.
        let found = self.find(&part.label, &self.rows).into_iter().filter(|label| !self.is_used(label));
        let placed: Vec<(Seen<'r>, Seen<'r>)> =
            found.filter_map(|label| Some((label, self.value_of(&label, part)?))).collect();
        let Some((_, first)) = placed.first().copied() else { return self.inside(part) };
        for (label, _) in &placed {
            self.mark(label, Use::Label);
        }
        self.print(&part.to.pointer);
        let texts: Vec<&str> =
            placed.iter().map(|(_, value)| value.text).filter(|text| !text.is_empty()).collect();
        if self.put_text(&part.to.pointer, &first, &texts.join("\n")) {
            for (_, value) in &placed {
                self.mark(value, Use::Value);
            }
        }
    }

    /// The box of a label's value; `None` where another label stands there.
    fn value_of(&self, label: &Seen<'_>, part: &CellPart) -> Option<Seen<'r>> {
        let value = match part.stands {
            Stands::Below => self.sheet.at(label.last.row + 1, label.first.column),
            _ => self.right_of(label),
        };
        // What stands for itself is another's: 2022年度 beside 填报单位（盖章）.
        let text = plain(value.text);
        let is_text = || {
            let is_other =
                |text: &&TextPart| !text.to.pointer.is_empty() && text.to.pointer != part.to.pointer;
            let mut others = self.layout.texts.iter().filter(is_other);
            others.any(|other| other.pattern.is_match(&text))
        };
        let is_taken = value.is_filled() && (self.is_label(&value) || self.is_used(&value) || is_text());
        (!is_taken && self.rows.contains(&value.first.row)).then_some(value)
    }

    /// The box to the right of a label. Where cells are not merged there may be empty ones between, as wide as the form is.
    fn right_of(&self, label: &Seen<'_>) -> Seen<'r> {
        let row = label.first.row;
        let near = self.sheet.at(row, label.last.column + 1);
        if near.is_filled() || !near.is_single() || near.index.is_some() {
            return near;
        }
        let next = self.sheet.row(row).find(|seen| seen.first.column > near.first.column);
        let is_far = |seen: &Seen<'_>| seen.first.column > self.width();
        let is_value = |seen: &Seen<'_>| {
            seen.is_filled()
                && seen.held != Held::Prose
                && !self.is_label(seen)
                && !is_far(seen)
                && !self.is_used(seen)
        };
        next.filter(is_value).unwrap_or(near)
    }

    /// The last column that a label reaches.
    fn width(&self) -> u32 {
        *self.width.get_or_init(|| self.last_label())
    }

    fn last_label(&self) -> u32 {
        let inside =
            self.sheet.areas().iter().enumerate().filter(|(_, area)| self.rows.contains(&area.first.row));
        let seen =
            inside.filter_map(|(index, _)| self.sheet.seen(index)).filter(|seen| seen.held != Held::Prose);
        seen.filter(|seen| self.is_label(seen)).map(|seen| seen.last.column).max().unwrap_or(0)
    }

    fn labelled(&mut self, part: &CellPart, label: &Seen<'_>, value: &Seen<'_>) {
        self.mark(label, Use::Label);
        let printed = plain(label.text);
        for (word, to) in &part.marks {
            if printed.contains(&**word) {
                self.out.set_flag(&to.pointer, label.first);
                self.print(&to.pointer);
            }
        }
        self.print(&part.to.pointer);
        if !part.only.is_empty() && !part.only.contains(&plain(value.text)) && value.is_filled() {
            return;
        }
        match &part.list {
            Some(pattern) if value.is_filled() => {
                let pieces =
                    pattern.split(value.text).into_iter().map(str::trim).filter(|piece| !piece.is_empty());
                let pieces: Vec<String> = pieces.map(str::to_owned).collect();
                self.out.put_list(&part.to.pointer, value.first);
                for (at, piece) in pieces.iter().enumerate() {
                    self.put_text(&format!("{}/{at}", part.to.pointer), value, piece);
                }
            }
            _ => {
                self.put(&part.to.pointer, value);
            }
        }
    }

    /// `项目名称：某某`: label and value in one box.
    fn inside(&mut self, part: &CellPart) {
        if part.stands == Stands::Inside {
            // Printed, and nothing behind it.
            for seen in self.find(&part.label, &self.rows) {
                if self.is_free(&seen) && !self.is_used(&seen) {
                    self.mark(&seen, Use::Label);
                    self.print(&part.to.pointer);
                    if !self.out.has(&part.to.pointer) {
                        self.out.put(&part.to.pointer, seen.first, "", Held::Text);
                    }
                }
            }
        }
        let is_note = part.to.pointer.is_empty();
        for index in 0..self.sheet.areas().len() {
            let Some(seen) = self.sheet.seen(index) else { continue };
            let is_open = !self.is_used(&seen) || self.parted.contains(&index);
            if !self.rows.contains(&seen.first.row) || !is_open || !self.is_free(&seen) {
                continue;
            }
            let pairs = self.pairs(seen.text);
            let is_parted = pairs.len() > 1;
            let own = pairs.into_iter().find(|pair| part.label.is(&key(pair.head)));
            let Some(Pair { head, value, .. }) = own else { continue };
            let value = if is_bracket(value) { "" } else { value };
            let is_prose = part.stands == Stands::Inside || value.chars().count() > SHORT;
            let goes_on = if is_prose && !is_parted { self.going_on(&seen) } else { Vec::new() };
            let lines = std::iter::once(value).chain(goes_on.iter().map(|seen| seen.text));
            let value = &lines.collect::<Vec<_>>().join("\n");
            if (is_parted || !value.is_empty()) && self.put_text(&part.to.pointer, &seen, value) {
                for further in &goes_on {
                    self.mark(further, Use::Value);
                }
                let printed = plain(head);
                self.print(&part.to.pointer);
                for (_, to) in part.marks.iter().filter(|(word, _)| printed.contains(&**word)) {
                    self.out.set_flag(&to.pointer, seen.first);
                }
                if is_parted {
                    self.parted.insert(index);
                }
                if !is_note {
                    return;
                }
            }
        }
    }

    /// The rows below a note that go on with it: one box each, numbered, and no label.
    fn going_on(&self, note: &Seen<'_>) -> Vec<Seen<'r>> {
        let only = |row: u32| {
            let mut filled = self.sheet.row(row).filter(|seen| seen.first.row == row && seen.is_filled());
            let first = filled.next()?;
            let is_more = first.first.column == note.first.column
                && first
                    .text
                    .trim_start()
                    .starts_with(|c: char| c.is_numeric() || matches!(c, '(' | '\u{ff08}'))
                && filled.next().is_none()
                && !self.is_used(&first)
                && !self.is_label(&first)
                && self.pairs(first.text).iter().all(|pair| {
                    let head = key(pair.head);
                    !self.layout.cells.iter().any(|cell| cell.label.is(&head))
                });
            is_more.then_some(first)
        };
        (note.last.row + 1..self.rows.end).map_while(only).collect()
    }

    /// The labels with their values that stand in one text: `填报人：李芳  联系电话：12345`. Behind the first one a label begins a pair
    /// if it stands apart and the layout knows it, by itself or with its value; a note is one pair.
    fn pairs<'t>(&self, text: &'t str) -> Vec<Pair<'t>> {
        let cell = |head: &str| {
            let head = key(head);
            self.layout.cells.iter().find(|cell| cell.label.is(&head))
        };
        let is_text = |pair: &str| {
            let end = pair.char_indices().nth(LONGEST_PAIR).map_or(pair.len(), |(end, _)| end);
            let pair =
                plain(pair.get(..end).and_then(|pair| pair.split_whitespace().next()).unwrap_or_default());
            self.layout.texts.iter().any(|part| part.pattern.is_match(&pair))
        };
        let mut heads: Vec<(usize, &str)> = Vec::new();
        let mut behind = 0;
        let most = if text.len() > LONGEST_OF_PAIRS { 1 } else { usize::MAX };
        for (at, colon) in text.match_indices(COLONS).take(most) {
            // No label holds a colon.
            let segment = text.get(behind..at).unwrap_or_default().trim_end();
            let word = segment.rsplit(char::is_whitespace).next().unwrap_or_default();
            let start = behind + segment.len() - word.len();
            if behind == 0 {
                heads.push((0, segment));
                if cell(segment).is_none_or(|cell| cell.stands == Stands::Inside) {
                    break;
                }
            } else if cell(word).is_some() || is_text(text.get(start..).unwrap_or_default()) {
                heads.push((start, word));
            }
            behind = at + colon.len();
        }
        let ends = heads.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
        let pair = |((start, head), end): (&(usize, &'t str), usize)| {
            let whole = text.get(*start..end).unwrap_or_default();
            let value = whole.get(head.len()..).unwrap_or_default().trim_start();
            Pair { whole: whole.trim(), head, value: value.trim_start_matches(COLONS).trim() }
        };
        heads.iter().zip(ends).map(pair).collect()
    }

    /// `项目资金（万元）`: the value in brackets behind the label.
    fn brackets(&mut self, part: &CellPart) {
        for seen in self.find(&part.label, &self.rows) {
            let text = plain(seen.text);
            let mut values = text.split('(').skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
            let counts = |value: &&str| part.only.is_empty() || part.only.iter().any(|only| only == value);
            if let Some(value) = values.find(counts)
                && !self.out.has(&part.to.pointer)
            {
                self.out.put(&part.to.pointer, seen.first, value, Held::Text);
                self.print(&part.to.pointer);
            }
        }
    }

    fn texts(&mut self) {
        for part in &self.layout.texts {
            for index in 0..self.sheet.areas().len() {
                let Some(seen) = self.sheet.seen(index) else { continue };
                let is_parted = self.parted.contains(&index);
                if !self.rows.contains(&seen.first.row)
                    || self.is_used(&seen) && !is_parted
                    || !self.is_free(&seen)
                {
                    continue;
                }
                if is_parted {
                    let texts: Vec<String> =
                        self.pairs(seen.text).iter().map(|pair| plain(pair.whole)).collect();
                    for text in &texts {
                        self.text(part, &seen, text);
                    }
                } else {
                    self.text(part, &seen, &plain(seen.text));
                    self.pieces(&seen);
                }
            }
        }
    }

    /// Several such texts in one box, each apart: `（2022年度）  单位：万元`.
    fn pieces(&mut self, seen: &Seen<'_>) {
        let pieces: Vec<String> = seen.text.split_whitespace().map(plain).collect();
        let texts = &self.layout.texts;
        let is_text = |piece: &String| texts.iter().any(|part| part.pattern.is_match(piece));
        if pieces.len() < 2 || self.is_used(seen) || !pieces.iter().all(is_text) {
            return;
        }
        for (part, piece) in texts.iter().flat_map(|part| pieces.iter().map(move |piece| (part, piece))) {
            self.text(part, seen, piece);
        }
    }

    /// Reads a value inside a text, which is in half width and without white space.
    fn text(&mut self, part: &TextPart, seen: &Seen<'_>, text: &str) {
        // As a form prints it that nobody has filled in.
        let blank = part.print.as_ref().map(|print| plain(&print.replace("{}", "")));
        if blank.as_deref() == Some(text) {
            self.mark(seen, Use::Label);
            self.out.put(&part.to.pointer, seen.first, "", Held::Text);
            self.print(&part.to.pointer);
        } else if let Some(value) = part.pattern.captures(text).and_then(|groups| groups.get(1)) {
            self.print(&part.to.pointer);
            self.put_text(&part.to.pointer, seen, value.as_str());
        }
    }

    /// Marks what holds nothing, with the running numbers below it: 序号, 1, 2, 3.
    fn ignored(&mut self) {
        for label in &self.layout.ignore {
            for seen in self.find(label, &self.rows) {
                self.mark(&seen, Use::Label);
                let mut last = seen;
                for number in 1_u32.. {
                    let below = self.sheet.at(last.last.row + 1, seen.first.column);
                    if plain(below.text) != number.to_string() || self.is_used(&below) {
                        break;
                    }
                    self.mark(&below, Use::Label);
                    last = below;
                }
            }
        }
    }

    /// Where a list stands: its header.
    pub(super) fn spot_of(heads: &[(usize, Seen<'_>)]) -> Spot {
        heads.iter().map(|(_, seen)| seen.first).min().unwrap_or_default()
    }
}

/// Whether a text begins with a number: 2.…, （二）…, 目标2：….
fn is_numbered(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['(', '\u{ff08}']) || text.chars().take(NUMBERED).any(char::is_numeric)
}

/// Whether a text is but one bracket: （盖章）.
fn is_bracket(text: &str) -> bool {
    let inner =
        text.trim().strip_prefix(['(', '\u{ff08}']).and_then(|text| text.strip_suffix([')', '\u{ff09}']));
    inner.is_some_and(|inner| {
        !inner.contains(['(', ')', '\u{ff08}', '\u{ff09}']) && inner.chars().count() <= SHORT
    })
}
