//! Kinds of indicators by the end of their name and by the class that the form prints beside them.
//!
//! In: `kinds.toml`. Out: what a name asks for, which way is good, its natural bound.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::examples::{self, Example, Of};
use super::fault::{Faults, Table};
use super::figures::Comparator;

/// What kind of answer a name asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asks {
    /// A percentage: 完成率, 占比.
    Rate,
    /// A number of things: 项目数, 培训场次.
    Count,
    /// How often something bad happened: 安全事故.
    Incidents,
    /// An amount: 协议投资总额.
    Money,
    /// A day or a length of time: 完成时间, 办理时限.
    Time,
    /// What the name does not tell.
    Open,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// More is better, or nothing says otherwise.
    Higher,
    /// Less is better: cost, time, loss.
    Lower,
}

/// A kind of indicators.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kind {
    /// Its name, by which rules ask for it.
    pub name: Box<str>,
    /// What it is called for people.
    pub title: Box<str>,
    asks: Option<Asks>,
    direction: Option<Direction>,
    bound: Option<(Decimal, bool, Comparator)>,
    /// How names of this kind end.
    ends: Vec<Box<str>>,
    /// What stands anywhere in a name of this kind.
    has: Vec<Box<str>>,
    /// What the name must not end with or have.
    not_ends: Vec<Box<str>>,
    not_has: Vec<Box<str>>,
    /// Classes printed beside an indicator that speak against it.
    not_classes: Vec<Box<str>>,
    /// Classes printed beside it that make it of this kind whatever its name.
    classes: Vec<Box<str>>,
}

/// The kinds of a language, in the order of the file: the first that says it decides.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Kinds {
    all: Vec<Kind>,
    /// What is shown of them.
    #[serde(skip)]
    pub(super) examples: Vec<Example>,
    /// What stands anywhere in a name, by first letter: the word, the number of its kind, whether it must not stand there.
    inside: BTreeMap<char, Vec<Clue>>,
    /// What names end with, by last letter.
    ending: BTreeMap<char, Vec<Clue>>,
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KindSet(u64);

/// A word that tells or denies a kind.
#[derive(Debug, Serialize, Deserialize)]
struct Clue {
    word: Box<str>,
    kind: usize,
    denies: bool,
}

impl Kinds {
    pub(super) fn read(text: &str, faults: &mut Faults<'_>) -> Self {
        let parsed = faults.parse(text);
        let mut table = Table::new(parsed.get_ref(), 0..0);
        let (mut kinds, mut examples) = (Vec::new(), Vec::new());
        for table in table.tables("kind", faults) {
            kinds.extend(Self::kind(table, &mut examples, faults));
        }
        table.close(faults);
        let (mut inside, mut ending): (BTreeMap<char, Vec<Clue>>, BTreeMap<char, Vec<Clue>>) =
            Default::default();
        for (number, kind) in kinds.iter().enumerate() {
            let Kind { ends, has, not_ends, not_has, .. } = kind;
            for (words, denies) in [(has, false), (not_has, true)] {
                for word in words {
                    let clue = Clue { word: word.clone(), kind: number, denies };
                    inside.entry(word.chars().next().unwrap_or_default()).or_default().push(clue);
                }
            }
            for (words, denies) in [(ends, false), (not_ends, true)] {
                for word in words {
                    let clue = Clue { word: word.clone(), kind: number, denies };
                    ending.entry(word.chars().next_back().unwrap_or_default()).or_default().push(clue);
                }
            }
        }
        Self { all: kinds, examples, inside, ending }
    }

