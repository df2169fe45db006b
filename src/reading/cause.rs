//! Where a form says why.

use std::ops::Range;
use std::rc::Rc;

use super::{FormReading, Indicator, Place, TextCell};
use crate::document::NodeId;
use crate::form::{Content, Role};
use crate::prose::{Phrase, Tone, gives_cause};

/// Words that fill a cell for a reason and give none.
const EMPTY: [&str; 17] = [
    "无",
    "暂无偏差",
    "没有偏差",
    "不存在偏差",
    "暂无",
    "没有",
    "正常",
    "0",
    "/",
    "—",
    "-",
    "无偏差",
    "不涉及",
    "已完成",
    "完成",
    "无原因",
    "良好",
];

impl FormReading {
    /// The text that gives a cause for an indicator: its own cell, its result, a problem that names it, or another text
    /// that names it with a cause. `is_short` tells whether it fell short: then only what speaks of a shortfall counts.
    #[must_use]
    pub fn explains(&self, indicator: &Indicator, is_short: bool) -> Option<Place> {
        if let Some(reason) = indicator.reason.filter(|reason| !self.is_empty_reason(*reason)) {
            return Some(Place { node: reason, range: None });
        }
        let tells_why = |sentence: &str| {
            let behind = sentence.split_once('，').map_or("", |(_, behind)| behind);
            gives_cause(sentence) || behind.chars().count() >= 6 && Tone::Late.is_in(behind)
        };
        let own = indicator.result.and_then(|result| self.sentence(result, tells_why));
        own.or_else(|| self.explained_elsewhere(&indicator.phrase, is_short, indicator.section))
    }

    /// The text that gives a cause for a thing by its name.
    #[must_use]
    pub fn explained_elsewhere(
        &self,
        name: &Phrase,
        is_short: bool,
        section: Option<NodeId>,
    ) -> Option<Place> {
        // A problem that names it and speaks of a shortfall will do.
        let named = |text: &&TextCell| {
            let words = self.text(text.node);
            // That it is named is not enough: 节目质量有待提高 does not say why there were fewer.
            let says_short = gives_cause(&words) || Tone::Late.is_in(&words) || words.contains('未');
            if !says_short {
                return false;
            }
            let text = Phrase::new(&words);
            let (shared, covered) = (name.common(&text).letters(), name.coverage(&text));
            shared >= 4 && covered >= 30 || shared >= 2 && covered >= 40
        };
        if is_short
            && let Some(problem) = self.texts().iter().filter(|text| text.role == Role::Problem).find(named)
        {
            return Some(Place { node: problem.node, range: None });
        }
        let tells = |text: &&TextCell| {
            matches!(text.role, Role::Result | Role::Remark | Role::Problem | Role::Answer | Role::Reason)
        };
        let find = |text: &TextCell| self.cause_in(text.node, name, is_short);
        match section {
            Some(section) => self.texts_beside(section).filter(tells).find_map(find),
            None => self.texts().iter().filter(tells).find_map(find),
        }
    }

    /// The first sentence of a text that names a thing and gives a cause, for a shortfall one that speaks of it.
    fn cause_in(&self, node: NodeId, name: &Phrase, is_short: bool) -> Option<Place> {
        let prose = self.prose(node);
        let mut sentences = prose.sentences().iter().zip(prose.causes()).zip(prose.phrases());
        let tells = |((range, gives), phrase): ((&Range<usize>, &bool), &Rc<Phrase>)| {
            let text = prose.text().get(range.clone()).unwrap_or_default();
            // That money is not spent yet explains no other shortfall.
            let of_money = ["未支出", "未支付", "未拨付", "未兑付", "未执行", "预算完成率", "执行率"];
            let rest = || of_money.iter().fold(text.to_owned(), |rest, word| rest.replace(word, ""));
            let falls_short = || Tone::Late.is_in(&rest()) || rest().contains(['未', '差']);
            (*gives
                && name.coverage(phrase) >= 50
                && name.common(phrase).letters() >= 2
                && (!is_short || falls_short()))
            .then(|| range.clone())
        };
        sentences.find_map(tells).map(|range| Place { node, range: Some(range) })
    }

    /// The first sentence of a cell that passes a test.
    fn sentence(&self, node: NodeId, passes: impl Fn(&str) -> bool) -> Option<Place> {
        let prose = self.prose(node);
        let range = prose
            .sentences()
            .iter()
            .find(|range| passes(prose.text().get((*range).clone()).unwrap_or_default()));
        range.map(|range| Place { node, range: Some(range.clone()) })
    }

    /// Whether a cell for a reason says nothing: blank, or empty words.
    #[must_use]
    pub fn is_empty_reason(&self, node: NodeId) -> bool {
        match self.form().content(node) {
            Content::Text => {
                let text = self.text(node);
                let bare = text.trim().trim_end_matches(['。', '.', '；']);
                EMPTY.contains(&bare)
            }
            Content::Quantity => EMPTY.contains(&self.text(node).trim()),
            _ => true,
        }
    }
}
