//! Agreements: from the wire and back.

use domain::intake::agreement::{AgreementBy, Command};
use domain::{AgreementId, Journey};
use host::{Call, Reply, malformed};
use wire::convert::{Malformed, code, date_of, id_text, maybe_code, maybe_date, maybe_id_text};
use wire::event::agreement::{scope, scope_of};
use wire::intake::{
    Agreement, GiveAgreementRequest, GiveAgreementResponse, WithdrawAgreementRequest,
    WithdrawAgreementResponse,
};

use crate::Intake;

impl Intake {
    pub(crate) async fn give_agreement(
        &self,
        call: Call<GiveAgreementRequest>,
    ) -> Reply<GiveAgreementResponse> {
        let id = call.new_id("agreement_id", &call.message.agreement_id)?;
        let command = parse(id, &call.message).map_err(malformed)?;
        let answer = |journey: &Journey| GiveAgreementResponse {
            agreement: render(journey, id),
            ..Default::default()
        };
        self.desk.execute(&call, command, answer).await
    }

    pub(crate) async fn withdraw_agreement(
        &self,
        call: Call<WithdrawAgreementRequest>,
    ) -> Reply<WithdrawAgreementResponse> {
        let agreement = id_text("agreement_id", &call.message.agreement_id).map_err(malformed)?;
        let answer = |journey: &Journey| WithdrawAgreementResponse {
            agreement: render(journey, agreement),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Withdraw { agreement }, answer).await
    }
}

fn parse(agreement: AgreementId, message: &GiveAgreementRequest) -> Result<Command, Malformed> {
    if message.text_version == 0 {
        return Err(Malformed::new(
            "text_version",
            "must say which version of the text was read or shown: 1 or more",
        ));
    }
    Ok(Command::Give {
        agreement,
        scope: scope("scope", message.scope, maybe_id_text("org_id", &message.org_id)?)?,
        text_version: message.text_version,
        method: code("method", message.method)?,
        by: maybe_code("by", message.by)?.unwrap_or(AgreementBy::Person),
        until: maybe_date("until", message.until)?,
    })
}

fn render(journey: &Journey, id: AgreementId) -> Option<Agreement> {
    let agreement = journey.agreement.agreements.get(&id)?;
    let (scope, org) = scope_of(agreement.scope);
    Some(Agreement {
        agreement_id: id.to_string(),
        scope: scope.into(),
        org_id: org.map(|o| o.to_string()),
        until: agreement.until.map(date_of),
        withdrawn: agreement.withdrawn,
    })
}
