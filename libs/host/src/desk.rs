//! What a service works with: the journeys, the keys, the clock; and the one way to get a command done.

use std::sync::Arc;
use std::time::Duration;

use domain::assignment::lead::Nominee;
use domain::rights::Level;
use domain::{Date, Journey, OrgId, PersonId, Timestamp, WorkerId, journey};
use futures::StreamExt;
use journal::{Baseline, Done, ExecuteError, Journal, Ledger, Position, ToldBy};
use policy::{Action, Policy};
use projection::{People, Projection, Unready};
use prost::Message;
use tonic::{Request, Response, Status};
use vault::Vault;
use wire::command::{CommandRequest, CommandResponse};
use wire::token::WriteToken;

use crate::counts::Counted;
use crate::find::Decoy;
use crate::observed::Answers;
use crate::pages::Pages;
use crate::permit::Ask;
use crate::{Access, Call, Clock, Registry, status};

/// How long a query waits for the caller's own write to show, at the most. Usually it is a few milliseconds.
pub(crate) const CATCH_UP_MAX: Duration = Duration::from_secs(5);

/// A command that was got done, and that [`Desk::answer`] answers.
pub struct Executed {
    pub(crate) person: PersonId,
    pub(crate) done: Done<Journey>,
}

impl Executed {
    /// Whether the commit that answers was made for this call, and not for an earlier try of it: what the call prepared is
    /// what stands there.
    pub fn is_own(&self) -> bool {
        self.done.told_by == ToldBy::Own
    }
}

/// What a handler gives back.
pub type Reply<T> = Result<Response<T>, Status>;

/// What a desk is made of. Whoever opens a site has it; a service has the desk alone.
#[derive(Clone)]
pub struct Parts {
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
    /// The record of looks, and the gate before it.
    pub access: Access,
    /// Who may do what, and see how much.
    pub policy: Arc<Policy>,
}

/// What a service works with. Cheap to clone.
///
/// Nothing of a person is given out, and nothing done to their journey, but by a decision of policy: commands go by a
/// [`Call`], which each method decides on; looks by a [`Look`](crate::Look), which is decided and on record before there is
/// one. A handler has no other way:
///
/// ```compile_fail,E0616
/// # use anydoor_host as host;
/// # async fn handler(desk: host::Desk, person: domain::PersonId) {
/// let journey = desk.journeys.load(person).await; // Whose decision was that?
/// # }
/// ```
///
/// ```compile_fail,E0616
/// # use anydoor_host as host;
/// # async fn handler(desk: host::Desk, place: vault::Place<'_>, sealed: &domain::Sealed) {
/// let text = desk.vault.unseal(&place, sealed).await;
/// # }
/// ```
///
/// ```compile_fail,E0616
/// # use anydoor_host as host;
/// # fn handler(desk: host::Desk, person: domain::PersonId) {
/// let now = desk.people.person(person);
/// # }
/// ```
///
/// This one compiles, because it decides:
///
/// ```no_run
/// # use anydoor_host as host;
/// # async fn handler(desk: host::Desk, caller: host::Caller, person: domain::PersonId) -> Result<(), tonic::Status> {
/// let look = desk.look(&caller, policy::Action::GetPerson, person).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Desk {
    pub(crate) journeys: Ledger<Journey>,
    pub(crate) people: People,
    pub(crate) vault: Vault,
    pub(crate) policy: Arc<Policy>,
    pub(crate) decoy: Decoy,
    pub(crate) counted: Counted,
    pub(crate) answers: Answers,
    /// Organisations, workers, services and their places.
    pub registry: Registry,
    /// What time it is.
    pub clock: Clock,
    /// The record of looks, and the gate before it.
    pub access: Access,
    /// Page tokens.
    pub pages: Pages,
}

impl Desk {
    /// A desk of these parts.
    pub fn new(parts: Parts) -> Self {
        let Parts { journeys, registry, people, vault, clock, access, policy } = parts;
        let pages = Pages::new(vault.clone());
        let (decoy, counted, answers) = Default::default();
        Self {
            journeys,
            people,
            vault,
            policy,
            decoy,
            counted,
            answers,
            registry,
            clock,
            access,
            pages,
        }
    }

    /// Reads a command's common part.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a caller, `INVALID_ARGUMENT` for a malformed request id, person id or date, or if the
    /// message names nobody and cannot begin a journey.
    pub fn call<T: CommandRequest>(&self, request: Request<T>) -> Result<Call<T>, Status> {
        Call::read(request, &self.clock, &self.vault, self.registry.underway.begins())
    }

    /// The journey that a call goes on with. Who may not, who asks for nobody, and whose slip in an id it was: all are told
    /// the same. A retry of what was done before is let through to its answer.
    ///
    /// # Errors
    /// `NOT_FOUND`, and `UNAVAILABLE` if the journal cannot be read.
    pub async fn journey<T>(&self, call: &Call<T>) -> Result<Arc<Baseline<Journey>>, Status> {
        let known = self.journey_of(call, call.person).await?;
        if known.version() == 0 { Err(status::not_found(call.person)) } else { Ok(known) }
    }

