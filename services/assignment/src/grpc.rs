//! The handlers: parse, execute, render.

use domain::assignment::intervention::Command as Ask;
use host::Reply;
use tonic::Request;
use wire::assignment::assignment_service_server::AssignmentService;
use wire::assignment::*;

use crate::{Assignment, contact, household, intervention, lead, supporter};

#[tonic::async_trait]
impl AssignmentService for Assignment {
    async fn assign_lead(&self, request: Request<AssignLeadRequest>) -> Reply<AssignLeadResponse> {
        let call = self.desk.call(request)?;
        let command = lead::assign(&self.desk, &call).await;
        let render =
            |journey: &_| AssignLeadResponse { lead: lead::render(journey), ..Default::default() };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn introduce_lead(
        &self,
        request: Request<IntroduceLeadRequest>,
    ) -> Reply<IntroduceLeadResponse> {
        let call = self.desk.call(request)?;
        let command = lead::introduce(&call)?;
        let render = |journey: &_| IntroduceLeadResponse {
            lead: lead::render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn request_lead_change(
        &self,
        request: Request<RequestLeadChangeRequest>,
    ) -> Reply<RequestLeadChangeResponse> {
        let call = self.desk.call(request)?;
        let command = lead::request_change(&self.desk, &call).await?;
        let render = |journey: &_| RequestLeadChangeResponse {
            lead: lead::render(journey),
            change: lead::render_change(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn decide_lead_change(
        &self,
        request: Request<DecideLeadChangeRequest>,
    ) -> Reply<DecideLeadChangeResponse> {
        let call = self.desk.call(request)?;
        let command = lead::decide_change(&call)?;
        let render = |journey: &_| DecideLeadChangeResponse {
            lead: lead::render(journey),
            change: lead::render_change(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn arrange_cover(
        &self,
        request: Request<ArrangeCoverRequest>,
    ) -> Reply<ArrangeCoverResponse> {
        let call = self.desk.call(request)?;
        let command = lead::arrange_cover(&self.desk, &call).await;
        let render = |journey: &_| ArrangeCoverResponse {
            lead: lead::render(journey),
            covers: lead::render_covers(journey),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn assign_supporter(
        &self,
        request: Request<AssignSupporterRequest>,
    ) -> Reply<AssignSupporterResponse> {
        let call = self.desk.call(request)?;
        let command = supporter::assign(&self.desk, &call).await;
        let render = |journey: &_| AssignSupporterResponse {
            supporters: supporter::render(journey),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn end_supporter(
        &self,
        request: Request<EndSupporterRequest>,
    ) -> Reply<EndSupporterResponse> {
        let call = self.desk.call(request)?;
        let command = supporter::end(&call)?;
        let render = |journey: &_| EndSupporterResponse {
            supporters: supporter::render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn record_contact(
        &self,
        request: Request<RecordContactRequest>,
    ) -> Reply<RecordContactResponse> {
        let call = self.desk.call(request)?;
        let (id, command) = contact::record(&self.desk, &call).await?;
        let render = |journey: &_| RecordContactResponse {
            contact: contact::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn plan_intervention(
        &self,
        request: Request<PlanInterventionRequest>,
    ) -> Reply<PlanInterventionResponse> {
        let call = self.desk.call(request)?;
        let id = call.new_id("intervention_id", &call.message.intervention_id)?;
        let command = intervention::plan(&self.desk, &call, id).await;
        let render = |journey: &_| PlanInterventionResponse {
            intervention: intervention::render(journey, id),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn start_intervention(
        &self,
        request: Request<StartInterventionRequest>,
    ) -> Reply<StartInterventionResponse> {
        let call = self.desk.call(request)?;
        let id = intervention::which(&call.message.intervention_id)?;
        let command = Ask::Start { intervention: id };
        let render = |journey: &_| StartInterventionResponse {
            intervention: intervention::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn attend_intervention(
        &self,
        request: Request<AttendInterventionRequest>,
    ) -> Reply<AttendInterventionResponse> {
        let call = self.desk.call(request)?;
        let id = intervention::which(&call.message.intervention_id)?;
        let command = Ask::Attend { intervention: id };
        let render = |journey: &_| AttendInterventionResponse {
            intervention: intervention::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn complete_intervention(
        &self,
        request: Request<CompleteInterventionRequest>,
    ) -> Reply<CompleteInterventionResponse> {
        let call = self.desk.call(request)?;
        let id = intervention::which(&call.message.intervention_id)?;
        let command = Ask::Complete { intervention: id };
        let render = |journey: &_| CompleteInterventionResponse {
            intervention: intervention::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn stop_intervention(
        &self,
        request: Request<StopInterventionRequest>,
    ) -> Reply<StopInterventionResponse> {
        let call = self.desk.call(request)?;
        let (id, command) = intervention::stop(&call)?;
        let render = |journey: &_| StopInterventionResponse {
            intervention: intervention::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn link_household(
        &self,
        request: Request<LinkHouseholdRequest>,
    ) -> Reply<LinkHouseholdResponse> {
        let call = self.desk.call(request)?;
        let command = household::link(&call)?;
        let render = |journey: &_| LinkHouseholdResponse {
            households: household::render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn unlink_household(
        &self,
        request: Request<UnlinkHouseholdRequest>,
    ) -> Reply<UnlinkHouseholdResponse> {
        let call = self.desk.call(request)?;
        let command = household::unlink(&call)?;
        let render = |journey: &_| UnlinkHouseholdResponse {
            households: household::render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }
}
