//! Services and their capacity: from the wire and back.

use domain::directory::Service;
use domain::directory::place::{self, CAPACITY_VALID_DAYS_MAX};
use domain::directory::service::{Command, Listing, Refusal, Standing};
use domain::{Date, ServiceId};
use host::{DirectoryCall, Entry, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, date_of, maybe_id_text};
use wire::event::service::{capacity, capacity_of, listing, listing_of};
use wire::routing::{self, DeclareCapacityRequest, PublishServiceRequest, ServiceStanding};
use wire::types::ServiceListing;

use super::lists::bounded;

pub(super) fn publish(call: &DirectoryCall<PublishServiceRequest>) -> Result<Command, Status> {
    let org = maybe_id_text("org_id", &call.message.org_id).map_err(malformed)?;
    Ok(Command::Publish {
        org: org.unwrap_or(call.asked.stamp.by.org),
        listing: said(call.message.listing.as_ref())?,
    })
}

/// What a service says of itself.
pub(super) fn said(said: Option<&ServiceListing>) -> Result<Listing, Status> {
    let said = said.ok_or_else(|| malformed(Malformed::new("listing", "must be set")))?;
    checked(said).map_err(|e| malformed(e.within("listing")))
}

fn checked(said: &ServiceListing) -> Read<Listing> {
    bounded("accepts", &said.accepts)?;
    bounded("stages", &said.stages)?;
    bounded("areas", &said.areas)?;
    bounded("modes", &said.modes)?;
    bounded("needs", &said.needs)?;
    bounded("groups", &said.groups)?;
    bounded("languages", &said.languages)?;
    bounded("access", &said.access)?;
    bounded("spots", &said.spots)?;
    listing(said)
}

pub(super) fn declare(call: &DirectoryCall<DeclareCapacityRequest>) -> Result<Command, Status> {
    let missing = || malformed(Malformed::new("capacity", "must be set"));
    let mut said = call.message.capacity.ok_or_else(missing)?;
    said.as_of = said.as_of.or_else(|| Some(date_of(call.asked.stamp.occurred_on)));
    if said.valid_days == 0 {
        said.valid_days = CAPACITY_VALID_DAYS_MAX.into();
    }
    let capacity = capacity(&said).map_err(|e| malformed(e.within("capacity")))?;
    Ok(place::Command::DeclareCapacity(capacity).into())
}

/// The service as it stands today, if it was published.
pub(super) fn render(id: ServiceId, service: &Service, today: Date) -> Option<routing::Service> {
    let published = service.published.as_ref()?;
    let capacity = service.places.capacity;
    Some(routing::Service {
        service_id: id.to_string(),
        org_id: published.org.to_string(),
        listing: Some(listing_of(&published.listing)),
        standing: standing(published.standing).into(),
        capacity: capacity.as_ref().map(capacity_of),
        places_free: service.places.free(),
        capacity_stale: capacity.is_some_and(|c| c.is_stale(today)),
    })
}

fn standing(standing: Standing) -> ServiceStanding {
    match standing {
        Standing::Open => ServiceStanding::Open,
        Standing::Paused => ServiceStanding::Paused,
        Standing::Closed => ServiceStanding::Closed,
    }
}

pub(super) fn unknown(service: ServiceId) -> Status {
    let (code, reason) = Service::reason(&Refusal::NotPublished);
    host::error::status(code, reason, format!("no service {service}")).build()
}
