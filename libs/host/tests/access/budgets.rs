//! How often somebody may look for people whom they have nothing to do with yet.

use std::time::Duration;

use anydoor_host::access::{Attempt, Sought};
use anydoor_host::config::AccessLimits;
use domain::access::LookOutcome::{Nobody, One, Withheld};
use domain::access::LookVerdict;
use domain::rights::Relationship;
use domain::{PersonId, WorkerId};

use crate::support::{
    ANN, BOB, CHARITY, COUNCIL, ann, attempt, by_number, limited, memory, nino, on_record, process,
    told_to_wait, worker,
};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_worker_may_search_so_often_in_an_hour_and_is_told_when_to_come_back() {
    let process = process(&memory()).await;
    for person in 0..30 {
        process.looks_at(ann(), person, One).await.expect("within the budget");
    }
    let wait = told_to_wait(process.looks_at(ann(), 99, One).await);
    assert!(wait <= HOUR, "{wait:?}");
    process.hand.advance(wait);
    process.looks_at(ann(), 99, One).await.expect("there is room again");
}

#[tokio::test]
async fn a_worker_may_search_so_often_in_a_day() {
    let process = process(&memory()).await;
    for person in 0..150 {
        process.looks_at(ann(), person, One).await.expect("within the budget");
        process.hand.advance(HOUR / 10);
    }
    let wait = told_to_wait(process.looks_at(ann(), 999, One).await);
    assert!(wait > HOUR, "{wait:?}");
    process.hand.advance(wait);
    process.looks_at(ann(), 999, One).await.expect("there is room again");
}

#[tokio::test]
async fn one_workers_budget_is_not_anothers() {
    let process = process(&memory()).await;
    for person in 0..30 {
        process.looks_at(ann(), person, One).await.expect("within the budget");
    }
    process.looks_at(worker(COUNCIL, BOB), 1, One).await.expect("a colleague");
    process.looks_at(worker(CHARITY, ANN), 1, One).await.expect("the same id elsewhere");
}

#[tokio::test]
async fn people_whom_the_worker_leads_or_supports_cost_nothing() {
    let process = process(&memory()).await;
    for person in 0..500 {
        let attempt = Attempt {
            person: Some(PersonId::from_u128(person)),
            relationships: &[Relationship::Supporter],
            ..attempt(ann(), Sought::Person)
        };
        drop(process.access.admit(&attempt).expect("never counted"));
        drop(
            process
                .access
                .admit(&crate::support::attempt(ann(), Sought::List))
                .expect("never counted"),
        );
    }
    process.looks_at(ann(), 501, One).await.expect("the budget is untouched");
}

#[tokio::test]
async fn looking_on_at_somebody_who_was_just_found_is_no_new_search() {
    let process = process(&memory()).await;
    for _ in 0..100 {
        process.looks_at(ann(), 7, One).await.expect("one search, whatever is opened of them");
    }
    process.hand.advance(HOUR * 2);
    for person in 0..30 {
        process.looks_at(ann(), person, One).await.expect("they count again, once");
    }
    told_to_wait(process.looks_at(ann(), 99, One).await);
    process.looks_at(ann(), 29, One).await.expect("who was just found can still be opened");
}

#[tokio::test]
async fn an_organisation_may_search_the_more_the_more_people_it_is_responsible_for() {
    let limits = AccessLimits { org_searches_per_day_base: 10, ..AccessLimits::default() };
    let process = limited(&memory(), limits).await;
    let search = |n: u128, org_people| {
        let by = worker(COUNCIL, WorkerId::from_u128(n));
        process.access.admit(&Attempt { org_people, ..attempt(by, Sought::Name) }).map(drop)
    };
    for n in 0..10 {
        search(n, 0).expect("the base");
    }
    told_to_wait(search(10, 0));
    for n in 10..20 {
        search(n, 5).expect("two more for each person");
    }
    told_to_wait(search(20, 5));
    process.looks_at(worker(CHARITY, ANN), 1, One).await.expect("another organisation");
}

