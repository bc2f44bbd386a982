//! Feeds in the web: read to the end where there is one, and otherwise nothing is changed, and why is said.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anydoor_routing::import::ImportLimits;
use domain::directory::publisher::ImportFailure;
use serde_json::json;

use crate::publisher::*;
use crate::site::site;
use crate::town::*;

#[tokio::test]
async fn a_feed_is_read_page_by_page_and_each_service_by_itself() {
    let (site, publisher) = (site().await, Publisher::who(honest(25)).await);
    let report = site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    assert_eq!((report.gathered.services.len(), report.gathered.faults_in_all()), (25, 0));
    assert_eq!(site.listed(&publisher.base).await.len(), 25);
    assert_eq!(publisher.asked(), 3 + 1 + 25, "each page, the one after the last, each service");
    let known = site.registry.directory.publications_of(domain::PublisherId::of(&publisher.base));
    let provider = |k: &domain::directory::Publication| {
        k.listed.as_ref().and_then(|l| l.card.provider.clone())
    };
    assert!(known.iter().all(|(_, k)| provider(k).as_deref() == Some("Harbour Trust")));
}

#[tokio::test]
async fn a_publisher_whose_pages_have_everything_is_not_asked_for_each_service() {
    let whole = |path: &str| match path.strip_prefix("/services/") {
        Some(wanted) => {
            Answer::Page((0..25).map(detail).find(|d| d["id"] == wanted).expect("one of them"))
        }
        None => {
            let at = number(path);
            let some: Vec<_> = ((at - 1) * 10..25.min(at * 10)).map(detail).collect();
            if at > 3 { not_found() } else { Answer::Page(page(at, 3, &some)) }
        }
    };
    let publisher = Publisher::who(whole).await;
    assert_eq!(read(web(&publisher.base)).await.services.len(), 25);
    assert_eq!(publisher.asked(), 3 + 1 + 3 * 3, "a few of each page");
}

#[tokio::test]
async fn importing_twice_appends_nothing() {
    let (site, publisher) = (site().await, Publisher::who(honest(25)).await);
    site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    let head = site.head().await;
    let again = site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    assert!(again.change.is_nothing() && again.change.same == 25, "{:?}", again.change);
    assert_eq!(site.head().await, head);
}

#[tokio::test]
async fn two_imports_at_once_are_one() {
    let (site, publisher) = (site().await, Publisher::who(honest(25)).await);
    site.target(&publisher.base).await;
    let before = site.head().await;
    let import = || site.imports(&publisher.base, web(&publisher.base));
    let (one, other) = tokio::join!(import(), import());
    one.and(other).expect("both go well");
    assert_eq!(site.head().await.0 - before.0, 25 + 1, "each service, and how it ended");
}

#[tokio::test]
async fn most_of_a_feed_gone_changes_nothing_unless_it_is_meant() {
    let site = site().await;
    let base = "https://feeds.example/oruk";
    let all: Vec<_> = (0..25).map(detail).collect();
    let text = |some: usize| json!(all[..some]).to_string();
    site.imports(base, document(text(25).as_bytes())).await.expect("is imported");
    for some in [12, 0] {
        let refused = site.imports(base, document(text(some).as_bytes())).await.err().expect("no");
        assert!(refused.to_string().starts_with("MOST_GONE"), "{refused}");
    }
    assert_eq!(site.listed(base).await.len(), 25);
    let last = site.publisher(base).await.last.and_then(|last| last.outcome);
    let failure = wire::types::ImportFailure::MostGone.into();
    assert_eq!(last, Some(wire::routing::import_outcome::Outcome::Failure(failure)));
    let target = site.target(base).await;
    let text = text(12);
    let (feed, limits) = (document(text.as_bytes()), limits());
    let meant = anydoor_routing::import::import_from(feed, &target, &limits, true, &|_| ());
    meant.await.expect("it was meant");
    assert_eq!(site.listed(base).await.len(), 12);
}

#[tokio::test]
async fn a_service_that_is_not_there_by_itself_is_left_out_and_named_and_stays_as_it_was() {
    let (site, publisher) = (site().await, Publisher::who(honest(12)).await);
    site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    let honest = honest(12);
    let forgetful = Publisher::who(move |path| match path.ends_with(&id(7)) {
        true => not_found(),
        false => honest(path),
    });
    let forgetful = forgetful.await;
    let report = site.imports(&publisher.base, web(&forgetful.base)).await.expect("is imported");
    assert_eq!((report.gathered.left_out, report.change.unread), (1, 1));
    assert_eq!(report.gathered.faults[0].id.map(|id| id.to_string()), Some(id(7)));
    assert_eq!(site.listed(&publisher.base).await.len(), 12);
}

