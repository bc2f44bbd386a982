//! What goes wrong with one clock, or over one person, is no other's misfortune; and where a referral goes on when nobody
//! takes it.

use domain::routing::clock::{Clock, Rung};
use domain::routing::state::ReferralState;
use domain::{PersonId, ReferralId, ServiceId};
use host::Desk;
use tonic::Status;
use uuid::Uuid;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types::ReferralKind;

use crate::clocks::{at, clocks_of};
use crate::log::panics_over;
use crate::site::*;

impl Site {
    /// The council asks another service for support, beside the transfer.
    async fn asks_too(&self, person: PersonId, service: ServiceId) -> ReferralId {
        let id = ReferralId::from(Uuid::now_v7());
        let (kind, service_id) = (ReferralKind::Support.into(), service.to_string());
        let terms = Some(ReferralTerms { kind, service_id, ..terms() });
        let asked = SendReferralRequest { terms, ..send(person, id) };
        self.routing.send_referral(COUNCIL.ask(asked)).await.expect("it is sent");
        id
    }

    async fn rung(&self, person: PersonId, id: ReferralId) -> (ReferralState, Option<Rung>) {
        let referral = self.journey(person).await.referral.referrals[&id].clone();
        (referral.state, referral.rang.get(&Clock::Acknowledge).map(|rang| rang.rung))
    }

    /// Rings what is due then, at this desk.
    async fn rings(&self, desk: &Desk, instant: &str) -> Result<usize, Status> {
        self.hand.set(at(instant));
        self.desk.up_to_date().await.expect("the view shows everything");
        clocks_of(desk).ring_due().await
    }
}

/// A desk as this site's, but for its directory: in that no area has a door.
fn without_doors(site: &Site, other: &Site) -> Desk {
    let mut desk = site.desk.clone();
    desk.registry = other.desk.registry.clone();
    desk
}

#[tokio::test]
async fn where_an_area_has_no_door_everybody_is_still_reminded_and_told_and_only_nobody_is_sent_on()
{
    let (site, other) = (site().await, empty().await);
    let doorless = without_doors(&site, &other);
    let person = site.supported().await;
    site.sent(person).await;
    for (instant, rung) in [
        ("2026-08-18T23:00:00Z", Rung::Remind),
        ("2026-08-19T23:00:00Z", Rung::Overdue),
        ("2026-08-21T23:00:00Z", Rung::Partnership),
        ("2026-08-26T23:00:00Z", Rung::Partnership),
    ] {
        site.rings(&doorless, instant).await.expect("the view is ready");
        let expected = (ReferralState::Sent, Some(rung));
        assert_eq!(site.rung(person, of(person)).await, expected, "{instant}");
    }
    site.rings(&site.desk, "2026-08-26T23:00:01Z").await.expect("the view is ready");
    assert_eq!(site.rung(person, of(person)).await.0, ReferralState::Expired);
}

#[tokio::test]
async fn a_clock_that_cannot_ring_keeps_no_other_of_the_person_from_ringing() {
    let (site, other) = (site().await, empty().await);
    let person = site.supported().await;
    site.sent(person).await;
    site.rings(&site.desk, "2026-08-21T23:00:00Z").await.expect("the view is ready");
    site.hand.set(at("2026-08-26T09:00:00Z"));
    let later = site.asks_too(person, COURSE).await;
    let doorless = without_doors(&site, &other);
    site.rings(&doorless, "2026-08-28T09:00:00Z").await.expect("the view is ready");
    let told = (ReferralState::Sent, Some(Rung::Partnership));
    assert_eq!(site.rung(person, of(person)).await, told, "there is no door to go on to");
    let reminded = (ReferralState::Sent, Some(Rung::Remind));
    assert_eq!(site.rung(person, later).await, reminded, "though the first was due before");
}

#[tokio::test]
async fn a_panic_over_one_person_is_nobody_elses() {
    let (site, other) = (site().await, empty().await);
    let (one, another) = (site.supported().await, site.supported().await);
    for person in [one, another] {
        site.sent(person).await;
    }
    site.rings(&site.desk, "2026-08-21T23:00:00Z").await.expect("the view is ready");
    let doorless = without_doors(&site, &other);
    let newcomer = site.supported().await;
    site.hand.set(at("2026-08-25T09:00:00Z"));
    site.sent(newcomer).await;
    let _log = panics_over(one); // Who is named there: their ring is refused.
    site.rings(&doorless, "2026-08-27T09:00:00Z").await.expect("it goes on");
    let reminded = (ReferralState::Sent, Some(Rung::Remind));
    assert_eq!(site.rung(newcomer, of(newcomer)).await, reminded);
    site.rings(&site.desk, "2026-08-27T09:01:00Z").await.expect("it goes on");
    for person in [one, another] {
        assert_eq!(site.rung(person, of(person)).await.0, ReferralState::Expired);
    }
}

#[tokio::test]
async fn nobody_is_asked_by_themselves_where_the_door_is_the_senders_own() {
    let site = site().await; // The council's own door is everybody's.
    let person = site.supported().await;
    let support = site.asks_too(person, COURSE).await;
    site.sent(person).await;
    site.accepts(person).await.expect("a yes");
    site.meets(person).await;
    site.rings(&site.desk, "2026-08-19T23:00:00Z").await.expect("silence is a yes");
    let lead = site.journey(person).await.lead().map(|lead| lead.org);
    assert_eq!(lead, Some(CHARITY.org), "and the council holds the person no longer");
    site.rings(&site.desk, "2026-08-26T23:00:00Z").await.expect("the view is ready");
    let journey = site.journey(person).await;
    assert_eq!(journey.referral.referrals[&support].state, ReferralState::Expired);
    let passed_on = journey.referral.referrals.values().find(|r| r.redirected_from.is_some());
    assert_eq!(passed_on, None);
}

#[tokio::test]
async fn the_referral_of_somebody_who_was_erased_expires_and_is_passed_on_to_nobody() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.parts.vault.destroy_keys(person, None).await.expect("they are destroyed");
    site.rings(&site.desk, "2026-08-26T23:00:00Z").await.expect("the view is ready");
    assert_eq!(site.rung(person, of(person)).await.0, ReferralState::Expired);
    assert_eq!(onward(&site, person).await, None);
}
