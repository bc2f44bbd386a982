//! Pages: a list in parts. A page token says where to go on, and only for the list and the filters it was made for.

use tonic::{Code, Status};
use vault::Vault;
use wire::convert::Malformed;
use wire::types::ErrorReason;

/// How many entries a page has when nobody says.
const PAGE_SIZE_DEFAULT: usize = 50;
/// How many entries a page has at the most.
const PAGE_SIZE_MAX: usize = 200;
/// The seal of a token, in bytes.
const SEAL_BYTES: usize = 16;

/// The size of a page; a larger one than there is becomes the largest.
pub fn size(asked: i32) -> Result<usize, Status> {
    match usize::try_from(asked) {
        Ok(0) => Ok(PAGE_SIZE_DEFAULT),
        Ok(size) => Ok(size.min(PAGE_SIZE_MAX)),
        Err(_) => Err(crate::malformed(Malformed::new("page_size", "must not be negative"))),
    }
}

/// Makes and reads page tokens. Cheap to clone.
#[derive(Clone)]
pub struct Pages(Vault);

impl Pages {
    pub(crate) fn new(vault: Vault) -> Self {
        Self(vault)
    }

    /// Makes a token that goes on after `key`, for this list and these filters.
    pub fn token(&self, list: &[u8], key: &[u8]) -> String {
        let seal = self.0.digest(&[b"page", list, key]);
        [seal.as_slice(), key].concat().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Reads a token back; absence is the beginning.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for one that was not made for this list and these filters.
    pub fn after(&self, list: &[u8], token: &str) -> Result<Vec<u8>, Status> {
        if token.is_empty() {
            return Ok(vec![]);
        }
        let bytes = unhex(token).filter(|b| b.len() >= SEAL_BYTES).ok_or_else(foreign)?;
        let (seal, key) = bytes.split_at(SEAL_BYTES);
        let made_here = seal == self.0.digest(&[b"page", list, key]);
        if made_here { Ok(key.to_vec()) } else { Err(foreign()) }
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok().filter(|_| pair.len() == 2)
        })
        .collect()
}

fn foreign() -> Status {
    let message = "this page token was not made by this list, or not for these filters; start from the first page";
    crate::error::status(Code::InvalidArgument, ErrorReason::PageTokenInvalid, message)
        .field("page_token", message)
        .build()
}
