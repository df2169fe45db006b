//! Patterns over tokens: how they are written, and what each takes.
//!
//! `<x>` a figure, `<x:%>` a percentage, `<x:money>` a dimension, `<x*>` the figures of a row, `<n+>` the names of a row;
//! `@class` a word; `~` words of one clause without a figure; `…` whatever stands in the sentence; `_` one word; `^` and
//! `$` the ends of a clause; `&` between pieces that a sentence tells in any order; `，` also a colon, `：` `、` `；` `。` `（` `）` `/` marks; `{aside}` brackets that may stand
//! there, other `{names}` macros; `(a|b) ? *` as usual.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::candidates::{Figures, Needs, Stands};
use super::lexicon::{Classes, Lexicon};
use super::measured::{Measure, Measured};
use super::tokens::{Mark, TokenKind};

/// What one step of a pattern takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Atom {
    Word(Classes),
    /// A member by its number.
    Figure(usize, Measure),
    /// The figures up to the end of the sentence or of the brackets; beyond semicolons.
    Row(usize, bool),
    /// Names between 、 up to the end of the clause.
    Names(usize),
    Gap,
    Clause,
    Anything,
    One,
    Date,
    Marks(Vec<Mark>),
    Aside,
    Start,
    End,
}

impl Atom {
    /// Whether it takes one token.
    pub(super) fn is_one_token(&self) -> bool {
        matches!(self, Self::Word(_) | Self::Figure(..) | Self::Date | Self::One | Self::Marks(_))
    }
}

/// A pattern as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Node {
    Atom(Atom),
    Row(Vec<Node>),
    Either(Vec<Node>),
    Maybe(Box<Node>),
    Many(Box<Node>),
}

/// A pattern as it is tried: step by step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Step {
    Take(Atom),
    /// Goes on at the first, else at the second.
    Split(usize, usize),
    Jump(usize),
    Found,
}

impl Step {
    /// Whether it goes on behind the end of a sentence.
    fn crosses(&self) -> bool {
        let ends = [Mark::Period, Mark::Semicolon];
        match self {
            Self::Take(Atom::Marks(marks)) => marks.iter().any(|mark| ends.contains(mark)),
            Self::Take(Atom::Row(_, is_across)) => *is_across,
            _ => false,
        }
    }
}

/// A pattern ready to match.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pattern {
    pub(super) node: Node,
    pub(super) steps: Vec<Step>,
    /// What every match requires.
    pub(super) needs: Needs,
    /// Whether it goes on behind the end of a sentence.
    pub(super) crosses: bool,
    /// What else stands in the sentence, in any order.
    pub(super) beside: Vec<Pattern>,
    /// The numbers of its endings among those of all patterns beside it, the shortest first: what ends alike has the same. None
    /// where they are not numbered.
    pub(super) endings: Vec<u32>,
    /// As it is written.
    pub(super) source: Box<str>,
}

/// The pattern of a role: what stands around a figure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Around {
    /// What stands before it.
    pub(super) before: Node,
    /// The figure, and what stands behind it.
    pub(super) behind: Node,
    /// What every match requires.
    pub(super) needs: Needs,
    /// As it is written.
    pub(super) source: Box<str>,
}

/// Why a pattern cannot be read: the bytes of its text and what stands there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclear {
    pub(super) at: usize,
    pub(super) id: &'static str,
    pub(super) what: String,
}

/// What stands between pieces of a pattern that a sentence may tell in any order.
const APART: char = '&';

/// Clauses that a pattern may cross at most.
const MOST_CLAUSES: usize = 8;

/// Steps of a pattern.
const MOST_STEPS: usize = 200;

struct Parser<'p> {
    text: &'p str,
    at: usize,
    lexicon: &'p Lexicon,
    macros: &'p BTreeMap<String, String>,
    members: &'p mut Vec<String>,
    depth: usize,
}

