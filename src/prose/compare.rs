//! How much two phrases have in common.

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

/// A text for comparing: no white space, full-width letters and digits as ASCII, punctuation dropped.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => {
                u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c).to_ascii_lowercase()
            }
            other => other.to_ascii_lowercase(),
        })
        .filter(|c| c.is_alphanumeric() || *c == '%')
        .collect()
}

/// The length of the longest row of letters that both have in that order, gaps allowed, over the longer one's length:
/// 1 for the same text, 0 for nothing in common.
#[must_use]
pub fn similarity(one: &str, other: &str) -> u32 {
    let (a, b): (Vec<char>, Vec<char>) = (fold(one).chars().collect(), fold(other).chars().collect());
    percent(row(&a, &b), a.len().max(b.len()))
}

/// Like [`similarity`], over the length of `phrase`: how much of a phrase another one has, in per cent.
#[must_use]
pub fn alike(phrase: &str, other: &str) -> u32 {
    let (a, b): (Vec<char>, Vec<char>) = (fold(phrase).chars().collect(), fold(other).chars().collect());
    percent(row(&a, &b), a.len())
}

fn percent(part: usize, whole: usize) -> u32 {
    if whole == 0 { 0 } else { u32::try_from(part * 100 / whole).unwrap_or(0) }
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

/// How much of a phrase stands in a text in pieces of two letters or more, in per cent, generic words left out of both
/// sides of the count; 0 for a phrase that is all generic.
#[must_use]
pub fn coverage(phrase: &str, text: &str) -> u32 {
    let phrase = fold(phrase);
    let text = fold(text);
    let marked = telling(&phrase);
    let all = marked.iter().filter(|(_, tells)| *tells).count();
    let found = matched(&phrase, &text);
    let told = marked.iter().zip(&found).filter(|((_, tells), found)| *tells && **found).count();
    percent(told, all)
}

/// The pieces that tell something which a phrase shares with a text.
#[must_use]
pub fn common(phrase: &str, text: &str) -> Shared {
    let phrase = fold(phrase);
    let text = fold(text);
    let marked = telling(&phrase);
    let found = matched(&phrase, &text);
    let mut pieces: Vec<String> = Vec::new();
    let mut piece = String::new();
    for ((c, tells), found) in marked.iter().zip(&found) {
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

/// Whether two phrases say the same but for their generic words.
#[must_use]
pub fn restates_words(one: &str, other: &str) -> bool {
    coverage(one, other) == 100 && coverage(other, one) == 100
}

/// Each letter, and whether it belongs to a word that tells something.
fn telling(phrase: &str) -> Vec<(char, bool)> {
    let chars: Vec<char> = phrase.chars().collect();
    // Numbers tell how much, not what.
    let mut tells: Vec<bool> = chars.iter().map(|c| !c.is_ascii_digit() && !matches!(c, '%' | '年' | '月' | '日')).collect();
    for word in GENERIC {
        let word: Vec<char> = word.chars().collect();
        for (at, window) in chars.windows(word.len()).enumerate() {
            if window == word.as_slice() {
                tells.iter_mut().skip(at).take(word.len()).for_each(|tells| *tells = false);
            }
        }
    }
    chars.into_iter().zip(tells).collect()
}

/// Which letters of a phrase lie in a piece of two or more that the text has too.
fn matched(phrase: &str, text: &str) -> Vec<bool> {
    let starts: Vec<usize> = phrase.char_indices().map(|(at, _)| at).chain([phrase.len()]).collect();
    let mut found = vec![false; starts.len().saturating_sub(1)];
    for (at, window) in starts.windows(3).enumerate() {
        if let [from, _, to] = window
            && phrase.get(*from..*to).is_some_and(|piece| text.contains(piece))
        {
            found.iter_mut().skip(at).take(2).for_each(|found| *found = true);
        }
    }
    found
}
