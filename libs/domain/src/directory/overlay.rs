//! Overlay: what partners know of a service beyond where it is and what it takes: whom it is for, what it helps with,
//! and how to get in. Each part may be left unsaid. What is unsaid leaves nobody out, and speaks for nobody either.

use std::collections::BTreeSet;

use super::{LINE_CHARS_MAX, is_line, is_prose};
use crate::TEXT_CHARS_MAX;
use crate::intake::need::{CircumstanceCode, NeedCode};

mod ages;
mod language;
mod spot;

pub use ages::{AGE_YEARS_MAX, Ages, AgesError};
pub use language::{LANGUAGE_CHARS_MAX, LanguageError, LanguageTag};
pub use spot::{Spot, SpotError};

/// How many languages a service names at most.
pub const LANGUAGES_MAX: usize = 32;
/// How many places of its own a service names at most.
pub const SPOTS_MAX: usize = 32;

codes! {
    /// What makes a service usable for people who need it.
    pub ServiceAccess {
        /// No step between the street and the room.
        StepFree = 1 "STEP_FREE",
        /// An induction loop for hearing aids.
        HearingLoop = 2 "HEARING_LOOP",
        /// British Sign Language.
        Bsl = 3 "BSL",
        /// A quiet room, and little noise on the way.
        QuietSpace = 4 "QUIET_SPACE",
        /// Joining a group from elsewhere.
        RemoteJoining = 5 "REMOTE_JOINING",
    }
}

/// What partners know of a service. The default says nothing at all, as every listing of before did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// What it helps with; empty: unsaid.
    pub needs: BTreeSet<NeedCode>,
    /// It exists only for people in one of these groups; empty: for everybody.
    pub groups: BTreeSet<CircumstanceCode>,
    /// How old the people are whom it takes.
    pub ages: Ages,
    /// The languages it works in beside English; empty: unsaid.
    pub languages: BTreeSet<LanguageTag>,
    /// What makes it usable; empty: unsaid, otherwise this and no more.
    pub access: BTreeSet<ServiceAccess>,
    /// Where its doors are; empty: unsaid, or it has none.
    pub spots: BTreeSet<Spot>,
    /// Whether it helps people to get there.
    pub travel_help: bool,
    /// Whether it takes referrals. One that does not is known of, and people go there by themselves.
    pub accepts_referrals: bool,
    /// When it says yes and when it says no, in words.
    pub grounds: Option<String>,
    /// Where a referral is looked for there: a queue or an address.
    pub endpoint: Option<String>,
}

impl Default for Overlay {
    fn default() -> Self {
        Self {
            needs: BTreeSet::new(),
            groups: BTreeSet::new(),
            ages: Ages::ANY,
            languages: BTreeSet::new(),
            access: BTreeSet::new(),
            spots: BTreeSet::new(),
            travel_help: false,
            accepts_referrals: true,
            grounds: None,
            endpoint: None,
        }
    }
}

impl Overlay {
    /// Whether it leaves somebody out who lives in its areas. A fallback door may not.
    pub(super) fn leaves_somebody_out(&self) -> bool {
        !self.groups.is_empty() || self.ages != Ages::ANY || !self.accepts_referrals
    }
}

/// Why a service cannot say this of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It names too many languages or places.
    #[error(
        "a service names at most {LANGUAGES_MAX} languages and {SPOTS_MAX} places; list what is far away as another service"
    )]
    TooMany,
    /// The grounds or the endpoint are empty, overlong or unshowable.
    #[error(
        "grounds are 1 to {TEXT_CHARS_MAX} characters and an endpoint 1 to {LINE_CHARS_MAX}, all of which can be seen"
    )]
    Words,
    /// A census answer is no group of people.
    #[error(
        "ETHNICITY, SEXUAL_ORIENTATION, TRANS_STATUS, SEX and QUALIFICATION are questions, not groups; say in the grounds whom the service is for"
    )]
    NotAGroup,
}

pub(super) fn check(overlay: &Overlay) -> Result<(), Refusal> {
    let Overlay { groups, languages, spots, grounds, endpoint, .. } = overlay;
    if languages.len() > LANGUAGES_MAX || spots.len() > SPOTS_MAX {
        return Err(Refusal::TooMany);
    }
    if groups.iter().any(|group| group.is_question()) {
        return Err(Refusal::NotAGroup);
    }
    let grounds_fit = grounds.as_deref().is_none_or(is_prose);
    let endpoint_fits = endpoint.as_deref().is_none_or(is_line);
    if grounds_fit && endpoint_fits { Ok(()) } else { Err(Refusal::Words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(grounds: &str) -> Overlay {
        Overlay { grounds: Some(grounds.to_owned()), ..Overlay::default() }
    }

    #[test]
    fn a_service_that_says_nothing_leaves_nobody_out() {
        assert_eq!(check(&Overlay::default()), Ok(()));
        assert!(!Overlay::default().leaves_somebody_out());
    }
    #[test]
    fn grounds_may_have_lines_but_nothing_hidden() {
        assert_eq!(check(&says("Yes: from 16.\nNo: court orders.")), Ok(()));
        assert_eq!(check(&says(&"é".repeat(TEXT_CHARS_MAX))), Ok(()));
        for unfit in ["", " \n ", "one\u{202E}eno", "\u{7}", &"é".repeat(TEXT_CHARS_MAX + 1)] {
            assert_eq!(check(&says(unfit)), Err(Refusal::Words), "{unfit:?}");
        }
    }
    #[test]
    fn an_endpoint_is_one_line() {
        let at = |text: &str| Overlay { endpoint: Some(text.to_owned()), ..Overlay::default() };
        assert_eq!(check(&at("queue: front desk")), Ok(()));
        assert_eq!(check(&at("front\ndesk")), Err(Refusal::Words));
        assert_eq!(check(&at("")), Err(Refusal::Words));
    }
    #[test]
    fn a_service_names_so_many_languages_and_places_and_no_more() {
        let tag = |n: usize| format!("en-x{n:03}").parse().expect("it has the form of a tag");
        let spot = |n: usize| Spot::new(56_000_000 + n as i32, -3_000_000).expect("in Fife");
        let many = |languages: usize, spots: usize| Overlay {
            languages: (0..languages).map(tag).collect(),
            spots: (0..spots).map(spot).collect(),
            ..Overlay::default()
        };
        assert_eq!(check(&many(LANGUAGES_MAX, SPOTS_MAX)), Ok(()));
        assert_eq!(check(&many(LANGUAGES_MAX + 1, 0)), Err(Refusal::TooMany));
        assert_eq!(check(&many(0, SPOTS_MAX + 1)), Err(Refusal::TooMany));
    }
    #[test]
    fn an_answer_to_the_census_is_no_group() {
        let only_for = |group| Overlay { groups: [group].into(), ..Overlay::default() };
        assert_eq!(check(&only_for(CircumstanceCode::CareExperienced)), Ok(()));
        assert_eq!(check(&only_for(CircumstanceCode::Sex)), Err(Refusal::NotAGroup));
    }
}
