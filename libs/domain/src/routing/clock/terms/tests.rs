//! What terms may be, and what they are where nobody has set any.

use super::Days::{Calendar as Each, Working};
use super::*;
use crate::routing::reason::ExpireReason;

/// Overdue after so many days; nothing else.
fn overdue(days: Days) -> Term {
    Term { remind: None, overdue: days, partnership: None, expire: None }
}
#[track_caller]
fn refused(clock: Clock, term: Term, error: TermsError) {
    assert_eq!(Terms::standard().with(clock, term), Err(error));
}

#[test]
fn the_standard_terms_are_those_of_the_partnership() {
    use Rung::{Expire, Overdue, Partnership, Remind};
    let expected = |clock| match clock {
        Clock::Acknowledge => {
            vec![
                (Remind, Working(1)),
                (Overdue, Working(2)),
                (Partnership, Working(4)),
                (Expire, Working(7)),
            ]
        }
        Clock::Decide => {
            vec![(Overdue, Working(5)), (Partnership, Working(7)), (Expire, Working(10))]
        }
        Clock::Clarify => {
            vec![(Remind, Working(2)), (Overdue, Working(3)), (Partnership, Working(5))]
        }
        Clock::WaitReview => vec![(Overdue, Working(20)), (Partnership, Working(25))],
        Clock::Introduce => vec![(Overdue, Working(15)), (Partnership, Working(20))],
        Clock::ConfirmIntro => vec![(Overdue, Working(2))],
        Clock::Start => vec![(Overdue, Working(10)), (Partnership, Working(20))],
        Clock::Plan => vec![(Overdue, Working(20))],
        Clock::Stall | Clock::Aftercare => vec![(Overdue, Each(7))],
        Clock::Draft => vec![(Overdue, Each(90))],
        Clock::StallInSupport => vec![(Overdue, Each(28))],
    };
    for clock in Clock::ALL {
        let term = Terms::standard().term(*clock).expect("every clock runs");
        let rungs = std::iter::successors(term.next(None), |(rung, _)| term.next(Some(*rung)));
        assert_eq!(rungs.take(5).collect::<Vec<_>>(), expected(*clock), "{clock:?}");
    }
}
#[test]
fn the_standard_terms_keep_the_rules_for_terms() {
    for clock in Clock::ALL {
        let term = Terms::standard().term(*clock).expect("every clock runs");
        assert_eq!(Terms::standard().with(*clock, term), Ok(Terms::standard()));
    }
}
#[test]
fn a_partnership_changes_one_clock_and_leaves_the_others() {
    let terms = Terms::standard().with(Clock::Decide, overdue(Working(3))).expect("a good term");
    assert_eq!(terms.term(Clock::Decide), Some(overdue(Working(3))));
    assert_eq!(terms.term(Clock::Plan), Terms::standard().term(Clock::Plan));
    assert_eq!(Terms::default().term(Clock::Plan), None);
}
#[test]
fn nobody_is_reminded_of_what_is_overdue() {
    let term = Terms::standard().term(Clock::Acknowledge).expect("every clock runs");
    assert_eq!(term.next(Some(Rung::Overdue)), Some((Rung::Partnership, Working(4))));
    assert_eq!(term.next(Some(Rung::Expire)), None);
}
#[test]
fn a_rung_comes_no_sooner_than_the_one_before() {
    let clock = Clock::Decide;
    let term = Term { remind: Some(Working(5)), expire: Some(Working(5)), ..overdue(Working(5)) };
    assert!(Terms::standard().with(clock, term).is_ok(), "all on one day");
    for (rung, wrong) in [
        (Rung::Overdue, Term { remind: Some(Working(6)), ..term }),
        (Rung::Partnership, Term { partnership: Some(Working(4)), ..term }),
        (Rung::Expire, Term { expire: Some(Working(4)), ..term }),
    ] {
        refused(clock, wrong, TermsError::OutOfOrder { clock, rung });
    }
    let days = Term { remind: Some(Each(8)), ..overdue(Each(7)) };
    refused(clock, days, TermsError::OutOfOrder { clock, rung: Rung::Overdue });
}
#[test]
fn working_days_and_calendar_days_are_not_mixed_on_one_clock() {
    let clock = Clock::Decide;
    for expire in [Each(10), Each(1)] {
        let term = Term { expire: Some(expire), ..overdue(Working(5)) };
        refused(clock, term, TermsError::Mixed { clock });
    }
    let term = Term { remind: Some(Working(1)), ..overdue(Each(7)) };
    refused(clock, term, TermsError::Mixed { clock });
}
#[test]
fn a_clock_runs_for_a_day_to_a_year() {
    let clock = Clock::Plan;
    for of in [Working, Each] {
        for good in [1, DAYS_MAX] {
            assert!(Terms::standard().with(clock, overdue(of(good))).is_ok());
        }
        for wrong in [0, DAYS_MAX + 1] {
            refused(clock, overdue(of(wrong)), TermsError::NoDays { clock });
            let term = Term { remind: Some(of(wrong)), ..overdue(of(1)) };
            refused(clock, term, TermsError::NoDays { clock });
        }
    }
}
#[test]
fn only_what_waits_for_an_answer_can_expire() {
    let term = Term { expire: Some(Working(9)), ..overdue(Working(5)) };
    let can = |clock: &Clock| match Terms::standard().with(*clock, term) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error, TermsError::CannotExpire { clock: *clock });
            false
        }
    };
    use Clock::{Acknowledge, Clarify, Decide, WaitReview};
    let those: Vec<_> = Clock::ALL.iter().copied().filter(can).collect();
    assert_eq!(those, [Acknowledge, Decide, Clarify, WaitReview]);
}
#[test]
fn each_reason_to_expire_has_one_clock_but_that_nobody_met_and_that_a_service_closed() {
    let mut reasons: Vec<_> = Clock::ALL.iter().filter_map(|clock| clock.expires_as()).collect();
    reasons.extend([ExpireReason::IntroNotBooked, ExpireReason::ServiceClosed]);
    reasons.sort();
    assert_eq!(reasons, ExpireReason::ALL);
}
