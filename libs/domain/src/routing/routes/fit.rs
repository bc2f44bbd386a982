//! Fit: how well a service fits, as the sum of the weights of its reasons. Whoever sees the reasons can add them up.

use std::collections::BTreeSet;

use super::filter::{helps_with, metres};
use super::offer::Offer;
use super::policy::{RoutePolicy, weight};
use super::query::Wanted;
use super::why::Why;
use crate::directory::place::CapacitySays;
use crate::intake::need::NeedCode;

/// All that the order of services is made from. It is made without what is protected, and has no field for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scored {
    /// What is wanted and the service helps with.
    pub needs: BTreeSet<NeedCode>,
    /// How far it is to its nearest door, in metres; absent if that is unsaid, or nobody has to go there.
    pub metres: Option<u32>,
    /// How many places are free; absent where nothing that can be relied on says so.
    pub places_free: Option<u32>,
    /// How long somebody waits, in days; absent where nothing that can be relied on says so.
    pub wait_days: Option<u16>,
    /// Within how many hours it answers half of its referrals; absent where too few were counted.
    pub hours: Option<u32>,
}

impl Scored {
    /// What is known of a service that bears on what is wanted.
    pub(super) fn of(wanted: &Wanted, offer: &Offer<'_>, policy: &RoutePolicy) -> Self {
        let capacity = Some(offer.capacity).filter(|capacity| capacity.is_fresh());
        let has_room = capacity.filter(|capacity| capacity.says == CapacitySays::Has);
        let waits = |says| match says {
            CapacitySays::Has | CapacitySays::Waitlist => true,
            CapacitySays::None | CapacitySays::AssessFirst => false,
        };
        let observed = offer.observed.filter(|observed| observed.answers >= policy.answers_min);
        Self {
            needs: wanted.needs.iter().copied().filter(|need| helps_with(offer, *need)).collect(),
            metres: metres(wanted, offer),
            places_free: has_room.and_then(|capacity| capacity.places_free),
            wait_days: capacity.filter(|c| waits(c.says)).and_then(|c| c.wait_days),
            hours: observed.map(|observed| observed.hours),
        }
    }

    /// Each good reason, and what it weighs.
    pub(super) fn weights(&self, policy: &RoutePolicy) -> impl Iterator<Item = (Why, u16)> {
        let needs = u16::try_from(self.needs.len()).unwrap_or(u16::MAX).min(policy.needs_max);
        let wait_days = self.wait_days.map(u32::from);
        let weights = [
            (Why::Need, (needs > 0).then(|| policy.need.saturating_mul(needs))),
            (Why::Near, self.metres.and_then(|metres| weight(&policy.near, metres))),
            (Why::PlaceFree, self.places_free.filter(|free| *free > 0).map(|_| policy.place_free)),
            (Why::ShortWait, wait_days.and_then(|days| weight(&policy.wait, days))),
            (Why::AnswersSoon, self.hours.and_then(|hours| weight(&policy.answers, hours))),
        ];
        weights.into_iter().filter_map(|(why, weight)| Some((why, weight?)))
    }

    /// How well it fits.
    pub(super) fn fit(&self, policy: &RoutePolicy) -> u16 {
        self.weights(policy).fold(0, |fit, (_, weight)| fit.saturating_add(weight))
    }
}
