//! What people see of a workbook: sheets of boxes, each a merged region or a single cell with the text that it shows.
//!
//! In: cells and merged regions as the readers of files find them. Out: boxes by their place, and addresses (`B3`).

use std::cmp::Reverse;
use std::fmt::Write as _;

use crate::wording::Message;

/// Rows of a sheet that are read. No form has as many; what lies below is told.
pub const MOST_ROWS: u32 = 5_000;

/// What parts a label from its value in one box.
pub const COLONS: [char; 2] = [':', '\u{ff1a}'];

/// Where a cell stands, row and column from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Spot {
    /// Row from 0.
    pub row: u32,
    /// Column from 0.
    pub column: u32,
}

/// What kind of thing a box shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Held {
    /// Text, or nothing.
    #[default]
    Text,
    /// A number; the text is what its format shows.
    Number,
    /// What a formula gives that cannot be worked out: `#REF!`.
    Error,
    /// A formula whose result the file does not hold.
    Pending,
    /// A paragraph outside the tables of a document.
    Prose,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its upper left cell.
    pub first: Spot,
    /// Its lower right cell.
    pub last: Spot,
    /// What it shows; empty for nothing.
    pub text: String,
    /// What kind of thing that is.
    pub held: Held,
}

/// A filled cell as a file holds it.
#[derive(Debug, Clone)]
pub struct Filled {
    /// Where.
    pub spot: Spot,
    /// What it shows.
    pub text: String,
    /// What kind of thing that is.
    pub held: Held,
}

/// A piece of a sheet whose rows are counted anew, under a name: a table of a document. A worksheet is one.
#[derive(Debug, Clone)]
pub struct Band {
    /// Its first row.
    pub row: u32,
    /// What stands before the `!` of an address.
    pub name: Message,
}

/// A sheet of a workbook, or all that stands in a document.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name; empty for a document.
    pub name: String,
    /// Whether people see it.
    pub hidden: bool,
    /// The first row that was not read, for its number.
    pub cut: Option<u32>,
    /// Texts that stand in a cell under a merged region and are not shown.
    pub covered: Vec<Filled>,
    /// By their first cell.
    areas: Vec<Area>,
    /// For each row the boxes in it, by column: the first and last column, and the box.
    rows: Vec<Vec<(u32, u32, usize)>>,
    bands: Vec<Band>,
    /// Whether any cells are merged.
    merged: bool,
}

/// A box as a reader meets it: one of the sheet, or an empty cell.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'s> {
    /// Its upper left cell.
    pub first: Spot,
    /// Its lower right cell.
    pub last: Spot,
    /// What it shows.
    pub text: &'s str,
    /// What kind of thing that is.
    pub held: Held,
    /// Its number among the boxes of the sheet; `None` for an empty cell.
    pub index: Option<usize>,
}

impl Seen<'_> {
    /// Whether it shows something, or should: a formula without a result is no empty box.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        !self.text.is_empty() || self.held == Held::Pending
    }

    /// Whether it is one cell.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.first == self.last
    }
}

impl Sheet {
    /// A sheet from its filled cells and merged regions. Where regions overlap the larger one stands, and of the texts in one
    /// the first is shown.
    #[must_use]
    pub fn new(name: &str, filled: Vec<Filled>, mut merges: Vec<(Spot, Spot)>) -> Self {
        let mut sheet = Self { name: name.to_owned(), ..Self::default() };
        sheet.bands.push(Band { row: 0, name: name.into() });
        let size = |(first, last): &(Spot, Spot)| {
            let span = |from: u32, to: u32| u64::from(to.saturating_sub(from)) + 1;
            span(first.row, last.row) * span(first.column, last.column)
        };
        merges.retain(|(first, last)| {
            first <= last && first.column <= last.column && first.row < MOST_ROWS && first != last
        });
        merges.sort_by_key(|merge| (Reverse(size(merge)), *merge));
        for (first, last) in merges {
            let last = Spot { row: last.row.min(MOST_ROWS - 1), ..last };
            if (first.row..=last.row).all(|row| sheet.is_free(row, first.column, last.column)) {
                sheet.merged = true;
                sheet.add(Area { first, last, text: String::new(), held: Held::Text });
            }
        }
        for cell in filled {
            sheet.fill(cell);
        }
        sheet.put_in_order();
        sheet
    }

    /// A document from its boxes, no two of which overlap.
    #[must_use]
    pub fn of_boxes(areas: Vec<Area>, bands: Vec<Band>) -> Self {
        let merged = areas.iter().any(|area| area.first != area.last && area.held != Held::Prose);
        let mut sheet = Self { bands, merged, ..Self::default() };
        for area in areas {
            if area.last.row < MOST_ROWS {
                sheet.add(area);
            } else {
                sheet.cut = sheet.cut.or(Some(area.first.row));
            }
        }
        sheet.put_in_order();
        sheet
    }

