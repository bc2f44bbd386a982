//! Chance that a seed reproduces.

use std::ops::RangeInclusive;

/// A source of numbers that look random, always the same ones for a seed: SplitMix64 (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", OOPSLA 2014).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The source of this seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in this range.
    ///
    /// # Panics
    /// If the range is empty.
    pub fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        assert!(!range.is_empty(), "there must be something to choose from");
        let choices = (range.end() - range.start()).saturating_add(1);
        range.start() + self.number() % choices
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.within(1..=times) == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_again() {
        let three = |seed| {
            std::array::from_fn::<_, 3, _>({
                let mut chance = Chance::seeded(seed);
                move |_| chance.number()
            })
        };
        assert_eq!(three(7), three(7));
        assert_ne!(three(7), three(8));
    }

    #[test]
    fn a_range_is_kept_and_both_of_its_ends_are_met() {
        let mut chance = Chance::seeded(1);
        let met: Vec<_> = (0..200).map(|_| chance.within(30..=33)).collect();
        assert!((30..=33).all(|n| met.contains(&n)));
        assert!(met.iter().all(|n| (30..=33).contains(n)));
    }
}
