//! What a sentence states about its figures.

use std::ops::Range;

/// A statement about figures of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The number of its kind in the grammar.
    pub kind: usize,
    /// The number of its form in the kind.
    pub form: usize,
    /// Its members, by the numbers of their names.
    pub members: Vec<(usize, Member)>,
    /// The bytes of what says it.
    pub range: Range<usize>,
}

/// What a member of a statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// A figure of the text, by its number.
    Figure(usize),
    /// Figures of the text, by their numbers.
    Figures(Vec<usize>),
    /// Names, by their bytes.
    Names(Vec<Range<usize>>),
}

impl Statement {
    /// The member of that number; `None` where the text prints none.
    #[must_use]
    pub fn member(&self, number: usize) -> Option<&Member> {
        self.members.iter().find(|(known, _)| *known == number).map(|(_, member)| member)
    }

    /// The figure that is a member.
    #[must_use]
    pub fn figure(&self, number: usize) -> Option<usize> {
        match self.member(number) {
            Some(Member::Figure(figure)) => Some(*figure),
            _ => None,
        }
    }

    pub(super) fn set(&mut self, number: usize, member: Member) {
        match self.members.iter_mut().find(|(known, _)| *known == number) {
            Some((_, slot)) => *slot = member,
            None => self.members.push((number, member)),
        }
    }

    /// The figure that only one statement can be of.
    pub(super) fn key(&self, member: usize) -> Option<usize> {
        match self.member(member)? {
            Member::Figure(figure) => Some(*figure),
            Member::Figures(figures) => figures.first().copied(),
            Member::Names(_) => None,
        }
    }
}

/// Why a pattern that took a text was not read as a statement, for those who write patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The number of its kind.
    pub kind: usize,
    /// The number of its form in the kind.
    pub form: usize,
    /// The pattern as it is written.
    pub pattern: Box<str>,
    /// The condition that does not hold, by its number in the form.
    pub condition: usize,
    /// The bytes that the pattern took.
    pub range: Range<usize>,
}
