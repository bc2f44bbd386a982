//! What an authority has issued, and what of that it has taken back.

use std::path::Path;

use anyhow::Context;
use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AuthorityError, State, store};

const FILE: &str = "register.json";

/// Everything that was issued to partners.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Register {
    /// Counts the lists of what is revoked.
    pub(super) crl_number: u64,
    pub(super) organisations: Vec<Organisation>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Organisation {
    pub(super) name: String,
    pub(super) org: String,
    pub(super) app: String,
    /// From the first to the last.
    pub(super) certificates: Vec<Certificate>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Certificate {
    pub(super) serial: String,
    pub(super) not_after: At,
    pub(super) revoked_at: Option<At>,
}

/// An instant, as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct At(pub(super) Timestamp);

impl TryFrom<String> for At {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl From<At> for String {
    fn from(at: At) -> Self {
        at.0.to_string()
    }
}

impl Register {
    pub(super) fn load(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(FILE);
        let json = std::fs::read(&path).with_context(|| path.display().to_string())?;
        serde_json::from_slice(&json).with_context(|| path.display().to_string())
    }

    pub(super) fn save(&self, folder: &Path) -> anyhow::Result<()> {
        store::write(&folder.join(FILE), &(serde_json::to_string_pretty(self)? + "\n"))
    }

    pub(super) fn organisation(&mut self, name: &str) -> Result<&mut Organisation, AuthorityError> {
        let found = self.organisations.iter_mut().find(|organisation| organisation.name == name);
        found.ok_or_else(|| AuthorityError::Unknown(name.to_owned()))
    }

    /// What is revoked and would count otherwise.
    pub(super) fn revoked(&self, now: Timestamp) -> impl Iterator<Item = (&str, Timestamp)> {
        let all = self.organisations.iter().flat_map(|organisation| &organisation.certificates);
        all.filter(move |certificate| now <= certificate.not_after.0).filter_map(|certificate| {
            Some((certificate.serial.as_str(), certificate.revoked_at?.0))
        })
    }
}

impl Certificate {
    pub(super) fn state(&self, now: Timestamp) -> State {
        match self.revoked_at {
            Some(_) => State::Revoked,
            None if now > self.not_after.0 => State::Expired,
            None => State::Good,
        }
    }
}
