//! `hegui.toml`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobMatcher;
use toml::de::DeValue;

use super::paths::{Patterns, pattern};
use crate::report::{Problem, RuleId, Severity};
use crate::rule::AsOf;
use crate::rule::table::{Faults, Item, Table, closest};
use crate::source::{SourceFile, Span};
use crate::wording::Message;

/// The name of the file.
pub const NAME: &str = "hegui.toml";

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// The bytes of the file.
    pub span: Span,
}

/// What a file sets; all else is as the program has it.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file.
    pub source: Option<Arc<SourceFile>>,
    /// The folder of packs and layers, from the folder of the file.
    pub rules: Option<Set<PathBuf>>,
    /// The pack, whatever a form says.
    pub pack: Option<Set<String>>,
    /// The least severity that fails the check.
    pub fail_on: Option<Set<Severity>>,
    /// Whether an unchecked rule fails it.
    pub fail_on_unchecked: Option<Set<bool>>,
    /// Whether a form may say that it is only a part.
    pub allow_cut: Option<Set<bool>>,
    /// The time that forms are checked for.
    pub as_of: Option<Set<AsOf>>,
    /// The layout that forms of a type are held to, by the id of its pack.
    pub layouts: Vec<(Set<String>, Set<String>)>,
    /// The file of findings that are accepted as they are, from the folder of the file.
    pub waivers: Option<Set<PathBuf>>,
    /// The file of what departments say of findings, from the folder of the file.
    pub explanations: Option<Set<PathBuf>>,
    /// Patterns of what is not checked, each as written.
    pub exclude: Vec<(Set<String>, GlobMatcher)>,
    /// Severities, the later ones before the earlier ones.
    pub severity: Vec<Severities>,
}

/// Severities of rules on some forms.
#[derive(Debug, Clone)]
pub struct Severities {
    /// Patterns of the forms' paths, each as written; none for all forms.
    pub paths: Vec<(Set<String>, GlobMatcher)>,
    /// Rules with their severity, in the order of the file.
    pub rules: Vec<(Set<RuleId>, Severity)>,
}

/// Reads a file.
///
/// # Errors
/// Every fault with its place: keys that there are not, values of another kind, patterns that cannot be read.
pub fn parse(source: &Arc<SourceFile>) -> Result<Config, Vec<Problem>> {
    let mut faults = Faults { source, rule: None, offset: 0, problems: Vec::new() };
    let Some(text) = source.text() else {
        faults.at(0..0, "pack-not-utf8", &[]);
        return Err(faults.problems);
    };
    let text = text.strip_prefix('\u{feff}').map_or(text, |rest| {
        faults.offset = text.len() - rest.len();
        rest
    });
    let parsed = faults.parse(text);
    if !faults.problems.is_empty() {
        return Err(faults.problems);
    }
    let mut table = Table::new(parsed.get_ref(), 0..0);
    let mut config = Config {
        source: Some(Arc::clone(source)),
        rules: text_at(&mut table, "rules", &mut faults).map(|set| set.map(PathBuf::from)),
        pack: text_at(&mut table, "pack", &mut faults),
        fail_on: severity_at(&mut table, "fail-on", &mut faults),
        fail_on_unchecked: bool_at(&mut table, "fail-on-unchecked", &mut faults),
        allow_cut: bool_at(&mut table, "allow-cut", &mut faults),
        as_of: as_of_at(&mut table, &mut faults),
        layouts: layouts(&mut table, &mut faults),
        waivers: text_at(&mut table, "waivers", &mut faults).map(|set| set.map(PathBuf::from)),
        explanations: text_at(&mut table, "explanations", &mut faults).map(|set| set.map(PathBuf::from)),
        exclude: patterns(&mut table, "exclude", &mut faults),
        severity: Vec::new(),
    };
    let all = Severities { paths: Vec::new(), rules: severities(&mut table, &mut faults) };
    config.severity.push(all);
    for (mut inner, range) in tables(&mut table, "path", &mut faults) {
        let paths = patterns(&mut inner, "paths", &mut faults);
        if paths.is_empty() {
            faults.at(range, "toml-missing", &[("key", "paths")]);
        }
        let rules = severities(&mut inner, &mut faults);
        inner.close(&mut faults);
        config.severity.push(Severities { paths, rules });
    }
    // What is said later, and of fewer forms, wins.
    config.severity.reverse();
    table.close(&mut faults);
    if faults.problems.is_empty() { Ok(config) } else { Err(faults.problems) }
}

impl<T> Set<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Set<U> {
        Set { value: change(self.value), span: self.span }
    }
}

fn set<T>(value: T, item: Item<'_>, faults: &Faults<'_>) -> Set<T> {
    Set { value, span: faults.span(&item.span()) }
}

fn text_at(table: &mut Table<'_>, key: &'static str, faults: &mut Faults<'_>) -> Option<Set<String>> {
    let text = table.text(key, faults)?;
    table.get(key).map(|item| set(text, item, faults))
}

