//! Opening a stream while it has no leader: right after the servers' start, or while another process creates it.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::connect_error::ConnectError;

/// How long a stream may have no leader. An election takes 4 to 9 s.
const LED_WITHIN: Duration = Duration::from_secs(30);

/// How long a question waits before it is asked again: a stream without a leader does not answer, and its leader, once
/// elected, does not know what was asked before.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Opens a stream or a bucket as soon as it has a leader. What is asked must be safe to ask twice.
pub(super) async fn once_led<T, F>(name: &str, open: impl Fn() -> F) -> Result<T, ConnectError>
where
    F: Future<Output = Result<T, ConnectError>>,
{
    let deadline = Instant::now() + LED_WITHIN;
    while Instant::now() < deadline {
        if let Ok(opened) = timeout(ASK_AGAIN_AFTER, open()).await {
            return opened;
        }
    }
    Err(ConnectError::NoLeader { name: name.into(), waited: LED_WITHIN })
}
