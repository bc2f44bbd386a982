//! Plans: from the wire, checked, sealed as one, and back without their words.

use domain::intake::plan::{self, ACTIONS_MAX, Command, GOALS_MAX};
use domain::{Journey, Sensitivity, TEXT_CHARS_MAX};
use host::{Call, Reply, malformed};
use prost::Message;
use tonic::Status;
use wire::convert::{Malformed, Read, date, date_of, maybe_date};
use wire::intake::{
    AgreePlanRequest, AgreePlanResponse, Plan, ReviewPlanRequest, ReviewPlanResponse,
};
use wire::types::{Date, PlanActor, PlanContent};

use crate::Intake;

impl Intake {
    pub(crate) async fn agree_plan(
        &self,
        call: Call<AgreePlanRequest>,
    ) -> Reply<AgreePlanResponse> {
        let AgreePlanRequest { version, agreed_by_person, next_review, .. } = call.message;
        let plan = self.plan(&call, version, call.message.content.as_ref(), next_review).await?;
        let answer =
            |journey: &Journey| AgreePlanResponse { plan: render(journey), ..Default::default() };
        self.desk.execute(&call, Command::Agree { plan, agreed_by_person }, answer).await
    }

    pub(crate) async fn review_plan(
        &self,
        call: Call<ReviewPlanRequest>,
    ) -> Reply<ReviewPlanResponse> {
        let ReviewPlanRequest { version, agreed_by_person, next_review, .. } = call.message;
        let plan = self.plan(&call, version, call.message.content.as_ref(), next_review).await?;
        let answer =
            |journey: &Journey| ReviewPlanResponse { plan: render(journey), ..Default::default() };
        self.desk.execute(&call, Command::Review { plan, agreed_by_person }, answer).await
    }

    async fn plan<T>(
        &self,
        call: &Call<T>,
        version: u32,
        content: Option<&PlanContent>,
        next_review: Option<Date>,
    ) -> Result<plan::Plan, Status> {
        let missing = || malformed(Malformed::new("content", "must say what the plan is"));
        let content = content.ok_or_else(missing)?;
        let (goals, actions) = check(content).map_err(|e| malformed(e.within("content")))?;
        let large = |_| malformed(Malformed::new("version", "must be at most 65535"));
        let version = u16::try_from(version).map_err(large)?;
        let next_review = date("next_review", next_review).map_err(malformed)?;
        let bytes = content.encode_to_vec();
        let text = call.seal(&self.desk, "plan.content", Sensitivity::Core, &bytes).await?;
        Ok(plan::Plan { version, text, goals, actions, next_review })
    }
}

/// Checks what a plan says; how many goals and actions it has.
fn check(content: &PlanContent) -> Read<(u8, u8)> {
    let goals = count("goals", content.goals.len(), 1, GOALS_MAX)?;
    let actions = count("actions", content.actions.len(), 0, ACTIONS_MAX)?;
    for (i, goal) in content.goals.iter().enumerate() {
        check_text(&goal.text).map_err(|e| e.within(format!("goals[{i}]")))?;
    }
    for (i, action) in content.actions.iter().enumerate() {
        let within = |e: Malformed| e.within(format!("actions[{i}]"));
        check_text(&action.text).map_err(within)?;
        maybe_date("due", action.due).map_err(within)?;
        check_actor(action.by).map_err(within)?;
    }
    Ok((goals, actions))
}

fn count(field: &str, count: usize, min: u8, max: u8) -> Read<u8> {
    let problem = || Malformed::new(field, format!("must have {min} to {max}"));
    u8::try_from(count).ok().filter(|c| (min..=max).contains(c)).ok_or_else(problem)
}

fn check_text(text: &str) -> Read<()> {
    if text.trim().is_empty() || text.chars().count() > TEXT_CHARS_MAX {
        return Err(Malformed::new("text", format!("must have 1 to {TEXT_CHARS_MAX} characters")));
    }
    Ok(())
}

fn check_actor(number: i32) -> Read<()> {
    match PlanActor::try_from(number) {
        Ok(PlanActor::Person | PlanActor::Worker | PlanActor::Partner) => Ok(()),
        Ok(PlanActor::Unspecified) | Err(_) => {
            Err(Malformed::new("by", "must be set to a PlanActor that this server knows"))
        }
    }
}

fn render(journey: &Journey) -> Option<Plan> {
    let plan = journey.plan.plan.as_ref()?;
    Some(Plan {
        version: plan.version.into(),
        goals: plan.goals.into(),
        actions: plan.actions.into(),
        next_review: Some(date_of(plan.next_review)),
    })
}
