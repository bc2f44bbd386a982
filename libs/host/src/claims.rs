//! Claims on identifiers, for a command that brings some.

use domain::intake::person::IdentifierScheme;
use domain::{Code, PersonId};
use projection::people;
use tonic::Status;
use vault::Claim;
use wire::lookup::find_person_request::By;
use wire::types::Identifier;

use crate::{Call, Desk, malformed, status};

impl Desk {
    /// Claims a number for a person, and says who holds it now.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the claims cannot be reached.
    pub async fn claim<T>(
        &self,
        _: &Call<T>,
        scheme: IdentifierScheme,
        issuer: Option<domain::OrgId>,
        number: &str,
        person: PersonId,
    ) -> Result<PersonId, Status> {
        let claim = self.vault.claim(scheme, issuer, number, person).await;
        Ok(match claim.map_err(status::of_vault)? {
            Claim::Won => person,
            Claim::Held { by } => by,
        })
    }

    /// Whom the calling organisation recorded with a number that somebody else holds already, as far as the view is.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn recorded_with<T>(
        &self,
        call: &Call<T>,
        scheme: IdentifierScheme,
        number: &str,
        holder: PersonId,
    ) -> Result<Option<PersonId>, Status> {
        let (scheme, value) = (scheme.number(), number.to_owned());
        let by = By::Identifier(Identifier { scheme, value, ..Default::default() });
        let question = people::question(&self.vault, call.asked.stamp.by.org, Some(by));
        let found = self.people.find(&question.map_err(malformed)?);
        let found = found.map_err(|e| status::of_view(&e))?;
        Ok(found.into_iter().map(|(person, _)| person).find(|person| *person != holder))
    }

    /// Moves a claim that this very call made; whether it still stood.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the claims cannot be reached.
    pub async fn move_claim<T>(
        &self,
        call: &Call<T>,
        scheme: IdentifierScheme,
        issuer: Option<domain::OrgId>,
        number: &str,
        to: PersonId,
    ) -> Result<bool, Status> {
        let moved = self.vault.move_claim(scheme, issuer, number, call.person, to).await;
        moved.map_err(status::of_vault)
    }
}
