//! Where somebody could go, in plain words. How many were suggested stands in the headline; which, and why, is opened for
//! whoever may see what is kept closely.

use domain::routing::route::{Event, Suggestion};
use domain::routing::routes::{LeftOut, Route, Told as Answer};

use super::{Form, Names, Told};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    let Event::Suggested(suggestion) = event;
    Told::new("route.suggested", headline(suggestion, names)).with(
        "why",
        "route.told",
        &suggestion.told,
        Form::Message(in_words),
    )
}

/// The first by name, unless a name was kept back: it might be the first.
fn headline(suggestion: &Suggestion, names: &Names<'_>) -> String {
    let Suggestion { routes, kept_back, .. } = suggestion;
    let first = routes.first().map(|first| names.service(first.service));
    match (routes.len() + usize::from(*kept_back), kept_back, first) {
        (1, 0, Some(door)) => format!("The area's own door was suggested, {door}"),
        (count, 0, Some(first)) => {
            format!("{} services were suggested, {first} first", number(count))
        }
        (count, ..) => format!("{} services were suggested", number(count)),
    }
}

fn number(count: usize) -> &'static str {
    let words =
        ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    words.get(count).copied().unwrap_or("Many")
}

/// A line for each service that was named: the routes in order, then those that are none.
fn in_words(bytes: &[u8]) -> Option<String> {
    let told = wire::event::route_told::told(bytes).ok()?;
    let routes = told.ranking.routes.iter().map(|route| why(route, &told));
    let left_out = told.ranking.left_out.iter().map(|left| why_not(left, &told));
    Some(routes.chain(left_out).collect::<Vec<_>>().join("\n"))
}

fn why(route: &Route, told: &Answer) -> String {
    let name = told.listed.get(&route.service).map_or("", |listed| &listed.name);
    let caveats = route.caveats.iter().map(|caveat| caveat.in_words().to_owned());
    let said: Vec<_> = route.why_in_words().into_iter().chain(caveats).collect();
    format!(
        "{name}: {}",
        if said.is_empty() { "It could help.".to_owned() } else { said.join(" ") }
    )
}

fn why_not(left: &LeftOut, told: &Answer) -> String {
    let name = told.names.get(&left.service).map_or("", String::as_str);
    format!("Not {name}: {}", left.why_not.in_words())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use domain::directory::place::CapacitySays;
    use domain::routing::kind::ReferralKind;
    use domain::routing::route::Routed;
    use domain::routing::routes::{
        Listed, Protected, Query, RoutePolicy, Snapshot, Wanted, WhyNot, rank,
    };
    use domain::{Area, Date, OrgId, PersonId, Sealed, Sensitivity, ServiceId, SuggestionId};
    use journal::SqliteJournal;
    use projection::Directory;

    use super::*;

    const MUSIC: ServiceId = ServiceId::from_u128(1);
    const DOOR: ServiceId = ServiceId::from_u128(2);
    const PLACES: Snapshot = Snapshot {
        says: CapacitySays::Has,
        places_free: None,
        wait_days: None,
        as_of: None,
        stale: false,
    };

    fn dundee() -> Area {
        Area::from_code("S12000042").expect("Dundee City is an area")
    }

    async fn told(services: &[ServiceId], kept_back: u8) -> String {
        let routed = |service: &ServiceId| {
            let service = *service;
            Routed { service, places: PLACES, door: service == DOOR }
        };
        let event = Event::Suggested(Suggestion {
            suggestion: SuggestionId::from_u128(3),
            area: dundee(),
            kind: ReferralKind::Support,
            policy: "standard-1".to_owned(),
            routes: services.iter().map(routed).collect(),
            kept_back,
            told: Sealed { sensitivity: Sensitivity::Special, bytes: vec![] },
        });
        let journal = Arc::new(SqliteJournal::in_memory().expect("a journal in memory"));
        let directory = Directory::follow(journal).await.expect("it can be read");
        tell(&event, &Names::new(&directory)).headline
    }

    #[tokio::test]
    async fn the_headline_says_how_many_and_which_first() {
        let first = format!("Two services were suggested, service {MUSIC} first");
        assert_eq!(told(&[MUSIC, DOOR], 0).await, first);
        let alone = format!("The area's own door was suggested, service {DOOR}");
        assert_eq!(told(&[DOOR], 0).await, alone);
    }
    #[tokio::test]
    async fn where_a_name_was_kept_back_none_is_said_to_be_first() {
        assert_eq!(told(&[MUSIC, DOOR], 1).await, "Three services were suggested");
        assert_eq!(told(&[DOOR], 1).await, "Two services were suggested");
    }
    #[test]
    fn who_may_open_it_reads_each_service_with_its_reasons() {
        let on: Date = "2026-08-17".parse().expect("it is a day");
        let wanted = Wanted {
            area: dundee(),
            kind: ReferralKind::Support,
            stage: None,
            needs: [].into(),
            modes: [].into(),
            from: None,
            metres_max: None,
        };
        let (person, protected) = (PersonId::from_u128(9), Protected::default());
        let query = Query { person, on, wanted, protected };
        let mut ranking = rank(&query, &[], DOOR, &RoutePolicy::standard());
        ranking.left_out = vec![LeftOut { service: MUSIC, why_not: WhyNot::NoPlace }];
        let Query { wanted, protected, .. } = query;
        let door = Listed { name: "Front door".into(), org: OrgId::from_u128(4), places: PLACES };
        let told = Answer {
            wanted,
            protected,
            ranking,
            listed: BTreeMap::from([(DOOR, door)]),
            names: BTreeMap::from([(MUSIC, "Music".to_owned())]),
        };
        let read = in_words(&wire::event::route_told::bytes_of(&told));
        let lines = "Front door: It takes everybody who lives in the area, and turns nobody away.\n\
                     Not Music: It has no free place, and no waiting list.";
        assert_eq!(read.as_deref(), Some(lines));
        assert_eq!(in_words(b"?"), None);
    }
}
