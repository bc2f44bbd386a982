//! Where somebody could go, among ten thousand services: through gRPC with its commit on disk, and the order alone.

use std::sync::Arc;

use anyhow::Context;
use domain::directory::overlay::Spot;
use domain::intake::need::NeedCode;
use domain::routing::kind::ReferralKind;
use domain::routing::routes::{Asked, Offer, Protected, Query, RoutePolicy, Wanted, rank};
use domain::{Area, Code};
use futures::{FutureExt, StreamExt, stream};
use host::Parts;
use journal::{Position, StreamId};
use prost::Message;
use uuid::Uuid;
use wire::routing::routing_service_client::RoutingServiceClient;
use wire::routing::{SuggestRoutesRequest, SuggestRoutesResponse};
use wire::types;

use super::calls::{Caller, active};
use super::field::Field;
use super::group::{Rounds, lane, measure};
use super::load::Once;
use super::people::Population;
use super::report::Row;
use super::town;

/// How many ask at the same time: so many key workers press the button in one second.
const IN_FLIGHT: usize = 4;

/// For how many people it is asked. Something was written down about each of them before, as about everybody whose needs are
/// known, so that the keys it is sealed with are there.
const ASKED: u64 = 2_000;

/// And how many are asked about at once, before anything is measured.
const PREPARED_AT_ONCE: usize = 64;

/// Answers on where to go, below an echo, a naked pipe to the same disk, and the order of an area's services alone.
pub(crate) async fn suggest(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    town::settle(&field.parts).await?;
    let mut people = field.people;
    people.size = people.size.min(ASKED);
    field.site.ask_once_for_each(people).await.context("asking once for each person")?;
    let request = question(people, 0);
    let answer = field.site.suggest(request.clone()).await?;
    anyhow::ensure!(answer.routes.len() > 1, "only the door was suggested");
    let record_bytes = last_record(&field.parts, people).await?;
    let (request, answer) = (request.encoded_len(), answer.encoded_len());
    let lanes = vec![
        lane("suggest.echo", &[], field.echo.echo(request, answer, 0)),
        lane("suggest.rank", &[], in_order(&field.parts)),
        lane("suggest.pipe", &["suggest.echo"], field.echo.echo(request, answer, record_bytes)),
        lane("suggest", &["suggest.echo", "suggest.pipe"], field.site.suggestions(people)),
    ];
    measure(&Rounds { in_flight: IN_FLIGHT, ..*rounds }, lanes).await
}

impl Caller {
    fn suggestions(&self, people: Population) -> Once {
        let caller = self.clone();
        Arc::new(move |n| {
            let caller = caller.clone();
            async move { caller.suggest(question(people, n)).await.map(drop) }.boxed()
        })
    }

    async fn ask_once_for_each(&self, people: Population) -> anyhow::Result<()> {
        let asked = (0..people.size).map(|n| self.suggest(question(people, n)));
        let mut answers = stream::iter(asked).buffer_unordered(PREPARED_AT_ONCE);
        while let Some(answer) = answers.next().await {
            answer?;
        }
        Ok(())
    }

    async fn suggest(
        &self,
        question: SuggestRoutesRequest,
    ) -> anyhow::Result<SuggestRoutesResponse> {
        let mut client = RoutingServiceClient::new(self.channel(0));
        Ok(client.suggest_routes(self.sign(question)).await?.into_inner())
    }
}

fn question(people: Population, n: u64) -> SuggestRoutesRequest {
    SuggestRoutesRequest {
        request_id: Uuid::new_v4().to_string(),
        person_id: people.id(active(people, n)).to_string(),
        area: area(n).code().to_owned(),
        kind: types::ReferralKind::Support.into(),
        needs: needs(n).map(Code::number).to_vec(),
        from: Some(types::Spot {
            latitude_microdegrees: home().latitude(),
            longitude_microdegrees: home().longitude(),
        }),
        ..Default::default()
    }
}

/// Where everybody sets out from.
fn home() -> Spot {
    Spot::new(56_500_000, -4_000_000).expect("it is in Scotland")
}

fn area(n: u64) -> Area {
    Area::ALL[n as usize % Area::ALL.len()]
}

fn needs(n: u64) -> [NeedCode; 2] {
    [0, 5].map(|more| NeedCode::ALL[(n as usize + more) % NeedCode::ALL.len()])
}

async fn last_record(parts: &Parts, people: Population) -> anyhow::Result<u32> {
    let stream = StreamId::new("journey", people.id(active(people, 0)));
    let records = parts.journeys.journal().load(&stream, Position::START).await?;
    let bytes = records.last().context("a suggestion is on record")?.record.bytes.len();
    Ok(u32::try_from(bytes)?)
}

/// The pure part: every service of the area held against a question, and put in order.
fn in_order(parts: &Parts) -> Once {
    let directory = parts.registry.directory.clone();
    let (on, door) = (parts.clock.today(), town::service(town::SERVICES));
    Arc::new(move |n| {
        let (services, elsewhere) = directory.services_in(area(n));
        async move {
            let offers: Vec<_> = services
                .iter()
                .filter_map(|(id, service)| Offer::of(*id, service, on, true, Asked::Not))
                .collect();
            let wanted = Wanted {
                area: area(n),
                kind: ReferralKind::Support,
                stage: None,
                needs: needs(n).into(),
                modes: [].into(),
                from: Some(home()),
                metres_max: None,
            };
            let person = Uuid::from_u128(n.into()).into();
            let query = Query { person, on, wanted, protected: Protected::default() };
            let ranking = rank(&query, &offers, door, &RoutePolicy::standard());
            let ranking = ranking.and_elsewhere(u32::try_from(elsewhere)?);
            anyhow::ensure!(ranking.routes.len() > 1, "only the door was suggested");
            Ok(())
        }
        .boxed()
    })
}
