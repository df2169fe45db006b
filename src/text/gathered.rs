//! Statements whose pieces a sentence tells in any order: `<whole> & <part> & @up <rate:%>`. They are read where the sentence
//! can be read in one way only.

use std::ops::Range;

use super::conditions::{Wants, may_hold, read as read_one};
use super::grammar::Form;
use super::lexicon::Classes;
use super::matcher::{Matcher, Taken};
use super::members::Reader;
use super::pattern::Pattern;
use super::standing::Standing;
use super::statement::{NearMiss, Statement};
use super::text::Text;
use super::tokens::{Mark, Piece, TokenKind};

/// Ways to read one sentence that are tried: with more of them it is not read.
const MOST_WAYS: usize = 256;

/// Sentences with one figure each that are read as one.
const MOST_JOINED: usize = 5;

/// Figures of a sentence of which the next one tells one more.
const MOST_BEFORE: usize = 3;

/// Sentences that may tell one thing together: 目标30000册；实际33000册；完成率110%, of one figure each between semicolons, and one
/// that tells a figure more of those before it.
pub(super) fn joined(text: &Text) -> Vec<Piece> {
    let sentences = text.sentences();
    let is_one = |piece: &Piece| piece.figures.len() == 1;
    let is_semicolon = |piece: &Piece| {
        let end = text.tokens().get(piece.tokens.end);
        end.is_some_and(|token| token.kind == TokenKind::Mark(Mark::Semicolon))
    };
    let rows = sentences.chunk_by(|a, b| is_one(a) && is_one(b) && is_semicolon(a));
    let rows = rows.filter(|row| (2..=MOST_JOINED).contains(&row.len()));
    let tells_more = |pair: &&[Piece]| {
        let [before, last] = pair else { return false };
        is_one(last) && (2..=MOST_BEFORE).contains(&before.figures.len())
    };
    let pairs = sentences.windows(2).filter(tells_more);
    rows.chain(pairs).filter_map(join).collect()
}

/// Sentences behind each other as one; `None` of none.
fn join(sentences: &[Piece]) -> Option<Piece> {
    let (first, last) = (sentences.first()?, sentences.last()?);
    Some(Piece {
        range: first.range.start..last.range.end,
        tokens: first.tokens.start..last.tokens.end,
        figures: first.figures.start..last.figures.end,
        classes: sentences.iter().fold(Classes::NONE, |all, piece| all.with(piece.classes)),
        sentence: first.sentence,
    })
}

/// The one way in which a sentence, or some that are joined, say it; what was nearly read where there is none, nothing where there are
/// several.
pub(super) fn read(
    text: &Text,
    own: (usize, usize),
    (form, pattern): (&Form, &Pattern),
    (matcher, standing): (&mut Matcher<'_>, &mut Standing<'_>),
    is_joined: bool,
    wants: Wants,
) -> Vec<Result<Statement, NearMiss>> {
    let mut ways = vec![Taken::default()];
    for piece in std::iter::once(pattern).chain(&pattern.beside) {
        let mut places: Vec<Taken> = Vec::new();
        for taken in standing.starts(piece).iter().filter_map(|start| matcher.at(piece, *start)) {
            let is_new = places.iter().all(|known| known.members != taken.members);
            if is_new && may_hold(text, own, form, &taken) {
                places.push(taken);
            }
            // A long row of figures is given up before it is put together with others.
            if places.len() * ways.len() > MOST_WAYS {
                return Vec::new();
            }
        }
        ways = ways.iter().flat_map(|way| places.iter().filter_map(|place| both(way, place))).collect();
        if ways.is_empty() {
            return Vec::new();
        }
    }
    let mut missed = None;
    let mut read: Vec<(usize, Statement)> = Vec::new();
    for way in &ways {
        let Some(found) = read_one(text, own, form, pattern, way, wants) else { continue };
        match found {
            // What another sentence tells must be of the same thing.
            Ok(statement) if is_joined && !is_own(text, way, &statement) => {}
            Ok(statement) => read.push((asides(text, way), statement)),
            Err(near) => missed = missed.or(Some(Err(near)).filter(|_| !is_joined)),
        }
    }
    // What stands in brackets is told by the way: it vies with nothing outside of them.
    read.sort_by_key(|(asides, _)| *asides);
    let is_clear = |next: &(usize, Statement)| read.first().is_some_and(|(asides, _)| *asides < next.0);
    match read.get(1) {
        Some(next) if !is_clear(next) => Vec::new(),
        _ if read.is_empty() => missed.into_iter().collect(),
        _ => read.into_iter().take(1).map(|(_, statement)| Ok(statement)).collect(),
    }
}

/// Whether a rate is told of the part beside it and of nothing else.
fn is_own(text: &Text, way: &Taken, statement: &Statement) -> bool {
    let grammar = text.language().grammar();
    let reader = Reader { text, span: way.span.clone(), statement: statement.clone() };
    let rate = grammar.member("rate").and_then(|rate| statement.figure(rate));
    rate.is_some() && grammar.member("part").is_none_or(|part| reader.is_own(part))
}

/// How many of the figures stand in brackets.
fn asides(text: &Text, way: &Taken) -> usize {
    let figures = way.members.iter().filter_map(|(_, tokens)| {
        let number = text.tokens().get(tokens.start)?.index;
        text.figures().get(usize::try_from(number).ok()?)
    });
    figures.filter(|figure| text.is_in_brackets(figure)).count()
}

/// What two pieces took, where no figure is taken twice.
fn both(way: &Taken, piece: &Taken) -> Option<Taken> {
    let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let is_taken = |tokens: &Range<usize>| way.members.iter().any(|(_, known)| overlaps(known, tokens));
    if piece.members.iter().any(|(_, tokens)| is_taken(tokens)) {
        return None;
    }
    let members = way.members.iter().chain(&piece.members).cloned().collect();
    let span = if way.members.is_empty() {
        piece.span.clone()
    } else {
        way.span.start.min(piece.span.start)..way.span.end.max(piece.span.end)
    };
    Some(Taken { members, span })
}
