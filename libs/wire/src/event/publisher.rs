//! Stored events of a publisher, and how its profile and the ends of imports stand on the wire.

use std::collections::BTreeMap;

use domain::Code;
use domain::directory::publisher::{Event, Outcome, Profile, Tally, TermRule};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, area_codes, areas, code, code_numbers, codes, id};
use crate::stored::{ImportFailed, PublisherEvent, PublisherRegistered, publisher_event::Kind};
use crate::types::{self, ImportTally, PublisherProfile};

impl Topical for Event {
    type Stored = PublisherEvent;

    fn to_stored(&self) -> PublisherEvent {
        let kind = match self {
            Event::Registered { publisher, profile } => Kind::Registered(PublisherRegistered {
                publisher_id: publisher.as_bytes().to_vec(),
                profile: Some(profile_of(profile)),
            }),
            Event::Changed(profile) => Kind::Changed(profile_of(profile)),
            Event::Imported(Outcome::Concluded(tally)) => Kind::ImportConcluded(tally_of(*tally)),
            Event::Imported(Outcome::Failed(why)) => {
                Kind::ImportFailed(ImportFailed { why: why.number() })
            }
        };
        PublisherEvent { kind: Some(kind) }
    }

    fn from_stored(event: PublisherEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Registered(PublisherRegistered { publisher_id, profile: said }) => {
                let said = said.ok_or_else(|| Malformed::new("profile", "must be set"))?;
                let publisher = id("publisher_id", &publisher_id)?;
                Ok(Event::Registered { publisher, profile: profile(&said)? })
            }
            Kind::Changed(said) => profile(&said).map(Event::Changed),
            Kind::ImportConcluded(e) => Ok(Event::Imported(Outcome::Concluded(tally(e)))),
            Kind::ImportFailed(e) => Ok(Event::Imported(Outcome::Failed(code("why", e.why)?))),
        }
    }
}

/// Reads what is known of a publisher. A term that stands twice is not understood.
pub fn profile(profile: &PublisherProfile) -> Read<Profile> {
    let mut terms = BTreeMap::new();
    for (nth, said) in profile.terms.iter().enumerate() {
        let rule = rule(said).map_err(|e| e.within(format!("terms[{nth}]")))?;
        if terms.insert(said.term.clone(), rule).is_some() {
            return Err(Malformed::new(format!("terms[{nth}].term"), "stands there twice"));
        }
    }
    let (name, base) = (profile.name.clone(), profile.base.clone());
    let areas = areas("areas", &profile.areas)?;
    Ok(Profile { name, base, areas, terms, nightly: profile.nightly })
}

fn rule(rule: &types::TermRule) -> Read<TermRule> {
    Ok(TermRule {
        needs: codes("needs", &rule.needs)?,
        stages: codes("stages", &rule.stages)?,
        groups: codes("groups", &rule.groups)?,
    })
}

/// Writes what is known of a publisher.
pub fn profile_of(profile: &Profile) -> PublisherProfile {
    let rule = |(term, rule): (&String, &TermRule)| types::TermRule {
        term: term.clone(),
        needs: code_numbers(&rule.needs),
        stages: code_numbers(&rule.stages),
        groups: code_numbers(&rule.groups),
    };
    PublisherProfile {
        name: profile.name.clone(),
        base: profile.base.clone(),
        areas: area_codes(&profile.areas),
        terms: profile.terms.iter().map(rule).collect(),
        nightly: profile.nightly,
    }
}

/// Reads what stands after an import.
pub fn tally(tally: ImportTally) -> Tally {
    let ImportTally { read, left_out, faults, kept } = tally;
    Tally { read, left_out, faults, kept }
}

/// Writes what stands after an import.
pub fn tally_of(tally: Tally) -> ImportTally {
    let Tally { read, left_out, faults, kept } = tally;
    ImportTally { read, left_out, faults, kept }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::PublisherId;
    use domain::directory::publisher::ImportFailure;
    use domain::intake::need::{CircumstanceCode, NeedCode};
    use domain::intake::stage::Stage;

    use super::*;
    use crate::event::testing::{dundee, reads_back};

    fn dundee_city() -> Profile {
        let rule = TermRule {
            needs: [NeedCode::Confidence].into(),
            stages: [Stage::Engagement].into(),
            groups: [CircumstanceCode::CareExperienced].into(),
        };
        Profile {
            name: "Dundee City".to_owned(),
            base: "https://feeds.example/oruk".to_owned(),
            areas: [dundee()].into(),
            terms: [("Confidence".to_owned(), rule)].into(),
            nightly: true,
        }
    }

    /// Every event of a publisher.
    pub(crate) fn samples() -> Vec<Event> {
        let bare = Profile { terms: [].into(), nightly: false, ..dundee_city() };
        let tally = Tally { read: 4, left_out: 8, faults: 10, kept: 1 };
        vec![
            Event::Registered { publisher: PublisherId::from_u128(0xfe), profile: dundee_city() },
            Event::Changed(bare),
            Event::Imported(Outcome::Concluded(tally)),
            Event::Imported(Outcome::Failed(ImportFailure::MostGone)),
        ]
    }

    #[test]
    fn every_event_of_a_publisher_reads_back_as_it_was_written() {
        samples().into_iter().for_each(reads_back);
    }
    #[test]
    fn a_term_that_stands_twice_is_not_understood() {
        let mut said = profile_of(&dundee_city());
        said.terms.push(said.terms[0].clone());
        assert_eq!(profile(&said).expect_err("it is not read").field, "terms[1].term");
        said.terms[1] = types::TermRule { needs: vec![99], ..types::TermRule::default() };
        assert_eq!(profile(&said).expect_err("it is not read").field, "terms[1].needs[0]");
    }
}
