//! A server on a port of its own with one small service, and a caller that can be rude.

mod caller;
mod echo;

use std::net::SocketAddr;
use std::time::Duration;

use anydoor_host::server::ServeError;
use anydoor_host::{Limits, Server, Shutdown};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tonic::Status;
use tonic_types::{ErrorDetail, StatusExt};

pub(crate) use caller::{Caller, framed};
pub(crate) use echo::{Echo, SAY, STREAM};

/// No condition here takes longer, however busy the machine; a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) shutdown: Shutdown,
    pub(crate) echo: Echo,
    serving: JoinHandle<Result<(), ServeError>>,
}

impl Running {
    pub(crate) async fn with(limits: Limits) -> Self {
        let echo = Echo::default();
        Self::of(Server::new(limits).service(echo.clone()), echo).await
    }

    pub(crate) async fn of(server: Server, echo: Echo) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shutdown = Shutdown::new();
        let serving = tokio::spawn(server.serve(listener, shutdown.clone()));
        Self { address, shutdown, echo, serving }
    }

    pub(crate) async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn caller(&self) -> Caller {
        Caller::connect(self.address).await
    }

    pub(crate) async fn channel(&self) -> tonic::transport::Channel {
        let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", self.address));
        endpoint.expect("a URI").connect().await.expect("the server is up")
    }

    pub(crate) async fn has_failed(self) -> ServeError {
        let ended = timeout(PATIENCE, self.serving).await.expect("the server ends");
        ended.expect("it does not panic").expect_err("it could not serve")
    }

    pub(crate) async fn has_ended(self) {
        let ended = timeout(PATIENCE, self.serving).await.expect("the server ends");
        ended.expect("it does not panic").expect("it served");
    }
}

/// The reason of the one `ErrorInfo` that every error has.
pub(crate) fn reason(status: &Status) -> String {
    let details = status.check_error_details_vec().expect("details that decode");
    let mut infos = details.into_iter().filter_map(|detail| match detail {
        ErrorDetail::ErrorInfo(info) => Some(info),
        _ => None,
    });
    let info = infos.next().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert!(infos.next().is_none(), "more than one ErrorInfo in {status:?}");
    assert_eq!(info.domain, "anydoor.scot");
    info.reason
}
