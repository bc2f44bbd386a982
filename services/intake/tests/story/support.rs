//! A council with one worker, and a door into its intake.

use std::collections::BTreeSet;

use anydoor_intake::Intake;
use domain::directory::Organisation;
use domain::directory::organisation::{self, OrgKind, Profile};
use domain::directory::worker;
use domain::{
    Actor, Aggregate, Area, CommitId, Journey, OrgId, PersonId, RequestId, Role, Stamp, WorkerId,
};
use host::site::{Places, Site, Stores};
use host::{Caller, Clock};
use journal::{Asked, Ledger, Position, StreamId};
use projection::people::question;
use tonic::{Request, Response, Status};
use uuid::Uuid;
use wire::intake::intake_service_server::IntakeService;
use wire::intake::*;
use wire::lookup::find_person_request::By;
use wire::types::{self, *};

pub(crate) const COUNCIL: OrgId = OrgId::from_u128(0xc0);
pub(crate) const ANN: WorkerId = WorkerId::from_u128(0xa1);
pub(crate) const DUNDEE: &str = "S12000042";

/// An open site, with intake at work in it.
pub(crate) struct Town {
    pub(crate) site: Site,
    pub(crate) intake: Intake,
    _state: tempfile::TempDir,
}

impl Town {
    pub(crate) async fn open() -> Self {
        let state = tempfile::tempdir().expect("a folder for the test");
        let stores = Stores::in_memory().expect("stores in memory");
        let (clock, _hand) = Clock::turned("2026-08-17T09:00:00Z".parse().expect("a real instant"));
        let site = Site::open(stores, &Places::under(state.path()), clock).await;
        let site = site.expect("a site opens over new stores");
        let town = Self { intake: Intake::new(site.desk.clone()), site, _state: state };
        town.site.desk.up_to_date().await.expect("a view of nothing is soon built");
        town.join().await;
        town
    }

    /// The council joins, and Ann begins to work there.
    async fn join(&self) {
        let areas = BTreeSet::from([Area::from_code(DUNDEE).expect("Dundee City is an area")]);
        let profile = Profile { name: "Dundee City Council".into(), kind: OrgKind::Council, areas };
        self.ask(organisation::Command::Join { org: COUNCIL, profile }).await;
        let (roles, name) = (BTreeSet::from([Role::Worker]), "Ann Example".to_owned());
        let register = worker::Command::Register { worker: ANN, name, roles, caseload_max: 20 };
        self.ask(organisation::Command::Worker(register)).await;
    }

    async fn ask(&self, command: organisation::Command) {
        let ledger = Ledger::<Organisation>::new(self.site.stores.directory.clone());
        let by = Actor { org: COUNCIL, worker: Some(ANN), role: Role::Partnership };
        let clock = &self.site.desk.clock;
        let stamp = Stamp {
            by,
            occurred_on: clock.today(),
            recorded_at: clock.now(),
            commit: CommitId::from(Uuid::now_v7()),
        };
        let request = Uuid::new_v4();
        let asked = Asked {
            stamp,
            request: RequestId::from(request),
            digest: vec![1],
            correlation: request,
            causation: None,
            traceparent: String::new(),
        };
        let done = ledger.execute(COUNCIL, &asked, &command, |_| vec![]).await;
        let position = done.expect("the council may do this").position;
        self.site.desk.registry.directory.reached(position).await;
    }

    /// Somebody comes through the door and is registered, born on this day.
    pub(crate) async fn registered(&self, born: Date) -> String {
        let request = RegisterPersonRequest {
            request_id: new_id(),
            details: Some(self::born(born)),
            ..Default::default()
        };
        let response = self.intake.register_person(by_ann(request)).await;
        answer(response).person.expect("somebody is registered").person_id
    }

    /// The same, with support under way.
    pub(crate) async fn supported(&self) -> String {
        let person_id = self.registered(day(1990, 5, 1)).await;
        let yes = GiveAgreementRequest {
            request_id: new_id(),
            person_id: person_id.clone(),
            scope: AgreementScope::Service.into(),
            text_version: 1,
            method: AgreementMethod::Spoken.into(),
            ..Default::default()
        };
        answer(self.intake.give_agreement(by_ann(yes)).await);
        let open = OpenEpisodeRequest {
            request_id: new_id(),
            person_id: person_id.clone(),
            area: DUNDEE.into(),
            ..Default::default()
        };
        answer(self.intake.open_episode(by_ann(open)).await);
        person_id
    }

    /// Whom the council finds by a number.
    pub(crate) async fn found(&self, number: Identifier) -> Vec<String> {
        let parts = &self.site.parts;
        self.site.desk.up_to_date().await.expect("the view follows");
        let by = Some(By::Identifier(number));
        let question = question(&parts.vault, COUNCIL, by).expect("a number");
        let found = parts.people.find(&question).expect("the view is ready");
        found.into_iter().map(|(_, found)| found.person_id).collect()
    }

    /// What the journal holds of somebody.
    pub(crate) async fn journey(&self, person: &str) -> Journey {
        let person: PersonId = person.parse().expect("an id that intake gave");
        self.site.parts.journeys.load(person).await.expect("the journal reads").state.clone()
    }

    /// The commit that somebody's journey ends with.
    pub(crate) async fn last_commit(&self, person: &str) -> CommitId {
        let stream = StreamId::new(Journey::KIND, person);
        let records = self.site.stores.journeys.load(&stream, Position::START).await;
        let records = records.expect("the journal reads");
        let last = records.last().expect("something happened");
        last.record.stamp().expect("a stored stamp reads").commit
    }
}

pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// Somebody born on this day.
pub(crate) fn born(on: Date) -> PersonDetails {
    let (kind, text) = (NameKind::Given.into(), "Testy".into());
    let names = vec![Name { kind, text, from: None, to: None }];
    PersonDetails { names, date_of_birth: Some(on), ..Default::default() }
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> types::Date {
    types::Date { year, month, day }
}

/// A call by the council's worker.
pub(crate) fn by_ann<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    let actor = Actor { org: COUNCIL, worker: Some(ANN), role: Role::Worker };
    request.extensions_mut().insert(Caller::claimed(actor));
    request
}

/// What was answered.
#[track_caller]
pub(crate) fn answer<T>(response: Result<Response<T>, Status>) -> T {
    response.expect("it is done").into_inner()
}

/// Why it was refused: the `reason` of the one `ErrorInfo`, and the code.
#[track_caller]
pub(crate) fn refusal<T: std::fmt::Debug>(
    response: Result<Response<T>, Status>,
) -> (tonic::Code, String) {
    use tonic_types::StatusExt;
    let status = response.expect_err("it is refused");
    let info = status.get_details_error_info().expect("every refusal has its reason");
    (status.code(), info.reason)
}
