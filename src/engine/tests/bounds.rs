//! That no rule and no form can make a check long, large or silent.

use super::*;

/// How many findings there are, and the last message.
fn findings(body: &str, form: &str) -> (usize, String) {
    let (report, _) = run("", body, form);
    (
        report.findings.len(),
        report.findings.last().map(|finding| finding.message.english()).unwrap_or_default(),
    )
}

#[test]
fn a_calculation_that_doubles_takes_no_more_than_a_line() {
    let body = "let x = form.funds.spent; for i in 0..60 { x = max(x, x); } x.must_equal(form.funds.budget);";
    let (report, _) = run("", body, EXAMPLE);
    let calculation = report.findings[0].calculation.as_ref().unwrap().english();
    assert!(calculation.len() < 20_000, "{}", calculation.len());
    assert_eq!(report.findings[0].related.len(), 1);
    // 2^60 figures are behind it.
    assert!(calculation.contains("figures)"), "{}", &calculation[..200]);
}

#[test]
fn a_long_sum_stays_exact_and_decides() {
    let sum = "let sum = 0; for i in 0..3000 { sum += form.funds.spent; }";
    assert_eq!(
        told("", &format!("{sum} require(sum == form.funds.spent * 3000, form.funds, \"m\");"), EXAMPLE),
        "passed"
    );
    assert_eq!(
        told("", &format!("{sum} require(sum != form.funds.spent * 3000, form.funds, \"m\");"), EXAMPLE),
        "failed"
    );
}

#[test]
fn a_calculation_without_end_ends_at_the_limit() {
    let body =
        "let x = form.funds.spent; loop { x = abs(abs(abs(abs(x)))); } form.funds.spent.must_be_present();";
    assert!(told("", body, EXAMPLE).starts_with("broken: it went beyond"));
}

#[test]
fn long_fractions_count_for_their_digits() {
    for step in ["x = x * 1.0000000001", "x = x / 3"] {
        let body = format!(
            "let x = form.funds.spent; for i in 0..2000 {{ {step}; }} x.must_equal(form.funds.budget);"
        );
        assert!(told("", &body, EXAMPLE).starts_with("broken: it went beyond"), "{step}");
    }
    // Of ordinary length they count as little as they take.
    let body = "let x = form.funds.spent; for i in 0..40 { x = x * 1.5; } require(x > 0, form.funds, \"m\");";
    assert_eq!(told("", body, EXAMPLE), "passed");
}

#[test]
fn all_runs_of_a_rule_together_have_a_limit() {
    let rows = vec!["{ \"name\": \"甲\" }"; 100].join(",");
    let at = EXAMPLE.find("\"tasks\": [").unwrap() + "\"tasks\": [".len();
    let form = format!("{}{rows},{}", &EXAMPLE[..at], &EXAMPLE[at..]);
    let body = "for i in 0..90000 { } item.name.must_be_present();";
    let said = told("tasks", body, &form);
    assert!(said.starts_with("broken: over all elements together it went beyond"), "{said}");
    assert_eq!(told("tasks", body, EXAMPLE), "passed");
}

#[test]
fn findings_and_labels_beyond_a_number_are_counted() {
    assert_eq!(
        findings("for i in 0..1234 { report(form.note, \"m\"); }", EXAMPLE),
        (1001, "234 more of these are not listed".into())
    );
    let (report, _) =
        run("", "let d = report(form.note, \"m\"); for i in 0..500 { d.see(form.tasks, \"t\"); }", EXAMPLE);
    assert_eq!(report.findings[0].related.len(), 100);
    let long = format!("report(form.note, \"{}\");", "长".repeat(5_000));
    assert_eq!(findings(&long, EXAMPLE).1.chars().count(), 2_001);
}

#[test]
fn functions_that_call_each_other_many_times_are_vetted_once_for_each_kind() {
    let define = |n| format!("fn f{n}(x) {{ f{m}(x); f{m}(x); }}\n", m = n + 1);
    let functions = (0..40).map(define).collect::<Vec<_>>().concat();
    let body = format!("{functions}fn f40(x) {{ x.must_be_present(); }}\nf0(form.note);");
    assert_eq!(faults(&body), []);
}

