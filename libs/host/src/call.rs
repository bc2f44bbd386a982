//! A call: who asks, for whom, and how to know a retry.

use std::sync::OnceLock;

use domain::{Actor, CommitId, Date, OrgId, PersonId, RequestId, Sealed, Sensitivity, Stamp};
use journal::Asked;
use tonic::{Request, Status};
use uuid::Uuid;
use vault::{Place, Unsealed, Vault};
use wire::command::{Command, CommandRequest};
use wire::convert::{Malformed, Read, id_text, maybe_date};

use crate::permit::Ask;
use crate::status::malformed;
use crate::underway::Begun;
use crate::{Clock, Desk, identity, telemetry};

/// A command, with everything about it that is not its content. Only a [`Desk`] reads one, and what can be done with it goes
/// by the desk, which asks policy.
#[derive(Debug)]
pub struct Call<T> {
    /// What was asked.
    pub message: T,
    /// Who, when, and how to know a retry.
    pub asked: Asked,
    /// The journey it is about. One that the message leaves out is made from organisation and request id, so that a
    /// retry finds it again.
    pub person: PersonId,
    /// Whom the message names. A journey that it names has begun; one that it does not name may begin with it.
    pub(crate) named: Option<PersonId>,
    /// On whose journey policy has let this call through already.
    pub(crate) permitted: OnceLock<PersonId>,
    /// What policy is asked about it.
    pub(crate) ask: Ask,
    /// That it is under way, as long as there is this call.
    pub(crate) _begun: Begun,
}

impl<T: CommandRequest> Call<T> {
    /// Reads a command's common part.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a caller, `INVALID_ARGUMENT` for a malformed request id, person id or date, or if the
    /// message names nobody and cannot begin a journey.
    pub(crate) fn read(
        request: Request<T>,
        clock: &Clock,
        vault: &Vault,
        begun: Begun,
    ) -> Result<Self, Status> {
        let (message, asked, ask) = read(request, clock, vault)?;
        let person = new_id(&asked, "person_id", message.person_id()).map_err(malformed)?;
        let named = (!message.person_id().is_empty()).then_some(person);
        if named.is_none() && !T::BEGINS {
            return Err(malformed(Malformed::new("person_id", "must say whom this is about")));
        }
        let permitted = OnceLock::new();
        Ok(Self { message, asked, person, named, permitted, ask, _begun: begun })
    }
}

impl<T> Call<T> {
    /// Seals a personal value of this call for the commit that will hold it. That may make keys, so it is only for a call
    /// that policy permits on the journey: neither a slip in an id nor a stranger makes any.
    ///
    /// # Errors
    /// `NOT_FOUND` as [`Desk::journey_of`] says; `UNAVAILABLE` if the person's keys cannot be reached.
    pub async fn seal(
        &self,
        desk: &Desk,
        field: &str,
        sensitivity: Sensitivity,
        value: &[u8],
    ) -> Result<Sealed, Status> {
        if self.permitted.get() != Some(&self.person) {
            _ = desk.journey_of(self, self.person).await?;
        }
        let place = Place { person: self.person, commit: self.asked.stamp.commit, field };
        desk.vault.seal(&place, sensitivity, value).await.map_err(crate::status::of_vault)
    }

    /// Seals a text of this call, unless it is empty.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is too long, and as [`Self::seal`].
    pub async fn seal_text(
        &self,
        desk: &Desk,
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
        self.seal(desk, field, sensitivity, text.as_bytes()).await.map(Some)
    }

    /// Seals a value of the same person, out of the commit that it was sealed for and into this call's, without anybody
    /// seeing it; `None` if it was destroyed.
    ///
    /// # Errors
    /// See [`Self::seal`].
    pub async fn seal_again(
        &self,
        desk: &Desk,
        field: &str,
        commit: CommitId,
        sealed: &Sealed,
    ) -> Result<Option<Sealed>, Status> {
        let place = Place { person: self.person, commit, field };
        match desk.vault.unseal(&place, sealed).await.map_err(crate::status::of_vault)? {
            Unsealed::Open(value) => {
                self.seal(desk, field, sealed.sensitivity, value.expose()).await.map(Some)
            }
            Unsealed::Erased => Ok(None),
        }
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

/// Reads what every command has in common: who, when, what for, and how to know a retry.
pub(crate) fn read<T: Command>(
    request: Request<T>,
    clock: &Clock,
    vault: &Vault,
) -> Result<(T, Asked, Ask), Status> {
    let caller = identity::caller(&request)?;
    let ask = Ask::command(T::NAME, &caller)?;
    let message = request.into_inner();
    let request: RequestId = id_text("request_id", message.request_id()).map_err(malformed)?;
    let stamp = stamp(caller.actor, message.occurred_on(), clock)?;
    let digest = vault.digest(&[T::NAME.as_bytes(), &message.encode_to_vec()]).to_vec();
    Ok((message, asked(stamp, request, digest), ask))
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
