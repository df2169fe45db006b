//! Which forms belong together, by what each says of itself.
//!
//! In: what is kept of every form until the end, its keys. Out: for each form that others belong to, which these are.

use std::collections::{BTreeMap, BTreeSet};

use crate::rule::Member;

/// A form that says whose it is.
#[derive(Debug)]
pub(super) struct Known {
    /// The id of its pack.
    pub(super) pack: String,
    pub(super) member: Member,
    pub(super) path: String,
    /// That of its text.
    pub(super) sha256: String,
    /// By which of the forms that can be read again it is read, and the how manieth it is in that file.
    pub(super) again: (usize, usize),
    /// Whether it is checked itself, and not only looked at for the sake of others.
    pub(super) is_checked: bool,
}

/// A place of a set for one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot<T> {
    /// There is none.
    Empty,
    /// There are several, and nobody knows which of them it is.
    Unclear,
    /// The form.
    Of(T),
}

impl<T> Slot<T> {
    /// The form, if there is one.
    pub(super) fn form(self) -> Option<T> {
        match self {
            Self::Of(form) => Some(form),
            Self::Empty | Self::Unclear => None,
        }
    }
}

/// A form and those that belong to it, by their places among all that are known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) form: usize,
    /// The codes of its units, each with its form; `None` where none or several have the code.
    pub(super) units: Vec<(String, Option<usize>)>,
    /// Its form of the year before.
    pub(super) last_year: Slot<usize>,
    /// Those of the same department and year that came before it.
    pub(super) twins: Vec<usize>,
}

impl Plan {
    /// All forms, its own first.
    pub(super) fn forms(&self) -> impl Iterator<Item = usize> {
        let units = self.units.iter().filter_map(|(_, form)| *form);
        std::iter::once(self.form).chain(units).chain(self.last_year.form()).chain(self.twins.iter().copied())
    }
}

/// What forms are found by: the pack, the part of a submission, the code and the year.
type Key<'k> = (&'k str, Option<&'k str>, &'k [String], u16);

/// Forms by their keys.
type Index<'k> = BTreeMap<Key<'k>, Vec<usize>>;

/// The key of a form of the same pack and part as another one.
fn key_of<'k>(one: &'k Known, by: &'k [String], year: u16) -> Key<'k> {
    (&one.pack, one.member.part.as_deref(), by, year)
}

/// What a form said before it was changed or deleted.
#[derive(Debug)]
pub(super) struct Before {
    /// The id of its pack.
    pub(super) pack: String,
    pub(super) member: Member,
}

impl Before {
    /// Whether a form belonged to the set of another one.
    fn was_of(&self, form: &Known) -> bool {
        let (before, now) = (&self.member, &form.member);
        let is_own = before.by == now.by && (before.year == now.year || before.year + 1 == now.year);
        let is_below = before.parent.as_slice() == now.by.as_slice();
        let is_listed = now.units.iter().flatten().any(|code| before.by == [code.as_str()]);
        self.pack == form.pack
            && before.part == now.part
            && (is_own || before.year == now.year && (is_below || is_listed))
    }
}

