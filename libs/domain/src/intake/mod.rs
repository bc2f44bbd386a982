//! Intake: a person comes through a door, becomes known, agrees to take part, and support begins.

pub mod agreement;
pub mod eligibility;
pub mod enquiry;
pub mod episode;
pub mod need;
pub mod offer;
pub mod person;
pub mod plan;
pub mod stage;

use crate::{Date, Stamp};

/// The longest that anything rests before somebody looks again, in weeks: a pause, a setback, a plan.
pub const REVIEW_WEEKS_MAX: i32 = 13;

/// Whether a review is set for a day that is still to come, and near enough.
pub(crate) fn is_review_in_range(stamp: &Stamp, review_on: Date) -> bool {
    let days = (review_on - stamp.occurred_on).get_days();
    (1..=REVIEW_WEEKS_MAX * 7).contains(&days)
}
