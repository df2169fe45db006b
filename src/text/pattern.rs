//! Patterns over tokens: how they are written, and where they match.
//!
//! `<x>` a figure, `<x:%>` a percentage, `<x:money>` a dimension, `<x*>` the figures of a row, `<n+>` the names of a row;
//! `@class` a word; `~` words of one clause without a figure; `…` whatever stands in the sentence; `_` one word; `^` and
//! `$` the ends of a clause; `，` also a colon, `：` `、` `；` `。` `（` `）` `/` marks; `{aside}` brackets that may stand
//! there, other `{names}` macros; `(a|b) ? *` as usual.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::candidates::Needs;
use super::lexicon::{Classes, Lexicon};
use super::tokens::{Mark, Token, TokenKind};

/// What a figure must measure for a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Measure {
    /// Anything.
    Any,
    /// A percentage that is no distance of two: `<x:%>`.
    Percent,
    /// Anything else: `<x:amount>`.
    Amount,
    /// Things counted or measured: `<x:count>`.
    Count,
    /// `<x:money>`
    Money,
    /// What is no share: an amount, or the distance of two percentages: `<x:size>`.
    Size,
    /// The distance of two percentages: `<x:points>`.
    Points,
    /// What tells the size of a thing in its name: `<x:grade>`, 110千伏.
    Grade,
    /// What is more than is printed: `<x:over>`, 超出4天.
    Over,
}

impl Measure {
    /// How many there are.
    pub(super) const COUNT: usize = 9;

    /// Its number among all.
    pub(super) fn number(&self) -> usize {
        match self {
            Self::Any => 0,
            Self::Percent => 1,
            Self::Amount => 2,
            Self::Count => 3,
            Self::Money => 4,
            Self::Size => 5,
            Self::Points => 6,
            Self::Grade => 7,
            Self::Over => 8,
        }
    }
}

/// What one step of a pattern takes.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    fn is_one_token(&self) -> bool {
        matches!(self, Self::Word(_) | Self::Figure(..) | Self::Date | Self::One | Self::Marks(_))
    }
}

#[derive(Debug, Clone)]
enum Node {
    Atom(Atom),
    Row(Vec<Node>),
    Either(Vec<Node>),
    Maybe(Box<Node>),
    Many(Box<Node>),
}

#[derive(Debug, Clone)]
enum Step {
    Take(Atom),
    /// Goes on at the first, else at the second.
    Split(usize, usize),
    Jump(usize),
    Found,
}

/// What may stand between two things that a pattern takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    /// Nothing.
    Next,
    /// Words of one clause that hold no figure.
    Gap,
    /// Anything.
    Far,
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
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    steps: Vec<Step>,
    /// Each of these sets must meet the words of a sentence for the pattern to match in it.
    pub(super) required: Vec<Classes>,
    /// What every match takes in that order, with what may stand before each.
    pub(super) sequence: Vec<(Atom, Link)>,
    /// Whether it goes on behind the end of a sentence.
    pub(super) crosses: bool,
    /// As it is written.
    pub(super) source: Box<str>,
}

/// What a pattern took of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// The members by number with the tokens that they are.
    pub(super) members: Vec<(usize, Range<usize>)>,
    /// The tokens of all of it.
    pub(super) span: Range<usize>,
}

