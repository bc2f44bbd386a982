//! The vault: what the rest of the program asks of keys, in one place.

use std::sync::Arc;

use domain::intake::person::IdentifierScheme;
use domain::{Code, OrgId, PersonId, Pii, Sealed, Sensitivity};
use hmac::Mac;
use journal::Cells;

use crate::claims::Claims;
use crate::keys::{Keys, Whose};
use crate::sealing::{self, Intact};
use crate::secret::Secret;
use crate::{Claim, MasterKey, Place, VaultError};

/// What a sealed value turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsealed {
    /// The value.
    Open(Pii<Vec<u8>>),
    /// The key that it was sealed under has been destroyed; nobody can read it again. A later key of the same person
    /// changes nothing in that.
    Erased,
}

/// A value to look something up by, that does not say what it was made of. Even so it is no value for a log: its
/// `Debug` prints nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Blind(
    /// HMAC-SHA-256 under a key of this vault.
    pub [u8; 32],
);

impl std::fmt::Debug for Blind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blind(..)")
    }
}

/// Seals and opens personal values, and keeps the claims on identifiers. Cloning is cheap, and clones share what they
/// remember.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    keys: Keys,
    claims: Claims,
    sealer: Secret,
    digester: Secret,
    blinder: Secret,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(..)")
    }
}

impl Vault {
    /// A vault over two stores of cells, with a key for each purpose derived from the master key.
    pub fn new(master: &MasterKey, keys: Arc<dyn Cells>, claims: Arc<dyn Cells>) -> Self {
        let derive = |purpose| master.0.derive(purpose, b"");
        Self(Arc::new(Inner {
            keys: Keys::new(keys, derive("anydoor.vault.v1.wrapping")),
            claims: Claims::new(claims, &derive("anydoor.vault.v1.claims")),
            sealer: derive("anydoor.vault.v1.seal"),
            digester: derive("anydoor.vault.v1.digest"),
            blinder: derive("anydoor.vault.v1.blind"),
        }))
    }

    /// Seals a value under the person's key of this sensitivity, which is made if there is none.
    ///
    /// # Errors
    /// If the key cannot be reached or made, or its cell is damaged.
    pub async fn seal(
        &self,
        place: &Place<'_>,
        sensitivity: Sensitivity,
        plaintext: &[u8],
    ) -> Result<Sealed, VaultError> {
        let whose = Whose { person: place.person, sensitivity };
        let key = self.0.keys.existing_or_new(whose).await?;
        sealing::seal(place, sensitivity, plaintext, &key, &self.0.sealer)
    }

    /// Opens a sealed value where it stands. Never makes a key.
    ///
    /// # Errors
    /// [`VaultError::Tampered`] if the value was changed or was sealed for another place; else if the key cannot be
    /// reached or its cell is damaged.
    pub async fn unseal(&self, place: &Place<'_>, sealed: &Sealed) -> Result<Unsealed, VaultError> {
        let intact = Intact::check(place, sealed, &self.0.sealer)?;
        let whose = Whose { person: place.person, sensitivity: sealed.sensitivity };
        let key = self.0.keys.existing(whose).await?;
        Ok(unsealed(&intact, key.as_deref()))
    }

