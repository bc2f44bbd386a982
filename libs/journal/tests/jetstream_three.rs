//! The contract, on three nats-servers with a copy each; and the loss of one of them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write;
use std::sync::Arc;

use anydoor_journal::contract::{self, Story};
use anydoor_journal::jetstream::Broker;
use anydoor_journal::nats_server::NatsServer;
use anydoor_journal::{
    AppendError, Cells, JetStreamCells, JetStreamJournal, Journal, Position, ReadError,
};
use futures::StreamExt;
use support::{JetStream, options};

async fn three() -> JetStream {
    JetStream::on(NatsServer::cluster(3).await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn three_servers_keep_the_contract() {
    writeln!(std::io::stdout(), "journal backend: JetStream, three servers").unwrap();
    let jetstream = three().await;
    contract::run(&jetstream).await;
    let next = std::sync::atomic::AtomicU32::new(0);
    let make = async || {
        let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let cells = JetStreamCells::open(&jetstream.broker, &format!("CELLS-{n}")).await.unwrap();
        Arc::new(cells) as Arc<dyn Cells>
    };
    contract::cells(make).await;
}

/// Each member in turn is killed while somebody writes, so the leader is among them.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_answered_is_lost_when_members_are_killed() {
    let mut jetstream = three().await;
    let urls: Vec<_> = jetstream.servers.iter().map(NatsServer::url).collect();
    let mut options = options(&jetstream.servers, urls[0].clone());
    options.servers = urls;
    let broker = Broker::connect(options).await.unwrap();
    let stream = jetstream.stream(None);
    let journal = JetStreamJournal::open(&broker, stream).await.unwrap();
    let mut ann = Story::of(1);
    for member in 0..3 {
        for _ in 0..5 {
            persist(&journal, &mut ann).await;
        }
        jetstream.servers[member].kill();
        for _ in 0..5 {
            persist(&journal, &mut ann).await;
        }
        jetstream.servers[member].resume().await.unwrap();
    }
    let read: Vec<_> = journal.read(Position::START).take(30).collect().await;
    let versions: Vec<_> = read.into_iter().map(|r| r.unwrap().record.commit.version).collect();
    assert_eq!(versions, (1..=30).collect::<Vec<_>>(), "each commit once");
}

/// Appends one more commit, whatever it takes: after any doubt, what the journal says decides.
async fn persist(journal: &JetStreamJournal, ann: &mut Story) {
    let version = ann.next().commit.version;
    loop {
        match ann.tries(journal).await {
            Ok(_) => return,
            Err(AppendError::TooLarge { .. } | AppendError::Full) => panic!("it is small"),
            Err(_) => {}
        }
        let chain = loop {
            match journal.load(&ann.stream, Position::START).await {
                Ok(chain) => break chain,
                Err(ReadError::Unavailable(_)) => {}
                Err(damaged) => panic!("{damaged}"),
            }
        };
        ann.last = chain.into_iter().last().map(|r| (r.position, r.record));
        if ann.last.as_ref().is_some_and(|(_, r)| r.commit.version == version) {
            return;
        }
    }
}
