//! The one task that writes looks: it takes what waits, makes one record of it, and answers when that is on disk.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::access;
use journal::{AppendError, Damage, Expected, Journal, Position, ReadError, Recorded, StreamId};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;
use wire::commit::{FORMAT, Hash, Record};
use wire::convert::{date_of, stored_actor_of};
use wire::event::access::encode;
use wire::stored::Commit;

use super::log::{Asked, LOOKS_PER_RECORD_MAX, Shared, Unrecorded};
use crate::Clock;
use crate::system::SYSTEM;

/// How often one record is sent while the journal does not say what became of it.
const ATTEMPTS_MAX: usize = 8;

/// How long to wait before asking again a journal that does not answer.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// How long after one record was begun the next begins at the latest. Each costs an `fsync`, so that fewer and larger ones
/// answer more callers sooner.
const GATHER: Duration = Duration::from_millis(2);

/// Whether the journal is known to have a record.
enum Failure {
    /// It does not.
    NotDone(AppendError),
    /// It was asked and did not say, and cannot be read.
    Unknown(ReadError),
    /// It was asked so often, and never said.
    Unsettled,
}

pub(super) struct Writer {
    journal: Arc<dyn Journal>,
    clock: Clock,
    run: Uuid,
    stream: StreamId,
    end: End,
    queue: mpsc::Receiver<Asked>,
    shared: Arc<Shared>,
}

/// Where the stream ends, as far as is known. Nobody else writes to it.
#[derive(Default)]
struct End {
    position: Position,
    version: u64,
    hash: Hash,
}

impl Writer {
    pub(super) fn new(
        journal: Arc<dyn Journal>,
        clock: Clock,
        run: Uuid,
        queue: mpsc::Receiver<Asked>,
        shared: Arc<Shared>,
    ) -> Self {
        let stream = StreamId::new(access::KIND, run);
        Self { journal, clock, run, stream, end: End::default(), queue, shared }
    }

    /// Writes until the log is closed, or its last clone is gone, and nothing waits any more.
    pub(super) async fn run(self) {
        let _ended = self.shared.ended.clone().drop_guard();
        let mut writer = self; // Gone before it is told: whoever waits for the end may open the journal again.
        let mut waiting = Vec::with_capacity(LOOKS_PER_RECORD_MAX);
        let (mut enough, mut until) = (0, Instant::now());
        while writer.take(&mut waiting).await > 0 {
            writer.gather(&mut waiting, enough, until).await;
            until = Instant::now() + GATHER;
            let outcome = writer.write(&waiting).await;
            // Half of all who look: while these wait for the disk, the other half is on its way.
            enough = (waiting.len() + writer.queue.len()) / 2;
            match outcome {
                Ok(()) => answer(&mut waiting, Ok(())),
                Err(failure) => {
                    answer(&mut waiting, Err(Unrecorded::Journal));
                    writer.fail(failure).await;
                }
            }
        }
    }

    /// Adds what is asked until so many wait, or until then.
    async fn gather(&mut self, waiting: &mut Vec<Asked>, enough: usize, until: Instant) {
        let enough = enough.min(LOOKS_PER_RECORD_MAX);
        while waiting.len() < enough {
            let room = LOOKS_PER_RECORD_MAX - waiting.len();
            let more = timeout_at(until, self.queue.recv_many(waiting, room)).await;
            if !more.is_ok_and(|taken| taken > 0) {
                return;
            }
        }
    }

    async fn take(&mut self, waiting: &mut Vec<Asked>) -> usize {
        tokio::select! {
            taken = self.queue.recv_many(waiting, LOOKS_PER_RECORD_MAX) => return taken,
            () = self.shared.closing.cancelled() => {}
        }
        self.queue.close();
        self.queue.recv_many(waiting, LOOKS_PER_RECORD_MAX).await
    }

