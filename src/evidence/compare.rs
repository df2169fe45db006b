//! A check that is done again, held against a certificate: every difference, as data.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::certificate::{
    Certificate, DocumentEntry, ErrorEntry, FileEntry, FindingEntry, PackEntry, ProgramEntry,
};
use super::write::Head;
use crate::report::{Closing, DocumentReport};
use crate::wording::Lang;

/// Something that is not as the certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The id of the text that tells it.
    pub id: &'static str,
    /// Its arguments.
    pub args: Vec<(&'static str, String)>,
}

impl Difference {
    fn new(id: &'static str, args: &[(&'static str, &str)]) -> Self {
        Self { id, args: args.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }
    }
}

/// What remains to be compared.
#[derive(Debug)]
pub struct Comparison {
    certificate: Certificate,
    /// By path, in the order of the certificate.
    expected: HashMap<String, VecDeque<DocumentEntry>>,
    /// The paths in the order of the certificate.
    order: Vec<String>,
    packs: BTreeMap<String, PackEntry>,
    differences: Vec<Difference>,
}

impl Comparison {
    /// Holds a certificate against this program and the files that forms are checked by now.
    #[must_use]
    pub fn new(mut certificate: Certificate, now: &Head) -> Self {
        let mut differences = Vec::new();
        let (program, this) = (&certificate.program, ProgramEntry::this());
        if *program != this {
            let args = [
                ("before", program.version.as_str()),
                ("now", &this.version),
                ("before_sha", &program.sha256),
                ("now_sha", &this.sha256),
            ];
            differences.push(Difference::new("verify-program", &args));
        }
        let files = [
            ("verify-configuration", &certificate.configuration, &now.configuration),
            ("verify-waivers", &certificate.waivers, &now.waivers),
            ("verify-explanations", &certificate.explanations, &now.explanations),
        ];
        differences
            .extend(files.iter().filter_map(|(id, before, now)| file(id, before.as_ref(), now.as_ref())));
        let mut expected: HashMap<String, VecDeque<DocumentEntry>> = HashMap::new();
        let mut order = Vec::new();
        for document in std::mem::take(&mut certificate.documents) {
            order.push(document.path.clone());
            expected.entry(document.path.clone()).or_default().push_back(document);
        }
        Self { certificate, expected, order, packs: BTreeMap::new(), differences }
    }

    /// Compares a document that was checked again.
    pub fn document(&mut self, document: &DocumentReport) {
        if let Some(pack) = &document.pack
            && !self.packs.contains_key(&pack.id)
        {
            self.packs.insert(pack.id.clone(), PackEntry::of(pack));
        }
        let now = DocumentEntry::of(document);
        // That of waivers is called by the revision that they are read from, as it was named.
        let path = match (&self.certificate.waivers, &now) {
            (Some(file), DocumentEntry { pack: None, sha256: Some(sha256), .. })
                if *sha256 == file.sha256 && !self.expected.contains_key(&now.path) =>
            {
                file.path.clone()
            }
            _ => now.path.clone(),
        };
        match self.expected.get_mut(&path).and_then(VecDeque::pop_front) {
            Some(before) => compare(&before, &now, &mut self.differences),
            None => self.differences.push(Difference::new("verify-new", &[("path", &now.path)])),
        }
    }

    /// Every difference, once all documents are there. `status` is that of the check that was done again, `lang` the
    /// language that the certificate tells errors in.
    #[must_use]
    pub fn finish(mut self, closing: &Closing, status: u8, lang: Lang) -> Vec<Difference> {
        for path in &self.order {
            if self.expected.get_mut(path).is_some_and(|left| left.pop_front().is_some()) {
                self.differences.push(Difference::new("verify-gone", &[("path", path)]));
            }
        }
        self.packs();
        let before: Vec<ErrorEntry> = self.certificate.errors.clone();
        let now: Vec<ErrorEntry> =
            closing.errors.iter().map(|problem| ErrorEntry::of(problem, lang)).collect();
        let told = |id, error: &ErrorEntry| {
            let file = error.file.as_deref().or(error.rule.as_deref()).unwrap_or("hegui");
            Difference::new(id, &[("file", file), ("message", &error.message)])
        };
        let gone = before.iter().filter(|error| !now.contains(error));
        self.differences.extend(gone.map(|error| told("verify-error-gone", error)));
        let new = now.iter().filter(|error| !before.contains(error));
        self.differences.extend(new.map(|error| told("verify-error-new", error)));
        if self.certificate.status != status {
            let (before, now) = (self.certificate.status.to_string(), status.to_string());
            self.differences.push(Difference::new("verify-status", &[("before", &before), ("now", &now)]));
        }
        self.differences
    }

