//! Roles of figures and statements about them, as `grammar.toml` writes them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

use super::candidates::{Candidates, Needs};
use super::examples::{self, Example, Of};
use super::fault::{Faults, Item, Said, Table};
use super::figures::Role;
use super::lexicon::{Classes, Lexicon};
use super::measured::Measure;
use super::measures::Measures;
use super::pattern::{Around, Pattern, Unclear, endings};
use super::statement::Statement;

/// What stands between conditions of which one must hold.
const OR: &str = " or ";

/// The flag of a pattern of reasons that tells enough by itself.
const TELLS: &str = "complete";

/// What a form may say of its statements: rules ask for it by these names.
const FLAGS: [&str; 4] = ["complete", "exclusive", "decline", "target"];

/// The patterns of a language.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Grammar {
    roles: Vec<RoleRule>,
    statements: Vec<StatementKind>,
    reasons: Vec<ReasonRule>,
    /// The names of members of all statements.
    members: Vec<String>,
    /// The patterns of statements, as [`Grammar::pattern`] numbers them.
    places: Vec<Place>,
    /// The patterns of grades, then of the other roles: the number of the rule, and of the pattern in the rule.
    arounds: [Vec<(usize, usize)>; 2],
    /// The patterns of reasons: the number of the rule, and of the pattern in the rule.
    causes: Vec<(usize, usize)>,
    pub(super) candidates: Candidates,
    /// For the patterns of grades, and for those of the other roles.
    role_candidates: [Candidates; 2],
    pub(super) reason_candidates: Candidates,
    /// The patterns of what gives no reason.
    hollow: Vec<Hollow>,
    pub(super) hollow_candidates: Candidates,
    /// What is shown of roles, reasons and hollow words.
    #[serde(skip)]
    pub(super) examples: Vec<Example>,
    /// The classes whose words are looked for by bits: for grades, for the other roles, for statements, for reasons, for
    /// what is hollow.
    asked: [Classes; 5],
}

/// Where a pattern stands in the grammar: the numbers of its kind, of its form in the kind, and of itself in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) kind: usize,
    pub(super) form: usize,
    say: usize,
    /// What its key measures where it is a single figure.
    pub(super) key: Option<Measure>,
}

/// Which roles are looked for: what is a grade is a piece of a name to all that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    Grades,
    Others,
}

/// Which figures have a role: the first that fits decides.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RoleRule {
    pub(super) role: Role,
    /// What stands around the figure.
    pub(super) around: Vec<Around>,
    /// Where it is none all the same.
    pub(super) unless: Vec<Around>,
}

/// How a reason is given.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReasonRule {
    pub(super) say: Vec<Pattern>,
    /// Words before it in its clause with which it is none: 未发生因汛死亡.
    pub(super) unless: Classes,
    /// Whether the pattern itself tells enough: 资金未到位.
    pub(super) tells: bool,
}

/// How something is said that gives no reason.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hollow {
    pub(super) say: Pattern,
    /// Words within it with which it may give one: 备案手续未办.
    pub(super) unless: Classes,
}

/// A kind of statement: a share, a growth.
#[derive(Debug, Serialize, Deserialize)]
pub struct StatementKind {
    /// Its name, by which rules ask for it.
    pub name: Box<str>,
    /// What it is called for people.
    pub title: Box<str>,
    /// The forms it takes; the first that fits is read.
    pub forms: Vec<Form>,
    /// Where it stands in its file.
    pub range: Range<usize>,
}

/// One form of a statement, with a law of its own.
#[derive(Debug, Serialize, Deserialize)]
pub struct Form {
    /// What must hold between its members: `rate = part / whole`; empty where nothing follows.
    pub law: Box<str>,
    /// Where the law stands in its file; the form where it has none.
    pub law_range: Range<usize>,
    /// What more is known of it: `complete`, `exclusive`, `decline`, `target`.
    pub flags: Vec<Box<str>>,
    /// What must be true of the members for it to be read.
    pub(super) when: Vec<Check>,
    pub(super) say: Vec<Pattern>,
    /// The member that only one statement can be of: the rate, the whole of parts.
    pub(super) key: usize,
    /// Sentences that say it and in which the law holds; in which it does not; in which it is not said.
    pub examples: Vec<FormExample>,
    /// Where it stands in its file.
    pub range: Range<usize>,
}

