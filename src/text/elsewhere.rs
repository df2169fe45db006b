//! The whole that a share or difference leaves to other clauses: 占总数的38.9%, 比上年多5个.

use std::ops::Range;

use super::figures::{Figure, Role};
use super::phrases::Spelled;
use super::statement::Statement;
use super::text::Text;
use super::tokens::{Token, TokenKind};

/// The figure of the text that the words between the verb and the rate of a statement name; `None` where they name none
/// surely.
pub(super) fn find(text: &Text, statement: &Statement, span: Range<usize>) -> Option<usize> {
    let finder = Finder::new(text, statement, span)?;
    let words = finder.words();
    if finder.is_of_goal {
        return finder.goal(&words);
    }
    if finder.is_of_earlier {
        return finder.earlier_value();
    }
    if words.is_empty() || finder.is_of_all {
        let all = finder.all().filter(|all| finder.is_all_of(*all));
        return all.or_else(|| finder.examined()).or_else(|| finder.all_before());
    }
    finder.named(&words).or_else(|| finder.named_before(&words))
}

struct Finder<'t> {
    text: &'t Text,
    /// The member that is there: what the whole is held against.
    part: usize,
    /// The tokens between the verb and the rate.
    phrase: Range<usize>,
    is_of_goal: bool,
    is_of_earlier: bool,
    is_of_all: bool,
}

impl<'t> Finder<'t> {
    fn new(text: &'t Text, statement: &Statement, span: Range<usize>) -> Option<Self> {
        let grammar = text.language().grammar();
        let part = statement.figure(grammar.member("part")?)?;
        let rate = text.figures().get(statement.figure(grammar.member("rate")?)?)?.token;
        let known = text.language().known();
        let tokens = text.tokens().get(span.start..rate)?;
        let verbs = known.take.with(known.than).with(known.finished).with(known.beyond).with(known.reach);
        let verbs = verbs.with(known.above).with(known.below);
        let start = tokens.iter().rposition(|token| token.classes.meets(verbs)).map_or(0, |at| at + 1);
        let phrase = span.start + start..rate;
        let classes = text.classes_of(phrase.start.saturating_sub(1)..phrase.end);
        Some(Self {
            text,
            part,
            phrase,
            is_of_goal: classes.meets(known.goal),
            is_of_earlier: classes.meets(known.earlier),
            is_of_all: classes.meets(known.all),
        })
    }

