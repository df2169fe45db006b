//! What a cell is called by the names of what holds it, and not by their numbers: an indicator that is inserted above leaves
//! the names of all others as they are.

use std::collections::HashMap;

use crate::document::{NodeId, Pointer, Value};
use crate::form::{Form, Role, Shape};
use crate::report::{Anchor, fingerprint};

/// The names of cells of one form, each list gone through once.
#[derive(Debug)]
pub struct Identities<'f> {
    form: &'f Form,
    /// For each list the names of its elements.
    lists: HashMap<NodeId, Vec<String>>,
}

impl<'f> Identities<'f> {
    /// None asked for yet.
    #[must_use]
    pub fn new(form: &'f Form) -> Self {
        Self { form, lists: HashMap::new() }
    }

    /// What a cell is called: its pointer, with the names of elements in the place of their indices. `anchor` is the node of
    /// the cell, or for one that is left out the nearest around it.
    pub fn of(&mut self, anchor: &Anchor, pointer: Option<&Pointer>) -> Pointer {
        let (mut name, depth) = self.of_node(anchor.node);
        for step in pointer.into_iter().flat_map(Pointer::steps).skip(depth) {
            name.push(&step);
        }
        name
    }

    /// The name of a node, and how many steps it has.
    fn of_node(&mut self, node: NodeId) -> (Pointer, usize) {
        let document = self.form.document();
        let mut path: Vec<NodeId> =
            std::iter::successors(Some(node), |node| document.parent(*node)).collect();
        path.pop();
        let mut name = Pointer::root();
        for node in path.iter().rev() {
            match (document.key(*node), document.index(*node), document.parent(*node)) {
                (Some(key), ..) => name.push(key),
                (None, Some(index), Some(list)) => name.push(self.element(list, index)),
                _ => {}
            }
        }
        (name, path.len())
    }

    fn element(&mut self, list: NodeId, index: usize) -> &str {
        let form = self.form;
        let names = self.lists.entry(list).or_insert_with(|| names(form, list));
        names.get(index).map_or("", String::as_str)
    }
}

/// The names of the elements of a list: what the form calls them, a text by itself, a long one by its digest: each finding of
/// it bears the name. Of those with the same name, the second and further ones are counted.
fn names(form: &Form, list: NodeId) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let names = form.document().children(list).map(|element| {
        let name = name(form, element).unwrap_or_default();
        let count = counts.entry(name).or_default();
        *count += 1;
        let name = fingerprint::short(name);
        if *count == 1 { name.into_owned() } else { format!("{name}#{count}") }
    });
    names.collect()
}

/// The text by which people call an element: that of the member for names or titles, else of the first that is no figure.
fn name(form: &Form, element: NodeId) -> Option<&str> {
    let (document, schema) = (form.document(), form.schema());
    if let Value::Text(text) = document.value(element) {
        return Some(text.trim());
    }
    let id = form.schema_of(element)?;
    let by_role = [Role::Title, Role::Name].into_iter().find_map(|role| schema.member_for(id, role));
    let is_text = |member: &_| schema.shape(*member) == Shape::Leaf && schema.quantity(*member).is_none();
    let member = by_role.or_else(|| schema.members(id).map(|(_, member)| member).find(is_text))?;
    match document.value(document.member(element, schema.key(member)?)?) {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}
