//! A closed loop: so many calls in flight, each worker asking again as soon as it is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use hdrhistogram::Histogram;
use tokio::task::JoinSet;

/// One call. The number is different for each, so that it may choose whom to ask about.
pub(crate) type Once = Arc<dyn Fn(u64) -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

/// The longest latency that is told apart, in microseconds: a minute.
const LATENCY_MAX_US: u64 = 60_000_000;

/// What one round came to.
pub(crate) struct Lap {
    /// How many calls were answered.
    pub(crate) done: u64,
    /// In how many seconds.
    pub(crate) seconds: f64,
    /// In how many microseconds each.
    pub(crate) latency: Histogram<u64>,
}

impl Lap {
    /// Calls answered per second.
    pub(crate) fn per_second(&self) -> f64 {
        self.done as f64 / self.seconds
    }
}

/// An empty histogram, two significant digits fine.
pub(crate) fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LATENCY_MAX_US, 3).expect("the bounds are in order")
}

/// Notes how long something took.
pub(crate) fn note(latency: &mut Histogram<u64>, began: Instant) {
    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(LATENCY_MAX_US);
    latency.saturating_record(micros.max(1));
}

/// Asks again and again, `in_flight` at a time, until the time is up; then waits for the last answers.
///
/// # Errors
/// The first error of a call: a benchmark of failures measures nothing.
pub(crate) async fn lap(in_flight: usize, time: Duration, once: &Once) -> anyhow::Result<Lap> {
    let began = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        workers.spawn(until(began + time, once.clone()));
    }
    let mut latency = histogram();
    while let Some(worker) = workers.join_next().await {
        latency.add(worker??)?;
    }
    Ok(Lap { done: latency.len(), seconds: began.elapsed().as_secs_f64(), latency })
}

async fn until(end: Instant, once: Once) -> anyhow::Result<Histogram<u64>> {
    let mut latency = histogram();
    while Instant::now() < end {
        let began = Instant::now();
        once(serial()).await?;
        note(&mut latency, began);
    }
    Ok(latency)
}

/// Calls at a steady rate, however long each takes, until it is dropped. At most `in_flight` of them wait at a time.
pub(crate) fn steady(
    in_flight: usize,
    per_second: f64,
    once: &Once,
) -> JoinSet<anyhow::Result<()>> {
    let began = tokio::time::Instant::now();
    let calls = Arc::new(AtomicU64::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..in_flight {
        let (calls, once) = (calls.clone(), once.clone());
        workers.spawn(async move {
            loop {
                let turn = calls.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep_until(began + Duration::from_secs_f64(turn as f64 / per_second))
                    .await;
                once(serial()).await?;
            }
        });
    }
    workers
}

/// A number that no other call of this process has.
pub(crate) fn serial() -> u64 {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed)
}
