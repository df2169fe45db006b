//! Files that are told by their names in what was written when the program was built.
//!
//! In: the files that are there. Out: while something is read among them, each name is the file that bears it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::SourceFile;

thread_local! {
    /// The files that names mean; none unless something is read among them.
    static KNOWN: RefCell<HashMap<Arc<str>, Arc<SourceFile>>> = RefCell::default();
}

/// Reads something in which files are told by their names. A name that none of them bears is an error of the reading.
pub fn among<T>(files: impl Iterator<Item = Arc<SourceFile>>, read: impl FnOnce() -> T) -> T {
    let known = files.map(|file| (Arc::clone(&file.name), file)).collect();
    let outer = KNOWN.replace(known);
    let result = read();
    KNOWN.set(outer);
    result
}

impl Serialize for SourceFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

/// Shares the text with the file that bears the name.
impl<'de> Deserialize<'de> for SourceFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name: &str = Deserialize::deserialize(deserializer)?;
        KNOWN.with_borrow(|known| {
            let file = known.get(name).ok_or_else(|| D::Error::custom(name))?;
            Ok(Self::of(&file.name, file.content.clone()))
        })
    }
}
