//! Circumstances: from the wire, sealed, and back without anything sensitive.

use domain::intake::need::{self, CircumstanceCode, Command};
use domain::{CircumstanceId, Journey, SensitiveCode};
use host::{Call, Reply, malformed};
use tonic::Status;
use wire::convert::{code, code_number, date_of, id_text, maybe_date};
use wire::intake::{
    Circumstance, EndCircumstanceRequest, EndCircumstanceResponse, RecordCircumstanceRequest,
    RecordCircumstanceResponse,
};

use crate::Intake;

impl Intake {
    pub(crate) async fn record_circumstance(
        &self,
        call: Call<RecordCircumstanceRequest>,
    ) -> Reply<RecordCircumstanceResponse> {
        let circumstance = call.new_id("circumstance_id", &call.message.circumstance_id)?;
        let recorded = self.circumstance(&call).await?;
        let answer = |journey: &Journey| RecordCircumstanceResponse {
            circumstance: render(journey, circumstance),
            ..Default::default()
        };
        let command = Command::RecordCircumstance { circumstance, recorded };
        self.desk.execute(&call, command, answer).await
    }

    pub(crate) async fn end_circumstance(
        &self,
        call: Call<EndCircumstanceRequest>,
    ) -> Reply<EndCircumstanceResponse> {
        let message = &call.message;
        let circumstance =
            id_text("circumstance_id", &message.circumstance_id).map_err(malformed)?;
        let on = maybe_date("on", message.on).map_err(malformed)?;
        let on = on.unwrap_or(call.asked.stamp.occurred_on);
        let answer = |journey: &Journey| EndCircumstanceResponse {
            circumstance: render(journey, circumstance),
            ..Default::default()
        };
        self.desk.execute(&call, Command::EndCircumstance { circumstance, on }, answer).await
    }

    async fn circumstance(
        &self,
        call: &Call<RecordCircumstanceRequest>,
    ) -> Result<need::Circumstance, Status> {
        let message = &call.message;
        let what: CircumstanceCode = code("code", message.code).map_err(malformed)?;
        let from = maybe_date("from", message.from).map_err(malformed)?;
        let kept = what.sensitivity();
        let value =
            call.seal_text(&self.desk, "need.circumstance_value", kept, &message.value).await?;
        let (code, sealed_code) = self.kept(call, "need.circumstance", what).await?;
        let self_reported = message.self_reported;
        Ok(need::Circumstance { code, sealed_code, value, from, self_reported })
    }
}

fn render(journey: &Journey, id: CircumstanceId) -> Option<Circumstance> {
    let (recorded, ended_on) = journey.need.circumstances.get(&id)?;
    Some(Circumstance {
        circumstance_id: id.to_string(),
        code: code_number(recorded.code),
        from: recorded.from.map(date_of),
        ended_on: ended_on.map(date_of),
    })
}
