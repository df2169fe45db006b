//! Conditions on what a rate is called: 抽检合格率 is of what was found 合格.

use rust_decimal::Decimal;

use super::figures::Figure;
use super::lexicon::Classes;
use super::members::Reader;
use super::numbers::Number;
use super::tokens::Token;
use crate::figure::Unit;

impl Reader<'_> {
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
    pub(super) fn bears(&self, rate: usize, a: usize) -> bool {
        let (Some(verb), Some(number)) = (self.verb(rate), self.number(a)) else { return false };
        let beside = self.beside(number);
        verb.chars().any(|c| beside.contains(c)) && self.agrees_in_denial(rate, &verb, &beside)
    }

    /// Whether a rate's whole verb stands beside a figure; 回收率 is of what was 收回.
    pub(super) fn carries(&self, rate: usize, a: usize) -> bool {
        let Some(number) = self.number(a) else { return false };
        let Some(verb) = self.verb(rate) else { return self.carries_in_time(rate, number) };
        let turned: String = verb.chars().rev().collect();
        let beside = self.beside(number);
        (beside.contains(&verb) || beside.contains(&turned)) && self.agrees_in_denial(rate, &verb, &beside)
    }

    /// Whether a figure counts what a rate leaves out: 合格率 and 不合格8批次.
    pub(super) fn denies(&self, rate: usize, a: usize) -> bool {
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
    pub(super) fn is_named(&self, rate: usize, class: Classes) -> bool {
        let lexicon = self.text.language().lexicon();
        self.verb(rate).is_some_and(|verb| lexicon.is(&verb, class))
    }

    /// Whether an amount is for each of what a count counts: 每人…元 and 人.
    pub(super) fn is_per(&self, rate: usize, a: usize) -> bool {
        let (text, Some(number), Some(count)) = (self.text, self.number(rate), self.figure(a)) else {
            return false;
        };
        let measures = text.language().measures();
        let known = text.language().known();
        let Some(figure) = text.figures().get(number) else { return false };
        // 各场依次65人、70人: the first of a row is that of one of them alone.
        if self.is_in_row(number + 1) {
            return false;
        }
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
        let is_named = || slash.or(named).is_some_and(|rest| self.is_each_of(rest, a));
        word.map_or_else(|| is_named() || self.is_mean_per(inside, figure, count), counts)
    }

    /// Whether a text begins with a letter of the last two that name what a figure counts, or with the one right behind it: 每岗
    /// and 护理岗位24个, 每村 and 126个村.
    fn is_each_of(&self, rest: &str, a: usize) -> bool {
        let core = self.number(a).map(|a| self.text.core(a)).unwrap_or_default();
        let behind = self.figure(a).and_then(|count| self.letter_behind(count));
        let mut letters = core.chars().rev().take(2).chain(behind);
        rest.chars().next().is_some_and(|first| letters.any(|letter| letter == first))
    }

    /// The letter right behind a figure: 村 of 12个村.
    fn letter_behind(&self, figure: &Figure) -> Option<char> {
        self.text.as_str().get(figure.range().end..)?.chars().next()
    }

    /// Whether an amount is what is left for each on average, 人均1200元, of what a count counts. A mean is printed rounded:
    /// where no more than that lies between, nothing is said.
    fn is_mean_per(&self, before: &[Token], mean: &Figure, count: &Figure) -> bool {
        let text = self.text;
        let measures = text.language().measures();
        let known = text.language().known();
        let between = known.sums.with(known.link).with(known.light).with(known.copula).with(known.partial);
        let between = between.with(known.possess);
        let told = |token: &Token| token.classes.meets(between) && !token.classes.meets(known.each);
        let Some(at) = before.iter().rposition(|token| token.classes.meets(known.each)) else { return false };
        let (Some(word), behind) = (before.get(at), before.get(at + 1..).unwrap_or_default()) else {
            return false;
        };
        // Of the amount itself: 公用经费1209.6万元，人均公用经费1.4万元.
        let amount = text.language().grammar().member("part").and_then(|part| self.number(part));
        let amount = amount.map(|number| text.core(number)).unwrap_or_default();
        let is_of_it = |token: &Token| amount.contains(text.slice(token.bytes()));
        if !behind.iter().all(|token| told(token) || is_of_it(token)) {
            return false;
        }
        let word = text.slice(word.bytes());
        let counts = |(word, _): (&str, _)| count.counter().is_some_and(|of| measures.counts_same(word, of));
        // 村均30万元 of 12个村
        let is_named = word.chars().next() == self.letter_behind(count);
        (is_named || measures.at(word).is_some_and(counts))
            && self.is_told_roundly(mean, count) == Some(false)
    }

    /// Whether a mean is the quotient of the amount and a count, rounded or cut off at the places that it prints, without being
    /// it: 184.6万元 for 915人 are 2017元 for each. `None` where amount and mean are counted by different words.
    fn is_told_roundly(&self, mean: &Figure, count: &Figure) -> Option<bool> {
        let amount = self.text.language().grammar().member("part").and_then(|part| self.figure(part))?;
        let one = |figure: &Figure, value: Decimal| match &figure.number.unit {
            Some(Unit::Money(unit)) => value.checked_mul(unit.in_yuan()),
            Some(Unit::Counter(_)) if mean.counter() == amount.counter() => Some(value),
            _ => None,
        };
        let (of_one, all) = (one(mean, mean.number.value)?, one(amount, amount.number.value)?);
        let off = of_one.checked_mul(count.number.value)?.checked_sub(all)?.abs();
        // A mean is rounded whatever it prints, an amount or a count only where it prints decimals or 万.
        let rounding = |number: &Number| {
            if number.places == 0 && number.coarse == 0 { Decimal::ZERO } else { last_digit(number) }
        };
        let of_mean = one(mean, last_digit(&mean.number))?.checked_mul(count.number.value)?;
        let of_amount = one(amount, rounding(&amount.number))?;
        let of_count = of_one.checked_mul(rounding(&count.number))?;
        let room = of_amount.checked_add(of_count)?.checked_div(Decimal::TWO)?.checked_add(of_mean)?;
        Some(!off.is_zero() && off < room)
    }
}

/// What one of the last digit that a number prints stands for: 0.01 of 2.35, 100 of 1.03万.
fn last_digit(number: &Number) -> Decimal {
    match i64::from(10).checked_pow(number.coarse) {
        Some(power) if number.coarse > 0 => Decimal::from(power),
        _ => Decimal::new(1, number.places),
    }
}
