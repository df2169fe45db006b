//! Forms as departments have them: workbooks and documents read, checked, marked and printed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::format_collect,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::form::presence::Filling;
use hegui::load;
use hegui::rule::{Extent, layouts};
use hegui::source::SourceFile;
use hegui::workbook::{Notes, Print, import, print};
use serde_json::Value;

const FORM: &str = "fixtures/workbook/自评表.xlsx";

fn hegui(args: &[&str]) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_hegui"))
        .args(args)
        .env_clear()
        .env("LANG", "C")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// What is said, without the breaks of lines.
fn joined(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '│').collect()
}

/// An empty folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-workbook-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// The JSON that is read from a file, and the messages beside it.
fn imported(path: &str) -> (Value, String, i32) {
    let (out, err, code) = hegui(&["import", path]);
    (serde_json::from_str(&out).unwrap_or_else(|error| panic!("{path}: {error}\n{err}")), err, code)
}

/// Every value by its pointer; a figure as a text without thousands apart, so that one typed as a text is the same.
fn flat(value: &Value, pointer: &str, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| flat(value, &format!("{pointer}/{key}"), out));
        }
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(at, value)| flat(value, &format!("{pointer}/{at}"), out));
        }
        Value::Null => {}
        Value::String(text) => {
            let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let figure: String = text.replace(',', "");
            let is_figure = figure.parse::<f64>().is_ok();
            out.insert(pointer.to_owned(), if is_figure { figure } else { text });
        }
        other => drop(out.insert(pointer.to_owned(), other.to_string())),
    }
}

fn flattened(value: &Value) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    flat(value, "", &mut out);
    out
}

/// The forms of a type among the fixtures.
fn forms(id: &str) -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(id)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "broken" {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "json")
                && !name.contains("expected")
                && !name.contains("judgement")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What no print has a place for, or prints otherwise than it was written.
fn is_lost(pointer: &str, value: &str) -> bool {
    pointer == "/cut"
        || pointer.starts_with("/key_projects/") && pointer != "/key_projects/0/performance"
        || pointer == "/consolidated" && value == "false"
}

#[test]
fn every_form_of_the_fixtures_is_read_as_it_was_printed() {
    let mut count = 0;
    let mut different: Vec<String> = Vec::new();
    for id in ["department-overall", "project"] {
        let (packs, problems) = load::embedded_packs(Some(id), Extent::Rules);
        assert!(problems.is_empty());
        let pack = &packs[0];
        let (known, problems) = layouts(&pack.layouts);
        assert!(problems.is_empty());
        for path in forms(id) {
            let form: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            // A form without its list has nothing that its layout would know it by.
            if form["form"] != id || form.pointer("/indicators/0").or(form.pointer("/tasks/0")).is_none() {
                continue;
            }
            let notes = Notes::new();
            let source = Arc::new(SourceFile::new("a.json", &fs::read(&path).unwrap()));
            let document = Document::parse(source, Limits::default()).unwrap();
            let prints: Vec<_> = pack.prints().iter().map(|print| print.presence().unwrap()).collect();
            let held = Filling::new(&document, &pack.schema).best(&prints).unwrap().name();
            let layout = known.iter().find(|layout| layout.name == held).unwrap();
            let one = Print { layout, schema: &pack.schema, form: &form, blank: false, notes: &notes };
            let file = SourceFile::new("a.xlsx", &print(one).unwrap());
            let schema = |_: &str| Some(Arc::clone(&pack.schema));
            let read = import(&file, &known, schema).unwrap_or_else(|fault| panic!("{path:?}: {fault:?}"));
            assert_eq!(read.len(), 1, "{path:?}");
            assert!(read[0].findings.is_empty(), "{path:?}: {:#?}", read[0].findings);
            let again: Value = serde_json::from_slice(read[0].source.bytes()).unwrap();
            let (mut before, mut after) = (flattened(&form), flattened(&again));
            before.retain(|pointer, value| !is_lost(pointer, value) && !value.is_empty());
            // The title of the layout stands where the form has none; a year is a number.
            before.entry("/title".to_owned()).or_insert_with(|| after["/title"].clone());
            for form in [&mut before, &mut after] {
                if let Some(year) = form.get_mut("/year") {
                    year.truncate(4);
                }
                // Of a source its name is kept.
                for (pointer, name) in form.iter_mut() {
                    if pointer.starts_with("/funds/sources/") && pointer.ends_with("/name") {
                        *name = name.trim_start_matches("其中:").trim_start_matches("其中：").to_owned();
                    }
                }
            }
            // A class without an indicator has no box to print its points in.
            let classes: Vec<&String> = before
                .iter()
                .filter(|(pointer, _)| pointer.ends_with("/level1"))
                .map(|(_, name)| name)
                .collect();
            let classes: Vec<String> =
                classes.into_iter().map(|name| format!("/level1_weights/{name}")).collect();
            before.retain(|pointer, _| !pointer.starts_with("/level1_weights/") || classes.contains(pointer));
            let differs = |(pointer, value): (&String, &String), other: &BTreeMap<String, String>| {
                let known = other.get(pointer);
                (known != Some(value)).then(|| format!("{} {pointer}: {value} / {known:?}", path.display()))
            };
            different.extend(before.iter().filter_map(|one| differs(one, &after)));
            different.extend(after.iter().filter_map(|one| differs(one, &before)));
            count += 1;
        }
    }
    assert_eq!(different, [""; 0]);
    assert!(count > 25, "{count}");
}

