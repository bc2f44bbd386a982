//! Agreement: the person's yes, and their right to take it back. It is not the lawful basis for processing; a public
//! body's basis is its public task, and the two never end each other.

use std::collections::BTreeMap;

use crate::assignment::household;
use crate::intake::episode::{self, CloseReason};
use crate::rights::presence;
use crate::routing::referral;
use crate::{AgreementId, Date, Journey, OrgId, Stamp, journey};

codes! {
    /// How the yes was given.
    pub AgreementMethod {
        /// Said aloud.
        Spoken = 1 "SPOKEN",
        /// Signed on paper.
        Signed = 2 "SIGNED",
        /// Given on a screen.
        Digital = 3 "DIGITAL",
        /// Through an interpreter.
        Interpreter = 4 "INTERPRETER",
        /// With an easy-read text.
        EasyRead = 5 "EASY_READ",
    }
    /// Who gave it.
    pub AgreementBy {
        /// The person.
        Person = 1 "PERSON",
        /// Somebody who may act for them.
        Representative = 2 "REPRESENTATIVE",
    }
}

/// What the yes covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Taking part at all.
    Service,
    /// A referral to this organisation, with the facts that were talked through.
    Referral(OrgId),
    /// Sharing how health affects work: needs, not diagnoses.
    HealthShare,
    /// Talking with the employer.
    EmployerContact,
    /// Talking with the family's contact.
    FamilyContact,
    /// Research.
    Research,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person said yes.
    Given {
        /// This agreement.
        agreement: AgreementId,
        /// What it covers.
        scope: Scope,
        /// Which version of the text was read or shown.
        text_version: u32,
        /// How.
        method: AgreementMethod,
        /// By whom.
        by: AgreementBy,
        /// The last day it holds, if it was given for a time.
        until: Option<Date>,
    },
    /// The person took it back. Takes effect at once.
    Withdrawn {
        /// The agreement that ended.
        agreement: AgreementId,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records a yes.
    Give {
        /// The new agreement.
        agreement: AgreementId,
        /// What it covers.
        scope: Scope,
        /// Which version of the text was read or shown.
        text_version: u32,
        /// How.
        method: AgreementMethod,
        /// By whom.
        by: AgreementBy,
        /// The last day it holds, if it was given for a time.
        until: Option<Date>,
    },
    /// Takes a yes back. Always possible. Without a yes to taking part, an open episode ends as the person's choice.
    Withdraw {
        /// The agreement to end.
        agreement: AgreementId,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Agreement ids are not reused.
    #[error("this agreement is recorded already, with other terms")]
    AlreadyGiven,
    /// The last day lies before the day it was given.
    #[error("the agreement would end before it begins")]
    EndsBeforeItBegins,
    /// No such agreement on this journey.
    #[error("no such agreement on this journey")]
    Unknown,
}

/// One agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// What it covers.
    pub scope: Scope,
    /// Which version of the text was read or shown.
    pub text_version: u32,
    /// How.
    pub method: AgreementMethod,
    /// By whom.
    pub by: AgreementBy,
    /// The last day it holds, if it was given for a time.
    pub until: Option<Date>,
    /// Whether the person took it back.
    pub withdrawn: bool,
}

/// Every agreement of the journey.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub agreements: BTreeMap<AgreementId, Agreement>,
}

impl State {
    /// Whether some agreement with this scope holds on this day.
    pub fn covers(&self, scope: Scope, on: Date) -> bool {
        self.agreements.values().any(|a| a.scope == scope && holds(a, on))
    }
    /// Whether this agreement holds on this day.
    pub fn holds(&self, agreement: AgreementId, on: Date) -> bool {
        self.agreements.get(&agreement).is_some_and(|a| holds(a, on))
    }
    /// What would be left without this agreement.
    pub(crate) fn without(&self, agreement: AgreementId) -> Self {
        let mut left = self.clone();
        left.agreements.remove(&agreement);
        left
    }
}

fn holds(agreement: &Agreement, on: Date) -> bool {
    !agreement.withdrawn && agreement.until.is_none_or(|until| on <= until)
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let agreements = &journey.agreement.agreements;
    match *command {
        Command::Give { until: Some(until), .. } if until < stamp.occurred_on => {
            Err(Refusal::EndsBeforeItBegins)
        }
        Command::Give { agreement, scope, text_version, method, by, until } => {
            let terms = Agreement { scope, text_version, method, by, until, withdrawn: false };
            match agreements.get(&agreement) {
                None => Ok(vec![
                    Event::Given { agreement, scope, text_version, method, by, until }.into(),
                ]),
                Some(known) if *known == terms => Ok(vec![]), // A retry.
                Some(_) => Err(Refusal::AlreadyGiven),
            }
        }
        Command::Withdraw { agreement } => match agreements.get(&agreement) {
            None => Err(Refusal::Unknown),
            Some(known) if known.withdrawn => Ok(vec![]), // A retry.
            Some(known) => {
                let stopped = stopped_with(journey, stamp, agreement, known.scope);
                Ok([Event::Withdrawn { agreement }.into()].into_iter().chain(stopped).collect())
            }
        },
    }
}

