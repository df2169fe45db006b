//! What clauses promise, claim and give as a reason.

use std::ops::Range;

use super::cause::Cause;
use super::dates::Date;
use super::lexicon::Classes;
use super::phrases::{Letter, Phrase, join};
use super::text::Text;
use super::tokens::{Mark, Piece, Token, TokenKind};

/// Letters of a piece that can be said again.
const SHORTEST_REPEATED: usize = 8;

/// How far something is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// 完成, 建成, 竣工, 印发: it is there.
    Done,
    /// 推进, 启动, 加快: it is under way.
    Underway,
    /// 滞后, 不及时, 未完成: it is late or missing.
    Late,
}

/// A clause with what it says is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The bytes of the clause.
    pub range: Range<usize>,
    /// The bytes of its sentence.
    pub sentence: Range<usize>,
    /// The bytes behind the verb, up to the end of the clause; the whole clause if the verb stands last.
    pub object: Range<usize>,
}

/// Which words count for nothing beside those that never tell anything.
#[derive(Debug, Clone, Copy)]
enum Besides {
    Nothing,
    /// Those that are vague alone.
    Vague,
    /// And those that only say that something fell short.
    Shortfall,
}

/// Letters that a reason adds at least, beside what the form says already.
const REASON: usize = 4;

impl Text {
    /// Whether some bytes have a word of a tone.
    #[must_use]
    pub fn says(&self, tone: Tone, range: &Range<usize>) -> bool {
        let known = self.language().known();
        let class = match tone {
            Tone::Done => known.finished,
            Tone::Underway => known.underway,
            Tone::Late => known.late,
        };
        self.classes_in(range).meets(class)
    }

    /// The clauses in which one of `verbs` stands before an object, each once, at its first verb.
    #[must_use]
    pub fn clauses_with(&self, verbs: &[String]) -> Vec<Clause> {
        let mut found = Vec::new();
        let stands = |verb: &&String| !verb.is_empty() && self.as_str().contains(verb.as_str());
        let verbs: Vec<&String> = verbs.iter().filter(stands).collect();
        // Each verb is looked for once in the whole text; of a clause its first place counts, and there the longest verb.
        let mut first: Vec<Option<(usize, usize)>> = vec![None; self.clauses().len()];
        for verb in verbs {
            for (at, _) in self.as_str().match_indices(verb.as_str()) {
                let clause = self.clauses().partition_point(|clause| clause.range.end <= at);
                let inside = self
                    .clauses()
                    .get(clause)
                    .filter(|clause| clause.range.start <= at && at + verb.len() <= clause.range.end);
                if let (Some(_), Some(slot)) = (inside, first.get_mut(clause)) {
                    let key = |(at, length): (usize, usize)| (at, usize::MAX - length);
                    let this = (at, verb.len());
                    *slot =
                        Some(slot.map_or(this, |known| if key(this) < key(known) { this } else { known }));
                }
            }
        }
        for (piece, first) in self.clauses().iter().zip(first) {
            let Some((at, length)) = first else { continue };
            found.push(self.clause_at(piece, at - piece.range.start, length));
        }
        found
    }

    fn clause_at(&self, piece: &Piece, at: usize, length: usize) -> Clause {
        let range = piece.range.clone();
        let behind = range.start + at + length..range.end;
        // 竣工验收, 建成投用: what is said to be done stands before both.
        let known = self.language().known();
        let more = known.ends.with(known.finished);
        let is_verb = |token: &Token| match token.kind {
            TokenKind::Word => token.classes.meets(more),
            TokenKind::Mark(_) => true,
            _ => false,
        };
        let is_empty = self.tokens_in(&behind).iter().all(is_verb);
        let object = if is_empty { range.start..range.start + at } else { behind };
        let sentence = self.sentences().get(piece.sentence).map_or(0..0, |sentence| sentence.range.clone());
        Clause { range, sentence, object }
    }

    /// Whether some bytes give a reason, or the sentence behind them that begins with one.
    #[must_use]
    pub fn gives_cause_in(&self, range: &Range<usize>) -> bool {
        if self.gives_cause(range) {
            return true;
        }
        let next = self.sentences().partition_point(|sentence| sentence.range.start < range.end);
        let Some(next) = self.sentences().get(next) else { return false };
        let cause = self.language().known().cause.with(self.language().known().mainly);
        let inside = self.tokens().get(next.tokens.clone()).unwrap_or_default();
        // 调减1737.66万元。调减的主要原因是…
        let first = inside.iter().take_while(|token| !matches!(token.kind, TokenKind::Mark(_)));
        let begins = first.take(4).any(|token| token.classes.meets(cause));
        begins && self.gives_cause(&next.range)
    }

