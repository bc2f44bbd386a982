//! Turns: so few requests are worked on at the same time that partners, whom the same machine serves, do not notice.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::answer::No;

/// How many requests are worked on at the same time; further ones wait.
const AT_ONCE_MAX: usize = 4;

/// How long an asker waits for a turn and its answer; and how long the work of a turn may take.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// Who is worked for. Clones share the turns.
#[derive(Clone)]
pub(super) struct Turns(Arc<Semaphore>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE_MAX)))
    }
}

impl Turns {
    /// What this work comes to, when its turn comes. A turn ends when its work does, not when its asker has gone: who asks
    /// and leaves does not get the next turn sooner.
    pub(super) async fn take<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, No>> + Send + 'static,
    ) -> Result<T, No> {
        let answer = timeout(ANSWER_MAX, async {
            let turn = self.0.clone().acquire_owned().await.expect("it is never closed");
            let work = tokio::spawn(async move {
                let _turn = turn;
                timeout(ANSWER_MAX, work).await.unwrap_or(Err(No::Busy))
            });
            work.await.unwrap_or(Err(No::Damaged))
        });
        answer.await.unwrap_or(Err(No::Busy))
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    /// Asks for work that is done when it is told to be, and leaves as soon as it has begun.
    async fn ask_and_leave(turns: &Turns) -> oneshot::Sender<()> {
        let (begun, begins) = oneshot::channel();
        let (finish, finished) = oneshot::channel::<()>();
        let asked = turns.take(async move {
            begun.send(()).expect("somebody waits for it");
            finished.await.map_err(|_| No::Damaged)
        });
        tokio::select! {
            _ = asked => panic!("nobody said that it is done"),
            begun = begins => begun.expect("it begins"),
        }
        finish
    }

    #[tokio::test]
    async fn who_asks_and_leaves_keeps_the_turn_until_the_work_is_done() {
        let turns = Turns::default();
        let mut finish = vec![];
        for _ in 0..AT_ONCE_MAX {
            finish.push(ask_and_leave(&turns).await);
        }
        let mut next = std::pin::pin!(turns.take(async { Ok("an answer") }));
        assert!(next.as_mut().now_or_never().is_none(), "four are worked for, though all left");
        finish.pop().expect("there is one").send(()).expect("it is under way");
        assert_eq!(next.await.expect("its turn came"), "an answer");
    }

    #[tokio::test(start_paused = true)]
    async fn work_without_end_gives_up_its_turn_and_its_asker_is_told_to_come_again() {
        let turns = Turns::default();
        for _ in 0..=AT_ONCE_MAX {
            let endless = turns.take(std::future::pending::<Result<(), No>>());
            assert!(matches!(endless.await, Err(No::Busy)));
        }
        assert!(turns.take(async { Ok(()) }).await.is_ok(), "all turns are free again");
    }
}
