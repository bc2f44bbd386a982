//! Decision: from the receiver's queue to its yes or no (transitions 2 to 9).

use super::actions::Action;
use super::case::{Answer, Case};
use super::kind::ReferralKind;
use super::reason::{ClarifyReason, DeclineReason, WaitReason};
use super::referral::Refusal;
use super::step::Step;
use super::terms::Acceptance;
use crate::{Date, Sealed, ServiceId};

/// The most services that a decline may suggest.
const ONWARD_MAX: usize = 5;

pub(super) fn acknowledge(case: &Case<'_>, implicit: bool) -> Answer {
    case.step(Action::Acknowledge, Step::Acknowledged { implicit }, || Ok(()))
}

pub(super) fn ask_clarification(
    case: &Case<'_>,
    reason: ClarifyReason,
    question: &Sealed,
) -> Answer {
    let step = Step::ClarificationAsked { reason, question: question.clone() };
    case.step(Action::AskClarification, step, || Ok(()))
}

pub(super) fn answer_clarification(case: &Case<'_>, answer: &Sealed) -> Answer {
    let step = Step::ClarificationAnswered { answer: answer.clone() };
    case.step(Action::AnswerClarification, step, || Ok(()))
}

pub(super) fn add_information(case: &Case<'_>, information: &Sealed) -> Answer {
    let step = Step::InformationAdded { information: information.clone() };
    case.step(Action::AddInformation, step, || Ok(()))
}

pub(super) fn waitlist(case: &Case<'_>, expected_on: Date, reason: WaitReason) -> Answer {
    let step = Step::Waitlisted { expected_on, reason };
    case.step(Action::Waitlist, step, || case.not_past(expected_on))
}

/// The wait may have been long: whether the person still agrees and the sender still holds them is asked anew.
pub(super) fn offer_place(case: &Case<'_>) -> Answer {
    case.step(Action::OfferPlace, Step::PlaceOffered, || {
        case.agreed()?;
        case.lead_can_move()?;
        case.only_move()
    })
}

pub(super) fn accept(case: &Case<'_>, acceptance: Acceptance) -> Answer {
    case.step(Action::Accept, Step::Accepted(acceptance), || {
        case.agreed()?;
        case.lead_can_move()?;
        named_as_asked(case, acceptance)?;
        case.not_past(acceptance.first_meeting.day())
    })
}

/// In a pull it is the asker's worker who will lead, so the holder cannot name another.
fn named_as_asked(case: &Case<'_>, acceptance: Acceptance) -> Result<(), Refusal> {
    match (case.referral.request.kind, case.referral.request.to.worker) {
        (ReferralKind::Pull, Some(worker)) if worker != acceptance.named_worker => {
            Err(Refusal::AnotherWorkerNamed { worker })
        }
        _ => Ok(()),
    }
}

pub(super) fn decline(
    case: &Case<'_>,
    reason: DeclineReason,
    note: Option<&Sealed>,
    onward: &[ServiceId],
) -> Answer {
    let step = Step::Declined { reason, note: note.cloned(), onward: onward.to_vec() };
    case.step(Action::Decline, step, || leaves_a_way(case, onward))
}

