//! Lead: its rules, each told as a story.

use super::*;
use crate::intake::episode::{self, CloseReason};
use crate::testing::*;
use crate::{Role, Sensitivity};

const CLAIRE: WorkerId = WorkerId::from_u128(0xa2);

fn nominee(worker: WorkerId) -> Nominee {
    Nominee {
        worker,
        worker_active: true,
        caseload_full: false,
        override_reason: None,
        caretaker_until: None,
    }
}
fn assign(lead: Nominee) -> Command {
    Command::Assign { lead, reason: AssignReason::Workload }
}
fn assigned(worker: WorkerId) -> Event {
    Event::Assigned { org: COUNCIL, worker, reason: AssignReason::Workload }
}
fn cover(from: &str, until: &str) -> Cover {
    Cover { from: day(from), until: day(until), caretaker: CLAIRE }
}
fn arrange(cover: Cover) -> Command {
    Command::ArrangeCover { cover, caretaker_active: true }
}
fn on(day: &str) -> Stamp {
    stamp_of(COUNCIL, ANN, Role::Worker, day)
}
fn instant(text: &str) -> Timestamp {
    text.parse().expect("a test names a real instant")
}

#[test]
fn the_responsible_organisation_names_another_lead() {
    supported().when(assign(nominee(CLAIRE))).then([assigned(CLAIRE)]);
}
#[test]
fn naming_the_lead_again_changes_nothing() {
    supported().when(assign(nominee(ANN))).then_nothing();
}
#[test]
fn nobody_else_says_who_leads() {
    let charity = || stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
    let introduce = Command::Introduce { method: ContactChannel::Video, person_present: true };
    let decide = Command::DecideChange { decision: ChangeDecision::Agreed };
    for command in
        [assign(nominee(BEA)), introduce, decide, arrange(cover("2026-08-17", "2026-08-20"))]
    {
        supported().by(charity()).when(command).then_refused(Refusal::NotResponsible);
    }
}
#[test]
fn a_worker_who_left_cannot_lead() {
    let left = Nominee { worker_active: false, ..nominee(CLAIRE) };
    supported().when(assign(left)).then_refused(Refusal::WorkerNotActive);
}
#[test]
fn a_full_caseload_is_a_warning_that_takes_a_reason() {
    let full = Nominee { caseload_full: true, ..nominee(CLAIRE) };
    supported().when(assign(full.clone())).then_refused(Refusal::CaseloadFull);
    let reason = sealed(Sensitivity::Core);
    let overridden = Event::CaseloadOverridden { worker: CLAIRE, reason: reason.clone() };
    let full = Nominee { override_reason: Some(reason), ..full };
    supported().when(assign(full)).then([overridden, assigned(CLAIRE)]);
}
#[test]
fn a_caretaker_holds_for_a_short_time_and_may_then_be_named_for_good() {
    let until = |until| Nominee { caretaker_until: Some(day(until)), ..nominee(CLAIRE) };
    supported().when(assign(until("2026-09-17"))).then_refused(Refusal::CaretakerTimeOutOfRange);
    supported().when(assign(until("2026-08-16"))).then_refused(Refusal::CaretakerTimeOutOfRange);
    let holds = supported().when(assign(until("2026-09-16"))).then_and();
    holds.when(assign(nominee(CLAIRE))).then([assigned(CLAIRE)]);
}
#[test]
fn a_caretaker_who_stays_does_not_add_to_their_own_caseload() {
    let until = Nominee { caretaker_until: Some(day("2026-08-27")), ..nominee(CLAIRE) };
    let holds = supported().when(assign(until)).then_and();
    let full = Nominee { caseload_full: true, ..nominee(CLAIRE) };
    holds.when(assign(full)).then([assigned(CLAIRE)]);
}
#[test]
fn a_handover_and_a_take_over_are_not_named_by_hand() {
    for reason in [AssignReason::Intake, AssignReason::Handover, AssignReason::TakeOver] {
        supported()
            .when(Command::Assign { lead: nominee(CLAIRE), reason })
            .then_refused(Refusal::ReasonNotHere);
    }
}
#[test]
fn person_and_lead_are_introduced_once() {
    let introduce =
        |person_present| Command::Introduce { method: ContactChannel::InPerson, person_present };
    let met =
        |person_present| Event::Introduced { method: ContactChannel::InPerson, person_present };
    supported().when(introduce(false)).then([met(false)]);
    supported().and([met(false)]).when(introduce(true)).then([met(true)]);
    supported().and([met(true)]).when(introduce(true)).then_nothing();
}
#[test]
fn the_person_may_ask_for_another_lead_at_any_door_and_need_not_say_why() {
    let ask = Command::RequestChange { by: ChangeAskedBy::Person, reason: None };
    let asked = Event::ChangeRequested { by: ChangeAskedBy::Person, reason: None };
    let charity = stamp_of(CHARITY, BEA, Role::Person, "2026-08-17");
    supported().by(charity).when(ask.clone()).then([asked.clone()]);
    supported().and([asked]).when(ask).then_nothing();
}
#[test]
fn a_wish_is_answered_once() {
    let asked = Event::ChangeRequested { by: ChangeAskedBy::Person, reason: None };
    let decide = |decision| Command::DecideChange { decision };
    let agreed = Event::ChangeDecided { decision: ChangeDecision::Agreed };
    supported().when(decide(ChangeDecision::Agreed)).then_refused(Refusal::NoChangeRequested);
    supported().and([asked.clone()]).when(decide(ChangeDecision::Agreed)).then([agreed.clone()]);
    let answered = || supported().and([asked.clone(), agreed.clone()]);
    answered().when(decide(ChangeDecision::Agreed)).then_nothing();
    answered().when(decide(ChangeDecision::NotNow)).then_refused(Refusal::NoChangeRequested);
}
#[test]
fn a_caretaker_acts_and_the_lead_stays_responsible() {
    let covered = supported().when(arrange(cover("2026-08-24", "2026-09-04"))).then_and().journey;
    assert_eq!(covered.lead().map(|held| held.worker), Some(ANN));
    let acting = ["2026-08-23", "2026-08-24", "2026-09-04", "2026-09-05"]
        .map(|on| covered.acting_on(day(on)));
    assert_eq!(acting, [Some(ANN), Some(CLAIRE), Some(CLAIRE), Some(ANN)]);
}
#[test]
fn cover_starts_before_the_absence_and_is_short() {
    for (from, until) in
        [("2026-08-16", "2026-08-20"), ("2026-08-20", "2026-08-19"), ("2026-08-20", "2026-09-20")]
    {
        supported()
            .when(arrange(cover(from, until)))
            .then_refused(Refusal::CaretakerTimeOutOfRange);
    }
    let own = Cover { caretaker: ANN, ..cover("2026-08-24", "2026-09-04") };
    supported().when(arrange(own)).then_refused(Refusal::CaretakerIsLead);
    let command =
        Command::ArrangeCover { cover: cover("2026-08-24", "2026-09-04"), caretaker_active: false };
    supported().when(command).then_refused(Refusal::WorkerNotActive);
}
#[test]
fn arranging_cover_twice_changes_nothing_even_once_it_has_begun() {
    let arranged = Event::CoverArranged(cover("2026-08-24", "2026-09-04"));
    let again = arrange(cover("2026-08-24", "2026-09-04"));
    supported().and([arranged]).by(on("2026-08-25")).when(again).then_nothing();
}
#[test]
fn cover_ends_with_the_lead_it_was_for() {
    let arranged = Event::CoverArranged(cover("2026-08-24", "2026-09-04"));
    let after = supported().and([arranged, assigned(BEA)]).journey;
    assert_eq!(after.acting_on(day("2026-08-25")), Some(BEA));
}
#[test]
fn without_support_nobody_leads() {
    known_and_agreed().when(assign(nominee(ANN))).then_refused(Refusal::NotOpen);
}
#[test]
fn at_every_instant_it_is_known_who_was_responsible() {
    let journey = supported() // Ann, from 17 August at nine.
        .by(on("2026-09-01"))
        .and([assigned(CLAIRE)])
        .by(on("2026-10-01"))
        .and([episode::Event::Closed { reason: CloseReason::GoalsMet, destination: None }])
        .journey;
    let lead_at = |at| journey.lead_at(instant(at)).map(|held| held.worker);
    assert_eq!(lead_at("2026-08-17T08:59:59Z"), None);
    assert_eq!(lead_at("2026-08-17T09:00:00Z"), Some(ANN));
    assert_eq!(lead_at("2026-09-01T08:59:59Z"), Some(ANN));
    assert_eq!(lead_at("2026-09-01T09:00:00Z"), Some(CLAIRE));
    assert_eq!(lead_at("2026-10-01T08:59:59Z"), Some(CLAIRE));
    assert_eq!(lead_at("2026-10-01T09:00:00Z"), None);
}
