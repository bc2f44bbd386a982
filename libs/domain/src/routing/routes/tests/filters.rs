//! Each filter leaves out what it should, and nothing for which nothing is said.

use super::super::story::*;
use super::super::*;
use crate::Area;
use crate::directory::Overlay;
use crate::directory::overlay::{Ages, ServiceAccess};
use crate::directory::place::CapacitySays;
use crate::directory::service::{Listing, ServiceMode, Standing};
use crate::intake::need::{CircumstanceCode, NeedCode};
use crate::intake::stage::Stage;
use crate::routing::kind::ReferralKind;
use crate::testing::*;

#[test]
fn a_service_that_says_nothing_more_is_a_route_for_anybody() {
    let demanding = Query {
        protected: Protected {
            age: Some(17),
            language: Some("pl".parse().expect("a tag")),
            access: [ServiceAccess::StepFree].into(),
            groups: [CircumstanceCode::Carer].into(),
        },
        ..wanting(|wanted| {
            wanted.needs = [NeedCode::Money].into();
            wanted.from = Some(north_of_dundee(0));
            wanted.metres_max = Some(1);
        })
    };
    assert_eq!(why_not(&demanding, offer(1, &listing())), None);
}
#[test]
fn a_service_elsewhere_or_for_another_kind_is_left_out() {
    let elsewhere = Listing { areas: [Area::ALL[0]].into(), ..listing() };
    assert_eq!(why_not(&query(), offer(1, &elsewhere)), Some(WhyNot::Area));
    let transfer = wanting(|wanted| wanted.kind = ReferralKind::Transfer);
    assert_eq!(why_not(&transfer, offer(1, &listing())), Some(WhyNot::Kind));
}
#[test]
fn a_service_that_takes_nobody_now_is_left_out() {
    let listing = listing();
    let paused = Offer { standing: Standing::Paused, ..offer(1, &listing) };
    assert_eq!(why_not(&query(), paused), Some(WhyNot::NotOpen));
    let by_themselves = saying(Overlay { accepts_referrals: false, ..Overlay::default() });
    assert_eq!(why_not(&query(), offer(1, &by_themselves)), Some(WhyNot::NotOpen));
    let silent = Offer { shares: false, ..offer(1, &listing) };
    assert_eq!(why_not(&query(), silent), Some(WhyNot::NotSharing));
}
#[test]
fn a_service_for_another_stage_is_left_out() {
    let in_work = wanting(|wanted| wanted.stage = Some(Stage::InWork));
    assert_eq!(why_not(&in_work, offer(1, &listing())), Some(WhyNot::Stage));
}
#[test]
fn who_is_known_to_be_too_old_is_not_sent_to_the_young() {
    let ages = Ages::new(Some(16), Some(24)).expect("they are ages");
    let young = saying(Overlay { ages, ..Overlay::default() });
    let aged = |age| somebody(Protected { age, ..Protected::default() });
    assert_eq!(why_not(&aged(Some(25)), offer(1, &young)), Some(WhyNot::Age));
    assert_eq!(why_not(&aged(Some(24)), offer(1, &young)), None);
    assert_eq!(why_not(&aged(None), offer(1, &young)), None);
}
#[test]
fn a_service_for_a_group_is_only_for_those_who_are_in_it() {
    let groups = [CircumstanceCode::CareExperienced, CircumstanceCode::Carer].into();
    let carers = saying(Overlay { groups, ..Overlay::default() });
    let one_of = |code| somebody(Protected { groups: [code].into(), ..Protected::default() });
    assert_eq!(why_not(&one_of(CircumstanceCode::Carer), offer(1, &carers)), None);
    let veteran = one_of(CircumstanceCode::Veteran);
    assert_eq!(why_not(&veteran, offer(1, &carers)), Some(WhyNot::NotForThisGroup));
    assert_eq!(why_not(&query(), offer(1, &carers)), Some(WhyNot::NotForThisGroup));
}
#[test]
fn a_service_that_names_its_languages_works_in_those_and_in_english() {
    let languages = [("pl".parse().expect("a tag"))].into();
    let polish = saying(Overlay { languages, ..Overlay::default() });
    let speaking = |tag: &str| {
        let language = Some(tag.parse().expect("a tag"));
        somebody(Protected { language, ..Protected::default() })
    };
    assert_eq!(why_not(&speaking("gd"), offer(1, &polish)), Some(WhyNot::Language));
    assert_eq!(why_not(&speaking("pl-PL"), offer(1, &polish)), None);
    assert_eq!(why_not(&speaking("en-GB"), offer(1, &polish)), None);
}
#[test]
fn a_service_that_says_how_people_get_in_has_no_more_than_that() {
    let access = [ServiceAccess::StepFree].into();
    let step_free = saying(Overlay { access, ..Overlay::default() });
    let needing = |all: &[ServiceAccess]| {
        let access = all.iter().copied().collect();
        somebody(Protected { access, ..Protected::default() })
    };
    assert_eq!(why_not(&needing(&[ServiceAccess::StepFree]), offer(1, &step_free)), None);
    let both = needing(&[ServiceAccess::StepFree, ServiceAccess::Bsl]);
    assert_eq!(why_not(&both, offer(1, &step_free)), Some(WhyNot::Access));
}
#[test]
fn a_service_that_meets_people_in_no_way_they_can_is_left_out() {
    let by_phone = wanting(|wanted| wanted.modes = [ServiceMode::Phone].into());
    assert_eq!(why_not(&by_phone, offer(1, &listing())), Some(WhyNot::Mode));
    let either = Listing { modes: [ServiceMode::Phone, ServiceMode::Video].into(), ..listing() };
    assert_eq!(why_not(&by_phone, offer(1, &either)), None);
}
#[test]
fn a_door_too_far_away_is_left_out_unless_nobody_has_to_go_there() {
    let spots = [north_of_dundee(6), north_of_dundee(20)].into();
    let six = saying(Overlay { spots, ..Overlay::default() });
    let going = |metres_max| {
        wanting(|wanted| {
            wanted.from = Some(north_of_dundee(0));
            wanted.metres_max = Some(metres_max);
        })
    };
    assert_eq!(why_not(&going(5_000), offer(1, &six)), Some(WhyNot::TooFar));
    assert_eq!(why_not(&going(7_000), offer(1, &six)), None);
    let modes = [ServiceMode::InPerson, ServiceMode::Phone].into();
    let also_by_phone = Listing { modes, ..six.clone() };
    assert_eq!(why_not(&going(5_000), offer(1, &also_by_phone)), None);
    let mut face_to_face = going(5_000);
    face_to_face.wanted.modes = [ServiceMode::InPerson].into();
    assert_eq!(why_not(&face_to_face, offer(1, &also_by_phone)), Some(WhyNot::TooFar));
}
#[test]
fn a_service_that_helps_with_something_else_is_left_out() {
    let needs = [NeedCode::Money].into();
    let money = saying(Overlay { needs, travel_help: true, ..Overlay::default() });
    let needing = |need| wanting(|wanted| wanted.needs = [need].into());
    assert_eq!(why_not(&needing(NeedCode::Housing), offer(1, &money)), Some(WhyNot::Need));
    assert_eq!(why_not(&needing(NeedCode::Money), offer(1, &money)), None);
    assert_eq!(why_not(&needing(NeedCode::Transport), offer(1, &money)), None);
}
#[test]
fn a_service_that_was_asked_is_not_suggested_before_it_can_be_asked_again() {
    let listing = listing();
    let asked = |asked| why_not(&query(), Offer { asked, ..offer(1, &listing) });
    assert_eq!(asked(Asked::Open), Some(WhyNot::AskedAlready));
    assert_eq!(asked(Asked::Until(day("2026-08-18"))), Some(WhyNot::AskAgainLater));
    assert_eq!(asked(Asked::Until(day("2026-08-17"))), None);
    assert_eq!(asked(Asked::UntilReassessed), Some(WhyNot::AskAgainLater));
}
#[test]
fn a_full_service_is_left_out_unless_people_wait_there_or_it_is_a_fallback() {
    let full = |says| Snapshot { says, ..counted(0) };
    let (service, fallback) = (listing(), Listing { fallback: true, ..listing() });
    let with =
        |listing, says| why_not(&query(), Offer { capacity: full(says), ..offer(1, listing) });
    assert_eq!(with(&service, CapacitySays::None), Some(WhyNot::NoPlace));
    assert_eq!(with(&service, CapacitySays::Waitlist), None);
    assert_eq!(with(&service, CapacitySays::AssessFirst), None);
    assert_eq!(with(&fallback, CapacitySays::None), None);
}
