//! How much two phrases have in common.

use std::ops::Range;

use super::language::Language;

/// A text made ready for comparing: its letters, which of them tell something, and its pairs.
#[derive(Debug, Clone, Default)]
pub struct Phrase {
    letters: Vec<char>,
    /// Whether each letter belongs to a word that tells something: not to a generic one, no digit.
    tells: Vec<bool>,
    /// Every pair of letters that stand together, sorted; only of long ones, others are looked through.
    pairs: Vec<u64>,
    /// A bit for each pair: what another phrase lacks it cannot share.
    set: Set,
    /// How many letters tell something.
    telling: usize,
}

/// Letters of a text that are compared; forms print 2,000 in a cell.
const LONGEST: usize = 5_000;

fn pair(a: char, b: char) -> u64 {
    u64::from(u32::from(a)) << 32 | u64::from(u32::from(b))
}

/// Letters from which on a phrase keeps its pairs sorted.
const LONG: usize = 64;

/// A set of pairs by their hash: a pair that is not in it is in no phrase that made it.
#[derive(Debug, Clone, Copy, Default)]
struct Set([u64; 4]);

impl Set {
    fn place(pair: u64) -> (usize, u64) {
        let hash = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56;
        let word = usize::try_from(hash >> 6).unwrap_or(0);
        (word, 1 << (hash & 63))
    }

    fn add(&mut self, pair: u64) {
        let (word, bit) = Self::place(pair);
        if let Some(slot) = self.0.get_mut(word) {
            *slot |= bit;
        }
    }

