//! Where time comes from. Nothing else in the workspace asks the machine what time it is, so that tests and the demo can
//! turn the clock and a whole year's deadlines run out in a second.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{Date, Timestamp};

pub use domain::calendar::scottish_time as local;

/// A clock to read. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Turned(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `start` until its hand is moved.
    pub fn turned(start: Timestamp) -> (Self, Hand) {
        let face = Arc::new(Mutex::new(start));
        (Self(Source::Turned(face.clone())), Hand(face))
    }

    /// Whether a hand moves it, and not time.
    pub fn is_turned(&self) -> bool {
        matches!(self.0, Source::Turned(_))
    }

    /// This instant.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
            Source::System => Timestamp::now(),
            Source::Turned(face) => *face.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Today's date where the people are: in Scotland, summer time included.
    pub fn today(&self) -> Date {
        local(self.now()).date()
    }
}

/// What moves a turned clock.
#[derive(Clone, Debug)]
pub struct Hand(Arc<Mutex<Timestamp>>);

impl Hand {
    /// Puts the clock to an instant, earlier ones included: clocks of real machines step back too.
    pub fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = to;
    }

    /// Moves the clock forward; it stops at the end of representable time.
    pub fn advance(&self, by: Duration) {
        let mut face = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *face = face.saturating_add(by).unwrap_or(Timestamp::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(instant: &str) -> (Clock, Hand) {
        Clock::turned(instant.parse().expect("an instant"))
    }

    #[test]
    fn a_turned_clock_stands_still_until_its_hand_moves() {
        let (clock, hand) = at("2026-03-01T09:00:00Z");
        let copy = clock.clone();
        assert_eq!(clock.now(), copy.now());
        hand.advance(Duration::from_secs(90));
        assert_eq!(copy.now().to_string(), "2026-03-01T09:01:30Z");
        hand.set("2025-01-01T00:00:00Z".parse().expect("an instant"));
        assert_eq!(clock.now().to_string(), "2025-01-01T00:00:00Z");
    }

    #[test]
    fn in_summer_the_day_begins_an_hour_before_utc() {
        assert_eq!(at("2026-07-01T22:59:59Z").0.today().to_string(), "2026-07-01");
        assert_eq!(at("2026-07-01T23:00:00Z").0.today().to_string(), "2026-07-02");
    }

    #[test]
    fn in_winter_the_day_begins_with_utc() {
        assert_eq!(at("2026-12-01T23:59:59Z").0.today().to_string(), "2026-12-01");
        assert_eq!(
            at("2026-10-24T23:30:00Z").0.today().to_string(),
            "2026-10-25",
            "the last day of summer time"
        );
        assert_eq!(
            at("2026-10-25T23:30:00Z").0.today().to_string(),
            "2026-10-25",
            "and its evening"
        );
    }

    #[test]
    fn the_hand_stops_at_the_end_of_time() {
        let (clock, hand) = at("2026-01-01T00:00:00Z");
        hand.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}
