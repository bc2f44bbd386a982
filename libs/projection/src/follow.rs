//! Following a journal: each commit in its turn, from the first on, for whatever is kept in memory and folded anew at each
//! start.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use journal::{Journal, Position, ReadError, Recorded};

/// How long to wait before reading on after the journal could not be read.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Shows every commit of a journal to `take`, until that has had enough, or a commit is damaged.
pub async fn follow(
    journal: Arc<dyn Journal>,
    mut take: impl FnMut(&Recorded) -> ControlFlow<()> + Send,
) {
    let mut after = Position::START;
    loop {
        let mut reading = journal.read(after);
        while let Some(next) = reading.next().await {
            match next {
                Ok(recorded) => {
                    after = recorded.position;
                    if take(&recorded).is_break() {
                        return;
                    }
                }
                Err(error @ ReadError::Damaged { .. }) => {
                    return tracing::error!(%error, "the directory stops here; run `anydoor verify`");
                }
                Err(ReadError::Unavailable(error)) => {
                    tracing::warn!(%error, "the directory cannot be read; trying again");
                }
            }
        }
        tokio::time::sleep(RETRY_AFTER).await;
    }
}