#[tokio::test]
async fn a_service_that_has_ended_need_not_be_there_by_itself() {
    let (site, publisher) = (site().await, Publisher::who(honest(12)).await);
    site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    let honest = honest(12);
    let ended = Publisher::who(move |path| match honest(path) {
        Answer::Page(mut page) if page["contents"].is_array() => {
            let contents = page["contents"].as_array_mut().expect("a list");
            contents.iter_mut().filter(|entry| entry["id"] == id(7)).for_each(|entry| {
                entry["status"] = json!("defunct");
            });
            Answer::Page(page)
        }
        _ if path.ends_with(&id(7)) => not_found(),
        other => other,
    });
    let ended = ended.await;
    let report = site.imports(&publisher.base, web(&ended.base)).await.expect("is imported");
    assert_eq!((report.change.vanished.len(), report.gathered.left_out), (1, 0));
    assert_eq!(site.listed(&publisher.base).await.len(), 11);
}

#[tokio::test]
async fn of_pages_full_of_faults_a_thousand_are_named_and_the_others_counted() {
    let full = vec![json!({ "languages": vec![0; 100] }); 200];
    let publisher = Publisher::who(move |_| Answer::Page(page(1, 1, &full)));
    let gathered = read(web(&publisher.await.base)).await;
    assert_eq!((gathered.left_out, gathered.faults.len()), (200, 1_000));
    assert_eq!(gathered.faults_in_all(), 200 * (3 + 100), "an id, a name, a status and languages");
}

/// As [`honest`], but these of its services answer like this when they are asked for by themselves.
fn honest_but(
    services: usize,
    broken: &'static [usize],
    answer: Answer,
) -> impl Fn(&str) -> Answer + Send + Sync + 'static {
    let honest = honest(services);
    move |path| match broken.iter().any(|nth| path.ends_with(&id(*nth))) {
        true => answer.clone(),
        false => honest(path),
    }
}

#[tokio::test]
async fn a_service_whose_own_page_is_broken_is_left_out_and_named_and_keeps_no_other_out() {
    let site = site().await;
    for (answer, why) in [
        (Answer::Other("500 Oh", String::new(), b"<html>".into()), "ANSWERED"),
        (Answer::Other("302 Found", "location: /\r\n".into(), vec![]), "ANSWERED"),
        (Answer::Silence, "STALLED"),
        (Answer::Cut(detail(7), 150), "CUT_OFF"),
        (Answer::Page(detail(8)), "NOT_A_FEED"),
    ] {
        let good = Publisher::who(honest(12)).await;
        site.imports(&good.base, web(&good.base)).await.expect("is imported");
        let broken = Publisher::who(honest_but(12, &[7], answer)).await;
        let report = site.imports(&good.base, web(&broken.base)).await.expect("is imported");
        assert_eq!((report.gathered.left_out, report.change.unread), (1, 1), "{why}");
        let fault = &report.gathered.faults[0];
        assert_eq!(fault.id.map(|id| id.to_string()), Some(id(7)));
        let says = format!("does not come when it is asked for by itself ({why})");
        assert_eq!(fault.problem.to_string(), says);
        assert_eq!(site.listed(&good.base).await.len(), 12, "its last good copy stands");
        let last = site.publisher(&good.base).await.last.and_then(|last| last.outcome);
        let Some(wire::routing::import_outcome::Outcome::Tally(tally)) = last else {
            panic!("{last:?}")
        };
        assert_eq!((tally.read, tally.left_out), (11, 1));
    }
}

#[tokio::test]
async fn where_more_than_a_tenth_of_the_services_pages_are_broken_the_feed_did_not_come() {
    let broken = Answer::Other("500 Oh", String::new(), b"<html>".into());
    let some = Publisher::who(honest_but(25, &[3, 21], broken.clone())).await;
    let report = read(web(&some.base)).await;
    assert_eq!((report.services.len(), report.left_out), (23, 2));
    let many = Publisher::who(honest_but(25, &[3, 21, 22], broken)).await;
    assert_eq!(why(web(&many.base), &limits()).await.0, ImportFailure::Answered);
}

