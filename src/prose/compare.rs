//! How much two phrases have in common.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::GENERIC;

/// What two texts share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The shared pieces of two letters or more, in the order of the first text, generic words left out.
    pub pieces: Vec<String>,
}

impl Shared {
    /// How many letters are shared.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.pieces.iter().map(|piece| piece.chars().count()).sum()
    }
}

/// A text made ready for comparing: its letters, which of them tell something, and its pairs.
#[derive(Debug, Clone)]
pub struct Phrase {
    letters: Vec<char>,
    /// Whether each letter belongs to a word that tells something: not to a generic one, no digit.
    tells: Vec<bool>,
    /// Every pair of letters that stand together, sorted.
    pairs: Vec<(char, char)>,
}

/// Letters of a text that are compared; forms print 2,000 in a cell.
const LONGEST: usize = 5_000;

/// Generic words by their first letter.
static GENERIC_BY_LETTER: LazyLock<HashMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut words: HashMap<char, Vec<Vec<char>>> = HashMap::new();
    for word in GENERIC {
        let letters: Vec<char> = word.chars().collect();
        if let Some(first) = letters.first() {
            words.entry(*first).or_default().push(letters);
        }
    }
    words
});

impl Phrase {
    /// Makes a text ready.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let letters: Vec<char> = folded(text).take(LONGEST).collect();
        // Numbers tell how much, not what.
        let mut tells: Vec<bool> =
            letters.iter().map(|c| !c.is_ascii_digit() && !matches!(c, '%' | '年' | '月' | '日')).collect();
        for at in 0..letters.len() {
            let rest = letters.get(at..).unwrap_or_default();
            let words = rest.first().and_then(|first| GENERIC_BY_LETTER.get(first)).into_iter().flatten();
            for word in words.filter(|word| rest.starts_with(word)) {
                tells.iter_mut().skip(at).take(word.len()).for_each(|tells| *tells = false);
            }
        }
        let mut pairs: Vec<(char, char)> =
            letters.iter().copied().zip(letters.iter().copied().skip(1)).collect();
        pairs.sort_unstable();
        Self { letters, tells, pairs }
    }

    /// Which letters lie in a piece of two or more that the other one has too.
    fn matched(&self, other: &Self) -> Vec<bool> {
        let mut found = vec![false; self.letters.len()];
        for (at, pair) in self.letters.windows(2).enumerate() {
            if let [a, b] = pair
                && other.pairs.binary_search(&(*a, *b)).is_ok()
            {
                found.iter_mut().skip(at).take(2).for_each(|found| *found = true);
            }
        }
        found
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
        self.tells.iter().filter(|tells| **tells).count()
    }

    /// How much of what it tells stands in another one, in pieces of two letters or more, in per cent; 0 for a phrase
    /// that tells nothing.
    #[must_use]
    pub fn coverage(&self, other: &Self) -> u32 {
        let found = self.matched(other);
        let told = self.tells.iter().zip(&found).filter(|(tells, found)| **tells && **found).count();
        percent(told, self.telling())
    }

    /// The pieces that tell something which it shares with another one.
    #[must_use]
    pub fn common(&self, other: &Self) -> Shared {
        let found = self.matched(other);
        let mut pieces: Vec<String> = Vec::new();
        let mut piece = String::new();
        for ((c, tells), found) in self.letters.iter().zip(&self.tells).zip(&found) {
            if *tells && *found {
                piece.push(*c);
            } else if !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
            }
        }
        pieces.push(piece);
        pieces.retain(|piece| piece.chars().count() >= 2);
        Shared { pieces }
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
}

/// The letters of a text for comparing: no white space or punctuation, full-width letters and digits as ASCII.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => {
                u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c).to_ascii_lowercase()
            }
            other => other.to_ascii_lowercase(),
        })
        // Asked first: nearly every letter is an ideograph, and the tables of Unicode are slow to ask.
        .filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '%') || c.is_alphanumeric())
}

/// A text for comparing: no white space or punctuation, full-width letters and digits as ASCII.
#[must_use]
pub fn fold(text: &str) -> String {
    folded(text).collect()
}

/// The length of the longest row of letters that both have in that order, gaps allowed, over the longer one's length, in
/// per cent: 100 for the same text, 0 for nothing in common.
#[must_use]
pub fn similarity(one: &str, other: &str) -> u32 {
    let (a, b): (Vec<char>, Vec<char>) = (folded(one).collect(), folded(other).collect());
    percent(row(&a, &b), a.len().max(b.len()))
}

/// Like [`similarity`], over the length of `phrase`: how much of a phrase another one has, in per cent.
#[must_use]
pub fn alike(phrase: &str, other: &str) -> u32 {
    let (a, b): (Vec<char>, Vec<char>) = (folded(phrase).collect(), folded(other).collect());
    percent(row(&a, &b), a.len())
}

fn percent(part: usize, whole: usize) -> u32 {
    (part * 100).checked_div(whole).and_then(|percent| u32::try_from(percent).ok()).unwrap_or(0)
}

fn row(a: &[char], b: &[char]) -> usize {
    let mut last = vec![0_usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        let mut left = 0;
        for (y, cell) in b.iter().zip(last.iter_mut().skip(1)) {
            let above = *cell;
            *cell = if x == y { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            left = *cell;
        }
    }
    last.last().copied().unwrap_or(0)
}

/// [`Phrase::coverage`] of two texts.
#[must_use]
pub fn coverage(phrase: &str, text: &str) -> u32 {
    Phrase::new(phrase).coverage(&Phrase::new(text))
}

/// [`Phrase::common`] of two texts.
#[must_use]
pub fn common(phrase: &str, text: &str) -> Shared {
    Phrase::new(phrase).common(&Phrase::new(text))
}

/// Where a text has a name that differs from another one in one or two letters amid it: 东河水厂改造 for 东湖水厂改造. The
/// bytes in the text; `None` if it has the very name, or none so like it.
#[must_use]
pub fn misnamed(name: &str, text: &str) -> Option<std::ops::Range<usize>> {
    let name = name.trim().split(['并', '且', '，']).next().unwrap_or_default();
    let wanted: Vec<char> = name.chars().collect();
    if wanted.len() < 6 || text.contains(name) || wanted.iter().any(|c| !c.is_alphabetic()) {
        return None;
    }
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    letters.windows(wanted.len()).find_map(|window| {
        let same: Vec<bool> =
            window.iter().zip(&wanted).map(|((_, found), wanted)| found == wanted).collect();
        let front = same.iter().take_while(|same| **same).count();
        let back = same.iter().rev().take_while(|same| **same).count();
        let amid = wanted.len().checked_sub(front + back)?;
        let differs = (1..=2).contains(&amid) && front >= 1 && back >= 3;
        let (first, last) = (window.first()?, window.last()?);
        differs.then(|| first.0..last.0 + last.1.len_utf8())
    })
}
