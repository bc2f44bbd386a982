//! The Scottish Candidate Number: the year it was issued, six digits, and a check digit (HESA, field SCN). Two people
//! have been given the same one, and schools write it into addresses, so it counts only beside a date of birth.

use super::{Class, digits, is_one_digit_repeated, mod11, squeeze};
use crate::Pii;

const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

/// A Scottish Candidate Number, which SQA gives to everybody who sits its examinations.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scn(Pii<String>);

/// Why a text is not a Scottish Candidate Number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScnError {
    /// Not nine digits.
    #[error(
        "a Scottish Candidate Number is nine digits, and the first may be 0; check that none is missing"
    )]
    Shape,
    /// The last digit does not belong to the others, so at least one is wrong.
    #[error(
        "a digit of this Scottish Candidate Number is wrong or two are swapped; read it again, digit by digit"
    )]
    CheckDigit,
}

impl Scn {
    /// The nine digits.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
    /// Whether it identifies a person: one digit nine times does not.
    pub fn class(&self) -> Class {
        if is_one_digit_repeated(self.as_str().as_bytes()) {
            Class::Administrative
        } else {
            Class::Valid
        }
    }
}

impl std::str::FromStr for Scn {
    type Err = ScnError;
    fn from_str(text: &str) -> Result<Self, ScnError> {
        let text = squeeze(text);
        let number = digits::<9>(&text).ok_or(ScnError::Shape)?;
        if !mod11::checks(&number, &WEIGHTS) {
            return Err(ScnError::CheckDigit);
        }
        Ok(Self(Pii::new(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Scn, ScnError> {
        text.parse()
    }

    #[test]
    fn the_worked_example_is_a_candidate_number() {
        assert_eq!(parse("07 000001 6").unwrap().as_str(), "070000016");
    }
    #[test]
    fn eight_digits_have_lost_their_leading_nought() {
        assert_eq!(parse("70000016"), Err(ScnError::Shape));
    }
    #[test]
    fn one_digit_nine_times_names_nobody() {
        assert_eq!(parse("000000000").unwrap().class(), Class::Administrative);
        assert_eq!(parse("070000016").unwrap().class(), Class::Valid);
    }
    #[test]
    fn nothing_of_a_number_is_printed() {
        assert_eq!(format!("{:?}", parse("070000016").unwrap()), "Scn(Pii(..))");
    }

    fn scn() -> impl Strategy<Value = String> {
        "[0-9]{8}".prop_filter_map("no check digit", |number| {
            let check = mod11::check_digit(&digits::<8>(&number)?, &WEIGHTS)?;
            Some(format!("{number}{check}"))
        })
    }

    proptest! {
        #[test]
        fn one_wrong_digit_always_shows(number in scn(), at in 0..9usize, slip in 1..=9u8) {
            prop_assert!(parse(&number).is_ok());
            let mut typed = number.into_bytes();
            typed[at] = b'0' + (typed[at] - b'0' + slip) % 10;
            prop_assert_eq!(parse(&String::from_utf8(typed).unwrap()), Err(ScnError::CheckDigit));
        }
        #[test]
        fn two_neighbours_swapped_always_show(number in scn(), at in 0..8usize) {
            let mut typed = number.clone().into_bytes();
            typed.swap(at, at + 1);
            let typed = String::from_utf8(typed).unwrap();
            if typed != number {
                prop_assert_eq!(parse(&typed), Err(ScnError::CheckDigit));
            }
        }
    }
}
