//! What a check found: findings, the outcome of every rule, and what could not be read. Data only.
//!
//! In: the results of the checks before. Out: a [`Report`] that every rendering shows in its own way. Spans are byte
//! ranges; lines and columns appear only in a rendering, from the [`SourceFile`] that the report carries.

pub mod fingerprint;
mod printed;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::fingerprint::Fingerprint;
use crate::document::{Characters, Document, Located, NodeId, Pointer, Value};
pub use printed::Printed;

use crate::sheet::Spot;
use crate::source::{Digest, SourceFile, Span};
use crate::wording::Message;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing; never fails a rule of higher severity.
    Info,
    /// A person decides.
    Warning,
    /// Blocks a submission.
    Error,
}

impl Severity {
    /// `info`, `warning` or `error`, as in headers and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads what [`Severity::as_str`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error].into_iter().find(|severity| severity.as_str() == text)
    }
}

/// The id of a rule: its path in the pack without the ending (`funds/completion-rate`), or `json/…`, `schema/…`,
/// `form/…` for what the tool itself finds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// Reads an id: two or more steps of lower-case ASCII letters, digits and `-`, with `/` between them; `None` else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_step = |step: &str| {
            !step.is_empty()
                && step.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        (text.contains('/') && text.split('/').all(is_step)).then(|| Self(Arc::from(text)))
    }

    /// The id of something that the tool itself finds; `id` is one of its own constants.
    #[must_use]
    pub(crate) fn builtin(id: &'static str) -> Self {
        Self(Arc::from(id))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place of the form that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Label {
    /// The cell, also one that the form leaves out; `None` only if the text has no tree.
    pub pointer: Option<Pointer>,
    /// The name printed on the form, with the element it belongs to (`主要任务 2 › 任务涉及资金`); `None` if the schema
    /// gives none.
    pub label: Option<String>,
    /// For digits or words inside a text: those characters.
    pub text: Option<String>,
    /// The bytes to point at: the literal of a value with its quotes, the characters inside a text, or for a left-out
    /// cell the nearest thing that is there.
    pub span: Option<Span>,
    /// The lexeme or text of the cell; `None` for a long text, which would stand in the report as often as it is pointed at.
    pub value: Option<String>,
    /// What is to say at this place.
    pub message: Option<Message>,
    /// Where the place is, if not in the form of the report: in another of its set.
    #[serde(skip)]
    pub home: Option<Home>,
    /// The cell of the sheet that the form was read from, if it was.
    #[serde(skip)]
    pub cell: Option<Spot>,
    /// The node from which the span is found once all findings of the document are there; `None` where it is known.
    #[serde(skip)]
    pub anchor: Option<Anchor>,
}

/// A form that a place is in.
#[derive(Debug, Clone)]
pub struct Home {
    /// Its file; of a form in a workbook the JSON that was read from it.
    pub source: Arc<SourceFile>,
    /// The sheet that it was read from; `None` for JSON.
    pub printed: Option<Arc<Printed>>,
}

/// A form is known by its name.
impl PartialEq for Home {
    fn eq(&self, other: &Self) -> bool {
        self.source.name() == other.source.name()
    }
}

impl Eq for Home {}

/// What a label points at, before its bytes are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The cell, or for one that is left out the nearest node around it.
    pub node: NodeId,
    /// How much of it.
    pub part: Part,
}

/// How much of a node a label points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The whole literal.
    Value,
    /// The key.
    Key,
    /// Characters of its text: bytes of the decoded text.
    Text(Range<usize>),
    /// What stands for something that is left out inside it: the key, or the opening brace.
    LeftOut,
}

impl Label {
    /// Whether two labels point at the same place.
    #[must_use]
    pub fn is_same_place(&self, other: &Self) -> bool {
        // What differs soonest is asked first.
        self.anchor == other.anchor
            && self.span == other.span
            && self.pointer == other.pointer
            && self.home == other.home
    }
}

