#![allow(warnings)]
use hegui::figure::*;
use hegui::source::SourceFile;
use hegui::text::{
    figures::Role,
    grammar::Proves,
    language::{FILES, Language},
    statements::{Member, Statement, near_misses},
    text::Text,
};
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::Arc;
fn language() -> Arc<Language> {
    let files: Vec<_> = FILES
        .iter()
        .map(|n| {
            let p = format!("rules/zh/{n}");
            (n.to_string(), Arc::new(SourceFile::new(&p, &std::fs::read(&p).unwrap())))
        })
        .collect();
    match Language::parse(&files, &[]) {
        Ok(l) => Arc::new(l),
        Err(f) => {
            for f in f {
                let file = files.iter().find(|(n, s)| s.name() == f.file).unwrap();
                let pos = file.1.position(f.range.start);
                eprintln!("{}:{}:{} {} {:?}", f.file, pos.line, pos.column, f.id, f.args);
            }
            std::process::exit(1)
        }
    }
}
fn show(t: &Text) {
    let l = t.language();
    for tok in t.tokens() {
        let s = t.slice(tok.start as usize..tok.end as usize);
        let names: Vec<String> = tok
            .classes
            .numbers()
            .filter_map(|n| l.lexicon().classes().get(n))
            .map(|c| c.name.to_string())
            .collect();
        println!("  {s:?} {:?} {}", tok.kind, names.join(" "));
    }
    for (i, f) in t.figures().iter().enumerate() {
        println!(
            "  # {} = {} {:?} {:?} role {} bound {:?} year {:?} partial {} subject {:?} core {:?}",
            t.slice(f.range()),
            f.number.value,
            f.number.unit,
            f.number.qualifier,
            f.role.name(),
            f.bound,
            f.year,
            f.is_partial_period,
            t.subject(i),
            t.core(i)
        );
    }
    for s in t.statements() {
        println!("  => {}", told(t, s));
    }
    for n in near_misses(t) {
        println!(
            "  ~ {} {} fails {}: {}",
            l.grammar().statements()[n.kind].name,
            n.pattern,
            n.condition,
            t.slice(n.range)
        );
    }
}
fn told(t: &Text, s: &Statement) -> String {
    let g = t.language().grammar();
    let k = &g.statements()[s.kind];
    let f = &k.forms[s.form];
    let mut out = format!("{} [{}]", k.name, f.flags.join(" "));
    for (m, v) in &s.members {
        if g.members()[*m] == "_" {
            continue;
        }
        let v = match v {
            Member::Figure(i) => t.slice(t.figures()[*i].range()).to_string(),
            Member::Figures(v) => {
                v.iter().map(|i| t.slice(t.figures()[*i].range())).collect::<Vec<_>>().join(" ")
            }
            Member::Names(v) => v.iter().map(|r| t.slice(r.clone())).collect::<Vec<_>>().join(" "),
        };
        out += &format!(" {} {v}", g.members()[*m]);
    }
    format!("{out} «{}»", f.law)
}
fn quantity(t: &Text, i: usize) -> Quantity {
    let n = &t.figures()[i].number;
    let unit = n.unit.clone().filter(|u| !matches!(u, Unit::Counter(_))).unwrap_or(Unit::Ratio);
    let origin = Origin::Parameter(Arc::from(format!("{i}")));
    if n.coarse > 0 && n.qualifier.is_none() {
        Quantity::coarse(n.value, n.coarse, unit, origin)
    } else if n.places == 0 && n.qualifier.is_none() && unit != Unit::Percent {
        Quantity::exact(n.value, unit, origin)
    } else {
        Quantity::printed(n.value, n.places, unit, n.qualifier, origin)
    }
}
fn violated(t: &Text, s: &Statement) -> Option<String> {
    let g = t.language().grammar();
    let f = &g.statements()[s.kind].forms[s.form];
    let m = |n: &str| s.figure(g.member(n)?).map(|i| quantity(t, i));
    let list = |n: &str| match s.member(g.member(n).unwrap()) {
        Some(Member::Figures(v)) => v.iter().map(|i| quantity(t, *i)).collect(),
        _ => vec![],
    };
    let v = |a: &Quantity, b: &Quantity| match agree(a, b) {
        Agreement::Violated(None) => Some("violated".to_string()),
        Agreement::Violated(Some(_)) => Some("nearly".into()),
        _ => None,
    };
    let ex =
        |a: &Quantity, b: &Quantity| compare(a, b).ok().filter(|o| o.is_gt()).map(|_| "exceeded".to_string());
    let one = Quantity::exact(Decimal::ONE, Unit::Ratio, Origin::Literal);
    match &*f.law {
        "rate = part / whole" => v(&m("rate")?, &m("part")?.div(&m("whole")?).ok()?),
        "rate = part / whole - 1" => v(&m("rate")?, &m("part")?.div(&m("whole")?).ok()?.sub(&one).ok()?),
        "rate = 1 - part / whole" => v(&m("rate")?, &one.sub(&m("part")?.div(&m("whole")?).ok()?).ok()?),
        "rate = abs(part - whole)" => v(&m("rate")?, &m("part")?.sub(&m("whole")?).ok()?.abs().ok()?),
        "whole = sum(parts)" => v(&m("whole")?, &Quantity::sum(&list("parts")).ok()?),
        "sum(parts) <= whole" => ex(&Quantity::sum(&list("parts")).ok()?, &m("whole")?),
        "parts <= whole" => list("parts").iter().find_map(|p| ex(p, &m("whole").unwrap())),
        "part <= whole" => ex(&m("part")?, &m("whole")?),
        "part = whole * rate" => v(&m("part")?, &m("whole")?.mul(&m("rate")?).ok()?),
        "whole = count(listed)" => match s.member(g.member("listed").unwrap()) {
            Some(Member::Names(n)) => {
                (m("whole")?.value() != Decimal::from(n.len())).then(|| "miscounted".into())
            }
            _ => None,
        },
        "" => None,
        other => panic!("{other}"),
    }
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let l = language();
    match args[1].as_str() {
        "read" => {
            for t in &args[2..] {
                println!("{t}");
                show(&Text::read(&l, t));
            }
        }
        "lines" => {
            for line in std::io::read_to_string(std::io::stdin()).unwrap().lines() {
                println!("{line}");
                show(&Text::read(&l, line));
            }
        }
        "relations" => {
            let (mut u, mut a) = (0, 0);
            for line in std::fs::read_to_string("fixtures/prose/relations.jsonl").unwrap().lines() {
                let j: serde_json::Value = serde_json::from_str(line).unwrap();
                let text = j["text"].as_str().unwrap();
                let t = Text::read(&l, text);
                let found = t
                    .statements()
                    .iter()
                    .find_map(|s| violated(&t, s).map(|v| format!("{v} {}", told(&t, s))));
                match (j["wrong"].as_bool().unwrap(), found) {
                    (true, None) => {
                        u += 1;
                        println!("UNSEEN {text}");
                        for s in t.statements() {
                            println!("    {}", told(&t, s));
                        }
                    }
                    (false, Some(f)) => {
                        a += 1;
                        println!("ALARM {text}\n    {f}");
                    }
                    _ => {}
                }
            }
            println!("unseen {u} alarms {a}");
        }
        "examples" => {
            let mut bad = 0;
            for (k, kind) in l.grammar().statements().iter().enumerate() {
                for (n, form) in kind.forms.iter().enumerate() {
                    for e in &form.examples {
                        let text: String = e.text.chars().filter(|c| !"[]¦".contains(*c)).collect();
                        let t = Text::read(&l, &text);
                        let found = t.statements().iter().find(|s| s.kind == k);
                        let verdict = found.map(|s| violated(&t, s).is_some());
                        let ok = match e.proves {
                            Proves::Holds => verdict == Some(false),
                            Proves::Breaks => verdict == Some(true),
                            Proves::Unread => found.is_none_or(|s| kind.forms[s.form].law.is_empty()),
                        };
                        if !ok {
                            bad += 1;
                            println!("{} {:?} {text}", kind.name, e.proves);
                            for s in t.statements() {
                                println!("    {}", told(&t, s));
                            }
                        }
                    }
                }
            }
            println!("{bad} bad examples");
        }
        _ => {}
    }
}
