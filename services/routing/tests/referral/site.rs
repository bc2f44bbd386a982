//! A partnership in memory, with a door in each area: a council that holds a person, a charity and a college that could.

use std::sync::Arc;

use anydoor_routing::{DirectoryApi, Routing};
use domain::intake::agreement::{self, AgreementBy, AgreementMethod, Scope};
use domain::intake::{episode, person};
use domain::rights::{presence, protection};
use domain::routing::state;
use domain::{
    Actor, AgreementId, Area, EpisodeId, Journey, OrgId, PersonId, ReferralId, Role, ServiceId,
    WorkerId, journey,
};
use host::site::{Places, Stores};
use host::{Caller, Clock, Desk, Hand, Parts};
use journal::Cells;
use prost::Message;
use tonic::{Request, Response, Status};
use tonic_types::StatusExt;
use uuid::Uuid;
use wire::intake::{RegisterPersonRequest, RegisterPersonResponse};
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types::{self, Attendee, BundleItem, Capacity, OrgKind, OrgProfile, ReferralKind};
use wire::types::{ReferralState, ServiceListing, ServiceMode, Stage};

pub(crate) const DUNDEE: &str = "S12000042";
pub(crate) const MUSIC: ServiceId = ServiceId::from_u128(0x51);
pub(crate) const COURSE: ServiceId = ServiceId::from_u128(0x52);
pub(crate) const FRONT_DOOR: ServiceId = ServiceId::from_u128(0x5f);
/// A service of the college's that takes everybody.
pub(crate) const OPEN_DOOR: ServiceId = ServiceId::from_u128(0x5d);
pub(crate) const YES: AgreementId = AgreementId::from_u128(0xa9);

/// Somebody at work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Door {
    pub(crate) org: OrgId,
    pub(crate) worker: WorkerId,
    role: Role,
}

const fn door(org: u128, worker: u128) -> Door {
    let (org, worker) = (OrgId::from_u128(org), WorkerId::from_u128(worker));
    Door { org, worker, role: Role::Worker }
}

/// Holds the person.
pub(crate) const COUNCIL: Door = door(0xc0, 0xa1);
/// Is asked.
pub(crate) const CHARITY: Door = door(0xc4, 0xb1);
/// Could be asked instead.
pub(crate) const COLLEGE: Door = door(0xc1, 0xc1);

impl Door {
    pub(crate) fn acting_as(self, role: Role) -> Self {
        Self { role, ..self }
    }
    pub(crate) fn ask<T>(self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let actor = Actor { org: self.org, worker: Some(self.worker), role: self.role };
        request.extensions_mut().insert(Caller::claimed(actor));
        request
    }
}

/// The services, and what they stand on.
pub(crate) struct Site {
    pub(crate) routing: Routing,
    pub(crate) directory: DirectoryApi,
    pub(crate) desk: Desk,
    pub(crate) parts: Parts,
    pub(crate) hand: Hand,
    pub(crate) keys: Arc<dyn Cells>,
    _view: tempfile::TempDir,
}

/// A site whose directory is empty.
pub(crate) async fn empty() -> Site {
    let view = tempfile::tempdir().expect("a folder");
    let (clock, hand) = Clock::turned("2026-08-17T09:00:00Z".parse().expect("an instant"));
    let stores = Stores::in_memory().expect("stores");
    let keys = Arc::clone(&stores.keys);
    let site = host::site::Site::open(stores, &Places::under(view.path()), clock).await;
    let host::site::Site { desk, parts, .. } = site.expect("a site");
    let directory = DirectoryApi::new(desk.clone());
    Site { routing: Routing::new(desk.clone()), directory, desk, parts, hand, keys, _view: view }
}

/// A site whose directory is filled.
pub(crate) async fn site() -> Site {
    let site = empty().await;
    for (door, kind) in
        [(COUNCIL, OrgKind::Council), (CHARITY, OrgKind::ThirdSector), (COLLEGE, OrgKind::College)]
    {
        site.joins(door, kind).await;
    }
    let everywhere: Vec<_> = Area::ALL.iter().map(|area| area.code().to_owned()).collect();
    site.publishes(COUNCIL, FRONT_DOOR, everywhere.clone(), true).await;
    for area in everywhere {
        let hours = "weekdays 9 to 5".to_owned();
        let (request_id, service_id) = (new_id(), FRONT_DOOR.to_string());
        let set =
            SetFallbackDoorRequest { request_id, area, service_id, hours, ..Default::default() };
        site.directory.set_fallback_door(operations(set)).await.expect("names the door");
    }
    site.publishes(CHARITY, MUSIC, vec![DUNDEE.to_owned()], false).await;
    site.publishes(COLLEGE, COURSE, vec![DUNDEE.to_owned()], false).await;
    site
}