    fn packs(&mut self) {
        let known: Vec<&str> = self.certificate.packs.iter().map(|pack| pack.id.as_str()).collect();
        let gone = known.iter().filter(|id| !self.packs.contains_key(**id));
        let new = self.packs.keys().map(String::as_str).filter(|id| !known.contains(id));
        let told = |id, pack: &str| Difference::new(id, &[("pack", pack)]);
        let lists =
            gone.map(|id| told("verify-pack-gone", id)).chain(new.map(|id| told("verify-pack-new", id)));
        self.differences.extend(lists);
        for before in &self.certificate.packs {
            let Some(now) = self.packs.get(&before.id).filter(|now| *now != before) else { continue };
            let shown = |pack: &PackEntry| {
                let layer = pack.layer.as_ref().map(|layer| format!(" + {} {}", layer.id, layer.version));
                format!("{}{}", pack.version, layer.unwrap_or_default())
            };
            let what = if before.sha256 != now.sha256 || before.version != now.version {
                "verify-pack"
            } else if before.layer != now.layer {
                "verify-layer"
            } else {
                "verify-language"
            };
            let args = [("pack", before.id.as_str()), ("before", &shown(before)), ("now", &shown(now))];
            self.differences.push(Difference::new(what, &args));
        }
    }
}

/// A file that is not the same; its path may be another.
fn file(id: &'static str, before: Option<&FileEntry>, now: Option<&FileEntry>) -> Option<Difference> {
    if before.map(|file| &file.sha256) == now.map(|file| &file.sha256) {
        return None;
    }
    let shown = |file: Option<&FileEntry>| file.map_or("—", |file| &file.path).to_owned();
    Some(Difference::new(id, &[("before", &shown(before)), ("now", &shown(now))]))
}

/// What differs between a document of the certificate and the same one now.
fn compare(before: &DocumentEntry, now: &DocumentEntry, differences: &mut Vec<Difference>) {
    let path = before.path.as_str();
    let none = || "—".to_owned();
    if now.sha256.is_none() && before.sha256.is_some() {
        differences.push(Difference::new("verify-unread", &[("path", path)]));
        return;
    }
    if before.sha256 != now.sha256 {
        differences.push(Difference::new("verify-form", &[("path", path)]));
    }
    for (id, was, is) in
        [("verify-form-pack", &before.pack, &now.pack), ("verify-form-layout", &before.layout, &now.layout)]
    {
        if was != is {
            let (was, is) = (was.clone().unwrap_or_else(none), is.clone().unwrap_or_else(none));
            differences.push(Difference::new(id, &[("path", path), ("before", &was), ("now", &is)]));
        }
    }
    if before.verdicts == now.verdicts {
        return findings(before, now, differences);
    }
    let told = differences.len();
    let (was, is) = (by_rule(before), by_rule(now));
    // Without a pack there is a line for the form, and none for each of its rules.
    let rules: BTreeSet<&str> = was.keys().chain(is.keys()).copied().collect();
    for rule in rules.into_iter().filter(|_| before.pack.is_some() == now.pack.is_some()) {
        let (was, is) = (was.get(rule), is.get(rule));
        if was != is {
            let shown = |verdict: Option<&&str>| verdict.map_or("—", |verdict| *verdict).to_owned();
            let args = [("path", path), ("rule", rule), ("before", &shown(was)), ("now", &shown(is))];
            differences.push(Difference::new("verify-verdict", &args));
        }
    }
    if differences.len() == told && before.pack.is_some() == now.pack.is_some() {
        // A rule that is listed twice, or a verdict that there is not.
        differences.push(Difference::new("verify-verdicts", &[("path", path)]));
    }
    findings(before, now, differences);
}

/// The findings that one of two documents has and the other has not.
fn findings(before: &DocumentEntry, now: &DocumentEntry, differences: &mut Vec<Difference>) {
    let path = before.path.as_str();
    let told = |id, finding: &FindingEntry| {
        let known = finding.fingerprint.as_deref().unwrap_or("—");
        let waived = if finding.waived { "waived" } else { "open" };
        let args = [
            ("path", path),
            ("rule", &finding.rule),
            ("severity", &finding.severity),
            ("fingerprint", known),
            ("waived", waived),
        ];
        Difference::new(id, &args)
    };
    differences.extend(without(&before.findings, &now.findings).map(|one| told("verify-finding-gone", one)));
    differences.extend(without(&now.findings, &before.findings).map(|one| told("verify-finding-new", one)));
}

/// The findings of one list that the other has not, each as often as it has more of it.
fn without<'f>(all: &'f [FindingEntry], others: &[FindingEntry]) -> impl Iterator<Item = &'f FindingEntry> {
    let mut left: BTreeMap<FindingEntry, usize> = BTreeMap::new();
    for one in others {
        *left.entry(one.clone()).or_default() += 1;
    }
    all.iter().filter(move |one| match left.get_mut(*one) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

fn by_rule(document: &DocumentEntry) -> BTreeMap<&str, &str> {
    let verdicts = document.verdicts.iter();
    verdicts.flat_map(|(verdict, rules)| rules.iter().map(|rule| (rule.as_str(), verdict.as_str()))).collect()
}
