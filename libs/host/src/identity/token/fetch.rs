//! One small document over HTTP, bounded in time and size: an issuer's keys.

use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use http::{Request, Uri, header};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;

use crate::tls;

/// How long it may take from the first packet to the last.
pub(crate) const FETCH_MAX: Duration = Duration::from_secs(5);

/// How large it may be.
pub(crate) const DOCUMENT_BYTES_MAX: usize = 64 * 1024;

/// Where a document is, and whom to believe that it is there.
#[derive(Debug, PartialEq)]
pub(crate) struct Fetch {
    pub(crate) url: Uri,
    /// Over https, the authorities to believe, in PEM; those of the system unless named.
    pub(crate) authorities: Option<PathBuf>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Fetch {
    /// The document as it is now.
    ///
    /// # Errors
    /// If it does not come whole, in time, and within its size.
    pub(crate) async fn get(&self) -> anyhow::Result<Vec<u8>> {
        let got = timeout(FETCH_MAX, self.exchange()).await;
        got.map_err(|_| anyhow!("no answer within {FETCH_MAX:?}"))?
    }

    async fn exchange(&self) -> anyhow::Result<Vec<u8>> {
        let stream = TokioIo::new(self.connect().await.context("connecting")?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        let _connection = AbortOnDropHandle::new(tokio::spawn(connection));
        let authority = self.url.authority().context("the address has no host")?.as_str();
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let request = Request::get(path)
            .header(header::HOST, authority)
            .header(header::ACCEPT, "application/json")
            .body(String::new())?;
        let response = sender.send_request(request).await?;
        ensure!(response.status().is_success(), "the answer is {}", response.status());
        whole(response.into_body()).await
    }

    async fn connect(&self) -> anyhow::Result<Box<dyn Stream>> {
        let secure = self.url.scheme_str() == Some("https");
        let host = self.url.host().unwrap_or_default().trim_matches(['[', ']']);
        let port = self.url.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let stream = TcpStream::connect((host, port)).await?;
        if !secure {
            return Ok(Box::new(stream));
        }
        let config = tls_towards(self.authorities.as_deref())?;
        let name = ServerName::try_from(host.to_owned())?;
        Ok(Box::new(TlsConnector::from(config).connect(name, stream).await?))
    }
}

async fn whole(mut body: Incoming) -> anyhow::Result<Vec<u8>> {
    let mut document = vec![];
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        document.extend_from_slice(frame?.data_ref().map_or(&[], |data| data));
        ensure!(
            document.len() <= DOCUMENT_BYTES_MAX,
            "it is larger than {DOCUMENT_BYTES_MAX} bytes"
        );
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
    ensure!(!roots.is_empty(), "this system trusts no authority; name some in jwks_ca");
    let config = ClientConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
