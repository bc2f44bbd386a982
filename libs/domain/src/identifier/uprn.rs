//! The Unique Property Reference Number: one to twelve digits for every address (the public sector's standard since
//! July 2020). It has no check digit.

use super::squeeze;
use crate::Pii;

/// A Unique Property Reference Number. As somebody's address it is personal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Uprn(Pii<String>);

/// Why a text is not a UPRN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UprnError {
    /// Not one to twelve digits, or nought.
    #[error("a UPRN is one to twelve digits; look the address up again")]
    Shape,
}

const DIGITS_MAX: usize = 12;

impl Uprn {
    /// The number without leading noughts, so that equal numbers are equal texts.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
    /// The number as it is shown: twelve digits.
    pub fn padded(&self) -> String {
        format!("{:0>DIGITS_MAX$}", self.as_str())
    }
}

impl std::str::FromStr for Uprn {
    type Err = UprnError;
    fn from_str(text: &str) -> Result<Self, UprnError> {
        let text = squeeze(text);
        let number = text.trim_start_matches('0');
        if text.len() > DIGITS_MAX
            || number.is_empty()
            || !number.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(UprnError::Shape);
        }
        Ok(Self(Pii::new(number.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_noughts_do_not_make_another_address() {
        let (short, long) = ("9059 012345".parse::<Uprn>(), "009059012345".parse::<Uprn>());
        assert_eq!(short, long);
        assert_eq!(short.unwrap().padded(), "009059012345");
    }
    #[test]
    fn what_is_not_a_number_of_at_most_twelve_digits_is_refused() {
        for text in ["", "0", "000", "1234567890123", "12A", "\u{0661}"] {
            assert_eq!(text.parse::<Uprn>(), Err(UprnError::Shape), "{text}");
        }
    }
    #[test]
    fn nothing_of_an_address_is_printed() {
        assert_eq!(format!("{:?}", "9059012345".parse::<Uprn>().unwrap()), "Uprn(Pii(..))");
    }
}
