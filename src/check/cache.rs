//! What forms came to in a check before: kept by everything that decides it, so that nothing else can be taken for it.

use serde::{Deserialize, Serialize};

use super::PROGRAM;
use super::form::Belonging;
use super::settings::Settings;
use crate::report::{DocumentReport, Finding, LayoutRef, PackRef, RuleOutcome};
use crate::rule::AsOf;
use crate::source::{SourceFile, sha256_hex};

/// Where results are kept. A result may be gone whenever it is asked for, and need not be kept when it is given.
pub trait Cache: Sync {
    /// What is kept under a key, byte for byte as it was given; `None` if there is nothing, or not all of it.
    fn get(&self, key: &str) -> Option<Vec<u8>>;

    /// Keeps something under a key: 64 lower-case hexadecimal digits.
    fn put(&self, key: &str, bytes: &[u8]);
}

/// What a form came to by the rules of its pack alone: severities and waivers of the gate are applied to it each time.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// The id of the pack.
    pub(super) pack: String,
    /// The layout that it was held to.
    pub(super) layout: Option<LayoutRef>,
    pub(super) findings: Vec<Finding>,
    pub(super) rules: Vec<RuleOutcome>,
    pub(super) is_cut: bool,
    pub(super) is_idle: bool,
    pub(super) belonging: Belonging,
}

#[derive(Serialize)]
struct Keeping<'r> {
    pack: &'r str,
    layout: Option<&'r LayoutRef>,
    findings: &'r [Finding],
    rules: &'r [RuleOutcome],
    is_cut: bool,
    is_idle: bool,
    belonging: &'r Belonging,
}

impl Kept {
    /// Reads what [`keep`] has written.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// The report of a form that came to it.
    pub(super) fn report(self, source: std::sync::Arc<SourceFile>, pack: PackRef) -> DocumentReport {
        DocumentReport {
            path: source.name().to_owned(),
            source: Some(source),
            printed: None,
            layout: self.layout,
            pack: Some(pack),
            findings: self.findings,
            rules: self.rules,
            set: None,
        }
    }
}

/// A report as it is kept; `None` where it cannot be.
pub(super) fn keep(
    report: &DocumentReport,
    (is_cut, is_idle): (bool, bool),
    belonging: &Belonging,
) -> Option<Vec<u8>> {
    let pack = &report.pack.as_ref()?.id;
    let (layout, findings, rules) = (report.layout.as_ref(), &report.findings, &report.rules);
    postcard::to_allocvec(&Keeping { pack, layout, findings, rules, is_cut, is_idle, belonging }).ok()
}

/// The key of a form: over its bytes and all that decides what it comes to. Its name decides nothing; `read_by` names the
/// layout by which it was read from a workbook.
pub(super) fn key(form: &SourceFile, read_by: Option<&str>, packs: &str, by: &Settings) -> String {
    let as_of = by.as_of.as_ref().map(AsOf::to_string).unwrap_or_default();
    let limits = &by.limits;
    let limits = format!("{} {} {}", limits.bytes, limits.depth, limits.values);
    let pack = by.pack.as_deref().unwrap_or_default();
    let demanded = format!("{:?}", by.layouts);
    let read_by = format!("{read_by:?}");
    let texts = [PROGRAM, packs, &as_of, &limits, pack, &demanded, &read_by].map(str::as_bytes);
    let parts = texts.into_iter().chain([form.bytes()]);
    let lengths: Vec<(String, &[u8])> = parts.map(|part| (format!("{}:", part.len()), part)).collect();
    sha256_hex(lengths.iter().flat_map(|(length, part)| [length.as_bytes(), part]))
}
