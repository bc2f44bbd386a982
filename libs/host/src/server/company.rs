//! Company: what runs beside the services of a server, for as long as it serves.

use std::sync::{Arc, OnceLock};

use futures::future::BoxFuture;
use tokio_util::task::AbortOnDropHandle;

use crate::Shutdown;

type Task = Box<dyn FnOnce(Shutdown) -> BoxFuture<'static, ()> + Send>;

/// What is to run.
#[derive(Default)]
pub(super) struct Company(Vec<(&'static str, Task)>);

/// What runs, until this is dropped.
pub(super) struct Kept {
    /// The first that stopped before it was told to.
    left: Arc<OnceLock<&'static str>>,
    _tasks: Vec<AbortOnDropHandle<()>>,
}

impl Company {
    pub(super) fn add<F>(
        &mut self,
        name: &'static str,
        task: impl FnOnce(Shutdown) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        self.0.push((name, Box::new(|shutdown| Box::pin(task(shutdown)))));
    }

    pub(super) fn begin(self, shutdown: &Shutdown) -> Kept {
        let left = Arc::<OnceLock<&'static str>>::default();
        let tasks = self.0.into_iter().map(|(name, task)| {
            let (shutdown, left) = (shutdown.clone(), left.clone());
            AbortOnDropHandle::new(tokio::spawn(async move {
                let task = AbortOnDropHandle::new(tokio::spawn(task(shutdown.clone())));
                let ended = task.await; // A panic ends it, too.
                if !shutdown.has_begun() {
                    tracing::error!(name, ?ended, "this stopped by itself, so the server leaves");
                    left.get_or_init(|| name);
                    shutdown.begin();
                }
            }))
        });
        Kept { _tasks: tasks.collect(), left }
    }
}

impl Kept {
    /// The first that stopped before it was told to.
    pub(super) fn left(&self) -> Option<&'static str> {
        self.left.get().copied()
    }
}
