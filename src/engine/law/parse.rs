//! A law as it is written → terms.

use rust_decimal::Decimal;

use super::terms::{Law, Operator, Relation, Term};
use crate::text::fault::Fault;
use crate::text::grammar::{Form, Grammar};

/// Why a law cannot be read: the bytes of its text and what stands there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclear {
    at: usize,
    length: usize,
    pub(super) id: &'static str,
    pub(super) what: String,
}

impl Unclear {
    /// The fault with its place in the file.
    pub(super) fn fault(self, file: &str, form: &Form) -> Fault {
        // The quotation mark is the first byte.
        let start = (form.law_range.start + 1 + self.at).min(form.law_range.end);
        let end = (start + self.length).min(form.law_range.end);
        Fault { file: file.to_owned(), range: start..end, id: self.id, args: vec![("what", self.what)] }
    }
}

/// Brackets within brackets.
const DEEPEST: usize = 16;

/// The law of a form; `None` where it has none.
pub(super) fn law(grammar: &Grammar, form: &Form) -> Result<Option<Law>, Unclear> {
    if form.law.trim().is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { text: &form.law, at: 0, depth: 0, grammar, form };
    let left = parser.side()?;
    let relation = parser.relation()?;
    let right = parser.side()?;
    match parser.peek() {
        None => Ok(Some(Law { left, relation, right })),
        Some(c) => Err(parser.unclear("language-law", &c.to_string())),
    }
}

struct Parser<'p> {
    text: &'p str,
    at: usize,
    depth: usize,
    grammar: &'p Grammar,
    form: &'p Form,
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

    /// Passes over a character if it stands next.
    fn takes(&mut self, wanted: char) -> bool {
        let stands = self.peek() == Some(wanted);
        if stands {
            self.at += wanted.len_utf8();
        }
        stands
    }

    fn unclear(&self, id: &'static str, what: &str) -> Unclear {
        Unclear { at: self.at, length: what.len(), id, what: what.to_owned() }
    }

    fn unexpected(&mut self) -> Unclear {
        let what = self.peek().map(String::from).unwrap_or_default();
        self.unclear(if what.is_empty() { "language-law-end" } else { "language-law" }, &what)
    }

    fn relation(&mut self) -> Result<Relation, Unclear> {
        let relation = match self.peek() {
            Some('=') => return Ok(self.pass(1, Relation::Equal)),
            Some('<') => Relation::AtMost,
            Some('>') => Relation::AtLeast,
            _ => {
                let (length, what) = (self.text.len(), self.text.to_owned());
                return Err(Unclear { at: 0, length, id: "language-law-relation", what });
            }
        };
        let has_equal = self.rest().get(1..).is_some_and(|rest| rest.starts_with('='));
        if has_equal { Ok(self.pass(2, relation)) } else { Err(self.unexpected()) }
    }

    fn pass<T>(&mut self, bytes: usize, value: T) -> T {
        self.at += bytes;
        value
    }

    /// A side: a member alone may be a row.
    fn side(&mut self) -> Result<Term, Unclear> {
        let start = self.at;
        let term = self.sum()?;
        let is_alone = matches!(term, Term::Member(_));
        if is_alone { Ok(term) } else { self.without_rows(term, start) }
    }

    /// A row has no value where one figure is asked for.
    fn without_rows(&self, term: Term, at: usize) -> Result<Term, Unclear> {
        match term.first_row(self.form) {
            None => Ok(term),
            Some(row) => {
                let name = self.grammar.members().get(row).cloned().unwrap_or_default();
                let at = self.text.get(at..).and_then(|rest| rest.find(&name)).map_or(at, |found| at + found);
                Err(Unclear { at, length: name.len(), id: "language-law-row", what: name })
            }
        }
    }

    fn sum(&mut self) -> Result<Term, Unclear> {
        let mut term = self.product()?;
        loop {
            let operator = match self.peek() {
                Some('+') => Operator::Add,
                Some('-') => Operator::Subtract,
                _ => return Ok(term),
            };
            self.at += 1;
            term = Term::Operation(operator, Box::new(term), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Result<Term, Unclear> {
        let mut term = self.factor()?;
        loop {
            let operator = match self.peek() {
                Some('*') => Operator::Multiply,
                Some('/') => Operator::Divide,
                _ => return Ok(term),
            };
            self.at += 1;
            term = Term::Operation(operator, Box::new(term), Box::new(self.factor()?));
        }
    }

    fn factor(&mut self) -> Result<Term, Unclear> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.unclear("language-law", "("));
        }
        let term = match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.closed(inner)
            }
            Some('-') => {
                self.at += 1;
                self.factor().map(|term| Term::Negate(Box::new(term)))
            }
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if c.is_alphabetic() => self.name(),
            _ => Err(self.unexpected()),
        };
        self.depth -= 1;
        term
    }

    fn closed(&mut self, term: Term) -> Result<Term, Unclear> {
        if self.takes(')') { Ok(term) } else { Err(self.unexpected()) }
    }

    fn number(&mut self) -> Result<Term, Unclear> {
        let digits: String = self.rest().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let value = Decimal::from_str_exact(&digits).map_err(|_| self.unclear("language-law", &digits))?;
        Ok(self.pass(digits.len(), Term::Number(value)))
    }

    /// A member, or a function of one.
    fn name(&mut self) -> Result<Term, Unclear> {
        let name = self.word();
        let at = self.at;
        self.at += name.len();
        if self.peek() != Some('(') {
            return self.member(&name, at).map(Term::Member);
        }
        self.at += 1;
        let term = match name.as_str() {
            "abs" => Term::Absolute(Box::new(self.sum()?)),
            "sum" => Term::Sum(self.row()?),
            "count" => Term::Count(self.row()?),
            _ => return Err(Unclear { at, length: name.len(), id: "language-law-function", what: name }),
        };
        self.closed(term)
    }

    fn word(&self) -> String {
        self.rest().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    }

    /// The row that a function takes.
    fn row(&mut self) -> Result<usize, Unclear> {
        self.peek();
        let (name, at) = (self.word(), self.at);
        if name.is_empty() {
            return Err(self.unexpected());
        }
        let member = self.member(&name, at)?;
        if self.form.is_row(member) == Some(false) {
            return Err(Unclear { at, length: name.len(), id: "language-law-no-row", what: name });
        }
        Ok(self.pass(name.len(), member))
    }

    /// The number of a member that the form has.
    fn member(&self, name: &str, at: usize) -> Result<usize, Unclear> {
        let number = self.grammar.member(name).filter(|number| self.form.is_row(*number).is_some());
        number.ok_or_else(|| Unclear {
            at,
            length: name.len(),
            id: "language-law-member",
            what: name.to_owned(),
        })
    }
}

impl Term {
    /// The first member that is a row and stands where one figure is asked for.
    fn first_row(&self, form: &Form) -> Option<usize> {
        match self {
            Self::Member(number) => form.is_row(*number).filter(|is_row| *is_row).map(|_| *number),
            Self::Absolute(term) | Self::Negate(term) => term.first_row(form),
            Self::Operation(_, left, right) => left.first_row(form).or_else(|| right.first_row(form)),
            Self::Number(_) | Self::Sum(_) | Self::Count(_) => None,
        }
    }
}
