//! A feed with ten faults: all of them are named by where and why, and the rest is read.

mod support;

use anydoor_oruk::Effect::{FieldLeftOut, ServiceLeftOut};
use support::*;

#[test]
fn a_feed_with_ten_faults_names_all_ten_and_reads_the_rest() {
    let seen = see(TEN_FAULTS);
    let expected = [
        ("contents[1].id", "MISSING", ServiceLeftOut),
        ("contents[2].id", "NOT_A_UUID", ServiceLeftOut),
        ("contents[3].id", "REPEATED", ServiceLeftOut),
        ("contents[4].name", "MISSING", ServiceLeftOut),
        ("contents[5].status", "NOT_ONE_OF", ServiceLeftOut),
        ("contents[9].last_modified", "NOT_AN_INSTANT", FieldLeftOut),
        ("contents[10].service_at_locations[0].location.latitude", "OUT_OF_RANGE", FieldLeftOut),
        ("contents[11]", "TOO_LARGE", ServiceLeftOut),
        ("contents[7].organization.parent_organization_id", "CYCLE", ServiceLeftOut),
        ("contents[8].organization.parent_organization_id", "CYCLE", ServiceLeftOut),
    ];
    assert_eq!(seen.told(), expected.map(|(at, code, effect)| (at.to_owned(), code, effect)));
    let names = ["Harbour Job Club", "Digital Basics", "Tools to Start", "Work Mentors"];
    assert_eq!(seen.names(), names.map(|name| format!("{name} (invented)")));
    assert_eq!(seen.left_out, 8);
}

#[test]
fn a_fault_costs_no_more_than_it_says() {
    let seen = see(TEN_FAULTS);
    let [_, _, tools, mentors] = &seen.services[..] else { panic!("{:?}", seen.names()) };
    assert_eq!((tools.modified_at, tools.terms.len()), (None, 1));
    assert_eq!(mentors.locations[0].spot, None);
    assert!(mentors.locations[1].spot.is_some() && mentors.locations[0].addresses.len() == 1);
}

#[test]
fn a_fault_says_in_which_service_it_is_once_the_id_is_read() {
    for fault in see(TEN_FAULTS).faults {
        let unknown = matches!(fault.problem.code(), "NOT_A_UUID" | "TOO_LARGE")
            || fault.at.to_string() == "contents[1].id";
        assert_eq!(fault.id.is_none(), unknown, "{fault}");
    }
}

#[test]
fn a_feed_without_a_fault_is_read_without_one() {
    let seen = see(WHOLE);
    assert_eq!((seen.services.len(), seen.told(), seen.left_out), (12, vec![], 0));
}
