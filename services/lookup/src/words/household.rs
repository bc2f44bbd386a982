//! Households in plain words.

use domain::assignment::household::{Event, HouseholdRelation};

use super::{Names, Told};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Linked { relation, .. } => {
            let headline = format!("Linked to a household, as {}", what(*relation));
            Told::new("household.linked", headline)
        }
        Event::Unlinked { .. } => {
            Told::new("household.unlinked", "No longer linked to a household")
        }
    }
}

const fn what(relation: HouseholdRelation) -> &'static str {
    match relation {
        HouseholdRelation::Parent => "a parent or guardian",
        HouseholdRelation::Partner => "a partner",
        HouseholdRelation::AdultChild => "a grown-up child",
        HouseholdRelation::Relative => "a relative",
        HouseholdRelation::Other => "somebody who lives there",
    }
}
