//! What came of asking a service agrees with what sending to it would say.

use super::super::*;
use crate::Code;
use crate::routing::ask::Ask;
use crate::routing::kind::ReferralKind;
use crate::routing::reason::DeclineReason;
use crate::routing::refusal::Refusal;
use crate::routing::state::ReferralState;
use crate::routing::story::*;
use crate::testing::*;

const KIND: ReferralKind = ReferralKind::Transfer;

fn asked(given: &Given) -> Asked {
    Asked::of(&given.journey, CHARITY_SERVICE, KIND)
}

#[test]
fn a_service_counts_as_asked_from_the_day_a_referral_is_sent_until_it_ends() {
    assert_eq!(asked(&episode()), Asked::Not);
    assert_eq!(asked(&at(ReferralState::Draft)), Asked::Not);
    assert_eq!(asked(&at(ReferralState::Sent)), Asked::Open);
    assert_eq!(asked(&at(ReferralState::Active)), Asked::Open);
    assert_eq!(Asked::of(&at(ReferralState::Sent).journey, OTHER_SERVICE, KIND), Asked::Not);
}
#[test]
fn after_each_no_it_can_be_asked_again_just_when_a_referral_would_not_be_refused() {
    for reason in DeclineReason::ALL {
        let no = Ask::Decline { reason: *reason, note: None, onward: vec![OTHER_SERVICE] };
        let given = at(ReferralState::Acknowledged).does(charity(), ONE, no);
        let advice = Asked::of(&given.journey, CHARITY_SERVICE, ReferralKind::Advice);
        assert_eq!(advice, Asked::Not, "a question can always be asked");
        let asked = asked(&given);
        let again = given.by(council()).when(of(TWO, sends(KIND)));
        match asked {
            Asked::Not => drop(again.then_and()),
            Asked::Until(on) => again.then_refused(Refusal::AskAgainFrom { on }),
            Asked::UntilReassessed => again.then_refused(Refusal::ReassessFirst),
            Asked::Open => panic!("{reason:?} ends a referral"),
        }
    }
}
