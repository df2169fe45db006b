//! The words of a language by class, and the longest of them at a place of a text.
//!
//! In: `lexicon.toml`. Words say what is possible; the patterns of the grammar settle what they are in a sentence.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

use super::fault::{Faults, Said, Table};
use super::measures::Measures;
use crate::source::SourceFile;

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Classes([u64; 4]);

impl Classes {
    /// No class.
    pub const NONE: Self = Self([0; 4]);

    /// How many a lexicon can have.
    pub const MOST: usize = 256;

    /// The class with that number; none beyond the largest.
    #[must_use]
    pub fn of(number: usize) -> Self {
        let mut bits = Self::NONE.0;
        if let Some(part) = bits.get_mut(number / 64) {
            *part = 1 << (number % 64);
        }
        Self(bits)
    }

    /// Whether both have a class in common.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        !self.both(other).is_empty()
    }

    /// The classes of both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        self.by(other, |one, other| one | other)
    }

    /// The classes that both have.
    #[must_use]
    pub fn both(self, other: Self) -> Self {
        self.by(other, |one, other| one & other)
    }

    /// The classes of this one that another has not.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        self.by(other, |one, other| one & !other)
    }

    fn by(self, other: Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let mut bits = self.0;
        for (one, other) in bits.iter_mut().zip(other.0) {
            *one = join(*one, other);
        }
        Self(bits)
    }

    /// Whether it has no class.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.into_iter().fold(0, |all, bits| all | bits) == 0
    }

    /// Does something for the number of each of its classes, ascending.
    #[inline]
    pub fn each(self, mut of: impl FnMut(usize)) {
        for (bits, first) in self.0.into_iter().zip([0, 64, 128, 192]) {
            let mut left = bits;
            while left != 0 {
                of(first + usize::try_from(left.trailing_zeros()).unwrap_or(0));
                left &= left - 1;
            }
        }
    }

    /// The numbers of its classes, ascending.
    pub fn numbers(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().zip([0, 64, 128, 192]).flat_map(|(bits, first)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                let number = usize::try_from(left.trailing_zeros()).ok().filter(|_| left != 0)?;
                left &= left - 1;
                Some(first + number)
            })
        })
    }
}

/// A class of words.
#[derive(Debug, Serialize, Deserialize)]
pub struct Class {
    /// Its name, by which grammar and rules ask for it.
    pub name: Box<str>,
    /// What it is called for people.
    pub title: Box<str>,
    /// Its words as listed, with a space behind each: thousands of texts of their own would be slow to take up.
    words: String,
    /// What must touch its words of one letter; empty where nothing must.
    pub edge: Box<str>,
    /// A sentence that each of its words can stand in for `{word}`; `None` where none is given.
    pub frame: Option<Sample>,
    /// Texts in which no word of the class is.
    pub not: Vec<Sample>,
    /// Where it stands: the file and the bytes of its name.
    pub place: (Box<str>, Range<usize>),
}

impl Class {
    /// Its words as listed.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.split_terminator(' ')
    }

    fn add(&mut self, word: &str) {
        self.words.push_str(word);
        self.words.push(' ');
    }
}

/// A text that shows what a class is for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sample {
    /// The text.
    pub text: Box<str>,
    /// Where it stands: the file and the bytes of it.
    pub place: (Box<str>, Range<usize>),
}

/// A word with its classes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Word {
    text: Box<str>,
    /// The three bytes behind its first ideograph, and three more; 0 where it has fewer. Asked first: most words fail here.
    next: [u32; 2],
    /// The bytes that are the word: a cut one names what stands behind it too.
    length: usize,
    /// Every class that it can be of.
    pub classes: Classes,
}

/// Bytes of an ideograph.
const LETTER: usize = 3;

/// Ideographs, whose words are found by a table.
const IDEOGRAPHS: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

const IDEOGRAPH_COUNT: usize = 0x5200;

/// The number of an ideograph among them.
fn place(letter: char) -> Option<usize> {
    let first = u32::from(*IDEOGRAPHS.start());
    u32::from(letter)
        .checked_sub(first)
        .and_then(|at| usize::try_from(at).ok())
        .filter(|at| *at < IDEOGRAPH_COUNT)
}

/// The letters of three bytes around the ideographs, by number.
const NEAR: Range<u32> = 0x4000..0xa000;

