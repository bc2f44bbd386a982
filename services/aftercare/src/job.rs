//! Jobs: from the wire, sealed, and back.

use domain::aftercare::job::sustainment::{Check, CheckWeek, GAP_DAYS_DEFAULT};
use domain::aftercare::job::{self, Aftercare, Command, JobTerms};
use domain::{Code, JobId, Journey, Sensitivity};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::aftercare::{
    self as api, AgreeAftercareRequest, CheckSustainmentRequest, ContactEmployerRequest,
    EndJobRequest, StartJobRequest,
};
use wire::convert::{
    Malformed, Read, code, code_number, date, date_of, id_text, maybe_code, maybe_small, small,
};

pub(crate) async fn start(
    desk: &Desk,
    call: &Call<StartJobRequest>,
) -> Result<(JobId, Command), Status> {
    let message = &call.message;
    let job = call.new_id("job_id", &message.job_id)?;
    let terms = terms(message).map_err(malformed)?;
    let employer =
        call.seal_text(desk, "job.employer", Sensitivity::Core, &message.employer).await?;
    let nobody = || malformed(Malformed::new("employer", "must say who employs the person"));
    let employer = employer.ok_or_else(nobody)?;
    Ok((job, Command::Start { job, employer, terms, gap_days_max: GAP_DAYS_DEFAULT }))
}

fn terms(message: &StartJobRequest) -> Read<JobTerms> {
    Ok(JobTerms {
        start_on: date("start_on", message.start_on)?,
        hours_week: small("hours_week", message.hours_week)?,
        contract: code("contract", message.contract)?,
        pay_band: maybe_code("pay_band", message.pay_band)?,
        better_off_done: message.better_off_done,
        right_job: maybe_small("right_job", message.right_job)?,
    })
}

pub(crate) fn agree_aftercare(message: &AgreeAftercareRequest) -> Read<Command> {
    let missing = || Malformed::new("aftercare", "must say how to keep in touch");
    let agreed = message.aftercare.as_ref().ok_or_else(missing)?;
    aftercare(agreed).map(Command::AgreeAftercare).map_err(|e| e.within("aftercare"))
}

fn aftercare(message: &api::Aftercare) -> Read<Aftercare> {
    Ok(Aftercare {
        cadence_days: small("cadence_days", message.cadence_days)?,
        channel: code("channel", message.channel)?,
        employer_contact_ok: message.employer_contact_ok,
        until: date("until", message.until)?,
    })
}

pub(crate) fn check_sustainment(message: &CheckSustainmentRequest) -> Read<(JobId, Command)> {
    let job = id_text("job_id", &message.job_id)?;
    let check = Check {
        status: code("status", message.status)?,
        evidence: code("evidence", message.evidence)?,
        attempts: small("attempts", message.attempts)?,
    };
    Ok((job, Command::CheckSustainment { job, week: code("week", message.week)?, check }))
}

/// What is said of an end may touch on health, so it is kept more closely than a name.
pub(crate) async fn end(
    desk: &Desk,
    call: &Call<EndJobRequest>,
) -> Result<(JobId, Command), Status> {
    let message = &call.message;
    let job = id_text("job_id", &message.job_id).map_err(malformed)?;
    let ended_on = date("ended_on", message.ended_on).map_err(malformed)?;
    let reason = code("reason", message.reason).map_err(malformed)?;
    let words = call.seal_text(desk, "job.words", Sensitivity::Special, &message.words).await?;
    Ok((job, Command::End { job, ended_on, reason, words }))
}

/// What is said to an employer may touch on health, so it is kept more closely than a name.
pub(crate) async fn contact_employer(
    desk: &Desk,
    call: &Call<ContactEmployerRequest>,
) -> Result<(JobId, Command), Status> {
    let message = &call.message;
    let job = id_text("job_id", &message.job_id).map_err(malformed)?;
    let purpose = code("purpose", message.purpose).map_err(malformed)?;
    let note = call.seal_text(desk, "job.note", Sensitivity::Special, &message.note).await?;
    Ok((job, Command::ContactEmployer { job, purpose, note }))
}

pub(crate) fn render(journey: &Journey, id: JobId) -> Option<api::Job> {
    let job = journey.job.jobs.get(&id)?;
    Some(api::Job {
        job_id: id.to_string(),
        last_day: job.last_day().map(date_of),
        end_reason: code_number(job.ended.map(|(_, reason)| reason)),
        run_from: journey.job.run_from(id).map(date_of),
        checks: job.checks.iter().map(|(week, check)| render_check(*week, check)).collect(),
        ..render_terms(job)
    })
}

fn render_terms(job: &job::Job) -> api::Job {
    let terms = &job.terms;
    api::Job {
        start_on: Some(date_of(terms.start_on)),
        hours_week: terms.hours_week.into(),
        contract: terms.contract.number(),
        pay_band: code_number(terms.pay_band),
        better_off_done: terms.better_off_done,
        right_job: terms.right_job.map(u32::from),
        ..api::Job::default()
    }
}

fn render_check(week: CheckWeek, check: &Check) -> api::SustainmentCheck {
    api::SustainmentCheck {
        week: week.number(),
        status: check.status.number(),
        evidence: check.evidence.number(),
        attempts: check.attempts.into(),
    }
}

/// What was agreed last.
pub(crate) fn render_aftercare(journey: &Journey) -> Option<api::Aftercare> {
    journey.job.aftercare.map(|aftercare| api::Aftercare {
        cadence_days: aftercare.cadence_days.into(),
        channel: aftercare.channel.number(),
        employer_contact_ok: aftercare.employer_contact_ok,
        until: Some(date_of(aftercare.until)),
    })
}
