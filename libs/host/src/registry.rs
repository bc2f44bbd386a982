//! What a service works with that changes the directory: its ledgers, and the one way to get a command on an entry done.

use std::sync::Arc;

use domain::directory::worker::Worker;
use domain::directory::{AreaClocks, FallbackDoor, Organisation, Publication, Publisher, Service};
use domain::{Date, OrgId, ServiceId, WorkerId};
use journal::{Asked, Baseline, Done, Journal, Ledger, Position};
use policy::Policy;
use projection::{Directory, Unready};
use prost::Message;
use tokio::sync::MutexGuard;
use tonic::{Request, Status};
use uuid::Uuid;
use vault::Vault;
use wire::command::{Command, DirectoryRequest};

use crate::call::{new_id, read};
use crate::desk::{CATCH_UP_MAX, reply, write_token};
use crate::pages::Pages;
use crate::permit::Ask;
use crate::turns::Turns;
use crate::underway::Underway;
use crate::{Clock, Entry, Reply, malformed, status};

/// A command on an entry of the directory, with everything about it that is not its content.
#[derive(Debug)]
pub struct DirectoryCall<T: DirectoryRequest<Entry: Entry>> {
    /// What was asked.
    pub message: T,
    /// Who, when, and how to know a retry.
    pub asked: Asked,
    /// The entry it is about.
    pub id: <T::Entry as Entry>::Id,
    /// What policy is asked about it.
    pub(crate) ask: Ask,
}

impl<T: DirectoryRequest<Entry: Entry>> DirectoryCall<T> {
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

/// The directory, to change. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    /// Organisations and their workers.
    pub organisations: Ledger<Organisation>,
    /// Services and their places.
    pub services: Ledger<Service>,
    /// The fallback door of each area.
    pub doors: Ledger<FallbackDoor>,
    /// The clocks of each area.
    pub clocks: Ledger<AreaClocks>,
    /// What publishers say of services.
    pub publications: Ledger<Publication>,
    /// Whose feeds are read.
    pub publishers: Ledger<Publisher>,
    /// What a retry is known by.
    pub(crate) vault: Vault,
    /// Page tokens.
    pub pages: Pages,
    policy: Arc<Policy>,
    pub(crate) turns: Turns,
    door_turns: Turns,
    pub(crate) underway: Underway,
    /// What time it is.
    pub clock: Clock,
    /// The same directory, to read.
    pub directory: Directory,
}

impl Registry {
    /// The directory in this journal, which `directory` follows.
    pub fn new(
        journal: &Arc<dyn Journal>,
        directory: Directory,
        vault: Vault,
        clock: Clock,
        policy: Arc<Policy>,
    ) -> Self {
        let organisations = Ledger::new(journal.clone());
        let services = Ledger::new(journal.clone());
        let doors = Ledger::new(journal.clone());
        let clocks = Ledger::new(journal.clone());
        let publications = Ledger::new(journal.clone());
        let publishers = Ledger::new(journal.clone());
        let pages = Pages::new(vault.clone());
        let (turns, door_turns, underway) = Default::default();
        Self {
            organisations,
            services,
            doors,
            clocks,
            publications,
            publishers,
            vault,
            pages,
            policy,
            turns,
            door_turns,
            underway,
            clock,
            directory,
        }
    }

    /// Reads a command's common part.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` without a caller, `INVALID_ARGUMENT` for a malformed request id, entry id or date.
    pub fn call<T: DirectoryRequest<Entry: Entry>>(
        &self,
        request: Request<T>,
    ) -> Result<DirectoryCall<T>, Status> {
        let (message, asked, ask) = read(request, &self.clock, &self.vault)?;
        let id = T::Entry::id(&asked, &message.entry_id()).map_err(malformed)?;
        Ok(DirectoryCall { message, asked, id, ask })
    }

    /// Gets a command done on the call's entry, exactly once, if policy permits it on that entry, and renders the answer from
    /// the entry after it. A retry gets the first answer. This process's directory shows the write before the answer is given,
    /// so that a referral sent next decides on it.
    ///
    /// # Errors
    /// As [`status`] says for each refusal; `UNAVAILABLE` if the directory does not show what was written.
    pub async fn execute<T: DirectoryRequest<Entry: Entry>>(
        &self,
        call: &DirectoryCall<T>,
        command: impl Into<<T::Entry as domain::Aggregate>::Command>,
        render: impl Fn(&T::Entry) -> <T as Command>::Response,
    ) -> Reply<<T as Command>::Response> {
        let answer = |after: &T::Entry| render(after).encode_to_vec();
        let may = |entry: &T::Entry| self.may(call, entry.owner(call.id));
        let done =
            self.decided::<T::Entry>(call.id, &call.asked, may, &command.into(), answer).await?;
        self.shows(done.position).await?;
        Ok(reply(&done.answer, self.write_token(done.position)))
    }