/// The words of a language.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Lexicon {
    classes: Vec<Class>,
    /// The numbers of the classes, sorted by name.
    by_name: Vec<usize>,
    /// By their first letter, those that begin with an ideograph by the second one too, the longest first; one that has no
    /// second letter is the last.
    words: Vec<Word>,
    /// For every ideograph where its words begin, and one more for the end.
    starts: Vec<u16>,
    /// For every ideograph which letters are second in its words, as far as a bit for each of 64 kinds of letters tells.
    seconds: Vec<u64>,
    /// Where the words with the same first two letters stand: a table that is looked up by the hash of both.
    pairs: Vec<Pair>,
    /// The same as `starts` for other letters, sorted by letter.
    others: Vec<(char, Range<usize>)>,
    /// A bit for every letter of [`NEAR`] with which something may begin that is no open text.
    begins: Vec<u64>,
    /// The same for those that may be a word, a numeral or a mark alone.
    alone: Vec<u64>,
    /// Classes whose words of one letter count only where they touch something.
    edges: Edges,
    /// Classes of which nothing is two at once: 城镇 and 农村.
    exclusive: Classes,
    /// Those of them whose two words are all there is: 线上, 线下.
    halves: Classes,
    /// Classes of which no money is two at once: 中央 and 省级.
    exclusive_money: Classes,
}

/// Words that begin with an ideograph and the three bytes behind it.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
struct Pair {
    /// The number of the ideograph.
    first: u16,
    second: u32,
    /// The first of the words, and the one behind them; no pair has none.
    start: u16,
    end: u16,
}

impl Pair {
    /// Where to look in a table of so many pairs, a power of two.
    fn slot(first: usize, second: u32, size: usize) -> usize {
        let hash =
            u32::try_from(first).unwrap_or(0).wrapping_mul(0x9e37_79b1) ^ second.wrapping_mul(0x85eb_ca6b);
        usize::try_from(hash.wrapping_mul(0xc2b2_ae35) >> 12).unwrap_or(0) & size.wrapping_sub(1)
    }

    /// A table of those of some words, which stand together if they have one.
    fn table(words: &[Word]) -> Vec<Self> {
        let mut pairs: Vec<Self> = Vec::new();
        for (number, word) in words.iter().enumerate().filter(|(_, word)| word.next[0] != 0) {
            let first = word.text.chars().next().and_then(place).and_then(|first| u16::try_from(first).ok());
            let (Some(first), Ok(number)) = (first, u16::try_from(number)) else { continue };
            match pairs.last_mut() {
                Some(last) if (last.first, last.second) == (first, word.next[0]) => last.end = number + 1,
                _ => pairs.push(Self { first, second: word.next[0], start: number, end: number + 1 }),
            }
        }
        let size = (2 * pairs.len()).next_power_of_two();
        let mut table = vec![Self::default(); size];
        for pair in pairs {
            let slot = Self::slot(usize::from(pair.first), pair.second, size);
            let free = (slot..slot + size).map(|at| at & (size - 1));
            let free = free.into_iter().find(|at| table.get(*at).is_some_and(|known| known.end == 0));
            if let Some(free) = free.and_then(|at| table.get_mut(at)) {
                *free = pair;
            }
        }
        table
    }
}

/// Classes by what must touch their words of one letter.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
struct Edges {
    behind: Classes,
    before: Classes,
    figure: Classes,
    any: Classes,
    /// Those of all of them.
    all: Classes,
}

/// What touches a word.
#[derive(Debug, Clone, Copy)]
pub struct Touch {
    /// Before it a figure, mark, word or the beginning.
    pub before: bool,
    /// Behind it a figure, mark, word or the end.
    pub behind: bool,
    /// Behind it a figure.
    pub figure: bool,
}

impl Lexicon {
    /// Adds the classes and words of a file.
    pub(super) fn read(builder: &mut Builder, text: &str, faults: &mut Faults<'_>, file: &str) {
        let parsed = faults.parse(text);
        let table = Table::new(parsed.get_ref(), 0..0);
        for (name, range, item) in table.entries() {
            if let Some(class) = Table::of(name, item, faults) {
                builder.class(name, (file.into(), range), class, faults);
            }
        }
    }

    /// The words that a file lists, each with its class, as far as it can be read.
    #[must_use]
    pub fn listed(file: &SourceFile) -> Vec<(String, String)> {
        let mut faults = Faults::new(file);
        let parsed = faults.parse(file.text().unwrap_or_default());
        let mut listed = Vec::new();
        for (class, _, item) in Table::new(parsed.get_ref(), 0..0).entries() {
            let words =
                Table::of(class, item, &mut faults).map(|mut table| table.words("words", &mut faults));
            listed.extend(words.into_iter().flatten().map(|said| (class.to_owned(), said.text)));
        }
        listed
    }

