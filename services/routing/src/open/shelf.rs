//! The shelf: an entry for each service that is published now, in memory. It follows the journal of the directory. Whoever
//! looks through it does so in a copy of the list, for the journal goes on meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError, RwLock};

use domain::directory::Publication;
use domain::directory::publication::Event;
use domain::{Aggregate, ServiceId};
use journal::{Journal, Position, Recorded};
use projection::follow;
use tokio::sync::watch;
use uuid::Uuid;
use wire::event::Stored;

use super::entry::{Entry, Term};

/// A term, and how many services have it.
struct Given {
    /// As it was said last.
    term: Arc<Term>,
    services: usize,
}

/// What is published. Cheap to clone; it follows its journal until the last clone goes.
#[derive(Clone)]
pub(super) struct Shelf {
    known: Arc<RwLock<Known>>,
    visible: watch::Receiver<Position>,
}

#[derive(Default)]
struct Known {
    served: BTreeMap<ServiceId, Arc<Entry>>,
    /// In their publishers' feeds no longer; they may return as they were.
    vanished: BTreeMap<ServiceId, Arc<Entry>>,
    /// Every term that one of these was given.
    terms: HashMap<Uuid, Given>,
}

impl Shelf {
    pub(super) fn follow(journal: Arc<dyn Journal>) -> Self {
        let (seen, visible) = watch::channel(Position::START);
        let known = Arc::<RwLock<Known>>::default();
        let theirs = Arc::downgrade(&known);
        tokio::spawn(follow(journal, move |recorded| {
            let Some(known) = theirs.upgrade() else { return ControlFlow::Break(()) };
            if recorded.stream.kind() == Publication::KIND && take(&known, recorded).is_none() {
                let position = recorded.position.0;
                tracing::error!(position, "a published service cannot be read");
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

    /// A service that is served.
    pub(super) fn entry(&self, service: ServiceId) -> Option<Arc<Entry>> {
        self.read(|known| known.served.get(&service).cloned())
    }

    /// Everything that is served, by id.
    pub(super) fn entries(&self) -> Vec<(ServiceId, Arc<Entry>)> {
        self.read(|known| known.served.iter().map(|(id, entry)| (*id, entry.clone())).collect())
    }

    /// A term, as it was said last.
    pub(super) fn term(&self, id: Uuid) -> Option<Arc<Term>> {
        self.read(|known| known.terms.get(&id).map(|given| given.term.clone()))
    }

    fn read<T>(&self, look: impl FnOnce(&Known) -> T) -> T {
        look(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What happened to a published service.
enum Noted {
    Listed(Arc<Entry>, Vec<Term>),
    Vanished,
    Returned,
}

/// Takes note of what a commit says of a published service; of nothing if that cannot be read.
fn take(known: &RwLock<Known>, recorded: &Recorded) -> Option<()> {
    let service = recorded.stream.id().parse().ok()?;
    let noted = |event: &wire::stored::Event| {
        Some(match Publication::decode(event.clone()).ok()? {
            Event::Listed { content, .. } => {
                let (entry, terms) = Entry::of(service, &content.raw.0, recorded.position)?;
                Noted::Listed(Arc::new(entry), terms)
            }
            Event::Vanished => Noted::Vanished,
            Event::Returned => Noted::Returned,
        })
    };
    let events = recorded.record.commit.events.iter();
    let noted: Vec<_> = events.map(noted).collect::<Option<_>>()?;
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    noted.into_iter().for_each(|noted| known.note(service, noted));
    Some(())
}

impl Known {
    fn note(&mut self, id: ServiceId, noted: Noted) {
        match noted {
            Noted::Listed(entry, terms) => {
                self.gives(terms);
                let before = self.served.insert(id, entry).or(self.vanished.remove(&id));
                self.takes_back(before.iter().flat_map(|before| &before.terms));
            }
            Noted::Vanished => self.vanished.extend(self.served.remove_entry(&id)),
            Noted::Returned => self.served.extend(self.vanished.remove_entry(&id)),
        }
    }

    /// A service was given these terms, each once, and says them so.
    fn gives(&mut self, terms: Vec<Term>) {
        let terms: BTreeMap<Uuid, Term> = terms.into_iter().map(|term| (term.id, term)).collect();
        for (id, term) in terms {
            let services = self.terms.get(&id).map_or(0, |given| given.services) + 1;
            self.terms.insert(id, Given { term: Arc::new(term), services });
        }
    }

    /// A service has these no longer. A term that none has is forgotten.
    fn takes_back<'a>(&mut self, terms: impl Iterator<Item = &'a Uuid>) {
        for id in terms {
            if let Some(given) = self.terms.get_mut(id) {
                given.services -= 1;
                if given.services == 0 {
                    self.terms.remove(id);
                }
            }
        }
    }
}