/// A sentence beside what is read of it. Brackets mark its nouns, ¦ its joints.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FormExample {
    /// What it proves.
    pub proves: Proves,
    /// The sentence as written.
    pub text: Box<str>,
    /// Where it stands in its file.
    pub range: Range<usize>,
}

/// What an example of a statement proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proves {
    /// It is read, and its law holds.
    Holds,
    /// It is read, and its law does not hold.
    Breaks,
    /// It only looks like one.
    Unread,
}

/// A condition on the members of a statement, by their numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Check {
    /// As it is written.
    pub(super) source: Box<str>,
    pub(super) test: Test,
    pub(super) is_wanted: bool,
}

impl Check {
    /// The member that it asks of; `None` where it asks of several, or of what stands around them.
    pub(super) fn of_one(&self) -> Option<usize> {
        match &self.test {
            Test::Role(member, _)
            | Test::Says(member, _)
            | Test::SaysBefore(member, _)
            | Test::Clause(member, _)
            | Test::Named(member, _)
            | Test::Measured(member, _)
            | Test::CountedBy(member, _)
            | Test::Counted(member)
            | Test::Plain(member)
            | Test::Average(member)
            | Test::Thing(member) => Some(*member),
            Test::Any(any) => {
                let first = any.first()?.of_one();
                first.filter(|_| any.iter().all(|check| check.of_one() == first))
            }
            _ => None,
        }
    }
}

/// What can be asked of members. A closed vocabulary: one function each in `statements`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Test {
    /// `… or …`: one of them holds.
    Any(Vec<Check>),
    /// `alike(a, b)`: both measure the same.
    Alike(usize, usize),
    /// `role(a, value, part)`: it has one of the roles.
    Role(usize, Vec<Role>),
    /// `says(a, class)`: a word of the class stands beside it, up to the next figures.
    Says(usize, Classes),
    /// `clause(a, class)`: a word of the class stands before it in its clause.
    Clause(usize, Classes),
    /// `has(class)`: a word of the class stands in what the pattern took.
    Has(Classes),
    /// `before(class)`: a word of the class stands in the sentence before what the pattern took.
    Before(Classes),
    /// `sentence(class)`: in the sentence at all.
    Sentence(Classes),
    /// `near(a, b, n)`: so many clauses lie between them at most.
    Near(usize, usize, usize),
    /// `counted(a)`: things are counted.
    Counted(usize),
    /// `measured(a, things)`: its unit is of that line of measures.
    Measured(usize, Box<str>),
    /// `counted_by(a, 个月)`: by just that word.
    CountedBy(usize, Box<str>),
    /// `plain(a)`: no 约 and no bound stands with it.
    Plain(usize),
    /// `later(a, b)`: it is of a later year.
    Later(usize, usize),
    /// `capped(a)`: it is the most that may be: ≤15天.
    Capped(usize),
    /// `within(a, b)`: it is no more than the other, as far as their units tell.
    Within(usize, usize),
    /// `divides(parts, a)`: they may be what it is made of.
    Divides(usize, usize),
    /// `bears(rate, a)`: the rate bears a name that stands with the figure.
    Bears(usize, usize),
    /// `several(parts)`: it has two figures or more.
    Several(usize),
    /// `spans(parts, a)`: the parts are of the two halves or four quarters of a year, and of what a measures no thing is in two.
    Spans(usize, usize),
    /// `nearly(parts, a)`: their sum is off it by a quarter at most.
    Nearly(usize, usize),
    /// `adds_up(a)`: parts of what it measures add up to it.
    AddsUp(usize),
    /// `exclusive(parts)`: nothing can be in two of them.
    Exclusive(usize),
    /// `ends_alike(listed)`: the names end with the same letter, as 周集镇 and 官塘镇 do.
    EndsAlike(usize),
    /// `quoted(listed, a)`: takes the quotations and titles in a row before a as names: “护苗”“净网”.
    Quoted(usize, usize),
    /// `entries(listed, a)`: takes the entries that are numbered behind a: 三项工作：一是…；二是….
    Entries(usize, usize),
    /// `kinds(parts, a)`: it is told of how many kinds a is, and there are as many parts: 分三类，依次为4个、9个、15个.
    Kinds(usize, usize),
    /// `halves(parts)`: they are the two halves of a whole by their names: 线上, 线下.
    Halves(usize),
    /// `elsewhere(a)`: it stands elsewhere, or nowhere: never in its place.
    Elsewhere(usize),
    /// `own(a)`: the words before it in the clause of the statement name what the figure is of.
    Own(usize),
    /// `only(a)`: no other figure of the sentence measures the same, the members aside.
    Only(usize),
    /// `only_counted(a)`: the same of those counted by its word.
    OnlyCounted(usize),
    /// `names_all(a, parts)`: the whole names each of its parts.
    NamesAll(usize, usize),
    /// `same_counter(a, b)`: both are counted by one word.
    SameCounter(usize, usize),
    /// `some(parts)`: it has a figure.
    Some(usize),
    /// `named(rate, class)`: the verb of the rate's name is of the class.
    Named(usize, Classes),
    /// `carries(rate, a)`: the verb of the rate's name stands with the figure.
    Carries(usize, usize),
    /// The rate's verb stands beside the figure and is denied there, or the other way round.
    Denied(usize, usize),
    /// `opposite(a, b)`: what was done stands right before a, and denied before b: 已发, 未发.
    Opposite(usize, usize),
    /// `lone(a)`: it is not the last of several parts listed in a clause before.
    Lone(usize),
    /// `single(a)`: no figure of the same stands before it with 、: 教师860人、校长54人.
    Single(usize),
    /// `uses(parts)`: each of the amounts is used for something.
    Uses(usize),
    /// `average(a)`: it is a mean, or for each of something.
    Average(usize),
    /// `made(a)`: where 由 leads to its parts, they are said to make it up.
    Made(usize),
    /// `ends_with_rest(parts)`: the last of them is the rest.
    EndsWithRest(usize),
    /// `rest(parts, a)`: takes the two figures behind it as parts, one of which is the rest.
    Rest(usize, usize),
    /// `run(parts, a)`: takes the row of like figures before it as parts.
    Run(usize, usize),
    /// `says_before(a, class)`: a word of the class stands before it, up to the figure before.
    SaysBefore(usize, Classes),
    /// `per(rate, a)`: the amount is for each of what the other counts.
    Per(usize, usize),
    /// `in_names(listed, class)`: a word of the class stands in a name.
    InNames(usize, Classes),
    /// `filled(parts)`: nothing stands between them but names of one piece each.
    Filled(usize),
    /// `against(rate, a)`: what stands between the word that compares and the rate stands before the figure too.
    Against(usize, usize),
    /// `names(a, b)`: what it is about stands in what the other one is about.
    Names(usize, usize),
    /// `thing(a)`: it counts things that can have names.
    Thing(usize),
}

