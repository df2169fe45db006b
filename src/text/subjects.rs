//! What figures are about: the words before each in its clause and those that it counts.

use std::ops::Range;
use std::rc::Rc;

use super::figures::{Figure, Role};
use super::lexicon::Classes;
use super::phrases::Phrase;
use super::subject::Subject;
use super::text::Text;
use super::tokens::{Mark, Token, TokenKind};

/// Bytes of a verb of change with the letter that leads to the figure.
const LONGEST_VERB: usize = 9;

/// Letters of what a part, or its whole, is about.
const LONGEST_NAME: usize = 40;

impl Text {
    /// What a figure is about: the words before it in its clause and those that it counts.
    #[must_use]
    pub fn subject(&self, figure: usize) -> String {
        self.subjects().get(figure).map(|subject| subject.text(self.as_str())).unwrap_or_default()
    }

    /// What a figure is about, without what says only that it was done or how it is counted.
    #[must_use]
    pub fn core(&self, figure: usize) -> String {
        self.subjects().get(figure).map(|subject| subject.core(self.as_str())).unwrap_or_default()
    }

    /// The same, ready for comparing and to be kept.
    pub(crate) fn shared_phrase(&self, figure: usize) -> Option<Rc<Phrase>> {
        self.subjects().get(figure).map(|subject| Rc::clone(&subject.phrase))
    }

    /// The same, ready for comparing.
    #[must_use]
    pub fn phrase(&self, figure: usize) -> &Phrase {
        static NOTHING: std::sync::LazyLock<Phrase> = std::sync::LazyLock::new(Phrase::default);
        self.subjects().get(figure).map_or(&NOTHING, |subject| &subject.phrase)
    }

    /// What a part is about together with what it is a part of: 校园食品抽检 of 抽检食品1200批次，其中校园食品300批次. `None`
    /// for other figures, and where the sentence leaves open of what it is a part.
    #[must_use]
    pub fn part_phrase(&self, figure: usize) -> Option<&Rc<Phrase>> {
        let is_part = self.figures().get(figure).is_some_and(|figure| figure.role == Role::Part);
        let parts = is_part.then(|| self.found_parts(parts))?;
        parts.get(figure)?.as_ref()
    }

    fn subjects(&self) -> &[Subject] {
        self.found_subjects(all)
    }
}

fn all(text: &Text) -> Vec<Subject> {
    (0..text.figures().len()).map(|number| of(text, number)).collect()
}

/// 推动24个重点产业项目建设 is about 重点产业项目建设.
fn of(text: &Text, number: usize) -> Subject {
    let Some(figure) = text.figures().get(number) else { return Subject::default() };
    // 得分由62分提高到75分: both are about the 得分.
    if let Some(from) = changed_from(text, number, figure) {
        return of(text, from);
    }
    let tokens = text.tokens();
    let head = strip(text, before(text, number, figure));
    // 由168家发展到203家: what follows the first is the verb.
    let next = text.figures().get(number + 1);
    let goes_on = next.is_some_and(|next| changed_from(text, number + 1, next) == Some(number));
    let counts = !goes_on && (figure.counter().is_some() || head.is_empty());
    let counted =
        if counts { strip_start(text, behind(text, number, figure, !head.is_empty()), true) } else { 0..0 };
    let core = core(text, figure, head.clone(), counted.clone());
    let bytes = |range: &Range<usize>| bytes(tokens, range);
    let phrase = Rc::new(text.phrase_of_rows(&core.0, &core.1));
    Subject { head: bytes(&head), counted: bytes(&counted), core: (bytes(&core.0), bytes(&core.1)), phrase }
}

