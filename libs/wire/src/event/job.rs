//! Stored events of a job.

use domain::Code;
use domain::aftercare::job::sustainment::Check;
use domain::aftercare::job::{Aftercare, Event, JobTerms};

use super::{Topical, unknown};
use crate::convert::{
    Read, code, code_number, date, date_of, id, maybe_code, maybe_sealed, maybe_small, sealed,
    sealed_of, small,
};
use crate::stored::{
    AftercareAgreed, EmployerContacted, JobEnded, JobEvent, JobStarted, SustainmentChecked,
    job_event::Kind,
};

impl Topical for Event {
    type Stored = JobEvent;

    fn to_stored(&self) -> JobEvent {
        let kind = match self {
            Event::Started { job, employer, terms, gap_days_max } => Kind::Started(JobStarted {
                job_id: job.as_bytes().to_vec(),
                employer: Some(sealed_of(employer)),
                gap_days_max: (*gap_days_max).into(),
                ..stored_terms(terms)
            }),
            Event::AftercareAgreed(aftercare) => Kind::AftercareAgreed(stored_aftercare(aftercare)),
            Event::SustainmentChecked { job, week, check } => {
                Kind::SustainmentChecked(SustainmentChecked {
                    job_id: job.as_bytes().to_vec(),
                    week: week.number(),
                    status: check.status.number(),
                    evidence: check.evidence.number(),
                    attempts: check.attempts.into(),
                })
            }
            Event::Ended { job, ended_on, reason, words } => Kind::Ended(JobEnded {
                job_id: job.as_bytes().to_vec(),
                ended_on: Some(date_of(*ended_on)),
                reason: reason.number(),
                words: words.as_ref().map(sealed_of),
            }),
            Event::EmployerContacted { job, purpose, note } => {
                Kind::EmployerContacted(EmployerContacted {
                    job_id: job.as_bytes().to_vec(),
                    purpose: purpose.number(),
                    note: note.as_ref().map(sealed_of),
                })
            }
        };
        JobEvent { kind: Some(kind) }
    }

    fn from_stored(event: JobEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Started(e) => Ok(Event::Started {
                job: id("job_id", &e.job_id)?,
                terms: terms(&e)?,
                gap_days_max: small("gap_days_max", e.gap_days_max)?,
                employer: sealed("employer", e.employer)?,
            }),
            Kind::AftercareAgreed(e) => aftercare(&e).map(Event::AftercareAgreed),
            Kind::SustainmentChecked(e) => Ok(Event::SustainmentChecked {
                job: id("job_id", &e.job_id)?,
                week: code("week", e.week)?,
                check: Check {
                    status: code("status", e.status)?,
                    evidence: code("evidence", e.evidence)?,
                    attempts: small("attempts", e.attempts)?,
                },
            }),
            Kind::Ended(e) => Ok(Event::Ended {
                job: id("job_id", &e.job_id)?,
                ended_on: date("ended_on", e.ended_on)?,
                reason: code("reason", e.reason)?,
                words: maybe_sealed("words", e.words)?,
            }),
            Kind::EmployerContacted(e) => Ok(Event::EmployerContacted {
                job: id("job_id", &e.job_id)?,
                purpose: code("purpose", e.purpose)?,
                note: maybe_sealed("note", e.note)?,
            }),
        }
    }
}

/// The terms; which job it is, and whose, is the caller's to add.
fn stored_terms(terms: &JobTerms) -> JobStarted {
    JobStarted {
        start_on: Some(date_of(terms.start_on)),
        hours_week: terms.hours_week.into(),
        contract: terms.contract.number(),
        pay_band: code_number(terms.pay_band),
        better_off_done: terms.better_off_done,
        right_job: terms.right_job.map(u32::from),
        ..JobStarted::default()
    }
}

fn terms(stored: &JobStarted) -> Read<JobTerms> {
    Ok(JobTerms {
        start_on: date("start_on", stored.start_on)?,
        hours_week: small("hours_week", stored.hours_week)?,
        contract: code("contract", stored.contract)?,
        pay_band: maybe_code("pay_band", stored.pay_band)?,
        better_off_done: stored.better_off_done,
        right_job: maybe_small("right_job", stored.right_job)?,
    })
}

fn stored_aftercare(aftercare: &Aftercare) -> AftercareAgreed {
    AftercareAgreed {
        cadence_days: aftercare.cadence_days.into(),
        channel: aftercare.channel.number(),
        employer_contact_ok: aftercare.employer_contact_ok,
        until: Some(date_of(aftercare.until)),
    }
}

fn aftercare(stored: &AftercareAgreed) -> Read<Aftercare> {
    Ok(Aftercare {
        cadence_days: small("cadence_days", stored.cadence_days)?,
        channel: code("channel", stored.channel)?,
        employer_contact_ok: stored.employer_contact_ok,
        until: date("until", stored.until)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::aftercare::job::sustainment::{CheckEvidence, CheckStatus, CheckWeek};
    use domain::aftercare::job::{
        AftercareChannel, EmployerContactPurpose, JobContract, JobEndReason, PayBand,
    };
    use domain::{JobId, Sensitivity};

    use super::*;
    use crate::event::testing::{self, day};

    const JOB: JobId = JobId::from_u128(0x10b);

    fn started(pay_band: Option<PayBand>, right_job: Option<u8>) -> Event {
        let terms = JobTerms {
            start_on: day("2026-09-07"),
            hours_week: 16,
            contract: JobContract::Permanent,
            pay_band,
            better_off_done: right_job.is_some(),
            right_job,
        };
        let employer = testing::sealed(Sensitivity::Core);
        Event::Started { job: JOB, employer, terms, gap_days_max: 28 }
    }
    fn ended() -> Event {
        let (reason, words) = (JobEndReason::Other, Some(testing::sealed(Sensitivity::Special)));
        Event::Ended { job: JOB, ended_on: day("2026-10-23"), reason, words }
    }

    /// One of each event, each optional field once set.
    pub(crate) fn samples() -> Vec<Event> {
        let note = Some(testing::sealed(Sensitivity::Special));
        vec![
            started(Some(PayBand::RealLivingWage), Some(4)),
            started(None, None),
            Event::AftercareAgreed(Aftercare {
                cadence_days: 28,
                channel: AftercareChannel::Text,
                employer_contact_ok: true,
                until: day("2027-09-06"),
            }),
            Event::SustainmentChecked {
                job: JOB,
                week: CheckWeek::Four,
                check: Check {
                    status: CheckStatus::Unknown,
                    evidence: CheckEvidence::None,
                    attempts: 4,
                },
            },
            ended(),
            Event::EmployerContacted {
                job: JOB,
                purpose: EmployerContactPurpose::Adjustments,
                note,
            },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(testing::reads_back);
    }
    #[test]
    fn hours_that_no_week_has_are_not_cut_down_to_ones_that_it_could() {
        let Some(Kind::Started(stored)) = started(None, None).to_stored().kind else {
            panic!("it is stored as what it is")
        };
        let kind = Some(Kind::Started(JobStarted { hours_week: 256 + 16, ..stored }));
        let read = Event::from_stored(JobEvent { kind });
        assert_eq!(read.map_err(|e| e.field), Err("hours_week".into()));
    }
    #[test]
    fn a_job_without_a_first_day_is_not_read() {
        let kind = Some(Kind::Started(JobStarted {
            job_id: JOB.as_bytes().to_vec(),
            ..JobStarted::default()
        }));
        let read = Event::from_stored(JobEvent { kind });
        assert_eq!(read.map_err(|e| e.field), Err("start_on".into()));
    }
}
