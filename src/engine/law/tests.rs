use std::sync::Arc;

use super::*;
use crate::source::SourceFile;
use crate::text::sample::chinese;

/// The verdict of the statements of a text.
fn verdicts(text: &str) -> Vec<&'static str> {
    let language = chinese();
    let (laws, faults) = Laws::new(&language);
    assert_eq!(faults, []);
    let text = Text::read(&language, text);
    let quantity = |number: usize| {
        let figure = text.figures().get(number)?;
        Some(figure.number.quantity(Origin::Parameter("".into())))
    };
    text.statements().iter().map(|statement| laws.weigh(&text, statement, &quantity).verdict.name()).collect()
}

/// Chinese with one form of a law of one's own, and what is wrong with it.
fn faults_of(law: &str) -> Vec<(String, &'static str)> {
    let grammar = format!(
        "[[statement]]\nkind = \"x\"\n[[statement.form]]\nkey = \"rate\"\nlaw = \"{law}\"\nsay = [\"<part> \
         @take <rate:%> ， <parts*>\"]\n"
    );
    let file = |name: &str, text: &str| (name.to_owned(), Arc::new(SourceFile::new(name, text.as_bytes())));
    let files: Vec<_> = chinese()
        .files()
        .iter()
        .map(|known| if known.0 == "grammar.toml" { file("grammar.toml", &grammar) } else { known.clone() })
        .collect();
    let language = Language::parse(&files, &[]).expect("only the law is at fault");
    let place = |fault: Fault| (grammar[fault.range].to_owned(), fault.id);
    check(&language).into_iter().map(place).collect()
}

#[test]
fn a_share_holds_exactly_within_rounding_or_not() {
    assert_eq!(verdicts("新增就业200人，占登记人员400人的50%。"), ["holds"]);
    assert_eq!(verdicts("民生支出67.42亿元，占一般公共预算支出85.79亿元的78.59%。"), ["within_rounding"]);
    assert_eq!(verdicts("教育支出18.36亿元，占一般公共预算支出85.79亿元的23.4%。"), ["violated"]);
}

#[test]
fn an_open_figure_or_a_whole_that_is_not_printed_leaves_it_undecided() {
    assert_eq!(verdicts("新增就业约200人，占登记人员400人的52%。"), ["undecided"]);
    assert_eq!(verdicts("新增就业200人，占52%。"), ["undecided"]);
}

#[test]
fn a_bound_is_kept_by_anything_on_its_side() {
    assert_eq!(verdicts("抽查药店60家，其中整改药店24家，占30%以上。")[1..], ["undecided"]);
    assert_eq!(verdicts("抽查药店60家，其中整改药店12家，占30%以上。")[1..], ["violated"]);
    assert_eq!(verdicts("抽查药店60家，其中整改药店12家，占30%以内。")[1..], ["undecided"]);
    // What is held against is itself, whatever word holds it there.
    assert_eq!(verdicts("巩固率达到98.6%，高于95.5%的目标值2.1个百分点。"), ["violated"]);
}

#[test]
fn a_law_that_another_figure_of_the_sentence_keeps_is_undecided() {
    for text in [
        "公用经费12.6万元，控制在预算15万元以内，比上年13.2万元下降4.5%。",
        "到位资金16.3亿元，其中外资0.8亿元，比上年15亿元增长8.7%。",
        "平均审理天数54.3天，短于审限180天，比上年57.5天缩短3.2天。",
    ] {
        assert_eq!(verdicts(text), ["undecided"], "{text}");
    }
    for text in [
        "应到代表100人，实到90人，到会率95%，满意率90%。",
        "支出118.36万元，占预算126.5万元的99.6%，满意度93.6%。",
        "服务读者31.2万人次，比上年的28.6万人次增长19.1%，续借率9.1%。",
        "建成道路12公里，完成年度目标10公里的130%，绿化13公里。",
        "接待游客3200人次，比上年3000人次增长20%，前年2667人次。",
        "公用经费12.6万元，控制在预算15万元以内，比上年13.2万元下降6.5%。",
        "到位资金16.3亿元，其中外资0.8亿元，比上年15亿元增长9.7%。",
    ] {
        assert!(verdicts(text).contains(&"violated"), "{text}: {:?}", verdicts(text));
    }
}

#[test]
fn each_part_of_a_row_is_held_against_the_whole() {
    assert_eq!(verdicts("党员100人，其中女性60人、少数民族50人。"), ["holds"]);
    assert_eq!(verdicts("党员100人，其中女性60人、少数民族150人。"), ["violated"]);
}

#[test]
fn a_law_at_fault_is_told_with_its_place() {
    let one =
        |law: &str| faults_of(law).pop().map(|(text, id)| (text, id.trim_start_matches("language-law")));
    let told = |text: &str, id: &'static str| Some((text.to_owned(), id));
    assert_eq!(one("rate = part / abs(part - 1)"), None);
    assert_eq!(one("parts <= part"), None);
    assert_eq!(one("rate = part / total"), told("total", "-member"));
    assert_eq!(one("rate = mean(parts)"), told("mean", "-function"));
    assert_eq!(one("rate = parts / part"), told("parts", "-row"));
    assert_eq!(one("rate = sum(part)"), told("part", "-no-row"));
    assert_eq!(one("rate < part"), told("<", ""));
    assert_eq!(one("rate = (part"), told("", "-end"));
    assert_eq!(one("rate"), told("rate", "-relation"));
    assert_eq!(one(&format!("rate = {}part", "(".repeat(1000))), told("(", ""));
}
