//! Units and measure words (量词): what stands between a number and the thing counted, as in 3宗地块 and 12.5公里.
//!
//! In: `measures.toml`. Whether a number in a sentence is a figure, and what it can be held against, is decided by the
//! measure word behind it.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::examples::{self, Example, Of};
use super::fault::{Faults, Said, Table};
use super::numerals::numeral;
use crate::figure::Unit;

/// The line of measures that count people.
pub(super) const PEOPLE: &str = "people";

/// What measure words of one line measure: length, people, events. The number of a line of `measures.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dimension(u8);

/// What the engine has to know of a dimension.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    name: Box<str>,
    /// What it is called for people.
    title: Box<str>,
    /// Its words with their factors, as listed.
    listed: Vec<Box<str>>,
    /// Whether its words count things that a general word may count too: 人, 场, 家.
    counts: bool,
    /// Whether figures of parts add up to that of the whole: those of time, marks and multiples do not.
    adds_up: bool,
    /// Whether they tell the size of a thing in its name: 110千伏变电站.
    grades: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Measure {
    word: Box<str>,
    dimension: Dimension,
    /// How many of the dimension's first unit it is; `None` if it is not known.
    factor: Option<Decimal>,
    /// Whether it is in Latin letters.
    is_latin: bool,
    /// Whether it counts how often: 人次.
    counts_times: bool,
}

/// What stands behind a number and says that it is a percentage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Percentage {
    pub(super) word: Box<str>,
    pub(super) factor: Decimal,
    /// Whether it measures the distance of two percentages: 个百分点.
    pub(super) points: bool,
}

/// The measure words of a language.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Measures {
    lines: Vec<Line>,
    /// By their first letter in the order of the alphabet, the longest first.
    words: Vec<(char, Vec<Measure>)>,
    /// Words that count a dimension only directly behind a larger unit of it: 分 behind 小时.
    joined: Vec<Measure>,
    /// Words that count anything.
    general: Vec<Box<str>>,
    /// Words that count what can be of several kinds at once: 国有企业8家、规上企业9家.
    bears_marks: Vec<Box<str>>,
    /// Words that count single persons: 610名 are 610 of 人均.
    persons: Vec<Box<str>>,
    /// Words that count only behind a slash: 吨/时.
    behind_slash: Vec<Box<str>>,
    /// What makes a count of times of another: 家次, 家（次）.
    times: Vec<Box<str>>,
    money: Words,
    pub(super) percentages: Vec<Percentage>,
    /// Measure words behind a numeral in letters that counts: 十二座; behind others it orders or names.
    counted: Vec<Box<str>>,
    /// Words that count what is numbered behind them: 三点, 四方面措施.
    of_entries: Vec<Box<str>>,
    /// Words that count kinds: 三类, 两种.
    of_kinds: Vec<Box<str>>,
    pub(super) naming: Naming,
    /// What is shown of units, and of what is no figure.
    #[serde(skip)]
    pub(super) examples: Vec<Example>,
}

/// What makes a number part of a name, an order or a day.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Naming {
    /// Letters before a number that make it a name: 第, 〔.
    pub(super) before: Words,
    /// Letters before a numeral that make it an order: 第, 几.
    pub(super) before_numeral: Words,
    /// Words behind a number that make it a name: 号, 强, 届.
    pub(super) behind: Words,
    /// Words behind a number that make it a day of the month: 日前.
    pub(super) days: Words,
    /// Words behind a figure and its unit that make it a name or a class: 见绿, 一遇.
    pub(super) of_name: Words,
    /// Words that begin with a measure word of two letters, of which only the first one counts: 个日间.
    pub(super) not_units: Words,
    /// Words that begin as what makes a count of times does, and make none: 24个次干道.
    pub(super) after_times: Words,
}

