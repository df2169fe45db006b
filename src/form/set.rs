//! Forms that belong together as one form: the first, and in it those of its units, of its last year, and of the same department and
//! year.

use std::sync::Arc;

use super::place::{SchemaId, Shape};
use super::schema::{Entry, FormSchema, Meaning};
use super::takes::Takes;
use super::terms::Term;
use crate::document::Pointer;
use crate::report::{LAST_YEAR, TWINS, UNITS};
use crate::wording::Message;

/// What a form of a set has beside its own cells: whether it is a list of forms, and the message that is its printed label.
const PLACES: [(&str, bool, &str); 3] =
    [(UNITS, true, "set-units"), (LAST_YEAR, false, "set-last-year"), (TWINS, true, "set-twins")];

impl FormSchema {
    /// The same form with others of its type in it. They are `called` by what stands in these cells.
    ///
    /// # Errors
    /// The name of a cell that the form has and that other forms are to stand at.
    pub fn with_set(&self, called: &[Pointer]) -> Result<Self, &'static str> {
        let mut whole = Self {
            source: Arc::clone(&self.source),
            entries: self.entries.clone(),
            validator: Arc::clone(&self.validator),
            language: Arc::clone(&self.language),
            terms: self.terms.clone(),
            parts: Vec::new(),
            called: called.to_vec(),
        };
        for (key, is_list, label) in PLACES {
            if self.member(self.root(), key).is_some() {
                return Err(key);
            }
            whole.add_place(self, key, is_list, label);
        }
        Ok(whole)
    }

    fn add_place(&mut self, form: &Self, key: &str, is_list: bool, label: &'static str) {
        let root = self.root();
        let place = self.next();
        let part = SchemaId(place.0.saturating_add(u32::from(is_list)));
        // Forms are in the language of their pack, whoever reads the report.
        let meaning =
            Meaning { label: Some(Message::new(label, &[]).chinese().into()), ..Meaning::default() };
        if let Some(root) = self.entries.first_mut() {
            root.members.push((key.into(), place));
        }
        if is_list {
            let types = vec!["array".into()];
            self.entries.push(Entry {
                key: Some(key.into()),
                parent: Some(root),
                required: false,
                shape: Shape::List(part),
                members: Vec::new(),
                meaning: Meaning { types, ..meaning.clone() },
                takes: Takes::default(),
            });
        }
        let moved = |id: SchemaId| SchemaId(id.0.saturating_add(part.0));
        let shape = |shape| match shape {
            Shape::List(item) => Shape::List(moved(item)),
            Shape::Object | Shape::Leaf => shape,
        };
        for entry in &form.entries {
            let members = entry.members.iter().map(|(key, id)| (key.clone(), moved(*id))).collect();
            let parent = entry.parent.map(moved);
            self.entries.push(Entry { parent, members, shape: shape(entry.shape), ..entry.clone() });
        }
        let last = usize::try_from(part.0).ok().and_then(|at| self.entries.get_mut(at));
        if let Some(own) = last {
            own.parent = Some(if is_list { place } else { root });
            own.required = false;
            if !is_list {
                own.key = Some(key.into());
                own.meaning.label = meaning.label;
            }
        }
        let of_part = |term: &Term| Term {
            owner: moved(term.owner),
            place: term.place.map(moved),
            reads: term.reads.iter().copied().map(moved).collect(),
            ..term.clone()
        };
        self.terms.extend(form.terms.iter().map(of_part));
        self.parts.push(part);
    }

    fn next(&self) -> SchemaId {
        SchemaId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
    }

    /// Whether a whole form of a set stands there.
    #[must_use]
    pub fn is_part(&self, id: SchemaId) -> bool {
        self.parts.contains(&id)
    }
}