    /// With another sheet below it, whose cells keep their addresses.
    #[must_use]
    pub fn with_below(&self, other: &Self) -> Self {
        let mut joint = self.clone();
        let offset = self.row_count();
        joint.bands.extend(other.bands.iter().map(|band| Band { row: band.row + offset, ..band.clone() }));
        let down = |spot: Spot| Spot { row: spot.row + offset, ..spot };
        for area in &other.areas {
            joint.add(Area { first: down(area.first), last: down(area.last), ..area.clone() });
        }
        joint
    }

    /// The sheet of a cell that is below this one, by its name, and the row of this one that is its first.
    #[must_use]
    pub fn below(&self, spot: Spot) -> Option<(&Message, u32)> {
        let band = self.band(spot.row)?;
        (!self.name.is_empty() && band.name != self.name.as_str().into()).then_some((&band.name, band.row))
    }

    fn is_free(&self, row: u32, from: u32, to: u32) -> bool {
        let Some(row) = usize::try_from(row).ok().and_then(|row| self.rows.get(row)) else { return true };
        let next = row.partition_point(|(_, last, _)| *last < from);
        row.get(next).is_none_or(|(first, ..)| *first > to)
    }

    fn add(&mut self, area: Area) {
        let (first, last, index) = (area.first, area.last, self.areas.len());
        self.areas.push(area);
        for row in first.row..=last.row {
            let Ok(row) = usize::try_from(row) else { continue };
            if self.rows.len() <= row {
                self.rows.resize_with(row + 1, Vec::new);
            }
            if let Some(row) = self.rows.get_mut(row) {
                let at = row.partition_point(|(known, ..)| *known < first.column);
                row.insert(at, (first.column, last.column, index));
            }
        }
    }

    fn fill(&mut self, Filled { spot, text, held }: Filled) {
        if spot.row >= MOST_ROWS {
            self.cut = Some(self.cut.map_or(spot.row, |row| row.min(spot.row)));
            return;
        }
        let Some(index) = self.index_at(spot) else {
            return self.add(Area { first: spot, last: spot, text, held });
        };
        let Some(area) = self.areas.get_mut(index) else { return };
        if area.text.is_empty() && area.held != Held::Pending {
            (area.text, area.held) = (text, held);
        } else if area.text != text && !text.is_empty() {
            self.covered.push(Filled { spot, text, held });
        }
    }

    fn index_at(&self, spot: Spot) -> Option<usize> {
        let row = self.rows.get(usize::try_from(spot.row).ok()?)?;
        let next = row.partition_point(|(_, last, _)| *last < spot.column);
        row.get(next).filter(|(first, ..)| *first <= spot.column).map(|(.., index)| *index)
    }

    fn put_in_order(&mut self) {
        self.areas.sort_by_key(|area| area.first);
        let areas = std::mem::take(&mut self.areas);
        self.rows.clear();
        for area in areas {
            self.add(area);
        }
    }

    /// Its boxes that show something or are merged, by their first cell.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Whether any cells are merged.
    #[must_use]
    pub fn is_merged(&self) -> bool {
        self.merged
    }

    /// How many rows it has.
    #[must_use]
    pub fn row_count(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(MOST_ROWS)
    }

    /// The box that a cell belongs to.
    #[must_use]
    pub fn at(&self, row: u32, column: u32) -> Seen<'_> {
        let spot = Spot { row, column };
        let empty = Seen { first: spot, last: spot, text: "", held: Held::Text, index: None };
        self.index_at(spot).and_then(|index| self.seen(index)).unwrap_or(empty)
    }

    /// The box of a number.
    #[must_use]
    pub fn seen(&self, index: usize) -> Option<Seen<'_>> {
        let Area { first, last, text, held } = self.areas.get(index)?;
        Some(Seen { first: *first, last: *last, text, held: *held, index: Some(index) })
    }

    /// The boxes in a row, those that begin above it too, from left to right.
    #[must_use]
    pub fn row(&self, row: u32) -> impl DoubleEndedIterator<Item = Seen<'_>> {
        let row = usize::try_from(row).ok().and_then(|row| self.rows.get(row));
        row.into_iter().flatten().filter_map(|(.., index)| self.seen(*index))
    }

    fn band(&self, row: u32) -> Option<&Band> {
        self.bands.iter().rfind(|band| band.row <= row).or(self.bands.first())
    }

    /// A row as people count it, from 0: in a document from the first row of its table.
    #[must_use]
    pub fn row_in_band(&self, row: u32) -> u32 {
        self.band(row).map_or(row, |band| row.saturating_sub(band.row))
    }

    /// The cell with the name of its sheet: `表1!D7`.
    #[must_use]
    pub fn address(&self, spot: Spot) -> Message {
        let Some(band) = self.band(spot.row) else { return address(spot).into() };
        let within = address(Spot { row: self.row_in_band(spot.row), ..spot });
        if band.name.is_empty() {
            return within.into();
        }
        let mut address = band.name.clone();
        address.push(format!("!{within}"));
        address
    }

    /// The boxes that are one cell each and hold the same text beside or below one another become one, where `is_label` says that
    /// a text is no value: some exports leave no merged region and repeat its text.
    #[must_use]
    pub fn joined(&self, is_label: impl Fn(&str) -> bool) -> Self {
        let mut sheet = Self { areas: Vec::new(), rows: Vec::new(), ..self.clone() };
        for area in &self.areas {
            if sheet.index_at(area.first).is_some() {
                continue;
            }
            let mut last = area.last;
            if is_label(&area.text) {
                let same = |row, column| {
                    let seen = self.at(row, column);
                    seen.text == area.text && sheet.index_at(Spot { row, column }).is_none()
                };
                while same(area.first.row, last.column + 1) {
                    last.column += 1;
                }
                while (area.first.column..=last.column).all(|column| same(last.row + 1, column)) {
                    last.row += 1;
                }
            }
            sheet.add(Area { last, ..area.clone() });
        }
        sheet
    }
}

