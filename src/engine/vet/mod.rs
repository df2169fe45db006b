//! Reads a compiled script against the schema, before any form is seen.
//!
//! In: the syntax tree of a rule and what it may name. Out: every fault of it with its place: unknown fields,
//! functions and variables, and constructs that Rhai would take and that would be silently false.

mod hints;
mod kind;
mod reads;
mod terms;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use rhai::{ASTFlags, ASTNode, BinaryExpr, Expr, FnCallExpr, Position, ScriptFuncDef, Stmt, StmtBlock};
use rust_decimal::Decimal;

use self::kind::{Clash, Dimension, Kind};
use self::reads::Reads;
pub(super) use self::terms::{Misfit, misfits};
use super::pattern::Unfit;
use super::patterns::Patterns;
use super::vocabulary::{self, Gives, Role, Takes, Word};

use super::script::Script;
use crate::form::{FormSchema, SchemaId, Shape};
use crate::rule::{Param, ParamValue, closest};
use crate::text::language::Language;
use crate::text::sayings::SIGN;
use crate::wording::Message;

/// A fault of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScriptFault {
    /// Line and column from 1, as Rhai counts them.
    pub(super) line: usize,
    pub(super) column: usize,
    /// How many characters it concerns; at least 1.
    pub(super) width: usize,
    pub(super) message: Message,
    pub(super) help: Option<Message>,
    /// The file of functions that it stands in, by its number; `None` for the rule itself.
    pub(super) home: Option<usize>,
    /// The parameter of the pack whose value it is that does not go with the rule.
    pub(super) param: Option<Rc<str>>,
}

impl ScriptFault {
    pub(super) fn new(line: usize, column: usize, width: usize, message: Message) -> Self {
        Self { line, column, width, message, help: None, home: None, param: None }
    }
}

/// What a script may name.
pub(super) struct Scope<'a> {
    pub(super) schema: &'a FormSchema,
    /// The form that a rule of several packs was written for; `None` for one of the pack alone.
    pub(super) written_for: Option<&'a FormSchema>,
    /// What `item` is; `None` without `each`.
    pub(super) item: Option<SchemaId>,
    /// The parameters.
    pub(super) params: &'a [&'a Param],
    /// Those of them that are the rule's own.
    pub(super) own: &'a [Param],
    /// The functions of the rule and of the pack.
    pub(super) functions: &'a Functions,
    /// The script, for literals that the syntax tree no longer shows.
    pub(super) script: &'a Script,
    /// Those of the files of functions, by their numbers.
    pub(super) libraries: &'a [Rc<Script>],
    /// The regular expressions that were read.
    pub(super) patterns: &'a Patterns,
    /// The words of texts by their class.
    pub(super) language: &'a Language,
}

impl Scope<'_> {
    /// Whether a parameter is one of the pack, and none of the rule's own.
    fn is_of_pack(&self, name: &str) -> bool {
        self.param(name).is_some() && !self.own.iter().any(|param| *param.name == *name)
    }

    fn param(&self, name: &str) -> Option<&ParamValue> {
        self.params.iter().find(|param| *param.name == *name).map(|param| &param.value)
    }
}

/// A function that a script defines.
#[derive(Debug)]
pub(super) struct Function {
    /// The file of functions that it stands in; `None` for the rule itself.
    home: Option<usize>,
    pub(super) params: Vec<String>,
    pub(super) statements: Vec<Stmt>,
}

impl Function {
    /// Whether it is one of the pack, and not of the rule alone.
    pub(super) fn is_shared(&self) -> bool {
        self.home.is_some()
    }
}

/// Signs between words one of which is meant, in an expression: as text they stand for themselves.
const BARS: [char; 2] = ['|', '｜'];

/// Members that are named to someone who looks for one.
const MOST_NAMED: usize = 12;

/// Calls of functions of a pack, each with arguments of other kinds, that are followed in one script.
const MOST_CALLS: usize = 2_000;

/// The kinds of some arguments, and of what a function gives for them.
type Known = (Vec<Kind>, Kind);

/// Functions by name and number of arguments.
pub(super) type Functions = HashMap<(String, usize), Rc<Function>>;

/// The functions that a script defines: a rule, or the file of functions of that number.
pub(super) fn functions(ast: &rhai::AST, home: Option<usize>) -> Functions {
    let mut statements: Vec<Stmt> = Vec::new();
    // The engine does not let a function's block be named: walking a tree without a body gives those of all of them.
    ast.clone_functions_only().walk(&mut |path| {
        if let [ASTNode::Stmt(statement)] = path {
            statements.push((*statement).clone());
        }
        true
    });
    let mut define = |function: &Rc<ScriptFuncDef>| {
        let (start, end) = (function.body.start_position(), function.body.end_position());
        let is_own = |statement: &Stmt| (start..=end).contains(&statement.position());
        let (own, others) = std::mem::take(&mut statements).into_iter().partition(is_own);
        statements = others;
        let params: Vec<String> = function.params.iter().map(ToString::to_string).collect();
        ((function.name.to_string(), params.len()), Rc::new(Function { home, params, statements: own }))
    };
    ast.iter_fn_def().map(&mut define).collect()
}

/// The functions of a script that bear the name of one of the language, which they would hide or be hidden by.
pub(super) fn misnamed(ast: &rhai::AST, text: &str) -> Vec<ScriptFault> {
    let taken = |name: &str| {
        vocabulary::function(name).is_some()
            || vocabulary::GLOBALS.contains(&name)
            || vocabulary::AGREES.contains(&name)
    };
    let misnamed = ast.iter_functions().filter(|function| taken(function.name));
    let told = misnamed.map(|function| {
        let (line, column) = definition(text, function.name);
        let message = Message::new("vet-name-taken", &[("name", function.name)]);
        ScriptFault::new(line, column, function.name.chars().count(), message)
    });
    told.collect()
}

/// A function that nothing calls, where it is defined.
pub(super) fn idle(text: &str, name: &str) -> ScriptFault {
    let (line, column) = definition(text, name);
    ScriptFault::new(
        line,
        column,
        name.chars().count(),
        Message::new("vet-unused-function", &[("name", name)]),
    )
}

/// The line and column of the name of a function where it is defined; the syntax tree does not know them.
fn definition(text: &str, name: &str) -> (usize, usize) {
    let column = |line: &str| {
        let at = line.find("fn ")? + 3;
        let at = at + line.get(at..)?.find(name)?;
        let behind = line.get(at + name.len()..)?.trim_start();
        behind.starts_with('(').then(|| line.get(..at).map_or(1, |head| head.chars().count() + 1))
    };
    let found = text.lines().enumerate().find_map(|(at, line)| Some((at + 1, column(line)?)));
    found.unwrap_or((1, 1))
}

