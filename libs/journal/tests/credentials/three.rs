//! Three servers: TLS among them too, and a service's permissions through all of them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anydoor_journal::contract::Story;
use anydoor_journal::jetstream::layout::{self, JOURNEYS};
use anydoor_journal::jetstream::permissions::Party;
use anydoor_journal::jetstream::{Broker, BrokerOptions};
use anydoor_journal::{JetStreamJournal, Journal, Position};
use futures::StreamExt;

use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn three_servers_speak_tls_with_each_other_and_serve_each_credential() {
    let site = Site::of(3).await;
    for member in &site.plan.members {
        let answer = answered_in_clear(member.route_port);
        assert!(!answer.contains("INFO") && !answer.contains("PONG"), "{answer}");
    }
    let options = |party| BrokerOptions { replicas: 3, ..site.options(party) };
    let operator = Broker::connect(options(Party::Operator)).await.unwrap();
    operator.make_site().await.unwrap();

    let intake = Broker::connect(options(Party::Intake)).await.unwrap();
    let writes = JetStreamJournal::open(&intake, layout::stream(JOURNEYS)).await.unwrap();
    let lookup = Broker::connect(options(Party::Lookup)).await.unwrap();
    let reads = JetStreamJournal::open(&lookup, layout::stream(JOURNEYS)).await.unwrap();
    let mut ann = Story::of(1);
    for _ in 0..20 {
        ann.goes_on(&writes).await;
    }
    assert_eq!(reads.load(&ann.stream, Position::START).await.unwrap().len(), 20);
    let read: Vec<_> = reads.read(Position::START).take(20).collect().await;
    assert!(read.len() == 20 && read.iter().all(Result::is_ok));
}

/// What a server answers to whoever wants to be one of the cluster, in clear.
fn answered_in_clear(port: u16) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(b"INFO {}\r\nCONNECT {}\r\nPING\r\n").unwrap();
    let mut said = vec![];
    _ = stream.read_to_end(&mut said); // It may cut us off.
    String::from_utf8_lossy(&said).into_owned()
}
