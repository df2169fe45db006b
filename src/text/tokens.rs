//! One pass over a text: its words, marks, figures and dates, its sentences, clauses and numbered entries.
//!
//! In: a text and a [`Language`]. Out: a [`Text`](super::text::Text), whose byte ranges are those of the text.

use std::ops::Range;

use super::begun::{Begun, begun};
use super::dates::Date;
use super::entries::{Entry, Style, entry_at, numbered_starts};
use super::language::Language;
use super::lexicon::{Classes, Touch};
use super::numbers::Number;
use super::numerals::{is_date_letter, is_digit, is_ideograph, is_large, is_numeral, narrow};

pub use super::token::{Mark, Piece, Token, TokenKind};

/// A number with its place among the tokens.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) number: Number,
    pub(super) clause: usize,
    pub(super) sentence: usize,
    pub(super) token: usize,
}

/// What one pass finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    pub(super) sentences: Vec<Piece>,
    pub(super) clauses: Vec<Piece>,
    pub(super) numbers: Vec<Placed>,
    pub(super) dates: Vec<Date>,
    pub(super) entries: Vec<Entry>,
}

/// A text longer than this inside quotation marks is no name.
pub(super) const LONGEST_QUOTED: usize = 90;

/// Bytes of an ideograph.
const LETTER: usize = 3;

/// Letters in which brackets close behind a semicolon in them.
const LONGEST_ENCLOSED: usize = 60;

/// A bracket longer than this many letters is no aside.
const LONGEST_ASIDE: usize = 8;

struct Scanner<'t> {
    language: &'t Language,
    text: &'t str,
    at: usize,
    found: Scan,
    /// Where letters that are no word begin, if some stand before `at`.
    plain: Option<usize>,
    sentence: Begin,
    clause: Begin,
    /// Where the innermost name in 《》 or “” ends.
    quoted_until: usize,
    /// Opening brackets that are not closed yet.
    open: Vec<usize>,
    /// Where the mark of the last entry ends.
    marked: usize,
    /// The numbers of entries at beginnings of sentences, found when the first is asked for.
    numbered: Option<u64>,
    /// Whether the next thing stands at the beginning of a sentence.
    is_first: bool,
    /// Whether it stands behind a comma.
    is_behind_comma: bool,
}

/// Where a piece begins.
#[derive(Default, Clone, Copy)]
struct Begin {
    byte: usize,
    token: usize,
    figure: usize,
    classes: Classes,
}

