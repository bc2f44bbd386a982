//! JetStream as a backend of the suite: a stream of its own for each journal, and a proxy that can lose an answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use anydoor_journal::contract::{Backend, Losing};
use anydoor_journal::jetstream::{Broker, BrokerOptions, StreamOptions, Synced};
use anydoor_journal::nats_server::NatsServer;
use anydoor_journal::{JetStreamJournal, Journal};
use async_trait::async_trait;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Short, so that a test can wait until the broker has forgotten.
const DUPLICATE_WINDOW: Duration = Duration::from_millis(500);

/// Short, so that a lost answer is noticed soon.
const LOSING_ACK_WAIT: Duration = Duration::from_secs(1);

pub(crate) struct JetStream {
    pub(crate) servers: Vec<NatsServer>,
    pub(crate) broker: Broker,
    next: AtomicU32,
}

impl JetStream {
    pub(crate) async fn on(servers: Vec<NatsServer>) -> Self {
        let broker = Broker::connect(options(&servers, servers[0].url())).await.unwrap();
        Self { servers, broker, next: AtomicU32::new(0) }
    }

    pub(crate) async fn journal(
        &self,
        broker: &Broker,
        max_bytes: Option<u64>,
    ) -> Arc<dyn Journal> {
        Arc::new(JetStreamJournal::open(broker, self.stream(max_bytes)).await.unwrap())
    }

    /// A stream that nobody had.
    pub(crate) fn stream(&self, max_bytes: Option<u64>) -> StreamOptions {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        StreamOptions {
            prefix: Some(format!("t{n}")),
            max_bytes,
            duplicate_window: DUPLICATE_WINDOW,
            ..StreamOptions::new(&format!("JOURNEYS-{n}"), ["journey"])
        }
    }
}

/// Through this address, with a copy on each server.
pub(crate) fn options(servers: &[NatsServer], url: String) -> BrokerOptions {
    let synced = Synced::Ask(servers.iter().map(NatsServer::monitor).collect());
    BrokerOptions { replicas: servers.len(), ..BrokerOptions::new([url], synced) }
}

#[async_trait]
impl Backend for JetStream {
    async fn empty(&self) -> Arc<dyn Journal> {
        self.journal(&self.broker, None).await
    }
    async fn with_room(&self, bytes: u64) -> Arc<dyn Journal> {
        self.journal(&self.broker, Some(bytes)).await
    }
    async fn losing(&self) -> Losing {
        let lose_next = Arc::new(AtomicBool::new(false));
        let proxy = proxy(self.servers[0].address(), lose_next.clone()).await;
        let mut options = options(&self.servers, format!("nats://{proxy}"));
        options.ack_wait = LOSING_ACK_WAIT;
        let broker = Broker::connect(options).await.unwrap();
        Losing { journal: self.journal(&broker, None).await, lose_next }
    }
}

/// A proxy that, when the switch is set, swallows the next acknowledgement of a publish and cuts the connection.
async fn proxy(server: String, lose_next: Arc<AtomicBool>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.unwrap();
            tokio::spawn(forward(client, server, lose_next.clone()));
        }
    });
    address
}

async fn forward(client: TcpStream, server: TcpStream, lose_next: Arc<AtomicBool>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = tokio::io::copy(&mut from_client, &mut to_server);
    let down = async {
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let bytes = from_server.read(&mut chunk).await.unwrap_or(0);
            if bytes == 0
                || acknowledges(&chunk[..bytes]) && lose_next.swap(false, Ordering::SeqCst)
            {
                return;
            }
            if to_client.write_all(&chunk[..bytes]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! { _ = up => {}, () = down => {} }
}

fn acknowledges(chunk: &[u8]) -> bool {
    const ACK: &[u8] = b"{\"stream\":\"JOURNEYS";
    chunk.windows(ACK.len()).any(|window| window == ACK)
}
