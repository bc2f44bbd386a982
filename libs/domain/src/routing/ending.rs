//! Ending: what ends a referral from outside its own course (transitions 23 to 26, 28 and 29): the sender, the person,
//! a clock, a mistake, the partnership, or the person's leaving.

use super::actions::Action;
use super::case::{Answer, Case, event, kept};
use super::reason::{
    EndReason, ExpireReason, PersonReason, TakeOverReason, VoidReason, WithdrawReason,
};
use super::referral::Refusal;
use super::state::{Referral, ReferralState};
use super::step::Step;
use super::terms::{Facts, Redirection};
use super::{redirect, send};
use crate::assignment::lead::{self, AssignReason};
use crate::intake::agreement::{self, Scope};
use crate::intake::episode::CloseReason;
use crate::{AgreementId, Journey, Kept, OrgId, WorkerId, journey};

/// Whoever had not seen the receiver's yes loses against it: they must talk, not revoke.
pub(super) fn withdraw(case: &Case<'_>, reason: WithdrawReason, seen: ReferralState) -> Answer {
    case.step(Action::Withdraw, Step::Withdrawn { reason }, || {
        if is_accepted(case.referral.state) && !is_accepted(seen) {
            return Err(Refusal::AcceptedMeanwhile);
        }
        Ok(())
    })
}

const fn is_accepted(state: ReferralState) -> bool {
    matches!(state, ReferralState::Accepted | ReferralState::IntroBooked)
}

pub(super) fn person_declines(
    case: &Case<'_>,
    reason: &Kept<PersonReason>,
    told: Option<WorkerId>,
) -> Answer {
    let step = Step::PersonDeclined { reason: reason.clone(), told };
    case.step(Action::PersonDeclines, step, || kept(reason))
}

/// Ends what nobody answered, or will. A clock that was armed in another state comes too late, and so does a close after a
/// yes. The area's door is asked in its place, in the same commit, if that is how it goes on.
pub(super) fn expire(
    case: &Case<'_>,
    reason: ExpireReason,
    onward: Option<&(Box<Redirection>, Facts)>,
) -> Answer {
    let mut events = case.step(Action::Expire, Step::Expired { reason }, || {
        let state = case.referral.state;
        if case.referral.is_at_the_door() && reason != ExpireReason::ServiceClosed {
            return Err(Refusal::FallbackMayNotDecline);
        }
        if ends(reason, state) { Ok(()) } else { Err(Refusal::NotNow { state }) }
    })?;
    if let Some((redirection, facts)) = onward.filter(|_| !events.is_empty()) {
        if case.journey.referral.referrals.contains_key(&redirection.child) {
            return Err(Refusal::IdInUse);
        }
        let sending = redirect::onward(case, redirection, *facts);
        events.push(send::child(case.journey, case.stamp, redirection.child, sending, *facts)?);
    }
    Ok(events)
}

/// Whether this ends a referral that stands here.
fn ends(reason: ExpireReason, state: ReferralState) -> bool {
    match reason {
        ExpireReason::NotAcknowledged => state == ReferralState::Sent,
        ExpireReason::NotDecided => state == ReferralState::Acknowledged,
        ExpireReason::NotAnswered => state == ReferralState::Clarifying,
        ExpireReason::WaitTooLong => state == ReferralState::Waitlisted,
        ExpireReason::IntroNotBooked => state == ReferralState::Accepted,
        ExpireReason::ServiceClosed => state.is_undecided(),
    }
}

pub(super) fn void(case: &Case<'_>, reason: VoidReason) -> Answer {
    case.step(Action::Void, Step::Voided { reason }, || Ok(()))
}

/// The partnership names a new holder without asking the old one, who may be gone. It moves the lead, except where a
/// support referral that runs has only its own provider to move.
pub(super) fn take_over(
    case: &Case<'_>,
    (org, worker): (OrgId, WorkerId),
    reason: TakeOverReason,
) -> Answer {
    case.role_allows(Action::TakeOver)?;
    case.state_allows(Action::TakeOver)?;
    let moves_lead = case.referral.take_over_moves_lead();
    let held = if moves_lead {
        case.journey.lead().map(|lead| (lead.org, Some(lead.worker)))
    } else {
        Some((case.referral.holder(), case.referral.worker()))
    };
    let Some((from, old_worker)) = held else { return Err(Refusal::NoEpisode) };
    if (from, old_worker) == (org, Some(worker)) {
        return Ok(vec![]); // A retry.
    }
    let mut events = vec![case.event(Step::ResponsibilityReassigned { from, org, worker, reason })];
    if moves_lead {
        events.push(lead::Event::Assigned { org, worker, reason: AssignReason::TakeOver }.into());
    }
    Ok(events)
}

