//! A service that closes takes nobody with it: whoever it has not answered goes to the door of their area first.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use anydoor_routing::Routing;
use domain::directory::service::Standing;
use domain::routing::reason::ExpireReason;
use domain::routing::state::ReferralState;
use domain::routing::step::Step;
use domain::{PersonId, Role, ServiceId};
use futures::{StreamExt, stream};
use tonic::{Response, Status};
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types;

use crate::site::*;

/// How many services close while people are sent there.
const ROUNDS: u128 = 15;
/// How many people are sent to each of them.
const SENT: usize = 12;
/// How many of them at once.
const SENT_AT_ONCE: usize = 4;

impl Site {
    /// A manager of the charity closes the music project.
    async fn closes(&self) -> Result<(), Status> {
        self.closes_by(close()).await.map(drop)
    }

    async fn closes_by(
        &self,
        close: CloseServiceRequest,
    ) -> Result<Response<CloseServiceResponse>, Status> {
        self.directory.close_service(CHARITY.acting_as(Role::Manager).ask(close)).await
    }

    pub(crate) fn standing(&self, service: ServiceId) -> Option<Standing> {
        let known = self.desk.registry.directory.service(service)?;
        known.published.as_ref().map(|published| published.standing)
    }

    async fn asks(&self, person: PersonId) {
        let ask = AskClarificationRequest {
            request_id: new_id(),
            person_id: person.to_string(),
            referral_id: of(person).to_string(),
            reason: types::ClarifyReason::Needs.into(),
            question: "What comes first?".to_owned(),
            ..Default::default()
        };
        self.routing.ask_clarification(CHARITY.ask(ask)).await.expect("a question");
    }

    pub(crate) async fn lets_wait(&self, person: PersonId) {
        let wait = WaitlistReferralRequest {
            request_id: new_id(),
            person_id: person.to_string(),
            referral_id: of(person).to_string(),
            expected_on: Some(types::Date { year: 2026, month: 9, day: 1 }),
            reason: types::WaitReason::NoPlace.into(),
            ..Default::default()
        };
        self.routing.waitlist_referral(CHARITY.ask(wait)).await.expect("on the list");
    }

    /// That somebody's referral ended because the service closes, and the door was asked in its place.
    pub(crate) async fn was_passed_on(&self, person: PersonId) -> bool {
        let ended = self.referral(person).await.entered_by;
        let child = onward(self, person).await.map(|(_, child)| child.request.to.service);
        ended == Step::Expired { reason: ExpireReason::ServiceClosed } && child == Some(OPEN_DOOR)
    }
}

fn close() -> CloseServiceRequest {
    close_of(MUSIC)
}

fn close_of(service: ServiceId) -> CloseServiceRequest {
    let (request_id, service_id) = (new_id(), service.to_string());
    CloseServiceRequest { request_id, service_id, ..Default::default() }
}

/// A transfer to this service.
pub(crate) fn send_to(person: PersonId, service: ServiceId) -> SendReferralRequest {
    let terms = ReferralTerms { service_id: service.to_string(), ..terms() };
    SendReferralRequest { terms: Some(terms), ..send(person, of(person)) }
}

/// Routing in another process, which has not heard of what became of this site's services: it knows those of the other.
fn unaware(site: &Site, other: &Site) -> Routing {
    let mut desk = site.desk.clone();
    desk.registry = other.desk.registry.clone();
    Routing::new(desk)
}

