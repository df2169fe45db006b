//! Whatever a form, a path, a rule or a waiver says, it steers no terminal, no log of a run, no page and no spreadsheet, and
//! every format stays valid.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::{Cursor, Read as _};
use std::sync::Arc;

use hegui::document::Pointer;
use hegui::render::csv::Csv;
use hegui::render::frame::Frame;
use hegui::render::github::Github;
use hegui::render::gitlab::Gitlab;
use hegui::render::html::Html;
use hegui::render::human::{Human, Style};
use hegui::render::json::Json;
use hegui::render::junit::Junit;
use hegui::render::markdown::Markdown;
use hegui::render::ndjson::Ndjson;
use hegui::render::sarif::Sarif;
use hegui::render::short::Short;
use hegui::render::sink::Sink;
use hegui::render::xlsx::Xlsx;
use hegui::report::{
    About, DocumentReport, Explained, Finding, Label, Outcome, Outline, OutlineShape, PackRef, Problem,
    Report, RuleAbout, RuleId, RuleOutcome, Severity, Waived,
};
use hegui::source::{Digest, SourceFile, Span};
use hegui::wording::Lang;

/// Texts that something takes for more than text.
const HOSTILE: [&str; 16] = [
    "::error::take me",
    "\n::error file=a,line=1::next line",
    "##[error]old style ##vso[task.complete]",
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "]]></system-out>&amp;",
    "=HYPERLINK(\"x\",\"y\")",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "\u{202e}desrever\u{2066}",
    "line\r\nfeed\ttab\u{2028}",
    "[link](http://example.com) @everyone `code` **b** | cell",
    "quote \" and ' and \\",
    "\u{0}null\u{fffe}",
];

const FRAME: Frame = Frame { lang: Lang::Zh, fail_on: Severity::Error };

/// A finding in which a text stands wherever one from outside can stand.
fn finding(text: &str, span: Span, is_waived: bool) -> Finding {
    let label = || Label {
        home: None,
        pointer: Pointer::parse("/name"),
        label: Some(text.to_owned()),
        text: Some(text.to_owned()),
        span: Some(span),
        value: Some(text.to_owned()),
        message: Some(text.into()),
        anchor: None,
        cell: None,
    };
    let waived = Waived {
        reason: text.to_owned(),
        approved_by: text.to_owned(),
        on: "2026-03-31".to_owned(),
        expires: "2027-03-31".to_owned(),
    };
    let explained = Explained { text: text.to_owned(), by: text.to_owned(), on: "2026-03-31".to_owned() };
    let rule = RuleId::parse("funds/rule").unwrap();
    Finding {
        actual: Some(text.to_owned()),
        expected: Some(text.into()),
        calculation: Some(text.into()),
        related: vec![label()],
        help: Some(text.into()),
        basis: vec![text.to_owned()],
        rule,
        waived: is_waived.then(|| Arc::new(waived)),
        explained: Some(Arc::new(explained)),
        ..Finding::builtin("funds/rule", text.into(), label())
    }
}

/// A pack in which it does.
fn about(text: &str) -> About {
    let leaf = |key: &str| Outline {
        key: key.to_owned(),
        label: text.to_owned(),
        is_figure: key == "figure",
        shape: OutlineShape::Leaf,
    };
    About {
        title: text.to_owned(),
        rules: vec![RuleAbout {
            id: RuleId::parse("funds/rule").unwrap(),
            title: text.into(),
            severity: Severity::Error,
            why: text.to_owned(),
            help: Some(text.into()),
            basis: vec![text.to_owned()],
            tags: vec![text.to_owned()],
            covers: Vec::new(),
            is_of_sets: false,
        }],
        outline: Outline {
            shape: OutlineShape::Object(vec![leaf("name"), leaf("figure")]),
            ..Outline::default()
        },
    }
}

