//! A warm handover from beginning to end, and what a retry gets.

use domain::Role;
use tonic::{Code, Response};
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types::{self, HandoverMode, ReferralState};

use crate::site::*;

#[tokio::test]
async fn the_lead_moves_at_the_handover_and_not_before() {
    let site = site().await;
    let person = site.supported().await;
    let (person_id, referral_id) = (person.to_string(), of(person).to_string());
    let lead = async || site.journey(person).await.lead().map(|lead| (lead.org, lead.worker));
    let council = Some((COUNCIL.org, COUNCIL.worker));

    assert_eq!(site.sent(person).await.state(), ReferralState::Sent);
    let accepted = site.accepts(person).await.expect("a yes");
    assert_eq!(accepted.state(), ReferralState::Accepted);
    assert_eq!(lead().await, council);

    site.meets(person).await;
    assert_eq!(lead().await, council);

    let request_id = new_id();
    let confirm = ConfirmIntroRequest { request_id, person_id, referral_id, ..Default::default() };
    let done = site.routing.confirm_intro(COUNCIL.ask(confirm)).await;
    let done = referral(done.map(Response::into_inner).map(|r| r.referral));
    assert_eq!(done.state(), ReferralState::HandedOver);
    assert_eq!(done.handover.map(|h| h.mode()), Some(HandoverMode::Warm));
    assert_eq!(lead().await, Some((CHARITY.org, CHARITY.worker)));
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_though_the_referral_moved_on() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let yes = accept(person);
    let first = site.routing.accept_referral(CHARITY.ask(yes.clone())).await.expect("a yes");
    let back = withdraw(person, ReferralState::Accepted);
    site.routing.withdraw_referral(COUNCIL.ask(back)).await.expect("taken back");
    let again = site.routing.accept_referral(CHARITY.ask(yes)).await.expect("the same yes");
    assert_eq!(again.into_inner(), first.into_inner());
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_though_the_worker_may_no_longer_act() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let yes = accept(person);
    let accepted = site.routing.accept_referral(CHARITY.ask(yes.clone())).await.expect("a yes");
    let take_over = TakeOverRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        org_id: COLLEGE.org.to_string(),
        worker_id: COLLEGE.worker.to_string(),
        reason: types::TakeOverReason::HolderClosed.into(),
        ..Default::default()
    };
    let take_over = || COUNCIL.acting_as(Role::Partnership).ask(take_over.clone());
    let taken = site.routing.take_over(take_over()).await.expect("taken over");
    for door in [CHARITY, COLLEGE] {
        site.suspends(door).await;
    }
    let again = site.routing.accept_referral(CHARITY.ask(yes)).await.expect("the same yes");
    assert_eq!(again.into_inner(), accepted.into_inner());
    let again = site.routing.take_over(take_over()).await.expect("taken over already");
    assert_eq!(again.into_inner(), taken.into_inner());
}

#[tokio::test]
async fn a_draft_shows_to_who_wrote_it_and_is_sent_as_it_is_then() {
    let site = site().await;
    let person = site.supported().await;
    let draft = DraftReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        terms: Some(terms()),
        ..Default::default()
    };
    let drafted = site.routing.draft_referral(COUNCIL.ask(draft)).await;
    let drafted = referral(drafted.map(Response::into_inner).map(|r| r.referral));
    assert_eq!((drafted.state(), drafted.chain_service_ids.len()), (ReferralState::Draft, 0));

    let id = drafted.referral_id.parse().expect("the service made an id");
    let sent = site.routing.send_referral(COUNCIL.ask(send(person, id))).await;
    let sent = referral(sent.map(Response::into_inner).map(|r| r.referral));
    assert_eq!(sent.state(), ReferralState::Sent);
    assert_eq!(sent.to.map(|to| to.org_id), Some(CHARITY.org.to_string()));
    let get = GetReferralRequest { person_id: person.to_string(), referral_id: id.to_string() };
    let got = site.routing.get_referral(CHARITY.ask(get)).await.expect("it is there");
    assert_eq!(got.into_inner().referral.map(|r| r.state()), Some(ReferralState::Sent));
}

#[tokio::test]
async fn a_referral_of_somebody_hidden_is_lost_to_neither_side() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.hides(person).await;
    site.desk.up_to_date().await.expect("the view shows it");
    for door in [COUNCIL, CHARITY] {
        let caller = host::caller(&door.ask(())).expect("a caller");
        let lists = site.desk.list(&caller, policy::Action::ListOpenReferrals, true).await;
        let page = lists.expect("its own list").open_referrals(door.org, None, &[], 9);
        let (rows, _) = page.expect("the view is ready");
        assert_eq!(rows.len(), 1, "{door:?}");
        assert_eq!(rows[0].referral_id, of(person).to_string());
    }
    let get =
        GetReferralRequest { person_id: person.to_string(), referral_id: of(person).to_string() };
    let told = site.routing.get_referral(CHARITY.ask(get)).await;
    assert_eq!(told.expect_err("who it is, it is not told").code(), Code::NotFound);
    site.accepts(person).await.expect("the handover goes on");
}

#[tokio::test]
async fn each_side_is_told_what_is_open_to_it() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let open = async |door: Door| {
        let (person_id, referral_id) = (person.to_string(), of(person).to_string());
        let list = ListAvailableActionsRequest { person_id, referral_id };
        let answer = site.routing.list_available_actions(door.ask(list)).await;
        answer.map(|answer| answer.into_inner().actions().collect::<Vec<_>>())
    };
    assert!(open(CHARITY).await.expect("a list").contains(&types::Action::Accept));
    assert!(open(COUNCIL).await.expect("a list").contains(&types::Action::Withdraw));
    assert_eq!(open(COLLEGE).await.expect_err("they have no part in it").code(), Code::NotFound);
}
