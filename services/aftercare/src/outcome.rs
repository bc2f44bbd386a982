//! Outcomes: from the wire and back.

use domain::aftercare::outcome::{Command, Outcome, OutcomeKind};
use domain::{Code, Date, Journey, OrgId, Stamp};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::aftercare::{self as api, AchieveOutcomeRequest};
use wire::convert::{Malformed, Read, code, date_of, id_text, maybe_date, maybe_small};

/// What names an outcome on a journey.
pub(crate) type Which = (OutcomeKind, Date);

pub(crate) fn read(call: &Call<AchieveOutcomeRequest>) -> Read<Outcome> {
    let missing = || Malformed::new("outcome", "must say what was achieved");
    let achieved = call.message.outcome.as_ref().ok_or_else(missing)?;
    outcome(achieved, &call.asked.stamp).map_err(|e| e.within("outcome"))
}

pub(crate) async fn achieve<T>(
    desk: &Desk,
    call: &Call<T>,
    mut outcome: Outcome,
) -> Result<Command, Status> {
    for (place, org) in outcome.contributors.iter().enumerate() {
        check_known(desk, place, *org).await?;
    }
    if outcome.contributors.is_empty() {
        outcome.contributors.push(call.asked.stamp.by.org);
    }
    Ok(Command::Achieve(outcome))
}

fn outcome(message: &api::Outcome, stamp: &Stamp) -> Read<Outcome> {
    let named = message.contributor_org_ids.iter().enumerate();
    let contributor = |(i, text): (usize, &String)| id_text(&contributor_field(i), text);
    Ok(Outcome {
        kind: code("kind", message.kind)?,
        on: maybe_date("achieved_on", message.achieved_on)?.unwrap_or(stamp.occurred_on),
        scqf: maybe_small("scqf_level", message.scqf_level)?,
        contributors: named.map(contributor).collect::<Read<_>>()?,
    })
}

fn contributor_field(place: usize) -> String {
    format!("contributor_org_ids[{place}]")
}

/// That an organisation that helped is known. One that nobody knows is a slip of the pen, and would get credit forever.
async fn check_known(desk: &Desk, place: usize, org: OrgId) -> Result<(), Status> {
    let unknown = || {
        let problem = "is no organisation of the directory";
        malformed(Malformed::new(contributor_field(place), problem).within("outcome"))
    };
    let known = desk.registry.look_up(|directory| directory.organisation(org)).await?;
    known.map(drop).ok_or_else(unknown)
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
