//! What a member may look like, and what it may not.

mod support;

use anydoor_oruk::{Frequency, Service, Spot};
use jiff::civil::time;
use serde_json::{Value, json};
use support::*;

/// What is wrong with a service that has this schedule.
fn scheduled(members: Value) -> Vec<String> {
    faults_of(&service(json!({ "schedules": [with(json!({ "id": ID }), members)] })))
}

#[track_caller]
fn holds(member: &str, values: &[Value]) {
    for value in values {
        assert_eq!(faults_of(&service(json!({ member: value }))), [""; 0], "{member}: {value}");
    }
}

#[track_caller]
fn fails(member: &str, code: &str, values: &[Value]) {
    for value in values {
        let faults = faults_of(&service(json!({ member: value })));
        assert_eq!(faults, [format!("it.{member} {code}")], "{value}");
    }
}

fn read_whole(members: Value) -> Service {
    read_one(&service(members)).service.expect("the service is read")
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| json!(text)).collect()
}

#[test]
fn an_id_is_a_uuid_with_hyphens() {
    holds("organization_id", &texts(&[ID, "ABCDEF00-0000-4000-8000-000000000001"]));
    let bare = ID.replace('-', "");
    let others = [
        bare.as_str(),
        "{00000000-0000-4000-8000-000000000001}",
        "00000000-0000-4000-8000-00000000000g",
        "1",
    ];
    fails("organization_id", "NOT_A_UUID", &texts(&others));
}
#[test]
fn a_page_in_the_web_is_http_and_has_a_host() {
    let pages = [
        "https://a.example",
        "http://a.example/b?c=d#e",
        "HTTPS://A.example",
        "https://xn--exmple-cua.org/%C3%BC",
        "http://[2001:db8::7]:8080/",
    ];
    holds("url", &texts(&pages));
    let others = [
        "a.example",
        "https:",
        "https://",
        "https:///x",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://a b",
        "https://a\"b",
        "https://:80/",
        "https://ann@/x",
        "https://example.org/%zz^{|}",
        "http://[::",
        "http://exämple.org/ü",
    ];
    fails("url", "NOT_A_URI", &texts(&others));
    fails("url", "TOO_LONG", &[json!(format!("https://a.example/{}", "x".repeat(2_000)))]);
}
#[test]
fn what_identifies_may_have_any_scheme() {
    let term = |uri: &str| {
        let term = json!({ "id": ID, "name": "Work", "description": "Work.", "term_uri": uri });
        faults_of(&service(json!({ "attributes": [{ "id": ID, "taxonomy_term": term }] })))
    };
    assert_eq!(term("urn:example:work"), [""; 0]);
    assert_eq!(term("work"), ["it.attributes[0].taxonomy_term.term_uri NOT_A_URI"]);
    assert_eq!(term("1x:work"), ["it.attributes[0].taxonomy_term.term_uri NOT_A_URI"]);
    assert_eq!(term("a:b^c"), ["it.attributes[0].taxonomy_term.term_uri NOT_A_URI"]);
}
#[test]
fn an_email_address_has_one_at_and_a_domain() {
    holds("email", &texts(&["a@b.example", "a.b+c@d-e.example"]));
    let others = [
        "a",
        "@b.example",
        "a@",
        "a@b",
        "a@b..example",
        "a@b@c.example",
        "a b@c.example",
        "A <a@b.example>",
    ];
    fails("email", "NOT_AN_EMAIL", &texts(&others));
}
#[test]
fn a_day_is_one_of_the_calendar() {
    holds("assured_date", &texts(&["2024-02-29", "0001-01-01"]));
    let others = [
        "2025-02-29",
        "2025-13-01",
        "20250101",
        "2025-1-1",
        "01/02/2025",
        "2025-01-01T00:00:00Z",
        "-025-01-01",
    ];
    fails("assured_date", "NOT_A_DATE", &texts(&others));
}
#[test]
fn an_instant_has_its_offset_from_utc() {
    let same = [
        "2026-08-17T09:30:00Z",
        "2026-08-17T10:30:00+01:00",
        "2026-08-17T09:30:00.000Z",
        "2026-08-17t09:30:00z",
    ];
    for text in same {
        let modified = read_whole(json!({ "last_modified": text })).modified_at;
        assert_eq!(modified, Some("2026-08-17T09:30:00Z".parse().unwrap()), "{text}");
    }
    holds("last_modified", &texts(&["2016-12-31T23:59:60Z", "2017-01-01T05:29:60.5+05:30"]));
    let others = [
        "2026-08-17T09:30:00",
        "2026-08-17",
        "2026-08-17 09:30:00Z",
        "2026-02-30T09:30:00Z",
        "2026-08-17T09:30Z",
        "2026-08-17T09:30:00+05:30[Europe/London]",
        "2026-08-17T09:30:00Z[u-ca=iso8601]",
        "2026-08-17T09:30:00,5Z",
        "2026-08-17T09:30:00.Z",
        "2026-08-17T09:30:00+01",
        "2026-08-17T09:30:00+0100",
        "2026-08-17T09:30:00+01:00:00",
        "2026-08-17T09:30:00+24:00",
        "2026-08-17T09:30:60Z",
        "yesterday",
    ];
    fails("last_modified", "NOT_AN_INSTANT", &texts(&others));
}
#[test]
fn a_time_of_day_is_by_the_clock_at_the_door_whatever_its_offset() {
    for text in ["09:30", "09:30:00", "09:30Z", "09:30+01:00", "09:30:00-05:00"] {
        let found = read_whole(json!({ "schedules": [{ "id": ID, "opens_at": text }] }));
        assert_eq!(found.schedules[0].opens_at, Some(time(9, 30, 0, 0)), "{text}");
    }
    for text in ["9:30", "24:01", "09.30", "09:30 am", "0930", "09:30+1", "Z", "2026-08-17T09:30"] {
        assert_eq!(
            scheduled(json!({ "opens_at": text })),
            ["it.schedules[0].opens_at NOT_A_TIME"],
            "{text}"
        );
    }
}
#[test]
fn a_rule_repeats_by_week_or_by_month() {
    let found = read_whole(
        json!({ "schedules": [{ "id": ID, "freq": "MONTHLY", "interval": 2, "bymonthday": "2,3" }] }),
    );
    let schedule = &found.schedules[0];
    assert_eq!((schedule.frequency, schedule.interval), (Some(Frequency::Monthly), Some(2)));
    assert_eq!(schedule.by_month_day.as_deref(), Some("2,3"));
    assert_eq!(scheduled(json!({ "freq": "DAILY" })), ["it.schedules[0].freq NOT_ONE_OF"]);
    assert_eq!(scheduled(json!({ "interval": 0 })), ["it.schedules[0].interval OUT_OF_RANGE"]);
}
#[test]
fn an_age_is_counted_in_years_that_have_passed() {
    let ages = read_whole(json!({ "minimum_age": 16.5, "maximum_age": 150 }));
    assert_eq!((ages.minimum_age, ages.maximum_age), (Some(16), Some(150)));
    fails("minimum_age", "OUT_OF_RANGE", &[json!(-1), json!(150.1), json!(1e300)]);
    fails("minimum_age", "WRONG_TYPE", &[json!("16"), json!(true), json!([16])]);
}
#[test]
fn a_point_on_the_earth_needs_both_coordinates_in_range() {
    let spot = |latitude: Value, longitude: Value| {
        let location = json!({ "id": ID, "location_type": "physical", "latitude": latitude, "longitude": longitude });
        let record =
            service(json!({ "service_at_locations": [{ "id": ID, "location": location }] }));
        (read_one(&record).service.unwrap().locations[0].spot, faults_of(&record).len())
    };
    let edge = Spot { latitude: -90_000_000, longitude: 180_000_000 };
    assert_eq!(spot(json!(-90), json!(180.0)), (Some(edge), 0));
    let near = Spot { latitude: 55_900_101, longitude: -4_500_200 };
    assert_eq!(spot(json!(55.900_100_6), json!(-4.5002)), (Some(near), 0));
    assert_eq!(spot(json!(100), json!(101)), (None, 1)); // The profile's own example.
    assert_eq!(spot(json!(55.9), json!(-180.000_001)), (None, 1));
    assert_eq!(spot(json!(55.9), json!(null)), (None, 0));
}
#[test]
fn an_amount_is_read_in_pence() {
    let pence = |amount: Value| {
        read_whole(json!({ "cost_options": [{ "id": ID, "amount": amount }] })).costs[0].pence
    };
    assert_eq!(
        [pence(json!(35)), pence(json!(0.1)), pence(json!(19.99))],
        [Some(3_500), Some(10), Some(1_999)]
    );
    assert_eq!(pence(json!(-1)), None);
}
#[test]
fn a_text_may_have_lines_and_a_name_is_one() {
    holds("description", &texts(&["One.\r\n\tTwo. \u{1F600} Gàidhlig"]));
    fails(
        "description",
        "HIDDEN",
        &texts(&["a\u{0}b", "a\u{1b}[31mb", "a\u{202e}b", "a\u{2066}b"]),
    );
    fails("name", "HIDDEN", &texts(&["a\nb", "a\tb", "a\u{202e}b"]));
}
#[test]
fn a_text_is_measured_in_characters() {
    holds("description", &[json!("é".repeat(20_000))]);
    fails("description", "TOO_LONG", &[json!("e".repeat(20_001))]);
    holds("name", &[json!("é".repeat(200))]);
}
#[test]
fn a_language_is_known_by_its_code_or_else_its_name() {
    let languages = json!([{ "id": ID, "code": "gd", "name": "Gaelic" }, { "id": ID, "name": "English" }, { "id": ID }]);
    assert_eq!(read_whole(json!({ "languages": languages })).languages, ["gd", "English"]);
}
