//! Routing: referrals, handovers, and the directory they are made from.

use anydoor_routing::{ClockLimits, Clocks, DirectoryApi, Routing};
use host::bounded;
use host::process::Process;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("routing")?;
    let feeds = process.feeds;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        let desk = || site.desk.clone();
        let directory = DirectoryApi::new(desk()).feeds_from(feeds);
        let clocks = Clocks::new(desk(), ClockLimits::default());
        server
            .service(bounded!(Routing::new(desk()).into_server(), limits))
            .service(bounded!(directory.clone().into_server(), limits))
            .alongside("nightly import", |shutdown| directory.nightly(shutdown))
            .alongside("clocks", |shutdown| clocks.run(shutdown))
    };
    process.run(mount).await
}