#[test]
fn a_function_may_not_bear_a_name_of_the_language() {
    let found = faults("fn report(a, b) { true }\nform.note.must_be_present();");
    assert_eq!(
        found[0],
        (1, 4, "report is a name of the rule language: call the function something else".into(), None)
    );
    assert_eq!(faults("fn note(a) { a.must_be_present(); }\nnote(form.note);"), []);
}

#[test]
fn an_expression_has_one_limit_when_it_is_read_and_when_it_is_run() {
    let found = faults("form.note.must_match(\"\\\\w{200}\");");
    assert!(found[0].2.starts_with("this regular expression is too large"), "{found:?}");
    assert_eq!(faults("form.note.must_match(\"[^。；]{0,24}(?:收回|上缴)\");"), []);
}

#[test]
fn a_condition_on_what_no_cell_holds_is_not_checked() {
    for condition in [
        "form.note.find(\"zzz\").quantity() > 5",
        "form.note.dates()[99].year() == 2022",
        "form.result_of(form.note) > 5",
    ] {
        let body = format!("form.note.must_be_present(); if {condition} {{ report(form.note, \"m\"); }}");
        assert_eq!(told("", &body, EXAMPLE), "needs ", "{condition}");
    }
}

#[test]
fn a_value_of_another_shape_is_not_checked() {
    for value in ["\"无\"", "\"—\"", "{}", "5", "true"] {
        let form = EXAMPLE.replace("[ { \"word\": \"三\" } ]", value);
        let body = "for t in form.tasks { for m in t.marks { require(m.word.mentions(\"一\") || !m.word.is_blank(), m, \"m\"); } }";
        assert_eq!(told("", body, &form), "needs /tasks/1/marks", "{value}");
        assert_eq!(
            told("tasks.marks", "item.word.must_be_present();", &form),
            "needs /tasks/1/marks",
            "{value}"
        );
    }
    for element in ["\"a\"", "5", "null", "[]"] {
        let form = EXAMPLE.replace("{ \"word\": \"三\" }", element);
        let body = "if form.tasks.marks.word.filled().len() == 0 { report(form.tasks, \"m\"); }";
        assert_eq!(told("", body, &form), "needs /tasks/1/marks/0", "{element}");
    }
}

#[test]
fn a_form_too_long_for_a_rule_is_not_checked_and_says_so() {
    let clauses = "for a in form.note.clauses() { for b in form.note.clauses() { if a.text() == \"x\" { report(form.note, \"m\"); } } }";
    let form = EXAMPLE.replace("项目因雨推迟12天", &"推迟一天，".repeat(1_000));
    let (report, problems) = run("", clauses, &form);
    assert_eq!(problems.len(), 0);
    assert_eq!(told("", clauses, &form), "needs /note");
    let found: Vec<_> =
        report.findings.iter().map(|found| format!("{}: {}", found.rule, found.message.english())).collect();
    assert_eq!(
        found,
        ["form/too-long: this cell has 15000 bytes, too many for checking all of it; rules not checked: 1"]
    );
    assert!(report.findings[0].place.span.is_some());
    // What loops on any form is the author's fault.
    assert!(
        told("", "loop { form.note.is_blank(); } form.note.must_be_present();", &form).starts_with("broken")
    );
}

#[test]
fn a_long_text_stands_in_no_label() {
    let form = EXAMPLE.replace("项目因雨推迟12天", &"项目推迟。".repeat(100));
    let (report, _) = run(
        "",
        "report(form.note, \"m\").see(form.note.find(\"推迟\"), \"t\").see(form.unit, \"u\");",
        &form,
    );
    let found = &report.findings[0];
    assert_eq!((found.place.value.as_deref(), found.related[0].value.as_deref()), (None, None));
    assert_eq!(found.related[0].text.as_deref(), Some("推迟"));
    assert_eq!(found.related[1].value.as_deref(), Some("万元"));
}

