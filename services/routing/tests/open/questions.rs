//! What can be asked of the lists, and what is said to whoever asks what cannot be answered.

use serde_json::json;

use crate::reader::*;
use crate::site::site;
use crate::town::document;

#[tokio::test]
async fn services_are_found_by_what_they_say_of_themselves() {
    let site = site().await;
    site.imports(HARBOUR, document(WHOLE)).await.expect("is imported");
    let open = site.opens().await;
    let found = |path: &'static str| open.names(path);
    assert_eq!(found("/services?search=TEA%20computers").await, ["Harbour Job Club"]);
    assert_eq!(found("/services?search=nothing-says-this").await, [""; 0]);
    assert_eq!(found("/services?minimum_age=17").await, ["Debt Advice by Telephone"]);
    assert_eq!(found("/services?minimum_age=18").await, ["Debt Advice by Telephone"]);
    assert_eq!(found("/services?maximum_age=66").await, ["Summer Placements"]);
    assert_eq!(found("/services?maximum_age=67").await, ["CV Clinic", "Summer Placements"]);
    assert_eq!(found("/services?minimum_age=17&maximum_age=67").await, [""; 0]);
    assert_eq!(
        found("/services?day=TU&start_time=10:00&end_time=12:30").await,
        ["Harbour Job Club"]
    );
    assert_eq!(found("/services?day=TU&start_time=10:01&end_time=12:30").await, [""; 0]);
    let terms = open.says("/taxonomy_terms").await;
    let mut terms = terms["contents"].as_array().expect("a list").iter();
    let money = terms.find(|term| term["name"] == "Money").expect("two have it");
    let by =
        |name: &str, of: &str| format!("/services?{name}={}", money[of].as_str().expect("an id"));
    let money = open.names(&by("taxonomy_term_id", "id")).await;
    assert_eq!(money, ["Benefits Check", "Debt Advice by Telephone"]);
    assert_eq!(open.names(&by("taxonomy_id", "taxonomy_id")).await.len(), 12);
    assert_eq!(open.names(&by("taxonomy_id", "id")).await, [""; 0], "a term is no taxonomy");
}

#[tokio::test]
async fn the_first_who_asks_for_terms_is_told_all_of_them() {
    let site = site().await.with_feeds().await;
    for path in ["/taxonomies", "/taxonomy_terms"] {
        let first = site.opens().await.says(path).await;
        assert_eq!(first["empty"], false, "{path}");
    }
}

#[tokio::test]
async fn a_term_is_served_as_it_was_said_last_and_while_a_service_has_it() {
    let site = site().await.with_feeds().await;
    let open = site.opens().await;
    let named = async |name: &str| {
        let terms = open.says("/taxonomy_terms?per_page=100").await;
        let terms = terms["contents"].as_array().expect("a list").clone();
        terms.iter().filter(|term| term["name"] == name).count()
    };
    assert_eq!((named("Money").await, named("Money and debt").await), (1, 0));
    let whole = String::from_utf8(WHOLE.to_vec()).expect("text");
    let corrected = whole.replace("\"name\": \"Money\"", "\"name\": \"Money and debt\"");
    assert_ne!(whole, corrected);
    site.imports(BAY, document(corrected.as_bytes())).await.expect("is imported");
    assert_eq!((named("Money").await, named("Money and debt").await), (0, 1), "the last word");
    let without = whole.replace("taxonomy_term\"", "no_term\"");
    site.imports(BAY, document(without.as_bytes())).await.expect("is imported");
    assert_eq!(named("Money and debt").await, 1, "the harbour has it still");
    site.imports(HARBOUR, document(without.as_bytes())).await.expect("is imported");
    assert_eq!(open.says("/taxonomy_terms").await["empty"], true);
}

#[tokio::test]
async fn the_pages_of_a_list_have_everything_once() {
    let site = site().await;
    site.imports(HARBOUR, document(WHOLE)).await.expect("is imported");
    let open = site.opens().await;
    let mut names = vec![];
    for number in 1..=3 {
        let page = open.says(&format!("/services?per_page=5&page={number}")).await;
        let facts =
            ["total_items", "total_pages", "page_number", "first_page", "last_page", "empty"];
        let facts = facts.map(|fact| page[fact].clone());
        assert_eq!(json!(facts), json!([12, 3, number, number == 1, number == 3, false]));
        assert_eq!(page["size"], page["contents"].as_array().expect("a list").len());
        names.extend(open.names(&format!("/services?per_page=5&page={number}")).await);
    }
    names.sort();
    assert_eq!(names, open.names("/services").await);
    let behind = open.says("/services?page=4&per_page=5").await;
    assert_eq!((&behind["empty"], &behind["last_page"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_what_can() {
    let site = site().await;
    let open = site.opens().await;
    let malformed = [
        ("/services?page=0", "counts from 1"),
        ("/services?per_page=101", "is 1 to 100"),
        ("/services?per_page=-1", "is 1 to 100"),
        ("/services?minimum_age=young", "is whole years, 0 to 255"),
        ("/services?day=someday", "is one of MO TU WE TH FR SA SU"),
        ("/services?day=tunnel", "is one of MO TU WE TH FR SA SU"),
        ("/services?start_time=25:00", "is a time, such as 09:30"),
        ("/services?taxonomy_id=17", "is a UUID"),
        ("/services?postcode=ZZ1%201AA", "cannot be asked here, which knows no postcodes"),
        ("/services?serach=work", "is none that this list has"),
        ("/services?search=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q", "has at most 16 words"),
        ("/taxonomies?search=work", "is none that this list has"),
        ("/services/17", "an id is a UUID"),
    ];
    for (path, why) in malformed {
        let (status, said) = open.refuses(path).await;
        assert_eq!(status, 400, "{path}");
        assert!(said.ends_with(why), "{path}: {said}");
    }
    let nobodys = uuid::Uuid::from_u128(7);
    for list in ["services", "service_at_locations", "taxonomies", "taxonomy_terms"] {
        assert_eq!(open.refuses(&format!("/{list}/{nobodys}")).await.0, 404);
    }
    assert_eq!(open.refuses("/people").await.0, 404);
    assert_eq!(open.says("/services").await["empty"], true);
}

#[tokio::test]
async fn what_is_in_the_feed_no_longer_is_served_no_longer_and_comes_back_with_it() {
    let site = site().await;
    site.imports(HARBOUR, document(WHOLE)).await.expect("is imported");
    let open = site.opens().await;
    let mut feed: serde_json::Value = serde_json::from_slice(WHOLE).expect("it is JSON");
    feed["contents"].as_array_mut().expect("a list").remove(0);
    let less = feed["contents"].to_string();
    site.imports(HARBOUR, document(less.as_bytes())).await.expect("is imported");
    let names = open.names("/services").await;
    assert!(names.len() == 11 && !names.contains(&"Harbour Job Club".to_owned()), "{names:?}");
    site.imports(HARBOUR, document(WHOLE)).await.expect("is imported");
    assert_eq!(open.names("/services").await.len(), 12);
}
