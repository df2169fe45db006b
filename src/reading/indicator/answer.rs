//! The figure of a result that answers its indicator.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Indicator, SURE, Source, Target};
use crate::document::{NodeId, Value};
use crate::figure::{self, Origin, Quantity, Unit};
use crate::prose::{self, Asks, Direction, Figure, Kind, Phrase, Prose, Role as FigureRole, alike};
use crate::reading::FormReading;

impl FormReading {
    /// The figure that answers an indicator; `None` if its result has none, or several and none of them surely.
    #[must_use]
    pub fn answer(&self, indicator: &Indicator) -> Option<Quantity> {
        indicator.found_answer.get_or_init(|| self.find_answer(indicator, self.target(indicator))).clone()
    }

    fn find_answer(&self, indicator: &Indicator, target: Option<&Target>) -> Option<Quantity> {
        let result = indicator.result.filter(|result| self.is_filled(*result) || self.says_none(*result))?;
        if let Value::Number(_) = self.form.document().value(result) {
            if let Some(unit) = self.unit_of(indicator)
                && let [figure] = self.prose(result).figures()
            {
                return Some(self.with_unit(result, &figure.reading, &unit));
            }
            let number = self.form.quantity(result)?;
            let unit = target.map(|target| target.quantity.unit().clone());
            return Some(number.measured_in(unit.unwrap_or(Unit::Ratio)));
        }
        let prose = self.prose(result);
        let lowers =
            indicator.asks == Asks::Count && prose::direction(&indicator.stem, None) == Direction::Lower;
        if (indicator.asks == Asks::Incidents || lowers) && prose.figures().is_empty() {
            let none = ["未发生", "无", "没有", "零"].iter().any(|word| prose.text().contains(word));
            let unit = target.map_or(Unit::Counter(Arc::from("")), |target| target.quantity.unit().clone());
            let origin = Origin::Place { node: result, range: Some(0..prose.text().len()) };
            return none.then(|| Quantity::exact(Decimal::ZERO, unit, origin));
        }
        // 210MB answers ≥200MB, though neither is counted by a measure word.
        if prose.figures().is_empty()
            && let Some(Unit::Counter(_)) = target.map(|target| target.quantity.unit())
            && let Some((None, reading)) = prose::signed_figure(prose.text())
        {
            return Some(self.form.quantity_read(result, &(&reading).into()));
        }
        let candidates = self.candidates(indicator, &prose, target);
        let figure = self.chosen(indicator, &prose, &candidates, target)?;
        self.measured(indicator, result, figure, target)
    }

