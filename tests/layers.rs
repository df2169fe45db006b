//! The modules use only what stands above them: one value handed on from each to the next, and nothing back.
//!
//! Every path of every file is read (`use crate::…`, `super::…`, full paths in bodies and macros, `hegui::…` in
//! the binary). What stands in a module under `#[cfg(test)]`, inline or a file of its own, counts as a test.
//! So is every literal: words of the language are data.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use syn::visit::Visit;

/// Modules in the order of the flow, with what each may use outside its tests.
type Arrows<'a> = &'a [(&'a str, &'a [&'a str])];

/// `lib` is `lib.rs`; `cli` is the whole binary.
const ARROWS: Arrows = &[
    ("lib", &[]),
    ("wording", &[]),
    ("source", &[]),
    ("document", &["wording", "source"]),
    ("figure", &["wording", "document"]),
    ("text", &["source", "figure"]),
    ("sheet", &["wording"]),
    ("report", &["wording", "source", "document", "sheet"]),
    ("form", &["wording", "source", "document", "figure", "text", "report"]),
    ("meaning", &["document", "figure", "text", "report", "form"]),
    ("rule", &["wording", "source", "document", "figure", "text", "sheet", "report", "form"]),
    ("waiver", &["wording", "source", "report", "rule"]),
    ("workbook", &["wording", "source", "document", "figure", "sheet", "report", "form", "rule"]),
    ("engine", &["wording", "source", "document", "figure", "text", "report", "form", "meaning", "rule"]),
    ("config", &["wording", "source", "report", "rule"]),
    ("check", &["wording", "source", "document", "report", "rule", "waiver", "workbook", "engine", "config"]),
    ("evidence", &["wording", "source", "report", "workbook", "check"]),
    ("verify", &["wording", "source", "document", "figure", "text", "report", "rule", "workbook", "engine"]),
    ("render", &["wording", "source", "document", "sheet", "report"]),
    ("load", &["wording", "source", "text", "report", "rule", "workbook", "config", "check"]),
    (
        "cli",
        &[
            "wording", "source", "document", "figure", "sheet", "text", "report", "form", "rule", "waiver",
            "workbook", "engine", "config", "check", "evidence", "verify", "render", "load",
        ],
    ),
];

/// Modules that say things in a language: all others make messages and hand them on.
const SPEAKERS: [&str; 6] = ["wording", "workbook", "evidence", "verify", "render", "cli"];

/// What others may name of `wording`.
const SILENT: &str = "Message";

/// What a message says in a language that nobody has asked for, with the files outside of [`SPEAKERS`] that need it: the order of
/// findings, the labels of places of a set, the program's own errors.
const SPOKEN: [(&str, &[&str]); 2] =
    [("chinese", &["form/set.rs", "report/mod.rs"]), ("english", &["document/fault.rs"])];

/// What the binary is made of, below `src`: the one entry `cli`.
const BINARY: [&str; 2] = ["main", "cli"];

/// Crates that have one home.
const HOMES: &[(&str, &[&str])] = &[
    ("rhai", &["engine"]),
    ("clap", &["cli"]),
    ("jsonschema", &["form", "render/json.rs", "render/tests.rs"]),
    ("miette", &["render/human.rs", "render/window.rs"]),
    ("globset", &["config"]),
    ("ignore", &["load"]),
    ("indicatif", &["cli/progress.rs"]),
    ("toml", &["rule", "text", "config", "waiver"]),
    ("toml_edit", &["waiver"]),
    ("askama", &["render/html.rs"]),
    ("quick_junit", &["render/junit.rs", "render/tests.rs"]),
    ("calamine", &["workbook", "render/tests.rs"]),
    ("zip", &["workbook"]),
    ("quick_xml", &["workbook"]),
    ("rust_xlsxwriter", &["render/xlsx.rs", "workbook"]),
    ("ssfmt", &["workbook"]),
    ("fluent_bundle", &["wording"]),
];

/// Literals with Han characters in each file, which may only become fewer: words of the language are data, in `rules/zh`.
/// The texts that people read, in `wording`, are no part of it.
const WORDS: &[(&str, usize)] = &[
    // The names of units for rules, and of ~.
    ("engine/host/arithmetic.rs", 4),
    // Words and signs of rules: 且, 或, 非, and what stands behind a figure.
    ("engine/script.rs", 13),
    // Words that rules have not: 则, 那么, 否则.
    ("engine/syntax.rs", 3),
    ("engine/vocabulary.rs", 6),
    // What is printed beside a figure.
    ("figure/qualifier.rs", 6),
    ("figure/unit.rs", 6),
    // The signs of numbers, dates, ranges and lists, and the first and last Han character.
    ("text/begun.rs", 19),
    ("text/dates.rs", 6),
    ("text/entries.rs", 2),
    ("text/lexicon.rs", 2),
    ("text/numbers.rs", 1),
    ("text/numerals.rs", 23),
];

/// The steps of a path; from a root, `hegui` or `main`, once resolved: `hegui`, `text`, `Figure`.
type Steps = Vec<String>;

/// A path of this package that a file names, from the root.
struct Name {
    path: Steps,
    in_test: bool,
}

struct File {
    /// Below `src`: `form/mod.rs`.
    name: String,
    module: Steps,
    names: Vec<Name>,
    /// What the file's own `use` items, public or not, bring into its module.
    imports: BTreeMap<String, Steps>,
    /// First steps of paths that lead out of the package, or to a name of the file itself.
    outside: BTreeSet<String>,
    /// Modules that it declares for tests only, in files of their own.
    test_modules: Vec<Steps>,
    /// Texts and letters outside tests that hold a Han character.
    words: Vec<String>,
    /// Methods that it calls outside tests, by their names or by paths.
    methods: BTreeSet<String>,
}

struct Reader<'a> {
    modules: &'a BTreeSet<Steps>,
    /// The module being read: the file's, or one inside it.
    at: Steps,
    in_test: bool,
    file: File,
}

impl Reader<'_> {
    fn take(&mut self, path: &[String]) {
        match self.resolve(path) {
            Some(path) => self.file.names.push(Name { path, in_test: self.in_test }),
            None => self.file.outside.extend(path.first().cloned()),
        }
    }

    fn take_literal(&mut self, literal: &syn::Lit) {
        let word = match literal {
            syn::Lit::Str(text) => text.value(),
            syn::Lit::Char(letter) => letter.value().to_string(),
            _ => return,
        };
        if !self.in_test && word.contains(is_han) {
            self.file.words.push(word);
        }
    }

    /// The literals of a macro, which are no syntax to `syn`.
    fn take_literals(&mut self, mut at: syn::buffer::Cursor<'_>) {
        while !at.eof() {
            if let Some((name, rest)) = at.ident()
                && name == "doc"
                && let Some((sign, rest)) = rest.punct()
                && sign.as_char() == '='
            {
                // A comment.
                at = rest.token_tree().unwrap().1;
            } else if let Some((literal, rest)) = at.literal() {
                self.take_literal(&syn::Lit::new(literal));
                at = rest;
            } else if let Some((inside, _, _, rest)) = at.any_group() {
                self.take_literals(inside);
                at = rest;
            } else {
                at = at.token_tree().unwrap().1;
            }
        }
    }

    /// The path from the root of its crate; nothing where it leads out of the package.
    fn resolve(&self, path: &[String]) -> Option<Steps> {
        let (first, rest) = path.split_first()?;
        let mut resolved = self.at.clone();
        match first.as_str() {
            "crate" => resolved.truncate(1),
            "hegui" => resolved = vec![first.clone()],
            "self" => {}
            "super" => drop(resolved.pop()),
            _ => {
                resolved.push(first.clone());
                self.modules.get(&resolved)?;
            }
        }
        for step in rest {
            if step == "super" {
                resolved.pop();
            } else {
                resolved.push(step.clone());
            }
        }
        Some(resolved)
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let in_test = self.in_test;
        self.at.push(item.ident.to_string());
        self.in_test |= item.attrs.iter().any(is_for_tests);
        if self.in_test && item.content.is_none() {
            self.file.test_modules.push(self.at.clone());
        }
        syn::visit::visit_item_mod(self, item);
        self.in_test = in_test;
        self.at.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for (_, path) in &imports(&item.tree) {
            self.take(path);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if !self.in_test {
            self.file.methods.insert(call.method.to_string());
        }
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // One step alone names what a `use` brought or the file holds.
        if path.segments.len() > 1 {
            let steps: Steps = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.take(&steps);
            if !self.in_test {
                self.file.methods.extend(steps.last().cloned());
            }
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let text = item.tokens.to_string().replace(" ::", "::").replace(":: ", "::");
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            if word.contains("::") {
                self.take(&word.split("::").map(str::to_owned).collect::<Steps>());
            }
        }
        self.take_literals(syn::buffer::TokenBuffer::new2(item.tokens.clone()).begin());
        syn::visit::visit_macro(self, item);
    }

    fn visit_lit(&mut self, literal: &'ast syn::Lit) {
        self.take_literal(literal);
    }

    /// Comments of items are attributes.
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if !attribute.path().is_ident("doc") {
            syn::visit::visit_attribute(self, attribute);
        }
    }

    /// `pub(super)` uses nothing.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_for_tests(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
}

/// The names that a `use` brings, each with its path; a glob is the path before the star.
fn imports(tree: &syn::UseTree) -> Vec<(String, Steps)> {
    let one = |name: &syn::Ident, path: &syn::Ident| {
        let path = if path == "self" { Vec::new() } else { vec![path.to_string()] };
        vec![(name.to_string(), path)]
    };
    match tree {
        syn::UseTree::Path(path) => {
            let first = path.ident.to_string();
            let below = imports(&path.tree).into_iter().map(|(name, rest)| {
                let name = if name == "self" { first.clone() } else { name };
                (name, [vec![first.clone()], rest].concat())
            });
            below.collect()
        }
        syn::UseTree::Group(group) => group.items.iter().flat_map(imports).collect(),
        syn::UseTree::Name(name) => one(&name.ident, &name.ident),
        syn::UseTree::Rename(name) => one(&name.rename, &name.ident),
        syn::UseTree::Glob(_) => vec![("*".to_owned(), Vec::new())],
    }
}

/// The module that a file below `src` is, from its root.
fn module(file: &str) -> Steps {
    let steps: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    let root = if BINARY.contains(&steps[0]) { "main" } else { "hegui" };
    let below = steps.into_iter().filter(|step| !["lib", "main", "mod"].contains(step));
    std::iter::once(root).chain(below).map(str::to_owned).collect()
}

/// The entry of the table that a path from the root belongs to.
fn entry(path: &[String]) -> &str {
    match path {
        [root, ..] if root == "main" => "cli",
        [_, module, ..] => module,
        _ => "lib",
    }
}

fn read_file(name: &str, text: &str, modules: &BTreeSet<Steps>) -> File {
    let module = module(name);
    let file = File {
        name: name.to_owned(),
        module: module.clone(),
        names: Vec::new(),
        imports: BTreeMap::new(),
        outside: BTreeSet::new(),
        test_modules: Vec::new(),
        words: Vec::new(),
        methods: BTreeSet::new(),
    };
    let mut reader = Reader { modules, at: module, in_test: false, file };
    let syntax = syn::parse_file(text).unwrap();
    reader.visit_file(&syntax);
    for item in &syntax.items {
        let syn::Item::Use(item) = item else { continue };
        for (name, path) in imports(&item.tree) {
            if let Some(path) = reader.resolve(&path) {
                reader.file.imports.insert(name, path);
            }
        }
    }
    reader.file
}

/// The files of the package, from their names below `src` and texts.
fn read<S: AsRef<str>>(sources: &[(S, S)]) -> Vec<File> {
    let modules = sources.iter().map(|(name, _)| module(name.as_ref())).collect();
    let mut files: Vec<File> =
        sources.iter().map(|(name, text)| read_file(name.as_ref(), text.as_ref(), &modules)).collect();
    let tests: Vec<Steps> = files.iter().flat_map(|file| file.test_modules.clone()).collect();
    for file in &mut files {
        if tests.iter().any(|test| file.module.starts_with(test)) {
            file.names.iter_mut().for_each(|name| name.in_test = true);
            file.words.clear();
            file.methods.clear();
        }
    }
    files
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn read_src() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let source = |path: &PathBuf| {
        let steps: Vec<_> =
            path.strip_prefix(&root).unwrap().iter().map(|step| step.to_string_lossy()).collect();
        (steps.join("/"), fs::read_to_string(path).unwrap())
    };
    read(&files.iter().map(source).collect::<Vec<_>>())
}

fn files_of_this_package() -> &'static [File] {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(read_src);
    &FILES
}

