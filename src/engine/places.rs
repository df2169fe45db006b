//! The places of a rule's body where a small edit changes what it says, each with its bytes in the author's text.
//!
//! In: the text of a body. Out: [`BodyEdit`]s in the order of the text. They are made on the pieces of the code: never inside
//! a comment, a message or what is put into one, since no example looks at those.

use std::ops::Range;

use rust_decimal::Decimal;

use super::script::{Token, other_joint, tokens};
use super::vocabulary::{self, Takes};

/// A small edit of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyEdit {
    /// What is edited: `bound`, `condition`.
    pub kind: &'static str,
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// What is put there. What is dropped stays written, so that a parameter that only it asks for is not idle.
    pub code: String,
    /// The same for people; empty for what is dropped.
    pub shown: String,
}

/// Words of the language that say nearly the same.
const NEAR: [(&str, &str); 7] = [
    ("must_not_exceed", "must_be_less_than"),
    ("must_be_less_than", "must_not_exceed"),
    ("must_be_at_least", "must_be_greater_than"),
    ("must_be_greater_than", "must_be_at_least"),
    ("must_equal", "must_not_exceed"),
    ("must_equal", "must_be_at_least"),
    ("must_not_be_blank", "must_be_present"),
];

/// Comparisons, each with its edit.
const COMPARED: [(&str, &str, &str); 6] = [
    ("<", "<=", "bound"),
    ("<=", "<", "bound"),
    (">", ">=", "bound"),
    (">=", ">", "bound"),
    ("==", "!=", "equality"),
    ("!=", "==", "equality"),
];

/// Severities, each with the one that it is changed into.
const SEVERITIES: [(&str, &str); 3] = [("error", "warning"), ("warning", "info"), ("info", "warning")];

/// How much a figure is changed by: the twentieth part, and at least one in its last place.
const PART: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// The small edits of a body.
#[must_use]
pub fn edits(body: &str) -> Vec<BodyEdit> {
    let tokens = tokens(body);
    let mut finder = Finder { body, closing: closing(&tokens), tokens: &tokens, found: Vec::new() };
    let silent = finder.silent();
    for at in 0..tokens.len() {
        if !silent.iter().any(|range| range.contains(&at)) {
            finder.token(at);
        }
    }
    let all = 0..tokens.len();
    finder.expressions(all.clone());
    finder.statements(all);
    let mut found = finder.found;
    let is_silent = |edit: &BodyEdit| {
        silent.iter().filter_map(|range| tokens.get(range.clone())).any(|tokens| {
            let first = tokens.first().map_or(0, |token| token.range.start);
            first <= edit.range.start && tokens.last().is_some_and(|last| edit.range.end <= last.range.end)
        })
    };
    found.retain(|edit| !is_silent(edit));
    found.sort_by(|a, b| {
        (a.range.start, a.range.end, a.kind, &a.code).cmp(&(b.range.start, b.range.end, b.kind, &b.code))
    });
    found.dedup();
    found
}

/// A figure a little down and a little up, at its own places.
#[must_use]
pub fn nudged(value: Decimal) -> [Decimal; 2] {
    let unit = Decimal::new(1, value.scale());
    let step = (value.abs() * PART).round_dp(value.scale()).max(unit);
    [value - step, value + step]
}

/// Whether pieces of a body stand in it one behind another.
#[must_use]
pub fn names(body: &str, pieces: &[&str]) -> bool {
    let tokens = tokens(body);
    tokens
        .windows(pieces.len())
        .any(|window| window.iter().zip(pieces).all(|(token, piece)| token.meant == *piece))
}

/// For each piece that opens something the number of the one that closes it; itself for all others.
fn closing(tokens: &[Token]) -> Vec<usize> {
    let mut closing: Vec<usize> = (0..tokens.len()).collect();
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.meant.as_str() {
            "(" | "[" | "{" => open.push(at),
            ")" | "]" | "}" => {
                if let Some(slot) = open.pop().and_then(|from: usize| closing.get_mut(from)) {
                    *slot = at;
                }
            }
            _ => {}
        }
    }
    closing
}

