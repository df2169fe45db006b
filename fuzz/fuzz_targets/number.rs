//! Any text as a figure: what is read lies inside the text, and what is printed of it is read back.
#![no_main]

use hegui::figure::{Origin, Quantity, Unit, numeral, placeholder, read, scan};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = (placeholder(text), numeral(text));
    for (at, _) in text.char_indices() {
        if let Ok(reading) = scan(text, at) {
            assert!(text.get(reading.range.clone()).is_some());
        }
    }
    if let Ok(reading) = read(text) {
        let quantity = Quantity::printed(reading.value, reading.places, Unit::Percent, None, Origin::Literal);
        let again = read(&quantity.to_string()).expect("what is printed can be read");
        assert_eq!(again.value, reading.value);
    }
});
