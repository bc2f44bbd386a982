//! The contract, with the permissions of a service. Streams are the operator's, who makes each journal anew.

use std::sync::Arc;
use std::time::Duration;

use anydoor_journal::contract::{self, Backend, Deafening, Losing};
use anydoor_journal::jetstream::layout::{self, CLAIMS, JOURNEYS};
use anydoor_journal::jetstream::permissions::{self, Party};
use anydoor_journal::jetstream::{Broker, StreamOptions};
use anydoor_journal::{Cells, JetStreamCells, JetStreamJournal, Journal};
use async_nats::jetstream::{Context, with_prefix};
use async_trait::async_trait;

use crate::attempt::Attempts;
use crate::site::Site;

/// Short, so that a test can wait until the broker has forgotten.
const DUPLICATE_WINDOW: Duration = Duration::from_millis(500);

struct Service {
    _site: Site,
    operator: Broker,
    streams: Context,
    service: Broker,
}

impl Service {
    async fn start(party: Party) -> Self {
        let site = Site::made().await;
        let streams = Attempts::of(&site, Party::Operator).await.client;
        Self {
            operator: site.broker(Party::Operator).await,
            streams: with_prefix(streams, permissions::API),
            service: site.broker(party).await,
            _site: site,
        }
    }

    async fn journal(&self, max_bytes: Option<u64>) -> Arc<dyn Journal> {
        let duplicate_window = DUPLICATE_WINDOW;
        let options = StreamOptions { max_bytes, duplicate_window, ..layout::stream(JOURNEYS) };
        self.streams.delete_stream(JOURNEYS).await.unwrap();
        JetStreamJournal::open(&self.operator, options.clone()).await.unwrap();
        Arc::new(JetStreamJournal::open(&self.service, options).await.unwrap())
    }
}

#[async_trait]
impl Backend for Service {
    async fn empty(&self) -> Arc<dyn Journal> {
        self.journal(None).await
    }
    async fn with_room(&self, bytes: u64) -> Arc<dyn Journal> {
        self.journal(Some(bytes)).await
    }
    async fn losing(&self) -> Losing {
        Deafening::around(self.journal(None).await)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_with_its_own_credential_keeps_the_contract() {
    let service = Service::start(Party::Intake).await;
    contract::run(&service).await;
    contract::cells(async || {
        service.streams.delete_stream(layout::under(CLAIMS)).await.unwrap();
        JetStreamCells::open(&service.operator, CLAIMS).await.unwrap();
        Arc::new(JetStreamCells::open(&service.service, CLAIMS).await.unwrap()) as Arc<dyn Cells>
    })
    .await;
}
