//! Watching a journey: what stands, and then each entry as it is made. A watcher resumes with the last version it saw.

use futures::StreamExt;
use host::{Desk, Look, status};
use journal::Recorded;
use tokio::sync::mpsc;
use tonic::Status;
use wire::lookup::WatchJourneyResponse;

use crate::entries;

/// How many entries wait for a slow watcher before the journal is read no further for them.
const WAITING_MAX: usize = 16;

type Sender = mpsc::Sender<Result<WatchJourneyResponse, Status>>;

/// Starts to watch; the stream ends when the watcher goes or the journal cannot be read.
pub(crate) fn watch(
    desk: Desk,
    look: Look,
    after_version: u64,
) -> mpsc::Receiver<Result<WatchJourneyResponse, Status>> {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    tokio::spawn(async move {
        let gone = sender.clone();
        tokio::select! {
            ended = follow(&desk, look, after_version, &sender) => {
                if let Err(status) = ended {
                    _ = sender.send(Err(status)).await; // The watcher may have gone.
                }
            }
            () = gone.closed() => {}
        }
    });
    receiver
}

async fn follow(desk: &Desk, mut look: Look, mut seen: u64, sender: &Sender) -> Result<(), Status> {
    // The live reading starts before the history is loaded, so that nothing falls between them.
    let mut live = look.follow().await?;
    let history = look.commits().await?;
    for recorded in history.iter().filter(|r| r.record.commit.version > seen) {
        send(desk, &look, recorded, sender).await?;
    }
    seen = seen.max(history.last().map_or(0, |r| r.record.commit.version));
    while let Some(recorded) = live.next().await {
        let recorded = recorded.map_err(|e| status::of_read(&e))?;
        if recorded.record.commit.version > seen {
            seen = recorded.record.commit.version;
            look = look.again().await?; // What stood between the two may have ended with this very entry.
            send(desk, &look, &recorded, sender).await?;
        }
    }
    Err(status::unavailable(
        wire::types::ErrorReason::JournalUnavailable,
        "the journal ended; resume the watch",
    ))
}

async fn send(
    desk: &Desk,
    look: &Look,
    recorded: &Recorded,
    sender: &Sender,
) -> Result<(), Status> {
    let entry = Some(entries::entry(desk, look, recorded, false).await?);
    _ = sender.send(Ok(WatchJourneyResponse { entry })).await; // If the watcher has gone, so will this.
    Ok(())
}
