//! What a form type looks like: `form.schema.json` of a pack, read once.
//!
//! JSON Schema 2020-12 says what is valid; on top of it stand the labels of the printed form (`title`), what a cell
//! measures (`x-quantity`, `x-unit`, `x-places`, `x-ratio`), whether a placeholder will do (`x-placeholder`), what its text is
//! for (`x-role`), and by which names texts speak of it (`x-names`).

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use super::json::{DocumentJson, DocumentNode};
use super::place::{SchemaId, Shape};
use super::takes::Takes;
use super::terms::Term;
use crate::document::{Document, Limits, Located, NodeId, Pointer, Value};
use crate::figure::QuantityKind;
use crate::report::Problem;
use crate::source::{SourceFile, Span};
use crate::text::language::Language;
use crate::wording::Message;

/// What a cell is for (`x-role`): by this the reader of texts knows goals from results, and the parts of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// What was to be done.
    Goal,
    /// What was done.
    Result,
    /// What went wrong.
    Problem,
    /// What is to be done about it.
    Remedy,
    /// Why an indicator was missed.
    Reason,
    /// Anything else worth telling.
    Remark,
    /// The name of a task or project.
    Title,
    /// The name of an indicator.
    Name,
    /// The target of an indicator.
    Target,
    /// Which way the target of an indicator bounds: ≥, ≤, =.
    Sign,
    /// What an indicator is measured in.
    Unit,
    /// What came of an indicator.
    Answer,
    /// The class that is printed beside an indicator: 产出指标, 成本指标.
    Class,
    /// The year of the form.
    Year,
}

impl Role {
    /// The role of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        ROLES.iter().find(|(word, _)| *word == name).map(|(_, role)| *role)
    }
}

/// The words of `x-role`.
const ROLES: [(&str, Role); 14] = [
    ("goal", Role::Goal),
    ("result", Role::Result),
    ("problem", Role::Problem),
    ("remedy", Role::Remedy),
    ("reason", Role::Reason),
    ("remark", Role::Remark),
    ("title", Role::Title),
    ("indicator-name", Role::Name),
    ("indicator-target", Role::Target),
    ("indicator-sign", Role::Sign),
    ("indicator-unit", Role::Unit),
    ("indicator-result", Role::Answer),
    ("indicator-class", Role::Class),
    ("year", Role::Year),
];

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) key: Option<Box<str>>,
    pub(super) parent: Option<SchemaId>,
    pub(super) required: bool,
    pub(super) shape: Shape,
    pub(super) members: Vec<(Box<str>, SchemaId)>,
    pub(super) meaning: Meaning,
    pub(super) takes: Takes,
}

/// What a place of the form is called and takes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Meaning {
    pub(super) label: Option<Box<str>>,
    pub(super) examples: Vec<Box<str>>,
    pub(super) default: Option<Box<str>>,
    pub(super) types: Vec<Box<str>>,
    pub(super) quantity: Option<QuantityKind>,
    pub(super) counter: Option<Box<str>>,
    pub(super) places: Option<u32>,
    pub(super) placeholder: bool,
    pub(super) ratio: Option<(Box<str>, Box<str>)>,
    pub(super) role: Option<Role>,
    pub(super) names: Vec<Box<str>>,
}

/// What was read of the schema of a form type.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadySchema {
    entries: Vec<Entry>,
    terms: Vec<Term>,
}

/// The schema of a form type.
#[derive(Debug)]
pub struct FormSchema {
    pub(super) source: Arc<SourceFile>,
    pub(super) entries: Vec<Entry>,
    /// Made when it is first asked for, where the schema is known to be sound.
    pub(super) validator: Arc<OnceLock<Option<jsonschema::Validator<DocumentJson>>>>,
    pub(super) language: Arc<Language>,
    /// What its pack names beside the cells.
    pub(super) terms: Vec<Term>,
    /// Where whole forms stand in a form of a set.
    pub(super) parts: Vec<SchemaId>,
    /// The cells by which a form of a set is called.
    pub(super) called: Vec<Pointer>,
}

/// Levels of objects and lists that a schema may have.
const DEEPEST: usize = 32;

/// Cells, objects and lists that a schema may describe; a few references to references make more of them than any
/// form has.
const LARGEST: usize = 10_000;

/// The meta-schema that a schema may name.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What a word of a schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// Speaks of the whole schema.
    Root,
    /// Takes over what is described elsewhere.
    Reference,
    /// Says something to people.
    Note,
    /// Restricts the value of a cell: the validator's.
    Value,
    /// Gives the form its shape; stands in one place, never beside a reference.
    Structure,
    /// Ours.
    Meaning,
    /// Belongs to rules: whether something is filled in is theirs to say.
    Rules,
}

