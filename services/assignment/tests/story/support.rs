//! A council, a charity and a clinic with their workers, and somebody whose support is under way.

use anydoor_assignment::Assignment;
use domain::assignment::lead::Nominee;
use domain::directory::organisation::{Command as Join, OrgKind, Profile};
use domain::directory::{Organisation, worker};
use domain::intake::agreement::{self, AgreementBy, AgreementMethod, Scope};
use domain::intake::person::Particulars;
use domain::intake::{episode, person};
use domain::rights::presence::{self, PresenceMethod};
use domain::{
    Actor, Aggregate, Area, CommitId, Journey, OrgId, PersonId, Role, Sealed, Sensitivity, Stamp,
    WorkerId, journey,
};
use host::site::{Places, Site, Stores};
use host::{Caller, Clock};
use journal::{Asked, Expected, Ledger, Position, StreamId};
use prost::Message;
use tonic::{Request, Response, Status};
use uuid::Uuid;
use vault::{Place, Unsealed};
use wire::commit::Record;
use wire::event::Stored;
use wire::intake::{RegisterPersonRequest, RegisterPersonResponse};
use wire::stored::Commit;
use wire::types;

pub(crate) const COUNCIL: OrgId = OrgId::from_u128(0xc0);
pub(crate) const ANN: WorkerId = WorkerId::from_u128(0xa1);
/// Works for the council too, and leads one person at most.
pub(crate) const CLAIRE: WorkerId = WorkerId::from_u128(0xa2);
pub(crate) const CHARITY: OrgId = OrgId::from_u128(0xca);
pub(crate) const BEA: WorkerId = WorkerId::from_u128(0xb1);
pub(crate) const CLINIC: OrgId = OrgId::from_u128(0xc1);

/// An open site, with assignment at work in it.
pub(crate) struct Town {
    pub(crate) site: Site,
    pub(crate) assignment: Assignment,
    _state: tempfile::TempDir,
}

impl Town {
    pub(crate) async fn open() -> Self {
        let state = tempfile::tempdir().expect("a folder for the test");
        let stores = Stores::in_memory().expect("stores in memory");
        let (clock, _hand) = Clock::turned("2026-08-17T09:00:00Z".parse().expect("a real instant"));
        let site = Site::open(stores, &Places::under(state.path()), clock).await;
        let site = site.expect("a site opens over new stores");
        let town = Self { assignment: Assignment::new(site.desk.clone()), site, _state: state };
        town.join(COUNCIL, OrgKind::Council, &[(ANN, 20), (CLAIRE, 1)]).await;
        town.join(CHARITY, OrgKind::ThirdSector, &[(BEA, 20)]).await;
        town.join(CLINIC, OrgKind::Nhs, &[]).await;
        town.site.desk.up_to_date().await.expect("a view of nothing is soon built");
        town
    }

