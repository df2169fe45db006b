//! The language that comes with the program, for tests of the modules below.

use std::sync::{Arc, LazyLock};

use super::language::Language;
use crate::source::SourceFile;

/// Chinese, read once.
pub(crate) fn chinese() -> Arc<Language> {
    static CHINESE: LazyLock<Arc<Language>> = LazyLock::new(|| {
        let file =
            |name: &str, text: &str| (name.to_owned(), Arc::new(SourceFile::new(name, text.as_bytes())));
        let files = [
            file("lexicon.toml", include_str!("../../rules/zh/lexicon.toml")),
            file("measures.toml", include_str!("../../rules/zh/measures.toml")),
            file("grammar.toml", include_str!("../../rules/zh/grammar.toml")),
            file("kinds.toml", include_str!("../../rules/zh/kinds.toml")),
            file("sayings.toml", include_str!("../../rules/zh/sayings.toml")),
        ];
        Arc::new(Language::parse(&files, &[]).expect("the language is sound"))
    });
    Arc::clone(&CHINESE)
}
