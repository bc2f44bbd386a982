//! Going from number to neighbouring number, as somebody does who has no person before them but wants to know who is there.
//!
//! The rule: a worker sought several different numbers of one scheme within an hour, each no further than a step from the
//! next. In which order does not matter. Who types a digit wrong twice has sought three; a class of school leavers, or
//! people who are all recorded as born on 1 January, have numbers that lie much further apart.

use std::collections::VecDeque;

use domain::Pii;
use domain::identifier::Normalised;
use domain::intake::person::IdentifierScheme;

/// How many numbers of a worker are remembered.
const REMEMBERED_MAX: usize = 32;
/// How long one is, in seconds.
const REMEMBERED_SECONDS: i64 = 3600;

/// The numbers that a worker sought of late, in memory only.
#[derive(Default)]
pub(super) struct Trail(VecDeque<Sought>);

struct Sought {
    at: i64,
    scheme: IdentifierScheme,
    value: Pii<u64>,
}

impl Trail {
    /// Adds a number; how many there now are in one line with it, itself included. Seeking one again is no step.
    pub(super) fn step(&mut self, number: &Normalised, at: i64, step_max: u64) -> usize {
        let Some(value) = value(number) else { return 0 };
        let scheme = number.scheme;
        let is_same = |s: &Sought| s.scheme == scheme && *s.value.expose() == value;
        self.0.retain(|s| s.at > at - REMEMBERED_SECONDS && !is_same(s));
        if self.0.len() == REMEMBERED_MAX {
            self.0.pop_front();
        }
        self.0.push_back(Sought { at, scheme, value: Pii::new(value) });
        self.in_line_with(scheme, value, step_max)
    }

    fn in_line_with(&self, scheme: IdentifierScheme, value: u64, step_max: u64) -> usize {
        let mut values = [0; REMEMBERED_MAX];
        let mut len = 0;
        for sought in self.0.iter().filter(|s| s.scheme == scheme) {
            values[len] = *sought.value.expose();
            len += 1;
        }
        let values = &mut values[..len];
        values.sort_unstable();
        let near = |pair: &&[u64]| pair[1] - pair[0] <= step_max;
        let here = values.partition_point(|v| *v < value);
        let up = values[here..].windows(2).take_while(near).count();
        let down = values[..=here].windows(2).rev().take_while(near).count();
        down + 1 + up
    }
}

/// A number as a place in the order in which such numbers were given out, if they were given out in order and to people
/// who have nothing to do with each other. Schools get candidate numbers for a whole class, and partners count their cases.
fn value(number: &Normalised) -> Option<u64> {
    let text = number.text.expose();
    match number.scheme {
        IdentifierScheme::Nino => {
            let (letters, digits) = text.split_at_checked(2)?;
            let letter = |l: u8| u64::from(l.wrapping_sub(b'A'));
            let prefix = letters.bytes().fold(0, |sum, l| sum * 26 + letter(l));
            Some(prefix * 1_000_000 + digits.parse::<u64>().ok()?)
        }
        // The last digit is a check digit: it follows from the others.
        IdentifierScheme::Chi | IdentifierScheme::NhsNumber => text.get(..9)?.parse().ok(),
        IdentifierScheme::Scn | IdentifierScheme::PartnerLocal => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::identifier::normalise_for_index;

    use super::*;

    const STEP: u64 = 100;

    /// The longest line that seeking these numbers came to, a minute apart.
    fn line(scheme: IdentifierScheme, numbers: impl IntoIterator<Item = String>) -> usize {
        let mut trail = Trail::default();
        let step = |(n, text): (i64, String)| {
            let number = normalise_for_index(scheme, &text).expect("a well-formed number");
            trail.step(&number, n * 60, STEP)
        };
        (0..).zip(numbers).map(step).max().unwrap_or_default()
    }

    fn ninos(digits: impl IntoIterator<Item = u32>) -> usize {
        line(IdentifierScheme::Nino, digits.into_iter().map(|d| format!("AB{d:06}C")))
    }

    /// Numbers with a right check digit that begin with these nine digits, for those that have one.
    fn with_check_digit(stems: impl Iterator<Item = u64>) -> impl Iterator<Item = String> {
        stems.filter_map(|stem| {
            let stem = format!("{stem:09}");
            let sum: u32 =
                (2..=10).rev().zip(stem.bytes()).map(|(w, d)| w * u32::from(d - b'0')).sum();
            let check = (11 - sum % 11) % 11;
            (check < 10).then(|| format!("{stem}{check}"))
        })
    }

    #[test]
    fn a_walk_up_or_down_is_seen() {
        assert_eq!(ninos(123_456..123_461), 5);
        assert_eq!(ninos((123_456..123_461).rev()), 5);
    }
    #[test]
    fn a_walk_by_tens_is_seen() {
        assert_eq!(ninos((0..5).map(|n| 500_000 + 10 * n)), 5);
    }
    #[test]
    fn a_walk_in_any_order_is_seen() {
        assert_eq!(ninos([500_040, 500_000, 500_020, 500_030, 500_010]), 5);
    }
    #[test]
    fn a_walk_is_seen_with_the_check_digit_recomputed() {
        assert_eq!(line(IdentifierScheme::Chi, with_check_digit(10_185_100..).take(5)), 5);
        assert_eq!(line(IdentifierScheme::NhsNumber, with_check_digit(943_476_591..).take(5)), 5);
    }
    #[test]
    fn a_walk_among_honest_searches_is_seen() {
        let walk = (0..5).flat_map(|n| [700_000 + n, 13_007 * (n + 1)]);
        assert_eq!(ninos(walk), 5);
    }
    #[test]
    fn typing_a_digit_wrong_twice_is_three_numbers() {
        assert_eq!(ninos([123_456, 123_457, 123_446]), 3);
    }
    #[test]
    fn seeking_one_number_again_and_again_is_no_walk() {
        assert_eq!(ninos([123_456; 20]), 1);
    }
    #[test]
    fn people_who_are_all_recorded_as_born_on_one_day_are_no_walk() {
        let stems = (50..80).map(|year| 10_100_000 + year * 1_000 + (year * 137) % 1_000);
        assert!(line(IdentifierScheme::Chi, with_check_digit(stems)) < 3);
    }
    #[test]
    fn the_candidates_of_one_class_are_no_walk() {
        let stems = (0..60).map(|n| format!("0700{:04}", 1000 + n));
        let numbers = stems.flat_map(|stem| (0..10).map(move |check| format!("{stem}{check}")));
        let valid = |text: &String| normalise_for_index(IdentifierScheme::Scn, text).is_ok();
        assert_eq!(line(IdentifierScheme::Scn, numbers.filter(valid)), 0);
    }
    #[test]
    fn what_was_sought_an_hour_ago_is_forgotten() {
        let mut trail = Trail::default();
        let mut step = |digits: u32, at| {
            let text = format!("AB{digits:06}C");
            let number = normalise_for_index(IdentifierScheme::Nino, &text).expect("a number");
            trail.step(&number, at, STEP)
        };
        assert_eq!(step(100, 0), 1);
        assert_eq!(step(101, 3599), 2);
        assert_eq!(step(102, 3600), 2);
    }
    #[test]
    fn no_more_is_remembered_than_may_be() {
        let mut trail = Trail::default();
        for n in 0..1000 {
            let text = format!("AB{:06}C", n * 500);
            let number = normalise_for_index(IdentifierScheme::Nino, &text).expect("a number");
            trail.step(&number, 0, STEP);
        }
        assert_eq!(trail.0.len(), REMEMBERED_MAX);
    }
}