impl Label {
    fn locate<'d>(
        &mut self,
        document: &'d Document,
        anchor: &Anchor,
        located: Located,
        texts: &mut HashMap<NodeId, Characters<'d>>,
    ) {
        self.span = Some(match &anchor.part {
            Part::Value => located.value,
            Part::Key => located.key.unwrap_or(located.value),
            Part::Text(range) => {
                let text = texts.entry(anchor.node).or_insert_with(|| document.characters(located.value));
                text.span(range.clone())
            }
            Part::LeftOut => document.anchor(located),
        });
        let is_scalar = matches!(document.value(anchor.node), Value::Number(_) | Value::Bool(_));
        if is_scalar && anchor.part == Part::Value {
            self.value = Some(document.source().slice(located.value).into_owned());
        }
    }
}

/// One fault of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule is broken.
    pub rule: RuleId,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, one sentence.
    pub message: Message,
    /// Where.
    pub place: Label,
    /// The value as printed.
    pub actual: Option<String>,
    /// The computed value at the places and in the unit of the declared cell, or a bound (`≤ 15,920.74`).
    pub expected: Option<Message>,
    /// The calculation written out.
    pub calculation: Option<Message>,
    /// Every other cell that took part, in the order of the calculation.
    pub related: Vec<Label>,
    /// What to do.
    pub help: Option<Message>,
    /// The law or custom that the rule stands on.
    pub basis: Vec<String>,
    /// The rule's tags.
    pub tags: Vec<String>,
    /// By what it is known again; `None` until its document is checked to the end.
    pub fingerprint: Option<Fingerprint>,
    /// That somebody accepted it as it is; it then fails no check.
    pub waived: Option<Arc<Waived>>,
    /// What those who filled in the form say of it; it counts all the same.
    pub explained: Option<Arc<Explained>>,
}

/// What those who filled in a form say of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Explained {
    /// What they say.
    pub text: String,
    /// Who says it.
    pub by: String,
    /// On which day.
    pub on: String,
}

/// That somebody accepted a finding as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Waived {
    /// Why.
    pub reason: String,
    /// Who.
    pub approved_by: String,
    /// On which day.
    pub on: String,
    /// Until which day, that day included.
    pub expires: String,
}

impl Finding {
    /// An error that the program itself finds, of a rule that no pack brings.
    #[must_use]
    pub fn builtin(rule: &'static str, message: Message, place: Label) -> Self {
        Self {
            rule: RuleId::builtin(rule),
            severity: Severity::Error,
            message,
            place,
            actual: None,
            expected: None,
            calculation: None,
            related: Vec::new(),
            help: None,
            basis: Vec::new(),
            tags: Vec::new(),
            fingerprint: None,
            waived: None,
            explained: None,
        }
    }
}

/// Findings of which so many of each rule are kept and the others counted, so that no form floods its report.
#[derive(Debug, Default)]
pub struct Kept {
    findings: Vec<Finding>,
    /// How many there were of each rule, and how grave the gravest was.
    counts: BTreeMap<&'static str, (usize, Severity)>,
}

impl Kept {
    /// Findings of each rule that are kept.
    pub const MOST: usize = 1_000;

    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one more finding of a rule. Tells whether it is kept: only then it need be put together.
    pub fn counts(&mut self, rule: &'static str, severity: Severity) -> bool {
        let (count, gravest) = self.counts.entry(rule).or_insert((0, severity));
        *count += 1;
        *gravest = severity.max(*gravest);
        *count <= Self::MOST
    }

    /// Keeps a finding that has been counted.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// What is kept until now.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What is kept; of each rule with more, one finding more, at its last place and as grave as the gravest, whose message
    /// tells how many were left out.
    pub fn finish(mut self, message: impl Fn(usize) -> Message) -> Vec<Finding> {
        for (rule, (count, severity)) in &self.counts {
            let left_out = count.saturating_sub(Self::MOST);
            let last = self.findings.iter().rfind(|finding| finding.rule.as_str() == *rule);
            if let Some(last) = last.filter(|_| left_out > 0) {
                let told = Finding::builtin(rule, message(left_out), last.place.clone());
                self.findings.push(Finding { severity: *severity, ..told });
            }
        }
        self.findings
    }
}

