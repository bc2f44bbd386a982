//! Handover: from the yes to the instant that responsibility moves (transitions 11 to 14). It moves in one commit,
//! after acceptance, under an active agreement, and with contact confirmed or the meeting waived on the record.

use super::actions::Action;
use super::case::{Answer, Case, event, kept};
use super::reason::{EndReason, MissedReason, RescheduleReason, WaiveReason, WithdrawReason};
use super::referral::Refusal;
use super::state::{Referral, ReferralState};
use super::step::Step;
use super::terms::{Attendee, Booking, HandoverMode, Introduction, Side};
use crate::assignment::lead::{self, AssignReason};
use crate::{Kept, ReferralId, Role, WorkerId, journey};

/// Missed introductions after which a supervisor decides what to try next.
const INTROS_MISSED_MAX: u8 = 3;

pub(super) fn book_intro(
    case: &Case<'_>,
    booking: &Booking,
    moved: Option<RescheduleReason>,
) -> Answer {
    let step = Step::IntroBooked { booking: booking.clone(), moved };
    case.step(Action::BookIntro, step, || {
        let three = [Attendee::Person, Attendee::Sender, Attendee::Receiver];
        if !three.iter().all(|one| booking.invited.contains(one)) {
            return Err(Refusal::ThreeNeeded);
        }
        if case.referral.intro.is_some() && moved.is_none() {
            return Err(Refusal::RescheduleReasonNeeded);
        }
        case.not_past(booking.meeting.day())
    })
}

pub(super) fn intro_held(case: &Case<'_>, introduction: &Introduction) -> Answer {
    let step = Step::IntroHeld(introduction.clone());
    case.step(Action::RecordIntroHeld, step, || {
        let booked = case.referral.intro.as_ref().map(|intro| intro.booking.meeting.day());
        if booked.is_some_and(|day| day > case.stamp.occurred_on) {
            return Err(Refusal::IntroNotYet);
        }
        if !introduction.attended.contains(&Attendee::Person) {
            return Err(Refusal::PersonWasAbsent);
        }
        if !introduction.contact_confirmed || introduction.person_confirms == Some(false) {
            return Err(Refusal::ContactNotConfirmed);
        }
        Ok(())
    })
}

pub(super) fn confirm_intro(case: &Case<'_>) -> Answer {
    case.role_allows(Action::ConfirmIntro)?;
    let mode = match case.stamp.by.role {
        Role::System => HandoverMode::WarmUnconfirmed,
        Role::Worker
        | Role::Manager
        | Role::Partnership
        | Role::Person
        | Role::PrivacyOfficer
        | Role::Auditor
        | Role::Operator => HandoverMode::Warm,
    };
    let (step, worker) = completed(case, Action::ConfirmIntro, mode)?;
    let moved = case.step(Action::ConfirmIntro, step, || may_complete(case))?;
    Ok(with_lead(case, moved, worker))
}

pub(super) fn intro_missed(
    case: &Case<'_>,
    reason: &Kept<MissedReason>,
    welfare_concern: bool,
) -> Answer {
    let step = Step::IntroMissed { reason: reason.clone(), welfare_concern };
    let mut events = case.step(Action::RecordIntroMissed, step, || kept(reason))?;
    let intros_missed = case.referral.intros_missed.saturating_add(1);
    if !events.is_empty() && intros_missed >= INTROS_MISSED_MAX {
        events.push(case.event(Step::SupervisorAsked { intros_missed }));
    }
    Ok(events)
}

/// The person's word is enough. One side's is a proposal that the other takes up by asking for the same.
pub(super) fn waive_intro(case: &Case<'_>, reason: WaiveReason) -> Answer {
    case.role_allows(Action::WaiveIntro)?;
    if case.referral.state == ReferralState::HandedOver && case.referral.waived == Some(reason) {
        return Ok(vec![]); // A retry.
    }
    if let Some(by) = still_a_proposal(case, reason) {
        let step = Step::WaiverProposed { by, reason };
        return case.step(Action::WaiveIntro, step, || Ok(()));
    }
    let (step, worker) = completed(case, Action::WaiveIntro, HandoverMode::Cold)?;
    let mut events =
        case.step(Action::WaiveIntro, Step::IntroWaived { reason }, || may_complete(case))?;
    events.push(case.event(step));
    Ok(with_lead(case, events, worker))
}

