//! What a service cannot be without leaves it out; anything else that is wrong costs no more than itself.

mod support;

use anydoor_oruk::{DEPTH_MAX, FAULTS_MAX, LIST_MAX, Path, RECORD_BYTES_MAX, Status, read};
use serde_json::{Value, json};
use support::*;

/// An id that nothing else has.
fn id(n: u8) -> String {
    format!("00000000-0000-4000-9000-0000000000{n:02x}")
}

fn without(mut object: Value, member: &str) -> Value {
    object.as_object_mut().expect("it is an object").remove(member);
    object
}

fn organization(members: Value) -> Value {
    with(json!({ "id": id(1), "name": "Harbour Works", "description": "Helps." }), members)
}

fn address(postcode: &str) -> Value {
    json!({ "id": id(2), "address_1": "1 Invented Quay", "city": "Testhaven", "state_province": "Invented Shire",
            "postal_code": postcode, "country": "GB", "address_type": "physical" })
}

fn at_location(location: Value) -> Value {
    service(json!({ "service_at_locations": [{ "id": id(3), "location": location }] }))
}

#[track_caller]
fn left_out(record: &Value, faults: &[&str]) {
    assert_eq!(faults_of(record), faults, "{record}");
    assert_eq!(read_one(record).service, None, "{record}");
}

#[track_caller]
fn read_with(record: &Value, faults: &[&str]) -> anydoor_oruk::Service {
    assert_eq!(faults_of(record), faults, "{record}");
    read_one(record).service.expect("the service is read")
}

