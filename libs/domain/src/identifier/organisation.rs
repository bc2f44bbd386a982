//! Numbers that name an organisation: a learning provider's UKPRN, a charity's and a company's registration. They are
//! public and may be shown.

use super::{digits, squeeze};

/// The UK Provider Reference Number of a college or training provider: eight digits that begin with 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ukprn(String);

/// Why a text is not a UKPRN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UkprnError {
    /// Not eight digits that begin with 1.
    #[error("a UKPRN is eight digits that begin with 1; look the provider up again")]
    Shape,
}

/// The number of a charity in the Scottish Charity Register: SC and six digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Charity(String);

/// Why a text is not a Scottish charity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CharityError {
    /// Not SC and six digits.
    #[error("a Scottish charity number is SC and six digits; look the charity up again")]
    Shape,
}

/// The number of a company or partnership at Companies House: eight characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Company(String);

/// Why a text is not a company number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CompanyError {
    /// Neither six to eight digits nor SC, SO or SL and six digits.
    #[error(
        "a company number is six to eight digits, or SC, SO or SL and six digits; look the company up again"
    )]
    Shape,
}

impl Ukprn {
    /// The eight digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Charity {
    /// The number, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Company {
    /// The number at its full length of eight characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Ukprn {
    type Err = UkprnError;
    fn from_str(text: &str) -> Result<Self, UkprnError> {
        let text = squeeze(text);
        match digits::<8>(&text) {
            Some([1, ..]) => Ok(Self(text)),
            Some(_) | None => Err(UkprnError::Shape),
        }
    }
}

impl std::str::FromStr for Charity {
    type Err = CharityError;
    fn from_str(text: &str) -> Result<Self, CharityError> {
        let text = squeeze(text);
        let number = text.strip_prefix("SC").and_then(digits::<6>);
        number.map(|_| Self(text)).ok_or(CharityError::Shape)
    }
}

impl std::str::FromStr for Company {
    type Err = CompanyError;
    fn from_str(text: &str) -> Result<Self, CompanyError> {
        let text = squeeze(text);
        let number = ["SC", "SO", "SL"].iter().find_map(|prefix| text.strip_prefix(prefix));
        if number.is_some_and(|number| digits::<6>(number).is_some()) {
            return Ok(Self(text));
        }
        let regular = (6..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        regular.then(|| Self(format!("{text:0>8}"))).ok_or(CompanyError::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ukprn_is_eight_digits_that_begin_with_one() {
        assert_eq!("1000 5700".parse::<Ukprn>().unwrap().as_str(), "10005700");
        for text in ["20005700", "1000570", "1000570A", ""] {
            assert_eq!(text.parse::<Ukprn>(), Err(UkprnError::Shape), "{text}");
        }
    }
    #[test]
    fn a_scottish_charity_is_sc_and_six_digits() {
        assert_eq!("sc 000123".parse::<Charity>().unwrap().as_str(), "SC000123");
        for text in ["SC00123", "SC0001234", "000123", "SO000123"] {
            assert_eq!(text.parse::<Charity>(), Err(CharityError::Shape), "{text}");
        }
    }
    #[test]
    fn a_company_without_its_leading_noughts_is_the_same_company() {
        assert_eq!("123456".parse::<Company>(), "00123456".parse::<Company>());
        assert_eq!("so-300123".parse::<Company>().unwrap().as_str(), "SO300123");
    }
    #[test]
    fn what_is_no_company_number_is_refused() {
        for text in ["12345", "123456789", "SC12345", "XX123456", ""] {
            assert_eq!(text.parse::<Company>(), Err(CompanyError::Shape), "{text}");
        }
    }
}
