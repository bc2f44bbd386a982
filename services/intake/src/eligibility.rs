//! Eligibility: the fund by its id, the facts from the wire and from the record, and the answer back.

use domain::Journey;
use domain::intake::eligibility::{AgeBand, Command, Facts, Policy, assess};
use host::{Call, Reply, malformed};
use tonic::Status;
use wire::convert::{Malformed, date_of};
use wire::event::eligibility::{facts, facts_of};
use wire::intake::{AssessEligibilityRequest, AssessEligibilityResponse, Assessment};

use crate::Intake;

impl Intake {
    pub(crate) async fn assess_eligibility(
        &self,
        call: Call<AssessEligibilityRequest>,
    ) -> Reply<AssessEligibilityResponse> {
        let unknown =
            || malformed(Malformed::new("policy", "is not a fund that this server knows"));
        let policy = Policy::in_force(&call.message.policy).ok_or_else(unknown)?;
        let assess = |facts| Command::Assess { policy: policy.clone(), facts };
        let command = self.facts(&call).await.map(assess);
        let answer = |journey: &Journey| AssessEligibilityResponse {
            assessment: render(journey, policy),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, answer).await
    }

    /// What is known today. Where a date of birth is on record, it says how old the person is.
    async fn facts(&self, call: &Call<AssessEligibilityRequest>) -> Result<Facts, Status> {
        let told = call.message.facts.clone().unwrap_or_default();
        let told = facts(told).map_err(|e| malformed(e.within("facts")))?;
        let born = self.desk.born(call, call.person).await?;
        let on = call.asked.stamp.occurred_on;
        Ok(Facts { age: born.map_or(told.age, |born| AgeBand::on(&born, on)), ..told })
    }
}

fn render(journey: &Journey, policy: &Policy) -> Option<Assessment> {
    let answer = journey.assessments().find(|answer| answer.policy == policy.id)?;
    let reasons = assess(policy, &answer.facts).reasons;
    Some(Assessment {
        policy: answer.policy.clone(),
        version: answer.version.into(),
        result: domain::Code::number(answer.result),
        reasons: reasons.into_iter().map(domain::Code::number).collect(),
        facts: Some(facts_of(&answer.facts)),
        assessed_on: Some(date_of(answer.on)),
    })
}
