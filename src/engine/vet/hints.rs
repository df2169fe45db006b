//! What an author likely meant who writes a name of a spreadsheet or of another language, and what is wrong with an expression.

/// Names that the language has not, in small letters and without underscores, with what to write instead.
const ELSEWHERE: [(&str, &str); 26] = [
    ("if", "if a > b { … }"),
    ("iif", "if a > b { … }"),
    ("and", "a && b"),
    ("or", "a || b"),
    ("not", "!a"),
    ("average", "list.sum() / list.len()"),
    ("count", "list.len()"),
    ("length", "x.len()"),
    ("isblank", "x.is_blank()"),
    ("isempty", "x.is_blank()"),
    ("isnull", "x.is_missing()"),
    ("equals", "a == b"),
    ("isbiggerthan", "a > b"),
    ("isgreaterthan", "a > b"),
    ("islessthan", "a < b"),
    ("issmallerthan", "a < b"),
    ("startswith", "!x.find(\"^…\").is_missing()"),
    ("beginswith", "!x.find(\"^…\").is_missing()"),
    ("endswith", "!x.find(\"…$\").is_missing()"),
    ("muststartwith", "x.must_match(\"^…\")"),
    ("mustbeginwith", "x.must_match(\"^…\")"),
    ("mustendwith", "x.must_match(\"…$\")"),
    ("includes", "x.mentions(\"…\")"),
    ("matches", "!x.find(\"…\").is_missing()"),
    ("print", "report(x, \"…\")"),
    ("push", "list += [x]"),
];

/// What to write instead of a name of elsewhere; `None` for others.
pub(super) fn instead(name: &str) -> Option<&'static str> {
    let plain: String = name.chars().filter(|letter| *letter != '_').flat_map(char::to_lowercase).collect();
    ELSEWHERE.iter().find(|(known, _)| *known == plain).map(|(_, instead)| *instead)
}

/// What `regex-syntax` says of an expression, by a piece of its message, with the message on it.
const REASONS: [(&str, &str); 9] = [
    ("repetition operator missing", "pattern-repeats-nothing"),
    ("unclosed group", "pattern-open-group"),
    ("unopened group", "pattern-closed-group"),
    ("unclosed character class", "pattern-open-class"),
    ("unrecognized escape", "pattern-escape"),
    ("incomplete escape", "pattern-escape"),
    ("look-around", "pattern-look-around"),
    ("backreferences", "pattern-back-reference"),
    ("invalid repetition count", "pattern-count"),
];

/// The message on a fault of an expression; `None` for one that is rare.
pub(super) fn reason(said: &str) -> Option<&'static str> {
    REASONS.iter().find(|(piece, _)| said.contains(piece)).map(|(_, id)| *id)
}
