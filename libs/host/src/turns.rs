//! Turns: what is done with one service goes one after another in this process. Commands on its places do, so that a crowd
//! that wants the same places does not lose race after race to itself; what makes it a door does, because that is decided on
//! two records. Between processes the journal decides, as ever, each record for itself.

use std::array;
use std::sync::Arc;

use domain::ServiceId;
use tokio::sync::{Mutex, MutexGuard};

/// How many turns there are. Services share them by chance: two that do wait for each other now and then.
const TURNS: usize = 64;

/// Whose turn it is. Clones share the turns.
#[derive(Clone)]
pub(crate) struct Turns(Arc<[Mutex<()>; TURNS]>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(array::from_fn(|_| Mutex::default())))
    }
}

impl Turns {
    /// Waits for a turn at a service. Whoever waits is bound by the deadline of their call.
    pub(crate) async fn of(&self, service: ServiceId) -> MutexGuard<'_, ()> {
        let turn = service.as_uuid().as_u128() % TURNS as u128;
        self.0[usize::try_from(turn).expect("a turn is less than their number")].lock().await
    }
}
