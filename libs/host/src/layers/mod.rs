//! What stands between the wire and every handler. Outermost first: the call is watched, admitted, given a deadline, its
//! panics are caught, and whatever error comes out of all that is made presentable.

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
use tonic::body::Body;
use tonic::service::Routes;
use tower::Service;
use tracing::Instrument;

use crate::config::Limits;
use admission::Admission;
pub use deadline::Deadline;
pub(crate) use method::Methods;
use reply::Reply;
use watch::Watch;

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

    /// Answers one call. `closing` ends its stream, if it is one, when its connection is to close.
    pub(crate) async fn answer(
        self,
        request: Request<Incoming>,
        closing: CancellationToken,
    ) -> Result<Response<Reply>, Infallible> {
        let mut call = self.shared.watch.begin(request.headers(), request.uri().path());
        let deadline = Deadline::of(request.headers(), self.shared.call_max);
        let span = call.span().clone();

        let mut response = self.begin(request, &deadline).instrument(span).await;
        if let Some(code) = presentable::settle(response.headers_mut()) {
            call.ended(code);
        }
        Ok(response.map(|body| Reply::new(body, call, deadline.callers, closing)))
    }

    /// From the call's headers to the head of its answer, which for a unary call is all of the work.
    async fn begin(
        mut self,
        mut request: Request<Incoming>,
        deadline: &Deadline,
    ) -> Response<Body> {
        let _place = match self.shared.admission.admit(request.uri().path(), request.headers()) {
            Ok(place) => place,
            Err(refusal) => return refusal.into_http(),
        };
        request.extensions_mut().insert(*deadline);
        let handled = deadline.within(panic::caught(self.routes.call(request)));
        match handled.await {
            Ok(Ok(response)) => response,
            Err(status) => status.into_http(),
        }
    }
}