impl Pattern {
    /// Reads a pattern; members are numbered as they are met.
    pub(super) fn parse(
        text: &str,
        lexicon: &Lexicon,
        macros: &BTreeMap<String, String>,
        members: &mut Vec<String>,
    ) -> Result<Self, Unclear> {
        let mut at = 0;
        let mut pieces = Vec::new();
        for piece in text.split(APART) {
            let read = parse(piece, lexicon, macros, members).and_then(|node| Self::compile(piece, node));
            pieces.push(read.map_err(|unclear| Unclear { at: at + unclear.at, ..unclear })?);
            at += piece.len() + APART.len_utf8();
        }
        let unclear = |id| Unclear { at: 0, id, what: text.to_owned() };
        if pieces.len() > 1 && pieces.iter().any(|piece| piece.crosses) {
            return Err(unclear("language-pattern-apart"));
        }
        let mut pieces = pieces.into_iter();
        let first = pieces.next().ok_or_else(|| unclear("language-pattern"))?;
        let beside: Vec<Self> = pieces.collect();
        let needs = beside.iter().fold(first.needs.clone(), |all, piece| all.with(&piece.needs));
        Ok(Self { needs, beside, source: text.into(), ..first })
    }

    fn compile(text: &str, node: Node) -> Result<Self, Unclear> {
        let steps = steps(text, &node)?;
        let crosses = steps.iter().any(Step::crosses);
        Ok(Self {
            needs: needs(&node),
            steps,
            crosses,
            node,
            beside: Vec::new(),
            endings: Vec::new(),
            source: text.into(),
        })
    }

    /// What it is made of, one behind the other.
    pub(super) fn nodes(&self) -> &[Node] {
        match &self.node {
            Node::Row(nodes) => nodes,
            node => std::slice::from_ref(node),
        }
    }

    /// It and what stands beside it.
    pub(super) fn pieces(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.beside)
    }

    /// Whether it takes a member, and then whether as a row.
    pub(super) fn takes(&self, member: usize) -> Option<bool> {
        let own = self.steps.iter().find_map(|step| match step {
            Step::Take(Atom::Figure(number, _)) if *number == member => Some(false),
            Step::Take(Atom::Row(number, _) | Atom::Names(number)) if *number == member => Some(true),
            _ => None,
        });
        own.or_else(|| self.beside.iter().find_map(|piece| piece.takes(member)))
    }

    /// What a member measures that it takes as a single figure wherever it takes it; `None` for others.
    pub(super) fn measure_of(&self, member: usize) -> Option<Measure> {
        let own = self.steps.iter().filter_map(|step| match step {
            Step::Take(Atom::Figure(number, measure)) if *number == member => Some(Some(*measure)),
            Step::Take(Atom::Row(number, _) | Atom::Names(number)) if *number == member => Some(None),
            _ => None,
        });
        let of_pieces = self.beside.iter().filter(|piece| piece.takes(member).is_some());
        let mut all = own.chain(of_pieces.map(|piece| piece.measure_of(member)));
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// Whether it may match where so much stands.
    pub(super) fn may_match(&self, stands: &Stands) -> bool {
        self.needs.are_met(stands)
    }

    /// The classes of the words that it looks for.
    pub(super) fn asks(&self) -> Classes {
        self.beside.iter().fold(self.node.asks(), |all, piece| all.with(piece.asks()))
    }
}

/// The numbers of the endings of some patterns, each pattern by its pieces: what ends alike has the same.
pub(super) fn endings<'p>(patterns: impl Iterator<Item = &'p Pattern>) -> Vec<Vec<u32>> {
    // For each ending what stands before it in others, with the numbers of those.
    let mut longer: Vec<Vec<(&Node, u32)>> = vec![Vec::new()];
    let mut all = Vec::new();
    for piece in patterns.flat_map(Pattern::pieces) {
        let mut last = 0;
        let mut own = Vec::with_capacity(piece.nodes().len());
        for node in piece.nodes().iter().rev() {
            let next = u32::try_from(longer.len()).unwrap_or(u32::MAX);
            let known = usize::try_from(last).ok().and_then(|last| longer.get_mut(last));
            let Some(known) = known else { break };
            let found = known.iter().find(|(other, _)| *other == node).map(|(_, number)| *number);
            last = found.unwrap_or(next);
            if found.is_none() {
                known.push((node, next));
                longer.push(Vec::new());
            }
            own.push(last);
        }
        all.push(own);
    }
    all
}

