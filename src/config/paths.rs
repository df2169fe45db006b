//! Patterns of paths, counted from a folder.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

/// A pattern of paths: `*` and `?` within a name, `**` across folders, `[…]` and `{…,…}`.
///
/// # Errors
/// What is wrong with it, in English.
pub fn pattern(text: &str) -> Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(text).literal_separator(true).backslash_escape(false).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}

/// Some patterns with the folder that they count from.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    /// The folder, without links.
    pub root: PathBuf,
    /// The folder that paths which are not absolute count from, without links.
    pub here: PathBuf,
    /// The patterns.
    pub patterns: Vec<GlobMatcher>,
}

impl Patterns {
    /// Whether one of them matches a path, or a folder around it. Steps to the folder above are taken as they are written.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        let whole = plain(&self.here.join(path));
        let Ok(below) = whole.strip_prefix(&self.root) else { return false };
        let mut folders = below.ancestors().take_while(|path| !path.as_os_str().is_empty());
        folders.any(|path| self.patterns.iter().any(|pattern| pattern.is_match(path)))
    }
}

/// A path without `.` and `..`, the folder above taken as it is written.
#[must_use]
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            step => plain.push(step),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_counts_from_its_folder_and_holds_for_all_that_a_folder_holds() {
        let patterns = |text: &str| Patterns {
            root: "/r".into(),
            here: "/r/a".into(),
            patterns: vec![pattern(text).unwrap()],
        };
        let matches = |text: &str, path: &str| patterns(text).matches(Path::new(path));
        assert!(matches("a/*.json", "x.json") && matches("a/*.json", "./x.json"));
        assert!(matches("a/*.json", "/r/a/x.json") && matches("b/*.json", "../b/x.json"));
        assert!(!matches("a/*.json", "c/x.json") && !matches("*.json", "x.json"));
        assert!(matches("a/**/*.json", "c/d/x.json"));
        assert!(matches("a/c", "c/d/x.json") && !matches("a/c", "cd/x.json"));
        assert!(!matches("**", "/elsewhere/x.json"));
    }
}
