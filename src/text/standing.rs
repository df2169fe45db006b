//! Where in a sentence patterns match: all places of a pattern are found at once, as bits, from its end to its beginning.

use std::cell::Cell;

use super::candidates::{Numbers, Stands};
use super::lexicon::Classes;
use super::matcher::LONGEST_MATCH;
use super::measured::{Measure, Measured};
use super::pattern::{Around, Atom, Node, Pattern, ends_clause, ends_sentence, is_gap};
use super::places::{BITS, Few, Many, Places, ones};
use super::role::Role;
use super::tokens::{Mark, Token, TokenKind};

/// The tokens of a sentence by what they are, a bit for each: of every 64 tokens one word of bits.
pub(super) struct Standing<'t> {
    tokens: &'t [Token],
    /// The number of its first token in the text.
    first: usize,
    /// Whether what stands before it ends a clause.
    begins_clause: bool,
    /// What each figure measures, by its number.
    measured: &'t [Measured],
    /// The classes that are asked for.
    asked: Classes,
    /// Those of its words.
    classes: Classes,
    rows: Rows,
    /// Whether it has been found which figures measure so much, by the number of the measure.
    is_measured: [bool; Measure::COUNT],
    /// Where the row of figures from each token on ends: up to the end of the sentence, and beyond semicolons.
    row_ends: [Vec<usize>; 2],
}

/// A row of bits for each kind of token, and for each class of which a word stands there.
struct Rows {
    /// Words of bits of a row; at least 1.
    width: usize,
    /// Those of all rows, one behind the other; see [`row`].
    bits: Vec<u64>,
    /// The number of the row of each class; of those of which no word stands there that of the empty one.
    of_class: [u16; Classes::MOST],
}

/// Which row holds what.
mod row {
    use super::{Mark, Measure, TokenKind};

    pub(super) const EMPTY: usize = 0;
    /// By the number of the kind.
    pub(super) const KINDS: usize = EMPTY + 1;
    pub(super) const FIGURES: usize = KINDS + 2;
    pub(super) const DATES: usize = FIGURES + 1;
    /// By the number of the mark.
    pub(super) const MARKS: usize = DATES + 1;
    /// Words and plain letters.
    pub(super) const LETTERS: usize = KINDS + KIND_COUNT;
    /// What a gap takes.
    pub(super) const GAPS: usize = LETTERS + 1;
    /// What does not end a clause.
    pub(super) const CLAUSES: usize = GAPS + 1;
    /// What names may hold: no figure, and nothing that ends a clause.
    pub(super) const NAMES: usize = CLAUSES + 1;
    /// What does not end a sentence.
    pub(super) const SENTENCES: usize = NAMES + 1;
    /// The figures that measure so much, by the number of the measure.
    pub(super) const MEASURES: usize = SENTENCES + 1;
    /// Behind them stand those of classes.
    pub(super) const COUNT: usize = MEASURES + Measure::COUNT;

    pub(super) const KIND_COUNT: usize = 4 + Mark::COUNT;

    /// The number of a kind of token.
    pub(super) fn kind(kind: TokenKind) -> usize {
        match kind {
            TokenKind::Word => 0,
            TokenKind::Plain => 1,
            TokenKind::Figure => FIGURES - KINDS,
            TokenKind::Date => DATES - KINDS,
            TokenKind::Mark(mark) => MARKS - KINDS + mark.number(),
        }
    }
}

thread_local! {
    /// Memory for the bits, kept from text to text.
    static BITS_KEPT: Cell<Vec<u64>> = const { Cell::new(Vec::new()) };
}

/// The most words of bits that are kept.
const MOST_KEPT: usize = 4 * (row::COUNT + Classes::MOST);

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        if self.rows.bits.capacity() <= MOST_KEPT {
            BITS_KEPT.set(std::mem::take(&mut self.rows.bits));
        }
    }
}

impl Rows {
    fn get(&self, row: usize) -> &[u64] {
        self.bits.get(row * self.width..(row + 1) * self.width).unwrap_or_default()
    }

    fn of_class(&self, class: usize) -> &[u64] {
        self.get(self.of_class.get(class).copied().map_or(row::EMPTY, usize::from))
    }

