//! The entries of a language by their names, as `explain` and `test` take them: `word/cause`, `statement/share`.

use std::io::{self, Write};
use std::sync::Arc;

use hegui::render::escape;
use hegui::rule::RulePack;
use hegui::text::grammar::{Form, Proves, RolePatterns, StatementKind};
use hegui::text::kinds::Kind;
use hegui::text::language::Language;
use hegui::text::lexicon::Class;
use hegui::text::sayings::Saying;
use hegui::wording::Lang;

use super::Context;

/// An entry of a language.
pub(super) enum Entry<'l> {
    Word(&'l Class),
    Statement(&'l StatementKind),
    /// Every place of the grammar that gives the role.
    Role(Vec<RolePatterns<'l>>),
    /// Its title and its words.
    Measure(&'l str, &'l [Box<str>]),
    Kind(&'l Kind),
    Saying(&'l Saying),
}

/// The entry of that name.
pub(super) fn find<'l>(language: &'l Language, name: &str) -> Option<Entry<'l>> {
    let (of, name) = name.split_once('/')?;
    match of {
        "word" => language.lexicon().classes().iter().find(|class| *class.name == *name).map(Entry::Word),
        "statement" => {
            let mut kinds = language.grammar().statements().iter();
            kinds.find(|kind| *kind.name == *name).map(Entry::Statement)
        }
        "role" => {
            let roles = language.grammar().roles().filter(|role| role.role.name() == name);
            Some(roles.collect::<Vec<_>>()).filter(|roles| !roles.is_empty()).map(Entry::Role)
        }
        "measure" => {
            let line = language.measures().lines().find(|(known, ..)| *known == name);
            line.map(|(_, title, words)| Entry::Measure(title, words))
        }
        "saying" => language.sayings().find(name).map(Entry::Saying),
        "kind" => language.kinds().all().iter().find(|kind| *kind.name == *name).map(Entry::Kind),
        _ => None,
    }
}

/// The names of all entries.
fn names(language: &Language) -> Vec<String> {
    let grammar = language.grammar();
    let words = language.lexicon().classes().iter().map(|class| format!("word/{}", class.name));
    let statements = grammar.statements().iter().map(|kind| format!("statement/{}", kind.name));
    let roles = grammar.roles().map(|role| format!("role/{}", role.role.name()));
    let measures = language.measures().lines().map(|(name, ..)| format!("measure/{name}"));
    let kinds = language.kinds().all().iter().map(|kind| format!("kind/{}", kind.name));
    let sayings = language.sayings().all().iter().map(|saying| format!("saying/{}", saying.name));
    words.chain(statements).chain(roles).chain(measures).chain(kinds).chain(sayings).collect()
}

/// The least likeness, from 0 to 1 by Jaro and Winkler, at which a name is offered.
const LIKENESS: f64 = 0.9;

/// What to say of a name that no rule and no entry has, with the one that was likely meant.
pub(super) fn unknown(packs: &[Arc<RulePack>], name: &str, lang: Lang) -> String {
    let mut known: Vec<String> = Vec::new();
    for pack in packs {
        known.extend(pack.rules.iter().map(|rule| rule.id.to_string()));
        known.extend(names(&pack.language));
    }
    known.extend(hegui::engine::vocabulary::FUNCTIONS.iter().map(|word| word.name.to_owned()));
    let likeness = |known: String| (strsim::jaro_winkler(name, &known), known);
    let liked = known.into_iter().map(likeness).filter(|(likeness, _)| *likeness > LIKENESS);
    let meant = liked.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    let told = lang.text("explain-unknown", &[("rule", &escape(name))]);
    match meant {
        Some((_, meant)) => format!("{told}\n{}", lang.text("usage-suggested", &[("name", &meant)])),
        None => told,
    }
}

/// Writes the page of an entry.
pub(super) fn write(
    context: &Context,
    language: &Language,
    name: &str,
    entry: &Entry<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    let page = Page { context };
    writeln!(out, "{}\n", escape(name))?;
    match entry {
        Entry::Word(class) => page.word(class, language, out),
        Entry::Statement(kind) => page.statement(kind, out),
        Entry::Role(roles) => page.role(roles, out),
        Entry::Measure(title, words) => page.measure(title, words, out),
        Entry::Kind(kind) => page.kind(kind, out),
        Entry::Saying(saying) => page.saying(saying, out),
    }
}

struct Page<'p> {
    context: &'p Context,
}

impl Page<'_> {
    fn text(&self, id: &str, text: &str) -> String {
        self.context.lang.text(id, &[("text", text)])
    }

    fn line(&self, indent: usize, id: &str, text: &str, out: &mut impl Write) -> io::Result<()> {
        if text.is_empty() { Ok(()) } else { self.context.line(indent, &self.text(id, text), out) }
    }

    /// The same for words in a row and for patterns.
    fn words(&self, indent: usize, id: &str, text: &str, out: &mut impl Write) -> io::Result<()> {
        if text.is_empty() { Ok(()) } else { self.context.words(indent, &self.text(id, text), out) }
    }

    fn title(&self, title: &str, out: &mut impl Write) -> io::Result<()> {
        self.context.line(0, title, out)?;
        writeln!(out)
    }

    fn word(&self, class: &Class, language: &Language, out: &mut impl Write) -> io::Result<()> {
        self.title(&class.title, out)?;
        self.words(0, "entry-words", &class.words().collect::<Vec<_>>().join(" "), out)?;
        if !class.edge.is_empty() {
            let edge = self.context.lang.text(&format!("entry-edge-{}", class.edge), &[]);
            self.line(0, "entry-edge", &edge, out)?;
        }
        let frame = class.frame.as_ref().map_or("", |frame| &frame.text);
        self.line(0, "entry-frame", frame, out)?;
        for sample in &class.not {
            self.line(0, "entry-not", &sample.text, out)?;
        }
        let own = language.own_files().iter().map(|(_, file)| file.name());
        let files: Vec<&str> = std::iter::once(&*class.place.0).chain(own).collect();
        self.line(0, "entry-file", &files.join(" "), out)
    }

    fn statement(&self, kind: &StatementKind, out: &mut impl Write) -> io::Result<()> {
        self.context.line(0, &kind.title, out)?;
        for (number, form) in kind.forms.iter().enumerate() {
            writeln!(out)?;
            self.line(0, "entry-form", &(number + 1).to_string(), out)?;
            self.form(form, out)?;
        }
        Ok(())
    }

    fn form(&self, form: &Form, out: &mut impl Write) -> io::Result<()> {
        for pattern in form.patterns() {
            self.context.words(2, pattern, out)?;
        }
        self.words(2, "entry-law", &form.law, out)?;
        self.line(2, "entry-flags", &form.flags.join(" "), out)?;
        let conditions: Vec<&str> = form.conditions().collect();
        self.words(2, "entry-conditions", &conditions.join(" "), out)?;
        for example in &form.examples {
            let id = match example.proves {
                Proves::Holds => "entry-holds",
                Proves::Breaks => "entry-breaks",
                Proves::Unread => "entry-unread",
            };
            self.line(2, id, &example.text, out)?;
        }
        Ok(())
    }

    fn role(&self, roles: &[RolePatterns<'_>], out: &mut impl Write) -> io::Result<()> {
        let name = roles.first().map_or("", |role| role.role.name());
        self.title(&self.context.lang.text(&format!("role-{name}"), &[]), out)?;
        for role in roles {
            for pattern in &role.say {
                self.words(0, "entry-pattern", pattern, out)?;
            }
            for pattern in &role.unless {
                self.words(0, "entry-unless", pattern, out)?;
            }
        }
        Ok(())
    }

    fn measure(&self, title: &str, words: &[Box<str>], out: &mut impl Write) -> io::Result<()> {
        self.title(title, out)?;
        self.words(0, "entry-words", &words.join(" "), out)
    }

    fn saying(&self, saying: &Saying, out: &mut impl Write) -> io::Result<()> {
        self.title(&saying.title, out)?;
        for pattern in &saying.written {
            self.words(0, "entry-pattern", pattern, out)?;
        }
        for sample in &saying.says {
            self.line(0, "entry-says", &sample.text, out)?;
        }
        for sample in &saying.silent {
            self.line(0, "entry-not", &sample.text, out)?;
        }
        self.line(0, "entry-because", saying.because.as_deref().unwrap_or_default(), out)?;
        self.line(0, "entry-file", &saying.place.0, out)
    }

    fn kind(&self, kind: &Kind, out: &mut impl Write) -> io::Result<()> {
        self.title(&kind.title, out)?;
        for (key, text) in kind.facts() {
            self.words(0, &format!("entry-kind-{}", key.replace('_', "-")), &text, out)?;
        }
        Ok(())
    }
}
