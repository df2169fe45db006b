//! Which cells of the form a script reads, as far as the schema tells before it runs.

use std::collections::BTreeSet;

use rhai::{Expr, FnCallExpr};

use super::kind::Kind;
use crate::engine::vocabulary::{Gives, Role, Word};
use crate::form::{self, FormSchema, SchemaId, Shape};

/// What a script has named and what it has handed on.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// What it names, and the texts that it asks for by their use.
    named: BTreeSet<SchemaId>,
    /// What functions read as a whole, whatever else of it is named.
    whole: BTreeSet<SchemaId>,
}

impl Reads {
    /// Takes up a member that the script names.
    pub(super) fn name(&mut self, member: SchemaId) {
        self.named.insert(member);
    }

    /// Takes up what a function reads.
    pub(super) fn call(
        &mut self,
        schema: &FormSchema,
        function: &Word,
        arguments: &[Kind],
        call: &FnCallExpr,
    ) {
        // To pick from a list or to point at a place is not to read it.
        let picks = matches!(function.gives, Gives::Element | Gives::Same | Gives::Parent);
        if picks || !matches!(function.role, Role::Reads | Role::Requires) {
            return;
        }
        let asks_by_use = matches!(function.name, "texts_for" | "texts_beside");
        if asks_by_use && let Some(uses) = call.args.last().and_then(uses) {
            let outer = match arguments.first() {
                Some(Kind::Cell(outer)) if function.name == "texts_for" => *outer,
                _ => schema.root(),
            };
            let serves = |id: &SchemaId| schema.role(*id).is_some_and(|role| uses.contains(&role));
            let is_inside = |id: &SchemaId| schema.around(*id).any(|around| around == outer);
            self.named.extend(schema.ids().filter(serves).filter(is_inside));
            return;
        }
        for argument in arguments {
            if let Kind::Cell(id) | Kind::List { item: id, .. } = argument {
                self.whole.insert(list_of(schema, *id));
            }
        }
    }

    /// The cells read, in the order of the schema: of what is named, nothing that was only the way to something
    /// deeper.
    pub(super) fn cells(&self, schema: &FormSchema) -> Vec<SchemaId> {
        let all: BTreeSet<SchemaId> =
            self.named.iter().map(|id| list_of(schema, *id)).chain(self.whole.iter().copied()).collect();
        let ways: BTreeSet<SchemaId> = all.iter().flat_map(|id| schema.around(*id).skip(1)).collect();
        all.into_iter().filter(|id| self.whole.contains(id) || !ways.contains(id)).collect()
    }
}

/// The list of an element, which has no name of its own; anything else is itself.
fn list_of(schema: &FormSchema, id: SchemaId) -> SchemaId {
    schema.parent(id).filter(|parent| schema.shape(*parent) == Shape::List(id)).unwrap_or(id)
}

/// The uses that a literal names, one or a list; `None` if they are known only when the rule runs.
fn uses(expr: &Expr) -> Option<Vec<form::Role>> {
    match expr {
        Expr::StringConstant(name, _) => Some(vec![form::Role::parse(name)?]),
        Expr::Array(elements, _) => {
            elements.iter().map(uses).collect::<Option<Vec<_>>>().map(|uses| uses.concat())
        }
        _ => None,
    }
}