impl Form {
    /// Its patterns, as they are written.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.say.iter().map(|pattern| &*pattern.source)
    }

    /// Its conditions, as they are written, those of its kind first.
    pub fn conditions(&self) -> impl Iterator<Item = &str> {
        self.when.iter().map(|check| &*check.source)
    }

    /// Whether a law can be held against a statement of it: nothing that stands elsewhere is missing.
    pub(super) fn follows(&self, statement: &Statement) -> bool {
        let is_missing = |check: &Check| match check.test {
            Test::Elsewhere(member) => statement.member(member).is_none(),
            _ => false,
        };
        !self.law.is_empty() && !self.when.iter().any(is_missing)
    }

    /// Whether a member, by its number, is a row of figures or names; `None` for one that neither a pattern takes nor a
    /// condition looks for.
    #[must_use]
    pub fn is_row(&self, member: usize) -> Option<bool> {
        let taken = self.say.iter().find_map(|pattern| pattern.takes(member));
        let found = |check: &Check| match &check.test {
            Test::Rest(parts, _) | Test::Run(parts, _) | Test::Quoted(parts, _) | Test::Entries(parts, _)
                if *parts == member =>
            {
                Some(true)
            }
            Test::Elsewhere(whole) if *whole == member => Some(false),
            _ => None,
        };
        taken.or_else(|| self.when.iter().find_map(found))
    }
}

/// How figures of a role are recognised, for those who read the grammar.
#[derive(Debug)]
pub struct RolePatterns<'g> {
    /// The role.
    pub role: Role,
    /// Its patterns, as they are written.
    pub say: Vec<&'g str>,
    /// Those that speak against it.
    pub unless: Vec<&'g str>,
}

