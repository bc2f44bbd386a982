//! What holds of aftercare whatever is asked, in whatever order, on whatever day.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::testing::*;
use super::{allowance, feedback, job, outcome, progress};
use crate::identifier::PartialDate;
use crate::testing::*;
use crate::*;
use allowance::{AllowanceScheme, AllowanceStopReason, TravelMode, TravelPurpose, WeekFacts};
use job::sustainment::{Check, CheckEvidence, CheckStatus, CheckWeek, checks_due};

/// One step of a story: so many days after the first, this is asked.
type Step = (u16, journey::Command);

fn member<C: Code>() -> impl Strategy<Value = C> {
    (0..C::ALL.len()).prop_map(|place| C::ALL[place])
}

/// Mostly days of the year and a half that the stories span; now and then the calendar's ends.
fn date() -> impl Strategy<Value = Date> {
    prop_oneof![
        18 => (0..500_u16).prop_map(|days| super::days_after(day("2026-08-17"), days)),
        1 => Just(Date::MIN),
        1 => Just(Date::MAX),
    ]
}

fn monday() -> impl Strategy<Value = Date> {
    (0..12_u16).prop_map(|week| super::days_after(day("2026-08-17"), 7 * week))
}

fn job_id() -> impl Strategy<Value = JobId> {
    (0..4_u128).prop_map(JobId::from_u128)
}

fn job_command() -> impl Strategy<Value = job::Command> {
    let terms = (date(), 0..63_u8, member(), any::<bool>(), proptest::option::of(0..7_u8))
        .prop_map(|(start_on, hours_week, contract, better_off_done, right_job)| job::JobTerms {
            start_on,
            hours_week,
            contract,
            pay_band: None,
            better_off_done,
            right_job,
        });
    let aftercare = (0..100_u8, member(), any::<bool>(), date()).prop_map(
        |(cadence_days, channel, employer_contact_ok, until)| job::Aftercare {
            cadence_days,
            channel,
            employer_contact_ok,
            until,
        },
    );
    let check = (member::<CheckStatus>(), member::<CheckEvidence>(), 0..3_u8)
        .prop_map(|(status, evidence, attempts)| Check { status, evidence, attempts });
    prop_oneof![
        2 => (job_id(), terms, any::<u16>()).prop_map(|(job, terms, gap)| {
            job::Command::Start { job, employer: sealed_words(), terms, gap_days_max: gap % 60 }
        }),
        1 => aftercare.prop_map(job::Command::AgreeAftercare),
        4 => (job_id(), member(), check)
            .prop_map(|(job, week, check)| job::Command::CheckSustainment { job, week, check }),
        1 => (job_id(), date(), member())
            .prop_map(|(job, ended_on, reason)| job::Command::End { job, ended_on, reason, words: None }),
        1 => (job_id(), member())
            .prop_map(|(job, purpose)| job::Command::ContactEmployer { job, purpose, note: None }),
    ]
}

fn facts() -> impl Strategy<Value = WeekFacts> {
    let born = (2004..2013_i16).prop_map(|year| PartialDate::new(year, None, None).ok());
    (prop_oneof![9 => born.boxed(), 1 => Just(None).boxed()], prop::bool::weighted(0.9)).prop_map(
        |(born, income_checked)| WeekFacts {
            born,
            income_checked,
            pence_week: allowance::EMA_PENCE_WEEK,
        },
    )
}

fn allowance_command() -> impl Strategy<Value = allowance::Command> {
    let scheme = AllowanceScheme::Ema;
    let purpose = TravelPurpose::Interview;
    prop_oneof![
        2 => (monday(), facts()).prop_map(move |(from, facts)| allowance::Command::Award { scheme, from, facts }),
        6 => (prop_oneof![9 => monday().boxed(), 1 => date().boxed()], any::<bool>(), facts()).prop_map(
            move |(week_commencing, attended, facts)| {
                allowance::Command::SettleWeek { scheme, week_commencing, attended, facts }
            }
        ),
        1 => Just(allowance::Command::Stop { scheme, reason: AllowanceStopReason::Paused }),
        2 => (monday(), 0..60_000_u32).prop_map(move |(travel_on, pence)| {
            let help = allowance::TravelHelp { travel_on, purpose, mode: TravelMode::Bus, pence };
            allowance::Command::ApproveTravelHelp(help)
        }),
        2 => (monday(), 0..60_000_u32).prop_map(move |(travel_on, pence)| {
            allowance::Command::UseTravelHelp { travel_on, purpose, pence }
        }),
    ]
}

fn progress_command() -> impl Strategy<Value = progress::Command> {
    (member(), 0..2_u16, 0..12_u16, 0..12_u16).prop_map(|(measure, version, score, scale_max)| {
        let instrument =
            progress::Instrument::new("LADDER", version).expect("the code is well formed");
        let by = progress::MeasuredBy::Together;
        progress::Command::Measure(progress::Measurement {
            measure,
            instrument,
            score,
            scale_max,
            by,
        })
    })
}

fn outcome_command() -> impl Strategy<Value = outcome::Command> {
    let contributors = prop::collection::vec((0..12_u128).prop_map(OrgId::from_u128), 0..12);
    (member(), date(), proptest::option::of(0..14_u8), contributors).prop_map(
        |(kind, on, scqf, contributors)| {
            outcome::Command::Achieve(outcome::Outcome { kind, on, scqf, contributors })
        },
    )
}

