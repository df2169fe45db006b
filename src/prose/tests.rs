//! What a text says, each text beside what is read of it.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

/// The figures of a text: the characters of each, its value with its unit, and its qualifier.
fn figures(text: &str) -> Vec<String> {
    let prose = Prose::read(text);
    let one = |figure: &Figure| {
        let sign = figure.reading.unit.as_ref().map_or("", Unit::sign);
        let qualifier = figure.qualifier().map_or(String::new(), |word| format!(" {word:?}"));
        format!("{} = {}{sign}{qualifier}", prose.slice(figure.range()), figure.reading.value)
    };
    prose.figures().iter().map(one).collect()
}

/// The relations of a text: their kind, members by their characters, and what else is said of them.
fn relations(text: &str) -> Vec<String> {
    let prose = Prose::read(text);
    let one = |relation: &Relation| {
        let words = |ranges: &[Range<usize>]| -> Vec<&str> {
            ranges.iter().map(|range| prose.slice(range.clone())).collect()
        };
        let mut told = format!("{:?}", relation.kind);
        for (name, member) in [("part", &relation.part), ("whole", &relation.whole), ("rate", &relation.rate)]
        {
            if let Some(range) = member {
                told.extend([" ", name, " ", prose.slice(range.clone())]);
            }
        }
        for (name, members) in [("parts", &relation.parts), ("listed", &relation.listed)] {
            if !members.is_empty() {
                told.extend([" ", name, " ", &words(members).join(" ")]);
            }
        }
        for (name, holds) in [
            ("complete", relation.is_complete),
            ("exclusive", relation.is_exclusive),
            ("decline", relation.is_decline),
            ("of target", relation.is_of_target),
        ] {
            if holds {
                told.extend([", ", name]);
            }
        }
        told
    };
    prose.relations().iter().map(one).collect()
}

/// The figure with just these characters, where they stand first.
fn figure<'p>(prose: &'p Prose, printed: &str) -> &'p Figure {
    let at = prose.text().find(printed).unwrap();
    prose.figure_at(&(at..at + printed.len())).unwrap_or_else(|| panic!("{printed} in {}", prose.text()))
}

fn texts<'p>(prose: &'p Prose, ranges: &[Range<usize>]) -> Vec<&'p str> {
    ranges.iter().map(|range| prose.slice(range.clone())).collect()
}

// Figures

