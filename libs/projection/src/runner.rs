//! The one writer of a view: follows the journal, batch by batch, effect and checkpoint together.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::StreamExt;
use futures::future::OptionFuture;
use journal::{Journal, Position, ReadError, StreamId};
use tokio::sync::{mpsc, watch};

use crate::feed::{Dry, Feed, Ready};
use crate::folder::Folder;
use crate::projection::{Progress, Shared};
use crate::store::{Batch, Checkpoint, SledStore, Store, StoreError};
use crate::tables::{Tables, sorted};
use crate::{NotApplied, View};

/// How many rows a new build holds back before it writes them. Nobody reads it yet, so rows that change often are written
/// once. 300,000 rows take about 150 MiB.
const BUILD_ROWS_MAX: usize = 300_000;
/// How many rows of a new build are written in one step: about a millisecond.
const PART_ROWS_MAX: usize = 500;
/// How many commits that change no row may stand behind the stored checkpoint.
const IDLE_COMMITS_MAX: u64 = 4_096;
/// How long to wait before trying again what could not be reached.
const RETRY_AFTER: Duration = Duration::from_millis(250);
/// The table of parked streams.
const PARKED: u8 = 1;

/// What the runner can be told.
pub(crate) enum Order {
    /// Build a new one beside the one in use.
    Rebuild,
    /// The one in use failed: build a new one.
    Replace,
}

/// Why a build ended.
enum Ended {
    /// Nobody holds the projection any more.
    Released,
    /// A new build is wanted.
    Ordered,
    /// The store failed.
    Failed(StoreError),
    /// The journal is damaged.
    Damaged(ReadError),
}

pub(crate) struct Runner<V> {
    view: Arc<V>,
    journal: Arc<dyn Journal>,
    folder: Folder,
    shared: Weak<Shared>,
    /// Ends when nobody holds the projection any more.
    held: watch::Receiver<Progress>,
}

/// A build, and how far it is.
struct Build<P> {
    path: PathBuf,
    store: Arc<dyn Store>,
    checkpoint: Checkpoint,
    /// Where the stored checkpoint is.
    written: Position,
    pending: HashMap<Vec<u8>, Option<Vec<u8>>>,
    parked: HashSet<StreamId>,
    feed: Feed<P>,
}

impl<V: View> Runner<V> {
    /// Starts the writer on a thread of its own, because the store's calls block. What it returns closes when it ends.
    pub(crate) fn start(
        view: V,
        journal: Arc<dyn Journal>,
        folder: Folder,
        shared: Weak<Shared>,
        inbox: mpsc::Receiver<Order>,
    ) -> watch::Receiver<()> {
        let (writing, ended) = watch::channel(());
        let runtime = tokio::runtime::Handle::current();
        let held = shared.upgrade().map_or_else(ended_already, |s| s.progress.subscribe());
        let runner = Self { view: Arc::new(view), journal, folder, shared, held };
        let thread = std::thread::Builder::new().name("projection".into());
        let write = move || {
            runtime.block_on(runner.run(inbox));
            drop(writing);
        };
        if let Err(error) = thread.spawn(write) {
            tracing::error!(%error, "the view's writer could not be started");
        }
        ended
    }

    async fn run(self, mut inbox: mpsc::Receiver<Order>) {
        let mut build = match self.open_current().await {
            Some(build) => self.resume(build).await,
            None => self.build_anew().await,
        };
        loop {
            let ended = match build {
                Ok(build) => self.follow(build, &mut inbox).await,
                Err(ended) => ended,
            };
            match ended {
                Ended::Released => return,
                Ended::Ordered => {}
                Ended::Damaged(error) => return self.stop(&error),
                Ended::Failed(error) => {
                    tracing::error!(%error, "the view's store failed; it is set aside and built anew");
                    self.set_aside();
                    tokio::time::sleep(RETRY_AFTER).await; // A full disk does not heal faster by hammering it.
                }
            }
            build = self.build_anew().await;
        }
    }

