//! What each figure is in its sentence: by the patterns of the grammar, the comparators that stand with it, and the
//! dates before it.

use super::figures::{Comparator, Role};
use super::lexicon::Classes;
use super::pattern::{Matcher, Measure, Pattern};
use super::standing::Standing;
use super::text::Text;
use super::tokens::{Token, TokenKind};

/// Assigns role, bound and period to every figure.
pub(super) fn assign(text: &mut Text) {
    if text.figures().is_empty() {
        return;
    }
    let found = find(text, true);
    let (figures, tokens) = text.parts_mut();
    for (figure, role) in figures.iter_mut().zip(found) {
        if role == Some(Role::Grade) {
            figure.role = Role::Grade;
            // To all that follows it is a piece of a name.
            if let Some(token) = tokens.get_mut(figure.token) {
                token.kind = TokenKind::Plain;
            }
        }
    }
    let found = find(text, false);
    let (figures, _) = text.parts_mut();
    for (figure, role) in figures.iter_mut().zip(found) {
        if figure.role != Role::Grade {
            figure.role = role.unwrap_or(Role::Value);
        }
    }
    bounds_and_periods(text);
}

/// The first rule that fits each figure: of those for grades, or of the others.
fn find(text: &Text, of_grades: bool) -> Vec<Option<Role>> {
    let figures = text.figures();
    let language = text.language();
    let grammar = language.grammar();
    let measures = |number: usize, measure: &Measure| {
        figures
            .get(number)
            .is_some_and(|figure| super::statements::fits(figure, measure, language.measures()))
    };
    let mut matcher = Matcher::new(text.tokens(), &measures);
    let mut found = Vec::with_capacity(figures.len());
    let mut numbers = Vec::new();
    let mut sentence = None;
    let mut standing = Standing::new(grammar.atoms());
    for figure in figures {
        let piece = text.sentences().get(figure.sentence);
        let classes = piece.map_or(Classes::NONE, |sentence| sentence.classes);
        if sentence != Some(figure.sentence) {
            grammar.role_candidates.among(classes, 1, &mut numbers);
            sentence = Some(figure.sentence);
            let tokens = piece.map_or(0..0, |piece| piece.tokens.clone());
            standing.begin(text.tokens().get(tokens.clone()).unwrap_or_default(), tokens.start);
        }
        let mut fits = |(before, behind): &(Pattern, Pattern)| {
            before.may_match(classes)
                && behind.may_match(classes)
                && standing.surrounds((before, behind), figure.token, &matcher)
                && matcher.at(behind, figure.token, true).is_some()
                && matcher.at(before, figure.token.wrapping_sub(1), false).is_some()
        };
        let mut role = None;
        // A rule that something speaks against is asked no more.
        let mut denied = None;
        for (number, rule, around) in numbers.iter().filter_map(|number| grammar.around(*number)) {
            if (rule.role == Role::Grade) != of_grades || denied == Some(number) || !fits(around) {
                continue;
            }
            if !rule.unless.iter().any(&mut fits) {
                role = Some(rule.role).filter(|_| figure.role != Role::Grade);
                break;
            }
            denied = Some(number);
        }
        found.push(role);
    }
    found
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
        // 截至12月31日 and 12月底 are the year's end.
        let is_month =
            dates.any(|date| date.range.start >= clause.start && date.month.is_some_and(|month| month != 12));
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
