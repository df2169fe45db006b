//! What the reader sees, as data: the JSON of `hegui read`, version 1, which the human page is made of too.
//!
//! Spans are bytes of the text. Numbers of figures are text, so that no reader of JSON rounds them.

use std::ops::Range;

use hegui::engine::law::{Laws, Relation, Verdict, Weighed};
use hegui::figure::{self, Doubt, Origin, Qualifier, Quantity};
use hegui::text::dates::Date;
use hegui::text::entries::{Entry, Style};
use hegui::text::figures::{Comparator, Figure};
use hegui::text::lexicon::Classes;
use hegui::text::statements::{Member, NearMiss, Statement, near_misses};
use hegui::text::text::Text;
use hegui::text::tokens::{Token, TokenKind};
use hegui::wording::Lang;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct View<'t> {
    version: u8,
    pub(super) pack: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<Place>,
    pub(super) text: &'t str,
    pub(super) tokens: Vec<TokenView<'t>>,
    pub(super) figures: Vec<FigureView<'t>>,
    pub(super) dates: Vec<DateView<'t>>,
    pub(super) entries: Vec<EntryView<'t>>,
    pub(super) statements: Vec<StatementView<'t>>,
    pub(super) near_misses: Vec<NearView<'t>>,
}

/// A cell of a form.
#[derive(Serialize)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) pointer: String,
}

#[derive(Serialize, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Serialize)]
pub(super) struct TokenView<'t> {
    pub(super) text: &'t str,
    span: Span,
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) classes: Vec<Named<'t>>,
}

/// A name of the language and what it is called for people.
#[derive(Serialize, Clone, PartialEq, Eq)]
pub(super) struct Named<'t> {
    pub(super) name: &'t str,
    pub(super) title: &'t str,
}

#[derive(Serialize)]
pub(super) struct FigureView<'t> {
    pub(super) text: &'t str,
    span: Span,
    value: String,
    places: u32,
    unit: String,
    /// What the unit measures.
    measures: &'t str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    points: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    qualifier: Option<&'static str>,
    pub(super) role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bound: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) year: Option<u16>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) partial_period: bool,
    pub(super) subject: String,
    sentence: usize,
    /// As hegui prints it; empty for what it prints no better.
    #[serde(skip)]
    pub(super) printed: String,
}

#[derive(Serialize)]
pub(super) struct DateView<'t> {
    pub(super) text: &'t str,
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) year: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) month: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) day: Option<u16>,
}

#[derive(Serialize)]
pub(super) struct EntryView<'t> {
    pub(super) number: u32,
    style: &'static str,
    span: Span,
    #[serde(skip)]
    pub(super) text: &'t str,
}

#[derive(Serialize)]
pub(super) struct StatementView<'t> {
    #[serde(flatten)]
    pub(super) kind: Kind<'t>,
    /// The number of its form in the kind, from 1.
    form: usize,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    flags: &'t [Box<str>],
    pub(super) text: &'t str,
    span: Span,
    pub(super) members: Vec<MemberView<'t>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) law: &'t str,
    pub(super) verdict: &'static str,
    /// What would explain that it does not hold: `truncated`, `padded`, `whole_money`, `reached`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) near: Option<&'static str>,
    /// Why the figures leave it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) doubt: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) calculation: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Kind<'t> {
    #[serde(rename = "kind")]
    pub(super) name: &'t str,
    pub(super) title: &'t str,
}

#[derive(Serialize)]
pub(super) struct MemberView<'t> {
    pub(super) name: &'t str,
    /// By their numbers, from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    figures: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<&'t str>,
    /// As printed.
    #[serde(skip)]
    pub(super) printed: Vec<&'t str>,
}

#[derive(Serialize)]
pub(super) struct NearView<'t> {
    #[serde(flatten)]
    pub(super) kind: Kind<'t>,
    form: usize,
    pub(super) pattern: Box<str>,
    pub(super) condition: &'t str,
    pub(super) text: &'t str,
    pub(super) span: Span,
}

impl<'t> View<'t> {
    pub(super) fn new(text: &'t Text, laws: &Laws, pack: &'t str, place: Option<Place>, lang: Lang) -> Self {
        let viewer = Viewer { text, laws, lang };
        Self {
            version: 1,
            pack,
            place,
            text: text.as_str(),
            tokens: text.tokens().iter().map(|token| viewer.token(token)).collect(),
            figures: text
                .figures()
                .iter()
                .enumerate()
                .map(|(at, figure)| viewer.figure(at, figure))
                .collect(),
            dates: text.dates().iter().map(|date| viewer.date(date)).collect(),
            entries: text.entries().iter().map(|entry| viewer.entry(entry)).collect(),
            statements: text.statements().iter().map(|statement| viewer.statement(statement)).collect(),
            near_misses: near_misses(text).into_iter().map(|miss| viewer.near(miss)).collect(),
        }
    }
}

