//! What the texts of a small form say together, each form beside what is read of it.

use std::rc::Rc;
use std::sync::Arc;

use super::form_reading::{FormReading, Place};
use super::restatements::Statement;
use crate::document::{Document, Limits, NodeId, Pointer};
use crate::figure::Quantity;
use crate::form::{Form, FormSchema, Role};
use crate::source::SourceFile;
use crate::text::kinds::Direction;
use crate::text::phrases::Phrase;
use crate::text::sample::chinese;

const SCHEMA: &str = include_str!("../../rules/department-overall/form.schema.json");

/// A form of one task; its members can be changed by [`with`].
const FORM: &str = r#"{
  "form": "department-overall", "currency_unit": "万元", "department": "甲局", "year": 2022,
  "funds": { "adjusted_budget": 120, "initial_budget": 100, "actual_expenditure": 90,
             "budget_adjustment": 20, "completion_rate": "75%", "adjustment_rate": "20%" },
  "annual_goal": { "expected": "YEAR GOAL", "actual": "YEAR RESULT" },
  "tasks": [ { "name": "T", "expected": "TASK GOAL", "actual": "TASK RESULT", "funds": 1, "indicators": [ITEMS] } ],
  "key_projects": [ { "name": "P", "performance": "PROJECT" } ],
  "problems": ["PROBLEM"], "improvements": [], "remarks": "REMARK"
}"#;

fn read(text: &str) -> FormReading {
    let schema = Arc::new(SourceFile::new("form.schema.json", SCHEMA.as_bytes()));
    let schema = Arc::new(FormSchema::parse(&schema, &chinese()).unwrap());
    let source = Arc::new(SourceFile::new("a.json", text.as_bytes()));
    let document = Arc::new(Document::parse(source, Limits::default()).unwrap());
    let unit = Pointer::parse("/currency_unit").unwrap();
    let (form, findings) = Form::bind(document, schema, Some(&unit));
    assert_eq!(findings, [], "{text}");
    FormReading::new(Rc::new(form))
}

/// The form with words put in: `("ITEMS", …)`, `("TASK GOAL", …)`; what is not named says nothing.
fn with(words: &[(&str, &str)]) -> FormReading {
    let mut text = FORM.to_owned();
    for (place, word) in words {
        text = text.replace(place, word);
    }
    for place in
        ["YEAR GOAL", "YEAR RESULT", "TASK GOAL", "TASK RESULT", "ITEMS", "PROJECT", "PROBLEM", "REMARK"]
    {
        text = text.replace(place, "");
    }
    read(&text)
}

fn pointer(reading: &FormReading, node: NodeId) -> String {
    reading.form().document().pointer(node).as_str().to_owned()
}

/// A place: the pointer below the form, and the characters if it is not the whole cell.
fn place(reading: &FormReading, place: &Place) -> String {
    let text = reading.text(place.node);
    let piece = place.range.clone().map(|range| format!(" {}", &text[range])).unwrap_or_default();
    format!("{}{piece}", pointer(reading, place.node).replace("/tasks/0/indicators/0", "item"))
}

fn printed(quantity: &Quantity) -> String {
    format!("{}{}", quantity.value().normalize(), quantity.unit().sign())
}

/// The target of the first indicator: its figure or figures, where it is said, and where it stands.
fn target(reading: &FormReading) -> String {
    let indicator = &reading.indicators()[0];
    reading.target(indicator).map_or("none".to_owned(), |target| {
        let sign = target.comparator.map_or(String::new(), |sign| format!("{sign:?} "));
        let unsure = if target.is_sure { "" } else { ", not sure" };
        let upper = target.upper.as_ref().map_or(String::new(), |upper| format!("～{}", printed(upper)));
        let found = format!("{}{upper}", printed(&target.quantity));
        format!("{sign}{found} from {:?} at {}{unsure}", target.source, place(reading, &target.place))
    })
}

fn answer(reading: &FormReading) -> Option<String> {
    reading.answer(&reading.indicators()[0]).as_ref().map(printed)
}

