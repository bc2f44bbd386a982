//! A connection that lets others go first. Answers become ready in groups: a journal's transaction, or one read of many
//! requests. A connection that wrote as soon as the first is ready would pay a system call, and its peer a wake, for each.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// Does its work only after everything else that is ready now has had a turn; then one write carries what came of it.
/// Where nothing else is ready, that is at once.
pub(super) struct Courteous<F> {
    work: Pin<Box<F>>,
    /// Whether the others have had their turn since it was woken.
    others_had_a_turn: bool,
}

impl<F> Courteous<F> {
    pub(super) fn new(work: F) -> Self {
        Self { work: Box::pin(work), others_had_a_turn: false }
    }

    pub(super) fn inner(&mut self) -> Pin<&mut F> {
        self.work.as_mut()
    }
}

impl<F: Future> Future for Courteous<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.others_had_a_turn = !self.others_had_a_turn;
        if self.others_had_a_turn && pin!(tokio::task::yield_now()).poll(cx).is_pending() {
            return Poll::Pending; // It is woken again behind the others.
        }
        self.work.as_mut().poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[tokio::test]
    async fn what_is_ready_goes_before_it() {
        let order = RefCell::new(vec![]);
        let note = |who| order.borrow_mut().push(who);
        let connection = Courteous::new(async { note("connection") });
        futures::join!(connection, async { note("answer") });
        assert_eq!(order.take(), ["answer", "connection"]);
    }
}
