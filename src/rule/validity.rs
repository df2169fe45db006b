//! When a rule holds: by the years of forms, and from a day on.

use serde::{Deserialize, Serialize};
use toml::value::Datetime;

/// Years that forms are of.
pub(super) const YEARS: std::ops::RangeInclusive<u16> = 1949..=2999;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

impl Day {
    /// A day as TOML has it; `None` for a time, and for a day with one.
    pub(super) fn of(written: &Datetime) -> Option<Self> {
        let date = written.date.filter(|_| written.time.is_none())?;
        Some(Self { year: date.year, month: date.month, of_month: date.day })
    }
}

/// As it is written: `2022-01-01`.
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// The time that a form is checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// A year, of which its last day counts: `2023`.
    Year(u16),
    /// A day: `2023-06-30`.
    Day(Day),
}

impl AsOf {
    /// Reads a year or a day; `None` for anything else, and for a day that no calendar has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() == 4 {
            return text.parse().ok().filter(|year| YEARS.contains(year)).map(Self::Year);
        }
        text.parse().ok().as_ref().and_then(Day::of).map(Self::Day)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        match self {
            Self::Year(year) | Self::Day(Day { year, .. }) => year,
        }
    }
}

impl std::fmt::Display for AsOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Year(year) => year.fmt(f),
            Self::Day(day) => day.fmt(f),
        }
    }
}

/// The time in which a rule holds; always, if nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Validity {
    /// The years of the forms that it serves, first and last included.
    pub years: Option<(u16, u16)>,
    /// The day from which it holds.
    pub from: Option<Day>,
}

/// Why a rule does not hold at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// It serves forms of these years.
    Years(u16, u16),
    /// It holds from this day on.
    From(Day),
}

impl Validity {
    /// Why the rule does not hold at a time; `None` if it does. A year ends on its last day: a rule holds for the year in which
    /// it came into force.
    #[must_use]
    pub fn outside(self, at: AsOf) -> Option<Outside> {
        let years = self.years.filter(|(first, last)| !(*first..=*last).contains(&at.year()));
        if let Some((first, last)) = years {
            return Some(Outside::Years(first, last));
        }
        let is_before = |from: &Day| match at {
            AsOf::Year(year) => year < from.year,
            AsOf::Day(day) => day < *from,
        };
        self.from.filter(is_before).map(Outside::From)
    }

    /// Whether there is no time at which it holds.
    pub(super) fn is_never(self) -> bool {
        self.years.zip(self.from).is_some_and(|((_, last), from)| last < from.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_or_a_day_is_read_and_nothing_else() {
        for text in ["2022", "2022-02-28", "2024-02-29"] {
            assert_eq!(AsOf::parse(text).unwrap().to_string(), text);
        }
        for text in
            ["", "22", "9999", "2022-2", "2022-13-01", "2023-02-29", "2022-01-01T00:00:00", "去年", "+202"]
        {
            assert_eq!(AsOf::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_rule_holds_in_its_years_and_from_its_day_on() {
        let at = |text: &str| AsOf::parse(text).unwrap();
        let AsOf::Day(from) = at("2022-07-01") else { unreachable!() };
        let validity = Validity { years: Some((2020, 2023)), from: Some(from) };
        for (text, outside) in [
            ("2019", Some(Outside::Years(2020, 2023))),
            ("2021", Some(Outside::From(from))),
            ("2022", None),
            ("2022-06-30", Some(Outside::From(from))),
            ("2022-07-01", None),
            ("2023-12-31", None),
            ("2024-01-01", Some(Outside::Years(2020, 2023))),
        ] {
            assert_eq!(validity.outside(at(text)), outside, "{text}");
        }
        assert_eq!(Validity::default().outside(at("1949")), None);
        assert!(Validity { years: Some((2018, 2021)), from: Some(from) }.is_never() && !validity.is_never());
    }
}
