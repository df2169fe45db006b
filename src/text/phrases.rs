//! How much two phrases have in common.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::language::Language;

/// A text made ready for comparing: its letters, which of them tell something, and its pairs.
#[derive(Debug, Clone, Default)]
pub struct Phrase {
    /// Those of its text, and which of them are its own. Of the last one the place says nothing.
    all: Arc<[Letter]>,
    own: Range<usize>,
    /// The places of all pairs: what another phrase lacks it cannot share.
    set: Set,
    /// How many letters tell something.
    telling: usize,
    /// Where each pair begins; made for a long phrase when it is first asked.
    pairs: OnceLock<Box<Pairs>>,
}

/// A letter, whether it belongs to a word that tells something (not to a generic one, no digit), and the place of the pair
/// that it makes with the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Letter(u32);

impl Letter {
    const TELLS: u32 = 1 << 21;
    const PLACE: u32 = 22;

    /// The letter that a character is for comparing; `None` for white space and punctuation.
    #[inline]
    pub(super) fn of(c: char, is_generic: bool) -> Option<Self> {
        // Asked first: nearly every letter is an ideograph.
        if super::numerals::is_ideograph(c) {
            return Some(Self::ideograph(u32::from(c), is_generic));
        }
        let letter = folded(c)?;
        // Numbers tell how much, not what.
        let is_number = letter.is_ascii_digit() || letter == '%' || super::numerals::is_date_letter(letter);
        Some(Self(u32::from(letter) | if is_generic || is_number { 0 } else { Self::TELLS }))
    }

    /// The same of an ideograph by its number.
    #[inline]
    fn ideograph(code: u32, is_generic: bool) -> Self {
        let tells = !is_generic && !super::numerals::is_date_code(code);
        Self(code | if tells { Self::TELLS } else { 0 })
    }

    /// The number of the letter.
    pub(super) fn code(self) -> u32 {
        self.0 & (Self::TELLS - 1)
    }

    pub(super) fn tells(self) -> bool {
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
    let mut next: Option<Letter> = None;
    for letter in letters.iter_mut().rev() {
        if let Some(next) = next {
            letter.before(next);
        }
        next = Some(*letter);
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
        let same = |(a, b): (&Letter, &Letter)| a.code() == b.code() && a.tells() == b.tells();
        self.own.len() == other.own.len() && self.letters().iter().zip(other.letters()).all(same)
    }
}

impl Eq for Phrase {}

impl std::hash::Hash for Phrase {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let key =
            self.codes().fold(0_u64, |key, code| (key ^ u64::from(code)).wrapping_mul(0x0100_0000_01b3));
        state.write_u64(key);
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
    pub(super) fn from_letters(letters: Vec<Letter>) -> Self {
        let own = 0..letters.len();
        Self::among(&letters.into(), own)
    }

    /// Some of the letters of a text, which are joined.
    pub(super) fn among(all: &Arc<[Letter]>, own: Range<usize>) -> Self {
        let own = own.start..own.end.min(own.start + LONGEST);
        let letters = all.get(own.clone()).unwrap_or_default();
        let mut set = Set::default();
        for letter in letters.split_last().map_or(&[][..], |(_, before)| before) {
            set.add(letter.place());
        }
        let telling = letters.iter().filter(|letter| letter.tells()).count();
        Self { all: Arc::clone(all), own, set, telling, pairs: OnceLock::new() }
    }

    /// Two rows of the letters of a text, each joined.
    pub(super) fn from_rows(all: &Arc<[Letter]>, first: Range<usize>, second: Range<usize>) -> Self {
        match (first.is_empty(), second.is_empty()) {
            (_, true) => return Self::among(all, first),
            (true, _) => return Self::among(all, second),
            _ if first.end == second.start => return Self::among(all, first.start..second.end),
            _ => {}
        }
        let row = |range: Range<usize>| all.get(range).unwrap_or_default();
        let mut letters = [row(first.clone()), row(second)].concat();
        if let Some(&mut [ref mut last, next]) = letters.get_mut(first.len().saturating_sub(1)..=first.len())
        {
            last.before(next);
        }
        Self::from_letters(letters)
    }

