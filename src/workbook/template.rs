//! A form printed by its layout as a workbook: blank, for a department to fill, or with the values of a form.
//!
//! What is printed are the cells that a form has: the complete example of a pack gives its blank.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::fault::Fault;
use crate::document::Pointer;
use crate::form::{FormSchema, Role};
use crate::rule::{CellPart, GridPart, Layout, Part, Stands, TablePart};

/// What is said at a cell: by JSON Pointer with `-` for every element.
pub type Notes = BTreeMap<String, String>;

/// What a workbook is printed from.
#[derive(Debug, Clone, Copy)]
pub struct Print<'p> {
    /// The layout.
    pub layout: &'p Layout,
    /// The schema of its pack.
    pub schema: &'p FormSchema,
    /// The form whose cells are printed.
    pub form: &'p Value,
    /// Whether the values are left out.
    pub blank: bool,
    /// What is said at cells.
    pub notes: &'p Notes,
}

/// Rows that a blank list has at least.
const ROWS: usize = 3;

/// Prints a workbook.
///
/// # Errors
/// What cannot be written.
pub fn print(print: Print<'_>) -> Result<Vec<u8>, Fault> {
    let mut writer = Workbook::new();
    let page = writer.add_worksheet();
    Printer::new(print, page).whole().map_err(Fault::broken)?;
    writer.save_to_buffer().map_err(Fault::broken)
}

struct Printer<'p, 'w> {
    print: Print<'p>,
    page: &'w mut Worksheet,
    row: u32,
    /// Columns of the sheet.
    width: u16,
    label: Format,
    value: Format,
    plain: Format,
    /// Cells that have a note.
    noted: BTreeSet<String>,
}

type Done = Result<(), XlsxError>;

impl<'p, 'w> Printer<'p, 'w> {
    fn new(print: Print<'p>, page: &'w mut Worksheet) -> Self {
        let boxed = Format::new()
            .set_border(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let columns = |table: &TablePart| {
            table.columns.iter().filter(|(name, _)| has_column(print.form, table, name)).count()
        };
        let tables = print.layout.tables.iter().map(columns).max().unwrap_or(0);
        let grids =
            print.layout.grids.iter().map(|grid| grid_columns(print.form, grid).len() + 2).max().unwrap_or(0);
        let width = u16::try_from(tables.max(grids).max(6)).unwrap_or(6);
        Self {
            print,
            page,
            row: 0,
            width,
            label: boxed.clone().set_bold().set_align(FormatAlign::Center).set_background_color("#F2F2F2"),
            // Of a text nothing is reckoned: =100% and 1-2 stay what they are.
            value: boxed.set_num_format("@").set_unlocked(),
            plain: Format::new().set_num_format("@").set_text_wrap(),
            noted: BTreeSet::new(),
        }
    }

    fn whole(mut self) -> Done {
        for column in 0..self.width {
            self.page.set_column_width(column, 15)?;
        }
        let title = self.print.layout.titles.first().cloned().unwrap_or_default();
        let own = self.print.layout.title_to.as_ref().and_then(|to| self.text(&to.pointer));
        let bold = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
        self.page.merge_range(0, 0, 0, self.width - 1, own.as_deref().unwrap_or(&title), &bold)?;
        self.row = 1;
        let parts = &self.print.layout.order;
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            at += match part {
                Part::Text(number) => self.text_part(*number)?,
                Part::Grid(number) => self.grid(*number)?,
                Part::Table(number) => self.table(*number)?,
                Part::Cell(_) => self.cells(parts.get(at..).unwrap_or_default())?,
            };
        }
        self.page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(())
    }

    /// Whether the form has a cell.
    fn has(&self, pointer: &str) -> bool {
        self.print.form.pointer(pointer).is_some()
    }

