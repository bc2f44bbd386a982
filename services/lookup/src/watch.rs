//! Watching a journey: what stands, and then each entry as it is made. A watcher resumes with the last version it saw.

use std::sync::Arc;

use domain::PersonId;
use futures::StreamExt;
use host::{Desk, status};
use journal::{Journal, Position};
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
    person: PersonId,
    after_version: u64,
) -> mpsc::Receiver<Result<WatchJourneyResponse, Status>> {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    tokio::spawn(async move {
        let gone = sender.clone();
        tokio::select! {
            ended = follow(&desk, person, after_version, &sender) => {
                if let Err(status) = ended {
                    _ = sender.send(Err(status)).await; // The watcher may have gone.
                }
            }
            () = gone.closed() => {}
        }
    });
    receiver
}

async fn follow(
    desk: &Desk,
    person: PersonId,
    mut seen: u64,
    sender: &Sender,
) -> Result<(), Status> {
    let journal: &Arc<dyn Journal> = desk.journeys.journal();
    let stream = entries::stream(person);
    // The live reading starts before the history is loaded, so that nothing falls between them.
    let head = journal.head().await.map_err(|e| status::of_read(&e))?;
    let mut live = journal.read(head);
    let history = journal.load(&stream, Position::START).await.map_err(|e| status::of_read(&e))?;
    for recorded in history.iter().filter(|r| r.record.commit.version > seen) {
        send(desk, person, recorded, sender).await?;
    }
    seen = seen.max(history.last().map_or(0, |r| r.record.commit.version));
    while let Some(recorded) = live.next().await {
        let recorded = recorded.map_err(|e| status::of_read(&e))?;
        if recorded.stream == stream && recorded.record.commit.version > seen {
            seen = recorded.record.commit.version;
            send(desk, person, &recorded, sender).await?;
        }
    }
    Err(status::unavailable(
        wire::types::ErrorReason::JournalUnavailable,
        "the journal ended; resume the watch",
    ))
}

async fn send(
    desk: &Desk,
    person: PersonId,
    recorded: &journal::Recorded,
    sender: &Sender,
) -> Result<(), Status> {
    let journey = desk.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
    let entry = Some(entries::entry(desk, person, &journey.state, recorded, false).await?);
    _ = sender.send(Ok(WatchJourneyResponse { entry })).await; // If the watcher has gone, so will this.
    Ok(())
}