    fn set(&mut self, row: usize, word: usize, bits: u64) {
        if let Some(slot) = self.bits.get_mut(row * self.width + word) {
            *slot |= bits;
        }
    }

    /// The same in the row of a class, which is made where it is the first word of it.
    fn set_class(&mut self, class: usize, word: usize, bits: u64) {
        let Some(number) = self.of_class.get_mut(class) else { return };
        if usize::from(*number) == row::EMPTY {
            *number = u16::try_from(self.bits.len() / self.width).unwrap_or_default();
            self.bits.resize(self.bits.len() + self.width, 0);
        }
        let row = usize::from(*number);
        self.set(row, word, bits);
    }

    /// Makes ready for words of bits of that number, of which none is set, where some classes had rows.
    fn clear(&mut self, width: usize, classes: Classes) {
        classes.each(|class| self.of_class.get_mut(class).into_iter().for_each(|row| *row = 0));
        self.width = width;
        self.bits.clear();
        self.bits.resize(row::COUNT * width, 0);
    }

    /// Notes of some tokens, those of a word of bits, which of the kinds each is.
    fn note_kinds(&mut self, word: usize, kinds: &[u64; row::KIND_COUNT], all: u64) {
        let of = |is: fn(TokenKind) -> bool| {
            let marks = Mark::ALL.map(TokenKind::Mark);
            let all = [TokenKind::Word, TokenKind::Plain, TokenKind::Figure, TokenKind::Date].into_iter();
            let own = all.chain(marks).zip(kinds).filter(|(kind, _)| is(*kind));
            own.fold(0, |all, (_, bits)| all | bits)
        };
        let clauses = all & !of(ends_clause);
        let figures = of(|kind| kind == TokenKind::Figure);
        let rows = [
            (row::LETTERS, of(|kind| matches!(kind, TokenKind::Word | TokenKind::Plain))),
            (row::GAPS, of(is_gap)),
            (row::CLAUSES, clauses),
            (row::NAMES, clauses & !figures),
            (row::SENTENCES, all & !of(ends_sentence)),
        ];
        let own = kinds.iter().enumerate().map(|(kind, bits)| (row::KINDS + kind, *bits));
        own.chain(rows).for_each(|(row, bits)| self.set(row, word, bits));
    }
}

impl<'t> Standing<'t> {
    /// For patterns that ask for words of some classes.
    pub(super) fn new(asked: Classes, measured: &'t [Measured]) -> Self {
        Self {
            asked,
            measured,
            tokens: &[],
            first: 0,
            begins_clause: true,
            classes: Classes::NONE,
            rows: Rows { width: 1, bits: BITS_KEPT.take(), of_class: [0; Classes::MOST] },
            is_measured: [false; Measure::COUNT],
            row_ends: [Vec::new(), Vec::new()],
        }
    }

    /// Goes on to other tokens of a text, those of a sentence or all of them.
    pub(super) fn begin(&mut self, all: &'t [Token], tokens: &std::ops::Range<usize>) {
        self.tokens = all.get(tokens.clone()).unwrap_or_default();
        self.first = tokens.start;
        let before = tokens.start.checked_sub(1).and_then(|before| all.get(before));
        self.begins_clause = before.is_none_or(|before| ends_clause(before.kind));
        self.rows.clear(self.tokens.len() / BITS + 1, self.classes);
        self.classes = Classes::NONE;
        self.is_measured = [false; Measure::COUNT];
        self.row_ends.iter_mut().for_each(Vec::clear);
        for (word, tokens) in self.tokens.chunks(BITS).enumerate() {
            let mut kinds = [0_u64; row::KIND_COUNT];
            for (at, token) in tokens.iter().enumerate() {
                let bit = 1 << at;
                if let Some(of_kind) = kinds.get_mut(row::kind(token.kind)) {
                    *of_kind |= bit;
                }
                if token.kind == TokenKind::Word {
                    let asked = token.classes.both(self.asked);
                    self.classes = self.classes.with(asked);
                    asked.each(|class| self.rows.set_class(class, word, bit));
                }
            }
            self.rows.note_kinds(word, &kinds, u64::MAX >> (BITS - tokens.len()));
        }
    }

