//! What a text says, each text beside what is read of it.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::dates::Date;
use super::entries::Entry;
use super::figures::{Comparator, Figure, Role};
use super::language::{GRAMMAR, Language};
use super::sample::chinese;
use super::statements::{Member, Statement, near_misses};
use super::text::Text;
use crate::figure::Unit;
use crate::source::SourceFile;

fn reading(text: &str) -> Text {
    Text::read(&chinese(), text)
}

/// The figures of a text: the characters of each, its value with its unit, and its qualifier.
fn figures(text: &str) -> Vec<String> {
    let text = reading(text);
    let one = |figure: &Figure| {
        let number = &figure.number;
        let points = if number.is_points { " points" } else { "" };
        let sign = number.unit.as_ref().map_or("", Unit::sign);
        let qualifier = number.qualifier.map_or(String::new(), |word| format!(" {word:?}"));
        format!("{} = {}{sign}{points}{qualifier}", text.slice(figure.range()), number.value)
    };
    text.figures().iter().map(one).collect()
}

/// The statements of a text: their kind, members by their characters, and what else is said of them.
fn statements(text: &str) -> Vec<String> {
    let text = reading(text);
    let grammar = chinese();
    let grammar = grammar.grammar();
    let printed = |figure: &usize| text.slice(text.figures()[*figure].range());
    let one = |statement: &Statement| {
        let mut told = grammar.statements()[statement.kind].name.to_string();
        for name in ["part", "whole", "rate", "parts", "listed"] {
            let member = grammar.member(name).and_then(|number| statement.member(number));
            let words: Vec<&str> = match member {
                None => continue,
                Some(Member::Figure(figure)) => vec![printed(figure)],
                Some(Member::Figures(figures)) => figures.iter().map(printed).collect(),
                Some(Member::Names(names)) => names.iter().map(|range| text.slice(range.clone())).collect(),
            };
            told.extend([" ", name, " ", &words.join(" ")]);
        }
        for flag in ["complete", "exclusive", "decline", "target"] {
            if statement.has_flag(&text, flag) {
                told.extend([", ", flag]);
            }
        }
        told
    };
    text.statements().iter().map(one).collect()
}

/// The number of the figure with just these characters, where they stand first.
fn numbered(text: &Text, printed: &str) -> usize {
    let at = text.as_str().find(printed).unwrap();
    text.figure_number(&(at..at + printed.len())).unwrap_or_else(|| panic!("{printed} in {}", text.as_str()))
}

/// The clauses that say something, brackets aside.
fn clauses(text: &Text) -> Vec<&str> {
    let all = text.clauses().iter().map(|piece| text.slice(piece.range.clone()));
    all.filter(|clause| !clause.is_empty()).collect()
}

fn figure<'t>(text: &'t Text, printed: &str) -> &'t Figure {
    &text.figures()[numbered(text, printed)]
}

// Figures

#[test]
fn a_figure_is_read_with_its_value_unit_and_qualifier() {
    for (text, told) in [
        ("建成充电桩1234个。", "1234个 = 1234个"),
        ("建成充电桩1,234个。", "1,234个 = 1234个"),
        ("建成充电桩1，234个。", "1，234个 = 1234个"),
        ("投入３５．６万元。", "３５．６万元 = 35.6万元"),
        ("修建桥梁十二座。", "十二座 = 12座"),
        ("建成学校两所。", "两所 = 2所"),
        ("精简文件二十三份。", "二十三份 = 23份"),
        ("完成率百分之百。", "百分之百 = 100%"),
        ("投资12.5亿元。", "12.5亿元 = 12.5亿元"),
        ("收入3,200元。", "3,200元 = 3200元"),
        ("支出3千万元。", "3千万元 = 3000万元"),
        ("增长8.6％。", "8.6％ = 8.6%"),
        ("提高2.5个百分点。", "2.5个百分点 = 2.5% points"),
        ("发生率3.2‰。", "3.2‰ = 0.32%"),
        ("新增20多家企业。", "20多家 = 20家 Odd"),
        ("新增20余家企业。", "20余家 = 20家 Odd"),
        ("培训约300人次。", "约300人次 = 300人次 About"),
        ("培训300人次左右。", "300人次左右 = 300人次 About"),
        ("带动近2万人。", "近2万人 = 20000人 Nearly"),
        ("新增超50家。", "超50家 = 50家 Over"),
        ("是上年的3倍。", "3倍 = 3倍"),
        ("新建管网12.5公里。", "12.5公里 = 12.5公里"),
        ("满意度达95分。", "95分 = 95分"),
        ("系数为0.98。", "0.98 = 0.98"),
        ("检查120家（次）企业。", "120家（次） = 120家（次）"),
    ] {
        assert_eq!(figures(text), [told], "{text}");
        let read = reading(text);
        let printed = told.split(" = ").next().unwrap();
        let at = text.find(printed).unwrap();
        assert_eq!(read.figures()[0].range(), at..at + printed.len(), "{text}");
    }
}