impl Around {
    /// Reads the pattern of a role around `<x>`.
    pub(super) fn parse(
        text: &str,
        lexicon: &Lexicon,
        macros: &BTreeMap<String, String>,
    ) -> Result<Self, Unclear> {
        let unclear = |id| Unclear { at: 0, id, what: text.to_owned() };
        let mut members = Vec::new();
        let mut nodes = match parse(text, lexicon, macros, &mut members)? {
            Node::Row(nodes) => nodes,
            node => vec![node],
        };
        // `<x>`, whatever other figures stand before it; the first of those that are called something else.
        let named = members.iter().position(|member| &**member == "x");
        let is_figure = |node: &Node| matches!(node, Node::Atom(Atom::Figure(number, _)) if named.is_none_or(|named| named == *number));
        let at = nodes.iter().position(is_figure).ok_or_else(|| unclear("language-role-figure"))?;
        let behind = Node::Row(nodes.split_off(at));
        let before = Node::Row(nodes);
        for node in [&before, &behind] {
            steps(text, node)?;
        }
        Ok(Self { needs: needs(&before).with(&needs(&behind)), before, behind, source: text.into() })
    }

    /// The classes of the words that it looks for.
    pub(super) fn asks(&self) -> Classes {
        self.before.asks().with(self.behind.asks())
    }

    /// Whether it may match where so much stands.
    pub(super) fn may_match(&self, stands: &Stands) -> bool {
        self.needs.are_met(stands)
    }
}

impl Node {
    /// The classes of the words in it.
    fn asks(&self) -> Classes {
        match self {
            Self::Atom(Atom::Word(classes)) => *classes,
            Self::Atom(_) => Classes::NONE,
            Self::Row(nodes) | Self::Either(nodes) => {
                nodes.iter().fold(Classes::NONE, |all, node| all.with(node.asks()))
            }
            Self::Maybe(inner) | Self::Many(inner) => inner.asks(),
        }
    }
}

/// Alternatives; words of which each takes one, and marks, are one atom.
fn either(all: Vec<Node>) -> Node {
    let words = all.iter().try_fold(Classes::NONE, |words, node| match node {
        Node::Atom(Atom::Word(classes)) => Some(words.with(*classes)),
        _ => None,
    });
    let marks = || {
        let marks = all.iter().map(|node| match node {
            Node::Atom(Atom::Marks(marks)) => Some(marks.as_slice()),
            _ => None,
        });
        marks.collect::<Option<Vec<&[Mark]>>>().map(|marks| marks.concat())
    };
    let atom = words.map(Atom::Word).or_else(|| marks().map(Atom::Marks));
    atom.map_or(Node::Either(all), Node::Atom)
}

fn parse(
    text: &str,
    lexicon: &Lexicon,
    macros: &BTreeMap<String, String>,
    members: &mut Vec<String>,
) -> Result<Node, Unclear> {
    let mut parser = Parser { text, at: 0, lexicon, macros, members, depth: 0 };
    let node = parser.alternatives()?;
    match parser.peek() {
        None => Ok(node),
        Some(c) => Err(parser.unclear("language-pattern", &c.to_string())),
    }
}

