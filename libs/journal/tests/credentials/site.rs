//! A server with every credential, and streams that the operator made.

use std::time::SystemTime;

use anydoor_journal::jetstream::permissions::Party;
use anydoor_journal::jetstream::{Broker, BrokerOptions, Synced};
use anydoor_journal::nats_config::{self, AUTHORITY, Plan};
use anydoor_journal::nats_server::NatsServer;
use tempfile::TempDir;

pub(crate) struct Site {
    pub(crate) servers: Vec<NatsServer>,
    pub(crate) plan: Plan,
    _folder: TempDir,
}

impl Site {
    /// A server with nothing on it.
    pub(crate) async fn bare() -> Self {
        Self::of(1).await
    }

    /// So many servers with nothing on them.
    pub(crate) async fn of(servers: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan {
            folder: folder.path().join("nats"),
            members: NatsServer::members(servers).unwrap(),
            store: "store".into(),
            authority: None,
            now: SystemTime::now(),
        };
        nats_config::write(&plan).unwrap();
        let servers = NatsServer::configured(&plan).await.unwrap();
        Self { servers, plan, _folder: folder }
    }

    /// A server on which the operator has made what a site needs.
    pub(crate) async fn made() -> Self {
        let site = Self::bare().await;
        site.broker(Party::Operator).await.make_site().await.unwrap();
        site
    }

    pub(crate) async fn broker(&self, party: Party) -> Broker {
        Broker::connect(self.options(party)).await.unwrap()
    }

    /// How a party reaches the server.
    pub(crate) fn options(&self, party: Party) -> BrokerOptions {
        let servers = self.servers.iter().map(NatsServer::url);
        let monitors = self.servers.iter().map(NatsServer::monitor).collect();
        BrokerOptions {
            nkey: Some(nats_config::seed(&self.plan.folder, party)),
            root_certificates: Some(self.plan.folder.join(AUTHORITY)),
            ..BrokerOptions::new(servers, Synced::Ask(monitors))
        }
    }
}
