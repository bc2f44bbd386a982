//! Age under Scots law: a birthday counts from its beginning, and who was born on 29 February is a year older on
//! 1 March where there is no 29th (Age of Legal Capacity (Scotland) Act 1991, section 6).

use super::PartialDate;
use crate::Date;

/// The youngest somebody may be to be registered, in years.
pub const REGISTRATION_AGE_YEARS_MIN: i16 = 14;
/// The oldest somebody may be to be registered, in years: beyond it a slip in the year is likelier.
pub const REGISTRATION_AGE_YEARS_MAX: i16 = 110;

/// Why somebody of this age cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgeError {
    /// Under 14, or not born yet.
    #[error(
        "the person would be under 14; check the year of birth, or use the services for children"
    )]
    TooYoung,
    /// Over 110.
    #[error("the person would be over 110; check the year of birth")]
    TooOld,
}

/// The age in whole years on a day; `None` before the birth.
pub fn age_on(born: Date, day: Date) -> Option<i16> {
    // 28 February comes before the 29th and 1 March after it, so the leap day needs no case of its own.
    let before_birthday = (day.month(), day.day()) < (born.month(), born.day());
    (day >= born).then(|| day.year() - born.year() - i16::from(before_birthday))
}

/// That somebody born then may be registered on this day: aged 14 to 110, or possibly so where not every part of the
/// date is known.
///
/// # Errors
/// When no day that the date can mean gives such an age.
pub fn check_registration_age(born: &PartialDate, day: Date) -> Result<(), AgeError> {
    let (oldest, youngest) = (age_on(born.earliest(), day), age_on(born.latest(), day));
    if oldest.is_none_or(|age| age < REGISTRATION_AGE_YEARS_MIN) {
        return Err(AgeError::TooYoung);
    }
    if youngest.is_some_and(|age| age > REGISTRATION_AGE_YEARS_MAX) {
        return Err(AgeError::TooOld);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_birthday_counts_from_its_beginning() {
        let born = date(2008, 8, 17);
        assert_eq!(age_on(born, date(2024, 8, 16)), Some(15));
        assert_eq!(age_on(born, date(2024, 8, 17)), Some(16));
    }
    #[test]
    fn born_on_a_leap_day_turns_on_the_first_of_march() {
        let born = date(2008, 2, 29);
        assert_eq!(age_on(born, date(2025, 2, 28)), Some(16));
        assert_eq!(age_on(born, date(2025, 3, 1)), Some(17));
        assert_eq!(age_on(born, date(2024, 2, 29)), Some(16));
    }
    #[test]
    fn nobody_has_an_age_before_birth() {
        assert_eq!(age_on(date(2008, 2, 29), date(2008, 2, 28)), None);
        assert_eq!(age_on(date(2008, 2, 29), date(2008, 2, 29)), Some(0));
    }
    #[test]
    fn registration_is_for_fourteen_to_a_hundred_and_ten() {
        let today = date(2026, 8, 17);
        let check = |text: &str| check_registration_age(&text.parse().unwrap(), today);
        assert_eq!(check("2012-08-17"), Ok(()));
        assert_eq!(check("2012-08-18"), Err(AgeError::TooYoung));
        assert_eq!(check("1915-08-18"), Ok(()));
        assert_eq!(check("1915-08-17"), Err(AgeError::TooOld));
        assert_eq!(check("2030"), Err(AgeError::TooYoung));
    }
    #[test]
    fn a_year_alone_is_taken_in_the_persons_favour() {
        let today = date(2026, 8, 17);
        let check = |text: &str| check_registration_age(&text.parse().unwrap(), today);
        assert_eq!(check("2012"), Ok(()));
        assert_eq!(check("2013"), Err(AgeError::TooYoung));
        assert_eq!(check("1915"), Ok(()));
        assert_eq!(check("1914"), Err(AgeError::TooOld));
    }
}
