//! The members of a statement: figures, rows of figures and names, as patterns take them or conditions look for them.

use std::ops::Range;

use rust_decimal::Decimal;

use super::entries::leads_to_first;
use super::figures::{Figure, Role};
use super::lexicon::Classes;
use super::matcher::Taken;
use super::measures::{Measures, PEOPLE};
use super::pattern::ends_clause;
use super::statement::{Member, Statement};
use super::text::Text;
use super::token::QUOTES;
use super::tokens::{LONGEST_QUOTED, Mark, TokenKind};

/// Figures before a sum that can be its parts: a longer row is not read, so that a text takes time that grows with its length.
const LONGEST_ROW: usize = 100;

/// A statement that is being read.
pub(super) struct Reader<'t> {
    pub(super) text: &'t Text,
    /// The tokens that the pattern took.
    pub(super) span: Range<usize>,
    pub(super) statement: Statement,
}

impl<'t> Reader<'t> {
    /// Of what a pattern took, whose members are still to be taken.
    pub(super) fn new(text: &'t Text, (kind, form): (usize, usize), taken: &Taken) -> Self {
        // What conditions look for is taken besides.
        let members = Vec::with_capacity(taken.members.len() + 1);
        let statement = Statement { kind, form, members, range: text.bytes(&taken.span) };
        Self { text, span: taken.span.clone(), statement }
    }

    /// Takes a member that is a single figure; `false` where it is none.
    pub(super) fn take_figure(&mut self, member: usize, tokens: &Range<usize>) -> bool {
        let token = self.text.tokens().get(tokens.start).filter(|_| tokens.len() == 1);
        let figure = token.filter(|token| token.kind == TokenKind::Figure);
        let figure = figure.filter(|_| self.statement.member(member).is_none());
        let Some(figure) = figure.map(|token| usize::try_from(token.index).unwrap_or(usize::MAX)) else {
            return false;
        };
        self.statement.members.push((member, Member::Figure(figure)));
        true
    }

