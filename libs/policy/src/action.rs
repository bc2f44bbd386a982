//! What somebody asks to do: one member for each RPC of the API, by the RPC's own name. The schema of the policies puts
//! them into groups.

macro_rules! actions {
    ($( $service:literal { $( $name:ident ),+ $(,)? } )+) => {
        /// What somebody asks to do: an RPC of the API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {$($(
            #[doc = concat!("`", $service, "/", stringify!($name), "`")]
            $name,
        )+)+}

        impl Action {
            /// Every member, by service, in the order that the services declare them.
            pub const ALL: &'static [Self] = &[$($( Self::$name ),+),+];

            /// The RPC's name, such as `FindPerson`; it is the action's name in the policies.
            pub const fn name(self) -> &'static str {
                match self {$($( Self::$name => stringify!($name), )+)+}
            }

            /// The RPC's full name, such as `anydoor.lookup.v1.LookupService/FindPerson`.
            pub const fn rpc(self) -> &'static str {
                match self {$($( Self::$name => concat!($service, "/", stringify!($name)), )+)+}
            }
        }
    };
}

actions! {
    "anydoor.intake.v1.IntakeService" {
        ReceiveEnquiry, CloseEnquiry, RegisterPerson, ChangeParticulars, RecordIdentifier, GiveAgreement,
        WithdrawAgreement, AssessEligibility, OpenEpisode, PauseEpisode, ResumeEpisode, CloseEpisode, IdentifyNeed,
        UpdateNeed, EaseNeed, NoteStrength, RecordCircumstance, EndCircumstance, AgreePlan, ReviewPlan, EnterStage,
        LeaveStage, RecordSetback, OfferSupport, OfferAdjustment, NoteEntitlementImpact, AnswerOffer,
    }
    "anydoor.assignment.v1.AssignmentService" {
        AssignLead, IntroduceLead, RequestLeadChange, DecideLeadChange, ArrangeCover, AssignSupporter, EndSupporter,
        RecordContact, PlanIntervention, StartIntervention, AttendIntervention, CompleteIntervention,
        StopIntervention, LinkHousehold, UnlinkHousehold,
    }
    "anydoor.routing.v1.RoutingService" {
        DraftReferral, SendReferral, AcknowledgeReferral, AskClarification, AnswerClarification, AddInformation,
        WaitlistReferral, OfferPlace, AcceptReferral, DeclineReferral, ProposeRedirect, RedirectReferral, BookIntro,
        RecordIntroHeld, ConfirmIntro, RecordIntroMissed, WaiveIntro, StartSupport, DidNotStart, PauseSupport,
        ResumeSupport, RecordReferralOutcome, RecordAftercareContact, ReopenSupport, CompleteReferral,
        EndSupportEarly, ReassignKeyWorker, WithdrawReferral, PersonDeclines, ExpireReferral, RingClock, VoidReferral,
        TakeOver, GetReferral, ListAvailableActions, SuggestRoutes, CheckReferral,
    }
    "anydoor.routing.v1.DirectoryService" {
        JoinOrganisation, ChangeOrganisation, SuspendOrganisation, RestoreOrganisation, ActivateSharing,
        ExpireSharing, RegisterWorker, ChangeWorker, SuspendWorker, RestoreWorker, RecordWorkerLeaving,
        RecordWorkerLeft, PublishService, ChangeService, PauseService, ResumeService, CloseService, DeclareCapacity,
        SetFallbackDoor, SetAreaClocks, GetAreaClocks, GetOrganisation, ListOrganisations, ListWorkers, GetService, ListServices, GetFallbackDoor,
        ListAreasWithoutFallbackDoor, RegisterPublisher, ChangePublisher, RecordPublication, RetirePublication,
        ConcludeImport, ListPublishers, ListPublications, GetPublication, ImportPublisher,
    }
    "anydoor.aftercare.v1.AftercareService" {
        StartJob, AgreeAftercare, CheckSustainment, EndJob, ContactEmployer, GetSustainment, MeasureProgress,
        AchieveOutcome, AwardAllowance, SettleAllowanceWeek, StopAllowance, ApproveTravelHelp, UseTravelHelp,
        GiveFeedback, ReceiveComplaint, AcknowledgeComplaint,
    }
    "anydoor.lookup.v1.LookupService" {
        FindPerson, GetPerson, GetParticulars, ListJourneyEntries, WatchJourney, ListOpenReferrals, ListCaseload,
        GetViewStatus, RebuildView,
    }
    "anydoor.rights.v1.RightsService" {
        RecordPresence, OpenBreakGlass, ReviewBreakGlass, ListBreakGlassReviews, ApplyProtection, LiftProtection,
    }
}

impl Action {
    /// The action of a call, by the path that it came on, such as `/anydoor.lookup.v1.LookupService/FindPerson`.
    pub fn of_path(path: &str) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        Self::ALL.iter().copied().find(|action| action.rpc() == path)
    }

    /// The action that a command asks for, by the command's name, such as `intake.ReceiveEnquiryRequest`.
    pub fn of_command(name: &str) -> Option<Self> {
        let (_, message) = name.rsplit_once('.')?;
        let name = message.strip_suffix("Request")?;
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost_reflect::DescriptorPool;
    use wire::command::Command;

    use super::*;

    #[test]
    fn every_rpc_is_an_action_and_every_action_an_rpc() {
        let api = DescriptorPool::decode(wire::DESCRIPTOR).expect("the API's own descriptor");
        let rpcs: BTreeSet<String> = api
            .services()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
            .map(|rpc| format!("{}/{}", rpc.parent_service().full_name(), rpc.name()))
            .collect();
        let actions = Action::ALL.iter().map(|action| action.rpc().to_owned()).collect();
        assert_eq!(rpcs, actions, "give each RPC a member of Action and a group in the schema");
    }
    #[test]
    fn no_two_services_have_an_rpc_of_the_same_name() {
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
    }
    #[test]
    fn an_action_is_found_by_its_path_and_by_its_command() {
        let name = wire::intake::ReceiveEnquiryRequest::NAME;
        assert_eq!(Action::of_command(name), Some(Action::ReceiveEnquiry));
        let path = "/anydoor.intake.v1.IntakeService/ReceiveEnquiry";
        assert_eq!(Action::of_path(path), Some(Action::ReceiveEnquiry));
        assert_eq!(Action::of_path("/grpc.health.v1.Health/Check"), None);
    }
}
