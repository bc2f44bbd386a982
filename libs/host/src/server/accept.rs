//! The door: lets connections in while there is room, and at the end sees everybody out.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::transport::server::TcpIncoming;

use super::connection::Connection;
use crate::config::Limits;
use crate::identity::Identity;
use crate::layers::Layers;

/// After a failed accept (no file descriptors left, mostly), how long to leave the kernel in peace.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

pub(super) struct Door {
    connection: Connection,
    limits: Arc<Limits>,
    room: Arc<Semaphore>,
    /// Tells every connection to finish.
    closing: CancellationToken,
}

impl Door {
    pub(super) fn new(layers: Layers, limits: Arc<Limits>, identity: Identity) -> Self {
        let room = Arc::new(Semaphore::new(limits.connections_max));
        Self {
            connection: Connection::new(layers, Arc::clone(&limits), identity),
            limits,
            room,
            closing: CancellationToken::new(),
        }
    }

    /// Keeps the door until it is time to close it; returns when nobody is left inside.
    pub(super) async fn keep(&self, listener: TcpListener, closing_time: impl Future<Output = ()>) {
        let mut connections = JoinSet::new();
        tokio::select! {
            () = closing_time => {}
            () = self.admit(listener, &mut connections) => {}
        }
        self.drain(connections).await;
    }

    /// Never returns. Dropped with the listener, so that new callers are refused at once and not left waiting.
    async fn admit(&self, listener: TcpListener, connections: &mut JoinSet<()>) {
        let mut incoming = TcpIncoming::from(listener)
            .with_nodelay(Some(true))
            .with_keepalive(Some(self.limits.tcp_keepalive));
        loop {
            let (stream, place) = self.next(&mut incoming).await;
            while connections.try_join_next().is_some() {} // Forget those that have left.
            let (connection, closing) = (self.connection.clone(), self.closing.child_token());
            connections.spawn(async move {
                connection.serve(stream, closing).await;
                drop(place);
            });
        }
    }

    /// First a place, then a connection for it: the others wait in the kernel's queue, which costs us nothing.
    async fn next(&self, incoming: &mut TcpIncoming) -> (TcpStream, OwnedSemaphorePermit) {
        let place =
            Arc::clone(&self.room).acquire_owned().await.expect("the semaphore is never closed");
        loop {
            match incoming.next().await {
                Some(Ok(stream)) => return (stream, place),
                Some(Err(error)) => tracing::warn!(%error, "a connection could not be accepted"),
                None => tracing::warn!("the listener has ended"),
            }
            tokio::time::sleep(ACCEPT_PAUSE).await;
        }
    }

    async fn drain(&self, mut connections: JoinSet<()>) {
        self.closing.cancel();
        let all_left = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(self.limits.drain_max, all_left).await.is_err() {
            tracing::warn!(
                connections = connections.len(),
                "still open at the end of the drain; cut"
            );
            connections.shutdown().await;
        }
    }
}
