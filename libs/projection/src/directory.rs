//! The directory, in memory: organisations, their workers, services, the door of each area that takes whom nobody else
//! takes, and the cards of published services. Small, read on every referral, and folded anew at each start.

mod by_area;

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError, RwLock};

use domain::directory::fallback::missing_fallback_doors;
use domain::directory::{AreaClocks, FallbackDoor, Organisation, Publication, Publisher, Service};
use domain::{Aggregate, Area, OrgId, PublisherId, ServiceId};
use journal::{Journal, Position, ReadError, Recorded};
use tokio::sync::watch;
use wire::event::Stored;

use crate::follow::follow;
use by_area::ByArea;

/// What the directory says. Cheap to clone; it follows its journal until the last clone goes.
#[derive(Clone)]
pub struct Directory {
    known: Arc<RwLock<Known>>,
    visible: watch::Receiver<Position>,
}

#[derive(Default)]
struct Known {
    organisations: HashMap<OrgId, Arc<Organisation>>,
    services: HashMap<ServiceId, Arc<Service>>,
    by_area: ByArea,
    doors: HashMap<Area, Arc<FallbackDoor>>,
    clocks: HashMap<Area, Arc<AreaClocks>>,
    publications: HashMap<ServiceId, Arc<Publication>>,
    publishers: HashMap<PublisherId, Arc<Publisher>>,
}

impl Directory {
    /// The directory in this journal, read up to where it ends now and followed from there on.
    ///
    /// # Errors
    /// If the journal cannot be read.
    pub async fn follow(journal: Arc<dyn Journal>) -> Result<Self, ReadError> {
        let head = journal.head().await?;
        let (seen, visible) = watch::channel(Position::START);
        let known = Arc::new(RwLock::new(Known::default()));
        let theirs = Arc::downgrade(&known);
        tokio::spawn(follow(journal, move |recorded| {
            let Some(known) = theirs.upgrade() else { return ControlFlow::Break(()) };
            known.write().unwrap_or_else(PoisonError::into_inner).take(recorded);
            seen.send_replace(recorded.position);
            ControlFlow::Continue(())
        }));
        let directory = Self { known, visible };
        directory.reached(head).await;
        Ok(directory)
    }

    /// Waits until the directory shows this position. Give it the caller's own deadline, or it may wait for ever.
    pub async fn reached(&self, wanted: Position) {
        let mut visible = self.visible.clone();
        if visible.wait_for(|seen| *seen >= wanted).await.is_err() {
            std::future::pending::<()>().await; // The journal is damaged; the follower said so.
        }
    }

    /// How far the directory is.
    pub fn visible(&self) -> Position {
        *self.visible.borrow()
    }

    /// An organisation, if it has joined.
    pub fn organisation(&self, org: OrgId) -> Option<Arc<Organisation>> {
        self.read(|known| known.organisations.get(&org).cloned())
    }

    /// A service, if it was published.
    pub fn service(&self, service: ServiceId) -> Option<Arc<Service>> {
        self.read(|known| known.services.get(&service).cloned())
    }

    /// The door of an area that takes whom nobody else takes.
    pub fn fallback_door(&self, area: Area) -> Option<Arc<FallbackDoor>> {
        self.read(|known| known.doors.get(&area).cloned())
    }

    /// What an area says of its clocks, if it ever has.
    pub fn clocks(&self, area: Area) -> Option<Arc<AreaClocks>> {
        self.read(|known| known.clocks.get(&area).cloned())
    }

    /// How often areas have said something of their clocks, all of them together.
    pub fn clocks_said(&self) -> u64 {
        self.read(|known| known.clocks.values().map(|clocks| clocks.in_force().version).sum())
    }

    /// Every organisation, in no order.
    pub fn organisations(&self) -> Vec<(OrgId, Arc<Organisation>)> {
        self.read(|known| known.organisations.iter().map(|(id, o)| (*id, o.clone())).collect())
    }

    /// Every service, in no order.
    pub fn services(&self) -> Vec<(ServiceId, Arc<Service>)> {
        self.read(|known| known.services.iter().map(|(id, s)| (*id, s.clone())).collect())
    }

    /// The services that take people who live in this area, by id, and how many others were published.
    pub fn services_in(&self, area: Area) -> (Vec<(ServiceId, Arc<Service>)>, usize) {
        self.read(|known| {
            let services = known.by_area.services(area);
            let elsewhere = known.by_area.published() - services.len();
            (services, elsewhere)
        })
    }

    /// What somebody publishes of a service.
    pub fn publication(&self, service: ServiceId) -> Option<Arc<Publication>> {
        self.read(|known| known.publications.get(&service).cloned())
    }

    /// Somebody whose feed is read, if they were registered.
    pub fn publisher(&self, publisher: PublisherId) -> Option<Arc<Publisher>> {
        self.read(|known| known.publishers.get(&publisher).cloned())
    }

    /// Everything that this publisher ever published, in no order.
    pub fn publications_of(&self, publisher: PublisherId) -> Vec<(ServiceId, Arc<Publication>)> {
        let is_theirs = |known: &Publication| {
            known.listed.as_ref().is_some_and(|listed| listed.publisher == publisher)
        };
        self.read(|known| {
            let theirs =
                known.publications.iter().filter(|(_, publication)| is_theirs(publication));
            theirs.map(|(id, publication)| (*id, publication.clone())).collect()
        })
    }

    /// Everybody whose feed is read, in no order.
    pub fn publishers(&self) -> Vec<(PublisherId, Arc<Publisher>)> {
        self.read(|known| known.publishers.iter().map(|(id, p)| (*id, p.clone())).collect())
    }

    /// The areas that have no fallback door yet.
    pub fn areas_without_fallback_door(&self) -> Vec<Area> {
        let covered: BTreeSet<Area> = self.read(|known| known.doors.keys().copied().collect());
        missing_fallback_doors(&covered)
    }

    fn read<T>(&self, ask: impl FnOnce(&Known) -> T) -> T {
        ask(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Known {
    fn take(&mut self, recorded: &Recorded) {
        let id = recorded.stream.id();
        let applied = match recorded.stream.kind() {
            Organisation::KIND => id
                .parse()
                .ok()
                .and_then(|id| fold(self.organisations.entry(id).or_default(), recorded)),
            Service::KIND => id.parse().ok().and_then(|id| {
                let service = self.services.entry(id).or_default();
                self.by_area.let_go(id);
                let applied = fold(service, recorded);
                self.by_area.note(id, service);
                applied
            }),
            FallbackDoor::KIND => {
                Area::from_code(id).and_then(|id| fold(self.doors.entry(id).or_default(), recorded))
            }
            AreaClocks::KIND => Area::from_code(id)
                .and_then(|id| fold(self.clocks.entry(id).or_default(), recorded)),
            Publication::KIND => id
                .parse()
                .ok()
                .and_then(|id| fold(self.publications.entry(id).or_default(), recorded)),
            Publisher::KIND => id
                .parse()
                .ok()
                .and_then(|id| fold(self.publishers.entry(id).or_default(), recorded)),
            _ => None,
        };
        if applied.is_none() {
            tracing::error!(
                position = recorded.position.0,
                "a directory entry cannot be read by this version"
            );
        }
    }
}

fn fold<A: Stored>(state: &mut Arc<A>, recorded: &Recorded) -> Option<()> {
    let stamp = recorded.record.stamp().ok()?;
    let state = Arc::make_mut(state);
    for event in &recorded.record.commit.events {
        state.evolve(&stamp, &A::decode(event.clone()).ok()?);
    }
    Some(())
}
