//! The one thread that writes: it takes what is waiting, does it in one transaction, and answers when that is on disk.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::shared::Shared;
use super::{GROUP_MAX, QUEUE_MAX};

/// How long after one transaction began the next begins at the latest. Each costs an `fsync` and some pages, so that fewer
/// and larger ones answer more callers sooner.
const GATHER: Duration = Duration::from_millis(2);
/// How often it is looked whether more have come.
const GATHER_STEP: Duration = Duration::from_micros(50);

/// What is written: how one request is done inside a transaction.
pub(super) trait Work: Send + 'static {
    /// What is asked.
    type Request: Send + 'static;
    /// What is answered when the transaction is on disk.
    type Answer: Send + 'static;

    /// Does one request. It sees the ones before it in the same transaction.
    fn run(
        &mut self,
        tx: &Transaction<'_>,
        request: &Self::Request,
    ) -> rusqlite::Result<Self::Answer>;

    /// All requests of the transaction are done, and it is about to be committed.
    fn before_commit(&mut self, _: &Transaction<'_>) -> rusqlite::Result<()> {
        Ok(())
    }

    /// The transaction is on disk; nobody was answered yet.
    fn committed(&mut self, db: &Connection) -> rusqlite::Result<()>;

    /// The transaction came to nothing.
    fn rolled_back(&mut self);
}

/// Why a request was not done, or is not known to be.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("there is no room")]
    Full,
    #[error("the disk failed while writing")]
    Unknown,
    #[error(transparent)]
    NotDone(#[from] Arc<rusqlite::Error>),
    #[error("writing stopped after an error of the disk, until it is opened again: {0}")]
    Broken(#[source] Arc<rusqlite::Error>),
    #[error("the writer has ended")]
    Ended,
}

struct Job<W: Work> {
    request: W::Request,
    answer: oneshot::Sender<Result<W::Answer, Failure>>,
}

/// The writer's handle. Dropping it waits until everything queued is done.
pub(super) struct Writer<W: Work> {
    queue: Option<mpsc::Sender<Job<W>>>,
    thread: Option<JoinHandle<()>>,
}

impl<W: Work> Writer<W> {
    pub(super) fn start(name: &str, db: Shared, work: W) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let loop_ = Loop { db, work, jobs, broken: None };
        let thread = thread::Builder::new().name(name.into()).spawn(move || loop_.run())?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Asks for one thing and waits until it is on disk.
    pub(super) async fn ask(&self, request: W::Request) -> Result<W::Answer, Failure> {
        let (answer, answered) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or(Failure::Ended)?;
        queue.send(Job { request, answer }).await.map_err(|_| Failure::Ended)?;
        answered.await.unwrap_or(Err(Failure::Unknown)) // The thread panicked.
    }
}

impl<W: Work> Drop for Writer<W> {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            tracing::error!("the writer panicked");
        }
    }
}

struct Loop<W: Work> {
    db: Shared,
    work: W,
    jobs: mpsc::Receiver<Job<W>>,
    broken: Option<Arc<rusqlite::Error>>,
}

impl<W: Work> Loop<W> {
    fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP_MAX);
        let (mut enough, mut until) = (0, Instant::now());
        while self.jobs.blocking_recv_many(&mut group, GROUP_MAX) > 0 {
            self.gather(&mut group, enough, until);
            until = Instant::now() + GATHER;
            let outcome = self.commit(&group);
            // Half of all who ask: while these wait for the disk, the other half is on its way.
            enough = (group.len() + self.jobs.len()) / 2;
            self.answer(&mut group, outcome);
        }
    }

    /// Adds what is asked until so many wait, or until then.
    fn gather(&mut self, group: &mut Vec<Job<W>>, enough: usize, until: Instant) {
        while group.len() + self.jobs.len() < enough && Instant::now() < until {
            thread::sleep(GATHER_STEP);
        }
        while group.len() < GROUP_MAX
            && let Ok(job) = self.jobs.try_recv()
        {
            group.push(job);
        }
    }

    fn commit(&mut self, group: &[Job<W>]) -> Result<Vec<W::Answer>, Failure> {
        if let Some(error) = &self.broken {
            return Err(Failure::Broken(error.clone()));
        }
        let done = transact(&mut self.db.lock(), &mut self.work, group);
        done.map_err(|(stage, error)| self.failed(stage, error))
    }

    /// After an error of the disk nothing is known of what it holds: a second `fsync` may succeed without the pages
    /// that the first one lost. So there is no second one; opening again reads what is really there.
    fn failed(&mut self, stage: Stage, error: rusqlite::Error) -> Failure {
        if stage != Stage::After {
            self.work.rolled_back();
        }
        tracing::error!(%error, "a transaction failed");
        let error = Arc::new(error);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => return Failure::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                return Failure::NotDone(error);
            }
            _ => self.broken = Some(error.clone()),
        }
        if stage == Stage::Before { Failure::NotDone(error) } else { Failure::Unknown }
    }

    fn answer(&self, group: &mut Vec<Job<W>>, outcome: Result<Vec<W::Answer>, Failure>) {
        match outcome {
            Ok(answers) => {
                for (job, answer) in group.drain(..).zip(answers) {
                    let _gone = job.answer.send(Ok(answer)); // Whoever asked may have left.
                }
            }
            Err(failure) => {
                for job in group.drain(..) {
                    let _gone = job.answer.send(Err(failure.again()));
                }
            }
        }
    }
}