    /// The figures of a result that may answer: of the kind that is asked for, and about nothing else.
    fn candidates<'f>(
        &self,
        indicator: &Indicator,
        prose: &'f Prose,
        target: Option<&Target>,
    ) -> Vec<&'f Figure> {
        let told = told_of_others(prose);
        // 每月1次 answers 每月1次, and not 4次.
        let aimed =
            target.filter(|target| target.source == Source::Cell).map(|target| self.text(target.place.node));
        // 较上年提高2个百分点 is no level.
        let in_points = aimed.as_ref().is_some_and(|text| text.contains("百分点"));
        let is_each = aimed.is_some_and(|text| text.contains(['每', '各', '均', '/', '／']))
            || indicator.stem.contains(['每', '均']);
        let grows =
            ["增长率", "增幅", "增速", "下降率", "降幅"].iter().any(|word| indicator.stem.ends_with(word));
        let candidates: Vec<&Figure> = prose
            .figures()
            .iter()
            .filter(|figure| !told.contains(&figure.range()))
            .filter(|figure| match figure.role {
                FigureRole::Value | FigureRole::Cumulative => true,
                FigureRole::Change => (grows || in_points) && figure.is_percent(),
                _ => false,
            })
            .filter(|figure| target.is_none_or(|target| Self::goes_together(figure, &target.quantity)))
            .filter(|figure| !in_points || is_points(prose, figure))
            .filter(|figure| is_each || !is_for_each(prose, figure))
            .filter(|figure| {
                // 签约率 with a target of 24694人 is answered in 人.
                let is_as_aimed = || {
                    target.is_some_and(|target| {
                        target.source == Source::Cell
                            && figure.reading.unit.as_ref() == Some(target.quantity.unit())
                    })
                };
                figure.reading.unit.is_none() || answers(indicator, figure) || is_as_aimed()
            })
            .collect();
        // 2000元/户 is an answer where nothing else is.
        let prices = || {
            prose
                .figures()
                .iter()
                .filter(|figure| figure.role == FigureRole::Threshold && figure.bound.is_none())
        };
        let candidates = if candidates.is_empty() {
            prices()
                .filter(|figure| target.is_some_and(|target| Self::goes_together(figure, &target.quantity)))
                .collect()
        } else {
            candidates
        };
        let is_other_rate = |figure: &&Figure| {
            let subject = prose.core(figure);
            subject.ends_with('率')
                && !indicator.core.ends_with(subject)
                && alike(&indicator.core, subject) < SURE
        };
        let candidates: Vec<&Figure> =
            candidates.into_iter().filter(|figure| !is_other_rate(figure)).collect();
        let counted = counted_word(&indicator.stem);
        let named: Vec<&Figure> = candidates
            .iter()
            .copied()
            .filter(|figure| counted.is_some() && figure.counter() == counted)
            .collect();
        let candidates = if named.is_empty() { candidates } else { named };
        // Of figures that could be meant, those counted by the target's own word are.
        let of_target: Vec<&Figure> = candidates
            .iter()
            .copied()
            .filter(|figure| {
                target.is_some_and(|target| figure.reading.unit.as_ref() == Some(target.quantity.unit()))
            })
            .collect();
        if of_target.is_empty() { candidates } else { of_target }
    }

    /// The figure that answers in the unit that it is meant in; `None` where that is not sure.
    fn measured(
        &self,
        indicator: &Indicator,
        result: NodeId,
        figure: &Figure,
        target: Option<&Target>,
    ) -> Option<Quantity> {
        let prose = self.prose(result);
        if figure.reading.unit.is_none()
            && let Some(unit) = self.unit_of(indicator)
        {
            return Some(self.with_unit(result, &figure.reading, &unit));
        }
        let quantity = self.form.quantity_read(result, &(&figure.reading).into());
        let is_percent = target.is_some_and(|target| *target.quantity.unit() == Unit::Percent);
        if figure.reading.unit.is_none()
            && is_percent
            && quantity.value() <= Decimal::ONE
            && !quantity.value().is_zero()
        {
            // 1 is all of it; 0.98 may be a ratio or a percentage.
            let whole = quantity.value() == Decimal::ONE;
            let origin = Origin::Place { node: result, range: Some(figure.range()) };
            return whole.then(|| Quantity::exact(Decimal::ONE_HUNDRED, Unit::Percent, origin));
        }
        // 62.73万 against a bare 62.73: of what, neither says.
        if figure.reading.unit.is_none()
            && prose.text().get(figure.range()).is_some_and(|text| text.contains(['万', '亿']))
        {
            return None;
        }
        let Some(target) = target.filter(|_| figure.reading.unit.is_none()) else { return Some(quantity) };
        let plain = quantity.measured_in(target.quantity.unit().clone());
        let Some(unit) = self.scaled_unit(target) else { return Some(plain) };
        // 5.63 against 5万人次 is in 万人次 too, 56300 in 人次: the one that is of the target's size.
        let scaled = self.with_unit(result, &figure.reading, &unit);
        match (target.is_of_size(&plain), target.is_of_size(&scaled)) {
            (true, false) => Some(plain),
            (false, true) => Some(scaled),
            _ => None,
        }
    }

    /// The unit of a target with its ten thousands, as printed: 万人次; `None` if it has none.
    fn scaled_unit(&self, target: &Target) -> Option<String> {
        let text = self.text(target.place.node);
        let printed = text.get(target.place.range.clone()?)?;
        let at = printed.find(['万', '亿']).filter(|_| matches!(target.quantity.unit(), Unit::Counter(_)))?;
        printed.get(at..).map(str::to_owned)
    }

    /// 无 in the cell of an indicator that counts accidents answers it.
    fn says_none(&self, result: NodeId) -> bool {
        self.text(result).trim() == "无"
    }

    /// Whether a figure can answer a target: the same unit, or none where the whole text is the number.
    fn goes_together(figure: &Figure, target: &Quantity) -> bool {
        let is_counted = || *target.unit() == Unit::Ratio && figure.counter().is_some();
        figure.reading.unit.is_none()
            || is_counted()
            || prose::commensurable(figure.reading.unit.as_ref(), Some(target.unit()))
    }

    fn chosen<'f>(
        &self,
        indicator: &Indicator,
        prose: &Prose,
        candidates: &[&'f Figure],
        target: Option<&Target>,
    ) -> Option<&'f Figure> {
        let (first, rest) = candidates.split_first()?;
        if rest.iter().all(|other| other.reading.value == first.reading.value) {
            return Some(first);
        }
        let named: Vec<&&Figure> = candidates
            .iter()
            .filter(|figure| {
                let subject = prose.core(figure);
                subject.chars().count() >= 2
                    && prose.phrase(figure).alike(&indicator.phrase) >= SURE
                    && indicator.phrase.alike(prose.phrase(figure)) >= 50
            })
            .collect();
        match named.as_slice() {
            [only] => return Some(only),
            [first, rest @ ..] if rest.iter().all(|other| other.reading.value == first.reading.value) => {
                return Some(first);
            }
            _ => {}
        }
        // 57条，完成计划的142.5%，其中新开专线15条: a figure that stands alone at the beginning answers.
        let text = prose.text();
        let stands_alone = text.get(..first.range().start).is_some_and(|before| before.trim().is_empty())
            && text
                .get(first.range().end..)
                .is_some_and(|rest| rest.starts_with(['，', ',', '。', '（', '(', '；']));
        if stands_alone {
            return Some(first);
        }
        // 共开展培训18场: said to be all of them.
        let says_all = |figure: &&&Figure| {
            let sentence = prose.sentence_at(figure.range().start);
            let before = prose.text().get(sentence.start..figure.range().start).unwrap_or_default();
            let clause = before.rsplit(['，', '、', '：']).next().unwrap_or_default();
            let words = ["共", "合计", "总计", "共计", "累计", "总共"];
            words.iter().any(|word| clause.ends_with(word) || clause.starts_with(word))
        };
        let mut totals = candidates.iter().filter(says_all);
        if let (Some(only), None) = (totals.next(), totals.next()) {
            return Some(only);
        }
        // 年初412家，年末441家，净增29家: the one that shares a word with the name, if only one does.
        let shares = |figure: &&&Figure| {
            let beside = format!("{}{}", prose.words_before(figure), prose.words_behind(figure));
            !indicator.phrase.common(&Phrase::new(&beside)).pieces.is_empty()
        };
        let sharing: Vec<&&Figure> = candidates.iter().filter(shares).collect();
        match sharing.as_slice() {
            [only] => return Some(only),
            [] => {}
            _ => return None,
        }
        // The first figure leads what follows it: 198家，其中…; it counts only if it settles the question.
        let leads = prose
            .text()
            .get(first.range().end..)
            .is_some_and(|rest| rest.trim_start_matches(['，', ',', '（', '(']).starts_with("其中"));
        let settles = target.is_some_and(|target| {
            let quantity = self.form.quantity_read(prose_node(indicator), &(&first.reading).into());
            target.is_met_by(&quantity) == Some(true)
        });
        (leads || settles).then_some(*first)
    }
}

