//! From the receiver's queue to its yes or no.

use domain::routing::ask::Ask;
use domain::routing::kind::ReferralKind;
use domain::routing::reason::{ClarifyReason, DeclineReason};
use domain::routing::state::Referral;
use domain::routing::terms::Acceptance;
use domain::{Sensitivity, ServiceId, Stamp, WorkerId};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, code, date, id_text, maybe_code, maybe_id_text};
use wire::event::referral::meeting;
use wire::routing::*;

use super::{Asks, Plain, at_most, text};
use crate::referral::facts;

/// How many other services a decline may suggest.
const ONWARD_MAX: usize = 5;

impl Plain for AcknowledgeReferralRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::Acknowledge { implicit: self.implicit })
    }
}

impl Asks for AskClarificationRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let message = &call.message;
        let reason = code("reason", message.reason).map_err(malformed)?;
        let least = match reason {
            ClarifyReason::Safety => Sensitivity::Restricted,
            ClarifyReason::Eligibility
            | ClarifyReason::Needs
            | ClarifyReason::SafeContact
            | ClarifyReason::ExpectedOutcome
            | ClarifyReason::Other => Sensitivity::Core,
        };
        let sensitivity = sensitivity(message.sensitivity)?.max(least);
        let question =
            text(desk, call, "referral.question", sensitivity, &message.question).await?;
        Ok(Ask::AskClarification { reason, question })
    }
}

impl Asks for AnswerClarificationRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let sensitivity = sensitivity(call.message.sensitivity)?;
        let answer = text(desk, call, "referral.answer", sensitivity, &call.message.answer).await?;
        Ok(Ask::AnswerClarification { answer })
    }
}

impl Asks for AddInformationRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let sensitivity = sensitivity(call.message.sensitivity)?;
        let information = &call.message.information;
        let information =
            text(desk, call, "referral.information", sensitivity, information).await?;
        Ok(Ask::AddInformation { information })
    }
}

/// How closely a text is kept: not more closely than its writer asks, unless what it is about does.
fn sensitivity(number: i32) -> Result<Sensitivity, Status> {
    let asked = maybe_code("sensitivity", number).map_err(malformed)?;
    Ok(asked.unwrap_or(Sensitivity::Core))
}

impl Plain for WaitlistReferralRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::Waitlist {
            expected_on: date("expected_on", self.expected_on)?,
            reason: code("reason", self.reason)?,
        })
    }
}

impl Plain for OfferPlaceRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::OfferPlace)
    }
}

/// The terms of a yes, without a place.
pub(in crate::referral) async fn acceptance(
    desk: &Desk,
    call: &Call<AcceptReferralRequest>,
    referral: &Referral,
) -> Result<Acceptance, Status> {
    let message = &call.message;
    let named = maybe_id_text("worker_id", &message.worker_id).map_err(malformed)?;
    let nobody = || malformed(Malformed::new("worker_id", "must name the receiver's key worker"));
    let worker = named.or_else(|| implied(call, referral)).ok_or_else(nobody)?;
    facts::acts_for(desk, referral.request.to.org, worker, call.asked.stamp.occurred_on).await?;
    let first_meeting = meeting("first_meeting", message.first_meeting).map_err(malformed)?;
    Ok(Acceptance { named_worker: worker, first_meeting, reservation: None })
}

/// Whoever accepts will meet the person; the holder accepts a pull for the worker who was named in it.
fn implied<T>(call: &Call<T>, referral: &Referral) -> Option<WorkerId> {
    match referral.request.kind {
        ReferralKind::Pull => referral.request.to.worker,
        ReferralKind::Support | ReferralKind::Transfer | ReferralKind::Advice => {
            call.asked.stamp.by.worker
        }
    }
}

impl Asks for DeclineReferralRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let message = &call.message;
        let reason = code("reason", message.reason).map_err(malformed)?;
        let sensitivity = match reason {
            DeclineReason::UnsafeForStaffOrOthers => Sensitivity::Restricted,
            _ => Sensitivity::Core,
        };
        let note = call.seal_text(desk, "referral.note", sensitivity, &message.note).await?;
        let onward = onward(&message.onward_service_ids).map_err(malformed)?;
        for service in &onward {
            facts::service(desk, *service).await?;
        }
        Ok(Ask::Decline { reason, note, onward })
    }
}

fn onward(ids: &[String]) -> Read<Vec<ServiceId>> {
    at_most("onward_service_ids", ONWARD_MAX, ids)?;
    let read = |(i, id): (usize, &String)| id_text(&format!("onward_service_ids[{i}]"), id);
    ids.iter().enumerate().map(read).collect()
}

impl Asks for ProposeRedirectRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let service = id_text("service_id", &call.message.service_id).map_err(malformed)?;
        facts::service(desk, service).await?;
        let reason = code("reason", call.message.reason).map_err(malformed)?;
        Ok(Ask::ProposeRedirect { service, reason })
    }
}