/// How well the figures that a passed rule compared agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AgreementKind {
    /// To the last digit.
    Exact,
    /// Only because a printed figure stands for all that round to it.
    WithinRounding,
}

/// What became of a rule on a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It holds.
    Passed {
        /// How well the figures agree; `None` if the rule compared none.
        agreement: Option<AgreementKind>,
    },
    /// It has a finding.
    Failed {
        /// Cells without which part of the rule could not be checked.
        needs: Vec<Pointer>,
    },
    /// There is nothing that it speaks of.
    NotApplicable {
        /// Why.
        reason: Message,
    },
    /// It could not be decided.
    NotChecked {
        /// The cells that are missing or undecided; at least one.
        needs: Vec<Pointer>,
    },
    /// The rule itself is at fault.
    Broken {
        /// What is wrong with it.
        error: Message,
    },
}

/// A rule and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleOutcome {
    /// The rule.
    pub rule: RuleId,
    /// What became of it.
    pub outcome: Outcome,
}

/// The pack that checked a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackRef {
    /// Its id, the `/form` of the forms it serves.
    pub id: String,
    /// Its version as its authors write it.
    pub version: String,
    /// That of its files.
    pub digest: Digest,
    /// The layer that was laid upon it, if one was.
    pub layer: Option<LayerRef>,
    /// That of the words and sentence patterns that it reads with.
    pub language: Digest,
    /// What it says of itself, for renderings that show more than ids.
    pub about: Arc<About>,
}

/// What a pack says of itself to readers of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The name of the form, in Chinese.
    pub title: String,
    /// Its rules, by id.
    pub rules: Vec<RuleAbout>,
    /// What the printed form has.
    pub outline: Outline,
}

impl About {
    /// What a rule says of itself; `None` for one that the pack has not, or whose header cannot be read.
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Option<&RuleAbout> {
        self.rules.binary_search_by(|rule| rule.id.cmp(id)).ok().and_then(|at| self.rules.get(at))
    }
}

/// What a rule says of itself to readers of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleAbout {
    /// The rule.
    pub id: RuleId,
    /// What holds on a sound form.
    pub title: Message,
    /// How grave a finding is.
    pub severity: Severity,
    /// Why it matters.
    pub why: String,
    /// What to do about a finding.
    pub help: Option<Message>,
    /// The law or custom that it stands on.
    pub basis: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Rules whose finding at the same place says nothing new beside one of this rule.
    pub covers: Vec<RuleId>,
    /// Whether it speaks of forms that belong together, and so only in the report of a set.
    pub is_of_sets: bool,
}

/// A place of the printed form, with what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// Its key; empty for elements and the whole form.
    pub key: String,
    /// The label printed on the form, its key where there is none.
    pub label: String,
    /// Whether it holds a figure.
    pub is_figure: bool,
    /// What stands there.
    pub shape: OutlineShape,
}

/// What stands between the names of a place and of what holds it.
const WITHIN: &str = " › ";

impl Outline {
    /// What a place is called: 主要任务 3 › 关键指标 2 › 指标完成情况. Empty for the whole form, `None` for a place that the form has
    /// not.
    #[must_use]
    pub fn name_of(&self, pointer: &Pointer) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        let mut at = self;
        for step in pointer.steps() {
            at = match &at.shape {
                OutlineShape::Leaf => return None,
                OutlineShape::Object(members) => {
                    let member = members.iter().find(|member| member.key == *step)?;
                    names.push(member.label.clone());
                    member
                }
                OutlineShape::List(item) => {
                    let number = Pointer::parse_index(&step)?.saturating_add(1);
                    match names.last_mut() {
                        Some(list) => *list = format!("{list} {number}"),
                        None => names.push(number.to_string()),
                    }
                    item
                }
                OutlineShape::Named(item) => {
                    names.push(step.into_owned());
                    item
                }
            };
        }
        Some(names.join(WITHIN))
    }
}

