//! The day by which a goal wants what an indicator names.

use std::ops::Range;

use super::form_reading::{FormReading, Place};
use super::indicators::Indicator;
use crate::document::NodeId;
use crate::text::dates::Date;
use crate::text::phrases::Phrase;
use crate::text::text::Text;
use crate::text::tokens::{Piece, TokenKind};

impl FormReading {
    /// The deadline of a goal that an indicator answers with a later day; `None` where it is kept, where the indicator has
    /// a target of its own, or where no goal names just that.
    #[must_use]
    pub fn missed_deadline(&self, indicator: &Indicator) -> Option<Place> {
        let is_own = |node: NodeId| self.is_filled(node) && !self.read(node).dates().is_empty();
        if indicator.target.is_some_and(|target| self.is_filled(target)) || is_own(indicator.name) {
            return None;
        }
        let result = self.read(indicator.result?);
        let [told] = result.dates() else { return None };
        let told = self.in_year(told);
        let name = self.language().kinds().split("time", &indicator.stem)?;
        let name = Text::read(self.language(), name);
        let name = self.named(&name, 0..name.tokens().len());
        self.goals(indicator).find_map(|goal| {
            let text = self.read(goal);
            let due = text.clauses().iter().find_map(|clause| self.due(&text, clause, &name))?;
            told.is_after(&self.in_year(due)).then(|| Place { node: goal, range: Some(due.range.clone()) })
        })
    }

    /// The only day of a clause by which it wants what a name says, and nothing else.
    fn due<'t>(&self, text: &'t Text, clause: &Piece, name: &Phrase) -> Option<&'t Date> {
        let known = self.language().known();
        let inside = text.tokens().get(clause.tokens.clone())?;
        let mut dates = text
            .dates()
            .iter()
            .filter(|date| date.range.start >= clause.range.start && date.range.end <= clause.range.end);
        let (only, None) = (dates.next()?, dates.next()) else { return None };
        let led = inside.windows(2).any(
            |pair| matches!(pair, [day, next] if day.kind == TokenKind::Date && next.classes.meets(known.by)),
        );
        let wanted = self.named(text, clause.tokens.clone());
        (led && clause.figures.is_empty() && wanted.is_same(name)).then_some(only)
    }

    /// What some tokens name, without light words, days and what leads to them.
    fn named(&self, text: &Text, tokens: Range<usize>) -> Phrase {
        let known = self.language().known();
        let light = known.light.with(known.by).with(known.link).with(known.must);
        let inside = text.tokens().get(tokens).unwrap_or_default();
        let names = inside.iter().filter(|token| {
            token.kind == TokenKind::Plain || token.kind == TokenKind::Word && !token.classes.meets(light)
        });
        let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let pieces = names.map(|token| text.slice(byte(token.start)..byte(token.end)));
        Phrase::of(self.language(), pieces)
    }

    /// A day that prints no year is of the form's.
    fn in_year(&self, date: &Date) -> Date {
        Date { year: date.year.or_else(|| self.year()), ..date.clone() }
    }
}
