//! Draw: who comes first of equals. A number made from the person and the service, so that the same question has the
//! same answer, while over many people each service gets its share.

use crate::{PersonId, ServiceId};

/// The lot of a service in one person's draw; the lowest comes first.
pub(super) fn lot(person: PersonId, service: ServiceId) -> u64 {
    let halves = [person.as_bytes(), service.as_bytes()].into_iter().flat_map(|id| {
        let bits = u128::from_be_bytes(*id);
        [bits as u64, (bits >> 64) as u64]
    });
    halves.fold(0, |lot, half| stirred(lot ^ half))
}

/// Each bit of the number changes about half of the bits of the answer (the finaliser of SplitMix64).
fn stirred(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_equal_services_is_first_for_its_share_of_people() {
        let services: Vec<_> = (1..=4).map(ServiceId::from_u128).collect();
        let mut first = [0_u32; 4];
        for person in 0..4_000 {
            let lots = services.iter().map(|s| lot(PersonId::from_u128(person), *s));
            let (at, _) = lots.enumerate().min_by_key(|(_, lot)| *lot).expect("there are four");
            first[at] += 1;
        }
        assert!(first.iter().all(|times| (900..=1_100).contains(times)), "{first:?}");
    }
    #[test]
    fn a_lot_is_the_same_on_every_machine_and_in_every_year() {
        let drawn = lot(PersonId::from_u128(1), ServiceId::from_u128(2));
        assert_eq!(drawn, 10_032_143_222_046_603_734);
    }
}
