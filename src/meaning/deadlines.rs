//! The day by which a goal wants what an indicator names.

use std::ops::Range;

use super::form_reading::FormReading;
use super::indicator::Indicator;
use super::place::Place;
use crate::document::NodeId;
use crate::text::dates::Date;
use crate::text::phrases::Phrase;
use crate::text::text::Text;
use crate::text::tokens::{Piece, TokenKind};

impl FormReading {
    /// The deadline that an indicator answers with a later day: its own, of a target cell or a name, else that of a goal.
    /// `None` where it is kept, where its own cell has none or several, or where no goal names just that.
    #[must_use]
    pub fn missed_deadline(&self, indicator: &Indicator) -> Option<Place> {
        let result = self.read(indicator.result?);
        let [told] = result.dates() else { return None };
        let told = self.in_year(told);
        let is_own = |node: NodeId| self.is_filled(node) && !self.read(node).dates().is_empty();
        let cell = indicator.target.filter(|target| self.is_filled(*target));
        if let Some(own) = cell.or_else(|| Some(indicator.name).filter(|name| is_own(*name))) {
            return self.missed_in(own, &told);
        }
        let name = self.language().kinds().split("time", &indicator.stem)?;
        let name = Text::read(self.language(), name);
        let name = self.named(&name, 0..name.tokens().len());
        self.goals(indicator).find_map(|goal| {
            let text = self.read(goal);
            let due = text.clauses().iter().find_map(|clause| self.due(&text, clause, &name))?;
            told.is_after(&self.in_year(due)).then(|| Place { node: goal, range: Some(due.range.clone()) })
        })
    }

    /// The day of an indicator's own cell or name, the only one there, if another day lies behind it.
    fn missed_in(&self, own: NodeId, told: &Date) -> Option<Place> {
        let text = self.read(own);
        let [due] = text.dates() else { return None };
        // 次年3月底前 is of another year.
        let known = self.language().known();
        if text.classes().meets(known.later_year.with(known.earlier)) {
            return None;
        }
        told.is_after(&self.in_year(due)).then(|| Place { node: own, range: Some(due.range.clone()) })
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