/// Why a pattern cannot be read: the bytes of its text and what stands there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclear {
    pub(super) at: usize,
    pub(super) id: &'static str,
    pub(super) what: String,
}

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
        Self::compile(text, &parse(text, lexicon, macros, members)?)
    }

    /// Reads the pattern of a role: what stands before `<x>`, backwards, and what stands behind it.
    pub(super) fn parse_around(
        text: &str,
        lexicon: &Lexicon,
        macros: &BTreeMap<String, String>,
    ) -> Result<(Self, Self), Unclear> {
        let unclear = |id| Unclear { at: 0, id, what: text.to_owned() };
        let mut members = Vec::new();
        let Node::Row(nodes) = parse(text, lexicon, macros, &mut members)? else {
            return Err(unclear("language-role-figure"));
        };
        // `<x>`, whatever other figures stand before it; the first of those that are called something else.
        let named = members.iter().position(|member| &**member == "x");
        let is_figure = |node: &Node| matches!(node, Node::Atom(Atom::Figure(number, _)) if named.is_none_or(|named| named == *number));
        let at = nodes.iter().position(is_figure).ok_or_else(|| unclear("language-role-figure"))?;
        let (before, behind) = nodes.split_at(at);
        let behind = behind.to_vec();
        let before = reversed(Node::Row(before.to_vec()));
        Ok((Self::compile(text, &before)?, Self::compile(text, &Node::Row(behind))?))
    }

    fn compile(text: &str, node: &Node) -> Result<Self, Unclear> {
        let mut required = Vec::new();
        require(node, &mut required);
        let mut steps = Vec::new();
        emit(node, &mut steps);
        steps.push(Step::Found);
        let marks = steps.iter().filter(|step| matches!(step, Step::Take(Atom::Marks(_)))).count();
        if steps.len() > MOST_STEPS || marks > MOST_CLAUSES {
            return Err(Unclear { at: 0, id: "language-pattern-long", what: text.to_owned() });
        }
        let crosses = steps.iter().any(Step::crosses);
        let mut sequence = Vec::new();
        follow(node, &mut sequence, &mut Link::Next);
        Ok(Self { steps, required, sequence, crosses, source: text.into() })
    }

    /// The classes of the words in its sequence.
    pub(super) fn asks(&self) -> Classes {
        self.sequence.iter().fold(Classes::NONE, |all, (atom, _)| match atom {
            Atom::Word(classes) => all.with(*classes),
            _ => all,
        })
    }

    /// Whether every match begins with the first of its sequence.
    pub(super) fn begins_with_token(&self) -> bool {
        matches!(self.steps.first(), Some(Step::Take(atom)) if atom.is_one_token())
    }

    /// Whether it takes a member, and then whether as a row.
    pub(super) fn takes(&self, member: usize) -> Option<bool> {
        self.steps.iter().find_map(|step| match step {
            Step::Take(Atom::Figure(number, _)) if *number == member => Some(false),
            Step::Take(Atom::Row(number, _) | Atom::Names(number)) if *number == member => Some(true),
            _ => None,
        })
    }

    /// What every match requires.
    pub(super) fn needs(&self) -> Needs<'_> {
        let figures = self.sequence.iter().filter(|(atom, _)| matches!(atom, Atom::Figure(..))).count();
        Needs { words: &self.required, figures }
    }

    /// Whether it may match where those words stand.
    pub(super) fn may_match(&self, classes: Classes) -> bool {
        self.required.iter().all(|required| required.meets(classes))
    }
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
        Ok(if only { all.pop().unwrap_or(Node::Row(Vec::new())) } else { Node::Either(all) })
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
            nodes.push(node);
        }
        Ok(Node::Row(nodes))
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

fn reversed(node: Node) -> Node {
    match node {
        Node::Row(nodes) => Node::Row(nodes.into_iter().rev().map(reversed).collect()),
        Node::Either(nodes) => Node::Either(nodes.into_iter().map(reversed).collect()),
        Node::Maybe(node) => Node::Maybe(Box::new(reversed(*node))),
        Node::Many(node) => Node::Many(Box::new(reversed(*node))),
        Node::Atom(atom) => Node::Atom(atom),
    }
}

/// What each match takes in that order, with what may stand before it; `link` is what may stand before the next.
fn follow(node: &Node, sequence: &mut Vec<(Atom, Link)>, link: &mut Link) {
    match node {
        Node::Row(nodes) => nodes.iter().for_each(|node| follow(node, sequence, link)),
        Node::Atom(atom) if atom.is_one_token() => {
            sequence.push((atom.clone(), std::mem::replace(link, Link::Next)));
        }
        // A row has a figure at least.
        Node::Atom(Atom::Row(member, _)) => {
            sequence.push((Atom::Figure(*member, Measure::Any), Link::Far));
            *link = Link::Far;
        }
        Node::Atom(Atom::Gap) => *link = (*link).max(Link::Gap),
        Node::Atom(Atom::Start | Atom::End) => {}
        Node::Either(nodes) => match words(nodes) {
            Some(words) => sequence.push((Atom::Word(words), std::mem::replace(link, Link::Next))),
            None => *link = Link::Far,
        },
        Node::Atom(_) | Node::Maybe(_) | Node::Many(_) => *link = Link::Far,
    }
}

/// The words that alternatives take, if each takes one word.
fn words(nodes: &[Node]) -> Option<Classes> {
    nodes.iter().try_fold(Classes::NONE, |all, node| match node {
        Node::Row(nodes) => match nodes.as_slice() {
            [Node::Atom(Atom::Word(classes))] => Some(all.with(*classes)),
            _ => None,
        },
        Node::Atom(Atom::Word(classes)) => Some(all.with(*classes)),
        _ => None,
    })
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

/// Whether what a pattern takes stands behind a token in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    Yes,
    /// Not near enough.
    No,
    /// Nowhere up to the end of the text, so behind no later token either.
    Never,
}