    async fn join(&self, org: OrgId, kind: OrgKind, workers: &[(WorkerId, u16)]) {
        let ledger = Ledger::<Organisation>::new(self.site.stores.directory.clone());
        let profile = Profile { name: "An example".into(), kind, areas: Area::ALL.into() };
        let mut commands = vec![Join::Join { org, profile }];
        for &(worker, caseload_max) in workers {
            let (name, roles) = ("Somebody".to_owned(), [Role::Worker].into());
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

    async fn ask(&self, person: PersonId, command: impl Into<journey::Command>) {
        self.ask_as(self.asked(Role::Worker), person, command.into()).await;
    }

    async fn ask_as(&self, asked: Asked, person: PersonId, command: journey::Command) {
        let done = self.site.parts.journeys.execute(person, &asked, &command, |_| vec![]).await;
        done.expect("intake may do this");
    }

    async fn register(&self, person: PersonId) {
        let asked = self.asked(Role::Worker);
        let place = Place { person, commit: asked.stamp.commit, field: "person.details" };
        let nobody = types::PersonDetails::default().encode_to_vec();
        let details = self.site.parts.vault.seal(&place, Sensitivity::Core, &nobody).await;
        let particulars = Particulars {
            details: details.expect("the vault seals"),
            communication: None,
            no_fixed_abode: false,
            contact_withheld: false,
        };
        let register = person::Command::Register { particulars, identifiers: vec![] };
        self.ask_as(asked, person, register.into()).await;
    }

    /// Somebody whom Ann leads.
    pub(crate) async fn supported(&self) -> PersonId {
        let person = PersonId::from(Uuid::now_v7());
        self.register(person).await;
        self.agrees(person, Scope::Service).await;
        let lead = Nominee {
            worker: ANN,
            worker_active: true,
            caseload_full: false,
            override_reason: None,
            caretaker_until: None,
        };
        let episode = Uuid::now_v7().into();
        let (area, door, lead_org) = (Area::ALL[26], COUNCIL, COUNCIL);
        let open = episode::Command::Open { episode, area, door, lead_org, lead, stage: None };
        self.ask(person, open).await;
        person
    }

    pub(crate) async fn agrees(&self, person: PersonId, scope: Scope) {
        let give = agreement::Command::Give {
            agreement: Uuid::now_v7().into(),
            scope,
            text_version: 1,
            method: AgreementMethod::Spoken,
            by: AgreementBy::Person,
            until: None,
        };
        self.ask(person, give).await;
    }

    /// The person is with this worker.
    pub(crate) async fn present(&self, person: PersonId, org: OrgId, worker: WorkerId) {
        let request = RegisterPersonRequest {
            request_id: new_id(),
            person_id: person.to_string(),
            ..Default::default()
        };
        let call = self.site.desk.call(by(org, worker, Role::Worker, request)).expect("a call");
        let record = presence::Command::Record { method: PresenceMethod::InPerson };
        let done = self.site.desk.execute(&call, record, |_| RegisterPersonResponse::default());
        done.await.expect("it is on record");
    }

    /// Where the journeys end, and where the record of looks does.
    pub(crate) async fn heads(&self) -> (Position, Position) {
        let stores = &self.site.stores;
        let (journeys, looks) = (stores.journeys.head().await, stores.access.head().await);
        (journeys.expect("the journal reads"), looks.expect("the record of looks reads"))
    }

    /// What the journal holds of somebody.
    pub(crate) async fn journey(&self, person: PersonId) -> Journey {
        self.site.parts.journeys.load(person).await.expect("the journal reads").state.clone()
    }

    /// A record that nobody can read: the view of people stops there.
    pub(crate) async fn damage(&self) {
        let stream = StreamId::new(Journey::KIND, PersonId::from(Uuid::now_v7()));
        let record = Record { bytes: vec![1].into(), ..Record::write(Commit::default()) };
        let journal = &self.site.stores.journeys;
        journal.append(&stream, Expected::Empty, &record).await.expect("it appends anything");
        self.site.desk.up_to_date().await.expect_err("the view stops");
    }

    async fn last(&self, person: PersonId) -> Record {
        let stream = StreamId::new(Journey::KIND, person);
        let records = self.site.stores.journeys.load(&stream, Position::START).await;
        records.expect("the journal reads").pop().expect("something happened").record
    }

    /// What the newest commit of a journey did.
    pub(crate) async fn last_events(&self, person: PersonId) -> Vec<journey::Event> {
        let events = self.last(person).await.commit.events.into_iter();
        events.map(|event| Journey::decode(event).expect("a stored event reads")).collect()
    }

    /// What the newest commit of a journey sealed under this label.
    pub(crate) async fn opened(&self, person: PersonId, field: &str, sealed: &Sealed) -> Vec<u8> {
        let commit = self.last(person).await.stamp().expect("a stored stamp reads").commit;
        let place = Place { person, commit, field };
        match self.site.parts.vault.unseal(&place, sealed).await {
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

/// A call by a worker.
pub(crate) fn by<T>(org: OrgId, worker: WorkerId, role: Role, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let actor = Actor { org, worker: Some(worker), role };
    request.extensions_mut().insert(Caller::claimed(actor));
    request
}

/// A call by the council's worker who leads.
pub(crate) fn by_ann<T>(message: T) -> Request<T> {
    by(COUNCIL, ANN, Role::Worker, message)
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
