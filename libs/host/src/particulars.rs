//! Who a person is: opened from their journey.

use domain::identifier::PartialDate;
use domain::{Journey, PersonId};
use prost::Message;
use tonic::Status;
use vault::{Place, Unsealed};
use wire::convert::birth;
use wire::types::PersonDetails;

use crate::{Call, Desk, status};

impl Desk {
    /// A person's date of birth as far as it is known, for a rule to decide by; `None` if it is not on record, or was
    /// destroyed.
    ///
    /// # Errors
    /// `NOT_FOUND` as [`Self::journey_of`] says; `UNAVAILABLE` if the journal or the keys cannot be reached.
    pub async fn born<T>(
        &self,
        call: &Call<T>,
        person: PersonId,
    ) -> Result<Option<PartialDate>, Status> {
        let journey = self.journey_of(call, person).await?;
        let particulars = self.particulars(person, &journey.state).await?;
        let born = particulars.as_ref().map(birth).transpose().map_err(|e| status::internal(&e))?;
        Ok(born.flatten())
    }

    /// A person's particulars, for whoever was found to be allowed to know; `None` if nobody is registered, or they were
    /// destroyed.
    pub(crate) async fn particulars(
        &self,
        person: PersonId,
        journey: &Journey,
    ) -> Result<Option<PersonDetails>, Status> {
        let state = &journey.person;
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
}