    /// Its letters, and behind them those of another phrase that it lacks, each as often as it lacks it.
    pub(super) fn joined(&self, other: &Self) -> Self {
        let mut known: Vec<u32> = self.codes().collect();
        let mut letters = self.letters().to_vec();
        letters.extend(other.letters().iter().filter(|letter| {
            let found = known.iter().position(|code| *code == letter.code());
            found.map(|at| known.swap_remove(at)).is_none()
        }));
        join(&mut letters);
        Self::from_letters(letters)
    }

    fn letters(&self) -> &[Letter] {
        self.all.get(self.own.clone()).unwrap_or_default()
    }

    /// The numbers of its letters.
    fn codes(&self) -> impl ExactSizeIterator<Item = u32> {
        self.letters().iter().map(|letter| letter.code())
    }

    /// Whether a letter lies in a piece of two or more that the other one has too, for each letter in order.
    fn matched<'p>(&'p self, other: &'p Self) -> impl Iterator<Item = bool> + 'p {
        let letters = self.letters();
        let mut before = false;
        letters.iter().enumerate().map(move |(at, letter)| {
            let behind = other.set.may_have(letter.place())
                && letters.get(at + 1).is_some_and(|next| other.has(*letter, *next));
            std::mem::replace(&mut before, behind) || behind
        })
    }

    /// Whether two letters stand together in it.
    fn has(&self, a: Letter, b: Letter) -> bool {
        let letters = self.letters();
        let same = |pair: &[Letter]| matches!(pair, [c, d] if c.code() == a.code() && d.code() == b.code());
        if letters.len() <= SHORT {
            return letters.windows(2).any(same);
        }
        let pairs = self.pairs.get_or_init(|| Box::new(Pairs::new(letters)));
        let first = pairs.first.get(usize::try_from(a.place()).unwrap_or(0)).copied();
        let all = std::iter::successors(first, |at| pairs.next.get(usize::from(*at)).copied());
        let mut all = all.take_while(|at| *at != Pairs::NONE).map(usize::from);
        all.any(|at| letters.get(at..at + 2).is_some_and(same))
    }

    /// How many places of pairs there are.
    pub(crate) const PLACES: usize = PLACES;

    /// The places of its pairs of letters, one for each pair: two phrases that have none in common do not meet.
    pub(crate) fn places(&self) -> impl Iterator<Item = u32> {
        self.letters().split_last().map_or(&[][..], |(_, before)| before).iter().map(|letter| letter.place())
    }

    /// The places of the pairs of letters of some phrases, each once, ascending.
    pub(crate) fn places_of<'p>(phrases: impl IntoIterator<Item = &'p Self>) -> impl Iterator<Item = u32> {
        let mut all = Set::default();
        for phrase in phrases {
            all.0.iter_mut().zip(&phrase.set.0).for_each(|(all, own)| *all |= own);
        }
        let words = all.0.into_iter().zip((0_u32..).step_by(64));
        words.flat_map(|(bits, first)| {
            super::places::ones(bits).filter_map(move |bit| Some(first + u32::try_from(bit).ok()?))
        })
    }

