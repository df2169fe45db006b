//! Forms that belong together, joined into one document, and what was found in it led back into each.
//!
//! The text of the document is that of the forms, byte for byte, so that each place in it is one of theirs.

use std::sync::Arc;

use super::sets::Slot;
use crate::document::{Document, Limits, Pointer};
use crate::report::{
    DocumentReport, Finding, FormSet, Home, LAST_YEAR, Label, Outcome, PackRef, RuleOutcome, TWINS, UNITS,
};
use crate::source::{SourceFile, Span};

/// A form of a set as it was read again.
pub(super) type Part = Home;

/// The forms of a set.
pub(super) struct Parts {
    pub(super) form: Part,
    /// `None` where the form of a unit is not known.
    pub(super) units: Vec<Option<Part>>,
    pub(super) last_year: Slot<Part>,
    pub(super) twins: Vec<Part>,
}

/// The text of a form inside the joined one.
struct Piece {
    part: Part,
    /// Where it stands in the joined text.
    span: Span,
    /// Where it begins in its own.
    own: usize,
    /// The form in the joined document.
    pointer: Pointer,
}

/// Forms as one document.
pub(super) struct Joined {
    text: String,
    /// The first is that of the form that the others belong to.
    pieces: Vec<Piece>,
}

impl Joined {
    /// Joins forms, each of them an object.
    pub(super) fn new(parts: Parts) -> Self {
        let mut joined = Self { text: String::new(), pieces: Vec::new() };
        joined.add(parts.form, Pointer::root());
        // The form goes on with what follows.
        joined.text.pop();
        if let Some(first) = joined.pieces.first_mut() {
            first.span.end = joined.text.len();
        }
        joined.list(UNITS, parts.units);
        if !matches!(parts.last_year, Slot::Empty) {
            joined.begin(LAST_YEAR);
            joined.element(parts.last_year.form(), pointer_to(&[LAST_YEAR]));
        }
        joined.list(TWINS, parts.twins.into_iter().map(Some).collect());
        joined.text.push('}');
        joined
    }

    fn begin(&mut self, key: &str) {
        for piece in [",\"", key, "\":"] {
            self.text.push_str(piece);
        }
    }

    fn list(&mut self, key: &str, parts: Vec<Option<Part>>) {
        if parts.is_empty() {
            return;
        }
        self.begin(key);
        for (number, part) in parts.into_iter().enumerate() {
            self.text.push(if number == 0 { '[' } else { ',' });
            self.element(part, pointer_to(&[key, &number.to_string()]));
        }
        self.text.push(']');
    }

    fn element(&mut self, part: Option<Part>, pointer: Pointer) {
        match part {
            Some(part) => self.add(part, pointer),
            None => self.text.push_str("null"),
        }
    }

    fn add(&mut self, part: Part, pointer: Pointer) {
        let source = Arc::clone(&part.source);
        let text = source.text().unwrap_or_default();
        let own = text.find('{').unwrap_or_default();
        let end = text.rfind('}').map_or(own, |last| last + 1);
        let start = self.text.len();
        self.text.push_str(text.get(own..end).unwrap_or_default());
        self.pieces.push(Piece { part, span: Span::new(start, self.text.len()), own, pointer });
    }

    /// The path of the form that the others belong to.
    pub(super) fn path(&self) -> &str {
        self.pieces.first().map_or("", |piece| piece.part.source.name())
    }

    /// The joined document, however much a single one may hold; what is wrong with it as a text, which is that of a form that
    /// has a cell where the others are to stand.
    pub(super) fn document(&self, limits: Limits) -> Result<Arc<Document>, crate::document::Fault> {
        let source = Arc::new(SourceFile::new(self.path(), self.text.as_bytes()));
        let deeper = 2 + limits.depth;
        let limits = Limits { bytes: self.text.len(), values: usize::MAX, depth: deeper };
        Document::parse(source, limits).map(Arc::new)
    }

