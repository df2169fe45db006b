//! How much a rule may use up.

use std::time::Duration;

/// How much a rule may use up. The operations decide, so that the same input gives the same bytes; the time is a
/// backstop.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Operations of one run of a body, those of host functions among them.
    pub operations: u64,
    /// Time of the processor for one run of a body: far more than the operations take.
    pub time: Duration,
    /// Findings of one rule on one form.
    pub findings: usize,
    /// Labels of one finding.
    pub labels: usize,
    /// Characters of a message.
    pub message: usize,
    /// Levels of calls.
    pub calls: usize,
    /// Characters of a text that a script makes.
    pub text: usize,
    /// Elements of an array that a script makes.
    pub array: usize,
    /// Bytes of a script file.
    pub script: usize,
    /// Whether rules run as plans; interpreted they say the same, in more time.
    pub plans: bool,
    /// Comparisons whose operands are kept as labels.
    pub(super) trace: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            operations: 500_000,
            time: Duration::from_secs(20),
            findings: 1_000,
            labels: 100,
            message: 2_000,
            calls: 32,
            text: 20_000,
            array: 1_000,
            script: 64 << 10,
            plans: true,
            trace: 64,
        }
    }
}
