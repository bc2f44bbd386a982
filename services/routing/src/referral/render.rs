//! A referral as callers see it. What was said or written is not here.

use domain::routing::reason::{Effect, ReRefer};
use domain::routing::state::{Handover, Intro, Referral as State};
use domain::routing::terms::Acceptance;
use domain::{Code, Date, Journey, OrgId, PersonId, ReferralId, WorkerId};
use wire::convert::{code_number, date_of, timestamp_of};
use wire::event::referral::meeting_of;
use wire::routing::{
    Referral, ReferralAcceptance, ReferralEnding, ReferralHandover, ReferralIntro, ReferralParty,
    ReferralWaiver,
};

/// An answer that has a referral.
pub(super) trait Answer {
    /// The answer with this referral; nobody needs the write token yet.
    fn of(referral: Option<Referral>) -> Self;
}

/// A referral of this journey, if it has it.
pub(super) fn referral(person: PersonId, journey: &Journey, id: ReferralId) -> Option<Referral> {
    let state = journey.referral.referrals.get(&id)?;
    let request = &state.request;
    Some(Referral {
        referral_id: id.to_string(),
        person_id: person.to_string(),
        kind: request.kind.number(),
        state: state.state.number(),
        since: Some(timestamp_of(state.since)),
        from: Some(party(state.from.org, state.from.worker)),
        to: Some(party(request.to.org, state.worker().or(request.to.worker))),
        service_id: request.to.service.to_string(),
        asker_org_id: state.asker().to_string(),
        asked_org_id: state.asked().to_string(),
        urgency: request.urgency.number(),
        reasons: numbers(&request.reasons),
        need_ids: texts(&request.needs),
        agreement_id: request.agreement.to_string(),
        bundle: numbers(&request.bundle),
        returns_referral_id: request.returns.map(|id| id.to_string()),
        fallback: state.fallback,
        chain_service_ids: texts(&state.chain),
        redirected_from: state.redirected_from.map(|id| id.to_string()),
        clarifications: state.clarifications.into(),
        proposed_service_id: state.redirect_proposed.map(|id| id.to_string()),
        acceptance: state.acceptance.as_ref().map(acceptance),
        intro: state.intro.as_ref().map(intro),
        intros_missed: state.intros_missed.into(),
        waiver: waiver(state),
        handover: state.handover.as_ref().map(handover),
        ended: state.ended.map(ending),
    })
}

fn numbers<C: Code>(codes: &[C]) -> Vec<i32> {
    codes.iter().map(|code| code.number()).collect()
}

fn texts<I: std::fmt::Display>(ids: &[I]) -> Vec<String> {
    ids.iter().map(I::to_string).collect()
}

fn party(org: OrgId, worker: Option<WorkerId>) -> ReferralParty {
    ReferralParty { org_id: org.to_string(), worker_id: worker.map(|w| w.to_string()) }
}

fn acceptance(yes: &Acceptance) -> ReferralAcceptance {
    ReferralAcceptance {
        worker_id: yes.named_worker.to_string(),
        first_meeting: Some(meeting_of(&yes.first_meeting)),
        reservation_id: yes.reservation.map(|id| id.to_string()),
    }
}

fn intro(intro: &Intro) -> ReferralIntro {
    ReferralIntro {
        meeting: Some(meeting_of(&intro.booking.meeting)),
        invited: numbers(&intro.booking.invited),
        held: intro.held,
    }
}

fn waiver(state: &State) -> Option<ReferralWaiver> {
    let proposed = state.waiver_proposed;
    let reason = state.waived.or(proposed.map(|(_, reason)| reason))?;
    Some(ReferralWaiver {
        proposed_by: code_number(proposed.map(|(side, _)| side)),
        reason: reason.number(),
        agreed: state.waived.is_some(),
    })
}

fn handover(handover: &Handover) -> ReferralHandover {
    ReferralHandover {
        on: Some(date_of(handover.on)),
        at: Some(timestamp_of(handover.at)),
        mode: handover.mode.number(),
    }
}

fn ending((on, effect): (Date, Effect)) -> ReferralEnding {
    let after = |days: u16| on.saturating_add(jiff::Span::new().days(i64::from(days)));
    let (again, reassess_first) = match effect.re_refer {
        ReRefer::Now => (Some(on), false),
        ReRefer::AfterDays(days) => (Some(after(days)), false),
        ReRefer::UnlessReassessed => (None, true),
    };
    ReferralEnding {
        on: Some(date_of(on)),
        ask_again_from: again.map(date_of),
        reassess_first,
        counts_against: effect.counts_against.number(),
    }
}
