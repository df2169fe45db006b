//! Where in a sentence patterns match: all places of a pattern are found at once, as bits, from its end to its beginning.

use std::cell::Cell;
use std::ops::Range;

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
    endings: Endings,
    /// Whether it has been found which figures measure so much, by the number of the measure.
    is_measured: [bool; Measure::COUNT],
    /// The rows of figures up to the end of the sentence, and those beyond semicolons, once they have been looked for.
    row_ends: [Option<Runs>; 2],
}

/// Tokens that follow each other from which on a row goes to the same end, and that end.
type Runs = Vec<(Range<usize>, usize)>;

/// A row of bits for each kind of token, and for each class of which a word stands there.
struct Rows {
    /// Words of bits of a row; at least 1.
    width: usize,
    /// Those of all rows, one behind the other; see [`row`].
    bits: Vec<u64>,
    /// The number of the row of each class; of those of which no word stands there that of the empty one.
    of_class: [u16; Classes::MOST],
    /// The number of the row of the next class.
    next: usize,
}

/// Which row holds what.
mod row {
    use super::{Mark, Measure};

    pub(super) const EMPTY: usize = 0;
    pub(super) const FIGURES: usize = EMPTY + 1;
    pub(super) const DATES: usize = FIGURES + 1;
    /// By the number of the mark.
    pub(super) const MARKS: usize = DATES + 1;
    /// Words and plain letters.
    pub(super) const LETTERS: usize = MARKS + Mark::COUNT;
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
    /// Plain letters in brackets.
    pub(super) const ENCLOSED: usize = MEASURES + Measure::COUNT;
    /// Behind them stand those of classes.
    pub(super) const COUNT: usize = ENCLOSED + 1;
}

/// From where the endings of patterns lead to their ends in a sentence of few tokens, by their numbers.
#[derive(Default)]
struct Endings {
    /// The number of the sentence in which each was looked for last, and what was found there.
    found: Vec<(u64, u64)>,
    sentence: u64,
}

impl Endings {
    /// What was found in this sentence.
    fn get(&self, ending: u32) -> Option<Few> {
        let found = self.found.get(usize::try_from(ending).ok()?);
        found.filter(|(sentence, _)| *sentence == self.sentence).map(|(_, places)| Few(*places))
    }

    fn set(&mut self, ending: u32, places: Few) {
        let Ok(at) = usize::try_from(ending) else { return };
        if at >= self.found.len() {
            self.found.resize(at + 1, (0, 0));
        }
        if let Some(slot) = self.found.get_mut(at) {
            *slot = (self.sentence, places.0);
        }
    }
}

thread_local! {
    /// Memory for the bits and endings, kept from text to text.
    static KEPT: Cell<(Vec<u64>, Endings)> = Cell::default();
}

/// The most words of bits that are kept.
const MOST_KEPT: usize = 4 * (row::COUNT + Classes::MOST);

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        let mut bits = std::mem::take(&mut self.rows.bits);
        if bits.capacity() > MOST_KEPT {
            bits = Vec::new();
        }
        KEPT.set((bits, std::mem::take(&mut self.endings)));
    }
}

impl Rows {
    fn get(&self, row: usize) -> &[u64] {
        self.bits.get(row * self.width..(row + 1) * self.width).unwrap_or_default()
    }

    fn bits(&self, row: usize, word: usize) -> u64 {
        self.bits.get(row * self.width + word).copied().unwrap_or(0)
    }

