//! Proves a language by its own examples: words in their frames, texts that have none, sentences of statements.
//!
//! In: a language. Out: for each example whether it is read as it says.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::engine::law::{Laws, Verdict};
use crate::engine::pattern::said;
use crate::figure::{Origin, Quantity};
use crate::source::{SourceFile, Span};
use crate::text::examples::{Example, Of};
use crate::text::grammar::{Form, FormExample, Proves};
use crate::text::language::Language;
use crate::text::lexicon::{Class, Classes, Sample};
use crate::text::names::stem;
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
    let mut proofs = Vec::new();
    let take = |proof| {
        proofs.push(proof);
        ControlFlow::Continue(())
    };
    let _ = Prover::new(language, lang, &|_| true).all(is_wanted, &mut { take });
    proofs
}

/// Whether an example is not read as it says, of those whose text `is_read`.
pub(super) fn has_fault(language: &Arc<Language>, is_read: &dyn Fn(&str) -> bool, lang: Lang) -> bool {
    let mut take = |proof: Proof| match proof.fault {
        Some(_) => ControlFlow::Break(()),
        None => ControlFlow::Continue(()),
    };
    Prover::new(language, lang, is_read).all(&|_| true, &mut take).is_break()
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
    /// Which texts are read.
    is_read: &'l dyn Fn(&str) -> bool,
}

/// What takes proofs until it has enough.
type Take<'t> = dyn FnMut(Proof) -> ControlFlow<()> + 't;

/// What stands in a frame for each word.
const WORD: &str = "{word}";

impl<'l> Prover<'l> {
    fn new(language: &'l Arc<Language>, lang: Lang, is_read: &'l dyn Fn(&str) -> bool) -> Self {
        let (laws, _) = Laws::new(language);
        Self { language, laws, lang, is_read }
    }

    fn all(&self, is_wanted: &dyn Fn(&str) -> bool, take: &mut Take<'_>) -> ControlFlow<()> {
        for (number, class) in self.language.lexicon().classes().iter().enumerate() {
            let entry = format!("word/{}", class.name);
            if is_wanted(&entry) {
                self.words(&entry, class, Classes::of(number), take)?;
            }
        }
        for (number, kind) in self.language.grammar().statements().iter().enumerate() {
            let entry = format!("statement/{}", kind.name);
            if is_wanted(&entry) {
                for (form_number, form) in kind.forms.iter().enumerate() {
                    self.form(&entry, (number, form_number), form, take)?;
                }
            }
        }
        for saying in self.language.sayings().all() {
            let entry = format!("saying/{}", saying.name);
            if is_wanted(&entry) {
                self.saying(&entry, saying, take)?;
            }
        }
        self.examples(is_wanted, take)
    }

    fn saying(&self, entry: &str, saying: &Saying, take: &mut Take<'_>) -> ControlFlow<()> {
        let samples = saying.says.iter().map(|sample| (sample, true));
        for (sample, is_wanted) in samples.chain(saying.silent.iter().map(|sample| (sample, false))) {
            let text = sample.text.to_string();
            if !(self.is_read)(&text) {
                continue;
            }
            let found = said(self.language, saying, &text);
            let fault = (found.is_some() != is_wanted).then(|| self.missaid(saying, &text, found));
            take(self.proof(entry, sample, text, fault))?;
        }
        ControlFlow::Continue(())
    }

    fn proof(&self, entry: &str, sample: &Sample, text: String, fault: Option<String>) -> Proof {
        let (file, range) = &sample.place;
        let file = self.language.file(file).map(Arc::clone);
        let place = file.map(|file| (file, Span::new(range.start, range.end)));
        Proof { entry: entry.to_owned(), text, place, fault }
    }

    /// What is wrong with a text that should say so or should not.
    fn missaid(&self, saying: &Saying, text: &str, found: Option<std::ops::Range<usize>>) -> String {
        let title = ("title", &*saying.title);
        match found.and_then(|range| text.get(range)) {
            Some(said) => self.lang.text("test-saying-read", &[title, ("text", said)]),
            None => self.lang.text("test-saying-unread", &[title]),
        }
    }

