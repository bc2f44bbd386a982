//! Service: something that people can be referred to, what it takes and where. One that is the fallback door of an
//! area takes everybody, so it cannot be paused, closed, or full.

mod listing;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::{LINE_CHARS_MAX, manages, overlay, place};
use crate::routing::kind::ReferralKind;
use crate::{Aggregate, Area, OrgId, Stamp};

pub use listing::{Listing, ServiceMode};

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// People can be referred to the service.
    Published {
        /// Whose service it is.
        org: OrgId,
        /// What it says of itself.
        listing: Listing,
    },
    /// It says something else of itself.
    Changed(Listing),
    /// It takes nobody new for now.
    Paused,
    /// It takes people again.
    Resumed,
    /// It ended.
    Closed,
    /// Something happened about its places.
    Place(place::Event),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Opens the service to referrals.
    Publish {
        /// Whose service it is.
        org: OrgId,
        /// What it says of itself.
        listing: Listing,
    },
    /// Replaces what it says of itself.
    Change {
        /// What it says from now on.
        listing: Listing,
        /// The fact of which areas it is the fallback door of.
        door_of: BTreeSet<Area>,
    },
    /// Takes nobody new for now.
    Pause,
    /// Takes people again.
    Resume,
    /// Ends the service.
    Close {
        /// The fact of how many referrals to it have not reached an end.
        live_referrals: u32,
    },
    /// Asks something about its places.
    Place(place::Command),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The service was published already, as something else.
    #[error("the service was published already, with another listing; change that instead")]
    AlreadyPublished,
    /// There is no such service.
    #[error("no such service; publish it first")]
    NotPublished,
    /// The service ended.
    #[error("the service is closed; publish a new one")]
    Closed,
    /// Only the organisation's managers may do this.
    #[error("only a manager of the organisation, or the partnership's operations, can do this")]
    NotAManager,
    /// An empty, overlong or unshowable name.
    #[error("a service has a name of 1 to {LINE_CHARS_MAX} characters that can be seen")]
    Name,
    /// It takes no kind of referral, or helps with no stage, nowhere, or in no way.
    #[error(
        "say which kinds of referral the service takes, with which stages it helps, in which areas, and how"
    )]
    Incomplete,
    /// A fallback door must be able to take over.
    #[error("a fallback door takes people over: it accepts TRANSFER referrals")]
    FallbackMustTakeOver,
    /// A fallback door must be able to help beside whoever leads.
    #[error(
        "a fallback door helps beside whoever leads as well: let it accept SUPPORT referrals, or list it as no fallback"
    )]
    FallbackMustSupport,
    /// A fallback door leaves nobody out.
    #[error(
        "a fallback door takes everybody: it accepts referrals, and names neither groups nor ages"
    )]
    FallbackTakesEverybody,
    /// A fallback door does not shut.
    #[error("the service is a fallback door; name another door first")]
    FallbackStaysOpen,
    /// People are being helped there, or were promised help.
    #[error(
        "{0} people are helped by the service or have its yes; finish with each of them or hand them on, then close it; nobody new comes meanwhile"
    )]
    LiveReferrals(u32),
    /// About whom it is for, what it helps with, or how to get in.
    #[error(transparent)]
    Overlay(#[from] overlay::Refusal),
    /// About its places.
    #[error(transparent)]
    Place(#[from] place::Refusal),
}

/// Whether people can be referred to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They can.
    Open,
    /// Not for now.
    Paused,
    /// Never again.
    Closed,
}

/// A service, folded from its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Service {
    /// Present once published.
    pub published: Option<Published>,
    /// Its places.
    pub places: place::State,
}

/// A service that was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Whose it is.
    pub org: OrgId,
    /// What it says of itself.
    pub listing: Listing,
    /// Whether people can be referred to it.
    pub standing: Standing,
}

impl Published {
    /// Whether a referral can be sent to it now.
    pub fn takes_referrals(&self) -> bool {
        self.standing == Standing::Open && self.listing.overlay.accepts_referrals
    }
}

impl Service {
    /// Whether a referral of this kind, for somebody who lives here, can be sent to it now. Places are another matter:
    /// somebody may be glad to wait for one.
    pub fn takes(&self, kind: ReferralKind, area: Area) -> bool {
        self.published.as_ref().is_some_and(|service| {
            let Listing { accepts, areas, .. } = &service.listing;
            service.takes_referrals() && accepts.contains(&kind) && areas.contains(&area)
        })
    }

    /// Whether it can be named the fallback door of this area, as this organisation's: it is theirs, listed as a fallback, and
    /// takes what is passed on of everybody who lives there.
    pub fn can_be_door(&self, org: OrgId, area: Area) -> bool {
        let theirs = |service: &Published| service.org == org && service.listing.fallback;
        self.published.as_ref().is_some_and(theirs)
            && self.takes(ReferralKind::Support, area)
            && self.takes(ReferralKind::Transfer, area)
    }

