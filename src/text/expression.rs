//! Patterns of sayings → what they match, as [`regex_syntax`] describes it. Each sign is explained at the head of
//! `sayings.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, Repetition};

use super::lexicon::Lexicon;
use super::numbers::narrow;

/// What rules write before the name of a saying where an expression may stand.
pub const SIGN: char = '@';

/// What is wrong with a pattern: the id of the message, and the piece of the pattern.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) id: &'static str,
    pub(super) text: String,
}

/// How deep brackets and abbreviations may stand in one another.
const DEEPEST: usize = 50;

/// `…`: anything in the sentence; a number behind it is how many letters at most.
const SENTENCE: char = '…';

/// What single signs stand for.
struct Signs {
    /// `…`, one letter of it.
    in_sentence: Hir,
    /// `~`, one letter of it.
    in_clause: Hir,
    /// `_`
    letter: Hir,
    /// `#`
    number: Hir,
    /// `^`
    begins: Hir,
    /// `^^`
    begins_text: Hir,
    /// `$`
    ends: Hir,
    /// `$$`
    ends_text: Hir,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| {
    let read = |text| regex_syntax::parse(text).unwrap_or_else(|_| Hir::fail());
    Signs {
        in_sentence: read(r"[^。；;\n]"),
        in_clause: read(r"[^，。；：,;:\n]"),
        letter: read(r"[^\s，。；：、（）,;:()]"),
        number: read(r"[0-9０-９][0-9０-９.．,，]*"),
        begins: read(r"(?:^|[，。；：、（,;:(\s])"),
        begins_text: read(r"^\s*"),
        ends: read(r"(?:$|[，。；：、）,;:)\s])"),
        ends_text: read(r"\s*[。.]?\s*$"),
    }
});

/// Reads the patterns of a saying.
pub(super) struct Reader<'w> {
    lexicon: &'w Lexicon,
    macros: &'w BTreeMap<String, String>,
    /// How many groups were read.
    groups: u32,
}

impl<'w> Reader<'w> {
    pub(super) fn new(lexicon: &'w Lexicon, macros: &'w BTreeMap<String, String>) -> Self {
        Self { lexicon, macros, groups: 0 }
    }

    /// What a pattern matches.
    pub(super) fn read(&mut self, pattern: &str) -> Result<Hir, Wrong> {
        self.whole(pattern, 0)
    }

    fn whole(&mut self, pattern: &str, depth: usize) -> Result<Hir, Wrong> {
        let mut rest = pattern;
        let read =
            self.alternatives(&mut rest, depth).map_err(|wrong| wrong.unwrap_or_else(|| unread(pattern)))?;
        if rest.is_empty() { Ok(read) } else { Err(unread(pattern)) }
    }

    /// What stands up to the end or to a closing bracket. An error without a word concerns the pattern as a whole.
    fn alternatives(&mut self, rest: &mut &str, depth: usize) -> Result<Hir, Option<Wrong>> {
        if depth > DEEPEST {
            return Err(None);
        }
        let (mut all, mut row) = (Vec::new(), Vec::new());
        // Letters that stand for themselves, up to anything else.
        let mut word = String::new();
        while let Some(sign) = rest.chars().next().filter(|sign| !matches!(sign, ')' | ']')) {
            *rest = rest.get(sign.len_utf8()..).unwrap_or_default();
            match sign {
                '|' => {
                    end_word(&mut word, &mut row);
                    all.push(Hir::concat(std::mem::take(&mut row)));
                }
                '?' | '*' | '+' => {
                    let last = word.pop().map(letter);
                    end_word(&mut word, &mut row);
                    let sub = Box::new(last.or_else(|| row.pop()).ok_or(None)?);
                    let (min, max) = (u32::from(sign == '+'), (sign == '?').then_some(1));
                    row.push(Hir::repetition(Repetition { min, max, greedy: !taken(rest, "?"), sub }));
                }
                _ if sign.is_whitespace() => {}
                _ if sign != SENTENCE && has_one_width(sign) => word.push(sign),
                _ => {
                    end_word(&mut word, &mut row);
                    row.push(self.piece(sign, rest, depth)?);
                }
            }
        }
        end_word(&mut word, &mut row);
        all.push(Hir::concat(row));
        Ok(Hir::alternation(all))
    }

    /// What a sign stands for, with what belongs to it.
    fn piece(&mut self, sign: char, rest: &mut &str, depth: usize) -> Result<Hir, Option<Wrong>> {
        Ok(match sign {
            '(' => self.bracket(rest, ")", depth)?,
            '[' => {
                self.groups += 1;
                let index = self.groups;
                let sub = Box::new(self.bracket(rest, "]", depth)?);
                Hir::capture(Capture { index, name: None, sub })
            }
            SENTENCE => reach(&SIGNS.in_sentence, rest).ok_or(None)?,
            '~' => reach(&SIGNS.in_clause, rest).ok_or(None)?,
            '_' => SIGNS.letter.clone(),
            '#' => SIGNS.number.clone(),
            '^' if taken(rest, "^") => SIGNS.begins_text.clone(),
            '^' => SIGNS.begins.clone(),
            '$' if taken(rest, "$") => SIGNS.ends_text.clone(),
            '$' => SIGNS.ends.clone(),
            '!' => none_of(rest)?,
            '/' => expression(up_to(rest, "/")?).ok_or(None)?,
            SIGN => self.class(rest)?,
            '{' => self.short(up_to(rest, "}")?, depth)?,
            _ => letter(sign),
        })
    }