#[test]
fn a_workbook_is_checked_as_the_json_in_it_and_findings_name_cells() {
    let (out, _, code) = hegui(&["check", FORM, "--format", "json"]);
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&out).unwrap();
    let document = &report["documents"][0];
    assert_eq!(document["layout"], "guangzhou");
    let rate = document["findings"].as_array().unwrap().iter();
    let rate = rate.clone().find(|finding| finding["rule"] == "funds/adjustment-explained").unwrap();
    assert_eq!(
        (&rate["pointer"], &rate["cell"]),
        (&Value::from("/funds/adjustment_rate"), &Value::from("表1!F7"))
    );
    assert_eq!(rate["related"][0]["cell"], "表1!C4");
    // The same findings as those of the JSON, places aside.
    let into = folder("same");
    let json = into.join("a.json");
    fs::write(&json, hegui(&["import", FORM]).0).unwrap();
    let (plain, _, _) = hegui(&["check", json.to_str().unwrap(), "--format", "json"]);
    let plain: Value = serde_json::from_str(&plain).unwrap();
    let told = |document: &Value| -> Vec<(Value, Value, Value)> {
        let findings = document["findings"].as_array().unwrap().iter();
        findings.map(|one| (one["rule"].clone(), one["message"].clone(), one["pointer"].clone())).collect()
    };
    assert_eq!(told(document), told(&plain["documents"][0]));
    assert_eq!(document["rules"], plain["documents"][0]["rules"]);
    assert_ne!(document["sha256"], plain["documents"][0]["sha256"]);
}

#[test]
fn people_see_the_cell_and_its_row() {
    let (out, _, code) = hegui(&["check", FORM]);
    assert_eq!(code, 1);
    assert!(out.contains("自评表.xlsx 表1!F7: 预算比年初变动 -58.95%"), "{out}");
    assert!(out.contains("7 │ 预算完成率 │ 93.23% │ 预算调整率 │ -58.95%"), "{out}");
    assert!(!out.contains("\"adjustment_rate\""), "{out}");
}

#[test]
fn a_box_that_nothing_is_read_from_is_told_with_its_cell() {
    let (form, err, code) = imported("fixtures/workbook/moved.xlsx");
    assert_eq!(code, 1);
    assert_eq!(form["project"], "2023年农村饮水安全维修养护项目");
    let unread: Vec<&str> = err.lines().filter(|line| line.contains("没有读进")).map(str::trim).collect();
    assert_eq!(unread.len(), 1, "{err}");
    assert!(unread[0].contains("表1!M2"), "{unread:?}");
}

#[test]
fn documents_and_old_workbooks_are_read_the_same() {
    let (docx, _, code) = imported("fixtures/workbook/national.docx");
    assert_eq!(code, 0);
    let (ods, _, code) = imported("fixtures/workbook/national.ods");
    assert_eq!(code, 0);
    assert_eq!(flattened(&docx), flattened(&ods));
    // A rate that is a number with a format: what is shown counts, in an old workbook too.
    let (xls, _, _) = imported("fixtures/workbook/moved.xls");
    assert_eq!(xls["funds"]["total"]["execution_rate"], "110.83%");
    assert_eq!(xls["funds"]["total"]["actual_expenditure"].to_string(), "199.5");
    for form in ["hubei", "sichuan"] {
        let (_, err, code) = imported(&format!("fixtures/workbook/{form}.xlsx"));
        assert_eq!((code, err.as_str()), (0, ""));
    }
}

/// The parts of a package with their bytes.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        parts.insert(part.name().unwrap().into_owned(), bytes);
    }
    parts
}

#[test]
fn a_marked_copy_differs_in_what_marks_need_only_and_is_marked_again_the_same() {
    let into = folder("mark");
    let (first, second) = (into.join("1.xlsx"), into.join("2.xlsx"));
    let (out, _, code) = hegui(&["mark", FORM, "-o", first.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(out.contains("1.xlsx：4 个错误"), "{out}");
    let (_, _, code) = hegui(&["mark", first.to_str().unwrap(), "-o", second.to_str().unwrap()]);
    assert_eq!(code, 1);
    let marked = fs::read(&first).unwrap();
    assert_eq!(marked, fs::read(&second).unwrap());
    let own = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(FORM)).unwrap();
    let (own, marked) = (parts(&own), parts(&marked));
    let touched: Vec<&str> = marked
        .iter()
        .filter(|(name, bytes)| own.get(*name) != Some(bytes))
        .map(|(name, _)| name.as_str())
        .collect();
    let expected = [
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/heguiResults.xml",
        "xl/worksheets/sheet1.xml",
    ];
    assert_eq!(touched, expected);
    let text = |name: &str| String::from_utf8(marked[name].clone()).unwrap();
    assert!(text("xl/worksheets/sheet1.xml").contains("<conditionalFormatting sqref=\""));
    // The note that was there stays, with its author.
    assert!(text("xl/comments/comment1.xml").contains("汇总的部门含下属单位"));
    assert!(
        text("xl/worksheets/heguiResults.xml")
            .contains("HYPERLINK(&quot;#&apos;表1&apos;!F7&quot;,&quot;表1!F7&quot;)")
    );
}

#[test]
fn the_own_file_is_not_written_over_and_others_are_drawn_anew() {
    let into = folder("anew");
    let copy = into.join("a.docx");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workbook/national.docx"), &copy).unwrap();
    let path = copy.to_str().unwrap();
    let (_, err, code) = hegui(&["mark", path, "-o", path]);
    assert_eq!(code, 2);
    assert!(err.contains("不能写在原文件上"), "{err}");
    let (out, _, code) = hegui(&["mark", path]);
    assert_eq!(code, 1);
    assert!(out.contains("a-检查.xlsx") && out.contains("重画"), "{out}");
    let parts = parts(&fs::read(into.join("a-检查.xlsx")).unwrap());
    assert!(parts.contains_key("xl/worksheets/heguiResults.xml"));
}

#[test]
fn a_template_filled_with_the_example_is_read_as_the_example() {
    let into = folder("template");
    for (pack, layout) in [("department-overall", "guangzhou"), ("project", "national")] {
        let path = into.join(format!("{pack}.xlsx"));
        let path = path.to_str().unwrap();
        let (_, err, code) = hegui(&["template", pack, "-o", path, "--example"]);
        assert_eq!((code, err.as_str()), (0, ""));
        let (form, err, code) = imported(path);
        assert_eq!((code, err.as_str()), (0, ""));
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(pack).join("example.json");
        let example: Value = serde_json::from_slice(&fs::read(example).unwrap()).unwrap();
        let mut example = flattened(&example);
        example.retain(|pointer, value| !is_lost(pointer, value));
        // What is read says by which layout.
        example.insert("/layout".to_owned(), layout.to_owned());
        assert_eq!(flattened(&form), example, "{pack}");
        let (_, err, code) = hegui(&["template", pack, "-o", path]);
        assert_eq!(code, 2);
        assert!(err.contains("已经有这个文件"), "{err}");
        let (_, _, code) = hegui(&["template", pack, "-o", path, "--force"]);
        assert_eq!(code, 0);
        let (blank, _, code) = imported(path);
        assert_eq!(code, 0, "{blank}");
    }
}

/// A file in a zip, and its text.
type Part<'p> = (&'p str, &'p str);

fn zipped(parts: &[Part<'_>]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with one sheet of this data, and these shared strings.
fn book(sheet: &str, strings: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    zipped(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{kinds}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{kinds}\"><sheets><sheet name=\"表1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{kinds}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{kinds}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", &format!("<sst xmlns=\"{main}\">{strings}</sst>")),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>")),
    ])
}

/// What `check` says of some bytes under a name, and its status.
fn told(folder: &Path, name: &str, bytes: &[u8]) -> (String, i32) {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    let (out, err, code) = hegui(&["check", path.to_str().unwrap()]);
    assert!(!err.contains("panicked"), "{name}: {err}");
    (format!("{out}{err}"), code)
}

#[test]
fn files_of_other_kinds_are_named_with_what_to_do() {
    let into = folder("kinds");
    let utf16 = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let compound =
        |name: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 600], utf16(name)].concat();
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("a.doc", compound("WordDocument"), "另存为 .docx"),
        ("a.wps", compound("WordDocument"), "另存为 .docx"),
        ("a.xlsx", compound("EncryptedPackage"), "去掉打开密码"),
        ("a.pdf", b"%PDF-1.7".to_vec(), "这是 PDF"),
        ("b.xls", b"<html><table></table></html>".to_vec(), "这是网页或 XML"),
        ("c.xlsx", b"no workbook".to_vec(), "不是工作簿"),
        ("d.xlsx", zipped(&[("a.txt", "a")]), "不是工作簿"),
    ];
    for (name, bytes, expected) in cases {
        let (text, code) = told(&into, name, &bytes);
        assert_eq!(code, 2, "{name}: {text}");
        assert!(joined(&text).contains(&joined(expected)), "{name}: {text}");
    }
}

