//! Each relationship rests on a fact, and ends with it.

use super::*;
use crate::aftercare::job::{self, Aftercare, AftercareChannel};
use crate::assignment::{lead, supporter};
use crate::intake::{agreement, enquiry, episode, person};
use crate::rights::Relationship::*;
use crate::rights::{break_glass, presence};
use crate::routing::kind::ReferralKind;
use crate::routing::story::of_kind;
use crate::testing::*;
use crate::{AgreementId, BreakGlassId, EnquiryId, Role, Sensitivity, WorkerId};

/// Works for the council too.
const CLAIRE: WorkerId = WorkerId::from_u128(0xa2);
const NOON: &str = "2026-08-17T12:00:00Z";

fn actor(org: OrgId, worker: WorkerId) -> Actor {
    Actor { org, worker: Some(worker), role: Role::Worker }
}
fn at(time: &str) -> Timestamp {
    time.parse().expect("a test names a real instant")
}
/// What stands between a worker and the story's person.
fn between(story: &Given, org: OrgId, worker: WorkerId, time: &str) -> Vec<Relationship> {
    relationships(&story.journey, &actor(org, worker), at(time)).iter().collect()
}
fn ann(story: &Given) -> Vec<Relationship> {
    between(story, COUNCIL, ANN, NOON)
}
fn claire(story: &Given) -> Vec<Relationship> {
    between(story, COUNCIL, CLAIRE, NOON)
}
fn bea(story: &Given) -> Vec<Relationship> {
    between(story, CHARITY, BEA, NOON)
}

fn closed() -> episode::Event {
    episode::Event::Closed { reason: episode::CloseReason::GoalsMet, destination: None }
}
fn heard_by(org: OrgId, on: &str) -> impl Fn(Given) -> Given {
    let (stamp, enquiry) = (stamp_of(org, ANN, Role::Worker, on), EnquiryId::from_u128(1));
    let contact = enquiry::FirstContact {
        enquiry,
        channel: enquiry::DoorChannel::WalkIn,
        area: None,
        needs: vec![],
        sealed_needs: None,
        own_words: None,
        contact: None,
    };
    move |story| story.by(stamp).and([enquiry::Event::Received(contact.clone())])
}
fn answered(outcome: enquiry::EnquiryOutcome) -> enquiry::Event {
    enquiry::Event::Closed { enquiry: EnquiryId::from_u128(1), outcome }
}

