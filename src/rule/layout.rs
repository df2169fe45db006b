//! A layout: which cells a printed form has and where they stand, told by the labels that are printed beside them.
//!
//! In: `layouts/<name>.toml` of a pack. Out: a [`Layout`], and what is wrong with it by the schema of the pack: a `to` that leads
//! nowhere, a label that nothing uses, a cell that it neither reads nor lists as unprinted.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::DeValue;

use super::files::{LAYOUTS, PackFile, is_layout};
use super::table::{Faults, Item, Table, closest};
use crate::document::Pointer;
use crate::form::presence::Presence;
use crate::form::{FormSchema, SchemaId, Shape};
use crate::report::Problem;
use crate::sheet::{key, plain};
use crate::wording::Message;

/// Which cells a printed form has, and where they stand.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Its name: that of its file.
    pub name: String,
    /// The pack, and the `/form` of what is read by it.
    pub form: String,
    /// Titles of the sheet, without white space, any of which must be printed.
    pub titles: Vec<String>,
    /// Labels that must be printed.
    pub needs: Vec<Label>,
    /// Where the title goes.
    pub title_to: Option<Target>,
    /// Printed texts that hold nothing.
    pub ignore: Vec<Label>,
    /// Values inside texts.
    pub texts: Vec<TextPart>,
    /// Labels with one value each.
    pub cells: Vec<CellPart>,
    /// Rows with names and columns with labels.
    pub grids: Vec<GridPart>,
    /// Lists with a header row.
    pub tables: Vec<TablePart>,
    /// Cells of the form that the print has not.
    pub unprinted: Vec<Target>,
    /// Cells that some prints of this layout have and others have not.
    pub optional: Vec<Target>,
    /// Whether a form is held to it only where it says so, or was read by it: it lacks what every other print has.
    pub holds_named_only: bool,
    /// Whether the JSON that is read by it names it.
    pub is_written: bool,
    /// Its parts in the order in which the layout writes them: that of the print.
    pub order: Vec<Part>,
}

/// How a form may be printed. Which cells it has is read when it is asked for: most forms have the title of few layouts.
#[derive(Debug, Clone)]
pub struct KnownPrint {
    /// Its layout.
    file: PackFile,
    titles: Vec<String>,
    /// The cell of the form that holds its title.
    pub title: Option<SchemaId>,
    /// Whether a form is held to it only where it names it, or was read by it.
    pub holds_named_only: bool,
    presence: OnceLock<Result<Arc<Presence>, Vec<Problem>>>,
    of: Arc<PrintsOf>,
}

/// What is known of a print that was read when the program was built.
#[derive(Serialize, Deserialize)]
pub(super) struct ReadyPrint {
    titles: Vec<String>,
    title: Option<SchemaId>,
    holds_named_only: bool,
    presence: Presence,
}

/// What prints are read from.
#[derive(Debug)]
pub(super) struct PrintsOf {
    files: Vec<PackFile>,
    schema: Arc<FormSchema>,
}

/// Characters that may stand around a title: a year, the name of an office.
const AROUND: usize = 30;

/// Whether a text prints one of some titles.
fn is_title(text: &str, titles: &[String]) -> bool {
    let text = plain(text);
    let length = text.chars().count();
    titles.iter().any(|title| text.contains(&**title) && length <= title.chars().count() + AROUND)
}

impl KnownPrint {
    /// The name of its layout.
    #[must_use]
    pub fn name(&self) -> &str {
        name_of(&self.file)
    }

    /// Which cells it has.
    ///
    /// # Errors
    /// What is wrong with the text of its layout.
    pub fn presence(&self) -> Result<&Arc<Presence>, &[Problem]> {
        let presence = self.presence.get_or_init(|| {
            let layout = read(&self.file, &self.of.how())?;
            Ok(Arc::new(layout.presence(&self.of.schema)))
        });
        presence.as_ref().map_err(Vec::as_slice)
    }

    /// What is known to be wrong with its layout before anything is held to it.
    pub fn faults(&self) -> &[Problem] {
        self.presence
            .get()
            .and_then(|presence| presence.as_ref().err())
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Whether a text prints a title of it.
    #[must_use]
    pub fn is_titled(&self, text: &str) -> bool {
        is_title(text, &self.titles)
    }

    /// All that is known of it; `None` if its layout is at fault.
    pub(super) fn ready(&self) -> Option<ReadyPrint> {
        let presence = Presence::clone(self.presence().ok()?);
        let (titles, title, holds_named_only) = (self.titles.clone(), self.title, self.holds_named_only);
        Some(ReadyPrint { titles, title, holds_named_only, presence })
    }

    /// A print of which all is known.
    pub(super) fn of_ready(ready: ReadyPrint, file: &PackFile, of: &Arc<PrintsOf>) -> Self {
        let ReadyPrint { titles, title, holds_named_only, presence } = ready;
        let presence = OnceLock::from(Ok(Arc::new(presence)));
        Self { file: file.clone(), titles, title, holds_named_only, presence, of: Arc::clone(of) }
    }

    /// The title that it is known by.
    #[must_use]
    pub fn title(&self) -> &str {
        self.titles.first().map(String::as_str).unwrap_or_default()
    }
}

impl PrintsOf {
    pub(super) fn new(files: &[PackFile], schema: &Arc<FormSchema>) -> Arc<Self> {
        Arc::new(Self { files: files.to_vec(), schema: Arc::clone(schema) })
    }

    fn how(&self) -> How<'_> {
        How { all: &self.files, by: None, is_proved: true }
    }

    /// A print by the whole of its layout, which may be unreadable.
    fn whole(self: &Arc<Self>, file: &PackFile) -> KnownPrint {
        match read(file, &self.how()) {
            Ok(layout) => layout.print(file, self),
            Err(problems) => KnownPrint {
                file: file.clone(),
                titles: Vec::new(),
                title: None,
                holds_named_only: true,
                presence: OnceLock::from(Err(problems)),
                of: Arc::clone(self),
            },
        }
    }
}

/// A part of a layout by its number among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A value inside a text.
    Text(usize),
    /// A label with one value.
    Cell(usize),
    /// Rows with names.
    Grid(usize),
    /// A list.
    Table(usize),
}

