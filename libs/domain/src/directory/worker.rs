//! Worker: somebody at an organisation who meets people or answers for those who do. Nobody leaves while a person
//! would be left without a lead.

use std::collections::{BTreeMap, BTreeSet};

use super::organisation::{self, OrgKind};
use super::{LINE_CHARS_MAX, is_line, oversees};
use crate::{Date, Role, Stamp, WorkerId};

/// The most people that one worker may be set to lead: beyond it nobody is a key worker to anybody.
pub const CASELOAD_MAX: u16 = 200;

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A worker began.
    Registered {
        /// Who.
        worker: WorkerId,
        /// The name that people and partners know them by.
        name: String,
        /// In what capacities they may act.
        roles: BTreeSet<Role>,
        /// How many people they lead at most.
        caseload_max: u16,
    },
    /// A worker may act in other capacities.
    RolesChanged {
        /// Who.
        worker: WorkerId,
        /// All of them, from now on.
        roles: BTreeSet<Role>,
    },
    /// A worker leads more or fewer people at most.
    CaseloadSet {
        /// Who.
        worker: WorkerId,
        /// How many.
        caseload_max: u16,
    },
    /// A worker is going to leave, so their people need other leads.
    Leaving {
        /// Who.
        worker: WorkerId,
        /// Their last day at work.
        last_day: Date,
    },
    /// A worker left, and leads nobody.
    Left {
        /// Who.
        worker: WorkerId,
    },
    /// A worker may not act: sessions and grants end.
    Suspended {
        /// Who.
        worker: WorkerId,
    },
    /// A suspended worker may act again.
    Restored {
        /// Who.
        worker: WorkerId,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records that a worker began.
    Register {
        /// Who.
        worker: WorkerId,
        /// The name that people and partners know them by.
        name: String,
        /// In what capacities they may act.
        roles: BTreeSet<Role>,
        /// How many people they lead at most.
        caseload_max: u16,
    },
    /// Replaces the capacities a worker may act in.
    ChangeRoles {
        /// Who.
        worker: WorkerId,
        /// All of them.
        roles: BTreeSet<Role>,
    },
    /// Sets how many people a worker leads at most.
    SetCaseload {
        /// Who.
        worker: WorkerId,
        /// How many.
        caseload_max: u16,
    },
    /// Says that a worker is going to leave, or on another day than was said.
    AnnounceLeaving {
        /// Who.
        worker: WorkerId,
        /// Their last day at work.
        last_day: Date,
    },
    /// Records that a worker left.
    Leave {
        /// Who.
        worker: WorkerId,
        /// The fact of how many people they lead now.
        open_leads: u32,
    },
    /// Stops a worker at once.
    Suspend {
        /// Who.
        worker: WorkerId,
    },
    /// Lets a suspended worker act again.
    Restore {
        /// Who.
        worker: WorkerId,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Nobody of this id works here.
    #[error("no such worker at this organisation; register them first")]
    Unknown,
    /// The worker is registered, with other particulars.
    #[error("this worker is registered already, with other particulars; change those instead")]
    AlreadyRegistered,
    /// The worker left.
    #[error("this worker left; somebody who comes back gets a new id")]
    Left,
    /// An empty, overlong or unshowable name.
    #[error("a worker has a name of 1 to {LINE_CHARS_MAX} characters that can be seen")]
    Name,
    /// No role, or one that no worker has.
    #[error("a worker is a worker, a manager, or of the partnership's operations")]
    Roles,
    /// The partnership's role is given by those who have it, and to a council's workers.
    #[error(
        "only the partnership's operations can give their own role, and only to workers of a council"
    )]
    PartnershipRole,
    /// Nobody leads none, or more than 200.
    #[error("a caseload limit is 1 to {CASELOAD_MAX} people")]
    Caseload,
    /// The last day lies in the past.
    #[error(
        "this last day has passed; move the worker's people to other leads, then record that the worker left"
    )]
    LastDayPassed,
    /// People would be left without a lead.
    #[error("the worker still leads {0} people; name other leads first")]
    StillLeads(u32),
}

