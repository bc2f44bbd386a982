//! Supporter: people who walk beside the person without being responsible. Any number, from any organisation; a mentor
//! may outlast every lead and every episode.

use std::collections::BTreeSet;

use crate::{Journey, OrgId, Role, Stamp, WorkerId, journey};

codes! {
    /// What somebody is to the person.
    pub SupporterRole {
        /// A trusted professional who stays.
        Mentor = 1 "MENTOR",
        /// Knows one thing well.
        Specialist = 2 "SPECIALIST",
        /// Listens, by profession.
        Counsellor = 3 "COUNSELLOR",
        /// Coaches towards work.
        EmployabilityCoach = 4 "EMPLOYABILITY_COACH",
    }
}

/// Somebody who walks beside the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Supporter {
    /// Their organisation.
    pub org: OrgId,
    /// Who.
    pub worker: WorkerId,
    /// What they are to the person.
    pub role: SupporterRole,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Somebody began to walk beside the person.
    Assigned(Supporter),
    /// They no longer do.
    Ended(Supporter),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Names a supporter.
    Assign {
        /// Who, and what they are to the person.
        supporter: Supporter,
        /// Whether they work for that organisation now, looked up by the caller.
        worker_active: bool,
    },
    /// Ends it. With or without an open episode.
    End(Supporter),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// It is for the responsible organisation, or the person, to say who joins.
    #[error("only the responsible organisation or the person can name a supporter")]
    NotResponsible,
    /// Nobody lets themselves in by writing down that the person wants it.
    #[error(
        "a worker of the door that writes this down is for the responsible organisation to name; send it a referral, or ask it"
    )]
    OwnWorker,
    /// The worker left, or never worked there.
    #[error("this worker does not work for that organisation now; name another")]
    WorkerNotActive,
}

/// Who walks beside the person now.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// In order of organisation.
    pub supporters: BTreeSet<Supporter>,
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let supporters = &journey.supporter.supporters;
    match command {
        Command::Assign { supporter, .. } if supporters.contains(supporter) => Ok(vec![]), // A retry.
        Command::Assign { supporter, worker_active } => {
            let lead = journey.lead().ok_or(Refusal::NotOpen)?;
            let is_responsible = stamp.by.org == lead.org;
            if !is_responsible && stamp.by.role != Role::Person {
                return Err(Refusal::NotResponsible);
            }
            if !is_responsible && stamp.by.org == supporter.org {
                return Err(Refusal::OwnWorker);
            }
            if !worker_active {
                return Err(Refusal::WorkerNotActive);
            }
            Ok(vec![Event::Assigned(*supporter).into()])
        }
        Command::End(supporter) if !supporters.contains(supporter) => Ok(vec![]), // A retry.
        Command::End(supporter) => Ok(vec![Event::Ended(*supporter).into()]),
    }
}

pub(crate) fn evolve(state: &mut State, _stamp: &Stamp, event: &Event) {
    match event {
        Event::Assigned(supporter) => _ = state.supporters.insert(*supporter),
        Event::Ended(supporter) => _ = state.supporters.remove(supporter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::episode::{self, CloseReason};
    use crate::testing::*;

    const MENTOR: Supporter = Supporter { org: CHARITY, worker: BEA, role: SupporterRole::Mentor };

    fn assign(supporter: Supporter) -> Command {
        Command::Assign { supporter, worker_active: true }
    }

    #[test]
    fn a_mentor_may_come_from_another_organisation_and_is_not_responsible() {
        let after = supported().when(assign(MENTOR)).then_and();
        assert_eq!(after.journey.lead().map(|lead| lead.org), Some(COUNCIL));
        assert!(after.journey.supporter.supporters.contains(&MENTOR));
    }
    #[test]
    fn any_number_may_walk_beside() {
        let coach = Supporter { role: SupporterRole::EmployabilityCoach, ..MENTOR };
        supported()
            .and([Event::Assigned(MENTOR)])
            .when(assign(coach))
            .then([Event::Assigned(coach)]);
    }
    #[test]
    fn naming_or_ending_twice_changes_nothing() {
        supported().and([Event::Assigned(MENTOR)]).when(assign(MENTOR)).then_nothing();
        supported()
            .and([Event::Assigned(MENTOR), Event::Ended(MENTOR)])
            .when(Command::End(MENTOR))
            .then_nothing();
    }
    #[test]
    fn nobody_names_themselves_from_outside() {
        let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
        supported().by(charity).when(assign(MENTOR)).then_refused(Refusal::NotResponsible);
    }
    #[test]
    fn the_person_may_ask_for_somebody_at_any_door() {
        let person = stamp_of(OrgId::from_u128(0x5c), BEA, Role::Person, "2026-08-17");
        supported().by(person).when(assign(MENTOR)).then([Event::Assigned(MENTOR)]);
    }
    #[test]
    fn a_door_does_not_let_itself_in_by_writing_down_that_the_person_wants_it() {
        let person = stamp_of(CHARITY, BEA, Role::Person, "2026-08-17");
        supported().by(person).when(assign(MENTOR)).then_refused(Refusal::OwnWorker);
        let own = Supporter { org: COUNCIL, worker: ANN, role: SupporterRole::Mentor };
        let person = stamp_of(COUNCIL, ANN, Role::Person, "2026-08-17");
        supported().by(person).when(assign(own)).then([Event::Assigned(own)]);
    }
    #[test]
    fn a_worker_who_left_cannot_be_named() {
        let command = Command::Assign { supporter: MENTOR, worker_active: false };
        supported().when(command).then_refused(Refusal::WorkerNotActive);
    }
    #[test]
    fn a_mentor_outlasts_the_episode() {
        let closed = episode::Event::Closed { reason: CloseReason::GoalsMet, destination: None };
        let after = supported().and([Event::Assigned(MENTOR)]).and([closed]);
        assert!(after.journey.supporter.supporters.contains(&MENTOR));
        after.when(Command::End(MENTOR)).then([Event::Ended(MENTOR)]);
    }
    #[test]
    fn without_support_there_is_nobody_to_name_one() {
        known_and_agreed().when(assign(MENTOR)).then_refused(Refusal::NotOpen);
    }
}
