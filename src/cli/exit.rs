//! Exit statuses: what the CI of a repository relies on.

/// Nothing at or above `--fail-on`.
pub(crate) const CLEAN: u8 = 0;

/// Findings at or above `--fail-on`, a file that is no JSON among them; with `test`, an example that fails.
pub(crate) const FINDINGS: u8 = 1;

/// The check could not be done or cannot be trusted: usage, unreadable files, no form, unknown forms, faulty packs and
/// rules, output that cannot be written. Wins over [`FINDINGS`].
pub(crate) const NOT_DONE: u8 = 2;
