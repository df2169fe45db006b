//! Ways of saying something, by name: what rules ask texts for without listing words.
//!
//! In: `sayings.toml` of the language and of a pack. Out: for each name an expression over the letters of a text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::fault::{Faults, Said, Table};
use super::lexicon::{Lexicon, Sample};
use crate::source::SourceFile;

/// What rules write before the name of a saying where an expression may stand.
pub const SIGN: char = '@';

/// A way of saying something.
#[derive(Debug)]
pub struct Saying {
    /// Its name, by which rules ask for it.
    pub name: Box<str>,
    /// What it is called for people; rules may ask by it too.
    pub title: Box<str>,
    /// Its patterns as they are written.
    pub written: Vec<Box<str>>,
    /// The same as one regular expression, which may hold one group: what is pointed at.
    pub expression: Box<str>,
    /// The saying that gives a reason as well as 因为 does, in a sentence of this one; `None` where only a cause does.
    pub because: Option<Box<str>>,
    /// Texts that say so.
    pub says: Vec<Sample>,
    /// Texts that do not.
    pub silent: Vec<Sample>,
    /// Where it stands: the file and the bytes of its name.
    pub place: (Box<str>, Range<usize>),
}

/// The sayings of a language.
#[derive(Debug, Default)]
pub struct Sayings {
    all: Vec<Saying>,
    by_name: BTreeMap<Box<str>, usize>,
}

impl Sayings {
    /// Reads the files; whether the patterns of each are those that the program's tests have proved.
    pub(super) fn read(
        files: &[(&Arc<SourceFile>, bool)],
        lexicon: &Lexicon,
        faults: &mut Vec<super::fault::Fault>,
    ) -> Self {
        let (mut sayings, mut macros) = (Self::default(), BTreeMap::new());
        for (file, is_proved) in files {
            let mut found = Faults::new(file);
            let mut words = Words { is_proved: *is_proved, lexicon, macros: &mut macros };
            sayings.file(file, &mut words, &mut found);
            faults.append(&mut found.found);
        }
        for (file, _) in files {
            let mut found = Faults::new(file);
            sayings.reasons(file.name(), &mut found);
            faults.append(&mut found.found);
        }
        sayings
    }

    fn file(&mut self, file: &Arc<SourceFile>, words: &mut Words<'_>, faults: &mut Faults<'_>) {
        let parsed = faults.parse(file.text().unwrap_or_default());
        let table = Table::new(parsed.get_ref(), 0..0);
        abbreviations(&table, words.macros, faults);
        for (name, range, item) in table.entries().filter(|(name, ..)| *name != MACROS) {
            if let Some(table) = Table::of(name, item, faults) {
                self.saying((name, (file.name().into(), range)), table, words, faults);
            }
        }
    }

    fn saying(
        &mut self,
        (name, place): (&str, (Box<str>, Range<usize>)),
        mut table: Table<'_>,
        words: &Words<'_>,
        faults: &mut Faults<'_>,
    ) {
        let title = table.required("title", faults).map(|said| said.text).unwrap_or_default();
        let written = table.texts("say", faults);
        if written.is_empty() {
            faults.at(table.range.clone(), "toml-missing", &[("key", "say")]);
        }
        let sample = |said: Said| Sample { text: said.text.into(), place: (place.0.clone(), said.range) };
        let says: Vec<Sample> = table.texts("says", faults).into_iter().map(sample).collect();
        let silent = table.texts("silent", faults).into_iter().map(sample).collect();
        let because = table.text("because", faults);
        table.close(faults);
        let mut expressions = Vec::new();
        for said in &written {
            match words.expression(&said.text) {
                Ok(expression) => expressions.push(expression),
                Err(wrong) => faults.at(said.range.clone(), wrong.id, &[("text", &wrong.text)]),
            }
        }
        let title: Box<str> = title.into();
        let number = self.all.len();
        for known in [name, &*title] {
            let known_before = self.by_name.insert(known.into(), number).is_some_and(|at| at != number);
            let is_taken = known_before || words.lexicon.class(known).is_some();
            if is_taken {
                faults.at(place.1.clone(), "saying-twice", &[("name", known)]);
            }
        }
        let written = written.into_iter().map(|said| said.text.into()).collect();
        let expression = expressions.join("|").into();
        let because = because.map(|said| said.text.into());
        self.all.push(Saying { name: name.into(), title, written, expression, because, says, silent, place });
    }

    /// Whether what sayings take for a reason is a saying.
    fn reasons(&self, file: &str, faults: &mut Faults<'_>) {
        for saying in self.all.iter().filter(|saying| &*saying.place.0 == file) {
            if let Some(because) = saying.because.as_deref().filter(|name| self.find(name).is_none()) {
                faults.at(saying.place.1.clone(), "saying-because", &[("text", because)]);
            }
        }
    }

    /// The saying of that name or title.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Saying> {
        self.by_name.get(name).and_then(|at| self.all.get(*at))
    }

    /// All of them, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Saying] {
        &self.all
    }
}

/// Takes up the abbreviations of a file, wherever in it they stand.
fn abbreviations(table: &Table<'_>, macros: &mut BTreeMap<String, String>, faults: &mut Faults<'_>) {
    let Some((name, _, item)) = table.entries().find(|(name, ..)| *name == MACROS) else { return };
    let Some(table) = Table::of(name, item, faults) else { return };
    for (name, _, item) in table.entries() {
        match item.get_ref().as_str() {
            Some(text) => _ = macros.insert(name.to_owned(), text.to_owned()),
            None => faults.at(item.span(), "toml-not-text", &[("key", name)]),
        }
    }
}

/// The table of abbreviations.
const MACROS: &str = "macro";

