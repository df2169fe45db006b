//! What sentences state about their figures: the patterns of the grammar, and the conditions on their members.

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::figure::Unit;

use super::candidates::Numbers;
use super::figures::{Figure, Role};
use super::grammar::{Check, Form, Test};
use super::lexicon::Classes;
use super::matcher::{Matcher, Taken};
use super::measures::Measures;
use super::numbers::Number;
use super::pattern::Pattern;
use super::standing::Standing;
use super::text::Text;
use super::token::QUOTES;
use super::tokens::{LONGEST_QUOTED, Mark, Token, TokenKind};

/// Figures before a sum that can be its parts: a longer row is not read, so that a text takes time that grows with its length.
const LONGEST_ROW: usize = 100;

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

    fn set(&mut self, number: usize, member: Member) {
        match self.members.iter_mut().find(|(known, _)| *known == number) {
            Some((_, slot)) => *slot = member,
            None => self.members.push((number, member)),
        }
    }

    /// Whether its form says so much of it: `complete`, `decline`.
    #[must_use]
    pub fn has_flag(&self, text: &Text, flag: &str) -> bool {
        let kind = text.language().grammar().statements().get(self.kind);
        let form = kind.and_then(|kind| kind.forms.get(self.form));
        form.is_some_and(|form| form.flags.iter().any(|known| **known == *flag))
    }

    /// The bytes of its sentence.
    #[must_use]
    pub fn sentence(&self, text: &Text) -> Range<usize> {
        let first = text.sentence_at(self.range.start);
        let last = text.sentence_at(self.range.end);
        first.start..last.end
    }
}

/// Tokens of brackets before a figure in them.
const LONGEST_ASIDE: usize = 24;

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

/// Every statement of a text, in the order of the text.
pub(super) fn find(text: &Text) -> Vec<Statement> {
    let mut found = Vec::new();
    search(text, &mut |read| found.extend(read.ok()));
    found.sort_by_key(|statement: &Statement| statement.range.start);
    found
}

/// The patterns that took some of a text and whose conditions do not hold.
#[must_use]
pub fn near_misses(text: &Text) -> Vec<NearMiss> {
    let mut found = Vec::new();
    search(text, &mut |read| found.extend(read.err()));
    found
}

/// Tries every pattern wherever what it takes stands in its order.
fn search(text: &Text, tell: &mut dyn FnMut(Result<Statement, NearMiss>)) {
    let figures = text.figures();
    if figures.is_empty() {
        return;
    }
    let grammar = text.language().grammar();
    let mut matcher = Matcher::new(text.tokens(), text.measured());
    let mut standing = Standing::new(grammar.asked_by_statements(), text.measured());
    // What has been said of a figure as that member: the first pattern that fits is read.
    let mut claimed: BTreeSet<(usize, usize)> = BTreeSet::new();
    let across = starts_across(text);
    let mut numbers = Numbers::new();
    for sentence in text.sentences().iter().filter(|sentence| !sentence.figures.is_empty()) {
        let stands = text.stands_in(sentence);
        grammar.candidates.among(&stands, &mut numbers);
        if !across.is_empty() {
            numbers.extend(across.iter().map(|(number, _)| *number));
            numbers.sort_unstable();
            numbers.dedup();
        }
        standing.begin(text.tokens(), &sentence.tokens);
        for number in &numbers {
            let Some((place, form, pattern)) = grammar.pattern(*number) else { continue };
            let starts = if pattern.crosses {
                let of_pattern = across.iter().filter(|(known, _)| known == number);
                of_pattern
                    .flat_map(|(_, starts)| starts)
                    .copied()
                    .filter(|at| sentence.tokens.contains(at))
                    .collect()
            } else if pattern.may_match(&stands) {
                standing.starts(pattern)
            } else {
                continue;
            };
            for start in starts {
                let Some(taken) = matcher.at(pattern, start) else { continue };
                let read = read(text, (place.kind, place.form), form, pattern, &taken);
                if let Ok(statement) = &read {
                    let key = statement.key(form.key);
                    if !key.is_some_and(|key| claimed.insert((form.key, key))) {
                        continue;
                    }
                }
                tell(read);
            }
        }
    }
}

/// Where in a text the patterns begin that go on behind the end of a sentence, by the number of the pattern.
fn starts_across(text: &Text) -> Vec<(usize, Numbers)> {
    let grammar = text.language().grammar();
    let mut numbers = Numbers::new();
    let stands = text.stands();
    grammar.candidates.among(&stands, &mut numbers);
    let crosses = |number: &usize| {
        let (_, _, pattern) = grammar.pattern(*number)?;
        (pattern.crosses && pattern.may_match(&stands)).then_some((*number, pattern))
    };
    let patterns: Vec<(usize, &Pattern)> = numbers.iter().filter_map(crosses).collect();
    if patterns.is_empty() {
        return Vec::new();
    }
    let mut standing = Standing::new(grammar.asked_by_statements(), text.measured());
    standing.begin(text.tokens(), &(0..text.tokens().len()));
    let starts = patterns.into_iter().map(|(number, pattern)| (number, standing.starts(pattern)));
    starts.filter(|(_, starts)| !starts.is_empty()).collect()
}

impl Statement {
    /// The figure that only one statement can be of.
    fn key(&self, member: usize) -> Option<usize> {
        match self.member(member)? {
            Member::Figure(figure) => Some(*figure),
            Member::Figures(figures) => figures.first().copied(),
            Member::Names(_) => None,
        }
    }
}

/// A statement from what a pattern took, if its conditions hold.
fn read(
    text: &Text,
    (kind, form_number): (usize, usize),
    form: &Form,
    pattern: &Pattern,
    taken: &Taken,
) -> Result<Statement, NearMiss> {
    let range = text.bytes(&taken.span);
    let mut reader = Reader {
        text,
        span: taken.span.clone(),
        statement: Statement { kind, form: form_number, members: Vec::new(), range: range.clone() },
    };
    for (member, tokens) in &taken.members {
        reader.take(*member, tokens.clone());
    }
    for (number, check) in form.when.iter().enumerate() {
        if !reader.holds(check) {
            return Err(NearMiss {
                kind,
                form: form_number,
                pattern: pattern.source.clone(),
                condition: number,
                range,
            });
        }
    }
    Ok(reader.statement)
}

struct Reader<'t> {
    text: &'t Text,
    span: Range<usize>,
    statement: Statement,
}