    /// Whether a sentence or part of one gives a reason: by a pattern of reasons, with something told.
    #[must_use]
    pub fn gives_cause(&self, range: &Range<usize>) -> bool {
        self.gives_cause_of(range, &[])
    }

    /// The same, where what the text answers bears some names: 少检1座 says again that a 检测 fell short.
    #[must_use]
    pub fn gives_cause_of(&self, range: &Range<usize>, names: &[&Phrase]) -> bool {
        let inside = |cause: &&Cause| cause.range.start >= range.start && cause.range.end <= range.end;
        self.causes(super::reasons::find).iter().filter(inside).any(|cause| {
            let tells = || self.told(&cause.range, &[], names, Besides::Vague) >= REASON / 2;
            if names.is_empty() { cause.tells } else { cause.is_complete || tells() }
        })
    }

    /// How many letters some bytes add to what is known: those of no name, figure, hollow, vague, light or progress word,
    /// and in none of the phrases. Where nothing is known no more than four are counted: who asks then asks for fewer.
    #[must_use]
    pub fn told_in(&self, range: &Range<usize>, known: &[&Phrase]) -> usize {
        self.told(range, known, known, Besides::Vague)
    }

    /// Whether some bytes tell four letters or more beside words that say nothing, or only that something fell short: 货款未付, not
    /// 调整幅度偏大.
    #[must_use]
    pub fn tells_circumstance(&self, range: &Range<usize>) -> bool {
        self.told(range, &[], &[], Besides::Shortfall) >= REASON
    }

    /// Whether some bytes say no more than that something fell short: 没有全部做完, 未达到年初设定的场次. Words of phrases that are
    /// known count for nothing.
    #[must_use]
    pub fn says_only_short(&self, range: &Range<usize>, known: &[&Phrase]) -> bool {
        let tells = |range: &Range<usize>| self.told(range, known, known, Besides::Shortfall) >= REASON / 2;
        let inside = |cause: &&Cause| cause.range.start >= range.start && cause.range.end <= range.end;
        let mut causes = self.causes(super::reasons::find).iter().filter(inside);
        !self.says_why(range, known, Besides::Shortfall)
            && !causes.any(|cause| cause.is_complete || tells(&cause.range))
    }

    /// Whether a clause within some bytes tells enough beside what is known: four letters, or two beside at most four of words
    /// that say nothing. 该项改造有待进一步推动 tells two letters beside nine, 新馆提前开放 two beside none.
    fn says_why(&self, range: &Range<usize>, known: &[&Phrase], besides: Besides) -> bool {
        let chaff = self.language().known().chaff();
        let mut telling = self.telling(range, known, besides).peekable();
        self.clauses_in(range).iter().any(|clause| {
            let (mut letters, mut others) = (Vec::new(), 0);
            for (token, number) in
                self.tokens().get(clause.tokens.clone()).unwrap_or_default().iter().zip(clause.tokens.start..)
            {
                let own = self.letters_of(&(number..number + 1));
                if telling.next_if_eq(&number).is_some() {
                    letters.extend_from_slice(own);
                } else if token.classes.meets(chaff) {
                    others += own.len();
                }
            }
            let told = Self::left(&mut letters, known);
            told >= REASON || told >= REASON / 2 && told * 2 >= others
        })
    }

    /// How many letters some bytes tell; what counts for nothing beside the empty words, `besides` says.
    fn told(&self, range: &Range<usize>, known: &[&Phrase], names: &[&Phrase], besides: Besides) -> usize {
        let mut letters = Vec::new();
        for token in self.telling(range, names, besides) {
            letters.extend_from_slice(self.letters_of(&(token..token + 1)));
            if known.is_empty() && letters.len() >= REASON && Self::left(&mut letters, known) >= REASON {
                return REASON;
            }
        }
        Self::left(&mut letters, known)
    }

    /// How many letters that tell something stand in none of some phrases.
    fn left(letters: &mut Vec<Letter>, known: &[&Phrase]) -> usize {
        if known.is_empty() {
            return letters.iter().filter(|letter| letter.tells()).count();
        }
        join(letters);
        Phrase::from_letters(std::mem::take(letters)).left(known)
    }