/// What the check of a script tells.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// In the order of the text.
    pub(super) faults: Vec<ScriptFault>,
    /// Whether it says something about the form by `report`: then to say nothing is to pass.
    pub(super) reports: bool,
    /// The cells that it reads, in the order of the schema.
    pub(super) reads: Vec<SchemaId>,
    /// The parameters that it asks for.
    pub(super) parameters: HashSet<String>,
    /// Names that it was written with and that this form has not.
    pub(super) lacks: BTreeSet<String>,
    /// The functions that it calls, itself or through others.
    pub(super) functions: HashSet<(String, usize)>,
}

/// Checks a rule: its body, and its functions that the body does not call.
pub(super) fn script(scope: &Scope<'_>, ast: &rhai::AST) -> Verdict {
    let mut verdict = body(scope, ast.statements());
    // What is wrong in the body may be just the call.
    if verdict.faults.is_empty() {
        verdict.faults.extend(unused(scope, ast, &verdict.functions));
    }
    #[expect(clippy::iter_over_hash_type, reason = "the faults are sorted below")]
    for function in functions(ast, None).values() {
        let own = self::function(scope, function);
        verdict.faults.extend(own.faults);
        verdict.parameters.extend(own.parameters);
        verdict.lacks.extend(own.lacks);
    }
    verdict.faults.sort_by_key(|fault| (fault.home, fault.line, fault.column));
    verdict.faults.dedup();
    verdict
}

/// The functions of a rule that its body does not come to.
fn unused(scope: &Scope<'_>, ast: &rhai::AST, called: &HashSet<(String, usize)>) -> Vec<ScriptFault> {
    let is_idle = |name: &str, arity: usize| !called.contains(&(name.to_owned(), arity));
    let idle = ast.iter_functions().filter(|function| is_idle(function.name, function.params.len()));
    idle.map(|function| self::idle(&scope.script.text, function.name)).collect()
}

/// Checks the body of a rule.
fn body(scope: &Scope<'_>, statements: &[Stmt]) -> Verdict {
    let mut vet = Vet::new(scope, reassigned(statements));
    vet.statements(statements);
    // What is wrong may be just what it was to require.
    if !vet.requires && !vet.reports && vet.faults.is_empty() {
        let (line, column) = statements.first().map_or((1, 1), |first| place(start(first)));
        vet.fault_at(line, column, 1, "vet-says-nothing", &[]);
    }
    vet.finish()
}

/// Checks a function that no rule has called with known arguments.
fn function(scope: &Scope<'_>, function: &Function) -> Verdict {
    let mut vet = Vet::new(scope, reassigned(&function.statements));
    for name in &function.params {
        vet.define(name.as_str(), Kind::Any, Position::NONE);
    }
    vet.home = function.home;
    vet.statements(&function.statements);
    vet.finish()
}

/// Variables that are assigned to after their definition: what they hold is not known.
fn reassigned(statements: &[Stmt]) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut path = Vec::new();
    for statement in statements {
        statement.walk(&mut path, &mut |nodes| {
            if let Some(ASTNode::Stmt(Stmt::Assignment(assignment))) = nodes.last()
                && let Some(name) = root_variable(&assignment.1.lhs)
            {
                names.insert(name.to_owned());
            }
            true
        });
    }
    names
}

/// Where a statement begins; an operator's own place lies behind its first operand.
fn start(statement: &Stmt) -> Position {
    match statement {
        Stmt::Expr(expr) => first_of(expr),
        Stmt::FnCall(call, at) => operand_or(call, *at),
        other => other.position(),
    }
}

fn first_of(expr: &Expr) -> Position {
    match expr {
        Expr::FnCall(call, at) => operand_or(call, *at),
        other => other.start_position(),
    }
}

fn operand_or(call: &FnCallExpr, at: Position) -> Position {
    call.op_token.as_ref().and_then(|_| call.args.first()).map_or(at, first_of)
}

fn root_variable(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Variable(variable, ..) => Some(variable.1.as_str()),
        Expr::Dot(chain, ..) | Expr::Index(chain, ..) => root_variable(&chain.lhs),
        _ => None,
    }
}

fn place(position: Position) -> (usize, usize) {
    (position.line().unwrap_or(1), position.position().unwrap_or(1))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Dot,
    Index,
}

struct Vet<'a> {
    scope: &'a Scope<'a>,
    faults: Vec<ScriptFault>,
    variables: Vec<(String, Kind)>,
    reassigned: HashSet<String>,
    /// The file of functions that is being looked into; `None` for the rule itself.
    home: Option<usize>,
    /// Functions being looked into, so that a recursion ends.
    calls: Vec<(String, usize)>,
    /// What functions gave for arguments of these kinds.
    known: HashMap<(String, usize), Vec<Known>>,
    /// Functions that were looked into, with each kind of arguments.
    looked: usize,
    requires: bool,
    reports: bool,
    reads: Reads,
    parameters: HashSet<String>,
    lacks: BTreeSet<String>,
}

impl<'a> Vet<'a> {
    fn new(scope: &'a Scope<'a>, reassigned: HashSet<String>) -> Self {
        Self {
            scope,
            faults: Vec::new(),
            variables: Vec::new(),
            reassigned,
            home: None,
            calls: Vec::new(),
            known: HashMap::new(),
            looked: 0,
            requires: false,
            reports: false,
            reads: Reads::default(),
            parameters: HashSet::new(),
            lacks: BTreeSet::new(),
        }
    }

    fn finish(mut self) -> Verdict {
        self.faults.sort_by_key(|fault| (fault.home, fault.line, fault.column));
        self.faults.dedup();
        let reads = self.reads.cells(self.scope.schema);
        let Self { faults, reports, parameters, lacks, known, .. } = self;
        let functions = known.into_keys().collect();
        Verdict { faults, reports, reads, parameters, lacks, functions }
    }

    fn fault_at(
        &mut self,
        line: usize,
        column: usize,
        width: usize,
        id: &'static str,
        args: &[(&'static str, &str)],
    ) {
        self.push(line, column, width, Message::new(id, args), None);
    }

    fn fault(&mut self, at: Position, width: usize, id: &'static str, args: &[(&'static str, &str)]) {
        let (line, column) = place(at);
        self.fault_at(line, column, width, id, args);
    }

