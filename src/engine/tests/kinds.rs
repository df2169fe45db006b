//! That what cannot be compared is never silently true or false: every pair of kinds of values with every operator and
//! every requirement that compares, in one table, `kinds.txt`. `HEGUI_UPDATE=1` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::*;

const SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["form", "missing", "missing_text", "unreadable"],
  "properties": {
    "form": { "title": "表", "const": "t" }, "unit": { "title": "单位", "enum": ["万元"] },
    "money": { "title": "金额", "type": ["number", "string", "null"], "x-quantity": "money" },
    "other": { "title": "另额", "type": ["number", "string", "null"], "x-quantity": "money" },
    "percent": { "title": "比率", "type": ["number", "string", "null"], "x-quantity": "percent" },
    "count": { "title": "个数", "type": ["number", "string", "null"], "x-quantity": "count", "x-unit": "个" },
    "counted": { "title": "数目", "type": ["number", "string", "null"], "x-quantity": "count" },
    "score": { "title": "分值", "type": ["number", "string", "null"], "x-quantity": "score" },
    "number": { "title": "数", "type": ["number", "string", "null"], "x-quantity": "number" },
    "integer": { "title": "整数", "type": ["integer", "null"] },
    "text": { "title": "文字", "type": ["string", "null"] },
    "either": { "title": "文字或数", "type": ["string", "number", "null"] },
    "worded": { "title": "文字或数乙", "type": ["string", "number", "null"] },
    "truth": { "title": "是否", "type": ["boolean", "null"] },
    "choice": { "title": "选项", "type": "string", "enum": ["5", "优"] },
    "date": { "title": "日期", "type": ["string", "null"] },
    "missing": { "title": "缺额", "type": ["number", "string", "null"], "x-quantity": "money" },
    "missing_text": { "title": "缺字", "type": ["string", "null"] },
    "placeholder": { "title": "横线", "type": ["number", "string", "null"], "x-quantity": "money", "x-placeholder": true },
    "unreadable": { "title": "不明", "type": ["number", "string", "null"], "x-quantity": "money" },
    "list": { "title": "列表", "type": "array", "items": { "type": ["number", "string", "null"], "x-quantity": "money" } },
    "object": { "title": "对象", "type": "object", "additionalProperties": false,
      "properties": { "a": { "title": "甲", "type": "number", "x-quantity": "money" } } },
    "prose": { "title": "述", "type": "string", "x-role": "result" },
    "indicators": { "title": "指标", "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["name"],
      "properties": {
        "name": { "title": "名称", "type": "string", "x-role": "indicator-name" },
        "target": { "title": "目标", "type": "string", "x-role": "indicator-target" },
        "result": { "title": "实际", "type": "string", "x-role": "indicator-result" } } } }
  } }"#;

const FORM: &str = r#"{
  "form": "t", "unit": "万元", "money": 5, "other": 7.5, "percent": "5%", "count": 5, "counted": 5, "score": 5, "number": 5, "integer": 5,
  "text": "5", "either": 5, "worded": "五", "truth": true, "choice": "5", "date": "2022年5月5日", "missing": null, "missing_text": null,
  "placeholder": "—", "unreadable": "若干", "list": [5, 6], "object": { "a": 5 }, "prose": "建成5座，投资5万元，占预算10万元的50%。",
  "indicators": [ { "name": "新建站房数量", "target": "≥5个", "result": "5个" } ]
}"#;

const MANIFEST: &str = "id = \"t\"\ntitle = \"t\"\nversion = \"1\"\nmoney_unit = \"/unit\"\n[params]\nmoney = \"5万元\"\npercent = \"5%\"\nnumber = 5\ntext = \"abc\"\ntexts = [\"a\", \"b\"]\ntruth = true\n[terms]\nalias = \"money\"\nabsent = \"\"\nrate = \"money / other\"\nwith_label = { value = \"money + other\", label = \"合计\" }\ncells = \"list\"\n";

/// What a value is, for the law: two of different classes are not compared, but for those of [`COMPARABLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Money,
    Percent,
    Quotient,
    Count,
    Score,
    /// A cell or figure without a unit.
    Number,
    /// A number of the rule without a unit.
    Bare,
    Zero,
    Text,
    Truth,
    /// A cell that takes numbers and texts, words found: what the other side is.
    Either,
    /// What is not there or not to be read: nothing is decided by it.
    Unknown,
    /// Lists, objects, statements, drafts: never compared.
    Other,
}