const WORDS: [(&str, Word); 38] = [
    ("$schema", Word::Root),
    ("$id", Word::Root),
    ("$defs", Word::Root),
    ("$ref", Word::Reference),
    ("title", Word::Note),
    ("description", Word::Note),
    ("$comment", Word::Note),
    ("examples", Word::Note),
    ("default", Word::Note),
    ("deprecated", Word::Note),
    ("enum", Word::Value),
    ("const", Word::Value),
    ("pattern", Word::Value),
    ("format", Word::Value),
    ("minimum", Word::Value),
    ("maximum", Word::Value),
    ("exclusiveMinimum", Word::Value),
    ("exclusiveMaximum", Word::Value),
    ("multipleOf", Word::Value),
    ("maxLength", Word::Value),
    ("maxItems", Word::Value),
    ("uniqueItems", Word::Value),
    ("type", Word::Structure),
    ("properties", Word::Structure),
    ("required", Word::Structure),
    ("additionalProperties", Word::Structure),
    ("unevaluatedProperties", Word::Structure),
    ("items", Word::Structure),
    ("x-quantity", Word::Meaning),
    ("x-unit", Word::Meaning),
    ("x-places", Word::Meaning),
    ("x-placeholder", Word::Meaning),
    ("x-ratio", Word::Meaning),
    ("x-role", Word::Meaning),
    ("x-names", Word::Meaning),
    ("minItems", Word::Rules),
    ("minLength", Word::Rules),
    ("minProperties", Word::Rules),
];

/// The least likeness, from 0 to 1 by Jaro and Winkler, at which a word is offered for an unknown one.
const LIKENESS: f64 = 0.75;

/// Whether a name cannot stand behind a dot in a rule.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Words of Rhai that cannot stand behind a dot.
const RESERVED: [&str; 47] = [
    "true",
    "false",
    "let",
    "const",
    "if",
    "else",
    "switch",
    "do",
    "while",
    "until",
    "loop",
    "for",
    "in",
    "continue",
    "break",
    "return",
    "throw",
    "try",
    "catch",
    "import",
    "export",
    "as",
    "fn",
    "private",
    "global",
    "is",
    "new",
    "use",
    "module",
    "package",
    "var",
    "static",
    "shared",
    "with",
    "goto",
    "exit",
    "match",
    "case",
    "public",
    "protected",
    "super",
    "default",
    "void",
    "null",
    "nil",
    "spawn",
    "thread",
];

impl FormSchema {
    /// Reads a schema.
    ///
    /// # Errors
    /// Every fault of it, each with its place, in the order of the text.
    pub fn parse(source: &Arc<SourceFile>, language: &Arc<Language>) -> Result<Self, Vec<Problem>> {
        let document = Document::parse(Arc::clone(source), Limits::default())
            .map_err(|fault| vec![problem(source, fault.span, fault.message(), fault.help())])?;
        let mut reader = Reader::new(&document);
        reader.read_whole();
        let validator = if reader.unresolved { None } else { reader.validator() };
        if validator.is_some() && reader.faults.is_empty() {
            return Ok(Self {
                source: Arc::clone(source),
                entries: reader.entries,
                validator: Arc::new(OnceLock::from(validator)),
                language: Arc::clone(language),
                terms: Vec::new(),
                parts: Vec::new(),
                called: Vec::new(),
            });
        }
        reader.faults.sort_by_key(|fault| fault.node);
        Err(locate(&document, reader.faults))
    }

    /// What was read of it, its terms among it.
    #[must_use]
    pub fn ready(&self) -> ReadySchema {
        ReadySchema { entries: self.entries.clone(), terms: self.terms.clone() }
    }

    /// The schema of which something was read from a file.
    #[must_use]
    pub fn of_ready(ready: ReadySchema, source: Arc<SourceFile>, language: Arc<Language>) -> Self {
        let ReadySchema { entries, terms } = ready;
        let validator = Arc::default();
        Self { source, entries, validator, language, terms, parts: Vec::new(), called: Vec::new() }
    }

    /// The text that it was read from.
    #[must_use]
    pub fn source(&self) -> &Arc<SourceFile> {
        &self.source
    }

    /// The language that the form's texts are in.
    #[must_use]
    pub fn language(&self) -> &Arc<Language> {
        &self.language
    }