/// The tokens of a text.
pub(super) fn scan(language: &Language, text: &str) -> Scan {
    let mut scanner = Scanner {
        language,
        text,
        at: 0,
        found: Scan::default(),
        plain: None,
        sentence: Begin::default(),
        clause: Begin::default(),
        quoted_until: 0,
        open: Vec::new(),
        marked: 0,
        numbered: None,
        is_first: true,
        is_behind_comma: false,
    };
    // As many as a text full of short words and figures has.
    scanner.found.tokens.reserve(4 + text.len() / 4);
    scanner.found.clauses.reserve(2 + text.len() / 24);
    scanner.found.sentences.reserve(2 + text.len() / 60);
    while scanner.at < text.len() {
        scanner.step();
    }
    scanner.end_sentence(0);
    let mut found = scanner.found;
    settle(language, &mut found);
    inherit_years(&mut found);
    found
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        let open = self.open_letters();
        if open > 0 {
            self.is_first = false;
            self.is_behind_comma = false;
            self.plain.get_or_insert(self.at);
            self.at += open;
        }
        let rest = self.rest();
        let Some(c) = rest.chars().next() else {
            self.at = self.text.len();
            return;
        };
        if (self.is_first || self.is_behind_comma) && !c.is_whitespace() {
            let may_begin = std::mem::take(&mut self.is_first) || self.goes_on();
            self.is_behind_comma = false;
            if may_begin && self.entry() {
                return;
            }
        }
        // No mark is an ideograph.
        if !is_ideograph(c) && self.mark(c) {
            return;
        }
        if let Some((word, length)) = self.language.lexicon().word_at(c, rest) {
            self.word(c, word.classes, length);
            return;
        }
        if is_digit(c) || is_numeral(c) {
            self.number(self.at);
            return;
        }
        self.plain.get_or_insert(self.at);
        self.at += c.len_utf8();
    }

    /// Passes over a word that begins with a letter, and over the number that it leaves open.
    fn word(&mut self, first: char, classes: Classes, length: usize) {
        let known = self.language.known();
        if classes.meets(known.scanned) {
            let opens = known.opens(classes).is_some();
            if opens && !self.exceeds(classes) && self.number_behind(length) {
                return;
            }
            if self.is_tally_within(classes, length) {
                self.plain.get_or_insert(self.at);
                self.at += first.len_utf8();
                return;
            }
        }
        self.push(TokenKind::Word, classes, length);
    }

    /// Whether the last letter of a tally begins another one: 农户|数量, and not 农|户数|量.
    fn is_tally_within(&self, classes: Classes, length: usize) -> bool {
        let tally = self.language.known().tally;
        let Some(word) = self.rest().get(..length).filter(|_| classes.meets(tally)) else { return false };
        let Some((at, last)) = word.char_indices().next_back().filter(|(at, _)| *at > 0) else {
            return false;
        };
        let rest = self.rest().get(at..).unwrap_or_default();
        let next = self.language.lexicon().word_at(last, rest);
        next.is_some_and(|(next, taken)| taken > last.len_utf8() && next.classes.meets(tally))
    }

    /// The bytes of the letters here with which no word begins.
    fn open_letters(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while bytes.get(at..).is_some_and(|rest| self.language.lexicon().is_open(rest)) {
            at += LETTER;
        }
        at - self.at
    }

    /// Passes over a mark that ends a piece, a bracket or quotation; `false` if none stands here.
    fn mark(&mut self, c: char) -> bool {
        let width = c.len_utf8();
        match c {
            '，' | ',' => self.end_clause(Mark::Comma, width),
            '。' | '！' | '!' | '？' | '?' | '\n' => self.end_sentence_with(Mark::Period, width),
            '；' | ';' if self.is_enclosed() => self.end_clause(Mark::Comma, width),
            '；' | ';' => self.end_sentence_with(Mark::Semicolon, width),
            '、' => self.push(TokenKind::Mark(Mark::Pause), Classes::NONE, width),
            '：' | ':' => self.end_clause(Mark::Colon, width),
            '（' | '(' if self.aside() > 0 => {
                let length = self.aside();
                self.plain.get_or_insert(self.at);
                self.at += length;
            }
            '（' | '(' | '【' | '［' => {
                self.open.push(self.found.tokens.len() + usize::from(self.plain.is_some()));
                self.end_clause(Mark::Open, width);
            }
            '）' | ')' | '】' | '］' => self.close(width),
            '/' | '／' => self.push(TokenKind::Mark(Mark::Slash), Classes::NONE, width),
            '《' => self.quote('》', width),
            '“' => self.quote('”', width),
            '「' => self.quote('」', width),
            ' ' | '\u{3000}' if self.is_beside_number(width) => {
                self.flush();
                self.at += width;
            }
            '》' | '”' | '」' => self.push(TokenKind::Mark(Mark::Unquote), Classes::NONE, width),
            ' ' | '\u{3000}' | '\t' | '\r' => {
                self.push(TokenKind::Mark(Mark::Other), Classes::NONE, width);
            }
            _ => return false,
        }
        true
    }

    /// Whether a digit or % stands before or behind a space, which then parts nothing: 完成 2760 批次.
    fn is_beside_number(&self, width: usize) -> bool {
        let is_number = |c: char| is_digit(c) || matches!(c, '%' | '％' | '‰');
        let before = self.text.get(..self.at).and_then(|before| before.chars().next_back());
        let behind = self.text.get(self.at + width..).and_then(|behind| behind.chars().next());
        before.is_some_and(is_number) || behind.is_some_and(is_number)
    }

    fn close(&mut self, width: usize) {
        let open = self.open.pop();
        self.end_clause(Mark::Close, width);
        let close = self.found.tokens.len() - 1;
        let Some(open) = open else { return };
        for (own, other) in [(open, close), (close, open)] {
            if let Some(token) = self.found.tokens.get_mut(own) {
                token.index = u32::try_from(other).unwrap_or(u32::MAX);
            }
        }
    }

    /// Whether the entry behind the last one stands here, told in words: 一是…，二是….
    fn goes_on(&self) -> bool {
        let next = self.found.entries.last().map(|last| (last.number + 1, last.style));
        let Some((number, style)) = next else { return false };
        matches!(style, Style::Spoken | Style::Ordinal)
            && entry_at(self.rest()).is_some_and(|(own, of, _)| (own, of) == (number, style))
    }

    /// The number of an entry at the beginning of a sentence; `false` if none stands here.
    fn entry(&mut self) -> bool {
        let Some((number, style, length)) = entry_at(self.rest()) else { return false };
        let behind = self.rest().get(length..).unwrap_or_default();
        let is_bracketed = matches!(style, Style::BracketedArabic | Style::BracketedChinese);
        if behind.starts_with(is_digit) && !is_bracketed && !begins_with_year(behind) {
            // 1.36条: entry 1 and 36条 only where entry 2 or 0 is there too.
            let numbered = *self.numbered.get_or_insert_with(|| numbered_starts(self.text));
            let near = [number.checked_sub(1), number.checked_add(1)];
            let is_row = near.into_iter().flatten().any(|near| near < 64 && numbered >> near & 1 == 1);
            let count = self.language.number_in_prose(self.text, self.at + length);
            // 2.14.5公里 is no number as it stands.
            let counts = count
                .is_ok_and(|count| count.coarse == 0 && (count.places > 0 || self.counts_things(&count)));
            if !is_row || !counts {
                return false;
            }
        }
        let (range, mark) = (self.at..self.text.len(), self.at..self.at + length);
        self.found.entries.push(Entry { range, mark, number, style });
        self.push(TokenKind::Mark(Mark::Other), Classes::NONE, length);
        self.marked = self.at;
        true
    }

    /// Whether a number counts whole things by a measure word: 36条, but not 36万亩.
    fn counts_things(&self, number: &Number) -> bool {
        let printed = self.text.get(number.range.clone()).unwrap_or_default();
        let counts = match &number.unit {
            Some(crate::figure::Unit::Counter(word)) => self.language.measures().is_thing(word),
            _ => false,
        };
        counts && number.places == 0 && !printed.contains(is_large)
    }

    /// Whether a word says by how much one figure exceeds another, and leaves none open: 较目标1200人超出80人.
    fn exceeds(&self, word: Classes) -> bool {
        let known = self.language.known();
        let inside = self.found.tokens.get(self.clause.token..).unwrap_or_default();
        let compares = || inside.iter().any(|token| token.classes.meets(known.than));
        // 比上年增加超过80人
        let last = if self.plain.is_some() { None } else { inside.last() };
        let changes = || last.is_some_and(|token| token.classes.meets(known.more.with(known.up)));
        word.meets(known.over) && word.meets(known.more) && compares() && !changes()
    }

    /// Reads the number behind a word that leaves it open: 约300人. `false` if none stands there.
    fn number_behind(&mut self, length: usize) -> bool {
        let behind = self.rest().get(length..).and_then(|rest| rest.chars().next());
        if !behind.is_some_and(|c| is_digit(c) || is_numeral(c)) {
            return false;
        }
        let word = self.at;
        let at = self.at + length;
        match self.begun(at, word) {
            Begun::Figure(number) => {
                self.flush();
                self.figure(number);
                true
            }
            _ => false,
        }
    }

    /// Reads what begins with a digit or numeral at `at`.
    fn number(&mut self, at: usize) {
        match self.begun(at, at) {
            Begun::Figure(number) => {
                // A minus before it belongs to it.
                if let Some(plain) = self.plain.filter(|plain| *plain >= number.range.start) {
                    self.plain = Some(plain).filter(|plain| *plain < number.range.start);
                }
                let start = number.range.start;
                self.at = start.min(self.at);
                self.flush();
                self.figure(number);
            }
            Begun::Date(date) => {
                let length = date.range.len();
                let index = self.found.dates.len();
                self.found.dates.push(date);
                self.push(TokenKind::Date, Classes::NONE, length);
                self.index_last(index);
            }
            Begun::Name(end) => {
                self.plain.get_or_insert(self.at);
                self.at = end.max(self.at + 1);
                while !self.text.is_char_boundary(self.at) {
                    self.at += 1;
                }
            }
        }
    }

    fn begun(&self, at: usize, start: usize) -> Begun {
        let is_quoted = at < self.quoted_until;
        begun(self.language, self.text, self.marked, (at, start), is_quoted)
    }

    fn figure(&mut self, number: Number) {
        let length = number.range.end.saturating_sub(self.at).max(1);
        let index = self.found.numbers.len();
        let placed = Placed {
            number,
            clause: self.found.clauses.len(),
            sentence: self.found.sentences.len(),
            token: self.found.tokens.len(),
        };
        self.found.numbers.push(placed);
        self.push(TokenKind::Figure, Classes::NONE, length);
        self.index_last(index);
    }

    fn index_last(&mut self, index: usize) {
        if let Some(token) = self.found.tokens.last_mut() {
            token.index = u32::try_from(index).unwrap_or(u32::MAX);
        }
    }

    /// Ends the letters that are no word.
    fn flush(&mut self) {
        if let Some(start) = self.plain.take()
            && start < self.at
        {
            self.token(TokenKind::Plain, Classes::NONE, start, self.at);
            if self.text.get(start..self.at).is_some_and(stands_in_brackets) {
                self.index_last(self.found.tokens.len() - 1);
            }
        }
    }

    fn push(&mut self, kind: TokenKind, classes: Classes, length: usize) {
        self.flush();
        let end = (self.at + length).min(self.text.len());
        self.token(kind, classes, self.at, end);
        self.at = end;
    }

    fn token(&mut self, kind: TokenKind, classes: Classes, start: usize, end: usize) {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.found.tokens.push(Token { kind, classes, start: byte(start), end: byte(end), index: u32::MAX });
    }

    fn end_clause(&mut self, mark: Mark, width: usize) {
        self.flush();
        let range = self.clause.byte.min(self.at)..self.at;
        // What is empty is none: a text may be all line feeds.
        if !range.is_empty() {
            let piece = self.piece(self.clause, range);
            self.found.clauses.push(piece);
        }
        if width > 0 {
            self.push(TokenKind::Mark(mark), Classes::NONE, width);
        }
        self.is_first |= mark == Mark::Colon;
        self.is_behind_comma = mark == Mark::Comma;
        self.clause = self.here();
    }

    fn end_sentence(&mut self, width: usize) {
        self.end_sentence_with(Mark::Period, width);
    }

    fn end_sentence_with(&mut self, mark: Mark, width: usize) {
        let end = self.at;
        self.end_clause(mark, width);
        let last = self.found.tokens.len() - usize::from(width > 0);
        let range = self.sentence.byte.min(end)..end;
        if !range.is_empty() {
            let mut piece = self.piece(self.sentence, range);
            piece.tokens.end = last.max(piece.tokens.start);
            self.found.sentences.push(piece);
        }
        self.sentence = self.here();
        self.is_first = true;
        self.open.clear();
    }

    fn here(&self) -> Begin {
        Begin {
            byte: self.at,
            token: self.found.tokens.len(),
            figure: self.found.numbers.len(),
            classes: Classes::NONE,
        }
    }

    fn piece(&self, begin: Begin, range: Range<usize>) -> Piece {
        Piece {
            range,
            tokens: begin.token..self.found.tokens.len(),
            figures: begin.figure..self.found.numbers.len(),
            classes: begin.classes,
            sentence: self.found.sentences.len(),
        }
    }

    /// The bytes of a bracket with a short word without numbers in it: 中心（站）; 0 for others.
    fn aside(&self) -> usize {
        let rest = self.rest();
        let mut length = 0;
        for (count, c) in rest.chars().enumerate() {
            length += c.len_utf8();
            if count > 0 && matches!(c, '）' | ')') {
                return length;
            }
            let is_word = count == 0
                || !(is_digit(c)
                    || is_numeral(c)
                    || matches!(narrow(c), ',' | ':' | ';' | '。' | '(' | '\n'));
            if !is_word || count > LONGEST_ASIDE {
                return 0;
            }
        }
        0
    }

    /// Whether a semicolon stands in brackets that close behind it: 132次（日间74次；夜间58次）.
    fn is_enclosed(&self) -> bool {
        let near = self.rest().chars().take(LONGEST_ENCLOSED).take_while(|c| !matches!(c, '。' | '\n'));
        !self.open.is_empty() && near.into_iter().any(|c| matches!(c, '）' | ')' | '】' | '］'))
    }

    /// Passes over the opening mark; numbers up to the closing one are parts of a name.
    fn quote(&mut self, close: char, width: usize) {
        let near = self.rest().char_indices().take_while(|(at, _)| *at <= LONGEST_QUOTED);
        if let Some((length, _)) = near.into_iter().find(|(_, c)| *c == close) {
            self.quoted_until = self.quoted_until.max(self.at + length);
        }
        self.push(TokenKind::Mark(Mark::Other), Classes::NONE, width);
    }
}

