//! The header of a rule file: TOML inside the first block comment, every fault of it at once.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::example::{Example, Expect};
use super::include::Shared;
use super::param::{self, Param};
use super::table::{Faults, Item, Table, closest};
use super::validity::{Day, Validity, YEARS};
use crate::form::{FormSchema, SchemaId, Shape};
use crate::report::{RuleId, Severity};
use crate::source::{SourceFile, Span};
use crate::wording::Message;

/// The first line of a rule file.
pub const OPENING: &str = "/*---";
/// The line that ends the header.
pub const CLOSING: &str = "---*/";

/// Characters of a help, which stands in every finding.
const LONGEST_HELP: usize = 1_000;

/// The keys of a header, as `hegui schema --rule` describes them.
pub const KEYS: [&str; 15] = [
    "title",
    "title_en",
    "severity",
    "basis",
    "why",
    "scope",
    "each",
    "years",
    "from",
    "help",
    "params",
    "tags",
    "covers",
    "deactivated",
    "example",
];

/// How much of a pack is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What a check of forms takes: no examples, and nothing of what is wrong with them.
    Rules,
    /// All of it.
    Whole,
}

/// What a rule runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Each form by itself.
    Form,
    /// A form with those that it belongs to.
    Set,
}

/// What a rule says about itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    /// What holds on a sound form, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: Option<String>,
    /// How grave a finding is.
    pub severity: Severity,
    /// The law or custom that it stands on.
    pub basis: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// What it runs on.
    pub scope: Scope,
    /// The list whose elements it runs on, one by one, with the path that says so.
    pub each: Option<(SchemaId, String)>,
    /// The name in `each` that a rule of several packs was written with, and that this form has not.
    pub lacks: Option<String>,
    /// When it holds.
    pub validity: Validity,
    /// What to do about a finding.
    pub help: Option<String>,
    /// Parameters of its own.
    pub params: Vec<Param>,
    /// Marks, catalogue ids among them.
    pub tags: Vec<String>,
    /// Rules whose finding at the same place says nothing new beside one of this rule, as written, with their places.
    pub covers: Vec<(String, Span)>,
    /// Why it is switched off.
    pub deactivated: Option<String>,
    /// Its examples; none if only what a check takes was read.
    #[serde(skip)]
    pub examples: Vec<Example>,
}

/// Finds the header in a file: the range of its TOML, and where the body begins.
pub(super) fn split(text: &str, faults: &mut Faults<'_>) -> Option<(Range<usize>, usize)> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = Lines { text, at: mark };
    let (first, _) = lines.next().unwrap_or_default();
    if text.get(first.clone()).map(str::trim_end) != Some(OPENING) {
        faults.at(mark..first.end, "header-missing", &[("opening", OPENING)]);
        return None;
    }
    let start = lines.at;
    let closing = text.match_indices(CLOSING).map(|(at, _)| at).find(|at| {
        let behind = text.get(*at..).and_then(|rest| rest.lines().next());
        *at >= start
            && text.get(..*at).is_some_and(|before| before.ends_with('\n'))
            && behind.map(str::trim_end) == Some(CLOSING)
    });
    if let Some(end) = closing {
        let mut lines = Lines { text, at: end };
        let (_, next) = lines.next().unwrap_or((end..end, text.len()));
        return no_comment_inside(text, start..end, faults).then_some((start..end, next));
    }
    faults.at(first, "header-unclosed", &[("closing", CLOSING)]);
    None
}

/// Rhai nests block comments: one that begins or ends inside the header would swallow the body or end too early.
fn no_comment_inside(text: &str, header: Range<usize>, faults: &mut Faults<'_>) -> bool {
    let inside = text.get(header.clone()).unwrap_or_default();
    let mark_at = |star: usize| {
        let is_slash = |at: Option<usize>| at.and_then(|at| inside.as_bytes().get(at)) == Some(&b'/');
        let (before, behind) = (star.checked_sub(1), star.checked_add(1));
        if is_slash(before) { before.zip(Some("/*")) } else { is_slash(behind).then_some((star, "*/")) }
    };
    match inside.match_indices('*').find_map(|(star, _)| mark_at(star)) {
        Some((at, mark)) => {
            let at = header.start + at;
            faults.at(at..at + mark.len(), "header-comment", &[("mark", mark)]);
            false
        }
        None => true,
    }
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl Lines<'_> {
    /// The next line without its end, and where the one behind it begins.
    fn next(&mut self) -> Option<(Range<usize>, usize)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (length, step) = rest.find('\n').map_or((rest.len(), rest.len()), |feed| (feed, feed + 1));
        let line = self.at..self.at + length;
        self.at += step;
        Some((line, self.at))
    }
}