#[test]
fn a_service_is_nothing_without_id_name_and_status() {
    let whole = service(json!({}));
    read_with(&whole, &[]);
    for member in ["id", "name", "status"] {
        left_out(&without(whole.clone(), member), &[&format!("it.{member} MISSING")]);
        left_out(&service(json!({ member: null })), &[&format!("it.{member} MISSING")]);
        left_out(&service(json!({ member: " \n" })), &[&format!("it.{member} EMPTY")]);
        left_out(&service(json!({ member: 7 })), &[&format!("it.{member} WRONG_TYPE")]);
    }
    left_out(&service(json!({ "name": "x".repeat(201) })), &["it.name TOO_LONG"]);
    left_out(&service(json!({ "status": "Active" })), &["it.status NOT_ONE_OF"]);
    left_out(&json!({}), &["it.id MISSING", "it.name MISSING", "it.status MISSING"]);
}
#[test]
fn a_status_is_one_of_four() {
    for (text, status) in [
        ("active", Status::Active),
        ("inactive", Status::Inactive),
        ("defunct", Status::Defunct),
        ("temporarily closed", Status::TemporarilyClosed),
    ] {
        assert_eq!(read_with(&service(json!({ "status": text })), &[]).status, status);
    }
}
#[test]
fn an_organisation_needs_id_name_and_description_and_a_service_needs_none() {
    let whole = organization(json!({}));
    assert!(read_with(&service(json!({})), &[]).organization.is_none());
    assert!(read_with(&service(json!({ "organization": null })), &[]).organization.is_none());
    assert!(read_with(&service(json!({ "organization": whole })), &[]).organization.is_some());
    for member in ["id", "name", "description"] {
        let lacking = service(json!({ "organization": without(whole.clone(), member) }));
        left_out(&lacking, &[&format!("it.organization.{member} MISSING")]);
    }
    left_out(&service(json!({ "organization": "Harbour" })), &["it.organization WRONG_TYPE"]);
}
#[test]
fn what_else_is_wrong_with_an_organisation_leaves_the_service() {
    let slips = organization(
        json!({ "email": "nobody", "website": "harbour", "uri": "x y", "parent_organization_id": 1,
                                     "organization_identifiers": [{ "id": id(4) }] }),
    );
    let found = read_with(
        &service(json!({ "organization": slips })),
        &[
            "it.organization.email NOT_AN_EMAIL",
            "it.organization.website NOT_A_URI",
            "it.organization.uri NOT_A_URI",
            "it.organization.parent_organization_id WRONG_TYPE",
            "it.organization.organization_identifiers[0].identifier_type MISSING",
            "it.organization.organization_identifiers[0].identifier MISSING",
        ],
    );
    let organization = found.organization.expect("it has what it needs");
    assert_eq!((organization.email, organization.parent), (None, None));
    assert!(organization.identifiers.is_empty());
}
#[test]
fn an_entry_that_lacks_something_is_left_out_and_the_others_are_read() {
    let addresses = [
        address("ZZ1 1AA"),
        without(without(address("ZZ1 1AB"), "city"), "country"),
        address("ZZ1 1AC"),
    ];
    let record =
        at_location(json!({ "id": id(5), "location_type": "physical", "addresses": addresses }));
    let here = "it.service_at_locations[0].location.addresses[1]";
    let found =
        read_with(&record, &[&format!("{here}.city MISSING"), &format!("{here}.country MISSING")]);
    let postcodes: Vec<_> =
        found.locations[0].addresses.iter().map(|a| a.postcode.as_str()).collect();
    assert_eq!(postcodes, ["ZZ1 1AA", "ZZ1 1AC"]);
}
#[test]
fn a_place_without_its_kind_is_left_out_and_the_service_is_read() {
    let found = read_with(
        &at_location(json!({ "id": id(5) })),
        &["it.service_at_locations[0].location.location_type MISSING"],
    );
    assert!(found.locations.is_empty());
}
#[test]
fn entries_and_lists_of_another_type_cost_themselves_alone() {
    let record = service(
        json!({ "schedules": [7, { "id": id(6) }, null], "languages": "English", "attributes": {} }),
    );
    let faults = [
        "it.schedules[0] WRONG_TYPE",
        "it.schedules[2] WRONG_TYPE",
        "it.languages WRONG_TYPE",
        "it.attributes WRONG_TYPE",
    ];
    assert_eq!(read_with(&record, &faults).schedules.len(), 1);
}
#[test]
fn null_and_blank_are_as_good_as_absent_where_a_member_may_be_missing() {
    let nothing = service(
        json!({ "url": "", "email": null, "description": " ", "last_modified": "", "schedules": null }),
    );
    assert_eq!(read_with(&nothing, &[]), read_with(&service(json!({})), &[]));
}
#[test]
fn a_list_is_read_as_far_as_it_is_not_too_long() {
    let languages = |entries| vec![json!({ "id": id(7), "code": "en" }); entries];
    let most = read_with(&service(json!({ "languages": languages(LIST_MAX) })), &[]);
    assert_eq!(most.languages.len(), LIST_MAX);
    let more = read_with(
        &service(json!({ "languages": languages(LIST_MAX + 1) })),
        &["it.languages TOO_MANY"],
    );
    assert_eq!(more.languages, most.languages);
}
#[test]
fn of_a_record_full_of_faults_some_are_named_and_the_others_counted() {
    let faulty = read_one(&service(json!({ "schedules": vec![7; LIST_MAX], "url": 7 })));
    assert_eq!((faulty.faults.len(), faulty.more), (FAULTS_MAX, LIST_MAX + 1 - FAULTS_MAX));
    assert!(faulty.service.is_some());
}
#[test]
fn a_record_that_is_no_json_says_from_which_byte_on() {
    for (bytes, byte) in
        [(&b"{\"id\": nil}"[..], 8), (b"{\n \"a\": 1,\n }", 12), (b"{\"a\": \"\xFF\"}", 7)]
    {
        let faults = read(bytes, Path::default().member("it")).faults;
        assert_eq!(
            faults[0].to_string(),
            format!("it: is no JSON from byte {byte} of the record on; the service is left out")
        );
    }
}
#[test]
fn a_record_by_itself_is_held_to_the_same_limits() {
    let code = |bytes: &str| read(bytes.as_bytes(), Path::default()).faults[0].problem.code();
    assert_eq!(code(&"x".repeat(RECORD_BYTES_MAX + 1)), "TOO_LARGE");
    let nested = |depth| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert_eq!(code(&nested(DEPTH_MAX)), "MISSING");
    assert_eq!(code(&nested(DEPTH_MAX + 1)), "TOO_DEEP");
    assert_eq!(code(&format!("\n {}", nested(DEPTH_MAX + 1))), "TOO_DEEP");
    assert_eq!(code("[]"), "WRONG_TYPE");
}