/// Whether a figure counts for each of something, or for part of the year: 每月1次, 两个片区各2场, 日均1万吨, 上半年1次.
fn is_for_each(prose: &Prose, figure: &Figure) -> bool {
    let clause = prose.clause_range(figure);
    let before = prose.text().get(clause.start..figure.range().start).unwrap_or_default();
    let is_each = |mark: char| before.rfind(mark).is_some_and(|at| before.len() - at <= 15);
    ["上半年", "下半年", "季度"].iter().any(|word| before.contains(word))
        || is_each('每')
        || before.ends_with('各')
        || before.trim_end_matches(['约', '为', '达']).ends_with('均')
}

fn is_points(prose: &Prose, figure: &Figure) -> bool {
    prose.text().get(figure.range()).is_some_and(|text| text.ends_with("百分点"))
}

/// Whether a figure is of the kind that the name asks for.
fn answers(indicator: &Indicator, figure: &Figure) -> bool {
    match indicator.asks {
        Asks::Rate => figure.is_percent(),
        Asks::Count | Asks::Incidents => figure.counter().is_some(),
        Asks::Money => figure.is_money(),
        Asks::Time | Asks::Open => true,
    }
}

/// The measure word in a name that counts: 宗 in 供地宗数, 场 in 培训场次.
fn counted_word(stem: &str) -> Option<&str> {
    let head = ["数量", "数"]
        .iter()
        .find_map(|word| stem.strip_suffix(word))
        .or_else(|| stem.ends_with("场次").then(|| stem.strip_suffix('次')).flatten())?;
    let last = head.char_indices().next_back()?.0;
    let word = head.get(last..)?;
    let before = head.get(..last)?;
    // 人 in 就业人数 counts; 企业 does not end in a measure word.
    let is_word = figure::dimension(word).is_some() && before.chars().count() >= 2;
    is_word.then_some(word)
}

fn prose_node(indicator: &Indicator) -> NodeId {
    indicator.result.unwrap_or(indicator.name)
}

/// Figures of a result that speak of something else than what came of it: rates of completion, differences.
pub(super) fn told_of_others(prose: &Prose) -> Vec<std::ops::Range<usize>> {
    let mut told = Vec::new();
    for relation in prose.relations() {
        match relation.kind {
            Kind::Share | Kind::Difference | Kind::Growth => {
                told.extend(relation.rate.clone());
                told.extend(relation.whole.clone());
            }
            Kind::Completion => {
                // 应检500批次，合格495批次，合格率99%: the rate answers, its figures do not.
                if relation.is_of_target {
                    told.extend(relation.rate.clone());
                }
                told.extend(relation.whole.clone());
            }
            Kind::Progress => told.extend(relation.whole.clone()),
            Kind::Parts => told.extend(relation.parts.iter().cloned()),
            Kind::Price | Kind::Listing => {}
        }
    }
    told
}