/// Words that a text may begin or end with.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Words {
    all: Vec<Box<str>>,
    /// A bit for every byte that stands third in one of them, and that stands last. Asked first: hardly any text has it.
    third: [u64; 4],
    last: [u64; 4],
}

impl Words {
    fn new(said: Vec<Said>) -> Self {
        let mut words =
            Self { all: said.into_iter().map(|said| said.text.into()).collect(), ..Self::default() };
        for word in &words.all {
            match word.as_bytes().get(2) {
                Some(byte) => note(&mut words.third, *byte),
                None => words.third = [u64::MAX; 4],
            }
            word.as_bytes().last().into_iter().for_each(|byte| note(&mut words.last, *byte));
        }
        words
    }

    /// Whether a text begins with one of them.
    pub(super) fn begin(&self, text: &str) -> bool {
        let may = text.as_bytes().get(2).is_none_or(|byte| is_noted(&self.third, *byte));
        may && self.all.iter().any(|word| text.starts_with(&**word))
    }

    /// The bytes of the longest of them that a text begins with.
    fn longest(&self, text: &str) -> Option<usize> {
        let may = text.as_bytes().get(2).is_none_or(|byte| is_noted(&self.third, *byte));
        let words = self.all.iter().filter(|word| may && text.starts_with(&***word));
        words.map(|word| word.len()).max()
    }

    /// Whether a text ends with one of them.
    pub(super) fn end(&self, text: &str) -> bool {
        let may = text.as_bytes().last().is_some_and(|byte| is_noted(&self.last, *byte));
        may && self.all.iter().any(|word| text.ends_with(&**word))
    }
}

fn note(bytes: &mut [u64; 4], byte: u8) {
    if let Some(slot) = bytes.get_mut(usize::from(byte >> 6)) {
        *slot |= 1 << (byte & 63);
    }
}

fn is_noted(bytes: &[u64; 4], byte: u8) -> bool {
    bytes.get(usize::from(byte >> 6)).is_some_and(|slot| slot >> (byte & 63) & 1 == 1)
}

impl Measures {
    pub(super) fn read(text: &str, faults: &mut Faults<'_>) -> Self {
        let parsed = faults.parse(text);
        let mut measures = Self::default();
        let mut table = Table::new(parsed.get_ref(), 0..text.len().min(1));
        if let Some(item) = table.get("measure")
            && let Some(lines) = Table::of("measure", item, faults)
        {
            for (name, _, item) in lines.entries() {
                if let Some(line) = Table::of(name, item, faults) {
                    measures.line(name, line, faults);
                }
            }
        }
        let boxed = |said: Vec<Said>| said.into_iter().map(|said| said.text.into_boxed_str()).collect();
        measures.general = boxed(table.words("general", faults));
        measures.bears_marks = boxed(table.words("bears_marks", faults));
        measures.persons = boxed(table.words("persons", faults));
        measures.behind_slash = boxed(table.words("behind_slash", faults));
        measures.times = boxed(table.words("times", faults));
        measures.money = Words::new(table.words("money", faults));
        measures.counted = boxed(table.words("numeral_counts", faults));
        measures.of_kinds = boxed(table.words("kind_counts", faults));
        measures.of_entries = boxed(table.words("entry_counts", faults));
        measures.naming = Naming {
            before: Words::new(table.words("name_before", faults)),
            before_numeral: Words::new(table.words("name_before_numeral", faults)),
            behind: Words::new(table.words("name_behind", faults)),
            days: Words::new(table.words("day_behind", faults)),
            of_name: Words::new(table.words("name_behind_unit", faults)),
            not_units: Words::new(table.words("not_units", faults)),
            after_times: Words::new(table.words("not_times", faults)),
        };
        measures.examples.extend(examples::read(&mut table, &Of::Figure, faults));
        for key in ["percent", "points"] {
            for said in table.words(key, faults) {
                let (word, factor) = factored(&said, faults);
                let factor = factor.unwrap_or(Decimal::ONE);
                measures.percentages.push(Percentage { word, factor, points: key == "points" });
            }
        }
        measures.percentages.sort_by_key(|percentage| std::cmp::Reverse(percentage.word.len()));
        table.close(faults);
        let times = measures.times.clone();
        for (_, words) in &mut measures.words {
            words.sort_by_key(|measure| std::cmp::Reverse(measure.word.len()));
            for measure in words {
                measure.counts_times = times.iter().any(|times| measure.word.ends_with(&**times));
            }
        }
        measures
    }