    fn part(&self) -> Option<&'t Figure> {
        self.text.figures().get(self.part)
    }

    /// The words that name the whole, without those that only lead to it.
    fn words(&self) -> String {
        let text = self.text;
        let known = text.language().known();
        let dropped = known.of.with(known.goal).with(known.copula).with(known.up).with(known.down);
        let dropped = dropped.with(known.ratio).with(known.among).with(known.this_year);
        let dropped = dropped.with(known.more).with(known.fewer);
        let inside = text.tokens().get(self.phrase.clone()).unwrap_or_default();
        let names = |token: &&Token| match token.kind {
            TokenKind::Plain => true,
            TokenKind::Word => !token.classes.meets(dropped),
            _ => false,
        };
        inside.iter().filter(names).map(|token| text.slice(token.bytes())).collect()
    }

    /// Earlier figures of the sentence that measure the same and are not the part.
    fn others(&self) -> impl Iterator<Item = usize> {
        let before = self.phrase.start;
        self.like()
            .filter(move |number| self.text.figures().get(*number).is_some_and(|other| other.token < before))
    }

    /// Figures of the sentence that measure the same and are not the part, by how much something changed, or for each.
    fn like(&self) -> impl Iterator<Item = usize> {
        let text = self.text;
        let part = self.part;
        let own = self.part();
        let sentence = own.map_or(0..0, |own| text.figures_of(own.sentence));
        sentence.filter(move |number| {
            *number != part
                && text.figures().get(*number).zip(own).is_some_and(|(other, own)| {
                    !other.is_percent()
                        && !matches!(other.role, Role::Change | Role::Each | Role::Grade)
                        && other.is_commensurable(own, text.language().measures())
                })
        })
    }

    fn only(mut found: impl Iterator<Item = usize>) -> Option<usize> {
        found.next().filter(|_| found.next().is_none())
    }

    /// 占年度投资计划 is of 年度计划投资, 占任务指标 of no 计划总投资; 占任务数 is of what was 下达.
    fn goal(&self, words: &str) -> Option<usize> {
        let text = self.text;
        let assigned = text.language().known().assigned;
        let named =
            self.named_goal(words, self.others()).or_else(|| self.named_goal(words, self.told_behind()));
        if named.is_some() || !words.is_empty() {
            return named;
        }
        let is_assigned = |other: &usize| text.classes_in_clause(*other).meets(assigned);
        Self::only(self.others().filter(is_assigned)).or_else(|| self.goal_of_same())
    }

    /// Values of no later year that are told behind the rate, 完成目标人群的102%，目标人群1,029对, but for those that have a share
    /// of their own: 占年度任务的105%，占五年任务6万亩的21%.
    fn told_behind(&self) -> impl Iterator<Item = usize> {
        let text = self.text;
        let rate = self.phrase.end;
        let later = text.language().known().later_year;
        let year = self.part().and_then(|own| own.year);
        self.like().filter(move |number| {
            let is_of_year = |figure: &Figure| figure.token > rate && figure.year == year;
            text.figures().get(*number).is_some_and(is_of_year)
                && !text.classes_in_clause(*number).meets(later)
                && !self.has_share(*number)
        })
    }

    /// Whether 的 and a percentage stand right behind a figure.
    fn has_share(&self, number: usize) -> bool {
        let text = self.text;
        let Some(token) = text.figures().get(number).map(|figure| figure.token) else { return false };
        let is_of =
            text.tokens().get(token + 1).is_some_and(|of| of.classes.meets(text.language().known().of));
        let next = text.figures().get(number + 1);
        is_of && next.is_some_and(|next| next.is_percent() && next.token == token + 2)
    }

    /// The only figure before it that is aimed at, where it names just what the part does: 计划拆除2万平方米，实际拆除2.34万平方米.
    fn goal_of_same(&self) -> Option<usize> {
        let text = self.text;
        let own = text.core(self.part);
        let is_aimed =
            |number: &usize| text.figures().get(*number).is_some_and(|figure| figure.role == Role::Target);
        let only = Self::only(self.others().filter(is_aimed))?;
        // 拆除违建2万平方米 and 拆除2.34万平方米
        let is_same = own.chars().count() > 1 && text.core(only).starts_with(&own);
        let measures = |number: usize| text.figures().get(number).and_then(Figure::counter);
        (is_same && measures(only) == measures(self.part)).then_some(only)
    }

    fn named_goal(&self, words: &str, others: impl Iterator<Item = usize>) -> Option<usize> {
        let text = self.text;
        let known = text.language().known();
        let wanted = Spelled::of([words]);
        let goals = self.goal_words(self.phrase.clone());
        Self::only(others.filter(|other| {
            let before = self.goal_words(text.before_tokens(*other));
            let shares =
                goals.iter().any(|word| before.iter().any(|own| own.contains(word) || word.contains(own)));
            let aimed = text.figures().get(*other).is_some_and(|figure| figure.role == Role::Target)
                || text.classes_in_clause(*other).meets(known.goal);
            let clause = text.figures().get(*other).map_or("", |other| text.slice(text.clause_of(other)));
            let names = || wanted.alike(clause) >= 50;
            aimed && shares && (wanted.len() == 0 || names())
        }))
    }

    fn goal_words(&self, tokens: Range<usize>) -> Vec<&'t str> {
        let text = self.text;
        let goal = text.language().known().goal;
        let inside = text.tokens().get(tokens).unwrap_or_default();
        let goals = inside.iter().filter(|token| token.classes.meets(goal));
        goals.map(|token| text.slice(token.bytes())).collect()
    }

    /// The only value of an earlier period in the sentence.
    fn earlier_value(&self) -> Option<usize> {
        let sentence = self.part().map_or(0..0, |own| self.text.figures_of(own.sentence));
        Self::only(sentence.filter(|number| {
            self.text.figures().get(*number).is_some_and(|other| other.role == Role::Previous)
        }))
    }

    /// What 其中 is of, or 占总数: the only other figure before it.
    fn all(&self) -> Option<usize> {
        let text = self.text;
        let among = text.language().known().among;
        let own = self.part()?;
        let sentence = text.sentences().get(own.sentence)?;
        let inside = text.tokens().get(sentence.tokens.start..own.token).unwrap_or_default();
        let mark = inside.iter().position(|token| token.classes.meets(among));
        if mark.is_none() && !self.is_of_all {
            return None;
        }
        let mark = mark.map_or(own.token, |mark| sentence.tokens.start + mark);
        let is_whole = |number: &usize| {
            let figure = text.figures().get(*number);
            // 巡回审判86次，覆盖乡镇12个，占全部乡镇的75%; 达标2家，优秀5家，占总数的12%
            figure.is_some_and(|figure| {
                let is_less = figure.number.unit == own.number.unit && figure.number.value < own.number.value;
                figure.counter() == own.counter() && !is_less && figure.token < mark
            })
        };
        Self::only(self.others().filter(is_whole))
    }

    /// What 其中 is of where its sentence begins with it: the only value of the sentence before, of which no part is told there.
    fn all_before(&self) -> Option<usize> {
        let text = self.text;
        let own = self.part()?;
        let begin = text.sentences().get(own.sentence)?.tokens.start;
        let begins = text.tokens().get(begin)?.classes.meets(text.language().known().among);
        let before = own.sentence.checked_sub(1).filter(|_| begins)?;
        let at = |number: usize| text.figures().get(number);
        let counts = |number: &usize| {
            at(*number).is_some_and(|figure| {
                figure.counter().is_some()
                    && figure.counter() == own.counter()
                    && !matches!(figure.role, Role::Change | Role::Target | Role::Previous)
            })
        };
        let only = Self::only(text.figures_of(before).filter(counts))?;
        let is_value = |figure: &Figure| {
            matches!(figure.role, Role::Value | Role::Cumulative) && figure.number.value >= own.number.value
        };
        at(only).is_some_and(is_value).then_some(only)
    }

    /// Whether a figure is of all of what the words name: 36.8万亩高标准农田 are not 耕地总面积, 市级平台 not 全省总数.
    fn is_all_of(&self, number: usize) -> bool {
        let text = self.text;
        let known = text.language().known();
        let dropped = known.all.with(known.of).with(known.copula).with(known.ratio).with(known.among);
        let dropped = dropped.with(known.goal).with(known.this_year);
        let inside = text.tokens().get(self.phrase.clone()).unwrap_or_default();
        let told = inside.iter().filter(|token| match token.kind {
            TokenKind::Plain => true,
            TokenKind::Word => !token.classes.meets(dropped),
            _ => false,
        });
        let named = Spelled::of(told.map(|token| text.slice(token.bytes())));
        let clause = text.figures().get(number).map_or("", |figure| text.slice(text.clause_of(figure)));
        named.len() < 2 || named.alike(clause) >= 50
    }

    /// 抽查单位60家，发现问题单位18家，占40%: the only other figure before it, where it says of how many things of that name
    /// something was found out.
    fn examined(&self) -> Option<usize> {
        let text = self.text;
        let own = self.part()?;
        let known = text.language().known();
        let ends = |number: usize| {
            let name = text.core(number);
            let start = name.char_indices().nth_back(1).map(|(at, _)| at)?;
            name.get(start..).map(str::to_owned)
        };
        let is_whole = |number: &usize| {
            let figure = text.figures().get(*number);
            figure.is_some_and(|figure| {
                matches!(figure.role, Role::Value | Role::Cumulative)
                    && figure.counter() == own.counter()
                    && figure.number.value >= own.number.value
            }) && text.classes_of(text.before_tokens(*number)).meets(known.planned_amount)
        };
        let only = Self::only(self.others())?;
        let is_named = || ends(self.part).is_some_and(|own| ends(only).as_ref() == Some(&own));
        (is_whole(&only) && is_named()).then_some(only)
    }

    /// The only figure whose clause has the words; one behind the rate only where none stands before it.
    fn named(&self, words: &str) -> Option<usize> {
        let text = self.text;
        let wanted = Spelled::of([words]);
        let is_named = |number: &usize| {
            let clause = text.figures().get(*number).map_or("", |other| text.slice(text.clause_of(other)));
            wanted.len() >= 2 && wanted.alike(clause) >= 80
        };
        let mut before = self.others().filter(is_named).peekable();
        if before.peek().is_some() {
            return Self::only(before);
        }
        let rate = self.phrase.end;
        let is_value = |number: &usize| {
            let figure = text.figures().get(*number);
            figure.is_some_and(|figure| figure.token > rate && figure.role == Role::Value)
        };
        Self::only(self.like().filter(is_value).filter(is_named))
    }

    /// The only figure of an earlier sentence that is about just this: 项目总投资, where the words are 总投资. Three letters name
    /// it only where nothing but 项目, 全年 and the like stands before them.
    fn named_before(&self, words: &str) -> Option<usize> {
        let text = self.text;
        let own = self.part()?;
        let earlier = text.sentences().get(own.sentence)?.figures.start;
        let measures = text.language().measures();
        let is_short = words.chars().nth(3).is_none();
        let named = (0..earlier).filter(|number| {
            let before = text.words_before(*number);
            text.figures().get(*number).is_some_and(|figure| figure.is_commensurable(own, measures))
                && before
                    .strip_suffix(words)
                    .is_some_and(|rest| !is_short || self.tells_nothing(*number, rest))
        });
        let only = Self::only(named).filter(|_| words.chars().nth(2).is_some())?;
        let role = text.figures().get(only)?.role;
        matches!(role, Role::Value | Role::Cumulative).then_some(only)
    }

    /// Whether the first words before a figure are such that tell nothing apart.
    fn tells_nothing(&self, number: usize, rest: &str) -> bool {
        let text = self.text;
        let known = text.language().known();
        let plain = known.generic.with(known.light).with(known.link);
        let tokens = text.tokens().get(text.before_tokens(number)).unwrap_or_default();
        let Some(start) = tokens.first().map(|token| token.bytes().start) else { return true };
        tokens
            .iter()
            .take_while(|token| token.bytes().start < start + rest.len())
            .all(|token| token.kind != TokenKind::Plain && token.classes.meets(plain))
    }
}