    /// The numbers of the tokens within some bytes that tell something, in order.
    fn telling(
        &self,
        range: &Range<usize>,
        names: &[&Phrase],
        besides: Besides,
    ) -> impl Iterator<Item = usize> {
        let words = self.language().known();
        let vague = words.vague.with(words.office).with(words.own_terms);
        let empty = match besides {
            Besides::Nothing => words.empty,
            Besides::Vague => words.empty.with(vague),
            Besides::Shortfall => words.empty.with(vague).with(words.short_words()),
        };
        let numbers = self.token_numbers_in(range);
        let tokens = self.tokens().get(numbers.clone()).unwrap_or_default();
        let (mut end, mut resolves) = (0, false);
        let runs = tokens.chunk_by(|a, b| Self::is_open(a) && Self::is_open(b)).filter_map(move |run| {
            let first = numbers.start + end;
            end += run.len();
            // 今后将压实责任 tells what will be done, up to 但; with a day or a figure it is a promise that one can check.
            resolves = match run {
                [token] if Self::ends_resolve(token) || token.classes.meets(words.but) => false,
                [token] if token.classes.meets(words.resolve) => !self.is_dated(first),
                _ => resolves,
            };
            let before_figure = tokens.get(end).is_some_and(Self::is_figure);
            let tells = !(resolves || before_figure && self.is_shortfall(run, names));
            tells.then_some(run.iter().zip(first..))
        });
        runs.flatten().filter_map(move |(token, number)| {
            // What is hollow is looked for only where something tells.
            (self.tells(token, empty) && !self.is_hollow_at(token.bytes().start)).then_some(number)
        })
    }

    /// Whether a byte is of words that give no reason.
    #[must_use]
    pub fn is_hollow_at(&self, byte: usize) -> bool {
        let sentence = self.sentences().partition_point(|sentence| sentence.range.end <= byte);
        self.hollow(sentence, super::reasons::find_hollow).iter().any(|range| range.contains(&byte))
    }

    /// Whether a mark ends what will be done.
    fn ends_resolve(token: &Token) -> bool {
        matches!(token.kind, TokenKind::Mark(Mark::Period | Mark::Semicolon | Mark::Close))
    }

    /// Whether a figure or date stands behind a token before the next period or semicolon.
    fn is_dated(&self, from: usize) -> bool {
        let behind = self.tokens().get(from..).unwrap_or_default().iter();
        let mut inside = behind.take_while(|token| !Self::ends_resolve(token));
        inside.any(|token| Self::is_figure(token) || token.kind == TokenKind::Date)
    }

    /// Whether a token says something: it is no figure, no mark and no empty word.
    fn tells(&self, token: &Token, empty: Classes) -> bool {
        match token.kind {
            TokenKind::Plain => {
                // 5至7月闭馆 tells something beside a number that is not read.
                let text = self.slice(token.bytes());
                let letters =
                    text.chars().filter(|c| c.is_alphabetic() && !super::numerals::is_digit(*c)).count();
                !Self::is_figure(token) && (letters > REASON || !text.contains(super::numerals::is_digit))
            }
            TokenKind::Word => !token.classes.meets(empty),
            _ => false,
        }
    }

    /// Whether open text before a figure says only that so many are missing: 少检 before 1座, of 检测.
    fn is_shortfall(&self, run: &[Token], names: &[&Phrase]) -> bool {
        let known = self.language().known();
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
        let text = self.slice(first.bytes().start..last.bytes().end);
        let mut letters = text.chars();
        let is_less = letters.next().is_some_and(|first| {
            self.language().lexicon().is(first.encode_utf8(&mut [0; 4]), known.fewer.with(known.more))
        });
        is_less && letters.all(|letter| names.iter().any(|name| name.has_letter(letter)))
    }

    /// Whether a token is open text.
    fn is_open(token: &Token) -> bool {
        token.kind == TokenKind::Plain
    }

    fn is_figure(token: &Token) -> bool {
        token.kind != TokenKind::Plain && token.index != u32::MAX
    }

    /// Whether a text that answers why adds a reason: something told beside what the form says already.
    #[must_use]
    pub fn is_reason(&self, range: &Range<usize>, known: &[&Phrase]) -> bool {
        self.told_in(range, known) >= REASON / 2 && self.told(range, known, known, Besides::Nothing) >= REASON
    }

    /// Whether all that it says is hollow: 无, 同上, 见附件, a single letter or mark.
    #[must_use]
    pub fn is_hollow(&self) -> bool {
        let whole = 0..self.as_str().len();
        let mut figures = self.figures().iter().filter(|figure| figure.number.unit.is_some());
        let is_said = figures.any(|figure| !self.is_hollow_at(figure.range().start))
            || self.dates().iter().any(|date| !self.is_hollow_at(date.range.start));
        !is_said && !self.says_why(&whole, &[], Besides::Vague) && !self.gives_cause(&whole)
    }