/// A regular expression, compiled when something is first searched for it: who only asks which cells a layout prints does
/// not wait for it.
#[derive(Debug, Clone)]
pub struct Expression {
    written: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Expression {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    fn compiled(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.written).ok()).as_ref()
    }

    /// Whether one of its groups has that name.
    fn has_group(&self, name: &str) -> bool {
        self.compiled().is_some_and(|regex| regex.capture_names().flatten().any(|known| known == name))
    }

    /// Whether it matches somewhere in a text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled().is_some_and(|regex| regex.is_match(text))
    }

    /// Its first match with its groups.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.compiled()?.captures(text)
    }

    /// What stands between its matches.
    #[must_use]
    pub fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.compiled().map_or_else(|| vec![text], |regex| regex.split(text).collect())
    }

    /// A text without its first match.
    #[must_use]
    pub fn strip(&self, text: &str) -> String {
        self.compiled().map_or_else(|| text.to_owned(), |regex| regex.replace(text, "").into_owned())
    }
}

/// The year of a form in a label, and the one before it, with how far back each is.
pub(super) const YEARS: [(&str, u32); 2] = [("{year}", 0), ("{year-1}", 1)];

/// A printed label with the other words for it.
#[derive(Debug, Clone)]
pub struct Label {
    /// As the layout writes it.
    pub text: String,
    /// What it is compared by, its own first: see [`key`].
    pub keys: Vec<String>,
    range: Range<usize>,
}

impl Label {
    /// Whether a text, as [`key`] gives it, is this label.
    #[must_use]
    pub fn is(&self, key: &str) -> bool {
        !key.is_empty() && self.keys.iter().any(|known| known == key)
    }
}

/// A place of the form, `-` standing for the element that is being read.
#[derive(Debug, Clone)]
pub struct Target {
    /// The JSON Pointer; empty where what is read is not kept.
    pub pointer: String,
    range: Range<usize>,
}

/// A value inside a text.
#[derive(Debug, Clone)]
pub struct TextPart {
    /// Holds the value in its first group; compared with the text in half width without white space.
    pub pattern: Expression,
    /// Where it goes.
    pub to: Target,
    /// How a blank form prints it, `{}` in the place of the value; `None` for a text that is not printed.
    pub print: Option<String>,
}

/// Where the value of a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In the box to the right.
    Right,
    /// To the right of each box of the label, one below the other.
    Every,
    /// In the box below.
    Below,
    /// Behind a colon in the label's own box.
    Inside,
    /// In brackets in the label's own box.
    Bracket,
}

/// A label with one value.
#[derive(Debug, Clone)]
pub struct CellPart {
    /// The label.
    pub label: Label,
    /// Where the value goes.
    pub to: Target,
    /// Where it stands.
    pub stands: Stands,
    /// The label whose rows it stands in, where it counts only there.
    pub scope: Option<Label>,
    /// The values that count; empty for any.
    pub only: Vec<String>,
    /// Words in the label that set a flag.
    pub marks: Vec<(String, Target)>,
    /// What parts one box into the elements of a list.
    pub list: Option<Expression>,
}

/// Rows with names and columns with labels.
#[derive(Debug, Clone)]
pub struct GridPart {
    /// The label whose rows it takes.
    pub scope: Label,
    /// What heads the names of its rows, where several grids stand side by side; its columns stand to the right of that, up to what
    /// heads the names of the next.
    pub names: Option<Label>,
    /// Keys of the form with the label of their column.
    pub columns: Vec<(String, Label)>,
    /// What is taken off the names of rows before they are compared: a number, 其中.
    pub strip: Option<Expression>,
    /// Its rows, in the order of the print.
    pub rows: Vec<GridRow>,
}

/// A row of a grid.
#[derive(Debug, Clone)]
pub struct GridRow {
    /// Its label; `None` for every other row.
    pub label: Option<Label>,
    /// The row behind which it stands, with no other but its like between; `None` for anywhere.
    pub under: Option<Label>,
    /// The object that it is.
    pub to: Target,
    /// The key of its name, where it has one.
    pub name: Option<String>,
    /// What is taken off its name.
    pub strip: Option<Expression>,
}

impl GridRow {
    /// Whether what stands in it is kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        !self.to.pointer.is_empty()
    }
}

impl GridPart {
    /// What the name of a row is compared by.
    #[must_use]
    pub fn name(&self, text: &str) -> String {
        self.strip.as_ref().map_or_else(|| key(text), |strip| key(&strip.strip(&plain(text))))
    }

    /// The kind of a row by its name, and the label of the row above it that has one.
    #[must_use]
    pub fn kind(&self, name: &str, above: Option<&Label>) -> Option<&GridRow> {
        let name = self.name(name);
        let stands = |row: &&GridRow| {
            row.under.as_ref().is_none_or(|under| above.is_some_and(|above| above.text == under.text))
        };
        let rows = || self.rows.iter().filter(stands);
        let named = rows().find(|row| row.label.as_ref().is_some_and(|label| label.is(&name)));
        named.or_else(|| rows().find(|row| row.label.is_none()))
    }
}

/// A header row, then one element a row.
#[derive(Debug, Clone)]
pub struct TablePart {
    /// Its list.
    pub to: Target,
    /// Keys in an element, `indicators/-/name` for one of a list in it, with the label of their column.
    pub columns: Vec<(String, Label)>,
    /// Keys that are printed once and hold until the next, the outer one first.
    pub fill: Vec<String>,
    /// Labels of the rows behind it.
    pub until: Vec<Label>,
    /// The key whose box begins where an outer element does.
    pub group: Option<String>,
    /// Rows behind it whose cells stand in its columns: label, and key of a column with where the value goes.
    pub feet: Vec<(Label, Vec<(String, Target)>)>,
    /// Columns whose text holds a figure of its own.
    pub splits: Vec<Split>,
}

/// A column whose text holds a figure of its own.
#[derive(Debug, Clone)]
pub struct Split {
    /// The key of the column.
    pub column: String,
    /// Groups `name` and `weight`.
    pub pattern: Expression,
    /// Where the weight goes; `{name}` stands for the name.
    pub to: Target,
    /// How both are printed, `{name}` and `{weight}` in their places; `None` for a name that is printed alone.
    pub print: Option<String>,
}

/// The layouts among the files of a pack, and what is wrong with their text.
#[must_use]
pub fn layouts(files: &[PackFile]) -> (Vec<Layout>, Vec<Problem>) {
    let mut layouts = Vec::new();
    let mut problems = Vec::new();
    let how = How { all: files, by: None, is_proved: false };
    for file in files.iter().filter(|file| is_layout(&file.name)) {
        match read(file, &how) {
            Ok(layout) => layouts.push(layout),
            Err(found) => problems.extend(found),
        }
    }
    (layouts, problems)
}

/// How the forms of a pack are printed.
pub(super) fn prints(files: &[PackFile], schema: &Arc<FormSchema>) -> Vec<KnownPrint> {
    let of = PrintsOf::new(files, schema);
    files.iter().filter(|file| is_layout(&file.name)).map(|file| of.whole(file)).collect()
}

