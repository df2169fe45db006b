//! A first layout from a blank form: the layout of the pack most of whose labels are printed there, and what differs from it.
//!
//! In: a sheet that nobody has filled in, the schema of a pack, its layouts. Out: the text of a `layouts/<name>.toml`, to be gone through
//! by a person: what no cell is known for stands in it as remarks.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::reader::{Reader, Use};
use super::title::{Title, titles};
use super::unread::is_unread;
use crate::form::{FormSchema, SchemaId, Shape};
use crate::rule::{Layout, TablePart, cell_of, closest, pointer_of};
use crate::sheet::{Seen, Sheet, key, plain};
use crate::wording::Lang;

/// A blank form as a layout, and how much of it is known.
#[derive(Debug)]
pub struct Draft {
    /// The text of the layout.
    pub text: String,
    /// Boxes that are known.
    pub known: usize,
    /// Boxes that no cell is known for.
    pub unknown: usize,
}

/// Characters that a title has at least: the first box with more than these is one.
const SHORTEST_TITLE: usize = 5;

/// Drafts a layout by those of a pack, or by the titles of its schema where it has none.
#[must_use]
pub fn draft(sheet: &Sheet, form: &str, schema: &FormSchema, layouts: &[Layout], lang: Lang) -> Draft {
    let plain_layout = Layout::of_schema(form, schema);
    let known: Vec<&Layout> = layouts.iter().filter(|layout| layout.form == form).collect();
    let all = if known.is_empty() { vec![&plain_layout] } else { known };
    let is_label = |text: &str| all.iter().any(|layout| layout.labels().any(|label| label.is(&key(text))));
    let joined = if sheet.is_merged() { None } else { Some(sheet.joined(is_label)) };
    let sheet = joined.as_ref().unwrap_or(sheet);
    let read = |layout| {
        let mut reader = Reader::new(sheet, 0..sheet.row_count(), layout, schema);
        reader.run();
        reader
    };
    // Of equal ones the one that has less which is not printed here.
    let fits = |reader: &Reader<'_>| {
        let labels = reader.uses.iter().filter(|used| **used == Some(Use::Label)).count();
        (labels, std::cmp::Reverse(reader.layout.labels().count()))
    };
    let best = all.into_iter().map(read).max_by_key(fits);
    best.map_or_else(
        || Draft { text: String::new(), known: 0, unknown: 0 },
        |reader| Drafter { base: reader.layout, reader, schema, parts: Vec::new(), lang }.write(form),
    )
}

struct Drafter<'d> {
    base: &'d Layout,
    reader: Reader<'d>,
    schema: &'d FormSchema,
    /// Parts of its own.
    parts: Vec<String>,
    lang: Lang,
}

