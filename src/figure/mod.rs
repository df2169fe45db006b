//! Figures as they are printed: a value, its unit, what rounding leaves open, and how it was computed.
//!
//! In: numbers read from cells and texts. Out: [`Quantity`], computed with interval arithmetic; whether a declared one
//! agrees with a computed one; and the calculation written out.
//!
//! The intervals are those of XBRL Calculations 1.1, carried through every operator: a figure printed with k places
//! stands for the closed interval ± ½·10⁻ᵏ.

mod agreement;
mod arithmetic;
mod doubt;
mod exact;
mod interval;
mod operator;
mod print;
mod qualifier;
mod quantity;
#[cfg(test)]
mod tests;
mod unit;

pub use agreement::{Agreement, NearMiss, agree, compare, restates};
pub use doubt::{Doubt, Undecided};
pub use print::{bound, calculation, expected, grouped, interval, reckoning};
pub use qualifier::Qualifier;
pub use quantity::{Origin, Quantity};
pub use unit::{MoneyUnit, QuantityKind, Unit};
