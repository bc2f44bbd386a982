//! Looks outside the rules.

use domain::rights::Relationship;
use domain::{Kept, PersonId, Sensitivity};
use tonic::Code;
use wire::rights::rights_service_server::RightsService;
use wire::rights::*;
use wire::types::{self, BreakGlassReason, BreakGlassVerdict};

use crate::protection::at_risk;
use crate::support::*;

const WORDS: &str = "She is said to be in danger at home tonight.";

fn opens(person: PersonId, opens: types::Sensitivity) -> OpenBreakGlassRequest {
    OpenBreakGlassRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        reason: BreakGlassReason::Safeguarding.into(),
        justification: WORDS.into(),
        opens: opens.into(),
        ..Default::default()
    }
}
pub(crate) fn special(person: PersonId) -> OpenBreakGlassRequest {
    opens(person, types::Sensitivity::Special)
}
fn restricted(person: PersonId, second: Option<domain::WorkerId>) -> OpenBreakGlassRequest {
    OpenBreakGlassRequest {
        second_worker_id: second.map_or(String::new(), |second| second.to_string()),
        ..opens(person, types::Sensitivity::Restricted)
    }
}
pub(crate) fn review(
    person: PersonId,
    break_glass_id: &str,
    verdict: BreakGlassVerdict,
) -> ReviewBreakGlassRequest {
    ReviewBreakGlassRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        break_glass_id: break_glass_id.into(),
        verdict: verdict.into(),
        ..Default::default()
    }
}

/// What an organisation has to review, after this write.
async fn listed(town: &Town, by: &Caller, write_token: &str) -> Vec<BreakGlassReview> {
    let write_token = write_token.to_owned();
    let list = ListBreakGlassReviewsRequest { write_token, ..Default::default() };
    answer(town.rights.list_break_glass_reviews(by.ask(list)).await).reviews
}

#[tokio::test]
async fn the_glass_is_broken_for_an_hour_in_the_workers_name_and_why_stands_sealed() {
    let town = Town::open().await;
    let person = town.registered().await;
    let request = restricted(person, Some(CAL));
    let opened = town.rights.open_break_glass(bea("WORKER").ask(request.clone())).await;
    let opened = answer(opened).break_glass.expect("it is open");
    assert_eq!(opened.second_worker_id, Some(CAL.to_string()));
    let by = opened.by.as_ref().and_then(|by| by.worker_id.clone());
    assert_eq!(by, Some(BEA.to_string()));
    assert_eq!(opened.review_due_on, day(2026, 8, 19));
    assert_eq!(opened.verdict(), BreakGlassVerdict::Unspecified);

    let broken = town.journey(person).await.break_glass.broken;
    let (_, broken) = broken.into_iter().next().expect("it is on record");
    let Kept::Sealed(reason) = &broken.opening.reason else { panic!("safeguarding is sealed") };
    assert_eq!(reason.sensitivity, Sensitivity::Restricted);
    assert_eq!(town.opened(person, "break_glass.reason", reason).await, b"2");
    let words = town.opened(person, "break_glass.justification", &broken.opening.justification);
    assert_eq!(words.await, WORDS.as_bytes());

    assert!(town.between(person, CHARITY, BEA).await.contains(Relationship::BreakGlass));
    assert!(town.between(person, CHARITY, CAL).await.is_empty());
    town.wait_hours(1);
    assert!(town.between(person, CHARITY, BEA).await.is_empty());
    let retry = answer(town.rights.open_break_glass(bea("WORKER").ask(request)).await);
    assert_eq!(retry.break_glass.map(|again| again.until), Some(opened.until));
}

#[tokio::test]
async fn it_takes_a_sentence_and_a_second_worker_who_works_here() {
    let town = Town::open().await;
    let person = town.registered().await;
    let ask =
        async |request| refusal(town.rights.open_break_glass(bea("WORKER").ask(request)).await);
    for words in ["", "because", &"é".repeat(501), &" ".repeat(30)] {
        let request = OpenBreakGlassRequest { justification: words.into(), ..special(person) };
        assert_eq!(ask(request).await, (Code::InvalidArgument, "INVALID_FIELD".into()));
    }
    for (second, reason) in [
        (None, "BREAK_GLASS_SECOND_NEEDED"),
        (Some(BEA), "BREAK_GLASS_SECOND_UNFIT"),
        (Some(ANN), "BREAK_GLASS_SECOND_UNFIT"), // She works for the council.
    ] {
        assert_eq!(ask(restricted(person, second)).await.1, reason);
    }
    let names = opens(person, types::Sensitivity::Core);
    assert_eq!(ask(names).await.1, "BREAK_GLASS_OPENS_NOTHING");
    let longest = OpenBreakGlassRequest { justification: "é".repeat(500), ..special(person) };
    answer(town.rights.open_break_glass(bea("WORKER").ask(longest)).await);
}