/// What stands at a place of the printed form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OutlineShape {
    /// A single value.
    #[default]
    Leaf,
    /// Named places, in the order of the form.
    Object(Vec<Outline>),
    /// Elements of one kind in an array.
    List(Box<Outline>),
    /// Elements of one kind under names that the form gives them.
    Named(Box<Outline>),
}

/// A layer upon a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerRef {
    /// Its own name.
    pub id: String,
    /// Its version as its authors write it.
    pub version: String,
    /// That of its files.
    pub digest: Digest,
}

/// What is wrong with a pack, a rule, or a file that could not be read: ours or the caller's fault, never the form's.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The file; `None` if it is about none.
    pub file: Option<String>,
    /// The rule that is broken by it.
    pub rule: Option<RuleId>,
    /// The text of the file with the bytes to point at, where known.
    pub place: Option<(Arc<SourceFile>, Span)>,
    /// What is wrong.
    pub message: Message,
    /// What to do.
    pub help: Option<Message>,
}

impl Problem {
    /// Whether another one says the same of the same place.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let span = |problem: &Self| problem.place.as_ref().map(|(_, span)| *span);
        self.message == other.message && self.file == other.file && span(self) == span(other)
    }
}

/// The layout that a form is held to: which cells its print has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayoutRef {
    /// Its name.
    pub name: String,
    /// By what it was chosen.
    pub by: LayoutBy,
    /// Whether the pack has others.
    pub is_one_of_many: bool,
    /// Paths of cells and lists (`/tasks/-/funds`) that it has not and a fuller layout of the pack has, which has all that it has.
    pub lacks: Vec<String>,
}

/// By what a layout was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LayoutBy {
    /// By the printed sheet or document that the form was read from.
    Print,
    /// By the form, which names it.
    Form,
    /// By the cells that the form has: of all layouts it lacks the fewest.
    Fit,
    /// By whoever has the form checked.
    Gate,
}

impl LayoutBy {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Print => "print",
            Self::Form => "form",
            Self::Fit => "fit",
            Self::Gate => "gate",
        }
    }
}

/// What was found in one document.
#[derive(Debug, Clone)]
pub struct DocumentReport {
    /// The path as given or as walked to; `-` for standard input.
    pub path: String,
    /// The file; `None` if it could not be read. Of a form in a workbook the JSON that was read from it.
    pub source: Option<Arc<SourceFile>>,
    /// The sheet that the form was read from; `None` for JSON.
    pub printed: Option<Arc<Printed>>,
    /// The pack; `None` if none could be chosen.
    pub pack: Option<PackRef>,
    /// The layout that the form is held to; `None` for a pack without layouts.
    pub layout: Option<LayoutRef>,
    /// By place in the text, then rule, then Chinese message.
    pub findings: Vec<Finding>,
    /// Every rule of the pack once, by id; empty if no pack ran.
    pub rules: Vec<RuleOutcome>,
    /// The forms that were checked together with this one; `None` for what was found in the form by itself.
    pub set: Option<Arc<FormSet>>,
}

impl FormSet {
    /// The paths of all its forms, that of the form that the others belong to first.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let units = self.units.iter().filter_map(|unit| unit.path.as_deref());
        let others = self.last_year.as_deref().into_iter().chain(self.twins.iter().map(String::as_str));
        std::iter::once(self.form.as_str()).chain(units).chain(others)
    }

    /// The form in which a place of the set is, and what it is called there; of a unit without a form its code alone. `None` for a place
    /// of the form that the others belong to.
    #[must_use]
    pub fn form_at(&self, pointer: &Pointer) -> Option<(String, Option<Pointer>)> {
        let steps: Vec<_> = pointer.steps().collect();
        let number = |at: usize| steps.get(at).and_then(|step| Pointer::parse_index(step));
        let (form, skipped) = match steps.first()?.as_ref() {
            UNITS => {
                let unit = self.units.get(number(1)?)?;
                let Some(path) = &unit.path else { return Some((unit.code.clone(), None)) };
                (path.clone(), 2)
            }
            TWINS => (self.twins.get(number(1)?)?.clone(), 2),
            LAST_YEAR => (self.last_year.clone()?, 1),
            _ => return None,
        };
        let mut inner = Pointer::root();
        steps.iter().skip(skipped).for_each(|step| inner.push(step));
        Some((form, Some(inner)))
    }
}