    pub(super) fn take(&mut self, member: usize, tokens: Range<usize>) {
        if self.take_figure(member, &tokens) {
            return;
        }
        let inside = self.text.tokens().get(tokens.clone()).unwrap_or_default();
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
                || self.is_of_aside(number)
                || whole.is_some_and(|whole| self.counts_another(figure, whole))
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

    /// Whether a figure stands in brackets behind words that make it no part: 占年初预算（800万元）的52%.
    fn is_of_aside(&self, number: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let Some(figure) = text.figures().get(number).filter(|figure| text.is_in_brackets(figure)) else {
            return false;
        };
        let before = text.tokens().get(..figure.token).unwrap_or_default();
        let open = before.iter().rposition(|token| token.kind == TokenKind::Mark(Mark::Open)).unwrap_or(0);
        let clause = before.get(..open).unwrap_or_default().iter().rev();
        let mut clause = clause.take_while(|token| !ends_clause(token.kind));
        clause.any(|token| token.classes.meets(known.take.with(known.than).with(known.goal)))
    }

    /// Whether a figure counts by another word than a whole does, and what it counts is named right behind it: 宣讲120场，其中进校园
    /// 覆盖135个学校.
    fn counts_another(&self, figure: &Figure, whole: &Figure) -> bool {
        let behind = self.text.tokens().get(figure.token + 1);
        let is_named = behind.is_some_and(|token| token.kind == TokenKind::Plain);
        is_named && figure.counter().is_some() && figure.counter() != whole.counter()
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

    pub(super) fn number(&self, member: usize) -> Option<usize> {
        match self.statement.member(member)? {
            Member::Figure(figure) => Some(*figure),
            _ => None,
        }
    }

    pub(super) fn figure(&self, member: usize) -> Option<&Figure> {
        self.text.figures().get(self.number(member)?)
    }

    pub(super) fn figures(&self, member: usize) -> &[usize] {
        match self.statement.member(member) {
            Some(Member::Figures(figures)) => figures,
            _ => &[],
        }
    }

    /// Takes the two figures behind the whole as its parts: 共18项，已完成10项，其余8项. Only where all are counted by one word.
    pub(super) fn rest(&mut self, parts: usize, a: usize) -> bool {
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
    pub(super) fn run(&mut self, parts: usize, a: usize) -> bool {
        let (text, Some(number)) = (self.text, self.number(a)) else { return false };
        let Some(whole) = text.figures().get(number) else { return false };
        // 上半年5次。下半年6次。全年11次: from the sentence in which the pattern begins.
        let first = text.sentences().partition_point(|sentence| sentence.tokens.end <= self.span.start);
        let first = text.figures_of(first.min(whole.sentence)).start;
        let start = first.max(number.saturating_sub(LONGEST_ROW + 1));
        let is_part = |number: &usize| {
            text.figures().get(*number).is_some_and(|figure| {
                figure.is_commensurable(whole, text.language().measures())
                    && (matches!(figure.role, Role::Value | Role::Part | Role::Cumulative)
                        || figure.is_percent())
            })
        };
        let details = self.details(start..number, whole);
        // 寄宿制146人、日间照料98人两种形式，总计244人
        let counts_kinds = |number: &usize| {
            let counter = text.figures().get(*number).and_then(Figure::counter);
            counter.is_some_and(|word| text.language().measures().counts_kinds(word))
        };
        let told = (start..number).rev().filter(|number| {
            details.binary_search(number).is_err() && (!counts_kinds(number) || is_part(number))
        });
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

    /// Takes the quotations in a row before a figure of their sentence; true where one stands there.
    pub(super) fn quoted(&mut self, listed: usize, a: usize) -> bool {
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

    /// Takes the entries that are numbered behind a figure, from the first on, each by its mark; true where it leads to them.
    pub(super) fn entries(&mut self, listed: usize, a: usize) -> bool {
        let (text, Some(figure)) = (self.text, self.figure(a)) else { return false };
        let end = figure.range().end;
        let Some(first) = leads_to_first(text.slice(end..text.as_str().len())) else { return false };
        let from = text.entries().partition_point(|entry| entry.range.start < end + first);
        let behind = text.entries().get(from..).unwrap_or_default();
        let Some(style) = behind.first().map(|entry| entry.style) else { return false };
        let of_list = behind.iter().filter(|entry| entry.style == style);
        let in_row = of_list.zip(1..).take_while(|(entry, number)| entry.number == *number);
        let marks = in_row.map(|(entry, _)| entry.mark.clone()).collect();
        self.statement.set(listed, Member::Names(marks));
        true
    }

    /// Looks for a member that stands elsewhere; true where one is found, or none is printed at all.
    pub(super) fn elsewhere(&mut self, member: usize) -> bool {
        if self.number(member).is_some() {
            return true;
        }
        let found = super::elsewhere::find(self.text, &self.statement, self.span.clone());
        if let Some(found) = found {
            self.statement.set(member, Member::Figure(found));
        }
        true
    }

    /// The measure word of a figure, if it has one.
    pub(super) fn counter(&self, member: usize) -> Option<&str> {
        self.figure(member).and_then(Figure::counter)
    }
}

/// The sum of some figures in the unit of another; `None` where their units differ.
pub(super) fn sum(text: &Text, run: &[usize], whole: &Figure) -> Option<Decimal> {
    run.iter().try_fold(Decimal::ZERO, |sum, part| {
        let part = text.figures().get(*part)?;
        let one_unit = part.number.unit == whole.number.unit;
        one_unit.then(|| sum.checked_add(part.number.value)).flatten()
    })
}

/// Whether a figure can be a part of another one: it counts the same, how often only where that one does, and people only where
/// that one does. 1240人次 of 860人, and 60人 of 8个村, are no part of them.
fn adds_to(part: &Figure, whole: &Figure, measures: &Measures) -> bool {
    let times = |figure: &Figure| figure.counter().is_some_and(|word| measures.counts_times(word));
    let people = |figure: &Figure| figure.is_measured(PEOPLE, measures);
    part.is_commensurable(whole, measures) && times(part) == times(whole) && people(part) == people(whole)
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

/// Whether a figure is a mean or a rate for each: 日均1160吨, 户均56.53万元.
pub(super) fn is_average(text: &Text, number: usize) -> bool {
    let known = text.language().known();
    let means = known.average.with(known.each);
    // 日均（按开放310天计）1374人次
    let is_led = |figure: &Figure| {
        let start = text.clauses().get(figure.clause).map_or(0, |clause| clause.tokens.start);
        let close = start.checked_sub(1).and_then(|at| text.tokens().get(at));
        let close = close.filter(|close| close.kind == TokenKind::Mark(Mark::Close));
        let open = close.and_then(|close| usize::try_from(close.index).ok()).unwrap_or(0);
        let before = text.tokens().get(..open).unwrap_or_default().iter().rev();
        let mut before =
            before.take_while(|token| !ends_clause(token.kind) && token.kind != TokenKind::Figure);
        before.any(|token| token.classes.meets(means))
    };
    let figure = text.figures().get(number);
    figure.is_some_and(|figure| figure.role == Role::Each || is_led(figure))
        || text.classes_in_clause(number).meets(means)
}