fn listing(service: ServiceId) -> ServiceListing {
    let accepts = [ReferralKind::Support, ReferralKind::Transfer, ReferralKind::Pull];
    ServiceListing {
        name: format!("Service {service}"),
        accepts: accepts.map(i32::from).to_vec(),
        stages: vec![Stage::Engagement.into()],
        modes: vec![ServiceMode::Phone.into()],
        ..Default::default()
    }
}

pub(crate) fn operations<T>(message: T) -> Request<T> {
    COUNCIL.acting_as(Role::Partnership).ask(message)
}

impl Site {
    async fn joins(&self, door: Door, kind: OrgKind) {
        let org_id = door.org.to_string();
        let (name, areas) = (format!("{kind:?}"), vec![DUNDEE.to_owned()]);
        let join = JoinOrganisationRequest {
            request_id: new_id(),
            org_id: org_id.clone(),
            profile: Some(OrgProfile { name, kind: kind.into(), areas }),
            ..Default::default()
        };
        self.directory.join_organisation(operations(join)).await.expect("joins");
        let until = Some(types::Date { year: 2034, month: 12, day: 31 });
        let share = ActivateSharingRequest {
            request_id: new_id(),
            org_id: org_id.clone(),
            until,
            ..Default::default()
        };
        self.directory.activate_sharing(operations(share)).await.expect("shares");
        let worker = RegisterWorkerRequest {
            request_id: new_id(),
            org_id,
            worker_id: door.worker.to_string(),
            name: format!("{kind:?} worker"),
            caseload_max: 200,
            ..Default::default()
        };
        self.directory.register_worker(operations(worker)).await.expect("registers");
    }

    pub(crate) async fn publishes(
        &self,
        door: Door,
        service: ServiceId,
        areas: Vec<String>,
        fallback: bool,
    ) {
        let publish = PublishServiceRequest {
            request_id: new_id(),
            service_id: service.to_string(),
            org_id: door.org.to_string(),
            listing: Some(ServiceListing { areas, fallback, ..listing(service) }),
            ..Default::default()
        };
        self.directory.publish_service(operations(publish)).await.expect("publishes");
    }

    /// People go to the service by themselves from now on.
    pub(crate) async fn takes_no_referrals(&self, service: ServiceId) {
        self.says(service, |listing| listing.accepts_referrals = Some(false)).await;
    }

    /// The service says more of itself than that it is in Dundee.
    pub(crate) async fn says(&self, service: ServiceId, more: impl FnOnce(&mut ServiceListing)) {
        let mut said = ServiceListing { areas: vec![DUNDEE.to_owned()], ..listing(service) };
        more(&mut said);
        let change = ChangeServiceRequest {
            request_id: new_id(),
            service_id: service.to_string(),
            listing: Some(said),
            ..Default::default()
        };
        self.directory.change_service(operations(change)).await.expect("changes");
    }

    /// A worker may not act until further notice.
    pub(crate) async fn suspends(&self, door: Door) {
        let suspend = SuspendWorkerRequest {
            request_id: new_id(),
            org_id: door.org.to_string(),
            worker_id: door.worker.to_string(),
            ..Default::default()
        };
        self.directory.suspend_worker(operations(suspend)).await.expect("suspends");
    }

    /// The service counts its places from now on.
    pub(crate) async fn counts(&self, service: ServiceId, places: u32) {
        let declare = DeclareCapacityRequest {
            request_id: new_id(),
            service_id: service.to_string(),
            capacity: Some(Capacity { places, ..Default::default() }),
            ..Default::default()
        };
        self.directory.declare_capacity(operations(declare)).await.expect("declares");
    }

    /// How many places are free.
    pub(crate) fn free(&self, service: ServiceId) -> Option<u32> {
        let known = self.desk.registry.directory.service(service).expect("it was published");
        known.places.free()
    }

