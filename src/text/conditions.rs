//! Whether the conditions of a form hold for the members of a statement.

use std::ops::Range;

use rust_decimal::Decimal;

use super::figures::{Comparator, Figure, Role};
use super::grammar::{Check, Form, Test};
use super::lexicon::Classes;
use super::matcher::Taken;
use super::members::{Reader, is_average};
use super::parts::{are_exclusive, are_uses};
use super::pattern::Pattern;
use super::phrases::Spelled;
use super::statement::{Member, NearMiss, Statement};
use super::text::Text;
use super::tokens::{Mark, Token, TokenKind};

/// Tokens of brackets before a figure in them.
const LONGEST_ASIDE: usize = 24;

/// What a reading is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    Statements,
    /// Which condition does not hold first is told.
    Misses,
}

/// A statement from what a pattern took, if its conditions hold; `None` where they do not and nobody wants to know why.
pub(super) fn read(
    text: &Text,
    own: (usize, usize),
    form: &Form,
    pattern: &Pattern,
    taken: &Taken,
    wants: Wants,
) -> Option<Result<Statement, NearMiss>> {
    let mut reader = Reader::new(text, own, taken);
    for (member, tokens) in &taken.members {
        reader.take(*member, tokens.clone());
    }
    let failed = form.when.iter().position(|check| !reader.holds(check));
    let Some(condition) = failed else { return Some(Ok(reader.statement)) };
    let Statement { range, .. } = reader.statement;
    let pattern = || pattern.source.clone();
    (wants == Wants::Misses)
        .then(|| Err(NearMiss { kind: own.0, form: own.1, pattern: pattern(), condition, range }))
}

/// Whether the conditions hold that ask of one figure each which a piece took.
pub(super) fn may_hold(text: &Text, own: (usize, usize), form: &Form, taken: &Taken) -> bool {
    let mut reader = Reader::new(text, own, taken);
    for (member, tokens) in &taken.members {
        reader.take_figure(*member, tokens);
    }
    form.when.iter().all(|check| {
        let is_taken = |member| taken.members.iter().any(|(known, _)| *known == member);
        !check.of_one().is_some_and(is_taken) || reader.holds(check)
    })
}

impl Text {
    /// Whether a figure stands in brackets: 受理1260件（含旧存86件）.
    pub(super) fn is_in_brackets(&self, figure: &Figure) -> bool {
        let near = figure.token.saturating_sub(LONGEST_ASIDE)..figure.token;
        let before = self.tokens().get(near).unwrap_or_default().iter().rev();
        let mut marks = before.filter_map(|token| match token.kind {
            TokenKind::Mark(mark @ (Mark::Open | Mark::Close | Mark::Period | Mark::Semicolon)) => Some(mark),
            _ => None,
        });
        marks.next() == Some(Mark::Open)
    }
}