use Class::{Bare, Count, Either, Money, Number, Other, Percent, Quotient, Score, Text, Truth, Zero};

/// Classes that go together, each in both orders: bare numbers of a rule with counts and scores, whose unit they take; a number
/// without a unit with a count; a quotient with percentages and numbers.
const COMPARABLE: &[(Class, Class)] = &[
    (Count, Bare),
    (Count, Number),
    (Count, Quotient),
    (Count, Either),
    (Bare, Either),
    (Number, Either),
    (Quotient, Either),
    (Text, Either),
    (Number, Bare),
    (Number, Quotient),
    (Percent, Quotient),
    (Quotient, Bare),
    (Score, Bare),
];

/// A code for the columns, a name, the class, the script.
const KINDS: &[(&str, &str, Class, &str)] = &[
    ("mo", "money", Money, "form.money"),
    ("pc", "percent", Percent, "form.percent"),
    ("cu", "count with a unit", Count, "form.count"),
    ("ct", "count", Count, "form.counted"),
    ("sc", "score", Score, "form.score"),
    ("nu", "number of any unit", Number, "form.number"),
    ("in", "integer", Number, "form.integer"),
    ("ei", "text or number: a number", Either, "form.either"),
    ("wo", "text or number: a text", Either, "form.worded"),
    ("tx", "text of digits", Text, "form.text"),
    ("ch", "choice", Text, "form.choice"),
    ("tr", "yes or no", Truth, "form.truth"),
    ("li", "list", Other, "form.list"),
    ("ob", "object", Other, "form.object"),
    ("fo", "the form", Other, "form"),
    ("mi", "missing amount", Class::Unknown, "form.missing"),
    ("mt", "missing text", Class::Unknown, "form.missing_text"),
    ("ph", "placeholder", Class::Unknown, "form.placeholder"),
    ("un", "unreadable", Class::Unknown, "form.unreadable"),
    ("L0", "literal 0", Zero, "0"),
    ("L5", "literal 5", Bare, "5"),
    ("Ld", "literal 5.5", Bare, "5.5"),
    ("Lt", "literal text", Text, "\"5\""),
    ("Lm", "literal text of an amount", Text, "\"5万元\""),
    ("Lb", "literal true", Truth, "true"),
    ("La", "literal list", Other, "[\"5\"]"),
    ("Uw", "万元(5)", Money, "万元(5)"),
    ("Up", "percent(5)", Percent, "percent(5)"),
    ("Pm", "parameter: amount", Money, "params.money"),
    ("Pp", "parameter: percentage", Percent, "params.percent"),
    ("Pn", "parameter: number", Bare, "params.number"),
    ("Pt", "parameter: text", Text, "params.text"),
    ("Pl", "parameter: texts", Other, "params.texts"),
    ("Pb", "parameter: yes or no", Truth, "params.truth"),
    ("cm", "computed amount", Money, "(form.money + form.other)"),
    ("qu", "quotient", Quotient, "(form.money / form.other)"),
    ("d0", "quotient by 0", Class::Unknown, "(form.money / (form.money - form.money))"),
    ("le", "length", Bare, "form.text.len()"),
    ("fm", "figure of a text: amount", Money, "form.prose.quantities()[1]"),
    ("fc", "figure of a text: count", Count, "form.prose.quantities()[0]"),
    ("fr", "rate of a statement", Percent, "form.relations(\"share\")[0].rate"),
    ("tg", "target", Count, "form.indicators[0].target()"),
    ("an", "answer", Count, "form.indicators[0].answer()"),
    ("st", "statement", Other, "form.relations(\"share\")[0]"),
    ("ls", "list of figures", Other, "form.prose.quantities()"),
    ("ex", "words found", Text, "form.prose.find(\"建成\")"),
    ("no", "words not found", Class::Unknown, "form.prose.find(\"zzz\")"),
    ("da", "date", Either, "form.date.dates()[0]"),
    ("us", "unit as text", Text, "form.money.unit()"),
    ("ms", "is_missing()", Truth, "form.money.is_missing()"),
    ("dr", "what was reported", Other, "report(form, \"x\")"),
    ("Tc", "term: an amount", Money, "form.alias"),
    ("Tq", "term: a quotient", Quotient, "form.rate"),
    ("Tm", "term: a sum", Money, "form.with_label"),
    ("Tl", "term: a list", Other, "form.cells"),
    ("Tn", "term: no such cell", Class::Unknown, "form.absent"),
];

