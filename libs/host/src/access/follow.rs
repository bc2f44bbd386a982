//! Following the record of looks, so that what somebody did through another process, or before a restart, counts too.

use std::sync::Arc;
use std::time::Duration;

use domain::access::{KIND, Look};
use futures::StreamExt;
use journal::{Journal, Position, ReadError, Reading, Recorded, StreamId};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::convert::Malformed;
use wire::event::access::decode;

/// How long to wait before reading on after the journal could not be read.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Whether other processes look at people of this site, and put that in the same journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They may.
    Yes,
    /// The journal is this process's alone, so that it reads nothing there but what it wrote.
    No,
}

/// A task that follows what others look at, until this goes.
pub(super) struct Following {
    /// How far it is.
    pub(super) counted: watch::Receiver<Position>,
    stop: CancellationToken,
    ended: CancellationToken,
}

impl Following {
    /// Tells of every look of other runs: of the last `read_back_max` records before this returns, and of later ones as
    /// they are written, if others write to this journal as well.
    pub(super) async fn start(
        journal: Arc<dyn Journal>,
        own: Uuid,
        others: Others,
        read_back_max: u64,
        take: impl Fn(&Look) + Send + 'static,
    ) -> Result<Self, ReadError> {
        let head = journal.head().await?;
        let after = Position(head.0.saturating_sub(read_back_max));
        let (told, counted) = watch::channel(after);
        let reading = journal.read(after);
        let mut follower = Follower { own: StreamId::new(KIND, own), told, reading, take };
        while follower.after() < head {
            follower.next().await?;
        }
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        if others == Others::No {
            ended.cancel();
            return Ok(Self { counted, stop, ended });
        }
        let (stopped, tell) = (stop.clone(), ended.clone().drop_guard());
        tokio::spawn(async move {
            let _ended = tell;
            tokio::select! {
                () = follower.run(journal) => {}
                () = stopped.cancelled() => {}
            }
        });
        Ok(Self { counted, stop, ended })
    }

    /// Ends it, and returns once it has let go of the journal.
    pub(super) async fn end(&self) {
        self.stop.cancel();
        self.ended.cancelled().await;
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct Follower<T> {
    own: StreamId,
    told: watch::Sender<Position>,
    reading: Reading,
    take: T,
}

impl<T: Fn(&Look)> Follower<T> {
    async fn run(mut self, journal: Arc<dyn Journal>) {
        loop {
            match self.next().await {
                Ok(()) => {}
                Err(error @ ReadError::Damaged { .. }) => {
                    return tracing::error!(%error, "looks of other processes are not counted from here on; run `anydoor verify`");
                }
                Err(ReadError::Unavailable(error)) => {
                    tracing::warn!(%error, "the record of looks cannot be read; trying again");
                    tokio::time::sleep(RETRY_AFTER).await;
                    self.reading = journal.read(self.after());
                }
            }
        }
    }

    async fn next(&mut self) -> Result<(), ReadError> {
        let ended = || ReadError::Unavailable("the reading ended".into());
        let recorded = self.reading.next().await.ok_or_else(ended)??;
        if recorded.stream != self.own {
            for look in looks(&recorded) {
                match look {
                    Ok(look) => (self.take)(&look),
                    Err(problem) => {
                        tracing::error!(position = recorded.position.0, %problem, "a look cannot be read by this version");
                    }
                }
            }
        }
        self.told.send_replace(recorded.position);
        Ok(())
    }

    fn after(&self) -> Position {
        *self.told.borrow()
    }
}

/// The looks of a record.
pub fn looks(recorded: &Recorded) -> impl Iterator<Item = Result<Look, Malformed>> {
    recorded.record.commit.events.iter().map(|event| decode(event.clone()))
}
