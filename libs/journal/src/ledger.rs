//! The loop that every service shares: load, decide, append; and again if somebody else was first.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{Aggregate, CommitId, OrgId, RequestId, Stamp};
use quick_cache::sync::Cache;
use wire::commit::{FORMAT, Hash, Record};
use wire::convert::{self, date_of, stored_actor_of};
use wire::event::Stored;
use wire::stored::Commit;

use crate::port::{
    AppendError, Damage, Expected, Journal, Position, ReadError, Recorded, StreamId,
};

/// How often a decision is made anew because others wrote first, before the caller is told. A person's journey sees a
/// few commands a day; sixteen is a storm.
pub(crate) const ATTEMPTS_MAX: usize = 16;

/// How many aggregates a service remembers between commands. One takes 1 to 10 KiB.
pub(crate) const REMEMBERED_MAX: usize = 20_000;

/// Up to how many commits an aggregate is taken out of what is remembered while a command changes it. Somebody else who
/// asks meanwhile reads it anew, about a millisecond for as many. A longer one stays there, and is copied.
pub(crate) const TAKEN_OUT_COMMITS_MAX: u64 = 256;

/// Who asks, when, and how to know a retry.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who and when.
    pub stamp: Stamp,
    /// The caller's id of the command, unique within their organisation.
    pub request: RequestId,
    /// A keyed digest of the command.
    pub digest: Vec<u8>,
    /// What this belongs with.
    pub correlation: uuid::Uuid,
    /// The commit that caused it, where a process asks rather than a person.
    pub causation: Option<CommitId>,
    /// The W3C trace context of the call, if it is traced.
    pub traceparent: String,
}

/// An aggregate as far as it has been read.
#[derive(Debug, Clone)]
pub struct Baseline<A> {
    /// The state after the last record read.
    pub state: A,
    /// Where that record stands.
    pub position: Position,
    version: u64,
    hash: Hash,
    answered: HashMap<(OrgId, RequestId), Position>,
}

impl<A: Default> Default for Baseline<A> {
    fn default() -> Self {
        let (position, version, hash, answered) = (Position::START, 0, [0; 32], HashMap::new());
        Self { state: A::default(), position, version, hash, answered }
    }
}

/// What a command came to.
#[derive(Debug)]
pub struct Done<A> {
    /// The aggregate, at least as new as the command.
    pub after: Arc<Baseline<A>>,
    /// Where the command's commit stands; the last commit of the stream if nothing had to be done.
    pub position: Position,
    /// The answer, as the caller got it the first time.
    pub answer: Vec<u8>,
    /// Which commit says that the caller asked.
    pub told_by: ToldBy,
}

/// Which commit says what a caller asked, and was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldBy {
    /// The one that was made for this call.
    Own,
    /// One of an earlier try.
    Earlier,
    /// None: nothing had to be done.
    Nobody,
}

