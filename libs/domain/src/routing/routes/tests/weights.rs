//! Each weight moves a service up, and nothing else does.

use super::super::story::*;
use super::super::*;
use crate::directory::Overlay;
use crate::directory::place::CapacitySays;
use crate::directory::service::{Listing, ServiceMode};
use crate::intake::need::NeedCode;
use crate::{PersonId, ServiceId};

const BETTER: u128 = 1;
const WORSE: u128 = 2;

/// For every one of a hundred people, the better service comes before the other: no draw decides.
#[track_caller]
fn comes_first(query: &Query, better: Offer<'_>, worse: Offer<'_>) {
    for person in (0..100).map(PersonId::from_u128) {
        let ranking = ask(&Query { person, ..query.clone() }, &[worse, better]);
        assert_eq!(suggested(&ranking), [better.service, worse.service]);
    }
}

#[test]
fn who_helps_with_more_of_what_is_wanted_comes_first() {
    let needs = |needs: &[NeedCode]| {
        saying(Overlay { needs: needs.iter().copied().collect(), ..Overlay::default() })
    };
    let query = wanting(|wanted| wanted.needs = [NeedCode::Money, NeedCode::Housing].into());
    let (both, one) = (needs(&[NeedCode::Money, NeedCode::Housing]), needs(&[NeedCode::Money]));
    comes_first(&query, offer(BETTER, &both), offer(WORSE, &one));
    comes_first(&query, offer(BETTER, &one), offer(WORSE, &listing()));
}
#[test]
fn listing_every_need_there_is_weighs_no_more_than_three() {
    let all: std::collections::BTreeSet<_> =
        <NeedCode as crate::Code>::ALL.iter().copied().collect();
    let everything = saying(Overlay { needs: all.clone(), ..Overlay::default() });
    let query = wanting(|wanted| wanted.needs = all);
    assert_eq!(route(&query, offer(1, &everything)).fit, 3 * RoutePolicy::standard().need);
}
#[test]
fn the_nearer_door_comes_first_where_people_go_there() {
    let at = |kilometres| {
        let spots = [north_of_dundee(kilometres)].into();
        saying(Overlay { spots, ..Overlay::default() })
    };
    let query = wanting(|wanted| wanted.from = Some(north_of_dundee(0)));
    let (near, far, very_far) = (at(1), at(10), at(80));
    comes_first(&query, offer(BETTER, &near), offer(WORSE, &far));
    comes_first(&query, offer(BETTER, &far), offer(WORSE, &very_far));
    let by_phone = Listing { modes: [ServiceMode::Phone].into(), ..near };
    assert_eq!(route(&query, offer(1, &by_phone)).fit, 0);
}
#[test]
fn a_place_that_is_known_to_be_free_comes_first() {
    let listing = listing();
    let with = |service, capacity| Offer { capacity, ..offer(service, &listing) };
    comes_first(&query(), with(BETTER, counted(1)), offer(WORSE, &listing));
    let stale = Snapshot { stale: true, ..counted(9) };
    comes_first(&query(), with(BETTER, counted(1)), with(WORSE, stale));
    let waitlist = Snapshot { says: CapacitySays::Waitlist, ..counted(0) };
    comes_first(&query(), with(BETTER, counted(1)), with(WORSE, waitlist));
    let assesses = Snapshot { says: CapacitySays::AssessFirst, ..counted(9) };
    comes_first(&query(), with(BETTER, counted(1)), with(WORSE, assesses));
}
#[test]
fn the_shorter_wait_comes_first_while_it_can_be_relied_on() {
    let listing = listing();
    let waits = |service, days| {
        let says = CapacitySays::Waitlist;
        let capacity = Snapshot { says, wait_days: Some(days), ..counted(0) };
        Offer { capacity, ..offer(service, &listing) }
    };
    comes_first(&query(), waits(BETTER, 5), waits(WORSE, 20));
    comes_first(&query(), waits(BETTER, 20), waits(WORSE, 60));
    let mut stale = waits(WORSE, 0);
    stale.capacity.stale = true;
    comes_first(&query(), waits(BETTER, 20), stale);
}
#[test]
fn who_answers_soon_comes_first_once_enough_answers_were_counted() {
    let listing = listing();
    let answers = |service, answers, hours| Offer {
        observed: Some(Observed { answers, declined: 0, hours }),
        ..offer(service, &listing)
    };
    comes_first(&query(), answers(BETTER, 5, 40), answers(WORSE, 500, 100));
    comes_first(&query(), answers(BETTER, 5, 100), answers(WORSE, 4, 1));
    comes_first(&query(), answers(BETTER, 5, 100), answers(WORSE, 5, 200));
}
#[test]
fn a_fit_is_the_sum_of_the_weights_of_its_reasons() {
    let needs = [NeedCode::Money, NeedCode::Housing].into();
    let spots = [north_of_dundee(1)].into();
    let listing = saying(Overlay { needs, spots, ..Overlay::default() });
    let query = wanting(|wanted| {
        wanted.needs = [NeedCode::Money, NeedCode::Housing].into();
        wanted.from = Some(north_of_dundee(0));
    });
    let best = Offer {
        capacity: Snapshot { wait_days: Some(0), ..counted(1) },
        observed: Some(Observed { answers: 50, declined: 0, hours: 3 }),
        ..offer(1, &listing)
    };
    let route = route(&query, best);
    assert_eq!(route.fit, 2 * 40 + 30 + 30 + 20 + 10);
    assert_eq!(route.why, [Why::Need, Why::Near, Why::PlaceFree, Why::ShortWait, Why::AnswersSoon]);
}
#[test]
fn other_weights_make_another_order() {
    let (needs, spots) = ([NeedCode::Money].into(), [north_of_dundee(1)].into());
    let helps = saying(Overlay { needs, ..Overlay::default() });
    let near = saying(Overlay { spots, ..Overlay::default() });
    let query = wanting(|wanted| {
        wanted.needs = [NeedCode::Money].into();
        wanted.from = Some(north_of_dundee(0));
    });
    let first = |policy: &RoutePolicy| {
        let ranking = rank(&query, &[offer(1, &helps), offer(2, &near)], DOOR, policy);
        suggested(&ranking).first().copied()
    };
    assert_eq!(first(&RoutePolicy::standard()), Some(ServiceId::from_u128(1)));
    let distance_first = RoutePolicy { need: 1, ..RoutePolicy::standard() };
    assert_eq!(first(&distance_first), Some(ServiceId::from_u128(2)));
}
