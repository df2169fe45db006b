//! Whether something is filled in: the one notion of content that the structure check, the rules and the readers of texts share.

use super::{Content, Form, SchemaId, Shape};
use crate::document::{NodeId, Value};

/// Whether a character shows nothing: white space, marks of direction, fillers.
fn is_invisible(c: char) -> bool {
    let is_filler = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    c.is_whitespace() || c.is_control() || is_filler
}

/// Whether a character is a mark of punctuation. √ and ★ are none: they may be an answer.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c,
            '\u{b7}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2e2e}' | '\u{2e3a}'..='\u{2e3b}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' | '\u{fe30}'..='\u{fe6b}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Whether a text shows nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Whether a text shows mere punctuation: ……, 。
pub(super) fn is_hollow(text: &str) -> bool {
    text.chars().all(|c| is_invisible(c) || is_punctuation(c))
}

impl Form {
    /// Whether anything is filled in at a node: a list or object by what it holds. A placeholder is an answer only where
    /// figures may stand.
    #[must_use]
    pub fn has_content(&self, node: NodeId) -> bool {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match self.content(node) {
                Content::Missing => {}
                Content::List | Content::Object => open.extend(self.document().children(node)),
                Content::Placeholder(_) if self.is_of_words(node) => {}
                _ => return true,
            }
        }
        false
    }

    /// Whether a cell takes words and no figures.
    fn is_of_words(&self, node: NodeId) -> bool {
        let Some(schema) = self.schema_of(node) else { return false };
        let mut types = self.schema().types(schema).peekable();
        types.peek().is_some() && types.all(|name| matches!(name, "string" | "null"))
            && self.schema().quantity(schema).is_none()
    }

    /// Whether a cell must hold a figure although its schema lets a placeholder stand there: the share of two figures that
    /// the form prints, where that by which is divided is not 0.
    pub(super) fn owes_figure(&self, node: NodeId) -> bool {
        let Some((part, whole)) = self.schema_of(node).and_then(|id| self.schema().ratio(id)) else { return false };
        let Some(object) = self.document().parent(node) else { return false };
        let figure = |key: &str| self.document().member(object, key).and_then(|cell| self.quantity(cell));
        figure(part).is_some() && figure(whole).is_some_and(|whole| !whole.value().is_zero())
    }

    /// Whether some row of a list has a column of figures.
    #[must_use]
    pub fn has_column(&self, list: NodeId, column: SchemaId) -> bool {
        let columns = self.columns.get_or_init(|| {
            let document = self.document();
            let cells = document.nodes().filter_map(|node| {
                let column = self.schema_of(node)?;
                let row = document.parent(node)?;
                document.index(row)?;
                let is_filled = self.schema().quantity(column).is_some() && self.content(node) != Content::Missing;
                is_filled.then_some((document.parent(row)?, column))
            });
            cells.collect()
        });
        columns.contains(&(list, column))
    }

    /// Whether the structure check tells what is wrong with a node, so that nobody else need: it has a type that its schema
    /// does not take.
    #[must_use]
    pub fn is_of_wrong_type(&self, node: NodeId) -> bool {
        let Some(schema) = self.schema_of(node) else { return true };
        let kind = match self.document().value(node) {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::Array => "array",
            Value::Object => "object",
        };
        let is_taken = |name: &str| name == kind || name == "integer" && kind == "number";
        let mut types = self.schema().types(schema).peekable();
        types.peek().is_some() && !types.any(is_taken)
    }

    /// The cells, lists and sections of the form that its schema requires and nothing is filled in at, in the order of the
    /// form; those whose type is wrong are told by that.
    pub(crate) fn blank_required(&self) -> impl Iterator<Item = NodeId> {
        self.document().nodes().filter(|node| {
            let (Some(schema), Some(parent)) = (self.schema_of(*node), self.document().parent(*node)) else { return false };
            let is_member = self.schema_of(parent).is_some_and(|parent| self.schema().shape(parent) == Shape::Object);
            // What an object lacks is told of its members.
            let is_open = self.schema().shape(schema) == Shape::Object && self.document().value(*node) == Value::Object;
            is_member && self.schema().is_required(schema) && !is_open && !self.has_content(*node) && !self.is_of_wrong_type(*node)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_what_nobody_sees_are_no_content() {
        for text in ["", " ", "\u{3000}", "\u{200b}\u{3164}", "\n\t"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["……", "。", "，、", "—", "（）", "***", "...", "“”"] {
            assert!(is_hollow(text) && !is_blank(text), "{text:?}");
        }
        for text in ["无", "x", "0", "√", "★", "100%", "①"] {
            assert!(!is_hollow(text), "{text:?}");
        }
    }
}
