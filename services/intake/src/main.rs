//! Intake: receives a person, at whichever door they first spoke.

use anydoor_intake::Intake;
use host::bounded;
use host::process::Process;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("intake")?;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        server.service(bounded!(Intake::new(site.desk.clone()).into_server(), limits))
    };
    process.run(mount).await
}
