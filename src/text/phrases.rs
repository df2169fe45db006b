//! How much two phrases have in common.

use std::ops::Range;
use std::sync::OnceLock;

use super::language::Language;

/// A text made ready for comparing: its letters, which of them tell something, and its pairs.
#[derive(Debug, Clone, Default)]
pub struct Phrase {
    letters: Vec<Letter>,
    /// The places of all pairs: what another phrase lacks it cannot share.
    set: Set,
    /// How many letters tell something.
    telling: usize,
    /// Where each pair begins; made for a long phrase when it is first asked.
    pairs: OnceLock<Pairs>,
}

/// A letter, whether it belongs to a word that tells something (not to a generic one, no digit), and the place of the pair
/// that it makes with the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Letter(u32);

impl Letter {
    const TELLS: u32 = 1 << 21;
    const PLACE: u32 = 22;

    pub(super) fn new(letter: char, is_generic: bool) -> Self {
        // Numbers tell how much, not what.
        let is_number = letter.is_ascii_digit() || letter == '%' || super::numerals::is_date_letter(letter);
        Self(u32::from(letter) | if is_generic || is_number { 0 } else { Self::TELLS })
    }

    /// The number of the letter.
    fn code(self) -> u32 {
        self.0 & (Self::TELLS - 1)
    }

    fn tells(self) -> bool {
        self.0 & Self::TELLS != 0
    }

    fn place(self) -> u32 {
        self.0 >> Self::PLACE
    }

    /// Notes which letter comes next.
    fn before(&mut self, next: Self) {
        let pair = self.code().wrapping_mul(0x9e37_79b1) ^ next.code().wrapping_mul(0x85eb_ca6b);
        let place = pair.wrapping_mul(0xc2b2_ae35) >> 22;
        self.0 = self.0 & ((1 << Self::PLACE) - 1) | place << Self::PLACE;
    }
}

/// Notes for every letter of a row which one comes next.
pub(super) fn join(letters: &mut [Letter]) {
    for at in 1..letters.len() {
        if let Some([own, next]) = letters.get_mut(at - 1..=at) {
            own.before(*next);
        }
    }
}

/// Letters of a text that are compared; forms print 2,000 in a cell.
const LONGEST: usize = 5_000;

/// Letters up to which a pair is looked for one by one.
const SHORT: usize = 24;

/// Places of pairs.
const PLACES: usize = 1024;

/// A set of the places of pairs: a pair whose place is not in it is in no phrase that made it.
#[derive(Debug, Clone, Copy)]
struct Set([u64; PLACES / 64]);

impl Default for Set {
    fn default() -> Self {
        Self([0; PLACES / 64])
    }
}

impl Set {
    fn add(&mut self, place: u32) {
        if let Some(slot) = self.0.get_mut(usize::try_from(place >> 6).unwrap_or(0)) {
            *slot |= 1 << (place & 63);
        }
    }

    fn may_have(&self, place: u32) -> bool {
        self.0.get(usize::try_from(place >> 6).unwrap_or(0)).is_some_and(|slot| slot >> (place & 63) & 1 == 1)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// Where the pairs of a phrase begin, by their place: the first of each place, and behind each letter the next one of its.
#[derive(Debug, Clone)]
struct Pairs {
    first: [u16; PLACES],
    next: Vec<u16>,
}

impl Pairs {
    const NONE: u16 = u16::MAX;

    fn new(letters: &[Letter]) -> Self {
        let mut pairs = Self { first: [Self::NONE; PLACES], next: vec![Self::NONE; letters.len()] };
        for (at, letter) in letters.iter().enumerate().take(letters.len().saturating_sub(1)).rev() {
            let first = pairs.first.get_mut(usize::try_from(letter.place()).unwrap_or(0));
            if let (Some(first), Some(next)) = (first, pairs.next.get_mut(at)) {
                *next = std::mem::replace(first, u16::try_from(at).unwrap_or(Self::NONE));
            }
        }
        pairs
    }
}

/// By its letters and which of them tell something.
impl PartialEq for Phrase {
    fn eq(&self, other: &Self) -> bool {
        self.letters == other.letters
    }
}

impl Eq for Phrase {}

impl std::hash::Hash for Phrase {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.letters.hash(state);
    }
}

impl Phrase {
    /// Makes a text ready.
    #[must_use]
    pub fn new(language: &Language, text: &str) -> Self {
        Self::of(language, [text])
    }

    /// Makes pieces of a text ready as one phrase.
    #[must_use]
    pub fn of<'t>(language: &Language, pieces: impl IntoIterator<Item = &'t str>) -> Self {
        let mut letters = Vec::new();
        for piece in pieces {
            add(language, piece, &mut letters);
        }
        join(&mut letters);
        Self::from_letters(letters)
    }

    /// A phrase of letters that are joined.
    pub(super) fn from_letters(mut letters: Vec<Letter>) -> Self {
        letters.truncate(LONGEST);
        // The last one stands before nothing, whatever it stood before in its text.
        if let Some(last) = letters.last_mut() {
            last.0 &= (1 << Letter::PLACE) - 1;
        }
        let mut set = Set::default();
        for letter in letters.split_last().map_or(&[][..], |(_, before)| before) {
            set.add(letter.place());
        }
        let telling = letters.iter().filter(|letter| letter.tells()).count();
        Self { letters, set, telling, pairs: OnceLock::new() }
    }

