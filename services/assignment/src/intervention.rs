//! Support activities: from the wire, sealed if they say something special of the person, and back.

use domain::assignment::intervention::{
    Activity, Command, Ending, Intervention, InterventionFamily, Subtype, provider_sensitivity,
};
use domain::directory::organisation::OrgKind;
use domain::{Code, InterventionId, Journey, OrgId, SensitiveCode, Sensitivity};
use host::{Call, Desk, malformed};
use prost::Message;
use tonic::Status;
use wire::assignment::{self, PlanInterventionRequest, StopInterventionRequest};
use wire::convert::{Malformed, Read, code, date_of, id_text, maybe_date, maybe_id_text};
use wire::event::intervention::maybe_subtype;
use wire::types::InterventionActivity;

pub(crate) async fn plan(
    desk: &Desk,
    call: &Call<PlanInterventionRequest>,
    intervention: InterventionId,
) -> Result<Command, Status> {
    let message = &call.message;
    let own = call.asked.stamp.by.org;
    let planned = parse(message.activity.as_ref(), own).map_err(malformed)?;
    let start = maybe_date("start", message.start).map_err(malformed)?;
    let end = maybe_date("end", message.end).map_err(malformed)?;
    let kind = kind_of(desk, planned.provider).await?;
    let activity = seal(desk, call, planned, kind).await?;
    Ok(Command::Plan { intervention, activity, start, end })
}

/// What is planned, and by whom.
struct Planned {
    family: InterventionFamily,
    subtype: Option<Subtype>,
    provider: OrgId,
}

fn parse(activity: Option<&InterventionActivity>, own: OrgId) -> Read<Planned> {
    let activity = activity.ok_or_else(|| Malformed::new("activity", "must be set"))?;
    let field = |problem: Malformed| problem.within("activity");
    let family = code("family", activity.family).map_err(field)?;
    let subtype = maybe_subtype("subtype", &activity.subtype).map_err(field)?;
    let provider = maybe_id_text("provider_org_id", &activity.provider_org_id).map_err(field)?;
    Ok(Planned { family, subtype, provider: provider.unwrap_or(own) })
}

/// What sort of organisation provides the activity. One that nobody knows could give anything away.
async fn kind_of(desk: &Desk, provider: OrgId) -> Result<OrgKind, Status> {
    let unknown = || {
        let problem = "is not an organisation of the directory";
        malformed(Malformed::new("activity.provider_org_id", problem))
    };
    let kind = desk.registry.look_up(|directory| {
        let organisation = directory.organisation(provider)?;
        organisation.joined.as_ref().map(|joined| joined.profile.kind)
    });
    kind.await?.ok_or_else(unknown)
}

/// The activity as an event may hold it: sealed, if it or its provider says something special of the person.
async fn seal<T>(
    desk: &Desk,
    call: &Call<T>,
    planned: Planned,
    kind: OrgKind,
) -> Result<Activity, Status> {
    let Planned { family, subtype, provider } = planned;
    let sensitivity = family.sensitivity().max(provider_sensitivity(kind));
    if sensitivity == Sensitivity::Core {
        return Ok(Activity::Plain { family, subtype, provider });
    }
    let bytes = told(family, subtype.as_ref(), provider).encode_to_vec();
    let field = "intervention.activity";
    call.seal(desk, field, sensitivity, &bytes).await.map(Activity::Sealed)
}

pub(crate) fn which(id: &str) -> Result<InterventionId, Status> {
    id_text("intervention_id", id).map_err(malformed)
}

pub(crate) fn stop(
    call: &Call<StopInterventionRequest>,
) -> Result<(InterventionId, Command), Status> {
    let intervention = which(&call.message.intervention_id)?;
    let reason = code("reason", call.message.reason).map_err(malformed)?;
    Ok((intervention, Command::Stop { intervention, reason }))
}

pub(crate) fn render(journey: &Journey, id: InterventionId) -> Option<assignment::Intervention> {
    let known: &Intervention = journey.intervention.interventions.get(&id)?;
    let stop_reason = known.ended.map_or(0, |(_, ending)| match ending {
        Ending::Completed => 0,
        Ending::Stopped(reason) => reason.number(),
    });
    Some(assignment::Intervention {
        intervention_id: id.to_string(),
        activity: in_clear(&known.activity),
        start: known.start.map(date_of),
        end: known.end.map(date_of),
        started_on: known.started_on.map(date_of),
        days_attended: u32::try_from(known.attended_on.len()).unwrap_or(u32::MAX),
        ended_on: known.ended.map(|(on, _)| date_of(on)),
        stop_reason,
    })
}

fn in_clear(activity: &Activity) -> Option<InterventionActivity> {
    match activity {
        Activity::Plain { family, subtype, provider } => {
            Some(told(*family, subtype.as_ref(), *provider))
        }
        Activity::Sealed(_) => None,
    }
}

fn told(
    family: InterventionFamily,
    subtype: Option<&Subtype>,
    provider: OrgId,
) -> InterventionActivity {
    InterventionActivity {
        family: family.number(),
        subtype: subtype.map_or_else(String::new, |subtype| subtype.as_str().to_owned()),
        provider_org_id: provider.to_string(),
    }
}