/// What is wrong with some layouts of a pack, of which `all` are there.
#[must_use]
pub(super) fn vet(files: &[PackFile], all: &[PackFile], form: &str, schema: &FormSchema) -> Vec<Problem> {
    let layouts = files.iter().filter(|file| is_layout(&file.name));
    let how = How { all, by: Some((form, schema)), is_proved: false };
    layouts.filter_map(|file| read(file, &how).err()).flatten().collect()
}

/// How layouts are read.
struct How<'h> {
    /// The files of the pack, which a layout may be like.
    all: &'h [PackFile],
    /// What it is held against.
    by: Option<(&'h str, &'h FormSchema)>,
    /// Whether its expressions can be compiled, as tests have proved.
    is_proved: bool,
}

fn read(file: &PackFile, how: &How<'_>) -> Result<Layout, Vec<Problem>> {
    let source = &file.source;
    let (mut faults, body) = Faults::of_file(source);
    if source.text().is_none() {
        faults.at(0..0, "pack-not-utf8", &[]);
        return Err(faults.problems);
    }
    let parsed = faults.parse(body);
    if !faults.problems.is_empty() {
        return Err(faults.problems);
    }
    let name = name_of(file);
    let line = 0..body.find('\n').unwrap_or(body.len());
    let mut table = Table::new(parsed.get_ref(), line.clone());
    let base = base(&mut table, &[name], how, &mut faults);
    let mut reader = Reader::new(Vec::new(), how.is_proved, &mut faults);
    reader.read_synonyms(&mut table);
    let base = base.map(|base| base.read(&reader.synonyms, how));
    let layout = reader.layout(name, table, base).0;
    if let Some((form, schema)) = how.by {
        Vetted { layout: &layout, schema, faults: &mut faults }.check(form, line);
    }
    if faults.problems.is_empty() { Ok(layout) } else { Err(faults.problems) }
}

/// The layout that another is like: the text of its file, and what that is like itself.
struct Base {
    file: PackFile,
    inner: Option<Box<Self>>,
}

fn name_of(file: &PackFile) -> &str {
    file.name.trim_start_matches(LAYOUTS).trim_end_matches(".toml")
}

/// The layout that `like` names; a fault if there is none, if it cannot be read, or if it is one of `trail`, which lead to it.
fn base(table: &mut Table<'_>, trail: &[&str], how: &How<'_>, faults: &mut Faults<'_>) -> Option<Base> {
    let range = table.get("like")?.span();
    let like = table.text("like", faults)?;
    let layouts = || how.all.iter().filter(|file| is_layout(&file.name));
    let Some(file) = layouts().find(|file| name_of(file) == like) else {
        let meant = closest(&like, layouts().map(name_of).filter(|name| !trail.contains(name)));
        let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
        faults.with_help(range, "layout-none", &[("name", &like)], help);
        return None;
    };
    let (mut of_base, body) = Faults::of_file(&file.source);
    let parsed = of_base.parse(body);
    let mut inner = Table::new(parsed.get_ref(), 0..0);
    let trail: Vec<&str> = trail.iter().copied().chain([like.as_str()]).collect();
    let is_circle = trail.iter().rev().skip(1).any(|name| *name == like);
    let inner = if is_circle { None } else { base(&mut inner, &trail, how, &mut of_base) };
    if is_circle || file.source.text().is_none() || !of_base.problems.is_empty() {
        faults.at(range, "layout-like", &[("name", &like)]);
        return None;
    }
    Some(Base { file: file.clone(), inner: inner.map(Box::new) })
}

impl Base {
    /// Reads it, with words for its labels that another layout adds; and its words, for that other. What is wrong with it is told of itself.
    fn read(&self, added: &[Synonyms], how: &How<'_>) -> (Layout, Vec<Synonyms>) {
        let (mut faults, body) = Faults::of_file(&self.file.source);
        let parsed = faults.parse(body);
        let mut table = Table::new(parsed.get_ref(), 0..0);
        let mut reader = Reader::new(added.to_vec(), how.is_proved, &mut faults);
        reader.read_synonyms(&mut table);
        let inner = self.inner.as_ref().map(|inner| inner.read(&reader.synonyms, how));
        // Read already.
        let _ = table.text("like", reader.faults);
        reader.layout("", table, inner)
    }
}

/// A label of `[labels]`: its words, and where it stands.
#[derive(Clone)]
struct Synonyms {
    text: String,
    words: Vec<String>,
    range: Range<usize>,
}

struct Reader<'r, 'f> {
    synonyms: Vec<Synonyms>,
    /// Words of the layout that it is like, for the same labels.
    inherited: Vec<Synonyms>,
    used: BTreeSet<String>,
    /// Whether its expressions are known to be sound.
    is_proved: bool,
    faults: &'r mut Faults<'f>,
}

impl<'r, 'f> Reader<'r, 'f> {
    fn new(synonyms: Vec<Synonyms>, is_proved: bool, faults: &'r mut Faults<'f>) -> Self {
        Self { synonyms, inherited: Vec::new(), used: BTreeSet::new(), is_proved, faults }
    }

    /// Reads a layout whose synonyms are read; with a base it adds to that. Also gives all words for its labels.
    fn layout(
        mut self,
        name: &str,
        mut table: Table<'_>,
        base: Option<(Layout, Vec<Synonyms>)>,
    ) -> (Layout, Vec<Synonyms>) {
        let (base, inherited) = base.unzip();
        self.inherited = inherited.unwrap_or_default();
        let is_given = |table: &mut Table<'_>, key| base.is_none() || table.get(key).is_some();
        let form = if is_given(&mut table, "form") {
            table.required_text("form", self.faults)
        } else {
            String::new()
        };
        let (titles, needs, title_to) =
            if is_given(&mut table, "sheet") { self.sheet(&mut table) } else { Default::default() };
        let order = order(&mut table);
        let holds_named_only = self.truth(&mut table, "named");
        let layout = Layout {
            order,
            name: name.to_owned(),
            form,
            titles,
            needs,
            title_to,
            ignore: self.labels(&mut table, "ignore"),
            texts: self.each(&mut table, "text", Self::text),
            cells: self.each(&mut table, "cell", Self::cell),
            grids: self.each(&mut table, "grid", Self::grid),
            tables: self.each(&mut table, "table", |reader, table| Some(reader.table(table))),
            unprinted: self.targets(&mut table, "unprinted"),
            optional: self.targets(&mut table, "optional"),
            holds_named_only,
            // Else the JSON would be held to another one.
            is_written: holds_named_only,
        };
        table.close(self.faults);
        let of_base: BTreeSet<&str> =
            base.iter().flat_map(Layout::labels).map(|label| label.text.as_str()).collect();
        for Synonyms { text, range, .. } in &self.synonyms {
            if !self.used.contains(text) && !of_base.contains(text.as_str()) {
                self.faults.at(range.clone(), "layout-unused-label", &[("label", text)]);
            }
        }
        let layout = match base {
            Some(base) => base.with(layout),
            None => layout,
        };
        self.synonyms.append(&mut self.inherited);
        (layout, self.synonyms)
    }

