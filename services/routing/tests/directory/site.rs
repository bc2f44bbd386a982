//! A site in memory, and those who call it.

use std::path::PathBuf;

use anydoor_routing::DirectoryApi;
use domain::assignment::lead::{self, AssignReason};
use domain::intake::episode;
use domain::{Actor, Area, Journey, OrgId, PersonId, Role, WorkerId, journey};
use host::fetch::Reach;
use host::site::{Places, Stores};
use host::{Caller, Clock, Desk, Hand, Parts, Registry};
use journal::{Expected, StreamId};
use tonic::{Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;
use wire::commit::{FORMAT, Record};
use wire::convert::{date_of, stored_actor_of};
use wire::event::Stored;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::stored::Commit;
use wire::types::{OrgKind, OrgProfile, ReferralKind, ServiceListing, ServiceMode, Stage};

pub(crate) const COUNCIL: OrgId = OrgId::from_u128(0xC0);
pub(crate) const CHARITY: OrgId = OrgId::from_u128(0xC4);
pub(crate) const ANN: WorkerId = WorkerId::from_u128(0xA1);
pub(crate) const DUNDEE: &str = "S12000042";
pub(crate) const FIFE: &str = "S12000047";

/// The directory service, and what it stands on.
pub(crate) struct Site {
    pub(crate) api: DirectoryApi,
    pub(crate) registry: Registry,
    pub(crate) desk: Desk,
    pub(crate) parts: Parts,
    pub(crate) hand: Hand,
    _view: tempfile::TempDir,
}

pub(crate) async fn site() -> Site {
    open(None).await
}

/// A site whose own policies are these.
pub(crate) async fn ruled_by(policies: &str) -> Site {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("own.cedar"), policies).expect("a file");
    open(Some(folder.path().to_owned())).await
}

async fn open(policies: Option<PathBuf>) -> Site {
    let view = tempfile::tempdir().expect("a folder");
    let (clock, hand) = Clock::turned("2026-08-17T09:00:00Z".parse().expect("an instant"));
    let stores = Stores::in_memory().expect("stores");
    let places = Places { policies, ..Places::under(view.path()) };
    let site = host::site::Site::open(stores, &places, clock).await;
    let host::site::Site { desk, parts, .. } = site.expect("a site");
    let api = DirectoryApi::new(desk.clone()).feeds_from(Reach::Anywhere); // Publishers of tests are here.
    Site { api, registry: parts.registry.clone(), desk, parts, hand, _view: view }
}

impl Site {
    /// A charity that joined, and its service that takes people in Dundee.
    pub(crate) async fn with_charity(self) -> Self {
        self.api.join_organisation(operations(join("Open Door"))).await.expect("joins");
        self
    }
    pub(crate) async fn publish(&self, listing: ServiceListing) -> Service {
        let request = PublishServiceRequest {
            request_id: new_id(),
            org_id: CHARITY.to_string(),
            listing: Some(listing),
            ..Default::default()
        };
        let response = self.api.publish_service(manager(request)).await.expect("publishes");
        response.into_inner().service.expect("a service")
    }

    /// A record that nobody can read: the view of people stops there.
    pub(crate) async fn damages(&self) {
        let stream = StreamId::new("journey", PersonId::from(Uuid::now_v7()));
        let record = Record { bytes: vec![1].into(), ..Record::write(Commit::default()) };
        let journal = self.parts.journeys.journal();
        journal.append(&stream, Expected::Empty, &record).await.expect("appends");
    }

    /// Somebody's support began, and this worker leads it.
    pub(crate) async fn leads(&self, worker: WorkerId) {
        let person = PersonId::from(Uuid::now_v7());
        let opened = episode::Event::Opened {
            episode: Uuid::now_v7().into(),
            area: Area::from_code(DUNDEE).expect("an area"),
            door: CHARITY,
            rejoin_of: None,
        };
        let reason = AssignReason::Intake;
        let events = [
            journey::Event::Episode(opened),
            journey::Event::Lead(lead::Event::Assigned { org: CHARITY, worker, reason }),
        ];
        let stream = StreamId::new("journey", person);
        let by = domain::Actor { org: CHARITY, worker: Some(worker), role: Role::Worker };
        let record = Record::write(Commit {
            format: FORMAT,
            commit_id: Uuid::now_v7().into_bytes().to_vec(),
            request_id: Uuid::now_v7().into_bytes().to_vec(),
            stream: stream.as_str().into(),
            version: 1,
            recorded_at_us: self.desk.clock.now().as_microsecond(),
            occurred_on: Some(date_of(self.desk.clock.today())),
            actor: Some(stored_actor_of(&by)),
            events: events.iter().map(Journey::encode).collect(),
            ..Default::default()
        });
        let journal = self.parts.journeys.journal();
        journal.append(&stream, Expected::Empty, &record).await.expect("appends");
    }
}

pub(crate) fn new_id() -> String {
    Uuid::now_v7().to_string()
}

fn by<T>(message: T, org: OrgId, role: Role) -> Request<T> {
    let mut request = Request::new(message);
    let actor = Actor { org, worker: Some(ANN), role };
    request.extensions_mut().insert(Caller::claimed(actor));
    request
}

/// Asked by the partnership's operations.
pub(crate) fn operations<T>(message: T) -> Request<T> {
    by(message, COUNCIL, Role::Partnership)
}

/// Asked by a manager of the charity.
pub(crate) fn manager<T>(message: T) -> Request<T> {
    by(message, CHARITY, Role::Manager)
}

pub(crate) fn join(name: &str) -> JoinOrganisationRequest {
    let areas = vec![DUNDEE.to_owned()];
    let kind = OrgKind::ThirdSector.into();
    JoinOrganisationRequest {
        request_id: new_id(),
        org_id: CHARITY.to_string(),
        profile: Some(OrgProfile { name: name.to_owned(), kind, areas }),
        ..Default::default()
    }
}

/// A service that takes people of these areas.
pub(crate) fn listing(name: &str, areas: &[&str], fallback: bool) -> ServiceListing {
    ServiceListing {
        name: name.to_owned(),
        accepts: vec![ReferralKind::Support.into(), ReferralKind::Transfer.into()],
        stages: vec![Stage::Engagement.into()],
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        modes: vec![ServiceMode::Outreach.into()],
        fallback,
        ..Default::default()
    }
}

/// Why it was refused.
#[track_caller]
pub(crate) fn reason<T: std::fmt::Debug>(answer: Result<T, Status>) -> String {
    let status = answer.expect_err("it is refused");
    status.get_details_error_info().expect("every refusal has a reason").reason
}