impl Reader<'_> {
    pub(super) fn holds(&mut self, check: &Check) -> bool {
        // What no pattern took breaks no condition on its role.
        let is_missing = matches!(&check.test, Test::Role(member, _) if self.figure(*member).is_none());
        is_missing || self.test(&check.test) == check.is_wanted
    }

    fn test(&mut self, asked: &Test) -> bool {
        let text = self.text;
        let measures = text.language().measures();
        let pair = |a: usize, b: usize| Some((self.figure(a)?, self.figure(b)?));
        match asked {
            Test::Any(any) => any.iter().any(|check| self.holds(check)),
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
            Test::Later(a, b) => self.is_later(*a, *b),
            Test::Capped(a) => self.figure(*a).is_some_and(|a| a.bound == Some(Comparator::AtMost)),
            Test::Within(a, b) => pair(*a, *b)
                .is_none_or(|(a, b)| a.number.unit != b.number.unit || a.number.value <= b.number.value),
            Test::Bears(rate, a) => self.bears(*rate, *a),
            Test::AddsUp(a) => self.counter(*a).is_none_or(|word| measures.adds_up(word)),
            Test::Named(rate, class) => self.is_named(*rate, *class),
            Test::Carries(rate, a) => self.carries(*rate, *a),
            Test::Denied(rate, a) => self.denies(*rate, *a),
            Test::Opposite(a, b) => self.are_opposite(*a, *b),
            Test::Lone(a) => self.is_lone(*a),
            Test::Single(a) => self.number(*a).is_none_or(|number| !self.is_in_row(number)),
            Test::Average(a) => self.number(*a).is_some_and(|a| is_average(text, a)),
            Test::Made(a) => self.is_made(*a),
            Test::SaysBefore(a, class) => {
                self.classes(*a, |a| text.classes_of(text.before_tokens(a))).meets(*class)
            }
            Test::Per(rate, a) => self.is_per(*rate, *a),
            Test::Names(a, b) => self.is_named_by(*a, *b),
            Test::Against(rate, a) => self.is_against(*rate, *a),
            Test::Thing(a) => self.counter(*a).is_some_and(|word| measures.is_thing(word)),
            Test::Measured(a, name) => self.figure(*a).is_some_and(|a| a.is_measured(name, measures)),
            Test::CountedBy(a, word) => self.counter(*a) == Some(word),
            Test::Elsewhere(a) => self.elsewhere(*a),
            Test::Own(a) => self.is_own(*a),
            Test::Only(a) => self.is_only(*a, |_, _| true),
            Test::OnlyCounted(a) => {
                self.is_only(*a, |a, b| a.is_money() || b.is_money() || a.counter() == b.counter())
            }
            Test::SameCounter(a, b) => self.are_counted_alike(*a, *b),
            of_row => self.test_of_row(of_row),
        }
    }

    /// A condition on a row of figures or names.
    fn test_of_row(&mut self, asked: &Test) -> bool {
        let text = self.text;
        match asked {
            Test::Several(a) => self.is_several(*a),
            Test::Spans(parts, a) => self.spans(*parts, *a),
            Test::Divides(parts, a) => self.divides(*parts, *a),
            Test::Some(a) => !self.figures(*a).is_empty(),
            Test::Uses(a) => are_uses(text, self.figures(*a)),
            Test::EndsWithRest(a) => self.ends_with_rest(*a),
            Test::Rest(parts, a) => self.rest(*parts, *a),
            Test::Run(parts, a) => self.run(*parts, *a),
            Test::InNames(a, class) => self.in_names(*a, *class),
            Test::Filled(a) => self.is_filled(*a),
            Test::Exclusive(a) => are_exclusive(text, self.figures(*a)) && !self.is_told_twice(*a),
            Test::Nearly(parts, a) => self.are_nearly(*parts, *a),
            Test::EndsAlike(a) => self.ends_alike(*a),
            Test::Quoted(listed, a) => self.quoted(*listed, *a),
            Test::Entries(listed, a) => self.entries(*listed, *a),
            Test::Kinds(parts, a) => self.are_kinds(*parts, *a),
            Test::Halves(a) => self.are_halves(*a),
            Test::NamesAll(a, parts) => self.names_all(*a, *parts),
            _ => false,
        }
    }

    /// The classes at a figure; none where the pattern took none.
    fn classes(&self, member: usize, at: impl Fn(usize) -> Classes) -> Classes {
        self.number(member).map_or(Classes::NONE, at)
    }

    /// What the sentence says before the statement.
    fn before(&self) -> Range<usize> {
        self.sentence().start..self.statement.range.start
    }

    /// The sentence that the statement begins in, and those up to the one that it ends in.
    fn sentence(&self) -> Range<usize> {
        let Range { start, end } = self.statement.range;
        self.text.sentence_at(start).start..self.text.sentence_at(end).end.max(end)
    }

    /// Whether what stands between the word that compares and the rate stands before a figure too: 高出全市2.6分 is told of
    /// 全市平均79.8分, and 高于全省3.6分 of another one.
    fn is_against(&self, rate: usize, a: usize) -> bool {
        let (text, Some(rate), Some(a)) = (self.text, self.number(rate), self.number(a)) else { return true };
        let known = text.language().known();
        let compares = known.above.with(known.below).with(known.more).with(known.fewer).with(known.than);
        let light = known.link.with(known.copula).with(known.mean).with(known.average);
        let before = text.tokens().get(text.before_tokens(rate)).unwrap_or_default();
        // 高出全市2.6分, and 比全市高2.6分.
        let named = before.iter().rev().skip_while(|token| token.classes.meets(compares.with(light)));
        let named = named.take_while(|token| !token.classes.meets(compares));
        let named = named.filter(|token| {
            token.kind == TokenKind::Plain || token.kind == TokenKind::Word && !token.classes.meets(light)
        });
        let told = text.words_before(a);
        named.into_iter().all(|token| told.contains(text.slice(token.bytes())))
    }

    /// Whether the verb right before one figure stands before the other too, and is denied there.
    fn are_opposite(&self, a: usize, b: usize) -> bool {
        let text = self.text;
        let not = text.language().known().not;
        let before = |member: usize| {
            let number = self.number(member)?;
            text.tokens().get(text.before_tokens(number))
        };
        let Some((done, undone)) = before(a).zip(before(b)) else { return false };
        let verb = |tokens: &[Token]| tokens.last().map(|token| text.slice(token.bytes()).to_owned());
        let is_denied = |tokens: &[Token]| {
            tokens
                .len()
                .checked_sub(2)
                .and_then(|at| tokens.get(at))
                .is_some_and(|token| token.classes.meets(not))
        };
        verb(done).is_some() && verb(done) == verb(undone) && is_denied(undone) && !is_denied(done)
    }

    /// Whether one figure is of a later year than another of the same thing, and the rate of none beside: not 2021年支出…，2022年预算….
    fn is_later(&self, a: usize, b: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let year = |member: usize| self.figure(member).and_then(|figure| figure.year);
        let light = known.light.with(known.link).with(known.copula).with(known.than).with(known.of);
        let name = |member: usize| -> String {
            let before = self.number(member).and_then(|number| text.tokens().get(text.before_tokens(number)));
            let named = before.unwrap_or_default().iter().filter(|token| match token.kind {
                TokenKind::Word => !token.classes.meets(light),
                kind => kind == TokenKind::Plain,
            });
            named.map(|token| text.slice(token.bytes())).collect()
        };
        let (own, other) = (name(a), name(b));
        // 2022年为60万元，而2021年为80万元
        let is_same = own == other || [&own, &other].iter().any(|name| name.chars().nth(1).is_none());
        let rate = text.language().grammar().member("rate").and_then(|rate| self.figure(rate)?.year);
        let Some((later, earlier)) = year(a).zip(year(b)) else { return false };
        later > earlier && is_same && rate.is_none_or(|rate| rate == later || rate == earlier)
    }

    /// Whether what one figure is about names what another one is: 安置 and 应安置拆迁户.
    fn is_named_by(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.number(a), self.number(b)) else { return false };
        let (own, other) = (self.text.core(a), self.text.core(b));
        own.chars().nth(1).is_some() && other.contains(&own)
    }

    /// Whether a word of a class, or a letter of one, stands among some names.
    fn in_names(&self, a: usize, class: Classes) -> bool {
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

    /// Whether the words of the clause of the statement's end, before its verb, name what a figure is of; true where they
    /// name nothing.
    pub(super) fn is_own(&self, a: usize) -> bool {
        let (text, Some(figure)) = (self.text, self.figure(a)) else { return true };
        let rate = text.language().grammar().member("rate").and_then(|rate| self.figure(rate));
        let last = rate.map(|rate| rate.token).or_else(|| self.span.end.checked_sub(1));
        let Some(last) = last.and_then(|at| text.tokens().get(at)) else { return true };
        let byte = usize::try_from(last.start).unwrap_or(usize::MAX);
        let clause = text.clauses().partition_point(|clause| clause.range.end <= byte);
        let Some(piece) = text.clauses().get(clause).filter(|_| clause != figure.clause) else { return true };
        let known = text.language().known();
        let inside = text.tokens().get(piece.tokens.clone()).unwrap_or_default();
        let of_goal = known.finished.with(known.reaches).with(known.beyond);
        let verbs = known.take.with(known.up).with(known.down).with(known.than).with(of_goal);
        let verb = inside.iter().position(|token| token.classes.meets(verbs));
        // 编目完成率 is of what stands before 完成.
        let titled = inside.iter().position(|token| token.classes.meets(known.rate));
        let leads = known.copula.with(known.link).with(known.reaches);
        let titled = titled.filter(|titled| {
            let behind = inside.iter().skip(*titled + 1).take_while(|token| token.start < last.start);
            behind.into_iter().all(|token| token.classes.meets(leads))
        });
        let end = titled.or(verb).unwrap_or(0);
        // Before 完成 and 为 two letters name something, but for adverbs: 如期, 按时, 较好.
        let is_of_goal = titled.is_some() || inside.get(end).is_some_and(|verb| verb.classes.meets(of_goal));
        let letters = if is_of_goal { 2 } else { 3 };
        let mut light = known.light.with(known.link).with(known.earlier).with(known.from).with(known.among);
        light = light.with(known.comparable);
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
        let mut pieces: Vec<&str> = names.map(|token| text.slice(token.bytes())).collect();
        if titled.is_some() {
            let last = pieces.pop().unwrap_or_default();
            pieces.push(
                last.char_indices().rev().nth(1).map_or("", |(at, _)| last.get(..at).unwrap_or_default()),
            );
        }
        let own = Spelled::of(pieces);
        own.len() < letters || own.alike(text.slice(text.clause_of(figure))) > 60
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
        let sentences = members.iter().filter_map(|number| text.figures().get(*number));
        let sentences = sentences
            .map(|figure| figure.sentence)
            .fold(figure.sentence..figure.sentence, |all, own| all.start.min(own)..all.end.max(own));
        let figures = text.figures_of(sentences.start).start..text.figures_of(sentences.end).end;
        figures.into_iter().all(|other| {
            members.contains(&other)
                || text.figures().get(other).is_none_or(|other| {
                    matches!(other.role, Role::Grade | Role::Each)
                        || !other.is_commensurable(figure, measures)
                        || !vies(figure, other)
                        || self.is_behind_rate(other)
                        || text.is_in_brackets(other) && !self.counts_in(other)
                })
        })
    }

    /// Whether one figure, or each of several, and another are counted by one word or both by words for people, or are money.
    fn are_counted_alike(&self, a: usize, b: usize) -> bool {
        let Some(b) = self.figure(b) else { return true };
        let measures = self.text.language().measures();
        let one_word = |a: &Figure| match (a.counter(), b.counter()) {
            (Some(a), Some(b)) => measures.counts_same(a, b),
            (a, b) => a == b,
        };
        let one = self.figure(a).into_iter();
        let mut all = one.chain(self.figures(a).iter().filter_map(|part| self.text.figures().get(*part)));
        all.all(|a| a.is_money() && b.is_money() || one_word(a))
    }

    /// Whether a figure stands behind a rate that closes what it is stated of: 办结率90%，在办15件.
    fn is_behind_rate(&self, figure: &Figure) -> bool {
        let rate = self.text.language().grammar().member("rate").and_then(|rate| self.figure(rate));
        let members = || self.statement.members.iter().filter_map(|(number, _)| self.figure(*number));
        rate.is_some_and(|rate| {
            rate.token < figure.token && members().all(|member| member.token <= rate.token)
        })
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
}
