//! Any text read as one: what is found in it lies inside it, between characters, in its order.
#![no_main]

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use hegui::load::embedded_language;
use hegui::text::figures::Figure;
use hegui::text::language::Language;
use hegui::text::statements::{Member, near_misses};
use hegui::text::text::Text;
use hegui::text::tokens::Piece;
use libfuzzer_sys::fuzz_target;

static CHINESE: LazyLock<Arc<Language>> = LazyLock::new(|| embedded_language("zh").expect("it is sound"));

fn inside<'r>(text: &str, ranges: impl IntoIterator<Item = &'r Range<usize>>) {
    for range in ranges {
        assert!(text.get(range.clone()).is_some(), "{range:?}");
    }
}

fn ordered(text: &str, ranges: &[Range<usize>]) {
    inside(text, ranges);
    assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{ranges:?}");
}

fn pieces(text: &str, pieces: &[Piece]) {
    ordered(text, &pieces.iter().map(|piece| piece.range.clone()).collect::<Vec<_>>());
}

fuzz_target!(|text: &str| {
    let read = Text::read(&CHINESE, text);
    assert_eq!(read.as_str(), text);
    let bytes = |at: u32| usize::try_from(at).expect("32 bits fit");
    let tokens: Vec<_> = read.tokens().iter().map(|token| bytes(token.start)..bytes(token.end)).collect();
    ordered(text, &tokens);
    ordered(text, &read.figures().iter().map(Figure::range).collect::<Vec<_>>());
    ordered(text, &read.dates().iter().map(|date| date.range.clone()).collect::<Vec<_>>());
    ordered(text, &read.entries().iter().map(|entry| entry.range.clone()).collect::<Vec<_>>());
    pieces(text, read.sentences());
    pieces(text, read.clauses());
    for (number, figure) in read.figures().iter().enumerate() {
        assert_eq!(read.figure_number(&figure.range()), Some(number));
        inside(text, [&read.clause_of(figure)]);
        let _ = (read.subject(number), read.core(number), read.phrase(number), read.stated_of(number));
    }
    for statement in read.statements() {
        inside(text, [&statement.range, &statement.sentence(&read)]);
        for (_, member) in &statement.members {
            match member {
                Member::Figure(figure) => assert!(*figure < read.figures().len()),
                Member::Figures(figures) => {
                    assert!(figures.iter().all(|figure| *figure < read.figures().len()))
                }
                Member::Names(names) => inside(text, names),
            }
        }
    }
    inside(text, near_misses(&read).iter().map(|miss| &miss.range));
    inside(text, &read.repetitions());
    for sentence in read.sentences() {
        let _ = read.gives_cause(&sentence.range);
    }
    assert_eq!(read.phrases().len(), read.sentences().len());
});
