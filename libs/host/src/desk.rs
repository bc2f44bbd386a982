//! What a service works with: the journeys, the keys, the clock; and the one way to get a command done.

use std::time::Duration;

use domain::assignment::lead::Nominee;
use domain::{Date, Journey, OrgId, PersonId, WorkerId, journey};
use journal::{ExecuteError, Journal, Ledger, Position};
use projection::{People, Unready};
use prost::Message;
use tonic::{Request, Response, Status};
use vault::Vault;
use wire::command::{CommandRequest, CommandResponse};
use wire::token::WriteToken;

use crate::{Call, Clock, Registry, status};

/// How long a query waits for the caller's own write to show, at the most. Usually it is a few milliseconds.
pub(crate) const CATCH_UP_MAX: Duration = Duration::from_secs(5);

/// What a handler gives back.
pub type Reply<T> = Result<Response<T>, Status>;

/// What a service works with. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// Everybody's journeys.
    pub journeys: Ledger<Journey>,
    /// Organisations, workers, services and their places.
    pub registry: Registry,
    /// Where everybody is now, as far as the view is.
    pub people: People,
    /// Everybody's keys, and the claims on identifiers.
    pub vault: Vault,
    /// What time it is.
    pub clock: Clock,
}

impl Desk {
    /// Reads a command's common part.
    ///
    /// # Errors
    /// See [`Call::read`].
    pub fn call<T: CommandRequest>(&self, request: Request<T>) -> Result<Call<T>, Status> {
        Call::read(request, &self.clock, &self.vault)
    }

    /// Gets a command done on the call's journey, exactly once, and renders the answer from the journey after it. A retry
    /// gets the first answer. Places that the journey's referrals no longer need are given back.
    ///
    /// # Errors
    /// As [`status`] says for each refusal.
    pub async fn execute<T: CommandRequest>(
        &self,
        call: &Call<T>,
        command: impl Into<journey::Command>,
        render: impl Fn(&Journey) -> T::Response,
    ) -> Reply<T::Response> {
        self.execute_on(call, call.person, &command.into(), render)
            .await
            .map_err(|e| status::of(call.person, e))
    }

    /// As [`Self::execute`], for a command that had to be prepared from what is known now. Where that came to a no, a retry
    /// still gets its first answer, for what is known may have changed since. Only a no costs one more look at the journal.
    ///
    /// # Errors
    /// What preparing it came to, and as [`Self::execute`].
    pub async fn execute_prepared<T: CommandRequest>(
        &self,
        call: &Call<T>,
        prepared: Result<impl Into<journey::Command>, Status>,
        render: impl Fn(&Journey) -> T::Response,
    ) -> Reply<T::Response> {
        match prepared {
            Ok(command) => self.execute(call, command, render).await,
            Err(no) => self.first_answer_or(call, no).await,
        }
    }

    /// The first answer to a call, if it had one; otherwise this no.
    ///
    /// # Errors
    /// The no, or why it is not known whether there was an answer.
    pub async fn first_answer_or<T: CommandRequest>(
        &self,
        call: &Call<T>,
        no: Status,
    ) -> Reply<T::Response> {
        self.answered(call, call.person).await?.ok_or(no)
    }

    /// As [`Self::execute`], for a handler that acts on a refusal itself.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub async fn execute_on<T: CommandRequest>(
        &self,
        call: &Call<T>,
        person: PersonId,
        command: &journey::Command,
        render: impl Fn(&Journey) -> T::Response,
    ) -> Result<Response<T::Response>, ExecuteError<Journey>> {
        let answer = |after: &Journey| render(after).encode_to_vec();
        let done = self.journeys.execute(person, &call.asked, command, answer).await?;
        self.registry.free_places(call, &done.after.state).await;
        Ok(reply(&done.answer, self.write_token(done.position)))
    }

    /// The first answer to a call, if it was done on this person's journey.
    ///
    /// # Errors
    /// As [`status`] says.
    pub async fn answered<T: CommandRequest>(
        &self,
        call: &Call<T>,
        person: PersonId,
    ) -> Result<Option<Response<T::Response>>, Status> {
        let done = self.journeys.answered(person, &call.asked).await;
        let done = done.map_err(|e| status::of(person, e))?;
        Ok(done.map(|done| reply(&done.answer, self.write_token(done.position))))
    }

    /// What brings a query up to this place in the journal.
    pub fn write_token(&self, position: Position) -> String {
        write_token(self.journeys.journal().as_ref(), position)
    }

    /// What the directory and the view say of a worker who is to lead somebody.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready, or the directory too far behind.
    pub async fn nominee(&self, org: OrgId, worker: WorkerId, on: Date) -> Result<Nominee, Status> {
        let known = self.registry.active_worker(org, worker, on).await?;
        let limit = known.as_ref().map_or(0, |w| usize::from(w.caseload_max));
        let (leads, _) =
            self.people.caseload(worker, &[], limit).map_err(|e| status::of_view(&e))?;
        Ok(Nominee {
            worker,
            worker_active: known.is_some(),
            caseload_full: known.is_some() && leads.len() >= limit,
            override_reason: None,
            caretaker_until: None,
        })
    }

    /// Waits until the view shows the write that a token names. The call's own deadline ends the wait.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a token that is none, `FAILED_PRECONDITION` for one of another journal, `UNAVAILABLE` if the
    /// view has stopped.
    pub async fn caught_up(&self, write_token: &str) -> Result<(), Status> {
        let Some(wanted) = status::wanted(write_token, self.journeys.journal().epoch())? else {
            return Ok(());
        };
        self.shows(wanted).await
    }

    /// Waits until the view shows everything that was written before this call, for a decision that must not miss any.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal cannot be read, or the view is too far behind.
    pub async fn up_to_date(&self) -> Result<(), Status> {
        let head = self.journeys.journal().head().await.map_err(|e| status::of_read(&e))?;
        self.shows(head).await
    }

    async fn shows(&self, wanted: Position) -> Result<(), Status> {
        let waited =
            tokio::time::timeout(CATCH_UP_MAX, self.people.projection().reached(wanted)).await;
        match waited {
            Ok(reached) => reached.map_err(|e| status::of_view(&e)),
            Err(_) => {
                let visible = self.people.projection().progress().borrow().visible;
                Err(status::of_view(&Unready::Behind { visible, wanted }))
            }
        }
    }
}

/// A stored answer, with its write token.
pub(crate) fn reply<R: CommandResponse>(answer: &[u8], write_token: String) -> Response<R> {
    let mut response = R::decode(answer).expect("a stored answer is one that this RPC rendered");
    response.set_write_token(write_token);
    Response::new(response)
}

/// What brings a query up to this place in a journal.
pub(crate) fn write_token(journal: &dyn Journal, position: Position) -> String {
    WriteToken { epoch: journal.epoch(), position: position.0 }.to_string()
}