/// Matches patterns in the tokens of one text; keeps its memory from match to match.
pub(super) struct Matcher<'t> {
    tokens: &'t [Token],
    /// What each figure measures, by its number.
    measures: &'t dyn Fn(usize, &Measure) -> bool,
    scratch: Scratch,
    /// Tokens of a gap, and of a clause, up to the first that is none: looked at once for all matches that pass over them.
    runs: [Range<usize>; 2],
}

/// Memory for matching, kept from text to text.
#[derive(Default)]
struct Scratch {
    /// For steps and places the number of the match in which they were tried: each leads to the same end.
    tried: Vec<u32>,
    /// The number of the match.
    round: u32,
    /// What may still be tried.
    open: Vec<Thread>,
    /// The members taken: the number, the tokens, and which was taken before it.
    taken: Vec<(usize, Range<usize>, usize)>,
}

thread_local! {
    static SCRATCH: Cell<Scratch> = Cell::default();
}

impl Scratch {
    /// Makes ready for a match of so many steps and places.
    fn begin(&mut self, places: usize) {
        if self.round == u32::MAX {
            self.tried.clear();
            self.round = 0;
        }
        self.round += 1;
        if self.tried.len() < places {
            self.tried.resize(places, 0);
        }
    }
}

impl Drop for Matcher<'_> {
    fn drop(&mut self) {
        SCRATCH.set(std::mem::take(&mut self.scratch));
    }
}

#[derive(Clone, Copy)]
struct Thread {
    step: usize,
    at: usize,
    /// The last member taken, by its number in `taken` and one more; 0 for none.
    last: usize,
}

/// Scan behind its beginning that a match may take.
pub(super) const LONGEST_MATCH: usize = 250;

impl<'t> Matcher<'t> {
    pub(super) fn new(tokens: &'t [Token], measures: &'t dyn Fn(usize, &Measure) -> bool) -> Self {
        Self { tokens, measures, scratch: SCRATCH.take(), runs: [0..0, 0..0] }
    }

    /// Whether what a pattern takes stands there in its order. Asked first: it fails nearly everywhere.
    pub(super) fn follows(&self, pattern: &Pattern, start: usize) -> Follows {
        let mut wanted = pattern.sequence.iter();
        let Some((mut next, _)) = wanted.next().map(|(atom, link)| (atom, link)) else { return Follows::Yes };
        for at in 0..=LONGEST_MATCH {
            let Some((_, token)) = self.token(start, at, true) else { return Follows::Never };
            if self.accepts(next, &token) {
                match wanted.next() {
                    Some((wanted, _)) => next = wanted,
                    None => return Follows::Yes,
                }
            } else if !pattern.crosses && ends_sentence(token) {
                return Follows::No;
            }
        }
        Follows::No
    }

    /// What a pattern takes from the token `start` on, going forwards or backwards; the token itself is the first.
    pub(super) fn at(&mut self, pattern: &Pattern, start: usize, forwards: bool) -> Option<Taken> {
        self.scratch.open.clear();
        self.scratch.taken.clear();
        self.scratch.begin(pattern.steps.len() * (LONGEST_MATCH + 1));
        self.scratch.open.push(Thread { step: 0, at: 0, last: 0 });
        while let Some(thread) = self.scratch.open.pop() {
            if let Some(thread) = self.follow(pattern, thread, start, forwards) {
                return Some(self.found(thread, start, forwards));
            }
        }
        None
    }

    /// Follows a thread to its end; what may be tried instead is left open. The thread if it ends in a match.
    fn follow(
        &mut self,
        pattern: &Pattern,
        mut thread: Thread,
        start: usize,
        forwards: bool,
    ) -> Option<Thread> {
        loop {
            match pattern.steps.get(thread.step)? {
                Step::Found => return Some(thread),
                Step::Jump(to) => thread.step = *to,
                // Where it divides it was once before, or goes on.
                Step::Split(first, second) => {
                    if !self.is_new(pattern, thread) {
                        return None;
                    }
                    self.scratch.open.push(Thread { step: *second, ..thread });
                    thread.step = *first;
                }
                Step::Take(atom) if atom.is_one_token() => {
                    let (number, token) = self.token(start, thread.at, forwards)?;
                    if thread.at >= LONGEST_MATCH || !self.accepts(atom, &token) {
                        return None;
                    }
                    thread = self.accepted(
                        atom,
                        number,
                        token,
                        Thread { at: thread.at + 1, step: thread.step + 1, ..thread },
                    );
                }
                Step::Take(atom) => {
                    if self.is_new(pattern, thread) {
                        self.take(pattern, atom, thread, start, forwards);
                    }
                    return None;
                }
            }
        }
    }

