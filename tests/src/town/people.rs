//! People whom a council holds, and refers to a service: each decision by the journey's own rules.

use domain::assignment::lead::Nominee;
use domain::intake::agreement::{self, AgreementBy, AgreementMethod, Scope};
use domain::intake::{episode, person};
use domain::{
    AgreementId, Area, EpisodeId, Journey, PersonId, ReferralId, Sensitivity, ServiceId, journey,
};
use host::Call;
use prost::Message;
use tonic::Status;
use uuid::Uuid;
use wire::intake::{RegisterPersonRequest, RegisterPersonResponse};
use wire::routing::routing_service_server::RoutingService;
use wire::routing::{ReferralTerms, SendReferralRequest};
use wire::types::{BundleItem, PersonDetails, ReferReason, ReferralKind};

use super::{COUNCIL, Desk, fresh};

const YES: AgreementId = AgreementId::from_u128(0xa9);

/// The person's referral.
pub fn of(person: PersonId) -> ReferralId {
    ReferralId::from(person.as_uuid())
}

/// Somebody new, with a referral to this service.
///
/// # Errors
/// The first refusal.
pub async fn sent(desk: &Desk, service: ServiceId) -> Result<PersonId, Status> {
    let person = supported(desk).await?;
    let request = SendReferralRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        terms: Some(ReferralTerms {
            kind: ReferralKind::Transfer.into(),
            service_id: service.to_string(),
            outcome_expected: "A first step".into(),
            reasons: vec![ReferReason::SpecialistHelp.into()],
            agreement_id: YES.to_string(),
            bundle: vec![BundleItem::Identity.into()],
            ..Default::default()
        }),
        ..Default::default()
    };
    desk.routing.send_referral(COUNCIL.ask(request)).await?;
    Ok(person)
}

/// Somebody new, whom the council supports.
async fn supported(desk: &Desk) -> Result<PersonId, Status> {
    let call = desk.desk.call(COUNCIL.ask(register(String::new())))?;
    let nobody = PersonDetails::default().encode_to_vec();
    let details = call.seal(&desk.desk, "person.details", Sensitivity::Core, &nobody).await?;
    let particulars = person::Particulars {
        details,
        communication: None,
        no_fixed_abode: false,
        contact_withheld: false,
    };
    let person = call.person;
    decided(desk, &call, person::Command::Register { particulars, identifiers: vec![] }).await?;
    let agrees = agreement::Command::Give {
        agreement: YES,
        scope: Scope::Service,
        text_version: 1,
        method: AgreementMethod::Spoken,
        by: AgreementBy::Person,
        until: None,
    };
    let next = || desk.desk.call(COUNCIL.ask(register(person.to_string())));
    decided(desk, &next()?, agrees).await?;
    let lead = Nominee {
        worker: COUNCIL.worker,
        worker_active: true,
        caseload_full: false,
        override_reason: None,
        caretaker_until: None,
    };
    let opens = episode::Command::Open {
        episode: EpisodeId::from(Uuid::now_v7()),
        area: Area::ALL[0],
        door: COUNCIL.org,
        lead_org: COUNCIL.org,
        lead,
        stage: None,
    };
    decided(desk, &next()?, opens).await?;
    Ok(person)
}

fn register(person_id: String) -> RegisterPersonRequest {
    RegisterPersonRequest { request_id: fresh(), person_id, ..Default::default() }
}

async fn decided(
    desk: &Desk,
    call: &Call<RegisterPersonRequest>,
    command: impl Into<journey::Command>,
) -> Result<(), Status> {
    let nothing = |_: &Journey| RegisterPersonResponse::default();
    desk.desk.execute(call, command, nothing).await.map(drop)
}