impl Parser<'_> {
    fn unclear(&self, id: &'static str, what: &str) -> Unclear {
        Unclear { at: self.at, id, what: what.to_owned() }
    }

    fn peek(&mut self) -> Option<char> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.len() - rest.trim_start().len();
        self.text.get(self.at..)?.chars().next()
    }

    fn bump(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn alternatives(&mut self) -> Result<Node, Unclear> {
        let mut all = vec![self.row()?];
        while self.peek() == Some('|') {
            self.bump('|');
            all.push(self.row()?);
        }
        let only = all.len() == 1;
        Ok(if only { all.pop().unwrap_or(Node::Row(Vec::new())) } else { either(all) })
    }

    fn row(&mut self) -> Result<Node, Unclear> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            let mut node = self.one(c)?;
            loop {
                match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
                    Some('?') => node = Node::Maybe(Box::new(node)),
                    Some('*') => node = Node::Many(Box::new(node)),
                    _ => break,
                }
                self.at += 1;
            }
            match node {
                Node::Row(inner) => nodes.extend(inner),
                node => nodes.push(node),
            }
        }
        let only = nodes.len() == 1;
        Ok(only.then(|| nodes.pop()).flatten().unwrap_or(Node::Row(nodes)))
    }

    fn one(&mut self, c: char) -> Result<Node, Unclear> {
        self.bump(c);
        let atom = match c {
            '(' => {
                let inner = self.alternatives()?;
                if self.peek() != Some(')') {
                    return Err(self.unclear("language-pattern", "("));
                }
                self.bump(')');
                return Ok(inner);
            }
            '<' => return self.member(),
            '{' => return self.expand(),
            '@' => {
                let name = self.name();
                let class = self.lexicon.class(&name);
                Atom::Word(class.ok_or_else(|| self.unclear("language-no-class", &name))?)
            }
            '~' if self.text.get(self.at..).is_some_and(|rest| rest.starts_with('~')) => {
                self.bump('~');
                Atom::Clause
            }
            '~' => Atom::Gap,
            '#' => Atom::Date,
            '…' => Atom::Anything,
            '_' => Atom::One,
            '^' => Atom::Start,
            '$' => Atom::End,
            '，' => Atom::Marks(vec![Mark::Comma, Mark::Colon]),
            '、' => Atom::Marks(vec![Mark::Pause]),
            '：' => Atom::Marks(vec![Mark::Colon]),
            '；' => Atom::Marks(vec![Mark::Semicolon]),
            '。' => Atom::Marks(vec![Mark::Period]),
            '（' => Atom::Marks(vec![Mark::Open]),
            '）' => Atom::Marks(vec![Mark::Close]),
            '/' => Atom::Marks(vec![Mark::Slash]),
            '”' => Atom::Marks(vec![Mark::Unquote]),
            other => return Err(self.unclear("language-pattern", &other.to_string())),
        };
        Ok(Node::Atom(atom))
    }

    fn name(&mut self) -> String {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        self.at += name.len();
        name
    }

    /// `name>`, `name:measure>`, `name*>`, `name+>`
    fn member(&mut self) -> Result<Node, Unclear> {
        let name = self.name();
        let number = self.members.iter().position(|known| *known == name).unwrap_or(self.members.len());
        if number == self.members.len() {
            self.members.push(name);
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some((kind, _)) = rest.split_once('>') else { return Err(self.unclear("language-pattern", "<")) };
        let start = self.at;
        self.at += kind.len() + 1;
        Ok(Node::Atom(match kind {
            "" => Atom::Figure(number, Measure::Any),
            ":%" => Atom::Figure(number, Measure::Percent),
            ":amount" => Atom::Figure(number, Measure::Amount),
            ":count" => Atom::Figure(number, Measure::Count),
            ":money" => Atom::Figure(number, Measure::Money),
            ":size" => Atom::Figure(number, Measure::Size),
            ":grade" => Atom::Figure(number, Measure::Grade),
            ":over" => Atom::Figure(number, Measure::Over),
            ":entries" => Atom::Figure(number, Measure::Entries),
            ":points" => Atom::Figure(number, Measure::Points),
            "*" => Atom::Row(number, false),
            "**" => Atom::Row(number, true),
            "+" => Atom::Names(number),
            other => {
                return Err(Unclear { at: start, id: "language-pattern", what: other.to_owned() });
            }
        }))
    }

    /// `aside}` or the name of a macro.
    fn expand(&mut self) -> Result<Node, Unclear> {
        let start = self.at;
        let name = self.name();
        if self.text.get(self.at..).and_then(|rest| rest.chars().next()) != Some('}') {
            return Err(self.unclear("language-pattern", "{"));
        }
        self.at += 1;
        if name == "aside" {
            return Ok(Node::Atom(Atom::Aside));
        }
        let text = self.macros.get(&name).filter(|_| self.depth < 4);
        let Some(text) = text else {
            return Err(Unclear { at: start, id: "language-no-macro", what: name });
        };
        let mut inner = Parser {
            text,
            at: 0,
            lexicon: self.lexicon,
            macros: self.macros,
            members: self.members,
            depth: self.depth + 1,
        };
        let node = inner.alternatives();
        node.map_err(|unclear| Unclear { at: self.at, ..unclear })
    }
}

/// The steps of a pattern, which are not too many.
fn steps(text: &str, node: &Node) -> Result<Vec<Step>, Unclear> {
    let mut steps = Vec::new();
    emit(node, &mut steps);
    steps.push(Step::Found);
    let marks = steps.iter().filter(|step| matches!(step, Step::Take(Atom::Marks(_)))).count();
    if steps.len() > MOST_STEPS || marks > MOST_CLAUSES {
        return Err(Unclear { at: 0, id: "language-pattern-long", what: text.to_owned() });
    }
    Ok(steps)
}

