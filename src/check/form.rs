//! A form before and after its check.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::report::{DocumentReport, Problem};
use crate::rule::Member;
use crate::source::SourceFile;

/// A form that was to be read.
#[derive(Debug)]
pub enum Loaded {
    /// It was read.
    Form(Arc<SourceFile>),
    /// It could not be read; the path as given or as walked to.
    Unread(String, Problem),
}

/// What a form says of those that it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Belonging {
    /// Its pack knows no sets.
    #[default]
    None,
    /// It leaves blank what tells its set.
    Unsaid,
    /// Its keys.
    Said(Member),
}

impl Belonging {
    /// Its keys, if it says them.
    #[must_use]
    pub fn said(self) -> Option<Member> {
        match self {
            Self::Said(member) => Some(member),
            Self::None | Self::Unsaid => None,
        }
    }
}

/// One form, checked.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: DocumentReport,
    /// What is wrong with its file, its pack and its rules, as far as no form before it has told that.
    pub errors: Vec<Problem>,
    /// Whether no pack serves it.
    pub is_unknown: bool,
    /// Whether it says that it is only a part.
    pub is_cut: bool,
    /// Whether more than half of the rules that hold for forms of its type did not apply to it.
    pub is_idle: bool,
    /// What it says of those that it belongs to.
    pub belonging: Belonging,
}

impl Checked {
    /// Whether it is held to a layout that lacks cells which a fuller one of its pack has.
    #[must_use]
    pub fn is_lesser(&self) -> bool {
        self.report.layout.as_ref().is_some_and(|layout| !layout.lacks.is_empty())
    }

    /// Of a form with which nothing else is wrong.
    #[must_use]
    pub fn plain(report: DocumentReport) -> Self {
        Self {
            report,
            errors: Vec::new(),
            is_unknown: false,
            is_cut: false,
            is_idle: false,
            belonging: Belonging::None,
        }
    }
}
