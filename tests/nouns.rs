//! Nouns must not matter: every example of the grammar is read with other nouns, other units and numbers, characters of the
//! other width, without its joints and with adverbs. What it states, of which figures, and whether that holds stays the same.
//!
//! The number of variants and of those that are read otherwise is pinned for each kind of statement.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use hegui::source::SourceFile;
use hegui::text::grammar::Proves;
use hegui::text::language::{FILES, Language};
use hegui::text::statements::Member;
use hegui::text::text::Text;
use rust_decimal::Decimal;

#[path = "laws/mod.rs"]
mod laws;

/// For each kind: the variants that were tried, and those that are read otherwise. Most of these hold 人均住房保障, whose first
/// word makes an average of what is counted; some hold 景区提升 before an amount of money.
const PINNED: &[(&str, usize, usize)] = &[
    ("completion", 100_355, 1342),
    ("difference", 148_851, 604),
    ("direction", 28891, 91),
    ("growth", 101_004, 136),
    ("listing", 17450, 0),
    ("parts", 101_166, 475),
    ("price", 60959, 337),
    ("progress", 16959, 0),
    ("remainder", 21919, 115),
    ("share", 63169, 260),
];

/// The language from its files, so that a change of words needs no new build.
fn language() -> Arc<Language> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/zh");
    let file = |name: &str| {
        let bytes = fs::read(folder.join(name)).unwrap();
        (name.to_owned(), Arc::new(SourceFile::new(name, &bytes)))
    };
    let files: Vec<_> = FILES.into_iter().map(file).collect();
    Arc::new(Language::parse(&files, &[]).expect("the language is sound"))
}

fn nouns() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/prose/nouns.txt");
    fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

/// What a piece of an example is.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Plain(String),
    /// A noun, by its number: equal ones have one.
    Noun(usize),
    /// A figure, by its number.
    Figure(usize),
    /// What stands behind ¦: a comma that may be dropped.
    Joint(char),
}

/// A figure of an example, as it can be printed otherwise.
#[derive(Debug, Clone)]
struct Printed {
    value: Decimal,
    /// Whether it has digits; 四 has none, and is all sign.
    has_digits: bool,
    places: usize,
    /// What is printed behind the digits.
    sign: String,
    is_plain: bool,
}

#[derive(Debug)]
struct Example {
    kind: String,
    proves: Proves,
    pieces: Vec<Piece>,
    nouns: Vec<String>,
    figures: Vec<Printed>,
    /// What it states as written.
    told: Vec<String>,
}

/// Reads the marks of an example: `[民生]支出67.42亿元¦，占…`.
fn example(language: &Arc<Language>, kind: &str, proves: Proves, marked: &str) -> Example {
    let mut nouns: Vec<String> = Vec::new();
    let mut places: Vec<(Range<usize>, Piece)> = Vec::new();
    let (mut text, mut open, mut joint) = (String::new(), 0, false);
    for c in marked.chars() {
        match c {
            '[' => open = text.len(),
            ']' => {
                let noun = text[open..].to_owned();
                let known = nouns.iter().position(|known| *known == noun);
                let number = known.unwrap_or_else(|| {
                    nouns.push(noun);
                    nouns.len() - 1
                });
                places.push((open..text.len(), Piece::Noun(number)));
            }
            '¦' => joint = true,
            _ => {
                if joint {
                    places.push((text.len()..text.len() + c.len_utf8(), Piece::Joint(c)));
                }
                joint = false;
                text.push(c);
            }
        }
    }
    let read = Text::read(language, &text);
    let mut figures = Vec::new();
    for figure in read.figures() {
        let range = figure.range();
        if places.iter().any(|(place, _)| place.start < range.end && range.start < place.end) {
            continue;
        }
        let printed = &text[range.clone()];
        let digits = printed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(printed.len());
        let value = Decimal::from_str_exact(&printed[..digits]).unwrap_or_default();
        let is_plain = digits > 0 && figure.is_plain();
        let places_printed = printed[..digits].split_once('.').map_or(0, |(_, behind)| behind.len());
        places.push((range, Piece::Figure(figures.len())));
        let sign = printed[digits..].to_owned();
        figures.push(Printed { value, has_digits: digits > 0, places: places_printed, sign, is_plain });
    }
    places.sort_by_key(|(range, _)| range.start);
    let mut pieces = Vec::new();
    let mut from = 0;
    for (range, piece) in places {
        if from < range.start {
            pieces.push(Piece::Plain(text[from..range.start].to_owned()));
        }
        from = range.end;
        pieces.push(piece);
    }
    pieces.push(Piece::Plain(text[from..].to_owned()));
    let mut example = Example { kind: kind.to_owned(), proves, pieces, nouns, figures, told: Vec::new() };
    let (text, ranges) = example.render(&Variant::default());
    example.told = told(language, &text, &ranges);
    example
}

