//! Proves a language by its own examples: words in their frames, texts that have none, sentences of statements.
//!
//! In: a language. Out: for each example whether it is read as it says.

use std::sync::Arc;

use crate::engine::law::{Laws, Verdict};
use crate::engine::pattern::said;
use crate::figure::{Origin, Quantity};
use crate::source::{SourceFile, Span};
use crate::text::grammar::{Form, FormExample, Proves};
use crate::text::language::Language;
use crate::text::lexicon::{Class, Classes, Sample};
use crate::text::sayings::Saying;
use crate::text::statements::{Statement, near_misses};
use crate::text::text::Text;
use crate::text::tokens::{Token, TokenKind};
use crate::wording::Lang;

/// What came of one example of a language.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The entry: `word/cause`, `statement/share`.
    pub entry: String,
    /// The sentence, as it was read.
    pub text: String,
    /// Where it stands.
    pub place: Option<(Arc<SourceFile>, Span)>,
    /// What was read instead; `None` if it is read as it says.
    pub fault: Option<String>,
}

/// Reads the examples of the entries that `is_wanted`.
#[must_use]
pub fn prove(language: &Arc<Language>, is_wanted: &dyn Fn(&str) -> bool, lang: Lang) -> Vec<Proof> {
    let (laws, _) = Laws::new(language);
    let prover = Prover { language, laws, lang };
    let mut proofs = Vec::new();
    for (number, class) in language.lexicon().classes().iter().enumerate() {
        let entry = format!("word/{}", class.name);
        if is_wanted(&entry) {
            prover.words(&entry, class, Classes::of(number), &mut proofs);
        }
    }
    for (number, kind) in language.grammar().statements().iter().enumerate() {
        let entry = format!("statement/{}", kind.name);
        if is_wanted(&entry) {
            for (form_number, form) in kind.forms.iter().enumerate() {
                prover.form(&entry, (number, form_number), form, &mut proofs);
            }
        }
    }
    for saying in language.sayings().all() {
        let entry = format!("saying/{}", saying.name);
        if is_wanted(&entry) {
            prover.saying(&entry, saying, &mut proofs);
        }
    }
    proofs
}

/// An example without what marks its nouns and joints.
#[must_use]
pub fn unmarked(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '[' | ']' | '¦')).collect()
}

struct Prover<'l> {
    language: &'l Arc<Language>,
    laws: Laws,
    lang: Lang,
}

/// What stands in a frame for each word.
const WORD: &str = "{word}";