    /// Somebody who takes part, and whom the council supports.
    pub(crate) async fn supported(&self) -> PersonId {
        let person = self.registered().await;
        self.decided(person, agreed()).await;
        self.desk.up_to_date().await.expect("the view shows it");
        let lead = self.desk.nominee(COUNCIL.org, COUNCIL.worker, self.desk.clock.today()).await;
        let open = episode::Command::Open {
            episode: EpisodeId::from(Uuid::now_v7()),
            area: Area::from_code(DUNDEE).expect("an area"),
            door: COUNCIL.org,
            lead_org: COUNCIL.org,
            lead: lead.expect("the view is ready"),
            stage: None,
        };
        self.decided(person, open).await;
        person
    }

    async fn registered(&self) -> PersonId {
        let call = self.desk.call(COUNCIL.ask(register(String::new()))).expect("a call");
        let person = call.person;
        let nobody = types::PersonDetails::default().encode_to_vec();
        let core = domain::Sensitivity::Core;
        let details = call.seal(&self.desk, "person.details", core, &nobody).await;
        let particulars = person::Particulars {
            details: details.expect("keys"),
            communication: None,
            no_fixed_abode: false,
            contact_withheld: false,
        };
        let register = person::Command::Register { particulars, identifiers: vec![] };
        let nothing = |_: &Journey| RegisterPersonResponse::default();
        self.desk.execute(&call, register, nothing).await.expect("anybody is taken in");
        person
    }

    /// The council decides something on a journey.
    pub(crate) async fn decided(&self, person: PersonId, command: impl Into<journey::Command>) {
        let call = self.desk.call(COUNCIL.ask(register(person.to_string()))).expect("a call");
        let nothing = |_: &Journey| RegisterPersonResponse::default();
        self.desk.execute(&call, command, nothing).await.expect("it is decided");
    }

    /// The person sits with somebody at this door.
    pub(crate) async fn is_with(&self, door: Door, person: PersonId) {
        let call = self.desk.call(door.ask(register(person.to_string()))).expect("a call");
        let record = presence::Command::Record { method: presence::PresenceMethod::InPerson };
        let nothing = |_: &Journey| RegisterPersonResponse::default();
        self.desk.execute(&call, record, nothing).await.expect("it is put on record");
    }

    /// The council hides the person, who is at risk.
    pub(crate) async fn hides(&self, person: PersonId) {
        let place =
            vault::Place { person, commit: Uuid::now_v7().into(), field: "protection.kind" };
        let kind = self.parts.vault.seal(&place, domain::Sensitivity::Restricted, b"1").await;
        let protection = Uuid::now_v7().into();
        let review_on = jiff::civil::date(2026, 9, 28);
        let apply = protection::Command::Apply { protection, kind: kind.expect("keys"), review_on };
        self.decided(person, apply).await;
    }

    pub(crate) async fn journey(&self, person: PersonId) -> Journey {
        self.parts.journeys.load(person).await.expect("a journey").state.clone()
    }

    /// A transfer to the music project, sent by the council.
    pub(crate) async fn sent(&self, person: PersonId) -> Referral {
        let sent = self.routing.send_referral(COUNCIL.ask(send(person, of(person)))).await;
        referral(sent.map(Response::into_inner).map(|r| r.referral))
    }

    /// The music project books the introduction, and it is held.
    pub(crate) async fn meets(&self, person: PersonId) {
        let (person_id, referral_id) = (person.to_string(), of(person).to_string());
        let book = BookIntroRequest {
            request_id: new_id(),
            person_id: person_id.clone(),
            referral_id: referral_id.clone(),
            meeting: meeting("2026-08-17T14:00:00Z"),
            invited: three(),
            ..Default::default()
        };
        self.routing.book_intro(CHARITY.ask(book)).await.expect("a date");
        let held = RecordIntroHeldRequest {
            request_id: new_id(),
            person_id,
            referral_id,
            attended: three(),
            contact_confirmed: true,
            ..Default::default()
        };
        self.routing.record_intro_held(CHARITY.ask(held)).await.expect("they met");
    }

    pub(crate) async fn acknowledges(&self, person: PersonId) {
        let seen = AcknowledgeReferralRequest {
            request_id: new_id(),
            person_id: person.to_string(),
            referral_id: of(person).to_string(),
            ..Default::default()
        };
        self.routing.acknowledge_referral(CHARITY.ask(seen)).await.expect("it is seen");
    }

