//! The body of an answer on its way out. Here a stream ends well in every case: at the caller's deadline, when its
//! connection is to close, after an error or a panic, always with a status that is presentable and recorded.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as _, Frame};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::Status;
use tonic::body::Body;

use super::watch::Call;
use super::{deadline, panic, presentable};
use crate::shutdown::Shutdown;

type Outgoing = Option<Result<Frame<Bytes>, Infallible>>;

pub(crate) struct Reply {
    /// None once the last frame has been handed on.
    body: Option<Body>,
    call: Call,
    deadline: Option<Instant>,
    closing: CancellationToken,
    /// Made by the first wait, so that an answer that is ready pays for neither.
    waits: Option<Waits>,
}

struct Waits {
    deadline: Option<Pin<Box<Sleep>>>,
    closing: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Reply {
    pub(crate) fn new(
        body: Body,
        call: Call,
        deadline: Option<Instant>,
        closing: CancellationToken,
    ) -> Self {
        Self { body: Some(body), call, deadline, closing, waits: None }
    }

    fn next(&mut self, cx: &mut Context<'_>) -> Poll<Outgoing> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        match panic::caught_now(|| Pin::new(body).poll_frame(cx)) {
            Ok(Poll::Ready(Some(Ok(frame)))) => Poll::Ready(self.pass(frame)),
            Ok(Poll::Ready(Some(Err(status)))) | Err(status) => Poll::Ready(self.end(&status)),
            Ok(Poll::Ready(None)) => Poll::Ready(self.finish()),
            Ok(Poll::Pending) => {
                let status = ready!(self.interrupted(cx));
                Poll::Ready(self.end(&status))
            }
        }
    }

    fn pass(&mut self, mut frame: Frame<Bytes>) -> Outgoing {
        if let Some(code) = frame.trailers_mut().and_then(presentable::settle) {
            self.call.ended(code);
        }
        Some(Ok(frame))
    }

    fn end(&mut self, status: &Status) -> Outgoing {
        self.body = None;
        let (code, trailers) = presentable::trailers(status);
        self.call.ended(code);
        Some(Ok(Frame::trailers(trailers)))
    }

    fn finish(&mut self) -> Outgoing {
        self.body = None;
        None
    }

    /// Asked only while the handler has nothing to say: what it has said is sent first, and nothing is cut in two.
    fn interrupted(&mut self, cx: &mut Context<'_>) -> Poll<Status> {
        let waits = self.waits.get_or_insert_with(|| Waits {
            deadline: self.deadline.map(|at| Box::pin(sleep_until(at))),
            closing: Box::pin(self.closing.clone().cancelled_owned()),
        });
        if waits.deadline.as_mut().is_some_and(|sleep| sleep.as_mut().poll(cx).is_ready()) {
            return Poll::Ready(deadline::exceeded());
        }
        waits.closing.as_mut().poll(cx).map(|()| Shutdown::status())
    }
}

impl http_body::Body for Reply {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outgoing> {
        let this = self.get_mut();
        let span = this.call.span().clone();
        span.in_scope(|| this.next(cx))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }
}