    /// A phrase of two rows of letters, each joined.
    pub(super) fn from_rows(first: &[Letter], second: &[Letter]) -> Self {
        let mut letters = Vec::with_capacity(first.len() + second.len());
        letters.extend_from_slice(first);
        letters.extend_from_slice(second);
        if let (Some(at), Some(next)) = (first.len().checked_sub(1), second.first())
            && let Some(last) = letters.get_mut(at)
        {
            last.before(*next);
        }
        Self::from_letters(letters)
    }

    /// Whether a letter lies in a piece of two or more that the other one has too, for each letter in order.
    fn matched<'p>(&'p self, other: &'p Self) -> impl Iterator<Item = bool> + 'p {
        let mut before = false;
        let next = self.letters.iter().skip(1).map(Some).chain([None]);
        self.letters.iter().zip(next).map(move |(letter, next)| {
            let behind = next.is_some_and(|next| other.has(*letter, *next));
            std::mem::replace(&mut before, behind) || behind
        })
    }

    /// Whether two letters stand together in it.
    fn has(&self, a: Letter, b: Letter) -> bool {
        if !self.set.may_have(a.place()) {
            return false;
        }
        let wanted = [a.code(), b.code()];
        let stands = |at: usize| matches!(self.letters.get(at..at + 2), Some([a, b]) if [a.code(), b.code()] == wanted);
        if self.letters.len() <= SHORT {
            return (1..self.letters.len()).any(|at| stands(at - 1));
        }
        let pairs = self.pairs.get_or_init(|| Pairs::new(&self.letters));
        let first = pairs.first.get(usize::try_from(a.place()).unwrap_or(0)).copied();
        let all = std::iter::successors(first, |at| pairs.next.get(usize::from(*at)).copied());
        all.take_while(|at| *at != Pairs::NONE).any(|at| stands(usize::from(at)))
    }

    /// Whether it may have a pair of letters in common with another one; surely none where it has not.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.set.meets(&other.set)
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
        self.letters.iter().zip(self.matched(other)).filter(|(letter, found)| letter.tells() && *found).count()
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
        for (letter, found) in self.letters.iter().zip(self.matched(other)) {
            if letter.tells() && found {
                piece.extend(char::from_u32(letter.code()));
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
        for (letter, found) in self.letters.iter().zip(self.matched(other)) {
            if letter.tells() && found {
                run += 1;
            } else {
                all += if run >= 2 { run } else { 0 };
                run = 0;
            }
        }
        all + if run >= 2 { run } else { 0 }
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
        let codes = |phrase: &Self| phrase.letters.iter().map(|letter| letter.code()).collect::<Vec<_>>();
        let (mut own, mut others) = (codes(self), codes(other));
        own == others || {
            own.sort_unstable();
            others.sort_unstable();
            own == others
        }
    }

    /// Its letters in their order in the alphabet: the same for phrases that [`Self::is_same`].
    #[must_use]
    pub fn sorted(&self) -> String {
        let mut letters: Vec<u32> = self.letters.iter().map(|letter| letter.code()).collect();
        letters.sort_unstable();
        letters.into_iter().filter_map(char::from_u32).collect()
    }

    /// Whether the other one stands in it, letter by letter.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let Some((_, joined)) = other.letters.split_last() else { return false };
        let same = |window: &[Letter]| window.iter().zip(&other.letters).all(|(a, b)| a.code() == b.code());
        joined.iter().all(|letter| self.set.may_have(letter.place()))
            && self.letters.windows(other.letters.len()).any(same)
    }

    /// Whether all that it tells stands in another one, in pieces of two letters or more.
    #[must_use]
    pub fn covers_all(&self, other: &Self) -> bool {
        self.telling > 0 && other.covered(self) == other.telling
    }

    /// How many letters that tell something stand in none of some phrases, in pieces of two letters or more.
    #[must_use]
    pub(super) fn left(&self, known: &[&Self]) -> usize {
        let mut left: Vec<bool> = self.letters.iter().map(|letter| letter.tells()).collect();
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
        self.letters.iter().filter_map(|letter| char::from_u32(letter.code())).collect()
    }
}

/// Adds the letters of a text.
fn add(language: &Language, text: &str, letters: &mut Vec<Letter>) {
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
        letters.extend(folded(c).map(|letter| Letter::new(letter, at < generic_until)));
    }
}

/// The letter of a text for comparing; `None` for white space and punctuation.
pub(super) fn folded(c: char) -> Option<char> {
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
fn row(a: &[Letter], b: &[Letter]) -> usize {
    let words = a.len().div_ceil(64);
    let mut known: Vec<u32> = a.iter().map(|letter| letter.code()).collect();
    known.sort_unstable();
    known.dedup();
    let mut masks = vec![0_u64; known.len() * words];
    for (at, letter) in a.iter().enumerate() {
        if let Ok(slot) = known.binary_search(&letter.code())
            && let Some(mask) = masks.get_mut(slot * words + at / 64)
        {
            *mask |= 1 << (at % 64);
        }
    }
    let mut state = vec![u64::MAX; words];
    for letter in b {
        let Ok(slot) = known.binary_search(&letter.code()) else { continue };
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
