//! Labels that tell a year: `{year}年决算数` is printed as 2022年决算数 in the form of 2022, `{year-1}年决算数` as 2021年决算数.
//!
//! In: the texts of a sheet. Out: the year of its form, and the layout with the labels of that year.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Layout, YEARS};
use crate::sheet::key;

/// The year that labels tell, and the number of a text that does so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The year of the form.
    pub year: u32,
    /// The first text with that year; where none has it, the first that tells it.
    pub text: usize,
}

/// The labels that tell a year.
struct Votes {
    count: usize,
    /// The first text that has the year itself.
    own: Option<usize>,
    /// The first text.
    any: usize,
}

impl Layout {
    /// The year that most labels among some texts tell, of several the earliest; `None` where no label tells one.
    #[must_use]
    pub fn year_told<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Option<Told> {
        let dated: BTreeSet<&str> = self
            .labels()
            .flat_map(|label| label.keys.iter().map(String::as_str))
            .filter(|key| YEARS.iter().any(|(mark, _)| key.contains(mark)))
            .collect();
        if dated.is_empty() {
            return None;
        }
        // A text that prints a label is shorter than the label.
        let longest = dated.iter().map(|key| key.len()).max().unwrap_or(0);
        let mut told: BTreeMap<u32, Votes> = BTreeMap::new();
        for (number, text) in texts.enumerate() {
            let text = key(text);
            if text.len() > longest {
                continue;
            }
            for (before, year, behind) in years(&text) {
                let names = |mark: &str| dated.contains(format!("{before}{mark}{behind}").as_str());
                for (_, back) in YEARS.iter().filter(|(mark, _)| names(mark)) {
                    let votes = told.entry(year + back).or_insert(Votes { count: 0, own: None, any: number });
                    votes.count += 1;
                    votes.own = votes.own.or((*back == 0).then_some(number));
                }
            }
        }
        let (year, votes) = told.into_iter().max_by_key(|(year, votes)| (votes.count, Reverse(*year)))?;
        Some(Told { year, text: votes.own.unwrap_or(votes.any) })
    }

    /// With the labels that the form of a year prints.
    #[must_use]
    pub fn in_year(&self, year: u32) -> Self {
        let mut layout = self.clone();
        layout.each_label(|label| {
            for key in &mut label.keys {
                for (mark, back) in YEARS {
                    if key.contains(mark) {
                        *key = key.replace(mark, &year.saturating_sub(back).to_string());
                    }
                }
            }
        });
        layout
    }
}

/// The years in a text, four digits each, with what stands before and behind.
fn years(text: &str) -> impl Iterator<Item = (&str, u32, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let starts = text.char_indices().filter(move |(_, c)| is_digit(*c)).map(|(at, _)| at);
    starts.filter_map(move |at| {
        let (before, rest) = (text.get(..at)?, text.get(at..)?);
        let (digits, behind) = (rest.get(..4)?, rest.get(4..)?);
        let is_year =
            digits.chars().all(is_digit) && !before.ends_with(is_digit) && !behind.starts_with(is_digit);
        is_year.then(|| Some((before, digits.parse().ok()?, behind)))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_four_digits_by_themselves() {
        let found: Vec<_> = years("2021年决算数").collect();
        assert_eq!(found, [("", 2021, "年决算数")]);
        assert_eq!(years("20221年12345").count(), 0);
        assert_eq!(years("年末2022与2023").map(|(_, year, _)| year).collect::<Vec<_>>(), [2022, 2023]);
    }
}
