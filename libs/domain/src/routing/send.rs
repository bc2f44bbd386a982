//! Send: writing a referral and sending it off (transition 1). Whatever can be refused without troubling the receiver
//! is refused here.

use std::collections::BTreeSet;

use super::actions::Action;
use super::case::{Answer, Case, event};
use super::duplicate::{self, Intent};
use super::kind::ReferralKind;
use super::reason::ReRefer;
use super::referral::Refusal;
use super::state::{Referral, ReferralState};
use super::step::Step;
use super::terms::{BundleItem, Facts, Request, Sender, Sending};
use crate::assignment::lead::Held;
use crate::intake::agreement::Scope;
use crate::{Date, Journey, ReferralId, Role, Stamp, journey};

/// Writes it without sending.
pub(super) fn draft(journey: &Journey, stamp: &Stamp, id: ReferralId, request: &Request) -> Answer {
    let existing = Case::of(journey, stamp, id).ok();
    if let Some(case) = &existing {
        case.role_allows(Action::Draft)?;
        case.state_allows(Action::Draft)?;
    }
    let from = sender(journey, stamp, request)?;
    let step = Step::Drafted { request: Box::new(request.clone()), from };
    match existing {
        Some(case) => case.step(Action::Draft, step, || Ok(())),
        None => Ok(vec![event(id, step)]),
    }
}

/// Sends it, drafted or not.
pub(super) fn send(
    journey: &Journey,
    stamp: &Stamp,
    id: ReferralId,
    request: &Request,
    facts: Facts,
    seen: &BTreeSet<ReferralId>,
) -> Answer {
    let existing = Case::of(journey, stamp, id).ok();
    if let Some(case) = &existing {
        case.role_allows(Action::Send)?;
        if case.state_allows(Action::Send).is_err() {
            return sent_already(case, request);
        }
    }
    let sending = Sending {
        request: request.clone(),
        from: sender(journey, stamp, request)?,
        fallback: facts.is_fallback,
        chain: vec![request.to.service],
        redirected_from: None,
    };
    may_send(journey, stamp, id, &sending, facts)?;
    let intent = Intent::of(request, sending.from.org);
    let referrals = duplicate::unseen(journey, &intent, stamp.occurred_on, seen);
    if !referrals.is_empty() {
        return Err(Refusal::PossibleDuplicate { referrals });
    }
    Ok(vec![event(id, Step::Sent(Box::new(sending)))])
}

/// Nothing if the very same was sent and nobody has moved since; where it stands otherwise.
fn sent_already(case: &Case<'_>, request: &Request) -> Answer {
    if case.referral.state == ReferralState::Sent && case.referral.request == *request {
        return Ok(vec![]); // A retry.
    }
    case.state_allows(Action::Send).map(|()| vec![])
}

/// The side that holds the person. A lead can be handed over only by its holder, or for the person or the router in
/// the holder's name; a pull is asked by the organisation that will hold.
fn sender(journey: &Journey, stamp: &Stamp, request: &Request) -> Result<Sender, Refusal> {
    let by = stamp.by;
    let is_staff = match by.role {
        Role::Worker | Role::Manager => true,
        Role::Person | Role::System => false,
        Role::Partnership | Role::PrivacyOfficer | Role::Auditor | Role::Operator => {
            return Err(Refusal::NotTheSender);
        }
    };
    let lead = journey.lead();
    match request.kind {
        ReferralKind::Transfer => {
            let lead = movable(lead, request)?;
            if is_staff && lead.org != by.org {
                return Err(Refusal::NotResponsible);
            }
            Ok(held_by(lead))
        }
        ReferralKind::Pull if is_staff && request.to.org != by.org => {
            Err(Refusal::PullIsForOneself)
        }
        ReferralKind::Pull if request.to.worker.is_none() => Err(Refusal::WorkerNotNamed),
        ReferralKind::Pull => movable(lead, request).map(held_by),
        ReferralKind::Support | ReferralKind::Advice => match lead {
            Some(lead) if !is_staff => Ok(held_by(lead)),
            // Asking oneself would make a helper of whoever the person merely stood before.
            Some(lead) if request.to.org == by.org && lead.org != by.org => {
                Err(Refusal::NotResponsible)
            }
            Some(_) | None => Ok(Sender { org: by.org, worker: by.worker }),
        },
    }
}

fn movable<'a>(lead: Option<&'a Held>, request: &Request) -> Result<&'a Held, Refusal> {
    let lead = lead.ok_or(Refusal::NoEpisode)?;
    if lead.org == request.to.org { Err(Refusal::AlreadyResponsible) } else { Ok(lead) }
}

fn held_by(lead: &Held) -> Sender {
    Sender { org: lead.org, worker: Some(lead.worker) }
}

