//! A caller's own commit, read back: what a command sealed, and answers with, can be told again to whoever gave the
//! command, from what is on record and not from what they sent the second time.

use domain::{Aggregate, Journey, PersonId, Sealed, Stamp, journey};
use journal::{Position, StreamId};
use tonic::Status;
use vault::{Place, Unsealed};
use wire::command::CommandRequest;
use wire::convert::Malformed;
use wire::event::Stored;

use crate::{Call, Desk, Executed, status};

/// The commit that answers a call.
pub struct Own {
    person: PersonId,
    stamp: Stamp,
    /// What happened in it.
    pub events: Vec<journey::Event>,
}

/// A position that does not hold what was answered from it.
#[derive(Debug, thiserror::Error)]
#[error("the journal does not hold the commit that answers this call")]
struct NoOwn;

impl Desk {
    /// A command that was done before, whatever else it would come to now; `None` if it was not.
    ///
    /// # Errors
    /// As [`status`] says.
    pub async fn done_before<T: CommandRequest>(
        &self,
        call: &Call<T>,
    ) -> Result<Option<Executed>, Status> {
        let done = self.journeys.answered(call.person, &call.asked).await;
        let done = done.map_err(|e| status::of(call.person, e))?;
        Ok(done.map(|done| Executed { person: call.person, done }))
    }

    /// The commit that answers this call; it is the caller's own, or none.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal cannot be read.
    pub async fn own<T>(&self, call: &Call<T>, executed: &Executed) -> Result<Own, Status> {
        let (person, at) = (executed.person, executed.done.position);
        let stream = StreamId::new(Journey::KIND, person);
        let before = Position(at.0.saturating_sub(1));
        let tail = self.journeys.journal().load(&stream, before).await;
        let tail = tail.map_err(|e| status::of_read(&e))?;
        let recorded = tail.into_iter().next().filter(|recorded| {
            let (commit, asked) = (&recorded.record.commit, &call.asked);
            recorded.position == at && commit.request_id == asked.request.as_bytes()
        });
        let record = recorded.ok_or_else(|| status::internal(&NoOwn))?.record;
        let unreadable = |e: Malformed| status::internal(&e);
        let stamp = record.stamp().map_err(unreadable)?;
        if stamp.by.org != call.asked.stamp.by.org {
            return Err(status::internal(&NoOwn));
        }
        let events = record.commit.events.into_iter().map(Journey::decode);
        let events = events.collect::<Result<_, _>>().map_err(unreadable)?;
        Ok(Own { person, stamp, events })
    }

    /// Opens what the caller's own commit sealed; `None` if it was destroyed.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the person's keys cannot be reached.
    pub async fn open_own(
        &self,
        own: &Own,
        field: &str,
        sealed: &Sealed,
    ) -> Result<Option<Vec<u8>>, Status> {
        let place = Place { person: own.person, commit: own.stamp.commit, field };
        match self.vault.unseal(&place, sealed).await.map_err(status::of_vault)? {
            Unsealed::Open(value) => Ok(Some(value.into_exposed())),
            Unsealed::Erased => Ok(None),
        }
    }
}
