//! Every path answers as the form's own description says, wherever the feeds came from.

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::reader::*;
use crate::site::site;

const OPENAPI: &str = include_str!("../../../../tests/oruk/openapi.json");

/// Where the description finds the schemas that it points at.
const MAIN: &str = "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/";
const SCHEMAS: [(&str, &str); 5] = [
    ("compiled/service.json", include_str!("../../../../tests/oruk/service.json")),
    ("compiled/service_list.json", include_str!("../../../../tests/oruk/service_list.json")),
    (
        "compiled/service_at_location_list.json",
        include_str!("../../../../tests/oruk/service_at_location_list.json"),
    ),
    ("taxonomy.json", include_str!("../../../../tests/oruk/taxonomy.json")),
    ("taxonomy_term.json", include_str!("../../../../tests/oruk/taxonomy_term.json")),
];

/// What the form says of the answers at each path.
struct Form {
    description: Value,
    registry: Registry<'static>,
}

impl Form {
    fn read() -> Self {
        let mut description: Value = serde_json::from_str(OPENAPI).expect("it is JSON");
        description["$id"] = "https://form.example/openapi.json".into();
        let mut registry = Registry::new();
        for (name, schema) in SCHEMAS {
            let schema: Value = serde_json::from_str(schema).expect("it is JSON");
            registry = registry.add(format!("{MAIN}{name}"), schema).expect("an address");
        }
        let components = json!({ "components": description["components"].clone() });
        let registry = registry.add("https://form.example/openapi.json", components);
        let registry = registry.expect("an address").prepare().expect("all of it is here");
        Self { description, registry }
    }

    /// The schema of the answers at a path, formats and all. The description puts `allOf` among the members of a page,
    /// where it says nothing; it is taken for what it means.
    fn of(&self, path: &str) -> Validator {
        let at = &self.description["paths"][path]["get"]["responses"]["200"];
        let mut schema = at["content"]["application/json"]["schema"].clone();
        assert!(schema.is_object(), "{path} is described");
        let members = schema.get_mut("properties").and_then(Value::as_object_mut);
        if let Some(page) = members.and_then(|members| members.remove("allOf")) {
            schema["allOf"] = json!([{ "$ref": page[0]["$ref"].clone() }]);
        }
        let schema =
            json!({ "$id": "https://form.example/openapi.json/answer", "allOf": [schema] });
        let text = schema.to_string().replace("\"#/", "\"https://form.example/openapi.json#/");
        let schema: Value = serde_json::from_str(&text).expect("it is JSON");
        let options = jsonschema::options().with_registry(&self.registry);
        options.should_validate_formats(true).build(&schema).expect("a schema")
    }

