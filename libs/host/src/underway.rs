//! Under way: commands on journeys that this process has begun and not ended. Each is decided on what the directory said a
//! moment ago, so whoever ends something there waits for them before looking at what they wrote. What other processes have
//! under way is not known here.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// How long the slowest of them is waited for. Most take some milliseconds.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// The commands that are under way. Clones count together.
#[derive(Clone, Default)]
pub(crate) struct Underway(Arc<Mutex<Counts>>);

/// Counts, oldest first: each of those that began between two who waited, the last of those that began since.
type Counts = Vec<Arc<watch::Sender<()>>>;

/// A command that is under way, until this is dropped.
#[derive(Debug)]
pub(crate) struct Begun {
    _counted: watch::Receiver<()>,
}

impl Underway {
    /// A command begins.
    pub(crate) fn begins(&self) -> Begun {
        let mut counts = self.counts();
        if counts.is_empty() {
            counts.push(Arc::default());
        }
        let newest = counts.last().expect("one was pushed if there was none");
        Begun { _counted: newest.subscribe() }
    }

    /// Waits until those have ended that are under way now, and no longer than [`WAIT_MAX`]. Who begins meanwhile is not waited
    /// for.
    pub(crate) async fn ended(&self) {
        let before = {
            let mut counts = self.counts();
            counts.retain(|count| count.receiver_count() > 0);
            let before = counts.clone();
            counts.push(Arc::default()); // Whoever waits next waits for those before as well, if they are still there.
            before
        };
        let all = async {
            for count in &before {
                count.closed().await;
            }
        };
        if tokio::time::timeout(WAIT_MAX, all).await.is_err() {
            let commands: usize = before.iter().map(|count| count.receiver_count()).sum();
            tracing::warn!(commands, "commands take so long that they are not waited for");
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::{FutureExt, poll};

    use super::*;

    #[tokio::test]
    async fn who_began_before_is_waited_for_and_who_begins_later_is_not() {
        let underway = Underway::default();
        underway.ended().await; // Nobody is under way.
        let before = underway.begins();
        let mut ended = pin!(underway.ended());
        assert!(poll!(ended.as_mut()).is_pending());
        let _later = underway.begins();
        drop(before);
        assert!(poll!(ended).is_ready());
    }
    #[tokio::test]
    async fn whom_somebody_gave_up_waiting_for_the_next_waits_for() {
        let underway = Underway::default();
        let before = underway.begins();
        assert!(underway.ended().now_or_never().is_none());
        let mut again = pin!(underway.ended());
        assert!(poll!(again.as_mut()).is_pending());
        drop(before);
        again.await;
    }
    #[tokio::test]
    async fn two_who_wait_at_once_both_wait_for_whoever_began_before_them() {
        let underway = Underway::default();
        let before = underway.begins();
        let mut one = pin!(underway.ended());
        assert!(poll!(one.as_mut()).is_pending());
        let mut other = pin!(underway.ended());
        assert!(poll!(other.as_mut()).is_pending());
        drop(before);
        futures::join!(one, other);
    }
}
