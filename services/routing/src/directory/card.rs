//! Card: what of a published record is looked up, in our codes. What a publisher writes in its own words is understood where
//! its profile says what they mean; nothing is guessed.

use std::collections::BTreeSet;

use domain::Area;
use domain::directory::overlay::{AGE_YEARS_MAX, Ages, LANGUAGES_MAX, SPOTS_MAX, Spot};
use domain::directory::publication::{Card, PublicStatus};
use domain::directory::publisher::{Profile, TermRule};
use oruk::{Service, ServiceArea, Status, Term};

/// The longest alert that is looked up, in characters; all of it stands in the record.
const ALERT_CHARS_MAX: usize = 200;

/// What is looked up of a service.
pub(super) fn card(service: &Service, profile: &Profile) -> Card {
    let mut card = Card {
        name: service.name.clone(),
        provider: service.organization.as_ref().map(|organization| organization.name.clone()),
        status: status(service.status),
        areas: areas(&service.areas, profile),
        ages: ages(service),
        needs: BTreeSet::new(),
        stages: BTreeSet::new(),
        groups: BTreeSet::new(),
        spots: spots(service),
        languages: languages(&service.languages),
        assured_on: service.assured_on,
        modified_at: service.modified_at,
        alert: service.alert.as_ref().map(|alert| alert.chars().take(ALERT_CHARS_MAX).collect()),
    };
    for rule in service.terms.iter().filter_map(|term| rule(term, profile)) {
        card.needs.extend(&rule.needs);
        card.stages.extend(&rule.stages);
        card.groups.extend(&rule.groups);
    }
    card
}

fn status(status: Status) -> PublicStatus {
    match status {
        Status::Active => PublicStatus::Active,
        Status::Inactive => PublicStatus::Inactive,
        Status::Defunct => PublicStatus::Defunct,
        Status::TemporarilyClosed => PublicStatus::TemporarilyClosed,
    }
}

/// The areas that a service names, by code or by name; the publisher's own where it names none that is a council's.
fn areas(named: &[ServiceArea], profile: &Profile) -> BTreeSet<Area> {
    let areas: BTreeSet<Area> = named.iter().flat_map(area).collect();
    if areas.is_empty() { profile.areas.clone() } else { areas }
}

fn area(area: &ServiceArea) -> impl Iterator<Item = Area> {
    let said = [&area.extent, &area.uri, &area.name].into_iter().flatten();
    said.filter_map(|text| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let by_name = || Area::ALL.into_iter().find(|area| area.name().eq_ignore_ascii_case(text));
        words.into_iter().find_map(Area::from_code).or_else(by_name)
    })
}

/// From which age to which. A limit beyond all ages is none; limits that contradict each other are none either.
fn ages(service: &Service) -> Ages {
    let limit = |age: Option<u8>| age.filter(|age| *age <= AGE_YEARS_MAX);
    Ages::new(limit(service.minimum_age), limit(service.maximum_age)).unwrap_or(Ages::ANY)
}

fn spots(service: &Service) -> BTreeSet<Spot> {
    let spots = service.locations.iter().filter_map(|location| location.spot);
    let near = spots.filter_map(|spot| Spot::new(spot.latitude, spot.longitude).ok());
    near.take(SPOTS_MAX).collect()
}

fn languages(said: &[String]) -> BTreeSet<domain::directory::overlay::LanguageTag> {
    said.iter().filter_map(|text| text.parse().ok()).take(LANGUAGES_MAX).collect()
}

/// What the publisher means by a term: found by its address, its code or its name.
fn rule<'a>(term: &Term, profile: &'a Profile) -> Option<&'a TermRule> {
    let names = [term.uri.as_ref(), term.term.as_ref(), Some(&term.name)];
    names.into_iter().flatten().find_map(|name| profile.terms.get(name))
}

#[cfg(test)]
mod tests {
    use domain::intake::need::NeedCode;
    use oruk::{Feed, ServiceArea};

    use super::*;

    const WHOLE: &[u8] = include_bytes!("../../../../libs/oruk/tests/feeds/whole.json");

    fn services() -> Vec<Service> {
        let mut feed = Feed::new(WHOLE);
        std::iter::from_fn(|| feed.next().expect("it is a feed"))
            .filter_map(|r| r.service)
            .collect()
    }
    fn profile() -> Profile {
        Profile {
            name: "Dundee".into(),
            base: "file:///whole.json".into(),
            areas: Area::from_code("S12000042").into_iter().collect(),
            terms: [].into(),
            nightly: false,
        }
    }
    fn at(extent: Option<&str>, name: Option<&str>) -> ServiceArea {
        let (id, extent_type, uri) = (Default::default(), None, None);
        ServiceArea {
            id,
            name: name.map(str::to_owned),
            extent: extent.map(str::to_owned),
            extent_type,
            uri,
        }
    }

    #[test]
    fn every_card_of_a_whole_feed_is_small() {
        use domain::directory::publication::CARD_BYTES_MAX;
        let weights: Vec<_> = services().iter().map(|s| card(s, &profile()).weight()).collect();
        assert_eq!(weights.len(), 12);
        assert!(weights.iter().all(|weight| *weight < CARD_BYTES_MAX / 4), "{weights:?}");
    }
    #[test]
    fn an_area_is_understood_by_code_or_name_and_else_the_publishers_own_counts() {
        let fife = Area::from_code("S12000047");
        for named in
            [at(Some("https://statistics.example/S12000047"), None), at(None, Some("fife"))]
        {
            assert_eq!(areas(&[named], &profile()), fife.into_iter().collect());
        }
        assert_eq!(areas(&[at(None, Some("Along the river"))], &profile()), profile().areas);
    }
    #[test]
    fn a_term_means_what_the_publishers_profile_says_and_nothing_else() {
        let service = services().into_iter().find(|s| !s.terms.is_empty()).expect("one has terms");
        assert_eq!(card(&service, &profile()).needs, [].into());
        let rule = TermRule { needs: [NeedCode::Confidence].into(), ..TermRule::default() };
        let terms = [(service.terms[0].name.clone(), rule)].into();
        let told = Profile { terms, ..profile() };
        assert_eq!(card(&service, &told).needs, [NeedCode::Confidence].into());
    }
    #[test]
    fn ages_that_contradict_each_other_limit_nobody() {
        let service = services().remove(0);
        let of = |minimum_age, maximum_age| {
            ages(&Service { minimum_age, maximum_age, ..service.clone() })
        };
        assert_eq!(of(Some(25), Some(16)), Ages::ANY);
        assert_eq!(of(Some(16), Some(150)), Ages::new(Some(16), None).expect("they are ages"));
    }
}