    /// The kinds that the name of an indicator, without brackets, is of.
    #[must_use]
    pub fn of(&self, stem: &str) -> KindSet {
        let (mut told, mut denied) = (0_u64, 0_u64);
        let mut note = |clue: &Clue| {
            let bit = 1_u64.checked_shl(u32::try_from(clue.kind).unwrap_or(u32::MAX)).unwrap_or(0);
            if clue.denies { denied |= bit } else { told |= bit }
        };
        for (at, c) in stem.char_indices() {
            let rest = stem.get(at..).unwrap_or_default();
            let clues = self.inside.get(&c).into_iter().flatten();
            clues.filter(|clue| rest.starts_with(&*clue.word)).for_each(&mut note);
        }
        let last = stem.chars().next_back().unwrap_or_default();
        let clues = self.ending.get(&last).into_iter().flatten();
        clues.filter(|clue| stem.ends_with(&*clue.word)).for_each(&mut note);
        KindSet(told & !denied)
    }

    /// The kinds of a set against which none of the classes printed beside an indicator speaks.
    #[must_use]
    pub fn beside(&self, kinds: KindSet, printed: &[&str]) -> KindSet {
        let speaks = |kind: &Kind| {
            printed.iter().any(|class| kind.not_classes.iter().any(|known| class.contains(&**known)))
        };
        let denied = self.all.iter().enumerate().filter(|(_, kind)| speaks(kind));
        let denied = denied.fold(0, |all, (number, _)| {
            all | u32::try_from(number).ok().and_then(|number| 1_u64.checked_shl(number)).unwrap_or(0)
        });
        KindSet(kinds.0 & !denied)
    }

    /// The kinds of a set, in the order of the file.
    fn all_of(&self, kinds: KindSet) -> impl Iterator<Item = &Kind> {
        let is_of = move |number: usize| number < 64 && kinds.0 >> number & 1 == 1;
        self.all.iter().enumerate().filter(move |(number, _)| is_of(*number)).map(|(_, kind)| kind)
    }

    fn kind(mut table: Table<'_>, shown: &mut Vec<Example>, faults: &mut Faults<'_>) -> Option<Kind> {
        let name = table.required("is", faults);
        let title = table.text("title", faults).map(|said| said.text).unwrap_or_default();
        let mut words = |key: &'static str, faults: &mut Faults<'_>| -> Vec<Box<str>> {
            table.words(key, faults).into_iter().map(|said| said.text.into()).collect()
        };
        let (ends, has) = (words("ends", faults), words("has", faults));
        let (not_ends, not_has) = (words("not_ends", faults), words("not_has", faults));
        let (classes, not_classes) = (words("class", faults), words("not_class", faults));
        let asks = table.text("asks", faults).and_then(|said| {
            let asks = Asks::parse(&said.text);
            if asks.is_none() {
                faults.at(said.range, "language-asks", &[("text", &said.text)]);
            }
            asks
        });
        let direction = table.text("good", faults).and_then(|said| match said.text.as_str() {
            "more" => Some(Direction::Higher),
            "less" => Some(Direction::Lower),
            other => {
                faults.at(said.range, "language-good", &[("text", other)]);
                None
            }
        });
        let bound = table.text("bound", faults).and_then(|said| {
            let bound = read_bound(&said.text);
            if bound.is_none() {
                faults.at(said.range, "language-bound", &[("text", &said.text)]);
            }
            bound
        });
        if let Some(name) = &name {
            let of = Of::Kind(name.text.as_str().into());
            shown.extend(examples::framed(&mut table, &[ends.as_slice(), &has].concat(), &of, faults));
            shown.extend(examples::read(&mut table, &of, faults));
        }
        table.close(faults);
        let name = name?.text.into();
        let title = title.into();
        Some(Kind { name, title, asks, direction, bound, ends, has, not_ends, not_has, not_classes, classes })
    }

    /// The kinds in their order.
    #[must_use]
    pub fn all(&self) -> &[Kind] {
        &self.all
    }

    /// What an indicator of some kinds asks for.
    #[must_use]
    pub fn asks(&self, kinds: KindSet) -> Asks {
        self.all_of(kinds).find_map(|kind| kind.asks).unwrap_or(Asks::Open)
    }