/// What comes of something that is cut short when it has waited so often.
async fn cut_short<F: Future>(waits: usize, something: F) -> Option<F::Output> {
    let (mut something, mut left) = (pin!(something), waits);
    poll_fn(move |context| match something.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn a_service_that_closes_takes_nobody_with_it() {
    let site = site().await;
    site.college_is_the_door().await;
    let mut people = vec![];
    for answered in 0..4 {
        let person = site.supported().await;
        site.sent(person).await;
        if answered > 0 {
            site.acknowledges(person).await;
        }
        match answered {
            2 => site.asks(person).await,
            3 => site.lets_wait(person).await,
            _ => {}
        }
        people.push(person);
    }
    let states = [
        ReferralState::Sent,
        ReferralState::Acknowledged,
        ReferralState::Clarifying,
        ReferralState::Waitlisted,
    ];
    for (person, state) in people.iter().zip(states) {
        assert_eq!(site.referral(*person).await.state, state);
    }

    site.closes().await.expect("it closes");
    assert_eq!(site.standing(MUSIC), Some(Standing::Closed));
    for (person, state) in people.into_iter().zip(states) {
        assert!(site.was_passed_on(person).await, "{state:?}");
        let (_, child) = onward(&site, person).await.expect("the door was asked");
        assert_eq!(child.state, ReferralState::Sent);
        let lead = site.journey(person).await.lead().map(|lead| lead.org);
        assert_eq!(lead, Some(COUNCIL.org), "who held them goes on holding");
    }
}

#[tokio::test]
async fn people_who_are_being_helped_keep_their_service_open() {
    let site = site().await;
    site.college_is_the_door().await;
    let (helped, waits) = (site.supported().await, site.supported().await);
    site.sent(helped).await;
    site.accepts(helped).await.expect("a yes");
    site.sent(waits).await;

    let refused = site.closes().await.expect_err("somebody has its yes");
    assert!(refused.message().starts_with("1 people are helped"), "{}", refused.message());
    assert_eq!(refusal(Err::<(), _>(refused)).0, "SERVICE_HAS_LIVE_REFERRALS");
    assert_eq!(site.referral(helped).await.state, ReferralState::Accepted);
    assert!(site.was_passed_on(waits).await, "nobody waits there for an answer");
    assert_eq!(site.standing(MUSIC), Some(Standing::Paused), "nobody new comes");
    let late = site.supported().await;
    let sent = site.routing.send_referral(COUNCIL.ask(send(late, of(late)))).await;
    assert_eq!(refusal(sent).0, "REFERRAL_SERVICE_NOT_OPEN");

    let back = withdraw(helped, types::ReferralState::Accepted);
    site.routing.withdraw_referral(COUNCIL.ask(back)).await.expect("they part");
    site.closes().await.expect("nobody is there any more");
}

#[tokio::test]
async fn a_close_that_was_cut_short_goes_on_where_it_stopped() {
    let site = site().await;
    site.college_is_the_door().await;
    let mut people = vec![];
    for _ in 0..3 {
        let person = site.supported().await;
        site.sent(person).await;
        people.push(person);
    }
    let (close, mut waits) = (close(), 0);
    while cut_short(waits, site.closes_by(close.clone())).await.is_none() {
        waits += 1; // Further each time.
    }
    assert!(waits > 0, "it was cut short");
    assert_eq!(site.standing(MUSIC), Some(Standing::Closed));
    for person in people {
        assert!(site.was_passed_on(person).await);
        assert_eq!(site.journey(person).await.referral.referrals.len(), 2, "once");
    }
    let closed = site.closes_by(close).await.expect("it is closed").into_inner();
    assert_eq!(closed.service.map(|service| service.standing()), Some(ServiceStanding::Closed));
}

#[tokio::test]
async fn a_paused_service_passes_on_whom_an_earlier_try_did_not_come_to() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    let (request_id, service_id) = (new_id(), MUSIC.to_string());
    let pause = PauseServiceRequest { request_id, service_id, ..Default::default() };
    site.directory.pause_service(operations(pause)).await.expect("is paused");
    site.closes().await.expect("it closes");
    assert!(site.was_passed_on(person).await);
}

#[tokio::test]
async fn a_referral_passed_on_at_a_close_keeps_its_history_and_says_why() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.acknowledges(person).await;
    let version = async || site.parts.journeys.load(person).await.expect("a journey").version();
    let before = (version().await, site.referral(person).await);
    site.closes().await.expect("it closes");

    let ended = site.referral(person).await;
    assert_eq!(version().await, before.0 + 1, "the end and the beginning are one commit");
    assert_eq!((&ended.request, &ended.chain), (&before.1.request, &before.1.chain));
    let (id, child) = onward(&site, person).await.expect("the door was asked");
    assert_eq!((child.redirected_from, child.chain), (Some(of(person)), vec![MUSIC, OPEN_DOOR]));
    assert_eq!(child.request.reasons, before.1.request.reasons);
    let (person_id, referral_id) = (person.to_string(), id.to_string());
    let get = GetReferralRequest { person_id, referral_id };
    let got = site.routing.get_referral(COLLEGE.ask(get)).await.expect("the door sees it");
    let got = got.into_inner().referral.expect("an answer has the referral");
    assert_eq!(got.redirected_from, Some(of(person).to_string()));
    let why = Step::Expired { reason: ExpireReason::ServiceClosed };
    assert_eq!((ended.state, ended.entered_by), (ReferralState::Expired, why));
}