fn bool_at(table: &mut Table<'_>, key: &'static str, faults: &mut Faults<'_>) -> Option<Set<bool>> {
    let item = table.get(key)?;
    match item.get_ref() {
        DeValue::Boolean(value) => Some(set(*value, item, faults)),
        _ => {
            faults.at(item.span(), "config-not-bool", &[("key", key)]);
            None
        }
    }
}

fn severity_of(item: Item<'_>, faults: &mut Faults<'_>) -> Option<Severity> {
    let severity = item.get_ref().as_str().and_then(Severity::parse);
    if severity.is_none() {
        faults.at(item.span(), "config-severity", &[]);
    }
    severity
}

fn severity_at(table: &mut Table<'_>, key: &'static str, faults: &mut Faults<'_>) -> Option<Set<Severity>> {
    let item = table.get(key)?;
    severity_of(item, faults).map(|severity| set(severity, item, faults))
}

fn as_of_at(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Option<Set<AsOf>> {
    let item = table.get("as-of")?;
    let time = match item.get_ref() {
        DeValue::String(text) => AsOf::parse(text),
        DeValue::Integer(number) => AsOf::parse(number.as_str()),
        DeValue::Datetime(day) => AsOf::parse(&day.to_string()),
        _ => None,
    };
    if time.is_none() {
        faults.at(item.span(), "config-as-of", &[]);
    }
    time.map(|time| set(time, item, faults))
}

fn patterns(
    table: &mut Table<'_>,
    key: &'static str,
    faults: &mut Faults<'_>,
) -> Vec<(Set<String>, GlobMatcher)> {
    let mut patterns = Vec::new();
    for (text, range) in table.texts(key, faults) {
        let is_outside = Path::new(&text).is_absolute() || text.split('/').any(|step| step == "..");
        match pattern(text.trim_start_matches("./").trim_end_matches('/')) {
            Ok(_) if is_outside => faults.at(range, "config-outside", &[("text", &text)]),
            Ok(matcher) => patterns.push((Set { value: text, span: faults.span(&range) }, matcher)),
            Err(reason) => faults.at(range, "config-pattern", &[("reason", &reason)]),
        }
    }
    patterns
}

/// The tables of a list of tables.
fn tables<'t>(
    table: &mut Table<'t>,
    key: &'static str,
    faults: &mut Faults<'_>,
) -> Vec<(Table<'t>, std::ops::Range<usize>)> {
    let Some(item) = table.get(key) else { return Vec::new() };
    let Some(array) = item.get_ref().as_array() else {
        faults.at(item.span(), "config-not-tables", &[("key", key)]);
        return Vec::new();
    };
    let mut tables = Vec::new();
    for element in array {
        match element.get_ref().as_table() {
            Some(inner) => tables.push((Table::new(inner, element.span()), element.span())),
            None => faults.at(element.span(), "config-not-tables", &[("key", key)]),
        }
    }
    tables
}