    fn set(&mut self, change: impl FnMut(&mut Published)) {
        self.published.iter_mut().for_each(change);
    }
}

impl From<place::Event> for Event {
    fn from(event: place::Event) -> Self {
        Self::Place(event)
    }
}

impl From<place::Command> for Command {
    fn from(command: place::Command) -> Self {
        Self::Place(command)
    }
}

impl Aggregate for Service {
    const KIND: &'static str = "service";
    type Event = Event;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(&self, stamp: &Stamp, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Publish { org, listing } => publish(self, stamp, *org, listing),
            Command::Change { listing, door_of } => change(self, stamp, listing, door_of),
            Command::Pause => pause(managed(self, stamp)?),
            Command::Resume => resume(managed(self, stamp)?),
            Command::Close { live_referrals } => close(managed(self, stamp)?, *live_referrals),
            Command::Place(command) => {
                Ok(place::decide(&self.places, published(self)?, stamp, command)?)
            }
        }
    }

    fn evolve(&mut self, _stamp: &Stamp, event: &Event) {
        match event {
            Event::Published { org, listing } => {
                let (org, listing) = (*org, listing.clone());
                self.published = Some(Published { org, listing, standing: Standing::Open });
            }
            Event::Changed(listing) => self.set(|service| service.listing = listing.clone()),
            Event::Paused => self.set(|service| service.standing = Standing::Paused),
            Event::Resumed => self.set(|service| service.standing = Standing::Open),
            Event::Closed => self.set(|service| service.standing = Standing::Closed),
            Event::Place(event) => place::evolve(&mut self.places, event),
        }
    }
}

fn published(state: &Service) -> Result<&Published, Refusal> {
    state.published.as_ref().ok_or(Refusal::NotPublished)
}

fn managed<'a>(state: &'a Service, stamp: &Stamp) -> Result<&'a Published, Refusal> {
    published(state).and_then(|service| {
        if manages(stamp, service.org) { Ok(service) } else { Err(Refusal::NotAManager) }
    })
}

fn publish(
    state: &Service,
    stamp: &Stamp,
    org: OrgId,
    listing: &Listing,
) -> Result<Vec<Event>, Refusal> {
    if !manages(stamp, org) {
        return Err(Refusal::NotAManager);
    }
    listing.check()?;
    match &state.published {
        None => Ok(vec![Event::Published { org, listing: listing.clone() }]),
        Some(service) if (service.org, &service.listing) == (org, listing) => Ok(vec![]), // A retry.
        Some(_) => Err(Refusal::AlreadyPublished),
    }
}

fn change(
    state: &Service,
    stamp: &Stamp,
    listing: &Listing,
    door_of: &BTreeSet<Area>,
) -> Result<Vec<Event>, Refusal> {
    let service = managed(state, stamp)?;
    if service.standing == Standing::Closed {
        return Err(Refusal::Closed);
    }
    if service.standing == Standing::Paused && listing.fallback {
        return Err(Refusal::FallbackStaysOpen);
    }
    listing.check()?;
    let stays_door = listing.fallback && listing.areas.is_superset(door_of);
    if !stays_door && !door_of.is_empty() {
        return Err(Refusal::FallbackStaysOpen);
    }
    if !listing.fallback {
        place::check_room(&state.places)?; // A former fallback door may have taken more than it has places.
    }
    Ok(if service.listing == *listing { vec![] } else { vec![Event::Changed(listing.clone())] })
}

fn pause(service: &Published) -> Result<Vec<Event>, Refusal> {
    match service.standing {
        Standing::Closed => Err(Refusal::Closed),
        Standing::Paused => Ok(vec![]), // A retry.
        Standing::Open if service.listing.fallback => Err(Refusal::FallbackStaysOpen),
        Standing::Open => Ok(vec![Event::Paused]),
    }
}

fn resume(service: &Published) -> Result<Vec<Event>, Refusal> {
    match service.standing {
        Standing::Closed => Err(Refusal::Closed),
        Standing::Open => Ok(vec![]), // A retry.
        Standing::Paused => Ok(vec![Event::Resumed]),
    }
}

fn close(service: &Published, live_referrals: u32) -> Result<Vec<Event>, Refusal> {
    match service.standing {
        Standing::Closed => Ok(vec![]), // A retry.
        Standing::Open | Standing::Paused if service.listing.fallback => {
            Err(Refusal::FallbackStaysOpen)
        }
        Standing::Open | Standing::Paused if live_referrals > 0 => {
            Err(Refusal::LiveReferrals(live_referrals))
        }
        Standing::Open | Standing::Paused => Ok(vec![Event::Closed]),
    }
}