/// Reads the TOML of a header. `written_for` is the form that a rule of several packs was written for.
pub(super) fn read(
    text: &str,
    (schema, written_for): (&FormSchema, Option<&FormSchema>),
    extent: Extent,
    faults: &mut Faults<'_>,
) -> Header {
    let told = faults.problems.len();
    let parsed = parse(text, extent, faults);
    let is_well_written = faults.problems.len() == told;
    // What a header lacks is told at its first line.
    let mut table = Table::new(parsed.get_ref(), 0..text.find('\n').unwrap_or(text.len()));
    let title = table.required_text("title", faults);
    let severity = severity(&mut table, faults);
    let why = table.required_text("why", faults);
    let basis: Vec<String> = table.texts("basis", faults).into_iter().map(|(text, _)| text).collect();
    if basis.is_empty() && table.get("basis").is_none() {
        faults.at(table.range.clone(), "header-no-basis", &[]);
    }
    let scope = scope(&mut table, faults);
    if let Some(item) = table.get("each").filter(|_| scope == Scope::Set) {
        faults.at(item.span(), "header-set-each", &[]);
    }
    let (each, lacks) = match each(&mut table, schema, written_for, faults) {
        Some(Each::List(item, path)) => (Some((item, path)), None),
        Some(Each::Lacks(name)) => (None, Some(name)),
        None => (None, None),
    };
    let deactivated = table.text("deactivated", faults);
    let examples = if extent == Extent::Whole {
        all_examples(&mut table, schema, deactivated.is_some(), faults)
    } else {
        table.get("example");
        Vec::new()
    };
    let header = Header {
        title,
        title_en: table.text("title_en", faults),
        severity,
        basis,
        why,
        scope,
        each,
        lacks,
        validity: validity(&mut table, faults),
        help: help(&mut table, faults),
        params: param::read_all(&mut table, schema.language(), faults),
        tags: table.texts("tags", faults).into_iter().map(|(text, _)| text).collect(),
        covers: covers(&mut table, faults),
        deactivated,
        examples,
    };
    table.close(faults);
    if !is_well_written {
        faults.problems.truncate(told + 1);
    }
    header
}

/// The examples of a rule, which must show both what it finds and what it lets pass, unless it is switched off.
fn all_examples(
    table: &mut Table<'_>,
    schema: &FormSchema,
    is_off: bool,
    faults: &mut Faults<'_>,
) -> Vec<Example> {
    let told = faults.problems.len();
    let examples = examples(table, schema, faults);
    if !is_off && faults.problems.len() == told {
        both_kinds(&examples, &table.range, faults);
    }
    examples
}

