//! The topic `job` in plain words.

use domain::aftercare::job::sustainment::{Check, CheckEvidence, CheckStatus, CheckWeek};
use domain::aftercare::job::{
    Aftercare, AftercareChannel, EmployerContactPurpose, Event, JobContract, JobEndReason,
    JobTerms, PayBand,
};

use super::{Form, Names, Told, day};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Started { employer, terms, .. } => Told::new("job.started", started(terms)).with(
            "employer",
            "job.employer",
            employer,
            Form::Text,
        ),
        Event::AftercareAgreed(aftercare) => Told::new("job.aftercare_agreed", agreed(aftercare)),
        Event::SustainmentChecked { week, check, .. } => {
            Told::new("job.sustainment_checked", checked(*week, check))
        }
        Event::Ended { ended_on, reason, words, .. } => {
            let headline = format!("The job ended on {}: {}", day(*ended_on), why(*reason));
            Told::new("job.ended", headline).with("why", "job.words", words, Form::Text)
        }
        Event::EmployerContacted { purpose, note, .. } => {
            let headline = format!("Spoke with the employer about {}", purpose_of(*purpose));
            Told::new("job.employer_contacted", headline).with("note", "job.note", note, Form::Text)
        }
    }
}

/// A whole sentence, such as "Started work on 7 September 2026: 16 hours a week, permanent, on the minimum wage".
fn started(terms: &JobTerms) -> String {
    let hours = match terms.hours_week {
        1 => "1 hour a week".into(),
        hours => format!("{hours} hours a week"),
    };
    let mut parts = vec![hours, contract(terms.contract).into()];
    parts.extend(terms.pay_band.map(|pay| pay_of(pay).into()));
    if terms.better_off_done {
        parts.push("with a better-off calculation".into());
    }
    parts.extend(terms.right_job.map(|score| format!("feels right {score} of 5")));
    format!("Started work on {}: {}", day(terms.start_on), parts.join(", "))
}

fn contract(contract: JobContract) -> &'static str {
    match contract {
        JobContract::Permanent => "permanent",
        JobContract::Fixed => "for a fixed time",
        JobContract::Zero => "without guaranteed hours",
        JobContract::Apprenticeship => "an apprenticeship",
        JobContract::SelfEmployed => "self-employed",
    }
}

fn pay_of(pay: PayBand) -> &'static str {
    match pay {
        PayBand::Minimum => "on the minimum wage",
        PayBand::AboveMinimum => "above the minimum wage",
        PayBand::RealLivingWage => "on the real Living Wage or more",
    }
}

fn agreed(aftercare: &Aftercare) -> String {
    let how = match aftercare.channel {
        AftercareChannel::Phone => "by phone",
        AftercareChannel::Text => "by text",
        AftercareChannel::Email => "by email",
        AftercareChannel::Video => "by video",
        AftercareChannel::InPerson => "in person",
    };
    let employer = if aftercare.employer_contact_ok { "may" } else { "may not" };
    let (days, until) = (aftercare.cadence_days, day(aftercare.until));
    format!(
        "Agreed to keep in touch every {days} days {how} until {until}; the employer {employer} be contacted"
    )
}

fn checked(week: CheckWeek, check: &Check) -> String {
    let found = match check.status {
        CheckStatus::InWork => "in work",
        CheckStatus::ChangedJob => "in work, in another job",
        CheckStatus::NotInWork => "not in work",
        CheckStatus::Unknown => "not known",
    };
    let basis = match (check.evidence, check.attempts) {
        (CheckEvidence::Person, _) => "the person said so".into(),
        (CheckEvidence::Employer, _) => "the employer said so".into(),
        (CheckEvidence::Payroll, _) => "payroll shows it".into(),
        (CheckEvidence::None, 1) => "after 1 attempt".into(),
        (CheckEvidence::None, attempts) => format!("after {attempts} attempts"),
    };
    format!("Checked at week {}: {found} ({basis})", week.weeks())
}

fn why(reason: JobEndReason) -> &'static str {
    match reason {
        JobEndReason::ContractOver => "the agreed time was over",
        JobEndReason::Redundancy => "redundancy, or the business closed",
        JobEndReason::EmployerEnded => "the employer ended it",
        JobEndReason::PersonEnded => "the person ended it",
        JobEndReason::NewJob => "the person went on to another job",
        JobEndReason::Other => "for another reason, or not said",
    }
}

fn purpose_of(purpose: EmployerContactPurpose) -> &'static str {
    match purpose {
        EmployerContactPurpose::Adjustments => "adjustments",
        EmployerContactPurpose::Progress => "how the job is going",
        EmployerContactPurpose::Training => "training",
        EmployerContactPurpose::Conditions => "hours, pay or conditions",
        EmployerContactPurpose::Problem => "a problem that could end the job",
    }
}
