//! A form type as a report shows it: places with their printed labels, and nothing of how they are checked.

use super::place::{SchemaId, Shape};
use super::schema::FormSchema;
use crate::report::{Outline, OutlineShape};

impl FormSchema {
    /// What the printed form has, in its order.
    #[must_use]
    pub fn outline(&self) -> Outline {
        self.outline_of(self.root())
    }

    fn outline_of(&self, id: SchemaId) -> Outline {
        let key = self.key(id).unwrap_or_default().to_owned();
        let shape = match self.shape(id) {
            Shape::Leaf => OutlineShape::Leaf,
            Shape::Object => {
                OutlineShape::Object(self.members(id).map(|(_, member)| self.outline_of(member)).collect())
            }
            Shape::List(item) if self.is_keyed(id) => OutlineShape::Named(Box::new(self.outline_of(item))),
            Shape::List(item) => OutlineShape::List(Box::new(self.outline_of(item))),
        };
        let label = self.label(id).map_or_else(|| key.clone(), str::to_owned);
        Outline { key, label, is_figure: self.quantity(id).is_some(), shape }
    }
}
