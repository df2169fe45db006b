//! A first layout from a blank form: what is printed there and known by a title of the schema, or a label of the pack's layouts.
//!
//! In: a sheet that nobody has filled in, the schema of a pack, its layouts. Out: the text of a `layouts/<name>.toml`, to be gone through
//! by a person: what no cell is known for stands in it as remarks.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::form::{FormSchema, SchemaId, Shape};
use crate::rule::{CellPart, Layout, Stands, closest, pointer_of};
use crate::sheet::{Seen, Sheet, key, plain};
use crate::wording::Lang;

/// A blank form as a layout, and how much of it is known.
#[derive(Debug)]
pub struct Draft {
    /// The text of the layout.
    pub text: String,
    /// Boxes that became labels.
    pub known: usize,
    /// Boxes that no cell is known for.
    pub unknown: usize,
}

/// A list of the form: its pointer with `-`, and what its columns are called.
struct List {
    to: String,
    columns: Vec<(String, Vec<String>)>,
}

struct Drafter<'d> {
    sheet: &'d Sheet,
    layouts: &'d [Layout],
    schema: &'d FormSchema,
    /// By the number of the box.
    used: BTreeSet<usize>,
    /// The cells that something is read into.
    reached: BTreeSet<SchemaId>,
    /// Parts of the layout with the row and column of their first box.
    parts: Vec<((u32, u32), String)>,
    /// Rows of tables and grids.
    taken: Vec<std::ops::Range<u32>>,
}

/// Drafts a layout. `layouts` are those of the pack: their labels are known with all their words.
#[must_use]
pub fn draft(sheet: &Sheet, form: &str, schema: &FormSchema, layouts: &[Layout], lang: Lang) -> Draft {
    let mut drafter = Drafter {
        sheet,
        layouts,
        schema,
        used: BTreeSet::new(),
        reached: BTreeSet::new(),
        parts: Vec::new(),
        taken: Vec::new(),
    };
    let title = drafter.title();
    drafter.tables();
    drafter.grids();
    drafter.texts();
    drafter.cells();
    drafter.write(form, &title, lang)
}

/// How many columns of a list stand in a row, the row, the number of the list, and the columns with their boxes.
type Heads<'d> = (usize, u32, usize, Vec<(String, usize, Seen<'d>)>);

