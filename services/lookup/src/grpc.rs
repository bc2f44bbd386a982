//! The handlers: parse, wait for the caller's own writes, ask, render.

use domain::{OrgId, PersonId, WorkerId};
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use host::{Reply, malformed, pages, status};
use policy::Action;
use projection::people::Side;
use projection::{Directory, Progress};
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
        let caller = host::caller(&request)?;
        self.desk.find(&caller, request.into_inner()).await.map(Response::new)
    }

    async fn get_person(&self, request: Request<GetPersonRequest>) -> Reply<GetPersonResponse> {
        let caller = host::caller(&request)?;
        let message = request.into_inner();
        let person = id_text("person_id", &message.person_id).map_err(malformed)?;
        self.desk.caught_up(&message.write_token).await?;
        let look = self.desk.look(&caller, Action::GetPerson, person).await?;
        let now = look.now()?.ok_or_else(|| status::not_found(person))?;
        Ok(Response::new(GetPersonResponse { person: Some(now) }))
    }

    async fn get_particulars(
        &self,
        request: Request<GetParticularsRequest>,
    ) -> Reply<GetParticularsResponse> {
        let caller = host::caller(&request)?;
        let message = request.into_inner();
        let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
        let look = self.desk.look(&caller, Action::GetParticulars, person).await?;
        let mut response = GetParticularsResponse::default();
        if let Some(particulars) = &look.journey().person.particulars {
            response.no_fixed_abode = particulars.no_fixed_abode;
            response.contact_withheld = particulars.contact_withheld;
            response.details = look.particulars().await?;
            response.erased = response.details.is_none();
        }
        Ok(Response::new(response))
    }

    async fn list_journey_entries(
        &self,
        request: Request<ListJourneyEntriesRequest>,
    ) -> Reply<ListJourneyEntriesResponse> {
        let caller = host::caller(&request)?;
        let message = request.into_inner();
        let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
        let size = pages::size(message.page_size)?;
        let list = [b"entries".as_slice(), person.as_bytes()].concat();
        let after = version(&self.desk.pages.after(&list, &message.page_token)?);
        let look = self.desk.look(&caller, Action::ListJourneyEntries, person).await?;
        let commits = look.commits().await?;
        let mut rest = commits.iter().filter(|r| r.record.commit.version > after);
        let mut response = ListJourneyEntriesResponse::default();
        for recorded in rest.by_ref().take(size) {
            let with_record = message.include_records;
            let entry = entries::entry(&self.desk, &look, recorded, with_record).await?;
            response.entries.push(entry);
        }
        if rest.next().is_some() {
            let last = response.entries.last().map_or(0, |entry| entry.version);
            response.next_page_token = self.desk.pages.token(&list, &last.to_be_bytes());
        }
        Ok(Response::new(response))
    }

    async fn watch_journey(
        &self,
        request: Request<WatchJourneyRequest>,
    ) -> Reply<Self::WatchJourneyStream> {
        let caller = host::caller(&request)?;
        let message = request.into_inner();
        let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
        let look = self.desk.look(&caller, Action::WatchJourney, person).await?;
        let entries = watch::watch(self.desk.clone(), look, message.after_version);
        Ok(Response::new(ReceiverStream::new(entries).boxed()))
    }

    async fn list_open_referrals(
        &self,
        request: Request<ListOpenReferralsRequest>,
    ) -> Reply<ListOpenReferralsResponse> {
        let caller = host::caller(&request)?;
        let by = caller.actor;
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
        let after = self.desk.pages.after(&list, &message.page_token)?;
        self.desk.caught_up(&message.write_token).await?;
        let own = org == by.org;
        let listing = self.desk.list(&caller, Action::ListOpenReferrals, own).await?;
        let (referrals, next) = listing.open_referrals(org, side, &after, size)?;
        let next_page_token = next.map_or(String::new(), |key| self.desk.pages.token(&list, &key));
        Ok(Response::new(ListOpenReferralsResponse { referrals, next_page_token }))
    }

    async fn list_caseload(
        &self,
        request: Request<ListCaseloadRequest>,
    ) -> Reply<ListCaseloadResponse> {
        let caller = host::caller(&request)?;
        let by = caller.actor;
        let message = request.into_inner();
        let worker: Option<WorkerId> =
            maybe_id_text("worker_id", &message.worker_id).map_err(malformed)?;
        let nobody = || malformed(wire::convert::Malformed::new("worker_id", "must name a worker"));
        let worker = worker.or(by.worker).ok_or_else(nobody)?;
        let size = pages::size(message.page_size)?;
        let list = [b"caseload".as_slice(), worker.as_bytes()].concat();
        let after = self.desk.pages.after(&list, &message.page_token)?;
        self.desk.caught_up(&message.write_token).await?;
        let own = self.is_of(by.org, by.worker, worker).await?;
        let listing = self.desk.list(&caller, Action::ListCaseload, own).await?;
        let (people, next) = listing.caseload(by.org, worker, &after, size)?;
        let person_ids = people.iter().map(PersonId::to_string).collect();
        let next_page_token = next.map_or(String::new(), |key| self.desk.pages.token(&list, &key));
        Ok(Response::new(ListCaseloadResponse { person_ids, next_page_token }))
    }

    async fn get_view_status(
        &self,
        request: Request<GetViewStatusRequest>,
    ) -> Reply<GetViewStatusResponse> {
        self.desk.permit(&host::caller(&request)?, Action::GetViewStatus)?;
        let progress = self.desk.views().progress().borrow().clone();
        Ok(Response::new(GetViewStatusResponse {
            visible: progress.visible.0,
            head: self.desk.head().await?.0,
            serving: progress.serving,
            parked: progress.parked,
            stopped: progress.stopped.unwrap_or_default(),
        }))
    }

    async fn rebuild_view(
        &self,
        request: Request<RebuildViewRequest>,
    ) -> Reply<Self::RebuildViewStream> {
        self.desk.permit(&host::caller(&request)?, Action::RebuildView)?;
        let projection = self.desk.views();
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

impl Lookup {
    /// Whether a worker is the caller, or of the caller's organisation.
    async fn is_of(
        &self,
        org: OrgId,
        caller: Option<WorkerId>,
        worker: WorkerId,
    ) -> Result<bool, Status> {
        if caller == Some(worker) {
            return Ok(true);
        }
        let works_there =
            |known: &Directory| known.organisation(org)?.workers.workers.get(&worker).map(|_| ());
        Ok(self.desk.registry.look_up(works_there).await?.is_some())
    }
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
