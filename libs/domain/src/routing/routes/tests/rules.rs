//! What holds of every answer, whoever asks for whom and whatever there is.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::story::*;
use super::super::*;
use super::random::{Known, all, offers, protected, question};
use crate::directory::Overlay;
use crate::directory::service::Listing;
use crate::{PersonId, ServiceId};

/// Each service that names no group and is suggested, in order, with what it weighs.
fn order(ranking: &Ranking, known: &[Known]) -> Vec<(ServiceId, u16)> {
    let for_all = |service: &ServiceId| {
        let listed =
            usize::try_from(service.as_uuid().as_u128() - 1).ok().and_then(|at| known.get(at));
        listed.is_some_and(|(listing, ..)| listing.overlay.groups.is_empty())
    };
    let routes = ranking.routes.iter().filter(|route| !route.door && for_all(&route.service));
    routes.map(|route| (route.service, route.fit)).collect()
}

proptest! {
    #[test]
    fn protected_characteristics_never_change_the_order_of_services_that_name_no_group(
        query in question(), other in protected(), known in all(25)
    ) {
        let offers = offers(&known);
        let one = order(&ask(&query, &offers), &known);
        let another = order(&ask(&Query { protected: other, ..query }, &offers), &known);
        let both = |order: &[(ServiceId, u16)], others: &[(ServiceId, u16)]| -> Vec<_> {
            let suggested: BTreeSet<_> = others.iter().map(|(service, _)| *service).collect();
            order.iter().copied().filter(|(service, _)| suggested.contains(service)).collect()
        };
        prop_assert_eq!(both(&one, &another), both(&another, &one));
    }

    #[test]
    fn where_no_service_asks_who_somebody_is_it_changes_nothing_who_they_are(
        query in question(), other in protected(), mut known in all(25)
    ) {
        for (listing, ..) in &mut known {
            let Overlay { needs, spots, travel_help, .. } = listing.overlay.clone();
            listing.overlay = Overlay { needs, spots, travel_help, ..Overlay::default() };
        }
        let offers = offers(&known);
        let weighed = |ranking: Ranking| -> Vec<_> {
            ranking.routes.into_iter().map(|route| (route.service, route.fit, route.scored)).collect()
        };
        let (one, another) = (ask(&query, &offers), ask(&Query { protected: other, ..query }, &offers));
        prop_assert_eq!(&one.left_out, &another.left_out);
        prop_assert_eq!(&one.others, &another.others);
        prop_assert_eq!(weighed(one), weighed(another));
    }

    #[test]
    fn an_answer_is_never_empty_and_ends_at_the_door(
        query in question(), known in all(25), offered in any::<bool>()
    ) {
        let mut offers = offers(&known);
        let fallback = Listing { fallback: true, ..listing() };
        if offered {
            offers.push(Offer { service: DOOR, ..offer(1, &fallback) });
        }
        let routes = ask(&query, &offers).routes;
        prop_assert!((1..=ROUTES_MAX).contains(&routes.len()));
        let (last, before) = routes.split_last().expect("it is not empty");
        prop_assert_eq!((last.service, last.door, &last.why[..]), (DOOR, true, &[Why::AreasDoor][..]));
        prop_assert!(before.iter().all(|route| !route.door && route.service != DOOR));
    }

    #[test]
    fn each_service_is_a_route_or_has_a_reason(query in question(), known in all(50)) {
        let offers = offers(&known);
        let ranking = ask(&query, &offers);
        let named = ranking.left_out.iter().map(|left| left.service);
        let told: Vec<_> = suggested(&ranking).into_iter().chain(named).collect();
        let distinct: BTreeSet<_> = told.iter().collect();
        prop_assert_eq!(distinct.len(), told.len());
        let counted: u32 = ranking.others.values().sum();
        prop_assert_eq!(told.len() + usize::try_from(counted).expect("few"), offers.len());
        prop_assert!(ranking.left_out.len() <= LEFT_OUT_MAX);
        prop_assert!(counted == 0 || ranking.left_out.len() == LEFT_OUT_MAX);
    }

    #[test]
    fn only_services_that_would_fill_the_answer_are_outranked(query in question(), known in all(50)) {
        let ranking = ask(&query, &offers(&known));
        let outranked = ranking.left_out.iter().any(|left| left.why_not == WhyNot::Outranked);
        prop_assert!(!outranked || ranking.routes.len() == ROUTES_MAX);
    }

    #[test]
    fn the_better_fit_comes_first(query in question(), known in all(25)) {
        let routes = ask(&query, &offers(&known)).routes;
        prop_assert!(routes.is_sorted_by(|one, next| one.fit >= next.fit));
    }

    #[test]
    fn the_same_question_has_the_same_answer(
        query in question(), (known, order) in all(25).prop_flat_map(|known| {
            let order = Just((0..known.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(known), order)
        })
    ) {
        let offers = offers(&known);
        let shuffled: Vec<_> = order.into_iter().map(|at| offers[at]).collect();
        prop_assert_eq!(ask(&query, &offers), ask(&query, &shuffled));
    }
}

#[test]
fn of_equal_services_each_is_first_for_its_share_of_people() {
    let listing = listing();
    let offers = [offer(1, &listing), offer(2, &listing), offer(3, &listing)];
    let first = |person| {
        let person = PersonId::from_u128(person);
        suggested(&ask(&Query { person, ..query() }, &offers)).first().copied()
    };
    let firsts: Vec<_> = (0..900).map(first).collect();
    for offer in offers {
        let times = firsts.iter().filter(|first| **first == Some(offer.service)).count();
        assert!((250..=350).contains(&times), "{times} of 900");
    }
}
