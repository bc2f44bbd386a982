//! Stored events of an intervention.

use domain::assignment::intervention::{Activity, Event, Subtype};
use domain::{Code, InterventionId};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, code, date_of, id, maybe_date, sealed, sealed_of};
use crate::stored::{
    InterventionAttended, InterventionCompleted, InterventionEvent, InterventionPlanned,
    InterventionStarted, InterventionStopped, PlainActivity, intervention_event::Kind,
    intervention_planned,
};

impl Topical for Event {
    type Stored = InterventionEvent;

    fn to_stored(&self) -> InterventionEvent {
        let bytes = |intervention: &InterventionId| intervention.as_bytes().to_vec();
        let kind = match self {
            Event::Planned { intervention, activity, start, end } => {
                Kind::Planned(InterventionPlanned {
                    intervention_id: bytes(intervention),
                    activity: Some(stored_activity(activity)),
                    start: start.map(date_of),
                    end: end.map(date_of),
                })
            }
            Event::Started { intervention } => {
                Kind::Started(InterventionStarted { intervention_id: bytes(intervention) })
            }
            Event::Attended { intervention } => {
                Kind::Attended(InterventionAttended { intervention_id: bytes(intervention) })
            }
            Event::Completed { intervention } => {
                Kind::Completed(InterventionCompleted { intervention_id: bytes(intervention) })
            }
            Event::Stopped { intervention, reason } => Kind::Stopped(InterventionStopped {
                intervention_id: bytes(intervention),
                reason: reason.number(),
            }),
        };
        InterventionEvent { kind: Some(kind) }
    }

    fn from_stored(event: InterventionEvent) -> Read<Self> {
        let which = |bytes: &[u8]| id("intervention_id", bytes);
        match event.kind.ok_or_else(unknown)? {
            Kind::Planned(e) => Ok(Event::Planned {
                intervention: which(&e.intervention_id)?,
                activity: activity(e.activity.ok_or_else(unknown)?)?,
                start: maybe_date("start", e.start)?,
                end: maybe_date("end", e.end)?,
            }),
            Kind::Started(e) => Ok(Event::Started { intervention: which(&e.intervention_id)? }),
            Kind::Attended(e) => Ok(Event::Attended { intervention: which(&e.intervention_id)? }),
            Kind::Completed(e) => Ok(Event::Completed { intervention: which(&e.intervention_id)? }),
            Kind::Stopped(e) => Ok(Event::Stopped {
                intervention: which(&e.intervention_id)?,
                reason: code("reason", e.reason)?,
            }),
        }
    }
}

fn stored_activity(activity: &Activity) -> intervention_planned::Activity {
    match activity {
        Activity::Plain { family, subtype, provider } => {
            intervention_planned::Activity::Plain(PlainActivity {
                family: family.number(),
                subtype: subtype.as_ref().map_or_else(String::new, |s| s.as_str().to_owned()),
                provider_org_id: provider.as_bytes().to_vec(),
            })
        }
        Activity::Sealed(sealed) => intervention_planned::Activity::Sealed(sealed_of(sealed)),
    }
}

fn activity(stored: intervention_planned::Activity) -> Read<Activity> {
    match stored {
        intervention_planned::Activity::Plain(plain) => Ok(Activity::Plain {
            family: code("family", plain.family)?,
            subtype: maybe_subtype("subtype", &plain.subtype)?,
            provider: id("provider_org_id", &plain.provider_org_id)?,
        }),
        intervention_planned::Activity::Sealed(value) => {
            sealed("activity", Some(value)).map(Activity::Sealed)
        }
    }
}

/// Reads what an activity is within its family, if that is told: not empty.
pub fn maybe_subtype(field: &str, text: &str) -> Read<Option<Subtype>> {
    let problem = "must be 1 to 40 capitals, digits and underscores, such as SITE_SAFETY_CARD";
    match text {
        "" => Ok(None),
        text => Subtype::parse(text).map(Some).ok_or_else(|| Malformed::new(field, problem)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::assignment::intervention::{InterventionFamily, StopReason};
    use domain::{OrgId, Sensitivity};

    use super::*;
    use crate::event::testing::{day, reads_back};

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let (intervention, provider) = (InterventionId::from_u128(1), OrgId::from_u128(0xca));
        let family = InterventionFamily::AccreditedTraining;
        let plain = |subtype| Activity::Plain { family, subtype, provider };
        let sealed = Activity::Sealed(crate::event::testing::sealed(Sensitivity::Special));
        let planned = |activity, start, end| Event::Planned { intervention, activity, start, end };
        let (start, end) = (Some(day("2026-08-17")), Some(day("2026-08-28")));
        vec![
            planned(plain(Subtype::parse("SITE_SAFETY_CARD")), start, end),
            planned(plain(None), None, None),
            planned(sealed, start, None),
            Event::Started { intervention },
            Event::Attended { intervention },
            Event::Completed { intervention },
            Event::Stopped { intervention, reason: StopReason::NotRightHelp },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }

    #[test]
    fn an_activity_that_is_not_told_was_never_an_event() {
        let planned = InterventionPlanned { intervention_id: vec![1; 16], ..Default::default() };
        let event = InterventionEvent { kind: Some(Kind::Planned(planned)) };
        assert_eq!(Event::from_stored(event), Err(unknown()));
    }
}
