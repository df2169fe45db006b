//! One report for the tests of every format: two files, characters of several widths, a quote, a line feed, every outcome.

use std::sync::Arc;

use crate::document::Pointer;
use crate::report::fingerprint::Fingerprint;
use crate::report::{
    About, AgreementKind, DocumentReport, Finding, Label, Outcome, Outline, OutlineShape, PackRef, Problem,
    Report, RuleAbout, RuleId, RuleOutcome, Severity,
};
use crate::source::{Digest, SourceFile, Span};
use crate::wording::Message;

/// The text of the first file.
const FORM: &str = "{\n  \"单位\": \"某“示范”局\",\n  \"funds\": { \"actual_expenditure\": 15920.74, \"adjusted_budget\": 17076.42 },\n  \"completion_rate\": \"95.23%\",\n  \"goal\": \"第一行\\n第二行，完成投资30.66亿元\\u001b[31m，其余从略\"\n}\n";

fn label(source: &SourceFile, pointer: &str, name: &str, piece: &str) -> Label {
    let start = source.text().unwrap().find(piece).unwrap();
    Label {
        pointer: Pointer::parse(pointer),
        label: Some(name.to_owned()),
        span: Some(Span::new(start, start + piece.len())),
        value: Some(piece.trim_matches('"').to_owned()),
        ..Label::default()
    }
}

fn finding(rule: &str, severity: Severity, message: &str, place: Label) -> Finding {
    let pointer = place.pointer.clone().unwrap_or_default();
    let value = place.value.clone().unwrap_or_default();
    let known = Fingerprint::new(rule, pointer.as_str(), &[(pointer.as_str(), &value)]);
    Finding {
        rule: RuleId::parse(rule).unwrap(),
        severity,
        message: message.into(),
        place,
        actual: None,
        expected: None,
        calculation: None,
        related: Vec::new(),
        help: None,
        basis: Vec::new(),
        tags: Vec::new(),
        fingerprint: Some(known),
        waived: None,
        explained: None,
    }
}

pub(crate) fn sample_report() -> Report {
    let source = Arc::new(SourceFile::new("表格/甲.json", FORM.as_bytes()));
    let rate = Finding {
        actual: Some("95.23%".into()),
        expected: Some("93.23%".into()),
        calculation: Some("预算完成率 = 实际支出数 15,920.74 ÷ 部门调整预算收入 17,076.42 = 93.23%".into()),
        related: vec![
            label(&source, "/funds/actual_expenditure", "实际支出数", "15920.74"),
            label(&source, "/funds/adjusted_budget", "部门调整预算收入", "17076.42"),
        ],
        help: Some("核对三个数".into()),
        basis: vec!["预算法 第七十五条（类推）".into()],
        tags: vec!["A02".into()],
        ..finding(
            "funds/completion-rate",
            Severity::Error,
            "预算完成率应为 93.23%，填的是 95.23%",
            label(&source, "/completion_rate", "预算完成率", "\"95.23%\""),
        )
    };
    let inside =
        Label { text: Some("30.66亿元".into()), ..label(&source, "/goal", "目标", "30.66亿元") };
    let prose = finding("narrative/figure", Severity::Warning, "“30.66亿元”\u{1b}[2J没有依据", inside);
    let absent = Label {
        pointer: Pointer::parse("/funds/budget_adjustment"),
        label: Some("年度预算调整数".into()),
        ..label(&source, "", "", "\"funds\"")
    };
    let missing =
        finding("schema/required", Severity::Info, "缺少“年度预算调整数”", Label { value: None, ..absent });
    let first = sample_document(source, vec![missing, rate, prose]);
    let second = DocumentReport::unchecked(&Arc::new(SourceFile::new("b \"2\".json", b"{}")), Vec::new());
    Report { documents: vec![first, second], errors: sample_errors(), as_of: None }
}

/// A form with these findings, and one outcome of each kind.
fn sample_document(source: Arc<SourceFile>, findings: Vec<Finding>) -> DocumentReport {
    let pointer = |text: &str| Pointer::parse(text).unwrap();
    let outcome = |rule: &str, outcome| RuleOutcome { rule: RuleId::parse(rule).unwrap(), outcome };
    DocumentReport {
        set: None,
        path: "表格/甲.json".into(),
        source: Some(source),
        printed: None,
        layout: None,
        pack: Some(PackRef {
            id: "department-overall".into(),
            version: "2022.1".into(),
            digest: Digest::known("0".repeat(64)),
            layer: None,
            language: Digest::known("1".repeat(64)),
            about: Arc::new(about()),
        }),
        findings,
        rules: vec![
            outcome("funds/adjustment", Outcome::Passed { agreement: Some(AgreementKind::WithinRounding) }),
            outcome("funds/completion-rate", Outcome::Failed { needs: Vec::new() }),
            outcome("funds/part", Outcome::Passed { agreement: Some(AgreementKind::Exact) }),
            outcome("funds/sum", Outcome::NotChecked { needs: vec![pointer("/funds/budget_adjustment")] }),
            outcome("narrative/figure", Outcome::Failed { needs: vec![pointer("/goal")] }),
            outcome("tasks/none", Outcome::NotApplicable { reason: "列表是空的".into() }),
            outcome("tasks/typo", Outcome::Broken { error: "没有函数 summ".into() }),
        ],
    }
}

/// A fault with its place in a rule, and one without.
fn sample_errors() -> Vec<Problem> {
    let script = Arc::new(SourceFile::new("rules/tasks/typo.rhai", "form.tasks.funds.summ();\n".as_bytes()));
    let typo = Problem {
        file: Some("rules/tasks/typo.rhai".into()),
        rule: RuleId::parse("tasks/typo"),
        place: Some((script, Span::new(17, 21))),
        message: "没有函数 summ".into(),
        help: Some("是不是 sum？".into()),
    };
    let unread = Problem {
        file: Some("c.json".into()),
        rule: None,
        place: None,
        message: "没有这个文件".into(),
        help: None,
    };
    vec![typo, unread]
}

/// What the pack says of itself: one rule, and the cells of the form.
fn about() -> About {
    let leaf = |key: &str, label: &str| Outline {
        key: key.into(),
        label: label.into(),
        is_figure: !label.ends_with(['位', '标']),
        shape: OutlineShape::Leaf,
    };
    let funds = vec![
        leaf("adjusted_budget", "部门调整预算收入"),
        leaf("actual_expenditure", "实际支出数"),
        leaf("budget_adjustment", "年度预算调整数"),
    ];
    let funds = Outline {
        key: "funds".into(),
        label: "部门资金情况".into(),
        is_figure: false,
        shape: OutlineShape::Object(funds),
    };
    let members =
        vec![leaf("单位", "单位"), funds, leaf("completion_rate", "预算完成率"), leaf("goal", "目标")];
    let rule = RuleAbout {
        id: RuleId::parse("funds/completion-rate").unwrap(),
        title: Message::of_author(
            "预算完成率 = 实际支出数 ÷ 部门调整预算收入",
            Some("Completion rate equals actual expenditure divided by adjusted budget"),
        ),
        severity: Severity::Error,
        why: "三个数里至少有一个错了。".into(),
        help: Some("核对三个数".into()),
        basis: vec!["预算法 第七十五条（类推）".into()],
        tags: vec!["A02".into()],
        covers: Vec::new(),
        is_of_sets: false,
    };
    let shape = OutlineShape::Object(members);
    About {
        title: "部门整体支出绩效自评表".into(),
        rules: vec![rule],
        outline: Outline { shape, ..Outline::default() },
    }
}