    fn is_new(&mut self, pattern: &Pattern, thread: Thread) -> bool {
        if thread.at > LONGEST_MATCH {
            return false;
        }
        let bit = thread.at * pattern.steps.len() + thread.step;
        let round = self.scratch.round;
        let slot = self.scratch.tried.get_mut(bit);
        slot.is_some_and(|slot| std::mem::replace(slot, round) != round)
    }

    /// The token `at` steps from the start; `None` beyond the ends of the text.
    fn token(&self, start: usize, at: usize, forwards: bool) -> Option<(usize, Token)> {
        let number = if forwards { start.checked_add(at)? } else { start.checked_sub(at)? };
        self.tokens.get(number).map(|token| (number, *token))
    }

    fn take(&mut self, pattern: &Pattern, atom: &Atom, thread: Thread, start: usize, forwards: bool) {
        let next = Thread { step: thread.step + 1, ..thread };
        let here = self.token(start, thread.at, forwards);
        match atom {
            Atom::Gap | Atom::Clause | Atom::Anything => self.skip(pattern, atom, thread, start, forwards),
            Atom::Start | Atom::End => {
                let before = (matches!(atom, Atom::Start)) == forwards;
                let beside = if before {
                    thread.at.checked_sub(1).and_then(|at| self.token(start, at, forwards)).or_else(|| {
                        let number = if forwards { start.checked_sub(1)? } else { start.checked_add(1)? };
                        self.tokens.get(number).map(|token| (number, *token))
                    })
                } else {
                    here
                };
                if beside.is_none_or(|(_, token)| ends_clause(token)) {
                    self.scratch.open.push(next);
                }
            }
            Atom::Aside => {
                let closed = here.and_then(|(number, token)| {
                    let opens =
                        token.kind == TokenKind::Mark(if forwards { Mark::Open } else { Mark::Close });
                    let other = usize::try_from(token.index).ok().filter(|_| opens)?;
                    (other < self.tokens.len()).then(|| other.abs_diff(number) + 1)
                });
                self.scratch.open.push(next);
                if let Some(length) = closed {
                    self.scratch.open.push(Thread { at: thread.at + length, ..next });
                }
            }
            Atom::Row(member, _) | Atom::Names(member) => self.row(atom, *member, thread, start),
            Atom::Word(_) | Atom::Figure(..) | Atom::Date | Atom::One | Atom::Marks(_) => {}
        }
    }

    /// The thread behind a token that an atom accepts.
    fn accepted(&mut self, atom: &Atom, number: usize, token: Token, next: Thread) -> Thread {
        let last = match atom {
            Atom::Figure(member, _) if token.kind == TokenKind::Figure => {
                self.scratch.taken.push((*member, number..number + 1, next.last));
                self.scratch.taken.len()
            }
            _ => next.last,
        };
        Thread { last, ..next }
    }

    /// Whether an atom of one token takes this one.
    pub(super) fn accepts(&self, atom: &Atom, token: &Token) -> bool {
        match atom {
            Atom::Figure(_, measure) => {
                let figure = || usize::try_from(token.index).unwrap_or(usize::MAX);
                token.kind == TokenKind::Figure && (self.measures)(figure(), measure)
            }
            Atom::Word(classes) => token.kind == TokenKind::Word && token.classes.meets(*classes),
            Atom::Date => token.kind == TokenKind::Date,
            Atom::One => matches!(token.kind, TokenKind::Word | TokenKind::Plain),
            Atom::Marks(marks) => marks.iter().any(|mark| token.kind == TokenKind::Mark(*mark)),
            _ => false,
        }
    }

