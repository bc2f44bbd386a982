//! The Community Health Index number, which NHS Scotland gives: a date of birth without its century, two digits, one
//! that is odd for men and even for women, and a check digit (NHS Data Dictionary; Public Health Scotland, phsmethods).
//! Sex and gender are never inferred from it, and a person can be given a new one.

use super::mod11::{self, NHS_WEIGHTS};
use super::{Class, digits, is_one_digit_repeated, squeeze};
use crate::{Date, Pii};

/// A Community Health Index number. It discloses a date of birth, so it stands in no log, subject or address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Chi(Pii<String>);

/// Why a text is not a CHI number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChiError {
    /// Not ten digits.
    #[error("a CHI number is ten digits, and the first may be 0; check that none is missing")]
    Shape,
    /// The last digit does not belong to the others, so at least one is wrong.
    #[error(
        "a digit of this CHI number is wrong or two are swapped; read it again, digit by digit"
    )]
    CheckDigit,
    /// The check digit is right, but it does not begin with a date: most likely an NHS number.
    #[error(
        "a CHI number begins with a date of birth and this does not; it may be an NHS number from elsewhere in the UK"
    )]
    NotADate,
}

impl Chi {
    /// The ten digits.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
    /// Whether it identifies a person: one digit ten times does not.
    pub fn class(&self) -> Class {
        if is_one_digit_repeated(self.as_str().as_bytes()) {
            Class::Administrative
        } else {
            Class::Valid
        }
    }
    /// Whether the number's date could be this date of birth. The number says nothing of the century.
    pub fn agrees_with_birth(&self, born: Date) -> bool {
        let written =
            format!("{:02}{:02}{:02}", born.day(), born.month(), born.year().rem_euclid(100));
        self.as_str().starts_with(&written)
    }
}

impl std::str::FromStr for Chi {
    type Err = ChiError;
    fn from_str(text: &str) -> Result<Self, ChiError> {
        let text = squeeze(text);
        let number = digits::<10>(&text).ok_or(ChiError::Shape)?;
        if !mod11::checks(&number, &NHS_WEIGHTS) {
            return Err(ChiError::CheckDigit);
        }
        if !begins_with_a_date(&number) {
            return Err(ChiError::NotADate);
        }
        Ok(Self(Pii::new(text)))
    }
}

/// Whether the first six of ten digits are a real date, in the last century or in this one: that is what tells a CHI
/// number from an NHS number, which has the same check digit.
pub(super) fn begins_with_a_date(number: &[u8; 10]) -> bool {
    let pair = |at: usize| i16::from(number[at] * 10 + number[at + 1]);
    let (day, month, year) = (pair(0), pair(2), pair(4));
    let is_date = |century: i16| Date::new(century + year, month as i8, day as i8).is_ok();
    is_date(1900) || is_date(2000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::NhsNumber;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Chi, ChiError> {
        text.parse()
    }

    #[test]
    fn the_published_example_is_a_chi_number() {
        assert_eq!(parse("0101011237").unwrap().as_str(), "0101011237");
        assert_eq!(parse(" 010101-1237 ").unwrap().as_str(), "0101011237");
    }
    #[test]
    fn a_wrong_check_digit_and_a_day_that_never_was_are_told_apart() {
        assert_eq!(parse("0101201234"), Err(ChiError::CheckDigit));
        assert_eq!(parse("9434765919"), Err(ChiError::NotADate));
    }
    #[test]
    fn a_leading_nought_that_a_spreadsheet_dropped_is_noticed() {
        assert_eq!(parse("101011237"), Err(ChiError::Shape));
    }
    #[test]
    fn the_leap_day_of_2000_was_real() {
        let number = |year: u8| [2, 9, 0, 2, year / 10, year % 10, 0, 0, 0, 0];
        assert!(begins_with_a_date(&number(0)));
        assert!(begins_with_a_date(&number(4)));
        assert!(!begins_with_a_date(&number(1)));
    }
    #[test]
    fn the_century_is_for_the_recorded_date_of_birth_to_say() {
        let chi = parse("0101011237").unwrap();
        assert!(chi.agrees_with_birth(jiff::civil::date(1901, 1, 1)));
        assert!(chi.agrees_with_birth(jiff::civil::date(2001, 1, 1)));
        assert!(!chi.agrees_with_birth(jiff::civil::date(2001, 1, 2)));
    }
    #[test]
    fn one_digit_ten_times_names_nobody() {
        assert_eq!(parse("1111111111").unwrap().class(), Class::Administrative);
        assert_eq!(parse("0101011237").unwrap().class(), Class::Valid);
    }
    #[test]
    fn nothing_of_a_number_is_printed() {
        assert_eq!(format!("{:?}", parse("0101011237").unwrap()), "Chi(Pii(..))");
    }

    /// A number with a right check digit that begins with a date.
    fn chi() -> impl Strategy<Value = String> {
        (1..=28u8, 1..=12u8, 0..=99u8, 0..=999u16).prop_filter_map(
            "no check digit",
            |(day, month, year, rest)| {
                let number = format!("{day:02}{month:02}{year:02}{rest:03}");
                let check = mod11::check_digit(&digits::<9>(&number)?, &NHS_WEIGHTS)?;
                Some(format!("{number}{check}"))
            },
        )
    }

    proptest! {
        #[test]
        fn one_wrong_digit_always_shows(number in chi(), at in 0..10usize, slip in 1..=9u8) {
            prop_assert!(parse(&number).is_ok());
            let mut typed = number.into_bytes();
            typed[at] = b'0' + (typed[at] - b'0' + slip) % 10;
            prop_assert_eq!(parse(&String::from_utf8(typed).unwrap()), Err(ChiError::CheckDigit));
        }
        #[test]
        fn two_neighbours_swapped_always_show(number in chi(), at in 0..9usize) {
            let mut typed = number.clone().into_bytes();
            typed.swap(at, at + 1);
            let typed = String::from_utf8(typed).unwrap();
            if typed != number {
                prop_assert_eq!(parse(&typed), Err(ChiError::CheckDigit));
            }
        }
        #[test]
        fn no_number_is_both_a_chi_and_an_nhs_number(number in "[0-9]{10}") {
            prop_assert!(parse(&number).is_err() || number.parse::<NhsNumber>().is_err());
        }
    }
}
