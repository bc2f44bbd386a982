//! Offers: every service that takes people from the area, with what came of asking it for this person.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::directory::Service;
use domain::directory::service::Listing;
use domain::rights::Level;
use domain::routing::routes::{Asked, Observed, Offer, Query, Snapshot};
use domain::{Date, Journey, OrgId, ServiceId};
use host::Desk;

/// The directory as it is on the day of the question.
pub(super) struct Known {
    /// The services of the area, by id.
    services: Vec<(ServiceId, Arc<Service>)>,
    /// Its door, wherever that is.
    door: Option<(ServiceId, Arc<Service>)>,
    /// How many services there are in other areas.
    elsewhere: usize,
    /// Whose agreement on sharing holds on the day.
    sharing: HashMap<OrgId, bool>,
    /// What came of asking those that were asked for this person.
    asked: HashMap<ServiceId, Asked>,
    /// How those that answered anybody did so.
    observed: Arc<HashMap<ServiceId, Observed>>,
    on: Date,
}

impl Known {
    /// Everything there is for somebody who lives there, with what came of asking as far as the caller sees it. `shares` says
    /// whether the caller's own organisation may share.
    pub(super) fn of(
        desk: &Desk,
        (journey, sees): (&Journey, Level),
        query: &Query,
        door: ServiceId,
        shares: bool,
    ) -> Self {
        let directory = &desk.registry.directory;
        let (services, elsewhere) = directory.services_in(query.wanted.area);
        let orgs: BTreeSet<_> = services
            .iter()
            .filter_map(|(_, service)| Some(service.published.as_ref()?.org))
            .collect();
        let may_share =
            |org| directory.organisation(org).is_some_and(|org| org.may_share(query.on));
        let sharing = orgs.into_iter().map(|org| (org, shares && may_share(org)));
        let door = directory.service(door).map(|service| (door, service));
        let referrals = journey.referral.referrals.values();
        let asked: BTreeSet<_> = referrals.map(|referral| referral.request.to.service).collect();
        let of = |service| (service, Asked::of(journey, service, query.wanted.kind));
        let is_seen = |asked: &Asked| match asked {
            Asked::Not => true,
            Asked::Open => sees >= Level::Holder,
            Asked::Until(_) | Asked::UntilReassessed => sees >= Level::Journey,
        };
        Self {
            services,
            door,
            elsewhere,
            sharing: sharing.collect(),
            asked: asked.into_iter().map(of).filter(|(_, asked)| is_seen(asked)).collect(),
            observed: desk.observed(),
            on: query.on,
        }
    }

    pub(super) fn offers(&self) -> Vec<Offer<'_>> {
        let services = self.services.iter();
        services.filter_map(|(id, service)| self.offer(*id, service)).collect()
    }

    /// How many services there are that do not take people from the area.
    pub(super) fn elsewhere(&self) -> u32 {
        u32::try_from(self.elsewhere).unwrap_or(u32::MAX)
    }

    fn offer<'a>(&self, id: ServiceId, service: &'a Service) -> Option<Offer<'a>> {
        let org = service.published.as_ref()?.org;
        let shares = self.sharing.get(&org).copied().unwrap_or_default();
        let asked = self.asked.get(&id).copied().unwrap_or(Asked::Not);
        let observed = self.observed.get(&id).copied();
        Some(Offer { observed, ..Offer::of(id, service, self.on, shares, asked)? })
    }

    /// A service that was published: whose it is, what it says of itself, and what is known of its places.
    pub(super) fn listed(&self, id: ServiceId) -> Option<(OrgId, &Listing, Snapshot)> {
        let service = match self.services.binary_search_by_key(&id, |(id, _)| *id) {
            Ok(nth) => self.services.get(nth),
            Err(_) => self.door.as_ref().filter(|(door, _)| *door == id),
        };
        let (_, service) = service?;
        let published = service.published.as_ref()?;
        Some((published.org, &published.listing, Snapshot::of(&service.places, self.on)))
    }

    /// Whether to name this service for somebody says something special of them.
    pub(super) fn gives_away(&self, id: ServiceId) -> bool {
        self.listed(id).is_none_or(|(_, listing, _)| listing.gives_away())
    }
}