/// Nobody is left at a closed door. Whom a holder does not let go in a pull stays with the holder, who is the way on.
fn leaves_a_way(case: &Case<'_>, onward: &[ServiceId]) -> Result<(), Refusal> {
    let request = &case.referral.request;
    let least = usize::from(request.kind != ReferralKind::Pull);
    let is_elsewhere = !onward.contains(&request.to.service);
    if (least..=ONWARD_MAX).contains(&onward.len()) && is_elsewhere {
        Ok(())
    } else {
        Err(Refusal::OnwardNeeded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::ask::Ask;
    use crate::routing::state::ReferralState as S;
    use crate::routing::story::*;
    use crate::testing::*;
    use ReferralKind::{Advice, Pull, Transfer};

    #[test]
    fn the_receiver_opens_it() {
        let implicit = true;
        let acknowledge = ask(Ask::Acknowledge { implicit });
        at(S::Sent)
            .by(charity())
            .when(acknowledge.clone())
            .then([step(Step::Acknowledged { implicit })]);
        at(S::Sent).by(college()).when(acknowledge).then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn a_pull_is_opened_by_the_holder() {
        let acknowledge = || ask(Ask::Acknowledge { implicit: false });
        of_kind(Pull, S::Sent)
            .by(charity())
            .when(acknowledge())
            .then_refused(Refusal::NotTheReceiver);
        of_kind(Pull, S::Sent).by(council()).when(acknowledge()).then_and();
    }
    #[test]
    fn the_receiver_asks_and_the_sender_answers() {
        let story = at(S::Clarifying);
        let answer = Ask::AnswerClarification { answer: text() };
        let story = story.by(council()).when(ask(answer.clone())).then_and();
        assert_eq!(story.state(), S::Acknowledged);
        at(S::Clarifying).by(charity()).when(ask(answer)).then_refused(Refusal::NotTheSender);
    }
    #[test]
    fn a_question_needs_a_referral_that_was_opened() {
        at(S::Sent)
            .by(charity())
            .when(ask(question()))
            .then_refused(Refusal::NotNow { state: S::Sent });
    }
    #[test]
    fn the_third_round_of_questions_is_a_managers() {
        let answer = || Ask::AnswerClarification { answer: text() };
        let story = || {
            at(S::Clarifying).does(council(), ONE, answer()).does(charity(), ONE, question()).does(
                council(),
                ONE,
                answer(),
            )
        };
        story().by(charity()).when(ask(question())).then_refused(Refusal::ClarifiedTwice);
        story().by(charity_manager()).when(ask(question())).then_and();
    }
    #[test]
    fn either_side_adds_information_until_the_end_and_outsiders_never() {
        let add = || ask(Ask::AddInformation { information: text() });
        let added = || [step(Step::InformationAdded { information: text() })];
        at(S::Sent).by(council()).when(add()).then(added());
        at(S::Active).by(charity()).when(add()).then(added());
        at(S::Sent).by(college()).when(add()).then_refused(Refusal::NotAParty);
        at(S::Draft).by(charity()).when(add()).then_refused(Refusal::NotTheSender);
        at(S::Completed)
            .by(charity())
            .when(add())
            .then_refused(Refusal::Ended { state: S::Completed });
    }
    #[test]
    fn the_same_information_twice_is_told_once() {
        let add = || Ask::AddInformation { information: text() };
        at(S::Sent).does(council(), ONE, add()).when(ask(add())).then_nothing();
    }
    #[test]
    fn a_place_on_the_list_has_a_date_ahead() {
        let past = Ask::Waitlist { expected_on: day("2026-08-16"), reason: WaitReason::NoPlace };
        at(S::Acknowledged).by(charity()).when(ask(past)).then_refused(Refusal::DateInThePast);
        at(S::Acknowledged).by(charity()).when(ask(wait())).then_and();
    }
    #[test]
    fn nobody_is_put_on_a_list_by_their_own_key_worker() {
        let refusal = Refusal::NotForThisKind { kind: Pull };
        of_kind(Pull, S::Acknowledged).by(council()).when(ask(wait())).then_refused(refusal);
    }
    #[test]
    fn a_place_that_came_free_is_offered_by_the_receiver_or_the_clock() {
        for who in [charity(), clock()] {
            at(S::Waitlisted).by(who).when(ask(Ask::OfferPlace)).then([step(Step::PlaceOffered)]);
        }
        at(S::Waitlisted)
            .by(council())
            .when(ask(Ask::OfferPlace))
            .then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn a_place_is_not_offered_while_another_move_is_under_way() {
        at(S::Waitlisted)
            .does(council(), TWO, send_with(to_college(Transfer), FACTS))
            .by(charity())
            .when(ask(Ask::OfferPlace))
            .then_refused(Refusal::TransferUnderway { referral: TWO });
    }
    #[test]
    fn a_yes_names_the_worker_and_moves_nobody_yet() {
        let yes = ask(Ask::Accept(acceptance()));
        at(S::Sent).by(charity()).when(yes).then([step(Step::Accepted(acceptance()))]);
        assert_eq!(at(S::Accepted).lead(), (COUNCIL, ANN));
    }
    #[test]
    fn only_the_receiver_says_yes() {
        let yes = ask(Ask::Accept(acceptance()));
        at(S::Acknowledged).by(council()).when(yes).then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn saying_yes_twice_changes_nothing_but_not_with_another_worker() {
        let with = |named_worker| ask(Ask::Accept(Acceptance { named_worker, ..acceptance() }));
        at(S::Accepted).by(charity()).when(with(BEA)).then_nothing();
        let refusal = Refusal::NotNow { state: S::Accepted };
        at(S::Accepted).by(charity()).when(with(CAL)).then_refused(refusal);
    }
    #[test]
    fn a_yes_after_a_withdrawal_or_an_expiry_comes_too_late() {
        for state in [S::Withdrawn, S::Expired, S::PersonDeclined] {
            let yes = ask(Ask::Accept(acceptance()));
            at(state).by(charity()).when(yes).then_refused(Refusal::Ended { state });
        }
    }
    #[test]
    fn the_holder_says_yes_to_a_pull_with_the_worker_who_was_named() {
        let with = |named_worker| ask(Ask::Accept(Acceptance { named_worker, ..acceptance() }));
        let story = || of_kind(Pull, S::Acknowledged).by(council());
        story().when(with(CAL)).then_refused(Refusal::AnotherWorkerNamed { worker: BEA });
        story().when(with(BEA)).then_and();
    }
    #[test]
    fn the_first_meeting_lies_ahead() {
        let late = stamp_of(CHARITY, BEA, crate::Role::Worker, "2026-08-18");
        let yes = ask(Ask::Accept(acceptance()));
        at(S::Sent).by(late).when(yes).then_refused(Refusal::DateInThePast);
    }
    #[test]
    fn a_question_is_answered_not_accepted() {
        let yes = ask(Ask::Accept(acceptance()));
        let refusal = Refusal::NotForThisKind { kind: Advice };
        of_kind(Advice, S::Sent).by(charity()).when(yes).then_refused(refusal);
    }
    #[test]
    fn a_no_leaves_a_way_on() {
        let story = || at(S::Acknowledged).by(charity());
        story().when(ask(says_no(&[]))).then_refused(Refusal::OnwardNeeded);
        story().when(ask(says_no(&[CHARITY_SERVICE]))).then_refused(Refusal::OnwardNeeded);
        story().when(ask(says_no(&[OTHER_SERVICE; 6]))).then_refused(Refusal::OnwardNeeded);
        assert_eq!(story().when(ask(says_no(&[OTHER_SERVICE]))).then_and().state(), S::Declined);
    }
    #[test]
    fn a_holder_who_keeps_the_person_is_the_way_on() {
        of_kind(Pull, S::Sent).by(council()).when(ask(says_no(&[]))).then_and();
    }
    #[test]
    fn the_fallback_door_takes_the_person() {
        let story = episode().does(council(), ONE, send_with(request(Transfer), FALLBACK_FACTS));
        let no = ask(says_no(&[OTHER_SERVICE]));
        story.by(charity()).when(no).then_refused(Refusal::FallbackMayNotDecline);
    }
    #[test]
    fn a_no_after_the_yes_comes_too_late() {
        let refusal = Refusal::NotNow { state: S::Accepted };
        at(S::Accepted).by(charity()).when(ask(says_no(&[OTHER_SERVICE]))).then_refused(refusal);
    }
}
