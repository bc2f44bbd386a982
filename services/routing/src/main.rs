//! Routing: referrals, handovers, and the directory they are made from.

use anydoor_routing::{ClockLimits, Clocks, DirectoryApi, Routing};
use host::bounded;
use host::process::Process;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("routing")?;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        let desk = || site.desk.clone();
        let clocks = Clocks::new(desk(), ClockLimits::default());
        let clocks = |shutdown| clocks.run(shutdown);
        server
            .service(bounded!(Routing::new(desk()).into_server(), limits))
            .service(bounded!(DirectoryApi::new(desk()).into_server(), limits))
            .alongside("clocks", clocks)
    };
    process.run(mount).await
}
