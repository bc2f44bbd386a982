//! Outcomes: from the wire and back.

use domain::aftercare::outcome::{Command, Outcome, OutcomeKind};
use domain::{Code, Date, Journey, OrgId};
use host::{Call, Desk};
use wire::aftercare::{self as api, AchieveOutcomeRequest};
use wire::convert::{Malformed, Read, code, date_of, id_text, maybe_date, maybe_small};

/// What names an outcome on a journey.
pub(crate) type Which = (OutcomeKind, Date);

pub(crate) fn achieve(desk: &Desk, call: &Call<AchieveOutcomeRequest>) -> Read<(Which, Command)> {
    let missing = || Malformed::new("outcome", "must say what was achieved");
    let achieved = call.message.outcome.as_ref().ok_or_else(missing)?;
    let outcome = outcome(desk, call, achieved).map_err(|e| e.within("outcome"))?;
    Ok(((outcome.kind, outcome.on), Command::Achieve(outcome)))
}

fn outcome<T>(desk: &Desk, call: &Call<T>, message: &api::Outcome) -> Read<Outcome> {
    let stamp = &call.asked.stamp;
    let named = message.contributor_org_ids.iter().enumerate();
    let mut contributors: Vec<OrgId> =
        named.map(|(i, text)| contributor(desk, i, text)).collect::<Read<_>>()?;
    if contributors.is_empty() {
        contributors.push(stamp.by.org);
    }
    Ok(Outcome {
        kind: code("kind", message.kind)?,
        on: maybe_date("achieved_on", message.achieved_on)?.unwrap_or(stamp.occurred_on),
        scqf: maybe_small("scqf_level", message.scqf_level)?,
        contributors,
    })
}

/// An organisation that helped. One that nobody knows is a slip of the pen, and would get credit forever.
fn contributor(desk: &Desk, place: usize, text: &str) -> Read<OrgId> {
    let field = format!("contributor_org_ids[{place}]");
    let org = id_text(&field, text)?;
    let unknown = || Malformed::new(&field, "is no organisation of the directory");
    desk.registry.directory.organisation(org).map(|_| org).ok_or_else(unknown)
}

pub(crate) fn render(journey: &Journey, which: Which) -> Option<api::Outcome> {
    let outcome = journey.outcome.outcomes.get(&which)?;
    Some(api::Outcome {
        kind: outcome.kind.number(),
        achieved_on: Some(date_of(outcome.on)),
        scqf_level: outcome.scqf.map(u32::from),
        contributor_org_ids: outcome.contributors.iter().map(ToString::to_string).collect(),
    })
}
