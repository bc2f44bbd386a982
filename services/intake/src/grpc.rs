//! The service, as `proto/` promises it. Each topic has its own handlers, of the same names: parse, execute, render.

use host::Reply;
use tonic::Request;
use wire::intake::intake_service_server::IntakeService;
use wire::intake::*;

use crate::Intake;

#[tonic::async_trait]
impl IntakeService for Intake {
    async fn receive_enquiry(
        &self,
        request: Request<ReceiveEnquiryRequest>,
    ) -> Reply<ReceiveEnquiryResponse> {
        Intake::receive_enquiry(self, self.desk.call(request)?).await
    }

    async fn close_enquiry(
        &self,
        request: Request<CloseEnquiryRequest>,
    ) -> Reply<CloseEnquiryResponse> {
        Intake::close_enquiry(self, self.desk.call(request)?).await
    }

    async fn register_person(
        &self,
        request: Request<RegisterPersonRequest>,
    ) -> Reply<RegisterPersonResponse> {
        Intake::register_person(self, self.desk.call(request)?).await
    }

    async fn change_particulars(
        &self,
        request: Request<ChangeParticularsRequest>,
    ) -> Reply<ChangeParticularsResponse> {
        Intake::change_particulars(self, self.desk.call(request)?).await
    }

    async fn record_identifier(
        &self,
        request: Request<RecordIdentifierRequest>,
    ) -> Reply<RecordIdentifierResponse> {
        Intake::record_identifier(self, self.desk.call(request)?).await
    }

    async fn give_agreement(
        &self,
        request: Request<GiveAgreementRequest>,
    ) -> Reply<GiveAgreementResponse> {
        Intake::give_agreement(self, self.desk.call(request)?).await
    }

    async fn withdraw_agreement(
        &self,
        request: Request<WithdrawAgreementRequest>,
    ) -> Reply<WithdrawAgreementResponse> {
        Intake::withdraw_agreement(self, self.desk.call(request)?).await
    }

    async fn assess_eligibility(
        &self,
        request: Request<AssessEligibilityRequest>,
    ) -> Reply<AssessEligibilityResponse> {
        Intake::assess_eligibility(self, self.desk.call(request)?).await
    }

    async fn open_episode(
        &self,
        request: Request<OpenEpisodeRequest>,
    ) -> Reply<OpenEpisodeResponse> {
        Intake::open_episode(self, self.desk.call(request)?).await
    }

    async fn pause_episode(
        &self,
        request: Request<PauseEpisodeRequest>,
    ) -> Reply<PauseEpisodeResponse> {
        Intake::pause_episode(self, self.desk.call(request)?).await
    }

    async fn resume_episode(
        &self,
        request: Request<ResumeEpisodeRequest>,
    ) -> Reply<ResumeEpisodeResponse> {
        Intake::resume_episode(self, self.desk.call(request)?).await
    }

    async fn close_episode(
        &self,
        request: Request<CloseEpisodeRequest>,
    ) -> Reply<CloseEpisodeResponse> {
        Intake::close_episode(self, self.desk.call(request)?).await
    }

    async fn identify_need(
        &self,
        request: Request<IdentifyNeedRequest>,
    ) -> Reply<IdentifyNeedResponse> {
        Intake::identify_need(self, self.desk.call(request)?).await
    }

    async fn update_need(&self, request: Request<UpdateNeedRequest>) -> Reply<UpdateNeedResponse> {
        Intake::update_need(self, self.desk.call(request)?).await
    }

    async fn ease_need(&self, request: Request<EaseNeedRequest>) -> Reply<EaseNeedResponse> {
        Intake::ease_need(self, self.desk.call(request)?).await
    }

    async fn note_strength(
        &self,
        request: Request<NoteStrengthRequest>,
    ) -> Reply<NoteStrengthResponse> {
        Intake::note_strength(self, self.desk.call(request)?).await
    }

    async fn record_circumstance(
        &self,
        request: Request<RecordCircumstanceRequest>,
    ) -> Reply<RecordCircumstanceResponse> {
        Intake::record_circumstance(self, self.desk.call(request)?).await
    }

    async fn end_circumstance(
        &self,
        request: Request<EndCircumstanceRequest>,
    ) -> Reply<EndCircumstanceResponse> {
        Intake::end_circumstance(self, self.desk.call(request)?).await
    }

    async fn agree_plan(&self, request: Request<AgreePlanRequest>) -> Reply<AgreePlanResponse> {
        Intake::agree_plan(self, self.desk.call(request)?).await
    }

    async fn review_plan(&self, request: Request<ReviewPlanRequest>) -> Reply<ReviewPlanResponse> {
        Intake::review_plan(self, self.desk.call(request)?).await
    }

    async fn enter_stage(&self, request: Request<EnterStageRequest>) -> Reply<EnterStageResponse> {
        Intake::enter_stage(self, self.desk.call(request)?).await
    }

    async fn leave_stage(&self, request: Request<LeaveStageRequest>) -> Reply<LeaveStageResponse> {
        Intake::leave_stage(self, self.desk.call(request)?).await
    }

    async fn record_setback(
        &self,
        request: Request<RecordSetbackRequest>,
    ) -> Reply<RecordSetbackResponse> {
        Intake::record_setback(self, self.desk.call(request)?).await
    }

    async fn offer_support(
        &self,
        request: Request<OfferSupportRequest>,
    ) -> Reply<OfferSupportResponse> {
        Intake::offer_support(self, self.desk.call(request)?).await
    }

    async fn offer_adjustment(
        &self,
        request: Request<OfferAdjustmentRequest>,
    ) -> Reply<OfferAdjustmentResponse> {
        Intake::offer_adjustment(self, self.desk.call(request)?).await
    }

    async fn note_entitlement_impact(
        &self,
        request: Request<NoteEntitlementImpactRequest>,
    ) -> Reply<NoteEntitlementImpactResponse> {
        Intake::note_entitlement_impact(self, self.desk.call(request)?).await
    }

    async fn answer_offer(
        &self,
        request: Request<AnswerOfferRequest>,
    ) -> Reply<AnswerOfferResponse> {
        Intake::answer_offer(self, self.desk.call(request)?).await
    }
}