/// What each part is about together with what it is a part of.
fn parts(text: &Text) -> Vec<Option<Rc<Phrase>>> {
    // The figure of which the parts behind it are, and whether another one of the sentence is counted alike.
    let mut whole: Option<(usize, bool)> = None;
    let figures = text.figures();
    let joint = |(number, figure): (usize, &Figure)| {
        let before = whole.and_then(|(at, _)| figures.get(at));
        let before = before.filter(|before| before.sentence == figure.sentence);
        match figure.role {
            Role::Part => {
                let (at, is_one_of_many) = whole.filter(|_| before.is_some())?;
                part(text, (at, before?), (number, figure), is_one_of_many)
            }
            Role::Value | Role::Target | Role::Cumulative => {
                let is_alike = before.is_some_and(|before| before.counter() == figure.counter());
                let is_one_of_many = before.is_some() && whole.is_some_and(|(_, many)| many) || is_alike;
                whole = Some((number, is_one_of_many));
                None
            }
            _ => None,
        }
    };
    figures.iter().enumerate().map(joint).collect()
}

/// A part as one phrase with its whole; of several that may be its whole only the one with which it shares a word.
fn part(
    text: &Text,
    (at, whole): (usize, &Figure),
    (number, part): (usize, &Figure),
    is_one_of_many: bool,
) -> Option<Rc<Phrase>> {
    let (own, of) = (text.phrase(number), text.phrase(at));
    let is_less = part.number.unit == whole.number.unit && part.number.value <= whole.number.value;
    let is_name = own.len().max(of.len()) <= LONGEST_NAME;
    let is_named = own.len() >= 2 && is_name && (!is_one_of_many || own.shared(of) >= 2);
    let joint = (is_less && is_named).then(|| own.joined(of))?;
    (joint.len() > of.len()).then(|| Rc::new(joint))
}

fn bytes(tokens: &[Token], range: &Range<usize>) -> Range<usize> {
    let inside = tokens.get(range.clone()).unwrap_or_default();
    let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    match (inside.first(), inside.last()) {
        (Some(first), Some(last)) => byte(first.start)..byte(last.end),
        _ => 0..0,
    }
}

/// The tokens of its clause before a figure, from the figure before it or the item of a row to which it belongs.
fn before(text: &Text, number: usize, figure: &Figure) -> Range<usize> {
    let range = text.before_tokens(number);
    let clause = text.clauses().get(figure.clause).map_or(0, |clause| clause.tokens.start);
    let is_row = range.start > clause;
    let inside = text.tokens().get(range.clone()).unwrap_or_default();
    let pause = inside.iter().rposition(|token| token.kind == TokenKind::Mark(Mark::Pause));
    match pause {
        // Behind another figure the sign begins a new item; else it joins nouns: 道路、桥梁12处.
        Some(at) if is_row => range.start + at + 1..range.end,
        _ => range,
    }
}

/// The tokens behind a figure up to the next one, 、, 并 or the end of the clause, where words before the figure name something
/// also up to a verb that says it is done.
fn behind(text: &Text, number: usize, figure: &Figure, is_named: bool) -> Range<usize> {
    let range = text.behind_tokens(number, figure);
    let inside = text.tokens().get(range.clone()).unwrap_or_default();
    let known = text.language().known();
    // 绿化道路18公里并移交养护: what was done besides, or then, is no name of what is counted.
    let ends = known.joins.with(known.after);
    let ends = if is_named { ends.with(known.finished) } else { ends };
    let is_end = |token: &Token| {
        token.kind == TokenKind::Mark(Mark::Pause)
            || token.kind == TokenKind::Word && token.classes.meets(ends)
    };
    range.start..inside.iter().position(is_end).map_or(range.end, |at| range.start + at)
}

/// The figure from which this one is said to have changed.
fn changed_from(text: &Text, number: usize, figure: &Figure) -> Option<usize> {
    let known = text.language().known();
    let earlier = number.checked_sub(1)?;
    let from = text.figures().get(earlier)?;
    if from.clause != figure.clause || !from.is_commensurable(figure, text.language().measures()) {
        return None;
    }
    let between = text.tokens().get(text.before_tokens(number))?;
    let reaches = between.last().is_some_and(|token| token.classes.meets(known.reach));
    let changes = known.up.with(known.down).with(known.reach).with(known.copula);
    let only = between.iter().all(|token| token.classes.meets(changes));
    let starts = figure_starts(text, earlier);
    // 由168家发展到203家: whatever the verb, where nothing else stands between.
    let verb = starts
        && between.len() <= 2
        && bytes(text.tokens(), &text.before_tokens(number)).len() <= LONGEST_VERB;
    (reaches && (only && (starts || from.role == Role::Previous) || verb)).then_some(earlier)
}

