//! By area: which services take people who live where. A question is about one area of 32, and most services are in one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::directory::Service;
use domain::{Area, ServiceId};

/// The published services, by the areas that they take people from.
#[derive(Default)]
pub(super) struct ByArea {
    here: HashMap<Area, BTreeMap<ServiceId, Arc<Service>>>,
    areas_of: HashMap<ServiceId, BTreeSet<Area>>,
}

impl ByArea {
    /// Lets a service go before something happens to it, which would have to copy what is held here.
    pub(super) fn let_go(&mut self, id: ServiceId) {
        for area in self.areas_of.remove(&id).into_iter().flatten() {
            if let Some(here) = self.here.get_mut(&area) {
                here.remove(&id);
            }
        }
    }

    /// Takes note of a service as it stands now.
    pub(super) fn note(&mut self, id: ServiceId, service: &Arc<Service>) {
        let Some(published) = &service.published else { return };
        let areas = &published.listing.areas;
        for area in areas {
            self.here.entry(*area).or_default().insert(id, Arc::clone(service));
        }
        self.areas_of.insert(id, areas.clone());
    }

    /// The services that take people who live here, by id.
    pub(super) fn services(&self, area: Area) -> Vec<(ServiceId, Arc<Service>)> {
        let here = self.here.get(&area).into_iter().flatten();
        here.map(|(id, service)| (*id, Arc::clone(service))).collect()
    }

    /// How many services were published, wherever.
    pub(super) fn published(&self) -> usize {
        self.areas_of.len()
    }
}
