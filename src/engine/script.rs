//! What an auditor writes → what Rhai reads: full-width signs, signs and words of the law, figures with their unit.
//!
//! In: `（a ≥ 80% 且 b ≠ 18000万元）`. Out: `(a >= percent(80) && b != 万元(18000))`, which has the lines of the file but not always its
//! columns, and where each character stood.

use std::collections::HashMap;
use std::ops::Range;

/// A script as Rhai reads it.
pub(super) struct Script {
    /// It has the lines of the file.
    pub(super) text: String,
    /// Of each line whose columns differ, by its number from 1: the column in the file of each of its characters and of its
    /// end.
    columns: HashMap<usize, Vec<usize>>,
    /// The line and column in it of the last `{` that nothing closes.
    pub(super) open: Option<(usize, usize)>,
}

/// Signs that mean one of Rhai's.
const SIGNS: [(char, &str); 37] = [
    ('（', "("),
    ('）', ")"),
    ('【', "["),
    ('】', "]"),
    ('［', "["),
    ('］', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('；', ";"),
    ('，', ","),
    ('、', ","),
    ('：', ":"),
    ('．', "."),
    ('！', "!"),
    ('＋', "+"),
    ('－', "-"),
    ('−', "-"),
    ('＊', "*"),
    ('×', "*"),
    ('／', "/"),
    ('÷', "/"),
    ('＜', "<"),
    ('＞', ">"),
    ('＝', "="),
    ('～', "~"),
    ('≈', "~"),
    ('≥', ">="),
    ('≧', ">="),
    ('⩾', ">="),
    ('≤', "<="),
    ('≦', "<="),
    ('⩽', "<="),
    ('≠', "!="),
    ('＆', "&"),
    ('｜', "|"),
    ('\u{3000}', " "),
    ('\u{a0}', " "),
];

/// Words that mean a sign.
const WORDS: [(&str, &str); 10] = [
    ("且", "&&"),
    ("并且", "&&"),
    ("and", "&&"),
    ("AND", "&&"),
    ("或", "||"),
    ("或者", "||"),
    ("or", "||"),
    ("OR", "||"),
    ("非", "!"),
    ("not", "!"),
];

/// Letters of the longest of them.
const LONGEST_WORD: usize = 3;

/// What may stand behind a number, and the function that makes a figure of both; the longest first.
const UNITS: [(&str, &str); 6] =
    [("万元", "万元"), ("亿元", "亿元"), ("元", "元"), ("分", "分"), ("%", "percent"), ("％", "percent")];

/// A piece of code as its author wrote it: a word, a number with its unit, a sign, a text. Blanks and comments are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What Rhai reads.
    pub(super) meant: String,
    /// The bytes of what the author wrote.
    pub(super) range: Range<usize>,
}

/// Signs that are written in two characters.
const PAIRS: [&str; 12] = ["&&", "||", "==", "!=", "<=", ">=", "=>", "+=", "-=", "*=", "/=", ".."];

/// The pieces of a script. What is put into a text belongs to the text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { pieces: Some(Vec::new()), ..Reader::new(text) };
    reader.code(None);
    let mut tokens: Vec<Token> = Vec::new();
    for (range, meant) in reader.pieces.unwrap_or_default() {
        match tokens.last_mut() {
            Some(last)
                if last.range.end == range.start && PAIRS.contains(&&*format!("{}{meant}", last.meant)) =>
            {
                last.meant.push_str(&meant);
                last.range.end = range.end;
            }
            _ => tokens.push(Token { meant, range }),
        }
    }
    tokens
}

/// What an author would write in the place of `且`, `||` and the like to mean the other of the two.
pub(super) fn other_joint(written: &str, meant: &str) -> &'static str {
    let other = if meant == "&&" { "||" } else { "&&" };
    let is_word = WORDS.iter().any(|(word, _)| *word == written);
    let words = WORDS
        .iter()
        .filter(|(word, means)| is_word && *means == other && word.is_ascii() == written.is_ascii());
    words.map(|(word, _)| *word).next().unwrap_or(other)
}

