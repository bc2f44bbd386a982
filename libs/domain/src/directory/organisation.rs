//! Organisation: a partner that people can come to or be referred to. Nothing about a person goes in or out before it
//! has a sharing agreement; when that runs out nothing new does, and care in hand goes on.

use std::collections::BTreeSet;

use super::{LINE_CHARS_MAX, is_line, manages, oversees, worker};
use crate::{Aggregate, Area, Date, OrgId, Stamp};

codes! {
    /// What sort of partner an organisation is.
    pub OrgKind {
        /// A council: the lead accountable body of its area.
        Council = 1 "COUNCIL",
        /// The Department for Work and Pensions: a jobcentre.
        Dwp = 2 "DWP",
        /// Skills Development Scotland.
        Sds = 3 "SDS",
        /// A health board, a health and social care partnership, a practice.
        Nhs = 4 "NHS",
        /// A college or training provider.
        College = 5 "COLLEGE",
        /// A charity or social enterprise.
        ThirdSector = 6 "THIRD_SECTOR",
        /// A company.
        Private = 7 "PRIVATE",
        /// A housing association or housing options team.
        Housing = 8 "HOUSING",
        /// A prison.
        Prison = 9 "PRISON",
        /// Justice social work.
        Justice = 10 "JUSTICE",
    }
}

/// What an organisation says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name, as people know it.
    pub name: String,
    /// What sort of partner it is.
    pub kind: OrgKind,
    /// Where it works: at least one area.
    pub areas: BTreeSet<Area>,
}

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The organisation joined the partnership.
    Joined {
        /// Which: the stream is named after it.
        org: OrgId,
        /// What it says of itself.
        profile: Profile,
    },
    /// It has another name, kind or set of areas.
    Changed(Profile),
    /// It may not refer, or be referred to, until restored.
    Suspended,
    /// It may again.
    Restored,
    /// Its sharing agreement holds.
    SharingAgreementActivated {
        /// The last day it holds.
        until: Date,
    },
    /// Its sharing agreement ran out.
    SharingAgreementExpired,
    /// Something happened about one of its workers.
    Worker(worker::Event),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Takes the organisation into the partnership.
    Join {
        /// Which.
        org: OrgId,
        /// What it says of itself.
        profile: Profile,
    },
    /// Replaces what it says of itself.
    Change(Profile),
    /// Stops referrals in and out.
    Suspend,
    /// Lets them go on.
    Restore,
    /// Records a sharing agreement, or its renewal.
    ActivateSharing {
        /// The last day it holds.
        until: Date,
    },
    /// Records that the sharing agreement ran out. To stop sharing sooner, suspend.
    ExpireSharing,
    /// Asks something about one of its workers.
    Worker(worker::Command),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The organisation joined already, as something else.
    #[error("the organisation joined already, with another profile; change that instead")]
    AlreadyJoined,
    /// Nobody of this id joined.
    #[error("no such organisation; let it join first")]
    NotJoined,
    /// Only those who answer for the partnership may do this.
    #[error("only the partnership's operations can do this")]
    NotThePartnership,
    /// Only the organisation's managers may do this.
    #[error("only a manager of the organisation, or the partnership's operations, can do this")]
    NotAManager,
    /// An empty, overlong or unshowable name.
    #[error("an organisation has a name of 1 to {LINE_CHARS_MAX} characters that can be seen")]
    Name,
    /// It works nowhere.
    #[error("an organisation works in at least one council area")]
    NoArea,
    /// The last day lies in the past.
    #[error("the sharing agreement would end before it begins")]
    EndsBeforeItBegins,
    /// The sharing agreement still holds.
    #[error(
        "the sharing agreement still holds on this day; suspend the organisation to stop sharing sooner"
    )]
    StillSharing,
    /// About one of its workers.
    #[error(transparent)]
    Worker(#[from] worker::Refusal),
}

/// An organisation, folded from its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Organisation {
    /// Present once joined.
    pub joined: Option<Joined>,
    /// Its workers.
    pub workers: worker::State,
}

/// An organisation that joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// Which.
    pub org: OrgId,
    /// What it says of itself.
    pub profile: Profile,
    /// Whether it may neither refer nor be referred to.
    pub suspended: bool,
    /// The last day of its sharing agreement, unless it has none or that ran out.
    pub sharing_until: Option<Date>,
}

impl Organisation {
    /// Whether a new referral may go in or out on this day. Care in hand does not ask.
    pub fn may_share(&self, on: Date) -> bool {
        let shares = |joined: &Joined| {
            !joined.suspended && joined.sharing_until.is_some_and(|until| on <= until)
        };
        self.joined.as_ref().is_some_and(shares)
    }

    fn set(&mut self, change: impl FnMut(&mut Joined)) {
        self.joined.iter_mut().for_each(change);
    }
}

impl From<worker::Event> for Event {
    fn from(event: worker::Event) -> Self {
        Self::Worker(event)
    }
}

impl From<worker::Command> for Command {
    fn from(command: worker::Command) -> Self {
        Self::Worker(command)
    }
}