    /// Finds which figures measure so much, once for a sentence.
    fn measure(&mut self, measure: Measure) {
        let number = measure.number();
        let Some(is_measured @ false) = self.is_measured.get_mut(number) else { return };
        *is_measured = true;
        for word in 0..self.rows.width {
            let is_of = |bit: &usize| {
                let token = self.tokens.get(word * BITS + bit);
                let figure = token.and_then(|token| usize::try_from(token.index).ok());
                figure.and_then(|figure| self.measured.get(figure)).is_some_and(|of| of.has(measure))
            };
            let figures = self.rows.get(row::FIGURES).get(word).copied().unwrap_or(0);
            let found = ones(figures).filter(is_of).fold(0, |all, bit| all | 1 << bit);
            self.rows.set(row::MEASURES + number, word, found);
        }
    }

    /// Keeps the places whose token an atom of one token takes.
    #[inline]
    fn keep(&mut self, atom: &Atom, places: &mut impl Places) {
        match atom {
            Atom::Word(classes) => {
                let mut rows = classes.both(self.classes).numbers().map(|class| self.rows.of_class(class));
                match (rows.next(), rows.next()) {
                    (Some(row), None) => places.keep(row),
                    (None, _) => places.keep(self.rows.get(row::EMPTY)),
                    (Some(first), Some(second)) => places.keep_any([first, second].into_iter().chain(rows)),
                }
            }
            Atom::Figure(_, measure) => {
                self.measure(*measure);
                places.keep(self.rows.get(row::MEASURES + measure.number()));
            }
            Atom::Date => places.keep(self.rows.get(row::DATES)),
            Atom::One => places.keep(self.rows.get(row::LETTERS)),
            Atom::Marks(marks) => {
                places.keep_any(marks.iter().map(|mark| self.rows.get(row::MARKS + mark.number())));
            }
            _ => {}
        }
    }

    /// The places from which a pattern leads to one of some places, or to which it leads from them.
    fn walk<P: Places>(&mut self, node: &Node, way: Way, mut from: P) -> P {
        match node {
            _ if from.is_empty() => from,
            Node::Atom(atom) => {
                self.pass(atom, way, &mut from);
                from
            }
            Node::Row(nodes) => {
                let mut nodes = nodes.iter();
                while let Some(node) = if way == Way::Back { nodes.next_back() } else { nodes.next() } {
                    from = match node {
                        Node::Atom(atom) => {
                            self.pass(atom, way, &mut from);
                            from
                        }
                        node => self.walk(node, way, from),
                    };
                    if from.is_empty() {
                        break;
                    }
                }
                from
            }
            Node::Either(nodes) => {
                let mut all = from.none();
                for node in nodes {
                    all.join(&self.walk(node, way, from.clone()));
                }
                all
            }
            Node::Maybe(inner) => {
                let walked = self.walk(inner, way, from.clone());
                from.join(&walked);
                from
            }
            Node::Many(inner) => {
                let mut last = from.clone();
                for _ in 0..LONGEST_MATCH {
                    last = self.walk(inner, way, last);
                    if !from.join(&last) {
                        break;
                    }
                }
                from
            }
        }
    }

    /// Goes from some places over what an atom takes.
    fn pass(&mut self, atom: &Atom, way: Way, places: &mut impl Places) {
        match (atom, way) {
            (Atom::Gap, _) => self.spread(row::GAPS, way, places),
            (Atom::Clause, _) => self.spread(row::CLAUSES, way, places),
            (Atom::Anything, _) => self.spread(row::SENTENCES, way, places),
            (Atom::Start, _) => {
                // Those behind a token that ends no clause.
                let mut within = places.clone();
                within.step_back();
                within.keep(self.rows.get(row::CLAUSES));
                within.step_on();
                if !self.begins_clause {
                    within.add(0);
                }
                places.leave(&within);
            }
            (Atom::End, _) => places.keep_others(self.rows.get(row::CLAUSES)),
            (Atom::Aside, _) => self.asides(way, places),
            (Atom::Names(_), Way::Back) => {
                places.keep_others(self.rows.get(row::CLAUSES));
                self.spread(row::NAMES, way, places);
                places.keep(self.rows.get(row::NAMES));
            }
            (Atom::Names(_), Way::On) => {
                places.keep(self.rows.get(row::NAMES));
                places.step_on();
                self.spread(row::NAMES, way, places);
                places.keep_others(self.rows.get(row::CLAUSES));
            }
            (Atom::Row(_, is_across), _) => self.rows(*is_across, way, places),
            (_, Way::Back) => {
                places.step_back();
                self.keep(atom, places);
            }
            (_, Way::On) => {
                self.keep(atom, places);
                places.step_on();
            }
        }
    }