    /// The validator; `None` for a schema that was taken for sound and is not.
    pub(super) fn validator(&self) -> Option<&jsonschema::Validator<DocumentJson>> {
        let make = || {
            let document = Document::parse(Arc::clone(&self.source), Limits::default()).ok()?;
            Reader::new(&document).validator()
        };
        self.validator.get_or_init(make).as_ref()
    }

    /// Whether a node, what it holds aside, is surely valid there; false also where only the validator can tell.
    pub(super) fn takes(&self, document: &Document, node: NodeId, id: SchemaId) -> bool {
        let Some(entry) = self.entry(id) else { return false };
        let value = document.value(node);
        let is_there = |(key, member): &(Box<str>, SchemaId)| {
            !self.is_required(*member) || document.member(node, key).is_some()
        };
        let has_all =
            entry.shape != Shape::Object || value != Value::Object || entry.members.iter().all(is_there);
        has_all && entry.takes.value(&entry.meaning.types, value)
    }

    /// The whole form.
    #[must_use]
    pub fn root(&self) -> SchemaId {
        SchemaId(0)
    }

    fn entry(&self, id: SchemaId) -> Option<&Entry> {
        self.entries.get(usize::try_from(id.0).ok()?)
    }

    /// What stands there.
    #[must_use]
    pub fn shape(&self, id: SchemaId) -> Shape {
        self.entry(id).map_or(Shape::Leaf, |entry| entry.shape)
    }

    /// The member of an object by its key.
    #[must_use]
    pub fn member(&self, id: SchemaId, key: &str) -> Option<SchemaId> {
        self.entry(id)?.members.iter().find(|(known, _)| **known == *key).map(|(_, member)| *member)
    }

    /// The member of an object by its printed label.
    #[must_use]
    pub fn member_by_label(&self, id: SchemaId, label: &str) -> Option<SchemaId> {
        self.members(id).map(|(_, member)| member).find(|member| self.label(*member) == Some(label))
    }

    /// The members of an object in the order of the schema; none for other shapes.
    pub fn members(&self, id: SchemaId) -> impl Iterator<Item = (&str, SchemaId)> {
        self.entry(id).into_iter().flat_map(|entry| &entry.members).map(|(key, member)| (&**key, *member))
    }

    /// What stands at a pointer, whatever the index in a list.
    #[must_use]
    pub fn at(&self, pointer: &Pointer) -> Option<SchemaId> {
        pointer.steps().try_fold(self.root(), |id, step| match self.shape(id) {
            Shape::Object => self.member(id, &step),
            Shape::List(item) if self.is_keyed(id) => Some(item),
            Shape::List(item) => Pointer::parse_index(&step).map(|_| item),
            Shape::Leaf => None,
        })
    }

    /// Whether the elements of a list are members of an object, under names of the form's own (产出指标, 效益指标).
    #[must_use]
    pub fn is_keyed(&self, id: SchemaId) -> bool {
        matches!(self.shape(id), Shape::List(_)) && self.types(id).any(|name| name == "object")
    }

    /// The kind of the elements of a list.
    #[must_use]
    pub fn item(&self, id: SchemaId) -> Option<SchemaId> {
        match self.shape(id) {
            Shape::List(item) => Some(item),
            Shape::Object | Shape::Leaf => None,
        }
    }

    /// The label printed on the form.
    #[must_use]
    pub fn label(&self, id: SchemaId) -> Option<&str> {
        self.entry(id)?.meaning.label.as_deref()
    }

    /// Whether only one thing of the form has the label; of a set, one thing of each of its forms.
    #[must_use]
    pub fn is_unique(&self, label: &str) -> bool {
        let is_called = |id: &SchemaId| self.label(*id) == Some(label);
        let is_inside = |id: &SchemaId| self.around(*id).any(|id| self.is_part(id));
        self.ids().filter(is_called).filter(|id| !is_inside(id)).take(2).count() < 2
    }

    /// The key in its object; `None` for elements and the whole form.
    #[must_use]
    pub fn key(&self, id: SchemaId) -> Option<&str> {
        self.entry(id)?.key.as_deref()
    }

    /// What holds it; `None` for the whole form.
    #[must_use]
    pub fn parent(&self, id: SchemaId) -> Option<SchemaId> {
        self.entry(id)?.parent
    }

    /// Where it stands, as rules write it behind `form.`: keys with dots, elements of lists left out
    /// (`tasks.indicators.result`). Empty for the whole form.
    #[must_use]
    pub fn path(&self, id: SchemaId) -> String {
        let mut keys: Vec<&str> = self.around(id).filter_map(|id| self.key(id)).collect();
        keys.reverse();
        keys.join(".")
    }