impl Prover<'_> {
    fn saying(&self, entry: &str, saying: &Saying, proofs: &mut Vec<Proof>) {
        let title = &*saying.title;
        for sample in &saying.says {
            let fault = said(saying, &sample.text).is_none();
            let fault = fault.then(|| self.lang.text("test-saying-unread", &[("title", title)]));
            proofs.push(self.proof(entry, sample, sample.text.to_string(), fault));
        }
        for sample in &saying.silent {
            let found = said(saying, &sample.text).and_then(|range| sample.text.get(range));
            let fault =
                found.map(|text| self.lang.text("test-saying-read", &[("title", title), ("text", text)]));
            proofs.push(self.proof(entry, sample, sample.text.to_string(), fault));
        }
    }

    fn proof(&self, entry: &str, sample: &Sample, text: String, fault: Option<String>) -> Proof {
        let (file, range) = &sample.place;
        let file = self.language.file(file).map(Arc::clone);
        let place = file.map(|file| (file, Span::new(range.start, range.end)));
        Proof { entry: entry.to_owned(), text, place, fault }
    }

    fn words(&self, entry: &str, class: &Class, number: Classes, proofs: &mut Vec<Proof>) {
        if let Some(frame) = &class.frame {
            for word in &class.words {
                let text = frame.text.replace(WORD, &word.replace('|', ""));
                let fault = self.frame(&text, (&frame.text, word), class, number);
                proofs.push(self.proof(entry, frame, text, fault));
            }
        }
        for sample in &class.not {
            let text = sample.text.to_string();
            let fault = self.not(&text, class, number);
            proofs.push(self.proof(entry, sample, text, fault));
        }
    }

    /// What is wrong with a word in its frame.
    fn frame(
        &self,
        text: &str,
        (frame, word): (&str, &str),
        class: &Class,
        number: Classes,
    ) -> Option<String> {
        let read = Text::read(self.language, text);
        let at = frame.find(WORD).unwrap_or(0);
        let begins = |token: &&Token| usize::try_from(token.start) == Ok(at);
        let token = read.tokens().iter().find(begins);
        if token.is_some_and(|token| token.classes.meets(number)) {
            return None;
        }
        let holds = |token: &&Token| usize::try_from(token.end).is_ok_and(|end| end > at);
        let read_as = read.tokens().iter().find(holds).map(|token| self.describe(&read, token));
        let args = [("word", word), ("title", &*class.title), ("read", &read_as.unwrap_or_default())];
        Some(self.lang.text("test-word-unread", &args))
    }

    /// What is wrong with a text that should have no word of a class.
    fn not(&self, text: &str, class: &Class, number: Classes) -> Option<String> {
        let read = Text::read(self.language, text);
        let token = read.tokens().iter().find(|token| token.classes.meets(number))?;
        let args = [("word", slice(&read, token)), ("title", &*class.title)];
        Some(self.lang.text("test-word-read", &args))
    }

    /// A token with what it is: `因素 普通文字`.
    fn describe(&self, text: &Text, token: &Token) -> String {
        let classes = self.language.lexicon().classes();
        let titles: Vec<&str> =
            token.classes.numbers().filter_map(|at| classes.get(at)).map(|class| &*class.title).collect();
        let id = match token.kind {
            TokenKind::Word | TokenKind::Plain => "read-plain",
            TokenKind::Figure => "read-figure",
            TokenKind::Date => "read-date",
            TokenKind::Mark(_) => "read-mark",
        };
        let what = if titles.is_empty() {
            self.lang.text(id, &[])
        } else {
            titles.join(&self.lang.text("list-separator", &[]))
        };
        format!("{} {what}", slice(text, token))
    }

    fn form(&self, entry: &str, of: (usize, usize), form: &Form, proofs: &mut Vec<Proof>) {
        let file = self.language.grammar_file();
        for example in &form.examples {
            let text = unmarked(&example.text);
            let place =
                file.map(|file| (Arc::clone(file), Span::new(example.range.start, example.range.end)));
            let fault = self.example(&text, of, example);
            proofs.push(Proof { entry: entry.to_owned(), text, place, fault });
        }
    }

    /// What is wrong with a sentence of a statement.
    fn example(&self, text: &str, of: (usize, usize), example: &FormExample) -> Option<String> {
        let read = Text::read(self.language, text);
        let verdicts: Vec<(&Statement, Verdict)> =
            read.statements().iter().map(|statement| (statement, self.verdict(&read, statement))).collect();
        let is_of_form = |(statement, _): &&(&Statement, Verdict)| (statement.kind, statement.form) == of;
        let mut own = verdicts.iter().filter(is_of_form).map(|(_, verdict)| verdict).peekable();
        let violated = |verdict: &Verdict| matches!(verdict, Verdict::Violated(_));
        let is_right = match example.proves {
            Proves::Holds => {
                own.peek().is_some()
                    && own.all(|verdict| !violated(verdict) && !matches!(verdict, Verdict::Undecided(_)))
                    && !verdicts.iter().any(|(_, verdict)| violated(verdict))
            }
            Proves::Breaks => own.any(violated),
            Proves::Unread => !verdicts.iter().any(|(statement, _)| statement.kind == of.0),
        };
        (!is_right).then(|| self.told(&read, &verdicts, of, example.proves))
    }

    fn verdict(&self, text: &Text, statement: &Statement) -> Verdict {
        let quantity = |number: usize| -> Option<Quantity> {
            let figure = text.figures().get(number)?;
            Some(figure.number.quantity(Origin::Parameter("".into())))
        };
        self.laws.weigh(text, statement, &quantity).verdict
    }

    /// What should have been read, and what was.
    fn told(
        &self,
        text: &Text,
        verdicts: &[(&Statement, Verdict)],
        of: (usize, usize),
        proves: Proves,
    ) -> String {
        let kinds = self.language.grammar().statements();
        let wanted = match proves {
            Proves::Holds => "test-statement-holds",
            Proves::Breaks => "test-statement-breaks",
            Proves::Unread => "test-statement-unread",
        };
        let law = kinds.get(of.0).and_then(|kind| kind.forms.get(of.1)).map_or("", |form| &form.law);
        let title = kinds.get(of.0).map_or("", |kind| &kind.title);
        let mut told = vec![self.lang.text(wanted, &[("title", title), ("law", law)])];
        for (statement, verdict) in verdicts {
            let title = kinds.get(statement.kind).map_or("", |kind| &kind.title);
            let verdict = self.lang.text(&format!("verdict-{}", verdict.name().replace('_', "-")), &[]);
            let form = (statement.form + 1).to_string();
            let said = text.slice(statement.range.clone());
            let args = [("title", title), ("form", &form), ("verdict", &verdict), ("text", said)];
            told.push(self.lang.text("test-statement-read", &args));
        }
        let near = near_misses(text);
        for miss in near.iter().filter(|miss| (miss.kind, miss.form) == of) {
            let form = kinds.get(miss.kind).and_then(|kind| kind.forms.get(miss.form));
            let condition = form.and_then(|form| form.conditions().nth(miss.condition)).unwrap_or_default();
            let args = [("pattern", &*miss.pattern), ("condition", condition)];
            told.push(self.lang.text("test-statement-near", &args));
        }
        if verdicts.is_empty() {
            told.push(self.lang.text("test-statement-nothing", &[]));
        }
        told.join("\n  ")
    }
}

fn slice<'t>(text: &'t Text, token: &Token) -> &'t str {
    let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    text.slice(byte(token.start)..byte(token.end))
}