    pub(crate) async fn referral(&self, person: PersonId) -> state::Referral {
        self.journey(person).await.referral.referrals[&of(person)].clone()
    }

    /// Who lives in Dundee and is taken by nobody goes to the college from now on.
    pub(crate) async fn college_is_the_door(&self) {
        self.publishes(COLLEGE, OPEN_DOOR, vec![DUNDEE.to_owned()], true).await;
        let set = SetFallbackDoorRequest {
            request_id: new_id(),
            area: DUNDEE.to_owned(),
            service_id: OPEN_DOOR.to_string(),
            hours: "weekdays 9 to 5".to_owned(),
            ..Default::default()
        };
        self.directory.set_fallback_door(operations(set)).await.expect("names the door");
    }

    /// The music project's yes.
    pub(crate) async fn accepts(&self, person: PersonId) -> Result<Referral, Status> {
        let accepted = self.routing.accept_referral(CHARITY.ask(accept(person))).await?;
        Ok(accepted.into_inner().referral.expect("an answer has the referral"))
    }
}

/// What any door may ask, whoever the person is.
fn register(person_id: String) -> RegisterPersonRequest {
    RegisterPersonRequest { request_id: new_id(), person_id, ..Default::default() }
}

fn agreed() -> agreement::Command {
    agreement::Command::Give {
        agreement: YES,
        scope: Scope::Service,
        text_version: 1,
        method: AgreementMethod::Spoken,
        by: AgreementBy::Person,
        until: None,
    }
}

/// The person's first referral.
pub(crate) fn of(person: PersonId) -> ReferralId {
    ReferralId::from(person.as_uuid())
}

pub(crate) fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// The referral of an answer that must be a good one.
#[track_caller]
pub(crate) fn referral(answer: Result<Option<Referral>, Status>) -> Referral {
    answer.expect("it is done").expect("an answer has the referral")
}

pub(crate) fn terms() -> ReferralTerms {
    ReferralTerms {
        kind: ReferralKind::Transfer.into(),
        service_id: MUSIC.to_string(),
        outcome_expected: "More confidence with people".to_owned(),
        reasons: vec![types::ReferReason::SpecialistHelp.into()],
        agreement_id: YES.to_string(),
        bundle: vec![BundleItem::Identity.into()],
        ..Default::default()
    }
}

pub(crate) fn send(person: PersonId, id: ReferralId) -> SendReferralRequest {
    SendReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: id.to_string(),
        terms: Some(terms()),
        ..Default::default()
    }
}

pub(crate) fn meeting(at: &str) -> Option<types::Meeting> {
    let at: domain::Timestamp = at.parse().expect("an instant");
    let at = Some(wire::convert::timestamp_of(at));
    Some(types::Meeting { at, mode: types::MeetingMode::InPerson.into() })
}

pub(crate) fn accept(person: PersonId) -> AcceptReferralRequest {
    AcceptReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        first_meeting: meeting("2026-08-20T10:00:00Z"),
        ..Default::default()
    }
}

pub(crate) fn withdraw(person: PersonId, seen: ReferralState) -> WithdrawReferralRequest {
    WithdrawReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        reason: types::WithdrawReason::CircumstancesChanged.into(),
        seen: seen.into(),
        ..Default::default()
    }
}

pub(crate) fn three() -> Vec<i32> {
    [Attendee::Person, Attendee::Sender, Attendee::Receiver].map(i32::from).to_vec()
}

/// The referral that took another's place.
pub(crate) async fn onward(site: &Site, person: PersonId) -> Option<(ReferralId, state::Referral)> {
    let referrals = site.journey(person).await.referral.referrals;
    referrals.into_iter().find(|(_, each)| each.redirected_from == Some(of(person)))
}

pub(crate) fn system<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(Caller::system());
    request
}

/// Why it was refused, and what the refusal tells beside it.
#[track_caller]
pub(crate) fn refusal<T: std::fmt::Debug>(
    answer: Result<T, Status>,
) -> (String, std::collections::HashMap<String, String>) {
    let status = answer.expect_err("it is refused");
    let info = status.get_details_error_info().expect("every refusal has a reason");
    (info.reason, info.metadata)
}
