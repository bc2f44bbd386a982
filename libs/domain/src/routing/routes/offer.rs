//! Offer: a service as it stands on the day of the question, and what came of asking it before.

use crate::directory::Service;
use crate::directory::place::{self, CapacitySays};
use crate::directory::service::{Listing, Standing};
use crate::routing::kind::ReferralKind;
use crate::routing::reason::ReRefer;
use crate::routing::state::ReferralState;
use crate::{Date, Journey, ServiceId};

/// A service that could be asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer<'a> {
    /// Which service.
    pub service: ServiceId,
    /// What it says of itself.
    pub listing: &'a Listing,
    /// Whether people can be referred to it.
    pub standing: Standing,
    /// What is known of its places.
    pub capacity: Snapshot,
    /// How it answered others; absent while nobody counted.
    pub observed: Option<Observed>,
    /// Whether its organisation has a sharing agreement that holds on the day.
    pub shares: bool,
    /// What came of asking it for this person.
    pub asked: Asked,
}

/// What is known of a service's places on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// What it says in a word.
    pub says: CapacitySays,
    /// How many places are free; absent if it never said how many it has.
    pub places_free: Option<u32>,
    /// How long somebody waits, in days; absent if it never said.
    pub wait_days: Option<u16>,
    /// The day it said so; absent if it never did.
    pub as_of: Option<Date>,
    /// Whether that is too long ago to be relied on.
    pub stale: bool,
}

/// How a service answered, counted over the last months. Never declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// How many referrals it answered.
    pub answers: u32,
    /// To how many of them it said no.
    pub declined: u32,
    /// Within how many hours it answered half of them, rounded up to a step: 4, 12, 24, 48, 72, 120, 240, or 480, which
    /// stands for anything longer too.
    pub hours: u32,
}

/// What came of asking a service for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It can be asked.
    Not,
    /// A referral to it is open.
    Open,
    /// It can be asked again from this day on.
    Until(Date),
    /// It can be asked again once the person's needs or eligibility were looked at again.
    UntilReassessed,
}

impl<'a> Offer<'a> {
    /// What a published service offers on this day; `None` if it was never published.
    pub fn of(
        service: ServiceId,
        known: &'a Service,
        on: Date,
        shares: bool,
        asked: Asked,
    ) -> Option<Self> {
        let published = known.published.as_ref()?;
        Some(Self {
            service,
            listing: &published.listing,
            standing: published.standing,
            capacity: Snapshot::of(&known.places, on),
            observed: None,
            shares,
            asked,
        })
    }
}

impl Snapshot {
    /// What is known of these places on this day.
    pub fn of(places: &place::State, on: Date) -> Self {
        Self {
            says: places.says(),
            places_free: places.free(),
            wait_days: places.capacity.map(|capacity| capacity.wait_days),
            as_of: places.capacity.map(|capacity| capacity.as_of),
            stale: places.capacity.is_some_and(|capacity| capacity.is_stale(on)),
        }
    }
    /// Whether it said how many places it has, and not too long ago.
    pub fn is_fresh(&self) -> bool {
        self.as_of.is_some() && !self.stale
    }
}

impl Asked {
    /// What came of asking this service on this journey: just what would refuse a referral that is sent to it.
    pub fn of(journey: &Journey, service: ServiceId, kind: ReferralKind) -> Self {
        let open = journey.referral.referrals.values().any(|referral| {
            let unsent = referral.state == ReferralState::Draft;
            referral.request.to.service == service && !unsent && !referral.state.is_terminal()
        });
        if open {
            return Self::Open;
        }
        let last = journey.referral.last_ended_at(service);
        let counts = last.filter(|r| kind != ReferralKind::Advice && !r.is_reassessed(journey));
        match counts.and_then(|r| r.ended).map(|(on, effect)| (on, effect.re_refer)) {
            None | Some((_, ReRefer::Now)) => Self::Not,
            Some((_, ReRefer::UnlessReassessed)) => Self::UntilReassessed,
            Some((on, ReRefer::AfterDays(days))) => {
                Self::Until(on.saturating_add(jiff::Span::new().days(i64::from(days))))
            }
        }
    }
}
