//! Parts of a whole, and names listed one after the other.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{Kind, PARTS, Reader, Relation};
use crate::figure;
use crate::prose::words;
use crate::prose::{Figure, Role};

/// Those that introduce all of them.
const ALL_PARTS: [&str; 7] = ["分为", "分别为", "分别是", "，即", "由", "资金来源为", "来源为"];

impl Reader<'_> {
    /// Whether a figure is a mean or a rate for each: 日均1160吨, 户均56.53万元, 每投入1元.
    pub(super) fn is_average(&self, figure: &Figure) -> bool {
        let clause = self.in_clause(figure);
        clause.trim_end_matches(['约', '近', '为', '达']).ends_with('均')
            || words::any(clause, &["日均", "人均", "户均", "平均", "月均", "年均", "每"])
    }

    /// Whether a figure stands in brackets that are closed before `at`: 5286万吨（2022年为4917万吨），其中.
    fn is_in_brackets_before(&self, figure: &Figure, at: usize) -> bool {
        let between = self.prose.slice(figure.range().end..at);
        let close = between.find(['）', ')']);
        close.is_some_and(|close| between.find(['（', '(']).is_none_or(|open| open > close))
    }

    /// b，其中 a₁、a₂; b（a₁、a₂）; b，已完成 a，其余 c
    pub(super) fn parts(&self) -> Option<Relation> {
        let text = self.prose.slice(self.sentence.clone());
        let mark = PARTS.iter().filter_map(|word| Some((text.find(word)?, *word))).min();
        let made_of = text
            .find('由')
            .filter(|at| text.get(*at..).is_some_and(|rest| words::any(rest, &["组成", "构成"])));
        let mark = mark.or(made_of.map(|at| (at, "由")));
        let rest = ["其余"].iter().filter_map(|word| text.find(word)).min();
        let at = match (mark, rest) {
            (Some((at, _)), _) => self.sentence.start + at,
            (None, Some(_)) => return self.with_rest(),
            (None, None) => return self.bracketed(),
        };
        let first = self.figures.iter().find(|figure| figure.range().start >= at)?;
        // Inside brackets the parts end where these do: 11个（其中3个…）、6个.
        let (before, behind) = text.split_at(at - self.sentence.start);
        let is_open = before.rfind(['（', '(']) > before.rfind(['）', ')']);
        let close =
            behind.find(['）', ')']).filter(|_| is_open).map_or(self.sentence.end, |close| at + close);
        let is_part = |figure: &&Figure| {
            figure.range().start >= at
                && figure.range().end <= close
                && !self.is_average(figure)
                && !matches!(figure.role, Role::Change | Role::Previous | Role::Threshold | Role::Target)
                && !figure.is_percent()
        };
        let unit = self.figures.iter().find(is_part)?;
        let whole = self
            .figures
            .iter()
            .filter(|figure| figure.range().end <= at && figure.is_commensurable(unit))
            .rfind(|figure| {
                !matches!(figure.role, Role::Change | Role::Target)
                    && self.difference(figure).is_none()
                    && !self.is_average(figure)
                    && !self.is_in_brackets_before(figure, at)
            })?;
        // A net amount is no sum: 净调减416.24万元，其中调减530万元，追加113.76万元.
        if self.in_clause(whole).contains('净') {
            return None;
        }
        // 2018年至2020年分别为9起、7起、4起: of one year each.
        let names_time =
            before.rsplit(['，', '、']).next().is_some_and(|clause| clause.contains(['年', '月', '季']));
        if names_time && mark.is_some_and(|(_, word)| word.starts_with("分别")) {
            return None;
        }
        if matches!(whole.role, Role::Threshold | Role::Previous) || first.clause > whole.clause + 3 {
            return None;
        }
        let parts = self.parts_told(whole, self.figures.iter().filter(is_part));
        let mentions_rest = rest.is_some_and(|at| {
            parts.last().is_some_and(|last| last.range().start >= self.sentence.start + at)
        });
        // 新增、更新公交车300辆，其中新增120辆、更新180辆: the whole names each of its parts.
        let subject = self.in_clause(whole);
        let names_all = subject.contains('、')
            && parts.iter().all(|part| {
                let name = self.prose.core(part);
                name.chars().count() >= 2 && subject.contains(name)
            });
        let marked_all = names_all || mark.is_some_and(|(_, word)| ALL_PARTS.contains(&word));
        self.parts_of(whole, &parts, mentions_rest || marked_all && parts.len() > 1)
    }

    /// 共90万元。其中：30万元用于甲；60万元用于乙: uses of money told in a row of sentences, `at` the one with 其中.
    pub(super) fn uses(&self, at: usize) -> Option<Relation> {
        let text = self.prose.slice(self.sentence.clone());
        let (before, _) = text.split_once("其中")?;
        let mark = self.sentence.start + before.len();
        let before_it = |figure: &&Figure| figure.range().end <= mark && figure.is_money();
        let told =
            if before.trim().is_empty() { self.prose.figures_in(at.checked_sub(1)?) } else { self.figures };
        let whole = told.iter().rfind(before_it).filter(|whole| whole.role == Role::Value)?;
        let mut parts: Vec<&Figure> = Vec::new();
        let mut end = self.sentence.end;
        for sentence in at.. {
            let range = self.prose.sentence_range(sentence);
            let mut money = self
                .prose
                .figures_in(sentence)
                .iter()
                .filter(|figure| figure.is_money() && figure.range().start >= mark);
            let (Some(part), None) = (money.next(), money.next()) else { break };
            parts.push(part);
            end = range.end;
            if !self.prose.text().get(range.end..).is_some_and(|rest| rest.starts_with(['；', ';'])) {
                break;
            }
        }
        let range = self.prose.sentence_range(whole.sentence).start..end;
        let is_use = self.are_uses(&parts, end);
        (parts.len() > 1 && is_use)
            .then(|| self.parts_of(whole, &parts, false))
            .flatten()
            .map(|relation| Relation { sentence: range, is_exclusive: true, ..relation })
    }

    /// Whether each of some amounts is said to be used for something: no yuan is in two of them. The last one's use stands
    /// before `end`.
    fn are_uses(&self, parts: &[&Figure], end: usize) -> bool {
        let says_use =
            |from: usize, to: usize| words::any(self.prose.slice(from..to), &["用于", "用作", "用在"]);
        let starts = parts.iter().skip(1).map(|part| part.range().start).chain([end]);
        let behind = parts
            .iter()
            .zip(starts)
            .all(|(part, next)| says_use(part.range().end, next.max(part.range().end)));
        let before = parts.iter().all(|part| words::any(self.in_clause(part), &["用于", "用作", "用在"]));
        !parts.is_empty() && parts.iter().all(|part| part.is_money()) && (behind || before)
    }

    /// Those of some figures that are told as parts of a whole: up to where something else is told, or all is.
    fn parts_told<'f>(&self, whole: &Figure, figures: impl Iterator<Item = &'f Figure>) -> Vec<&'f Figure> {
        let ends = ["另", "此外", "带动", "同时", "还", "累计", "至此"];
        let mut parts: Vec<&Figure> = Vec::new();
        for figure in figures {
            if !parts.is_empty() && words::any(self.in_clause(figure), &ends) {
                break;
            }
            if self.in_clause(figure).contains('占') {
                continue;
            }
            if figure.is_commensurable(whole) && self.difference(figure).is_none() {
                parts.push(figure);
            }
        }
        // 32个，其中续建19个、新开工13个，当年竣工11个: all are told before the third.
        let is_all = |run: &[&Figure]| {
            let sum: Option<Decimal> = run.iter().try_fold(Decimal::ZERO, |sum, part| {
                let one_unit = part.reading.unit == whole.reading.unit;
                one_unit.then(|| sum.checked_add(part.reading.value)).flatten()
            });
            sum == Some(whole.reading.value)
        };
        let end = (2..parts.len()).find(|end| parts.get(..*end).is_some_and(is_all));
        parts.truncate(end.unwrap_or(parts.len()));
        parts
    }

    /// 共18项，已完成10项，其余8项正在推进
    fn with_rest(&self) -> Option<Relation> {
        let plain: Vec<&Figure> = self.figures.iter().filter(|figure| figure.counter().is_some()).collect();
        let [whole, done, rest] = plain.as_slice() else { return None };
        let is_rest = self.prose.before(rest).trim_end_matches('的').ends_with("其余");
        let one_kind = whole.counter() == done.counter() && done.counter() == rest.counter();
        let plain = [whole, done, rest].iter().all(|figure| {
            !matches!(figure.role, Role::Change | Role::Target | Role::Previous | Role::Threshold)
        });
        (is_rest && one_kind && plain && self.difference(done).is_none())
            .then(|| self.parts_of(whole, &[done, rest], true))
            .flatten()
    }

    /// 培训12场（线上5场、线下7场）
    fn bracketed(&self) -> Option<Relation> {
        let text = self.prose.slice(self.sentence.clone());
        let open = text.find(['（', '('])?;
        let close = text.get(open..)?.find(['）', ')'])? + open;
        let (open, close) = (self.sentence.start + open, self.sentence.start + close);
        let whole = self.figures.iter().rfind(|figure| figure.range().end <= open)?;
        let inside: Vec<&Figure> = self
            .figures
            .iter()
            .filter(|figure| figure.range().start > open && figure.range().end <= close)
            .filter(|figure| {
                figure.is_commensurable(whole)
                    && !matches!(figure.role, Role::Change | Role::Target | Role::Previous)
            })
            .collect();
        // 调减73.22万元，调整幅度较大（年初320万元…）: the brackets belong to what stands between.
        let between = self.prose.slice(whole.range().end..open);
        let near = between.chars().count() <= 12 && !between.contains(['，', ',']);
        // 净增47家（新认定58家、到期退出11家）
        let is_sum = !self.prose.before(whole).contains('净');
        (near && is_sum && inside.len() > 1).then(|| self.parts_of(whole, &inside, false)).flatten()
    }

    fn parts_of(&self, whole: &Figure, parts: &[&Figure], is_complete: bool) -> Option<Relation> {
        // 7.5分钟，其中日间6.2分钟、夜间9.1分钟: time and marks are means, not sums.
        let adds_up = whole.counter().and_then(figure::dimension).is_none_or(|dimension| {
            !matches!(
                dimension,
                figure::Dimension::Time | figure::Dimension::Points | figure::Dimension::Multiple
            )
        });
        (!parts.is_empty() && !whole.is_percent() && adds_up).then(|| Relation {
            whole: Some(whole.range()),
            parts: parts.iter().map(|part| part.range()).collect(),
            is_complete,
            is_exclusive: self.are_siblings(parts) || self.are_uses(parts, self.sentence.end),
            ..self.relation(Kind::Parts)
        })
    }

    /// Whether the things counted bear the same name with different words before it, as classes that exclude one another
    /// do: 综合公园8个、社区公园7个.
    fn are_siblings(&self, parts: &[&Figure]) -> bool {
        let subjects: Vec<&str> = parts.iter().map(|part| self.prose.core(part)).collect();
        let last = |subject: &&str| subject.chars().next_back();
        let first = |subject: &&str| subject.chars().next();
        let alike = |letter: &dyn Fn(&&str) -> Option<char>| {
            subjects
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if letter(a).is_some() && letter(a) == letter(b)))
        };
        // People and firms bear several marks at once: 女性60人、党员70人.
        let counts_bearers = parts.iter().any(|part| {
            part.counter().is_some_and(|word| {
                matches!(word, "家" | "户" | "口")
                    || figure::dimension(word) == Some(figure::Dimension::People)
            })
        });
        // 男性 and 女性 are all there are, and nobody is both.
        let is_gender = |word: char| subjects.iter().filter(|subject| subject.starts_with(word)).count() == 1;
        if subjects.len() == 2 && is_gender('男') && is_gender('女') {
            return true;
        }
        let plain = !counts_bearers && parts.iter().all(|part| part.role != Role::Threshold);
        let same = alike(&last) || alike(&first);
        plain && same && parts.len() > 1
    }

    /// 新建3个、改造5个，合计8个
    pub(super) fn total(&self) -> Option<Relation> {
        let says = ["合计", "共计", "总计", "总共", "一共"];
        let is_total = |figure: &&Figure| {
            let before = self.prose.before(figure).trim_end_matches(['约', '为', '达', '到']);
            says.iter().any(|word| before.ends_with(word))
        };
        let whole = self.figures.iter().find(is_total)?;
        let mut parts: Vec<&Figure> = self
            .earlier(whole)
            .filter(|part| matches!(part.role, Role::Value | Role::Part) || part.is_percent())
            .collect();
        // Only figures of one kind in a row right before it are its parts.
        let run = parts.iter().rev().take_while(|part| part.is_commensurable(whole)).count();
        parts.drain(..parts.len() - run);
        let sentence = self.prose.slice(self.sentence.start..whole.range().start);
        (parts.len() > 1 && !words::any(sentence, &PARTS))
            .then(|| self.parts_of(whole, &parts, true))
            .flatten()
    }

    /// 建成5个村庄，分别为石门村、柳溪村、新庄村
    pub(super) fn listing(&self) -> Option<Relation> {
        let text = self.prose.slice(self.sentence.clone());
        let (at, mark) = ["分别为", "分别是", "分别位于", "，即"]
            .iter()
            .filter_map(|word| Some((text.find(word)?, *word)))
            .min()?;
        let start = self.sentence.start + at + mark.len();
        let list = self.prose.slice(start..self.sentence.end).split(['，', '（', '(']).next()?;
        let whole = self.figures.iter().rfind(|figure| figure.range().end <= self.sentence.start + at)?;
        let is_count =
            whole.counter().is_some_and(|word| figure::counts_alike(word, "个")) && whole.is_plain();
        let names_figures = self
            .figures
            .iter()
            .any(|figure| figure.range().start >= start && figure.range().end <= start + list.len());
        if !is_count || names_figures || !list.contains('、') || list.contains('等') {
            return None;
        }
        let mut from = start;
        let listed: Vec<Range<usize>> = list
            .split('、')
            .map(|name| {
                let range = from..from + name.len();
                from += name.len() + '、'.len_utf8();
                range
            })
            .collect();
        // 甲、乙和丙: 和 may join names or stand inside one.
        let joined =
            listed.last().is_some_and(|last| self.prose.slice(last.clone()).contains(['和', '及', '与']));
        let near = whole.clause + 1
            >= self
                .prose
                .clauses
                .partition_point(|(range, _)| range.end <= self.sentence.start + at)
                .saturating_sub(0);
        (near && !joined).then(|| Relation {
            whole: Some(whole.range()),
            listed,
            ..self.relation(Kind::Listing)
        })
    }
}