    /// The class of that name.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<Classes> {
        let number = |at: &usize| self.classes.get(*at).map_or("", |class| &*class.name);
        let at = self.by_name.binary_search_by(|at| number(at).cmp(name)).ok()?;
        self.by_name.get(at).copied().map(Classes::of)
    }

    /// Its classes, by number.
    #[must_use]
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The longest word that a text begins with; `first` is its first letter.
    #[must_use]
    pub fn longest(&self, first: char, text: &str) -> Option<&Word> {
        if let Some(at) = place(first) {
            let next = next(text.as_bytes());
            let seconds = *self.seconds.get(at)?;
            let longer = if seconds & second_kind(next) == 0 { None } else { self.longer(at, text, next) };
            // Else only that of one letter may stand here, which is the last.
            let alone = || self.words_of(at).last().filter(|word| word.text.len() == LETTER);
            return longer.or_else(alone);
        }
        let narrow = super::numbers::narrow(first);
        let at = self.others.binary_search_by_key(&narrow, |(letter, _)| *letter).ok()?;
        let words = self.words.get(self.others.get(at)?.1.clone())?;
        words.iter().find_map(|word| wide_prefix(text, &word.text).map(|_| word))
    }

    /// The words that begin with an ideograph, by its number.
    fn words_of(&self, first: usize) -> &[Word] {
        let ends = self.starts.get(first).zip(self.starts.get(first + 1));
        let words = ends.and_then(|(start, end)| self.words.get(usize::from(*start)..usize::from(*end)));
        words.unwrap_or_default()
    }

    /// The longest word of two letters or more that a text begins with, whose first letter has that number.
    fn longer(&self, first: usize, text: &str, next: [u32; 2]) -> Option<&Word> {
        let mut slot = Pair::slot(first, next[0], self.pairs.len());
        loop {
            let pair = self.pairs.get(slot).filter(|pair| pair.end > 0);
            let Some(pair) = pair else { break };
            if usize::from(pair.first) == first && pair.second == next[0] {
                let words = self.words.get(usize::from(pair.start)..usize::from(pair.end))?;
                let word = words.iter().find(|word| word.begins(text, next));
                if word.is_some() {
                    return word;
                }
                break;
            }
            slot = (slot + 1) & (self.pairs.len() - 1);
        }
        // Words with a second letter that is shorter are in no pair.
        let is_any = self.seconds.get(first).is_some_and(|seconds| *seconds == u64::MAX);
        let all = self.words_of(first).iter().filter(|word| is_any && word.text.len() > LETTER);
        all.filter(|word| word.begins(text, next)).max_by_key(|word| word.text.len())
    }

    /// The longest word that a text begins with, and the bytes that it takes of it.
    #[must_use]
    pub(super) fn word_at(&self, first: char, text: &str) -> Option<(&Word, usize)> {
        let word = self.longest(first, text)?;
        // What begins with an ideograph was found as it stands.
        let taken = if IDEOGRAPHS.contains(&first) { word.length } else { self.taken(word, text) };
        Some((word, taken))
    }

    /// Whether the bytes begin with an ideograph with which nothing begins but open text: no word and no numeral.
    pub(super) fn is_open(&self, text: &[u8]) -> bool {
        let [first @ 0xe4..=0xe9, second, third, ..] = text else { return false };
        let low = |byte: u8| u32::from(byte & 0x3f);
        let letter = u32::from(first & 0xf) << 12 | low(*second) << 6 | low(*third);
        let at = letter - NEAR.start;
        let Ok(word) = usize::try_from(at / 64) else { return false };
        let has = |bits: &[u64]| bits.get(word).is_none_or(|bits| bits >> (at % 64) & 1 == 1);
        if !has(&self.begins) {
            return true;
        }
        let ideograph = letter.wrapping_sub(u32::from(*IDEOGRAPHS.start()));
        let seconds = usize::try_from(ideograph).ok().and_then(|at| self.seconds.get(at));
        !has(&self.alone) && seconds.is_some_and(|seconds| seconds & second_kind(next(text)) == 0)
    }

    /// The bytes that a word takes of a text which begins with it, whatever the width of its letters.
    #[must_use]
    pub fn taken(&self, word: &Word, text: &str) -> usize {
        if text.starts_with(&*word.text) { word.length } else { wide_prefix(text, &word.text).unwrap_or(0) }
    }

    /// The classes that a word of one letter is of where it touches so much.
    #[must_use]
    pub fn settled(&self, classes: Classes, touch: Touch) -> Classes {
        let Edges { behind, before, figure, any, all } = self.edges;
        if !classes.meets(all) {
            return classes;
        }
        let lost = |touches: bool, edge: Classes| if touches { Classes::NONE } else { edge };
        let sides = lost(touch.behind, behind).with(lost(touch.before, before));
        let either = lost(touch.behind || touch.before, any);
        classes.without(sides.with(either).with(lost(touch.figure, figure)))
    }

    /// Whether each of some names begins with another word of a class, so that nothing is two of them: 城镇居民、农村居民.
    #[must_use]
    pub fn are_exclusive(&self, names: &[String]) -> bool {
        self.begin_apart(names, self.exclusive)
    }

    /// Whether two names begin with the two words of a class that are all there is between them: 线上宣讲、线下宣讲.
    #[must_use]
    pub fn are_halves(&self, names: &[String]) -> bool {
        names.len() == 2 && self.begin_apart(names, self.halves)
    }

    /// Whether each of several names begins with another word of one of the classes.
    fn begin_apart(&self, names: &[String], classes: Classes) -> bool {
        let begin = |name: &String| name.chars().next().and_then(|first| self.longest(first, name));
        let Some(words) = names.iter().map(begin).collect::<Option<Vec<_>>>() else { return false };
        let differ =
            words.iter().enumerate().all(|(at, word)| words.iter().skip(at + 1).all(|o| o.text != word.text));
        let common = words.iter().fold(classes, |common, word| common.both(word.classes));
        differ && words.len() > 1 && !common.is_empty()
    }

    /// Whether one of some names of money begins with a word of `wider`, and another with a source or kind that may be within
    /// it: 财政拨款, 政府性基金.
    #[must_use]
    pub fn are_of_two_levels(&self, names: &[String], wider: Classes) -> bool {
        let begins = |class: Classes| {
            names.iter().any(|name| {
                let word = name.chars().next().and_then(|first| self.longest(first, name));
                word.is_some_and(|word| word.classes.meets(class))
            })
        };
        begins(wider) && begins(self.exclusive_money)
    }

    /// Whether some names each begin with a word of a class of which money is only one at once, 中央 and 省级, and say no more
    /// than words of `rest`; `None` where one begins otherwise.
    #[must_use]
    pub fn are_sources(&self, names: &[String], rest: Classes) -> Option<bool> {
        let begin = |name: &String| {
            let word = self.longest(name.chars().next()?, name)?;
            word.classes.meets(self.exclusive_money).then(|| (word, self.taken(word, name)))
        };
        let begins = names.iter().map(begin).collect::<Option<Vec<_>>>()?;
        let mut words: Vec<&str> = begins.iter().map(|(word, _)| &*word.text).collect();
        words.sort_unstable();
        let differ = words.windows(2).all(|pair| pair.first() != pair.last());
        let tells_no_more = |(name, (_, taken)): (&String, &(&Word, usize))| {
            let mut behind = name.get(*taken..).unwrap_or_default();
            while let Some(first) = behind.chars().next() {
                let word = self.longest(first, behind).filter(|word| word.classes.meets(rest));
                let Some(word) = word else { return false };
                behind = behind.get(self.taken(word, behind)..).unwrap_or_default();
            }
            true
        };
        Some(differ && words.len() > 1 && names.iter().zip(&begins).all(tells_no_more))
    }

    /// Whether a text is a word of a class, white space around it aside.
    #[must_use]
    pub fn is(&self, text: &str, class: Classes) -> bool {
        let text = text.trim();
        let word = text.chars().next().and_then(|first| self.longest(first, text));
        word.is_some_and(|word| self.taken(word, text) == text.len() && word.classes.meets(class))
    }
}

