//! The record of a published service, as it was read out of its publisher's feed. It stands in the journal alone: what is
//! held in memory is its card.

use domain::directory::Publication;
use domain::directory::publication::{Event, Raw};
use domain::{Aggregate, ServiceId, Timestamp};
use journal::{LoadError, Position, StreamId};
use tonic::Status;
use wire::event::Stored;

use crate::{Registry, status};

impl Registry {
    /// What its publisher says of a service, and since when it is known here; nothing for a service that nobody published.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `DATA_LOSS` if the journal cannot be read.
    pub async fn record_of(&self, service: ServiceId) -> Result<Option<(Raw, Timestamp)>, Status> {
        self.record_since(service, Position::START).await
    }

    /// The same, if it was said after this place in the journal: whoever knows where reads no more than that.
    ///
    /// # Errors
    /// As [`Self::record_of`].
    pub async fn record_since(
        &self,
        service: ServiceId,
        after: Position,
    ) -> Result<Option<(Raw, Timestamp)>, Status> {
        let stream = StreamId::new(Publication::KIND, service);
        let commits = self.journal().load(&stream, after).await;
        for recorded in commits.map_err(|e| status::of_read(&e))?.into_iter().rev() {
            let at = recorded.position;
            let unknown = |malformed| status::of_load(&LoadError::Unknown { at, malformed });
            let since = recorded.record.stamp().map_err(unknown)?.recorded_at;
            for event in recorded.record.commit.events.into_iter().rev() {
                if let Event::Listed { content, .. } =
                    Publication::decode(event).map_err(unknown)?
                {
                    return Ok(Some((content.raw, since)));
                }
            }
        }
        Ok(None)
    }
}
