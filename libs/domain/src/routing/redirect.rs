//! Redirect: passing a person on to a better service (transition 10). Each service is asked once; after three
//! redirects only the area's fallback door may be asked, and it must take the person.

use super::actions::Action;
use super::case::{Answer, Case};
use super::reason::RedirectReason;
use super::referral::Refusal;
use super::send;
use super::step::Step;
use super::terms::{Facts, Redirection, Request, Sending};
use crate::ServiceId;

/// Redirects that may go anywhere; the next one goes to the fallback door.
const REDIRECTS_MAX: usize = 3;

/// The receiver knows a better service that the person has not agreed to yet: the sender asks them.
pub(super) fn propose(case: &Case<'_>, service: ServiceId, reason: RedirectReason) -> Answer {
    case.step(Action::ProposeRedirect, Step::RedirectProposed { service, reason }, || {
        not_in_chain(case, service)
    })
}

/// The receiver passes the person on, or the sender confirms what the receiver proposed. The sender goes on holding.
pub(super) fn redirect(case: &Case<'_>, redirection: &Redirection, facts: Facts) -> Answer {
    let Redirection { child, to, reason, .. } = *redirection;
    let step = Step::Redirected { child, service: to.service, reason };
    let mut events = case.step(Action::Redirect, step, || {
        as_proposed(case, to.service)?;
        not_in_chain(case, to.service)?;
        within_depth(case, facts)
    })?;
    if !events.is_empty() {
        if case.journey.referral.referrals.contains_key(&child) {
            return Err(Refusal::IdInUse);
        }
        let sending = onward(case, redirection, facts);
        events.push(send::child(case.journey, case.stamp, child, sending, facts)?);
    }
    Ok(events)
}

/// The receiver may choose; the sender confirms what was proposed.
fn as_proposed(case: &Case<'_>, to: ServiceId) -> Result<(), Refusal> {
    match case.referral.redirect_proposed {
        Some(service) if case.stamp.by.org != case.referral.asked() && service != to => {
            Err(Refusal::AnotherServiceProposed { service })
        }
        Some(_) | None => Ok(()),
    }
}

fn not_in_chain(case: &Case<'_>, service: ServiceId) -> Result<(), Refusal> {
    if case.referral.chain.contains(&service) { Err(Refusal::InChainAlready) } else { Ok(()) }
}

fn within_depth(case: &Case<'_>, facts: Facts) -> Result<(), Refusal> {
    let redirects = case.referral.chain.len().saturating_sub(1);
    if redirects >= REDIRECTS_MAX && !facts.is_fallback {
        Err(Refusal::OnlyFallbackNow)
    } else {
        Ok(())
    }
}

