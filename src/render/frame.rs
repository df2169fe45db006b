//! What the formats are told before the first document.

use crate::report::{Finding, Severity};
use crate::wording::Lang;

/// What every format is told before the first document.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The language of what the format itself says.
    pub lang: Lang,
    /// The severity from which on a finding fails the check.
    pub fail_on: Severity,
}

impl Frame {
    /// Whether a finding fails the check.
    #[must_use]
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.waived.is_none() && finding.severity >= self.fail_on
    }
}