    fn fault_with_help(
        &mut self,
        at: Position,
        width: usize,
        id: &'static str,
        args: &[(&'static str, &str)],
        help: Option<Message>,
    ) {
        self.say(at, width, Message::new(id, args), help);
    }

    fn say(&mut self, at: Position, width: usize, message: Message, help: Option<Message>) {
        let (line, column) = place(at);
        self.push(line, column, width, message, help);
    }

    fn push(&mut self, line: usize, column: usize, width: usize, message: Message, help: Option<Message>) {
        let fault = ScriptFault::new(line, column, width.max(1), message);
        self.faults.push(ScriptFault { help, home: self.home, ..fault });
    }

    /// The script that is being looked into.
    fn script(&self) -> &Script {
        let library = self.home.and_then(|number| self.scope.libraries.get(number));
        library.map_or(self.scope.script, |script| script)
    }

    fn did_you_mean(name: &str) -> Message {
        Message::new("vet-did-you-mean", &[("name", name)])
    }

    // Statements

    fn block(&mut self, block: &StmtBlock) -> Kind {
        let depth = self.variables.len();
        let kind = self.statements(block.statements());
        self.variables.truncate(depth);
        kind
    }

    fn statements(&mut self, statements: &[Stmt]) -> Kind {
        let mut last = Kind::Nothing;
        for statement in statements {
            last = self.statement(statement);
        }
        last
    }

    fn statement(&mut self, statement: &Stmt) -> Kind {
        match statement {
            Stmt::Var(variable, _, at) => {
                let kind = self.expr(&variable.1);
                self.define(variable.0.name.as_str(), kind, *at);
                Kind::Nothing
            }
            Stmt::Assignment(assignment) => {
                if let Some((_, _, _, name, ..)) = assignment.0.get_op_assignment_info() {
                    self.assigned_operator(name, &assignment.1, assignment.0.position());
                }
                self.assignment(&assignment.1)
            }
            Stmt::If(flow, _) => {
                self.condition(&flow.expr);
                let then = self.block(&flow.body);
                let otherwise = self.block(&flow.branch);
                if then == otherwise { then } else { Kind::Any }
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                if !matches!(flow.expr, Expr::Unit(_)) {
                    self.condition(&flow.expr);
                }
                self.block(&flow.body);
                Kind::Nothing
            }
            Stmt::For(parts, _) => self.for_each(parts),
            Stmt::Block(block) => self.block(block),
            Stmt::FnCall(call, at) => self.free_call(call, *at),
            Stmt::Expr(expr) => self.expr(expr),
            Stmt::Switch(parts, at) => {
                self.expr(&parts.0);
                self.fault(*at, 6, "vet-switch", &[]);
                Kind::Any
            }
            Stmt::TryCatch(_, at) => {
                self.fault(*at, 3, "vet-try", &[]);
                Kind::Any
            }
            Stmt::Return(value, flags, at) => {
                if flags.contains(ASTFlags::BREAK) {
                    self.fault(*at, 5, "vet-throw", &[]);
                }
                value.as_deref().map_or(Kind::Nothing, |value| self.expr(value))
            }
            Stmt::BreakLoop(value, ..) => {
                if let Some(value) = value {
                    self.expr(value);
                }
                Kind::Nothing
            }
            _ => Kind::Nothing,
        }
    }

    /// `x += y` is vetted as `x + y` is; what is no operator of the language has no assignment either.
    fn assigned_operator(&mut self, name: &str, sides: &BinaryExpr, at: Position) {
        // Rhai's own `/=` divides whole numbers as such and cannot be replaced.
        if name == "/=" {
            return self.fault(at, 2, "vet-divide-assign", &[]);
        }
        let operator = name.trim_end_matches('=');
        if !vocabulary::ARITHMETIC.contains(&operator) {
            return self.fault(at, name.chars().count(), "vet-unknown-operator", &[("operator", name)]);
        }
        let (left, right) = (self.expr(&sides.lhs), self.expr(&sides.rhs));
        // A script's own list takes what is added to it.
        if name != "+=" || right != Kind::Listed {
            self.arithmetic(operator, &left, &right, at);
        }
    }

    fn assignment(&mut self, sides: &BinaryExpr) -> Kind {
        self.expr(&sides.rhs);
        let at = sides.lhs.start_position();
        match &sides.lhs {
            Expr::Variable(variable, ..) if vocabulary::GLOBALS.contains(&variable.1.as_str()) => {
                self.fault(
                    at,
                    variable.1.chars().count(),
                    "vet-assign-global",
                    &[("name", variable.1.as_str())],
                );
            }
            Expr::Variable(..) => {
                self.expr(&sides.lhs);
            }
            _ => self.fault(at, 1, "vet-assign-cell", &[]),
        }
        Kind::Nothing
    }

    fn define(&mut self, name: &str, kind: Kind, at: Position) {
        if vocabulary::GLOBALS.contains(&name) {
            self.fault(at, name.chars().count(), "vet-shadows", &[("name", name)]);
            return;
        }
        let kind = if self.reassigned.contains(name) { Kind::Any } else { kind };
        self.variables.push((name.to_owned(), kind));
    }

    fn for_each(&mut self, parts: &(rhai::Ident, Option<rhai::Ident>, rhai::FlowControl)) -> Kind {
        let (name, counter, flow) = parts;
        let list = self.expr(&flow.expr);
        let element = list.element(self.scope.schema).unwrap_or_else(|| {
            if !matches!(list, Kind::Figure(Dimension::Bare { .. })) {
                self.fault(flow.expr.start_position(), 1, "vet-for-no-list", &[]);
            }
            Kind::Any
        });
        let depth = self.variables.len();
        self.define(name.name.as_str(), element, name.pos);
        if let Some(counter) = counter {
            self.define(counter.name.as_str(), Kind::Figure(Dimension::Bare { zero: false }), counter.pos);
        }
        self.statements(flow.body.statements());
        self.variables.truncate(depth);
        Kind::Nothing
    }

    /// An expression that must be `true` or `false`.
    fn condition(&mut self, expr: &Expr) {
        let kind = self.expr(expr);
        if !matches!(kind, Kind::Bool | Kind::Any) {
            self.fault(expr.start_position(), 1, "vet-no-condition", &[]);
        }
    }

    // Expressions

    fn expr(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::BoolConstant(..) => Kind::Bool,
            Expr::IntegerConstant(value, _) => Kind::Figure(Dimension::Bare { zero: *value == 0 }),
            Expr::StringConstant(text, at) => {
                // Only backticks put values in: in quotes the message would print the braces.
                if text.contains("${") {
                    self.fault(*at, text.chars().count() + 2, "vet-no-template", &[]);
                }
                Kind::Text(Some(Rc::from(text.as_str())))
            }
            Expr::DynamicConstant(value, at) => self.constant(value, *at),
            Expr::InterpolatedString(parts, _) => {
                for part in parts {
                    self.expr(part);
                }
                Kind::Text(None)
            }
            Expr::Array(elements, _) => {
                for element in elements {
                    self.expr(element);
                }
                Kind::Listed
            }
            Expr::Variable(variable, _, at) => self.variable(variable.1.as_str(), *at),
            Expr::Stmt(block) => self.block(block),
            Expr::FnCall(call, at) => self.free_call(call, *at),
            Expr::Dot(chain, flags, _) => {
                let base = self.expr(&chain.lhs);
                self.chain(base, Link::Dot, &chain.rhs, *flags)
            }
            Expr::Index(chain, flags, _) => {
                let base = self.expr(&chain.lhs);
                self.chain(base, Link::Index, &chain.rhs, *flags)
            }
            Expr::And(operands, _) | Expr::Or(operands, _) => {
                for operand in operands.iter() {
                    self.condition(operand);
                }
                Kind::Bool
            }
            Expr::CharConstant(_, at) => self.refused(*at, "vet-character"),
            Expr::Map(_, at) => self.refused(*at, "vet-map"),
            Expr::Unit(at) => self.refused(*at, "vet-unit"),
            Expr::ThisPtr(at) => self.refused(*at, "vet-this"),
            Expr::Coalesce(_, at) => self.refused(*at, "vet-coalesce"),
            _ => self.refused(expr.start_position(), "vet-unknown-construct"),
        }
    }

    fn refused(&mut self, at: Position, id: &'static str) -> Kind {
        self.fault(at, 2, id, &[]);
        Kind::Any
    }

    fn constant(&mut self, value: &rhai::Dynamic, at: Position) -> Kind {
        let Ok(number) = value.as_decimal() else {
            return self.refused(at, "vet-unknown-construct");
        };
        let literal = self.literal_at(at);
        if literal.chars().filter(char::is_ascii_digit).count() > 28 {
            self.fault(at, literal.chars().count(), "vet-too-many-digits", &[]);
        }
        Kind::Figure(Dimension::Bare { zero: number.is_zero() })
    }

    /// The digits of a literal as they stand in the script.
    fn literal_at(&self, at: Position) -> String {
        let (line, column) = place(at);
        let line = self.script().text.lines().nth(line - 1).unwrap_or_default();
        line.chars().skip(column - 1).take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '_')).collect()
    }

    fn variable(&mut self, name: &str, at: Position) -> Kind {
        if let Some((_, kind)) = self.variables.iter().rev().find(|(known, _)| known == name) {
            return kind.clone();
        }
        match (name, self.scope.item) {
            ("form", _) => Kind::Cell(self.scope.schema.root()),
            ("params", _) => Kind::Params,
            ("item", Some(item)) => Kind::Cell(item),
            ("item", None) => {
                self.fault(at, 4, "vet-item-without-each", &[]);
                Kind::Any
            }
            _ => {
                let known: Vec<&str> =
                    self.variables.iter().map(|(name, _)| name.as_str()).chain(vocabulary::GLOBALS).collect();
                let roots = [("item", self.scope.item), ("form", Some(self.scope.schema.root()))];
                let has = |owner: SchemaId| terms::member(self.scope.schema, owner, name).is_some();
                let owner = roots.into_iter().find(|(_, owner)| owner.is_some_and(has));
                let help = match owner {
                    Some((owner, _)) => Some(Self::did_you_mean(&format!("{owner}.{name}"))),
                    None => closest(name, known).map(Self::did_you_mean),
                };
                self.fault_with_help(
                    at,
                    name.chars().count(),
                    "vet-unknown-variable",
                    &[("name", name)],
                    help,
                );
                Kind::Any
            }
        }
    }

    // Chains: a.b.c(…)[…]

    fn chain(&mut self, base: Kind, link: Link, rest: &Expr, flags: ASTFlags) -> Kind {
        if flags.contains(ASTFlags::NEGATED) {
            self.fault(rest.start_position(), 1, "vet-elvis", &[]);
        }
        if !flags.contains(ASTFlags::BREAK) {
            match rest {
                Expr::Dot(chain, flags, _) => {
                    let base = self.link(base, link, &chain.lhs);
                    return self.chain(base, Link::Dot, &chain.rhs, *flags);
                }
                Expr::Index(chain, flags, _) => {
                    let base = self.link(base, link, &chain.lhs);
                    return self.chain(base, Link::Index, &chain.rhs, *flags);
                }
                _ => {}
            }
        }
        self.link(base, link, rest)
    }

    fn link(&mut self, base: Kind, link: Link, expr: &Expr) -> Kind {
        match (link, expr) {
            (Link::Dot, Expr::Property(property, at)) => self.field(&base, property.2.as_str(), *at),
            (Link::Dot, Expr::MethodCall(call, at)) => self.method(base, call, *at),
            (Link::Index, Expr::StringConstant(name, at)) => self.field(&base, name.as_str(), *at),
            (Link::Index, index) => {
                let kind = self.expr(index);
                if matches!(kind, Kind::Text(_)) {
                    self.fault(index.start_position(), 1, "vet-computed-key", &[]);
                }
                base.element(self.scope.schema).unwrap_or_else(|| {
                    self.fault(index.start_position(), 1, "vet-index-no-list", &[]);
                    Kind::Any
                })
            }
            (Link::Dot, other) => self.expr(other),
        }
    }

    fn field(&mut self, base: &Kind, name: &str, at: Position) -> Kind {
        let schema = self.scope.schema;
        match *base {
            Kind::Cell(id) => match schema.shape(id) {
                Shape::Object => self.member(id, name, at).unwrap_or(Kind::Any),
                Shape::List(item) => self.projection(item, false, name, at),
                Shape::Leaf => {
                    self.fault(at, name.chars().count(), "vet-field-of-leaf", &[("name", name)]);
                    Kind::Any
                }
            },
            Kind::List { item, nested } => self.projection(item, nested, name, at),
            Kind::Params => self.parameter(name, at),
            Kind::Relation => self.statement_member(name, at),
            Kind::Any => {
                let is_member = vocabulary::MEMBERS.contains(&name);
                let is_known = is_member || schema.knows_name(name) || self.scope.param(name).is_some();
                if !is_known && !self.lacks(name) {
                    self.fault(at, name.chars().count(), "vet-unknown-field-anywhere", &[("name", name)]);
                }
                Kind::Any
            }
            _ => {
                self.fault(at, name.chars().count(), "vet-field-of-value", &[("name", name)]);
                Kind::Any
            }
        }
    }

    fn projection(&mut self, item: SchemaId, nested: bool, name: &str, at: Position) -> Kind {
        if self.scope.schema.shape(item) != Shape::Object {
            self.fault(at, name.chars().count(), "vet-field-of-leaf", &[("name", name)]);
            return Kind::Any;
        }
        let Some(member) = self.member(item, name, at) else { return Kind::Any };
        terms::projected(self.scope.schema, member, nested)
    }

    /// Whether a name is one that the rule was written with, and that this form has not.
    fn lacks(&mut self, name: &str) -> bool {
        let lacks = self.scope.written_for.is_some_and(|schema| schema.knows_name(name));
        if lacks {
            self.lacks.insert(name.to_owned());
        }
        lacks
    }

    fn member(&mut self, object: SchemaId, name: &str, at: Position) -> Option<Kind> {
        let schema = self.scope.schema;
        let found = terms::member(schema, object, name);
        if found.is_none() && !self.lacks(name) {
            let labels = schema.members(object).filter_map(|(_, id)| schema.label(id));
            let known = schema.names_of(object).chain(labels);
            let meant = closest(name, known).map(Self::did_you_mean);
            let help = meant.or_else(|| Some(self.there_are(object)));
            let mut named = [Some(object), schema.parent(object)].into_iter().flatten();
            let owner = named.find_map(|id| schema.label(id).or(schema.key(id))).unwrap_or("form").to_owned();
            let args = [("name", name), ("owner", owner.as_str())];
            self.fault_with_help(at, name.chars().count(), "vet-unknown-field", &args, help);
        }
        match &found {
            Some(Kind::Cell(id)) if schema.term(object, name).is_none() => self.reads.name(*id),
            _ => {
                let reads = schema.term(object, name).into_iter().flat_map(|term| &term.reads);
                reads.for_each(|id| self.reads.name(*id));
            }
        }
        found
    }

    /// What an object has, by key and label, for someone who named nothing like it.
    fn there_are(&self, object: SchemaId) -> Message {
        let schema = self.scope.schema;
        let bracket = |id| Message::new(id, &[]);
        let one = |key: &str| match schema.member(object, key).and_then(|id| schema.label(id)) {
            Some(label) => {
                let (key, label) = (Message::from(key), Message::from(label));
                [key, bracket("bracket-open"), label, bracket("bracket-close")].into_iter().collect()
            }
            None => Message::from(key),
        };
        let list = Message::list(schema.names_of(object).take(MOST_NAMED).map(one));
        Message::new("vet-there-are", &[]).with("list", list)
    }

    /// A member of what a sentence states.
    fn statement_member(&mut self, name: &str, at: Position) -> Kind {
        if vocabulary::MEMBERS.contains(&name) {
            return if matches!(name, "parts" | "listed") { Kind::Listed } else { Kind::Any };
        }
        let help = closest(name, vocabulary::MEMBERS).map(Self::did_you_mean);
        self.fault_with_help(at, name.chars().count(), "vet-unknown-member", &[("name", name)], help);
        Kind::Any
    }

    fn parameter(&mut self, name: &str, at: Position) -> Kind {
        self.parameters.insert(name.to_owned());
        match self.scope.param(name) {
            Some(ParamValue::Quantity(_, unit)) => Kind::Figure(Dimension::of_unit(unit)),
            Some(ParamValue::Text(_)) => Kind::Text(None),
            Some(ParamValue::Texts(_)) => Kind::Listed,
            Some(ParamValue::Bool(_)) => Kind::Bool,
            None => {
                let known = self.scope.params.iter().map(|param| &*param.name);
                let help = closest(name, known).map(Self::did_you_mean);
                let width = name.chars().count();
                self.fault_with_help(at, width, "vet-unknown-parameter", &[("name", name)], help);
                Kind::Any
            }
        }
    }

    // Calls

    fn free_call(&mut self, call: &FnCallExpr, at: Position) -> Kind {
        let name = call.name.as_str();
        if let Some(kind) = self.operator(call, at) {
            return kind;
        }
        let arguments: Vec<Kind> = call.args.iter().map(|argument| self.expr(argument)).collect();
        self.call(name, &arguments, call, at)
    }

    fn method(&mut self, base: Kind, call: &FnCallExpr, at: Position) -> Kind {
        let mut arguments = vec![base];
        for argument in &call.args {
            let kind = self.expr(argument);
            arguments.push(kind);
        }
        self.call(call.name.as_str(), &arguments, call, at)
    }

    fn call(&mut self, name: &str, arguments: &[Kind], call: &FnCallExpr, at: Position) -> Kind {
        let key = (name.to_owned(), arguments.len());
        if let Some(function) = self.scope.functions.get(&key) {
            return self.script_call(key, function, arguments, at);
        }
        let width = name.chars().count();
        // `in` reads as a call of `contains` whose first operand stands behind it.
        if name == "contains" {
            self.fault(at, 1, "vet-contains", &[]);
            return Kind::Bool;
        }
        let Some(function) = vocabulary::function(name) else {
            let known = vocabulary::FUNCTIONS.iter().map(|function| function.name);
            let own = self.scope.functions.keys().map(|(name, _)| name.as_str());
            if let Some((_, wanted)) = self.scope.functions.keys().find(|(own, _)| own == name) {
                let (wanted, given) = (wanted.to_string(), arguments.len().to_string());
                let args = [("name", name), ("wanted", &wanted), ("given", &given)];
                self.fault(at, width, "vet-arity-own", &args);
                return Kind::Any;
            }
            let meant = closest(&name.to_lowercase(), known.chain(own)).map(Self::did_you_mean);
            let instead = hints::instead(name);
            let help = instead.map(|code| Message::new("vet-write-instead", &[("code", code)]));
            self.fault_with_help(at, width, "vet-unknown-function", &[("name", name)], help.or(meant));
            return Kind::Any;
        };
        if !function.takes(arguments.len()) {
            let (least, most) = function.arity();
            let (least, most) = (least.to_string(), most.to_string());
            let given = arguments.len().to_string();
            let args = [("name", name), ("least", &least), ("most", &most), ("given", &given)];
            let id = if least == most { "vet-arity-exact" } else { "vet-arity" };
            let is_unit = matches!(function.gives, Gives::Money | Gives::Percent | Gives::Score);
            let help = (is_unit && function.takes == [Takes::Number])
                .then(|| Message::new("vet-no-separators", &[]));
            self.fault_with_help(at, width, id, &args, help);
            return Kind::Any;
        }
        match function.role {
            Role::Requires => self.requires = true,
            Role::Reports => self.reports = true,
            Role::Reads | Role::Adds | Role::Ends | Role::Compares | Role::Computes => {}
        }
        self.arguments(function, arguments, call, at);
        self.reads.call(self.scope.schema, function, arguments, call);
        self.gives(function, arguments)
    }

    /// Looks into a function of the pack with what it is called with.
    fn script_call(
        &mut self,
        key: (String, usize),
        function: &Function,
        arguments: &[Kind],
        at: Position,
    ) -> Kind {
        if self.calls.contains(&key) {
            return Kind::Any;
        }
        let known = self.known.get(&key).and_then(|known| known.iter().find(|(kinds, _)| kinds == arguments));
        if let Some((_, kind)) = known {
            return kind.clone();
        }
        if self.looked >= MOST_CALLS {
            self.fault(
                at,
                key.0.chars().count(),
                "vet-too-many-calls",
                &[("limit", &MOST_CALLS.to_string())],
            );
            return Kind::Any;
        }
        self.looked += 1;
        self.calls.push(key);
        let outer = std::mem::take(&mut self.variables);
        let outer_home = std::mem::replace(&mut self.home, function.home);
        let outer_reassigned = std::mem::replace(&mut self.reassigned, reassigned(&function.statements));
        for (name, kind) in function.params.iter().zip(arguments) {
            self.define(name.as_str(), kind.clone(), Position::NONE);
        }
        let kind = self.statements(&function.statements);
        self.variables = outer;
        self.home = outer_home;
        self.reassigned = outer_reassigned;
        if let Some(key) = self.calls.pop() {
            self.known.entry(key).or_default().push((arguments.to_vec(), kind.clone()));
        }
        kind
    }

    fn arguments(&mut self, function: &Word, arguments: &[Kind], call: &FnCallExpr, at: Position) {
        self.meaning(function, arguments, call, at);
        // The receiver of `x.f(…)` is none of the arguments that the call holds.
        let own = arguments.len() - call.args.len();
        let kinds = arguments.iter().skip(own);
        for ((takes, argument), kind) in function.takes.iter().skip(own).zip(&call.args).zip(kinds) {
            match takes {
                Takes::Pattern => self.pattern(argument, at),
                Takes::Class => self.class(argument, at),
                Takes::Saying => self.saying(argument, at),
                Takes::Classes => {
                    if let Expr::Array(classes, _) = argument {
                        classes.iter().for_each(|class| self.class(class, at));
                    }
                }
                Takes::Words
                    if matches!(
                        function.name,
                        "mentions" | "is_one_of" | "objects_of" | "must_be_one_of"
                    ) =>
                {
                    self.words(argument, kind, at);
                }
                Takes::Least => self.least(argument, kind, at),
                _ => {}
            }
        }
    }

    /// What a call says that it can hardly mean, though each argument is of a kind that the function takes.
    fn meaning(&mut self, function: &Word, arguments: &[Kind], call: &FnCallExpr, at: Position) {
        let schema = self.scope.schema;
        let width = function.name.chars().count();
        let receiver = arguments.first().cloned().unwrap_or(Kind::Nothing);
        if function.takes == [Takes::Number] {
            self.unit_of_parameter(call);
        }
        match function.name {
            "must_equal"
            | "must_restate"
            | "must_not_exceed"
            | "must_be_at_least"
            | "must_be_less_than"
            | "must_be_greater_than" => {
                // Of a list each element is held against the other side.
                let left = match receiver.element(schema) {
                    Some(element) if receiver.is_list(schema) => element,
                    _ => receiver.clone(),
                };
                let ordered = !matches!(function.name, "must_equal" | "must_restate");
                if let Some(right) = arguments.get(1) {
                    let told = self.faults.len();
                    self.comparable(&left, right, ordered, at, width);
                    self.blame(told, &call.args.iter().collect::<Vec<_>>());
                }
            }
            "mentions"
                if receiver.is_row(schema)
                    || receiver.is_list(schema)
                        && receiver.element(schema).is_some_and(|kind| kind.is_row(schema)) =>
            {
                self.fault(at, width, "vet-rows-no-text", &[("name", function.name)]);
            }
            "is_one_of" if receiver.is_list(schema) => {
                self.fault(at, width, "vet-list-one-of", &[]);
            }
            "percent" => self.share_as_percent(call, at),
            "must_have_at_least" if matches!(receiver, Kind::List { nested: true, .. }) => {
                self.fault(at, width, "vet-flattened", &[]);
            }
            _ if function.takes.contains(&Takes::Key) => self.having(&receiver, call, at),
            _ if function.takes.first() == Some(&Takes::List)
                && !receiver.is_list(schema)
                && receiver != Kind::Any =>
            {
                self.fault(at, width, "vet-needs-list", &[("name", function.name)]);
            }
            _ => {}
        }
    }

    /// `percent(params.limit)`: a parameter is a figure with its own unit, and no number of the script.
    fn unit_of_parameter(&mut self, call: &FnCallExpr) {
        let Some(Expr::Dot(chain, ..)) = call.args.first() else { return };
        let Expr::Property(name, _) = &chain.rhs else { return };
        if root_variable(&chain.lhs) == Some("params") {
            let width = "params.".len() + name.2.chars().count();
            let at = chain.lhs.start_position();
            self.fault(at, width, "vet-unit-of-parameter", &[("name", name.2.as_str())]);
        }
    }

    /// `percent(0.8)` is 0.8%, and was hardly meant so.
    fn share_as_percent(&mut self, call: &FnCallExpr, at: Position) {
        let Some(Expr::DynamicConstant(value, place)) = call.args.first() else { return };
        let is_share = value.as_decimal().is_ok_and(|value| !value.is_zero() && value < Decimal::ONE);
        // Written as 0.5% it says what it is.
        if is_share && !self.is_with_unit(at) {
            let literal = self.literal_at(*place);
            self.fault(*place, literal.chars().count(), "vet-share-as-percent", &[("number", &literal)]);
        }
    }

    /// Whether a call stands for a figure with its unit behind it: its name and its figure stand in one place.
    fn is_with_unit(&self, at: Position) -> bool {
        let (line, column) = place(at);
        self.script().place(line, column) == self.script().place(line, column + 1)
    }

    /// Texts that are looked for as they stand: 甲|乙 is none of two. They stand in the call, in a variable or a parameter.
    fn words(&mut self, argument: &Expr, kind: &Kind, at: Position) {
        let first = first_of(argument);
        let place = if first.is_none() { at } else { first };
        match (argument, kind) {
            (Expr::Array(words, _), _) => {
                for word in words {
                    let kind = self.expr(word);
                    self.words(word, &kind, place);
                }
            }
            (Expr::StringConstant(text, _), _) => self.word(text, place, text.chars().count() + 2),
            (_, Kind::Text(Some(text))) => self.word(text, place, 1),
            (Expr::Dot(chain, ..), _) => {
                let Expr::Property(name, _) = &chain.rhs else { return };
                let width = "params.".len() + name.2.chars().count();
                match self.scope.param(&name.2).filter(|_| root_variable(&chain.lhs) == Some("params")) {
                    Some(ParamValue::Text(text)) => self.word(text, place, width),
                    Some(ParamValue::Texts(texts)) => {
                        for text in texts {
                            self.word(text, place, width);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, text: &str, place: Position, width: usize) {
        if text.contains(BARS) {
            let list: Vec<String> = text.split(BARS).map(|word| format!("\"{word}\"")).collect();
            self.fault(place, width, "vet-words-with-bar", &[("list", &list.join(", "))]);
        }
    }

    /// How many elements a list must have at least: it always has none or more, so that less than 1 asks for nothing.
    fn least(&mut self, argument: &Expr, kind: &Kind, at: Position) {
        let is_nothing = match argument {
            Expr::IntegerConstant(number, _) => *number < 1,
            Expr::FnCall(call, _) => call.name == "-" && matches!(call.args.as_slice(), [_]),
            Expr::Dot(chain, ..) => match (&chain.lhs, &chain.rhs) {
                (Expr::Variable(variable, ..), Expr::Property(name, _)) if variable.1 == "params" => {
                    matches!(self.scope.param(&name.2), Some(ParamValue::Quantity(value, _)) if *value < Decimal::ONE)
                }
                _ => false,
            },
            _ => matches!(kind, Kind::Figure(Dimension::Bare { zero: true })),
        };
        if is_nothing {
            let place = first_of(argument);
            self.fault(if place.is_none() { at } else { place }, 1, "vet-least", &[]);
        }
    }

    /// `list.having("name", "regex")`, `without`, `list.whose("name", text)`: the key is one of the elements', the expression is one.
    fn having(&mut self, receiver: &Kind, call: &FnCallExpr, at: Position) {
        let mut literals = call.args.iter().filter_map(|argument| match argument {
            Expr::StringConstant(text, at) => Some((text.to_string(), *at)),
            _ => None,
        });
        let key = literals.next();
        match (receiver.element(self.scope.schema), key) {
            (Some(Kind::Cell(item)), Some((key, place))) => {
                self.member(item, &key, place);
            }
            (Some(_), Some(_)) => {}
            _ => self.fault(at, call.name.chars().count(), "vet-needs-list", &[("name", &call.name)]),
        }
    }

    /// A class of words that stands in the script must be in the lexicon.
    fn class(&mut self, argument: &Expr, at: Position) {
        let Expr::StringConstant(name, place) = argument else { return };
        let lexicon = self.scope.language.lexicon();
        if lexicon.class(name).is_some() {
            return;
        }
        let known = lexicon.classes().iter().map(|class| &*class.name);
        let help = closest(name, known).map(Self::did_you_mean);
        let place = if place.is_none() { at } else { *place };
        let width = name.chars().count() + 2;
        self.fault_with_help(place, width, "vet-unknown-class", &[("name", name)], help);
    }

    /// A class of the lexicon or a saying.
    fn saying(&mut self, argument: &Expr, at: Position) {
        let Expr::StringConstant(name, place) = argument else { return };
        let language = self.scope.language;
        if language.lexicon().class(name).is_none() {
            self.said(name, if place.is_none() { at } else { *place });
        }
    }

    /// The name of a saying, without the sign before it.
    fn said(&mut self, name: &str, place: Position) {
        let sayings = self.scope.language.sayings();
        if let Some(saying) = sayings.find(name) {
            let (key, expression) = (format!("{SIGN}{name}"), self.scope.language.expression(saying));
            if self.scope.patterns.name(&key, expression).is_err() {
                self.fault(place, name.chars().count() + 2, "vet-large-pattern", &[]);
            }
            return;
        }
        let known = sayings.all().iter().flat_map(|saying| [&*saying.name, &*saying.title]);
        let classes = self.scope.language.lexicon().classes().iter().map(|class| &*class.name);
        let help = closest(name, known.chain(classes)).map(Self::did_you_mean);
        self.fault_with_help(place, name.chars().count() + 2, "vet-unknown-saying", &[("name", name)], help);
    }

    /// A regular expression that stands in the script must be one.
    fn pattern(&mut self, argument: &Expr, at: Position) {
        if let Expr::StringConstant(text, place) = argument {
            if let Some(name) = text.strip_prefix(SIGN) {
                return self.said(name, if place.is_none() { at } else { *place });
            }
            self.pattern_at(text, if place.is_none() { at } else { *place });
        }
    }

    fn pattern_at(&mut self, text: &str, place: Position) {
        let width = text.chars().count() + 2;
        match self.scope.patterns.get(text, true) {
            Ok(_) => {}
            Err(Unfit::Syntax(reason)) => {
                let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
                let told = hints::reason(reason).map(|id| Message::new(id, &[]));
                let reason = told.unwrap_or_else(|| reason.into());
                self.say(place, width, Message::new("vet-bad-pattern", &[]).with("reason", reason), None);
            }
            Err(Unfit::TooLarge) => self.fault(place, width, "vet-large-pattern", &[]),
        }
    }

    fn gives(&self, function: &Word, arguments: &[Kind]) -> Kind {
        let schema = self.scope.schema;
        let receiver = arguments.first().cloned().unwrap_or(Kind::Any);
        match function.gives {
            Gives::Bool => Kind::Bool,
            Gives::Count => Kind::Figure(Dimension::Count(None)),
            Gives::Text => Kind::Text(None),
            Gives::Excerpt | Gives::Anything => Kind::Any,
            Gives::Parent => match receiver {
                Kind::Cell(id) => Kind::Cell(parent(schema, id)),
                _ => Kind::Any,
            },
            Gives::Relations => Kind::Relations,
            Gives::Texts => Kind::Listed,
            Gives::Percent => Kind::Figure(Dimension::Percent),
            Gives::Score => Kind::Figure(Dimension::Score),
            Gives::Money => Kind::Figure(Dimension::Money),
            Gives::Draft => Kind::Draft,
            Gives::Nothing => Kind::Nothing,
            Gives::Element => receiver.element(schema).unwrap_or(Kind::Any),
            Gives::Same => match receiver {
                Kind::Cell(id) => match schema.shape(id) {
                    Shape::List(item) => Kind::List { item, nested: false },
                    Shape::Object | Shape::Leaf => Kind::Any,
                },
                other => other,
            },
            Gives::SameQuantity => {
                let of = receiver.element(schema).filter(|kind| *kind != Kind::Any).unwrap_or(receiver);
                of.dimension(schema).map_or(Kind::Any, Kind::Figure)
            }
        }
    }

    // Operators

    /// The kind of an operator's result; `None` if the call is no operator.
    fn operator(&mut self, call: &FnCallExpr, at: Position) -> Option<Kind> {
        let name = call.name.as_str();
        match (name, call.args.as_slice()) {
            ("!", [operand]) => {
                if is_requirement(operand) {
                    self.fault(at, 1, "vet-negated-requirement", &[]);
                }
                self.condition(operand);
                Some(Kind::Bool)
            }
            ("-" | "+", [operand]) => {
                let kind = self.expr(operand);
                Some(self.figure(&kind, operand.start_position()).map_or(Kind::Any, Kind::Figure))
            }
            (_, [left, right]) if vocabulary::COMPARISONS.contains(&name) => {
                let (a, b) = (self.expr(left), self.expr(right));
                if a.is_list(self.scope.schema) || b.is_list(self.scope.schema) {
                    self.fault(at, name.chars().count(), "vet-list-compared", &[("operator", name)]);
                } else {
                    let ordered = matches!(name, "<" | "<=" | ">" | ">=");
                    let told = self.faults.len();
                    self.comparable(&a, &b, ordered, at, name.chars().count());
                    self.blame(told, &[left, right]);
                }
                Some(Kind::Bool)
            }
            (_, [left, right]) if vocabulary::ARITHMETIC.contains(&name) => {
                let (a, b) = (self.expr(left), self.expr(right));
                Some(self.arithmetic(name, &a, &b, at))
            }
            (".." | "..=", [left, right]) => {
                self.expr(left);
                self.expr(right);
                Some(Kind::Listed)
            }
            _ if call.op_token.is_some() && name != "contains" && vocabulary::function(name).is_none() => {
                self.fault(at, name.chars().count(), "vet-unknown-operator", &[("operator", name)]);
                Some(Kind::Any)
            }
            _ => None,
        }
    }

    fn arithmetic(&mut self, name: &str, a: &Kind, b: &Kind, at: Position) -> Kind {
        if name == "+" && (matches!(a, Kind::Text(_)) || matches!(b, Kind::Text(_))) {
            return Kind::Text(None);
        }
        // What is not known may be a text, which a cell of texts joins.
        let schema = self.scope.schema;
        if name == "+" && (*a == Kind::Any && b.is_text(schema) || a.is_text(schema) && *b == Kind::Any) {
            return Kind::Any;
        }
        let (Some(left), Some(right)) = (self.figure(a, at), self.figure(b, at)) else { return Kind::Any };
        let result = match name {
            "*" => left.multiply(&right),
            "/" => left.divide(&right),
            _ => left.add(&right),
        };
        result.map_or_else(
            |clash| {
                self.clash(clash, (&left, &right), at, 1);
                Kind::Any
            },
            Kind::Figure,
        )
    }

    /// What an operand measures; a fault if it is no figure.
    fn figure(&mut self, kind: &Kind, at: Position) -> Option<Dimension> {
        let dimension = kind.dimension(self.scope.schema);
        if dimension.is_none() {
            self.fault(at, 1, "vet-not-a-figure", &[]);
        }
        dimension
    }

    fn comparable(&mut self, a: &Kind, b: &Kind, ordered: bool, at: Position, width: usize) {
        let schema = self.scope.schema;
        if ordered && (*a == Kind::Bool || *b == Kind::Bool) {
            return self.fault(at, width, "vet-chained-comparison", &[]);
        }
        match (a.dimension(schema), b.dimension(schema)) {
            (Some(left), Some(right)) => {
                if let Err(clash) = left.compare(&right) {
                    self.clash(clash, (&left, &right), at, width);
                }
            }
            (None, None) if !a.goes_with(b, schema) => self.fault(at, width, "vet-other-kinds", &[]),
            (None, None) if ordered => self.fault(at, width, "vet-order-of-texts", &[]),
            (None, None) => {}
            (Some(_), None) if a.may_be(b, schema) => {}
            (None, Some(_)) if b.may_be(a, schema) => {}
            _ => self.fault(at, width, "vet-figure-with-text", &[]),
        }
    }

    /// Where a parameter of the pack is one side of what cannot be compared, its value is to be put right, not the rule.
    fn blame(&mut self, told: usize, sides: &[&Expr]) {
        let of_pack = sides.iter().find_map(|side| {
            let Expr::Dot(chain, ..) = side else { return None };
            let Expr::Property(name, _) = &chain.rhs else { return None };
            let is_param = root_variable(&chain.lhs) == Some("params") && self.scope.is_of_pack(&name.2);
            is_param.then(|| Rc::from(name.2.as_str()))
        });
        for fault in self.faults.iter_mut().skip(told) {
            fault.param.clone_from(&of_pack);
        }
    }

    fn clash(&mut self, clash: Clash, (left, right): (&Dimension, &Dimension), at: Position, width: usize) {
        let id = match clash {
            Clash::MoneyWithBare => "vet-money-with-bare",
            Clash::PercentWithBare => "vet-percent-with-bare",
            Clash::Units if matches!((left, right), (Dimension::Count(_), Dimension::Count(_))) => {
                "vet-units-counters"
            }
            Clash::Units if left == right => "vet-units-product",
            Clash::Units => "vet-units",
        };
        let name = |dimension: &Dimension| Message::new(dimension.name(), &[]);
        let message = Message::new(id, &[]).with("left", name(left)).with("right", name(right));
        self.say(at, width, message, None);
    }
}

/// What holds a cell, lists skipped; the whole form holds itself.
fn parent(schema: &FormSchema, id: SchemaId) -> SchemaId {
    let is_list = |id: &SchemaId| matches!(schema.shape(*id), Shape::List(_));
    schema.around(id).skip(1).find(|id| !is_list(id)).unwrap_or(id)
}

/// Whether an expression is a requirement, alone or at the end of a chain.
fn is_requirement(expr: &Expr) -> bool {
    match expr {
        Expr::FnCall(call, _) | Expr::MethodCall(call, _) => {
            vocabulary::function(call.name.as_str()).is_some_and(|function| function.role == Role::Requires)
        }
        Expr::Dot(chain, ..) | Expr::Index(chain, ..) => is_requirement(&chain.rhs),
        _ => false,
    }
}
