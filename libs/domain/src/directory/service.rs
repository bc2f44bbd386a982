//! Service: something that people can be referred to, what it takes and where. One that is the fallback door of an
//! area takes everybody, so it cannot be paused, closed, or full.

use std::collections::BTreeSet;

use super::{Overlay, is_line, manages, overlay, place};
use crate::intake::stage::Stage;
use crate::routing::kind::ReferralKind;
use crate::{Aggregate, Area, OrgId, Stamp};

codes! {
    /// How a service meets people.
    pub ServiceMode {
        /// At its own place.
        InPerson = 1 "IN_PERSON",
        /// By video.
        Video = 2 "VIDEO",
        /// By phone.
        Phone = 3 "PHONE",
        /// Where the person is: at home, in a hostel, in the street.
        Outreach = 4 "OUTREACH",
        /// Online, in the person's own time.
        Online = 5 "ONLINE",
    }
}

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its name, as people know it.
    pub name: String,
    /// The kinds of referral it takes: at least one.
    pub accepts: BTreeSet<ReferralKind>,
    /// The stages it helps with: at least one.
    pub stages: BTreeSet<Stage>,
    /// Where the people it takes live: at least one area.
    pub areas: BTreeSet<Area>,
    /// How it meets people: at least one way.
    pub modes: BTreeSet<ServiceMode>,
    /// Whether it is a fallback door: it then takes everybody in its areas, and may not decline.
    pub fallback: bool,
    /// Whom it is for, what it helps with, and how to get in.
    pub overlay: Overlay,
}

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
    #[error("a service has a name of 1 to 200 characters that can be seen")]
    Name,
    /// It takes no kind of referral, or helps with no stage, nowhere, or in no way.
    #[error(
        "say which kinds of referral the service takes, with which stages it helps, in which areas, and how"
    )]
    Incomplete,
    /// A fallback door must be able to take over.
    #[error("a fallback door takes people over: it accepts TRANSFER referrals")]
    FallbackMustTakeOver,
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

    /// Whether it can be named the fallback door of this area, as this organisation's: it is theirs, open, and takes
    /// everybody who lives there.
    pub fn can_be_door(&self, org: OrgId, area: Area) -> bool {
        self.published.as_ref().is_some_and(|service| {
            let Listing { areas, fallback, .. } = &service.listing;
            service.org == org
                && service.standing == Standing::Open
                && *fallback
                && areas.contains(&area)
        })
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
    check(listing)?;
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
    check(listing)?;
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

fn check(listing: &Listing) -> Result<(), Refusal> {
    let Listing { name, accepts, stages, areas, modes, fallback, overlay } = listing;
    if !is_line(name) {
        return Err(Refusal::Name);
    }
    if accepts.is_empty() || stages.is_empty() || areas.is_empty() || modes.is_empty() {
        return Err(Refusal::Incomplete);
    }
    if *fallback && !accepts.contains(&ReferralKind::Transfer) {
        return Err(Refusal::FallbackMustTakeOver);
    }
    if *fallback && overlay.leaves_somebody_out() {
        return Err(Refusal::FallbackTakesEverybody);
    }
    Ok(overlay::check(overlay)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::directory::overlay::Ages;
    use crate::intake::need::CircumstanceCode;
    use crate::testing::*;

    const DUNDEE: Area = Area::ALL[26];
    const FIFE: Area = Area::ALL[28];

    fn given(events: impl IntoIterator<Item = Event>) -> Given<Service> {
        nothing_yet_of().and(events).by(stamp_of(CHARITY, BEA, Role::Manager, "2026-08-17"))
    }
    fn listing() -> Listing {
        Listing {
            name: "Music project".to_owned(),
            accepts: [ReferralKind::Support, ReferralKind::Transfer].into(),
            stages: [Stage::Engagement].into(),
            areas: [DUNDEE].into(),
            modes: [ServiceMode::InPerson, ServiceMode::Outreach].into(),
            fallback: false,
            overlay: Overlay::default(),
        }
    }
    fn fallback() -> Listing {
        Listing { fallback: true, ..listing() }
    }
    fn publish(listing: Listing) -> Command {
        Command::Publish { org: CHARITY, listing }
    }
    fn published(listing: Listing) -> Event {
        Event::Published { org: CHARITY, listing }
    }
    fn change(listing: Listing) -> Command {
        Command::Change { listing, door_of: [].into() }
    }
    fn close(live_referrals: u32) -> Command {
        Command::Close { live_referrals }
    }

    #[test]
    fn publishing_twice_changes_nothing() {
        given([]).when(publish(listing())).then([published(listing())]);
        given([published(listing())]).when(publish(listing())).then_nothing();
        given([published(listing())])
            .when(publish(fallback()))
            .then_refused(Refusal::AlreadyPublished);
    }
    #[test]
    fn only_a_manager_of_the_organisation_publishes_its_services() {
        given([]).by(stamp()).when(publish(listing())).then_refused(Refusal::NotAManager);
        let elsewhere = stamp_of(COUNCIL, ANN, Role::Manager, "2026-08-17");
        given([published(listing())])
            .by(elsewhere)
            .when(Command::Pause)
            .then_refused(Refusal::NotAManager);
    }
    #[test]
    fn a_listing_says_all_that_a_router_needs() {
        let refused =
            |listing, refusal: Refusal| given([]).when(publish(listing)).then_refused(refusal);
        refused(Listing { name: String::new(), ..listing() }, Refusal::Name);
        refused(Listing { accepts: [].into(), ..listing() }, Refusal::Incomplete);
        refused(Listing { stages: [].into(), ..listing() }, Refusal::Incomplete);
        refused(Listing { areas: [].into(), ..listing() }, Refusal::Incomplete);
        refused(Listing { modes: [].into(), ..listing() }, Refusal::Incomplete);
    }
    #[test]
    fn what_a_service_says_beyond_its_listing_is_checked_too() {
        let unseen = Overlay { grounds: Some("\u{7}".to_owned()), ..Overlay::default() };
        given([])
            .when(publish(Listing { overlay: unseen, ..listing() }))
            .then_refused(Refusal::Overlay(overlay::Refusal::Words));
    }
    #[test]
    fn a_service_that_people_go_to_by_themselves_is_sent_no_referral() {
        let overlay = Overlay { accepts_referrals: false, ..Overlay::default() };
        let service = given([published(Listing { overlay, ..listing() })]).journey;
        assert!(!service.takes(ReferralKind::Support, DUNDEE));
    }
    #[test]
    fn a_fallback_door_leaves_nobody_out() {
        let young = Ages::new(Some(16), Some(24)).expect("they are ages");
        let carers = [CircumstanceCode::Carer].into();
        for overlay in [
            Overlay { ages: young, ..Overlay::default() },
            Overlay { groups: carers, ..Overlay::default() },
            Overlay { accepts_referrals: false, ..Overlay::default() },
        ] {
            let listing = Listing { overlay, ..fallback() };
            let refused = given([]).when(publish(listing.clone()));
            refused.then_refused(Refusal::FallbackTakesEverybody);
            given([]).when(publish(Listing { fallback: false, ..listing })).then_and();
        }
    }
    #[test]
    fn a_service_takes_the_kinds_it_accepts_from_the_areas_it_serves() {
        let service = given([published(listing())]).journey;
        assert!(service.takes(ReferralKind::Support, DUNDEE));
        assert!(!service.takes(ReferralKind::Pull, DUNDEE));
        assert!(!service.takes(ReferralKind::Support, FIFE));
    }
    #[test]
    fn a_paused_service_takes_nobody_until_it_resumes() {
        let paused = given([published(listing())]).when(Command::Pause).then_and();
        assert!(!paused.journey.takes(ReferralKind::Support, DUNDEE));
        let resumed = paused.when(Command::Resume).then_and();
        assert!(resumed.journey.takes(ReferralKind::Support, DUNDEE));
        resumed.when(Command::Resume).then_nothing();
    }
    #[test]
    fn a_service_closes_once_nobody_is_left_in_the_air() {
        given([published(listing())]).when(close(3)).then_refused(Refusal::LiveReferrals(3));
        given([published(listing())]).when(close(0)).then([Event::Closed]);
        given([published(listing()), Event::Closed]).when(close(0)).then_nothing();
    }
    #[test]
    fn a_closed_service_does_not_come_back() {
        let closed = || given([published(listing()), Event::Closed]);
        closed().when(Command::Resume).then_refused(Refusal::Closed);
        closed().when(change(fallback())).then_refused(Refusal::Closed);
    }
    #[test]
    fn a_fallback_door_does_not_shut() {
        let door = || given([published(fallback())]);
        door().when(Command::Pause).then_refused(Refusal::FallbackStaysOpen);
        door().when(close(0)).then_refused(Refusal::FallbackStaysOpen);
        let paused = given([published(listing()), Event::Paused]);
        paused.when(change(fallback())).then_refused(Refusal::FallbackStaysOpen);
    }
    #[test]
    fn an_areas_door_stays_a_door_there_until_another_is_named() {
        let door = || given([published(Listing { areas: [DUNDEE, FIFE].into(), ..fallback() })]);
        let change = |listing| Command::Change { listing, door_of: [DUNDEE].into() };
        door().when(change(listing())).then_refused(Refusal::FallbackStaysOpen);
        let elsewhere = Listing { areas: [FIFE].into(), ..fallback() };
        door().when(change(elsewhere)).then_refused(Refusal::FallbackStaysOpen);
        door().when(change(fallback())).then([Event::Changed(fallback())]);
    }
    #[test]
    fn only_an_open_fallback_of_the_organisation_can_be_an_areas_door() {
        let door = given([published(fallback())]).journey;
        assert!(door.can_be_door(CHARITY, DUNDEE));
        assert!(!door.can_be_door(CHARITY, FIFE));
        assert!(!door.can_be_door(COUNCIL, DUNDEE));
        assert!(!given([published(listing())]).journey.can_be_door(CHARITY, DUNDEE));
        let paused = given([published(fallback()), Event::Paused]).journey;
        assert!(!paused.can_be_door(CHARITY, DUNDEE));
    }
    #[test]
    fn a_fallback_door_can_take_people_over() {
        let supports_only = Listing { accepts: [ReferralKind::Support].into(), ..fallback() };
        given([]).when(publish(supports_only)).then_refused(Refusal::FallbackMustTakeOver);
    }
    #[test]
    fn changing_nothing_is_no_event() {
        given([published(listing())]).when(change(listing())).then_nothing();
        given([published(listing())]).when(change(fallback())).then([Event::Changed(fallback())]);
        given([]).when(change(listing())).then_refused(Refusal::NotPublished);
    }
}