impl Grammar {
    /// How figures of each role are recognised, in the order of the file.
    pub fn roles(&self) -> impl Iterator<Item = RolePatterns<'_>> {
        self.roles.iter().map(|rule| RolePatterns {
            role: rule.role,
            say: rule.around.iter().map(|around| &*around.source).collect(),
            unless: rule.unless.iter().map(|around| &*around.source).collect(),
        })
    }

    pub(super) fn read(text: &str, lexicon: &Lexicon, measures: &Measures, faults: &mut Faults<'_>) -> Self {
        let _ = measures;
        let parsed = faults.parse(text);
        let mut table = Table::new(parsed.get_ref(), 0..0);
        let mut reader =
            Reader { lexicon, macros: BTreeMap::new(), members: Vec::new(), examples: Vec::new() };
        if let Some(item) = table.get("macro")
            && let Some(macros) = Table::of("macro", item, faults)
        {
            for (name, _, item) in macros.entries() {
                let text = item.get_ref().as_str().unwrap_or_default();
                reader.macros.insert(name.to_owned(), text.to_owned());
            }
        }
        let roles = table.tables("role", faults).into_iter().filter_map(|role| reader.role(role, faults));
        let roles = roles.collect();
        let statements = table.tables("statement", faults);
        let statements = statements.into_iter().filter_map(|kind| reader.kind(kind, faults)).collect();
        let reasons = table.tables("reason", faults);
        let reasons = reasons.into_iter().map(|reason| reader.reason(reason, faults)).collect();
        let hollow = table.tables("hollow", faults);
        let hollow = hollow.into_iter().flat_map(|hollow| reader.hollow(hollow, faults)).collect();
        if table.get("statement").is_none() {
            faults.at(0..text.find('\n').unwrap_or(text.len()), "language-no-patterns", &[]);
        }
        table.close(faults);
        Self { examples: reader.examples, ..Self::of(roles, statements, (reasons, hollow), reader.members) }
    }

    fn of(
        roles: Vec<RoleRule>,
        statements: Vec<StatementKind>,
        (reasons, hollow): (Vec<ReasonRule>, Vec<Hollow>),
        members: Vec<String>,
    ) -> Self {
        let mut grammar = Self { roles, statements, reasons, members, hollow, ..Self::default() };
        grammar.number_endings();
        for (kind, statement) in grammar.statements.iter().enumerate() {
            for (form, of) in statement.forms.iter().enumerate() {
                let key = |pattern: &Pattern| pattern.measure_of(of.key);
                let patterns = of.say.iter().map(key).enumerate();
                grammar.places.extend(patterns.map(|(say, key)| Place { kind, form, say, key }));
            }
        }
        for (number, rule) in grammar.roles.iter().enumerate() {
            let [grades, others] = &mut grammar.arounds;
            let own = if rule.role == Role::Grade { grades } else { others };
            own.extend((0..rule.around.len()).map(|around| (number, around)));
        }
        for (number, reason) in grammar.reasons.iter().enumerate() {
            grammar.causes.extend((0..reason.say.len()).map(|say| (number, say)));
        }
        let role_candidates = [Pass::Grades, Pass::Others].map(|pass| {
            let numbers = 0..grammar.arounds_of(pass).len();
            let arounds = numbers.filter_map(|number| grammar.around(pass, number));
            let needs = arounds.map(|(_, around)| &around.needs);
            Candidates::new(&needs.collect::<Vec<_>>())
        });
        let patterns = (0..grammar.places.len()).filter_map(|number| grammar.pattern(number));
        let needs: Vec<&Needs> = patterns.map(|(_, _, pattern)| &pattern.needs).collect();
        let candidates = Candidates::new(&needs);
        let reasons = (0..grammar.causes.len()).filter_map(|number| grammar.reason(number));
        let needs: Vec<&Needs> = reasons.map(|(pattern, _)| &pattern.needs).collect();
        let reason_candidates = Candidates::new(&needs);
        let needs: Vec<&Needs> = grammar.hollow.iter().map(|hollow| &hollow.say.needs).collect();
        let hollow_candidates = Candidates::new(&needs);
        let [grades, others] = [Pass::Grades, Pass::Others].map(|pass| {
            let arounds =
                (0..grammar.arounds_of(pass).len()).filter_map(|number| grammar.around(pass, number));
            let both = arounds.flat_map(|(rule, around)| rule.unless.iter().chain([around]));
            both.fold(Classes::NONE, |all, around| all.with(around.asks()))
        });
        let all = |patterns: &mut dyn Iterator<Item = &Pattern>| {
            patterns.fold(Classes::NONE, |all, pattern| all.with(pattern.asks()))
        };
        let patterns = (0..grammar.places.len()).filter_map(|number| grammar.pattern(number));
        let statements = all(&mut patterns.map(|(_, _, pattern)| pattern));
        let reasons = (0..grammar.causes.len()).filter_map(|number| grammar.reason(number));
        let reasons = all(&mut reasons.map(|(pattern, _)| pattern));
        let hollow = all(&mut grammar.hollow.iter().map(|hollow| &hollow.say));
        let asked = [grades, others, statements, reasons, hollow];
        Self { candidates, role_candidates, reason_candidates, hollow_candidates, asked, ..grammar }
    }

    /// Numbers the endings of the patterns of statements.
    fn number_endings(&mut self) {
        let patterns = self.statements.iter().flat_map(|kind| &kind.forms).flat_map(|form| &form.say);
        let mut all = endings(patterns).into_iter();
        let forms = self.statements.iter_mut().flat_map(|kind| &mut kind.forms);
        for pattern in forms.flat_map(|form| &mut form.say) {
            pattern.endings = all.next().unwrap_or_default();
            for piece in &mut pattern.beside {
                piece.endings = all.next().unwrap_or_default();
            }
        }
    }

    /// The classes whose words the patterns of a pass over the figures look for.
    pub(super) fn asked_by_roles(&self, pass: Pass) -> Classes {
        let [grades, others, ..] = self.asked;
        if pass == Pass::Grades { grades } else { others }
    }

    /// Those of the patterns of statements.
    pub(super) fn asked_by_statements(&self) -> Classes {
        let [_, _, statements, ..] = self.asked;
        statements
    }

    /// Those of the patterns of reasons.
    pub(super) fn asked_by_reasons(&self) -> Classes {
        let [.., reasons, _] = self.asked;
        reasons
    }

    /// Those of the patterns of what gives no reason.
    pub(super) fn asked_by_hollow(&self) -> Classes {
        let [.., hollow] = self.asked;
        hollow
    }

    /// A pattern of what gives no reason by its number; `None` beyond the last.
    pub(super) fn hollow(&self, number: usize) -> Option<&Hollow> {
        self.hollow.get(number)
    }

    /// A pattern of reasons by its number, with its rule; `None` beyond the last.
    pub(super) fn reason(&self, number: usize) -> Option<(&Pattern, &ReasonRule)> {
        let (reason, say) = *self.causes.get(number)?;
        let reason = self.reasons.get(reason)?;
        Some((reason.say.get(say)?, reason))
    }

    /// Its kinds of statements, in the order of the file.
    #[must_use]
    pub fn statements(&self) -> &[StatementKind] {
        &self.statements
    }

    fn arounds_of(&self, pass: Pass) -> &[(usize, usize)] {
        let [grades, others] = &self.arounds;
        if pass == Pass::Grades { grades } else { others }
    }

    /// What the words of a sentence leave of the patterns of roles.
    pub(super) fn role_candidates(&self, pass: Pass) -> &Candidates {
        let [grades, others] = &self.role_candidates;
        if pass == Pass::Grades { grades } else { others }
    }

    /// A pattern of roles by its number, with its rule; `None` beyond the last.
    pub(super) fn around(&self, pass: Pass, number: usize) -> Option<(&RoleRule, &Around)> {
        let (rule, around) = *self.arounds_of(pass).get(number)?;
        let of = self.roles.get(rule)?;
        Some((of, of.around.get(around)?))
    }

    /// A pattern of statements by its number, with its form and where it stands; `None` beyond the last.
    pub(super) fn pattern(&self, number: usize) -> Option<(Place, &Form, &Pattern)> {
        let place = *self.places.get(number)?;
        let form = self.statements.get(place.kind)?.forms.get(place.form)?;
        Some((place, form, form.say.get(place.say)?))
    }

    /// The number of the kind of that name.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<usize> {
        self.statements.iter().position(|kind| &*kind.name == name)
    }

    /// The number of the member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|member| member == name)
    }

    /// The names of all members.
    #[must_use]
    pub fn members(&self) -> &[String] {
        &self.members
    }
}

