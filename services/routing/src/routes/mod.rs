//! Routes: where somebody could go. The question is read, every service of the area is held against it, and the
//! answer is put on record, sealed; a retry is told what stands there, and so the same.
//! Which service fits how well is for `domain::routing::routes` to say.

mod offers;
mod query;
mod render;

use std::collections::BTreeMap;

use domain::routing::route::{Command, Event, Suggestion};
use domain::routing::routes::{Listed, Query, Ranking, RoutePolicy, Told, rank};
use domain::{Journey, ServiceId, SuggestionId, journey};
use host::{Call, Executed, Reply, malformed, status};
use tonic::{Request, Status};
use wire::convert::Malformed;
use wire::event::route_told::{bytes_of, told};
use wire::routing::{SuggestRoutesRequest, SuggestRoutesResponse};

use crate::referral::{Routing, facts};
use offers::Known;

/// Where what was told is sealed.
const TOLD: &str = "route.told";

impl Routing {
    /// Says where somebody could go.
    pub(crate) async fn suggest(
        &self,
        request: Request<SuggestRoutesRequest>,
    ) -> Reply<SuggestRoutesResponse> {
        let call = self.desk.call(request)?;
        let no = match self.suggestion(&call).await {
            Ok(Some((suggestion, told))) => return self.record(&call, suggestion, told).await,
            Ok(None) => status::not_found(call.person),
            Err(no) => no,
        };
        let executed = self.desk.done_before(&call).await?.ok_or(no)?;
        self.answer(&call, executed).await
    }

    /// Answers with what stands on record.
    async fn answer(
        &self,
        call: &Call<SuggestRoutesRequest>,
        executed: Executed,
    ) -> Reply<SuggestRoutesResponse> {
        let (suggestion, told) = self.told(call, &executed).await?;
        let mut answer = self.desk.answer(call, executed).await?;
        render::fill(answer.get_mut(), &suggestion, told.as_ref());
        Ok(answer)
    }

    async fn record(
        &self,
        call: &Call<SuggestRoutesRequest>,
        suggestion: Suggestion,
        told: Told,
    ) -> Reply<SuggestRoutesResponse> {
        // All that is said of the person stands in what is sealed alone.
        let answer = SuggestRoutesResponse {
            suggestion_id: suggestion.suggestion.to_string(),
            policy: suggestion.policy.clone(),
            ..Default::default()
        };
        let command = Command::Suggest(suggestion.clone()).into();
        let render = |_: &Journey| answer.clone();
        let executed = self.desk.execute_on(call, call.person, &command, render).await;
        let executed = executed.map_err(|e| status::of(call.person, e))?;
        if !executed.is_own() {
            return self.answer(call, executed).await; // The same call came through at the same time.
        }
        let mut answer = self.desk.answer(call, executed).await?;
        render::fill(answer.get_mut(), &suggestion, Some(&told));
        Ok(answer)
    }

    /// What is to be put on record; nothing for a retry, which seals nothing: keys that were destroyed meanwhile stay so.
    async fn suggestion(
        &self,
        call: &Call<SuggestRoutesRequest>,
    ) -> Result<Option<(Suggestion, Told)>, Status> {
        self.check_way_on().await?;
        let journey = self.desk.journey(call).await?;
        if journey.has_answered(&call.asked) {
            return Ok(None);
        }
        let query = query::read(call, &journey.state).map_err(malformed)?;
        let (policy, door) = (RoutePolicy::standard(), self.door(&query)?);
        let shares = facts::caller_shares(&self.desk, &call.asked.stamp).await?;
        let sees = self.desk.sees(call, &journey.state);
        let known = Known::of(&self.desk, (&journey.state, sees), &query, door, shares);
        let ranking = rank(&query, &known.offers(), door, &policy);
        let ranking = ranking.and_elsewhere(known.elsewhere());
        let told = whole(query, ranking, &known);
        let kind = told.wanted.kind;
        let routes = told.in_clear(|service| known.gives_away(service));
        let kept_back = told.ranking.routes.len() - routes.len();
        let suggestion = Suggestion {
            suggestion: call.new_id::<SuggestionId>("suggestion_id", "")?,
            area: told.wanted.area,
            kind,
            policy: policy.version,
            routes,
            kept_back: u8::try_from(kept_back).expect("an answer has ten routes at the most"),
            told: call.seal(&self.desk, TOLD, told.sensitivity(), &bytes_of(&told)).await?,
        };
        Ok(Some((suggestion, told)))
    }

    /// The fallback door of the area that is asked about.
    fn door(&self, query: &Query) -> Result<ServiceId, Status> {
        let door = self.desk.registry.directory.fallback_door(query.wanted.area);
        let set = door.and_then(|door| door.set.as_ref().map(|(_, door)| door.service));
        set.ok_or_else(|| malformed(Malformed::new("area", "has no fallback door yet")))
    }

    /// What the call was told, the first time.
    async fn told(
        &self,
        call: &Call<SuggestRoutesRequest>,
        executed: &Executed,
    ) -> Result<(Suggestion, Option<Told>), Status> {
        let own = self.desk.own(call, executed).await?;
        let suggested = own.events.iter().find_map(|event| match event {
            journey::Event::Route(Event::Suggested(suggestion)) => Some(suggestion.clone()),
            _ => None,
        });
        let suggestion = suggested.expect("the commit of this command holds a suggestion");
        let bytes = self.desk.open_own(&own, TOLD, &suggestion.told).await?;
        let told = bytes.map(|bytes| told(&bytes)).transpose();
        Ok((suggestion, told.map_err(|e| status::internal(&e))?))
    }
}

/// The question and its answer, with what was known of each service that is named.
fn whole(query: Query, ranking: Ranking, known: &Known) -> Told {
    let listed = ranking.routes.iter().filter_map(|route| {
        let (org, listing, places) = known.listed(route.service)?;
        Some((route.service, Listed { name: listing.name.clone(), org, places }))
    });
    let names = ranking.left_out.iter().filter_map(|left| {
        let (_, listing, _) = known.listed(left.service)?;
        Some((left.service, listing.name.clone()))
    });
    let (listed, names): (BTreeMap<_, _>, BTreeMap<_, _>) = (listed.collect(), names.collect());
    Told { wanted: query.wanted, protected: query.protected, ranking, listed, names }
}
