//! Writing a referral and sending it off.

use std::collections::BTreeSet;

use domain::routing::ask::Ask;
use domain::routing::terms::{Receiver, Request, Urgency};
use domain::{NeedId, ReferralId, Sealed, Sensitivity};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, code, id_text, maybe_code, maybe_id_text};
use wire::routing::{DraftReferralRequest, ReferralTerms, SendReferralRequest};

use super::{Asks, OUTCOME_EXPECTED, at_most, list, text};
use crate::referral::facts;

/// How many needs a referral may be about.
const NEEDS_MAX: usize = 20;
/// How many other referrals whoever sends one may have looked at.
const SEEN_MAX: usize = 100;

impl Asks for DraftReferralRequest {
    fn referral(call: &Call<Self>) -> Result<ReferralId, Status> {
        call.new_id("referral_id", &call.message.referral_id)
    }

    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let asked = request(desk, call, call.message.terms.as_ref()).await?;
        Ok(Ask::Draft(Box::new(asked)))
    }
}

impl Asks for SendReferralRequest {
    fn referral(call: &Call<Self>) -> Result<ReferralId, Status> {
        call.new_id("referral_id", &call.message.referral_id)
    }

    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let journey = desk.journey(call).await?;
        let asked = request(desk, call, call.message.terms.as_ref()).await?;
        let stamp = &call.asked.stamp;
        let facts = facts::of(desk, &journey.state, stamp, asked.kind, asked.to.service).await?;
        let seen = seen(&call.message.seen_referral_ids).map_err(malformed)?;
        Ok(Ask::Send { request: Box::new(asked), facts, seen })
    }
}

/// What is asked for, with what is hoped for sealed.
async fn request<T>(
    desk: &Desk,
    call: &Call<T>,
    terms: Option<&ReferralTerms>,
) -> Result<Request, Status> {
    let terms = terms.ok_or_else(|| malformed(Malformed::new("terms", "must be set")))?;
    let hoped = &terms.outcome_expected;
    let hoped = text(desk, call, OUTCOME_EXPECTED, Sensitivity::Core, hoped).await?;
    let within = |e: Malformed| malformed(e.within("terms"));
    let service = id_text("service_id", &terms.service_id).map_err(within)?;
    let worker = maybe_id_text("worker_id", &terms.worker_id).map_err(within)?;
    let to = facts::receiver(desk, service, worker, call.asked.stamp.occurred_on).await?;
    checked(terms, to, hoped).map_err(within)
}

fn checked(terms: &ReferralTerms, to: Receiver, outcome_expected: Sealed) -> Read<Request> {
    Ok(Request {
        kind: code("kind", terms.kind)?,
        to,
        urgency: maybe_code("urgency", terms.urgency)?.unwrap_or(Urgency::Routine),
        outcome_expected,
        reasons: list("reasons", &terms.reasons)?,
        needs: needs(&terms.need_ids)?,
        agreement: id_text("agreement_id", &terms.agreement_id)?,
        bundle: list("bundle", &terms.bundle)?,
        returns: maybe_id_text("returns_referral_id", &terms.returns_referral_id)?,
    })
}

fn seen(ids: &[String]) -> Read<BTreeSet<ReferralId>> {
    at_most("seen_referral_ids", SEEN_MAX, ids)?;
    let each = ids.iter().enumerate();
    each.map(|(i, id)| id_text(&format!("seen_referral_ids[{i}]"), id)).collect()
}

pub(in crate::referral) fn needs(ids: &[String]) -> Read<Vec<NeedId>> {
    at_most("need_ids", NEEDS_MAX, ids)?;
    ids.iter().enumerate().map(|(i, id)| id_text(&format!("need_ids[{i}]"), id)).collect()
}
