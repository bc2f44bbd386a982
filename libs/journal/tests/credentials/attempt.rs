//! A bare connection with a party's seed, which attempts things that our own code never would.

use std::sync::Arc;
use std::time::Duration;

use anydoor_journal::jetstream::permissions::{self, Party};
use anydoor_journal::nats_config;
use async_nats::{Client, ConnectOptions, Event, HeaderMap, ServerError, StatusCode, Subscriber};
use futures::StreamExt;
use nkeys::KeyPair;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;

use crate::site::Site;

/// How long the server may take to say yes or no.
const SAID_WITHIN: Duration = Duration::from_secs(20);

/// What nobody may publish to: its denial shows that everything before it was looked at.
const SENTINEL: &str = "sentinel";

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The server said no.
    Denied,
    /// It got to where it was meant for; what was said there is not asked.
    Reached,
}

pub(crate) struct Attempts {
    pub(crate) client: Client,
    pub(crate) inbox: String,
    denied: Mutex<Receiver<String>>,
}

impl Attempts {
    pub(crate) async fn of(site: &Site, party: Party) -> Self {
        let inbox = permissions::inbox(&public_key(site, party));
        let (note, denied) = channel(1024);
        let note = Arc::new(note);
        let options = site.options(party);
        let seed = std::fs::read_to_string(options.nkey.unwrap()).unwrap().trim().to_owned();
        let connect = ConnectOptions::with_nkey(seed)
            .add_root_certificates(options.root_certificates.unwrap())
            .require_tls(true)
            .custom_inbox_prefix(inbox.clone())
            .event_callback(move |event| {
                let note = note.clone();
                async move {
                    if let Event::ServerError(ServerError::Other(said)) = event {
                        note.send(said).await.unwrap();
                    }
                }
            });
        let client = connect.connect(options.servers).await.unwrap();
        Self { client, inbox, denied: Mutex::new(denied) }
    }

    /// Publishes something that changes nothing, wherever it comes to.
    pub(crate) async fn publish(&self, subject: &str) -> Outcome {
        let reply = self.client.new_inbox();
        let mut answers = self.client.subscribe(reply.clone()).await.unwrap();
        let (subject, mut headers) = (subject.to_owned(), HeaderMap::new());
        headers.insert("Nats-Expected-Last-Sequence", "999999999");
        let junk = "?".into();
        self.client
            .publish_with_reply_and_headers(subject.clone(), reply, headers, junk)
            .await
            .unwrap();
        if self.denials().await.iter().any(|said| said.contains(&format!("\"{subject}\""))) {
            return Outcome::Denied;
        }
        answer(&mut answers)
            .await
            .unwrap_or_else(|| panic!("{subject}: neither denied nor answered"));
        Outcome::Reached
    }

    /// Whether it may subscribe.
    pub(crate) async fn subscribe(&self, subject: &str) -> Outcome {
        let _subscriber = self.client.subscribe(subject.to_owned()).await.unwrap();
        let denied = self.denials().await.iter().any(|said| said.contains("Subscription"));
        if denied { Outcome::Denied } else { Outcome::Reached }
    }

    /// What the server denied until now.
    pub(crate) async fn denials(&self) -> Vec<String> {
        self.client.publish(SENTINEL, "".into()).await.unwrap();
        let mut denials = vec![];
        let mut denied = self.denied.lock().await;
        loop {
            let said = timeout(SAID_WITHIN, denied.recv()).await.unwrap().unwrap();
            if said.contains(SENTINEL) {
                return denials;
            }
            denials.push(said);
        }
    }
}

/// The first answer, which may be that nobody is there to answer.
pub(crate) async fn answer(answers: &mut Subscriber) -> Option<Option<StatusCode>> {
    let answer = timeout(SAID_WITHIN, answers.next()).await.ok()??;
    Some(answer.status)
}

pub(crate) fn public_key(site: &Site, party: Party) -> String {
    let seed = std::fs::read_to_string(nats_config::seed(&site.plan.folder, party)).unwrap();
    KeyPair::from_seed(seed.trim()).unwrap().public_key()
}
