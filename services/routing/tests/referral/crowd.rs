//! A crowd: many who are said yes to at once, for fewer places.

use domain::routing::state::ReferralState;
use futures::future::join_all;

use crate::site::*;

/// How many ask at once.
const CROWD: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixty_four_who_ask_at_once_as_many_get_a_place_as_there_are() {
    let site = site().await;
    let mut before = 0;
    // Few: most lose. Many: whoever loses each race would have to try more often than anybody does.
    for places in [10, 50] {
        let mut people = vec![];
        for _ in 0..CROWD {
            let person = site.supported().await;
            site.sent(person).await;
            people.push(person);
        }
        site.counts(MUSIC, before + places).await;
        let answers = join_all(people.iter().map(|&person| site.accepts(person))).await;
        let (yes, no): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        for refused in no {
            assert_eq!(refusal(refused).0, "PLACE_NONE_FREE");
        }
        let known = site.desk.registry.services.load(MUSIC).await.expect("a service");
        assert_eq!(known.state.places.in_use(), before + places);
        let mut accepted = 0;
        for &person in &people {
            let journey = site.journey(person).await;
            let state = journey.referral.referrals[&of(person)].state;
            accepted += u32::from(state == ReferralState::Accepted);
        }
        assert_eq!((accepted, yes.len()), (places, accepted as usize));
        before += places;
    }
}