/// What stops when the person takes back an agreement: every referral that rests on it and has not been handed over.
/// One that another agreement of theirs still covers goes on only if it never rested on this one.
pub(crate) fn stopped_by_withdrawal(
    journey: &Journey,
    agreement: AgreementId,
) -> Vec<journey::Event> {
    let rests_on_it = |r: &Referral| {
        r.request.agreement == agreement || !covered_without(journey, agreement, r.request.to.org)
    };
    let reason = PersonReason::DidNotAgreeToShare.into();
    let step = Step::PersonDeclined { reason, told: None };
    let referrals = journey.referral.referrals.iter();
    referrals
        .filter(|(_, r)| r.state.is_pending() && rests_on_it(r))
        .map(|(id, _)| event(*id, step.clone()))
        .collect()
}

fn covered_without(journey: &Journey, withdrawn: AgreementId, org: OrgId) -> bool {
    let covers = |a: &agreement::Agreement| {
        !a.withdrawn && (a.scope == Scope::Service || a.scope == Scope::Referral(org))
    };
    journey.agreement.agreements.iter().any(|(id, a)| *id != withdrawn && covers(a))
}

/// What stops with the episode: every open referral, so that nothing live is left behind. Who chose to leave said no
/// themselves; anything else the sender takes back.
pub(crate) fn stopped_by_leaving(journey: &Journey, why: CloseReason) -> Vec<journey::Event> {
    let referrals = journey.referral.referrals.iter();
    referrals.filter_map(|(id, r)| Some(event(*id, left_at(r.state, why)?))).collect()
}

fn left_at(state: ReferralState, why: CloseReason) -> Option<Step> {
    if state.is_terminal() {
        None
    } else if state == ReferralState::Draft {
        Some(Step::Voided { reason: VoidReason::DraftNotNeeded })
    } else if state.is_live() {
        let reason = ended_because(why).into();
        Some(Step::SupportEndedEarly { reason, exit_plan: None, next_holder: None })
    } else {
        Some(not_wanted_because(why))
    }
}

/// Why the person chose to leave is theirs to keep.
fn not_wanted_because(why: CloseReason) -> Step {
    let withdrawn = |reason| Step::Withdrawn { reason };
    match why {
        CloseReason::PersonChose => {
            Step::PersonDeclined { reason: PersonReason::Other.into(), told: None }
        }
        CloseReason::Deceased => withdrawn(WithdrawReason::PersonDied),
        CloseReason::MovedArea => withdrawn(WithdrawReason::PersonMoved),
        CloseReason::GoalsMet | CloseReason::LostContact | CloseReason::Other => {
            withdrawn(WithdrawReason::CircumstancesChanged)
        }
    }
}

