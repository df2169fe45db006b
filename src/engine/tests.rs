//! What the language promises, on a small form type: every trap of Rhai that would be silent, outcomes, the sandbox.

mod bounds;
mod kinds;
mod texts;

use std::collections::BTreeSet;
use std::time::Instant;

use super::*;
use crate::document::Limits;
use crate::rule::{Extent, PackFile, parse_pack};

const SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["form", "unit", "funds", "tasks"],
  "properties": {
    "form": { "title": "表格类型", "const": "t" },
    "unit": { "title": "金额单位", "enum": ["元", "万元"] },
    "final": { "title": "决算", "type": ["boolean", "null"] },
    "note": { "title": "备注", "x-role": "remark", "type": ["string", "null"] },
    "year": { "title": "年度", "type": ["integer", "string", "null"] },
    "shares": { "title": "分值", "type": ["object", "null"], "additionalProperties": { "type": ["number", "null"], "x-quantity": "score" } },
    "funds": { "title": "资金", "type": "object", "additionalProperties": false, "required": ["budget", "spent", "rate"],
      "properties": {
        "budget": { "title": "预算数", "type": ["number", "string", "null"], "x-quantity": "money", "x-places": 2, "x-placeholder": true },
        "spent": { "title": "支出数", "type": ["number", "string", "null"], "x-quantity": "money", "x-places": 2 },
        "rate": { "title": "完成率", "type": ["number", "string", "null"], "x-quantity": "percent" },
        "other": { "title": "其他资金", "type": ["number", "null"], "x-quantity": "money", "x-places": 2 } } },
    "tasks": { "title": "任务", "type": ["array", "null"],
      "items": { "type": "object", "additionalProperties": false, "required": ["name"],
        "properties": {
          "name": { "title": "名称", "type": ["string", "null"] },
          "funds": { "title": "涉及资金", "type": ["number", "null"], "x-quantity": "money", "x-places": 2 },
          "people": { "title": "人数", "type": ["number", "string", "null"], "x-quantity": "count", "x-unit": "人" },
          "homes": { "title": "户数", "type": ["number", "string", "null"], "x-quantity": "count", "x-unit": "户" },
          "marks": { "title": "标记", "type": ["array", "null"],
            "items": { "type": "object", "additionalProperties": false, "required": ["word"],
              "properties": { "word": { "title": "字样", "x-role": "result", "type": ["string", "null"] } } } } } } }
  } }"#;

const EXAMPLE: &str = r#"{
  "form": "t", "unit": "万元", "final": true, "note": "项目因雨推迟12天",
  "funds": { "budget": 200.00, "spent": 150.50, "rate": "75.25%" },
  "tasks": [
    { "name": "甲", "funds": 100.25, "people": "12人", "homes": 3, "marks": [ { "word": "一" }, { "word": "二" } ] },
    { "name": "乙", "funds": 50.25, "people": 7, "homes": "4户", "marks": [ { "word": "三" } ] }
  ]
}"#;

const HEADER: &str = "/*---\ntitle = \"t\"\nseverity = \"error\"\nbasis = [\"convention\"]\nwhy = \"w\"\n";
const EXAMPLES: &str =
    "[[example]]\nname = \"a\"\nfinds = []\n[[example]]\nname = \"b\"\nfinds = [\"/note\"]\n---*/\n";

fn pack_of(files: &[(&str, String)]) -> Arc<RulePack> {
    let manifest = "id = \"t\"\ntitle = \"t\"\nversion = \"1\"\nmoney_unit = \"/unit\"\n[params]\nlimit = \"30%\"\nfloor = \"100万元\"\ncount = 2\nshare = { value = \"20%\", label = \"容许的比例\" }\nwords = [\"雨\", \"雪\"]\n";
    let file = |name: &str, text: &str| PackFile {
        name: name.into(),
        source: Arc::new(SourceFile::new(name, text.as_bytes())),
    };
    let mut sources =
        vec![file("pack.toml", manifest), file("form.schema.json", SCHEMA), file("example.json", EXAMPLE)];
    sources.extend(files.iter().map(|(name, text)| file(name, text)));
    Arc::new(parse_pack(&sources, &mut |_, _| Ok(crate::text::sample::chinese()), Extent::Whole).unwrap())
}

fn rule(each: &str, body: &str) -> String {
    let each = if each.is_empty() { String::new() } else { format!("each = \"{each}\"\n") };
    format!("{HEADER}{each}{EXAMPLES}{body}\n")
}

/// The usual limits, but for the time: a debug build on a busy machine is no measure.
fn settings() -> Settings {
    Settings { time: Duration::from_mins(1), ..Settings::default() }
}

/// The line of the first line of a body behind the header without `each`.
const BODY_LINE: usize = 13;

fn document(text: &str) -> Arc<Document> {
    Arc::new(
        Document::parse(Arc::new(SourceFile::new("a.json", text.as_bytes())), Limits::default()).unwrap(),
    )
}

fn run(each: &str, body: &str, form: &str) -> (DocumentReport, Vec<Problem>) {
    let (mut checker, mut problems) = Checker::new(&pack_of(&[("a/b.rhai", rule(each, body))]), settings());
    let (report, broken) = checker.check(&document(form));
    problems.extend(broken);
    (report, problems)
}

/// The outcome in a word, with what it needs or why.
fn told(each: &str, body: &str, form: &str) -> String {
    match &run(each, body, form).0.rules[0].outcome {
        Outcome::Passed { agreement: None } => "passed".into(),
        Outcome::Passed { agreement: Some(AgreementKind::Exact) } => "passed exactly".into(),
        Outcome::Passed { agreement: Some(AgreementKind::WithinRounding) } => "passed within rounding".into(),
        Outcome::Failed { .. } => "failed".into(),
        Outcome::NotApplicable { reason } => format!("not applicable: {}", reason.english()),
        Outcome::NotChecked { needs } => {
            format!("needs {}", needs.iter().map(Pointer::as_str).collect::<Vec<_>>().join(" "))
        }
        Outcome::Broken { error } => format!("broken: {}", error.english()),
    }
}