    fn truth(&mut self, table: &mut Table<'_>, key: &'static str) -> bool {
        let Some(item) = table.get(key) else { return false };
        let truth = item.get_ref().as_bool();
        if truth.is_none() {
            self.faults.at(item.span(), "toml-not-truth", &[("key", key)]);
        }
        truth.unwrap_or_default()
    }

    fn targets(&mut self, table: &mut Table<'_>, name: &'static str) -> Vec<Target> {
        let texts = table.texts(name, self.faults);
        texts.into_iter().map(|(pointer, range)| Target { pointer, range }).collect()
    }

    fn read_synonyms(&mut self, table: &mut Table<'_>) {
        if self.is_proved {
            let _ = table.get("labels");
            return;
        }
        for (text, range, item) in table.entries("labels", self.faults) {
            let words =
                item.get_ref().as_array().map(|array| array.iter().map(|word| word.get_ref().as_str()));
            match words.and_then(Iterator::collect::<Option<Vec<_>>>) {
                Some(words) => {
                    let words = words.into_iter().map(str::to_owned).collect();
                    self.synonyms.push(Synonyms { text: text.to_owned(), words, range });
                }
                None => self.faults.at(item.span(), "toml-not-texts", &[("key", text)]),
            }
        }
    }

    fn sheet(&mut self, table: &mut Table<'_>) -> (Vec<String>, Vec<Label>, Option<Target>) {
        let Some(item) = table.get("sheet") else {
            self.faults.at(table.range.clone(), "toml-missing", &[("key", "sheet")]);
            return (Vec::new(), Vec::new(), None);
        };
        let Some(entries) = item.get_ref().as_table() else {
            self.faults.at(item.span(), "toml-not-table", &[("key", "sheet")]);
            return (Vec::new(), Vec::new(), None);
        };
        let mut sheet = Table::new(entries, item.span());
        let titles = sheet.texts("title", self.faults);
        if titles.is_empty() {
            self.faults.at(item.span(), "toml-missing", &[("key", "title")]);
        }
        let needs = self.labels(&mut sheet, "needs");
        let to = sheet.get("to").is_some().then(|| self.target(&mut sheet, "to"));
        sheet.close(self.faults);
        (titles.into_iter().map(|(title, _)| plain(&title)).collect(), needs, to)
    }

