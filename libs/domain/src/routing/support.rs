//! Support: from the first day after a handover to the end of aftercare (transitions 15 to 22 and 27). Ending a
//! referral never moves the lead: whoever holds the person goes on until a return or another handover is accepted.

use super::actions::Action;
use super::case::{Answer, Case, kept};
use super::reason::{EndReason, HoldReason, NotStartedReason, OutcomeReason, ReassignReason};
use super::referral::Refusal;
use super::step::Step;
use crate::assignment::lead::{self, AssignReason};
use crate::{Date, Kept, OrgId, Sealed, WorkerId};

/// The longest break before somebody looks again, in weeks.
const PAUSE_WEEKS_MAX: i32 = 12;

pub(super) fn start(case: &Case<'_>, started_on: Date) -> Answer {
    case.step(Action::StartSupport, Step::SupportStarted { started_on }, || {
        match case.referral.handover {
            Some(handover) if started_on < handover.on => Err(Refusal::StartsBeforeHandover),
            Some(_) | None => Ok(()),
        }
    })
}

pub(super) fn did_not_start(case: &Case<'_>, reason: &Kept<NotStartedReason>) -> Answer {
    let step = Step::SupportNotStarted { reason: reason.clone() };
    case.step(Action::DidNotStart, step, || kept(reason))
}

pub(super) fn pause(case: &Case<'_>, reason: &Kept<HoldReason>, review_on: Date) -> Answer {
    case.step(Action::Pause, Step::Paused { reason: reason.clone(), review_on }, || {
        kept(reason)?;
        let days = (review_on - case.stamp.occurred_on).get_days();
        if (1..=PAUSE_WEEKS_MAX * 7).contains(&days) {
            Ok(())
        } else {
            Err(Refusal::ReviewOutOfRange)
        }
    })
}

pub(super) fn resume(case: &Case<'_>) -> Answer {
    case.step(Action::Resume, Step::Resumed, || Ok(()))
}

pub(super) fn record_outcome(
    case: &Case<'_>,
    outcome: OutcomeReason,
    evidence: Option<&Sealed>,
) -> Answer {
    let step = Step::OutcomeAchieved { outcome, evidence: evidence.cloned() };
    case.step(Action::RecordOutcome, step, || Ok(()))
}

pub(super) fn aftercare_made(case: &Case<'_>, on: Date, note: Option<&Sealed>) -> Answer {
    let step = Step::AftercareContactMade { on, note: note.cloned() };
    case.step(Action::RecordAftercare, step, || Ok(()))
}

pub(super) fn aftercare_missed(case: &Case<'_>, on: Date) -> Answer {
    case.step(Action::RecordAftercare, Step::AftercareContactMissed { on }, || Ok(()))
}

pub(super) fn reopen(case: &Case<'_>, note: Option<&Sealed>) -> Answer {
    let step = Step::AftercareReopened { note: note.cloned() };
    case.step(Action::Reopen, step, || Ok(()))
}

pub(super) fn complete(
    case: &Case<'_>,
    outcome: OutcomeReason,
    summary: &Sealed,
    next_holder: Option<OrgId>,
) -> Answer {
    let step = Step::Completed { outcome, summary: summary.clone(), next_holder };
    case.step(Action::Complete, step, || Ok(()))
}

pub(super) fn end_early(
    case: &Case<'_>,
    reason: &Kept<EndReason>,
    exit_plan: Option<&Sealed>,
    next_holder: Option<OrgId>,
) -> Answer {
    let (reason, exit_plan) = (reason.clone(), exit_plan.cloned());
    let step = Step::SupportEndedEarly { reason: reason.clone(), exit_plan, next_holder };
    case.step(Action::EndEarly, step, || kept(&reason))
}

/// Another worker of the same organisation: not a handover. Where that worker's referral is why the organisation
/// leads, the lead goes along.
pub(super) fn reassign_worker(case: &Case<'_>, worker: WorkerId, reason: ReassignReason) -> Answer {
    if case.role_allows(Action::ReassignWorker).is_ok() && case.referral.worker() == Some(worker) {
        return Ok(vec![]); // A retry.
    }
    let step = Step::KeyWorkerReassigned { worker, reason };
    let mut events = case.step(Action::ReassignWorker, step, || Ok(()))?;
    let org = case.referral.request.to.org;
    let leads = case.referral.handover.is_some() && case.lead_org() == Some(org);
    if leads && case.referral.request.kind.moves_lead() && !events.is_empty() {
        let reason = assign_reason(reason);
        events.push(lead::Event::Assigned { org, worker, reason }.into());
    }
    Ok(events)
}