    fn line(&mut self, name: &str, mut table: Table<'_>, faults: &mut Faults<'_>) {
        let flag = |table: &mut Table<'_>, key| table.get(key).and_then(|item| item.get_ref().as_bool());
        let Ok(number) = u8::try_from(self.lines.len()) else { return };
        let counts = flag(&mut table, "counts").unwrap_or(false);
        let adds_up = flag(&mut table, "adds_up").unwrap_or(true);
        let grades = flag(&mut table, "grades").unwrap_or(false);
        let title = table.text("title", faults).map(|said| said.text).unwrap_or_default().into();
        let mut listed: Vec<Box<str>> = Vec::new();
        for said in table.words("words", faults) {
            listed.push(said.text.as_str().into());
            let measure = Self::measure(&said, Dimension(number), faults);
            let Some(first) = measure.word.chars().next() else { continue };
            let at = self.words.binary_search_by_key(&first, |(first, _)| *first).unwrap_or_else(|at| {
                self.words.insert(at, (first, Vec::new()));
                at
            });
            let Some((_, words)) = self.words.get_mut(at) else { continue };
            if words.iter().any(|known| known.word == measure.word) {
                faults.at(said.range, "language-measure-twice", &[("word", &said.text)]);
            } else {
                words.push(measure);
            }
        }
        for said in table.words("joined", faults) {
            self.joined.push(Self::measure(&said, Dimension(number), faults));
        }
        let of = Of::Measure(name.into());
        self.examples.extend(examples::framed(&mut table, &listed, &of, faults));
        self.examples.extend(examples::read(&mut table, &of, faults));
        table.close(faults);
        self.lines.push(Line { name: name.into(), title, listed, counts, adds_up, grades });
    }

    fn measure(said: &Said, dimension: Dimension, faults: &mut Faults<'_>) -> Measure {
        let (word, factor) = factored(said, faults);
        let is_latin = word.chars().all(|c| c.is_ascii_alphanumeric());
        Measure { word, dimension, factor, is_latin, counts_times: false }
    }

