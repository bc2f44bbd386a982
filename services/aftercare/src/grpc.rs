//! The handlers: parse, execute, render.

use host::{Reply, malformed};
use policy::Action;
use tonic::{Request, Response};
use wire::aftercare::aftercare_service_server::AftercareService;
use wire::aftercare::*;
use wire::convert::{code, id_text, maybe_date};

use crate::{Aftercare, allowance, feedback, job, outcome, progress, sustainment};

#[tonic::async_trait]
impl AftercareService for Aftercare {
    async fn start_job(&self, request: Request<StartJobRequest>) -> Reply<StartJobResponse> {
        let call = self.desk.call(request)?;
        let (id, command) = job::start(&self.desk, &call).await?;
        let render =
            |journey: &_| StartJobResponse { job: job::render(journey, id), ..Default::default() };
        self.desk.execute(&call, command, render).await
    }

    async fn agree_aftercare(
        &self,
        request: Request<AgreeAftercareRequest>,
    ) -> Reply<AgreeAftercareResponse> {
        let call = self.desk.call(request)?;
        let command = job::agree_aftercare(&call.message).map_err(malformed)?;
        let render = |journey: &_| AgreeAftercareResponse {
            aftercare: job::render_aftercare(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn check_sustainment(
        &self,
        request: Request<CheckSustainmentRequest>,
    ) -> Reply<CheckSustainmentResponse> {
        let call = self.desk.call(request)?;
        let (id, command) = job::check_sustainment(&call.message).map_err(malformed)?;
        let render = |journey: &_| CheckSustainmentResponse {
            job: job::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn end_job(&self, request: Request<EndJobRequest>) -> Reply<EndJobResponse> {
        let call = self.desk.call(request)?;
        let (id, command) = job::end(&self.desk, &call).await?;
        let render =
            |journey: &_| EndJobResponse { job: job::render(journey, id), ..Default::default() };
        self.desk.execute(&call, command, render).await
    }

    async fn contact_employer(
        &self,
        request: Request<ContactEmployerRequest>,
    ) -> Reply<ContactEmployerResponse> {
        let call = self.desk.call(request)?;
        let (id, command) = job::contact_employer(&self.desk, &call).await?;
        let render = |journey: &_| ContactEmployerResponse {
            job: job::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn get_sustainment(
        &self,
        request: Request<GetSustainmentRequest>,
    ) -> Reply<GetSustainmentResponse> {
        let caller = host::caller(&request)?;
        let message = request.into_inner();
        let person = id_text("person_id", &message.person_id).map_err(malformed)?;
        let on = maybe_date("on", message.on).map_err(malformed)?;
        let look = self.desk.look(&caller, Action::GetSustainment, person).await?;
        let on = on.unwrap_or_else(|| self.desk.clock.today());
        Ok(Response::new(sustainment::render(look.journey(), on)))
    }

    async fn measure_progress(
        &self,
        request: Request<MeasureProgressRequest>,
    ) -> Reply<MeasureProgressResponse> {
        let call = self.desk.call(request)?;
        let (measure, command) = progress::measure(&call.message).map_err(malformed)?;
        let render = |journey: &_| MeasureProgressResponse {
            progress: Some(progress::render(journey, measure)),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn achieve_outcome(
        &self,
        request: Request<AchieveOutcomeRequest>,
    ) -> Reply<AchieveOutcomeResponse> {
        let call = self.desk.call(request)?;
        let outcome = outcome::read(&call).map_err(malformed)?;
        let which = (outcome.kind, outcome.on);
        let command = outcome::achieve(&self.desk, &call, outcome).await;
        let render = |journey: &_| AchieveOutcomeResponse {
            outcome: outcome::render(journey, which),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn award_allowance(
        &self,
        request: Request<AwardAllowanceRequest>,
    ) -> Reply<AwardAllowanceResponse> {
        let call = self.desk.call(request)?;
        let scheme = code("scheme", call.message.scheme).map_err(malformed)?;
        let command = allowance::award(&self.desk, &call, scheme).await;
        let render = |journey: &_| AwardAllowanceResponse {
            allowance: Some(allowance::render(journey, scheme)),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn settle_allowance_week(
        &self,
        request: Request<SettleAllowanceWeekRequest>,
    ) -> Reply<SettleAllowanceWeekResponse> {
        let call = self.desk.call(request)?;
        let scheme = code("scheme", call.message.scheme).map_err(malformed)?;
        let command = allowance::settle_week(&self.desk, &call, scheme).await;
        let render = |journey: &_| SettleAllowanceWeekResponse {
            allowance: Some(allowance::render(journey, scheme)),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn stop_allowance(
        &self,
        request: Request<StopAllowanceRequest>,
    ) -> Reply<StopAllowanceResponse> {
        let call = self.desk.call(request)?;
        let (scheme, command) = allowance::stop(&call.message).map_err(malformed)?;
        let render = |journey: &_| StopAllowanceResponse {
            allowance: Some(allowance::render(journey, scheme)),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn approve_travel_help(
        &self,
        request: Request<ApproveTravelHelpRequest>,
    ) -> Reply<ApproveTravelHelpResponse> {
        let call = self.desk.call(request)?;
        let (which, command) = allowance::approve_travel_help(&call.message).map_err(malformed)?;
        let render = |journey: &_| ApproveTravelHelpResponse {
            travel_help: allowance::render_travel_help(journey, which),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn use_travel_help(
        &self,
        request: Request<UseTravelHelpRequest>,
    ) -> Reply<UseTravelHelpResponse> {
        let call = self.desk.call(request)?;
        let (which, command) = allowance::use_travel_help(&call.message).map_err(malformed)?;
        let render = |journey: &_| UseTravelHelpResponse {
            travel_help: allowance::render_travel_help(journey, which),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn give_feedback(
        &self,
        request: Request<GiveFeedbackRequest>,
    ) -> Reply<GiveFeedbackResponse> {
        let call = self.desk.call(request)?;
        let (said, command) = feedback::give(&self.desk, &call).await?;
        let render = |_: &_| GiveFeedbackResponse { feedback: Some(said), ..Default::default() };
        self.desk.execute(&call, command, render).await
    }

    async fn receive_complaint(
        &self,
        request: Request<ReceiveComplaintRequest>,
    ) -> Reply<ReceiveComplaintResponse> {
        let call = self.desk.call(request)?;
        let command = feedback::complain(&self.desk, &call).await?;
        let render = |journey: &_| ReceiveComplaintResponse {
            complaint: feedback::render_newest(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn acknowledge_complaint(
        &self,
        request: Request<AcknowledgeComplaintRequest>,
    ) -> Reply<AcknowledgeComplaintResponse> {
        let call = self.desk.call(request)?;
        let (complaint, command) = feedback::acknowledge(&call.message);
        let render = |journey: &_| AcknowledgeComplaintResponse {
            complaint: feedback::render(journey, complaint),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }
}
