//! A fault of syntax in an author's words: what Rhai says of it, and what stands at its place.

use rhai::{LexError, ParseError, ParseErrorType};

use super::script::Script;
use super::vet::ScriptFault;
use crate::wording::Message;

/// Words of other languages that stand where Rhai misses a sign, with the message on them.
const FOREIGN: [(&str, &str); 8] = [
    ("elseif", "script-else-if"),
    ("elsif", "script-else-if"),
    ("elif", "script-else-if"),
    ("then", "script-then"),
    ("则", "script-then"),
    ("那么", "script-then"),
    ("do", "script-then"),
    ("否则", "script-else"),
];

/// Words and signs that Rhai keeps for itself, with what to write instead.
const KEPT: [(&str, &str); 7] = [
    ("#", "script-comment-help"),
    ("--", "script-comment-help"),
    ("null", "script-null-help"),
    ("nil", "script-null-help"),
    ("None", "script-null-help"),
    ("end", "script-end-help"),
    ("var", "script-let-help"),
];

/// Signs that an author may have typed by a Chinese keyboard and that mean nothing here.
const PUNCTUATION: &str = "，；：（）“”‘’。、【】｛｝！＝《》？";

/// What is wrong, at its place in the script.
pub(super) fn fault(error: &ParseError, script: &Script) -> ScriptFault {
    let ParseError(kind, at) = error;
    let (line, column) = (at.line().unwrap_or(1), at.position().unwrap_or(1));
    let here = Place { script, line, column };
    let wide = |id: &'static str, what: &str, help: Option<&'static str>| {
        told(id, what, help, (line, column), what.chars().count())
    };
    match &**kind {
        ParseErrorType::MissingToken(token, _) => {
            // Rhai takes `elseif` for a statement and misses something behind it.
            for (word, at) in [here.word_before(), (here.word(), (line, column))] {
                if let Some((_, id)) = FOREIGN.iter().find(|(known, _)| *known == word) {
                    return told(id, &word, None, at, word.chars().count());
                }
            }
            match token.as_str() {
                // What is missing stands behind what came before, not before what comes next.
                ";" => told("script-missing", token, Some("script-semicolon-help"), here.before(), 1),
                "{" => told("script-missing", token, Some("script-block-help"), here.or_before(), 1),
                "}" if script.open.is_some() => {
                    let open = script.open.unwrap_or_default();
                    told("script-open-block", token, None, open, 1)
                }
                _ => told("script-missing", token, None, here.or_before(), 1),
            }
        }
        ParseErrorType::BadInput(LexError::UnexpectedInput(found)) => match found.as_str() {
            "“" => wide("script-open-text", found, Some("script-open-quote-help")),
            _ => {
                let is_punctuation = found.chars().all(|c| PUNCTUATION.contains(c)) && !found.is_empty();
                wide("script-unexpected", found, is_punctuation.then_some("script-punctuation-help"))
            }
        },
        ParseErrorType::BadInput(LexError::UnterminatedString) => wide("script-open-text", "", None),
        ParseErrorType::BadInput(LexError::MalformedNumber(number)) => wide("script-number", number, None),
        ParseErrorType::BadInput(LexError::ImproperSymbol(symbol, _)) => wide("script-symbol", symbol, None),
        ParseErrorType::BadInput(LexError::MalformedEscapeSequence(escape)) => {
            wide("script-escape", escape, None)
        }
        ParseErrorType::Reserved(word) | ParseErrorType::ForbiddenVariable(word) => {
            let help = KEPT.iter().find(|(known, _)| *known == word.as_str()).map(|(_, id)| *id);
            wide("script-reserved", word, help)
        }
        ParseErrorType::UnknownOperator(operator) => wide("script-operator", operator, None),
        ParseErrorType::UnexpectedEOF => told("script-ends", "", None, here.or_before(), 1),
        ParseErrorType::ExprTooDeep => told("script-too-deep", "", None, (line, column), 1),
        other => {
            let reason = other.to_string();
            told("script-syntax", &reason, None, (line, column), 1)
        }
    }
}

/// A fault by its id and that of its help, with what they speak of.
fn told(
    id: &'static str,
    what: &str,
    help: Option<&'static str>,
    (line, column): (usize, usize),
    width: usize,
) -> ScriptFault {
    let help = help.map(|id| Message::new(id, &[("what", what)]));
    let fault = ScriptFault::new(line, column, width.max(1), Message::new(id, &[("what", what)]));
    ScriptFault { help, ..fault }
}

/// A place in a script.
struct Place<'s> {
    script: &'s Script,
    line: usize,
    column: usize,
}

impl Place<'_> {
    fn text(&self) -> &str {
        self.script.text.lines().nth(self.line - 1).unwrap_or_default()
    }

    /// The word that begins here.
    fn word(&self) -> String {
        let rest = self.text().chars().skip(self.column - 1);
        rest.take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    }

    /// The word that ends before this place, and where it begins.
    fn word_before(&self) -> (String, (usize, usize)) {
        let head: String = self.text().chars().take(self.column - 1).collect();
        let head = head.trim_end();
        let start = head.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
        let word = head.get(start.len()..).unwrap_or_default().to_owned();
        (word, (self.line, start.chars().count() + 1))
    }

    /// The last character before this place that is no blank; this place if there is none.
    fn before(&self) -> (usize, usize) {
        let head: String = self.text().chars().take(self.column - 1).collect();
        let earlier = self.script.text.lines().take(self.line - 1).enumerate();
        let lines = earlier.map(|(at, line)| (at + 1, line.to_owned())).chain([(self.line, head)]);
        let last = lines.filter(|(_, line)| !line.trim().is_empty()).last();
        last.map_or((self.line, self.column), |(number, line)| (number, line.trim_end().chars().count()))
    }

    /// This place, or what stands before it where nothing stands here.
    fn or_before(&self) -> (usize, usize) {
        if self.text().chars().nth(self.column - 1).is_some() {
            (self.line, self.column)
        } else {
            self.before()
        }
    }
}
