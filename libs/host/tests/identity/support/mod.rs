//! A server for partners, on a port of its own, with a folder of its own; and what partners bring.

#[allow(dead_code, reason = "the server's own tests use more of it")]
#[path = "../../server/support/caller.rs"]
mod caller;
mod endpoint;
mod forge;
mod who;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anydoor_host::identity::authority::{Authority, Member, NewOrganisation};
use anydoor_host::{Clock, Hand, Identity, Limits, Partners, Server, Shutdown};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::{Code, Status};
use tonic_types::{ErrorDetail, StatusExt};

pub(crate) use caller::{Caller, framed};
pub(crate) use endpoint::{Endpoint, Mood};
pub(crate) use forge::{Key, WORKER, base64, claims, partner, unsigned, versions, with};
pub(crate) use who::{AM_I, WAIT};

/// No condition here takes longer, however busy the machine; a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Site {
    pub(crate) authority: Authority,
    pub(crate) partners: Arc<Partners>,
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
    /// Turns the server's clock.
    pub(crate) hand: Hand,
    shutdown: Shutdown,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

impl Site {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A site whose settings are changed before it starts.
    pub(crate) async fn with(change: impl FnOnce(&Path)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let now = Clock::system().now();
        let authority = Authority::open_or_create(folder.path(), &[], Clock::system());
        change(folder.path());
        let (clock, hand) = Clock::turned(now);
        let partners = Partners::open(folder.path(), clock).expect("the folder is whole");
        let server = Server::new(Limits::default()).service(who::Who);
        let server = server.identity(Identity::Partners(Arc::clone(&partners)));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shutdown = Shutdown::new();
        tokio::spawn(server.serve(listener, shutdown.clone()));
        let authority = authority.expect("the folder can be written");
        Self { authority, partners, address, folder, hand, shutdown }
    }

    /// Takes in an organisation.
    pub(crate) fn add(&self, name: &str) -> Member {
        let member = self.authority.add(&new(name)).expect("it is new");
        self.partners.reload();
        member
    }

    /// Shakes hands; that it is not yet known whether the server likes our certificate is TLS 1.3's way.
    pub(crate) async fn shake(&self, config: ClientConfig) -> io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from("localhost").expect("a name");
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }

    /// A connection with an organisation's certificate.
    pub(crate) async fn caller(&self, member: &Member) -> Caller {
        let config = forge::partner(&member.folder);
        Caller::over(self.shake(config).await.expect("it shakes hands")).await
    }
}

pub(crate) fn new(name: &str) -> NewOrganisation {
    NewOrganisation {
        name: name.into(),
        org: None,
        app: "case-system".into(),
        days: 7,
        roles: vec![],
    }
}

/// What a call with this token comes to.
pub(crate) async fn who(caller: &Caller, token: &str) -> Result<String, Status> {
    ask(caller, &[("authorization", &format!("Bearer {token}"))]).await
}

/// What a call with this metadata comes to.
pub(crate) async fn ask(caller: &Caller, metadata: &[(&str, &str)]) -> Result<String, Status> {
    caller.send(AM_I, metadata, framed("")).await.next().await
}

/// The one quiet refusal of a token.
#[track_caller]
pub(crate) fn is_refused(answer: Result<String, Status>, why: &str) {
    let status = answer.expect_err(why);
    assert_eq!(status.code(), Code::Unauthenticated, "{why}");
    assert_eq!((reason(&status).as_str(), status.message()), ("TOKEN_REFUSED", QUIET), "{why}");
    assert_eq!(status.get_error_details_vec().len(), 1, "{why}");
}

const QUIET: &str = "the access token is not accepted";

/// The reason of the one `ErrorInfo` that every error has.
pub(crate) fn reason(status: &Status) -> String {
    let details = status.check_error_details_vec().expect("details that decode");
    let mut infos = details.into_iter().filter_map(|detail| match detail {
        ErrorDetail::ErrorInfo(info) => Some(info),
        _ => None,
    });
    let info = infos.next().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert!(infos.next().is_none(), "more than one ErrorInfo in {status:?}");
    info.reason
}
