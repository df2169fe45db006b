//! What forms are checked by: the command line before `hegui.toml`, and that before what is usual.

use std::path::PathBuf;

use hegui::check::packs::Packs as _;
use hegui::check::session::Session;
use hegui::check::settings::Settings;
use hegui::config::file::{Set, SeverityBook};
use hegui::document::Limits;
use hegui::evidence::{FileEntry, Given, Head};
use hegui::load::file::shown;
use hegui::load::forms::Search;
use hegui::load::setup::{self, Setup, Wanted};
use hegui::load::shelf::Shelf;
use hegui::report::{Closing, Problem, Severity};
use hegui::rule::Day;
use hegui::waiver::{Explanations, Waivers};
use hegui::wording::{Lang, Message};

use super::exit;
use super::options::Check;

/// What forms are checked by.
pub(super) struct Gate {
    pub(super) setup: Setup,
    pub(super) settings: Settings,
    /// The language of messages.
    pub(super) lang: Lang,
    pub(super) fail_on: Severity,
    fail_on_unchecked: bool,
    /// Whether there is nothing wrong with there being no form to check.
    may_be_empty: bool,
    book: SeverityBook,
    /// The file of waivers, with the day on which they are held against their last one.
    waivers_of: Option<(FileEntry, Day)>,
    waivers: Option<Waivers>,
    explanations_of: Option<FileEntry>,
    explanations: Option<Explanations>,
    /// What is wrong with all that, or with the packs.
    errors: Vec<Problem>,
}

impl Gate {
    /// What holds by the arguments. What is wrong with it is kept: forms are not checked then.
    pub(super) fn new(options: &Check, lang: Lang) -> Self {
        let wanted = Wanted {
            file: options.config.clone(),
            is_none: options.no_config,
            revision: options.config_from.clone(),
            rules: options.rules.clone(),
            waivers: options.waivers.clone(),
        };
        let (setup, errors) = match setup::find(&wanted) {
            Ok(setup) => (setup, Vec::new()),
            Err(problems) => (Setup::default(), problems),
        };
        let config = &setup.config;
        let book = config.severities(&setup.root, &setup.here);
        let is_set = |set: &Option<Set<bool>>| set.as_ref().is_some_and(|set| set.value);
        let settings = Settings {
            pack: options.pack.clone().or_else(|| config.pack.as_ref().map(|pack| pack.value.clone())),
            limits: Limits { depth: options.max_depth, bytes: options.max_bytes, values: options.max_values },
            as_of: options.as_of.or_else(|| config.as_of.as_ref().map(|time| time.value)),
            allow_cut: options.allow_cut || is_set(&config.allow_cut),
            layouts: config
                .layouts
                .iter()
                .map(|(pack, layout)| (pack.value.clone(), layout.value.clone()))
                .collect(),
            severity: book.clone(),
            is_timed: options.timings,
        };
        let set = config.fail_on.as_ref().map(|set| set.value);
        let fail_on = options.fail_on.map(Severity::from).or(set).unwrap_or(Severity::Error);
        let fail_on_unchecked = options.fail_on_unchecked || is_set(&config.fail_on_unchecked);
        let may_be_empty = options.changed_since.is_some();
        let mut gate = Self {
            setup,
            settings,
            lang,
            fail_on,
            fail_on_unchecked,
            may_be_empty,
            book,
            waivers_of: None,
            waivers: None,
            explanations_of: None,
            explanations: None,
            errors,
        };
        let read = [gate.read_waivers(options), gate.read_explanations(options)];
        gate.errors.extend(read.into_iter().filter_map(Result::err));
        gate
    }

    /// Whether an unchecked rule fails the check.
    pub(super) fn tells_unchecked(&self) -> bool {
        self.fail_on_unchecked
    }

    pub(super) fn search(&self, options: &Check, paths: Vec<PathBuf>) -> Search {
        Search {
            paths,
            input_name: options.stdin_name.clone(),
            changed_since: options.changed_since.clone(),
            checked_by: self.setup.sources.clone(),
            exclude: self.setup.config.exclude(&self.setup.root),
            cache: options.cache.clone(),
        }
    }