impl Word {
    /// Whether a text that begins with its first ideograph and goes on so begins with it.
    fn begins(&self, text: &str, next: [u32; 2]) -> bool {
        let [second, third] = self.next;
        (second == 0 || second == next[0])
            && (third == 0 || third == next[1])
            && (matches!(self.text.len(), 3 | 6 | 9) || text.starts_with(&*self.text))
    }
}

/// The three bytes behind the first three of a text, and three more, as numbers; 0 where it is shorter.
fn next(bytes: &[u8]) -> [u32; 2] {
    let number = |bytes: Option<&[u8]>| match bytes {
        Some([a, b, c]) => u32::from_be_bytes([0, *a, *b, *c]),
        _ => 0,
    };
    [number(bytes.get(3..6)), number(bytes.get(6..9))]
}

/// A bit for the kind of the letter behind the first one.
fn second_kind([second, _]: [u32; 2]) -> u64 {
    1 << (second & 0x3f)
}

/// The bytes of a text that are a narrow word, its letters full-width or not.
fn wide_prefix(text: &str, word: &str) -> Option<usize> {
    let mut letters = text.chars();
    let mut length = 0;
    for wanted in word.chars() {
        let found = letters.next()?;
        if super::numbers::narrow(found) != wanted {
            return None;
        }
        length += found.len_utf8();
    }
    Some(length)
}