/// What each publisher does, and what that comes to. Nothing is listed of any of them.
#[tokio::test]
async fn what_does_not_come_whole_changes_nothing_and_is_said() {
    use ImportFailure::*;
    let three = || vec![detail(1), detail(2), detail(3)];
    let only = move |answer: Answer| move |_: &str| answer.clone();
    let first = move |then: Answer| {
        move |path: &str| match number(path) {
            1 => Answer::Page(page(1, 3, &three())),
            _ if path.starts_with("/services/") => Answer::Page(
                (1..4)
                    .map(detail)
                    .find(|d| path.ends_with(d["id"].as_str().unwrap_or("-")))
                    .unwrap_or_default(),
            ),
            _ => then.clone(),
        }
    };
    let other =
        |status, headers: &str, body: &[u8]| Answer::Other(status, headers.into(), body.into());
    let slow = limits().page.whole / 100;
    let one = page(1, 1, &[detail(1)]);
    type Who = Box<dyn Fn(&str) -> Answer + Send + Sync>;
    let cases: Vec<(&str, Who, ImportFailure)> = vec![
        (
            "pages without an end",
            Box::new(|path: &str| {
                let at = number(path);
                match path.starts_with("/services/") {
                    true => Answer::Page(
                        (0..100)
                            .map(detail)
                            .find(|d| path.ends_with(d["id"].as_str().unwrap_or("-")))
                            .unwrap_or_default(),
                    ),
                    false => Answer::Page(page(at, at + 1, &[detail(at)])),
                }
            }),
            Endless,
        ),
        ("the same page for ever", Box::new(first(Answer::Page(page(1, 3, &three())))), Repeats),
        ("an empty page in the middle", Box::new(first(Answer::Page(page(2, 3, &[])))), CutOff),
        (
            "an error in the middle",
            Box::new(first(other("500 Internal Server Error", "", b""))),
            Answered,
        ),
        (
            "fewer than promised",
            Box::new(only(Answer::Page(json!({
                "total_pages": 1, "page_number": 1, "total_items": 30, "contents": [],
            })))),
            CutOff,
        ),
        ("silence", Box::new(only(Answer::Silence)), Stalled),
        ("byte by byte", Box::new(only(Answer::Drip(one.clone(), slow))), Stalled),
        ("cut in the middle", Box::new(only(Answer::Cut(one.clone(), 150))), CutOff),
        ("cut in its head", Box::new(only(Answer::Cut(one.clone(), 20))), CutOff),
        (
            "elsewhere",
            Box::new(only(other("302 Found", "location: http://127.0.0.1:1/services\r\n", b""))),
            Answered,
        ),
        ("an error", Box::new(only(other("500 Internal Server Error", "", b"<html>"))), Answered),
        (
            "compressed and said",
            Box::new(only(other("200 OK", "content-encoding: gzip\r\n", &[0x1f, 0x8b, 8, 0]))),
            NotAFeed,
        ),
        (
            "compressed and not said",
            Box::new(only(other("200 OK", "", &[0x1f, 0x8b, 8, 0]))),
            NotAFeed,
        ),
        ("a web page", Box::new(only(other("200 OK", "", b"<html>"))), NotAFeed),
        (
            "two bytes a letter",
            Box::new(only(other("200 OK", "", &[0xff, 0xfe, b'[', 0, b']', 0]))),
            NotAFeed,
        ),
        ("too large", Box::new(only(other("200 OK", "", &vec![b' '; 65 * 1024]))), TooLarge),
        ("half a document", Box::new(only(other("200 OK", "", b"{\"contents\": [{"))), CutOff),
        (
            "another service than was asked for",
            Box::new(|path: &str| match number(path) {
                1 => Answer::Page(page(1, 1, &[entry(1)])),
                _ => Answer::Page(detail(2)),
            }),
            NotAFeed,
        ),
    ];
    let site = site().await;
    for (what, answers, expected) in cases {
        let publisher = Publisher::who(answers).await;
        let refused = site.imports(&publisher.base, web(&publisher.base)).await.err().expect(what);
        let anydoor_routing::import::ImportError::Failed(failure) = refused else {
            panic!("{what}: {refused}")
        };
        assert_eq!(failure.why, expected, "{what}: {}", failure.says);
        assert_eq!(site.listed(&publisher.base).await, Vec::<String>::new(), "{what}");
        assert!(site.publisher(&publisher.base).await.last.is_some(), "{what} is on record");
    }
}

#[tokio::test]
async fn a_feed_that_stops_half_way_leaves_the_last_good_copy() {
    let (site, publisher) = (site().await, Publisher::who(honest(25)).await);
    site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    let honest = honest(25);
    let tired = Publisher::who(move |path| match number(path) {
        3 => Answer::Cut(page(3, 3, &[entry(21)]), 100),
        _ => honest(path),
    });
    let tired = tired.await;
    site.imports(&publisher.base, web(&tired.base)).await.err().expect("it stops half way");
    assert_eq!(site.listed(&publisher.base).await.len(), 25);
}

#[tokio::test]
async fn a_number_of_pages_that_is_too_small_hides_nothing() {
    let honest = honest(25);
    let modest = Publisher::who(move |path| match honest(path) {
        Answer::Page(mut page) if page.get("total_pages").is_some() => {
            page["total_pages"] = json!(1);
            page["last_page"] = json!(true);
            Answer::Page(page)
        }
        other => other,
    });
    assert_eq!(read(web(&modest.await.base)).await.services.len(), 25);
}

