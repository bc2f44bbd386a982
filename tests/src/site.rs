//! A whole site in this process: real stores, a real server on loopback, real clients.

use domain::{OrgId, PersonId, WorkerId};
use host::config::{AccessLimits, Limits};
use host::site::{Places, Site, Stores};
use host::{Clock, Server, Shutdown, bounded};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::metadata::MetadataValue;
use tonic::transport::Channel;
use tonic::{Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;
use wire::intake::intake_service_client::IntakeServiceClient;
use wire::intake::{GiveAgreementRequest, OpenEpisodeRequest, RegisterPersonRequest};
use wire::lookup::lookup_service_client::LookupServiceClient;
use wire::rights::rights_service_client::RightsServiceClient;
use wire::routing::directory_service_client::DirectoryServiceClient;
use wire::routing::routing_service_client::RoutingServiceClient;
use wire::types::{self, Identifier, IdentifierScheme, Name, NameKind, PersonDetails};

/// A running site. Dropping it ends it.
pub struct Running {
    /// What lies underneath, to look at.
    pub site: Site,
    /// Where its state is kept.
    pub state: TempDir,
    channel: Channel,
    shutdown: Shutdown,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

impl Running {
    /// A site whose stores lie in memory.
    pub async fn in_memory() -> Self {
        let state = TempDir::new().expect("a folder for the state");
        Self::over(Stores::in_memory().expect("stores in memory"), state).await
    }

    /// A site whose stores lie on disk.
    pub async fn on_disk() -> Self {
        let state = TempDir::new().expect("a folder for the state");
        Self::over(Stores::embedded(state.path()).expect("stores on disk"), state).await
    }

    /// A site in memory where people may search as often as this says.
    pub async fn limited(searches: AccessLimits) -> Self {
        let state = TempDir::new().expect("a folder for the state");
        Self::opened(Stores::in_memory().expect("stores in memory"), state, searches).await
    }

    async fn over(stores: Stores, state: TempDir) -> Self {
        Self::opened(stores, state, AccessLimits::default()).await
    }

    async fn opened(stores: Stores, state: TempDir, searches: AccessLimits) -> Self {
        let places = Places::under(state.path());
        let site = Site::open_with(stores, &places, Clock::system(), searches).await;
        let site = site.expect("the site opens");
        let (limits, shutdown) = (Limits::default(), Shutdown::new());
        let desk = site.desk.clone();
        let server = Server::new(limits.clone())
            .service(bounded!(intake::Intake::new(desk.clone()).into_server(), limits))
            .service(bounded!(assignment::Assignment::new(desk.clone()).into_server(), limits))
            .service(bounded!(routing::Routing::new(desk.clone()).into_server(), limits))
            .service(bounded!(routing::DirectoryApi::new(desk.clone()).into_server(), limits))
            .service(bounded!(aftercare::Aftercare::new(desk.clone()).into_server(), limits))
            .service(bounded!(rights::Rights::new(desk.clone()).into_server(), limits))
            .service(bounded!(lookup::Lookup::new(desk).into_server(), limits));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let url =
            format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
        tokio::spawn(server.serve(listener, shutdown.clone()));
        let channel = Channel::from_shared(url).expect("a URL").connect_lazy();
        Self { site, state, channel, shutdown }
    }

    /// A door of an invented organisation.
    pub fn door(&self, number: u128) -> Door {
        Door {
            channel: self.channel.clone(),
            org: OrgId::from_u128(0x0c00_0000 + number),
            worker: WorkerId::from_u128(0x0a00_0000 + number),
            role: "WORKER",
        }
    }
}

/// A worker at their organisation's door.
#[derive(Clone)]
pub struct Door {
    channel: Channel,
    /// The organisation.
    pub org: OrgId,
    /// The worker.
    pub worker: WorkerId,
    /// In what capacity.
    pub role: &'static str,
}

impl Door {
    /// The same door, in another capacity.
    pub fn acting_as(&self, role: &'static str) -> Self {
        Self { role, ..self.clone() }
    }
    /// Signs a message with who calls.
    pub fn ask<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        let text = |text: String| MetadataValue::try_from(text).expect("ids and roles are ASCII");
        metadata.insert(host::ORG_METADATA, text(self.org.to_string()));
        metadata.insert(host::WORKER_METADATA, text(self.worker.to_string()));
        metadata.insert(host::ROLE_METADATA, text(self.role.to_owned()));
        request
    }
    /// Intake.
    pub fn intake(&self) -> IntakeServiceClient<Channel> {
        IntakeServiceClient::new(self.channel.clone())
    }
    /// Routing.
    pub fn routing(&self) -> RoutingServiceClient<Channel> {
        RoutingServiceClient::new(self.channel.clone())
    }
    /// The directory.
    pub fn directory(&self) -> DirectoryServiceClient<Channel> {
        DirectoryServiceClient::new(self.channel.clone())
    }
    /// Lookup.
    pub fn lookup(&self) -> LookupServiceClient<Channel> {
        LookupServiceClient::new(self.channel.clone())
    }

    /// Who may see whom.
    pub fn rights(&self) -> RightsServiceClient<Channel> {
        RightsServiceClient::new(self.channel.clone())
    }

    /// Registers a person, and says who they are.
    ///
    /// # Errors
    /// The server's answer.
    pub async fn register(
        &self,
        request: RegisterPersonRequest,
    ) -> Result<(PersonId, bool), Status> {
        let answer = self.intake().register_person(self.ask(request)).await?.into_inner();
        let person = answer.person.expect("an answer names the person").person_id;
        Ok((person.parse().expect("a person's id is a UUID"), answer.already_known))
    }

    /// A person who is registered and agreed to take part.
    pub async fn agreed(&self) -> PersonId {
        let (person, _) =
            self.register(nobody()).await.expect("a person without a number can be registered");
        self.intake().give_agreement(self.ask(yes(person))).await.expect("anybody can say yes");
        person
    }
}

/// A fresh request id.
pub fn fresh() -> String {
    Uuid::new_v4().to_string()
}

/// A registration of somebody without a number.
pub fn nobody() -> RegisterPersonRequest {
    let name = |kind: NameKind, text: &str| Name {
        kind: kind.into(),
        text: text.into(),
        from: None,
        to: None,
    };
    RegisterPersonRequest {
        request_id: fresh(),
        details: Some(PersonDetails {
            names: vec![name(NameKind::Given, "Testy"), name(NameKind::Family, "McSample")],
            date_of_birth: Some(types::Date { year: 1994, month: 5, day: 17 }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// A registration with a National Insurance number.
pub fn with_nino(nino: &str) -> RegisterPersonRequest {
    RegisterPersonRequest { identifiers: vec![number(IdentifierScheme::Nino, nino)], ..nobody() }
}

/// A number, as stated.
pub fn number(scheme: IdentifierScheme, value: &str) -> Identifier {
    Identifier {
        scheme: scheme.into(),
        value: value.into(),
        seen: types::IdentifierSeen::Stated.into(),
    }
}

/// A yes to taking part.
pub fn yes(person: PersonId) -> GiveAgreementRequest {
    GiveAgreementRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        scope: types::AgreementScope::Service.into(),
        text_version: 1,
        method: types::AgreementMethod::Spoken.into(),
        ..Default::default()
    }
}

/// An episode in Dundee.
pub fn episode(person: PersonId) -> OpenEpisodeRequest {
    OpenEpisodeRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        area: "S12000042".into(),
        ..Default::default()
    }
}

/// The reason that a status gives; there is exactly one.
#[track_caller]
pub fn reason(status: &Status) -> String {
    let info =
        status.get_details_error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert_eq!(info.domain, "anydoor.scot");
    info.reason
}

/// The paths of the fields that a status complains of.
pub fn fields(status: &Status) -> Vec<String> {
    let request = status.get_details_bad_request();
    request.map_or(vec![], |r| r.field_violations.into_iter().map(|v| v.field).collect())
}
