//! Every code list of the domain stands in `proto/` with the same names and numbers: a code is never told wrongly.

use std::collections::BTreeMap;

use domain::Code;
use prost_reflect::DescriptorPool;

/// A list, by its numbers.
type List = BTreeMap<i32, String>;

fn promised(pool: &DescriptorPool, name: &str) -> List {
    let list = pool.get_enum_by_name(&format!("anydoor.type.v1.{name}"));
    let list = list.unwrap_or_else(|| panic!("proto/anydoor/type/v1 has no enum {name}"));
    let unspecified = list.default_value();
    let prefix =
        unspecified.name().strip_suffix("UNSPECIFIED").expect("the zero value is UNSPECIFIED");
    let values = list.values().filter(|value| value.number() != 0);
    values
        .map(|v| (v.number(), v.name().strip_prefix(prefix).unwrap_or(v.name()).to_owned()))
        .collect()
}

fn decided<C: Code>() -> List {
    C::ALL.iter().map(|code| (code.number(), code.text().to_owned())).collect()
}

macro_rules! same {
    ($($list:path)+) => {
        #[test]
        fn every_code_means_the_same_on_the_wire() {
            let pool = DescriptorPool::decode(anydoor_wire::DESCRIPTOR).expect("the compiled descriptor is whole");
            $( assert_eq!(promised(&pool, <$list>::NAME), decided::<$list>(), "{}", <$list>::NAME); )+
        }
    };
}

same! {
    domain::Role
    domain::Sensitivity
    domain::access::LookOutcome
    domain::access::LookVerdict
    domain::access::QueryKind
    domain::aftercare::allowance::AllowanceScheme
    domain::aftercare::allowance::AllowanceStopReason
    domain::aftercare::allowance::TravelMode
    domain::aftercare::allowance::TravelPurpose
    domain::aftercare::feedback::FeedbackAbout
    domain::aftercare::job::AftercareChannel
    domain::aftercare::job::EmployerContactPurpose
    domain::aftercare::job::JobContract
    domain::aftercare::job::JobEndReason
    domain::aftercare::job::PayBand
    domain::aftercare::job::sustainment::CheckEvidence
    domain::aftercare::job::sustainment::CheckStatus
    domain::aftercare::job::sustainment::CheckWeek
    domain::aftercare::outcome::OutcomeKind
    domain::aftercare::progress::Measure
    domain::aftercare::progress::MeasuredBy
    domain::assignment::contact::ContactChannel
    domain::assignment::contact::ContactDirection
    domain::assignment::contact::ContactResult
    domain::assignment::household::HouseholdRelation
    domain::assignment::intervention::InterventionFamily
    domain::assignment::intervention::StopReason
    domain::assignment::lead::AssignReason
    domain::assignment::lead::ChangeAskedBy
    domain::assignment::lead::ChangeDecision
    domain::assignment::supporter::SupporterRole
    domain::directory::organisation::OrgKind
    domain::directory::overlay::ServiceAccess
    domain::directory::place::CapacitySays
    domain::directory::publication::PublicStatus
    domain::directory::publisher::ImportFailure
    domain::directory::service::ServiceMode
    domain::intake::agreement::AgreementBy
    domain::intake::agreement::AgreementMethod
    domain::intake::eligibility::AgeBand
    domain::intake::eligibility::EligibilityReason
    domain::intake::eligibility::EligibilityResult
    domain::intake::eligibility::LearningStatus
    domain::intake::eligibility::WorkStatus
    domain::intake::enquiry::DoorChannel
    domain::intake::enquiry::EnquiryOutcome
    domain::intake::episode::CloseReason
    domain::intake::episode::Destination
    domain::intake::episode::PauseReason
    domain::intake::need::CircumstanceCode
    domain::intake::need::NeedCode
    domain::intake::need::SaidBy
    domain::intake::need::Share
    domain::intake::offer::Entitlement
    domain::intake::offer::EntitlementEffect
    domain::intake::offer::OfferAnswer
    domain::intake::person::IdentifierScheme
    domain::intake::person::IdentifierSeen
    domain::intake::person::IdentifierStatus
    domain::intake::stage::SetbackEffect
    domain::intake::stage::SetbackKind
    domain::intake::stage::Stage
    domain::rights::break_glass::BreakGlassReason
    domain::rights::break_glass::BreakGlassVerdict
    domain::rights::presence::PresenceMethod
    domain::rights::protection::ProtectionKind
    domain::rights::Level
    domain::rights::Purpose
    domain::rights::Relationship
    domain::routing::actions::Action
    domain::routing::clock::Clock
    domain::routing::clock::Rung
    domain::routing::duplicate::DuplicateWhy
    domain::routing::kind::ReferralKind
    domain::routing::reason::ClarifyReason
    domain::routing::reason::CountsAgainst
    domain::routing::reason::DeclineReason
    domain::routing::reason::EndReason
    domain::routing::reason::ExpireReason
    domain::routing::reason::HoldReason
    domain::routing::reason::MissedReason
    domain::routing::reason::NotStartedReason
    domain::routing::reason::OutcomeReason
    domain::routing::reason::PersonReason
    domain::routing::reason::ReassignReason
    domain::routing::reason::RedirectReason
    domain::routing::reason::ReferReason
    domain::routing::reason::RescheduleReason
    domain::routing::reason::TakeOverReason
    domain::routing::reason::VoidReason
    domain::routing::reason::WaitReason
    domain::routing::reason::WaiveReason
    domain::routing::reason::WithdrawReason
    domain::routing::routes::Caveat
    domain::routing::routes::Why
    domain::routing::routes::WhyNot
    domain::routing::state::ReferralState
    domain::routing::terms::Attendee
    domain::routing::terms::BundleItem
    domain::routing::terms::HandoverMode
    domain::routing::terms::MeetingMode
    domain::routing::terms::Side
    domain::routing::terms::Urgency
}