/// A worker of the organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Worker {
    /// The name that people and partners know them by.
    pub name: String,
    /// In what capacities they may act.
    pub roles: BTreeSet<Role>,
    /// How many people they lead at most.
    pub caseload_max: u16,
    /// Their last day at work, if they are going to leave.
    pub last_day: Option<Date>,
    /// Whether they may not act for now.
    pub suspended: bool,
    /// Whether they left.
    pub left: bool,
}

impl Worker {
    /// Whether they may act on this day.
    pub fn may_act(&self, on: Date) -> bool {
        !self.left && !self.suspended && self.last_day.is_none_or(|last| on <= last)
    }
    /// Whether they may become somebody's lead on this day: not on the way out, and with room.
    pub fn may_take_on(&self, on: Date, open_leads: u32) -> bool {
        self.may_act(on) && self.last_day.is_none() && open_leads < u32::from(self.caseload_max)
    }
}

/// The organisation's workers, those who left too.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub workers: BTreeMap<WorkerId, Worker>,
}

type Decided = Result<Vec<organisation::Event>, Refusal>;

/// What managers of the organisation ask about its workers; whether they may is settled before.
pub(super) fn decide(state: &State, kind: OrgKind, stamp: &Stamp, command: &Command) -> Decided {
    match command {
        Command::Register { worker, name, roles, caseload_max } => {
            check_roles(roles, &BTreeSet::new(), kind, stamp)?;
            register(state, *worker, name, roles, *caseload_max)
        }
        Command::ChangeRoles { worker, roles } => {
            let before = here(state, *worker)?;
            check_roles(roles, &before.roles, kind, stamp)?;
            unless(
                before.roles == *roles,
                Event::RolesChanged { worker: *worker, roles: roles.clone() },
            )
        }
        Command::SetCaseload { worker, caseload_max } => {
            check_caseload(*caseload_max)?;
            let same = here(state, *worker)?.caseload_max == *caseload_max;
            unless(same, Event::CaseloadSet { worker: *worker, caseload_max: *caseload_max })
        }
        Command::AnnounceLeaving { worker, last_day } => match here(state, *worker)?.last_day {
            Some(known) if known == *last_day => Ok(vec![]), // A retry.
            _ if *last_day < stamp.occurred_on => Err(Refusal::LastDayPassed),
            _ => unless(false, Event::Leaving { worker: *worker, last_day: *last_day }),
        },
        Command::Leave { worker, open_leads } => leave(state, *worker, *open_leads),
        Command::Suspend { worker } => {
            unless(here(state, *worker)?.suspended, Event::Suspended { worker: *worker })
        }
        Command::Restore { worker } => {
            unless(!here(state, *worker)?.suspended, Event::Restored { worker: *worker })
        }
    }
}

fn unless(already: bool, event: Event) -> Decided {
    Ok(if already { vec![] } else { vec![event.into()] })
}

fn here(state: &State, worker: WorkerId) -> Result<&Worker, Refusal> {
    match state.workers.get(&worker) {
        None => Err(Refusal::Unknown),
        Some(worker) if worker.left => Err(Refusal::Left),
        Some(worker) => Ok(worker),
    }
}

fn register(
    state: &State,
    worker: WorkerId,
    name: &str,
    roles: &BTreeSet<Role>,
    caseload_max: u16,
) -> Decided {
    check_caseload(caseload_max)?;
    if !is_line(name) {
        return Err(Refusal::Name);
    }
    match state.workers.get(&worker) {
        None => {
            let (name, roles) = (name.to_owned(), roles.clone());
            Ok(vec![Event::Registered { worker, name, roles, caseload_max }.into()])
        }
        Some(known) if known.left => Err(Refusal::Left),
        Some(known)
            if (known.name.as_str(), &known.roles, known.caseload_max)
                == (name, roles, caseload_max) =>
        {
            Ok(vec![]) // A retry.
        }
        Some(_) => Err(Refusal::AlreadyRegistered),
    }
}

fn leave(state: &State, worker: WorkerId, open_leads: u32) -> Decided {
    match state.workers.get(&worker) {
        None => Err(Refusal::Unknown),
        Some(known) if known.left => Ok(vec![]), // A retry.
        Some(_) if open_leads > 0 => Err(Refusal::StillLeads(open_leads)),
        Some(_) => Ok(vec![Event::Left { worker }.into()]),
    }
}

