//! The rules that a data-protection officer would ask about first, one sentence each. All of them, case by case, are in
//! `golden/` and in `matrix/`.

use domain::Code;
use std::sync::LazyLock;

use anydoor_policy::{Action, Capacity, Policy, Question, Relationships};
use domain::Sensitivity::{Core, Restricted, Special};
use domain::rights::Relationship::*;
use domain::rights::{Level, Purpose, Relationship};

static POLICY: LazyLock<Policy> = LazyLock::new(Policy::built_in);

fn look(capacity: Capacity) -> Question {
    Question::new(Action::FindPerson, capacity, Purpose::Support)
}

fn worker(relationships: impl Into<Relationships>) -> Question {
    look(Capacity::Worker).by(relationships)
}

fn agreed(question: Question) -> Question {
    Question { agreed: true, ..question }
}

fn protected(question: Question) -> Question {
    Question { protected: true, ..question }
}

fn level(question: Question) -> Level {
    POLICY.level(question)
}

fn may(action: Action, question: Question) -> bool {
    POLICY.decide(Question { action, ..question }).permit
}

#[test]
fn a_stranger_is_told_that_somebody_helps_and_never_who() {
    assert_eq!(level(worker(Relationships::NONE)), Level::BeingHelped);
    assert!(!may(Action::GetPerson, worker(Relationships::NONE)));
}
#[test]
fn the_protected_look_like_nobody_to_all_but_the_responsible() {
    let may_see = [Lead, LeadOrganisation, BreakGlass];
    for relationship in Relationship::ALL {
        let question = protected(agreed(worker(*relationship)));
        let sees = level(question) > Level::Nothing;
        assert_eq!(sees, may_see.contains(relationship), "{relationship:?}");
        assert_eq!(may(Action::GetPerson, question), sees, "{relationship:?}");
    }
    assert_eq!(level(protected(worker(Relationships::NONE))), Level::Nothing);
}
#[test]
fn helpers_see_the_journey_only_while_the_person_agrees() {
    for helper in [Supporter, Receiver, domain::rights::Relationship::Aftercare] {
        assert_eq!(level(worker(helper)), Level::Holder);
        assert_eq!(level(agreed(worker(helper))), Level::Journey);
    }
    assert_eq!(level(agreed(worker(Sender))), Level::Holder);
    assert_eq!(level(agreed(worker(Present))), Level::Holder);
}
#[test]
fn operators_officers_auditors_and_clocks_never_see_a_person() {
    let everything: Relationships = Relationship::ALL.iter().copied().collect();
    for capacity in
        [Capacity::Operator, Capacity::PrivacyOfficer, Capacity::Auditor, Capacity::System]
    {
        assert_eq!(level(agreed(look(capacity).by(everything))), Level::Nothing, "{capacity:?}");
    }
}
#[test]
fn the_partnership_sees_a_person_behind_broken_glass_and_not_otherwise() {
    for relationship in Relationship::ALL {
        let sees = level(agreed(look(Capacity::Partnership).by(*relationship)));
        let broken = *relationship == BreakGlass;
        assert_eq!(sees, if broken { Level::Journey } else { Level::Nothing }, "{relationship:?}");
    }
}
#[test]
fn what_is_restricted_is_for_the_key_worker_and_to_keep_from_harm() {
    let opens = |relationship, purpose| {
        let question = Question { purpose, ..agreed(worker(relationship)) };
        let journey = Question { action: Action::ListJourneyEntries, ..question };
        POLICY.may_open(journey, Restricted)
    };
    for relationship in Relationship::ALL {
        let support = opens(*relationship, Purpose::Support);
        assert_eq!(support, *relationship == Lead, "{relationship:?}");
        let harm = opens(*relationship, Purpose::Safeguarding);
        assert_eq!(harm, [Lead, BreakGlass].contains(relationship), "{relationship:?}");
    }
}
#[test]
fn nothing_opens_below_the_journey() {
    let policy = &POLICY;
    for relationship in Relationship::ALL {
        for question in [worker(*relationship), agreed(worker(*relationship))] {
            let sees = policy.level(question) == Level::Journey;
            assert_eq!(policy.may_open(question, Core), sees, "{relationship:?}");
            for closer in [Special, Restricted] {
                assert!(sees || !policy.may_open(question, closer), "{relationship:?}");
            }
        }
    }
}
#[test]
fn breaking_the_glass_shows_and_does_nothing() {
    let written = |action: &&Action| may(**action, agreed(worker(BreakGlass)));
    let done: Vec<_> = Action::ALL.iter().filter(written).map(|action| action.name()).collect();
    let without = |action: &&Action| may(**action, worker(Relationships::NONE));
    let without: Vec<_> = Action::ALL.iter().filter(without).map(|action| action.name()).collect();
    let more: Vec<_> = done.into_iter().filter(|name| !without.contains(name)).collect();
    let looks = [
        "GetReferral",
        "ListAvailableActions",
        "CheckReferral",
        "GetSustainment",
        "GetPerson",
        "GetParticulars",
        "ListJourneyEntries",
        "WatchJourney",
    ];
    assert_eq!(more, looks);
}
#[test]
fn the_person_is_heard_at_any_door_and_may_always_withdraw() {
    let before_me = look(Capacity::Person).by(Present);
    assert!(may(Action::WithdrawAgreement, before_me));
    assert!(may(Action::CloseEpisode, before_me));
    assert!(may(Action::RequestLeadChange, before_me));
    assert!(!may(Action::CloseEpisode, Question { capacity: Capacity::Worker, ..before_me }));
}
#[test]
fn a_decision_says_which_policies_determined_it() {
    let policy = &POLICY;
    let seen = policy.disclosure(worker(Lead));
    assert_eq!(*seen.decision.determining, ["journey-for-the-responsible".to_owned()]);
    let hidden = policy.disclosure(protected(worker(Present)));
    let forbids = ["look-at-the-protected-only-if-responsible".to_owned()];
    assert_eq!((hidden.level, &*hidden.decision.determining), (Level::Nothing, &forbids[..]));
    let denied =
        policy.decide(Question { action: Action::GetPerson, ..worker(Relationships::NONE) });
    assert!(!denied.permit && denied.determining.is_empty());
}
#[test]
fn a_question_asked_again_gets_the_same_answer() {
    let policy = &POLICY;
    for question in [worker(Lead), protected(worker(Supporter))] {
        assert_eq!(policy.disclosure(question), policy.disclosure(question));
    }
}