    /// As [`Self::journey`], of somebody whom the call turns out to be about. It may not have begun, unless the message
    /// names it: whoever makes up an id is told the same as whoever names somebody they may not know of.
    ///
    /// # Errors
    /// See [`Self::journey`].
    pub async fn journey_of<T>(
        &self,
        call: &Call<T>,
        person: PersonId,
    ) -> Result<Arc<Baseline<Journey>>, Status> {
        let known = self.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        self.permitted(call, person, known)
    }

    fn permitted<T>(
        &self,
        call: &Call<T>,
        person: PersonId,
        known: Arc<Baseline<Journey>>,
    ) -> Result<Arc<Baseline<Journey>>, Status> {
        let may = known.has_answered(&call.asked) || self.may(call, person, &known);
        if !may {
            return Err(status::not_found(person));
        }
        if person == call.person {
            call.permitted.get_or_init(|| person);
        }
        Ok(known)
    }

    /// As [`Self::journey_of`]; `None` of a person who looks like nobody to whoever calls: somebody at risk, or whose data are
    /// under restriction.
    ///
    /// # Errors
    /// See [`Self::journey`].
    pub async fn unless_hidden<T>(
        &self,
        call: &Call<T>,
        person: PersonId,
    ) -> Result<Option<Arc<Baseline<Journey>>>, Status> {
        let known = self.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        if self.hides(call, &known.state) {
            return Ok(None);
        }
        self.permitted(call, person, known).map(Some)
    }

    /// How much of this journey whoever calls may see, as policy decides.
    pub fn sees<T>(&self, call: &Call<T>, journey: &Journey) -> Level {
        let ask = Ask { action: Action::GetPerson, ..call.ask };
        self.policy.level(ask.about(journey, call.asked.stamp.recorded_at))
    }

    fn hides<T>(&self, call: &Call<T>, journey: &Journey) -> bool {
        let ask = Ask { action: Action::FindPerson, ..call.ask };
        let question = ask.about(journey, call.asked.stamp.recorded_at);
        question.protected && self.policy.level(question) == Level::Nothing
    }

    fn may<T>(&self, call: &Call<T>, person: PersonId, known: &Baseline<Journey>) -> bool {
        let there = known.version() > 0 || call.named != Some(person);
        there && call.ask.may(&self.policy, &known.state, call.asked.stamp.recorded_at)
    }

    /// Gets a command done on the call's journey, exactly once, if policy permits it on that journey, and renders the answer
    /// from the journey after it. A retry gets the first answer, whatever has ended since. Places that the journey's referrals
    /// no longer need are given back.
    ///
    /// # Errors
    /// As [`status`] says for each refusal.
    pub async fn execute<T: CommandRequest>(
        &self,
        call: &Call<T>,
        command: impl Into<journey::Command>,
        render: impl Fn(&Journey) -> T::Response,
    ) -> Reply<T::Response> {
        let executed = self.execute_on(call, call.person, &command.into(), render).await;
        self.answer(call, executed.map_err(|e| status::of(call.person, e))?).await
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
    ) -> Result<Executed, ExecuteError<Journey>> {
        let answer = |after: &Journey| render(after).encode_to_vec();
        let may = |known: &Baseline<Journey>| self.may(call, person, known);
        let done = self.journeys.execute_if(person, &call.asked, may, command, answer).await?;
        self.registry.free_places(call, &done.after.state).await;
        Ok(Executed { person, done })
    }

    /// Answers a command. The commit says who asked; where nothing had to be done there is none, and what the answer tells is
    /// put on record as a look.
    ///
    /// # Errors
    /// As [`Self::told_of`].
    pub async fn answer<T: CommandRequest>(
        &self,
        call: &Call<T>,
        Executed { person, done }: Executed,
    ) -> Reply<T::Response> {
        if done.told_by == ToldBy::Nobody {
            self.told_of(call, person, &done.after.state).await?;
        }
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

    /// The view of people: how far it is, and its rebuilding. It shows nobody.
    pub fn views(&self) -> &Projection {
        self.people.projection()
    }

    /// Where everybody's journal ends.
    ///
    /// # Errors
    /// `UNAVAILABLE` if it cannot be read.
    pub async fn head(&self) -> Result<Position, Status> {
        self.journeys.journal().head().await.map_err(|e| status::of_read(&e))
    }

    /// When the last thing of all was put on record about anybody; nothing in an empty journal.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal cannot be read.
    pub async fn last_recorded_at(&self) -> Result<Option<Timestamp>, Status> {
        let Some(before) = self.head().await?.0.checked_sub(1) else { return Ok(None) };
        let last = self.journeys.journal().read(Position(before)).next().await;
        let last = last.transpose().map_err(|e| status::of_read(&e))?;
        let stamp = last.map(|last| last.record.stamp()).transpose();
        Ok(stamp.map_err(|e| status::internal(&e))?.map(|stamp| stamp.recorded_at))
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
        let leads = self.leads(org, worker, limit)?;
        Ok(Nominee {
            worker,
            worker_active: known.is_some(),
            caseload_full: known.is_some() && leads >= limit,
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
        self.shows(self.head().await?).await
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