    /// Itself, what holds it, and so on to the whole form.
    pub fn around(&self, id: SchemaId) -> impl Iterator<Item = SchemaId> {
        std::iter::successors(Some(id), |id| self.parent(*id))
    }

    /// What a cell measures; `None` for texts.
    #[must_use]
    pub fn quantity(&self, id: SchemaId) -> Option<QuantityKind> {
        self.entry(id)?.meaning.quantity
    }

    /// What a count counts (`x-unit`), if the schema says so.
    #[must_use]
    pub fn counter(&self, id: SchemaId) -> Option<&str> {
        self.entry(id)?.meaning.counter.as_deref()
    }

    /// Places at which a form of this type is filled in (`x-places`).
    #[must_use]
    pub fn places(&self, id: SchemaId) -> Option<u32> {
        self.entry(id)?.meaning.places
    }

    /// Whether a placeholder is an answer in this cell of figures.
    #[must_use]
    pub fn allows_placeholder(&self, id: SchemaId) -> bool {
        self.entry(id).is_some_and(|entry| entry.meaning.placeholder)
    }

    /// The keys of the two figures beside it whose ratio a rate is (`x-ratio`), the dividend first.
    #[must_use]
    pub fn ratio(&self, id: SchemaId) -> Option<(&str, &str)> {
        self.entry(id)?.meaning.ratio.as_ref().map(|(part, whole)| (&**part, &**whole))
    }

    /// What the cell is for (`x-role`), if the schema says so.
    #[must_use]
    pub fn role(&self, id: SchemaId) -> Option<Role> {
        self.entry(id)?.meaning.role
    }

    /// The names by which texts speak of the cell (`x-names`).
    pub fn names(&self, id: SchemaId) -> impl Iterator<Item = &str> {
        self.entry(id).into_iter().flat_map(|entry| &entry.meaning.names).map(|name| &**name)
    }

    /// The member of an object that is for something.
    #[must_use]
    pub fn member_for(&self, id: SchemaId, role: Role) -> Option<SchemaId> {
        self.members(id).map(|(_, member)| member).find(|member| self.role(*member) == Some(role))
    }

    /// The members of an object that are for something.
    pub fn members_for(&self, id: SchemaId, role: Role) -> impl Iterator<Item = SchemaId> {
        self.members(id).map(|(_, member)| member).filter(move |member| self.role(*member) == Some(role))
    }

    /// Whether every form has this cell.
    #[must_use]
    pub fn is_required(&self, id: SchemaId) -> bool {
        self.entry(id).is_some_and(|entry| entry.required)
    }

    /// The JSON types that the cell takes; empty where the schema leaves it open.
    pub fn types(&self, id: SchemaId) -> impl Iterator<Item = &str> {
        self.entry(id).into_iter().flat_map(|entry| &entry.meaning.types).map(|name| &**name)
    }

    /// What a good cell looks like (`examples`); empty where the schema shows none.
    pub fn examples(&self, id: SchemaId) -> impl Iterator<Item = &str> {
        self.entry(id).into_iter().flat_map(|entry| &entry.meaning.examples).map(|example| &**example)
    }

    /// What a form means that leaves the cell out (`default`): so far the unit of amounts only.
    #[must_use]
    pub fn default_of(&self, id: SchemaId) -> Option<&str> {
        self.entry(id)?.meaning.default.as_deref()
    }

    /// Every key of the schema, each once, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.entries.iter().filter_map(|entry| entry.key.as_deref()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Whether anything of the form has this key or label, or a term this name.
    #[must_use]
    pub fn knows_name(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.key.as_deref() == Some(name) || entry.meaning.label.as_deref() == Some(name))
            || self.terms.iter().any(|term| *term.name == *name)
    }

    /// Everything that the schema describes.
    pub fn ids(&self) -> impl Iterator<Item = SchemaId> {
        (0..self.entries.len()).filter_map(|at| u32::try_from(at).ok()).map(SchemaId)
    }
}

struct Fault {
    node: NodeId,
    message: Message,
    help: Option<Message>,
}

fn problem(source: &Arc<SourceFile>, span: Option<Span>, message: Message, help: Option<Message>) -> Problem {
    let place = span.map(|span| (Arc::clone(source), span));
    Problem { file: Some(source.name().to_owned()), rule: None, place, message, help }
}

