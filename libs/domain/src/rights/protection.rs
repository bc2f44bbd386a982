//! Protection: a person at risk, or whose data is under restriction (UK GDPR Article 18). While it stands, whoever does
//! not support the person already learns nothing, as if there were nobody. Why it stands is sealed, and so is why it was
//! lifted; to whoever may not open them, the two entries look alike.

use std::collections::BTreeMap;

use super::is_about_somebody;
use crate::intake::{REVIEW_WEEKS_MAX, is_review_in_range};
use crate::{
    Actor, Date, Journey, OrgId, ProtectionId, Role, Sealed, SensitiveCode, Sensitivity, Stamp,
    journey,
};

codes! {
    /// Why a person is protected.
    pub ProtectionKind {
        /// Somebody may harm the person if they find them.
        AtRisk = 1 "AT_RISK",
        /// The person had the use of their data restricted.
        Restriction = 2 "RESTRICTION",
    }
}

impl SensitiveCode for ProtectionKind {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::AtRisk | Self::Restriction => Sensitivity::Restricted,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person is protected. Said again of the same protection, the last word counts.
    Applied {
        /// This protection; a person may have more than one.
        protection: ProtectionId,
        /// Why: the kind's number, sealed as restricted.
        kind: Sealed,
        /// When somebody looks whether it is still needed. It does not end by itself.
        review_on: Date,
    },
    /// This protection is no longer needed.
    Lifted {
        /// Which.
        protection: ProtectionId,
        /// Why, sealed as restricted.
        reason: Sealed,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Protects the person, at once.
    Apply {
        /// The new protection, or one of the same organisation's that stands.
        protection: ProtectionId,
        /// Why: the kind's number, sealed as restricted.
        kind: Sealed,
        /// When somebody looks whether it is still needed; at most 13 weeks on.
        review_on: Date,
    },
    /// Ends protection.
    Lift {
        /// Which; without one, every protection that whoever asks may lift.
        protection: Option<ProtectionId>,
        /// Why, sealed as restricted.
        reason: Sealed,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// A clock protects nobody.
    #[error("only a worker who meets people, or a privacy officer, can protect somebody")]
    NotForThisRole,
    /// There is nobody whom this could be about.
    #[error("no door has heard this person yet; record an enquiry or register them first")]
    NobodyHere,
    /// The reason could be read by too many.
    #[error("seal the kind and the reason as restricted")]
    NotKept,
    /// The review date is missing or too far away.
    #[error("the review must lie ahead, within {REVIEW_WEEKS_MAX} weeks")]
    ReviewOutOfRange,
    /// Ids are not reused.
    #[error("this protection is another organisation's, or was lifted; make a new one")]
    AlreadyApplied,
    /// No such protection on this journey.
    #[error("no such protection on this journey")]
    Unknown,
    /// It takes somebody who answers for it.
    #[error(
        "only a privacy officer of the organisation that applied it, or the partnership, can lift it"
    )]
    NotYours,
}

/// One protection.
#[derive(Debug, Clone, PartialEq)]
pub struct Protection {
    /// The organisation that applied it.
    pub org: OrgId,
    /// Why, sealed.
    pub kind: Sealed,
    /// When somebody looks again.
    pub review_on: Date,
    /// Whether it is no longer needed.
    pub lifted: bool,
}

/// Every protection of the person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub protections: BTreeMap<ProtectionId, Protection>,
}

