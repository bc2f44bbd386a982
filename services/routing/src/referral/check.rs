//! The look before sending: which referrals ask for the same already.

use domain::routing::duplicate::{Duplicate, Intent, duplicates};
use domain::{Code, PersonId, ServiceId};
use host::{Reply, malformed};
use policy::Action;
use tonic::{Request, Response};
use wire::convert::{code, id_text, maybe_id_text};
use wire::routing::{CheckReferralRequest, CheckReferralResponse, PossibleDuplicate};

use super::asks::needs;
use super::{Routing, facts};

impl Routing {
    /// Says what may be the same.
    pub(super) async fn check(
        &self,
        request: Request<CheckReferralRequest>,
    ) -> Reply<CheckReferralResponse> {
        let caller = host::caller(&request)?;
        let message = request.into_inner();
        let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
        let service: ServiceId = id_text("service_id", &message.service_id).map_err(malformed)?;
        let kind = code("kind", message.kind).map_err(malformed)?;
        let needs = needs(&message.need_ids).map_err(malformed)?;
        let returns = maybe_id_text("returns_referral_id", &message.returns_referral_id);
        let returns = returns.map_err(malformed)?;
        let look = self.desk.look(&caller, Action::CheckReferral, person).await?;
        let org = facts::service(&self.desk, service).await?.org;
        let from = caller.actor.org;
        let intent = Intent { from, service, org, kind, needs: &needs, returns };
        let found = duplicates(look.journey(), &intent, self.desk.clock.today());
        let duplicates = found.into_iter().map(duplicate).collect();
        Ok(Response::new(CheckReferralResponse { duplicates }))
    }
}

fn duplicate(Duplicate { referral, why }: Duplicate) -> PossibleDuplicate {
    PossibleDuplicate {
        referral_id: referral.to_string(),
        why_code: why.number(),
        why: why.in_words().to_owned(),
    }
}
