//! What ends a referral from outside its own course.

use domain::Stamp;
use domain::routing::ask::Ask;
use domain::routing::reason::{ExpireReason, PersonReason};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::convert::{Read, code, id_text, maybe_code, maybe_id_text};
use wire::routing::*;

use super::{Asks, Plain, kept, onward};
use crate::referral::{facts, known};

impl Plain for WithdrawReferralRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::Withdraw { reason: code("reason", self.reason)?, seen: code("seen", self.seen)? })
    }
}

impl Asks for PersonDeclinesRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let message = &call.message;
        let reason = maybe_code("reason", message.reason).map_err(malformed)?;
        let reason = kept(desk, call, reason.unwrap_or(PersonReason::Other)).await?;
        let told = maybe_id_text("told_worker_id", &message.told_worker_id).map_err(malformed)?;
        Ok(Ask::PersonDeclines { reason, told })
    }
}

impl Asks for ExpireReferralRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let reason: ExpireReason = code("reason", call.message.reason).map_err(malformed)?;
        let ask = |onward| Ask::Expire { reason, onward };
        if reason != ExpireReason::ServiceClosed {
            return Ok(ask(None));
        }
        let journey = desk.journey(call).await?;
        let referral = known::referral(&journey.state, Self::referral(call)?)?;
        onward::going_on(desk, call, &journey.state, referral, ask).await
    }
}

impl Plain for VoidReferralRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::Void { reason: code("reason", self.reason)? })
    }
}

impl Asks for TakeOverRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let message = &call.message;
        let org = id_text("org_id", &message.org_id).map_err(malformed)?;
        let worker = id_text("worker_id", &message.worker_id).map_err(malformed)?;
        facts::acts_for(desk, org, worker, call.asked.stamp.occurred_on).await?;
        let reason = code("reason", message.reason).map_err(malformed)?;
        Ok(Ask::TakeOver { org, worker, reason })
    }
}