const fn assign_reason(reason: ReassignReason) -> AssignReason {
    match reason {
        ReassignReason::PersonAsked => AssignReason::PersonAsked,
        ReassignReason::WorkerLeft => AssignReason::WorkerLeft,
        ReassignReason::Workload => AssignReason::Workload,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sensitivity;
    use crate::routing::ask::Ask;
    use crate::routing::kind::ReferralKind::{Advice, Support};
    use crate::routing::state::ReferralState as S;
    use crate::routing::story::*;
    use crate::testing::*;

    fn start_on(on: &str) -> Ask {
        Ask::StartSupport { started_on: day(on) }
    }
    fn not_now(state: S) -> Refusal {
        Refusal::NotNow { state }
    }

    #[test]
    fn a_reason_of_health_or_justice_is_sealed() {
        let review_on = day("2026-09-17");
        let pause = |reason| ask(Ask::Pause { reason, review_on });
        let sealed = |sensitivity| Kept::Sealed(Sealed { sensitivity, bytes: vec![4] });
        let story = || at(S::Active).by(charity());
        story().when(pause(HoldReason::Custody.into())).then_refused(Refusal::ReasonNotKept);
        story().when(pause(sealed(Sensitivity::Core))).then_refused(Refusal::ReasonNotKept);
        story().when(pause(sealed(Sensitivity::Restricted))).then_and();
    }
    #[test]
    fn support_starts_on_the_day_of_the_handover_or_later() {
        let story = || at(S::HandedOver).by(charity());
        story().when(ask(start_on("2026-08-16"))).then_refused(Refusal::StartsBeforeHandover);
        story().when(ask(start_on("2026-08-20"))).then_and();
        at(S::HandedOver)
            .by(council())
            .when(ask(start_on(DAY)))
            .then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn who_never_started_stays_with_the_receiver() {
        assert_eq!(at(S::NotStarted).lead(), (CHARITY, BEA));
        let never = Ask::DidNotStart { reason: NotStartedReason::ChangedMind.into() };
        at(S::HandedOver).by(clock()).when(ask(never.clone())).then_and();
        at(S::HandedOver).by(person()).when(ask(never.clone())).then_and();
        at(S::Active).by(charity()).when(ask(never)).then_refused(not_now(S::Active));
    }
    #[test]
    fn a_break_has_a_review_within_twelve_weeks() {
        let pause = |on| ask(Ask::Pause { reason: HoldReason::Caring.into(), review_on: day(on) });
        let story = || at(S::Active).by(charity());
        story().when(pause("2026-11-09")).then_and();
        story().when(pause("2026-11-10")).then_refused(Refusal::ReviewOutOfRange);
        story().when(pause(DAY)).then_refused(Refusal::ReviewOutOfRange);
        at(S::HandedOver)
            .by(charity())
            .when(pause("2026-09-09"))
            .then_refused(not_now(S::HandedOver));
    }
    #[test]
    fn the_person_may_end_a_break() {
        at(S::Paused).by(person()).when(ask(Ask::Resume)).then([step(Step::Resumed)]);
        at(S::Paused).by(council()).when(ask(Ask::Resume)).then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn an_outcome_opens_aftercare_and_never_sooner_than_support() {
        let outcome = ask(Ask::RecordOutcome { outcome: OutcomeReason::Training, evidence: None });
        at(S::Active).by(charity()).when(outcome.clone()).then_and();
        at(S::Paused).by(charity()).when(outcome).then_refused(not_now(S::Paused));
    }
    #[test]
    fn aftercare_keeps_in_touch() {
        let on = day(DAY);
        let missed = ask(Ask::RecordAftercareMissed { on });
        at(S::Aftercare)
            .by(charity())
            .when(missed.clone())
            .then([step(Step::AftercareContactMissed { on })]);
        at(S::Active).by(charity()).when(missed).then_refused(not_now(S::Active));
        let made = Ask::RecordAftercareMade { on, note: None };
        let story = at(S::Aftercare).does(charity(), ONE, made.clone());
        assert_eq!(story.state(), S::Aftercare);
        story.when(ask(made)).then_nothing();
    }
    #[test]
    fn a_relapse_goes_on_under_the_same_referral() {
        let reopen = ask(Ask::Reopen { note: None });
        assert_eq!(
            at(S::Aftercare).by(person()).when(reopen.clone()).then_and().state(),
            S::Active
        );
        at(S::Completed)
            .by(person())
            .when(reopen)
            .then_refused(Refusal::Ended { state: S::Completed });
    }
    #[test]
    fn finishing_leaves_the_lead_until_somebody_accepts_the_next_handover() {
        assert_eq!(at(S::Completed).lead(), (CHARITY, BEA));
        at(S::Completed).by(charity()).when(ask(completes())).then_nothing();
        at(S::Paused).by(charity()).when(ask(completes())).then_refused(not_now(S::Paused));
        at(S::Active).by(person()).when(ask(completes())).then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn a_question_is_completed_with_its_answer() {
        for state in [S::Sent, S::Acknowledged, S::Clarifying] {
            of_kind(Advice, state).by(charity()).when(ask(completes())).then_and();
        }
        at(S::Sent).by(charity()).when(ask(completes())).then_refused(not_now(S::Sent));
    }
    #[test]
    fn the_person_may_stop_at_any_time() {
        for state in [S::Active, S::Paused, S::Aftercare] {
            let story = at(state).by(person()).when(ask(stops_early())).then_and();
            assert_eq!(story.state(), S::EndedEarly);
        }
        at(S::Active).by(council()).when(ask(stops_early())).then_refused(Refusal::NotTheReceiver);
    }
    #[test]
    fn another_worker_of_the_receiver_takes_the_lead_along() {
        let reason = ReassignReason::WorkerLeft;
        let reassign = Ask::ReassignWorker { worker: CAL, reason };
        let renamed = step(Step::KeyWorkerReassigned { worker: CAL, reason });
        let lead = led_by(CHARITY, CAL, AssignReason::WorkerLeft);
        let story = || at(S::Active).by(charity_manager());
        story()
            .when(ask(reassign.clone()))
            .then::<crate::journey::Event>([renamed.clone().into(), lead.into()]);
        story().when(ask(reassign.clone())).then_and().when(ask(reassign.clone())).then_nothing();
        for still_theirs in [at(S::Accepted), of_kind(Support, S::Active)] {
            still_theirs.by(charity_manager()).when(ask(reassign.clone())).then([renamed.clone()]);
        }
    }
    #[test]
    fn naming_another_worker_is_for_the_receivers_manager() {
        let reassign = ask(Ask::ReassignWorker { worker: CAL, reason: ReassignReason::Workload });
        at(S::Active)
            .by(charity())
            .when(reassign.clone())
            .then_refused(Refusal::NotTheReceiversManager);
        at(S::Sent).by(charity_manager()).when(reassign).then_refused(not_now(S::Sent));
    }
}