#[tokio::test]
async fn one_number_is_sought_only_so_often_a_day_by_all_together() {
    let process = process(&memory()).await;
    let number = nino(123_456);
    let seek = |n: u128| {
        let by = worker(domain::OrgId::from_u128(n), WorkerId::from_u128(n));
        process.access.admit(&by_number(by, &number)).map(drop)
    };
    for org in 0..5 {
        seek(org).expect("five doors in a day");
    }
    let wait = told_to_wait(seek(6));
    process.hand.advance(wait);
    seek(6).expect("the next day");
}

#[tokio::test]
async fn who_mostly_finds_nobody_is_held_up_for_an_hour() {
    for missed in [Nobody, Withheld] {
        let process = process(&memory()).await;
        for n in 0..20 {
            let outcome = if n % 2 == 0 { missed } else { One };
            process.seeks(ann(), n * 10_007, outcome).await.expect("not judged yet");
        }
        let wait = told_to_wait(process.seeks(ann(), 999_999, One).await);
        assert!(wait <= HOUR, "{wait:?}");
        process.hand.advance(wait);
        process.seeks(ann(), 999_999, One).await.expect("judged anew");
    }
}

#[tokio::test]
async fn an_intake_desk_that_finds_two_in_five_not_yet_known_works_on() {
    let process = process(&memory()).await;
    for n in 0..30 {
        let outcome = if n % 5 > 2 { Nobody } else { One };
        process.seeks(ann(), n * 10_007, outcome).await.expect("an honest day");
    }
}

#[tokio::test]
async fn being_held_up_is_on_record_once_without_whom_it_was_about() {
    let journal = memory();
    let process = process(&journal).await;
    for person in 0..30 {
        process.looks_at(ann(), person, One).await.expect("within the budget");
    }
    for person in 50..60 {
        told_to_wait(process.looks_at(ann(), person, One).await);
    }
    process.access.close().await;
    let looks = on_record(&*journal).await;
    assert_eq!(looks.len(), 31);
    let last = looks.last().expect("the last");
    assert_eq!(
        (last.verdict, last.outcome, last.person),
        (LookVerdict::BudgetSpent, Withheld, None)
    );
    assert_eq!(last.by, ann());
}

#[tokio::test]
async fn a_budget_is_one_whichever_process_is_asked() {
    let journal = memory();
    let one = process(&journal).await;
    let other = one.beside(&journal).await;
    for person in 0..15 {
        one.looks_at(ann(), person, One).await.expect("within the budget");
    }
    other.counts(&journal).await;
    for person in 15..30 {
        other.looks_at(ann(), person, One).await.expect("within the budget");
    }
    told_to_wait(other.looks_at(ann(), 99, One).await);
    one.counts(&journal).await;
    told_to_wait(one.looks_at(ann(), 99, One).await);
}

#[tokio::test]
async fn a_restart_gives_nobody_a_new_budget() {
    let journal = memory();
    let process = process(&journal).await;
    for person in 0..30 {
        process.looks_at(ann(), person, One).await.expect("within the budget");
    }
    let process = process.restarted(&journal).await;
    let wait = told_to_wait(process.looks_at(ann(), 99, One).await);
    process.hand.advance(wait);
    process.looks_at(ann(), 99, One).await.expect("there is room again");
}

#[tokio::test]
async fn no_more_is_read_back_than_may_be() {
    let journal = memory();
    let first = process(&journal).await;
    for person in 0..30 {
        first.looks_at(ann(), person, One).await.expect("within the budget");
    }
    let limits = AccessLimits { read_back_records_max: 10, ..AccessLimits::default() };
    let second = limited(&journal, limits).await;
    for person in 100..120 {
        second.looks_at(ann(), person, One).await.expect("ten are known");
    }
    told_to_wait(second.looks_at(ann(), 120, One).await);
}

#[tokio::test]
async fn lifted_limits_hold_nobody_up() {
    let process = limited(&memory(), AccessLimits::lifted()).await;
    for n in 0..1_000 {
        let number = nino(n);
        drop(process.access.admit(&by_number(ann(), &number)).expect("nobody is held up"));
    }
}