/// Everything that must hold before a receiver hears of it.
pub(super) fn may_send(
    journey: &Journey,
    stamp: &Stamp,
    id: ReferralId,
    sending: &Sending,
    facts: Facts,
) -> Result<(), Refusal> {
    let request = &sending.request;
    service_takes(facts)?;
    agreed(journey, request, stamp.occurred_on)?;
    bundle_is_fit(journey, request, stamp.occurred_on)?;
    if request.reasons.is_empty() {
        return Err(Refusal::ReasonNeeded);
    }
    is_a_return(journey, sending)?;
    if request.kind.moves_lead()
        && let Some(referral) = except_parent(journey.referral.transfer_underway(id), sending)
    {
        return Err(Refusal::TransferUnderway { referral });
    }
    if let Some(referral) = journey.referral.open_at(request.to.service, id) {
        return Err(Refusal::ServiceAskedAlready { referral });
    }
    may_ask_again(journey, stamp, request, facts)
}

/// The referral that this one replaces ends in the same commit, so it does not stand in the way.
fn except_parent(other: Option<ReferralId>, sending: &Sending) -> Option<ReferralId> {
    other.filter(|other| sending.redirected_from != Some(*other))
}

fn service_takes(facts: Facts) -> Result<(), Refusal> {
    match facts {
        Facts { service_active: false, .. } => Err(Refusal::ServiceClosed),
        Facts { accepts_kind: false, .. } => Err(Refusal::KindNotTaken),
        Facts { sharing_active: false, .. } => Err(Refusal::SharingNotActive),
        _ => Ok(()),
    }
}

/// The agreement it rests on holds today, and covers the service as a whole or this receiver.
fn agreed(journey: &Journey, request: &Request, on: Date) -> Result<(), Refusal> {
    let scope = journey.agreement.agreements.get(&request.agreement).map(|a| a.scope);
    let covers = scope == Some(Scope::Service) || scope == Some(Scope::Referral(request.to.org));
    if covers && journey.agreement.holds(request.agreement, on) {
        Ok(())
    } else {
        Err(Refusal::NotAgreed)
    }
}

/// Only what may travel, travels.
fn bundle_is_fit(journey: &Journey, request: &Request, on: Date) -> Result<(), Refusal> {
    let carries = |item| request.bundle.contains(&item);
    if request.kind == ReferralKind::Advice && !request.bundle.is_empty() {
        return Err(Refusal::AdviceCarriesNoBundle);
    }
    let reachable = carries(BundleItem::Contact) || carries(BundleItem::Address);
    if journey.person.contact_withheld() && reachable {
        return Err(Refusal::ContactWithheld);
    }
    if carries(BundleItem::HealthNeeds) && !journey.agreement.covers(Scope::HealthShare, on) {
        return Err(Refusal::HealthNotAgreed);
    }
    Ok(())
}

/// A return takes back a handover: from the side that got the person to the side that gave, or to the fallback door.
fn is_a_return(journey: &Journey, sending: &Sending) -> Result<(), Refusal> {
    let Some(returned) = sending.request.returns else { return Ok(()) };
    let to = sending.request.to.org;
    let fits = |r: &Referral| {
        r.handover.is_some()
            && r.holder() == sending.from.org
            && (r.from.org == to || sending.fallback)
    };
    if journey.referral.referrals.get(&returned).is_some_and(fits) {
        Ok(())
    } else {
        Err(Refusal::NotAReturn)
    }
}

/// Whether what this service answered last lets it be asked again. A question for advice can always be asked.
fn may_ask_again(
    journey: &Journey,
    stamp: &Stamp,
    request: &Request,
    facts: Facts,
) -> Result<(), Refusal> {
    let last = journey.referral.last_ended_at(request.to.service).and_then(|r| r.ended);
    match last.map(|(on, effect)| (on, effect.re_refer)) {
        _ if facts.reassessed || request.kind == ReferralKind::Advice => Ok(()),
        None | Some((_, ReRefer::Now)) => Ok(()),
        Some((_, ReRefer::UnlessReassessed)) => Err(Refusal::ReassessFirst),
        Some((ended_on, ReRefer::AfterDays(days))) => {
            let on = ended_on.saturating_add(jiff::Span::new().days(i64::from(days)));
            if stamp.occurred_on < on { Err(Refusal::AskAgainFrom { on }) } else { Ok(()) }
        }
    }
}

