//! Offer: support, adjustments and advice that were offered, and what the person said. A record that shows what was
//! offered and answered; "declined" is never penal, and "later" keeps the offer open.

use std::collections::BTreeMap;

use crate::sealed::is_kept_right;
use crate::{Journey, OfferId, Sealed, SensitiveCode, Sensitivity, Stamp, journey};

codes! {
    /// What the person said to an offer.
    pub OfferAnswer {
        /// Yes.
        Accepted = 1 "ACCEPTED",
        /// No. Nothing follows from it.
        Declined = 2 "DECLINED",
        /// Not now.
        Later = 3 "LATER",
    }
    /// What a step may change.
    pub Entitlement {
        /// Universal Credit.
        UniversalCredit = 1 "UNIVERSAL_CREDIT",
        /// Help with rent.
        Housing = 2 "HOUSING",
        /// Council Tax Reduction.
        CouncilTax = 3 "COUNCIL_TAX",
        /// Scottish Child Payment and Child Benefit.
        Child = 4 "CHILD",
        /// Help with childcare.
        Childcare = 5 "CHILDCARE",
        /// Free school meals and clothing grants.
        School = 6 "SCHOOL",
        /// Education Maintenance Allowance and student support.
        Learning = 7 "LEARNING",
        /// Carer support.
        Carer = 8 "CARER",
        /// Adult Disability Payment and the like.
        Disability = 9 "DISABILITY",
        /// Something else.
        Other = 10 "OTHER",
    }
    /// What a step does to an entitlement.
    pub EntitlementEffect {
        /// It rises.
        Up = 1 "UP",
        /// It falls.
        Down = 2 "DOWN",
        /// It ends.
        Ends = 3 "ENDS",
        /// Nobody knows yet.
        Unknown = 4 "UNKNOWN",
    }
}

impl SensitiveCode for Entitlement {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Disability => Sensitivity::Special,
            Self::UniversalCredit
            | Self::Housing
            | Self::CouncilTax
            | Self::Child
            | Self::Childcare => Sensitivity::Core,
            Self::School | Self::Learning | Self::Carer | Self::Other => Sensitivity::Core,
        }
    }
}

/// What was offered, and the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    /// What, in words, sealed.
    pub what: Sealed,
    /// What the person said.
    pub answer: OfferAnswer,
    /// Anything to add, sealed.
    pub note: Option<Sealed>,
}

/// How a step would change what the person is entitled to.
#[derive(Debug, Clone, PartialEq)]
pub struct Impact {
    /// Which entitlement. One that is itself sensitive is sealed instead.
    pub entitlement: Option<Entitlement>,
    /// Which, sealed, where naming it would say something of health.
    pub sealed_entitlement: Option<Sealed>,
    /// What happens to it.
    pub effect: EntitlementEffect,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Support was offered.
    SupportOffered {
        /// This offer.
        offer: OfferId,
        /// What, and the answer.
        offered: Offered,
    },
    /// An adjustment was offered, such as software that reads aloud.
    AdjustmentOffered {
        /// This offer.
        offer: OfferId,
        /// What, and the answer.
        offered: Offered,
    },
    /// Advice on entitlements was offered, and what a step would change was noted.
    EntitlementImpactNoted {
        /// This offer.
        offer: OfferId,
        /// What would change.
        impact: Impact,
        /// The advice, and the answer.
        offered: Offered,
    },
    /// The person thought again.
    Answered {
        /// Which offer.
        offer: OfferId,
        /// What they say now.
        answer: OfferAnswer,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records an offer of support.
    OfferSupport {
        /// The new offer.
        offer: OfferId,
        /// What, and the answer.
        offered: Offered,
    },
    /// Records an offer of an adjustment.
    OfferAdjustment {
        /// The new offer.
        offer: OfferId,
        /// What, and the answer.
        offered: Offered,
    },
    /// Records advice on what a step would change.
    NoteEntitlementImpact {
        /// The new offer.
        offer: OfferId,
        /// What would change.
        impact: Impact,
        /// The advice, and the answer.
        offered: Offered,
    },
    /// Records that the person thought again. Always possible, whatever they said before.
    Answer {
        /// Which offer.
        offer: OfferId,
        /// What they say now.
        answer: OfferAnswer,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Offer ids are not reused.
    #[error("this offer is recorded already, with other content")]
    AlreadyOffered,
    /// The entitlement is missing, told twice, or sensitive and in clear.
    #[error(
        "name the entitlement once: in clear if it is not sensitive, otherwise sealed as special or restricted"
    )]
    EntitlementNotKept,
    /// No such offer on this journey.
    #[error("no such offer on this journey")]
    Unknown,
}

/// One offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The event that recorded it.
    pub recorded: Event,
    /// What the person says now.
    pub answer: OfferAnswer,
}

/// Every offer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub offers: BTreeMap<OfferId, Offer>,
}