/// The same request, to another service.
pub(super) fn onward(case: &Case<'_>, redirection: &Redirection, facts: Facts) -> Sending {
    let parent = case.referral;
    let Redirection { to, agreement, ref outcome_expected, .. } = *redirection;
    let outcome_expected = outcome_expected.clone();
    Sending {
        request: Request { to, agreement, outcome_expected, ..parent.request.clone() },
        from: parent.from,
        fallback: facts.is_fallback,
        chain: parent.chain.iter().copied().chain([to.service]).collect(),
        redirected_from: Some(case.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::agreement::{self, Scope};
    use crate::routing::ask::Ask;
    use crate::routing::kind::ReferralKind::{Pull, Transfer};
    use crate::routing::state::ReferralState as S;
    use crate::routing::story::*;
    use crate::testing::*;
    use crate::{AgreementId, ReferralId, Sealed, Sensitivity};

    fn propose() -> Ask {
        Ask::ProposeRedirect { service: COLLEGE_SERVICE, reason: RedirectReason::BetterFit }
    }
    fn to_college(facts: Facts) -> Ask {
        redirect_to(COLLEGE_SERVICE, COLLEGE, TWO, facts)
    }

    #[test]
    fn the_child_takes_the_parents_place_and_the_sender_goes_on_holding() {
        let story = at(S::Acknowledged).does(charity(), ONE, to_college(FACTS));
        let child = story.journey.referral.referrals[&TWO].clone();
        assert_eq!((story.state(), child.state), (S::Redirected, S::Sent));
        assert_eq!((child.from.org, child.redirected_from), (COUNCIL, Some(ONE)));
        assert_eq!(child.chain, [CHARITY_SERVICE, COLLEGE_SERVICE]);
        assert_eq!(story.lead(), (COUNCIL, ANN));
    }
    #[test]
    fn what_goes_along_is_sealed_anew_for_the_childs_own_commit() {
        let anew = Sealed { sensitivity: Sensitivity::Core, bytes: vec![9] };
        let Ask::Redirect { redirection, facts } = to_college(FACTS) else { unreachable!() };
        let outcome_expected = anew.clone();
        let redirection = Box::new(Redirection { outcome_expected, ..*redirection });
        let onward = Ask::Redirect { redirection, facts };
        let story = at(S::Acknowledged).does(charity(), ONE, onward);
        assert_eq!(story.journey.referral.referrals[&TWO].request.outcome_expected, anew);
    }
    #[test]
    fn passing_on_twice_changes_nothing() {
        at(S::Redirected).by(charity()).when(ask(to_college(FACTS))).then_nothing();
    }
    #[test]
    fn only_the_receiver_passes_on_unless_it_proposed_to() {
        let story = || at(S::Acknowledged);
        story().by(council()).when(ask(to_college(FACTS))).then_refused(Refusal::NotTheReceiver);
        let story = || story().does(charity(), ONE, propose()).by(council());
        assert_eq!(story().when(ask(to_college(FACTS))).then_and().state(), S::Redirected);
        let elsewhere = redirect_to(OTHER_SERVICE, CHARITY, TWO, FACTS);
        let refusal = Refusal::AnotherServiceProposed { service: COLLEGE_SERVICE };
        story().when(ask(elsewhere)).then_refused(refusal);
    }
    #[test]
    fn the_person_agrees_to_the_new_service_first() {
        let only_charity = AgreementId::from_u128(0xee);
        let story = episode()
            .and([agreed_to(only_charity, Scope::Referral(CHARITY))])
            .and([agreement::Event::Withdrawn { agreement: YES }]);
        let sent = Request { agreement: only_charity, ..request(Transfer) };
        let story = story.does(council(), ONE, send_with(sent, FACTS));
        let story = story.does(charity(), ONE, Ask::Acknowledge { implicit: false });
        story.by(charity()).when(ask(to_college(FACTS))).then_refused(Refusal::NotAgreed);
    }
    #[test]
    fn no_service_is_asked_twice() {
        let story = at(S::Redirected).does(college(), TWO, Ask::Acknowledge { implicit: false });
        let back = redirect_to(CHARITY_SERVICE, CHARITY, ReferralId::from_u128(3), FACTS);
        story.by(college()).when(of(TWO, back)).then_refused(Refusal::InChainAlready);
    }
    #[test]
    fn after_three_redirects_the_fallback_door_takes_the_person() {
        let mut story = at(S::Acknowledged);
        for hop in 1..=3_u128 {
            let (from, to) = (ReferralId::from_u128(hop), ReferralId::from_u128(hop + 1));
            let onward = redirect_to(ServiceId::from_u128(0x70 + hop), CHARITY, to, FACTS);
            story = story.does(charity(), from, onward);
            story = story.does(charity(), to, Ask::Acknowledge { implicit: false });
        }
        let (last, child) = (ReferralId::from_u128(4), ReferralId::from_u128(5));
        let to = |facts| of(last, redirect_to(FALLBACK_SERVICE, COUNCIL, child, facts));
        let story = story.by(charity()).when(to(FACTS)).refused_and(Refusal::OnlyFallbackNow);
        let story = story.when(to(FALLBACK_FACTS)).then_and();
        let story = story.does(council(), child, Ask::Acknowledge { implicit: false });
        let on = redirect_to(OTHER_SERVICE, CHARITY, ReferralId::from_u128(6), FACTS);
        story.by(council()).when(of(child, on)).then_refused(Refusal::FallbackMayNotDecline);
    }
    #[test]
    fn a_holder_does_not_pass_on_whom_another_asks_for() {
        let refusal = Refusal::NotForThisKind { kind: Pull };
        of_kind(Pull, S::Acknowledged)
            .by(council())
            .when(ask(to_college(FACTS)))
            .then_refused(refusal);
    }
    #[test]
    fn the_childs_id_is_fresh() {
        let onward = redirect_to(COLLEGE_SERVICE, COLLEGE, ONE, FACTS);
        at(S::Acknowledged).by(charity()).when(ask(onward)).then_refused(Refusal::IdInUse);
    }
}
