//! A council and a charity with their workers, and somebody whom the council registered.

use std::time::Duration;

use anydoor_rights::Rights;
use domain::directory::organisation::{Command as Join, OrgKind, Profile};
use domain::directory::{Organisation, worker};
use domain::intake::person;
use domain::rights::Relationships;
use domain::{
    Actor, Aggregate, Area, Code, CommitId, Journey, OrgId, PersonId, Role, Sealed, Sensitivity,
    Stamp, Timestamp, WorkerId,
};
use host::site::{Places, Site, Stores};
use host::{Clock, Hand};
use journal::{Asked, Ledger, Position, StreamId};
use projection::people::Standing;
use prost::Message;
use tonic::{Request, Response, Status};
use uuid::Uuid;
use vault::{Place, Unsealed};
use wire::lookup::PersonNow;
use wire::rights::rights_service_server::RightsService;
use wire::types;

pub(crate) const COUNCIL: OrgId = OrgId::from_u128(0xc0);
pub(crate) const ANN: WorkerId = WorkerId::from_u128(0xa1);
pub(crate) const CHARITY: OrgId = OrgId::from_u128(0xca);
pub(crate) const BEA: WorkerId = WorkerId::from_u128(0xb1);
/// Works for the charity too.
pub(crate) const CAL: WorkerId = WorkerId::from_u128(0xb2);

/// An open site with rights at work in it. Its first day is Monday, 17 August 2026.
pub(crate) struct Town {
    pub(crate) site: Site,
    pub(crate) rights: Rights,
    hand: Hand,
    _state: tempfile::TempDir,
}

impl Town {
    pub(crate) async fn open() -> Self {
        let state = tempfile::tempdir().expect("a folder for the test");
        let stores = Stores::in_memory().expect("stores in memory");
        let (clock, hand) = Clock::turned("2026-08-17T09:00:00Z".parse().expect("a real instant"));
        let site = Site::open(stores, &Places::under(state.path()), clock).await;
        let site = site.expect("a site opens over new stores");
        let town = Self { rights: Rights::new(site.desk.clone()), site, hand, _state: state };
        town.join(COUNCIL, OrgKind::Council, &[ANN]).await;
        town.join(CHARITY, OrgKind::ThirdSector, &[BEA, CAL]).await;
        town.site.desk.up_to_date().await.expect("a view of nothing is soon built");
        town
    }

    async fn join(&self, org: OrgId, kind: OrgKind, workers: &[WorkerId]) {
        let ledger = Ledger::<Organisation>::new(self.site.stores.directory.clone());
        let profile = Profile { name: "An example".into(), kind, areas: Area::ALL.into() };
        let mut commands = vec![Join::Join { org, profile }];
        for &worker in workers {
            let (name, roles) = ("Somebody".to_owned(), [Role::Worker].into());
            let caseload_max = 20;
            commands.push(worker::Command::Register { worker, name, roles, caseload_max }.into());
        }
        for command in commands {
            let asked = self.asked(Role::Partnership);
            let done = ledger.execute(org, &asked, &command, |_| vec![]).await;
            let position = done.expect("the partnership may do this").position;
            self.site.desk.registry.directory.reached(position).await;
        }
    }

    fn asked(&self, role: Role) -> Asked {
        let (clock, request) = (&self.site.desk.clock, Uuid::new_v4());
        let by = Actor { org: COUNCIL, worker: Some(ANN), role };
        let (occurred_on, recorded_at) = (clock.today(), clock.now());
        let commit = CommitId::from(Uuid::now_v7());
        let stamp = Stamp { by, occurred_on, recorded_at, commit };
        Asked {
            stamp,
            request: request.into(),
            digest: vec![1],
            correlation: request,
            causation: None,
            traceparent: String::new(),
        }
    }

    /// Somebody whom the council registered.
    pub(crate) async fn registered(&self) -> PersonId {
        let (person, asked) = (PersonId::from(Uuid::now_v7()), self.asked(Role::Worker));
        let place = Place { person, commit: asked.stamp.commit, field: "person.details" };
        let nobody = types::PersonDetails::default().encode_to_vec();
        let details = self.site.parts.vault.seal(&place, Sensitivity::Core, &nobody).await;
        let particulars = person::Particulars {
            details: details.expect("the vault seals"),
            communication: None,
            no_fixed_abode: false,
            contact_withheld: false,
        };
        let register = person::Command::Register { particulars, identifiers: vec![] };
        let journeys = &self.site.parts.journeys;
        let done = journeys.execute(person, &asked, &register.into(), |_| vec![]).await;
        done.expect("the council may do this");
        person
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.site.desk.clock.now()
    }