impl Reader<'_> {
    fn take(&mut self, member: usize, tokens: Range<usize>) {
        let inside = self.text.tokens().get(tokens.clone()).unwrap_or_default();
        if let [only] = inside
            && only.kind == TokenKind::Figure
            && self.statement.member(member).is_none()
        {
            let figure = usize::try_from(only.index).unwrap_or(usize::MAX);
            self.statement.members.push((member, Member::Figure(figure)));
            return;
        }
        let is_names = inside.iter().all(|token| token.kind != TokenKind::Figure);
        let value = if is_names { self.names(tokens) } else { self.row(tokens) };
        self.statement.members.push((member, value));
    }

    /// The names between 、, or of titles that follow each other: 《林业规程》《湿地指南》.
    fn names(&self, tokens: Range<usize>) -> Member {
        let bytes = self.text.bytes(&tokens);
        let (slice, mut from) = (self.text.slice(bytes.clone()), bytes.start);
        let mut names = Vec::new();
        let mut before = None;
        for (at, letter) in slice.char_indices() {
            let at = bytes.start + at;
            let begins = |(begin, end): &(char, char)| *begin == letter && before == Some(*end);
            if letter == '、' {
                names.push(from..at);
                from = at + letter.len_utf8();
            } else if QUOTES.iter().any(begins) {
                names.push(from..at);
                from = at;
            }
            before = Some(letter);
        }
        names.push(from..bytes.end);
        Member::Names(names)
    }

    /// The figures of a row that are parts of the whole: up to where something else is told, or all is.
    fn row(&self, tokens: Range<usize>) -> Member {
        let text = self.text;
        let known = text.language().known();
        let whole = self.statement.members.iter().find_map(|(_, member)| match member {
            Member::Figure(figure) => text.figures().get(*figure),
            _ => None,
        });
        let first = text.figures().partition_point(|figure| figure.token < tokens.start);
        let inside = text.figures().iter().enumerate().skip(first);
        let mut parts: Vec<usize> = Vec::new();
        let mut is_clear = true;
        for (number, figure) in inside.take_while(|(_, figure)| figure.token < tokens.end) {
            let clause = text.classes_in_clause(number);
            if !parts.is_empty() && (clause.meets(known.turn) || self.turns(&parts, number)) {
                break;
            }
            let is_other = clause.meets(known.take)
                || self.is_detail(&parts, number)
                || is_average(text, number)
                || matches!(
                    figure.role,
                    Role::Change | Role::Previous | Role::Grade | Role::Target | Role::Each
                )
                || whole.is_some_and(|whole| !adds_to(figure, whole, text.language().measures()))
                || whole.is_none_or(|whole| !whole.is_percent()) && figure.is_percent();
            // Of what an earlier value or a target among parts is, the sentence does not say.
            let is_alike =
                whole.is_some_and(|whole| figure.is_commensurable(whole, text.language().measures()));
            is_clear &= !(is_alike && matches!(figure.role, Role::Previous | Role::Target));
            if !is_other {
                parts.push(number);
            }
        }
        if let Some(whole) = whole {
            let sums = |run: &[usize]| sum(text, run, whole) == Some(whole.number.value);
            // 32个，其中续建19个、新开工13个，当年竣工11个: all are told before the third.
            let ends = |end: &usize| {
                let (told, next) = (parts.get(..*end), parts.get(end - 1..=*end));
                told.is_some_and(sums) && !next.is_some_and(|pair| self.goes_on(&parts, pair))
            };
            let end = (2..parts.len()).find(ends);
            parts.truncate(end.unwrap_or(parts.len()));
        }
        Member::Figures(if is_clear { parts } else { Vec::new() })
    }

    /// Whether a figure is told in brackets that open right behind a part: 农村教师1120人次（含特岗教师350人次）.
    fn is_detail(&self, parts: &[usize], number: usize) -> bool {
        let (text, figures) = (self.text, self.text.figures());
        let token = |number: usize| figures.get(number).map(|figure| figure.token);
        let last = parts.last().and_then(|last| token(*last));
        let (Some(last), Some(own)) = (last, token(number)) else { return false };
        // A bracket has the number of the one that closes it.
        text.tokens().get(last + 1).is_some_and(|open| {
            open.kind == TokenKind::Mark(Mark::Open)
                && usize::try_from(open.index).is_ok_and(|close| last < own && own < close)
        })
    }

    /// Whether a figure behind some parts begins something else: it stands in a clause of its own behind a verb that says what was
    /// done, and the first part does not: 受理412件，其中上年结转12件，办结409件.
    fn turns(&self, parts: &[usize], number: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let done = known.finished.with(known.spent).with(known.ends).with(known.done);
        let leads = known.light.with(known.among).with(known.inner);
        let clause = |number: usize| text.figures().get(number).map(|figure| figure.clause);
        let is_done = |number: usize| {
            let before = text.tokens().get(text.before_tokens(number)).unwrap_or_default();
            let first = before.iter().find(|token| token.classes.meets(done) || !token.classes.meets(leads));
            first.is_some_and(|first| first.classes.meets(done))
        };
        parts
            .first()
            .is_some_and(|first| clause(*first) != clause(number) && is_done(number) && !is_done(*first))
    }

    /// Whether the second of two figures is told as those of a row are: behind the same marks, with a name and no verb.
    fn goes_on(&self, row: &[usize], pair: &[usize]) -> bool {
        let text = self.text;
        let known = text.language().known();
        let marks = |pair: &[usize]| -> Option<Vec<Mark>> {
            let token = |at: usize| text.figures().get(*pair.get(at)?).map(|figure| figure.token);
            let inside = text.tokens().get(token(0)?..token(1)?)?;
            let marks = inside.iter().filter_map(|token| match token.kind {
                TokenKind::Mark(mark) => Some(mark),
                _ => None,
            });
            Some(marks.collect())
        };
        let verbs = known.finished.with(known.underway).with(known.begins).with(known.ends);
        let verbs = verbs.with(known.this_year).with(known.not);
        let told = pair.get(1).map_or(Classes::NONE, |next| text.classes_beside(*next));
        let named = pair.get(1).is_some_and(|next| text.core(*next).chars().count() > 1);
        let own = marks(pair);
        own.is_some() && named && !told.meets(verbs) && row.get(..2).is_some_and(|first| marks(first) == own)
    }

    fn number(&self, member: usize) -> Option<usize> {
        match self.statement.member(member)? {
            Member::Figure(figure) => Some(*figure),
            _ => None,
        }
    }

    fn figure(&self, member: usize) -> Option<&Figure> {
        self.text.figures().get(self.number(member)?)
    }

    fn figures(&self, member: usize) -> &[usize] {
        match self.statement.member(member) {
            Some(Member::Figures(figures)) => figures,
            _ => &[],
        }
    }

    fn holds(&mut self, check: &Check) -> bool {
        // What no pattern took breaks no condition on its role.
        let is_missing = matches!(&check.test, Test::Role(member, _) if self.figure(*member).is_none());
        is_missing || self.test(&check.test) == check.is_wanted
    }

    fn test(&mut self, asked: &Test) -> bool {
        let text = self.text;
        let measures = text.language().measures();
        let pair = |a: usize, b: usize| Some((self.figure(a)?, self.figure(b)?));
        match asked {
            Test::Alike(a, b) => pair(*a, *b).is_none_or(|(a, b)| a.is_commensurable(b, measures)),
            Test::Role(a, roles) => self.figure(*a).is_some_and(|figure| roles.contains(&figure.role)),
            Test::Says(a, class) => self.classes(*a, |a| text.classes_beside(a)).meets(*class),
            Test::Clause(a, class) => self.classes(*a, |a| text.classes_in_clause(a)).meets(*class),
            Test::Has(class) => text.classes_of(self.span.clone()).meets(*class),
            Test::Before(class) => text.classes_in(&self.before()).meets(*class),
            Test::Sentence(class) => text.classes_in(&self.sentence()).meets(*class),
            Test::Near(a, b, most) => pair(*a, *b).is_none_or(|(a, b)| a.clause.abs_diff(b.clause) <= *most),
            Test::Counted(a) => self.figure(*a).is_none_or(|figure| figure.counter().is_some()),
            Test::Plain(a) => self.figure(*a).is_none_or(Figure::is_plain),
            Test::Within(a, b) => pair(*a, *b)
                .is_none_or(|(a, b)| a.number.unit != b.number.unit || a.number.value <= b.number.value),
            Test::Bears(rate, a) => self.bears(*rate, *a),
            Test::Several(a) => self.is_several(*a),
            Test::Spans(parts, a) => self.spans(*parts, *a),
            Test::AddsUp(a) => self.counter(*a).is_none_or(|word| measures.adds_up(word)),
            Test::Divides(parts, a) => self.divides(*parts, *a),
            Test::Some(a) => !self.figures(*a).is_empty(),
            Test::Named(rate, class) => self.is_named(*rate, *class),
            Test::Carries(rate, a) => self.carries(*rate, *a),
            Test::Denied(rate, a) => self.denies(*rate, *a),
            Test::Lone(a) => self.is_lone(*a),
            Test::Single(a) => self.number(*a).is_none_or(|number| !self.is_in_row(number)),
            Test::Uses(a) => are_uses(text, self.figures(*a)),
            Test::Average(a) => self.number(*a).is_some_and(|a| is_average(text, a)),
            Test::Made(a) => self.is_made(*a),
            Test::EndsWithRest(a) => self.ends_with_rest(*a),
            Test::Rest(parts, a) => self.rest(*parts, *a),
            Test::Run(parts, a) => self.run(*parts, *a),
            Test::SaysBefore(a, class) => {
                self.classes(*a, |a| text.classes_of(text.before_tokens(a))).meets(*class)
            }
            Test::Per(rate, a) => self.is_per(*rate, *a),
            Test::InNames(a, class) => self.in_names(*a, *class),
            Test::Filled(a) => self.is_filled(*a),
            Test::Names(a, b) => self.is_named_by(*a, *b),
            Test::Thing(a) => self.counter(*a).is_some_and(|word| measures.is_thing(word)),
            Test::Exclusive(a) => are_exclusive(text, self.figures(*a)) && !self.is_told_twice(*a),
            Test::Nearly(parts, a) => self.are_nearly(*parts, *a),
            Test::Measured(a, name) => self.figure(*a).is_some_and(|a| a.is_measured(name, measures)),
            Test::CountedBy(a, word) => self.counter(*a) == Some(word),
            Test::EndsAlike(a) => self.ends_alike(*a),
            Test::Quoted(listed, a) => self.quoted(*listed, *a),
            Test::Halves(a) => self.are_halves(*a),
            Test::Elsewhere(a) => self.elsewhere(*a),
            Test::Own(a) => self.is_own(*a),
            Test::Only(a) => self.is_only(*a, |_, _| true),
            Test::OnlyCounted(a) => {
                self.is_only(*a, |a, b| a.is_money() || b.is_money() || a.counter() == b.counter())
            }
            Test::NamesAll(a, parts) => self.names_all(*a, *parts),
            Test::SameCounter(a, b) => self.are_counted_alike(*a, *b),
        }
    }

    /// The classes at a figure; none where the pattern took none.
    fn classes(&self, member: usize, at: impl Fn(usize) -> Classes) -> Classes {
        self.number(member).map_or(Classes::NONE, at)
    }

    /// The measure word of a figure, if it has one.
    fn counter(&self, member: usize) -> Option<&str> {
        self.figure(member).and_then(Figure::counter)
    }

    /// What the sentence says before the statement.
    fn before(&self) -> Range<usize> {
        self.sentence().start..self.statement.range.start
    }

    /// Whether the parts add up to nearly the whole.
    fn are_nearly(&self, parts: usize, a: usize) -> bool {
        let Some(whole) = self.figure(a) else { return false };
        let values = self.figures(parts).iter().map(|part| sum(self.text, &[*part], whole));
        let values: Option<Vec<Decimal>> = values.collect();
        values.is_some_and(|values| is_near(&values, whole.number.value))
    }

    /// Whether the names of some figures are the two halves of a whole, as 线上 and 线下 are.
    fn are_halves(&self, a: usize) -> bool {
        let names: Vec<String> = self.figures(a).iter().map(|part| self.text.core(*part)).collect();
        self.text.language().lexicon().are_halves(&names)
    }

    /// The sentence that the statement begins in.
    fn sentence(&self) -> Range<usize> {
        self.text.sentence_at(self.statement.range.start)
    }

    fn is_several(&self, member: usize) -> bool {
        match self.statement.member(member) {
            Some(Member::Figures(figures)) => figures.len() > 1,
            Some(Member::Names(names)) => names.len() > 1,
            _ => false,
        }
    }

    /// Whether some parts are of the two halves or four quarters of a year, and add up to it: one 户 may be in several of them.
    fn spans(&self, parts: usize, a: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let measures = text.language().measures();
        let Some(unit) = self.figure(a).and_then(|figure| figure.number.unit.as_ref()) else { return false };
        let is_one = |word: &str| measures.bears_marks(word) || measures.measures(unit) == "things";
        let adds_up = match unit {
            Unit::Counter(word) => !is_one(word),
            _ => measures.measures(unit) == "money",
        };
        let period = |part: &usize| {
            let before = text.tokens().get(text.before_tokens(*part)).unwrap_or_default();
            let of = known.first_half.with(known.second_half).with(known.quarter);
            let mut words = before.iter().filter(|token| token.classes.meets(of));
            words
                .next()
                .filter(|_| words.next().is_none())
                .map(|word| (word.classes, text.slice(word.bytes())))
        };
        let periods: Option<Vec<_>> = self.figures(parts).iter().map(period).collect();
        let is_year = periods.is_some_and(|periods| match periods.as_slice() {
            [(first, _), (second, _)] => first.meets(known.first_half) && second.meets(known.second_half),
            [_, _, _, _] => {
                let words: BTreeSet<&str> = periods.iter().map(|(_, word)| *word).collect();
                words.len() == periods.len() && periods.iter().all(|(of, _)| of.meets(known.quarter))
            }
            _ => false,
        });
        adds_up && is_year && self.are_of_one(parts, a)
    }

    /// Whether parts of a year and what is told of the year are named alike, those that are named: 全年巡检620次，上半年312次.
    fn are_of_one(&self, parts: usize, a: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let periods = known.half_year.with(known.quarter).with(known.this_year);
        let name = |number: usize| -> String {
            let before = text.tokens().get(text.before_tokens(number)).unwrap_or_default();
            let own = before.iter().rev().take_while(|token| !token.classes.meets(periods));
            let mut words: Vec<&str> = own.map(|token| text.slice(token.bytes())).collect();
            words.reverse();
            words.concat()
        };
        let whole = self.number(a).map(name).unwrap_or_default();
        let mut named: BTreeSet<String> = self.figures(parts).iter().map(|part| name(*part)).collect();
        named.remove("");
        let mut named = named.into_iter();
        match (named.next(), named.next()) {
            (None, _) => true,
            (Some(part), None) => whole.is_empty() || whole == part,
            _ => false,
        }
    }

    /// The two letters before 率 or 进度 that say what a rate is of: 合格 of 合格率. 审限内结案率 and 按期完工率 count
    /// those in time among those done, and have none.
    fn verb(&self, rate: usize) -> Option<String> {
        let text = self.text;
        let known = text.language().known();
        let tokens = text.before_tokens(self.number(rate)?);
        let inside = text.tokens().get(tokens.clone())?;
        let at = inside.iter().rposition(|token| token.classes.meets(known.rate.with(known.progress)))?;
        let end = inside.get(at)?;
        let start = usize::try_from(inside.first()?.start).ok()?;
        let end = usize::try_from(if end.classes.meets(known.rate) { end.start } else { end.end }).ok()?;
        let lexicon = text.language().lexicon();
        let name = text.slice(start..end);
        let mut ends = name.char_indices().rev().filter_map(|(at, _)| name.split_at_checked(at));
        let progress = ends.find(|(_, word)| lexicon.is(word, known.progress));
        let name: Vec<char> = progress.map_or(name, |(before, _)| before).chars().collect();
        let (head, verb) = name.split_at_checked(name.len().checked_sub(2)?)?;
        let head: String = head.iter().collect();
        let is_in_time = head
            .char_indices()
            .rev()
            .take(2)
            .any(|(at, _)| lexicon.is(head.get(at..).unwrap_or_default(), known.in_time));
        (!is_in_time).then(|| verb.iter().collect())
    }

    /// Whether a letter of a rate's verb stands beside a figure: 合格率 and 合格1184批次.
    fn bears(&self, rate: usize, a: usize) -> bool {
        let (Some(verb), Some(number)) = (self.verb(rate), self.number(a)) else { return false };
        let beside = self.beside(number);
        verb.chars().any(|c| beside.contains(c)) && self.agrees_in_denial(rate, &verb, &beside)
    }

    /// Whether a rate's whole verb stands beside a figure; 回收率 is of what was 收回.
    fn carries(&self, rate: usize, a: usize) -> bool {
        let Some(number) = self.number(a) else { return false };
        let Some(verb) = self.verb(rate) else { return self.carries_in_time(rate, number) };
        let turned: String = verb.chars().rev().collect();
        let beside = self.beside(number);
        (beside.contains(&verb) || beside.contains(&turned)) && self.agrees_in_denial(rate, &verb, &beside)
    }

    /// Whether a figure counts what a rate leaves out: 合格率 and 不合格8批次.
    fn denies(&self, rate: usize, a: usize) -> bool {
        let (Some(number), Some(verb)) = (self.number(a), self.verb(rate)) else { return false };
        let beside = self.beside(number);
        beside.contains(&verb) && !self.agrees_in_denial(rate, &verb, &beside)
    }

    /// Whether a verb is denied in a rate's name and beside a figure, or in neither: 不合格8批次 have no 合格率.
    fn agrees_in_denial(&self, rate: usize, verb: &str, beside: &str) -> bool {
        let own = self.number(rate).map(|rate| self.text.words_before(rate)).unwrap_or_default();
        self.is_denied(beside, verb) == self.is_denied(own, verb)
    }

    /// Whether a word of denial stands right before a verb: 不合格, 未达标.
    fn is_denied(&self, text: &str, verb: &str) -> bool {
        let known = self.text.language().known();
        let denial = known.not_done.with(known.not);
        text.match_indices(verb).any(|(at, _)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            before.is_some_and(|c| self.text.language().lexicon().is(c.encode_utf8(&mut [0; 4]), denial))
        })
    }

    /// The same of a rate in time, where those in time are counted: 按期办结409件，按期办结率99.3%.
    fn carries_in_time(&self, rate: usize, number: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let tokens = self.number(rate).map_or(0..0, |rate| text.before_tokens(rate));
        let inside = text.tokens().get(tokens).unwrap_or_default();
        let Some(end) = inside.iter().rposition(|token| token.classes.meets(known.rate)) else {
            return false;
        };
        let name = inside.get(..end).unwrap_or_default();
        let start = name.iter().rposition(|token| token.classes.meets(known.in_time));
        let whole = start.and_then(|start| name.get(start..)).and_then(|name| name.first().zip(name.last()));
        whole.is_some_and(|(first, last)| {
            first.bytes() != last.bytes()
                && self.beside(number).contains(text.slice(first.bytes().start..last.bytes().end))
        })
    }

    fn beside(&self, number: usize) -> String {
        format!("{}{}", self.text.words_before(number), self.text.words_behind(number))
    }

    /// Whether a rate's verb, or the word that leads to it, is of a class.
    fn is_named(&self, rate: usize, class: super::lexicon::Classes) -> bool {
        let lexicon = self.text.language().lexicon();
        self.verb(rate).is_some_and(|verb| lexicon.is(&verb, class))
    }

    /// Whether a figure is no part listed behind another one: of all of them or of the last, the sentence does not say.
    fn is_lone(&self, a: usize) -> bool {
        let (text, Some(number)) = (self.text, self.number(a)) else { return true };
        let is_part =
            |number: usize| text.figures().get(number).is_some_and(|figure| figure.role == Role::Part);
        let last = self.span.end.saturating_sub(1);
        let crosses = text.figures().get(number).is_some_and(|figure| {
            let clause = text.clauses().get(figure.clause);
            clause.is_some_and(|clause| last >= clause.tokens.end)
        });
        // A share of the part before is listed with none.
        let measures = text.language().measures();
        let is_alike = |other: usize| {
            let pair = text.figures().get(other).zip(text.figures().get(number));
            pair.is_some_and(|(other, own)| other.is_commensurable(own, measures))
        };
        let is_listed = number.checked_sub(1).is_some_and(|before| is_part(before) && is_alike(before));
        !(crosses && (is_part(number) && is_listed || self.is_in_row(number) || self.is_in_clauses(number)))
    }

    /// Whether a clause beside tells a figure of the same shape, and a whole is printed behind that may be of both:
    /// 省级验收7个，市级验收9个，占申报20个.
    fn is_in_clauses(&self, number: usize) -> bool {
        let text = self.text;
        let member = text.language().grammar().member("whole");
        let Some(last) = member.and_then(|member| self.number(member)).filter(|whole| *whole > number) else {
            return false;
        };
        let known = text.language().known();
        // 占全县6400人次 is a whole of its own.
        let of_another = known.take.with(known.than).with(known.goal);
        let at = |number: usize| text.figures().get(number);
        let name_end = |number: usize| text.core(number).chars().next_back();
        let is_beside = |other: usize| {
            let Some(((whole, own), beside)) = at(last).zip(at(number)).zip(at(other)) else { return false };
            beside.sentence == own.sentence
                && beside.clause != own.clause
                && beside.role == own.role
                && beside.number.unit == own.number.unit
                && beside.number.value != whole.number.value
                && !text.classes_of(text.before_tokens(other)).meets(of_another)
                && name_end(number).is_some()
                && name_end(number) == name_end(other)
        };
        let around = [number.checked_sub(1), Some(number + 1).filter(|next| *next != last)];
        around.into_iter().flatten().any(is_beside)
    }

    /// Whether a figure stands behind another one that measures the same and 、: 新建3个、改造5个.
    fn is_in_row(&self, number: usize) -> bool {
        let text = self.text;
        let pair =
            number.checked_sub(1).and_then(|at| text.figures().get(at)).zip(text.figures().get(number));
        let Some((before, own)) = pair else { return false };
        let between = text.tokens().get(before.token..own.token).unwrap_or_default();
        before.clause == own.clause
            && before.role == own.role
            && before.is_commensurable(own, text.language().measures())
            && between.iter().any(|token| token.kind == TokenKind::Mark(Mark::Pause))
    }

    /// Whether what one figure is about names what another one is: 安置 and 应安置拆迁户.
    fn is_named_by(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.number(a), self.number(b)) else { return false };
        let (own, other) = (self.text.core(a), self.text.core(b));
        own.chars().nth(1).is_some() && other.contains(&own)
    }

    /// Whether what 由 leads to is said to make up the whole; true of parts that are introduced otherwise.
    fn is_made(&self, a: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let Some(figure) = self.figure(a) else { return false };
        let behind = text.tokens().get(figure.token + 1..self.span.end).unwrap_or_default();
        let lead =
            behind.iter().find(|token| token.classes.meets(known.from.with(known.among).with(known.namely)));
        let is_from = lead.is_some_and(|token| token.classes.meets(known.from));
        !is_from || behind.iter().any(|token| token.classes.meets(known.compose))
    }

    /// Whether the last of some parts is all the rest.
    fn ends_with_rest(&self, parts: usize) -> bool {
        let rest = self.text.language().known().rest;
        let last = self.figures(parts).last();
        last.is_some_and(|last| self.text.classes_of(self.text.before_tokens(*last)).meets(rest))
    }

    /// Takes the two figures behind the whole as its parts: 共18项，已完成10项，其余8项. Only where all are counted by one word.
    fn rest(&mut self, parts: usize, a: usize) -> bool {
        let (text, Some(whole)) = (self.text, self.number(a)) else { return false };
        let Some(first) = text.figures().get(whole) else { return false };
        // 共18项，已解决10项，解决率55.6%，剩余8项
        let is_rate = |number: &usize| text.figures().get(*number).is_some_and(Figure::is_percent);
        let behind = text.figures_of(first.sentence).filter(|number| *number > whole && !is_rate(number));
        // 剩余6项正在推进，2项不予解决: a third part.
        let is_counted_alike = |number: &usize| {
            text.figures().get(*number).is_some_and(|figure| figure.counter() == first.counter())
        };
        if behind.clone().skip(2).any(|number| is_counted_alike(&number)) {
            return false;
        }
        let inside: Vec<usize> = behind.take(2).collect();
        let alike = inside.iter().all(|number| {
            text.figures().get(*number).is_some_and(|figure| {
                figure.counter() == first.counter()
                    && matches!(figure.role, Role::Value | Role::Cumulative | Role::Part)
            })
        });
        let is_pair = inside.len() == 2 && alike;
        self.statement.set(parts, Member::Figures(inside));
        is_pair
    }

    /// Takes the figures of one kind right before the whole as its parts: 新建3个、改造5个，合计8个.
    fn run(&mut self, parts: usize, a: usize) -> bool {
        let (text, Some(number)) = (self.text, self.number(a)) else { return false };
        let Some(whole) = text.figures().get(number) else { return false };
        let start = text.figures_of(whole.sentence).start.max(number.saturating_sub(LONGEST_ROW + 1));
        let is_part = |number: &usize| {
            text.figures().get(*number).is_some_and(|figure| {
                figure.is_commensurable(whole, text.language().measures())
                    && (matches!(figure.role, Role::Value | Role::Part | Role::Cumulative)
                        || figure.is_percent())
            })
        };
        let details = self.details(start..number, whole);
        let told = (start..number).rev().filter(|number| details.binary_search(number).is_err());
        let mut run: Vec<usize> = told.take_while(is_part).collect();
        run.reverse();
        let is_row = (2..=LONGEST_ROW).contains(&run.len());
        self.statement.set(parts, Member::Figures(run));
        is_row
    }

    /// Those of the figures before a whole that are told in brackets right behind another one: 教学设备小计86.5万元（电脑52万元、
    /// 投影34.5万元）. None where the whole is told there too.
    fn details(&self, figures: Range<usize>, whole: &Figure) -> Vec<usize> {
        let text = self.text;
        let Some(first) = text.figures().get(figures.start) else { return Vec::new() };
        let tokens = text.tokens().get(first.token..whole.token).unwrap_or_default();
        let (mut open, mut details) = (Vec::new(), Vec::new());
        let mut before: Option<TokenKind> = None;
        for token in tokens {
            match token.kind {
                TokenKind::Mark(Mark::Open) => open.push(before == Some(TokenKind::Figure)),
                TokenKind::Mark(Mark::Close) => drop(open.pop()),
                TokenKind::Figure if open.contains(&true) => details.extend(usize::try_from(token.index)),
                _ => {}
            }
            before = Some(token.kind);
        }
        if open.contains(&true) { Vec::new() } else { details }
    }

    /// Whether an amount is for each of what a count counts: 每人…元 and 人.
    fn is_per(&self, rate: usize, a: usize) -> bool {
        let (text, Some(number), Some(count)) = (self.text, self.number(rate), self.figure(a)) else {
            return false;
        };
        let measures = text.language().measures();
        let known = text.language().known();
        let Some(figure) = text.figures().get(number) else { return false };
        let behind = text.slice(figure.number.range.end..text.as_str().len());
        let slash = behind.strip_prefix(['/', '／']);
        let inside = text.tokens().get(text.before_tokens(number)).unwrap_or_default();
        let named = inside.iter().rev().find(|token| token.classes.meets(known.each)).map(|token| {
            let start = token.bytes().start;
            let rest = text.slice(start..text.as_str().len());
            let letters = rest.chars().next().map_or(0, char::len_utf8);
            rest.get(letters..).unwrap_or_default()
        });
        let word = slash.or(named).and_then(|rest| measures.at(rest));
        let counts = |(word, _): (&str, _)| count.counter().is_some_and(|of| measures.counts_alike(word, of));
        word.map_or_else(|| self.is_mean_per(inside, figure, count), counts)
    }

    /// Whether an amount is what is left for each on average, 人均1200元, of what a count counts. A mean is printed rounded:
    /// where no more than that lies between, nothing is said.
    fn is_mean_per(&self, before: &[Token], mean: &Figure, count: &Figure) -> bool {
        let text = self.text;
        let measures = text.language().measures();
        let known = text.language().known();
        let between = known.sums.with(known.link).with(known.light).with(known.copula);
        let mut back = before
            .iter()
            .rev()
            .skip_while(|token| token.classes.meets(between) && !token.classes.meets(known.each));
        let Some(word) = back.next().filter(|token| token.classes.meets(known.each)) else { return false };
        let named = measures.at(text.slice(word.bytes()));
        named.is_some_and(|(word, _)| count.counter().is_some_and(|of| measures.counts_same(word, of)))
            && self.is_told_roundly(mean, count) == Some(false)
    }

    /// Whether a mean is the quotient of the amount and a count, rounded or cut off at the places that it prints, without being
    /// it: 184.6万元 for 915人 are 2017元 for each.
    fn is_told_roundly(&self, mean: &Figure, count: &Figure) -> Option<bool> {
        let amount = self.text.language().grammar().member("part").and_then(|part| self.figure(part))?;
        let in_yuan = |figure: &Figure, value: Decimal| match figure.number.unit {
            Some(Unit::Money(unit)) => value.checked_mul(unit.in_yuan()),
            _ => None,
        };
        let (mean_in_yuan, all) = (in_yuan(mean, mean.number.value)?, in_yuan(amount, amount.number.value)?);
        let off = mean_in_yuan.checked_mul(count.number.value)?.checked_sub(all)?.abs();
        // A mean is rounded whatever it prints, an amount or a count only where it prints decimals or 万.
        let rounding = |number: &Number| {
            if number.places == 0 && number.coarse == 0 { Decimal::ZERO } else { last_digit(number) }
        };
        let of_mean = in_yuan(mean, last_digit(&mean.number))?.checked_mul(count.number.value)?;
        let of_amount = in_yuan(amount, rounding(&amount.number))?;
        let of_count = mean_in_yuan.checked_mul(rounding(&count.number))?;
        let room = of_amount.checked_add(of_count)?.checked_div(Decimal::TWO)?.checked_add(of_mean)?;
        Some(!off.is_zero() && off < room)
    }

    /// Whether some brackets hold nothing but parts, each a name with its figure: （线上32场、线下52场）.
    fn is_filled(&self, parts: usize) -> bool {
        let text = self.text;
        let parts = self.figures(parts);
        let Some(first) = parts.first().and_then(|part| text.figures().get(*part)) else { return false };
        let inside = text.tokens().get(first.token..self.span.end).unwrap_or_default();
        let figures = inside.iter().filter(|token| token.kind == TokenKind::Figure).count();
        let gaps = inside.iter().filter(|token| {
            matches!(token.kind, TokenKind::Mark(Mark::Comma | Mark::Pause | Mark::Semicolon | Mark::Slash))
        });
        let counters = parts.iter().map(|part| text.figures().get(*part).and_then(Figure::counter));
        // 女性60人、少数民族50人: some are both.
        let measures = text.language().measures();
        let names: Vec<String> = parts.iter().map(|part| text.core(*part)).collect();
        let overlap = counters.clone().flatten().any(|word| measures.bears_marks(word))
            && !text.language().lexicon().are_exclusive(&names);
        let one_word = counters.clone().all(|word| counters.clone().next() == Some(word));
        let ends = inside.last().is_some_and(|token| token.kind == TokenKind::Figure);
        !overlap && figures == parts.len() && gaps.count() + 1 == figures && one_word && ends
    }

    /// Whether some figures may be what a whole is made of: each is smaller or of a class of its own, and counted by its word, none is of
    /// another standing (预算, 原有), and the whole is not what lies between them: 支出352万元（预算380万元，结余28万元）.
    fn divides(&self, parts: usize, a: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let Some(whole) = self.figure(a) else { return false };
        let standing =
            known.aim.with(known.goal).with(known.earlier).with(known.standard).with(known.standing);
        // 编制180张, but not 编制管理180次: the word that the figure stands behind.
        let is_other = |part: &usize| {
            let before = text.tokens().get(text.before_tokens(*part)).unwrap_or_default();
            let named = before.iter().rev().find(|token| !token.classes.meets(known.copula));
            named.is_some_and(|token| token.classes.meets(standing))
        };
        let parts = self.figures(parts);
        let values: Option<Vec<Decimal>> = parts.iter().map(|part| sum(text, &[*part], whole)).collect();
        let Some(values) = values else { return false };
        let total = whole.number.value;
        // Of classes that exclude one another one may be too large by mistake.
        let may_be = || {
            values.iter().all(|part| *part < total) && is_near(&values, total) && !is_between(&values, total)
        };
        let is_class = || {
            let names: Vec<String> = parts.iter().map(|part| text.core(*part)).collect();
            text.language().lexicon().are_exclusive(&names)
        };
        // 总投资2400万元（2022年支付1000万元、2023年支付900万元): what was paid is no part of it.
        let is_spent = |part: &usize| {
            let of = |number: usize| text.classes_of(text.before_tokens(number)).meets(known.spent);
            of(*part) && !self.number(a).is_some_and(of)
        };
        !parts.iter().any(is_other) && !parts.iter().all(is_spent) && (is_class() || may_be())
    }

    /// Whether a word of a class, or a letter of one, stands among some names.
    fn in_names(&self, a: usize, class: super::lexicon::Classes) -> bool {
        let Some(Member::Names(names)) = self.statement.member(a) else { return false };
        let lexicon = self.text.language().lexicon();
        names.iter().any(|range| {
            let name = self.text.slice(range.clone());
            name.char_indices().any(|(at, c)| {
                let word = name.get(at..).and_then(|rest| lexicon.longest(c, rest));
                word.is_some_and(|word| word.classes.meets(class))
            })
        })
    }

    /// Whether some names end with the same letter.
    fn ends_alike(&self, a: usize) -> bool {
        let Some(Member::Names(names)) = self.statement.member(a) else { return false };
        let mut ends = names.iter().map(|range| self.text.slice(range.clone()).chars().next_back());
        let first = ends.next().flatten();
        first.is_some() && ends.all(|end| end == first)
    }

    /// Takes the quotations in a row before a figure of their sentence; true where one stands there.
    fn quoted(&mut self, listed: usize, a: usize) -> bool {
        let (text, Some(figure)) = (self.text, self.figure(a)) else { return false };
        let start = text.sentence_at(figure.range().start).start;
        let mut names = Vec::new();
        let mut end = figure.range().start;
        while let Some((quoted, behind)) = quotation_in(text.slice(start..end)) {
            let joins = behind.trim();
            // Behind the last one stands what the pattern lets stand there.
            if !names.is_empty() && !joins.is_empty() && joins != "、" {
                break;
            }
            end = start + quoted.start;
            names.push(end..start + quoted.end);
        }
        names.reverse();
        let is_some = !names.is_empty();
        self.statement.set(listed, Member::Names(names));
        is_some
    }

    /// Looks for a member that stands elsewhere; true where one is found, or none is printed at all.
    fn elsewhere(&mut self, member: usize) -> bool {
        if self.number(member).is_some() {
            return true;
        }
        let found = super::elsewhere::find(self.text, &self.statement, self.span.clone());
        if let Some(found) = found {
            self.statement.set(member, Member::Figure(found));
        }
        true
    }

    /// Whether the words of the clause of the statement's end, before its verb, name what a figure is of; true where they
    /// name nothing.
    fn is_own(&self, a: usize) -> bool {
        let (text, Some(figure)) = (self.text, self.figure(a)) else { return true };
        let Some(last) = self.span.end.checked_sub(1).and_then(|at| text.tokens().get(at)) else {
            return true;
        };
        let byte = usize::try_from(last.start).unwrap_or(usize::MAX);
        let clause = text.clauses().partition_point(|clause| clause.range.end <= byte);
        let Some(piece) = text.clauses().get(clause).filter(|_| clause != figure.clause) else { return true };
        let known = text.language().known();
        let inside = text.tokens().get(piece.tokens.clone()).unwrap_or_default();
        let of_goal = known.finished.with(known.reaches).with(known.beyond);
        let verbs = known.take.with(known.up).with(known.down).with(known.than).with(of_goal);
        let end = inside.iter().position(|token| token.classes.meets(verbs)).unwrap_or(0);
        // Before 完成 and 为 two letters name something, but for adverbs: 如期, 按时, 较好.
        let is_of_goal = inside.get(end).is_some_and(|verb| verb.classes.meets(of_goal));
        let letters = if is_of_goal { 2 } else { 3 };
        let mut light = known.light.with(known.link).with(known.earlier).with(known.from).with(known.among);
        if is_of_goal {
            light =
                [known.thorough, known.planned, known.hollow, known.generic, known.this_year, known.state]
                    .into_iter()
                    .chain([known.copula, known.more, known.fewer, known.ratio, known.progress, known.goal])
                    .chain([known.in_all, known.underway])
                    .fold(light, Classes::with);
        }
        let names = inside.get(..end).unwrap_or_default().iter().filter(|token| {
            token.kind == TokenKind::Plain || token.kind == TokenKind::Word && !token.classes.meets(light)
        });
        let pieces: Vec<&str> = names.map(|token| text.slice(token.bytes())).collect();
        let own = super::phrases::Phrase::of(text.language(), pieces);
        let told = super::phrases::Phrase::new(text.language(), text.slice(text.clause_of(figure)));
        own.len() < letters || own.alike(&told) > 60
    }

    /// Whether the first of some parts make up the whole, and no words say that the rest are of another class: 综合公园
    /// 8个、社区公园7个、智慧公园4个 of 15.
    fn is_told_twice(&self, parts: usize) -> bool {
        let text = self.text;
        let parts = self.figures(parts);
        let whole = self.statement.members.iter().find_map(|(_, member)| match member {
            Member::Figure(figure) => text.figures().get(*figure),
            _ => None,
        });
        let Some(whole) = whole else { return false };
        let names: Vec<String> = parts.iter().map(|part| text.core(*part)).collect();
        let mut begins = (2..parts.len()).filter_map(|end| parts.get(..end));
        begins.any(|run| sum(text, run, whole) == Some(whole.number.value))
            && !text.language().lexicon().are_exclusive(&names)
    }

    /// Whether no other figure of the sentence measures the same and vies with it, members aside.
    fn is_only(&self, a: usize, vies: impl Fn(&Figure, &Figure) -> bool) -> bool {
        let (text, Some(figure)) = (self.text, self.figure(a)) else { return true };
        let members: Vec<usize> = self
            .statement
            .members
            .iter()
            .flat_map(|(_, member)| match member {
                Member::Figure(figure) => vec![*figure],
                Member::Figures(figures) => figures.clone(),
                Member::Names(_) => Vec::new(),
            })
            .collect();
        let measures = text.language().measures();
        text.figures_of(figure.sentence).all(|other| {
            members.contains(&other)
                || text.figures().get(other).is_none_or(|other| {
                    matches!(other.role, Role::Grade | Role::Each)
                        || !other.is_commensurable(figure, measures)
                        || !vies(figure, other)
                        || self.is_behind_rate(other)
                        || self.is_in_brackets(other) && !self.counts_in(other)
                })
        })
    }

    /// Whether one figure, or each of several, and another are counted by one word, or are money.
    fn are_counted_alike(&self, a: usize, b: usize) -> bool {
        let Some(b) = self.figure(b) else { return true };
        let one = self.figure(a).into_iter();
        let mut all = one.chain(self.figures(a).iter().filter_map(|part| self.text.figures().get(*part)));
        all.all(|a| a.is_money() && b.is_money() || a.counter() == b.counter())
    }

    /// Whether a figure stands behind a rate that closes what it is stated of: 办结率90%，在办15件.
    fn is_behind_rate(&self, figure: &Figure) -> bool {
        let rate = self.text.language().grammar().member("rate").and_then(|rate| self.figure(rate));
        let members = || self.statement.members.iter().filter_map(|(number, _)| self.figure(*number));
        rate.is_some_and(|rate| {
            rate.token < figure.token && members().all(|member| member.token <= rate.token)
        })
    }

    /// Whether a figure stands in brackets: 受理1260件（含旧存86件）.
    fn is_in_brackets(&self, figure: &Figure) -> bool {
        let text = self.text;
        let near = figure.token.saturating_sub(LONGEST_ASIDE)..figure.token;
        let before = text.tokens().get(near).unwrap_or_default().iter().rev();
        let mut marks = before.filter_map(|token| match token.kind {
            TokenKind::Mark(mark @ (Mark::Open | Mark::Close | Mark::Period | Mark::Semicolon)) => Some(mark),
            _ => None,
        });
        marks.next() == Some(Mark::Open)
    }

    /// Whether a rate follows from its members only with a figure beside them left out: then it is of the others.
    fn counts_in(&self, other: &Figure) -> bool {
        let grammar = self.text.language().grammar();
        let member = |name: &str| grammar.member(name).and_then(|member| self.figure(member));
        let (Some(part), Some(whole), Some(rate)) = (member("part"), member("whole"), member("rate")) else {
            return false;
        };
        if [part, whole].iter().any(|figure| figure.number.unit != other.number.unit) {
            return true;
        }
        let follows = |part: Option<Decimal>, whole: Option<Decimal>| {
            let share = part.zip(whole).and_then(|(part, whole)| part.checked_div(whole));
            let share = share.and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED));
            share.is_some_and(|share| share.round_dp(rate.number.places) == rate.number.value)
        };
        let ([part, whole], x) = ([part.number.value, whole.number.value], other.number.value);
        !follows(Some(part), Some(whole))
            && [
                (Some(part), whole.checked_sub(x)),
                (part.checked_sub(x), Some(whole)),
                (part.checked_sub(x), whole.checked_sub(x)),
            ]
            .into_iter()
            .any(|(part, whole)| follows(part, whole))
    }

    /// 新增、更新公交车300辆，其中新增120辆、更新180辆: the whole names each of its parts.
    fn names_all(&self, a: usize, parts: usize) -> bool {
        let (text, Some(whole)) = (self.text, self.number(a)) else { return false };
        let subject = text.words_before(whole);
        let parts = self.figures(parts);
        subject.contains('、')
            && parts.len() > 1
            && parts.iter().all(|part| {
                let name = text.core(*part);
                name.chars().count() >= 2 && subject.contains(&name)
            })
    }
}

