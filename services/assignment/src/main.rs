//! Assignment: who is responsible for a person, and who else walks with them.

use anydoor_assignment::Assignment;
use host::bounded;
use host::process::Process;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("assignment")?;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        server.service(bounded!(Assignment::new(site.desk.clone()).into_server(), limits))
    };
    process.run(mount).await
}