    /// The tables of an array `[[key]]`.
    fn each<T>(
        &mut self,
        table: &mut Table<'_>,
        key: &'static str,
        read: impl Fn(&mut Self, &mut Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(item) = table.get(key) else { return Vec::new() };
        self.elements(item, key, read)
    }

    fn elements<T>(
        &mut self,
        item: Item<'_>,
        key: &'static str,
        read: impl Fn(&mut Self, &mut Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(array) = item.get_ref().as_array() else {
            self.faults.at(item.span(), "layout-not-tables", &[("key", key)]);
            return Vec::new();
        };
        let mut found = Vec::new();
        for element in array {
            let Some(entries) = element.get_ref().as_table() else {
                self.faults.at(element.span(), "layout-not-tables", &[("key", key)]);
                continue;
            };
            let mut table = Table::new(entries, element.span());
            found.extend(read(self, &mut table));
            table.close(self.faults);
        }
        found
    }

    fn label(&mut self, text: &str, range: Range<usize>) -> Label {
        // Who only asks which cells a layout prints finds no labels by it.
        if self.is_proved {
            return Label { text: text.to_owned(), keys: Vec::new(), range };
        }
        self.used.insert(text.to_owned());
        let synonyms = self.synonyms.iter().chain(&self.inherited).filter(|synonyms| synonyms.text == text);
        let words = synonyms.flat_map(|synonyms| synonyms.words.iter().map(String::as_str));
        let mut keys: Vec<String> = Vec::new();
        for key in std::iter::once(text).chain(words).map(key).filter(|key| !key.is_empty()) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        if keys.is_empty() {
            self.faults.at(range.clone(), "toml-not-text", &[("key", "label")]);
        }
        let without = |key: &String| YEARS.iter().fold(key.clone(), |key, (mark, _)| key.replace(mark, ""));
        if let Some(key) = keys.iter().find(|key| without(key).contains(['{', '}'])) {
            self.faults.at(range.clone(), "layout-mark", &[("label", key)]);
        }
        Label { text: text.to_owned(), keys, range }
    }

    fn labels(&mut self, table: &mut Table<'_>, name: &'static str) -> Vec<Label> {
        let texts = table.texts(name, self.faults);
        texts.into_iter().map(|(text, range)| self.label(&text, range)).collect()
    }

    fn one_label(&mut self, table: &mut Table<'_>, name: &'static str) -> Option<Label> {
        let range = table.get(name)?.span();
        let text = table.text(name, self.faults)?;
        Some(self.label(&text, range))
    }

    fn required_label(&mut self, table: &mut Table<'_>, name: &'static str) -> Option<Label> {
        if table.get(name).is_none() {
            self.faults.at(table.range.clone(), "toml-missing", &[("key", name)]);
        }
        self.one_label(table, name)
    }

    /// A pointer; an empty text is one too.
    fn target(&mut self, table: &mut Table<'_>, name: &'static str) -> Target {
        let Some(item) = table.get(name) else {
            self.faults.at(table.range.clone(), "toml-missing", &[("key", name)]);
            return Target { pointer: String::new(), range: table.range.clone() };
        };
        self.target_of(item)
    }

    fn target_of(&mut self, item: &Spanned<DeValue<'_>>) -> Target {
        let text = item.get_ref().as_str().unwrap_or("?");
        if Pointer::parse(text).is_none() {
            self.faults.at(item.span(), "toml-not-pointer", &[("text", text)]);
        }
        Target { pointer: text.to_owned(), range: item.span() }
    }

    /// A pattern with at least so many groups.
    fn pattern(&mut self, table: &mut Table<'_>, name: &'static str, groups: usize) -> Option<Expression> {
        let range = table.get(name)?.span();
        let text = table.text(name, self.faults)?;
        if self.is_proved {
            return Some(Expression { written: text, compiled: OnceLock::new() });
        }
        match Regex::new(&text) {
            Ok(regex) if regex.captures_len() > groups => {
                Some(Expression { written: text, compiled: OnceLock::from(Some(regex)) })
            }
            Ok(_) => {
                self.faults.at(range, "layout-no-group", &[("pattern", &text)]);
                None
            }
            Err(error) => {
                let reason = error.to_string();
                self.faults.at(range, "layout-pattern", &[("pattern", &text), ("reason", &reason)]);
                None
            }
        }
    }

    fn required_pattern(&mut self, table: &mut Table<'_>, groups: usize) -> Option<Expression> {
        if table.get("pattern").is_none() {
            self.faults.at(table.range.clone(), "toml-missing", &[("key", "pattern")]);
        }
        self.pattern(table, "pattern", groups)
    }

    fn text(&mut self, table: &mut Table<'_>) -> Option<TextPart> {
        let to = self.target(table, "to");
        let print = table.text("print", self.faults);
        Some(TextPart { pattern: self.required_pattern(table, 1)?, to, print })
    }

    fn cell(&mut self, table: &mut Table<'_>) -> Option<CellPart> {
        let label = self.required_label(table, "label");
        let to = self.target(table, "to");
        let stands = match table.get("value") {
            None => Stands::Right,
            Some(item) => match item.get_ref().as_str() {
                Some("right") => Stands::Right,
                Some("every") => Stands::Every,
                Some("below") => Stands::Below,
                Some("inside") => Stands::Inside,
                Some("bracket") => Stands::Bracket,
                _ => {
                    self.faults.at(item.span(), "layout-value", &[]);
                    Stands::Right
                }
            },
        };
        let mut marks = Vec::new();
        for (word, _, item) in table.entries("mark", self.faults) {
            marks.push((plain(word), self.target_of(item)));
        }
        let only = table.texts("only", self.faults).into_iter().map(|(text, _)| plain(&text)).collect();
        let scope = self.one_label(table, "in");
        let list = self.pattern(table, "list", 0);
        Some(CellPart { label: label?, to, stands, scope, only, marks, list })
    }

    fn columns(&mut self, table: &mut Table<'_>) -> Vec<(String, Label)> {
        let mut entries = table.entries("columns", self.faults);
        // In the order of the print.
        entries.sort_by_key(|(_, range, _)| range.start);
        if entries.is_empty() {
            self.faults.at(table.range.clone(), "toml-missing", &[("key", "columns")]);
        }
        let mut columns: Vec<(String, Label)> = Vec::new();
        for (name, _, item) in entries {
            let Some(text) = item.get_ref().as_str() else {
                self.faults.at(item.span(), "toml-not-text", &[("key", name)]);
                continue;
            };
            let label = self.label(text, item.span());
            let same =
                columns.iter().rposition(|(_, known)| known.keys.iter().any(|key| label.keys.contains(key)));
            // One box may head neighbouring columns.
            let is_shared = |at: usize| {
                at + 1 == columns.len() && columns.get(at).is_some_and(|(_, known)| known.text == text)
            };
            if let Some((other, _)) = same.filter(|at| !is_shared(*at)).and_then(|at| columns.get(at)) {
                let args = [("label", text), ("other", other.as_str())];
                self.faults.at(item.span(), "layout-label-twice", &args);
            }
            columns.push((name.to_owned(), label));
        }
        columns
    }

    fn grid(&mut self, table: &mut Table<'_>) -> Option<GridPart> {
        let scope = self.required_label(table, "in");
        let names = self.one_label(table, "names");
        let columns = self.columns(table);
        let rows = match table.get("rows") {
            Some(item) => self.elements(item, "rows", Self::row),
            None => {
                self.faults.at(table.range.clone(), "toml-missing", &[("key", "rows")]);
                Vec::new()
            }
        };
        for under in rows.iter().filter_map(|row| row.under.as_ref()) {
            let is_it = |row: &GridRow| row.label.as_ref().is_some_and(|label| label.text == under.text);
            if !rows.iter().any(is_it) {
                self.faults.at(under.range.clone(), "layout-no-row", &[("name", &under.text)]);
            }
        }
        let strip = self.pattern(table, "strip", 0);
        Some(GridPart { scope: scope?, names, columns, strip, rows })
    }

    fn row(&mut self, table: &mut Table<'_>) -> Option<GridRow> {
        let is_any = table.get("label").is_some_and(|item| item.get_ref().as_str() == Some("*"));
        let label = if is_any { None } else { Some(self.required_label(table, "label")?) };
        let to = self.target(table, "to");
        let name = table.text("name", self.faults);
        let under = self.one_label(table, "under");
        Some(GridRow { label, under, to, name, strip: self.pattern(table, "strip", 0) })
    }

    fn table(&mut self, table: &mut Table<'_>) -> TablePart {
        let to = self.target(table, "to");
        let columns = self.columns(table);
        let fill = table.texts("fill", self.faults);
        for (name, range) in &fill {
            self.check_column(name, range.clone(), &columns);
        }
        let group = table.get("group").map(Spanned::span);
        let group = group.zip(table.text("group", self.faults)).map(|(range, name)| {
            self.check_column(&name, range, &columns);
            name
        });
        let until = self.labels(table, "until");
        let feet = match table.get("foot") {
            Some(item) => self.elements(item, "foot", |reader, foot| reader.foot(foot, &columns)),
            None => Vec::new(),
        };
        let splits = match table.get("split") {
            Some(item) => self.elements(item, "split", |reader, split| reader.split(split, &columns)),
            None => Vec::new(),
        };
        let fill = fill.into_iter().map(|(name, _)| name).collect();
        TablePart { to, columns, fill, until, group, feet, splits }
    }

    fn foot(
        &mut self,
        table: &mut Table<'_>,
        columns: &[(String, Label)],
    ) -> Option<(Label, Vec<(String, Target)>)> {
        let label = self.required_label(table, "label");
        let mut to = Vec::new();
        for (name, range, item) in table.entries("to", self.faults) {
            self.check_column(name, range, columns);
            to.push((name.to_owned(), self.target_of(item)));
        }
        Some((label?, to))
    }

    fn split(&mut self, table: &mut Table<'_>, columns: &[(String, Label)]) -> Option<Split> {
        let column = table.required_text("column", self.faults);
        if let Some(range) = table.get("column").map(Spanned::span) {
            self.check_column(&column, range, columns);
        }
        let to = self.target(table, "to");
        let print = table.text("print", self.faults);
        let pattern = self.required_pattern(table, 2)?;
        for group in ["name", "weight"] {
            if !self.is_proved && !pattern.has_group(group) {
                let range = table.get("pattern").map(Spanned::span).unwrap_or_default();
                self.faults.at(range, "layout-no-group", &[("pattern", pattern.as_str())]);
                return None;
            }
        }
        Some(Split { column, pattern, to, print })
    }

    fn check_column(&mut self, name: &str, range: Range<usize>, columns: &[(String, Label)]) {
        if columns.iter().any(|(known, _)| known == name) {
            return;
        }
        let meant = closest(name, columns.iter().map(|(known, _)| known.as_str()));
        let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
        self.faults.with_help(range, "layout-no-column", &[("name", name)], help);
    }
}

/// The key of a kind of parts, and a part of it by its number.
type Kind = (&'static str, fn(usize) -> Part);

/// The parts of a layout by where they stand.
fn order(table: &mut Table<'_>) -> Vec<Part> {
    let kinds: [Kind; 4] =
        [("text", Part::Text), ("cell", Part::Cell), ("grid", Part::Grid), ("table", Part::Table)];
    let mut order: Vec<(usize, Part)> = Vec::new();
    for (key, kind) in kinds {
        let elements = table.get(key).and_then(|item| item.get_ref().as_array());
        let places = elements.into_iter().flatten().enumerate();
        order.extend(places.map(|(number, element)| (element.span().start, kind(number))));
    }
    order.sort_by_key(|(start, _)| *start);
    order.into_iter().map(|(_, part)| part).collect()
}

/// Keys by which a form says of itself what it is.
const OWN: [&str; 2] = ["form", "layout"];

/// What stands at a pointer of a layout; `None` if the form has no such cell.
#[must_use]
pub fn cell_of(schema: &FormSchema, pointer: &str) -> Option<SchemaId> {
    if pointer.is_empty() {
        return None;
    }
    let mut steps = pointer.strip_prefix('/')?.split('/');
    steps.try_fold(schema.root(), |id, step| match schema.shape(id) {
        Shape::Object if step.contains('~') => schema.member(id, &step.replace("~1", "/").replace("~0", "~")),
        Shape::Object => schema.member(id, step),
        Shape::List(item) if schema.is_keyed(id) => Some(item),
        Shape::List(item) => (step == "-" || Pointer::parse_index(step).is_some()).then_some(item),
        Shape::Leaf => None,
    })
}

/// The cells under a place, itself if it is one; of a list of texts its elements.
fn under(schema: &FormSchema, id: SchemaId) -> Vec<SchemaId> {
    match schema.shape(id) {
        Shape::Leaf => vec![id],
        Shape::List(item) => under(schema, item),
        Shape::Object => schema.members(id).flat_map(|(_, member)| under(schema, member)).collect(),
    }
}

/// A cell as layouts name it: `/tasks/-/funds`.
#[must_use]
pub fn pointer_of(schema: &FormSchema, id: SchemaId) -> String {
    let steps = schema.around(id).filter(|id| schema.parent(*id).is_some());
    let mut steps: Vec<&str> = steps.map(|id| schema.key(id).unwrap_or("-")).collect();
    steps.reverse();
    format!("/{}", steps.join("/"))
}

/// A layout held against the schema of its pack.
struct Vetted<'v, 'f> {
    layout: &'v Layout,
    schema: &'v FormSchema,
    faults: &'v mut Faults<'f>,
}

impl Vetted<'_, '_> {
    fn check(&mut self, form: &str, line: Range<usize>) {
        if self.layout.form != form {
            let args = [("form", self.layout.form.as_str()), ("pack", form)];
            self.faults.at(line.clone(), "layout-other-form", &args);
        }
        let mut reached = BTreeSet::new();
        for (pointer, range) in self.layout.targets() {
            if let Some(id) = self.find(&pointer, range) {
                reached.extend(under(self.schema, id));
            }
        }
        for target in &self.layout.optional {
            let Some(id) = self.find(&target.pointer, target.range.clone()) else { continue };
            if !under(self.schema, id).iter().any(|id| reached.contains(id)) {
                let args = [("pointer", target.pointer.as_str())];
                self.faults.at(target.range.clone(), "layout-optional-unprinted", &args);
            }
        }
        for target in &self.layout.unprinted {
            let Some(id) = self.find(&target.pointer, target.range.clone()) else { continue };
            let under = under(self.schema, id);
            if under.iter().all(|id| reached.contains(id)) {
                let args = [("pointer", target.pointer.as_str())];
                self.faults.at(target.range.clone(), "layout-printed", &args);
            }
            reached.extend(under);
        }
        let root = self.schema.root();
        // What a form says of itself is printed nowhere.
        reached.extend(self.schema.members(root).filter(|(key, _)| OWN.contains(key)).map(|(_, id)| id));
        let lacking: Vec<String> = under(self.schema, root)
            .into_iter()
            .filter(|id| !reached.contains(id))
            .map(|id| pointer_of(self.schema, id))
            .collect();
        if !lacking.is_empty() {
            let help = Message::new("layout-unreached-help", &[("pointers", &quoted(&lacking))]);
            let message = Message::new("layout-unreached", &[]).with("pointers", Message::list(lacking));
            self.faults.say(&line, message, Some(help));
        }
        self.check_twice();
    }

    /// What stands at a pointer; a fault if the form has no such cell.
    fn find(&mut self, pointer: &str, range: Range<usize>) -> Option<SchemaId> {
        let id = cell_of(self.schema, pointer);
        if id.is_none() && !pointer.is_empty() {
            self.faults.at(range, "example-unknown-cell", &[("pointer", pointer)]);
        }
        id
    }

    /// Two cells of one label, each of which would take the same box.
    fn check_twice(&mut self) {
        let cells = &self.layout.cells;
        for (at, cell) in cells.iter().enumerate() {
            let scope = |cell: &CellPart| cell.scope.as_ref().map(|scope| scope.text.clone());
            let is_same = |other: &&CellPart| {
                other.stands == cell.stands
                    && scope(other) == scope(cell)
                    && other.label.keys.iter().any(|key| cell.label.keys.contains(key))
                    // Each may take values that the other does not.
                    && (cell.only.is_empty() || other.only.iter().any(|only| cell.only.contains(only)))
            };
            if let Some(other) = cells.iter().take(at).find(is_same) {
                let args = [("label", cell.label.text.as_str()), ("other", other.label.text.as_str())];
                self.faults.at(cell.label.range.clone(), "layout-label-twice", &args);
            }
        }
    }
}

/// Whether a pointer is one of some places, or lies under one.
fn is_under(pointer: &str, places: &[Target]) -> bool {
    let is_around = |outer: &Target| {
        let rest = pointer.strip_prefix(outer.pointer.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    !pointer.is_empty() && places.iter().any(is_around)
}

/// Puts parts in the place of the same ones, or behind all; the numbers of those that are new.
fn put<T>(parts: &mut Vec<T>, own: Vec<T>, is_same: impl Fn(&T, &T) -> bool) -> Vec<Option<usize>> {
    let mut put_one = |part: T| {
        if let Some(place) = parts.iter_mut().find(|known| is_same(known, &part)) {
            *place = part;
            return None;
        }
        parts.push(part);
        Some(parts.len() - 1)
    };
    own.into_iter().map(&mut put_one).collect()
}

/// The new numbers of what stays.
fn renumbered(stays: impl Iterator<Item = bool>) -> Vec<Option<usize>> {
    let mut next = 0..;
    stays.map(|stays| if stays { next.next() } else { None }).collect()
}

fn quoted(pointers: &[String]) -> String {
    pointers.iter().map(|pointer| format!("\"{pointer}\"")).collect::<Vec<_>>().join(", ")
}

impl Layout {
    /// What a form prints of which only the schema is known: its cells by their titles, and its lists with a column for each cell.
    #[must_use]
    pub fn of_schema(form: &str, schema: &FormSchema) -> Self {
        let label = |id: SchemaId| {
            let text = schema.label(id).or_else(|| schema.key(id)).unwrap_or_default();
            let words = std::iter::once(text).chain(schema.names(id));
            let mut keys: Vec<String> = words.map(key).collect();
            keys.retain(|key| !key.is_empty());
            Label { text: text.to_owned(), keys, range: 0..0 }
        };
        let target = |pointer: String| Target { pointer, range: 0..0 };
        let mut layout = Self { form: form.to_owned(), ..Self::default() };
        for id in schema.ids() {
            let is_inner = schema.around(id).skip(1).any(|outer| schema.item(outer).is_some());
            let own = matches!(schema.key(id), Some("form" | "layout" | "cut" | "title"));
            match schema.shape(id) {
                Shape::Leaf if !is_inner && !own => layout.cells.push(CellPart {
                    label: label(id),
                    to: target(pointer_of(schema, id)),
                    stands: Stands::Right,
                    scope: None,
                    only: Vec::new(),
                    marks: Vec::new(),
                    list: None,
                }),
                Shape::List(item) if !is_inner && schema.shape(item) == Shape::Object => {
                    let leaves = schema.members(item).filter(|(_, id)| schema.shape(*id) == Shape::Leaf);
                    layout.tables.push(TablePart {
                        to: target(format!("{}/-", pointer_of(schema, id))),
                        columns: leaves.map(|(name, id)| (name.to_owned(), label(id))).collect(),
                        fill: Vec::new(),
                        until: Vec::new(),
                        group: None,
                        feet: Vec::new(),
                        splits: Vec::new(),
                    });
                }
                _ => {}
            }
        }
        layout.title_to = schema.member(schema.root(), "title").map(|id| target(pointer_of(schema, id)));
        layout
    }

    /// With what another one says that is like it: its own title and lists of cells in place of these; its parts behind these, or in
    /// the place of one for the same cell, rows or list. What the other does not print is no part of it.
    fn with(mut self, own: Self) -> Self {
        self.ignore.extend(own.ignore);
        let texts = put(&mut self.texts, own.texts, |a, b| a.to.pointer == b.to.pointer);
        let cells = put(&mut self.cells, own.cells, |a, b| a.to.pointer == b.to.pointer);
        let is_same_grid = |a: &GridPart, b: &GridPart| {
            let names = |grid: &GridPart| grid.names.as_ref().map(|label| label.text.clone());
            // Several side by side stand in the place of one.
            a.scope.text == b.scope.text && (a.names.is_none() || names(a) == names(b))
        };
        let grids = put(&mut self.grids, own.grids, is_same_grid);
        let tables = put(&mut self.tables, own.tables, |a, b| a.to.pointer == b.to.pointer);
        let added = own.order.into_iter().filter_map(|part| match part {
            Part::Text(at) => texts.get(at).copied().flatten().map(Part::Text),
            Part::Cell(at) => cells.get(at).copied().flatten().map(Part::Cell),
            Part::Grid(at) => grids.get(at).copied().flatten().map(Part::Grid),
            Part::Table(at) => tables.get(at).copied().flatten().map(Part::Table),
        });
        self.order.extend(added);
        if !own.titles.is_empty() {
            (self.titles, self.needs, self.title_to) =
                (own.titles, own.needs, own.title_to.or(self.title_to));
        }
        let form = if own.form.is_empty() { self.form } else { own.form };
        let unprinted = if own.unprinted.is_empty() { self.unprinted } else { own.unprinted };
        let optional = if own.optional.is_empty() {
            self.optional.retain(|target| !is_under(&target.pointer, &unprinted));
            self.optional
        } else {
            own.optional
        };
        let Self { name, holds_named_only, is_written, .. } = own;
        let mut layout = Self { name, form, unprinted, optional, holds_named_only, is_written, ..self };
        layout.drop_unprinted();
        layout
    }

    /// Takes out the columns and single cells that it lists as not printed; what stays of a part keeps its place.
    fn drop_unprinted(&mut self) {
        let unprinted = &self.unprinted;
        let is_out = |pointer: &str| is_under(pointer, unprinted);
        let is_text = |text: &TextPart| !is_out(&text.to.pointer);
        let is_cell = |cell: &CellPart| !is_out(&cell.to.pointer);
        let texts = renumbered(self.texts.iter().map(is_text));
        let cells = renumbered(self.cells.iter().map(is_cell));
        self.texts.retain(is_text);
        self.cells.retain(is_cell);
        let order = std::mem::take(&mut self.order).into_iter().filter_map(|part| match part {
            Part::Text(at) => texts.get(at).copied().flatten().map(Part::Text),
            Part::Cell(at) => cells.get(at).copied().flatten().map(Part::Cell),
            other => Some(other),
        });
        self.order = order.collect();
        for grid in &mut self.grids {
            grid.rows.retain(|row| !is_out(&row.to.pointer));
            let rows = &grid.rows;
            let is_out_in = |row: &GridRow, name: &str| is_out(&format!("{}/{name}", row.to.pointer));
            let kept = || rows.iter().filter(|row| row.is_kept());
            grid.columns.retain(|(name, _)| !kept().all(|row| is_out_in(row, name)));
        }
        for table in &mut self.tables {
            let to = &table.to.pointer;
            table.columns.retain(|(name, _)| !is_out(&format!("{to}/{name}")));
            let columns: BTreeSet<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
            table.fill.retain(|name| columns.contains(name.as_str()));
            table
                .splits
                .retain(|split| columns.contains(split.column.as_str()) && !is_out(&split.to.pointer));
            for (_, to) in &mut table.feet {
                to.retain(|(name, to)| columns.contains(name.as_str()) && !is_out(&to.pointer));
            }
            table.feet.retain(|(_, to)| !to.is_empty());
        }
    }

    /// Whether a text prints a title of it.
    #[must_use]
    pub fn is_title(&self, text: &str) -> bool {
        is_title(text, &self.titles)
    }

    /// Whether a text in half width without white space ends with a title of it, but for what stands in brackets.
    #[must_use]
    pub fn ends_with_title(&self, text: &str) -> bool {
        self.titles.iter().any(|title| text.ends_with(&**title) || key(text).ends_with(&*key(title)))
    }

    /// What a form is held to that is printed by it.
    fn print(&self, file: &PackFile, of: &Arc<PrintsOf>) -> KnownPrint {
        KnownPrint {
            file: file.clone(),
            titles: self.titles.clone(),
            title: self.title_to.as_ref().and_then(|to| cell_of(&of.schema, &to.pointer)),
            holds_named_only: self.holds_named_only,
            presence: OnceLock::from(Ok(Arc::new(self.presence(&of.schema)))),
            of: Arc::clone(of),
        }
    }

    /// Which cells of a form its print has. Cells that it says nothing of, such as those that a layer adds, may be there.
    #[must_use]
    pub fn presence(&self, schema: &FormSchema) -> Presence {
        let cells = |pointers: &mut dyn Iterator<Item = &str>| -> Vec<SchemaId> {
            let places = pointers.filter_map(|pointer| cell_of(schema, pointer));
            let mut cells: Vec<SchemaId> = places.flat_map(|id| under(schema, id)).collect();
            cells.sort_unstable();
            cells.dedup();
            cells
        };
        let has = |cells: &[SchemaId], id: SchemaId| cells.binary_search(&id).is_ok();
        let targets = self.targets();
        let mut always = cells(&mut targets.iter().map(|(pointer, _)| pointer.as_str()));
        let optional = cells(&mut self.optional.iter().map(|target| target.pointer.as_str()));
        let mut never = cells(&mut self.unprinted.iter().map(|target| target.pointer.as_str()));
        never.retain(|id| !has(&always, *id));
        // What it says nothing of, a layer has added.
        let is_demanded = |id: SchemaId| {
            schema.around(id).all(|outer| schema.is_required(outer) || schema.parent(outer).is_none())
        };
        let is_added = |id: &SchemaId| !has(&never, *id) && !has(&optional, *id) && is_demanded(*id);
        always.extend(under(schema, schema.root()).into_iter().filter(is_added));
        always.retain(|id| !has(&optional, *id));
        always.sort_unstable();
        Presence::new(&self.name, schema, &always, &never)
    }

    /// Every place that it writes to, with where the layout says so.
    fn targets(&self) -> Vec<(String, Range<usize>)> {
        let texts = self.texts.iter().map(|part| &part.to);
        let cells = self
            .cells
            .iter()
            .flat_map(|cell| std::iter::once(&cell.to).chain(cell.marks.iter().map(|(_, to)| to)));
        let tables = self.tables.iter().flat_map(|table| {
            let feet = table.feet.iter().flat_map(|(_, to)| to).map(|(_, to)| to);
            table.splits.iter().map(|split| &split.to).chain(feet)
        });
        let single = self.title_to.iter().chain(texts).chain(cells).chain(tables);
        let mut targets: Vec<(String, Range<usize>)> =
            single.map(|target| (target.pointer.clone(), target.range.clone())).collect();
        for table in &self.tables {
            let place = |(name, label): &(String, Label)| {
                (format!("{}/{name}", table.to.pointer), label.range.clone())
            };
            targets.extend(table.columns.iter().map(place));
        }
        // A grid has boxes that stay empty.
        let is_unprinted =
            |pointer: &str| self.unprinted.iter().any(|unprinted| unprinted.pointer == pointer);
        for grid in &self.grids {
            for row in grid.rows.iter().filter(|row| row.is_kept()) {
                let columns = grid.columns.iter().map(|(name, _)| name).chain(&row.name);
                let places = columns.map(|name| (format!("{}/{name}", row.to.pointer), row.to.range.clone()));
                targets.extend(places.filter(|(pointer, _)| !is_unprinted(pointer)));
            }
        }
        targets
    }

    /// Changes every label that it knows.
    pub(super) fn each_label(&mut self, change: impl FnMut(&mut Label)) {
        let cells =
            self.cells.iter_mut().flat_map(|cell| std::iter::once(&mut cell.label).chain(&mut cell.scope));
        let grids = self.grids.iter_mut().flat_map(|grid| {
            let rows = grid.rows.iter_mut().flat_map(|row| row.label.iter_mut().chain(&mut row.under));
            let columns = grid.columns.iter_mut().map(|(_, label)| label);
            std::iter::once(&mut grid.scope).chain(&mut grid.names).chain(columns).chain(rows)
        });
        let tables = self.tables.iter_mut().flat_map(|table| {
            let columns = table.columns.iter_mut().map(|(_, label)| label);
            columns.chain(&mut table.until).chain(table.feet.iter_mut().map(|(label, _)| label))
        });
        let loose = self.ignore.iter_mut().chain(&mut self.needs);
        loose.chain(cells).chain(grids).chain(tables).for_each(change);
    }

    /// Every label that it knows, those that hold nothing too.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        let cells = self.cells.iter().flat_map(|cell| std::iter::once(&cell.label).chain(&cell.scope));
        let grids = self.grids.iter().flat_map(|grid| {
            let rows = grid.rows.iter().flat_map(|row| row.label.iter().chain(&row.under));
            let columns = grid.columns.iter().map(|(_, label)| label);
            std::iter::once(&grid.scope).chain(&grid.names).chain(columns).chain(rows)
        });
        let tables = self.tables.iter().flat_map(|table| {
            let columns = table.columns.iter().map(|(_, label)| label);
            columns.chain(&table.until).chain(table.feet.iter().map(|(label, _)| label))
        });
        self.ignore.iter().chain(&self.needs).chain(cells).chain(grids).chain(tables)
    }
}
