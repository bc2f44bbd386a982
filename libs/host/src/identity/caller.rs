//! Who calls, as handlers see it: settled once per call, before any handler, and carried in the request's extensions.

use std::sync::Arc;

use domain::rights::Purpose;
use domain::{Actor, Code as _, OrgId, Role, WorkerId};
use http::HeaderMap;
use tonic::{Request, Status};
use wire::types::ErrorReason;

use super::Peer;
use crate::error::status;

/// The metadata that names the calling organisation (UUID), where callers are believed.
pub const ORG_METADATA: &str = "anydoor-org";
/// The metadata that names the calling worker (UUID); the system itself has none.
pub const WORKER_METADATA: &str = "anydoor-worker";
/// The metadata that says in what capacity: `WORKER` (the default), `MANAGER`, `PARTNERSHIP`, `PERSON` or `SYSTEM`.
pub const ROLE_METADATA: &str = "anydoor-role";

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The organisation, the worker, and in what capacity.
    pub actor: Actor,
    /// What the call is for, if the caller's token says.
    pub purpose: Option<Purpose>,
    /// How we know.
    pub proof: Proof,
}

/// How a caller is known.
#[derive(Debug, Clone)]
pub enum Proof {
    /// It said so, on this machine.
    Claimed,
    /// It is this process, which acts for nobody.
    Itself,
    /// The organisation's certificate and, bound to it, a token from this issuer.
    Token {
        /// Whose certificate.
        peer: Arc<Peer>,
        /// Who answers for the worker: the token's `iss`.
        issuer: Arc<str>,
    },
}

impl Caller {
    /// One who is believed without proof.
    pub fn claimed(actor: Actor) -> Self {
        Self { actor, purpose: None, proof: Proof::Claimed }
    }

    /// The system itself: whatever in this process acts by itself. Over TLS nobody else can be it.
    pub fn system() -> Self {
        Self { actor: crate::system::SYSTEM, purpose: None, proof: Proof::Itself }
    }

    /// Who calls, as the metadata says.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` if it does not say, with what to send.
    pub(crate) fn claimed_in(metadata: &HeaderMap) -> Result<Self, Status> {
        let org: OrgId = header(metadata, ORG_METADATA)?.ok_or_else(|| nobody(ORG_METADATA))?;
        let worker: Option<WorkerId> = header(metadata, WORKER_METADATA)?;
        let role = match metadata.get(ROLE_METADATA) {
            None => Role::Worker,
            Some(text) => {
                let role = Role::ALL.iter().find(|role| text.as_bytes() == role.text().as_bytes());
                *role.ok_or_else(|| nobody(ROLE_METADATA))?
            }
        };
        if worker.is_none() && role != Role::System {
            return Err(nobody(WORKER_METADATA));
        }
        Ok(Self::claimed(Actor { org, worker, role }))
    }
}

/// Who makes this call. The server has settled it before the handler runs.
///
/// # Errors
/// `UNAUTHENTICATED` if nobody has, so that a handler reached by another way refuses.
pub fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    request.extensions().get::<Caller>().cloned().ok_or_else(|| nobody(ORG_METADATA))
}

fn header<I: std::str::FromStr>(
    metadata: &HeaderMap,
    name: &'static str,
) -> Result<Option<I>, Status> {
    let Some(value) = metadata.get(name) else { return Ok(None) };
    value.to_str().ok().and_then(|text| text.parse().ok()).map(Some).ok_or_else(|| nobody(name))
}

fn nobody(name: &'static str) -> Status {
    let message = format!("the call does not say who is calling: send the metadata `{name}`");
    status(tonic::Code::Unauthenticated, ErrorReason::CallerUnknown, message).build()
}
