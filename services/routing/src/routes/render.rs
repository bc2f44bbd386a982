//! An answer as callers see it, in codes and in words.

use domain::routing::route::{Routed, Suggestion};
use domain::routing::routes::{LeftOut, Listed, Route, Snapshot, Told, WhyNot};
use domain::{Code, ServiceId};
use wire::convert::date_of;
use wire::routing::{LeftOutCount, ServiceLeftOut, SuggestRoutesResponse, SuggestedRoute};

/// Adds what was told; where that was destroyed, what of it stands in clear.
pub(super) fn fill(
    answer: &mut SuggestRoutesResponse,
    suggestion: &Suggestion,
    told: Option<&Told>,
) {
    let Some(told) = told else {
        answer.routes = suggestion.routes.iter().map(in_clear).collect();
        return;
    };
    let ranking = &told.ranking;
    let routes = ranking.routes.iter();
    answer.routes =
        routes.filter_map(|route| Some(of(route, told.listed.get(&route.service)?))).collect();
    answer.left_out = ranking.left_out.iter().map(|left| left_out(left, told)).collect();
    answer.others = ranking.others.iter().map(others).collect();
}

fn in_clear(routed: &Routed) -> SuggestedRoute {
    placed(routed.service, &routed.places, routed.door)
}

fn placed(service: ServiceId, places: &Snapshot, door: bool) -> SuggestedRoute {
    SuggestedRoute {
        service_id: service.to_string(),
        capacity: places.says.number(),
        places_free: places.places_free,
        wait_days: places.wait_days.map(u32::from),
        capacity_as_of: places.as_of.map(date_of),
        capacity_stale: places.stale,
        door,
        ..Default::default()
    }
}

fn of(route: &Route, Listed { name, org, places }: &Listed) -> SuggestedRoute {
    SuggestedRoute {
        org_id: org.to_string(),
        name: name.clone(),
        fit: route.fit.into(),
        why: route.why_in_words(),
        why_codes: route.why.iter().map(|why| why.number()).collect(),
        caveats: route.caveats.iter().map(|caveat| caveat.in_words().to_owned()).collect(),
        caveat_codes: route.caveats.iter().map(|caveat| caveat.number()).collect(),
        ..placed(route.service, places, route.door)
    }
}

fn left_out(left: &LeftOut, told: &Told) -> ServiceLeftOut {
    ServiceLeftOut {
        service_id: left.service.to_string(),
        name: told.names.get(&left.service).cloned().unwrap_or_default(),
        why_not: left.why_not.in_words().to_owned(),
        why_not_code: left.why_not.number(),
    }
}

fn others((why_not, count): (&WhyNot, &u32)) -> LeftOutCount {
    LeftOutCount {
        why_not_code: why_not.number(),
        why_not: why_not.in_words().to_owned(),
        count: *count,
    }
}