    /// Roles, reasons, units and kinds of indicators.
    fn examples(&self, is_wanted: &dyn Fn(&str) -> bool, take: &mut Take<'_>) -> ControlFlow<()> {
        for (file, example) in self.language.examples() {
            let (entry, title) = self.named(&example.of);
            let text = example.plain();
            if !is_wanted(&entry) || !(self.is_read)(&text) {
                continue;
            }
            let file = self.language.files().iter().find(|(name, _)| name == file);
            let span = Span::new(example.range.start, example.range.end);
            let place = file.map(|(_, file)| (Arc::clone(file), span));
            let id = if example.is_wanted { "test-not-read-as" } else { "test-read-as" };
            let fault = (!self.is_right(example, &text)).then(|| self.lang.text(id, &[("title", &title)]));
            take(Proof { entry, text, place, fault })?;
        }
        ControlFlow::Continue(())
    }

    /// Whether a text is read as an example says.
    fn is_right(&self, example: &Example, text: &str) -> bool {
        let read = Text::read(self.language, text);
        let (measures, kinds) = (self.language.measures(), self.language.kinds());
        let is_read = match &example.of {
            Of::Role(role) => {
                let mut figures = read.figures().iter();
                figures.any(|figure| figure.range().contains(&example.at()) && figure.role == *role)
            }
            Of::Reason => read.gives_cause(&(0..text.len())),
            Of::Hollow => read.is_hollow(),
            Of::Measure(name) => {
                let mut units = read.figures().iter().filter_map(|figure| figure.number.unit.as_ref());
                units.any(|unit| measures.measures(unit) == &**name)
            }
            Of::Kind(name) => kinds.is(name, kinds.of(&stem(self.language, text))),
            Of::Figure => !read.figures().is_empty(),
        };
        is_read == example.is_wanted
    }

    /// The entry that an example is of, and what it is called for people.
    fn named(&self, of: &Of) -> (String, String) {
        match of {
            Of::Role(role) => {
                (format!("role/{}", role.name()), self.lang.text(&format!("role-{}", role.name()), &[]))
            }
            Of::Reason => ("reason".to_owned(), self.lang.text("test-reason", &[])),
            Of::Hollow => ("hollow".to_owned(), self.lang.text("test-hollow", &[])),
            Of::Figure => ("measure".to_owned(), self.lang.text("test-figure", &[])),
            Of::Measure(name) => {
                let mut lines = self.language.measures().lines();
                let title = lines.find(|(known, ..)| *known == &**name).map_or("", |(_, title, _)| title);
                (format!("measure/{name}"), title.to_owned())
            }
            Of::Kind(name) => {
                let kind = self.language.kinds().all().iter().find(|kind| kind.name == *name);
                (format!("kind/{name}"), kind.map(|kind| kind.title.to_string()).unwrap_or_default())
            }
        }
    }

    fn words(&self, entry: &str, class: &Class, number: Classes, take: &mut Take<'_>) -> ControlFlow<()> {
        if let Some(frame) = &class.frame {
            for word in class.words() {
                let text = frame.text.replace(WORD, &word.replace('|', ""));
                if (self.is_read)(&text) {
                    let fault = self.frame(&text, (&frame.text, word), class, number);
                    take(self.proof(entry, frame, text, fault))?;
                }
            }
        }
        for sample in class.not.iter().filter(|sample| (self.is_read)(&sample.text)) {
            let text = sample.text.to_string();
            let fault = self.not(&text, class, number);
            take(self.proof(entry, sample, text, fault))?;
        }
        ControlFlow::Continue(())
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

    fn form(&self, entry: &str, of: (usize, usize), form: &Form, take: &mut Take<'_>) -> ControlFlow<()> {
        let file = self.language.grammar_file();
        for example in &form.examples {
            let text = unmarked(&example.text);
            if (self.is_read)(&text) {
                let span = Span::new(example.range.start, example.range.end);
                let place = file.map(|file| (Arc::clone(file), span));
                let fault = self.example(&text, of, example);
                take(Proof { entry: entry.to_owned(), text, place, fault })?;
            }
        }
        ControlFlow::Continue(())
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