/// What stops at the same instant, because it rested on this yes alone.
fn stopped_with(
    journey: &Journey,
    stamp: &Stamp,
    agreement: AgreementId,
    scope: Scope,
) -> Vec<journey::Event> {
    let takes_part = journey.agreement.without(agreement).covers(Scope::Service, stamp.occurred_on);
    let leaves = scope == Scope::Service && !takes_part;
    let gone = presence::ended_by_leaving(journey, stamp).filter(|_| leaves).into_iter();
    if leaves && journey.episode.open().is_some() {
        return gone
            .chain(episode::ended_at_once(journey, CloseReason::PersonChose, None))
            .collect();
    }
    gone.chain(referral::stopped_by_withdrawal(journey, agreement))
        .chain(household::unlinked_by_withdrawal(journey, stamp, agreement))
        .collect()
}

pub(crate) fn evolve(state: &mut State, _stamp: &Stamp, event: &Event) {
    match *event {
        Event::Given { agreement, scope, text_version, method, by, until } => {
            let given = Agreement { scope, text_version, method, by, until, withdrawn: false };
            state.agreements.insert(agreement, given);
        }
        Event::Withdrawn { agreement } => {
            if let Some(agreement) = state.agreements.get_mut(&agreement) {
                agreement.withdrawn = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::stage;
    use crate::testing::*;

    const YES: AgreementId = AgreementId::from_u128(1);

    fn give() -> Command {
        Command::Give {
            agreement: YES,
            scope: Scope::Service,
            text_version: 1,
            method: AgreementMethod::Spoken,
            by: AgreementBy::Person,
            until: None,
        }
    }
    fn given_yes() -> Event {
        Event::Given {
            agreement: YES,
            scope: Scope::Service,
            text_version: 1,
            method: AgreementMethod::Spoken,
            by: AgreementBy::Person,
            until: None,
        }
    }

    #[test]
    fn a_yes_can_always_be_taken_back() {
        given([given_yes()])
            .when(Command::Withdraw { agreement: YES })
            .then([Event::Withdrawn { agreement: YES }]);
    }
    #[test]
    fn taking_it_back_twice_changes_nothing() {
        given([given_yes(), Event::Withdrawn { agreement: YES }])
            .when(Command::Withdraw { agreement: YES })
            .then_nothing();
    }
    #[test]
    fn giving_twice_changes_nothing() {
        given([given_yes()]).when(give()).then_nothing();
    }
    #[test]
    fn an_agreement_that_was_never_given_cannot_be_withdrawn() {
        nothing_yet().when(Command::Withdraw { agreement: YES }).then_refused(Refusal::Unknown);
    }
    #[test]
    fn an_agreement_does_not_change_under_its_id() {
        let Command::Give { agreement, scope, method, by, until, .. } = give() else {
            unreachable!("give gives")
        };
        let newer = Command::Give { agreement, scope, text_version: 2, method, by, until };
        given([given_yes()]).when(newer).then_refused(Refusal::AlreadyGiven);
        given([given_yes(), Event::Withdrawn { agreement: YES }])
            .when(give())
            .then_refused(Refusal::AlreadyGiven);
    }
    #[test]
    fn a_yes_for_a_time_holds_to_its_last_day() {
        let until = Some(day("2026-08-31"));
        let (scope, method, by) =
            (Scope::Research, AgreementMethod::EasyRead, AgreementBy::Representative);
        let given =
            given([Event::Given { agreement: YES, scope, text_version: 1, method, by, until }])
                .journey;
        assert!(given.agreement.covers(Scope::Research, day("2026-08-31")));
        assert!(given.agreement.holds(YES, day("2026-08-31")));
        assert!(!given.agreement.covers(Scope::Research, day("2026-09-01")));
        assert!(
            !given.agreement.covers(Scope::Service, day("2026-08-31")),
            "a yes covers only what was asked"
        );
    }
    #[test]
    fn a_yes_does_not_end_before_it_begins() {
        let Command::Give { agreement, scope, text_version, method, by, .. } = give() else {
            unreachable!("give gives")
        };
        let until = Some(day("2026-08-16"));
        nothing_yet()
            .when(Command::Give { agreement, scope, text_version, method, by, until })
            .then_refused(Refusal::EndsBeforeItBegins);
    }
    #[test]
    fn taking_back_the_yes_to_taking_part_ends_support_at_once() {
        let (reason, destination) = (CloseReason::PersonChose, None);
        supported().when(Command::Withdraw { agreement: TAKING_PART }).then([
            journey::Event::from(Event::Withdrawn { agreement: TAKING_PART }),
            stage::Event::Left { stage: stage::Stage::Engagement }.into(),
            episode::Event::Closed { reason, destination }.into(),
        ]);
    }
    #[test]
    fn support_goes_on_while_another_yes_carries_it() {
        supported()
            .and([given_yes()])
            .when(Command::Withdraw { agreement: TAKING_PART })
            .then([Event::Withdrawn { agreement: TAKING_PART }]);
    }
}