/// The faults found when the rule is loaded: line behind the header, column, message, help.
fn faults(body: &str) -> Vec<(usize, usize, String, Option<String>)> {
    let (_, problems) = Checker::new(&pack_of(&[("a/b.rhai", rule("", body))]), settings());
    let one = |problem: &Problem| {
        let (source, span) = problem.place.as_ref().unwrap();
        let at = source.position(span.start);
        let help = problem.help.as_ref().map(Message::english);
        ((at.line + 1).saturating_sub(BODY_LINE), at.column, problem.message.english(), help)
    };
    problems.iter().map(one).collect()
}

fn refused(body: &str, line: usize, column: usize, message: &str) {
    let found = faults(body);
    let is_there = found.iter().any(|(l, c, text, _)| (*l, *c) == (line, column) && text.contains(message));
    assert!(is_there, "{body}\n{found:#?}");
}

use crate::document::Pointer;
use crate::report::AgreementKind;

// What is refused when a pack is loaded

#[test]
fn a_field_that_the_schema_does_not_have_is_refused_with_what_was_meant() {
    let body = "form.funds.budegt.must_equal(form.funds.spent);";
    assert_eq!(faults(body), [(1, 12, "“资金” has no “budegt”".into(), Some("did you mean budget?".into()))]);
    refused("let f = form.funds; f.spend.must_be_present();", 1, 23, "has no “spend”");
    refused("for t in form.tasks { t.nmae.must_be_present(); }", 1, 25, "“任务” has no “nmae”");
    refused("form.tasks.fund.must_be_present();", 1, 12, "has no “fund”");
    refused("form[\"资金\"][\"预算书\"].must_be_present();", 1, 12, "has no “预算书”");
    refused("fn f(x) { x.budgett } f(form.funds).must_be_present();", 1, 13, "has no “budgett”");
    refused(
        "fn f(x) { x.nowhere } form.note.must_be_present();",
        1,
        13,
        "nothing in the form is called “nowhere”",
    );
    // What a variable holds that is assigned twice is not known: its fields are only looked for anywhere in the form.
    assert_eq!(faults("let x = form.funds; x = form.tasks; x.name.must_be_present();"), []);
    refused(
        "let x = form.funds; x = form.tasks; x.naem.must_be_present();",
        1,
        39,
        "nothing in the form is called",
    );
    refused("form.funds.spent.more.must_be_present();", 1, 18, "single cell");
    refused("require(params.limt > percent(1), form, \"m\");", 1, 16, "no parameter limt");
}

#[test]
fn a_class_that_the_lexicon_has_not_is_refused() {
    assert_eq!(
        faults("require(form.note.says(\"lat\"), form.note, \"m\");"),
        [(1, 24, "there is no saying and no class of words “lat”".into(), Some("did you mean late?".into()))]
    );
    assert_eq!(
        faults("require(form.note.find(\"@taken_bak\").is_missing(), form.note, \"m\");"),
        [(
            1,
            24,
            "there is no saying and no class of words “taken_bak”".into(),
            Some("did you mean taken_back?".into())
        )]
    );
    assert_eq!(
        faults("require(words(\"lat\") == \"\", form.note, \"m\");"),
        [(1, 15, "the lexicon has no class “lat”".into(), Some("did you mean late?".into()))]
    );
}

#[test]
fn fields_by_label_and_by_key_are_known() {
    assert_eq!(
        told("", "form[\"资金\"][\"预算数\"].must_equal(form.funds.budget);", EXAMPLE),
        "passed exactly"
    );
    assert_eq!(told("", "form.tasks[1].name.must_equal(\"乙\");", EXAMPLE), "passed");
    assert_eq!(told("", "form.tasks[\"名称\"].must_be_unique();", EXAMPLE), "passed");
}

#[test]
fn constructs_that_would_be_silently_false_are_refused() {
    refused("switch form.note { \"a\" => form.note.must_be_present() }", 1, 1, "switch");
    refused("let x = form.note ?? \"a\"; form.note.must_be_present();", 1, 19, "??");
    refused("form.funds?.spent.must_be_present();", 1, 13, "?.");
    refused("if form.note == () { report(form.note, \"m\"); }", 1, 17, "()");
    refused("if form.note in [\"a\"] { report(form.note, \"m\"); }", 1, 14, "in and contains");
    refused("let form = 1; item.must_be_present();", 1, 1, "form has a meaning of its own");
    refused("form = 1; report(form.note, \"m\");", 1, 1, "form cannot be changed");
    refused("form.funds.spent = 1; report(form.note, \"m\");", 1, 1, "cells cannot be changed");
    refused("if form.funds.rate > 90 { report(form.note, \"m\"); }", 1, 20, "write 90%");
    refused("if form.funds.spent > 100 { report(form.note, \"m\"); }", 1, 21, "wan_yuan(100)");
    refused("form.funds.rate.must_equal(90);", 1, 17, "write 90%");
    refused(
        "if form.funds.rate == \"90%\" { report(form.note, \"m\"); }",
        1,
        20,
        "a figure cannot be compared with a text",
    );
    refused("if form.tasks.funds > 0 { report(form.note, \"m\"); }", 1, 21, "a list cannot be compared");
    refused("if form.note { report(form.note, \"m\"); }", 1, 4, "is_true()");
    refused("if !form.note.must_be_present() { skip(\"x\"); }", 1, 4, "! before must_");
    refused("form.tasks.marks.must_have_at_least(1);", 1, 18, "one by one");
    refused("let x = form.note > \"a\"; form.note.must_be_present();", 1, 19, "texts have no order");
    refused("let x = #{a: 1}; form.note.must_be_present();", 1, 9, "cannot be used");
}

#[test]
fn units_that_do_not_go_together_are_refused_where_the_schema_shows_it() {
    refused("require(form.funds.budget * form.funds.spent > 0, form, \"m\");", 1, 27, "cannot be multiplied");
    refused(
        "for t in form.tasks { require(t.people + t.homes > 0, t, \"m\"); }",
        1,
        40,
        "count different things",
    );
    refused(
        "for t in form.tasks { require(t.people + t.funds > 0, t, \"m\"); }",
        1,
        40,
        "a count and an amount cannot",
    );
    refused("require(form.note + 1 > 0, form, \"m\");", 1, 19, "no figure");
}

