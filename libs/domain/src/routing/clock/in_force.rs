//! In force: by which terms, and on which days, the clocks of one area run.

use super::Terms;
use crate::Calendar;

/// What holds for the clocks of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// How long each clock runs.
    pub terms: Terms,
    /// On which days people work.
    pub calendar: Calendar,
    /// Which version this is of what the area has set: 0 where it has set nothing.
    pub version: u64,
}

impl InForce {
    /// What holds where an area has set nothing: the standard terms, and bank holidays.
    pub fn standard() -> Self {
        Self { terms: Terms::standard(), calendar: Calendar::default(), version: 0 }
    }
}
