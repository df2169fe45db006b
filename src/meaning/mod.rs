//! What the texts of a form say together: its indicators with target and answer, figures that state the same measure,
//! and reasons.
//!
//! In: a [`crate::form::Form`] whose schema says what its texts are for (`x-role`). Out: a
//! [`form_reading::FormReading`], which reads each text once, when it is first asked for. Where a reading is not sure
//! there is none.

pub mod answers;
pub mod causes;
pub mod deadlines;
pub mod form_reading;
pub mod goals;
pub mod identities;
mod indicator;
pub mod indicators;
mod kept;
mod place;
mod restatement;
pub mod restatements;
mod target;
pub mod targets;
#[cfg(test)]
mod tests;
