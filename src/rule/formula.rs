//! The formula of a term as it is written → its parts: `weighted_score else score`, `(spent - paid) / budget * 100`.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::form::Sign;

/// What a formula says, with the bytes of its text where names stand.
#[derive(Debug)]
pub(super) enum Parsed {
    /// Names with dots between them.
    Way(Vec<(String, Range<usize>)>),
    /// The first; where the form has no such cell, the second.
    Else(Box<Self>, Box<Self>),
    /// There is no such cell.
    Nothing,
    Number(Decimal),
    Operation(Sign, Box<Self>, Box<Self>),
}

/// Where a formula cannot be read: the bytes of its text, and what stands there.
#[derive(Debug)]
pub(super) struct Unclear {
    pub(super) range: Range<usize>,
    pub(super) id: &'static str,
    pub(super) what: String,
}

/// Brackets within brackets, and `else` behind `else`.
const DEEPEST: usize = 16;

impl Parsed {
    /// Reads a formula.
    pub(super) fn read(text: &str) -> Result<Self, Unclear> {
        if text.trim().is_empty() {
            return Ok(Self::Nothing);
        }
        let mut parser = Parser { text, at: 0, depth: 0 };
        let formula = parser.whole()?;
        match parser.peek() {
            None => Ok(formula),
            Some(_) => Err(parser.unexpected()),
        }
    }

    /// The bytes of its names, from the first to the last.
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Self::Way(steps) => {
                let start = steps.first().map_or(0, |(_, range)| range.start);
                start..steps.last().map_or(start, |(_, range)| range.end)
            }
            Self::Else(first, second) | Self::Operation(_, first, second) => {
                first.range().start..second.range().end.max(first.range().end)
            }
            Self::Number(_) | Self::Nothing => 0..0,
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&mut self) -> Option<char> {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.at += blank;
        self.rest().chars().next()
    }

    /// Passes over one of some characters if it stands next.
    fn takes(&mut self, wanted: &[char]) -> Option<char> {
        let found = self.peek().filter(|found| wanted.contains(found))?;
        self.at += found.len_utf8();
        Some(found)
    }

    fn unexpected(&mut self) -> Unclear {
        let what = self.peek().map(String::from).unwrap_or_default();
        let id = if what.is_empty() { "term-ends" } else { "term-unexpected" };
        Unclear { range: self.at..self.at + what.len(), id, what }
    }

    fn deeper(&mut self) -> Result<(), Unclear> {
        self.depth += 1;
        if self.depth <= DEEPEST { Ok(()) } else { Err(self.unexpected()) }
    }

    /// A formula with what stands behind `else`.
    fn whole(&mut self) -> Result<Parsed, Unclear> {
        let first = self.sum()?;
        self.peek();
        let is_else = self.rest().strip_prefix("else").is_some_and(|rest| !rest.starts_with(is_part_of_name));
        if !is_else {
            return Ok(first);
        }
        self.at += "else".len();
        self.deeper()?;
        let second = self.whole()?;
        self.depth -= 1;
        Ok(Parsed::Else(Box::new(first), Box::new(second)))
    }

    fn sum(&mut self) -> Result<Parsed, Unclear> {
        let mut left = self.product()?;
        while let Some(sign) = self.takes(&['+', '-', '−']) {
            let sign = if sign == '+' { Sign::Add } else { Sign::Subtract };
            left = Parsed::Operation(sign, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Parsed, Unclear> {
        let mut left = self.unit()?;
        while let Some(sign) = self.takes(&['*', '/', '×', '÷']) {
            let sign = if matches!(sign, '*' | '×') { Sign::Multiply } else { Sign::Divide };
            left = Parsed::Operation(sign, Box::new(left), Box::new(self.unit()?));
        }
        Ok(left)
    }

    fn unit(&mut self) -> Result<Parsed, Unclear> {
        if self.takes(&['(', '（']).is_some() {
            self.deeper()?;
            let inner = self.whole()?;
            self.depth -= 1;
            return match self.takes(&[')', '）']) {
                Some(_) => Ok(inner),
                None => Err(self.unexpected()),
            };
        }
        match self.peek() {
            Some(digit) if digit.is_ascii_digit() => self.number(),
            Some(letter) if is_part_of_name(letter) => self.way(),
            _ => Err(self.unexpected()),
        }
    }

    fn number(&mut self) -> Result<Parsed, Unclear> {
        let end = self.rest().find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest().len());
        let digits = self.rest().get(..end).unwrap_or_default().to_owned();
        let range = self.at..self.at + end;
        self.at = range.end;
        let unclear = || Unclear { range, id: "term-unexpected", what: digits.clone() };
        Decimal::from_str_exact(&digits).map(Parsed::Number).map_err(|_| unclear())
    }

    fn way(&mut self) -> Result<Parsed, Unclear> {
        let mut steps = Vec::new();
        loop {
            self.peek();
            let length = self.rest().find(|c| !is_part_of_name(c)).unwrap_or(self.rest().len());
            let name = self.rest().get(..length).unwrap_or_default().to_owned();
            if name.is_empty() || name == "else" {
                return Err(self.unexpected());
            }
            steps.push((name, self.at..self.at + length));
            self.at += length;
            if self.takes(&['.']).is_none() {
                return Ok(Parsed::Way(steps));
            }
        }
    }
}

fn is_part_of_name(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}