#[test]
fn hostile_workbooks_are_refused_or_read_as_far_as_they_go() {
    let into = folder("hostile");
    let title = "<c r=\"A1\" t=\"inlineStr\"><is><t>项目支出绩效自评表</t></is></c>";
    let needs = "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>三级指标</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>实际完成值</t></is></c></row>";
    let data = |more: &str, tail: &str| {
        format!("<sheetData><row r=\"1\">{title}</row>{needs}{more}</sheetData>{tail}")
    };
    // Small, and 80 MiB once unpacked.
    let (text, code) = told(&into, "bomb.xlsx", &book(&" ".repeat(80 << 20), ""));
    assert_eq!(code, 2);
    assert!(joined(&text).contains("解开以后超过64MiB"), "{text}");
    let row = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let (text, _) = told(&into, "far.xlsx", &book(&data(row, ""), ""));
    assert!(joined(&text).contains("从第1048576行起没有读"), "{text}");
    // One box over all the others: what it hides is no form.
    let merged = data(row, "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>");
    let (text, code) = told(&into, "merged.xlsx", &book(&merged, ""));
    assert_eq!(code, 2, "{text}");
    let lost = data("<row r=\"3\"><c r=\"A3\" t=\"s\"><v>7</v></c></row>", "");
    let (text, code) = told(&into, "strings.xlsx", &book(&lost, "<si><t>a</t></si>"));
    assert_eq!(code, 2, "{text}");
    let rows: String =
        (3..=110_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
    let (text, code) = told(&into, "rows.xlsx", &book(&data(&rows, ""), ""));
    assert_eq!(code, 2, "{text}");
    assert!(joined(&text).contains("超过100000个"), "{text}");
    let mut lying = parts(&book(&data("", ""), ""));
    lying.insert("xl/sharedStrings.xml".to_owned(), b"<sst uniqueCount=\"99999999999\"/>".to_vec());
    let lying: Vec<(String, String)> =
        lying.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect();
    let lying: Vec<Part<'_>> = lying.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (text, code) = told(&into, "count.xlsx", &zipped(&lying));
    assert_eq!(code, 2, "{text}");
    let entity = "<si><t>&a;</t></si>";
    let (_, code) = told(
        &into,
        "entity.xlsx",
        &book(&data("<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c></row>", ""), entity),
    );
    assert!(code > 0);
}

#[test]
fn a_formula_without_a_value_is_told_as_such() {
    let into = folder("formulas");
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let sheet = format!(
        "<sheetData><row r=\"1\">{}</row><row r=\"2\">{}{}</row><row r=\"3\">{}{}</row><row r=\"4\">{}<c r=\"B4\" t=\"e\"><v>#REF!</v></c></row><row r=\"5\">{}<c r=\"B5\"><f>1+1</f></c></row></sheetData>",
        text("A1", "项目支出绩效自评表"),
        text("A2", "三级指标"),
        text("B2", "分值"),
        text("A3", "甲"),
        text("B3", "（１２．５０）"),
        text("A4", "乙"),
        text("A5", "丙"),
    );
    let path = into.join("a.xlsx");
    fs::write(&path, book(&sheet, "")).unwrap();
    let (form, err, code) = imported(path.to_str().unwrap());
    assert_eq!(code, 1);
    let weights: Vec<String> =
        form["indicators"].as_array().unwrap().iter().map(|one| one["weight"].to_string()).collect();
    assert_eq!(weights, ["-12.50", "null", "null"]);
    let err = joined(&err);
    assert!(err.contains("表1!B4:这一格的公式算不出来，显示#REF!"), "{err}");
    assert!(err.contains("表1!B5:这一格的公式还没有算过"), "{err}");
}

#[test]
fn several_forms_of_a_file_are_each_checked() {
    let into = folder("several");
    let (packs, _) = load::embedded_packs(Some("project"), Extent::Rules);
    let (known, _) = layouts(&packs[0].layouts);
    let text =
        |cell: String, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let form = |top: u32, project: &str| {
        let rows = [["项目支出绩效自评表", ""], ["项目名称", project], ["三级指标", "分值"], ["甲", "10"]];
        let rows = rows.iter().zip(top..).map(|(cells, row)| {
            let cells: String = cells
                .iter()
                .zip(["A", "B"])
                .filter(|(value, _)| !value.is_empty())
                .map(|(value, column)| text(format!("{column}{row}"), value))
                .collect();
            format!("<row r=\"{row}\">{cells}</row>")
        });
        rows.collect::<String>()
    };
    let bytes = book(&format!("<sheetData>{}{}</sheetData>", form(1, "第一个"), form(8, "第二个")), "");
    let file = SourceFile::new("a.xlsx", &bytes);
    let schema = |_: &str| Some(std::sync::Arc::clone(&packs[0].schema));
    let read = import(&file, &known, schema).unwrap();
    let names: Vec<&str> = read.iter().map(|form| form.source.name()).collect();
    assert_eq!(names, ["a.xlsx#表1!A1", "a.xlsx#表1!A8"]);
    let path = into.join("a.xlsx");
    fs::write(&path, bytes).unwrap();
    let (_, err, code) = hegui(&["import", path.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(err.contains("2 张表"), "{err}");
    let (out, _, _) = hegui(&["import", path.to_str().unwrap(), "--form", "2"]);
    assert!(out.contains("第二个") && !out.contains("第一个"), "{out}");
}

/// A workbook of these rows, their cells parted by `|`.
fn rows(lines: &[&str]) -> Vec<u8> {
    let cell = |(value, column): (&str, char), row: usize| {
        format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{value}</t></is></c>")
    };
    let row = |(line, row): (&&str, usize)| {
        let cells = line.split('|').zip('A'..='Z').filter(|(value, _)| !value.is_empty());
        format!("<row r=\"{row}\">{}</row>", cells.map(|one| cell(one, row)).collect::<String>())
    };
    book(&format!("<sheetData>{}</sheetData>", lines.iter().zip(1..).map(row).collect::<String>()), "")
}

/// What each form of some rows is read as, and the messages beside it with their cells.
fn read_rows(lines: &[&str]) -> Vec<(Value, Vec<String>)> {
    let (packs, _) = load::embedded_packs(Some("department-overall"), Extent::Rules);
    let (known, _) = layouts(&packs[0].layouts);
    let schema = |_: &str| Some(Arc::clone(&packs[0].schema));
    let read = import(&SourceFile::new("a.xlsx", &rows(lines)), &known, schema).unwrap();
    let form = |form: &hegui::workbook::Imported| {
        let said = form.findings.iter().map(|finding| {
            let cell = finding.place.cell.map(|cell| form.printed.address(cell).chinese());
            format!("{} {}", cell.unwrap_or_default(), finding.message.chinese())
        });
        (serde_json::from_slice(form.source.bytes()).unwrap(), said.collect())
    };
    read.iter().map(form).collect()
}

/// The basic data that Hunan's departments hand in, as far as it must be there.
const BASIC_DATA: [&str; 7] = [
    "部门整体支出绩效评价基础数据表",
    "填报单位：县档案馆   单位：万元",
    "财政供养人员情况|编制数|2022年实际在职人数|控制率",
    "|20|19|95%",
    "经费控制情况|2021年决算数|2022年预算数|2022年决算数",
    "三公经费|3.10|4.20|4.05",
    "填表人（签名）：李芳  填报日期：   联系电话：0731-85550136",
];

#[test]
fn headings_tell_the_year_of_a_form_and_which_column_is_last_years() {
    let read = read_rows(&BASIC_DATA);
    let [(form, said)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(said, &[""; 0]);
    assert_eq!(form["year"], 2022);
    let three = &form["controlled_spending"]["three_public"];
    assert_eq!(three.to_string(), r#"{"last_year_actual":3.10,"budget":4.20,"actual":4.05}"#);
    assert_eq!(form["staffing"].to_string(), r#"{"authorized":20,"employed":19,"control_rate":"95%"}"#);
    // Of two years each has its column.
    let mut both = BASIC_DATA.to_vec();
    both[2] = "财政供养人员情况|编制数|2021年实际在职人数|2022年实际在职人数|控制率";
    both[3] = "|20|18|19|95%";
    let (form, said) = &read_rows(&both)[0];
    let staffing = &form["staffing"];
    assert_eq!((&staffing["last_year_employed"], &staffing["employed"]), (&18.into(), &19.into()));
    assert_eq!(said, &[""; 0]);
    // A year that is printed elsewhere and is another one is told.
    let mut other = BASIC_DATA.to_vec();
    other.insert(1, "（2023年度）");
    let (form, said) = &read_rows(&other)[0];
    assert_eq!(form["year"], 2022);
    assert_eq!(said, &["表1!A2 这一格没有读进去：“（2023年度）”"]);
    // Without a year there is none.
    let plain = BASIC_DATA
        .map(|line| line.replace("2021年", "上年").replace("2022年实际", "实际").replace("2022年", "本年"));
    let (form, said) = &read_rows(&plain.each_ref().map(String::as_str))[0];
    assert_eq!((form.get("year"), said.as_slice()), (None, [].as_slice()));
    assert_eq!(form["controlled_spending"]["three_public"]["budget"].to_string(), "4.20");
}

#[test]
fn several_labels_in_a_box_have_each_its_value() {
    let (form, _) = &read_rows(&BASIC_DATA)[0];
    assert_eq!((&form["department"], &form["currency_unit"]), (&"县档案馆".into(), &"万元".into()));
    assert_eq!((&form["contact"], &form["phone"]), (&"李芳".into(), &"0731-85550136".into()));
    assert_eq!(form.get("filing_date"), Some(&Value::Null));
    assert_eq!(form.get("unit_head"), None);
}

#[test]
fn rows_of_any_name_stand_below_their_heading_and_nowhere_else() {
    let mut lines = BASIC_DATA.to_vec();
    let more = [
        "其中：公车购置|0|0|0",
        "项目支出：",
        "1、业务工作专项|10|12|11.5",
        "2.公路养护|30|30|30",
        "……",
        "公用经费|8|9|8.6",
        "其中：办公费|2|2|1.8",
        "印刷费|1|1|0.9",
    ];
    lines.splice(6..6, more);
    let (form, said) = &read_rows(&lines)[0];
    let spending = &form["controlled_spending"];
    let names = spending["project_list"].as_array().unwrap().iter().map(|one| one["name"].clone());
    assert_eq!(names.collect::<Vec<_>>(), ["业务工作专项", "公路养护"]);
    assert_eq!(spending["office"]["actual"].to_string(), "1.8");
    assert_eq!(spending["vehicle_purchase"]["budget"], 0);
    assert_eq!(said.len(), 4, "{said:?}");
    assert_eq!(said[0], "表1!A14 这一格没有读进去：“印刷费”");
}

#[test]
fn tables_of_two_layouts_one_below_the_other_are_two_forms() {
    let table = [
        "部门整体支出绩效自评表",
        "（2022年度）",
        "部门名称|县档案馆",
        "年度预算申请（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额|120|126.5|118.36|10|93.57%|9.36",
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
        "产出指标|数量指标|整理档案数量|≥100卷|120卷|90|90",
        "总分|||||100|99.36",
    ];
    let both = |first: &[&str], second: &[&str]| {
        let read = read_rows(&[first, second].concat());
        assert!(read.iter().all(|(_, said)| said.is_empty()), "{read:?}");
        read.iter()
            .map(|(form, _)| (form["title"].clone(), form.get("staffing").is_some()))
            .collect::<Vec<_>>()
    };
    let (data, own) = (("部门整体支出绩效评价基础数据表".into(), true), (table[0].into(), false));
    assert_eq!(both(&BASIC_DATA, &table), [data.clone(), own.clone()]);
    assert_eq!(both(&table, &BASIC_DATA), [own, data]);
    let (out, _, code) = hegui(&["check", "fixtures/workbook/hunan.docx", "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let documents = report["documents"].as_array().unwrap().iter();
    let documents = documents.map(|one| (one["path"].as_str().unwrap(), one["layout"].as_str().unwrap()));
    let wanted =
        [("fixtures/workbook/hunan.docx#A2", "hunan-data"), ("fixtures/workbook/hunan.docx#A28", "hunan")];
    assert_eq!((documents.collect::<Vec<_>>(), code), (wanted.to_vec(), 0));
}

/// A file, and of each form in it the layout that it is read by and how many of its boxes are told as not read.
type Expected = (&'static str, &'static [(&'static str, usize)]);

/// Forms as provinces print them, made by people who saw no layout.
const PROVINCES: [Expected; 28] = [
    ("anhui-department-market-2023.xlsx", &[("national", 1)]),
    ("anhui-project-rural-2023.xlsx", &[("national", 0)]),
    ("anhui-project-water-2022.xlsx", &[("national", 0)]),
    ("beijing-project-library-2023.docx", &[("national", 0)]),
    ("central-project-grain-2020.xlsx", &[("national", 0)]),
    ("central-project-quake-2022.xlsx", &[("national", 0)]),
    ("chongqing-project-forest-2023.xlsx", &[("national", 6)]),
    ("guangxi-project-vocational-2023.xlsx", &[("national", 0)]),
    ("hebei-project-roads-2022.xlsx", &[("folded", 5)]),
    ("hubei-department-emergency-2022.xlsx", &[("hubei", 0)]),
    ("hubei-project-culture-2021.xlsx", &[("hubei", 1)]),
    ("hubei-project-fire-2022.docx", &[("hubei", 0)]),
    ("hunan-department-basedata-2022.xlsx", &[("hunan-data", 0), ("hunan-score", 0)]),
    ("hunan-township-A-2023.xlsx", &[("hunan", 0)]),
    ("hunan-township-B-2022.xlsx", &[("hunan", 10)]),
    ("jiangsu-department-humanres-2023.xlsx", &[("jiangsu", 0)]),
    ("jiangxi-department-water-2022.docx", &[("national", 1)]),
    ("shaanxi-project-heritage-2021.xlsx", &[("national", 0)]),
    ("shandong-project-elderly-2022.xlsx", &[("national", 1)]),
    ("sichuan-department-culture-2022.xlsx", &[("sichuan", 0)]),
    ("sichuan-project-municipal-2023.xlsx", &[("national", 3)]),
    ("sichuan-project-school-2020.xlsx", &[("unscored", 1)]),
    ("transfer-region-water-2023.xlsx", &[("transfer", 0)]),
    ("yueyang-department-agri-2022.xlsx", &[("yueyang-full", 2)]),
    ("yueyang-department-culture-2021.docx", &[("yueyang-full", 0)]),
    ("yunnan-department-forestry-2023.xlsx", &[("yunnan", 2)]),
    ("yunnan-project-mosquito-2023.xlsx", &[("national", 1)]),
    ("zhejiang-project-digital-2023.xlsx", &[("national", 0)]),
];

/// Forms in further shapes: kinds of spending across the top, a cover and a page of explanations before the form, targets before and
/// after they were adjusted, a document with labels in paragraphs, money without names of rows, goals in numbered rows.
const SHAPES: [Expected; 5] = [
    ("department-kinds-across.xlsx", &[("national", 1)]),
    ("department-numbered-goals.xlsx", &[("national", 0)]),
    ("project-adjusted-targets.xlsx", &[("national", 0)]),
    ("project-cover-and-two-headers.xlsx", &[("national", 5)]),
    ("project-paragraphs.docx", &[("national", 0)]),
];

#[test]
fn forms_of_provinces_are_read_as_they_stand() {
    are_read_as_they_stand("fixtures/workbook/provinces", &PROVINCES);
}

#[test]
fn forms_in_further_shapes_are_read_as_they_stand() {
    are_read_as_they_stand("fixtures/workbook/shapes", &SHAPES);
}

/// What is read of each stands beside it, `FILE.json`, or `FILE.1.json` of the first of several forms.
fn are_read_as_they_stand(folder: &str, files: &[Expected]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, forms) in files {
        let path = format!("{folder}/{file}");
        let (out, _, _) = hegui(&["check", &path, "--format", "json"]);
        let report: Value = serde_json::from_str(&out).unwrap();
        let documents = report["documents"].as_array().unwrap();
        let unread = |document: &Value| {
            let findings = document["findings"].as_array().unwrap().iter();
            findings.filter(|finding| finding["rule"] == "form/unread-cell").count()
        };
        let told: Vec<(&str, usize)> =
            documents.iter().map(|one| (one["layout"].as_str().unwrap_or_default(), unread(one))).collect();
        assert_eq!(told, *forms, "{file}");
        for number in 1..=forms.len() {
            let form = number.to_string();
            let (args, name) = if forms.len() == 1 {
                (vec!["import", &path], format!("{file}.json"))
            } else {
                (vec!["import", &path, "--form", &form], format!("{file}.{form}.json"))
            };
            let expected = root.join(folder).join(name);
            let read = hegui(&args).0;
            if std::env::var_os("UPDATE_EXPECTED").is_some() {
                fs::write(&expected, &read).unwrap();
            }
            assert_eq!(read, fs::read_to_string(&expected).unwrap(), "{file}");
        }
    }
}

/// A table of the national layout of a department, as far as it must be there, with other rows in the place of its money or goal.
fn national(money: &[&str], goal: &[&str], foot: &[&str]) -> (Value, Vec<String>) {
    let head = ["2022年度部门整体支出绩效自评表", "部门名称|县档案馆"];
    let rows = [&head, money, goal, foot].concat();
    let [read] = read_rows(&rows).try_into().unwrap();
    read
}

const MONEY: [&str; 2] = [
    "部门资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "|年度资金总额|120|126.5|118.36|10|93.57%|9.36",
];
const INDICATORS: [&str; 3] = [
    "一级指标|二级指标|三级指标|指标性质|指标值|计量单位|实际完成值|分值|得分",
    "产出指标|数量指标|整理档案数量|≥|100|卷|120|90|90",
    "总分|||||||100|99.36",
];

#[test]
fn the_year_of_a_title_is_that_of_a_form_without_another() {
    let (form, said) = national(&MONEY, &[], &INDICATORS);
    assert_eq!((&form["year"], said.as_slice()), (&2022.into(), [].as_slice()));
    let (form, _) = national(&MONEY, &["（2021年度）"], &INDICATORS);
    assert_eq!(form["year"], 2021);
}

#[test]
fn a_title_may_stand_in_several_boxes() {
    let titled = |head: &[&str]| {
        let table = [&["部门名称|县档案馆"], MONEY.as_slice(), &INDICATORS].concat();
        let [(form, said)] = read_rows(&[head, &table].concat()).try_into().unwrap();
        let title = form["title"].as_str().unwrap_or_default().to_owned();
        (title, form.get("year").and_then(Value::as_u64), said.len())
    };
    let whole = ("云湖市2021年度部门整体支出绩效自评表".to_owned(), Some(2021), 0);
    assert_eq!(titled(&["云湖市2021年度部门整体支出", "绩效自评表"]), whole);
    assert_eq!(titled(&["云湖市2021年度", "部门整体支出", "绩效自评表"]), whole);
    assert_eq!(titled(&["云湖市2021年度部门整体支出|绩效自评表"]), whole);
    // What stands right before a title belongs to it where it tells the year.
    assert_eq!(titled(&["云湖市2021年度", "部门整体支出绩效自评表"]), whole);
    assert_eq!(titled(&["云湖市2021年度|部门整体支出绩效自评表"]), whole);
    let plain = ("部门整体支出绩效自评表".to_owned(), None, 0);
    assert_eq!(titled(&["附件2", "部门整体支出绩效自评表"]), plain);
    // So does a name above it, but no note beside it.
    let named = ("新州沙泉县部门整体支出绩效自评表".to_owned(), None, 0);
    assert_eq!(titled(&["新州沙泉县", "部门整体支出绩效自评表"]), named);
    assert_eq!(titled(&["|||||已核对", "部门整体支出绩效自评表"]), (plain.0.clone(), None, 1));
    // Not what has a label, or a year of its own kind.
    assert_eq!(titled(&["印发日期：2021年3月", "部门整体支出绩效自评表"]), (plain.0.clone(), None, 1));
    assert_eq!(titled(&["（2021年度）", "部门整体支出绩效自评表"]), (plain.0, Some(2021), 0));
}

#[test]
fn a_sign_and_a_unit_in_columns_of_their_own_are_read() {
    let (form, said) = national(&MONEY, &[], &INDICATORS);
    let row = &form["score_table"][0];
    let cells = ["sign", "target", "unit", "actual"].map(|key| row[key].to_string());
    assert_eq!((cells, said.len()), (["\"≥\"", "\"100\"", "\"卷\"", "\"120\""].map(str::to_owned), 0));
}

#[test]
fn figures_beside_their_labels_are_rows_of_money_too() {
    let money = [
        "部门资金（万元）|预算数：|126.5|执行数：|118.36",
        "|其中：财政拨款|106.5|其中：财政拨款|98.36",
        "|其他资金|20|其他资金|20",
    ];
    let (form, said) = national(&money, &[], &INDICATORS);
    let funds = &form["funds"];
    let total = [&funds["adjusted_budget"], &funds["actual_expenditure"]].map(Value::to_string);
    assert_eq!((total, said.as_slice()), (["126.5", "118.36"].map(str::to_owned), [].as_slice()));
    let sources = funds["sources"].as_array().unwrap().iter();
    let sources: Vec<String> = sources
        .map(|row| format!("{} {} {}", row["name"], row["adjusted_budget"], row["actual_expenditure"]))
        .collect();
    assert_eq!(sources, ["\"财政拨款\" 106.5 98.36", "\"其他资金\" 20 20"]);
}

#[test]
fn money_may_be_printed_the_other_way_round() {
    let whole = |form: &Value| {
        let funds = &form["funds"];
        ["initial_budget", "adjusted_budget", "actual_expenditure", "completion_rate", "weight", "score"]
            .map(|key| funds.get(key).map(Value::to_string).unwrap_or_default())
    };
    let sources = |form: &Value| {
        let rows = form["funds"]["sources"].as_array().unwrap().iter();
        let keys = ["name", "initial_budget", "adjusted_budget", "actual_expenditure", "completion_rate"];
        rows.map(|row| keys.map(|key| row[key].to_string()).join(" ")).collect::<Vec<_>>()
    };
    let wanted = [r#""财政拨款" 100 106.5 98.36 "92.36%""#, r#""其他资金" 20 20 20 "100%""#];
    let wanted = wanted.map(str::to_owned).to_vec();
    let across = [
        "部门资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额|120|126.5|118.36|10|93.57%|9.36",
        "|财政拨款|100|106.5|98.36||92.36%",
        "|其他资金|20|20|20||100%",
    ];
    let down = [
        "部门资金（万元）||年度资金总额|财政拨款|其他资金|分值|得分",
        "|年初预算数|120|100|20|10|9.36",
        "|全年预算数|126.5|106.5|20",
        "|全年执行数|118.36|98.36|20",
        "|执行率|93.57%|92.36%|100%",
    ];
    let (usual, _) = national(&across, &[], &INDICATORS);
    let (turned, said) = national(&down, &[], &INDICATORS);
    assert_eq!((whole(&turned), said.as_slice()), (whole(&usual), [].as_slice()));
    assert_eq!((sources(&turned), sources(&usual)), (wanted.clone(), wanted));
    // Two figures below a label that the whole form has once are left, and so is what reaches over several kinds.
    let mut two = down;
    two[2] = "|全年预算数|126.5|106.5|20|8";
    let (form, said) = national(&two, &[], &INDICATORS);
    assert_eq!((form["funds"].get("weight"), said.len()), (None, 3), "{said:?}");
    // Without a name above them they are the whole's, if each has one figure.
    let bare = ["部门资金（万元）|年初预算数|120", "|全年预算数|126.5", "|全年执行数|118.36"];
    let (form, said) = national(&bare, &[], &INDICATORS);
    assert_eq!((whole(&form)[2].as_str(), said.as_slice()), ("118.36", [].as_slice()));
    let two = ["部门资金（万元）|年初预算数|120|20", "|全年预算数|126.5", "|全年执行数|118.36"];
    assert_eq!(national(&two, &[], &INDICATORS).0.get("funds"), None);
}

#[test]
fn grids_side_by_side_are_read_each_by_its_names() {
    let head = ["2022年度部门整体支出绩效自评价表", "部门名称|县档案馆"];
    let money = [
        "部门资金（万元）|收入项目|年初预算|决算数|支出项目|年初预算|调整后预算|决算数",
        "|财政拨款|100|98.36|基本支出|80|80|78",
        "|其他收入|20|20|其中：人员经费|70|70|69",
        "||||项目支出|40|46.5|40.36",
        "|收入合计|120|118.36|支出合计|120|126.5|118.36",
    ];
    let goal = ["年度目标|整理档案100卷", "目标完成情况|整理档案120卷"];
    let read = |money: &[&str]| {
        let [read] = read_rows(&[&head, money, &goal, &INDICATORS].concat()).try_into().unwrap();
        read
    };
    let (form, said) = read(&money);
    let funds = &form["funds"];
    assert_eq!(said, [""; 0]);
    let items = funds["income_items"].as_array().unwrap().iter().map(Value::to_string).collect::<Vec<_>>();
    let wanted = [
        r#"{"name":"财政拨款","initial_budget":100,"actual":98.36}"#,
        r#"{"name":"其他收入","initial_budget":20,"actual":20}"#,
    ];
    assert_eq!(items, wanted);
    assert_eq!(funds["income_total"].to_string(), r#"{"initial_budget":120,"actual":118.36}"#);
    let total = ["initial_budget", "adjusted_budget", "actual_expenditure"].map(|key| funds[key].to_string());
    assert_eq!(total, ["120", "126.5", "118.36"]);
    assert_eq!(funds["by_kind"]["staff"]["adjusted_budget"], 70);
    assert_eq!(form["annual_goal"]["actual"], "整理档案120卷");
    // Without the names of what stands to the right nothing of it is taken for the left.
    let mut strange = money.map(|line| line.replace("支出项目", "去向").replace("支出合计", "共计"));
    strange[0] = strange[0].replace("收入项目", "来源");
    let strange = strange.each_ref().map(String::as_str);
    let (form, said) = read(&strange);
    let first = form["funds"]["sources"][0].to_string();
    assert_eq!(first, r#"{"name":"财政拨款","initial_budget":100,"actual_expenditure":98.36}"#);
    assert!(said.iter().any(|line| line.ends_with("“126.5”（在“调整后预算”那里）")), "{said:?}");
}

#[test]
fn a_label_without_a_value_takes_no_text_that_stands_for_itself() {
    // What is to be stamped is no name, and 2021年度 is none either.
    let (form, said) = read_rows(
        &[
            &[
                "部门整体支出绩效自评表",
                "填报单位：（盖章）|2021年度|金额单位：万元",
                "预算部门名称|县档案馆",
            ],
            MONEY.as_slice(),
            &INDICATORS,
        ]
        .concat(),
    )
    .remove(0);
    assert_eq!([&form["department"], &form["year"]], [&Value::from("县档案馆"), &2021.into()]);
    assert_eq!(said, ["表1!A2 这一格没有读进去：“填报单位：（盖章）”"]);
}

#[test]
fn a_note_goes_on_in_the_rows_below_it() {
    let foot = [
        INDICATORS.as_slice(),
        &["注：1.预算数为调整后财政资金总额，包括上年结转。", "2.定量指标完成数按实际填写。", "填表人：李芳"],
    ]
    .concat();
    let (form, said) = national(&MONEY, &[], &foot);
    assert_eq!(form["note"], "1.预算数为调整后财政资金总额，包括上年结转。\n2.定量指标完成数按实际填写。");
    assert_eq!((&form["contact"], said.as_slice()), (&"李芳".into(), [].as_slice()));
}

#[test]
fn a_sheet_that_looks_like_a_form_and_is_not_read_is_told() {
    let (out, _, _) = hegui(&["check", "fixtures/workbook/provinces/hunan-department-basedata-2022.xlsx"]);
    assert!(!out.contains("没有读进去"), "{out}");
    let into = folder("sheets");
    let mut book = rust_xlsxwriter::Workbook::new();
    let rows = [&["部门整体支出绩效自评表", "部门名称|县档案馆"], MONEY.as_slice(), &INDICATORS].concat();
    for (name, title) in [("一", "2022年度部门整体支出绩效自评表"), ("二", "2022年度绩效情况一览")]
    {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, line) in (0..).zip(std::iter::once(title).chain(rows.iter().skip(1).copied())) {
            for (column, text) in (0..).zip(line.split('|')) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    let path = into.join("two.xlsx");
    book.save(&path).unwrap();
    let (out, _, _) = hegui(&["check", path.to_str().unwrap(), "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let findings = report["documents"][0]["findings"].as_array().unwrap().iter();
    let told = findings.filter(|finding| finding["rule"] == "form/unread-sheet");
    let told: Vec<&str> = told.map(|finding| finding["message"].as_str().unwrap()).collect();
    assert_eq!(told, ["工作表“二”像是一张自评表，没有读进去"]);
}

#[test]
fn what_only_the_cover_has_is_shown_and_marked_there() {
    let into = folder("cover");
    let mut book = rust_xlsxwriter::Workbook::new();
    let cover = book.add_worksheet().set_name("封面").unwrap();
    let lines = ["2022年度部门整体支出绩效自评表", "部门名称：县档案馆", "填报日期：2023年2月30日"];
    for (row, text) in (1..).zip(lines) {
        cover.write_string(row, 1, text).unwrap();
    }
    // What explains how to fill the form in is no cover.
    let page = book.add_worksheet().set_name("填表说明").unwrap();
    page.write_string(0, 0, "填表人：写经办人姓名").unwrap();
    let sheet = book.add_worksheet().set_name("自评表").unwrap();
    for (row, line) in (0..).zip(MONEY.iter().chain(&INDICATORS)) {
        for (column, text) in (0..).zip(line.split('|')) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    let path = into.join("a.xlsx");
    book.save(&path).unwrap();
    let path = path.to_str().unwrap();
    let form: Value = serde_json::from_str(&hegui(&["import", path]).0).unwrap();
    assert_eq!((&form["department"], &form["year"]), (&"县档案馆".into(), &2022.into()));
    assert_eq!(form.get("contact"), None);
    let (out, _, _) = hegui(&["check", path, "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let findings = report["documents"][0]["findings"].as_array().unwrap().iter();
    let dates: Vec<&Value> = findings.filter(|finding| finding["rule"] == "consistency/dates").collect();
    assert_eq!(dates.iter().map(|finding| &finding["cell"]).collect::<Vec<_>>(), ["封面!B4"]);
    let (out, _, _) = hegui(&["check", path]);
    assert!(out.contains("封面!B4") && out.contains("填报日期：2023年2月30日"), "{out}");
    // In the copy the note stands on the cover too.
    let copy = into.join("b.xlsx");
    assert_eq!(hegui(&["mark", path, "-o", copy.to_str().unwrap()]).2, 1);
    let marked = parts(&fs::read(&copy).unwrap());
    let text = |name: &str| String::from_utf8(marked[name].clone()).unwrap();
    assert!(text("xl/worksheets/_rels/sheet1.xml.rels").contains("/xl/heguiComments1.xml"));
    assert!(text("xl/heguiComments1.xml").contains("ref=\"B4\""), "{}", text("xl/heguiComments1.xml"));
}

#[test]
fn a_folder_gives_workbooks_too_and_no_expectations() {
    let into = folder("walked");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(root.join(FORM), into.join("b.xlsx")).unwrap();
    fs::copy(root.join("rules/project/example.json"), into.join("a.json")).unwrap();
    fs::write(into.join("a.expected.json"), "[]").unwrap();
    fs::write(into.join("~$b.xlsx"), "").unwrap();
    let (out, _, _) = hegui(&["check", into.to_str().unwrap(), "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let paths: Vec<String> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["a.json", "b.xlsx"]);
}

#[test]
fn what_is_wrong_with_a_layout_is_told_where_it_stands() {
    let into = folder("layout");
    let (_, err, code) = hegui(&["rules", "export", into.to_str().unwrap(), "project"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let path = into.join("project/layouts/national.toml");
    let text = fs::read_to_string(&path).unwrap();
    let cases = [
        ("to = \"/conclusion\"", "to = \"/conclusoin\"", "/conclusoin"),
        ("\"评价结论\"   = [\"自评结论\"]", "\"评价结沦\"   = [\"自评结论\"]", "布局没有用到栏目“评价结沦”"),
        (
            "\"/cut\", \"/fund_management\",",
            "\"/fund_management\",",
            "布局既没有读，也没有列在 unprinted 里：/cut",
        ),
        (
            "\"/cut\", \"/fund_management\",",
            "\"/cut\", \"/fund_management\", \"/note\",",
            "“/note”这个布局是读的",
        ),
        ("fill = [\"level1\", \"level2\"]", "fill = [\"level1\", \"levle2\"]", "columns 里没有“levle2”"),
        ("[\"自评结论\"]", "[\"{yaer}年结论\"]", "“{yaer}年结论”里的花括号只能是{year}或{year-1}"),
        ("{ label = \"*\",", "{ label = \"*\", under = \"总额\",", "rows里没有“总额”这一行"),
        ("form = \"project\"", "form = \"department\"", "规则包是“project”"),
        ("value = \"bracket\"", "value = \"brackets\"", "value 只能是"),
        ("'^(?:金额)?单位\\s*[:：]\\s*(元|万元|亿元)(?:[、,，].*)?$'", "'^单位('", "写错了"),
    ];
    for (before, after, expected) in cases {
        assert!(text.contains(before), "{before}");
        fs::write(&path, text.replace(before, after)).unwrap();
        let (out, err, code) =
            hegui(&["test", "--rules", into.join("project").to_str().unwrap(), "funds/completion-rate"]);
        assert_eq!(code, 2, "{after}: {out}{err}");
        let told = joined(&format!("{out}{err}"));
        assert!(told.contains(&joined(expected)), "{after}: {told}");
        assert!(told.contains("national.toml:"), "{after}: {told}");
    }
}
