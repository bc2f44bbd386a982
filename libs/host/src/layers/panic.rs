//! A panic fails the one call it happened in. The caller learns nothing of it; the log says in which method.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::FutureExt;
use tonic::{Code, Status};
use wire::types::ErrorReason;

use crate::error::status;

/// The work's outcome, or INTERNAL if it panicked. What it held is dropped, so a half-done state cannot be seen again;
/// what it shares must stand a panic, as the locks of std and tokio do.
pub(crate) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Status> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|_payload| internal())
}

/// The same for a plain call.
pub(crate) fn caught_now<T>(work: impl FnOnce() -> T) -> Result<T, Status> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_payload| internal())
}

/// The payload may quote anything, so it stays out of the log; the panic hook has written the place to stderr.
fn internal() -> Status {
    tracing::error!("a handler panicked; its call fails, the process goes on");
    status(Code::Internal, ErrorReason::Internal, "something went wrong here").build()
}
