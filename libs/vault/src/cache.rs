//! Opened keys, for a while: so that a person's second value costs no round trip, and a key that was destroyed by
//! another process dies here soon.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use quick_cache::sync::Cache;
use tokio::time::Instant;

use crate::keys::Whose;
use crate::secret::Secret;

/// How many opened keys one vault remembers; about 200 bytes each.
pub const KEY_CACHE_MAX: usize = 10_000;

/// How long an opened key is used before its cell is asked again. So long at most a key works in this process after
/// another one destroyed it.
pub const KEY_TTL: Duration = Duration::from_secs(5 * 60);

pub(crate) struct KeyCache {
    keys: Cache<Whose, Opened>,
    /// How many keys were forgotten. A key that was read before the last of them may be one of them.
    forgotten: Mutex<u64>,
}

#[derive(Clone)]
struct Opened {
    key: Arc<Secret>,
    at: Instant,
}

/// When a key began to be read from its cell.
pub(crate) struct Reading {
    at: Instant,
    forgotten: u64,
}

impl KeyCache {
    pub(crate) fn new() -> Self {
        Self { keys: Cache::new(KEY_CACHE_MAX), forgotten: Mutex::new(0) }
    }

    pub(crate) fn get(&self, whose: Whose) -> Option<Arc<Secret>> {
        let opened = self.keys.get(&whose)?;
        if opened.at.elapsed() < KEY_TTL {
            return Some(opened.key);
        }
        self.keys.remove(&whose);
        None
    }

    /// To be called before a key's cell is read.
    pub(crate) fn reading(&self) -> Reading {
        Reading { at: Instant::now(), forgotten: *self.forgotten() }
    }

    /// Remembers a key, unless one was forgotten since it was read: it may be that one.
    pub(crate) fn keep(&self, whose: Whose, key: &Arc<Secret>, since: &Reading) {
        let forgotten = self.forgotten();
        if *forgotten == since.forgotten {
            self.keys.insert(whose, Opened { key: Arc::clone(key), at: since.at });
        }
    }

    /// Forgets a key whose cell was destroyed, also for those who are reading it now.
    pub(crate) fn forget(&self, whose: Whose) {
        let mut forgotten = self.forgotten();
        *forgotten += 1;
        self.keys.remove(&whose);
    }

    fn forgotten(&self) -> MutexGuard<'_, u64> {
        self.forgotten.lock().expect("nothing panics while it holds the count")
    }
}