/// The form of a unit in the set of the form that takes it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitForm {
    /// The code of the unit.
    pub code: String,
    /// The path of its form; `None` where there is none, or several.
    pub path: Option<String>,
}

/// Where the forms of the units of a consolidated form stand in a set, a list of forms.
pub const UNITS: &str = "units";
/// Where the form of the same department of the year before stands.
pub const LAST_YEAR: &str = "last_year";
/// Where the forms of the same department and year stand that came before, a list of forms.
pub const TWINS: &str = "twins";

/// Forms that belong together, by their paths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormSet {
    /// The form that the others belong to.
    pub form: String,
    /// Those of its units, in their order.
    pub units: Vec<UnitForm>,
    /// That of the year before; `None` where there is none, or several.
    pub last_year: Option<String>,
    /// Those of the same department and year that came before.
    pub twins: Vec<String>,
}

impl DocumentReport {
    /// The report of a file of which nothing was found yet, and which no pack has checked.
    #[must_use]
    pub fn new(path: String, source: Option<Arc<SourceFile>>) -> Self {
        Self {
            path,
            source,
            printed: None,
            pack: None,
            layout: None,
            findings: Vec::new(),
            rules: Vec::new(),
            set: None,
        }
    }

    /// The report of a file, which no pack has checked, with what was found in it.
    #[must_use]
    pub fn unchecked(source: &Arc<SourceFile>, findings: Vec<Finding>) -> Self {
        Self { findings, ..Self::new(source.name().to_owned(), Some(Arc::clone(source))) }
    }

    /// Whether a rule is told here if it finds anything: one of sets in the report of a set, unless a form is lacking there, any other
    /// in that of a form.
    #[must_use]
    pub fn tells(&self, rule: &str) -> bool {
        let about = self.pack.as_ref().zip(RuleId::parse(rule));
        let about = about.as_ref().and_then(|(pack, id)| pack.about.rule(id));
        let is_lacking = |known: &RuleOutcome| {
            known.rule.as_str() == rule && matches!(known.outcome, Outcome::NotChecked { .. })
        };
        let is_of_sets = about.is_some_and(|about| about.is_of_sets);
        is_of_sets == self.set.is_some() && !(is_of_sets && self.rules.iter().any(is_lacking))
    }

