//! By what a finding is known again after the form was edited elsewhere.
//!
//! In: the rule, what the cells are called, what stands in them. Out: a [`Fingerprint`]: one half for the rule and the cell,
//! one for the values, so that a finding whose values have changed is told from one that is gone.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Bytes of the half for rule and cell.
const PLACE: usize = 8;

/// Bytes of the half for the values: nobody finds two sets of values with the same ones.
const VALUES: usize = 16;

/// By what a finding is known again: printed as 16 and 32 hexadecimal digits with `-` between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint {
    place: [u8; PLACE],
    values: [u8; VALUES],
}

impl Fingerprint {
    /// That of a finding of a rule at a cell. `cell` is what the cell is called, names of elements in the place of their
    /// indices; `values` what stands in it and in every other cell that took part, each with what that cell is called.
    #[must_use]
    pub fn new(rule: &str, cell: &str, values: &[(&str, &str)]) -> Self {
        let place = digest(&[rule, cell]);
        let values: Vec<&str> = values.iter().flat_map(|(cell, value)| [*cell, *value]).collect();
        Self { place: first(&place), values: first(&digest(&values)) }
    }

    /// The same for the `number`-th finding, from 2, that is otherwise the same as one before it in its document.
    #[must_use]
    pub fn numbered(self, number: usize) -> Self {
        let values = digest(&[&hex(&self.values), &number.to_string()]);
        Self { values: first(&values), ..self }
    }

    /// Whether two findings are of the same rule at the same cell, whatever the values.
    #[must_use]
    pub fn is_same_place(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// The half for rule and cell: 16 hexadecimal digits.
    #[must_use]
    pub fn place(&self) -> String {
        hex(&self.place)
    }

    /// Reads what is printed; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (place, values) = text.split_once('-')?;
        Some(Self { place: bytes(place)?, values: bytes(values)? })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", hex(&self.place), hex(&self.values))
    }
}

/// Bytes of a text from which on its digest stands for it.
const LONG: usize = 200;

/// A text, or what stands for it where it is long.
#[must_use]
pub fn short(text: &str) -> Cow<'_, str> {
    if text.len() <= LONG { text.into() } else { hex(&digest(&[text])).into() }
}

/// Over the parts, each with its length before it, so that no two lists of parts give the same input.
fn digest(parts: &[&str]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(format!("{}:", part.len()));
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

fn first<const N: usize>(digest: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    for (to, from) in bytes.iter_mut().zip(digest) {
        *to = *from;
    }
    bytes
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// As many bytes as there are pairs of lower-case hexadecimal digits, and no other sign.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 2 * N || !text.bytes().all(is_digit) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, to) in bytes.iter_mut().enumerate() {
        *to = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_halves_stand_for_the_cell_and_for_the_values() {
        let one = Fingerprint::new("funds/rate", "/rate", &[("/rate", "95.23%")]);
        let other = Fingerprint::new("funds/rate", "/rate", &[("/rate", "93.23%")]);
        let elsewhere = Fingerprint::new("funds/rate", "/ratio", &[("/rate", "95.23%")]);
        assert!(one.is_same_place(&other) && one != other);
        assert!(!one.is_same_place(&elsewhere));
        assert_ne!(
            Fingerprint::new("a/b", "/c", &[("d", "ef")]),
            Fingerprint::new("a/b", "/c", &[("de", "f")])
        );
        assert_ne!(one, one.numbered(2));
        assert!(one.is_same_place(&one.numbered(2)));
    }

    #[test]
    fn what_is_printed_is_read_again_and_nothing_else() {
        let one = Fingerprint::new("funds/rate", "/rate", &[("/rate", "95.23%")]);
        let text = one.to_string();
        assert_eq!(text.len(), 49);
        assert_eq!(Fingerprint::parse(&text), Some(one));
        for bad in ["", "-", "0123456789abcdef", &text[1..], &text.to_uppercase(), &format!("{text}0")] {
            assert_eq!(Fingerprint::parse(bad), None, "{bad}");
        }
    }
}