    /// A word of the bits of some classes together.
    fn any(&self, classes: Classes, word: usize) -> u64 {
        let mut any = 0;
        classes.each(|class| {
            any |= self.bits(self.of_class.get(class).copied().map_or(row::EMPTY, usize::from), word);
        });
        any
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
            *number = u16::try_from(self.next).unwrap_or_default();
            self.next += 1;
            self.bits.resize(self.next * self.width, 0);
        }
        let row = usize::from(*number);
        self.set(row, word, bits);
    }

    /// Makes ready for words of bits of that number, of which none is set, where some classes had rows.
    fn clear(&mut self, width: usize, classes: Classes) {
        classes.each(|class| self.of_class.get_mut(class).into_iter().for_each(|row| *row = 0));
        self.width = width;
        self.next = row::COUNT;
        self.bits.clear();
        self.bits.resize(row::COUNT * width, 0);
    }

    /// Notes of some tokens, those of a word of bits, which of the kinds each is: words, plain letters, figures, dates and marks.
    fn note_kinds(
        &mut self,
        word: usize,
        [words, plain, figures, dates]: [u64; 4],
        marks: &[u64; Mark::COUNT],
        all: u64,
    ) {
        let of = |is: fn(TokenKind) -> bool| {
            let own = Mark::ALL.into_iter().zip(marks).filter(|(mark, _)| is(TokenKind::Mark(*mark)));
            own.fold(0, |all, (_, bits)| all | bits)
        };
        let clauses = all & !of(ends_clause);
        let rows = [
            (row::FIGURES, figures),
            (row::DATES, dates),
            (row::LETTERS, words | plain),
            (row::GAPS, words | plain | dates | of(is_gap)),
            (row::CLAUSES, clauses),
            (row::NAMES, clauses & !figures),
            (row::SENTENCES, all & !of(ends_sentence)),
        ];
        for (row, bits) in rows {
            self.set(row, word, bits);
        }
        let marks = marks.iter().enumerate().filter(|(_, bits)| **bits != 0);
        marks.for_each(|(number, bits)| self.set(row::MARKS + number, word, *bits));
    }
}

impl<'t> Standing<'t> {
    /// For patterns that ask for words of some classes.
    pub(super) fn new(asked: Classes, measured: &'t [Measured]) -> Self {
        let (bits, endings) = KEPT.take();
        Self {
            asked,
            measured,
            tokens: &[],
            first: 0,
            begins_clause: true,
            classes: Classes::NONE,
            rows: Rows { width: 1, bits, of_class: [0; Classes::MOST], next: 0 },
            endings,
            is_measured: [false; Measure::COUNT],
            row_ends: [None, None],
        }
    }

