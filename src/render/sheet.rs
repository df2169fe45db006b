//! A form drawn as the table that is printed: rows of cells with their labels, each cell that findings speak of marked.
//!
//! In: the document, the outline of its form, the findings. Out: [`Sheet`]: blocks of rows, ready to be written.

use std::collections::HashMap;
use std::ops::Range;

use super::escape::{escape, visible};
use crate::document::{Document, Located, NodeId, Pointer, Value};
use crate::report::{Finding, Label, Outline, OutlineShape};
use crate::source::Span;

/// Characters from which on a value has a row of its own.
const LONG: usize = 22;

/// Columns of a block of labels and values.
const COLUMNS: usize = 4;

/// Where a cell stands: block, row, and place in the row, from 0.
type At = (usize, usize, usize);

/// The places inside texts that findings point at, with how each is marked.
type Marks<'f> = HashMap<At, Vec<(&'f Label, &'static str)>>;

/// A drawn form.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) blocks: Vec<Block>,
    /// The number of the cell at a pointer.
    pub(super) numbers: HashMap<Pointer, usize>,
}

/// Rows with the same columns.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) rows: Vec<Vec<Cell>>,
    /// Whether its first row are headings.
    pub(super) is_list: bool,
}

/// A cell.
#[derive(Debug)]
pub(super) struct Cell {
    /// `th` or `td`.
    pub(super) tag: &'static str,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) class: String,
    /// Its number, from 1, if something points at it; 0 else.
    pub(super) id: usize,
    pub(super) pieces: Vec<Piece>,
    pub(super) links: Vec<Link>,
    text: String,
    pointer: Option<Pointer>,
    node: Option<NodeId>,
}

/// A piece of a text, with how it is marked; empty if it is not.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) class: &'static str,
}

/// Where a finding is told: its number, with its class.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) number: usize,
    pub(super) class: &'static str,
}

impl Cell {
    fn head(text: &str, columns: usize, rows: usize) -> Self {
        Self {
            tag: "th",
            columns,
            rows,
            class: String::new(),
            id: 0,
            pieces: Vec::new(),
            links: Vec::new(),
            text: text.to_owned(),
            pointer: None,
            node: None,
        }
    }

    fn at(self, pointer: &Pointer) -> Self {
        Self { pointer: Some(pointer.clone()), ..self }
    }

    fn class(&mut self, class: &str) {
        if !self.class.is_empty() {
            self.class.push(' ');
        }
        self.class.push_str(class);
    }
}

/// How a finding is shown: its severity, or that it is waived.
pub(super) fn class(finding: &Finding) -> &'static str {
    if finding.waived.is_some() { "waived" } else { finding.severity.as_str() }
}

/// Draws a form.
pub(super) fn draw(document: &Document, outline: &Outline, findings: &[Finding]) -> Sheet {
    let mut pen = Pen { document, findings, blocks: Vec::new() };
    if let OutlineShape::Object(members) = &outline.shape {
        pen.object(members, Some(document.root()), &Pointer::root());
    }
    let mut sheet = Sheet { blocks: pen.blocks, numbers: HashMap::new() };
    sheet.mark(document, findings);
    sheet
}

struct Pen<'d> {
    document: &'d Document,
    findings: &'d [Finding],
    blocks: Vec<Block>,
}

