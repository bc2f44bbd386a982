//! Somebody whom a council supports, and a door into its aftercare.

use std::collections::BTreeSet;
use std::time::Duration;

use anydoor_aftercare::Aftercare;
use domain::aftercare::feedback;
use domain::assignment::lead::Nominee;
use domain::directory::Organisation;
use domain::directory::organisation::{self, OrgKind, Profile};
use domain::intake::{agreement, episode, person, plan};
use domain::{
    Actor, Aggregate, AgreementId, Area, EpisodeId, Journey, OrgId, PersonId, Role, Sealed,
    Sensitivity, Stamp, WorkerId, journey,
};
use host::site::{Places, Site, Stores};
use host::{Caller, Clock, Hand};
use journal::{Asked, Ledger, Position, StreamId};
use prost::Message;
use tonic::{Request, Response, Status};
use uuid::Uuid;
use vault::Place;
use wire::event::Stored;
use wire::types::{Date, Name, NameKind, PersonDetails};

pub(crate) const COUNCIL: OrgId = OrgId::from_u128(0xc0);
const ANN: WorkerId = WorkerId::from_u128(0xa1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// An open site with aftercare at work in it. Its first day is Monday, 17 August 2026.
pub(crate) struct Town {
    pub(crate) site: Site,
    pub(crate) aftercare: Aftercare,
    hand: Hand,
    _state: tempfile::TempDir,
}

impl Town {
    pub(crate) async fn open() -> Self {
        let state = tempfile::tempdir().expect("a folder for the test");
        let stores = Stores::in_memory().expect("stores in memory");
        let (clock, hand) = Clock::turned("2026-08-17T09:00:00Z".parse().expect("an instant"));
        let site = Site::open(stores, &Places::under(state.path()), clock).await;
        let site = site.expect("a site opens over new stores");
        let aftercare = Aftercare::new(site.desk.clone());
        let town = Self { site, aftercare, hand, _state: state };
        town.join().await;
        town
    }

    /// So many days go by.
    pub(crate) fn wait(&self, days: u32) {
        self.hand.advance(DAY * days);
    }

    async fn join(&self) {
        let areas = BTreeSet::from([dundee()]);
        let profile = Profile { name: "Dundee City Council".into(), kind: OrgKind::Council, areas };
        let ledger = Ledger::<Organisation>::new(self.site.stores.directory.clone());
        let asked = self.asked(Role::Partnership);
        let command = organisation::Command::Join { org: COUNCIL, profile };
        let done = ledger.execute(COUNCIL, &asked, &command, |_| vec![]).await;
        self.site
            .desk
            .registry
            .directory
            .reached(done.expect("the council may join").position)
            .await;
    }

    /// Somebody born on this day, with support under way and a plan agreed.
    pub(crate) async fn supported(&self, born: Date) -> String {
        let person = PersonId::from(Uuid::new_v4());
        self.register(person, born).await;
        let agreement = AgreementId::from(Uuid::new_v4());
        let yes = agreement::Command::Give {
            agreement,
            scope: agreement::Scope::Service,
            text_version: 1,
            method: agreement::AgreementMethod::Spoken,
            by: agreement::AgreementBy::Person,
            until: None,
        };
        self.ask(person, yes).await;
        let lead = Nominee {
            worker: ANN,
            worker_active: true,
            caseload_full: false,
            override_reason: None,
            caretaker_until: None,
        };
        let episode = EpisodeId::from(Uuid::new_v4());
        let (area, door, lead_org) = (dundee(), COUNCIL, COUNCIL);
        self.ask(
            person,
            episode::Command::Open { episode, area, door, lead_org, lead, stage: None },
        )
        .await;
        let text = Sealed { sensitivity: Sensitivity::Core, bytes: vec![7] };
        let next_review = "2026-10-12".parse().expect("a real date");
        let plan = plan::Plan { version: 1, text, goals: 1, actions: 0, next_review };
        self.ask(person, plan::Command::Agree { plan, agreed_by_person: true }).await;
        person.to_string()
    }

    async fn register(&self, person: PersonId, born: Date) {
        let name =
            Name { kind: NameKind::Given.into(), text: "Testy".into(), from: None, to: None };
        let details =
            PersonDetails { names: vec![name], date_of_birth: Some(born), ..Default::default() };
        let asked = self.asked(Role::Worker);
        let place = Place { person, commit: asked.stamp.commit, field: "person.details" };
        let bytes = details.encode_to_vec();
        let details = self.site.parts.vault.seal(&place, Sensitivity::Core, &bytes).await;
        let particulars = person::Particulars {
            details: details.expect("keys in memory"),
            communication: None,
            no_fixed_abode: false,
            contact_withheld: false,
        };
        self.ask_as(person, &asked, person::Command::Register { particulars, identifiers: vec![] })
            .await;
    }

    pub(crate) async fn ask(&self, person: PersonId, command: impl Into<journey::Command>) {
        self.ask_as(person, &self.asked(Role::Worker), command).await;
    }

    async fn ask_as(&self, person: PersonId, asked: &Asked, command: impl Into<journey::Command>) {
        let done =
            self.site.parts.journeys.execute(person, asked, &command.into(), |_| vec![]).await;
        done.expect("the story begins like this");
    }

    fn asked(&self, role: Role) -> Asked {
        let clock = &self.site.desk.clock;
        let stamp = Stamp {
            by: Actor { org: COUNCIL, worker: Some(ANN), role },
            occurred_on: clock.today(),
            recorded_at: clock.now(),
            commit: Uuid::now_v7().into(),
        };
        let request = Uuid::new_v4();
        Asked {
            stamp,
            request: request.into(),
            digest: vec![1],
            correlation: request,
            causation: None,
            traceparent: String::new(),
        }
    }

    /// What the journal holds of somebody.
    pub(crate) async fn journey(&self, person: &str) -> Journey {
        let person: PersonId = person.parse().expect("an id of the story");
        self.site.parts.journeys.load(person).await.expect("the journal reads").state.clone()
    }

    /// How closely the words are kept that somebody's journey ends with.
    pub(crate) async fn words_of_last_feedback(&self, person: &str) -> Option<Sensitivity> {
        let stream = StreamId::new(Journey::KIND, person);
        let records = self.site.stores.journeys.load(&stream, Position::START).await;
        let commits = records.expect("the journal reads");
        let event = commits.last()?.record.commit.events.last()?.clone();
        match Journey::decode(event).expect("a stored event reads") {
            journey::Event::Feedback(feedback::Event::Given { words, .. }) => {
                words.map(|words| words.sensitivity)
            }
            other => panic!("it ends with {other:?}"),
        }
    }
}

fn dundee() -> Area {
    Area::from_code("S12000042").expect("Dundee City is an area")
}

pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
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
