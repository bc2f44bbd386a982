//! Who breaks the glass, for how long, and what becomes of it.

use super::*;
use crate::calendar::AreaDays;
use crate::testing::*;

const ONE: BreakGlassId = BreakGlassId::from_u128(1);
const TWO: BreakGlassId = BreakGlassId::from_u128(2);
/// Works for the charity too, and answers for others' work there.
const CAL: WorkerId = WorkerId::from_u128(0xb2);

fn opening(break_glass: BreakGlassId, opens: Sensitivity) -> Opening {
    Opening {
        break_glass,
        reason: BreakGlassReason::LostContactRisk.into(),
        justification: sealed(opens),
        opens,
        second: None,
    }
}
fn special(break_glass: BreakGlassId) -> Opening {
    opening(break_glass, Sensitivity::Special)
}
fn restricted(second: impl Into<Option<WorkerId>>) -> Opening {
    Opening { second: second.into(), ..opening(ONE, Sensitivity::Restricted) }
}
fn open(opening: Opening) -> Command {
    Command::Open { opening, second_active: true }
}
fn review(verdict: BreakGlassVerdict) -> Command {
    Command::Review { break_glass: ONE, verdict }
}
fn reviewed(verdict: BreakGlassVerdict) -> Event {
    Event::Reviewed { break_glass: ONE, verdict }
}
/// Monday is the stories' first day.
fn bea_on(on: &str) -> Stamp {
    stamp_of(CHARITY, BEA, Role::Worker, on)
}
fn bea() -> Stamp {
    bea_on("2026-08-17")
}
fn of(org: OrgId, worker: WorkerId, role: Role) -> Stamp {
    stamp_of(org, worker, role, "2026-08-18")
}
/// Bea broke the glass on Monday.
fn broken() -> Given {
    known_and_agreed().by(bea()).and([Event::Opened(special(ONE))])
}
fn at(time: &str) -> Timestamp {
    time.parse().expect("a test names a real instant")
}

