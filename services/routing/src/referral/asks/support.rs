//! From the first day after a handover to the end of aftercare.

use domain::routing::ask::Ask;
use domain::{Sensitivity, Stamp};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, code, date, id_text, maybe_id_text};
use wire::routing::*;

use super::{Asks, Plain, day, kept, maybe_text, text};
use crate::referral::{facts, known};

impl Plain for StartSupportRequest {
    fn ask(&self, stamp: &Stamp) -> Read<Ask> {
        Ok(Ask::StartSupport { started_on: day("started_on", self.started_on, stamp)? })
    }
}

impl Asks for DidNotStartRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let reason = code("reason", call.message.reason).map_err(malformed)?;
        Ok(Ask::DidNotStart { reason: kept(desk, call, reason).await? })
    }
}

impl Asks for PauseSupportRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let reason = code("reason", call.message.reason).map_err(malformed)?;
        let review_on = date("review_on", call.message.review_on).map_err(malformed)?;
        Ok(Ask::Pause { reason: kept(desk, call, reason).await?, review_on })
    }
}

impl Plain for ResumeSupportRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::Resume)
    }
}

impl Asks for RecordReferralOutcomeRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let outcome = code("outcome", call.message.outcome).map_err(malformed)?;
        let evidence = maybe_text(desk, call, "referral.evidence", &call.message.evidence).await?;
        Ok(Ask::RecordOutcome { outcome, evidence })
    }
}

impl Asks for RecordAftercareContactRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let (message, stamp) = (&call.message, &call.asked.stamp);
        let on = day("on", message.on, stamp).map_err(malformed)?;
        if on > stamp.occurred_on {
            return Err(malformed(Malformed::new("on", "lies after the day it happened")));
        }
        if message.made {
            let note = maybe_text(desk, call, "referral.note", &message.note).await?;
            Ok(Ask::RecordAftercareMade { on, note })
        } else if message.note.is_empty() {
            Ok(Ask::RecordAftercareMissed { on })
        } else {
            let problem = "says what was said, so there is none if they did not speak";
            Err(malformed(Malformed::new("note", problem)))
        }
    }
}

impl Asks for ReopenSupportRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let note = maybe_text(desk, call, "referral.note", &call.message.note).await?;
        Ok(Ask::Reopen { note })
    }
}

impl Asks for CompleteReferralRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let message = &call.message;
        let outcome = code("outcome", message.outcome).map_err(malformed)?;
        let next_holder =
            maybe_id_text("next_holder_org_id", &message.next_holder_org_id).map_err(malformed)?;
        let summary =
            text(desk, call, "referral.summary", Sensitivity::Core, &message.summary).await?;
        Ok(Ask::Complete { outcome, summary, next_holder })
    }
}

impl Asks for EndSupportEarlyRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let message = &call.message;
        let reason = code("reason", message.reason).map_err(malformed)?;
        let next_holder =
            maybe_id_text("next_holder_org_id", &message.next_holder_org_id).map_err(malformed)?;
        let reason = kept(desk, call, reason).await?;
        let exit_plan = maybe_text(desk, call, "referral.exit_plan", &message.exit_plan).await?;
        Ok(Ask::EndEarly { reason, exit_plan, next_holder })
    }
}

impl Asks for ReassignKeyWorkerRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let worker = id_text("worker_id", &call.message.worker_id).map_err(malformed)?;
        let reason = code("reason", call.message.reason).map_err(malformed)?;
        let journey = desk.journey(call).await?;
        let referral = known::referral(&journey.state, Self::referral(call)?)?;
        facts::acts_for(desk, referral.request.to.org, worker, call.asked.stamp.occurred_on)
            .await?;
        Ok(Ask::ReassignWorker { worker, reason })
    }
}