/// The side whose word this is, unless the other side has said the same or both are one organisation.
fn still_a_proposal(case: &Case<'_>, reason: WaiveReason) -> Option<Side> {
    let (from, to) = (case.referral.from.org, case.referral.request.to.org);
    let (mine, theirs) = match case.stamp.by.org {
        _ if case.stamp.by.role == Role::Person || from == to => return None,
        org if org == from => (Side::Sender, Side::Receiver),
        _ => (Side::Receiver, Side::Sender),
    };
    let agreed = case.referral.waiver_proposed == Some((theirs, reason));
    if agreed { None } else { Some(mine) }
}

/// The handover as a step, with the worker who was named; where it stands if nobody was.
fn completed(
    case: &Case<'_>,
    action: Action,
    mode: HandoverMode,
) -> Result<(Step, WorkerId), Refusal> {
    let Some(worker) = case.referral.worker() else {
        let state = case.referral.state;
        return Err(case.state_allows(action).err().unwrap_or(Refusal::NotNow { state }));
    };
    Ok((Step::HandoverCompleted { org: case.referral.request.to.org, worker, mode }, worker))
}

fn may_complete(case: &Case<'_>) -> Result<(), Refusal> {
    case.agreed()?;
    case.lead_can_move()
}

/// Adds, to a handover that moves the lead, the naming of the new lead and the end of what that overtakes.
fn with_lead(
    case: &Case<'_>,
    mut events: Vec<journey::Event>,
    worker: WorkerId,
) -> Vec<journey::Event> {
    if !events.is_empty() && case.referral.request.kind.moves_lead() {
        let org = case.referral.request.to.org;
        events.push(lead::Event::Assigned { org, worker, reason: AssignReason::Handover }.into());
        events.extend(overtaken(case));
    }
    events
}

/// What the old holder's own lead referral still ran is at its end, and whatever else waits to move the lead waits
/// for nothing.
fn overtaken<'a>(case: &'a Case<'_>) -> impl Iterator<Item = journey::Event> + 'a {
    let others = case.journey.referral.referrals.iter();
    let overtakes = |(id, r): &(&ReferralId, &Referral)| {
        **id != case.id
            && r.request.kind.moves_lead()
            && (r.state.is_live() || r.state.is_pending())
    };
    others.filter(overtakes).map(|(id, referral)| {
        event(*id, if referral.state.is_live() { transferred() } else { another_accepted() })
    })
}

fn transferred() -> Step {
    Step::SupportEndedEarly {
        reason: EndReason::Transferred.into(),
        exit_plan: None,
        next_holder: None,
    }
}