impl Script {
    /// Reads a file.
    pub(super) fn read(text: &str) -> Self {
        Self::behind(0, text)
    }

    /// Reads what stands in a file behind so many lines, which are left blank.
    pub(super) fn behind(lines: usize, text: &str) -> Self {
        let mut reader = Reader::new(text);
        reader.text.push_str(&"\n".repeat(lines));
        reader.line = Line::new(lines + 1);
        reader.code(None);
        reader.end_line();
        Self { text: reader.text, columns: reader.columns, open: reader.open.last().copied() }
    }

    /// The line and column in the file, from 1, of a place in the script.
    pub(super) fn place(&self, line: usize, column: usize) -> (usize, usize) {
        let Some(columns) = self.columns.get(&line) else { return (line, column) };
        let last = columns.len().saturating_sub(1);
        let known = column.saturating_sub(1).min(last);
        let beyond = column.saturating_sub(1).saturating_sub(last);
        (line, columns.get(known).map_or(column, |column| column + beyond))
    }
}

/// The line that is being written.
struct Line {
    number: usize,
    /// The column in the file of what is read next.
    column: usize,
    /// Characters that were written.
    written: usize,
    /// The column in the file of each of them, from where columns differ on.
    columns: Option<Vec<usize>>,
}

impl Line {
    fn new(number: usize) -> Self {
        Self { number, column: 1, written: 0, columns: None }
    }

    /// Notes so many characters that stand where their first does in the file, as they are `taken` from it.
    fn put(&mut self, written: usize, taken: usize) {
        if written != taken && self.columns.is_none() {
            self.columns = Some((1..=self.written).collect());
        }
        if let Some(columns) = &mut self.columns {
            columns.extend(std::iter::repeat_n(self.column, written));
        }
        self.written += written;
        self.column += taken;
    }

    /// Notes so many characters that are copied.
    fn copy(&mut self, letters: usize) {
        if let Some(columns) = &mut self.columns {
            columns.extend(self.column..self.column + letters);
        }
        self.written += letters;
        self.column += letters;
    }
}

struct Reader<'t> {
    source: &'t str,
    /// The byte of it that is read next.
    at: usize,
    text: String,
    line: Line,
    columns: HashMap<usize, Vec<usize>>,
    /// Where the blocks begin that have not ended.
    open: Vec<(usize, usize)>,
    /// The bytes of each piece and what is written for them, where they are asked for.
    pieces: Option<Vec<(Range<usize>, String)>>,
}

impl<'t> Reader<'t> {
    fn new(source: &'t str) -> Self {
        Self {
            source,
            at: 0,
            text: String::with_capacity(source.len() * 2),
            line: Line::new(1),
            columns: HashMap::new(),
            open: Vec::new(),
            pieces: None,
        }
    }

    /// Notes what was read since a place, if it is code and outermost.
    fn note(&mut self, from: usize, written: usize, before: usize) {
        let Some(pieces) = &mut self.pieces else { return };
        // What a template puts in has been noted on the way.
        pieces.truncate(before);
        let meant = self.text.get(written..).unwrap_or_default();
        if !meant.trim().is_empty() && !meant.starts_with("//") && !meant.starts_with("/*") {
            pieces.push((from..self.at, meant.to_owned()));
        }
    }