/// Modules without an entry, and entries without a file.
fn unknown_modules(files: &[File], arrows: Arrows) -> Vec<String> {
    let found: BTreeSet<&str> = files.iter().map(|file| entry(&file.module)).collect();
    let known: BTreeSet<&str> = arrows.iter().map(|(module, _)| *module).collect();
    found.symmetric_difference(&known).map(|module| (*module).to_owned()).collect()
}

/// Uses that the table does not allow. A test may make its input with all that stands above.
fn forbidden_uses(files: &[File], arrows: Arrows) -> Vec<String> {
    let mut forbidden = Vec::new();
    for file in files {
        let user = entry(&file.module);
        let at = arrows.iter().position(|(module, _)| *module == user);
        let allowed = at.map_or(&[][..], |at| arrows[at].1);
        let above = &arrows[..at.unwrap_or(0)];
        for name in &file.names {
            let asked = entry(&name.path);
            let is_above = || above.iter().any(|(module, _)| *module == asked);
            if asked != user && !allowed.contains(&asked) && !(name.in_test && is_above()) {
                forbidden.push(format!("{} uses {}", file.name, name.path.join("::")));
            }
        }
    }
    forbidden
}

/// Permissions to use what does not stand above.
fn permissions_downwards(arrows: Arrows) -> Vec<String> {
    let mut downwards = Vec::new();
    for (at, (user, allowed)) in arrows.iter().enumerate() {
        let below = allowed.iter().filter(|used| !arrows[..at].iter().any(|(module, _)| module == *used));
        downwards.extend(below.map(|used| format!("{user} may use {used}")));
    }
    downwards
}

