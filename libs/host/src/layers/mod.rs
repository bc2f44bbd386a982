//! What stands between the wire and every handler. Outermost first: the call is watched, admitted, given a deadline, its
//! panics are caught, its caller is settled, and whatever error comes out of all that is made presentable.

mod admission;
mod deadline;
mod method;
mod panic;
mod presentable;
mod reply;
mod watch;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::body::Body;
use tonic::service::Routes;
use tower::Service;
use tracing::Instrument;

use crate::config::Limits;
use crate::identity::{Refused, Visitor};
use admission::Admission;
pub use deadline::Deadline;
pub(crate) use method::Methods;
use reply::Reply;
use watch::Watch;

/// A connection, as its calls see it.
pub(crate) struct Open {
    /// Who is at its other end.
    pub(crate) visitor: Visitor,
    /// Says that it is to close.
    pub(crate) closing: CancellationToken,
    /// Says that its streams are to end, which they are before it closes.
    pub(crate) streams: CancellationToken,
}

impl Open {
    fn refuse(&self, refused: Refused) -> Status {
        match refused {
            Refused::Call(status) => status,
            Refused::Connection(status) => {
                self.closing.cancel();
                status
            }
        }
    }
}

/// The way of one call through this process; a clone for each connection.
#[derive(Clone)]
pub(crate) struct Layers {
    routes: Routes,
    shared: Arc<Shared>,
}

struct Shared {
    admission: Admission,
    call_max: Duration,
    watch: Watch,
}

impl Layers {
    pub(crate) fn new(routes: Routes, methods: Methods, limits: &Limits) -> Self {
        let shared = Shared {
            admission: Admission::new(limits),
            call_max: limits.call_max,
            watch: Watch::new(methods),
        };
        Self { routes: routes.prepare(), shared: Arc::new(shared) }
    }

    /// Answers one call on this connection.
    pub(crate) async fn answer(
        self,
        request: Request<Incoming>,
        connection: Arc<Open>,
    ) -> Result<Response<Reply>, Infallible> {
        let mut call = self.shared.watch.begin(request.headers(), request.uri().path());
        let deadline = Deadline::of(request.headers(), self.shared.call_max);
        let span = call.span().clone();

        let mut response = self.begin(request, &deadline, &connection).instrument(span).await;
        if let Some(code) = presentable::settle(response.headers_mut()) {
            call.ended(code);
        }
        Ok(response
            .map(|body| Reply::new(body, call, deadline.callers, connection.streams.clone())))
    }

    /// From the call's headers to the head of its answer, which for a unary call is all of the work.
    async fn begin(
        self,
        mut request: Request<Incoming>,
        deadline: &Deadline,
        connection: &Open,
    ) -> Response<Body> {
        let _place = match self.shared.admission.admit(request.uri().path(), request.headers()) {
            Ok(place) => place,
            Err(refusal) => return refusal.into_http(),
        };
        request.extensions_mut().insert(*deadline);
        // In a box: what is around it holds it more than once, and each call is moved whole until its task runs.
        let handled = Box::pin(self.handle(request, connection));
        match deadline.within(panic::caught(handled)).await {
            Ok(Ok(response)) => response,
            Ok(Err(status)) | Err(status) => status.into_http(),
        }
    }

    /// Settles who calls, and gives the call to its handler.
    async fn handle(
        mut self,
        mut request: Request<Incoming>,
        connection: &Open,
    ) -> Result<Response<Body>, Status> {
        let caller = connection.visitor.caller(request.uri().path(), request.headers()).await;
        let caller = caller.map_err(|refused| connection.refuse(refused))?;
        request.headers_mut().remove(http::header::AUTHORIZATION); // Nobody needs the token any more.
        let extensions = request.extensions_mut();
        connection.visitor.peer().map(|peer| extensions.insert(Arc::clone(peer)));
        caller.map(|caller| extensions.insert(caller));
        let Ok(response) = self.routes.call(request).await;
        Ok(response)
    }
}