fn layouts(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Vec<(Set<String>, Set<String>)> {
    let mut layouts = Vec::new();
    for (pack, range, item) in table.entries("layout", faults) {
        match item.get_ref().as_str() {
            Some(name) => {
                let span = faults.span(&range);
                layouts.push((Set { value: pack.to_owned(), span }, set(name.to_owned(), item, faults)));
            }
            None => faults.at(item.span(), "toml-not-text", &[("key", pack)]),
        }
    }
    layouts
}

fn severities(table: &mut Table<'_>, faults: &mut Faults<'_>) -> Vec<(Set<RuleId>, Severity)> {
    let mut rules = Vec::new();
    for (name, range, item) in table.entries("severity", faults) {
        // What is no JSON or no form stays what it is: nothing of it was checked.
        let is_fixed = name.starts_with("json/") || name.starts_with("form/");
        match RuleId::parse(name) {
            Some(_) if is_fixed => faults.at(range, "config-fixed", &[("rule", name)]),
            Some(rule) => {
                let span = faults.span(&range);
                rules.extend(severity_of(item, faults).map(|level| (Set { value: rule, span }, level)));
            }
            None => faults.at(range, "config-no-rule", &[("rule", name)]),
        }
    }
    rules
}

impl Config {
    /// A problem for each rule that has a severity and is none of those that there are; those of the form's structure
    /// (`schema/…`) aside.
    #[must_use]
    pub fn unknown_rules(&self, known: &[String]) -> Vec<Problem> {
        let Some(source) = &self.source else { return Vec::new() };
        let mut faults = Faults { source, rule: None, offset: 0, problems: Vec::new() };
        for (rule, _) in self.severity.iter().flat_map(|group| &group.rules) {
            let id = rule.value.as_str();
            if !id.starts_with("schema/") && !known.iter().any(|known| known == id) {
                let meant = closest(id, known.iter().map(String::as_str));
                let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
                faults.with_help(rule.span.start..rule.span.end, "config-no-rule", &[("rule", id)], help);
            }
        }
        faults.problems
    }

    /// A problem for each layout that is demanded and that there is not: nothing would be held to it. `known` are the ids of packs with the
    /// names of their layouts.
    #[must_use]
    pub fn unknown_layouts(&self, known: &[(&str, &str)]) -> Vec<Problem> {
        let Some(source) = &self.source else { return Vec::new() };
        let mut faults = Faults { source, rule: None, offset: 0, problems: Vec::new() };
        for (pack, layout) in &self.layouts {
            let names: Vec<&str> =
                known.iter().filter(|(id, _)| *id == pack.value).map(|(_, name)| *name).collect();
            if names.contains(&layout.value.as_str()) {
                continue;
            }
            let (at, id, mut listed) = if names.is_empty() {
                (pack, "config-no-layouts", known.iter().map(|(id, _)| *id).collect::<Vec<_>>())
            } else {
                (layout, "layout-none", names)
            };
            listed.dedup();
            let help = Message::new("layout-none-help", &[]).with("known", Message::list(listed));
            let range = at.span.start..at.span.end;
            faults.with_help(range, id, &[("name", &at.value)], Some(help));
        }
        faults.problems
    }

    /// The severities, with the folders that patterns count from: that of the file, and the one that paths of forms count from.
    #[must_use]
    pub fn severities(&self, root: &Path, here: &Path) -> SeverityBook {
        let group = |group: &Severities| {
            let patterns = group.paths.iter().map(|(_, pattern)| pattern.clone()).collect();
            let paths = Patterns { root: root.to_owned(), here: here.to_owned(), patterns };
            let rules = group.rules.iter().map(|(rule, severity)| (rule.value.clone(), *severity)).collect();
            (paths, rules)
        };
        SeverityBook { groups: self.severity.iter().map(group).collect() }
    }

    /// What is not checked, counted from the folder of the file.
    #[must_use]
    pub fn exclude(&self, root: &Path) -> Patterns {
        let patterns = self.exclude.iter().map(|(_, pattern)| pattern.clone()).collect();
        Patterns { root: root.to_owned(), here: root.to_owned(), patterns }
    }
}

/// Severities of rules by the paths of forms; the first that fits holds.
#[derive(Debug, Clone, Default)]
pub struct SeverityBook {
    groups: Vec<(Patterns, Vec<(RuleId, Severity)>)>,
}

impl SeverityBook {
    /// The severity of a rule on a form; `None` for that of the rule itself.
    #[must_use]
    pub fn of(&self, rule: &RuleId, path: &str) -> Option<Severity> {
        self.groups.iter().find_map(|(paths, rules)| {
            let severity = rules.iter().find(|(known, _)| known == rule)?.1;
            (paths.patterns.is_empty() || paths.matches(Path::new(path))).then_some(severity)
        })
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|(_, rules)| rules.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Vec<String>> {
        let source = Arc::new(SourceFile::new("hegui.toml", text.as_bytes()));
        let told = |problem: Problem| {
            let (source, span) = problem.place.unwrap();
            let at = source.position(span.start);
            let help = problem.help.map(|help| format!(" ({})", help.english())).unwrap_or_default();
            format!("{}:{} {}{help}", at.line, at.column, problem.message.english())
        };
        parse(&source).map_err(|found| found.into_iter().map(told).collect())
    }

    #[test]
    fn each_fault_is_told_where_it_stands() {
        let text = "fail-no = \"error\"\nallow-cut = \"yes\"\nexclude = [\"a/**\", \"../b\", \"[\"]\nas-of = 12\n\
                    [severity]\n\"funds/rate\" = \"fatal\"\nrate = \"info\"\n\"json/syntax\" = \"info\"\n\
                    [[path]]\nseverity = {}\n";
        insta::assert_snapshot!(read(text).unwrap_err().join("\n"));
        assert_eq!(read("rules = ").unwrap_err().len(), 1);
    }

    #[test]
    fn a_severity_for_some_paths_wins_over_one_for_all_and_a_later_one_over_an_earlier_one() {
        let text = "[severity]\n\"a/b\" = \"info\"\n[[path]]\npaths = [\"old/**\"]\nseverity = { \"a/b\" = \"warning\" }\n\
                    [[path]]\npaths = [\"old/x\"]\nseverity = { \"a/b\" = \"error\" }\n";
        let book = read(text).unwrap().severities(Path::new("/r"), Path::new("/r"));
        let of = |rule: &str, path: &str| book.of(&RuleId::parse(rule).unwrap(), path);
        assert_eq!(of("a/b", "new/1.json"), Some(Severity::Info));
        assert_eq!(of("a/b", "old/1.json"), Some(Severity::Warning));
        assert_eq!(of("a/b", "./old/x/1.json"), Some(Severity::Error));
        assert_eq!(of("a/c", "old/x/1.json"), None);
        assert!(read("").unwrap().severities(Path::new("/r"), Path::new("/r")).is_empty());
    }
}
