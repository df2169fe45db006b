//! Conditions on parts of a whole: whether they can be all of it, and nothing is in two of them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::figures::{Figure, Role};
use super::members::{Reader, sum};
use super::numerals::{is_digit, is_numeral};
use super::statement::Member;
use super::text::Text;
use super::tokens::{Mark, TokenKind};
use crate::figure::Unit;

impl Reader<'_> {
    /// Whether the parts add up to nearly the whole.
    pub(super) fn are_nearly(&self, parts: usize, a: usize) -> bool {
        let Some(whole) = self.figure(a) else { return false };
        let values = self.figures(parts).iter().map(|part| sum(self.text, &[*part], whole));
        let values: Option<Vec<Decimal>> = values.collect();
        values.is_some_and(|values| is_near(&values, whole.number.value))
    }

    /// Whether the names of some figures are the two halves of a whole, as 线上 and 线下 are.
    pub(super) fn are_halves(&self, a: usize) -> bool {
        let names: Vec<String> = self.figures(a).iter().map(|part| self.text.core(*part)).collect();
        self.text.language().lexicon().are_halves(&names)
    }

    /// Whether some parts are of the two halves or four quarters of a year, and add up to it: one 户 may be in several of them.
    pub(super) fn spans(&self, parts: usize, a: usize) -> bool {
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
            // 全年累计支出 is of 支出, and 组织巡查 of 巡查.
            let bare = known.since.with(known.in_all).with(known.light);
            let own = own.filter(|token| token.kind != TokenKind::Word || !token.classes.meets(bare));
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

    /// Whether some figures may be what a whole is made of: each is smaller or of a class of its own, and counted by its word, none is of
    /// another standing (预算, 原有), and the whole is not what lies between them: 支出352万元（预算380万元，结余28万元）.
    pub(super) fn divides(&self, parts: usize, a: usize) -> bool {
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
        // 三期新增860个，累计建成3460个（一期1500个、二期1100个）: what is left is told before.
        let left = total - values.iter().sum::<Decimal>();
        let is_left =
            |number: usize| Some(number) < self.number(a) && sum(text, &[number], whole) == Some(left);
        let is_told = !left.is_zero() && text.figures_of(whole.sentence).any(is_left);
        let is_apart = parts.iter().any(is_other) || parts.iter().all(is_spent) || is_told;
        !is_apart && (is_class() || may_be())
    }

    /// Whether some brackets hold nothing but parts, each a name with its figure: （线上32场、线下52场）.
    pub(super) fn is_filled(&self, parts: usize) -> bool {
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

    /// Whether the first of some parts make up the whole, and no words say that the rest are of another class: 综合公园
    /// 8个、社区公园7个、智慧公园4个 of 15.
    pub(super) fn is_told_twice(&self, parts: usize) -> bool {
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

    /// 新增、更新公交车300辆，其中新增120辆、更新180辆: the whole names each of its parts.
    pub(super) fn names_all(&self, a: usize, parts: usize) -> bool {
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

    /// Whether what 由 leads to is said to make up the whole; true of parts that are introduced otherwise.
    pub(super) fn is_made(&self, a: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let Some(figure) = self.figure(a) else { return false };
        let behind = text.tokens().get(figure.token + 1..self.span.end).unwrap_or_default();
        let lead =
            behind.iter().find(|token| token.classes.meets(known.from.with(known.among).with(known.namely)));
        let is_from = lead.is_some_and(|token| token.classes.meets(known.from));
        !is_from || behind.iter().any(|token| token.classes.meets(known.compose))
    }

    /// Whether it is told, from a figure to what stands behind its parts or before them, of how many kinds it is, and there are as
    /// many parts: 分三类，依次为4个、9个、15个.
    pub(super) fn are_kinds(&self, parts: usize, a: usize) -> bool {
        let (text, Some(whole)) = (self.text, self.figure(a)) else { return false };
        let inside = self.figures(parts);
        let ends = inside.first().zip(inside.last());
        let ends =
            ends.and_then(|(first, last)| Some((text.figures().get(*first)?, text.figures().get(*last)?)));
        let Some((first, last)) = ends else { return false };
        let clause_end = text.clauses().get(last.clause).map_or(last.range().end, |clause| clause.range.end);
        let (from, to) = if whole.token < first.token {
            (whole.range().end, clause_end)
        } else {
            (last.range().end, whole.range().start)
        };
        let told = text.slice(from..to.max(from));
        let counted = told.char_indices().filter_map(|(at, letter)| {
            let rest = told.get(at..).filter(|_| is_numeral(letter) || is_digit(letter))?;
            text.language().measures().kinds_told(rest)
        });
        let count = Decimal::from(inside.len());
        inside.len() > 1 && counted.into_iter().any(|told| told == count)
    }

    /// Whether the last of some parts is all the rest, and no figure between them was left out that may be a part as well: 提标40万元
    /// may be one, or by how much.
    pub(super) fn ends_with_rest(&self, parts: usize) -> bool {
        let text = self.text;
        let rest = text.language().known().rest;
        let measures = text.language().measures();
        let parts = self.figures(parts);
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
        let Some(figure) = text.figures().get(*last) else { return false };
        let is_open = |number: &usize| {
            let other = text.figures().get(*number).filter(|_| !parts.contains(number));
            other.is_some_and(|other| other.role == Role::Change && other.is_commensurable(figure, measures))
        };
        let is_all = !(*first..*last).any(|number| is_open(&number));
        is_all && text.classes_of(text.before_tokens(*last)).meets(rest)
    }

    pub(super) fn is_several(&self, member: usize) -> bool {
        match self.statement.member(member) {
            Some(Member::Figures(figures)) => figures.len() > 1,
            Some(Member::Names(names)) => names.len() > 1,
            _ => false,
        }
    }

    /// Whether a figure is no part listed behind another one: of all of them or of the last, the sentence does not say.
    pub(super) fn is_lone(&self, a: usize) -> bool {
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
    pub(super) fn is_in_row(&self, number: usize) -> bool {
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

/// Whether nothing can be in two of some parts: classes of one thing, or uses of one sum of money.
pub(super) fn are_exclusive(text: &Text, parts: &[usize]) -> bool {
    are_siblings(text, parts) || are_uses(text, parts)
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
pub(super) fn are_uses(text: &Text, parts: &[usize]) -> bool {
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
