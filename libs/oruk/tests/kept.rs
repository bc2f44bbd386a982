//! What is kept of a record: the members of the form that hold, as the same bytes for the same service. Nobody who is named
//! is kept, and no fault repeats a value.

mod support;

use anydoor_oruk::{Path, Read, read};
use serde_json::{Value, json};
use support::*;

/// What stands nowhere else.
const CANARY: &str = "Canary McSample";

fn kept(record: &Value) -> Value {
    let service = read_one(record).service.expect("the service is read");
    serde_json::from_slice(&service.json).expect("what is kept is JSON")
}

/// Everything that a reading says, in one text.
fn all_of(read: &Read) -> String {
    let faults: Vec<_> = read.faults.iter().map(ToString::to_string).collect();
    let json =
        read.service.as_ref().map_or(String::new(), |s| String::from_utf8_lossy(&s.json).into());
    format!("{read:?} {faults:?} {json}")
}

#[test]
fn nobody_who_is_named_in_a_feed_is_kept() {
    let contacts =
        json!([{ "id": ID, "name": CANARY, "title": CANARY, "phones": [{ "number": CANARY }] }]);
    let address = json!({ "id": ID, "attention": CANARY, "address_1": "1 Invented Quay", "city": "Testhaven",
                          "state_province": "Invented Shire", "postal_code": "ZZ1 1AA", "country": "GB", "address_type": "postal" });
    let location = json!({ "id": ID, "location_type": "postal", "addresses": [address], "contacts": contacts });
    let organization =
        json!({ "id": ID, "name": "Harbour Works", "description": "Helps.", "contacts": contacts });
    let record = service(json!({
        "assurer_email": format!("{CANARY}@harbour.example"), "contacts": contacts, "organization": organization,
        "service_at_locations": [{ "id": ID, "location": location, "contacts": contacts }],
    }));
    let found = read_one(&record);
    assert_eq!(found.faults, []);
    let service = found.service.as_ref().expect("the service is read");
    assert_eq!(service.locations[0].addresses.len(), 1);
    assert!(!all_of(&found).contains(CANARY), "{}", all_of(&found));
    for name in ["contacts", "attention", "assurer_email"] {
        assert!(!all_of(&found).contains(name), "{name}");
    }
}
#[test]
fn what_is_not_of_the_form_is_not_kept() {
    let record = service(
        json!({ "x-internal": CANARY, "schedules": [{ "id": ID, "x-internal": [CANARY] }], "phones": [{}] }),
    );
    let expected = json!({ "id": ID, "name": "Job club (invented)", "status": "active", "schedules": [{ "id": ID }] });
    assert_eq!(kept(&record), expected);
    assert_eq!(read_one(&record).faults, []);
}
#[test]
fn what_does_not_hold_is_not_kept() {
    let record = service(
        json!({ "url": "nowhere", "minimum_age": "16", "alert": "", "fees": "None", "languages": [7, { "code": "en" }] }),
    );
    let expected =
        json!({ "id": ID, "name": "Job club (invented)", "status": "active", "fees": "None" });
    assert_eq!(kept(&record), expected);
}
#[test]
fn a_whole_service_is_kept_whole() {
    for record in records() {
        assert_eq!(kept(&record), record);
    }
}
#[test]
fn the_same_service_is_the_same_bytes_in_whichever_order_it_comes() {
    let one = format!(
        r#"{{"id":"{ID}","name":"A","status":"active","schedules":[{{"id":"{ID}","freq":"WEEKLY"}}]}}"#
    );
    let other = format!(
        r#"{{ "schedules": [{{"freq": "WEEKLY", "id": "{ID}"}}], "status": "active", "name": "\u0041", "id": "{ID}"}}"#
    );
    let json =
        |record: &str| read(record.as_bytes(), Path::default()).service.expect("it is read").json;
    assert_eq!(json(&one), json(&other));
    let expected = format!(
        r#"{{"id":"{ID}","name":"A","schedules":[{{"freq":"WEEKLY","id":"{ID}"}}],"status":"active"}}"#
    );
    assert_eq!(String::from_utf8(json(&one)).unwrap(), expected);
}

/// Puts a value in place of each value of the record in turn, however deep it stands.
fn each_replaced(record: &Value, by: &Value, mut look: impl FnMut(&Value)) {
    fn places(value: &Value, at: &str, into: &mut Vec<String>) {
        into.push(at.to_owned());
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, v)| places(v, &format!("{at}/{name}"), into))
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(nth, v)| places(v, &format!("{at}/{nth}"), into))
            }
            _ => {}
        }
    }
    let mut all = vec![];
    places(record, "", &mut all);
    for place in all {
        let mut changed = record.clone();
        *changed.pointer_mut(&place).expect("it was found there") = by.clone();
        look(&changed);
    }
}

#[test]
fn a_fault_tells_where_and_why_and_never_what() {
    let mut faults = 0;
    let long = CANARY.repeat(2_000);
    for by in [
        json!(format!("{CANARY}\u{202e}")),
        json!([CANARY]),
        json!({ CANARY: CANARY }),
        json!(long),
    ] {
        for record in [&records()[0], &records()[3]] {
            each_replaced(record, &by, |changed| {
                for fault in read_one(changed).faults {
                    faults += 1;
                    let (words, all) = (fault.to_string(), format!("{fault:?}"));
                    assert!(!words.contains(CANARY) && !all.contains(CANARY), "{words}");
                    assert!(words.chars().count() < 400 && words.starts_with("it"), "{words}");
                }
            });
        }
    }
    assert!(faults > 300, "{faults} faults are too few to show it");
}
