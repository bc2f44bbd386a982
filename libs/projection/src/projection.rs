//! A view that is kept up to date, and the only way to ask it something.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, RwLock};

use journal::{Journal, Position};
use tokio::sync::{mpsc, watch};

use crate::View;
use crate::folder::Folder;
use crate::runner::{Order, Runner};
use crate::store::{Store, StoreError};

/// How far a view is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// The last position that queries see.
    pub visible: Position,
    /// Whether queries are answered.
    pub serving: bool,
    /// A new build on its way: how far it is, and where the journal ended when it was last looked.
    pub rebuilding: Option<(Position, Position)>,
    /// Why it does not go on, if it does not: the journal is damaged, or cannot be reached.
    pub stopped: Option<String>,
    /// How many streams are parked.
    pub parked: u64,
    /// How many builds were taken into use since the start.
    pub builds: u64,
}

/// Why a query is not answered now. It never means that somebody is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// The view is not as far as the caller has written.
    #[error("the view is at {visible}, the write at {wanted}")]
    Behind {
        /// How far it is.
        visible: Position,
        /// What was asked for.
        wanted: Position,
    },
    /// The view is being built.
    #[error("the view is being built")]
    Rebuilding,
    /// The journal is damaged; answers past the damage could be wrong.
    #[error("the view stopped: {0}")]
    Stopped(String),
}

/// A view that is kept up to date. Cheap to clone; when the last clone goes, it stops.
#[derive(Clone)]
pub struct Projection {
    shared: Arc<Shared>,
    orders: mpsc::Sender<Order>,
    /// Closed once the writer has let go of the files.
    writing: watch::Receiver<()>,
}

/// What the runner and the queries share.
pub(crate) struct Shared {
    pub(crate) store: RwLock<Option<Arc<dyn Store>>>,
    pub(crate) progress: watch::Sender<Progress>,
}

impl Shared {
    /// Stops answering until there is a new build.
    pub(crate) fn set_aside(&self) {
        if let Ok(mut store) = self.store.write() {
            *store = None;
        }
        self.progress.send_modify(|p| (p.serving, p.visible) = (false, Position::START));
    }
}

impl Projection {
    /// Opens the view's newest build in this folder and keeps it up to date, building a new one if there is none that
    /// this code made from this journal.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open<V: View>(
        view: V,
        journal: Arc<dyn Journal>,
        folder: &Path,
    ) -> Result<Self, StoreError> {
        let folder = Folder::open(folder, V::SCHEMA, journal.epoch())?;
        let shared = Arc::new(Shared {
            store: RwLock::new(None),
            progress: watch::Sender::new(Progress::default()),
        });
        let (orders, inbox) = mpsc::channel(1);
        let writing = Runner::start(view, journal, folder, Arc::downgrade(&shared), inbox);
        Ok(Self { shared, orders, writing })
    }

    /// How far the view is, now and as it goes on.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.shared.progress.subscribe()
    }

    /// Waits until queries see this position. Give it the caller's own deadline, or it may wait for ever.
    ///
    /// # Errors
    /// If the view has stopped for good before it.
    pub async fn reached(&self, wanted: Position) -> Result<(), Unready> {
        let mut progress = self.progress();
        let arrived = |p: &Progress| p.stopped.is_some() || (p.serving && p.visible >= wanted);
        let now = progress.wait_for(arrived).await.map_err(|_| Unready::Rebuilding)?.clone();
        match now.stopped {
            Some(why) => Err(Unready::Stopped(why)),
            None => Ok(()),
        }
    }

    /// Asks the view something.
    ///
    /// # Errors
    /// If it is not ready to answer. If the store fails or panics here, it is set aside and built anew.
    pub fn read<T>(
        &self,
        query: impl FnOnce(&dyn Store) -> Result<T, StoreError>,
    ) -> Result<T, Unready> {
        if let Some(why) = &self.shared.progress.borrow().stopped {
            return Err(Unready::Stopped(why.clone()));
        }
        let store = self
            .shared
            .store
            .read()
            .ok()
            .and_then(|store| store.clone())
            .ok_or(Unready::Rebuilding)?;
        match catch_unwind(AssertUnwindSafe(|| query(store.as_ref()))) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.distrust(&error.to_string())),
            Err(_) => Err(self.distrust("the store panicked")),
        }
    }

    /// Stops answering from the store and asks for a new one.
    fn distrust(&self, why: &str) -> Unready {
        tracing::error!(why, "the view's store failed; it is set aside and built anew");
        self.shared.set_aside();
        _ = self.orders.try_send(Order::Replace); // A full inbox has an order already.
        Unready::Rebuilding
    }

    /// Lets the view go, and waits until its writer has let go of the files. Others that hold it keep it going.
    pub async fn close(self) {
        let mut writing = self.writing.clone();
        drop(self);
        while writing.changed().await.is_ok() {}
    }

    /// Builds the view anew beside the one in use, which answers until the new one has caught up. Watch
    /// [`Self::progress`] for `builds` to rise.
    pub async fn rebuild(&self) {
        _ = self.orders.send(Order::Rebuild).await; // The runner lives as long as this does.
    }
}