/// Permissions that no line outside the tests needs.
fn unused_permissions(files: &[File], arrows: Arrows) -> Vec<String> {
    let uses: BTreeSet<(&str, &str)> = files
        .iter()
        .flat_map(|file| file.names.iter().map(move |name| (file, name)))
        .filter(|(_, name)| !name.in_test)
        .map(|(file, name)| (entry(&file.module), entry(&name.path)))
        .collect();
    let mut unused = Vec::new();
    for (user, allowed) in arrows {
        let idle = allowed.iter().filter(|used| !uses.contains(&(*user, **used)));
        unused.extend(idle.map(|used| format!("{user} may use {used}")));
    }
    unused
}

/// The file that holds what a path from the root names: that of the longest module on the path, or, where that file
/// itself imports the next step from elsewhere in the package, the one that the import leads to.
fn home<'a>(files: &BTreeMap<&[String], &'a File>, path: &[String]) -> Option<&'a File> {
    let mut path = path.to_vec();
    let mut seen = BTreeSet::new();
    loop {
        let depth = (1..=path.len()).rev().find(|depth| files.contains_key(&path[..*depth]))?;
        let file = files[&path[..depth]];
        match path.get(depth).and_then(|item| file.imports.get(item)) {
            Some(import) if seen.insert(path.clone()) => {
                path = [import.as_slice(), &path[depth + 1..]].concat();
            }
            _ => return Some(file),
        }
    }
}

