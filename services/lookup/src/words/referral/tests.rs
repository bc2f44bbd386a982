//! A referral in plain words: what people read most.

use std::sync::Arc;

use domain::routing::clock::{Clock, Rung};
use domain::routing::kind::ReferralKind;
use domain::routing::reason::*;
use domain::routing::ringing::Ring;
use domain::routing::terms::*;
use domain::{
    Actor, Aggregate, AgreementId, CommitId, Journey, Kept, OrgId, ReferralId, Role, Sealed,
    Sensitivity, ServiceId, Stamp, WorkerId,
};
use journal::SqliteJournal;
use projection::Directory;

use super::*;

/// A directory where nobody has a name.
async fn nameless() -> Directory {
    let journal = Arc::new(SqliteJournal::in_memory().expect("a journal in memory"));
    Directory::follow(journal).await.expect("it can be read")
}

fn event(step: Step) -> Event {
    Event { referral: ReferralId::from_u128(1), step }
}

/// What is told of a step where nobody has a name.
async fn told(step: Step) -> (String, Vec<(&'static str, String)>) {
    let (directory, event) = (nameless().await, event(step));
    let told = tell(&event, &Names::new(&directory));
    let parts = told.parts.iter().map(|part| (part.label, part.field.to_string())).collect();
    (told.headline, parts)
}

fn sealed(sensitivity: Sensitivity) -> Sealed {
    Sealed { sensitivity, bytes: vec![1] }
}

fn meeting() -> Meeting {
    let at = "2026-08-17T13:30:00Z".parse().expect("it is an instant");
    Meeting { at, mode: MeetingMode::Phone }
}

#[tokio::test]
async fn a_yes_says_who_will_meet_them_and_when() {
    let named_worker = WorkerId::from_u128(2);
    let yes = Acceptance { named_worker, first_meeting: meeting(), reservation: None };
    let (headline, parts) = told(Step::Accepted(yes)).await;
    let who = "worker 00000000-0000-0000-0000-000000000002";
    let said = format!("Accepted; {who} will meet them by phone on 17 August 2026 at 14:30");
    assert_eq!((headline, parts), (said, vec![]));
}

fn sent() -> Step {
    let to = Receiver { service: ServiceId::from_u128(3), org: OrgId::from_u128(4), worker: None };
    let request = Request {
        kind: ReferralKind::Transfer,
        to,
        urgency: Urgency::Today,
        outcome_expected: sealed(Sensitivity::Core),
        reasons: vec![ReferReason::Location, ReferReason::PersonAsked],
        needs: vec![],
        agreement: AgreementId::from_u128(5),
        bundle: vec![],
        returns: None,
    };
    let from = Sender { org: OrgId::from_u128(6), worker: None };
    let sending =
        Sending { request, from, fallback: false, chain: vec![to.service], redirected_from: None };
    Step::Sent(Box::new(sending))
}

#[tokio::test]
async fn what_is_hoped_for_is_told_with_why() {
    let (headline, parts) = told(sent()).await;
    let end = ", needed today, because it is nearer and the person asked for it";
    assert!(headline.starts_with("Referred to service "), "{headline}");
    assert!(headline.ends_with(end), "{headline}");
    assert_eq!(parts, [("hoped for", "referral.outcome_expected".to_owned())]);
}

#[tokio::test]
async fn a_sealed_reason_is_not_in_the_headline() {
    let review_on = "2026-09-17".parse().expect("it is a date");
    let reason = Kept::Sealed(sealed(Sensitivity::Restricted));
    let (headline, parts) = told(Step::Paused { reason, review_on }).await;
    assert_eq!(headline, "Support there rests; to be looked at on 17 September 2026");
    assert_eq!(parts, [("why", "referral.reason".to_owned())]);
    let (headline, parts) =
        told(Step::Paused { reason: HoldReason::Caring.into(), review_on }).await;
    let said =
        "Support there rests, because they care for somebody; to be looked at on 17 September 2026";
    assert_eq!((headline.as_str(), parts), (said, vec![]));
}

#[tokio::test]
async fn a_clock_says_for_which_referral_it_rang() {
    let at = "2026-08-24T16:00:00Z".parse().expect("it is an instant");
    let ring = Ring { clock: Clock::Decide, rung: Rung::Overdue, armed_at: at, due: at, terms: 0 };
    let by = Actor { org: OrgId::from_u128(6), worker: None, role: Role::Worker };
    let occurred_on = "2026-08-17".parse().expect("it is a date");
    let stamp = Stamp { by, occurred_on, recorded_at: at, commit: CommitId::from_u128(7) };
    let (directory, mut journey) = (nameless().await, Journey::default());
    journey.evolve(&stamp, &domain::journey::Event::Referral(event(sent())));
    let rang = event(Step::Rang(ring));
    let told = tell(&rang, &Names::new(&directory).knowing(&journey));
    let service = ServiceId::from_u128(3);
    let said = format!("Overdue (referral to service {service}): the receiver has not decided yet");
    assert_eq!(told.headline, said);
}

#[test]
fn several_stand_in_a_row() {
    let row = |several: &[&str]| all(several);
    assert_eq!(row(&[]), "");
    assert_eq!(row(&["one"]), "one");
    assert_eq!(row(&["one", "two"]), "one and two");
    assert_eq!(row(&["one", "two", "three"]), "one, two and three");
}
