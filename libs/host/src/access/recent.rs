//! A map that holds what was seen of late, and never more than so much.

use std::collections::HashMap;
use std::hash::Hash;

/// How long what was not seen again is kept, in seconds: as long as the longest window, and as the longest stop.
const KEPT_SECONDS: i64 = 24 * 3600;

/// Values by key. When it is full, what was seen longest ago makes room.
pub(super) struct Recent<K, V> {
    entries: HashMap<K, (i64, V)>,
    max: usize,
}

impl<K: Hash + Eq + Copy, V: Default> Recent<K, V> {
    pub(super) fn new(max: usize) -> Self {
        Self { entries: HashMap::new(), max: max.max(1) }
    }

    /// The value of a key, which was seen at this second.
    pub(super) fn seen(&mut self, key: K, at: i64) -> &mut V {
        if self.entries.len() >= self.max && !self.entries.contains_key(&key) {
            self.make_room(at);
        }
        let (last, value) = self.entries.entry(key).or_default();
        *last = at.max(*last);
        value
    }

    /// The value of a key, if it was ever seen. This is not seeing it.
    pub(super) fn get(&mut self, key: &K) -> Option<&mut V> {
        self.entries.get_mut(key).map(|(_, value)| value)
    }

    /// Forgets what is old; if nothing is, the eighth that was seen longest ago, so that not each newcomer costs a search.
    fn make_room(&mut self, at: i64) {
        self.entries.retain(|_, (last, _)| *last > at - KEPT_SECONDS);
        if self.entries.len() < self.max {
            return;
        }
        let mut times: Vec<i64> = self.entries.values().map(|(last, _)| *last).collect();
        let (_, limit, _) = times.select_nth_unstable(self.max / 8);
        let (limit, mut room) = (*limit, self.max / 8 + 1);
        self.entries.retain(|_, (last, _)| {
            let goes = *last <= limit && room > 0;
            room -= usize::from(goes);
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_holds_more_than_it_may() {
        let mut recent = Recent::<u32, u32>::new(16);
        for key in 0..1000 {
            *recent.seen(key, 7) += 1;
            assert!(recent.entries.len() <= 16);
        }
    }
    #[test]
    fn what_was_seen_longest_ago_makes_room() {
        let mut recent = Recent::<u32, u32>::new(16);
        for key in 0..16 {
            *recent.seen(key, i64::from(key)) = 1;
        }
        recent.seen(0, 99);
        recent.seen(16, 100);
        assert_eq!(recent.get(&0), Some(&mut 1), "it was seen again");
        assert_eq!(recent.get(&1), None);
        assert_eq!(recent.get(&15), Some(&mut 1));
    }
    #[test]
    fn what_is_a_day_old_goes_first_and_all_of_it() {
        let mut recent = Recent::<u32, u32>::new(4);
        for key in 0..4 {
            recent.seen(key, i64::from(key));
        }
        recent.seen(9, KEPT_SECONDS + 2);
        assert_eq!(recent.entries.len(), 2);
    }
}
