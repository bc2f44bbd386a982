//! Duplicate: a referral that may ask for what was asked already. Two doors that mean well send the same person to the same
//! help, and each service waits for the other. Who sends is told before; sending all the same takes a look at each.

use std::collections::BTreeSet;

use super::kind::ReferralKind;
use super::reason::ReRefer;
use super::state::{Referral, ReferralState};
use super::terms::Request;
use crate::{Date, Journey, NeedId, OrgId, ReferralId, ServiceId};

/// For how many days after its end a referral may be asked for once more by mistake.
pub const ENDED_LATELY_DAYS: i32 = 30;

codes! {
    /// Why a referral may be a duplicate of another.
    pub DuplicateWhy {
        /// The same service has an open referral: it takes no second one.
        SameService = 1 "SAME_SERVICE",
        /// Another service of the same organisation has an open referral.
        SameOrganisation = 2 "SAME_ORGANISATION",
        /// A service has an open referral for one of the same needs.
        SameNeeds = 3 "SAME_NEEDS",
        /// The same service ended a referral not long ago.
        EndedLately = 4 "ENDED_LATELY",
    }
}

/// A referral that may be the same once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The one that is there.
    pub referral: ReferralId,
    /// Why it may be the same.
    pub why: DuplicateWhy,
}

/// What would be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Intent<'a> {
    /// Who would send it.
    pub from: OrgId,
    /// Which service would be asked.
    pub service: ServiceId,
    /// Whose it is.
    pub org: OrgId,
    /// For what.
    pub kind: ReferralKind,
    /// For which needs.
    pub needs: &'a [NeedId],
    /// The handover that it would take back.
    pub returns: Option<ReferralId>,
}

impl<'a> Intent<'a> {
    /// What a request asks for, sent by this organisation.
    pub fn of(request: &'a Request, from: OrgId) -> Self {
        let Request { kind, to, needs, returns, .. } = request;
        Self { from, service: to.service, org: to.org, kind: *kind, needs, returns: *returns }
    }
}

/// The referrals of this journey that ask for the same already, or did not long ago. A question for advice repeats
/// nothing, and nothing repeats it.
pub fn duplicates(journey: &Journey, intent: &Intent<'_>, on: Date) -> Vec<Duplicate> {
    let referrals = journey.referral.referrals.iter();
    let others = referrals.filter(|(id, _)| intent.returns != Some(**id));
    let found = others.filter_map(|(id, other)| {
        Some(Duplicate { referral: *id, why: why(journey, intent, other, on)? })
    });
    found.collect()
}

/// Those that are to be looked at before sending, and were not. The same service is refused whoever looked.
pub(super) fn unseen(
    journey: &Journey,
    intent: &Intent<'_>,
    on: Date,
    seen: &BTreeSet<ReferralId>,
) -> Vec<ReferralId> {
    let found = duplicates(journey, intent, on).into_iter();
    let to_look_at = found.filter(|d| d.why != DuplicateWhy::SameService);
    to_look_at.map(|d| d.referral).filter(|referral| !seen.contains(referral)).collect()
}

fn why(journey: &Journey, intent: &Intent<'_>, other: &Referral, on: Date) -> Option<DuplicateWhy> {
    let asks = |kind| kind != ReferralKind::Advice;
    let unsent = other.state == ReferralState::Draft;
    if unsent || !asks(intent.kind) || !asks(other.request.kind) || is_held_by(other, intent.from) {
        return None;
    }
    let same_service = other.request.to.service == intent.service;
    if other.state.is_terminal() {
        return (same_service && ended_lately(journey, other, on))
            .then_some(DuplicateWhy::EndedLately);
    }
    let same_needs = other.request.needs.iter().any(|need| intent.needs.contains(need));
    [
        (DuplicateWhy::SameService, same_service),
        (DuplicateWhy::SameOrganisation, other.request.to.org == intent.org),
        (DuplicateWhy::SameNeeds, same_needs),
    ]
    .into_iter()
    .find_map(|(why, holds)| holds.then_some(why))
}

/// Whoever holds the person by it passes them on, and asks nobody twice.
fn is_held_by(other: &Referral, org: OrgId) -> bool {
    other.handover.is_some() && other.holder() == org
}

/// What was never meant, taken back by whoever sent it, not wanted by the person or left unanswered is none that was
/// answered. Whoever was assessed anew is not asked for by mistake, and neither is who waited until the service may be asked
/// again.
fn ended_lately(journey: &Journey, other: &Referral, on: Date) -> bool {
    use ReferralState::{Expired, PersonDeclined, Void, Withdrawn};
    let answered = !matches!(other.state, Void | Withdrawn | Expired | PersonDeclined);
    let Some((ended, effect)) = other.ended.filter(|_| answered) else { return false };
    let days = match effect.re_refer {
        ReRefer::Now | ReRefer::UnlessReassessed => ENDED_LATELY_DAYS + 1,
        ReRefer::AfterDays(days) => i32::from(days),
    };
    (on - ended).get_days() < days && !other.is_reassessed(journey)
}

