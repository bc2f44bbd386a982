//! Steady: whether the machine's clock goes on as time does. A clock that was put forward by mistake would have everybody's
//! referrals run out at once; better that they run out late.

use std::time::Duration;

use domain::Timestamp;
use jiff::SignedDuration;

/// When the machine's own clock is believed.
#[derive(Debug, Clone, Copy)]
pub struct SteadyLimits {
    /// By how much it may differ from one look to the next: what keeps clocks right moves them a little. 1 min.
    pub step_max: Duration,
    /// How long it has to be steady after a larger step. 10 min.
    pub settle: Duration,
    /// A step that is larger than this is a mistake, whoever made it. 24 h.
    pub believed_max: Duration,
    /// For how long nothing may have happened before a process starts: more is doubted, for the machine may have begun with a
    /// wrong clock. 14 days.
    pub quiet_max: Duration,
    /// How long such a doubt lasts, if nobody puts the clock right. 1 h.
    pub doubted_for: Duration,
}

impl Default for SteadyLimits {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self {
            step_max: minutes(1),
            settle: minutes(10),
            believed_max: minutes(24 * 60),
            quiet_max: minutes(14 * 24 * 60),
            doubted_for: minutes(60),
        }
    }
}

/// What a look at the clock came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It goes on as time does.
    Steady,
    /// It was moved a while ago.
    Settling {
        /// By how much.
        stepped: SignedDuration,
    },
    /// This process began with it so long after the last thing happened, or so long before.
    Doubted {
        /// After how long.
        quiet: SignedDuration,
    },
    /// It was moved too far to be right.
    Unbelievable {
        /// By how much.
        stepped: SignedDuration,
    },
}

impl Step {
    /// Says it to the operators.
    pub(super) fn tell(self) {
        match self {
            Self::Steady => tracing::info!("this machine's clock is believed again; clocks ring"),
            Self::Settling { stepped } => tracing::error!(
                seconds = stepped.as_secs(),
                "this machine's clock was moved; clocks ring once it has been steady for a while"
            ),
            Self::Doubted { quiet } => tracing::error!(
                days = quiet.as_hours() / 24,
                "by this machine's clock nothing happened here for very long: no clock rings for an hour; check that it is right"
            ),
            Self::Unbelievable { stepped } => tracing::error!(
                hours = stepped.as_hours(),
                "this machine's clock was moved by more than a day: no clock rings here until it is put right, or this process is started anew"
            ),
        }
    }
}

/// What was seen of the clock.
#[derive(Debug)]
pub(super) struct Steady {
    limits: SteadyLimits,
    /// What it said, and for how long this process had run.
    last: Option<(Timestamp, Duration)>,
    /// By how much it is off what it said before it was moved, and for how long this process had run when it was last.
    moved: Option<(SignedDuration, Duration)>,
    /// When the last thing had happened before this process began, while the clock is doubted for it.
    newest: Option<Timestamp>,
}

impl Steady {
    /// Nothing was seen yet; of what happened before, this was the last.
    pub(super) fn since(newest: Option<Timestamp>, limits: SteadyLimits) -> Self {
        Self { limits, last: None, moved: None, newest }
    }

