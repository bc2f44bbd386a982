//! Claims on identifiers, for a command that brings some.

use domain::PersonId;
use domain::intake::person::IdentifierScheme;
use tonic::Status;
use vault::Claim;

use crate::{Call, Desk, status};

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
