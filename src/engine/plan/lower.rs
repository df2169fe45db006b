//! A syntax tree → a [`Plan`].

use std::cell::OnceCell;
use std::collections::HashMap;

use rhai::{ASTFlags, BinaryExpr, Expr, FlowControl, FnCallExpr, Ident, ImmutableString, Position, Stmt};

use super::tree::{
    Chain, Choice, Condition, Expression, Function, Global, Link, Loop, Member, Node, Operation, Plan,
    Statement, Step,
};
use crate::engine::held::Held;
use crate::engine::natives::Natives;
use crate::engine::vet;

/// Lowers one rule.
struct Lowering<'l> {
    natives: &'l Natives,
    known: &'l vet::Functions,
    /// The variables, by their places.
    variables: Vec<String>,
    /// Loops around the statement.
    loops: usize,
    numbers: HashMap<(String, usize), usize>,
    functions: Vec<Option<Function>>,
}

impl Plan {
    /// The plan of a rule; `None` if it has what only Rhai can run.
    pub(in crate::engine) fn of(
        statements: &[Stmt],
        functions: &vet::Functions,
        natives: &Natives,
    ) -> Option<Self> {
        let mut lowering = Lowering {
            natives,
            known: functions,
            variables: Vec::new(),
            loops: 0,
            numbers: HashMap::new(),
            functions: Vec::new(),
        };
        let body = lowering.steps(statements)?;
        let functions = lowering.functions.into_iter().collect::<Option<_>>()?;
        Some(Self { body, functions })
    }
}