    /// Goes on to other tokens of a text, those of a sentence or all of them.
    pub(super) fn begin(&mut self, all: &'t [Token], tokens: &std::ops::Range<usize>) {
        self.tokens = all.get(tokens.clone()).unwrap_or_default();
        self.first = tokens.start;
        let before = tokens.start.checked_sub(1).and_then(|before| all.get(before));
        self.begins_clause = before.is_none_or(|before| ends_clause(before.kind));
        self.rows.clear(self.tokens.len() / BITS + 1, self.classes);
        self.endings.sentence += 1;
        self.is_measured = [false; Measure::COUNT];
        self.row_ends = [None, None];
        let mut classes = Classes::NONE;
        for (word, tokens) in self.tokens.chunks(BITS).enumerate() {
            let [mut words, mut plain, mut figures, mut dates] = [0_u64; 4];
            let mut marks = [0_u64; Mark::COUNT];
            for (at, token) in tokens.iter().enumerate() {
                let bit = 1 << at;
                match token.kind {
                    TokenKind::Word => {
                        words |= bit;
                        let asked = token.classes.both(self.asked);
                        classes = classes.with(asked);
                        asked.each(|class| self.rows.set_class(class, word, bit));
                    }
                    TokenKind::Plain => {
                        plain |= bit;
                        if token.index != u32::MAX {
                            self.rows.set(row::ENCLOSED, word, bit);
                        }
                    }
                    TokenKind::Figure => figures |= bit,
                    TokenKind::Date => dates |= bit,
                    TokenKind::Mark(mark) => {
                        if let Some(of_mark) = marks.get_mut(mark.number()) {
                            *of_mark |= bit;
                        }
                    }
                }
            }
            self.rows.note_kinds(
                word,
                [words, plain, figures, dates],
                &marks,
                u64::MAX >> (BITS - tokens.len()),
            );
        }
        self.classes = classes;
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
            let figures = self.rows.bits(row::FIGURES, word);
            let found = ones(figures).filter(is_of).fold(0, |all, bit| all | 1 << bit);
            self.rows.set(row::MEASURES + number, word, found);
        }
    }

    /// Keeps the places whose token an atom of one token takes.
    #[inline]
    fn keep(&mut self, atom: &Atom, places: &mut impl Places) {
        match atom {
            Atom::Word(classes) => {
                let own = classes.both(self.classes);
                places.keep_bits(|word| self.rows.any(own, word));
            }
            Atom::Figure(_, measure) => {
                self.measure(*measure);
                places.keep_bits(|word| self.rows.bits(row::MEASURES + measure.number(), word));
            }
            Atom::Date => places.keep_bits(|word| self.rows.bits(row::DATES, word)),
            Atom::One => places.keep_bits(|word| self.rows.bits(row::LETTERS, word)),
            Atom::Marks(marks) => {
                places.keep_bits(|word| {
                    let own = marks.iter().map(|mark| self.rows.bits(row::MARKS + mark.number(), word));
                    own.fold(0, |all, bits| all | bits)
                });
            }
            _ => {}
        }
    }

    /// The places from which a pattern leads to one of some places, where it is walked back, or to which it leads from them.
    fn walk<P: Places, const BACK: bool>(&mut self, node: &Node, mut from: P) -> P {
        match node {
            _ if from.is_empty() => from,
            Node::Atom(atom) => {
                self.pass::<P, BACK>(atom, &mut from);
                from
            }
            Node::Row(nodes) => {
                let mut nodes = nodes.iter();
                while let Some(node) = if BACK { nodes.next_back() } else { nodes.next() } {
                    from = match node {
                        Node::Atom(atom) => {
                            self.pass::<P, BACK>(atom, &mut from);
                            from
                        }
                        node => self.walk::<P, BACK>(node, from),
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
                    all.join(&self.walk::<P, BACK>(node, from.clone()));
                }
                all
            }
            Node::Maybe(inner) => {
                let walked = self.walk::<P, BACK>(inner, from.clone());
                from.join(&walked);
                from
            }
            Node::Many(inner) => {
                let mut last = from.clone();
                for _ in 0..LONGEST_MATCH {
                    last = self.walk::<P, BACK>(inner, last);
                    if !from.join(&last) {
                        break;
                    }
                }
                from
            }
        }
    }

    /// Goes from some places over what an atom takes.
    fn pass<P: Places, const BACK: bool>(&mut self, atom: &Atom, places: &mut P) {
        match atom {
            Atom::Gap => self.spread::<P, BACK>(row::GAPS, places),
            Atom::Clause => self.spread::<P, BACK>(row::CLAUSES, places),
            Atom::Anything => self.spread::<P, BACK>(row::SENTENCES, places),
            Atom::Start => {
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
            Atom::End => places.keep_others(self.rows.get(row::CLAUSES)),
            Atom::Aside => self.asides::<P, BACK>(places),
            Atom::Names(_) if BACK => {
                places.keep_others(self.rows.get(row::CLAUSES));
                self.spread::<P, BACK>(row::NAMES, places);
                places.keep(self.rows.get(row::NAMES));
            }
            Atom::Names(_) => {
                places.keep(self.rows.get(row::NAMES));
                places.step_on();
                self.spread::<P, BACK>(row::NAMES, places);
                places.keep_others(self.rows.get(row::CLAUSES));
            }
            Atom::Row(_, is_across) => self.rows::<P, BACK>(*is_across, places),
            _ if BACK => {
                places.step_back();
                self.keep(atom, places);
            }
            _ => {
                self.keep(atom, places);
                places.step_on();
            }
        }
    }

    /// Takes in what tokens of a row lead to.
    #[inline]
    fn spread<P: Places, const BACK: bool>(&self, row: usize, places: &mut P) {
        if BACK {
            places.spread_back(self.rows.get(row));
        } else {
            places.spread_on(self.rows.get(row));
        }
    }

    /// Takes in the places beyond brackets.
    fn asides<P: Places, const BACK: bool>(&self, places: &mut P) {
        for word in 0..self.rows.width {
            let open = self.rows.bits(row::MARKS + Mark::Open.number(), word);
            let enclosed = self.rows.bits(row::ENCLOSED, word);
            for open in ones(open | enclosed).map(|bit| word * BITS + bit) {
                let close = self.tokens.get(open).and_then(|open| usize::try_from(open.index).ok());
                let Some(close) = close.and_then(|close| close.checked_sub(self.first)) else { continue };
                let (near, far) = if BACK { (close + 1, open) } else { (open, close + 1) };
                if close < self.tokens.len() && places.has(near) {
                    places.add(far);
                }
            }
        }
    }

    /// Goes from some places to the other ends of rows of figures.
    fn rows<P: Places, const BACK: bool>(&mut self, is_across: bool, places: &mut P) {
        let [within, across] = &mut self.row_ends;
        let of_kind = if is_across { across } else { within };
        let rows = of_kind.get_or_insert_with(|| runs(&row_ends(self.tokens, self.first, is_across)));
        let mut reached = places.none();
        if BACK {
            let ends = rows.iter().filter(|(_, end)| places.has(*end));
            ends.for_each(|(starts, _)| reached.add_all(starts.clone()));
        } else {
            for place in places.iter() {
                let row = rows.partition_point(|(starts, _)| starts.end <= place);
                if let Some((_, end)) = rows.get(row).filter(|(starts, _)| starts.start <= place) {
                    reached.add(*end);
                }
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
        if self.is_short() {
            let places = self.shared_walk(pattern);
            self.numbers(&places)
        } else {
            let places = self.walk::<Many, true>(&pattern.node, Many::all(self.tokens.len()));
            self.numbers(&places)
        }
    }

    /// The numbers in the text of the tokens behind some places.
    fn numbers(&self, places: &impl Places) -> Numbers {
        if places.is_empty() {
            return Numbers::new();
        }
        let inside = places.iter().filter(|place| *place < self.tokens.len());
        inside.map(|place| self.first + place).collect()
    }

    /// The places from which a pattern leads to its end, where another one that ends alike has not been walked yet from there on.
    fn shared_walk(&mut self, pattern: &Pattern) -> Few {
        let mut places = Few::all(self.tokens.len());
        if pattern.endings.is_empty() {
            return self.walk::<Few, true>(&pattern.node, places);
        }
        for (node, ending) in pattern.nodes().iter().rev().zip(&pattern.endings) {
            places = match self.endings.get(*ending) {
                Some(known) => known,
                None => {
                    let walked = self.walk::<Few, true>(node, places);
                    self.endings.set(*ending, walked);
                    walked
                }
            };
            if places.is_empty() {
                break;
            }
        }
        places
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
        let mut figures = self.walk::<P, true>(&around.behind, P::all(self.tokens.len()));
        figures.meet(among);
        if !figures.is_empty() {
            figures.meet(&self.walk::<P, false>(&around.before, P::all(self.tokens.len())));
        }
        figures
    }
}

/// Tokens that follow each other from which on a row goes to the same end, by the end of each.
fn runs(ends: &[usize]) -> Runs {
    let mut runs = Runs::new();
    for (start, end) in ends.iter().enumerate().filter(|(start, end)| *end > start) {
        match runs.last_mut() {
            Some((starts, of)) if starts.end == start && of == end => starts.end += 1,
            _ => runs.push((start..start + 1, *end)),
        }
    }
    runs
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