/// Files that lead back to themselves through others, by name: all that lie in a strongly connected component of
/// two files or more.
///
/// A file leads to the [`home`] of each path that it names outside tests: in `use` items, re-exports too, and paths of
/// two steps or more in bodies and macros. A re-export is followed: `super::Unit` leads to `figure/unit.rs`, not to
/// `figure/mod.rs`. A path to a module itself (`use crate::figure`, a glob) leads to the module's own file, and so
/// does an item that only a glob brings. `mod x;` and `pub(super)` lead nowhere.
fn in_circles(files: &[File]) -> Vec<&str> {
    let by_module = files.iter().map(|file| (file.module.as_slice(), file)).collect();
    let next = |file: &File| -> BTreeSet<&str> {
        let names = file.names.iter().filter(|name| !name.in_test);
        let homes = names.filter_map(|name| home(&by_module, &name.path)).map(|home| home.name.as_str());
        homes.filter(|home| *home != file.name).collect()
    };
    let next: BTreeMap<&str, BTreeSet<&str>> =
        files.iter().map(|file| (file.name.as_str(), next(file))).collect();
    let leads_back = |start: &str| {
        let mut reached = BTreeSet::new();
        let mut open = vec![start];
        while let Some(file) = open.pop() {
            open.extend(next[file].iter().filter(|file| reached.insert(**file)));
        }
        reached.contains(start)
    };
    next.keys().copied().filter(|file| leads_back(file)).collect()
}