fn covers(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Vec<(String, Span)> {
    let covers = table.texts("covers", faults);
    covers.into_iter().map(|(rule, range)| (rule, faults.span(&range))).collect()
}

fn help(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Option<String> {
    let help = table.text("help", faults);
    if help.as_ref().is_some_and(|help| help.chars().nth(LONGEST_HELP).is_some()) {
        faults.at(table.range.clone(), "header-long-help", &[("limit", &LONGEST_HELP.to_string())]);
    }
    help
}

/// The TOML of a header, without its examples where they are not asked for.
fn parse<'t>(text: &'t str, extent: Extent, faults: &mut Faults<'_>) -> Spanned<DeTable<'t>> {
    if let (Extent::Rules, Some(before)) = (extent, before_examples(text)) {
        let told = faults.problems.len();
        let parsed = faults.parse(before);
        if faults.problems.len() == told {
            return parsed;
        }
        // The line of an example may stand inside a text.
        faults.problems.truncate(told);
    }
    faults.parse(text)
}

/// What stands before the examples; `None` if there are none, or if there may be something else behind them.
fn before_examples(text: &str) -> Option<&str> {
    let start = text.find("\n[[example]]")? + 1;
    let (before, examples) = text.split_at_checked(start)?;
    let is_other = |line: &str| line.trim_start().starts_with('[') && !line.starts_with("[[example]]");
    (!examples.lines().any(is_other)).then_some(before)
}

fn severity(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Severity {
    let text = table.required_text("severity", faults);
    Severity::parse(&text).unwrap_or_else(|| {
        if let Some(item) = table.get("severity")
            && !text.is_empty()
        {
            faults.at(item.span(), "header-severity", &[("text", &text)]);
        }
        Severity::Error
    })
}

/// `scope = "set"`
fn scope(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Scope {
    let Some(range) = table.get("scope").map(Spanned::span) else { return Scope::Form };
    match table.text("scope", faults).as_deref() {
        Some("set") => Scope::Set,
        Some("form") | None => Scope::Form,
        Some(text) => {
            faults.at(range, "header-scope", &[("text", text)]);
            Scope::Form
        }
    }
}

/// What `each` comes to.
enum Each {
    /// A list: its element, and the path to it.
    List(SchemaId, String),
    /// The form has no such list, and that for which the rule was written has.
    Lacks(String),
}

/// The list that a projection path names: `tasks`, `tasks.indicators`, or a term.
fn each(
    table: &mut Table<'_>,
    schema: &FormSchema,
    written_for: Option<&FormSchema>,
    faults: &mut Faults<'_>,
) -> Option<Each> {
    let range = table.get("each")?.span();
    let path = table.text("each", faults)?;
    let mut at = schema.root();
    let mut keys = Vec::new();
    for step in path.split('.').map(str::trim) {
        let owner = schema.item(at).unwrap_or(at);
        let member = schema.member(owner, step).or_else(|| schema.member_by_label(owner, step));
        let Some(next) = member.or_else(|| schema.term(owner, step)?.place) else {
            if written_for.is_some_and(|schema| schema.knows_name(step)) {
                return Some(Each::Lacks(step.to_owned()));
            }
            let labels = schema.members(owner).filter_map(|(_, id)| schema.label(id));
            let meant = closest(step, schema.names_of(owner).chain(labels));
            let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
            faults.with_help(range, "header-each-unknown", &[("step", step)], help);
            return None;
        };
        keys.push(member.and_then(|member| schema.key(member)).unwrap_or(step));
        at = next;
    }
    match schema.shape(at) {
        Shape::List(item) => Some(Each::List(item, keys.join("."))),
        Shape::Object | Shape::Leaf => {
            faults.at(range, "header-each-no-list", &[("path", &path)]);
            None
        }
    }
}

/// `years` and `from`, which must leave some time to the rule.
fn validity(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Validity {
    let validity = Validity { years: years(table, faults), from: from(table, faults) };
    if let Some(item) = table.get("years").filter(|_| validity.is_never()) {
        faults.at(item.span(), "header-never", &[]);
    }
    validity
}

/// `years = [2018, 2030]`
fn years(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Option<(u16, u16)> {
    let item = table.get("years")?;
    let year = |item: Item<'_>| match item.get_ref() {
        DeValue::Integer(number) => number.as_str().parse().ok().filter(|year| YEARS.contains(year)),
        _ => None,
    };
    let years: Option<Vec<u16>> =
        item.get_ref().as_array().and_then(|array| array.iter().map(year).collect());
    match years.as_deref() {
        Some([first, last]) if first <= last => Some((*first, *last)),
        _ => {
            faults.at(item.span(), "header-years", &[]);
            None
        }
    }
}

/// `from = 2022-01-01`
fn from(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Option<Day> {
    let item = table.get("from")?;
    let day = match item.get_ref() {
        DeValue::Datetime(day) => Day::of(day),
        _ => None,
    };
    if day.is_none() {
        faults.at(item.span(), "header-from", &[]);
    }
    day
}

fn examples(table: &mut Table<'_>, schema: &FormSchema, faults: &mut Faults<'_>) -> Vec<Example> {
    let Some(item) = table.get("example") else { return Vec::new() };
    let Some(array) = item.get_ref().as_array() else {
        faults.at(item.span(), "header-example-array", &[]);
        return Vec::new();
    };
    let mut names = HashSet::new();
    let mut examples = Vec::new();
    for element in array {
        let Some(inner) = element.get_ref().as_table() else {
            faults.at(element.span(), "header-example-array", &[]);
            continue;
        };
        let mut table = Table::new(inner, element.span());
        let example = Example::read(&mut table, schema.language(), faults);
        if !names.insert(example.name.clone()) {
            faults.at(element.span(), "header-example-twice", &[("name", &example.name)]);
        }
        table.close(faults);
        examples.push(example);
    }
    examples
}

/// A rule shows where it is quiet and where it fires.
fn both_kinds(examples: &[Example], range: &Range<usize>, faults: &mut Faults<'_>) {
    let quiet =
        examples.iter().any(|example| matches!(example.expect, Expect::Passed | Expect::NotApplicable));
    let firing =
        examples.iter().any(|example| matches!(&example.expect, Expect::Finds(finds) if !finds.is_empty()));
    if !quiet {
        faults.at(range.clone(), "header-no-quiet-example", &[]);
    }
    if !firing {
        faults.at(range.clone(), "header-no-firing-example", &[]);
    }
}

/// A rule that was read.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its path in the pack without the ending.
    pub id: RuleId,
    /// The whole file.
    pub source: Arc<SourceFile>,
    /// Its header.
    pub header: Header,
    /// The script behind the header.
    pub body: Span,
    /// The pack that shares it; `None` for one of the pack's own.
    pub from: Option<Arc<Shared>>,
}