/// A bit for every letter of [`NEAR`] with which one of some words, a numeral or the mark of an entry begins, and for all that are
/// no ideograph.
fn begins<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<u64> {
    let mut begins = vec![0_u64; usize::try_from((NEAR.end - NEAR.start) / 64).unwrap_or(0)];
    let firsts = words.filter_map(|word| word.text.chars().next()).map(u32::from);
    let strange = NEAR.start..u32::from(*IDEOGRAPHS.start());
    let is_mark = |c: &char| super::numerals::is_numeral(*c) || *c == super::entries::ORDER;
    let numerals = IDEOGRAPHS.filter(is_mark).map(u32::from);
    for letter in firsts.chain(strange).chain(numerals).filter(|letter| NEAR.contains(letter)) {
        let at = letter - NEAR.start;
        if let Some(word) = usize::try_from(at / 64).ok().and_then(|word| begins.get_mut(word)) {
            *word |= 1 << (at % 64);
        }
    }
    begins
}

/// A lexicon that is being put together from one file or several.
#[derive(Debug, Default)]
pub(super) struct Builder {
    classes: Vec<Class>,
    words: BTreeMap<String, Word>,
    /// What stands behind measure words, and the class of both.
    counted: Vec<(String, usize)>,
    edges: Edges,
    exclusive: Classes,
    halves: Classes,
    exclusive_money: Classes,
}

impl Builder {
    fn class(
        &mut self,
        name: &str,
        place: (Box<str>, Range<usize>),
        mut table: Table<'_>,
        faults: &mut Faults<'_>,
    ) {
        let title = table.text("title", faults);
        let frame = table.text("frame", faults);
        let not = table.texts("not", faults);
        let words = table.words("words", faults);
        let edge = table.text("edge", faults);
        let is = table.text("is", faults);
        let counted = table.text("counted", faults);
        table.close(faults);
        let sample = |said: Said| Sample { text: said.text.into(), place: (place.0.clone(), said.range) };
        let (mut frame, not) = (frame.map(sample), not.into_iter().map(sample).collect::<Vec<_>>());
        let known = self.classes.iter().position(|class| &*class.name == name);
        let number = known.unwrap_or(self.classes.len());
        if number >= Classes::MOST {
            faults.at(place.1, "language-too-many-classes", &[("most", &Classes::MOST.to_string())]);
            return;
        }
        if known.is_none() {
            let text = |said: Option<&Said>| said.map(|said| said.text.as_str()).unwrap_or_default().into();
            self.classes.push(Class {
                name: name.into(),
                title: text(title.as_ref()),
                words: String::new(),
                edge: text(edge.as_ref()),
                frame: frame.take(),
                not: Vec::new(),
                place,
            });
        }
        match is {
            Some(is) if is.text == "exclusive" => self.exclusive = self.exclusive.with(Classes::of(number)),
            Some(is) if is.text == "halves" => {
                self.exclusive = self.exclusive.with(Classes::of(number));
                self.halves = self.halves.with(Classes::of(number));
            }
            Some(is) if is.text == "exclusive money" => {
                self.exclusive_money = self.exclusive_money.with(Classes::of(number));
            }
            Some(is) => faults.at(is.range, "language-class-is", &[("text", &is.text)]),
            None => {}
        }
        if let Some(edge) = edge {
            self.edge(&edge, Classes::of(number), faults);
        }
        if let Some(class) = self.classes.get_mut(number) {
            class.not.extend(not);
            class.frame = class.frame.take().or(frame);
            for said in &words {
                class.add(&said.text);
            }
        }
        for word in words {
            self.word(&word, number, faults);
        }
        self.counted.extend(counted.map(|said| (said.text, number)));
    }