impl<'d> Drafter<'d> {
    fn boxes(&self) -> Vec<Seen<'d>> {
        let sheet = self.reader.sheet;
        let seen = (0..sheet.areas().len()).filter_map(|index| sheet.seen(index));
        seen.filter(|seen| !seen.text.is_empty()).collect()
    }

    /// The box of the title: one that the layout knows, else the first that is wider than a label.
    fn title(&mut self) -> String {
        let boxes = self.boxes();
        let sheet = self.reader.sheet;
        let known = titles(sheet, &(0..sheet.row_count()), self.base).into_iter().next();
        let wide = |seen: &&Seen<'_>| plain(seen.text).chars().count() > SHORTEST_TITLE;
        let likely = || boxes.iter().find(wide).or(boxes.first());
        let Some(title) = known.or_else(|| {
            likely().map(|seen| Title { boxes: seen.index.into_iter().collect(), text: plain(seen.text) })
        }) else {
            return String::new();
        };
        for seen in title.boxes.iter().filter_map(|index| sheet.seen(*index)) {
            self.reader.mark(&seen, Use::Label);
        }
        if let Some(to) = &self.base.title_to {
            self.reader.print(&to.pointer);
        }
        one_line(&title.text)
    }

    /// Cells whose label stands there and which are not read as the layout reads them: with their value elsewhere, or known only by
    /// the titles of the schema.
    fn cells(&mut self) {
        for seen in self.boxes() {
            if !is_unread(&self.reader, &seen) {
                continue;
            }
            let own = key(seen.text);
            let is_open = |pointer: &str| !self.reader.printed.contains(pointer);
            let known = self.base.cells.iter().find(|part| part.label.is(&own) && is_open(&part.to.pointer));
            let to = known.map(|part| part.to.pointer.clone()).or_else(|| self.cell_of_schema(&own));
            let Some(to) = to else { continue };
            let below = if self.is_below(&seen) { "value = \"below\"\n" } else { "" };
            self.parts.push(format!(
                "[[cell]]\nlabel = {}\n{below}to = {}\n",
                quoted(&label(seen.text)),
                quoted(&to)
            ));
            self.reader.mark(&seen, Use::Label);
            self.reader.print(to);
        }
    }

    /// A cell of no list by the title or a name that the schema gives it.
    fn cell_of_schema(&self, own: &str) -> Option<String> {
        let is_single = |id: &SchemaId| {
            let mut around = self.schema.around(*id).skip(1);
            self.schema.shape(*id) == Shape::Leaf && !around.any(|outer| self.schema.item(outer).is_some())
        };
        let is_named = |id: &SchemaId| {
            let mut words = self.schema.label(*id).into_iter().chain(self.schema.names(*id));
            words.any(|word| key(word) == own)
        };
        let mut pointers =
            self.schema.ids().filter(is_single).filter(is_named).map(|id| pointer_of(self.schema, id));
        pointers.find(|pointer| !self.reader.printed.contains(pointer))
    }

    /// Whether the value of a label likely stands below it: there is a box, and none to the right.
    fn is_below(&self, seen: &Seen<'_>) -> bool {
        let right = self.reader.sheet.at(seen.first.row, seen.last.column + 1);
        let below = self.reader.sheet.at(seen.last.row + 1, seen.first.column);
        (right.is_filled() || right.index.is_none()) && !below.is_filled() && below.index.is_some()
    }

    /// The parts of a layout that is made from the schema, as far as they are printed.
    fn parts_of_schema(&mut self) {
        let is_printed = |pointer: &str| self.reader.printed.contains(pointer);
        let cells = self.base.cells.iter().filter(|part| is_printed(&part.to.pointer));
        let cells = cells.map(|part| {
            let (label, to) = (quoted(&part.label.text), quoted(&part.to.pointer));
            format!("[[cell]]\nlabel = {label}\nto = {to}\n")
        });
        let table = |part: &TablePart| {
            let name = |name: &String| if name.contains('/') { quoted(name) } else { name.clone() };
            let columns: Vec<String> = part
                .columns
                .iter()
                .filter(|(column, _)| is_printed(&format!("{}/{column}", part.to.pointer)))
                .map(|(column, label)| format!("{} = {}", name(column), quoted(&label.text)))
                .collect();
            let to = quoted(&part.to.pointer);
            (!columns.is_empty())
                .then(|| format!("[[table]]\nto = {to}\ncolumns = {{ {} }}\n", columns.join(", ")))
        };
        let parts: Vec<String> = cells.chain(self.base.tables.iter().filter_map(table)).collect();
        self.parts.splice(0..0, parts);
    }

    /// The outermost places of the form that the sheet does not print.
    fn unprinted(&self) -> Vec<String> {
        let printed = self.reader.printed.iter().filter_map(|pointer| cell_of(self.schema, pointer));
        let printed: BTreeSet<SchemaId> = printed.collect();
        let is_own = |id: SchemaId| matches!(self.schema.key(id), Some("form" | "layout"));
        let is_out = |id: SchemaId| {
            !self.schema.ids().any(|inner| {
                printed.contains(&inner) && self.schema.around(inner).any(|outer| outer == id)
                    || printed.contains(&inner) && self.schema.around(id).any(|outer| outer == inner)
            })
        };
        let is_outermost = |id: &SchemaId| {
            let Some(parent) = self.schema.parent(*id) else { return false };
            is_out(*id) && (self.schema.parent(parent).is_none() || !is_out(parent)) && !is_own(*id)
        };
        let outermost = self.schema.ids().filter(is_outermost);
        outermost.map(|id| quoted(&pointer_of(self.schema, id))).collect()
    }

    fn write(mut self, form: &str) -> Draft {
        let title = self.title();
        self.cells();
        if self.base.name.is_empty() {
            self.parts_of_schema();
        }
        let remark = |id: &str| format!("# {}\n", self.lang.text(id, &[]));
        let head = match self.base.name.as_str() {
            "" => format!("form = {}", quoted(form)),
            name => format!("like = {}", quoted(name)),
        };
        let whole = 0..self.reader.sheet.row_count();
        let needs = self.base.needs.iter().filter(|label| !self.reader.find(label, &whole).is_empty());
        let needs: Vec<String> = needs.map(|label| quoted(&label.text)).collect();
        let needs =
            if needs.is_empty() { String::new() } else { format!(", needs = [{}]", needs.join(", ")) };
        let to = self.base.title_to.as_ref().map(|to| format!(", to = {}", quoted(&to.pointer)));
        let to = to.unwrap_or_default();
        let mut out = remark("draft-head");
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{head}\nsheet = {{ title = [{}]{needs}{to} }}\n", quoted(&title));
        let unknown: Vec<Seen<'d>> =
            self.boxes().into_iter().filter(|seen| is_unread(&self.reader, seen)).collect();
        if !unknown.is_empty() {
            out.push_str(&remark("draft-unknown"));
            let known: Vec<&str> = self.base.labels().map(|label| label.text.as_str()).collect();
            for seen in &unknown {
                let text = label(seen.text);
                let meant = closest(&text, known.iter().copied());
                let meant = meant.map(|title| self.lang.text("draft-meant", &[("title", title)]));
                let address = one_line(&self.reader.sheet.address(seen.first).text(self.lang));
                let _ = writeln!(out, "#   {address} {text}{}", meant.unwrap_or_default());
            }
            out.push_str("ignore = []\n\n");
        }
        let unprinted = self.unprinted();
        if !unprinted.is_empty() {
            let lines = unprinted.join(",\n    ");
            let _ = write!(out, "{}unprinted = [\n    {lines},\n]\n\n", remark("draft-unprinted"));
        }
        out.push_str(&self.parts.join("\n"));
        let used = self.boxes().len() - unknown.len();
        Draft { text: out.trim_end().to_owned() + "\n", known: used, unknown: unknown.len() }
    }
}

/// A label as a layout writes it: as printed, without white space and the colon at its end.
fn label(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    text.trim_end_matches([':', '\u{ff1a}']).to_owned()
}

/// A text that breaks no line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A text of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}
