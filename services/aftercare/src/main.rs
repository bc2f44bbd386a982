//! Aftercare: what happens once a person is in work.

use anydoor_aftercare::Aftercare;
use host::bounded;
use host::process::Process;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("aftercare")?;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        server.service(bounded!(Aftercare::new(site.desk.clone()).into_server(), limits))
    };
    process.run(mount).await
}
