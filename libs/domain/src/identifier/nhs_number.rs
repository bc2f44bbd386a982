//! The NHS number of England, Wales and the Isle of Man: ten digits, the last a check digit (NHS Data Dictionary). A
//! CHI number has the same check digit and begins with a date, which no NHS number in issue does.

use super::chi::begins_with_a_date;
use super::mod11::{self, NHS_WEIGHTS};
use super::{Class, digits, is_one_digit_repeated, squeeze};
use crate::Pii;

/// An NHS number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NhsNumber(Pii<String>);

/// Why a text is not an NHS number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NhsNumberError {
    /// Not ten digits.
    #[error("an NHS number is ten digits; check that none is missing")]
    Shape,
    /// The last digit does not belong to the others, so at least one is wrong.
    #[error(
        "a digit of this NHS number is wrong or two are swapped; read it again, digit by digit"
    )]
    CheckDigit,
    /// It begins with a date, as a CHI number does.
    #[error("this looks like a CHI number of NHS Scotland; record it as one")]
    LooksLikeChi,
}

impl NhsNumber {
    /// The ten digits.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
    /// Whether it identifies a person: one digit ten times, and the test range that begins with 999, do not.
    pub fn class(&self) -> Class {
        let is_test = self.as_str().starts_with("999");
        if is_test || is_one_digit_repeated(self.as_str().as_bytes()) {
            Class::Administrative
        } else {
            Class::Valid
        }
    }
}

impl std::str::FromStr for NhsNumber {
    type Err = NhsNumberError;
    fn from_str(text: &str) -> Result<Self, NhsNumberError> {
        let text = squeeze(text);
        let number = digits::<10>(&text).ok_or(NhsNumberError::Shape)?;
        if !mod11::checks(&number, &NHS_WEIGHTS) {
            return Err(NhsNumberError::CheckDigit);
        }
        if begins_with_a_date(&number) {
            return Err(NhsNumberError::LooksLikeChi);
        }
        Ok(Self(Pii::new(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<NhsNumber, NhsNumberError> {
        text.parse()
    }

    #[test]
    fn the_published_example_is_an_nhs_number() {
        let number = parse("943 476 5919").unwrap();
        assert_eq!(number.as_str(), "9434765919");
        assert_eq!(number.class(), Class::Valid);
    }
    #[test]
    fn a_number_of_the_test_range_names_nobody() {
        assert_eq!(parse("9990000018").unwrap().class(), Class::Administrative);
    }
    #[test]
    fn one_digit_ten_times_passes_the_check_and_names_nobody() {
        for digit in ["0", "4", "9"] {
            assert_eq!(parse(&digit.repeat(10)).unwrap().class(), Class::Administrative);
        }
    }
    #[test]
    fn a_slip_shows() {
        assert_eq!(parse("9434765918"), Err(NhsNumberError::CheckDigit));
        assert_eq!(parse("943476591"), Err(NhsNumberError::Shape));
    }
    #[test]
    fn a_chi_number_is_sent_to_its_own_scheme() {
        assert_eq!(parse("0101011237"), Err(NhsNumberError::LooksLikeChi));
    }
    #[test]
    fn nothing_of_a_number_is_printed() {
        assert_eq!(format!("{:?}", parse("9434765919").unwrap()), "NhsNumber(Pii(..))");
    }
}