    /// Whether a text says no more than that all goes as planned: 按进度完成, 符合计划进度.
    #[must_use]
    pub fn is_vague_progress(&self) -> bool {
        let known = self.language().known();
        let whole = 0..self.as_str().len();
        self.figures().is_empty()
            && self.classes().meets(known.planned)
            && self.told_in(&whole, &[]) == 0
            && self.as_str().trim().chars().count() <= 14
    }

    /// The sentences, and the clauses of one sentence, of eight letters or more that say again what the one before says
    /// or ends with, with at most one stray letter before it; of a run of the same only the second.
    #[must_use]
    pub fn repetitions(&self) -> Vec<Range<usize>> {
        // Clauses are compared within their sentence; the sentences all belong to the text.
        let clauses = self.clauses().iter().map(|piece| (piece, piece.sentence + 1));
        let pieces = self.sentences().iter().map(|piece| (piece, 0)).chain(clauses);
        let mut found = Vec::new();
        let mut is_running = false;
        let mut before: Option<(&Piece, usize)> = None;
        for (piece, within) in pieces {
            let is_same =
                before.is_some_and(|(earlier, outer)| outer == within && self.repeats(earlier, piece));
            if is_same && !is_running {
                found.push(piece.range.clone());
            }
            is_running = is_same;
            before = Some((piece, within));
        }
        found
    }

    /// Whether a piece of eight letters or more says again what the one before it ends with, with a stray letter at most.
    fn repeats(&self, before: &Piece, piece: &Piece) -> bool {
        // 二是 begins something else; 2、 may be a stray sign.
        let numbered = self.mark_of_entry(piece).chars().filter(|c| c.is_alphanumeric()).count();
        if numbered > 1 {
            return false;
        }
        let [said, again] = [before, piece].map(|piece| self.letters_of(&piece.tokens));
        if numbered == 1 {
            return again.len() >= SHORTEST_REPEATED
                && again.iter().map(|a| a.code()).eq(said.iter().map(|a| a.code()));
        }
        let ends = |long: &[Letter], short: &[Letter]| {
            let mut pairs = long.iter().rev().zip(short.iter().rev());
            short.len() <= long.len() && pairs.all(|(a, b)| a.code() == b.code())
        };
        again.len() >= SHORTEST_REPEATED
            && (ends(said, again) || ends(again, said) && again.len() <= said.len() + 1)
    }

    /// The mark of the entry that begins with a piece; empty where none does.
    fn mark_of_entry(&self, piece: &Piece) -> &str {
        let first = self.tokens().get(piece.tokens.clone()).unwrap_or_default().iter().map(Token::bytes);
        let mut marks = first.filter(|bytes| !self.slice(bytes.clone()).trim().is_empty());
        let Some(mark) = marks.next() else { return "" };
        let is_entry = self.entries().binary_search_by_key(&mark.start, |entry| entry.range.start).is_ok();
        if is_entry { self.slice(mark) } else { "" }
    }

    /// Beginning and end of what a sentence says took time: 3月10日开工，11月28日完工; 2022年3月至9月. The end takes the
    /// year of the beginning where it prints none.
    #[must_use]
    pub fn periods(&self) -> Vec<(Date, Date)> {
        let known = self.language().known();
        let mut found = Vec::new();
        for pair in self.dates().windows(2) {
            let [start, end] = pair else { continue };
            let sentence = self.sentence_at(start.range.start);
            if end.range.end > sentence.end {
                continue;
            }
            let between = start.range.end..end.range.start;
            let joint = self.slice(between.clone()).trim();
            let joined = {
                let mut letters = joint.chars();
                letters.next().is_some_and(|c| super::begun::TO.contains(&c)) && letters.next().is_none()
            };
            let behind: String =
                self.slice(end.range.end..sentence.end).chars().take_while(|c| *c != '，').take(12).collect();
            let behind = end.range.end..end.range.end + behind.len();
            let worked = self.classes_in(&between).meets(known.begins)
                && self.classes_in(&behind).meets(known.ends)
                && joint.chars().count() <= 20;
            if joined || worked {
                let year = end.year.or(start.year);
                found.push((start.clone(), Date { year, ..end.clone() }));
            }
        }
        found
    }
}