impl DuplicateWhy {
    /// Why it may be the same, in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::SameService => {
                "This service has been asked already, and that referral is still open: add to that one."
            }
            Self::SameOrganisation => {
                "Another service of this organisation has been asked, and that referral is still open."
            }
            Self::SameNeeds => "Somebody else has been asked for help with the same thing.",
            Self::EndedLately => "This service ended a referral for this person not long ago.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::intake::eligibility;
    use crate::routing::ask::Ask;
    use crate::routing::refusal::Refusal;
    use crate::routing::story::*;
    use crate::testing::*;

    const KIND: ReferralKind = ReferralKind::Support;

    /// What the council would ask the college for: a need of its own.
    fn other_request() -> Request {
        Request { needs: vec![NeedId::from_u128(2)], ..to_college(KIND) }
    }
    fn found(given: &Given, request: &Request) -> Vec<Duplicate> {
        duplicates(&given.journey, &Intent::of(request, COUNCIL), given.stamp.occurred_on)
    }
    fn one(why: DuplicateWhy) -> Vec<Duplicate> {
        vec![Duplicate { referral: ONE, why }]
    }
    fn sent() -> Given {
        of_kind(KIND, ReferralState::Sent).by(council())
    }
    fn seen(request: Request, referrals: &[ReferralId]) -> Ask {
        let seen = referrals.iter().copied().collect();
        Ask::Send { request: Box::new(request), facts: FACTS, seen }
    }

    #[test]
    fn an_open_referral_is_the_same_by_service_by_organisation_or_by_need() {
        let at_charity = |service| {
            let mut request = Request { needs: vec![], ..request(KIND) };
            request.to.service = service;
            request
        };
        assert_eq!(found(&sent(), &at_charity(CHARITY_SERVICE)), one(DuplicateWhy::SameService));
        let other = at_charity(OTHER_SERVICE);
        assert_eq!(found(&sent(), &other), one(DuplicateWhy::SameOrganisation));
        assert_eq!(found(&sent(), &to_college(KIND)), one(DuplicateWhy::SameNeeds));
        assert_eq!(found(&sent(), &other_request()), []);
    }
    #[test]
    fn a_draft_and_a_question_for_advice_repeat_nothing() {
        assert_eq!(found(&of_kind(KIND, ReferralState::Draft), &request(KIND)), []);
        assert_eq!(found(&sent(), &request(ReferralKind::Advice)), []);
        let asked = of_kind(ReferralKind::Advice, ReferralState::Sent);
        assert_eq!(found(&asked, &request(KIND)), []);
    }
    #[test]
    fn whoever_holds_the_person_passes_them_on_and_asks_nobody_twice() {
        let held = at(ReferralState::Active);
        let by = |org| {
            let request = to_college(ReferralKind::Transfer);
            duplicates(&held.journey, &Intent::of(&request, org), day(DAY)).len()
        };
        assert_eq!((by(COUNCIL), by(CHARITY)), (1, 0));
    }
    #[test]
    fn what_a_service_ended_is_the_same_for_thirty_days_unless_the_person_is_assessed_anew() {
        let ended = of_kind(KIND, ReferralState::Completed);
        let on = |given: &Given, on| {
            duplicates(&given.journey, &Intent::of(&request(KIND), COUNCIL), day(on))
        };
        assert_eq!(on(&ended, "2026-09-16"), one(DuplicateWhy::EndedLately));
        assert_eq!(on(&ended, "2026-09-17"), []);
        assert_eq!(found(&ended, &to_college(KIND)), []);
        for never_answered in [ReferralState::Void, ReferralState::Withdrawn] {
            assert_eq!(found(&of_kind(KIND, never_answered), &request(KIND)), []);
        }
        let next_day = stamp_of(COUNCIL, ANN, crate::Role::Worker, "2026-08-18");
        let (policy, facts) = ("a".to_owned(), eligibility::Facts::default());
        let result = eligibility::EligibilityResult::Eligible;
        let assessed =
            eligibility::Event::Assessed { policy, version: 1, result, reasons: vec![], facts };
        assert_eq!(on(&ended.by(next_day).and([assessed]), "2026-08-19"), []);
    }
    #[test]
    fn who_waited_until_the_service_may_be_asked_again_asks_nothing_twice() {
        let declined = of_kind(KIND, ReferralState::Declined);
        let last = declined.journey.referral.last_ended_at(CHARITY_SERVICE);
        let Some((ended, ReRefer::AfterDays(days))) =
            last.and_then(|r| r.ended).map(|(on, effect)| (on, effect.re_refer))
        else {
            panic!("the story's no holds for some days")
        };
        let after = |days: u16| {
            let on = ended.saturating_add(jiff::Span::new().days(i64::from(days)));
            duplicates(&declined.journey, &Intent::of(&request(KIND), COUNCIL), on)
        };
        assert_eq!(after(days - 1), one(DuplicateWhy::EndedLately));
        assert_eq!(after(days), []);
    }
    #[test]
    fn what_is_given_back_is_not_asked_twice() {
        let back = Request { returns: Some(ONE), ..to_college(KIND) };
        assert_eq!(found(&sent(), &back), []);
    }
    #[test]
    fn a_possible_duplicate_is_sent_once_it_was_looked_at() {
        let refused = Refusal::PossibleDuplicate { referrals: vec![ONE] };
        sent().when(of(TWO, seen(to_college(KIND), &[]))).then_refused(refused.clone());
        sent().when(of(TWO, seen(to_college(KIND), &[TWO]))).then_refused(refused);
        sent().when(of(TWO, seen(to_college(KIND), &[ONE]))).then_and();
    }
    #[test]
    fn the_same_service_is_asked_once_whoever_looked() {
        let again = sent().when(of(TWO, seen(request(KIND), &[ONE])));
        again.then_refused(Refusal::ServiceAskedAlready { referral: ONE });
    }
    #[test]
    fn each_reason_is_a_sentence_of_its_own() {
        let words: BTreeSet<_> = DuplicateWhy::ALL.iter().map(|why| why.in_words()).collect();
        assert_eq!(words.len(), DuplicateWhy::ALL.len());
        assert!(words.iter().all(|words| words.ends_with('.')));
    }
}
