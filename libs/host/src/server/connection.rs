//! One HTTP/2 connection, from its first byte to its last. How a slow, silent or flooding peer is kept from costing
//! others anything: each stage has a time limit, each buffer a size.

use std::io::{self, Cursor};
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::courteous::Courteous;
use crate::config::Limits;
use crate::layers::Layers;

/// `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`: how every HTTP/2 connection begins (RFC 9113, section 3.4).
const PREFACE_BYTES: usize = 24;

#[derive(Clone)]
pub(super) struct Connection {
    layers: Layers,
    http2: http2::Builder<TokioExecutor>,
    limits: Arc<Limits>,
}

impl Connection {
    pub(super) fn new(layers: Layers, limits: Arc<Limits>) -> Self {
        Self { layers, http2: http2(&limits), limits }
    }

    /// Serves it until its peer leaves, it is too old, or `closing` says so. Then it gets its grace to finish.
    pub(super) async fn serve(self, stream: TcpStream, closing: CancellationToken) {
        let Ok(Ok(io)) = timeout(self.limits.handshake_max, greeted(stream)).await else {
            tracing::debug!("a connection that did not speak HTTP/2 in time");
            return;
        };
        let streams = closing.clone();
        let service =
            service_fn(move |request| self.layers.clone().answer(request, streams.clone()));
        let connection = self.http2.serve_connection(TokioIo::new(io), service);
        let mut connection = pin!(Courteous::new(connection));
        tokio::select! {
            _ = &mut connection => return,
            () = sleep(self.limits.connection_age_max) => {}
            () = closing.cancelled() => {}
        }
        closing.cancel(); // Its streams, too, when only this connection is to go.
        connection.inner().graceful_shutdown();
        if timeout(self.limits.connection_age_grace, connection).await.is_err() {
            tracing::debug!("a connection outlived its grace; cut");
        }
    }
}

/// Reads the preface ahead, since hyper would wait for it for ever, and puts it back before the rest.
async fn greeted(mut stream: TcpStream) -> io::Result<impl AsyncRead + AsyncWrite + Unpin> {
    let mut preface = [0; PREFACE_BYTES];
    stream.read_exact(&mut preface).await?;
    let (rest, out) = stream.into_split();
    Ok(tokio::io::join(Cursor::new(preface).chain(rest), out))
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