    fn holds(&self, path: &str, answer: &Value) {
        let faults: Vec<_> = self
            .of(path)
            .iter_errors(answer)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{path}: {faults:#?}\n{answer:#}");
    }
}

#[tokio::test]
async fn every_answer_is_as_the_form_describes_it() {
    let site = site().await.with_feeds().await;
    let (open, form) = (site.opens().await, Form::read());
    form.holds("/", &open.says("/").await);
    let lists = ["/services", "/service_at_locations", "/taxonomies", "/taxonomy_terms"];
    for list in lists {
        let page = open.says(list).await;
        form.holds(list, &page);
        let contents = page["contents"].as_array().expect("a list");
        assert!(!contents.is_empty(), "{list} is empty");
        for entry in contents {
            let id = entry["id"].as_str().expect("an id");
            let whole = open.says(&format!("{list}/{id}")).await;
            form.holds(&format!("{list}/{{id}}"), &whole);
            assert_eq!(whole["id"], entry["id"]);
        }
    }
}

#[tokio::test]
async fn addresses_and_instants_that_the_form_does_not_know_are_not_served() {
    let odd = [
        ("https://example.org/%zz^{|}", "2026-01-01T10:00:00+05:30[Europe/London]"),
        ("http://[::", "2026-01-01T10:00:00,5Z"),
        ("http://exämple.org/ü", "2026-01-01T10:00:00+0530"),
        ("http://[::1]x/", "2026-01-01T10:00:60Z"),
        ("https://example.org/[1]#a#b", "2026-01-01T10:00:00+24:00"),
        ("https://example.org/%C3%BC?q=(1)#b", "2016-12-31T23:59:60.5Z"),
    ];
    let whole: Value = serde_json::from_slice(WHOLE).expect("it is JSON");
    let record = |(nth, (address, instant)): (usize, &(&str, &str))| {
        let mut record = whole["contents"][0].clone();
        record["id"] = json!(uuid::Uuid::from_u128(1 + nth as u128).to_string());
        (record["url"], record["last_modified"]) = (json!(address), json!(instant));
        record["organization"]["uri"] = json!(address);
        record
    };
    let feed = json!(odd.iter().enumerate().map(record).collect::<Vec<_>>()).to_string();
    let site = site().await;
    site.imports(HARBOUR, crate::town::document(feed.as_bytes())).await.expect("is imported");
    let (open, form) = (site.opens().await, Form::read());
    let page = open.says("/services").await;
    let mut with_address = 0;
    for entry in page["contents"].as_array().expect("a list") {
        let id = entry["id"].as_str().expect("an id");
        let whole = open.says(&format!("/services/{id}")).await;
        form.holds("/services/{id}", &whole);
        with_address += usize::from(whole["url"].is_string() && whole["last_modified"].is_string());
    }
    assert_eq!((page["total_items"].as_u64(), with_address), (Some(6), 1));
}

#[test]
fn the_form_finds_what_is_amiss() {
    let form = Form::read();
    let services = |entry: Value, size: Value| json!({ "contents": [entry], "size": size });
    let id = "15169e79-c043-58ba-89ef-68fc9ba45570";
    let good = json!({ "id": id, "name": "A", "status": "active" });
    let is_valid = |answer| form.of("/services").is_valid(&answer);
    assert!(is_valid(services(good.clone(), json!(1))));
    assert!(!is_valid(services(good, json!("one"))), "a page's size is a number");
    let nameless = json!({ "id": id, "status": "active" });
    assert!(!is_valid(services(nameless, json!(1))), "a service has a name");
    let misnamed = json!({ "id": "17", "name": "A", "status": "active" });
    assert!(!is_valid(services(misnamed, json!(1))), "an id is a UUID");
}

#[tokio::test]
async fn a_service_that_two_publish_under_one_id_is_two_services() {
    let site = site().await.with_feeds().await;
    let open = site.opens().await;
    for list in ["/services", "/service_at_locations"] {
        let page = open.says(list).await;
        let contents = page["contents"].as_array().expect("a list");
        let ids: std::collections::BTreeSet<_> =
            contents.iter().map(|entry| entry["id"].as_str().expect("an id")).collect();
        assert_eq!(ids.len(), contents.len(), "{list}");
    }
    assert_eq!(open.says("/services").await["total_items"], 24);
}

#[tokio::test]
async fn whatever_belongs_to_a_service_points_at_the_id_that_is_served() {
    fn links<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| links(value, found)),
            Value::Object(members) => {
                found.extend(members.get("service_id").and_then(Value::as_str));
                members.values().for_each(|value| links(value, found));
            }
            _ => {}
        }
    }
    let mut feed: Value = serde_json::from_slice(WHOLE).expect("it is JSON");
    for service in feed["contents"].as_array_mut().expect("a list") {
        let id = service["id"].clone();
        for area in service["service_areas"].as_array_mut().expect("each has one") {
            area["service_id"] = id.clone();
        }
    }
    let (site, feed) = (site().await, feed.to_string());
    site.imports(HARBOUR, crate::town::document(feed.as_bytes())).await.expect("is imported");
    let open = site.opens().await;
    for entry in open.says("/services").await["contents"].as_array().expect("a list") {
        let id = entry["id"].as_str().expect("an id");
        let whole = open.says(&format!("/services/{id}")).await;
        let mut found = vec![];
        links(&whole, &mut found);
        assert!(!found.is_empty() && found.iter().all(|link| *link == id), "{found:?} of {id}");
    }
}
