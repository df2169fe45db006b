//! The reference of the rule language: the page of a function, and that of all of them, from the table of words.

use std::io::{self, Write};

use hegui::engine::vocabulary::{FUNCTIONS, Gives, Takes, Word};
use hegui::wording::Lang;

use super::Context;

/// Functions that are called by their name alone.
const ALONE: [&str; 8] =
    ["similarity", "coverage", "same_object", "abs", "round", "report", "require", "skip"];

/// The function of that name.
pub(super) fn find(name: &str) -> Option<&'static Word> {
    FUNCTIONS.iter().find(|word| word.name == name)
}

/// Writes the page of a function.
pub(super) fn write(context: &Context, word: &Word, out: &mut impl Write) -> io::Result<()> {
    let lang = context.lang;
    writeln!(out, "{}\n", word.name)?;
    context.line(0, &about(word, lang), out)?;
    writeln!(out)?;
    context.line(0, &lang.word("word-call", &[("call", &call(word, lang))]), out)?;
    context.line(0, &lang.word("word-gives", &[("gives", &gives(word.gives, lang))]), out)
}

/// Writes the page of all functions, as Markdown.
pub(super) fn page(lang: Lang, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# {}\n", lang.word("word-page-title", &[]))?;
    writeln!(out, "{}\n", lang.word("word-page-head", &[]))?;
    writeln!(out, "| {} |\n| --- | --- | --- |", lang.word("word-page-columns", &[]))?;
    for word in FUNCTIONS {
        let about = about(word, lang).replace('|', "\\|");
        writeln!(out, "| `{}` | {about} | {} |", call(word, lang), gives(word.gives, lang))?;
    }
    Ok(())
}

/// What it does. Names in other letters than those of ASCII stand under the numbers of theirs.
fn about(word: &Word, lang: Lang) -> String {
    let id: String = word
        .name
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!("u{:x}", u32::from(c)) })
        .collect();
    lang.word(&format!("word-{id}"), &[])
}

/// How it is called, with what it takes: `x.must_equal(figure[, message])`.
fn call(word: &Word, lang: Lang) -> String {
    let (least, _) = word.arity();
    let named = |takes: &Takes| lang.word(&format!("takes-{}", kebab(&format!("{takes:?}"))), &[]);
    let is_alone =
        ALONE.contains(&word.name) || matches!(word.takes.first(), Some(Takes::Number | Takes::Class));
    let (receiver, own) = match word.takes.split_first() {
        Some((receiver, rest)) if !is_alone => (format!("{}.", named(receiver)), rest),
        _ => (String::new(), word.takes),
    };
    let needed = own.len().saturating_sub(word.takes.len() - least);
    let mut arguments = String::new();
    for (at, takes) in own.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let (open, close) = if at < needed { ("", "") } else { ("[", "]") };
        arguments.extend([open, comma, &named(takes), close]);
    }
    format!("{receiver}{}({arguments})", word.name)
}

fn gives(gives: Gives, lang: Lang) -> String {
    lang.word(&format!("gives-{}", kebab(&format!("{gives:?}"))), &[])
}

/// `SameQuantity` as `same-quantity`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_a_text_and_every_argument_and_result_a_name() {
        for lang in [Lang::Zh, Lang::En] {
            for word in FUNCTIONS {
                for text in [about(word, lang), call(word, lang), gives(word.gives, lang)] {
                    assert!(
                        !text.contains("word-") && !text.contains("takes-") && !text.contains("gives-"),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_call_shows_what_may_be_left_out() {
        let shown = |name| call(find(name).unwrap(), Lang::En);
        assert_eq!(shown("must_equal"), "figure.must_equal(figure[, message])");
        assert_eq!(shown("clauses"), "texts.clauses([pattern])");
        assert_eq!(shown("similarity"), "similarity(phrase, phrase)");
        assert_eq!(shown("percent"), "percent(number)");
    }
}