impl StatementView<'_> {
    /// Whether some bytes of it are among others.
    pub(super) fn meets(&self, other: Span) -> bool {
        self.span.start < other.end && other.start < self.span.end
    }
}

struct Viewer<'t, 'l> {
    text: &'t Text,
    laws: &'l Laws,
    lang: Lang,
}

fn span(range: &Range<usize>) -> Span {
    Span { start: range.start, end: range.end }
}

impl<'t> Viewer<'t, '_> {
    fn token(&self, token: &Token) -> TokenView<'t> {
        let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let range = byte(token.start)..byte(token.end);
        let kind = match token.kind {
            TokenKind::Word => "word",
            TokenKind::Plain => "plain",
            TokenKind::Figure => "figure",
            TokenKind::Date => "date",
            TokenKind::Mark(_) => "mark",
        };
        TokenView {
            text: self.text.slice(range.clone()),
            span: span(&range),
            kind,
            classes: self.classes(token.classes),
        }
    }

    fn classes(&self, classes: Classes) -> Vec<Named<'t>> {
        let known = self.text.language().lexicon().classes();
        let named = classes.numbers().filter_map(|number| known.get(number));
        named.map(|class| Named { name: &class.name, title: &class.title }).collect()
    }

    fn figure(&self, at: usize, figure: &'t Figure) -> FigureView<'t> {
        let number = &figure.number;
        let measures = self.text.language().measures();
        FigureView {
            text: self.text.slice(number.range.clone()),
            span: span(&number.range),
            value: number.value.to_string(),
            places: number.places,
            unit: number.unit.as_ref().map(|unit| unit.sign().to_owned()).unwrap_or_default(),
            measures: number.unit.as_ref().map(|unit| measures.measures(unit)).unwrap_or_default(),
            points: number.is_points,
            qualifier: number.qualifier.map(|qualifier| match qualifier {
                Qualifier::About => "about",
                Qualifier::Nearly => "nearly",
                Qualifier::Odd => "odd",
                Qualifier::Over => "over",
                Qualifier::AtLeast => "at_least",
                Qualifier::AtMost => "at_most",
            }),
            role: figure.role.name(),
            bound: figure.bound.map(|bound| match bound {
                Comparator::AtLeast => "at_least",
                Comparator::AtMost => "at_most",
                Comparator::Equal => "equal",
            }),
            year: figure.year,
            partial_period: figure.is_partial_period,
            subject: self.text.subject(at),
            sentence: figure.sentence,
            printed: if number.is_points { String::new() } else { quantity(figure).to_string() },
        }
    }

    fn date(&self, date: &Date) -> DateView<'t> {
        let Date { range, year, month, day } = date;
        let text = self.text.slice(range.clone());
        DateView { text, span: span(range), year: *year, month: *month, day: *day }
    }

    fn entry(&self, entry: &Entry) -> EntryView<'t> {
        let style = match entry.style {
            Style::Chinese => "chinese",
            Style::BracketedChinese => "bracketed_chinese",
            Style::Spoken => "spoken",
            Style::Ordinal => "ordinal",
            Style::Arabic => "arabic",
            Style::BracketedArabic => "bracketed_arabic",
        };
        let text = self.text.slice(entry.range.clone());
        EntryView { number: entry.number, style, span: span(&entry.range), text }
    }

    fn kind(&self, number: usize) -> Kind<'t> {
        let kind = self.text.language().grammar().statements().get(number);
        let (name, title) = kind.map_or(("", ""), |kind| (&*kind.name, &*kind.title));
        Kind { name, title }
    }

    fn statement(&self, statement: &'t Statement) -> StatementView<'t> {
        let text = self.text;
        let kind = text.language().grammar().statements().get(statement.kind);
        let form = kind.and_then(|kind| kind.forms.get(statement.form));
        let figure = |number: usize| text.figures().get(number).map(quantity);
        let weighed = self.laws.weigh(text, statement, &figure);
        StatementView {
            kind: self.kind(statement.kind),
            form: statement.form + 1,
            flags: form.map_or(&[], |form| form.flags.as_slice()),
            text: text.slice(statement.range.clone()),
            span: span(&statement.range),
            members: statement.members.iter().map(|(number, member)| self.member(*number, member)).collect(),
            law: form.map_or("", |form| &*form.law),
            verdict: weighed.verdict.name(),
            near: near(&weighed.verdict),
            doubt: doubt(&weighed.verdict),
            calculation: self.calculation(&weighed),
        }
    }

    fn member(&self, number: usize, member: &Member) -> MemberView<'t> {
        let text = self.text;
        let name = text.language().grammar().members().get(number).map_or("", |name| name.as_str());
        let (figures, names) = match member {
            Member::Figure(figure) => (vec![*figure], Vec::new()),
            Member::Figures(figures) => (figures.clone(), Vec::new()),
            Member::Names(names) => {
                (Vec::new(), names.iter().map(|range| text.slice(range.clone())).collect())
            }
        };
        let figure = |number: &usize| {
            text.figures().get(*number).map(|figure| text.slice(figure.range())).unwrap_or_default()
        };
        let printed = figures.iter().map(figure).chain(names.iter().copied()).collect();
        MemberView { name, figures, names, printed }
    }

    /// `18.36亿元 ÷ 85.79亿元 = 21.4% ≠ 23.4%`; `None` where nothing was worked out.
    fn calculation(&self, weighed: &Weighed) -> Option<String> {
        let (left, relation, right) = weighed.sides.as_ref()?;
        let is_violated = matches!(weighed.verdict, Verdict::Violated(_));
        let no_name = |_: &Origin| String::new();
        let (declared, computed, sign) = match (relation, right.is_computed()) {
            (Relation::Equal, _) => (left, right, if is_violated { "≠" } else { "" }),
            (Relation::AtMost, false) => (right, left, if is_violated { ">" } else { "≤" }),
            (Relation::AtMost, true) => (left, right, if is_violated { "<" } else { "≥" }),
            (Relation::AtLeast, false) => (right, left, if is_violated { "<" } else { "≥" }),
            (Relation::AtLeast, true) => (left, right, if is_violated { ">" } else { "≤" }),
        };
        let worked = if computed.is_computed() {
            figure::calculation(declared, computed, &no_name).text(self.lang)
        } else {
            computed.to_string()
        };
        let worked = worked.trim_start_matches([' ', '=']);
        // 4,186 ÷ 4,187 = 100% ≠ 100% says nothing.
        let same = format!(" = {declared}");
        let worked = worked.strip_suffix(&same).filter(|_| is_violated).unwrap_or(worked);
        let says =
            if sign.is_empty() && computed.is_computed() { String::new() } else { declared.to_string() };
        let sign = if sign.is_empty() && !says.is_empty() { "=" } else { sign };
        Some(format!("{worked} {sign} {says}").trim_end().to_owned())
    }

    fn near(&self, miss: NearMiss) -> NearView<'t> {
        let NearMiss { kind, form, pattern, condition, range } = miss;
        let known = self.text.language().grammar().statements().get(kind);
        let read = known.and_then(|kind| kind.forms.get(form));
        NearView {
            kind: self.kind(kind),
            form: form + 1,
            pattern,
            condition: read.and_then(|form| form.conditions().nth(condition)).unwrap_or_default(),
            text: self.text.slice(range.clone()),
            span: span(&range),
        }
    }
}

fn near(verdict: &Verdict) -> Option<&'static str> {
    let Verdict::Violated(Some(near)) = verdict else { return None };
    Some(match near {
        figure::NearMiss::Truncated => "truncated",
        figure::NearMiss::Padded => "padded",
        figure::NearMiss::WholeMoney => "whole_money",
        figure::NearMiss::Reached => "reached",
    })
}

fn doubt(verdict: &Verdict) -> Option<&'static str> {
    let Verdict::Undecided(undecided) = verdict else { return None };
    Some(match undecided.doubt {
        Doubt::Nothing => "missing",
        Doubt::Approximate => "approximate",
        Doubt::Units => "units",
        Doubt::Overflow => "overflow",
        Doubt::DivisorNearZero => "divisor_near_zero",
        Doubt::DivisionByZero => "division_by_zero",
        Doubt::Ambiguous => "ambiguous",
    })
}

/// A figure to reckon with; of no cell.
fn quantity(figure: &Figure) -> Quantity {
    figure.number.quantity(Origin::Parameter("".into()))
}
