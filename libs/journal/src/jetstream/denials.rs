//! What the server did not let us publish. It does not answer such a message; it sends a line of text to the connection,
//! and whoever waits for the answer would wait in vain.

use std::future::{Future, pending};
use std::sync::Arc;

use async_nats::{Event, ServerError};
use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};

/// How many denials may wait to be looked at; of more, the oldest are forgotten.
const DENIALS_MAX: usize = 256;

/// How the server begins.
const SAID_OF_PUBLISH: &str = "permissions violation for publish to";

/// The server does not let this credential publish to a subject.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "nats-server does not let this credential publish to {subject}: is it the credential of another service, or are the \
     server's permissions older than this program (`anydoor nats config`)?"
)]
pub struct Denied {
    /// The subject.
    pub subject: Arc<str>,
}

/// The denials of one connection. Cheap to clone.
#[derive(Clone)]
pub(super) struct Denials(Sender<Arc<str>>);

impl Denials {
    pub(super) fn new() -> Self {
        Self(broadcast::channel(DENIALS_MAX).0)
    }

    /// Takes note of what a connection reports.
    pub(super) fn note(&self, event: &Event) {
        let Event::ServerError(ServerError::Other(said)) = event else { return };
        tracing::error!(%said, "nats-server");
        if let Some(subject) = subject(said) {
            _ = self.0.send(subject.into()); // Nobody may wait for it.
        }
    }

    /// Waits for an answer, or for the word that there will be none.
    pub(super) async fn unless<T>(
        &self,
        subject: &str,
        asked: impl Future<Output = T>,
    ) -> Result<T, Denied> {
        let denials = self.0.subscribe();
        tokio::select! {
            answer = asked => Ok(answer),
            denied = of(denials, subject) => Err(denied),
        }
    }
}

async fn of(mut denials: Receiver<Arc<str>>, subject: &str) -> Denied {
    loop {
        match denials.recv().await {
            Ok(denied) if *denied == *subject => return Denied { subject: denied },
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => pending().await,
        }
    }
}

/// The subject in `Permissions Violation for Publish to "journey.x"`.
fn subject(said: &str) -> Option<&str> {
    let is_it = said.to_ascii_lowercase().starts_with(SAID_OF_PUBLISH);
    is_it.then(|| said.split('"').nth(1)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_read_from_what_the_server_says() {
        assert_eq!(
            subject(r#"Permissions Violation for Publish to "journey.A-1""#),
            Some("journey.A-1")
        );
        assert_eq!(subject(r#"Permissions Violation for Subscription to "journey.A-1""#), None);
        assert_eq!(subject("Stale Connection"), None);
    }

    #[tokio::test]
    async fn only_the_denial_of_its_own_subject_ends_a_wait() {
        let denials = Denials::new();
        let wait = denials.unless("journey.a", pending::<()>());
        tokio::pin!(wait);
        assert!(futures::poll!(&mut wait).is_pending());
        for denied in ["journey.b", "journey.a"] {
            let said = format!(r#"Permissions Violation for Publish to "{denied}""#);
            denials.note(&Event::ServerError(ServerError::Other(said)));
        }
        assert_eq!(wait.await, Err(Denied { subject: "journey.a".into() }));
    }
}
