//! What only a whole feed shows: ids that stand twice, and parents that lead back to themselves.

mod support;

use anydoor_oruk::{Conclusion, NODES_MAX, Path, Problem, RECORDS_MAX, Service, Whole, read};
use serde_json::{Value, json};
use support::*;
use uuid::Uuid;

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

#[test]
fn an_id_that_stands_twice_counts_once() {
    let seen = see_all(&[of(1, 9, None), of(2, 9, None), of(1, 9, None), of(1, 9, None)]);
    assert_eq!(ids(&seen), [1, 2]);
    let places: Vec<_> = seen.faults.iter().map(|fault| fault.at.to_string()).collect();
    assert_eq!(places, ["[2].id", "[3].id"]);
    let first = Path::default().entry(0);
    assert!(seen.faults.iter().all(|f| f.problem == Problem::Repeated { first: first.clone() }));
}
#[test]
fn a_record_that_was_left_out_does_not_take_its_id_with_it() {
    let nameless = service(json!({ "id": id(1), "name": null }));
    assert_eq!(ids(&see_all(&[nameless, of(1, 9, None)])), [1]);
}
#[test]
fn a_cycle_of_parents_is_found_once_however_long() {
    for length in [1, 2, 3, 50] {
        let circle = (0..length).map(|n| of(1_000 + n, n, Some((n + 1) % length)));
        let beside = [of(1, 500, Some(0)), of(2, 501, None), of(3, 502, Some(501))];
        let seen = see_all(&circle.chain(beside).collect::<Vec<_>>());
        assert_eq!(ids(&seen), [1, 2, 3], "whose parents lead into a circle does not stand in it");
        assert_eq!((seen.faults.len(), seen.left_out), (1, length));
        assert_eq!(seen.faults[0].at.to_string(), "[0].organization.parent_organization_id");
        let Problem::Cycle { through, length: told } = &seen.faults[0].problem else {
            panic!("{:?}", seen.faults)
        };
        assert_eq!((*told, through.len()), (length, length.min(8)));
    }
}
#[test]
fn all_services_of_one_in_a_circle_are_left_out() {
    let seen =
        see_all(&[of(1, 10, Some(11)), of(2, 10, None), of(3, 11, Some(10)), of(4, 12, None)]);
    assert_eq!((ids(&seen), seen.faults.len()), (vec![4], 1));
}
#[test]
fn terms_are_followed_as_organisations_are_and_apart_from_them() {
    let seen = see_all(&[
        about(1, &[(10, Some(11))]),
        about(2, &[(11, Some(10)), (12, None)]),
        about(3, &[(12, None)]),
    ]);
    assert_eq!(ids(&seen), [3]);
    assert_eq!(seen.told()[0].0, "[0].attributes");
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
    assert_eq!((ids(&seen), seen.faults.len()), (vec![], 3));
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
    let with_terms = found(&about(0, &[(0, None); 100]));
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
    let Conclusion { faults, left_out } = whole.end();
    assert_eq!(faults.len(), left_out.len(), "of those that were taken, at the most the last");
}