/// How an example is told otherwise.
#[derive(Debug, Clone, Default)]
struct Variant {
    /// Other nouns, by number.
    nouns: BTreeMap<usize, String>,
    /// Other figures, by number.
    figures: BTreeMap<usize, String>,
    /// A word in front of all, and one before the first figure that stands behind a noun.
    front: &'static str,
    before: &'static str,
    drops_joints: bool,
    is_wide: bool,
    is_narrow: bool,
}

impl Example {
    /// The text of a variant, with the bytes of its figures.
    fn render(&self, variant: &Variant) -> (String, Vec<Range<usize>>) {
        let mut text = String::new();
        let mut ranges = vec![0..0; self.figures.len()];
        let width = |piece: &str| -> String { piece.chars().map(|c| widened(c, variant)).collect() };
        text.push_str(variant.front);
        let mut was_noun = false;
        let mut before = variant.before;
        for piece in &self.pieces {
            match piece {
                Piece::Plain(plain) => text.push_str(&width(plain)),
                Piece::Noun(number) => {
                    text.push_str(variant.nouns.get(number).unwrap_or(&self.nouns[*number]));
                }
                Piece::Joint(c) if !variant.drops_joints => text.push_str(&width(&c.to_string())),
                Piece::Joint(_) => {}
                Piece::Figure(number) => {
                    if was_noun && *number == 0 {
                        text.push_str(std::mem::take(&mut before));
                    }
                    let start = text.len();
                    let own = || format!("{}{}", self.figures[*number].digits(), self.figures[*number].sign);
                    text.push_str(&width(&variant.figures.get(number).cloned().unwrap_or_else(own)));
                    ranges[*number] = start..text.len();
                }
            }
            was_noun = matches!(piece, Piece::Noun(_));
        }
        (text, ranges)
    }

    /// Whether a word can be put before a figure.
    fn has_figure_behind_noun(&self) -> bool {
        self.pieces.windows(2).any(|pair| matches!(pair, [Piece::Noun(_), Piece::Figure(0)]))
    }
}

impl Printed {
    fn digits(&self) -> String {
        if self.has_digits { format!("{:.*}", self.places, self.value) } else { String::new() }
    }
}

fn widened(c: char, variant: &Variant) -> char {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
    match c {
        '0'..='9' | '.' | '%' if variant.is_wide => wide(c),
        '，' if variant.is_narrow => ',',
        '；' if variant.is_narrow => ';',
        '：' if variant.is_narrow => ':',
        '（' if variant.is_narrow => '(',
        '）' if variant.is_narrow => ')',
        other => other,
    }
}