    /// Looks at the clock, after this process has run for so long.
    pub(super) fn look(&mut self, now: Timestamp, ran: Duration) -> Step {
        if let Some(newest) = self.newest {
            self.last = Some((now, ran));
            let quiet = now.duration_since(newest);
            if quiet.unsigned_abs() > self.limits.quiet_max && ran < self.limits.doubted_for {
                return Step::Doubted { quiet };
            }
            self.newest = None; // It is right, or was put right, or it was quiet here.
            return Step::Steady;
        }
        let Some((before, ran_before)) = self.last.replace((now, ran)) else { return Step::Steady };
        let passed = SignedDuration::try_from(ran - ran_before).unwrap_or(SignedDuration::MAX);
        let step = now.duration_since(before).saturating_sub(passed);
        if step.unsigned_abs() > self.limits.step_max {
            let off = self.moved.map_or(SignedDuration::ZERO, |(off, _)| off);
            let off = off.saturating_add(step);
            self.moved = (off.unsigned_abs() > self.limits.step_max).then_some((off, ran));
        }
        match self.moved {
            None => Step::Steady,
            Some((stepped, _)) if stepped.unsigned_abs() > self.limits.believed_max => {
                Step::Unbelievable { stepped }
            }
            Some((stepped, at)) if ran - at < self.limits.settle => Step::Settling { stepped },
            Some(_) => {
                self.moved = None; // It is what it says now.
                Step::Steady
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60;
    const YEAR: i64 = 365 * 24 * HOUR;

    /// Looks each ten seconds at a clock that is put so many seconds on before each look.
    fn looks(moved: &[i64]) -> Vec<Step> {
        looks_since(None, moved)
    }
    /// The same, by a process that began when this was the last that had happened.
    fn looks_since(newest: Option<&str>, moved: &[i64]) -> Vec<Step> {
        let newest = newest.map(|newest| newest.parse().expect("an instant"));
        let mut steady = Steady::since(newest, SteadyLimits::default());
        let mut now = "2026-08-17T09:00:00Z".parse::<Timestamp>().expect("an instant");
        let look = |(nth, moved): (u32, &i64)| {
            now += SignedDuration::from_secs(10 + moved);
            steady.look(now, Duration::from_secs(10) * nth)
        };
        (0..).zip(moved).map(look).collect()
    }
    fn settling(seconds: i64) -> Step {
        Step::Settling { stepped: SignedDuration::from_secs(seconds) }
    }

    #[test]
    fn a_clock_that_is_kept_right_is_steady() {
        assert_eq!(looks(&[0, 0, 30, -30, 0, 59]), [Step::Steady; 6]);
    }
    #[test]
    fn a_clock_that_was_moved_has_to_be_steady_for_a_while() {
        for moved in [2 * HOUR, -HOUR, 61] {
            let mut each = vec![0; 70];
            each[3] = moved;
            let seen = looks(&each);
            assert_eq!(seen[2], Step::Steady);
            assert_eq!(seen[3..63], [settling(moved); 60], "for ten minutes, {moved}");
            assert_eq!(seen[63..], [Step::Steady; 7]);
        }
    }
    #[test]
    fn a_clock_that_comes_back_is_believed_at_once() {
        let seen = looks(&[0, HOUR, 0, -HOUR, 0]);
        let wanted = [Step::Steady, settling(HOUR), settling(HOUR), Step::Steady, Step::Steady];
        assert_eq!(seen, wanted);
    }
    #[test]
    fn each_step_begins_the_wait_anew() {
        let mut each = vec![0; 100];
        (each[1], each[50]) = (HOUR, HOUR);
        let seen = looks(&each);
        assert_eq!(seen[60], settling(2 * HOUR));
        assert_eq!(seen[99], settling(2 * HOUR));
    }
    #[test]
    fn a_clock_that_a_process_begins_with_long_after_anything_happened_is_doubted_for_an_hour() {
        for (newest, is_doubted) in [
            ("2026-08-17T08:00:00Z", false),
            ("2026-08-04T09:00:00Z", false),
            ("2026-08-02T09:00:00Z", true),
            ("2025-08-17T09:00:00Z", true),
            ("2027-08-17T09:00:00Z", true),
        ] {
            let seen = looks_since(Some(newest), &[0; 400]);
            let doubted = seen.iter().filter(|step| matches!(step, Step::Doubted { .. })).count();
            assert_eq!(doubted, if is_doubted { 360 } else { 0 }, "{newest}");
            assert_eq!(seen[360..], [Step::Steady; 40]);
        }
    }
    #[test]
    fn a_doubted_clock_that_is_put_right_is_believed_at_once() {
        let mut each = vec![0; 20];
        each[7] = -YEAR;
        let seen = looks_since(Some("2025-08-17T08:00:00Z"), &each);
        assert!(seen[..7].iter().all(|step| matches!(step, Step::Doubted { .. })), "{seen:?}");
        assert_eq!(seen[7..], [Step::Steady; 13]);
    }
    #[test]
    fn a_clock_that_is_a_year_on_is_not_believed_until_it_is_put_right() {
        for moved in [YEAR, -YEAR] {
            let mut each = vec![0; 200];
            (each[1], each[199]) = (moved, -moved);
            let seen = looks(&each);
            let unbelievable = Step::Unbelievable { stepped: SignedDuration::from_secs(moved) };
            assert_eq!(seen[1..199], vec![unbelievable; 198]);
            assert_eq!(seen[199], Step::Steady);
        }
    }
}
