//! What a journal promises, whatever it is kept in.

use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;
use wire::commit::Record;
use wire::token::Epoch;

/// The largest record that a journal takes, in bytes. A commit of a journey has 0.5 to 4 KiB.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;

/// A place in the journal: 1, 2, 3... without a hole. 0 is before the first. Assigned at commit, so a smaller one never
/// appears after a larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position(pub u64);

impl Position {
    /// Before the first record.
    pub const START: Self = Self(0);
    /// The place after this one.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The name of one aggregate's stream: a kind and an id, such as `journey.01890a5d-...`. Letters, digits, `-` and one dot;
/// it says nothing about a person.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(Arc<str>);

impl StreamId {
    /// The stream of the aggregate of this kind and id.
    ///
    /// # Panics
    /// If the id has a character that no id has.
    pub fn new(kind: &str, id: impl std::fmt::Display) -> Self {
        let name = format!("{kind}.{id}");
        assert!(Self::is_name(&name), "kinds and ids are letters, digits and hyphens");
        Self(name.into())
    }
    /// The stream that a stored name means, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::is_name(name).then(|| Self(name.into()))
    }
    /// The name, as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The kind of aggregate.
    pub fn kind(&self) -> &str {
        self.0.split_once('.').map_or("", |(kind, _)| kind)
    }
    /// The aggregate's id.
    pub fn id(&self) -> &str {
        self.0.split_once('.').map_or("", |(_, id)| id)
    }
    fn is_name(name: &str) -> bool {
        let token =
            |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        name.split_once('.').is_some_and(|(kind, id)| token(kind) && token(id))
    }
}

impl std::fmt::Debug for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::fmt::Display for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the writer believes of the stream. If it is not so, the append is a [`AppendError::Conflict`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing was ever written to it.
    Empty,
    /// Its last record stands here.
    At(Position),
}

/// A record and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place in the journal.
    pub position: Position,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// What was written. Its hash has been checked.
    pub record: Record,
}

/// Why an append was not done, or is not known to be.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else wrote to the stream first. Read it again and decide again.
    #[error("another commit was first")]
    Conflict,
    /// These very bytes may be in the journal already. Read the stream again before deciding.
    #[error("this commit was sent before")]
    Duplicate,
    /// The answer did not come in time: it may be done or not. Read the stream again before deciding.
    #[error("the journal did not answer in time")]
    Unknown,
    /// There is no room. Nothing was written, and reading still works.
    #[error("the journal is full")]
    Full,
    /// The record is larger than the journal takes.
    #[error("the record has {bytes} bytes; the journal takes {max}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most it may have.
        max: usize,
    },
    /// The journal cannot be reached, or has stopped writing after an error of its disk.
    #[error("the journal is unavailable: {0}")]
    Unavailable(#[source] Source),
}

/// Why the journal cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// What stands there is not what was written. Nothing after it is served; see `anydoor verify`.
    #[error("the journal is damaged at position {at}: {damage}")]
    Damaged {
        /// The first damaged place.
        at: Position,
        /// What is wrong.
        damage: Damage,
    },
    /// The journal cannot be reached.
    #[error("the journal is unavailable: {0}")]
    Unavailable(#[source] Source),
}

/// What can be wrong with a place in the journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Nothing stands there, though later records do, or did when they were read.
    #[error("a record is missing")]
    Hole,
    /// What stands there is not a whole record.
    #[error("{0}")]
    Unreadable(wire::convert::Malformed),
    /// The record belongs to another stream than it stands in.
    #[error("the record belongs to another stream")]
    WrongStream,
    /// The record does not follow the one before it in its stream.
    #[error("the record does not follow the one before it in its stream")]
    BrokenChain,
}

/// An error of what the journal is kept in.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

/// Records in the order of their positions: first those that stand, then each as it is written, for ever. After an
/// error it ends.
pub type Reading = BoxStream<'static, Result<Recorded, ReadError>>;

/// An append-only log of commits, many streams in one total order. Every backend passes the same suite, `contract`.
#[async_trait]
pub trait Journal: Send + Sync + 'static {
    /// Which journal this is. Another one has another. An old copy in its place has the same, and shows as a journal
    /// that ends before what was read.
    fn epoch(&self) -> Epoch;

    /// Appends one record to a stream, durably, if the stream is as expected.
    ///
    /// # Errors
    /// See [`AppendError`]; only `Duplicate` and `Unknown` leave open whether it was done.
    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError>;

    /// The records of a stream after a position, oldest first, including every append that was answered before this
    /// call.
    ///
    /// # Errors
    /// See [`ReadError`].
    async fn load(&self, stream: &StreamId, after: Position) -> Result<Vec<Recorded>, ReadError>;

    /// Every record after a position, and then each as it is written. A hole ends it with its position; so does a
    /// journal that ends before `after`, which is a place that was read once.
    fn read(&self, after: Position) -> Reading;

    /// The position of the last record.
    ///
    /// # Errors
    /// See [`ReadError`].
    async fn head(&self) -> Result<Position, ReadError>;
}
