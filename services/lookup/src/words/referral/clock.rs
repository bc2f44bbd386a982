//! Clocks: what was waited for, and who was told.

use domain::ReferralId;
use domain::routing::clock::{Clock, Rung};
use domain::routing::ringing::Ring;

use crate::words::{Names, Told};

/// Somebody may have been referred to several services, so it is said of which referral this is.
pub(super) fn rang(referral: ReferralId, ring: &Ring, names: &Names<'_>) -> Told<'static> {
    let told = match ring.rung {
        Rung::Remind => "Reminder",
        Rung::Overdue => "Overdue",
        Rung::Partnership => "The partnership was told",
        Rung::Expire => "Too late",
    };
    let of =
        names.receiver(referral).map_or(String::new(), |name| format!(" (referral to {name})"));
    Told::new("referral.clock_rang", format!("{told}{of}: {}", waited_for(ring.clock)))
}

fn waited_for(clock: Clock) -> &'static str {
    match clock {
        Clock::Acknowledge => "the receiver has not said yet that it saw the referral",
        Clock::Decide => "the receiver has not decided yet",
        Clock::Clarify => "the sender has not answered yet",
        Clock::WaitReview => "nobody has said how the wait goes on",
        Clock::Introduce => "the first meeting has not been held yet",
        Clock::ConfirmIntro => "the sender has not confirmed the introduction yet",
        Clock::Start => "support has not started yet",
        Clock::Plan => "there is no plan yet",
        Clock::Stall | Clock::StallInSupport => "nothing has happened for a while",
        Clock::Aftercare => "nobody has asked how the person is",
        Clock::Draft => "the draft has not been sent",
    }
}