fn locate(document: &Document, faults: Vec<Fault>) -> Vec<Problem> {
    let nodes: Vec<NodeId> = faults.iter().map(|fault| fault.node).collect();
    let places = document.locate(&nodes);
    let problem = |(fault, place): (Fault, Located)| {
        let span = match document.value(fault.node) {
            Value::Text(_) if place.key.is_none() => place.value,
            _ => document.anchor(place),
        };
        problem(document.source(), Some(span), fault.message, fault.help)
    };
    faults.into_iter().zip(places).map(problem).collect()
}

/// A place of the schema with what it refers to, the nearest first: a word counts where it stands first.
#[derive(Debug, Clone)]
struct Described(Vec<NodeId>);

struct Reader<'d> {
    document: &'d Document,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    /// What is told, so that a definition that is used often is at fault once.
    told: HashSet<(NodeId, &'static str)>,
    /// The objects and lists around the place being read.
    open: Vec<Described>,
    /// Whether a reference leads nowhere, or reading it has no end: the validator cannot make anything of it either.
    unresolved: bool,
}

impl<'d> Reader<'d> {
    fn new(document: &'d Document) -> Self {
        Self {
            document,
            entries: Vec::new(),
            faults: Vec::new(),
            told: HashSet::new(),
            open: Vec::new(),
            unresolved: false,
        }
    }

