//! What a certificate holds. Keys that are not known are refused: what nobody compares proves nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::{DocumentReport, Finding, LayerRef, Outcome, PackRef, Problem};
use crate::source::SourceFile;
use crate::wording::Lang;

/// The version of certificates that this program writes and reads.
const VERSION: u32 = 1;

/// A whole certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Its version, 1.
    pub certificate: u32,
    /// The program that checked.
    pub program: ProgramEntry,
    /// What the command line said of how forms are checked.
    pub options: Given,
    /// `hegui.toml`; absent if none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<FileEntry>,
    /// The file of waivers; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<FileEntry>,
    /// The file of explanations; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanations: Option<FileEntry>,
    /// The documents in the order in which they were checked.
    pub documents: Vec<DocumentEntry>,
    /// The packs that they were checked by, by id.
    pub packs: Vec<PackEntry>,
    /// What was wrong with files, packs and rules.
    pub errors: Vec<ErrorEntry>,
    /// The exit status of the check.
    pub status: u8,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramEntry {
    /// `hegui`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over the sources and rules that it was built from.
    pub sha256: String,
}

impl ProgramEntry {
    /// This program.
    #[must_use]
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: crate::check::PROGRAM.to_owned(),
        }
    }
}

/// What was said of how forms are checked, paths and revisions as they were given; what was not said is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that was given or not")]
pub struct Given {
    /// The folder of packs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// The pack, whatever a form says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// The configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
    /// Whether none was looked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_config: bool,
    /// The commit, in full, that configuration, waivers and rules are read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_from: Option<String>,
    /// The file of waivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<String>,
    /// The file of explanations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanations: Option<String>,
    /// The year or day that forms are checked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The day on which waivers were held against their last one; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// Whether a form may say that it is only a part.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_cut: bool,
    /// The least severity that fails the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<String>,
    /// Whether an unchecked rule fails it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fail_on_unchecked: bool,
    /// Whether there was nothing wrong with there being no form: only changes were asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub may_be_empty: bool,
    /// Bytes, levels and values that a form may have.
    pub limits: [usize; 3],
    /// The language of messages.
    pub lang: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its path as reports tell it.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl FileEntry {
    /// That of a file.
    #[must_use]
    pub fn of(file: &SourceFile) -> Self {
        Self { path: file.name().to_owned(), sha256: file.sha256() }
    }
}

/// A document and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentEntry {
    /// As in the report; forms of a workbook have their place behind `#`.
    pub path: String,
    /// SHA-256 of the bytes of the file; absent if it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The layout by which it was read from a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// The id of the pack; absent if none served it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// With what was found in forms that belong together: the paths of these forms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// In the order of the report.
    pub findings: Vec<FindingEntry>,
    /// The rules by what became of them, each once, sorted.
    pub verdicts: BTreeMap<String, Vec<String>>,
}

impl DocumentEntry {
    /// That of a finished document.
    #[must_use]
    pub fn of(document: &DocumentReport) -> Self {
        let mut verdicts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for rule in &document.rules {
            let verdict = verdict(&rule.outcome).to_owned();
            verdicts.entry(verdict).or_default().push(rule.rule.to_string());
        }
        let printed = document.printed.as_ref();
        let sha256 = printed.map(|printed| printed.sha256.clone());
        Self {
            path: document.path.clone(),
            sha256: sha256.or_else(|| document.source.as_ref().map(|source| source.sha256())),
            layout: printed.map(|printed| printed.layout.clone()),
            pack: document.pack.as_ref().map(|pack| pack.id.clone()),
            set: document
                .set
                .as_ref()
                .map(|set| set.paths().map(str::to_owned).collect())
                .unwrap_or_default(),
            findings: document.findings.iter().map(FindingEntry::of).collect(),
            verdicts,
        }
    }

    /// The path of the file that it is in.
    #[must_use]
    pub fn file(&self) -> &str {
        if self.layout.is_some() { file_of(&self.path) } else { &self.path }
    }
}

/// The path of the file that a form of a workbook is in.
#[must_use]
pub fn file_of(path: &str) -> &str {
    let is_book =
        |path: &str| crate::workbook::READ.iter().any(|ending| path.to_lowercase().ends_with(ending));
    match path.rsplit_once('#') {
        Some((file, _)) if is_book(file) => file,
        _ => path,
    }
}

/// What became of a rule, in one word, as in the JSON report.
fn verdict(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed { .. } => "passed",
        Outcome::Failed { .. } => "failed",
        Outcome::NotApplicable { .. } => "not_applicable",
        Outcome::NotChecked { .. } => "not_checked",
        Outcome::Broken { .. } => "broken",
    }
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingEntry {
    /// The rule.
    pub rule: String,
    /// How grave it is.
    pub severity: String,
    /// By what it is known again, which stands for cell and values; absent for what is found in no cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Whether it is accepted as it is.
    #[serde(default, skip_serializing_if = "is_false")]
    pub waived: bool,
}

impl FindingEntry {
    fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.to_string(),
            severity: finding.severity.as_str().to_owned(),
            fingerprint: finding.fingerprint.map(|fingerprint| fingerprint.to_string()),
            waived: finding.waived.is_some(),
        }
    }
}

/// A pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackEntry {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Over its files, those that it includes among them.
    pub sha256: String,
    /// Over the words and sentence patterns that it reads with.
    pub language_sha256: String,
    /// The layer upon it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<LayerEntry>,
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerEntry {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Over its files.
    pub sha256: String,
}

impl PackEntry {
    /// That of a pack.
    #[must_use]
    pub fn of(pack: &PackRef) -> Self {
        let layer = |LayerRef { id, version, digest }: &LayerRef| LayerEntry {
            id: id.clone(),
            version: version.clone(),
            sha256: digest.hex().to_owned(),
        };
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            sha256: pack.digest.hex().to_owned(),
            language_sha256: pack.language.hex().to_owned(),
            layer: pack.layer.as_ref().map(layer),
        }
    }
}

/// What was wrong with a file, a pack or a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorEntry {
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What.
    pub message: String,
}

impl ErrorEntry {
    /// That of a problem, told in a language.
    #[must_use]
    pub fn of(problem: &Problem, lang: Lang) -> Self {
        Self {
            file: problem.file.clone(),
            rule: problem.rule.as_ref().map(ToString::to_string),
            message: problem.message.text(lang),
        }
    }
}

/// Why a file is no certificate that can be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// It is no certificate of hegui.
    NoCertificate,
    /// It is of another version.
    Version(u32),
    /// It lacks something or has more than it may: what the reader of JSON says, in English.
    Damaged(String),
}

#[derive(Deserialize)]
struct Claim {
    certificate: u32,
}

impl Certificate {
    /// Its version as it is written.
    pub(super) const VERSION: u32 = VERSION;

    /// Reads one.
    ///
    /// # Errors
    /// It is none, or of another version.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unusable> {
        let claim: Claim = serde_json::from_slice(bytes).map_err(|_| Unusable::NoCertificate)?;
        if claim.certificate != VERSION {
            return Err(Unusable::Version(claim.certificate));
        }
        serde_json::from_slice(bytes).map_err(|error| Unusable::Damaged(error.to_string()))
    }
}
