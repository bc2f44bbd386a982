//! Given, when, then: how the rules in this crate are told.

use crate::*;

/// The council that most stories begin at.
pub(crate) const COUNCIL: OrgId = OrgId::from_u128(0xc0);
/// A worker of the council.
pub(crate) const ANN: WorkerId = WorkerId::from_u128(0xa1);
/// A charity.
pub(crate) const CHARITY: OrgId = OrgId::from_u128(0xca);
/// A worker of the charity.
pub(crate) const BEA: WorkerId = WorkerId::from_u128(0xb1);

/// A day in the stories.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a test names a real date")
}

/// The council's worker, on the stories' first day.
pub(crate) fn stamp() -> Stamp {
    stamp_of(COUNCIL, ANN, Role::Worker, "2026-08-17")
}

/// Somebody, on some day.
pub(crate) fn stamp_of(org: OrgId, worker: WorkerId, role: Role, on: &str) -> Stamp {
    let recorded_at = format!("{on}T09:00:00Z").parse().expect("a test names a real date");
    Stamp {
        by: Actor { org, worker: Some(worker), role },
        occurred_on: day(on),
        recorded_at,
        commit: CommitId::from_u128(0xc0),
    }
}

/// A journey on which this happened, all of it stamped by the council's worker on the first day.
pub(crate) fn given<E: Into<journey::Event>>(events: impl IntoIterator<Item = E>) -> Given {
    nothing_yet().and(events)
}

/// A journey on which nothing happened.
pub(crate) fn nothing_yet() -> Given {
    Given { journey: Journey::default(), stamp: stamp() }
}

/// A part of the directory on which nothing happened.
pub(crate) fn nothing_yet_of<A: Aggregate>() -> Given<A> {
    Given { journey: A::default(), stamp: stamp() }
}

/// A journey (or a part of the directory), and who is about to ask something of it.
pub(crate) struct Given<A: Aggregate = Journey> {
    pub(crate) journey: A,
    pub(crate) stamp: Stamp,
}

impl<A: Aggregate> Given<A> {
    /// And this happened too.
    pub(crate) fn and<E: Into<A::Event>>(mut self, events: impl IntoIterator<Item = E>) -> Self {
        for event in events {
            self.journey.evolve(&self.stamp, &event.into());
        }
        self
    }
    /// From here on, somebody else acts, or on another day.
    pub(crate) fn by(mut self, stamp: Stamp) -> Self {
        self.stamp = stamp;
        self
    }
    /// This is asked.
    pub(crate) fn when(self, command: impl Into<A::Command>) -> Then<A> {
        let answer = self.journey.decide(&self.stamp, &command.into());
        Then { given: self, answer }
    }
}

/// What came of it.
pub(crate) struct Then<A: Aggregate = Journey> {
    given: Given<A>,
    answer: Result<Vec<A::Event>, A::Refusal>,
}

impl<A: Aggregate> Then<A> {
    /// Exactly this happened.
    #[track_caller]
    pub(crate) fn then<E: Into<A::Event>>(self, events: impl IntoIterator<Item = E>) {
        assert_eq!(self.answer, Ok(events.into_iter().map(Into::into).collect()));
    }
    /// Nothing happened, and nobody is told off.
    #[track_caller]
    pub(crate) fn then_nothing(self) {
        assert_eq!(self.answer, Ok(vec![]));
    }
    /// It was refused, for this reason.
    #[track_caller]
    pub(crate) fn then_refused(self, refusal: impl Into<A::Refusal>) {
        assert_eq!(self.answer, Err(refusal.into()));
    }
    /// It was done; the story goes on.
    #[track_caller]
    pub(crate) fn then_and(self) -> Given<A> {
        let events = self.answer.expect("the story goes on only if this is done");
        self.given.and(events)
    }
    /// It was refused, for this reason; the story goes on.
    #[track_caller]
    pub(crate) fn refused_and(self, refusal: impl Into<A::Refusal>) -> Given<A> {
        assert_eq!(self.answer, Err(refusal.into()));
        self.given
    }
}

/// The area in the stories.
pub(crate) fn dundee() -> Area {
    Area::from_code("S12000042").expect("Dundee City is a council area")
}

/// Something personal; its bytes mean nothing here.
pub(crate) fn sealed(sensitivity: Sensitivity) -> Sealed {
    Sealed { sensitivity, bytes: vec![7] }
}

/// The episode in most stories.
pub(crate) const EPISODE: EpisodeId = EpisodeId::from_u128(0xe1);
/// The person's yes to taking part in it.
pub(crate) const TAKING_PART: AgreementId = AgreementId::from_u128(0xa9);

/// The council knows the person, who agreed to take part.
pub(crate) fn known_and_agreed() -> Given {
    use intake::{agreement, person};
    let particulars = person::Particulars {
        details: sealed(Sensitivity::Core),
        communication: None,
        no_fixed_abode: false,
        contact_withheld: false,
    };
    given([person::Event::Registered(particulars)]).and([agreement::Event::Given {
        agreement: TAKING_PART,
        scope: agreement::Scope::Service,
        text_version: 1,
        method: agreement::AgreementMethod::Spoken,
        by: agreement::AgreementBy::Person,
        until: None,
    }])
}

/// The council supports the person; Ann leads.
pub(crate) fn supported() -> Given {
    use assignment::lead;
    use intake::{episode, stage};
    known_and_agreed()
        .and([episode::Event::Opened {
            episode: EPISODE,
            area: dundee(),
            door: COUNCIL,
            rejoin_of: None,
        }])
        .and([lead::Event::Assigned {
            org: COUNCIL,
            worker: ANN,
            reason: lead::AssignReason::Intake,
        }])
        .and([stage::Event::Entered { stage: stage::Stage::Engagement }])
}
