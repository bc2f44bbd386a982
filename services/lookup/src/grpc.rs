//! The handlers: parse, wait for the caller's own writes, ask, render.

use domain::{OrgId, PersonId, WorkerId};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use host::{Desk, Reply, malformed, pages, status};
use projection::Progress;
use projection::people::{self, Side};
use prost::Message;
use tokio_stream::wrappers::{ReceiverStream, WatchStream};
use tonic::{Request, Response, Status};
use wire::convert::{id_text, maybe_id_text};
use wire::lookup::lookup_service_server::LookupService;
use wire::lookup::{self, *};

use crate::{Lookup, entries, watch};

#[tonic::async_trait]
impl LookupService for Lookup {
    type WatchJourneyStream = BoxStream<'static, Result<WatchJourneyResponse, Status>>;
    type RebuildViewStream = BoxStream<'static, Result<RebuildViewResponse, Status>>;

    async fn find_person(&self, request: Request<FindPersonRequest>) -> Reply<FindPersonResponse> {
        let by = host::caller(request.metadata())?;
        let message = request.into_inner();
        let question = people::question(&self.desk.vault, by.org, message.by).map_err(malformed)?;
        self.desk.caught_up(&message.write_token).await?;
        self.desk.people.find(&question).map(Response::new).map_err(|e| status::of_view(&e))
    }

    async fn get_person(&self, request: Request<GetPersonRequest>) -> Reply<GetPersonResponse> {
        host::caller(request.metadata())?;
        let message = request.into_inner();
        let person = id_text("person_id", &message.person_id).map_err(malformed)?;
        self.desk.caught_up(&message.write_token).await?;
        let now = self.desk.people.person(person).map_err(|e| status::of_view(&e))?;
        let now = now.ok_or_else(|| status::not_found(person))?;
        Ok(Response::new(GetPersonResponse { person: Some(now) }))
    }

    async fn get_particulars(
        &self,
        request: Request<GetParticularsRequest>,
    ) -> Reply<GetParticularsResponse> {
        host::caller(request.metadata())?;
        let message = request.into_inner();
        let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
        let journey = self.desk.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        if journey.version() == 0 {
            return Err(status::not_found(person));
        }
        let mut response = GetParticularsResponse::default();
        if let Some(particulars) = &journey.state.person.particulars {
            response.no_fixed_abode = particulars.no_fixed_abode;
            response.contact_withheld = particulars.contact_withheld;
            response.details = self.desk.particulars(person).await?;
            response.erased = response.details.is_none();
        }
        Ok(Response::new(response))
    }

    async fn list_journey_entries(
        &self,
        request: Request<ListJourneyEntriesRequest>,
    ) -> Reply<ListJourneyEntriesResponse> {
        host::caller(request.metadata())?;
        let message = request.into_inner();
        let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
        let size = pages::size(message.page_size)?;
        let list = [b"entries".as_slice(), person.as_bytes()].concat();
        let after = version(&pages::after(&self.desk.vault, &list, &message.page_token)?);
        let commits = entries::load(&self.desk, person).await?;
        let journey = self.desk.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        let mut rest = commits.iter().filter(|r| r.record.commit.version > after);
        let mut response = ListJourneyEntriesResponse::default();
        for recorded in rest.by_ref().take(size) {
            let with_record = message.include_records;
            let entry =
                entries::entry(&self.desk, person, &journey.state, recorded, with_record).await?;
            response.entries.push(entry);
        }
        if rest.next().is_some() {
            let last = response.entries.last().map_or(0, |entry| entry.version);
            response.next_page_token = pages::token(&self.desk.vault, &list, &last.to_be_bytes());
        }
        Ok(Response::new(response))
    }

    async fn watch_journey(
        &self,
        request: Request<WatchJourneyRequest>,
    ) -> Reply<Self::WatchJourneyStream> {
        host::caller(request.metadata())?;
        let message = request.into_inner();
        let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
        _ = entries::load(&self.desk, person).await?; // Somebody who is not there cannot be watched.
        let entries = watch::watch(self.desk.clone(), person, message.after_version);
        Ok(Response::new(ReceiverStream::new(entries).boxed()))
    }

