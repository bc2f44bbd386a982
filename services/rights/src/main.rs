//! Rights: the facts that decide who may see a person.

use anydoor_rights::Rights;
use host::bounded;
use host::process::Process;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let process = Process::from_env("rights")?;
    let mount = |server: host::Server, site: &host::site::Site, limits: &host::Limits| {
        server.service(bounded!(Rights::new(site.desk.clone()).into_server(), limits))
    };
    process.run(mount).await
}