/// A report in which a text stands wherever one from outside can stand.
fn report(text: &str, is_waived: bool) -> Report {
    let form = serde_json::json!({ "name": text, "figure": text }).to_string();
    let path = format!("{text}.json");
    let source = Arc::new(SourceFile::new(&path, form.as_bytes()));
    let start = form.find(':').unwrap() + 1;
    let span = Span::new(start, start + 3);
    let outcome = |id: &str, outcome| RuleOutcome { rule: RuleId::parse(id).unwrap(), outcome };
    let document = DocumentReport {
        set: None,
        path: path.clone(),
        source: Some(source),
        printed: None,
        layout: None,
        pack: Some(PackRef {
            id: "form".to_owned(),
            version: "1".to_owned(),
            digest: Digest::known("0".repeat(64)),
            layer: None,
            language: Digest::known("1".repeat(64)),
            about: Arc::new(about(text)),
        }),
        findings: vec![finding(text, span, is_waived)],
        rules: vec![
            outcome("a/broken", Outcome::Broken { error: text.into() }),
            outcome("a/none", Outcome::NotApplicable { reason: text.into() }),
            outcome("a/open", Outcome::NotChecked { needs: vec![Pointer::parse("/name").unwrap()] }),
            outcome("funds/rule", Outcome::Failed { needs: Vec::new() }),
        ],
    };
    let problem =
        Problem { file: Some(path), rule: None, place: None, message: text.into(), help: Some(text.into()) };
    Report { documents: vec![document], errors: vec![problem], as_of: None }
}

/// All that a format writes for each hostile text, open and waived.
fn each(make: impl Fn(Box<dyn std::io::Write>) -> Box<dyn Sink>) -> Vec<(&'static str, Vec<u8>)> {
    let reports = HOSTILE.iter().flat_map(|text| [(*text, false), (*text, true)]);
    let written = reports.map(|(text, is_waived)| {
        let report = report(text, is_waived);
        let out = Kept::default();
        let mut sink = make(Box::new(out.clone()));
        sink.open().unwrap();
        sink.document(&report.documents[0], &[]).unwrap();
        sink.close(&report.closing()).unwrap();
        drop(sink);
        (text, out.0.take())
    });
    written.collect()
}

/// Bytes that a test reads after they were written.
#[derive(Clone, Default)]
struct Kept(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What no format of text holds: control characters but line feeds and tabs, what turns or hides text.
fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| {
        c.is_control() && !matches!(c, '\n' | '\r')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// Whether a line of a log would be taken for a command of its runner.
fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn human() {
    let style =
        Style { lang: Lang::Zh, color: false, ascii: false, width: 40, quiet: None, tells_unchecked: false };
    for (hostile, bytes) in each(|out| Box::new(Human::new(out, style))) {
        let text = text(bytes);
        assert!(is_harmless(&text) && !text.lines().any(is_command), "{hostile:?}: {text}");
    }
}

#[test]
fn short() {
    for (hostile, bytes) in each(|out| Box::new(Short::new(out, FRAME))) {
        let text = text(bytes);
        assert!(is_harmless(&text) && !text.lines().any(is_command), "{hostile:?}: {text}");
        assert_eq!(text.lines().count(), 2, "a line for the finding, one for the problem: {text}");
    }
}

#[test]
fn json_and_ndjson() {
    for (hostile, bytes) in each(|out| Box::new(Json::new(out, None, Lang::Zh))) {
        let report: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(report["documents"][0]["findings"][0]["message"], hostile);
        assert!(!bytes.contains(&0x1b));
    }
    for (_, bytes) in each(|out| Box::new(Ndjson::new(out, false, Lang::Zh))) {
        let text = text(bytes);
        assert_eq!(
            text.lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()).count(),
            2
        );
        assert_eq!(text.lines().count(), 2);
    }
}

#[test]
fn sarif() {
    let schema = include_str!("../fixtures/schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}$");
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (hostile, bytes) in each(|out| Box::new(Sarif::new(out, FRAME))) {
        let log: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{hostile:?}");
        let message = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
        assert!(is_harmless(message), "{message}");
        assert!(!message.replace("\\](", "").contains("]("), "no link: {message}");
        let uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str();
        assert!(uri.unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)));
    }
}

