//! Any text as a number: what is read lies inside the text, and what is printed of it is read back.
#![no_main]

use std::sync::{Arc, LazyLock};

use hegui::figure::{Origin, Quantity, Unit};
use hegui::load::embedded_language;
use hegui::text::language::Language;
use hegui::text::numbers::Unreadable;
use libfuzzer_sys::fuzz_target;

static CHINESE: LazyLock<Arc<Language>> = LazyLock::new(|| embedded_language("zh").expect("it is sound"));

fuzz_target!(|text: &str| {
    let _ = CHINESE.is_placeholder(text);
    for (at, _) in text.char_indices() {
        if let Ok(number) = CHINESE.number_at(text, at) {
            assert!(text.get(number.range.clone()).is_some());
            let _ = number.quantity(Origin::Literal).to_string();
        }
    }
    if let Ok(number) = CHINESE.number(text) {
        let quantity = Quantity::printed(number.value, number.places, Unit::Percent, None, Origin::Literal);
        match CHINESE.number(&quantity.to_string()) {
            Ok(again) => assert_eq!(again.value, number.value),
            // A decimal holds some of 29 digits, of which texts are read up to 28.
            Err(fault) => {
                assert_eq!(fault, Unreadable::TooManyDigits);
                assert_eq!(number.value.mantissa().to_string().trim_start_matches('-').len(), 29);
            }
        }
    }
});
