//! `JUnit` XML: a suite for each form, a test for each rule, as every CI shows them.
//!
//! The counts stand before the tests, so the whole set is kept until the end.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::escape::{escape, visible};
use super::facts;
use super::frame::Frame;
use super::sink::Sink;
use crate::report::{Closing, DocumentReport, Finding, Outcome, Problem};
use crate::wording::Lang;

/// The format, with the writer that it goes to.
#[derive(Debug)]
pub struct Junit<W> {
    out: W,
    frame: Frame,
    report: Report,
}

impl<W: Write> Junit<W> {
    /// The format for a writer.
    pub fn new(out: W, frame: Frame) -> Self {
        Self { out, frame, report: Report::new("hegui") }
    }

    /// A test of which some findings tell: failed if one of them fails the check, else passed with what they tell as its
    /// output; skipped if each is waived.
    fn case(&self, document: &DocumentReport, rule: &str, findings: &[&Finding]) -> TestCase {
        let told: Vec<String> = findings.iter().map(|finding| self.tell(document, finding)).collect();
        let told = told.join("\n\n");
        let failing = findings.iter().find(|finding| self.frame.fails(finding));
        let status = match failing {
            Some(first) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                let count = findings.iter().filter(|finding| self.frame.fails(finding)).count();
                let message = first.message.text(self.frame.lang);
                let message = escape(&message);
                let args = [("message", &*message), ("more", &(count - 1).to_string())];
                let message = if count > 1 {
                    self.frame.lang.text("message-and-more", &args)
                } else {
                    message.into_owned()
                };
                status.set_message(message).set_type(first.severity.as_str()).set_description(&*told);
                status
            }
            None if findings.iter().all(|finding| finding.waived.is_some()) => {
                let mut status = TestCaseStatus::skipped();
                let waived = findings.iter().filter_map(|finding| finding.waived.as_deref());
                let waived: Vec<String> = waived.map(|one| facts::waived(one, self.frame.lang)).collect();
                status.set_message(waived.join("\n"));
                status
            }
            None => TestCaseStatus::success(),
        };
        let passes = matches!(status, TestCaseStatus::Success { .. });
        let mut case = TestCase::new(rule, status);
        case.set_classname(path(document));
        if passes || failing.is_none() {
            case.set_system_out(told);
        }
        case
    }

    fn tell(&self, document: &DocumentReport, finding: &Finding) -> String {
        let mut lines = vec![format!(
            "{}: {}: {}",
            facts::place(document, finding, self.frame.lang),
            facts::severity(finding.severity, self.frame.lang),
            escape(&finding.message.text(self.frame.lang))
        )];
        lines.extend(facts::below(finding, self.frame.lang));
        lines.join("\n")
    }

    fn without_findings(&self, document: &DocumentReport, rule: &str, outcome: &Outcome) -> TestCase {
        let status = match outcome {
            Outcome::Passed { .. } | Outcome::Failed { .. } => TestCaseStatus::success(),
            Outcome::NotApplicable { reason } => skipped(&escape(&reason.text(self.frame.lang))),
            Outcome::NotChecked { needs } => {
                let needs = facts::needs(document, needs, self.frame.lang).join(" ");
                let args = [("rule", rule), ("needs", &*escape(&needs))];
                skipped(&self.frame.lang.text(facts::unchecked(document), &args))
            }
            Outcome::Broken { error } => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
                status.set_message(&*visible(&error.text(self.frame.lang)));
                status
            }
        };
        let mut case = TestCase::new(rule, status);
        case.set_classname(path(document));
        case
    }
}

impl<W: Write> Sink for Junit<W> {
    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &document.findings {
            found.entry(finding.rule.as_str()).or_default().push(finding);
        }
        let mut cases: BTreeMap<&str, TestCase> = BTreeMap::new();
        for rule in &document.rules {
            let id = rule.rule.as_str();
            if !found.contains_key(id) || matches!(rule.outcome, Outcome::Broken { .. }) {
                cases.insert(id, self.without_findings(document, id, &rule.outcome));
            }
        }
        for (rule, findings) in &found {
            cases.entry(rule).or_insert_with(|| self.case(document, rule, findings));
        }
        let mut suite = TestSuite::new(path(document));
        suite.add_test_cases(cases.into_values());
        self.report.add_test_suite(suite);
        Ok(())
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        if !closing.errors.is_empty() {
            let mut suite = TestSuite::new("hegui");
            suite.add_test_cases(closing.errors.iter().map(|one| problem(one, self.frame.lang)));
            self.report.add_test_suite(suite);
        }
        self.report.serialize(&mut self.out).map_err(io::Error::other)?;
        writeln!(self.out)?;
        self.out.flush()
    }
}

fn path(document: &DocumentReport) -> XmlString {
    XmlString::new(escape(&document.path))
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(message);
    status
}

fn problem(problem: &Problem, lang: Lang) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(&*escape(&problem.message.text(lang)));
    if let Some(help) = &problem.help {
        status.set_description(visible(&help.text(lang)));
    }
    let file = problem.file.as_deref().unwrap_or("hegui");
    let at = facts::position_of(problem).map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    let mut case = TestCase::new(format!("{}{at}", escape(file)), status);
    case.set_classname("hegui");
    case
}
