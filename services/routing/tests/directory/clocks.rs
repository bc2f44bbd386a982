//! An area's clocks: said by the partnership, all at once, and never what cannot be.

use tonic::Response;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::{AreaClocks, AreaYear, Clock, ClockTerm, Date};

use crate::site::*;

fn term(clock: Clock, overdue_after: u32) -> ClockTerm {
    ClockTerm { clock: clock.into(), overdue_after, ..Default::default() }
}

fn stricter() -> AreaClocks {
    let closed = vec![Date { year: 2026, month: 10, day: 5 }];
    let years = vec![AreaYear { year: 2026, closed, open: vec![] }];
    AreaClocks { terms: vec![term(Clock::Decide, 1)], years }
}

fn set(clocks: AreaClocks) -> SetAreaClocksRequest {
    SetAreaClocksRequest {
        request_id: new_id(),
        area: DUNDEE.into(),
        clocks: Some(clocks),
        ..Default::default()
    }
}

async fn in_force(site: &Site, area: &str) -> ClocksInForce {
    let ask = GetAreaClocksRequest { area: area.into(), ..Default::default() };
    let answer = site.api.get_area_clocks(manager(ask)).await.map(Response::into_inner);
    answer.expect("an area has clocks").in_force.expect("and an answer says which")
}

fn decide(clocks: &ClocksInForce) -> Option<u32> {
    let term = clocks.terms.iter().find(|term| term.clock() == Clock::Decide);
    term.map(|term| term.overdue_after)
}

#[tokio::test]
async fn what_an_area_says_is_in_force_there_and_nowhere_else() {
    let site = site().await;
    let before = in_force(&site, DUNDEE).await;
    assert_eq!((before.version, &before.own, decide(&before)), (0, &None, Some(5)));
    let said = site.api.set_area_clocks(operations(set(stricter()))).await.expect("it can be");
    let after = in_force(&site, DUNDEE).await;
    assert_eq!(said.into_inner().in_force.as_ref(), Some(&after));
    assert_eq!((after.version, &after.own, decide(&after)), (1, &Some(stricter()), Some(1)));
    assert_eq!(in_force(&site, FIFE).await, before);
}

#[tokio::test]
async fn saying_nothing_goes_back_to_what_is_standard() {
    let site = site().await;
    site.api.set_area_clocks(operations(set(stricter()))).await.expect("it can be");
    site.api.set_area_clocks(operations(set(AreaClocks::default()))).await.expect("it can be");
    let after = in_force(&site, DUNDEE).await;
    assert_eq!((after.version, decide(&after)), (2, Some(5)));
}

#[tokio::test]
async fn clocks_that_cannot_be_are_refused_and_nothing_changes() {
    let site = site().await;
    let terms = |terms| AreaClocks { terms, years: vec![] };
    let year = |year, day: Date| AreaYear { year, closed: vec![], open: vec![day] };
    let years = |year| AreaClocks { terms: vec![], years: vec![year] };
    let expires = ClockTerm { expire_after: Some(9), ..term(Clock::Plan, 5) };
    for (said, wanted) in [
        (terms(vec![term(Clock::Decide, 0)]), "CLOCK_TERMS_UNUSABLE"),
        (terms(vec![term(Clock::Decide, 367)]), "CLOCK_TERMS_UNUSABLE"),
        (terms(vec![term(Clock::Decide, 65_537)]), "INVALID_FIELD"),
        (terms(vec![expires]), "CLOCK_TERMS_UNUSABLE"),
        (terms(vec![term(Clock::Decide, 1), term(Clock::Decide, 2)]), "INVALID_FIELD"),
        (terms(vec![term(Clock::Unspecified, 1)]), "INVALID_FIELD"),
        (years(year(2026, Date { year: 2027, month: 1, day: 4 })), "AREA_DAYS_UNUSABLE"),
        (years(year(1926, Date { year: 1926, month: 1, day: 4 })), "AREA_DAYS_UNUSABLE"),
        (years(year(2026, Date { year: 2026, month: 2, day: 30 })), "INVALID_FIELD"),
        (years(year(99_999, Date { year: 2026, month: 2, day: 3 })), "INVALID_FIELD"),
    ] {
        let refused = site.api.set_area_clocks(operations(set(said.clone()))).await;
        assert_eq!(reason(refused), wanted, "{said:?}");
    }
    assert_eq!(in_force(&site, DUNDEE).await.version, 0);
}

#[tokio::test]
async fn only_the_partnership_sets_an_areas_clocks() {
    let site = site().await;
    let refused = site.api.set_area_clocks(manager(set(stricter()))).await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
}
