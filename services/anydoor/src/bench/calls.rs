//! The calls that are measured, as a client makes them.

use std::sync::Arc;

use domain::{OrgId, Role};
use futures::FutureExt;
use host::identity::client::{AUTHORIZATION, Organisation, Worker};
use host::{ORG_METADATA, WORKER_METADATA};
use prost::Message;
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use uuid::Uuid;
use wire::intake::intake_service_client::IntakeServiceClient;
use wire::intake::{GiveAgreementRequest, GiveAgreementResponse, RegisterPersonRequest};
use wire::lookup::find_person_request::By;
use wire::lookup::lookup_service_client::LookupServiceClient;
use wire::lookup::{FindPersonRequest, FindPersonResponse, GetPersonRequest, PersonMatch};
use wire::types::{AgreementMethod, AgreementScope};

use super::echo::{self, Say};
use super::load::{Once, serial};
use super::people::{self, ORG, Population, WORKER};

/// How many connections a client opens: one for each core of the smallest machine that is worth measuring.
const CONNECTIONS: usize = 2;

/// Of all people, how many things happen to in a benchmark. The service remembers as many and more.
pub(crate) const ACTIVE_MAX: u64 = 10_000;

/// How many bytes a small command's record has in the journal.
pub(crate) const RECORD_BYTES: u32 = 420;

/// How many bytes a look has in the record of looks.
pub(crate) const LOOK_BYTES: u32 = 150;

/// A client of one server.
#[derive(Clone)]
pub(crate) struct Caller {
    channels: Arc<[Channel]>,
    /// Who signs for each call; where nobody does, callers are believed.
    worker: Option<Worker>,
    /// Whose call it is, where callers are believed.
    org: OrgId,
}

impl Caller {
    /// Connects.
    ///
    /// # Errors
    /// If nobody listens there.
    pub(crate) async fn connect(url: &str) -> anyhow::Result<Self> {
        Self::over(Channel::from_shared(url.to_owned())?, None).await
    }

    /// Connects as a partner: with its certificate, and a token of its worker with each call.
    ///
    /// # Errors
    /// If nobody listens there, or the partner is refused.
    pub(crate) async fn connect_proven(
        partner: &Arc<Organisation>,
        url: &str,
    ) -> anyhow::Result<Self> {
        let worker = partner.worker(WORKER, Role::Worker);
        Self::over(partner.endpoint(url)?, Some(worker)).await
    }

    async fn over(endpoint: Endpoint, worker: Option<Worker>) -> anyhow::Result<Self> {
        let mut channels = vec![];
        for _ in 0..CONNECTIONS {
            channels.push(endpoint.clone().tcp_nodelay(true).connect().await?);
        }
        Ok(Self { channels: channels.into(), worker, org: ORG })
    }

