//! Verifying a journal: everything is read again, and everything that is wrong is listed with its place.

use std::collections::HashMap;

use domain::Aggregate;
use futures::StreamExt;
use wire::commit::Hash;
use wire::convert::Malformed;
use wire::event::Stored;

use crate::port::{Damage, Journal, Position, ReadError, Recorded, StreamId};

/// How many findings are listed; more are only counted.
const FINDINGS_MAX: usize = 10_000;

/// After how many positions the progress is told.
const TOLD_EVERY: u64 = 1_000;

/// What was read, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The journal's last position when the reading began; it was read up to there.
    pub head: Position,
    /// How many commits are whole.
    pub commits: u64,
    /// How many streams they belong to.
    pub streams: u64,
    /// How many events they hold.
    pub events: u64,
    /// How many places are wrong.
    pub wrong: u64,
    /// The places that are wrong, in order; of very many, the first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether everything is as it was written.
    pub fn is_whole(&self) -> bool {
        self.wrong == 0
    }
}

/// One place that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub at: Position,
    /// In which stream, if the record says so.
    pub stream: Option<StreamId>,
    /// What.
    pub what: Wrong,
}

/// What is wrong with a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is not what was written.
    #[error(transparent)]
    Damage(#[from] Damage),
    /// It is what was written, but this code does not know an event in it.
    #[error("an event that is not known: {0}")]
    Unknown(Malformed),
}

/// How far a verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The last position that was read.
    pub at: Position,
    /// The position to read to.
    pub head: Position,
    /// How many places are wrong so far.
    pub wrong: u64,
}

/// Reads the whole journal again, up to its present end: every place is there, every record is whole, every chain
/// unbroken, every event known (`decode` knows them: see [`decodes`]). Damage does not end it; it goes on behind.
///
/// # Errors
/// If the journal cannot be reached. Damage is not an error; it is in the report.
pub async fn verify(
    journal: &dyn Journal,
    decode: impl Fn(&Recorded) -> Result<(), Malformed>,
    mut progress: impl FnMut(Progress),
) -> Result<Report, ReadError> {
    let head = journal.head().await?;
    let mut verifier =
        Verifier { report: Report { head, ..Report::default() }, ends: HashMap::new() };
    let mut at = Position::START;
    while at < head {
        let mut reading = journal.read(at);
        while at < head {
            let read = reading.next().await.ok_or_else(ended)?;
            let damaged = read.is_err();
            at = match read {
                Ok(recorded) => verifier.follow(recorded, &decode),
                Err(ReadError::Damaged { at: place, damage }) => {
                    verifier.find(place, None, damage.into()).max(at.next())
                }
                Err(error @ ReadError::Unavailable(_)) => return Err(error),
            };
            if at.0.is_multiple_of(TOLD_EVERY) || at >= head {
                progress(Progress { at, head, wrong: verifier.report.wrong });
            }
            if damaged {
                break; // A reading ends with the first damage; the next one begins behind it.
            }
        }
    }
    Ok(verifier.report)
}

/// Whether every event of a record is one of this kind of aggregate, if the record's stream is of that kind.
///
/// # Errors
/// The first event that is not known.
pub fn decodes<A: Stored>(recorded: &Recorded) -> Result<(), Malformed> {
    if recorded.stream.kind() != <A as Aggregate>::KIND {
        return Ok(());
    }
    recorded.record.stamp()?;
    recorded.record.commit.events.iter().try_for_each(|event| A::decode(event.clone()).map(|_| ()))
}

struct Verifier {
    report: Report,
    ends: HashMap<StreamId, (u64, Hash)>,
}

impl Verifier {
    fn follow(
        &mut self,
        recorded: Recorded,
        decode: &impl Fn(&Recorded) -> Result<(), Malformed>,
    ) -> Position {
        let at = recorded.position;
        let end = self.ends.get(&recorded.stream).copied().unwrap_or_default();
        if !recorded.follows(end.0, &end.1) {
            self.find(at, Some(recorded.stream.clone()), Damage::BrokenChain.into());
        }
        if let Err(malformed) = decode(&recorded) {
            self.find(at, Some(recorded.stream.clone()), Wrong::Unknown(malformed));
        }
        self.report.commits += 1;
        self.report.events += recorded.record.commit.events.len() as u64;
        let end = (recorded.record.commit.version, recorded.record.hash);
        if self.ends.insert(recorded.stream, end).is_none() {
            self.report.streams += 1;
        }
        at
    }

    fn find(&mut self, at: Position, stream: Option<StreamId>, what: Wrong) -> Position {
        self.report.wrong += 1;
        if self.report.findings.len() < FINDINGS_MAX {
            self.report.findings.push(Finding { at, stream, what });
        }
        at
    }
}

fn ended() -> ReadError {
    ReadError::Unavailable("the reading ended".into())
}
