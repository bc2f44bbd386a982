//! Tries: how often each feed was tried this night. An attempt that is put on record ends its night; this is for those that
//! are not, because the directory did not answer, or somebody's code broke. Each process remembers its own.

use std::collections::HashMap;
use std::time::Duration;

use domain::{Date, PublisherId, Timestamp};

/// How often a feed is tried in one night by one process.
const TRIES_MAX: u32 = 5;

/// How long is waited after the first; [`WAIT_GROWS`] times as long after each further one.
const WAIT_FIRST: Duration = Duration::from_secs(2 * 60);

/// How much longer each wait is than the one before: all of them together are 80 minutes. A feed whose time comes
/// late has fewer tries in its night.
const WAIT_GROWS: u32 = 3;

/// How often feeds were tried, by publisher.
#[derive(Debug, Default)]
pub(crate) struct Tries(HashMap<PublisherId, Tried>);

#[derive(Debug, Clone, Copy)]
struct Tried {
    night: Date,
    times: u32,
    /// When it may be tried again.
    again: Timestamp,
}

impl Tries {
    /// Whether a feed may be tried now, in this night. If so it counts as tried, whatever comes of it.
    pub(super) fn begin(&mut self, publisher: PublisherId, night: Date, now: Timestamp) -> bool {
        let before = self.0.get(&publisher).filter(|tried| tried.night == night);
        let times = before.map_or(0, |tried| tried.times);
        if times == TRIES_MAX || before.is_some_and(|tried| now < tried.again) {
            return false;
        }
        let again = now + WAIT_FIRST * WAIT_GROWS.pow(times);
        self.0.insert(publisher, Tried { night, times: times + 1, again });
        true
    }

    /// Whether this was the last time in its night.
    pub(super) fn are_spent(&self, publisher: PublisherId) -> bool {
        self.0.get(&publisher).is_some_and(|tried| tried.times == TRIES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUNDEE: PublisherId = PublisherId::from_u128(1);

    fn begins_at(tries: &mut Tries, night: &str, minute: u64) -> bool {
        let night: Date = night.parse().expect("a day");
        let start: Timestamp = format!("{night}T02:00:00Z").parse().expect("an instant");
        tries.begin(DUNDEE, night, start + Duration::from_secs(60 * minute))
    }

    #[test]
    fn a_feed_is_tried_five_times_a_night_with_growing_waits() {
        let mut tries = Tries::default();
        let mut tried = |night| {
            (0..120).filter(|minute| begins_at(&mut tries, night, *minute)).collect::<Vec<_>>()
        };
        assert_eq!(tried("2026-08-17"), [0, 2, 8, 26, 80]);
        assert_eq!(tried("2026-08-18"), [0, 2, 8, 26, 80], "the next night is another");
    }
    #[test]
    fn one_feeds_tries_are_no_other_feeds() {
        let mut tries = Tries::default();
        assert!(begins_at(&mut tries, "2026-08-17", 0) && !begins_at(&mut tries, "2026-08-17", 1));
        let (night, now) = ("2026-08-17".parse(), "2026-08-17T02:01:00Z".parse());
        let other = PublisherId::from_u128(2);
        assert!(tries.begin(other, night.expect("a day"), now.expect("an instant")));
    }
}