const fn ended_because(why: CloseReason) -> EndReason {
    match why {
        CloseReason::Deceased => EndReason::Died,
        CloseReason::MovedArea => EndReason::Moved,
        CloseReason::PersonChose
        | CloseReason::GoalsMet
        | CloseReason::LostContact
        | CloseReason::Other => EndReason::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::routing::ask::Ask;
    use crate::routing::kind::ReferralKind::{Pull, Support, Transfer};
    use crate::routing::state::ReferralState as S;
    use crate::routing::story::*;
    use crate::routing::terms::{Receiver, Request};
    use crate::testing::*;

    fn ended(state: S) -> Refusal {
        Refusal::Ended { state }
    }
    fn expire(reason: ExpireReason) -> crate::routing::referral::Command {
        ask(Ask::Expire { reason, onward: None })
    }
    fn void() -> crate::routing::referral::Command {
        ask(Ask::Void { reason: VoidReason::WrongPerson })
    }
    fn take_over() -> Ask {
        Ask::TakeOver { org: COLLEGE, worker: CAL, reason: TakeOverReason::HolderClosed }
    }

    #[test]
    fn the_sender_takes_back_until_the_handover() {
        for state in [S::Sent, S::Clarifying, S::Waitlisted, S::Accepted, S::IntroBooked] {
            at(state).by(council()).when(ask(takes_back(state))).then_and();
        }
        let late = Refusal::NotNow { state: S::HandedOver };
        at(S::HandedOver).by(council()).when(ask(takes_back(S::HandedOver))).then_refused(late);
    }
    #[test]
    fn only_the_side_that_asked_takes_back() {
        at(S::Sent)
            .by(charity())
            .when(ask(takes_back(S::Sent)))
            .then_refused(Refusal::NotTheSender);
        of_kind(Pull, S::Sent).by(charity()).when(ask(takes_back(S::Sent))).then_and();
        of_kind(Pull, S::Sent)
            .by(council())
            .when(ask(takes_back(S::Sent)))
            .then_refused(Refusal::NotTheSender);
    }
    #[test]
    fn whoever_had_not_seen_the_yes_loses_against_it() {
        let unseen = ask(takes_back(S::Acknowledged));
        at(S::Accepted).by(council()).when(unseen).then_refused(Refusal::AcceptedMeanwhile);
    }
    #[test]
    fn taking_back_twice_changes_nothing() {
        at(S::Withdrawn).by(council()).when(ask(takes_back(S::Sent))).then_nothing();
    }
    #[test]
    fn the_person_says_no_to_whoever_they_like() {
        for who in [person(), council(), charity()] {
            at(S::IntroBooked).by(who).when(ask(person_says_no())).then_and();
        }
        at(S::Sent).by(college()).when(ask(person_says_no())).then_refused(Refusal::NotAParty);
        let late = Refusal::NotNow { state: S::Active };
        at(S::Active).by(person()).when(ask(person_says_no())).then_refused(late);
    }
    #[test]
    fn a_clock_ends_only_the_state_that_it_was_armed_in() {
        let late = Refusal::NotNow { state: S::Acknowledged };
        at(S::Acknowledged)
            .by(clock())
            .when(expire(ExpireReason::NotAcknowledged))
            .then_refused(late);
        at(S::Acknowledged).by(clock()).when(expire(ExpireReason::NotDecided)).then_and();
        let past = Refusal::NotNow { state: S::IntroBooked };
        at(S::IntroBooked)
            .by(clock())
            .when(expire(ExpireReason::IntroNotBooked))
            .then_refused(past);
    }
    #[test]
    fn a_clock_is_not_a_worker_and_runs_out_once() {
        let reason = ExpireReason::NotAcknowledged;
        at(S::Sent).by(council()).when(expire(reason)).then_refused(Refusal::NotTheSystem);
        at(S::Expired).by(clock()).when(expire(reason)).then_nothing();
    }
    #[test]
    fn a_service_that_closes_ends_what_it_has_not_decided_and_leaves_whom_it_has_said_yes_to() {
        for state in [S::Sent, S::Acknowledged, S::Clarifying, S::Waitlisted] {
            let story = at(state).by(clock()).when(expire(ExpireReason::ServiceClosed)).then_and();
            assert_eq!((story.state(), story.lead()), (S::Expired, (COUNCIL, ANN)));
            story.when(expire(ExpireReason::ServiceClosed)).then_nothing();
        }
        for state in [S::Accepted, S::IntroBooked, S::HandedOver, S::Active, S::Paused] {
            let closes = at(state).by(clock()).when(expire(ExpireReason::ServiceClosed));
            closes.then_refused(Refusal::NotNow { state });
        }
        let closes = expire(ExpireReason::ServiceClosed);
        at(S::Sent).by(charity_manager()).when(closes).then_refused(Refusal::NotTheSystem);
    }
    #[test]
    fn a_door_that_another_took_the_place_of_passes_its_people_on_when_it_closes() {
        let to = Receiver { service: OTHER_SERVICE, org: CHARITY, worker: None };
        let support = Request { to, ..request(Support) };
        let story = episode().does(council(), ONE, send_with(support, FALLBACK_FACTS));
        let by_a_clock = expire(ExpireReason::NotAcknowledged);
        let story = story.by(clock()).when(by_a_clock).refused_and(Refusal::FallbackMayNotDecline);
        let reason = ExpireReason::ServiceClosed;
        let story = story.when(ask(Ask::Expire { reason, onward: to_the_door() })).then_and();
        let child = story.journey.referral.referrals[&TWO].clone();
        assert_eq!((story.state(), child.state), (S::Expired, S::Sent));
        assert_eq!(child.request.to.service, FALLBACK_SERVICE);
    }
    #[test]
    fn a_mistake_is_marked_by_the_sender_or_the_partnership_and_moves_nobody() {
        assert_eq!(at(S::Active).by(council()).when(void()).then_and().lead(), (CHARITY, BEA));
        at(S::Draft).by(partnership()).when(void()).then_and();
        at(S::Sent).by(charity()).when(void()).then_refused(Refusal::NotTheSender);
        at(S::Completed).by(council()).when(void()).then_refused(ended(S::Completed));
    }
    #[test]
    fn the_partnership_moves_responsibility_where_the_holder_is_gone() {
        let story = at(S::Active).does(partnership(), ONE, take_over());
        assert_eq!((story.state(), story.lead()), (S::Active, (COLLEGE, CAL)));
        let story = story.by(partnership()).when(ask(take_over()));
        story.then_nothing();
        at(S::Active)
            .by(charity_manager())
            .when(ask(take_over()))
            .then_refused(Refusal::NotThePartnership);
    }
    #[test]
    fn what_the_old_holder_had_sent_goes_on_in_the_new_ones_name() {
        let story = at(S::IntroBooked).does(partnership(), ONE, take_over());
        assert_eq!(story.journey.referral.referrals[&ONE].from.org, COLLEGE);
        let story = story.does(charity(), ONE, held()).does(college(), ONE, Ask::ConfirmIntro);
        assert_eq!(story.lead(), (CHARITY, BEA));
    }
    #[test]
    fn a_support_referral_that_runs_changes_its_provider_and_not_the_lead() {
        let story = of_kind(Support, S::Active).does(partnership(), ONE, take_over());
        assert_eq!(story.lead(), (COUNCIL, ANN));
        assert_eq!(story.journey.referral.referrals[&ONE].holder(), COLLEGE);
    }
    #[test]
    fn the_partnership_can_move_on_whom_a_service_never_started_with() {
        let story = at(S::NotStarted).does(partnership(), ONE, take_over());
        assert_eq!((story.state(), story.lead()), (S::NotStarted, (COLLEGE, CAL)));
    }
    #[test]
    fn taking_back_an_agreement_stops_what_rests_on_it_and_was_not_handed_over() {
        for state in S::ALL {
            let story = at(*state);
            let stopped = stopped_by_withdrawal(&story.journey, YES);
            let story = story.and(stopped);
            let pending = S::Sent <= *state && *state <= S::IntroBooked;
            assert_eq!(story.state(), if pending { S::PersonDeclined } else { *state });
        }
    }
    #[test]
    fn taking_back_one_agreement_leaves_what_rests_on_another() {
        let other = AgreementId::from_u128(0xee);
        let story = episode().and([agreed_to(other, Scope::Referral(CHARITY))]);
        let sent = Request { agreement: other, ..request(Transfer) };
        let story = story.does(council(), ONE, send_with(sent, FACTS));
        assert_eq!(stopped_by_withdrawal(&story.journey, YES), []);
        assert_eq!(stopped_by_withdrawal(&story.journey, other).len(), 1);
    }
    #[test]
    fn leaving_leaves_nothing_open_behind() {
        for state in S::ALL {
            for why in CloseReason::ALL {
                let story = at(*state);
                let events = stopped_by_leaving(&story.journey, *why);
                let story = story.and(events);
                assert!(!story.journey.referral.any_open());
                assert_eq!(story.state() == *state, state.is_terminal());
            }
        }
    }
    #[test]
    fn who_chooses_to_leave_has_said_no_to_what_was_asked_for_them() {
        let reason = PersonReason::Other.into();
        let step = Step::PersonDeclined { reason, told: None };
        for state in [S::Sent, S::Waitlisted, S::Accepted, S::IntroBooked] {
            let left = stopped_by_leaving(&at(state).journey, CloseReason::PersonChose);
            assert_eq!(left, [event(ONE, step.clone())]);
        }
    }
    #[test]
    fn what_was_asked_for_somebody_who_died_or_moved_is_taken_back_and_says_so() {
        let taken_back = [
            (CloseReason::Deceased, WithdrawReason::PersonDied),
            (CloseReason::MovedArea, WithdrawReason::PersonMoved),
            (CloseReason::Other, WithdrawReason::CircumstancesChanged),
        ];
        for (why, reason) in taken_back {
            let left = stopped_by_leaving(&at(S::Sent).journey, why);
            assert_eq!(left, [event(ONE, Step::Withdrawn { reason })]);
        }
    }
    #[test]
    fn support_that_runs_ends_with_the_reason_of_leaving() {
        let ended = [
            (CloseReason::PersonChose, EndReason::Other),
            (CloseReason::Deceased, EndReason::Died),
            (CloseReason::MovedArea, EndReason::Moved),
        ];
        for (why, reason) in ended {
            let reason = reason.into();
            let step = Step::SupportEndedEarly { reason, exit_plan: None, next_holder: None };
            let left = stopped_by_leaving(&at(S::Active).journey, why);
            assert_eq!(left, [event(ONE, step)]);
        }
    }
    #[test]
    fn an_end_never_changes_whatever_is_written_after_it() {
        for state in S::ALL.iter().filter(|state| state.is_terminal()) {
            let story = at(*state);
            let before = story.journey.referral.referrals[&ONE].clone();
            let late = [step(Step::Resumed), step(Step::Acknowledged { implicit: true })];
            assert_eq!(story.and(late).journey.referral.referrals[&ONE], before);
        }
    }
    #[test]
    fn a_referral_that_was_never_sent_is_not_known() {
        episode().by(charity()).when(ask(stops_early())).then_refused(Refusal::Unknown);
    }
}
