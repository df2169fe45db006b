//! How many filled cells of a file are read.

use super::fault::Fault;

/// Filled cells of a workbook that are read.
const MOST_CELLS: usize = 100_000;

/// The cells of one sheet after another, as long as there is room.
pub(super) struct Room {
    left: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self::new()
    }
}

impl Room {
    pub(super) fn new() -> Self {
        Self { left: MOST_CELLS }
    }

    pub(super) fn take(&mut self) -> Result<(), Fault> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| Fault::new("workbook-too-many-cells").with("limit", MOST_CELLS.to_string()))?;
        Ok(())
    }
}
