//! How far a long check is, for who watches it on a terminal; nothing elsewhere.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use hegui::wording::Lang;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error; none if nobody would see it.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// Whether what is written shows on the same terminal.
    is_shared: bool,
}

impl Progress {
    /// A bar for so many forms; none for `None`.
    pub(super) fn new(forms: Option<usize>, lang: Lang) -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let forms = forms.filter(|_| io::stderr().is_terminal() && !is_dumb);
        let bar = forms.map(|forms| {
            let text = lang.text("check-progress", &[]);
            let style = ProgressStyle::with_template(&text).unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = ProgressBar::new(u64::try_from(forms).unwrap_or(u64::MAX)).with_style(style);
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, is_shared: io::stdout().is_terminal() }
    }

    /// Does something that may write, for one more form.
    pub(super) fn around(&mut self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) if self.is_shared => bar.suspend(write),
            _ => write(),
        }
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