/// How many literals with Han characters each file has, apart from the texts that people read.
fn words(files: &[File]) -> Vec<(&str, usize)> {
    let others = files.iter().filter(|file| entry(&file.module) != "wording" && !file.words.is_empty());
    others.map(|file| (file.name.as_str(), file.words.len())).collect()
}

/// Where something is said in a language outside of the modules that speak: any name of `wording` but the message itself, the
/// module as a whole too, and what a message says in a language that nobody has asked for.
fn spoken(files: &[File]) -> Vec<String> {
    let mut spoken = Vec::new();
    for file in files.iter().filter(|file| !SPEAKERS.contains(&entry(&file.module))) {
        let names = file.names.iter().filter(|name| !name.in_test && entry(&name.path) == "wording");
        let loud = names.filter(|name| name.path.get(2).is_none_or(|item| item != SILENT));
        spoken.extend(loud.map(|name| format!("{} uses {}", file.name, name.path.join("::"))));
        for (method, homes) in SPOKEN {
            if file.methods.contains(method) && !homes.contains(&file.name.as_str()) {
                spoken.push(format!("{} calls {method}", file.name));
            }
        }
    }
    spoken
}

/// Files that use an outside crate away from its home.
fn strays(files: &[File], homes: &[(&str, &[&str])]) -> Vec<String> {
    let mut strays = Vec::new();
    for file in files {
        for (name, homes) in homes {
            let is_home = homes.iter().any(|home| Path::new(&file.name).starts_with(home));
            if !is_home && file.outside.contains(*name) {
                strays.push(format!("{} uses {name}", file.name));
            }
        }
    }
    strays
}

const NONE: [&str; 0] = [];

#[test]
fn each_module_stands_in_the_table() {
    assert_eq!(
        unknown_modules(files_of_this_package(), ARROWS),
        NONE,
        "in src or in ARROWS, but not in both"
    );
}

#[test]
fn modules_use_only_what_stands_above_them() {
    assert_eq!(permissions_downwards(ARROWS), NONE);
    assert_eq!(forbidden_uses(files_of_this_package(), ARROWS), NONE);
}

