//! `anydoor nats`: what an operator prepares once, before any service starts.

use std::time::SystemTime;

use anyhow::Context;
use journal::jetstream::Broker;
use journal::jetstream::permissions::Party;
use journal::nats_config::{self, AUTHORITY, Plan};

use crate::args::{Nats, NatsTask, NatsTaskCommand, WriteConfig};
use crate::exit::Usage;
use crate::out;

pub(crate) async fn run(task: NatsTask) -> anyhow::Result<()> {
    match task.what {
        NatsTaskCommand::Config(config) => write(config),
        NatsTaskCommand::Init { nats } => init(&nats).await,
    }
}

fn write(config: WriteConfig) -> anyhow::Result<()> {
    let WriteConfig { out: folder, members, store, ca: authority } = config;
    let plan = Plan { folder, members, store, authority, now: SystemTime::now() };
    nats_config::write(&plan)?;
    for member in &plan.members {
        out::line(plan.folder.join(&member.name).display());
    }
    for party in Party::ALL {
        out::line(nats_config::seed(&plan.folder, party).display());
    }
    eprintln!(
        "{} servers, {} credentials. Bring each server its folder and start nats-server there; bring each service its \
         seed and {AUTHORITY}; then run `anydoor nats init` with the operator's seed.",
        plan.members.len(),
        Party::ALL.len()
    );
    Ok(())
}

async fn init(nats: &Nats) -> anyhow::Result<()> {
    let options = nats.broker().ok_or_else(|| Usage("name the servers: --nats".into()))?;
    let servers = options.shown();
    let broker = Broker::connect(options).await;
    let broker = broker.with_context(|| format!("connecting to NATS at {servers}"))?;
    for made in broker.make_site().await? {
        out::line(format_args!("{made} is there"));
    }
    Ok(())
}