    fn fault(&mut self, node: NodeId, id: &'static str, args: &[(&'static str, &str)]) {
        self.fault_with_help(node, id, args, None);
    }

    fn fault_with_help(
        &mut self,
        node: NodeId,
        id: &'static str,
        args: &[(&'static str, &str)],
        help: Option<Message>,
    ) {
        if self.told.insert((node, id)) {
            self.faults.push(Fault { node, message: Message::new(id, args), help });
        }
    }

    fn read_whole(&mut self) {
        let root = self.document.root();
        let id = self.read(root, None, None, true);
        let is_object = |entry: &Entry| entry.shape == Shape::Object && entry.meaning.types.len() == 1;
        if !self.unresolved && !self.entry(id).is_some_and(is_object) {
            self.fault(root, "schema-root", &[]);
        }
        if let Some(dialect) = self.document.member(root, "$schema")
            && self.document.value(dialect) != Value::Text(DIALECT)
        {
            self.fault(dialect, "schema-dialect", &[("dialect", DIALECT)]);
        }
    }

    fn read(
        &mut self,
        node: NodeId,
        key: Option<&str>,
        parent: Option<SchemaId>,
        required: bool,
    ) -> SchemaId {
        let id = SchemaId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let key = key.map(Box::from);
        let (shape, meaning, takes) = (Shape::Leaf, Meaning::default(), Takes::default());
        self.entries.push(Entry { key, parent, required, shape, members: Vec::new(), meaning, takes });
        let Some(described) = self.describe(node).filter(|described| self.is_bounded(node, described)) else {
            self.unresolved = true;
            return id;
        };
        self.check_words(&described);
        let types = self.types(&described);
        let shape = self.shape(id, &described, &types);
        let meaning = Meaning {
            label: self.label(&described),
            examples: self.examples(&described),
            default: self.word(&described, "default").and_then(|node| text_of(self.document, node)),
            quantity: self.quantity(&described, shape, &types),
            counter: self.counter(&described),
            places: self.places(&described),
            placeholder: self.flag(&described, "x-placeholder"),
            ratio: self.ratio(&described),
            role: self.role(&described),
            names: self.names(&described),
            types,
        };
        let takes = Takes::of(self.document, &described.0);
        if let Some(entry) = self.entry_mut(id) {
            entry.shape = shape;
            entry.meaning = meaning;
            entry.takes = takes;
        }
        id
    }

    fn entry(&self, id: SchemaId) -> Option<&Entry> {
        self.entries.get(usize::try_from(id.0).ok()?)
    }

    fn entry_mut(&mut self, id: SchemaId) -> Option<&mut Entry> {
        self.entries.get_mut(usize::try_from(id.0).ok()?)
    }

    /// Whether reading on comes to an end.
    fn is_bounded(&mut self, node: NodeId, described: &Described) -> bool {
        let is_open = |node: &NodeId| self.open.iter().any(|outer| outer.0.contains(node));
        if self.open.len() > DEEPEST || described.0.iter().any(is_open) {
            self.fault(node, "schema-recursive", &[]);
            return false;
        }
        let is_bounded = self.entries.len() <= LARGEST;
        if !is_bounded {
            self.fault(self.document.root(), "schema-too-large", &[("most", &LARGEST.to_string())]);
        }
        is_bounded
    }

    /// The validator of `jsonschema`, which also finds what the reader leaves to it: patterns, formats, types.
    fn validator(&mut self) -> Option<jsonschema::Validator<DocumentJson>> {
        let schema = DocumentNode::Node(self.document, self.document.root()).whole();
        let built = jsonschema::options_for::<DocumentJson>()
            .with_draft(jsonschema::Draft::Draft202012)
            // A pattern of a stranger's pack takes time in proportion to the text, whatever it says.
            .with_pattern_options(jsonschema::PatternOptions::regex())
            // A format that is not checked would be a promise that nobody keeps.
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .build(&schema);
        match built {
            Ok(validator) => Some(validator),
            Err(error) => {
                let pointer = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
                let node = self.document.nearest(&pointer);
                let text = text_of(self.document, node).unwrap_or_default();
                match self.document.key(node) {
                    Some("pattern") => self.fault(node, "schema-no-pattern", &[("pattern", &text)]),
                    Some("format") => self.fault(node, "schema-no-format", &[("format", &text)]),
                    _ => self.fault(node, "schema-invalid", &[("reason", &error.to_string())]),
                }
                None
            }
        }
    }

    // Words of the schema

    /// Follows references inside the schema; `None` if one leads nowhere or back.
    fn describe(&mut self, node: NodeId) -> Option<Described> {
        let mut chain = vec![node];
        let mut at = node;
        while let Some(reference) = self.document.member(at, "$ref") {
            let text = text_of(self.document, reference).unwrap_or_default();
            let pointer = text.strip_prefix('#').and_then(Pointer::parse);
            let Some(target) = pointer.and_then(|pointer| self.document.find(&pointer)) else {
                self.fault(reference, "schema-ref", &[("ref", &text)]);
                return None;
            };
            if chain.contains(&target) || chain.len() > DEEPEST {
                self.fault(reference, "schema-recursive", &[]);
                return None;
            }
            chain.push(target);
            at = target;
        }
        Some(Described(chain))
    }

    /// Where the words of the shape stand.
    fn place(&self, described: &Described) -> NodeId {
        described.0.last().copied().unwrap_or(self.document.root())
    }

    fn word(&self, described: &Described, word: &str) -> Option<NodeId> {
        described.0.iter().find_map(|node| self.document.member(*node, word))
    }

    fn check_words(&mut self, described: &Described) {
        for node in &described.0 {
            if self.document.value(*node) != Value::Object {
                self.fault(*node, "schema-open-cell", &[]);
            }
            let refers = self.document.member(*node, "$ref").is_some();
            for word in self.document.children(*node) {
                self.check_word(word, refers, *node == self.document.root());
            }
        }
    }

    fn check_word(&mut self, node: NodeId, refers: bool, is_root: bool) {
        let Some(key) = self.document.key(node) else { return };
        let args = [("key", key)];
        match WORDS.iter().find(|(word, _)| *word == key).map(|(_, meaning)| *meaning) {
            None => {
                let help =
                    alike(key).map(|word| Message::new("schema-unknown-keyword-help", &[("key", word)]));
                self.fault_with_help(node, "schema-unknown-keyword", &args, help);
            }
            Some(Word::Rules) => self.fault(node, "schema-rules-own", &args),
            Some(Word::Root) if !is_root => self.fault(node, "schema-root-only", &args),
            Some(Word::Structure) if refers => self.fault(node, "schema-beside-ref", &args),
            Some(_) => {}
        }
    }

    fn label(&mut self, described: &Described) -> Option<Box<str>> {
        let title = self.word(described, "title")?;
        let label = text_of(self.document, title)?;
        if label.trim().is_empty() {
            self.fault(title, "schema-blank-title", &[]);
        }
        Some(label)
    }

    /// What `examples` shows, texts and numbers.
    fn examples(&self, described: &Described) -> Vec<Box<str>> {
        let list = self.word(described, "examples").into_iter().flat_map(|list| self.document.children(list));
        list.filter_map(|example| match self.document.value(example) {
            Value::Text(text) => Some(text.into()),
            Value::Number(number) => Some(number.to_string().into()),
            _ => None,
        })
        .collect()
    }

    fn types(&self, described: &Described) -> Vec<Box<str>> {
        let Some(kinds) = self.word(described, "type") else { return Vec::new() };
        let names = std::iter::once(kinds).chain(self.document.children(kinds));
        names.filter_map(|kind| text_of(self.document, kind)).collect()
    }

    /// What stands there. Every place says so itself, or something would pass that nobody looks at.
    fn shape(&mut self, id: SchemaId, described: &Described, types: &[Box<str>]) -> Shape {
        let place = self.place(described);
        let has = |wanted: &str| types.iter().any(|name| **name == *wanted);
        let only =
            |wanted: &str| has(wanted) && types.iter().all(|name| **name == *wanted || **name == *"null");
        match (self.word(described, "properties"), self.word(described, "items")) {
            (Some(properties), None) if only("object") => {
                self.open.push(described.clone());
                self.members(id, described, properties);
                self.open.pop();
                return Shape::Object;
            }
            (None, Some(items)) if only("array") => return self.list(id, described, items),
            (None, None) if has("object") => match self.named_elements(described) {
                Some(elements) if only("object") => return self.list(id, described, elements),
                _ => self.fault(place, "schema-open-object", &[]),
            },
            (None, None) if has("array") => self.fault(place, "schema-open-list", &[]),
            (None, None) => {
                let is_listed =
                    ["enum", "const"].into_iter().any(|word| self.word(described, word).is_some());
                if types.is_empty() && !is_listed {
                    self.fault(place, "schema-open-cell", &[]);
                }
            }
            _ => self.fault(place, "schema-shape", &[]),
        }
        Shape::Leaf
    }

    fn list(&mut self, id: SchemaId, described: &Described, element: NodeId) -> Shape {
        self.open.push(described.clone());
        let item = self.read(element, None, Some(id), true);
        self.open.pop();
        Shape::List(item)
    }

    fn members(&mut self, id: SchemaId, described: &Described, properties: NodeId) {
        if !self.is_closed(described) {
            self.fault(self.place(described), "schema-open-object", &[]);
        }
        let document = self.document;
        let required = self.word(described, "required").into_iter().flat_map(|list| document.children(list));
        let required: Vec<(NodeId, Box<str>)> =
            required.filter_map(|name| Some((name, text_of(document, name)?))).collect();
        let names: HashSet<&str> = required.iter().map(|(_, name)| &**name).collect();
        let mut labels: HashSet<Box<str>> = HashSet::new();
        let mut members: Vec<(Box<str>, SchemaId)> = Vec::new();
        for child in document.children(properties) {
            let key: Box<str> = document.key(child).unwrap_or_default().into();
            if RESERVED.contains(&&*key) {
                self.fault(child, "schema-reserved-key", &[("key", &key)]);
            }
            let member = self.read(child, Some(&key), Some(id), names.contains(&*key));
            let label = self.entry(member).and_then(|entry| entry.meaning.label.clone());
            if let Some(label) = label.filter(|label| !labels.insert(label.clone())) {
                self.fault(child, "schema-same-label", &[("label", &label)]);
            }
            members.push((key, member));
        }
        let known: HashSet<&str> = members.iter().map(|(key, _)| &**key).collect();
        for (node, name) in required.iter().filter(|(_, name)| !known.contains(&**name)) {
            self.fault(*node, "schema-required-unknown", &[("key", name)]);
        }
        self.check_ratios(properties, &members);
        if let Some(entry) = self.entry_mut(id) {
            entry.members = members;
        }
    }

    /// What `additionalProperties` says of members whose names the form gives.
    fn named_elements(&self, described: &Described) -> Option<NodeId> {
        let element = self.word(described, "additionalProperties")?;
        (self.document.value(element) == Value::Object).then_some(element)
    }

    fn is_closed(&self, described: &Described) -> bool {
        ["additionalProperties", "unevaluatedProperties"].into_iter().any(|key| {
            self.word(described, key).is_some_and(|value| self.document.value(value) == Value::Bool(false))
        })
    }

    // Words of our own

    fn quantity(&mut self, described: &Described, shape: Shape, types: &[Box<str>]) -> Option<QuantityKind> {
        let Some(node) = self.word(described, "x-quantity") else {
            for word in ["x-unit", "x-places", "x-placeholder", "x-ratio"] {
                if let Some(lone) = self.word(described, word) {
                    self.fault(lone, "schema-needs-quantity", &[("key", word)]);
                }
            }
            return None;
        };
        let kind = text_of(self.document, node).and_then(|text| QuantityKind::parse(&text));
        if kind.is_none() {
            self.fault(node, "schema-quantity-unknown", &[]);
        }
        let takes = |wanted: &[&str]| types.iter().any(|name| wanted.contains(&&**name));
        if shape != Shape::Leaf {
            self.fault(node, "schema-quantity-of-list", &[]);
        } else if !takes(&["number", "integer", "string"]) {
            self.fault(node, "schema-quantity-type", &[]);
        }
        for (word, wanted) in [("x-places", QuantityKind::Money), ("x-unit", QuantityKind::Count)] {
            let misplaced = self.word(described, word).filter(|_| kind.is_some_and(|kind| kind != wanted));
            if let Some(misplaced) = misplaced {
                self.fault(misplaced, "schema-misplaced", &[("key", word)]);
            }
        }
        if let Some(placeholder) = self.word(described, "x-placeholder").filter(|_| !takes(&["string"])) {
            self.fault(placeholder, "schema-placeholder-text", &[]);
        }
        kind
    }

    fn counter(&mut self, described: &Described) -> Option<Box<str>> {
        let node = self.word(described, "x-unit")?;
        let counter = text_of(self.document, node).filter(|text| !text.trim().is_empty());
        if counter.is_none() {
            self.fault(node, "schema-unit", &[]);
        }
        counter
    }

    fn places(&mut self, described: &Described) -> Option<u32> {
        let node = self.word(described, "x-places")?;
        let count = match self.document.value(node) {
            Value::Number(number) => number.to_string().parse().ok().filter(|count| *count <= 10),
            _ => None,
        };
        if count.is_none() {
            self.fault(node, "schema-places", &[]);
        }
        count
    }

    fn ratio(&mut self, described: &Described) -> Option<(Box<str>, Box<str>)> {
        let node = self.word(described, "x-ratio")?;
        let keys: Vec<Option<Box<str>>> =
            self.document.children(node).map(|key| text_of(self.document, key)).collect();
        match keys.as_slice() {
            [Some(part), Some(whole)] if self.document.value(node) == Value::Array => {
                Some((part.clone(), whole.clone()))
            }
            _ => {
                self.fault(node, "schema-ratio", &[]);
                None
            }
        }
    }

    /// Both figures of a ratio are cells of figures beside it, and no ratios themselves.
    fn check_ratios(&mut self, properties: NodeId, members: &[(Box<str>, SchemaId)]) {
        let is_figure = |key: &str| {
            let member = members.iter().find(|(known, _)| **known == *key);
            let meaning = member.and_then(|(_, id)| self.entry(*id)).map(|entry| &entry.meaning);
            meaning.is_some_and(|meaning| meaning.quantity.is_some() && meaning.ratio.is_none())
        };
        let is_sound = |id: SchemaId| {
            let ratio = self.entry(id).and_then(|entry| entry.meaning.ratio.as_ref());
            ratio.is_none_or(|(part, whole)| is_figure(part) && is_figure(whole))
        };
        let faulty = members.iter().filter(|(_, id)| !is_sound(*id)).filter_map(|(key, _)| {
            let cell = self.document.member(properties, key)?;
            Some(self.document.member(cell, "x-ratio").unwrap_or(cell))
        });
        for node in faulty.collect::<Vec<_>>() {
            self.fault(node, "schema-ratio", &[]);
        }
    }

    fn role(&mut self, described: &Described) -> Option<Role> {
        let node = self.word(described, "x-role")?;
        let text = text_of(self.document, node).unwrap_or_default();
        let role = Role::parse(&text);
        if role.is_none() {
            let known = Message::list(ROLES.map(|(word, _)| word));
            let message = Message::new("schema-role-unknown", &[]).with("known", known);
            if self.told.insert((node, "schema-role-unknown")) {
                self.faults.push(Fault { node, message, help: None });
            }
        }
        role
    }

    fn names(&mut self, described: &Described) -> Vec<Box<str>> {
        let Some(node) = self.word(described, "x-names") else { return Vec::new() };
        let elements: Vec<NodeId> = self.document.children(node).collect();
        let names: Vec<Box<str>> =
            elements.iter().filter_map(|element| text_of(self.document, *element)).collect();
        if names.is_empty() || names.len() < elements.len() || self.document.value(node) != Value::Array {
            self.fault(node, "schema-names", &[]);
        }
        names
    }

    fn flag(&mut self, described: &Described, word: &str) -> bool {
        let Some(node) = self.word(described, word) else { return false };
        match self.document.value(node) {
            Value::Bool(value) => value,
            _ => {
                self.fault(node, "schema-flag", &[("key", word)]);
                false
            }
        }
    }
}

fn text_of(document: &Document, node: NodeId) -> Option<Box<str>> {
    match document.value(node) {
        Value::Text(text) => Some(text.into()),
        _ => None,
    }
}

/// The word that an unknown one is most like, if any is.
fn alike(unknown: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .filter(|(_, meaning)| *meaning != Word::Rules)
        .map(|(word, _)| (strsim::jaro_winkler(unknown, word), *word))
        .filter(|(likeness, _)| *likeness > LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}
