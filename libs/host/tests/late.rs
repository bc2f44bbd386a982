//! A process that learns late what was written through another.

use std::sync::Arc;

use anydoor_host::Clock;
use anydoor_host::site::{Places, Site, Stores};
use async_trait::async_trait;
use domain::directory::organisation::{Command, OrgKind, Profile};
use domain::directory::{Organisation, worker};
use domain::{Actor, Area, Date, OrgId, Role, Stamp, WorkerId};
use futures::StreamExt;
use journal::{
    AppendError, Asked, Epoch, Expected, Journal, Ledger, Position, ReadError, Reading, Recorded,
    StreamId,
};
use tokio::sync::watch;
use uuid::Uuid;
use wire::commit::Record;

const COUNCIL: OrgId = OrgId::from_u128(0xc0);
const ANN: WorkerId = WorkerId::from_u128(0xa1);

/// A journal whose news comes only to who asks where it ends.
struct Late {
    journal: Arc<dyn Journal>,
    asked: watch::Sender<Position>,
}

#[async_trait]
impl Journal for Late {
    fn epoch(&self) -> Epoch {
        self.journal.epoch()
    }
    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError> {
        self.journal.append(stream, expected, record).await
    }
    async fn load(&self, stream: &StreamId, after: Position) -> Result<Vec<Recorded>, ReadError> {
        self.journal.load(stream, after).await
    }
    fn read(&self, after: Position) -> Reading {
        let asked = self.asked.subscribe();
        let news = self.journal.read(after).then(move |next| {
            let mut asked = asked.clone();
            async move {
                if let Ok(recorded) = &next {
                    _ = asked.wait_for(|head| *head >= recorded.position).await;
                }
                next
            }
        });
        news.boxed()
    }
    async fn head(&self) -> Result<Position, ReadError> {
        let head = self.journal.head().await?;
        self.asked.send_replace(head);
        Ok(head)
    }
}

/// A process that learns late, and the directory's journal as others write it.
async fn process() -> (Site, Arc<dyn Journal>, tempfile::TempDir) {
    let state = tempfile::tempdir().expect("a folder for the test");
    let stores = Stores::in_memory().expect("stores in memory");
    let directory = stores.directory.clone();
    let late = Late { journal: directory.clone(), asked: watch::Sender::new(Position::START) };
    let stores = Stores { directory: Arc::new(late), ..stores };
    let site = Site::open(stores, &Places::under(state.path()), Clock::system()).await;
    let site = site.expect("a site opens over new stores");
    site.desk.up_to_date().await.expect("a view of nothing is soon built");
    (site, directory, state)
}

/// Another process has the council join, with Ann, who works there from now on.
async fn joins(directory: Arc<dyn Journal>, clock: &Clock) {
    let ledger = Ledger::<Organisation>::new(directory);
    let areas = Area::ALL.into();
    let profile = Profile { name: "An example".into(), kind: OrgKind::Council, areas };
    let (name, roles) = ("Ann Example".into(), [Role::Worker].into());
    let ann = worker::Command::Register { worker: ANN, name, roles, caseload_max: 20 };
    for command in [Command::Join { org: COUNCIL, profile }, ann.into()] {
        let done = ledger.execute(COUNCIL, &asked(clock), &command, |_| vec![]).await;
        done.expect("the partnership may do this");
    }
}

fn asked(clock: &Clock) -> Asked {
    let (request, commit) = (Uuid::new_v4(), Uuid::now_v7().into());
    let by = Actor { org: COUNCIL, worker: Some(ANN), role: Role::Partnership };
    let stamp = Stamp { by, occurred_on: clock.today(), recorded_at: clock.now(), commit };
    Asked {
        stamp,
        request: request.into(),
        digest: vec![1],
        correlation: request,
        causation: None,
        traceparent: String::new(),
    }
}

#[tokio::test]
async fn a_worker_who_was_registered_a_moment_ago_elsewhere_can_be_named() {
    let (site, directory, _state) = process().await;
    joins(directory, &site.desk.clock).await;
    assert!(site.desk.registry.directory.organisation(COUNCIL).is_none(), "it learns late");
    let today: Date = site.desk.clock.today();
    let nominee = site.desk.nominee(COUNCIL, ANN, today).await.expect("the view is ready");
    assert!(nominee.worker_active && !nominee.caseload_full);
}

#[tokio::test]
async fn what_is_known_is_not_asked_for_again_and_what_is_not_is_still_not() {
    let (site, directory, _state) = process().await;
    let registry = &site.desk.registry;
    let council = async |org| registry.look_up(|known| known.organisation(org)).await;
    joins(directory.clone(), &site.desk.clock).await;
    assert!(council(COUNCIL).await.expect("a directory").is_some());
    let nobody = OrgId::from_u128(0xbad);
    assert!(council(nobody).await.expect("a directory").is_none());

    let seen = registry.directory.visible();
    let leave = worker::Command::AnnounceLeaving { worker: ANN, last_day: Date::MAX };
    let (ledger, asked) = (Ledger::<Organisation>::new(directory), asked(&site.desk.clock));
    let done = ledger.execute(COUNCIL, &asked, &leave.into(), |_| vec![]).await;
    done.expect("the partnership may do this");
    assert!(council(COUNCIL).await.expect("a directory").is_some());
    assert_eq!(registry.directory.visible(), seen, "a yes is as quick as it was");
}
