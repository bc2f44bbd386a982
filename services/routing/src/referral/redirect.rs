//! Redirect: another referral takes this one's place. What was hoped for goes along, sealed anew for its own commit.

use domain::routing::ask::Ask;
use domain::routing::state::Referral;
use domain::routing::terms::Redirection;
use domain::{Journey, ReferralId, Sealed};
use host::error::status;
use host::{Call, Desk, Reply, malformed};
use tonic::{Code, Request, Status};
use wire::convert::{code, id_text, maybe_id_text};
use wire::routing::{RedirectReferralRequest, RedirectReferralResponse};
use wire::types::ErrorReason;

use super::asks::OUTCOME_EXPECTED;
use super::{Routing, asked, facts, known, named, refused, render};

impl Routing {
    /// Passes the person on.
    pub(super) async fn redirect(
        &self,
        request: Request<RedirectReferralRequest>,
    ) -> Reply<RedirectReferralResponse> {
        let call = self.desk.call(request)?;
        let id = named(&call.message.referral_id)?;
        let child = call.new_id("child_id", &call.message.child_id)?;
        let command = match self.redirection(&call, id, child).await {
            Ok(ask) => asked(id, ask),
            Err(no) => return self.desk.first_answer_or(&call, no).await,
        };
        let answer = |after: &Journey| RedirectReferralResponse {
            referral: render::referral(call.person, after, id),
            child: render::referral(call.person, after, child),
            ..Default::default()
        };
        let done = self.desk.execute_on(&call, call.person, &command, answer).await;
        self.desk.answer(&call, done.map_err(|error| refused::status(&call, id, error))?).await
    }

    async fn redirection(
        &self,
        call: &Call<RedirectReferralRequest>,
        id: ReferralId,
        child: ReferralId,
    ) -> Result<Ask, Status> {
        self.check_way_on().await?;
        let (message, stamp) = (&call.message, &call.asked.stamp);
        let journey = self.desk.journey(call).await?;
        let parent = known::referral(&journey.state, id)?;
        let service = id_text("service_id", &message.service_id).map_err(malformed)?;
        let worker = maybe_id_text("worker_id", &message.worker_id).map_err(malformed)?;
        let facts =
            facts::of(&self.desk, &journey.state, stamp, parent.request.kind, service).await?;
        let redirection = Redirection {
            child,
            to: facts::receiver(&self.desk, service, worker, stamp.occurred_on).await?,
            agreement: id_text("agreement_id", &message.agreement_id).map_err(malformed)?,
            outcome_expected: sealed_anew(&self.desk, call, parent).await?,
            reason: code("reason", message.reason).map_err(malformed)?,
        };
        Ok(Ask::Redirect { redirection: Box::new(redirection), facts })
    }
}

/// What should come of it, out of the commit that it was sealed for and into this call's; nothing if it was destroyed.
pub(super) async fn resealed<T>(
    desk: &Desk,
    call: &Call<T>,
    parent: &Referral,
) -> Result<Option<Sealed>, Status> {
    let sealed = &parent.request.outcome_expected;
    call.seal_again(desk, OUTCOME_EXPECTED, parent.sealed_in, sealed).await
}

async fn sealed_anew<T>(desk: &Desk, call: &Call<T>, parent: &Referral) -> Result<Sealed, Status> {
    resealed(desk, call, parent).await?.ok_or_else(|| {
        let message = "the person's sealed details were destroyed; nothing can go along";
        status(Code::FailedPrecondition, ErrorReason::Erased, message).build()
    })
}