/// The events of a redirect's child.
pub(super) fn child(
    journey: &Journey,
    stamp: &Stamp,
    id: ReferralId,
    sending: Sending,
    facts: Facts,
) -> Result<journey::Event, Refusal> {
    may_send(journey, stamp, id, &sending, facts)?;
    Ok(event(id, Step::Sent(Box::new(sending))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::ask::Ask;
    use crate::routing::reason::{DeclineReason, ReferReason};
    use crate::routing::story::*;
    use crate::routing::terms::Receiver;
    use crate::testing::*;
    use crate::{AgreementId, ServiceId};
    use ReferralKind::{Advice, Pull, Support, Transfer};
    use ReferralState as S;

    fn sent(request: Request, from: Sender) -> Step {
        let chain = vec![request.to.service];
        Step::Sent(Box::new(Sending {
            request,
            from,
            fallback: false,
            chain,
            redirected_from: None,
        }))
    }
    const ANN_OF_COUNCIL: Sender = Sender { org: COUNCIL, worker: Some(ANN) };

    fn refused(request: Request, facts: Facts, refusal: Refusal) {
        episode().when(ask(send_with(request, facts))).then_refused(refusal);
    }

    #[test]
    fn the_lead_sends_a_transfer() {
        let sent = step(sent(request(Transfer), ANN_OF_COUNCIL));
        episode().when(ask(sends(Transfer))).then([sent]);
    }
    #[test]
    fn a_draft_can_be_written_anew_and_sent() {
        let story = at(S::Draft).does(council(), ONE, Ask::Draft(Box::new(to_college(Transfer))));
        assert_eq!(story.does(council(), ONE, sends(Transfer)).state(), S::Sent);
    }
    #[test]
    fn only_the_side_that_wrote_a_draft_sends_it() {
        at(S::Draft).by(charity()).when(ask(sends(Transfer))).then_refused(Refusal::NotTheSender);
    }
    #[test]
    fn sending_twice_changes_nothing() {
        at(S::Sent).by(council()).when(ask(sends(Transfer))).then_nothing();
    }
    #[test]
    fn what_was_sent_is_not_sent_otherwise() {
        let other = ask(send_with(to_college(Transfer), FACTS));
        at(S::Sent).by(council()).when(other).then_refused(Refusal::NotNow { state: S::Sent });
    }
    #[test]
    fn only_the_holder_transfers() {
        let command = ask(send_with(to_college(Transfer), FACTS));
        episode().by(charity()).when(command).then_refused(Refusal::NotResponsible);
    }
    #[test]
    fn nobody_asks_themselves_to_help_whom_others_lead() {
        for kind in [Support, Advice] {
            episode().by(charity()).when(ask(sends(kind))).then_refused(Refusal::NotResponsible);
        }
    }
    #[test]
    fn a_person_who_asks_for_a_transfer_is_sent_in_the_holders_name() {
        let sent = step(sent(request(Transfer), ANN_OF_COUNCIL));
        episode().by(person()).when(ask(sends(Transfer))).then([sent]);
    }
    #[test]
    fn a_pull_is_asked_by_who_will_hold() {
        let pull = ask(sends(Pull));
        episode().by(college()).when(pull.clone()).then_refused(Refusal::PullIsForOneself);
        episode().by(charity()).when(pull).then([step(sent(request(Pull), ANN_OF_COUNCIL))]);
    }
    #[test]
    fn a_pull_names_the_worker_who_will_lead() {
        let to = Receiver { worker: None, ..request(Pull).to };
        let nameless = send_with(Request { to, ..request(Pull) }, FACTS);
        episode().by(charity()).when(ask(nameless)).then_refused(Refusal::WorkerNotNamed);
    }
    #[test]
    fn the_holder_has_nobody_to_pull() {
        let to = Receiver { org: COUNCIL, ..request(Pull).to };
        refused(Request { to, ..request(Pull) }, FACTS, Refusal::AlreadyResponsible);
    }
    #[test]
    fn without_an_episode_support_can_be_asked_but_no_lead_moved() {
        let yes = || given([agreed_to(YES, Scope::Service)]);
        yes().when(ask(sends(Transfer))).then_refused(Refusal::NoEpisode);
        yes().when(ask(sends(Support))).then([step(sent(request(Support), ANN_OF_COUNCIL))]);
    }
    #[test]
    fn the_service_must_be_open_take_the_kind_and_share_by_agreement() {
        let request = || request(Transfer);
        refused(request(), Facts { service_active: false, ..FACTS }, Refusal::ServiceClosed);
        refused(request(), Facts { accepts_kind: false, ..FACTS }, Refusal::KindNotTaken);
        refused(request(), Facts { sharing_active: false, ..FACTS }, Refusal::SharingNotActive);
    }
    #[test]
    fn an_agreement_to_somebody_else_is_none() {
        let agreement = AgreementId::from_u128(0xee);
        let command = ask(send_with(Request { agreement, ..request(Transfer) }, FACTS));
        let to_college_only = agreed_to(agreement, Scope::Referral(COLLEGE));
        episode().and([to_college_only]).when(command.clone()).then_refused(Refusal::NotAgreed);
        episode().when(command).then_refused(Refusal::NotAgreed);
    }
    #[test]
    fn a_referral_says_why() {
        refused(Request { reasons: vec![], ..request(Transfer) }, FACTS, Refusal::ReasonNeeded);
    }
    #[test]
    fn health_travels_only_where_the_person_agreed_to_that() {
        let bundle = vec![BundleItem::HealthNeeds];
        let command = ask(send_with(Request { bundle, ..request(Transfer) }, FACTS));
        episode().when(command.clone()).then_refused(Refusal::HealthNotAgreed);
        let health = agreed_to(AgreementId::from_u128(0xea), Scope::HealthShare);
        assert_eq!(episode().and([health]).when(command).then_and().state(), S::Sent);
    }
    #[test]
    fn withheld_contact_details_never_travel() {
        let particulars = crate::intake::person::Particulars {
            details: text(),
            communication: None,
            no_fixed_abode: false,
            contact_withheld: true,
        };
        let bundle = vec![BundleItem::Identity, BundleItem::Address];
        episode()
            .and([crate::intake::person::Event::Registered(particulars)])
            .when(ask(send_with(Request { bundle, ..request(Transfer) }, FACTS)))
            .then_refused(Refusal::ContactWithheld);
    }
    #[test]
    fn a_question_carries_no_bundle() {
        let bundle = vec![BundleItem::Identity];
        let question = Request { bundle, ..request(Advice) };
        refused(question, FACTS, Refusal::AdviceCarriesNoBundle);
    }
    #[test]
    fn one_move_of_the_lead_at_a_time() {
        let other = of(TWO, send_with(to_college(Transfer), FACTS));
        let refusal = Refusal::TransferUnderway { referral: ONE };
        at(S::IntroBooked).by(council()).when(other).then_refused(refusal);
    }
    #[test]
    fn whoever_waits_can_be_referred_elsewhere() {
        let other = send_with(to_college(Transfer), FACTS);
        assert_eq!(at(S::Waitlisted).does(council(), TWO, other).state(), S::Waitlisted);
    }
    #[test]
    fn one_open_referral_per_service() {
        let refusal = Refusal::ServiceAskedAlready { referral: ONE };
        at(S::Active).by(council()).when(of(TWO, sends(Support))).then_refused(refusal);
    }
    #[test]
    fn a_full_service_is_asked_again_after_some_weeks() {
        let again = || of(TWO, sends(Transfer));
        let on = |day| stamp_of(COUNCIL, ANN, Role::Worker, day);
        let refusal = Refusal::AskAgainFrom { on: day("2026-09-14") };
        at(S::Declined).by(on("2026-09-13")).when(again()).then_refused(refusal);
        at(S::Declined).by(on("2026-09-14")).when(again()).then_and();
    }
    #[test]
    fn a_lasting_no_holds_until_the_person_is_assessed_anew() {
        let reason = DeclineReason::NotEligible;
        let no = Ask::Decline { reason, note: None, onward: vec![OTHER_SERVICE] };
        let story = || at(S::Sent).does(charity(), ONE, no.clone()).by(council());
        story().when(of(TWO, sends(Transfer))).then_refused(Refusal::ReassessFirst);
        let anew = Facts { reassessed: true, ..FACTS };
        story().when(of(TWO, send_with(request(Transfer), anew))).then_and();
    }
    #[test]
    fn after_the_persons_own_no_the_service_may_be_asked_at_once() {
        at(S::PersonDeclined).by(council()).when(of(TWO, sends(Transfer))).then_and();
    }
    #[test]
    fn who_was_handed_over_can_be_returned_and_the_lead_waits_for_the_yes() {
        let service = ServiceId::from_u128(0x60);
        let back = |to, returns| {
            let to = Receiver { service, org: to, worker: Some(ANN) };
            let reasons = vec![ReferReason::Return];
            of(TWO, send_with(Request { to, reasons, returns, ..request(Transfer) }, FACTS))
        };
        let story = || at(S::NotStarted).by(charity());
        story().when(back(COLLEGE, Some(ONE))).then_refused(Refusal::NotAReturn);
        let story = story().when(back(COUNCIL, Some(ONE))).then_and();
        assert_eq!(story.lead(), (CHARITY, BEA));
        let yes =
            Ask::Accept(crate::routing::terms::Acceptance { named_worker: ANN, ..acceptance() });
        let reason = crate::routing::reason::WaiveReason::PersonAsked;
        let story = story.does(council(), TWO, yes).does(person(), TWO, Ask::WaiveIntro { reason });
        assert_eq!(story.lead(), (COUNCIL, ANN));
    }
}