    /// Whether it may have a pair of letters in common with another one; surely none where it has not.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.set.meets(&other.set)
    }

    /// Whether it has a letter.
    pub(super) fn has_letter(&self, letter: char) -> bool {
        self.codes().any(|code| code == u32::from(letter))
    }

    /// How many letters it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.own.len()
    }

    /// Whether it has no letter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty()
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
        self.letters()
            .iter()
            .zip(self.matched(other))
            .filter(|(letter, found)| letter.tells() && *found)
            .count()
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
        for (letter, found) in self.letters().iter().zip(self.matched(other)) {
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
        for (letter, found) in self.letters().iter().zip(self.matched(other)) {
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
        percent(row(self.letters(), other.letters()), self.own.len())
    }

    /// How alike two phrases are, from 0 for nothing in common to 100 for the same letters.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> u32 {
        percent(row(self.letters(), other.letters()), self.own.len().max(other.own.len()))
    }

    /// Whether both have the same letters, in whatever order: 绣娘培训 and 培训绣娘.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        if self.own.len() != other.own.len() || self.own.is_empty() {
            return false;
        }
        self.codes().eq(other.codes()) || {
            let [mut own, mut others] = [self, other].map(|phrase| phrase.codes().collect::<Vec<_>>());
            own.sort_unstable();
            others.sort_unstable();
            own == others
        }
    }

    /// Its letters in their order in the alphabet: the same for phrases that [`Self::is_same`].
    #[must_use]
    pub fn sorted(&self) -> String {
        let mut letters: Vec<u32> = self.codes().collect();
        letters.sort_unstable();
        text_of(letters.into_iter())
    }

    /// Whether the other one stands in it, letter by letter.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let Some((_, joined)) = other.letters().split_last() else { return false };
        let same = |window: &[Letter]| window.iter().zip(other.letters()).all(|(a, b)| a.code() == b.code());
        joined.iter().all(|letter| self.set.may_have(letter.place()))
            && self.letters().windows(other.own.len()).any(same)
    }

    /// Whether all that it tells stands in another one, in pieces of two letters or more.
    #[must_use]
    pub fn covers_all(&self, other: &Self) -> bool {
        self.telling > 0 && other.covered(self) == other.telling
    }

    /// How many letters that tell something stand in none of some phrases, in pieces of two letters or more.
    #[must_use]
    pub(super) fn left(&self, known: &[&Self]) -> usize {
        let mut left: Vec<bool> = self.letters().iter().map(|letter| letter.tells()).collect();
        for phrase in known.iter().filter(|phrase| self.set.meets(&phrase.set)) {
            for (left, found) in left.iter_mut().zip(self.matched(phrase)) {
                *left &= !found;
            }
        }
        left.iter().filter(|left| **left).count()
    }

    /// Whether two letters that tell something stand together in it.
    #[must_use]
    pub fn tells_word(&self) -> bool {
        self.letters().windows(2).any(|pair| pair.iter().all(|letter| letter.tells()))
    }

    /// Whether its letters are those of a text that is folded.
    #[must_use]
    pub fn is_spelled(&self, folded: &str) -> bool {
        self.codes().eq(folded.chars().map(u32::from))
    }

    /// Its letters as a text: no white space or punctuation, full-width letters and digits as ASCII.
    #[must_use]
    pub fn folded(&self) -> String {
        text_of(self.codes())
    }
}

/// The letters of a text one behind the other: enough to ask how much of it another one has in that order.
#[derive(Debug, Default)]
pub(super) struct Spelled(Vec<Letter>);

impl Spelled {
    /// Those of pieces of a text.
    pub(super) fn of<'t>(pieces: impl IntoIterator<Item = &'t str>) -> Self {
        let mut letters = Vec::new();
        for piece in pieces {
            letters.reserve(piece.len() / 3 + 1);
            add_word(piece, false, &mut letters);
        }
        letters.truncate(LONGEST);
        Self(letters)
    }

    /// How many letters it has.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How much of it a text has in that order, gaps allowed, in per cent.
    pub(super) fn alike(&self, text: &str) -> u32 {
        percent(row(&self.0, &Self::of([text]).0), self.0.len())
    }
}

fn text_of(codes: impl ExactSizeIterator<Item = u32>) -> String {
    let mut text = String::with_capacity(codes.len() * 3);
    text.extend(codes.filter_map(char::from_u32));
    text
}

/// Adds the letters of a text that are all of one word, or of none.
#[inline]
pub(super) fn add_word(text: &str, is_generic: bool, letters: &mut Vec<Letter>) {
    // Nearly every letter is an ideograph of three bytes.
    let (threes, rest) = text.as_bytes().as_chunks::<3>();
    let telling = if is_generic { 0 } else { Letter::TELLS };
    for (at, three) in threes.iter().enumerate() {
        let code = code_of(*three);
        if !is_ideograph_code(code) {
            return add_others(text, 3 * at, is_generic, letters);
        }
        letters.push(Letter(code | if super::numerals::is_date_code(code) { 0 } else { telling }));
    }
    if !rest.is_empty() {
        add_others(text, 3 * threes.len(), is_generic, letters);
    }
}