    fn may_have(&self, pair: u64) -> bool {
        let (word, bit) = Self::place(pair);
        self.0.get(word).is_some_and(|slot| slot & bit != 0)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

impl Phrase {
    /// Makes a text ready.
    #[must_use]
    pub fn new(language: &Language, text: &str) -> Self {
        let mut phrase = Self::default();
        phrase.add(language, text);
        phrase.close();
        phrase
    }

    /// Makes pieces of a text ready as one phrase.
    #[must_use]
    pub fn of<'t>(language: &Language, pieces: impl IntoIterator<Item = &'t str>) -> Self {
        let mut phrase = Self::default();
        for piece in pieces {
            phrase.add(language, piece);
        }
        phrase.close();
        phrase
    }

    /// A phrase of letters that are known to be generic or not, piece by piece.
    pub(super) fn told<'t>(pieces: impl IntoIterator<Item = (&'t str, bool)>, length: usize) -> Self {
        let mut phrase = Self::default();
        phrase.letters.reserve(length / 3);
        phrase.tells.reserve(length / 3);
        for (piece, is_generic) in pieces {
            for c in piece.chars() {
                phrase.push(c, is_generic);
            }
        }
        phrase.close();
        phrase
    }

    fn push(&mut self, c: char, is_generic: bool) {
        let Some(letter) = folded(c) else { return };
        if self.letters.len() >= LONGEST {
            return;
        }
        // Numbers tell how much, not what.
        let is_number = letter.is_ascii_digit() || letter == '%' || super::numerals::is_date_letter(letter);
        self.letters.push(letter);
        self.tells.push(!is_generic && !is_number);
    }

    fn add(&mut self, language: &Language, text: &str) {
        let generic = language.known().generic;
        let mut generic_until = 0;
        for (at, c) in text.char_indices() {
            if at >= generic_until
                && let Some(rest) = text.get(at..)
                && let Some(word) = language.lexicon().longest(c, rest)
                && word.classes.meets(generic)
            {
                generic_until = at + language.lexicon().taken(word, rest);
            }
            self.push(c, at < generic_until);
        }
    }

    fn close(&mut self) {
        let next = self.letters.iter().copied().skip(1);
        let pairs = self.letters.iter().copied().zip(next).map(|(a, b)| pair(a, b));
        let mut set = Set::default();
        if self.letters.len() > LONG {
            self.pairs = pairs.inspect(|pair| set.add(*pair)).collect();
            self.pairs.sort_unstable();
        } else {
            pairs.for_each(|pair| set.add(pair));
        }
        self.set = set;
        self.telling = self.tells.iter().filter(|tells| **tells).count();
    }

    /// Whether a letter lies in a piece of two or more that the other one has too, for each letter in order.
    fn matched<'p>(&'p self, other: &'p Self) -> impl Iterator<Item = bool> + 'p {
        let shares = |a: char, b: char| other.has(a, b);
        let mut before = false;
        self.letters.iter().enumerate().map(move |(at, letter)| {
            let behind = self.letters.get(at + 1).is_some_and(|next| shares(*letter, *next));
            std::mem::replace(&mut before, behind) || behind
        })
    }

    /// Whether two letters stand together in it.
    fn has(&self, a: char, b: char) -> bool {
        let pair = pair(a, b);
        self.set.may_have(pair)
            && if self.pairs.is_empty() {
                self.letters.windows(2).any(|two| two == [a, b])
            } else {
                self.pairs.binary_search(&pair).is_ok()
            }
    }

    /// Whether it has a letter.
    pub(super) fn has_letter(&self, letter: char) -> bool {
        self.letters.contains(&letter)
    }

    /// How many letters it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Whether it has no letter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// How many letters tell something.
    #[must_use]
    pub fn telling(&self) -> usize {
        self.telling
    }

    /// How many letters that tell something stand in another one, in pieces of two letters or more.
    fn covered(&self, other: &Self) -> usize {
        if !self.set.meets(&other.set) {
            return 0;
        }
        self.tells.iter().zip(self.matched(other)).filter(|(tells, found)| **tells && *found).count()
    }

    /// How much of what it tells stands in another one, in pieces of two letters or more, in per cent; 0 for a phrase
    /// that tells nothing.
    #[must_use]
    pub fn coverage(&self, other: &Self) -> u32 {
        percent(self.covered(other), self.telling)
    }

    /// The pieces that tell something which it shares with another one, of two letters or more.
    #[must_use]
    pub fn common(&self, other: &Self) -> Vec<String> {
        if !self.set.meets(&other.set) {
            return Vec::new();
        }
        let mut pieces: Vec<String> = Vec::new();
        let mut piece = String::new();
        for ((c, tells), found) in self.letters.iter().zip(&self.tells).zip(self.matched(other)) {
            if *tells && found {
                piece.push(*c);
            } else if !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
            }
        }
        pieces.push(piece);
        pieces.retain(|piece| piece.chars().nth(1).is_some());
        pieces
    }

    /// How many letters of the pieces that [`Self::common`] gives.
    #[must_use]
    pub fn shared(&self, other: &Self) -> usize {
        if !self.set.meets(&other.set) {
            return 0;
        }
        let (mut all, mut run) = (0, 0);
        for (tells, found) in self.tells.iter().zip(self.matched(other)).chain([(&false, false)]) {
            if *tells && found {
                run += 1;
            } else {
                all += if run >= 2 { run } else { 0 };
                run = 0;
            }
        }
        all
    }

    /// How much of it another one has in that order, gaps allowed, in per cent.
    #[must_use]
    pub fn alike(&self, other: &Self) -> u32 {
        percent(row(&self.letters, &other.letters), self.letters.len())
    }

    /// How alike two phrases are, from 0 for nothing in common to 100 for the same letters.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> u32 {
        percent(row(&self.letters, &other.letters), self.letters.len().max(other.letters.len()))
    }

    /// Whether both have the same letters, in whatever order: 绣娘培训 and 培训绣娘.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        if self.letters.len() != other.letters.len() || self.letters.is_empty() {
            return false;
        }
        let sorted = |phrase: &Self| {
            let mut letters = phrase.letters.clone();
            letters.sort_unstable();
            letters
        };
        self.letters == other.letters || sorted(self) == sorted(other)
    }

    /// Its letters in their order in the alphabet: the same for phrases that [`Self::is_same`].
    #[must_use]
    pub fn sorted(&self) -> String {
        let mut letters = self.letters.clone();
        letters.sort_unstable();
        letters.into_iter().collect()
    }

    /// Whether the other one stands in it, letter by letter.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        !other.letters.is_empty()
            && other.letters.windows(2).all(|two| matches!(two, [a, b] if self.set.may_have(pair(*a, *b))))
            && self.letters.windows(other.letters.len()).any(|window| window == other.letters)
    }

    /// Whether all that it tells stands in another one, in pieces of two letters or more.
    #[must_use]
    pub fn covers_all(&self, other: &Self) -> bool {
        self.telling > 0 && other.covered(self) == other.telling
    }

    /// How many letters that tell something stand in none of some phrases, in pieces of two letters or more.
    #[must_use]
    pub(super) fn left(&self, known: &[&Self]) -> usize {
        let mut left = self.tells.clone();
        for phrase in known.iter().filter(|phrase| self.set.meets(&phrase.set)) {
            for (left, found) in left.iter_mut().zip(self.matched(phrase)) {
                *left &= !found;
            }
        }
        left.iter().filter(|left| **left).count()
    }

    /// Its letters as a text: no white space or punctuation, full-width letters and digits as ASCII.
    #[must_use]
    pub fn folded(&self) -> String {
        self.letters.iter().collect()
    }
}

