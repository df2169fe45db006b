//! What findings are known by: [`Fingerprint`]s of rule, cell and values.

use crate::document::{NodeId, Pointer, Value};
use crate::form::Form;
use crate::meaning::identities::Identities;
use crate::report::fingerprint::Fingerprint;
use crate::report::{Finding, Label, Part};

/// Gives each finding what it is known by. Its labels still say by their nodes where they are.
pub(super) fn mark(findings: &mut [Finding], form: &Form) {
    let mut identities = Identities::new(form);
    for finding in findings {
        let place = name(&mut identities, &finding.place);
        let mut values = vec![(place.clone(), value(form, &finding.place))];
        for label in &finding.related {
            // Of a long text that is merely pointed at, an edit changes nothing of the finding.
            let said = label.text.clone().or_else(|| label.value.clone()).unwrap_or_default();
            values.push((name(&mut identities, label), said));
        }
        let values: Vec<(&str, &str)> =
            values.iter().map(|(cell, value)| (cell.as_str(), value.as_str())).collect();
        finding.fingerprint = Some(Fingerprint::new(finding.rule.as_str(), place.as_str(), &values));
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

/// What the finding is about: the characters that it points at, or the whole cell. Empty for what is left out, and for lists
/// and objects.
fn value(form: &Form, label: &Label) -> String {
    let whole = |node: NodeId| match form.document().value(node) {
        Value::Text(text) => text.to_owned(),
        _ => form.text(node).map(std::borrow::Cow::into_owned).unwrap_or_default(),
    };
    match label.anchor.as_ref().map(|anchor| (anchor.node, &anchor.part)) {
        Some((node, Part::Value)) => whole(node),
        Some((_, Part::Text(_))) => label.text.clone().unwrap_or_default(),
        Some((_, Part::Key | Part::LeftOut)) | None => String::new(),
    }
}
