//! A view is a cache: it follows its journal, survives its own end, and never says "not known" when it does not know.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by stopping")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use anydoor_projection::{NotApplied, Projection, StoreError, Tables, Unprepared, Unready, View};
use async_trait::async_trait;
use bytes::Bytes;
use domain::intake::agreement::{AgreementBy, AgreementMethod, Command, Scope};
use domain::{
    Actor, AgreementId, CommitId, Journey, OrgId, PersonId, RequestId, Role, Stamp, WorkerId,
};
use journal::{Asked, Journal, Ledger, Position, Recorded, SqliteJournal};
use tempfile::TempDir;

/// A commit that is poison to a view, and how.
#[derive(Clone, Copy)]
enum Poison {
    Told(RequestId),
    Panic(RequestId),
}

/// Counts the commits of each stream.
struct Counts {
    poison: Option<Poison>,
    opened: Arc<AtomicU32>,
    keys_away: Arc<AtomicBool>,
}

impl Counts {
    fn open(&self, recorded: &Recorded) -> Result<(), Unprepared> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        if self.keys_away.load(Ordering::Relaxed) {
            return Err(Unprepared::Later("the keys are away".into()));
        }
        let request = recorded.record.commit.request_id.as_slice();
        match self.poison {
            Some(Poison::Told(id)) if id.as_bytes() == request => {
                Err(Unprepared::Poison("it is poison".into()))
            }
            Some(Poison::Panic(id)) if id.as_bytes() == request => panic!("it is poison"),
            Some(_) | None => Ok(()),
        }
    }
}

#[async_trait]
impl View for Counts {
    const SCHEMA: u32 = 7;
    type Prepared = ();

    async fn prepare(&self, commits: &[Recorded]) -> Vec<Result<(), Unprepared>> {
        commits.iter().map(|recorded| self.open(recorded)).collect()
    }

    fn apply(
        &self,
        recorded: &Recorded,
        (): (),
        tables: &mut Tables<'_>,
    ) -> Result<(), NotApplied> {
        let count = count(tables.get(&key(recorded))?) + 1;
        tables.put(key(recorded), count.to_be_bytes().to_vec());
        Ok(())
    }

    fn park(&self, recorded: &Recorded, tables: &mut Tables<'_>) -> Result<(), StoreError> {
        tables.put([b"parked-", key(recorded).as_slice()].concat(), vec![]);
        Ok(())
    }
}

fn key(recorded: &Recorded) -> Vec<u8> {
    [b"n", recorded.stream.as_str().as_bytes()].concat()
}

fn count(row: Option<Vec<u8>>) -> u64 {
    row.map_or(0, |row| u64::from_be_bytes(row.try_into().unwrap()))
}

fn asked(request: u128) -> Asked {
    let by = Actor {
        org: OrgId::from_u128(1),
        worker: Some(WorkerId::from_u128(2)),
        role: Role::Worker,
    };
    Asked {
        stamp: Stamp {
            by,
            occurred_on: "2026-08-17".parse().unwrap(),
            recorded_at: "2026-08-17T09:00:00Z".parse().unwrap(),
            commit: CommitId::from_u128(request),
        },
        request: RequestId::from_u128(request),
        digest: vec![],
        correlation: uuid::Uuid::nil(),
        causation: None,
        traceparent: String::new(),
    }
}

/// A journal with a folder beside it for its view.
struct Site {
    journal: Arc<SqliteJournal>,
    journeys: Ledger<Journey>,
    folder: TempDir,
    opened: Arc<AtomicU32>,
    keys_away: Arc<AtomicBool>,
}

impl Site {
    fn new() -> Self {
        let journal = Arc::new(SqliteJournal::in_memory().unwrap());
        let journeys = Ledger::new(journal.clone() as Arc<dyn Journal>);
        let folder = TempDir::new().unwrap();
        Self { journal, journeys, folder, opened: Arc::default(), keys_away: Arc::default() }
    }
    fn view(&self, poison: Option<Poison>) -> Projection {
        let (opened, keys_away) = (self.opened.clone(), self.keys_away.clone());
        let view = Counts { poison, opened, keys_away };
        Projection::open(view, self.journal.clone(), self.folder.path()).unwrap()
    }
    async fn commit(&self, person: u128, request: u128) -> Position {
        let command = Command::Give {
            agreement: AgreementId::from_u128(request),
            scope: Scope::Research,
            text_version: 1,
            method: AgreementMethod::Spoken,
            by: AgreementBy::Person,
            until: None,
        };
        let person = PersonId::from_u128(person);
        self.journeys
            .execute(person, &asked(request), &command.into(), |_| vec![])
            .await
            .unwrap()
            .position
    }
}

