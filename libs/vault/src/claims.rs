//! Claims: which person an identifier belongs to. The first to claim it has it, by compare-and-swap on one cell.
//!
//! A cell's name is a keyed hash of the identifier and its value is encrypted, so that the cells alone name nobody and
//! link nothing.

use std::sync::Arc;

use domain::intake::person::IdentifierScheme;
use domain::{Code, OrgId, PersonId};
use hmac::Mac;
use journal::{Cells, Created};

use crate::VaultError;
use crate::secret::Secret;

/// The layout of a claim's cell: this byte, then nonce, encrypted person id and tag.
const FORMAT: u8 = 1;

/// What came of claiming an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It is the person's, now or already.
    Won,
    /// It is somebody else's.
    Held {
        /// Whose it is.
        by: PersonId,
    },
}

/// The claims on all identifiers.
pub(crate) struct Claims {
    cells: Arc<dyn Cells>,
    names: Secret,
    values: Secret,
}

impl Claims {
    pub(crate) fn new(cells: Arc<dyn Cells>, root: &Secret) -> Self {
        Self { cells, names: root.derive("names", b""), values: root.derive("values", b"") }
    }

    /// The cell of an identifier. Its name has 64 hexadecimal digits.
    pub(crate) fn cell(
        &self,
        scheme: IdentifierScheme,
        issuer: Option<OrgId>,
        normalised: &str,
    ) -> String {
        let issuer = issuer.as_ref().map_or(&[][..], |org| org.as_bytes());
        let parts = [scheme.text().as_bytes(), issuer, normalised.as_bytes()];
        let mac = self.names.mac(parts).finalize().into_bytes();
        mac.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) async fn claim(&self, cell: &str, person: PersonId) -> Result<Claim, VaultError> {
        match self.cells.create(cell, &self.written(cell, person)?).await? {
            Created::New => Ok(Claim::Won),
            Created::Held(value) => match self.read(cell, &value)? {
                by if by == person => Ok(Claim::Won),
                by => Ok(Claim::Held { by }),
            },
        }
    }

    pub(crate) async fn claimant(&self, cell: &str) -> Result<Option<PersonId>, VaultError> {
        let value = self.cells.get(cell).await?;
        value.map(|value| self.read(cell, &value)).transpose()
    }

    /// Gives `to` the claim of `from`; tells whether it is now `to`'s. Asking twice is as good as once.
    pub(crate) async fn shift(
        &self,
        cell: &str,
        from: PersonId,
        to: PersonId,
    ) -> Result<bool, VaultError> {
        let Some(value) = self.cells.get(cell).await? else { return Ok(false) };
        let by = self.read(cell, &value)?;
        if by != from {
            return Ok(by == to);
        }
        if self.cells.replace(cell, &value, &self.written(cell, to)?).await? {
            return Ok(true);
        }
        Ok(self.claimant(cell).await? == Some(to))
    }

    fn written(&self, cell: &str, person: PersonId) -> Result<Vec<u8>, VaultError> {
        let locked = self.values.lock(cell.as_bytes(), person.as_bytes())?;
        Ok([&[FORMAT][..], &locked].concat())
    }

    fn read(&self, cell: &str, value: &[u8]) -> Result<PersonId, VaultError> {
        let opened = match value {
            [FORMAT, locked @ ..] => self.values.open(cell.as_bytes(), locked),
            _ => None,
        };
        opened
            .and_then(|person| PersonId::try_from(person.as_slice()).ok())
            .ok_or(VaultError::Damaged)
    }
}