/// What is wrong with a pattern.
struct Wrong {
    id: &'static str,
    text: String,
}

/// What patterns may name.
struct Words<'w> {
    /// Whether the patterns are those that tests have proved.
    is_proved: bool,
    lexicon: &'w Lexicon,
    macros: &'w mut BTreeMap<String, String>,
}

/// How deep abbreviations may stand in one another.
const DEEPEST: usize = 8;

impl Words<'_> {
    /// A pattern as a regular expression.
    fn expression(&self, pattern: &str) -> Result<String, Wrong> {
        let mut expression = String::new();
        self.write(pattern, &mut expression, 0)?;
        if self.is_proved {
            return Ok(expression);
        }
        let hir = regex_syntax::parse(&expression)
            .map_err(|_| Wrong { id: "saying-unread", text: pattern.to_owned() })?;
        if hir.properties().minimum_len().is_none_or(|least| least == 0) && !pattern.starts_with("^^") {
            return Err(Wrong { id: "saying-anything", text: pattern.to_owned() });
        }
        Ok(expression)
    }

    fn write(&self, pattern: &str, into: &mut String, depth: usize) -> Result<(), Wrong> {
        let mut rest = pattern;
        while let Some(sign) = rest.chars().next() {
            rest = rest.get(sign.len_utf8()..).unwrap_or_default();
            match sign {
                '(' => into.push_str("(?:"),
                '[' => into.push('('),
                ')' | ']' => into.push(')'),
                '|' | '?' | '*' | '+' => into.push(sign),
                SENTENCE => into.push_str(&reach(NOT_SENTENCE, &mut rest)),
                '~' => into.push_str(&reach(NOT_CLAUSE, &mut rest)),
                '_' => into.push_str(LETTER),
                '#' => into.push_str(NUMBER),
                '^' if taken(&mut rest, "^") => into.push_str(r"^\s*"),
                '^' => into.push_str(BEGINS),
                '$' if taken(&mut rest, "$") => into.push_str(ENDS_TEXT),
                '$' => into.push_str(ENDS),
                '!' => into.push_str(&none_of(&mut rest)?),
                '/' => into.extend(["(?:", up_to(&mut rest, "/")?, ")"]),
                SIGN => self.class(&mut rest, into)?,
                '{' => self.short(up_to(&mut rest, "}")?, into, depth)?,
                _ if sign.is_whitespace() => {}
                _ => into.push_str(&letter(sign)),
            }
        }
        Ok(())
    }

    /// The words of a class, which `@` names.
    fn class(&self, rest: &mut &str, into: &mut String) -> Result<(), Wrong> {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        *rest = rest.get(end..).unwrap_or_default();
        let class = self.lexicon.classes().iter().find(|class| &*class.name == name);
        let class = class.ok_or_else(|| Wrong { id: "saying-no-class", text: name.to_owned() })?;
        let words: Vec<String> = class.words.iter().map(|word| whole(word)).collect();
        into.extend(["(?:", &words.join("|"), ")"]);
        Ok(())
    }

    /// What an abbreviation stands for.
    fn short(&self, name: &str, into: &mut String, depth: usize) -> Result<(), Wrong> {
        let wrong = || Wrong { id: "saying-no-macro", text: name.to_owned() };
        let long = self.macros.get(name).filter(|_| depth < DEEPEST).ok_or_else(wrong)?;
        into.push_str("(?:");
        self.write(long, into, depth + 1)?;
        into.push(')');
        Ok(())
    }
}

/// `…`: anything in the sentence; a number behind it is how many letters at most.
const SENTENCE: char = '…';
const NOT_SENTENCE: &str = r"[^。；;\n]";
const NOT_CLAUSE: &str = r"[^，。；：,;:\n]";
const LETTER: &str = r"[^\s，。；：、（）,;:()]";
const NUMBER: &str = r"[0-9０-９][0-9０-９.．,，]*";
const BEGINS: &str = r"(?:^|[，。；：、（,;:(\s])";
const ENDS: &str = r"(?:$|[，。；：、）,;:)\s])";
const ENDS_TEXT: &str = r"\s*[。.]?\s*$";

/// As few letters as will do, at most so many if a number says how many.
fn reach(of: &str, rest: &mut &str) -> String {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let most = rest.get(..end).unwrap_or_default();
    *rest = rest.get(end..).unwrap_or_default();
    if most.is_empty() { format!("{of}*?") } else { format!("{of}{{0,{most}}}?") }
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
fn none_of(rest: &mut &str) -> Result<String, Wrong> {
    if !taken(rest, "(") {
        return Err(Wrong { id: "saying-open", text: "(".to_owned() });
    }
    let inside: String = up_to(rest, ")")?.chars().filter(|c| !c.is_whitespace() && *c != '|').collect();
    Ok(format!("[^{}]", regex_syntax::escape(&inside)))
}

/// A word as a lexicon lists it, its letters of any width: of 共|计划 what stands before the cut.
fn whole(word: &str) -> String {
    word.split('|').next().unwrap_or_default().chars().map(letter).collect()
}

/// A letter or mark of any width.
fn letter(letter: char) -> String {
    let narrow = super::numbers::narrow(letter);
    let wide = wide(narrow);
    let both: Vec<String> =
        [narrow, letter, wide].iter().map(|c| regex_syntax::escape(&c.to_string())).collect();
    match both.as_slice() {
        [a, b, c] if a == b && b == c => a.clone(),
        _ => format!("[{}]", both.concat()),
    }
}

/// The full-width form of a sign of ASCII.
fn wide(c: char) -> char {
    if !c.is_ascii_graphic() {
        return c;
    }
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}