#[test]
fn each_permission_is_used() {
    assert_eq!(unused_permissions(files_of_this_package(), ARROWS), NONE, "take them out of ARROWS");
}

#[test]
fn files_form_no_circle() {
    assert_eq!(
        in_circles(files_of_this_package()),
        NONE,
        "types stand in files of their own, below what works on them"
    );
}

#[test]
fn words_of_the_language_are_data() {
    assert_eq!(
        words(files_of_this_package()),
        WORDS,
        "words belong in rules/zh: move them there, or lower the count"
    );
}

#[test]
fn sentences_are_made_where_they_are_shown() {
    assert_eq!(spoken(files_of_this_package()), NONE, "hand on a message");
}

#[test]
fn each_outside_crate_has_one_home() {
    assert_eq!(strays(files_of_this_package(), HOMES), NONE);
}

/// A table for sources that are made up: `low` below nothing, `high` above it.
const TWO: Arrows = &[("low", &[]), ("high", &["low"])];

#[test]
fn an_unknown_module_and_an_empty_entry_would_be_seen() {
    let files = read(&[("low/mod.rs", ""), ("low/part.rs", ""), ("stranger.rs", "")]);
    assert_eq!(unknown_modules(&files, TWO), ["high", "stranger"]);
}

#[test]
fn the_binary_is_one_module_apart_from_the_library() {
    let files = read(&[
        ("main.rs", "mod cli; fn main() { cli::run() }"),
        ("cli/mod.rs", "use crate::cli::exit::DONE; use hegui::low::Low; use hegui::high::High;"),
        ("cli/exit.rs", "use super::run;"),
        ("low.rs", "use crate::cli::run;"),
    ]);
    let arrows: Arrows = &[("low", &[]), ("cli", &["low"])];
    assert_eq!(unknown_modules(&files, arrows), NONE);
    assert_eq!(
        forbidden_uses(&files, arrows),
        ["cli/mod.rs uses hegui::high::High", "low.rs uses hegui::cli::run"]
    );
}

#[test]
fn a_path_upwards_would_be_seen_wherever_it_stands() {
    for path in [
        "use crate::high::High;",
        "use super::super::high::{self, High as Other};",
        "use crate::{high::*};",
        "fn low(high: &crate::high::High) {}",
        "fn low() { assert!(crate::high::is_high()); }",
        "mod inner { use super::super::super::high::High; }",
    ] {
        let forbidden = forbidden_uses(&read(&[("low/part.rs", path)]), TWO);
        assert!(forbidden.iter().any(|use_| use_.starts_with("low/part.rs uses hegui::high")), "{path}");
    }
    let inside = read(&[("low/part.rs", "pub(super) use super::Low; fn low() { self::low() }")]);
    assert_eq!(forbidden_uses(&inside, TWO), NONE);
}

#[test]
fn a_test_may_use_all_that_stands_above_and_nothing_below() {
    let arrows: Arrows = &[("low", &[]), ("middle", &[]), ("high", &[])];
    let uses = "use crate::low::Low; use crate::high::High;";
    let inline = format!("#[cfg(test)] mod tests {{ {uses} }} #[cfg(test)] mod sample;");
    let files = read(&[("middle/mod.rs", inline.as_str()), ("middle/sample.rs", uses)]);
    assert_eq!(
        forbidden_uses(&files, arrows),
        ["middle/mod.rs uses hegui::high::High", "middle/sample.rs uses hegui::high::High"]
    );
}

#[test]
fn a_permission_downwards_would_be_seen() {
    assert_eq!(permissions_downwards(&[("low", &["high"]), ("high", &["low"])]), ["low may use high"]);
}