    fn rest(&self) -> &'t str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest().chars().nth(ahead)
    }

    /// Takes so many letters, and writes something for them that stands where the first of them does.
    fn write(&mut self, taken: usize, written: &str) {
        self.text.push_str(written);
        self.at += self.rest().chars().take(taken).map(char::len_utf8).sum::<usize>();
        self.line.put(written.chars().count(), taken);
    }

    /// Takes a letter as it stands.
    fn copy(&mut self) {
        let Some(letter) = self.peek(0) else { return };
        self.text.push(letter);
        self.at += letter.len_utf8();
        if letter == '\n' {
            self.end_line();
        } else {
            self.line.copy(1);
        }
    }

    fn copy_all(&mut self, letters: usize) {
        for _ in 0..letters {
            self.copy();
        }
    }

    /// Takes letters as they stand up to one that ends them, or to the end of the line.
    fn copy_while(&mut self, goes_on: impl Fn(char) -> bool) {
        let (run, letters) = run(self.rest(), |letter| letter != '\n' && goes_on(letter));
        self.copy_run(run, letters);
    }

    /// Takes a piece of a line of so many letters as it stands.
    fn copy_run(&mut self, run: &str, letters: usize) {
        self.text.push_str(run);
        self.at += run.len();
        self.line.copy(letters);
    }

    fn end_line(&mut self) {
        let next = Line::new(self.line.number + 1);
        let line = std::mem::replace(&mut self.line, next);
        if let Some(mut columns) = line.columns {
            columns.push(line.column);
            self.columns.insert(line.number, columns);
        }
    }

    /// Reads code up to its end, or up to the bracket that closes what a text puts in.
    fn code(&mut self, closing: Option<char>) {
        let mut depth = 0_usize;
        while let Some(letter) = self.peek(0) {
            let (from, written) = (self.at, self.text.len());
            let before = self.pieces.as_ref().map_or(0, Vec::len);
            match letter {
                '/' if self.peek(1) == Some('/') => self.line_comment(),
                '/' if self.peek(1) == Some('*') => self.block_comment(),
                '"' => self.quoted('"'),
                '“' if self.closes('”') => self.quoted('”'),
                '\'' if self.closes('\'') => self.quoted('\''),
                '`' => self.template(),
                '0'..='9' | '０'..='９' => self.number(),
                '{' | '｛' => {
                    depth += 1;
                    self.open.push((self.line.number, self.line.written + 1));
                    self.write(1, "{");
                }
                '}' | '｝' if depth == 0 && closing.is_some() => return self.write(1, "}"),
                '}' | '｝' => {
                    depth = depth.saturating_sub(1);
                    self.open.pop();
                    self.write(1, "}");
                }
                '<' | '＜' if matches!(self.peek(1), Some('>' | '＞')) => self.write(2, "!="),
                letter if is_part_of_name(letter) => self.word(),
                ' ' => self.copy_while(|letter| letter == ' '),
                letter if letter.is_ascii() => self.copy(),
                letter => match SIGNS.iter().find(|(sign, _)| *sign == letter) {
                    Some((_, meant)) => self.write(1, meant),
                    None => self.copy(),
                },
            }
            self.note(from, written, before);
        }
    }

    fn line_comment(&mut self) {
        self.copy_while(|_| true);
    }

    /// Comments stand inside one another.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.peek(0).is_some() {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.copy_all(2);
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.copy_all(2);
                if depth == 0 {
                    return;
                }
            } else {
                self.copy();
            }
        }
    }

    /// Whether a text that begins here ends on this line.
    fn closes(&self, closing: char) -> bool {
        let line = self.rest().split('\n').next().unwrap_or_default();
        line.chars().skip(1).any(|letter| letter == closing)
    }

    /// A text in quotes, whichever: Rhai reads straight ones. `\d` of an expression is no escape of its own.
    fn quoted(&mut self, closing: char) {
        self.write(1, "\"");
        while let Some(letter) = self.peek(0) {
            match letter {
                _ if letter == closing => return self.write(1, "\""),
                '\\' => self.escape(),
                '"' => self.write(1, "\\\""),
                '\n' => self.copy(),
                _ => self.copy_while(|letter| letter != closing && letter != '\\' && letter != '"'),
            }
        }
    }

    fn escape(&mut self) {
        let is_known = |letter| {
            matches!(letter, '\\' | '"' | '\'' | '`' | 't' | 'n' | 'r' | 'x' | 'u' | 'U' | '\n' | '\r')
        };
        match self.peek(1) {
            Some(letter) if is_known(letter) => self.copy_all(2),
            Some(_) => {
                self.write(1, "\\\\");
                self.copy();
            }
            None => self.copy(),
        }
    }

    /// A text in backticks, with what is put into it.
    fn template(&mut self) {
        self.copy();
        while let Some(letter) = self.peek(0) {
            match letter {
                '`' if self.peek(1) == Some('`') => self.copy_all(2),
                '`' => return self.copy(),
                '\\' => self.copy_all(2),
                '$' if self.peek(1) == Some('{') => {
                    self.copy_all(2);
                    self.code(Some('}'));
                }
                _ => self.copy(),
            }
        }
    }

    /// A number with the unit that stands behind it.
    fn number(&mut self) {
        let digits = |from: usize| {
            let rest = self.rest().chars().skip(from);
            rest.take_while(|letter| narrow(*letter).is_some() || *letter == '_').count()
        };
        let whole = digits(0);
        let point = matches!(self.peek(whole), Some('.' | '．')).then(|| digits(whole + 1)).unwrap_or(0);
        let length = if point > 0 { whole + 1 + point } else { whole };
        let behind = |unit: &str| self.peek(length + unit.chars().count());
        let stands =
            |unit: &str| unit.chars().enumerate().all(|(at, letter)| self.peek(length + at) == Some(letter));
        let is_whole = |unit: &str| unit.ends_with(['%', '％']) || !behind(unit).is_some_and(is_part_of_name);
        let unit = UNITS.iter().find(|(unit, _)| stands(unit) && is_whole(unit));
        if let Some((_, function)) = unit {
            self.write(0, &format!("{function}("));
        }
        for _ in 0..length {
            match self.peek(0) {
                Some('．') => self.write(1, "."),
                Some(letter) => match narrow(letter) {
                    Some(digit) => self.write(1, digit.encode_utf8(&mut [0; 4])),
                    None => self.copy(),
                },
                None => {}
            }
        }
        match unit {
            Some((unit, _)) => self.write(unit.chars().count(), ")"),
            // 0x1f and 1e5: what follows is part of it.
            None => {
                while self.peek(0).is_some_and(is_part_of_name) {
                    self.copy();
                }
            }
        }
    }

    /// A name, or a word that means a sign.
    fn word(&mut self) {
        let (name, letters) = name(self.rest());
        let known =
            if letters > LONGEST_WORD { None } else { WORDS.iter().find(|(known, _)| *known == name) };
        let Some((word, meant)) = known else { return self.copy_run(name, letters) };
        let is_member = self.text.trim_end().ends_with('.');
        let is_call = matches!(self.peek(letters), Some('(' | '（')) && word.is_ascii();
        if is_member || is_call { self.copy_run(name, letters) } else { self.write(letters, meant) }
    }
}

