//! The expressions of an engine, each read once.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use regex_syntax::hir::Hir;

use super::names::ByName;
use super::pattern::{Pattern, Unfit};

/// Expressions that scripts put together and that are kept.
const KEPT: usize = 2_000;

/// Of these, compiled ones: each may take a megabyte.
const COMPILED: usize = 128;

/// The expressions of an engine, each read once.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Those that stand in files of the pack.
    of_files: RefCell<ByName<Box<str>, Rc<Pattern>>>,
    /// Those that scripts put together, of texts of forms too.
    kept: RefCell<HashMap<Box<str>, Rc<Pattern>>>,
    /// Those that were read when the program was built, as [`Pattern::ready`] gives them, taken up when they are first asked for.
    ready: RefCell<BTreeMap<&'static str, &'static [u8]>>,
    /// How many of them were compiled.
    compiled: Rc<Cell<usize>>,
}

impl Patterns {
    /// All that stand in files of the pack and that were read, by what they are asked for.
    pub(super) fn ready(&self) -> BTreeMap<Box<str>, Vec<u8>> {
        let of_files = self.of_files.borrow();
        of_files
            .iter()
            .filter_map(|(text, known)| Some((text.clone(), postcard::to_allocvec(&known.ready()).ok()?)))
            .collect()
    }

    /// Takes up what [`Patterns::ready`] gave.
    pub(super) fn stand_in_files(&self, ready: BTreeMap<&'static str, &'static [u8]>) {
        self.ready.replace(ready);
    }

    /// An expression that was read before, or that stands in a file of the pack.
    pub(super) fn known(&self, text: &str) -> Option<Rc<Pattern>> {
        let of_file = self.of_files.borrow().get(text).map(Rc::clone);
        let known = of_file.or_else(|| self.kept.borrow().get(text).map(Rc::clone));
        let ready = || postcard::from_bytes(self.ready.borrow().get(text)?).ok();
        known.or_else(|| Some(self.keep(text, Pattern::of_ready(ready()?), true)))
    }

    /// An expression; whether it stands in a file of the pack, and so is kept.
    ///
    /// # Errors
    /// See [`Pattern::parse`].
    pub(super) fn get(&self, text: &str, is_of_file: bool) -> Result<Rc<Pattern>, Unfit> {
        match self.known(text) {
            Some(known) => Ok(known),
            None => Ok(self.keep(text, Pattern::parse(text)?, is_of_file)),
        }
    }

    /// A saying by the name with which rules ask for it, `@prompt`, and what it matches.
    ///
    /// # Errors
    /// See [`Pattern::of`].
    pub(super) fn name(&self, name: &str, expression: &Arc<Hir>) -> Result<Rc<Pattern>, Unfit> {
        match self.known(name) {
            Some(known) => Ok(known),
            None => Ok(self.keep(name, Pattern::of(Arc::clone(expression))?, true)),
        }
    }

    fn keep(&self, name: &str, pattern: Pattern, is_of_file: bool) -> Rc<Pattern> {
        let pattern = Rc::new(pattern.kept(is_of_file, &self.compiled));
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= KEPT || self.compiled.get() >= COMPILED {
            kept.clear();
            self.compiled.set(0);
        }
        if is_of_file {
            self.of_files.borrow_mut().insert(name.into(), Rc::clone(&pattern));
        } else {
            kept.insert(name.into(), Rc::clone(&pattern));
        }
        pattern
    }
}
