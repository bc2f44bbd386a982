//! How a process learns that it is to stop: one handle, cloned into whatever runs long.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};
use wire::types::ErrorReason;

use crate::error::status;

/// A shutdown that may begin once. Clones are the same shutdown.
#[derive(Debug, Clone, Default)]
pub struct Shutdown(CancellationToken);

impl Shutdown {
    /// One that begins when somebody calls [`begin`](Self::begin).
    pub fn new() -> Self {
        Self::default()
    }

    /// One that begins at SIGINT (Ctrl-C) or SIGTERM, too. Fails where the process may not listen for them.
    pub fn on_signal() -> std::io::Result<Self> {
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let shutdown = Self::new();
        let begun = shutdown.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            begun.begin();
        });
        Ok(shutdown)
    }

    /// Begins it; later calls change nothing.
    pub fn begin(&self) {
        self.0.cancel();
    }

    /// Returns once it has begun.
    pub async fn cancelled(&self) {
        self.0.cancelled().await;
    }

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        self.0.is_cancelled()
    }

    /// The last word of a stream that ends because of it: the caller reconnects and resumes from its cursor.
    pub fn status() -> Status {
        status(
            Code::Unavailable,
            ErrorReason::ShuttingDown,
            "this server is leaving; reconnect and resume",
        )
        .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, id};
    use std::time::Duration;

    #[tokio::test]
    async fn a_signal_begins_it_for_every_clone() {
        let shutdown = Shutdown::on_signal().expect("signals");
        let clone = shutdown.clone();
        assert!(!clone.has_begun());
        let sent = Command::new("kill").args(["-TERM", &id().to_string()]).status();
        assert!(sent.expect("kill").success());
        tokio::time::timeout(Duration::from_secs(20), clone.cancelled()).await.expect("in time");
        assert!(shutdown.has_begun());
    }
}
