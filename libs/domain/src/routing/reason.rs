//! Reasons: why a referral went as it did, as closed lists. A reason that ends a referral also says when the same
//! service may be asked again and whose record it counts on. None ever counts against the person.

mod decision;
mod effect;
mod ending;
mod handover;
mod support;

pub use decision::{ClarifyReason, DeclineReason, RedirectReason, ReferReason, WaitReason};
pub use effect::{CountsAgainst, Effect, ReRefer};
pub use ending::{ExpireReason, PersonReason, TakeOverReason, VoidReason, WithdrawReason};
pub use handover::{MissedReason, RescheduleReason, WaiveReason};
pub use support::{EndReason, HoldReason, NotStartedReason, OutcomeReason, ReassignReason};