struct Finder<'t> {
    body: &'t str,
    tokens: &'t [Token],
    closing: Vec<usize>,
    found: Vec<BodyEdit>,
}

impl Finder<'_> {
    fn meant(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.meant)
    }

    fn own(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.body.get(token.range.clone())).unwrap_or_default()
    }

    fn is_opening(&self, at: usize) -> bool {
        matches!(self.meant(at), "(" | "[" | "{")
    }

    /// The piece behind what begins at one: behind brackets the one behind their end.
    fn next(&self, at: usize) -> usize {
        self.closing.get(at).map_or(at, |close| *close) + 1
    }

    /// The bytes of some pieces.
    fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let within = self.tokens.get(tokens.clone()).unwrap_or_default();
        let start = within.first().map_or(0, |token| token.range.start);
        start..within.last().map_or(start, |token| token.range.end)
    }

    fn note(&mut self, kind: &'static str, range: Range<usize>, code: String, shown: &str) {
        self.found.push(BodyEdit { kind, range, code, shown: shown.to_owned() });
    }

    /// Replaces what some pieces say, whose own text is still written.
    fn note_kept(
        &mut self,
        kind: &'static str,
        tokens: &Range<usize>,
        before: &str,
        behind: &str,
        shown: &str,
    ) {
        let range = self.bytes(tokens);
        let own = self.body.get(range.clone()).unwrap_or_default();
        self.note(kind, range, format!("{before}{own}{behind}"), shown);
    }

    /// What only people read: messages, the places that a finding also shows, how far a figure is rounded.
    fn silent(&self) -> Vec<Range<usize>> {
        let mut silent = Vec::new();
        for at in 0..self.tokens.len() {
            if self.meant(at + 1) != "(" {
                continue;
            }
            let Some(word) = vocabulary::function(self.meant(at)) else { continue };
            let is_method = at.checked_sub(1).is_some_and(|before| self.meant(before) == ".");
            for (number, argument) in self.arguments(at + 1).into_iter().enumerate() {
                let takes = word.takes.get(number + usize::from(is_method));
                let is_shown = word.name == "see" || matches!(takes, Some(Takes::Message));
                if is_shown || word.name == "round" && number + usize::from(is_method) == 1 {
                    silent.push(argument);
                }
            }
        }
        silent
    }

    /// The pieces of each argument between brackets.
    fn arguments(&self, open: usize) -> Vec<Range<usize>> {
        let end = self.closing.get(open).map_or(open, |close| *close);
        let (mut arguments, mut start, mut at) = (Vec::new(), open + 1, open + 1);
        while at < end {
            if self.meant(at) == "," {
                arguments.push(start..at);
                start = at + 1;
            }
            at = self.next(at);
        }
        arguments.push(start..end);
        arguments
    }

    /// The edits of one piece by itself.
    fn token(&mut self, at: usize) {
        let Some(Token { meant, range }) = self.tokens.get(at).cloned() else { return };
        let own = self.own(at).to_owned();
        for (_, other, kind) in COMPARED.iter().filter(|(sign, ..)| *sign == meant) {
            self.note(kind, range.clone(), (*other).to_owned(), other);
        }
        match meant.as_str() {
            "&&" | "||" => {
                let other = other_joint(&own, &meant);
                self.note("joint", range.clone(), other.to_owned(), other);
            }
            "!" => self.note("negation", range.clone(), String::new(), ""),
            _ => {}
        }
        for (_, other) in NEAR.iter().filter(|(word, _)| *word == meant) {
            self.note("requirement", range.clone(), (*other).to_owned(), other);
        }
        if own.starts_with(is_digit) {
            self.number(&own, &range);
        }
        if meant.starts_with('"') {
            self.text(at, &own, &range);
        }
    }

    /// A number a little down and up, with the unit behind it.
    fn number(&mut self, own: &str, range: &Range<usize>) {
        let unit = own.trim_start_matches(|c: char| is_digit(c) || matches!(c, '.' | '．' | '_'));
        let digits: String = own.strip_suffix(unit).unwrap_or(own).chars().filter_map(narrow).collect();
        let Ok(value) = Decimal::from_str_exact(&digits) else { return };
        // 0x1f and 1e5.
        if unit.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return;
        }
        for other in nudged(value) {
            let shown = format!("{other}{unit}");
            let code = if other.is_sign_negative() { format!("({shown})") } else { shown.clone() };
            self.note("number", range.clone(), code, &shown);
        }
    }

    /// A severity; an expression without one of its alternatives.
    fn text(&mut self, at: usize, own: &str, range: &Range<usize>) {
        let quote = |text: &str| text.chars().next().map_or(0, char::len_utf8);
        let last = own.chars().next_back().map_or(0, char::len_utf8);
        let start = quote(own);
        let Some(inner) = own.get(start..own.len().saturating_sub(last)) else { return };
        let is_severity = at.checked_sub(2).is_some_and(|word| self.within_severity(word));
        for (_, other) in SEVERITIES.iter().filter(|(known, _)| is_severity && *known == inner) {
            self.note("severity", range.clone(), format!("\"{other}\""), other);
        }
        for alternative in alternatives(inner) {
            let range = range.start + start + alternative.start..range.start + start + alternative.end;
            self.note("alternative", range, String::new(), "");
        }
    }

    /// Whether a text two pieces or more behind this one is an argument of `severity`.
    fn within_severity(&self, at: usize) -> bool {
        (0..=at).rev().take(16).any(|word| {
            self.meant(word) == "severity" && self.closing.get(word + 1).is_some_and(|close| *close > at + 1)
        })
    }

    /// The conditions of `if`, and the parts of what is joined, within some pieces and all brackets in them.
    fn expressions(&mut self, within: Range<usize>) {
        let (mut at, mut start) = (within.start, within.start);
        while at < within.end {
            let meant = self.meant(at).to_owned();
            if self.is_opening(at) {
                self.expressions(at + 1..self.next(at) - 1);
            }
            if meant == "if" {
                self.condition(at + 1);
            }
            if matches!(
                meant.as_str(),
                "," | ";" | "=" | "+=" | "-=" | "return" | "if" | "else" | "while" | "let" | "{" | "in" | ":"
            ) {
                self.joined(start..at);
                start = if meant == "{" { self.next(at) } else { at + 1 };
            }
            at = self.next(at);
        }
        self.joined(start..within.end);
    }

    /// The condition that begins here, taken for true and for false.
    fn condition(&mut self, start: usize) {
        let mut end = start;
        while end < self.tokens.len() && self.meant(end) != "{" {
            end = self.next(end);
        }
        self.note_kept("condition", &(start..end), "true || (", ")", "true");
        self.note_kept("condition", &(start..end), "false && (", ")", "false");
    }

    /// The parts of an expression, each dropped by itself.
    fn joined(&mut self, within: Range<usize>) {
        let alternatives = self.split(&within, "||");
        let are_several = alternatives.len() > 1;
        for alternative in alternatives {
            if are_several {
                self.note_kept("part", &alternative, "(false && (", "))", "");
            }
            let parts = self.split(&alternative, "&&");
            for part in parts.iter().filter(|_| parts.len() > 1) {
                self.note_kept("part", part, "(true || (", "))", "");
            }
        }
    }

    fn split(&self, within: &Range<usize>, sign: &str) -> Vec<Range<usize>> {
        let (mut parts, mut start, mut at) = (Vec::new(), within.start, within.start);
        while at < within.end {
            if self.meant(at) == sign {
                parts.push(start..at);
                start = at + 1;
            }
            at = self.next(at);
        }
        parts.push(start..within.end);
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// The statements of a block and of the blocks in it, each dropped by itself.
    fn statements(&mut self, within: Range<usize>) {
        let mut start = within.start;
        while start < within.end {
            let end = self.statement_end(start, within.end);
            let mut at = start;
            while at < end {
                if self.meant(at) == "{" {
                    self.statements(at + 1..self.next(at) - 1);
                }
                at = self.next(at);
            }
            let is_compound = matches!(
                self.meant(start),
                "let" | "const" | "if" | "for" | "while" | "loop" | "fn" | "switch" | "{"
            );
            if !is_compound {
                self.statement(start..end);
            }
            start = end.max(start + 1);
        }
    }

    /// The piece behind a statement: behind its `;`, or behind the last block of `if … {} else {}` and the like.
    fn statement_end(&self, start: usize, limit: usize) -> usize {
        let has_blocks = matches!(self.meant(start), "if" | "for" | "while" | "loop" | "fn" | "switch" | "{");
        let mut at = start;
        while at < limit {
            let (is_end, is_block) = (self.meant(at) == ";", self.meant(at) == "{");
            at = self.next(at);
            if is_end || has_blocks && is_block && self.meant(at) != "else" {
                return at;
            }
        }
        limit
    }

    fn statement(&mut self, tokens: Range<usize>) {
        let is_ended = tokens.end.checked_sub(1).is_some_and(|last| self.meant(last) == ";");
        let names = |name: &str| {
            self.tokens.get(tokens.clone()).unwrap_or_default().iter().any(|token| token.meant == name)
        };
        let requires = || {
            let inside = self.tokens.get(tokens.clone()).unwrap_or_default();
            inside.iter().any(|token| token.meant.starts_with("must_") || token.meant == "require")
        };
        let kind = if names("report") {
            "report"
        } else if requires() {
            "requirement-dropped"
        } else if is_ended {
            "statement"
        } else {
            // The value of a block.
            return;
        };
        let behind = if is_ended { " }" } else { "; }" };
        self.note_kept(kind, &tokens, "if false { ", behind, "");
    }
}

