//! An issuer's keys at an address. Calls are answered from the keys that are known; the address is asked in between, and
//! when a token names a key that is not known. While it does not answer, the known keys go on for a while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use tokio::sync::watch;
use tokio::time::timeout;

use super::KeySet;
use super::fetch::Fetch;
use crate::Clock;

/// How old the keys are when the address is asked again.
const REFRESH_AFTER: Duration = Duration::from_secs(5 * 60);

/// How long to wait after it did not answer.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// How long after it was asked it may be asked again because a token names a key that is not known.
const UNKNOWN_KEY_EVERY: Duration = Duration::from_secs(30);

/// How long a call whose token names an unknown key waits for the answer.
const WAIT_MAX: Duration = Duration::from_secs(1);

/// How old keys may be. The address does not answer for a day only if something is wrong with it.
const STALE_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// An issuer's keys at an address.
#[derive(Debug)]
pub(crate) struct Remote {
    iss: String,
    fetch: Fetch,
    clock: Clock,
    /// Counts whenever the keys at some issuer's address have changed.
    rolls: Arc<AtomicU64>,
    state: Mutex<State>,
    /// Counts the fetches that have ended.
    ended: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    keys: Arc<KeySet>,
    fetched_at: Option<Timestamp>,
    /// When the address may be asked again.
    next_at: Option<Timestamp>,
    /// When it may be asked again for an unknown key.
    next_search_at: Option<Timestamp>,
    under_way: bool,
}

impl Remote {
    pub(crate) fn new(iss: String, fetch: Fetch, clock: Clock, rolls: Arc<AtomicU64>) -> Self {
        let (state, ended) = (Mutex::default(), watch::Sender::new(0));
        Self { iss, fetch, clock, rolls, state, ended }
    }

    /// Whether its keys come from there.
    pub(crate) fn is_from(&self, fetch: &Fetch) -> bool {
        self.fetch == *fetch
    }

    /// The keys that are known; none once they are too old.
    pub(crate) fn keys(&self) -> Arc<KeySet> {
        let (state, now) = (self.state(), self.clock.now());
        let fresh = state.fetched_at.is_some_and(|at| now < later(at, STALE_AFTER));
        if fresh { Arc::clone(&state.keys) } else { Arc::default() }
    }

    /// Asks the address if it is time to. Does not wait.
    pub(crate) fn refresh_if_due(self: &Arc<Self>) {
        let now = self.clock.now();
        let mut state = self.state();
        if state.next_at.is_none_or(|at| now >= at) {
            self.begin(&mut state);
        }
    }

    /// Asks the address because a token names a key that is not known, unless it was asked a moment ago; waits a little for
    /// the answer.
    pub(crate) async fn search(self: &Arc<Self>) {
        let mut ended = self.ended.subscribe();
        ended.mark_unchanged();
        let now = self.clock.now();
        let under_way = {
            let mut state = self.state();
            if state.next_search_at.is_none_or(|at| now >= at) {
                self.begin(&mut state);
            }
            state.under_way
        };
        if under_way {
            _ = timeout(WAIT_MAX, ended.changed()).await;
        }
    }

    /// Begins to ask, unless that is under way: in a task of its own, which no caller's leaving ends.
    fn begin(self: &Arc<Self>, state: &mut State) {
        if !std::mem::replace(&mut state.under_way, true) {
            state.next_search_at = Some(later(self.clock.now(), UNKNOWN_KEY_EVERY));
            let this = Arc::clone(self);
            tokio::spawn(async move { this.ask().await });
        }
    }

    async fn ask(&self) {
        let got = self.fetch.get().await.and_then(|json| KeySet::parse(&json));
        let now = self.clock.now();
        let mut state = self.state();
        state.under_way = false;
        match got {
            Ok(keys) => {
                if *state.keys != keys {
                    state.keys = Arc::new(keys);
                    self.rolls.fetch_add(1, Ordering::SeqCst);
                }
                state.fetched_at = Some(now);
                state.next_at = Some(later(now, REFRESH_AFTER));
            }
            Err(error) => {
                state.next_at = Some(later(now, RETRY_AFTER));
                tracing::warn!(
                    issuer = self.iss,
                    error = format!("{error:#}"),
                    "the issuer's keys cannot be fetched; those that are known go on for a day: see its jwks address"
                );
            }
        }
        drop(state);
        self.ended.send_modify(|count| *count += 1);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}
