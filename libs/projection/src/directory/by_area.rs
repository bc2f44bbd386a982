//! By area: which services take people who live where. A question is about one area of 32, and most services are in one.

use std::collections::{BTreeSet, HashMap};

use domain::directory::Service;
use domain::{Area, ServiceId};

/// The published services, by the areas that they take people from.
#[derive(Default)]
pub(super) struct ByArea {
    here: HashMap<Area, BTreeSet<ServiceId>>,
    areas_of: HashMap<ServiceId, BTreeSet<Area>>,
}

impl ByArea {
    /// Takes note of where a service stands now. Most of what happens to one is about its places, and moves it nowhere.
    pub(super) fn note(&mut self, id: ServiceId, service: &Service) {
        let Some(published) = &service.published else { return };
        let now = &published.listing.areas;
        let before = self.areas_of.entry(id).or_default();
        if before == now {
            return;
        }
        for area in &*before - now {
            self.here.entry(area).or_default().remove(&id);
        }
        for area in now - &*before {
            self.here.entry(area).or_default().insert(id);
        }
        before.clone_from(now);
    }

    /// The services that take people who live here.
    pub(super) fn services(&self, area: Area) -> impl Iterator<Item = ServiceId> {
        self.here.get(&area).into_iter().flatten().copied()
    }

    /// How many services were published, wherever.
    pub(super) fn published(&self) -> usize {
        self.areas_of.len()
    }
}