/// The sets of which at least one form is checked or was changed, in the order of the forms that the others belong to.
pub(super) fn plans(known: &[Known], before: &[Before]) -> Vec<Plan> {
    let mut own: Index<'_> = BTreeMap::new();
    let mut below: Index<'_> = BTreeMap::new();
    for (at, one) in known.iter().enumerate() {
        let member = &one.member;
        own.entry(key_of(one, &member.by, member.year)).or_default().push(at);
        if let Some(parent) = &member.parent {
            below.entry(key_of(one, std::slice::from_ref(parent), member.year)).or_default().push(at);
        }
    }
    let is_checked = |at: usize| known.get(at).is_some_and(|known| known.is_checked);
    let plan = |(form, one): (usize, &Known)| {
        let member = &one.member;
        let of = |index: &Index<'_>, by: &[String], year| {
            let key: Key<'_> = (&one.pack, member.part.as_deref(), by, year);
            index.get(&key).cloned().unwrap_or_default()
        };
        let earlier = of(&own, &member.by, member.year.saturating_sub(1));
        // A unit belongs to a form that lists it, and to one that it names itself.
        let mut units = named(known, &of(&below, &member.by, member.year), form);
        for code in member.units.iter().flatten().filter(|code| member.by != [code.as_str()]) {
            if units.iter().all(|(known, _)| known != code) {
                let forms = of(&own, std::slice::from_ref(code), member.year);
                units.push((code.clone(), single(&forms)));
            }
        }
        let plan = Plan {
            form,
            units,
            last_year: match earlier.as_slice() {
                [] => Slot::Empty,
                [one] => Slot::Of(*one),
                _ => Slot::Unclear,
            },
            twins: twin(known, &of(&own, &member.by, member.year), form).into_iter().collect(),
        };
        let is_set = !plan.units.is_empty() || plan.last_year != Slot::Empty || !plan.twins.is_empty();
        let is_touched = || before.iter().any(|before| before.was_of(one));
        (is_set && (plan.forms().any(is_checked) || is_touched())).then_some(plan)
    };
    known.iter().enumerate().filter_map(plan).collect()
}

/// The paths of forms that are checked and name a department that consolidates them, of which there is no form of their year.
pub(super) fn orphans(known: &[Known]) -> impl Iterator<Item = &str> {
    let own: BTreeSet<Key<'_>> =
        known.iter().map(|one| key_of(one, &one.member.by, one.member.year)).collect();
    let is_orphan = move |one: &&Known| {
        let parent = one.member.parent.as_ref().filter(|_| one.is_checked);
        parent
            .is_some_and(|parent| !own.contains(&key_of(one, std::slice::from_ref(parent), one.member.year)))
    };
    known.iter().filter(is_orphan).map(|one| one.path.as_str())
}

/// What comes first of forms of the same department and year: what is only looked at, by its path, then what is checked.
fn order(at: usize, known: &Known) -> (bool, &str, usize) {
    let path = if known.is_checked { "" } else { known.path.as_str() };
    (known.is_checked, path, at)
}

/// Of forms of one department and year the one that comes just before another.
fn twin(known: &[Known], forms: &[usize], form: usize) -> Option<usize> {
    let place = |at: &usize| known.get(*at).map(|one| order(*at, one));
    let own = place(&form);
    forms.iter().copied().filter(|at| place(at) < own).max_by_key(|at| place(at))
}

/// The forms that say of themselves that they belong to a form, each unit once, in the order of their codes.
fn named(known: &[Known], units: &[usize], form: usize) -> Vec<(String, Option<usize>)> {
    let mut found: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for at in units.iter().copied().filter(|at| *at != form) {
        let Some(code) = known.get(at).and_then(|unit| unit.member.by.first()) else { continue };
        found.entry(code.clone()).and_modify(|one| *one = None).or_insert(Some(at));
    }
    found.into_iter().collect()
}

