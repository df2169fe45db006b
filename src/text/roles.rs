//! What each figure is in its sentence: by the patterns of the grammar, the comparators that stand with it, and the
//! dates before it.

use std::sync::Arc;

use super::candidates::Numbers;
use super::figures::{Comparator, Figure, Role};
use super::grammar::Pass;
use super::language::Language;
use super::standing::Standing;
use super::text::Text;
use super::tokens::{Token, TokenKind};

impl Text {
    /// Reads a text.
    #[must_use]
    pub fn read(language: &Arc<Language>, text: &str) -> Self {
        let mut read = Self::scanned(language, text);
        assign(&mut read);
        read
    }
}

/// Assigns role, bound and period to every figure.
fn assign(text: &mut Text) {
    if text.figures().is_empty() {
        return;
    }
    let grades = find(text, Pass::Grades);
    let (figures, tokens) = text.parts_mut();
    for (number, role) in grades {
        let Some(figure) = figures.get_mut(number) else { continue };
        figure.role = role;
        // To all that follows it is a piece of a name.
        if let Some(token) = tokens.get_mut(figure.token) {
            token.kind = TokenKind::Plain;
        }
    }
    let found = find(text, Pass::Others);
    let (figures, _) = text.parts_mut();
    for (number, role) in found {
        if let Some(figure) = figures.get_mut(number) {
            figure.role = role;
        }
    }
    bounds_and_periods(text);
}

/// The figures that have a role which is no grade yet, by their numbers, each with that of the first rule that fits.
fn find(text: &Text, pass: Pass) -> Vec<(usize, Role)> {
    let grammar = text.language().grammar();
    let mut found = Vec::new();
    let mut numbers = Numbers::new();
    let mut standing = Standing::new(grammar.asked_by_roles(pass), text.measured());
    for sentence in text.sentences().iter().filter(|sentence| !sentence.figures.is_empty()) {
        let stands = text.stands_in(sentence);
        grammar.role_candidates(pass).among(&stands, &mut numbers);
        if numbers.is_empty() {
            continue;
        }
        standing.begin(text.tokens(), &sentence.tokens);
        let rules = numbers.iter().filter_map(|at| grammar.around(pass, *at));
        let rules = rules.map(|(rule, around)| (rule.role, around, rule.unless.as_slice()));
        standing.first_around(rules, &stands, &mut found);
    }
    let number = |token: usize| {
        text.tokens().get(token).and_then(|token| usize::try_from(token.index).ok()).unwrap_or(usize::MAX)
    };
    found.into_iter().map(|(token, role)| (number(token), role)).collect()
}

fn bounds_and_periods(text: &mut Text) {
    let known = text.language().known();
    let quarter = known.quarter;
    let partial = known.partial;
    let mut told = Vec::with_capacity(text.figures().len());
    for (number, figure) in text.figures().iter().enumerate() {
        let bound = bound(text, number);
        let sentence = text.sentences().get(figure.sentence);
        let start = sentence.map_or(0, |sentence| sentence.range.start);
        let clause = text.clause_of(figure);
        let before = figure.number.range.start;
        let earlier = text.dates().partition_point(|date| date.range.end <= before);
        let dates = text.dates().iter().take(earlier).rev();
        let mut dates = dates.take_while(|date| date.range.start >= start);
        let year = dates.clone().find_map(|date| date.year);
        // 截至12月31日 and 12月底 are the year's end, but for what is told by the month: 12月655人，月均642人.
        let by_month = sentence.is_some_and(|sentence| sentence.classes.meets(partial));
        let is_month = dates.any(|date| {
            date.range.start >= clause.start && date.month.is_some_and(|month| month != 12 || by_month)
        });
        let is_partial = is_month
            || text.classes_in_clause(number).meets(partial)
            || sentence.is_some_and(|sentence| sentence.classes.meets(quarter));
        told.push((bound, year, is_partial));
    }
    let (figures, _) = text.parts_mut();
    for (figure, (bound, year, is_partial)) in figures.iter_mut().zip(told) {
        figure.bound = bound;
        figure.year = year;
        figure.is_partial_period = is_partial;
    }
    earlier_years(text);
}