#[test]
fn a_compound_figure_is_read_whole_or_not_at_all() {
    for (text, told) in [
        ("投资3亿5000万元。", vec!["3亿5000万元 = 35000万元"]),
        ("投资三亿五千万元。", vec!["三亿五千万元 = 350000000元"]),
        ("培训1万2千人次。", vec!["1万2千人次 = 12000人次"]),
        ("投资三点五亿元。", vec!["三点五亿元 = 3.5亿元"]),
        ("合格率百分之九十五点六。", vec!["百分之九十五点六 = 95.6%"]),
        ("道路12公里500米。", vec!["12公里500米 = 12.500公里"]),
        ("收入35 000 000元。", vec!["35 000 000元 = 35000000元"]),
        ("用时3小时20分。", vec!["3小时20分 = 200分钟"]),
        ("用时3小时20分钟。", vec!["3小时20分钟 = 200分钟"]),
        // Of what is not printed, or twice in one unit.
        ("培训1万2。", vec![]),
        ("培训1万2人次。", vec![]),
        ("培训一万二人次。", vec![]),
        ("培训一万零二人次。", vec!["一万零二人次 = 10002人次"]),
        ("宽5米3米。", vec![]),
        ("客流2千车/日。", vec!["2千车/日 = 2000车/日"]),
        ("检测400板/日。", vec!["400板/日 = 400板/日"]),
        ("能耗68千瓦时/平方米。", vec!["68千瓦时/平方米 = 68千瓦时/平方米"]),
        ("1:0.4", vec!["1:0.4 = 0.41:n"]),
        ("维护600台（套）次。", vec!["600台（套）次 = 600台（套）次"]),
        ("维护600台（套）。", vec!["600台（套） = 600台（套）"]),
        ("演出36场（次）。", vec!["36场（次） = 36场（次）"]),
    ] {
        assert_eq!(figures(text), told, "{text}");
    }
}

#[test]
fn each_figure_of_a_row_is_read() {
    assert_eq!(
        figures("道路12.5公里、绿地3000平方米，投资1.2亿元（其中财政5,000万元）；惠及2,300余户。"),
        [
            "12.5公里 = 12.5公里",
            "3000平方米 = 3000平方米",
            "1.2亿元 = 1.2亿元",
            "5,000万元 = 5000万元",
            "2,300余户 = 2300户 Odd",
        ]
    );
}

