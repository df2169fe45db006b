//! What a text says, found in one pass and kept.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::candidates::{Figures, Stands};
use super::cause::Cause;
use super::dates::Date;
use super::entries::{Entry, close};
use super::figures::{Figure, Role};
use super::language::Language;
use super::lexicon::Classes;
use super::measured::Measured;
use super::phrases::{self, Letter, Phrase};
use super::statement::Statement;
use super::subject::Subject;
use super::tokens::{Mark, Piece, Scan, Token, TokenKind, scan};
use crate::figure::Unit;

/// What a text says. Byte ranges are those of the text.
#[derive(Debug)]
pub struct Text {
    language: Arc<Language>,
    source: Box<str>,
    tokens: Vec<Token>,
    sentences: Vec<Piece>,
    clauses: Vec<Piece>,
    figures: Vec<Figure>,
    /// What each of them measures.
    measured: Vec<Measured>,
    dates: Vec<Date>,
    entries: Vec<Entry>,
    classes: Classes,
    /// What is worked out when it is first asked for.
    statements: OnceCell<Vec<Statement>>,
    subjects: OnceCell<Vec<Subject>>,
    letters: OnceCell<Letters>,
    phrases: OnceCell<Vec<Rc<Phrase>>>,
    clause_phrases: OnceCell<Vec<Phrase>>,
    whole: OnceCell<Rc<Phrase>>,
    causes: OnceCell<Vec<Cause>>,
    /// By sentence.
    hollow: OnceCell<Vec<OnceCell<Vec<Range<usize>>>>>,
    stated: OnceCell<Vec<Option<usize>>>,
    led: OnceCell<Vec<Classes>>,
    parts: OnceCell<Vec<Option<Rc<Phrase>>>>,
}

/// The letters of a text, and which is the first of each token.
#[derive(Debug)]
struct Letters {
    all: Arc<[Letter]>,
    starts: Vec<usize>,
}

/// Tokens before a figure of which it may be told whether they name anything.
const FEW: usize = 40;

impl Text {
    /// A text with its tokens and figures, of which it is not known yet what each is.
    pub(super) fn scanned(language: &Arc<Language>, text: &str) -> Self {
        let Scan { tokens, sentences, clauses, numbers, dates, mut entries } = scan(language, text);
        close(&mut entries);
        let classes = sentences.iter().fold(Classes::NONE, |all, sentence| all.with(sentence.classes));
        let figures: Vec<Figure> = numbers
            .into_iter()
            .map(|placed| Figure {
                dimension: match &placed.number.unit {
                    Some(Unit::Counter(word)) => language.measures().dimension(word),
                    _ => None,
                },
                number: placed.number,
                role: Role::Value,
                bound: None,
                year: None,
                is_partial_period: false,
                clause: placed.clause,
                sentence: placed.sentence,
                token: placed.token,
            })
            .collect();
        let measured = figures.iter().map(|figure| figure.measured(language.measures())).collect();
        Self {
            language: Arc::clone(language),
            source: text.into(),
            tokens,
            sentences,
            clauses,
            figures,
            measured,
            dates,
            entries,
            classes,
            statements: OnceCell::new(),
            subjects: OnceCell::new(),
            letters: OnceCell::new(),
            phrases: OnceCell::new(),
            clause_phrases: OnceCell::new(),
            whole: OnceCell::new(),
            causes: OnceCell::new(),
            hollow: OnceCell::new(),
            stated: OnceCell::new(),
            led: OnceCell::new(),
            parts: OnceCell::new(),
        }
    }

    /// The language that it was read in.
    #[must_use]
    pub fn language(&self) -> &Arc<Language> {
        &self.language
    }

    /// The text as it stands.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Its tokens, in order. Letters that belong to none stand between them.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Its figures, in order.
    #[must_use]
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    pub(super) fn parts_mut(&mut self) -> (&mut Vec<Figure>, &mut Vec<Token>) {
        (&mut self.figures, &mut self.tokens)
    }

    /// What each figure measures, by its number.
    pub(super) fn measured(&self) -> &[Measured] {
        &self.measured
    }

    /// What stands in a sentence of it.
    pub(super) fn stands_in(&self, sentence: &Piece) -> Stands {
        let measured = self.measured.get(sentence.figures.clone()).unwrap_or_default();
        Stands {
            classes: sentence.classes,
            figures: Figures::count(measured),
            measured: measured.iter().copied().fold(Measured::default(), Measured::with),
        }
    }

