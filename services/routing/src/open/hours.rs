//! Hours: when a service is open, as far as readers ask for it.

use jiff::civil::Time;
use oruk::Schedule;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(usize);

/// As RFC 5545 writes them, and whole, from Monday on.
const DAYS: [(&str, &str); 7] = [
    ("MO", "Monday"),
    ("TU", "Tuesday"),
    ("WE", "Wednesday"),
    ("TH", "Thursday"),
    ("FR", "Friday"),
    ("SA", "Saturday"),
    ("SU", "Sunday"),
];

/// When a service opens and closes, and on which days; what is absent was not said.
#[derive(Debug)]
pub(super) struct Hours {
    days: [bool; 7],
    opens: Option<Time>,
    closes: Option<Time>,
}

impl Day {
    /// `MO`, or a day's whole name.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_it = |(short, whole): &(&str, &str)| {
            text.eq_ignore_ascii_case(short) || text.eq_ignore_ascii_case(whole)
        };
        DAYS.iter().position(is_it).map(Self)
    }
}

impl Hours {
    pub(super) fn of(schedule: &Schedule) -> Self {
        let mut days = [false; 7];
        for part in schedule.by_day.iter().flat_map(|days| days.split(',')) {
            // `2TH` is each second Thursday: the days come last.
            let part = part.trim();
            let day = part.get(part.len().saturating_sub(2)..).and_then(Day::read);
            if let Some(Day(day)) = day {
                days[day] = true;
            }
        }
        Self { days, opens: schedule.opens_at, closes: schedule.closes_at }
    }

    /// Whether it is open on that day, opens no sooner than so, and closes no later than so.
    pub(super) fn are(&self, day: Option<Day>, opens: Option<Time>, closes: Option<Time>) -> bool {
        day.is_none_or(|Day(day)| self.days[day])
            && opens.is_none_or(|time| self.opens.is_some_and(|at| at >= time))
            && closes.is_none_or(|time| self.closes.is_some_and(|at| at <= time))
    }
}
