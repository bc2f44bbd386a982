//! What every command has in common on the wire: a request id, what it is about, the day it happened, and a write token
//! in its answer.

use std::borrow::Cow;

use crate::{aftercare, assignment, intake, rights, routing, types};
use domain::directory::{AreaClocks, FallbackDoor, Organisation, Publication, Publisher, Service};

use crate::event::Stored;

/// A request that asks for something to be done.
pub trait Command: prost::Message + Default {
    /// Its name, part of the digest that tells a retry from another command.
    const NAME: &'static str;
    /// Its answer.
    type Response: CommandResponse;
    /// The caller's id of the command: a UUID.
    fn request_id(&self) -> &str;
    /// The day it happened; absence means today.
    fn occurred_on(&self) -> Option<types::Date>;
}

/// A command on a person's journey.
pub trait CommandRequest: Command {
    /// Whether it may begin a journey: then, and only then, it may name nobody.
    const BEGINS: bool;
    /// The person: a UUID.
    fn person_id(&self) -> &str;
}

/// A command on an entry of the directory.
pub trait DirectoryRequest: Command {
    /// What sort of entry.
    type Entry: Stored;
    /// Which entry: a UUID, an area's code, or a publisher's id and, after a slash, its own id of a service.
    fn entry_id(&self) -> Cow<'_, str>;
}

/// The answer to a command.
pub trait CommandResponse: prost::Message + Default + 'static {
    /// Adds what brings a query up to this write.
    fn set_write_token(&mut self, token: String);
}

macro_rules! command {
    ($package:ident $request:ident $response:ident) => {
        impl Command for $package::$request {
            const NAME: &'static str = concat!(stringify!($package), ".", stringify!($request));
            type Response = $package::$response;
            fn request_id(&self) -> &str {
                &self.request_id
            }
            fn occurred_on(&self) -> Option<types::Date> {
                self.occurred_on
            }
        }
        impl CommandResponse for $package::$response {
            fn set_write_token(&mut self, token: String) {
                self.write_token = token;
            }
        }
    };
}

macro_rules! commands {
    (begins: $begins:literal $( $package:ident { $( $request:ident => $response:ident ),+ $(,)? } )+) => {$($(
        command! { $package $request $response }
        impl CommandRequest for $package::$request {
            const BEGINS: bool = $begins;
            fn person_id(&self) -> &str { &self.person_id }
        }
    )+)+};
}

commands! {
    begins: true
    intake {
        ReceiveEnquiryRequest => ReceiveEnquiryResponse,
        RegisterPersonRequest => RegisterPersonResponse,
    }
}

commands! {
    begins: false
    assignment {
        AssignLeadRequest => AssignLeadResponse,
        IntroduceLeadRequest => IntroduceLeadResponse,
        RequestLeadChangeRequest => RequestLeadChangeResponse,
        DecideLeadChangeRequest => DecideLeadChangeResponse,
        ArrangeCoverRequest => ArrangeCoverResponse,
        AssignSupporterRequest => AssignSupporterResponse,
        EndSupporterRequest => EndSupporterResponse,
        RecordContactRequest => RecordContactResponse,
        PlanInterventionRequest => PlanInterventionResponse,
        StartInterventionRequest => StartInterventionResponse,
        AttendInterventionRequest => AttendInterventionResponse,
        CompleteInterventionRequest => CompleteInterventionResponse,
        StopInterventionRequest => StopInterventionResponse,
        LinkHouseholdRequest => LinkHouseholdResponse,
        UnlinkHouseholdRequest => UnlinkHouseholdResponse,
    }
    aftercare {
        StartJobRequest => StartJobResponse,
        AgreeAftercareRequest => AgreeAftercareResponse,
        CheckSustainmentRequest => CheckSustainmentResponse,
        EndJobRequest => EndJobResponse,
        ContactEmployerRequest => ContactEmployerResponse,
        MeasureProgressRequest => MeasureProgressResponse,
        AchieveOutcomeRequest => AchieveOutcomeResponse,
        AwardAllowanceRequest => AwardAllowanceResponse,
        SettleAllowanceWeekRequest => SettleAllowanceWeekResponse,
        StopAllowanceRequest => StopAllowanceResponse,
        ApproveTravelHelpRequest => ApproveTravelHelpResponse,
        UseTravelHelpRequest => UseTravelHelpResponse,
        GiveFeedbackRequest => GiveFeedbackResponse,
        ReceiveComplaintRequest => ReceiveComplaintResponse,
        AcknowledgeComplaintRequest => AcknowledgeComplaintResponse,
    }
    intake {
        ChangeParticularsRequest => ChangeParticularsResponse,
        RecordIdentifierRequest => RecordIdentifierResponse,
        GiveAgreementRequest => GiveAgreementResponse,
        WithdrawAgreementRequest => WithdrawAgreementResponse,
        OpenEpisodeRequest => OpenEpisodeResponse,
        PauseEpisodeRequest => PauseEpisodeResponse,
        ResumeEpisodeRequest => ResumeEpisodeResponse,
        CloseEpisodeRequest => CloseEpisodeResponse,
        CloseEnquiryRequest => CloseEnquiryResponse,
        AssessEligibilityRequest => AssessEligibilityResponse,
        IdentifyNeedRequest => IdentifyNeedResponse,
        UpdateNeedRequest => UpdateNeedResponse,
        EaseNeedRequest => EaseNeedResponse,
        NoteStrengthRequest => NoteStrengthResponse,
        RecordCircumstanceRequest => RecordCircumstanceResponse,
        EndCircumstanceRequest => EndCircumstanceResponse,
        AgreePlanRequest => AgreePlanResponse,
        ReviewPlanRequest => ReviewPlanResponse,
        EnterStageRequest => EnterStageResponse,
        LeaveStageRequest => LeaveStageResponse,
        RecordSetbackRequest => RecordSetbackResponse,
        OfferSupportRequest => OfferSupportResponse,
        OfferAdjustmentRequest => OfferAdjustmentResponse,
        NoteEntitlementImpactRequest => NoteEntitlementImpactResponse,
        AnswerOfferRequest => AnswerOfferResponse,
    }
    rights {
        RecordPresenceRequest => RecordPresenceResponse,
        OpenBreakGlassRequest => OpenBreakGlassResponse,
        ReviewBreakGlassRequest => ReviewBreakGlassResponse,
        ApplyProtectionRequest => ApplyProtectionResponse,
        LiftProtectionRequest => LiftProtectionResponse,
    }
    routing {
        DraftReferralRequest => DraftReferralResponse,
        SendReferralRequest => SendReferralResponse,
        AcknowledgeReferralRequest => AcknowledgeReferralResponse,
        AskClarificationRequest => AskClarificationResponse,
        AnswerClarificationRequest => AnswerClarificationResponse,
        AddInformationRequest => AddInformationResponse,
        WaitlistReferralRequest => WaitlistReferralResponse,
        OfferPlaceRequest => OfferPlaceResponse,
        AcceptReferralRequest => AcceptReferralResponse,
        DeclineReferralRequest => DeclineReferralResponse,
        ProposeRedirectRequest => ProposeRedirectResponse,
        RedirectReferralRequest => RedirectReferralResponse,
        BookIntroRequest => BookIntroResponse,
        RecordIntroHeldRequest => RecordIntroHeldResponse,
        ConfirmIntroRequest => ConfirmIntroResponse,
        RecordIntroMissedRequest => RecordIntroMissedResponse,
        WaiveIntroRequest => WaiveIntroResponse,
        StartSupportRequest => StartSupportResponse,
        DidNotStartRequest => DidNotStartResponse,
        PauseSupportRequest => PauseSupportResponse,
        ResumeSupportRequest => ResumeSupportResponse,
        RecordReferralOutcomeRequest => RecordReferralOutcomeResponse,
        RecordAftercareContactRequest => RecordAftercareContactResponse,
        ReopenSupportRequest => ReopenSupportResponse,
        CompleteReferralRequest => CompleteReferralResponse,
        EndSupportEarlyRequest => EndSupportEarlyResponse,
        ReassignKeyWorkerRequest => ReassignKeyWorkerResponse,
        WithdrawReferralRequest => WithdrawReferralResponse,
        PersonDeclinesRequest => PersonDeclinesResponse,
        ExpireReferralRequest => ExpireReferralResponse,
        RingClockRequest => RingClockResponse,
        VoidReferralRequest => VoidReferralResponse,
        TakeOverRequest => TakeOverResponse,
        SuggestRoutesRequest => SuggestRoutesResponse,
    }
}

