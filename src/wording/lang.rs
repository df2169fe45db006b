//! The languages that hegui speaks, and their texts by id.

use std::cell::OnceCell;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language that hegui speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the language of the forms.
    #[default]
    Zh,
    /// English.
    En,
}

const ZH: [&str; 10] = [
    include_str!("zh/document.ftl"),
    include_str!("zh/form.ftl"),
    include_str!("zh/figure.ftl"),
    include_str!("zh/rule.ftl"),
    include_str!("zh/workbook.ftl"),
    include_str!("zh/engine.ftl"),
    include_str!("zh/render.ftl"),
    include_str!("zh/formats.ftl"),
    include_str!("zh/gate.ftl"),
    include_str!("zh/cli.ftl"),
];

const EN: [&str; 10] = [
    include_str!("en/document.ftl"),
    include_str!("en/form.ftl"),
    include_str!("en/figure.ftl"),
    include_str!("en/rule.ftl"),
    include_str!("en/workbook.ftl"),
    include_str!("en/engine.ftl"),
    include_str!("en/render.ftl"),
    include_str!("en/formats.ftl"),
    include_str!("en/gate.ftl"),
    include_str!("en/cli.ftl"),
];

/// The reference of the rule language, which only its own pages need.
const WORDS: [&str; 2] = [include_str!("zh/words.ftl"), include_str!("en/words.ftl")];

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    static BUNDLES: [OnceCell<Bundle>; 2] = const { [OnceCell::new(), OnceCell::new()] };
    static REFERENCE: [OnceCell<Bundle>; 2] = const { [OnceCell::new(), OnceCell::new()] };
}

impl Lang {
    /// The text `id` in this language, with `args` in its places (`{ $name }`). An unknown id is given back as it is;
    /// a test holds that none is used.
    #[must_use]
    pub fn text(self, id: &str, args: &[(&str, &str)]) -> String {
        self.look_up(&BUNDLES, self.files(), id, args)
    }

    /// A text of the reference of the rule language.
    #[must_use]
    pub fn word(self, id: &str, args: &[(&str, &str)]) -> String {
        let [zh, en] = WORDS;
        self.look_up(&REFERENCE, &[if self == Self::Zh { zh } else { en }], id, args)
    }

    /// Whether there is a text of that id.
    pub(super) fn has(id: &str) -> bool {
        let has = |[zh, _]: &[OnceCell<Bundle>; 2]| {
            zh.get_or_init(|| bundle(Self::Zh, Self::Zh.files())).get_message(id).is_some()
        };
        BUNDLES.with(has)
    }

    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }

    fn look_up(
        self,
        bundles: &'static std::thread::LocalKey<[OnceCell<Bundle>; 2]>,
        files: &[&str],
        id: &str,
        args: &[(&str, &str)],
    ) -> String {
        bundles.with(|[zh, en]| {
            let bundle = match self {
                Self::Zh => zh.get_or_init(|| bundle(self, files)),
                Self::En => en.get_or_init(|| bundle(self, files)),
            };
            let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
                return id.to_owned();
            };
            let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, argument(value))).collect();
            let mut errors = Vec::new();
            bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
        })
    }

    /// `zh` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// An argument of a text: a count is a number, so that words can bend by it, and prints as it is written.
fn argument(value: &str) -> FluentValue<'_> {
    let is_count = value.len() <= 9 && value.bytes().all(|byte| byte.is_ascii_digit());
    let count =
        if is_count && !value.starts_with('0') || value == "0" { value.parse::<u32>().ok() } else { None };
    count.map_or_else(|| value.into(), Into::into)
}

fn bundle(lang: Lang, files: &[&str]) -> Bundle {
    let id: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![id]);
    bundle.set_use_isolating(false);
    for file in files {
        // A fault in a file is found by the tests below; what could be read serves all the same.
        let resource = FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(resource, _)| resource);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Each id with the names of its arguments.
    fn texts(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let argument = regex::Regex::new(r"\{\s*\$([a-z_]+)").unwrap();
        let mut all = BTreeMap::new();
        for file in files {
            FluentResource::try_new((*file).to_owned()).expect("every text file is sound");
            let mut id = String::new();
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                    id = name.to_owned();
                    let fresh = all.insert(id.clone(), BTreeSet::new()).is_none();
                    assert!(fresh, "{id} stands twice");
                }
                let names = argument.captures_iter(line).map(|found| found[1].to_owned());
                all.entry(id.clone()).or_default().extend(names);
            }
        }
        all.remove("");
        all
    }

    #[test]
    fn counts_bend_what_they_count_and_print_as_they_are() {
        let total = |count: &str| {
            let args = [("documents", count), ("errors", count), ("warnings", "0"), ("infos", "2")];
            Lang::En.text("total", &args)
        };
        assert_eq!(total("1"), "total over 1 form: 1 error, 0 warnings, 2 notes");
        assert_eq!(total("12"), "total over 12 forms: 12 errors, 0 warnings, 2 notes");
        for printed in ["0", "7", "007", "1234567", "123456789012", "1.50", ""] {
            assert_eq!(
                Lang::En.text("label-expected", &[("expected", printed)]),
                format!("expected {printed}")
            );
        }
    }

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_arguments() {
        assert_eq!(texts(&ZH), texts(&EN));
        assert_eq!(texts(&WORDS[..1]), texts(&WORDS[1..]));
    }
}