impl State {
    /// Whether one stands.
    pub fn is_protected(&self) -> bool {
        self.standing().next().is_some()
    }
    /// Those that stand.
    pub fn standing(&self) -> impl Iterator<Item = (ProtectionId, &Protection)> {
        self.protections.iter().filter(|(_, p)| !p.lifted).map(|(id, p)| (*id, p))
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let events = match command {
        Command::Apply { protection, kind, review_on } => {
            let applied = Event::Applied {
                protection: *protection,
                kind: kind.clone(),
                review_on: *review_on,
            };
            apply(journey, stamp, *protection, (kind, *review_on))?
                .then_some(applied)
                .into_iter()
                .collect()
        }
        Command::Lift { reason, .. } if reason.sensitivity != Sensitivity::Restricted => {
            return Err(Refusal::NotKept);
        }
        Command::Lift { protection: Some(protection), reason } => {
            lift(journey, stamp, *protection, reason)?
        }
        Command::Lift { protection: None, reason } => lift_all(journey, stamp, reason)?,
    };
    Ok(events.into_iter().map(Into::into).collect())
}

/// Whether there is something to apply.
fn apply(
    journey: &Journey,
    stamp: &Stamp,
    protection: ProtectionId,
    (kind, review_on): (&Sealed, Date),
) -> Result<bool, Refusal> {
    if !stamp.by.role.meets_people() && stamp.by.role != Role::PrivacyOfficer {
        return Err(Refusal::NotForThisRole);
    }
    match journey.protection.protections.get(&protection) {
        Some(known) if known.lifted || known.org != stamp.by.org => Err(Refusal::AlreadyApplied),
        Some(known) if (&known.kind, known.review_on) == (kind, review_on) => Ok(false), // A retry.
        Some(_) | None if !is_about_somebody(journey) => Err(Refusal::NobodyHere),
        Some(_) | None if kind.sensitivity != Sensitivity::Restricted => Err(Refusal::NotKept),
        Some(_) | None if !is_review_in_range(stamp, review_on) => Err(Refusal::ReviewOutOfRange),
        Some(_) | None => Ok(true),
    }
}

fn lift(
    journey: &Journey,
    stamp: &Stamp,
    protection: ProtectionId,
    reason: &Sealed,
) -> Result<Vec<Event>, Refusal> {
    let known = journey.protection.protections.get(&protection).ok_or(Refusal::Unknown)?;
    if !may_lift(stamp.by, known) {
        return Err(Refusal::NotYours);
    }
    let lifted = Event::Lifted { protection, reason: reason.clone() };
    Ok(if known.lifted { vec![] } else { vec![lifted] }) // Lifting twice is a retry.
}

fn lift_all(journey: &Journey, stamp: &Stamp, reason: &Sealed) -> Result<Vec<Event>, Refusal> {
    if !lifts_at_all(stamp.by) {
        return Err(Refusal::NotYours);
    }
    let theirs = journey.protection.standing().filter(|(_, known)| may_lift(stamp.by, known));
    let lifted: Vec<Event> = theirs
        .map(|(protection, _)| Event::Lifted { protection, reason: reason.clone() })
        .collect();
    let is_left = lifted.is_empty() && journey.protection.is_protected();
    if is_left { Err(Refusal::NotYours) } else { Ok(lifted) }
}

fn lifts_at_all(by: Actor) -> bool {
    matches!(by.role, Role::PrivacyOfficer | Role::Partnership)
}

fn may_lift(by: Actor, known: &Protection) -> bool {
    lifts_at_all(by) && (by.role == Role::Partnership || by.org == known.org)
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Applied { protection, kind, review_on } => {
            let (kind, review_on) = (kind.clone(), *review_on);
            let applied = Protection { org: stamp.by.org, kind, review_on, lifted: false };
            state.protections.insert(*protection, applied);
        }
        Event::Lifted { protection, .. } => {
            if let Some(protection) = state.protections.get_mut(protection) {
                protection.lifted = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    const ONE: ProtectionId = ProtectionId::from_u128(1);
    const TWO: ProtectionId = ProtectionId::from_u128(2);

    fn on_review(protection: ProtectionId, review_on: &str) -> Command {
        let kind = sealed(Sensitivity::Restricted);
        Command::Apply { protection, kind, review_on: day(review_on) }
    }
    fn apply(protection: ProtectionId) -> Command {
        on_review(protection, "2026-09-17")
    }
    fn applied(protection: ProtectionId) -> Event {
        let (kind, review_on) = (sealed(Sensitivity::Restricted), day("2026-09-17"));
        Event::Applied { protection, kind, review_on }
    }
    fn lift(protection: impl Into<Option<ProtectionId>>) -> Command {
        let reason = sealed(Sensitivity::Restricted);
        Command::Lift { protection: protection.into(), reason }
    }
    fn lifted(protection: ProtectionId) -> Event {
        Event::Lifted { protection, reason: sealed(Sensitivity::Restricted) }
    }
    fn of(org: OrgId, role: Role) -> Stamp {
        stamp_of(org, BEA, role, "2026-08-17")
    }
    fn protected() -> Given {
        known_and_agreed().and([applied(ONE)])
    }

    #[test]
    fn any_worker_who_learns_of_a_risk_protects_the_person_at_once() {
        let after = known_and_agreed().by(of(CHARITY, Role::Worker)).when(apply(ONE)).then_and();
        assert!(after.journey.protection.is_protected());
        known_and_agreed()
            .by(of(COUNCIL, Role::PrivacyOfficer))
            .when(apply(ONE))
            .then([applied(ONE)]);
        known_and_agreed()
            .by(of(COUNCIL, Role::System))
            .when(apply(ONE))
            .then_refused(Refusal::NotForThisRole);
    }
    #[test]
    fn why_is_sealed_and_kept_most_closely() {
        let told = |sensitivity| Command::Apply {
            protection: ONE,
            kind: sealed(sensitivity),
            review_on: day("2026-09-17"),
        };
        known_and_agreed().when(told(Sensitivity::Special)).then_refused(Refusal::NotKept);
        let why = Command::Lift { protection: None, reason: sealed(Sensitivity::Core) };
        protected().by(of(COUNCIL, Role::Partnership)).when(why).then_refused(Refusal::NotKept);
    }
    #[test]
    fn somebody_looks_again_within_thirteen_weeks_and_it_does_not_end_by_itself() {
        let beyond = on_review(ONE, "2026-11-17");
        known_and_agreed().when(beyond).then_refused(Refusal::ReviewOutOfRange);
        let years_later = stamp_of(COUNCIL, ANN, Role::Worker, "2029-08-17");
        assert!(protected().by(years_later).journey.protection.is_protected());
    }
    #[test]
    fn asking_twice_changes_nothing_and_another_date_moves_the_review() {
        protected().when(apply(ONE)).then_nothing();
        let moved = protected().when(on_review(ONE, "2026-10-01")).then_and().journey.protection;
        assert_eq!(moved.protections[&ONE].review_on, day("2026-10-01"));
    }
    #[test]
    fn another_organisation_adds_its_own_protection_and_leaves_this_one_alone() {
        protected()
            .by(of(CHARITY, Role::Worker))
            .when(apply(ONE))
            .then_refused(Refusal::AlreadyApplied);
        protected().by(of(CHARITY, Role::Worker)).when(apply(TWO)).then([applied(TWO)]);
    }
    #[test]
    fn a_worker_or_a_manager_lifts_nothing() {
        for role in [Role::Worker, Role::Manager, Role::Person, Role::System] {
            protected().by(of(COUNCIL, role)).when(lift(ONE)).then_refused(Refusal::NotYours);
            protected().by(of(COUNCIL, role)).when(lift(None)).then_refused(Refusal::NotYours);
        }
    }
    #[test]
    fn the_privacy_officer_of_who_applied_it_lifts_it_and_the_partnership_lifts_any() {
        for by in [of(COUNCIL, Role::PrivacyOfficer), of(CHARITY, Role::Partnership)] {
            let free = protected().by(by).when(lift(ONE)).then_and().journey.protection;
            assert!(!free.is_protected());
        }
        let elsewhere = of(CHARITY, Role::PrivacyOfficer);
        protected().by(elsewhere).when(lift(ONE)).then_refused(Refusal::NotYours);
        protected().by(elsewhere).when(lift(None)).then_refused(Refusal::NotYours);
    }
    #[test]
    fn with_two_protections_one_that_is_lifted_leaves_the_other() {
        let by = of(COUNCIL, Role::PrivacyOfficer);
        let both = || protected().and([applied(TWO)]).by(by);
        assert!(both().when(lift(ONE)).then_and().journey.protection.is_protected());
        both().when(lift(None)).then([lifted(ONE), lifted(TWO)]);
    }
    #[test]
    fn lifting_twice_changes_nothing() {
        let free = || protected().by(of(COUNCIL, Role::PrivacyOfficer)).when(lift(ONE)).then_and();
        free().when(lift(ONE)).then_nothing();
        free().when(lift(None)).then_nothing();
        free().when(apply(ONE)).then_refused(Refusal::AlreadyApplied);
        free().when(lift(TWO)).then_refused(Refusal::Unknown);
    }
    #[test]
    fn nobody_is_not_protected() {
        nothing_yet().when(apply(ONE)).then_refused(Refusal::NobodyHere);
    }
}
