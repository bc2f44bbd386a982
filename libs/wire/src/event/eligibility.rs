//! Stored events of eligibility, and how the facts stand on the wire.

use domain::Code;
use domain::intake::eligibility::{Event, Facts};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, code, code_number, maybe_area, maybe_code};
use crate::stored::{EligibilityAssessed, EligibilityEvent, eligibility_event::Kind};
use crate::types::EligibilityFacts;

impl Topical for Event {
    type Stored = EligibilityEvent;

    fn to_stored(&self) -> EligibilityEvent {
        let Event::Assessed { policy, version, result, reasons, facts } = self;
        EligibilityEvent {
            kind: Some(Kind::Assessed(EligibilityAssessed {
                policy: policy.clone(),
                version: (*version).into(),
                result: result.number(),
                reasons: reasons.iter().map(|reason| reason.number()).collect(),
                facts: Some(facts_of(facts)),
            })),
        }
    }

    fn from_stored(event: EligibilityEvent) -> Read<Self> {
        let Kind::Assessed(e) = event.kind.ok_or_else(unknown)?;
        Ok(Event::Assessed {
            policy: e.policy,
            version: u16::try_from(e.version)
                .map_err(|_| Malformed::new("version", "must be at most 65535"))?,
            result: code("result", e.result)?,
            reasons: e.reasons.into_iter().map(|r| code("reasons", r)).collect::<Read<_>>()?,
            facts: facts(e.facts.unwrap_or_default()).map_err(|m| m.within("facts"))?,
        })
    }
}

/// Reads what is known of somebody.
pub fn facts(facts: EligibilityFacts) -> Read<Facts> {
    Ok(Facts {
        work: maybe_code("work", facts.work)?,
        learning: maybe_code("learning", facts.learning)?,
        age: maybe_code("age", facts.age)?,
        area: maybe_area("area", &facts.area)?,
        low_income_parent: facts.low_income_parent,
    })
}

/// Writes what is known of somebody.
pub fn facts_of(facts: &Facts) -> EligibilityFacts {
    EligibilityFacts {
        work: code_number(facts.work),
        learning: code_number(facts.learning),
        age: code_number(facts.age),
        area: facts.area.map_or(String::new(), |area| area.code().into()),
        low_income_parent: facts.low_income_parent,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::intake::eligibility::{
        AgeBand, EligibilityReason, EligibilityResult, LearningStatus, WorkStatus,
    };

    use super::*;
    use crate::event::testing::{dundee, reads_back};

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let facts = Facts {
            work: Some(WorkStatus::Working),
            learning: Some(LearningStatus::NotLearning),
            age: Some(AgeBand::From20),
            area: Some(dundee()),
            low_income_parent: Some(false),
        };
        let said = |result, reasons, facts| Event::Assessed {
            policy: "parental-support".into(),
            version: 1,
            result,
            reasons,
            facts,
        };
        let not_known = vec![EligibilityReason::AgeNotKnown, EligibilityReason::IncomeNotKnown];
        let not_a_parent = vec![EligibilityReason::NotLowIncomeParent];
        vec![
            said(EligibilityResult::NotEligible, not_a_parent, facts),
            said(EligibilityResult::Conditional, not_known, Facts::default()),
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