impl<'d> Drafter<'d> {
    fn boxes(&self) -> impl Iterator<Item = (usize, Seen<'d>)> + use<'d> {
        let sheet = self.sheet;
        let seen = (0..sheet.areas().len()).filter_map(move |index| Some((index, sheet.seen(index)?)));
        seen.filter(|(_, seen)| !seen.text.is_empty())
    }

    /// The first box of the sheet that is wider than a label.
    fn title(&mut self) -> String {
        let title = self.boxes().find(|(_, seen)| plain(seen.text).chars().count() > 5);
        let Some((index, seen)) = title.or_else(|| self.boxes().next()) else { return String::new() };
        self.used.insert(index);
        if let Some(to) = self.schema.member(self.schema.root(), "title") {
            self.reached.insert(to);
        }
        plain(seen.text)
    }

    /// Lists of objects with the words for their columns: those of known layouts, and the titles of the schema.
    fn lists(&self) -> Vec<List> {
        let mut lists: Vec<List> = Vec::new();
        for id in self.schema.ids() {
            let Shape::List(item) = self.schema.shape(id) else { continue };
            let is_inner = self.schema.around(id).skip(1).any(|outer| self.schema.item(outer).is_some());
            if is_inner || self.schema.shape(item) != Shape::Object {
                continue;
            }
            let to = format!("{}/-", pointer_of(self.schema, id));
            // What stands in rows with names is no list with a header of its own.
            let rows = self.layouts.iter().flat_map(|layout| &layout.grids).flat_map(|grid| &grid.rows);
            if rows.into_iter().any(|row| row.to.pointer == to) {
                continue;
            }
            let mut columns = Vec::new();
            self.columns(item, "", &mut columns);
            for (name, words) in &mut columns {
                let tables = self
                    .layouts
                    .iter()
                    .flat_map(|layout| &layout.tables)
                    .filter(|table| table.to.pointer == to);
                let known = tables.flat_map(|table| &table.columns).filter(|(known, _)| known == name);
                words.extend(known.flat_map(|(_, label)| label.keys.iter().cloned()));
            }
            lists.push(List { to, columns });
        }
        lists
    }

    /// The cells of an element, and of the elements of lists in it.
    fn columns(&self, item: SchemaId, before: &str, columns: &mut Vec<(String, Vec<String>)>) {
        for (name, member) in self.schema.members(item) {
            match self.schema.shape(member) {
                Shape::Leaf => columns.push((format!("{before}{name}"), self.words(member))),
                Shape::List(inner) if before.is_empty() && self.schema.shape(inner) == Shape::Object => {
                    self.columns(inner, &format!("{name}/-/"), columns);
                }
                Shape::List(_) | Shape::Object => {}
            }
        }
    }

    /// What a cell is called by its schema.
    fn words(&self, id: SchemaId) -> Vec<String> {
        self.schema.label(id).into_iter().chain(self.schema.names(id)).map(key).collect()
    }

    /// Header rows of lists: of each row that list most of whose columns stand there, at least three.
    fn tables(&mut self) {
        let lists = self.lists();
        let rows: BTreeSet<u32> = self.boxes().map(|(_, seen)| seen.first.row).collect();
        let mut best: Vec<Heads<'d>> = Vec::new();
        for row in rows {
            for (number, list) in lists.iter().enumerate() {
                let mut heads: Vec<(String, usize, Seen<'d>)> = Vec::new();
                for (index, seen) in
                    self.boxes().filter(|(_, seen)| seen.first.row <= row && row <= seen.last.row)
                {
                    let own = key(seen.text);
                    let is_free = |name: &String| !heads.iter().any(|(known, ..)| known == name);
                    let column =
                        list.columns.iter().find(|(name, words)| words.contains(&own) && is_free(name));
                    if let Some((name, _)) = column {
                        heads.push((name.clone(), index, seen));
                    }
                }
                if heads.len() >= 3 {
                    best.push((heads.len(), row, number, heads));
                }
            }
        }
        best.sort_by_key(|(count, row, number, _)| (std::cmp::Reverse(*count), *row, *number));
        let mut done: BTreeSet<usize> = BTreeSet::new();
        for (_, row, number, heads) in best {
            let is_taken = heads.iter().any(|(_, index, _)| self.used.contains(index));
            if let Some(list) = lists.get(number).filter(|_| !is_taken && done.insert(number)) {
                self.add_table(list, row, &heads);
            }
        }
    }

    fn add_table(&mut self, list: &List, row: u32, heads: &[(String, usize, Seen<'d>)]) {
        let mut text = format!("[[table]]\nto = {}\ncolumns = {{ ", quoted(&list.to));
        for (at, (name, index, seen)) in heads.iter().enumerate() {
            self.used.insert(*index);
            self.reach(&format!("{}/{name}", list.to));
            let comma = if at > 0 { ", " } else { "" };
            let name = if name.contains('/') { quoted(name) } else { name.clone() };
            // Writing to a String cannot fail.
            let _ = write!(text, "{comma}{name} = {}", quoted(&label(seen.text)));
        }
        text.push_str(" }\n");
        let known =
            self.layouts.iter().flat_map(|layout| &layout.tables).find(|table| table.to.pointer == list.to);
        let names = |wanted: &[String]| -> Vec<String> {
            wanted
                .iter()
                .filter(|name| heads.iter().any(|(head, ..)| head == *name))
                .map(|name| quoted(name))
                .collect()
        };
        let fill = known.map(|table| names(&table.fill)).unwrap_or_default();
        if !fill.is_empty() {
            let _ = writeln!(text, "fill = [{}]", fill.join(", "));
        }
        let is_nested = heads.iter().any(|(name, ..)| name.contains('/'));
        if let Some((outer, ..)) = heads.iter().find(|(name, ..)| is_nested && !name.contains('/')) {
            let _ = writeln!(text, "group = {}", quoted(outer));
        }
        // What is printed below it at the left edge and known ends it.
        let behind = known
            .into_iter()
            .flat_map(|table| table.until.iter().chain(table.feet.iter().map(|(label, _)| label)));
        let words: BTreeSet<String> = behind.flat_map(|label| label.keys.iter().cloned()).collect();
        let below = self.boxes().filter(|(_, seen)| seen.first.row > row && words.contains(&key(seen.text)));
        let below: Vec<(usize, Seen<'d>)> = below.collect();
        let until: Vec<String> = below.iter().map(|(_, seen)| quoted(&label(seen.text))).collect();
        if !until.is_empty() {
            let _ = writeln!(text, "until = [{}]", until.join(", "));
        }
        let feet = known.into_iter().flat_map(|table| &table.feet);
        let foot = feet.into_iter().find_map(|(foot, to)| {
            let (index, seen) = below.iter().find(|(_, seen)| foot.is(&key(seen.text)))?;
            let to: Vec<&(String, crate::rule::Target)> =
                to.iter().filter(|(name, _)| heads.iter().any(|(head, ..)| head == name)).collect();
            (!to.is_empty()).then_some((*index, label(seen.text), to))
        });
        if let Some((index, foot, to)) = foot {
            self.used.insert(index);
            let to: Vec<String> = to
                .into_iter()
                .map(|(name, target)| {
                    self.reach(&target.pointer);
                    format!("{name} = {}", quoted(&target.pointer))
                })
                .collect();
            let _ = writeln!(text, "foot = [{{ label = {}, to = {{ {} }} }}]", quoted(&foot), to.join(", "));
        }
        let end = below.first().map_or(self.sheet.row_count(), |(_, seen)| seen.first.row);
        // What is printed in its rows, such as classes of indicators, are values.
        let inside = self.boxes().filter(|(_, seen)| row < seen.first.row && seen.first.row < end);
        self.used.extend(inside.map(|(index, _)| index).collect::<Vec<_>>());
        self.taken.push(row..end);
        self.parts.push(((row, 0), text));
    }

    /// Rows with names, as known layouts have them.
    fn grids(&mut self) {
        let grids: Vec<_> = self.layouts.iter().flat_map(|layout| &layout.grids).collect();
        for grid in grids {
            let rows: BTreeSet<u32> = self.boxes().map(|(_, seen)| seen.first.row).collect();
            let found = rows
                .into_iter()
                .filter(|row| !self.taken.iter().any(|taken| taken.contains(row)))
                .find_map(|row| {
                    let in_row = self
                        .boxes()
                        .filter(|(index, seen)| seen.first.row == row && !self.used.contains(index));
                    let mut heads: Vec<(String, usize, Seen<'d>)> = Vec::new();
                    for (index, seen) in in_row {
                        let own = key(seen.text);
                        if let Some((name, _)) = grid.columns.iter().find(|(name, label)| {
                            label.is(&own) && !heads.iter().any(|(known, ..)| known == name)
                        }) {
                            heads.push((name.clone(), index, seen));
                        }
                    }
                    let first = heads.first().map(|(_, _, seen)| seen.first.column)?;
                    let mut left =
                        self.sheet.row(row).filter(|seen| seen.is_filled() && seen.last.column < first);
                    let scope = left.next().filter(|_| heads.len() >= 3)?;
                    Some((row, heads, scope))
                });
            let Some((row, heads, scope)) = found else { continue };
            self.add_grid(grid, row, &heads, &scope);
        }
    }

    fn add_grid(
        &mut self,
        grid: &crate::rule::GridPart,
        row: u32,
        heads: &[(String, usize, Seen<'d>)],
        scope: &Seen<'d>,
    ) {
        let names: Vec<String> =
            heads.iter().map(|(name, _, seen)| format!("{name} = {}", quoted(&label(seen.text)))).collect();
        self.used.extend(heads.iter().map(|(_, index, _)| *index));
        self.used.extend(scope.index);
        let end = (scope.last.row + 1).max(row + 1);
        let mut rows = Vec::new();
        for kind in &grid.rows {
            let mut line = match &kind.label {
                Some(known) => {
                    let printed = self.boxes().find(|(_, seen)| {
                        row <= seen.first.row && seen.first.row < end && known.is(&key(seen.text))
                    });
                    let Some((index, seen)) = printed else { continue };
                    self.used.insert(index);
                    format!("{{ label = {}, to = {}", quoted(&label(seen.text)), quoted(&kind.to.pointer))
                }
                None => format!("{{ label = \"*\", to = {}", quoted(&kind.to.pointer)),
            };
            for (name, ..) in heads {
                self.reach(&format!("{}/{name}", kind.to.pointer));
            }
            if let Some(name) = &kind.name {
                self.reach(&format!("{}/{name}", kind.to.pointer));
                let _ = write!(line, ", name = {}", quoted(name));
            }
            if let Some(strip) = &kind.strip {
                let _ = write!(line, ", strip = '{}'", strip.as_str());
            }
            line.push_str(" }");
            rows.push(line);
        }
        self.bracket(scope);
        // The names of the rows stand in the scope: they are values or labels of rows.
        let first = heads.iter().map(|(_, _, seen)| seen.first.column).min().unwrap_or_default();
        let is_inside = |seen: &Seen<'_>| row <= seen.first.row && seen.first.row < end;
        // A column that is not known is none of them.
        let is_head = |seen: &Seen<'_>| seen.first.row == row && seen.first.column >= first;
        let inside = self.boxes().filter(|(_, seen)| is_inside(seen) && !is_head(seen));
        self.used.extend(inside.map(|(index, _)| index).collect::<Vec<_>>());
        self.taken.push(row..end);
        let text = format!(
            "[[grid]]\nin = {}\ncolumns = {{ {} }}\nrows = [\n    {},\n]\n",
            quoted(&label_of_section(scope.text)),
            names.join(", "),
            rows.join(",\n    ")
        );
        self.parts.push(((row, 0), text));
    }

    /// What stands in brackets behind the label of a section, as known layouts read it: 项目资金（万元）.
    fn bracket(&mut self, scope: &Seen<'d>) {
        let own = key(scope.text);
        let brackets = self.layouts.iter().flat_map(|layout| &layout.cells);
        let known = brackets.into_iter().find(|cell| {
            cell.stands == Stands::Bracket
                && cell.label.is(&own)
                && cell.only.iter().any(|only| plain(scope.text).contains(&format!("({only})")))
        });
        if let Some(text) = known.map(|cell| self.cell_of(cell, scope)) {
            self.parts.push(((scope.first.row, 0), text));
        }
    }

    /// Values inside texts, as known layouts print them blank.
    fn texts(&mut self) {
        let texts: Vec<_> = self.layouts.iter().flat_map(|layout| &layout.texts).collect();
        for part in texts {
            let Some(print) = &part.print else { continue };
            let blank = plain(&print.replace("{}", ""));
            let is_it = |text: &str| {
                let text = plain(text);
                text == blank || part.pattern.is_match(&text)
            };
            let found = self.boxes().find(|(index, seen)| !self.used.contains(index) && is_it(seen.text));
            let Some((index, seen)) = found else { continue };
            self.used.insert(index);
            self.reach(&part.to.pointer);
            let text = format!(
                "[[text]]\npattern = '{}'\nto = {}\nprint = {}\n",
                part.pattern.as_str(),
                quoted(&part.to.pointer),
                quoted(print)
            );
            self.parts.push(((seen.first.row, seen.first.column), text));
        }
    }

    /// Labels with one value each.
    fn cells(&mut self) {
        let boxes: Vec<(usize, Seen<'d>)> = self.boxes().collect();
        for (index, seen) in boxes {
            if self.used.contains(&index) || self.taken.iter().any(|rows| rows.contains(&seen.first.row)) {
                continue;
            }
            let own = key(seen.text);
            let parts = self.layouts.iter().flat_map(|layout| &layout.cells);
            let known =
                parts.into_iter().find(|part| part.label.is(&own) && !self.is_reached(&part.to.pointer));
            let text = match known {
                Some(part) => Some(self.cell_of(part, &seen)),
                None => self.cell_of_schema(&own, &seen),
            };
            if let Some(text) = text {
                self.used.insert(index);
                self.parts.push(((seen.first.row, seen.first.column), text));
            }
        }
    }

    fn cell_of(&mut self, part: &CellPart, seen: &Seen<'d>) -> String {
        let own = if part.stands == Stands::Bracket { label_of_section(seen.text) } else { label(seen.text) };
        let mut text = format!("[[cell]]\nlabel = {}\n", quoted(&own));
        if let Some(scope) = &part.scope {
            let printed =
                self.boxes().find(|(_, near)| near.first.row <= seen.first.row && scope.is(&key(near.text)));
            if let Some((index, near)) = printed {
                self.used.insert(index);
                let _ = writeln!(text, "in = {}", quoted(&label_of_section(near.text)));
            }
        }
        let stands = match part.stands {
            Stands::Right | Stands::Below => self.stands(seen),
            other => other,
        };
        match stands {
            Stands::Right => {}
            Stands::Below => text.push_str("value = \"below\"\n"),
            Stands::Inside => text.push_str("value = \"inside\"\n"),
            Stands::Bracket => text.push_str("value = \"bracket\"\n"),
        }
        if !part.only.is_empty() {
            let only: Vec<String> = part.only.iter().map(|only| quoted(only)).collect();
            let _ = writeln!(text, "only = [{}]", only.join(", "));
        }
        if let Some(list) = &part.list {
            let _ = writeln!(text, "list = '{}'", list.as_str());
        }
        let marks: Vec<String> = part
            .marks
            .iter()
            .map(|(word, to)| {
                self.reach(&to.pointer);
                format!("{} = {}", quoted(word), quoted(&to.pointer))
            })
            .collect();
        if !marks.is_empty() {
            let _ = writeln!(text, "mark = {{ {} }}", marks.join(", "));
        }
        let _ = writeln!(text, "to = {}", quoted(&part.to.pointer));
        self.reach(&part.to.pointer);
        text
    }

    /// A cell by the title or a name that the schema gives it; one of no list.
    fn cell_of_schema(&mut self, own: &str, seen: &Seen<'d>) -> Option<String> {
        let is_single = |id: &SchemaId| {
            let mut around = self.schema.around(*id).skip(1);
            self.schema.shape(*id) == Shape::Leaf && !around.any(|outer| self.schema.item(outer).is_some())
        };
        let is_it = |id: &SchemaId| {
            is_single(id) && !self.reached.contains(id) && self.words(*id).iter().any(|word| word == own)
        };
        let id = self.schema.ids().find(is_it)?;
        let below = if self.stands(seen) == Stands::Below { "value = \"below\"\n" } else { "" };
        self.reached.insert(id);
        let to = quoted(&pointer_of(self.schema, id));
        Some(format!("[[cell]]\nlabel = {}\n{below}to = {to}\n", quoted(&label(seen.text))))
    }

    /// Where the value of a label likely stands: to the right where that is empty, else below.
    fn stands(&self, seen: &Seen<'d>) -> Stands {
        let right = self.sheet.at(seen.first.row, seen.last.column + 1);
        let below = self.sheet.at(seen.last.row + 1, seen.first.column);
        let is_room = |near: &Seen<'_>| !near.is_filled() && near.index.is_some();
        let is_behind = right.is_filled() || right.index.is_none();
        if is_behind && is_room(&below) { Stands::Below } else { Stands::Right }
    }

    fn find(&self, pointer: &str) -> Option<SchemaId> {
        let first: Vec<&str> = pointer.split('/').map(|step| if step == "-" { "0" } else { step }).collect();
        self.schema.at(&crate::document::Pointer::parse(&first.join("/"))?)
    }

    fn reach(&mut self, pointer: &str) {
        if let Some(id) = self.find(pointer) {
            self.reached.insert(id);
        }
    }

    fn is_reached(&self, pointer: &str) -> bool {
        self.find(pointer).is_some_and(|id| self.reached.contains(&id))
    }

    /// Whether nothing under a place is read; of a list of texts its own place counts.
    fn is_unreached(&self, id: SchemaId) -> bool {
        let has_own = self.reached.contains(&id);
        !has_own
            && match self.schema.shape(id) {
                Shape::Leaf => true,
                Shape::List(item) => self.is_unreached(item),
                Shape::Object => self.schema.members(id).all(|(_, member)| self.is_unreached(member)),
            }
    }

    /// The outermost places of the form that nothing is read into.
    fn unprinted(&self) -> Vec<String> {
        let own = |key: Option<&str>| matches!(key, Some("form" | "layout"));
        let is_outermost = |id: &SchemaId| {
            let is_all = self.is_unreached(*id) && !own(self.schema.key(*id));
            let is_inside = self.schema.around(*id).skip(1).any(|outer| {
                self.schema.parent(outer).is_some() && self.is_unreached(outer)
                    || self.reached.contains(&outer)
            });
            is_all && !is_inside && self.schema.parent(*id).is_some()
        };
        let ids = self.schema.ids().filter(is_outermost);
        ids.map(|id| quoted(&pointer_of(self.schema, id))).collect()
    }

    fn write(mut self, form: &str, title: &str, lang: Lang) -> Draft {
        let mut out = String::new();
        let needs = self.parts.iter().find_map(|(_, text)| {
            let columns = text.strip_prefix("[[table]]")?.split_once("columns = {")?.1;
            columns.split('"').filter(|piece| !piece.is_ascii()).nth(2)
        });
        let needs = needs.map(|label| format!(", needs = [{}]", quoted(label))).unwrap_or_default();
        let to = self.schema.member(self.schema.root(), "title").map_or("", |_| ", to = \"/title\"");
        let remark = |id: &str| format!("# {}\n", lang.text(id, &[]));
        let _ = writeln!(out, "{}form = {}", remark("draft-head"), quoted(form));
        let _ = writeln!(out, "sheet = {{ title = [{}]{needs}{to} }}\n", quoted(title));
        let unknown: Vec<(usize, Seen<'d>)> =
            self.boxes().filter(|(index, _)| !self.used.contains(index)).collect();
        if !unknown.is_empty() {
            out.push_str(&remark("draft-unknown"));
            let titles: Vec<&str> = self.schema.ids().filter_map(|id| self.schema.label(id)).collect();
            for (_, seen) in &unknown {
                let text = label(seen.text);
                let meant = closest(&text, titles.iter().copied());
                let meant =
                    meant.map(|title| lang.text("draft-meant", &[("title", title)])).unwrap_or_default();
                let _ = writeln!(out, "#   {} {text}{meant}", self.sheet.address(seen.first));
            }
            out.push_str("ignore = []\n\n");
        }
        let unprinted = self.unprinted();
        if !unprinted.is_empty() {
            let _ = write!(
                out,
                "{}unprinted = [\n    {},\n]\n\n",
                remark("draft-unprinted"),
                unprinted.join(",\n    ")
            );
        }
        self.parts.sort_by_key(|(at, _)| *at);
        let parts: Vec<&str> = self.parts.iter().map(|(_, text)| text.as_str()).collect();
        out.push_str(&parts.join("\n"));
        Draft { text: out, known: self.used.len(), unknown: unknown.len() }
    }
}

/// A label as a layout writes it: as printed, without white space and the colon at its end.
fn label(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    text.trim_end_matches([':', '\u{ff1a}']).to_owned()
}

/// The label of a section without what stands in brackets behind it.
fn label_of_section(text: &str) -> String {
    let text = label(text);
    let cut = text.find(['(', '\u{ff08}']).filter(|at| *at > 0);
    cut.and_then(|at| text.get(..at)).map_or(text.clone(), str::to_owned)
}

/// A text of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