    pub(crate) fn wait_hours(&self, hours: u64) {
        self.hand.advance(Duration::from_secs(hours * 60 * 60));
    }

    /// Says that the person is with somebody.
    pub(crate) async fn meets(&self, person: PersonId, who: &Caller) {
        let there = crate::presence::there(person, types::PresenceMethod::InPerson);
        answer(self.rights.record_presence(who.ask(there)).await);
    }

    /// What the journal holds of somebody.
    pub(crate) async fn journey(&self, person: PersonId) -> Journey {
        self.site.parts.journeys.load(person).await.expect("the journal reads").state.clone()
    }

    /// What the view says stands between a worker and somebody, which the journey must say too.
    pub(crate) async fn between(
        &self,
        person: PersonId,
        org: OrgId,
        worker: WorkerId,
    ) -> Relationships {
        let shown = self.standing(person, org, worker).await.relationships;
        let by = actor(org, worker, Role::Worker);
        let told = domain::rights::relationships(&self.journey(person).await, &by, self.now());
        assert_eq!(shown, told, "the view says what the journey says");
        shown
    }

    pub(crate) async fn standing(
        &self,
        person: PersonId,
        org: OrgId,
        worker: WorkerId,
    ) -> Standing {
        self.site.desk.up_to_date().await.expect("the view follows");
        let by = actor(org, worker, Role::Worker);
        let standing = self.site.parts.people.standing(person, &by, self.now());
        standing.expect("the view is ready").expect("the person is on record")
    }

    /// Where the view says that somebody is.
    pub(crate) async fn shown(&self, person: PersonId) -> PersonNow {
        self.site.desk.up_to_date().await.expect("the view follows");
        let now = self.site.parts.people.person(person).expect("the view is ready");
        now.expect("the person is on record")
    }

    /// What the newest commit of a journey sealed under this label.
    pub(crate) async fn opened(&self, person: PersonId, field: &str, sealed: &Sealed) -> Vec<u8> {
        let stream = StreamId::new(Journey::KIND, person);
        let records = self.site.stores.journeys.load(&stream, Position::START).await;
        let last = records.expect("the journal reads").pop().expect("something happened").record;
        let commit = last.stamp().expect("a stored stamp reads").commit;
        match self.site.parts.vault.unseal(&Place { person, commit, field }, sealed).await {
            Ok(Unsealed::Open(bytes)) => bytes.into_exposed(),
            Ok(Unsealed::Erased) => panic!("nobody was erased"),
            Err(error) => panic!("it was not sealed for {field}: {error}"),
        }
    }
}

pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<types::Date> {
    Some(types::Date { year, month, day })
}

pub(crate) fn actor(org: OrgId, worker: WorkerId, role: Role) -> Actor {
    Actor { org, worker: Some(worker), role }
}

/// Somebody who calls.
#[derive(Debug)]
pub(crate) struct Caller {
    org: OrgId,
    worker: WorkerId,
    role: &'static str,
}

pub(crate) fn ann(role: &'static str) -> Caller {
    Caller { org: COUNCIL, worker: ANN, role }
}
pub(crate) fn bea(role: &'static str) -> Caller {
    Caller { org: CHARITY, worker: BEA, role }
}
pub(crate) fn cal(role: &'static str) -> Caller {
    Caller { org: CHARITY, worker: CAL, role }
}

impl Caller {
    /// A call of theirs.
    pub(crate) fn ask<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let role = Role::ALL.iter().find(|role| role.text() == self.role).expect("a role");
        let actor = Actor { org: self.org, worker: Some(self.worker), role: *role };
        request.extensions_mut().insert(host::Caller::claimed(actor));
        request
    }
}

/// What was answered.
#[track_caller]
pub(crate) fn answer<T>(response: Result<Response<T>, Status>) -> T {
    response.expect("it is done").into_inner()
}

/// Why it was refused: the code, and the `reason` of the one `ErrorInfo`.
#[track_caller]
pub(crate) fn refusal<T: std::fmt::Debug>(
    response: Result<Response<T>, Status>,
) -> (tonic::Code, String) {
    use tonic_types::StatusExt;
    let status = response.expect_err("it is refused");
    let info = status.get_details_error_info().expect("every refusal has its reason");
    (status.code(), info.reason)
}