    fn bracket(&mut self, rest: &mut &str, close: &str, depth: usize) -> Result<Hir, Option<Wrong>> {
        let inside = self.alternatives(rest, depth + 1)?;
        if taken(rest, close) { Ok(inside) } else { Err(None) }
    }

    /// The words of a class, which `@` names.
    fn class(&self, rest: &mut &str) -> Result<Hir, Wrong> {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        *rest = rest.get(end..).unwrap_or_default();
        let class = self.lexicon.classes().iter().find(|class| &*class.name == name);
        let class = class.ok_or_else(|| Wrong { id: "saying-no-class", text: name.to_owned() })?;
        Ok(Hir::alternation(class.words().map(word).collect()))
    }

    /// What an abbreviation stands for.
    fn short(&mut self, name: &str, depth: usize) -> Result<Hir, Wrong> {
        let wrong = || Wrong { id: "saying-no-macro", text: name.to_owned() };
        let long = self.macros.get(name).filter(|_| depth < DEEPEST).ok_or_else(wrong)?;
        self.whole(long, depth + 1)
    }
}

/// Adds the letters that were gathered to a row.
fn end_word(word: &mut String, row: &mut Vec<Hir>) {
    if !word.is_empty() {
        row.push(Hir::literal(word.as_bytes()));
        word.clear();
    }
}

fn unread(pattern: &str) -> Wrong {
    Wrong { id: "saying-unread", text: pattern.to_owned() }
}

/// A regular expression between `/`; it points at nothing, so that it has no groups.
fn expression(text: &str) -> Option<Hir> {
    let read = regex_syntax::parse(text).ok()?;
    (read.properties().explicit_captures_len() == 0).then_some(read)
}

/// As few letters as will do, at most so many if a number says how many.
fn reach(of: &Hir, rest: &mut &str) -> Option<Hir> {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let most = rest.get(..end).unwrap_or_default();
    *rest = rest.get(end..).unwrap_or_default();
    let max = if most.is_empty() { None } else { Some(most.parse().ok()?) };
    Some(Hir::repetition(Repetition { min: 0, max, greedy: false, sub: Box::new(of.clone()) }))
}

/// Whether a text goes on so; it is taken.
fn taken(rest: &mut &str, sign: &str) -> bool {
    let behind = rest.strip_prefix(sign);
    *rest = behind.unwrap_or(rest);
    behind.is_some()
}

/// What stands up to a sign.
fn up_to<'t>(rest: &mut &'t str, sign: &str) -> Result<&'t str, Wrong> {
    let (inside, behind) =
        rest.split_once(sign).ok_or_else(|| Wrong { id: "saying-open", text: sign.to_owned() })?;
    *rest = behind;
    Ok(inside)
}

/// One letter that is none of those in brackets.
fn none_of(rest: &mut &str) -> Result<Hir, Wrong> {
    if !taken(rest, "(") {
        return Err(Wrong { id: "saying-open", text: "(".to_owned() });
    }
    let inside = up_to(rest, ")")?.chars().filter(|c| !c.is_whitespace() && *c != '|');
    let mut class = class(inside);
    class.negate();
    Ok(Hir::class(Class::Unicode(class)))
}

/// A word as a lexicon lists it, its letters of any width: of 共|计划 what stands before the cut.
fn word(listed: &str) -> Hir {
    let word = listed.split('|').next().unwrap_or_default();
    if word.chars().all(has_one_width) {
        return Hir::literal(word.as_bytes());
    }
    Hir::concat(word.chars().map(letter).collect())
}

/// A letter or mark of any width.
fn letter(letter: char) -> Hir {
    if has_one_width(letter) {
        return Hir::literal(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }
    let narrow = narrow(letter);
    Hir::class(Class::Unicode(class([narrow, letter, wide(narrow)])))
}

/// Whether a letter is written in one way only, as ideographs are.
fn has_one_width(letter: char) -> bool {
    let narrow = narrow(letter);
    narrow == letter && wide(narrow) == letter
}

fn class(letters: impl IntoIterator<Item = char>) -> ClassUnicode {
    ClassUnicode::new(letters.into_iter().map(|letter| ClassUnicodeRange::new(letter, letter)))
}

/// The full-width form of a sign of ASCII.
fn wide(c: char) -> char {
    if !c.is_ascii_graphic() {
        return c;
    }
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}