    async fn list_open_referrals(
        &self,
        request: Request<ListOpenReferralsRequest>,
    ) -> Reply<ListOpenReferralsResponse> {
        let by = host::caller(request.metadata())?;
        let message = request.into_inner();
        let org: OrgId =
            maybe_id_text("org_id", &message.org_id).map_err(malformed)?.unwrap_or(by.org);
        let side = match message.side() {
            lookup::Side::Unspecified => None,
            lookup::Side::Received => Some(Side::Received),
            lookup::Side::Sent => Some(Side::Sent),
        };
        let size = pages::size(message.page_size)?;
        let list = ListOpenReferralsRequest {
            org_id: org.to_string(),
            page_size: 0,
            page_token: String::new(),
            write_token: String::new(),
            ..message
        };
        let list = [b"referrals".as_slice(), &list.encode_to_vec()].concat();
        let after = pages::after(&self.desk.vault, &list, &message.page_token)?;
        self.desk.caught_up(&message.write_token).await?;
        let page = self.desk.people.open_referrals(org, side, &after, size);
        let (referrals, next) = page.map_err(|e| status::of_view(&e))?;
        let next_page_token =
            next.map_or(String::new(), |key| pages::token(&self.desk.vault, &list, &key));
        Ok(Response::new(ListOpenReferralsResponse { referrals, next_page_token }))
    }

    async fn list_caseload(
        &self,
        request: Request<ListCaseloadRequest>,
    ) -> Reply<ListCaseloadResponse> {
        let by = host::caller(request.metadata())?;
        let message = request.into_inner();
        let worker: Option<WorkerId> =
            maybe_id_text("worker_id", &message.worker_id).map_err(malformed)?;
        let nobody = || malformed(wire::convert::Malformed::new("worker_id", "must name a worker"));
        let worker = worker.or(by.worker).ok_or_else(nobody)?;
        let size = pages::size(message.page_size)?;
        let list = [b"caseload".as_slice(), worker.as_bytes()].concat();
        let after = pages::after(&self.desk.vault, &list, &message.page_token)?;
        self.desk.caught_up(&message.write_token).await?;
        let (people, next) =
            self.desk.people.caseload(worker, &after, size).map_err(|e| status::of_view(&e))?;
        let person_ids = people.iter().map(PersonId::to_string).collect();
        let next_page_token =
            next.map_or(String::new(), |key| pages::token(&self.desk.vault, &list, &key));
        Ok(Response::new(ListCaseloadResponse { person_ids, next_page_token }))
    }

    async fn get_view_status(
        &self,
        request: Request<GetViewStatusRequest>,
    ) -> Reply<GetViewStatusResponse> {
        host::caller(request.metadata())?;
        let progress = self.desk.people.projection().progress().borrow().clone();
        Ok(Response::new(GetViewStatusResponse {
            visible: progress.visible.0,
            head: head(&self.desk).await?,
            serving: progress.serving,
            parked: progress.parked,
            stopped: progress.stopped.unwrap_or_default(),
        }))
    }

    async fn rebuild_view(
        &self,
        request: Request<RebuildViewRequest>,
    ) -> Reply<Self::RebuildViewStream> {
        host::caller(request.metadata())?;
        let projection = self.desk.people.projection();
        let progress = projection.progress();
        let before = progress.borrow().builds;
        projection.rebuild().await;
        // The step that says it is done is the last: nothing else may come for hours.
        let steps = stream::unfold(Some(WatchStream::new(progress)), move |steps| async move {
            let mut steps = steps?;
            let step = rebuild_step(&steps.next().await?, before);
            let rest = (!step.done).then_some(steps);
            Some((Ok(step), rest))
        });
        Ok(Response::new(steps.boxed()))
    }
}

async fn head(desk: &Desk) -> Result<u64, Status> {
    Ok(desk.journeys.journal().head().await.map_err(|e| status::of_read(&e))?.0)
}

/// The version that a page token of entries names; the beginning if it names none.
fn version(key: &[u8]) -> u64 {
    key.try_into().map_or(0, u64::from_be_bytes)
}

/// How far a rebuild is that was ordered after `before` builds.
fn rebuild_step(progress: &Progress, before: u64) -> RebuildViewResponse {
    let done = progress.builds > before;
    let (position, head) = progress.rebuilding.unwrap_or((progress.visible, progress.visible));
    RebuildViewResponse { position: position.0, head: head.0, done }
}