    /// As [`Self::execute`], for a command that had to be prepared from what is known now. Where that came to a no, a retry
    /// still gets its first answer, for what is known may have changed since. Only a no costs one more look at the journal.
    ///
    /// # Errors
    /// What preparing it came to, and as [`Self::execute`].
    pub async fn execute_prepared<T: DirectoryRequest<Entry: Entry>>(
        &self,
        call: &DirectoryCall<T>,
        prepared: Result<impl Into<<T::Entry as domain::Aggregate>::Command>, Status>,
        render: impl Fn(&T::Entry) -> <T as Command>::Response,
    ) -> Reply<<T as Command>::Response> {
        let no = match prepared {
            Ok(command) => return self.execute(call, command, render).await,
            Err(no) => no,
        };
        let first = T::Entry::ledger(self).answered(call.id, &call.asked).await;
        let first = first.map_err(status::of_entry)?.ok_or(no)?;
        self.shows(first.position).await?;
        Ok(reply(&first.answer, self.write_token(first.position)))
    }

    /// Waits for a turn at what makes a service the door of an area. Whoever names it one and whoever changes it hold the turn
    /// from before they look up what they decide on until it is written, so that in this process neither decides on what the
    /// other is about to change. Whoever pauses or closes a service needs none: while it is listed as a fallback, its own
    /// record says no.
    pub async fn door_turn(&self, service: ServiceId) -> MutexGuard<'_, ()> {
        self.door_turns.of(service).await
    }

    /// Whether policy permits a call on an entry of this owner's; nobody's in particular is the caller's own.
    pub(crate) fn may<T: DirectoryRequest<Entry: Entry>>(
        &self,
        call: &DirectoryCall<T>,
        owner: Option<OrgId>,
    ) -> bool {
        let own = owner.is_none_or(|owner| owner == call.ask.by.org);
        call.ask.decide(&self.policy, call.ask.about_own(own)).permit
    }

    /// Gets a command done. The directory may not show it yet.
    pub(crate) async fn decided<A: Entry>(
        &self,
        id: A::Id,
        asked: &Asked,
        may: impl Fn(&A) -> bool,
        command: &A::Command,
        answer: impl Fn(&A) -> Vec<u8>,
    ) -> Result<Done<A>, Status> {
        let may = |known: &Baseline<A>| may(&known.state);
        let done = A::ledger(self).execute_if(id, asked, may, command, answer).await;
        done.map_err(status::of_entry)
    }

    /// What brings a query of the directory up to this place in its journal.
    pub fn write_token(&self, position: Position) -> String {
        write_token(self.journal().as_ref(), position)
    }

    /// Waits until the directory shows the write that a token names.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a token that is none, `FAILED_PRECONDITION` for one of another journal, `UNAVAILABLE` if the
    /// directory is too far behind.
    pub async fn caught_up(&self, write_token: &str) -> Result<(), Status> {
        match status::wanted(write_token, self.journal().epoch())? {
            Some(wanted) => self.shows(wanted).await,
            None => Ok(()),
        }
    }

    /// Waits until the directory shows everything that was written before this call, for a decision that must not miss any.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal cannot be read, or the directory is too far behind.
    pub async fn up_to_date(&self) -> Result<(), Status> {
        let head = self.journal().head().await.map_err(|e| status::of_read(&e))?;
        self.shows(head).await
    }

    /// What the directory has to say, unless it is nothing; then what it says once it shows everything that was written
    /// before this call. So nobody is unknown who was registered a moment ago through another process.
    ///
    /// # Errors
    /// See [`Self::up_to_date`].
    pub async fn look_up<K>(
        &self,
        ask: impl Fn(&Directory) -> Option<K> + Send,
    ) -> Result<Option<K>, Status> {
        if let Some(known) = ask(&self.directory) {
            return Ok(Some(known));
        }
        self.up_to_date().await?;
        Ok(ask(&self.directory))
    }

    /// A worker of an organisation who may act for it on this day; nobody if there is no such worker, or they may not.
    ///
    /// # Errors
    /// See [`Self::up_to_date`].
    pub async fn active_worker(
        &self,
        org: OrgId,
        worker: WorkerId,
        on: Date,
    ) -> Result<Option<Worker>, Status> {
        let active = |directory: &Directory| {
            let organisation = directory.organisation(org)?;
            organisation.workers.workers.get(&worker).filter(|known| known.may_act(on)).cloned()
        };
        self.look_up(active).await
    }

    pub(crate) async fn shows(&self, wanted: Position) -> Result<(), Status> {
        let waited = tokio::time::timeout(CATCH_UP_MAX, self.directory.reached(wanted)).await;
        waited.map_err(|_| {
            let visible = self.directory.visible();
            status::of_view(&Unready::Behind { visible, wanted })
        })
    }

    pub(crate) fn journal(&self) -> &Arc<dyn Journal> {
        self.services.journal()
    }
}