    /// The build of an earlier start, if it belongs to this journal and can be trusted.
    async fn open_current(&self) -> Option<Build<V::Prepared>> {
        let path = self.folder.current()?;
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let store = SledStore::open(&path)?;
            let checkpoint = store.checkpoint()?;
            let parked = store.range(&[PARKED], &[], usize::MAX)?;
            Ok::<_, StoreError>((store, checkpoint, parked))
        }));
        let (store, checkpoint, parked) = match opened {
            Ok(Ok((store, Some(checkpoint), parked))) => (store, checkpoint, parked),
            Ok(Ok((_, None, _))) => return None,
            Ok(Err(error)) => return distrust(&error.to_string()),
            Err(_) => return distrust("the store panicked"),
        };
        if !self.stands_in_journal(checkpoint).await {
            return distrust("the journal has another commit at the checkpoint");
        }
        let mut build = self.build_at(path, Arc::new(store), checkpoint);
        build.parked = parked.iter().filter_map(|(key, _)| parked_stream(key)).collect();
        Some(build)
    }

    /// Brings the build of an earlier start up to where the journal ended at this one, and only then takes it into use:
    /// it may lack what was answered last, and "not known" would be wrong.
    async fn resume(&self, mut build: Build<V::Prepared>) -> Result<Build<V::Prepared>, Ended> {
        let head = self.head().await?;
        while build.checkpoint.position < head {
            self.announce(|p| p.rebuilding = Some((build.checkpoint.position, head)))?;
            let more = self.more(&mut build).await?;
            self.take_in(&mut build, more)?;
            build.write().map_err(Ended::Failed)?;
        }
        self.publish(&build, |p| p.rebuilding = None);
        Ok(build)
    }

    /// Whether the journal has the checkpoint's commit at the checkpoint's place.
    async fn stands_in_journal(&self, checkpoint: Checkpoint) -> bool {
        let Some(before) = checkpoint.position.0.checked_sub(1) else { return false };
        loop {
            match self.journal.head().await {
                Ok(head) if head < checkpoint.position => return false,
                Ok(_) => {}
                Err(ReadError::Unavailable(_)) => {
                    tokio::time::sleep(RETRY_AFTER).await;
                    continue;
                }
                Err(ReadError::Damaged { .. }) => return false,
            }
            match self.journal.read(Position(before)).next().await {
                Some(Ok(recorded)) => return recorded.record.hash == checkpoint.hash,
                Some(Err(ReadError::Unavailable(_))) | None => {
                    tokio::time::sleep(RETRY_AFTER).await
                }
                Some(Err(ReadError::Damaged { .. })) => return false,
            }
        }
    }

    fn build_at(
        &self,
        path: PathBuf,
        store: Arc<dyn Store>,
        checkpoint: Checkpoint,
    ) -> Build<V::Prepared> {
        let feed = Feed::start(self.view.clone(), self.journal.clone(), checkpoint.position);
        let (pending, parked) = (HashMap::new(), HashSet::new());
        let written = checkpoint.position;
        Build { path, store, checkpoint, written, pending, parked, feed }
    }

    /// Makes a new build, brings it up to the journal's head, and takes it into use.
    async fn build_anew(&self) -> Result<Build<V::Prepared>, Ended> {
        let path = self.folder.new_build();
        let store: Arc<dyn Store> = Arc::new(SledStore::open(&path).map_err(Ended::Failed)?);
        let mut build =
            self.build_at(path, store, Checkpoint { position: Position::START, hash: [0; 32] });
        loop {
            let head = self.head().await?;
            self.announce(|p| p.rebuilding = Some((build.checkpoint.position, head)))?;
            if build.checkpoint.position < head.max(self.visible()?) {
                let more = self.more(&mut build).await?;
                self.take_in(&mut build, more)?;
            } else if build.pending.len() <= PART_ROWS_MAX {
                break;
            } else {
                build.write_in_parts().await.map_err(Ended::Failed)?;
            }
            if build.pending.len() >= BUILD_ROWS_MAX {
                build.write_in_parts().await.map_err(Ended::Failed)?;
            }
            tokio::task::yield_now().await; // Whoever follows the build in use gets its turn.
        }
        // From here to the end nothing is awaited, so that what queries see never goes back.
        build.write().map_err(Ended::Failed)?;
        self.folder.use_build(&build.path).map_err(Ended::Failed)?;
        self.publish(&build, |p| {
            p.rebuilding = None;
            p.builds += 1;
        });
        self.folder.tidy(&build.path);
        Ok(build)
    }

    async fn head(&self) -> Result<Position, Ended> {
        loop {
            match self.journal.head().await {
                Ok(head) => return Ok(head),
                Err(error @ ReadError::Damaged { .. }) => return Err(Ended::Damaged(error)),
                Err(ReadError::Unavailable(error)) => {
                    tracing::warn!(%error, "the journal cannot be reached; trying again");
                    self.announce(|_| {})?;
                    tokio::time::sleep(RETRY_AFTER).await;
                }
            }
        }
    }

    /// Follows the journal, batch by batch. A rebuild that is ordered goes on beside it and then takes its place.
    async fn follow(
        &self,
        mut build: Build<V::Prepared>,
        inbox: &mut mpsc::Receiver<Order>,
    ) -> Ended {
        let anew = OptionFuture::default();
        tokio::pin!(anew);
        loop {
            let more = tokio::select! {
                Some(new) = &mut anew => match new {
                    Ok(new) => {
                        build = new;
                        anew.set(OptionFuture::default());
                        continue;
                    }
                    Err(ended) => return ended,
                },
                order = inbox.recv() => match order {
                    Some(Order::Rebuild) => {
                        anew.set(Some(self.build_anew()).into());
                        continue;
                    }
                    Some(Order::Replace) => return Ended::Ordered,
                    None => return Ended::Released,
                },
                more = build.feed.next() => more,
            };
            if let Err(ended) = self.take_in_live(&mut build, more) {
                return ended;
            }
        }
    }

    /// What comes next, unless nobody holds the projection any more.
    async fn more(&self, build: &mut Build<V::Prepared>) -> Result<Vec<Ready<V::Prepared>>, Ended> {
        let mut held = self.held.clone();
        tokio::select! {
            more = build.feed.next() => more.map_err(Ended::from),
            _ = held.wait_for(|_| false) => Err(Ended::Released),
        }
    }

    /// Takes commits into the build in use, and lets queries see them.
    fn take_in_live(
        &self,
        build: &mut Build<V::Prepared>,
        more: Result<Vec<Ready<V::Prepared>>, Dry>,
    ) -> Result<(), Ended> {
        self.take_in(build, more?)?;
        build.write().map_err(Ended::Failed)?;
        let (visible, parked) = (build.checkpoint.position, build.parked.len() as u64);
        self.announce(|p| (p.visible, p.parked) = (visible, parked))
    }

    /// Takes commits into a build's pending rows.
    fn take_in(
        &self,
        build: &mut Build<V::Prepared>,
        more: Vec<Ready<V::Prepared>>,
    ) -> Result<(), Ended> {
        for ready in more {
            let (position, hash) = (ready.recorded.position, ready.recorded.record.hash);
            if !build.parked.contains(&ready.recorded.stream) {
                self.take_in_one(build, ready).map_err(Ended::Failed)?;
            }
            build.checkpoint = Checkpoint { position, hash };
        }
        Ok(())
    }

    fn take_in_one(
        &self,
        build: &mut Build<V::Prepared>,
        Ready { recorded, prepared }: Ready<V::Prepared>,
    ) -> Result<(), StoreError> {
        let mut tables = Tables::new(build.store.as_ref(), &mut build.pending);
        let applied = match prepared {
            Ok(prepared) => {
                let apply = || self.view.apply(&recorded, prepared, &mut tables);
                catch_unwind(AssertUnwindSafe(apply))
                    .unwrap_or_else(|_| Err(NotApplied::Poison("a panic".into())))
            }
            Err(why) => Err(NotApplied::Poison(why)),
        };
        let why = match applied {
            Ok(()) => return Ok(()),
            Err(NotApplied::Store(error)) => return Err(error),
            Err(NotApplied::Poison(why)) => why,
        };
        tracing::error!(stream = %recorded.stream, position = recorded.position.0, why, "a commit is parked");
        tables.put(parked_key(&recorded.stream), recorded.position.0.to_be_bytes().to_vec());
        self.view.park(&recorded, &mut tables)?;
        build.parked.insert(recorded.stream);
        Ok(())
    }

    /// Lets queries see a build.
    fn publish(&self, build: &Build<V::Prepared>, also: impl FnOnce(&mut Progress)) {
        let Some(shared) = self.shared.upgrade() else { return };
        if let Ok(mut store) = shared.store.write() {
            *store = Some(build.store.clone());
        }
        shared.progress.send_modify(|p| {
            (p.visible, p.serving) = (build.checkpoint.position, true);
            p.parked = build.parked.len() as u64;
            also(p);
        });
    }

    /// Nothing answers until there is a new build.
    fn set_aside(&self) {
        let Some(shared) = self.shared.upgrade() else { return };
        shared.set_aside();
    }

    fn visible(&self) -> Result<Position, Ended> {
        Ok(self.shared.upgrade().ok_or(Ended::Released)?.progress.borrow().visible)
    }

    fn announce(&self, change: impl FnOnce(&mut Progress)) -> Result<(), Ended> {
        let shared = self.shared.upgrade().ok_or(Ended::Released)?;
        shared.progress.send_modify(change);
        Ok(())
    }

    /// Serves nothing past a damage, and says so.
    fn stop(&self, error: &ReadError) {
        tracing::error!(%error, "the view stops: answers past this place could be wrong; run `anydoor verify`");
        _ = self.announce(|p| (p.stopped, p.serving) = (Some(error.to_string()), false));
    }
}