    /// Adds what a class says of each measure word that counts: `counted = "数"` is 座数, 户数 and so on. A word of its own stays what
    /// it is, whichever file it stands in: 倍数.
    pub(super) fn count(&mut self, measures: &Measures) {
        for (behind, class) in std::mem::take(&mut self.counted) {
            for counter in measures.counters() {
                let text = format!("{counter}{behind}");
                let word = Word {
                    next: next(text.as_bytes()),
                    length: text.len(),
                    classes: Classes::of(class),
                    text: text.as_str().into(),
                };
                if self.words.contains_key(&text) {
                    continue;
                }
                if let Some(class) = self.classes.get_mut(class) {
                    class.add(&text);
                }
                self.words.insert(text, word);
            }
        }
    }

    fn edge(&mut self, said: &Said, class: Classes, faults: &mut Faults<'_>) {
        let edge = match said.text.as_str() {
            "behind" => &mut self.edges.behind,
            "before" => &mut self.edges.before,
            "figure" => &mut self.edges.figure,
            "any" => &mut self.edges.any,
            other => return faults.at(said.range.clone(), "language-edge", &[("text", other)]),
        };
        *edge = edge.with(class);
        self.edges.all = self.edges.all.with(class);
    }

    /// Adds a word: `共|计划` is 共 where 计划 stands behind it.
    fn word(&mut self, said: &Said, class: usize, faults: &mut Faults<'_>) {
        let (head, tail) = said.text.split_once('|').unwrap_or((&said.text, ""));
        if head.is_empty() || tail.contains('|') {
            faults.at(said.range.clone(), "language-cut", &[("word", &said.text)]);
            return;
        }
        let text = if tail.is_empty() { head.to_owned() } else { format!("{head}{tail}") };
        let next = next(text.as_bytes());
        let fresh = Word { text: text.as_str().into(), next, length: head.len(), classes: Classes::NONE };
        let word = self.words.entry(text).or_insert(fresh);
        if word.length != head.len() {
            faults.at(said.range.clone(), "language-cut-twice", &[("word", &said.text)]);
        }
        word.classes = word.classes.with(Classes::of(class));
    }

    /// The lexicon of all that was added.
    pub(super) fn finish(self) -> Lexicon {
        // By their texts, so that those with one first letter stand together.
        let mut words: Vec<Word> = self.words.into_values().collect();
        let first = |word: &Word| word.text.chars().next().unwrap_or_default();
        for words in words.chunk_by_mut(|one, other| first(one) == first(other)) {
            let is_paired = words.first().is_some_and(|word| place(first(word)).is_some());
            let second = |word: &Word| if is_paired && word.next[0] != 0 { word.next[0] } else { u32::MAX };
            words.sort_by_key(|word| (second(word), std::cmp::Reverse(word.text.len())));
        }
        let mut counts = vec![0_u16; IDEOGRAPH_COUNT];
        let mut others: Vec<(char, Range<usize>)> = Vec::new();
        let before = words.partition_point(|word| first(word) < *IDEOGRAPHS.start());
        for (number, word) in words.iter().enumerate() {
            let letter = first(word);
            if let Some(count) = place(letter).and_then(|at| counts.get_mut(at)) {
                *count += 1;
                continue;
            }
            match others.last_mut() {
                Some((last, range)) if *last == letter => range.end = number + 1,
                _ => others.push((letter, number..number + 1)),
            }
        }
        let mut end = u16::try_from(before).unwrap_or(u16::MAX);
        let mut starts = vec![end];
        starts.extend(counts.iter().map(|count| {
            end = end.saturating_add(*count);
            end
        }));
        let alone = begins(words.iter().filter(|word| word.text.len() <= LETTER));
        let begins = begins(words.iter());
        let pairs = Pair::table(&words);
        let mut seconds = vec![0; IDEOGRAPH_COUNT];
        for word in words.iter().filter(|word| word.text.len() > LETTER) {
            let Some(slot) = place(first(word)).and_then(|at| seconds.get_mut(at)) else { continue };
            // What stands behind the first letter of a shorter word is no ideograph.
            *slot |= if word.next == [0; 2] { u64::MAX } else { second_kind(word.next) };
        }
        let Self { classes, edges, exclusive, halves, exclusive_money, .. } = self;
        let mut by_name: Vec<usize> = (0..classes.len()).collect();
        by_name.sort_by_key(|number| classes.get(*number).map(|class| &*class.name));
        Lexicon {
            classes,
            by_name,
            words,
            starts,
            seconds,
            pairs,
            others,
            begins,
            alone,
            edges,
            exclusive,
            halves,
            exclusive_money,
        }
    }
}
