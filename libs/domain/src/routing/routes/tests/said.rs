//! What is said of a route: in codes, and in words that can be read out.

use super::super::story::*;
use super::super::*;
use crate::Code;
use crate::directory::Overlay;
use crate::directory::overlay::{Ages, ServiceAccess};
use crate::directory::place::CapacitySays;
use crate::directory::service::ServiceMode;
use crate::intake::need::{CircumstanceCode, NeedCode};
use crate::intake::stage::Stage;

fn demanding() -> Query {
    Query {
        protected: Protected {
            age: None,
            language: Some("pl".parse().expect("a tag")),
            access: [ServiceAccess::StepFree].into(),
            groups: [CircumstanceCode::Carer].into(),
        },
        ..wanting(|wanted| {
            wanted.stage = Some(Stage::Engagement);
            wanted.modes = [ServiceMode::InPerson].into();
        })
    }
}

#[test]
fn what_every_route_has_is_said_and_weighs_nothing() {
    let listing = saying(Overlay {
        groups: [CircumstanceCode::Carer].into(),
        languages: [("pl".parse().expect("a tag"))].into(),
        access: [ServiceAccess::StepFree].into(),
        ..Overlay::default()
    });
    let route = route(&demanding(), offer(1, &listing));
    assert_eq!(route.fit, 0);
    let said = [Why::Stage, Why::Mode, Why::Language, Why::Access, Why::ForThisGroup];
    assert_eq!(route.why, said);
    assert_eq!(route.caveats, []);
}
#[test]
fn what_a_service_leaves_unsaid_is_to_be_found_out_first() {
    let ages = Ages::new(Some(16), None).expect("they are ages");
    let listing = saying(Overlay { ages, ..Overlay::default() });
    let stale = Snapshot { says: CapacitySays::Waitlist, stale: true, ..counted(0) };
    let route = route(&demanding(), Offer { capacity: stale, ..offer(1, &listing) });
    let unsaid = [Caveat::Age, Caveat::Language, Caveat::Access, Caveat::Places, Caveat::Waitlist];
    assert_eq!(route.caveats, unsaid);
    assert_eq!(route.why, [Why::Stage, Why::Mode]);
}
#[test]
fn that_it_says_no_often_is_said_of_who_was_asked_often_enough() {
    let listing = listing();
    let caveats = |answers, declined| {
        let observed = Some(Observed { answers, declined, hours: 480 });
        route(&query(), Offer { observed, ..offer(1, &listing) }).caveats
    };
    assert_eq!(caveats(5, 3), [Caveat::SaysNoOften]);
    assert_eq!(caveats(6, 3), []);
    assert_eq!(caveats(4, 4), []);
}
#[test]
fn of_whom_nothing_is_asked_nothing_is_to_be_found_out() {
    assert_eq!(route(&query(), offer(1, &listing())).caveats, []);
    assert_eq!(route(&query(), offer(1, &listing())).why, []);
}
#[test]
fn a_route_can_be_read_out() {
    let needs = [NeedCode::Money, NeedCode::Housing, NeedCode::Transport];
    let spots = [north_of_dundee(4)].into();
    let listing = saying(Overlay {
        needs: [NeedCode::Money, NeedCode::Housing].into(),
        travel_help: true,
        spots,
        ..Overlay::default()
    });
    let query = wanting(|wanted| {
        wanted.needs = needs.into();
        wanted.from = Some(north_of_dundee(0));
    });
    let offer = Offer {
        capacity: Snapshot { wait_days: Some(5), ..counted(3) },
        observed: Some(Observed { answers: 50, declined: 0, hours: 30 }),
        ..offer(1, &listing)
    };
    assert_eq!(
        route(&query, offer).why_in_words(),
        [
            "It helps with housing, money and debt and getting there.",
            "It is about 4 km away as the crow flies.",
            "It has 3 free places.",
            "The wait is about 5 days.",
            "It usually answers within 2 days.",
        ]
    );
}
#[test]
fn the_door_says_that_it_turns_nobody_away() {
    let door = ask(&query(), &[]).routes.pop().expect("an answer is never empty");
    assert_eq!(
        door.why_in_words(),
        ["It takes everybody who lives in the area, and turns nobody away."]
    );
}
#[test]
fn every_reason_is_a_sentence_of_its_own() {
    let why_not = WhyNot::ALL.iter().map(|code| code.in_words());
    let caveats = Caveat::ALL.iter().map(|code| code.in_words());
    let route = Route { why: Why::ALL.to_vec(), ..route(&query(), offer(1, &listing())) };
    let mut route = route;
    route.scored.metres = Some(900);
    route.scored.needs = [NeedCode::Money].into();
    let why = route.why_in_words();
    let all: Vec<&str> = why.iter().map(String::as_str).chain(why_not).chain(caveats).collect();
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
    assert!(all.iter().all(|words| words.ends_with('.') && !words.contains('_')), "{all:?}");
}
