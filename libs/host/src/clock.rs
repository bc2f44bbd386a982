//! Where time comes from. Nothing else in the workspace asks the machine what time it is, so that tests and the demo can
//! turn the clock and a whole year's deadlines run out in a second.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{Date, Timestamp};
use jiff::SignedDuration;

pub use domain::calendar::scottish_time as local;

/// A clock to read. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Turned(Arc<Mutex<Timestamp>>),
    /// By so many seconds.
    Off(Arc<AtomicI64>),
}

/// How often it is read again by how much a clock is off.
const READ_EVERY: Duration = Duration::from_millis(100);

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

    /// The machine's clock, off by as many seconds as a file says, which is read again ten times a second: for drills, which
    /// move the clock of one process and not of the machine.
    ///
    /// # Errors
    /// If the file cannot be read, or says no number. Later that changes nothing.
    pub fn off_by(file: &Path) -> std::io::Result<Self> {
        let off = Arc::new(AtomicI64::new(seconds(file)?));
        let file = file.to_owned();
        let kept = Arc::downgrade(&off);
        std::thread::Builder::new().name("clock".into()).spawn(move || {
            while let Some(off) = kept.upgrade() {
                if let Ok(seconds) = seconds(&file) {
                    off.store(seconds, Ordering::Relaxed);
                }
                drop(off);
                std::thread::sleep(READ_EVERY);
            }
        })?;
        Ok(Self(Source::Off(off)))
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
            Source::Off(seconds) => {
                let off = SignedDuration::from_secs(seconds.load(Ordering::Relaxed));
                Self::system().now().saturating_add(off).unwrap_or(Timestamp::MAX)
            }
            Source::Turned(face) => *face.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Today's date where the people are: in Scotland, summer time included.
    pub fn today(&self) -> Date {
        local(self.now()).date()
    }
}

fn seconds(file: &Path) -> std::io::Result<i64> {
    let text = std::fs::read_to_string(file)?;
    text.trim().parse().map_err(|e| std::io::Error::new(std::io::ErrorKind::InvalidData, e))
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
    fn a_clock_that_is_off_is_off_by_as_much_as_its_file_says() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("off");
        assert!(Clock::off_by(&file).is_err(), "no file");
        std::fs::write(&file, "an hour").expect("a file");
        assert!(Clock::off_by(&file).is_err(), "no number");
        std::fs::write(&file, "-3600").expect("a file");
        let clock = Clock::off_by(&file).expect("a clock");
        let before = Clock::system().now();
        let off = clock.now().duration_since(before);
        assert!((-3_600..-3_540).contains(&off.as_secs()), "{off:?}");
        std::fs::write(&file, "7200").expect("a file");
        let moved = || clock.now().duration_since(Clock::system().now()).as_secs() > 3_600;
        while !moved() {
            std::thread::yield_now(); // The test's own time limit ends it.
        }
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
