//! Household: adults who each agreed, for themselves, to be linked. No data flows between members by it; it lets one
//! worker be the point of contact for a family.

use std::collections::BTreeMap;

use crate::intake::agreement::{self, Scope};
use crate::{AgreementId, HouseholdId, Journey, Stamp, journey};

codes! {
    /// What the person is in the household.
    pub HouseholdRelation {
        /// A parent or guardian.
        Parent = 1 "PARENT",
        /// A partner.
        Partner = 2 "PARTNER",
        /// A grown-up child.
        AdultChild = 3 "ADULT_CHILD",
        /// Another relative.
        Relative = 4 "RELATIVE",
        /// Somebody else who lives there.
        Other = 5 "OTHER",
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person joined a household.
    Linked {
        /// Which household.
        household: HouseholdId,
        /// What the person is in it.
        relation: HouseholdRelation,
    },
    /// The person left it.
    Unlinked {
        /// Which household.
        household: HouseholdId,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Links the person. Each other member is asked, and linked, on their own journey.
    Link {
        /// Which household.
        household: HouseholdId,
        /// What the person is in it.
        relation: HouseholdRelation,
    },
    /// Unlinks the person. Always possible.
    Unlink {
        /// Which household.
        household: HouseholdId,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Every adult agrees for themselves, and this one has not.
    #[error("the person has not agreed to family contact; record their own agreement first")]
    NotAgreed,
}

/// The households that the person belongs to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// What the person is in each.
    pub households: BTreeMap<HouseholdId, HouseholdRelation>,
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let households = &journey.household.households;
    match *command {
        Command::Link { .. }
            if !journey.agreement.covers(Scope::FamilyContact, stamp.occurred_on) =>
        {
            Err(Refusal::NotAgreed)
        }
        Command::Link { household, relation } if households.get(&household) == Some(&relation) => {
            Ok(vec![])
        } // A retry.
        Command::Link { household, relation } => {
            Ok(vec![Event::Linked { household, relation }.into()])
        }
        Command::Unlink { household } if !households.contains_key(&household) => Ok(vec![]), // A retry.
        Command::Unlink { household } => Ok(vec![Event::Unlinked { household }.into()]),
    }
}

/// What ends when the person takes back an agreement: every link, if no other agreement carries it.
pub(crate) fn unlinked_by_withdrawal(
    journey: &Journey,
    stamp: &Stamp,
    agreement: AgreementId,
) -> Vec<journey::Event> {
    let carried =
        |agreements: &agreement::State| agreements.covers(Scope::FamilyContact, stamp.occurred_on);
    if !carried(&journey.agreement) || carried(&journey.agreement.without(agreement)) {
        return vec![];
    }
    let households = journey.household.households.keys();
    households.map(|&household| Event::Unlinked { household }.into()).collect()
}

pub(crate) fn evolve(state: &mut State, _stamp: &Stamp, event: &Event) {
    match event {
        Event::Linked { household, relation } => _ = state.households.insert(*household, *relation),
        Event::Unlinked { household } => _ = state.households.remove(household),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::agreement::{AgreementBy, AgreementMethod};
    use crate::testing::*;

    const HOME: HouseholdId = HouseholdId::from_u128(1);
    const LINK: Command = Command::Link { household: HOME, relation: HouseholdRelation::Parent };
    const LINKED: Event = Event::Linked { household: HOME, relation: HouseholdRelation::Parent };

    fn yes(agreement: u128) -> agreement::Event {
        let (agreement, scope) = (AgreementId::from_u128(agreement), Scope::FamilyContact);
        let (method, by) = (AgreementMethod::Spoken, AgreementBy::Person);
        agreement::Event::Given { agreement, scope, text_version: 1, method, by, until: None }
    }
    fn withdraw(agreement: u128) -> agreement::Command {
        agreement::Command::Withdraw { agreement: AgreementId::from_u128(agreement) }
    }
    fn withdrawn(agreement: u128) -> journey::Event {
        agreement::Event::Withdrawn { agreement: AgreementId::from_u128(agreement) }.into()
    }

    #[test]
    fn every_adult_agrees_for_themselves() {
        known_and_agreed().when(LINK).then_refused(Refusal::NotAgreed);
        known_and_agreed().and([yes(1)]).when(LINK).then([LINKED]);
    }
    #[test]
    fn linking_or_unlinking_twice_changes_nothing() {
        given([yes(1)]).and([LINKED]).when(LINK).then_nothing();
        nothing_yet().when(Command::Unlink { household: HOME }).then_nothing();
    }
    #[test]
    fn leaving_needs_nobodys_yes() {
        given([LINKED])
            .when(Command::Unlink { household: HOME })
            .then([Event::Unlinked { household: HOME }]);
    }
    #[test]
    fn taking_the_yes_back_unlinks_at_once() {
        let unlinked = Event::Unlinked { household: HOME }.into();
        given([yes(1)]).and([LINKED]).when(withdraw(1)).then([withdrawn(1), unlinked]);
    }
    #[test]
    fn a_link_that_another_yes_carries_stays() {
        given([yes(1), yes(2)]).and([LINKED]).when(withdraw(1)).then([withdrawn(1)]);
    }
}