#[test]
fn what_cannot_be_compared_is_never_silently_false() {
    for body in [
        "form.funds.budget == params.words[0]",
        "form.funds.budget != params.words[0]",
        "form.note.relations(\"share\") == 5",
        "params.words[0] < params.words[1]",
        "form.final == form.note",
        "report(form.note, \"m\") == form.note",
    ] {
        let told = told("", &format!("if {body} {{ report(form.note, \"m\"); }}"), EXAMPLE);
        assert!(told.starts_with("broken"), "{body}: {told}");
    }
    // 75.25% beside a bare 75.25 may be the same or a hundredth of it.
    let form = EXAMPLE.replace("\"note\"", "\"year\": 75, \"note\"");
    assert_eq!(
        told("", "if form.funds.rate < form.year.quantity() { report(form.note, \"m\"); }", &form),
        "needs /funds/rate /year"
    );
    assert_eq!(
        told(
            "",
            "require(form.funds.rate ~ form.funds.spent / form.funds.budget, form.note, \"m\");",
            EXAMPLE
        ),
        "passed"
    );
}

#[test]
fn what_was_checked_before_changes_no_verdict() {
    let mut told = Vec::new();
    for times in [300, 420, 440, 460, 480, 600] {
        let body =
            format!("for i in 0..{times} {{ form.note.find(`x${{i}}`); }} form.note.must_be_present();");
        let pack = pack_of(&[("a/b.rhai", rule("", &body))]);
        let (mut checker, _) = Checker::new(&pack, settings());
        let mut outcome = || checker.check(&document(EXAMPLE)).0.rules[0].outcome.clone();
        let (first, second) = (outcome(), outcome());
        assert_eq!(first, second, "{times}");
        told.push(matches!(first, Outcome::Passed { .. }));
    }
    assert_eq!((told.first(), told.last()), (Some(&true), Some(&false)));
}

#[test]
fn what_is_assigned_by_an_operator_is_vetted_as_the_operator_is() {
    refused("let x = form.funds.budget; x %= 0; x.must_be_present();", 1, 30, "there is no operator %=");
    refused("let x = form.funds.budget; x **= 2; x.must_be_present();", 1, 30, "there is no operator **=");
    refused("let x = 5; x -= form.note; form.note.must_be_present();", 1, 14, "this is no figure");
    refused("let x = 5; x *= [1]; form.note.must_be_present();", 1, 14, "this is no figure");
    assert_eq!(
        faults(
            "let x = 5; x += form.funds.budget; let t = \"\"; t += form.note; form.note.must_be_present();"
        ),
        []
    );
    assert_eq!(faults("let found = []; found += [form.note]; form.note.must_be_present();"), []);
}

#[test]
fn a_list_is_asked_for_one_element_or_more() {
    for least in ["0", "-5", "0.0"] {
        refused(&format!("form.tasks.must_have_at_least({least});"), 1, 31, "this asks for nothing");
    }
    assert_eq!(faults("form.tasks.must_have_at_least(params.count);"), []);
    assert_eq!(told("", "form.tasks.must_have_at_least(params.count);", EXAMPLE), "passed");
    assert_eq!(told("", "let n = 1; n += 2; form.tasks.must_have_at_least(n);", EXAMPLE), "failed");
    let broken = "broken: the number of elements that a list must have is a whole number from 1 on";
    for least in ["let n = 3; n -= 3;", "let n = form.tasks.len();", "let n = params.limit;"] {
        assert_eq!(
            told("", &format!("{least} form.tasks.must_have_at_least(n);"), EXAMPLE),
            broken,
            "{least}"
        );
    }
}

#[test]
fn a_form_that_holds_something_else_breaks_no_comparison() {
    let form = EXAMPLE.replace("\"final\": true", "\"final\": \"是\"");
    assert_eq!(told("", "require(form.final == true, form.note, \"m\");", &form), "needs /final");
}
