//! What an object of the form has by name: its keys, its printed labels, and the terms of its pack.

use super::place::{SchemaId, Shape};
use super::schema::FormSchema;
use super::terms::Term;

impl FormSchema {
    /// The term of an object by its name.
    #[must_use]
    pub fn term(&self, owner: SchemaId, name: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.owner == owner && *term.name == *name)
    }

    /// All terms, in the order in which they were told.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Takes up a term.
    pub fn add_term(&mut self, term: Term) {
        self.terms.push(term);
    }

    /// The names of an object: its keys, then its terms.
    pub fn names_of(&self, owner: SchemaId) -> impl Iterator<Item = &str> {
        let terms = self.terms.iter().filter(move |term| term.owner == owner);
        self.members(owner).map(|(key, _)| key).chain(terms.map(|term| &*term.name))
    }

    /// The most steps that a term of the name takes; 0 if there is none.
    #[must_use]
    pub fn steps_of(&self, name: &str) -> usize {
        self.terms.iter().filter(|term| *term.name == *name).map(|term| term.steps).max().unwrap_or(0)
    }

    /// The objects that a path of keys or printed labels speaks of: of a list its elements. A last `*` stands for all members
    /// that are objects or lists of objects. None where it leads to no object; the step that is no member as an error.
    ///
    /// # Errors
    /// The step, and the object that has no such member.
    pub fn objects_at<'p>(&self, path: &'p str) -> Result<Vec<SchemaId>, (&'p str, SchemaId)> {
        let mut at = vec![self.root()];
        for step in path.split('.').map(str::trim) {
            let mut next = Vec::new();
            for owner in at {
                if step == "*" {
                    next.extend(self.members(owner).filter_map(|(_, member)| self.object_of(member)));
                    continue;
                }
                let member = self.member(owner, step).or_else(|| self.member_by_label(owner, step));
                next.extend(self.object_of(member.ok_or((step, owner))?));
            }
            at = next;
        }
        Ok(at)
    }

    /// An object, or that of which a list is.
    fn object_of(&self, id: SchemaId) -> Option<SchemaId> {
        match self.shape(id) {
            Shape::Object => Some(id),
            Shape::List(item) => self.object_of(item),
            Shape::Leaf => None,
        }
    }
}