    /// Takes in what tokens of a row lead to.
    #[inline]
    fn spread(&self, row: usize, way: Way, places: &mut impl Places) {
        match way {
            Way::Back => places.spread_back(self.rows.get(row)),
            Way::On => places.spread_on(self.rows.get(row)),
        }
    }

    /// Takes in the places beyond brackets.
    fn asides(&self, way: Way, places: &mut impl Places) {
        for (word, bits) in self.rows.get(row::MARKS + Mark::Open.number()).iter().enumerate() {
            for open in ones(*bits).map(|bit| word * BITS + bit) {
                let close = self.tokens.get(open).and_then(|open| usize::try_from(open.index).ok());
                let Some(close) = close.and_then(|close| close.checked_sub(self.first)) else { continue };
                let (near, far) = if way == Way::Back { (close + 1, open) } else { (open, close + 1) };
                if close < self.tokens.len() && places.has(near) {
                    places.add(far);
                }
            }
        }
    }

    /// Goes from some places to the other ends of rows of figures.
    fn rows(&mut self, is_across: bool, way: Way, places: &mut impl Places) {
        let [within, across] = &mut self.row_ends;
        let ends = if is_across { across } else { within };
        if ends.is_empty() {
            *ends = row_ends(self.tokens, self.first, is_across);
        }
        let mut reached = places.none();
        for (start, end) in ends.iter().enumerate().filter(|(start, end)| *end > start) {
            let (near, far) = if way == Way::Back { (*end, start) } else { (start, *end) };
            if places.has(near) {
                reached.add(far);
            }
        }
        *places = reached;
    }

    /// Whether a word of bits holds all places.
    fn is_short(&self) -> bool {
        self.tokens.len() < BITS
    }

    /// The tokens, by their numbers in the text, from which on a pattern matches, however far that goes; ascending.
    pub(super) fn starts(&mut self, pattern: &Pattern) -> Numbers {
        if self.is_short() { self.starts_of::<Few>(pattern) } else { self.starts_of::<Many>(pattern) }
    }

    fn starts_of<P: Places>(&mut self, pattern: &Pattern) -> Numbers {
        let places = self.walk(&pattern.node, Way::Back, P::all(self.tokens.len()));
        let inside = places.iter().filter(|place| *place < self.tokens.len());
        inside.map(|place| self.first + place).collect()
    }

    /// Adds the role of each figure that has one, by the number of its token: that of the first of some rules around it, each a
    /// pattern and those that speak against it.
    pub(super) fn first_around<'r>(
        &mut self,
        rules: impl Iterator<Item = (Role, &'r Around, &'r [Around])>,
        stands: &Stands,
        found: &mut Vec<(usize, Role)>,
    ) {
        if self.is_short() {
            self.first_around_of::<Few>(rules, stands, found);
        } else {
            self.first_around_of::<Many>(rules, stands, found);
        }
    }

    fn first_around_of<'r, P: Places>(
        &mut self,
        rules: impl Iterator<Item = (Role, &'r Around, &'r [Around])>,
        stands: &Stands,
        found: &mut Vec<(usize, Role)>,
    ) {
        let mut open = P::all(self.tokens.len());
        open.keep(self.rows.get(row::FIGURES));
        for (role, around, unless) in rules.filter(|(_, around, _)| around.may_match(stands)) {
            let mut fitting = self.around(around, &open);
            for against in unless.iter().filter(|against| against.may_match(stands)) {
                if fitting.is_empty() {
                    break;
                }
                let against = self.around(against, &fitting);
                fitting.leave(&against);
            }
            open.leave(&fitting);
            found.extend(fitting.iter().map(|place| (self.first + place, role)));
            if open.is_empty() {
                break;
            }
        }
    }

    /// The places among some at which the pattern of a role stands around a figure.
    fn around<P: Places>(&mut self, around: &Around, among: &P) -> P {
        let mut figures = self.walk(&around.behind, Way::Back, P::all(self.tokens.len()));
        figures.meet(among);
        if !figures.is_empty() {
            figures.meet(&self.walk(&around.before, Way::On, P::all(self.tokens.len())));
        }
        figures
    }
}

