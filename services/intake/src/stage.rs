//! Stages and setbacks: from the wire, sealed, and back as the episode they belong to.

use domain::Journey;
use domain::intake::stage::{Command, SetbackKind};
use host::{Call, Reply, malformed};
use wire::convert::{code, date};
use wire::intake::{
    EnterStageRequest, EnterStageResponse, LeaveStageRequest, LeaveStageResponse,
    RecordSetbackRequest, RecordSetbackResponse,
};

use crate::{Intake, episode};

impl Intake {
    pub(crate) async fn enter_stage(
        &self,
        call: Call<EnterStageRequest>,
    ) -> Reply<EnterStageResponse> {
        let stage = code("stage", call.message.stage).map_err(malformed)?;
        let answer = |journey: &Journey| EnterStageResponse {
            episode: episode::render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Enter { stage }, answer).await
    }

    pub(crate) async fn leave_stage(
        &self,
        call: Call<LeaveStageRequest>,
    ) -> Reply<LeaveStageResponse> {
        let stage = code("stage", call.message.stage).map_err(malformed)?;
        let answer = |journey: &Journey| LeaveStageResponse {
            episode: episode::render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Leave { stage }, answer).await
    }

    pub(crate) async fn record_setback(
        &self,
        call: Call<RecordSetbackRequest>,
    ) -> Reply<RecordSetbackResponse> {
        let message = &call.message;
        let kind: SetbackKind = code("kind", message.kind).map_err(malformed)?;
        let effect = code("effect", message.effect).map_err(malformed)?;
        let review_on = date("review_on", message.review_on).map_err(malformed)?;
        let (kind, sealed_kind) = self.kept(&call, "stage.setback_kind", kind).await?;
        let command = Command::RecordSetback { kind, sealed_kind, effect, review_on };
        let answer = |journey: &Journey| RecordSetbackResponse {
            episode: episode::render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, command, answer).await
    }
}
