//! Any bytes as one file of a language, which the first byte chooses: the language is read, or every fault has its place.
#![no_main]

use std::sync::{Arc, LazyLock};

use hegui::load::embedded_language;
use hegui::source::SourceFile;
use hegui::text::language::{FILES, Language};
use hegui::text::text::Text;
use libfuzzer_sys::fuzz_target;

static CHINESE: LazyLock<Arc<Language>> = LazyLock::new(|| embedded_language("zh").expect("it is sound"));

const SAMPLE: &str =
    "一、计划新建项目24个，实际开工23个，开工率95.83%，同比增长8.2%。2022年因拆迁滞后，未完成1.5万平方米。";

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let chosen = FILES[usize::from(*first) % FILES.len()];
    let mut files = CHINESE.files().to_vec();
    for (name, file) in &mut files {
        if name == chosen {
            *file = Arc::new(SourceFile::new(name, bytes));
        }
    }
    match Language::parse(&files, &[]) {
        Ok(language) => {
            let _ = Text::read(&Arc::new(language), SAMPLE).statements();
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                let file = files.iter().map(|(_, file)| file).find(|file| file.name() == fault.file);
                let file = file.expect("a fault names one of the files");
                assert!(
                    fault.range.start <= fault.range.end && fault.range.end <= file.bytes().len(),
                    "{fault:?}"
                );
                if let Some(text) = file.text() {
                    assert!(text.get(fault.range.clone()).is_some(), "{fault:?}");
                }
            }
        }
    }
});