#[test]
fn junit() {
    for (hostile, bytes) in each(|out| Box::new(Junit::new(out, FRAME))) {
        let text = text(bytes);
        let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
        assert_eq!(report.test_suites.len(), 2, "{hostile:?}");
        assert_eq!(report.test_suites[0].test_cases.len(), 4);
        assert!(is_harmless(&text) && !text.contains("]]>"), "{text}");
    }
}

#[test]
fn github() {
    for (hostile, bytes) in each(|out| Box::new(Github::new(out, None::<Vec<u8>>, FRAME))) {
        let text = text(bytes);
        assert!(is_harmless(&text), "{text}");
        let commands: Vec<&str> = text.lines().filter(|line| is_command(line)).collect();
        // The finding where it is not waived, and the problem.
        assert!(
            commands.len() <= 2 && commands.iter().all(|line| line.starts_with("::error ")),
            "{hostile:?}: {text}"
        );
        for command in commands {
            let (properties, _) = command.strip_prefix("::error ").unwrap().split_once("::").unwrap();
            let names: Vec<&str> =
                properties.split(',').map(|pair| pair.split_once('=').unwrap().0).collect();
            assert!(
                names
                    .iter()
                    .all(|name| ["file", "line", "endLine", "col", "endColumn", "title"].contains(name))
            );
        }
    }
}

#[test]
fn gitlab() {
    for (hostile, bytes) in each(|out| Box::new(Gitlab::new(out, FRAME))) {
        let entries: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(entries.as_array().unwrap().len(), 2, "{hostile:?}");
        assert!(is_harmless(entries[0]["description"].as_str().unwrap()));
    }
}

#[test]
fn markdown() {
    for (hostile, bytes) in each(|out| Box::new(Markdown::new(out, FRAME))) {
        let text = text(bytes);
        assert!(is_harmless(&text), "{text}");
        let text = text.replace("\\]", "");
        for mark in ["<", "](h", "http://", "@e", "@S", " `code`", "**b**"] {
            assert!(!text.contains(mark), "{hostile:?} {mark}: {text}");
        }
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        let cells = rows[2].replace("\\|", "").matches('|').count();
        assert_eq!((rows.len(), cells), (3, 7), "{text}");
    }
}

#[test]
fn csv() {
    for (hostile, bytes) in each(|out| Box::new(Csv::new(out, FRAME))) {
        let text = text(bytes);
        assert!(is_harmless(&text), "{text}");
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2, "{hostile:?}");
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}

#[test]
fn xlsx() {
    for (hostile, bytes) in each(|out| Box::new(Xlsx::new(out, FRAME).unwrap())) {
        let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut sheets = 0;
        for at in 0..book.len() {
            let mut file = book.by_index(at).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut part = String::new();
            file.read_to_string(&mut part).unwrap();
            assert!(is_harmless(&part), "{hostile:?} {name}");
            sheets += usize::from(name.starts_with("xl/worksheets/sheet"));
            for mark in ["<f>", "<f ", "<hyperlink", "externalLink", "TargetMode=\"External\""] {
                assert!(!part.contains(mark), "{hostile:?} {name}: {mark}");
            }
        }
        assert_eq!(sheets, 2);
    }
}

#[test]
fn html() {
    for (hostile, bytes) in each(|out| Box::new(Html::new(out, FRAME))) {
        let text = text(bytes);
        assert!(is_harmless(&text), "{hostile:?}");
        assert_eq!(text.matches("<script").count(), 1, "its own: {hostile:?}");
        assert_eq!(text.matches("</script").count(), 1);
        for mark in ["\" onmouseover", "' autofocus", "<img", "javascript:", "href=\"http"] {
            assert!(!text.contains(mark), "{hostile:?}: {mark}");
        }
        // Every tag is one of the page's own.
        for tag in text.split('<').skip(1) {
            let name: String =
                tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            let own = [
                "", "a", "article", "body", "code", "details", "div", "h1", "h2", "h3", "head", "header",
                "html", "input", "label", "li", "main", "mark", "meta", "option", "output", "p", "pre",
                "script", "section", "select", "small", "span", "style", "summary", "table", "td", "th",
                "title", "tr", "ul",
            ];
            assert!(own.contains(&name.as_str()), "{name}");
        }
    }
}