/// Whether a text begins with the digits of a year and the letter behind them: no decimals stand before one.
fn begins_with_year(text: &str) -> bool {
    let digits = text.chars().take_while(|c| is_digit(*c)).count();
    digits == 4 && text.chars().nth(digits).is_some_and(is_date_letter)
}

/// Settles what each word is by what it touches, and gathers the classes of clauses and sentences.
fn settle(language: &Language, found: &mut Scan) {
    let rate = language.known().rate;
    let plain = language.known().plain;
    let (mut is_word_behind, mut is_figure_behind, mut is_rate_behind) = (true, false, false);
    let mut rest = found.tokens.as_mut_slice();
    while let Some((token, before)) = rest.split_last_mut() {
        if token.kind == TokenKind::Word {
            if token.bytes().len() <= LETTER {
                let before = before.last().is_none_or(|before| before.kind != TokenKind::Plain);
                let touch = Touch { before, behind: is_word_behind, figure: is_figure_behind };
                token.classes = language.lexicon().settled(token.classes, touch);
            }
            // 合格 in 合格率 is a part of a name.
            let is_rate = token.classes.meets(rate);
            let says_nothing = token.classes.without(plain).is_empty();
            if says_nothing || is_rate_behind && !is_rate {
                token.kind = TokenKind::Plain;
                token.classes = Classes::NONE;
            }
            is_rate_behind = is_rate && token.kind == TokenKind::Word;
        } else {
            is_rate_behind = false;
        }
        is_word_behind = token.kind != TokenKind::Plain;
        is_figure_behind = token.kind == TokenKind::Figure;
        rest = before;
    }
    for clause in &mut found.clauses {
        let inside = found.tokens.get(clause.tokens.clone()).unwrap_or_default();
        let words = inside.iter().filter(|token| token.kind == TokenKind::Word);
        clause.classes = words.fold(Classes::NONE, |all, token| all.with(token.classes));
        // A mark between clauses is no word.
        if let Some(sentence) = found.sentences.get_mut(clause.sentence) {
            sentence.classes = sentence.classes.with(clause.classes);
        }
    }
}

/// A day without a year is of the year that its sentence named last: 2024年6月30日竣工，7月15日启用.
fn inherit_years(found: &mut Scan) {
    let mut last: Option<(usize, u16)> = None;
    for date in &mut found.dates {
        let sentence = found.sentences.partition_point(|sentence| sentence.range.end < date.range.start);
        match (date.year, last) {
            (Some(year), _) => last = Some((sentence, year)),
            (None, Some((known, year))) if known == sentence && date.month.is_some() => {
                date.year = Some(year);
            }
            (None, _) => {}
        }
    }
}

/// Whether brackets stand around a text.
fn stands_in_brackets(text: &str) -> bool {
    text.starts_with(['（', '(']) && text.ends_with(['）', ')'])
}