/// A publisher that does not say how many pages there are: two, and then this.
async fn silent(then: Answer) -> Publisher {
    Publisher::who(move |path| match number(path) {
        at @ 1..=2 => Answer::Page(json!({ "contents": [detail(at)] })),
        3 => then.clone(),
        _ => Answer::Page((1..=2).map(detail).find(|d| path.ends_with(&id_of(d))).expect("one")),
    })
    .await
}

fn id_of(detail: &serde_json::Value) -> String {
    detail["id"].as_str().expect("it has one").to_owned()
}

#[tokio::test]
async fn where_nobody_says_how_many_pages_there_are_only_that_there_is_no_such_page_is_the_end() {
    for end in [not_found(), Answer::Page(json!({ "contents": [] }))] {
        assert_eq!(read(web(&silent(end).await.base)).await.services.len(), 2);
    }
    let passing = |status| Answer::Other(status, String::new(), b"<html>".into());
    for (passes, expected) in [
        ("503 Service Unavailable", ImportFailure::Answered),
        ("429 Too Many Requests", ImportFailure::Answered),
        ("200 OK", ImportFailure::NotAFeed),
    ] {
        let publisher = silent(passing(passes)).await;
        assert_eq!(why(web(&publisher.base), &limits()).await.0, expected, "{passes}");
    }
}

#[tokio::test]
async fn what_stood_behind_a_no_that_may_pass_is_not_gone() {
    let night = Arc::new(AtomicBool::new(false));
    let told = night.clone();
    let publisher = Publisher::who(move |path| match number(path) {
        2 if told.load(Ordering::SeqCst) => not_found(),
        at @ 1..=2 => Answer::Page(json!({ "contents": [detail(at)] })),
        3 => Answer::Page(json!({ "contents": [] })),
        _ => Answer::Page((1..=2).map(detail).find(|d| path.ends_with(&id_of(d))).expect("one")),
    });
    let (site, publisher) = (site().await, publisher.await);
    site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    night.store(true, Ordering::SeqCst);
    let report = site.imports(&publisher.base, web(&publisher.base)).await.expect("is imported");
    assert_eq!((report.change.vanished.len(), report.change.unclear.len()), (0, 1));
    assert_eq!(site.listed(&publisher.base).await.len(), 2);
}

#[tokio::test]
async fn a_record_that_comes_twice_does_not_stand_for_one_that_does_not_come() {
    let twice = |path: &str| match number(path) {
        1 => Answer::Page(json!({
            "total_pages": 1, "total_items": 2, "last_page": true, "contents": [detail(1), detail(1)],
        })),
        2 => not_found(),
        _ => Answer::Page(detail(1)),
    };
    let publisher = Publisher::who(twice).await;
    assert_eq!(why(web(&publisher.base), &limits()).await.0, ImportFailure::CutOff);
}

#[tokio::test]
async fn whatever_is_answered_beyond_the_end_is_the_end() {
    for beyond in [
        Answer::Other("302 Found", "location: /oruk/services\r\n".into(), vec![]),
        Answer::Other("200 OK", String::new(), b"<html>".into()),
        Answer::Page(json!({ "error": "no such page" })),
        Answer::Page(page(2, 1, &[])),
        Answer::Page(page(2, 1, &[detail(1)])),
    ] {
        let publisher = Publisher::who(move |path| match number(path) {
            2 => beyond.clone(),
            1 => Answer::Page(page(1, 1, &[detail(1)])),
            _ => Answer::Page(detail(1)),
        });
        let gathered = read(web(&publisher.await.base)).await;
        assert_eq!((gathered.services.len(), gathered.faults_in_all()), (1, 0));
    }
}

#[tokio::test]
async fn who_is_not_there_is_unreachable_and_all_of_it_has_a_limit() {
    let (why_not, _) = why(web("http://127.0.0.1:1"), &limits()).await;
    assert_eq!(why_not, ImportFailure::Unreachable);
    let publisher =
        Publisher::who(|path| Answer::Drip(page(number(path), 99, &[]), Duration::from_millis(1)));
    let hasty = ImportLimits { whole: Duration::from_millis(50), ..limits() };
    assert_eq!(why(web(&publisher.await.base), &hasty).await.0, ImportFailure::Stalled);
    let publisher = Publisher::who(honest(25)).await;
    let few = ImportLimits { records_max: 20, ..limits() };
    assert_eq!(why(web(&publisher.base), &few).await.0, ImportFailure::Endless);
    let nothings = vec![json!({}); 21];
    let publisher = Publisher::who(move |_| Answer::Page(page(1, 1, &nothings))).await;
    assert_eq!(why(web(&publisher.base), &few).await.0, ImportFailure::Endless);
    assert_eq!(publisher.asked(), 1, "of a page that has too many none is read further");
    let publisher = Publisher::who(honest(25)).await;
    let small = ImportLimits { spool_bytes_max: 500, ..limits() };
    assert_eq!(why(web(&publisher.base), &small).await.0, ImportFailure::TooLarge);
}
