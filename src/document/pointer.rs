//! JSON Pointers (RFC 6901).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A JSON Pointer (RFC 6901) as text: empty for the whole document, else `/step/step…` with `~` and `/` escaped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Pointer(String);

/// Bytes of a step, more or less.
const USUAL_STEP: usize = 16;

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The same, with room for so many steps.
    #[must_use]
    pub(super) fn with_room(steps: usize) -> Self {
        Self(String::with_capacity(steps * USUAL_STEP))
    }

    /// Reads a pointer; `None` if the text is not empty and does not begin with `/`, or has a `~` before something
    /// else than `0` or `1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let starts_well = text.is_empty() || text.starts_with('/');
        let escapes_well = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        (starts_well && escapes_well).then(|| Self(text.to_owned()))
    }

    /// Goes on to a member.
    pub fn push(&mut self, key: &str) {
        self.0.push('/');
        if key.contains(['~', '/']) {
            self.0.push_str(&key.replace('~', "~0").replace('/', "~1"));
        } else {
            self.0.push_str(key);
        }
    }

    /// Goes on to an element, from 0.
    pub fn push_index(&mut self, index: usize) {
        self.push(&index.to_string());
    }

    /// The steps, unescaped, from the outermost.
    pub fn steps(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|step| {
            if step.contains('~') {
                Cow::Owned(step.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(step)
            }
        })
    }

    /// The array index that a step says; `None` if it is none (`01`, `-`, `x`).
    #[must_use]
    pub fn parse_index(step: &str) -> Option<usize> {
        let canonical = step == "0" || !step.starts_with(['0', '+']);
        step.parse().ok().filter(|_| canonical)
    }

    /// The pointer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_back_as_they_were_pushed() {
        let mut pointer = Pointer::root();
        pointer.push("a/b~c");
        pointer.push_index(0);
        pointer.push("");
        assert_eq!(pointer.as_str(), "/a~1b~0c/0/");
        assert_eq!(pointer.steps().collect::<Vec<_>>(), ["a/b~c", "0", ""]);
    }

    #[test]
    fn a_pointer_begins_with_a_slash_and_escapes_well() {
        assert!(Pointer::parse("").is_some());
        assert!(Pointer::parse("/a~0b").is_some());
        assert!(Pointer::parse("a").is_none());
        assert!(Pointer::parse("/a~2").is_none());
        assert_eq!(Pointer::parse_index("01"), None);
        assert_eq!(Pointer::parse_index("10"), Some(10));
    }
}