impl Pen<'_> {
    /// The members of an object: cells in pairs, lists and objects as blocks of their own.
    fn object(&mut self, members: &[Outline], node: Option<NodeId>, pointer: &Pointer) {
        let mut pairs: Vec<(Cell, Cell)> = Vec::new();
        for member in members {
            let (inner, at) = self.step(node, pointer, &member.key);
            match &member.shape {
                OutlineShape::Leaf if inner.is_some() || self.is_told(&at) => {
                    let cell = self.value(inner, &at, member.is_figure);
                    pairs.push((Cell::head(&member.label, 1, 1), cell));
                }
                OutlineShape::Leaf => {}
                _ if inner.is_none() && !self.is_told_within(&at) => {}
                shape => {
                    self.blocks.extend(paired(std::mem::take(&mut pairs)));
                    self.part(&member.label, shape, inner, &at);
                }
            }
        }
        self.blocks.extend(paired(pairs));
    }

    /// A list or object with its label above it.
    fn part(&mut self, label: &str, shape: &OutlineShape, node: Option<NodeId>, pointer: &Pointer) {
        let mut head = Cell::head(label, COLUMNS, 1).at(pointer);
        head.class("section");
        match shape {
            OutlineShape::Object(members) => {
                self.blocks.push(Block { rows: vec![vec![head]], is_list: false });
                self.object(members, node, pointer);
            }
            OutlineShape::Named(item) => {
                self.blocks.push(Block { rows: vec![vec![head]], is_list: false });
                let mut pairs = Vec::new();
                for child in node.into_iter().flat_map(|node| self.document.children(node)) {
                    let name = self.document.key(child).unwrap_or_default().to_owned();
                    let (_, at) = self.step(node, pointer, &name);
                    pairs.push((
                        Cell::head(&visible(&name), 1, 1),
                        self.value(Some(child), &at, item.is_figure),
                    ));
                }
                self.blocks.extend(paired(pairs));
            }
            OutlineShape::List(item) => match &item.shape {
                OutlineShape::Object(members) => self.table(head, members, node, pointer),
                _ => self.entries(label, node, pointer),
            },
            OutlineShape::Leaf => {}
        }
    }

    /// A list of texts: one cell each beside the label.
    fn entries(&mut self, label: &str, node: Option<NodeId>, pointer: &Pointer) {
        let elements: Vec<NodeId> = node.into_iter().flat_map(|node| self.document.children(node)).collect();
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let mut at = pointer.clone();
            at.push_index(index);
            let cell = Cell { columns: COLUMNS - 1, ..self.value(Some(*element), &at, false) };
            rows.push(vec![cell]);
        }
        if rows.is_empty() {
            rows.push(vec![Cell { columns: COLUMNS - 1, ..self.value(None, pointer, false) }]);
        }
        let head = Cell::head(label, 1, rows.len()).at(pointer);
        if let Some(first) = rows.first_mut() {
            first.insert(0, head);
        }
        self.blocks.push(Block { rows, is_list: false });
    }

    /// A list of objects: a row for each, and for the elements of the first list in it a row each beside it.
    fn table(&mut self, mut head: Cell, members: &[Outline], node: Option<NodeId>, pointer: &Pointer) {
        let elements: Vec<NodeId> = node.into_iter().flat_map(|node| self.document.children(node)).collect();
        let columns = self.columns(members, &elements, pointer);
        head.columns = columns.len() + 1;
        let mut heads = vec![Cell::head("#", 1, 1)];
        heads.extend(columns.iter().map(|column| Cell::head(&column.label, 1, 1)));
        let mut rows = vec![vec![head], heads];
        for (index, element) in elements.iter().enumerate() {
            let mut at = pointer.clone();
            at.push_index(index);
            rows.extend(self.element(&columns, *element, &at, index + 1));
        }
        self.blocks.push(Block { rows, is_list: true });
    }

    /// The rows of one element.
    fn element(
        &self,
        columns: &[Column<'_>],
        element: NodeId,
        pointer: &Pointer,
        number: usize,
    ) -> Vec<Vec<Cell>> {
        let nested = columns.iter().find_map(|column| column.list);
        let (list, list_at) = match nested {
            Some(key) => self.step(Some(element), pointer, key),
            None => (None, pointer.clone()),
        };
        let inner: Vec<NodeId> = list.into_iter().flat_map(|list| self.document.children(list)).collect();
        let height = inner.len().max(1);
        let mut rows = vec![vec![Cell::head(&number.to_string(), 1, height).at(pointer)]];
        rows.resize_with(height, Vec::new);
        for column in columns {
            if column.list.is_none() {
                let (cell, at) = self.step(Some(element), pointer, column.key);
                let cell = self.joined(cell, &at, column);
                if let Some(row) = rows.first_mut() {
                    row.push(Cell { rows: height, ..cell });
                }
                continue;
            }
            for (index, row) in rows.iter_mut().enumerate() {
                let mut at = list_at.clone();
                at.push_index(index);
                let found = inner.get(index).copied();
                let (cell, at) = self.step(found, &at, column.key);
                row.push(self.value(cell, &at, column.is_figure));
            }
        }
        rows
    }

    /// The columns that a list has: those that an element fills in or a finding speaks of.
    fn columns<'o>(&self, members: &'o [Outline], elements: &[NodeId], pointer: &Pointer) -> Vec<Column<'o>> {
        let has =
            |nodes: &[NodeId], key: &str| nodes.iter().any(|node| self.document.member(*node, key).is_some());
        let list = members.iter().find(|member| is_list_of_objects(member));
        let mut columns = Vec::new();
        for member in members {
            let is_nested = list.is_some_and(|list| list.key == member.key);
            if let (true, OutlineShape::List(item)) = (is_nested, &member.shape) {
                let inner: Vec<NodeId> = elements
                    .iter()
                    .filter_map(|node| self.document.member(*node, &member.key))
                    .flat_map(|list| self.document.children(list))
                    .collect();
                let OutlineShape::Object(cells) = &item.shape else { continue };
                let shown = cells
                    .iter()
                    .filter(|cell| has(&inner, &cell.key) || self.is_column_told(pointer, &cell.key));
                columns.extend(shown.map(|cell| Column { list: Some(&member.key), ..Column::of(cell) }));
            } else if has(elements, &member.key) || self.is_column_told(pointer, &member.key) {
                columns.push(Column::of(member));
            }
        }
        columns
    }

    fn step(&self, node: Option<NodeId>, pointer: &Pointer, key: &str) -> (Option<NodeId>, Pointer) {
        let mut at = pointer.clone();
        at.push(key);
        (node.and_then(|node| self.document.member(node, key)), at)
    }

    /// A cell with what is filled in; of a list or object what all its cells hold.
    fn joined(&self, node: Option<NodeId>, pointer: &Pointer, column: &Column<'_>) -> Cell {
        let mut cell = self.value(node, pointer, column.is_figure);
        let is_inside =
            node.is_some_and(|node| matches!(self.document.value(node), Value::Array | Value::Object));
        if let (true, Some(node)) = (is_inside, node) {
            let inside = self.document.children(node).map(|child| self.text(child));
            cell.text = inside.collect::<Vec<_>>().join("\n");
        }
        cell
    }

    fn value(&self, node: Option<NodeId>, pointer: &Pointer, is_figure: bool) -> Cell {
        let text = node.map(|node| self.text(node)).unwrap_or_default();
        let mut cell = Cell { tag: "td", node, ..Cell::head(&text, 1, 1).at(pointer) };
        if text.trim().is_empty() {
            cell.class("blank");
        } else if is_figure && text.chars().count() < LONG {
            cell.class("figure");
        } else if text.chars().count() >= LONG {
            cell.class("long");
        }
        cell
    }

    fn text(&self, node: NodeId) -> String {
        match self.document.value(node) {
            Value::Null | Value::Array | Value::Object => String::new(),
            Value::Text(text) => text.to_owned(),
            Value::Bool(value) => (if value { "\u{2713}" } else { "\u{2717}" }).to_owned(),
            Value::Number(number) => number.to_string(),
        }
    }

    fn is_told(&self, pointer: &Pointer) -> bool {
        self.findings.iter().any(|finding| finding.place.pointer.as_ref() == Some(pointer))
    }

    fn is_told_within(&self, pointer: &Pointer) -> bool {
        self.findings.iter().filter_map(|finding| finding.place.pointer.as_ref()).any(|told| {
            told.as_str()
                .strip_prefix(pointer.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether a finding speaks of a cell of that key inside a list.
    fn is_column_told(&self, list: &Pointer, key: &str) -> bool {
        let told = self.findings.iter().filter_map(|finding| finding.place.pointer.as_ref());
        let mut step = Pointer::root();
        step.push(key);
        told.into_iter().any(|told| {
            told.as_str().strip_prefix(list.as_str()).is_some_and(|rest| rest.ends_with(step.as_str()))
        })
    }
}

/// A column of a list.
struct Column<'o> {
    key: &'o str,
    label: String,
    is_figure: bool,
    /// The key of the list in each element whose elements it is of; `None` if it is of the element itself.
    list: Option<&'o str>,
}

impl<'o> Column<'o> {
    fn of(outline: &'o Outline) -> Self {
        Self { key: &outline.key, label: outline.label.clone(), is_figure: outline.is_figure, list: None }
    }
}

fn is_list_of_objects(outline: &Outline) -> bool {
    matches!(&outline.shape, OutlineShape::List(item) if matches!(item.shape, OutlineShape::Object(_)))
}

/// Labels and values in rows: two pairs where both are short.
fn paired(pairs: Vec<(Cell, Cell)>) -> Option<Block> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut open: Option<(Cell, Cell)> = None;
    for (head, value) in pairs {
        let is_long = value.text.chars().count() >= LONG;
        match open.take() {
            Some((left, first)) if !is_long => rows.push(vec![left, first, head, value]),
            before => {
                rows.extend(before.map(wide));
                if is_long {
                    rows.push(wide((head, value)));
                } else {
                    open = Some((head, value));
                }
            }
        }
    }
    rows.extend(open.map(wide));
    (!rows.is_empty()).then_some(Block { rows, is_list: false })
}

fn wide((head, value): (Cell, Cell)) -> Vec<Cell> {
    vec![head, Cell { columns: COLUMNS - 1, ..value }]
}

impl Sheet {
    /// Marks what findings speak of, and cuts texts into pieces.
    fn mark(&mut self, document: &Document, findings: &[Finding]) {
        let mut drawn: HashMap<Pointer, At> = HashMap::new();
        for (b, block) in self.blocks.iter().enumerate() {
            for (r, row) in block.rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    if let Some(pointer) = &cell.pointer {
                        drawn.insert(pointer.clone(), (b, r, c));
                    }
                }
            }
        }
        let mut marks: Marks<'_> = HashMap::new();
        for (finding, number) in findings.iter().zip(1..) {
            let class = class(finding);
            let Some((pointer, at)) = finding.place.pointer.as_ref().and_then(|told| nearest(&drawn, told))
            else {
                continue;
            };
            let id = self.number(&pointer, at);
            if let Some(cell) = self.cell(at) {
                cell.id = id;
                cell.links.push(Link { number, class });
                if finding.place.text.is_some() {
                    marks.entry(at).or_default().push((&finding.place, class));
                }
            }
            for part in finding
                .related
                .iter()
                .filter(|label| label.home.is_none())
                .filter_map(|label| label.pointer.as_ref())
            {
                let Some(at) = drawn.get(part).copied() else { continue };
                let id = self.number(part, at);
                if let Some(cell) = self.cell(at) {
                    cell.id = id;
                }
            }
        }
        self.cut(document, &marks);
    }

    /// The number of a cell, a new one if it has none.
    fn number(&mut self, pointer: &Pointer, at: At) -> usize {
        let known = self.cell(at).map_or(0, |cell| cell.id);
        let next = self.numbers.len() + 1;
        let number = if known > 0 { known } else { next };
        *self.numbers.entry(pointer.clone()).or_insert(number)
    }

    fn cell(&mut self, (block, row, cell): At) -> Option<&mut Cell> {
        self.blocks.get_mut(block)?.rows.get_mut(row)?.get_mut(cell)
    }

    fn cut(&mut self, document: &Document, marks: &Marks<'_>) {
        for (b, block) in self.blocks.iter_mut().enumerate() {
            for (r, row) in block.rows.iter_mut().enumerate() {
                for (c, cell) in row.iter_mut().enumerate() {
                    let own = marks.get(&(b, r, c)).map(Vec::as_slice).unwrap_or_default();
                    cell.pieces = pieces(&cell.text, &ranges(document, cell, own));
                    if let Some(class) = gravest(&cell.links) {
                        cell.class(&format!("{class}-cell"));
                    } else if cell.id > 0 {
                        cell.class("part");
                    }
                }
            }
        }
    }
}