/// Whether 由 or 从 stands before a figure.
fn figure_starts(text: &Text, number: usize) -> bool {
    let before = text.tokens().get(text.before_tokens(number)).unwrap_or_default();
    before.iter().rev().take(4).any(|token| token.classes.meets(text.language().known().from))
}

fn strip(text: &Text, range: Range<usize>) -> Range<usize> {
    let start = strip_start(text, range, false);
    strip_end(text, start)
}

/// Without what stands around a phrase in front: 2022年, 目前, 开展, 一是.
fn strip_start(text: &Text, range: Range<usize>, is_counted: bool) -> Range<usize> {
    let known = text.language().known();
    let mut light = known.light;
    if is_counted {
        light = light.with(known.or_more).with(known.or_less).with(known.link);
        light = light.with(known.up).with(known.down).with(known.reach);
    }
    let inside = text.tokens().get(range.clone()).unwrap_or_default();
    let is_light = |token: &&Token| match token.kind {
        TokenKind::Word => token.classes.meets(light),
        TokenKind::Mark(_) | TokenKind::Date => true,
        TokenKind::Plain | TokenKind::Figure => false,
    };
    range.start + inside.iter().take_while(is_light).count()..range.end
}

/// Without what leads from a phrase to its figure: 达到, 降至.
fn strip_end(text: &Text, range: Range<usize>) -> Range<usize> {
    let known = text.language().known();
    let inside = text.tokens().get(range.clone()).unwrap_or_default();
    let mut end = range.end;
    let mut was_reach = false;
    for token in inside.iter().rev() {
        let changes = was_reach && token.classes.meets(known.up.with(known.down));
        let leads = match token.kind {
            TokenKind::Word => token.classes.meets(known.link) || changes,
            TokenKind::Mark(_) => true,
            TokenKind::Plain | TokenKind::Figure | TokenKind::Date => false,
        };
        if !leads {
            break;
        }
        was_reach = token.classes.meets(known.reach);
        end -= 1;
    }
    // A word that is all there is stays: 完成.
    if end == range.start { range } else { range.start..end }
}

/// Without how it is counted at its end: 培训 of 培训场次; of a share what has it.
fn core(
    text: &Text,
    figure: &Figure,
    head: Range<usize>,
    counted: Range<usize>,
) -> (Range<usize>, Range<usize>) {
    let known = text.language().known();
    let tokens = text.tokens();
    let take = tokens.get(head.clone()).unwrap_or_default();
    let at = take.iter().position(|token| token.classes.meets(known.take)).filter(|at| *at > 0);
    if let Some(at) = at.filter(|_| figure.is_percent()) {
        return (strip_end(text, head.start..head.start + at), 0..0);
    }
    let ends = known.tally.with(known.link);
    if counted.is_empty() {
        (without_end(tokens, head, ends), 0..0)
    } else {
        (head, without_end(tokens, counted, ends))
    }
}

/// Without words of some classes at the end, as long as two letters stay.
fn without_end(tokens: &[Token], range: Range<usize>, ends: Classes) -> Range<usize> {
    let mut end = range.end;
    while end > range.start + 1 {
        let is_end = tokens.get(end - 1).is_some_and(|token| {
            token.kind == TokenKind::Word && token.classes.meets(ends)
                || matches!(token.kind, TokenKind::Mark(_))
        });
        let left = bytes(tokens, &(range.start..end - 1)).len();
        // Two letters of three bytes.
        if !is_end || left < 6 {
            break;
        }
        end -= 1;
    }
    range.start..end
}
