//! The name that an author meant.

/// The least likeness, from 0 to 1 by Jaro and Winkler, at which a name is offered.
const LIKENESS: f64 = 0.75;

/// The known name that is most like `name`; `None` if none is like it.
pub(in crate::engine) fn closest<'n>(
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness > LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keys_is_understood() {
        assert_eq!(
            closest("compeltion_rate", ["completion_rate", "adjustment_rate"]),
            Some("completion_rate")
        );
        assert_eq!(closest("预算收人", ["预算收入", "实际支出数"]), Some("预算收入"));
        assert_eq!(closest("xyz", ["completion_rate"]), None);
    }
}