#[tokio::test]
async fn what_is_wrong_with_breaking_the_glass_is_wrong_whoever_it_is_about() {
    let town = Town::open().await;
    let (shown, hidden, nobody) =
        (town.registered().await, town.registered().await, PersonId::from_u128(7));
    town.meets(hidden, &ann("WORKER")).await;
    answer(town.rights.apply_protection(ann("WORKER").ask(at_risk(hidden))).await);
    for person in [shown, hidden, nobody] {
        for (by, request, wanted) in [
            (bea("WORKER"), opens(person, types::Sensitivity::Core), "BREAK_GLASS_OPENS_NOTHING"),
            (bea("WORKER"), restricted(person, None), "BREAK_GLASS_SECOND_NEEDED"),
            (bea("WORKER"), restricted(person, Some(ANN)), "BREAK_GLASS_SECOND_UNFIT"),
            (bea("SYSTEM"), special(person), "NOT_FOR_THIS_ROLE"),
        ] {
            let refused = refusal(town.rights.open_break_glass(by.ask(request)).await);
            assert_eq!(refused.1, wanted, "{person}");
        }
    }
    let refused = town.rights.open_break_glass(bea("WORKER").ask(special(nobody))).await;
    assert_eq!(refusal(refused), (Code::NotFound, "PERSON_NOT_FOUND".into()));
}

#[tokio::test]
async fn somebody_else_of_the_same_organisation_reviews_it_and_then_it_is_off_the_list() {
    let town = Town::open().await;
    let person = town.registered().await;
    let opened = answer(town.rights.open_break_glass(bea("WORKER").ask(special(person))).await);
    let token = opened.write_token;
    let id = opened.break_glass.expect("it is open").break_glass_id;

    let (ours, theirs) = (cal("MANAGER"), ann("MANAGER"));
    let reviews = listed(&town, &ours, &token).await;
    let [to_review] = reviews.as_slice() else { panic!("one is to be reviewed: {reviews:?}") };
    assert_eq!((&to_review.break_glass_id, &to_review.person_id), (&id, &person.to_string()));
    assert_eq!((to_review.due_on, &to_review.worker_id), (day(2026, 8, 19), &BEA.to_string()));
    assert_eq!(listed(&town, &theirs, &token).await, []);

    let verdict = BreakGlassVerdict::Proper;
    let (not_the_reviewer, not_found) = (
        (Code::PermissionDenied, "BREAK_GLASS_NOT_THE_REVIEWER".to_owned()),
        (Code::NotFound, "PERSON_NOT_FOUND".to_owned()),
    );
    for (not_they, wanted) in [
        (bea("WORKER"), &not_found),
        (bea("MANAGER"), &not_the_reviewer),
        (ann("PRIVACY_OFFICER"), &not_the_reviewer),
        (cal("WORKER"), &not_found),
    ] {
        let ask = review(person, &id, verdict);
        let refused = refusal(town.rights.review_break_glass(not_they.ask(ask)).await);
        assert_eq!(&refused, wanted, "{not_they:?}");
    }
    let done = town.rights.review_break_glass(ours.ask(review(person, &id, verdict))).await;
    let done = answer(done);
    assert_eq!(done.break_glass.expect("it is reviewed").verdict(), verdict);
    assert_eq!(listed(&town, &ours, &done.write_token).await, []);

    let again =
        town.rights.review_break_glass(cal("PRIVACY_OFFICER").ask(review(person, &id, verdict)));
    answer(again.await);
    let other = review(person, &id, BreakGlassVerdict::Improper);
    let refused = refusal(town.rights.review_break_glass(ours.ask(other)).await);
    assert_eq!(refused, (Code::FailedPrecondition, "BREAK_GLASS_ALREADY_REVIEWED".into()));
}

#[tokio::test]
async fn an_overdue_review_keeps_the_worker_out_until_it_is_done() {
    let town = Town::open().await;
    let person = town.registered().await;
    let opened = answer(town.rights.open_break_glass(bea("WORKER").ask(special(person))).await);
    town.wait_hours(3 * 24);
    let ask = || bea("WORKER").ask(special(person));
    let refused = refusal(town.rights.open_break_glass(ask()).await);
    assert_eq!(refused, (Code::FailedPrecondition, "BREAK_GLASS_REVIEW_OVERDUE".into()));
    let id = opened.break_glass.expect("it is open").break_glass_id;
    let review = review(person, &id, BreakGlassVerdict::Proper);
    answer(town.rights.review_break_glass(cal("MANAGER").ask(review)).await);
    answer(town.rights.open_break_glass(ask()).await);
}

#[tokio::test]
async fn what_is_due_first_comes_first_and_the_list_has_pages() {
    let town = Town::open().await;
    let (mut people, mut token) = (vec![], String::new());
    for _ in 0..3 {
        let person = town.registered().await;
        let opened = town.rights.open_break_glass(bea("WORKER").ask(special(person))).await;
        token = answer(opened).write_token;
        people.push(person.to_string());
        town.wait_hours(24);
    }
    let mut seen = vec![];
    let mut list =
        ListBreakGlassReviewsRequest { page_size: 2, write_token: token, ..Default::default() };
    loop {
        let page = town.rights.list_break_glass_reviews(cal("MANAGER").ask(list.clone())).await;
        let page = answer(page);
        seen.extend(page.reviews.into_iter().map(|review| review.person_id));
        if page.next_page_token.is_empty() {
            break;
        }
        list.page_token = page.next_page_token;
    }
    assert_eq!(seen, people);
    list.page_token = list.page_token.replace(|_: char| true, "0");
    let refused = town.rights.list_break_glass_reviews(cal("MANAGER").ask(list)).await;
    assert_eq!(refusal(refused).1, "PAGE_TOKEN_INVALID");
}
