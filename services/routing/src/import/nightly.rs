//! Nightly: each feed that is to be read by night is read once, between two and four, from a time of its own on. Any process may
//! do it: who comes second finds that it was done, or does nothing by doing the same.

use std::panic::AssertUnwindSafe;
use std::sync::PoisonError;
use std::time::Duration;

use domain::calendar::scottish_time;
use domain::{Code, Date, PublisherId, Timestamp};
use futures::FutureExt;
use host::{Caller, Shutdown};
use jiff::civil::DateTime;

use super::{ImportError, Source};
use crate::DirectoryApi;

/// How often it is looked whether a feed is to be read.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// The hour that the night's reading begins with.
const FIRST_HOUR: i8 = 2;

/// And ends before.
const LAST_HOUR: i8 = 4;

/// Over how many minutes from the first hour on the feeds' own times are spread: feeds are read one after the other, so the
/// last to come still has an hour of the night for its turn.
const SPREAD_MINUTES: i32 = 60;

impl DirectoryApi {
    /// Reads feeds by night, until the process is to stop. What is interrupted changed nothing, or goes on tomorrow.
    pub async fn nightly(self, shutdown: Shutdown) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.read_what_is_due() => {}
            }
        }
    }

    /// Reads, one after the other, the feeds whose time has come. Whatever somebody publishes, the others are read.
    pub async fn read_what_is_due(&self) {
        for (id, _) in self.registry.directory.publishers() {
            if AssertUnwindSafe(self.read_if_due(id)).catch_unwind().await.is_err() {
                tracing::error!(publisher = %id, "reading a feed panicked; what was there stands");
            }
        }
    }

    /// Whether a feed may be tried now: one whose end cannot be put on record is not tried each minute of the night.
    fn tries(&self, id: PublisherId, night: Date, now: Timestamp) -> bool {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = tries.begin(id, night, now);
        if begins && tries.are_spent(id) {
            tracing::warn!(publisher = %id, "a feed is tried for the last time this night");
        }
        begins
    }

    async fn read_if_due(&self, id: PublisherId) {
        let _turn = self.importing.lock().await;
        if let Some(known) = self.registry.directory.publisher(id)
            && let Some(known) = &known.registered
        {
            let last = known.last.map(|(on, _)| on);
            let now = self.registry.clock.now();
            let wall = scottish_time(now);
            if known.profile.nightly && is_due(wall, id, last) && self.tries(id, wall.date(), now) {
                let source = Source::Web(known.profile.base.clone());
                match self.import_as(Caller::system(), id, source, false, &|_| ()).await {
                    Ok(report) => {
                        let (read, left_out) =
                            (report.gathered.readable(), report.gathered.left_out);
                        tracing::info!(publisher = %id, read, left_out, "a feed was read");
                    }
                    Err(ImportError::Failed(failure)) => {
                        let why = failure.why.text();
                        tracing::warn!(publisher = %id, why, "a feed was not read; what was there stands");
                    }
                    Err(error) => tracing::warn!(publisher = %id, %error, "a feed was not read"),
                }
            }
        }
    }
}

/// Whether a feed is to be read at this time of the clocks on the wall: it was not read today, and its minute has come.
fn is_due(now: DateTime, publisher: PublisherId, last: Option<Date>) -> bool {
    if !(FIRST_HOUR..LAST_HOUR).contains(&now.hour()) || last == Some(now.date()) {
        return false;
    }
    let slot = i32::from(publisher.as_bytes()[15]) * SPREAD_MINUTES / 256;
    i32::from(now.hour() - FIRST_HOUR) * 60 + i32::from(now.minute()) >= slot
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(at: &str, bits: u128, last: Option<&str>) -> bool {
        let last = last.map(|day| day.parse().expect("a day"));
        is_due(at.parse().expect("a time"), PublisherId::from_u128(bits), last)
    }

    #[test]
    fn a_feed_is_read_once_a_night_at_its_own_minute() {
        assert!(due("2026-08-17T02:00", 0x00, None));
        assert!(!due("2026-08-17T01:59", 0x00, None));
        assert!(!due("2026-08-17T02:29", 0x80, None) && due("2026-08-17T02:30", 0x80, None));
        assert!(!due("2026-08-17T03:00", 0x80, Some("2026-08-17")), "it was read today");
        assert!(due("2026-08-17T03:59", 0x80, Some("2026-08-16")));
        assert!(!due("2026-08-17T04:00", 0x00, None), "the night is over");
    }
    #[test]
    fn a_feed_that_was_read_on_a_day_yet_to_come_is_read_all_the_same() {
        assert!(due("2026-08-17T03:00", 0x80, Some("2027-08-17")), "a clock was wrong once");
    }
    #[test]
    fn whichever_feed_it_is_an_hour_of_the_night_is_left_for_its_turn() {
        for bits in 0..=0xff {
            assert!(due("2026-08-17T03:00", bits, None), "{bits:x}");
        }
    }
}