    /// Looks up the bytes that the labels point at, in one pass over the text.
    pub fn locate(&mut self, document: &Document) {
        let labels = || {
            self.findings.iter().flat_map(|finding| std::iter::once(&finding.place).chain(&finding.related))
        };
        let mut nodes: Vec<NodeId> = labels().filter_map(|label| Some(label.anchor.as_ref()?.node)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let located = document.locate(&nodes);
        let find = |node: NodeId| nodes.binary_search(&node).ok().and_then(|at| located.get(at)).copied();
        // A text may have very many findings.
        let mut texts = HashMap::new();
        for finding in &mut self.findings {
            for label in std::iter::once(&mut finding.place).chain(&mut finding.related) {
                if let Some(anchor) = label.anchor.take() {
                    label.locate(document, &anchor, find(anchor.node).unwrap_or_default(), &mut texts);
                }
            }
        }
    }

    /// Tells the sheet that the form was read from, and for every label the cell there.
    pub fn print(&mut self, printed: Arc<Printed>) {
        for finding in &mut self.findings {
            let labels = std::iter::once(&mut finding.place).chain(&mut finding.related);
            for label in labels.filter(|label| label.home.is_none()) {
                label.cell = label.pointer.as_ref().and_then(|pointer| printed.cell(pointer)).or(label.cell);
            }
        }
        self.printed = Some(printed);
    }

    /// Brings findings and outcomes into their order; a finding without a span stands first.
    pub fn sort(&mut self) {
        let start = |finding: &Finding| finding.place.span.map(|span| span.start);
        let order = |a: &Finding, b: &Finding| {
            // What stands in no text may stand in a cell.
            let places = start(a).cmp(&start(b)).then_with(|| a.place.cell.cmp(&b.place.cell));
            places.then_with(|| a.rule.cmp(&b.rule))
        };
        self.findings.sort_by(order);
        // In one language, whichever the report is shown in: by their order equal findings are told apart.
        for equal in self.findings.chunk_by_mut(|a, b| order(a, b).is_eq()).filter(|equal| equal.len() > 1) {
            equal.sort_by_cached_key(|finding| finding.message.chinese());
        }
        self.rules.sort_by(|a, b| a.rule.cmp(&b.rule));
        self.number();
    }

    /// Findings that are the same by rule, cell and values are counted, so that each is known by itself.
    fn number(&mut self) {
        let mut counts: HashMap<Fingerprint, usize> = HashMap::new();
        for finding in &mut self.findings {
            let Some(fingerprint) = finding.fingerprint else { continue };
            let count = counts.entry(fingerprint).or_default();
            *count += 1;
            if *count > 1 {
                finding.fingerprint = Some(fingerprint.numbered(*count));
            }
        }
    }
}

/// The whole of a check.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// In the order of the arguments, folders sorted.
    pub documents: Vec<DocumentReport>,
    /// What is wrong with packs, rules and files, each once.
    pub errors: Vec<Problem>,
    /// The year or day by which the rules were chosen; `None` if each form was checked by its own year.
    pub as_of: Option<String>,
}

/// How many there are of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Documents checked, and reports of sets.
    pub documents: usize,
    /// How many of them are reports of sets.
    pub sets: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// How many of each of these three somebody accepted as they are, the errors first.
    pub waived: [usize; 3],
    /// Rules passed, once per document; likewise below.
    pub passed: usize,
    /// Rules failed.
    pub failed: usize,
    /// Rules not applicable.
    pub not_applicable: usize,
    /// Rules not checked.
    pub not_checked: usize,
    /// Rules broken.
    pub broken: usize,
}

impl Summary {
    /// Counts the findings and outcomes of one more document.
    pub fn add(&mut self, document: &DocumentReport) {
        self.documents += 1;
        self.sets += usize::from(document.set.is_some());
        for finding in &document.findings {
            self.add_finding(finding);
        }
        for rule in &document.rules {
            match rule.outcome {
                Outcome::Passed { .. } => self.passed += 1,
                Outcome::Failed { .. } => self.failed += 1,
                Outcome::NotApplicable { .. } => self.not_applicable += 1,
                Outcome::NotChecked { .. } => self.not_checked += 1,
                Outcome::Broken { .. } => self.broken += 1,
            }
        }
    }

    /// Forms checked.
    #[must_use]
    pub fn forms(&self) -> usize {
        self.documents.saturating_sub(self.sets)
    }

    /// Counts one more finding.
    pub fn add_finding(&mut self, finding: &Finding) {
        let [errors, warnings, infos] = &mut self.waived;
        let (count, waived) = match finding.severity {
            Severity::Error => (&mut self.errors, errors),
            Severity::Warning => (&mut self.warnings, warnings),
            Severity::Info => (&mut self.infos, infos),
        };
        *count += 1;
        *waived += usize::from(finding.waived.is_some());
    }

    /// The findings that somebody accepted as they are.
    #[must_use]
    pub fn waived(&self) -> usize {
        self.waived.iter().sum()
    }

