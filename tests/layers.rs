//! The modules use only what stands above them: one value handed on from each to the next, and nothing back.
//!
//! Every path of every file is read (`use crate::…`, `super::…`, full paths in bodies, `hegui::…` in the binary).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// The modules in the order of the flow, with what each may use.
const ARROWS: [(&str, &[&str]); 13] = [
    ("wording", &[]),
    ("source", &[]),
    ("document", &["wording", "source"]),
    ("figure", &["wording", "source", "document"]),
    ("prose", &["figure"]),
    ("report", &["wording", "source", "document", "figure"]),
    ("form", &["wording", "source", "document", "figure", "report"]),
    ("reading", &["document", "figure", "prose", "form"]),
    ("rule", &["wording", "source", "document", "figure", "report", "form"]),
    ("engine", &["wording", "source", "document", "figure", "prose", "report", "form", "reading", "rule"]),
    ("verify", &["wording", "source", "document", "figure", "report", "form", "rule", "engine"]),
    ("render", &["wording", "source", "document", "figure", "report"]),
    ("load", &["wording", "source", "document", "figure", "report", "form", "rule"]),
];

/// Crates that have one home.
const HOMES: [(&str, &[&str]); 6] = [
    ("rhai", &["engine"]),
    ("clap", &["cli"]),
    ("jsonschema", &["form", "render/json.rs"]),
    ("miette", &["render/human.rs"]),
    ("toml", &["rule"]),
    ("fluent_bundle", &["wording"]),
];

/// Every path of a file, its macros' too, as far as they are plain tokens.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        gather(&item.tree, &mut Vec::new(), &mut self.0);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let text = item.tokens.to_string().replace(' ', "");
        for (at, _) in text.match_indices("crate::") {
            let rest = text[at..].split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
            let path = rest.take(1).flat_map(|path| path.split("::")).map(str::to_owned).collect();
            self.0.push(path);
        }
        syn::visit::visit_macro(self, item);
    }
}

fn gather(tree: &syn::UseTree, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            gather(&path.tree, before, paths);
            before.pop();
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|item| gather(item, before, paths)),
        syn::UseTree::Name(name) => paths.push([before.as_slice(), &[name.ident.to_string()]].concat()),
        syn::UseTree::Rename(name) => paths.push([before.as_slice(), &[name.ident.to_string()]].concat()),
        syn::UseTree::Glob(_) => paths.push(before.clone()),
    }
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

/// The file below `src`, its text, and the modules of the crate and the crates that it names.
fn files() -> Vec<(String, Vec<Vec<String>>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let read = |path: &PathBuf| {
        let syntax = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
        let mut paths = Paths::default();
        paths.visit_file(&syntax);
        (path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), paths.0)
    };
    files.iter().map(read).collect()
}

/// The module of the crate that a path of a file leads to, `super` followed.
fn target(file: &str, path: &[String]) -> Option<String> {
    let supers = path.iter().take_while(|step| *step == "super").count();
    if path.first().is_some_and(|step| step == "crate") {
        return path.get(1).cloned();
    }
    if supers == 0 {
        return None;
    }
    let mut at: Vec<&str> = file.trim_end_matches(".rs").split('/').filter(|step| *step != "mod").collect();
    for _ in 0..supers {
        at.pop();
    }
    at.first().map(|step| (*step).to_owned()).or_else(|| path.get(supers).cloned())
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let mut wrong = Vec::new();
    for (file, paths) in files() {
        let module = file.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let Some(at) = ARROWS.iter().position(|(name, _)| *name == module) else { continue };
        // A test may make its input with all that stands above.
        let is_test = file.ends_with("/tests.rs") || file.contains("/tests/");
        let above: Vec<&str> = ARROWS[..at].iter().map(|(name, _)| *name).collect();
        let allowed = if is_test { above.as_slice() } else { ARROWS[at].1 };
        for path in paths {
            let Some(used) = target(&file, &path) else { continue };
            let is_module = ARROWS.iter().any(|(name, _)| *name == used);
            if is_module && used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{file} uses {}", path.join("::")));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn each_outside_crate_has_one_home() {
    let mut wrong = Vec::new();
    for (file, paths) in files() {
        for (name, homes) in HOMES {
            let is_home = homes.iter().any(|home| file.starts_with(home));
            if !is_home && paths.iter().any(|path| path.first().is_some_and(|step| step == name)) {
                wrong.push(format!("{file} uses {name}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_path_upwards_would_be_seen() {
    let upward: Vec<String> = ["crate", "engine", "Checker"].map(str::to_owned).to_vec();
    assert_eq!(target("form/mod.rs", &upward).as_deref(), Some("engine"));
    let through: Vec<String> = ["super", "super", "engine", "Checker"].map(str::to_owned).to_vec();
    assert_eq!(target("form/schema.rs", &through).as_deref(), Some("engine"));
    let inside: Vec<String> = ["super", "Form"].map(str::to_owned).to_vec();
    assert_eq!(target("form/schema.rs", &inside).as_deref(), Some("form"));
}