macro_rules! directory_commands {
    ($( $entry:ident by $id:ident { $( $request:ident => $response:ident ),+ $(,)? } )+) => {$($(
        command! { routing $request $response }
        impl DirectoryRequest for routing::$request {
            type Entry = $entry;
            fn entry_id(&self) -> Cow<'_, str> { Cow::Borrowed(&self.$id) }
        }
    )+)+};
}

directory_commands! {
    Organisation by org_id {
        JoinOrganisationRequest => JoinOrganisationResponse,
        ChangeOrganisationRequest => ChangeOrganisationResponse,
        SuspendOrganisationRequest => SuspendOrganisationResponse,
        RestoreOrganisationRequest => RestoreOrganisationResponse,
        ActivateSharingRequest => ActivateSharingResponse,
        ExpireSharingRequest => ExpireSharingResponse,
        RegisterWorkerRequest => RegisterWorkerResponse,
        ChangeWorkerRequest => ChangeWorkerResponse,
        SuspendWorkerRequest => SuspendWorkerResponse,
        RestoreWorkerRequest => RestoreWorkerResponse,
        RecordWorkerLeavingRequest => RecordWorkerLeavingResponse,
        RecordWorkerLeftRequest => RecordWorkerLeftResponse,
    }
    Service by service_id {
        PublishServiceRequest => PublishServiceResponse,
        ChangeServiceRequest => ChangeServiceResponse,
        PauseServiceRequest => PauseServiceResponse,
        ResumeServiceRequest => ResumeServiceResponse,
        CloseServiceRequest => CloseServiceResponse,
        DeclareCapacityRequest => DeclareCapacityResponse,
    }
    FallbackDoor by area {
        SetFallbackDoorRequest => SetFallbackDoorResponse,
    }
    AreaClocks by area {
        SetAreaClocksRequest => SetAreaClocksResponse,
    }
    Publisher by publisher_id {
        RegisterPublisherRequest => RegisterPublisherResponse,
        ChangePublisherRequest => ChangePublisherResponse,
        ConcludeImportRequest => ConcludeImportResponse,
    }
}

macro_rules! publication_commands {
    ($( $request:ident => $response:ident ),+ $(,)?) => {$(
        command! { routing $request $response }
        impl DirectoryRequest for routing::$request {
            type Entry = Publication;
            fn entry_id(&self) -> Cow<'_, str> {
                Cow::Owned(format!("{}/{}", self.publisher_id, self.external_id))
            }
        }
    )+};
}

publication_commands! {
    RecordPublicationRequest => RecordPublicationResponse,
    RetirePublicationRequest => RetirePublicationResponse,
}