    /// A call that says who calls.
    pub(crate) fn sign<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        if let Some(worker) = &self.worker {
            metadata.insert(AUTHORIZATION, worker.authorization());
            return request;
        }
        let id = |id: Uuid| MetadataValue::try_from(id.to_string()).expect("a UUID is ASCII");
        metadata.insert(ORG_METADATA, id(self.org.as_uuid()));
        metadata.insert(WORKER_METADATA, id(WORKER.as_uuid()));
        request
    }

    pub(crate) fn channel(&self, n: u64) -> Channel {
        self.channels[n as usize % self.channels.len()].clone()
    }

    /// An echo of a call with so many bytes each way, that writes so many to SQLite first.
    pub(crate) fn echo(
        &self,
        request_bytes: usize,
        answer_bytes: usize,
        record_bytes: u32,
    ) -> Once {
        let caller = self.clone();
        let payload = bytes::Bytes::from(vec![0; request_bytes]);
        Arc::new(move |n| {
            let say =
                Say { payload: payload.clone(), answer_bytes: answer_bytes as u32, record_bytes };
            let channel = caller.channel(n);
            let request = caller.sign(say);
            async move { Ok(echo::say(channel, request).await?) }.boxed()
        })
    }

    /// A small, frequent command: somebody who is on record says yes to one thing more.
    pub(crate) fn command(&self, people: Population) -> Once {
        let caller = self.clone();
        Arc::new(move |n| {
            let caller = caller.clone();
            async move { Ok(caller.agree(people, n).await.map(drop)?) }.boxed()
        })
    }

    async fn agree(&self, people: Population, n: u64) -> Result<GiveAgreementResponse, Status> {
        let mut client = IntakeServiceClient::new(self.channel(n));
        Ok(client.give_agreement(self.sign(agreement(people, n))).await?.into_inner())
    }

    /// Makes somebody new known, with a National Insurance number.
    pub(crate) fn register(&self, people: Population) -> Once {
        let caller = self.clone();
        Arc::new(move |_| {
            let n = people.size + serial(); // Two registrations never share a number.
            let mut client = IntakeServiceClient::new(caller.channel(n));
            let request = caller.sign(registration(n));
            async move { Ok(client.register_person(request).await.map(drop)?) }.boxed()
        })
    }

    /// The same client, for an organisation that has to do with nobody.
    pub(crate) fn stranger(&self) -> Self {
        Self { org: OrgId::from_u128(0x5757), ..self.clone() }
    }

    /// Searches by a number; how many bytes were answered.
    pub(crate) async fn search(&self, n: u64) -> anyhow::Result<usize> {
        let mut client = LookupServiceClient::new(self.channel(0));
        Ok(client.find_person(self.sign(question(n))).await?.into_inner().encoded_len())
    }

    /// Finds somebody by their number.
    pub(crate) fn lookup(&self, people: Population) -> Once {
        let caller = self.clone();
        Arc::new(move |n| {
            let mut client = LookupServiceClient::new(caller.channel(n));
            let request = caller.sign(question(scattered(n) % people.size));
            async move {
                let found = client.find_person(request).await?.into_inner();
                anyhow::ensure!(
                    found.matches.len() == 1,
                    "somebody who is on record was not found"
                );
                Ok(())
            }
            .boxed()
        })
    }

    /// Seven lookups, two small commands and a registration, in no particular order.
    pub(crate) fn mixed(&self, people: Population) -> Once {
        let (lookup, command, register) =
            (self.lookup(people), self.command(people), self.register(people));
        Arc::new(move |n| match scattered(n) % 10 {
            0 => register(n),
            1 | 2 => command(n),
            _ => lookup(n),
        })
    }

    /// Does something to somebody, then asks about them until the answer has it: how long after the first answer.
    ///
    /// # Errors
    /// If the view does not get that far, or shows less than it should.
    pub(crate) async fn write_and_see(
        &self,
        people: Population,
        n: u64,
    ) -> anyhow::Result<std::time::Duration> {
        let write_token = self.agree(people, n).await?.write_token;
        let answered = std::time::Instant::now();
        let person_id = people.id(active(people, n)).to_string();
        let mut client = LookupServiceClient::new(self.channel(n));
        _ = client.get_person(self.sign(GetPersonRequest { person_id, write_token })).await?;
        Ok(answered.elapsed())
    }
}

/// Sizes in bytes of a small command's request and answer, without their names.
pub(crate) fn command_sizes(people: Population) -> (usize, usize) {
    let request = agreement(people, 0);
    let agreement = wire::intake::Agreement {
        agreement_id: request.request_id.clone(),
        scope: request.scope,
        ..Default::default()
    };
    let write_token = wire::token::WriteToken { epoch: [255; 8], position: 1 << 20 }.to_string();
    let answer = GiveAgreementResponse { agreement: Some(agreement), write_token };
    (request.encoded_len(), answer.encoded_len())
}

/// The same of a registration, whose answer is about as long.
pub(crate) fn register_sizes(people: Population) -> (usize, usize) {
    (registration(0).encoded_len(), command_sizes(people).1)
}

/// The same of a lookup.
pub(crate) fn lookup_sizes() -> (usize, usize) {
    let person_id = Uuid::nil().to_string();
    let matches = vec![PersonMatch { person_id, being_helped: true }];
    let answer = FindPersonResponse { matches, ..Default::default() };
    (question(0).encoded_len(), answer.encoded_len().max(host::ANSWER_BYTES))
}

fn agreement(people: Population, n: u64) -> GiveAgreementRequest {
    GiveAgreementRequest {
        request_id: Uuid::new_v4().to_string(),
        person_id: people.id(active(people, n)).to_string(),
        scope: AgreementScope::Research.into(),
        text_version: 1,
        method: AgreementMethod::Spoken.into(),
        ..Default::default()
    }
}

fn registration(n: u64) -> RegisterPersonRequest {
    RegisterPersonRequest {
        request_id: Uuid::new_v4().to_string(),
        details: Some(people::details(n)),
        identifiers: vec![people::nino(n)],
        ..Default::default()
    }
}

fn question(n: u64) -> FindPersonRequest {
    FindPersonRequest { by: Some(By::Identifier(people::nino(n))), write_token: String::new() }
}

/// One of those to whom things happen.
pub(crate) fn active(people: Population, n: u64) -> u64 {
    people.size - 1 - n % people.size.min(ACTIVE_MAX)
}

/// The number's place in an order that no cache can guess (the finaliser of SplitMix64).
fn scattered(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}
