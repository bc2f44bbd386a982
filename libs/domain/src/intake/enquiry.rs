//! Enquiry: the first contact at any door, before identity or eligibility is settled. It never ends in a dead end.

use std::collections::BTreeMap;

use crate::intake::need::NeedCode;
use crate::{
    Area, Date, EnquiryId, Journey, OrgId, Sealed, SensitiveCode, Stamp, Timestamp, journey,
};

codes! {
    /// How the person came to the door.
    pub DoorChannel {
        /// On foot, into an office.
        WalkIn = 1 "WALK_IN",
        /// By telephone.
        Phone = 2 "PHONE",
        /// On the web.
        Web = 3 "WEB",
        /// A worker went to where the person was.
        Outreach = 4 "OUTREACH",
        /// Through a partner organisation.
        Partner = 5 "PARTNER",
    }
    /// How an enquiry ended.
    pub EnquiryOutcome {
        /// The person goes on with this door.
        Continued = 1 "CONTINUED",
        /// Information was given; no personal data went anywhere.
        Signposted = 2 "SIGNPOSTED",
        /// A route to another service was talked through.
        RouteSuggested = 3 "ROUTE_SUGGESTED",
        /// The person does not want to go on.
        NoLongerWanted = 4 "NO_LONGER_WANTED",
    }
}

/// The most needs that one enquiry tells of.
pub const NEEDS_MAX: usize = 20;

/// What a person said on first contact. Little is asked, and no identifier is required.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstContact {
    /// This enquiry.
    pub enquiry: EnquiryId,
    /// How the person came; the door itself is the organisation that records it.
    pub channel: DoorChannel,
    /// Where the person lives, if they said.
    pub area: Option<Area>,
    /// What they need, if nothing in the list is sensitive.
    pub needs: Vec<NeedCode>,
    /// The whole list, sealed, if anything in it is sensitive.
    pub sealed_needs: Option<Sealed>,
    /// What they said, in their words.
    pub own_words: Option<Sealed>,
    /// How to reach them.
    pub contact: Option<Sealed>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A door heard the person.
    Received(FirstContact),
    /// The door answered.
    Closed {
        /// Which enquiry.
        enquiry: EnquiryId,
        /// With what answer.
        outcome: EnquiryOutcome,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records a first contact. Any organisation may.
    Receive(FirstContact),
    /// Answers it.
    Close {
        /// Which enquiry.
        enquiry: EnquiryId,
        /// With what answer.
        outcome: EnquiryOutcome,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Enquiry ids are not reused.
    #[error("this enquiry is recorded already, with other content")]
    AlreadyReceived,
    /// More needs than an enquiry holds.
    #[error("an enquiry holds at most {NEEDS_MAX} needs")]
    TooManyNeeds,
    /// A sensitive need stands in clear, or the list is told twice.
    #[error(
        "seal the whole list of needs, as special or restricted, if one of them is sensitive; otherwise seal none"
    )]
    NeedsNotKept,
    /// No such enquiry on this journey.
    #[error("no such enquiry on this journey")]
    Unknown,
    /// The enquiry ended in another way.
    #[error("the enquiry is closed already, with another outcome")]
    AlreadyClosed,
    /// No fund that was asked can help, so the person needs somewhere else to go.
    #[error("no fund can help, so signpost or suggest a route before closing the enquiry")]
    NeedsOnwardRoute,
}

/// One enquiry.
#[derive(Debug, Clone, PartialEq)]
pub struct Enquiry {
    /// What was said.
    pub received: FirstContact,
    /// The organisation where it was said.
    pub door: OrgId,
    /// The day it was said.
    pub received_on: Date,
    /// When that was recorded.
    pub received_at: Timestamp,
    /// How it ended, if it has.
    pub outcome: Option<EnquiryOutcome>,
}

/// Every enquiry of the journey.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub enquiries: BTreeMap<EnquiryId, Enquiry>,
}

pub(crate) fn decide(
    journey: &Journey,
    _stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    match command {
        Command::Receive(contact) => receive(journey, contact),
        Command::Close { enquiry, outcome } => close(journey, *enquiry, *outcome),
    }
}

fn receive(journey: &Journey, contact: &FirstContact) -> Result<Vec<journey::Event>, Refusal> {
    match journey.enquiry.enquiries.get(&contact.enquiry) {
        Some(known) if known.received == *contact => Ok(vec![]), // A retry.
        Some(_) => Err(Refusal::AlreadyReceived),
        None if contact.needs.len() > NEEDS_MAX => Err(Refusal::TooManyNeeds),
        None if !are_needs_kept_right(contact) => Err(Refusal::NeedsNotKept),
        None => Ok(vec![Event::Received(contact.clone()).into()]),
    }
}

fn are_needs_kept_right(contact: &FirstContact) -> bool {
    match &contact.sealed_needs {
        Some(sealed) => sealed.is_closely_kept() && contact.needs.is_empty(),
        None => contact.needs.iter().all(|need| need.may_stand_in_clear()),
    }
}

