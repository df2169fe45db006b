use proptest::prelude::*;

use super::*;

/// What [`regex`] finds.
fn found(regex: &Regex, text: &str) -> Option<Range<usize>> {
    let found = regex.captures(text)?;
    let groups = groups(&regex_syntax::parse(regex.as_str()).unwrap());
    let mut groups = groups.into_iter().filter_map(|number| found.get(usize::try_from(number).unwrap()));
    groups.next().or_else(|| found.get(0)).map(|found| found.range())
}

fn is_same(pattern: &str, texts: &[&str]) {
    let (own, regex) = (Pattern::parse(pattern).unwrap(), Regex::new(pattern).unwrap());
    for text in texts {
        let found = found(&regex, text);
        assert_eq!(own.find(text, Apt::ALL), found, "{pattern} in {text}");
        let apt = own.apt(Some(&Pairs::of(text)));
        assert_eq!(apt.and_then(|apt| own.find(text, apt)), found, "{pattern} in {text}");
    }
}

#[test]
fn it_finds_what_regex_finds() {
    let texts =
        ["", "a", "完成率为95.3%，比上年高。", "aab\nbA", "未完成", "2022年完成100%", "１２", "abab\n"];
    let patterns = [
        "",
        "^",
        "$",
        "^$",
        "a*",
        "a*?",
        "(a|ab)(b)?",
        "(?:a*)*b",
        "(?:a|)+",
        "[^。，]{2,3}?率",
        "(?i)B$",
        "(?s).+",
        "(?m)^b",
        r"\bA",
        r"\d{2,}",
        r"\s*$",
        "未?完成(率)?",
        "(?:^|[^未])完成",
        "(?:比|较).*高|(?P<n>年)",
        r"[0-9.]+[%％]",
        r"(?-u:\d)+",
        "(?:(a)|b)*",
        "完(成)|比(上年)|a(b)",
        "(?:(完)成|比)(上)",
        "(?:|a){3}",
        "[一-龥]{2}$",
        "x|",
        "(?:a|b|ab)*?b",
        "建成|竣工|(?:^|[^未])完|2022|[试投]用|高",
        "(?:比|较|完).{0,4}(?:年|率)",
        "[^a]{2}比|(?:^|[^为])(95)|完成|高",
        "(?:a|)b|[^b]+(c)?$|率",
    ];
    for pattern in patterns {
        is_same(pattern, &texts);
    }
}

#[test]
fn a_text_without_what_an_expression_needs_is_not_searched() {
    let pairs = Pairs::of("年末结转结余资金已由财政部门收回。");
    let may = |pattern: &str| Pattern::parse(pattern).unwrap().apt(Some(&pairs)).is_some();
    assert!(may("(?:资金|结余)[^。]{0,12}(?:收回|上缴)"));
    assert!(may("(?:收回|上缴)?[^。]*|滞后"));
    assert!(!may("(?:资金|结余)[^。]{0,12}(?:缴回|上缴)"));
    assert!(!may("(?:滞后|拖欠)(?:的)?|[^。]{3}招聘"));
    assert!(!may("结转[0-9]+元"));
}

#[test]
fn what_takes_too_long_is_compiled_and_found_all_the_same() {
    let pattern = Pattern::parse("(?:a?){12}a{12}$|(?:a|aa)+b").unwrap();
    let text = "a".repeat(60);
    assert_eq!(pattern.find(&text, Apt::ALL), Some(36..60));
    assert_eq!(pattern.find(&format!("{text}c"), Apt::ALL), None);
    assert!(pattern.compiled.get().is_some());
    assert_eq!(pattern.find("aab", Apt::ALL), Some(0..3));
}

#[test]
fn what_is_too_large_is_refused_when_it_is_read() {
    assert_eq!(Pattern::parse(r"\w{200}").unwrap_err(), Unfit::TooLarge);
    assert!(Pattern::parse("[^。；]{0,24}(?:收回|上缴)").unwrap().compiled.get().is_none());
    assert_eq!(Pattern::parse("a{1000000}").unwrap_err(), Unfit::TooLarge);
    assert!(matches!(Pattern::parse("(a"), Err(Unfit::Syntax(_))));
}

#[test]
fn the_size_is_never_taken_for_less_than_it_is() {
    let parts = [
        "a",
        "[^。；]",
        r"\s",
        r"\d",
        r"\S",
        "[一-龥]",
        ".",
        "(?:完成|a)",
        r"\p{Cf}",
        "[^a]",
        "[^试]?",
        "(?:a|.)*",
    ];
    for part in parts {
        let times = [1, 3, 30, 100];
        for text in times.map(|times| format!("(?:{part}){{{times}}}b")) {
            let size = size(&regex_syntax::parse(&text).unwrap(), &rows);
            let least = regex::RegexBuilder::new(&text).size_limit(size).build();
            assert!(least.is_ok(), "{text}: {size}");
        }
    }
}

proptest! {
    #[test]
    fn any_expression_finds_what_regex_finds(
        parts in prop::collection::vec("(a|b|完|[^b]|[ab]|\\.|\\(a\\|完\\)|\\(\\?:b\\|ab\\)|\\^|\\$|\\|)(\\*|\\?|\\+|\\{1,3\\}|\\*\\?|\\{2,\\}|)", 1..6),
        texts in prop::collection::vec("[ab完\n]{0,12}", 4),
    ) {
        let pattern = parts.concat();
        if let Ok(regex) = Regex::new(&pattern) {
            let own = Pattern::parse(&pattern).unwrap();
            for text in &texts {
                let found = found(&regex, text);
                prop_assert_eq!(&own.find(text, Apt::ALL), &found, "{} in {}", pattern, text);
                let apt = own.apt(Some(&Pairs::of(text)));
                prop_assert_eq!(apt.and_then(|apt| own.find(text, apt)), found, "{} in {}", pattern, text);
            }
        }
    }
}
