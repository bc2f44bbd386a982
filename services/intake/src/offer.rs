//! Offers: from the wire, sealed, and back without their words.

use domain::intake::offer::{Command, Entitlement, Impact, Offered};
use domain::{Code, Journey, OfferId, SensitiveCode, Sensitivity};
use host::{Call, Reply, malformed};
use tonic::Status;
use wire::convert::{code, id_text};
use wire::intake::{
    AnswerOfferRequest, AnswerOfferResponse, NoteEntitlementImpactRequest,
    NoteEntitlementImpactResponse, Offer, OfferAdjustmentRequest, OfferAdjustmentResponse,
    OfferSupportRequest, OfferSupportResponse,
};

use crate::Intake;

/// What a request says of an offer, and how closely it is kept.
struct Offering<'m> {
    what: &'m str,
    answer: i32,
    note: &'m str,
    kept: Sensitivity,
}

impl Intake {
    pub(crate) async fn offer_support(
        &self,
        call: Call<OfferSupportRequest>,
    ) -> Reply<OfferSupportResponse> {
        let OfferSupportRequest { offer_id, what, answer, note, .. } = &call.message;
        let offer = call.new_id("offer_id", offer_id)?;
        let offering = Offering { what, answer: *answer, note, kept: Sensitivity::Core };
        let offered = self.offered(&call, offering).await?;
        let answer = |journey: &Journey| OfferSupportResponse {
            offer: render(journey, offer),
            ..Default::default()
        };
        self.desk.execute(&call, Command::OfferSupport { offer, offered }, answer).await
    }

    /// An adjustment tells of a disability by being offered, so its words are kept as special.
    pub(crate) async fn offer_adjustment(
        &self,
        call: Call<OfferAdjustmentRequest>,
    ) -> Reply<OfferAdjustmentResponse> {
        let OfferAdjustmentRequest { offer_id, what, answer, note, .. } = &call.message;
        let offer = call.new_id("offer_id", offer_id)?;
        let offering = Offering { what, answer: *answer, note, kept: Sensitivity::Special };
        let offered = self.offered(&call, offering).await?;
        let answer = |journey: &Journey| OfferAdjustmentResponse {
            offer: render(journey, offer),
            ..Default::default()
        };
        self.desk.execute(&call, Command::OfferAdjustment { offer, offered }, answer).await
    }

    pub(crate) async fn note_entitlement_impact(
        &self,
        call: Call<NoteEntitlementImpactRequest>,
    ) -> Reply<NoteEntitlementImpactResponse> {
        let NoteEntitlementImpactRequest { offer_id, what, answer, note, .. } = &call.message;
        let offer = call.new_id("offer_id", offer_id)?;
        let entitlement: Entitlement =
            code("entitlement", call.message.entitlement).map_err(malformed)?;
        let effect = code("effect", call.message.effect).map_err(malformed)?;
        let offering = Offering { what, answer: *answer, note, kept: entitlement.sensitivity() };
        let offered = self.offered(&call, offering).await?;
        let (entitlement, sealed_entitlement) =
            self.kept(&call, "offer.entitlement", entitlement).await?;
        let impact = Impact { entitlement, sealed_entitlement, effect };
        let answer = |journey: &Journey| NoteEntitlementImpactResponse {
            offer: render(journey, offer),
            ..Default::default()
        };
        let command = Command::NoteEntitlementImpact { offer, impact, offered };
        self.desk.execute(&call, command, answer).await
    }

    pub(crate) async fn answer_offer(
        &self,
        call: Call<AnswerOfferRequest>,
    ) -> Reply<AnswerOfferResponse> {
        let offer = id_text("offer_id", &call.message.offer_id).map_err(malformed)?;
        let command = Command::Answer {
            offer,
            answer: code("answer", call.message.answer).map_err(malformed)?,
        };
        let answer = |journey: &Journey| AnswerOfferResponse {
            offer: render(journey, offer),
            ..Default::default()
        };
        self.desk.execute(&call, command, answer).await
    }

    async fn offered<T>(&self, call: &Call<T>, offering: Offering<'_>) -> Result<Offered, Status> {
        let Offering { what, answer, note, kept } = offering;
        let answer = code("answer", answer).map_err(malformed)?;
        let what = self.text(call, "offer.what", kept, what).await?;
        let note = call.seal_text(&self.desk, "offer.note", kept, note).await?;
        Ok(Offered { what, answer, note })
    }
}

fn render(journey: &Journey, id: OfferId) -> Option<Offer> {
    let offer = journey.offer.offers.get(&id)?;
    Some(Offer { offer_id: id.to_string(), answer: offer.answer.number() })
}