#[test]
fn only_words_of_the_language_can_be_called() {
    for call in [
        "sleep(3)",
        "timestamp()",
        "eval(\"1\")",
        "type_of(form)",
        "print(\"a\")",
        "debug(\"a\")",
        "call(1)",
        "Fn(\"f\")",
    ] {
        let found = faults(&format!("{call}; form.note.must_be_present();"));
        assert_eq!(found.len(), 1, "{call}: {found:?}");
    }
    assert_eq!(
        faults("form.tasks.funds.summ().must_not_exceed(form.funds.spent);")[0].3.as_deref(),
        Some("did you mean sum?")
    );
    refused("form.note.must_equal();", 1, 11, "2 to 3 arguments");
    refused("amount.must_be_present();", 1, 1, "amount is not defined");
    refused("item.name.must_be_present();", 1, 1, "item needs each");
    refused("try { form.note.must_be_present(); } catch { }", 1, 1, "try/catch");
    refused("report(form.note, \"${form.year} 年\");", 1, 19, "use backticks");
    refused("throw 1; form.note.must_be_present();", 1, 1, "throw");
    refused("form.note.must_match(\"[\");", 1, 22, "no regular expression");
    refused("form.tasks.having(\"name\", \"[\").name.must_be_present();", 1, 27, "no regular expression");
    refused("form.tasks.having(\"nmae\", \"x\").name.must_be_present();", 1, 19, "has no “nmae”");
    assert_eq!(
        told("", "form.tasks.having(\"name\", \"^甲$\").funds.must_equal(wan_yuan(100.25));", EXAMPLE),
        "passed exactly"
    );
    assert_eq!(
        told("", "form.tasks.having(\"name\", \"丙\").funds.must_equal(0);", EXAMPLE),
        "not applicable: the list is empty"
    );
}

#[test]
fn elements_are_picked_by_a_text_or_by_what_does_not_match() {
    refused("form.tasks.whose(\"nmae\", \"x\").name.must_be_present();", 1, 18, "has no “nmae”");
    refused("form.tasks.without(\"name\", \"[\").name.must_be_present();", 1, 28, "no regular expression");
    let passes = |body: &str| assert_eq!(told("", body, EXAMPLE), "passed exactly", "{body}");
    passes("form.tasks.whose(\"name\", \" 乙\").funds.must_equal(wan_yuan(50.25));");
    // A text, not an expression: 甲 is no 甲.
    assert_eq!(
        told("", "form.tasks.whose(\"name\", \".\").funds.must_equal(0);", EXAMPLE),
        "not applicable: the list is empty"
    );
    passes("form.tasks.without(\"name\", \"^甲$\").funds.must_equal(wan_yuan(50.25));");
    // An element whose member is blank does not match.
    let blank = EXAMPLE.replace("\"乙\"", "null");
    assert_eq!(
        told("", "form.tasks.without(\"name\", \"甲\").funds.must_equal(wan_yuan(50.25));", &blank),
        "passed exactly"
    );
}

#[test]
fn elements_that_have_names_of_the_forms_own_are_a_list() {
    let form = EXAMPLE.replace(
        "\"funds\": { \"budget\"",
        "\"shares\": { \"产出\": 50, \"效益/成效\": 31 }, \"funds\": { \"budget\"",
    );
    assert_eq!(told("", "form.shares.sum().must_equal(81);", &form), "passed exactly");
    let body = "for share in form.shares { if share.key() != \"产出\" { share.must_equal(30); } }";
    let (report, _) = run("", body, &form);
    let finding = &report.findings[0];
    assert_eq!(finding.place.pointer.as_ref().unwrap().as_str(), "/shares/效益~1成效");
    assert_eq!(finding.place.label.as_deref(), Some("分值 效益/成效"));
    // In its place an array has no such elements, and nothing breaks.
    assert_eq!(told("", body, &form.replace("{ \"产出\": 50, \"效益/成效\": 31 }", "[50]")), "needs /shares");
    assert_eq!(told("", body, EXAMPLE), "not applicable: the form has no /shares");
    assert_eq!(told("", "require(form.note.key() == \"\", form.note, \"m\");", EXAMPLE), "passed");
}

#[test]
fn a_cell_that_the_form_has_not_is_told_from_one_left_blank() {
    let body = "require(form.year.is_absent(), form, \"m\"); require(!form.note.is_absent(), form, \"m\");";
    assert_eq!(told("", body, &EXAMPLE.replace("\"项目因雨推迟12天\"", "null")), "passed");
}

#[test]
fn a_score_is_exact_in_a_sum_and_rounded_as_a_product() {
    let form = |shares: &str| {
        EXAMPLE.replace(
            "\"funds\": { \"budget\"",
            &format!("\"shares\": {{ {shares} }}, \"funds\": {{ \"budget\""),
        )
    };
    // 75.25% of 10 is 7.525: 7.5 in halves, 8 in whole points.
    let product = "form.shares[0].must_equal(form.shares[1] * form.funds.rate);";
    for (shares, outcome) in [
        ("\"a\": 7.5, \"b\": 10", "passed within rounding"),
        ("\"a\": 8, \"b\": 10", "passed within rounding"),
        ("\"a\": 6, \"b\": 10", "failed"),
        // Cut off instead of rounded: told, and no more than that.
        ("\"a\": 7, \"b\": 10", "passed within rounding"),
        // Tenths somewhere on the form: 8 is 8.0.
        ("\"a\": 8, \"b\": 10, \"c\": 9.1", "failed"),
    ] {
        assert_eq!(told("", product, &form(shares)), outcome, "{shares}");
    }
    let sum = "form.shares[0].must_equal(form.shares[1] + form.shares[2]);";
    assert_eq!(told("", sum, &form("\"a\": 8, \"b\": 5, \"c\": 3")), "passed exactly");
    assert_eq!(told("", sum, &form("\"a\": 8.1, \"b\": 5, \"c\": 3")), "failed");
}

#[test]
fn a_body_that_requires_nothing_is_refused() {
    refused("form.funds.spent ~ form.funds.budget;", 1, 1, "requires nothing");
    refused("let x = form.note;", 1, 1, "requires nothing");
}

#[test]
fn literals_that_rhai_would_cut_are_refused() {
    refused("require(0.12345678901234567890123456789 > 0, form, \"m\");", 1, 9, "28 digits");
    assert_eq!(faults("require(1e3 > 0, form, \"m\");").len(), 1);
}