/// How far a transaction got.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Before,
    Commit,
    After,
}

fn transact<W: Work>(
    db: &mut Connection,
    work: &mut W,
    group: &[Job<W>],
) -> Result<Vec<W::Answer>, (Stage, rusqlite::Error)> {
    let before = |e| (Stage::Before, e);
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(before)?;
    let answers = group.iter().map(|job| work.run(&tx, &job.request));
    let answers = answers.collect::<Result<_, _>>().map_err(before)?;
    work.before_commit(&tx).map_err(before)?;
    tx.commit().map_err(|e| (Stage::Commit, e))?;
    work.committed(db).map_err(|e| (Stage::After, e))?;
    Ok(answers)
}

impl Failure {
    /// The same, for the next of the group.
    fn again(&self) -> Self {
        match self {
            Self::Full => Self::Full,
            Self::Unknown => Self::Unknown,
            Self::NotDone(error) => Self::NotDone(error.clone()),
            Self::Broken(error) => Self::Broken(error.clone()),
            Self::Ended => Self::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    /// Counts transactions, and fails as it is asked to.
    #[derive(Default)]
    struct Failing {
        transactions: usize,
    }

    impl Work for Failing {
        type Request = Option<std::ffi::c_int>;
        type Answer = usize;

        fn run(&mut self, _: &Transaction<'_>, fails: &Self::Request) -> rusqlite::Result<usize> {
            match fails {
                None => Ok(self.transactions),
                Some(code) => Err(rusqlite::Error::SqliteFailure(ffi::Error::new(*code), None)),
            }
        }
        fn committed(&mut self, _: &Connection) -> rusqlite::Result<()> {
            self.transactions += 1;
            Ok(())
        }
        fn rolled_back(&mut self) {}
    }

    fn writer() -> (Shared, Writer<Failing>) {
        let db = Shared::new(Connection::open_in_memory().unwrap());
        (db.clone(), Writer::start("test", db, Failing::default()).unwrap())
    }

    #[tokio::test]
    async fn after_an_error_of_the_disk_nothing_more_is_written() {
        let (_, writer) = writer();
        let failed = writer.ask(Some(ffi::SQLITE_IOERR)).await;
        assert!(matches!(failed, Err(Failure::NotDone(_))), "{failed:?}");
        let refused = writer.ask(None).await;
        assert!(matches!(refused, Err(Failure::Broken(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn a_full_disk_may_have_room_again() {
        let (_, writer) = writer();
        let failed = writer.ask(Some(ffi::SQLITE_FULL)).await;
        assert!(matches!(failed, Err(Failure::Full)), "{failed:?}");
        assert_eq!(writer.ask(None).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn what_waits_is_done_together() {
        let (db, writer) = writer();
        let held = db.lock();
        let asked = futures::future::join_all((0..100).map(|_| writer.ask(None)));
        let freed = async {
            tokio::task::yield_now().await; // Everything was asked, and the writer waits for the connection.
            drop(held);
        };
        let (answers, ()) =
            tokio::time::timeout(Duration::from_secs(30), async { futures::join!(asked, freed) })
                .await
                .unwrap();
        // The first may have gone into a group of its own before the others were asked.
        let transactions = answers.into_iter().map(Result::unwrap).max();
        assert!(transactions <= Some(1), "{transactions:?}");
    }
}
