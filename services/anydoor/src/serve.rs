//! Running services: all of them in one process, or one of them. The code path is the same.

use anyhow::Context;
use host::Clock;
use host::Server;
use host::config::{Limits, Telemetry};
use host::fetch::Reach;
use host::identity::authority::Authority;
use host::process::{Process, open_listener};
use host::site::Site;

use crate::args::{self, Service};
use crate::compose;
use crate::exit::Usage;

/// Runs all services. The first start makes an authority for partners, unless somebody else's is there.
pub(crate) async fn up(up: args::Up) -> anyhow::Result<()> {
    if let Some(folder) = up.process.identity() {
        Authority::open_or_create(&folder, &up.server_names, Clock::system())?;
    }
    run("anydoor", &Service::ALL, up.process, up.nats).await
}

/// Runs one service, beside others that keep the same journal.
pub(crate) async fn serve(serve: args::Serve) -> anyhow::Result<()> {
    if serve.nats.servers.is_empty() {
        let alone = "a service shares its journal with the others: name the cluster with --nats; without one, `anydoor up` \
                     runs all of them";
        return Err(Usage(alone.into()).into());
    }
    run(serve.service.name(), &[serve.service], serve.process, serve.nats).await
}

async fn run(
    name: &str,
    services: &[Service],
    process: args::Process,
    nats: args::Nats,
) -> anyhow::Result<()> {
    let open = match process.open_listen {
        Some(_) if !services.contains(&Service::Routing) => {
            return Err(Usage("the open directory is served with routing".into()).into());
        }
        Some(address) => Some(open_listener(address).await.context("--open-listen")?),
        None => None,
    };
    let process = Process {
        name: name.to_owned(),
        identity: process.identity(),
        policies: process.policies,
        state: process.state,
        listen: process.listen,
        telemetry: Telemetry {
            filter: process.log,
            otlp_endpoint: process.otlp,
            ..Telemetry::default()
        },
        limits: Limits::default(),
        master_key: nats.master_key.clone(),
        nats: nats.broker(),
        feeds: Reach::inside_too(process.feeds_from_inside),
        clock_file: process.clock_file,
    };
    let feeds = process.feeds;

    let mount = |server: Server, site: &Site, limits: &Limits| {
        let server = compose::mount(server, site, services, limits, feeds);
        let server = compose::with_clocks(server, site, services);
        match open {
            Some(listener) => compose::with_open_directory(server, site, listener),
            None => server,
        }
    };
    process.run(mount).await
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::{Args, Command};

    fn feeds(flags: &[&str]) -> Reach {
        let args = ["anydoor", "up"].iter().chain(flags);
        let args = Args::try_parse_from(args).expect("it is understood");
        let Command::Up(up) = args.command else { panic!("another") };
        Reach::inside_too(up.process.feeds_from_inside)
    }

    #[tokio::test]
    async fn one_service_runs_only_beside_others_on_a_cluster() {
        let args = ["anydoor", "serve", "intake", "--insecure-loopback"];
        let args = Args::try_parse_from(args).expect("it is understood");
        let Command::Serve(alone) = args.command else { panic!("another") };
        let refused = serve(alone).await.expect_err("nobody shares its journal");
        let refused = refused.downcast::<Usage>().expect("it is put wrongly").to_string();
        assert!(refused.contains("--nats"), "{refused}");
    }
    #[test]
    fn feeds_are_read_from_public_addresses_unless_whoever_starts_the_server_says_otherwise() {
        assert_eq!(feeds(&[]), Reach::PublicOnly);
        assert_eq!(feeds(&["--feeds-from-inside"]), Reach::Anywhere);
    }
}
