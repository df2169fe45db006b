//! What rules read of texts: each function of the language in a small rule, and the place and words of what it finds.

use super::*;
use crate::report::{DocumentReport, Finding};

const SCHEMA: &str = include_str!("../../../rules/department-overall/form.schema.json");

/// A form of one task with two indicators; capitals are put in by the test, what is not named says nothing.
const FORM: &str = r#"{
  "form": "department-overall", "currency_unit": "万元", "department": "甲局", "year": 2022,
  "funds": { "adjusted_budget": 120, "initial_budget": 100, "actual_expenditure": 90,
             "budget_adjustment": 20, "completion_rate": "75%", "adjustment_rate": "20%" },
  "annual_goal": { "expected": "GOAL", "actual": "RESULT" },
  "tasks": [ { "name": "任务", "expected": "EXPECTED", "actual": "ACTUAL", "funds": 1, "indicators": [ITEMS] } ],
  "key_projects": [ { "name": "NAME", "performance": "PROJECT" } ],
  "problems": ["PROBLEM"], "improvements": [], "remarks": "REMARK"
}"#;

fn form_with(words: &[(&str, &str)]) -> String {
    let mut form = FORM.to_owned();
    for (place, word) in words {
        form = form.replace(place, word);
    }
    for place in ["GOAL", "RESULT", "EXPECTED", "ACTUAL", "NAME", "PROJECT", "PROBLEM", "REMARK"] {
        form = form.replace(&format!("\"{place}\""), "\"\"");
    }
    form.replace("[ITEMS]", "[]")
}