#[test]
fn what_is_written_as_in_the_law_is_read_and_told_at_its_place() {
    let body = "require（form.funds.rate ≥ 75% 且 form.funds.spent ≠ 200万元，form.note，“少了”）；";
    assert_eq!(told("", body, EXAMPLE), "passed");
    let body = "require（form.funds.rate ≥ 80% 或 form.funds.spent ＞ 1亿元，form.note，“少了”）；";
    assert_eq!(told("", body, EXAMPLE), "failed");
    refused("require(form.funds.rate ≥ 80% 且 form.funds.rat > 1万元, form.note, \"m\");", 1, 44, "has no");
}

#[test]
fn a_fault_of_syntax_is_told_in_words_with_its_place() {
    assert_eq!(
        faults("form.note.must_be_present()。"),
        [(1, 28, "“。” cannot stand here".into(), Some("scripts use ASCII punctuation".into()))]
    );
    refused("form.note.must_be_present(", 1, 26, "is missing here");
    refused("if form.funds.spent = 1 { report(form.note, \"m\"); }", 1, 21, "use == to compare");
    refused("form.note.must_be_present(\"中文);", 1, 27, "closing quote");
}

#[test]
fn a_script_of_more_than_64_kb_is_refused() {
    let body = format!("form.note.must_be_present();{}", " ".repeat(70_000));
    assert!(faults(&body)[0].2.contains("64 KB"));
}

#[test]
fn one_broken_rule_does_not_stop_the_others() {
    let files = [
        ("a/bad.rhai", rule("", "form.nothing.must_be_present();")),
        ("a/good.rhai", rule("", "form.note.must_be_present();")),
        ("a/loud.rhai", "no header".to_owned()),
    ];
    let (mut checker, problems) = Checker::new(&pack_of(&files), settings());
    let (report, _) = checker.check(&document(EXAMPLE));
    let told: Vec<(&str, bool)> = report
        .rules
        .iter()
        .map(|rule| (rule.rule.as_str(), matches!(rule.outcome, Outcome::Broken { .. })))
        .collect();
    assert_eq!(told, [("a/bad", true), ("a/good", false), ("a/loud", true)]);
    assert_eq!(problems.len(), 2);
}

// What absence does

#[test]
fn what_is_missing_is_needed_and_never_passed() {
    let form = EXAMPLE.replace("200.00", "null");
    assert_eq!(
        told("", "form.funds.rate.must_equal(form.funds.spent / form.funds.budget);", &form),
        "needs /funds/budget"
    );
    assert_eq!(
        told("", "if form.funds.budget > 0 { report(form.note, \"m\"); }", &form),
        "needs /funds/budget"
    );
    let guarded = "require(form.funds.spent > 0 && !(form.funds.budget > 0) || true, form, \"m\");";
    assert_eq!(told("", guarded, &form), "needs /funds/budget");
    assert_eq!(
        told("", "fn f() { form.funds.budget > 0 } if f() { report(form.note, \"m\"); }", &form),
        "needs /funds/budget"
    );
    let form = EXAMPLE.replace("\"name\": \"乙\"", "\"name\": \" \"");
    assert_eq!(told("", "form.tasks.name.must_equal(\"甲\");", &form), "needs /tasks/1/name");
    let form = EXAMPLE.replace("\"tasks\": [", "\"tasks\": null, \"x\": [");
    assert_eq!(told("", "for t in form.tasks { t.name.must_be_present(); }", &form), "needs /tasks");
    assert_eq!(told("tasks", "item.name.must_be_present();", &form), "needs /tasks");
    assert_eq!(told("", "form.tasks.name.must_be_unique();", &form), "needs /tasks");
    assert_eq!(told("tasks.marks", "item.word.must_be_present();", &form), "needs /tasks");
    assert_eq!(
        told("", "form.tasks.name.must_equal(\"a\"); form.tasks.marks.word.must_not_be_blank();", &form),
        "needs /tasks"
    );
    assert_eq!(told("", "form.tasks.funds.sum().must_not_exceed(form.funds.spent);", &form), "needs /tasks");
}

#[test]
fn a_cell_that_a_form_need_not_have_makes_its_rule_not_applicable() {
    assert_eq!(
        told("", "form.funds.other.must_not_exceed(form.funds.spent);", EXAMPLE),
        "not applicable: the form has no /funds/other"
    );
    let form = EXAMPLE.replace("\"spent\"", "\"other\": null, \"spent\"");
    assert_eq!(told("", "form.funds.other.must_not_exceed(form.funds.spent);", &form), "needs /funds/other");
    assert_eq!(
        told("", "require(!form.final.is_true(), form, \"m\");", &EXAMPLE.replace("\"final\": true, ", "")),
        "passed"
    );
}

#[test]
fn a_sum_with_a_blank_is_missing_unless_the_author_leaves_blanks_out() {
    let form = EXAMPLE.replace("50.25", "null");
    let sum = "form.tasks.funds.sum().must_not_exceed(form.funds.spent);";
    assert_eq!(told("", sum, &form), "needs /tasks/1/funds");
    assert_eq!(told("", &sum.replace(".sum", ".filled().sum"), &form), "passed");
    assert_eq!(told("", "form.tasks[1].funds.or(0).must_not_exceed(form.funds.spent);", &form), "passed");
    assert_eq!(told("", sum, &EXAMPLE.replace("[\n    {", "[], \"q\": [{")), "needs /tasks");
}

#[test]
fn a_placeholder_or_a_zero_divisor_makes_a_rate_not_applicable() {
    let rate = "form.funds.rate.must_equal(form.funds.spent / form.funds.budget);";
    assert_eq!(told("", rate, &EXAMPLE.replace("200.00", "0")), "not applicable: a rate on 0 says nothing");
    assert_eq!(told("", rate, &EXAMPLE.replace("200.00", "\"—\"")), "not applicable: /funds/budget says “—”");
}

#[test]
fn presence_is_decided_on_what_is_missing() {
    assert_eq!(
        told("", "form.note.must_not_be_blank();", &EXAMPLE.replace("项目因雨推迟12天", "  ")),
        "failed"
    );
    assert_eq!(
        told("", "form.note.must_be_present();", &EXAMPLE.replace("项目因雨推迟12天", "无")),
        "passed"
    );
    assert_eq!(
        told("", "form.note.must_not_be_blank();", &EXAMPLE.replace("项目因雨推迟12天", "无")),
        "failed"
    );
    assert_eq!(
        told(
            "",
            "require(form.note.placeholder() == \"无\", form.note, \"m\");",
            &EXAMPLE.replace("项目因雨推迟12天", "无")
        ),
        "passed"
    );
}