    /// What stands in all of it.
    pub(super) fn stands(&self) -> Stands {
        let measured = self.measured.iter().copied().fold(Measured::default(), Measured::with);
        Stands { classes: self.classes, figures: Figures::count(&self.measured), measured }
    }

    /// The days, months and years that it names, in order.
    #[must_use]
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// The numbered entries, each from its mark to the next one, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Its sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &[Piece] {
        &self.sentences
    }

    /// Its clauses, between commas, colons and brackets, in order.
    #[must_use]
    pub fn clauses(&self) -> &[Piece] {
        &self.clauses
    }

    /// The classes of all its words.
    #[must_use]
    pub fn classes(&self) -> Classes {
        self.classes
    }

    /// The classes of the words that lie in a range.
    #[must_use]
    pub fn classes_in(&self, range: &Range<usize>) -> Classes {
        if *range == (0..self.source.len()) {
            return self.classes;
        }
        let clause = self.clauses.partition_point(|clause| clause.range.start < range.start);
        if let Some(clause) = self.clauses.get(clause).filter(|clause| clause.range == *range) {
            return clause.classes;
        }
        let inside = self.tokens_in(range);
        inside.iter().fold(Classes::NONE, |all, token| all.with(token.classes))
    }

    /// The tokens that lie in a range.
    #[must_use]
    pub fn tokens_in(&self, range: &Range<usize>) -> &[Token] {
        self.tokens.get(self.token_numbers_in(range)).unwrap_or_default()
    }

    pub(super) fn token_numbers_in(&self, range: &Range<usize>) -> Range<usize> {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let start = self.tokens.partition_point(|token| token.start < byte(range.start));
        let end = self.tokens.partition_point(|token| token.end <= byte(range.end));
        start..end.max(start)
    }

    /// The clauses of which some of a range is.
    pub(super) fn clauses_in(&self, range: &Range<usize>) -> &[Piece] {
        let start = self.clauses.partition_point(|clause| clause.range.end <= range.start);
        let (_, behind) = self.clauses.split_at(start);
        behind.split_at(behind.partition_point(|clause| clause.range.start < range.end)).0
    }

    /// The figures that lie in a range.
    #[must_use]
    pub fn figures_in(&self, range: &Range<usize>) -> &[Figure] {
        let start = self.figures.partition_point(|figure| figure.range().start < range.start);
        let (_, behind) = self.figures.split_at(start);
        behind.split_at(behind.partition_point(|figure| figure.range().end <= range.end)).0
    }

    /// The number of the figure with just these bytes.
    #[must_use]
    pub fn figure_number(&self, range: &Range<usize>) -> Option<usize> {
        let at = self.figures.binary_search_by_key(&range.start, |figure| figure.number.range.start).ok()?;
        self.figures.get(at).filter(|figure| figure.number.range == *range).map(|_| at)
    }

    /// The bytes of the sentence with a place in it.
    #[must_use]
    pub fn sentence_at(&self, at: usize) -> Range<usize> {
        let next = self.sentences.partition_point(|sentence| sentence.range.end < at);
        self.sentences.get(next).map_or(0..self.source.len(), |sentence| sentence.range.clone())
    }

    /// The figures of a sentence, by their numbers.
    #[must_use]
    pub fn figures_of(&self, sentence: usize) -> Range<usize> {
        self.sentences.get(sentence).map_or(0..0, |piece| piece.figures.clone())
    }

    /// Some bytes of it; empty where they are none.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> &str {
        self.source.get(range).unwrap_or_default()
    }

    /// Whether a figure counts what is not done: 1件未办结, 还差2件.
    #[must_use]
    pub fn counts_what_is_left(&self, figure: usize) -> bool {
        let known = self.language.known();
        let Some(token) = self.figures.get(figure).map(|figure| figure.token) else { return false };
        let meets = |at: Option<usize>, class| {
            at.and_then(|at| self.tokens.get(at)).is_some_and(|token| token.classes.meets(class))
        };
        let (before, behind) = (|at| token.checked_sub(at), |at| token.checked_add(at));
        let is_undone = meets(behind(1), known.not) && meets(behind(2), known.finished)
            || meets(behind(1), known.undone)
            || meets(before(1), known.finished) && meets(before(2), known.not)
            || meets(before(1), known.undone);
        is_undone || meets(before(1), known.short) || meets(before(2), known.verb_fewer)
    }

    /// Whether a figure begins a clause that goes on from the one before it, and is no part in brackets or behind 其中.
    #[must_use]
    pub fn leads_clause(&self, figure: &Figure) -> bool {
        let Some(clause) = self.clauses.get(figure.clause) else { return false };
        let before = clause.tokens.start.checked_sub(1).and_then(|at| self.tokens.get(at));
        let goes_on = before.is_some_and(|mark| mark.kind == TokenKind::Mark(Mark::Comma));
        goes_on && figure.token == clause.tokens.start && figure.role != Role::Part
    }

    /// The measure word behind the slash of an amount for each of something: 亩 of 1850元/亩.
    #[must_use]
    pub fn counted_by(&self, figure: &Figure) -> Option<&str> {
        let behind = self.slice(figure.number.range.end..self.as_str().len()).trim_start();
        let named = behind.strip_prefix(['/', '／'])?.trim_start();
        self.language.measures().at(named).map(|(word, _)| word)
    }

    /// Whether a figure is one of three or more between which only 、 stands: 360个、270个、180个.
    #[must_use]
    pub fn is_in_bare_row(&self, figure: usize) -> bool {
        let follows = |first: &usize| {
            let pair = self.figures.get(*first).zip(self.figures.get(first + 1));
            let between = pair.and_then(|(first, next)| self.tokens.get(first.token + 1..next.token));
            between.is_some_and(
                |between| matches!(between, [token] if token.kind == TokenKind::Mark(Mark::Pause)),
            )
        };
        let behind = (figure..).take(2).take_while(follows).count();
        let before = (0..figure).rev().take(2).take_while(follows).count();
        behind + before >= 2
    }

    /// What each figure is about, by its number; found when it is first asked for.
    pub(super) fn found_subjects(&self, find: fn(&Self) -> Vec<Subject>) -> &[Subject] {
        self.subjects.get_or_init(|| find(self))
    }

    /// What each part is about, by its number; found when it is first asked for.
    pub(super) fn found_parts(&self, find: fn(&Self) -> Vec<Option<Rc<Phrase>>>) -> &[Option<Rc<Phrase>>] {
        self.parts.get_or_init(|| find(self))
    }

    /// What the sentences state; found when it is first asked for.
    pub(super) fn found_statements(&self, find: fn(&Self) -> Vec<Statement>) -> &[Statement] {
        self.statements.get_or_init(|| find(self))
    }

    /// What gives a reason, by sentence; found when it is first asked for.
    pub(super) fn causes(&self, find: fn(&Self) -> Vec<Cause>) -> &[Cause] {
        self.causes.get_or_init(|| find(self))
    }

    /// The bytes of a sentence, by its number, that give no reason whatever they say, ascending; found when they are first asked for.
    pub(super) fn hollow(
        &self,
        sentence: usize,
        find: fn(&Self, &Piece) -> Vec<Range<usize>>,
    ) -> &[Range<usize>] {
        let all = self.hollow.get_or_init(|| vec![OnceCell::new(); self.sentences.len()]);
        let of = all.get(sentence).zip(self.sentences.get(sentence));
        of.map_or(&[], |(known, piece)| known.get_or_init(|| find(self, piece)))
    }

    /// For each figure the one that it is stated of, if any; found when it is first asked for.
    pub(super) fn found_of(&self, find: fn(&Self) -> Vec<Option<usize>>) -> &[Option<usize>] {
        self.stated.get_or_init(|| find(self))
    }

    /// The sentences as phrases to compare with, in order.
    #[must_use]
    pub fn phrases(&self) -> &[Rc<Phrase>] {
        self.phrases.get_or_init(|| {
            let new = |piece: &Piece| Rc::new(self.phrase_of(&piece.tokens));
            self.sentences.iter().map(new).collect()
        })
    }

    /// The clauses as phrases, in order.
    #[must_use]
    pub fn clause_phrases(&self) -> &[Phrase] {
        let all = || self.clauses.iter().map(|piece| self.phrase_of(&piece.tokens)).collect();
        self.clause_phrases.get_or_init(all)
    }

    /// The whole text as a phrase.
    #[must_use]
    pub fn whole(&self) -> &Rc<Phrase> {
        self.whole.get_or_init(|| Rc::new(self.phrase_of(&(0..self.tokens.len()))))
    }

    /// Some tokens as a phrase.
    #[must_use]
    pub fn phrase_of(&self, tokens: &Range<usize>) -> Phrase {
        Phrase::among(&self.letters().all, self.letter_numbers(tokens))
    }

    /// Two rows of tokens as one phrase.
    pub(super) fn phrase_of_rows(&self, first: &Range<usize>, second: &Range<usize>) -> Phrase {
        Phrase::from_rows(&self.letters().all, self.letter_numbers(first), self.letter_numbers(second))
    }

    /// The letters of some tokens.
    pub(super) fn letters_of(&self, tokens: &Range<usize>) -> &[Letter] {
        self.letters().all.get(self.letter_numbers(tokens)).unwrap_or_default()
    }

    fn letter_numbers(&self, tokens: &Range<usize>) -> Range<usize> {
        let at = |token: usize| self.letters().starts.get(token).copied().unwrap_or_default();
        at(tokens.start)..at(tokens.end)
    }

    fn letters(&self) -> &Letters {
        self.letters.get_or_init(|| self.gather_letters())
    }

    /// Whether 率 stands behind a token: a word before it is open text.
    fn is_part_of_rate(&self, token: usize) -> bool {
        let rate = self.language.known().rate;
        let next = self.tokens.get(token + 1);
        next.is_some_and(|next| next.kind == TokenKind::Word && next.classes.meets(rate))
    }

    fn gather_letters(&self) -> Letters {
        let generic = self.language.known().generic;
        let mut letters = Vec::with_capacity(self.source.len() / 3);
        let mut starts = Vec::with_capacity(self.tokens.len() + 1);
        for (number, token) in self.tokens.iter().enumerate() {
            starts.push(letters.len());
            if !matches!(token.kind, TokenKind::Mark(_)) {
                let text = self.source.get(token.bytes()).unwrap_or_default();
                let is_word = token.kind == TokenKind::Word;
                if is_word || !self.is_part_of_rate(number) {
                    phrases::add_word(text, is_word && token.classes.meets(generic), &mut letters);
                } else {
                    // 完成 of 完成率 tells no more than elsewhere.
                    phrases::add(&self.language, text, &mut letters);
                }
            }
        }
        starts.push(letters.len());
        phrases::join(&mut letters);
        Letters { all: letters.into(), starts }
    }

    /// The phrase of a sentence by its bytes, or of the whole text; `None` for other pieces.
    #[must_use]
    pub fn phrase_at(&self, range: Option<&Range<usize>>) -> Option<Rc<Phrase>> {
        let Some(range) = range.filter(|range| **range != (0..self.source.len())) else {
            return Some(Rc::clone(self.whole()));
        };
        let at = self.sentences.binary_search_by_key(&range.start, |sentence| sentence.range.start).ok()?;
        let is_whole = self.sentences.get(at).is_some_and(|sentence| sentence.range == *range);
        self.phrases().get(at).filter(|_| is_whole).map(Rc::clone)
    }

    /// The tokens between the figure before it, or the beginning of its clause, and a figure. Figures in names are no
    /// figures here.
    pub(super) fn before_tokens(&self, number: usize) -> Range<usize> {
        let Some(figure) = self.figures.get(number) else { return 0..0 };
        let clause = self.clauses.get(figure.clause).map_or(0, |clause| clause.tokens.start);
        let earlier = self.figures.get(..number).unwrap_or_default();
        let last = earlier.iter().rev().find(|earlier| earlier.role != Role::Grade);
        let start = last.map_or(clause, |last| (last.token + 1).max(clause));
        start.min(figure.token)..figure.token
    }

    /// The tokens between a figure and the next one, or the end of its clause.
    pub(super) fn behind_tokens(&self, number: usize, figure: &Figure) -> Range<usize> {
        let clause = self.clauses.get(figure.clause).map_or(0, |clause| clause.tokens.end);
        let later = self.figures.get(number + 1..).unwrap_or_default();
        let next = later.iter().find(|later| later.role != Role::Grade);
        let end = next.map_or(clause, |next| next.token.min(clause));
        figure.token + 1..end.max(figure.token + 1)
    }

    /// The bytes of some tokens, from the first to the last.
    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let inside = self.tokens.get(tokens.clone()).unwrap_or_default();
        let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        match (inside.first(), inside.last()) {
            (Some(first), Some(last)) => byte(first.start)..byte(last.end),
            _ => 0..0,
        }
    }

    /// The classes of some tokens.
    pub(super) fn classes_of(&self, tokens: Range<usize>) -> Classes {
        let inside = self.tokens.get(tokens).unwrap_or_default();
        inside.iter().fold(Classes::NONE, |all, token| all.with(token.classes))
    }

    /// The words between the figure before it, or the beginning of its clause, and a figure.
    #[must_use]
    pub fn words_before(&self, number: usize) -> &str {
        self.slice(self.bytes(&self.before_tokens(number)))
    }

    /// The words between a figure and the next one, or the end of its clause.
    #[must_use]
    pub fn words_behind(&self, number: usize) -> &str {
        let Some(figure) = self.figures.get(number) else { return "" };
        self.slice(self.bytes(&self.behind_tokens(number, figure)))
    }

    /// What a rate of change says grew or fell where no figure of it stands: 群众投诉量 of 群众投诉量较上年下降15%.
    #[must_use]
    pub fn grown(&self, number: usize) -> &str {
        let known = self.language.known();
        let tokens = self.before_tokens(number);
        let inside = self.tokens.get(tokens.clone()).unwrap_or_default();
        let compares = known.than.with(known.earlier).with(known.year_on_year);
        let first = inside.iter().position(|token| token.classes.meets(compares));
        let verb = || inside.iter().rposition(|token| token.classes.meets(known.up.with(known.down)));
        let end = first.or_else(verb).unwrap_or(inside.len());
        let light = |token: &&Token| {
            token.kind != TokenKind::Plain
                && (token.kind != TokenKind::Word || token.classes.meets(known.light))
        };
        let start = inside.iter().take(end).take_while(light).count();
        self.slice(self.bytes(&(tokens.start + start..tokens.start + end)))
    }

    /// The classes of the words beside a figure, up to the next figures or the ends of its clause.
    #[must_use]
    pub fn classes_beside(&self, number: usize) -> Classes {
        let Some(figure) = self.figures.get(number) else { return Classes::NONE };
        self.classes_of(self.before_tokens(number)).with(self.classes_of(self.behind_tokens(number, figure)))
    }

    /// Whether something stands before a figure in its clause, and nothing but a few words of some classes and dates.
    #[must_use]
    pub fn names_only(&self, number: usize, classes: Classes) -> bool {
        let before = match self.tokens_before(number, FEW + 1) {
            [] => self.led_by_colon(number).unwrap_or_default(),
            before => before,
        };
        let is_blank = |token: &&Token| matches!(token.kind, TokenKind::Mark(_) | TokenKind::Date);
        let mut words = before.iter().filter(|token| !is_blank(token)).peekable();
        let is_of = |token: &Token| token.kind == TokenKind::Word && token.classes.meets(classes);
        before.len() <= FEW && words.peek().is_some() && words.all(is_of)
    }

    /// The clause whose colon stands right before a figure: 涉及资金：836万元.
    fn led_by_colon(&self, number: usize) -> Option<&[Token]> {
        let figure = self.figures.get(number)?;
        let clause = self.clauses.get(figure.clause.checked_sub(1)?)?;
        let between = self.source.get(clause.range.end..figure.range().start)?;
        let is_led = between.trim() == "：" || between.trim() == ":";
        is_led.then(|| self.tokens.get(clause.tokens.clone())).flatten()
    }

    /// The last tokens of its clause before a figure, so many at most.
    #[must_use]
    pub fn tokens_before(&self, number: usize, most: usize) -> &[Token] {
        let Some(figure) = self.figures.get(number) else { return &[] };
        let clause = self.clauses.get(figure.clause).map_or(figure.token, |clause| clause.tokens.start);
        let near = figure.token.saturating_sub(most).max(clause)..figure.token;
        self.tokens.get(near).unwrap_or_default()
    }

    /// The classes of the words of its clause before a figure.
    #[must_use]
    pub fn classes_in_clause(&self, number: usize) -> Classes {
        // One pass for all: a clause may hold thousands.
        let all = || {
            let mut last: Option<(&Figure, Classes)> = None;
            let led = self.figures.iter().map(|figure| {
                let start = self.clauses.get(figure.clause).map_or(0, |clause| clause.tokens.start);
                let before = last.filter(|(last, _)| last.clause == figure.clause);
                let (start, before) = before.map_or((start, Classes::NONE), |(last, led)| (last.token, led));
                let led = before.with(self.classes_of(start..figure.token));
                last = Some((figure, led));
                led
            });
            led.collect()
        };
        self.led.get_or_init(all).get(number).copied().unwrap_or(Classes::NONE)
    }

    /// The bytes of a figure's clause.
    #[must_use]
    pub fn clause_of(&self, figure: &Figure) -> Range<usize> {
        self.clauses.get(figure.clause).map_or(0..self.source.len(), |clause| clause.range.clone())
    }
}