    /// What a cell of the form holds, as it is printed.
    fn text(&self, pointer: &str) -> Option<String> {
        match self.print.form.pointer(pointer)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn text_part(&mut self, number: usize) -> Result<usize, XlsxError> {
        let Some(part) = self.print.layout.texts.get(number) else { return Ok(1) };
        let Some(print) = part.print.clone().filter(|_| self.has(&part.to.pointer)) else { return Ok(1) };
        // The unit of money is no matter of who fills the form in.
        let is_year = self.schema_role(&part.to.pointer) == Some(Role::Year);
        let value =
            self.text(&part.to.pointer).filter(|_| !(self.print.blank && is_year)).unwrap_or_default();
        let text = print.replace("{}", &value);
        let centred = self.plain.clone().set_align(FormatAlign::Center);
        self.page.merge_range(self.row, 0, self.row, self.width - 1, &text, &centred)?;
        self.row += 1;
        Ok(1)
    }

    fn schema_role(&self, pointer: &str) -> Option<Role> {
        let id = self.print.schema.at(&Pointer::parse(pointer)?)?;
        self.print.schema.role(id)
    }

    /// One box, over several cells or not.
    fn boxed(
        &mut self,
        (row, column): (u32, u16),
        (rows, columns): (u32, u16),
        text: &str,
        format: &Format,
    ) -> Done {
        if rows * u32::from(columns) == 1 {
            self.page.write_string_with_format(row, column, text, format)?;
        } else {
            self.page.merge_range(row, column, row + rows - 1, column + columns - 1, text, format)?;
        }
        Ok(())
    }

    /// The box of a value, with what is said of it.
    fn value(&mut self, at: (u32, u16), size: (u32, u16), pointer: &str) -> Done {
        // Classes of indicators are printed for whoever fills the form in.
        let is_printed = !self.print.blank || self.schema_role(pointer) == Some(Role::Class);
        let node = self.print.form.pointer(pointer).filter(|_| is_printed);
        let format = self.value.clone();
        match node {
            Some(Value::Number(number)) => {
                let lexeme = number.to_string();
                let places = lexeme.split_once('.').map_or(0, |(_, places)| places.len());
                let code = if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) };
                let format = format.set_num_format(code);
                self.boxed(at, size, "", &format)?;
                let exact = lexeme.len() <= 16 && !lexeme.contains(['e', 'E']);
                match lexeme.parse::<f64>() {
                    Ok(figure) if exact => self.page.write_number_with_format(at.0, at.1, figure, &format)?,
                    _ => self.page.write_string_with_format(at.0, at.1, &lexeme, &self.value)?,
                };
            }
            Some(Value::String(text)) => self.boxed(at, size, text, &format)?,
            Some(Value::Array(pieces)) => {
                let lines = pieces.iter().enumerate().filter_map(|(number, piece)| {
                    Some(format!("\u{ff08}{}\u{ff09}{}", number + 1, piece.as_str()?))
                });
                let text = lines.collect::<Vec<_>>().join("\n");
                self.boxed(at, size, &text, &format)?;
            }
            _ => self.boxed(at, size, "", &format)?,
        }
        self.note(at, pointer)
    }

    /// What is said of a cell, once for all elements of a list.
    fn note(&mut self, (row, column): (u32, u16), pointer: &str) -> Done {
        let steps: Vec<&str> =
            pointer.split('/').map(|step| if step.parse::<usize>().is_ok() { "-" } else { step }).collect();
        let pattern = steps.join("/");
        let Some(text) = self.print.notes.get(&pattern).filter(|_| self.noted.insert(pattern.clone())) else {
            return Ok(());
        };
        let note = Note::new(text).add_author_prefix(false).set_width(300).set_height(160);
        self.page.insert_note(row, column, &note)?;
        Ok(())
    }

    /// Cells that stand one behind the other in the layout: how many of its parts they are.
    fn cells(&mut self, parts: &[Part]) -> Result<usize, XlsxError> {
        let cells = parts.iter().map_while(|part| match part {
            Part::Cell(number) => self.print.layout.cells.get(*number),
            _ => None,
        });
        let all: Vec<&'p CellPart> = cells.collect();
        let is_below = |cell: &CellPart| cell.stands == Stands::Below;
        let first_is_below = all.first().is_some_and(|cell| is_below(cell));
        let run: Vec<&'p CellPart> =
            all.into_iter().take_while(|cell| is_below(cell) == first_is_below).collect();
        let printed: Vec<&'p CellPart> = run
            .iter()
            .copied()
            .filter(|cell| !cell.to.pointer.is_empty() && self.has(&cell.to.pointer))
            .collect();
        if first_is_below {
            self.below(&printed)?;
        } else {
            self.beside(&printed)?;
        }
        Ok(run.len().max(1))
    }

    /// Labels beside one another, their values below.
    fn below(&mut self, cells: &[&'p CellPart]) -> Done {
        let count = u16::try_from(cells.len()).unwrap_or(1);
        if count == 0 {
            return Ok(());
        }
        let (label, row) = (self.label.clone(), self.row);
        let scope = cells.first().and_then(|cell| cell.scope.as_ref());
        let left = u16::from(scope.is_some());
        if let Some(scope) = scope {
            self.boxed((row, 0), (2, 1), &scope.text, &label)?;
        }
        let each = ((self.width - left) / count).max(1);
        for (number, cell) in (0_u16..).zip(cells) {
            let column = left + number * each;
            let columns = if number + 1 == count { self.width.saturating_sub(column).max(1) } else { each };
            self.boxed((row, column), (1, columns), &cell.label.text, &label)?;
            self.value((row + 1, column), (1, columns), &cell.to.pointer)?;
        }
        self.page.set_row_height(row + 1, 90)?;
        self.row += 2;
        Ok(())
    }

    /// Short values two in a row, long ones in a row of their own.
    fn beside(&mut self, cells: &[&'p CellPart]) -> Done {
        let mut open: Option<&'p CellPart> = None;
        for cell in cells {
            match cell.stands {
                Stands::Bracket => {}
                Stands::Inside => {
                    self.pair(&mut open)?;
                    let text = self.text(&cell.to.pointer).unwrap_or_default();
                    let format = self.plain.clone();
                    let text = format!("{}\u{ff1a}{text}", cell.label.text);
                    self.boxed((self.row, 0), (1, self.width), &text, &format)?;
                    self.row += 1;
                }
                _ if self.is_long(&cell.to.pointer) => {
                    self.pair(&mut open)?;
                    self.one((self.row, 0), cell, self.width)?;
                    self.page.set_row_height(self.row, 60)?;
                    self.row += 1;
                }
                _ => match open.take() {
                    None => open = Some(cell),
                    Some(first) => {
                        let half = self.width / 2;
                        self.one((self.row, 0), first, half)?;
                        self.one((self.row, half), cell, self.width - half)?;
                        self.row += 1;
                    }
                },
            }
        }
        self.pair(&mut open)
    }

    /// A short value that is left alone.
    fn pair(&mut self, open: &mut Option<&'p CellPart>) -> Done {
        if let Some(cell) = open.take() {
            self.one((self.row, 0), cell, self.width)?;
            self.row += 1;
        }
        Ok(())
    }

    fn one(&mut self, (row, column): (u32, u16), cell: &CellPart, width: u16) -> Done {
        let set = cell
            .marks
            .iter()
            .find(|(_, to)| self.print.form.pointer(&to.pointer) == Some(&Value::Bool(true)));
        let text = match set {
            Some((word, _)) => format!("{}\u{ff08}{word}\u{ff09}", cell.label.text),
            None => cell.label.text.clone(),
        };
        let label = self.label.clone();
        self.boxed((row, column), (1, 1), &text, &label)?;
        self.value((row, column + 1), (1, width - 1), &cell.to.pointer)
    }

    /// Whether a cell holds prose.
    fn is_long(&self, pointer: &str) -> bool {
        let role = self.schema_role(pointer);
        let is_list = self.print.form.pointer(pointer).is_some_and(Value::is_array);
        is_list
            || matches!(
                role,
                Some(Role::Goal | Role::Result | Role::Problem | Role::Remedy | Role::Remark | Role::Title)
            )
    }

    fn grid(&mut self, number: usize) -> Result<usize, XlsxError> {
        let Some(grid) = self.print.layout.grids.get(number) else { return Ok(1) };
        let columns = grid_columns(self.print.form, grid);
        let rows: Vec<(String, String)> = grid.rows.iter().flat_map(|row| self.grid_rows(row)).collect();
        if columns.is_empty() || rows.is_empty() {
            return Ok(1);
        }
        let (label, top) = (self.label.clone(), self.row);
        let height = u32::try_from(rows.len()).unwrap_or(1) + 1;
        self.boxed((top, 0), (height, 1), &self.bracketed(&grid.scope.text), &label)?;
        let names = grid.names.as_ref().map(|names| names.text.as_str()).unwrap_or_default();
        self.boxed((top, 1), (1, 1), names, &label)?;
        for (at, (_, column)) in (2_u16..).zip(&columns) {
            self.boxed((top, at), (1, 1), column, &label)?;
        }
        for (row, (name, base)) in (top + 1..).zip(rows) {
            self.boxed((row, 1), (1, 1), &name, &label)?;
            for (at, (key, _)) in (2_u16..).zip(&columns) {
                self.value((row, at), (1, 1), &format!("{base}/{key}"))?;
            }
        }
        self.row = top + height;
        Ok(1)
    }

    /// The rows of a grid, each with its printed name and its object.
    fn grid_rows(&self, row: &crate::rule::GridRow) -> Vec<(String, String)> {
        let Some(label) = &row.label else {
            let list = row.to.pointer.trim_end_matches("/-");
            let elements = self.print.form.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
            let name = row.name.as_deref().unwrap_or_default();
            let each = (0..elements).map(|number| {
                let base = format!("{list}/{number}");
                (self.text(&format!("{base}/{name}")).unwrap_or_default(), base)
            });
            return each.collect();
        };
        if row.is_kept() && self.print.form.pointer(&row.to.pointer).is_some_and(Value::is_object) {
            vec![(label.text.clone(), row.to.pointer.clone())]
        } else {
            Vec::new()
        }
    }

    /// The label of a section with what stands in brackets behind it.
    fn bracketed(&self, scope: &str) -> String {
        let brackets = self.print.layout.cells.iter().filter(|cell| cell.stands == Stands::Bracket);
        let own =
            brackets.filter(|cell| cell.label.text == scope).find_map(|cell| self.text(&cell.to.pointer));
        own.map_or_else(|| scope.to_owned(), |value| format!("{scope}\u{ff08}{value}\u{ff09}"))
    }

    fn table(&mut self, number: usize) -> Result<usize, XlsxError> {
        let Some(table) = self.print.layout.tables.get(number) else { return Ok(1) };
        let columns: Vec<&(String, crate::rule::Label)> =
            table.columns.iter().filter(|(name, _)| has_column(self.print.form, table, name)).collect();
        if columns.is_empty() {
            return Ok(1);
        }
        let label = self.label.clone();
        let mut at = 0;
        // One box heads neighbouring columns of one label.
        for same in columns.chunk_by(|(_, a), (_, b)| a.text == b.text) {
            let width = u16::try_from(same.len()).unwrap_or(1);
            if let [(_, column), ..] = same {
                self.boxed((self.row, at), (1, width), &column.text, &label)?;
            }
            at += width;
        }
        self.row += 1;
        let list = table.to.pointer.trim_end_matches("/-");
        let count = self.print.form.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
        let wanted = if self.print.blank { count.max(ROWS) } else { count };
        for element in 0..wanted {
            self.element(&columns, &format!("{list}/{element}"), table)?;
        }
        self.foot(table, &columns)?;
        Ok(1)
    }

    /// An element: as many rows as the longest list in it.
    fn element(&mut self, columns: &[&(String, crate::rule::Label)], base: &str, table: &TablePart) -> Done {
        let lists = columns.iter().filter_map(|(name, _)| name.split_once("/-/")).map(|(list, _)| list);
        let length = |list: &str| {
            self.print.form.pointer(&format!("{base}/{list}")).and_then(Value::as_array).map_or(0, Vec::len)
        };
        let count = lists
            .map(length)
            .max()
            .map_or(1, |count| if self.print.blank { count.max(ROWS) } else { count.max(1) });
        let rows = u32::try_from(count).unwrap_or(1);
        let row = self.row;
        for (at, (name, _)) in (0_u16..).zip(columns) {
            match name.split_once("/-/") {
                Some((list, inner)) => {
                    for (number, row) in (row..row + rows).enumerate() {
                        self.value((row, at), (1, 1), &format!("{base}/{list}/{number}/{inner}"))?;
                    }
                }
                None => {
                    self.value((row, at), (rows, 1), &format!("{base}/{name}"))?;
                    self.split((row, at), table, name, &format!("{base}/{name}"))?;
                }
            }
        }
        self.row = row + rows;
        Ok(())
    }

    /// A name with the figure that is printed behind it: where it stands first.
    fn split(&mut self, (row, column): (u32, u16), table: &TablePart, name: &str, pointer: &str) -> Done {
        let Some(split) = table.splits.iter().find(|split| split.column == name) else { return Ok(()) };
        let Some(own) = self.text(pointer).filter(|_| !self.print.blank) else { return Ok(()) };
        let to = split.to.pointer.replace("{name}", &own.replace('~', "~0").replace('/', "~1"));
        let (Some(weight), true) = (self.text(&to), self.noted.insert(to.clone())) else { return Ok(()) };
        if let Some(print) = &split.print {
            let text = print.replace("{name}", &own).replace("{weight}", &weight);
            let format = self.value.clone();
            self.page.write_string_with_format(row, column, &text, &format)?;
        }
        Ok(())
    }

    /// The rows behind a list.
    fn foot(&mut self, table: &TablePart, columns: &[&(String, crate::rule::Label)]) -> Done {
        for (label, to) in &table.feet {
            let own: Vec<(u16, &str)> = (0_u16..)
                .zip(columns)
                .filter_map(|(at, (name, _))| {
                    let (_, target) = to.iter().find(|(known, _)| known == name)?;
                    self.has(&target.pointer).then_some((at, target.pointer.as_str()))
                })
                .collect();
            let Some(first) = own.iter().map(|(at, _)| *at).min().filter(|first| *first > 0) else {
                continue;
            };
            let format = self.label.clone();
            self.boxed((self.row, 0), (1, first), &label.text, &format)?;
            let mut told: BTreeSet<&str> = BTreeSet::new();
            for (at, pointer) in own {
                if told.insert(pointer) {
                    self.value((self.row, at), (1, 1), pointer)?;
                }
            }
            self.row += 1;
        }
        Ok(())
    }
}

/// Whether any element of a list of the form has a column.
fn has_column(form: &Value, table: &TablePart, name: &str) -> bool {
    let list = form.pointer(table.to.pointer.trim_end_matches("/-")).and_then(Value::as_array);
    let mut elements = list.into_iter().flatten();
    elements.any(|element| match name.split_once("/-/") {
        Some((list, key)) => {
            let inner = element.get(list).and_then(Value::as_array);
            inner.into_iter().flatten().any(|element| element.get(key).is_some())
        }
        None => element.get(name).is_some(),
    })
}

/// The columns of a grid that the form has, each with its label.
fn grid_columns(form: &Value, grid: &GridPart) -> Vec<(String, String)> {
    let has = |key: &str| {
        grid.rows.iter().filter(|row| row.is_kept()).any(|row| match row.to.pointer.strip_suffix("/-") {
            Some(list) => {
                let elements = form.pointer(list).and_then(Value::as_array);
                elements.into_iter().flatten().any(|element| element.get(key).is_some())
            }
            None => form.pointer(&row.to.pointer).is_some_and(|object| object.get(key).is_some()),
        })
    };
    let columns = grid.columns.iter().filter(|(key, _)| has(key));
    columns.map(|(key, label)| (key.clone(), label.text.clone())).collect()
}
