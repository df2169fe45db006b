//! Any text as prose: what is found in it lies inside it, between characters, in its order.
#![no_main]

use std::ops::Range;

use hegui::prose::{Figure, Prose, gives_cause, is_vague_progress, misnamed, stated_targets};
use libfuzzer_sys::fuzz_target;

fn check(text: &str, ranges: &[Range<usize>]) {
    assert!(ranges.iter().all(|range| text.get(range.clone()).is_some()));
    assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
}

fuzz_target!(|text: &str| {
    let prose = Prose::read(text);
    assert_eq!(prose.text(), text);
    let figures: Vec<_> = prose.figures().iter().map(Figure::range).collect();
    check(text, &figures);
    check(text, prose.sentences());
    check(text, &prose.clause_ranges().collect::<Vec<_>>());
    check(text, &prose.dates().iter().map(|date| date.range.clone()).collect::<Vec<_>>());
    check(text, &prose.entries().iter().map(|entry| entry.range.clone()).collect::<Vec<_>>());
    for figure in prose.figures() {
        let _ = (prose.subject(figure), prose.core(figure), prose.phrase(figure));
    }
    for relation in prose.relations() {
        let members = [&relation.part, &relation.whole, &relation.rate].into_iter().flatten();
        assert!(members.chain(&relation.parts).all(|range| figures.contains(range)));
        let pieces = relation.listed.iter().chain([&relation.sentence]);
        assert!(pieces.into_iter().all(|range| text.get(range.clone()).is_some()));
    }
    for (start, end) in prose.periods() {
        assert!(start.range.end <= end.range.start);
    }
    assert!(prose.repetitions().iter().all(|range| text.get(range.clone()).is_some()));
    let _ = (prose.causes(), prose.phrases(), stated_targets(&prose));
    let _ = (gives_cause(text), is_vague_progress(text), misnamed("东湖水厂改造", text));
});
