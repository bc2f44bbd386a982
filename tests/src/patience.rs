//! Asking again while the answer is "not just now", and no longer than a deadline.

use std::time::{Duration, Instant};

use tonic::{Code, Status};

/// How long an answer may be put off before that is a fault.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// How long to wait before asking again.
const AGAIN_AFTER: Duration = Duration::from_millis(5);

/// Asks until the answer is another than `UNAVAILABLE`.
///
/// # Errors
/// What was answered otherwise, or `UNAVAILABLE` if it still is after [`ANSWER_WITHIN`].
pub async fn patiently<T>(mut ask: impl AsyncFnMut() -> Result<T, Status>) -> Result<T, Status> {
    let deadline = Instant::now() + ANSWER_WITHIN;
    loop {
        match ask().await {
            Err(status) if status.code() == Code::Unavailable && Instant::now() < deadline => {
                tokio::time::sleep(AGAIN_AFTER).await;
            }
            answer => return answer,
        }
    }
}
