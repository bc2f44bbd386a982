//! The gate before each look: budgets, and the detector of walks. Policy says whom a worker may see; this says how often
//! somebody may ask.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::access::Look;
use journal::{Journal, Position, ReadError};
use tokio::sync::watch;
use tonic::{Code, Status};
use wire::types::ErrorReason;

use super::attempt::{Admitted, Attempt};
use super::budget::HeldUp;
use super::follow::{Following, Others};
use super::log::AccessLog;
use super::tallies::Tallies;
use crate::Clock;
use crate::config::AccessLimits;
use crate::error::status;

/// Counts looks, those of other processes too, and lets attempts through or not. Clones count together.
#[derive(Clone)]
pub struct Gate {
    tallies: Arc<Mutex<Tallies>>,
    log: AccessLog,
    clock: Clock,
    following: Arc<Following>,
}

impl Gate {
    /// A gate that knows what stands in this journal, and follows what others add to it.
    ///
    /// # Errors
    /// If the journal cannot be read.
    pub async fn open(
        journal: Arc<dyn Journal>,
        log: AccessLog,
        clock: Clock,
        others: Others,
        limits: AccessLimits,
    ) -> Result<Self, ReadError> {
        let tallies = Arc::new(Mutex::new(Tallies::new(limits)));
        let take = {
            let tallies = tallies.clone();
            move |look: &Look| lock(&tallies).follow(look)
        };
        let following =
            Following::start(journal, log.run(), others, limits.read_back_records_max, take);
        let following = Arc::new(following.await?);
        Ok(Self { tallies, log, clock, following })
    }

    /// Lets an attempt through, and counts it.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` with the time to wait. It does not say which limit it was: whoever tries limits out learns
    /// nothing.
    pub fn admit(&self, attempt: &Attempt<'_>) -> Result<Admitted, Status> {
        let at = self.clock.now();
        if attempt.is_search() {
            let counted = lock(&self.tallies).admit(attempt, at.as_second());
            if let Err(held_up) = counted {
                self.tell(&held_up, attempt, attempt.held_up(at, held_up.verdict));
                return Err(refused(&held_up));
            }
        }
        Ok(attempt.admitted(at))
    }

    /// Takes note of what a look of this process came to.
    pub(super) fn came_to(&self, look: &Look) {
        lock(&self.tallies).came_to(look);
    }

    /// How far in the journal what others looked at is counted.
    pub(super) fn counted(&self) -> watch::Receiver<Position> {
        self.following.counted.clone()
    }

    /// Stops following what others look at.
    pub(super) async fn close(&self) {
        self.following.end().await;
    }

    /// Raises the alarm, once: in the operators' log, and on record, by which other processes know.
    fn tell(&self, held_up: &HeldUp, attempt: &Attempt<'_>, look: Look) {
        if !held_up.is_news {
            return;
        }
        let org = attempt.by.org;
        let worker = attempt.by.worker.map(|worker| worker.to_string()).unwrap_or_default();
        let seconds = held_up.wait.as_secs();
        tracing::warn!(%org, worker, verdict = ?held_up.verdict, seconds, "searches are held up");
        if let Err(error) = self.log.note(look) {
            tracing::error!(%org, worker, %error, "that searches are held up is not on record");
            lock(&self.tallies).forget_told(attempt.by);
        }
    }
}

fn lock(tallies: &Mutex<Tallies>) -> MutexGuard<'_, Tallies> {
    tallies.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refused(held_up: &HeldUp) -> Status {
    let message = "as many people were searched for as may be for now; wait, or ask whoever answers for access at your \
                   organisation";
    status(Code::ResourceExhausted, ErrorReason::BudgetSpent, message)
        .retry_after(held_up.wait)
        .build()
}