impl<P> Build<P> {
    /// Effect and checkpoint in one step. Where there is no effect, the checkpoint may wait: whoever begins at the one
    /// before comes to the same rows.
    fn write(&mut self) -> Result<(), StoreError> {
        let idle = self.checkpoint.position.0 - self.written.0;
        if self.pending.is_empty() && idle < IDLE_COMMITS_MAX {
            return Ok(());
        }
        let batch = sorted(&mut self.pending);
        self.store(batch, self.checkpoint)?;
        self.written = self.checkpoint.position;
        Ok(())
    }

    /// For a build that nobody reads yet: in parts, because the store's readers, also those of the build in use, wait
    /// while a batch is written, and whoever follows the build in use gets its turn in between.
    async fn write_in_parts(&mut self) -> Result<(), StoreError> {
        let unfinished = Checkpoint { position: Position::START, hash: [0; 32] };
        let mut rows = sorted(&mut self.pending).into_iter();
        while rows.len() > PART_ROWS_MAX {
            self.store(rows.by_ref().take(PART_ROWS_MAX).collect(), unfinished)?;
            tokio::task::yield_now().await;
        }
        self.store(rows.collect(), self.checkpoint)?;
        self.written = self.checkpoint.position;
        Ok(())
    }

    fn store(&self, batch: Batch, checkpoint: Checkpoint) -> Result<(), StoreError> {
        catch_unwind(AssertUnwindSafe(|| self.store.apply(batch, checkpoint)))
            .unwrap_or_else(|_| Err(StoreError("the store panicked".into())))
    }
}

impl From<Dry> for Ended {
    fn from(dry: Dry) -> Self {
        match dry {
            Dry::Damaged(error) => Self::Damaged(error),
            Dry::Ended => Self::Failed(StoreError("the view's reader has ended".into())),
        }
    }
}

fn parked_key(stream: &StreamId) -> Vec<u8> {
    [&[PARKED], stream.as_str().as_bytes()].concat()
}

fn parked_stream(key: &[u8]) -> Option<StreamId> {
    StreamId::parse(std::str::from_utf8(key.get(1..)?).ok()?)
}

/// What a runner watches whose projection was dropped before it began.
fn ended_already() -> watch::Receiver<Progress> {
    watch::channel(Progress::default()).1
}

fn distrust<T>(why: &str) -> Option<T> {
    tracing::error!(why, "the view's store cannot be trusted; it is set aside and built anew");
    None
}
