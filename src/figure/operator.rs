//! The operators of calculations.

/// An operator of a calculation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Sum,
    Least,
    Greatest,
    Absolute,
    Negate,
    /// To so many places, half away from zero (四舍五入).
    Round(u32),
}
