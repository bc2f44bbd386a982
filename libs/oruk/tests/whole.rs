//! What only a whole feed shows: ids that stand twice, and parents that lead back to themselves.

mod support;

use anydoor_oruk::{
    CIRCLES_NAMED_MAX, Conclusion, Effect, NODES_MAX, Path, Problem, RECORDS_MAX, Service, Whole,
    read,
};
use serde_json::{Value, json};
use support::*;
use uuid::Uuid;

/// Where a record says whose part its organisation is.
const PARENT: &str = "organization.parent_organization_id";

fn id(n: usize) -> String {
    Uuid::from_u128(n as u128).to_string()
}

/// A service with this id of an organisation that is a part of another.
fn of(n: usize, organization: usize, parent: Option<usize>) -> Value {
    let parent = parent.map(id);
    let organization = json!({ "id": id(organization), "name": "A", "description": "A.", "parent_organization_id": parent });
    service(json!({ "id": id(n), "organization": organization }))
}

/// A service with this id and these terms, each with its parent.
fn about(n: usize, terms: &[(usize, Option<usize>)]) -> Value {
    let attribute = |(term, parent): &(usize, Option<usize>)| {
        let parent = parent.map(id);
        json!({ "id": ID, "taxonomy_term": { "id": id(*term), "name": "T", "description": "T.", "parent_id": parent } })
    };
    service(json!({ "id": id(n), "attributes": terms.iter().map(attribute).collect::<Vec<_>>() }))
}

fn see_all(records: &[Value]) -> Seen {
    see(json!(records).to_string())
}

fn ids(seen: &Seen) -> Vec<usize> {
    seen.services.iter().map(|service| service.id.as_u128() as usize).collect()
}

/// Where the faults stand.
fn places(seen: &Seen) -> Vec<String> {
    seen.faults.iter().map(|fault| fault.at.to_string()).collect()
}

