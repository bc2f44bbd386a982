//! Referrals: a command on one is parsed with what the directory says, decided on the person's journey, and rendered as
//! the referral stands after it. Nothing is decided here.

mod asks;
mod check;
pub(crate) mod facts;
mod grpc;
mod known;
mod places;
mod redirect;
mod refused;
mod render;

use domain::routing::ask::Ask;
use domain::routing::referral::Command;
use domain::{Area, Journey, ReferralId, journey};
use host::error::status;
use host::{Call, Desk, Reply, malformed};
use projection::Directory;
use tonic::{Code, Request, Status};
use wire::command::CommandRequest;
use wire::convert::id_text;
use wire::routing::routing_service_server::RoutingServiceServer;
use wire::types::ErrorReason;

use asks::Asks;
use render::Answer;

/// The routing service.
#[derive(Clone)]
pub struct Routing {
    pub(crate) desk: Desk,
}

/// Areas in which nobody has to take whom no one else takes, so that a referral could end in front of a closed door.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} council areas have no fallback door, {} the first of them; name one for each", .0.len(), first(.0))]
pub struct MissingDoors(pub Vec<Area>);

fn first(areas: &[Area]) -> &str {
    areas.first().map_or("none", |area| area.name())
}

impl Routing {
    /// Routing, working at this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The service as gRPC serves it. While an area has no fallback door it refuses every command, so that an empty
    /// directory can be filled through [`crate::DirectoryApi`] beside it.
    pub fn into_server(self) -> RoutingServiceServer<Self> {
        RoutingServiceServer::new(self)
    }

    /// Whether every council area has a fallback door. A composition root may ask before it starts to route.
    ///
    /// # Errors
    /// With the areas that have none.
    pub fn check_doors(directory: &Directory) -> Result<(), MissingDoors> {
        let missing = directory.areas_without_fallback_door();
        if missing.is_empty() { Ok(()) } else { Err(MissingDoors(missing)) }
    }

    /// A command that concerns no more than one referral.
    async fn done<T: Asks>(&self, request: Request<T>) -> Reply<T::Response>
    where
        T::Response: Answer,
    {
        let call = self.desk.call(request)?;
        let referral = T::referral(&call)?;
        let answer = match self.ask(&call).await {
            Ok(ask) => self.execute(&call, referral, ask).await,
            Err(no) => self.desk.first_answer_or(&call, no).await,
        };
        self.or_ended(&call, referral, answer).await
    }

    /// The answer; or that the referral has ended, where the caller had part in it and may not see the person any more.
    async fn or_ended<T, R>(
        &self,
        call: &Call<T>,
        referral: ReferralId,
        answer: Reply<R>,
    ) -> Reply<R> {
        match answer {
            Err(no) if no.code() == Code::NotFound => {
                let ended = self.desk.ended(call, referral).await?;
                Err(ended.map_or(no, refused::ended))
            }
            other => other,
        }
    }

    async fn ask<T: Asks>(&self, call: &Call<T>) -> Result<Ask, Status> {
        if T::needs_a_way_on(&call.message) {
            self.check_way_on().await?;
        }
        T::ask(&self.desk, call).await
    }

    /// That there is a way on for everybody.
    pub(crate) async fn check_way_on(&self) -> Result<(), Status> {
        let registry = &self.desk.registry;
        if registry.look_up(|known| Self::check_doors(known).ok()).await?.is_some() {
            return Ok(());
        }
        Self::check_doors(&registry.directory).map_err(|missing| without_doors(&missing))
    }

    /// Gets it done, and answers with the referral as it stands.
    async fn execute<T: CommandRequest>(
        &self,
        call: &Call<T>,
        referral: ReferralId,
        ask: Ask,
    ) -> Reply<T::Response>
    where
        T::Response: Answer,
    {
        let command = asked(referral, ask);
        let answer =
            |after: &Journey| T::Response::of(render::referral(call.person, after, referral));
        let done = self.desk.execute_on(call, call.person, &command, answer).await;
        self.desk.answer(call, done.map_err(|error| refused::status(call, referral, error))?).await
    }
}

fn asked(referral: ReferralId, ask: Ask) -> journey::Command {
    Command { referral, ask }.into()
}

/// The referral that a message names.
fn named(text: &str) -> Result<ReferralId, Status> {
    id_text("referral_id", text).map_err(malformed)
}

fn without_doors(missing: &MissingDoors) -> Status {
    let areas: Vec<_> = missing.0.iter().map(|area| area.code()).collect();
    status(Code::FailedPrecondition, ErrorReason::NoFallbackDoors, missing.to_string())
        .fact("areas", areas.join(","))
        .build()
}
