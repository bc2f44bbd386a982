//! Looks at people: each is on record before it is answered, and nobody looks more often than they may.
//!
//! A handler asks [`Access::admit`] before it answers, and [`Access::record`]s what the look came to; both are one line.
//! Who may see whom is for policy to say, and not decided here.

mod attempt;
mod budget;
mod follow;
mod gate;
mod log;
mod recent;
mod tallies;
mod walk;
mod window;
mod writer;

use std::sync::Arc;

use domain::access::Look;
use journal::{Journal, Position, ReadError};
use tokio::sync::watch;
use tonic::Status;

pub use attempt::{Admitted, Answer, Attempt, Sought};
pub use follow::{Others, looks};
pub use gate::Gate;
pub use log::{AccessLog, LOOKS_PER_RECORD_MAX, QUEUE_MAX, Unrecorded};

use crate::config::AccessLimits;
use crate::{Clock, status};

/// The record of looks and the gate before it. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    log: AccessLog,
    gate: Gate,
}

impl Access {
    /// Begins a record of this run in this journal, and counts what already stands there.
    ///
    /// # Errors
    /// If the journal cannot be read.
    pub async fn open(
        journal: Arc<dyn Journal>,
        clock: Clock,
        others: Others,
        limits: AccessLimits,
    ) -> Result<Self, ReadError> {
        if limits == AccessLimits::lifted() {
            tracing::warn!(
                "nobody is held up, however often they look: this is for invented people only"
            );
        }
        let log = AccessLog::start(journal.clone(), clock.clone());
        let gate = Gate::open(journal, log.clone(), clock, others, limits).await?;
        Ok(Self { log, gate })
    }

    /// Lets an attempt through, and counts it if it is a search.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` with the time to wait.
    pub fn admit(&self, attempt: &Attempt<'_>) -> Result<Admitted, Status> {
        self.gate.admit(attempt)
    }

    /// Puts a look on record, durably. Only after this may what it came to be answered.
    ///
    /// # Errors
    /// `UNAVAILABLE`: it is not known to be on record, so there is no answer.
    pub async fn record(&self, look: Look) -> Result<(), Status> {
        self.gate.came_to(&look);
        self.log.append(look).await.map_err(status::of_look)
    }

    /// How far in the journal what other processes looked at is counted here.
    pub fn counted(&self) -> watch::Receiver<Position> {
        self.gate.counted()
    }

    /// Finishes what was asked, and takes nothing more.
    pub async fn close(&self) {
        self.log.close().await;
        self.gate.close().await;
    }
}
