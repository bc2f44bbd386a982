//! Lookup: who, where, and what is open.

use anydoor_lookup::Lookup;
use host::bounded;
use host::process::Process;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("lookup")?;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        server.service(bounded!(Lookup::new(site.desk.clone()).into_server(), limits))
    };
    process.run(mount).await
}