/// A cell as people name it: `D7`.
#[must_use]
pub fn address(spot: Spot) -> String {
    let mut text = column(spot.column);
    // Writing to a String cannot fail.
    let _ = write!(text, "{}", u64::from(spot.row) + 1);
    text
}

/// A column as people name it: `A`, `AB`.
#[must_use]
pub fn column(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A text in half width, without white space.
#[must_use]
pub fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{feff}' | '\u{200b}' => ' ',
        other => other,
    };
    text.chars().map(half).filter(|c| !c.is_whitespace()).collect()
}

/// How labels are compared: in half width, without white space, colons and what stands in brackets at the end.
#[must_use]
pub fn key(text: &str) -> String {
    let mut key = plain(text);
    loop {
        let shorter = key.trim_end_matches(':');
        let shorter = match shorter.rfind('(') {
            Some(open) if open > 0 && shorter.ends_with(')') => shorter.get(..open).unwrap_or(shorter),
            _ => shorter,
        };
        if shorter.len() == key.len() {
            return key;
        }
        key.truncate(shorter.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(row: u32, column: u32) -> Spot {
        Spot { row, column }
    }

    fn filled(row: u32, column: u32, text: &str) -> Filled {
        Filled { spot: spot(row, column), text: text.to_owned(), held: Held::Text }
    }

    #[test]
    fn labels_are_compared_without_what_does_not_matter() {
        assert_eq!(key("年度\n指标值（A）："), "年度指标值");
        assert_eq!(key("项　目 名 称"), "项目名称");
        assert_eq!(key("（万元）"), "(万元)");
        assert_eq!(key("执行率(B/A)（%）:"), "执行率");
    }

    #[test]
    fn cells_are_named_as_people_do() {
        assert_eq!(address(spot(6, 3)), "D7");
        assert_eq!(address(spot(0, 26)), "AA1");
        assert_eq!(address(spot(1_048_575, 16_383)), "XFD1048576");
        assert_eq!(Sheet::new("表1", vec![], vec![]).address(spot(6, 3)), "表1!D7".into());
    }

    #[test]
    fn of_regions_that_overlap_the_larger_stands_and_no_text_is_lost() {
        let cells = vec![filled(0, 0, "目标"), filled(1, 0, "另一段"), filled(0, 3, "右")];
        let sheet = Sheet::new("表1", cells, vec![(spot(1, 0), spot(1, 2)), (spot(0, 0), spot(4, 2))]);
        assert_eq!(sheet.at(4, 2).text, "目标");
        assert_eq!(sheet.at(1, 1).last, spot(4, 2));
        assert_eq!(sheet.covered.iter().map(|cell| &*cell.text).collect::<Vec<_>>(), ["另一段"]);
        assert_eq!(sheet.row(0).map(|seen| seen.text).collect::<Vec<_>>(), ["目标", "右"]);
    }

    #[test]
    fn a_region_over_the_whole_sheet_costs_no_more_than_its_rows() {
        let whole = (spot(0, 0), spot(1_048_575, 16_383));
        let sheet = Sheet::new("表1", vec![filled(1_000_000, 3, "远")], vec![whole]);
        assert_eq!((sheet.row_count(), sheet.cut), (MOST_ROWS, Some(1_000_000)));
    }

    #[test]
    fn cells_of_a_sheet_below_another_keep_their_addresses() {
        let form = Sheet::new("表1", vec![filled(1, 0, "值")], vec![]);
        let joint = form.with_below(&Sheet::new("封面", vec![filled(3, 1, "名")], vec![]));
        assert_eq!(
            (joint.address(spot(1, 0)), joint.address(spot(5, 1))),
            ("表1!A2".into(), "封面!B4".into())
        );
        assert_eq!(joint.at(5, 1).text, "名");
        assert_eq!((joint.below(spot(1, 0)), joint.below(spot(5, 1))), (None, Some((&"封面".into(), 2))));
    }

    #[test]
    fn repeated_labels_become_one_box_and_repeated_values_stay() {
        let cells = ["目标", "目标", "100%", "100%"].into_iter().enumerate();
        let cells = cells.map(|(at, text)| filled(0, u32::try_from(at).unwrap(), text)).collect();
        let sheet = Sheet::new("表1", cells, vec![]).joined(|text| text == "目标");
        assert_eq!(sheet.areas().len(), 3);
        assert_eq!(sheet.at(0, 1).first, spot(0, 0));
        assert_eq!(sheet.at(0, 3).first, spot(0, 3));
    }
}