    /// The packs, and what is wrong so far; nothing is checked if anything is.
    pub(super) fn packs(&mut self) -> (Shelf, Vec<Problem>) {
        let (packs, found) = Shelf::new(self.setup.rules.as_deref());
        let mut errors = std::mem::take(&mut self.errors);
        errors.extend(found);
        if !self.book.is_empty() {
            errors.extend(self.setup.config.unknown_rules(&packs.rule_ids()));
        }
        if !self.settings.layouts.is_empty() {
            let (layouts, _) = packs.layouts();
            let known: Vec<(&str, &str)> =
                layouts.iter().map(|layout| (layout.form.as_str(), layout.name.as_str())).collect();
            errors.extend(self.setup.config.unknown_layouts(&known));
        }
        if let Some(chosen) = &self.settings.pack {
            let ids = packs.ids();
            errors.extend((!ids.contains(chosen)).then(|| super::no_pack(chosen, &ids)));
        }
        (packs, errors)
    }

    /// The check by packs, with what is wrong already.
    pub(super) fn session<'s>(&mut self, packs: &'s Shelf, errors: Vec<Problem>) -> Session<'s> {
        Session::new(packs, self.settings.clone(), errors)
            .with_waivers(self.waivers.take())
            .with_explanations(self.explanations.take())
    }

    /// The exit status of a check.
    pub(super) fn status(&self, closing: &Closing) -> u8 {
        let Closing { summary, errors, unknown, .. } = closing;
        let is_empty = summary.documents == 0 && !self.may_be_empty;
        if summary.broken > 0 || *unknown > 0 || !errors.is_empty() || is_empty {
            return exit::NOT_DONE;
        }
        let is_found = summary.findings(self.fail_on) > 0;
        let is_unchecked = self.fail_on_unchecked && summary.not_checked > 0;
        if is_found || is_unchecked { exit::FINDINGS } else { exit::CLEAN }
    }

    /// The waivers of `--waivers` or `hegui.toml`: those of the revision, where the configuration is taken from one. Where each
    /// line has just one result there are none, since what is wrong with them would be one more.
    fn read_waivers(&mut self, options: &Check) -> Result<(), Problem> {
        let Some(path) = self.setup.waivers.as_ref().filter(|_| !options.ndjson) else { return Ok(()) };
        let problem = |id: &'static str| Problem {
            file: Some(shown(path)),
            rule: None,
            place: None,
            message: Message::new(id, &[]),
            help: None,
        };
        let source = self.setup.file(path)?.ok_or_else(|| problem("load-not-found"))?;
        let today = options.today.or_else(super::today).ok_or_else(|| problem("waivers-today"))?;
        self.waivers_of = Some((FileEntry::of(&source), today));
        self.waivers = Some(Waivers::read(&source, today)?);
        Ok(())
    }

    /// What departments say of findings: as it is now, whatever revision the configuration is taken from.
    fn read_explanations(&mut self, options: &Check) -> Result<(), Problem> {
        if options.ndjson {
            return Ok(());
        }
        // What the configuration names is a file of whoever changes forms, which leads nowhere else.
        let (path, is_fenced) = match (&options.explanations, self.setup.explanations()) {
            (Some(named), _) => (named.clone(), false),
            (None, Some(configured)) => (configured, true),
            (None, None) => return Ok(()),
        };
        let missing = || Problem {
            file: Some(shown(&path)),
            rule: None,
            place: None,
            message: Message::new("load-not-found", &[]),
            help: None,
        };
        let source = if is_fenced {
            hegui::load::file_below(&self.setup.root, &path)?
        } else {
            hegui::load::named_file(&path)?
        };
        let source = source.ok_or_else(missing)?;
        self.explanations_of = Some(FileEntry::of(&source));
        self.explanations = Some(Explanations::read(&source)?);
        Ok(())
    }

    /// What a certificate says of it.
    pub(super) fn head(&self, options: &Check) -> Head {
        let path = |path: &Option<PathBuf>| path.as_deref().map(shown);
        let limits = self.settings.limits;
        let given = Given {
            rules: path(&options.rules),
            pack: options.pack.clone(),
            config: path(&options.config),
            no_config: options.no_config,
            config_from: self.setup.commit().map(str::to_owned),
            waivers: path(&options.waivers),
            explanations: path(&options.explanations),
            as_of: options.as_of.map(|time| time.to_string()),
            today: self.waivers_of.as_ref().map(|(_, today)| today.to_string()),
            allow_cut: options.allow_cut,
            fail_on: options.fail_on.map(|level| Severity::from(level).as_str().to_owned()),
            fail_on_unchecked: options.fail_on_unchecked,
            may_be_empty: self.may_be_empty,
            limits: [limits.bytes, limits.depth, limits.values],
            lang: self.lang.code().to_owned(),
        };
        Head {
            options: given,
            configuration: self.setup.config.source.as_deref().map(FileEntry::of),
            waivers: self.waivers_of.as_ref().map(|(file, _)| file.clone()),
            explanations: self.explanations_of.clone(),
        }
    }
}