    /// Writes one record, and returns once it is known to be there. It keeps its id however often it is sent; what shows
    /// that it is there is the stream.
    async fn write(&mut self, asked: &[Asked]) -> Result<(), Failure> {
        let mut commit = self.commit(asked);
        for _ in 0..ATTEMPTS_MAX {
            let record = Record::write(self.end.continued(commit));
            match self.journal.append(&self.stream, self.end.expected(), &record).await {
                Ok(position) => {
                    self.end.moved(position, &record);
                    return Ok(());
                }
                Err(
                    e @ (AppendError::Full
                    | AppendError::TooLarge { .. }
                    | AppendError::Unavailable(_)),
                ) => return Err(Failure::NotDone(e)),
                Err(AppendError::Conflict | AppendError::Duplicate | AppendError::Unknown) => {}
            }
            commit = record.commit;
            if self.catch_up(&commit.commit_id).await.map_err(Failure::Unknown)? {
                return Ok(());
            }
        }
        Err(Failure::Unsettled)
    }

    fn commit(&self, asked: &[Asked]) -> Commit {
        let id = Uuid::now_v7().as_bytes().to_vec();
        Commit {
            format: FORMAT,
            commit_id: id.clone(),
            request_id: id,
            stream: self.stream.as_str().into(),
            recorded_at_us: self.clock.now().as_microsecond(),
            occurred_on: Some(date_of(self.clock.today())),
            actor: Some(stored_actor_of(&SYSTEM)),
            correlation_id: self.run.as_bytes().to_vec(),
            events: asked.iter().map(|asked| encode(&asked.look)).collect(),
            ..Commit::default()
        }
    }

    /// Reads what stands in the stream behind its known end; whether this commit is there.
    async fn catch_up(&mut self, commit_id: &[u8]) -> Result<bool, ReadError> {
        let mut found = false;
        for recorded in self.journal.load(&self.stream, self.end.position).await? {
            self.end.follow(&recorded)?;
            found |= recorded.record.commit.commit_id == commit_id;
        }
        Ok(found)
    }

    /// Says what went wrong. While it is not known where the stream ends, nobody is kept waiting: whoever asks is refused
    /// until the journal can be read again. A record that is still on its way then conflicts with the next one, or the
    /// other way round, and is found.
    async fn fail(&mut self, failure: Failure) {
        match failure {
            Failure::NotDone(error) => return tracing::error!(%error, "looks are not on record"),
            Failure::Unknown(error) => tracing::error!(%error, "looks may not be on record"),
            Failure::Unsettled => tracing::error!("looks may not be on record"),
        }
        self.shared.down.store(true, Ordering::Relaxed);
        loop {
            while let Ok(asked) = self.queue.try_recv() {
                _ = asked.answer.send(Err(Unrecorded::Journal));
            }
            tokio::select! {
                () = tokio::time::sleep(RETRY_AFTER) => {}
                () = self.shared.closing.cancelled() => return,
            }
            if self.catch_up(&[]).await.is_ok() {
                break;
            }
        }
        self.shared.down.store(false, Ordering::Relaxed);
        tracing::info!("looks are on record again");
    }
}

impl End {
    fn expected(&self) -> Expected {
        if self.version == 0 { Expected::Empty } else { Expected::At(self.position) }
    }

    /// The commit, as the next one here.
    fn continued(&self, commit: Commit) -> Commit {
        let prev_hash = if self.version == 0 { vec![] } else { self.hash.to_vec() };
        Commit { version: self.version + 1, prev_hash, ..commit }
    }

    fn moved(&mut self, position: Position, record: &Record) {
        *self = Self { position, version: record.commit.version, hash: record.hash };
    }

    fn follow(&mut self, recorded: &Recorded) -> Result<(), ReadError> {
        if !recorded.follows(self.version, &self.hash) {
            let (at, damage) = (recorded.position, Damage::BrokenChain);
            return Err(ReadError::Damaged { at, damage });
        }
        self.moved(recorded.position, &recorded.record);
        Ok(())
    }
}

fn answer(waiting: &mut Vec<Asked>, outcome: Result<(), Unrecorded>) {
    for asked in waiting.drain(..) {
        _ = asked.answer.send(outcome); // Whoever asked may have left.
    }
}