/// What each match requires.
fn needs(node: &Node) -> Needs {
    let mut words = Vec::new();
    require(node, &mut words);
    Needs { words, figures: figures(node), measured: measured(node) }
}

/// The fewest figures that each match takes.
fn figures(node: &Node) -> Figures {
    match node {
        Node::Atom(Atom::Figure(_, measure)) => {
            let is_amount = matches!(measure, Measure::Amount | Measure::Count | Measure::Money);
            let is_percent = *measure == Measure::Percent;
            Figures { all: 1, percents: is_percent.into(), amounts: is_amount.into() }
        }
        // A row has a figure at least.
        Node::Atom(Atom::Row(..)) => Figures { all: 1, ..Figures::default() },
        Node::Row(nodes) => {
            nodes.iter().map(figures).fold(Figures::default(), |all, one| all.by(one, |all, one| all + one))
        }
        Node::Either(nodes) => {
            nodes.iter().map(figures).reduce(|least, one| least.by(one, usize::min)).unwrap_or_default()
        }
        Node::Atom(_) | Node::Maybe(_) | Node::Many(_) => Figures::default(),
    }
}

/// What figures that each match takes measure.
fn measured(node: &Node) -> Measured {
    match node {
        Node::Atom(Atom::Figure(_, measure)) => Measured::only(*measure),
        Node::Row(nodes) => nodes.iter().map(measured).fold(Measured::default(), Measured::with),
        Node::Either(nodes) => nodes.iter().map(measured).reduce(Measured::both).unwrap_or_default(),
        Node::Atom(_) | Node::Maybe(_) | Node::Many(_) => Measured::default(),
    }
}

/// The sets of words of which each match has one.
fn require(node: &Node, required: &mut Vec<Classes>) {
    match node {
        Node::Row(nodes) => nodes.iter().for_each(|node| require(node, required)),
        Node::Atom(Atom::Word(classes)) => required.push(*classes),
        Node::Either(nodes) => {
            let mut any = Classes::NONE;
            for node in nodes {
                let mut own = Vec::new();
                require(node, &mut own);
                match own.first() {
                    Some(first) => any = any.with(*first),
                    None => return,
                }
            }
            required.push(any);
        }
        Node::Atom(_) | Node::Maybe(_) | Node::Many(_) => {}
    }
}

fn emit(node: &Node, steps: &mut Vec<Step>) {
    match node {
        Node::Atom(atom) => steps.push(Step::Take(atom.clone())),
        Node::Row(nodes) => nodes.iter().for_each(|node| emit(node, steps)),
        Node::Maybe(inner) => {
            let split = steps.len();
            steps.push(Step::Found);
            emit(inner, steps);
            let end = steps.len();
            set(steps, split, Step::Split(split + 1, end));
        }
        Node::Many(inner) => {
            let split = steps.len();
            steps.push(Step::Found);
            emit(inner, steps);
            steps.push(Step::Jump(split));
            let end = steps.len();
            set(steps, split, Step::Split(split + 1, end));
        }
        Node::Either(nodes) => {
            let mut jumps = Vec::new();
            for (number, node) in nodes.iter().enumerate() {
                let split = steps.len();
                let is_last = number + 1 == nodes.len();
                if !is_last {
                    steps.push(Step::Found);
                }
                emit(node, steps);
                if !is_last {
                    jumps.push(steps.len());
                    steps.push(Step::Found);
                    let end = steps.len();
                    set(steps, split, Step::Split(split + 1, end));
                }
            }
            for jump in jumps {
                let end = steps.len();
                set(steps, jump, Step::Jump(end));
            }
        }
    }
}

fn set(steps: &mut [Step], at: usize, step: Step) {
    if let Some(slot) = steps.get_mut(at) {
        *slot = step;
    }
}

/// Words of one clause that hold no figure.
pub(super) fn is_gap(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Word
            | TokenKind::Plain
            | TokenKind::Date
            | TokenKind::Mark(Mark::Pause | Mark::Other | Mark::Slash | Mark::Unquote)
    )
}

/// Whether it ends a sentence.
pub(super) fn ends_sentence(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Mark(Mark::Period | Mark::Semicolon))
}

/// Whether it ends a clause.
pub(super) fn ends_clause(kind: TokenKind) -> bool {
    ends_sentence(kind)
        || matches!(kind, TokenKind::Mark(Mark::Comma | Mark::Colon | Mark::Open | Mark::Close))
}