#[tokio::test]
async fn where_the_door_cannot_be_asked_the_person_stays_with_whoever_sent_them() {
    let site = site().await; // The council's own door is everybody's.
    let person = site.supported().await;
    site.sent(person).await;
    site.closes().await.expect("it closes");
    assert_eq!(site.referral(person).await.state, ReferralState::Expired);
    assert_eq!(onward(&site, person).await, None);
    let lead = site.journey(person).await.lead().map(|lead| lead.org);
    assert_eq!(lead, Some(COUNCIL.org));
}

#[tokio::test]
async fn of_somebody_whose_keys_are_destroyed_nothing_is_passed_on() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.parts.vault.destroy_keys(person, None).await.expect("they are destroyed");
    site.closes().await.expect("it closes");
    assert_eq!(site.referral(person).await.state, ReferralState::Expired);
    assert_eq!(onward(&site, person).await, None);
}

#[tokio::test]
async fn who_may_not_close_a_service_neither_pauses_it_nor_passes_anybody_on() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    for stranger in [CHARITY, COLLEGE.acting_as(Role::Manager), COUNCIL.acting_as(Role::Auditor)] {
        let refused = site.directory.close_service(stranger.ask(close())).await;
        assert_eq!(refusal(refused).0, "NOT_PERMITTED");
    }
    assert_eq!(site.standing(MUSIC), Some(Standing::Open));
    assert_eq!(site.referral(person).await.state, ReferralState::Sent);
}

#[tokio::test]
async fn an_areas_door_stays_open_and_so_does_what_was_sent_there() {
    let site = site().await;
    site.college_is_the_door().await;
    let refused = site.directory.close_service(operations(close_of(OPEN_DOOR))).await;
    assert_eq!(refusal(refused).0, "FALLBACK_STAYS_OPEN");
    assert_eq!(site.standing(OPEN_DOOR), Some(Standing::Open));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_are_sent_while_a_service_closes_nobody_is_left_there() {
    let site = site().await;
    site.college_is_the_door().await;
    for round in 0..ROUNDS {
        let service = ServiceId::from_u128(0x700 + round);
        site.publishes(CHARITY, service, vec![DUNDEE.to_owned()], false).await;
        let mut people = vec![];
        for _ in 0..SENT {
            people.push(site.supported().await);
        }
        let send = |&person| site.routing.send_referral(COUNCIL.ask(send_to(person, service)));
        let sent = stream::iter(people.iter().map(send)).buffer_unordered(SENT_AT_ONCE);
        let (closed, _) =
            futures::join!(site.closes_by(close_of(service)), sent.collect::<Vec<_>>());
        closed.expect("it closes");
        for person in people {
            let referrals = site.journey(person).await.referral.referrals;
            let waits = referrals
                .values()
                .any(|each| each.request.to.service == service && each.state.is_undecided());
            assert!(!waits, "round {round}");
        }
    }
}

#[tokio::test]
async fn whoever_is_sent_by_a_process_that_has_not_heard_of_the_close_goes_on_as_well() {
    let (site, other) = (site().await, site().await);
    site.college_is_the_door().await;
    let elsewhere = unaware(&site, &other);
    for waits in 0.. {
        let service = ServiceId::from_u128(0x700 + waits as u128);
        for each in [&site, &other] {
            each.publishes(CHARITY, service, vec![DUNDEE.to_owned()], false).await;
        }
        let (person, close) = (site.supported().await, close_of(service));
        let mut closes = pin!(site.closes_by(close.clone()));
        if cut_short(waits, closes.as_mut()).await.is_some() {
            assert!(waits > 0, "it waited for something");
            return;
        }
        let sent = elsewhere.send_referral(COUNCIL.ask(send_to(person, service))).await;
        sent.expect("it has not heard");
        if closes.await.is_err() {
            site.closes_by(close).await.expect("whoever was counted is passed on");
        }
        assert_eq!(site.standing(service), Some(Standing::Closed));
        assert!(site.was_passed_on(person).await, "sent when the close had waited {waits} times");
    }
}

#[tokio::test]
async fn a_close_that_is_asked_again_passes_on_whoever_came_since() {
    let (site, other) = (site().await, site().await);
    site.college_is_the_door().await;
    let (elsewhere, first) = (unaware(&site, &other), close());
    site.closes_by(first.clone()).await.expect("it closes");
    for again in [first, close()] {
        let person = site.supported().await;
        let sent = elsewhere.send_referral(COUNCIL.ask(send(person, of(person)))).await;
        sent.expect("it has not heard");
        site.closes_by(again).await.expect("it is closed");
        assert!(site.was_passed_on(person).await);
    }
}