    /// Passes over tokens up to one that the next step takes. Lazy: the nearest one is tried first.
    fn skip(&mut self, pattern: &Pattern, atom: &Atom, thread: Thread, start: usize, forwards: bool) {
        let next = match pattern.steps.get(thread.step + 1) {
            Some(Step::Take(next)) if next.is_one_token() => Some(next),
            _ => None,
        };
        // Between the ends of clauses it need not be asked whether one is there.
        let is_up_to_end =
            forwards && matches!(pattern.steps.get(thread.step + 1), Some(Step::Take(Atom::End)));
        let from = if is_up_to_end { self.run_end(atom, start + thread.at) - start } else { thread.at };
        for at in from..=LONGEST_MATCH {
            let here = self.token(start, at, forwards);
            let goes_on = here.is_some_and(|(_, token)| match atom {
                Atom::Gap => is_gap(token),
                Atom::Clause => !ends_clause(token),
                _ => !ends_sentence(token),
            });
            if is_up_to_end && here.is_some_and(|(_, token)| !ends_clause(token)) {
                if goes_on {
                    continue;
                }
                return;
            }
            let Some(next) = next else {
                if goes_on {
                    self.scratch.open.push(Thread { at: at + 1, ..thread });
                }
                return self.scratch.open.push(Thread { step: thread.step + 1, at, ..thread });
            };
            let Some((number, token)) = here else { return };
            if self.accepts(next, &token) {
                if goes_on {
                    self.scratch.open.push(Thread { at: at + 1, ..thread });
                }
                let next = self.accepted(
                    next,
                    number,
                    token,
                    Thread { step: thread.step + 2, at: at + 1, ..thread },
                );
                return self.scratch.open.push(next);
            }
            if !goes_on {
                return;
            }
        }
    }

    /// The first token from one on that ends a clause, or that a gap does not take where it is one.
    fn run_end(&mut self, atom: &Atom, from: usize) -> usize {
        let [gap, clause] = &mut self.runs;
        let (run, goes_on): (_, fn(Token) -> bool) = match atom {
            Atom::Gap => (gap, is_gap),
            _ => (clause, |token| !ends_clause(token)),
        };
        if !run.contains(&from) {
            let behind = self.tokens.get(from..).unwrap_or_default();
            *run = from..from + behind.iter().take_while(|token| goes_on(**token)).count();
        }
        run.end.max(from)
    }

    /// The tokens of a row: up to the end of the sentence or of the brackets around it, for names of the clause.
    fn row(&mut self, atom: &Atom, member: usize, thread: Thread, start: usize) {
        let from = start + thread.at;
        let is_names = matches!(atom, Atom::Names(_));
        let is_across = matches!(atom, Atom::Row(_, true));
        let mut depth = 0_usize;
        let mut end = from;
        while let Some(token) = self.tokens.get(end) {
            let closes = token.kind == TokenKind::Mark(Mark::Close) && depth == 0;
            let ends = token.kind == TokenKind::Mark(Mark::Period) || !is_across && ends_sentence(*token);
            if closes || ends || is_names && ends_clause(*token) {
                break;
            }
            // What is too long for a match need not be looked at to its end.
            if end - start > LONGEST_MATCH {
                return;
            }
            match token.kind {
                TokenKind::Mark(Mark::Open) => depth += 1,
                TokenKind::Mark(Mark::Close) => depth -= 1,
                _ => {}
            }
            end += 1;
        }
        if end > from {
            self.scratch.taken.push((member, from..end, thread.last));
            let last = self.scratch.taken.len();
            self.scratch.open.push(Thread { step: thread.step + 1, at: end - start, last });
        }
    }

    fn found(&self, thread: Thread, start: usize, forwards: bool) -> Taken {
        let mut members = Vec::new();
        let mut last = thread.last;
        while let Some((member, range, before)) =
            last.checked_sub(1).and_then(|at| self.scratch.taken.get(at))
        {
            members.push((*member, range.clone()));
            last = *before;
        }
        members.reverse();
        // Backwards nobody asks for it.
        let span = if forwards { start..start + thread.at } else { 0..0 };
        Taken { members, span }
    }
}

/// Words of one clause that hold no figure.
pub(super) fn is_gap(token: Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Word
            | TokenKind::Plain
            | TokenKind::Date
            | TokenKind::Mark(Mark::Pause | Mark::Other | Mark::Slash | Mark::Unquote)
    )
}

fn ends_sentence(token: Token) -> bool {
    matches!(token.kind, TokenKind::Mark(Mark::Period | Mark::Semicolon))
}

fn ends_clause(token: Token) -> bool {
    ends_sentence(token)
        || matches!(token.kind, TokenKind::Mark(Mark::Comma | Mark::Colon | Mark::Open | Mark::Close))
}
