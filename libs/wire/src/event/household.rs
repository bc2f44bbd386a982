//! Stored events of a household.

use domain::Code;
use domain::assignment::household::Event;

use super::{Topical, unknown};
use crate::convert::{Read, code, id};
use crate::stored::{HouseholdEvent, HouseholdLinked, HouseholdUnlinked, household_event::Kind};

impl Topical for Event {
    type Stored = HouseholdEvent;

    fn to_stored(&self) -> HouseholdEvent {
        let kind = match self {
            Event::Linked { household, relation } => Kind::Linked(HouseholdLinked {
                household_id: household.as_bytes().to_vec(),
                relation: relation.number(),
            }),
            Event::Unlinked { household } => {
                Kind::Unlinked(HouseholdUnlinked { household_id: household.as_bytes().to_vec() })
            }
        };
        HouseholdEvent { kind: Some(kind) }
    }

    fn from_stored(event: HouseholdEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Linked(e) => Ok(Event::Linked {
                household: id("household_id", &e.household_id)?,
                relation: code("relation", e.relation)?,
            }),
            Kind::Unlinked(e) => {
                Ok(Event::Unlinked { household: id("household_id", &e.household_id)? })
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::HouseholdId;
    use domain::assignment::household::HouseholdRelation;

    use super::*;
    use crate::event::testing::reads_back;

    /// One of each event.
    pub(crate) fn samples() -> Vec<Event> {
        let household = HouseholdId::from_u128(1);
        vec![
            Event::Linked { household, relation: HouseholdRelation::AdultChild },
            Event::Unlinked { household },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