fn feedback_command() -> impl Strategy<Value = feedback::Command> {
    let (about, words) = (feedback::FeedbackAbout::Data, sealed_words());
    prop_oneof![
        proptest::option::of(0..7_u8).prop_map(move |score| {
            feedback::Command::Give { about, score, words: None, anonymous: false }
        }),
        any::<bool>().prop_map(move |data_matter| feedback::Command::Complain {
            about,
            words: words.clone(),
            data_matter
        }),
        (0..5_u32).prop_map(|complaint| feedback::Command::AcknowledgeComplaint { complaint }),
    ]
}

fn stories() -> impl Strategy<Value = Vec<Step>> {
    let command = prop_oneof![
        4 => job_command().prop_map(journey::Command::from),
        3 => allowance_command().prop_map(journey::Command::from),
        1 => progress_command().prop_map(journey::Command::from),
        1 => outcome_command().prop_map(journey::Command::from),
        1 => feedback_command().prop_map(journey::Command::from),
    ];
    prop::collection::vec((0..500_u16, command), 0..60)
}

/// Plays a story from a journey in support, and shows each step that was not refused: the journey before, what
/// happened, and the journey after.
fn play(story: &[Step], mut see: impl FnMut(&Journey, &[journey::Event], &Journey)) -> Journey {
    let mut journey = with_a_plan().journey;
    for (days, command) in story {
        let stamp = on(&super::days_after(day("2026-08-17"), *days).to_string());
        let Ok(events) = journey.decide(&stamp, command) else { continue };
        let before = journey.clone();
        events.iter().for_each(|event| journey.evolve(&stamp, event));
        see(&before, &events, &journey);
        assert_eq!(
            journey.decide(&stamp, command).map(|again| again.len()),
            again(command, &events),
            "{command:?}"
        );
    }
    journey
}

/// What asking the same again should yield: nothing; but feedback, complaints and calls to an employer have no id of
/// their own, so each asking is another one, and it is the journal that knows a retry by its command id.
fn again(command: &journey::Command, events: &[journey::Event]) -> Result<usize, journey::Refusal> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these three can be asked again")]
    match command {
        journey::Command::Feedback(
            feedback::Command::Give { .. } | feedback::Command::Complain { .. },
        )
        | journey::Command::Job(job::Command::ContactEmployer { .. }) => Ok(events.len()),
        _ => Ok(0),
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_asking_again_changes_nothing(story in stories(), on in date()) {
        let journey = play(&story, |_, _, _| {});
        let due = checks_due(&journey.job, on);
        prop_assert!(due.len() <= journey.job.jobs.len() * CheckWeek::ALL.len());
        prop_assert!(journey.episode.open().is_some(), "nothing here ends support");
    }

    #[test]
    fn ema_pays_a_week_once_and_a_story_no_more_than_its_weeks(story in stories()) {
        let mut payments: BTreeMap<Date, u32> = BTreeMap::new();
        let journey = play(&story, |_, events, _| {
            for event in events {
                if let journey::Event::Allowance(allowance::Event::Paid { week_commencing, .. }) = event {
                    *payments.entry(*week_commencing).or_default() += 1;
                }
            }
        });
        prop_assert!(payments.iter().all(|(week, times)| *times == 1 && week.weekday() == jiff::civil::Weekday::Monday));
        let paid = u64::from(allowance::EMA_PENCE_WEEK) * payments.len() as u64;
        prop_assert_eq!(journey.allowance.paid_pence(AllowanceScheme::Ema), paid);
    }

    #[test]
    fn travel_never_costs_more_than_was_promised(story in stories()) {
        let journey = play(&story, |_, _, _| {});
        for (help, used) in journey.allowance.travel.values() {
            prop_assert!(help.pence <= allowance::TRAVEL_PENCE_MAX && used.is_none_or(|pence| pence <= help.pence));
        }
    }

    #[test]
    fn an_unknown_check_never_ends_a_run(story in stories()) {
        play(&story, |before, events, after| {
            let unknown = |event: &journey::Event| {
                matches!(event, journey::Event::Job(job::Event::SustainmentChecked { check, .. })
                    if check.status == CheckStatus::Unknown)
            };
            if events.iter().any(unknown) {
                for (id, job) in &before.job.jobs {
                    assert_eq!(job.last_day(), after.job.jobs[id].last_day());
                    assert_eq!(before.job.run_from(*id), after.job.run_from(*id));
                    for week in CheckWeek::ALL {
                        assert_eq!(before.job.sustained(*id, *week), after.job.sustained(*id, *week));
                    }
                }
            }
        });
    }

    #[test]
    fn a_distance_lies_within_its_scale_and_credit_within_its_crowd(story in stories()) {
        let journey = play(&story, |_, _, _| {});
        for measure in progress::Measure::ALL {
            prop_assert!(journey.progress.distance(*measure).is_none_or(|points| points.abs() <= 11));
        }
        let credits: usize = (0..12).map(|id| journey.outcome.credited_to(OrgId::from_u128(id)).count()).sum();
        prop_assert!(credits <= journey.outcome.outcomes.len() * outcome::CONTRIBUTORS_MAX);
        prop_assert!(credits >= journey.outcome.outcomes.len());
    }
}