/// What one of the last digit that a number prints stands for: 0.01 of 2.35, 100 of 1.03万.
fn last_digit(number: &Number) -> Decimal {
    match i64::from(10).checked_pow(number.coarse) {
        Some(power) if number.coarse > 0 => Decimal::from(power),
        _ => Decimal::new(1, number.places),
    }
}

/// The sum of some figures in the unit of another; `None` where their units differ.
fn sum(text: &Text, run: &[usize], whole: &Figure) -> Option<Decimal> {
    run.iter().try_fold(Decimal::ZERO, |sum, part| {
        let part = text.figures().get(*part)?;
        let one_unit = part.number.unit == whole.number.unit;
        one_unit.then(|| sum.checked_add(part.number.value)).flatten()
    })
}

/// Whether the sum of some values is a whole but for a slip: 县道86公里，新增12公里 are not all of 326公里.
fn is_near(values: &[Decimal], whole: Decimal) -> bool {
    let off = (values.iter().sum::<Decimal>() - whole).abs();
    off * Decimal::from(4) <= whole.abs()
}

/// The most parts of which it is asked whether some taken from others give the whole.
const SIGNED: usize = 6;

/// Whether a whole is what some values give of which others are taken away or left out.
fn is_between(values: &[Decimal], whole: Decimal) -> bool {
    let all: u32 = (1 << values.len().min(SIGNED)) - 1;
    values.len() <= SIGNED
        && (1..all).any(|signs| {
            let rest = |of_others: Decimal| {
                let signed = values.iter().enumerate();
                let signed =
                    signed.map(|(at, value)| if signs >> at & 1 == 1 { of_others * value } else { *value });
                signed.sum::<Decimal>() == whole
            };
            let left = values.len() - usize::try_from(signs.count_ones()).unwrap_or(0);
            rest(Decimal::NEGATIVE_ONE) || left > 1 && rest(Decimal::ZERO)
        })
}

