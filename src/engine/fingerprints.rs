//! What findings are known by: [`Fingerprint`]s of rule, cell and values.

use std::collections::HashMap;

use crate::document::{NodeId, Pointer, Value};
use crate::form::Form;
use crate::meaning::identities::Identities;
use crate::report::fingerprint::{self, Fingerprint};
use crate::report::{Finding, Label, Part};

/// Bytes of a text from which on a digest stands for it.
const LONG: usize = 200;

/// Gives each finding what it is known by. Its labels still say by their nodes where they are.
pub(super) fn mark(findings: &mut [Finding], form: &Form) {
    let mut identities = Identities::new(form);
    let mut values = Values { form, wholes: HashMap::new() };
    for finding in findings {
        let place = name(&mut identities, &finding.place);
        let mut said = vec![(place.clone(), values.pointed_at(&finding.place))];
        for label in &finding.related {
            said.push((name(&mut identities, label), values.told(label)));
        }
        let said: Vec<(&str, &str)> =
            said.iter().map(|(cell, value)| (cell.as_str(), value.as_str())).collect();
        finding.fingerprint = Some(Fingerprint::new(finding.rule.as_str(), place.as_str(), &said));
    }
}

/// Gives a finding of a text that is no form what it is known by.
pub(super) fn mark_alone(mut finding: Finding, said: &str) -> Finding {
    let place = finding.place.pointer.as_ref().map_or("", Pointer::as_str);
    finding.fingerprint = Some(Fingerprint::new(finding.rule.as_str(), place, &[(place, said)]));
    finding
}

fn name(identities: &mut Identities<'_>, label: &Label) -> Pointer {
    match &label.anchor {
        Some(anchor) => identities.of(anchor, label.pointer.as_ref()),
        None => label.pointer.clone().unwrap_or_default(),
    }
}

/// What stands in the cells of a form.
struct Values<'f> {
    form: &'f Form,
    /// Whole cells: many findings may speak of one long text, which is gone through once.
    wholes: HashMap<NodeId, String>,
}

impl Values<'_> {
    /// What a finding is about: the characters that it points at, or the whole cell. Empty for what is left out, and for
    /// lists and objects.
    fn pointed_at(&mut self, label: &Label) -> String {
        match label.anchor.as_ref().map(|anchor| (anchor.node, &anchor.part)) {
            Some((node, Part::Value)) => self.whole(node).to_owned(),
            Some((_, Part::Text(_))) => label.text.clone().unwrap_or_default(),
            Some((_, Part::Key | Part::LeftOut)) | None => String::new(),
        }
    }

    /// What another label tells. Of a long text that is merely pointed at, an edit changes nothing of the finding.
    fn told(&mut self, label: &Label) -> String {
        match (&label.text, &label.value, &label.anchor) {
            (Some(text), ..) => text.clone(),
            (None, Some(_), Some(anchor)) => self.whole(anchor.node).to_owned(),
            (None, value, _) => value.clone().unwrap_or_default(),
        }
    }

    /// What a cell says, a long text by its digest.
    fn whole(&mut self, node: NodeId) -> &str {
        let form = self.form;
        self.wholes.entry(node).or_insert_with(|| {
            let text = match form.document().value(node) {
                Value::Text(text) => text.to_owned(),
                _ => form.text(node).map(std::borrow::Cow::into_owned).unwrap_or_default(),
            };
            if text.len() <= LONG { text } else { fingerprint::of_text(&text) }
        })
    }
}
