//! Who a person is: opened from their journey, for a handler that may know.

use domain::PersonId;
use domain::identifier::PartialDate;
use prost::Message;
use tonic::Status;
use vault::{Place, Unsealed};
use wire::convert::birth;
use wire::types::PersonDetails;

use crate::{Desk, status};

impl Desk {
    /// A person's particulars; `None` if nobody is registered, or they were destroyed.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal or the keys cannot be reached.
    pub async fn particulars(&self, person: PersonId) -> Result<Option<PersonDetails>, Status> {
        let journey = self.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        let state = &journey.state.person;
        let (Some(particulars), Some(commit)) = (&state.particulars, state.sealed_in) else {
            return Ok(None);
        };
        let place = Place { person, commit, field: "person.details" };
        match self.vault.unseal(&place, &particulars.details).await.map_err(status::of_vault)? {
            Unsealed::Open(bytes) => PersonDetails::decode(bytes.expose().as_slice())
                .map(Some)
                .map_err(|e| status::internal(&e)),
            Unsealed::Erased => Ok(None),
        }
    }

    /// A person's date of birth as far as it is known; `None` if it is not on record, or was destroyed.
    ///
    /// # Errors
    /// See [`Self::particulars`].
    pub async fn born(&self, person: PersonId) -> Result<Option<PartialDate>, Status> {
        let particulars = self.particulars(person).await?;
        let born = particulars.as_ref().map(birth).transpose().map_err(|e| status::internal(&e))?;
        Ok(born.flatten())
    }
}