struct Reader<'l> {
    lexicon: &'l Lexicon,
    macros: BTreeMap<String, String>,
    members: Vec<String>,
    examples: Vec<Example>,
}

impl Reader<'_> {
    fn role(&mut self, mut table: Table<'_>, faults: &mut Faults<'_>) -> Option<RoleRule> {
        let is = table.required("is", faults);
        let around = |key: &'static str, table: &mut Table<'_>, faults: &mut Faults<'_>| {
            let texts = table.texts(key, faults);
            let read = |said: &Said| match Around::parse(&said.text, self.lexicon, &self.macros) {
                Ok(pattern) => Some(pattern),
                Err(unclear) => {
                    tell(said, &unclear, faults);
                    None
                }
            };
            texts.iter().filter_map(read).collect::<Vec<_>>()
        };
        says_something(&mut table, faults);
        let (say, unless) = (around("say", &mut table, faults), around("unless", &mut table, faults));
        let role = is.as_ref().and_then(|is| Role::parse(&is.text)).unwrap_or(Role::Value);
        self.examples.extend(examples::read(&mut table, &Of::Role(role), faults));
        table.close(faults);
        let is = is?;
        let Some(role) = Role::parse(&is.text) else {
            faults.at(is.range, "language-no-role", &[("role", &is.text)]);
            return None;
        };
        Some(RoleRule { role, around: say, unless })
    }

    /// The patterns of what gives no reason.
    fn hollow(&mut self, mut table: Table<'_>, faults: &mut Faults<'_>) -> Vec<Hollow> {
        let patterns = self.patterns(&mut table, faults);
        let unless = self.unless(&mut table, faults);
        self.examples.extend(examples::read(&mut table, &Of::Hollow, faults));
        table.close(faults);
        patterns.into_iter().map(|say| Hollow { say, unless }).collect()
    }

    /// The classes of `unless`.
    fn unless(&self, table: &mut Table<'_>, faults: &mut Faults<'_>) -> Classes {
        let mut unless = Classes::NONE;
        for said in table.words("unless", faults) {
            match self.lexicon.class(&said.text) {
                Some(class) => unless = unless.with(class),
                None => faults.at(said.range, "language-no-class", &[("class", &said.text)]),
            }
        }
        unless
    }

    /// The patterns of `say`.
    fn patterns(&mut self, table: &mut Table<'_>, faults: &mut Faults<'_>) -> Vec<Pattern> {
        says_something(table, faults);
        let mut patterns = Vec::new();
        for said in &table.texts("say", faults) {
            match Pattern::parse(&said.text, self.lexicon, &self.macros, &mut self.members) {
                // What is said in pieces is a matter of statements.
                Ok(pattern) if !pattern.beside.is_empty() => {
                    faults.at(said.range.clone(), "language-pattern", &[("what", "&")]);
                }
                Ok(pattern) => patterns.push(pattern),
                Err(unclear) => tell(said, &unclear, faults),
            }
        }
        patterns
    }

    fn reason(&mut self, mut table: Table<'_>, faults: &mut Faults<'_>) -> ReasonRule {
        let patterns = self.patterns(&mut table, faults);
        let unless = self.unless(&mut table, faults);
        let flags = table.words("is", faults);
        for flag in flags.iter().filter(|flag| flag.text != TELLS) {
            faults.at(flag.range.clone(), "language-flag", &[("text", &flag.text), ("flags", TELLS)]);
        }
        self.examples.extend(examples::read(&mut table, &Of::Reason, faults));
        table.close(faults);
        ReasonRule { say: patterns, unless, tells: !flags.is_empty() }
    }

    fn kind(&mut self, mut table: Table<'_>, faults: &mut Faults<'_>) -> Option<StatementKind> {
        let range = table.range.clone();
        let name = table.required("kind", faults);
        let title = table.text("title", faults);
        let shared = table.texts("when", faults);
        let forms = table.tables("form", faults);
        if forms.is_empty() {
            faults.at(range.clone(), "language-no-pattern", &[]);
        }
        let forms = forms.into_iter().filter_map(|form| self.form(form, &shared, faults)).collect();
        table.close(faults);
        let title = title.map(|said| said.text).unwrap_or_default().into();
        Some(StatementKind { name: name?.text.into(), title, forms, range })
    }

    fn form(&mut self, mut table: Table<'_>, shared: &[Said], faults: &mut Faults<'_>) -> Option<Form> {
        let range = table.range.clone();
        let law = table.text("law", faults).unwrap_or(Said { text: String::new(), range: range.clone() });
        let flags = table.words("is", faults);
        for flag in flags.iter().filter(|flag| !FLAGS.contains(&flag.text.as_str())) {
            faults.at(
                flag.range.clone(),
                "language-flag",
                &[("text", &flag.text), ("flags", &FLAGS.join(" "))],
            );
        }
        let flags = flags.into_iter().map(|said| said.text.into()).collect();
        says_something(&mut table, faults);
        let say: Vec<Pattern> = table
            .texts("say", faults)
            .iter()
            .filter_map(|said| {
                let read = Pattern::parse(&said.text, self.lexicon, &self.macros, &mut self.members);
                read.map_err(|unclear| tell(said, &unclear, faults)).ok()
            })
            .collect();
        let key = table.required("key", faults);
        let mut when: Vec<Check> = Vec::new();
        for said in shared.iter().chain(&table.texts("when", faults)) {
            when.extend(self.check(said, faults));
        }
        let mut examples = Vec::new();
        for (key, proves) in
            [("holds", Proves::Holds), ("breaks", Proves::Breaks), ("unread", Proves::Unread)]
        {
            let texts = table.texts(key, faults);
            examples.extend(texts.into_iter().map(|said| FormExample {
                proves,
                text: said.text.into(),
                range: said.range,
            }));
        }
        table.close(faults);
        let key = self.number(&key?, faults)?;
        let (law, law_range) = (law.text.into(), law.range);
        Some(Form { law, law_range, flags, when, say, key, examples, range })
    }

    /// The number of a member that some pattern names.
    fn number(&self, said: &Said, faults: &mut Faults<'_>) -> Option<usize> {
        let number = self.members.iter().position(|member| *member == said.text);
        if number.is_none() {
            faults.at(said.range.clone(), "language-no-member", &[("member", &said.text)]);
        }
        number
    }

    /// `alike(part, whole)`, `!has(change)`, `role(whole, target) or says(whole, due)`
    fn check(&self, said: &Said, faults: &mut Faults<'_>) -> Option<Check> {
        let condition = said.text.trim();
        let check = if condition.contains(OR) {
            let any = condition.split(OR).map(|one| self.one_check(one)).collect::<Option<Vec<Check>>>();
            any.map(|any| Check { source: condition.into(), test: Test::Any(any), is_wanted: true })
        } else {
            self.one_check(condition)
        };
        if check.is_none() {
            faults.at(said.range.clone(), "language-no-check", &[("text", condition)]);
        }
        check
    }

    fn one_check(&self, condition: &str) -> Option<Check> {
        let (is_wanted, call) = condition.strip_prefix('!').map_or((true, condition), |call| (false, call));
        let (name, args) = call.strip_suffix(')')?.split_once('(')?;
        let args: Vec<&str> = args.split(',').map(str::trim).collect();
        let test = self.test(name, &args)?;
        Some(Check { source: condition.into(), test, is_wanted })
    }

    fn test(&self, name: &str, args: &[&str]) -> Option<Test> {
        let member = |at: usize| self.members.iter().position(|known| args.get(at) == Some(&known.as_str()));
        let class = |at: usize| self.class(args, at);
        let roles = || args.get(1..)?.iter().map(|name| Role::parse(name)).collect::<Option<Vec<Role>>>();
        Some(match name {
            "names" => Test::Names(member(0)?, member(1)?),
            "against" => Test::Against(member(0)?, member(1)?),
            "alike" => Test::Alike(member(0)?, member(1)?),
            "role" => Test::Role(member(0)?, roles()?),
            "says" => Test::Says(member(0)?, class(1)?),
            "clause" => Test::Clause(member(0)?, class(1)?),
            "has" => Test::Has(class(0)?),
            "before" => Test::Before(class(0)?),
            "sentence" => Test::Sentence(class(0)?),
            "near" => Test::Near(member(0)?, member(1)?, args.get(2)?.parse().ok()?),
            "counted" => Test::Counted(member(0)?),
            "measured" => Test::Measured(member(0)?, args.get(1).map(|name| (*name).into())?),
            "counted_by" => Test::CountedBy(member(0)?, args.get(1).map(|word| (*word).into())?),
            "plain" => Test::Plain(member(0)?),
            "later" => Test::Later(member(0)?, member(1)?),
            "capped" => Test::Capped(member(0)?),
            "within" => Test::Within(member(0)?, member(1)?),
            "bears" => Test::Bears(member(0)?, member(1)?),
            "adds_up" => Test::AddsUp(member(0)?),
            "elsewhere" => Test::Elsewhere(member(0)?),
            "own" => Test::Own(member(0)?),
            "only" => Test::Only(member(0)?),
            "only_counted" => Test::OnlyCounted(member(0)?),
            "named" => Test::Named(member(0)?, class(1)?),
            "carries" => Test::Carries(member(0)?, member(1)?),
            "denied" => Test::Denied(member(0)?, member(1)?),
            "opposite" => Test::Opposite(member(0)?, member(1)?),
            "lone" => Test::Lone(member(0)?),
            "single" => Test::Single(member(0)?),
            "average" => Test::Average(member(0)?),
            "made" => Test::Made(member(0)?),
            "says_before" => Test::SaysBefore(member(0)?, class(1)?),
            "per" => Test::Per(member(0)?, member(1)?),
            "thing" => Test::Thing(member(0)?),
            "same_counter" => Test::SameCounter(member(0)?, member(1)?),
            _ => return self.test_of_row(name, args),
        })
    }

    /// A condition on a row of figures or names.
    fn test_of_row(&self, name: &str, args: &[&str]) -> Option<Test> {
        let member = |at: usize| self.members.iter().position(|known| args.get(at) == Some(&known.as_str()));
        Some(match name {
            "divides" => Test::Divides(member(0)?, member(1)?),
            "several" => Test::Several(member(0)?),
            "spans" => Test::Spans(member(0)?, member(1)?),
            "nearly" => Test::Nearly(member(0)?, member(1)?),
            "exclusive" => Test::Exclusive(member(0)?),
            "ends_alike" => Test::EndsAlike(member(0)?),
            "quoted" => Test::Quoted(member(0)?, member(1)?),
            "entries" => Test::Entries(member(0)?, member(1)?),
            "kinds" => Test::Kinds(member(0)?, member(1)?),
            "halves" => Test::Halves(member(0)?),
            "names_all" => Test::NamesAll(member(0)?, member(1)?),
            "some" => Test::Some(member(0)?),
            "uses" => Test::Uses(member(0)?),
            "ends_with_rest" => Test::EndsWithRest(member(0)?),
            "rest" => Test::Rest(member(0)?, member(1)?),
            "run" => Test::Run(member(0)?, member(1)?),
            "in_names" => Test::InNames(member(0)?, self.class(args, 1)?),
            "filled" => Test::Filled(member(0)?),
            _ => return None,
        })
    }

    /// The classes of an argument: `one|other`.
    fn class(&self, args: &[&str], at: usize) -> Option<Classes> {
        let mut names = args.get(at)?.split('|');
        names.try_fold(Classes::NONE, |all, name| Some(all.with(self.lexicon.class(name.trim())?)))
    }
}