#[test]
fn a_target_is_found_in_its_own_cell() {
    for (item, found) in [
        (r#"{"name": "培训场次", "target": "18场", "result": "20场"}"#, "18场 from Cell at item/target 18场"),
        (
            r#"{"name": "培训场次", "target": 18, "unit": "场", "result": 20}"#,
            "18场 from Cell at item/target",
        ),
        (
            r#"{"name": "满意度", "target": "≥95%", "result": "96%"}"#,
            "AtLeast 95% from Cell at item/target 95%",
        ),
        (
            r#"{"name": "办理时限", "target": "不超过5天", "result": "4天"}"#,
            "AtMost 5天 from Cell at item/target 5天",
        ),
        (
            r#"{"name": "培训场次", "target": "小于：18场", "result": "20场"}"#,
            "AtMost 18场 from Cell at item/target 18场",
        ),
        // A range, and what is counted in no measure word.
        (
            r#"{"name": "培训场次", "target": "3-5场", "result": "4场"}"#,
            "3场～5场 from Cell at item/target 3-5场",
        ),
        (
            r#"{"name": "带宽", "target": "≥200MB", "result": "210MB"}"#,
            "AtLeast 200MB from Cell at item/target 200MB",
        ),
        // In words, of two figures, or none: what the cell does not say no other place does.
        (r#"{"name": "整改率", "target": "逐步提升", "result": "96%"}"#, "none"),
        (r#"{"name": "培训场次", "target": "线上3场、线下5场", "result": "4场"}"#, "none"),
        (r#"{"name": "培训场次", "target": null, "result": "4场"}"#, "none"),
    ] {
        assert_eq!(target(&with(&[("ITEMS", item)])), found, "{item}");
    }
}

#[test]
fn a_target_is_found_in_the_name_or_the_result() {
    for (item, found) in [
        (r#"{"name": "开工项目数（预期值：24个）", "result": "23个"}"#, "24个 from Name at item/name 24个"),
        (r#"{"name": "满意度（≥95%）", "result": "96%"}"#, "AtLeast 95% from Name at item/name 95%"),
        (r#"{"name": "满意度不低于90%", "result": "96%"}"#, "AtLeast 90% from Name at item/name 90%"),
        (
            r#"{"name": "开工项目数", "result": "目标24个，实际完成23个"}"#,
            "24个 from Result at item/result 24个",
        ),
        (
            r#"{"name": "绿化面积", "result": "1.82万平方米，完成年度计划1.6万平方米的113.75%"}"#,
            "16000平方米 from Result at item/result 1.6万平方米",
        ),
        // A target cell goes before the name, the name before the result.
        (
            r#"{"name": "开工项目数（≥24个）", "target": "20个", "result": "23个"}"#,
            "20个 from Cell at item/target 20个",
        ),
        (
            r#"{"name": "开工项目数（≥24个）", "result": "目标25个，实际23个"}"#,
            "AtLeast 24个 from Name at item/name 24个",
        ),
    ] {
        assert_eq!(target(&with(&[("ITEMS", item)])), found, "{item}");
    }
}

#[test]
fn a_target_is_found_in_a_goal_of_its_task_before_one_of_the_year() {
    let item = r#"{"name": "普法培训场次", "result": "20场"}"#;
    for (task, year, found) in [
        ("开展普法培训18场。", "", "18场 from Goal at /tasks/0/expected 18场"),
        ("", "开展普法培训18场。", "18场 from Goal at /annual_goal/expected 18场"),
        ("开展普法培训18场。", "开展普法培训30场。", "18场 from Goal at /tasks/0/expected 18场"),
        // Two that differ are no target; nor is one of another kind, period or year.
        ("开展普法培训18场；举办普法培训20场。", "", "none"),
        ("开展普法培训180人。", "", "none"),
        ("一季度开展普法培训18场。", "", "none"),
        ("2021年开展普法培训18场。", "", "none"),
        ("新建公园18座。", "", "none"),
    ] {
        let reading = with(&[("ITEMS", item), ("TASK GOAL", task), ("YEAR GOAL", year)]);
        assert_eq!(target(&reading), found, "{task} {year}");
    }
}

#[test]
fn a_target_lies_in_the_nature_of_some_indicators() {
    for (item, found) in [
        (r#"{"name": "问题整改率", "result": "96%"}"#, "AtLeast 100% from Nature at item/name"),
        (r#"{"name": "安全事故发生起数", "result": "0起"}"#, "AtMost 0 from Nature at item/name"),
        (r#"{"name": "绿化覆盖率", "result": "40%"}"#, "none"),
    ] {
        assert_eq!(target(&with(&[("ITEMS", item)])), found, "{item}");
    }
}

#[test]
fn a_part_of_a_goal_is_the_target_of_what_names_it() {
    let goal = "全年抽检食品1200批次，其中校园食品300批次；新增托位1000个，其中公办托位500个。";
    for (name, found) in [
        ("校园食品抽检批次", "300批次 from Goal at /tasks/0/expected 300批次"),
        ("食品抽检批次", "1200批次 from Goal at /tasks/0/expected 1200批次"),
        ("新增公办托位数", "500个 from Goal at /tasks/0/expected 500个"),
        // The name leaves open whether they are new.
        ("公办托位数", "500个 from Goal at /tasks/0/expected 500个, not sure"),
        // Of neither.
        ("校园食堂抽检批次", "none"),
        ("民办托位数", "none"),
    ] {
        let item = format!(r#"{{"name": "{name}", "result": "若干"}}"#);
        assert_eq!(target(&with(&[("ITEMS", &item), ("TASK GOAL", goal)])), found, "{name}");
    }
    let item = r#"{"name": "新增就业人数（其中：残疾人）", "result": "260人"}"#;
    let reading = with(&[("ITEMS", item), ("TASK GOAL", "新增就业5000人，其中残疾人300人。")]);
    assert_eq!(target(&reading), "300人 from Goal at /tasks/0/expected 300人");
    // Of two rows before it, the sentence leaves open of which it is a part.
    let item = r#"{"name": "城区幼儿园新建数", "result": "2所"}"#;
    let reading = with(&[("ITEMS", item), ("TASK GOAL", "新建学校12所、幼儿园6所，其中城区4所。")]);
    assert_eq!(target(&reading), "none");
}

#[test]
fn a_target_knows_which_way_is_good() {
    for (item, direction) in [
        (r#"{"name": "培训场次", "target": "18场", "result": "20场"}"#, Direction::Higher),
        (r#"{"name": "人均成本", "target": "18元", "result": "20元"}"#, Direction::Lower),
        (r#"{"name": "人均成本", "target": "≥18元", "result": "20元"}"#, Direction::Higher),
        (r#"{"name": "培训场次", "target": "≤18场", "result": "20场"}"#, Direction::Lower),
    ] {
        let reading = with(&[("ITEMS", item)]);
        assert_eq!(reading.target(&reading.indicators()[0]).unwrap().direction, direction, "{item}");
    }
}

#[test]
fn whether_a_target_is_stated_in_any_words_is_told() {
    for (item, goal, states) in [
        (r#"{"name": "培训场次", "target": "若干", "result": "20场"}"#, "", true),
        (r#"{"name": "制度建设（目标：建立健全）", "result": "已建立"}"#, "", true),
        (r#"{"name": "智慧停车平台", "result": "已上线"}"#, "建成智慧停车平台。", true),
        (r#"{"name": "绿化占比", "result": "100%"}"#, "", true),
        (r#"{"name": "绿化占比", "result": "40%"}"#, "", false),
        (r#"{"name": "普法宣传效果", "result": "良好"}"#, "新建公园。", false),
    ] {
        let reading = with(&[("ITEMS", item), ("TASK GOAL", goal)]);
        assert_eq!(reading.states_target(&reading.indicators()[0]), states, "{item} {goal}");
    }
}

#[test]
fn the_figure_that_answers_is_found_only_where_it_is_sure() {
    for (item, found) in [
        (r#"{"name": "培训场次", "target": "18场", "result": "20场"}"#, Some("20场")),
        (r#"{"name": "培训场次", "target": "18场", "result": 20}"#, Some("20场")),
        (r#"{"name": "培训场次", "unit": "场", "result": "20"}"#, Some("20场")),
        (r#"{"name": "接待游客", "unit": "万人次", "result": 480}"#, Some("4800000人次")),
        (r#"{"name": "问题整改率", "result": "应整改50个，已整改48个，整改率96%"}"#, Some("96%")),
        (r#"{"name": "问题整改率", "result": 1}"#, Some("1%")),
        (r#"{"name": "问题整改率", "result": "1"}"#, Some("100%")),
        (r#"{"name": "安全事故发生起数", "result": "未发生"}"#, Some("0")),
        (r#"{"name": "安全事故发生起数", "result": "无"}"#, Some("0")),
        (r#"{"name": "开工项目数", "result": "目标24个，实际完成23个"}"#, Some("23个")),
        (r#"{"name": "培训场次", "result": "共开展培训20场，其中线上8场、线下12场"}"#, Some("20场")),
        (r#"{"name": "培训场次", "result": "20场，比上年增加3场"}"#, Some("20场")),
        (r#"{"name": "培训场次", "result": "线上培训8场、线下培训12场"}"#, None),
        (r#"{"name": "培训场次", "result": "按计划完成"}"#, None),
        (r#"{"name": "培训场次", "result": null}"#, None),
        (r#"{"name": "培训场次", "result": "无"}"#, None),
        (r#"{"name": "问题整改率", "result": "48个"}"#, None),
        // What it prints says neither of what.
        (r#"{"name": "投资额", "target": "62.73", "result": "62.73万"}"#, None),
    ] {
        assert_eq!(answer(&with(&[("ITEMS", item)])).as_deref(), found, "{item}");
    }
}

/// Whether each target is met, by name, target and result.
fn assert_met(cases: &[(&str, &str, &str, Option<bool>)]) {
    for (name, wanted, result, met) in cases {
        let item = format!(r#"{{"name": "{name}", "target": "{wanted}", "result": "{result}"}}"#);
        let reading = with(&[("ITEMS", &item)]);
        assert_eq!(reading.is_met(&reading.indicators()[0]), *met, "{item}");
    }
}

#[test]
fn a_target_is_met_unmet_or_not_known() {
    assert_met(&[
        ("培训场次", "18场", "18场", Some(true)),
        ("培训场次", "18场", "20次", Some(true)),
        ("培训场次", "18场", "17场", Some(false)),
        ("培训场次", "≥18场", "17场", Some(false)),
        ("培训场次", "≤18场", "17场", Some(true)),
        ("培训场次", "≤18场", "19场", Some(false)),
        ("培训场次", "=18场", "19场", Some(false)),
        ("满意度", "95%以上", "95%", Some(true)),
        ("投资额", "1.2亿元", "12000万元", Some(true)),
        ("投资额", "1.2亿元", "11999万元", Some(false)),
        // In a range; beyond it only on the side that is worse.
        ("办理天数", "3-5天", "4天", Some(true)),
        ("办理天数", "3-5天", "6天", Some(false)),
        ("办理天数", "3-5天", "2天", None),
        ("覆盖率", "90%～95%", "89%", Some(false)),
        ("覆盖率", "90%～95%", "96%", None),
        // Controlled is done about a disease, and what a cost is to be.
        ("血压随访控制数", "3807人", "3220人", Some(false)),
        ("家庭医生签约率", "24694人", "22584人", Some(false)),
        ("带宽", "≥200MB", "180MB", Some(false)),
        ("浓度", "≯35ug/m³", "36ug/m³", Some(false)),
        // Less is better: only the target itself is surely met.
        ("人均成本", "18元", "18元", Some(true)),
        ("人均成本", "18元", "17元", None),
        ("人均成本", "18元", "19元", None),
        ("安全事故起数", "0起", "0起", Some(true)),
        ("安全事故起数", "0起", "1起", Some(false)),
        // A length of time without a sign is seldom to be reached, unless it is to last.
        ("诉求处置", "2小时", "1小时", None),
        ("诉求处置", "2小时", "2小时", Some(true)),
        ("诉求处置", "2小时内", "3小时", Some(false)),
        ("防水工程保修", "5年", "4年", Some(false)),
        ("继续教育学时", "90学时", "90学时", Some(true)),
    ]);
}

#[test]
fn a_target_that_is_a_ratio_a_change_or_a_sum_is_met_unmet_or_not_known() {
    assert_met(&[
        // One for so many, so many from one, and what the name does not tell.
        ("师生比", "1:18", "1:16", Some(true)),
        ("师生比", "1:18", "1:19", Some(false)),
        ("医护比", "≥1:1.25", "1:1.31", Some(true)),
        ("财政资金撬动比", "≥1:3", "1:2.4", Some(false)),
        ("辅警配比", "≥1:2", "1:2.4", None),
        ("生师比", "15:1", "14.5:1", Some(true)),
        ("生师比", "≤15:1", "16:1", Some(false)),
        ("辅警配比", "≥1:2", "1:2", Some(true)),
        ("床护比", "≥1:0.4", "1:0.38", Some(false)),
        // What is spent is no less done where it is less.
        ("图书购置经费", "126.5万元", "118.36万元", None),
        ("争取上级资金", "500万元", "420万元", Some(false)),
        // A rate of change answers what asks for one, that way and of that.
        ("税收增长率", "≥5%", "增长3.8%", Some(false)),
        ("税收增长率", "≥5%", "税收12.4亿元，同比增长5.8%，门票收入增长2%", Some(true)),
        ("居民投诉下降率", "≥10%", "较上年下降8.5%", Some(false)),
        ("化肥使用量减少率", "≥2%", "比上年增加1%", None),
        ("压减会议数", "≥6次", "压减4次", Some(false)),
        ("增加就业岗位数", "≥500个", "比上年增加30个", None),
        // So many in each of some months.
        ("督导次数", "≥4次", "3月、6月、9月、12月各1次", None),
        ("督导次数", "≥12次", "每月1次", None),
        ("补助标准", "2000元/户", "1800元/户", Some(false)),
        // 约 leaves it open where its band holds the target.
        ("培训场次", "18场", "约18场", Some(true)),
        ("培训场次", "18场", "约17场", None),
        ("培训场次", "18场", "约8场", Some(false)),
        ("培训场次", "18场", "按计划完成", None),
        ("培训场次", "若干", "18场", None),
        ("培训场次", "18公里", "18场", None),
    ]);
}

#[test]
fn an_answer_earns_the_share_of_the_points_that_it_reaches() {
    for (name, wanted, result, share) in [
        ("培训场次", "≥20场", "19场", Some("0.95")),
        ("培训场次", "≥20场", "25场", Some("1")),
        ("救助标准", "≤5300元", "6625元", Some("0.8")),
        ("办理天数", "3-5天", "8天", Some("0.625")),
        ("覆盖率", "90%～95%", "81%", Some("0.9")),
        // More than exactly so much, none where there should be none, and what is not sure.
        ("培训场次", "=20场", "25场", None),
        ("安全事故起数", "0起", "1起", None),
        ("培训场次", "20场", "按计划完成", None),
    ] {
        let item = format!(r#"{{"name": "{name}", "target": "{wanted}", "result": "{result}"}}"#);
        let reading = with(&[("ITEMS", &item)]);
        let indicator = &reading.indicators()[0];
        let answer = reading.answer(indicator);
        let earned =
            reading.target(indicator).zip(answer).and_then(|(target, answer)| target.earned(&answer));
        assert_eq!(earned.map(|share| share.value().normalize().to_string()).as_deref(), share, "{item}");
    }
}

#[test]
fn a_goal_that_only_shares_words_can_be_met_but_not_unmet() {
    let item = r#"{"name": "乡村治理骨干培训场次", "result": "RESULT"}"#;
    let met = |result: &str| {
        let reading =
            with(&[("ITEMS", &item.replace("RESULT", result)), ("TASK GOAL", "举办治理骨干专题培训18场。")]);
        (target(&reading), reading.is_met(&reading.indicators()[0]))
    };
    let found = "18场 from Goal at /tasks/0/expected 18场, not sure".to_owned();
    assert_eq!(met("20场"), (found.clone(), Some(true)));
    assert_eq!(met("17场"), (found, None));
}

#[test]
fn how_much_of_a_target_is_reached_is_a_ratio() {
    for (name, wanted, result, reached) in [
        ("培训场次", "20场", "30场", Some("1.5")),
        ("培训场次", "20场", "30次", Some("1.5")),
        ("培训场次", "0场", "30场", None),
        ("人均成本", "20元", "30元", None),
        ("培训场次", "≤20场", "30场", None),
    ] {
        let item = format!(r#"{{"name": "{name}", "target": "{wanted}", "result": "{result}"}}"#);
        let reading = with(&[("ITEMS", &item)]);
        let indicator = &reading.indicators()[0];
        let target = reading.target(indicator).unwrap();
        let found = target.reached(&reading.answer(indicator).unwrap());
        assert_eq!(found.as_ref().map(printed).as_deref(), reached, "{item}");
    }
}

// Causes

#[test]
fn a_cause_is_found_in_its_own_cell_its_result_or_elsewhere() {
    let item = |reason: &str, result: &str| {
        format!(r#"{{"name": "普法培训场次", "target": "18场", "result": "{result}", "reason": {reason}}}"#)
    };
    for (words, found) in [
        (vec![("ITEMS", item("\"疫情影响\"", "17场"))], Some("item/reason")),
        (vec![("ITEMS", item("\"无\"", "17场"))], None),
        (vec![("ITEMS", item("null", "17场。由于疫情，少办1场。"))], Some("item/result 由于疫情，少办1场")),
        // What became of just the one that is missing.
        (vec![("ITEMS", item("null", "17场，1场暴雨"))], Some("item/result 17场，1场暴雨")),
        (vec![("ITEMS", item("null", "17场，2场暴雨"))], None),
        (vec![("ITEMS", item("null", "17场，效果良好"))], None),
        (
            vec![("ITEMS", item("null", "17场")), ("PROBLEM", "普法培训场次未达目标。".into())],
            Some("/problems/0"),
        ),
        (
            vec![("ITEMS", item("null", "17场")), ("TASK RESULT", "建成公园。因疫情普法培训未办足。".into())],
            Some("/tasks/0/actual 因疫情普法培训未办足"),
        ),
        (
            vec![("ITEMS", item("null", "17场")), ("REMARK", "因疫情普法培训未办足。".into())],
            Some("/remarks 因疫情普法培训未办足"),
        ),
        // Of another thing, without a cause, or without a shortfall.
        (vec![("ITEMS", item("null", "17场")), ("REMARK", "因疫情公园建设未完成。".into())], None),
        (vec![("ITEMS", item("null", "17场")), ("REMARK", "普法培训17场。".into())], None),
        (vec![("ITEMS", item("null", "17场")), ("REMARK", "因需求旺盛，普法培训场场满座。".into())], None),
        (vec![("ITEMS", item("null", "17场")), ("TASK GOAL", "因疫情普法培训未办足。".into())], None),
    ] {
        let words: Vec<(&str, &str)> = words.iter().map(|(place, text)| (*place, text.as_str())).collect();
        let reading = with(&words);
        let explained = reading.explains(&reading.indicators()[0], true);
        assert_eq!(explained.map(|at| place(&reading, &at)).as_deref(), found, "{words:?}");
    }
}

#[test]
fn as_many_as_are_missing_are_explained_where_a_clause_begins_with_them() {
    let item = |result: &str| format!(r#"{{"name": "桥梁检测数", "target": "5座", "result": "{result}"}}"#);
    for (result, told, found) in [
        ("4座，1座移交铁路部门", "", Some("item/result 4座，1座移交铁路部门")),
        ("4座，其中1座跨河", "", None),
        ("4座（含危桥1座）", "", None),
        ("4座，1座以后再说", "", None),
        ("4座", "检测桥梁4座，1座因洪水封路顺延。", Some("/tasks/0/actual 检测桥梁4座，1座因洪水封路顺延")),
        ("4座", "检测桥梁4座，2座因洪水封路顺延。", None),
        ("4座", "检测桥梁4座，1座为特大桥。", None),
    ] {
        let item = item(result);
        let reading = with(&[("ITEMS", &item), ("TASK RESULT", told)]);
        let explained = reading.explains(&reading.indicators()[0], true);
        assert_eq!(explained.map(|at| place(&reading, &at)).as_deref(), found, "{result} {told}");
    }
}

#[test]
fn what_is_for_each_is_converted_and_what_is_not_done_answers_nothing() {
    for (name, target, result, found) in [
        ("每米管道成本", "≤320元/米", "33.5万元/公里", Some("335元")),
        ("亩均投入", "≤1850元/亩", "27000元/公顷", None),
        ("每亩成本", "≤1850元/亩", "1800元/亩", Some("1800元")),
        ("故障响应时间", "2小时以内", "平均3.4小时", Some("3.4小时")),
        ("清运频次", "每周不少于3次", "每周2次", Some("2次")),
        ("督办事项办结数", "10件", "9件，1件未办结", Some("9件")),
        ("督办事项办结数", "10件", "少办结1件", None),
    ] {
        let item = format!(r#"{{"name": "{name}", "target": "{target}", "result": "{result}"}}"#);
        assert_eq!(answer(&with(&[("ITEMS", &item)])).as_deref(), found, "{name}: {result}");
    }
}

#[test]
fn a_cell_that_gives_no_reason_is_empty() {
    for (reason, is_empty) in [
        ("null", true),
        ("\"\"", true),
        ("\"无\"", true),
        ("\"无偏差。\"", true),
        ("\"—\"", true),
        ("\"受各种因素影响\"", true),
        ("\"因实际情况调整\"", true),
        ("\"根据工作需要\"", true),
        ("\"存在一定困难，未达到目标\"", true),
        ("\"疫情\"", false),
        ("\"已完成招标\"", false),
        ("\"资金未到位\"", false),
        ("\"人员不足\"", false),
        ("\"政策调整\"", false),
        // What is short said again, and what is to be done.
        ("\"完成率86.7%\"", true),
        ("\"实际举办52场，差8场\"", true),
        ("\"乡村培训未全部举办\"", true),
        ("\"将进一步加大力度\"", true),
        ("\"超额完成任务36场\"", true),
        ("\"4场因台风停办\"", false),
        ("\"节约资金3万元\"", false),
        ("\"预算压减40%\"", false),
        ("\"2024年1月补办\"", false),
    ] {
        let reading =
            with(&[("ITEMS", &format!(r#"{{"name": "乡村培训", "result": "1场", "reason": {reason}}}"#))]);
        let node = reading.indicators()[0].reason.unwrap();
        assert_eq!(reading.is_empty_reason(node), is_empty, "{reason}");
    }
}

#[test]
fn a_thing_is_explained_by_its_name() {
    let reading = with(&[("YEAR RESULT", "建成学校。因用地未批，智慧停车平台未建成。")]);
    let explained = |name: &str| {
        reading.explained_elsewhere(&Phrase::new(&chinese(), name), true, None).map(|at| place(&reading, &at))
    };
    assert_eq!(
        explained("智慧停车平台").as_deref(),
        Some("/annual_goal/actual 因用地未批，智慧停车平台未建成")
    );
    assert_eq!(explained("学校"), None);
}

// Figures that several places state

/// The groups: each statement with its figure and cell.
fn groups(words: &[(&str, &str)]) -> Vec<Vec<String>> {
    let reading = with(words);
    let one = |statement: &Statement| {
        format!("{} {}", printed(&statement.quantity), pointer(&reading, statement.node))
    };
    reading.restatements().iter().map(|group| group.iter().map(one).collect()).collect()
}

#[test]
fn figures_of_one_measure_in_several_cells_are_one_group() {
    assert_eq!(
        groups(&[("TASK RESULT", "开展普法培训18场。"), ("YEAR RESULT", "全年举办普法培训20场。")]),
        [["20场 /annual_goal/actual", "18场 /tasks/0/actual"]]
    );
    // What most places state comes first.
    assert_eq!(
        groups(&[
            ("YEAR RESULT", "普法培训20场。"),
            ("TASK RESULT", "普法培训18场。"),
            ("ITEMS", r#"{"name": "普法培训场次", "result": "18场"}"#)
        ]),
        [["18场 /tasks/0/indicators/0/result", "18场 /tasks/0/actual", "20场 /annual_goal/actual"]]
    );
    // A task and a project each speak of their own.
    assert_eq!(
        groups(&[("TASK RESULT", "普法培训18场。"), ("PROJECT", "普法培训20场。")]),
        Vec::<Vec<String>>::new()
    );
    // A cell with a name that texts speak of it by.
    assert_eq!(
        groups(&[("YEAR RESULT", "预算完成率76%。")]),
        [["75% /funds/completion_rate", "76% /annual_goal/actual"]]
    );
    assert_eq!(
        groups(&[
            ("ITEMS", r#"{"name": "普法培训场次", "result": "17场"}"#),
            ("TASK RESULT", "普法培训18场。")
        ]),
        [["17场 /tasks/0/indicators/0/result", "18场 /tasks/0/actual"]]
    );
}

#[test]
fn a_part_of_a_goal_and_what_took_place_are_held_against_their_indicators() {
    let item =
        |name: &str, target: &str| format!(r#"{{"name": "{name}", "target": "{target}", "result": null}}"#);
    let of =
        |name: &str, target: &str, goal: &str| groups(&[("ITEMS", &item(name, target)), ("TASK GOAL", goal)]);
    let parts = "抽检食品1200批次，其中校园食品300批次。";
    assert_eq!(
        of("校园食品抽检批次", "260批次", parts),
        [["260批次 /tasks/0/indicators/0/target", "300批次 /tasks/0/expected"]]
    );
    assert_eq!(
        of("展览期数", "13期", "举办展览10期。"),
        [["13期 /tasks/0/indicators/0/target", "10期 /tasks/0/expected"]]
    );
    // The year's goal may be of more than the task.
    assert_eq!(
        groups(&[("ITEMS", &item("展览期数", "13期")), ("YEAR GOAL", "举办展览20期。")]),
        Vec::<Vec<String>>::new()
    );
    // Another part; two letters of things, of which there are many.
    for (name, target, goal) in [
        ("校园食堂抽检批次", "260批次", parts),
        ("学校数", "12所", "改造学校10所。"),
        ("学校数", "12所", "学校10所。"),
    ] {
        assert_eq!(of(name, target, goal), Vec::<Vec<String>>::new(), "{name}");
    }
}

#[test]
fn a_day_without_a_year_is_of_the_forms() {
    for (target, result, missed) in [
        ("12月底前", "2023年1月16日", true),
        ("10月底前", "2022年11月20日", true),
        ("10月底前", "11月20日", true),
        ("10月底前", "10月20日", false),
        ("12月底前", "2022年12月20日", false),
        ("2023年6月底前", "5月20日", false),
        ("1月至10月", "2022年11月20日", false),
        ("次年3月底前", "2023年2月20日", false),
    ] {
        let item = format!(r#"{{"name": "平台上线时间", "target": "{target}", "result": "{result}"}}"#);
        let reading = with(&[("ITEMS", &item)]);
        let found = reading.missed_deadline(&reading.indicators()[0]).map(|at| place(&reading, &at));
        assert_eq!(found.is_some(), missed, "{target} {result}");
        assert!(found.is_none_or(|at| at.starts_with("item/target ")), "{target}");
    }
}

#[test]
fn what_states_another_measure_is_in_no_group() {
    for words in [
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "急救培训20场。")],
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "普法培训200人。")],
        [("TASK RESULT", "普法培训18场。"), ("YEAR GOAL", "普法培训20场。")],
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "上年普法培训20场。")],
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "一季度普法培训5场。")],
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "2021年普法培训20场。")],
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "普法培训约20场。")],
        // Two values in one text are of two things.
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "普法培训20场。普法培训5场。")],
        [("TASK RESULT", "普法培训18场。"), ("YEAR RESULT", "")],
    ] {
        assert_eq!(groups(&words), Vec::<Vec<String>>::new(), "{words:?}");
    }
}

// Texts and their sections

#[test]
fn texts_are_those_whose_use_the_schema_tells_in_order() {
    let reading = with(&[
        ("ITEMS", r#"{"name": "培训", "unit": "场", "result": "18", "reason": "无"}"#),
        ("PROBLEM", "慢"),
    ]);
    let told: Vec<String> = reading
        .texts()
        .iter()
        .map(|text| format!("{} {:?}", pointer(&reading, text.node), text.role))
        .collect();
    assert_eq!(
        told,
        [
            "/annual_goal/expected Goal",
            "/annual_goal/actual Result",
            "/tasks/0/name Title",
            "/tasks/0/expected Goal",
            "/tasks/0/actual Result",
            "/tasks/0/indicators/0/name Name",
            "/tasks/0/indicators/0/result Answer",
            "/tasks/0/indicators/0/reason Reason",
            "/key_projects/0/name Title",
            "/key_projects/0/performance Result",
            "/problems/0 Problem",
            "/remarks Remark",
        ]
    );
    let task = reading.indicators()[0].section.unwrap();
    assert_eq!(pointer(&reading, task), "/tasks/0");
    assert_eq!(reading.texts_within(task).len(), 6);
    let beside: Vec<String> = reading.texts_beside(task).map(|text| pointer(&reading, text.node)).collect();
    assert_eq!(beside.len(), 10);
    assert!(!beside.iter().any(|text| text.starts_with("/key_projects")));
    assert_eq!(reading.common_texts().len(), 4);
}

#[test]
fn the_year_of_the_form_is_read_as_it_is_printed() {
    for (printed, year) in [("2022", Some(2022)), ("\" 2022年度\"", Some(2022)), ("null", None)] {
        let text = FORM.replace("\"year\": 2022", &format!("\"year\": {printed}")).replace("ITEMS", "");
        assert_eq!(read(&text).year(), year, "{printed}");
    }
}

#[test]
fn an_indicator_without_a_name_is_none() {
    let reading = with(&[(
        "ITEMS",
        r#"{"name": null, "result": "1场"}, {"name": "", "result": "1场"}, {"name": "—", "result": "1场"}, {"name": "培训场次", "result": "1场"}"#,
    )]);
    let names: Vec<&str> = reading.indicators().iter().map(|indicator| &*indicator.stem).collect();
    assert_eq!(names, ["培训场次"]);
    assert_eq!(&*reading.indicators()[0].core, "培训");
    let item = reading.indicators()[0].item;
    assert!(reading.indicator(item).is_some());
    assert!(reading.indicator_of(reading.indicators()[0].name).is_some());
    assert!(reading.indicator(reading.form().document().root()).is_none());
}

#[test]
fn the_result_that_answers_a_goal_is_about_the_same() {
    let reading = with(&[
        ("YEAR GOAL", "开展普法培训18场，新建口袋公园5个。"),
        ("YEAR RESULT", "新建口袋公园6个。"),
        ("TASK RESULT", "开展普法培训20场。"),
    ]);
    let goal = reading.texts().iter().find(|text| text.role == Role::Goal).unwrap().node;
    let text = reading.read(goal);
    let results: Vec<Option<String>> = (0..text.figures().len())
        .map(|figure| reading.result_of(goal, figure).as_ref().map(printed))
        .collect();
    assert_eq!(results, [Some("20场".to_owned()), Some("6个".to_owned())]);
}

#[test]
fn a_percentage_of_a_target_is_of_the_goal_that_it_follows_from() {
    let reading = with(&[
        ("YEAR GOAL", "开展普法培训20场，新建口袋公园5个。"),
        ("YEAR RESULT", "普法培训18场，完成年度目标的90%。"),
    ]);
    let result = reading.texts().iter().find(|text| text.role == Role::Result).unwrap().node;
    assert_eq!(reading.goal_of(result, 0, 1).as_ref().map(printed).as_deref(), Some("20场"));
}