impl Aggregate for Organisation {
    const KIND: &'static str = "organisation";
    type Event = Event;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(&self, stamp: &Stamp, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Join { org, profile } => join(self, stamp, *org, profile),
            Command::Change(profile) => change(joined(self)?, stamp, profile),
            Command::Suspend => suspend(joined(self)?, stamp, true),
            Command::Restore => suspend(joined(self)?, stamp, false),
            Command::ActivateSharing { until } => activate_sharing(joined(self)?, stamp, *until),
            Command::ExpireSharing => expire_sharing(joined(self)?, stamp),
            Command::Worker(command) => {
                let joined = joined(self)?;
                if !manages(stamp, joined.org) {
                    return Err(Refusal::NotAManager);
                }
                Ok(worker::decide(&self.workers, joined.profile.kind, stamp, command)?)
            }
        }
    }

    fn evolve(&mut self, _stamp: &Stamp, event: &Event) {
        match event {
            Event::Joined { org, profile } => {
                let (org, profile) = (*org, profile.clone());
                self.joined = Some(Joined { org, profile, suspended: false, sharing_until: None });
            }
            Event::Changed(profile) => self.set(|joined| joined.profile = profile.clone()),
            Event::Suspended => self.set(|joined| joined.suspended = true),
            Event::Restored => self.set(|joined| joined.suspended = false),
            Event::SharingAgreementActivated { until } => {
                self.set(|joined| joined.sharing_until = Some(*until))
            }
            Event::SharingAgreementExpired => self.set(|joined| joined.sharing_until = None),
            Event::Worker(event) => worker::evolve(&mut self.workers, event),
        }
    }
}

fn joined(state: &Organisation) -> Result<&Joined, Refusal> {
    state.joined.as_ref().ok_or(Refusal::NotJoined)
}

fn join(
    state: &Organisation,
    stamp: &Stamp,
    org: OrgId,
    profile: &Profile,
) -> Result<Vec<Event>, Refusal> {
    if !oversees(stamp) {
        return Err(Refusal::NotThePartnership);
    }
    check(profile)?;
    match &state.joined {
        None => Ok(vec![Event::Joined { org, profile: profile.clone() }]),
        Some(joined) if (joined.org, &joined.profile) == (org, profile) => Ok(vec![]), // A retry.
        Some(_) => Err(Refusal::AlreadyJoined),
    }
}

fn change(joined: &Joined, stamp: &Stamp, profile: &Profile) -> Result<Vec<Event>, Refusal> {
    if !manages(stamp, joined.org) {
        return Err(Refusal::NotAManager);
    }
    if profile.kind != joined.profile.kind && !oversees(stamp) {
        return Err(Refusal::NotThePartnership); // Only a council may hold the partnership's role.
    }
    check(profile)?;
    Ok(if joined.profile == *profile { vec![] } else { vec![Event::Changed(profile.clone())] })
}

fn suspend(joined: &Joined, stamp: &Stamp, suspended: bool) -> Result<Vec<Event>, Refusal> {
    match (oversees(stamp), joined.suspended == suspended) {
        (false, _) => Err(Refusal::NotThePartnership),
        (true, true) => Ok(vec![]), // A retry.
        (true, false) => Ok(vec![if suspended { Event::Suspended } else { Event::Restored }]),
    }
}

fn activate_sharing(joined: &Joined, stamp: &Stamp, until: Date) -> Result<Vec<Event>, Refusal> {
    if !oversees(stamp) {
        return Err(Refusal::NotThePartnership);
    }
    if until < stamp.occurred_on {
        return Err(Refusal::EndsBeforeItBegins);
    }
    let same = joined.sharing_until == Some(until);
    Ok(if same { vec![] } else { vec![Event::SharingAgreementActivated { until }] })
}

fn expire_sharing(joined: &Joined, stamp: &Stamp) -> Result<Vec<Event>, Refusal> {
    match joined.sharing_until {
        _ if !oversees(stamp) => Err(Refusal::NotThePartnership),
        None => Ok(vec![]), // A retry.
        Some(until) if stamp.occurred_on <= until => Err(Refusal::StillSharing),
        Some(_) => Ok(vec![Event::SharingAgreementExpired]),
    }
}