/// The statements of a text from which something follows: kind, members by the numbers of their figures, and whether it
/// holds.
fn told(language: &Arc<Language>, text: &str, ranges: &[Range<usize>]) -> Vec<String> {
    let read = Text::read(language, text);
    let grammar = language.grammar();
    let number = |figure: usize| {
        let range = read.figures()[figure].range();
        let known = ranges.iter().position(|known| known.start >= range.start && known.end == range.end);
        known.map_or_else(|| text[range].to_owned(), |number| number.to_string())
    };
    let mut all: Vec<String> = Vec::new();
    for statement in read.statements() {
        let kind = &grammar.statements()[statement.kind];
        if kind.forms[statement.form].law.is_empty() {
            continue;
        }
        let member = |(name, member): &(usize, Member)| {
            let name = &grammar.members()[*name];
            match member {
                Member::Figure(figure) => format!("{name} {}", number(*figure)),
                Member::Figures(figures) => {
                    format!(
                        "{name} {}",
                        figures.iter().map(|figure| number(*figure)).collect::<Vec<_>>().join("+")
                    )
                }
                Member::Names(names) => format!("{name} {} names", names.len()),
            }
        };
        let mut members: Vec<String> =
            statement.members.iter().map(member).filter(|told| !told.starts_with('_')).collect();
        members.sort();
        let verdict = if laws::violated(&read, statement).is_some() { "broken" } else { "sound" };
        all.push(format!("{} {} {verdict}", kind.name, members.join(", ")));
    }
    all.sort();
    all
}

/// A row of numbers that is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// Units that take each other's place, equal ones equally: what else the text says of them stays true.
const UNITS: &[&[&str]] = &[
    &["元", "万元", "亿元"],
    &["个", "家", "座", "处", "项", "套", "所", "条", "件", "部", "株", "辆", "台"],
    &["场", "次", "期", "批次", "起", "例"],
    &["公里", "千米", "米", "延米"],
    &["人", "名", "位"],
    &["天", "个工作日", "小时"],
];

/// What its numbers may be multiplied by: none loses a place.
const FACTORS: [i64; 5] = [1, 2, 3, 10, 25];

/// Adverbs that keep what a figure is.
const FRONTS: [&str; 6] = ["", "全年", "2022年", "已", "截至目前", "今年以来，"];
const BEFORES: [&str; 6] = ["", "共", "达", "共计", "累计", "为"];

/// Other units and numbers for all figures of a line of units.
fn other_figures(example: &Example, line: usize, turn: usize, factor: usize) -> BTreeMap<usize, String> {
    // What is listed is counted: 5个, 石门村、…
    let factor = if example.kind == "listing" { 1 } else { FACTORS[factor] };
    let units = UNITS[line];
    let mut found = BTreeMap::new();
    // 每人…元 and 人均…元 name the measure word of what it is for, and 单价 is for one of them.
    let is_each = example
        .pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Plain(text) if text.contains(['每', '均', '/', '价'])));
    for (number, figure) in example.figures.iter().enumerate() {
        let Some(at) = units.iter().position(|unit| *unit == figure.sign) else { continue };
        if !figure.is_plain || is_each && line == 0 {
            continue;
        }
        let sign = if is_each { units[at] } else { units[(at + turn) % units.len()] };
        let value = figure.value * Decimal::from(if is_each { 1 } else { factor });
        found.insert(number, format!("{value:.*}{sign}", figure.places));
    }
    found
}

