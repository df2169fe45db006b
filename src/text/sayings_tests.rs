//! Sayings: what a pattern takes, and what is no pattern.

use std::sync::Arc;

use regex::Regex;

use super::language::Language;
use crate::source::SourceFile;

/// The language with one saying `x` of a pattern of its own.
fn with(pattern: &str) -> Result<Language, Vec<super::fault::Fault>> {
    let chinese = super::sample::chinese();
    let toml = format!(
        "[macro]\nkind = \"(甲|乙)类\"\n[a]\ntitle = \"前\"\nsay = ['{{kind}}房']\n[x]\ntitle = \"试\"\nsay = ['{pattern}']\n"
    );
    let own = ("sayings.toml".to_owned(), Arc::new(SourceFile::new("own/sayings.toml", toml.as_bytes())));
    Language::parse(chinese.files(), &[own])
}

/// The characters that a pattern takes of a text; `""` if it does not fit.
fn takes(pattern: &str, text: &str) -> String {
    let language = with(pattern).unwrap_or_else(|faults| panic!("{pattern}: {faults:?}"));
    let saying = language.expression(language.sayings().find("x").unwrap());
    let saying = Regex::new(&saying.to_string()).unwrap();
    let Some(found) = saying.captures(text) else { return String::new() };
    let pointed = found.iter().skip(1).flatten().next().or_else(|| found.get(0));
    pointed.unwrap().as_str().to_owned()
}

#[test]
fn each_sign_of_a_pattern_takes_what_the_file_says() {
    for (pattern, text, taken) in [
        ("资金…收回", "资金已经，全部收回。", "资金已经，全部收回"),
        ("资金…3收回", "资金已经，全部收回。", ""),
        ("资金~收回", "资金已经，全部收回。", ""),
        ("资金~2收回", "资金已经收回。", "资金已经收回"),
        ("未(支付|拨付)", "尚未拨付", "未拨付"),
        ("款项?支付", "款支付", "款支付"),
        ("(已|全)*付", "已全付", "已全付"),
        ("第#批", "第１2批", "第１2批"),
        ("!(效频)率", "频率", ""),
        ("!(效频)率", "完成率", "成率"),
        ("^支付", "及时支付", ""),
        ("^支付", "已到，支付", "，支付"),
        ("支付$", "支付了", ""),
        ("^^无$$", " 无。", " 无。"),
        ("^^无$$", "无误", ""),
        ("比例[80%]", "比例８0％", "８0％"),
        ("比例[80%]|占[90%]", "占90%", "90%"),
        ("（限）", "(限)", "(限)"),
        ("{kind}房", "乙类房", "乙类房"),
        ("@short~座", "差3座", "差3座"),
        ("/[0-9]{2}/月", "12月", "12月"),
        ("__局", "市财政局", "财政局"),
    ] {
        assert_eq!(takes(pattern, text), taken, "{pattern} in {text}");
    }
}

#[test]
fn what_is_no_pattern_is_refused_with_its_place() {
    for (pattern, id, told) in [
        ("…", "saying-anything", "…"),
        ("(甲|)", "saying-anything", "(甲|)"),
        ("(甲", "saying-unread", "(甲"),
        ("@nowhere", "saying-no-class", "nowhere"),
        ("{nothing}", "saying-no-macro", "nothing"),
        ("{nothing", "saying-open", "}"),
        ("!甲", "saying-open", "("),
        ("/[0-9", "saying-open", "/"),
    ] {
        let faults = with(pattern).err().unwrap_or_else(|| panic!("{pattern} is read"));
        let fault = faults.first().unwrap();
        assert_eq!((fault.id, fault.file.as_str()), (id, "own/sayings.toml"), "{pattern}");
        assert_eq!(fault.args, [("text", told.to_owned())], "{pattern}");
        assert_eq!(fault.range.len(), pattern.len() + 2, "{pattern}");
    }
}

#[test]
fn a_name_is_taken_once_and_no_name_of_a_class() {
    let chinese = super::sample::chinese();
    for (toml, name) in [
        ("[late]\ntitle = \"迟\"\nsay = [\"迟\"]\n", "late"),
        ("[a]\ntitle = \"迟\"\nsay = [\"迟\"]\n[b]\ntitle = \"迟\"\nsay = [\"晚\"]\n", "迟"),
        ("[a]\ntitle = \"迟\"\nsay = [\"迟\"]\nbecause = \"nothing\"\n", "nothing"),
    ] {
        let own = ("sayings.toml".to_owned(), Arc::new(SourceFile::new("s", toml.as_bytes())));
        let faults =
            Language::parse(chinese.files(), &[own]).err().unwrap_or_else(|| panic!("{name} is taken"));
        assert_eq!(faults.first().unwrap().args.first().unwrap().1, name);
    }
}
