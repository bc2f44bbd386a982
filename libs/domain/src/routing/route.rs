//! Route: where somebody could go, as they were told one day. It is on record with the weights it was made by and the
//! places that were known then, and it keeps quiet: what was asked and every reason are sealed.

use std::collections::BTreeSet;

use super::kind::ReferralKind;
use super::routes::{ROUTES_MAX, Snapshot};
use crate::{Area, Journey, Sealed, ServiceId, Stamp, SuggestionId, journey};

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Somebody asked, and this is what they were told.
    Suggested(Suggestion),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Puts an answer on record.
    Suggest(Suggestion),
}

/// Where somebody could go, best first, in clear as far as it gives nothing away.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// This answer.
    pub suggestion: SuggestionId,
    /// Where the person lives.
    pub area: Area,
    /// What kind of referral it would be.
    pub kind: ReferralKind,
    /// Which weights made the order.
    pub policy: String,
    /// The services that say nothing of the person by being named, the area's fallback door last.
    pub routes: Vec<Routed>,
    /// How many more were told, whose names would give something away.
    pub kept_back: u8,
    /// What was asked, and every service with each reason.
    pub told: Sealed,
}

/// A service that could help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Routed {
    /// Which service.
    pub service: ServiceId,
    /// What was known of its places.
    pub places: Snapshot,
    /// Whether it is the fallback door that closes the answer.
    pub door: bool,
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// An answer is never empty, and ends at a door that takes everybody.
    #[error(
        "an answer has 1 to {ROUTES_MAX} services, each once, and the area's fallback door last"
    )]
    NotWhole,
    /// What was told says too much of the person to be kept with names.
    #[error("what was told is sealed as special or restricted")]
    NotKept,
    /// Suggestion ids are not reused.
    #[error("this suggestion stands on the journey already; ask anew")]
    AlreadyMade,
}

/// Every answer of the journey.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id. What was told stands in the commit alone.
    pub suggestions: BTreeSet<SuggestionId>,
}

pub(crate) fn decide(
    journey: &Journey,
    _stamp: &Stamp,
    Command::Suggest(suggestion): &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    if journey.route.suggestions.contains(&suggestion.suggestion) {
        return Err(Refusal::AlreadyMade);
    }
    if !is_whole(suggestion) {
        return Err(Refusal::NotWhole);
    }
    if !suggestion.told.is_closely_kept() {
        return Err(Refusal::NotKept);
    }
    Ok(vec![Event::Suggested(suggestion.clone()).into()])
}

fn is_whole(Suggestion { routes, kept_back, .. }: &Suggestion) -> bool {
    let services: BTreeSet<_> = routes.iter().map(|route| route.service).collect();
    let doors = routes.iter().filter(|route| route.door).count();
    services.len() == routes.len()
        && routes.len() + usize::from(*kept_back) <= ROUTES_MAX
        && doors == 1
        && routes.last().is_some_and(|last| last.door)
}

pub(crate) fn evolve(state: &mut State, _stamp: &Stamp, Event::Suggested(suggestion): &Event) {
    state.suggestions.insert(suggestion.suggestion);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::place::CapacitySays;
    use crate::testing::*;
    use crate::{Role, Sensitivity};

    fn routed(service: u128) -> Routed {
        let places = Snapshot {
            says: CapacitySays::Has,
            places_free: Some(3),
            wait_days: Some(0),
            as_of: Some(day("2026-08-17")),
            stale: false,
        };
        Routed { service: ServiceId::from_u128(service), places, door: false }
    }
    fn door() -> Routed {
        Routed { door: true, ..routed(0xd0) }
    }
    fn of(routes: Vec<Routed>) -> Suggestion {
        Suggestion {
            suggestion: SuggestionId::from_u128(1),
            area: dundee(),
            kind: ReferralKind::Support,
            policy: "standard-1".to_owned(),
            routes,
            kept_back: 0,
            told: sealed(Sensitivity::Special),
        }
    }
    fn suggestion() -> Suggestion {
        of(vec![routed(1), routed(2), door()])
    }
    fn refused(suggestion: Suggestion, refusal: Refusal) {
        supported().when(Command::Suggest(suggestion)).then_refused(refusal);
    }

    #[test]
    fn an_answer_is_on_record_as_it_was_told() {
        let whole = Suggestion { kept_back: 2, ..suggestion() };
        supported().when(Command::Suggest(whole.clone())).then([Event::Suggested(whole)]);
    }
    #[test]
    fn a_suggestion_does_not_change_under_its_id() {
        supported()
            .and([Event::Suggested(suggestion())])
            .when(Command::Suggest(of(vec![door()])))
            .then_refused(Refusal::AlreadyMade);
    }
    #[test]
    fn an_answer_ends_at_a_door_and_names_no_service_twice() {
        refused(of(vec![]), Refusal::NotWhole);
        refused(of(vec![routed(1)]), Refusal::NotWhole);
        refused(of(vec![door(), routed(1)]), Refusal::NotWhole);
        refused(of(vec![routed(1), routed(1), door()]), Refusal::NotWhole);
        let second = Routed { door: true, ..routed(1) };
        refused(of(vec![second, door()]), Refusal::NotWhole);
    }
    #[test]
    fn an_answer_has_ten_services_at_the_most_with_those_that_it_keeps_back() {
        let nine = || (1..=9).map(routed).chain([door()]).collect();
        supported().when(Command::Suggest(of(nine()))).then_and();
        refused(Suggestion { kept_back: 1, ..of(nine()) }, Refusal::NotWhole);
    }
    #[test]
    fn what_was_told_is_kept_more_closely_than_a_name() {
        let told = sealed(Sensitivity::Core);
        refused(Suggestion { told, ..suggestion() }, Refusal::NotKept);
    }
    #[test]
    fn whoever_watches_over_the_work_asks_for_no_routes() {
        for role in [Role::PrivacyOfficer, Role::Auditor, Role::Operator] {
            let watching = stamp_of(COUNCIL, ANN, role, "2026-08-17");
            let asked = supported().by(watching).when(Command::Suggest(suggestion()));
            asked.then_refused(journey::Refusal::NotForThisRole);
        }
    }
}
