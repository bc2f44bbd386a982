//! How often something happened lately: counts in slots, the oldest of which fall out one by one.

use std::time::Duration;

/// A count over the last `SLOTS` times `SECONDS` seconds. The present slot is partly over, so that the window covers its
/// whole length and up to one slot more.
#[derive(Clone)]
pub(super) struct Window<const SLOTS: usize, const SECONDS: i64> {
    counts: [u32; SLOTS],
    newest: i64,
}

/// The last hour, in slots of five minutes.
pub(super) type Hour = Window<12, 300>;
/// The last day, in slots of an hour.
pub(super) type Day = Window<24, 3600>;

impl<const SLOTS: usize, const SECONDS: i64> Default for Window<SLOTS, SECONDS> {
    fn default() -> Self {
        Self { counts: [0; SLOTS], newest: 0 }
    }
}

impl<const SLOTS: usize, const SECONDS: i64> Window<SLOTS, SECONDS> {
    /// Counts one more at this second. One before the window is forgotten already.
    pub(super) fn add(&mut self, at: i64) {
        self.advance(at);
        let slot = at.div_euclid(SECONDS);
        if self.newest - slot < SLOTS as i64 {
            let count = &mut self.counts[Self::index(slot)];
            *count = count.saturating_add(1);
        }
    }

    /// How many there were up to this second.
    pub(super) fn count(&mut self, at: i64) -> u32 {
        self.advance(at);
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// How long until there is room for one more under `max`; nothing if there is now.
    pub(super) fn full_for(&mut self, max: u32, at: i64) -> Option<Duration> {
        let mut count = self.count(at);
        if count < max {
            return None;
        }
        let oldest = self.newest - SLOTS as i64 + 1;
        for slot in oldest..=self.newest {
            count = count.saturating_sub(self.counts[Self::index(slot)]);
            if count < max {
                return Some(Self::until(slot + SLOTS as i64, at));
            }
        }
        Some(Self::until(self.newest + SLOTS as i64, at)) // Nothing is ever allowed.
    }

    /// How long until everything that was counted is out of the window.
    pub(super) fn empty_in(&mut self, at: i64) -> Duration {
        self.full_for(1, at).unwrap_or_default()
    }

    /// From this second to the beginning of a slot.
    fn until(slot: i64, at: i64) -> Duration {
        Duration::from_secs((slot * SECONDS - at).max(1).unsigned_abs())
    }

    /// Lets fall out what is older than the window is long. A clock that was put back stays where it was.
    fn advance(&mut self, at: i64) {
        let slot = at.div_euclid(SECONDS);
        let passed = (slot - self.newest).clamp(0, SLOTS as i64);
        for gone in 0..passed {
            self.counts[Self::index(slot - gone)] = 0;
        }
        self.newest = self.newest.max(slot);
    }

    fn index(slot: i64) -> usize {
        usize::try_from(slot.rem_euclid(SLOTS as i64)).expect("a remainder is not negative")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 12 * 3600;

    fn filled(times: &[i64]) -> Hour {
        let mut hour = Hour::default();
        times.iter().for_each(|at| hour.add(*at));
        hour
    }

    #[test]
    fn what_happened_an_hour_ago_no_longer_counts() {
        let mut hour = filled(&[NOON, NOON + 299, NOON + 300]);
        assert_eq!(hour.count(NOON + 3599), 3);
        assert_eq!(hour.count(NOON + 3600), 1);
        assert_eq!(hour.count(NOON + 3900), 0);
    }
    #[test]
    fn after_a_long_pause_it_begins_anew() {
        let mut hour = filled(&[NOON; 7]);
        assert_eq!(hour.count(NOON + 1_000_000), 0);
    }
    #[test]
    fn it_says_when_there_is_room_again() {
        let mut hour = filled(&[NOON, NOON + 600]);
        assert_eq!(hour.full_for(3, NOON + 600), None);
        assert_eq!(hour.full_for(2, NOON + 600), Some(Duration::from_secs(3000)));
        assert_eq!(hour.full_for(1, NOON + 600), Some(Duration::from_secs(3600)));
        assert_eq!(hour.full_for(2, NOON + 3600), None);
    }
    #[test]
    fn where_nothing_is_allowed_there_is_never_room() {
        assert!(Hour::default().full_for(0, NOON).is_some());
    }
    #[test]
    fn what_is_read_back_late_stands_in_its_own_slot() {
        let mut hour = filled(&[NOON, NOON - 1800, NOON - 3600]);
        assert_eq!(hour.count(NOON), 2);
        assert_eq!(hour.count(NOON + 1800), 1);
    }
    #[test]
    fn a_clock_that_was_put_back_frees_nothing() {
        let mut hour = filled(&[NOON, NOON - 60]);
        assert_eq!(hour.count(NOON - 60), 2);
        assert_eq!(hour.count(NOON), 2);
    }
}
