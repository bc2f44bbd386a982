//! The ODS code of a health organisation (NHS Organisation Data Service): a board, a practice, a hospital.

use super::squeeze;

/// An ODS code. It names an organisation and may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OdsCode(String);

/// Why a text is not an ODS code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OdsError {
    /// Not three to twelve letters and digits.
    #[error("an ODS code is three to twelve letters and digits; look the organisation up again")]
    Shape,
}

impl OdsCode {
    /// The code, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for OdsCode {
    type Err = OdsError;
    fn from_str(text: &str) -> Result<Self, OdsError> {
        let text = squeeze(text);
        let regular =
            (3..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        regular.then_some(Self(text)).ok_or(OdsError::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boards_have_codes_of_three_and_of_five_characters() {
        assert_eq!("sgc 02".parse::<OdsCode>().unwrap().as_str(), "SGC02");
        assert_eq!("S08".parse::<OdsCode>().unwrap().as_str(), "S08");
    }
    #[test]
    fn what_is_not_letters_and_digits_is_refused() {
        for text in ["", "S8", "S08/1", "ABCDEFGHIJKLM"] {
            assert_eq!(text.parse::<OdsCode>(), Err(OdsError::Shape), "{text}");
        }
    }
}
