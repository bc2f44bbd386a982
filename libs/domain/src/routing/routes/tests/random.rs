//! Whatever may be asked, and whatever services there may be.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::subsequence;

use super::super::story::*;
use super::super::*;
use crate::directory::Overlay;
use crate::directory::overlay::{Ages, LanguageTag, ServiceAccess};
use crate::directory::place::CapacitySays;
use crate::directory::service::{Listing, ServiceMode, Standing};
use crate::intake::need::CircumstanceCode;
use crate::intake::stage::Stage;
use crate::{Area, Code, PersonId};

/// Some members of a list, often none.
fn some<C: Code + Ord>(most: usize) -> impl Strategy<Value = BTreeSet<C>> {
    let few = subsequence(C::ALL.to_vec(), 0..=most);
    few.prop_map(|codes| codes.into_iter().collect())
}
fn language() -> impl Strategy<Value = LanguageTag> {
    prop_oneof![Just("en"), Just("pl"), Just("pl-pl"), Just("gd")]
        .prop_map(|tag| tag.parse().expect("a tag"))
}
pub(super) fn protected() -> impl Strategy<Value = Protected> {
    let age = prop::option::of(14_u8..70);
    let language = prop::option::of(language());
    (age, language, some(2), some::<CircumstanceCode>(6))
        .prop_map(|(age, language, access, groups)| Protected { age, language, access, groups })
}
pub(super) fn question() -> impl Strategy<Value = Query> {
    let stage = prop::option::weighted(0.3, prop::sample::select(Stage::ALL));
    let going = prop::option::of((0..9, prop::option::of(2_000..20_000_u32)));
    (any::<u128>(), stage, some(4), some::<ServiceMode>(3), going, protected()).prop_map(
        |(person, stage, needs, modes, going, protected)| Query {
            person: PersonId::from_u128(person),
            protected,
            ..wanting(|wanted| {
                (wanted.stage, wanted.needs, wanted.modes) = (stage, needs, modes);
                wanted.from = going.map(|(kilometres, _)| north_of_dundee(kilometres));
                wanted.metres_max = going.and_then(|(_, metres_max)| metres_max);
            })
        },
    )
}

/// What a service says, and what is known of it beside.
pub(super) type Known = (Listing, Snapshot, Option<Observed>, (bool, bool), Asked);

fn overlay() -> impl Strategy<Value = Overlay> {
    let ages = prop_oneof![Just(Ages::ANY), Just(Ages::new(Some(16), Some(24)).expect("ages"))];
    let spots = prop::collection::btree_set((0..30).prop_map(north_of_dundee), 0..3);
    let languages = prop::collection::btree_set(language(), 0..2);
    let groups = prop_oneof![3 => Just(BTreeSet::new()), 1 => some::<CircumstanceCode>(6)];
    (some(6), groups, ages, languages, some::<ServiceAccess>(2), spots, any::<bool>()).prop_map(
        |(needs, groups, ages, languages, access, spots, travel_help)| Overlay {
            needs,
            groups,
            ages,
            languages,
            access,
            spots,
            travel_help,
            ..Overlay::default()
        },
    )
}
fn capacity() -> impl Strategy<Value = Snapshot> {
    let said = (prop::sample::select(CapacitySays::ALL), 0..9_u32, 0..90_u16, any::<bool>());
    let said = said.prop_map(|(says, free, wait, stale)| Snapshot {
        says,
        wait_days: Some(wait),
        stale,
        ..counted(free)
    });
    prop_oneof![Just(UNCOUNTED), said]
}
fn known() -> impl Strategy<Value = Known> {
    let listed = (overlay(), some::<Stage>(4), some::<ServiceMode>(4), prop::bool::weighted(0.9));
    let listing = listed.prop_map(|(overlay, mut stages, mut modes, here)| {
        stages.insert(Stage::Engagement);
        modes.insert(ServiceMode::InPerson);
        let areas = if here { listing().areas } else { [Area::ALL[0]].into() };
        Listing { stages, modes, areas, ..saying(overlay) }
    });
    let observed = (0..20_u32, 1..200_u32);
    let observed = prop::option::of(observed.prop_map(|(answers, hours)| Observed {
        answers,
        declined: 0,
        hours,
    }));
    let open = (prop::bool::weighted(0.9), prop::bool::weighted(0.9));
    let asked = prop_oneof![8 => Just(Asked::Not), 1 => Just(Asked::Open), 1 => Just(Asked::UntilReassessed)];
    (listing, capacity(), observed, open, asked)
}
fn offered(id: u128, known: &Known) -> Offer<'_> {
    let (listing, capacity, observed, (open, shares), asked) = known;
    Offer {
        capacity: *capacity,
        observed: *observed,
        standing: if *open { Standing::Open } else { Standing::Paused },
        shares: *shares,
        asked: *asked,
        ..offer(id, listing)
    }
}
pub(super) fn offers(known: &[Known]) -> Vec<Offer<'_>> {
    (1..).zip(known).map(|(id, known)| offered(id, known)).collect()
}
pub(super) fn all(most: usize) -> impl Strategy<Value = Vec<Known>> {
    prop::collection::vec(known(), 0..most)
}