// What requirements say

#[test]
fn a_violation_labels_every_cell_and_shows_the_calculation() {
    let (report, _) = run(
        "",
        "form.funds.rate.must_equal(form.funds.spent / form.funds.budget);",
        &EXAMPLE.replace("75.25%", "78.25%"),
    );
    let finding = &report.findings[0];
    assert_eq!(finding.message.english(), "完成率 should be 75.25% and is 78.25%");
    assert_eq!(finding.calculation, Some("完成率 = 支出数 150.50 ÷ 预算数 200.00 = 75.25%".into()));
    assert_eq!(
        (finding.actual.as_deref(), finding.expected.clone()),
        (Some("78.25%"), Some("75.25%".into()))
    );
    let places: Vec<&str> =
        finding.related.iter().map(|label| label.pointer.as_ref().unwrap().as_str()).collect();
    assert_eq!(places, ["/funds/spent", "/funds/budget"]);
    let source = report.source.as_ref().unwrap();
    assert_eq!(source.slice(finding.place.span.unwrap()), "\"78.25%\"");
    assert_eq!(source.slice(finding.related[1].span.unwrap()), "200.00");
}

#[test]
fn a_message_that_shows_a_reckoned_figure_shows_how_it_was_reckoned() {
    let left = "let left = form.funds.budget - form.funds.spent;";
    let calculation = |body: &str| {
        let (report, problems) = run("", &format!("{left} {body}"), EXAMPLE);
        assert!(problems.is_empty(), "{problems:?}");
        report.findings[0].calculation.clone()
    };
    let reckoned = Some("预算数 200.00 − 支出数 150.50 = 49.50".into());
    assert_eq!(calculation("report(form.funds.budget, `${left} is left`);"), reckoned);
    assert_eq!(calculation("require(left == 0, form.funds.budget, `${left}, ${left}.`);"), reckoned);
    // What is printed as it stands, put into another text, or only a part of a longer figure is not told.
    assert_eq!(calculation("report(form.funds.budget, `${form.funds.budget}`);"), None);
    assert_eq!(calculation("let text = `${left}`; report(form.funds.budget, \"nothing\");"), None);
    assert_eq!(calculation("let text = `${left}`; report(form.funds.budget, `149.50`);"), None);
}

#[test]
fn a_calculation_calls_a_parameter_by_its_label_or_else_by_its_name() {
    let calculation = |name: &str| {
        let body = format!("form.funds.spent.must_not_exceed(form.funds.budget × params.{name});");
        run("", &body, EXAMPLE).0.findings[0].calculation.clone().unwrap().english()
    };
    assert!(calculation("limit").contains("× limit 30%"), "{}", calculation("limit"));
    assert!(calculation("share").contains("× 容许的比例 20%"), "{}", calculation("share"));
}

#[test]
fn agreement_within_rounding_is_a_pass_that_says_so() {
    let rate = "form.funds.rate.must_equal(form.funds.spent / form.funds.budget);";
    assert_eq!(told("", rate, &EXAMPLE.replace("75.25%", "75.3%")), "passed within rounding");
    assert_eq!(told("", rate, EXAMPLE), "passed exactly");
    let both = format!("{rate} form.funds.spent.must_equal(form.tasks.funds.sum());");
    assert_eq!(told("", &both, &EXAMPLE.replace("75.25%", "75.3%")), "passed within rounding");
}

#[test]
fn a_near_miss_is_lowered_under_the_same_rule() {
    let rate = "form.funds.rate.must_equal(form.funds.spent / form.funds.budget);";
    let severity = |form: &str| {
        let (report, _) = run("", rate, form);
        (report.findings[0].severity, told("", rate, form))
    };
    // 75.399%
    let cut = EXAMPLE.replace("150.50", "150.80").replace("200.00", "200.003").replace("75.25%", "75.39%");
    assert_eq!(severity(&cut), (Severity::Info, "passed within rounding".into()));
    let reached = EXAMPLE.replace("150.50", "199.95").replace("75.25%", "100%");
    assert_eq!(severity(&reached), (Severity::Warning, "failed".into()));
}

#[test]
fn each_element_of_a_list_is_required_by_itself() {
    let (report, _) = run("", "form.tasks.funds.must_be_at_least(params.floor);", EXAMPLE);
    let finding = &report.findings[0];
    assert_eq!(report.findings.len(), 1);
    assert_eq!(finding.place.pointer.as_ref().unwrap().as_str(), "/tasks/1/funds");
    assert_eq!(finding.place.label.as_deref(), Some("任务 2 › 涉及资金"));
    assert_eq!(finding.expected, Some("≥ 100.00".into()));
}

#[test]
fn a_repeated_element_is_labelled_with_the_first() {
    let (report, _) = run("", "form.tasks.name.must_be_unique();", &EXAMPLE.replace("\"乙\"", "\" 甲 \""));
    let finding = &report.findings[0];
    assert_eq!(finding.place.pointer.as_ref().unwrap().as_str(), "/tasks/1/name");
    assert_eq!(finding.related[0].pointer.as_ref().unwrap().as_str(), "/tasks/0/name");
}

#[test]
fn a_condition_keeps_its_operands_as_labels() {
    let body =
        "if form.funds.budget > 0 { require(form.funds.spent < form.tasks.funds.sum(), form.note, \"m\"); }";
    let (report, _) = run("", body, EXAMPLE);
    let finding = &report.findings[0];
    let places: Vec<&str> =
        finding.related.iter().map(|label| label.pointer.as_ref().unwrap().as_str()).collect();
    assert_eq!(finding.place.pointer.as_ref().unwrap().as_str(), "/note");
    assert_eq!(places, ["/funds/spent", "/tasks/0/funds", "/tasks/1/funds"]);
}

