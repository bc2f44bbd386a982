//! The handlers: parse, execute, render.

use host::Reply;
use tonic::Request;
use wire::rights::rights_service_server::RightsService;
use wire::rights::*;

use crate::{Rights, break_glass, presence, protection, reviews};

#[tonic::async_trait]
impl RightsService for Rights {
    async fn record_presence(
        &self,
        request: Request<RecordPresenceRequest>,
    ) -> Reply<RecordPresenceResponse> {
        let call = self.desk.call(request)?;
        let command = presence::record(&call)?;
        let by = call.asked.stamp.by;
        let render = |journey: &_| RecordPresenceResponse {
            presence: presence::render(journey, &by),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn open_break_glass(
        &self,
        request: Request<OpenBreakGlassRequest>,
    ) -> Reply<OpenBreakGlassResponse> {
        let call = self.desk.call(request)?;
        let id = call.new_id("break_glass_id", &call.message.break_glass_id)?;
        let command = break_glass::open(&self.desk, &call, id).await;
        let render = |journey: &_| OpenBreakGlassResponse {
            break_glass: break_glass::render(journey, id),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, render).await
    }

    async fn review_break_glass(
        &self,
        request: Request<ReviewBreakGlassRequest>,
    ) -> Reply<ReviewBreakGlassResponse> {
        let call = self.desk.call(request)?;
        let (id, command) = break_glass::review(&call)?;
        let render = |journey: &_| ReviewBreakGlassResponse {
            break_glass: break_glass::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn list_break_glass_reviews(
        &self,
        request: Request<ListBreakGlassReviewsRequest>,
    ) -> Reply<ListBreakGlassReviewsResponse> {
        reviews::list(&self.desk, request).await
    }

    async fn apply_protection(
        &self,
        request: Request<ApplyProtectionRequest>,
    ) -> Reply<ApplyProtectionResponse> {
        let call = self.desk.call(request)?;
        let id = call.new_id("protection_id", &call.message.protection_id)?;
        let command = protection::apply(&self.desk, &call, id).await?;
        let render = |journey: &_| ApplyProtectionResponse {
            protection: protection::render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }

    async fn lift_protection(
        &self,
        request: Request<LiftProtectionRequest>,
    ) -> Reply<LiftProtectionResponse> {
        let call = self.desk.call(request)?;
        let command = protection::lift(&self.desk, &call).await?;
        let render = |journey: &_| LiftProtectionResponse {
            protections: protection::render_standing(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, render).await
    }
}
