//! How services answer, as the view counts it. It is advice, so it may be a minute old, and is nothing while the view is not
//! ready.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::routing::routes::Observed;
use domain::{ServiceId, Timestamp};

use crate::Desk;

/// How long what was read is good for.
const READ_FOR: Duration = Duration::from_secs(60);

type Numbers = Arc<HashMap<ServiceId, Observed>>;

/// What was read, and when.
type Read = Option<(Timestamp, Numbers)>;

/// What was read last.
#[derive(Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<Read>>);

impl Answers {
    fn lock(&self) -> MutexGuard<'_, Read> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// How each service that answered anybody did so, over the last half a year. Numbers only, and of no person.
    pub fn observed(&self) -> Numbers {
        let now = self.clock.now();
        let last = self.answers.lock().clone();
        if let Some((at, numbers)) = last
            && now.duration_since(at).unsigned_abs() < READ_FOR
        {
            return numbers;
        }
        let Ok(numbers) = self.people.observed(now) else { return Numbers::default() };
        let numbers = Arc::new(numbers);
        *self.answers.lock() = Some((now, numbers.clone())); // Not held while it is read: others ask meanwhile.
        numbers
    }
}
