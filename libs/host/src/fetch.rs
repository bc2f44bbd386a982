//! Documents over HTTP, each bounded in time, in size, and in where it may come from. Nothing is followed, unpacked or asked
//! twice: what another machine answers is what its asker gets.

mod reach;

use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use http::{Request, Response, StatusCode, Uri, header};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::task::AbortOnDropHandle;

use crate::tls;
pub use reach::Reach;

/// The longest place that a redirect may name and be told of, in characters.
const LOCATION_CHARS_MAX: usize = 200;

/// How long and how large a document may be, and where it may come from.
#[derive(Debug, Clone, Copy)]
pub struct FetchLimits {
    /// From the first packet to the last.
    pub whole: Duration,
    /// Between two pieces of it, or before the first.
    pub quiet: Duration,
    /// Its size.
    pub bytes_max: usize,
    /// Where it may come from.
    pub reach: Reach,
}

/// Why no answer came whole.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Nobody is there, or nobody who is believed.
    #[error("{0:#}")]
    Unreachable(anyhow::Error),
    /// It is inside, and only what is public is to be asked.
    #[error("{0} is at no public address")]
    NotPublic(String),
    /// It took too long.
    #[error("no whole answer within {0:?}")]
    Stalled(Duration),
    /// It is too large.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The connection ended, or it is no HTTP.
    #[error("the answer breaks off: {0}")]
    Broken(#[from] hyper::Error),
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// How it went.
    pub status: StatusCode,
    /// Where it is instead, as the answer says; nobody has looked at that.
    pub location: Option<String>,
    /// Whether it is compressed, though nobody asked for that.
    pub is_encoded: bool,
    /// The document.
    pub body: Vec<u8>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A host to ask, over one connection as long as that holds.
#[derive(Debug)]
pub struct Session {
    host: Uri,
    authorities: Option<PathBuf>,
    limits: FetchLimits,
    open: Option<Open>,
}

/// A connection, until it is dropped.
#[derive(Debug)]
struct Open {
    sender: SendRequest<String>,
    _driver: AbortOnDropHandle<Result<(), hyper::Error>>,
}

impl Session {
    /// The host of this address. Over https, the authorities to believe are these, in PEM; those of the system unless named.
    pub fn new(host: Uri, authorities: Option<PathBuf>, limits: FetchLimits) -> Self {
        Self { host, authorities, limits, open: None }
    }

    /// What stands under a path of it now.
    ///
    /// # Errors
    /// If it does not come whole, in time, and within its size. Whatever its status is, is an answer.
    pub async fn get(&mut self, path: &str) -> Result<Answer, FetchError> {
        let FetchLimits { whole, .. } = self.limits;
        let got = timeout(whole, self.exchange(path)).await;
        let got = got.unwrap_or(Err(FetchError::Stalled(whole)));
        if got.is_err() {
            self.open = None; // What is left of the answer must not be taken for the next one.
        }
        got
    }

    async fn exchange(&mut self, path: &str) -> Result<Answer, FetchError> {
        let FetchLimits { quiet, bytes_max, .. } = self.limits;
        let is_fresh = !self.is_open();
        let mut response = self.send(path).await;
        if matches!(response, Err(FetchError::Broken(_))) && !is_fresh {
            self.open = None; // It was closed while nobody asked for anything.
            response = self.send(path).await;
        }
        let response = response?;
        let told = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let location = told(header::LOCATION);
        let location = location.map(|to| to.chars().take(LOCATION_CHARS_MAX).collect());
        let is_encoded = told(header::CONTENT_ENCODING).is_some_and(|how| how != "identity");
        let status = response.status();
        let body = whole(response.into_body(), quiet, bytes_max).await?;
        Ok(Answer { status, location, is_encoded, body })
    }

    fn is_open(&self) -> bool {
        self.open.as_ref().is_some_and(|open| !open.sender.is_closed())
    }

    async fn send(&mut self, path: &str) -> Result<Response<Incoming>, FetchError> {
        let quiet = self.limits.quiet;
        if !self.is_open() {
            let stream = timeout(quiet, self.connect()).await;
            let stream = stream.map_err(|_| FetchError::Stalled(quiet))??;
            let (sender, connection) = handshake(TokioIo::new(stream)).await?;
            let _driver = AbortOnDropHandle::new(tokio::spawn(connection));
            self.open = Some(Open { sender, _driver });
        }
        let Open { sender, .. } = self.open.as_mut().expect("it was opened just now, or before");
        let request = request(&self.host, path).map_err(FetchError::Unreachable)?;
        sender.ready().await?;
        let sent = timeout(quiet, sender.send_request(request)).await;
        Ok(sent.map_err(|_| FetchError::Stalled(quiet))??)
    }

    async fn connect(&self) -> Result<Box<dyn Stream>, FetchError> {
        let secure = self.host.scheme_str() == Some("https");
        let host = self.host.host().unwrap_or_default().trim_matches(['[', ']']);
        let port = self.host.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let stream = self.limits.reach.connect(host, port).await?;
        if !secure {
            return Ok(Box::new(stream));
        }
        let secured = self.secured(host, stream).await.context("connecting");
        Ok(Box::new(secured.map_err(FetchError::Unreachable)?))
    }

    async fn secured(&self, host: &str, stream: TcpStream) -> anyhow::Result<TlsStream<TcpStream>> {
        let config = tls_towards(self.authorities.as_deref())?;
        let name = ServerName::try_from(host.to_owned())?;
        Ok(TlsConnector::from(config).connect(name, stream).await?)
    }
}

fn request(host: &Uri, path: &str) -> anyhow::Result<Request<String>> {
    let authority = host.authority().context("the address has no host")?.as_str();
    let request = Request::get(path)
        .header(header::HOST, authority)
        .header(header::ACCEPT, "application/json")
        .header(header::ACCEPT_ENCODING, "identity")
        .body(String::new());
    Ok(request?)
}

async fn whole(
    mut body: Incoming,
    quiet: Duration,
    bytes_max: usize,
) -> Result<Vec<u8>, FetchError> {
    let mut document = vec![];
    loop {
        let frame = timeout(quiet, poll_fn(|cx| Pin::new(&mut body).poll_frame(cx))).await;
        let Some(frame) = frame.map_err(|_| FetchError::Stalled(quiet))? else { break };
        let frame = frame?;
        let data = frame.data_ref().map_or(&[][..], |data| data);
        if document.len() + data.len() > bytes_max {
            return Err(FetchError::TooLarge(bytes_max));
        }
        document.extend_from_slice(data);
    }
    Ok(document)
}

fn tls_towards(authorities: Option<&Path>) -> anyhow::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    match authorities {
        Some(path) => {
            for authority in CertificateDer::pem_file_iter(path)? {
                roots.add(authority?)?;
            }
        }
        None => _ = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs),
    }
    ensure!(!roots.is_empty(), "this system trusts no authority, and none was named");
    let config = ClientConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