fn commits_of(view: &Projection, person: u128) -> Result<u64, Unready> {
    let key = format!("njourney.{}", PersonId::from_u128(person));
    view.read(|store| Ok(count(store.get(key.as_bytes())?)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_shows_once_the_view_has_reached_it() {
    let site = Site::new();
    let view = site.view(None);
    for (n, request) in (1..=20).enumerate() {
        let at = site.commit(1, request).await;
        view.reached(at).await.unwrap();
        assert_eq!(commits_of(&view, 1).unwrap(), n as u64 + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_goes_on_where_the_first_stopped() {
    let site = Site::new();
    let last = site.commit(1, 1).await;
    let first = site.view(None);
    first.reached(last).await.unwrap();
    first.close().await;
    let read_before = site.opened.load(Ordering::Relaxed);

    let last = site.commit(1, 2).await;
    let second = site.view(None);
    second.reached(last).await.unwrap();
    assert_eq!(commits_of(&second, 1).unwrap(), 2);
    assert_eq!(
        site.opened.load(Ordering::Relaxed),
        read_before + 1,
        "only the new commit was read"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_answers_nothing_before_it_has_what_the_first_lacked() {
    let site = Site::new();
    let last = site.commit(1, 1).await;
    let first = site.view(None);
    first.reached(last).await.unwrap();
    first.close().await;
    let read_before = site.opened.load(Ordering::Relaxed);

    let last = site.commit(1, 2).await;
    site.keys_away.store(true, Ordering::Relaxed);
    let second = site.view(None);
    while site.opened.load(Ordering::Relaxed) == read_before {
        tokio::task::yield_now().await; // Until it tries to read the second commit.
    }
    assert_eq!(commits_of(&second, 1), Err(Unready::Rebuilding), "one commit would be wrong");
    site.keys_away.store(false, Ordering::Relaxed);
    second.reached(last).await.unwrap();
    assert_eq!(commits_of(&second, 1), Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_another_journal_is_not_believed() {
    let site = Site::new();
    let last = site.commit(1, 1).await;
    let first = site.view(None);
    first.reached(last).await.unwrap();
    first.close().await;

    let other = Site { folder: site.folder, ..Site::new() };
    let last = other.commit(2, 9).await;
    let view = other.view(None);
    view.reached(last).await.unwrap();
    assert_eq!((commits_of(&view, 1).unwrap(), commits_of(&view, 2).unwrap()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_answers_all_the_while_and_never_goes_back() {
    let site = Site::new();
    let view = site.view(None);
    for request in 1..=200 {
        site.commit(1, request).await;
    }
    view.reached(Position(200)).await.unwrap();
    let mut progress = view.progress();
    let builds = progress.borrow().builds;
    view.rebuild().await;
    let mut seen = 200;
    let mut request = 201;
    while progress.borrow_and_update().builds == builds {
        let at = site.commit(1, request).await;
        view.reached(at).await.unwrap();
        let now = commits_of(&view, 1).unwrap();
        assert!(now >= seen.max(at.0), "{now} commits show at {at}, after {seen}");
        (seen, request) = (now, request + 1);
    }
    let at = site.commit(1, request).await;
    view.reached(at).await.unwrap();
    assert_eq!(commits_of(&view, 1).unwrap(), at.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poison_commit_parks_its_stream_and_the_country_goes_on() {
    let second = RequestId::from_u128(2);
    for poison in [Poison::Told(second), Poison::Panic(second)] {
        let site = Site::new();
        site.commit(1, 1).await;
        site.commit(1, 2).await; // Poison.
        site.commit(1, 3).await;
        let last = site.commit(2, 4).await;
        let view = site.view(Some(poison));
        view.reached(last).await.unwrap();
        assert_eq!((commits_of(&view, 1).unwrap(), commits_of(&view, 2).unwrap()), (1, 1));
        assert_eq!(view.progress().borrow().parked, 1);
        let parked = format!("parked-njourney.{}", PersonId::from_u128(1));
        assert!(view.read(|store| store.get(parked.as_bytes())).unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_knows_what_the_first_parked() {
    let site = Site::new();
    let last = site.commit(1, 1).await;
    let first = site.view(Some(Poison::Told(RequestId::from_u128(1))));
    first.reached(last).await.unwrap();
    first.close().await;
    let last = site.commit(1, 2).await;
    let second = site.view(None);
    second.reached(last).await.unwrap();
    assert_eq!(second.progress().borrow().parked, 1);
    assert_eq!(commits_of(&second, 1), Ok(0), "its stream stays parked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_is_set_aside_and_built_anew() {
    let site = Site::new();
    let last = site.commit(1, 1).await;
    let view = site.view(None);
    view.reached(last).await.unwrap();
    for failure in ["an error", "a panic"] {
        let answer = view.read::<()>(|_| match failure {
            "a panic" => panic!("the store panics"),
            _ => Err(StoreError("the store fails".into())),
        });
        assert_eq!(answer, Err(Unready::Rebuilding), "{failure}");
        view.reached(last).await.unwrap();
        assert_eq!(commits_of(&view, 1).unwrap(), 1, "after {failure}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_store_is_set_aside_at_the_start() {
    let site = Site::new();
    let last = site.commit(1, 1).await;
    let first = site.view(None);
    first.reached(last).await.unwrap();
    first.close().await;
    for build in
        std::fs::read_dir(site.folder.path()).unwrap().flatten().filter(|e| e.path().is_dir())
    {
        for file in
            std::fs::read_dir(build.path()).unwrap().flatten().filter(|e| e.path().is_file())
        {
            std::fs::write(file.path(), Bytes::from_static(b"this is not a store")).unwrap();
        }
    }
    let view = site.view(None);
    view.reached(last).await.unwrap();
    assert_eq!(commits_of(&view, 1).unwrap(), 1);
}
