//! The handlers: parse, gather facts, execute, render.

use domain::ServiceId;
use domain::directory::{Service, organisation as org, service as svc, worker as wrk};
use host::{Reply, malformed};
use policy::Action;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};
use wire::convert::{area, id_text};
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;

use super::{DirectoryApi, clocks, door, organisation, publisher, service, worker};

#[tonic::async_trait]
impl DirectoryService for DirectoryApi {
    type ImportPublisherStream = ReceiverStream<Result<ImportPublisherResponse, Status>>;

    async fn join_organisation(
        &self,
        request: Request<JoinOrganisationRequest>,
    ) -> Reply<JoinOrganisationResponse> {
        let call = self.registry.call(request)?;
        let command = organisation::join(&call)?;
        let render = |entry: &_| JoinOrganisationResponse {
            organisation: organisation::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn change_organisation(
        &self,
        request: Request<ChangeOrganisationRequest>,
    ) -> Reply<ChangeOrganisationResponse> {
        let call = self.registry.call(request)?;
        let command = organisation::change(&call)?;
        let render = |entry: &_| ChangeOrganisationResponse {
            organisation: organisation::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn suspend_organisation(
        &self,
        request: Request<SuspendOrganisationRequest>,
    ) -> Reply<SuspendOrganisationResponse> {
        let call = self.registry.call(request)?;
        let command = org::Command::Suspend;
        let render = |entry: &_| SuspendOrganisationResponse {
            organisation: organisation::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn restore_organisation(
        &self,
        request: Request<RestoreOrganisationRequest>,
    ) -> Reply<RestoreOrganisationResponse> {
        let call = self.registry.call(request)?;
        let command = org::Command::Restore;
        let render = |entry: &_| RestoreOrganisationResponse {
            organisation: organisation::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn activate_sharing(
        &self,
        request: Request<ActivateSharingRequest>,
    ) -> Reply<ActivateSharingResponse> {
        let call = self.registry.call(request)?;
        let command = organisation::activate_sharing(&call)?;
        let render = |entry: &_| ActivateSharingResponse {
            organisation: organisation::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn expire_sharing(
        &self,
        request: Request<ExpireSharingRequest>,
    ) -> Reply<ExpireSharingResponse> {
        let call = self.registry.call(request)?;
        let command = org::Command::ExpireSharing;
        let render = |entry: &_| ExpireSharingResponse {
            organisation: organisation::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn register_worker(
        &self,
        request: Request<RegisterWorkerRequest>,
    ) -> Reply<RegisterWorkerResponse> {
        let call = self.registry.call(request)?;
        let (worker, command) = worker::register(&call)?;
        let render = |entry: &_| RegisterWorkerResponse {
            worker: worker::render(entry, worker),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn change_worker(
        &self,
        request: Request<ChangeWorkerRequest>,
    ) -> Reply<ChangeWorkerResponse> {
        let call = self.registry.call(request)?;
        let (worker, command) = worker::change(&call)?;
        let render = |entry: &_| ChangeWorkerResponse {
            worker: worker::render(entry, worker),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn suspend_worker(
        &self,
        request: Request<SuspendWorkerRequest>,
    ) -> Reply<SuspendWorkerResponse> {
        let call = self.registry.call(request)?;
        let worker = worker::named(&call.message.worker_id)?;
        let command = wrk::Command::Suspend { worker };
        let render = |entry: &_| SuspendWorkerResponse {
            worker: worker::render(entry, worker),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn restore_worker(
        &self,
        request: Request<RestoreWorkerRequest>,
    ) -> Reply<RestoreWorkerResponse> {
        let call = self.registry.call(request)?;
        let worker = worker::named(&call.message.worker_id)?;
        let command = wrk::Command::Restore { worker };
        let render = |entry: &_| RestoreWorkerResponse {
            worker: worker::render(entry, worker),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn record_worker_leaving(
        &self,
        request: Request<RecordWorkerLeavingRequest>,
    ) -> Reply<RecordWorkerLeavingResponse> {
        let call = self.registry.call(request)?;
        let (worker, command) = worker::leaving(&call)?;
        let render = |entry: &_| RecordWorkerLeavingResponse {
            worker: worker::render(entry, worker),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn record_worker_left(
        &self,
        request: Request<RecordWorkerLeftRequest>,
    ) -> Reply<RecordWorkerLeftResponse> {
        let call = self.registry.call(request)?;
        let worker = worker::named(&call.message.worker_id)?;
        let leave = |open_leads| wrk::Command::Leave { worker, open_leads };
        let command = self.open_leads(call.id, worker).await.map(leave);
        let render = |entry: &_| RecordWorkerLeftResponse {
            worker: worker::render(entry, worker),
            ..Default::default()
        };
        self.registry.execute_prepared(&call, command, render).await
    }

    async fn publish_service(
        &self,
        request: Request<PublishServiceRequest>,
    ) -> Reply<PublishServiceResponse> {
        let call = self.registry.call(request)?;
        let command = service::publish(&call)?;
        let render = |entry: &_| PublishServiceResponse {
            service: self.shown(call.id, entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn change_service(
        &self,
        request: Request<ChangeServiceRequest>,
    ) -> Reply<ChangeServiceResponse> {
        let call = self.registry.call(request)?;
        let listing = service::said(call.message.listing.as_ref())?;
        let _turn = self.registry.door_turn(call.id).await;
        let change = |door_of| svc::Command::Change { listing, door_of };
        let command = self.door_of(call.id).await.map(change);
        let render = |entry: &_| ChangeServiceResponse {
            service: self.shown(call.id, entry),
            ..Default::default()
        };
        self.registry.execute_prepared(&call, command, render).await
    }

    async fn pause_service(
        &self,
        request: Request<PauseServiceRequest>,
    ) -> Reply<PauseServiceResponse> {
        let call = self.registry.call(request)?;
        let command = svc::Command::Pause;
        let render = |entry: &_| PauseServiceResponse {
            service: self.shown(call.id, entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn resume_service(
        &self,
        request: Request<ResumeServiceRequest>,
    ) -> Reply<ResumeServiceResponse> {
        let call = self.registry.call(request)?;
        let command = svc::Command::Resume;
        let render = |entry: &_| ResumeServiceResponse {
            service: self.shown(call.id, entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn close_service(
        &self,
        request: Request<CloseServiceRequest>,
    ) -> Reply<CloseServiceResponse> {
        let call = self.registry.call(request)?;
        let command = self.closing(&call).await;
        let render = |entry: &_| CloseServiceResponse {
            service: self.shown(call.id, entry),
            ..Default::default()
        };
        let closed = self.registry.execute_prepared(&call, command, render).await?;
        self.after_closing(call.id).await;
        Ok(closed)
    }

    async fn declare_capacity(
        &self,
        request: Request<DeclareCapacityRequest>,
    ) -> Reply<DeclareCapacityResponse> {
        let call = self.registry.call(request)?;
        let command = service::declare(&call)?;
        let render = |entry: &_| DeclareCapacityResponse {
            service: self.shown(call.id, entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn set_fallback_door(
        &self,
        request: Request<SetFallbackDoorRequest>,
    ) -> Reply<SetFallbackDoorResponse> {
        let call = self.registry.call(request)?;
        let service = door::named(&call)?;
        let _turn = self.registry.door_turn(service).await;
        let command = self.set_door(&call, service).await;
        let render =
            |entry: &_| SetFallbackDoorResponse { door: door::render(entry), ..Default::default() };
        self.registry.execute_prepared(&call, command, render).await
    }

    async fn set_area_clocks(
        &self,
        request: Request<SetAreaClocksRequest>,
    ) -> Reply<SetAreaClocksResponse> {
        let call = self.registry.call(request)?;
        let command = clocks::set(&call)?;
        let render = |entry: &_| SetAreaClocksResponse {
            in_force: Some(clocks::render(entry)),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn get_organisation(
        &self,
        request: Request<GetOrganisationRequest>,
    ) -> Reply<GetOrganisationResponse> {
        let message = self.asked(request, Action::GetOrganisation, |m| &m.write_token).await?;
        let org = id_text("org_id", &message.org_id).map_err(malformed)?;
        let known = self.registry.directory.organisation(org);
        let known = known.ok_or_else(|| organisation::unknown(org))?;
        Ok(Response::new(GetOrganisationResponse { organisation: organisation::render(&known) }))
    }

    async fn list_organisations(
        &self,
        request: Request<ListOrganisationsRequest>,
    ) -> Reply<ListOrganisationsResponse> {
        let message = self.asked(request, Action::ListOrganisations, |m| &m.write_token).await?;
        self.organisations(&message).map(Response::new)
    }

    async fn list_workers(
        &self,
        request: Request<ListWorkersRequest>,
    ) -> Reply<ListWorkersResponse> {
        let message = self.asked(request, Action::ListWorkers, |m| &m.write_token).await?;
        self.workers(&message).map(Response::new)
    }

    async fn get_service(&self, request: Request<GetServiceRequest>) -> Reply<GetServiceResponse> {
        let message = self.asked(request, Action::GetService, |m| &m.write_token).await?;
        let id = id_text("service_id", &message.service_id).map_err(malformed)?;
        let known = self.registry.directory.service(id).ok_or_else(|| service::unknown(id))?;
        Ok(Response::new(GetServiceResponse { service: self.shown(id, &known) }))
    }

    async fn list_services(
        &self,
        request: Request<ListServicesRequest>,
    ) -> Reply<ListServicesResponse> {
        let message = self.asked(request, Action::ListServices, |m| &m.write_token).await?;
        self.services(&message).map(Response::new)
    }

    async fn get_fallback_door(
        &self,
        request: Request<GetFallbackDoorRequest>,
    ) -> Reply<GetFallbackDoorResponse> {
        let message = self.asked(request, Action::GetFallbackDoor, |m| &m.write_token).await?;
        let area = area("area", &message.area).map_err(malformed)?;
        let known = self.registry.directory.fallback_door(area);
        let known = known.ok_or_else(|| door::unknown(area))?;
        Ok(Response::new(GetFallbackDoorResponse { door: door::render(&known) }))
    }

    async fn list_areas_without_fallback_door(
        &self,
        request: Request<ListAreasWithoutFallbackDoorRequest>,
    ) -> Reply<ListAreasWithoutFallbackDoorResponse> {
        self.asked(request, Action::ListAreasWithoutFallbackDoor, |m| &m.write_token).await?;
        let areas = self.registry.directory.areas_without_fallback_door();
        let areas = areas.iter().map(|area| area.code().into()).collect();
        Ok(Response::new(ListAreasWithoutFallbackDoorResponse { areas }))
    }

    async fn get_area_clocks(
        &self,
        request: Request<GetAreaClocksRequest>,
    ) -> Reply<GetAreaClocksResponse> {
        let message = self.asked(request, Action::GetAreaClocks, |m| &m.write_token).await?;
        let area = area("area", &message.area).map_err(malformed)?;
        let known = self.registry.directory.clocks(area).unwrap_or_default();
        Ok(Response::new(GetAreaClocksResponse { in_force: Some(clocks::render(&known)) }))
    }

    async fn register_publisher(
        &self,
        request: Request<RegisterPublisherRequest>,
    ) -> Reply<RegisterPublisherResponse> {
        let call = self.registry.call(request)?;
        let command = publisher::register(&call)?;
        let render = |entry: &_| RegisterPublisherResponse {
            publisher: publisher::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn change_publisher(
        &self,
        request: Request<ChangePublisherRequest>,
    ) -> Reply<ChangePublisherResponse> {
        let call = self.registry.call(request)?;
        let command = publisher::change(&call)?;
        let render = |entry: &_| ChangePublisherResponse {
            publisher: publisher::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn record_publication(
        &self,
        request: Request<RecordPublicationRequest>,
    ) -> Reply<RecordPublicationResponse> {
        let call = self.registry.call(request)?;
        let command = self.listed(&call).await;
        let service_id = call.id.to_string();
        let render = |_: &_| RecordPublicationResponse {
            service_id: service_id.clone(),
            ..Default::default()
        };
        self.registry.execute_prepared(&call, command, render).await
    }

    async fn retire_publication(
        &self,
        request: Request<RetirePublicationRequest>,
    ) -> Reply<RetirePublicationResponse> {
        let call = self.registry.call(request)?;
        let command = self.vanishing(&call).await;
        let service_id = call.id.to_string();
        let render = |_: &_| RetirePublicationResponse {
            service_id: service_id.clone(),
            ..Default::default()
        };
        self.registry.execute_prepared(&call, command, render).await
    }

    async fn conclude_import(
        &self,
        request: Request<ConcludeImportRequest>,
    ) -> Reply<ConcludeImportResponse> {
        let call = self.registry.call(request)?;
        let command = publisher::conclude(&call)?;
        let render = |entry: &_| ConcludeImportResponse {
            publisher: publisher::render(entry),
            ..Default::default()
        };
        self.registry.execute(&call, command, render).await
    }

    async fn list_publishers(
        &self,
        request: Request<ListPublishersRequest>,
    ) -> Reply<ListPublishersResponse> {
        let message = self.asked(request, Action::ListPublishers, |m| &m.write_token).await?;
        self.publishers(&message).map(Response::new)
    }

    async fn list_publications(
        &self,
        request: Request<ListPublicationsRequest>,
    ) -> Reply<ListPublicationsResponse> {
        let message = self.asked(request, Action::ListPublications, |m| &m.write_token).await?;
        self.publications(&message).await.map(Response::new)
    }

    async fn get_publication(
        &self,
        request: Request<GetPublicationRequest>,
    ) -> Reply<GetPublicationResponse> {
        let message = self.asked(request, Action::GetPublication, |m| &m.write_token).await?;
        let id = id_text("service_id", &message.service_id).map_err(malformed)?;
        self.publication(id).await.map(Response::new)
    }

    async fn import_publisher(
        &self,
        request: Request<ImportPublisherRequest>,
    ) -> Reply<Self::ImportPublisherStream> {
        let caller = host::caller(&request)?;
        self.desk.permit(&caller, Action::ImportPublisher)?;
        let ImportPublisherRequest { publisher_id, allow_vanishing } = request.into_inner();
        let id = id_text("publisher_id", &publisher_id).map_err(malformed)?;
        let profile = self.registered(id).await?.profile;
        let base = publisher::in_the_web(profile)?;
        let steps = self.start_import(caller, id, base, allow_vanishing)?;
        Ok(Response::new(ReceiverStream::new(steps)))
    }
}

impl DirectoryApi {
    /// What is asked of the directory, by somebody whom policy lets read it, once it shows the write that they name.
    async fn asked<T>(
        &self,
        request: Request<T>,
        action: Action,
        write_token: impl Fn(&T) -> &str,
    ) -> Result<T, Status> {
        self.desk.permit(&host::caller(&request)?, action)?;
        let message = request.into_inner();
        self.registry.caught_up(write_token(&message)).await?;
        Ok(message)
    }

    /// A service as it stands now.
    fn shown(&self, id: ServiceId, known: &Service) -> Option<wire::routing::Service> {
        service::render(id, known, self.registry.clock.today())
    }
}
