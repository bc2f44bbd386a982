//! Stored events of an organisation, and how its profile stands on the wire. Its workers' events are in `worker`.

mod worker;

use domain::Code;
use domain::directory::organisation::{Event, Profile};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, area_codes, areas, code, date, date_of, id};
use crate::stored::{
    OrganisationEvent, OrganisationJoined, OrganisationRestored, OrganisationSuspended,
    SharingAgreementActivated, SharingAgreementExpired, organisation_event::Kind,
};
use crate::types::OrgProfile;

impl Topical for Event {
    type Stored = OrganisationEvent;

    fn to_stored(&self) -> OrganisationEvent {
        let kind = match self {
            Event::Joined { org, profile } => Kind::Joined(OrganisationJoined {
                org_id: org.as_bytes().to_vec(),
                profile: Some(profile_of(profile)),
            }),
            Event::Changed(profile) => Kind::Changed(profile_of(profile)),
            Event::Suspended => Kind::Suspended(OrganisationSuspended {}),
            Event::Restored => Kind::Restored(OrganisationRestored {}),
            Event::SharingAgreementActivated { until } => {
                let until = Some(date_of(*until));
                Kind::SharingAgreementActivated(SharingAgreementActivated { until })
            }
            Event::SharingAgreementExpired => {
                Kind::SharingAgreementExpired(SharingAgreementExpired {})
            }
            Event::Worker(event) => worker::to_kind(event),
        };
        OrganisationEvent { kind: Some(kind) }
    }

    fn from_stored(event: OrganisationEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Joined(OrganisationJoined { org_id, profile: said }) => {
                let said = said.ok_or_else(|| Malformed::new("profile", "must be set"))?;
                Ok(Event::Joined { org: id("org_id", &org_id)?, profile: profile(&said)? })
            }
            Kind::Changed(said) => profile(&said).map(Event::Changed),
            Kind::Suspended(OrganisationSuspended {}) => Ok(Event::Suspended),
            Kind::Restored(OrganisationRestored {}) => Ok(Event::Restored),
            Kind::SharingAgreementActivated(e) => {
                Ok(Event::SharingAgreementActivated { until: date("until", e.until)? })
            }
            Kind::SharingAgreementExpired(SharingAgreementExpired {}) => {
                Ok(Event::SharingAgreementExpired)
            }
            Kind::WorkerRegistered(e) => worker::registered(e).map(Event::Worker),
            Kind::WorkerRolesChanged(e) => worker::roles_changed(&e).map(Event::Worker),
            Kind::WorkerCaseloadSet(e) => worker::caseload_set(&e).map(Event::Worker),
            Kind::WorkerLeaving(e) => worker::leaving(&e).map(Event::Worker),
            Kind::WorkerLeft(e) => worker::left(&e).map(Event::Worker),
            Kind::WorkerSuspended(e) => worker::suspended(&e).map(Event::Worker),
            Kind::WorkerRestored(e) => worker::restored(&e).map(Event::Worker),
        }
    }
}

/// Reads what an organisation says of itself.
pub fn profile(profile: &OrgProfile) -> Read<Profile> {
    Ok(Profile {
        name: profile.name.clone(),
        kind: code("kind", profile.kind)?,
        areas: areas("areas", &profile.areas)?,
    })
}

/// Writes what an organisation says of itself.
pub fn profile_of(profile: &Profile) -> OrgProfile {
    OrgProfile {
        name: profile.name.clone(),
        kind: profile.kind.number(),
        areas: area_codes(&profile.areas),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::directory::organisation::OrgKind;
    use domain::{Area, OrgId};

    use super::*;
    use crate::event::testing::{day, reads_back};

    fn council() -> Profile {
        let (name, kind) = ("Test City Council".to_owned(), OrgKind::Council);
        Profile { name, kind, areas: [Area::ALL[3], Area::ALL[26]].into() }
    }

    /// Every event of an organisation, and each of its optional fields present at least once.
    pub(crate) fn samples() -> Vec<Event> {
        let events = [
            Event::Joined { org: OrgId::from_u128(0xc0), profile: council() },
            Event::Changed(council()),
            Event::Suspended,
            Event::Restored,
            Event::SharingAgreementActivated { until: day("2027-03-31") },
            Event::SharingAgreementExpired,
        ];
        events.into_iter().chain(worker::tests::samples().into_iter().map(Event::Worker)).collect()
    }

    #[test]
    fn every_event_of_an_organisation_reads_back_as_it_was_written() {
        samples().into_iter().for_each(reads_back);
    }

    #[test]
    fn a_profile_with_an_area_that_does_not_exist_is_not_read() {
        let unreal = OrgProfile { areas: vec!["S99000001".into()], ..profile_of(&council()) };
        let problem = profile(&unreal).expect_err("no such area");
        assert_eq!(problem.field, "areas[0]");
    }
}