/// A digit, of whichever width.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// A digit or point as ASCII.
fn narrow(c: char) -> Option<char> {
    match c {
        '．' => Some('.'),
        '_' => None,
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => Some(c),
    }
}

/// The bytes of each alternative of the outermost alternations of an expression, with the sign that joins it; none without
/// alternation.
fn alternatives(expression: &str) -> Vec<Range<usize>> {
    /// An open bracket: where what it holds begins, and its signs.
    struct Group {
        start: usize,
        bars: Vec<usize>,
    }
    let mut open = vec![Group { start: 0, bars: Vec::new() }];
    let mut closed: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
    let mut close = |open: &mut Vec<Group>, end: usize| {
        let Some(group) = open.pop() else { return };
        if group.bars.is_empty() {
            return;
        }
        let edges: Vec<usize> =
            std::iter::once(group.start).chain(group.bars.iter().map(|bar| bar + 1)).collect();
        let last = edges.len() - 1;
        let piece = |(number, start): (usize, &usize)| {
            let end = edges.get(number + 1).copied().unwrap_or(end);
            if number == last { start - 1..end } else { *start..end }
        };
        closed.push((open.len(), edges.iter().enumerate().map(piece).collect()));
    };
    let (mut is_class, mut is_escaped) = (false, false);
    for (at, c) in expression.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            ']' => is_class = false,
            _ if is_class => {}
            '[' => is_class = true,
            '(' => open.push(Group { start: group_start(expression, at + 1), bars: Vec::new() }),
            ')' if open.len() > 1 => close(&mut open, at),
            '|' => open.last_mut().into_iter().for_each(|group| group.bars.push(at)),
            _ => {}
        }
    }
    while !open.is_empty() {
        close(&mut open, expression.len());
    }
    let least = closed.iter().map(|(depth, _)| *depth).min();
    closed.into_iter().filter(|(depth, _)| Some(*depth) == least).flat_map(|(_, pieces)| pieces).collect()
}