/// The letter of a text for comparing; `None` for white space and punctuation.
fn folded(c: char) -> Option<char> {
    // Asked first: nearly every letter is an ideograph, and the tables of Unicode are slow to ask.
    if matches!(c, '\u{4e00}'..='\u{9fff}') {
        return Some(c);
    }
    let narrow = super::numbers::narrow(c).to_ascii_lowercase();
    (narrow == '%' || narrow.is_alphanumeric()).then_some(narrow)
}

/// A text for comparing: no white space or punctuation, full-width letters and digits as ASCII.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().filter_map(folded).collect()
}

pub(super) fn percent(part: usize, whole: usize) -> u32 {
    (part * 100).checked_div(whole).and_then(|percent| u32::try_from(percent).ok()).unwrap_or(0)
}

/// The length of the longest row of letters that both have in that order, gaps allowed: bit by bit (Hyyrö 2004), one
/// machine word for 64 letters of `a`.
fn row(a: &[char], b: &[char]) -> usize {
    if a == b {
        return a.len();
    }
    let words = a.len().div_ceil(64);
    let mut known: Vec<char> = a.to_vec();
    known.sort_unstable();
    known.dedup();
    let mut masks = vec![0_u64; known.len() * words];
    for (at, c) in a.iter().enumerate() {
        if let Ok(slot) = known.binary_search(c)
            && let Some(mask) = masks.get_mut(slot * words + at / 64)
        {
            *mask |= 1 << (at % 64);
        }
    }
    let mut state = vec![u64::MAX; words];
    for c in b {
        let Ok(slot) = known.binary_search(c) else { continue };
        let mut carry = false;
        for (state, mask) in state.iter_mut().zip(masks.get(slot * words..).unwrap_or_default()) {
            let both = *state & mask;
            let (sum, one) = state.overflowing_add(both);
            let (sum, two) = sum.overflowing_add(u64::from(carry));
            carry = one || two;
            *state = sum | (*state & !both);
        }
    }
    let zeros: u32 = state.iter().map(|state| state.count_zeros()).sum();
    usize::try_from(zeros).unwrap_or(0)
}

/// The name that a phrase begins with: up to a comma, 并 or 且.
#[must_use]
pub fn first_name<'n>(language: &Language, name: &'n str) -> &'n str {
    let joins = language.known().joins;
    let name = name.trim();
    let end = name.char_indices().find(|(at, c)| {
        let word = name.get(*at..).and_then(|rest| language.lexicon().longest(*c, rest));
        *c == '，' || word.is_some_and(|word| word.classes.meets(joins))
    });
    end.and_then(|(at, _)| name.get(..at)).unwrap_or(name)
}

/// Where a text has a name that differs from another one in one or two letters amid it: 东河水厂改造 for 东湖水厂改造. The
/// bytes in the text; `None` if it has the very name, or none so like it.
#[must_use]
pub fn misnamed(name: &str, text: &str) -> Option<Range<usize>> {
    let wanted: Vec<char> = name.chars().collect();
    if wanted.len() < 6 || text.contains(name) || wanted.iter().any(|c| !c.is_alphabetic()) {
        return None;
    }
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    letters.windows(wanted.len()).find_map(|window| {
        let pairs = || window.iter().zip(&wanted).map(|((_, found), wanted)| found == wanted);
        let front = pairs().take_while(|same| *same).count();
        let back = pairs().rev().take_while(|same| *same).count();
        let amid = wanted.len().checked_sub(front + back)?;
        let differs = (1..=2).contains(&amid) && front >= 1 && back >= 3;
        let (first, last) = (window.first()?, window.last()?);
        differs.then(|| first.0..last.0 + last.1.len_utf8())
    })
}