#[test]
fn a_set_holds_what_was_put_in() {
    let set: Relationships = [BreakGlass, Lead].into_iter().collect();
    assert!(set.contains(Lead) && set.contains(BreakGlass) && !set.contains(Door));
    assert_eq!(set.iter().collect::<Vec<_>>(), [Lead, BreakGlass]);
    assert!(!set.is_empty() && Relationships::default().is_empty());
    assert_eq!(format!("{set:?}"), "{Lead, BreakGlass}");
    assert_eq!(Relationship::ALL.iter().copied().collect::<Relationships>().iter().count(), 9);
}
#[test]
fn the_lead_leads_and_a_colleague_has_their_organisation() {
    assert_eq!(ann(&supported()), [Lead, LeadOrganisation]);
    assert_eq!(claire(&supported()), [LeadOrganisation]);
    assert_eq!(bea(&supported()), []);
}
#[test]
fn a_worker_of_the_same_number_elsewhere_is_somebody_else() {
    assert_eq!(between(&supported(), CHARITY, ANN, NOON), []);
}
#[test]
fn the_system_leads_nobody() {
    let system = Actor { org: COUNCIL, worker: None, role: Role::System };
    let stands = relationships(&supported().journey, &system, at(NOON));
    assert_eq!(stands.iter().collect::<Vec<_>>(), [LeadOrganisation]);
}
#[test]
fn who_covers_leads_from_the_first_day_to_the_last_and_the_lead_stays() {
    let (from, until, caretaker) = (day("2026-08-18"), day("2026-08-19"), CLAIRE);
    let cover = lead::Cover { from, until, caretaker };
    let story = supported().and([lead::Event::CoverArranged(cover)]);
    for (time, covers) in [
        ("2026-08-17T23:59:59Z", false),
        ("2026-08-18T00:00:00Z", true),
        ("2026-08-19T23:59:59Z", true),
        ("2026-08-20T00:00:00Z", false),
    ] {
        assert_eq!(between(&story, COUNCIL, CLAIRE, time).contains(&Lead), covers, "{time}");
        assert!(between(&story, COUNCIL, ANN, time).contains(&Lead), "{time}");
    }
}
#[test]
fn another_lead_takes_the_place_of_the_one_before() {
    let (org, worker, reason) = (COUNCIL, CLAIRE, lead::AssignReason::WorkerLeft);
    let story = supported().and([lead::Event::Assigned { org, worker, reason }]);
    assert_eq!(ann(&story), [LeadOrganisation]);
    assert_eq!(claire(&story), [Lead, LeadOrganisation]);
}
#[test]
fn nobody_leads_after_support() {
    assert_eq!(ann(&supported().and([closed()])), []);
}
#[test]
fn a_supporter_is_one_until_it_ends_and_also_after_support() {
    let role = supporter::SupporterRole::Mentor;
    let mentor = supporter::Supporter { org: CHARITY, worker: BEA, role };
    let story = || supported().and([supporter::Event::Assigned(mentor)]);
    assert_eq!(bea(&story()), [Supporter]);
    assert_eq!(between(&story(), CHARITY, CLAIRE, NOON), []);
    assert_eq!(bea(&story().and([closed()])), [Supporter]);
    assert_eq!(bea(&story().and([supporter::Event::Ended(mentor)])), []);
}
#[test]
fn a_referral_relates_both_sides_until_its_end_and_a_draft_relates_nobody() {
    for &state in ReferralState::ALL {
        let story = of_kind(ReferralKind::Support, state);
        let open = state != ReferralState::Draft && !state.is_terminal();
        let child = state == ReferralState::Redirected; // Asked by the charity, of the college.
        assert_eq!(bea(&story).contains(&Receiver), open, "{state:?}");
        assert_eq!(claire(&story).contains(&Sender), open || child, "{state:?}");
    }
}
#[test]
fn whoever_asks_for_the_person_is_not_asked_for_them() {
    let pull = of_kind(ReferralKind::Pull, ReferralState::Sent);
    assert_eq!(bea(&pull), [Sender]);
    assert_eq!(claire(&pull), [LeadOrganisation, Receiver]);
}
#[test]
fn the_receiver_of_a_transfer_is_responsible_after_the_handover() {
    let story = of_kind(ReferralKind::Transfer, ReferralState::HandedOver);
    assert_eq!(bea(&story), [Lead, LeadOrganisation, Receiver]);
    assert_eq!(ann(&story), [Sender]);
}
#[test]
fn aftercare_stands_to_its_last_day_for_the_organisation_that_agreed_it() {
    let agreed = Aftercare {
        cadence_days: 28,
        channel: AftercareChannel::Text,
        employer_contact_ok: false,
        until: day("2026-12-31"),
    };
    let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
    let story = || supported().by(charity).and([job::Event::AftercareAgreed(agreed)]);
    assert_eq!(between(&story(), CHARITY, CLAIRE, "2026-12-31T23:00:00Z"), [Aftercare]);
    assert_eq!(between(&story(), CHARITY, CLAIRE, "2027-01-01T00:00:00Z"), []);
    assert_eq!(ann(&story()), [Lead, LeadOrganisation]);
    assert_eq!(bea(&story().and([closed()])), []);
}
#[test]
fn the_door_that_heard_somebody_keeps_them_until_somebody_is_responsible() {
    let heard = || heard_by(CHARITY, "2026-08-17")(nothing_yet());
    assert_eq!(bea(&heard()), [Door]);
    assert_eq!(ann(&heard()), []);
    let opened =
        episode::Event::Opened { episode: EPISODE, area: dundee(), door: CHARITY, rejoin_of: None };
    assert_eq!(bea(&heard().and([opened])), []);
}
#[test]
fn an_enquiry_that_ended_elsewhere_leaves_nothing() {
    use enquiry::EnquiryOutcome::*;
    for (outcome, stands) in
        [(Continued, true), (Signposted, false), (RouteSuggested, false), (NoLongerWanted, false)]
    {
        let story = heard_by(CHARITY, "2026-08-17")(nothing_yet()).and([answered(outcome)]);
        assert_eq!(bea(&story) == [Door], stands, "{outcome:?}");
    }
}
#[test]
fn who_registered_somebody_is_their_door_and_so_is_the_door_they_come_back_to() {
    assert_eq!(claire(&known_and_agreed()), [Door]);
    let over = || supported().and([closed()]);
    assert_eq!(claire(&over()), []);
    let back = heard_by(CHARITY, "2027-01-04")(over());
    assert_eq!(bea(&back), [Door]);
    assert_eq!(claire(&back), []);
}
#[test]
fn a_change_of_particulars_makes_nobody_a_door() {
    let particulars = person::Particulars {
        details: sealed(Sensitivity::Core),
        communication: None,
        no_fixed_abode: false,
        contact_withheld: true,
    };
    let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-18");
    let story = known_and_agreed().by(charity);
    let story = story.and([person::Event::ParticularsChanged(particulars)]);
    assert_eq!(bea(&story), []);
    assert_eq!(claire(&story), [Door]);
}
#[test]
fn with_the_person_there_that_worker_alone_is_related_for_a_day() {
    let method = presence::PresenceMethod::InPerson;
    let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
    let story = || supported().by(charity).and([presence::Event::Recorded { method }]);
    assert_eq!(bea(&story()), [Present]);
    assert_eq!(between(&story(), CHARITY, CLAIRE, NOON), []);
    assert_eq!(between(&story(), CHARITY, BEA, "2026-08-18T09:00:00Z"), []);
    let withdraw = agreement::Command::Withdraw { agreement: TAKING_PART };
    assert_eq!(bea(&story().when(withdraw).then_and()), []);
}
#[test]
fn the_glass_is_broken_for_an_hour_and_for_who_broke_it() {
    let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
    let opening = break_glass::Opening {
        break_glass: BreakGlassId::from_u128(1),
        reason: break_glass::BreakGlassReason::LostContactRisk.into(),
        justification: sealed(Sensitivity::Restricted),
        opens: Sensitivity::Restricted,
        second: Some(CLAIRE),
    };
    let story = supported().by(charity).and([break_glass::Event::Opened(opening)]);
    assert_eq!(between(&story, CHARITY, BEA, "2026-08-17T09:59:59Z"), [BreakGlass]);
    assert_eq!(between(&story, CHARITY, BEA, "2026-08-17T10:00:00Z"), []);
    assert_eq!(between(&story, CHARITY, CLAIRE, "2026-08-17T09:30:00Z"), []);
}
#[test]
fn a_yes_covers_everybody_or_one_organisation_and_no_longer_than_it_holds() {
    let charity = at(NOON);
    assert!(agreed(&known_and_agreed().journey, CHARITY, charity));
    let given_to = |scope| agreement::Event::Given {
        agreement: AgreementId::from_u128(2),
        scope,
        text_version: 1,
        method: agreement::AgreementMethod::Spoken,
        by: agreement::AgreementBy::Person,
        until: Some(day("2026-08-18")),
    };
    let story: Given = given([given_to(agreement::Scope::Referral(CHARITY))]);
    assert!(agreed(&story.journey, CHARITY, at("2026-08-18T23:00:00Z")));
    assert!(!agreed(&story.journey, CHARITY, at("2026-08-19T00:00:00Z")));
    assert!(!agreed(&story.journey, COUNCIL, charity));
    let research: Given = given([given_to(agreement::Scope::Research)]);
    assert!(!agreed(&research.journey, CHARITY, charity));
}
