//! A plan does what Rhai does with the tree that it was lowered from.

use super::*;
use crate::load::embedded_packs;

const FORMS: [(&str, &str); 4] = [
    ("department-overall", include_str!("../../../fixtures/department-overall/tianhe-hitech-2022.json")),
    ("department-overall", include_str!("../../../rules/department-overall/example.json")),
    ("project", include_str!("../../../fixtures/project/published/35-suixi-linshijiuzhu-2019.json")),
    ("project", include_str!("../../../rules/project/example.json")),
];

fn checker(id: &str) -> Checker {
    let (packs, problems) = embedded_packs(Some(id), Extent::Rules, Lang::Zh);
    assert!(problems.is_empty(), "{problems:?}");
    Checker::new(&packs[0], Settings::default(), Lang::Zh).0
}

#[test]
fn every_rule_of_the_packs_runs_as_a_plan() {
    for (id, _) in FORMS {
        let trees: Vec<RuleId> = checker(id)
            .rules
            .iter()
            .filter(|rule| rule.plan.is_none())
            .map(|rule| rule.id().clone())
            .collect();
        assert_eq!(trees, Vec::new(), "{id}");
    }
}

#[test]
fn plans_and_trees_report_the_same() {
    for (id, form) in FORMS {
        let source = Arc::new(SourceFile::new("a.json", form.as_bytes()));
        let document = Arc::new(Document::parse(source, Limits::default()).unwrap());
        let (mut plans, mut trees) = (checker(id), checker(id));
        trees.rules.iter_mut().for_each(|rule| rule.plan = None);
        let [planned, told] = [&mut plans, &mut trees].map(|checker| checker.check(&document));
        assert_eq!(format!("{:?}", planned.0.findings), format!("{:?}", told.0.findings), "{id}");
        assert_eq!(format!("{:?}", planned.0.rules), format!("{:?}", told.0.rules), "{id}");
        assert_eq!(planned.1.len(), told.1.len(), "{id}");
    }
}

#[test]
fn rules_of_the_program_are_taken_as_sound_for_they_are() {
    for (id, _) in FORMS {
        let (mut packs, _) = embedded_packs(Some(id), Extent::Rules, Lang::Zh);
        Arc::get_mut(&mut packs[0]).unwrap().is_sound = false;
        let (vetted, problems) = Checker::new(&packs[0], Settings::default(), Lang::Zh);
        assert!(problems.is_empty(), "{problems:?}");
        let taken = checker(id);
        for (taken, vetted) in taken.rules.iter().zip(&vetted.rules) {
            assert_eq!(taken.reports, vetted.reports, "{}", taken.id());
            assert_eq!(
                taken.reads(&packs[0], &checker(id).host),
                vetted.reads(&packs[0], &checker(id).host),
                "{}",
                taken.id()
            );
        }
    }
}