    /// What was found in the joined document, for each form by itself: first the one that the others belong to, then those
    /// that findings point at. Each rule is told once.
    pub(super) fn apart(&self, report: DocumentReport, set: FormSet) -> Vec<DocumentReport> {
        let set = Arc::new(set);
        let mut apart: Vec<(usize, DocumentReport)> = vec![(0, self.report(0, report.pack.as_ref(), &set))];
        for mut finding in report.findings {
            let home = self.lead_back(&mut finding);
            let slot = apart.iter().position(|(part, _)| *part == home).unwrap_or_else(|| {
                apart.push((home, self.report(home, report.pack.as_ref(), &set)));
                apart.len() - 1
            });
            if let Some((_, own)) = apart.get_mut(slot) {
                own.findings.push(finding);
            }
        }
        for RuleOutcome { rule, outcome } in report.rules {
            let has = |own: &DocumentReport| own.findings.iter().any(|finding| finding.rule == rule);
            let is_failed = matches!(outcome, Outcome::Failed { .. });
            let slot = if is_failed { apart.iter().position(|(_, own)| has(own)) } else { None };
            if let Some((_, own)) = apart.get_mut(slot.unwrap_or_default()) {
                own.rules.push(RuleOutcome { rule, outcome });
            }
        }
        let printed = |(part, mut own): (usize, DocumentReport)| {
            if let Some(printed) = self.pieces.get(part).and_then(|piece| piece.part.printed.clone()) {
                own.print(printed);
            }
            own.sort();
            own
        };
        apart.into_iter().map(printed).collect()
    }

    /// A report of one of the forms with nothing in it.
    fn report(&self, part: usize, pack: Option<&PackRef>, set: &Arc<FormSet>) -> DocumentReport {
        let source = self.pieces.get(part).map(|piece| Arc::clone(&piece.part.source));
        DocumentReport {
            path: source.as_ref().map(|source| source.name().to_owned()).unwrap_or_default(),
            source,
            printed: None,
            pack: pack.cloned(),
            layout: None,
            findings: Vec::new(),
            rules: Vec::new(),
            set: Some(Arc::clone(set)),
        }
    }

    /// Leads the places of a finding back into the forms, and tells in which of them it is.
    fn lead_back(&self, finding: &mut Finding) -> usize {
        let home = self.place(&mut finding.place);
        for label in &mut finding.related {
            let part = self.place(label);
            if let Some(piece) = self.pieces.get(part).filter(|_| part != home) {
                let Home { source, printed } = &piece.part;
                label.cell =
                    printed.as_ref().zip(label.pointer.as_ref()).and_then(|(sheet, at)| sheet.cell(at));
                label.home = Some(Home { source: Arc::clone(source), printed: printed.clone() });
            }
        }
        home
    }

    /// Leads a place back, and tells into which form. What no form has is where the form begins that the others belong to.
    fn place(&self, label: &mut Label) -> usize {
        let Some(span) = label.span else { return 0 };
        let is_in = |piece: &Piece| piece.span.start <= span.start && span.end <= piece.span.end;
        let inner = self.pieces.iter().enumerate().find(|(_, piece)| is_in(piece));
        let Some((part, piece)) = inner else {
            let start = self.pieces.first().map_or(0, |piece| piece.own);
            label.span = Some(Span::new(start, start + 1));
            return 0;
        };
        let (start, end) = (span.start - piece.span.start, span.end - piece.span.start);
        label.span = Some(Span::new(piece.own + start, piece.own + end));
        let pointer =
            label.pointer.as_ref().and_then(|pointer| pointer.as_str().strip_prefix(piece.pointer.as_str()));
        label.pointer = pointer.and_then(Pointer::parse).or(label.pointer.take());
        part
    }
}

fn pointer_to(steps: &[&str]) -> Pointer {
    let mut pointer = Pointer::root();
    for step in steps {
        pointer.push(step);
    }
    pointer
}