fn single(forms: &[usize]) -> Option<usize> {
    match forms {
        [one] => Some(*one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(code: &str, year: u16, parent: Option<&str>, units: &[&str]) -> Known {
        let units: Vec<String> = units.iter().map(|code| (*code).to_owned()).collect();
        let member = Member {
            by: vec![code.to_owned()],
            year,
            part: None,
            parent: parent.map(str::to_owned),
            units: Some(units).filter(|units| !units.is_empty()),
        };
        let (pack, path, sha256) = ("p".to_owned(), format!("{code}-{year}"), String::new());
        Known { pack, member, path, sha256, again: (0, 0), is_checked: true }
    }

    fn unit(code: &str, form: impl Into<Option<usize>>) -> (String, Option<usize>) {
        (code.to_owned(), form.into())
    }

    #[test]
    fn units_are_those_that_name_the_form_and_those_that_it_lists() {
        let mut forms = vec![
            known("102", 2023, Some("1"), &[]),
            known("1", 2023, None, &[]),
            known("101", 2023, Some("1"), &[]),
            known("103", 2022, Some("1"), &[]),
        ];
        let set = |units: Vec<_>| Plan { form: 1, units, last_year: Slot::Empty, twins: Vec::new() };
        assert_eq!(plans(&forms, &[]), [set(vec![unit("101", 2), unit("102", 0)])]);
        // It is no unit of itself, and no unit counts twice.
        forms[1].member.units = Some(["1", "101", "104", "104"].map(str::to_owned).to_vec());
        assert_eq!(plans(&forms, &[]), [set(vec![unit("101", 2), unit("102", 0), unit("104", None)])]);
        assert_eq!(orphans(&forms).collect::<Vec<_>>(), ["103-2022"]);
    }

    #[test]
    fn a_unit_with_two_forms_and_two_forms_of_last_year_are_never_chosen_from() {
        let forms = [
            known("1", 2023, None, &[]),
            known("101", 2023, Some("1"), &[]),
            known("101", 2023, Some("1"), &[]),
            known("1", 2022, None, &[]),
            known("1", 2022, None, &[]),
        ];
        let plans = plans(&forms, &[]);
        assert_eq!(plans[0].units, [unit("101", None)]);
        assert_eq!(plans[0].last_year, Slot::Unclear);
        // The second of each is told with the first.
        assert_eq!(
            plans[1..].iter().map(|plan| (plan.form, plan.twins.clone())).collect::<Vec<_>>(),
            [(2, vec![1]), (4, vec![3])]
        );
    }

    #[test]
    fn a_part_of_a_submission_stands_beside_the_form_and_belongs_with_its_like() {
        let data = |code: &str, year| {
            let mut data = known(code, year, None, &[]);
            data.member.part = Some("/staffing".to_owned());
            data
        };
        let forms = [known("1", 2023, None, &["101"]), data("1", 2023), data("101", 2023), data("1", 2022)];
        let plans = plans(&forms, &[]);
        assert_eq!(
            plans.iter().map(|plan| (plan.form, plan.twins.len())).collect::<Vec<_>>(),
            [(0, 0), (1, 0)]
        );
        assert_eq!((&plans[0].units, plans[0].last_year), (&vec![unit("101", None)], Slot::Empty));
        assert_eq!(plans[1].last_year, Slot::Of(3));
    }

    #[test]
    fn a_set_of_which_nothing_is_checked_is_left_alone() {
        let mut forms = [known("1", 2023, None, &[]), known("1", 2022, None, &[])];
        assert_eq!(plans(&forms, &[]).len(), 1);
        for form in &mut forms {
            form.is_checked = false;
        }
        assert_eq!(plans(&forms, &[]), []);
        forms[1].is_checked = true;
        assert_eq!(plans(&forms, &[])[0].last_year, Slot::Of(1));
    }

    #[test]
    fn a_set_that_has_lost_a_form_is_checked() {
        let mut forms = [known("1", 2023, None, &[]), known("101", 2023, Some("1"), &[])];
        for form in &mut forms {
            form.is_checked = false;
        }
        let before = |code: &str, year, parent: Option<&str>| {
            let Known { pack, member, .. } = known(code, year, parent, &[]);
            [Before { pack, member }]
        };
        assert_eq!(plans(&forms, &before("102", 2023, Some("1"))).len(), 1);
        assert_eq!(plans(&forms, &before("1", 2022, None)).len(), 1);
        assert_eq!(plans(&forms, &before("102", 2022, Some("1"))), []);
        assert_eq!(plans(&forms, &before("102", 2023, Some("2"))), []);
        forms[0].member.units = Some(vec!["101".to_owned(), "102".to_owned()]);
        assert_eq!(plans(&forms, &before("102", 2023, None)).len(), 1);
    }

    #[test]
    fn of_two_forms_of_a_year_the_one_that_is_checked_is_the_second() {
        let mut forms = [known("1", 2023, None, &[]), known("1", 2023, None, &[])];
        forms[1].is_checked = false;
        let plans = plans(&forms, &[]);
        assert_eq!(plans.iter().map(|plan| (plan.form, &*plan.twins)).collect::<Vec<_>>(), [(0, &[1][..])]);
    }
}