pub(crate) fn decide(
    journey: &Journey,
    _stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let state = &journey.offer;
    let event = match command.clone() {
        Command::OfferSupport { offer, offered } => {
            record(state, offer, Event::SupportOffered { offer, offered })?
        }
        Command::OfferAdjustment { offer, offered } => {
            record(state, offer, Event::AdjustmentOffered { offer, offered })?
        }
        Command::NoteEntitlementImpact { impact, .. }
            if !is_kept_right(impact.entitlement, impact.sealed_entitlement.as_ref()) =>
        {
            return Err(Refusal::EntitlementNotKept);
        }
        Command::NoteEntitlementImpact { offer, impact, offered } => {
            record(state, offer, Event::EntitlementImpactNoted { offer, impact, offered })?
        }
        Command::Answer { offer, answer } => {
            let known = state.offers.get(&offer).ok_or(Refusal::Unknown)?;
            (known.answer != answer).then_some(Event::Answered { offer, answer }) // The same answer is a retry.
        }
    };
    Ok(event.map(Into::into).into_iter().collect())
}

fn record(state: &State, offer: OfferId, event: Event) -> Result<Option<Event>, Refusal> {
    match state.offers.get(&offer) {
        None => Ok(Some(event)),
        Some(known) if known.recorded == event => Ok(None), // A retry.
        Some(_) => Err(Refusal::AlreadyOffered),
    }
}

pub(crate) fn evolve(state: &mut State, _stamp: &Stamp, event: &Event) {
    match event {
        Event::SupportOffered { offer, offered }
        | Event::AdjustmentOffered { offer, offered }
        | Event::EntitlementImpactNoted { offer, offered, .. } => {
            state.offers.insert(*offer, Offer { recorded: event.clone(), answer: offered.answer });
        }
        Event::Answered { offer, answer } => {
            if let Some(offer) = state.offers.get_mut(offer) {
                offer.answer = *answer;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    const OFFER: OfferId = OfferId::from_u128(1);

    fn offered(answer: OfferAnswer) -> Offered {
        Offered { what: sealed(Sensitivity::Special), answer, note: None }
    }
    fn adjustment(answer: OfferAnswer) -> Event {
        Event::AdjustmentOffered { offer: OFFER, offered: offered(answer) }
    }
    fn impact(entitlement: Option<Entitlement>, sealed_entitlement: Option<Sealed>) -> Command {
        let impact = Impact { entitlement, sealed_entitlement, effect: EntitlementEffect::Down };
        Command::NoteEntitlementImpact {
            offer: OFFER,
            impact,
            offered: offered(OfferAnswer::Accepted),
        }
    }

    #[test]
    fn an_offer_and_its_answer_are_on_record() {
        let (support, answer) = (
            Event::SupportOffered { offer: OFFER, offered: offered(OfferAnswer::Later) },
            OfferAnswer::Later,
        );
        supported()
            .when(Command::OfferSupport { offer: OFFER, offered: offered(answer) })
            .then([support]);
    }
    #[test]
    fn recording_it_twice_changes_nothing() {
        let command =
            Command::OfferAdjustment { offer: OFFER, offered: offered(OfferAnswer::Accepted) };
        supported().and([adjustment(OfferAnswer::Accepted)]).when(command).then_nothing();
    }
    #[test]
    fn an_offer_does_not_become_another_under_its_id() {
        let command =
            Command::OfferSupport { offer: OFFER, offered: offered(OfferAnswer::Accepted) };
        supported()
            .and([adjustment(OfferAnswer::Accepted)])
            .when(command)
            .then_refused(Refusal::AlreadyOffered);
    }
    #[test]
    fn what_was_declined_can_be_taken_up_later_and_nothing_was_lost() {
        let declined = supported().and([adjustment(OfferAnswer::Declined)]);
        assert!(declined.journey.episode.open().is_some());
        declined
            .when(Command::Answer { offer: OFFER, answer: OfferAnswer::Accepted })
            .then([Event::Answered { offer: OFFER, answer: OfferAnswer::Accepted }]);
    }
    #[test]
    fn a_late_retry_of_the_offer_does_not_undo_a_later_answer() {
        let answered = Event::Answered { offer: OFFER, answer: OfferAnswer::Accepted };
        let command =
            Command::OfferAdjustment { offer: OFFER, offered: offered(OfferAnswer::Later) };
        supported().and([adjustment(OfferAnswer::Later), answered]).when(command).then_nothing();
    }
    #[test]
    fn the_same_answer_twice_changes_nothing() {
        let command = Command::Answer { offer: OFFER, answer: OfferAnswer::Later };
        supported().and([adjustment(OfferAnswer::Later)]).when(command).then_nothing();
    }
    #[test]
    fn what_was_never_offered_cannot_be_answered() {
        let command = Command::Answer { offer: OFFER, answer: OfferAnswer::Later };
        supported().when(command).then_refused(Refusal::Unknown);
    }
    #[test]
    fn an_entitlement_that_tells_of_health_is_sealed() {
        supported()
            .when(impact(Some(Entitlement::Disability), None))
            .then_refused(Refusal::EntitlementNotKept);
        supported().when(impact(None, None)).then_refused(Refusal::EntitlementNotKept);
        supported().when(impact(None, Some(sealed(Sensitivity::Special)))).then_and();
        supported().when(impact(Some(Entitlement::UniversalCredit), None)).then_and();
    }
}