#[test]
fn a_worker_breaks_the_glass_for_an_hour() {
    let after = known_and_agreed().by(bea()).when(open(special(ONE))).then_and();
    let opens = |time| after.journey.break_glass.opens(&bea().by, at(time));
    assert_eq!(opens("2026-08-17T09:59:59Z"), Some(Sensitivity::Special));
    assert_eq!(opens("2026-08-17T10:00:00Z"), None);
    assert_eq!(after.journey.break_glass.opens(&stamp().by, at("2026-08-17T09:30:00Z")), None);
}
#[test]
fn what_is_restricted_takes_a_second_worker_who_is_somebody_else_and_works_there() {
    let ask = |command| known_and_agreed().by(bea()).when(command);
    ask(open(restricted(None))).then_refused(Refusal::SecondNeeded);
    ask(open(restricted(BEA))).then_refused(Refusal::SecondUnfit);
    let gone = Command::Open { opening: restricted(CAL), second_active: false };
    ask(gone).then_refused(Refusal::SecondUnfit);
    ask(open(restricted(CAL))).then([Event::Opened(restricted(CAL))]);
}
#[test]
fn names_and_contacts_are_not_behind_glass() {
    let nothing = Opening { opens: Sensitivity::Core, ..special(ONE) };
    known_and_agreed().by(bea()).when(open(nothing)).then_refused(Refusal::NothingToOpen);
}
#[test]
fn a_reason_that_says_something_of_the_person_is_sealed_and_the_words_always_are() {
    let ask = |opening| known_and_agreed().by(bea()).when(open(opening));
    let in_clear = Opening { reason: BreakGlassReason::UrgentHealth.into(), ..special(ONE) };
    ask(in_clear).then_refused(Refusal::NotKept);
    let words = Opening { justification: sealed(Sensitivity::Core), ..special(ONE) };
    ask(words).then_refused(Refusal::NotKept);
    let kept = Opening { reason: Kept::Sealed(sealed(Sensitivity::Special)), ..special(ONE) };
    ask(kept).then_and();
}
#[test]
fn it_takes_a_worker_in_their_own_name() {
    for role in [Role::Person, Role::System] {
        let by = stamp_of(CHARITY, BEA, role, "2026-08-17");
        known_and_agreed().by(by).when(open(special(ONE))).then_refused(Refusal::NotForThisRole);
    }
}
#[test]
fn there_is_nothing_to_see_of_nobody() {
    nothing_yet().by(bea()).when(open(special(ONE))).then_refused(Refusal::NobodyHere);
}
#[test]
fn asking_twice_changes_nothing_and_an_id_is_not_reused() {
    broken().when(open(special(ONE))).then_nothing();
    let other = Opening { second: Some(CAL), ..special(ONE) };
    broken().when(open(other)).then_refused(Refusal::AlreadyOpened);
    broken().by(stamp()).when(open(special(ONE))).then_refused(Refusal::AlreadyOpened);
}
#[test]
fn a_review_is_due_in_two_working_days() {
    for (opened, due) in [
        ("2026-08-17", "2026-08-19"), // Monday to Wednesday.
        ("2026-08-20", "2026-08-24"), // Thursday to Monday.
        ("2026-08-21", "2026-08-25"), // Friday to Tuesday.
        ("2026-08-22", "2026-08-25"), // So does Saturday,
        ("2026-08-23", "2026-08-25"), // and Sunday.
    ] {
        assert_eq!(review_due(day(opened), &Calendar::default()), day(due), "{opened}");
    }
    assert_eq!(review_due(Date::MAX, &Calendar::default()), Date::MAX);
}
#[test]
fn a_holiday_puts_a_review_off() {
    let closed = AreaDays { closed: [day("2026-04-06")].into(), ..AreaDays::default() };
    let area = Calendar::default().with(2026, closed).expect("Easter Monday, where it is local");
    let before_easter = day("2026-04-02");
    assert_eq!(review_due(before_easter, &Calendar::default()), day("2026-04-07"));
    assert_eq!(review_due(before_easter, &area), day("2026-04-08"));
    let broken = known_and_agreed().by(bea_on("2026-12-24")).and([Event::Opened(special(ONE))]);
    let again = || open(special(TWO)); // Christmas, a weekend, the day for Boxing Day: Tuesday and Wednesday are left.
    broken.by(bea_on("2026-12-30")).when(again()).then([Event::Opened(special(TWO))]);
    let broken = known_and_agreed().by(bea_on("2026-12-24")).and([Event::Opened(special(ONE))]);
    broken.by(bea_on("2026-12-31")).when(again()).then_refused(Refusal::ReviewOverdue);
}
#[test]
fn whoever_left_one_unjudged_breaks_no_more_glass_of_this_person() {
    let again = || open(special(TWO));
    broken().by(bea_on("2026-08-19")).when(again()).then([Event::Opened(special(TWO))]);
    broken().by(bea_on("2026-08-20")).when(again()).then_refused(Refusal::ReviewOverdue);
    let judged = broken().and([reviewed(BreakGlassVerdict::Proper)]);
    judged.by(bea_on("2026-08-20")).when(again()).then([Event::Opened(special(TWO))]);
    let ann = stamp_of(COUNCIL, ANN, Role::Worker, "2026-08-20");
    broken().by(ann).when(again()).then([Event::Opened(special(TWO))]);
}
#[test]
fn a_day_that_is_told_late_does_not_hide_that_a_review_is_overdue() {
    let told_late = Stamp { occurred_on: day("2026-08-17"), ..bea_on("2026-08-20") };
    broken().by(told_late).when(open(special(TWO))).then_refused(Refusal::ReviewOverdue);
}
#[test]
fn what_nobody_has_judged_is_listed_until_somebody_does() {
    let listed = |given: &Given, now| {
        let left = unreviewed(&given.journey.break_glass, at(now));
        left.map(|(id, _, overdue)| (id, overdue)).collect::<Vec<_>>()
    };
    assert_eq!(listed(&broken(), "2026-08-19T23:59:59Z"), [(ONE, false)]);
    assert_eq!(listed(&broken(), "2026-08-20T00:00:00Z"), [(ONE, true)]);
    let judged = broken().and([reviewed(BreakGlassVerdict::Improper)]);
    assert_eq!(listed(&judged, "2026-08-20T00:00:00Z"), []);
}
#[test]
fn a_manager_or_privacy_officer_of_the_same_organisation_judges_it() {
    for role in [Role::Manager, Role::PrivacyOfficer] {
        let verdict = BreakGlassVerdict::Proper;
        broken().by(of(CHARITY, CAL, role)).when(review(verdict)).then([reviewed(verdict)]);
        let refused = Refusal::NotTheReviewer;
        broken().by(of(COUNCIL, ANN, role)).when(review(verdict)).then_refused(refused);
    }
    for role in [Role::Worker, Role::Partnership, Role::Person, Role::System] {
        let judge = of(CHARITY, CAL, role);
        let refused = Refusal::NotTheReviewer;
        broken().by(judge).when(review(BreakGlassVerdict::Proper)).then_refused(refused);
    }
}
#[test]
fn nobody_judges_themselves() {
    let as_manager = of(CHARITY, BEA, Role::Manager);
    let verdict = BreakGlassVerdict::Proper;
    broken().by(as_manager).when(review(verdict)).then_refused(Refusal::OwnReview);
}
#[test]
fn a_verdict_stands() {
    let judged = || {
        let judge = of(CHARITY, CAL, Role::Manager);
        broken().and([reviewed(BreakGlassVerdict::Improper)]).by(judge)
    };
    judged().when(review(BreakGlassVerdict::Improper)).then_nothing();
    judged().when(review(BreakGlassVerdict::Proper)).then_refused(Refusal::AlreadyReviewed);
    broken()
        .when(Command::Review { break_glass: TWO, verdict: BreakGlassVerdict::Proper })
        .then_refused(Refusal::Unknown);
}
#[test]
fn what_was_not_right_ends_at_once() {
    let opens =
        |given: Given| given.journey.break_glass.opens(&bea().by, at("2026-08-17T09:30:00Z"));
    assert_eq!(opens(broken().and([reviewed(BreakGlassVerdict::Improper)])), None);
    let proper = broken().and([reviewed(BreakGlassVerdict::Proper)]);
    assert_eq!(opens(proper), Some(Sensitivity::Special));
}