    /// The findings of a severity or above that nobody accepted as they are.
    #[must_use]
    pub fn findings(&self, least: Severity) -> usize {
        let severities = [Severity::Error, Severity::Warning, Severity::Info];
        let counts = [self.errors, self.warnings, self.infos];
        let counts = severities.iter().zip(counts).zip(self.waived);
        counts
            .filter(|((severity, _), _)| **severity >= least)
            .map(|((_, count), waived)| count - waived)
            .sum()
    }
}

/// Why files were passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// The configuration leaves them out.
    Excluded,
    /// They belong to the packs that forms are checked by.
    Rules,
    /// They are the same as in the revision that changes are counted from.
    Unchanged,
    /// They are checked already, by another name or argument.
    Twice,
    /// Git ignores them and does not track them.
    Ignored,
    /// Their name or that of a folder begins with a dot, or they are what Office writes beside an open file.
    Hidden,
    /// Symbolic links to folders.
    Link,
    /// They are documents of Office, or PDF.
    Document,
    /// They are archives.
    Archive,
    /// They do not end in `.json`.
    Ending,
}

impl SkipReason {
    /// The reason in one word, as in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::Rules => "rules",
            Self::Unchanged => "unchanged",
            Self::Twice => "twice",
            Self::Ignored => "ignored",
            Self::Hidden => "hidden",
            Self::Link => "link",
            Self::Document => "document",
            Self::Archive => "archive",
            Self::Ending => "ending",
        }
    }
}

/// Files that were found and not checked, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Why.
    pub reason: SkipReason,
    /// How many.
    pub count: usize,
    /// Their paths as walked to; of very many the first.
    pub paths: Vec<String>,
}

/// What stands at the end of a check, once each of its documents has been told.
#[derive(Debug, Clone, Default)]
pub struct Closing {
    /// Over all documents.
    pub summary: Summary,
    /// What is wrong with packs, rules and files, each once.
    pub errors: Vec<Problem>,
    /// Documents that no pack serves.
    pub unknown: usize,
    /// What was found and not checked.
    pub skipped: Vec<Skipped>,
    /// What is to be known of the check as a whole, a sentence each.
    pub notes: Vec<Message>,
    /// The year or day by which the rules were chosen; `None` if each form was checked by its own year.
    pub as_of: Option<String>,
}

impl Report {
    /// Counts findings and outcomes.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for document in &self.documents {
            summary.add(document);
        }
        summary
    }

    /// What stands at its end.
    #[must_use]
    pub fn closing(&self) -> Closing {
        let (summary, errors, as_of) = (self.summary(), self.errors.clone(), self.as_of.clone());
        Closing { summary, errors, as_of, ..Closing::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_called_by_its_labels_and_numbers() {
        let place = |key: &str, label: &str, shape| Outline {
            key: key.into(),
            label: label.into(),
            shape,
            is_figure: false,
        };
        let item = |shape| Box::new(Outline { shape, ..Outline::default() });
        let row = OutlineShape::Object(vec![place("name", "指标名称", OutlineShape::Leaf)]);
        let rows = place("indicators", "关键指标", OutlineShape::List(item(row.clone())));
        let groups = place("groups", "分组", OutlineShape::Named(item(row)));
        let form = place("", "", OutlineShape::Object(vec![rows, groups]));
        let name = |pointer: &str| form.name_of(&Pointer::parse(pointer).unwrap());
        assert_eq!(name("/indicators/1/name").as_deref(), Some("关键指标 2 › 指标名称"));
        assert_eq!(name("/groups/产出/name").as_deref(), Some("分组 › 产出 › 指标名称"));
        assert_eq!(name("/indicators").as_deref(), Some("关键指标"));
        assert_eq!([name("/other"), name("/indicators/x"), name("/indicators/1/name/0")], [None, None, None]);
    }

    #[test]
    fn a_rule_id_has_two_steps_of_lower_case_letters() {
        assert!(RuleId::parse("funds/completion-rate").is_some());
        for bad in ["funds", "Funds/rate", "funds//rate", "funds/rate_1", "/rate", ""] {
            assert!(RuleId::parse(bad).is_none(), "{bad}");
        }
    }
}