fn check(profile: &Profile) -> Result<(), Refusal> {
    if !is_line(&profile.name) {
        return Err(Refusal::Name);
    }
    if profile.areas.is_empty() { Err(Refusal::NoArea) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::testing::*;

    fn given(events: impl IntoIterator<Item = Event>) -> Given<Organisation> {
        nothing_yet_of().and(events)
    }
    fn profile(name: &str) -> Profile {
        let areas = Area::from_code("S12000042").into_iter().collect();
        Profile { name: name.to_owned(), kind: OrgKind::ThirdSector, areas }
    }
    fn join() -> Command {
        Command::Join { org: CHARITY, profile: profile("Open Door") }
    }
    fn joined() -> Event {
        Event::Joined { org: CHARITY, profile: profile("Open Door") }
    }
    fn sharing(until: &str) -> Event {
        Event::SharingAgreementActivated { until: day(until) }
    }
    fn operations(on: &str) -> Stamp {
        stamp_of(COUNCIL, ANN, Role::Partnership, on)
    }
    fn manager(org: OrgId) -> Stamp {
        stamp_of(org, BEA, Role::Manager, "2026-08-17")
    }

    #[test]
    fn the_partnership_takes_an_organisation_in_once() {
        given([]).by(operations("2026-08-17")).when(join()).then([joined()]);
        given([joined()]).by(operations("2026-08-17")).when(join()).then_nothing();
        let other = Command::Join { org: CHARITY, profile: profile("Closed Door") };
        given([joined()])
            .by(operations("2026-08-17"))
            .when(other)
            .then_refused(Refusal::AlreadyJoined);
    }
    #[test]
    fn no_organisation_takes_itself_in() {
        given([]).by(manager(CHARITY)).when(join()).then_refused(Refusal::NotThePartnership);
    }
    #[test]
    fn nothing_is_asked_of_an_organisation_that_did_not_join() {
        given([])
            .by(operations("2026-08-17"))
            .when(Command::Suspend)
            .then_refused(Refusal::NotJoined);
    }
    #[test]
    fn its_managers_may_rename_it_and_others_may_not() {
        let rename = || Command::Change(profile("Open Doors"));
        given([joined()])
            .by(manager(CHARITY))
            .when(rename())
            .then([Event::Changed(profile("Open Doors"))]);
        given([joined()]).by(manager(COUNCIL)).when(rename()).then_refused(Refusal::NotAManager);
        given([joined()])
            .by(manager(CHARITY))
            .when(Command::Change(profile("Open Door")))
            .then_nothing();
    }
    #[test]
    fn it_cannot_make_itself_a_council() {
        let council = Profile { kind: OrgKind::Council, ..profile("Open Door") };
        given([joined()])
            .by(manager(CHARITY))
            .when(Command::Change(council))
            .then_refused(Refusal::NotThePartnership);
    }
    #[test]
    fn it_has_a_name_that_can_be_seen_and_an_area() {
        let given = || given([joined()]).by(manager(CHARITY));
        given().when(Command::Change(profile(" "))).then_refused(Refusal::Name);
        given().when(Command::Change(profile("Open\u{202e}Door"))).then_refused(Refusal::Name);
        let nowhere = Profile { areas: BTreeSet::new(), ..profile("Open Door") };
        given().when(Command::Change(nowhere)).then_refused(Refusal::NoArea);
    }
    #[test]
    fn it_shares_from_its_agreement_on_and_not_a_day_longer() {
        assert!(!given([joined()]).journey.may_share(day("2026-08-17")));
        let org = given([joined(), sharing("2026-12-31")]).journey;
        assert!(org.may_share(day("2026-12-31")));
        assert!(!org.may_share(day("2027-01-01")));
    }
    #[test]
    fn an_agreement_can_be_renewed_and_cannot_end_before_it_begins() {
        let activate = |until| Command::ActivateSharing { until: day(until) };
        let given = || given([joined(), sharing("2026-12-31")]).by(operations("2026-08-17"));
        given().when(activate("2027-12-31")).then([sharing("2027-12-31")]);
        given().when(activate("2026-12-31")).then_nothing();
        given().when(activate("2026-08-16")).then_refused(Refusal::EndsBeforeItBegins);
    }
    #[test]
    fn an_agreement_runs_out_after_its_last_day_and_only_once() {
        let given = || given([joined(), sharing("2026-12-31")]);
        let expire = || Command::ExpireSharing;
        given().by(operations("2026-12-31")).when(expire()).then_refused(Refusal::StillSharing);
        given().by(operations("2027-01-01")).when(expire()).then([Event::SharingAgreementExpired]);
        let expired = given().and([Event::SharingAgreementExpired]).by(operations("2027-01-01"));
        expired.when(expire()).then_nothing();
    }
    #[test]
    fn a_suspended_organisation_shares_nothing_until_it_is_restored() {
        let suspended =
            given([joined(), sharing("2026-12-31"), Event::Suspended]).by(operations("2026-08-17"));
        assert!(!suspended.journey.may_share(day("2026-08-17")));
        let restored = suspended.when(Command::Restore).then_and();
        assert!(restored.journey.may_share(day("2026-08-17")));
        restored.when(Command::Restore).then_nothing();
    }
    #[test]
    fn a_worker_cannot_suspend_an_organisation() {
        given([joined()]).when(Command::Suspend).then_refused(Refusal::NotThePartnership);
    }
    #[test]
    fn only_its_own_managers_speak_for_its_workers() {
        let register = worker::Command::SetCaseload { worker: BEA, caseload_max: 20 };
        given([joined()])
            .by(manager(COUNCIL))
            .when(register.clone())
            .then_refused(Refusal::NotAManager);
        given([joined()])
            .by(manager(CHARITY))
            .when(register)
            .then_refused(worker::Refusal::Unknown);
    }
}
