//! What most aftercare stories begin with.

use crate::intake::{episode, plan};
use crate::testing::*;
use crate::*;

/// A journey with an open episode, since the stories' first day.
pub(super) fn in_support() -> Given {
    given([episode::Event::Opened {
        episode: EpisodeId::from_u128(1),
        area: Area::from_code("S12000042").expect("Dundee is an area"),
        door: COUNCIL,
        rejoin_of: None,
    }])
}

/// The same, with a plan that the person agreed to.
pub(super) fn with_a_plan() -> Given {
    let (text, next_review) = (sealed_words(), day("2026-10-12"));
    let plan = plan::Plan { version: 1, text, goals: 1, actions: 0, next_review };
    in_support().and([plan::Event::Agreed(plan)])
}

/// An open episode, closed on the stories' first day because the person chose to stop.
pub(super) fn after_support() -> Given {
    in_support().and([episode::Event::Closed {
        reason: episode::CloseReason::PersonChose,
        destination: None,
    }])
}

/// The council's worker, on this day.
pub(super) fn on(date: &str) -> Stamp {
    stamp_of(COUNCIL, ANN, Role::Worker, date)
}

/// Something personal that nobody here can read.
pub(super) fn sealed_words() -> Sealed {
    Sealed { sensitivity: Sensitivity::Core, bytes: vec![7; 24] }
}