    /// The measure word that a text begins with, a following 次 included (家次, 家（次）), with what it measures.
    #[must_use]
    pub fn at<'t>(&self, text: &'t str) -> Option<(&'t str, Dimension)> {
        let first = text.chars().next()?;
        let begins = |measure: &&Measure| text.starts_with(&*measure.word);
        let all = self.beginning(first);
        let mut found = all.iter().find(begins)?;
        // 24个日间照料床位 counts 个, and no days.
        if found.word.len() > first.len_utf8() && self.naming.not_units.begin(text) {
            found = all.iter().find(|measure| measure.word.len() == first.len_utf8())?;
        }
        let Measure { word, dimension, is_latin, counts_times, .. } = found;
        let rest = text.get(word.len()..)?;
        // A unit in Latin letters ends where they do: 5G is no mass, 30min no length.
        if *is_latin && rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        let aside = self.other_word(rest);
        let length = word.len() + aside;
        let rest = rest.get(aside..)?;
        let counted = self.times.iter().find(|times| !counts_times && rest.starts_with(&***times));
        let counted = counted.filter(|_| !self.naming.after_times.begin(rest));
        match counted {
            // 人次 counts people, however often; 家次 and 台次 count how often.
            Some(times) => {
                let whole = text.get(..length + times.len())?;
                let people = self.name(*dimension) == PEOPLE;
                Some((whole, if people { *dimension } else { self.named("events").unwrap_or(*dimension) }))
            }
            None => text.get(..length).map(|word| (word, *dimension)),
        }
    }

    /// The measure words that begin with a letter, the longest first.
    fn beginning(&self, first: char) -> &[Measure] {
        let at = self.words.binary_search_by_key(&first, |(first, _)| *first);
        at.ok().and_then(|at| self.words.get(at)).map_or(&[], |(_, words)| words)
    }

    /// The bytes of brackets that name another measure word for the same: 台（套）; 0 if none stand there.
    fn other_word(&self, text: &str) -> usize {
        let inner = || {
            let (open, close) = if text.starts_with('（') { ('（', '）') } else { ('(', ')') };
            let word = text.strip_prefix(open)?.split(close).next()?;
            let known = self.beginning(word.chars().next()?);
            let is_closed = text.get(open.len_utf8() + word.len()..)?.starts_with(close);
            let is_times = self.times.iter().any(|times| **times == *word);
            let is_known = is_closed && !is_times && known.iter().any(|measure| *measure.word == *word);
            is_known.then(|| open.len_utf8() + word.len() + close.len_utf8())
        };
        inner().unwrap_or(0)
    }

    /// Its dimensions in the order of the file: name, title, and the words with their factors as listed.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &str, &[Box<str>])> {
        self.lines.iter().map(|line| (&*line.name, &*line.title, line.listed.as_slice()))
    }

    /// The words of one letter that count things: 座, 户. Longer ones may be things themselves: 床位.
    pub(super) fn counters(&self) -> impl Iterator<Item = &str> {
        let counts = |measure: &Measure| {
            let line = self.lines.get(usize::from(measure.dimension.0));
            measure.word.chars().count() == 1 && line.is_some_and(|line| line.counts)
        };
        let words = self.words.iter().flat_map(|(_, words)| words);
        words.filter(move |measure| counts(measure)).map(|measure| &*measure.word)
    }

    /// The bytes of the unit of money that a text begins with.
    pub(super) fn money_at(&self, text: &str) -> Option<usize> {
        self.money.longest(text)
    }

    /// What a measure word measures; `None` if it is none.
    #[must_use]
    pub fn dimension(&self, counter: &str) -> Option<Dimension> {
        let first = counter.chars().next()?;
        // Nearly every one stands in the table as it is.
        let listed = self.beginning(first).iter().find(|measure| *measure.word == *counter);
        listed
            .map(|measure| measure.dimension)
            .or_else(|| self.at(counter).filter(|(word, _)| *word == counter).map(|(_, dimension)| dimension))
    }

    /// The name of a dimension.
    #[must_use]
    pub fn name(&self, dimension: Dimension) -> &str {
        self.lines.get(usize::from(dimension.0)).map_or("", |line| &line.name)
    }

    /// The dimension of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Dimension> {
        let at = self.lines.iter().position(|line| &*line.name == name)?;
        u8::try_from(at).ok().map(Dimension)
    }

    /// Whether what a word counts can be of several kinds at once, as people, households and firms are.
    #[must_use]
    pub fn bears_marks(&self, counter: &str) -> bool {
        self.bears_marks.iter().any(|word| **word == *counter)
    }

    /// Whether two words count the same one by one: 人 and 名.
    #[must_use]
    pub fn counts_same(&self, one: &str, other: &str) -> bool {
        let is_person = |word: &str| self.persons.iter().any(|person| **person == *word);
        one == other || is_person(one) && is_person(other)
    }

    /// The word that counts only behind a slash with which a text begins, as long as no letter goes on behind it: 时 of 31吨/时.
    pub(super) fn counting_behind_slash<'t>(&self, text: &'t str) -> Option<&'t str> {
        let words = self.behind_slash.iter().filter(|word| text.starts_with(&***word));
        let word = text.get(..words.map(|word| word.len()).max()?)?;
        let behind = text.get(word.len()..).and_then(|rest| rest.chars().next());
        (!behind.is_some_and(super::numerals::is_letter)).then_some(word)
    }

    /// Whether a word counts things, people or events, and no size.
    #[must_use]
    pub fn is_thing(&self, counter: &str) -> bool {
        let line = self.dimension(counter).and_then(|dimension| self.lines.get(usize::from(dimension.0)));
        line.is_some_and(|line| line.counts)
    }

    /// Whether the words of a dimension tell the size of a thing in its name.
    pub(super) fn grades(&self, dimension: Dimension) -> bool {
        self.lines.get(usize::from(dimension.0)).is_some_and(|line| line.grades)
    }

    /// Whether the parts of something counted by this word add up to it; what is so much for each of something does not.
    #[must_use]
    pub fn adds_up(&self, counter: &str) -> bool {
        if counter.contains('/') {
            return false;
        }
        let line = self.dimension(counter).and_then(|dimension| self.lines.get(usize::from(dimension.0)));
        line.is_none_or(|line| line.adds_up)
    }

    /// The longest word at the beginning of a text that counts entries; `None` if none stands there.
    pub(super) fn counting_entries(&self, text: &str) -> Option<&str> {
        let words = self.of_entries.iter().filter(|word| text.starts_with(&***word));
        words.max_by_key(|word| word.len()).map(|word| &**word)
    }

    /// Whether a word counts kinds of things.
    pub(super) fn counts_kinds(&self, word: &str) -> bool {
        self.of_kinds.iter().any(|kind| **kind == *word)
    }

    /// How many kinds a text tells of at its beginning: 三类, 2种; `None` if it tells of none there.
    pub(super) fn kinds_told(&self, text: &str) -> Option<Decimal> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (value, length) = match digits {
            0 => numeral(text)?,
            _ => (Decimal::from_str_exact(text.get(..digits)?).ok()?, digits),
        };
        let behind = text.get(length..)?;
        self.of_kinds.iter().any(|word| behind.starts_with(&**word)).then_some(value)
    }

    /// Whether a numeral in letters before this word counts things.
    pub(super) fn counts_numerals(&self, word: &str) -> bool {
        self.counted.iter().any(|counted| **counted == *word)
    }

    fn factor(&self, word: &str) -> Option<Decimal> {
        let first = word.chars().next()?;
        self.beginning(first).iter().find(|measure| *measure.word == *word)?.factor
    }

    /// What one of a unit is in another one of the same dimension; `None` if that is not known.
    #[must_use]
    pub fn conversion(&self, from: &str, to: &str) -> Option<Decimal> {
        let same = self.dimension(from)? == self.dimension(to)?;
        let (from, to) = (self.factor(from)?, self.factor(to)?);
        from.checked_div(to).filter(|_| same)
    }

    /// The unit of a second figure that directly follows one in `whole`: the bytes that it takes, how many of it one of the
    /// first is, and its name: 米 behind 12公里 is a thousandth, 分 behind 3小时 is 分钟.
    pub(super) fn part_at<'t>(&'t self, text: &'t str, whole: &str) -> Option<(usize, Decimal, &'t str)> {
        let dimension = self.dimension(whole)?;
        let own = self.factor(whole)?;
        let plain = || {
            let (word, of) = self.at(text)?;
            (of == dimension).then(|| Some((word.len(), self.factor(word)?, word))).flatten()
        };
        let joined = || {
            let mut joined = self.joined.iter();
            let part = joined.find(|part| part.dimension == dimension && text.starts_with(&*part.word))?;
            let all = self.words.iter().flat_map(|(_, words)| words);
            let same = |known: &&Measure| known.dimension == dimension && known.factor == part.factor;
            let name = all.into_iter().find(same).map_or(&*part.word, |known| &*known.word);
            Some((part.word.len(), part.factor?, name))
        };
        let (length, factor, name) = plain().or_else(joined)?;
        own.checked_div(factor).filter(|times| *times > Decimal::ONE).map(|times| (length, times, name))
    }

    /// Whether a word counts how often something else was there: 人次, 家（次）.
    pub(super) fn counts_times(&self, word: &str) -> bool {
        self.times.iter().any(|times| word.len() > times.len() && word.ends_with(&**times))
    }

    /// Whether figures counted by two words can be meant as the same: 场 and 次, 个 and 家, 公里 and 千米. Words for
    /// the size of things must be the same size.
    #[must_use]
    pub fn counts_alike(&self, one: &str, other: &str) -> bool {
        if one == other || one.is_empty() || other.is_empty() {
            return true;
        }
        self.alike((one, self.dimension(one)), (other, self.dimension(other)))
    }

    /// The same of words whose dimensions are known.
    fn alike(&self, (one, a): (&str, Option<Dimension>), (other, b): (&str, Option<Dimension>)) -> bool {
        let (Some(a), Some(b)) = (a, b) else { return false };
        let counts =
            |dimension: Dimension| self.lines.get(usize::from(dimension.0)).is_some_and(|line| line.counts);
        let general = |word: &str| self.general.iter().any(|general| **general == *word);
        if a == b {
            return counts(a) || self.factor(one).is_some() && self.factor(one) == self.factor(other);
        }
        (general(one) || general(other)) && counts(a) && counts(b)
    }

    /// Whether two units count the same kind of thing.
    #[must_use]
    pub fn commensurable(&self, one: Option<&Unit>, other: Option<&Unit>) -> bool {
        match (one, other) {
            (Some(Unit::Money(_)), Some(Unit::Money(_))) => true,
            (Some(Unit::Counter(a)), Some(Unit::Counter(b))) => self.counts_alike(a, b),
            (Some(a), Some(b)) => a == b,
            (a, b) => a.is_none() && b.is_none(),
        }
    }

    /// The same of figures whose dimensions are known.
    pub(super) fn commensurable_in(
        &self,
        (one, a): (Option<&Unit>, Option<Dimension>),
        (other, b): (Option<&Unit>, Option<Dimension>),
    ) -> bool {
        match (one, other) {
            (Some(Unit::Counter(one)), Some(Unit::Counter(other))) => {
                one == other || one.is_empty() || other.is_empty() || self.alike((one, a), (other, b))
            }
            _ => self.commensurable(one, other),
        }
    }

    /// What a unit measures, by name; empty for a bare number, `things` for what is counted by an unknown word.
    #[must_use]
    pub fn measures(&self, unit: &Unit) -> &str {
        match unit {
            Unit::Money(_) => "money",
            Unit::Percent => "percent",
            Unit::Score => "score",
            Unit::Ratio => "",
            Unit::Counter(word) => self.measured_in(unit, self.dimension(word)),
        }
    }

    /// The same of a unit whose dimension is known.
    pub(super) fn measured_in(&self, unit: &Unit, dimension: Option<Dimension>) -> &str {
        match unit {
            Unit::Counter(_) => dimension.map_or("things", |dimension| self.name(dimension)),
            other => self.measures(other),
        }
    }

    /// A figure counted by `word`.
    pub(super) fn counter(word: &str) -> Unit {
        Unit::Counter(Arc::from(word))
    }
}

/// A word and its factor: `公里=1000`.
fn factored(said: &Said, faults: &mut Faults<'_>) -> (Box<str>, Option<Decimal>) {
    let Some((word, factor)) = said.text.split_once('=') else { return (said.text.as_str().into(), None) };
    let factor = Decimal::from_str_exact(factor).ok().filter(|factor| *factor > Decimal::ZERO);
    if factor.is_none() {
        faults.at(said.range.clone(), "language-factor", &[("word", &said.text)]);
    }
    (word.into(), factor)
}