    /// Opens many sealed values, with one step to the keys for all of them. An outcome for each, in order; never makes a
    /// key.
    ///
    /// # Errors
    /// If the keys cannot be reached; each outcome's own errors are those of [`Self::unseal`].
    pub async fn unseal_all(
        &self,
        values: &[(Place<'_>, &Sealed)],
    ) -> Result<Vec<Result<Unsealed, VaultError>>, VaultError> {
        let whose = |place: &Place<'_>, sealed: &Sealed| Whose {
            person: place.person,
            sensitivity: sealed.sensitivity,
        };
        let keys = values.iter().map(|(place, sealed)| whose(place, sealed)).collect();
        let keys = self.0.keys.existing_of(keys).await?;
        let open = |(place, sealed): &(Place<'_>, &Sealed)| {
            let intact = Intact::check(place, sealed, &self.0.sealer)?;
            let key = keys.get(&whose(place, sealed)).ok_or(VaultError::Damaged)?;
            Ok(unsealed(&intact, key.as_deref()))
        };
        Ok(values.iter().map(open).collect())
    }

    /// Destroys the person's key of one sensitivity, or all of them. What they sealed is unreadable from now on in this
    /// vault, and within [`crate::KEY_TTL`] in any other process. Asking twice is as good as once.
    ///
    /// A value that is sealed later gets a new key, so ask only when nothing more will be written of the person.
    ///
    /// # Errors
    /// If a key cannot be reached; then some may be destroyed already, and asking again does the rest.
    pub async fn destroy_keys(
        &self,
        person: PersonId,
        sensitivity: Option<Sensitivity>,
    ) -> Result<(), VaultError> {
        for each in Sensitivity::ALL.iter().copied() {
            if sensitivity.is_none_or(|only| only == each) {
                self.0.keys.destroy(Whose { person, sensitivity: each }).await?;
                tracing::info!(%person, sensitivity = each.text(), "key destroyed");
            }
        }
        Ok(())
    }

    /// A keyed digest of a command's parts, which tells a retry from another command under the same request id. The
    /// same parts give the same digest for ever, and what they were cannot be guessed from it without the key.
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 16] {
        let mac = self.0.digester.mac(parts.iter().copied()).finalize().into_bytes();
        *mac.first_chunk().expect("HMAC-SHA-256 has 32 bytes")
    }

    /// What an index holds in place of these parts. `index` names the index, so that equal values in two indexes cannot
    /// be seen to be equal.
    pub fn blind(&self, index: &str, parts: &[&str]) -> Blind {
        let parts = std::iter::once(&index).chain(parts).map(|part| part.as_bytes());
        Blind(self.0.blinder.mac(parts).finalize().into_bytes().into())
    }

    /// Claims an identifier for a person; the first to ask has it. `issuer` is the organisation whose numbers these
    /// are, for a scheme that is not one for all; `normalised` as `domain::identifier` writes it.
    ///
    /// # Errors
    /// If the claims cannot be reached, or the claim's cell is damaged. After an error the claim may stand; asking again
    /// tells.
    pub async fn claim(
        &self,
        scheme: IdentifierScheme,
        issuer: Option<OrgId>,
        normalised: &str,
        person: PersonId,
    ) -> Result<Claim, VaultError> {
        let claims = &self.0.claims;
        claims.claim(&claims.cell(scheme, issuer, normalised), person).await
    }

    /// Whose an identifier is, if anybody has claimed it.
    ///
    /// # Errors
    /// If the claims cannot be reached, or the claim's cell is damaged.
    pub async fn claimant(
        &self,
        scheme: IdentifierScheme,
        issuer: Option<OrgId>,
        normalised: &str,
    ) -> Result<Option<PersonId>, VaultError> {
        let claims = &self.0.claims;
        claims.claimant(&claims.cell(scheme, issuer, normalised)).await
    }

    /// Takes over a claim that `from` no longer stands behind, such as one whose registration never reached the
    /// journal. Tells whether the identifier is now `to`'s: of many who ask, one wins.
    ///
    /// # Errors
    /// If the claims cannot be reached, or the claim's cell is damaged. Asking again is safe.
    pub async fn move_claim(
        &self,
        scheme: IdentifierScheme,
        issuer: Option<OrgId>,
        normalised: &str,
        from: PersonId,
        to: PersonId,
    ) -> Result<bool, VaultError> {
        let claims = &self.0.claims;
        claims.shift(&claims.cell(scheme, issuer, normalised), from, to).await
    }
}

/// What an intact value says under the key that there is now.
fn unsealed(intact: &Intact<'_>, key: Option<&Secret>) -> Unsealed {
    let opened = key.and_then(|key| intact.open(key));
    opened.map_or(Unsealed::Erased, |value| Unsealed::Open(Pii::new(value)))
}