/// The same from a byte on, whatever letters they are.
fn add_others(text: &str, from: usize, is_generic: bool, letters: &mut Vec<Letter>) {
    let others = text.get(from..).unwrap_or_default();
    letters.extend(others.chars().filter_map(|c| Letter::of(c, is_generic)));
}

/// The number of a letter of three bytes; of bytes that are none of no ideograph.
#[inline]
fn code_of([first, second, third]: [u8; 3]) -> u32 {
    let low = |byte: u8| u32::from(byte & 0x3f);
    u32::from(first.wrapping_sub(0xe0)) << 12 | low(second) << 6 | low(third)
}

/// Whether a number is that of an ideograph.
#[inline]
fn is_ideograph_code(code: u32) -> bool {
    code.wrapping_sub(u32::from(super::numerals::FIRST_IDEOGRAPH)) < 0x5200
}

/// Adds the letters of a text.
pub(super) fn add(language: &Language, text: &str, letters: &mut Vec<Letter>) {
    let generic = language.known().generic;
    letters.reserve(text.len() / 3 + 1);
    let mut generic_until = 0;
    for (at, c) in text.char_indices() {
        if at >= generic_until
            && let Some(rest) = text.get(at..)
            && !language.lexicon().is_open(rest.as_bytes())
            && let Some(word) = language.lexicon().longest(c, rest)
            && word.classes.meets(generic)
        {
            generic_until = at + language.lexicon().taken(word, rest);
        }
        letters.extend(Letter::of(c, at < generic_until));
    }
}

/// The letter of a text for comparing; `None` for white space and punctuation.
fn folded(c: char) -> Option<char> {
    // Asked first: nearly every letter is an ideograph, and the tables of Unicode are slow to ask.
    if super::numerals::is_ideograph(c) {
        return Some(c);
    }
    let narrow = super::numbers::narrow(c).to_ascii_lowercase();
    (narrow == '%' || narrow.is_alphanumeric()).then_some(narrow)
}

/// A text for comparing: no white space or punctuation, full-width letters and digits as ASCII.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    letters.extend(text.chars().filter_map(folded));
    letters
}

pub(super) fn percent(part: usize, whole: usize) -> u32 {
    (part * 100).checked_div(whole).and_then(|percent| u32::try_from(percent).ok()).unwrap_or(0)
}

/// The length of the longest row of letters that both have in that order, gaps allowed: bit by bit (Hyyrö 2004), one
/// machine word for 64 letters of `a`.
fn row(a: &[Letter], b: &[Letter]) -> usize {
    // It is the same either way, and the masks are those of `a`.
    let (a, b) = if b.len() < a.len() { (b, a) } else { (a, b) };
    if a.len() <= 64 {
        return short_row(a, b);
    }
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

/// The same where one machine word holds a bit for each letter of `a`.
fn short_row(a: &[Letter], b: &[Letter]) -> usize {
    // Of letters with the same last bits the table holds one after the other.
    let mut table = [(0_u32, 0_u64); 128];
    let slot = |table: &[(u32, u64); 128], code: u32| {
        let mut at = usize::try_from(code & 127).unwrap_or(0);
        // Half of it stays free.
        while table.get(at).is_some_and(|(known, mask)| *known != code && *mask != 0) {
            at = (at + 1) & 127;
        }
        at
    };
    for (at, letter) in a.iter().enumerate() {
        let code = letter.code();
        let slot = slot(&table, code);
        if let Some(entry) = table.get_mut(slot) {
            *entry = (code, entry.1 | 1 << at);
        }
    }
    let mut state = u64::MAX;
    for letter in b {
        let found = table.get(slot(&table, letter.code()));
        let both = state & found.map_or(0, |(_, mask)| *mask);
        state = state.wrapping_add(both) | (state & !both);
    }
    usize::try_from(state.count_zeros()).unwrap_or(0)
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