#[test]
fn a_figure_is_read_with_its_value_unit_and_qualifier() {
    for (text, read) in [
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
        ("提高2.5个百分点。", "2.5个百分点 = 2.5%"),
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
        assert_eq!(figures(text), [read], "{text}");
        let prose = Prose::read(text);
        let printed = read.split(" = ").next().unwrap();
        let at = text.find(printed).unwrap();
        assert_eq!(prose.figures()[0].range(), at..at + printed.len(), "{text}");
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
        "比例为1:3。",
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
    // Two ends of a range are no figure of either end.
    for text in ["完成10%—15%的任务。", "每户补助3-5万元。", "每户补助3万元至5万元。", "气温60°~70度。"]
    {
        assert_eq!(figures(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_number_that_names_a_hot_line_counts_nothing() {
    let prose = Prose::read("受理12345热线来电300件。");
    let units: Vec<bool> = prose.figures().iter().map(|figure| figure.reading.unit.is_some()).collect();
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
        let prose = Prose::read(text);
        let figure = figure(&prose, printed);
        assert_eq!((prose.subject(figure), prose.core(figure)), (subject, core), "{text}");
    }
}

#[test]
fn a_figure_has_the_words_on_both_sides_up_to_the_next_figure() {
    let prose = Prose::read("今年建成公园3个和停车场5个，其中地下2个");
    let figure = figure(&prose, "5个");
    assert_eq!((prose.words_before(figure), prose.words_behind(figure)), ("和停车场", ""));
    let first = &prose.figures()[0];
    assert_eq!((prose.words_before(first), prose.words_behind(first)), ("今年建成公园", "和停车场"));
}

#[test]
fn a_figure_stands_in_its_sentence_and_entry() {
    let text = "一、建成学校2所，投资3亿元。二、修路5公里；种树8棵！\n九";
    let prose = Prose::read(text);
    let sentences = texts(&prose, prose.sentences());
    assert_eq!(sentences, ["一、建成学校2所，投资3亿元", "二、修路5公里", "种树8棵", "", "九"]);
    for (printed, sentence, entry) in [
        ("2所", sentences[0], "一、建成学校2所，投资3亿元。"),
        ("3亿元", sentences[0], "一、建成学校2所，投资3亿元。"),
        ("5公里", sentences[1], "二、修路5公里；种树8棵！\n九"),
        ("8棵", sentences[2], "二、修路5公里；种树8棵！\n九"),
    ] {
        let at = figure(&prose, printed).range().start;
        assert_eq!(prose.slice(prose.sentence_at(at)), sentence, "{printed}");
        let entry_of = prose.entries().iter().find(|entry| entry.range.contains(&at)).unwrap();
        assert_eq!(prose.slice(entry_of.range.clone()), entry, "{printed}");
    }
    let clauses: Vec<&str> = prose.clause_ranges().take(2).map(|range| prose.slice(range)).collect();
    assert_eq!(clauses, ["一、建成学校2所", "投资3亿元"]);
    assert_eq!(figure(&prose, "8棵").sentence(), 2);
}

#[test]
fn a_short_bracket_ends_no_clause() {
    let prose = Prose::read("中心（站）新增3个（均为公办）。");
    let clauses: Vec<&str> = prose.clause_ranges().map(|range| prose.slice(range)).collect();
    assert_eq!(clauses[0], "中心（站）新增3个（均为公办）");
    let prose = Prose::read("中心新增3个（其中公办2个）。");
    let clauses: Vec<&str> = prose.clause_ranges().map(|range| prose.slice(range)).collect();
    assert_eq!(clauses[..2], ["中心新增3个", "其中公办2个"]);
}

#[test]
fn a_figure_has_a_role_in_its_sentence() {
    for (text, printed, role) in [
        ("建成公园3个", "3个", Role::Value),
        ("目标为建成公园3个", "3个", Role::Target),
        ("计划培训300人", "300人", Role::Target),
        ("税收增长5.4%", "5.4%", Role::Change),
        ("由1,150人次增至1,323人次，增15.0%", "15.0%", Role::Change),
        ("增长率8%", "8%", Role::Value),
        ("税收增长到86亿元", "86亿元", Role::Value),
        ("较上年19.42亿元增长", "19.42亿元", Role::Previous),
        ("较2022年的36.04亿元增长", "36.04亿元", Role::Previous),
        ("累计建成公园3个", "3个", Role::Cumulative),
        ("今年累计建成公园3个", "3个", Role::Value),
        ("建成公园5个，其中新建3个", "3个", Role::Part),
        ("引进10亿元以上企业", "10亿元", Role::Threshold),
        ("补助标准2000元/户", "2000元", Role::Threshold),
        ("优于90%的年度目标", "90%", Role::Target),
    ] {
        let prose = Prose::read(text);
        assert_eq!(figure(&prose, printed).role, role, "{text}");
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
        let prose = Prose::read(text);
        let figure = figure(&prose, printed);
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
        let prose = Prose::read(text);
        let figure = figure(&prose, printed);
        assert_eq!((figure.year, figure.is_partial_period), (year, is_partial), "{text}");
    }
}

#[test]
fn figures_of_one_kind_are_commensurable() {
    let prose = Prose::read("3个、5家、2场、4次、6人、8公里、9千米、10%、11元、12亿元、13");
    let like = |a: &str, b: &str| figure(&prose, a).is_commensurable(figure(&prose, b));
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
        relations("民生支出67.42亿元，占一般公共预算支出85.79亿元的78.59%。"),
        ["Share part 67.42亿元 whole 85.79亿元 rate 78.59%"]
    );
    assert_eq!(
        relations("全区机构18家，其中达标的7家，占总数的38.9%。"),
        ["Parts whole 18家 parts 7家", "Share part 7家 whole 18家 rate 38.9%"]
    );
    assert_eq!(relations("女职工占用办公室30%的时间。"), Vec::<String>::new());
}

#[test]
fn a_completion_is_stated_of_what_is_due_or_aimed_at() {
    assert_eq!(
        relations("抽检农产品1200批次，合格1,184批次，合格率98.7%。"),
        ["Completion part 1,184批次 whole 1200批次 rate 98.7%"]
    );
    assert_eq!(
        relations("建成道路12公里，完成年度目标10公里的120%。"),
        ["Completion part 12公里 whole 10公里 rate 120%, of target"]
    );
    assert_eq!(
        relations("新增托位480个，完成年度计划的120%。"),
        ["Completion part 480个 rate 120%, of target"]
    );
    // The rate is of those 72, not of a part of them.
    assert_eq!(relations("72批次不合格食品核查处置率100%。"), Vec::<String>::new());
    assert_eq!(relations("约谈6个乡镇，整改问题21个，整改率100%。"), Vec::<String>::new());
}

#[test]
fn a_growth_is_stated_of_today_and_an_earlier_value() {
    assert_eq!(
        relations("接待游客3,200人次，比上年的2,800人次增长14.3%。"),
        ["Growth part 3,200人次 whole 2,800人次 rate 14.3%"]
    );
    assert_eq!(
        relations("税收由上年的82.1亿元增长到86.5亿元，增长5.4%。"),
        ["Growth part 86.5亿元 whole 82.1亿元 rate 5.4%"]
    );
    assert_eq!(
        relations("受理投诉612件，上年780件，下降21.5%。"),
        ["Growth part 612件 whole 780件 rate 21.5%, decline"]
    );
    // Another thing grows.
    assert_eq!(relations("培训教师9,000人次，培训经费增长20%。"), ["Growth rate 20%"]);
    assert_eq!(relations("增长率目标8%。"), Vec::<String>::new());
}

#[test]
fn a_difference_is_stated_of_two_values() {
    assert_eq!(
        relations("新增托位860个，比上年的740个增加120个。"),
        ["Difference part 860个 whole 740个 rate 120个"]
    );
    assert_eq!(
        relations("办理时限由10天压缩到4天，压缩6天。"),
        ["Difference part 4天 whole 10天 rate 6天, decline"]
    );
    assert_eq!(
        relations("重点项目开工23个，比预期值差1个。"),
        ["Difference part 23个 rate 1个, decline, of target"]
    );
    assert_eq!(relations("举办活动143场，少17场。"), ["Difference part 143场 rate 17场, decline, of target"]);
    assert_eq!(relations("新增托位860个，比例较大，另有120个。"), Vec::<String>::new());
}

#[test]
fn parts_are_stated_of_a_whole() {
    assert_eq!(
        relations("新建公园15个，其中综合公园8个、社区公园7个。"),
        ["Parts whole 15个 parts 8个 7个, exclusive"]
    );
    assert_eq!(relations("培训12场（线上5场、线下7场）。"), ["Parts whole 12场 parts 5场 7场, exclusive"]);
    assert_eq!(relations("新建3个、改造5个，合计8个。"), ["Parts whole 8个 parts 3个 5个, complete"]);
    assert_eq!(
        relations("资金120万元由中央资金80万元和地方资金40万元组成。"),
        ["Parts whole 120万元 parts 80万元 40万元, complete, exclusive"]
    );
    // People bear several marks at once.
    assert_eq!(relations("党员100人，其中女性60人、少数民族50人。"), ["Parts whole 100人 parts 60人 50人"]);
    assert_eq!(relations("新建公园15个，同时改造8个。"), Vec::<String>::new());
}

#[test]
fn uses_of_money_are_parts_across_sentences_and_no_yuan_is_in_two() {
    let told =
        "共完成预算资金89.97万元。其中:30万元用于编制;30万元用于审计;29.99万元用于设计、测绘。验收2次。";
    assert_eq!(relations(told), ["Parts whole 89.97万元 parts 30万元 30万元 29.99万元, exclusive"]);
    assert_eq!(
        relations("全年支出90万元，其中：用于设备60万元；用于培训31万元。"),
        ["Parts whole 90万元 parts 60万元 31万元, exclusive"]
    );
    // What is told is no use, or more than one amount of each.
    assert_eq!(relations("支出90万元。其中：市级60万元；区级31万元。"), [""; 0]);
    assert_eq!(relations("支出90万元。其中：60万元用于设备，结余2万元；30万元用于培训。"), [""; 0]);
}

#[test]
fn look_alikes_of_parts_and_rates_are_not_read() {
    for text in [
        "经批准调减预算73.22万元，调整幅度较大（年初预算320.00万元，调整后246.78万元）。",
        "受理案件4,571件，审结4,386件，法定审限内结案率98.71%。",
        "报修120次，修复110次，按时修复率97%。",
    ] {
        assert_eq!(relations(text), [""; 0], "{text}");
    }
}

#[test]
fn what_changed_is_the_subject_without_the_change() {
    let prose = Prose::read("大班额比例降至4.2%，亮灯率提高到98%，绿地增加至30公顷。");
    let subjects: Vec<&str> = prose.figures().iter().map(|figure| prose.subject(figure)).collect();
    assert_eq!(subjects, ["大班额比例", "亮灯率", "绿地"]);
}

#[test]
fn progress_is_stated_of_what_is_to_do() {
    assert_eq!(relations("共发现问题18项，完成整改10项。"), ["Progress part 10项 whole 18项"]);
    assert_eq!(relations("巡察反馈问题36个，已整改30个。"), ["Progress part 30个 whole 36个"]);
    assert_eq!(
        relations("共18项，已完成10项，其余8项正在推进。"),
        ["Parts whole 18项 parts 10项 8项, complete", "Progress part 10项 whole 18项"]
    );
    assert_eq!(relations("检查企业36家，发现问题12个。"), Vec::<String>::new());
    assert_eq!(relations("共18项，未完成10项。"), Vec::<String>::new());
}

#[test]
fn a_price_is_stated_of_a_count_and_a_total() {
    assert_eq!(
        relations("为2,390名学生每人发放1,000元，共239万元。"),
        ["Price part 239万元 whole 2,390名 rate 1,000元"]
    );
    assert_eq!(
        relations("补助户数50户，补助标准2000元/户，共计10万元。"),
        ["Price part 10万元 whole 50户 rate 2000元"]
    );
    // A second multiplier.
    assert_eq!(relations("每人每月补助200元，惠及30人，共6000元。"), Vec::<String>::new());
    assert_eq!(relations("惠及30人，共6000元。"), Vec::<String>::new());
}

#[test]
fn names_are_listed_of_a_count() {
    assert_eq!(
        relations("建成5个村庄，分别为石门村、柳溪村、新庄村。"),
        ["Listing whole 5个 listed 石门村 柳溪村 新庄村"]
    );
    assert_eq!(
        relations("新增3家企业，即甲公司、乙公司、丙公司。"),
        ["Listing whole 3家 listed 甲公司 乙公司 丙公司"]
    );
    assert_eq!(relations("建成5个村庄，分别为石门村、柳溪村等。"), Vec::<String>::new());
    assert_eq!(relations("建成5个村庄，分别为石门村、柳溪村和新庄村。"), Vec::<String>::new());
}

#[test]
fn kinds_are_known_by_their_names() {
    for (name, kind) in [
        ("share", Kind::Share),
        ("completion", Kind::Completion),
        ("growth", Kind::Growth),
        ("difference", Kind::Difference),
        ("parts", Kind::Parts),
        ("progress", Kind::Progress),
        ("price", Kind::Price),
        ("listing", Kind::Listing),
    ] {
        assert_eq!(Kind::parse(name), Some(kind));
    }
    assert_eq!(Kind::parse("Share"), None);
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
        let prose = Prose::read(text);
        let dates: Vec<_> = prose
            .dates()
            .iter()
            .map(|date| (prose.slice(date.range.clone()), date.year, date.month, date.day))
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
        ("13月", true),
        ("2022年12月31日", false),
        ("2022年6月0日", true),
    ] {
        assert_eq!(Prose::read(text).dates()[0].is_impossible(), is_impossible, "{text}");
    }
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
        let prose = Prose::read(text);
        let [one, other] = prose.dates() else { panic!("{text}") };
        assert_eq!(one.is_after(other), is_after, "{text}");
    }
}

#[test]
fn a_period_has_its_beginning_and_end_in_one_sentence() {
    let periods = |text: &str| -> Vec<String> {
        let prose = Prose::read(text);
        let told = |date: &Date| format!("{} {:?}", prose.slice(date.range.clone()), date.year);
        prose.periods().iter().map(|(start, end)| format!("{} - {}", told(start), told(end))).collect()
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
        let prose = Prose::read(text);
        let one = |entry: &Entry| {
            format!("{} {:?} {}", entry.number, entry.style, prose.slice(entry.range.clone()).trim())
        };
        prose.entries().iter().map(one).collect()
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
    assert_eq!(entries("一是一，二是二。四十五、规划"), ["1 Spoken 一是一，二是二。四十五、规划"]);
    assert_eq!(entries("建成学校3所、医院2家。"), Vec::<String>::new());
}

#[test]
fn a_sentence_said_again_is_found_once() {
    let repetitions = |text: &str| -> Vec<String> {
        let prose = Prose::read(text);
        prose.repetitions().into_iter().map(|range| prose.slice(range).to_owned()).collect()
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

// What is claimed

#[test]
fn words_tell_how_far_something_is() {
    for (text, done, underway, late) in [
        ("平台建成", true, false, false),
        ("方案已印发", true, false, false),
        ("正在推进平台建设", false, true, false),
        ("加快前期工作", false, true, false),
        ("支付进度滞后", false, false, true),
        ("资料报送不及时", false, false, true),
        ("平台位于城区", false, false, false),
    ] {
        let told = [Tone::Done, Tone::Underway, Tone::Late].map(|tone| tone.is_in(text));
        assert_eq!(told, [done, underway, late], "{text}");
    }
}

#[test]
fn a_cause_is_given_in_words() {
    for (text, gives) in [
        ("由于疫情，培训推迟", true),
        ("因用地未批，未开工", true),
        ("未完成的原因是资金未到位", true),
        ("受天气影响", true),
        ("为落实过紧日子要求，压减会议", true),
        ("综合考虑各种因素", false),
        ("因地制宜推进建设", false),
        ("因此全部完成", false),
        ("未发生因汛死亡事件", false),
        ("基因检测120例", false),
        ("建成学校3所", false),
    ] {
        assert_eq!(gives_cause(text), gives, "{text}");
    }
}

#[test]
fn the_sentence_behind_may_begin_with_the_cause() {
    for (text, gives) in [
        ("培训18场。主要原因是疫情。", true),
        ("培训18场。因疫情减少。", true),
        ("培训18场。经费支出减少，原因是疫情。", false),
        ("培训18场。", false),
    ] {
        let prose = Prose::read(text);
        assert_eq!(prose.gives_cause_in(prose.sentences()[0].clone()), gives, "{text}");
    }
    let prose = Prose::read("建成学校3所。因用地未批，医院未开工。");
    assert_eq!(prose.causes()[..2], [false, true]);
}

#[test]
fn progress_as_planned_is_vague_only_where_nothing_else_is_said() {
    for (text, is_vague) in [
        ("按进度完成。", true),
        ("符合计划进度", true),
        ("按计划推进，", true),
        ("按计划完成12项", false),
        ("按计划完成了年度全部工作任务并取得成效", false),
        ("建成学校", false),
        ("", false),
    ] {
        assert_eq!(is_vague_progress(text), is_vague, "{text}");
    }
}

#[test]
fn clauses_with_a_verb_have_what_stands_behind_it() {
    let prose = Prose::read("建成智慧平台，道路竣工，完成并建成学校；种树。");
    let verbs = ["建成", "竣工", "完成", ""].map(str::to_owned);
    let objects: Vec<(&str, &str, &str)> = prose
        .clauses_with(&verbs)
        .into_iter()
        .map(|clause| (prose.slice(clause.range), prose.slice(clause.object), prose.slice(clause.sentence)))
        .collect();
    let sentence = "建成智慧平台，道路竣工，完成并建成学校";
    assert_eq!(
        objects,
        [
            ("建成智慧平台", "智慧平台", sentence),
            ("道路竣工", "道路", sentence),
            ("完成并建成学校", "并建成学校", sentence),
        ]
    );
}

// Names and likeness

#[test]
fn a_name_with_a_letter_changed_amid_it_is_misnamed() {
    for (name, text, found) in [
        ("东湖水厂改造", "完成东河水厂改造工程", Some("东河水厂改造")),
        ("东湖水厂改造并投产", "完成东河水厂改造工程", Some("东河水厂改造")),
        ("东湖水厂改造", "完成东湖水厂改造工程", None),
        ("东湖水厂改造", "东河水厂改造、东湖水厂改造", None),
        ("东湖水厂改造", "完成南湖水厂改造工程", None),
        ("东湖水厂改造", "完成东湖水厂修缮工程", None),
        ("水厂改造", "水场改造", None),
        ("2号水厂改造工程", "2号水场改造工程", None),
        ("", "完成东河水厂改造工程", None),
    ] {
        assert_eq!(misnamed(name, text).map(|range| &text[range]), found, "{name} in {text}");
    }
}

#[test]
fn phrases_are_compared_by_what_they_tell() {
    assert_eq!(similarity("智慧停车平台", "智慧停车平台"), 100);
    assert_eq!(similarity("智慧停车平台", "智 慧停车，平台"), 100);
    assert_eq!(similarity("ＡＢ平台", "ab平台"), 100);
    assert_eq!(similarity("智慧停车", "智慧停车平台上"), 57);
    assert_eq!(similarity("学校", "医院"), 0);
    assert_eq!(similarity("", ""), 0);
    assert_eq!(alike("智慧停车", "建成智慧停车平台"), 100);
    assert_eq!(alike("建成智慧停车平台", "智慧停车"), 50);
    assert_eq!(coverage("智慧停车", "建成智慧停车平台"), 100);
    assert_eq!(coverage("智慧路灯", "建成智慧停车平台"), 50);
    // Generic words and numbers tell nothing.
    assert_eq!(coverage("项目建设12", "项目建设12"), 0);
    assert_eq!(common("智慧停车平台建设", "停车智慧平台").pieces, ["智慧停车平台"]);
    assert_eq!(common("智慧停车平台建设", "停车难").pieces, ["停车"]);
    assert_eq!(common("学校", "医院").letters(), 0);
    assert_eq!(fold(" Ａ１，b。％"), "a1b%");
    let phrase = Phrase::new("智慧停车平台建设");
    assert_eq!((phrase.len(), phrase.telling(), phrase.is_empty()), (8, 6, false));
}

// Names of indicators

#[test]
fn the_name_of_an_indicator_tells_what_it_asks_for() {
    for (name, asks) in [
        ("预算完成率（≥95%）", Asks::Rate),
        ("绿色建筑占比", Asks::Rate),
        ("培训场次", Asks::Count),
        ("新建公园数量（个）", Asks::Count),
        ("安全事故发生起数", Asks::Incidents),
        ("协议投资总额", Asks::Money),
        ("办理时限", Asks::Time),
        ("新增企业数及投资额", Asks::Open),
        ("办事效率", Asks::Open),
        ("人均天数", Asks::Open),
        ("群众满意度", Asks::Open),
    ] {
        assert_eq!(asked(name), asks, "{name}");
    }
}

#[test]
fn the_stem_of_a_name_is_without_brackets_and_targets() {
    for (name, wanted) in [
        ("预算完成率（≥95%）", "预算完成率"),
        ("预算完成率≥95%", "预算完成率"),
        ("培训场次：18场", "培训场次"),
        ("群众满意度不低于90%", "群众满意度"),
        ("培训场次", "培训场次"),
        // A bracket in the middle, and marks and numbers before it.
        ("及时（按期）开工率", "及时开工率"),
        ("受益脱贫(含监测对象)户人口数", "受益脱贫户人口数"),
        ("指标12:孕产妇7天访视数", "孕产妇7天访视数"),
        ("★★★其中:特困人员供养人数(按月平均)(≥**人)", "特困人员供养人数"),
        ("3、12345热线办结率", "12345热线办结率"),
        ("12345热线办结率", "12345热线办结率"),
    ] {
        assert_eq!(stem(name), wanted, "{name}");
    }
}

#[test]
fn a_rate_of_what_must_be_whole_and_an_accident_have_a_natural_bound() {
    let bound = |name: &str| natural_bound(name).map(|(value, _, comparator)| (value, comparator));
    assert_eq!(bound("问题整改率"), Some((Decimal::ONE_HUNDRED, Comparator::AtLeast)));
    assert_eq!(bound("预算完成率（%）"), Some((Decimal::ONE_HUNDRED, Comparator::AtLeast)));
    assert_eq!(bound("安全事故发生起数"), Some((Decimal::ZERO, Comparator::AtMost)));
    assert_eq!(bound("绿化覆盖率"), None);
    assert_eq!(bound("培训场次"), None);
}

#[test]
fn the_way_that_is_good_goes_by_the_sign_then_by_the_words() {
    use Direction::{Higher, Lower};
    for (name, comparator, good) in [
        ("培训场次", None, Higher),
        ("人均成本", None, Lower),
        ("办理时限", None, Lower),
        ("投诉办结率", None, Higher),
        ("投诉率", None, Lower),
        ("费用控制率", None, Lower),
        ("人均成本", Some(Comparator::AtLeast), Higher),
        ("培训场次", Some(Comparator::AtMost), Lower),
        ("人均成本", Some(Comparator::Equal), Lower),
    ] {
        assert_eq!(direction(name, comparator), good, "{name}");
    }
}

#[test]
fn the_targets_that_a_name_states_stand_in_brackets_or_behind_a_sign() {
    for (name, wanted) in [
        ("开工项目数（预期值：24个）", vec![("24个", None)]),
        ("预算完成率（≥95%）", vec![("95%", Some(Comparator::AtLeast))]),
        ("群众满意度不低于90%", vec![("90%", Some(Comparator::AtLeast))]),
        ("办理时限（≤5个工作日）", vec![("5个工作日", Some(Comparator::AtMost))]),
        ("亿元以上项目数", vec![]),
        ("10亿元以上项目数", vec![]),
        ("培训场次（场）", vec![]),
    ] {
        let prose = Prose::read(name);
        let stated: Vec<_> = stated_targets(&prose)
            .iter()
            .map(|target| (prose.slice(target.figure.range()).to_owned(), target.comparator))
            .collect();
        let wanted: Vec<_> = wanted.into_iter().map(|(text, sign)| (text.to_owned(), sign)).collect();
        assert_eq!(stated, wanted, "{name}");
    }
}

// Any text

/// Reads a text and asks for all that it says; every place lies in the text, between characters, in order.
fn survey(text: &str) -> Duration {
    let start = Instant::now();
    let prose = Prose::read(text);
    let is_place = |range: &Range<usize>| {
        range.start <= range.end && text.is_char_boundary(range.start) && text.is_char_boundary(range.end)
    };
    let ordered = |ranges: &[Range<usize>]| ranges.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let figures: Vec<_> = prose.figures().iter().map(Figure::range).collect();
    let dates: Vec<_> = prose.dates().iter().map(|date| date.range.clone()).collect();
    let entries: Vec<_> = prose.entries().iter().map(|entry| entry.range.clone()).collect();
    let clauses: Vec<_> = prose.clause_ranges().collect();
    for ranges in [&figures, &dates, &entries, &clauses, &prose.sentences().to_vec()] {
        assert!(ranges.iter().all(is_place) && ordered(ranges), "{text:.60}: {ranges:?}");
    }
    for figure in prose.figures() {
        let _ = (prose.core(figure), prose.phrase(figure));
        assert_eq!(prose.figure_at(&figure.range()).map(Figure::range), Some(figure.range()));
    }
    for relation in prose.relations() {
        let members = [&relation.part, &relation.whole, &relation.rate].into_iter().flatten();
        for range in members.chain(&relation.parts) {
            assert!(figures.contains(range), "{text:.60}: {relation:?}");
        }
        assert!(is_place(&relation.sentence) && relation.listed.iter().all(is_place));
    }
    assert!(prose.repetitions().iter().all(is_place));
    let _ = (prose.periods(), prose.causes(), prose.phrases(), is_vague_progress(text));
    let _ = (prose.phrase_at(None), gives_cause(text), misnamed("东湖水厂改造", text));
    let _ = (stem(text), asked(text), natural_bound(text), stated_targets(&prose).len());
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
        prop_assert_eq!(relations(&text), relations(&text));
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
