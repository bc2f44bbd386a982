//! Routing: referrals, handovers, and the directory they are made from.

use anydoor_routing::{ClockLimits, Clocks, DirectoryApi, OpenDirectory, Routing};
use host::bounded;
use host::process::{Process, open_listener_from_env};
use host::public::PublicLimits;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("routing")?;
    let open = open_listener_from_env().await?;
    let feeds = process.feeds;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        let desk = || site.desk.clone();
        let directory = DirectoryApi::new(desk()).feeds_from(feeds);
        let clocks = Clocks::new(desk(), ClockLimits::default());
        let server = server
            .service(bounded!(Routing::new(desk()).into_server(), limits))
            .service(bounded!(directory.clone().into_server(), limits))
            .alongside("nightly import", |shutdown| directory.nightly(shutdown))
            .alongside("clocks", |shutdown| clocks.run(shutdown));
        let Some(listener) = open else { return server };
        let (open, limits) = (OpenDirectory::new(desk().registry), PublicLimits::default());
        server.alongside("open directory", |shutdown| open.serve(listener, limits, shutdown))
    };
    process.run(mount).await
}
