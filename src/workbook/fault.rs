//! Why a file gives no workbook.

use crate::report::Problem;
use crate::wording::Message;

/// Why a file gives no workbook, as the id of a message with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    id: &'static str,
    args: Vec<(&'static str, Message)>,
}

impl Fault {
    pub(super) fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Message>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// What a reader of files says; its words are English.
    pub(super) fn broken(reason: impl std::fmt::Display) -> Self {
        Self::new("workbook-broken").with("reason", reason.to_string())
    }

    /// The id of the message; that of what to do about it has `-help` behind it.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What to say of the file, with what to do.
    #[must_use]
    pub fn problem(&self, path: &str) -> Problem {
        let args = self.args.iter().cloned();
        let message =
            args.fold(Message::new(self.id, &[]), |message, (name, value)| message.with(name, value));
        Problem { file: Some(path.to_owned()), rule: None, place: None, help: message.help(), message }
    }
}
