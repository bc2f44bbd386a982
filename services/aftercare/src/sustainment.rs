//! Sustainment, for who wants to know: spells in work, and what to ask next.

use domain::aftercare::job::sustainment::{CheckWeek, Run, checks_due};
use domain::{Code, Date, JobId, Journey};
use wire::aftercare::{self as api, GetSustainmentResponse, RunCheck};
use wire::convert::date_of;

/// A check that waits to be made: of which job, and which.
type Due = (JobId, CheckWeek);

/// A person's spells in work, as they stand on this day.
pub(crate) fn render(journey: &Journey, on: Date) -> GetSustainmentResponse {
    let due: Vec<Due> =
        checks_due(&journey.job, on).into_iter().map(|(job, week, _)| (job, week)).collect();
    GetSustainmentResponse {
        runs: journey.job.runs().iter().map(|run| render_run(run, &due)).collect(),
        aftercare: crate::job::render_aftercare(journey),
    }
}

fn render_run(run: &Run<'_>, due: &[Due]) -> api::Run {
    api::Run {
        from: Some(date_of(run.from)),
        until: run.until.map(date_of),
        job_ids: run.jobs.iter().map(|(id, _)| id.to_string()).collect(),
        checks: CheckWeek::ALL.iter().map(|week| render_check(run, *week, due)).collect(),
    }
}

fn render_check(run: &Run<'_>, week: CheckWeek, due: &[Due]) -> RunCheck {
    let job = run.asks_about(week);
    RunCheck {
        week: week.number(),
        due_on: Some(date_of(run.due_on(week))),
        closed_on: Some(date_of(run.closed_on(week))),
        job_id: job.map(|id| id.to_string()),
        asked: run.asked(week),
        in_work: run.in_work(week),
        due: job.is_some_and(|id| due.contains(&(id, week))),
    }
}
