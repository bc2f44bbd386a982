//! What is said of a service beside its weights: what it has that others lack, and what to find out first. None of it
//! moves a service up or down.

use super::filter::{has_access, speaks};
use super::offer::Offer;
use super::policy::RoutePolicy;
use super::query::Query;
use super::why::{Caveat, Why};
use crate::directory::overlay::Ages;
use crate::directory::place::CapacitySays;

/// The reasons that weigh nothing, for they hold of every service that was not left out, or are nobody's merit.
pub(super) fn reasons(query: &Query, offer: &Offer<'_>) -> impl Iterator<Item = Why> {
    let protected = &query.protected;
    let said = [
        (Why::Stage, query.wanted.stage.is_some()),
        (Why::Mode, !query.wanted.modes.is_empty()),
        (Why::Language, needs_a_language(query) && speaks(query, offer) == Some(true)),
        (Why::Access, !protected.access.is_empty() && has_access(query, offer) == Some(true)),
        (Why::ForThisGroup, !offer.listing.overlay.groups.is_empty()),
    ];
    said.into_iter().filter(|(_, holds)| *holds).map(|(why, _)| why)
}

fn needs_a_language(query: &Query) -> bool {
    query.protected.language.as_ref().is_some_and(|language| !language.is_english())
}

/// What to find out before the service is asked.
pub(super) fn caveats(query: &Query, offer: &Offer<'_>, policy: &RoutePolicy) -> Vec<Caveat> {
    let capacity = &offer.capacity;
    let ages = offer.listing.overlay.ages;
    let unsaid = [
        (Caveat::Age, query.protected.age.is_none() && ages != Ages::ANY),
        (Caveat::Language, speaks(query, offer).is_none()),
        (Caveat::Access, has_access(query, offer).is_none()),
        (Caveat::Places, capacity.stale),
        (Caveat::Waitlist, capacity.says == CapacitySays::Waitlist),
        (Caveat::AssessFirst, capacity.says == CapacitySays::AssessFirst),
        (Caveat::SaysNoOften, says_no_often(offer, policy)),
    ];
    unsaid.into_iter().filter(|(_, holds)| *holds).map(|(caveat, _)| caveat).collect()
}

/// Few answers say little.
fn says_no_often(offer: &Offer<'_>, policy: &RoutePolicy) -> bool {
    let counted = offer.observed.filter(|observed| observed.answers >= policy.answers_min);
    counted.is_some_and(|observed| observed.declined > observed.answers / 2)
}
