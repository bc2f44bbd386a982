//! Listing: what a service says of itself, and what it has to say at least.

use std::collections::BTreeSet;

use super::Refusal;
use crate::Area;
use crate::directory::{Overlay, is_line, overlay};
use crate::intake::stage::Stage;
use crate::routing::kind::ReferralKind;

codes! {
    /// How a service meets people.
    pub ServiceMode {
        /// At its own place.
        InPerson = 1 "IN_PERSON",
        /// By video.
        Video = 2 "VIDEO",
        /// By phone.
        Phone = 3 "PHONE",
        /// Where the person is: at home, in a hostel, in the street.
        Outreach = 4 "OUTREACH",
        /// Online, in the person's own time.
        Online = 5 "ONLINE",
    }
}

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its name, as people know it.
    pub name: String,
    /// The kinds of referral it takes: at least one.
    pub accepts: BTreeSet<ReferralKind>,
    /// The stages it helps with: at least one.
    pub stages: BTreeSet<Stage>,
    /// Where the people it takes live: at least one area.
    pub areas: BTreeSet<Area>,
    /// How it meets people: at least one way.
    pub modes: BTreeSet<ServiceMode>,
    /// Whether it is a fallback door: it then takes everybody in its areas, and may not decline.
    pub fallback: bool,
    /// Whom it is for, what it helps with, and how to get in.
    pub overlay: Overlay,
}

impl Listing {
    /// That it says all that a router needs, and that a fallback door takes everybody, and whatever is passed on: help beside
    /// a lead, and taking over. A pull or a question is not.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let Self { name, accepts, stages, areas, modes, fallback, overlay } = self;
        if !is_line(name) {
            return Err(Refusal::Name);
        }
        if accepts.is_empty() || stages.is_empty() || areas.is_empty() || modes.is_empty() {
            return Err(Refusal::Incomplete);
        }
        if *fallback && !accepts.contains(&ReferralKind::Transfer) {
            return Err(Refusal::FallbackMustTakeOver);
        }
        if *fallback && !accepts.contains(&ReferralKind::Support) {
            return Err(Refusal::FallbackMustSupport);
        }
        if *fallback && overlay.leaves_somebody_out() {
            return Err(Refusal::FallbackTakesEverybody);
        }
        Ok(overlay::check(overlay)?)
    }
}