/// Whether a table has a pattern: without one it reads nothing.
fn says_something(table: &mut Table<'_>, faults: &mut Faults<'_>) {
    let is_empty = |item: Item<'_>| item.get_ref().as_array().is_some_and(|patterns| patterns.is_empty());
    if table.get("say").is_none_or(is_empty) {
        faults.at(table.range.clone(), "language-no-pattern", &[]);
    }
}

/// Notes what is unclear in a pattern, at its place in the file: what is named, or all of it where that stands elsewhere.
fn tell(said: &Said, unclear: &Unclear, faults: &mut Faults<'_>) {
    let what = unclear.what.as_str();
    // Behind escapes the bytes of the file are others.
    let is_verbatim = said.range.len() == said.text.len() + 2;
    let found = said.text.split_at_checked(unclear.at).filter(|_| is_verbatim && !what.is_empty());
    let named = found.and_then(|(before, behind)| {
        let start = if before.ends_with(what) { before.len() - what.len() } else { before.len() };
        (before.ends_with(what) || behind.starts_with(what)).then(|| start..start + what.len())
    });
    let first = said.range.start + 1;
    let range = named.map_or(said.range.clone(), |named| first + named.start..first + named.end);
    faults.at(range, unclear.id, &[("what", what), ("class", what)]);
}