/// Whether a figure is a mean or a rate for each: 日均1160吨, 户均56.53万元.
pub(super) fn is_average(text: &Text, number: usize) -> bool {
    let known = text.language().known();
    text.figures().get(number).is_some_and(|figure| figure.role == Role::Each)
        || text.classes_in_clause(number).meets(known.average.with(known.each))
}

/// Whether nothing can be in two of some parts: classes of one thing, or uses of one sum of money.
fn are_exclusive(text: &Text, parts: &[usize]) -> bool {
    are_siblings(text, parts) || are_uses(text, parts)
}

/// The last quotation or title in a text, with its marks, and what stands behind it.
fn quotation_in(text: &str) -> Option<(Range<usize>, &str)> {
    let (at, letter) = text.char_indices().rev().find(|(_, c)| QUOTES.iter().any(|(_, end)| end == c))?;
    let (begin, _) = QUOTES.iter().find(|(_, end)| *end == letter)?;
    let end = at + letter.len_utf8();
    let mut before =
        text.get(..at)?.char_indices().rev().take_while(|(start, _)| at - start <= LONGEST_QUOTED);
    let (start, _) = before.find(|(_, letter)| letter == begin)?;
    Some((start..end, text.get(end..)?))
}

/// Whether a figure can be a part of another one: it counts the same, and how often only where that one does. 1240人次 of 860人
/// are no part of them.
fn adds_to(part: &Figure, whole: &Figure, measures: &Measures) -> bool {
    let times = |figure: &Figure| figure.counter().is_some_and(|word| measures.counts_times(word));
    part.is_commensurable(whole, measures) && times(part) == times(whole)
}

