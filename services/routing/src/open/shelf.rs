//! The shelf: an entry for each service that is published now, in memory. It follows the journal of the directory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError, RwLock};

use domain::directory::Publication;
use domain::directory::publication::Event;
use domain::{Aggregate, ServiceId};
use journal::{Journal, Position, Recorded};
use projection::follow;
use tokio::sync::watch;
use wire::event::Stored;

use super::entry::Entry;

/// What is published. Cheap to clone; it follows its journal until the last clone goes.
#[derive(Clone)]
pub(super) struct Shelf {
    known: Arc<RwLock<Known>>,
    visible: watch::Receiver<Position>,
}

#[derive(Default)]
struct Known {
    served: BTreeMap<ServiceId, Entry>,
    /// In their publishers' feeds no longer; they may return as they were.
    vanished: BTreeMap<ServiceId, Entry>,
}

impl Shelf {
    pub(super) fn follow(journal: Arc<dyn Journal>) -> Self {
        let (seen, visible) = watch::channel(Position::START);
        let known = Arc::<RwLock<Known>>::default();
        let theirs = Arc::downgrade(&known);
        tokio::spawn(follow(journal, move |recorded| {
            let Some(known) = theirs.upgrade() else { return ControlFlow::Break(()) };
            if recorded.stream.kind() == Publication::KIND {
                let id = recorded.stream.id().parse().ok();
                match id.and_then(|id| Some((id, noted(id, recorded)?))) {
                    Some((id, noted)) => {
                        let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
                        noted.into_iter().for_each(|noted| known.note(id, noted));
                    }
                    None => {
                        let position = recorded.position.0;
                        tracing::error!(position, "a published service cannot be read");
                    }
                }
            }
            seen.send_replace(recorded.position);
            ControlFlow::Continue(())
        }));
        Self { known, visible }
    }

    /// Waits until the shelf shows this position. Give it a deadline, or it may wait for ever.
    pub(super) async fn reached(&self, wanted: Position) {
        let mut visible = self.visible.clone();
        if visible.wait_for(|seen| *seen >= wanted).await.is_err() {
            std::future::pending::<()>().await; // The journal is damaged; whoever read it said so.
        }
    }

    /// Looks at what is served, by id.
    pub(super) fn read<T>(&self, look: impl FnOnce(&BTreeMap<ServiceId, Entry>) -> T) -> T {
        look(&self.known.read().unwrap_or_else(PoisonError::into_inner).served)
    }
}

/// What happened to a published service.
enum Noted {
    Listed(Box<Entry>),
    Vanished,
    Returned,
}

/// What a commit says of a published service; nothing if that cannot be read.
fn noted(service: ServiceId, recorded: &Recorded) -> Option<Vec<Noted>> {
    let noted = |event: &wire::stored::Event| {
        Some(match Publication::decode(event.clone()).ok()? {
            Event::Listed { content, .. } => {
                Noted::Listed(Box::new(Entry::of(service, &content.raw.0)?))
            }
            Event::Vanished => Noted::Vanished,
            Event::Returned => Noted::Returned,
        })
    };
    recorded.record.commit.events.iter().map(noted).collect()
}

impl Known {
    fn note(&mut self, id: ServiceId, noted: Noted) {
        match noted {
            Noted::Listed(entry) => {
                self.vanished.remove(&id);
                self.served.insert(id, *entry);
            }
            Noted::Vanished => self.vanished.extend(self.served.remove_entry(&id)),
            Noted::Returned => self.served.extend(self.vanished.remove_entry(&id)),
        }
    }
}
