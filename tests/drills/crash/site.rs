//! The site under test: one `anydoor up` on one state folder, killed and started again, and who calls it.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::{Duration, Instant};

use anydoor_tests::caller::{self, Caller, Signed};
use anydoor_tests::patience::patiently;
use anydoor_tests::process::Server;
use anyhow::Context;
use tonic::transport::Channel;
use uuid::Uuid;
use wire::intake::intake_service_client::IntakeServiceClient;
use wire::lookup::lookup_service_client::LookupServiceClient;
use wire::routing::directory_service_client::DirectoryServiceClient;
use wire::routing::{ActivateSharingRequest, JoinOrganisationRequest, RegisterWorkerRequest};
use wire::types::{Date, OrgKind, OrgProfile};

use crate::command::{AREA, Intake};
use crate::lookup::Lookup;

/// The namespace of every id that the drill makes.
const DRILL: Uuid = Uuid::from_u128(0x51c4_9f0e_2a77_4d13_8e60_7b1d_f3a2_c905);

/// How many doors people come through: organisations.
pub(crate) const DOORS: usize = 2;

/// How many people a worker may lead.
pub(crate) const CASELOAD_MAX: u32 = 200;

/// The id of something of the drill.
pub(crate) fn id(name: &str) -> Uuid {
    Uuid::new_v5(&DRILL, name.as_bytes())
}

/// A running site.
pub(crate) struct Site {
    server: Server,
    url: String,
    /// When it was started.
    pub(crate) began: Instant,
}

impl Site {
    /// Starts the site on what its folder holds.
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        let began = Instant::now();
        let mut server = spawn(folder)?;
        let url = server.ready().await.context("starting anydoor up")?;
        Ok(Self { server, url, began })
    }

    /// Starts it and kills it after so long, ready or not.
    pub(crate) async fn start_in_vain(folder: &Path, after: Duration) -> anyhow::Result<()> {
        let mut server = spawn(folder)?;
        tokio::time::sleep(after).await;
        Ok(server.kill().await?)
    }

    pub(crate) async fn kill(mut self) -> std::io::Result<()> {
        self.server.kill().await
    }

    /// A connection of its own.
    pub(crate) fn channel(&self) -> anyhow::Result<Channel> {
        Ok(caller::channel(&self.url)?)
    }

    /// A client of intake.
    pub(crate) fn intake(&self, channel: Channel, by: Worker) -> Intake {
        IntakeServiceClient::with_interceptor(channel, by.caller())
    }

    /// A client of lookup.
    pub(crate) fn lookup(&self, channel: Channel, by: Worker) -> Lookup {
        Lookup::new(LookupServiceClient::with_interceptor(channel, by.caller()))
    }

    fn directory(&self) -> anyhow::Result<DirectoryServiceClient<Signed>> {
        let operator = Caller::operator(id("operator"), id("operator"));
        Ok(DirectoryServiceClient::with_interceptor(self.channel()?, operator))
    }

    /// Takes the organisations of both doors into the partnership.
    pub(crate) async fn join(&self) -> anyhow::Result<()> {
        let directory = self.directory()?;
        for door in 0..DOORS {
            let org_id = org(door).to_string();
            let profile = OrgProfile {
                name: format!("Invented Door {door}"),
                kind: OrgKind::Council.into(),
                areas: vec![AREA.into()],
            };
            let join = JoinOrganisationRequest {
                request_id: id(&format!("join {door}")).to_string(),
                org_id: org_id.clone(),
                profile: Some(profile),
                ..Default::default()
            };
            patiently(async || directory.clone().join_organisation(join.clone()).await).await?;
            let share = ActivateSharingRequest {
                request_id: id(&format!("share {door}")).to_string(),
                org_id,
                until: Some(Date { year: 2099, month: 12, day: 31 }),
                ..Default::default()
            };
            patiently(async || directory.clone().activate_sharing(share.clone()).await).await?;
        }
        Ok(())
    }

    /// Lets a worker begin.
    pub(crate) async fn employ(&self, worker: &Worker) -> anyhow::Result<()> {
        let directory = self.directory()?;
        let request = RegisterWorkerRequest {
            request_id: id(&format!("employ {} at {}", worker.id, worker.door)).to_string(),
            org_id: org(worker.door).to_string(),
            worker_id: worker.id.to_string(),
            name: "Invented Worker".into(),
            caseload_max: CASELOAD_MAX,
            ..Default::default()
        };
        patiently(async || directory.clone().register_worker(request.clone()).await).await?;
        Ok(())
    }
}

/// Somebody who works at a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Worker {
    pub(crate) door: usize,
    pub(crate) id: Uuid,
}

impl Worker {
    /// As whom they call.
    fn caller(self) -> Caller {
        Caller::worker(org(self.door), self.id)
    }

    /// Somebody at the other door.
    pub(crate) fn opposite(self) -> Self {
        Self { door: (self.door + 1) % DOORS, ..self }
    }
}

fn org(door: usize) -> Uuid {
    id(&format!("door {door}"))
}

fn spawn(folder: &Path) -> anyhow::Result<Server> {
    let listen = (Ipv4Addr::LOCALHOST, 0);
    let listen = std::net::SocketAddr::from(listen).to_string();
    let state = folder.join("state");
    let state = state.to_str().context("the temporary folder's name is not UTF-8")?;
    let args =
        ["up", "--insecure-loopback", "--state", state, "--listen", &listen, "--log", "warn"];
    Server::spawn(args, &folder.join("log"))
}