#[test]
fn an_id_that_stands_twice_counts_once() {
    let seen = see_all(&[of(1, 9, None), of(2, 9, None), of(1, 9, None), of(1, 9, None)]);
    assert_eq!(ids(&seen), [1, 2]);
    assert_eq!(places(&seen), ["[2].id", "[3].id"]);
    let first = Path::default().entry(0);
    assert!(seen.faults.iter().all(|f| f.problem == Problem::Repeated { first: first.clone() }));
}
#[test]
fn a_record_that_was_left_out_does_not_take_its_id_with_it() {
    let nameless = service(json!({ "id": id(1), "name": null }));
    assert_eq!(ids(&see_all(&[nameless, of(1, 9, None)])), [1]);
}
#[test]
fn a_cycle_of_parents_is_found_however_long_and_named_at_each_record_that_it_is_made_of() {
    for length in [1, 2, 3, 50] {
        let circle = (0..length).map(|n| of(1_000 + n, n, Some((n + 1) % length)));
        let beside = [of(1, 500, Some(0)), of(2, 501, None), of(3, 502, Some(501))];
        let seen = see_all(&circle.chain(beside).collect::<Vec<_>>());
        assert_eq!(ids(&seen), [1, 2, 3], "whose parents lead into a circle does not stand in it");
        assert_eq!((seen.faults.len(), seen.left_out), (length, length));
        for (nth, fault) in seen.faults.iter().enumerate() {
            assert_eq!(fault.at.to_string(), format!("[{nth}].{PARENT}"));
            assert_eq!(fault.effect, Effect::ServiceLeftOut);
            let Problem::Cycle { through, length: told } = &fault.problem else {
                panic!("{fault}")
            };
            assert_eq!((*told, through.len()), (length, length.min(8)));
        }
    }
}
#[test]
fn only_the_records_that_state_a_part_of_a_circle_are_left_out() {
    let seen =
        see_all(&[of(1, 10, Some(11)), of(2, 10, None), of(3, 11, Some(10)), of(4, 12, None)]);
    assert_eq!(ids(&seen), [2, 4]);
    assert_eq!(places(&seen), [format!("[0].{PARENT}"), format!("[2].{PARENT}")]);
}
#[test]
fn one_faulty_record_of_an_organisation_costs_no_other_of_it() {
    let parent = |n: usize| (n == 17).then_some(9);
    let mut records: Vec<_> = (0..20).map(|n| of(1_000 + n, 9, parent(n))).collect();
    let seen = see_all(&records);
    assert_eq!((seen.services.len(), places(&seen)), (19, vec![format!("[17].{PARENT}")]));
    records[0] = of(1_000, 9, Some(8));
    let seen = see_all(&records);
    assert_eq!(places(&seen), [format!("[17].{PARENT}")], "whatever the others say");
}
#[test]
fn one_faulty_record_with_a_term_costs_no_other_with_it() {
    let parent = |n: usize| (n == 15).then_some(9);
    let seen = see_all(&(0..20).map(|n| about(1_000 + n, &[(9, parent(n))])).collect::<Vec<_>>());
    assert_eq!((seen.services.len(), places(&seen)), (19, vec!["[15].attributes".to_owned()]));
}
#[test]
fn of_many_circles_so_many_are_named_and_the_others_counted() {
    let mut whole = Whole::default();
    for n in 0..CIRCLES_NAMED_MAX + 5 {
        let service = read_one(&of(n, n, Some(n))).service.expect("it is a service");
        whole.take(&Path::default().entry(n), &service).expect("there is room");
    }
    let Conclusion { faults, more, left_out } = whole.end();
    assert_eq!((faults.len(), more), (CIRCLES_NAMED_MAX, 5));
    assert_eq!(left_out.len(), CIRCLES_NAMED_MAX + 5);
}
#[test]
fn terms_are_followed_as_organisations_are_and_apart_from_them() {
    let seen = see_all(&[
        about(1, &[(10, Some(11))]),
        about(2, &[(11, Some(10)), (12, None)]),
        about(3, &[(12, None)]),
    ]);
    assert_eq!(ids(&seen), [3]);
    assert_eq!(places(&seen), ["[0].attributes", "[1].attributes"]);
    let crossed = see_all(&[of(1, 10, Some(11)), about(2, &[(11, Some(10))])]);
    assert_eq!((ids(&crossed), crossed.faults.len()), (vec![1, 2], 0));
}
#[test]
fn circles_that_do_not_touch_are_found_each() {
    let seen = see_all(&[
        of(1, 10, Some(11)),
        of(2, 11, Some(10)),
        of(3, 20, Some(20)),
        about(4, &[(10, Some(10))]),
    ]);
    assert_eq!((ids(&seen), seen.faults.len()), (vec![], 4));
}
#[test]
fn a_parent_that_is_not_in_the_feed_is_no_fault() {
    assert_eq!(see_all(&[of(1, 10, Some(11)), about(2, &[(12, Some(13))])]).told(), []);
}
#[test]
fn there_are_only_so_many_records_in_a_feed() {
    let found = read(service(json!({})).to_string().as_bytes(), Path::default()).service;
    let template = found.expect("it is a service");
    let take = |whole: &mut Whole, n: usize| {
        let service = Service { id: Uuid::from_u128(n as u128), ..template.clone() };
        whole.take(&Path::default().entry(n), &service)
    };
    let mut whole = Whole::default();
    for n in 0..RECORDS_MAX {
        take(&mut whole, n).expect("there is room");
    }
    let refused = take(&mut whole, RECORDS_MAX).expect_err("there is no room");
    assert_eq!(refused.problem, Problem::TooMany { most: RECORDS_MAX });
}
#[test]
fn a_record_that_there_is_no_room_for_stands_in_no_circle() {
    let found = |record: &Value| read_one(record).service.expect("it is a service");
    let mut whole = Whole::default();
    let mut take = |n: usize, mut service: Service| {
        service.id = Uuid::from_u128(n as u128);
        whole.take(&Path::default().entry(n), &service)
    };
    let with_terms = found(&about(0, &[(0, Some(usize::MAX)); 100]));
    let mut next = 1;
    let refused = loop {
        let mut service = with_terms.clone();
        for term in &mut service.terms {
            term.id = Uuid::from_u128(next);
            next += 1;
        }
        service.organization =
            found(&of(0, 7, Some(7))).organization.filter(|_| next > NODES_MAX as u128 - 100);
        match take(next as usize, service) {
            Ok(()) => {}
            Err(fault) => break fault,
        }
    };
    assert_eq!(refused.problem, Problem::TooMany { most: NODES_MAX });
    let Conclusion { faults, left_out, .. } = whole.end();
    assert_eq!(faults.len(), left_out.len(), "of those that were taken, at the most the last");
}
