//! Stored events of a plan.

use domain::intake::plan::{Event, Plan};

use super::{Topical, unknown};
use crate::convert::{Read, date, date_of, sealed, sealed_of, small};
use crate::stored::{PlanEvent, PlanVersion, plan_event::Kind};

impl Topical for Event {
    type Stored = PlanEvent;

    fn to_stored(&self) -> PlanEvent {
        let kind = match self {
            Event::Agreed(plan) => Kind::Agreed(stored(plan)),
            Event::Reviewed(plan) => Kind::Reviewed(stored(plan)),
        };
        PlanEvent { kind: Some(kind) }
    }

    fn from_stored(event: PlanEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Agreed(e) => plan(e).map(Event::Agreed),
            Kind::Reviewed(e) => plan(e).map(Event::Reviewed),
        }
    }
}

fn stored(plan: &Plan) -> PlanVersion {
    PlanVersion {
        version: plan.version.into(),
        content: Some(sealed_of(&plan.text)),
        goals: plan.goals.into(),
        actions: plan.actions.into(),
        next_review: Some(date_of(plan.next_review)),
    }
}

fn plan(stored: PlanVersion) -> Read<Plan> {
    Ok(Plan {
        version: small("version", stored.version)?,
        text: sealed("content", stored.content)?,
        goals: small("goals", stored.goals)?,
        actions: small("actions", stored.actions)?,
        next_review: date("next_review", stored.next_review)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::Sensitivity;

    use super::*;
    use crate::event::testing;

    /// One of each event.
    pub(crate) fn samples() -> Vec<Event> {
        let plan = |version, actions| Plan {
            version,
            text: testing::sealed(Sensitivity::Core),
            goals: 10,
            actions,
            next_review: testing::day("2026-11-16"),
        };
        vec![Event::Agreed(plan(1, 0)), Event::Reviewed(plan(2, 50))]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(testing::reads_back);
    }
    #[test]
    fn a_number_that_no_plan_has_is_not_cut_down_to_one_that_it_could() {
        let event = PlanEvent {
            kind: Some(Kind::Agreed(PlanVersion {
                goals: 257,
                ..stored(&Plan {
                    version: 1,
                    text: testing::sealed(Sensitivity::Core),
                    goals: 1,
                    actions: 0,
                    next_review: testing::day("2026-11-16"),
                })
            })),
        };
        assert_eq!(Event::from_stored(event).map_err(|e| e.field), Err("goals".into()));
    }
}