const COMPARISONS: [&str; 7] = ["==", "!=", "~", "<", "<=", ">", ">="];
const ARITHMETIC: [&str; 5] = ["+", "-", "*", "/", "%"];
const REQUIREMENTS: [&str; 6] = [
    "must_equal",
    "must_restate",
    "must_not_exceed",
    "must_be_at_least",
    "must_be_less_than",
    "must_be_greater_than",
];

/// One letter for each left and right kind, by word.
type Table = BTreeMap<(&'static str, usize, usize), char>;

fn body(word: &str, left: &str, right: &str) -> String {
    let values = format!("let a = {left}; let b = {right};");
    if COMPARISONS.contains(&word) {
        format!("{values} if a {word} b {{ report(form, \"T\"); }} else {{ report(form, \"F\"); }}")
    } else if ARITHMETIC.contains(&word) {
        // A result equals itself, if there is one.
        format!("{values} let c = a {word} b; require(c == c, form, \"m\");")
    } else {
        format!("{values} a.{word}(b);")
    }
}

fn told(words: &[&'static str]) -> Table {
    let file = |name: &str, text: &str| PackFile {
        name: name.into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let mut all = BTreeMap::new();
    for word in words {
        let mut sources =
            vec![file("pack.toml", MANIFEST), file("form.schema.json", SCHEMA), file("example.json", FORM)];
        for (left, (.., a)) in KINDS.iter().enumerate() {
            for (right, (.., b)) in KINDS.iter().enumerate() {
                sources.push(file(&format!("a/r{left}x{right}.rhai"), &rule("", &body(word, a, b))));
            }
        }
        let pack = parse_pack(&sources, &mut |_, _| Ok(crate::text::sample::chinese()), Extent::Rules);
        let (mut checker, _) = Checker::new(&Arc::new(pack.unwrap()), settings());
        let refused: BTreeSet<RuleId> = checker.broken.iter().map(|(id, _)| id.clone()).collect();
        let report = checker.check(&document(FORM)).0;
        let all_said: BTreeSet<(&str, String)> =
            report.findings.iter().map(|found| (found.rule.as_str(), found.message.english())).collect();
        let said = |rule: &RuleId, message: &str| all_said.contains(&(rule.as_str(), message.to_owned()));
        for RuleOutcome { rule, outcome } in &report.rules {
            let place = rule.as_str().strip_prefix("a/r").unwrap().split_once('x').unwrap();
            let place = (place.0.parse().unwrap(), place.1.parse().unwrap());
            let letter = match outcome {
                _ if refused.contains(rule) => 'x',
                Outcome::Broken { .. } => 'b',
                Outcome::NotChecked { .. } => 'u',
                Outcome::NotApplicable { .. } => 'n',
                Outcome::Failed { .. } if said(rule, "T") => 'T',
                // What the pair itself has reported is no verdict on it.
                Outcome::Failed { .. } if REQUIREMENTS.contains(word) && said(rule, "x") => 'u',
                Outcome::Failed { .. } => 'F',
                Outcome::Passed { .. } => 'T',
            };
            all.insert((*word, place.0, place.1), letter);
        }
    }
    all
}

/// All letters; what one word says of a value is worked out by several threads.
fn table() -> &'static Table {
    static TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| {
        let words: Vec<&'static str> = [&COMPARISONS[..], &ARITHMETIC, &REQUIREMENTS].concat();
        let (one, other) = words.split_at(words.len() / 2);
        std::thread::scope(|scope| {
            let second = scope.spawn(|| told(other));
            let mut all = told(one);
            all.extend(second.join().unwrap());
            all
        })
    });
    &TABLE
}

fn printed() -> String {
    let mut text = String::from(
        "What comes of each pair of values, the left one in the row and the right one in the column:\n\
         T true, or holds (of + - * / %: has a result); F false, or is violated; u not checked; n not applicable;\n\
         x refused when the pack is loaded; b broken when it runs.\n\n",
    );
    for (code, name, _, script) in KINDS {
        writeln!(text, "{code}  {name:<28} {script}").unwrap();
    }
    let codes: Vec<&str> = KINDS.iter().map(|(code, ..)| *code).collect();
    for word in [&COMPARISONS[..], &ARITHMETIC, &REQUIREMENTS].concat() {
        writeln!(text, "\n{word}\n   {}", codes.join(" ")).unwrap();
        for (left, code) in codes.iter().enumerate() {
            let row = (0..KINDS.len()).map(|right| format!(" {}", table()[&(word, left, right)]));
            writeln!(text, "{code} {}", row.collect::<Vec<_>>().join(" ")).unwrap();
        }
    }
    text
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test keeps its table")]
fn every_pair_of_kinds_comes_to_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/engine/tests/kinds.txt");
    let new = printed();
    if std::env::var_os("HEGUI_UPDATE").is_some() {
        std::fs::write(path, &new).unwrap();
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    let differs = known.lines().zip(new.lines()).find(|(known, new)| known != new);
    assert!(known == new, "HEGUI_UPDATE=1 writes kinds.txt anew; it differs at {differs:#?}");
}

#[test]
fn what_cannot_be_compared_is_neither_true_nor_false() {
    let goes = |a: Class, b: Class| {
        let is_figure = |class: Class| class <= Zero;
        a == b && a != Other && a != Class::Unknown
            || (a == Zero && (is_figure(b) || b == Either) || b == Zero && (is_figure(a) || a == Either))
            || COMPARABLE.contains(&(a, b))
            || COMPARABLE.contains(&(b, a))
    };
    let mut broken = Vec::new();
    for ((word, left, right), letter) in table() {
        if ARITHMETIC.contains(word) || !matches!(letter, 'T' | 'F') {
            continue;
        }
        let (a, b) = (KINDS[*left], KINDS[*right]);
        let is_ordered = !matches!(*word, "==" | "!=" | "~" | "must_equal" | "must_restate");
        let has_order = !matches!(a.2, Text | Truth) && !matches!(b.2, Text | Truth);
        // A requirement goes through the elements of a list; those of the figures of a text are of several classes.
        let left = match (REQUIREMENTS.contains(word), a.0) {
            (true, "ls") => continue,
            (true, "li" | "Tl") => Money,
            _ => a.2,
        };
        if !goes(left, b.2) || is_ordered && !has_order {
            broken.push(format!("{} {word} {}: {letter}", a.1, b.1));
        }
    }
    assert!(broken.is_empty(), "{}\n{broken:#?}", broken.len());
}

/// `==` decides what `!=` decides the other way, one order what the others do, and nothing turns on which side stands left.
#[test]
fn operators_of_one_kind_decide_the_same_pairs() {
    let letter = |word: &'static str, left: usize, right: usize| table()[&(word, left, right)];
    let decided = |letter: char| if matches!(letter, 'T' | 'F') { '.' } else { letter };
    let mut broken = Vec::new();
    for (left, one) in KINDS.iter().enumerate() {
        for (right, other) in KINDS.iter().enumerate() {
            let mut say = |what: &str, holds: bool| {
                if !holds {
                    broken.push(format!("{} {what} {}", one.1, other.1));
                }
            };
            let (equal, unequal) = (letter("==", left, right), letter("!=", left, right));
            say(
                "== and !=",
                decided(equal) == decided(unequal) && (equal != unequal || decided(equal) != '.'),
            );
            let less = letter("<", left, right);
            for other in ["<=", ">", ">="] {
                say(other, decided(less) == decided(letter(other, left, right)));
            }
            say("== turned round", letter("==", right, left) == equal);
            say("< turned round", letter(">", right, left) == less);
        }
    }
    assert!(broken.is_empty(), "{}\n{broken:#?}", broken.len());
}

/// A term comes to what the same words come to where a rule writes them out.
#[test]
fn a_term_is_what_it_stands_for() {
    let at = |code: &str| KINDS.iter().position(|(known, ..)| *known == code).unwrap();
    let pairs = [("Tc", "mo"), ("Tq", "qu"), ("Tm", "cm"), ("Tl", "li")];
    let mut differing = Vec::new();
    for (term, written) in pairs {
        for ((word, left, right), letter) in table() {
            let swap = |kind: usize| if kind == at(term) { at(written) } else { kind };
            let other = table()[&(*word, swap(*left), swap(*right))];
            if (*left == at(term) || *right == at(term)) && other != *letter {
                differing.push(format!("{} {word} {}: {letter}, {other}", KINDS[*left].1, KINDS[*right].1));
            }
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
}