/// Where what a bracket holds begins: behind `?:` and the like.
fn group_start(expression: &str, at: usize) -> usize {
    let rest = expression.get(at..).unwrap_or_default();
    let flags = rest.strip_prefix('?').and_then(|rest| rest.split_once([':', '>']));
    match flags {
        Some((flags, _))
            if flags.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, 'P' | '<' | '-')) =>
        {
            at + flags.len() + 2
        }
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each edit as `kind: old → new`.
    fn told(body: &str) -> Vec<String> {
        edits(body)
            .into_iter()
            .map(|edit| format!("{}: {} → {}", edit.kind, &body[edit.range], edit.shown))
            .collect()
    }

    #[test]
    fn what_decides_is_edited_and_what_only_people_read_is_not() {
        assert_eq!(
            told(
                "let rest = a.b;\nif rest ≥ 80% 且 !c { report(a, `少 ${rest > 1 && c} 元`).see(d[1], \"1|2\").severity(\"info\"); } // x < y"
            ),
            [
                "part: rest ≥ 80% → ",
                "condition: rest ≥ 80% 且 !c → false",
                "condition: rest ≥ 80% 且 !c → true",
                "bound: ≥ → >",
                "number: 80% → 76%",
                "number: 80% → 84%",
                "joint: 且 → 或",
                "negation: ! → ",
                "part: !c → ",
                "report: report(a, `少 ${rest > 1 && c} 元`).see(d[1], \"1|2\").severity(\"info\"); → ",
                "severity: \"info\" → warning",
            ]
        );
    }

    #[test]
    fn requirements_are_exchanged_and_dropped() {
        assert_eq!(
            told("for x in y { x.must_not_exceed(round(z, 2), \"a|b\"); }\ns += 1;"),
            [
                "requirement-dropped: x.must_not_exceed(round(z, 2), \"a|b\"); → ",
                "requirement: must_not_exceed → must_be_less_than",
                "statement: s += 1; → ",
                "number: 1 → 0",
                "number: 1 → 2",
            ]
        );
    }

    #[test]
    fn the_code_still_asks_for_what_is_dropped() {
        let body = "if a && b || c { d() }";
        let made: Vec<String> = edits(body)
            .into_iter()
            .filter(|edit| edit.kind == "part")
            .map(|edit| format!("{}{}{}", &body[..edit.range.start], edit.code, &body[edit.range.end..]))
            .collect();
        assert_eq!(
            made,
            [
                "if (true || (a)) && b || c { d() }",
                "if (false && (a && b)) || c { d() }",
                "if a && (true || (b)) || c { d() }",
                "if a && b || (false && (c)) { d() }",
            ]
        );
    }

    #[test]
    fn an_alternative_goes_with_its_sign() {
        let without = |text: &str| -> Vec<String> {
            alternatives(text)
                .into_iter()
                .map(|range| format!("{}{}", &text[..range.start], &text[range.end..]))
                .collect()
        };
        assert_eq!(without("甲|乙(丙|丁)|[|]\\|"), ["乙(丙|丁)|[|]\\|", "甲|[|]\\|", "甲|乙(丙|丁)"]);
        assert_eq!(
            without("(?:甲|乙).(丙|丁)"),
            ["(?:乙).(丙|丁)", "(?:甲).(丙|丁)", "(?:甲|乙).(丁)", "(?:甲|乙).(丙)"]
        );
        assert_eq!(without("甲"), [""; 0]);
    }

    #[test]
    fn a_figure_moves_by_a_twentieth_or_its_last_place() {
        let moved =
            |text: &str| nudged(Decimal::from_str_exact(text).unwrap()).map(|value| value.to_string());
        assert_eq!(moved("90"), ["86", "94"]);
        assert_eq!(moved("3"), ["2", "4"]);
        assert_eq!(moved("0"), ["-1", "1"]);
        assert_eq!(moved("0.5"), ["0.4", "0.6"]);
    }
    #[test]
    fn every_word_that_is_exchanged_is_a_word() {
        for (one, other) in NEAR {
            assert!(
                vocabulary::function(one).is_some() && vocabulary::function(other).is_some(),
                "{one} {other}"
            );
        }
    }
}
