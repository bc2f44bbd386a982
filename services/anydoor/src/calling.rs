//! As whom a command of ours calls a server, and over which connection.

use anyhow::Context;
use domain::{Code, Role};
use host::identity::client::Organisation;
use tonic::transport::Channel;

use crate::args::Server;
use crate::dynamic::{Client, Identity};
use crate::exit::Usage;

/// Connects to the server, and says as whom to call it: in this capacity, unless told otherwise.
pub(crate) async fn connect(server: &Server, role: Role) -> anyhow::Result<(Client, Identity)> {
    let role = server.role.as_deref().map_or(Ok(role), self::role)?;
    if server.insecure_loopback {
        let (org, worker) = (server.org.clone(), server.worker.clone());
        let by = Identity::Claimed { org, worker, role: role.text().into() };
        let address = server.address("http");
        let endpoint = Channel::from_shared(address.clone());
        let endpoint = endpoint.with_context(|| format!("the server {address}"))?;
        return Ok((Client::connect(&endpoint).await?, by));
    }
    let Some(folder) = &server.identity else {
        let what = "say who calls: --identity FOLDER, as `anydoor org add` made it; or --insecure-loopback, for a server that believes it";
        return Err(Usage(what.to_owned()).into());
    };
    let organisation = Organisation::open(folder)?;
    let worker = server.worker.parse().map_err(|_| Usage("--as-worker takes a UUID".into()))?;
    let by = Identity::Proven(organisation.worker(worker, role));
    Ok((Client::connect(&organisation.endpoint(&server.address("https"))?).await?, by))
}

/// The role of this name.
pub(crate) fn role(name: &str) -> anyhow::Result<Role> {
    let role = Role::ALL.iter().find(|role| role.text() == name);
    let names = || Role::ALL.iter().map(|role| role.text()).collect::<Vec<_>>().join(", ");
    Ok(*role.ok_or_else(|| Usage(format!("there is no role {name}; there are {}", names())))?)
}
