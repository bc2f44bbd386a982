//! The three parts of a token, before anything in it is believed.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Algorithm, Claims, KeySet, Refusal, from_base64url};

/// The longest token that we look at.
pub(crate) const TOKEN_BYTES_MAX: usize = 4096;

/// A token in its parts.
#[derive(Debug)]
pub(crate) struct Jwt<'a> {
    algorithm: Algorithm,
    /// Which of the issuer's keys has signed it, as it says.
    pub(crate) kid: String,
    /// What it says. Not to be believed before [`Self::check`].
    pub(crate) unproven: Claims,
    signed: &'a str,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: Algorithm,
    kid: String,
    typ: String,
    /// Extensions that must be understood: we understand none.
    crit: Option<serde_json::Value>,
}

impl<'a> Jwt<'a> {
    /// Takes a token apart.
    pub(crate) fn parse(token: &'a str) -> Result<Self, Refusal> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Refusal::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        let header: Header = part(header)?;
        let typ = header.typ.to_ascii_lowercase();
        if header.crit.is_some() || !matches!(typ.as_str(), "at+jwt" | "application/at+jwt" | "jwt")
        {
            return Err(Refusal::Malformed);
        }
        Ok(Self {
            algorithm: header.alg,
            kid: header.kid,
            unproven: part(claims)?,
            signed,
            signature: from_base64url(signature).ok_or(Refusal::Malformed)?,
        })
    }

    /// Checks that one of these keys has signed it, in one of these ways; from then on what it says is the issuer's word.
    pub(crate) fn check(self, keys: &KeySet, trusted: &[Algorithm]) -> Result<Claims, Refusal> {
        if !trusted.contains(&self.algorithm) {
            return Err(Refusal::AlgorithmNotTrusted);
        }
        let key = keys.get(&self.kid).ok_or(Refusal::KeyUnknown)?;
        key.check(self.algorithm, self.signed.as_bytes(), &self.signature)?;
        Ok(self.unproven)
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let json = from_base64url(text).ok_or(Refusal::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| Refusal::Malformed)
}