#[test]
fn what_is_reported_can_be_added_to() {
    let body = "report(form.note, `支出 ${form.funds.spent}`).see(form.funds.spent, \"这里\").help(\"改\").severity(\"warning\").expected(\"e\");";
    let (report, _) = run("", body, EXAMPLE);
    let finding = &report.findings[0];
    assert_eq!((finding.message.english().as_str(), finding.severity), ("支出 150.50", Severity::Warning));
    assert_eq!((finding.help.clone(), finding.expected.clone()), (Some("改".into()), Some("e".into())));
    assert_eq!(finding.related[0].message, Some("这里".into()));
    assert_eq!(
        told("", "if form.funds.spent > form.funds.budget { report(form.note, \"m\"); }", EXAMPLE),
        "passed"
    );
}

#[test]
fn a_finding_on_found_words_points_at_them() {
    let (report, _) = run(
        "",
        "let days = form.note.find(\"([0-9]+天)\"); require(days.quantity() < 10, days, \"m\");",
        EXAMPLE,
    );
    let finding = &report.findings[0];
    assert_eq!(finding.place.text.as_deref(), Some("12天"));
    assert_eq!(report.source.as_ref().unwrap().slice(finding.place.span.unwrap()), "12天");
}

#[test]
fn sentences_with_a_word_are_found_with_their_places() {
    let form = EXAMPLE.replace("项目因雨推迟12天", "开头。因雨推迟；预算追加。结尾预算");
    let (report, _) = run("", "for s in form.note.sentences(\"预算\") { report(s, \"m\"); }", &form);
    let found: Vec<_> = report.findings.iter().map(|finding| finding.place.text.clone().unwrap()).collect();
    assert_eq!(found, ["预算追加", "结尾预算"]);
    assert_eq!(report.source.as_ref().unwrap().slice(report.findings[1].place.span.unwrap()), "结尾预算");
    assert_eq!(
        told("", "require(form.texts().sentences(\"预算\").find(\"因\").is_missing(), form, \"m\");", &form),
        "passed"
    );
}

#[test]
fn skip_works_through_functions_and_keeps_what_was_found() {
    assert_eq!(
        told("", "fn f() { skip(\"不适用\") } f(); form.note.must_equal(\"x\");", EXAMPLE),
        "not applicable: 不适用"
    );
    assert_eq!(told("", "report(form.note, \"m\"); skip(\"x\");", EXAMPLE), "failed");
    let each = "if item.name == \"甲\" { skip(\"x\"); } item.funds.must_be_less_than(wan_yuan(60));";
    assert_eq!(told("tasks", each, EXAMPLE), "passed");
}

#[test]
fn the_body_runs_once_for_each_element() {
    let (report, _) = run("tasks.marks", "item.word.must_be_one_of([\"一\", \"三\"]);", EXAMPLE);
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].place.pointer.as_ref().unwrap().as_str(), "/tasks/0/marks/1/word");
    assert_eq!(
        told(
            "tasks",
            "item.name.must_be_present();",
            &EXAMPLE.replace("\"tasks\": [\n", "\"tasks\": [], \"z\": [\n")
        ),
        "not applicable: the list is empty"
    );
}