/// The name that a text begins with, and how many letters it has.
fn name(text: &str) -> (&str, usize) {
    let (mut at, mut letters) = (0, 0);
    let mut rest = text.as_bytes();
    loop {
        // Nearly every letter is an ideograph or one of ASCII.
        let length = match rest {
            [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_', ..] => 1,
            [0xe5..=0xe8, _, _, ..] => 3,
            [0..=0x7f, ..] => 0,
            _ => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(letter) if is_part_of_name(letter) => letter.len_utf8(),
                _ => 0,
            },
        };
        if length == 0 {
            return (text.get(..at).unwrap_or(text), letters);
        }
        at += length;
        letters += 1;
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// What a text begins with up to a letter that ends it, and how many letters that is.
fn run(text: &str, goes_on: impl Fn(char) -> bool) -> (&str, usize) {
    let mut letters = 0;
    let end = text.char_indices().find(|(_, letter)| {
        let ends = !goes_on(*letter);
        letters += usize::from(!ends);
        ends
    });
    (end.and_then(|(end, _)| text.get(..end)).unwrap_or(text), letters)
}

/// Whether a letter may stand in a name.
fn is_part_of_name(letter: char) -> bool {
    // Asked first: the tables of Unicode are slow to ask.
    let is_ideograph = (0x4e00..=0x9fff).contains(&u32::from(letter));
    is_ideograph || letter.is_ascii_alphanumeric() || letter == '_' || letter.is_alphanumeric()
}

/// A digit of either width as ASCII.
fn narrow(letter: char) -> Option<char> {
    match letter {
        '0'..='9' => Some(letter),
        '０'..='９' => char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Script::read(text).text
    }

    #[test]
    fn signs_and_words_of_the_law_are_what_they_mean() {
        assert_eq!(
            read("if （a ≥ 80% 且 b ≠ 18000.5万元）｛ report(a，“多了”)； ｝"),
            "if (a >= percent(80) && b != 万元(18000.5)){ report(a,\"多了\"); }"
        );
        assert_eq!(
            read("a × 2 ÷ b − ３０％ 或 非 c　or not d and e"),
            "a * 2 / b - percent(30) || ! c || ! d && e"
        );
        assert_eq!(read("x > 90分 && y < 3亿元"), "x > 分(90) && y < 亿元(3)");
        assert_eq!(read("a['局长'].mentions(‘b’)"), "a[\"局长\"].mentions(‘b’)");
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in [
            "\"（甲）≥80%，且“乙”\"",
            "// 甲，且 ≥80%；\nx",
            "/* 甲，/* 乙 */ ≥ */ x",
            "`共${n}，且 ≥80%`",
            "a.且.not",
            "for i in 0..10 { }",
            "x1 = 0x1f + 1_000 + 1e5",
            "且是 + 非常 + 8元人 + and_so",
            "not(x)",
        ] {
            assert_eq!(read(text), text);
        }
        assert_eq!(read("`共${a ≥ 5 且 \"}\" == b}，且`"), "`共${a >= 5 && \"}\" == b}，且`");
        // An open quote is left for Rhai to tell.
        assert_eq!(read("report(a, “多);\nb"), "report(a, “多);\nb");
    }

    #[test]
    fn an_expression_keeps_its_backslashes() {
        assert_eq!(read(r#"x.find("\d+\.\s\\d\n")"#), r#"x.find("\\d+\\.\\s\\d\n")"#);
        assert_eq!(read("x.find(“\\d\"”)"), "x.find(\"\\\\d\\\"\")");
    }

    #[test]
    fn the_pieces_are_what_the_author_wrote() {
        let text = "if （a≥80% 且 !b） { /* c && d */ report(a, `${x && y}，`); } // e";
        let told: Vec<(String, &str)> =
            tokens(text).into_iter().map(|token| (token.meant, &text[token.range])).collect();
        let told: Vec<(&str, &str)> = told.iter().map(|(meant, own)| (meant.as_str(), *own)).collect();
        assert_eq!(
            told,
            [
                ("if", "if"),
                ("(", "（"),
                ("a", "a"),
                (">=", "≥"),
                ("percent(80)", "80%"),
                ("&&", "且"),
                ("!", "!"),
                ("b", "b"),
                (")", "）"),
                ("{", "{"),
                ("report", "report"),
                ("(", "("),
                ("a", "a"),
                (",", ","),
                ("`${x && y}，`", "`${x && y}，`"),
                (")", ")"),
                (";", ";"),
                ("}", "}"),
            ]
        );
        assert_eq!(other_joint("且", "&&"), "或");
        assert_eq!(other_joint("and", "&&"), "or");
        assert_eq!(other_joint("||", "||"), "&&");
    }

    #[test]
    fn every_place_leads_back_to_the_file() {
        let script = Script::read("a;\nif x ≥ 80% { 甲 }\nb");
        assert_eq!(script.text, "a;\nif x >= percent(80) { 甲 }\nb");
        // `percent`, its number, the bracket behind it, what follows, and the end of the line.
        for (column, own) in
            [(6, 6), (7, 6), (9, 8), (17, 8), (19, 10), (21, 12), (23, 14), (25, 16), (27, 18)]
        {
            assert_eq!(script.place(2, column), (2, own), "{column}");
        }
        assert_eq!(script.place(1, 2), (1, 2));
        assert_eq!(script.place(3, 1), (3, 1));
    }
}