/// Which way a pattern is walked: from its end to its beginning, or from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

/// For each token where a row of figures from it on ends: before the mark that closes the brackets around it, or the end of
/// the sentence; the token itself where no figure stands up to there.
fn row_ends(tokens: &[Token], first: usize, is_across: bool) -> Vec<usize> {
    let mut ends = vec![tokens.len(); tokens.len() + 1];
    for (at, token) in tokens.iter().enumerate().rev() {
        let ends_row = token.kind == TokenKind::Mark(Mark::Close)
            || token.kind == TokenKind::Mark(Mark::Period)
            || !is_across && ends_sentence(token.kind);
        let close = usize::try_from(token.index).ok().and_then(|close| close.checked_sub(first));
        let next = match close.filter(|_| token.kind == TokenKind::Mark(Mark::Open)) {
            Some(close) if close < tokens.len() => close + 1,
            _ => at + 1,
        };
        let end = if ends_row { Some(at) } else { ends.get(next).copied() };
        if let (Some(slot), Some(end)) = (ends.get_mut(at), end) {
            *slot = end;
        }
    }
    let mut figure = usize::MAX;
    for (at, token) in tokens.iter().enumerate().rev() {
        figure = if token.kind == TokenKind::Figure { at } else { figure };
        if let Some(end) = ends.get_mut(at).filter(|end| **end <= figure) {
            *end = at;
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::super::matcher::Matcher;
    use super::super::sample::chinese;
    use super::super::text::Text;
    use super::*;

    /// Tokens of a text at which a pattern begins that are found at once, and those at which it matches when tried.
    fn both(text: &Text, pattern: &Pattern, tokens: &std::ops::Range<usize>) -> [Vec<usize>; 2] {
        let mut standing = Standing::new(pattern.asks(), text.measured());
        standing.begin(text.tokens(), tokens);
        let mut matcher = Matcher::new(text.tokens(), text.measured());
        let tried = tokens.clone().filter(|start| matcher.at(pattern, *start).is_some());
        [standing.starts(pattern).into_vec(), tried.collect()]
    }

    #[test]
    fn a_pattern_begins_where_it_matches_when_it_is_tried() {
        let language = chinese();
        let grammar = language.grammar();
        let forms = || grammar.statements().iter().flat_map(|kind| &kind.forms);
        let examples = forms().flat_map(|form| &form.examples);
        let plain = |text: &str| text.replace(['[', ']', '{', '}', '¦'], "");
        let short: Vec<String> = examples.map(|example| plain(&example.text)).step_by(3).collect();
        // Sentences of more tokens than a word of bits holds.
        let long = short.chunks(6).map(|texts| texts.concat().replace(['。', '；'], "，"));
        let (mut found, mut wide) = (0, 0);
        for text in short.iter().cloned().chain(long).map(|text| Text::read(&language, &text)) {
            for sentence in text.sentences() {
                wide += usize::from(sentence.tokens.len() >= BITS);
                for pattern in forms().flat_map(|form| &form.say).filter(|pattern| !pattern.crosses) {
                    let [starts, tried] = both(&text, pattern, &sentence.tokens);
                    assert_eq!(starts, tried, "{} in {}", pattern.source, text.slice(sentence.range.clone()));
                    found += tried.len();
                }
            }
        }
        assert!(found > 2_000 && wide > 30, "{found} places in {wide} long sentences");
    }
}