/// All variants of an example: one thing changed, then several.
fn variants(example: &Example, nouns: &[String], dice: &mut Dice) -> Vec<Variant> {
    let mut all = Vec::new();
    let pick = |number: usize, at: usize| (number, nouns[(at + number * 61) % nouns.len()].clone());
    let count = example.nouns.len();
    if count > 0 {
        for at in 0..nouns.len() {
            let others = (0..count).map(|number| pick(number, at)).collect();
            all.push(Variant { nouns: others, ..Variant::default() });
            // Only one of them.
            let number = dice.below(count);
            let other = BTreeMap::from([pick(number, at)]);
            all.push(Variant { nouns: other, ..Variant::default() });
        }
    }
    let lines: Vec<usize> =
        (0..UNITS.len()).filter(|line| !other_figures(example, *line, 1, 1).is_empty()).collect();
    for line in &lines {
        for turn in 0..UNITS[*line].len() {
            for factor in 0..FACTORS.len() {
                all.push(Variant {
                    figures: other_figures(example, *line, turn, factor),
                    ..Variant::default()
                });
            }
        }
    }
    all.push(Variant { is_wide: true, ..Variant::default() });
    all.push(Variant { is_narrow: true, ..Variant::default() });
    all.push(Variant { is_wide: true, is_narrow: true, ..Variant::default() });
    if example.pieces.iter().any(|piece| matches!(piece, Piece::Joint(_))) {
        all.push(Variant { drops_joints: true, ..Variant::default() });
    }
    all.extend(FRONTS.iter().skip(1).map(|front| Variant { front, ..Variant::default() }));
    // 共 before what only looks like a statement may make it one: 受理案件共18件，审结10件.
    let befores = if example.proves == Proves::Unread { &BEFORES[..1] } else { &BEFORES[..] };
    if example.has_figure_behind_noun() {
        all.extend(befores.iter().skip(1).map(|before| Variant { before, ..Variant::default() }));
    }
    for _ in 0..120 {
        let at = dice.below(nouns.len());
        let mut figures = BTreeMap::new();
        for line in &lines {
            let (turn, factor) = (dice.below(UNITS[*line].len()), dice.below(FACTORS.len()));
            figures.extend(other_figures(example, *line, turn, factor));
        }
        let bits = dice.below(8);
        all.push(Variant {
            nouns: (0..count).map(|number| pick(number, at)).collect(),
            figures,
            front: FRONTS[dice.below(FRONTS.len())],
            before: befores[dice.below(befores.len())],
            drops_joints: bits & 1 > 0,
            is_wide: bits & 2 > 0,
            is_narrow: bits & 4 > 0,
        });
    }
    all
}

#[test]
fn an_example_with_other_nouns_units_and_marks_says_the_same() {
    let language = language();
    let nouns = nouns();
    let mut dice = Dice(20_221_231);
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut otherwise: Vec<String> = Vec::new();
    let shows_all = std::env::var_os("SHOW").is_some();
    for kind in language.grammar().statements() {
        let examples =
            kind.forms.iter().flat_map(|form| form.examples.iter().map(move |written| (form, written)));
        for (form, written) in examples {
            let example = example(&language, &kind.name, written.proves, &written.text);
            let has_kind = |told: &String| told.starts_with(&format!("{} ", kind.name));
            let fits = match example.proves {
                Proves::Holds => example.told.iter().any(has_kind),
                Proves::Breaks => example.told.iter().any(|told| has_kind(told) && told.ends_with("broken")),
                Proves::Unread => !example.told.iter().any(has_kind),
            };
            // A growth or share without its values says nothing of figures.
            let says_nothing = example.proves == Proves::Holds && form.law.is_empty();
            assert!(fits || says_nothing, "{}: {:?}", written.text, example.told);
            let mut own = 0;
            for variant in variants(&example, &nouns, &mut dice) {
                let (text, ranges) = example.render(&variant);
                let found = told(&language, &text, &ranges);
                let count = counts.entry(example.kind.clone()).or_default();
                count.0 += 1;
                if found != example.told {
                    count.1 += 1;
                    own += 1;
                    if own <= 3 || shows_all {
                        otherwise.push(format!("{text}\n    {found:?}\n    {:?}", example.told));
                    }
                }
            }
            if own > 0 {
                otherwise.push(format!("= {own} of {}", written.text));
            }
        }
    }
    let found: Vec<(&str, usize, usize)> =
        counts.iter().map(|(kind, (all, bad))| (&**kind, *all, *bad)).collect();
    assert_eq!(found, PINNED, "{}", otherwise.join("\n"));
}