#[test]
fn a_permission_that_only_tests_need_is_unused() {
    let tested = read(&[("high.rs", "#[cfg(test)] mod tests { use crate::low::Low; }")]);
    assert_eq!(unused_permissions(&tested, TWO), ["high may use low"]);
    let used = read(&[("high.rs", "use crate::low::Low;")]);
    assert_eq!(unused_permissions(&used, TWO), NONE);
}

#[test]
fn a_circle_of_files_would_be_seen() {
    let files = read(&[
        ("low/mod.rs", "mod one; mod three; mod two;"),
        ("low/one.rs", "use super::two::Two;"),
        ("low/two.rs", "fn two() -> super::one::One {}"),
        ("low/three.rs", "use super::one::One; #[cfg(test)] mod tests { use crate::high::High; }"),
        ("high.rs", "use crate::low::three::Three;"),
    ]);
    assert_eq!(in_circles(&files), ["low/one.rs", "low/two.rs"]);
}

#[test]
fn a_re_export_is_followed_to_the_file_that_holds_the_item() {
    let circles = |low: &str, one: &str| {
        let files = [
            ("low/mod.rs", low),
            ("low/one.rs", one),
            ("low/two.rs", "use super::one::One;"),
            ("low/two/inner.rs", "use crate::low::one::One;"),
        ];
        in_circles(&read(&files)).join(" ")
    };
    assert_eq!(circles("pub use self::two::Two as Second;", "use super::Second;"), "low/one.rs low/two.rs");
    assert_eq!(circles("use two::inner;", "use super::inner::Inner;"), "low/one.rs low/two/inner.rs");
    assert_eq!(circles("pub struct Second;", "use super::Second;"), "");
}

#[test]
fn a_folder_whose_mod_holds_what_its_files_use_is_a_circle() {
    let files =
        read(&[("low/mod.rs", "pub use one::One; pub struct Low;"), ("low/one.rs", "use super::Low;")]);
    assert_eq!(in_circles(&files), ["low/mod.rs", "low/one.rs"]);
}

#[test]
fn a_crate_away_from_its_home_would_be_seen() {
    let files = read(&[("form/mod.rs", "use toml::de;"), ("format.rs", "fn read() -> toml::Value {}")]);
    assert_eq!(strays(&files, &[("toml", &["form"])]), ["format.rs uses toml"]);
}

#[test]
fn a_sentence_made_elsewhere_would_be_seen() {
    for text in [
        "use crate::wording::Lang;",
        "use crate::wording::{Lang as Tongue, Message};",
        "use crate::wording::*;",
        "use crate::wording;",
        "fn low() { crate::wording::Lang::default() }",
        "fn low(message: &Message) -> String { message.chinese() }",
        "fn low(message: Option<&Message>) -> Option<String> { message.map(Message::english) }",
    ] {
        let files = read(&[("wording/mod.rs", ""), ("low.rs", text)]);
        assert_eq!(spoken(&files).len(), 1, "{text}");
    }
    let silent = "use crate::wording::Message; #[cfg(test)] mod tests { use crate::wording::Lang; }";
    for file in [("low.rs", silent), ("render/json.rs", "use crate::wording::Lang;")] {
        assert_eq!(spoken(&read(&[("wording/mod.rs", ""), file])), NONE);
    }
}

#[test]
fn a_word_would_be_seen_in_code_and_macros_but_not_in_comments_and_tests() {
    let files = read(&[
        ("wording/mod.rs", "const TITLE: &str = \"收入\";"),
        (
            "low.rs",
            "known! { /// 收入\n low } /// 收入\nfn low() { if is('万') { panic!(\"{}: 支出\", (1, \"亿\")) } } #[cfg(test)] mod sample;",
        ),
        ("low/sample.rs", "const TEXT: &str = \"收入\";"),
        (
            "high.rs",
            "// 收入\nconst HIGH: char = '、'; #[cfg(test)] mod tests { const TEXT: &str = \"收入\"; }",
        ),
    ]);
    assert_eq!(words(&files), [("low.rs", 3)]);
}
