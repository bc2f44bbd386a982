//! How what partners know of a service stands on the wire: the fields of its listing from 7 on. What is unsaid stands
//! nowhere, so a listing that says no more than those of before has their bytes.

use domain::directory::Overlay;
use domain::directory::overlay::{Ages, LanguageTag, Spot};

use crate::convert::{Malformed, Read, code_numbers, codes, maybe_small};
use crate::types::{self, ServiceListing};

pub(super) fn read(listing: &ServiceListing) -> Read<Overlay> {
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(Overlay {
        needs: codes("needs", &listing.needs)?,
        groups: codes("groups", &listing.groups)?,
        ages: ages(listing.ages.as_ref())?,
        languages: each("languages", &listing.languages, |at, text| language(at, text))?,
        access: codes("access", &listing.access)?,
        spots: each("spots", &listing.spots, spot)?,
        travel_help: listing.travel_help,
        accepts_referrals: listing.accepts_referrals.unwrap_or(true),
        grounds: said(&listing.grounds),
        endpoint: said(&listing.endpoint),
    })
}

pub(super) fn write(overlay: &Overlay, listing: ServiceListing) -> ServiceListing {
    let Overlay { needs, groups, ages, languages, access, spots, grounds, endpoint, .. } = overlay;
    ServiceListing {
        needs: code_numbers(needs),
        groups: code_numbers(groups),
        ages: Some(ages_of(*ages)).filter(|_| *ages != Ages::ANY),
        languages: languages.iter().map(|tag| tag.as_str().to_owned()).collect(),
        access: code_numbers(access),
        spots: spots.iter().map(spot_of).collect(),
        travel_help: overlay.travel_help,
        accepts_referrals: Some(false).filter(|_| !overlay.accepts_referrals),
        grounds: grounds.clone().unwrap_or_default(),
        endpoint: endpoint.clone().unwrap_or_default(),
        ..listing
    }
}

/// Reads each member of a list; one that stands twice counts once.
pub(in crate::event) fn each<S, T: Ord>(
    field: &str,
    members: &[S],
    read: impl Fn(&str, &S) -> Read<T>,
) -> Read<std::collections::BTreeSet<T>> {
    let members = members.iter().enumerate();
    members.map(|(i, member)| read(&format!("{field}[{i}]"), member)).collect()
}

pub(in crate::event) fn ages(ages: Option<&types::Ages>) -> Read<Ages> {
    let Some(types::Ages { from, to }) = ages else { return Ok(Ages::ANY) };
    let (from, to) = (maybe_small("ages.from", *from)?, maybe_small("ages.to", *to)?);
    Ages::new(from, to).map_err(|e| Malformed::new("ages", e.to_string()))
}

pub(in crate::event) fn ages_of(ages: Ages) -> types::Ages {
    types::Ages { from: ages.from().map(u32::from), to: ages.to().map(u32::from) }
}

/// Reads a language tag.
pub fn language(field: &str, text: &str) -> Read<LanguageTag> {
    text.parse().map_err(|e: domain::directory::overlay::LanguageError| {
        Malformed::new(field, e.to_string())
    })
}

/// Reads a place on the map.
pub fn spot(field: &str, spot: &types::Spot) -> Read<Spot> {
    Spot::new(spot.latitude_microdegrees, spot.longitude_microdegrees)
        .map_err(|e| Malformed::new(field, e.to_string()))
}

/// Writes a place on the map.
pub fn spot_of(spot: &Spot) -> types::Spot {
    types::Spot { latitude_microdegrees: spot.latitude(), longitude_microdegrees: spot.longitude() }
}

#[cfg(test)]
pub(super) mod tests {
    use domain::directory::overlay::ServiceAccess;
    use domain::intake::need::{CircumstanceCode, NeedCode};

    use super::*;
    use crate::event::service::{listing, listing_of, tests::music};

    /// Everything that can be said, each part other than what is unsaid.
    pub(crate) fn all() -> Overlay {
        Overlay {
            needs: [NeedCode::Confidence, NeedCode::Transport].into(),
            groups: [CircumstanceCode::LoneParent, CircumstanceCode::CareExperienced].into(),
            ages: Ages::new(Some(16), Some(24)).expect("they are ages"),
            languages: ["pl", "zh-hant"].map(|tag| tag.parse().expect("a tag")).into(),
            access: [ServiceAccess::StepFree, ServiceAccess::Bsl].into(),
            spots: [Spot::new(56_462_000, -2_970_700).expect("in Dundee")].into(),
            travel_help: true,
            accepts_referrals: false,
            grounds: Some("Yes: who wants to play.\nNo: court orders.".to_owned()),
            endpoint: Some("queue: front desk".to_owned()),
        }
    }
    fn refused(said: ServiceListing) -> Malformed {
        listing(&said).expect_err("it is not read")
    }

    #[test]
    fn what_is_unsaid_stands_nowhere() {
        let said = listing_of(&music());
        let bare = ServiceListing {
            name: said.name.clone(),
            accepts: said.accepts.clone(),
            stages: said.stages.clone(),
            areas: said.areas.clone(),
            modes: said.modes.clone(),
            fallback: said.fallback,
            ..Default::default()
        };
        assert_eq!(said, bare);
        let outspoken = ServiceListing {
            accepts_referrals: Some(true),
            ages: Some(types::Ages::default()),
            ..said
        };
        assert_eq!(listing(&outspoken), Ok(music()));
    }
    #[test]
    fn what_cannot_be_meant_is_named_with_its_place() {
        let said = || listing_of(&music());
        let languages = vec!["pl".to_owned(), "Polish".to_owned()];
        assert_eq!(refused(ServiceListing { languages, ..said() }).field, "languages[1]");
        let spots = vec![types::Spot { latitude_microdegrees: -2, longitude_microdegrees: 56 }];
        assert_eq!(refused(ServiceListing { spots, ..said() }).field, "spots[0]");
        assert_eq!(refused(ServiceListing { needs: vec![99], ..said() }).field, "needs[0]");
        let between = |from, to| ServiceListing { ages: Some(types::Ages { from, to }), ..said() };
        assert_eq!(refused(between(Some(25), Some(24))).field, "ages");
        assert_eq!(refused(between(None, Some(300))).field, "ages.to");
    }
}