/// The pointer itself or the nearest one around it that is drawn.
fn nearest(drawn: &HashMap<Pointer, At>, pointer: &Pointer) -> Option<(Pointer, At)> {
    let mut text = pointer.as_str();
    loop {
        let known = Pointer::parse(text)?;
        if let Some(at) = drawn.get(&known) {
            return Some((known, *at));
        }
        text = text.rsplit_once('/')?.0;
    }
}

fn gravest(links: &[Link]) -> Option<&'static str> {
    ["error", "warning", "info", "waived"]
        .into_iter()
        .find(|class| links.iter().any(|link| link.class == *class))
}

/// The bytes of a cell's text that findings point at, in order and without overlaps.
fn ranges(
    document: &Document,
    cell: &Cell,
    marks: &[(&Label, &'static str)],
) -> Vec<(Range<usize>, &'static str)> {
    let Some(node) = cell.node.filter(|_| !marks.is_empty()) else { return Vec::new() };
    let literal = document.locate(&[node]).first().copied().unwrap_or_default();
    let mut ranges: Vec<(Range<usize>, &'static str)> = marks
        .iter()
        .filter_map(|(label, class)| Some((decoded(document, literal, label.span?)?, *class)))
        .collect();
    ranges.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut behind = 0;
    ranges.retain(|(range, _)| {
        let is_free = range.start >= behind && range.end > range.start;
        if is_free {
            behind = range.end;
        }
        is_free
    });
    ranges
}

/// The bytes of the text itself that a piece of its literal stands for.
fn decoded(document: &Document, literal: Located, span: Span) -> Option<Range<usize>> {
    let length = |end: usize| {
        let raw = document.source().slice(Span::new(literal.value.start, end));
        serde_json::from_str::<String>(&format!("{raw}\"")).ok().map(|text| text.len())
    };
    Some(length(span.start)?..length(span.end)?)
}

/// A text cut at the marks, made safe to show, line feeds kept.
fn pieces(text: &str, marks: &[(Range<usize>, &'static str)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut add = |range: Range<usize>, class| {
        let piece = text.get(range).unwrap_or_default();
        if !piece.is_empty() {
            pieces.push(Piece { text: visible(piece), class });
        }
    };
    for (range, class) in marks {
        add(at..range.start, "");
        add(range.clone(), class);
        at = range.end;
    }
    add(at..text.len(), "");
    pieces
}

/// The line that a finding points at, cut around it: for what is not drawn.
pub(super) fn excerpt(document: &crate::report::DocumentReport, finding: &Finding) -> Vec<Piece> {
    let Some((source, span)) = document.source.as_ref().zip(finding.place.span) else { return Vec::new() };
    let line = source.line_span(source.position(span.start).line);
    let end = span.end.min(line.end).max(span.start);
    let from = source.boundary(span.start.saturating_sub(AROUND).max(line.start));
    let to = source.boundary(end.saturating_add(AROUND).min(line.end));
    let piece = |start: usize, end: usize, class| Piece {
        text: escape(&source.slice(Span::new(start, end))).into_owned(),
        class,
    };
    vec![piece(from, span.start, ""), piece(span.start, end, class(finding)), piece(end, to, "")]
}

/// Bytes of a line that are shown on either side of what a finding points at.
const AROUND: usize = 120;