/// Whether some parts are from sources of money that exclude one another, or are what 省级 and 市级 class: one place may be both.
fn are_sources(text: &Text, parts: &[usize], names: &[String]) -> Option<bool> {
    let known = text.language().known();
    let rest = known.generic.with(known.sums).with(known.task_money).with(known.light);
    let are_sources = text.language().lexicon().are_sources(names, rest)?;
    let is_money = parts.iter().all(|part| text.figures().get(*part).is_some_and(Figure::is_money));
    Some(are_sources && is_money)
}

/// Whether the things counted bear the same name with different words before it, as classes that exclude one another do:
/// 综合公园8个、社区公园7个.
fn are_siblings(text: &Text, parts: &[usize]) -> bool {
    let subjects: Vec<String> = parts.iter().map(|part| text.core(*part)).collect();
    let same = |letter: &dyn Fn(&str) -> Option<char>| {
        let mut letters = subjects.iter().map(|subject| letter(subject));
        let first = letters.next().flatten();
        first.is_some() && letters.all(|letter| letter == first)
    };
    if text.language().lexicon().are_exclusive(&subjects) {
        return true;
    }
    if let Some(are_sources) = are_sources(text, parts, &subjects) {
        return are_sources;
    }
    // 财政拨款950万元、政府性基金100万元: the fund is of the 财政拨款.
    if text.language().lexicon().are_of_two_levels(&subjects, text.language().known().fund_whole) {
        return false;
    }
    // 女性60人、党员70人: some are both.
    let bears_marks = parts.iter().any(|part| {
        let figure = text.figures().get(*part);
        let counter = figure.and_then(Figure::counter).unwrap_or_default();
        let measures = text.language().measures();
        measures.bears_marks(counter) || figure.is_some_and(|figure| figure.role == Role::Grade)
    });
    let different =
        subjects.iter().enumerate().all(|(at, one)| subjects.iter().skip(at + 1).all(|other| one != other));
    let alike = same(&|subject| subject.chars().next_back()) || same(&|subject| subject.chars().next());
    !bears_marks && alike && different && parts.len() > 1
}

/// Whether each of some amounts is said to be used for something: no yuan is in two of them.
fn are_uses(text: &Text, parts: &[usize]) -> bool {
    let uses = text.language().known().uses;
    let figures = text.figures();
    let is_money = parts.iter().all(|part| figures.get(*part).is_some_and(Figure::is_money));
    let behind = parts.iter().all(|part| {
        let tokens = figures.get(*part).map_or(0..0, |figure| text.behind_tokens(*part, figure));
        let crosses = figures.get(*part).and_then(|figure| text.sentences().get(figure.sentence));
        let next = figures.get(part + 1).map_or(usize::MAX, |next| next.token);
        let end = crosses.map_or(tokens.end, |sentence| sentence.tokens.end).min(next);
        text.classes_of(tokens.start..end.max(tokens.start)).meets(uses)
    });
    let before = parts.iter().all(|part| text.classes_in_clause(*part).meets(uses));
    !parts.is_empty() && is_money && (behind || before)
}