fn check_caseload(caseload_max: u16) -> Result<(), Refusal> {
    if (1..=CASELOAD_MAX).contains(&caseload_max) { Ok(()) } else { Err(Refusal::Caseload) }
}

/// The partnership's role reaches beyond the organisation, so its own managers cannot give it to anybody.
fn check_roles(
    roles: &BTreeSet<Role>,
    before: &BTreeSet<Role>,
    kind: OrgKind,
    stamp: &Stamp,
) -> Result<(), Refusal> {
    if roles.is_empty() || roles.contains(&Role::Person) || roles.contains(&Role::System) {
        return Err(Refusal::Roles);
    }
    let is_new = roles.contains(&Role::Partnership) && !before.contains(&Role::Partnership);
    if is_new && (kind != OrgKind::Council || !oversees(stamp)) {
        return Err(Refusal::PartnershipRole);
    }
    Ok(())
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    let mut set = |worker: &WorkerId, change: &dyn Fn(&mut Worker)| {
        state.workers.get_mut(worker).into_iter().for_each(change);
    };
    match event {
        Event::Registered { worker, name, roles, caseload_max } => {
            let (name, roles, caseload_max) = (name.clone(), roles.clone(), *caseload_max);
            let known =
                Worker { name, roles, caseload_max, last_day: None, suspended: false, left: false };
            state.workers.insert(*worker, known);
        }
        Event::RolesChanged { worker, roles } => set(worker, &|known| known.roles = roles.clone()),
        Event::CaseloadSet { worker, caseload_max } => {
            set(worker, &|known| known.caseload_max = *caseload_max)
        }
        Event::Leaving { worker, last_day } => {
            set(worker, &|known| known.last_day = Some(*last_day))
        }
        Event::Left { worker } => set(worker, &|known| known.left = true),
        Event::Suspended { worker } => set(worker, &|known| known.suspended = true),
        Event::Restored { worker } => set(worker, &|known| known.suspended = false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Organisation;
    use crate::directory::organisation::Profile;
    use crate::testing::*;
    use crate::{Area, OrgId};

    fn at(org: OrgId, kind: OrgKind) -> Given<Organisation> {
        let profile = Profile { name: "Open Door".to_owned(), kind, areas: Area::ALL.into() };
        let manager = stamp_of(org, ANN, Role::Manager, "2026-08-17");
        nothing_yet_of().and([organisation::Event::Joined { org, profile }]).by(manager)
    }
    fn given(events: impl IntoIterator<Item = Event>) -> Given<Organisation> {
        at(CHARITY, OrgKind::ThirdSector).and(events)
    }
    fn registered() -> Event {
        Event::Registered {
            worker: BEA,
            name: "Bea".to_owned(),
            roles: [Role::Worker].into(),
            caseload_max: 25,
        }
    }
    fn register(roles: impl Into<BTreeSet<Role>>, caseload_max: u16) -> Command {
        Command::Register { worker: BEA, name: "Bea".to_owned(), roles: roles.into(), caseload_max }
    }
    fn left() -> Event {
        Event::Left { worker: BEA }
    }
    fn bea(given: &Given<Organisation>) -> &Worker {
        &given.journey.workers.workers[&BEA]
    }

    #[test]
    fn registering_twice_changes_nothing() {
        given([]).when(register([Role::Worker], 25)).then([registered()]);
        given([registered()]).when(register([Role::Worker], 25)).then_nothing();
        given([registered()])
            .when(register([Role::Worker], 26))
            .then_refused(Refusal::AlreadyRegistered);
    }
    #[test]
    fn a_caseload_is_one_to_two_hundred_people() {
        for caseload_max in [0, 201] {
            given([]).when(register([Role::Worker], caseload_max)).then_refused(Refusal::Caseload);
            let set = Command::SetCaseload { worker: BEA, caseload_max };
            given([registered()]).when(set).then_refused(Refusal::Caseload);
        }
        let set = Command::SetCaseload { worker: BEA, caseload_max: 200 };
        given([registered()])
            .when(set)
            .then([Event::CaseloadSet { worker: BEA, caseload_max: 200 }]);
    }
    #[test]
    fn nobody_is_registered_as_the_person_or_the_system() {
        for roles in [BTreeSet::new(), [Role::Person].into(), [Role::Worker, Role::System].into()] {
            given([]).when(register(roles, 25)).then_refused(Refusal::Roles);
        }
    }
    #[test]
    fn a_manager_cannot_give_the_partnerships_role() {
        let change = || Command::ChangeRoles { worker: BEA, roles: [Role::Partnership].into() };
        given([registered()]).when(change()).then_refused(Refusal::PartnershipRole);
        at(COUNCIL, OrgKind::Council)
            .and([registered()])
            .when(change())
            .then_refused(Refusal::PartnershipRole);
    }
    #[test]
    fn the_partnership_gives_its_role_to_workers_of_a_council() {
        let change = || Command::ChangeRoles { worker: BEA, roles: [Role::Partnership].into() };
        let operations = || stamp_of(COUNCIL, ANN, Role::Partnership, "2026-08-17");
        let changed = Event::RolesChanged { worker: BEA, roles: [Role::Partnership].into() };
        at(COUNCIL, OrgKind::Council)
            .and([registered()])
            .by(operations())
            .when(change())
            .then([changed]);
        given([registered()])
            .by(operations())
            .when(change())
            .then_refused(Refusal::PartnershipRole);
    }
    #[test]
    fn nobody_leaves_while_they_lead_somebody() {
        let leave = |open_leads| Command::Leave { worker: BEA, open_leads };
        given([registered()]).when(leave(2)).then_refused(Refusal::StillLeads(2));
        given([registered()]).when(leave(0)).then([left()]);
        given([registered(), left()]).when(leave(0)).then_nothing();
    }
    #[test]
    fn who_left_is_not_changed_or_registered_again() {
        let gone = || given([registered(), left()]);
        gone().when(Command::Suspend { worker: BEA }).then_refused(Refusal::Left);
        gone().when(register([Role::Worker], 25)).then_refused(Refusal::Left);
        assert!(!bea(&gone()).may_act(day("2026-08-17")));
    }
    #[test]
    fn who_is_leaving_works_to_the_last_day_and_takes_nobody_on() {
        let leaving = Event::Leaving { worker: BEA, last_day: day("2026-08-31") };
        let given = given([registered(), leaving]);
        assert!(bea(&given).may_act(day("2026-08-31")));
        assert!(!bea(&given).may_act(day("2026-09-01")));
        assert!(!bea(&given).may_take_on(day("2026-08-17"), 0));
    }
    #[test]
    fn a_last_day_lies_ahead_and_can_be_put_off() {
        let announce = |last_day| Command::AnnounceLeaving { worker: BEA, last_day: day(last_day) };
        let leaving = |last_day| Event::Leaving { worker: BEA, last_day: day(last_day) };
        given([registered()]).when(announce("2026-08-16")).then_refused(Refusal::LastDayPassed);
        given([registered()]).when(announce("2026-08-31")).then([leaving("2026-08-31")]);
        given([registered(), leaving("2026-08-31")]).when(announce("2026-08-31")).then_nothing();
        given([registered(), leaving("2026-08-31")])
            .when(announce("2026-09-30"))
            .then([leaving("2026-09-30")]);
    }
    #[test]
    fn a_suspended_worker_cannot_act_until_restored() {
        let suspended = given([registered()]).when(Command::Suspend { worker: BEA }).then_and();
        assert!(!bea(&suspended).may_act(day("2026-08-17")));
        let restored = suspended.when(Command::Restore { worker: BEA }).then_and();
        assert!(bea(&restored).may_act(day("2026-08-17")));
        restored.when(Command::Restore { worker: BEA }).then_nothing();
    }
    #[test]
    fn a_full_caseload_takes_nobody_on() {
        let given = given([registered()]);
        assert!(bea(&given).may_take_on(day("2026-08-17"), 24));
        assert!(!bea(&given).may_take_on(day("2026-08-17"), 25));
    }
    #[test]
    fn a_worker_of_another_organisation_is_not_known_here() {
        given([registered()]).when(Command::Suspend { worker: ANN }).then_refused(Refusal::Unknown);
    }
}