#[test]
fn a_word_that_only_ends_like_a_qualifier_is_none() {
    for (text, read) in [
        ("签约41个。", "41个 = 41个"),
        ("节约13万元。", "13万元 = 13万元"),
        ("附近3家。", "3家 = 3家"),
        ("不超过2%。", "2% = 2%"),
    ] {
        assert_eq!(figures(text), [read], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_figure_is_none() {
    for text in [
        "第3批名单。",
        "第十二届会议。",
        "“十四五”规划。",
        "按照财预〔2022〕10号文件执行。",
        "水质符合GB 5749—2006标准。",
        "2022年12月31日前完成，9月验收。",
        "2022-12-31验收。",
        "二〇二二年建成。",
        "建设5G基站。",
        "实施“1+4+4”工程。",
        "1号线开工，10号路通车。",
        "电话020-12345678。",
        "身份证440106199001011234。",
        "排名前10位，第2名。",
        "修订制度一项。",
        "1.建成学校",
        "（3）建成学校",
        "数十家企业、几百人。",
        "《信息技术2.0》发布。",
        "500强企业。",
        "10多",
        "",
    ] {
        let amounts: Vec<String> =
            figures(text).into_iter().filter(|read| !read.ends_with("= 10 Odd")).collect();
        assert_eq!(amounts, Vec::<String>::new(), "{text}");
    }
    // A quotient is one figure: a form may ask for it.
    assert_eq!(figures("比例为1:3。"), ["1:3 = 31:n"]);
    // Two ends of a range are no figure of either end.
    for text in ["完成10%—15%的任务。", "每户补助3-5万元。", "每户补助3万元至5万元。", "气温60°~70度。"]
    {
        assert_eq!(figures(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_number_that_names_a_hot_line_counts_nothing() {
    let read = reading("受理12345热线来电300件。");
    let units: Vec<bool> = read.figures().iter().map(|figure| figure.number.unit.is_some()).collect();
    assert_eq!(units, [false, true]);
}

#[test]
fn a_text_of_one_short_numeral_is_a_figure() {
    assert_eq!(figures("一项"), ["一项 = 1项"]);
    assert_eq!(figures("二次"), ["二次 = 2次"]);
}

// What a figure is about

#[test]
fn a_figure_is_about_the_words_before_it_and_those_that_it_counts() {
    for (text, printed, subject, core) in [
        ("推动24个重点产业项目建设", "24个", "重点产业项目建设", "重点产业项目建设"),
        ("全年累计开展普法培训18场", "18场", "普法培训", "普法培训"),
        ("2022年新增公办学位4820个", "4820个", "新增公办学位", "新增公办学位"),
        ("一是新改建公厕12座", "12座", "新改建公厕", "新改建公厕"),
        ("服务群众人次达到3万人次", "3万人次", "服务群众人次", "服务群众"),
        ("新建公园3个、停车场5个", "5个", "停车场", "停车场"),
        ("道路、桥梁12处", "12处", "道路、桥梁", "道路、桥梁"),
        ("投入资金35万元改造学校", "35万元", "投入资金", "投入资金"),
        ("合格率为98.7%，比上年高", "98.7%", "合格率", "合格率"),
    ] {
        let read = reading(text);
        let number = numbered(&read, printed);
        let told = (read.subject(number), read.core(number));
        assert_eq!(told, (subject.to_owned(), core.to_owned()), "{text}");
    }
}

#[test]
fn a_figure_has_the_words_on_both_sides_up_to_the_next_figure() {
    let read = reading("今年建成公园3个和停车场5个，其中地下2个");
    let number = numbered(&read, "5个");
    assert_eq!((read.words_before(number), read.words_behind(number)), ("和停车场", ""));
    assert_eq!((read.words_before(0), read.words_behind(0)), ("今年建成公园", "和停车场"));
}

#[test]
fn a_figure_stands_in_its_sentence_and_entry() {
    let text = "一、建成学校2所，投资3亿元。二、修路5公里；种树8棵！\n九";
    let read = reading(text);
    let sentences: Vec<&str> = read.sentences().iter().map(|piece| read.slice(piece.range.clone())).collect();
    assert_eq!(sentences, ["一、建成学校2所，投资3亿元", "二、修路5公里", "种树8棵", "九"]);
    for (printed, sentence, entry) in [
        ("2所", sentences[0], "一、建成学校2所，投资3亿元。"),
        ("3亿元", sentences[0], "一、建成学校2所，投资3亿元。"),
        ("5公里", sentences[1], "二、修路5公里；种树8棵！\n九"),
        ("8棵", sentences[2], "二、修路5公里；种树8棵！\n九"),
    ] {
        let at = figure(&read, printed).range().start;
        assert_eq!(read.slice(read.sentence_at(at)), sentence, "{printed}");
        let entry_of = read.entries().iter().find(|entry| entry.range.contains(&at)).unwrap();
        assert_eq!(read.slice(entry_of.range.clone()), entry, "{printed}");
    }
    let found: Vec<&str> = clauses(&read)[..2].to_vec();
    assert_eq!(found, ["一、建成学校2所", "投资3亿元"]);
    assert_eq!(figure(&read, "8棵").sentence, 2);
}

#[test]
fn a_short_bracket_ends_no_clause() {
    let read = reading("中心（站）新增3个（均为公办）。");
    let found: Vec<&str> = clauses(&read);
    assert_eq!(found[0], "中心（站）新增3个（均为公办）");
    let read = reading("中心新增3个（其中公办2个）。");
    let found: Vec<&str> = clauses(&read);
    assert_eq!(found[..2], ["中心新增3个", "其中公办2个"]);
}

#[test]
fn a_figure_has_a_role_in_its_sentence() {
    for (text, printed, role) in [
        ("建成公园3个", "3个", Role::Value),
        ("目标为建成公园3个", "3个", Role::Target),
        ("计划培训300人", "300人", Role::Target),
        ("税收增长5.4%", "5.4%", Role::Change),
        ("由1,150人次增至1,323人次，增15.0%", "15.0%", Role::Change),
        // What it changed from is of before: 由…增至.
        ("由1,150人次增至1,323人次，增15.0%", "1,150人次", Role::Previous),
        ("由1,150人次增至1,323人次，增15.0%", "1,323人次", Role::Value),
        ("增长率8%", "8%", Role::Value),
        ("税收增长到86亿元", "86亿元", Role::Value),
        ("较上年19.42亿元增长", "19.42亿元", Role::Previous),
        ("较2022年的36.04亿元增长", "36.04亿元", Role::Previous),
        ("累计建成公园3个", "3个", Role::Cumulative),
        ("今年累计建成公园3个", "3个", Role::Value),
        ("建成公园5个，其中新建3个", "3个", Role::Part),
        // What marks a class is a piece of a name; what is for each of something has a role of its own.
        ("引进10亿元以上企业", "10亿元", Role::Grade),
        ("补助标准2000元/户", "2000元", Role::Each),
        ("优于90%的年度目标", "90%", Role::Target),
        // By how much something is beside its target is the size of a change.
        ("高出95%的任务指标1.8个百分点", "95%", Role::Target),
        ("超出4天的限值1.5天", "1.5天", Role::Change),
        ("比120场的任务数多16场", "16场", Role::Change),
        ("比6分钟的上限快0.8分钟", "0.8分钟", Role::Change),
        ("全港5000吨级以上泊位共36个", "5000吨", Role::Grade),
        ("完成95%的任务38公里", "38公里", Role::Value),
    ] {
        let read = reading(text);
        assert_eq!(figure(&read, printed).role, role, "{text}");
    }
}

#[test]
fn of_two_years_that_are_compared_the_earlier_is_what_it_changed_from() {
    for (text, printed, role) in [
        ("2023年门诊31.6万人次，2022年28.9万人次，增长3.9%", "28.9万人次", Role::Previous),
        ("2022年立案380件，2023年立案342件，下降10%", "380件", Role::Previous),
        ("2022年立案380件，2023年立案342件，下降10%", "342件", Role::Value),
        // Nothing changed, or of two years together.
        ("2022年立案380件，2023年立案342件", "380件", Role::Value),
        ("2022年、2023年分别立案380件、342件，下降10%", "380件", Role::Value),
        // Of other things, or of another year.
        ("2022年支出380万元，2023年预算342万元，下降10%", "380万元", Role::Value),
        ("2022年立案380件，2023年立案342件，2021年下降10%", "380件", Role::Value),
    ] {
        assert_eq!(figure(&reading(text), printed).role, role, "{text}");
    }
}

#[test]
fn a_comparator_stands_before_or_behind_a_figure() {
    use Comparator::{AtLeast, AtMost, Equal};
    for (text, printed, bound) in [
        ("不低于90%", "90%", Some(AtLeast)),
        ("≥95%", "95%", Some(AtLeast)),
        ("满意度达95%以上", "95%", Some(AtLeast)),
        ("大于3家", "3家", Some(AtLeast)),
        ("不超过10天", "10天", Some(AtMost)),
        ("＜5%", "5%", Some(AtMost)),
        ("控制在10万元以内", "10万元", Some(AtMost)),
        ("＝100%", "100%", Some(Equal)),
        ("达到90%", "90%", None),
    ] {
        let read = reading(text);
        let figure = figure(&read, printed);
        assert_eq!((figure.bound, figure.is_plain()), (bound, bound.is_none()), "{text}");
    }
}

#[test]
fn a_figure_is_of_the_year_that_its_sentence_named_last() {
    for (text, printed, year, is_partial) in [
        ("2022年建成公园3个", "3个", Some(2022), false),
        ("建成公园3个。2022年修路5公里", "3个", None, false),
        ("较2021年增加，2022年建成公园3个", "3个", Some(2022), false),
        ("一季度建成公园3个", "3个", None, true),
        ("截至2022年6月建成公园3个", "3个", Some(2022), true),
        ("截至2022年12月31日建成公园3个", "3个", Some(2022), false),
    ] {
        let read = reading(text);
        let figure = figure(&read, printed);
        assert_eq!((figure.year, figure.is_partial_period), (year, is_partial), "{text}");
    }
}

#[test]
fn figures_in_a_bare_row_are_told_from_those_with_names() {
    let read = reading("分别新增学位360个、270个、180个，共810个，新建3所、改造5所，读者32万人次、1万人次");
    let in_row = |printed: &str| {
        let at = read.figures().iter().position(|figure| read.slice(figure.range()) == printed).unwrap();
        read.is_in_bare_row(at)
    };
    assert_eq!(["360个", "270个", "180个"].map(in_row), [true; 3]);
    assert_eq!(["810个", "3所", "5所", "32万人次", "1万人次"].map(in_row), [false; 5]);
}

#[test]
fn figures_of_one_kind_are_commensurable() {
    let read = reading("3个、5家、2场、4次、6人、8公里、9千米、10%、11元、12亿元、13");
    let language = chinese();
    let like = |a: &str, b: &str| figure(&read, a).is_commensurable(figure(&read, b), language.measures());
    for (a, b) in [("3个", "5家"), ("2场", "4次"), ("8公里", "9千米"), ("11元", "12亿元"), ("3个", "6人")]
    {
        assert!(like(a, b) && like(b, a), "{a} {b}");
    }
    for (a, b) in [("6人", "4次"), ("8公里", "3个"), ("10%", "3个"), ("11元", "6人"), ("10%", "11元")]
    {
        assert!(!like(a, b) && !like(b, a), "{a} {b}");
    }
}

// What sentences state

#[test]
fn a_share_is_stated_of_a_part_and_a_whole() {
    assert_eq!(
        statements("民生支出67.42亿元，占一般公共预算支出85.79亿元的78.59%。"),
        ["share part 67.42亿元 whole 85.79亿元 rate 78.59%"]
    );
    assert_eq!(
        statements("全区机构18家，其中达标的7家，占总数的38.9%。"),
        ["parts whole 18家 parts 7家", "share part 7家 whole 18家 rate 38.9%"]
    );
    assert_eq!(statements("女职工占用办公室30%的时间。"), Vec::<String>::new());
    // Of how many of that name were looked at; of others it leaves open what it is a share of.
    let known = "share part 18家 whole 60家 rate 40%";
    assert_eq!(statements("抽查单位60家，发现问题单位18家，占40%。"), [known]);
    for text in ["检查餐饮店80家，关停小作坊20家，占40%。", "建成餐饮店80家，改造餐饮店20家，占40%。"]
    {
        assert_eq!(statements(text), ["share part 20家 rate 40%"], "{text}");
    }
    // What the words name is not what was counted before; nor can a whole be less.
    for (text, part, rate) in [
        ("巡回审判86次，覆盖乡镇12个，占全部乡镇的75%。", "12个", "75%"),
        ("市级平台12个，省级平台5个，占全省总数的12%。", "5个", "12%"),
        ("达标机构2家，优秀机构5家，占总数的12%。", "5家", "12%"),
    ] {
        assert_eq!(statements(text), [format!("share part {part} rate {rate}")], "{text}");
    }
}

#[test]
fn a_completion_is_stated_of_what_is_due_or_aimed_at() {
    assert_eq!(
        statements("抽检农产品1200批次，合格1,184批次，合格率98.7%。"),
        ["completion part 1,184批次 whole 1200批次 rate 98.7%"]
    );
    assert_eq!(
        statements("建成道路12公里，完成年度目标10公里的120%。"),
        ["completion part 12公里 whole 10公里 rate 120%, target"]
    );
    assert_eq!(
        statements("新增托位480个，完成年度计划的120%。"),
        ["completion part 480个 rate 120%, target"]
    );
    // The rate is of those 72, not of a part of them.
    assert_eq!(statements("72批次不合格食品核查处置率100%。"), Vec::<String>::new());
    assert_eq!(statements("约谈6个乡镇，整改问题21个，整改率100%。"), Vec::<String>::new());
}

#[test]
fn a_growth_is_stated_of_today_and_an_earlier_value() {
    assert_eq!(
        statements("接待游客3,200人次，比上年的2,800人次增长14.3%。"),
        ["growth part 3,200人次 whole 2,800人次 rate 14.3%"]
    );
    assert_eq!(
        statements("税收由上年的82.1亿元增长到86.5亿元，增长5.4%。"),
        ["growth part 86.5亿元 whole 82.1亿元 rate 5.4%", "direction part 86.5亿元 whole 82.1亿元"]
    );
    assert_eq!(
        statements("受理投诉612件，上年780件，下降21.5%。"),
        ["growth part 612件 whole 780件 rate 21.5%, decline"]
    );
    // Another thing grows.
    assert_eq!(statements("培训教师9,000人次，培训经费增长20%。"), ["growth rate 20%"]);
    assert_eq!(statements("增长率目标8%。"), Vec::<String>::new());
}

#[test]
fn a_difference_is_stated_of_two_values() {
    assert_eq!(
        statements("新增托位860个，比上年的740个增加120个。"),
        ["difference part 860个 whole 740个 rate 120个"]
    );
    assert_eq!(
        statements("办理时限由10天压缩到4天，压缩6天。"),
        ["difference part 4天 whole 10天 rate 6天, decline", "direction part 4天 whole 10天, decline"]
    );
    assert_eq!(
        statements("重点项目开工23个，比预期值差1个。"),
        ["difference part 23个 rate 1个, decline, target"]
    );
    assert_eq!(statements("举办活动143场，少17场。"), ["difference part 143场 rate 17场, decline, target"]);
    assert_eq!(statements("新增托位860个，比例较大，另有120个。"), Vec::<String>::new());
}

#[test]
fn parts_are_stated_of_a_whole() {
    assert_eq!(
        statements("新建公园15个，其中综合公园8个、社区公园7个。"),
        ["parts whole 15个 parts 8个 7个, exclusive"]
    );
    // Brackets that hold nothing but parts are complete; so is what 组成 makes up, and complete parts need not be told to
    // exclude one another.
    assert_eq!(statements("培训12场（线上5场、线下7场）。"), ["parts whole 12场 parts 5场 7场, complete"]);
    assert_eq!(statements("新建3个、改造5个，合计8个。"), ["parts whole 8个 parts 3个 5个, complete"]);
    assert_eq!(
        statements("资金120万元由中央资金80万元和地方资金40万元组成。"),
        ["parts whole 120万元 parts 80万元 40万元, complete"]
    );
    // People bear several marks at once.
    assert_eq!(statements("党员100人，其中女性60人、少数民族50人。"), ["parts whole 100人 parts 60人 50人"]);
    assert_eq!(statements("新建公园15个，同时改造8个。"), Vec::<String>::new());
}

#[test]
fn a_whole_that_has_a_share_of_its_own_is_of_no_other() {
    assert_eq!(
        statements("完成造林1.26万亩，占年度任务的105%，占五年任务6万亩的21%。"),
        ["share part 1.26万亩 whole 6万亩 rate 21%, target", "share part 1.26万亩 rate 105%, target"]
    );
}

#[test]
fn uses_of_money_are_parts_across_sentences_and_no_yuan_is_in_two() {
    let told =
        "共完成预算资金89.97万元。其中:30万元用于编制;30万元用于审计;29.99万元用于设计、测绘。验收2次。";
    assert_eq!(statements(told), ["parts whole 89.97万元 parts 30万元 30万元 29.99万元, exclusive"]);
    assert_eq!(
        statements("全年支出90万元，其中：用于设备60万元；用于培训31万元。"),
        ["parts whole 90万元 parts 60万元 31万元, exclusive"]
    );
    // What is told is no use, or more than one amount of each.
    assert_eq!(statements("支出90万元。其中：市级60万元；区级31万元。"), [""; 0]);
    assert_eq!(statements("支出90万元。其中：60万元用于设备，结余2万元；30万元用于培训。"), [""; 0]);
}

#[test]
fn look_alikes_of_parts_and_rates_are_not_read() {
    for text in [
        "经批准调减预算73.22万元，调整幅度较大（年初预算320.00万元，调整后246.78万元）。",
        "受理案件4,571件，审结4,386件，法定审限内结案率98.71%。",
        "报修120次，修复110次，按时修复率97%。",
    ] {
        assert_eq!(statements(text), [""; 0], "{text}");
    }
}

#[test]
fn what_changed_is_the_subject_without_the_change() {
    let read = reading("大班额比例降至4.2%，亮灯率提高到98%，绿地增加至30公顷。");
    let subjects: Vec<String> = (0..read.figures().len()).map(|number| read.subject(number)).collect();
    assert_eq!(subjects, ["大班额比例", "亮灯率", "绿地"]);
}

#[test]
fn what_was_done_besides_is_no_subject() {
    for (text, subject) in [
        ("绿化道路18公里并移交养护", "绿化道路"),
        ("修复路灯120盏后恢复照明", "修复路灯"),
        ("培训农民300人全部就业", "培训农民"),
        ("建设24个并网项目", "建设并网项目"),
        ("24个重点项目开工", "重点项目开工"),
    ] {
        assert_eq!(reading(text).subject(0), subject, "{text}");
    }
}

#[test]
fn long_numerals_are_figures_whatever_they_count() {
    for (text, found) in [
        ("编纂志书六十二万字。", vec!["六十二万字 = 620000字"]),
        ("捐赠图书三千二百册。", vec!["三千二百册 = 3200册"]),
        ("发放宣传单两万三千份。", vec!["两万三千份 = 23000份"]),
        ("展示二十四节气。", vec![]),
        ("推进百万亩造林。", vec![]),
        ("第一千二百名志愿者。", vec![]),
        ("改造24个次干道路口。", vec!["24个 = 24个"]),
        ("新增24个日间照料床位。", vec!["24个 = 24个"]),
    ] {
        assert_eq!(figures(text), found, "{text}");
    }
}

#[test]
fn progress_is_stated_of_what_is_to_do() {
    assert_eq!(statements("共发现问题18项，完成整改10项。"), ["progress part 10项 whole 18项"]);
    assert_eq!(statements("巡察反馈问题36个，已整改30个。"), ["progress part 30个 whole 36个"]);
    assert_eq!(
        statements("共18项，已完成10项，其余8项正在推进。"),
        ["parts part 10项 whole 18项 parts 10项 8项, complete", "progress part 10项 whole 18项"]
    );
    assert_eq!(statements("检查企业36家，发现问题12个。"), Vec::<String>::new());
    assert_eq!(statements("共18项，未完成10项。"), Vec::<String>::new());
}

#[test]
fn a_price_is_stated_of_a_count_and_a_total() {
    assert_eq!(
        statements("为2,390名学生每人发放1,000元，共239万元。"),
        ["price part 239万元 whole 2,390名 rate 1,000元"]
    );
    assert_eq!(
        statements("补助户数50户，补助标准2000元/户，共计10万元。"),
        ["price part 10万元 whole 50户 rate 2000元"]
    );
    // A second multiplier.
    assert_eq!(statements("每人每月补助200元，惠及30人，共6000元。"), Vec::<String>::new());
    assert_eq!(statements("惠及30人，共6000元。"), Vec::<String>::new());
}

#[test]
fn names_are_listed_of_a_count() {
    assert_eq!(
        statements("建成5个村庄，分别为石门村、柳溪村、新庄村。"),
        ["listing whole 5个 listed 石门村 柳溪村 新庄村"]
    );
    assert_eq!(
        statements("新增3家企业，即甲公司、乙公司、丙公司。"),
        ["listing whole 3家 listed 甲公司 乙公司 丙公司"]
    );
    assert_eq!(statements("建成5个村庄，分别为石门村、柳溪村等。"), Vec::<String>::new());
    assert_eq!(statements("建成5个村庄，分别为石门村、柳溪村和新庄村。"), Vec::<String>::new());
}

#[test]
fn a_row_of_parts_goes_on_as_it_began() {
    for (text, parts) in [
        // 行政 is told as 民事 and 刑事 are, though these make up the whole.
        ("审结案件120件，其中民事80件，刑事40件，行政10件。", "120件 parts 80件 40件 10件, exclusive"),
        // What was finished is told of all of them.
        ("新建公园32个，其中续建19个、新开工13个，当年竣工11个。", "32个 parts 19个 13个"),
        // 智慧公园 may be among the others.
        ("公园32个，其中综合公园19个、社区公园13个、智慧公园4个。", "32个 parts 19个 13个 4个"),
        ("执法132次（日间74次；夜间48次）。", "132次 parts 74次 48次, complete"),
    ] {
        assert_eq!(statements(text), [format!("parts whole {parts}")], "{text}");
    }
}

#[test]
fn kinds_are_known_by_their_names() {
    let language = chinese();
    for name in ["share", "completion", "growth", "difference", "parts", "progress", "price", "listing"] {
        let number = language.grammar().kind(name).unwrap();
        assert_eq!(&*language.grammar().statements()[number].name, name);
    }
    assert_eq!(language.grammar().kind("Share"), None);
}

// Dates, periods, entries

#[test]
fn dates_are_read_with_what_they_print() {
    for (text, read) in [
        ("2022年12月31日完成", vec![("2022年12月31日", Some(2022), Some(12), Some(31))]),
        ("2022-12-31完成", vec![("2022-12-31", Some(2022), Some(12), Some(31))]),
        ("2022.6.1完成", vec![("2022.6.1", Some(2022), Some(6), Some(1))]),
        ("２０２２年９月完成", vec![("２０２２年９月", Some(2022), Some(9), None)]),
        ("2022年完成", vec![("2022年", Some(2022), None, None)]),
        ("二〇二二年度", vec![("二〇二二年", Some(2022), None, None)]),
        ("二零二一年完成", vec![("二零二一年", Some(2021), None, None)]),
        ("三五一二人", vec![]),
        ("3月10号完成", vec![("3月10号", None, Some(3), Some(10))]),
        // A day without a year is of the year that its sentence named last, no other sentence's.
        (
            "2022年6月竣工，7月启用。8月",
            vec![
                ("2022年6月", Some(2022), Some(6), None),
                ("7月", Some(2022), Some(7), None),
                ("8月", None, Some(8), None),
            ],
        ),
        ("2022.5万元", vec![]),
        ("2022个", vec![]),
    ] {
        let told = reading(text);
        let dates: Vec<_> = told
            .dates()
            .iter()
            .map(|date| (told.slice(date.range.clone()), date.year, date.month, date.day))
            .collect();
        assert_eq!(dates, read, "{text}");
    }
}

#[test]
fn a_day_that_is_in_no_calendar_is_impossible() {
    for (text, is_impossible) in [
        ("2022年2月30日", true),
        ("2023年2月29日", true),
        ("2024年2月29日", false),
        ("2月29日", false),
        ("2022年4月31日", true),
        ("2022年13月", true),
        ("13月5日", true),
        ("2022年12月31日", false),
        ("2022年6月0日", true),
    ] {
        assert_eq!(reading(text).dates()[0].is_impossible(), is_impossible, "{text}");
    }
}

#[test]
fn more_than_twelve_months_are_a_length_of_time() {
    let read = reading("质保期36月，历时18月完工。");
    assert!(read.dates().is_empty());
    assert_eq!(
        read.figures().iter().map(|figure| figure.counter()).collect::<Vec<_>>(),
        [Some("月"), Some("月")]
    );
}

#[test]
fn a_date_is_after_another_as_far_as_both_are_told() {
    for (text, is_after) in [
        ("2022年12月、2022年3月", true),
        ("2022年3月、2022年12月", false),
        ("2023年、2022年12月", true),
        ("2022年、2022年3月", false),
        ("5月、2022年3月", false),
        ("2022年3月10日、2022年3月10日", false),
        ("2022年3月11日、2022年3月10日", true),
    ] {
        let read = reading(text);
        let [one, other] = read.dates() else { panic!("{text}") };
        assert_eq!(one.is_after(other), is_after, "{text}");
    }
}

#[test]
fn a_period_has_its_beginning_and_end_in_one_sentence() {
    let periods = |text: &str| -> Vec<String> {
        let read = reading(text);
        let told = |date: &Date| format!("{} {:?}", read.slice(date.range.clone()), date.year);
        read.periods().iter().map(|(start, end)| format!("{} - {}", told(start), told(end))).collect()
    };
    assert_eq!(periods("3月10日开工，11月28日完工。"), ["3月10日 None - 11月28日 None"]);
    assert_eq!(periods("2022年3月至9月开展巡查。"), ["2022年3月 Some(2022) - 9月 Some(2022)"]);
    assert_eq!(
        periods("2022年6月30日竣工，7月15日启用。"),
        ["2022年6月30日 Some(2022) - 7月15日 Some(2022)"]
    );
    assert_eq!(periods("3月召开会议，11月印发文件。"), Vec::<String>::new());
    assert_eq!(periods("3月10日开工。11月28日完工。"), Vec::<String>::new());
}

#[test]
fn entries_have_their_number_and_reach_to_the_next_one() {
    let entries = |text: &str| -> Vec<String> {
        let read = reading(text);
        let one = |entry: &Entry| {
            format!("{} {:?} {}", entry.number, entry.style, read.slice(entry.range.clone()).trim())
        };
        read.entries().iter().map(one).collect()
    };
    assert_eq!(
        entries("一、加强管理。二、推进改革。四、抓好落实。"),
        ["1 Chinese 一、加强管理。", "2 Chinese 二、推进改革。", "4 Chinese 四、抓好落实。"]
    );
    assert_eq!(
        entries("工作如下：（一）建成学校。（十二）修建道路。"),
        ["1 BracketedChinese （一）建成学校。", "12 BracketedChinese （十二）修建道路。"]
    );
    assert_eq!(entries("一是抓培训；二是促就业。"), ["1 Spoken 一是抓培训；", "2 Spoken 二是促就业。"]);
    assert_eq!(
        entries("1.建成学校\n2、修建道路\n3.5万元投入"),
        ["1 Arabic 1.建成学校", "2 Arabic 2、修建道路\n3.5万元投入"]
    );
    assert_eq!(entries("（1）甲；2）乙"), ["1 BracketedArabic （1）甲；", "2 BracketedArabic 2）乙"]);
    // No decimals stand before a year, and brackets hold no point.
    assert_eq!(
        entries("1、2022年建成学校\n2.2023年修建道路\n（3）36条街巷完工"),
        ["1 Arabic 1、2022年建成学校", "2 Arabic 2.2023年修建道路", "3 BracketedArabic （3）36条街巷完工"]
    );
    // Entries told in words go on behind commas, others do not.
    assert_eq!(entries("一是抓培训；第二是促就业。"), ["1 Spoken 一是抓培训；", "2 Spoken 第二是促就业。"]);
    assert_eq!(entries("一是抓培训，二是促就业。"), ["1 Spoken 一是抓培训，", "2 Spoken 二是促就业。"]);
    assert_eq!(
        entries("一是抓培训，三是促就业。四十五、规划"),
        ["1 Spoken 一是抓培训，三是促就业。四十五、规划"]
    );
    assert_eq!(entries("建成学校3所、医院2家。"), Vec::<String>::new());
    // Two lines that begin with a length number nothing.
    assert_eq!(entries("3.5公里道路完成整治。\n2.1公里排水管完成清疏。"), Vec::<String>::new());
}

#[test]
fn a_sentence_said_again_is_found_once() {
    let repetitions = |text: &str| -> Vec<String> {
        let read = reading(text);
        read.repetitions().into_iter().map(|range| read.slice(range).to_owned()).collect()
    };
    assert_eq!(
        repetitions("建成智慧停车平台并投入使用。建成智慧停车平台，并投入使用。"),
        ["建成智慧停车平台，并投入使用"]
    );
    assert_eq!(repetitions("一是完善制度建设和管理；二是完善制度建设和管理"), Vec::<String>::new());
    assert_eq!(repetitions("一是完善制度建设和管理；完善制度建设和管理"), ["完善制度建设和管理"]);
    assert_eq!(
        repetitions("抓好制度建设与内部管理，抓好制度建设与内部管理，抓好制度建设与内部管理。"),
        ["抓好制度建设与内部管理"]
    );
    // Too short to be sure, and not one behind the other.
    assert_eq!(repetitions("加强管理。加强管理。"), Vec::<String>::new());
    assert_eq!(
        repetitions("建成智慧停车平台并投入使用。修路。建成智慧停车平台并投入使用。"),
        Vec::<String>::new()
    );
}

// Any text

/// Reads a text and asks for all that it says; every place lies in the text, between characters, in order.
fn survey(text: &str) -> Duration {
    let start = Instant::now();
    let read = reading(text);
    let is_place = |range: &Range<usize>| {
        range.start <= range.end
            && range.end <= text.len()
            && text.is_char_boundary(range.start)
            && text.is_char_boundary(range.end)
    };
    let ordered = |ranges: &[Range<usize>]| ranges.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let figures: Vec<_> = read.figures().iter().map(Figure::range).collect();
    let dates: Vec<_> = read.dates().iter().map(|date| date.range.clone()).collect();
    let entries: Vec<_> = read.entries().iter().map(|entry| entry.range.clone()).collect();
    let clauses: Vec<_> = read.clauses().iter().map(|piece| piece.range.clone()).collect();
    let sentences: Vec<_> = read.sentences().iter().map(|piece| piece.range.clone()).collect();
    let byte = |at: u32| usize::try_from(at).unwrap();
    let tokens: Vec<_> = read.tokens().iter().map(|token| byte(token.start)..byte(token.end)).collect();
    for ranges in [&figures, &dates, &entries, &clauses, &sentences, &tokens] {
        assert!(ranges.iter().all(is_place) && ordered(ranges), "{text:.60}: {ranges:?}");
    }
    for (number, figure) in read.figures().iter().enumerate() {
        let _ = (read.core(number), read.subject(number), read.phrase(number), read.classes_beside(number));
        let _ = (read.words_before(number), read.words_behind(number));
        assert_eq!(read.figure_number(&figure.range()), Some(number));
    }
    for statement in read.statements() {
        assert!(
            is_place(&statement.range) && is_place(&statement.sentence(&read)),
            "{text:.60}: {statement:?}"
        );
        for (_, member) in &statement.members {
            assert!(
                match member {
                    Member::Figure(figure) => *figure < figures.len(),
                    Member::Figures(all) => all.iter().all(|figure| *figure < figures.len()),
                    Member::Names(names) => names.iter().all(is_place),
                },
                "{text:.60}: {statement:?}"
            );
        }
    }
    assert!(near_misses(&read).iter().all(|miss| is_place(&miss.range)));
    assert!(read.repetitions().iter().all(is_place));
    let _ = (read.periods(), read.phrases(), read.whole(), read.phrase_at(None));
    start.elapsed()
}

#[test]
fn no_text_breaks_the_reader() {
    for text in [
        "",
        " ",
        "。",
        "，，，。。；；！？",
        "（（（",
        "））】〕”》",
        "《“「《“「",
        "（3）（）",
        "占%",
        "占1%",
        "其中",
        "其中其中1个",
        "百分之",
        "百分之百之百",
        "约",
        "约约3个",
        "1,",
        "1,2,3,4个",
        "１，２３４．５６％",
        "1.2.3.4",
        "-",
        "--5%",
        "3—",
        "3—5—7个",
        "99999999999999999999999999999999999999个",
        "0.00000000000000000000000000000000001%",
        "999999999999999999999999亿亿亿元",
        "一二三四五六七八九十百千万亿个",
        "亿亿亿亿亿亿亿亿亿亿亿个",
        "😀3个😀",
        "3个👨‍👩‍👧",
        "e\u{301}3个e\u{301}",
        "3\u{301}个",
        "\u{200f}3个\u{feff}",
        "\0\u{1}\u{7f}3个",
        "3个\r\n4个\u{2028}5个",
        "9999年99月99日",
        "0年0月0日",
        "2022-13-45",
        "每元",
        "每人/元1元/",
        "由1个到2个，增加",
        "分别为、、、",
        "1个，分别为、、",
        "1个，分别为甲、乙",
        "共1个，完成1个，完成率%",
        "由组成",
        "²³½①Ⅳ㎡3㎡",
        "٣个",
    ] {
        survey(text);
    }
}

#[test]
fn every_cut_of_a_text_is_read() {
    let text = "一、２０２２年６月３０日，共完成约1，234.5万元（≥95%），占总数2,000家（次）的百分之十二；其中A3个、“5G”B—5座，比上年的3万人次多0.5万人次，每人10元/户，分别为甲、乙。";
    let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    for (number, from) in letters.iter().enumerate() {
        survey(&text[*from..]);
        survey(&text[..*from]);
        survey(&text[*from..letters[(number + 9).min(letters.len() - 1)]]);
    }
}

#[test]
fn a_megabyte_of_one_word_is_read_in_time() {
    for piece in ["一", "十", "其中", "因", "，", "。", "😀", "１", "9", "2022年1月", "（1）", "\u{301}"]
    {
        let took = survey(&piece.repeat(1_000_000 / piece.len()));
        assert!(took < Duration::from_secs(30), "{piece}: {took:?}");
    }
    for piece in ["1,", "1、", "其中1个、", "占1%", "（", "《", "百分之"] {
        let took = survey(&piece.repeat(3_000 / piece.len()));
        assert!(took < Duration::from_secs(30), "{piece}: {took:?}");
    }
}

/// Pieces of which texts are made at random.
const PIECES: [&str; 84] = [
    "1",
    "2,345",
    "３．５",
    "十二",
    "三",
    "百分之",
    "%",
    "％",
    "‰",
    "个百分点",
    "万元",
    "亿元",
    "元",
    "个",
    "家",
    "场",
    "人次",
    "公里",
    "约",
    "近",
    "超过",
    "多",
    "余",
    "左右",
    "以上",
    "以内",
    "不低于",
    "≥",
    "目标",
    "计划",
    "完成",
    "完成率",
    "占",
    "占比",
    "的",
    "其中",
    "其余",
    "分别为",
    "合计",
    "共",
    "由",
    "组成",
    "比上年",
    "增长",
    "下降",
    "增加到",
    "多完成",
    "差",
    "超",
    "每人",
    "/人",
    "，",
    "、",
    "。",
    "；",
    "：",
    "（",
    "）",
    "(",
    ")",
    "“",
    "”",
    "《",
    "》",
    "\n",
    " ",
    "-",
    "—",
    "至",
    "2022年",
    "3月",
    "5日",
    "2022-1-2",
    "开工",
    "竣工",
    "一是",
    "一、",
    "（一）",
    "1.",
    "第",
    "培训",
    "公园",
    "😀",
    "e\u{301}",
];

proptest! {
    #[test]
    fn any_text_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40)) {
        survey(&pieces.concat());
    }

    #[test]
    fn any_characters_are_read(text in "\\PC{0,80}") {
        survey(&text);
    }

    #[test]
    fn reading_a_text_twice_says_the_same(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
    ) {
        let text = pieces.concat();
        prop_assert_eq!(figures(&text), figures(&text));
        prop_assert_eq!(statements(&text), statements(&text));
    }

    #[test]
    fn a_count_is_read_as_it_was_printed(value in 3_u32..2_000_000_000, wide in any::<bool>()) {
        let printed: String = value
            .to_string()
            .chars()
            .map(|c| if wide { char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap() } else { c })
            .collect();
        let text = format!("建成学校{printed}所，其余未建。");
        prop_assert_eq!(figures(&text), [format!("{printed}所 = {value}所")]);
    }
}

#[test]
fn what_is_unclear_in_a_pattern_is_told_where_it_stands() {
    let language = chinese();
    let place = |pattern: &str| -> Vec<String> {
        let known = language.grammar_file().and_then(|file| file.text()).unwrap();
        let grammar = format!("{known}\n[[reason]]\nsay = [\"{pattern}\"]\n");
        let mut files = language.files().to_vec();
        for (name, file) in &mut files {
            if name == GRAMMAR {
                *file = Arc::new(SourceFile::new(name, grammar.as_bytes()));
            }
        }
        let faults = Language::parse(&files, &[]).unwrap_err();
        faults.iter().map(|fault| format!("{} {}", fault.id, &grammar[fault.range.clone()])).collect()
    };
    assert_eq!(place("@cause ~ 一"), ["language-pattern 一"]);
    assert_eq!(place("@cause ~ @caus $"), ["language-no-class caus"]);
    assert_eq!(place("@cause {因}"), ["language-no-macro 因"]);
    assert_eq!(place("@cause <x:重>"), ["language-pattern :重"]);
    // Behind an escape the place is near: never amid a letter.
    assert_eq!(place("\\u573a @caus 因"), ["language-pattern \"\\u573a @caus 因\""]);
    assert_eq!(place("(@cause"), ["language-pattern \"(@cause\""]);
}
