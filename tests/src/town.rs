//! A partnership over one journal: a council with a door for each area, and a charity whose services have places. One desk
//! or more work over it, each as a process of its own would.

pub mod people;

use std::path::{Path, PathBuf};

use domain::{Actor, Area, Journey, OrgId, Role, ServiceId, WorkerId};
use host::site::{Places, Site, Stores};
use host::{Caller, Clock};
use journal::Ledger;
use routing::{DirectoryApi, Routing};
use tonic::{Request, Status};
use uuid::Uuid;
use vault::MasterKey;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::{
    ActivateSharingRequest, DeclareCapacityRequest, JoinOrganisationRequest, PublishServiceRequest,
    RegisterWorkerRequest, SetFallbackDoorRequest,
};
use wire::types::{
    Capacity, Date, OrgKind, OrgProfile, ReferralKind, ServiceListing, ServiceMode, Stage,
};

/// Somebody at work.
#[derive(Clone, Copy)]
pub struct Worker {
    /// Their organisation.
    pub org: OrgId,
    /// Who they are.
    pub worker: WorkerId,
    role: Role,
}

const fn worker(org: u128, worker: u128) -> Worker {
    let (org, worker) = (OrgId::from_u128(org), WorkerId::from_u128(worker));
    Worker { org, worker, role: Role::Worker }
}

/// Holds the people.
pub const COUNCIL: Worker = worker(0xc0, 0xa1);
/// Has the places.
pub const CHARITY: Worker = worker(0xc4, 0xb1);

const FRONT_DOOR: ServiceId = ServiceId::from_u128(0x5f);

impl Worker {
    /// A call of theirs.
    pub fn ask<T>(self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let actor = Actor { org: self.org, worker: Some(self.worker), role: self.role };
        request.extensions_mut().insert(Caller::claimed(actor));
        request
    }
}

fn partnership<T>(message: T) -> Request<T> {
    Worker { role: Role::Partnership, ..COUNCIL }.ask(message)
}

/// What one process works with.
pub struct Desk {
    /// Its routing service.
    pub routing: Routing,
    /// What that works with.
    pub desk: host::Desk,
    /// Everybody's journeys.
    pub journeys: Ledger<Journey>,
    directory: DirectoryApi,
}

/// The partnership.
pub struct Town {
    /// At least one.
    pub desks: Vec<Desk>,
}

impl Town {
    /// The master key of a town in this folder: a site of several processes brings its own.
    pub fn master_key(state: &Path) -> PathBuf {
        state.join("master.key")
    }

    /// Opens a desk over each of these stores, which hold the same, and fills the directory.
    ///
    /// # Errors
    /// If a desk cannot be opened, or the first refusal.
    pub async fn open(stores: &[Stores], state: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(state)?;
        let master_key = Self::master_key(state);
        MasterKey::open_or_create(&master_key)?;
        let mut desks = vec![];
        for (number, stores) in stores.iter().enumerate() {
            let places = Places {
                master_key: master_key.clone(),
                ..Places::under(state.join(format!("desk-{number}")))
            };
            let site = Site::open(stores.clone(), &places, Clock::system()).await?;
            let Site { desk, parts, .. } = site;
            let (routing, directory) =
                (Routing::new(desk.clone()), DirectoryApi::new(desk.clone()));
            desks.push(Desk { routing, desk, journeys: parts.journeys, directory });
        }
        let town = Self { desks };
        town.join(COUNCIL, OrgKind::Council).await?;
        town.join(CHARITY, OrgKind::ThirdSector).await?;
        town.publish(COUNCIL.org, FRONT_DOOR, true).await?;
        for area in Area::ALL {
            let set = SetFallbackDoorRequest {
                request_id: fresh(),
                area: area.code().into(),
                service_id: FRONT_DOOR.to_string(),
                hours: "weekdays 9 to 5".into(),
                ..Default::default()
            };
            town.directory().set_fallback_door(partnership(set)).await?;
        }
        Ok(town)
    }

    fn directory(&self) -> &DirectoryApi {
        &self.desks[0].directory
    }

    async fn join(&self, Worker { org, worker, .. }: Worker, kind: OrgKind) -> Result<(), Status> {
        let areas = Area::ALL.iter().map(|area| area.code().to_owned()).collect();
        let join = JoinOrganisationRequest {
            request_id: fresh(),
            org_id: org.to_string(),
            profile: Some(OrgProfile { name: "An example".into(), kind: kind.into(), areas }),
            ..Default::default()
        };
        self.directory().join_organisation(partnership(join)).await?;
        let share = ActivateSharingRequest {
            request_id: fresh(),
            org_id: org.to_string(),
            until: Some(Date { year: 2100, month: 12, day: 31 }),
            ..Default::default()
        };
        self.directory().activate_sharing(partnership(share)).await?;
        let employ = RegisterWorkerRequest {
            request_id: fresh(),
            org_id: org.to_string(),
            worker_id: worker.to_string(),
            name: "An example".into(),
            caseload_max: 200,
            ..Default::default()
        };
        self.directory().register_worker(partnership(employ)).await.map(drop)
    }

    async fn publish(&self, org: OrgId, service: ServiceId, fallback: bool) -> Result<(), Status> {
        let listing = ServiceListing {
            name: "An example".into(),
            accepts: vec![ReferralKind::Support.into(), ReferralKind::Transfer.into()],
            stages: vec![Stage::Engagement.into()],
            areas: Area::ALL.iter().map(|area| area.code().to_owned()).collect(),
            modes: vec![ServiceMode::Phone.into()],
            fallback,
            ..Default::default()
        };
        let publish = PublishServiceRequest {
            request_id: fresh(),
            service_id: service.to_string(),
            org_id: org.to_string(),
            listing: Some(listing),
            ..Default::default()
        };
        self.directory().publish_service(partnership(publish)).await.map(drop)
    }

    /// The charity has another service, with so many places.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn publishes(&self, service: ServiceId, places: u32) -> Result<(), Status> {
        self.publish(CHARITY.org, service, false).await?;
        let declare = DeclareCapacityRequest {
            request_id: fresh(),
            service_id: service.to_string(),
            capacity: Some(Capacity { places, ..Default::default() }),
            ..Default::default()
        };
        self.directory().declare_capacity(partnership(declare)).await.map(drop)
    }
}

/// A fresh request id.
pub fn fresh() -> String {
    Uuid::now_v7().to_string()
}