/// Why a command did not come to anything.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<A: Aggregate> {
    /// The rules say no.
    #[error("{refusal}")]
    Refused {
        /// Why.
        refusal: A::Refusal,
        /// The state that said so.
        state: Arc<Baseline<A>>,
    },
    /// The request id was used for another command.
    #[error("this request id was used for another command")]
    RequestIdReused,
    /// Whoever asks may not know whether there is anything here.
    #[error("whoever asks has nothing to do with it")]
    Withheld,
    /// Others were first, every time.
    #[error("others were first, {ATTEMPTS_MAX} times")]
    Contended,
    /// The journal did not do it, or is not known to have done it; the same request id may be sent again.
    #[error(transparent)]
    Journal(#[from] AppendError),
    /// The aggregate cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// Why an aggregate cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The journal says so.
    #[error(transparent)]
    Journal(#[from] ReadError),
    /// A whole record holds an event that this code does not know.
    #[error("at position {at}: {malformed}")]
    Unknown {
        /// Where it stands.
        at: Position,
        /// What is not known.
        malformed: convert::Malformed,
    },
}

/// All aggregates of one kind, over a journal. Cheap to clone; clones share what they remember.
pub struct Ledger<A> {
    journal: Arc<dyn Journal>,
    remembered: Arc<Cache<StreamId, Arc<Baseline<A>>>>,
}

impl<A> Clone for Ledger<A> {
    fn clone(&self) -> Self {
        Self { journal: self.journal.clone(), remembered: self.remembered.clone() }
    }
}

/// Whether a state is known to be the newest.
#[derive(Clone, Copy, PartialEq)]
enum Freshness {
    Remembered,
    Read,
}

impl<A: Stored> Ledger<A> {
    /// The aggregates in this journal.
    pub fn new(journal: Arc<dyn Journal>) -> Self {
        Self::remembering(journal, REMEMBERED_MAX)
    }

    /// The aggregates in this journal, remembering so many between commands. One takes 1 to 10 KiB.
    pub fn remembering(journal: Arc<dyn Journal>, remembered_max: usize) -> Self {
        Self { journal, remembered: Arc::new(Cache::new(remembered_max)) }
    }

    /// The journal underneath.
    pub fn journal(&self) -> &Arc<dyn Journal> {
        &self.journal
    }

    /// An aggregate as it stands, including every append answered before this call.
    ///
    /// # Errors
    /// If the journal cannot be read, or holds what this code does not know.
    pub async fn load(&self, id: impl std::fmt::Display) -> Result<Arc<Baseline<A>>, LoadError> {
        let stream = StreamId::new(A::KIND, id);
        self.read_on(&stream, self.remembered.get(&stream)).await
    }

    /// Decides a command on an aggregate and appends what it does, exactly once per request id: a retry gets the first
    /// answer, in a minute or in a year. `answer` renders what the caller gets from the state after it.
    ///
    /// What is remembered may be old. That never costs correctness: an append is checked against the stream, and
    /// anything but an append (a refusal, or nothing to do) is decided again on what the journal says now.
    ///
    /// # Errors
    /// See [`ExecuteError`]; nothing was appended unless it says that this is not known.
    pub async fn execute(
        &self,
        id: impl std::fmt::Display,
        asked: &Asked,
        command: &A::Command,
        answer: impl Fn(&A) -> Vec<u8>,
    ) -> Result<Done<A>, ExecuteError<A>> {
        self.execute_if(id, asked, |_| true, command, answer).await
    }

    /// As [`Self::execute`], if whoever asks may. That is asked of the same state that the command is decided on, and only
    /// of a command that was not done before: what stood between them then may have ended since.
    ///
    /// # Errors
    /// [`ExecuteError::Withheld`] if they may not, and as [`Self::execute`].
    pub async fn execute_if(
        &self,
        id: impl std::fmt::Display,
        asked: &Asked,
        may: impl Fn(&Baseline<A>) -> bool,
        command: &A::Command,
        answer: impl Fn(&A) -> Vec<u8>,
    ) -> Result<Done<A>, ExecuteError<A>> {
        let stream = StreamId::new(A::KIND, id);
        let mut lost = AppendError::Conflict;
        let (mut base, mut freshness) = self.recall(&stream).await?;
        for _ in 0..ATTEMPTS_MAX {
            if let Some(at) = base.answered.get(&(asked.stamp.by.org, asked.request)).copied() {
                self.keep(&stream, &base);
                return self.answer_again(&stream, at, asked, base).await;
            }
            let decided = may(&base).then(|| base.state.decide(&asked.stamp, command));
            base = match decided {
                Some(Ok(events)) if !events.is_empty() => {
                    let expected = base.expected();
                    let (next, record) =
                        Arc::unwrap_or_clone(base).then(&stream, asked, events, &answer);
                    match self.journal.append(&stream, expected, &record).await {
                        Ok(position) => {
                            return Ok(self.remember(stream, next, position, record, asked));
                        }
                        Err(
                            e @ (AppendError::Conflict
                            | AppendError::Duplicate
                            | AppendError::Unknown),
                        ) => lost = e,
                        Err(
                            e @ (AppendError::Full
                            | AppendError::TooLarge { .. }
                            | AppendError::Unavailable(_)),
                        ) => {
                            return Err(e.into());
                        }
                    }
                    self.read_on(&stream, self.remembered.get(&stream)).await?
                }
                _ if freshness == Freshness::Remembered => {
                    self.read_on(&stream, Some(base)).await?
                }
                Some(Ok(_)) => {
                    self.keep(&stream, &base);
                    return Ok(Done {
                        position: base.position,
                        answer: answer(&base.state),
                        after: base,
                        told_by: ToldBy::Nobody,
                    });
                }
                Some(Err(refusal)) => {
                    self.keep(&stream, &base);
                    return Err(ExecuteError::Refused { refusal, state: base });
                }
                None => {
                    self.keep(&stream, &base);
                    return Err(ExecuteError::Withheld);
                }
            };
            freshness = Freshness::Read;
        }
        match lost {
            AppendError::Conflict => Err(ExecuteError::Contended),
            other => Err(other.into()),
        }
    }

    /// The first answer to a request on an aggregate, if it was done there. For a command that finds out only on its way
    /// which aggregate it is about: what it finds may be other the second time.
    ///
    /// # Errors
    /// [`ExecuteError::RequestIdReused`] and [`ExecuteError::Load`].
    pub async fn answered(
        &self,
        id: impl std::fmt::Display,
        asked: &Asked,
    ) -> Result<Option<Done<A>>, ExecuteError<A>> {
        let stream = StreamId::new(A::KIND, id);
        let base = self.read_on(&stream, self.remembered.get(&stream)).await?;
        match base.answered.get(&(asked.stamp.by.org, asked.request)).copied() {
            Some(at) => self.answer_again(&stream, at, asked, base).await.map(Some),
            None => Ok(None),
        }
    }

    /// Takes out what is remembered, so that what is decided on it can change it where it lies: most of its memory was
    /// last touched long ago, and a copy would touch all of it. Whoever finds nothing reads the stream.
    async fn recall(&self, stream: &StreamId) -> Result<(Arc<Baseline<A>>, Freshness), LoadError> {
        let taken = self.remembered.remove_if(stream, |base| base.version <= TAKEN_OUT_COMMITS_MAX);
        match taken.map(|(_, base)| base).or_else(|| self.remembered.get(stream)) {
            Some(base) => Ok((base, Freshness::Remembered)),
            None => Ok((self.read_on(stream, None).await?, Freshness::Read)),
        }
    }

    /// Puts back what was taken out and not changed.
    fn keep(&self, stream: &StreamId, base: &Arc<Baseline<A>>) {
        self.remembered.insert(stream.clone(), base.clone());
    }

    /// Reads what was appended since.
    async fn read_on(
        &self,
        stream: &StreamId,
        from: Option<Arc<Baseline<A>>>,
    ) -> Result<Arc<Baseline<A>>, LoadError> {
        let mut base = from.unwrap_or_default();
        let tail = self.journal.load(stream, base.position).await?;
        if !tail.is_empty() {
            let next = Arc::make_mut(&mut base);
            for recorded in &tail {
                next.follow(recorded)?;
            }
            self.keep(stream, &base);
        }
        Ok(base)
    }

    fn remember(
        &self,
        stream: StreamId,
        mut next: Baseline<A>,
        position: Position,
        record: Record,
        asked: &Asked,
    ) -> Done<A> {
        next.position = position;
        next.answered.insert((asked.stamp.by.org, asked.request), position);
        let after = Arc::new(next);
        self.remembered.insert(stream, after.clone());
        Done { after, position, answer: record.commit.answer, told_by: ToldBy::Own }
    }

    async fn answer_again(
        &self,
        stream: &StreamId,
        at: Position,
        asked: &Asked,
        after: Arc<Baseline<A>>,
    ) -> Result<Done<A>, ExecuteError<A>> {
        let before = Position(at.0 - 1);
        let first =
            self.journal.load(stream, before).await.map_err(LoadError::from)?.into_iter().next();
        match first {
            Some(first)
                if first.position == at && first.record.commit.request_digest == asked.digest =>
            {
                let answer = first.record.commit.answer;
                Ok(Done { after, position: at, answer, told_by: ToldBy::Earlier })
            }
            Some(first) if first.position == at => Err(ExecuteError::RequestIdReused),
            Some(_) | None => {
                Err(LoadError::from(ReadError::Damaged { at, damage: Damage::Hole }).into())
            }
        }
    }
}

impl<A: Stored> Baseline<A> {
    /// How many commits there are.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The hash of the last commit: the head of the chain.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// Whether this very command, or another with its request id, was done here before.
    pub fn has_answered(&self, asked: &Asked) -> bool {
        self.answered.contains_key(&(asked.stamp.by.org, asked.request))
    }

    /// What an append to this stream expects.
    fn expected(&self) -> Expected {
        if self.version == 0 { Expected::Empty } else { Expected::At(self.position) }
    }

    /// The state after these events, and the record that says so. Its position is not known yet.
    fn then(
        mut self,
        stream: &StreamId,
        asked: &Asked,
        events: Vec<A::Event>,
        answer: impl Fn(&A) -> Vec<u8>,
    ) -> (Self, Record) {
        for event in &events {
            self.state.evolve(&asked.stamp, event);
        }
        let record = Record::write(Commit {
            format: FORMAT,
            commit_id: asked.stamp.commit.as_bytes().to_vec(),
            request_id: asked.request.as_bytes().to_vec(),
            request_digest: asked.digest.clone(),
            stream: stream.as_str().into(),
            version: self.version + 1,
            prev_hash: if self.version == 0 { vec![] } else { self.hash.to_vec() },
            recorded_at_us: asked.stamp.recorded_at.as_microsecond(),
            occurred_on: Some(date_of(asked.stamp.occurred_on)),
            actor: Some(stored_actor_of(&asked.stamp.by)),
            correlation_id: asked.correlation.as_bytes().to_vec(),
            causation_id: asked.causation.map_or(vec![], |c| c.as_bytes().to_vec()),
            traceparent: asked.traceparent.clone(),
            events: events.iter().map(A::encode).collect(),
            answer: answer(&self.state),
        });
        self.version += 1;
        self.hash = record.hash;
        (self, record)
    }

    /// Follows one record that was read, after checking that it is the next one.
    fn follow(&mut self, recorded: &Recorded) -> Result<(), LoadError> {
        let at = recorded.position;
        let Record { hash, ref commit, .. } = recorded.record;
        if !recorded.follows(self.version, &self.hash) {
            return Err(ReadError::Damaged { at, damage: Damage::BrokenChain }.into());
        }
        let unknown = |malformed| LoadError::Unknown { at, malformed };
        let stamp = recorded.record.stamp().map_err(unknown)?;
        for event in &commit.events {
            self.state.evolve(&stamp, &A::decode(event.clone()).map_err(unknown)?);
        }
        let request = convert::id("request_id", &commit.request_id).map_err(unknown)?;
        self.answered.insert((stamp.by.org, request), at);
        (self.position, self.version, self.hash) = (at, commit.version, hash);
        Ok(())
    }
}

impl Recorded {
    /// Whether this is the record after `version` commits of its stream, the last of which had this hash.
    pub fn follows(&self, version: u64, hash: &Hash) -> bool {
        let Record { ref commit, .. } = self.record;
        let linked =
            if version == 0 { commit.prev_hash.is_empty() } else { commit.prev_hash == hash };
        commit.version == version + 1 && linked && commit.stream == self.stream.as_str()
    }
}
