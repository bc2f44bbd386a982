//! Under way: commands on journeys that this process has begun and not ended. Each is decided on what the directory said a
//! moment ago, so whoever ends something there waits for them before looking at what they wrote. What other processes have
//! under way is not known here.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// How long the slowest of them is waited for. Most take some milliseconds.
const WAIT_MAX: Duration = Duration::from_secs(5);

/// The commands that are under way. Clones count together.
#[derive(Clone, Default)]
pub(crate) struct Underway(Arc<Mutex<watch::Sender<()>>>);

/// A command that is under way, until this is dropped.
#[derive(Debug)]
pub(crate) struct Begun {
    _counted: watch::Receiver<()>,
}

impl Underway {
    /// A command begins.
    pub(crate) fn begins(&self) -> Begun {
        Begun { _counted: self.newest().subscribe() }
    }

    /// Waits until those have ended that are under way now, and no longer than [`WAIT_MAX`]. Who begins meanwhile is not waited
    /// for.
    pub(crate) async fn ended(&self) {
        let (before, _waits) = {
            let mut newest = self.newest();
            let before = mem::take(&mut *newest);
            (before, newest.subscribe()) // Who waits next waits for these as well.
        };
        if tokio::time::timeout(WAIT_MAX, before.closed()).await.is_err() {
            let commands = before.receiver_count();
            tracing::warn!(commands, "commands take so long that they are not waited for");
        }
    }

    /// Counts those that began since somebody waited last.
    fn newest(&self) -> MutexGuard<'_, watch::Sender<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures::poll;

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