fn another_accepted() -> Step {
    Step::Withdrawn { reason: WithdrawReason::AnotherServiceAccepted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::agreement;
    use crate::routing::ask::Ask;
    use crate::routing::kind::ReferralKind::{Advice, Pull, Support, Transfer};
    use crate::routing::state::ReferralState as S;
    use crate::routing::story::*;
    use crate::testing::*;
    use crate::{Code, OrgId};

    fn completed(mode: HandoverMode) -> Step {
        Step::HandoverCompleted { org: CHARITY, worker: BEA, mode }
    }
    fn bea_leads() -> journey::Event {
        led_by(CHARITY, BEA, AssignReason::Handover).into()
    }
    fn said_held() -> Given {
        at(S::IntroBooked).does(charity(), ONE, held())
    }
    fn moved() -> Ask {
        Ask::BookIntro { booking: booking(), moved: Some(RescheduleReason::PersonAsked) }
    }

    #[test]
    fn either_side_or_the_person_books_the_introduction() {
        for who in [council(), charity(), person()] {
            at(S::Accepted).by(who).when(ask(book())).then_and();
        }
        at(S::Accepted).by(college()).when(ask(book())).then_refused(Refusal::NotAParty);
        at(S::Sent)
            .by(charity())
            .when(ask(book()))
            .then_refused(Refusal::NotNow { state: S::Sent });
    }
    #[test]
    fn an_introduction_is_a_meeting_of_three() {
        let invited = vec![Attendee::Person, Attendee::Receiver];
        let two = Ask::BookIntro { booking: Booking { invited, ..booking() }, moved: None };
        at(S::Accepted).by(charity()).when(ask(two)).then_refused(Refusal::ThreeNeeded);
    }
    #[test]
    fn an_introduction_is_moved_with_a_reason() {
        let invited =
            vec![Attendee::Companion, Attendee::Person, Attendee::Sender, Attendee::Receiver];
        let silent = Ask::BookIntro { booking: Booking { invited, ..booking() }, moved: None };
        let story = || at(S::IntroBooked).by(council());
        story().when(ask(silent)).then_refused(Refusal::RescheduleReasonNeeded);
        assert_eq!(story().when(ask(moved())).then_and().state(), S::IntroBooked);
    }
    #[test]
    fn responsibility_moves_when_both_sides_say_that_they_met() {
        let story = said_held();
        assert_eq!((story.state(), story.lead()), (S::IntroBooked, (COUNCIL, ANN)));
        let done = [step(completed(HandoverMode::Warm)).into(), bea_leads()];
        story.by(council()).when(ask(Ask::ConfirmIntro)).then::<journey::Event>(done);
    }
    #[test]
    fn the_holder_of_a_pull_confirms_and_the_puller_leads() {
        assert_eq!(of_kind(Pull, S::HandedOver).lead(), (CHARITY, BEA));
    }
    #[test]
    fn silence_is_taken_for_a_yes_and_marked_as_such() {
        let done = [step(completed(HandoverMode::WarmUnconfirmed)).into(), bea_leads()];
        said_held().by(clock()).when(ask(Ask::ConfirmIntro)).then::<journey::Event>(done);
    }
    #[test]
    fn support_leaves_the_lead_where_it_is() {
        assert_eq!(of_kind(Support, S::HandedOver).lead(), (COUNCIL, ANN));
    }
    #[test]
    fn the_receiver_does_not_confirm_its_own_word() {
        said_held().by(charity()).when(ask(Ask::ConfirmIntro)).then_refused(Refusal::NotTheSender);
    }
    #[test]
    fn there_is_nothing_to_confirm_before_the_receivers_word() {
        let confirm = || ask(Ask::ConfirmIntro);
        at(S::IntroBooked).by(council()).when(confirm()).then_refused(Refusal::NotHeldYet);
        at(S::Sent).by(council()).when(confirm()).then_refused(Refusal::NotNow { state: S::Sent });
    }
    #[test]
    fn confirming_twice_changes_nothing() {
        at(S::HandedOver).by(council()).when(ask(Ask::ConfirmIntro)).then_nothing();
    }
    #[test]
    fn without_the_persons_agreement_nothing_moves() {
        let lapsed = agreement::Event::Withdrawn { agreement: YES };
        let story = said_held().and([lapsed]).by(council());
        story.when(ask(Ask::ConfirmIntro)).then_refused(Refusal::NotAgreed);
    }
    #[test]
    fn held_means_that_the_person_came_and_can_be_reached() {
        let held = |introduction| ask(Ask::RecordIntroHeld(introduction));
        let story = || at(S::IntroBooked).by(charity());
        let alone = Introduction { attended: vec![Attendee::Receiver], ..introduction() };
        story().when(held(alone)).then_refused(Refusal::PersonWasAbsent);
        let silent = Introduction { contact_confirmed: false, ..introduction() };
        story().when(held(silent)).then_refused(Refusal::ContactNotConfirmed);
        let denied = Introduction { person_confirms: Some(false), ..introduction() };
        story().when(held(denied)).then_refused(Refusal::ContactNotConfirmed);
    }
    #[test]
    fn only_the_receiver_says_that_it_was_held_and_not_before_the_day() {
        at(S::IntroBooked).by(council()).when(ask(held())).then_refused(Refusal::NotTheReceiver);
        let early = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-16");
        at(S::IntroBooked).by(early).when(ask(held())).then_refused(Refusal::IntroNotYet);
    }
    #[test]
    fn a_missed_introduction_ends_nothing_and_the_third_goes_to_a_supervisor() {
        let mut story = at(S::IntroBooked);
        for _ in 0..2 {
            story = story.does(charity(), ONE, missed());
            assert_eq!(story.state(), S::Accepted);
            story = story.does(council(), ONE, book());
        }
        let missed_step =
            Step::IntroMissed { reason: MissedReason::NotKnown.into(), welfare_concern: false };
        let flagged = [step(missed_step), step(Step::SupervisorAsked { intros_missed: 3 })];
        story.by(council()).when(ask(missed())).then(flagged);
    }
    #[test]
    fn a_missed_introduction_is_told_once() {
        let story = at(S::IntroBooked).does(charity(), ONE, missed());
        story.when(ask(missed())).then_nothing();
        at(S::IntroBooked).by(person()).when(ask(missed())).then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn a_waiver_needs_both_sides_and_makes_the_handover_cold() {
        let reason = WaiveReason::Urgent;
        let proposed = [step(Step::WaiverProposed { by: Side::Receiver, reason })];
        at(S::Accepted).by(charity()).when(ask(waive(reason))).then(proposed);
        let story = at(S::Accepted).does(charity(), ONE, waive(reason));
        let done = [
            step(Step::IntroWaived { reason }).into(),
            step(completed(HandoverMode::Cold)).into(),
            bea_leads(),
        ];
        story.by(council()).when(ask(waive(reason))).then::<journey::Event>(done);
    }
    #[test]
    fn one_side_cannot_waive_twice_for_both() {
        let story = at(S::Accepted).does(charity(), ONE, waive(WaiveReason::Urgent));
        story.when(ask(waive(WaiveReason::Urgent))).then_nothing();
    }
    #[test]
    fn the_persons_word_is_enough_for_a_waiver() {
        let story = at(S::Accepted).does(person(), ONE, waive(WaiveReason::PersonAsked));
        assert_eq!((story.state(), story.lead()), (S::HandedOver, (CHARITY, BEA)));
        story.when(ask(waive(WaiveReason::PersonAsked))).then_nothing();
    }
    #[test]
    fn nothing_is_waived_before_the_yes_or_by_outsiders() {
        let waive = || ask(waive(WaiveReason::Urgent));
        at(S::Sent).by(person()).when(waive()).then_refused(Refusal::NotNow { state: S::Sent });
        at(S::Accepted).by(college()).when(waive()).then_refused(Refusal::NotAParty);
    }
    #[test]
    fn a_question_is_never_handed_over() {
        let story = of_kind(Advice, S::Acknowledged);
        let refusal = Refusal::NotNow { state: S::Acknowledged };
        story.by(person()).when(ask(waive(WaiveReason::Urgent))).then_refused(refusal);
    }
    #[test]
    fn the_lead_that_moved_meanwhile_is_not_moved_again() {
        let elsewhere = led_by(COLLEGE, CAL, AssignReason::TakeOver);
        let story = said_held().and([elsewhere]).by(council());
        story.when(ask(Ask::ConfirmIntro)).then_refused(Refusal::SenderNoLongerResponsible);
    }
    #[test]
    fn an_onward_handover_ends_what_ran_before_in_the_same_commit() {
        let yes = crate::routing::terms::Acceptance {
            named_worker: crate::routing::story::CAL,
            ..acceptance()
        };
        let story = at(S::Active)
            .does(charity(), TWO, send_with(to_college(Transfer), FACTS))
            .does(college(), TWO, Ask::Accept(yes))
            .does(person(), TWO, waive(WaiveReason::PersonAsked));
        assert_eq!((story.state(), story.lead()), (S::EndedEarly, (COLLEGE, CAL)));
    }
    #[test]
    fn a_handover_takes_back_what_still_waits_to_move_the_lead() {
        let yes = crate::routing::terms::Acceptance { named_worker: CAL, ..acceptance() };
        let story = at(S::Waitlisted)
            .does(council(), TWO, send_with(to_college(Transfer), FACTS))
            .does(college(), TWO, Ask::Accept(yes))
            .does(person(), TWO, waive(WaiveReason::PersonAsked));
        assert_eq!(story.state(), S::Withdrawn);
    }
    #[test]
    fn the_holder_changes_with_the_handover_and_at_no_other_state() {
        for state in S::ALL {
            let story = at(*state);
            let holder: OrgId = story.journey.referral.referrals[&ONE].holder();
            assert_eq!(story.lead().0, holder, "{state:?}");
            let after = (S::HandedOver..=S::NotStarted).contains(state);
            assert_eq!(holder == CHARITY, after, "{state:?}");
        }
    }
}
