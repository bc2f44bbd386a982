//! Needs and strengths: from the wire, sealed, and back without anything sensitive.

use domain::intake::need::{Command, NeedCode, SaidBy, Share, Told};
use domain::{Code, Journey, NeedId, SensitiveCode, Sensitivity};
use host::{Call, Reply, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, code, code_number, date_of, id_text, maybe_code};
use wire::intake::{
    EaseNeedRequest, EaseNeedResponse, IdentifyNeedRequest, IdentifyNeedResponse, Need,
    NoteStrengthRequest, NoteStrengthResponse, Strength, UpdateNeedRequest, UpdateNeedResponse,
};

use crate::Intake;

/// What a request tells of a need or a strength.
struct Telling<'m> {
    code: i32,
    own_words: &'m str,
    said_by: i32,
    share: i32,
}

impl Intake {
    pub(crate) async fn identify_need(
        &self,
        call: Call<IdentifyNeedRequest>,
    ) -> Reply<IdentifyNeedResponse> {
        let message = &call.message;
        let need = call.new_id("need_id", &message.need_id)?;
        let severity = severity(message.severity).map_err(malformed)?;
        let IdentifyNeedRequest { code, said_by, share, .. } = *message;
        let own_words = &message.own_words;
        let told = self.told(&call, Telling { code, own_words, said_by, share }).await?;
        let answer = |journey: &Journey| IdentifyNeedResponse {
            need: render(journey, need),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Identify { need, told, severity }, answer).await
    }

    pub(crate) async fn update_need(
        &self,
        call: Call<UpdateNeedRequest>,
    ) -> Reply<UpdateNeedResponse> {
        let message = &call.message;
        let need: NeedId = id_text("need_id", &message.need_id).map_err(malformed)?;
        let severity = severity(message.severity).map_err(malformed)?;
        let share = maybe_code("share", message.share).map_err(malformed)?;
        let known = self.desk.journey(&call).await?;
        let before = known.state.need.needs.get(&need).map(|need| &need.told);
        let share = share.or(before.map(|told| told.share)).unwrap_or(Share::Private);
        let sealed_code = before.and_then(|told| told.sealed_code.as_ref());
        let kept = kept(sealed_code.map_or(Sensitivity::Core, |s| s.sensitivity), share);
        let own_words =
            call.seal_text(&self.desk, "need.own_words", kept, &message.own_words).await?;
        let command = Command::Update { need, severity, share, own_words };
        let answer = |journey: &Journey| UpdateNeedResponse {
            need: render(journey, need),
            ..Default::default()
        };
        self.desk.execute(&call, command, answer).await
    }

    pub(crate) async fn ease_need(&self, call: Call<EaseNeedRequest>) -> Reply<EaseNeedResponse> {
        let need = id_text("need_id", &call.message.need_id).map_err(malformed)?;
        let answer = |journey: &Journey| EaseNeedResponse {
            need: render(journey, need),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Ease { need }, answer).await
    }

    pub(crate) async fn note_strength(
        &self,
        call: Call<NoteStrengthRequest>,
    ) -> Reply<NoteStrengthResponse> {
        let message = &call.message;
        let strength = call.new_id("strength_id", &message.strength_id)?;
        let NoteStrengthRequest { code, said_by, share, .. } = *message;
        let own_words = &message.own_words;
        let told = self.told(&call, Telling { code, own_words, said_by, share }).await?;
        let answer = |journey: &Journey| NoteStrengthResponse {
            strength: render_strength(journey, strength),
            ..Default::default()
        };
        self.desk.execute(&call, Command::NoteStrength { strength, told }, answer).await
    }

    async fn told<T>(&self, call: &Call<T>, telling: Telling<'_>) -> Result<Told, Status> {
        let need: NeedCode = code("code", telling.code).map_err(malformed)?;
        let said_by = maybe_code("said_by", telling.said_by).map_err(malformed)?;
        let share = maybe_code("share", telling.share).map_err(malformed)?;
        let share = share.unwrap_or(Share::Private);
        let kept = kept(need.sensitivity(), share);
        let own_words =
            call.seal_text(&self.desk, "need.own_words", kept, telling.own_words).await?;
        let (code, sealed_code) = self.kept(call, "need.code", need).await?;
        let said_by = said_by.unwrap_or(SaidBy::Person);
        Ok(Told { code, sealed_code, own_words, said_by, share })
    }
}

/// How closely the words for a need are kept: as closely as its name, or as its owner asks.
fn kept(sensitivity: Sensitivity, share: Share) -> Sensitivity {
    if share == Share::Restricted { Sensitivity::Restricted } else { sensitivity }
}

fn severity(number: u32) -> Read<u8> {
    u8::try_from(number).map_err(|_| Malformed::new("severity", "must be 0 to 4"))
}

fn render(journey: &Journey, id: NeedId) -> Option<Need> {
    let need = journey.need.needs.get(&id)?;
    Some(Need {
        need_id: id.to_string(),
        code: code_number(need.told.code),
        severity: need.severity.into(),
        share: need.told.share.number(),
        eased_on: need.eased_on.map(date_of),
    })
}

fn render_strength(journey: &Journey, id: NeedId) -> Option<Strength> {
    let told = journey.need.strengths.get(&id)?;
    let (code, share) = (code_number(told.code), told.share.number());
    Some(Strength { strength_id: id.to_string(), code, share })
}
