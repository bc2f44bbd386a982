//! A call: who asks, for whom, and how to know a retry.

use domain::{
    Actor, Code, Date, OrgId, PersonId, RequestId, Role, Sealed, Sensitivity, Stamp, WorkerId,
};
use journal::Asked;
use tonic::metadata::MetadataMap;
use tonic::{Request, Status};
use uuid::Uuid;
use vault::{Place, Vault};
use wire::command::{Command, CommandRequest};
use wire::convert::{Malformed, Read, id_text, maybe_date};
use wire::types::ErrorReason;

use crate::error::status;
use crate::status::malformed;
use crate::{Clock, telemetry};

/// The metadata that names the calling organisation (UUID), while callers are trusted by address alone.
pub const ORG_METADATA: &str = "anydoor-org";
/// The metadata that names the calling worker (UUID); the system itself has none.
pub const WORKER_METADATA: &str = "anydoor-worker";
/// The metadata that says in what capacity: `WORKER` (the default), `MANAGER`, `PARTNERSHIP`, `PERSON` or `SYSTEM`.
pub const ROLE_METADATA: &str = "anydoor-role";

/// A command, with everything about it that is not its content.
#[derive(Debug)]
pub struct Call<T> {
    /// What was asked.
    pub message: T,
    /// Who, when, and how to know a retry.
    pub asked: Asked,
    /// The journey it is about. One that the message leaves out is made from organisation and request id, so that a
    /// retry finds it again.
    pub person: PersonId,
}

impl<T: CommandRequest> Call<T> {
    /// Reads a command's common part.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a caller, `INVALID_ARGUMENT` for a malformed request id, person id or date.
    pub fn read(request: Request<T>, clock: &Clock, vault: &Vault) -> Result<Self, Status> {
        let (message, asked) = read(request, clock, vault)?;
        let person = new_id(&asked, "person_id", message.person_id()).map_err(malformed)?;
        Ok(Self { asked, message, person })
    }
}

impl<T> Call<T> {
    /// Seals a personal value of this call for the commit that will hold it.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the person's keys cannot be reached.
    pub async fn seal(
        &self,
        vault: &Vault,
        field: &str,
        sensitivity: Sensitivity,
        value: &[u8],
    ) -> Result<Sealed, Status> {
        let place = Place { person: self.person, commit: self.asked.stamp.commit, field };
        vault.seal(&place, sensitivity, value).await.map_err(crate::status::of_vault)
    }

    /// Seals a text of this call, unless it is empty.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is too long, `UNAVAILABLE` if the person's keys cannot be reached.
    pub async fn seal_text(
        &self,
        vault: &Vault,
        field: &'static str,
        sensitivity: Sensitivity,
        text: &str,
    ) -> Result<Option<Sealed>, Status> {
        let name = field.rsplit('.').next().unwrap_or(field);
        if text.chars().count() > domain::TEXT_CHARS_MAX {
            let problem = format!("must have at most {} characters", domain::TEXT_CHARS_MAX);
            return Err(malformed(Malformed::new(name, problem)));
        }
        if text.trim().is_empty() {
            return Ok(None);
        }
        self.seal(vault, field, sensitivity, text.as_bytes()).await.map(Some)
    }

    /// An id for something that this command makes: the caller's own, or one made from organisation and request id.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the caller's is not a UUID.
    pub fn new_id<I: std::str::FromStr + From<Uuid>>(
        &self,
        field: &'static str,
        text: &str,
    ) -> Result<I, Status> {
        new_id(&self.asked, field, text).map_err(malformed)
    }
}

/// Reads what every command has in common: who, when, and how to know a retry.
pub(crate) fn read<T: Command>(
    request: Request<T>,
    clock: &Clock,
    vault: &Vault,
) -> Result<(T, Asked), Status> {
    let by = caller(request.metadata())?;
    let message = request.into_inner();
    let request: RequestId = id_text("request_id", message.request_id()).map_err(malformed)?;
    let stamp = stamp(by, message.occurred_on(), clock)?;
    let digest = vault.digest(&[T::NAME.as_bytes(), &message.encode_to_vec()]).to_vec();
    Ok((message, asked(stamp, request, digest)))
}

/// The caller's own id, or one made from organisation and request id: the same for each retry.
pub(crate) fn new_id<I: std::str::FromStr + From<Uuid>>(
    asked: &Asked,
    field: &str,
    text: &str,
) -> Read<I> {
    match text {
        "" => Ok(derived(asked.stamp.by.org, asked.request, field).into()),
        text => id_text(field, text),
    }
}

/// What a command brings besides its content.
pub(crate) fn asked(stamp: Stamp, request: RequestId, digest: Vec<u8>) -> Asked {
    let traceparent = telemetry::current_traceparent();
    Asked { stamp, request, digest, correlation: request.as_uuid(), causation: None, traceparent }
}

/// Who and when, for a command that happened on this day (absence means today).
pub(crate) fn stamp(
    by: Actor,
    occurred_on: Option<wire::types::Date>,
    clock: &Clock,
) -> Result<Stamp, Status> {
    let today = clock.today();
    let occurred_on = maybe_date("occurred_on", occurred_on).map_err(malformed)?.unwrap_or(today);
    not_after("occurred_on", occurred_on, today)?;
    Ok(Stamp { by, occurred_on, recorded_at: clock.now(), commit: Uuid::now_v7().into() })
}

fn not_after(field: &str, date: Date, today: Date) -> Result<(), Status> {
    if date <= today { Ok(()) } else { Err(malformed(Malformed::new(field, "lies in the future"))) }
}

/// Who calls, as the metadata says. Only a server on loopback believes it.
///
/// # Errors
/// `UNAUTHENTICATED` if it does not say, with what to send.
pub fn caller(metadata: &MetadataMap) -> Result<Actor, Status> {
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
    Ok(Actor { org, worker, role })
}

fn header<I: std::str::FromStr>(
    metadata: &MetadataMap,
    name: &'static str,
) -> Result<Option<I>, Status> {
    let Some(value) = metadata.get(name) else { return Ok(None) };
    value.to_str().ok().and_then(|text| text.parse().ok()).map(Some).ok_or_else(|| nobody(name))
}

fn nobody(name: &'static str) -> Status {
    let message = format!("the call does not say who is calling: send the metadata `{name}`");
    status(tonic::Code::Unauthenticated, ErrorReason::CallerUnknown, message).build()
}

/// An id made from what the caller sent: the same for each retry, and known to nobody else beforehand.
pub(crate) fn derived(org: OrgId, request: RequestId, what: &str) -> Uuid {
    let mut name = Vec::with_capacity(32 + what.len());
    name.extend_from_slice(org.as_bytes());
    name.extend_from_slice(request.as_bytes());
    name.extend_from_slice(what.as_bytes());
    Uuid::new_v5(&DERIVED, &name)
}

/// The namespace of ids that are made from an organisation and its request id.
const DERIVED: Uuid = Uuid::from_u128(0x6f2a_91d4_7b0e_4c55_9a1d_0d5e_3a7c_b2f8);
