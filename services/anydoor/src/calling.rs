//! As whom a command of ours calls a server, and over which connection.

use anyhow::Context;
use domain::{Code as _, Role, WorkerId};
use host::identity::client::Organisation;
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::args::Server;
use crate::dynamic::{Client, Identity};
use crate::exit::Usage;

/// The worker who calls a server that believes it, unless told otherwise.
const SOMEBODY: &str = "00000000-0000-0000-0000-000000000002";

/// Connects to the server, and says as whom to call it: in this capacity, unless told otherwise.
pub(crate) async fn connect(server: &Server, role: Role) -> anyhow::Result<(Client, Identity)> {
    let role = server.role.as_deref().map_or(Ok(role), self::role)?;
    if server.insecure_loopback {
        let org = server.org.clone();
        let worker = server.worker.clone().unwrap_or_else(|| SOMEBODY.to_owned());
        let by = Identity::Claimed { org, worker, role: role.text().into() };
        let address = server.address("http")?;
        let endpoint = Channel::from_shared(address.clone());
        let endpoint = endpoint.with_context(|| format!("the server {address}"))?;
        return Ok((Client::connect(&endpoint).await?, by));
    }
    let Some(folder) = &server.identity else {
        let what = "say who calls: --identity FOLDER, as `anydoor org add` made it; or --insecure-loopback, for a server that believes it";
        return Err(Usage(what.to_owned()).into());
    };
    let (worker, address) = (worker(server)?, server.address("https")?);
    let organisation = Organisation::open(folder)?;
    let by = Identity::Proven(organisation.worker(worker, role));
    Ok((Client::connect(&organisation.endpoint(&address)?).await?, by))
}

/// The worker whom an organisation's token names. It goes on record what they did, so nobody is made up here.
fn worker(server: &Server) -> Result<WorkerId, Usage> {
    let unsaid = "say which worker calls: --as-worker UUID; what is done goes on record as theirs";
    let worker = server.worker.as_deref().ok_or_else(|| Usage(unsaid.to_owned()))?;
    worker.parse().map_err(|_| Usage("--as-worker takes a UUID".into()))
}

/// Adds what to look at, where a server did not believe the capacity that a command calls in of its own accord.
pub(crate) fn explained(
    server: &Server,
    role: Role,
) -> impl FnOnce(anyhow::Error) -> anyhow::Error {
    let chosen = server.role.is_none() && !server.insecure_loopback;
    move |error| {
        let status = error.chain().find_map(|cause| cause.downcast_ref::<Status>());
        if !chosen || status.is_none_or(|status| status.code() != Code::Unauthenticated) {
            return error;
        }
        let role = role.text();
        error.context(format!(
            "calling as {role} (was the organisation added with `--role {role}`, and does a running server know it yet?)"
        ))
    }
}

/// The role of this name.
pub(crate) fn role(name: &str) -> anyhow::Result<Role> {
    let role = Role::ALL.iter().find(|role| role.text() == name);
    let names = || Role::ALL.iter().map(|role| role.text()).collect::<Vec<_>>().join(", ");
    Ok(*role.ok_or_else(|| Usage(format!("there is no role {name}; there are {}", names())))?)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::{Args, Command, Projection, ProjectionCommand};

    fn server(flags: &[&str]) -> Server {
        let args = ["anydoor", "projection", "status"].iter().chain(flags);
        let args = Args::try_parse_from(args).expect("these flags are understood");
        match args.command {
            Command::Projection(Projection { what: ProjectionCommand::Status { server } }) => {
                server
            }
            other => panic!("{other:?}"),
        }
    }

    async fn refused(flags: &[&str]) -> String {
        let error = connect(&server(flags), Role::Operator).await.err().expect("it is refused");
        error.downcast::<Usage>().expect("it is put wrongly").to_string()
    }

    fn explained_of(flags: &[&str], status: Status) -> String {
        format!("{:#}", explained(&server(flags), Role::Operator)(status.into()))
    }

    #[tokio::test]
    async fn nobody_is_made_up_where_calls_are_proven() {
        let unsaid = refused(&["--identity", "orgs/council"]).await;
        assert!(unsaid.contains("--as-worker UUID"), "{unsaid}");
        let named = ["--identity", "orgs/council", "--as-worker", "Ann"];
        assert_eq!(refused(&named).await, "--as-worker takes a UUID");
    }
    #[tokio::test]
    async fn an_address_says_how_it_is_spoken_to() {
        let loopback = |address| ["--insecure-loopback", "--server", address];
        for address in ["127.0.0.1:7600", "https://127.0.0.1:7600", "a b"] {
            let refused = refused(&loopback(address)).await;
            assert!(refused.ends_with("such as http://127.0.0.1:7600"), "{refused}");
        }
        let proven = ["--identity", "orgs/council", "--as-worker", SOMEBODY];
        let refused =
            refused(&[&proven[..], &["--server", "http://127.0.0.1:7600"]].concat()).await;
        assert!(refused.ends_with("such as https://127.0.0.1:7600"), "{refused}");
    }
    #[test]
    fn a_capacity_that_the_command_chose_is_explained_where_it_is_not_believed() {
        let unproven = || Status::unauthenticated("the access token is not accepted");
        assert!(explained_of(&[], unproven()).starts_with("calling as OPERATOR (was the"));
        for (flags, status) in [
            (&["--as-role", "OPERATOR"][..], unproven()),
            (&["--insecure-loopback"][..], unproven()),
            (&[][..], Status::permission_denied("no")),
        ] {
            assert!(!explained_of(flags, status).contains("calling as"), "{flags:?}");
        }
    }
}