impl Lowering<'_> {
    /// Statements of one block; its variables end with it.
    fn steps(&mut self, statements: &[Stmt]) -> Option<Vec<Step>> {
        let depth = self.variables.len();
        let steps = statements.iter().map(|statement| self.step(statement)).collect();
        self.variables.truncate(depth);
        steps
    }

    fn step(&mut self, statement: &Stmt) -> Option<Step> {
        Some(Step { at: statement.position(), what: self.statement(statement)? })
    }

    fn statement(&mut self, statement: &Stmt) -> Option<Statement> {
        Some(match statement {
            Stmt::Noop(_) => Statement::Nothing,
            Stmt::Var(parts, flags, _) if !flags.contains(ASTFlags::EXPORTED) => {
                let value = self.expression(&parts.1)?;
                self.variables.push(parts.0.name.to_string());
                Statement::Let(value)
            }
            Stmt::Assignment(parts) => {
                let (operator, BinaryExpr { lhs, rhs }) = &**parts;
                let value = self.expression(rhs)?;
                let Expr::Variable(variable, ..) = lhs else { return None };
                let variable = self.variable(variable.1.as_str())?;
                match operator.get_op_assignment_info() {
                    None => Statement::Assign(variable, value),
                    Some((_, _, _, changing, _, plain)) => {
                        let operators = [Self::operation(changing, 2), Self::operation(plain, 2)];
                        Statement::Change { variable, operators, value }
                    }
                }
            }
            Stmt::If(flow, _) => Statement::If(Box::new(Choice {
                condition: self.condition(&flow.expr)?,
                then: self.steps(flow.body.statements())?,
                otherwise: self.steps(flow.branch.statements())?,
            })),
            Stmt::For(parts, _) => self.each(parts)?,
            Stmt::While(flow, _) => self.repeated(flow)?,
            Stmt::Block(block) => Statement::Block(self.steps(block.statements())?),
            Stmt::FnCall(call, at) => Statement::Do(Expression { at: *at, what: self.call(call)? }),
            Stmt::Expr(expr) => Statement::Do(self.expression(expr)?),
            Stmt::BreakLoop(None, flags, _) if self.loops > 0 => {
                if flags.contains(ASTFlags::BREAK) {
                    Statement::Break
                } else {
                    Statement::Continue
                }
            }
            Stmt::Return(value, flags, _) if !flags.contains(ASTFlags::BREAK) => {
                Statement::Return(match value.as_deref() {
                    Some(value) => Some(self.expression(value)?),
                    None => None,
                })
            }
            _ => return None,
        })
    }

    fn each(&mut self, parts: &(Ident, Option<Ident>, FlowControl)) -> Option<Statement> {
        let (name, counter, flow) = parts;
        let list = self.expression(&flow.expr)?;
        let depth = self.variables.len();
        let names = counter.iter().chain([name]);
        self.variables.extend(names.map(|name| name.name.to_string()));
        self.loops += 1;
        let body = self.steps(flow.body.statements());
        self.loops -= 1;
        self.variables.truncate(depth);
        Some(Statement::For(Box::new(Loop {
            list,
            places: [flow.expr.start_position(), flow.expr.position(), flow.body.position()],
            variable: name.pos,
            counts: counter.is_some(),
            body: body?,
        })))
    }

    fn repeated(&mut self, flow: &FlowControl) -> Option<Statement> {
        let is_endless = matches!(flow.expr, Expr::Unit(_) | Expr::BoolConstant(true, _));
        let condition = if is_endless { None } else { Some(self.condition(&flow.expr)?) };
        self.loops += 1;
        let body = self.steps(flow.body.statements());
        self.loops -= 1;
        Some(Statement::While(condition, flow.body.position(), body?))
    }

    fn condition(&mut self, expr: &Expr) -> Option<Condition> {
        Some(Condition { what: self.expression(expr)?, at: expr.position() })
    }

    fn expressions(&mut self, all: &[Expr]) -> Option<Vec<Expression>> {
        all.iter().map(|expr| self.expression(expr)).collect()
    }

    fn expression(&mut self, expr: &Expr) -> Option<Expression> {
        Some(Expression { at: expr.position(), what: self.node(expr)? })
    }

    fn node(&mut self, expr: &Expr) -> Option<Node> {
        Some(match expr {
            Expr::DynamicConstant(..)
            | Expr::IntegerConstant(..)
            | Expr::StringConstant(..)
            | Expr::BoolConstant(..)
            | Expr::Unit(_) => Node::Constant(Held::from(expr.get_literal_value(None)?)),
            Expr::Array(..) if expr.is_constant() => {
                Node::Constant(Held::from(expr.get_literal_value(None)?))
            }
            Expr::Array(elements, _) => Node::Array(self.expressions(elements)?),
            Expr::InterpolatedString(pieces, _) => {
                Node::Text(Self::operation("to_string", 1), self.expressions(pieces)?)
            }
            Expr::Variable(variable, ..) => self.named(variable.1.as_str())?,
            Expr::And(operands, _) | Expr::Or(operands, _) => {
                let all = operands.iter().map(|operand| self.condition(operand));
                Node::Logic(matches!(expr, Expr::And(..)), all.collect::<Option<_>>()?)
            }
            Expr::Stmt(block) => Node::Block(self.steps(block.statements())?),
            Expr::FnCall(call, _) => self.call(call)?,
            Expr::Dot(..) | Expr::Index(..) => self.chain(expr)?,
            _ => return None,
        })
    }

    fn variable(&self, name: &str) -> Option<usize> {
        self.variables.iter().rposition(|known| known == name)
    }

    fn named(&self, name: &str) -> Option<Node> {
        Some(match name {
            "form" => Node::Global(Global::Form),
            "item" => Node::Global(Global::Item),
            // A rule reads members of it only: see `chain`.
            "params" => return None,
            _ => Node::Variable(self.variable(name)?),
        })
    }

    /// Whether the script or the pack defines a function of that name.
    fn is_own(&self, name: &str, arity: usize) -> bool {
        self.known.contains_key(&(name.to_owned(), arity))
    }

    fn operation(name: impl Into<ImmutableString>, arity: usize) -> Operation {
        Operation::new(name.into(), arity)
    }

    fn call(&mut self, call: &FnCallExpr) -> Option<Node> {
        let name = call.name.as_str();
        let arguments = self.expressions(&call.args)?;
        let is_own = self.is_own(name, arguments.len());
        if call.capture_parent_scope {
            return None;
        }
        if is_own {
            return Some(Node::Script(self.script(name, arguments.len())?, arguments));
        }
        Some(Node::Call(Self::operation(call.name.clone(), arguments.len()), arguments))
    }

    /// The number of a function of the script, which is lowered where it is first called.
    fn script(&mut self, name: &str, arity: usize) -> Option<usize> {
        let key = (name.to_owned(), arity);
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        let function = self.known.get(&key)?;
        let number = self.functions.len();
        self.numbers.insert(key, number);
        self.functions.push(None);
        let outer = std::mem::replace(&mut self.variables, function.params.clone());
        let loops = std::mem::take(&mut self.loops);
        let body = self.steps(&function.statements)?;
        (self.variables, self.loops) = (outer, loops);
        if let Some(slot) = self.functions.get_mut(number) {
            let (name, is_shared) = (name.to_owned(), function.is_shared());
            *slot = Some(Function { name, arity, is_shared, body, number: OnceCell::new() });
        }
        Some(number)
    }

    /// Follows what Rhai nests: `a.(b.c)` is `a`, then `b`, then `c`.
    fn chain(&mut self, expr: &Expr) -> Option<Node> {
        let (Expr::Dot(first, ..) | Expr::Index(first, ..)) = expr else { return None };
        let is_of_params = matches!(&first.lhs, Expr::Variable(name, ..) if name.1.as_str() == "params");
        let mut links = Vec::new();
        let mut rest = expr;
        let mut parameter = None;
        loop {
            let (chain, flags, at, is_dot) = match rest {
                Expr::Dot(chain, flags, at) => (chain, *flags, *at, true),
                Expr::Index(chain, flags, at) => (chain, *flags, *at, false),
                _ => return None,
            };
            if flags.contains(ASTFlags::NEGATED) {
                return None;
            }
            let goes_on =
                !flags.contains(ASTFlags::BREAK) && matches!(chain.rhs, Expr::Dot(..) | Expr::Index(..));
            let own = match &chain.rhs {
                Expr::Dot(inner, ..) | Expr::Index(inner, ..) if goes_on => &inner.lhs,
                rhs => rhs,
            };
            match (is_dot, own) {
                (true, Expr::Property(property, _)) if is_of_params && parameter.is_none() => {
                    parameter = Some(property.2.clone());
                }
                (true, _) => links.push(self.dotted(own)?),
                (false, _) => links.push(Link::Index(self.expression(own)?, at)),
            }
            if !goes_on {
                break;
            }
            rest = &chain.rhs;
        }
        let base = match parameter {
            Some(name) => Expression { at: first.lhs.position(), what: Node::Parameter(name) },
            None => self.expression(&first.lhs)?,
        };
        Some(if links.is_empty() { base.what } else { Node::Chain(Box::new(Chain { base, links })) })
    }

    fn dotted(&mut self, expr: &Expr) -> Option<Link> {
        match expr {
            Expr::Property(property, at) => {
                let name: &ImmutableString = &property.2;
                self.natives.getter(name)?;
                Some(Link::Member(Member::new(name.clone(), *at)))
            }
            Expr::MethodCall(call, at) => self.method(call, *at),
            _ => None,
        }
    }

    fn method(&mut self, call: &FnCallExpr, at: Position) -> Option<Link> {
        let name = call.name.as_str();
        // To a function of the script what stands before the dot is `this`.
        if self.is_own(name, call.args.len()) || self.is_own(name, call.args.len() + 1) {
            return None;
        }
        let arguments = self.expressions(&call.args)?;
        Some(Link::Method(Self::operation(call.name.clone(), arguments.len() + 1), arguments, at))
    }
}
