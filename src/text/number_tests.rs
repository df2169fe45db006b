//! Numbers as people print them, each text beside what is read.

use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::numbers::Unreadable;
use super::sample::chinese;
use crate::figure::{MoneyUnit, Origin, Qualifier, Quantity, Unit};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A text; the value, places, unit and qualifier read from it.
type Case = (&'static str, &'static str, u32, Option<Unit>, Option<Qualifier>);

#[test]
fn figures_are_read_as_people_print_them() {
    let wan = || Some(Unit::Money(MoneyUnit::WanYuan));
    let counter = |name: &str| Some(Unit::Counter(Arc::from(name)));
    let cases: [Case; 31] = [
        ("95.23%", "95.23", 2, Some(Unit::Percent), None),
        ("－58.95％", "-58.95", 2, Some(Unit::Percent), None),
        ("17,076.42", "17076.42", 2, None, None),
        ("１７，０７６．４２万元", "17076.42", 2, wan(), None),
        ("约19.55亿元", "19.55", 2, Some(Unit::Money(MoneyUnit::YiYuan)), Some(Qualifier::About)),
        ("2000多套", "2000", 0, counter("套"), Some(Qualifier::Odd)),
        ("100百分比", "100", 0, Some(Unit::Percent), None),
        ("百分之九十", "90", 0, Some(Unit::Percent), None),
        ("百分之百", "100", 0, Some(Unit::Percent), None),
        ("千分之三", "0.3", 1, Some(Unit::Percent), None),
        ("千分之二点五", "0.25", 2, Some(Unit::Percent), None),
        ("十二座", "12", 0, counter("座"), None),
        (" 8.20% ", "8.20", 2, Some(Unit::Percent), None),
        ("3‰", "0.3", 1, Some(Unit::Percent), None),
        ("近160个", "160", 0, counter("个"), Some(Qualifier::Nearly)),
        ("超3000亿元", "3000", 0, Some(Unit::Money(MoneyUnit::YiYuan)), Some(Qualifier::Over)),
        ("173家（次）", "173", 0, counter("家（次）"), None),
        ("5万人", "50000", 0, counter("人"), None),
        ("1.5万人次", "15000", 0, counter("人次"), None),
        ("10个百分点", "10", 0, Some(Unit::Percent), None),
        ("3百万元", "300", 0, wan(), None),
        ("20个左右", "20", 0, counter("个"), Some(Qualifier::About)),
        ("3亿多元", "3", 0, Some(Unit::Money(MoneyUnit::YiYuan)), Some(Qualifier::Odd)),
        ("两亿", "200000000", 0, None, None),
        ("三千零八十四", "3084", 0, None, None),
        ("+5", "5", 0, None, None),
        ("六成", "60", 0, Some(Unit::Percent), None),
        ("七成五", "75", 0, Some(Unit::Percent), None),
        ("三分之二", "66.7", 0, Some(Unit::Percent), None),
        ("近三分之一", "33.3", 0, Some(Unit::Percent), Some(Qualifier::Nearly)),
        ("近3成", "30", 0, Some(Unit::Percent), Some(Qualifier::Nearly)),
    ];
    for (text, value, places, unit, qualifier) in cases {
        let reading = chinese().number(text).unwrap_or_else(|why| panic!("{text}: {why:?}"));
        assert_eq!((reading.value, reading.places), (dec(value), places), "{text}");
        assert_eq!((reading.unit, reading.qualifier), (unit, qualifier), "{text}");
    }
}

#[test]
fn tenths_stand_for_tens_of_percent_unless_a_digit_follows() {
    for (text, coarse) in [("六成", 1), ("七成五", 0), ("6成", 1), ("三分之一", 1)] {
        assert_eq!(chinese().number(text).unwrap().coarse, coarse, "{text}");
    }
    // 成效, 成果 are words.
    for text in ["六成效", "3成果"] {
        let unit = chinese().number(text).ok().and_then(|number| number.unit);
        assert_ne!(unit, Some(Unit::Percent), "{text}");
    }
}

#[test]
fn what_is_not_one_figure_is_not_read() {
    for text in [
        "",
        "按进度完成",
        "124个，完成101%",
        "1,23",
        "1,2345",
        "1.5e3",
        "2022年12月",
        "3-5",
        "≥90%",
        "-",
        "abc",
        "12,34,567",
        "50以上",
        "5G网络建设项目数",
    ] {
        assert!(chinese().number(text).is_err(), "{text}: {:?}", chinese().number(text));
    }
    assert_eq!(chinese().number(&"9".repeat(40)), Err(Unreadable::TooManyDigits));
    for (text, is_placeholder) in [("——", true), ("无", true), ("不适用", true), ("0", false), ("", false)]
    {
        assert_eq!(chinese().is_placeholder(text), is_placeholder, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,40}") {
        let _ = (chinese().number(&text), chinese().is_placeholder(&text));
    }

    #[test]
    fn what_is_printed_is_read_back(value in -1_000_000_i64..1_000_000, places in 0_u32..6) {
        let value = Decimal::new(value, places);
        let printed = Quantity::printed(value, places, Unit::Percent, None, Origin::Literal);
        let read = chinese().number(&printed.to_string()).unwrap();
        prop_assert_eq!((read.value, read.unit), (value, Some(Unit::Percent)));
    }
}
