//! One HTTP/2 connection, from its first byte to its last, over TLS where callers are partners. How a slow, silent or
//! flooding peer is kept from costing others anything: each stage has a time limit, each buffer a size.

use std::io;
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;

use super::courteous::Courteous;
use crate::config::Limits;
use crate::identity::{Identity, Partners, Visitor};
use crate::layers::{Layers, Open};
use crate::tls::{self, Rewound};

/// `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`: how every HTTP/2 connection begins (RFC 9113, section 3.4).
const PREFACE_BYTES: usize = 24;

#[derive(Clone)]
pub(super) struct Connection {
    layers: Layers,
    http2: http2::Builder<TokioExecutor>,
    limits: Arc<Limits>,
    identity: Identity,
}

/// What a connection is carried by.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Connection {
    pub(super) fn new(layers: Layers, limits: Arc<Limits>, identity: Identity) -> Self {
        Self { layers, http2: http2(&limits), limits, identity }
    }

    /// Serves it until its peer leaves, it is too old, or `closing` says so. Then it gets its grace to finish.
    pub(super) async fn serve(self, stream: TcpStream, closing: CancellationToken) {
        let greeted = timeout(self.limits.handshake_max, self.greeted(stream)).await;
        match greeted.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok((stream, visitor)) => self.keep(stream, visitor, closing).await,
            Err(error) => tracing::debug!(%error, "a connection that came to nothing"),
        }
    }

    /// Learns who is there, and that they speak HTTP/2.
    async fn greeted(&self, stream: TcpStream) -> io::Result<(Box<dyn Stream>, Visitor)> {
        match &self.identity {
            Identity::InsecureLoopback => {
                Ok((Box::new(rewound(stream).await?) as Box<dyn Stream>, Visitor::Local))
            }
            Identity::Partners(partners) => {
                let (stream, visitor) = partner(Arc::clone(partners), stream).await?;
                Ok((Box::new(rewound(stream).await?) as Box<dyn Stream>, visitor))
            }
        }
    }

    async fn keep(self, stream: Box<dyn Stream>, visitor: Visitor, closing: CancellationToken) {
        let streams = closing.child_token();
        let open = Arc::new(Open { visitor: visitor.clone(), closing, streams });
        let answering = Arc::clone(&open);
        let service =
            service_fn(move |request| self.layers.clone().answer(request, answering.clone()));
        let connection = self.http2.serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(Courteous::new(connection));
        let mut old = pin!(sleep(self.limits.connection_age_max));
        loop {
            tokio::select! {
                _ = &mut connection => return,
                () = &mut old => break,
                () = open.closing.cancelled() => break,
                // The next call is told why; a stream makes none, so it ends now.
                () = visitor.falls(), if !open.streams.is_cancelled() => open.streams.cancel(),
            }
        }
        open.closing.cancel(); // Its streams, too, when only this connection is to go.
        connection.inner().graceful_shutdown();
        if timeout(self.limits.connection_age_grace, connection).await.is_err() {
            tracing::debug!("a connection outlived its grace; cut");
        }
    }
}

/// Shakes hands with a partner: both certificates are checked, and HTTP/2 is agreed upon.
async fn partner(
    partners: Arc<Partners>,
    stream: TcpStream,
) -> io::Result<(TlsStream<TcpStream>, Visitor)> {
    let trust = partners.trust();
    let stream = TlsAcceptor::from(Arc::clone(&trust.config)).accept(stream).await?;
    let (_, session) = stream.get_ref();
    if session.alpn_protocol() != Some(tls::ALPN) {
        return Err(io::Error::other("the peer does not speak HTTP/2"));
    }
    let chain = session.peer_certificates().unwrap_or_default();
    let chain = chain.iter().map(|certificate| certificate.clone().into_owned()).collect();
    let visitor = Visitor::partner(partners, &trust, chain).map_err(io::Error::other)?;
    Ok((stream, visitor))
}

/// Reads the preface ahead, since hyper would wait for it for ever, and puts it back before the rest.
async fn rewound<IO: AsyncRead + AsyncWrite + Unpin>(
    mut stream: IO,
) -> io::Result<Rewound<IO, PREFACE_BYTES>> {
    let mut preface = [0; PREFACE_BYTES];
    stream.read_exact(&mut preface).await?;
    Ok(Rewound::new(preface, stream))
}

fn http2(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut http2 = http2::Builder::new(TokioExecutor::new());
    http2
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams_per_connection_max)
        .keep_alive_interval(limits.ping_interval)
        .keep_alive_timeout(limits.ping_timeout)
        .max_header_list_size(limits.header_list_bytes_max)
        .max_frame_size(limits.frame_bytes_max)
        .initial_stream_window_size(limits.stream_window_bytes)
        .initial_connection_window_size(limits.connection_window_bytes)
        .max_send_buf_size(limits.send_buffer_bytes_max)
        .max_pending_accept_reset_streams(limits.pending_resets_max)
        .max_local_error_reset_streams(limits.local_resets_max);
    http2
}
