//! Need: its rules, each told as a story.

use super::*;
use crate::testing::*;
use crate::{Code, SensitiveCode, Sensitivity};

const NEED: NeedId = NeedId::from_u128(1);
const FACT: CircumstanceId = CircumstanceId::from_u128(1);

fn told(code: NeedCode) -> Told {
    let (said_by, share) = (SaidBy::Person, Share::Private);
    Told { code: Some(code), sealed_code: None, own_words: None, said_by, share }
}
fn told_sealed(sensitivity: Sensitivity) -> Told {
    Told { code: None, sealed_code: Some(sealed(sensitivity)), ..told(NeedCode::Other) }
}
fn identify(told: Told) -> Command {
    Command::Identify { need: NEED, told, severity: 2 }
}
fn identified() -> Event {
    Event::Identified { need: NEED, told: told(NeedCode::Transport), severity: 2 }
}
fn update(severity: u8) -> Command {
    Command::Update { need: NEED, severity, share: Share::Private, own_words: None }
}
fn lone_parent() -> Circumstance {
    Circumstance {
        code: Some(CircumstanceCode::LoneParent),
        sealed_code: None,
        value: None,
        from: Some(day("2026-01-01")),
        self_reported: true,
    }
}
fn lone_parent_recorded() -> Event {
    Event::CircumstanceRecorded { circumstance: FACT, recorded: lone_parent() }
}
fn end_on(on: &str) -> Command {
    Command::EndCircumstance { circumstance: FACT, on: day(on) }
}

#[test]
fn a_need_is_told_in_the_shared_code() {
    nothing_yet().when(identify(told(NeedCode::Transport))).then([identified()]);
}
#[test]
fn naming_it_twice_changes_nothing() {
    given([identified()]).when(identify(told(NeedCode::Transport))).then_nothing();
}
#[test]
fn a_need_does_not_become_another_under_its_id() {
    given([identified()])
        .when(identify(told(NeedCode::Money)))
        .then_refused(Refusal::AlreadyRecorded);
    let strength = Command::NoteStrength { strength: NEED, told: told(NeedCode::Transport) };
    given([identified()]).when(strength).then_refused(Refusal::AlreadyRecorded);
}
#[test]
fn no_sensitive_need_stands_in_clear() {
    let sensitive = NeedCode::ALL.iter().filter(|code| !code.may_stand_in_clear());
    assert_eq!(sensitive.clone().count(), 5);
    for code in sensitive {
        nothing_yet().when(identify(told(*code))).then_refused(Refusal::CodeNotKept);
    }
}
#[test]
fn a_sensitive_need_is_sealed_as_special_or_restricted() {
    let told = told_sealed(Sensitivity::Special);
    let then = Event::Identified { need: NEED, told: told.clone(), severity: 2 };
    nothing_yet().when(identify(told)).then([then]);
    nothing_yet().when(identify(told_sealed(Sensitivity::Core))).then_refused(Refusal::CodeNotKept);
}
#[test]
fn a_need_is_named_exactly_once() {
    let unnamed = Told { code: None, ..told(NeedCode::Other) };
    nothing_yet().when(identify(unnamed)).then_refused(Refusal::CodeNotKept);
    let twice = Told { code: Some(NeedCode::Other), ..told_sealed(Sensitivity::Special) };
    nothing_yet().when(identify(twice)).then_refused(Refusal::CodeNotKept);
}
#[test]
fn a_need_weighs_four_at_most() {
    given([identified()]).when(update(5)).then_refused(Refusal::SeverityOutOfRange);
}
#[test]
fn a_need_that_was_eased_may_come_back() {
    let again = Event::Updated { need: NEED, severity: 2, share: Share::Private, own_words: None };
    given([identified(), Event::Eased { need: NEED }]).when(update(2)).then([again]);
}
#[test]
fn updating_to_what_is_known_and_easing_twice_change_nothing() {
    given([identified()]).when(update(2)).then_nothing();
    given([identified(), Event::Eased { need: NEED }])
        .when(Command::Ease { need: NEED })
        .then_nothing();
}
#[test]
fn a_need_nobody_named_cannot_ease() {
    nothing_yet().when(Command::Ease { need: NEED }).then_refused(Refusal::Unknown);
    nothing_yet().when(update(1)).then_refused(Refusal::Unknown);
}
#[test]
fn what_the_person_brings_stands_beside_what_they_need() {
    let strength = NeedId::from_u128(2);
    let note = Command::NoteStrength { strength, told: told(NeedCode::Experience) };
    let noted = Event::StrengthNoted { strength, told: told(NeedCode::Experience) };
    given([identified()]).when(note.clone()).then([noted.clone()]);
    given([noted]).when(note).then_nothing();
}
#[test]
fn an_equality_answer_never_stands_in_clear() {
    for code in
        [CircumstanceCode::Ethnicity, CircumstanceCode::Disabled, CircumstanceCode::InCustody]
    {
        let recorded = Circumstance { code: Some(code), ..lone_parent() };
        let command = Command::RecordCircumstance { circumstance: FACT, recorded };
        nothing_yet().when(command).then_refused(Refusal::CodeNotKept);
    }
}
#[test]
fn circumstances_overlap() {
    let circumstance = CircumstanceId::from_u128(2);
    let recorded = Circumstance { code: Some(CircumstanceCode::MotherUnder25), ..lone_parent() };
    given([lone_parent_recorded()])
        .when(Command::RecordCircumstance { circumstance, recorded: recorded.clone() })
        .then([Event::CircumstanceRecorded { circumstance, recorded }]);
}
#[test]
fn a_circumstance_does_not_begin_in_the_future() {
    let recorded = Circumstance { from: Some(day("2026-08-18")), ..lone_parent() };
    let command = Command::RecordCircumstance { circumstance: FACT, recorded };
    nothing_yet().when(command).then_refused(Refusal::DatesOutOfOrder);
}
#[test]
fn a_circumstance_ends_once_and_after_it_began() {
    given([lone_parent_recorded()])
        .when(end_on("2025-12-31"))
        .then_refused(Refusal::DatesOutOfOrder);
    let ended = Event::CircumstanceEnded { circumstance: FACT, on: day("2026-06-30") };
    given([lone_parent_recorded()]).when(end_on("2026-06-30")).then([ended.clone()]);
    given([lone_parent_recorded(), ended]).when(end_on("2026-06-30")).then_nothing();
    nothing_yet().when(end_on("2026-06-30")).then_refused(Refusal::Unknown);
}