    /// Which way is good, by the class that the form prints beside the name, then by the kinds that it is of.
    #[must_use]
    pub fn direction(&self, kinds: KindSet, printed: &[&str]) -> Direction {
        let by_class = self.all.iter().find(|kind| kind.direction.is_some() && kind.is_printed(printed));
        let by_name = || self.all_of(kinds).find_map(|kind| kind.direction);
        by_class.and_then(|kind| kind.direction).or_else(by_name).unwrap_or(Direction::Higher)
    }

    /// What an indicator has by its nature: 100% for 完成率 and the like, 0 for accidents; whether in per cent.
    #[must_use]
    pub fn natural_bound(&self, kinds: KindSet) -> Option<(Decimal, bool, Comparator)> {
        self.all_of(kinds).find_map(|kind| kind.bound)
    }

    /// Whether the kind of that name is in a set.
    #[must_use]
    pub fn is(&self, name: &str, kinds: KindSet) -> bool {
        self.all_of(kinds).any(|kind| &*kind.name == name)
    }

    /// Whether the classes printed beside an indicator make it one of the kind of that name.
    #[must_use]
    pub fn is_printed(&self, name: &str, printed: &[&str]) -> bool {
        self.all.iter().any(|kind| &*kind.name == name && kind.is_printed(printed))
    }

    /// The kind's own end of a name, and what stands before it: 结转 of 结转率.
    #[must_use]
    pub fn split<'n>(&self, name: &str, stem: &'n str) -> Option<&'n str> {
        let named = self.all.iter().filter(|kind| &*kind.name == name && kind.is_named(stem));
        named.into_iter().flat_map(|kind| &kind.ends).find_map(|end| stem.strip_suffix(&**end))
    }
}

impl Kind {
    /// What its file says of it, by key, in the order in which it decides.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let words = |words: &[Box<str>]| words.join(" ");
        let good = match self.direction {
            Some(Direction::Higher) => "more",
            Some(Direction::Lower) => "less",
            None => "",
        };
        let bound = self.bound.map(|(value, is_percent, comparator)| {
            let sign = if comparator == Comparator::AtLeast { ">=" } else { "<=" };
            format!("{sign} {value}{}", if is_percent { "%" } else { "" })
        });
        let facts = [
            ("class", words(&self.classes)),
            ("ends", words(&self.ends)),
            ("has", words(&self.has)),
            ("not_ends", words(&self.not_ends)),
            ("not_has", words(&self.not_has)),
            ("not_class", words(&self.not_classes)),
            ("asks", self.asks.map(Asks::name).unwrap_or_default().to_owned()),
            ("good", good.to_owned()),
            ("bound", bound.unwrap_or_default()),
        ];
        facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }

    fn is_named(&self, stem: &str) -> bool {
        let by_name = self.ends.iter().any(|end| stem.ends_with(&**end))
            || self.has.iter().any(|word| stem.contains(&**word));
        by_name
            && !self.not_ends.iter().any(|end| stem.ends_with(&**end))
            && !self.not_has.iter().any(|word| stem.contains(&**word))
    }

    fn is_printed(&self, printed: &[&str]) -> bool {
        printed.iter().any(|class| self.classes.iter().any(|known| class.contains(&**known)))
    }
}

impl Asks {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "rate" => Self::Rate,
            "count" => Self::Count,
            "incidents" => Self::Incidents,
            "money" => Self::Money,
            "time" => Self::Time,
            "" => Self::Open,
            _ => return None,
        })
    }

    /// The word of the rule language for it; empty for what is open.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Count => "count",
            Self::Incidents => "incidents",
            Self::Money => "money",
            Self::Time => "time",
            Self::Open => "",
        }
    }
}

/// `>= 100%`, `<= 0`
fn read_bound(text: &str) -> Option<(Decimal, bool, Comparator)> {
    let (comparator, figure) = match text.trim().split_once(' ')? {
        (">=", figure) => (Comparator::AtLeast, figure),
        ("<=", figure) => (Comparator::AtMost, figure),
        _ => return None,
    };
    let is_percent = figure.ends_with('%');
    let value = Decimal::from_str_exact(figure.trim_end_matches('%')).ok()?;
    Some((value, is_percent, comparator))
}