#[test]
fn arithmetic_is_exact_and_divides_as_on_paper() {
    assert_eq!(
        told("", "require(1 / 3 * 3 == 1 && 7 / 2 == 3.5 && 0.1 + 0.2 == 0.3, form, \"m\");", EXAMPLE),
        "passed"
    );
    assert_eq!(told("", "let x = 4; x = x / 8; x += 1; require(x == 1.5, form, \"m\");", EXAMPLE), "passed");
    refused("let x = 4; x /= 8; form.note.must_be_present();", 1, 14, "instead of /=");
    assert_eq!(
        told("", "require(round(form.funds.spent / 4, 1) == wan_yuan(37.6), form, \"m\");", EXAMPLE),
        "passed"
    );
    assert_eq!(
        told(
            "",
            "require(form.funds.rate ~ form.funds.spent / form.funds.budget && form.funds.rate 约等于 percent(75.25), form, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
    assert_eq!(
        told(
            "",
            "require(form.tasks.people.sum() == 19 && 19 == form.tasks.people.sum(), form, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
    assert_eq!(
        told(
            "",
            "require(params.limit < form.funds.rate && percent(75.25) == form.funds.rate, form, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
    assert_eq!(
        told(
            "",
            "require(form.tasks.len() == params.count && params.count >= form.tasks.count(), form, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
    assert_eq!(
        told(
            "",
            "require(max(form.funds.spent, form.funds.budget) == wan_yuan(200) && form.tasks.funds.max() < yuan(1003000), form, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
}

#[test]
fn a_cell_of_bare_numbers_compares_with_bare_numbers() {
    let with =
        |year: &str| EXAMPLE.replace("\"form\": \"t\",", &format!("\"form\": \"t\", \"year\": {year},"));
    for body in
        ["form.year.must_equal(2022);", "require(form.year == 2022 && form.year < 2023, form.year, \"m\");"]
    {
        assert!(told("", body, &with("2022")).starts_with("passed"), "{body}");
        assert!(told("", body, &with("\"2022年\"")).starts_with("passed"), "{body}");
        assert_eq!(told("", body, &with("2021")), "failed", "{body}");
    }
}

#[test]
fn a_computed_figure_is_not_named_as_the_cell_where_it_begins() {
    let (report, _) = run("", "form.tasks.funds.sum().must_not_exceed(wan_yuan(100));", EXAMPLE);
    let finding = &report.findings[0];
    assert_eq!(
        finding.message.english(),
        "what is computed from “任务 1 › 涉及资金” and others is 150.50, it should be ≤ 100万元"
    );
    assert_eq!(finding.place.message.as_ref().map(Message::english).as_deref(), Some("takes part"));
    assert_eq!(
        finding.calculation,
        Some("任务 1 › 涉及资金 100.25 + 任务 2 › 涉及资金 50.25 = 150.50".into())
    );
}

#[test]
fn every_order_of_operands_compares_or_says_that_it_cannot() {
    assert_eq!(
        told(
            "",
            "require(\"项目因雨推迟12天\" == form.note && form.note == \"项目因雨推迟12天\", form, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
    assert_eq!(
        told("", "require(form.final == true && true == form.final, form, \"m\");", EXAMPLE),
        "passed"
    );
    assert_eq!(
        told(
            "",
            "require(wan_yuan(150.5) == form.funds.spent && 0 < form.funds.spent, form, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
    for body in [
        "fn f(x, y) { x == y } require(f(form.note, [1]) || true, form, \"m\");",
        "fn f(x, y) { x < y } require(f(1, \"a\") || true, form, \"m\");",
        "fn f(x, y) { x == y } require(f(true, form.funds.spent) || true, form, \"m\");",
        "fn f(x, y) { x != y } require(f(\"a\", 1.5) || true, form, \"m\");",
    ] {
        assert!(told("", body, EXAMPLE).starts_with("broken: "), "{body}");
    }
}

#[test]
fn the_same_function_name_in_two_rules_is_two_functions() {
    let files = [
        ("a/one.rhai", rule("", "fn f() { 1 } require(f() == 1, form, \"m\");")),
        ("a/two.rhai", rule("", "fn f() { 2 } require(f() == 2, form, \"m\");")),
        ("a/lib.rhai", rule("", "require(weather(form.note), form, \"m\");")),
        ("lib/words.rhai", "fn weather(text) { text.mentions(params.words) }".to_owned()),
    ];
    let (mut checker, problems) = Checker::new(&pack_of(&files), settings());
    assert!(problems.is_empty(), "{problems:?}");
    for _ in 0..2 {
        let (report, _) = checker.check(&document(EXAMPLE));
        assert!(
            report.rules.iter().all(|rule| matches!(rule.outcome, Outcome::Passed { .. })),
            "{:?}",
            report.rules
        );
    }
}

// The sandbox

#[test]
fn a_rule_that_would_run_for_ever_is_broken_in_time_and_the_others_have_their_results() {
    let bodies = [
        ("loop { }", "1864500 operations"),
        ("let x = 0; loop { x += 1; }", "1864500 operations"),
        ("for x in 0..9000000000 { }", "1864500 operations"),
        ("fn f(x) { f(x + 1) } f(1);", "32 levels"),
        ("fn f(x) { g(x) } fn g(x) { f(x) } f(1);", "32 levels"),
        ("let s = \"aa\"; loop { s += s; }", "1864500 operations"),
        ("let s = \"aa\"; loop { s = `${s}${s}`; }", "more than 20000 characters"),
        ("let a = [1]; loop { a = [a, a, a, a]; }", "more than 1000 elements"),
        ("loop { form.note.mentions(\"没有\"); }", "1864500 operations"),
        ("loop { form.note.find(\"(没有.*)+x\"); }", "1864500 operations"),
        ("let n = 0; loop { n += 1; form.note.find(`x${n}`); }", "1864500 operations"),
        ("loop { form.texts(); }", "1864500 operations"),
    ];
    for (body, why) in bodies {
        let form = EXAMPLE.replace("项目因雨推迟12天", &"很长的文字。".repeat(30_000));
        let files = [
            ("a/b.rhai", rule("", &format!("{body} form.note.must_be_present();"))),
            ("a/c.rhai", rule("", "form.note.must_be_present();")),
        ];
        let (mut checker, problems) = Checker::new(&pack_of(&files), Settings::default());
        assert!(problems.is_empty(), "{body}: {problems:?}");
        let document = document(&form);
        let before = Instant::now();
        let (report, _) = checker.check(&document);
        let took = before.elapsed();
        let Outcome::Broken { error } = &report.rules[0].outcome else {
            panic!("{body}: {:?}", report.rules[0])
        };
        // The form has 540 KB: 3.7 times the usual limits.
        let error = error.english();
        assert!(error.contains(why), "{body}: {error}");
        assert!(matches!(report.rules[1].outcome, Outcome::Passed { .. }), "{body}");
        // A guard against seconds, not a measurement.
        assert!(took < Duration::from_secs(10), "{body} took {took:?}");
    }
}

#[test]
fn a_rule_that_takes_too_long_says_so() {
    let settings = Settings { time: Duration::ZERO, ..Settings::default() };
    let pack = pack_of(&[("a/b.rhai", rule("", "for x in 0..5000 { } form.note.must_be_present();"))]);
    let (mut checker, _) = Checker::new(&pack, settings);
    let (report, problems) = checker.check(&document(EXAMPLE));
    let Outcome::Broken { error } = &report.rules[0].outcome else { panic!("{:?}", report.rules[0]) };
    assert_eq!(error.english(), "it ran longer than 0 ms");
    assert_eq!(problems.len(), 1);
}

#[test]
fn arrays_and_texts_beyond_the_limits_are_refused_or_broken() {
    assert!(!faults("let a = []; a.pad(1000000000, 0); form.note.must_be_present();").is_empty());
    assert!(!faults("let a = blob(1000000000); form.note.must_be_present();").is_empty());
    let nested = format!("require({}1{} > 0, form, \"m\");", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(faults(&nested).len(), 1);
    let wide = format!("require({}1 > 0, form, \"m\");", "1 + ".repeat(10_000));
    assert_eq!(faults(&wide).len(), 1);
}

#[test]
fn a_large_form_is_checked_by_every_rule_within_the_same_limits() {
    let marks = vec![r#"{ "word": "字" }"#; 20].join(",");
    let tasks: Vec<String> =
        (0..2_000).map(|n| format!(r#"{{ "name": "任务{n}", "funds": 0.5, "marks": [{marks}] }}"#)).collect();
    let text = "很长的说明文字。".repeat(25_000);
    let form = format!(
        r#"{{ "form": "t", "unit": "万元", "note": "{text}", "funds": {{ "budget": 2000, "spent": 1000, "rate": "50%" }}, "tasks": [{}] }}"#,
        tasks.join(",")
    );
    for (each, body) in [
        ("", "form.funds.spent.must_equal(form.tasks.funds.sum());"),
        ("", "form.tasks.name.must_be_unique();"),
        ("", "form.tasks.marks.word.must_not_be_blank();"),
        ("tasks", "item.marks.must_have_at_least(20);"),
        ("tasks.marks", "item.word.must_equal(\"字\");"),
        ("", "for t in form.tasks { require(t.marks.len() == 20, t, \"m\"); }"),
        ("", "for t in form.tasks { for m in t.marks { if m.word != \"字\" { report(m.word, \"m\"); } } }"),
        (
            "",
            "require(form.note.mentions([\"说明\"]) && form.texts().find(\"没有这个词\").is_missing(), form.note, `${form.note}`);",
        ),
    ] {
        let told = told(each, body, &form);
        assert!(told.starts_with("passed"), "{body}: {told}");
    }
}

#[test]
fn checking_twice_gives_the_same_report() {
    let pack = pack_of(&[("a/b.rhai", rule("tasks", "item.funds.must_be_at_least(wan_yuan(60));"))]);
    let (mut checker, _) = Checker::new(&pack, settings());
    let (one, _) = checker.check(&document(EXAMPLE));
    let (two, _) = checker.check(&document(EXAMPLE));
    assert_eq!(one.findings, two.findings);
    assert_eq!(one.rules, two.rules);
}

#[test]
fn the_table_of_words_and_what_is_registered_are_the_same() {
    let (checker, _) = Checker::new(&pack_of(&[]), settings());
    assert_eq!(checker.host.work.unlisted(), Vec::<String>::new());
    let known = checker.engine.gen_fn_metadata_to_json(false).unwrap();
    let known: serde_json::Value = serde_json::from_str(&known).unwrap();
    let mut registered: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for function in known["functions"].as_array().unwrap() {
        let arity = usize::try_from(function["numParams"].as_u64().unwrap()).unwrap();
        registered.entry(function["name"].as_str().unwrap()).or_default().insert(arity);
    }
    // Members and elements are no calls; `+=` is that of `+`.
    registered.retain(|name, _| !name.starts_with("get$") && !name.starts_with("index$") && *name != "+=");
    for word in vocabulary::FUNCTIONS {
        let (least, most) = word.arity();
        assert_eq!(registered.remove(word.name), Some((least..=most).collect()), "{}", word.name);
    }
    for word in vocabulary::OPERATORS {
        let arities = registered.remove(word.name).unwrap_or_default();
        assert!(arities.contains(&word.takes.len()), "{}", word.name);
    }
    assert_eq!(registered.keys().collect::<Vec<_>>(), Vec::<&&str>::new(), "without a row");
}

// What a rule reads

/// The paths of the cells that a rule reads; `form` for the whole form.
fn cells(each: &str, body: &str, library: &str) -> Vec<String> {
    let pack = pack_of(&[("a/b.rhai", rule(each, body)), ("lib/l.rhai", library.to_owned())]);
    let (checker, problems) = Checker::new(&pack, settings());
    assert!(problems.is_empty(), "{problems:#?}");
    let name = |id: &SchemaId| Some(pack.schema.path(*id)).filter(|path| !path.is_empty());
    let cells = checker.cells_read(&RuleId::parse("a/b").unwrap()).unwrap().iter();
    cells.map(|id| name(id).unwrap_or_else(|| "form".into())).collect()
}

#[test]
fn the_cells_read_are_named_by_their_deepest_path_whatever_the_way_to_them() {
    let funds = ["funds.budget", "funds.spent", "funds.rate"];
    assert_eq!(cells("", "form.funds.rate.must_equal(form.funds.spent / form.funds.budget);", ""), funds);
    let alias = "let f = form.funds; let g = f; g.rate.must_equal(f.spent / f[\"预算数\"]);";
    assert_eq!(cells("", alias, ""), funds);
    let array = "let f = form.funds; for cell in [f.rate, f.budget, f.spent] { cell.must_be_present(); }";
    assert_eq!(cells("", array, ""), funds);
    let function = "fn rate(f) { f.spent / f.budget } form.funds.rate.must_equal(rate(form.funds));";
    assert_eq!(cells("", function, ""), funds);
    let library = "fn rate(f) { f.spent / f.budget } fn unused() { form.note.is_blank() }";
    assert_eq!(cells("", "form.funds.rate.must_equal(rate(form.funds));", library), funds);
    let told = "if form.funds.spent > form.funds.budget { report(form.funds.rate, `${form.unit}`).see(form.note, `x`); }";
    assert_eq!(cells("", told, ""), ["unit", "note", "funds.budget", "funds.spent", "funds.rate"]);
}

#[test]
fn cells_in_lists_are_read_by_projection_loop_element_and_each() {
    let words = ["tasks.marks.word"];
    assert_eq!(cells("", "form.tasks.marks.word.must_be_unique();", ""), words);
    let looped = "for t in form.tasks { for m in t.marks { m.word.must_be_present(); } }";
    assert_eq!(cells("", looped, ""), words);
    assert_eq!(cells("tasks.marks", "item.word.must_be_present();", ""), words);
    assert_eq!(cells("", "form.tasks[0].marks.first().word.must_be_present();", ""), words);
    assert_eq!(
        cells("tasks.marks", "item.word.must_equal(item.parent().name);", ""),
        ["tasks.name", "tasks.marks.word"]
    );
    assert_eq!(
        cells("", "form.tasks.having(\"name\", \"甲\").funds.filled().must_be_present();", ""),
        ["tasks.name", "tasks.funds"]
    );
    // A list is read itself where its length counts.
    assert_eq!(
        cells("tasks", "if item.marks.len() > 1 { item.marks.word.must_be_unique(); }", ""),
        ["tasks.marks", "tasks.marks.word"]
    );
}

#[test]
fn texts_are_read_by_their_use_or_with_what_they_are_asked_of() {
    let find = |texts: &str| format!("report({texts}.find(\"雨\"), \"x\");");
    assert_eq!(cells("", &find("form.texts_for(\"remark\")"), ""), ["note"]);
    assert_eq!(
        cells("", &find("form.texts_for([\"remark\", \"result\"])"), ""),
        ["note", "tasks.marks.word"]
    );
    assert_eq!(cells("tasks", &find("item.texts_for([\"remark\", \"result\"])"), ""), ["tasks.marks.word"]);
    assert_eq!(
        cells("tasks", &find("item.name.texts_beside([\"remark\", \"result\"])"), ""),
        ["note", "tasks.name", "tasks.marks.word"]
    );
    assert_eq!(cells("", &find("form.texts()"), ""), ["form"]);
    assert_eq!(cells("tasks", &find("item.texts()"), ""), ["tasks"]);
    // Uses that are known only when the rule runs: what they are asked of.
    assert_eq!(cells("tasks", &find("item.texts_for(params.words)"), ""), ["tasks"]);
}
