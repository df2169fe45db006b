//! `hegui config`: what a check goes by, and where each value comes from.

use std::io::{self, Write};

use hegui::config::file::{Config, Set};
use hegui::load::file::shown;
use hegui::load::setup::{self, Setup, Wanted};
use hegui::render::visible;
use hegui::report::{Problem, Severity};
use hegui::source::Span;
use hegui::wording::Lang;

use super::options::Setup as Options;

/// Writes the values. The problems are those of the configuration; nothing is written then.
pub(super) fn run(lang: Lang, options: &Options, out: &mut impl Write) -> io::Result<Vec<Problem>> {
    let wanted = Wanted {
        file: options.config.clone(),
        is_none: false,
        revision: options.config_from.clone(),
        rules: options.rules.clone(),
        waivers: None,
    };
    match setup::find(&wanted) {
        Ok(setup) => {
            let page = Page { setup: &setup, lang, is_named: options.rules.is_some() };
            for line in page.lines() {
                writeln!(out, "{}", visible(&line))?;
            }
            Ok(Vec::new())
        }
        Err(problems) => Ok(problems),
    }
}

/// The values as a `hegui.toml` that has each of them, the place of each behind it.
struct Page<'s> {
    setup: &'s Setup,
    lang: Lang,
    /// Whether the folder of packs was named on the command line.
    is_named: bool,
}

impl Page<'_> {
    fn lines(&self) -> Vec<String> {
        let Config {
            rules,
            pack,
            fail_on,
            fail_on_unchecked,
            allow_cut,
            as_of,
            layouts,
            waivers,
            explanations,
            exclude,
            severity,
            ..
        } = &self.setup.config;
        let text = |value: &str| toml_text(value);
        let mut lines: Vec<String> =
            self.setup.notes.iter().map(|note| format!("# {}", note.text(self.lang))).collect();
        match (self.is_named, &self.setup.rules) {
            (true, Some(folder)) => {
                let origin = self.lang.text("config-command-line", &[]);
                lines.push(line("rules", &text(&shown(folder)), &origin));
            }
            _ => lines.push(self.set("rules", rules.as_ref(), |path| text(&shown(path)), "config-embedded")),
        }
        lines.push(self.set("pack", pack.as_ref(), |pack| text(pack), "config-by-form"));
        lines.push(self.set("as-of", as_of.as_ref(), |time| text(&time.to_string()), "config-by-year"));
        let severity_text = |severity: &Severity| text(severity.as_str());
        lines.push(self.value("fail-on", fail_on.as_ref(), severity_text, &text("error")));
        lines.push(self.value("fail-on-unchecked", fail_on_unchecked.as_ref(), bool::to_string, "false"));
        lines.push(self.value("allow-cut", allow_cut.as_ref(), bool::to_string, "false"));
        lines.push(self.set("waivers", waivers.as_ref(), |path| text(&shown(path)), "config-none"));
        let said = explanations.as_ref();
        lines.push(self.set("explanations", said, |path| text(&shown(path)), "config-none"));
        let patterns: Vec<String> = exclude.iter().map(|(pattern, _)| text(&pattern.value)).collect();
        let first = exclude.first().map(|(pattern, _)| self.origin(pattern.span));
        let origin = first.unwrap_or_else(|| self.lang.text("config-default", &[]));
        lines.push(line("exclude", &format!("[{}]", patterns.join(", ")), &origin));
        if !layouts.is_empty() {
            lines.extend([String::new(), "[layout]".to_owned()]);
        }
        for (pack, layout) in layouts {
            lines.push(line(&text(&pack.value), &text(&layout.value), &self.origin(pack.span)));
        }
        for group in severity.iter().rev().filter(|group| !group.rules.is_empty()) {
            let paths: Vec<String> = group.paths.iter().map(|(path, _)| text(&path.value)).collect();
            let head = if paths.is_empty() {
                vec![String::new(), "[severity]".to_owned()]
            } else {
                let paths = format!("paths = [{}]", paths.join(", "));
                vec![String::new(), "[[path]]".to_owned(), paths, "[path.severity]".to_owned()]
            };
            lines.extend(head);
            for (rule, severity) in &group.rules {
                let key = text(rule.value.as_str());
                lines.push(line(&key, &severity_text(severity), &self.origin(rule.span)));
            }
        }
        lines
    }

    /// A value that the program has another word for where it is not set.
    fn set<T>(&self, key: &str, set: Option<&Set<T>>, show: impl Fn(&T) -> String, other: &str) -> String {
        match set {
            Some(set) => line(key, &show(&set.value), &self.origin(set.span)),
            None => format!("# {key}: {}", self.lang.text(other, &[])),
        }
    }

    fn value<T>(
        &self,
        key: &str,
        set: Option<&Set<T>>,
        show: impl Fn(&T) -> String,
        default: &str,
    ) -> String {
        match set {
            Some(set) => line(key, &show(&set.value), &self.origin(set.span)),
            None => line(key, default, &self.lang.text("config-default", &[])),
        }
    }

    fn origin(&self, span: Span) -> String {
        let Some(source) = &self.setup.config.source else { return String::new() };
        format!("{}:{}", source.name(), source.position(span.start).line)
    }
}

fn line(key: &str, value: &str, origin: &str) -> String {
    format!("{key} = {value}  # {origin}")
}

/// A text as TOML writes it.
fn toml_text(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