fn checked(form: &str, each: &str, body: &str) -> (DocumentReport, Vec<Problem>) {
    let manifest = "id = \"t\"\ntitle = \"t\"\nversion = \"1\"\nmoney_unit = \"/currency_unit\"\n";
    let rule = rule(each, body).replace("/note", "/remarks");
    let files = [
        ("pack.toml", manifest),
        ("form.schema.json", SCHEMA),
        ("example.json", form),
        ("a/b.rhai", rule.as_str()),
    ];
    let file = |(name, text): &(&str, &str)| PackFile {
        name: (*name).into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let pack = Arc::new(
        parse_pack(
            &files.iter().map(file).collect::<Vec<_>>(),
            &mut |_, _| Ok(crate::text::sample::chinese()),
            Extent::Whole,
        )
        .unwrap(),
    );
    let (mut checker, mut problems) = Checker::new(&pack, settings());
    let (report, broken) = checker.check(&document(form));
    problems.extend(broken);
    (report, problems)
}

fn check(words: &[(&str, &str)], each: &str, body: &str) -> DocumentReport {
    let (report, problems) = checked(&form_with(words), each, body);
    let told: Vec<String> = problems.iter().map(|problem| problem.message.english()).collect();
    assert!(told.is_empty(), "{body}\n{told:#?}");
    report
}

/// What the rule found; what the form leaves blank aside.
fn by_rule(report: &DocumentReport) -> Vec<&Finding> {
    report.findings.iter().filter(|finding| !finding.rule.as_str().starts_with("schema/")).collect()
}

/// Pointer, found characters and message of each finding.
fn found(words: &[(&str, &str)], each: &str, body: &str) -> Vec<String> {
    let report = check(words, each, body);
    let one = |finding: &Finding| {
        let place = &finding.place;
        let text = place.text.as_deref().unwrap_or_default();
        let message = finding.message.english();
        let message = if message == "m" { "" } else { message.as_str() };
        let pointer = place.pointer.as_ref().map(Pointer::as_str).unwrap_or_default();
        [pointer, text, message].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    by_rule(&report).into_iter().map(one).collect()
}

/// What one expression says of the text in `/annual_goal/actual`.
fn said(result: &str, expression: &str) -> Vec<String> {
    found(
        &[("RESULT", result)],
        "",
        &format!("let t = form.annual_goal.actual; report(t, `${{{expression}}}`);"),
    )
}

const RESULT: &str = "/annual_goal/actual";

fn is(result: &str, expression: &str, wanted: &str) {
    assert_eq!(said(result, expression), [format!("{RESULT} {wanted}")], "{expression} of {result}");
}

#[test]
fn texts_are_chosen_by_what_they_are_for() {
    let words = [
        ("GOAL", "甲"),
        ("RESULT", "乙"),
        ("EXPECTED", "丙"),
        ("ACTUAL", "丁"),
        ("PROJECT", "戊"),
        ("PROBLEM", "己"),
    ];
    assert_eq!(
        found(&words, "", "for t in form.texts_for(\"goal\") { report(t, \"m\"); }"),
        ["/annual_goal/expected", "/tasks/0/expected"]
    );
    assert_eq!(
        found(&words, "", "for t in form.tasks[0].texts_for([\"goal\", \"result\"]) { report(t, \"m\"); }"),
        ["/tasks/0/expected", "/tasks/0/actual"]
    );
    // Beside a task's own stand those of the whole form, not those of a project.
    assert_eq!(
        found(
            &words,
            "",
            "for t in form.tasks[0].actual.texts_beside([\"result\", \"problem\"]) { report(t, \"m\"); }"
        ),
        ["/annual_goal/actual", "/tasks/0/actual", "/problems/0"]
    );
    assert_eq!(
        found(&words, "", "for t in form.annual_goal.actual.texts_beside(\"result\") { report(t, \"m\"); }"),
        ["/annual_goal/actual", "/tasks/0/actual", "/key_projects/0/performance"]
    );
}

#[test]
fn a_use_or_relation_that_there_is_not_breaks_the_rule() {
    for body in ["form.texts_for(\"gaol\")", "form.relations(\"shares\")", "form.annual_goal.target()"] {
        let (report, _) = checked(&form_with(&[]), "", &format!("report({body}, \"m\");"));
        assert!(matches!(report.rules[0].outcome, Outcome::Broken { .. }), "{body}: {:?}", report.rules[0]);
    }
}

#[test]
fn figures_are_found_with_their_places() {
    let words = [("RESULT", "约3家企业（两户）投资12.5万元，增长8%"), ("REMARK", "共5人")];
    assert_eq!(
        found(
            &words,
            "",
            "for q in form.texts_for([\"result\", \"remark\"]).quantities() { report(q, \"m\"); }"
        ),
        [
            "/annual_goal/actual 约3家",
            "/annual_goal/actual 两户",
            "/annual_goal/actual 12.5万元",
            "/annual_goal/actual 8%",
            "/remarks 5人",
        ]
    );
}

#[test]
fn a_figure_tells_what_it_is() {
    let q = |name: &str| format!("t.quantities().first().{name}()");
    is("约3家企业", &q("unit"), "家");
    is("约3家企业", &q("qualifier"), "约");
    is("近3家企业", &q("qualifier"), "近");
    is("30多家企业", &q("qualifier"), "多");
    is("超30家企业", &q("qualifier"), "超");
    is("约3家企业", &q("printed"), "约3家");
    is("约3家企业", &q("as_printed"), "3家");
    is("约3家企业", &q("is_spelled_out"), "false");
    is("三家企业", &q("is_spelled_out"), "true");
    is("新建公园3座", &q("subject"), "新建公园");
    is("新建公园3座", &q("role"), "value");
    is("目标为3座", &q("role"), "target");
    is("增长3%", &q("role"), "change");
    is("上年3座", &q("role"), "previous");
    is("累计3座", &q("role"), "cumulative");
    is("补助标准800元/户", &q("role"), "each");
    // What stands in a name is no figure of its own.
    assert_eq!(said("10亿元以上企业", "t.quantities().len()"), [format!("{RESULT} 0")]);
    is("约300座", &q("interval"), "270～330座");
    is("3座", &q("is_money"), "false");
    is("3万元", &q("is_money"), "true");
    is("3%", &q("is_percent"), "true");
    is("3公里", &q("measures"), "length");
    is("3人次", &q("measures"), "people");
    is("3场", &q("measures"), "events");
    is("3万元", &q("measures"), "money");
    is("3%", &q("measures"), "percent");
    is("3天", &q("measures"), "time");
    is("3个", &q("measures"), "things");
    is("2021年3座", &q("is_of_year"), "false");
    is("2022年3座", &q("is_of_year"), "true");
    is("一季度3座", &q("is_of_year"), "false");
    let like = "let q = t.quantities(); report(t, `${q[0].is_like(q[1])}`);";
    let told =
        |text: &str| found(&[("RESULT", text)], "", &format!("let t = form.annual_goal.actual; {like}"));
    assert_eq!(told("3家、5个"), ["/annual_goal/actual true"]);
    assert_eq!(told("3家、5公里"), ["/annual_goal/actual false"]);
}

#[test]
fn the_sentence_and_entry_of_a_figure_are_found() {
    let words = [("RESULT", "一、建成公园。二、建成学校3所，修路；种树")];
    assert_eq!(
        found(
            &words,
            "",
            "for q in form.texts_for([\"result\", \"remark\"]).quantities() { report(q.sentence(), \"m\"); report(q.entry(), \"m\"); }"
        ),
        ["/annual_goal/actual 二、建成学校3所，修路", "/annual_goal/actual 二、建成学校3所，修路；种树"]
    );
}

#[test]
fn relations_have_members_and_say_what_they_are() {
    let words = [("RESULT", "民生支出6亿元，占总支出10亿元的50%。公园9个，其中综合公园6个、社区公园5个。")];
    assert_eq!(
        found(&words, "", "for r in form.relations(\"share\") { report(r.rate, `${r.part} ${r.whole}`); }"),
        ["/annual_goal/actual 50% 6亿元 10亿元"]
    );
    let report =
        check(&words, "", "for r in form.relations(\"share\") { r.rate.must_equal(r.part / r.whole); }");
    let finding = by_rule(&report)[0];
    assert_eq!(finding.place.text.as_deref(), Some("50%"));
    let related: Vec<_> = finding.related.iter().map(|label| label.text.as_deref().unwrap()).collect();
    assert_eq!(related, ["6亿元", "10亿元"]);
    assert_eq!(
        found(
            &words,
            "",
            "for r in form.relations([\"parts\", \"price\"]) { report(r.whole, `${r.parts.sum()} ${r.is_complete()} ${r.is_exclusive()} ${r.is_decline()}`); }"
        ),
        ["/annual_goal/actual 9个 11个 false true false"]
    );
    let words =
        [("RESULT", "培训18场，比上年的20场减少3场。建成3个村，分别为甲村、乙村。每人10元，30人共400元。")];
    assert_eq!(
        found(
            &words,
            "",
            "for r in form.relations(\"difference\") { report(r.difference, `${r.value} ${r.base} ${r.is_decline()} ${r.is_of_target()}`); }
             for r in form.relations(\"listing\") { report(r.listed.first(), `${r.listed.len()} ${r.whole}`); }
             for r in form.relations(\"price\") { report(r.price, `${r.base} ${r.total}`); }"
        ),
        [
            "/annual_goal/actual 3场 18场 20场 true false",
            "/annual_goal/actual 甲村 2 3个",
            "/annual_goal/actual 10元 30人 400元",
        ]
    );
}

#[test]
fn a_percentage_of_a_target_that_is_printed_elsewhere_is_of_the_goal() {
    let body = "for r in form.relations(\"completion\") { if r.is_of_target() { r.rate.must_equal(r.part / r.whole); } }";
    let words = [("GOAL", "新建口袋公园20座。"), ("RESULT", "普法宣传培训18场，完成年度目标的95%。")];
    assert_eq!(found(&words, "", body), Vec::<String>::new());
    let words = [("GOAL", "开展普法宣传培训20场。"), ("RESULT", "普法宣传培训18场，完成年度目标的95%。")];
    let report = check(&words, "", body);
    let finding = &report.findings[0];
    assert_eq!(finding.place.text.as_deref(), Some("95%"));
    assert_eq!(finding.related.last().unwrap().pointer.as_ref().unwrap().as_str(), "/annual_goal/expected");
}

#[test]
fn clauses_and_objects_are_found_by_words() {
    let words = [("RESULT", "建成智慧平台，道路竣工，种树（含修剪）。"), ("GOAL", "建成平台")];
    assert_eq!(
        found(
            &words,
            "",
            "for o in form.annual_goal.actual.objects_of([\"建成\", \"竣工\"]) { report(o, \"m\"); }"
        ),
        ["/annual_goal/actual 智慧平台", "/annual_goal/actual 道路"]
    );
    assert_eq!(
        found(&words, "", "for c in form.texts().clauses(\"竣工|树\") { report(c, \"m\"); }"),
        ["/annual_goal/actual 道路竣工", "/annual_goal/actual 种树（含修剪）"]
    );
}

#[test]
fn sentences_about_a_thing_and_its_words_are_found() {
    let words = [("RESULT", "建成公园。天气好，智慧停车平台已上线。"), ("NAME", "智慧停车平台建设")];
    assert_eq!(
        found(
            &words,
            "",
            "for s in form.annual_goal.actual.sentences_about(form.key_projects[0].name) { report(s, \"m\"); }"
        ),
        ["/annual_goal/actual 智慧停车平台已上线"]
    );
    assert_eq!(
        found(
            &words,
            "",
            "for w in form.annual_goal.actual.words_of(form.key_projects[0].name) { report(w, \"m\"); }"
        ),
        ["/annual_goal/actual 智慧停车平台"]
    );
}

#[test]
fn texts_are_picked_by_an_expression_or_a_phrase() {
    let words = [
        ("RESULT", "道路竣工。"),
        ("ACTUAL", "种树8棵。"),
        ("NAME", "智慧停车平台"),
        ("PROBLEM", "停车平台滞后"),
    ];
    let texts = "form.texts_for([\"result\", \"problem\"])";
    let picked = |call: &str| found(&words, "", &format!("for t in {texts}.{call} {{ report(t, \"m\"); }}"));
    assert_eq!(picked("containing(\"竣工|[0-9]\")"), ["/annual_goal/actual", "/tasks/0/actual"]);
    assert_eq!(picked("containing(\"停工\")"), Vec::<String>::new());
    assert_eq!(picked("covering(form.key_projects[0].name, percent(60))"), ["/problems/0"]);
    assert_eq!(picked("covering(form.key_projects[0].name, percent(90))"), Vec::<String>::new());
}

#[test]
fn figures_are_picked_that_equal_another_one() {
    let words = [("RESULT", "建成5座、验收4座，投资5万元，巡查5次。")];
    let text = "form.annual_goal.actual";
    let body = format!("for q in {text}.figures_equal_to({text}.quantities()[0]) {{ report(q, \"m\"); }}");
    assert_eq!(found(&words, "", &body), ["/annual_goal/actual 5座"]);
}

#[test]
fn words_that_stand_in_one_name_alone_lead_to_its_row() {
    let items = r#"{"name": "土地收储完成率", "result": "x"}, {"name": "土地供应宗数", "result": "y"}"#;
    let words = [("RESULT", "土地收储14宗。"), ("ITEMS", items)];
    let body = "let rows = form.tasks[0].indicators;
        for w in form.annual_goal.actual.words_naming(rows) { report(w, `${rows.named(w).name}`); }";
    assert_eq!(found(&words, "", body), ["/annual_goal/actual 土地收储 土地收储完成率"]);
}

#[test]
fn a_name_written_wrongly_is_found() {
    let words = [("RESULT", "完成东河水厂改造。"), ("NAME", "东湖水厂改造")];
    let body = "let w = form.annual_goal.actual.misnamed(form.key_projects[0].name); if !w.is_missing() { report(w, \"m\"); }";
    assert_eq!(found(&words, "", body), ["/annual_goal/actual 东河水厂改造"]);
    let words = [("RESULT", "完成东河水厂改造，东湖水厂改造启动。"), ("NAME", "东湖水厂改造")];
    assert_eq!(found(&words, "", body), Vec::<String>::new());
}

#[test]
fn phrases_are_compared() {
    is("智慧停车平台", "t.similarity(\"智慧停车平台\")", "100%");
    is("智慧停车平台", "t.coverage(\"建成智慧停车平台\") == percent(100)", "true");
    is("智慧停车平台", "t.coverage(\"智慧\") < percent(100)", "true");
    is("智慧停车平台", "t.same_object(\"建成智慧停车平台\")", "true");
    is("智慧停车平台", "t.same_object(\"建成口袋公园\")", "false");
    is("智慧停车平台", "\"智慧停车\".similarity(t) == percent(66)", "true");
}

#[test]
fn what_a_text_claims_is_told() {
    for (text, told) in [
        ("平台已建成", "true false false"),
        ("正在推进", "false true false"),
        ("进度滞后", "false false true"),
        ("位于城区", "false false false"),
    ] {
        is(text, "t.says_done()} ${t.says_underway()} ${t.says_late()", told);
    }
    is("由于疫情推迟", "t.gives_cause()", "true");
    is("疫情推迟", "t.gives_cause()", "false");
    is("按进度完成。", "t.is_vague_progress()", "true");
    is("按进度完成3项", "t.is_vague_progress()", "false");
}

#[test]
fn sayings_are_asked_for_by_name_or_title() {
    is(
        "结余资金已由财政收回",
        "t.says(\"taken_back\")} ${t.says(\"资金被收回\")} ${t.find(\"@taken_back\")",
        "true true 结余资金已由财政收回",
    );
    is("资金全部用完", "t.says(\"taken_back\")", "false");
    let words = [("RESULT", "建成3座。结余资金上缴财政，余款收回。"), ("REMARK", "无")];
    assert_eq!(
        found(&words, "", "form.texts().must_not_say(\"taken_back\", \"m\");"),
        ["/annual_goal/actual 结余资金上缴"]
    );
    assert_eq!(
        found(&words, "", "for c in form.texts().clauses_saying(\"taken_back\") { report(c, \"m\"); }"),
        ["/annual_goal/actual 结余资金上缴财政"]
    );
}

#[test]
fn a_text_that_is_missing_says_nothing_and_is_told() {
    let outcome = |body: &str| match &check(&[("RESULT", "建成3座")], "", body).rules[0].outcome {
        Outcome::NotApplicable { reason } => reason.english(),
        other => format!("{other:?}"),
    };
    let silent = |texts: &str| outcome(&format!("{texts}.must_not_say(\"taken_back\", \"m\");"));
    assert_eq!(silent("form.annual_goal.actual"), "Passed { agreement: None }");
    assert_eq!(
        silent("form.annual_goal.expected"),
        "NotChecked { needs: [Pointer(\"/annual_goal/expected\")] }"
    );
    assert_eq!(silent("form.tasks.actual"), "NotChecked { needs: [Pointer(\"/tasks/0/actual\")] }");
    assert_eq!(silent("form.improvements"), "the list is empty");
    let alike = |text: &str| {
        outcome(&format!(
            "if similarity(form.annual_goal.actual, {text}) > 90% {{ report(form.note, \"m\"); }}"
        ))
    };
    assert_eq!(alike("\"建成3座\""), alike("form.annual_goal.actual"));
    assert_eq!(
        alike("form.annual_goal.expected"),
        "NotChecked { needs: [Pointer(\"/annual_goal/expected\")] }"
    );
}

#[test]
fn what_a_saying_names_must_be_explained_in_one_sentence() {
    let rule = "form.funds.completion_rate.must_be_explained(\"taken_back\", \"m\");";
    let told = |remark: &str| found(&[("REMARK", remark)], "", rule);
    assert_eq!(told("因项目取消，结余资金已上缴财政。"), Vec::<String>::new());
    assert_eq!(told("结余资金已上缴财政。"), ["/funds/completion_rate"]);
    assert_eq!(told("因下雨改期。结余资金已上缴财政。"), ["/funds/completion_rate"]);
}

#[test]
fn a_statement_must_hold_by_the_law_of_the_grammar() {
    let rule = "form.relations([\"share\", \"parts\", \"remainder\", \"listing\"]).must_hold();";
    let told = |result: &str| found(&[("RESULT", result)], "", rule);
    assert_eq!(told("民生支出67.42亿元，占一般公共预算支出85.79亿元的78.59%。"), Vec::<String>::new());
    assert_eq!(
        told("民生支出67.42亿元，占一般公共预算支出85.79亿元的87.59%。"),
        ["/annual_goal/actual 87.59% 部门整体支出的目标完成情况 should be 78.59% and is 87.59%"]
    );
    assert_eq!(
        told("培训120人，其中城镇30人，农村100人。"),
        ["/annual_goal/actual 30人 the parts come to 130人, more than the whole 120人"]
    );
    assert_eq!(
        told("列入计划的路段40条，已完工31条，尚有12条在建。"),
        ["/annual_goal/actual 40条 the parts come to 43条, the whole is 40条"]
    );
    assert_eq!(
        told("开展了三项工作：一是撤并教学点；二是培训教师。"),
        ["/annual_goal/actual 三项 it says 3项 and lists 2项"]
    );
}

#[test]
fn words_are_asked_for_by_their_class() {
    is("进度滞后，建成5座", "t.says(\"late\")} ${t.says(\"there\")} ${t.says(\"coming\")", "true true false");
    is("进入试运行", "t.says(\"there\")", "false");
    let words = [("RESULT", "桥梁已竣工，道路滞后。路灯投用，明年验收。")];
    assert_eq!(
        found(&words, "", "for c in form.annual_goal.actual.clauses_saying(\"there\") { report(c, \"m\"); }"),
        ["/annual_goal/actual 桥梁已竣工", "/annual_goal/actual 路灯投用", "/annual_goal/actual 明年验收",]
    );
    assert_eq!(
        found(&words, "", "report(form.annual_goal.actual.find(`(?:${words(\"there\")})，`), \"m\");"),
        ["/annual_goal/actual 竣工，"]
    );
}

#[test]
fn entries_and_their_marks_that_do_not_follow() {
    let words = [("RESULT", "一、甲。（一）乙。三、丙。")];
    let body = "for e in form.texts().entries() { report(e, \"e\"); } for m in form.texts().misnumbered() { report(m, \"m\"); }";
    assert_eq!(
        found(&words, "", body),
        [
            "/annual_goal/actual 一、甲。 e",
            "/annual_goal/actual （一）乙。 e",
            "/annual_goal/actual 三、丙。 e",
            "/annual_goal/actual 三、",
        ]
    );
}

#[test]
fn dates_periods_and_repetitions_have_their_places() {
    let words = [("RESULT", "2022年6月31日开工，3月竣工。扎实推进普法宣传工作。扎实推进普法宣传工作。")];
    assert_eq!(
        found(
            &words,
            "",
            "for d in form.texts().dates() { report(d, `${d.year() == 2022} ${d.is_impossible()}`); }"
        ),
        ["/annual_goal/actual 2022年6月31日 true true", "/annual_goal/actual 3月 true false"]
    );
    assert_eq!(
        found(
            &words,
            "",
            "for p in form.texts().periods() { if p[0].is_after(p[1]) { report(p[1], \"m\"); } }"
        ),
        ["/annual_goal/actual 3月"]
    );
    let report = check(&words, "", "for r in form.texts().repetitions() { report(r, \"m\"); }");
    let finding = by_rule(&report)[0];
    assert_eq!(finding.place.text.as_deref(), Some("扎实推进普法宣传工作"));
    // The second of them.
    let source = report.source.as_ref().unwrap();
    let second = source.text().unwrap().rfind("扎实推进普法宣传工作").unwrap();
    assert_eq!(finding.place.span.unwrap().start, second);
}

#[test]
fn a_year_prints_without_a_comma_and_keeps_its_place() {
    let words = [("RESULT", "2021年6月30日完工。")];
    let body =
        "for d in form.texts().dates() { report(d.year(), `${d.year()} ${d.year() + 1} ${form.year - 1}`); }";
    assert_eq!(found(&words, "", body), ["/annual_goal/actual 2021年6月30日 2021 2022 2021"]);
    let report = check(&words, "", "form.year.must_equal(form.texts().dates()[0].year() + 2);");
    let finding = by_rule(&report)[0];
    assert_eq!((finding.actual.as_deref(), finding.expected.clone()), (Some("2022"), Some("2023".into())));
    assert!(
        finding.calculation.as_ref().is_some_and(|text| text.english().contains("2021 + 2 = 2023")),
        "{finding:?}"
    );
    // An amount of the same size keeps its comma, also beside a year.
    let body = "report(form.remarks, `${form.year * 10} ${万元(2021)}`);";
    assert_eq!(found(&[], "", body), ["/remarks 20,220 2,021万元"]);
}

const ITEMS: &str = r#"{"name": "普法培训场次", "target": "20场", "result": "18场"}, {"name": "问题整改率", "result": "100%"}"#;

#[test]
fn an_indicator_has_a_target_and_an_answer() {
    let words = [("ITEMS", ITEMS)];
    assert_eq!(
        found(
            &words,
            "tasks.indicators",
            "report(item.target(), `${item.answer()} ${item.target().source()} ${item.asks()} ${item.name_core()} ${item.states_target()} ${item.target().is_lower_better()}`);"
        ),
        [
            "/tasks/0/indicators/0/target 20场 18场 cell count 普法培训 true false",
            "/tasks/0/indicators/1/name 100% nature rate 问题整改率 true false",
        ]
    );
    assert_eq!(
        found(
            &words,
            "tasks.indicators",
            "report(item.answer(), `${item.is_met()} ${item.is_unmet()} ${item.target().is_met_by(item.answer())}`);"
        ),
        [
            "/tasks/0/indicators/0/result 18场 false true false",
            "/tasks/0/indicators/1/result 100% true false true"
        ]
    );
    assert_eq!(
        found(
            &words,
            "tasks.indicators",
            "if item.target().reached(item.answer()) < percent(95) { report(item.result, \"m\"); }"
        ),
        ["/tasks/0/indicators/0/result"]
    );
}

#[test]
fn an_indicator_without_a_target_or_a_sure_answer_is_neither_met_nor_unmet() {
    let items = r#"{"name": "普法培训场次", "target": "20场", "result": "按计划完成"}, {"name": "绿化占比", "result": "40%"}"#;
    assert_eq!(
        found(
            &[("ITEMS", items)],
            "tasks.indicators",
            "report(item.name, `${item.is_met()} ${item.is_unmet()} ${item.target().is_missing()} ${item.answer().is_missing()} ${item.states_target()}`);"
        ),
        [
            "/tasks/0/indicators/0/name false false false true true",
            "/tasks/0/indicators/1/name false false true false false",
        ]
    );
    let report = check(&[("ITEMS", items)], "tasks.indicators", "require(item.answer() > 0, item, \"m\");");
    let Outcome::NotChecked { needs } = &report.rules[0].outcome else { panic!("{:?}", report.rules[0]) };
    assert_eq!(needs[0].as_str(), "/tasks/0/indicators/0/result");
}

#[test]
fn what_explains_an_indicator_or_a_thing_is_found() {
    let words = [("ITEMS", ITEMS), ("REMARK", "建成公园。因疫情普法培训未办足。")];
    assert_eq!(
        found(
            &words,
            "tasks.indicators",
            "let why = form.explains(item); if !why.is_missing() { report(why, \"m\"); }"
        ),
        ["/remarks 因疫情普法培训未办足"]
    );
    assert_eq!(
        found(
            &words,
            "",
            "report(form.explains(\"普法培训\"), \"m\"); if form.explains(\"公园\").is_missing() { report(form.remarks, \"m\"); }"
        ),
        ["/remarks", "/remarks 因疫情普法培训未办足"]
    );
    let items = r#"{"name": "甲", "result": "1场", "reason": "无"}, {"name": "乙", "result": "1场", "reason": "疫情"}"#;
    assert_eq!(
        found(
            &[("ITEMS", items)],
            "tasks.indicators",
            "report(item.reason, `${item.reason.is_empty_reason()}`);"
        ),
        ["/tasks/0/indicators/0/reason true", "/tasks/0/indicators/1/reason false"]
    );
}

#[test]
fn figures_that_state_the_same_measure_are_grouped() {
    let words = [("RESULT", "普法宣传培训20场。"), ("ACTUAL", "普法宣传培训18场。")];
    assert_eq!(
        found(
            &words,
            "",
            "for g in form.restatements() { report(g[1], `${g.len()} ${g[0]}`); g[1].must_restate(g[0]); }"
        ),
        ["/tasks/0/actual 18场 2 20场", "/tasks/0/actual 18场 普法宣传培训 says 18场, elsewhere it is 20场"]
    );
}

#[test]
fn the_result_of_a_goal_is_found() {
    let words = [("GOAL", "开展普法宣传培训20场。"), ("ACTUAL", "普法宣传培训18场。")];
    assert_eq!(
        found(
            &words,
            "",
            "for q in form.annual_goal.expected.quantities() { report(form.result_of(q), `${q}`); }"
        ),
        ["/tasks/0/actual 18场 20场"]
    );
}
