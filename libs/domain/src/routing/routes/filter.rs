//! Filter: what rules a service out. The first that holds is the reason that is given, so they stand in the order in
//! which a key worker would ask.

use super::offer::{Asked, Offer};
use super::query::{Query, Wanted};
use super::why::WhyNot;
use crate::directory::place::CapacitySays;
use crate::directory::service::{ServiceMode, Standing};
use crate::intake::need::NeedCode;

/// A reason, and whether it rules this offer out.
type Filter = (WhyNot, fn(&Query, &Offer<'_>) -> bool);

const FILTERS: [Filter; 15] = [
    (WhyNot::Area, |query, offer| !offer.listing.areas.contains(&query.wanted.area)),
    (WhyNot::Kind, |query, offer| !offer.listing.accepts.contains(&query.wanted.kind)),
    (WhyNot::NotOpen, |_, offer| {
        offer.standing != Standing::Open || !offer.listing.overlay.accepts_referrals
    }),
    (WhyNot::NotSharing, |_, offer| !offer.shares),
    (WhyNot::Stage, |query, offer| {
        query.wanted.stage.is_some_and(|stage| !offer.listing.stages.contains(&stage))
    }),
    (WhyNot::Age, |query, offer| {
        query.protected.age.is_some_and(|age| !offer.listing.overlay.ages.take(age))
    }),
    (WhyNot::NotForThisGroup, |query, offer| {
        let groups = &offer.listing.overlay.groups;
        !groups.is_empty() && groups.is_disjoint(&query.protected.groups)
    }),
    (WhyNot::Language, |query, offer| speaks(query, offer) == Some(false)),
    (WhyNot::Access, |query, offer| has_access(query, offer) == Some(false)),
    (WhyNot::Mode, |query, offer| !meets(&query.wanted, offer, |_| true)),
    (WhyNot::TooFar, |query, offer| is_too_far(&query.wanted, offer)),
    (WhyNot::Need, |query, offer| {
        let says = !offer.listing.overlay.needs.is_empty();
        says && !query.wanted.needs.is_empty()
            && !query.wanted.needs.iter().any(|need| helps_with(offer, *need))
    }),
    (WhyNot::AskedAlready, |_, offer| offer.asked == Asked::Open),
    (WhyNot::AskAgainLater, |query, offer| match offer.asked {
        Asked::Not | Asked::Open => false,
        Asked::Until(day) => query.on < day,
        Asked::UntilReassessed => true,
    }),
    (WhyNot::NoPlace, |_, offer| {
        offer.capacity.says == CapacitySays::None && !offer.listing.fallback
    }),
];

/// Why this service is left out, and how many filters it came past; `None` if it can help.
pub(super) fn why_not(query: &Query, offer: &Offer<'_>) -> Option<(usize, WhyNot)> {
    let mut filters = FILTERS.iter().enumerate();
    let ruled_out = filters.find(|(_, (_, rules_out))| rules_out(query, offer));
    ruled_out.map(|(passed, (why_not, _))| (passed, *why_not))
}

/// Whether the service works in the language that the person needs; `None` if it does not say.
pub(super) fn speaks(query: &Query, offer: &Offer<'_>) -> Option<bool> {
    let needed = query.protected.language.as_ref().filter(|tag| !tag.is_english());
    let Some(needed) = needed else { return Some(true) };
    let languages = &offer.listing.overlay.languages;
    if languages.is_empty() {
        None
    } else {
        Some(languages.iter().any(|tag| tag.goes_with(needed)))
    }
}

/// Whether the person can get in and take part; `None` if the service does not say.
pub(super) fn has_access(query: &Query, offer: &Offer<'_>) -> Option<bool> {
    let (needed, has) = (&query.protected.access, &offer.listing.overlay.access);
    if needed.is_empty() {
        return Some(true);
    }
    if has.is_empty() { None } else { Some(has.is_superset(needed)) }
}

/// Whether the service says that it helps with this. Who pays the bus helps with getting there.
pub(super) fn helps_with(offer: &Offer<'_>, need: NeedCode) -> bool {
    let overlay = &offer.listing.overlay;
    overlay.needs.contains(&need) || (need == NeedCode::Transport && overlay.travel_help)
}

/// Whether the service meets people in a way that is wanted, of those ways that are such.
fn meets(wanted: &Wanted, offer: &Offer<'_>, such: impl Fn(ServiceMode) -> bool) -> bool {
    let modes = &wanted.modes;
    let is_wanted = |mode: &ServiceMode| modes.is_empty() || modes.contains(mode);
    offer.listing.modes.iter().any(|mode| is_wanted(mode) && such(*mode))
}

/// Whether the person would have to go further than they can. To a service that meets them elsewhere, they need not.
fn is_too_far(wanted: &Wanted, offer: &Offer<'_>) -> bool {
    let Some(metres_max) = wanted.metres_max else { return false };
    let beyond = metres(wanted, offer).is_some_and(|metres| metres > metres_max);
    beyond && !meets(wanted, offer, |mode| mode != ServiceMode::InPerson)
}

/// How far it is to the nearest door at which the person could be met; `None` if that is unsaid, or there is none.
pub(super) fn metres(wanted: &Wanted, offer: &Offer<'_>) -> Option<u32> {
    let from = wanted.from?;
    let doors = offer.listing.overlay.spots.iter().map(|spot| from.metres_to(*spot));
    doors.min().filter(|_| meets(wanted, offer, |mode| mode == ServiceMode::InPerson))
}