/// Of two values of a sentence that says how much something changed, each behind its year, the one of the earlier year is what it
/// changed from: 2023年门诊31.6万人次，2022年28.9万人次，增长3.9%.
fn earlier_years(text: &mut Text) {
    if text.dates().len() < 2 {
        return;
    }
    let measures = text.language().measures();
    let mut earlier = Vec::new();
    for sentence in text.sentences().iter().filter(|sentence| sentence.figures.len() > 2) {
        let inside = text.figures().get(sentence.figures.clone()).unwrap_or_default();
        let figures = || inside.iter().zip(sentence.figures.clone());
        let is_value = |figure: &Figure| matches!(figure.role, Role::Value | Role::Cumulative);
        let mut values = figures().filter(|(figure, _)| is_value(figure));
        let pair = (values.next(), values.next(), values.next());
        let (Some((one, first)), Some((other, second)), None) = pair else { continue };
        let is_alike = one.is_commensurable(other, measures) && one.clause != other.clause;
        // 2020年增长8.4% is of another year.
        let changes = |(figure, _): (&Figure, usize)| {
            figure.role == Role::Change && figure.is_percent() && figure.year == other.year
        };
        let years = one.year.zip(other.year).filter(|_| is_alike && figures().any(changes));
        match years.filter(|_| names_again(text, first, second)) {
            Some((a, b)) if a < b => earlier.push(first),
            Some((a, b)) if a > b => earlier.push(second),
            _ => {}
        }
    }
    let (figures, _) = text.parts_mut();
    for number in earlier {
        if let Some(figure) = figures.get_mut(number) {
            figure.role = Role::Previous;
        }
    }
}

/// Whether the words before a figure name nothing, or just what those before an earlier one do.
fn names_again(text: &Text, earlier: usize, number: usize) -> bool {
    let known = text.language().known();
    let light = known.light.with(known.link).with(known.copula);
    let names = |number: usize| {
        let inside = text.tokens().get(text.before_tokens(number)).unwrap_or_default();
        let names = inside.iter().filter(move |token| match token.kind {
            TokenKind::Plain => true,
            TokenKind::Word => !token.classes.meets(light),
            TokenKind::Figure | TokenKind::Date | TokenKind::Mark(_) => false,
        });
        names.map(|token| text.slice(token.bytes()))
    };
    names(number).next().is_none() || names(number).eq(names(earlier))
}

/// The comparator that stands with a figure.
fn bound(text: &Text, number: usize) -> Option<Comparator> {
    let known = text.language().known();
    let figure = text.figures().get(number)?;
    let before = text.tokens().get(text.before_tokens(number)).unwrap_or_default();
    let is_blank = |token: &&Token| matches!(token.kind, TokenKind::Mark(_));
    let back = before.iter().rev().skip_while(is_blank);
    let comparator = |token: &Token| {
        let signs = [
            (known.at_least.with(known.above), Comparator::AtLeast),
            (known.at_most.with(known.below), Comparator::AtMost),
            (known.equal, Comparator::Equal),
        ];
        signs.into_iter().find_map(|(class, sign)| token.classes.meets(class).then_some(sign))
    };
    for token in back {
        if let Some(found) = comparator(token) {
            return Some(found);
        }
        if !token.classes.meets(known.copula) {
            break;
        }
    }
    let behind = text.tokens().get(text.behind_tokens(number, figure)).unwrap_or_default();
    let mut next = behind.iter().filter(|token| !is_blank(token));
    let mut next_is = next.next()?;
    // 60分贝的限值
    if next_is.classes.meets(known.of) {
        next_is = next.next()?;
    }
    let next = next_is;
    if next.classes.meets(known.or_more) {
        return Some(Comparator::AtLeast);
    }
    next.classes.meets(known.or_less).then_some(Comparator::AtMost)
}