fn close(
    journey: &Journey,
    enquiry: EnquiryId,
    outcome: EnquiryOutcome,
) -> Result<Vec<journey::Event>, Refusal> {
    let found = journey.enquiry.enquiries.get(&enquiry).ok_or(Refusal::Unknown)?;
    match found.outcome {
        Some(before) if before == outcome => Ok(vec![]), // A retry.
        Some(_) => Err(Refusal::AlreadyClosed),
        None if outcome == EnquiryOutcome::Continued && journey.is_turned_away() => {
            Err(Refusal::NeedsOnwardRoute)
        }
        None => Ok(vec![Event::Closed { enquiry, outcome }.into()]),
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Received(contact) => {
            let enquiry = Enquiry {
                received: contact.clone(),
                door: stamp.by.org,
                received_on: stamp.occurred_on,
                received_at: stamp.recorded_at,
                outcome: None,
            };
            state.enquiries.insert(contact.enquiry, enquiry);
        }
        Event::Closed { enquiry, outcome } => {
            if let Some(enquiry) = state.enquiries.get_mut(enquiry) {
                enquiry.outcome = Some(*outcome);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sensitivity;
    use crate::intake::eligibility::{self, EligibilityResult};
    use crate::testing::*;

    const ASKED: EnquiryId = EnquiryId::from_u128(1);

    fn contact() -> FirstContact {
        FirstContact {
            enquiry: ASKED,
            channel: DoorChannel::Outreach,
            area: None,
            needs: vec![NeedCode::Confidence],
            sealed_needs: None,
            own_words: None,
            contact: None,
        }
    }
    fn received() -> Event {
        Event::Received(contact())
    }
    fn close_as(outcome: EnquiryOutcome) -> Command {
        Command::Close { enquiry: ASKED, outcome }
    }
    fn closed_as(outcome: EnquiryOutcome) -> Event {
        Event::Closed { enquiry: ASKED, outcome }
    }
    fn assessed_as(result: EligibilityResult, policy: &str) -> eligibility::Event {
        let (policy, facts) = (policy.to_owned(), eligibility::Facts::default());
        eligibility::Event::Assessed { policy, version: 1, result, reasons: vec![], facts }
    }

    #[test]
    fn any_door_can_hear_a_person_with_no_name_and_no_number() {
        nothing_yet()
            .by(stamp_of(CHARITY, BEA, crate::Role::Worker, "2026-08-17"))
            .when(Command::Receive(contact()))
            .then([received()]);
    }
    #[test]
    fn hearing_it_twice_changes_nothing() {
        given([received()]).when(Command::Receive(contact())).then_nothing();
    }
    #[test]
    fn an_enquiry_does_not_change_under_its_id() {
        let other = FirstContact { channel: DoorChannel::Web, ..contact() };
        given([received()]).when(Command::Receive(other)).then_refused(Refusal::AlreadyReceived);
    }
    #[test]
    fn a_sensitive_need_never_stands_in_clear() {
        let told =
            FirstContact { needs: vec![NeedCode::Confidence, NeedCode::Justice], ..contact() };
        nothing_yet().when(Command::Receive(told)).then_refused(Refusal::NeedsNotKept);
    }
    #[test]
    fn with_a_sensitive_need_the_whole_list_is_sealed() {
        let list = Some(sealed(Sensitivity::Restricted));
        let told = FirstContact { needs: vec![], sealed_needs: list.clone(), ..contact() };
        nothing_yet().when(Command::Receive(told.clone())).then([Event::Received(told)]);
        let both = FirstContact { sealed_needs: list, ..contact() };
        nothing_yet().when(Command::Receive(both)).then_refused(Refusal::NeedsNotKept);
    }
    #[test]
    fn a_sealed_list_is_kept_more_closely_than_a_name() {
        let told = FirstContact {
            needs: vec![],
            sealed_needs: Some(sealed(Sensitivity::Core)),
            ..contact()
        };
        nothing_yet().when(Command::Receive(told)).then_refused(Refusal::NeedsNotKept);
    }
    #[test]
    fn an_enquiry_is_not_a_questionnaire() {
        let told = FirstContact { needs: vec![NeedCode::Money; NEEDS_MAX + 1], ..contact() };
        nothing_yet().when(Command::Receive(told)).then_refused(Refusal::TooManyNeeds);
    }
    #[test]
    fn a_person_whom_no_fund_can_help_is_not_left_without_a_route() {
        given([received()])
            .and([assessed_as(EligibilityResult::NotEligible, "a")])
            .when(close_as(EnquiryOutcome::Continued))
            .then_refused(Refusal::NeedsOnwardRoute);
    }
    #[test]
    fn a_route_or_a_signpost_is_an_answer_to_a_person_whom_no_fund_can_help() {
        for outcome in [
            EnquiryOutcome::Signposted,
            EnquiryOutcome::RouteSuggested,
            EnquiryOutcome::NoLongerWanted,
        ] {
            given([received()])
                .and([assessed_as(EligibilityResult::NotEligible, "a")])
                .when(close_as(outcome))
                .then([closed_as(outcome)]);
        }
    }
    #[test]
    fn one_fund_that_can_help_is_enough_to_go_on() {
        given([received()])
            .and([
                assessed_as(EligibilityResult::NotEligible, "a"),
                assessed_as(EligibilityResult::Eligible, "b"),
            ])
            .when(close_as(EnquiryOutcome::Continued))
            .then([closed_as(EnquiryOutcome::Continued)]);
    }
    #[test]
    fn closing_twice_changes_nothing_and_the_answer_stands() {
        let closed = || given([received(), closed_as(EnquiryOutcome::Signposted)]);
        closed().when(close_as(EnquiryOutcome::Signposted)).then_nothing();
        closed().when(close_as(EnquiryOutcome::Continued)).then_refused(Refusal::AlreadyClosed);
    }
    #[test]
    fn an_enquiry_that_nobody_heard_cannot_be_closed() {
        nothing_yet().when(close_as(EnquiryOutcome::Signposted)).then_refused(Refusal::Unknown);
    }
}
