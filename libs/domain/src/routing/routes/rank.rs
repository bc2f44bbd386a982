//! Rank: from a question and everything there is, to at most ten routes and a reason for each service that is none.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::draw::lot;
use super::filter::why_not;
use super::fit::Scored;
use super::offer::Offer;
use super::policy::RoutePolicy;
use super::query::Query;
use super::said;
use super::why::{Caveat, Why, WhyNot};
use crate::ServiceId;

/// How many routes an answer has at most, the area's door among them.
pub const ROUTES_MAX: usize = 10;
/// How many services that are left out an answer names at most: those that came nearest to being a route.
pub const LEFT_OUT_MAX: usize = 20;

/// Where somebody could go, and why not elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The best first, and the area's fallback door last: 1 to 10.
    pub routes: Vec<Route>,
    /// Those that came nearest to being a route, the nearest first: 0 to 20.
    pub left_out: Vec<LeftOut>,
    /// How many more are left out, for each reason.
    pub others: BTreeMap<WhyNot, u32>,
}

/// A service that could help.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Which service.
    pub service: ServiceId,
    /// How well it fits: the sum of its reasons' weights. A door that closes the answer has none, for it is last anyway.
    pub fit: u16,
    /// Why it is suggested.
    pub why: Vec<Why>,
    /// What to find out first.
    pub caveats: Vec<Caveat>,
    /// What its place in the order was made from.
    pub scored: Scored,
    /// Whether it is the fallback door that closes the answer.
    pub door: bool,
}

/// A service that is not suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// Which service.
    pub service: ServiceId,
    /// The first reason that was found.
    pub why_not: WhyNot,
}

impl Ranking {
    /// Counts services that were not offered at all, because they take nobody who lives in the area.
    #[must_use]
    pub fn and_elsewhere(mut self, services: u32) -> Self {
        if services > 0 {
            *self.others.entry(WhyNot::Area).or_default() += services;
        }
        self
    }
}

struct Able<'a> {
    offer: &'a Offer<'a>,
    scored: Scored,
}

/// Puts the services that could help in order. Each offer is of another service, in whatever order; `door` is the
/// fallback door of the area that is asked about, and closes the answer whether it is offered or not.
pub fn rank(query: &Query, offers: &[Offer<'_>], door: ServiceId, policy: &RoutePolicy) -> Ranking {
    let lot = |service| (lot(query.person, service), service);
    let (mut able, mut ruled_out) = (vec![], vec![]);
    for offer in offers.iter().filter(|offer| offer.service != door) {
        match why_not(query, offer) {
            None => able.push(Able { offer, scored: Scored::of(&query.wanted, offer, policy) }),
            Some((passed, why_not)) => {
                let left = LeftOut { service: offer.service, why_not };
                ruled_out.push((Reverse(passed), lot(offer.service), left));
            }
        }
    }
    able.sort_by_cached_key(|able| (Reverse(able.scored.fit(policy)), lot(able.offer.service)));
    let ruled_out = nearest_first(ruled_out);

    let outranked = able.split_off(able.len().min(ROUTES_MAX - 1));
    let outranked = outranked
        .iter()
        .map(|able| LeftOut { service: able.offer.service, why_not: WhyNot::Outranked });
    let mut left_out: Vec<_> =
        outranked.chain(ruled_out.into_iter().map(|(.., left)| left)).collect();
    let others = counted(&left_out.split_off(left_out.len().min(LEFT_OUT_MAX)));

    let mut routes: Vec<_> = able.into_iter().map(|able| route(query, able, policy)).collect();
    routes.push(closing(door));
    Ranking { routes, left_out, others }
}

/// How near a service came to being a route, its lot, and why it is none.
type RuledOut = (Reverse<usize>, (u64, ServiceId), LeftOut);

/// Those that may be named in order, and the others behind them: of ten thousand, nobody asks which is the last.
fn nearest_first(mut ruled_out: Vec<RuledOut>) -> Vec<RuledOut> {
    if ruled_out.len() > LEFT_OUT_MAX {
        ruled_out.select_nth_unstable_by_key(LEFT_OUT_MAX, |(passed, lot, _)| (*passed, *lot));
    }
    let named = ruled_out.len().min(LEFT_OUT_MAX);
    ruled_out[..named].sort_unstable_by_key(|(passed, lot, _)| (*passed, *lot));
    ruled_out
}

fn route(query: &Query, Able { offer, scored }: Able<'_>, policy: &RoutePolicy) -> Route {
    let weighed = scored.weights(policy).map(|(why, _)| why);
    Route {
        service: offer.service,
        fit: scored.fit(policy),
        why: weighed.chain(said::reasons(query, offer)).collect(),
        caveats: said::caveats(query, offer, policy),
        scored,
        door: false,
    }
}

fn closing(service: ServiceId) -> Route {
    let (scored, why) = (Scored::default(), vec![Why::AreasDoor]);
    Route { service, fit: 0, why, caveats: vec![], scored, door: true }
}

fn counted(others: &[LeftOut]) -> BTreeMap<WhyNot, u32> {
    let mut counts = BTreeMap::new();
    for LeftOut { why_not, .. } in others {
        *counts.entry(*why_not).or_default() += 1;
    }
    counts
}
